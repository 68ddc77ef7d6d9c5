/* What the files of edge/panel share: the panel, its centres, the rooms of agents, their lines. Private to this folder.
 *
 *     panel --> centre (one a pump) --> room (one an agent who has had a line since the start) --> line (one an open page)
 *                      |                         '-- shown: the legs whose removal must still be told by their UUID
 *                      '-- ring: the last events of all rooms, rendered, in order of seq
 */
#ifndef NEXTUP_EDGE_PANEL_STATE_H
#define NEXTUP_EDGE_PANEL_STATE_H

#include "edge/common/answer.h"
#include "edge/common/limiter.h"
#include "edge/common/origin.h"
#include "edge/common/session.h"
#include "edge/common/wire.h"
#include "edge/panel/panel.h"
#include "lib/json.h"
#include "lib/table.h"

enum {
    PANEL_GENERATION_BYTES = 24,
    PANEL_FRAME_BYTES_MAX = 2 * 1024 * 1024, /* one message to a page: a snapshot of a big centre */
};

/* ---- a line: one page's WebSocket ----
 *
 *     WAITING ---hello: line_message()---> LIVE            both: closing (wire.h) --closed--> freed with the last reference
 *
 *   WAITING  nothing is sent.
 *   LIVE     the snapshot (or what is resumed) as of opened_seq is rendered and posted; every event of the room after
 *            opened_seq is for it.
 */
enum line_state { LINE_WAITING, LINE_LIVE };

struct panel_line {
    struct wire wire; /* first: the owner is found from it */
    struct panel_room *room;
    struct panel_line *next; /* in the room */
    struct panel_line *previous;
    struct session session;
    enum line_state state;
    uint64_t opened_seq;
    struct budget budget;
    int64_t typing_at; /* when typing was last passed on */
};

struct shown_leg {
    uint64_t contact;
    struct uuid uuid;
    uint32_t joined_count; /* who had barged in when it was last told */
};

struct panel_room {
    struct panel_centre *centre;
    uint32_t agent; /* the key in centre->rooms */
    uint32_t line_count;
    struct panel_line *lines;
    uint64_t since_seq; /* events after this one are in the ring, as far as the ring reaches back */
    struct shown_leg shown[ACD_AGENT_LEGS_MAX];
    uint32_t shown_count;
    struct buf held; /* the batch's last event for this room so far, not closed yet: whether it says "more" is not known */
    uint64_t held_seq; /* 0: nothing is held */
    struct panel_room *next_held;
};

struct ring_entry {
    uint64_t seq;
    uint32_t agent;
    uint32_t bytes;
    struct ws_frame *frame; /* a reference */
};

struct ring {
    struct ring_entry *entries; /* events_max of them */
    uint32_t events_max;
    uint32_t first;
    uint32_t count;
    uint64_t bytes;
    uint64_t bytes_max;
    uint64_t dropped_seq; /* of the newest event that is no longer there; 0 none */
};

struct panel_centre {
    struct panel *panel;
    struct pump *pump;
    struct table rooms; /* agent number -> struct panel_room */
    struct panel_room *held; /* rooms that hold an event; none between two batches */
    struct ring ring;
};

struct panel {
    struct panel_options options;
    struct panel_limits limits;
    struct origin_trust trust;
    struct panel_centre centres[PUMP_CENTRES_MAX];
    uint32_t centre_count;
    struct limiter *addresses;
    struct limiter *usernames;
    struct panel_counters counters;
    char generation
        [PANEL_GENERATION_BYTES]; /* drawn at each start: a line of another one begins with a snapshot */
    bool draining;
};

static inline int64_t panel_now(const struct panel *panel)
{
    return panel->options.now(panel->options.now_ctx);
}

struct panel_centre *panel_get_centre(struct panel *panel, const struct pump *pump);

/* ---- room.c ---- */
bool ring_init(struct ring *ring, uint32_t events_max, uint64_t bytes_max);
void ring_free(struct ring *ring);
void ring_push(struct ring *ring, uint64_t seq, uint32_t agent, struct ws_frame *frame,
               size_t bytes); /* takes its own reference */
/* True if everything after from is still there. */
bool ring_reaches(const struct ring *ring, uint64_t from);

struct panel_room *room_find(const struct panel_centre *centre,
                             uint32_t agent); /* NULL: nobody has looked since the start */
struct panel_room *room_open(struct panel_centre *centre,
                             uint32_t agent); /* finds or makes; NULL: no memory */
void rooms_free(struct panel_centre *centre);
void room_join(struct panel_room *room, struct panel_line *line);
void room_leave(struct panel_room *room, struct panel_line *line);
/* Remembers the leg's UUID: after its contact is forgotten the book cannot tell it any more. And how many have joined,
 * as told now. */
void room_show_leg(struct panel_room *room, const struct acd_leg_view *leg, const struct uuid *uuid);
/* NULL: never shown, or hidden. Until the next show or hide. */
struct shown_leg *room_find_shown(struct panel_room *room, uint64_t contact);
/* Takes it back and writes *uuid; false: never shown. */
bool room_hide_leg(struct panel_room *room, uint64_t contact, struct uuid *uuid);
/* Takes an event of the present batch, its JSON object still open; takes the buffer. What was held before goes out with
 * "more". */
void room_hold(struct panel_room *room, uint64_t seq, struct buf *json);
/* The batch is over: what is held goes out. */
void rooms_release(struct panel_centre *centre);

/* ---- line.c ---- */
void line_handle_upgrade(struct panel *panel, struct http_request *request);
static inline void line_post_text(struct panel_line *line, struct buf *json)
{
    wire_post_text(&line->wire, line->session.pump, json);
}
static inline void line_post_goodbye(struct panel_line *line, const char *code)
{
    wire_post_goodbye(&line->wire, line->session.pump, code);
}

/* ---- presence.c ---- */
void presence_begin(struct panel_centre *centre);        /* once, when the centre's tap is set */
void presence_line_opened(struct panel_room *room);      /* a line became live, or is still there */
/* A line has left its room; session is what it was opened with. */
void presence_line_closed(struct panel_room *room, const struct session *session);

/* ---- requests.c ---- */
void request_take(struct panel_line *line, const char *name, const json_t *object);

/* ---- events.c ---- */
void events_tap(void *centre, struct pump *pump, const struct acd_batch *batch, const void *body,
                size_t body_len);
void events_signal(void *panel, const struct signal *signal);

/* ---- HTTP ---- */
void login_handle(struct panel *panel, struct http_request *request);         /* POST /login */
void login_handle_session(struct panel *panel, struct http_request *request); /* GET /session */
void logout_handle(struct panel *panel, struct http_request *request);        /* POST /logout */
void password_handle(struct panel *panel, struct http_request *request);      /* POST /password */
/* The answer to who has just signed in, or asks who they are: user, centre, mustChangePassword. */
void login_render(struct pump *pump, uint32_t agent, struct answer *answer);
/* Gives the session's cookie, and one for frames if the page is in one; token "" takes both back. */
void login_cookies(const struct panel *panel, const struct http_request *request, const char *token, bool framed,
                   struct answer *answer);
void logout_handle_get(struct panel *panel, struct http_request *request);    /* GET /logout, of an embedding page */
void embedding_handle_open(struct panel *panel, struct http_request *request); /* POST /embedding */
void embedding_handle_chat_token(struct panel *panel, struct http_request *request); /* POST /embedding/chat-token */
/* True if pages of that origin may embed the panel: of this centre, or before anybody has signed in (session NULL) of
 * any. */
bool embedding_approved(const struct panel *panel, const struct session *session, const char *origin);
bool pages_handle(struct panel *panel, struct http_request *request);
/* The document of a state-changing request, or NULL with the request refused: Origin, content type, strict JSON. */
json_t *panel_parse_change(struct panel *panel, struct http_request *request);

#endif
