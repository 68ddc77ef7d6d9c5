/* The loop and its wiring; see serve.h for the states. It must not look into a request or a centre. */
#include "server/serve.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>

#include "lib/clock.h"
#include "lib/date.h"
#include "lib/log.h"
#include "lib/turns.h"
#include "server/day.h"
#include "server/erase.h"
#include "server/hours.h"
#include "server/notify.h"
#include "server/pages.h"
#include "server/vault.h"
#include "server/zone.h"

enum { SECOND_MS = 1000, SLEEP_MS_MAX = 60 * 1000, HOURS_LOOK_MS = 10 * 60 * 1000 };

static const struct http_header common_headers[] = {
    {"x-content-type-options", "nosniff"},
    {"referrer-policy", "same-origin"},
    {"cross-origin-resource-policy", "cross-origin"},
};

static int64_t wall_now(void *ctx)
{
    (void)ctx;
    return clock_wall_ms();
}

/* ---- draining: RUNNING -> DRAINING -> CLOSING ---- */
static void close_handle(uv_handle_t *handle)
{
    if (!uv_is_closing(handle))
        uv_close(handle, NULL);
}

/* Every socket is gone and every password checked: nothing needs the loop any more. */
static void on_passwords_closed(void *ctx)
{
    struct serve *serve = ctx;
    serve->passwords = NULL;
    serve->health.passwords = NULL;
    close_handle((uv_handle_t *)&serve->wake);
    close_handle((uv_handle_t *)&serve->before);
    close_handle((uv_handle_t *)&serve->timers);
    close_handle((uv_handle_t *)&serve->seconds);
    close_handle((uv_handle_t *)&serve->terminate);
    close_handle((uv_handle_t *)&serve->interrupt);
}

static void on_drained(void *ctx)
{
    struct serve *serve = ctx;
    serve->http = NULL;
    serve->health.http = NULL;
    if (serve->passwords)
        password_worker_close(serve->passwords, on_passwords_closed, serve);
    else
        on_passwords_closed(serve);
}

static void drain(struct serve *serve, const char *why)
{
    if (serve->draining)
        return;
    serve->draining = true;
    serve->health.draining = true;
    notify("STOPPING=1");
    log_info(log_event("draining"), log_text("because", why));
    admin_socket_close(serve->admin);
    admin_page_stop(&serve->page);
    erase_stop(&serve->erasures);
    panel_drain(serve->panel);
    board_drain(serve->board);
    participant_drain(serve->participant);
    stream_drain(serve->stream);
    http_server_drain(serve->http, on_drained, serve);
}

static void on_signal(uv_signal_t *handle, int number)
{
    drain(handle->data, number == SIGINT ? "interrupted" : "told to stop");
}

/* ---- the pumps ---- */
static void look_for_failure(struct serve *serve)
{
    struct pump_error error;
    for (uint32_t i = 0; i < serve->centres.list.count && serve->failure.sentence[0] == '\0'; i++) {
        if (!pump_failed(serve->centres.list.pumps[i], &error))
            continue;
        fault_set(&serve->failure, "%s", error.sentence);
        log_error(log_event("journal_failed"), log_text("centre", serve->centres.aliases[i]),
                  log_text("why", error.sentence));
        drain(serve, "a journal failed");
    }
}

static void on_wake(uv_async_t *handle)
{
    struct serve *serve = handle->data;
    for (uint32_t i = 0; i < serve->centres.list.count; i++)
        pump_poll(serve->centres.list.pumps[i]);
    look_for_failure(serve);
}

static void wake(void *ctx)
{
    uv_async_send(ctx);
}

static void on_timer(uv_timer_t *handle)
{
    struct serve *serve = handle->data;
    int64_t now = clock_wall_ms();
    for (uint32_t i = 0; i < serve->centres.list.count; i++)
        if (pump_deadline(serve->centres.list.pumps[i]) <= now)
            pump_tick(serve->centres.list.pumps[i], now);
    board_tick(serve->board, now);
}

/* All requests that had come are decided: their changes go to the disk together. Any of them may have moved a deadline, so it is asked for each
 * time before the loop sleeps. Asking costs less than being told. */
static void before_sleep(uv_prepare_t *handle)
{
    struct serve *serve = handle->data;
    int64_t least = board_deadline(serve->board, clock_wall_ms());
    for (uint32_t i = 0; i < serve->centres.list.count; i++) {
        pump_push(serve->centres.list.pumps[i]);
        int64_t deadline = pump_deadline(serve->centres.list.pumps[i]);
        least = deadline < least ? deadline : least;
    }
    if (least == ACD_NEVER) {
        uv_timer_stop(&serve->timers);
        return;
    }
    /* The wall clock may be set while we sleep, so never for long. */
    int64_t wait = least - clock_wall_ms();
    wait = wait < 0 ? 0 : wait > SLEEP_MS_MAX ? SLEEP_MS_MAX : wait;
    uv_timer_start(&serve->timers, on_timer, (uint64_t)wait, 0);
}

static void renew_hours(struct serve *serve, int64_t now)
{
    serve->hours_looked_at = now;
    for (uint32_t i = 0; i < serve->centres.list.count; i++) {
        int unread = hours_renew(serve->centres.list.pumps[i], now);
        if (unread > 0)
            log_warning(log_event("hours_not_renewed"), log_text("centre", serve->centres.aliases[i]),
                        log_i64("count", unread));
    }
}

static void on_second(uv_timer_t *handle)
{
    struct serve *serve = handle->data;
    char date[DATE_HTTP_BYTES];
    int64_t now = clock_wall_ms();
    if (serve->http)
        http_server_set_date(serve->http, date_render_http(now, date));
    if (!serve->draining && (now - serve->hours_looked_at > HOURS_LOOK_MS || now < serve->hours_looked_at))
        renew_hours(serve, now);
    if (!serve->draining)
        retention_tick(serve->retention, now);
    erase_tick(&serve->erasures, clock_monotonic_ms());
    look_for_failure(serve);
}

static bool knows_zone(const char *time_zone, int64_t now)
{
    struct zone_stretches stretches;
    return zone_read(NULL, time_zone, now / SECOND_MS, now / SECOND_MS + 1, &stretches);
}

static bool zone_offset(const char *time_zone, int64_t at, int32_t *offset_s)
{
    struct zone_stretches stretches;
    if (!zone_read(NULL, time_zone, at / SECOND_MS, at / SECOND_MS + 1, &stretches) || stretches.count == 0)
        return false;
    *offset_s = stretches.list[0].offset_s;
    return true;
}

/* ---- opening ---- */
static int open_handles(struct serve *serve, struct fault *fault)
{
    int result = uv_loop_init(&serve->loop);
    if (result != 0)
        return fault_set(fault, "The event loop cannot be made: %s.", uv_strerror(result));
    uv_async_init(&serve->loop, &serve->wake, on_wake);
    uv_prepare_init(&serve->loop, &serve->before);
    uv_timer_init(&serve->loop, &serve->timers);
    uv_timer_init(&serve->loop, &serve->seconds);
    uv_signal_init(&serve->loop, &serve->terminate);
    uv_signal_init(&serve->loop, &serve->interrupt);
    serve->wake.data = serve->before.data = serve->timers.data = serve;
    serve->seconds.data = serve->terminate.data = serve->interrupt.data = serve;
    return 0;
}

static int open_centres(struct serve *serve, struct fault *fault)
{
    struct pump_options options = {.limits = serve->config.centre,
                                   .snapshot_events = serve->config.snapshot_events,
                                   .wake = wake,
                                   .ctx = &serve->wake,
                                   .gathers = true};
    if (centres_open(&serve->centres, serve->dir.path, &options, fault) != 0)
        return -1;
    if (serve->centres.list.count == 0)
        return dir_no_centre(serve->dir.path, fault);
    meters_begin(serve->meters, &serve->centres.list);
    serve->tallies = tallies_new(&serve->centres.list); /* before any edge taps: what an edge sees is counted */
    return 0;
}

static int open_edges(struct serve *serve, struct fault *fault)
{
    const char *proxy = serve->config.trusted_proxy[0] ? serve->config.trusted_proxy : NULL;
    bool https = strncmp(serve->config.public_url, "https://", 8) == 0;
    struct panel_options panel = {.centres = &serve->centres.list,
                                  .day_of = day_of,
                                  .assets = pages,
                                  .assets_count = pages_count,
                                  .now = wall_now,
                                  .trusted_proxy = proxy,
                                  .https = https,
                                  .limits = serve->config.panel};
    struct participant_options participant = {.centres = &serve->centres.list,
                                              .url = serve->url,
                                              .loop = &serve->loop,
                                              .assets = pages,
                                              .assets_count = pages_count,
                                              .now = wall_now,
                                              .trusted_proxy = proxy,
                                              .https = https,
                                              .limits = serve->config.participant};
    struct api_options api = {.centres = &serve->centres.list,
                              .now = wall_now,
                              .region = "us-east-1",
                              .account = "000000000000",
                              .url = serve->url,
                              .renew_hours = hours_renew_one,
                              .knows_zone = knows_zone,
                              .zone_offset = zone_offset,
                              .unseal = vault_unseal,
                              .seal = vault_seal,
                              .tallies = serve->tallies,
                              .limits = serve->config.api};
    struct vcc_options vcc = {.centres = &serve->centres.list,
                              .now = wall_now,
                              .trusted_proxy = proxy,
                              .https = https,
                              .unseal = vault_unseal};
    struct board_options board = {.centres = &serve->centres.list,
                                  .tallies = serve->tallies,
                                  .assets = pages,
                                  .assets_count = pages_count,
                                  .now = wall_now,
                                  .day_of = day_of,
                                  .trusted_proxy = proxy,
                                  .https = https};
    serve->signals = signals_new();
    serve->passwords = password_worker_new(&serve->loop, serve->config.passwords_queue_max);
    panel.signals = participant.signals = serve->signals;
    panel.passwords = api.passwords = serve->passwords;
    if (serve->signals && serve->passwords) {
        serve->panel = panel_new(&panel);
        serve->participant = participant_new(&participant);
        serve->board = board_new(&board);
        serve->api = api_new(&api);
        serve->vcc = vcc_new(&vcc);
    }
    serve->retention = retention_new(&serve->centres.list);
    if (!serve->panel || !serve->board || !serve->participant || !serve->api || !serve->vcc ||
        !serve->tallies || !serve->retention)
        return fault_set(fault, "There is no memory left.");
    return 0;
}

static void connect_as(void *ctx, struct http_request *request, struct pump *pump, uint32_t agent,
                       const char *path)
{
    api_handle_as(((struct serve *)ctx)->api, request, pump, agent, path);
}

static int open_admin(struct serve *serve, struct fault *fault)
{
    struct admin_options options = {.centres = &serve->centres.list,
                                    .passwords = serve->passwords,
                                    .assets = pages,
                                    .assets_count = pages_count,
                                    .now = wall_now,
                                    .trusted_proxy =
                                        serve->config.trusted_proxy[0] ? serve->config.trusted_proxy : NULL,
                                    .https = strncmp(serve->config.public_url, "https://", 8) == 0,
                                    .url = serve->url,
                                    .region = "us-east-1",
                                    .account = "000000000000",
                                    .connect = connect_as,
                                    .connect_ctx = serve,
                                    .carry_out = admin_page_carry_out,
                                    .carry_out_ctx = &serve->page};
    serve->page = (struct admin_page){.centres = &serve->centres,
                                      .loop = &serve->loop,
                                      .config = &serve->config,
                                      .dir = serve->dir.path,
                                      .waiting = &serve->erasures};
    serve->admin_edge = admin_new(&options);
    return serve->admin_edge != NULL ? 0 : fault_set(fault, "There is no memory left.");
}

static const char *stream_dir(void *ctx, const char *alias, char text[STREAM_DIR_BYTES])
{
    struct serve *serve = ctx;
    char centre[DIR_PATH_BYTES];
    dir_centre(serve->dir.path, alias, centre);
    dir_path(centre, "stream", text);
    return text;
}

static int open_stream(struct serve *serve, struct fault *fault)
{
    struct pump_error error;
    struct stream_options options = {.centres = &serve->centres.list,
                                     .loop = &serve->loop,
                                     .settings = &serve->config.stream,
                                     .dir_of = stream_dir,
                                     .dir_ctx = serve,
                                     .now = wall_now,
                                     .region = "us-east-1",
                                     .account = "000000000000"};
    serve->stream = stream_new(&options, &error);
    return serve->stream != NULL ? 0 : fault_set(fault, "%s", error.sentence);
}

static int listen_on(struct serve *serve, struct fault *fault)
{
    char address[CONFIG_TEXT_BYTES];
    int port = 0;
    if (config_listen(&serve->config, address, &port, fault) != 0)
        return -1;
    serve->http = http_server_new(&serve->loop, &serve->config.http, router_handle, &serve->router);
    if (!serve->http)
        return fault_set(fault, "There is no memory left.");
    http_server_set_common_headers(serve->http, common_headers,
                                   sizeof common_headers / sizeof common_headers[0]);
    int result = http_listen(serve->http, address, port, &port);
    if (result == UV_EADDRINUSE)
        return fault_set(fault,
                         "Port %d of %s is in use by another program: choose another with --listen %s:PORT "
                         "(make run PORT=...).",
                         port, address, address);
    if (result != 0)
        return fault_set(fault, "Cannot listen on %s port %d: %s.", address, port, uv_strerror(result));
    if (serve->config.public_url[0])
        snprintf(serve->url, sizeof serve->url, "%s", serve->config.public_url);
    else
        snprintf(serve->url, sizeof serve->url, strchr(address, ':') ? "http://[%s]:%d" : "http://%s:%d",
                 address, port);
    return 0;
}

static void start(struct serve *serve)
{
    serve->health = (struct health){.config = &serve->config,
                                    .centres = &serve->centres,
                                    .http = serve->http,
                                    .panel = serve->panel,
                                    .participant = serve->participant,
                                    .stream = serve->stream,
                                    .vcc = serve->vcc,
                                    .api = serve->api,
                                    .board = serve->board,
                                    .meters = serve->meters,
                                    .passwords = serve->passwords,
                                    .started_at = clock_wall_ms()};
    serve->router = (struct router){.health = &serve->health,
                                    .panel = serve->panel,
                                    .board = serve->board,
                                    .participant = serve->participant,
                                    .stream = serve->stream,
                                    .admin = serve->admin_edge,
                                    .api = serve->api,
                                    .vcc = serve->vcc};
    uv_prepare_start(&serve->before, before_sleep);
    uv_timer_start(&serve->seconds, on_second, 0, SECOND_MS);
    uv_signal_start(&serve->terminate, on_signal, SIGTERM);
    uv_signal_start(&serve->interrupt, on_signal, SIGINT);
}

/* A connection is a descriptor: take as many as the system lets this process have. */
static void raise_descriptors(void)
{
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur < limit.rlim_max) {
        limit.rlim_cur = limit.rlim_max;
        setrlimit(RLIMIT_NOFILE, &limit);
    }
}

/* What a failed opening leaves: the same way down as a drain, without ever having listened. */
static void abandon(struct serve *serve)
{
    struct fault ignored;
    if (serve->admin)
        admin_socket_close(serve->admin);
    if (serve->participant)
        participant_drain(serve->participant);
    if (serve->stream)
        stream_drain(serve->stream);
    if (serve->http)
        http_server_drain(serve->http, on_drained, serve);
    else
        on_drained(serve);
    uv_run(&serve->loop, UV_RUN_DEFAULT);
    serve_close(serve, &ignored);
}

int serve_open(struct serve *serve, struct fault *fault)
{
    raise_descriptors();
    turns_short(); /* of this thread and of those that begin in what follows */
    if (open_handles(serve, fault) != 0)
        return -1;
    if (open_centres(serve, fault) != 0 || open_edges(serve, fault) != 0 || open_admin(serve, fault) != 0 ||
        open_stream(serve, fault) != 0 || listen_on(serve, fault) != 0 ||
        admin_socket_open(&serve->admin, &serve->loop, serve->dir.path, &serve->centres, &serve->erasures,
                          fault) != 0) {
        abandon(serve);
        return -1;
    }
    start(serve);
    renew_hours(serve, clock_wall_ms());
    return 0;
}

void serve_run(struct serve *serve)
{
    uv_run(&serve->loop, UV_RUN_DEFAULT);
}

int serve_close(struct serve *serve, struct fault *fault)
{
    struct fault closing;
    if (serve->stream)
        stream_stop(serve->stream);
    tallies_free(serve->tallies);
    int result = centres_close(&serve->centres, &closing);
    if (serve->failure.sentence[0])
        result = fault_set(fault, "%s", serve->failure.sentence);
    else if (result != 0)
        fault_set(fault, "%s", closing.sentence);
    if (serve->panel)
        panel_free(serve->panel);
    board_free(serve->board);
    if (serve->participant)
        participant_free(serve->participant);
    api_free(serve->api);
    stream_free(serve->stream);
    vcc_free(serve->vcc);
    admin_free(serve->admin_edge);
    if (serve->signals)
        signals_free(serve->signals);
    retention_free(serve->retention);
    uv_loop_close(&serve->loop);
    return result;
}
