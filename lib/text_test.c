/* The small files about text: UTF-8, URLs, dates, ids, tokens. It must not test what uses them. */
#include <string.h>

#include "lib/date.h"
#include "lib/random.h"
#include "lib/testing/cmocka.h"
#include "lib/url.h"
#include "lib/utf8.h"
#include "lib/uuid.h"

/* ---- utf8 ---- */

static void only_well_formed_utf8_is_valid(void **state)
{
    (void)state;
    static const char *const right[] = {
        "",             "a",
        "\xC2\x80",     "\xDF\xBF",
        "\xE0\xA0\x80", "\xED\x9F\xBF",
        "\xEE\x80\x80", "\xEF\xBF\xBF",
        "\xF0\x90\x80\x80", "\xF4\x8F\xBF\xBF",
    };
    static const char *const wrong[] = {
        "\x80", "\xFF", /* no first byte */
        "\xC0\x80", "\xC1\xBF", "\xE0\x9F\xBF", "\xF0\x8F\xBF\xBF", /* longer than needed */
        "\xC2", "\xE2\x82", "\xC2z", /* cut short */
        "\xED\xA0\x80", /* a surrogate */
        "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", /* above U+10FFFF */
    };
    for (size_t i = 0; i < sizeof right / sizeof right[0]; i++)
        assert_true(utf8_valid(right[i], strlen(right[i])));
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        assert_false(utf8_valid(wrong[i], strlen(wrong[i])));
    assert_int_equal(utf8_count("a\xC3\xA4\xE2\x82\xAC\xF0\x9F\x98\x80", 10), 4);
}

/* ---- url ---- */

static void decodes_to(const char *text, enum url_plus plus, const char *expected)
{
    struct buf out;
    buf_init(&out, 100);
    buf_append_text(&out, "=");
    bool decoded = url_decode(text, strlen(text), plus, &out);
    assert_int_equal(decoded, expected != NULL);
    assert_string_equal(buf_text(&out) + 1, expected ? expected : "");
    assert_false(buf_failed(&out));
    buf_free(&out);
}

static void escapes_are_decoded_strictly(void **state)
{
    (void)state;
    decodes_to("a%20b%2Fc%c3%A4", URL_PLUS_IS_PLUS, "a b/c\xC3\xA4");
    decodes_to("a+b", URL_PLUS_IS_PLUS, "a+b");
    decodes_to("a+b", URL_PLUS_IS_SPACE, "a b");
    decodes_to("", URL_PLUS_IS_PLUS, "");
    decodes_to("//a/../b", URL_PLUS_IS_PLUS, "//a/../b");
    decodes_to("a%2", URL_PLUS_IS_PLUS, NULL);
    decodes_to("a%", URL_PLUS_IS_PLUS, NULL);
    decodes_to("a%zz", URL_PLUS_IS_PLUS, NULL);
    decodes_to("a%00", URL_PLUS_IS_PLUS, NULL);
    decodes_to("a%C0%80", URL_PLUS_IS_PLUS, NULL);
    decodes_to("a%@0", URL_PLUS_IS_PLUS, NULL);
}

static void a_plain_nul_is_refused_too(void **state)
{
    (void)state;
    struct buf out;
    buf_init(&out, 100);
    assert_false(url_decode("a\0b", 3, URL_PLUS_IS_PLUS, &out));
    assert_int_equal(out.len, 0);
    buf_free(&out);
}

static void encoding_escapes_all_but_unreserved(void **state)
{
    (void)state;
    struct buf out;
    buf_init(&out, 100);
    url_encode("aZ0-._~ /+%\xC3\xA4", 13, false, &out);
    assert_string_equal(buf_text(&out), "aZ0-._~%20%2F%2B%25%C3%A4");
    buf_clear(&out);
    url_encode("a/b c", 5, true, &out);
    assert_string_equal(buf_text(&out), "a/b%20c");
    buf_free(&out);
}

static void query_members_are_found(void **state)
{
    (void)state;
    static const char query[] = "&a=1&&b%5B%5D=x+y&empty=&bare&a=2&bad=%zz";
    struct buf out;
    buf_init(&out, 100);
    assert_true(url_query_find(query, "a", URL_PLUS_IS_PLUS, &out));
    assert_string_equal(buf_text(&out), "1");
    buf_clear(&out);
    assert_true(url_query_find(query, "b[]", URL_PLUS_IS_SPACE, &out));
    assert_string_equal(buf_text(&out), "x y");
    buf_clear(&out);
    assert_true(url_query_find(query, "empty", URL_PLUS_IS_PLUS, &out));
    assert_true(url_query_find(query, "bare", URL_PLUS_IS_PLUS, &out));
    assert_string_equal(buf_text(&out), "");
    assert_false(url_query_find(query, "bad", URL_PLUS_IS_PLUS, &out));
    assert_false(url_query_find(query, "missing", URL_PLUS_IS_PLUS, &out));
    assert_false(url_query_find("", "a", URL_PLUS_IS_PLUS, &out));
    struct url_member member;
    size_t at = 0;
    int count = 0;
    while (url_query_next(query, &at, &member))
        count++;
    assert_int_equal(count, 6);
    buf_free(&out);
}

/* ---- date ---- */

static void dates_are_rendered(void **state)
{
    (void)state;
    char text[DATE_HTTP_BYTES];
    assert_string_equal(date_render_rfc3339(0, text), "1970-01-01T00:00:00.000Z");
    assert_string_equal(date_render_rfc3339(1795256430123, text), "2026-11-21T10:20:30.123Z");
    assert_string_equal(date_render_http(1795256430123, text), "Sat, 21 Nov 2026 10:20:30 GMT");
    assert_string_equal(date_render_http(951782400000, text), "Tue, 29 Feb 2000 00:00:00 GMT");
    assert_string_equal(date_render_basic(1795256430123, text), "20261121T102030Z");
    assert_string_equal(date_render_rfc3339(253402300799999, text), "9999-12-31T23:59:59.999Z");
}

static void dates_are_parsed_strictly(void **state)
{
    (void)state;
    static const char *const wrong[] = {
        "2026-11-21T10:20:30",      "2026-11-21 10:20:30Z",      "2026-13-01T00:00:00Z",      "2026-02-29T00:00:00Z",
        "2026-11-21T24:00:00Z",     "2026-11-21T10:60:00Z",      "2026-11-21T10:20:60Z",      "2026-11-21T10:20:30.Z",
        "2026-11-21T10:20:30Zx",    "2026-11-21T10:20:30+2:00",  "2026-11-21T10:20:30+24:00", "1969-12-31T23:59:59Z",
        "1970-01-01T00:00:00+01:00", "2026-11-00T10:20:30Z",     "2026-00-21T10:20:30Z",      "",
    };
    int64_t ms = 42;
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        assert_false(date_parse_rfc3339(wrong[i], strlen(wrong[i]), &ms));
    assert_int_equal(ms, 42);
    assert_true(date_parse_rfc3339("2026-11-21T10:20:30.1239Z", 25, &ms));
    assert_int_equal(ms, 1795256430123);
    assert_true(date_parse_rfc3339("2026-11-21T12:20:30+02:00", 25, &ms));
    assert_int_equal(ms, 1795256430000);
    assert_true(date_parse_rfc3339("2026-11-21T05:20:30.5-05:00", 27, &ms));
    assert_int_equal(ms, 1795256430500);
    assert_true(date_parse_basic("20261121T102030Z", 16, &ms));
    assert_int_equal(ms, 1795256430000);
    assert_false(date_parse_basic("20261121T102030", 15, &ms));
    assert_false(date_parse_basic("20260230T102030Z", 16, &ms));
}

static void every_day_survives_a_round_trip(void **state)
{
    (void)state;
    for (int64_t day = 0; day < 80000; day++) {
        char text[DATE_RFC3339_BYTES];
        int64_t ms;
        date_render_rfc3339(day * 86400000 + day, text);
        assert_true(date_parse_rfc3339(text, strlen(text), &ms));
        assert_int_equal(ms, day * 86400000 + day);
    }
}

/* ---- uuid and random ---- */

static void ids_survive_a_round_trip(void **state)
{
    (void)state;
    struct uuid uuid, again;
    char text[UUID_TEXT_BYTES];
    for (int i = 0; i < 1000; i++) {
        uuid = uuid_random();
        uuid_render(&uuid, text);
        assert_int_equal(text[14], '4');
        assert_non_null(strchr("89ab", text[19]));
        assert_true(uuid_parse(text, strlen(text), &again));
        assert_true(uuid_equal(&uuid, &again));
        assert_false(uuid_is_nil(&uuid));
    }
}

static void ids_are_parsed_strictly(void **state)
{
    (void)state;
    static const char *const wrong[] = {
        "",
        "00112233-4455-6677-8899-aabbccddeef",
        "00112233-4455-6677-8899-aabbccddeeff0",
        "00112233445566778899aabbccddeeff",
        "{0112233-4455-6677-8899-aabbccddeef}",
        "00112233-4455-6677-8899-aabbccddeefg",
        "0011223-34455-6677-8899-aabbccddeeff",
        "00112233_4455_6677_8899_aabbccddeeff",
        " 0112233-4455-6677-8899-aabbccddeeff",
    };
    struct uuid uuid = {{1}};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        assert_false(uuid_parse(wrong[i], strlen(wrong[i]), &uuid));
    assert_int_equal(uuid.bytes[0], 1);
    char text[UUID_TEXT_BYTES];
    assert_true(uuid_parse("00112233-4455-6677-8899-AABBCCDDEEFF", 36, &uuid));
    assert_string_equal(uuid_render(&uuid, text), "00112233-4455-6677-8899-aabbccddeeff");
    assert_true(uuid_parse("00000000-0000-0000-0000-000000000000", 36, &uuid));
    assert_true(uuid_is_nil(&uuid));
}

static void tokens_are_url_safe_and_differ(void **state)
{
    (void)state;
    char a[RANDOM_TOKEN_LEN(32) + 1], b[RANDOM_TOKEN_LEN(32) + 1];
    random_token(a, 32);
    random_token(b, 32);
    assert_int_equal(strlen(a), 43);
    assert_int_equal(strspn(a, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"), 43);
    assert_string_not_equal(a, b);
    for (size_t bytes = 1; bytes <= RANDOM_TOKEN_BYTES_MAX; bytes++) {
        char text[RANDOM_TOKEN_LEN(RANDOM_TOKEN_BYTES_MAX) + 1];
        random_token(text, bytes);
        assert_int_equal(strlen(text), RANDOM_TOKEN_LEN(bytes));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(only_well_formed_utf8_is_valid),
        cmocka_unit_test(escapes_are_decoded_strictly),
        cmocka_unit_test(a_plain_nul_is_refused_too),
        cmocka_unit_test(encoding_escapes_all_but_unreserved),
        cmocka_unit_test(query_members_are_found),
        cmocka_unit_test(dates_are_rendered),
        cmocka_unit_test(dates_are_parsed_strictly),
        cmocka_unit_test(every_day_survives_a_round_trip),
        cmocka_unit_test(ids_survive_a_round_trip),
        cmocka_unit_test(ids_are_parsed_strictly),
        cmocka_unit_test(tokens_are_url_safe_and_differ),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
