/* Facts of contacts and offers come back as they were, and a contact is found wherever its life meets the range. */
#include "book/facts.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "book/history.h"

enum { CONTACTS = 7 };
static const int64_t MINUTE_MS = 60000;
static const int64_t BEGUN_AT = 1700000000000;
static const int64_t LENGTHS_MIN[CONTACTS] = {0, 14, 16, 120, 3000, 40 * 1440, 20 * 365 * 1440};

struct found {
    uint32_t count;
    struct tally_contact contacts[CONTACTS + 1];
};

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

static void open_with_contacts(struct history *history)
{
    struct book_error error;
    assert_int_equal(history_open(history, NULL, &error), 0);
    facts_begin(&history->facts);
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
        is_found |= memcmp(&found.contacts[i], &expected, sizeof expected) == 0;
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
    struct book_error error;
    struct found found = {.count = 0};
    struct tally_contact contact = some_contact(3);
    assert_int_equal(history_open(&history, NULL, &error), 0);
    facts_begin(&history.facts);
    contact.is_over = 0;
    contact.hold_since = contact.ended_at;
    facts_keep_live(&history.sql, &contact);
    facts_walk_live(&history.sql, keep, &found);
    assert_int_equal(found.count, 1);
    assert_memory_equal(&found.contacts[0], &contact, sizeof contact);
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
    struct book_error error;
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
    assert_int_equal(history_open(&history, NULL, &error), 0);
    facts_begin(&history.facts);
    facts_add_offer(&history.facts, &history.sql, &offer, 7);
    facts_flush(&history.facts, &history.sql);
    facts_walk_offers(&history.sql, BEGUN_AT + 20000, BEGUN_AT + 20001, keep_offer, &found);
    assert_memory_equal(&found, &offer, sizeof offer);
    history_close(&history);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_contact_is_found_at_its_beginning_at_its_end_and_between),
        cmocka_unit_test(short_contacts_of_other_days_are_not_looked_at),
        cmocka_unit_test(a_live_contact_is_kept_until_it_is_over),
        cmocka_unit_test(an_offer_comes_back_as_it_was),
    };
    return cmocka_run_group_tests_name("facts", tests, NULL, NULL);
}
