/* A busy centre, to be measured: agents who are all Available, one profile that serves every queue, and the steps of a
 * contact. It must not read a clock; the program that measures does, and provides acd_panic(). */
#ifndef NEXTUP_CORE_TESTING_BUSY_H
#define NEXTUP_CORE_TESTING_BUSY_H

#include "core/core.h"

enum { BUSY_AVAILABLE = 1, BUSY_OFFLINE = 2, BUSY_LUNCH = 3, BUSY_LEGS_AN_AGENT = 4 };

struct busy {
    struct acd *acd;
    struct acd_batch batch; /* of the last step */
    int64_t at;             /* grows by 1 with each step */
};

/* Owned by the caller, given back by busy_free(). contacts_max: how many may live at a time. */
struct busy *busy_new(uint32_t agents, uint32_t contacts_max, uint32_t queues);
void busy_free(struct busy *busy);

/* One step; a refusal is a panic. command->at is filled in. */
void busy_step(struct busy *busy, struct acd_command *command);
/* A call comes into the queue. */
void busy_start(struct busy *busy, uint32_t queue);
void busy_leg(struct busy *busy, enum acd_command_kind kind, uint32_t agent, uint64_t contact);
void busy_choose(struct busy *busy, uint32_t agent, uint32_t status);
/* The offer that the last step made, lent until the next; there must be one. */
const struct acd_event *busy_offer(const struct busy *busy);

#endif
