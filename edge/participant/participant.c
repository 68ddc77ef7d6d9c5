/* The customers' edge: its life, its addresses and its timer. It must not know what stands behind an address (start.c,
 * line.c, pages.c). */
#include "edge/participant/participant.h"

#include <stdlib.h>
#include <string.h>

#include "edge/common/answer.h"
#include "edge/common/page.h"
#include "edge/participant/state.h"

struct participant_limits participant_limits_default(void)
{
    return (struct participant_limits){.lines_max = 16000,
                                       .contact_lines_max = 8,
                                       .line_unsent_bytes_max = 256 * 1024,
                                       .address_starts_max = 60,
                                       .messages_per_s_max = 10,
                                       .position_ms = 2000};
}

static void fill_limits(struct participant_limits *limits)
{
    const struct participant_limits defaults = participant_limits_default();
#define FILL(member) limits->member = limits->member != 0 ? limits->member : defaults.member
    FILL(lines_max);
    FILL(contact_lines_max);
    FILL(line_unsent_bytes_max);
    FILL(address_starts_max);
    FILL(messages_per_s_max);
    FILL(position_ms);
#undef FILL
    if (limits->messages_per_s_max > 1000)
        limits->messages_per_s_max = 1000;
}

/* ---- the timer of places in the queue ---- */

static void timer_fired(uv_timer_t *timer)
{
    visits_tell_positions(timer->data);
}

static void timer_closed(uv_handle_t *handle)
{
    free(handle);
}

static bool start_timer(struct participant *participant)
{
    participant->timer = malloc(sizeof *participant->timer);
    if (participant->timer == NULL)
        return false;
    uv_timer_init(participant->options.loop, participant->timer);
    participant->timer->data = participant;
    uint64_t every_ms = participant->limits.position_ms;
    uv_timer_start(participant->timer, timer_fired, every_ms, every_ms);
    uv_unref((uv_handle_t *)participant->timer); /* it alone keeps no loop alive */
    return true;
}

static void stop_timer(struct participant *participant)
{
    if (participant->timer == NULL)
        return;
    uv_close((uv_handle_t *)participant->timer, timer_closed);
    participant->timer = NULL;
}

/* ---- life ---- */

static void open_centre(struct participant *participant, struct pump *pump)
{
    struct participant_centre *centre = &participant->centres[participant->centre_count++];
    centre->participant = participant;
    centre->pump = pump;
    table_init(&centre->visits, participant->limits.lines_max);
    pump_tap(pump, visits_tap, centre);
}

struct participant *participant_new(const struct participant_options *options)
{
    struct participant *participant = calloc(1, sizeof *participant);
    if (participant == NULL)
        return NULL;
    participant->options = *options;
    participant->limits = options->limits;
    fill_limits(&participant->limits);
    participant->trust =
        (struct origin_trust){.trusted_proxy = options->trusted_proxy, .https = options->https};
    participant->addresses = limiter_new(participant->limits.address_starts_max);
    participant->askers = limiter_new(participant->limits.messages_per_s_max * (LIMITER_WINDOW_MS / 1000));
    participant->sent = sent_new();
    if (participant->addresses == NULL || participant->askers == NULL || participant->sent == NULL ||
        !start_timer(participant)) {
        limiter_free(participant->addresses);
        limiter_free(participant->askers);
        sent_free(participant->sent);
        free(participant);
        return NULL;
    }
    for (uint32_t i = 0; i < options->centres->count; i++)
        open_centre(participant, options->centres->pumps[i]);
    if (options->signals != NULL)
        signals_listen(options->signals, visits_signal, participant);
    return participant;
}

struct participant_centre *participant_get_centre(struct participant *participant, const struct pump *pump)
{
    uint32_t i = 0;
    while (participant->centres[i].pump != pump)
        i++; /* customers and signals name only pumps of ours */
    return &participant->centres[i];
}

static void say_goodbye(struct participant_centre *centre, struct chat_line *line)
{
    for (; line != NULL; line = line->next)
        wire_post_goodbye(&line->wire, centre->pump, "draining");
}

void participant_drain(struct participant *participant)
{
    participant->draining = true;
    stop_timer(participant);
    for (uint32_t i = 0; i < participant->centre_count; i++) {
        size_t at = 0;
        for (struct visit *visit; (visit = visit_after(&participant->centres[i], &at)) != NULL;)
            say_goodbye(&participant->centres[i], visit->lines);
    }
    if (participant->centre_count > 0)
        say_goodbye(&participant->centres[0], participant->strangers);
}

void participant_free(struct participant *participant)
{
    if (participant == NULL)
        return;
    for (uint32_t i = 0; i < participant->centre_count; i++)
        table_free(&participant->centres[i].visits);
    if (participant->options.signals != NULL)
        signals_unlisten(participant->options.signals, visits_signal, participant);
    limiter_free(participant->addresses);
    limiter_free(participant->askers);
    sent_free(participant->sent);
    free(participant);
}

const struct participant_counters *participant_counters(const struct participant *participant)
{
    return &participant->counters;
}

/* ---- addresses ---- */

static const struct route {
    const char *path;
    const char *method;
    void (*handle)(struct participant *participant, struct http_request *request);
} ROUTES[] = {
    {"/chat/api/flow", "GET", start_handle_flow},
    {"/chat/api/start", "POST", start_handle_start},
    {"/chat/api/message", "POST", start_handle_message},
    {"/chat/line", "GET", chat_line_handle_upgrade},
    {"/participant/connection", "POST", service_handle_connection},
    {"/participant/message", "POST", service_handle_message},
    {"/participant/event", "POST", service_handle_event},
    {"/participant/transcript", "POST", service_handle_transcript},
    {"/participant/disconnect", "POST", service_handle_disconnect},
    {"/participant/websocket", "GET", service_handle_upgrade},
};

bool participant_handle(struct participant *participant, struct http_request *request)
{
    for (size_t i = 0; i < sizeof ROUTES / sizeof ROUTES[0]; i++) {
        if (strcmp(ROUTES[i].path, request->path) != 0)
            continue;
        if (strcmp(ROUTES[i].method, request->method) == 0)
            ROUTES[i].handle(participant, request);
        else if (strcmp(request->method, "OPTIONS") == 0 && strncmp(request->path, "/participant/", 13) == 0)
            service_handle_preflight(participant, request);
        else
            answer_not_allowed_now(request, ROUTES[i].method);
        return true;
    }
    if (strcmp(request->path, "/chat") == 0 && strcmp(request->method, "GET") == 0) {
        page_redirect(request, "/chat/");
        return true;
    }
    return chat_pages_handle(participant, request);
}
