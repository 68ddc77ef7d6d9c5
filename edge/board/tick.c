/* Ticks and snapshots: what has changed goes to every line of a centre at most each tick_ms, a whole picture to who has
 * just come or fell behind. It must not look anything up itself (render.c) or touch a socket but by wire_post().
 *
 *     calm --a row is marked--> due at once --tick_run()--> in flight --durable--> due again tick_ms after the last
 *
 * One tick at a time is in flight: while the disk is slow, ticks wait and gather. What differs from user to user is the
 * end of an agent's row; a frame is built once for each class of viewers (state.h) and shared by all of its lines.
 */
#include <stdlib.h>
#include <string.h>

#include "edge/board/state.h"
#include "edge/common/members.h"
#include "edge/common/words.h"

enum { CLASSES_MAX = 32 };

/* ---- classes ---- */

struct board_class tick_class(const struct board_line *line)
{
    const struct acd *acd = pump_core(line->centre->pump);
    struct board_class class = {.actor = board_actor(&line->session)};
    struct acd_agent_view view;
    if (class.actor.kind == ACD_ACTOR_SUPERVISOR && acd_rule(acd, ACD_RULE_SUPERVISOR_GROUPS) != 0 &&
        acd_agent_view(acd, class.actor.id, &view))
        class.groups = view.supervises;
    return class;
}

static bool is_same_class(const struct board_class *left, const struct board_class *right)
{
    return left->actor.kind == right->actor.kind && left->groups == right->groups;
}

/* ---- a tick's text ---- */

static void begin_member(struct buf *json, const char *name)
{
    buf_append_text(json, ",\"");
    buf_append_text(json, name);
    buf_append_text(json, "\":");
}

/* An array of the rows that changed in this tick (all: of all rows). viewer: of agents alone. False: there was none,
 * and nothing is written. */
static bool append_rows(struct buf *json, const struct board_centre *centre, enum row_kind kind,
                        const char *member, bool all, const struct board_class *viewer,
                        const struct board_render *render)
{
    size_t at = 0;
    bool any = false;
    for (struct row *row; (row = table_next(&centre->rows[kind].table, &at)) != NULL;) {
        if (!all && row->tick != centre->tick)
            continue;
        if (any)
            buf_append_char(json, ',');
        else
            begin_member(json, member);
        if (!any)
            buf_append_char(json, '[');
        any = true;
        buf_append(json, row->text, row->len);
        if (viewer != NULL)
            board_render_agent_end(json, render, (uint32_t)row->number, viewer);
    }
    if (any)
        buf_append_char(json, ']');
    return any;
}

static void append_gone(struct buf *json, struct buf *gone, const char *member)
{
    if (gone->len == 0)
        return;
    begin_member(json, member);
    buf_append_char(json, '[');
    buf_append(json, gone->bytes, gone->len);
    buf_append_char(json, ']');
}

/* True: they differ from what was rendered last. */
static bool take_totals(struct board_centre *centre, const struct board_render *render)
{
    struct buf totals;
    size_t len;
    buf_init(&totals, BOARD_ROW_BYTES_MAX);
    board_render_totals(&totals, render);
    bool differ =
        !buf_failed(&totals) && (centre->totals == NULL || strcmp(centre->totals, totals.bytes) != 0);
    if (differ) {
        free(centre->totals);
        centre->totals = buf_take(&totals, &len);
    }
    buf_free(&totals);
    return differ;
}

/* "totals", if they have changed. */
static void append_totals(struct buf *json, struct board_centre *centre, const struct board_render *render)
{
    if (!take_totals(centre, render))
        return;
    begin_member(json, "totals");
    buf_append_text(json, centre->totals);
}

/* What every line is told alike. */
static void append_shared(struct buf *json, struct board_centre *centre, const struct board_render *render)
{
    append_gone(json, &centre->rows[ROW_AGENT].gone, "gone");
    append_rows(json, centre, ROW_QUEUE, "queues", false, NULL, render);
    append_rows(json, centre, ROW_CONTACT, "contacts", false, NULL, render);
    append_gone(json, &centre->rows[ROW_CONTACT].gone, "over");
    append_totals(json, centre, render);
}

/* What a class of viewers is told in a tick. */
struct built {
    struct board_class class;
    struct ws_frame *frame; /* NULL: nothing to tell them, or it could not be built */
    bool failed;
};

static struct built build_frame(const struct board_centre *centre, const struct board_render *render,
                                const struct buf *shared, const struct board_class *viewer)
{
    struct built built = {.class = *viewer};
    struct buf json;
    buf_init(&json, BOARD_FRAME_BYTES_MAX);
    buf_append_text(&json, "{\"is\":\"tick\",\"seq\":");
    buf_append_u64(&json, pump_seq(centre->pump));
    buf_append_text(&json, ",\"at\":");
    buf_append_i64(&json, render->now);
    bool any = append_rows(&json, centre, ROW_AGENT, "agents", false, viewer, render);
    if (shared->len > 0)
        buf_append(&json, shared->bytes, shared->len);
    buf_append_char(&json, '}');
    if ((any || shared->len > 0) && !buf_failed(&json))
        built.frame = ws_frame_new_text(json.bytes, json.len);
    built.failed = built.frame == NULL && (any || shared->len > 0);
    if (built.frame != NULL)
        centre->board->counters.tick_bytes += json.len;
    buf_free(&json);
    return built;
}

/* ---- to the lines ---- */

struct telling {
    struct board_centre *centre;
    struct board_render render;
    struct buf shared;
    struct built built[CLASSES_MAX];
    uint32_t built_count;
};

/* With a reference more. */
static struct built share(const struct built *built)
{
    if (built->frame != NULL)
        ws_frame_ref(built->frame);
    return *built;
}

/* The class's frame, built once; the reference is the caller's. */
static struct built built_for(struct telling *telling, const struct board_line *line)
{
    struct board_class class = tick_class(line);
    for (uint32_t i = 0; i < telling->built_count; i++) {
        if (is_same_class(&telling->built[i].class, &class))
            return share(&telling->built[i]);
    }
    struct built built = build_frame(telling->centre, &telling->render, &telling->shared, &class);
    if (telling->built_count == CLASSES_MAX)
        return built;
    telling->built[telling->built_count++] = built;
    return share(&built);
}

static void tell_line(struct telling *telling, struct board_line *line)
{
    const struct board_limits *limits = &telling->centre->board->limits;
    int64_t now = telling->render.now;
    if (line->state == LINE_WAITING || line->wire.closing || line->wire.ws == NULL)
        return;
    size_t backlog = ws_backlog(line->wire.ws);
    if (line->state == LINE_LIVE && backlog > limits->line_unsent_bytes_max) {
        line->state = LINE_BEHIND;
        line->behind_since = now;
    }
    if (line->state == LINE_BEHIND) {
        if (backlog == 0) {
            line->state = LINE_LIVE;
            tick_snapshot(line, now);
        } else if (now - line->behind_since > limits->behind_ms_max) {
            telling->centre->board->counters.lines_cut_slow++;
            wire_close(&line->wire, WIRE_CODE_SLOW);
        }
        return;
    }
    if (telling->centre->renew) {
        tick_snapshot(line, now);
        return;
    }
    struct built built = built_for(telling, line);
    if (built.frame != NULL)
        wire_post(&line->wire, telling->centre->pump, &built.frame, 1, 0);
    else if (built.failed)
        wire_close(&line->wire, WIRE_CODE_SLOW); /* it would miss a tick: it comes back to a snapshot */
}

static void tick_posted(void *ctx, enum pump_outcome outcome)
{
    (void)outcome;
    ((struct board_centre *)ctx)->in_flight = false;
}

static void tell_lines(struct telling *telling)
{
    struct board_centre *centre = telling->centre;
    for (struct board_line *line = centre->lines; line != NULL; line = line->next)
        tell_line(telling, line);
    for (uint32_t i = 0; i < telling->built_count; i++)
        ws_frame_unref(telling->built[i].frame);
    centre->in_flight = true;
    pump_post(centre->pump, tick_posted, centre);
}

/* Everybody has been told. */
static void forget_changes(struct board_centre *centre)
{
    centre->tick++;
    centre->renew = false;
    for (int kind = 0; kind < ROW_KINDS; kind++)
        buf_clear(&centre->rows[kind].gone);
}

/* Memory was out while the changes were gathered: only a snapshot is the truth. */
static bool is_incomplete(const struct board_centre *centre, const struct buf *shared)
{
    return buf_failed(shared) || buf_failed(&centre->rows[ROW_AGENT].gone) ||
           buf_failed(&centre->rows[ROW_CONTACT].gone);
}

void tick_run(struct board_centre *centre, int64_t now)
{
    struct telling telling = {.centre = centre, .render = board_render_of(centre, now)};
    centre->ticked_at = now;
    if (now - centre->refreshed_at >= centre->board->limits.refresh_ms || now < centre->refreshed_at) {
        centre->rows[ROW_QUEUE].marks.all = true;
        centre->refreshed_at = now;
    }
    rows_render(centre, now);
    buf_init(&telling.shared, BOARD_FRAME_BYTES_MAX);
    append_shared(&telling.shared, centre, &telling.render);
    centre->renew = centre->renew || is_incomplete(centre, &telling.shared);
    tell_lines(&telling);
    buf_free(&telling.shared);
    centre->board->counters.ticks++;
    forget_changes(centre);
}

/* ---- when ---- */

static bool has_line_behind(const struct board_centre *centre)
{
    for (const struct board_line *line = centre->lines; line != NULL; line = line->next) {
        if (line->state == LINE_BEHIND && !line->wire.closing)
            return true;
    }
    return false;
}

int64_t tick_deadline(const struct board_centre *centre, int64_t now)
{
    const struct board_limits *limits = &centre->board->limits;
    if (centre->live_count == 0 || centre->in_flight || centre->board->draining)
        return ACD_NEVER;
    bool soon = centre->renew || rows_are_marked(centre) || has_line_behind(centre);
    int64_t from = soon ? centre->ticked_at : centre->refreshed_at;
    int64_t deadline = from + (soon ? limits->tick_ms : limits->refresh_ms);
    return deadline < now || from > now ? now : deadline; /* the clock may have been set back */
}

/* ---- a snapshot ---- */

static void append_state(struct buf *json, struct board_line *line, const struct board_render *render)
{
    struct board_centre *centre = line->centre;
    struct board_class viewer = tick_class(line);
    struct json_writer writer;
    json_writer_init(&writer, json);
    json_object_begin(&writer);
    members_user(&writer, "user", book_find_user(render->book, line->session.agent));
    members_centre(&writer, render->acd, render->book);
    board_render_lists(&writer, render);
    if (!append_rows(json, centre, ROW_AGENT, "agents", true, &viewer, render))
        buf_append_text(json, ",\"agents\":[]");
    if (!append_rows(json, centre, ROW_QUEUE, "queues", true, NULL, render))
        buf_append_text(json, ",\"queues\":[]");
    if (!append_rows(json, centre, ROW_CONTACT, "contacts", true, NULL, render))
        buf_append_text(json, ",\"contacts\":[]");
    if (centre->totals == NULL)
        take_totals(centre, render);
    begin_member(json, "totals");
    buf_append_text(json, centre->totals != NULL ? centre->totals : "null");
    if (centre->totals == NULL)
        buf_fail(json);
    buf_append_char(json, '}');
}

void tick_snapshot(struct board_line *line, int64_t now)
{
    struct board_centre *centre = line->centre;
    struct board_render render = board_render_of(centre, now);
    struct json_writer writer;
    struct buf json;
    rows_render(centre, now); /* what it changes, the next tick tells the others */
    if (centre->live_count == 1)
        forget_changes(centre);
    buf_init(&json, BOARD_FRAME_BYTES_MAX);
    json_writer_init(&writer, &json);
    json_object_begin(&writer);
    json_member_text(&writer, "is", "snapshot");
    json_member_u64(&writer, "seq", pump_seq(centre->pump));
    words_clock(&writer, line->page_clock, now);
    begin_member(&json, "state");
    append_state(&json, line, &render);
    buf_append_char(&json, '}');
    centre->board->counters.snapshots++;
    line->wire.unsent_bytes_max = json.len + centre->board->limits.line_unsent_bytes_max;
    wire_post_text(&line->wire, centre->pump, &json);
}
