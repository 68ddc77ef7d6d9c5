/* Tells what came of a day (whatif.h), as a table and as JSON. It must not add up anything. */
#include <inttypes.h>
#include <stdio.h>

#include "lib/date.h"
#include "lib/json.h"
#include "whatif/whatif.h"

enum { COLUMNS_MAX = 3, CELL_BYTES = 32, NOTHING = -1 };

enum unit { UNIT_COUNT, UNIT_TIME, UNIT_SHARE };

/* A number of the table: NOTHING where there is nothing to tell. */
struct row {
    const char *label;
    const char *member; /* its JSON name */
    enum unit unit;     /* TIME: milliseconds, SHARE: thousandths */
    int64_t (*value)(const struct whatif_sums *sums);
    bool of_centre; /* only of the whole centre */
};

struct telling {
    const struct whatif_words *words;
    const struct whatif_result *results[COLUMNS_MAX];
    int columns;
};

/* ---- the numbers ---- */

static int64_t average(int64_t sum, int64_t count)
{
    return count > 0 ? sum / count : NOTHING;
}

static int64_t came(const struct whatif_sums *sums)
{
    return sums->day.queued;
}

static int64_t answered(const struct whatif_sums *sums)
{
    return sums->day.answered;
}

static int64_t abandoned(const struct whatif_sums *sums)
{
    return sums->day.abandoned;
}

static int64_t handled(const struct whatif_sums *sums)
{
    return sums->day.handled;
}

static int64_t waiting(const struct whatif_sums *sums)
{
    return sums->waiting;
}

static int64_t service_level(const struct whatif_sums *sums)
{
    return tally_service_level(&sums->day);
}

static int64_t answer_time(const struct whatif_sums *sums)
{
    return average(sums->day.answer_ms, sums->day.answered);
}

static int64_t answer_time_p95(const struct whatif_sums *sums)
{
    return sums->day.answered > 0 ? sums->waited_p95_ms : NOTHING;
}

static int64_t abandon_time(const struct whatif_sums *sums)
{
    return average(sums->abandoned_ms, sums->day.abandoned);
}

static int64_t handle_time(const struct whatif_sums *sums)
{
    return average(sums->day.handle_ms, sums->day.handled);
}

static int64_t wrapup_time(const struct whatif_sums *sums)
{
    return average(sums->day.wrapup_ms, sums->day.handled);
}

static int64_t missed(const struct whatif_sums *sums)
{
    return sums->day.missed;
}

static int64_t occupancy(const struct whatif_sums *sums)
{
    return tally_occupancy(&sums->day);
}

static int64_t staffed_time(const struct whatif_sums *sums)
{
    return sums->day.contact_ms + sums->day.idle_ms;
}

static const struct row rows[] = {
    {"came into a queue", "queued", UNIT_COUNT, came, false},
    {"answered", "answered", UNIT_COUNT, answered, false},
    {"abandoned", "abandoned", UNIT_COUNT, abandoned, false},
    {"waiting at the end", "waiting", UNIT_COUNT, waiting, false},
    {"handled", "handled", UNIT_COUNT, handled, false},
    {"service level (20 s)", "serviceLevel", UNIT_SHARE, service_level, false},
    {"speed of answer, average", "answerMs", UNIT_TIME, answer_time, false},
    {"speed of answer, p95", "answerP95Ms", UNIT_TIME, answer_time_p95, false},
    {"wait of the abandoned, average", "abandonMs", UNIT_TIME, abandon_time, false},
    {"handle time, average", "handleMs", UNIT_TIME, handle_time, false},
    {"wrap-up, average", "wrapUpMs", UNIT_TIME, wrapup_time, false},
    {"offers not taken", "missed", UNIT_COUNT, missed, false},
    {"occupancy", "occupancy", UNIT_SHARE, occupancy, true},
    {"agents' time available or on contact", "staffedMs", UNIT_TIME, staffed_time, true},
};

enum { ROWS = sizeof rows / sizeof rows[0] };

/* Things of a run that are no sums. */
struct count_row {
    const char *label;
    const char *member;
    uint64_t (*value)(const struct whatif_result *result);
};

static uint64_t contacts_of(const struct whatif_result *result)
{
    return result->contacts;
}

static uint64_t not_taken_of(const struct whatif_result *result)
{
    return result->not_taken;
}

static uint64_t guessed_work_of(const struct whatif_result *result)
{
    return result->guessed_work;
}

static uint64_t guessed_wait_of(const struct whatif_result *result)
{
    return result->guessed_wait;
}

static uint64_t guessed_answer_of(const struct whatif_result *result)
{
    return result->guessed_answer;
}

static uint64_t refused_of(const struct whatif_result *result)
{
    return result->refused;
}

static const struct count_row count_rows[] = {
    {"contacts that came from outside", "contacts", contacts_of},
    {"  not taken in (queue full, closed)", "notTaken", not_taken_of},
    {"contacts whose work was guessed", "guessedWork", guessed_work_of},
    {"contacts whose patience was guessed", "guessedWait", guessed_wait_of},
    {"offers whose answer was guessed", "guessedAnswer", guessed_answer_of},
    {"deeds the core refused", "refused", refused_of},
};

enum { COUNT_ROWS = sizeof count_rows / sizeof count_rows[0] };

/* ---- text ---- */

static const char *render_time(int64_t ms, char text[CELL_BYTES])
{
    int64_t s = ms / 1000;

    if (s >= 3600)
        snprintf(text, CELL_BYTES, "%" PRId64 ":%02d:%02d h", s / 3600, (int)(s / 60 % 60), (int)(s % 60));
    else if (s >= 60)
        snprintf(text, CELL_BYTES, "%d:%02d min", (int)(s / 60), (int)(s % 60));
    else
        snprintf(text, CELL_BYTES, "%d.%d s", (int)s, (int)(ms % 1000 / 100));
    return text;
}

static const char *render_cell(enum unit unit, int64_t value, char text[CELL_BYTES])
{
    if (value == NOTHING)
        snprintf(text, CELL_BYTES, "-");
    else if (unit == UNIT_TIME)
        return render_time(value, text);
    else if (unit == UNIT_SHARE)
        snprintf(text, CELL_BYTES, "%d.%d %%", (int)(value / 10), (int)(value % 10));
    else
        snprintf(text, CELL_BYTES, "%" PRId64, value);
    return text;
}

static const struct whatif_sums *sums_of(const struct whatif_result *result, uint32_t queue)
{
    static const struct whatif_sums NONE;

    for (uint32_t i = 0; i < result->queue_count; i++)
        if (result->queues[i].queue == queue)
            return &result->queues[i].sums;
    return &NONE;
}

static void add_row(struct buf *buf, const struct telling *telling, const struct row *row,
                    const struct whatif_sums *const sums[COLUMNS_MAX])
{
    char text[CELL_BYTES];

    buf_append_format(buf, "  %-38s", row->label);
    for (int i = 0; i < telling->columns; i++)
        buf_append_format(buf, "%14s", render_cell(row->unit, row->value(sums[i]), text));
    buf_append_text(buf, "\n");
}

static void add_headings(struct buf *buf, const struct telling *telling, const char *of)
{
    static const char *const headings[COLUMNS_MAX] = {"as it was", "simulated", "changed"};

    buf_append_format(buf, "\n%-40s", of);
    for (int i = 0; i < telling->columns; i++)
        buf_append_format(buf, "%14s", headings[i]);
    buf_append_text(buf, "\n");
}

static void add_sums(struct buf *buf, const struct telling *telling, const char *of, bool is_all,
                     uint32_t queue)
{
    const struct whatif_sums *sums[COLUMNS_MAX] = {NULL};

    for (int i = 0; i < telling->columns; i++)
        sums[i] = is_all ? &telling->results[i]->all : sums_of(telling->results[i], queue);
    add_headings(buf, telling, of);
    for (size_t i = 0; i < ROWS; i++)
        if (is_all || !rows[i].of_centre)
            add_row(buf, telling, &rows[i], sums);
}

static void add_counts(struct buf *buf, const struct telling *telling)
{
    buf_append_text(buf, "\nthe simulation\n");
    for (size_t i = 0; i < COUNT_ROWS; i++) {
        buf_append_format(buf, "  %-38s%14s", count_rows[i].label, "");
        for (int column = 1; column < telling->columns; column++)
            buf_append_format(buf, "%14" PRIu64, count_rows[i].value(telling->results[column]));
        buf_append_text(buf, "\n");
    }
}

static void add_moment(struct buf *buf, int64_t at)
{
    char text[DATE_RFC3339_BYTES];

    buf_append_text(buf, date_render_rfc3339(at, text));
}

/* The queues of all columns: a queue may be in the changed one only. */
static uint32_t queue_after(const struct telling *telling, uint32_t queue, bool first)
{
    uint32_t next = UINT32_MAX;

    for (int column = 0; column < telling->columns; column++)
        for (uint32_t i = 0; i < telling->results[column]->queue_count; i++) {
            uint32_t found = telling->results[column]->queues[i].queue;
            if ((first || found > queue) && found < next)
                next = found;
        }
    return next;
}

static const char *queue_name(const struct telling *telling, uint32_t queue)
{
    return queue == 0 ? "agents' own, or no queue" : telling->words->queue(telling->words->ctx, queue);
}

static struct telling telling_of(const struct whatif_words *words, const struct whatif_result *recorded,
                                 const struct whatif_result *unchanged, const struct whatif_result *changed)
{
    return (struct telling){
        .words = words, .results = {recorded, unchanged, changed}, .columns = changed != NULL ? 3 : 2};
}

void whatif_render_text(struct buf *buf, const struct whatif_words *words,
                        const struct whatif_result *recorded, const struct whatif_result *unchanged,
                        const struct whatif_result *changed)
{
    struct telling telling = telling_of(words, recorded, unchanged, changed);
    char of[CELL_BYTES * 4];

    buf_append_format(buf, "%s from ", words->centre);
    add_moment(buf, words->from);
    buf_append_text(buf, " to ");
    add_moment(buf, words->to);
    buf_append_format(buf, "\nchanged: %s\n", words->changes[0] != '\0' ? words->changes : "nothing");
    add_sums(buf, &telling, "all queues", true, 0);
    for (uint32_t queue = queue_after(&telling, 0, true); queue != UINT32_MAX;
         queue = queue_after(&telling, queue, false)) {
        snprintf(of, sizeof of, "%.36s", queue_name(&telling, queue));
        add_sums(buf, &telling, of, false, queue);
    }
    add_counts(buf, &telling);
    buf_append_text(buf,
                    "\n\"simulated\" is the same day again without a change: as far as it differs from \"as "
                    "it was\", do not believe \"changed\".\n");
}

/* ---- JSON ---- */

static void write_value(struct json_writer *writer, const struct row *row, int64_t value)
{
    if (value == NOTHING)
        json_member_null(writer, row->member);
    else
        json_member_i64(writer, row->member, value);
}

static void write_sums(struct json_writer *writer, const struct whatif_sums *sums, bool is_all)
{
    for (size_t i = 0; i < ROWS; i++)
        if (is_all || !rows[i].of_centre)
            write_value(writer, &rows[i], rows[i].value(sums));
}

static void write_result(struct json_writer *writer, const struct telling *telling, int column)
{
    static const char *const members[COLUMNS_MAX] = {"recorded", "simulated", "changed"};
    const struct whatif_result *result = telling->results[column];

    json_member_object_begin(writer, members[column]);
    write_sums(writer, &result->all, true);
    for (size_t i = 0; column > 0 && i < COUNT_ROWS; i++) {
        json_member_u64(writer, count_rows[i].member, count_rows[i].value(result));
    }
    json_member_array_begin(writer, "queues");
    for (uint32_t i = 0; i < result->queue_count; i++) {
        json_object_begin(writer);
        json_member_text(writer, "queue", queue_name(telling, result->queues[i].queue));
        write_sums(writer, &result->queues[i].sums, false);
        json_object_end(writer);
    }
    json_array_end(writer);
    json_object_end(writer);
}

void whatif_render_json(struct buf *buf, const struct whatif_words *words,
                        const struct whatif_result *recorded, const struct whatif_result *unchanged,
                        const struct whatif_result *changed)
{
    struct telling telling = telling_of(words, recorded, unchanged, changed);
    struct json_writer writer;

    json_writer_init(&writer, buf);
    json_object_begin(&writer);
    json_member_text(&writer, "centre", words->centre);
    json_member_i64(&writer, "from", words->from);
    json_member_i64(&writer, "to", words->to);
    json_member_text(&writer, "changes", words->changes);
    for (int column = 0; column < telling.columns; column++)
        write_result(&writer, &telling, column);
    json_object_end(&writer);
    buf_append_text(buf, "\n");
}
