/* One agent's change until its own panel, or a program that reads the event stream, has heard of it. It must not change
 * an agent by a program while its last change is under way.
 *
 *     own      the panel asks itself (set_status)   --> its event "status"
 *     asked    a program asks (PutUserStatus)       --> the panel's event "status"
 *     stream   a program asks (PutUserStatus)       --> STATE_CHANGE on /streams/agent-events, read over a WebSocket
 */
#include <stdio.h>
#include <stdlib.h>

#include "bench/crowd.h"

struct own {
    size_t waiting;
    struct panel_socket reader; /* of the stream */
    struct crowd *crowd;
    uint64_t *due_ns;   /* owned, of each agent; 0: nothing is awaited */
    unsigned *statuses; /* owned */
};

/* ---- panels ---- */

static void hear_own(struct crowd *crowd, struct panel *panel, const struct panel_words *words)
{
    struct own *own = crowd->own;
    if (words->kind != PANEL_STATUS)
        return;
    crowd_took(crowd, panel_heard(panel));
    own->waiting--;
}

static void fire_own(struct crowd *crowd, uint64_t k, uint64_t due_ns)
{
    struct own *own = crowd->own;
    struct panel *panel = &crowd->panels[crowd_pick(k, crowd->panels_count)];
    panel_expect(panel, due_ns);
    own->waiting++;
    panel_choose(panel, panel->status == 0 ? 1 : 0);
}

/* Requests of one agent on two connections could overtake each other: one at a time, so whoever still waits is passed
 * over. */
static void fire_asked(struct crowd *crowd, uint64_t k, uint64_t due_ns)
{
    struct own *own = crowd->own;
    struct panel *panel = NULL;
    for (size_t i = 0; panel == NULL && i < crowd->panels_count; i++) {
        panel = &crowd->panels[crowd_pick(k + i, crowd->panels_count)];
        panel = panel->due_count == 0 ? panel : NULL;
    }
    if (panel == NULL) {
        crowd_fail(crowd, "every panel still waits");
        return;
    }
    panel_expect(panel, due_ns);
    own->waiting++;
    panel->status = panel->status == 0 ? 1 : 0;
    crowd_put_status(crowd, panel->number, panel->status);
}

static void measure(struct crowd *crowd, crowd_fire *fire)
{
    struct own own = {.waiting = 0};
    crowd->own = &own;
    crowd->hear = hear_own;
    crowd_pace(crowd, fire, &own.waiting);
}

void crowd_own(struct crowd *crowd)
{
    measure(crowd, fire_own);
}

void crowd_asked(struct crowd *crowd)
{
    measure(crowd, fire_asked);
}

/* ---- the stream ---- */

static void hear_stream(struct panel_socket *socket, const char *text, size_t len)
{
    struct own *own = (struct own *)((char *)socket - offsetof(struct own, reader));
    struct crowd *crowd = own->crowd;
    struct panel_words words = panel_words_read(text, len);
    crowd->last_len = len;
    if (words.kind != PANEL_TOLD)
        return;
    if (words.number >= crowd->people_count || own->due_ns[words.number] == 0) {
        crowd_fail(crowd, "the stream tells of nobody's change: %.*s", (int)(len < 200 ? len : 200), text);
        return;
    }
    crowd_took(crowd, own->due_ns[words.number]);
    own->due_ns[words.number] = 0;
    own->waiting--;
}

static void lose_stream(struct panel_socket *socket)
{
    struct own *own = (struct own *)((char *)socket - offsetof(struct own, reader));
    crowd_fail(own->crowd, "the server closed the stream");
}

/* As fire_asked, among the agents without a panel. */
static void fire_stream(struct crowd *crowd, uint64_t k, uint64_t due_ns)
{
    struct own *own = crowd->own;
    size_t first = crowd->options->panels;
    size_t count = crowd->options->agents - first;
    size_t tried = 0;
    size_t number = first + crowd_pick(k, count);
    while (own->due_ns[number] != 0 && tried < count)
        number = first + crowd_pick(k + ++tried, count);
    if (own->due_ns[number] != 0) {
        crowd_fail(crowd, "no agent's last change has been told yet");
        return;
    }
    own->due_ns[number] = due_ns;
    own->statuses[number] = own->statuses[number] == 1 ? 2 : 1; /* 1 Available, 2 Lunch; 0 nothing yet */
    own->waiting++;
    crowd_put_status(crowd, number, own->statuses[number] - 1);
}

void crowd_stream(struct crowd *crowd)
{
    char headers[CROWD_TEXT_BYTES];
    struct own own = {.crowd = crowd,
                      .reader = {.message = hear_stream, .lost = lose_stream},
                      .due_ns = calloc(crowd->people_count, sizeof own.due_ns[0]),
                      .statuses = calloc(crowd->people_count, sizeof own.statuses[0])};
    crowd->own = &own;
    snprintf(headers, sizeof headers, "Authorization: Bearer %s\r\n", crowd->options->token);
    if (crowd->options->panels >= crowd->options->agents || crowd->options->agents > crowd->people_count ||
        own.due_ns == NULL || own.statuses == NULL ||
        !panel_socket_open(&own.reader, crowd->plan.address, crowd->plan.port, "/streams/agent-events",
                           headers) ||
        !crowd_loop_add(&crowd->loop, &own.reader.source))
        crowd_fail(crowd, "the stream cannot be read");
    else
        crowd_pace(crowd, fire_stream, &own.waiting);
    panel_socket_close(&own.reader);
    wslay_event_context_free(own.reader.wslay);
    free(own.due_ns);
    free(own.statuses);
}
