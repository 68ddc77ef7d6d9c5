/* What the measurements of a crowd share; see crowd.h. It must not wait for an answer before the next action is due. */
#include "bench/crowd.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

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

void crowd_close(struct crowd *crowd)
{
    for (size_t i = 0; i < crowd->panels_count; i++) {
        panel_socket_close(&crowd->panels[i].socket);
        wslay_event_context_free(crowd->panels[i].socket.wslay);
    }
    door_close(&crowd->door);
    crowd_loop_close(&crowd->loop);
    plan_free(&crowd->plan);
    times_free(&crowd->times);
    free(crowd->panels);
    free(crowd->people);
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

static void hear_panel(struct panel_socket *socket, const char *text, size_t len)
{
    struct panel *panel = (struct panel *)socket;
    struct crowd *crowd = panel->crowd;
    struct panel_words words = panel_words_read(text, len);
    if (words.kind == PANEL_SNAPSHOT)
        crowd->snapshots++;
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

static bool sign_in(const struct crowd *crowd, int door, size_t number, char cookie[CROWD_TEXT_BYTES])
{
    char text[PANEL_SOCKET_HEAD_BYTES_MAX];
    char body[CROWD_TEXT_BYTES];
    const struct plan *plan = &crowd->plan;
    int body_len = snprintf(body, sizeof body,
                            "{\"username\":\"crowd%zu\",\"password\":\"" CROWD_PASSWORD "\"}", number);
    int len = snprintf(text, sizeof text,
                       "POST /login HTTP/1.1\r\nHost: %s:%s\r\nOrigin: http://%s:%s\r\nContent-Type: "
                       "application/json\r\nContent-Length: %d\r\n\r\n%s",
                       plan->address, plan->port, plan->address, plan->port, body_len, body);
    if (send(door, text, (size_t)len, MSG_NOSIGNAL) != len || panel_read_head(door, text) == 0)
        return false;
    const char *length = strcasestr(text, "content-length:");
    const char *set = strcasestr(text, "set-cookie: nextup_session=");
    char answer[PANEL_SOCKET_HEAD_BYTES_MAX];
    size_t rest = length != NULL ? strtoul(length + 15, NULL, 10) : 0;
    bool good = rest < sizeof answer && recv(door, answer, rest, MSG_WAITALL) == (ssize_t)rest && set != NULL;
    if (good)
        snprintf(cookie, CROWD_TEXT_BYTES, "%.*s", (int)strcspn(set + 12, ";"), set + 12);
    else
        fprintf(stderr, "crowd%zu cannot sign in: %.200s\n", number, text);
    return good;
}

static bool open_panel(struct crowd *crowd, struct panel *panel, int door)
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
    int door = panel_connect(crowd->plan.address, crowd->plan.port);
    bool good = door >= 0;
    crowd->panels = calloc(count, sizeof crowd->panels[0]);
    for (size_t i = 0; good && crowd->panels != NULL && i < count; i++) {
        struct panel *panel = &crowd->panels[crowd->panels_count++];
        *panel = (struct panel){.socket = {.source.socket = -1, .message = hear_panel, .lost = lose_panel},
                                .crowd = crowd,
                                .number = i,
                                .status = 2};
        good = open_panel(crowd, panel, door);
        crowd_loop_turn(&crowd->loop, 0);
    }
    if (door >= 0)
        close(door);
    return good && crowd_until(crowd, all_have_snapshots) && crowd->failures == 0;
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

static void status_was_put(void *ctx, uint64_t tag, int status, const char *body)
{
    if (status != 200)
        crowd_fail(ctx, "PutUserStatus of crowd%llu: %d %.200s", (unsigned long long)tag, status, body);
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
    crowd->done++;
    if (due_ns >= crowd->count_from_ns)
        times_add(&crowd->times, now_ns() - due_ns);
}

void crowd_pace(struct crowd *crowd, crowd_fire *fire, const size_t *waiting)
{
    uint64_t begin = now_ns();
    uint64_t span = (uint64_t)(crowd->options->seconds * 1e9);
    crowd->count_from_ns = begin + span / 100 * WARM_PERCENT;
    uint64_t end = crowd->count_from_ns + span;
    for (uint64_t k = 0; crowd->failures == 0;) {
        uint64_t due = begin + (uint64_t)((double)k * 1e9 / crowd->options->per_s);
        uint64_t now = now_ns();
        if (due >= end)
            break;
        if (now < due) {
            crowd_loop_turn(&crowd->loop, due);
            continue;
        }
        crowd->late_max_ns = now - due > crowd->late_max_ns ? now - due : crowd->late_max_ns;
        fire(crowd, k++, due);
    }
    uint64_t give_up = now_ns() + CROWD_PATIENCE_MS * UINT64_C(1000000);
    while (*waiting > 0 && crowd->failures == 0 && now_ns() < give_up)
        crowd_loop_turn(&crowd->loop, give_up);
    if (*waiting > 0)
        crowd_fail(crowd, "%zu are still waited for", *waiting);
}
