/* JSON in and out. It must not test jansson beyond what we promise of it. */
#include <math.h>
#include <string.h>

#include "lib/json.h"
#include "lib/testing/cmocka.h"
#include "lib/utf8.h"

static bool accepts_len(const char *bytes, size_t len)
{
    json_t *root = json_parse(bytes, len, NULL, NULL);
    bool accepted = root != NULL;
    json_decref(root);
    return accepted;
}

static bool accepts(const char *text)
{
    return accepts_len(text, strlen(text));
}

static void loose_json_is_refused(void **state)
{
    (void)state;
    static const char *const wrong[] = {
        "",           "1",           "\"a\"",        "null",          "{\"a\":1,\"a\":2}", "[1,]",
        "{\"a\":1,}", "{a:1}",       "{'a':1}",      "[1 2]",         "[01]",              "[1.]",
        "[.5]",       "[+1]",        "[NaN]",        "[Infinity]",    "[1e400]",           "[9223372036854775808]",
        "[0x1]",      "[\"\\u0000\"]", "[\"\\uD800\"]", "[\"a\nb\"]", "[\"\\x41\"]",       "[\"\xC0\x80\"]",
        "[\"\xED\xA0\x80\"]", "[\"\xFF\"]", "\xEF\xBB\xBF[]", "[]//", "[] []",             "[/**/]",
        "[True]",     "[",           "{\"a\"}",      "[\"",           "[\"\\",             "{\"\\u0000\":1}",
    };
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        if (accepts(wrong[i]))
            print_error("accepted: %s\n", wrong[i]);
        assert_false(accepts(wrong[i]));
    }
    assert_false(accepts_len("[1]\0", 4));
    assert_false(accepts_len("[\"a\0b\"]", 7));
}

static void strict_json_is_accepted(void **state)
{
    (void)state;
    assert_true(accepts("{}"));
    assert_true(accepts(" [ ] \n"));
    assert_true(accepts("{\"a\":[1,-2,3.5,1e3,true,false,null,\"\\u00e4\\ud83d\\ude00\\/\"],\"A\":{}}"));
    assert_true(accepts("[9223372036854775807,-9223372036854775808]"));
}

static void depth_and_size_are_bounded(void **state)
{
    (void)state;
    struct json_error error;
    const struct json_limits limits = {.bytes_max = 20, .depth_max = 3};
    json_t *root = json_parse("[[[1]],\"[[[[[\"]", 15, &limits, &error);
    assert_non_null(root);
    json_decref(root);
    assert_null(json_parse("[\n [[[1]]]]", 11, &limits, &error));
    assert_int_equal(error.line, 2);
    assert_int_equal(error.column, 4);
    assert_string_equal(error.what, "nested too deeply");
    assert_null(json_parse("[\"aaaaaaaaaaaaaaaaaaaa\"]", 24, &limits, &error));
    assert_string_equal(error.what, "document too large");
}

static void an_error_says_where(void **state)
{
    (void)state;
    struct json_error error;
    assert_null(json_parse("{\n  \"a\": tru\n}", 14, NULL, &error));
    assert_int_equal(error.line, 2);
    assert_in_range(error.column, 8, 12);
    assert_true(strlen(error.what) > 0);
}

static json_t *parse(const char *text)
{
    json_t *root = json_parse(text, strlen(text), NULL, NULL);
    assert_non_null(root);
    return root;
}

static void members_are_read_within_bounds(void **state)
{
    (void)state;
    json_t *root = parse("{\"name\":\"alice\",\"count\":7,\"on\":true,\"list\":[1,2],"
                         "\"inner\":{\"x\":1},\"none\":null}");
    struct json_reader reader;
    json_reader_init(&reader, root);
    assert_string_equal(json_required_text(&reader, "name", 1, 5), "alice");
    assert_null(json_optional_text(&reader, "absent", 1, 5));
    assert_null(json_optional_text(&reader, "none", 1, 5));
    assert_int_equal(json_required_i64(&reader, "count", 7, 7), 7);
    assert_int_equal(json_optional_i64(&reader, "absent", 0, 9, 4), 4);
    assert_true(json_required_bool(&reader, "on"));
    assert_true(json_optional_bool(&reader, "absent", true));
    assert_int_equal(json_array_size(json_required_array(&reader, "list", 2)), 2);
    assert_non_null(json_required_object(&reader, "inner"));
    assert_null(json_optional_object(&reader, "absent"));
    assert_null(json_optional_array(&reader, "none", 1));
    assert_true(json_has(&reader, "name"));
    assert_false(json_has(&reader, "none"));
    assert_false(reader.failed);
    json_decref(root);
}

static void the_first_wrong_member_is_told(void **state)
{
    (void)state;
    json_t *root = parse("{\"name\":\"alice\",\"count\":7.0}");
    struct json_reader reader;
    json_reader_init(&reader, root);
    assert_string_equal(json_required_text(&reader, "name", 1, 4), "");
    assert_int_equal(json_required_i64(&reader, "count", 3, 9), 3);
    assert_true(reader.failed);
    assert_string_equal(reader.member, "name");
    assert_string_equal(reader.what, "must be text of 1 to 4 bytes");
    json_reader_init(&reader, root);
    json_required_i64(&reader, "count", -3, 9);
    assert_string_equal(reader.what, "must be an integer from -3 to 9");
    json_reader_init(&reader, root);
    json_required_bool(&reader, "on");
    assert_string_equal(reader.what, "is required");
    json_reader_init(&reader, root);
    json_optional_bool(&reader, "name", false);
    assert_string_equal(reader.what, "must be true or false");
    json_reader_init(&reader, root);
    assert_null(json_required_array(&reader, "name", 3));
    assert_string_equal(reader.what, "must be an array of at most 3 items");
    json_decref(root);
}

static void unknown_members_can_be_refused(void **state)
{
    (void)state;
    static const char *const known[] = {"a", "b"};
    json_t *root = parse("{\"a\":1,\"c\":2}");
    struct json_reader reader;
    json_reader_init(&reader, root);
    json_reader_allow_only(&reader, known, 2);
    assert_string_equal(reader.member, "c");
    json_decref(root);
}

static void reading_what_is_no_object_fails(void **state)
{
    (void)state;
    json_t *root = parse("[]");
    struct json_reader reader;
    json_reader_init(&reader, root);
    assert_string_equal(json_required_text(&reader, "a", 0, 9), "");
    assert_true(reader.failed);
    assert_null(reader.member);
    json_reader_init(&reader, NULL);
    assert_true(reader.failed);
    json_decref(root);
}

static void a_flat_object_of_texts_is_read_as_its_document_is(void **state)
{
    static const char *const flat[] = {"{}", " { } ", "{\"a\":\"b\"}",
                                       "\r\n{ \"a\" : \"\" ,\t\"\":\"x y\" } \n"};
    (void)state;
    for (size_t i = 0; i < sizeof flat / sizeof flat[0]; i++) {
        struct json_flat read;
        json_t *root = json_parse(flat[i], strlen(flat[i]), NULL, NULL);
        assert_true(json_flat_read(&read, flat[i], strlen(flat[i])));
        assert_int_equal(read.count, json_object_size(root));
        for (size_t j = 0; j < read.count; j++)
            assert_string_equal(read.members[j].text,
                                json_string_value(json_object_get(root, read.members[j].name)));
        json_decref(root);
    }
}

static void what_is_no_flat_object_of_texts_is_left_to_the_parser(void **state)
{
    static const char *const others[] = {"",
                                         " ",
                                         "{",
                                         "}",
                                         "[]",
                                         "\"a\"",
                                         "{\"a\"}",
                                         "{\"a\":}",
                                         "{\"a\":1}",
                                         "{\"a\":null}",
                                         "{\"a\":{}}",
                                         "{\"a\":\"b\"",
                                         "{\"a\":\"b\",}",
                                         "{,}",
                                         "{\"a\":\"b\"}x",
                                         "{\"a\":\"b\"}{}",
                                         "{\"a\":\"b\" \"c\":\"d\"}",
                                         "{\"a\":\"b\",\"a\":\"c\"}",
                                         "{\"a\":\"\\n\"}",
                                         "{\"a\":\"\n\"}",
                                         "{\"\\u0061\":\"b\"}",
                                         "{\"a\":\"\xC3\xA9\"}",
                                         "{'a':'b'}",
                                         "\xEF\xBB\xBF{}",
                                         "{\"a\":\"b\",\"c\":\"d\",\"e\":\"f\",\"g\":\"h\",\"i\":\"j\"}"};
    static const char with_nul[] = "{\"a\":\"b\0c\"}";
    static const char nul_behind[] = "{}\0";
    struct json_flat read;
    char large[JSON_FLAT_BYTES_MAX + 2];
    (void)state;
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
        assert_false(json_flat_read(&read, others[i], strlen(others[i])));
    assert_false(json_flat_read(&read, with_nul, sizeof with_nul - 1));
    assert_false(json_flat_read(&read, nul_behind, sizeof nul_behind - 1));
    memset(large, ' ', sizeof large);
    memcpy(large, "{}", 2);
    assert_true(json_flat_read(&read, large, JSON_FLAT_BYTES_MAX));
    assert_false(json_flat_read(&read, large, JSON_FLAT_BYTES_MAX + 1));
}

static void members_of_a_flat_object_are_told_in_the_same_words(void **state)
{
    static const char text[] = "{\"name\":\"Ada\",\"count\":\"3\"}";
    static const char *const known[] = {"name"};
    (void)state;
    for (int way = 0; way < 5; way++) {
        struct json_flat flat;
        struct json_reader readers[2];
        json_t *root = json_parse(text, strlen(text), NULL, NULL);
        assert_true(json_flat_read(&flat, text, strlen(text)));
        json_reader_init(&readers[0], root);
        json_reader_init_flat(&readers[1], &flat);
        for (int i = 0; i < 2; i++) {
            struct json_reader *reader = &readers[i];
            assert_string_equal(json_required_text(reader, "name", 1, 3), "Ada");
            assert_null(json_optional_text(reader, "none", 1, 3));
            assert_true(json_has(reader, "count") && !json_has(reader, "Count"));
            assert_false(reader->failed);
            if (way == 0)
                assert_int_equal(json_required_i64(reader, "count", 1, 9), 1);
            else if (way == 1)
                assert_false(json_required_bool(reader, "count"));
            else if (way == 2)
                assert_null(json_optional_array(reader, "count", 4));
            else if (way == 3)
                assert_null(json_optional_text(reader, "name", 4, 9));
            else
                json_reader_allow_only(reader, known, 1);
            assert_true(reader->failed);
        }
        assert_string_equal(readers[0].what, readers[1].what);
        assert_string_equal(readers[0].member, readers[1].member);
        json_decref(root);
    }
}

static void the_writer_places_commas_and_nests(void **state)
{
    (void)state;
    struct buf buf;
    struct json_writer writer;
    buf_init(&buf, 1000);
    json_writer_init(&writer, &buf);
    json_object_begin(&writer);
    json_member_text(&writer, "a", "x");
    json_member_i64(&writer, "b", -1);
    json_member_array_begin(&writer, "c");
    json_array_end(&writer);
    json_member_array_begin(&writer, "d");
    json_u64(&writer, 1);
    json_object_begin(&writer);
    json_object_end(&writer);
    json_bool(&writer, false);
    json_array_end(&writer);
    json_member_object_begin(&writer, "e");
    json_member_null(&writer, "f");
    json_member_text(&writer, "g", NULL);
    json_object_end(&writer);
    json_member_bool(&writer, "h", true);
    json_member_raw(&writer, "i", "[1]", 3);
    json_object_end(&writer);
    assert_string_equal(buf_text(&buf), "{\"a\":\"x\",\"b\":-1,\"c\":[],\"d\":[1,{},false],"
                                        "\"e\":{\"f\":null,\"g\":null},\"h\":true,\"i\":[1]}");
    buf_free(&buf);
}

static void written_is(const char *text, size_t len, const char *expected)
{
    struct buf buf;
    struct json_writer writer;
    buf_init(&buf, 1000);
    json_writer_init(&writer, &buf);
    json_text(&writer, text, len);
    assert_string_equal(buf_text(&buf), expected);
    buf_free(&buf);
}

static void texts_are_escaped(void **state)
{
    (void)state;
    written_is("a\"b\\c\n\r\t\b\f", 10, "\"a\\\"b\\\\c\\n\\r\\t\\b\\f\"");
    written_is("\0\x01\x1F\x7F", 4, "\"\\u0000\\u0001\\u001f\\u007f\"");
    written_is("a/b</script>", 12, "\"a/b<\\/script>\"");
    written_is("\xE2\x80\xA8\xE2\x80\xA9\xE2\x82\xAC\xF0\x9F\x98\x80", 13,
               "\"\\u2028\\u2029\xE2\x82\xAC\xF0\x9F\x98\x80\"");
    written_is("a\xFF\xC3", 3, "\"a\xEF\xBF\xBD\xEF\xBF\xBD\"");
    written_is("", 0, "\"\"");
}

/* Eight bytes are looked at together, so each byte is tried at each of more than eight places. */
static void a_byte_is_written_the_same_wherever_it_stands(void **state)
{
    (void)state;
    enum { LEN = 19 };
    for (int byte = 0; byte < 256; byte++)
        for (int place = 0; place < LEN; place++) {
            char text[LEN + 1] = "abcdefghijklmnopqrs";
            struct buf alone, expected;
            struct json_writer writer;
            text[place] = (char)byte;
            buf_init(&alone, 100);
            json_writer_init(&writer, &alone);
            json_text(&writer, &text[place], 1);
            buf_init(&expected, 100);
            buf_append_format(&expected, "\"%.*s%.*s%s\"", place, "abcdefghijklmnopqrs", (int)alone.len - 2,
                              buf_text(&alone) + 1, &"abcdefghijklmnopqrs"[place + 1]);
            written_is(text, LEN, buf_text(&expected));
            buf_free(&alone);
            buf_free(&expected);
        }
}

static void number_is(double value, const char *expected)
{
    struct buf buf;
    struct json_writer writer;
    buf_init(&buf, 1000);
    json_writer_init(&writer, &buf);
    json_f64(&writer, value);
    assert_string_equal(buf_text(&buf), expected);
    buf_free(&buf);
}

static void real_numbers_are_short_and_exact(void **state)
{
    (void)state;
    number_is(0.1, "0.1");
    number_is(3, "3.0");
    number_is(-1.5e300, "-1.5e+300");
    number_is(1.0 / 3, "0.3333333333333333");
    number_is(INFINITY, "null");
    number_is(NAN, "null");
}

static void every_character_survives_a_round_trip(void **state)
{
    (void)state;
    struct buf buf;
    struct json_writer writer;
    for (uint32_t c = 1; c < 0x3000; c++) {
        char text[4];
        size_t len = c < 0x80 ? 1 : c < 0x800 ? 2 : 3;
        if (len == 1)
            text[0] = (char)c;
        else if (len == 2)
            text[0] = (char)(0xC0 | c >> 6), text[1] = (char)(0x80 | (c & 63));
        else
            text[0] = (char)(0xE0 | c >> 12), text[1] = (char)(0x80 | (c >> 6 & 63)), text[2] = (char)(0x80 | (c & 63));
        buf_init(&buf, 100);
        json_writer_init(&writer, &buf);
        json_array_begin(&writer);
        json_text(&writer, text, len);
        json_array_end(&writer);
        json_t *root = json_parse(buf.bytes, buf.len, NULL, NULL);
        assert_non_null(root);
        assert_memory_equal(json_string_value(json_array_get(root, 0)), text, len);
        json_decref(root);
        buf_free(&buf);
    }
}

static void running_out_of_room_is_the_buffers_failure(void **state)
{
    (void)state;
    struct buf buf;
    struct json_writer writer;
    buf_init(&buf, 8);
    json_writer_init(&writer, &buf);
    json_object_begin(&writer);
    json_member_text(&writer, "name", "too long for it");
    json_object_end(&writer);
    assert_true(buf_failed(&buf));
    buf_free(&buf);
}

static void what_was_rendered_before_and_failed_is_not_left_out_silently(void **state)
{
    struct buf whole, good, bad;
    struct json_writer writer;
    (void)state;
    buf_init(&whole, 100);
    buf_init(&good, 100);
    buf_init(&bad, 2);
    buf_append_text(&good, "[1]");
    buf_append_text(&bad, "[1]");
    json_writer_init(&writer, &whole);
    json_object_begin(&writer);
    json_member_buf(&writer, "a", &good);
    assert_string_equal(buf_text(&whole), "{\"a\":[1]");
    json_member_buf(&writer, "b", &bad);
    json_object_end(&writer);
    assert_true(buf_failed(&whole));
    buf_free(&good);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(loose_json_is_refused),
        cmocka_unit_test(strict_json_is_accepted),
        cmocka_unit_test(depth_and_size_are_bounded),
        cmocka_unit_test(an_error_says_where),
        cmocka_unit_test(members_are_read_within_bounds),
        cmocka_unit_test(the_first_wrong_member_is_told),
        cmocka_unit_test(unknown_members_can_be_refused),
        cmocka_unit_test(reading_what_is_no_object_fails),
        cmocka_unit_test(a_flat_object_of_texts_is_read_as_its_document_is),
        cmocka_unit_test(what_is_no_flat_object_of_texts_is_left_to_the_parser),
        cmocka_unit_test(members_of_a_flat_object_are_told_in_the_same_words),
        cmocka_unit_test(the_writer_places_commas_and_nests),
        cmocka_unit_test(texts_are_escaped),
        cmocka_unit_test(a_byte_is_written_the_same_wherever_it_stands),
        cmocka_unit_test(real_numbers_are_short_and_exact),
        cmocka_unit_test(every_character_survives_a_round_trip),
        cmocka_unit_test(running_out_of_room_is_the_buffers_failure),
        cmocka_unit_test(what_was_rendered_before_and_failed_is_not_left_out_silently),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
