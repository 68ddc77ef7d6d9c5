/* Telling: from a centre's events, one by one, to what the world is told of them: agent events (connect.md 3.5),
 * contact events (3.6) and contact records (3.7). It must not know where the tellings go, nor read a clock: the same
 * events make the same tellings, byte for byte.
 *
 *     telling_before(event)   the state is the one before it: snapshots that will be "Previous" are rendered
 *     ... the event is applied ...
 *     telling_after(event)    the state is the one right after it: contact events and records go out; the agent's
 *                             change is kept open, because other events of the same command may belong to it
 *                             (connect.md 2.5: one STATE_CHANGE for a cleared contact and the status applied)
 *     telling_settle()        nothing more is durable now: every open change goes out
 *     telling_beat(now)       heartbeats of those who were silent for 120 s
 *
 * Memory: a few bytes an agent, a story a live contact, one snapshot an open change, and a bounded number of texts of
 * the set-up (parts.h). Without memory the program ends: half a story would be a lie.
 *
 * What goes out at a place was durable before; ids are made of the centre's id and the event's number, so whoever hears
 * of something twice hears the same id.
 */
#ifndef NEXTUP_EDGE_STREAM_TELLING_H
#define NEXTUP_EDGE_STREAM_TELLING_H

#include "book/book.h"
#include "edge/stream/spool.h"
#include "lib/table.h"

enum telling_type { TELLING_STATE_CHANGE, TELLING_LOGIN, TELLING_LOGOUT, TELLING_HEART_BEAT };

enum {
    TELLING_BYTES_MAX = 400 * 1024,
    TELLING_HEARTBEAT_MS = 120 * 1000,      /* of silence (connect.md 3.5) */
    TELLING_GOODBYE_MS = 60 * 60 * 1000,    /* heartbeats go on so long after log-off */
    TELLING_ARN_BYTES = 256,
};

/* What an agent's events need beside the state. */
struct telling_agent {
    bool known;        /* an event of theirs has been told: PreviousAgentSnapshot is null only in the first */
    bool here;         /* signed in, or in a status that is not OFFLINE */
    bool logged_in;    /* LOGIN was told, LOGOUT not yet */
    uint32_t sessions; /* open */
    uint32_t beats;    /* since the last event */
    uint32_t change;   /* the open one, from 1; 0: none */
    uint64_t told_seq; /* of the last event */
    int64_t told_at;
    int64_t left_at; /* when they ceased to be here */
};

/* A change of an agent that is still open. */
struct telling_change {
    uint32_t agent;
    uint16_t last_kind; /* of the events in it */
    uint8_t last_cause;
    uint8_t type;  /* enum telling_type */
    bool has_next; /* a next status was set in it */
    bool first;    /* PreviousAgentSnapshot is null */
    uint64_t seq;       /* of its last event */
    int64_t at;
    char *previous; /* a snapshot, owned; NULL while muted */
    size_t previous_len;
};

struct contact_story;
struct parts;

typedef void telling_sink_fn(void *ctx, struct place place, enum spool_kind kind, const char *key, const char *json, size_t len);

struct telling_options {
    const char *region;
    const char *account;
    telling_sink_fn *sink;
    void *ctx;
};

struct telling {
    struct telling_options options;
    const struct acd *acd;   /* lent: as far as the last event */
    const struct book *book; /* lent: the same */
    bool muted;              /* nothing is rendered: what this makes was told long ago */
    struct place last;       /* of the last telling */
    struct telling_agent *agents; /* by their number */
    uint32_t agent_count;
    struct telling_change *changes; /* of one moment, in the order they were opened; agent 0: told already */
    uint32_t change_count;
    uint32_t changes_capacity;
    int64_t next_beat_at; /* not after the first heartbeat that is due */
    struct table stories; /* contacts that live, by their number */
    struct buf json;      /* scratch */
    struct {
        size_t len;
        char text[TELLING_ARN_BYTES / 2];
        struct buf json; /* the same in quotation marks */
    } instance; /* its ARN, with which all others begin */
    struct parts *parts; /* of snapshots, kept as long as the centre is set up as it is (parts.h) */
};

void telling_init(struct telling *telling, const struct telling_options *options, const struct acd *acd, const struct book *book);
void telling_free(struct telling *telling);

void telling_before(struct telling *telling, const struct acd_event *event);
void telling_after(struct telling *telling, const struct acd_event *event);
void telling_settle(struct telling *telling);
/* Heartbeats of those who were silent. Only when settled and not muted. now: the wall clock. Returns when to call
 * again, ACD_NEVER: when something has happened. */
int64_t telling_beat(struct telling *telling, int64_t now);

#endif
