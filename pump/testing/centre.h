/* What the pump's tests share: a small centre behind a pump, commands in short, and a ledger of posts. */
#ifndef NEXTUP_PUMP_TESTING_CENTRE_H
#define NEXTUP_PUMP_TESTING_CENTRE_H

#include "pump/pump.h"

struct journal;

enum { AVAILABLE = 1, LUNCH = 2, OFFLINE = 3, SUPPORT = 1, AGENTS = 4 };
enum { LEDGER_MAX = 65536 };

/* Small limits, so that cores are cheap to make. */
struct pump_options testing_options(void);

/* Decides; fails the test unless it comes out as expected. Time is the fixture's: it goes on by one ms a command. */
enum pump_refusal testing_decide(struct pump *pump, const struct acd_command *command);
void testing_must(struct pump *pump, const struct acd_command *command);
/* Statuses, a queue, a profile and AGENTS agents; nobody is available. */
void testing_make_centre(struct pump *pump);
enum pump_refusal testing_choose(struct pump *pump, uint32_t agent, uint32_t status);
enum pump_refusal testing_start_chat(struct pump *pump);

/* One of many commands, made from the number alone: some are refused. */
enum pump_refusal testing_decide_any(struct pump *pump, uint64_t *number);
uint64_t testing_number(uint64_t *number); /* the next of a repeatable sequence */

/* An empty core with the limits of testing_options(), brought to seq by the journal's events. Free with free(). */
struct acd *testing_replay(struct journal *journal, uint64_t seq);

/* Posts, in the order they came out. */
struct ledger {
    struct {
        uint64_t seq;    /* decided when it was posted */
        uint32_t number; /* in the order of posting, from 0 */
        enum pump_outcome outcome;
    } entries[LEDGER_MAX];
    uint32_t count;
    uint32_t posted;
    struct ledger_slot {
        struct ledger *ledger;
        uint64_t seq;
        uint32_t number;
    } slots[LEDGER_MAX];
};
void testing_post(struct pump *pump, struct ledger *ledger);

#endif
