/* Facts of contacts and offers come back as they were, and a contact is found wherever its life meets the range. What
 * is stored of them, and of spans, is the same in every build of a book version. */
#include "book/facts.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "book/history.h"
#include "book/spans_row.h"

enum { CONTACTS = 7, STORED_MAX = 64 };
static const int64_t MINUTE_MS = 60000;
static const int64_t BEGUN_AT = 1700000000000;
static const int64_t LENGTHS_MIN[CONTACTS] = {0, 14, 16, 120, 3000, 40 * 1440, 20 * 365 * 1440};

struct found {
    uint32_t count;
    struct tally_contact contacts[CONTACTS + 1];
};

/* Without the bytes between two members (here before holds, below before begun_at): those may be anything. */
static bool is_same(const struct tally_contact *one, const struct tally_contact *other)
{
    const size_t gap = offsetof(struct tally_contact, was_on_hold_at_end) + sizeof one->was_on_hold_at_end;
    const size_t rest = offsetof(struct tally_contact, holds);
    return memcmp(one, other, gap) == 0 &&
           memcmp((const char *)one + rest, (const char *)other + rest, sizeof *one - rest) == 0;
}

static bool is_same_offer(const struct tally_offer *one, const struct tally_offer *other)
{
    const size_t gap = offsetof(struct tally_offer, code) + sizeof one->code;
    const size_t rest = offsetof(struct tally_offer, begun_at);
    return memcmp(one, other, gap) == 0 &&
           memcmp((const char *)one + rest, (const char *)other + rest, sizeof *one - rest) == 0;
}

static void keep(void *ctx, const struct tally_contact *contact)
{
    struct found *found = ctx;
    assert_true(found->count <= CONTACTS);
    found->contacts[found->count++] = *contact;
}

static struct tally_contact some_contact(uint64_t number)
{
    int64_t begun_at = BEGUN_AT + (int64_t)number * MINUTE_MS;
    int64_t ended_at = begun_at + LENGTHS_MIN[number - 1] * MINUTE_MS;
    return (struct tally_contact){.row = number,
                                  .contact = number << 32 | 5,
                                  .queue = 2,
                                  .queue_agent = 3,
                                  .agent = 4,
                                  .profile = 5,
                                  .channel = 1,
                                  .initiation = 6,
                                  .cause = 7,
                                  .ended_by = 8,
                                  .is_over = 1,
                                  .was_queued = 1,
                                  .is_transferred_by_agent = 1,
                                  .was_on_hold_at_end = 1,
                                  .holds = 9,
                                  .messages_agent = 10,
                                  .messages_customer = 11,
                                  .offers = 12,
                                  .started_at = begun_at,
                                  .enqueued_at = begun_at,
                                  .dequeued_at = begun_at + 1,
                                  .connected_at = begun_at + 2,
                                  .ended_at = ended_at,
                                  .wrapup_at = ended_at + 3,
                                  .wrapup_ended_at = ended_at + 400 * MINUTE_MS,
                                  .hold_ms = 13,
                                  .pause_ms = 14,
                                  .first_response_at = begun_at + 3};
}

static void open_empty(struct history *history)
{
    struct book_error error;
    assert_int_equal(history_open(history, NULL, &error), 0);
    facts_begin(&history->facts);
}

static void open_with_contacts(struct history *history)
{
    open_empty(history);
    for (uint64_t number = 1; number <= CONTACTS; number++) {
        const struct tally_contact contact = some_contact(number);
        facts_add_contact(&history->facts, &history->sql, &contact, 100 + number, false);
    }
    facts_flush(&history->facts, &history->sql);
}

static bool finds(struct history *history, int64_t from, int64_t to, uint64_t number)
{
    const struct tally_contact expected = some_contact(number);
    struct found found = {.count = 0};
    bool is_found = false;
    facts_walk_over(&history->sql, from, to, keep, &found);
    for (uint32_t i = 0; i < found.count; i++)
        is_found |= is_same(&found.contacts[i], &expected);
    return is_found;
}

static void a_contact_is_found_at_its_beginning_at_its_end_and_between(void **state)
{
    (void)state;
    struct history history;
    open_with_contacts(&history);
    for (uint64_t number = 1; number <= CONTACTS; number++) {
        const struct tally_contact contact = some_contact(number);
        assert_true(finds(&history, contact.started_at, contact.started_at + 1, number));
        assert_true(finds(&history, contact.ended_at, contact.ended_at + 1, number));
        int64_t middle = contact.started_at + (contact.ended_at - contact.started_at) / 2;
        assert_true(finds(&history, middle, middle + 1, number));
        assert_true(finds(&history, 0, INT64_MAX, number));
    }
    history_close(&history);
}

static void short_contacts_of_other_days_are_not_looked_at(void **state)
{
    (void)state;
    struct history history;
    struct found found = {.count = 0};
    int64_t later = BEGUN_AT + 2 * 1440 * MINUTE_MS;
    open_with_contacts(&history);
    facts_walk_over(&history.sql, later, later + MINUTE_MS, keep, &found);
    assert_in_range(found.count, 3, 4);
    for (uint32_t i = 0; i < found.count; i++)
        assert_in_range(found.contacts[i].row, 4, CONTACTS);
    history_close(&history);
}

static void a_live_contact_is_kept_until_it_is_over(void **state)
{
    (void)state;
    struct history history;
    struct found found = {.count = 0};
    struct tally_contact contact = some_contact(3);
    open_empty(&history);
    contact.is_over = 0;
    contact.hold_since = contact.ended_at;
    facts_keep_live(&history.sql, &contact);
    facts_walk_live(&history.sql, keep, &found);
    assert_int_equal(found.count, 1);
    assert_true(is_same(&found.contacts[0], &contact));
    contact.is_over = 1;
    facts_add_contact(&history.facts, &history.sql, &contact, 200, true);
    facts_flush(&history.facts, &history.sql);
    found.count = 0;
    facts_walk_live(&history.sql, keep, &found);
    assert_int_equal(found.count, 0);
    history_close(&history);
}

static void keep_offer(void *ctx, const struct tally_offer *offer)
{
    *(struct tally_offer *)ctx = *offer;
}

static void an_offer_comes_back_as_it_was(void **state)
{
    (void)state;
    struct history history;
    struct tally_offer found = {.row = 0};
    const struct tally_offer offer = {.row = 1,
                                      .contact = 2,
                                      .agent = 3,
                                      .profile = 4,
                                      .queue = 5,
                                      .channel = 1,
                                      .initiation = 2,
                                      .outcome = TALLY_OFFER_MISSED,
                                      .reason = 3,
                                      .code = 6,
                                      .begun_at = BEGUN_AT,
                                      .ended_at = BEGUN_AT + 20000};
    open_empty(&history);
    facts_add_offer(&history.facts, &history.sql, &offer, 7);
    facts_flush(&history.facts, &history.sql);
    facts_walk_offers(&history.sql, BEGUN_AT + 20000, BEGUN_AT + 20001, keep_offer, &found);
    assert_true(is_same_offer(&found, &offer));
    history_close(&history);
}

/* ---- what is stored ---- */

static const char live_facts[] = "SELECT facts FROM contact_facts_live";

/* The one row's bytes; returns how many. */
static int stored(struct history *history, const char *select, uint8_t bytes[STORED_MAX])
{
    sqlite3_stmt *statement;
    assert_int_equal(sqlite3_prepare_v2(history->sql.db, select, -1, &statement, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_step(statement), SQLITE_ROW);
    int len = sqlite3_column_bytes(statement, 0);
    assert_in_range(len, 1, STORED_MAX);
    memcpy(bytes, sqlite3_column_blob(statement, 0), (size_t)len);
    sqlite3_finalize(statement);
    return len;
}

/* 1, 2, 3 and so on: books that are there hold them in this order, in another they would be read as something else
 * without a word. */
static void expect_counted(struct history *history, const char *select, int count)
{
    uint8_t bytes[STORED_MAX];
    assert_int_equal(stored(history, select, bytes), count);
    for (int i = 0; i < count; i++)
        assert_int_equal(bytes[i], i + 1);
}

static void a_contacts_numbers_are_stored_in_their_order(void **state)
{
    static const int64_t start = 3;
    const struct tally_contact contact = {.row = 1,
                                          .contact = 2,
                                          .started_at = start,
                                          .queue = 4,
                                          .queue_agent = 5,
                                          .agent = 6,
                                          .profile = 7,
                                          .channel = 8,
                                          .initiation = 9,
                                          .cause = 10,
                                          .ended_by = 11,
                                          .is_transferred = 1,          /* flags: 4 */
                                          .is_transferred_by_agent = 1, /* and 8 are 12 */
                                          .holds = 13,
                                          .messages_agent = 14,
                                          .messages_customer = 15,
                                          .offers = 16,
                                          .enqueued_at = start + 16,
                                          .dequeued_at = start + 17,
                                          .connected_at = start + 18,
                                          .ended_at = start + 19,
                                          .wrapup_at = start + 20,
                                          .wrapup_ended_at = start + 21,
                                          .hold_ms = 23,
                                          .pause_ms = 24,
                                          .hold_since = start + 24,
                                          .pause_since = start + 25,
                                          .first_response_at = start + 26};
    struct found found = {.count = 0};
    struct history history;
    (void)state;
    open_empty(&history);
    facts_keep_live(&history.sql, &contact);
    expect_counted(&history, live_facts, 27);
    facts_walk_live(&history.sql, keep, &found);
    assert_true(is_same(&found.contacts[0], &contact));
    history_close(&history);
}

static void each_flag_of_a_contact_has_its_bit(void **state)
{
    enum { FLAGS_AT = 11 };
    const struct tally_contact contacts[] = {{.is_over = 1},
                                             {.was_queued = 1},
                                             {.is_transferred = 1},
                                             {.is_transferred_by_agent = 1},
                                             {.was_on_hold_at_end = 1}};
    struct history history;
    (void)state;
    for (unsigned i = 0; i < sizeof contacts / sizeof contacts[0]; i++) {
        struct found found = {.count = 0};
        uint8_t bytes[STORED_MAX];
        open_empty(&history);
        facts_keep_live(&history.sql, &contacts[i]);
        assert_in_range(stored(&history, live_facts, bytes), FLAGS_AT + 1, STORED_MAX);
        assert_int_equal(bytes[FLAGS_AT], 1u << i);
        facts_walk_live(&history.sql, keep, &found);
        assert_true(is_same(&found.contacts[0], &contacts[i]));
        history_close(&history);
    }
}

static void an_offers_numbers_are_stored_in_their_order(void **state)
{
    const struct tally_offer offer = {.row = 1,
                                      .contact = 2,
                                      .agent = 3,
                                      .profile = 4,
                                      .queue = 5,
                                      .channel = 6,
                                      .initiation = 7,
                                      .outcome = 8,
                                      .reason = 9,
                                      .code = 10,
                                      .begun_at = 11,
                                      .ended_at = 11 + 12};
    struct history history;
    (void)state;
    open_empty(&history);
    facts_add_offer(&history.facts, &history.sql, &offer, 1);
    facts_flush(&history.facts, &history.sql);
    expect_counted(&history, "SELECT facts FROM offer_facts", 12);
    history_close(&history);
}

static void a_spans_numbers_are_stored_in_their_order(void **state)
{
    const struct tally_span span = {.agent = 99, /* the row's */
                                    .from = 1,
                                    .to = 1 + 2,
                                    .seq = 3,
                                    .profile = 4,
                                    .status = 5,
                                    .status_type = 6,
                                    .code = 7,
                                    .next = 8,
                                    .activity = 9,
                                    .is_on_contact = 10,
                                    .has_error = 11,
                                    .contacts = 12,
                                    .handled = 13};
    struct history history;
    struct gathered spans;
    (void)state;
    open_empty(&history);
    gathered_init(&spans, spans_row_put);
    spans_row_add(&spans, &history.sql, &span);
    gathered_flush(&spans, &history.sql);
    expect_counted(&history, "SELECT spans FROM spans WHERE agent = 99", 13);
    gathered_free(&spans);
    history_close(&history);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_contact_is_found_at_its_beginning_at_its_end_and_between),
        cmocka_unit_test(short_contacts_of_other_days_are_not_looked_at),
        cmocka_unit_test(a_live_contact_is_kept_until_it_is_over),
        cmocka_unit_test(an_offer_comes_back_as_it_was),
        cmocka_unit_test(a_contacts_numbers_are_stored_in_their_order),
        cmocka_unit_test(each_flag_of_a_contact_has_its_bit),
        cmocka_unit_test(an_offers_numbers_are_stored_in_their_order),
        cmocka_unit_test(a_spans_numbers_are_stored_in_their_order),
    };
    return cmocka_run_group_tests_name("facts", tests, NULL, NULL);
}
