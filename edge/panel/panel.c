/* The panel's edge: its life and its addresses. It must not know what stands behind an address (line.c, login.c,
 * pages.c ...). */
#include "edge/panel/panel.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "edge/common/answer.h"
#include "edge/common/day.h"
#include "edge/common/door.h"
#include "edge/panel/state.h"

enum { PANEL_JSON_BYTES_MAX = 16 * 1024, PANEL_ROOMS_MAX = 1 << 20 };

struct panel_limits panel_limits_default(void)
{
    return (struct panel_limits){.lines_max = 16000,
                                 .agent_lines_max = 32,
                                 .line_unsent_bytes_max = 512 * 1024,
                                 .ring_events_max = 8192,
                                 .ring_bytes_max = 16 * 1024 * 1024,
                                 .address_attempts_max = 60,
                                 .username_attempts_max = 20,
                                 .requests_per_s_max = 50,
                                 .session_ms = 12 * 60 * 60 * 1000};
}

static void fill_limits(struct panel_limits *limits)
{
    const struct panel_limits defaults = panel_limits_default();
#define FILL(member) limits->member = limits->member != 0 ? limits->member : defaults.member
    FILL(lines_max);
    FILL(agent_lines_max);
    FILL(line_unsent_bytes_max);
    FILL(ring_events_max);
    FILL(ring_bytes_max);
    FILL(address_attempts_max);
    FILL(username_attempts_max);
    FILL(requests_per_s_max);
    FILL(session_ms);
#undef FILL
    if (limits->requests_per_s_max > 1000)
        limits->requests_per_s_max = 1000;
}

/* ---- life ---- */

static bool open_centre(struct panel *panel, struct pump *pump)
{
    struct panel_centre *centre = &panel->centres[panel->centre_count];
    centre->panel = panel;
    centre->pump = pump;
    table_init(&centre->rooms, PANEL_ROOMS_MAX);
    if (!ring_init(&centre->ring, panel->limits.ring_events_max, panel->limits.ring_bytes_max))
        return false;
    panel->centre_count++;
    pump_tap(pump, events_tap, centre);
    presence_begin(centre);
    return true;
}

struct panel *panel_new(const struct panel_options *options)
{
    struct panel *panel = calloc(1, sizeof *panel);
    if (panel == NULL)
        return NULL;
    panel->options = *options;
    panel->limits = options->limits;
    fill_limits(&panel->limits);
    panel->trust = (struct origin_trust){.trusted_proxy = options->trusted_proxy, .https = options->https};
    snprintf(panel->generation, sizeof panel->generation, "%llu", (unsigned long long)random_u64());
    panel->addresses = limiter_new(panel->limits.address_attempts_max);
    panel->usernames = limiter_new(panel->limits.username_attempts_max);
    bool made = panel->addresses != NULL && panel->usernames != NULL;
    for (uint32_t i = 0; made && i < options->centres->count; i++)
        made = open_centre(panel, options->centres->pumps[i]);
    if (!made) {
        for (uint32_t i = 0; i < panel->centre_count; i++)
            pump_untap(panel->centres[i].pump, events_tap, &panel->centres[i]);
        panel_free(panel);
        return NULL;
    }
    if (options->signals != NULL)
        signals_listen(options->signals, events_signal, panel);
    return panel;
}

struct panel_centre *panel_get_centre(struct panel *panel, const struct pump *pump)
{
    uint32_t i = 0;
    while (panel->centres[i].pump != pump)
        i++; /* sessions and signals name only pumps of ours */
    return &panel->centres[i];
}

void panel_drain(struct panel *panel)
{
    panel->draining = true;
    for (uint32_t i = 0; i < panel->centre_count; i++) {
        size_t at = 0;
        for (struct panel_room *room; (room = table_next(&panel->centres[i].rooms, &at)) != NULL;) {
            for (struct panel_line *line = room->lines; line != NULL; line = line->next)
                line_post_goodbye(line, "draining");
        }
    }
}

void panel_free(struct panel *panel)
{
    if (panel == NULL)
        return;
    for (uint32_t i = 0; i < panel->centre_count; i++) {
        rooms_free(&panel->centres[i]);
        ring_free(&panel->centres[i].ring);
    }
    if (panel->options.signals != NULL)
        signals_unlisten(panel->options.signals, events_signal, panel);
    limiter_free(panel->addresses);
    limiter_free(panel->usernames);
    free(panel);
}

const struct panel_counters *panel_counters(const struct panel *panel)
{
    return &panel->counters;
}

/* ---- what changes something ---- */

json_t *panel_parse_change(struct panel *panel, struct http_request *request)
{
    static const struct json_limits LIMITS = {.bytes_max = PANEL_JSON_BYTES_MAX, .depth_max = 8};
    struct json_error error;
    if (!origin_is_own(&panel->trust, request)) {
        answer_error_now(request, 403, "origin", "Only pages of this server may ask this.");
        return NULL;
    }
    if (!content_is_json(request)) {
        answer_error_now(request, 403, "content_type", "Content-Type must be application/json.");
        return NULL;
    }
    json_t *document = json_parse(request->body, request->body_len, &LIMITS, &error);
    if (json_is_object(document))
        return document;
    json_decref(document);
    answer_error_now(request, 400, "bad_request",
                     document == NULL ? error.what : "The body must be a JSON object.");
    return NULL;
}

/* ---- addresses ---- */

/* Of whoever asks, of any role. */
static void handle_day(struct panel *panel, struct http_request *request)
{
    struct session session;
    struct door door = {.centres = panel->options.centres, .trust = &panel->trust};
    if (!door_admit(&door, request, panel_now(panel), &session))
        return;
    struct acd_actor actor = {.kind = ACD_ACTOR_AGENT, .id = session.agent};
    struct question *question = question_new(request, session.pump, actor, panel_now(panel));
    if (question != NULL)
        day_ask(question, session.agent, panel->options.day_of);
}

static const struct route {
    const char *path;
    const char *method;
    void (*handle)(struct panel *panel, struct http_request *request);
} ROUTES[] = {
    {"/login", "POST", login_handle},
    {"/logout", "POST", logout_handle},
    {"/logout", "GET", logout_handle_get},
    {"/embedding", "POST", embedding_handle_open},
    {"/embedding/chat-token", "POST", embedding_handle_chat_token},
    {"/password", "POST", password_handle},
    {"/session", "GET", login_handle_session},
    {"/panel/line", "GET", line_handle_upgrade},
    {"/panel/day", "GET", handle_day},
};

bool panel_handle(struct panel *panel, struct http_request *request)
{
    for (size_t i = 0; i < sizeof ROUTES / sizeof ROUTES[0]; i++) {
        if (strcmp(ROUTES[i].path, request->path) == 0 && strcmp(ROUTES[i].method, request->method) == 0) {
            ROUTES[i].handle(panel, request);
            return true;
        }
    }
    if (pages_handle(panel, request))
        return true;
    for (size_t i = 0; i < sizeof ROUTES / sizeof ROUTES[0]; i++) {
        if (strcmp(ROUTES[i].path, request->path) == 0) {
            answer_not_allowed_now(request, ROUTES[i].method);
            return true;
        }
    }
    return false;
}
