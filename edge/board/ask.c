/* The board's questions over HTTP about single things: a day, contacts, a contact's life, the audit
 * (docs/reference/board-line.md). It must not change anything.
 *
 *     GET /supervisor/api/NAME --door--> ASKS[name] --> parse the query --> asked of the book --> JSON or CSV (edge/common/question.h)
 *
 * Reports and metrics, which are sums, stand in report.c.
 */
#include <stdlib.h>
#include <string.h>

#include "book/body.h"
#include "edge/board/state.h"
#include "edge/common/answer.h"
#include "edge/common/day.h"
#include "edge/common/door.h"
#include "edge/common/found.h"
#include "edge/common/members.h"
#include "edge/common/words.h"

/* ---- contacts ---- */

struct found_wish {
    struct question *question;
    struct uuid queue;
    char text[QUESTION_TEXT_BYTES];
    bool live_only;
    bool over_only;
};

static bool matches_state(void *ctx, const struct book_contact_record *record, int64_t *key)
{
    const struct found_wish *wish = ctx;
    *key = (int64_t)record->row;
    return !(wish->live_only && record->ended_at != 0) && !(wish->over_only && record->ended_at == 0);
}

static void were_found(void *ctx, const struct book_contact_record *records, uint32_t count, uint32_t total,
                       bool more, bool failed)
{
    struct found_wish *wish = ctx;
    struct question *question = wish->question;
    const struct book *book = pump_book(question->pump);
    struct json_writer writer;
    struct csv csv;
    free(wish);
    if (failed) {
        question_failed(question);
        return;
    }
    if (question->csv) {
        csv_init(&csv, &question->out);
        found_csv_head(&csv);
        for (uint32_t i = 0; i < count; i++)
            found_csv(&csv, book, &records[i]);
        question_answer(question, "contacts");
        return;
    }
    json_writer_init(&writer, &question->out);
    json_object_begin(&writer);
    json_member_array_begin(&writer, "contacts");
    for (uint32_t i = 0; i < count; i++) {
        json_object_begin(&writer);
        found_write(&writer, book, &records[i], false);
        json_object_end(&writer);
    }
    json_array_end(&writer);
    json_key(&writer, "next");
    if (more && count > 0) {
        buf_append_format(&question->out, "\"%llu\"", (unsigned long long)records[count - 1].row);
        writer.after_key = false;
    } else {
        json_null_value(&writer);
    }
    json_member_i64(&writer, "total", total);
    json_object_end(&writer);
    question_answer(question, "contacts");
}

static void ask_contacts(struct board *board, struct question *question, const char *rest)
{
    static const char *const CHANNELS[] = {"", "VOICE", "CHAT", "TASK", NULL};
    static const char *const STATES[] = {"", "live", "over", NULL};
    static const char *const OUTCOMES[] = {"", "handled", "abandoned", NULL};
    struct found_wish *wish = calloc(1, sizeof *wish);
    (void)board, (void)rest;
    if (wish == NULL) {
        question_failed(question);
        return;
    }
    wish->question = question;
    struct book_search search = {
        .ctx = wish, .matches = matches_state, .descending = true, .max = BOOK_RECORDS_MAX};
    question_range(question, &search.from, &search.to);
    search.filter.text = question_text(question, "text", wish->text) ? wish->text : NULL;
    int channel = question_word(question, "channel", CHANNELS);
    search.filter.channels = channel > 0 ? (uint8_t)(1u << (channel - 1)) : 0;
    int state = question_word(question, "state", STATES);
    wish->live_only = state == 1;
    wish->over_only = state == 2;
    int outcome = question_word(question, "outcome", OUTCOMES);
    search.filter.outcome = outcome == 1   ? BOOK_OUTCOME_HANDLED
                            : outcome == 2 ? BOOK_OUTCOME_ABANDONED
                                           : BOOK_OUTCOME_ANY;
    search.filter.agent = question_number(question, "agentId", ACD_SUBJECT_AGENT);
    if (question_uuid(question, "queueId", &wish->queue))
        search.filter.queue = &wish->queue;
    search.after = (uint64_t)question_i64(question, "after", 0);
    if (search.filter.text != NULL && strlen(wish->text) > BOOK_SEARCH_TEXT_BYTES_MAX)
        question_fail(question, "text", "must be at most 256 bytes");
    if (question_refused(question))
        free(wish);
    else
        book_ask_records(pump_book_ask(question->pump), pump_seq(question->pump), &search, were_found);
}

/* ---- a contact's life ---- */

struct life {
    struct question *question;
    struct uuid uuid;
    uint64_t seq;
    struct buf steps;
    struct buf notes;
};

static void life_free(struct life *life)
{
    buf_free(&life->steps);
    buf_free(&life->notes);
    free(life);
}

static void write_life(struct json_writer *writer, const struct life *life,
                       const struct book_contact_record *record)
{
    const struct book *book = pump_book(life->question->pump);
    static const struct uuid NONE;
    struct acd_contact_view view = {0};
    uint64_t number = book_find_contact_uuid(book, &record->uuid);
    if (number != 0)
        acd_contact_view(pump_core(life->question->pump), number, &view);
    json_object_begin(writer);
    json_member_object_begin(writer, "contact");
    found_write(writer, book, record, false);
    json_member_raw(writer, "attributes", record->attributes[0] != '\0' ? record->attributes : "{}",
                    record->attributes[0] != '\0' ? strlen(record->attributes) : 2);
    json_member_text(writer, "description", record->description);
    words_uuid(writer, "initialContactId",
               memcmp(&record->initial, &NONE, sizeof NONE) != 0 ? &record->initial : NULL);
    words_uuid(writer, "previousContactId",
               memcmp(&record->previous, &NONE, sizeof NONE) != 0 ? &record->previous : NULL);
    if (number != 0)
        json_member_i64(writer, "messageCount", view.message_count);
    else
        json_member_null(writer, "messageCount");
    json_object_end(writer);
    json_member_buf(writer, "steps", &life->steps);
    json_member_buf(writer, "notes", &life->notes);
    words_uuid(writer, "transcriptId", &record->uuid);
    json_object_end(writer);
}

static void take_life_record(void *ctx, const struct book_contact_record *records, uint32_t count,
                             uint32_t total, bool more, bool failed)
{
    struct life *life = ctx;
    struct json_writer writer;
    (void)total, (void)more;
    if (failed) {
        question_failed(life->question);
    } else if (count == 0) {
        question_error(life->question, 404, "unknown_contact", "There is no such contact.");
    } else {
        json_writer_init(&writer, &life->question->out);
        write_life(&writer, life, &records[0]);
        question_answer(life->question, "contact");
    }
    life_free(life);
}

static void take_notes(void *ctx, const struct book_note *notes, uint32_t count, bool failed)
{
    struct life *life = ctx;
    struct json_writer writer;
    if (failed) {
        question_failed(life->question);
        life_free(life);
        return;
    }
    json_writer_init(&writer, &life->notes);
    json_array_begin(&writer);
    for (uint32_t i = 0; i < count; i++) {
        json_object_begin(&writer);
        json_member_i64(&writer, "at", notes[i].at);
        json_member_text(&writer, "by", notes[i].author_name);
        json_member_text(&writer, "text", notes[i].text);
        json_object_end(&writer);
    }
    json_array_end(&writer);
    book_ask_record(pump_book_ask(life->question->pump), life->seq, &life->uuid, take_life_record, life);
}

static void write_step(struct json_writer *writer, const struct book *book, const struct book_step *step)
{
    json_object_begin(writer);
    json_member_u64(writer, "seq", step->seq);
    json_member_i64(writer, "at", step->at);
    members_word(writer, "kind", acd_event_name((enum acd_event_kind)step->kind));
    json_member_text(writer, "text", step->text);
    members_by(writer, "by", book, step->actor, step->actor_id);
    members_agent(writer, "agent", book, step->agent);
    members_object_of(writer, "queue", book, ACD_SUBJECT_QUEUE, step->queue);
    members_cause(writer, "cause", (enum acd_cause)step->cause);
    json_member_text(writer, "why", step->why[0] != '\0' ? step->why : NULL);
    json_object_end(writer);
}

static void csv_steps(struct question *question, const struct book_step *steps, uint32_t count)
{
    static const char *const HEAD[] = {"seq", "at", "kind", "text", "why"};
    struct csv csv;
    csv_init(&csv, &question->out);
    for (size_t i = 0; i < sizeof HEAD / sizeof HEAD[0]; i++)
        csv_text(&csv, HEAD[i]);
    csv_row_end(&csv);
    for (uint32_t i = 0; i < count; i++) {
        csv_i64(&csv, (int64_t)steps[i].seq);
        csv_time(&csv, steps[i].at);
        csv_text(&csv, acd_event_name((enum acd_event_kind)steps[i].kind));
        csv_text(&csv, steps[i].text);
        csv_text(&csv, steps[i].why);
        csv_row_end(&csv);
    }
}

static void take_steps(void *ctx, const struct book_step *steps, uint32_t count, bool more, bool failed)
{
    struct life *life = ctx;
    struct json_writer writer;
    (void)more;
    if (failed) {
        question_failed(life->question);
        life_free(life);
        return;
    }
    if (life->question->csv) {
        csv_steps(life->question, steps, count);
        question_answer(life->question, "contact");
        life_free(life);
        return;
    }
    json_writer_init(&writer, &life->steps);
    json_array_begin(&writer);
    for (uint32_t i = 0; i < count; i++)
        write_step(&writer, pump_book(life->question->pump), &steps[i]);
    json_array_end(&writer);
    book_ask_notes(pump_book_ask(life->question->pump), life->seq, &life->uuid, take_notes, life);
}

static void ask_life(struct board *board, struct question *question, const char *rest)
{
    struct uuid uuid;
    (void)board;
    if (!uuid_parse(rest, strlen(rest), &uuid))
        question_fail(question, "the contact's id", "must be a UUID");
    if (question_refused(question))
        return;
    struct life *life = calloc(1, sizeof *life);
    if (life == NULL) {
        question_failed(question);
        return;
    }
    *life = (struct life){.question = question, .uuid = uuid, .seq = pump_seq(question->pump)};
    buf_init(&life->steps, QUESTION_BYTES_MAX);
    buf_init(&life->notes, QUESTION_BYTES_MAX);
    book_ask_life(pump_book_ask(question->pump), life->seq, &uuid, take_steps, life);
}

/* ---- the audit ---- */

static const char *subject_word(uint8_t kind)
{
    static const char *const NAMES[ACD_SUBJECT_KINDS] = {
        "centre",      "user",    "status", "queue",       "routing_profile", "hours",
        "entry_point", "contact", "group",  "reason_list", "reason"};
    return kind < ACD_SUBJECT_KINDS && NAMES[kind] != NULL ? NAMES[kind] : "";
}

static void write_audit_by(struct json_writer *writer, const struct book *book,
                           const struct book_audit_row *row)
{
    static const struct uuid NONE;
    if (row->actor_name[0] == '\0') {
        members_by(writer, "by", book, row->actor, row->actor_id);
        return;
    }
    json_member_object_begin(writer, "by");
    json_member_text(writer, "kind", members_actor(row->actor));
    words_uuid(writer, "id", memcmp(&row->actor_uuid, &NONE, sizeof NONE) != 0 ? &row->actor_uuid : NULL);
    json_member_text(writer, "name", row->actor_name);
    json_object_end(writer);
}

static void write_audit_row(struct json_writer *writer, const struct book *book,
                            const struct book_audit_row *row)
{
    static const struct uuid NONE;
    json_object_begin(writer);
    json_member_u64(writer, "seq", row->seq);
    json_member_i64(writer, "at", row->at);
    write_audit_by(writer, book, row);
    members_word(writer, "kind", acd_event_name((enum acd_event_kind)row->kind));
    json_member_object_begin(writer, "subject");
    json_member_text(writer, "kind", subject_word(row->subject_kind));
    words_uuid(writer, "id", memcmp(&row->subject_uuid, &NONE, sizeof NONE) != 0 ? &row->subject_uuid : NULL);
    json_member_text(writer, "name", row->subject_name);
    json_object_end(writer);
    json_member_text(writer, "text", row->text);
    if (row->detail[0] != '\0')
        json_member_raw(writer, "detail", row->detail, strlen(row->detail));
    else
        json_member_null(writer, "detail");
    json_member_text(writer, "why", row->why[0] != '\0' ? row->why : NULL);
    json_object_end(writer);
}

static void csv_audit(struct question *question, const struct book_audit_row *rows, uint32_t count)
{
    static const char *const HEAD[] = {"seq",     "at",          "by",   "byName", "kind",
                                       "subject", "subjectName", "text", "why"};
    struct csv csv;
    csv_init(&csv, &question->out);
    for (size_t i = 0; i < sizeof HEAD / sizeof HEAD[0]; i++)
        csv_text(&csv, HEAD[i]);
    csv_row_end(&csv);
    for (uint32_t i = 0; i < count; i++) {
        csv_i64(&csv, (int64_t)rows[i].seq);
        csv_time(&csv, rows[i].at);
        csv_text(&csv, members_actor(rows[i].actor));
        csv_text(&csv, rows[i].actor_name);
        csv_text(&csv, acd_event_name((enum acd_event_kind)rows[i].kind));
        csv_text(&csv, subject_word(rows[i].subject_kind));
        csv_text(&csv, rows[i].subject_name);
        csv_text(&csv, rows[i].text);
        csv_text(&csv, rows[i].why);
        csv_row_end(&csv);
    }
}

static void take_audit(void *ctx, const struct book_audit_row *rows, uint32_t count, uint64_t next,
                       bool failed)
{
    struct question *question = ctx;
    struct json_writer writer;
    if (failed) {
        question_failed(question);
        return;
    }
    if (question->csv) {
        csv_audit(question, rows, count);
        question_answer(question, "audit");
        return;
    }
    json_writer_init(&writer, &question->out);
    json_object_begin(&writer);
    json_member_array_begin(&writer, "entries");
    for (uint32_t i = 0; i < count; i++)
        write_audit_row(&writer, pump_book(question->pump), &rows[i]);
    json_array_end(&writer);
    if (next != 0)
        json_member_u64(&writer, "next", next);
    else
        json_member_null(&writer, "next");
    json_object_end(&writer);
    question_answer(question, "audit");
}

/* The object that subjectId names, of whatever kind. */
static void parse_subject(struct question *question, struct book_audit_search *search)
{
    const struct book *book = pump_book(question->pump);
    struct uuid uuid;
    if (!question_uuid(question, "subjectId", &uuid))
        return;
    search->has_subject = true;
    for (int kind = 0; kind < ACD_SUBJECT_KINDS; kind++) {
        uint64_t number = kind == ACD_SUBJECT_CENTRE ? 0
                          : kind == ACD_SUBJECT_CONTACT
                              ? book_find_contact_uuid(book, &uuid)
                              : book_find_number(book, (enum acd_subject)kind, &uuid);
        if (number == 0)
            continue;
        search->subject_kind = (uint8_t)kind;
        search->subject = number;
        return;
    }
    question_fail(question, "subjectId", "names nothing that exists");
}

static void ask_audit(struct board *board, struct question *question, const char *rest)
{
    struct book_audit_search search = {.max = BOOK_AUDIT_MAX};
    char text[QUESTION_TEXT_BYTES];
    (void)board, (void)rest;
    question_range(question, &search.from, &search.to);
    search.actor_id = question_number(question, "actorId", ACD_SUBJECT_AGENT);
    search.before = (uint64_t)question_i64(question, "before", 0);
    search.text = question_text(question, "text", text) ? text : NULL;
    parse_subject(question, &search);
    if (!question_refused(question))
        book_ask_audit(pump_book_ask(question->pump), pump_seq(question->pump), &search, take_audit,
                       question);
}

/* ---- a day ---- */

static void ask_day(struct board *board, struct question *question, const char *rest)
{
    uint32_t agent = question_number(question, "agentId", ACD_SUBJECT_AGENT);
    (void)rest;
    if (agent == 0)
        question_fail(question, "agentId", "must be there");
    if (!question_refused(question))
        day_ask(question, agent, board->options.day_of);
}

/* ---- the table ---- */

static const struct {
    const char *path;
    bool has_rest; /* the path goes on */
    void (*ask)(struct board *board, struct question *question, const char *rest);
} ASKS[] = {
    {"/supervisor/api/day", false, ask_day},
    {"/supervisor/api/contacts", false, ask_contacts},
    {"/supervisor/api/contacts/", true, ask_life},
    {"/supervisor/api/audit", false, ask_audit},
    {"/admin/api/audit", false, ask_audit},
    {"/supervisor/api/statuses", false, report_statuses},
    {"/supervisor/api/metrics", false, report_metrics},
};

bool board_ask_handle(struct board *board, struct http_request *request)
{
    struct session session;
    struct door door = {.centres = board->options.centres, .trust = &board->trust, .supervisors = true};
    for (size_t i = 0; i < sizeof ASKS / sizeof ASKS[0]; i++) {
        size_t len = strlen(ASKS[i].path);
        bool is_it = ASKS[i].has_rest ? strncmp(request->path, ASKS[i].path, len) == 0
                                      : strcmp(request->path, ASKS[i].path) == 0;
        if (!is_it)
            continue;
        if (!door_admit(&door, request, board_now(board), &session))
            return true;
        struct question *question =
            question_new(request, session.pump, board_actor(&session), board_now(board));
        if (question != NULL)
            ASKS[i].ask(board, question, request->path + len);
        return true;
    }
    return false;
}
