/* What the core's tests share: a core in memory, a small centre, and short words for common commands. Not
 * part of the library. */
#ifndef NEXTUP_CORE_TESTING_WORLD_H
#define NEXTUP_CORE_TESTING_WORLD_H

#include "core/core.h"

/* Made by world_new(): statuses, one queue, one profile that serves it on all channels (voice 1, chat 3, task
 * 2, any channel). */
enum { AVAILABLE = 1, LUNCH = 2, BREAK = 3, OFFLINE = 4, SUPPORT = 1, BLENDED = 1 };

struct world {
    struct acd *acd;
    struct acd *replica; /* has every event applied, one by one */
    struct acd_limits limits;
    struct acd_batch batch; /* of the last step */
    int64_t at;             /* the next command's time */
    enum acd_refusal refusal;
};

struct acd *core_new(const struct acd_limits *limits); /* free with free() */
struct world *world_new(void);
struct world *world_new_with(const struct acd_limits *limits);
struct world *world_new_of(const struct acd_limits *limits, enum acd_model model);
struct world *world_new_vcc(void); /* the same centre with the status model vcc: Lunch plays On Break, Break Working Offline */
void world_free(struct world *world);

/* Steps, feeds the replica, and fails the test if acd_check() complains or a refusal changed anything. */
enum acd_refusal step(struct world *world, const struct acd_command *command);
/* As step(), but must be accepted; returns the number that the first event gave: contact, agent, queue ... as
 * the kind has it. */
uint64_t must(struct world *world, const struct acd_command *command);
/* Moves the time on, ticking at every deadline on the way. */
void wait_ms(struct world *world, int64_t ms);
void run_due_work(struct world *world); /* ticks until the deadline is in the future */

uint32_t new_agent(struct world *world, uint32_t profile);
uint32_t new_available_agent(struct world *world, uint32_t profile);
enum acd_refusal choose(struct world *world, uint32_t agent, uint32_t status);
uint64_t new_contact(struct world *world, enum acd_channel channel, uint32_t queue);
enum acd_refusal leg_command(struct world *world, enum acd_command_kind kind, uint32_t agent,
                             uint64_t contact);
enum acd_refusal contact_command(struct world *world, enum acd_command_kind kind, enum acd_actor_kind actor,
                                 uint64_t contact);
void set_rule(struct world *world, enum acd_rule rule, int64_t value);

const struct acd_event *event_of(const struct world *world,
                                 enum acd_event_kind kind); /* first in the last batch, or NULL */
enum acd_leg_state leg_state(const struct world *world, uint32_t agent, uint64_t contact);
enum acd_contact_place place_of_contact(const struct world *world, uint64_t contact); /* NONE: forgotten */
struct acd_agent_view agent_of(const struct world *world, uint32_t agent);
uint64_t offered_to(const struct world *world,
                    uint32_t agent); /* the contact of the agent's first offer, or 0 */

/* A repeatable sequence of numbers. */
struct numbers {
    uint64_t seed;
};
uint32_t number_below(struct numbers *numbers, uint32_t limit);

#endif
