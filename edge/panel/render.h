/* The panel's words for what core and book hold: STATE, LEG, NEXT, the events (docs/reference/panel-line.md). It must not send anything or keep anything.
 * Everything is rendered as of now; it may leave only by pump_post(). */
#ifndef NEXTUP_EDGE_PANEL_RENDER_H
#define NEXTUP_EDGE_PANEL_RENDER_H

#include "book/book.h"
#include "lib/json.h"
#include "pump/pump.h"

enum {
    RENDER_STATUSES_MAX = 512, /* shown in a menu; further ones are left out */
    RENDER_QUEUES_MAX = 500,
    RENDER_QUICK_CONNECTS_MAX = 200, /* queues first, then colleagues */
};

struct render { /* whose panel */
    const struct acd *acd;
    const struct book *book;
    uint32_t agent;
};

struct render render_of(const struct pump *pump, uint32_t agent);

/* The members of a user object: id, username, firstName, lastName, role. */
void render_user(struct json_writer *writer, const char *member, const struct book_user *user);
/* The members "user", "centre" and "mustChangePassword" of what sign-in answers. */
void render_session(struct json_writer *writer, const struct render *render);

/* All members of STATE into the object being written. */
void render_state(struct json_writer *writer, const struct render *render);

/* Single members, named as in STATE. */
void render_statuses(struct json_writer *writer, const struct render *render);
void render_status(struct json_writer *writer, const struct render *render);
void render_next(struct json_writer *writer, const struct render *render,
                 const struct acd_next *next); /* null if next->status is 0 */
void render_menu(struct json_writer *writer, const struct render *render);
void render_slots(struct json_writer *writer, const struct render *render);
void render_queues(struct json_writer *writer,
                   const struct render *render); /* "queues" and "quickConnects" */
void render_settings(struct json_writer *writer, const struct render *render);
/* Writes member "leg", or an element of an array if member is NULL. */
void render_leg(struct json_writer *writer, const struct render *render, const char *member,
                const struct acd_leg_view *leg);

const char *render_meaning(enum acd_meaning meaning);

#endif
