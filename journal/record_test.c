/* Tests of record.c: an event's bytes and back. */
#include "journal/journal.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <xxhash.h>

enum { BYTES_MAX = ACD_BODY_BYTES_MAX + 1024 };

/* Every member gets a value of its own, counted up, so that a swapped or forgotten one shows. Kept apart from
 * record.c's table on purpose. */
static struct acd_event every_member(void)
{
    struct acd_event event;
    memset(&event, 0, sizeof event);
    event = (struct acd_event){.seq = 1,
                               .at = 101,
                               .kind = 102,
                               .flags = 103,
                               .actor = 104,
                               .channel = 105,
                               .leg_state = 106,
                               .cause = 107,
                               .initiation = 108,
                               .model = 109,
                               .status_type = 110,
                               .subject_kind = 111,
                               .rule = 112,
                               .record = 113,
                               .actor_id = 114,
                               .agent = 115,
                               .other_agent = 116,
                               .status = 117,
                               .previous_status = 118,
                               .queue = 119,
                               .profile = 120,
                               .hours = 121,
                               .entry_point = 122,
                               .reason = 123,
                               .contact = 124,
                               .previous = 125,
                               .subject = 126,
                               .value = 127,
                               .value2 = 128,
                               .since = 129,
                               .deadline = 130,
                               .next = {.status = 131,
                                        .reason = 132,
                                        .set_by = 133,
                                        .when = 134,
                                        .scope = 135,
                                        .set_by_id = 136,
                                        .after_contacts = 137,
                                        .return_status = 138,
                                        .version = 139,
                                        .set_at = 140,
                                        .at = 141,
                                        .return_after_ms = 142,
                                        .expires_at = 143}};
    return event;
}

static uint8_t bytes[BYTES_MAX];

static void expect_back(const struct journal_entry *entry)
{
    struct journal_entry back;
    size_t len = journal_record_encode(entry, bytes, sizeof bytes);
    assert_true(len <= sizeof bytes);
    assert_int_equal(journal_record_decode(bytes, len, &back), len);
    assert_memory_equal(&back.event, &entry->event, sizeof back.event);
    assert_int_equal(back.body_len, entry->body_len);
    if (entry->body_len)
        assert_memory_equal(back.body, entry->body, entry->body_len);
}

static void every_member_comes_back(void **state)
{
    (void)state;
    expect_back(&(struct journal_entry){.event = every_member(), .body = "{}", .body_len = 2});
}

/* All bytes 0xff: the largest unsigned and -1; and then the least and largest of 64 bits. Padding is not a member. */
static void extreme_values_come_back(void **state)
{
    (void)state;
    struct journal_entry entry = {.event = every_member()};
    struct acd_event *event = &entry.event;
    event->seq = event->contact = event->previous = event->subject = UINT64_MAX;
    event->kind = event->flags = event->rule = event->record = UINT16_MAX;
    event->agent = event->actor_id = event->next.version = event->next.status = UINT32_MAX;
    event->actor = event->next.scope = UINT8_MAX;
    event->at = event->value = event->next.at = INT64_MIN;
    event->deadline = event->since = event->next.set_at = INT64_MAX;
    event->value2 = -1;
    expect_back(&entry);
}

/* Whether more bytes follow decides how a value is read. */
static void values_of_every_length_come_back(void **state)
{
    (void)state;
    for (unsigned bit = 0; bit < 64; bit++) {
        struct journal_entry entry = {.event = {.seq = UINT64_C(1) << bit, .contact = UINT64_MAX >> bit}};
        for (entry.body_len = 0; entry.body_len < 10; entry.body_len++) {
            entry.body = entry.body_len ? "\x80\x80\x80\x80\x80\x80\x80\x80\x80" : NULL;
            expect_back(&entry);
        }
    }
}

/* A record with one field, whose value is these bytes, and behind it a body of 0 or 8 bytes. */
static bool decodes(const void *value, size_t value_len, size_t body_len)
{
    struct journal_entry back;
    size_t len = 10 + 1 + value_len + 1 + body_len;
    memset(bytes, 0, len);
    bytes[0] = (uint8_t)len;
    bytes[8] = 1;
    bytes[10] = 25;
    memcpy(bytes + 11, value, value_len);
    uint32_t sum = (uint32_t)XXH3_64bits(bytes + 8, len - 8);
    for (int i = 0; i < 4; i++)
        bytes[4 + i] = (uint8_t)(sum >> (8 * i));
    return journal_record_decode(bytes, len, &back) == len;
}

static void a_value_is_written_in_one_way_only(void **state)
{
    static const char long_zero[] = "\x80\x80\x80\x80\x80\x80\x80\x80\x80\x00";
    (void)state;
    for (size_t body_len = 0; body_len <= 8; body_len += 8) {
        assert_true(decodes("\x01", 1, body_len));
        assert_true(decodes("\xff\x01", 2, body_len));
        assert_true(decodes("\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01", 10, body_len));
        assert_false(decodes("\x00", 1, body_len));
        for (size_t len = 2; len <= 10; len++)
            assert_false(decodes(&long_zero[10 - len], len, body_len));
        assert_false(decodes("\xff\xff\xff\xff\xff\xff\xff\xff\xff\x02", 10, body_len));
        assert_false(decodes("\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01", 11, body_len));
    }
}

static void an_empty_event_and_the_largest_body_come_back(void **state)
{
    (void)state;
    static uint8_t body[ACD_BODY_BYTES_MAX];
    memset(body, 0xa5, sizeof body);
    struct journal_entry entry;
    memset(&entry, 0, sizeof entry);
    expect_back(&entry);
    entry.body = body;
    entry.body_len = sizeof body;
    expect_back(&entry);
}

static void a_usual_event_takes_few_bytes(void **state)
{
    (void)state;
    struct journal_entry entry = {.event = {.seq = 1000000,
                                            .at = 1700000000000,
                                            .kind = ACD_STATUS_SET,
                                            .actor = ACD_ACTOR_AGENT,
                                            .actor_id = 12,
                                            .agent = 12,
                                            .status = 3,
                                            .previous_status = 1}};
    assert_true(journal_record_encode(&entry, bytes, sizeof bytes) <= 40);
}

static void nothing_is_written_where_it_does_not_fit(void **state)
{
    (void)state;
    struct journal_entry entry = {.event = every_member()};
    size_t len = journal_record_encode(&entry, bytes, sizeof bytes);
    memset(bytes, 0x77, len);
    assert_int_equal(journal_record_encode(&entry, bytes, len - 1), len);
    for (size_t i = 0; i < len; i++)
        assert_int_equal(bytes[i], 0x77);
}

static void every_cut_and_every_flipped_bit_is_noticed(void **state)
{
    (void)state;
    struct journal_entry entry = {.event = every_member(), .body = "body", .body_len = 4}, back;
    size_t len = journal_record_encode(&entry, bytes, sizeof bytes);
    for (size_t cut = 0; cut < len; cut++) {
        uint8_t *torn = malloc(cut + 1); /* its own block, so that a read beyond shows */
        memcpy(torn, bytes, cut);
        assert_int_equal(journal_record_decode(torn, cut, &back), 0);
        free(torn);
    }
    for (size_t bit = 0; bit < 8 * len; bit++) {
        bytes[bit / 8] ^= (uint8_t)(1u << bit % 8);
        assert_int_equal(journal_record_decode(bytes, len, &back), 0);
        bytes[bit / 8] ^= (uint8_t)(1u << bit % 8);
    }
    assert_int_equal(journal_record_decode(bytes, len, &back), len);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_member_comes_back),
        cmocka_unit_test(extreme_values_come_back),
        cmocka_unit_test(values_of_every_length_come_back),
        cmocka_unit_test(a_value_is_written_in_one_way_only),
        cmocka_unit_test(an_empty_event_and_the_largest_body_come_back),
        cmocka_unit_test(a_usual_event_takes_few_bytes),
        cmocka_unit_test(nothing_is_written_where_it_does_not_fit),
        cmocka_unit_test(every_cut_and_every_flipped_bit_is_noticed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
