/* Days that can be computed on paper, and days made up: what is told of them, what is the same again, what is otherwise
 * under a change. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "whatif/testing/made_day.h"
#include "whatif/whatif.h"

enum { MINUTE_MS = 60000, HOUR_MS = 3600000 };

static const struct whatif_change nothing = {.factor = WHATIF_FACTOR_SAME};

static struct whatif *learned(const struct made_day *day, int64_t from, int64_t to)
{
    struct whatif_options options = {.limits = day->limits, .from = from, .to = to};
    struct whatif *whatif = whatif_new(&options);

    assert_non_null(whatif);
    for (uint32_t i = 0; i < day->event_count; i++)
        assert_true(whatif_event(whatif, &day->events[i]));
    assert_true(whatif_end(whatif));
    return whatif;
}

static struct whatif_result ran(const struct whatif *whatif, const struct whatif_change *change)
{
    struct whatif_result result;
    const char *sentence = whatif_run(whatif, change, &result);

    if (sentence != NULL)
        fail_msg("%s", sentence);
    return result;
}

static void assert_same_sums(const struct whatif_sums *one, const struct whatif_sums *other)
{
    assert_memory_equal(one, other, sizeof *one);
}

static void assert_same(const struct whatif_result *one, const struct whatif_result *other)
{
    assert_same_sums(&one->all, &other->all);
    assert_int_equal(one->queue_count, other->queue_count);
    for (uint32_t i = 0; i < one->queue_count; i++)
        assert_same_sums(&one->queues[i].sums, &other->queues[i].sums);
}

/* ---- a day on paper ----
 * A call each minute, answered 2 s after it rings, 118 s of work, no wrap-up: an agent is done with one 120 s after it
 * rang. */

static struct made_day *paper_day(uint32_t agents, uint32_t calls)
{
    struct made_day *day = made_day_new(ACD_MODEL_CONNECT, ACD_WRAPUP_NONE, 1);

    day->people = (struct made_people){.answer = {2000, 2000},
                                       .work = {118000, 118000},
                                       .wrapup = {0, 0},
                                       .patience = {HOUR_MS * 9, HOUR_MS * 9}};
    for (uint32_t i = 0; i < agents; i++)
        made_status(day, MADE_MORNING - MINUTE_MS, made_agent(day), MADE_AVAILABLE);
    for (uint32_t i = 0; i < calls; i++)
        made_contact(day, MADE_MORNING + i * MINUTE_MS, ACD_VOICE, MADE_QUEUE);
    return day;
}

static void the_same_day_again_is_the_same_to_the_millisecond(void **state)
{
    (void)state;
    struct made_day *day = paper_day(1, 10);
    made_live(day, MADE_MORNING + HOUR_MS);
    struct whatif *whatif = learned(day, MADE_MORNING, MADE_MORNING + HOUR_MS);
    struct whatif_result again = ran(whatif, &nothing);

    /* one agent: the call of minute i rings at minute 2 i */
    assert_int_equal(again.all.day.answered, 10);
    assert_int_equal(again.all.day.answer_ms, 10 * 2000 + 45 * MINUTE_MS);
    assert_int_equal(again.all.waited_p95_ms, 9 * MINUTE_MS + 2000);
    assert_int_equal(again.all.day.contact_ms, 10 * 118000);
    assert_same(whatif_recorded(whatif), &again);
    assert_int_equal(again.guessed_answer + again.guessed_wait + again.guessed_work + again.refused, 0);
    whatif_result_free(&again);
    whatif_free(whatif);
    made_day_free(day);
}

static void one_more_agent_takes_the_wait_away(void **state)
{
    (void)state;
    struct made_day *day = paper_day(1, 10);
    made_live(day, MADE_MORNING + HOUR_MS);
    struct whatif *whatif = learned(day, MADE_MORNING, MADE_MORNING + HOUR_MS);
    struct whatif_result more =
        ran(whatif,
            &(struct whatif_change){.factor = WHATIF_FACTOR_SAME, .agents_add = 1, .profile = MADE_PROFILE});

    assert_int_equal(more.agents_added, 1);
    assert_int_equal(more.all.day.answered, 10);
    assert_int_equal(more.all.day.answer_ms, 10 * 2000);
    assert_int_equal(more.all.waited_p95_ms, 2000);
    assert_int_equal(tally_service_level(&more.all.day), 1000);
    assert_int_equal(more.all.day.contact_ms, 10 * 118000);
    assert_int_equal(more.all.day.contact_ms + more.all.day.idle_ms, 2 * HOUR_MS);
    whatif_result_free(&more);
    whatif_free(whatif);
    made_day_free(day);
}

static void one_agent_fewer_makes_the_queue_grow(void **state)
{
    (void)state;
    struct made_day *day = paper_day(2, 10);
    made_live(day, MADE_MORNING + HOUR_MS);
    struct whatif *whatif = learned(day, MADE_MORNING, MADE_MORNING + HOUR_MS);
    struct whatif_result fewer = ran(
        whatif,
        &(struct whatif_change){.factor = WHATIF_FACTOR_SAME, .agents_remove = 1, .profile = MADE_PROFILE});

    assert_int_equal(whatif_recorded(whatif)->all.day.answer_ms, 10 * 2000);
    assert_int_equal(fewer.agents_removed, 1);
    assert_int_equal(fewer.all.day.answer_ms, 10 * 2000 + 45 * MINUTE_MS);
    whatif_result_free(&fewer);
    whatif_free(whatif);
    made_day_free(day);
}

/* An agent at lunch from minute 2 to minute 30; those calls wait for the end of it. */
static void a_status_that_nobody_takes_lets_them_work_on(void **state)
{
    (void)state;
    struct made_day *day = paper_day(1, 3);
    made_status(day, MADE_MORNING + MINUTE_MS, 1, MADE_LUNCH); /* while busy: from minute 2 on */
    made_status(day, MADE_MORNING + 30 * MINUTE_MS, 1, MADE_AVAILABLE);
    made_live(day, MADE_MORNING + HOUR_MS);
    struct whatif *whatif = learned(day, MADE_MORNING, MADE_MORNING + HOUR_MS);
    struct whatif_change change = {.factor = WHATIF_FACTOR_SAME,
                                   .skip_status = MADE_LUNCH,
                                   .skip_from = MADE_MORNING,
                                   .skip_to = MADE_MORNING + HOUR_MS};
    struct whatif_result again = ran(whatif, &nothing);
    struct whatif_result skipped = ran(whatif, &change);

    assert_same(whatif_recorded(whatif), &again);
    assert_int_equal(again.all.day.answer_ms, 3 * 2000 + (29 + 30) * MINUTE_MS);
    assert_int_equal(skipped.all.day.answer_ms, 3 * 2000 + 3 * MINUTE_MS);
    whatif_result_free(&again);
    change.skip_from = MADE_MORNING + 10 * MINUTE_MS; /* not when it was chosen */
    whatif_result_free(&skipped);
    skipped = ran(whatif, &change);
    assert_same(whatif_recorded(whatif), &skipped);
    whatif_result_free(&skipped);
    whatif_free(whatif);
    made_day_free(day);
}

static void an_offer_that_rings_too_short_is_missed_and_goes_to_another(void **state)
{
    (void)state;
    struct made_day *day = paper_day(2, 1);
    day->people.answer = (struct made_range){8000, 8000};
    made_live(day, MADE_MORNING + HOUR_MS);
    struct whatif *whatif = learned(day, MADE_MORNING, MADE_MORNING + HOUR_MS);
    struct whatif_change change = {
        .factor = WHATIF_FACTOR_SAME, .offer_count = 1, .offers = {{MADE_QUEUE, 5}}};
    struct whatif_result shorter = ran(whatif, &change);

    assert_int_equal(whatif_recorded(whatif)->all.day.missed, 0);
    assert_true(shorter.all.day.missed >= 2);
    assert_int_equal(shorter.all.day.answered, 0);
    whatif_result_free(&shorter);
    change.offers[0].seconds = 9;
    shorter = ran(whatif, &change);
    assert_same(whatif_recorded(whatif), &shorter);
    whatif_result_free(&shorter);
    whatif_free(whatif);
    made_day_free(day);
}

/* Wrap-up by hand of 60 s; a length of 10 s ends it before. */
static void wrap_up_ends_by_its_length_or_by_hand_whichever_is_first(void **state)
{
    (void)state;
    struct made_day *day = made_day_new(ACD_MODEL_CONNECT, 0, 1);
    day->people = (struct made_people){.answer = {2000, 2000},
                                       .work = {58000, 58000},
                                       .wrapup = {60000, 60000},
                                       .patience = {HOUR_MS * 9, HOUR_MS * 9}};
    made_status(day, MADE_MORNING - MINUTE_MS, made_agent(day), MADE_AVAILABLE);
    for (uint32_t i = 0; i < 4; i++)
        made_contact(day, MADE_MORNING, ACD_VOICE, MADE_QUEUE);
    made_live(day, MADE_MORNING + HOUR_MS);
    struct whatif *whatif = learned(day, MADE_MORNING, MADE_MORNING + HOUR_MS);
    struct whatif_change change = {.factor = WHATIF_FACTOR_SAME, .wrapup_count = 1, .wrapups = {{0, 10}}};
    struct whatif_result result = ran(whatif, &change);

    assert_int_equal(whatif_recorded(whatif)->all.day.wrapup_ms, 4 * 60000);
    assert_int_equal(result.all.day.wrapup_ms, 4 * 10000);
    assert_int_equal(result.all.day.answer_ms, 4 * 2000 + (0 + 70 + 140 + 210) * 1000);
    whatif_result_free(&result);
    change.wrapups[0].seconds = 90;
    result = ran(whatif, &change);
    assert_same(whatif_recorded(whatif), &result);
    whatif_result_free(&result);
    change.wrapups[0].seconds = 0;
    result = ran(whatif, &change);
    assert_int_equal(result.all.day.wrapup_ms, 0);
    whatif_result_free(&result);
    whatif_free(whatif);
    made_day_free(day);
}

/* Those who were not answered left after 3 minutes: so do those who have to wait longer now. */
static void who_was_answered_leaves_as_those_left_who_were_not(void **state)
{
    (void)state;
    struct made_day *day = paper_day(2, 20);
    made_live(day, MADE_MORNING + 20 * MINUTE_MS);
    day->people.patience = (struct made_range){3 * MINUTE_MS, 3 * MINUTE_MS};
    made_status(day, MADE_MORNING + 25 * MINUTE_MS, 1, MADE_OFFLINE);
    made_status(day, MADE_MORNING + 25 * MINUTE_MS, 2, MADE_OFFLINE);
    for (uint32_t i = 0; i < 12; i++)
        made_contact(day, MADE_MORNING + 30 * MINUTE_MS + i * 1000, ACD_VOICE, MADE_QUEUE);
    made_live(day, MADE_MORNING + HOUR_MS);
    struct whatif *whatif = learned(day, MADE_MORNING, MADE_MORNING + HOUR_MS);
    struct whatif_result fewer = ran(
        whatif,
        &(struct whatif_change){.factor = WHATIF_FACTOR_SAME, .agents_remove = 1, .profile = MADE_PROFILE});

    assert_int_equal(whatif_recorded(whatif)->all.day.abandoned, 12);
    assert_int_equal(whatif_recorded(whatif)->all.day.answered, 20);
    assert_true(fewer.all.day.abandoned > 12);
    assert_true(fewer.all.waited_p95_ms <= 3 * MINUTE_MS);
    assert_int_equal(fewer.all.abandoned_ms, fewer.all.day.abandoned * 3 * MINUTE_MS);
    assert_true(fewer.guessed_wait > 0);
    whatif_result_free(&fewer);
    whatif_free(whatif);
    made_day_free(day);
}

static void more_and_fewer_arrivals_are_drawn_the_same_way_each_time(void **state)
{
    (void)state;
    struct made_day *day = paper_day(3, 300);
    made_live(day, MADE_MORNING + 6 * HOUR_MS);
    struct whatif *whatif = learned(day, MADE_MORNING, MADE_MORNING + 6 * HOUR_MS);
    struct whatif_change change = {.factor = 1200};
    struct whatif_result one = ran(whatif, &change), other = ran(whatif, &change);

    assert_same(&one, &other);
    assert_in_range(one.contacts, 340, 380);
    whatif_result_free(&one);
    whatif_result_free(&other);
    change.factor = 500;
    one = ran(whatif, &change);
    assert_in_range(one.contacts, 120, 180);
    whatif_result_free(&one);
    change.factor = 3000;
    one = ran(whatif, &change);
    assert_in_range(one.contacts, 890, 900);
    whatif_result_free(&one);
    whatif_free(whatif);
    made_day_free(day);
}

/* ---- days made up ---- */

static struct made_day *drawn_day(enum acd_model model, uint64_t seed)
{
    struct made_day *day = made_day_new(model, model == ACD_MODEL_VCC ? 15000 : 0, seed);
    uint32_t agents = 3 + made_draw(day, 6);

    day->people = (struct made_people){.answer = {500, 19000},
                                       .work = {1000, 400000},
                                       .wrapup = {200, 90000},
                                       .patience = {5000, 900000},
                                       .miss_one_in = 9,
                                       .reject_one_in = 15,
                                       .transfer_one_in = 8,
                                       .hold_one_in = 5,
                                       .customer_ends_one_in = 3};
    for (uint32_t i = 1; i <= agents; i++) {
        made_agent(day);
        made_later(day, MADE_MORNING - MINUTE_MS,
                   (struct acd_command){.kind = ACD_SIGN_IN, .agent = i, .actor = {ACD_ACTOR_AGENT, i}});
        made_status(day, MADE_MORNING + (int64_t)made_draw(day, MINUTE_MS), i, MADE_AVAILABLE);
        for (int64_t at = MADE_MORNING; at < MADE_MORNING + 4 * HOUR_MS; at += HOUR_MS) {
            made_status(day, at + made_draw(day, HOUR_MS), i, 1 + made_draw(day, 3));
            made_status(day, at + made_draw(day, HOUR_MS), i, MADE_AVAILABLE);
        }
    }
    for (int64_t at = MADE_MORNING; at < MADE_MORNING + 4 * HOUR_MS; at += 1 + made_draw(day, 90000))
        made_contact(day, at, (enum acd_channel)made_draw(day, ACD_CHANNELS), 1 + made_draw(day, 2));
    made_live(day, MADE_MORNING + 5 * HOUR_MS);
    return day;
}

static void made_up_days_are_the_same_again(enum acd_model model)
{
    for (uint64_t seed = 1; seed <= 30; seed++) {
        struct made_day *day = drawn_day(model, seed);
        int64_t from = MADE_MORNING + (seed % 2 == 0 ? HOUR_MS : 0);
        struct whatif *whatif = learned(day, from, MADE_MORNING + 4 * HOUR_MS);
        struct whatif_result again = ran(whatif, &nothing);

        if (memcmp(&whatif_recorded(whatif)->all, &again.all, sizeof again.all) != 0)
            print_error("seed %llu\n", (unsigned long long)seed);
        assert_true(again.all.day.answered > 20);
        assert_same(whatif_recorded(whatif), &again);
        whatif_result_free(&again);
        whatif_free(whatif);
        made_day_free(day);
    }
}

static void made_up_days_of_model_connect_are_the_same_again(void **state)
{
    (void)state;
    made_up_days_are_the_same_again(ACD_MODEL_CONNECT);
}

static void made_up_days_of_model_vcc_are_the_same_again(void **state)
{
    (void)state;
    made_up_days_are_the_same_again(ACD_MODEL_VCC);
}

/* Every change at once: whatever it leads to, the core takes it and nobody is counted twice. */
static void made_up_days_bear_any_change(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 20; seed++) {
        struct made_day *day = drawn_day(seed % 2 ? ACD_MODEL_CONNECT : ACD_MODEL_VCC, seed);
        struct whatif *whatif = learned(day, MADE_MORNING + HOUR_MS, MADE_MORNING + 4 * HOUR_MS);
        struct whatif_change change = {.profile = MADE_PROFILE,
                                       .agents_add = made_draw(day, 5),
                                       .agents_remove = made_draw(day, 2),
                                       .factor = 300 + made_draw(day, 2000),
                                       .skip_status = 2 + made_draw(day, 2),
                                       .skip_to = ACD_NEVER,
                                       .offer_count = 1,
                                       .offers = {{1 + made_draw(day, 2), 1 + made_draw(day, 40)}},
                                       .wrapup_count = 1,
                                       .wrapups = {{0, made_draw(day, 60)}}};
        struct whatif_result one = ran(whatif, &change), other = ran(whatif, &change);

        assert_same(&one, &other);
        assert_true(one.all.day.answered + one.all.day.abandoned > 10);
        whatif_result_free(&one);
        whatif_result_free(&other);
        whatif_free(whatif);
        made_day_free(day);
    }
}

/* ---- what is impossible ---- */

static void what_is_impossible_is_said_in_one_sentence(void **state)
{
    (void)state;
    struct made_day *day = paper_day(1, 2);
    made_live(day, MADE_MORNING + HOUR_MS);
    struct whatif *whatif = learned(day, MADE_MORNING, MADE_MORNING + HOUR_MS);
    struct whatif_result result;
    const struct whatif_change changes[] = {
        {.factor = WHATIF_FACTOR_SAME, .agents_add = 1, .profile = 7},
        {.factor = WHATIF_FACTOR_SAME, .agents_remove = 2, .profile = MADE_PROFILE},
        {.factor = WHATIF_FACTOR_SAME, .offer_count = 1, .offers = {{9, 10}}},
    };

    for (size_t i = 0; i < sizeof changes / sizeof changes[0]; i++) {
        assert_non_null(whatif_run(whatif, &changes[i], &result));
        assert_null(result.queues);
    }
    whatif_free(whatif);
    made_day_free(day);
}

static void a_time_in_which_nothing_happened_is_no_day(void **state)
{
    (void)state;
    struct made_day *day = paper_day(1, 2);
    made_live(day, MADE_MORNING + HOUR_MS);
    struct whatif_options options = {
        .limits = day->limits, .from = MADE_MORNING + 2 * HOUR_MS, .to = MADE_MORNING + 3 * HOUR_MS};
    struct whatif *whatif = whatif_new(&options);

    for (uint32_t i = 0; i < day->event_count; i++)
        assert_true(whatif_event(whatif, &day->events[i]));
    assert_false(whatif_end(whatif));
    assert_false(whatif_begun(whatif));
    whatif_free(whatif);
    made_day_free(day);
}

/* ---- telling ---- */

static const char *queue_name(void *ctx, uint32_t queue)
{
    (void)ctx;
    return queue == MADE_QUEUE ? "Support" : "Sales";
}

static void text_and_json_tell_the_three_days_beside_each_other(void **state)
{
    (void)state;
    struct made_day *day = paper_day(1, 10);
    made_live(day, MADE_MORNING + HOUR_MS);
    struct whatif *whatif = learned(day, MADE_MORNING, MADE_MORNING + HOUR_MS);
    struct whatif_result again = ran(whatif, &nothing);
    struct whatif_words words = {.queue = queue_name,
                                 .centre = "acme",
                                 .changes = "",
                                 .from = MADE_MORNING,
                                 .to = MADE_MORNING + HOUR_MS};
    struct buf buf;

    buf_init(&buf, 1 << 20);
    whatif_render_text(&buf, &words, whatif_recorded(whatif), &again, NULL);
    assert_non_null(strstr(buf_text(&buf), "acme from 2026-01-05T08:00:00.000Z to 2026-01-05T09:00:00.000Z"));
    assert_non_null(strstr(buf_text(&buf), "Support"));
    assert_non_null(
        strstr(buf_text(&buf), "  speed of answer, p95                        9:02 min      9:02 min\n"));
    assert_null(strstr(buf_text(&buf), "Sales"));
    buf_clear(&buf);
    words.changes = "one agent more";
    whatif_render_json(&buf, &words, whatif_recorded(whatif), &again, &again);
    assert_non_null(strstr(buf_text(&buf), "\"changed\":{\"queued\":10,\"answered\":10,\"abandoned\":0"));
    assert_non_null(strstr(buf_text(&buf), "\"queue\":\"Support\""));
    buf_free(&buf);
    whatif_result_free(&again);
    whatif_free(whatif);
    made_day_free(day);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_same_day_again_is_the_same_to_the_millisecond),
        cmocka_unit_test(one_more_agent_takes_the_wait_away),
        cmocka_unit_test(one_agent_fewer_makes_the_queue_grow),
        cmocka_unit_test(a_status_that_nobody_takes_lets_them_work_on),
        cmocka_unit_test(an_offer_that_rings_too_short_is_missed_and_goes_to_another),
        cmocka_unit_test(wrap_up_ends_by_its_length_or_by_hand_whichever_is_first),
        cmocka_unit_test(who_was_answered_leaves_as_those_left_who_were_not),
        cmocka_unit_test(more_and_fewer_arrivals_are_drawn_the_same_way_each_time),
        cmocka_unit_test(made_up_days_of_model_connect_are_the_same_again),
        cmocka_unit_test(made_up_days_of_model_vcc_are_the_same_again),
        cmocka_unit_test(made_up_days_bear_any_change),
        cmocka_unit_test(what_is_impossible_is_said_in_one_sentence),
        cmocka_unit_test(a_time_in_which_nothing_happened_is_no_day),
        cmocka_unit_test(text_and_json_tell_the_three_days_beside_each_other),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
