/* What the measurements of a crowd share; see crowd.h. It must not wait for an answer before the next action is due. */
#include "bench/crowd.h"

#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/clock.h"

enum { WARM_PERCENT = 20 };

void crowd_fail(struct crowd *crowd, const char *format, ...)
{
    va_list arguments;
    if (crowd->failures++ >= CROWD_ERRORS_PRINTED_MAX)
        return;
    va_start(arguments, format);
    vfprintf(stderr, format, arguments);
    va_end(arguments);
    fputc('\n', stderr);
}

/* ---- opening ---- */

static bool read_people(struct crowd *crowd, const char *file)
{
    FILE *stream = file != NULL ? fopen(file, "re") : NULL;
    if (file == NULL)
        return true;
    crowd->people = calloc(CROWD_PEOPLE_MAX, sizeof crowd->people[0]);
    while (stream != NULL && crowd->people != NULL && crowd->people_count < CROWD_PEOPLE_MAX &&
           fscanf(stream, "%36s", crowd->people[crowd->people_count]) == 1)
        crowd->people_count++;
    if (stream != NULL)
        fclose(stream);
    return crowd->people_count > 0;
}

bool crowd_open(struct crowd *crowd, const struct crowd_options *options)
{
    *crowd = (struct crowd){.options = options, .loop.poll = -1};
    if (plan_read(&crowd->plan, options->plan) != 0 || !read_people(crowd, options->people) ||
        !crowd_loop_open(&crowd->loop)) {
        fprintf(stderr, "no plan, no people, or no memory\n");
        return false;
    }
    return options->people == NULL || door_open(&crowd->door, &crowd->loop, &crowd->plan);
}

void crowd_close_sockets(struct panel *panels, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        panel_socket_close(&panels[i].socket);
        wslay_event_context_free(panels[i].socket.wslay);
    }
    free(panels);
}

void crowd_close(struct crowd *crowd)
{
    crowd_close_sockets(crowd->panels, crowd->panels_count);
    crowd_bare_close(crowd);
    door_close(&crowd->door);
    crowd_loop_close(&crowd->loop);
    plan_free(&crowd->plan);
    times_free(&crowd->times);
    times_free(&crowd->late);
    free(crowd->people);
}

size_t crowd_pick(uint64_t k, size_t count)
{
    return (size_t)(k * 7919 % count);
}

long crowd_resident_kib(long process)
{
    char line[CROWD_TEXT_BYTES];
    long kib = 0;
    snprintf(line, sizeof line, "/proc/%ld/status", process);
    FILE *stream = process > 0 ? fopen(line, "re") : NULL;
    while (stream != NULL && fgets(line, sizeof line, stream) != NULL)
        if (strncmp(line, "VmRSS:", 6) == 0)
            kib = strtol(line + 6, NULL, 10);
    if (stream != NULL)
        fclose(stream);
    return kib;
}

/* ---- panels ---- */

static void take_snapshot(struct panel *panel, const struct panel_words *words)
{
    panel->crowd->snapshots++;
    panel->status = strcmp(words->id, panel->crowd->plan.available) == 0 ? 0 : 1;
}

static void hear_panel(struct panel_socket *socket, const char *text, size_t len)
{
    struct panel *panel = (struct panel *)socket;
    struct crowd *crowd = panel->crowd;
    struct panel_words words = panel_words_read(text, len);
    crowd->last_len = len;
    if (words.kind == PANEL_SNAPSHOT)
        take_snapshot(panel, &words);
    else if (words.kind == PANEL_REFUSED || words.kind == PANEL_GOODBYE)
        crowd_fail(crowd, "panel %zu: %.*s", panel->number, (int)(len < 300 ? len : 300), text);
    else if (words.kind != PANEL_OTHER && crowd->hear != NULL)
        crowd->hear(crowd, panel, &words);
}

static void lose_panel(struct panel_socket *socket)
{
    struct panel *panel = (struct panel *)socket;
    crowd_fail(panel->crowd, "panel %zu: the server closed its line", panel->number);
}

static bool sign_in(const struct crowd *crowd, struct line *door, size_t number,
                    char cookie[CROWD_TEXT_BYTES])
{
    char text[PANEL_SOCKET_HEAD_BYTES_MAX];
    char body[CROWD_TEXT_BYTES];
    const struct plan *plan = &crowd->plan;
    enum line_heard heard = LINE_MORE;
    int body_len = snprintf(body, sizeof body,
                            "{\"username\":\"crowd%zu\",\"password\":\"" CROWD_PASSWORD "\"}", number);
    int len = snprintf(text, sizeof text,
                       "POST /login HTTP/1.1\r\nHost: %s:%s\r\nOrigin: http://%s:%s\r\nContent-Type: "
                       "application/json\r\nContent-Length: %d\r\n\r\n%s",
                       plan->address, plan->port, plan->address, plan->port, body_len, body);
    if (line_send(door, text, (size_t)len)) {
        struct pollfd awaited = {.fd = door->socket, .events = POLLIN};
        while (heard == LINE_MORE && poll(&awaited, 1, CROWD_PATIENCE_MS) == 1)
            heard = line_hear(door);
    }
    const char *set =
        heard == LINE_ANSWERED ? strcasestr(door->answer, "\r\nset-cookie: nextup_session=") : NULL;
    if (set == NULL) {
        fprintf(stderr, "crowd%zu cannot sign in: %.300s\n", number, door->answer);
        return false;
    }
    set += strlen("\r\nset-cookie: ");
    snprintf(cookie, CROWD_TEXT_BYTES, "%.*s", (int)strcspn(set, ";"), set);
    return true;
}

static bool open_panel(struct crowd *crowd, struct panel *panel, struct line *door)
{
    char cookie[CROWD_TEXT_BYTES];
    char headers[CROWD_TEXT_BYTES * 3];
    char hello[CROWD_TEXT_BYTES];
    const struct plan *plan = &crowd->plan;
    if (!sign_in(crowd, door, panel->number, cookie))
        return false;
    snprintf(headers, sizeof headers, "Origin: http://%s:%s\r\nCookie: %s\r\n", plan->address, plan->port,
             cookie);
    int len =
        snprintf(hello, sizeof hello, "{\"do\":\"hello\",\"from\":null,\"generation\":null,\"clock\":%lld}",
                 (long long)clock_wall_ms());
    return panel_socket_open(&panel->socket, plan->address, plan->port, "/panel/line", headers) &&
           crowd_loop_add(&crowd->loop, &panel->socket.source) &&
           panel_socket_send(&panel->socket, hello, (size_t)len);
}

static bool all_have_snapshots(struct crowd *crowd)
{
    return crowd->snapshots == crowd->panels_count || crowd->failures > 0;
}

bool crowd_sign_in(struct crowd *crowd, size_t count)
{
    struct line door;
    bool good = line_open(&door, crowd->plan.address, crowd->plan.port);
    crowd->panels = calloc(count, sizeof crowd->panels[0]);
    for (size_t i = 0; good && crowd->panels != NULL && i < count; i++) {
        struct panel *panel = &crowd->panels[crowd->panels_count++];
        *panel = (struct panel){.socket = {.source.socket = -1, .message = hear_panel, .lost = lose_panel},
                                .crowd = crowd,
                                .number = i};
        good = open_panel(crowd, panel, &door);
        crowd_loop_turn(&crowd->loop, 0);
    }
    lines_close(&door, 1);
    return good && crowd_until(crowd, all_have_snapshots) && crowd->failures == 0;
}

void panel_expect(struct panel *panel, uint64_t due_ns)
{
    if (panel->due_count == PANEL_DUE_MAX)
        crowd_fail(panel->crowd, "panel %zu is %u changes behind", panel->number, panel->due_count);
    else
        panel->due_ns[(panel->due_first + panel->due_count++) % PANEL_DUE_MAX] = due_ns;
}

uint64_t panel_heard(struct panel *panel)
{
    if (panel->due_count == 0) {
        crowd_fail(panel->crowd, "panel %zu has heard of what was not asked for", panel->number);
        return 0;
    }
    uint64_t due_ns = panel->due_ns[panel->due_first];
    panel->due_first = (panel->due_first + 1) % PANEL_DUE_MAX;
    panel->due_count--;
    return due_ns;
}

uint32_t panel_tell(struct panel *panel, const char *name, const char *more)
{
    char text[CROWD_TEXT_BYTES];
    uint32_t id = ++panel->last_id;
    int len = snprintf(text, sizeof text, "{\"do\":\"%s\",\"id\":%u%s}", name, id, more);
    if (!panel_socket_send(&panel->socket, text, (size_t)len))
        crowd_fail(panel->crowd, "panel %zu: cannot send", panel->number);
    return id;
}

void panel_choose(struct panel *panel, unsigned status)
{
    char more[CROWD_TEXT_BYTES];
    const struct plan *plan = &panel->crowd->plan;
    panel->status = status;
    snprintf(more, sizeof more, ",\"statusId\":\"%s\"", status == 0 ? plan->available : plan->lunch);
    panel_tell(panel, "set_status", more);
}

/* ---- programs ---- */

static void status_was_put(void *ctx, uint64_t tag, const char *why)
{
    if (why != NULL)
        crowd_fail(ctx, "PutUserStatus of crowd%llu: %.300s", (unsigned long long)tag, why);
}

void crowd_put_status(struct crowd *crowd, size_t number, unsigned status)
{
    const struct plan *plan = &crowd->plan;
    struct door_request request = {.method = "PUT", .tag = number, .done = status_was_put, .ctx = crowd};
    snprintf(request.path, sizeof request.path, "/users/%s/%s/status", plan->instance, crowd->people[number]);
    snprintf(request.body, sizeof request.body, "{\"AgentStatusId\":\"%s\"}",
             status == 0 ? plan->available : plan->lunch);
    if (!door_ask(&crowd->door, &request))
        crowd_fail(crowd, "too many requests wait");
}

static bool nothing_is_asked(struct crowd *crowd)
{
    return crowd->door.under_way == 0 || crowd->failures > 0;
}

bool crowd_make_available(struct crowd *crowd, size_t first, size_t end)
{
    for (size_t number = first; number < end && crowd->failures == 0; number++) {
        crowd_put_status(crowd, number, 0);
        while (crowd->door.waiting_count > DOOR_CONNECTIONS && crowd->failures == 0)
            crowd_loop_turn(&crowd->loop, now_ns() + 1000000);
    }
    return crowd_until(crowd, nothing_is_asked) && crowd->failures == 0;
}

/* ---- time ---- */

bool crowd_until(struct crowd *crowd, bool (*reached)(struct crowd *crowd))
{
    while (!reached(crowd)) {
        if (!crowd_loop_turn(&crowd->loop, now_ns() + CROWD_PATIENCE_MS * UINT64_C(1000000))) {
            crowd_fail(crowd, "what is awaited does not come");
            return false;
        }
    }
    return true;
}

void crowd_took(struct crowd *crowd, uint64_t due_ns)
{
    crowd->heard_len = crowd->last_len;
    if (due_ns >= crowd->count_from_ns)
        times_add(&crowd->times, now_ns() - due_ns);
}

void crowd_late(struct crowd *crowd, uint64_t due_ns)
{
    if (due_ns >= crowd->count_from_ns)
        times_add(&crowd->late, now_ns() - due_ns);
}

/* Half-steps: the even ones are the crowd's, the odd ones the bare server's. */
static void fire_step(struct crowd *crowd, crowd_fire *fire, uint64_t step, uint64_t due_ns)
{
    if (step % 2 == 0)
        fire(crowd, step / 2, due_ns);
    else if (crowd->bare.count > 0)
        crowd_bare_fire(crowd, step / 2, due_ns);
}

static void wait_for_the_rest(struct crowd *crowd, const size_t *waiting)
{
    uint64_t give_up = now_ns() + CROWD_PATIENCE_MS * UINT64_C(1000000);
    while (*waiting + crowd->bare.waiting > 0 && crowd->failures == 0 && now_ns() < give_up)
        crowd_loop_turn(&crowd->loop, give_up);
    if (*waiting + crowd->bare.waiting > 0)
        crowd_fail(crowd, "%zu and %zu bare answers are still waited for", *waiting, crowd->bare.waiting);
}

void crowd_pace(struct crowd *crowd, crowd_fire *fire, const size_t *waiting)
{
    uint64_t begin = now_ns();
    uint64_t span = (uint64_t)(crowd->options->seconds * 1e9);
    crowd->count_from_ns = begin + span / 100 * WARM_PERCENT;
    uint64_t end = crowd->count_from_ns + span;
    for (uint64_t step = 0; crowd->failures == 0;) {
        uint64_t due = begin + (uint64_t)((double)step * 0.5e9 / crowd->options->per_s);
        uint64_t now = now_ns();
        if (due >= end)
            break;
        if (now < due) {
            crowd_loop_turn(&crowd->loop, due);
            continue;
        }
        crowd_late(crowd, due);
        fire_step(crowd, fire, step++, due);
    }
    wait_for_the_rest(crowd, waiting);
}
