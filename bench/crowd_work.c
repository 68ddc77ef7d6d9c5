/* Agents who are never idle: each contact is accepted when it is offered, ends a second later, and there is no wrap-up.
 * A queue of waiting contacts is kept at its length by a program that starts a task for each that is over. It must not
 * let an agent wait for the generator unseen: a late end counts as the server's time.
 *
 *     offered --accept--> connected --a second--> end: due --leg_removed--> over, another is started
 *        ^                                          |
 *        '------------- free -> next offer ---------'
 *
 * The agents become Available one after the other over one contact's length, so that in the steady state contacts end
 * evenly.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/crowd.h"

enum { CONTACT_MS = 1000 };

struct work {
    struct panel **talking; /* owned, a ring in the order of their ends: all contacts are of one length */
    size_t first, count;
    uint64_t started, over;
    uint64_t counted_from_ns, counted_to_ns;
    uint64_t counted; /* contacts over between the two */
};

static void was_started(void *ctx, uint64_t tag, const char *why)
{
    if (why != NULL)
        crowd_fail(ctx, "StartTaskContact %llu: %.300s", (unsigned long long)tag, why);
}

void crowd_start_contact(struct crowd *crowd, uint64_t number)
{
    struct door_request request = {
        .method = "PUT", .path = "/contact/task", .tag = number, .done = was_started, .ctx = crowd};
    snprintf(request.body, sizeof request.body,
             "{\"InstanceId\":\"%s\",\"ContactFlowId\":\"%s\",\"Name\":\"crowd %llu\"}", crowd->plan.instance,
             crowd->options->flow, (unsigned long long)number);
    if (!door_ask(&crowd->door, &request))
        crowd_fail(crowd, "too many requests wait");
}

void crowd_tell_contact(struct panel *panel, const char *name)
{
    char more[CROWD_TEXT_BYTES];
    snprintf(more, sizeof more, ",\"contactId\":\"%s\"", panel->contact);
    panel_tell(panel, name, more);
}

/* ---- a contact's life ---- */

static void take_offer(struct crowd *crowd, struct panel *panel, const struct panel_words *words)
{
    if (panel->free_ns != 0)
        crowd_took(crowd, panel->free_ns);
    panel->free_ns = 0;
    memcpy(panel->contact, words->id, sizeof panel->contact);
    crowd_tell_contact(panel, "accept");
}

static void take_connection(struct crowd *crowd, struct panel *panel)
{
    struct work *work = crowd->own;
    panel->end_ns = now_ns() + CONTACT_MS * UINT64_C(1000000);
    work->talking[(work->first + work->count++) % crowd->panels_count] = panel;
}

static void take_end(struct crowd *crowd)
{
    struct work *work = crowd->own;
    uint64_t now = now_ns();
    work->over++;
    work->counted += now >= work->counted_from_ns && now < work->counted_to_ns;
    crowd_start_contact(crowd, work->started++);
}

static void hear_work(struct crowd *crowd, struct panel *panel, const struct panel_words *words)
{
    if (words->kind == PANEL_OFFER)
        take_offer(crowd, panel, words);
    else if (words->kind == PANEL_CONNECTED)
        take_connection(crowd, panel);
    else if (words->kind == PANEL_LEG_REMOVED)
        take_end(crowd);
}

static void end_those_due(struct crowd *crowd)
{
    struct work *work = crowd->own;
    for (uint64_t now = now_ns(); work->count > 0 && work->talking[work->first]->end_ns <= now;) {
        struct panel *panel = work->talking[work->first];
        work->first = (work->first + 1) % crowd->panels_count;
        work->count--;
        panel->free_ns = panel->end_ns;
        crowd_late(crowd, panel->end_ns);
        crowd_tell_contact(panel, "end");
    }
}

/* ---- the whole ---- */

static bool nothing_is_asked(struct crowd *crowd)
{
    return crowd->door.under_way == 0 || crowd->failures > 0;
}

static void begin_evenly(struct crowd *crowd)
{
    uint64_t begin = now_ns();
    for (size_t i = 0; i < crowd->panels_count && crowd->failures == 0;) {
        uint64_t due = begin + CONTACT_MS * UINT64_C(1000000) * i / crowd->panels_count;
        if (now_ns() < due)
            crowd_loop_turn(&crowd->loop, due);
        else
            panel_choose(&crowd->panels[i++], 0);
        end_those_due(crowd);
    }
}

/* Beside it the bare server is asked options->per_s times a second: what a round trip and a sync take on a machine as
 * busy as this. */
static void go_on_until(struct crowd *crowd, uint64_t end)
{
    struct work *work = crowd->own;
    uint64_t gap = (uint64_t)(1e9 / crowd->options->per_s);
    uint64_t bare_due = crowd->bare.count > 0 ? now_ns() : end;
    for (uint64_t k = 0; now_ns() < end && crowd->failures == 0;) {
        uint64_t next = work->count > 0 ? work->talking[work->first]->end_ns : end;
        next = bare_due < next ? bare_due : next;
        crowd_loop_turn(&crowd->loop, next < end ? next : end);
        end_those_due(crowd);
        if (now_ns() < bare_due || bare_due >= end)
            continue;
        crowd_bare_fire(crowd, k++, bare_due);
        bare_due += gap;
    }
}

void crowd_work(struct crowd *crowd)
{
    struct work work = {.talking = calloc(crowd->panels_count, sizeof work.talking[0])};
    uint64_t span = (uint64_t)(crowd->options->seconds * 1e9);
    crowd->own = &work;
    crowd->hear = hear_work;
    crowd->count_from_ns = work.counted_from_ns = work.counted_to_ns = UINT64_MAX;
    while (work.started < crowd->panels_count + crowd->options->tail)
        crowd_start_contact(crowd, work.started++);
    if (work.talking != NULL && crowd_until(crowd, nothing_is_asked)) {
        begin_evenly(crowd);
        crowd->count_from_ns = work.counted_from_ns = now_ns() + 2 * CONTACT_MS * UINT64_C(1000000);
        work.counted_to_ns = work.counted_from_ns + span;
        go_on_until(crowd, work.counted_to_ns);
    }
    printf("\"contacts\":%llu,\"contacts_per_s\":%.2f,", (unsigned long long)work.counted,
           (double)work.counted / crowd->options->seconds);
    free(work.talking);
}
