/* The administrator's edge behind the rig: who may ask, what is passed on, what becomes of the answer. What requests do
 * is server/admin_test.py's. */
#include <stdlib.h>
#include <string.h>

#include "edge/admin/admin.h"
#include "edge/testing/rig.h"

enum { WINDOW_MS = 60 * 1000, DAY_MS = 24 * 60 * 60 * 1000, MINUTE_MAX = 30 };

static const struct asset ASSETS[] = {{.path = "/admin/index.html",
                                       .content_type = "text/html; charset=utf-8",
                                       .bytes = (const unsigned char *)"<p>admin",
                                       .len = 8,
                                       .etag = "\"9\""}};

static struct world {
    struct rig *rig;
    struct admin *admin;
    struct rig_user ada;
    char cookie[RIG_COOKIE_BYTES];
    char path[128];    /* of the last request that was passed to the API */
    uint32_t asked_by; /* and whose it was */
    json_t *question;  /* the last one that was to be carried out */
    enum admin_outcome outcome;
    const char *text;
    admin_answered *later; /* set by `holding`: who waits for the answer */
    void *later_ctx;
    bool holding;
} world;

static int64_t now(void *ctx)
{
    (void)ctx;
    return world.rig->now;
}

static void connect_as(void *ctx, struct http_request *request, struct pump *pump, uint32_t agent,
                       const char *path)
{
    (void)ctx;
    assert_ptr_equal(pump, world.rig->pump);
    snprintf(world.path, sizeof world.path, "%s", path);
    world.asked_by = agent;
    http_answer_body(request, 200, "application/json", "{}", 2);
}

static void answer(admin_answered *answered, void *ctx)
{
    struct buf text;
    buf_init(&text, 1024);
    buf_append_text(&text, world.text);
    answered(ctx, world.outcome, &text);
    buf_free(&text);
}

static void carry_out(void *ctx, const struct admin_question *question, admin_answered *answered,
                      void *answered_ctx)
{
    (void)ctx;
    assert_ptr_equal(question->pump, world.rig->pump);
    world.asked_by = question->agent;
    json_decref(world.question);
    world.question = json_deep_copy(question->request);
    world.later = answered;
    world.later_ctx = answered_ctx;
    if (!world.holding)
        answer(answered, answered_ctx);
}

static bool handle(void *ctx, struct http_request *request)
{
    (void)ctx;
    return admin_handle(world.admin, request);
}

/* An administrator with the rig's password: sam's hash is everybody's. */
static void make_ada(struct rig *rig)
{
    struct buf body = rig_body();
    const struct book_user *sam = book_find_user(pump_book(rig->pump), rig->sam.agent);
    struct body_agent ada = {.uuid = uuid_random(),
                             .username = "ada",
                             .first_name = "Ada",
                             .last_name = "",
                             .role = BOOK_ROLE_ADMIN,
                             .password_hash = sam->password_hash};
    assert_true(body_render_agent_created(&body, &ada));
    rig_decide(rig, (struct acd_command){.kind = ACD_CREATE_AGENT, .profile = rig->profile}, &body);
    world.ada = (struct rig_user){.agent = rig->first_event.agent, .uuid = ada.uuid};
}

static int begin(void **state)
{
    const struct rig wishes = {.handle = handle};
    (void)state;
    world = (struct world){.rig = rig_start(&wishes), .text = "{\"ok\":true}"};
    const struct admin_options options = {.centres = &world.rig->centres,
                                          .passwords = world.rig->passwords,
                                          .assets = ASSETS,
                                          .assets_count = 1,
                                          .now = now,
                                          .url = "http://here.example",
                                          .region = "us-east-1",
                                          .account = "000000000000",
                                          .connect = connect_as,
                                          .carry_out = carry_out,
                                          .requests_per_minute_max = MINUTE_MAX};
    world.admin = admin_new(&options);
    assert_non_null(world.admin);
    make_ada(world.rig);
    rig_sign_in(world.rig, "ada", world.cookie);
    return 0;
}

static int end(void **state)
{
    (void)state;
    rig_stop(world.rig);
    admin_free(world.admin);
    json_decref(world.question);
    return 0;
}

static struct rig_wish do_wish(const char *body)
{
    return (struct rig_wish){.path = "/admin/api/do", .body = body, .cookie = world.cookie};
}

/* ---- who may ask ---- */

static void a_request_is_passed_on_as_the_signed_in_administrator(void **state)
{
    (void)state;
    struct rig_wish wish = do_wish("{\"do\":\"group_add\",\"name\":\"X\"}");
    rig_expect(world.rig, &wish, 200, NULL);
    assert_int_equal(world.asked_by, world.ada.agent);
    assert_string_equal(json_at(world.question, "name"), "X");
    rig_expect(world.rig,
               &(struct rig_wish){.path = "/admin/api/connect/queues-summary/-", .cookie = world.cookie}, 200,
               NULL);
    assert_string_equal(world.path, "/queues-summary/-");
    assert_int_equal(world.asked_by, world.ada.agent);
}

static void nobody_but_our_own_page_asks(void **state)
{
    static const char *const ORIGINS[] = {"https://evil.example", "null", "http://127.0.0.1",
                                          "http://localhost:1", ""};
    (void)state;
    for (size_t i = 0; i < sizeof ORIGINS / sizeof ORIGINS[0]; i++) {
        struct rig_wish wish = do_wish("{\"do\":\"user_list\"}");
        wish.origin = ORIGINS[i];
        rig_expect(world.rig, &wish, 403, "origin");
        wish.path = "/admin/api/connect/agent-status/-";
        wish.method = "PUT";
        rig_expect(world.rig, &wish, 403, "origin");
    }
    assert_null(world.question);
    assert_string_equal(world.path, "");
}

static void reading_from_another_site_is_refused_by_either_header(void **state)
{
    (void)state;
    struct rig_wish wish = {
        .path = "/admin/api/connect/queues-summary/-", .cookie = world.cookie, .origin = ""};
    rig_expect(world.rig, &wish, 200, NULL);
    wish.headers = "Sec-Fetch-Site: cross-site\r\n";
    rig_expect(world.rig, &wish, 403, "origin");
    wish.headers = "Sec-Fetch-Site: same-site\r\n";
    rig_expect(world.rig, &wish, 403, "origin");
    wish.headers = "Sec-Fetch-Site: none\r\n";
    rig_expect(world.rig, &wish, 200, NULL);
    wish.headers = NULL;
    wish.origin = "https://evil.example";
    rig_expect(world.rig, &wish, 403, "origin");
}

static void a_form_of_another_type_is_refused(void **state)
{
    (void)state;
    struct rig_wish wish = do_wish("{\"do\":\"user_list\"}");
    wish.type = "text/plain";
    rig_expect(world.rig, &wish, 403, "content_type");
    wish.type = "application/x-www-form-urlencoded";
    rig_expect(world.rig, &wish, 403, "content_type");
}

static void the_cookie_of_a_frame_opens_nothing(void **state)
{
    char framed[RIG_COOKIE_BYTES + 64];
    (void)state;
    snprintf(framed, sizeof framed, "nextup_session_framed=%s", strchr(world.cookie, '=') + 1);
    struct rig_wish wish = do_wish("{\"do\":\"user_list\"}");
    wish.cookie = framed;
    rig_expect(world.rig, &wish, 401, "signed_out");
    snprintf(framed, sizeof framed, "nextup_session=%.43s; nextup_session_framed=%s",
             "0123456789012345678901234567890123456789012", strchr(world.cookie, '=') + 1);
    rig_expect(world.rig, &wish, 401, "signed_out");
    rig_expect(world.rig, &(struct rig_wish){.path = "/admin/api/session", .cookie = framed}, 401,
               "signed_out");
}

static void agents_and_supervisors_may_ask_the_api_and_do_nothing(void **state)
{
    static const char *const NAMES[] = {"alice", "sam"};
    char cookie[RIG_COOKIE_BYTES];
    (void)state;
    for (int i = 0; i < 2; i++) {
        rig_sign_in(world.rig, NAMES[i], cookie);
        struct rig_wish wish = do_wish("{\"do\":\"user_list\"}");
        wish.cookie = cookie;
        rig_expect(world.rig, &wish, 403, "not_allowed");
        rig_expect(world.rig, &(struct rig_wish){.path = "/admin/api/connect/x", .cookie = cookie}, 200,
                   NULL);
    }
    assert_null(world.question);
}

static void an_ended_session_and_a_disabled_user_are_nobody(void **state)
{
    (void)state;
    struct rig_wish wish = do_wish("{\"do\":\"user_list\"}");
    rig_decide(world.rig, (struct acd_command){.kind = ACD_DISABLE_AGENT, .agent = world.ada.agent}, NULL);
    rig_expect(world.rig, &wish, 401, "signed_out");
    rig_decide(world.rig, (struct acd_command){.kind = ACD_ENABLE_AGENT, .agent = world.ada.agent}, NULL);
    rig_sign_in(world.rig, "ada", world.cookie);
    rig_expect(world.rig, &wish, 200, NULL);
    world.rig->now += DAY_MS;
    rig_expect(world.rig, &wish, 401, "signed_out");
}

static void who_must_choose_a_password_sees_only_the_session(void **state)
{
    struct buf body = rig_body();
    (void)state;
    const struct book_user *ada = book_find_user(pump_book(world.rig->pump), world.ada.agent);
    assert_true(body_render_password_set(
        &body, &(struct body_password){.password_hash = ada->password_hash, .must_change = true}));
    rig_record(world.rig, ACD_SUBJECT_AGENT, world.ada.agent, BOOK_PASSWORD_SET, &body);
    rig_sign_in(world.rig, "ada", world.cookie);
    struct rig_wish wish = do_wish("{\"do\":\"user_list\"}");
    rig_expect(world.rig, &wish, 403, "must_change_password");
    rig_expect(world.rig, &(struct rig_wish){.path = "/admin/api/connect/x", .cookie = world.cookie}, 403,
               "must_change_password");
    struct rig_answer got =
        rig_ask(world.rig, &(struct rig_wish){.path = "/admin/api/session", .cookie = world.cookie});
    assert_int_equal(got.status, 200);
    assert_true(json_is_true(json_value_at(got.json, "mustChangePassword")));
    assert_string_equal(json_at(got.json, "user.role"), "admin");
    rig_answer_free(&got);
}

static void too_many_requests_of_one_user_wait_a_minute(void **state)
{
    char cookie[RIG_COOKIE_BYTES];
    (void)state;
    struct rig_wish wish = {.path = "/admin/api/session", .cookie = world.cookie};
    for (int i = 0; i < MINUTE_MAX; i++)
        rig_expect(world.rig, &wish, 200, NULL);
    rig_expect(world.rig, &wish, 429, "too_many");
    rig_sign_in(world.rig, "sam", cookie);
    rig_expect(world.rig, &(struct rig_wish){.path = "/admin/api/session", .cookie = cookie}, 200, NULL);
    world.rig->now += WINDOW_MS + 1;
    rig_expect(world.rig, &wish, 200, NULL);
}

/* ---- passwords ---- */

static void a_password_goes_on_hashed_and_never_in_clear(void **state)
{
    (void)state;
    struct rig_wish wish =
        do_wish("{\"do\":\"user_add\",\"username\":\"zoe\",\"password\":\"a good long password\"}");
    rig_expect(world.rig, &wish, 200, NULL);
    assert_null(json_value_at(world.question, "password"));
    assert_int_equal(strncmp(json_at(world.question, "passwordHash"), "$argon2id$", 10), 0);
}

static void a_weak_password_or_a_hash_is_refused(void **state)
{
    (void)state;
    struct rig_wish wish = do_wish("{\"do\":\"user_add\",\"username\":\"zoe\",\"password\":\"short\"}");
    rig_expect(world.rig, &wish, 400, "weak_password");
    wish.body = "{\"do\":\"user_add\",\"username\":\"zoe-zoe-zoe\",\"password\":\"Zoe-Zoe-Zoe\"}";
    rig_expect(world.rig, &wish, 400, "weak_password");
    wish.body = "{\"do\":\"user_add\",\"password\":7}";
    rig_expect(world.rig, &wish, 400, "bad_request");
    wish.body = "{\"do\":\"user_add\",\"passwordHash\":\"$argon2id$\"}";
    rig_expect(world.rig, &wish, 400, "bad_request");
    assert_null(world.question);
}

static void a_password_is_drawn_where_it_is_asked_for(void **state)
{
    (void)state;
    struct rig_wish wish = do_wish("{\"do\":\"user_add\",\"username\":\"zoe\",\"drawPassword\":true}");
    struct rig_answer got = rig_ask(world.rig, &wish);
    assert_int_equal(got.status, 200);
    assert_true(json_is_true(json_value_at(got.json, "ok")));
    assert_true(strlen(json_at(got.json, "password")) >= 16);
    assert_null(json_value_at(world.question, "password"));
    assert_int_equal(strncmp(json_at(world.question, "passwordHash"), "$argon2id$", 10), 0);
    rig_answer_free(&got);
}

/* ---- answers ---- */

static void each_outcome_has_its_status(void **state)
{
    static const struct {
        enum admin_outcome outcome;
        int status;
        const char *code;
    } CASES[] = {
        {ADMIN_WRONG, 400, "bad_request"}, {ADMIN_REFUSED, 409, "refused"}, {ADMIN_BUSY, 503, "busy"}};
    (void)state;
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        struct rig_wish wish = do_wish("{\"do\":\"x\"}");
        world.outcome = CASES[i].outcome;
        world.text = "It cannot be \"done\".";
        struct rig_answer got = rig_ask(world.rig, &wish);
        assert_int_equal(got.status, CASES[i].status);
        assert_string_equal(json_at(got.json, "error.code"), CASES[i].code);
        assert_string_equal(json_at(got.json, "error.message"), world.text);
        rig_answer_free(&got);
    }
}

static void what_is_no_object_is_refused(void **state)
{
    static const char *const BODIES[] = {"[]", "{", "\"do\"", "{\"a\":1,\"a\":2}", "7"};
    (void)state;
    for (size_t i = 0; i < sizeof BODIES / sizeof BODIES[0]; i++) {
        struct rig_wish wish = do_wish(BODIES[i]);
        rig_expect(world.rig, &wish, 400, "bad_request");
    }
    assert_null(world.question);
}

static void addresses_and_methods_are_exact(void **state)
{
    (void)state;
    rig_expect(world.rig, &(struct rig_wish){.path = "/admin/api/do", .cookie = world.cookie}, 405,
               "method_not_allowed");
    rig_expect(world.rig,
               &(struct rig_wish){.path = "/admin/api/session", .body = "{}", .cookie = world.cookie}, 405,
               "method_not_allowed");
    rig_expect(world.rig, &(struct rig_wish){.path = "/admin/api/nothing", .cookie = world.cookie}, 404,
               "not_found");
    struct rig_answer got = rig_ask(world.rig, &(struct rig_wish){.path = "/admin/"});
    assert_int_equal(got.status, 200);
    assert_non_null(strstr(got.head, "frame-ancestors 'self'\r\n"));
    rig_answer_free(&got);
    got = rig_ask(world.rig, &(struct rig_wish){.path = "/admin"});
    assert_int_equal(got.status, 308);
    rig_answer_free(&got);
}

#define WITH_WORLD(test) cmocka_unit_test_setup_teardown(test, begin, end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_WORLD(a_request_is_passed_on_as_the_signed_in_administrator),
        WITH_WORLD(nobody_but_our_own_page_asks),
        WITH_WORLD(reading_from_another_site_is_refused_by_either_header),
        WITH_WORLD(a_form_of_another_type_is_refused),
        WITH_WORLD(the_cookie_of_a_frame_opens_nothing),
        WITH_WORLD(agents_and_supervisors_may_ask_the_api_and_do_nothing),
        WITH_WORLD(an_ended_session_and_a_disabled_user_are_nobody),
        WITH_WORLD(who_must_choose_a_password_sees_only_the_session),
        WITH_WORLD(too_many_requests_of_one_user_wait_a_minute),
        WITH_WORLD(a_password_goes_on_hashed_and_never_in_clear),
        WITH_WORLD(a_weak_password_or_a_hash_is_refused),
        WITH_WORLD(a_password_is_drawn_where_it_is_asked_for),
        WITH_WORLD(each_outcome_has_its_status),
        WITH_WORLD(what_is_no_object_is_refused),
        WITH_WORLD(addresses_and_methods_are_exact),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
