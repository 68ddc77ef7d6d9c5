/* JSON members that the panel and the board write alike about what core and book hold: users, objects, statuses, who
 * did something. It must not decide anything. Everything is written as of now and may leave only by pump_post(). */
#ifndef NEXTUP_EDGE_COMMON_MEMBERS_H
#define NEXTUP_EDGE_COMMON_MEMBERS_H

#include "book/book.h"
#include "lib/json.h"
#include "pump/pump.h"

void members_word(struct json_writer *writer, const char *member, const char *name); /* in lower case */
void members_cause(struct json_writer *writer, const char *member, enum acd_cause cause); /* null for "as asked" */

/* The members "id" and "name"; object NULL: null and "". */
void members_id_and_name(struct json_writer *writer, const struct book_object *object);
/* Member {"id","name"}; null where there is none. member NULL: an element. */
void members_object(struct json_writer *writer, const char *member, const struct book_object *object);
void members_object_of(struct json_writer *writer, const char *member, const struct book *book,
                       enum acd_subject kind, uint32_t number);
/* Member with the UUID alone, or null. */
void members_id_of(struct json_writer *writer, const char *member, const struct book *book, enum acd_subject kind,
                   uint32_t number);
void members_agent_id(struct json_writer *writer, const char *member, const struct book *book, uint32_t agent);
/* {"id","name"} of a user, as colleagues call them; null: nobody. */
void members_agent(struct json_writer *writer, const char *member, const struct book *book, uint32_t agent);

/* {"id","username","firstName","lastName","role"} */
void members_user(struct json_writer *writer, const char *member, const struct book_user *user);
/* "centre":{"id","alias","model"} */
void members_centre(struct json_writer *writer, const struct acd *acd, const struct book *book);

const char *members_status_type(enum acd_status_type type); /* "ROUTABLE" */
/* The members "id", "name", "type" of a status. */
void members_status(struct json_writer *writer, const struct acd *acd, const struct book *book, uint32_t status);
const char *members_meaning(enum acd_meaning meaning); /* "next" */

const char *members_activity(enum acd_activity activity); /* "ON_CONTACT" */

const char *members_actor(uint8_t actor_kind); /* "supervisor" */
/* {"kind","id","name"}: who did it */
void members_by(struct json_writer *writer, const char *member, const struct book *book, uint8_t actor_kind,
                uint32_t actor_id);
void members_slots(struct json_writer *writer, const struct acd_agent_view *agent); /* "slots" */

#endif
