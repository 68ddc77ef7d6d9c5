/* A line: one page's WebSocket from its upgrade to its end. It must not know what a request does (requests.c) or which event concerns whom (events.c).
 *
 * The states and what moves between them are drawn in state.h.
 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "edge/common/answer.h"
#include "edge/common/words.h"
#include "edge/panel/render.h"
#include "edge/panel/state.h"

enum {
    LINE_CODE_DONE = 1000,
    LINE_CODE_GOING = 1001,
    LINE_CODE_PROTOCOL = 1002,
    LINE_CODE_UNSURE = 1011, /* the journal has failed: what is durable is unknown */
    LINE_CODE_SLOW = 1013,
    LINE_TEXT_BYTES_MAX = 1024, /* goodbye, pong */
    LINE_BUDGET_MS = 10000, /* what a new line may spend at once; requests.c says what a request costs */
    LINE_HELLO_GENERATION_BYTES_MAX = 64,
};

/* ---- life ---- */

void line_ref(struct panel_line *line) {
    line->references++;
}

void line_unref(struct panel_line *line) {
    assert(line->references > 0);
    if (--line->references > 0)
        return;
    assert(line->ws == NULL);
    free(line);
}

void line_close(struct panel_line *line, int code) {
    if (line->state == LINE_CLOSING)
        return;
    line->state = LINE_CLOSING;
    if (line->ws != NULL)
        ws_close(line->ws, code, NULL);
}

static void line_closed(void *ctx, enum ws_closed why, int code) {
    struct panel_line *line = ctx;
    (void)code;
    if (why == WS_CLOSED_SLOW)
        line->room->centre->panel->counters.lines_cut_slow++;
    line->state = LINE_CLOSING;
    line->ws = NULL;
    room_leave(line->room, line);
    line_unref(line);
}

/* ---- out ---- */

static struct ws_frame *build_goodbye(const char *code) {
    struct buf json;
    buf_init(&json, LINE_TEXT_BYTES_MAX);
    buf_append_format(&json, "{\"is\":\"goodbye\",\"code\":\"%s\"}", code);
    struct ws_frame *frame = buf_failed(&json) ? NULL : ws_frame_new_text(json.bytes, json.len);
    buf_free(&json);
    return frame;
}

static void say_goodbye(struct panel_line *line, const char *code, int close_code) {
    if (line->state == LINE_CLOSING)
        return;
    struct ws_frame *frame = build_goodbye(code);
    if (frame != NULL)
        ws_send(line->ws, frame);
    ws_frame_unref(frame);
    line_close(line, close_code);
}

void line_send(struct panel_line *line, struct ws_frame *frame) {
    struct panel *panel = line->room->centre->panel;
    if (line->state == LINE_CLOSING)
        return;
    if (ws_backlog(line->ws) > panel->limits.line_unsent_bytes_max) {
        panel->counters.lines_cut_slow++;
        say_goodbye(line, "slow", LINE_CODE_SLOW);
        return;
    }
    ws_send(line->ws, frame);
}

/* What a post carries: frames in order, then perhaps a move. */
enum parcel_then { THEN_STAY, THEN_LIVE, THEN_CLOSE };

struct parcel {
    struct panel_line *line; /* a reference */
    enum parcel_then then;
    int close_code;
    uint32_t count;
    struct ws_frame *frames[]; /* references */
};

static struct parcel *parcel_new(struct panel_line *line, uint32_t frames_max, enum parcel_then then) {
    struct parcel *parcel = malloc(sizeof *parcel + frames_max * sizeof(struct ws_frame *));
    if (parcel == NULL)
        return NULL;
    *parcel = (struct parcel){.line = line, .then = then, .close_code = LINE_CODE_DONE};
    line_ref(line);
    return parcel;
}

static void line_posted(void *ctx, enum pump_outcome outcome) {
    struct parcel *parcel = ctx;
    struct panel_line *line = parcel->line;
    for (uint32_t i = 0; i < parcel->count; i++) {
        if (outcome == PUMP_DURABLE)
            line_send(line, parcel->frames[i]);
        ws_frame_unref(parcel->frames[i]);
    }
    if (outcome == PUMP_LOST)
        line_close(line, LINE_CODE_UNSURE);
    else if (parcel->then == THEN_CLOSE)
        line_close(line, parcel->close_code);
    else if (parcel->then == THEN_LIVE && line->state == LINE_OPENING)
        line->state = LINE_LIVE;
    line_unref(line);
    free(parcel);
}

/* frame may be NULL (no memory): then nothing can be said, and the line is closed in its place. Takes the frame. */
static void post_frame(struct panel_line *line, struct ws_frame *frame, enum parcel_then then, int close_code) {
    struct parcel *parcel = frame != NULL ? parcel_new(line, 1, then) : NULL;
    if (parcel == NULL) {
        ws_frame_unref(frame);
        line_close(line, LINE_CODE_SLOW);
        return;
    }
    parcel->close_code = close_code;
    parcel->frames[parcel->count++] = frame;
    pump_post(line->session.pump, line_posted, parcel);
}

static struct ws_frame *take_frame(struct buf *json) {
    struct ws_frame *frame = buf_failed(json) ? NULL : ws_frame_new_text(buf_text(json), json->len);
    buf_free(json);
    return frame;
}

void line_post_text(struct panel_line *line, struct buf *json) {
    post_frame(line, take_frame(json), THEN_STAY, 0);
}

void line_post_goodbye(struct panel_line *line, const char *code) {
    post_frame(line, build_goodbye(code), THEN_CLOSE, strcmp(code, "draining") == 0 ? LINE_CODE_GOING : LINE_CODE_DONE);
}

/* ---- hello ---- */

struct hello {
    bool has_from;
    uint64_t from;
    const char *generation; /* NULL: none */
    int64_t clock;
};

static bool parse_hello(const json_t *object, struct hello *hello) {
    struct json_reader reader;
    json_reader_init(&reader, object);
    bool has_from = json_has(&reader, "from");
    int64_t from = json_optional_i64(&reader, "from", 0, INT64_MAX, 0);
    const char *generation = json_optional_text(&reader, "generation", 0, LINE_HELLO_GENERATION_BYTES_MAX);
    int64_t clock = json_required_i64(&reader, "clock", 0, INT64_MAX);
    if (reader.failed)
        return false;
    *hello = (struct hello){.has_from = has_from, .from = (uint64_t)from, .generation = generation, .clock = clock};
    return true;
}

static bool can_resume(const struct panel_line *line, const struct hello *hello) {
    const struct panel_centre *centre = line->room->centre;
    if (!hello->has_from || hello->generation == NULL || strcmp(hello->generation, centre->panel->generation) != 0)
        return false;
    return hello->from >= line->room->since_seq && hello->from <= pump_seq(centre->pump) && ring_reaches(&centre->ring, hello->from);
}

static void render_opening(struct panel_line *line, const char *is, const struct hello *hello, bool whole, struct buf *json) {
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
        struct render render = render_of(line->session.pump, line->session.agent);
        json_member_object_begin(&writer, "state");
        render_state(&writer, &render);
        json_object_end(&writer);
    }
    json_object_end(&writer);
}

static void open_with_snapshot(struct panel_line *line, const struct hello *hello) {
    struct buf json;
    line->room->centre->panel->counters.snapshots++;
    render_opening(line, "snapshot", hello, true, &json);
    post_frame(line, take_frame(&json), THEN_LIVE, 0);
}

/* "resumed", then the room's events after `from`. All that was rendered before now goes in this one parcel; what comes later is posted after it. */
static void open_with_events(struct panel_line *line, const struct hello *hello) {
    const struct ring *ring = &line->room->centre->ring;
    struct buf json;
    line->room->centre->panel->counters.resumes++;
    render_opening(line, "resumed", hello, false, &json);
    struct ws_frame *frame = take_frame(&json);
    struct parcel *parcel = frame != NULL ? parcel_new(line, ring->count + 1, THEN_LIVE) : NULL;
    if (parcel == NULL) {
        ws_frame_unref(frame);
        line_close(line, LINE_CODE_SLOW);
        return;
    }
    parcel->frames[parcel->count++] = frame;
    for (uint32_t i = 0; i < ring->count; i++) {
        const struct ring_entry *entry = &ring->entries[(ring->first + i) % ring->events_max];
        if (entry->agent == line->session.agent && entry->seq > hello->from)
            parcel->frames[parcel->count++] = ws_frame_ref(entry->frame);
    }
    pump_post(line->session.pump, line_posted, parcel);
}

static void take_hello(struct panel_line *line, const json_t *object) {
    struct hello hello;
    if (!parse_hello(object, &hello)) {
        line_close(line, LINE_CODE_PROTOCOL);
        return;
    }
    line->state = LINE_OPENING;
    if (can_resume(line, &hello))
        open_with_events(line, &hello);
    else
        open_with_snapshot(line, &hello);
}

/* ---- in ---- */

static void answer_ping(struct panel_line *line, const json_t *object) {
    struct json_reader reader;
    json_reader_init(&reader, object);
    int64_t clock = json_required_i64(&reader, "clock", 0, INT64_MAX);
    if (reader.failed) {
        line_close(line, LINE_CODE_PROTOCOL);
        return;
    }
    struct buf json;
    struct json_writer writer;
    buf_init(&json, LINE_TEXT_BYTES_MAX);
    json_writer_init(&writer, &json);
    json_object_begin(&writer);
    json_member_text(&writer, "is", "pong");
    words_clock(&writer, clock, panel_now(line->room->centre->panel));
    json_object_end(&writer);
    struct ws_frame *frame = take_frame(&json);
    if (frame != NULL)
        line_send(line, frame); /* it has seen no state, so it need not wait for a slow disk */
    ws_frame_unref(frame);
}

static void take_document(struct panel_line *line, const json_t *object) {
    struct json_reader reader;
    json_reader_init(&reader, object);
    const char *name = json_required_text(&reader, "do", 1, 32);
    bool hello = strcmp(name, "hello") == 0;
    if (reader.failed || hello != (line->state == LINE_WAITING))
        line_close(line, LINE_CODE_PROTOCOL); /* no name, a second hello, or something before it */
    else if (!session_holds(&line->session, panel_now(line->room->centre->panel)))
        line_post_goodbye(line, "signed_out");
    else if (hello)
        take_hello(line, object);
    else if (strcmp(name, "ping") == 0)
        answer_ping(line, object);
    else
        request_take(line, name, object);
}

static void line_message(void *ctx, const char *text, size_t len) {
    struct panel_line *line = ctx;
    if (line->state == LINE_CLOSING)
        return;
    json_t *object = json_parse(text, len, NULL, NULL);
    if (json_is_object(object))
        take_document(line, object);
    else
        line_close(line, LINE_CODE_PROTOCOL);
    json_decref(object);
}

/* ---- the upgrade ---- */

static const struct ws_events LINE_EVENTS = {.message = line_message, .closed = line_closed};

/* Refuses the upgrade, or gives the room. */
static struct panel_room *admit(struct panel *panel, struct http_request *request, struct session *session) {
    struct answer answer;
    if (!ws_asked(request)) {
        answer_error_now(request, 426, "upgrade_required", "This address speaks WebSocket only.");
        return NULL;
    }
    if (!origin_is_own(&panel->trust, request)) {
        answer_error_now(request, 403, "origin", "Only pages of this server may open this line.");
        return NULL;
    }
    if (!session_find(panel->options.centres, request, panel_now(panel), session)) {
        answer_error(&answer, 401, "signed_out", "You are signed out.");
        answer_after_all(panel->options.centres, request, &answer);
        return NULL;
    }
    if (book_find_user(pump_book(session->pump), session->agent)->must_change_password) {
        answer_error(&answer, 403, "must_change_password", "Choose a new password first.");
        answer_after(session->pump, request, &answer);
        return NULL;
    }
    struct panel_room *room = room_open(panel_get_centre(panel, session->pump), session->agent);
    bool full = room == NULL || room->line_count >= panel->limits.agent_lines_max || panel->counters.lines_open >= panel->limits.lines_max;
    if (full || panel->draining) {
        answer_error(&answer, 503, panel->draining ? "draining" : "overloaded", "The server takes no more lines at this moment.");
        answer.retry_after_s = 1;
        answer_after(session->pump, request, &answer);
        return NULL;
    }
    return room;
}

void line_handle_upgrade(struct panel *panel, struct http_request *request) {
    struct session session;
    struct panel_room *room = admit(panel, request, &session);
    if (room == NULL)
        return;
    struct panel_line *line = calloc(1, sizeof *line);
    if (line == NULL) {
        answer_error_now(request, 503, "overloaded", "The server is out of memory.");
        return;
    }
    line->references = 1;
    line->session = session;
    line->budget_ms = LINE_BUDGET_MS;
    line->budget_at = panel_now(panel);
    struct ws_limits limits = ws_limits_default();
    limits.write_queue_bytes_max = (size_t)panel->limits.line_unsent_bytes_max + PANEL_FRAME_BYTES_MAX;
    line->ws = ws_accept(request, NULL, &limits, &LINE_EVENTS, line);
    if (line->ws == NULL)
        line_unref(line); /* the handshake was wrong and has been answered, or the peer is gone */
    else
        room_join(room, line);
}
