/* What is remembered of a day is what was counted while it happened: a made-up centre's facts against the numbers kept
 * up beside it. */
#include <stdlib.h>

#include "lib/testing/cmocka.h"
#include "tally/days.h"
#include "tally/testing/run.h"

enum { FACTS_MAX = 200000, AGENTS_MAX = 64, QUEUES_MAX = 16, DAY_MS_MAX = 20 * 60 * 60 * 1000 };

struct facts {
    struct tally_contact contacts[FACTS_MAX]; /* as told last, by row */
    uint32_t contact_count;
    struct tally_offer offers[FACTS_MAX];
    uint32_t offer_count;
    struct tally_span spans[FACTS_MAX];
    uint32_t span_count;
};

static void take_span(void *ctx, const struct tally_span *span)
{
    struct facts *facts = ctx;
    assert_true(facts->span_count < FACTS_MAX);
    facts->spans[facts->span_count++] = *span;
}

static void take_contact(void *ctx, const struct tally_contact *contact)
{
    struct facts *facts = ctx;
    for (uint32_t i = facts->contact_count; i-- > 0;)
        if (facts->contacts[i].row == contact->row) {
            facts->contacts[i] = *contact;
            return;
        }
    assert_true(facts->contact_count < FACTS_MAX);
    facts->contacts[facts->contact_count++] = *contact;
}

static void take_offer(void *ctx, const struct tally_offer *offer)
{
    struct facts *facts = ctx;
    assert_true(facts->offer_count < FACTS_MAX);
    facts->offers[facts->offer_count++] = *offer;
}

static void keep_nothing(void *ctx, enum tally_piece kind, uint32_t number, const uint8_t *bytes, size_t len)
{
    (void)ctx;
    (void)kind;
    (void)number;
    (void)bytes;
    (void)len;
}

static void gather_span(struct tally_days *days, const struct tally_span *span, int64_t from, int64_t to)
{
    for (int64_t at = from; at < to; at += TALLY_BUCKET_MS) {
        struct tally_times times = {.online = 0};
        tally_add_span(&times, span, at, at + TALLY_BUCKET_MS < to ? at + TALLY_BUCKET_MS : to);
        if (times.online > 0)
            tally_days_add_times(days, span->agent, at, &times);
    }
}

static struct tally_days *gather(const struct facts *facts, const struct tally *tally, int64_t to)
{
    struct tally_span open;
    struct tally_days *days = tally_days_new(tally_days_from(to));
    assert_non_null(days);
    for (uint32_t i = 0; i < facts->contact_count; i++) {
        const struct tally_contact *contact = &facts->contacts[i];
        if (contact->is_over)
            tally_days_add_over(days, contact);
        if (contact->enqueued_at != 0)
            tally_days_add_queued(days, contact);
        if (contact->connected_at != 0)
            tally_days_add_connected(days, contact);
    }
    for (uint32_t i = 0; i < facts->offer_count; i++)
        tally_days_add_offer(days, &facts->offers[i]);
    for (uint32_t i = 0; i < facts->span_count; i++)
        gather_span(days, &facts->spans[i], tally_days_from(to), to);
    for (uint32_t agent = 1; agent <= tally_agent_count(tally); agent++)
        if (tally_open_span(tally, agent, &open))
            gather_span(days, &open, tally_days_from(to), to);
    return days;
}

static struct tally_day of_queues(const struct tally_now *now, int64_t at)
{
    struct tally_day sum = {.queued = 0}, day;
    for (uint32_t queue = 1; queue <= QUEUES_MAX; queue++)
        if (tally_now_queue_day(now, queue, at, &day)) {
            sum.queued += day.queued;
            sum.answered += day.answered;
            sum.answered_in += day.answered_in;
            sum.abandoned += day.abandoned;
            sum.handled += day.handled;
            sum.answer_ms += day.answer_ms;
            sum.handle_ms += day.handle_ms;
            sum.wrapup_ms += day.wrapup_ms;
        }
    return sum;
}

static void assert_same_queues(const struct tally_now *counted, const struct tally_now *remembered,
                               int64_t at)
{
    struct tally_day was = of_queues(counted, at), is = of_queues(remembered, at);
    assert_int_equal(is.queued, was.queued);
    assert_int_equal(is.answered, was.answered);
    assert_int_equal(is.answered_in, was.answered_in);
    assert_int_equal(is.abandoned, was.abandoned);
    assert_int_equal(is.handled, was.handled);
    assert_int_equal(is.answer_ms, was.answer_ms);
    assert_int_equal(is.handle_ms, was.handle_ms);
    assert_int_equal(is.wrapup_ms, was.wrapup_ms);
}

/* Returns how many contacts they handled. */
static int64_t assert_same_agents(const struct tally_now *counted, const struct tally_now *remembered,
                                  int64_t at)
{
    struct tally_day was, is;
    int64_t handled = 0;
    for (uint32_t agent = 1; agent <= AGENTS_MAX; agent++) {
        tally_now_agent_day(counted, agent, at, &was);
        tally_now_agent_day(remembered, agent, at, &is);
        assert_int_equal(is.missed, was.missed);
        assert_int_equal(is.handled, was.handled);
        assert_int_equal(is.contact_ms, was.contact_ms);
        assert_int_equal(is.idle_ms, was.idle_ms);
        handled += was.handled;
    }
    return handled;
}

/* A fact knows the last queue alone: one that went on into an agent's own queue is not found under the queue where it
 * was counted. */
static bool is_told_whole(const struct facts *facts)
{
    for (uint32_t i = 0; i < facts->contact_count; i++)
        if (facts->contacts[i].enqueued_at != 0 && facts->contacts[i].queue == 0)
            return false;
    return true;
}

static void what_is_remembered_is_what_was_counted(void **state)
{
    int64_t queued = 0, handled = 0, agents = 0;
    (void)state;
    for (uint64_t seed = 1; seed <= 400; seed++) {
        struct run run;
        struct facts *facts = calloc(1, sizeof *facts);
        struct tally_sink sink = {take_span, take_contact, take_offer, facts};
        struct tally *tally = tally_new();
        assert_non_null(facts);
        run_begin(&run, seed);
        struct tally_now *counted = tally_now_new(run.acd);
        int64_t at = 0, begin = 0;
        for (int step = 0; step < 3000 && at - begin < DAY_MS_MAX; step++) {
            run_next(&run);
            at = acd_now(run.acd);
            begin = begin == 0 ? at : begin;
            assert_true(tally_now_batch(counted, run.acd, &run.batch));
            for (uint32_t i = 0; i < run.batch.count; i++)
                assert_true(tally_apply(tally, &run.batch.events[i], &sink));
        }
        tally_save(tally, &sink, keep_nothing);
        struct tally_now *remembered = tally_now_new(run.acd);
        struct tally_days *days = gather(facts, tally, at);
        assert_true(tally_now_remember(remembered, days));
        if (is_told_whole(facts)) {
            assert_same_queues(counted, remembered, at);
            queued += of_queues(counted, at).queued;
        }
        if (begin >= tally_days_from(at)) { /* no quiet night took it beyond the day */
            handled += assert_same_agents(counted, remembered, at);
            agents++;
        }
        tally_days_free(days);
        tally_now_free(remembered);
        tally_now_free(counted);
        tally_free(tally);
        free(facts);
        run_end(&run);
    }
    print_message("# %d queued, %d handled, %d days\n", (int)queued, (int)handled, (int)agents);
    assert_true(queued > 20 && handled > 5 && agents > 5); /* else nothing much was compared */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_remembered_is_what_was_counted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
