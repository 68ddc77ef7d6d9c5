/* A contact's story so far: what its events and its record tell beyond the core's state of the moment. Private to this
 * folder; kept from its start until it is forgotten. */
#ifndef NEXTUP_EDGE_STREAM_STORY_H
#define NEXTUP_EDGE_STREAM_STORY_H

#include "edge/stream/render.h"

struct contact_story {
    uint64_t contact;
    struct uuid uuid;
    struct uuid initial; /* nil: it is the first of its chain */
    struct uuid previous;
    struct uuid next;
    struct uuid related;
    uint8_t channel;
    uint8_t initiation;
    uint8_t cause; /* of its end */
    struct render_queue queue;
    struct render_queue to; /* where it was transferred */
    uint32_t agent;         /* who was connected last; 0: nobody */
    uint32_t attempts;      /* offers made */
    uint32_t holds;
    uint32_t pauses;
    int64_t started_at;
    int64_t scheduled_at;
    int64_t system_at;   /* connected to the system */
    int64_t enqueued_at; /* 0: never */
    int64_t dequeued_at;
    int64_t connected_at; /* to the agent */
    int64_t hold_since;
    int64_t hold_ms;
    int64_t hold_longest_ms;
    int64_t paused_since;
    int64_t paused_ms;
    int64_t ended_at;
    int64_t wrapup_at;
    int64_t wrapup_end_at;
    int64_t transferred_at;
};

/* NULL: not known (it began before the spool's journal, or is over). */
struct contact_story *story_find(const struct telling *telling, uint64_t contact);

/* DisconnectReason in the vendor's words for the channel (connect.md 3.7); NULL: none. */
const char *story_disconnect_reason(const struct contact_story *story);

/* The contact record of connect.md 3.7 into telling->json, as of the moment before it is forgotten. */
void render_contact_record(struct telling *telling, const struct contact_story *story, int64_t now);

#endif
