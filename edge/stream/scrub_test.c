/* What was told loses the texts of who was erased, and nothing else: places, lengths, ids and numbers stay, also under
 * a reader that is in the middle. */
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "edge/stream/scrub.h"
#include "lib/testing/cmocka.h"

static char id[UUID_TEXT_BYTES] = "1c7c2b7e-4a36-4f0e-9d0f-1f0c3ee0a2d4";
static char other[UUID_TEXT_BYTES] = "2c7c2b7e-4a36-4f0e-9d0f-1f0c3ee0a2d4";

static struct scrub scrub_of(char (*ids)[UUID_TEXT_BYTES], bool of_user)
{
    return (struct scrub){.of_user = of_user, .count = 1, .ids = ids};
}

static void expect(bool of_user, const char *before, const char *after, bool changed)
{
    char json[512];
    struct scrub scrub = scrub_of(&id, of_user);
    snprintf(json, sizeof json, "%s", before);
    assert_int_equal(scrub_json(&scrub, json, strlen(json)), changed);
    assert_string_equal(json, after);
    assert_false(scrub_json(&scrub, json, strlen(json)));
}

static void texts_of_a_contact_become_blanks(void **state)
{
    (void)state;
    expect(false,
           "{\"ContactId\":\"1c7c2b7e-4a36-4f0e-9d0f-1f0c3ee0a2d4\",\"ContactName\":\"Z\\\"o}e\","
           "\"Attributes\":{\"a\":\"}\"},"
           "\"CustomerEndpoint\":{\"Address\":\"+1\",\"Type\":\"T\"},\"Username\":\"bob\",\"N\":[1]}",
           "{\"ContactId\":\"1c7c2b7e-4a36-4f0e-9d0f-1f0c3ee0a2d4\",\"ContactName\":\"\"      "
           ",\"Attributes\":{}       ,"
           "\"CustomerEndpoint\":null                       ,\"Username\":\"bob\",\"N\":[1]}",
           true);
}

static void what_names_somebody_else_stays(void **state)
{
    (void)state;
    const char *text = "{\"ContactId\":\"2c7c2b7e-4a36-4f0e-9d0f-1f0c3ee0a2d4\",\"ContactName\":\"Zoe\"}";
    expect(false, text, text, false);
    expect(
        true,
        "{\"ARN\":\"x/1c7c2b7e-4a36-4f0e-9d0f-1f0c3ee0a2d4\",\"ContactName\":\"Zoe\",\"FirstName\":\"Al\"}",
        "{\"ARN\":\"x/1c7c2b7e-4a36-4f0e-9d0f-1f0c3ee0a2d4\",\"ContactName\":\"Zoe\",\"FirstName\":\"\"  }",
        true);
}

static void null_and_empty_values_stay(void **state)
{
    (void)state;
    const char *text =
        "{\"ContactId\":\"1c7c2b7e-4a36-4f0e-9d0f-1f0c3ee0a2d4\",\"ContactName\":\"\",\"Attributes\":{},"
        "\"ContactDescription\":null,\"CustomerEndpoint\":null}";
    expect(false, text, text, false);
}

static void put(struct spool *spool, uint64_t seq, const char *contact, const char *name)
{
    char json[256];
    struct spool_error error;
    int len = snprintf(json, sizeof json, "{\"ContactId\":\"%s\",\"ContactName\":\"%s\"}", contact, name);
    assert_int_equal(
        spool_append(spool, (struct place){seq, 0}, SPOOL_CONTACT_RECORD, contact, json, (size_t)len, &error),
        0);
    assert_int_equal(spool_publish(spool, &error), 0);
}

static int remove_one(const char *path, const struct stat *status, int type, struct FTW *at)
{
    (void)status;
    (void)type;
    (void)at;
    return remove(path);
}

static void a_reader_in_the_middle_reads_on_and_gets_the_erased_text(void **state)
{
    (void)state;
    char dir[] = "/tmp/nextup-scrub-XXXXXX";
    struct spool *spool = NULL;
    struct spool_error error;
    struct spool_entry entry;
    struct place gap;
    struct spool_options options = {.file_bytes_max = 300};
    bool fresh = false;
    assert_non_null(mkdtemp(dir));
    assert_int_equal(spool_open(&spool, dir, &options, &fresh, &error), 0);
    assert_int_equal(spool_begin(spool, (struct place){0}, &error), 0);
    for (uint64_t seq = 1; seq <= 20; seq++)
        put(spool, seq, seq % 2 ? id : other, "Zoe-the-marker");
    struct spool_reader *reader = spool_reader_open(spool, (struct place){0});
    for (uint64_t seq = 1; seq <= 2; seq++)
        assert_int_equal(spool_reader_next(reader, &entry, &gap, &error), 1);
    struct scrub scrub = scrub_of(&id, false);
    assert_int_equal(scrub_done(spool), 0);
    assert_int_equal(scrub_spool(spool, &scrub, 77, &error), 0);
    assert_int_equal(scrub_done(spool), 77);
    for (uint64_t seq = 3; seq <= 20; seq++) {
        if (spool_reader_next(reader, &entry, &gap, &error) != 1)
            fail_msg("%s", error.sentence);
        assert_int_equal(entry.place.seq, seq);
        assert_int_equal(memmem(entry.json, entry.len, "marker", 6) == NULL, seq % 2);
    }
    assert_int_equal(spool_reader_next(reader, &entry, &gap, &error), 0);
    put(spool, 21, id, "after"); /* the writer goes on where it was */
    assert_int_equal(spool_reader_next(reader, &entry, &gap, &error), 1);
    spool_reader_close(reader);
    spool_close(spool);
    assert_int_equal(nftw(dir, remove_one, 8, FTW_DEPTH | FTW_PHYS), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(texts_of_a_contact_become_blanks),
        cmocka_unit_test(what_names_somebody_else_stays),
        cmocka_unit_test(null_and_empty_values_stay),
        cmocka_unit_test(a_reader_in_the_middle_reads_on_and_gets_the_erased_text),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
