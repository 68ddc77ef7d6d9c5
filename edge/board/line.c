/* A line: one board's WebSocket from its upgrade to its end. It must not know what a request does (requests.c) or what
 * a tick says (tick.c).
 *
 * The states and what moves between them are drawn in state.h.
 */
#include <stdlib.h>
#include <string.h>

#include "edge/board/state.h"
#include "edge/common/asked.h"
#include "edge/common/door.h"

/* ---- life ---- */

static void line_release(struct wire *wire)
{
    free(wire);
}

static void line_join(struct board_centre *centre, struct board_line *line)
{
    line->centre = centre;
    line->next = centre->lines;
    if (centre->lines != NULL)
        centre->lines->previous = line;
    centre->lines = line;
    centre->line_count++;
    centre->board->counters.lines_open++;
}

static void line_leave(struct board_line *line)
{
    struct board_centre *centre = line->centre;
    if (line->previous != NULL)
        line->previous->next = line->next;
    else
        centre->lines = line->next;
    if (line->next != NULL)
        line->next->previous = line->previous;
    centre->line_count--;
    centre->board->counters.lines_open--;
    if (line->state != LINE_WAITING && --centre->live_count == 0) {
        rows_free(centre); /* nobody looks: nothing is kept up */
        rows_init(centre);
    }
}

static void line_closed(void *ctx, enum ws_closed why, int code)
{
    struct board_line *line = ctx;
    (void)code;
    line_leave(line);
    watch_leave(line);
    wire_ended(&line->wire, why);
}

/* ---- in ---- */

static void take_hello(struct board_line *line, const json_t *object)
{
    struct json_reader reader;
    json_reader_init(&reader, object);
    int64_t clock = json_required_i64(&reader, "clock", 0, INT64_MAX);
    if (reader.failed) {
        wire_close(&line->wire, WIRE_CODE_PROTOCOL);
        return;
    }
    line->page_clock = clock;
    line->state = LINE_LIVE;
    if (line->centre->live_count++ == 0)
        rows_mark_all(line->centre);
    tick_snapshot(line, board_now(line->centre->board));
}

static void take_document(struct board_line *line, const json_t *object)
{
    struct json_reader reader;
    json_reader_init(&reader, object);
    const char *name = json_required_text(&reader, "do", 1, 32);
    bool hello = strcmp(name, "hello") == 0;
    int64_t now = board_now(line->centre->board);
    if (reader.failed || hello != (line->state == LINE_WAITING))
        wire_close(&line->wire, WIRE_CODE_PROTOCOL); /* no name, a second hello, or something before it */
    else if (!session_holds(&line->session, now))
        line_post_goodbye(line, "signed_out");
    else if (!door_is_supervisor(&line->session))
        line_post_goodbye(line, "not_allowed");
    else if (hello)
        take_hello(line, object);
    else if (strcmp(name, "ping") != 0)
        board_request_take(line, name, object);
    else if (!asked_pong(&line->wire, object, now))
        wire_close(&line->wire, WIRE_CODE_PROTOCOL);
}

static void line_message(void *ctx, const char *text, size_t len)
{
    struct board_line *line = ctx;
    json_t *object = wire_document(&line->wire, text, len);
    if (object != NULL)
        take_document(line, object);
    json_decref(object);
}

/* ---- the upgrade ---- */

static const struct ws_events LINE_EVENTS = {.message = line_message, .closed = line_closed};

static uint32_t lines_of(const struct board_centre *centre, uint32_t agent)
{
    uint32_t count = 0;
    for (const struct board_line *line = centre->lines; line != NULL; line = line->next)
        count += line->session.agent == agent;
    return count;
}

void board_line_upgrade(struct board *board, struct http_request *request)
{
    struct session session;
    struct door door = {.centres = board->options.centres, .trust = &board->trust, .supervisors = true};
    if (!door_admit_line(&door, request, board_now(board), &session))
        return;
    struct board_centre *centre = board_get_centre(board, session.pump);
    struct board_line *line = NULL;
    if (!board->draining && board->counters.lines_open < board->limits.lines_max &&
        lines_of(centre, session.agent) < board->limits.user_lines_max)
        line = calloc(1, sizeof *line);
    if (line == NULL) {
        door_refuse_full(&session, request, board->draining);
        return;
    }
    /* The wire never cuts by itself: who does not read gets no more ticks, and is cut by tick.c or by the socket's own
     * queue. */
    wire_init(&line->wire, SIZE_MAX, &board->counters.lines_cut_slow, line_release);
    budget_init(&line->budget, board_now(board));
    line->session = session;
    struct ws_limits limits = ws_limits_default();
    limits.write_queue_bytes_max = BOARD_FRAME_BYTES_MAX + 2 * (size_t)board->limits.line_unsent_bytes_max;
    line->wire.ws = ws_accept(request, NULL, &limits, &LINE_EVENTS, line);
    if (line->wire.ws == NULL)
        wire_unref(&line->wire); /* the handshake was wrong and has been answered, or the peer is gone */
    else
        line_join(centre, line);
}
