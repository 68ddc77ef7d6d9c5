/* What the files of edge/board share: the board, its centres, their rows and lines. Private to this folder.
 *
 *     board --> centre (one a pump) --> line (one an open page)
 *                   |-- rows: of agents, queues and contacts, each as rendered last
 *                   '-- marks: the numbers of rows that a batch has touched since then
 *
 *     batch --tap: rows_tap()--> marks --board_tick(): rows_render()--> rows that differ from what was rendered last --> one frame a class of viewers --> lines
 */
#ifndef NEXTUP_EDGE_BOARD_STATE_H
#define NEXTUP_EDGE_BOARD_STATE_H

#include "edge/board/board.h"
#include "edge/common/asked.h"
#include "edge/common/origin.h"
#include "edge/common/question.h"
#include "edge/common/session.h"
#include "edge/common/wire.h"
#include "lib/json.h"
#include "lib/table.h"

enum {
    BOARD_FRAME_BYTES_MAX = 64 * 1024 * 1024, /* one message to a page: a snapshot of the biggest centre */
    BOARD_ROW_BYTES_MAX = 64 * 1024,
    BOARD_ROWS_MAX = 1 << 22,
    BOARD_MARKS_MAX = 1 << 16, /* rows touched between two ticks; more: all are */
};

/* ---- a line: one page's WebSocket ----
 *
 *     WAITING --hello--> LIVE --more unsent than its limit--> BEHIND --all was read: a snapshot--> LIVE          all: closing (wire.h) --> freed
 *                                                                '-- too long: goodbye slow, 1013
 *
 *   WAITING  nothing is sent.
 *   LIVE     gets every tick.
 *   BEHIND   gets answers and what it watches, but no tick.
 */
enum line_state { LINE_WAITING, LINE_LIVE, LINE_BEHIND };

enum { LINE_WATCHED_MAX = ACD_AGENT_MONITORS_MAX };

struct board_line {
    struct wire wire; /* first: the owner is found from it */
    struct board_centre *centre;
    struct board_line *next; /* in the centre */
    struct board_line *previous;
    struct session session;
    enum line_state state;
    int64_t page_clock; /* of its hello */
    int64_t behind_since;
    struct budget budget;
    uint64_t watched[LINE_WATCHED_MAX]; /* contacts whose messages it gets; 0: a free place */
};

/* Who sees the same: the role, and the groups whose agents a supervisor may act on. */
struct board_class {
    struct acd_actor actor; /* of one of them */
    uint64_t groups;        /* only where the rule SUPERVISOR_GROUPS is on and the actor a supervisor */
};

/* ---- rows ---- */

struct row {
    uint64_t number; /* the key */
    struct uuid uuid;
    uint32_t queue; /* of a contact: to know it when the contact is forgotten */
    uint32_t len;
    uint64_t tick; /* in which it changed last */
    char *text;    /* an object, of an agent without its last members ("mine", "moves") and "}"; owned */
};

/* Numbers, each maybe more than once. */
struct marks {
    uint64_t *numbers;
    uint32_t count;
    uint32_t capacity;
    bool all; /* there were too many, or no memory */
};

enum row_kind { ROW_AGENT, ROW_QUEUE, ROW_CONTACT, ROW_KINDS };

struct rows {
    struct table table; /* number -> struct row */
    struct marks marks;
    struct buf gone; /* UUIDs in quotes, with commas, of rows that are no more since the last tick */
};

struct board_centre {
    struct board *board;
    struct pump *pump;
    struct board_line *lines;
    uint32_t line_count; /* with those that wait for hello */
    uint32_t live_count; /* LIVE and BEHIND: rows are kept only while there is one */
    struct rows rows[ROW_KINDS];
    char *totals;      /* as rendered last; owned */
    bool lists_marked; /* the centre's lists: statuses, groups, profiles, queue names, codes */
    bool renew;        /* what each class may do has changed: every line needs a snapshot */
    bool in_flight;    /* a tick is posted and not durable yet */
    uint64_t tick;     /* counts */
    int64_t ticked_at;
    int64_t refreshed_at;
};

struct board {
    struct board_options options;
    struct board_limits limits;
    struct origin_trust trust;
    struct board_centre centres[PUMP_CENTRES_MAX];
    uint32_t centre_count;
    struct board_counters counters;
    bool draining;
};

static inline int64_t board_now(const struct board *board)
{
    return board->options.now(board->options.now_ctx);
}
struct board_centre *board_get_centre(struct board *board, const struct pump *pump);
struct acd_actor board_actor(const struct session *session);
/* The centre's numbers; NULL: none. Looked up each time: they are begun anew when memory was out
 * (edge/common/tallies.h). */
struct tally_now *board_tally(const struct board_centre *centre);

/* ---- rows.c ---- */
void rows_init(struct board_centre *centre);
void rows_free(struct board_centre *centre);
void rows_tap(void *centre, struct pump *pump, const struct acd_batch *batch, const void *body,
              size_t body_len);
void rows_mark(struct rows *rows, uint64_t number);
void rows_mark_all(struct board_centre *centre);
bool rows_are_marked(const struct board_centre *centre);
/* Renders what is marked; a row that came out different has row->tick == centre->tick afterwards. The marks are
 * gone. */
void rows_render(struct board_centre *centre, int64_t now);

/* ---- render.c: core, tally and book in the board's words ---- */
struct board_render {
    const struct acd *acd;
    const struct book *book;
    struct tally_now *tally; /* NULL: no numbers */
    int64_t now;
};
struct board_render board_render_of(const struct board_centre *centre, int64_t now);
/* One object into an empty buffer; false: there is no such row. *uuid: its id. An agent's lacks its last members and
 * "}" (board_render_agent_end). */
bool board_render_agent(struct buf *json, const struct board_render *render, uint32_t agent,
                        struct uuid *uuid);
void board_render_agent_end(struct buf *json, const struct board_render *render, uint32_t agent,
                            const struct board_class *viewer);
bool board_render_queue(struct buf *json, const struct board_render *render, uint32_t queue,
                        struct uuid *uuid);
bool board_render_contact(struct buf *json, const struct board_render *render, uint64_t contact,
                          struct uuid *uuid, uint32_t *queue);
void board_render_totals(struct buf *json, const struct board_render *render);
/* The members statuses, groups, profiles, queueNames, codes. */
void board_render_lists(struct json_writer *writer, const struct board_render *render);

/* ---- tick.c ---- */
int64_t tick_deadline(const struct board_centre *centre, int64_t now);
void tick_run(struct board_centre *centre, int64_t now);
void tick_snapshot(struct board_line *line, int64_t now);
struct board_class tick_class(const struct board_line *line);

/* ---- line.c ---- */
void board_line_upgrade(struct board *board, struct http_request *request);
static inline void line_post_goodbye(struct board_line *line, const char *code)
{
    wire_post_goodbye(&line->wire, line->session.pump, code);
}

/* ---- watch.c: contacts that are read along ---- */
bool board_watch_begin(struct board_line *line, uint64_t contact); /* false: there is no place left */
void board_watch_event(struct board_centre *centre, const struct acd_event *event, const void *body,
                       size_t body_len);
/* The line is gone: its user listens no more to what no other line of theirs watches. */
void watch_leave(struct board_line *line);

/* ---- change.c, why.c ---- */
void change_statuses(struct asked *asked);
void why_agent(struct asked *asked);
void why_contact(struct asked *asked, struct tally_now *tally);

/* ---- why_words.c: the core's reasons in sentences ---- */
struct why_facts {
    const struct acd *acd;
    const struct book *book;
    int64_t now;
};
void why_append_agent(struct buf *text, const struct why_facts *facts, uint32_t agent,
                      enum acd_channel channel, enum acd_why why);
void why_append_contact(struct buf *text, const struct why_facts *facts,
                        const struct acd_contact_view *contact, enum acd_why why);
/* Somebody who serves its queue takes work, or will when what they have is over: its waiting has an end that can be
 * guessed. */
bool why_anybody_works(const struct why_facts *facts, const struct acd_contact_view *contact);
/* The agent of a UUID's text; 0: nobody. */
uint32_t find_agent(const struct book *book, const char *text);

/* ---- ask.c, report.c: questions over HTTP ---- */
bool board_ask_handle(struct board *board,
                      struct http_request *request); /* false: not one of their addresses */
void report_statuses(struct board *board, struct question *question, const char *rest);
void report_metrics(struct board *board, struct question *question, const char *rest);

/* ---- requests.c ---- */
void board_request_take(struct board_line *line, const char *name, const json_t *object);

#endif
