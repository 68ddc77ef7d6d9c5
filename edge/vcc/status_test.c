/* The status API on a real socket, in a vcc centre: what it answers, whom it lets, and the whole table of changes
 * against one written by hand. */
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include "edge/testing/rig.h"
#include "edge/vcc/vcc.h"
#include "lib/crypto.h"

#define SECRET "0123456789abcdef"
#define BASE   "/vcc/v1/tenants/rig/agentstatus/agents"

#define ADA "Basic QURBOjAxMjM0NTY3ODlhYmNkZWY=" /* ADA:SECRET */

enum { HEADERS_BYTES = 512, PATH_BYTES = 256, BODY_BYTES = 2048, WRAPUP_MS = 10000 };

struct bench {
    struct rig *rig;
    struct vcc *vcc;
    struct rig_user ada; /* administrator */
    uint32_t group;      /* bob's; sam supervises it */
};

/* ---- the world ---- */

static int64_t bench_now(void *ctx)
{
    return ((struct rig *)ctx)->now;
}

static bool bench_handle(void *ctx, struct http_request *request)
{
    return vcc_handle(ctx, request);
}

static void give_key(struct rig *rig, const struct rig_user *user, const char *id)
{
    struct buf body = rig_body();
    assert_true(body_render_key_created(&body, &(struct body_key){.access_key_id = id, .secret = SECRET}));
    rig_record(rig, ACD_SUBJECT_AGENT, user->agent, BOOK_KEY_CREATED, &body);
}

static void create_ada(struct bench *bench)
{
    struct buf body = rig_body();
    bench->ada.uuid = uuid_random();
    assert_true(body_render_agent_created(&body, &(struct body_agent){.uuid = bench->ada.uuid,
                                                                      .username = "ada",
                                                                      .first_name = "Ada",
                                                                      .last_name = "Adams",
                                                                      .role = BOOK_ROLE_ADMIN}));
    rig_decide(bench->rig, (struct acd_command){.kind = ACD_CREATE_AGENT, .profile = bench->rig->profile},
               &body);
    bench->ada.agent = bench->rig->first_event.agent;
}

static struct bench *open_bench(enum acd_model model, struct vcc_limits limits)
{
    static struct bench bench;
    bench = (struct bench){.rig = rig_start(&(struct rig){.model = model})};
    struct rig *rig = bench.rig;
    bench.vcc = vcc_new(
        &(struct vcc_options){.centres = &rig->centres, .now = bench_now, .now_ctx = rig, .limits = limits});
    assert_non_null(bench.vcc);
    rig->handle = bench_handle;
    rig->handle_ctx = bench.vcc;
    create_ada(&bench);
    give_key(rig, &bench.ada, "ADA");
    give_key(rig, &rig->alice, "ALICE");
    give_key(rig, &rig->sam, "SAM");
    for (uint8_t channel = 0; channel < ACD_CHANNELS; channel++)
        rig_decide(rig,
                   (struct acd_command){.kind = ACD_SET_AGENT_WRAPUP,
                                        .agent = rig->alice.agent,
                                        .channel = channel,
                                        .duration_ms = WRAPUP_MS},
                   NULL);
    rig_settle(rig);
    return &bench;
}

static int setup(void **state)
{
    *state = open_bench(ACD_MODEL_VCC, (struct vcc_limits){0});
    return 0;
}

static int teardown(void **state)
{
    struct bench *bench = *state;
    rig_stop(bench->rig);
    vcc_free(bench->vcc);
    return 0;
}

static void create_groups(struct bench *bench)
{
    struct rig *rig = bench->rig;
    struct buf body = rig_body();
    assert_true(
        body_render_group_created(&body, &(struct body_object){.uuid = uuid_random(), .name = "Team"}));
    rig_decide(rig, (struct acd_command){.kind = ACD_CREATE_GROUP}, &body);
    bench->group = rig->first_event.group;
    rig_decide(
        rig,
        (struct acd_command){.kind = ACD_SET_AGENT_GROUP, .agent = rig->bob.agent, .group = bench->group},
        NULL);
    rig_decide(
        rig,
        (struct acd_command){
            .kind = ACD_SET_SUPERVISOR_GROUP, .agent = rig->sam.agent, .group = bench->group, .value = 1},
        NULL);
}

static uint32_t create_list(struct rig *rig, const char *name, enum acd_reason_action action, uint32_t group)
{
    struct buf body = rig_body();
    assert_true(
        body_render_reason_list_created(&body, &(struct body_reason){.uuid = uuid_random(), .name = name}));
    rig_decide(rig, (struct acd_command){.kind = ACD_CREATE_REASON_LIST, .value = 1 << action}, &body);
    uint32_t list = rig->first_event.reason_list;
    rig_decide(rig,
               (struct acd_command){
                   .kind = ACD_SET_REASON_LIST_GROUP, .reason_list = list, .group = group, .value = 1},
               NULL);
    return list;
}

static uint32_t create_reason(struct rig *rig, uint32_t list, const char *short_code)
{
    struct buf body = rig_body();
    assert_true(body_render_reason_created(
        &body, &(struct body_reason){.uuid = uuid_random(), .name = short_code, .short_code = short_code}));
    rig_decide(rig, (struct acd_command){.kind = ACD_CREATE_REASON, .reason_list = list}, &body);
    return rig->first_event.reason;
}

/* ---- asking ---- */

static void render_headers(const char *key, const char *secret, char headers[HEADERS_BYTES])
{
    char pair[160];
    char encoded[BASE64_BYTES(sizeof pair)];
    snprintf(pair, sizeof pair, "%s:%s", key, secret);
    base64_encode(pair, strlen(pair), encoded);
    snprintf(headers, HEADERS_BYTES, "Authorization: Basic %s\r\n", encoded);
}

static struct rig_answer ask_at(struct bench *bench, const char *key, const char *method, const char *path,
                                const char *body)
{
    char headers[HEADERS_BYTES];
    render_headers(key, SECRET, headers);
    return rig_ask(bench->rig,
                   &(struct rig_wish){.method = method, .path = path, .body = body, .headers = headers});
}

static struct rig_answer ask(struct bench *bench, const char *key, const char *method, const char *rest,
                             const char *body)
{
    char path[PATH_BYTES];
    snprintf(path, sizeof path, BASE "%s", rest);
    return ask_at(bench, key, method, path, body);
}

/* Asks and looks only at the status and the problem's code (NULL: none). */
static void expect(struct bench *bench, const char *key, const char *method, const char *rest,
                   const char *body, int status, const char *code)
{
    struct rig_answer answer = ask(bench, key, method, rest, body);
    assert_int_equal(answer.status, status);
    if (code != NULL) {
        assert_string_equal(json_at(answer.json, "code"), code);
        assert_int_equal(json_number_at(answer.json, "status"), status);
        assert_non_null(strstr(answer.head, "application/problem+json"));
    }
    rig_answer_free(&answer);
}

static int put_status(struct bench *bench, const char *key, const char *agent, int wanted)
{
    char rest[64];
    char body[64];
    snprintf(rest, sizeof rest, "/%s", agent);
    snprintf(body, sizeof body, "{\"agent-status\":%d}", wanted);
    struct rig_answer answer = ask(bench, key, "PUT", rest, body);
    int status = answer.status;
    rig_answer_free(&answer);
    return status;
}

static int64_t shown_status(struct bench *bench, const char *agent)
{
    char rest[64];
    snprintf(rest, sizeof rest, "/%s", agent);
    struct rig_answer answer = ask(bench, "ADA", "GET", rest, NULL);
    assert_int_equal(answer.status, 200);
    int64_t status = json_number_at(answer.json, "agent-status");
    rig_answer_free(&answer);
    return status;
}

/* ---- the states an agent can be shown in ---- */

static void set(struct bench *bench, uint32_t status)
{
    rig_decide(
        bench->rig,
        (struct acd_command){.kind = ACD_SET_STATUS, .agent = bench->rig->alice.agent, .status = status},
        NULL);
}

static void sign_in(struct bench *bench)
{
    uint32_t agent = bench->rig->alice.agent;
    struct buf body = rig_body();
    assert_true(
        body_render_signed_in(&body, &(struct body_session){.expires_at = bench->rig->now + 3600000}));
    rig_decide(bench->rig,
               (struct acd_command){
                   .kind = ACD_SIGN_IN, .agent = agent, .actor = {.kind = ACD_ACTOR_AGENT, .id = agent}},
               &body);
}

static void act(struct bench *bench, enum acd_command_kind kind, uint64_t contact)
{
    uint32_t agent = bench->rig->alice.agent;
    rig_decide(bench->rig,
               (struct acd_command){.kind = (uint16_t)kind,
                                    .agent = agent,
                                    .contact = contact,
                                    .actor = {.kind = ACD_ACTOR_AGENT, .id = agent}},
               NULL);
}

static void be_never_signed_in(struct bench *bench)
{
    (void)bench;
}

static void be_logged_out(struct bench *bench)
{
    sign_in(bench);
    set(bench, bench->rig->offline);
}

static void be_on_break(struct bench *bench)
{
    set(bench, bench->rig->lunch);
}

static void be_in_another_status(struct bench *bench)
{
    struct buf body = rig_body();
    assert_true(
        body_render_status_created(&body, &(struct body_object){.uuid = uuid_random(), .name = "Training"}));
    rig_decide(bench->rig, (struct acd_command){.kind = ACD_CREATE_STATUS, .status_type = ACD_STATUS_CUSTOM},
               &body);
    set(bench, bench->rig->first_event.status);
}

static void be_available(struct bench *bench)
{
    set(bench, bench->rig->available);
}

static void be_working_offline(struct bench *bench)
{
    set(bench, bench->rig->pause);
}

static uint64_t ring(struct bench *bench)
{
    be_available(bench);
    return rig_start_contact(bench->rig, ACD_CHAT, "Maria", NULL);
}

static void be_offered(struct bench *bench)
{
    ring(bench);
}

static uint64_t handle(struct bench *bench)
{
    uint64_t contact = ring(bench);
    act(bench, ACD_ACCEPT_OFFER, contact);
    return contact;
}

static void be_busy(struct bench *bench)
{
    handle(bench);
}

static void be_busy_stop_new(struct bench *bench)
{
    handle(bench);
    act(bench, ACD_STOP_NEW, 0);
}

static void be_in_post_processing(struct bench *bench)
{
    act(bench, ACD_END_LEG, handle(bench));
}

static void be_in_post_processing_after_stop_new(struct bench *bench)
{
    uint64_t contact = handle(bench);
    act(bench, ACD_STOP_NEW, 0);
    act(bench, ACD_END_LEG, contact);
}

/* By hand from peers.md 1.11 (3 to and from 4, 4 to and from 5, 3 to and from 5, each to 1; "all other transitions are
 * NOT supported") and 1.12 (only without work). The status asked for: 1, 3, 4, 5; what comes back. */
static const struct {
    const char *name;
    void (*be)(struct bench *bench);
    int shown;
    const char *sub;
    int answers[4];
} ROWS[] = {
    {"UNKNOWN", be_never_signed_in, 0, "none", {409, 409, 409, 409}},
    {"LOGGED_OUT", be_logged_out, 1, "none", {409, 409, 409, 409}},
    {"ON_BREAK", be_on_break, 3, "none", {200, 409, 200, 200}},
    {"another status", be_in_another_status, 3, "none", {200, 200, 200, 200}},
    {"WAIT_TRANSACT", be_available, 4, "none", {200, 200, 409, 200}},
    {"WORK_OFFLINE", be_working_offline, 5, "none", {200, 200, 200, 409}},
    {"TRANSACT_OFFERED", be_offered, 6, "none", {409, 409, 409, 409}},
    {"PROCESS_TRANSACT", be_busy, 7, "none", {409, 409, 409, 409}},
    {"Busy (Stop New)", be_busy_stop_new, 7, "stopnew", {409, 409, 409, 409}},
    {"POST_PROCESS", be_in_post_processing, 8, "none", {409, 409, 409, 409}},
    {"POST_PROCESS after Stop New", be_in_post_processing_after_stop_new, 8, "stopnew", {409, 409, 409, 409}},
};
static const int WANTED[4] = {1, 3, 4, 5};

/* What is allowed, as 200s of the row. */
static void check_allowed(const json_t *allowed, const int answers[4], const char *name)
{
    size_t at = 0;
    for (int i = 0; i < 4; i++) {
        if (answers[i] != 200)
            continue;
        if (json_integer_value(json_array_get(allowed, at++)) != WANTED[i])
            fail_msg("%s: %d is not allowed", name, WANTED[i]);
    }
    assert_int_equal(json_array_size(allowed), at);
}

static void check_cell(size_t row, int place)
{
    struct bench *bench = open_bench(ACD_MODEL_VCC, (struct vcc_limits){0});
    char body[64];
    void *state = bench;
    ROWS[row].be(bench);
    struct rig_answer before = ask(bench, "ADA", "GET", "/alice", NULL);
    assert_int_equal(json_number_at(before.json, "agent-status"), ROWS[row].shown);
    assert_string_equal(json_at(before.json, "agent-sub-status"), ROWS[row].sub);
    check_allowed(json_value_at(before.json, "allowed"), ROWS[row].answers, ROWS[row].name);
    rig_answer_free(&before);
    snprintf(body, sizeof body, "{\"agent-status\":%d}", WANTED[place]);
    struct rig_answer answer = ask(bench, "ADA", "PUT", "/alice", body);
    if (answer.status != ROWS[row].answers[place])
        fail_msg("%s to %d: %d", ROWS[row].name, WANTED[place], answer.status);
    if (answer.status == 409)
        check_allowed(json_value_at(answer.json, "allowed"), ROWS[row].answers, ROWS[row].name);
    assert_int_equal(shown_status(bench, "alice"), answer.status == 200 ? WANTED[place] : ROWS[row].shown);
    rig_answer_free(&answer);
    teardown(&state);
}

static void every_change_is_answered_as_the_published_graph_says(void **state)
{
    (void)state;
    for (size_t row = 0; row < sizeof ROWS / sizeof ROWS[0]; row++)
        for (int place = 0; place < 4; place++)
            check_cell(row, place);
}

/* ---- single requests ---- */

static void only_four_statuses_can_be_set(void **state)
{
    struct bench *bench = *state;
    be_available(bench);
    for (int wanted = -1; wanted <= 12; wanted++) {
        bool settable = wanted == 1 || (wanted >= 3 && wanted <= 5);
        if (!settable)
            assert_int_equal(put_status(bench, "ADA", "alice", wanted), 400);
    }
    assert_int_equal(shown_status(bench, "alice"), 4);
}

static void a_change_is_answered_in_the_vendors_words(void **state)
{
    struct bench *bench = *state;
    char rest[64] = "/";
    uuid_render(&bench->rig->alice.uuid, rest + 1);
    be_on_break(bench);
    struct rig_answer answer = ask(bench, "ADA", "PUT", rest, "{\"agent-status\":5}");
    assert_int_equal(answer.status, 200);
    assert_string_equal(json_at(answer.json, "reason"), "OK");
    assert_int_equal(json_number_at(answer.json, "change-status"), 200);
    assert_string_equal(json_at(answer.json, "message"), "Agent status change successful");
    rig_answer_free(&answer);
}

static void an_agent_is_shown_with_name_time_and_what_is_allowed(void **state)
{
    struct bench *bench = *state;
    char id[UUID_TEXT_BYTES];
    be_on_break(bench);
    struct rig_answer answer = ask(bench, "ADA", "GET", "/ALICE", NULL);
    assert_int_equal(answer.status, 200);
    assert_string_equal(json_at(answer.json, "agent-id"), uuid_render(&bench->rig->alice.uuid, id));
    assert_string_equal(json_at(answer.json, "name"), "Alice Adams");
    assert_string_equal(json_at(answer.json, "agent-sub-status"), "none");
    assert_string_equal(json_at(answer.json, "agent-status-time"), "2023-11-14T22:13:20.000Z");
    assert_null(json_object_get(answer.json, "status-code-item-id"));
    rig_answer_free(&answer);
}

static void who_never_signed_in_has_no_time(void **state)
{
    struct bench *bench = *state;
    struct rig_answer answer = ask(bench, "ADA", "GET", "/bob", NULL);
    assert_int_equal(json_number_at(answer.json, "agent-status"), 0);
    assert_null(json_object_get(answer.json, "agent-status-time"));
    assert_int_equal(json_array_size(json_object_get(answer.json, "allowed")), 0);
    rig_answer_free(&answer);
}

static void work_that_came_directly_is_busy_and_no_queued_work(void **state)
{
    struct bench *bench = *state;
    struct buf body = rig_body();
    be_available(bench);
    assert_true(body_render_contact_started(
        &body, &(struct body_contact){.uuid = uuid_random(), .name = "Call Maria"}));
    rig_decide(bench->rig,
               (struct acd_command){
                   .kind = ACD_START_CONTACT, .channel = ACD_TASK, .agent = bench->rig->alice.agent},
               &body);
    assert_int_equal(shown_status(bench, "alice"), 6);
    act(bench, ACD_ACCEPT_OFFER, bench->rig->first_event.contact);
    assert_int_equal(shown_status(bench, "alice"), 9);
}

static void logging_out_closes_the_agents_sessions(void **state)
{
    struct bench *bench = *state;
    char cookie[RIG_COOKIE_BYTES];
    rig_sign_in(bench->rig, "alice", cookie);
    rig_expect(bench->rig, &(struct rig_wish){.path = "/session", .cookie = cookie}, 200, NULL);
    assert_int_equal(put_status(bench, "ADA", "alice", 1), 200);
    rig_expect(bench->rig, &(struct rig_wish){.path = "/session", .cookie = cookie}, 401, "signed_out");
    assert_int_equal(shown_status(bench, "alice"), 1);
}

static void a_change_that_a_policy_lets_wait_is_accepted(void **state)
{
    struct bench *bench = *state;
    rig_decide(bench->rig,
               (struct acd_command){.kind = ACD_SET_MOVES,
                                    .subject_kind = ACD_ACTOR_API,
                                    .subject = ACD_SHOWN_BUSY,
                                    .value = 1 << ACD_MOVE_BREAK},
               NULL);
    be_busy(bench);
    struct rig_answer answer = ask(bench, "ADA", "PUT", "/alice", "{\"agent-status\":3}");
    assert_int_equal(answer.status, 202);
    assert_string_equal(json_at(answer.json, "reason"), "Accepted");
    assert_int_equal(json_number_at(answer.json, "change-status"), 202);
    rig_answer_free(&answer);
    assert_int_equal(shown_status(bench, "alice"), 7);
}

/* ---- who may ---- */

static void without_a_good_key_nothing_is_told(void **state)
{
    struct bench *bench = *state;
    static const char *const headers[] = {"", "Authorization: Basic !!!\r\n",
                                          "Authorization: Bearer QURB\r\n",
                                          "Authorization: " ADA "\r\nAuthorization: " ADA "\r\n"};
    char wrong[HEADERS_BYTES];
    for (size_t i = 0; i < sizeof headers / sizeof headers[0] + 2; i++) {
        const char *header = wrong;
        if (i < sizeof headers / sizeof headers[0])
            header = headers[i];
        else
            render_headers(i % 2 != 0 ? "ADA" : "NOBODY", "0123456789abcdeX", wrong);
        struct rig_answer answer = rig_ask(bench->rig, &(struct rig_wish){.path = BASE, .headers = header});
        assert_int_equal(answer.status, 401);
        assert_string_equal(json_at(answer.json, "code"), "unauthorized");
        assert_non_null(strstr(answer.head, "WWW-Authenticate: Basic"));
        rig_answer_free(&answer);
    }
    assert_int_equal(vcc_counters(bench->vcc)->unproven, 6);
}

static void a_disabled_users_key_opens_nothing(void **state)
{
    struct bench *bench = *state;
    rig_decide(bench->rig, (struct acd_command){.kind = ACD_DISABLE_AGENT, .agent = bench->ada.agent}, NULL);
    expect(bench, "ADA", "GET", "", NULL, 401, "unauthorized");
}

static void a_revoked_key_opens_nothing(void **state)
{
    struct bench *bench = *state;
    struct buf body = rig_body();
    assert_true(body_render_key_revoked(&body, &(struct body_key){.access_key_id = "ADA"}));
    rig_record(bench->rig, ACD_SUBJECT_AGENT, bench->ada.agent, BOOK_KEY_REVOKED, &body);
    expect(bench, "ADA", "GET", "", NULL, 401, "unauthorized");
}

static void too_many_failures_close_the_door_for_a_minute(void **state)
{
    struct bench *bench;
    void *opened;
    (void)state;
    bench = open_bench(ACD_MODEL_VCC, (struct vcc_limits){.failures_per_minute_max = 3});
    opened = bench;
    for (int i = 0; i < 3; i++)
        expect(bench, "NOBODY", "GET", "", NULL, 401, "unauthorized");
    struct rig_answer answer = ask(bench, "ADA", "GET", "", NULL);
    assert_int_equal(answer.status, 429);
    assert_non_null(strstr(answer.head, "Retry-After: "));
    rig_answer_free(&answer);
    rig_tick(bench->rig, 60000);
    expect(bench, "ADA", "GET", "", NULL, 200, NULL);
    teardown(&opened);
}

static void a_key_has_so_many_requests_a_minute(void **state)
{
    struct bench *bench;
    void *opened;
    (void)state;
    bench = open_bench(ACD_MODEL_VCC, (struct vcc_limits){.requests_per_minute_max = 2});
    opened = bench;
    for (int i = 0; i < 2; i++)
        expect(bench, "ADA", "GET", "", NULL, 200, NULL);
    expect(bench, "ADA", "GET", "", NULL, 429, "too_many_requests");
    expect(bench, "SAM", "GET", "", NULL, 200, NULL);
    teardown(&opened);
}

static void a_connect_centre_says_that_the_api_is_off(void **state)
{
    struct bench *bench;
    void *opened;
    (void)state;
    bench = open_bench(ACD_MODEL_CONNECT, (struct vcc_limits){0});
    opened = bench;
    expect(bench, "ADA", "GET", "", NULL, 403, "off");
    expect(bench, "ADA", "PUT", "/alice", "{\"agent-status\":5}", 403, "off");
    teardown(&opened);
}

static void an_agents_key_acts_only_for_itself(void **state)
{
    struct bench *bench = *state;
    be_on_break(bench);
    assert_int_equal(put_status(bench, "ALICE", "alice", 4), 200);
    expect(bench, "ALICE", "PUT", "/bob", "{\"agent-status\":5}", 403, "not_yourself");
    expect(bench, "ALICE", "GET", "/bob", NULL, 403, "not_yourself");
    struct rig_answer answer = ask(bench, "ALICE", "GET", "", NULL);
    assert_int_equal(json_array_size(json_value_at(answer.json, "data")), 1);
    assert_string_equal(json_at(answer.json, "data.0.username"), "alice");
    rig_answer_free(&answer);
}

static void a_supervisors_key_acts_for_the_agents_of_its_groups(void **state)
{
    struct bench *bench = *state;
    struct rig *rig = bench->rig;
    create_groups(bench);
    be_available(bench);
    rig_decide(
        rig, (struct acd_command){.kind = ACD_SET_STATUS, .agent = rig->bob.agent, .status = rig->available},
        NULL);
    assert_int_equal(put_status(bench, "SAM", "bob", 3), 200);
    expect(bench, "SAM", "PUT", "/alice", "{\"agent-status\":3}", 403, "not_your_group");
    expect(bench, "SAM", "GET", "/alice", NULL, 403, "not_your_group");
    assert_int_equal(shown_status(bench, "alice"), 4);
    struct rig_answer answer = ask(bench, "SAM", "GET", "", NULL);
    assert_int_equal(json_array_size(json_value_at(answer.json, "data")), 2); /* bob and sam */
    rig_answer_free(&answer);
    struct acd_agent_view view;
    assert_true(acd_agent_view(pump_core(rig->pump), rig->bob.agent, &view));
    assert_int_equal(view.status_by, ACD_ACTOR_API);
    assert_int_equal(view.status_by_id, rig->sam.agent);
}

static void the_list_can_be_of_one_group(void **state)
{
    struct bench *bench = *state;
    char rest[64];
    create_groups(bench);
    snprintf(rest, sizeof rest, "?groupId=%u", bench->group);
    struct rig_answer answer = ask(bench, "ADA", "GET", rest, NULL);
    assert_int_equal(answer.status, 200);
    assert_int_equal(json_array_size(json_value_at(answer.json, "data")), 1);
    assert_string_equal(json_at(answer.json, "data.0.username"), "bob");
    rig_answer_free(&answer);
    expect(bench, "ADA", "GET", "?groupId=77", NULL, 404, "unknown_group");
    expect(bench, "ADA", "GET", "?groupId=1&groupId=1", NULL, 400, "bad_request");
}

/* ---- what is asked ---- */

static void what_is_not_here_is_refused_by_name(void **state)
{
    struct bench *bench = *state;
    expect(bench, "ADA", "GET", "/nobody", NULL, 404, "unknown_agent");
    expect(bench, "ADA", "GET", "/00000000-0000-4000-8000-000000000000", NULL, 404, "unknown_agent");
    expect(bench, "ADA", "GET", "/a/b", NULL, 404, "unknown_address");
    expect(bench, "ADA", "PUT", "/alice", "{\"agent-status\":\"4\"}", 400, "bad_request");
    expect(bench, "ADA", "PUT", "/alice", "", 400, "bad_request");
    struct rig_answer answer = ask_at(bench, "ADA", "GET", "/vcc/v1/tenants/other/agentstatus/agents", NULL);
    assert_int_equal(answer.status, 404);
    assert_string_equal(json_at(answer.json, "code"), "unknown_tenant");
    rig_answer_free(&answer);
}

static void other_methods_are_refused_with_those_it_takes(void **state)
{
    static const struct {
        const char *method, *rest, *allow;
    } rows[] = {{"PUT", "", "Allow: GET, HEAD\r"},
                {"DELETE", "", "Allow: GET, HEAD\r"},
                {"GET", "/bulk", "Allow: PUT, POST\r"},
                {"DELETE", "/bulk", "Allow: PUT, POST\r"},
                {"POST", "/alice", "Allow: GET, HEAD, PUT\r"},
                {"PATCH", "/alice", "Allow: GET, HEAD, PUT\r"}};
    struct bench *bench = *state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct rig_answer answer = ask(bench, "ADA", rows[i].method, rows[i].rest, "{}");
        assert_int_equal(answer.status, 405);
        assert_non_null(strstr(answer.head, rows[i].allow));
        rig_answer_free(&answer);
    }
}

static void a_body_of_another_type_or_too_large_is_refused(void **state)
{
    struct bench *bench = *state;
    char headers[HEADERS_BYTES];
    static char large[50 * 1024];
    render_headers("ADA", SECRET, headers);
    struct rig_wish wish = {.method = "PUT",
                            .path = BASE "/alice",
                            .body = "{\"agent-status\":5}",
                            .type = "text/plain",
                            .headers = headers};
    struct rig_answer answer = rig_ask(bench->rig, &wish);
    assert_int_equal(answer.status, 415);
    rig_answer_free(&answer);
    memset(large, ' ', sizeof large - 1);
    memcpy(large, "{\"agent-status\":5}", 18);
    expect(bench, "ADA", "PUT", "/bulk", large, 413, "too_large");
    large[9 * 1024] = '\0';
    expect(bench, "ADA", "PUT", "/alice", large, 413, "too_large");
}

/* ---- codes ---- */

static void a_code_is_taken_kept_and_shown(void **state)
{
    struct bench *bench = *state;
    struct rig *rig = bench->rig;
    char body[160];
    create_groups(bench);
    uint32_t list = create_list(rig, "Break", ACD_REASON_BREAK, bench->group);
    uint32_t lunch = create_reason(rig, list, "Lunch");
    uint32_t coffee = create_reason(rig, list, "Coffee");
    rig_decide(
        rig, (struct acd_command){.kind = ACD_SET_STATUS, .agent = rig->bob.agent, .status = rig->available},
        NULL);
    snprintf(body, sizeof body,
             "{\"agent-status\":3,\"status-code-list-id\":%u,\"status-code-item-id\":%u,"
             "\"status-code-item-short-code\":\"Coffee\"}",
             list, coffee);
    expect(bench, "SAM", "PUT", "/bob", body, 200, NULL);
    struct rig_answer answer = ask(bench, "SAM", "GET", "/bob", NULL);
    assert_int_equal(json_number_at(answer.json, "status-code-list-id"), list);
    assert_int_equal(json_number_at(answer.json, "status-code-item-id"), coffee);
    assert_string_equal(json_at(answer.json, "status-code-item-short-code"), "Coffee");
    rig_answer_free(&answer);
    expect(bench, "SAM", "PUT", "/bob", "{\"agent-status\":4}", 200, NULL);
    answer = ask(bench, "SAM", "GET", "/bob", NULL);
    assert_null(json_object_get(answer.json, "status-code-item-id"));
    rig_answer_free(&answer);
    expect(bench, "SAM", "PUT", "/bob", "{\"agent-status\":3,\"status-code-item-short-code\":\"Lunch\"}", 200,
           NULL);
    answer = ask(bench, "SAM", "GET", "/bob", NULL);
    assert_int_equal(json_number_at(answer.json, "status-code-item-id"), lunch);
    rig_answer_free(&answer);
}

static void a_code_that_does_not_fit_is_refused_and_nothing_changes(void **state)
{
    struct bench *bench = *state;
    struct rig *rig = bench->rig;
    create_groups(bench);
    uint32_t list = create_list(rig, "Break", ACD_REASON_BREAK, bench->group);
    create_reason(rig, list, "Lunch");
    rig_decide(
        rig, (struct acd_command){.kind = ACD_SET_STATUS, .agent = rig->bob.agent, .status = rig->available},
        NULL);
    expect(bench, "ADA", "PUT", "/bob", "{\"agent-status\":3,\"status-code-item-id\":77}", 400,
           "unknown_code");
    expect(bench, "ADA", "PUT", "/bob",
           "{\"agent-status\":3,\"status-code-list-id\":2,\"status-code-item-id\":1}", 400, "unknown_code");
    expect(bench, "ADA", "PUT", "/bob", "{\"agent-status\":3,\"status-code-list-id\":1}", 400, "bad_code");
    expect(bench, "ADA", "PUT", "/bob",
           "{\"agent-status\":3,\"status-code-item-id\":1,\"status-code-item-short-code\":\"Coffee\"}", 400,
           "bad_code");
    expect(bench, "ADA", "PUT", "/bob", "{\"agent-status\":3,\"status-code-item-short-code\":\"Tea\"}", 400,
           "unknown_code");
    /* a code for breaks is none for working offline */
    expect(bench, "ADA", "PUT", "/bob", "{\"agent-status\":5,\"status-code-item-id\":1}", 400,
           "unknown_reason");
    assert_int_equal(shown_status(bench, "bob"), 4);
}

/* ---- many at once ---- */

static void a_bulk_gives_each_its_own_result_in_order(void **state)
{
    struct bench *bench = *state;
    struct rig *rig = bench->rig;
    be_available(bench);
    rig_decide(rig,
               (struct acd_command){.kind = ACD_SET_STATUS, .agent = rig->bob.agent, .status = rig->lunch},
               NULL);
    static const int64_t statuses[] = {200, 409, 404, 400, 400, 409, 400};
    static const char body[] = "{\"agents\":[{\"agent-id\":\"alice\",\"agent-status\":5},"
                               "{\"agent-id\":\"bob\",\"agent-status\":3},"
                               "{\"agent-id\":\"nobody\",\"agent-status\":3},"
                               "{\"agent-id\":\"sam\",\"agent-status\":7},"
                               "{\"agent-status\":3},"
                               "{\"agent-id\":\"ALICE\",\"agent-status\":3},"
                               "17]}";
    struct rig_answer answer = ask(bench, "ADA", "PUT", "/bulk", body);
    assert_int_equal(answer.status, 207);
    const json_t *data = json_value_at(answer.json, "data");
    assert_int_equal(json_array_size(data), 7);
    for (size_t i = 0; i < 7; i++)
        assert_int_equal(json_number_at(json_array_get(data, i), "change-status"), statuses[i]);
    assert_string_equal(json_at(answer.json, "data.0.agent-id"), "alice");
    assert_string_equal(json_at(answer.json, "data.0.reason"), "OK");
    assert_string_equal(json_at(answer.json, "data.1.reason"), "Conflict");
    assert_int_equal(json_array_size(json_value_at(answer.json, "data.1.allowed")), 3);
    assert_string_equal(json_at(answer.json, "data.5.code"), "duplicate");
    rig_answer_free(&answer);
    assert_int_equal(shown_status(bench, "alice"), 5);
    assert_int_equal(shown_status(bench, "bob"), 3);
}

static void a_bulk_comes_by_post_too_and_may_do_only_what_its_key_may(void **state)
{
    struct bench *bench = *state;
    create_groups(bench);
    be_available(bench);
    struct rig_answer answer =
        ask(bench, "SAM", "POST", "/bulk", "{\"agents\":[{\"agent-id\":\"alice\",\"agent-status\":5}]}");
    assert_int_equal(answer.status, 207);
    assert_int_equal(json_number_at(answer.json, "data.0.change-status"), 403);
    rig_answer_free(&answer);
    assert_int_equal(shown_status(bench, "alice"), 4);
}

static void a_bulk_that_is_none_is_refused_whole(void **state)
{
    struct bench *bench = *state;
    struct buf body;
    buf_init(&body, 64 * 1024);
    be_available(bench);
    buf_append_text(&body, "{\"agents\":[{\"agent-id\":\"alice\",\"agent-status\":5}");
    for (int i = 0; i < 100; i++)
        buf_append_text(&body, ",{\"agent-id\":\"bob\",\"agent-status\":5}");
    buf_append_text(&body, "]}");
    expect(bench, "ADA", "PUT", "/bulk", buf_text(&body), 400, "bad_request");
    expect(bench, "ADA", "PUT", "/bulk", "{\"agents\":[]}", 400, "bad_request");
    expect(bench, "ADA", "PUT", "/bulk", "[{\"agent-id\":\"alice\",\"agent-status\":5}]", 400, "bad_request");
    assert_int_equal(shown_status(bench, "alice"), 4);
    buf_free(&body);
}

/* ---- durable ---- */

static void send_request(struct bench *bench, struct peer *peer, const char *key, const char *method,
                         const char *rest, const char *body)
{
    char request[1024];
    char headers[HEADERS_BYTES];
    render_headers(key, SECRET, headers);
    snprintf(request, sizeof request,
             "%s " BASE
             "%s HTTP/1.1\r\nHost: x\r\n%sContent-Type: application/json\r\nContent-Length: %zu\r\n\r\n%s",
             method, rest, headers, strlen(body), body);
    assert_true(peer_connect(peer, &bench->rig->serving.loop, bench->rig->serving.port));
    assert_true(peer_send_text(peer, request));
}

static void expect_silence(struct bench *bench, const struct peer *peer)
{
    char byte;
    for (int i = 0; i < 50; i++)
        uv_run(&bench->rig->serving.loop, UV_RUN_NOWAIT);
    assert_int_equal(recv(peer->socket, &byte, 1, MSG_PEEK), -1);
}

static void nothing_is_told_before_it_is_durable(void **state)
{
    static const struct {
        const char *key, *method, *rest, *body;
        int status;
    } rows[] = {{"ADA", "GET", "", "", 200},
                {"ADA", "GET", "/alice", "", 200},
                {"ADA", "GET", "/nobody", "", 404},
                {"ADA", "PUT", "/alice", "{\"agent-status\":5}", 200},
                {"ADA", "PUT", "/alice", "{\"agent-status\":5}", 409},
                {"ADA", "PUT", "/bulk", "{\"agents\":[{}]}", 207},
                {"ALICE", "GET", "/bob", "", 403},
                {"NOBODY", "GET", "", "", 401}};
    enum { ROWS_COUNT = sizeof rows / sizeof rows[0] };
    struct bench *bench = *state;
    struct peer peers[ROWS_COUNT];
    rig_settle(bench->rig);
    journal_memory_hold(bench->rig->journal, true);
    be_available(bench);
    for (size_t i = 0; i < ROWS_COUNT; i++) {
        send_request(bench, &peers[i], rows[i].key, rows[i].method, rows[i].rest, rows[i].body);
        expect_silence(bench, &peers[i]);
    }
    assert_int_equal(vcc_counters(bench->vcc)->changes, 1);
    journal_memory_hold(bench->rig->journal, false);
    for (size_t i = 0; i < ROWS_COUNT; i++) {
        assert_int_equal(peer_await_answer(&peers[i], NULL, NULL), rows[i].status);
        peer_close(&peers[i]);
    }
}

static void what_a_failed_journal_may_have_lost_is_not_said_to_be_done(void **state)
{
    struct bench *bench = *state;
    struct peer peer;
    be_available(bench);
    rig_settle(bench->rig);
    journal_memory_fail_next(bench->rig->journal, "no more");
    send_request(bench, &peer, "ADA", "PUT", "/alice", "{\"agent-status\":5}");
    assert_int_equal(peer_await_answer(&peer, NULL, NULL), 503);
    peer_close(&peer);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_change_is_answered_as_the_published_graph_says),
        TEST(only_four_statuses_can_be_set),
        TEST(a_change_is_answered_in_the_vendors_words),
        TEST(an_agent_is_shown_with_name_time_and_what_is_allowed),
        TEST(who_never_signed_in_has_no_time),
        TEST(work_that_came_directly_is_busy_and_no_queued_work),
        TEST(logging_out_closes_the_agents_sessions),
        TEST(a_change_that_a_policy_lets_wait_is_accepted),
        TEST(without_a_good_key_nothing_is_told),
        TEST(a_disabled_users_key_opens_nothing),
        TEST(a_revoked_key_opens_nothing),
        cmocka_unit_test(too_many_failures_close_the_door_for_a_minute),
        cmocka_unit_test(a_key_has_so_many_requests_a_minute),
        cmocka_unit_test(a_connect_centre_says_that_the_api_is_off),
        TEST(an_agents_key_acts_only_for_itself),
        TEST(a_supervisors_key_acts_for_the_agents_of_its_groups),
        TEST(the_list_can_be_of_one_group),
        TEST(what_is_not_here_is_refused_by_name),
        TEST(other_methods_are_refused_with_those_it_takes),
        TEST(a_body_of_another_type_or_too_large_is_refused),
        TEST(a_code_is_taken_kept_and_shown),
        TEST(a_code_that_does_not_fit_is_refused_and_nothing_changes),
        TEST(a_bulk_gives_each_its_own_result_in_order),
        TEST(a_bulk_comes_by_post_too_and_may_do_only_what_its_key_may),
        TEST(a_bulk_that_is_none_is_refused_whole),
        TEST(nothing_is_told_before_it_is_durable),
        TEST(what_a_failed_journal_may_have_lost_is_not_said_to_be_done),
    };
    return cmocka_run_group_tests_name("edge/vcc/status", tests, NULL, NULL);
}
