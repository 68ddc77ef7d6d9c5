/* What a tally is made of. Private to this folder. */
#ifndef NEXTUP_TALLY_FOLD_H
#define NEXTUP_TALLY_FOLD_H

#include "tally/tally.h"

struct fold_leg {
    uint64_t contact;
    uint64_t offer_row; /* the seq of what made it, while it rings or dials; then 0 */
    int64_t begun_at;
    uint32_t queue;
    uint8_t channel;
    uint8_t state;      /* enum acd_leg_state */
    uint8_t initiation; /* OUTBOUND: it dials; MONITOR: it only listens */
    uint8_t contact_initiation;
    uint8_t reason; /* of the offer */
};

struct fold_agent {
    struct tally_span span; /* the one that goes on; span.agent 0: nobody */
    struct fold_leg *legs;  /* owned, in the order they began */
    uint32_t leg_count, leg_capacity;
    bool is_listed; /* in changed_agents */
};

struct fold_contact {
    struct tally_contact fact; /* fact.contact 0: nobody's place */
    bool is_listed;
};

struct fold_status {
    uint8_t type;
    bool is_listed;
};

struct fold_list {
    uint32_t *numbers; /* owned */
    uint32_t count, capacity;
};

struct tally {
    uint64_t seq;
    bool failed; /* no memory */
    struct fold_agent *agents;
    struct fold_contact *contacts; /* by place */
    struct fold_status *statuses;
    uint32_t agent_capacity, contact_capacity, status_capacity, agent_count;
    struct fold_list changed_agents, changed_contacts, changed_statuses;
};

static inline uint8_t fold_status_type(const struct tally *tally, uint32_t status)
{
    return status < tally->status_capacity ? tally->statuses[status].type : (uint8_t)ACD_STATUS_NONE;
}

struct fold_agent *fold_agent_find(const struct tally *tally, uint32_t agent);
struct fold_agent *fold_agent_new(struct tally *tally, uint32_t agent);       /* NULL: no memory, tally->failed */
struct fold_leg *fold_leg_new(struct tally *tally, struct fold_agent *agent); /* likewise */
struct fold_contact *fold_contact_new(struct tally *tally, uint64_t contact); /* likewise; as it was left */
bool fold_status_set(struct tally *tally, uint32_t status, uint8_t type);

/* contact.c */
struct fold_contact *fold_contact_begin(struct tally *tally, const struct acd_event *event); /* NULL: the event begins none */
bool fold_contact_apply(struct tally *tally, struct fold_contact *contact, const struct acd_event *event); /* true: something changed */

#endif
