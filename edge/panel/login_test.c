/* Signing in, out, and changing one's password, over real sockets. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "edge/testing/rig.h"

static int start(void **state)
{
    *state = rig_start(NULL);
    return 0;
}

static int stop(void **state)
{
    rig_stop(*state);
    return 0;
}

static const char GOOD[] = "{\"username\":\"ALICE\",\"password\":\"" RIG_PASSWORD "\"}";

static void a_good_password_opens_a_session(void **state)
{
    struct rig *rig = *state;
    char uuid[UUID_TEXT_BYTES];
    struct rig_answer answer = rig_ask(rig, &(struct rig_wish){.path = "/login", .body = GOOD});
    assert_int_equal(answer.status, 200);
    assert_string_equal(json_at(answer.json, "user.username"), "alice");
    assert_string_equal(json_at(answer.json, "user.id"), uuid_render(&rig->alice.uuid, uuid));
    assert_string_equal(json_at(answer.json, "user.role"), "agent");
    assert_string_equal(json_at(answer.json, "centre.alias"), "rig");
    assert_string_equal(json_at(answer.json, "centre.model"), "connect");
    assert_true(json_is_false(json_value_at(answer.json, "mustChangePassword")));
    assert_non_null(strstr(answer.head, "HttpOnly; SameSite=Lax; Max-Age=43200\r\n"));
    rig_expect(rig, &(struct rig_wish){.path = "/session", .cookie = answer.cookie}, 200, NULL);
    rig_answer_free(&answer);
}

static void signing_in_changes_no_status(void **state)
{
    struct rig *rig = *state;
    char cookie[RIG_COOKIE_BYTES];
    struct acd_agent_view view;
    rig_set_status(rig, &rig->alice, rig->lunch);
    rig_sign_in(rig, "alice", cookie);
    assert_true(acd_agent_view(pump_core(rig->pump), rig->alice.agent, &view));
    assert_int_equal(view.status, rig->lunch);
}

static void supervisors_sign_in_too(void **state)
{
    struct rig *rig = *state;
    char cookie[RIG_COOKIE_BYTES];
    rig_sign_in(rig, "sam", cookie);
}

static void a_wrong_password_and_an_unknown_user_are_the_same(void **state)
{
    struct rig *rig = *state;
    rig_expect(
        rig, &(struct rig_wish){.path = "/login", .body = "{\"username\":\"alice\",\"password\":\"wrong\"}"},
        401, "bad_credentials");
    rig_expect(
        rig, &(struct rig_wish){.path = "/login", .body = "{\"username\":\"nobody\",\"password\":\"wrong\"}"},
        401, "bad_credentials");
}

static void malformed_credentials_are_refused(void **state)
{
    struct rig *rig = *state;
    rig_expect(rig, &(struct rig_wish){.path = "/login", .body = "{\"username\":"}, 400, "bad_request");
    rig_expect(rig, &(struct rig_wish){.path = "/login", .body = "[]"}, 400, "bad_request");
    rig_expect(rig, &(struct rig_wish){.path = "/login", .body = "{\"username\":7,\"password\":\"x\"}"}, 400,
               "bad_request");
    rig_expect(rig, &(struct rig_wish){.path = "/login", .body = "{\"username\":\"alice\"}"}, 400,
               "bad_request");
    rig_expect(rig, &(struct rig_wish){.path = "/login", .method = "PUT", .body = GOOD}, 405,
               "method_not_allowed");
}

static void a_foreign_origin_is_refused(void **state)
{
    struct rig *rig = *state;
    rig_expect(rig, &(struct rig_wish){.path = "/login", .body = GOOD, .origin = "http://evil.example"}, 403,
               "origin");
    rig_expect(rig, &(struct rig_wish){.path = "/login", .body = GOOD, .origin = ""}, 403, "origin");
    rig_expect(rig, &(struct rig_wish){.path = "/login", .body = GOOD, .origin = "null"}, 403, "origin");
    rig_expect(rig, &(struct rig_wish){.path = "/login", .body = GOOD, .type = "text/plain"}, 403,
               "content_type");
}

static void the_cookie_is_secure_behind_a_proxy_with_https(void **state)
{
    (void)state;
    struct rig wishes = {.trusted_proxy = "127.0.0.1"};
    struct rig *rig = rig_start(&wishes);
    char origin[80];
    snprintf(origin, sizeof origin, "https://%s", rig->host);
    struct rig_answer answer = rig_ask(rig, &(struct rig_wish){.path = "/login",
                                                               .body = GOOD,
                                                               .origin = origin,
                                                               .headers = "X-Forwarded-Proto: https\r\n"});
    assert_int_equal(answer.status, 200);
    assert_non_null(strstr(answer.head, "; Secure\r\n"));
    rig_answer_free(&answer);
    rig_stop(rig);
}

static void too_many_wrong_passwords_are_limited_per_username(void **state)
{
    (void)state;
    struct rig wishes = {.panel_limits = {.username_attempts_max = 2}};
    struct rig *rig = rig_start(&wishes);
    struct rig_wish wrong = {.path = "/login", .body = "{\"username\":\"alice\",\"password\":\"wrong\"}"};
    rig_expect(rig, &wrong, 401, "bad_credentials");
    rig_expect(rig, &(struct rig_wish){.path = "/login", .body = GOOD}, 200,
               NULL); /* a good one does not count */
    rig_expect(rig, &wrong, 401, "bad_credentials");
    struct rig_answer answer = rig_ask(rig, &(struct rig_wish){.path = "/login", .body = GOOD});
    assert_int_equal(answer.status, 429);
    assert_string_equal(json_at(answer.json, "error.code"), "too_many_attempts");
    assert_non_null(strcasestr(answer.head, "\r\nRetry-After: 60\r\n"));
    rig_answer_free(&answer);
    rig_expect(rig,
               &(struct rig_wish){.path = "/login",
                                  .body = "{\"username\":\"bob\",\"password\":\"" RIG_PASSWORD "\"}"},
               200, NULL);
    rig->now += 60000;
    rig_expect(rig, &(struct rig_wish){.path = "/login", .body = GOOD}, 200, NULL);
    rig_stop(rig);
}

static void too_many_attempts_are_limited_per_address(void **state)
{
    (void)state;
    struct rig wishes = {.panel_limits = {.address_attempts_max = 1}, .trusted_proxy = "127.0.0.1"};
    struct rig *rig = rig_start(&wishes);
    struct rig_wish wrong = {.path = "/login",
                             .body = "{\"username\":\"alice\",\"password\":\"wrong\"}",
                             .headers = "X-Forwarded-For: 9.9.9.9, 10.0.0.1\r\n"};
    rig_expect(rig, &wrong, 401, "bad_credentials");
    wrong.headers = "X-Forwarded-For: 8.8.8.8, 10.0.0.1\r\n"; /* the first one is anybody's claim */
    rig_expect(rig, &wrong, 429, "too_many_attempts");
    wrong.headers = "X-Forwarded-For: 10.0.0.2\r\n";
    rig_expect(rig, &wrong, 401, "bad_credentials");
    rig_stop(rig);
}

static void a_disabled_user_is_told_so_only_with_the_right_password(void **state)
{
    struct rig *rig = *state;
    rig_decide(rig, (struct acd_command){.kind = ACD_DISABLE_AGENT, .agent = rig->alice.agent}, NULL);
    rig_expect(rig, &(struct rig_wish){.path = "/login", .body = GOOD}, 403, "disabled");
    rig_expect(
        rig, &(struct rig_wish){.path = "/login", .body = "{\"username\":\"alice\",\"password\":\"wrong\"}"},
        401, "bad_credentials");
}

static void a_busy_worker_answers_busy(void **state)
{
    struct rig *rig = *state;
    enum { CLIENTS = 6 };
    struct peer peers[CLIENTS];
    char request[512];
    int busy = 0;
    snprintf(request, sizeof request,
             "POST /login HTTP/1.1\r\nHost: %s\r\nOrigin: http://%s\r\nContent-Type: "
             "application/json\r\nContent-Length: %zu\r\n\r\n%s",
             rig->host, rig->host, strlen(GOOD), GOOD);
    for (int i = 0; i < CLIENTS; i++) {
        assert_true(peer_connect(&peers[i], &rig->serving.loop, rig->serving.port));
        assert_int_equal(send(peers[i].socket, request, strlen(request), 0), strlen(request));
    }
    for (int i = 0; i < CLIENTS; i++) {
        struct buf head;
        buf_init(&head, 4096);
        int status = peer_await_answer(&peers[i], &head, NULL);
        assert_true(status == 200 || status == 503);
        if (status == 503) {
            assert_non_null(strcasestr(buf_text(&head), "\r\nRetry-After: "));
            busy++;
        }
        buf_free(&head);
        peer_close(&peers[i]);
    }
    assert_true(busy > 0);
}

static void logout_closes_the_session_and_wishes_offline(void **state)
{
    struct rig *rig = *state;
    char cookie[RIG_COOKIE_BYTES];
    struct acd_agent_view view;
    rig_sign_in(rig, "alice", cookie);
    rig_set_status(rig, &rig->alice, rig->available);
    struct rig_answer answer =
        rig_ask(rig, &(struct rig_wish){.path = "/logout", .body = "{}", .cookie = cookie});
    assert_int_equal(answer.status, 200);
    assert_true(json_is_false(json_value_at(answer.json, "next")));
    assert_non_null(strstr(answer.head, "nextup_session=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0"));
    rig_answer_free(&answer);
    assert_true(acd_agent_view(pump_core(rig->pump), rig->alice.agent, &view));
    assert_int_equal(view.status, rig->offline);
    rig_expect(rig, &(struct rig_wish){.path = "/session", .cookie = cookie}, 401, "signed_out");
    rig_expect(rig, &(struct rig_wish){.path = "/logout", .body = "{}", .cookie = cookie}, 401, "signed_out");
}

static void logout_on_a_contact_sets_offline_as_next(void **state)
{
    struct rig *rig = *state;
    char cookie[RIG_COOKIE_BYTES];
    rig_sign_in(rig, "alice", cookie);
    rig_set_status(rig, &rig->alice, rig->available);
    rig_start_contact(rig, ACD_CHAT, "Carol", NULL);
    struct rig_answer answer = rig_ask(
        rig, &(struct rig_wish){.path = "/logout", .body = "{\"status\":\"offline\"}", .cookie = cookie});
    assert_true(json_is_true(json_value_at(answer.json, "next")));
    rig_answer_free(&answer);
}

static void logout_may_keep_the_status(void **state)
{
    struct rig *rig = *state;
    char cookie[RIG_COOKIE_BYTES];
    struct acd_agent_view view;
    rig_sign_in(rig, "alice", cookie);
    rig_set_status(rig, &rig->alice, rig->available);
    rig_expect(rig, &(struct rig_wish){.path = "/logout", .body = "{\"status\":\"later\"}", .cookie = cookie},
               400, "bad_request");
    rig_expect(rig, &(struct rig_wish){.path = "/logout", .body = "{\"status\":\"keep\"}", .cookie = cookie},
               200, NULL);
    assert_true(acd_agent_view(pump_core(rig->pump), rig->alice.agent, &view));
    assert_int_equal(view.status, rig->available);
}

static void logout_everywhere_closes_the_other_sessions(void **state)
{
    struct rig *rig = *state;
    char here[RIG_COOKIE_BYTES];
    char elsewhere[RIG_COOKIE_BYTES];
    rig_sign_in(rig, "alice", here);
    rig_sign_in(rig, "alice", elsewhere);
    rig_expect(rig, &(struct rig_wish){.path = "/logout", .body = "{\"everywhere\":true}", .cookie = here},
               200, NULL);
    rig_expect(rig, &(struct rig_wish){.path = "/session", .cookie = elsewhere}, 401, "signed_out");
}

static void a_session_ends_by_itself(void **state)
{
    struct rig *rig = *state;
    char cookie[RIG_COOKIE_BYTES];
    rig_sign_in(rig, "alice", cookie);
    rig->now += 12 * 60 * 60 * 1000;
    rig_expect(rig, &(struct rig_wish){.path = "/session", .cookie = cookie}, 401, "signed_out");
}

static void a_changed_password_keeps_this_session_only(void **state)
{
    struct rig *rig = *state;
    char here[RIG_COOKIE_BYTES];
    char elsewhere[RIG_COOKIE_BYTES];
    rig_sign_in(rig, "alice", here);
    rig_sign_in(rig, "alice", elsewhere);
    static const char CHANGE[] = "{\"current\":\"" RIG_PASSWORD "\",\"new\":\"another long one\"}";
    rig_expect(rig, &(struct rig_wish){.path = "/password", .body = CHANGE, .cookie = here}, 200, NULL);
    rig_expect(rig, &(struct rig_wish){.path = "/session", .cookie = here}, 200, NULL);
    rig_expect(rig, &(struct rig_wish){.path = "/session", .cookie = elsewhere}, 401, "signed_out");
    rig_expect(rig, &(struct rig_wish){.path = "/login", .body = GOOD}, 401, "bad_credentials");
    rig_expect(rig,
               &(struct rig_wish){.path = "/login",
                                  .body = "{\"username\":\"alice\",\"password\":\"another long one\"}"},
               200, NULL);
}

static void weak_and_wrong_password_changes_are_refused(void **state)
{
    struct rig *rig = *state;
    char cookie[RIG_COOKIE_BYTES];
    rig_sign_in(rig, "alice", cookie);
    rig_expect(rig,
               &(struct rig_wish){.path = "/password",
                                  .body = "{\"current\":\"" RIG_PASSWORD "\",\"new\":\"short\"}",
                                  .cookie = cookie},
               400, "weak_password");
    rig_expect(rig,
               &(struct rig_wish){.path = "/password",
                                  .body = "{\"current\":\"wrong\",\"new\":\"another long one\"}",
                                  .cookie = cookie},
               401, "bad_credentials");
    rig_expect(rig,
               &(struct rig_wish){.path = "/password",
                                  .body = "{\"current\":1,\"new\":\"another long one\"}",
                                  .cookie = cookie},
               400, "bad_request");
    rig_expect(rig, &(struct rig_wish){.path = "/password", .body = "{\"current\":\"a\",\"new\":\"b\"}"}, 401,
               "signed_out");
}

static void who_must_change_the_password_gets_no_line(void **state)
{
    struct rig *rig = *state;
    char cookie[RIG_COOKIE_BYTES];
    struct rig_line line;
    struct buf body = rig_body();
    char hash[PASSWORD_HASH_BYTES];
    snprintf(hash, sizeof hash, "%s", book_find_user(pump_book(rig->pump), rig->alice.agent)->password_hash);
    assert_true(
        body_render_password_set(&body, &(struct body_password){.password_hash = hash, .must_change = true}));
    rig_record(rig, ACD_SUBJECT_AGENT, rig->alice.agent, BOOK_PASSWORD_SET, &body);
    rig_sign_in(rig, "alice", cookie);
    assert_int_equal(rig_open(rig, &line, "/panel/line", cookie, NULL), 403);
    rig_close(&line);
    static const char CHANGE[] = "{\"current\":\"" RIG_PASSWORD "\",\"new\":\"another long one\"}";
    rig_expect(rig, &(struct rig_wish){.path = "/password", .body = CHANGE, .cookie = cookie}, 200, NULL);
    assert_int_equal(rig_open(rig, &line, "/panel/line", cookie, NULL), 101);
    rig_close(&line);
}

static void a_refused_sign_out_says_what_is_open(void **state)
{
    struct rig *rig = *state;
    char cookie[RIG_COOKIE_BYTES];
    rig_sign_in(rig, "alice", cookie);
    struct rig_answer answer =
        rig_ask(rig, &(struct rig_wish){.path = "/logout",
                                        .cookie = cookie,
                                        .body = "{\"reasonId\":\"6f9619ff-8b86-4d01-b42d-00cf4fc964ff\"}"});
    assert_int_equal(answer.status, 409);
    assert_string_equal(json_at(answer.json, "error.code"), "unknown_reason");
    assert_true(json_is_array(json_value_at(answer.json, "allowed")));
    rig_answer_free(&answer);
    rig_expect(rig, &(struct rig_wish){.path = "/session", .cookie = cookie}, 200, NULL);
    rig_expect(rig, &(struct rig_wish){.path = "/logout", .cookie = cookie, .body = "{\"reasonId\":\"x\"}"},
               400, "bad_request");
}

int main(void)
{
#define WITH_RIG(test) cmocka_unit_test_setup_teardown(test, start, stop)
    const struct CMUnitTest tests[] = {
        WITH_RIG(a_good_password_opens_a_session),
        WITH_RIG(signing_in_changes_no_status),
        WITH_RIG(supervisors_sign_in_too),
        WITH_RIG(a_wrong_password_and_an_unknown_user_are_the_same),
        WITH_RIG(malformed_credentials_are_refused),
        WITH_RIG(a_foreign_origin_is_refused),
        cmocka_unit_test(the_cookie_is_secure_behind_a_proxy_with_https),
        cmocka_unit_test(too_many_wrong_passwords_are_limited_per_username),
        cmocka_unit_test(too_many_attempts_are_limited_per_address),
        WITH_RIG(a_disabled_user_is_told_so_only_with_the_right_password),
        WITH_RIG(a_busy_worker_answers_busy),
        WITH_RIG(logout_closes_the_session_and_wishes_offline),
        WITH_RIG(logout_on_a_contact_sets_offline_as_next),
        WITH_RIG(logout_may_keep_the_status),
        WITH_RIG(logout_everywhere_closes_the_other_sessions),
        WITH_RIG(a_session_ends_by_itself),
        WITH_RIG(a_changed_password_keeps_this_session_only),
        WITH_RIG(weak_and_wrong_password_changes_are_refused),
        WITH_RIG(who_must_change_the_password_gets_no_line),
        WITH_RIG(a_refused_sign_out_says_what_is_open),
    };
    return cmocka_run_group_tests_name("edge/panel/login", tests, NULL, NULL);
}
