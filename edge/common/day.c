/* One agent's day (day.h). It must not judge who may ask.
 *
 *     day_ask --the agent's contacts of the day, from the book--> --their spans, from the book--> sums and answer
 *
 * Spans have no gap, so the sums by status and by activity of what is not Offline are the same to the millisecond: the
 * time online.
 */
#include "edge/common/day.h"

#include <stdlib.h>
#include <string.h>

#include "book/spans.h"
#include "edge/common/found.h"
#include "edge/common/members.h"
#include "edge/common/words.h"

enum { DAY_STATUSES_MAX = 512, DAY_CONTACTS_BYTES_MAX = 4 * 1024 * 1024 };

struct day {
    struct question *question;
    uint32_t agent;
    int64_t from, to; /* to: at most now */
    uint64_t seq;
    struct buf contacts; /* the array's elements */
};

struct sums {
    uint32_t statuses[DAY_STATUSES_MAX];
    int64_t status_ms[DAY_STATUSES_MAX];
    uint32_t status_count;
    int64_t activity_ms[TALLY_ACTIVITIES];
    int64_t online;
};

static void add_span(struct sums *sums, const struct tally_span *span)
{
    uint32_t at = 0;
    if (span->status_type == ACD_STATUS_OFFLINE)
        return;
    while (at < sums->status_count && sums->statuses[at] != span->status)
        at++;
    if (at == sums->status_count && at < DAY_STATUSES_MAX)
        sums->statuses[sums->status_count++] = span->status;
    if (at < DAY_STATUSES_MAX)
        sums->status_ms[at] += span->to - span->from;
    sums->activity_ms[span->activity] += span->to - span->from;
    sums->online += span->to - span->from;
}

static void write_span(struct json_writer *writer, const struct day *day, const struct tally_span *span)
{
    const struct book *book = pump_book(day->question->pump);
    json_object_begin(writer);
    json_member_i64(writer, "from", span->from);
    words_time(writer, "to", span->to < day->question->now ? span->to : 0);
    json_member_object_begin(writer, "status");
    members_status(writer, pump_core(day->question->pump), book, span->status);
    json_object_end(writer);
    json_member_text(writer, "activity", members_activity((enum acd_activity)span->activity));
    members_object_of(writer, "code", book, ACD_SUBJECT_REASON, span->code);
    json_member_i64(writer, "contacts", span->contacts);
    members_object_of(writer, "next", book, ACD_SUBJECT_STATUS, span->next);
    json_object_end(writer);
}

static void write_sums(struct json_writer *writer, const struct book *book, const struct sums *sums)
{
    json_member_object_begin(writer, "sums");
    json_member_i64(writer, "online", sums->online);
    json_member_array_begin(writer, "statuses");
    for (uint32_t i = 0; i < sums->status_count; i++) {
        json_object_begin(writer);
        members_id_and_name(writer, book_find_object(book, ACD_SUBJECT_STATUS, sums->statuses[i]));
        json_member_i64(writer, "ms", sums->status_ms[i]);
        json_object_end(writer);
    }
    json_array_end(writer);
    json_member_array_begin(writer, "activities");
    for (int activity = 0; activity <= ACD_ACTIVITY_MONITORING; activity++) {
        if (sums->activity_ms[activity] == 0)
            continue;
        json_object_begin(writer);
        json_member_text(writer, "activity", members_activity((enum acd_activity)activity));
        json_member_i64(writer, "ms", sums->activity_ms[activity]);
        json_object_end(writer);
    }
    json_array_end(writer);
    json_object_end(writer);
}

static void write_json(const struct day *day, const struct tally_span *spans, uint32_t count,
                       const struct sums *sums)
{
    const struct book *book = pump_book(day->question->pump);
    struct json_writer writer;
    json_writer_init(&writer, &day->question->out);
    json_object_begin(&writer);
    members_agent(&writer, "agent", book, day->agent);
    json_member_i64(&writer, "from", day->from);
    json_member_i64(&writer, "to", day->to);
    json_member_array_begin(&writer, "spans");
    for (uint32_t i = 0; i < count; i++)
        write_span(&writer, day, &spans[i]);
    json_array_end(&writer);
    write_sums(&writer, book, sums);
    json_key(&writer, "contacts");
    buf_append_char(&day->question->out, '[');
    buf_append(&day->question->out, buf_text(&day->contacts), day->contacts.len);
    buf_append_char(&day->question->out, ']');
    buf_append_char(&day->question->out, '}');
}

static void write_csv(const struct day *day, const struct tally_span *spans, uint32_t count)
{
    static const char *const HEAD[] = {"from",     "to",   "ms",       "status", "type",
                                       "activity", "code", "contacts", "next"};
    const struct book *book = pump_book(day->question->pump);
    struct csv csv;
    csv_init(&csv, &day->question->out);
    for (size_t i = 0; i < sizeof HEAD / sizeof HEAD[0]; i++)
        csv_text(&csv, HEAD[i]);
    csv_row_end(&csv);
    for (uint32_t i = 0; i < count; i++) {
        const struct book_object *status = book_find_object(book, ACD_SUBJECT_STATUS, spans[i].status);
        const struct book_object *code = book_find_object(book, ACD_SUBJECT_REASON, spans[i].code);
        const struct book_object *next = book_find_object(book, ACD_SUBJECT_STATUS, spans[i].next);
        csv_time(&csv, spans[i].from);
        csv_time(&csv, spans[i].to);
        csv_i64(&csv, spans[i].to - spans[i].from);
        csv_text(&csv, status != NULL ? status->name : "");
        csv_text(&csv, members_status_type((enum acd_status_type)spans[i].status_type));
        csv_text(&csv, members_activity((enum acd_activity)spans[i].activity));
        csv_text(&csv, code != NULL ? code->name : "");
        csv_i64(&csv, spans[i].contacts);
        csv_text(&csv, next != NULL ? next->name : "");
        csv_row_end(&csv);
    }
}

static void day_free(struct day *day)
{
    buf_free(&day->contacts);
    free(day);
}

static void take_spans(void *ctx, const struct tally_span *spans, uint32_t count, bool more, bool failed)
{
    struct day *day = ctx;
    struct question *question = day->question;
    struct sums *sums = calloc(1, sizeof *sums);
    if (failed || sums == NULL) {
        question_failed(question);
    } else if (more || buf_failed(&day->contacts)) {
        question_error(question, 400, "too_large", "This day has too many changes to be shown.");
    } else {
        for (uint32_t i = 0; i < count; i++)
            add_span(sums, &spans[i]);
        if (question->csv)
            write_csv(day, spans, count);
        else
            write_json(day, spans, count, sums);
        question_answer(question, "day");
    }
    free(sums);
    day_free(day);
}

static void take_contacts(void *ctx, const struct book_contact_record *records, uint32_t count,
                          uint32_t total, bool more, bool failed)
{
    struct day *day = ctx;
    struct json_writer writer;
    (void)total, (void)more;
    if (failed) {
        question_failed(day->question);
        day_free(day);
        return;
    }
    for (uint32_t i = 0; i < count; i++) {
        if (i > 0)
            buf_append_char(&day->contacts, ',');
        json_writer_init(&writer, &day->contacts);
        json_object_begin(&writer);
        found_write(&writer, pump_book(day->question->pump), &records[i], true);
        json_object_end(&writer);
    }
    book_ask_spans(pump_book_ask(day->question->pump), day->seq, day->agent, day->from, day->to, take_spans,
                   day);
}

void day_ask(struct question *question, uint32_t agent, question_day_fn *day_of)
{
    int64_t from = 0;
    int64_t to = 0;
    question_day(question, day_of, &from, &to);
    if (question->fault == NULL && from >= question->now)
        question_fail(question, "date", "must not be in the future");
    if (question_refused(question))
        return;
    struct day *day = calloc(1, sizeof *day);
    if (day == NULL) {
        question_failed(question);
        return;
    }
    *day = (struct day){.question = question,
                        .agent = agent,
                        .from = from,
                        .to = to < question->now ? to : question->now,
                        .seq = pump_seq(question->pump)};
    buf_init(&day->contacts, DAY_CONTACTS_BYTES_MAX);
    struct book_search search = {
        .from = from, .to = day->to, .filter = {.agent = agent}, .ctx = day, .max = BOOK_RECORDS_MAX};
    book_ask_records(pump_book_ask(question->pump), day->seq, &search, take_contacts);
}
