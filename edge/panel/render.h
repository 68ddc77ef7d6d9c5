/* The panel's words for what core and book hold: STATE, LEG, NEXT, the events (docs/reference/panel-line.md). It must
 * not send anything or keep anything. Everything is rendered as of now; it may leave only by pump_post(). */
#ifndef NEXTUP_EDGE_PANEL_RENDER_H
#define NEXTUP_EDGE_PANEL_RENDER_H

#include "book/book.h"
#include "lib/buf.h"
#include "lib/json.h"
#include "pump/pump.h"

enum {
    RENDER_STATUSES_MAX = 512, /* shown in a menu; further ones are left out */
    RENDER_QUEUES_MAX = 500,
    RENDER_QUICK_CONNECTS_MAX = 200, /* queues first, then colleagues */
    RENDER_REASONS_MAX = 200,        /* offered for one move */
};

struct render_status_row {
    uint32_t status;
    const struct book_object *object;
    enum acd_status_type type;
};

/* Lists that many panels are told alike, each rendered when it is first asked for and then repeated. Good only as long
 * as neither core nor book changes: within a tap. */
struct render_lists {
    struct render_status_row rows[RENDER_STATUSES_MAX]; /* the enabled statuses in the order they are shown */
    uint32_t row_count;
    bool collected;
    struct buf statuses;
    struct buf menu;                             /* of the last panel */
    unsigned char meanings[RENDER_STATUSES_MAX]; /* enum acd_meaning of each row for that panel */
    struct buf queues;
    struct buf quick_connects; /* of an agent who is not among them */
    uint32_t last_listed;      /* no agent after this one is among them */
};

void render_lists_init(struct render_lists *lists);
void render_lists_free(struct render_lists *lists);

struct render { /* whose panel */
    const struct acd *acd;
    const struct book *book;
    uint32_t agent;
    struct render_lists *lists; /* borrowed; NULL: no list will be asked for */
};

struct render render_of(const struct pump *pump, uint32_t agent, struct render_lists *lists);

/* The members "user", "centre" and "mustChangePassword" of what sign-in answers. */
void render_session(struct json_writer *writer, const struct render *render);

/* All members of STATE into the object being written. */
void render_state(struct json_writer *writer, const struct render *render);

/* Single members, named as in STATE. */
void render_status(struct json_writer *writer, const struct render *render);
/* Why something is as it is, and who made it so. */
struct render_change {
    int64_t at;
    uint8_t by; /* enum acd_actor_kind */
    uint32_t by_id;
    uint8_t cause; /* enum acd_cause */
    uint32_t reason;
    uint64_t contact; /* the offer that was missed or rejected; 0: none, or not known any more */
};
/* Member "next", null if next->status is 0. */
void render_next(struct json_writer *writer, const struct render *render, const struct acd_next *next,
                 bool stop_new, const struct render_change *change);
/* Member "changed": the last change of the status; null before the first. */
void render_changed(struct json_writer *writer, const struct render *render,
                    const struct render_change *change);
/* The same two, as the agent's state has them. */
void render_next_now(struct json_writer *writer, const struct render *render);
void render_changed_now(struct json_writer *writer, const struct render *render);
void render_slots(struct json_writer *writer, const struct render *render);
void render_settings(struct json_writer *writer, const struct render *render);
void render_profile(struct json_writer *writer, const struct render *render); /* "routingProfile" */
/* The monitor legs of those who have barged into this leg's conversation, into joined[ACD_CONTACT_MONITORS_MAX];
 * returns how many. Silent ones never. */
uint32_t render_find_joined(const struct acd *acd, const struct acd_leg_view *leg,
                            struct acd_leg_view *joined);
/* Writes member "leg", or an element of an array if member is NULL. */
void render_leg(struct json_writer *writer, const struct render *render, const char *member,
                const struct acd_leg_view *leg);

/* Member "forced": who took the agent's contact from them or ended it, when and why; null if that was the agent, the
 * customer or a rule. The batch with its body. */
struct render_batch {
    const struct acd_batch *batch;
    const struct acd_event *event; /* the one about the leg */
    const void *body;
    size_t body_len;
};
void render_forced(struct json_writer *writer, const struct render *render, const struct render_batch *made);

/* ---- render_lists.c ---- */
/* Members "statuses", "menu", "queues" and "quickConnects". They want render->lists. */
void render_statuses(struct json_writer *writer, const struct render *render);
void render_menu(struct json_writer *writer, const struct render *render);
void render_queues(struct json_writer *writer, const struct render *render);
void render_quick_connects(struct json_writer *writer, const struct render *render);

/* ---- render_control.c ---- */
/* Member "control": null in a centre whose model has no table of moves (connect). */
void render_control(struct json_writer *writer, const struct render *render);
/* Member "allowed": the moves open to the agent now. */
void render_allowed(struct json_writer *writer, const struct render *render);
/* "menu" and "control": what every event says that may change what the agent may do. */
void render_moves_and_menu(struct json_writer *writer, const struct render *render);
/* {"id","name"}, or null. */
void render_reason(struct json_writer *writer, const char *member, const struct render *render,
                   uint32_t reason);

#endif
