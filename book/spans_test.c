/* Spans, buckets, contacts and offers as the history keeps them, against a tally of the test's own that saw every
 * event, over days of the simulator's centres. */
#include "book/spans.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <semaphore.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "book/metrics.h"
#include "book/testing/log.h"
#include "journal/memory.h"
#include "tally/testing/run.h"

enum { BATCHES = 2500, SPANS_MAX = 200000, AGENTS_MAX = 64, CONTACTS_MAX = 20000 };

struct days {
    struct run run;
    struct journal *journal;
    struct book *book;
    struct tally *tally;
    char dir[64];
    sem_t woken;
    struct tally_span *spans; /* closed ones, as told */
    uint32_t span_count;
    struct tally_contact *contacts; /* over */
    uint32_t contact_count;
    uint32_t offer_count;
    int64_t now;
    bool told;
};

/* ---- the test's own tally ---- */

static void on_span(void *ctx, const struct tally_span *span)
{
    struct days *days = ctx;
    assert_true(days->span_count < SPANS_MAX);
    days->spans[days->span_count++] = *span;
}

static void on_contact(void *ctx, const struct tally_contact *contact)
{
    struct days *days = ctx;
    assert_true(days->contact_count < CONTACTS_MAX);
    days->contacts[days->contact_count++] = *contact;
}

static void on_offer(void *ctx, const struct tally_offer *offer)
{
    (void)offer;
    ((struct days *)ctx)->offer_count++;
}

/* ---- the book ---- */

static void wake(void *ctx)
{
    sem_post(&((struct days *)ctx)->woken);
}

static void open_book(struct days *days)
{
    struct book_error error;
    uint64_t seq = 0;
    if (book_open(&days->book, days->dir, wake, days, &seq, &error) != 0)
        fail_msg("%s", error.sentence);
    if (book_follow(days->book, days->journal, &error) != 0)
        fail_msg("%s", error.sentence);
}

static struct days *days_new(uint64_t seed)
{
    struct journal_error error;
    struct days *days = calloc(1, sizeof *days);
    days->spans = calloc(SPANS_MAX, sizeof *days->spans);
    days->contacts = calloc(CONTACTS_MAX, sizeof *days->contacts);
    days->tally = tally_new();
    sem_init(&days->woken, 0, 0);
    run_begin(&days->run, seed);
    testing_dir_make(days->dir);
    assert_int_equal(journal_open_memory(&days->journal, NULL, &error), 0);
    open_book(days);
    return days;
}

static void days_free(struct days *days)
{
    book_close(days->book);
    journal_close(days->journal);
    testing_dir_remove(days->dir);
    tally_free(days->tally);
    run_end(&days->run);
    sem_destroy(&days->woken);
    free(days->spans);
    free(days->contacts);
    free(days);
}

static void live(struct days *days, uint32_t batches)
{
    const struct tally_sink sink = {on_span, on_contact, on_offer, days};
    for (uint32_t i = 0; i < batches; i++) {
        run_next(&days->run);
        const struct acd_batch *batch = &days->run.batch;
        for (uint32_t j = 0; j < batch->count; j++) {
            const struct journal_entry entry = {.event = batch->events[j]};
            journal_append(days->journal, &entry, 1);
            assert_true(tally_apply(days->tally, &batch->events[j], &sink));
            days->now = batch->events[j].at;
        }
        book_durable(days->book, journal_durable(days->journal));
    }
}

static void await_answer(struct days *days)
{
    while (!days->told) {
        sem_wait(&days->woken);
        book_poll(days->book);
    }
    days->told = false;
}

/* ---- what is there, by the test's own tally ---- */

/* Calls each for every span within [from, to), cut to it, in order of agent and time. */
static uint32_t expected_spans(const struct days *days, int64_t from, int64_t to, struct tally_span *found)
{
    uint32_t count = 0;
    for (uint32_t agent = 1; agent <= tally_agent_count(days->tally); agent++) {
        struct tally_span open;
        for (uint32_t i = 0; i <= days->span_count; i++) {
            bool is_open = i == days->span_count;
            if (is_open && !tally_open_span(days->tally, agent, &open))
                continue;
            struct tally_span span = is_open ? open : days->spans[i];
            span.from = span.from < from ? from : span.from;
            span.to = span.to > to ? to : span.to;
            if (span.agent == agent && span.from < span.to)
                found[count++] = span;
        }
    }
    return count;
}

/* Members one by one: the bytes between them are anything. */
static bool is_same_span(const struct tally_span *a, const struct tally_span *b)
{
    return a->seq == b->seq && a->agent == b->agent && a->profile == b->profile && a->status == b->status &&
           a->code == b->code && a->next == b->next && a->status_type == b->status_type &&
           a->activity == b->activity && a->is_on_contact == b->is_on_contact &&
           a->has_error == b->has_error && a->contacts == b->contacts && a->handled == b->handled &&
           a->from == b->from && a->to == b->to;
}

static bool is_same_contact(const struct tally_contact *a, const struct tally_contact *b)
{
    return a->row == b->row && a->contact == b->contact && a->queue == b->queue &&
           a->queue_agent == b->queue_agent && a->agent == b->agent && a->profile == b->profile &&
           a->channel == b->channel && a->initiation == b->initiation && a->cause == b->cause &&
           a->ended_by == b->ended_by && a->is_over == b->is_over && a->was_queued == b->was_queued &&
           a->is_transferred == b->is_transferred &&
           a->is_transferred_by_agent == b->is_transferred_by_agent &&
           a->was_on_hold_at_end == b->was_on_hold_at_end && a->holds == b->holds &&
           a->messages_agent == b->messages_agent && a->messages_customer == b->messages_customer &&
           a->offers == b->offers && a->started_at == b->started_at && a->enqueued_at == b->enqueued_at &&
           a->dequeued_at == b->dequeued_at && a->connected_at == b->connected_at &&
           a->ended_at == b->ended_at && a->wrapup_at == b->wrapup_at &&
           a->wrapup_ended_at == b->wrapup_ended_at && a->hold_ms == b->hold_ms &&
           a->pause_ms == b->pause_ms && a->hold_since == b->hold_since && a->pause_since == b->pause_since &&
           a->first_response_at == b->first_response_at;
}

/* ---- spans ---- */

struct compared {
    struct days *days;
    int64_t from, to;
    struct tally_times times[AGENTS_MAX];
    uint32_t contacts, offers,
        strange; /* strange: seen on the book's thread, where nothing may be asserted */
};

static void compare_spans(void *ctx, const struct tally_span *spans, uint32_t count, bool more, bool failed)
{
    struct compared *compared = ctx;
    struct tally_span *expected = calloc(SPANS_MAX, sizeof *expected);
    uint32_t expected_count = expected_spans(compared->days, compared->from, compared->to, expected);
    assert_false(failed || more);
    assert_int_equal(count, expected_count);
    for (uint32_t i = 0; i < count; i++)
        assert_true(is_same_span(&spans[i], &expected[i]));
    free(expected);
    compared->days->told = true;
}

static void assert_spans(struct days *days, int64_t from, int64_t to)
{
    struct compared compared = {.days = days, .from = from, .to = to};
    book_ask_spans(days->book, journal_durable(days->journal), 0, from, to, compare_spans, &compared);
    await_answer(days);
}

/* ---- times, contacts, offers ---- */

static void add_bucket(void *ctx, const struct book_bucket *bucket)
{
    struct compared *compared = ctx;
    compared->strange += bucket->at % TALLY_BUCKET_MS != 0 ||
                         bucket->at + TALLY_BUCKET_MS <= compared->from || bucket->at >= compared->to;
    tally_add_times(&compared->times[bucket->agent], &bucket->times);
}

static void add_contact(void *ctx, enum book_metrics_by by, const struct tally_contact *contact)
{
    struct compared *compared = ctx;
    bool found = false;
    for (uint32_t i = 0; i < compared->days->contact_count && !found; i++)
        found = is_same_contact(contact, &compared->days->contacts[i]);
    compared->strange += !found || by != BOOK_BY_ENDED;
    compared->contacts++;
}

static void add_offer(void *ctx, const struct tally_offer *offer)
{
    (void)offer;
    ((struct compared *)ctx)->offers++;
}

static void metrics_told(void *ctx, bool failed)
{
    assert_false(failed);
    ((struct compared *)ctx)->days->told = true;
}

static void assert_metrics(struct days *days, int64_t from, int64_t to)
{
    struct compared compared = {.days = days, .from = from, .to = to};
    const struct book_metrics_wish wish = {from,        to,        BOOK_BY_ENDED, add_bucket,
                                           add_contact, add_offer, &compared};
    struct tally_times expected[AGENTS_MAX] = {{0}};
    struct tally_span *spans = calloc(SPANS_MAX, sizeof *spans);
    uint32_t count = expected_spans(days, from, to, spans);
    uint32_t contacts = 0;
    for (uint32_t i = 0; i < count; i++)
        tally_add_span(&expected[spans[i].agent], &spans[i], from, to);
    for (uint32_t i = 0; i < days->contact_count; i++)
        contacts += days->contacts[i].ended_at >= from && days->contacts[i].ended_at < to;
    book_ask_metrics(days->book, journal_durable(days->journal), &wish, metrics_told);
    await_answer(days);
    assert_memory_equal(compared.times, expected, sizeof expected);
    assert_int_equal(compared.contacts, contacts);
    assert_int_equal(compared.strange, 0);
    free(spans);
}

static void assert_all(struct days *days)
{
    struct numbers {
        int64_t from, to;
    };
    int64_t now = days->now + 1;
    int64_t day = now - 24 * 60 * 60 * INT64_C(1000);
    const struct numbers ranges[] = {{0, now},
                                     {day, now},
                                     {day + 12345, now - 777},
                                     {now - 60000, now},
                                     {now / TALLY_BUCKET_MS * TALLY_BUCKET_MS - 3 * TALLY_BUCKET_MS,
                                      now / TALLY_BUCKET_MS * TALLY_BUCKET_MS}};
    for (size_t i = 0; i < sizeof ranges / sizeof ranges[0]; i++) {
        if (i > 0)
            assert_metrics(days, ranges[i].from, ranges[i].to);
        assert_spans(days, ranges[i].from, ranges[i].to);
    }
}

static void days_are_kept_as_they_were_lived(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 3; seed++) {
        struct days *days = days_new(seed);
        for (int i = 0; i < 3; i++) {
            live(days, BATCHES / 3);
            assert_all(days);
        }
        assert_true(days->contact_count > 20 && days->offer_count > 20 && days->span_count > 100);
        days_free(days);
    }
}

static void a_restart_goes_on_without_reading_again_and_loses_nothing(void **state)
{
    (void)state;
    struct days *days = days_new(5);
    for (int i = 0; i < 8; i++) {
        live(days, BATCHES / 8);
        assert_spans(days, 0, days->now + 1);
        uint64_t seen = book_history_seq(days->book);
        book_close(days->book);
        open_book(days);
        assert_int_equal(book_history_seq(days->book), seen);
        assert_all(days);
    }
    days_free(days);
}

static void tables_made_anew_from_the_journal_are_the_same(void **state)
{
    char file[96];
    struct days *days = days_new(6);
    (void)state;
    live(days, BATCHES / 2);
    assert_all(days);
    book_close(days->book);
    snprintf(file, sizeof file, "%s/book.db", days->dir);
    assert_int_equal(unlink(file), 0);
    open_book(days);
    assert_all(days);
    live(days, BATCHES / 4);
    assert_all(days);
    days_free(days);
}

/* ---- reports ---- */

static void check_report(void *ctx, const struct book_status_row *rows, uint32_t count, bool more,
                         bool failed)
{
    struct compared *compared = ctx;
    struct days *days = compared->days;
    int64_t whole[AGENTS_MAX] = {0};
    int64_t draining[AGENTS_MAX] = {0};
    struct tally_span *spans = calloc(SPANS_MAX, sizeof *spans);
    uint32_t span_count = expected_spans(days, compared->from, compared->to, spans);
    assert_false(failed || more);
    for (uint32_t i = 0; i < span_count; i++) {
        whole[spans[i].agent] += spans[i].to - spans[i].from;
        draining[spans[i].agent] += spans[i].next != 0 ? spans[i].to - spans[i].from : 0;
    }
    for (uint32_t i = 0; i < count; i++) {
        int64_t by_activity = 0;
        for (int j = 0; j < TALLY_ACTIVITIES; j++)
            by_activity += rows[i].activity_ms[j];
        assert_int_equal(by_activity, rows[i].ms);
        assert_true(rows[i].count >= 1);
        whole[rows[i].agent] -= rows[i].ms;
        draining[rows[i].agent] -= rows[i].draining_ms;
    }
    for (uint32_t agent = 0; agent < AGENTS_MAX; agent++) {
        assert_int_equal(whole[agent], 0);
        assert_int_equal(draining[agent], 0);
    }
    free(spans);
    days->told = true;
}

static void a_status_report_sums_to_the_time_there_was(void **state)
{
    struct days *days = days_new(7);
    (void)state;
    live(days, BATCHES);
    struct compared compared = {.days = days, .from = days->now - 5 * 60 * 60 * 1000, .to = days->now};
    book_ask_status_report(days->book, journal_durable(days->journal), 0, compared.from, compared.to,
                           check_report, &compared);
    await_answer(days);
    days_free(days);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(days_are_kept_as_they_were_lived),
        cmocka_unit_test(a_restart_goes_on_without_reading_again_and_loses_nothing),
        cmocka_unit_test(tables_made_anew_from_the_journal_are_the_same),
        cmocka_unit_test(a_status_report_sums_to_the_time_there_was),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
