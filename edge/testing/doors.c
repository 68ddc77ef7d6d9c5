/* Every edge of browsers in memory; see doors.h. Tests only. */
#include "edge/testing/doors.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "edge/admin/admin.h"
#include "edge/common/session.h"
#include "edge/testing/named.h"
#include "edge/testing/rig.h"
#include "lib/log.h"
#include "lib/stop.h"
#include "lib/utf8.h"
#include "lib/ws.h"

enum {
    INPUTS_OF_ONE_CENTRE = 2000,
    CONTACTS_OF_ONE_CENTRE = 150, /* so that its places never run out */
    MESSAGES_MAX = 64,            /* of one input */
    PLENTY = 1000000000,
    DAY_MS = 86400000,
};

struct ws {
    const struct ws_events *events;
    void *ctx;
    bool closing;
};

static struct doors {
    struct rig *rig;
    struct admin *admin;
    struct named named;
    uint32_t inputs;
    uint32_t contacts;
    struct http_request request;
    int status; /* 0: not answered yet */
    struct buf answer;
    struct ws *line;  /* NULL: none is open */
    struct uuid chat; /* begun by its page */
} doors;

/* ---- what the linker puts in our way ---- */

void __wrap_http_answer(struct http_request *request, const struct http_answer *answer);
void __wrap_http_answer_body(struct http_request *request, int status, const char *content_type,
                             const void *body, size_t len);
struct ws *__wrap_ws_accept(struct http_request *request, const char *protocol,
                            const struct ws_limits *limits, const struct ws_events *events, void *ctx);
bool __wrap_ws_send(struct ws *ws, struct ws_frame *frame);
size_t __wrap_ws_backlog(const struct ws *ws);
void __wrap_ws_close(struct ws *ws, int code, const char *reason);

void __wrap_http_answer(struct http_request *request, const struct http_answer *answer)
{
    assert(request == &doors.request && doors.status == 0); /* once */
    doors.status = answer->status;
    buf_clear(&doors.answer);
    buf_append(&doors.answer, answer->body, answer->body_len);
    for (size_t i = 0; i < answer->headers_count; i++)
        assert(strpbrk(answer->headers[i].value, "\r\n") == NULL);
}

void __wrap_http_answer_body(struct http_request *request, int status, const char *content_type,
                             const void *body, size_t len)
{
    const struct http_header header = {"Content-Type", content_type};
    const struct http_answer answer = {.status = status,
                                       .headers = &header,
                                       .headers_count = content_type != NULL,
                                       .body = body,
                                       .body_len = len};
    __wrap_http_answer(request, &answer);
}

struct ws *__wrap_ws_accept(struct http_request *request, const char *protocol,
                            const struct ws_limits *limits, const struct ws_events *events, void *ctx)
{
    (void)protocol;
    (void)limits;
    assert(request == &doors.request && doors.status == 0 && doors.line == NULL);
    doors.status = 101;
    doors.line = calloc(1, sizeof *doors.line);
    assert(doors.line != NULL);
    *doors.line = (struct ws){.events = events, .ctx = ctx};
    return doors.line;
}

bool __wrap_ws_send(struct ws *ws, struct ws_frame *frame)
{
    assert(ws == doors.line && frame != NULL);
    return !ws->closing;
}

size_t __wrap_ws_backlog(const struct ws *ws)
{
    assert(ws == doors.line);
    return 0;
}

void __wrap_ws_close(struct ws *ws, int code, const char *reason)
{
    (void)reason;
    assert(ws == doors.line && code >= 1000 && code < 5000);
    ws->closing = true;
}

/* ---- what the administrator's pages lead to ---- */

static int64_t doors_now(void *ctx)
{
    return ((struct rig *)ctx)->now;
}

/* An operation of the AWS-shaped API: edge/api has a fuzzer of its own. */
static void answer_operation(void *ctx, struct http_request *request, struct pump *pump, uint32_t agent,
                             const char *path)
{
    (void)ctx;
    assert(pump == doors.rig->pump && agent != 0 && path[0] == '/');
    __wrap_http_answer_body(request, 200, "application/json", "{}", 2);
}

/* A request of the operator's: server/admin_fuzz.c carries them out. */
static void answer_request(void *ctx, const struct admin_question *question, admin_answered *answered,
                           void *answered_ctx)
{
    struct buf text;
    (void)ctx;
    assert(json_is_object(question->request) && json_object_get(question->request, "password") == NULL);
    buf_init(&text, 16);
    buf_append_text(&text, "{\"ok\":true}");
    answered(answered_ctx, ADMIN_DONE, &text);
    buf_free(&text);
}

/* ---- one request ---- */

static bool is_handled(void)
{
    struct http_request *request = &doors.request;
    return panel_handle(doors.rig->panel, request) || board_handle(doors.rig->board, request) ||
           participant_handle(doors.rig->participant, request) || admin_handle(doors.admin, request);
}

/* A journal that failed ends the server (pump.h), and this. */
static void settle(void)
{
    struct pump_error error;
    rig_settle(doors.rig);
    if (pump_failed(doors.rig->pump, &error))
        stop_out_of_memory("for the journal");
}

static void await_answer(void)
{
    settle();
    while (doors.status == 0) /* a password is being hashed, or the history read */
        uv_run(&doors.rig->serving.loop, UV_RUN_ONCE);
    if (doors.status < 500 || doors.status == 503)
        return;
    fprintf(stderr, "%s %s?%s\n%s\n-> %d %s\n", doors.request.method, doors.request.path, doors.request.query,
            doors.request.body, doors.status, buf_text(&doors.answer));
    abort();
}

/* Returns what is left of the text: the body. */
static char *ask(char *text)
{
    static const struct http_header ours[] = {{"Host", "127.0.0.1:8080"},
                                              {"Origin", "http://127.0.0.1:8080"},
                                              {"Content-Type", "application/json"},
                                              {"Upgrade", "websocket"},
                                              {"Connection", "Upgrade"}};
    static struct http_header headers[NAMED_HEADERS_MAX];
    doors.request = named_request(text, ours, sizeof ours / sizeof ours[0], headers);
    doors.status = 0;
    doors.rig->now++;
    if (doors.request.path[0] == '/' && is_handled())
        await_answer();
    return text + (doors.request.body - text);
}

/* ---- a centre ---- */

static void sign_in(const char *word, uint32_t agent)
{
    char token[SESSION_TOKEN_BYTES];
    struct body_session session = {.expires_at = doors.rig->now + INT64_C(1000) * DAY_MS};
    struct buf body = rig_body();
    session_token_draw(token);
    session_hash(token, strlen(token), session.session);
    assert_true(body_render_signed_in(&body, &session));
    rig_decide(doors.rig,
               (struct acd_command){
                   .kind = ACD_SIGN_IN, .agent = agent, .actor = {.kind = ACD_ACTOR_AGENT, .id = agent}},
               &body);
    named_add(&doors.named, word, token);
}

static void make_administrator(void)
{
    struct buf body = rig_body();
    struct body_agent ada = {.uuid = uuid_random(),
                             .username = "ada",
                             .first_name = "Ada",
                             .last_name = "",
                             .role = BOOK_ROLE_ADMIN};
    assert_true(body_render_agent_created(&body, &ada));
    rig_decide(doors.rig, (struct acd_command){.kind = ACD_CREATE_AGENT, .profile = doors.rig->profile},
               &body);
    sign_in("@admins", doors.rig->first_event.agent);
}

/* A chat by the page's own request: its answer has the customer's token. */
static void start_chat(void)
{
    static const char asked[] = "POST /chat/api/start\n\n{\"flow\":\"@flow\",\"name\":\"Carol\"}";
    char *text = named_put(&doors.named, (const uint8_t *)asked, sizeof asked - 1);
    ask(text);
    free(text);
    json_t *json = json_parse(buf_text(&doors.answer), doors.answer.len, NULL, NULL);
    assert(doors.status == 200 && json != NULL);
    named_add(&doors.named, "@token", json_string_value(json_object_get(json, "token")));
    const char *id = json_string_value(json_object_get(json, "contactId"));
    named_add(&doors.named, "@chat", id);
    assert(uuid_parse(id, strlen(id), &doors.chat));
    doors.contacts++;
    json_decref(json);
}

static bool is_chat_over(void)
{
    struct acd_contact_view view;
    uint64_t contact = book_find_contact_uuid(pump_book(doors.rig->pump), &doors.chat);
    return contact == 0 || !acd_contact_view(pump_core(doors.rig->pump), contact, &view) ||
           view.place == ACD_PLACE_OVER;
}

static void name_all(void)
{
    const struct rig *rig = doors.rig;
    named_add_id(&doors.named, "@alice", &rig->alice.uuid);
    named_add_id(&doors.named, "@bob", &rig->bob.uuid);
    named_add_id(&doors.named, "@sam", &rig->sam.uuid);
    named_add_id(&doors.named, "@queue", &rig->queue_uuid);
    named_add_id(&doors.named, "@flow", &rig->entry_point_uuid);
    named_add_id(&doors.named, "@available", &rig->available_uuid);
    named_add_id(&doors.named, "@lunch", &rig->lunch_uuid);
    named_add_id(&doors.named, "@offline", &rig->offline_uuid);
    sign_in("@alices", rig->alice.agent);
    sign_in("@bobs", rig->bob.agent);
    sign_in("@sams", rig->sam.agent);
    make_administrator();
}

static void take_contact(enum acd_channel channel)
{
    struct uuid uuid;
    if (doors.contacts >= CONTACTS_OF_ONE_CENTRE)
        return;
    doors.contacts++;
    rig_start_contact(doors.rig, channel, "Carol", &uuid);
    named_add_id(&doors.named, channel == ACD_CHAT ? "@contact" : "@task", &uuid);
}

static void start(void)
{
    struct panel_limits panel = panel_limits_default();
    struct participant_limits participant = participant_limits_default();
    panel.address_attempts_max = panel.username_attempts_max = panel.requests_per_s_max = 1000;
    participant.address_starts_max = PLENTY;
    participant.messages_per_s_max = 1000;
    log_start(&(struct log_options){.level = LOG_LEVEL_ERROR, .descriptor = STDERR_FILENO});
    doors.rig = rig_start(&(struct rig){.panel_limits = panel, .participant_limits = participant});
    doors.inputs = doors.contacts = 0;
    doors.named.count = 0;
    buf_init(&doors.answer, PLENTY);
    doors.admin = admin_new(&(struct admin_options){.centres = &doors.rig->centres,
                                                    .passwords = doors.rig->passwords,
                                                    .now = doors_now,
                                                    .now_ctx = doors.rig,
                                                    .url = "http://127.0.0.1:8080",
                                                    .region = "us-east-1",
                                                    .account = "000000000000",
                                                    .connect = answer_operation,
                                                    .carry_out = answer_request,
                                                    .requests_per_minute_max = PLENTY});
    assert(doors.admin != NULL);
    name_all();
    rig_set_status(doors.rig, &doors.rig->alice, doors.rig->available);
    start_chat();
    take_contact(ACD_CHAT);
    take_contact(ACD_TASK);
}

void doors_stop(void)
{
    if (doors.rig == NULL)
        return;
    rig_settle(doors.rig);
    rig_stop(doors.rig);
    log_stop();
    admin_free(doors.admin);
    buf_free(&doors.answer);
    memset(&doors, 0, sizeof doors);
}

/* ---- a line ---- */

static void say_line(const char *text)
{
    size_t len = strlen(text);
    if (text[0] == '+') {
        int64_t later_ms = strtoll(text + 1, NULL, 10);
        if (later_ms > 0 && later_ms <= DAY_MS)
            rig_tick(doors.rig, later_ms);
        rig_board_tick(doors.rig);
    } else if (text[0] == '!' || text[0] == '?') {
        take_contact(text[0] == '!' ? ACD_CHAT : ACD_TASK);
    } else if (doors.line != NULL && !doors.line->closing && utf8_valid(text, len)) {
        doors.line->events->message(doors.line->ctx, text, len);
    }
}

/* What is durable by then is told between two messages; the rest when the line ends, for waiting each time would cost
 * most of the time there is. */
static void say_all(char *at)
{
    for (int said = 0; *at != '\0' && said < MESSAGES_MAX; said++) {
        say_line(named_take(&at, '\n'));
        pump_poll(doors.rig->pump);
        uv_run(&doors.rig->serving.loop, UV_RUN_NOWAIT);
    }
}

static void hang_up(void)
{
    struct ws *line = doors.line;
    if (line == NULL)
        return;
    settle();
    line->events->closed(line->ctx, line->closing ? WS_CLOSED_BY_US : WS_CLOSED_GONE, 1006);
    assert(book_skipped(pump_book(doors.rig->pump)) == 0);
    assert(doors.inputs % 64 != 0 || acd_check(pump_core(doors.rig->pump)) == NULL);
    doors.line = NULL;
    free(line);
}

/* ---- all of it ---- */

static void begin(void)
{
    if (doors.rig != NULL && doors.inputs++ > INPUTS_OF_ONE_CENTRE)
        doors_stop();
    if (doors.rig != NULL && doors.contacts > CONTACTS_OF_ONE_CENTRE)
        doors_stop();
    if (doors.rig == NULL)
        start();
    else if (is_chat_over())
        start_chat();
}

void doors_ask(const uint8_t *bytes, size_t len)
{
    begin();
    char *text = named_put(&doors.named, bytes, len);
    char *body = ask(text);
    if (doors.line != NULL)
        say_all(body);
    hang_up();
    free(text);
}

int doors_status(void)
{
    return doors.status;
}

void doors_say(enum doors_line line, const uint8_t *bytes, size_t len)
{
    static const char *const OPENINGS[] = {
        [DOORS_PANEL] = "GET /panel/line\nCookie: nextup_session=@alices\n\n{\"do\":\"hello\",\"clock\":1}",
        [DOORS_BOARD] =
            "GET /supervisor/line\nCookie: nextup_session=@sams\n\n{\"do\":\"hello\",\"clock\":1}",
        [DOORS_CHAT] = "GET /chat/line\n\n{\"do\":\"hello\",\"token\":\"@token\",\"clock\":1}"};
    const char *opening = OPENINGS[line];
    begin();
    char *text = named_put(&doors.named, (const uint8_t *)opening, strlen(opening));
    char *said = named_put(&doors.named, bytes, len);
    char *body = ask(text);
    if (doors.line != NULL) {
        say_all(body);
        say_all(said);
    } else { /* signed out: a new centre is the shortest way back */
        assert(doors.inputs > 0);
        doors_stop();
    }
    hang_up();
    free(text);
    free(said);
}
