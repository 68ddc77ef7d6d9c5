/* The teller's thread stays out of the way of a burst that nobody wants to hear of, and loses nothing by it. */
#include "edge/stream/teller.h"
#include "edge/stream/testing/centre.h"
#include "lib/testing/cmocka.h"

struct telling_centre {
    struct centre centre;
    struct spool *spool;
    struct teller *teller;
    char dir[64];
    uint64_t begun;          /* the last event before the teller began */
    uint64_t keep_bytes_max; /* of the spool; 0: what is usual */
};

static int64_t now_of(void *ctx)
{
    (void)ctx;
    return CENTRE_BEGIN; /* no heartbeat falls due */
}

static void begin(struct telling_centre *fixture, uint64_t lag_events_max)
{
    struct spool_options options = {.file_bytes_max = 16 * 1024, .bytes_max = fixture->keep_bytes_max};
    struct spool_error fault;
    struct pump_error error;
    bool fresh = false;
    centre_make_dir(fixture->dir);
    centre_open(&fixture->centre, NULL);
    centre_settle(&fixture->centre);
    fixture->begun = pump_seq(fixture->centre.pump);
    if (spool_open(&fixture->spool, fixture->dir, &options, &fresh, &fault) != 0 ||
        spool_begin(fixture->spool, (struct place){.seq = fixture->begun}, &fault) != 0)
        fail_msg("%s", fault.sentence);
    struct teller_options telling = {.pump = fixture->centre.pump,
                                     .region = "us-east-1",
                                     .account = "000000000000",
                                     .now = now_of,
                                     .lag_events_max = lag_events_max};
    if (teller_start(&fixture->teller, fixture->spool, &telling, &error) != 0)
        fail_msg("%s", error.sentence);
}

static void end(struct telling_centre *fixture)
{
    teller_stop(fixture->teller);
    centre_close(&fixture->centre);
    teller_free(fixture->teller);
    spool_close(fixture->spool);
    centre_remove_dir(fixture->dir);
}

/* As many changes as one moment of a burst brings. */
static void go_on_with_the_burst(struct telling_centre *fixture)
{
    for (int i = 0; i < 200; i++) {
        fixture->centre.now++;
        centre_choose(&fixture->centre, ALICE, i % 2 ? LUNCH : AVAILABLE);
    }
    centre_settle(&fixture->centre);
}

/* What a reader hears who begins where the spool begins. */
struct heard {
    uint32_t tellings; /* since the last gap */
    uint64_t bytes;    /* of these */
    uint32_t gaps;
};

static struct heard hear(struct telling_centre *fixture)
{
    struct spool_entry entry;
    struct spool_error error;
    struct place gap_end;
    struct heard heard = {.tellings = 0};
    struct spool_reader *reader = spool_reader_open(fixture->spool, spool_begin_place(fixture->spool));
    assert_non_null(reader);
    for (int got; (got = spool_reader_next(reader, &entry, &gap_end, &error)) != 0;) {
        if (got < 0)
            fail_msg("%s", error.sentence);
        heard.gaps += got == 2;
        heard.tellings = got == 2 ? 0 : heard.tellings + 1;
        heard.bytes = got == 2 ? 0 : heard.bytes + entry.len;
    }
    spool_reader_close(reader);
    return heard;
}

static void wait_until_told(struct telling_centre *fixture, uint64_t seq)
{
    while (spool_end(fixture->spool).seq < seq) {
        centre_settle(&fixture->centre);
        spool_wait(fixture->spool, spool_end(fixture->spool), 10);
    }
}

static void a_burst_is_told_as_it_goes_on_once_somebody_wants_to_know(void **state)
{
    (void)state;
    struct telling_centre fixture = {.teller = NULL};
    begin(&fixture, UINT64_MAX / 2);
    for (int i = 0; i < 10; i++)
        go_on_with_the_burst(&fixture);
    uint64_t seq = pump_seq(fixture.centre.pump);
    teller_want(fixture.teller, true);
    while (spool_end(fixture.spool).seq < seq)
        go_on_with_the_burst(&fixture);
    teller_want(fixture.teller, false);
    end(&fixture);
}

static void a_burst_that_nobody_wanted_is_told_whole_when_it_is_over(void **state)
{
    (void)state;
    struct telling_centre fixture = {.teller = NULL};
    begin(&fixture, UINT64_MAX / 2);
    for (int i = 0; i < 10; i++)
        go_on_with_the_burst(&fixture);
    wait_until_told(&fixture, pump_seq(fixture.centre.pump));
    assert_int_equal(hear(&fixture).tellings, 10 * 200);
    end(&fixture);
}

static void the_teller_is_never_further_behind_than_it_may_be(void **state)
{
    (void)state;
    struct telling_centre fixture = {.teller = NULL};
    begin(&fixture, 1000);
    while (teller_seq(fixture.teller) <= fixture.begun)
        go_on_with_the_burst(&fixture);
    end(&fixture);
}

/* Every change is one telling here, so after a gap there are as many as events. */
static void what_the_spool_would_have_dropped_by_then_is_not_rendered(void **state)
{
    (void)state;
    struct telling_centre fixture = {.keep_bytes_max = 2 * 1024 * 1024};
    begin(&fixture, 4000);
    while (teller_left_out(fixture.teller) < 4000)
        go_on_with_the_burst(&fixture);
    uint64_t seq = pump_seq(fixture.centre.pump);
    wait_until_told(&fixture, seq);
    struct heard heard = hear(&fixture);
    assert_int_equal(heard.gaps, 0); /* the spool has dropped it */
    assert_int_equal(heard.tellings, seq - spool_begin_place(fixture.spool).seq);
    assert_true(heard.bytes >=
                fixture.keep_bytes_max * 3 / 4); /* it drops an eighth at once, and entries have heads */
    end(&fixture);
}

static void who_wants_to_know_is_told_all_however_far_behind_the_teller_is(void **state)
{
    (void)state;
    struct telling_centre fixture = {.keep_bytes_max = 64 * 1024 * 1024};
    begin(&fixture, 2000);
    teller_want(fixture.teller, true);
    for (int i = 0; i < 40; i++)
        go_on_with_the_burst(&fixture);
    wait_until_told(&fixture, pump_seq(fixture.centre.pump));
    struct heard heard = hear(&fixture);
    assert_int_equal(heard.gaps, 0);
    assert_int_equal(heard.tellings, 40 * 200);
    assert_int_equal(teller_left_out(fixture.teller), 0);
    end(&fixture);
}

static void an_erasure_ends_the_waiting(void **state)
{
    (void)state;
    struct telling_centre fixture = {.teller = NULL};
    begin(&fixture, UINT64_MAX / 2);
    for (int i = 0; i < 10; i++)
        go_on_with_the_burst(&fixture);
    centre_do(&fixture.centre, (struct acd_command){.kind = ACD_DISABLE_AGENT, .agent = BOB}, NULL);
    struct pump_erasing erasing = {.at = fixture.centre.now, .agent = BOB, .uuid = centre_uuid(41)};
    assert_int_equal(pump_erase(fixture.centre.pump, &erasing), PUMP_OK);
    uint64_t seq = pump_seq(fixture.centre.pump);
    while (teller_seq(fixture.teller) < seq)
        go_on_with_the_burst(&fixture);
    end(&fixture);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_burst_is_told_as_it_goes_on_once_somebody_wants_to_know),
        cmocka_unit_test(a_burst_that_nobody_wanted_is_told_whole_when_it_is_over),
        cmocka_unit_test(the_teller_is_never_further_behind_than_it_may_be),
        cmocka_unit_test(what_the_spool_would_have_dropped_by_then_is_not_rendered),
        cmocka_unit_test(who_wants_to_know_is_told_all_however_far_behind_the_teller_is),
        cmocka_unit_test(an_erasure_ends_the_waiting),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
