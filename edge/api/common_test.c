/* What all operations share, asked through the handler: bodies, paths, pages, searches, tags, errors. No operation is
 * tested for its own sake. */
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "edge/api/errors.h"
#include "edge/api/testing/handler.h"
#include "lib/testing/cmocka.h"

enum { REQUEST_BYTES = 64 * 1024, TOKEN_BYTES = 512, DAY_MS = 24 * 60 * 60 * 1000, MINUTE_MS = 60 * 1000 };

#define LIST_STATUSES "GET /agent-status/@instance"
#define SEARCH        "POST /search-agent-statuses"

static int ask(const char *request)
{
    return handler_ask((const uint8_t *)request, strlen(request));
}

static void expect(const char *request, int status, const char *part)
{
    int found = ask(request);
    if (found != status || strstr(handler_answer(), part) == NULL)
        fail_msg("%.400s\n-> %d %s, not %d with %s", request, found, handler_answer(), status, part);
}

/* LINE with a body in the form "...%s...". */
static void expect_body(const char *line, const char *body, int status, const char *part)
{
    static char request[REQUEST_BYTES];
    snprintf(request, sizeof request, "%s\n\n%s", line, body);
    expect(request, status, part);
}

static void search(const char *criteria, int status, const char *part)
{
    static char body[REQUEST_BYTES / 2];
    snprintf(body, sizeof body, "{\"InstanceId\":\"@instance\",%s}", criteria);
    expect_body(SEARCH, body, status, part);
}

static size_t count(const char *text, const char *part)
{
    size_t found = 0;
    for (const char *at = text; (at = strstr(at, part)) != NULL; at += strlen(part))
        found++;
    return found;
}

/* ---- bodies and paths ---- */

static void a_body_must_be_one_object_of_json(void **state)
{
    static const char *const BROKEN[] = {
        "{", "[]", "nul", "\"x\"", "{} {}", "{\"a\":1,}", "{\"a\":\"\\ud800\"}", "{\"a\":1e999}"};
    (void)state;
    for (size_t i = 0; i < sizeof BROKEN / sizeof BROKEN[0]; i++)
        expect_body("PUT /agent-status/@instance", BROKEN[i], 400, "\"Message\"");
    expect_body("PUT /agent-status/@instance", "", 400, "Name is required");
}

static void a_body_that_is_too_deep_is_refused(void **state)
{
    char body[4096];
    size_t len = 0;
    (void)state;
    for (int i = 0; i < 100; i++)
        len += (size_t)snprintf(body + len, sizeof body - len, "{\"a\":");
    len += (size_t)snprintf(body + len, sizeof body - len, "1");
    for (int i = 0; i < 100; i++)
        len += (size_t)snprintf(body + len, sizeof body - len, "}");
    expect_body("PUT /agent-status/@instance", body, 400, "\"Message\"");
}

static void an_unknown_member_is_ignored_and_null_is_as_absent(void **state)
{
    (void)state;
    expect_body("PUT /agent-status/@instance",
                "{\"Name\":\"Null\",\"State\":\"ENABLED\",\"Description\":null,\"Never\":{\"a\":[1]}}", 200,
                "AgentStatusId");
}

static void a_path_is_decoded_once_and_must_be_well_encoded(void **state)
{
    (void)state;
    expect("GET /users/@instance/@alice\n\n", 200, "\"alice\"");
    expect("GET "
           "/users/@instance/"
           "arn%3Aaws%3Aconnect%3Aus-east-1%3A000000000000%3Ainstance%2F@instance%2Fagent%2F@alice\n\n",
           200, "\"alice\"");
    expect("GET /users/@instance/arn%253Aaws%3A@alice\n\n", 404, "\"Message\"");
    expect("GET /users/@instance/%zz\n\n", 400, "\"Message\"");
    expect("GET /users/@instance/%00\n\n", 400, "\"Message\"");
    expect("GET /users/@alice/@alice\n\n", 404, "no instance");
    expect("PATCH /users/@instance/@alice\n\n", 404, "PATCH");
}

/* ---- pages ---- */

static void max_results_has_bounds(void **state)
{
    static const char *const WRONG[] = {"0", "-1", "1001", "many", "99999999999999999999", "", "1.5", "%zz"};
    char request[256];
    (void)state;
    for (size_t i = 0; i < sizeof WRONG / sizeof WRONG[0]; i++) {
        snprintf(request, sizeof request, LIST_STATUSES "?maxResults=%s\n\n", WRONG[i]);
        expect(request, 400, "\"Message\"");
    }
    expect(LIST_STATUSES "?maxResults=1000\n\n", 200, "Available");
}

static bool take_token(char token[TOKEN_BYTES])
{
    const char *found = strstr(handler_answer(), "\"NextToken\":\"");
    return found != NULL && sscanf(found, "\"NextToken\":\"%511[^\"]", token) == 1;
}

/* For a query: what base64 has and a query must not. */
static void render_page(char request[REQUEST_BYTES], const char *line, const char *token)
{
    size_t len = (size_t)snprintf(request, REQUEST_BYTES, "%s?maxResults=1&nextToken=", line);
    for (; *token != '\0'; token++)
        len += (size_t)snprintf(request + len, REQUEST_BYTES - len,
                                strchr("+/=", *token) != NULL ? "%%%02X" : "%c", *token);
    snprintf(request + len, REQUEST_BYTES - len, "\n\n");
}

static void pages_show_each_once_and_end(void **state)
{
    static char request[REQUEST_BYTES];
    char token[TOKEN_BYTES];
    (void)state;
    expect(LIST_STATUSES "\n\n", 200, "Available");
    size_t all = count(handler_answer(), "\"Arn\"");
    size_t pages = 1;
    expect(LIST_STATUSES "?maxResults=1\n\n", 200, "NextToken");
    for (; take_token(token); pages++) {
        render_page(request, LIST_STATUSES, token);
        expect(request, 200, "AgentStatusSummaryList");
        assert_int_equal(count(handler_answer(), "\"Arn\""), 1);
    }
    assert_int_equal(pages, all);
}

static void a_token_serves_only_its_own_request_and_only_for_a_day(void **state)
{
    static char request[REQUEST_BYTES];
    char token[TOKEN_BYTES];
    (void)state;
    expect(LIST_STATUSES "?maxResults=1\n\n", 200, "NextToken");
    assert_true(take_token(token));
    render_page(request, "GET /users-summary/@instance", token);
    expect(request, 400, "\"Message\"");
    render_page(request, LIST_STATUSES, token);
    handler_wait(DAY_MS - MINUTE_MS);
    expect(request, 200, "AgentStatusSummaryList");
    handler_wait(2 * MINUTE_MS);
    expect(request, 400, "\"Message\"");
    token[4] = token[4] == 'A' ? 'B' : 'A';
    render_page(request, LIST_STATUSES, token);
    expect(request, 400, "\"Message\"");
    render_page(request, LIST_STATUSES, "x");
    expect(request, 400, "\"Message\"");
}

static void a_token_of_current_metrics_serves_for_five_minutes(void **state)
{
    static char body[REQUEST_BYTES / 2];
    static const char FORM[] = "{\"Filters\":{\"Queues\":[\"@queue\"],\"Channels\":[\"CHAT\",\"TASK\"]},"
                               "\"Groupings\":[\"QUEUE\",\"CHANNEL\"],\"MaxResults\":1,"
                               "\"CurrentMetrics\":[{\"Name\":\"%s\",\"Unit\":\"COUNT\"}]%s%s%s}";
    char token[TOKEN_BYTES];
    (void)state;
    snprintf(body, sizeof body, FORM, "AGENTS_ONLINE", "", "", "");
    expect_body("POST /metrics/current/@instance", body, 200, "NextToken");
    assert_true(take_token(token));
    snprintf(body, sizeof body, FORM, "AGENTS_STAFFED", ",\"NextToken\":\"", token, "\"");
    expect_body("POST /metrics/current/@instance", body, 400, "\"Message\"");
    snprintf(body, sizeof body, FORM, "AGENTS_ONLINE", ",\"NextToken\":\"", token, "\"");
    expect_body("POST /metrics/current/@instance", body, 200, "MetricResults");
    handler_wait(5 * MINUTE_MS + 1000);
    expect_body("POST /metrics/current/@instance", body, 400, "\"Message\"");
}

/* ---- searches and tags ---- */

#define CONDITION(field, value, how)                                                                         \
    "\"StringCondition\":{\"FieldName\":\"" field "\",\"Value\":\"" value "\",\"ComparisonType\":\"" how "\"}"

static void conditions_compare_without_regard_to_case_and_combine(void **state)
{
    (void)state;
    search("\"SearchCriteria\":{" CONDITION("name", "LUNCH", "EXACT") "}", 200,
           "\"ApproximateTotalCount\":1");
    search("\"SearchCriteria\":{" CONDITION("name", "lu", "STARTS_WITH") "}", 200,
           "\"ApproximateTotalCount\":1");
    search("\"SearchCriteria\":{" CONDITION("name", "unc", "CONTAINS") "}", 200,
           "\"ApproximateTotalCount\":1");
    search("\"SearchCriteria\":{\"OrConditions\":[{" CONDITION("name", "Lunch", "EXACT") "},{" CONDITION(
               "name", "Break", "EXACT") "}]}",
           200, "\"ApproximateTotalCount\":2");
    search("\"SearchCriteria\":{\"AndConditions\":[{" CONDITION("name", "Lunch", "EXACT") "},{" CONDITION(
               "name", "Break", "EXACT") "}]}",
           200, "\"ApproximateTotalCount\":0");
}

static void a_search_that_makes_no_sense_is_refused(void **state)
{
    (void)state;
    search("\"SearchCriteria\":{" CONDITION("colour", "red", "EXACT") "}", 400, "colour");
    search("\"SearchCriteria\":{" CONDITION("name", "red", "SOUNDS_LIKE") "}", 400, "SOUNDS_LIKE");
    search("\"SearchCriteria\":{\"OrConditions\":\"x\"}", 400, "\"Message\"");
    search("\"SearchCriteria\":[]", 400, "\"Message\"");
    search("\"SearchFilter\":{\"AttributeFilter\":{\"TagCondition\":\"x\"}}", 400, "\"Message\"");
    search("\"MaxResults\":501", 400, "MaxResults");
}

static void tags_keep_the_models_bounds(void **state)
{
    static char body[REQUEST_BYTES / 2];
    char value[300];
    size_t len = 0;
    (void)state;
    memset(value, 'x', sizeof value);
    snprintf(body, sizeof body, "{\"Name\":\"Tagged\",\"State\":\"ENABLED\",\"Tags\":{\"a\":\"%.257s\"}}",
             value);
    expect_body("PUT /agent-status/@instance", body, 400, "\"Message\"");
    snprintf(body, sizeof body, "{\"Name\":\"Tagged\",\"State\":\"ENABLED\",\"Tags\":{\"%.129s\":\"a\"}}",
             value);
    expect_body("PUT /agent-status/@instance", body, 400, "\"Message\"");
    expect_body("PUT /agent-status/@instance",
                "{\"Name\":\"Tagged\",\"State\":\"ENABLED\",\"Tags\":{\"aws:a\":\"b\"}}", 400, "\"Message\"");
    len += (size_t)snprintf(body, sizeof body,
                            "{\"Name\":\"Tagged\",\"State\":\"ENABLED\",\"Tags\":{\"t\":\"\"");
    for (int i = 0; i < 50; i++)
        len += (size_t)snprintf(body + len, sizeof body - len, ",\"t%d\":\"\"", i);
    snprintf(body + len, sizeof body - len, "}}");
    expect_body("PUT /agent-status/@instance", body, 400, "\"Message\"");
    snprintf(body, sizeof body, "{\"Name\":\"Tagged\",\"State\":\"ENABLED\",\"Tags\":{\"a\":\"%.256s\"}}",
             value);
    expect_body("PUT /agent-status/@instance", body, 200, "AgentStatusId");
}

/* ---- errors ---- */

static void every_error_has_a_name_of_its_own_and_a_status(void **state)
{
    (void)state;
    for (int i = API_GOOD + 1; i < API_ERRORS; i++) {
        assert_true(api_errors[i].status >= 400 && api_errors[i].status <= 503);
        assert_true(strlen(api_errors[i].name) > strlen("Exception"));
        for (int j = API_GOOD + 1; j < i; j++)
            assert_string_not_equal(api_errors[i].name, api_errors[j].name);
    }
}

static void an_operation_that_is_not_served_is_refused_by_name(void **state)
{
    (void)state;
    expect("GET /prompts-summary/@instance\n\n", 404, "ListPrompts");
}

static int stop(void **state)
{
    (void)state;
    handler_stop();
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_body_must_be_one_object_of_json),
        cmocka_unit_test(a_body_that_is_too_deep_is_refused),
        cmocka_unit_test(an_unknown_member_is_ignored_and_null_is_as_absent),
        cmocka_unit_test(a_path_is_decoded_once_and_must_be_well_encoded),
        cmocka_unit_test(max_results_has_bounds),
        cmocka_unit_test(pages_show_each_once_and_end),
        cmocka_unit_test(a_token_serves_only_its_own_request_and_only_for_a_day),
        cmocka_unit_test(a_token_of_current_metrics_serves_for_five_minutes),
        cmocka_unit_test(conditions_compare_without_regard_to_case_and_combine),
        cmocka_unit_test(a_search_that_makes_no_sense_is_refused),
        cmocka_unit_test(tags_keep_the_models_bounds),
        cmocka_unit_test(every_error_has_a_name_of_its_own_and_a_status),
        cmocka_unit_test(an_operation_that_is_not_served_is_refused_by_name),
    };
    return cmocka_run_group_tests(tests, NULL, stop);
}
