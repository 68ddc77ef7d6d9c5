/* The fold against the core that made the events, its sums, and going on after it was put away. */
#include "tally/tally.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tally/testing/run.h"

enum { SEEDS = 12, BATCHES = 2500, AGENTS_MAX = 64, PIECES_MAX = 4096, CONTACTS_MAX = 65536 };

struct piece {
    enum tally_piece kind;
    uint32_t number;
    uint8_t bytes[TALLY_PIECE_BYTES_MAX];
    size_t len;
};

/* Everything a sink was told, as a book would keep it. */
struct kept {
    int64_t created_at[AGENTS_MAX];
    int64_t told_to[AGENTS_MAX]; /* where the last span ended */
    int64_t by_status[AGENTS_MAX][32], by_activity[AGENTS_MAX][TALLY_ACTIVITIES];
    struct tally_times times[AGENTS_MAX];
    struct piece pieces[PIECES_MAX];
    uint32_t piece_count;
    struct tally_contact *contacts; /* by row */
    uint32_t offers, contacts_over;
    uint64_t digest; /* of all spans and offers in order */
};

static void digest_add(struct kept *kept, const void *bytes, size_t len)
{
    for (size_t i = 0; i < len; i++)
        kept->digest = (kept->digest ^ ((const uint8_t *)bytes)[i]) * UINT64_C(1099511628211);
}

static void on_span(void *ctx, const struct tally_span *span)
{
    struct kept *kept = ctx;
    if (kept->created_at[span->agent] == 0)
        kept->created_at[span->agent] = kept->told_to[span->agent] = span->from;
    assert_true(span->to > span->from);
    assert_int_equal(span->from, kept->told_to[span->agent]);
    kept->told_to[span->agent] = span->to;
    kept->by_status[span->agent][span->status] += span->to - span->from;
    kept->by_activity[span->agent][span->activity] += span->to - span->from;
    tally_add_span(&kept->times[span->agent], span, 0, ACD_NEVER);
    digest_add(kept, &span->from, sizeof span->from);
    digest_add(kept, &span->activity, 1);
}

static void on_contact(void *ctx, const struct tally_contact *contact)
{
    struct kept *kept = ctx;
    assert_true(contact->row < CONTACTS_MAX);
    kept->contacts[contact->row] = *contact;
    kept->contacts_over += contact->is_over;
}

static void on_offer(void *ctx, const struct tally_offer *offer)
{
    struct kept *kept = ctx;
    assert_true(offer->ended_at >= offer->begun_at);
    kept->offers++;
    digest_add(kept, &offer->row, sizeof offer->row);
    digest_add(kept, &offer->outcome, 1);
}

static void on_piece(void *ctx, enum tally_piece kind, uint32_t number, const uint8_t *bytes, size_t len)
{
    struct kept *kept = ctx;
    uint32_t at = 0;
    while (at < kept->piece_count && (kept->pieces[at].kind != kind || kept->pieces[at].number != number))
        at++;
    assert_true(at < PIECES_MAX && len <= TALLY_PIECE_BYTES_MAX);
    kept->piece_count += at == kept->piece_count;
    kept->pieces[at].kind = kind;
    kept->pieces[at].number = number;
    kept->pieces[at].len = len;
    memcpy(kept->pieces[at].bytes, bytes, len);
}

static struct kept *kept_new(void)
{
    struct kept *kept = calloc(1, sizeof *kept);
    kept->contacts = calloc(CONTACTS_MAX, sizeof *kept->contacts);
    return kept;
}

static void kept_free(struct kept *kept)
{
    free(kept->contacts);
    free(kept);
}

static struct tally_sink sink_of(struct kept *kept)
{
    return (struct tally_sink){.span = on_span, .contact = on_contact, .offer = on_offer, .ctx = kept};
}

static void follow(struct tally *tally, const struct acd_batch *batch, struct kept *kept)
{
    struct tally_sink sink = sink_of(kept);
    for (uint32_t i = 0; i < batch->count; i++)
        assert_true(tally_apply(tally, &batch->events[i], &sink));
}

static struct tally *put_away_and_take_up(struct tally *tally, struct kept *kept)
{
    struct tally_sink sink = sink_of(kept);
    struct tally *other = tally_new();
    tally_save(tally, &sink, on_piece);
    for (uint32_t i = 0; i < kept->piece_count; i++)
        if (kept->pieces[i].len > 0)
            assert_true(tally_load(other, kept->pieces[i].kind, kept->pieces[i].number, kept->pieces[i].bytes,
                                   kept->pieces[i].len));
    for (uint32_t row = 0; row < CONTACTS_MAX; row++)
        if (kept->contacts[row].row != 0 && !kept->contacts[row].is_over)
            assert_true(tally_load_contact(other, &kept->contacts[row]));
    tally_begin_at(other, tally_seq(tally));
    tally_free(tally);
    return other;
}

/* ---- against the core ---- */

static void assert_as_the_core_says(const struct tally *tally, const struct acd *acd)
{
    for (uint32_t agent = 1; agent <= acd_agent_count(acd); agent++) {
        struct acd_agent_view view;
        struct tally_span span;
        bool is_there = acd_agent_view(acd, agent, &view);
        assert_int_equal(tally_open_span(tally, agent, &span), is_there);
        if (!is_there)
            continue;
        assert_int_equal(span.status, view.status);
        assert_int_equal(span.status_type, view.status_type);
        assert_int_equal(span.profile, view.profile);
        assert_int_equal(span.code, view.status_reason);
        assert_int_equal(span.activity, acd_agent_activity(acd, agent));
        assert_int_equal(span.contacts, view.leg_count);
        assert_int_equal(span.next, view.next.when == ACD_WHEN_IDLE ? view.next.status : 0);
        uint32_t active = 0;
        for (int channel = 0; channel < ACD_CHANNELS; channel++)
            active += view.slots_active[channel];
        assert_int_equal(span.handled, active);
    }
}

static void spans_say_what_the_core_says_after_every_batch(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        struct run run;
        struct kept *kept = kept_new();
        struct tally *tally = tally_new();
        run_begin(&run, seed);
        for (uint32_t i = 0; i < BATCHES; i++) {
            run_next(&run);
            follow(tally, &run.batch, kept);
            assert_as_the_core_says(tally, run.acd);
        }
        assert_true(kept->offers > 0 && kept->contacts_over > 0);
        tally_free(tally);
        kept_free(kept);
        run_end(&run);
    }
}

/* ---- sums ---- */

static void assert_sums(const struct kept *kept, const struct tally *tally)
{
    for (uint32_t agent = 1; agent <= tally_agent_count(tally); agent++) {
        int64_t by_status = 0;
        int64_t by_activity = 0;
        const struct tally_times *times = &kept->times[agent];
        for (int i = 0; i < 32; i++)
            by_status += kept->by_status[agent][i];
        for (int i = 0; i < TALLY_ACTIVITIES; i++)
            by_activity += kept->by_activity[agent][i];
        assert_int_equal(by_status, kept->told_to[agent] - kept->created_at[agent]);
        assert_int_equal(by_activity, by_status);
        assert_int_equal(times->online, times->non_productive + times->contact + times->idle);
        assert_true(times->online <= by_status && times->error <= times->online);
    }
}

static void times_by_status_and_by_activity_always_sum_to_the_whole_time(void **state)
{
    (void)state;
    for (uint64_t seed = 21; seed <= 20 + SEEDS; seed++) {
        struct run run;
        struct kept *kept = kept_new();
        struct tally *tally = tally_new();
        run_begin(&run, seed);
        for (uint32_t i = 0; i < BATCHES; i++) {
            run_next(&run);
            follow(tally, &run.batch, kept);
            if (i % 100 == 0)
                assert_sums(kept, tally);
        }
        tally_free(tally);
        kept_free(kept);
        run_end(&run);
    }
}

static void a_tally_that_was_put_away_goes_on_as_one_that_was_not(void **state)
{
    (void)state;
    for (uint64_t seed = 41; seed <= 44; seed++) {
        struct run run;
        struct kept *whole = kept_new();
        struct kept *torn = kept_new();
        struct tally *one = tally_new();
        struct tally *other = tally_new();
        struct tally_sink sink = sink_of(whole);
        run_begin(&run, seed);
        for (uint32_t i = 0; i < BATCHES; i++) {
            run_next(&run);
            follow(one, &run.batch, whole);
            follow(other, &run.batch, torn);
            if (i % 97 == 0)
                other = put_away_and_take_up(other, torn);
        }
        tally_save(one, &sink, on_piece);
        other = put_away_and_take_up(other, torn);
        assert_int_equal(whole->digest, torn->digest);
        assert_memory_equal(whole->times, torn->times, sizeof whole->times);
        assert_memory_equal(whole->contacts, torn->contacts, CONTACTS_MAX * sizeof *whole->contacts);
        tally_free(one);
        tally_free(other);
        kept_free(whole);
        kept_free(torn);
        run_end(&run);
    }
}

static void a_piece_that_is_cut_or_of_another_version_is_refused(void **state)
{
    struct tally *tally = tally_new();
    uint8_t piece[1 + 13 * 8] = {1};
    (void)state;
    assert_true(tally_load(tally, TALLY_PIECE_AGENT, 1, piece, sizeof piece));
    assert_false(tally_load(tally, TALLY_PIECE_AGENT, 1, piece, sizeof piece - 1));
    assert_false(tally_load(tally, TALLY_PIECE_AGENT, 1, piece, sizeof piece - 8));
    assert_false(tally_load(tally, TALLY_PIECE_AGENT, 1, piece, 0));
    piece[1 + 12 * 8] = 200; /* legs that are not there */
    assert_false(tally_load(tally, TALLY_PIECE_AGENT, 1, piece, sizeof piece));
    piece[0] = 2;
    assert_false(tally_load(tally, TALLY_PIECE_STATUS, 1, piece, 9));
    tally_free(tally);
}

/* ---- formulas (connect.md 6.2, 3.4) ---- */

static struct tally_span span_of(uint8_t type, bool is_on_contact, bool has_error, int64_t from, int64_t to)
{
    return (struct tally_span){.status_type = type,
                               .is_on_contact = is_on_contact,
                               .handled = is_on_contact,
                               .has_error = has_error,
                               .from = from,
                               .to = to};
}

/* An hour on contact, half an hour idle, a quarter on break of which 5 minutes on a call: occupancy is 60 / 90. */
static void occupancy_is_contact_time_of_contact_and_idle_and_break_is_neither(void **state)
{
    enum { MINUTE = 60000 };
    struct tally_times times = {.online = 0};
    const struct tally_span spans[] = {
        span_of(ACD_STATUS_ROUTABLE, true, false, 0, 60 * MINUTE),
        span_of(ACD_STATUS_ROUTABLE, false, false, 60 * MINUTE, 80 * MINUTE),
        span_of(ACD_STATUS_ROUTABLE, false, true, 80 * MINUTE, 90 * MINUTE),
        span_of(ACD_STATUS_CUSTOM, true, false, 90 * MINUTE, 95 * MINUTE),
        span_of(ACD_STATUS_CUSTOM, false, false, 95 * MINUTE, 105 * MINUTE),
        span_of(ACD_STATUS_OFFLINE, false, false, 105 * MINUTE, 999 * MINUTE),
    };
    (void)state;
    for (size_t i = 0; i < sizeof spans / sizeof spans[0]; i++)
        tally_add_span(&times, &spans[i], 0, 999 * MINUTE);
    assert_int_equal(times.online, 105 * MINUTE);
    assert_int_equal(times.contact, 60 * MINUTE);
    assert_int_equal(times.idle, 30 * MINUTE); /* with the error in it */
    assert_int_equal(times.error, 10 * MINUTE);
    assert_int_equal(times.non_productive, 15 * MINUTE); /* also while on contact */
    assert_int_equal(times.contact * 3, (times.contact + times.idle) * 2);
}

/* connect.md 3.4: ended 18:55:27.017, cleared 18:55:32.022: 5.005 s. */
static void wrapup_of_the_documented_example_is_5005_ms(void **state)
{
    const int64_t minute = INT64_C(1556045700000);
    struct tally_contact contact = {.connected_at = minute - 60000,
                                    .ended_at = minute + 27017,
                                    .wrapup_at = minute + 27017,
                                    .wrapup_ended_at = minute + 32022};
    (void)state;
    assert_int_equal(tally_wrapup_ms(&contact), 5005);
    assert_int_equal(tally_interaction_ms(&contact), 87017);
    assert_int_equal(tally_handle_ms(&contact), 87017 + 5005);
}

static void who_was_handed_on_or_called_back_was_not_abandoned(void **state)
{
    struct tally_contact contact = {.enqueued_at = 1, .dequeued_at = 9, .ended_at = 9};
    (void)state;
    assert_true(tally_is_abandoned(&contact));
    contact.is_transferred = 1;
    assert_false(tally_is_abandoned(&contact));
    contact.is_transferred = 0;
    contact.initiation = ACD_INITIATION_CALLBACK;
    assert_false(tally_is_abandoned(&contact));
    contact.initiation = ACD_INITIATION_INBOUND;
    contact.connected_at = 5;
    assert_false(tally_is_abandoned(&contact));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(spans_say_what_the_core_says_after_every_batch),
        cmocka_unit_test(times_by_status_and_by_activity_always_sum_to_the_whole_time),
        cmocka_unit_test(a_tally_that_was_put_away_goes_on_as_one_that_was_not),
        cmocka_unit_test(a_piece_that_is_cut_or_of_another_version_is_refused),
        cmocka_unit_test(occupancy_is_contact_time_of_contact_and_idle_and_break_is_neither),
        cmocka_unit_test(wrapup_of_the_documented_example_is_5005_ms),
        cmocka_unit_test(who_was_handed_on_or_called_back_was_not_abandoned),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
