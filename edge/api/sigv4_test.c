/* Signatures: the vectors of connect.md 7.5, each with one byte changed, and every way to be wrong. It must not open a
 * socket. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "edge/api/sigv4.h"
#include "lib/date.h"
#include "lib/testing/cmocka.h"

#define KEY "AKIDEXAMPLE"
#define SECRET                                                                                               \
    "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY" /* AWS's published example, no secret of anybody's */
#define I     "11111111-2222-3333-4444-555555555555"
#define U     "aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee"
#define ARN   "arn%3Aaws%3Aconnect%3Aus-east-1%3A123456789012%3Ainstance%2F" I "%2F"
#define SCOPE "AWS4-HMAC-SHA256 Credential=" KEY "/20260102/us-east-1/connect/aws4_request, SignedHeaders="

static const struct sigv4_secret KEPT = {.kept = SECRET};

struct vector {
    const char *method, *path, *query, *body, *token, *authorization;
};

static const struct vector VECTORS[] = {
    {"PUT", "/users/" I "/" U "/status", "", "{\"AgentStatusId\": \"99999999-8888-7777-6666-555555555555\"}",
     NULL,
     SCOPE "content-type;host;x-amz-date, "
           "Signature=6a12297177baf109d8a58c617cda21f50d1fead27c711300549482683e09bef0"},
    {"GET", "/agent-status/" I,
     "AgentStatusTypes=ROUTABLE&AgentStatusTypes=OFFLINE&AgentStatusTypes=CUSTOM&maxResults=5&nextToken=a%"
     "2Bb%2Fc%3D%3D",
     "", NULL,
     SCOPE "host;x-amz-date, Signature=8841ddb5dfca7257675cc19da5017bc2cd9bb8d4c09fa354a4b66e50ede20bad"},
    {"GET", "/users/" I "/" ARN "agent%2F" U, "", "", NULL,
     SCOPE "host;x-amz-date, Signature=f4142bdc767350cffe22566584d540452a7c3a2fabfa7cb6c3b38707a1bd92c0"},
    {"POST", "/metrics/userdata/" I, "", "{\"Filters\": {\"Agents\": [\"" U "\"]}}", "TOKEN/abc==",
     SCOPE "content-type;host;x-amz-date;x-amz-security-token, "
           "Signature=d251190b61d261e83b8cc710d016e81a52ceeaf510c8c8f25b661bc4311068af"},
    {"DELETE", "/tags/" ARN "agent-state%2Fx", "tagKeys=b&tagKeys=a%20b&tagKeys=a", "", NULL,
     SCOPE "host;x-amz-date, Signature=ef56567b18f3a35b33629832679529a1f635b0358c67f53345aba385b93f792c"},
};
enum { VECTOR_COUNT = sizeof VECTORS / sizeof VECTORS[0], HEADERS = 6 };

struct wire_request {
    struct http_request request;
    struct http_header headers[HEADERS];
};

static struct http_request *make(struct wire_request *made, const struct vector *vector)
{
    size_t count = 0;
    memset(made, 0, sizeof *made);
    made->headers[count++] = (struct http_header){"Host", "127.0.0.1:8080"};
    made->headers[count++] = (struct http_header){"X-Amz-Date", "20260102T030405Z"};
    made->headers[count++] = (struct http_header){"Authorization", vector->authorization};
    if (vector->body[0] != '\0')
        made->headers[count++] = (struct http_header){"Content-Type", "application/json"};
    if (vector->token != NULL)
        made->headers[count++] = (struct http_header){"X-Amz-Security-Token", vector->token};
    made->request = (struct http_request){.method = vector->method,
                                          .target = vector->path,
                                          .path = vector->path,
                                          .query = vector->query,
                                          .headers = made->headers,
                                          .headers_count = count,
                                          .body = vector->body,
                                          .body_len = strlen(vector->body)};
    return &made->request;
}

static int64_t now_of(const char *text)
{
    int64_t now = 0;
    assert_true(date_parse_basic(text, strlen(text), &now));
    return now;
}

static enum sigv4_result check_at(const struct http_request *request, const char *now,
                                  struct sigv4_claim *claim)
{
    struct sigv4_cache *cache = sigv4_cache_new();
    enum sigv4_result result = sigv4_parse(request, claim);
    if (result == SIGV4_GOOD)
        result = sigv4_check(cache, request, claim, &KEPT, now_of(now));
    sigv4_cache_free(cache);
    return result;
}

static enum sigv4_result check(const struct http_request *request)
{
    struct sigv4_claim claim;
    return check_at(request, "20260102T030405Z", &claim);
}

static void all_five_vectors_are_good(void **state)
{
    struct wire_request made;
    (void)state;
    for (size_t i = 0; i < VECTOR_COUNT; i++)
        assert_int_equal(check(make(&made, &VECTORS[i])), SIGV4_GOOD);
}

static void a_vector_with_one_byte_changed_is_wrong(void **state)
{
    struct wire_request made;
    (void)state;
    for (size_t i = 0; i < VECTOR_COUNT; i++) {
        struct vector changed = VECTORS[i];
        char text[512];
        snprintf(text, sizeof text, "%s", changed.path);
        text[strlen(text) - 1] ^= 1;
        changed.path = text;
        assert_int_equal(check(make(&made, &changed)), SIGV4_WRONG);
        changed = VECTORS[i];
        snprintf(text, sizeof text, "%s ", changed.body);
        changed.body = text;
        assert_int_equal(check(make(&made, &changed)), SIGV4_WRONG);
        make(&made, &VECTORS[i]);
        made.headers[0].value = "127.0.0.1:8081";
        assert_int_equal(check(&made.request), SIGV4_WRONG);
        changed = VECTORS[i];
        changed.method = "PATCH";
        assert_int_equal(check(make(&made, &changed)), SIGV4_WRONG);
    }
}

static void the_order_of_a_query_does_not_matter_but_its_content_does(void **state)
{
    struct wire_request made;
    struct vector changed = VECTORS[4];
    (void)state;
    changed.query = "tagKeys=a&tagKeys=b&tagKeys=a%20b";
    assert_int_equal(check(make(&made, &changed)), SIGV4_GOOD);
    changed.query = "tagKeys=a&tagKeys=b&tagKeys=a+b";
    assert_int_equal(check(make(&made, &changed)), SIGV4_WRONG);
    changed.query = "tagKeys=a&tagKeys=b&tagKeys=%zz";
    assert_int_equal(check(make(&made, &changed)), SIGV4_WRONG);
}

static void a_signature_is_good_for_five_minutes_either_way(void **state)
{
    struct wire_request made;
    struct sigv4_claim claim;
    const struct http_request *request = make(&made, &VECTORS[0]);
    (void)state;
    assert_int_equal(check_at(request, "20260102T030905Z", &claim), SIGV4_GOOD);
    assert_int_equal(check_at(request, "20260102T025905Z", &claim), SIGV4_GOOD);
    assert_int_equal(check_at(request, "20260102T031500Z", &claim), SIGV4_STALE);
    assert_string_equal(claim.message,
                        "Signature expired: 20260102T030405Z is now earlier than 20260102T031000Z "
                        "(20260102T031500Z - 5 min.)");
    assert_int_equal(check_at(request, "20260102T025000Z", &claim), SIGV4_STALE);
    assert_string_equal(claim.message,
                        "Signature not yet current: 20260102T030405Z is now later than 20260102T025500Z "
                        "(20260102T025000Z + 5 min.)");
}

static void a_declared_body_hash_must_be_that_of_the_body(void **state)
{
    struct wire_request made;
    const struct http_request *request = make(&made, &VECTORS[0]);
    char hash[SHA256_HEX_BYTES];
    (void)state;
    sha256_hex(request->body, request->body_len, hash);
    made.headers[made.request.headers_count++] = (struct http_header){"X-Amz-Content-Sha256", hash};
    assert_int_equal(check(request), SIGV4_GOOD);
    hash[0] = hash[0] == 'a' ? 'b' : 'a';
    assert_int_equal(check(request), SIGV4_WRONG);
}

static void another_secret_and_another_key_never_share_what_is_cached(void **state)
{
    struct wire_request made;
    struct sigv4_claim claim;
    struct sigv4_cache *cache = sigv4_cache_new();
    const struct http_request *request = make(&made, &VECTORS[0]);
    const struct sigv4_secret another = {.kept = "another secret"};
    int64_t now = now_of("20260102T030405Z");
    (void)state;
    for (int i = 0; i < 3; i++) {
        assert_int_equal(sigv4_parse(request, &claim), SIGV4_GOOD);
        assert_int_equal(sigv4_check(cache, request, &claim, &KEPT, now), SIGV4_GOOD);
        assert_int_equal(sigv4_check(cache, request, &claim, &another, now), SIGV4_WRONG);
    }
    sigv4_cache_free(cache);
}

static bool unseal(void *ctx, const char *kept, char secret[SIGV4_SECRET_BYTES])
{
    (*(unsigned *)ctx)++;
    if (strncmp(kept, "sealed ", 7) != 0)
        return false;
    snprintf(secret, SIGV4_SECRET_BYTES, "%s", SECRET);
    return true;
}

static void a_seal_is_opened_once_and_again_when_another_text_is_kept(void **state)
{
    struct wire_request made;
    struct sigv4_claim claim;
    unsigned opened = 0;
    struct sigv4_cache *cache = sigv4_cache_new();
    const struct http_request *request = make(&made, &VECTORS[0]);
    struct sigv4_secret secret = {.kept = "sealed 1", .unseal = unseal, .unseal_ctx = &opened};
    int64_t now = now_of("20260102T030405Z");
    (void)state;
    assert_int_equal(sigv4_parse(request, &claim), SIGV4_GOOD);
    for (int i = 0; i < 3; i++)
        assert_int_equal(sigv4_check(cache, request, &claim, &secret, now), SIGV4_GOOD);
    assert_int_equal(opened, 1);
    secret.kept = "sealed 12";
    assert_int_equal(sigv4_check(cache, request, &claim, &secret, now), SIGV4_GOOD);
    assert_int_equal(opened, 2);
    secret.kept = "sealed 1";
    assert_int_equal(sigv4_check(cache, request, &claim, &secret, now), SIGV4_GOOD);
    assert_int_equal(opened, 3);
    secret.kept = "of another master key";
    assert_int_equal(sigv4_check(cache, request, &claim, &secret, now), SIGV4_SEALED);
    sigv4_cache_free(cache);
}

static void a_secret_that_is_too_long_is_no_secret(void **state)
{
    struct wire_request made;
    struct sigv4_claim claim;
    char text[SIGV4_SECRET_BYTES + 1];
    struct sigv4_cache *cache = sigv4_cache_new();
    const struct http_request *request = make(&made, &VECTORS[0]);
    const struct sigv4_secret secret = {.kept = text};
    (void)state;
    memset(text, 'x', sizeof text);
    text[sizeof text - 1] = '\0';
    assert_int_equal(sigv4_parse(request, &claim), SIGV4_GOOD);
    assert_int_equal(sigv4_check(cache, request, &claim, &secret, now_of("20260102T030405Z")), SIGV4_SEALED);
    sigv4_cache_free(cache);
}

static void what_is_no_authorization_is_malformed_or_missing(void **state)
{
    static const char *const MALFORMED[] = {
        "Basic abc",
        "AWS4-HMAC-SHA256",
        "AWS4-HMAC-SHA256 ",
        "AWS4-HMAC-SHA256 Credential=" KEY "/20260102/us-east-1/connect/aws4_request, SignedHeaders=host",
        "AWS4-HMAC-SHA256 Credential=" KEY "/20260102/us-east-1/connect/aws4_request, Signature=00",
        "AWS4-HMAC-SHA256 SignedHeaders=host, Signature=00",
        "AWS4-HMAC-SHA256 Credential=" KEY
        "/20260102/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=00",
        "AWS4-HMAC-SHA256 Credential=" KEY
        "/2026010/us-east-1/connect/aws4_request, SignedHeaders=host, Signature=00",
        "AWS4-HMAC-SHA256 Credential=//us-east-1/connect/aws4_request, SignedHeaders=host, Signature=00",
        SCOPE "host;x-amz-date, Signature=zz",
        SCOPE ", Signature=8841ddb5dfca7257675cc19da5017bc2cd9bb8d4c09fa354a4b66e50ede20bad",
    };
    struct wire_request made;
    struct sigv4_claim claim;
    struct vector changed = VECTORS[1];
    (void)state;
    for (size_t i = 0; i < sizeof MALFORMED / sizeof MALFORMED[0]; i++) {
        changed.authorization = MALFORMED[i];
        assert_int_equal(sigv4_parse(make(&made, &changed), &claim), SIGV4_MALFORMED);
        assert_true(claim.message[0] != '\0');
    }
    make(&made, &VECTORS[1]);
    made.headers[2].name = "X-Other";
    assert_int_equal(sigv4_parse(&made.request, &claim), SIGV4_MISSING);
}

static void what_must_be_signed_is_host_and_date(void **state)
{
    struct wire_request made;
    struct vector changed = VECTORS[1];
    (void)state;
    changed.authorization =
        SCOPE "x-amz-date, Signature=8841ddb5dfca7257675cc19da5017bc2cd9bb8d4c09fa354a4b66e50ede20bad";
    assert_int_equal(check(make(&made, &changed)), SIGV4_MALFORMED);
    changed.authorization =
        SCOPE "host, Signature=8841ddb5dfca7257675cc19da5017bc2cd9bb8d4c09fa354a4b66e50ede20bad";
    assert_int_equal(check(make(&made, &changed)), SIGV4_MALFORMED);
    changed.authorization =
        SCOPE "host;x-amz-date;x-not-there, "
              "Signature=8841ddb5dfca7257675cc19da5017bc2cd9bb8d4c09fa354a4b66e50ede20bad";
    assert_int_equal(check(make(&made, &changed)), SIGV4_WRONG);
    make(&made, &VECTORS[1]);
    made.headers[1].name = "X-Other-Date";
    assert_int_equal(check(&made.request), SIGV4_MALFORMED);
    make(&made, &VECTORS[1]);
    made.headers[1].value = "20260103T030405Z";
    assert_int_equal(check(&made.request), SIGV4_MALFORMED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_five_vectors_are_good),
        cmocka_unit_test(a_vector_with_one_byte_changed_is_wrong),
        cmocka_unit_test(the_order_of_a_query_does_not_matter_but_its_content_does),
        cmocka_unit_test(a_signature_is_good_for_five_minutes_either_way),
        cmocka_unit_test(a_declared_body_hash_must_be_that_of_the_body),
        cmocka_unit_test(another_secret_and_another_key_never_share_what_is_cached),
        cmocka_unit_test(a_seal_is_opened_once_and_again_when_another_text_is_kept),
        cmocka_unit_test(a_secret_that_is_too_long_is_no_secret),
        cmocka_unit_test(what_is_no_authorization_is_malformed_or_missing),
        cmocka_unit_test(what_must_be_signed_is_host_and_date),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
