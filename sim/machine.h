/* The machine: the real pump with the real core on the journal in memory, its clients with their ledgers, a publisher,
 * and what can befall them. It plays the steps of a scenario and says what is wrong; it draws nothing.
 *
 *   clients --SAY, ARRIVE, REPEAT--> pump --append--> journal (held back, failed, torn) --durable--> pump_post() --> answers, into the ledger
 *                                     |tap                                              --follower--> publisher
 *                                     v
 *                            checker, history, stops: everything decided
 *
 *   crash: what the journal's disk has --> a new journal, a new pump; the clients' connections are gone, their ledgers are not
 *
 * What is checked beside checker.h, by the word a problem begins with:
 *
 *   lost       the recovered history has, unchanged, all that any client was ever told (nothing acknowledged is lost)
 *   shown      an answer, a read or a push comes only when all it has seen is durable (nothing unacknowledged is shown)
 *   invented   the recovered history is a beginning of what was decided, and no less than was durable
 *   answers    each message is answered once, in the order of posting, LOST only if the journal has failed
 *   repeat     an idempotent message that comes again changes nothing, and an answer that names its offer does nothing
 *              ever again
 *   answer     and touches no other offer of the contact (checker_answers.c)
 *   ledger     after a client was told of a stop, no offer is decided before the agent is ROUTABLE again with no next
 *              status
 *   publisher  every durable event, once, in order, across crashes
 *   equal      leader, replay and follower are the same, byte by byte
 *   reserve    below the reserve no contact begins, and everything else goes on
 *   refusal    a refusal changes nothing
 */
#ifndef NEXTUP_SIM_MACHINE_H
#define NEXTUP_SIM_MACHINE_H

#include "journal/memory.h"
#include "pump/pump.h"
#include "sim/checker.h"
#include "sim/history.h"
#include "sim/scenario.h"

/* Faults of our own, planted between pump and clients, that must be found (faults_test.c). */
enum plant {
    PLANT_NONE,
    PLANT_ANSWER_EARLY,    /* an answer does not wait for its commit */
    PLANT_TAIL_LOST,       /* the disk forgets a commit that it had confirmed */
    PLANT_TAIL_BELIEVED,   /* the publisher tells what is not durable */
    PLANT_EVENT_SKIPPED,   /* the publisher leaves one out */
    PLANT_EVENT_MISREAD,   /* a replay takes one member of an event for another */
    PLANT_OFFER_IN_STOP,   /* the router makes an offer to an agent who has stopped */
    PLANT_VERSION_IGNORED, /* what comes twice counts twice */
    PLANT_OFFER_IGNORED,   /* an answer is for whichever offer is there */
    PLANT_ANSWER_SWALLOWED,
    PLANT_RESERVE_IGNORED,
    PLANTS
};

/* One who talks to the server, and what they were told. */
struct client {
    bool alive;
    uint32_t connection; /* grows with each */
    uint64_t seq;        /* the highest seen */
    uint64_t chain;      /* history up to there */
};

struct message {
    bool sent;
    struct acd_command command; /* as it was sent */
    uint64_t made[SCENARIO_MADE_MAX];
    uint32_t made_count;
    bool changed;         /* it was accepted, with events */
    bool ended;           /* and ended its contact */
    uint64_t changed_seq; /* the last of them */
    uint64_t changed_chain;
};

struct publisher {
    struct pump_follower *follower; /* NULL: not yet since the start */
    uint64_t position;              /* of the follower */
    struct history told;            /* to the world; survives the machine */
};

/* When an agent's stop was told, and when it was lifted; by number of event. */
struct stop {
    uint64_t told;
    uint64_t lifted;
    bool routable;
    bool has_next;
};

struct machine {
    const struct scenario *scenario;
    enum plant plant;
    struct journal *journal; /* the pump's */
    struct pump *pump;
    struct acd *replay; /* a core that lives on the events alone, from the first */
    struct checker checker;
    struct history history; /* of everything decided */
    struct publisher publisher;
    struct client clients[SCENARIO_CLIENTS];
    struct stop stops[SCENARIO_AGENTS + 1];
    struct message *messages; /* [step] */
    uint32_t message_capacity;
    uint32_t playing; /* the step */
    int64_t clock;    /* the pump's: it never goes back */
    uint64_t posted;  /* answers, reads and pushes asked for, in all */
    uint64_t called;  /* and come */
    bool dying;       /* nobody hears what the process still says */
    bool below_reserve;
    bool held;
    struct acd_batch batch;
    uint64_t crashes, answers, published, compared;
    char problem[400]; /* "": nothing yet */
};

void machine_init(struct machine *machine, const struct scenario *scenario, enum plant plant);
void machine_free(struct machine *machine);
/* Plays the scenario's step. False: something is wrong, and machine->problem says what. */
bool machine_play(struct machine *machine, uint32_t step);
/* The end: everything becomes durable, is answered, published and compared. */
bool machine_end(struct machine *machine);

/* Is this the same problem? Numbers in it may differ. */
bool machine_same_problem(const char *left, const char *right);

/* ---- between the machine's files ---- */

void machine_report(struct machine *machine, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* clients.c: what is posted for them. Decides the command for the client; message NULL: nobody waits for the answer. */
void clients_say(struct machine *machine, uint32_t client, const struct acd_command *command,
                 struct message *message);
void clients_read(struct machine *machine, uint32_t client);
void clients_push(struct machine *machine);
void clients_drop(struct machine *machine, uint32_t client);
void clients_return(struct machine *machine, uint32_t client);
void clients_check_recovered(struct machine *machine);

/* stops.c: judged by when clients were told. */
void stops_see(struct machine *machine, const struct acd_event *event, bool live);
void stops_told(struct machine *machine, uint32_t agent, uint64_t seq);

/* publisher.c */
void publisher_follow(struct machine *machine, uint32_t count_max);
void publisher_check_recovered(struct machine *machine);
void publisher_stop(struct machine *machine);
void publisher_snapshot(struct machine *machine);
/* Leader against follower against replay, if all is durable. */
void publisher_compare(struct machine *machine);

#endif
