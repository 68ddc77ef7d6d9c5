/* Tests of the pump: nothing leaves before what it has seen is durable, and what leaves keeps its order. */
#include "journal/memory.h"
#include "lib/testing/cmocka.h"
#include "pump/testing/book.h"
#include "pump/testing/centre.h"

#include <stdlib.h>
#include <string.h>

struct fixture {
    struct journal *journal; /* the pump's */
    struct pump *pump;
    struct ledger ledger;
    int wakes;
    /* of taps */
    uint32_t seen;
    uint64_t seen_seq;
    uint64_t seen_book_seq;
    uint64_t seen_durable;
    char order[16];
};

static void wake(void *ctx)
{
    struct fixture *fixture = ctx;
    fixture->wakes++;
}

static int set_up(void **state)
{
    struct fixture *fixture = calloc(1, sizeof *fixture);
    struct journal_error fault;
    struct pump_error error;
    struct pump_options options = testing_options();
    struct journal_options small = {.pending_bytes_max = 4096};
    options.wake = wake;
    options.ctx = fixture;
    assert_int_equal(journal_open_memory(&fixture->journal, &small, &fault), 0);
    assert_int_equal(pump_open_journal(&fixture->pump, fixture->journal, &options, &error), 0);
    testing_make_centre(fixture->pump);
    *state = fixture;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;
    pump_close(fixture->pump);
    free(fixture);
    return 0;
}

static void a_post_is_called_at_once_when_all_is_durable(void **state)
{
    struct fixture *fixture = *state;
    testing_post(fixture->pump, &fixture->ledger);
    assert_int_equal(fixture->ledger.count, 1);
    assert_int_equal(fixture->ledger.entries[0].outcome, PUMP_DURABLE);
}

static void posts_wait_for_durable_and_keep_their_order(void **state)
{
    struct fixture *fixture = *state;
    struct ledger *ledger = &fixture->ledger;
    journal_memory_hold(fixture->journal, true);
    for (uint32_t agent = 1; agent <= 3; agent++) {
        assert_int_equal(testing_choose(fixture->pump, agent, LUNCH), PUMP_OK);
        testing_post(fixture->pump, ledger);
        testing_post(fixture->pump, ledger);
    }
    pump_poll(fixture->pump);
    assert_int_equal(ledger->count, 0);
    journal_memory_commit(fixture->journal, 1);
    pump_poll(fixture->pump);
    assert_int_equal(ledger->count, 2);
    journal_memory_hold(fixture->journal, false);
    pump_poll(fixture->pump);
    assert_int_equal(ledger->count, 6);
    for (uint32_t i = 0; i < 6; i++) {
        assert_int_equal(ledger->entries[i].number, i);
        assert_int_equal(ledger->entries[i].outcome, PUMP_DURABLE);
        assert_true(ledger->entries[i].seq <= pump_durable(fixture->pump));
    }
}

static void what_a_gathering_pump_decides_leaves_after_the_push(void **state)
{
    struct fixture *fixture = *state;
    struct pump_options options = testing_options();
    struct pump_error error;
    struct pump *pump;
    options.gathers = true;
    assert_int_equal(pump_open(&pump, NULL, &options, &error), 0);
    testing_make_centre(pump);
    pump_push(pump);
    assert_int_equal(testing_choose(pump, 1, LUNCH), PUMP_OK);
    testing_post(pump, &fixture->ledger);
    pump_poll(pump);
    assert_int_equal(fixture->ledger.count, 0);
    pump_push(pump);
    pump_poll(pump);
    assert_int_equal(fixture->ledger.count, 1);
    assert_int_equal(fixture->ledger.entries[0].outcome, PUMP_DURABLE);
    pump_close(pump);
}

static void a_refusal_waits_as_well(void **state)
{
    struct fixture *fixture = *state;
    enum acd_refusal refusal = ACD_OK;
    journal_memory_hold(fixture->journal, true);
    assert_int_equal(testing_choose(fixture->pump, 1, LUNCH), PUMP_OK);
    struct acd_command unknown = {
        .kind = ACD_SET_STATUS, .agent = 1, .status = 77, .actor = {ACD_ACTOR_AGENT, 1}};
    assert_int_equal(pump_decide(fixture->pump, &unknown, NULL, 0, NULL, &refusal), PUMP_REFUSED);
    assert_int_equal(refusal, ACD_REFUSED_UNKNOWN_STATUS);
    testing_post(fixture->pump, &fixture->ledger);
    pump_poll(fixture->pump);
    assert_int_equal(fixture->ledger.count, 0);
    journal_memory_hold(fixture->journal, false);
    pump_poll(fixture->pump);
    assert_int_equal(fixture->ledger.count, 1);
}

static void a_failed_journal_loses_what_waits_and_refuses_all_later(void **state)
{
    struct fixture *fixture = *state;
    struct ledger *ledger = &fixture->ledger;
    struct pump_error error;
    journal_memory_hold(fixture->journal, true);
    assert_int_equal(testing_choose(fixture->pump, 1, LUNCH), PUMP_OK);
    testing_post(fixture->pump, ledger);
    journal_memory_commit(fixture->journal, 1);
    assert_int_equal(testing_choose(fixture->pump, 2, LUNCH), PUMP_OK);
    testing_post(fixture->pump, ledger);
    journal_memory_fail_next(fixture->journal, "The disk is full.");
    journal_memory_hold(fixture->journal, false);
    assert_int_equal(testing_choose(fixture->pump, 3, LUNCH), PUMP_FAILED);
    testing_post(fixture->pump, ledger);
    pump_poll(fixture->pump);
    assert_int_equal(ledger->count, 3);
    assert_int_equal(ledger->entries[0].outcome, PUMP_DURABLE);
    assert_int_equal(ledger->entries[1].outcome, PUMP_LOST);
    assert_int_equal(ledger->entries[2].outcome, PUMP_LOST); /* it has seen what is lost */
    assert_true(pump_failed(fixture->pump, &error));
    assert_string_equal(error.sentence, "The disk is full.");
    assert_int_equal(pump_deadline(fixture->pump), ACD_NEVER);
    testing_post(fixture->pump, ledger);
    assert_int_equal(ledger->entries[3].outcome, PUMP_LOST);
    assert_true(fixture->wakes > 0);
}

static void closing_runs_every_post(void **state)
{
    struct fixture *fixture = *state;
    journal_memory_hold(fixture->journal, true);
    assert_int_equal(testing_choose(fixture->pump, 1, LUNCH), PUMP_OK);
    testing_post(fixture->pump, &fixture->ledger);
    pump_close(fixture->pump);
    assert_int_equal(fixture->ledger.count, 1);
    assert_int_equal(fixture->ledger.entries[0].outcome, PUMP_DURABLE);
    struct pump_error error;
    struct pump_options options = testing_options();
    assert_int_equal(pump_open(&fixture->pump, NULL, &options, &error), 0);
}

static void look(void *ctx, struct pump *pump, const struct acd_batch *batch, const void *body,
                 size_t body_len)
{
    struct fixture *fixture = ctx;
    fixture->seen += batch->count;
    fixture->seen_seq = acd_seq(pump_core(pump));
    fixture->seen_book_seq = testing_book_last_seq();
    fixture->seen_durable = pump_durable(pump);
    assert_int_equal(batch->events[batch->count - 1].seq, fixture->seen_seq);
    assert_true(body_len == 0 || memcmp(body, "{\"name\":\"Lunch\"}", body_len) == 0);
    testing_post(pump, &fixture->ledger);
    assert_int_equal(fixture->ledger.count, 0); /* never from within */
}

static void a_tap_sees_the_state_after_the_batch_and_before_it_is_durable(void **state)
{
    struct fixture *fixture = *state;
    uint64_t before = pump_seq(fixture->pump);
    pump_tap(fixture->pump, look, fixture);
    journal_memory_hold(fixture->journal, true);
    assert_int_equal(testing_choose(fixture->pump, 1, LUNCH), PUMP_OK);
    assert_true(fixture->seen > 0);
    assert_int_equal(fixture->seen_seq, before + fixture->seen);
    assert_int_equal(fixture->seen_book_seq, fixture->seen_seq);
    assert_int_equal(fixture->seen_durable, before);
    journal_memory_hold(fixture->journal, false);
    pump_poll(fixture->pump);
    assert_int_equal(fixture->ledger.count, 1);
    pump_untap(fixture->pump, look, fixture);
    uint32_t seen = fixture->seen;
    assert_int_equal(testing_choose(fixture->pump, 2, LUNCH), PUMP_OK);
    assert_int_equal(fixture->seen, seen);
}

static void a_refused_command_and_one_that_changes_nothing_reach_no_tap(void **state)
{
    struct fixture *fixture = *state;
    const struct acd_batch *batch = NULL;
    pump_tap(fixture->pump, look, fixture);
    assert_int_equal(testing_choose(fixture->pump, 1, 77), PUMP_REFUSED);
    struct acd_command idle = {.kind = ACD_TICK, .at = 1};
    assert_int_equal(pump_decide(fixture->pump, &idle, NULL, 0, &batch, NULL), PUMP_OK);
    assert_int_equal(batch->count, 0);
    assert_int_equal(fixture->seen, 0);
}

static void first_tap(void *ctx, struct pump *pump, const struct acd_batch *batch, const void *body,
                      size_t body_len)
{
    (void)batch;
    (void)body;
    (void)body_len;
    struct fixture *fixture = ctx;
    fixture->order[strlen(fixture->order)] = '1';
    pump_untap(pump, first_tap, ctx);
}

static void second_tap(void *ctx, struct pump *pump, const struct acd_batch *batch, const void *body,
                       size_t body_len)
{
    (void)batch;
    (void)body;
    (void)body_len;
    (void)pump;
    struct fixture *fixture = ctx;
    fixture->order[strlen(fixture->order)] = '2';
}

static void taps_are_called_in_order_and_may_take_themselves_away(void **state)
{
    struct fixture *fixture = *state;
    pump_tap(fixture->pump, first_tap, fixture);
    pump_tap(fixture->pump, second_tap, fixture);
    assert_int_equal(testing_choose(fixture->pump, 1, LUNCH), PUMP_OK);
    assert_int_equal(testing_choose(fixture->pump, 2, LUNCH), PUMP_OK);
    assert_string_equal(fixture->order, "122");
}

static void any_tap_can_be_taken_away(void **state)
{
    struct fixture *fixture = *state;
    pump_tap(fixture->pump, second_tap, fixture);
    pump_tap(fixture->pump, look, fixture);
    pump_untap(fixture->pump, look, fixture);
    assert_int_equal(testing_choose(fixture->pump, 1, LUNCH), PUMP_OK);
    assert_int_equal(fixture->seen, 0);
    pump_tap(fixture->pump, look, fixture);
    pump_untap(fixture->pump, second_tap, fixture);
    assert_int_equal(testing_choose(fixture->pump, 2, LUNCH), PUMP_OK);
    assert_true(fixture->seen > 0);
    assert_string_equal(fixture->order, "2");
}

static void the_body_rides_beside_the_first_event_only(void **state)
{
    struct fixture *fixture = *state;
    struct journal_reader *reader;
    struct journal_error error;
    struct journal_entry entry;
    const struct acd_batch *batch;
    struct acd_command command = {.kind = ACD_START_CONTACT, .channel = ACD_CHAT, .queue = SUPPORT, .at = 1};
    assert_int_equal(testing_choose(fixture->pump, 1, AVAILABLE), PUMP_OK);
    assert_int_equal(pump_decide(fixture->pump, &command, "{\"name\":1}", 10, &batch, NULL), PUMP_OK);
    assert_true(batch->count > 1);
    assert_int_equal(testing_book_body_seq(), batch->events[0].seq);
    assert_string_equal(testing_book_body(), "{\"name\":1}");
    assert_int_equal(journal_reader_open(&reader, fixture->journal, batch->events[0].seq, &error), 0);
    assert_int_equal(journal_reader_next(reader, &entry, &error), 1);
    assert_int_equal(entry.body_len, 10);
    assert_memory_equal(&entry.event, &batch->events[0], sizeof entry.event);
    assert_int_equal(journal_reader_next(reader, &entry, &error), 1);
    assert_int_equal(entry.body_len, 0);
    journal_reader_close(reader);
}

static void time_never_goes_back(void **state)
{
    struct fixture *fixture = *state;
    const struct acd_batch *batch;
    struct acd_command late = {.kind = ACD_SET_STATUS,
                               .agent = 1,
                               .status = LUNCH,
                               .at = 1800000000000,
                               .actor = {ACD_ACTOR_AGENT, 1}};
    struct acd_command early = late;
    early.agent = early.actor.id = 2;
    early.at = 5;
    assert_int_equal(pump_decide(fixture->pump, &late, NULL, 0, &batch, NULL), PUMP_OK);
    assert_int_equal(batch->events[0].at, 1800000000000);
    pump_tick(fixture->pump, 7);
    assert_int_equal(pump_decide(fixture->pump, &early, NULL, 0, &batch, NULL), PUMP_OK);
    assert_int_equal(batch->events[0].at, 1800000000000);
}

static void below_the_reserve_only_new_contacts_are_refused(void **state)
{
    struct fixture *fixture = *state;
    struct acd_command call = {.kind = ACD_PLACE_CALL, .agent = 1};
    assert_int_equal(testing_choose(fixture->pump, 1, AVAILABLE), PUMP_OK);
    assert_int_equal(testing_start_chat(fixture->pump), PUMP_OK);
    uint64_t contact = acd_contact_after(pump_core(fixture->pump), 0);
    journal_memory_set_below_reserve(fixture->journal, true);
    assert_int_equal(testing_start_chat(fixture->pump), PUMP_NO_SPACE);
    assert_int_equal(testing_decide(fixture->pump, &call), PUMP_NO_SPACE);
    struct acd_command accept = {
        .kind = ACD_ACCEPT_OFFER, .agent = 1, .contact = contact, .actor = {ACD_ACTOR_AGENT, 1}};
    assert_int_equal(testing_decide(fixture->pump, &accept), PUMP_OK);
    assert_int_equal(testing_choose(fixture->pump, 1, LUNCH), PUMP_OK);
    journal_memory_set_below_reserve(fixture->journal, false);
    assert_int_equal(testing_start_chat(fixture->pump), PUMP_OK);
}

static void commands_are_counted_by_what_became_of_them(void **state)
{
    struct fixture *fixture = *state;
    struct pump_counters before = pump_counters(fixture->pump);
    assert_int_equal(testing_choose(fixture->pump, 1, LUNCH), PUMP_OK);
    assert_int_equal(testing_choose(fixture->pump, 1, 77), PUMP_REFUSED);
    assert_int_equal(testing_choose(fixture->pump, 1, 77), PUMP_REFUSED);
    journal_memory_set_below_reserve(fixture->journal, true);
    for (int i = 0; i < 3; i++)
        assert_int_equal(testing_start_chat(fixture->pump), PUMP_NO_SPACE);
    struct pump_counters after = pump_counters(fixture->pump);
    assert_int_equal(after.decided - before.decided, 1);
    assert_int_equal(after.refused - before.refused, 2);
    assert_int_equal(after.turned_away - before.turned_away, 3);
}

static void what_waits_to_become_durable_is_bounded(void **state)
{
    struct fixture *fixture = *state;
    int accepted = 0;
    journal_memory_hold(fixture->journal, true);
    while (accepted < 100000 &&
           testing_choose(fixture->pump, 1, accepted % 2 ? LUNCH : OFFLINE) != PUMP_OVERLOADED)
        accepted++;
    assert_true(accepted > 10 && accepted < 1000);
    assert_int_equal(pump_deadline(fixture->pump), ACD_NEVER);
    journal_memory_hold(fixture->journal, false);
    assert_int_not_equal(testing_choose(fixture->pump, 1, AVAILABLE), PUMP_OVERLOADED);
}

static void a_tick_runs_what_is_due(void **state)
{
    struct fixture *fixture = *state;
    assert_int_equal(testing_choose(fixture->pump, 1, AVAILABLE), PUMP_OK);
    assert_int_equal(testing_start_chat(fixture->pump), PUMP_OK);
    int64_t deadline = pump_deadline(fixture->pump);
    uint64_t seq = pump_seq(fixture->pump);
    assert_true(deadline != ACD_NEVER);
    pump_tick(fixture->pump, deadline - 1);
    assert_int_equal(pump_seq(fixture->pump), seq);
    pump_tick(fixture->pump, deadline);
    assert_true(pump_seq(fixture->pump) > seq);
    assert_true(pump_deadline(fixture->pump) > deadline);
}

struct chain {
    struct fixture *fixture;
    int left;
};

static void post_again(void *ctx, enum pump_outcome outcome)
{
    struct chain *chain = ctx;
    assert_int_equal(outcome, PUMP_DURABLE);
    int before = chain->left--;
    if (before == 1)
        return;
    testing_choose(chain->fixture->pump, 1, before % 2 ? LUNCH : OFFLINE);
    pump_post(chain->fixture->pump, post_again, chain);
    assert_int_equal(chain->left, before - 1); /* not called from within */
}

static void a_post_may_decide_and_post_again(void **state)
{
    struct fixture *fixture = *state;
    struct chain chain = {.fixture = fixture, .left = 1000};
    pump_post(fixture->pump, post_again, &chain);
    assert_int_equal(chain.left, 0);
}

static void answer(void *ctx)
{
    struct fixture *fixture = ctx;
    testing_post(fixture->pump, &fixture->ledger);
    assert_int_equal(fixture->ledger.count, 0);
}

static void a_poll_tells_the_book_what_is_durable_and_lets_its_answers_out(void **state)
{
    struct fixture *fixture = *state;
    assert_true(testing_book_follows());
    assert_int_equal(testing_book_durable(), 0);
    testing_book_answer(answer, fixture);
    pump_poll(fixture->pump);
    assert_int_equal(fixture->ledger.count, 1);
    assert_int_equal(testing_book_durable(), pump_durable(fixture->pump));
}

static void a_stall_is_seen(void **state)
{
    struct fixture *fixture = *state;
    journal_memory_set_clock(fixture->journal, 1000);
    assert_int_equal(pump_stalled_ms(fixture->pump), 0);
    journal_memory_hold(fixture->journal, true);
    assert_int_equal(testing_choose(fixture->pump, 1, LUNCH), PUMP_OK);
    journal_memory_set_clock(fixture->journal, 3500);
    assert_int_equal(pump_stalled_ms(fixture->pump), 2500);
    journal_memory_hold(fixture->journal, false);
    assert_int_equal(pump_stalled_ms(fixture->pump), 0);
}

static void centres_are_found_by_alias_and_username(void **state)
{
    struct fixture *fixture = *state;
    struct pump_centres centres = {.pumps = {fixture->pump}, .count = 1};
    uint32_t agent = 0;
    assert_ptr_equal(pump_find_centre(&centres, "testing"), fixture->pump);
    assert_null(pump_find_centre(&centres, "other"));
    assert_ptr_equal(pump_find_username(&centres, "alice", &agent), fixture->pump);
    assert_int_equal(agent, 1);
    assert_null(pump_find_username(&centres, "nobody", &agent));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_post_is_called_at_once_when_all_is_durable),
        TEST(posts_wait_for_durable_and_keep_their_order),
        TEST(what_a_gathering_pump_decides_leaves_after_the_push),
        TEST(a_refusal_waits_as_well),
        TEST(a_failed_journal_loses_what_waits_and_refuses_all_later),
        TEST(closing_runs_every_post),
        TEST(a_tap_sees_the_state_after_the_batch_and_before_it_is_durable),
        TEST(a_refused_command_and_one_that_changes_nothing_reach_no_tap),
        TEST(taps_are_called_in_order_and_may_take_themselves_away),
        TEST(any_tap_can_be_taken_away),
        TEST(the_body_rides_beside_the_first_event_only),
        TEST(time_never_goes_back),
        TEST(below_the_reserve_only_new_contacts_are_refused),
        TEST(commands_are_counted_by_what_became_of_them),
        TEST(what_waits_to_become_durable_is_bounded),
        TEST(a_tick_runs_what_is_due),
        TEST(a_post_may_decide_and_post_again),
        TEST(a_poll_tells_the_book_what_is_durable_and_lets_its_answers_out),
        TEST(a_stall_is_seen),
        TEST(centres_are_found_by_alias_and_username),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
