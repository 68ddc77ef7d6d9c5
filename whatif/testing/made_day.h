/* A day made up, for tests and for bench/: a real core, and people who do by numbers what people do. What comes of it
 * is the journal. Not part of the library. */
#ifndef NEXTUP_WHATIF_TESTING_MADE_DAY_H
#define NEXTUP_WHATIF_TESTING_MADE_DAY_H

#include "core/core.h"

enum { MADE_AVAILABLE = 1, MADE_LUNCH = 2, MADE_BREAK = 3, MADE_OFFLINE = 4, MADE_QUEUE = 1, MADE_OTHER_QUEUE = 2, MADE_PROFILE = 1 };

#define MADE_MORNING INT64_C(1767600000000) /* 2026-01-05 08:00 */

/* How people are. Each length is drawn between its two ends, both included. */
struct made_range {
    int32_t from_ms, to_ms;
};
struct made_people {
    struct made_range answer;   /* from the offer until it is accepted */
    struct made_range work;     /* until the contact ends */
    struct made_range wrapup;   /* until it is cleared by hand */
    struct made_range patience; /* until an unanswered customer leaves */
    uint32_t miss_one_in;       /* offers not answered at all; 0: never */
    uint32_t reject_one_in;
    uint32_t transfer_one_in;   /* contacts that end by being handed to the other queue */
    uint32_t hold_one_in;       /* calls held, tasks paused for a third of their work */
    uint32_t customer_ends_one_in;
    uint32_t messages;          /* of a chat, while it is worked on */
};

struct made_act {
    int64_t at;
    struct acd_command command;
};

struct made_day {
    struct acd *acd;      /* owned */
    struct acd_event *events; /* owned */
    struct made_act *acts;    /* owned */
    struct made_people people;
    struct acd_limits limits;
    struct acd_batch batch;
    uint64_t random;
    int64_t now;
    uint32_t event_count, event_room, act_count, act_room;
};

/* A centre with four statuses, two queues and one profile that serves both on all channels; wrapup_ms of the first
 * queue, or ACD_WRAPUP_NONE, or 0: by hand. */
struct made_day *made_day_new(enum acd_model model, uint32_t wrapup_ms, uint64_t seed);
struct made_day *made_day_new_of(const struct acd_limits *limits, enum acd_model model, uint32_t wrapup_ms, uint64_t seed);
void made_day_free(struct made_day *day);
uint32_t made_agent(struct made_day *day);
uint32_t made_draw(struct made_day *day, uint32_t below);
enum acd_refusal made_ask(struct made_day *day, struct acd_command command); /* now */
void made_later(struct made_day *day, int64_t at, struct acd_command command);
void made_status(struct made_day *day, int64_t at, uint32_t agent, uint32_t status);
void made_contact(struct made_day *day, int64_t at, enum acd_channel channel, uint32_t queue);
/* Lets everything happen up to this time. */
void made_live(struct made_day *day, int64_t until);

#endif
