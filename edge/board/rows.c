/* The rows of a centre: which a batch has touched, and their text as rendered last. It must not send anything.
 *
 *     event --> marks (numbers) --rows_render()--> text --the same as before: nothing; else--> row->tick = centre->tick: the next tick tells it
 *     CONTACT_FORGOTTEN, AGENT_DELETED --> the row goes; its UUID, which the book has forgotten by then, goes to `gone`
 *
 * Kept up only while somebody looks. More marks than BOARD_MARKS_MAX, or no memory for one: every row is looked at.
 */
#include <stdlib.h>
#include <string.h>

#include "edge/board/state.h"
#include "edge/common/door.h"

enum { GONE_BYTES_MAX = 4 * 1024 * 1024 };

/* ---- life ---- */

void rows_init(struct board_centre *centre)
{
    for (int kind = 0; kind < ROW_KINDS; kind++) {
        centre->rows[kind] = (struct rows){.marks = {.numbers = NULL}};
        table_init(&centre->rows[kind].table, BOARD_ROWS_MAX);
        buf_init(&centre->rows[kind].gone, GONE_BYTES_MAX);
    }
    centre->renew = false;
}

static void row_free(struct row *row)
{
    free(row->text);
    free(row);
}

void rows_free(struct board_centre *centre)
{
    for (int kind = 0; kind < ROW_KINDS; kind++) {
        struct rows *rows = &centre->rows[kind];
        size_t at = 0;
        for (struct row *row; (row = table_next(&rows->table, &at)) != NULL;)
            row_free(row);
        table_free(&rows->table);
        free(rows->marks.numbers);
        buf_free(&rows->gone);
    }
    free(centre->totals);
    centre->totals = NULL;
}

/* ---- marks ---- */

void rows_mark(struct rows *rows, uint64_t number)
{
    struct marks *marks = &rows->marks;
    if (marks->all || number == 0 || (marks->count > 0 && marks->numbers[marks->count - 1] == number))
        return;
    if (marks->count == marks->capacity) {
        uint32_t capacity = marks->capacity == 0 ? 64 : marks->capacity * 2;
        uint64_t *numbers =
            capacity <= BOARD_MARKS_MAX ? realloc(marks->numbers, capacity * sizeof *numbers) : NULL;
        marks->all = numbers == NULL;
        if (marks->all)
            return;
        marks->numbers = numbers;
        marks->capacity = capacity;
    }
    marks->numbers[marks->count++] = number;
}

void rows_mark_all(struct board_centre *centre)
{
    for (int kind = 0; kind < ROW_KINDS; kind++)
        centre->rows[kind].marks.all = true;
}

bool rows_are_marked(const struct board_centre *centre)
{
    for (int kind = 0; kind < ROW_KINDS; kind++) {
        if (centre->rows[kind].marks.count > 0 || centre->rows[kind].marks.all ||
            centre->rows[kind].gone.len > 0 || buf_failed(&centre->rows[kind].gone))
            return true;
    }
    return false;
}

/* An agent, and the queues that count them. */
static void mark_agent(struct board_centre *centre, uint32_t agent)
{
    const struct acd *acd = pump_core(centre->pump);
    struct acd_agent_view view;
    struct acd_profile_queue queues[ACD_PROFILE_QUEUES_MAX];
    if (agent == 0 || centre->rows[ROW_AGENT].marks.all)
        return;
    rows_mark(&centre->rows[ROW_AGENT], agent);
    if (!acd_agent_view(acd, agent, &view))
        return;
    uint32_t count = acd_profile_queues(acd, view.profile, queues, ACD_PROFILE_QUEUES_MAX);
    for (uint32_t i = 0; i < count; i++)
        rows_mark(&centre->rows[ROW_QUEUE], queues[i].queue);
}

static void drop_row(struct rows *rows, uint64_t number)
{
    struct row *row = table_remove(&rows->table, &number, sizeof number);
    char text[UUID_TEXT_BYTES];
    if (row == NULL)
        return;
    buf_append_text(&rows->gone, rows->gone.len > 0 ? ",\"" : "\"");
    buf_append_text(&rows->gone, uuid_render(&row->uuid, text));
    buf_append_char(&rows->gone, '"');
    row_free(row);
}

static void mark_contact(struct board_centre *centre, uint64_t contact, bool forgotten)
{
    struct rows *rows = &centre->rows[ROW_CONTACT];
    const struct row *row = contact != 0 ? table_find(&rows->table, &contact, sizeof contact) : NULL;
    struct acd_contact_view view;
    if (row != NULL)
        rows_mark(&centre->rows[ROW_QUEUE], row->queue);
    if (forgotten) {
        drop_row(rows, contact);
        return;
    }
    if (acd_contact_view(pump_core(centre->pump), contact, &view))
        rows_mark(&centre->rows[ROW_QUEUE], view.queue);
    rows_mark(rows, contact);
}

/* A contact's words have changed: who has it shows them too. */
static void mark_owners(struct board_centre *centre, uint64_t contact)
{
    struct acd_leg_view legs[ACD_AGENT_LEGS_MAX];
    uint32_t count = acd_contact_legs(pump_core(centre->pump), contact, legs, ACD_AGENT_LEGS_MAX);
    for (uint32_t i = 0; i < count; i++)
        rows_mark(&centre->rows[ROW_AGENT], legs[i].agent);
    mark_contact(centre, contact, false);
}

/* ---- the tap ---- */

/* Changes of the centre itself are rare, and touch what every row says: everybody gets a new snapshot. */
static bool is_of_centre(const struct acd_event *event)
{
    switch (event->kind) {
    case ACD_RULE_SET:
    case ACD_STATUS_CREATED:
    case ACD_STATUS_ENABLED:
    case ACD_STATUS_DISABLED:
    case ACD_QUEUE_CREATED:
    case ACD_QUEUE_CHANGED:
    case ACD_QUEUE_ENABLED:
    case ACD_QUEUE_DISABLED:
    case ACD_QUEUE_DELETED:
    case ACD_PROFILE_CREATED:
    case ACD_PROFILE_CHANGED:
    case ACD_PROFILE_CHANNEL_SET:
    case ACD_PROFILE_QUEUE_SET:
    case ACD_PROFILE_QUEUE_UNSET:
    case ACD_PROFILE_DELETED:
    case ACD_MOVES_SET:
    case ACD_GROUP_CREATED:
    case ACD_SUPERVISOR_GROUP_SET:
    case ACD_REASON_LIST_CREATED:
    case ACD_REASON_LIST_CHANGED:
    case ACD_REASON_CREATED:
    case ACD_REASON_ENABLED:
    case ACD_REASON_DISABLED:
        return true;
    case ACD_RECORDED:
        return event->record == BOOK_NAME_SET || event->record == BOOK_ROLE_SET ||
               event->record == BOOK_GROUP_REMOVED;
    default:
        return false;
    }
}

static void mark_record(struct board_centre *centre, const struct acd_event *event)
{
    if (event->subject_kind == ACD_SUBJECT_AGENT)
        rows_mark(&centre->rows[ROW_AGENT], event->subject);
    else if (event->subject_kind == ACD_SUBJECT_CONTACT)
        mark_owners(centre, event->subject);
}

static void mark_event(struct board_centre *centre, const struct acd_event *event)
{
    if (is_of_centre(event)) {
        centre->renew = true;
        rows_mark_all(centre);
        return;
    }
    if (event->kind == ACD_RECORDED)
        mark_record(centre, event);
    mark_agent(centre, event->agent);
    mark_agent(centre, event->other_agent);
    if (event->contact != 0)
        mark_contact(centre, event->contact, event->kind == ACD_CONTACT_FORGOTTEN);
    if (event->previous != 0)
        mark_contact(centre, event->previous, false);
    rows_mark(&centre->rows[ROW_QUEUE], event->queue);
    if (event->kind == ACD_AGENT_DELETED)
        drop_row(&centre->rows[ROW_AGENT], event->agent);
    if (event->kind == ACD_AGENT_PROFILE_SET || event->kind == ACD_AGENT_DELETED)
        centre->rows[ROW_QUEUE].marks.all = true; /* the former profile's too */
}

static bool may_end_lines(const struct acd_event *event)
{
    switch (event->kind) {
    case ACD_SIGNED_OUT:
    case ACD_AGENT_DISABLED:
    case ACD_AGENT_DELETED:
        return true;
    case ACD_RECORDED:
        return event->record == BOOK_PASSWORD_SET || event->record == BOOK_SESSIONS_CLOSED ||
               event->record == BOOK_ROLE_SET;
    default:
        return false;
    }
}

/* Says goodbye where the session is over, or its user supervises no more. */
static void end_lines(struct board_centre *centre)
{
    int64_t now = board_now(centre->board);
    for (struct board_line *line = centre->lines; line != NULL; line = line->next) {
        if (line->wire.closing)
            continue;
        if (!session_holds(&line->session, now))
            line_post_goodbye(line, "signed_out");
        else if (!door_is_supervisor(&line->session))
            line_post_goodbye(line, "not_allowed");
    }
}

void rows_tap(void *ctx, struct pump *pump, const struct acd_batch *batch, const void *body, size_t body_len)
{
    struct board_centre *centre = ctx;
    bool may_end = false;
    (void)pump;
    if (centre->line_count == 0)
        return;
    for (uint32_t i = 0; i < batch->count; i++) {
        may_end |= may_end_lines(&batch->events[i]);
        if (centre->live_count == 0)
            continue;
        mark_event(centre, &batch->events[i]);
        board_watch_event(centre, &batch->events[i], body, body_len);
    }
    if (may_end)
        end_lines(centre);
}

/* ---- rendering ---- */

/* One row anew. False: no memory, and it stays as it was. */
static bool render_row(struct board_centre *centre, enum row_kind kind, uint64_t number,
                       const struct board_render *render, struct buf *json)
{
    struct rows *rows = &centre->rows[kind];
    struct row *row = table_find(&rows->table, &number, sizeof number);
    struct uuid uuid;
    uint32_t queue = 0;
    buf_clear(json);
    bool there = kind == ROW_AGENT   ? board_render_agent(json, render, (uint32_t)number, &uuid)
                 : kind == ROW_QUEUE ? board_render_queue(json, render, (uint32_t)number, &uuid)
                                     : board_render_contact(json, render, number, &uuid, &queue);
    if (!there || buf_failed(json))
        return !there;
    centre->board->counters.rows_rendered++;
    if (row != NULL && row->len == json->len && memcmp(row->text, json->bytes, json->len) == 0)
        return true;
    char *text = malloc(json->len);
    struct row *made = text != NULL && row == NULL ? calloc(1, sizeof *made) : NULL;
    if (made != NULL) {
        made->number = number;
        made->uuid = uuid;
        if (!table_put(&rows->table, &made->number, sizeof made->number, made)) {
            free(made);
            made = NULL;
        }
    }
    row = row != NULL ? row : made;
    if (text == NULL || row == NULL) {
        free(text);
        return false;
    }
    memcpy(text, json->bytes, json->len);
    free(row->text);
    row->text = text;
    row->len = (uint32_t)json->len;
    row->queue = queue;
    row->tick = centre->tick;
    return true;
}

static int compare_numbers(const void *left, const void *right)
{
    uint64_t a = *(const uint64_t *)left;
    uint64_t b = *(const uint64_t *)right;
    return a < b ? -1 : a > b;
}

static bool render_marked(struct board_centre *centre, enum row_kind kind, const struct board_render *render,
                          struct buf *json)
{
    struct marks *marks = &centre->rows[kind].marks;
    bool rendered = true;
    if (marks->count > 1)
        qsort(marks->numbers, marks->count, sizeof *marks->numbers, compare_numbers);
    for (uint32_t i = 0; i < marks->count; i++) {
        if (i == 0 || marks->numbers[i] != marks->numbers[i - 1])
            rendered &= render_row(centre, kind, marks->numbers[i], render, json);
    }
    return rendered;
}

static bool render_all(struct board_centre *centre, enum row_kind kind, const struct board_render *render,
                       struct buf *json)
{
    bool rendered = true;
    if (kind == ROW_AGENT) {
        for (uint32_t agent = 0; (agent = book_user_after(render->book, agent)) != 0;)
            rendered &= render_row(centre, kind, agent, render, json);
    } else if (kind == ROW_QUEUE) {
        for (uint32_t queue = 0; (queue = book_object_after(render->book, ACD_SUBJECT_QUEUE, queue)) != 0;)
            rendered &= render_row(centre, kind, queue, render, json);
    } else {
        for (uint64_t contact = 0; (contact = acd_contact_after(render->acd, contact)) != 0;)
            rendered &= render_row(centre, kind, contact, render, json);
    }
    return rendered;
}

void rows_render(struct board_centre *centre, int64_t now)
{
    struct board_render render = board_render_of(centre, now);
    struct buf json;
    buf_init(&json, BOARD_ROW_BYTES_MAX);
    for (int kind = 0; kind < ROW_KINDS; kind++) {
        struct marks *marks = &centre->rows[kind].marks;
        bool rendered = marks->all ? render_all(centre, (enum row_kind)kind, &render, &json)
                                   : render_marked(centre, (enum row_kind)kind, &render, &json);
        marks->count = 0;
        marks->all = !rendered; /* no memory: all are looked at again with the next tick */
    }
    buf_free(&json);
}
