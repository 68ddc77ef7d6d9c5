/* Makes the journal of a large centre's day, and times what a what-if of it takes. It must not judge (rows_whatif.py).
 *
 *     bench_whatif make DIR AGENTS CONTACTS    the state of a centre and a day of nine hours in DIR/journal; prints
 *                                              when the day begins and ends
 *     bench_whatif time DIR FROM TO            prints milliseconds, as JSON: state (reading and applying what was
 *                                              before the day), read (reading the day, what it tells), simulate (two
 *                                              runs side by side, unchanged and with ten more agents)
 *
 * Each command's events are one commit, as in a centre where commands come one by one; contacts and messages have
 * bodies, sealed as the server seals them.
 */
#include <inttypes.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "journal/journal.h"
#include "whatif/testing/made_day.h"
#include "whatif/whatif.h"

enum { HOUR_MS = 3600000, MINUTE_MS = 60000, DAY_HOURS = 9, BODY_BYTES = 180, AGENTS_MORE = 10 };

static int fail(const char *sentence)
{
    fprintf(stderr, "bench_whatif: %s\n", sentence);
    return 1;
}

static double now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

/* ---- make ---- */

/* In at about eight, two breaks and a lunch, out at about five. */
static void plan_agent(struct made_day *day, uint32_t agent)
{
    const int64_t breaks[] = {MADE_MORNING + 2 * HOUR_MS, MADE_MORNING + 6 * HOUR_MS};
    int64_t lunch = MADE_MORNING + 4 * HOUR_MS + made_draw(day, HOUR_MS);

    made_status(day, MADE_MORNING + made_draw(day, 20 * MINUTE_MS), agent, MADE_AVAILABLE);
    for (int i = 0; i < 2; i++) {
        int64_t at = breaks[i] + made_draw(day, HOUR_MS);
        made_status(day, at, agent, MADE_BREAK);
        made_status(day, at + 10 * MINUTE_MS, agent, MADE_AVAILABLE);
    }
    made_status(day, lunch, agent, MADE_LUNCH);
    made_status(day, lunch + 30 * MINUTE_MS, agent, MADE_AVAILABLE);
    made_status(day, MADE_MORNING + 8 * HOUR_MS + made_draw(day, HOUR_MS - MINUTE_MS), agent, MADE_OFFLINE);
}

/* Seven calls of ten, two chats, one task. */
static enum acd_channel draw_channel(struct made_day *day)
{
    uint32_t drawn = made_draw(day, 10);
    return drawn < 7 ? ACD_VOICE : drawn < 9 ? ACD_CHAT : ACD_TASK;
}

static struct made_day *make_day(uint32_t agents, uint32_t contacts)
{
    const struct acd_limits limits = acd_limits_default();
    struct made_day *day = made_day_new_of(&limits, ACD_MODEL_CONNECT, 0, 1);

    day->people = (struct made_people){.answer = {1000, 12000},
                                       .work = {30000, 500000},
                                       .wrapup = {5000, 90000},
                                       .patience = {20000, 600000},
                                       .miss_one_in = 40,
                                       .reject_one_in = 80,
                                       .transfer_one_in = 20,
                                       .hold_one_in = 8,
                                       .customer_ends_one_in = 2,
                                       .messages = 8};
    for (uint32_t agent = 1; agent <= agents; agent++) {
        made_agent(day);
        plan_agent(day, agent);
    }
    /* Come one after another, so that what is planned stays short. */
    for (uint32_t i = 0; i < contacts; i++) {
        int64_t at = MADE_MORNING + (int64_t)((uint64_t)i * DAY_HOURS * HOUR_MS / contacts);
        made_live(day, at - 1);
        made_contact(day, at, draw_channel(day), 1 + (uint32_t)(made_draw(day, 3) == 0));
    }
    made_live(day, MADE_MORNING + (int64_t)DAY_HOURS * HOUR_MS);
    return day;
}

/* One commit: all events of a moment. */
static uint32_t append(struct journal *journal, const struct acd_event *events, uint32_t count)
{
    static const char body[BODY_BYTES];
    struct journal_entry entries[ACD_BATCH_EVENTS_MAX];
    uint32_t taken = 0;

    for (; taken < count && taken < ACD_BATCH_EVENTS_MAX && events[taken].at == events[0].at; taken++) {
        struct journal_entry *entry = &entries[taken];
        *entry = (struct journal_entry){.event = events[taken]};
        if (entry->event.kind != ACD_CONTACT_STARTED && entry->event.kind != ACD_MESSAGE_SENT)
            continue;
        entry->body = body;
        entry->body_len = sizeof body;
        entry->owner.kind = JOURNAL_OWNER_CONTACT;
        memcpy(entry->owner.bytes, &entry->event.contact, sizeof entry->event.contact);
    }
    journal_append(journal, entries, taken);
    return taken;
}

static int make(const char *dir, uint32_t agents, uint32_t contacts)
{
    struct journal_options options = {0};
    struct journal_error error;
    struct journal *journal;
    struct made_day *day = make_day(agents, contacts);
    uint32_t commits = 0;

    if (journal_open_sqlite(&journal, dir, &options, &error) != 0)
        return fail(error.sentence);
    for (uint32_t at = 0; at < day->event_count; commits++) {
        at += append(journal, &day->events[at], day->event_count - at);
        journal_flush(journal);
    }
    bool failed = journal_failed(journal, &error);
    journal_close(journal);
    printf("{\"from\": %" PRId64 ", \"to\": %" PRId64 ", \"events\": %u, \"commits\": %u}\n", MADE_MORNING,
           MADE_MORNING + (int64_t)DAY_HOURS * HOUR_MS, day->event_count, commits);
    made_day_free(day);
    return failed ? fail(error.sentence) : 0;
}

/* ---- time ---- */

struct one_run {
    const struct whatif *whatif;
    struct whatif_change change;
    struct whatif_result result;
    const char *sentence;
};

static void *run(void *ctx)
{
    struct one_run *one = ctx;
    one->sentence = whatif_run(one->whatif, &one->change, &one->result);
    return NULL;
}

/* As server/what_if.c does it. */
static int simulate(const struct whatif *whatif, struct one_run runs[2])
{
    pthread_t beside;

    runs[0] = (struct one_run){.whatif = whatif, .change = {.factor = WHATIF_FACTOR_SAME}};
    runs[1] = (struct one_run){
        .whatif = whatif,
        .change = {.factor = WHATIF_FACTOR_SAME, .agents_add = AGENTS_MORE, .profile = MADE_PROFILE}};
    if (pthread_create(&beside, NULL, run, &runs[0]) != 0)
        return fail("no thread can be started");
    run(&runs[1]);
    pthread_join(beside, NULL);
    return runs[0].sentence || runs[1].sentence ? fail("a run is impossible") : 0;
}

static int read_all(struct journal *journal, struct whatif *whatif, int64_t to, double *begun_at)
{
    struct journal_reader *reader;
    struct journal_entry entry;
    struct journal_error error;
    int more = 0;

    if (journal_reader_open(&reader, journal, 1, &error) != 0)
        return fail(error.sentence);
    journal_reader_open_only(reader, JOURNAL_OWNER_CENTRE);
    journal_reader_read_ahead(reader);
    while ((more = journal_reader_next(reader, &entry, &error)) == 1 && entry.event.at < to) {
        if (!whatif_event(whatif, &entry.event))
            return fail("there is no memory left");
        if (*begun_at == 0 && whatif_begun(whatif))
            *begun_at = now_ms();
    }
    journal_reader_close(reader);
    if (more < 0)
        return fail(error.sentence);
    return whatif_end(whatif) ? 0 : fail("there is no day");
}

static void tell(const double times[4], const struct whatif_result *recorded, const struct one_run runs[2])
{
    printf("{\"state_ms\": %.1f, \"read_ms\": %.1f, \"simulate_ms\": %.1f, \"events\": %" PRIu64
           ", \"contacts\": %" PRIu64 ", \"answered\": [%" PRId64 ", %" PRId64 ", %" PRId64 "]}\n",
           times[1] - times[0], times[2] - times[1], times[3] - times[2], recorded->events,
           runs[0].result.contacts, recorded->all.day.answered, runs[0].result.all.day.answered,
           runs[1].result.all.day.answered);
}

static int time_it(const char *dir, int64_t from, int64_t to)
{
    struct whatif_options options = {.limits = acd_limits_default(), .from = from, .to = to};
    struct journal_error error;
    struct journal *journal;
    struct one_run runs[2];
    double times[4] = {now_ms()};
    struct whatif *whatif = whatif_new(&options);

    if (!whatif)
        return fail("there is no memory left");
    if (journal_open_reading(&journal, dir, &error) != 0)
        return fail(error.sentence);
    if (read_all(journal, whatif, to, &times[1]) != 0)
        return 1;
    times[2] = now_ms();
    if (simulate(whatif, runs) != 0)
        return 1;
    times[3] = now_ms();
    tell(times, whatif_recorded(whatif), runs);
    whatif_result_free(&runs[0].result);
    whatif_result_free(&runs[1].result);
    whatif_free(whatif);
    journal_close(journal);
    return 0;
}

int main(int argc, char **argv)
{
    if (argc == 5 && strcmp(argv[1], "make") == 0)
        return make(argv[2], (uint32_t)strtoul(argv[3], NULL, 10), (uint32_t)strtoul(argv[4], NULL, 10));
    if (argc == 5 && strcmp(argv[1], "time") == 0)
        return time_it(argv[2], strtoll(argv[3], NULL, 10), strtoll(argv[4], NULL, 10));
    return fail("usage: bench_whatif make DIR AGENTS CONTACTS | bench_whatif time DIR FROM TO");
}
