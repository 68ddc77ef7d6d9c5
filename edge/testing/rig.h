/* For tests: one centre in memory behind the edges of browsers on a real socket, and clients that read what comes. It
 * must not hide a mistake: what is not expected fails.
 *
 * The centre: statuses Available, Lunch, Break, Offline; queue Support; profile Blended (1 call, 3 chats, 2 tasks);
 * entry point "Support chat"; agents alice and bob, supervisor sam (all with the password below). Time stands still
 * until a test moves rig->now. With .model = ACD_MODEL_VCC: statuses Available, On Break (lunch), Working Offline
 * (pause), Logged Out (offline).
 */
#ifndef NEXTUP_EDGE_TESTING_RIG_H
#define NEXTUP_EDGE_TESTING_RIG_H

#include "book/body.h"
#include "edge/board/board.h"
#include "edge/panel/panel.h"
#include "edge/participant/participant.h"
#include "journal/memory.h"
#include "lib/json.h"
#include "lib/testing/cmocka.h"
#include "lib/testing/serving.h"
#include "pump/pump.h"

#define RIG_PASSWORD "correct horse battery"

enum { RIG_TEXT_BYTES = 4096, RIG_COOKIE_BYTES = 256 };

struct rig_user {
    uint32_t agent;
    struct uuid uuid;
};

struct rig {
    struct serving serving;
    uv_async_t wake;
    int64_t now;
    struct journal *journal; /* in memory: may be held back and failed; the pump owns it */
    struct pump *pump;
    struct pump_centres centres;
    struct signals *signals;
    struct password_worker *passwords;
    bool passwords_closed;
    struct panel *panel;
    struct participant *participant;
    struct tallies *tallies;
    struct board *board;
    uint32_t agents_max;                          /* set before rig_start; 0: 64 */
    struct board_limits board_limits;             /* set before rig_start */
    struct panel_limits panel_limits;             /* set before rig_start */
    struct participant_limits participant_limits; /* set before rig_start */
    const char *trusted_proxy;
    enum acd_model model;                                    /* set before rig_start; NONE: connect */
    bool (*handle)(void *ctx, struct http_request *request); /* one more edge, asked last; NULL: none */
    void *handle_ctx;
    struct acd_command made;      /* the last command of rig_decide */
    struct acd_event first_event; /* and the first event it made */
    uint32_t available, lunch, pause, offline, queue, profile, entry_point;
    struct uuid available_uuid, lunch_uuid, pause_uuid, offline_uuid, queue_uuid, entry_point_uuid;
    struct rig_user alice, bob, sam;
    char host[64]; /* "127.0.0.1:port" */
};

struct rig *rig_start(const struct rig *wishes); /* wishes may be NULL */
void rig_stop(struct rig *rig);

/* Decides a command and asserts how it comes out. at and, if it has none, the actor (SYSTEM) are filled in. body may be
 * NULL; it is freed. */
void rig_decide(struct rig *rig, struct acd_command command, struct buf *body);
void rig_record(struct rig *rig, enum acd_subject kind, uint64_t subject, enum book_record record,
                struct buf *body);
void rig_set_status(struct rig *rig, const struct rig_user *user, uint32_t status);
/* What an agent does with a contact of theirs. */
void rig_act(struct rig *rig, const struct rig_user *user, enum acd_command_kind kind, uint64_t contact);
void rig_tick(struct rig *rig, int64_t later_ms); /* moves the time and runs the core's timers */
void rig_settle(struct rig *rig);                 /* until all that was decided is durable and told */
struct buf rig_body(void);
/* A chat or task that starts at the queue; returns its number. */
uint64_t rig_start_contact(struct rig *rig, enum acd_channel channel, const char *name, struct uuid *uuid);

/* ---- HTTP ---- */
struct rig_answer {
    int status;
    char head[RIG_TEXT_BYTES];
    char cookie[RIG_COOKIE_BYTES]; /* "nextup_session=..." of Set-Cookie; "" none */
    json_t *json;                  /* NULL: the body is no JSON; freed by rig_answer_free */
};
struct rig_wish {
    const char *method; /* NULL: GET, or POST with a body */
    const char *path;
    const char *body;    /* NULL: none */
    const char *cookie;  /* NULL: none */
    const char *origin;  /* NULL: our own; "" none */
    const char *type;    /* NULL: application/json */
    const char *headers; /* more, each ended by CRLF; NULL none */
};
struct rig_answer rig_ask(struct rig *rig, const struct rig_wish *wish);
void rig_answer_free(struct rig_answer *answer);
/* Asks and checks only the status and the error's code (NULL: no error). */
void rig_expect(struct rig *rig, const struct rig_wish *wish, int status, const char *code);
/* Signs in and returns the cookie. */
void rig_sign_in(struct rig *rig, const char *username, char cookie[RIG_COOKIE_BYTES]);

/* A rig and who has signed in. */
struct rig_seat {
    struct rig *rig;
    char cookie[RIG_COOKIE_BYTES];
};
void rig_seat_start(struct rig_seat *seat, const struct rig *wishes, const char *username);
int rig_seat_stop(void **state); /* cmocka's, for *state a seat */

/* ---- WebSocket ---- */
struct rig_line {
    struct rig *rig;
    struct peer peer;
    int close_code; /* once rig_next has returned NULL: of the close frame, 0 none */
};
/* Returns the status: 101, or that of the refusal. */
int rig_open(struct rig *rig, struct rig_line *line, const char *path, const char *cookie,
             const char *origin);
void rig_close(struct rig_line *line);
void rig_say(struct rig_line *line, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* The next text message; the caller frees it. NULL: the line was closed. */
json_t *rig_next(struct rig_line *line);
/* Skips until a message whose member "is" (and "kind", if not NULL) is as said; fails if the line ends. */
json_t *rig_await(struct rig_line *line, const char *is, const char *kind);
/* The next message must be that one. */
json_t *rig_expect_next(struct rig_line *line, const char *is, const char *kind);
/* Reads until the line ends, asserts its code. */
void rig_await_close(struct rig_line *line, int code);
/* A signed-in panel line past its snapshot, which is given to *snapshot (NULL: freed). */
void rig_open_panel(struct rig *rig, struct rig_line *line, const char *cookie, json_t **snapshot);

/* The same for a board, of a supervisor. */
void rig_open_board(struct rig *rig, struct rig_line *line, const char *cookie, json_t **snapshot);
/* Lets time pass until the board's next tick is due, and runs it: false if none is. What it says is on its way when
 * everything is durable. */
bool rig_board_tick(struct rig *rig);
/* The next tick of a line. */
json_t *rig_expect_tick(struct rig_line *line);

const char *json_at(const json_t *object, const char *path);   /* text at "a.b.0.c"; fails if it is none */
json_t *json_value_at(const json_t *object, const char *path); /* any value, NULL if it is not there */
int64_t json_number_at(const json_t *object, const char *path);

#endif
