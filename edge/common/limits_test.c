/* Limits of what may be tried and asked, and origins, without a centre. */
#include "edge/common/limiter.h"

#include <stdio.h>

#include "edge/common/names.h"
#include "edge/common/origin.h"
#include "edge/common/refusal.h"
#include "edge/common/wire.h"
#include "lib/testing/cmocka.h"

_Noreturn void acd_panic(const char *sentence)
{
    fail_msg("%s", sentence);
    __builtin_unreachable();
}

enum { MORNING = 1000000000 };

static void a_key_is_refused_after_its_attempts_and_again_allowed_a_minute_later(void **state)
{
    (void)state;
    struct limiter *limiter = limiter_new(3);
    int retry_after_s = 0;
    for (int i = 0; i < 3; i++)
        assert_true(limiter_take(limiter, "alice", MORNING + i, &retry_after_s));
    assert_false(limiter_take(limiter, "alice", MORNING + 30000, &retry_after_s));
    assert_int_equal(retry_after_s, 30);
    assert_true(limiter_take(limiter, "bob", MORNING + 30000, &retry_after_s));
    assert_true(limiter_take(limiter, "alice", MORNING + 60000, &retry_after_s));
    limiter_free(limiter);
}

static void an_attempt_given_back_does_not_count(void **state)
{
    (void)state;
    struct limiter *limiter = limiter_new(1);
    int retry_after_s = 0;
    assert_true(limiter_take(limiter, "alice", MORNING, &retry_after_s));
    limiter_give_back(limiter, "alice", MORNING);
    assert_true(limiter_take(limiter, "alice", MORNING, &retry_after_s));
    assert_false(limiter_take(limiter, "alice", MORNING, &retry_after_s));
    limiter_free(limiter);
}

static void many_keys_do_not_hinder_one(void **state)
{
    (void)state;
    struct limiter *limiter = limiter_new(20);
    int retry_after_s = 0;
    char key[32];
    for (int i = 0; i < 5000; i++) {
        snprintf(key, sizeof key, "10.0.%d.%d", i / 256, i % 256);
        assert_true(limiter_take(limiter, key, MORNING, &retry_after_s));
    }
    limiter_free(limiter);
}

static void a_budget_allows_a_burst_and_then_the_rate(void **state)
{
    (void)state;
    struct budget budget;
    int allowed = 0;
    budget_init(&budget, 1000);
    for (int i = 0; i < 1000; i++)
        allowed += budget_pay(&budget, 10, 1000);
    assert_int_equal(allowed, 100);
    assert_false(budget_pay(&budget, 10, 1099));
    assert_true(budget_pay(&budget, 10, 1100));
    assert_false(budget_pay(&budget, 10, 1100));
}

static struct http_request request_with(const struct http_header *headers, size_t count)
{
    return (struct http_request){
        .method = "GET", .headers = headers, .headers_count = count, .peer = "10.0.0.9"};
}

static void origins_match_exactly_but_for_the_port(void **state)
{
    (void)state;
    static const char *const APPROVED[] = {"http://localhost:*", "https://shop.example"};
    static const struct {
        const char *origin;
        bool approved;
    } CASES[] = {{"http://localhost", true},
                 {"http://localhost:3000", true},
                 {"http://LOCALHOST:1", true},
                 {"http://localhost:", false},
                 {"http://localhost:3000.evil", false},
                 {"http://localhost.evil", false},
                 {"https://localhost:3000", false},
                 {"https://shop.example", true},
                 {"https://shop.example:8443", false},
                 {"https://shop.example.evil", false},
                 {"null", false},
                 {"", false}};
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        struct http_header header = {"Origin", CASES[i].origin};
        struct http_request request = request_with(&header, 1);
        assert_int_equal(origin_is_approved(&request, APPROVED, 2), CASES[i].approved);
    }
}

static void two_origins_are_nobodys(void **state)
{
    (void)state;
    struct http_header headers[] = {{"Host", "a"}, {"Origin", "http://a"}, {"Origin", "http://a"}};
    struct http_request once = request_with(headers, 2);
    struct http_request twice = request_with(headers, 3);
    struct origin_trust trust = {.https = false};
    assert_true(origin_is_own(&trust, &once));
    assert_false(origin_is_own(&trust, &twice));
    trust.https = true;
    assert_false(origin_is_own(&trust, &once));
}

static void forwarded_headers_are_believed_only_from_the_proxy(void **state)
{
    (void)state;
    struct http_header headers[] = {{"X-Forwarded-For", "1.1.1.1, 2.2.2.2"}, {"X-Forwarded-Proto", "https"}};
    struct http_request request = request_with(headers, 2);
    struct origin_trust nobody = {.trusted_proxy = NULL};
    struct origin_trust proxy = {.trusted_proxy = "10.0.0.9"};
    struct origin_trust other = {.trusted_proxy = "10.0.0.8"};
    char text[HTTP_PEER_BYTES];
    assert_string_equal(origin_address(&nobody, &request, text), "10.0.0.9");
    assert_string_equal(origin_address(&other, &request, text), "10.0.0.9");
    assert_string_equal(origin_address(&proxy, &request, text), "2.2.2.2");
    assert_false(origin_is_https(&other, &request));
    assert_true(origin_is_https(&proxy, &request));
    headers[0].value = "1.1.1.1, nonsense";
    assert_string_equal(origin_address(&proxy, &request, text), "10.0.0.9");
}

static void one_ipv6_customer_is_one_address(void **state)
{
    (void)state;
    struct origin_trust trust = {.trusted_proxy = NULL};
    struct http_request request = {.peer = "2001:db8:1:2:3:4:5:6"};
    char text[HTTP_PEER_BYTES];
    assert_string_equal(origin_address(&trust, &request, text), "2001:db8:1:2::");
}

static void every_refusal_has_words(void **state)
{
    (void)state;
    for (int refusal = ACD_OK + 1; refusal < ACD_REFUSALS; refusal++) {
        struct refusal_words words = refusal_words(PUMP_REFUSED, (enum acd_refusal)refusal);
        assert_true(words.code[0] >= 'a' && words.code[0] <= 'z');
        assert_string_not_equal(words.message, "This is not possible now.");
    }
    assert_string_equal(refusal_words(PUMP_REFUSED, ACD_REFUSED_ALREADY_IN_STATUS).code, "already_in_status");
    assert_string_equal(refusal_words(PUMP_NO_SPACE, ACD_OK).code, "no_space");
    assert_string_equal(refusal_words(PUMP_OVERLOADED, ACD_OK).code, "overloaded");
    assert_string_equal(refusal_words(PUMP_FAILED, ACD_OK).code, "unknown");
}

static void names_are_shown_as_known(void **state)
{
    (void)state;
    char text[SHOWN_NAME_BYTES];
    struct book_user user = {.username = "alice", .first_name = "Alice", .last_name = "Adams"};
    assert_string_equal(name_for_colleagues(&user, text), "Alice Adams");
    assert_string_equal(name_for_customers(&user), "Alice");
    user.first_name = "";
    assert_string_equal(name_for_colleagues(&user, text), "Adams");
    assert_string_equal(name_for_customers(&user), "alice");
    user.last_name = "";
    assert_string_equal(name_for_colleagues(&user, text), "alice");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_key_is_refused_after_its_attempts_and_again_allowed_a_minute_later),
        cmocka_unit_test(an_attempt_given_back_does_not_count),
        cmocka_unit_test(many_keys_do_not_hinder_one),
        cmocka_unit_test(a_budget_allows_a_burst_and_then_the_rate),
        cmocka_unit_test(origins_match_exactly_but_for_the_port),
        cmocka_unit_test(two_origins_are_nobodys),
        cmocka_unit_test(forwarded_headers_are_believed_only_from_the_proxy),
        cmocka_unit_test(one_ipv6_customer_is_one_address),
        cmocka_unit_test(every_refusal_has_words),
        cmocka_unit_test(names_are_shown_as_known),
    };
    return cmocka_run_group_tests_name("edge/common/limits", tests, NULL, NULL);
}
