/* The centre, the edges and the clients of the edges' tests (rig.h). It must not hide a mistake. */
#include "edge/testing/rig.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

_Noreturn void acd_panic(const char *sentence)
{
    fprintf(stderr, "panic: %s\n", sentence);
    abort();
}

/* ---- the world ---- */

static const struct asset ASSETS[] = {
    {.path = "/ccp-v2/assets/panel.js",
     .content_type = "text/javascript",
     .bytes = (const unsigned char *)"plain",
     .len = 5,
     .gzip = (const unsigned char *)"zip",
     .gzip_len = 3,
     .etag = "\"2\""},
    {.path = "/ccp-v2/index.html",
     .content_type = "text/html; charset=utf-8",
     .bytes = (const unsigned char *)"<p>panel",
     .len = 8,
     .etag = "\"1\""},
    {.path = "/chat/embed.js",
     .content_type = "text/javascript",
     .bytes = (const unsigned char *)"embed",
     .len = 5,
     .etag = "\"4\""},
    {.path = "/chat/index.html",
     .content_type = "text/html; charset=utf-8",
     .bytes = (const unsigned char *)"<p>chat",
     .len = 7,
     .etag = "\"3\""},
    {.path = "/login/index.html",
     .content_type = "text/html; charset=utf-8",
     .bytes = (const unsigned char *)"<p>login",
     .len = 8,
     .etag = "\"5\""},
    {.path = "/supervisor/assets/board.js",
     .content_type = "text/javascript",
     .bytes = (const unsigned char *)"board",
     .len = 5,
     .etag = "\"6\""},
    {.path = "/supervisor/index.html",
     .content_type = "text/html; charset=utf-8",
     .bytes = (const unsigned char *)"<p>board",
     .len = 8,
     .etag = "\"7\""},
};

static int64_t rig_now(void *ctx)
{
    return ((struct rig *)ctx)->now;
}

static void rig_handle(void *ctx, struct http_request *request)
{
    struct rig *rig = ctx;
    bool handled = panel_handle(rig->panel, request) || participant_handle(rig->participant, request) ||
                   board_handle(rig->board, request) ||
                   (rig->handle != NULL && rig->handle(rig->handle_ctx, request));
    if (!handled)
        http_answer_body(request, 404, "text/plain", "nobody", 6);
}

static void rig_woken(uv_async_t *wake)
{
    struct rig *rig = wake->data;
    if (rig->pump != NULL)
        pump_poll(rig->pump);
}

static void rig_wake(void *ctx)
{
    uv_async_send(&((struct rig *)ctx)->wake);
}

struct buf rig_body(void)
{
    struct buf body;
    buf_init(&body, ACD_BODY_BYTES_MAX);
    return body;
}

void rig_decide(struct rig *rig, struct acd_command command, struct buf *body)
{
    const struct acd_batch *batch = NULL;
    enum acd_refusal refusal = ACD_OK;
    command.at = rig->now;
    enum pump_refusal outcome = pump_decide(rig->pump, &command, body != NULL ? body->bytes : NULL,
                                            body != NULL ? body->len : 0, &batch, &refusal);
    if (outcome != PUMP_OK)
        fail_msg("%s was refused: %d %s", acd_command_name(command.kind), (int)outcome,
                 acd_refusal_name(refusal));
    rig->made = command;
    rig->first_event = batch->count > 0 ? batch->events[0] : (struct acd_event){0};
    if (body != NULL)
        buf_free(body);
}

void rig_record(struct rig *rig, enum acd_subject kind, uint64_t subject, enum book_record record,
                struct buf *body)
{
    rig_decide(rig,
               (struct acd_command){.kind = ACD_RECORD,
                                    .subject_kind = (uint8_t)kind,
                                    .subject = subject,
                                    .record = (uint16_t)record},
               body);
}

void rig_set_status(struct rig *rig, const struct rig_user *user, uint32_t status)
{
    rig_decide(rig,
               (struct acd_command){.kind = ACD_SET_STATUS,
                                    .agent = user->agent,
                                    .status = status,
                                    .actor = {.kind = ACD_ACTOR_AGENT, .id = user->agent}},
               NULL);
}

void rig_act(struct rig *rig, const struct rig_user *user, enum acd_command_kind kind, uint64_t contact)
{
    rig_decide(rig,
               (struct acd_command){.kind = (uint16_t)kind,
                                    .agent = user->agent,
                                    .contact = contact,
                                    .actor = {.kind = ACD_ACTOR_AGENT, .id = user->agent}},
               NULL);
}

void rig_tick(struct rig *rig, int64_t later_ms)
{
    rig->now += later_ms;
    while (pump_deadline(rig->pump) <= rig->now)
        pump_tick(rig->pump, rig->now);
}

static bool is_settled(void *ctx)
{
    const struct rig *rig = ctx;
    struct pump_error error;
    return pump_durable(rig->pump) == pump_seq(rig->pump) || pump_failed(rig->pump, &error);
}

void rig_settle(struct rig *rig)
{
    assert_true(peer_run_until(&rig->serving.loop, is_settled, rig));
    pump_poll(rig->pump);
    uv_run(&rig->serving.loop, UV_RUN_NOWAIT);
}

uint64_t rig_start_contact(struct rig *rig, enum acd_channel channel, const char *name, struct uuid *uuid)
{
    struct buf body = rig_body();
    struct body_contact contact = {
        .uuid = uuid_random(), .name = name, .customer_name = name, .attributes = "{\"text\":\"hello\"}"};
    assert_true(body_render_contact_started(&body, &contact));
    if (uuid != NULL)
        *uuid = contact.uuid;
    rig_decide(rig,
               (struct acd_command){.kind = ACD_START_CONTACT,
                                    .channel = (uint8_t)channel,
                                    .queue = rig->queue,
                                    .initiation = ACD_INITIATION_INBOUND,
                                    .actor = {.kind = ACD_ACTOR_CUSTOMER}},
               &body);
    uint64_t number = rig->first_event.contact;
    if (channel == ACD_CHAT)
        rig_decide(rig,
                   (struct acd_command){.kind = ACD_CONNECT_CUSTOMER,
                                        .contact = number,
                                        .actor = {.kind = ACD_ACTOR_CUSTOMER}},
                   NULL);
    return number;
}

/* ---- the centre ---- */

static uint32_t create_status(struct rig *rig, const char *name, enum acd_status_type type, struct uuid *uuid)
{
    struct buf body = rig_body();
    *uuid = uuid_random();
    assert_true(body_render_status_created(&body, &(struct body_object){.uuid = *uuid, .name = name}));
    rig_decide(rig, (struct acd_command){.kind = ACD_CREATE_STATUS, .status_type = (uint8_t)type}, &body);
    return rig->first_event.status;
}

static void create_statuses(struct rig *rig)
{
    bool vcc = rig->model == ACD_MODEL_VCC;
    rig->available = create_status(rig, "Available", ACD_STATUS_ROUTABLE, &rig->available_uuid);
    rig->lunch = create_status(rig, vcc ? "On Break" : "Lunch", ACD_STATUS_CUSTOM, &rig->lunch_uuid);
    rig->pause = create_status(rig, vcc ? "Working Offline" : "Break", ACD_STATUS_CUSTOM, &rig->pause_uuid);
    rig->offline = create_status(rig, vcc ? "Logged Out" : "Offline", ACD_STATUS_OFFLINE, &rig->offline_uuid);
}

static void create_routing(struct rig *rig)
{
    struct buf body = rig_body();
    rig->queue_uuid = uuid_random();
    assert_true(
        body_render_queue_created(&body, &(struct body_object){.uuid = rig->queue_uuid, .name = "Support"}));
    rig_decide(rig, (struct acd_command){.kind = ACD_CREATE_QUEUE}, &body);
    rig->queue = rig->first_event.queue;
    const struct acd_profile_queue pairs[] = {{.queue = rig->queue, .channel = ACD_VOICE, .priority = 1},
                                              {.queue = rig->queue, .channel = ACD_CHAT, .priority = 1},
                                              {.queue = rig->queue, .channel = ACD_TASK, .priority = 1}};
    body = rig_body();
    assert_true(
        body_render_profile_created(&body, &(struct body_object){.uuid = uuid_random(), .name = "Blended"}));
    rig_decide(rig,
               (struct acd_command){.kind = ACD_CREATE_PROFILE,
                                    .queue = rig->queue,
                                    .profile_queues = pairs,
                                    .profile_queue_count = 3,
                                    .capacities = {{.slots_max = 1, .any_channel = 1},
                                                   {.slots_max = 3, .any_channel = 1},
                                                   {.slots_max = 2, .any_channel = 1}}},
               &body);
    rig->profile = rig->first_event.profile;
    body = rig_body();
    rig->entry_point_uuid = uuid_random();
    struct body_entry_point entry_point = {.uuid = rig->entry_point_uuid,
                                           .name = "Support chat",
                                           .channel = ACD_CHAT,
                                           .origin_count = 1,
                                           .origins = {"http://shop.example:*"}};
    assert_true(body_render_entry_point_created(&body, &entry_point));
    rig_decide(rig, (struct acd_command){.kind = ACD_CREATE_ENTRY_POINT, .queue = rig->queue}, &body);
    rig->entry_point = rig->first_event.entry_point;
}

static struct rig_user create_user(struct rig *rig, const char *username, const char *first_name,
                                   enum book_role role, const char *hash)
{
    struct rig_user user = {.uuid = uuid_random()};
    struct buf body = rig_body();
    struct body_agent agent = {.uuid = user.uuid,
                               .username = username,
                               .first_name = first_name,
                               .last_name = "Adams",
                               .role = role,
                               .password_hash = hash};
    assert_true(body_render_agent_created(&body, &agent));
    rig_decide(rig, (struct acd_command){.kind = ACD_CREATE_AGENT, .profile = rig->profile}, &body);
    user.agent = rig->first_event.agent;
    return user;
}

struct hashed {
    bool done;
    char hash[PASSWORD_HASH_BYTES];
};

static void was_hashed(void *ctx, enum password_result result, const char *hash)
{
    struct hashed *hashed = ctx;
    assert_int_equal(result, PASSWORD_HASHED);
    snprintf(hashed->hash, sizeof hashed->hash, "%s", hash);
    hashed->done = true;
}

static bool is_hashed(void *ctx)
{
    return ((struct hashed *)ctx)->done;
}

static void create_centre(struct rig *rig)
{
    struct buf body = rig_body();
    static struct hashed hashed; /* one for all rigs: it takes its time */
    if (!hashed.done)
        assert_true(password_hash(rig->passwords, RIG_PASSWORD, strlen(RIG_PASSWORD), was_hashed, &hashed));
    assert_true(peer_run_until(&rig->serving.loop, is_hashed, &hashed));
    assert_true(
        body_render_centre_created(&body, &(struct body_centre){.uuid = uuid_random(), .alias = "rig"}));
    enum acd_model model = rig->model != ACD_MODEL_NONE ? rig->model : ACD_MODEL_CONNECT;
    rig_decide(rig, (struct acd_command){.kind = ACD_CREATE_CENTRE, .model = (uint8_t)model}, &body);
    create_statuses(rig);
    create_routing(rig);
    rig->alice = create_user(rig, "alice", "Alice", BOOK_ROLE_AGENT, hashed.hash);
    rig->bob = create_user(rig, "bob", "Bob", BOOK_ROLE_AGENT, hashed.hash);
    rig->sam = create_user(rig, "sam", "Sam", BOOK_ROLE_SUPERVISOR, hashed.hash);
    rig_settle(rig);
}

static void open_pump(struct rig *rig)
{
    struct pump_error error = {.sentence = ""};
    struct journal_error fault;
    struct pump_options options = {.wake = rig_wake, .ctx = rig};
    options.limits = acd_limits_default();
    options.limits.agents = rig->agents_max != 0 ? rig->agents_max : 64;
    options.limits.contacts = 256;
    options.limits.legs = 512;
    assert_int_equal(journal_open_memory(&rig->journal, NULL, &fault), 0);
    if (pump_open_journal(&rig->pump, rig->journal, &options, &error) != 0)
        fail_msg("%s", error.sentence);
    rig->centres = (struct pump_centres){.pumps = {rig->pump}, .count = 1};
}

/* UTC alone, and days of the month in which the rig's time begins. */
static bool rig_day_of(const char *zone, int year, int month, int day, int64_t *from, int64_t *to)
{
    int64_t begins = 1699920000000 + (int64_t)(day - 14) * 86400000;
    if (strcmp(zone, "UTC") != 0 || year != 2023 || month != 11)
        return false;
    *from = begins;
    *to = begins + 86400000;
    return true;
}

static void open_edges(struct rig *rig)
{
    rig->panel = panel_new(&(struct panel_options){.centres = &rig->centres,
                                                   .day_of = rig_day_of,
                                                   .signals = rig->signals,
                                                   .passwords = rig->passwords,
                                                   .assets = ASSETS,
                                                   .assets_count = sizeof ASSETS / sizeof ASSETS[0],
                                                   .now = rig_now,
                                                   .now_ctx = rig,
                                                   .trusted_proxy = rig->trusted_proxy,
                                                   .limits = rig->panel_limits});
    rig->participant =
        participant_new(&(struct participant_options){.centres = &rig->centres,
                                                      .signals = rig->signals,
                                                      .loop = &rig->serving.loop,
                                                      .assets = ASSETS,
                                                      .assets_count = sizeof ASSETS / sizeof ASSETS[0],
                                                      .now = rig_now,
                                                      .now_ctx = rig,
                                                      .trusted_proxy = rig->trusted_proxy,
                                                      .limits = rig->participant_limits});
    rig->tallies = tallies_new(&rig->centres);
    rig->board = board_new(&(struct board_options){.centres = &rig->centres,
                                                   .tallies = rig->tallies,
                                                   .day_of = rig_day_of,
                                                   .assets = ASSETS,
                                                   .assets_count = sizeof ASSETS / sizeof ASSETS[0],
                                                   .now = rig_now,
                                                   .now_ctx = rig,
                                                   .trusted_proxy = rig->trusted_proxy,
                                                   .limits = rig->board_limits});
    assert_non_null(rig->panel);
    assert_non_null(rig->participant);
    assert_non_null(rig->tallies);
    assert_non_null(rig->board);
}

struct rig *rig_start(const struct rig *wishes)
{
    struct rig *rig = calloc(1, sizeof *rig);
    assert_non_null(rig);
    if (wishes != NULL)
        *rig = *wishes;
    rig->now = 1700000000000;
    serving_start(&rig->serving, NULL, rig_handle, rig);
    snprintf(rig->host, sizeof rig->host, "127.0.0.1:%d", rig->serving.port);
    rig->wake.data = rig;
    uv_async_init(&rig->serving.loop, &rig->wake, rig_woken);
    rig->passwords = password_worker_new(&rig->serving.loop, 2);
    rig->signals = signals_new();
    open_pump(rig);
    create_centre(rig);
    open_edges(rig);
    return rig;
}

static bool lines_are_gone(void *ctx)
{
    const struct rig *rig = ctx;
    return panel_counters(rig->panel)->lines_open == 0 && board_counters(rig->board)->lines_open == 0 &&
           participant_counters(rig->participant)->lines_open == 0;
}

static void passwords_were_closed(void *ctx)
{
    ((struct rig *)ctx)->passwords_closed = true;
}

static bool passwords_are_closed(void *ctx)
{
    return ((struct rig *)ctx)->passwords_closed;
}

void rig_stop(struct rig *rig)
{
    panel_drain(rig->panel);
    participant_drain(rig->participant);
    board_drain(rig->board);
    assert_true(peer_run_until(&rig->serving.loop, lines_are_gone, rig));
    password_worker_close(rig->passwords, passwords_were_closed, rig);
    assert_true(peer_run_until(&rig->serving.loop, passwords_are_closed, rig));
    assert_int_equal(book_skipped(pump_book(rig->pump)), 0);
    assert_null(acd_check(pump_core(rig->pump)));
    tallies_free(rig->tallies);
    pump_close(rig->pump);
    rig->pump = NULL;
    uv_close((uv_handle_t *)&rig->wake, NULL);
    serving_stop(&rig->serving);
    panel_free(rig->panel);
    participant_free(rig->participant);
    board_free(rig->board);
    signals_free(rig->signals);
    free(rig);
}

/* ---- HTTP ---- */

static void take_cookie(struct rig_answer *answer)
{
    const char *header = strcasestr(answer->head, "\r\nset-cookie: ");
    if (header == NULL)
        return;
    header += strlen("\r\nset-cookie: ");
    snprintf(answer->cookie, sizeof answer->cookie, "%.*s", (int)strcspn(header, ";"), header);
}

static void send_head(struct peer *peer, const struct rig *rig, const struct rig_wish *wish)
{
    struct buf head;
    char own[80];
    snprintf(own, sizeof own, "http://%s", rig->host);
    const char *origin = wish->origin != NULL ? wish->origin : own;
    const char *method = wish->method != NULL ? wish->method : wish->body != NULL ? "POST" : "GET";
    buf_init(&head, 64 * 1024);
    buf_append_format(&head, "%s %s HTTP/1.1\r\nHost: %s\r\n", method, wish->path, rig->host);
    if (origin[0] != '\0')
        buf_append_format(&head, "Origin: %s\r\n", origin);
    if (wish->cookie != NULL)
        buf_append_format(&head, "Cookie: %s\r\n", wish->cookie);
    if (wish->headers != NULL)
        buf_append_text(&head, wish->headers);
    if (wish->body != NULL)
        buf_append_format(&head, "Content-Type: %s\r\nContent-Length: %zu\r\n",
                          wish->type != NULL ? wish->type : "application/json", strlen(wish->body));
    buf_append_text(&head, "\r\n");
    if (wish->body != NULL)
        buf_append_text(&head, wish->body);
    assert_true(peer_send(peer, head.bytes, head.len));
    buf_free(&head);
}

static void take_answer(struct peer *peer, struct rig_answer *answer)
{
    struct buf head;
    struct buf body;
    buf_init(&head, RIG_TEXT_BYTES - 1);
    buf_init(&body, 1024 * 1024);
    answer->status = peer_await_answer(peer, &head, &body);
    snprintf(answer->head, sizeof answer->head, "%s", buf_text(&head));
    answer->json = body.len > 0 ? json_parse(body.bytes, body.len, NULL, NULL) : NULL;
    take_cookie(answer);
    buf_free(&head);
    buf_free(&body);
}

struct rig_answer rig_ask(struct rig *rig, const struct rig_wish *wish)
{
    struct rig_answer answer = {0};
    struct peer peer;
    assert_true(peer_connect(&peer, &rig->serving.loop, rig->serving.port));
    send_head(&peer, rig, wish);
    take_answer(&peer, &answer);
    peer_close(&peer);
    return answer;
}

void rig_answer_free(struct rig_answer *answer)
{
    json_decref(answer->json);
    answer->json = NULL;
}

void rig_expect(struct rig *rig, const struct rig_wish *wish, int status, const char *code)
{
    struct rig_answer answer = rig_ask(rig, wish);
    assert_int_equal(answer.status, status);
    if (code != NULL)
        assert_string_equal(json_at(answer.json, "error.code"), code);
    else if (answer.json != NULL)
        assert_null(json_object_get(answer.json, "error"));
    rig_answer_free(&answer);
}

void rig_sign_in(struct rig *rig, const char *username, char cookie[RIG_COOKIE_BYTES])
{
    char body[256];
    snprintf(body, sizeof body, "{\"username\":\"%s\",\"password\":\"" RIG_PASSWORD "\"}", username);
    struct rig_answer answer = rig_ask(rig, &(struct rig_wish){.path = "/login", .body = body});
    assert_int_equal(answer.status, 200);
    assert_string_not_equal(answer.cookie, "");
    snprintf(cookie, RIG_COOKIE_BYTES, "%s", answer.cookie);
    rig_answer_free(&answer);
}

void rig_seat_start(struct rig_seat *seat, const struct rig *wishes, const char *username)
{
    seat->rig = rig_start(wishes);
    rig_sign_in(seat->rig, username, seat->cookie);
}

int rig_seat_stop(void **state)
{
    rig_stop(((struct rig_seat *)*state)->rig);
    return 0;
}

/* ---- WebSocket ---- */

int rig_open(struct rig *rig, struct rig_line *line, const char *path, const char *cookie, const char *origin)
{
    static const char UPGRADE[] = "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: "
                                  "dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n";
    struct buf head;
    *line = (struct rig_line){.rig = rig};
    assert_true(peer_connect(&line->peer, &rig->serving.loop, rig->serving.port));
    send_head(&line->peer, rig,
              &(struct rig_wish){.path = path, .cookie = cookie, .origin = origin, .headers = UPGRADE});
    buf_init(&head, RIG_TEXT_BYTES);
    int status = peer_await_answer(&line->peer, &head, NULL);
    buf_free(&head);
    return status;
}

void rig_close(struct rig_line *line)
{
    peer_close(&line->peer);
}

void rig_say(struct rig_line *line, const char *format, ...)
{
    char text[16 * 1024];
    va_list arguments;
    va_start(arguments, format);
    int len = vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    assert_true(len > 0 && (size_t)len < sizeof text);
    assert_true(peer_ws_send(&line->peer, 0x81, true, text, (size_t)len));
}

/* One frame's header: its bytes and the payload's length; 0 if it has not come whole. */
static size_t parse_header(const struct buf *received, size_t *payload)
{
    const unsigned char *bytes = (const unsigned char *)received->bytes;
    if (received->len < 2)
        return 0;
    size_t extra = bytes[1] < 126 ? 0 : bytes[1] == 126 ? 2 : 8;
    if (received->len < 2 + extra)
        return 0;
    size_t len = extra == 0 ? bytes[1] : 0;
    for (size_t i = 0; i < extra; i++)
        len = len << 8 | bytes[2 + i];
    *payload = len;
    return 2 + extra;
}

static bool await_frame(struct rig_line *line, size_t *header, size_t *payload)
{
    for (size_t wanted = 2;; wanted++) {
        if (!peer_await_bytes(&line->peer, wanted))
            return false;
        *header = parse_header(&line->peer.received, payload);
        if (*header != 0)
            return peer_await_bytes(&line->peer, *header + *payload);
    }
}

json_t *rig_next(struct rig_line *line)
{
    size_t header;
    size_t payload;
    while (await_frame(line, &header, &payload)) {
        struct buf *received = &line->peer.received;
        unsigned opcode = (unsigned char)received->bytes[0] & 0xf;
        json_t *message = NULL;
        if (opcode == 1)
            message = json_parse(received->bytes + header, payload,
                                 &(struct json_limits){.bytes_max = 8 * 1024 * 1024}, NULL);
        if (opcode == 8 && payload >= 2)
            line->close_code =
                (unsigned char)received->bytes[header] << 8 | (unsigned char)received->bytes[header + 1];
        buf_consume(received, header + payload);
        if (opcode == 8)
            return NULL;
        if (opcode == 1) {
            assert_non_null(message);
            return message;
        }
    }
    return NULL;
}

static bool is_message(const json_t *message, const char *is, const char *kind)
{
    if (strcmp(json_at(message, "is"), is) != 0)
        return false;
    return kind == NULL || strcmp(json_at(message, "kind"), kind) == 0;
}

json_t *rig_await(struct rig_line *line, const char *is, const char *kind)
{
    for (json_t *message; (message = rig_next(line)) != NULL; json_decref(message)) {
        if (is_message(message, is, kind))
            return message;
    }
    fail_msg("the line ended (%d) without %s %s", line->close_code, is, kind != NULL ? kind : "");
    return NULL;
}

json_t *rig_expect_next(struct rig_line *line, const char *is, const char *kind)
{
    json_t *message = rig_next(line);
    if (message == NULL || !is_message(message, is, kind)) {
        char *text = message != NULL ? json_dumps(message, 0) : NULL;
        fail_msg("%s %s was expected, but came %s", is, kind != NULL ? kind : "",
                 text != NULL ? text : "the end");
    }
    return message;
}

void rig_await_close(struct rig_line *line, int code)
{
    for (json_t *message; (message = rig_next(line)) != NULL;)
        json_decref(message);
    assert_int_equal(line->close_code, code);
}

void rig_open_panel(struct rig *rig, struct rig_line *line, const char *cookie, json_t **snapshot)
{
    assert_int_equal(rig_open(rig, line, "/panel/line", cookie, NULL), 101);
    rig_say(line, "{\"do\":\"hello\",\"from\":null,\"generation\":null,\"clock\":5}");
    json_t *message = rig_expect_next(line, "snapshot", NULL);
    if (snapshot != NULL)
        *snapshot = message;
    else
        json_decref(message);
}

void rig_open_board(struct rig *rig, struct rig_line *line, const char *cookie, json_t **snapshot)
{
    assert_int_equal(rig_open(rig, line, "/supervisor/line", cookie, NULL), 101);
    rig_say(line, "{\"do\":\"hello\",\"clock\":5}");
    json_t *message = rig_expect_next(line, "snapshot", NULL);
    if (snapshot != NULL)
        *snapshot = message;
    else
        json_decref(message);
}

bool rig_board_tick(struct rig *rig)
{
    rig_settle(rig);
    int64_t deadline = board_deadline(rig->board, rig->now);
    if (deadline == ACD_NEVER)
        return false;
    if (deadline > rig->now)
        rig->now = deadline;
    board_tick(rig->board, rig->now);
    rig_settle(rig);
    return true;
}

json_t *rig_expect_tick(struct rig_line *line)
{
    assert_true(rig_board_tick(line->rig));
    return rig_expect_next(line, "tick", NULL);
}

/* ---- looking into JSON ---- */

json_t *json_value_at(const json_t *object, const char *path)
{
    char name[64];
    json_t *value = (json_t *)object;
    while (value != NULL && path[0] != '\0') {
        size_t len = strcspn(path, ".");
        snprintf(name, sizeof name, "%.*s", (int)len, path);
        value = json_is_array(value) ? json_array_get(value, strtoul(name, NULL, 10))
                                     : json_object_get(value, name);
        path += len + (path[len] == '.');
    }
    return value;
}

const char *json_at(const json_t *object, const char *path)
{
    const char *text = json_string_value(json_value_at(object, path));
    if (text == NULL) {
        char *whole = json_dumps(object, 0);
        fail_msg("no text at %s in %s", path, whole != NULL ? whole : "nothing");
    }
    return text;
}

int64_t json_number_at(const json_t *object, const char *path)
{
    const json_t *value = json_value_at(object, path);
    if (!json_is_integer(value))
        fail_msg("no number at %s", path);
    return json_integer_value(value);
}
