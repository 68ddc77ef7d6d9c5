/* Pages of both edges: content, policy, ETag, gzip, who may frame them. */
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

/* Asks for a page and returns its head. */
static struct rig_answer get(struct rig *rig, const char *path, const char *headers)
{
    return rig_ask(rig, &(struct rig_wish){.path = path, .headers = headers});
}

static void expect_header(const struct rig_answer *answer, const char *header)
{
    if (strcasestr(answer->head, header) == NULL)
        fail_msg("no %s in %s", header, answer->head);
}

static void pages_have_a_strict_policy(void **state)
{
    struct rig *rig = *state;
    struct rig_answer answer = get(rig, "/ccp-v2/", NULL);
    assert_int_equal(answer.status, 200);
    expect_header(&answer, "\r\nContent-Type: text/html; charset=utf-8\r\n");
    expect_header(&answer, "\r\nContent-Security-Policy: default-src 'none'; script-src 'self';");
    expect_header(&answer, "frame-ancestors 'self'\r\n");
    expect_header(&answer, "\r\nX-Content-Type-Options: nosniff\r\n");
    expect_header(&answer, "\r\nETag: \"1\"\r\n");
}

static void approved_origins_may_frame_the_panel(void **state)
{
    struct rig *rig = *state;
    struct buf body = rig_body();
    assert_true(body_render_origins_set(
        &body,
        &(struct body_origins){.origins = {"http://localhost:*", "https://crm.example"}, .origin_count = 2}));
    rig_record(rig, ACD_SUBJECT_CENTRE, 0, BOOK_ORIGINS_SET, &body);
    struct rig_answer answer = get(rig, "/login", NULL);
    expect_header(&answer, "frame-ancestors 'self' http://localhost:* https://crm.example\r\n");
}

static void the_entry_points_sites_may_frame_its_chat(void **state)
{
    struct rig *rig = *state;
    char path[128];
    char text[UUID_TEXT_BYTES];
    struct rig_answer answer = get(rig, "/chat/", NULL);
    expect_header(&answer, "frame-ancestors 'self' http://shop.example:*\r\n");
    snprintf(path, sizeof path, "/chat/?flow=%s", uuid_render(&rig->entry_point_uuid, text));
    answer = get(rig, path, NULL);
    expect_header(&answer, "frame-ancestors 'self' http://shop.example:*\r\n");
    answer = get(rig, "/chat/?flow=nothing", NULL);
    expect_header(&answer, "frame-ancestors 'self'\r\n");
    answer = get(rig, "/chat/?flow=a-text-that-is-much-longer-than-any-uuid-can-ever-be", NULL);
    expect_header(&answer, "frame-ancestors 'self'\r\n");
}

static void the_script_tag_may_be_loaded_by_any_site(void **state)
{
    struct rig_answer answer = get(*state, "/chat/embed.js", NULL);
    expect_header(&answer, "\r\nCross-Origin-Resource-Policy: cross-origin\r\n");
    answer = get(*state, "/ccp-v2/assets/panel.js", NULL);
    expect_header(&answer, "\r\nCross-Origin-Resource-Policy: same-origin\r\n");
}

static void gzip_is_used_where_it_is_accepted(void **state)
{
    struct rig_answer answer = get(*state, "/ccp-v2/assets/panel.js", "Accept-Encoding: br, gzip\r\n");
    expect_header(&answer, "\r\nContent-Encoding: gzip\r\n");
    expect_header(&answer, "\r\nContent-Length: 3\r\n");
    answer = get(*state, "/ccp-v2/assets/panel.js", NULL);
    assert_null(strcasestr(answer.head, "content-encoding"));
    expect_header(&answer, "\r\nContent-Length: 5\r\n");
}

static void an_unchanged_page_is_not_sent_again(void **state)
{
    struct rig_answer answer = get(*state, "/ccp-v2/assets/panel.js", "If-None-Match: \"0\", \"2\"\r\n");
    assert_int_equal(answer.status, 304);
    answer = get(*state, "/ccp-v2/assets/panel.js", "If-None-Match: \"0\"\r\n");
    assert_int_equal(answer.status, 200);
}

static void pages_are_only_read(void **state)
{
    struct rig *rig = *state;
    rig_expect(rig, &(struct rig_wish){.path = "/ccp-v2/", .body = "{}"}, 405, "method_not_allowed");
    rig_expect(rig, &(struct rig_wish){.path = "/chat/embed.js", .body = "{}"}, 405, "method_not_allowed");
}

static void paths_match_exactly(void **state)
{
    struct rig *rig = *state;
    struct rig_answer answer = get(rig, "/ccp-v2", NULL);
    assert_int_equal(answer.status, 308);
    expect_header(&answer, "\r\nLocation: /ccp-v2/\r\n");
    static const char *const NOWHERE[] = {"/ccp-v2//", "/ccp-v2/../login", "/ccp-v2/assets/", "//login",
                                          "/LOGIN",    "/chat/api",        "/panel/"};
    for (size_t i = 0; i < sizeof NOWHERE / sizeof NOWHERE[0]; i++) {
        answer = get(rig, NOWHERE[i], NULL);
        assert_int_equal(answer.status, 404);
    }
}

int main(void)
{
#define WITH_RIG(test) cmocka_unit_test_setup_teardown(test, start, stop)
    const struct CMUnitTest tests[] = {
        WITH_RIG(pages_have_a_strict_policy),
        WITH_RIG(approved_origins_may_frame_the_panel),
        WITH_RIG(the_entry_points_sites_may_frame_its_chat),
        WITH_RIG(the_script_tag_may_be_loaded_by_any_site),
        WITH_RIG(gzip_is_used_where_it_is_accepted),
        WITH_RIG(an_unchanged_page_is_not_sent_again),
        WITH_RIG(pages_are_only_read),
        WITH_RIG(paths_match_exactly),
    };
    return cmocka_run_group_tests_name("edge/pages", tests, NULL, NULL);
}
