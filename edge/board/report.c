/* Reports over HTTP: time in statuses and codes, and sums of contacts and agents, grouped
 * (docs/reference/board-line.md). It must not add up what the book adds up.
 *
 *     the book's rows, buckets, contacts, offers --> group_of(key)->values[] --> one row a group, in order of name --> JSON or CSV
 *
 * What the book shows on its own thread (buckets, contacts, offers) is added up in the report's memory, and nothing
 * else is looked at.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "book/metrics.h"
#include "book/spans.h"
#include "edge/board/state.h"
#include "edge/common/names.h"
#include "lib/date.h"

enum { VALUES_MAX = 20, GROUPS_MAX = 20000, GROUP_NAME_BYTES = 600, SERVICE_MS = TALLY_SERVICE_MS };

enum by { BY_STATUS, BY_CODE, BY_AGENT, BY_QUEUE, BY_PROFILE, BY_CHANNEL, BY_INTERVAL };

struct column {
    const char *name, *label, *unit; /* unit: count, ms, share */
};

struct group {
    uint64_t key;
    int64_t values[VALUES_MAX];
    char name[GROUP_NAME_BYTES];
    char id[UUID_TEXT_BYTES];
};

struct report {
    struct question *question;
    enum by by;
    int64_t interval_ms;
    uint32_t agent; /* only of this one; 0: of all */
    struct table groups;
    bool full;
};

static struct report *report_new(struct question *question)
{
    struct report *report = calloc(1, sizeof *report);
    if (report == NULL)
        return NULL;
    report->question = question;
    table_init(&report->groups, GROUPS_MAX);
    return report;
}

static void report_free(struct report *report)
{
    size_t at = 0;
    for (struct group *group; (group = table_next(&report->groups, &at)) != NULL;)
        free(group);
    table_free(&report->groups);
    free(report);
}

/* NULL: there are too many groups, or no memory; the report then says so. */
static struct group *group_of(struct report *report, uint64_t key)
{
    struct group *group = table_find(&report->groups, &key, sizeof key);
    if (group != NULL)
        return group;
    group = calloc(1, sizeof *group);
    if (group != NULL) {
        group->key = key;
        if (table_put(&report->groups, &group->key, sizeof group->key, group))
            return group;
        free(group);
    }
    report->full = true;
    return NULL;
}

/* ---- answering ---- */

static void name_object(struct group *group, const struct book *book, enum acd_subject kind, const char *none)
{
    const struct book_object *object =
        group->key != 0 ? book_find_object(book, kind, (uint32_t)group->key) : NULL;
    snprintf(group->name, sizeof group->name, "%s", object != NULL ? object->name : none);
    if (object != NULL)
        uuid_render(&object->uuid, group->id);
}

static void name_group(const struct report *report, struct group *group)
{
    const struct book *book = pump_book(report->question->pump);
    const struct book_user *user;
    char text[SHOWN_NAME_BYTES];
    char date[DATE_RFC3339_BYTES];
    switch (report->by) {
    case BY_STATUS:
        name_object(group, book, ACD_SUBJECT_STATUS, "(deleted)");
        break;
    case BY_CODE:
        name_object(group, book, ACD_SUBJECT_REASON, "(no code)");
        break;
    case BY_QUEUE:
        name_object(group, book, ACD_SUBJECT_QUEUE, "(no queue)");
        break;
    case BY_PROFILE:
        name_object(group, book, ACD_SUBJECT_PROFILE, "(no routing profile)");
        break;
    case BY_AGENT:
        user = group->key != 0 ? book_find_user(book, (uint32_t)group->key) : NULL;
        snprintf(group->name, sizeof group->name, "%s",
                 user != NULL ? name_for_colleagues(user, text) : "(nobody)");
        if (user != NULL)
            uuid_render(&user->uuid, group->id);
        break;
    case BY_CHANNEL:
        snprintf(group->name, sizeof group->name, "%s", acd_channel_name((enum acd_channel)group->key));
        break;
    case BY_INTERVAL:
        snprintf(group->name, sizeof group->name, "%s", date_render_rfc3339((int64_t)group->key, date));
        snprintf(group->id, sizeof group->id, "%lld", (long long)group->key);
        break;
    }
}

static int compare_groups(const void *left, const void *right)
{
    const struct group *a = *(struct group *const *)left;
    const struct group *b = *(struct group *const *)right;
    int names = strcmp(a->name, b->name);
    return names != 0 ? names : a->key < b->key ? -1 : a->key > b->key;
}

/* A value as it is written: INT64_MIN null, a share in thousandths. */
static void write_value(struct json_writer *writer, const struct column *column, int64_t value)
{
    if (value == INT64_MIN)
        json_null_value(writer);
    else if (strcmp(column->unit, "share") == 0)
        json_f64(writer, (double)value / 1000.0);
    else
        json_i64(writer, value);
}

static void write_json(struct buf *out, struct group *const *groups, size_t count,
                       const struct column *columns)
{
    struct json_writer writer;
    json_writer_init(&writer, out);
    json_object_begin(&writer);
    json_member_array_begin(&writer, "columns");
    for (const struct column *column = columns; column->name != NULL; column++) {
        json_object_begin(&writer);
        json_member_text(&writer, "name", column->name);
        json_member_text(&writer, "label", column->label);
        json_member_text(&writer, "unit", column->unit);
        json_object_end(&writer);
    }
    json_array_end(&writer);
    json_member_array_begin(&writer, "rows");
    for (size_t i = 0; i < count; i++) {
        json_object_begin(&writer);
        json_member_text(&writer, "id", groups[i]->id[0] != '\0' ? groups[i]->id : groups[i]->name);
        json_member_text(&writer, "name", groups[i]->name);
        json_member_array_begin(&writer, "values");
        for (size_t column = 0; columns[column].name != NULL; column++)
            write_value(&writer, &columns[column], groups[i]->values[column]);
        json_array_end(&writer);
        json_object_end(&writer);
    }
    json_array_end(&writer);
    json_object_end(&writer);
}

static void write_csv(struct buf *out, struct group *const *groups, size_t count,
                      const struct column *columns)
{
    struct csv csv;
    csv_init(&csv, out);
    csv_text(&csv, "id");
    csv_text(&csv, "name");
    for (const struct column *column = columns; column->name != NULL; column++)
        csv_text(&csv, column->name);
    csv_row_end(&csv);
    for (size_t i = 0; i < count; i++) {
        csv_text(&csv, groups[i]->id[0] != '\0' ? groups[i]->id : groups[i]->name);
        csv_text(&csv, groups[i]->name);
        for (size_t column = 0; columns[column].name != NULL; column++) {
            int64_t value = groups[i]->values[column];
            if (value == INT64_MIN)
                csv_text(&csv, NULL);
            else if (strcmp(columns[column].unit, "share") == 0)
                csv_share(&csv, (double)value / 1000.0);
            else
                csv_i64(&csv, value);
        }
        csv_row_end(&csv);
    }
}

/* Answers with all groups and frees the report. finish: makes the last values of a group from its sums; NULL none. */
static void report_answer(struct report *report, const struct column *columns,
                          void (*finish)(struct group *group), const char *file_name)
{
    struct question *question = report->question;
    struct group **groups = calloc(report->groups.count + 1, sizeof *groups);
    size_t count = 0;
    size_t at = 0;
    if (groups == NULL || report->full) {
        question_error(question, 400, "too_large", "This report has too many rows. Ask for a shorter time.");
    } else {
        for (struct group *group; (group = table_next(&report->groups, &at)) != NULL;) {
            name_group(report, group);
            if (finish != NULL)
                finish(group);
            groups[count++] = group;
        }
        qsort(groups, count, sizeof(struct group *), compare_groups);
        if (question->csv)
            write_csv(&question->out, groups, count, columns);
        else
            write_json(&question->out, groups, count, columns);
        question_answer(question, file_name);
    }
    free(groups);
    report_free(report);
}

static int64_t share_of(int64_t part, int64_t whole)
{
    return whole > 0 ? part * 1000 / whole : INT64_MIN;
}

/* ---- statuses ---- */

enum { S_COUNT, S_MS, S_ONLINE, S_SHARE, S_ON_CONTACT, S_WRAPUP, S_INCOMING, S_DRAINING };
static const struct column STATUS_COLUMNS[] = {
    {"count", "Times", "count"},
    {"ms", "Time", "ms"},
    {"onlineMs", "Time online", "ms"},
    {"onlineShare", "Share online", "share"},
    {"onContactMs", "On contact", "ms"},
    {"wrapupMs", "Wrap-up", "ms"},
    {"incomingMs", "Offers ringing", "ms"},
    {"drainingMs", "Draining", "ms"},
    {NULL, NULL, NULL},
};

static void finish_statuses(struct group *group)
{
    group->values[S_SHARE] = share_of(group->values[S_ONLINE], group->values[S_MS]);
}

static void take_status_rows(void *ctx, const struct book_status_row *rows, uint32_t count, bool more,
                             bool failed)
{
    struct report *report = ctx;
    if (failed) {
        question_failed(report->question);
        report_free(report);
        return;
    }
    report->full |= more;
    for (uint32_t i = 0; i < count; i++) {
        const struct book_status_row *row = &rows[i];
        struct group *group = group_of(report, report->by == BY_STATUS ? row->status
                                               : report->by == BY_CODE ? row->code
                                                                       : row->agent);
        if (group == NULL)
            break;
        group->values[S_COUNT] += row->count;
        group->values[S_MS] += row->ms;
        group->values[S_ONLINE] += row->status_type != ACD_STATUS_OFFLINE ? row->ms : 0;
        group->values[S_ON_CONTACT] += row->activity_ms[ACD_ACTIVITY_ON_CONTACT];
        group->values[S_WRAPUP] += row->activity_ms[ACD_ACTIVITY_WRAPUP];
        group->values[S_INCOMING] += row->activity_ms[ACD_ACTIVITY_INCOMING];
        group->values[S_DRAINING] += row->draining_ms;
    }
    report_answer(report, STATUS_COLUMNS, finish_statuses, "statuses");
}

enum { I_ONLINE, I_CONTACT, I_IDLE, I_NON_PRODUCTIVE, I_ERROR, I_DRAINING, I_OCCUPANCY };
static const struct column INTERVAL_COLUMNS[] = {
    {"onlineMs", "Time online", "ms"},
    {"contactMs", "On contact", "ms"},
    {"idleMs", "Idle", "ms"},
    {"nonProductiveMs", "Non-productive", "ms"},
    {"errorMs", "Error", "ms"},
    {"drainingMs", "Draining", "ms"},
    {"occupancy", "Occupancy", "share"},
    {NULL, NULL, NULL},
};

static void add_times(struct group *group, const struct tally_times *times)
{
    group->values[I_ONLINE] += times->online;
    group->values[I_CONTACT] += times->contact;
    group->values[I_IDLE] += times->idle;
    group->values[I_NON_PRODUCTIVE] += times->non_productive;
    group->values[I_ERROR] += times->error;
    group->values[I_DRAINING] += times->draining;
}

static void finish_times(struct group *group)
{
    group->values[I_OCCUPANCY] =
        share_of(group->values[I_CONTACT], group->values[I_CONTACT] + group->values[I_IDLE]);
}

static uint64_t interval_of(const struct report *report, int64_t at)
{
    return (uint64_t)(at - at % report->interval_ms);
}

static void add_interval_bucket(void *ctx, const struct book_bucket *bucket)
{
    struct report *report = ctx;
    struct group *group = report->agent == 0 || report->agent == bucket->agent
                              ? group_of(report, interval_of(report, bucket->at))
                              : NULL;
    if (group != NULL)
        add_times(group, &bucket->times);
}

static void take_intervals(void *ctx, bool failed)
{
    struct report *report = ctx;
    if (!failed) {
        report_answer(report, INTERVAL_COLUMNS, finish_times, "statuses");
        return;
    }
    question_failed(report->question);
    report_free(report);
}

static int64_t parse_interval(struct question *question)
{
    static const char *const WORDS[] = {"15m", "30m", "hour", "day", NULL};
    static const int64_t MINUTES[] = {15, 30, 60, 24 * 60};
    return MINUTES[question_word(question, "interval", WORDS)] * 60 * 1000;
}

void report_statuses(struct board *board, struct question *question, const char *rest)
{
    static const char *const WORDS[] = {"status", "code", "agent", "interval", NULL};
    static const enum by BYS[] = {BY_STATUS, BY_CODE, BY_AGENT, BY_INTERVAL};
    struct book_metrics_wish wish = {.bucket = add_interval_bucket};
    (void)board, (void)rest;
    question_range(question, &wish.from, &wish.to);
    enum by by = BYS[question_word(question, "by", WORDS)];
    uint32_t agent = question_number(question, "agentId", ACD_SUBJECT_AGENT);
    int64_t interval_ms = parse_interval(question);
    if (question_refused(question))
        return;
    struct report *report = report_new(question);
    if (report == NULL) {
        question_failed(question);
        return;
    }
    report->by = by;
    report->agent = agent;
    report->interval_ms = interval_ms;
    wish.ctx = report;
    struct book *book = pump_book_ask(question->pump);
    if (by == BY_INTERVAL)
        book_ask_metrics(book, pump_seq(question->pump), &wish, take_intervals);
    else
        book_ask_status_report(book, pump_seq(question->pump), agent, wish.from, wish.to, take_status_rows,
                               report);
}

/* ---- metrics ---- */

/* The first columns are add_times()'s. */
enum {
    M_QUEUED = I_OCCUPANCY + 1,
    M_HANDLED,
    M_ABANDONED,
    M_SERVICE,
    M_ANSWER,
    M_HANDLE,
    M_OFFERS,
    M_MISSED,
    M_COLUMNS
};
enum {
    M_ANSWERED = M_COLUMNS,
    M_IN_TIME,
    M_ANSWER_SUM,
    M_HANDLE_SUM,
    M_WITH_TIMES
}; /* sums that are not told */
static const struct column METRIC_COLUMNS[] = {
    {"onlineMs", "Time online", "ms"},
    {"contactMs", "On contact", "ms"},
    {"idleMs", "Idle", "ms"},
    {"nonProductiveMs", "Non-productive", "ms"},
    {"errorMs", "Error", "ms"},
    {"drainingMs", "Draining", "ms"},
    {"occupancy", "Occupancy", "share"},
    {"queued", "Queued", "count"},
    {"handled", "Handled", "count"},
    {"abandoned", "Abandoned", "count"},
    {"serviceLevel", "Answered in 20 s", "share"},
    {"answerMs", "Average time to answer", "ms"},
    {"handleMs", "Average handle time", "ms"},
    {"offers", "Offers", "count"},
    {"missed", "Missed or rejected", "count"},
    {NULL, NULL, NULL},
};

static void add_bucket(void *ctx, const struct book_bucket *bucket)
{
    struct report *report = ctx;
    uint64_t key = report->by == BY_AGENT     ? bucket->agent
                   : report->by == BY_PROFILE ? bucket->profile
                                              : interval_of(report, bucket->at);
    struct group *group = group_of(report, key);
    if (group == NULL)
        return;
    add_times(group, &bucket->times);
    group->values[M_WITH_TIMES] = 1;
}

static uint64_t contact_key(const struct report *report, const struct tally_contact *contact, int64_t at)
{
    switch (report->by) {
    case BY_AGENT:
        return contact->agent;
    case BY_PROFILE:
        return contact->profile;
    case BY_CHANNEL:
        return contact->channel;
    case BY_INTERVAL:
        return interval_of(report, at);
    default:
        return contact->queue;
    }
}

static void add_over(struct group *group, const struct tally_contact *contact)
{
    int64_t waited = tally_queued_ms(contact);
    bool answered = contact->was_queued && contact->connected_at != 0;
    bool abandoned = tally_is_abandoned(contact);
    group->values[M_ABANDONED] += abandoned;
    group->values[M_ANSWERED] += answered;
    group->values[M_IN_TIME] += answered && waited <= SERVICE_MS;
    group->values[M_ANSWER_SUM] += answered ? waited : 0;
    if (contact->connected_at == 0)
        return;
    group->values[M_HANDLED]++;
    group->values[M_HANDLE_SUM] += tally_handle_ms(contact);
}

static void add_contact(void *ctx, enum book_metrics_by by, const struct tally_contact *contact)
{
    struct report *report = ctx;
    bool enqueued = by == BOOK_BY_ENQUEUED;
    struct group *group =
        group_of(report, contact_key(report, contact, enqueued ? contact->enqueued_at : contact->ended_at));
    if (group == NULL)
        return;
    if (enqueued)
        group->values[M_QUEUED]++;
    else
        add_over(group, contact);
}

static void add_offer(void *ctx, const struct tally_offer *offer)
{
    struct report *report = ctx;
    uint64_t key = report->by == BY_AGENT     ? offer->agent
                   : report->by == BY_PROFILE ? offer->profile
                   : report->by == BY_CHANNEL ? offer->channel
                   : report->by == BY_QUEUE   ? offer->queue
                                              : interval_of(report, offer->ended_at);
    struct group *group = offer->initiation != ACD_INITIATION_OUTBOUND ? group_of(report, key) : NULL;
    if (group == NULL)
        return;
    group->values[M_OFFERS]++;
    group->values[M_MISSED] += tally_is_non_response(offer);
}

static void finish_metrics(struct group *group)
{
    int64_t *values = group->values;
    finish_times(group);
    for (int column = I_ONLINE; values[M_WITH_TIMES] == 0 && column <= I_OCCUPANCY; column++)
        values[column] = INT64_MIN;
    values[M_SERVICE] = share_of(values[M_IN_TIME], values[M_ANSWERED] + values[M_ABANDONED]);
    values[M_ANSWER] = values[M_ANSWERED] > 0 ? values[M_ANSWER_SUM] / values[M_ANSWERED] : INT64_MIN;
    values[M_HANDLE] = values[M_HANDLED] > 0 ? values[M_HANDLE_SUM] / values[M_HANDLED] : INT64_MIN;
}

static void take_metrics(void *ctx, bool failed)
{
    struct report *report = ctx;
    if (!failed) {
        report_answer(report, METRIC_COLUMNS, finish_metrics, "metrics");
        return;
    }
    question_failed(report->question);
    report_free(report);
}

void report_metrics(struct board *board, struct question *question, const char *rest)
{
    static const char *const WORDS[] = {"queue", "agent", "profile", "channel", "interval", NULL};
    static const enum by BYS[] = {BY_QUEUE, BY_AGENT, BY_PROFILE, BY_CHANNEL, BY_INTERVAL};
    struct book_metrics_wish wish = {
        .contacts_by = BOOK_BY_ENDED | BOOK_BY_ENQUEUED, .contact = add_contact, .offer = add_offer};
    (void)board, (void)rest;
    question_range(question, &wish.from, &wish.to);
    enum by by = BYS[question_word(question, "by", WORDS)];
    int64_t interval_ms = parse_interval(question);
    if (question_refused(question))
        return;
    struct report *report = report_new(question);
    if (report == NULL) {
        question_failed(question);
        return;
    }
    report->by = by;
    report->interval_ms = interval_ms;
    wish.bucket = by == BY_QUEUE || by == BY_CHANNEL
                      ? NULL
                      : add_bucket; /* an agent's time is of no queue and no channel */
    wish.ctx = report;
    book_ask_metrics(pump_book_ask(question->pump), pump_seq(question->pump), &wish, take_metrics);
}
