/* The stream's settings: what is taken, what is refused and how it says so; templates. */
#include <string.h>

#include "edge/stream/settings.h"
#include "edge/stream/spool.h"
#include "lib/testing/cmocka.h"

static void a_publishers_keys_are_taken(void **state)
{
    (void)state;
    struct stream_settings settings = {0};
    char why[STREAM_SENTENCE_BYTES] = "";
    assert_true(stream_settings_owns("publisher crm"));
    assert_true(stream_settings_owns("stream"));
    assert_false(stream_settings_owns("publishers"));
    assert_true(stream_settings_set(&settings, "stream", "keep_bytes_max", "1048576", why));
    assert_true(stream_settings_set(&settings, "publisher crm", "kind", "kafka", why));
    assert_true(stream_settings_set(&settings, "publisher crm", "target", "a:9092,b:9092", why));
    assert_true(
        stream_settings_set(&settings, "publisher crm", "streams", "agent-events, contact-records", why));
    assert_true(stream_settings_set(&settings, "publisher crm", "property.acks", "all", why));
    assert_true(stream_settings_set(&settings, "publisher two", "kind", "file", why));
    assert_true(stream_settings_set(&settings, "publisher two", "target", "/x", why));
    assert_true(stream_settings_check(&settings, why));
    assert_int_equal(settings.keep_bytes_max, 1048576);
    assert_int_equal(settings.publisher_count, 2);
    assert_int_equal(settings.publishers[0].kind, STREAM_KAFKA);
    assert_int_equal(settings.publishers[0].streams, 1u << SPOOL_AGENT_EVENT | 1u << SPOOL_CONTACT_RECORD);
    assert_string_equal(settings.publishers[0].properties[0].name, "acks");
}

static void what_is_wrong_is_refused_with_a_sentence(void **state)
{
    (void)state;
    static const char *const WRONG[][3] = {
        {"publisher a", "kind", "fax"},      {"publisher a", "streams", "agent-events calls"},
        {"publisher a", "colour", "blue"},   {"publisher a", "timeout_ms", "soon"},
        {"publisher a", "timeout_ms", "-5"}, {"publisher a b", "kind", "file"},
        {"publisher ", "kind", "file"},      {"stream", "keep_bytes_max", "1"}};
    for (size_t i = 0; i < sizeof WRONG / sizeof WRONG[0]; i++) {
        struct stream_settings settings = {0};
        char why[STREAM_SENTENCE_BYTES] = "";
        assert_false(stream_settings_set(&settings, WRONG[i][0], WRONG[i][1], WRONG[i][2], why));
        assert_true(strlen(why) > 10);
    }
}

static void a_publisher_says_what_it_cannot_do_without(void **state)
{
    (void)state;
    struct stream_settings settings = {0};
    char why[STREAM_SENTENCE_BYTES] = "";
    stream_settings_set(&settings, "publisher a", "target", "http://x/", why);
    assert_false(stream_settings_check(&settings, why));
    stream_settings_set(&settings, "publisher a", "kind", "webhook", why);
    assert_false(stream_settings_check(&settings, why));
    assert_non_null(strstr(why, "secret_file"));
    stream_settings_set(&settings, "publisher a", "secret_file", "/s", why);
    assert_true(stream_settings_check(&settings, why));
}

static void templates_are_filled(void **state)
{
    (void)state;
    char text[STREAM_TEXT_BYTES];
    char longer[STREAM_TEXT_BYTES + 1];
    assert_true(stream_fill("nextup.{centre}.{stream}.{x}", "a", "b", text));
    assert_string_equal(text, "nextup.a.b.{x}");
    assert_true(stream_fill("/x/{centre}/{stream}", "a", NULL, text));
    assert_string_equal(text, "/x/a/{stream}");
    memset(longer, 'x', sizeof longer - 1);
    longer[sizeof longer - 1] = '\0';
    assert_false(stream_fill(longer, "a", NULL, text));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_publishers_keys_are_taken),
        cmocka_unit_test(what_is_wrong_is_refused_with_a_sentence),
        cmocka_unit_test(a_publisher_says_what_it_cannot_do_without),
        cmocka_unit_test(templates_are_filled),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
