/* Answering what machines ask; see health.h. */
#include "server/health.h"

#include <stdio.h>
#include <string.h>

#include "book/book.h"
#include "lib/buf.h"
#include "lib/crypto.h"
#include "lib/log.h"
#include "server/version.h"

enum { METRICS_BYTES_MAX = 256 * 1024 };

const char *health_why_not_ready(const struct health *health)
{
    if (health->draining)
        return "draining";
    for (uint32_t i = 0; i < health->centres->list.count; i++) {
        const struct pump *pump = health->centres->list.pumps[i];
        if (pump_failed(pump, NULL))
            return "a journal has failed";
        if (pump_stalled_ms(pump) > (int64_t)health->config->ready_stall_ms_max)
            return "commits are stalled";
    }
    return "";
}

static void answer_ready(const struct health *health, struct http_request *request)
{
    const char *why = health_why_not_ready(health);
    char text[128];
    int len = snprintf(text, sizeof text, "%s\n", why[0] ? why : "ready");
    http_answer_body(request, why[0] ? 503 : 200, "text/plain; charset=utf-8", text, (size_t)len);
}

/* ---- metrics ---- */
static bool ends_with(const char *text, const char *end)
{
    size_t len = strlen(text);
    size_t end_len = strlen(end);
    return len > end_len && strcmp(text + len - end_len, end) == 0;
}

/* A family whose name ends in a unit says so: names and units must agree. */
static void family(struct buf *buf, const char *name, const char *kind, const char *help)
{
    static const char *const UNITS[] = {"seconds", "bytes"};
    buf_append_format(buf, "# TYPE nextup_%s %s\n", name, kind);
    for (size_t i = 0; i < sizeof UNITS / sizeof UNITS[0]; i++)
        if (ends_with(name, UNITS[i]))
            buf_append_format(buf, "# UNIT nextup_%s %s\n", name, UNITS[i]);
    buf_append_format(buf, "# HELP nextup_%s %s\n", name, help);
}

static void counter(struct buf *buf, const char *name, const char *help, uint64_t value)
{
    family(buf, name, "counter", help);
    buf_append_format(buf, "nextup_%s_total %llu\n", name, (unsigned long long)value);
}

static void gauge(struct buf *buf, const char *name, const char *help, uint64_t value)
{
    family(buf, name, "gauge", help);
    buf_append_format(buf, "nextup_%s %llu\n", name, (unsigned long long)value);
}

static void write_http(struct buf *buf, const struct http_counters *http)
{
    counter(buf, "http_connections_accepted", "Connections accepted.", http->connections_accepted);
    counter(buf, "http_connections_refused", "Connections refused, over the limit.",
            http->connections_refused);
    gauge(buf, "http_connections_open", "Connections open now.", http->connections_open);
    counter(buf, "http_requests", "Requests handed on.", http->requests);
    counter(buf, "http_requests_refused", "Requests refused as malformed, too large or too slow.",
            http->requests_refused);
    family(buf, "http_answers", "counter", "Answers by class of status.");
    for (int digit = 1; digit <= 5; digit++)
        buf_append_format(buf, "nextup_http_answers_total{class=\"%dxx\"} %llu\n", digit,
                          (unsigned long long)http->answers[digit]);
    gauge(buf, "http_streams_open", "Server-sent event streams open now.", http->streams_open);
    gauge(buf, "http_websockets_open", "WebSockets open now.", http->websockets_open);
    counter(buf, "http_slow_readers_cut", "Connections cut because the peer did not read.",
            http->slow_readers_cut);
    counter(buf, "http_timed_out", "Connections cut because the peer was silent.", http->timed_out);
    counter(buf, "http_received_bytes", "Bytes received.", http->bytes_received);
    counter(buf, "http_sent_bytes", "Bytes sent.", http->bytes_sent);
}

static void write_edges(struct buf *buf, const struct health *health)
{
    const struct panel_counters *panel = panel_counters(health->panel);
    const struct participant_counters *chat = participant_counters(health->participant);
    gauge(buf, "panel_lines_open", "Live lines of panels open now.", panel->lines_open);
    counter(buf, "panel_lines_cut_slow", "Live lines cut because the page did not read.",
            panel->lines_cut_slow);
    counter(buf, "panel_snapshots", "Snapshots sent to panels.", panel->snapshots);
    counter(buf, "panel_resumes", "Live lines that went on where they were.", panel->resumes);
    counter(buf, "panel_sign_ins", "Sign-ins.", panel->sign_ins);
    counter(buf, "panel_sign_ins_refused", "Sign-ins refused.", panel->sign_ins_refused);
    counter(buf, "panel_requests", "Requests over live lines.", panel->requests);
    counter(buf, "panel_requests_refused", "Requests over live lines refused.", panel->requests_refused);
    gauge(buf, "chat_lines_open", "Live lines of customers open now.", chat->lines_open);
    counter(buf, "chat_lines_cut_slow", "Customers' lines cut because the page did not read.",
            chat->lines_cut_slow);
    counter(buf, "chats_started", "Chats started.", chat->chats_started);
    counter(buf, "chat_messages_left", "Messages left instead of a chat.", chat->messages_left);
    counter(buf, "chat_starts_refused", "Chats refused.", chat->starts_refused);
    const struct vcc_counters *vcc = vcc_counters(health->vcc);
    counter(buf, "agent_status_requests", "Requests of the agent status API with a good key.", vcc->requests);
    counter(buf, "agent_status_requests_refused", "Of these, answered with an error.", vcc->refused);
    counter(buf, "agent_status_unproven", "Requests of it without a good key.", vcc->unproven);
    counter(buf, "agent_status_throttled", "Requests of it beyond a limit.", vcc->throttled);
    counter(buf, "agent_status_changes", "Statuses set by it.", vcc->changes);
    const struct api_counters *api = api_counters(health->api);
    counter(buf, "api_requests", "Requests of the Amazon Connect API with a good signature.", api->requests);
    counter(buf, "api_requests_refused", "Of these, answered with an error.", api->refused);
    counter(buf, "api_unproven", "Requests of it without a good signature.", api->unproven);
    counter(buf, "api_throttled", "Requests of it beyond a quota.", api->throttled);
    const struct board_counters *board = board_counters(health->board);
    gauge(buf, "board_lines_open", "Live lines of supervisors' boards open now.", board->lines_open);
    counter(buf, "board_lines_cut_slow", "Boards' lines cut because the page did not read.",
            board->lines_cut_slow);
    counter(buf, "board_ticks", "Ticks sent to boards.", board->ticks);
    counter(buf, "board_requests", "Requests over boards' lines.", board->requests);
    counter(buf, "board_requests_refused", "Requests over boards' lines refused.", board->requests_refused);
    if (health->passwords)
        gauge(buf, "passwords_waiting", "Passwords that wait to be checked.",
              password_queued(health->passwords));
}

/* ---- the pumps: one sample for each centre ---- */
static const struct {
    const char *name;
    const char *kind;
    const char *help;
    size_t offset; /* in struct pump_counters */
} pump_families[] = {
    {"commands", "counter", "Commands accepted, timers among them.", offsetof(struct pump_counters, decided)},
    {"commands_refused", "counter", "Commands refused by the rules.",
     offsetof(struct pump_counters, refused)},
    {"commands_turned_away", "counter", "Commands not decided: no space, overloaded, failed.",
     offsetof(struct pump_counters, turned_away)},
    {"journal_fsyncs", "counter", "Commits of the journal; each is one fsync.",
     offsetof(struct pump_counters, commits)},
    {"outbox_waiting", "gauge", "Answers and events that wait for their commit.",
     offsetof(struct pump_counters, posts_waiting)},
};

static void write_pumps(struct buf *buf, const struct centres *centres)
{
    for (size_t i = 0; i < sizeof pump_families / sizeof pump_families[0]; i++) {
        bool counts = strcmp(pump_families[i].kind, "counter") == 0;
        family(buf, pump_families[i].name, pump_families[i].kind, pump_families[i].help);
        for (uint32_t j = 0; j < centres->list.count; j++) {
            struct pump_counters counters = pump_counters(centres->list.pumps[j]);
            uint64_t value = 0;
            memcpy(&value, (const char *)&counters + pump_families[i].offset, sizeof value);
            buf_append_format(buf, "nextup_%s%s{centre=\"%s\"} %llu\n", pump_families[i].name,
                              counts ? "_total" : "", centres->aliases[j], (unsigned long long)value);
        }
    }
}

static void write_meter(struct buf *buf, const char *alias, const struct meter *meter)
{
    static const char name[] = "nextup_journal_commit_seconds";
    for (int i = 0; i < METER_BOUNDS; i++)
        buf_append_format(buf, "%s_bucket{centre=\"%s\",le=\"%u.%04u\"} %llu\n", name, alias,
                          meter_bounds_us[i] / 1000000, meter_bounds_us[i] % 1000000 / 100,
                          (unsigned long long)meter->within[i]);
    buf_append_format(buf, "%s_bucket{centre=\"%s\",le=\"+Inf\"} %llu\n", name, alias,
                      (unsigned long long)meter->count);
    buf_append_format(buf, "%s_sum{centre=\"%s\"} %llu.%06u\n", name, alias,
                      (unsigned long long)(meter->sum_us / 1000000), (unsigned)(meter->sum_us % 1000000));
    buf_append_format(buf, "%s_count{centre=\"%s\"} %llu\n", name, alias, (unsigned long long)meter->count);
}

static void write_journals(struct buf *buf, const struct health *health)
{
    const struct centres *centres = health->centres;
    family(buf, "journal_events", "counter", "Events made durable.");
    for (uint32_t i = 0; i < centres->list.count; i++)
        buf_append_format(buf, "nextup_journal_events_total{centre=\"%s\"} %llu\n", centres->aliases[i],
                          (unsigned long long)pump_durable(centres->list.pumps[i]));
    family(buf, "journal_commit_seconds", "histogram",
           "From a decision to its durability; one batch of a centre is measured at a time.");
    for (uint32_t i = 0; i < centres->list.count; i++)
        write_meter(buf, centres->aliases[i], &health->meters[i]);
    family(buf, "journal_stalled_seconds", "gauge", "How long the oldest commit has waited.");
    for (uint32_t i = 0; i < centres->list.count; i++)
        buf_append_format(buf, "nextup_journal_stalled_seconds{centre=\"%s\"} %lld.%03d\n",
                          centres->aliases[i], (long long)(pump_stalled_ms(centres->list.pumps[i]) / 1000),
                          (int)(pump_stalled_ms(centres->list.pumps[i]) % 1000));
}

static void sample(struct buf *buf, const char *name, const struct stream_publisher_state *state,
                   uint64_t value)
{
    buf_append_format(buf, "nextup_%s{publisher=\"%s\",centre=\"%s\"} %llu\n", name, state->publisher,
                      state->centre, (unsigned long long)value);
}

static const struct {
    const char *name;
    const char *kind;
    const char *help;
    size_t offset; /* in struct stream_publisher_state */
} publisher_families[] = {
    {"publisher_behind_events", "gauge", "Durable events the receiver has not taken.",
     offsetof(struct stream_publisher_state, behind_events)},
    {"publisher_delivered", "counter", "Records the receiver has taken.",
     offsetof(struct stream_publisher_state, delivered)},
    {"publisher_failed_tries", "counter", "Tries that failed.",
     offsetof(struct stream_publisher_state, failed_tries)},
    {"publisher_dead_letters", "counter", "Records put aside.",
     offsetof(struct stream_publisher_state, dead_letters)},
    {"publisher_gaps", "counter", "Gaps told.", offsetof(struct stream_publisher_state, gaps)},
};

static void write_publishers(struct buf *buf, struct stream *stream)
{
    for (size_t i = 0; i < sizeof publisher_families / sizeof publisher_families[0]; i++) {
        struct stream_publisher_state state;
        const char *kind = publisher_families[i].kind;
        char name[64];
        snprintf(name, sizeof name, "%s%s", publisher_families[i].name,
                 strcmp(kind, "counter") == 0 ? "_total" : "");
        family(buf, publisher_families[i].name, kind, publisher_families[i].help);
        for (uint32_t at = 0; stream_next_publisher(stream, &at, &state);) {
            uint64_t value = 0;
            memcpy(&value, (const char *)&state + publisher_families[i].offset, sizeof value);
            sample(buf, name, &state, value);
        }
    }
}

/* One number of each centre's teller. */
static void write_tellers(struct buf *buf, const struct health *health, const char *name, const char *kind,
                          const char *help, size_t offset)
{
    struct stream_teller_state state;
    family(buf, name, kind, help);
    for (uint32_t i = 0; i < health->centres->list.count; i++) {
        uint64_t value = 0;
        if (!stream_teller_state(health->stream, i, &state))
            continue;
        memcpy(&value, (const char *)&state + offset, sizeof value);
        buf_append_format(buf, "nextup_%s%s{centre=\"%s\"} %llu\n", name,
                          strcmp(kind, "counter") == 0 ? "_total" : "", health->centres->aliases[i],
                          (unsigned long long)value);
    }
}

static void write_streams(struct buf *buf, const struct health *health)
{
    const struct stream_counters *counters = stream_counters(health->stream);
    gauge(buf, "stream_subscribers_open", "Readers of streams now.", counters->subscribers_open);
    counter(buf, "stream_subscribers_cut_slow", "Readers cut because they did not read.",
            counters->subscribers_cut_slow);
    counter(buf, "stream_subscribers_refused", "Readers refused.", counters->subscribers_refused);
    counter(buf, "stream_records_told", "Records sent to readers.", counters->told);
    write_tellers(buf, health, "stream_behind_events", "gauge", "Durable events not yet told.",
                  offsetof(struct stream_teller_state, behind_events));
    write_tellers(buf, health, "stream_left_out_events", "counter",
                  "Events not told because nobody listened and the spool would not have kept them.",
                  offsetof(struct stream_teller_state, left_out_events));
    write_publishers(buf, health->stream);
}

static void write_books(struct buf *buf, const struct health *health)
{
    family(buf, "book_behind_events", "gauge", "Durable events not yet written into the history.");
    for (uint32_t i = 0; i < health->centres->list.count; i++) {
        const struct pump *pump = health->centres->list.pumps[i];
        uint64_t durable = pump_durable(pump);
        uint64_t seq = book_history_seq(pump_book(pump));
        buf_append_format(buf, "nextup_book_behind_events{centre=\"%s\"} %llu\n", health->centres->aliases[i],
                          (unsigned long long)(durable > seq ? durable - seq : 0));
    }
}

static void answer_metrics(const struct health *health, struct http_request *request)
{
    struct buf buf;
    buf_init(&buf, METRICS_BYTES_MAX);
    family(&buf, "build", "info", "The version that runs.");
    buf_append_format(&buf, "nextup_build_info{version=\"%s\"} 1\n", NEXTUP_VERSION);
    family(&buf, "start_time_seconds", "gauge", "When it was started.");
    buf_append_format(&buf, "nextup_start_time_seconds %lld.%03d\n", (long long)(health->started_at / 1000),
                      (int)(health->started_at % 1000));
    gauge(&buf, "ready", "1 if /readyz says so.", health_why_not_ready(health)[0] == '\0');
    counter(&buf, "log_lines_dropped", "Log lines dropped because the log could not keep up.", log_dropped());
    write_http(&buf, http_server_counters(health->http));
    write_edges(&buf, health);
    write_pumps(&buf, health->centres);
    write_journals(&buf, health);
    write_streams(&buf, health);
    write_books(&buf, health);
    buf_append_text(&buf, "# EOF\n");
    http_answer_body(request, 200, "application/openmetrics-text; version=1.0.0; charset=utf-8",
                     buf_text(&buf), buf.len);
    buf_free(&buf);
}

/* A request that came through a proxy on this machine is not from this machine. */
static bool from_here(const struct health *health, const struct http_request *request)
{
    bool forwarded = http_header_find(request, "x-forwarded-for") || http_header_find(request, "forwarded");
    bool proxy =
        health->config->trusted_proxy[0] && strcmp(health->config->trusted_proxy, request->peer) == 0;
    return config_is_loopback(request->peer) && !forwarded && !proxy;
}

static bool has_token(const struct health *health, const struct http_request *request)
{
    static const char scheme[] = "Bearer ";
    const char *given = http_header_find(request, "authorization");
    const char *token = health->config->metrics_token;
    if (!given || token[0] == '\0' || strncmp(given, scheme, sizeof scheme - 1) != 0)
        return false;
    given += sizeof scheme - 1;
    return strlen(given) == strlen(token) && equal_in_constant_time(given, token, strlen(token));
}

bool health_handle(const struct health *health, struct http_request *request)
{
    bool is_get = strcmp(request->method, "GET") == 0 || strcmp(request->method, "HEAD") == 0;
    if (!is_get)
        return false;
    if (strcmp(request->path, "/healthz") == 0)
        http_answer_body(request, 200, "text/plain; charset=utf-8", "ok\n", 3);
    else if (strcmp(request->path, "/readyz") == 0)
        answer_ready(health, request);
    else if (strcmp(request->path, "/metrics") != 0)
        return false;
    else if (from_here(health, request) || has_token(health, request))
        answer_metrics(health, request);
    else
        http_answer_body(request, 403, "text/plain; charset=utf-8", "forbidden\n", 10);
    return true;
}
