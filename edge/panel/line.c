/* A line: one page's WebSocket from its upgrade to its end. It must not know what a request does (requests.c) or which
 * event concerns whom (events.c).
 *
 * The states and what moves between them are drawn in state.h.
 */
#include <stdlib.h>
#include <string.h>

#include "edge/common/asked.h"
#include "edge/common/door.h"
#include "edge/common/words.h"
#include "edge/panel/render.h"
#include "edge/panel/state.h"

enum { LINE_GENERATION_BYTES_MAX = 64 }; /* of what a page says; ours are shorter */

/* ---- life ---- */

static void line_release(struct wire *wire)
{
    free(wire);
}

static void line_closed(void *ctx, enum ws_closed why, int code)
{
    struct panel_line *line = ctx;
    (void)code;
    room_leave(line->room, line);
    if (line->state == LINE_LIVE)
        presence_line_closed(line->room, &line->session);
    wire_ended(&line->wire, why);
}

/* ---- hello ---- */

struct hello {
    bool has_from;
    uint64_t from;
    const char *generation; /* NULL: none */
    int64_t clock;
};

static bool parse_hello(const json_t *object, struct hello *hello)
{
    struct json_reader reader;
    json_reader_init(&reader, object);
    bool has_from = json_has(&reader, "from");
    int64_t from = json_optional_i64(&reader, "from", 0, INT64_MAX, 0);
    const char *generation = json_optional_text(&reader, "generation", 0, LINE_GENERATION_BYTES_MAX);
    int64_t clock = json_required_i64(&reader, "clock", 0, INT64_MAX);
    if (reader.failed)
        return false;
    *hello = (struct hello){
        .has_from = has_from, .from = (uint64_t)from, .generation = generation, .clock = clock};
    return true;
}

static bool can_resume(const struct panel_line *line, const struct hello *hello)
{
    const struct panel_centre *centre = line->room->centre;
    if (!hello->has_from || hello->generation == NULL ||
        strcmp(hello->generation, centre->panel->generation) != 0)
        return false;
    return hello->from >= line->room->since_seq && hello->from <= pump_seq(centre->pump) &&
           ring_reaches(&centre->ring, hello->from);
}

static void render_opening(struct panel_line *line, const char *is, const struct hello *hello, bool whole,
                           struct buf *json)
{
    struct panel *panel = line->room->centre->panel;
    struct json_writer writer;
    buf_init(json, PANEL_FRAME_BYTES_MAX);
    json_writer_init(&writer, json);
    json_object_begin(&writer);
    json_member_text(&writer, "is", is);
    json_member_u64(&writer, "seq", pump_seq(line->session.pump));
    json_member_text(&writer, "generation", panel->generation);
    words_clock(&writer, hello->clock, panel_now(panel));
    if (whole) {
        struct render_lists lists;
        struct render render = render_of(line->session.pump, line->session.agent, &lists);
        render_lists_init(&lists);
        json_member_object_begin(&writer, "state");
        render_state(&writer, &render);
        json_object_end(&writer);
        render_lists_free(&lists);
    }
    json_object_end(&writer);
}

static void open_with_snapshot(struct panel_line *line, const struct hello *hello)
{
    struct buf json;
    line->room->centre->panel->counters.snapshots++;
    render_opening(line, "snapshot", hello, true, &json);
    line_post_text(line, &json);
}

/* "resumed", then the room's events after `from`, in one parcel: what is rendered from now on is posted after it. */
static void open_with_events(struct panel_line *line, const struct hello *hello)
{
    const struct ring *ring = &line->room->centre->ring;
    struct buf json;
    size_t count = 0;
    struct ws_frame **frames = ring->count > 0 ? malloc(ring->count * sizeof *frames) : NULL;
    if (ring->count > 0 && frames == NULL) {
        open_with_snapshot(line, hello);
        return;
    }
    line->room->centre->panel->counters.resumes++;
    render_opening(line, "resumed", hello, false, &json);
    line_post_text(line, &json);
    for (uint32_t i = 0; i < ring->count; i++) {
        const struct ring_entry *entry = &ring->entries[(ring->first + i) % ring->events_max];
        if (entry->agent == line->session.agent && entry->seq > hello->from)
            frames[count++] = ws_frame_ref(entry->frame);
    }
    if (count > 0)
        wire_post(&line->wire, line->session.pump, frames, count, 0);
    free(frames);
}

static void take_hello(struct panel_line *line, const json_t *object)
{
    struct hello hello;
    if (!parse_hello(object, &hello)) {
        wire_close(&line->wire, WIRE_CODE_PROTOCOL);
        return;
    }
    line->state = LINE_LIVE;
    line->opened_seq = UINT64_MAX; /* nothing is for it yet */
    presence_line_opened(line->room);
    line->opened_seq = pump_seq(line->session.pump);
    if (can_resume(line, &hello))
        open_with_events(line, &hello);
    else
        open_with_snapshot(line, &hello);
}

/* ---- in ---- */

static void answer_ping(struct panel_line *line, const json_t *object)
{
    if (asked_pong(&line->wire, object, panel_now(line->room->centre->panel)))
        presence_line_opened(line->room);
    else
        wire_close(&line->wire, WIRE_CODE_PROTOCOL);
}

static void take_document(struct panel_line *line, const json_t *object)
{
    struct json_reader reader;
    json_reader_init(&reader, object);
    const char *name = json_required_text(&reader, "do", 1, 32);
    bool hello = strcmp(name, "hello") == 0;
    if (reader.failed || hello != (line->state == LINE_WAITING))
        wire_close(&line->wire, WIRE_CODE_PROTOCOL); /* no name, a second hello, or something before it */
    else if (!session_holds(&line->session, panel_now(line->room->centre->panel)))
        line_post_goodbye(line, "signed_out");
    else if (hello)
        take_hello(line, object);
    else if (strcmp(name, "ping") == 0)
        answer_ping(line, object);
    else
        request_take(line, name, object);
}

static void line_message(void *ctx, const char *text, size_t len)
{
    struct panel_line *line = ctx;
    json_t *object = wire_document(&line->wire, text, len);
    if (object != NULL)
        take_document(line, object);
    json_decref(object);
}

/* ---- the upgrade ---- */

static const struct ws_events LINE_EVENTS = {.message = line_message, .closed = line_closed};

/* Refuses the upgrade, or gives the room. */
static struct panel_room *admit(struct panel *panel, struct http_request *request, struct session *session)
{
    struct door door = {.centres = panel->options.centres, .trust = &panel->trust};
    if (!door_admit_line(&door, request, panel_now(panel), session))
        return NULL;
    struct panel_room *room = room_open(panel_get_centre(panel, session->pump), session->agent);
    bool full = room == NULL || room->line_count >= panel->limits.agent_lines_max ||
                panel->counters.lines_open >= panel->limits.lines_max;
    if (!full && !panel->draining)
        return room;
    door_refuse_full(session, request, panel->draining);
    return NULL;
}

void line_handle_upgrade(struct panel *panel, struct http_request *request)
{
    struct session session;
    struct panel_room *room = admit(panel, request, &session);
    if (room == NULL)
        return;
    struct panel_line *line = calloc(1, sizeof *line);
    if (line == NULL) {
        answer_error_now(request, 503, "overloaded", "The server is out of memory.");
        return;
    }
    wire_init(&line->wire, panel->limits.line_unsent_bytes_max, &panel->counters.lines_cut_slow,
              line_release);
    budget_init(&line->budget, panel_now(panel));
    line->session = session;
    struct ws_limits limits = ws_limits_default();
    limits.write_queue_bytes_max = (size_t)panel->limits.line_unsent_bytes_max + PANEL_FRAME_BYTES_MAX;
    line->wire.ws = ws_accept(request, NULL, &limits, &LINE_EVENTS, line);
    if (line->wire.ws == NULL)
        wire_unref(&line->wire); /* the handshake was wrong and has been answered, or the peer is gone */
    else
        room_join(room, line);
}
