/* What a request for current metrics asks: filters, groupings, metrics, order. Private to this folder. It must not
 * count anything. */
#ifndef NEXTUP_EDGE_API_METRICS_H
#define NEXTUP_EDGE_API_METRICS_H

#include "edge/api/call.h"

enum { METRICS_FILTER_MAX = 100, METRICS_MAX = 20, METRICS_STATUSES_MAX = 50 };

enum metric {
    AGENTS_ONLINE,
    AGENTS_AVAILABLE,
    AGENTS_ON_CALL,
    AGENTS_NON_PRODUCTIVE,
    AGENTS_AFTER_CONTACT_WORK,
    AGENTS_ERROR,
    AGENTS_STAFFED,
    CONTACTS_IN_QUEUE,
    OLDEST_CONTACT_AGE,
    CONTACTS_SCHEDULED,
    AGENTS_ON_CONTACT,
    SLOTS_ACTIVE,
    SLOTS_AVAILABLE,
    ESTIMATED_WAIT_TIME,
    METRICS
};
extern const char *const metric_names[]; /* NULL-ended */

enum metrics_group {
    BY_QUEUE = 1 << 0,
    BY_CHANNEL = 1 << 1,
    BY_PROFILE = 1 << 2,
    BY_STEP = 1 << 3, /* routing steps: no contact has one here */
    BY_STATUS = 1 << 4,
    BY_SUBTYPE = 1 << 5,
    BY_TEST = 1 << 6, /* validation tests: no contact is one here */
};

/* The queue-channel pairs of one profile. */
struct metrics_profile {
    uint32_t profile;
    uint32_t count;
    struct acd_profile_queue queues[ACD_PROFILE_QUEUES_MAX];
};

struct metrics_wish {
    uint32_t queues[METRICS_FILTER_MAX];
    uint32_t queue_count; /* 0: no filter */
    struct metrics_profile profiles[METRICS_FILTER_MAX];
    uint32_t profile_count;   /* of the filter, or, grouped by them, those that serve one of the queues */
    bool by_profile_filter;   /* profiles came from the filter */
    uint32_t statuses[METRICS_STATUSES_MAX];
    uint32_t status_count; /* 0: no filter */
    unsigned channels;     /* bit set; never empty */
    bool nothing;          /* a filter that nothing here meets */
    unsigned groups;       /* of enum metrics_group */
    enum metric metrics[METRICS_MAX];
    uint32_t metric_count;
    enum metric order;
    bool ascending;
};

/* The subtype that a contact of a channel has: "connect:Telephony", "connect:Chat", "connect:Task". */
const char *metrics_subtype(enum acd_channel channel);
bool metrics_serves(const struct metrics_profile *profile, uint32_t queue, unsigned channels); /* queue 0: any */
/* Reads and checks all of the request but its page. To be freed; NULL: the call has failed. */
struct metrics_wish *metrics_read(struct call *call);

#endif
