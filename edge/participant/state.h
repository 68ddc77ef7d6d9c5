/* What the files of edge/participant share: its centres, the visits, their lines. Private to this folder.
 *
 *     participant --> centre (one a pump) --> visit (one a chat with an open page) --> line (one an open page of it)
 *
 * A visit follows its customer over transfers: the contact changes, the visit stays. It goes with its last line.
 */
#ifndef NEXTUP_EDGE_PARTICIPANT_STATE_H
#define NEXTUP_EDGE_PARTICIPANT_STATE_H

#include "edge/common/limiter.h"
#include "edge/common/origin.h"
#include "edge/common/session.h"
#include "edge/common/wire.h"
#include "edge/participant/participant.h"
#include "edge/participant/sent.h"
#include "lib/json.h"
#include "lib/table.h"

enum {
    CHAT_FRAME_BYTES_MAX = 4 * 1024 * 1024, /* one message to a page: a snapshot with a long transcript */
    CHAT_SNAPSHOT_BYTES_MAX =
        2 * 1024 * 1024, /* of messages in one snapshot; the page asks for the rest when it comes again */
    CHAT_MESSAGE_BYTES_MAX = 4096,
    CHAT_NAME_BYTES_MAX = 256,
};

/* ---- a line: one page's WebSocket ----
 *
 *              hello                     its transcript is complete
 *   WAITING ----------> LOADING ----------------------------------------> LIVE      all: closing (wire.h) --closed--> freed with the last reference
 *      '--- hello with a token of nobody, or of a chat that is over: goodbye
 *
 *   WAITING  nothing is sent.
 *   LOADING  messages are being read from the book's history; events are not for it: the snapshot will be as of its own
 *            moment. line_loaded() moves on.
 *   LIVE     the snapshot is posted; whatever is rendered from now on is for it.
 */
enum chat_line_state { CHAT_LINE_WAITING, CHAT_LINE_LOADING, CHAT_LINE_LIVE };

struct chat_line {
    struct wire wire; /* first: the owner is found from it */
    struct participant *participant;
    struct participant_centre *centre; /* NULL while WAITING */
    struct visit *visit;               /* NULL while WAITING, and for a chat that is over */
    struct chat_line *next;            /* of the visit's lines, or of those without one */
    struct chat_line *previous;
    enum chat_line_state state;
    uint8_t token[TOKEN_DIGEST_BYTES];
    int64_t clock;       /* the page's, at its hello */
    uint32_t after;      /* the highest message number it has, or that is in messages */
    struct buf messages; /* while LOADING: the snapshot's messages, elements of an array */
    struct budget budget;
    int64_t typing_at;
    bool vendor; /* speaks the participant service's protocol (service_line.c) */
    bool deciding; /* a request of this line is being decided */
    bool over;     /* it ended the chat: goodbye follows its answer */
};

/* What a customer has been told of where the chat is; compared to tell only changes. */
struct visit_told {
    uint64_t contact;
    uint32_t agent;
    unsigned place;
    int64_t ended_at;
};

struct visit {
    struct participant_centre *centre;
    uint64_t contact; /* the key in centre->visits */
    uint8_t token[TOKEN_DIGEST_BYTES];
    struct chat_line *lines;
    uint32_t line_count;
    struct visit_told told;
    uint32_t position; /* last told; 0 none */
    bool staffed;
};

struct participant_centre {
    struct participant *participant;
    struct pump *pump;
    struct table visits; /* contact number -> struct visit */
};

struct participant {
    struct participant_options options;
    struct participant_limits limits;
    struct origin_trust trust;
    struct participant_centre centres[PUMP_CENTRES_MAX];
    uint32_t centre_count;
    struct chat_line *strangers; /* lines without a visit */
    struct limiter *addresses;
    struct sent *sent;      /* by the participant service */
    struct limiter *askers; /* of it, by their tokens */
    uv_timer_t *timer;      /* freed by its close */
    struct participant_counters counters;
    bool draining;
};

static inline int64_t participant_now(const struct participant *participant)
{
    return participant->options.now(participant->options.now_ctx);
}

struct participant_centre *participant_get_centre(struct participant *participant, const struct pump *pump);

/* ---- visit.c ---- */
/* Puts the line into the chat's visit; false: too many pages of this customer, or no memory. */
bool visit_join(struct chat_line *line, struct participant_centre *centre, uint64_t contact);
void visit_leave(struct chat_line *line); /* frees the visit with its last line */
void visits_tap(void *centre, struct pump *pump, const struct acd_batch *batch, const void *body,
                size_t body_len);
void visits_signal(void *participant, const struct signal *signal);
void visits_tell_positions(struct participant *participant);
struct visit *visit_after(struct participant_centre *centre, size_t *at); /* walks as table_next */

/* ---- line.c ---- */
void chat_line_handle_upgrade(struct participant *participant, struct http_request *request);
void chat_line_list(struct chat_line **list, struct chat_line *line);
void chat_line_unlist(struct chat_line **list, struct chat_line *line);
static inline void chat_line_post(struct chat_line *line, struct buf *json)
{
    wire_post_text(&line->wire, line->centre->pump, json);
}

/* ---- service.c: the participant service of AWS clients (connect.md 7.3) ---- */
void service_handle_connection(struct participant *participant, struct http_request *request);
void service_handle_message(struct participant *participant, struct http_request *request);
void service_handle_event(struct participant *participant, struct http_request *request);
void service_handle_transcript(struct participant *participant, struct http_request *request);
void service_handle_preflight(struct participant *participant, struct http_request *request); /* OPTIONS of all of them */
void service_handle_disconnect(struct participant *participant, struct http_request *request);

/* ---- service_line.c: its WebSocket, as chatjs speaks it. Its lines are those of a visit with vendor set ---- */
void service_handle_upgrade(struct participant *participant, struct http_request *request);
void service_tell_message(struct visit *visit, const struct book_message *message);
/* What is no message: "application/vnd.amazonaws.connect.event.typing". by_agent: who it is about, else the system. */
void service_tell_event(struct visit *visit, const char *content_type, bool by_agent, int64_t at);

/* One item of a transcript or of the WebSocket. contact: whose it is. */
struct service_item {
    const char *id, *content, *content_type, *type, *role, *name;
    int64_t at;
};
void service_write_item(struct json_writer *writer, const struct service_item *item, const struct uuid *contact);
struct service_item service_item_of(const struct book_message *message, char id[UUID_TEXT_BYTES]);
/* The customer is there: the contact may be handled from now on. */
void service_connect_customer(struct participant *participant, struct pump *pump, uint64_t contact);

/* ---- HTTP ---- */
void start_handle_flow(struct participant *participant, struct http_request *request);
void start_handle_start(struct participant *participant, struct http_request *request);
void start_handle_message(struct participant *participant, struct http_request *request);
bool chat_pages_handle(struct participant *participant, struct http_request *request);

/* An entry point for chats. */
struct flow {
    struct pump *pump;
    uint32_t entry_point;
    const struct book_entry_point *words; /* lent until the next book_apply() */
};
/* text "" or NULL: the first chat entry point of the first centre that has one. False: there is none, or text is not
 * the UUID of one. */
bool flow_find(const struct pump_centres *centres, const char *text, struct flow *flow);

#endif
