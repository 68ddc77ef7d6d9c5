/* What all tellings write alike: ARNs, times, ids. Private to this folder.
 *
 * Two ways to write. The put_ functions append a value as it stands: what is told of an agent always has the same form,
 * so its punctuation stands in the program as it will be told, and costs next to nothing. The render_member_ functions
 * write a member with lib/json.h's writer, for what has members only now and then. */
#ifndef NEXTUP_EDGE_STREAM_RENDER_H
#define NEXTUP_EDGE_STREAM_RENDER_H

#include "edge/stream/parts.h"
#include "edge/stream/telling.h"
#include "lib/json.h"

/* A piece of JSON that is a constant of the program. */
#define put_literal(json, literal) buf_append(json, literal, sizeof(literal) - 1)
void put_text(struct buf *json, const char *text); /* NULL: null */
void put_arn(const struct telling *telling, struct buf *json, const char *kind, const struct uuid *uuid); /* as render_arn() */
void put_id(struct buf *json, const struct uuid *uuid); /* null for the nil id */
/* RFC 3339 with milliseconds; null for 0 and ACD_NEVER. */
void put_time(struct buf *json, int64_t at);
void put_second(struct buf *json, int64_t at); /* the same in whole seconds, as contact records have it */
/* A member that is one of the program's own words, which need no escape. member: its name as it will be told:
 * ",\"State\":". */
void put_word(struct buf *json, const char *member, const char *word);
void put_channels(struct buf *json, unsigned channels); /* the member Channels; a bit set of 1 << enum acd_channel */

/* Makes what all ARNs begin with; again when the centre's id has become known. */
void render_centre(struct telling *telling);
/* "arn:aws:connect:...:instance/ID/KIND/ID"; kind "": the instance's. Returns text. */
const char *render_arn(const struct telling *telling, const char *kind, const struct uuid *uuid, char text[TELLING_ARN_BYTES]);
struct buf *render_member(struct json_writer *writer, const char *member); /* its value is to be put next, into what is returned */
void render_member_arn(const struct telling *telling, struct json_writer *writer, const char *member, const char *kind, const struct uuid *uuid);
void render_member_id(struct json_writer *writer, const char *member, const struct uuid *uuid);
void render_member_second(struct json_writer *writer, const char *member, int64_t at);
const char *render_initiation(enum acd_initiation initiation);

/* The id of a telling: made of the centre, what it is, the event and whom it concerns, so the same again gives the
 * same; and of the time, because a centre that was restored from a backup gives the numbers that it lost to other
 * events. Writes over telling->json. */
struct uuid render_event_id(struct telling *telling, const char *what, uint64_t seq, int64_t at, uint64_t number);

/* What stands in place of a queue: a queue, the agent's own (agent not 0), or nobody's. */
struct render_queue {
    uint32_t queue;
    uint32_t agent;
};
void render_queue_identity(const struct telling *telling, struct json_writer *writer, struct render_queue queue); /* ARN and Name */

/* AgentSnapshot of connect.md 3.5 as of now. */
void put_agent_snapshot(const struct telling *telling, struct buf *json, uint32_t agent);
/* AgentHierarchyGroups: null, or {Level1: {ARN, Name} ...}. */
void put_hierarchy(const struct telling *telling, struct buf *json, uint32_t agent);

/* Sends what telling->json holds. */
void telling_send(struct telling *telling, uint64_t seq, enum spool_kind kind, const char *key);

/* agent_events.c and contact_events.c: their halves of telling_before() and telling_after(). */
void agent_events_before(struct telling *telling, const struct acd_event *event);
void agent_events_after(struct telling *telling, const struct acd_event *event);
void agent_events_free(struct telling *telling);
void contact_events_before(struct telling *telling, const struct acd_event *event);
void contact_events_after(struct telling *telling, const struct acd_event *event);
void contact_events_free(struct telling *telling);

#endif
