/* What a recorded day would have been (what_if.h).
 *
 *     the journal --journal_open_reading()--> events --> whatif/: the state as the day begins, the day
 *                                        bodies of the centre --> a book in memory: the names of queues, statuses, profiles
 *     whatif_run() twice, side by side: unchanged on a thread of its own, changed on this one
 */
#include "server/what_if.h"

#include <stdlib.h>
#include <uv.h>

#include "journal/journal.h"
#include "server/recorded.h"

struct asking {
    const struct arguments *arguments;
    struct recorded_centre centre;
    struct whatif_change change;
    char words[WHAT_IF_WORDS_BYTES];
    int64_t from, to;
    struct journal *journal;
    struct book *book;
    struct whatif *whatif;
    struct whatif_result unchanged, changed;
    const char *unchanged_sentence; /* of the thread; NULL: it went well */
};

/* ---- which day ---- */

/* When the last recorded event was. */
static int find_last(struct asking *asking, int64_t *at, struct fault *fault)
{
    struct journal_reader *reader = NULL;
    struct journal_entry entry;
    struct journal_error error;
    uint64_t last = journal_durable(asking->journal);

    if (last == 0)
        return fault_set(fault, "%s has no events yet.", asking->centre.alias);
    if (journal_reader_open(&reader, asking->journal, last, &error) != 0)
        return fault_set(fault, "%s", error.sentence);
    journal_reader_bodies_from(reader, UINT64_MAX);
    int got = journal_reader_next(reader, &entry, &error);
    journal_reader_close(reader);
    if (got != 1)
        return fault_set(fault, "%s", got < 0 ? error.sentence : "The journal has lost its last event.");
    *at = entry.event.at;
    return 0;
}

/* Without a word: the last recorded day. With its beginning alone: one day. A day as the end is meant whole. */
static int find_day(struct asking *asking, struct fault *fault)
{
    bool is_day = false;
    int64_t last = 0;

    if (asking->arguments->from) {
        if (recorded_parse_time(asking->arguments->from, &asking->from, &is_day, fault) != 0)
            return -1;
    } else {
        if (find_last(asking, &last, fault) != 0)
            return -1;
        asking->from = last - last % RECORDED_DAY_MS;
    }
    asking->to = asking->from + RECORDED_DAY_MS;
    if (asking->arguments->to) {
        if (recorded_parse_time(asking->arguments->to, &asking->to, &is_day, fault) != 0)
            return -1;
        asking->to += is_day ? RECORDED_DAY_MS : 0;
    }
    return asking->from < asking->to ? 0 : fault_set(fault, "The end of the day is not after its beginning.");
}

/* ---- reading ---- */

/* Only what names statuses, queues and profiles; nobody's own data. */
static void take_name(struct asking *asking, const struct journal_entry *entry)
{
    const struct acd_event *event = &entry->event;

    if (event->kind < ACD_AGENT_CREATED || (event->kind == ACD_RECORDED && entry->body))
        book_apply(asking->book, event, entry->body, entry->body_len);
}

static int read_events(struct asking *asking, struct fault *fault)
{
    struct journal_reader *reader = NULL;
    struct journal_entry entry;
    struct journal_error error;
    bool good = true;
    int more = 0;

    if (journal_reader_open(&reader, asking->journal, 1, &error) != 0)
        return fault_set(fault, "%s", error.sentence);
    journal_reader_open_only(reader, JOURNAL_OWNER_CENTRE);
    journal_reader_read_ahead(reader);
    while (good && (more = journal_reader_next(reader, &entry, &error)) == 1 && entry.event.at < asking->to) {
        good = whatif_event(asking->whatif, &entry.event);
        take_name(asking, &entry);
    }
    journal_reader_close(reader);
    if (more < 0)
        return fault_set(fault, "%s", error.sentence);
    if (good && !whatif_begun(asking->whatif))
        return fault_set(fault, "Nothing is recorded in that time.");
    return good && whatif_end(asking->whatif) ? 0 : fault_set(fault, "There is no memory left.");
}

static int open_all(struct asking *asking, const struct acd_limits *limits, struct fault *fault)
{
    struct journal_error error;
    struct book_error book_error;
    uint64_t seq = 0;

    if (recorded_find(asking->arguments->data, asking->arguments->centre, &asking->centre, fault) != 0)
        return -1;
    if (journal_open_reading(&asking->journal, asking->centre.path, &error) != 0)
        return fault_set(fault, "%s", error.sentence);
    if (find_day(asking, fault) != 0)
        return -1;
    if (book_open(&asking->book, NULL, NULL, NULL, &seq, &book_error) != 0)
        return fault_set(fault, "%s", book_error.sentence);
    asking->whatif =
        whatif_new(&(struct whatif_options){.limits = *limits, .from = asking->from, .to = asking->to});
    return asking->whatif ? 0 : fault_set(fault, "There is no memory left.");
}

/* ---- running ---- */

static void run_unchanged(void *ctx)
{
    static const struct whatif_change NOTHING = {.factor = WHATIF_FACTOR_SAME};
    struct asking *asking = ctx;
    asking->unchanged_sentence = whatif_run(asking->whatif, &NOTHING, &asking->unchanged);
}

static int run(struct asking *asking, struct fault *fault)
{
    const char *sentence = NULL;
    uv_thread_t beside;

    if (!what_if_changes(&asking->change)) {
        run_unchanged(asking);
    } else {
        if (uv_thread_create(&beside, run_unchanged, asking) != 0)
            return fault_set(fault, "No thread can be started.");
        sentence = whatif_run(asking->whatif, &asking->change, &asking->changed);
        uv_thread_join(&beside);
    }
    if (!sentence)
        sentence = asking->unchanged_sentence;
    return sentence ? fault_set(fault, "%s", sentence) : 0;
}

/* ---- telling ---- */

static const char *queue_name(void *ctx, uint32_t queue)
{
    const struct book_object *object =
        book_find_object(((struct asking *)ctx)->book, ACD_SUBJECT_QUEUE, queue);
    return object ? object->name : "a queue without a name";
}

static int render(struct asking *asking, struct buf *report, struct fault *fault)
{
    const struct whatif_result *changed = what_if_changes(&asking->change) ? &asking->changed : NULL;
    const struct whatif_words words = {.queue = queue_name,
                                       .ctx = asking,
                                       .centre = asking->centre.alias,
                                       .changes = asking->words,
                                       .from = asking->from,
                                       .to = asking->to};

    if (asking->arguments->json)
        whatif_render_json(report, &words, whatif_recorded(asking->whatif), &asking->unchanged, changed);
    else
        whatif_render_text(report, &words, whatif_recorded(asking->whatif), &asking->unchanged, changed);
    return buf_failed(report) ? fault_set(fault, "The report is too large.") : 0;
}

static void clean_up(struct asking *asking)
{
    whatif_free(asking->whatif);
    whatif_result_free(&asking->unchanged);
    whatif_result_free(&asking->changed);
    if (asking->book)
        book_close(asking->book);
    if (asking->journal)
        journal_close(asking->journal);
    free(asking);
}

int what_if(const struct arguments *arguments, const struct acd_limits *limits, struct buf *report,
            struct fault *fault)
{
    struct asking *asking = calloc(1, sizeof *asking);
    if (!asking)
        return fault_set(fault, "There is no memory left.");
    asking->arguments = arguments;
    int result = what_if_parse(arguments, &asking->change, fault);
    if (result == 0)
        result = open_all(asking, limits, fault);
    if (result == 0)
        result = read_events(asking, fault);
    if (result == 0)
        result = what_if_find(arguments, asking->book, &asking->change, asking->words, fault);
    if (result == 0)
        result = run(asking, fault);
    if (result == 0)
        result = render(asking, report, fault);
    clean_up(asking);
    return result;
}
