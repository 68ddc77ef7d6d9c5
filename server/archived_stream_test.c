/* A stream whose centre's old journal files were archived: told again from where they are now, or said which one is
 * missing. It must not wait by the clock. */
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "edge/stream/spool.h"
#include "edge/stream/teller.h"
#include "edge/stream/testing/centre.h"
#include "journal/journal.h"
#include "journal/testing/entries.h"
#include "lib/testing/cmocka.h"

enum { CHANGES = 2000 };

struct fixture {
    char dir[256];
    char folder[256];
    char spool[256];
    uint64_t last;
};

static int64_t get_now(void *ctx)
{
    (void)ctx;
    return CENTRE_BEGIN; /* no heartbeat is due */
}

static struct pump *open_pump(const struct fixture *fixture)
{
    static const struct journal_options files = {.wal_bytes_max = 128 << 10};
    struct pump_options options = {.limits = acd_limits_default(), .snapshot_events = 500};
    struct journal *journal;
    struct journal_error fault;
    struct pump_error error;
    struct pump *pump;
    options.limits.agents = 64;
    options.limits.contacts = 2048;
    options.limits.legs = 4096;
    if (journal_open_sqlite(&journal, fixture->dir, &files, &fault) != 0)
        fail_msg("%s", fault.sentence);
    if (pump_open_journal(&pump, journal, &options, &error) != 0)
        fail_msg("%s", error.sentence);
    return pump;
}

/* A centre with a few thousand changes in several files, all but the newest archived. */
static int set_up(void **state)
{
    static struct fixture fixture;
    struct centre centre;
    struct journal_archive_result result;
    struct journal_error error;
    testing_directory(fixture.dir);
    testing_directory(fixture.folder);
    testing_directory(fixture.spool);
    centre_open(&centre, fixture.dir);
    centre_close(&centre);
    centre = (struct centre){.pump = open_pump(&fixture), .now = CENTRE_BEGIN};
    for (uint32_t i = 0; i < CHANGES; i++) {
        centre.now += 1000;
        centre_choose(&centre, ALICE, i % 2 == 0 ? AVAILABLE : LUNCH);
        if (i % 32 == 31)
            centre_settle(&centre);
    }
    fixture.last = pump_seq(centre.pump);
    centre_close(&centre);
    if (journal_archive(fixture.dir, fixture.folder, UINT64_MAX, &result, &error) != 0)
        fail_msg("%s", error.sentence);
    assert_true(result.moved > 0);
    *state = &fixture;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;
    testing_remove(fixture->dir);
    testing_remove(fixture->folder);
    testing_remove(fixture->spool);
    return 0;
}

static void what_is_archived_is_told_from_where_it_is_now(void **state)
{
    struct fixture *fixture = *state;
    struct pump *pump = open_pump(fixture);
    struct teller_options options = {
        .pump = pump, .region = "us-east-1", .account = "000000000000", .now = get_now};
    struct spool *spool;
    struct spool_error fault;
    struct pump_error error;
    struct teller *teller;
    bool fresh;
    assert_int_equal(spool_open(&spool, fixture->spool, &(struct spool_options){0}, &fresh, &fault), 0);
    assert_true(fresh);
    assert_int_equal(spool_begin(spool, (struct place){0}, &fault), 0);
    if (teller_start(&teller, spool, &options, &error) != 0)
        fail_msg("%s", error.sentence);
    while (spool_end(spool).seq < fixture->last)
        sched_yield(); /* the runner's own limit ends a teller that never comes so far */
    assert_int_equal(teller_seq(teller), fixture->last);
    teller_stop(teller);
    pump_close(pump);
    teller_free(teller);
    spool_close(spool);
}

static void an_archived_file_that_is_missing_is_named_and_the_centre_goes_on(void **state)
{
    struct fixture *fixture = *state;
    struct pump_follower *follower;
    const struct acd_event *event;
    struct pump_error error = {.sentence = ""};
    struct centre centre;
    char away[300];
    centre = (struct centre){.pump = open_pump(fixture)}; /* its book is in memory, so this start reads all */
    snprintf(away, sizeof away, "%s.away", fixture->folder);
    assert_int_equal(rename(fixture->folder, away), 0);
    centre.now = acd_now(pump_core(centre.pump));
    if (pump_follow(centre.pump, &follower, &error) != 0)
        fail_msg("%s", error.sentence);
    assert_int_equal(pump_follower_peek(follower, &event, &error), -1);
    assert_non_null(strstr(error.sentence, ".db is needed and is not there"));
    centre_choose(&centre, ALICE, AVAILABLE);
    centre_settle(&centre);
    assert_int_equal(pump_durable(centre.pump), fixture->last + 1);
    assert_int_equal(rename(away, fixture->folder), 0);
    assert_int_equal(pump_follower_peek(follower, &event, &error), 1); /* it asks again, and there it is */
    assert_int_equal(event->seq, 1);
    pump_follower_close(follower);
    centre_close(&centre);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(what_is_archived_is_told_from_where_it_is_now, set_up, tear_down),
        cmocka_unit_test_setup_teardown(an_archived_file_that_is_missing_is_named_and_the_centre_goes_on,
                                        set_up, tear_down),
    };
    return cmocka_run_group_tests_name("edge/stream/archived", tests, NULL, NULL);
}
