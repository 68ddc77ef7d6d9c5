/* Pages of other sites around the panel: who is approved, the cookie of a frame, signing out from there. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "edge/common/origin.h"
#include "edge/testing/rig.h"

static int start(void **state)
{
    struct rig *rig = rig_start(NULL);
    struct buf body = rig_body();
    assert_true(body_render_origins_set(
        &body,
        &(struct body_origins){.origins = {"https://crm.example", "http://localhost:*"}, .origin_count = 2}));
    rig_record(rig, ACD_SUBJECT_CENTRE, 0, BOOK_ORIGINS_SET, &body);
    *state = rig;
    return 0;
}

static int stop(void **state)
{
    rig_stop(*state);
    return 0;
}

static void expect_header(const struct rig_answer *answer, const char *header)
{
    if (strcasestr(answer->head, header) == NULL)
        fail_msg("no %s in %s", header, answer->head);
}

/* Signs in as a page in a frame does and writes the cookie that only a frame has. */
static void sign_in_framed(struct rig *rig, char cookie[RIG_COOKIE_BYTES])
{
    struct rig_answer answer =
        rig_ask(rig, &(struct rig_wish){.path = "/login",
                                        .body = "{\"username\":\"alice\",\"password\":\"" RIG_PASSWORD
                                                "\",\"framed\":true}"});
    const char *found = strstr(answer.head, "nextup_session_framed=");
    assert_int_equal(answer.status, 200);
    assert_non_null(found);
    expect_header(&answer, "; Path=/; HttpOnly; Secure; SameSite=None; Partitioned; Max-Age=43200\r\n");
    snprintf(cookie, RIG_COOKIE_BYTES, "%.*s", (int)strcspn(found, ";"), found);
    rig_answer_free(&answer);
}

static void a_frames_cookie_is_a_session(void **state)
{
    struct rig *rig = *state;
    char cookie[RIG_COOKIE_BYTES];
    sign_in_framed(rig, cookie);
    rig_expect(rig, &(struct rig_wish){.path = "/session", .cookie = cookie}, 200, NULL);
}

static void a_login_outside_a_frame_takes_the_frames_cookie_back(void **state)
{
    struct rig *rig = *state;
    struct rig_answer answer = rig_ask(
        rig, &(struct rig_wish){.path = "/login",
                                .body = "{\"username\":\"alice\",\"password\":\"" RIG_PASSWORD "\"}"});
    expect_header(&answer,
                  "nextup_session_framed=; Path=/; HttpOnly; Secure; SameSite=None; Partitioned; Max-Age=0");
    rig_answer_free(&answer);
}

static void an_approved_page_is_told_so(void **state)
{
    struct rig *rig = *state;
    char cookie[RIG_COOKIE_BYTES];
    static const char CRM[] = "{\"origin\":\"https://crm.example\"}";
    struct rig_answer answer = rig_ask(rig, &(struct rig_wish){.path = "/embedding", .body = CRM});
    assert_int_equal(answer.status, 200);
    assert_true(json_is_false(json_value_at(answer.json, "signedIn")));
    rig_answer_free(&answer);
    rig_sign_in(rig, "alice", cookie);
    answer = rig_ask(rig, &(struct rig_wish){.path = "/embedding", .body = CRM, .cookie = cookie});
    assert_true(json_is_true(json_value_at(answer.json, "signedIn")));
    rig_answer_free(&answer);
}

static void other_pages_are_refused(void **state)
{
    static const char *const STRANGERS[] = {"https://crm.example:444",  "http://crm.example",
                                            "https://crm.example.evil", "https://evil.crm.example",
                                            "http://localhost.evil",    "http://localhost:80a",
                                            "https://localhost",        "null"};
    char body[128];
    for (size_t i = 0; i < sizeof STRANGERS / sizeof STRANGERS[0]; i++) {
        snprintf(body, sizeof body, "{\"origin\":\"%s\"}", STRANGERS[i]);
        rig_expect(*state, &(struct rig_wish){.path = "/embedding", .body = body}, 403, "origin");
    }
    rig_expect(*state, &(struct rig_wish){.path = "/embedding", .body = "{}"}, 400, "bad_request");
    rig_expect(*state,
               &(struct rig_wish){.path = "/embedding",
                                  .body = "{\"origin\":\"https://crm.example\"}",
                                  .origin = "https://crm.example"},
               403, "origin"); /* only our own page in the frame asks */
}

static void an_approved_page_may_sign_out(void **state)
{
    struct rig *rig = *state;
    char cookie[RIG_COOKIE_BYTES];
    sign_in_framed(rig, cookie);
    struct rig_answer answer = rig_ask(
        rig, &(struct rig_wish){.path = "/logout", .cookie = cookie, .origin = "https://crm.example"});
    assert_int_equal(answer.status, 200);
    expect_header(&answer, "\r\nAccess-Control-Allow-Origin: https://crm.example\r\n");
    expect_header(&answer, "\r\nAccess-Control-Allow-Credentials: true\r\n");
    expect_header(&answer, "\r\nVary: Origin\r\n");
    rig_answer_free(&answer);
    rig_expect(rig, &(struct rig_wish){.path = "/session", .cookie = cookie}, 401, "signed_out");
    rig_expect(rig, &(struct rig_wish){.path = "/logout", .origin = "https://crm.example"}, 200, NULL);
}

static void a_plain_fetch_is_known_by_its_referer(void **state)
{
    struct rig *rig = *state;
    char cookie[RIG_COOKIE_BYTES];
    sign_in_framed(rig, cookie);
    rig_expect(rig,
               &(struct rig_wish){.path = "/logout",
                                  .cookie = cookie,
                                  .origin = "",
                                  .headers = "Referer: https://evil.example/\r\n"},
               403, "origin");
    rig_expect(rig, &(struct rig_wish){.path = "/logout", .cookie = cookie, .origin = ""}, 403, "origin");
    rig_expect(rig, &(struct rig_wish){.path = "/session", .cookie = cookie}, 200, NULL);
    rig_expect(rig,
               &(struct rig_wish){.path = "/logout",
                                  .cookie = cookie,
                                  .origin = "",
                                  .headers = "Referer: https://crm.example/agents?id=7\r\n"},
               200, NULL);
    rig_expect(rig, &(struct rig_wish){.path = "/session", .cookie = cookie}, 401, "signed_out");
}

static void a_strange_page_may_not_sign_out(void **state)
{
    struct rig *rig = *state;
    char cookie[RIG_COOKIE_BYTES];
    sign_in_framed(rig, cookie);
    struct rig_answer answer = rig_ask(
        rig, &(struct rig_wish){.path = "/logout", .cookie = cookie, .origin = "https://evil.example"});
    assert_int_equal(answer.status, 403);
    assert_null(strcasestr(answer.head, "access-control"));
    rig_answer_free(&answer);
    rig_expect(rig, &(struct rig_wish){.path = "/session", .cookie = cookie}, 200, NULL);
}

/* ---- a chat session in the embedding page ---- */

/* A chat that alice has accepted; her token for it. */
static void take_chat(struct rig *rig, const char *cookie, char token[256], struct uuid *uuid)
{
    char body[128];
    char text[UUID_TEXT_BYTES];
    rig_set_status(rig, &rig->alice, rig->available);
    uint64_t contact = rig_start_contact(rig, ACD_CHAT, "Nina", uuid);
    rig_decide(rig,
               (struct acd_command){.kind = ACD_ACCEPT_OFFER, .agent = rig->alice.agent, .contact = contact},
               NULL);
    snprintf(body, sizeof body, "{\"contactId\":\"%s\"}", uuid_render(uuid, text));
    struct rig_answer answer =
        rig_ask(rig, &(struct rig_wish){.path = "/embedding/chat-token", .body = body, .cookie = cookie});
    assert_int_equal(answer.status, 200);
    snprintf(token, 256, "%s", json_at(answer.json, "participantToken"));
    rig_answer_free(&answer);
}

/* Says something with a bearer token from the page of another site. */
static struct rig_answer say(struct rig *rig, const char *token, const char *origin)
{
    char headers[512];
    snprintf(headers, sizeof headers, "X-Amz-Bearer: %s\r\n", token);
    return rig_ask(rig, &(struct rig_wish){.path = "/participant/message",
                                           .body = "{\"ContentType\":\"text/plain\",\"Content\":\"Hello\"}",
                                           .origin = origin,
                                           .headers = headers});
}

static void expect_said(struct rig *rig, const char *token, int status)
{
    struct rig_answer answer = say(rig, token, "https://crm.example");
    assert_int_equal(answer.status, status);
    rig_answer_free(&answer);
}

static void an_agents_token_speaks_in_the_chat(void **state)
{
    struct rig *rig = *state;
    char cookie[RIG_COOKIE_BYTES];
    char token[256];
    struct uuid uuid;
    rig_sign_in(rig, "alice", cookie);
    take_chat(rig, cookie, token, &uuid);
    struct rig_answer answer = say(rig, token, "https://crm.example");
    assert_int_equal(answer.status, 200);
    expect_header(&answer, "\r\nAccess-Control-Allow-Origin: https://crm.example\r\n");
    assert_null(strcasestr(answer.head, "allow-credentials"));
    rig_answer_free(&answer);
    answer = say(rig, token, "https://evil.example");
    assert_null(strcasestr(answer.head, "access-control"));
    rig_answer_free(&answer);
}

static void a_changed_or_old_token_is_worthless(void **state)
{
    struct rig *rig = *state;
    char cookie[RIG_COOKIE_BYTES];
    char token[256];
    struct uuid uuid;
    rig_sign_in(rig, "alice", cookie);
    take_chat(rig, cookie, token, &uuid);
    for (size_t i = 0; token[i] != '\0'; i += 7) {
        char changed[256];
        snprintf(changed, sizeof changed, "%s", token);
        changed[i] = changed[i] == 'a' ? 'b' : 'a';
        expect_said(rig, changed, 403);
        snprintf(changed, sizeof changed, "%.*s", (int)i, token);
        expect_said(rig, changed, 403);
    }
    expect_said(rig, token, 200);
    rig->now += 12 * 60 * 60 * 1000;
    expect_said(rig, token, 403);
}

static void a_token_ends_with_the_leg(void **state)
{
    struct rig *rig = *state;
    char cookie[RIG_COOKIE_BYTES];
    char token[256];
    struct uuid uuid;
    rig_sign_in(rig, "alice", cookie);
    take_chat(rig, cookie, token, &uuid);
    uint64_t contact = book_find_contact_uuid(pump_book(rig->pump), &uuid);
    rig_decide(rig, (struct acd_command){.kind = ACD_END_LEG, .agent = rig->alice.agent, .contact = contact},
               NULL);
    expect_said(rig, token, 403);
    rig_decide(rig,
               (struct acd_command){.kind = ACD_CLEAR_LEG, .agent = rig->alice.agent, .contact = contact},
               NULL);
    expect_said(rig, token, 403);
}

static void only_an_agent_of_the_chat_gets_a_token(void **state)
{
    struct rig *rig = *state;
    char cookie[RIG_COOKIE_BYTES];
    char token[256];
    char body[128];
    char text[UUID_TEXT_BYTES];
    struct uuid uuid;
    rig_sign_in(rig, "alice", cookie);
    take_chat(rig, cookie, token, &uuid);
    rig_sign_in(rig, "bob", cookie);
    snprintf(body, sizeof body, "{\"contactId\":\"%s\"}", uuid_render(&uuid, text));
    rig_expect(rig, &(struct rig_wish){.path = "/embedding/chat-token", .body = body, .cookie = cookie}, 409,
               "unknown_leg");
    rig_expect(rig, &(struct rig_wish){.path = "/embedding/chat-token", .body = body}, 401, "signed_out");
    rig_expect(rig, &(struct rig_wish){.path = "/embedding/chat-token", .body = "{}", .cookie = cookie}, 400,
               "bad_request");
}

static void approved_pages_may_ask_before_they_ask(void **state)
{
    struct rig_wish wish = {
        .method = "OPTIONS", .path = "/participant/message", .origin = "https://crm.example"};
    struct rig_answer answer = rig_ask(*state, &wish);
    assert_int_equal(answer.status, 204);
    expect_header(&answer, "\r\nAccess-Control-Allow-Origin: https://crm.example\r\n");
    expect_header(&answer, "x-amz-bearer");
    rig_answer_free(&answer);
    wish.origin = "https://evil.example";
    rig_expect(*state, &wish, 403, "origin");
}

static void an_origin_names_one_site(void **state)
{
    static const char *const GOOD[] = {"https://crm.example", "https://crm.example:8443",
                                       "http://localhost:*",  "http://127.0.0.1:3000",
                                       "http://[::1]:*",      "https://a-b.c:*"};
    static const char *const BAD[] = {"crm.example",
                                      "http://crm.example",
                                      "https://*.example",
                                      "https://crm.example/",
                                      "https://crm.example/x",
                                      "https://",
                                      "https://a b",
                                      "https://a:",
                                      "https://a:123456",
                                      "https://a;script-src",
                                      "https://crm.example:80a",
                                      "ftp://a",
                                      "http://localhost.evil",
                                      "*",
                                      "null",
                                      "https://u@crm.example"};
    (void)state;
    for (size_t i = 0; i < sizeof GOOD / sizeof GOOD[0]; i++)
        assert_true(origin_is_valid(GOOD[i]));
    for (size_t i = 0; i < sizeof BAD / sizeof BAD[0]; i++) {
        if (origin_is_valid(BAD[i]))
            fail_msg("%s was taken for an origin", BAD[i]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_frames_cookie_is_a_session, start, stop),
        cmocka_unit_test_setup_teardown(a_login_outside_a_frame_takes_the_frames_cookie_back, start, stop),
        cmocka_unit_test_setup_teardown(an_approved_page_is_told_so, start, stop),
        cmocka_unit_test_setup_teardown(other_pages_are_refused, start, stop),
        cmocka_unit_test_setup_teardown(an_approved_page_may_sign_out, start, stop),
        cmocka_unit_test_setup_teardown(a_plain_fetch_is_known_by_its_referer, start, stop),
        cmocka_unit_test_setup_teardown(a_strange_page_may_not_sign_out, start, stop),
        cmocka_unit_test_setup_teardown(an_agents_token_speaks_in_the_chat, start, stop),
        cmocka_unit_test_setup_teardown(a_changed_or_old_token_is_worthless, start, stop),
        cmocka_unit_test_setup_teardown(a_token_ends_with_the_leg, start, stop),
        cmocka_unit_test_setup_teardown(only_an_agent_of_the_chat_gets_a_token, start, stop),
        cmocka_unit_test_setup_teardown(approved_pages_may_ask_before_they_ask, start, stop),
        cmocka_unit_test(an_origin_names_one_site),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
