/* A crowd of agents with open panels, programs that ask through the signed door, and a clock that does not wait for
 * answers. It must not judge a speed: each measurement prints one line of JSON and fails when anything was refused,
 * lost or not heard.
 *
 *     crowd_open(plan, people) --> crowd_sign_in(n panels) --> crowd_pace(so many a second): fire(k, due) --> hear(panel, words) --> crowd_took(due) --> print
 *
 * Open loop: the k-th action is due at start + k / rate whatever the earlier ones do, and its time counts from when it
 * was due.
 */
#ifndef NEXTUP_BENCH_CROWD_H
#define NEXTUP_BENCH_CROWD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "bench/crowd_door.h"
#include "bench/crowd_loop.h"
#include "bench/load_times.h"
#include "bench/panel_socket.h"
#include "bench/panel_words.h"

#define CROWD_PASSWORD "Correct1Horse"

enum {
    CROWD_ERRORS_PRINTED_MAX = 5, /* the others are counted */
    CROWD_PATIENCE_MS = 10000,    /* nobody says anything for so long: what is awaited will not come */
    CROWD_PEOPLE_MAX = 200000,
    CROWD_TEXT_BYTES = 256,
    PANEL_DUE_MAX = 32, /* how far behind its actions a panel may be */
};

struct crowd;

struct panel {
    struct panel_socket socket; /* first */
    struct crowd *crowd;
    size_t number;    /* the agent's: username "crowdN" */
    uint32_t last_id; /* of its requests */
    unsigned status;  /* as the snapshot says, then as asked for last: 0 Available, 1 another */
    uint64_t
        due_ns[PANEL_DUE_MAX]; /* of what it has not heard of yet, a ring: it hears in the order of asking */
    uint32_t due_first, due_count;
    uint64_t free_ns; /* its last contact was to end then, and none has been offered since; 0: not so */
    uint64_t end_ns;  /* its contact is over then */
    char contact[PANEL_ID_BYTES];
};

/* The same sockets, bytes and rate against bench_bare. */
struct crowd_bare {
    struct panel *sockets; /* owned */
    size_t count;          /* 0: there is none */
    size_t waiting;        /* for answers */
    bool all;              /* each ask is answered on all sockets */
    struct times times;
};

struct crowd_options {
    const char *bare; /* the bare server's plan; NULL: none */
    const char *plan, *people, *mode, *socket, *token, *flow, *status_id;
    size_t agents, panels, tail;
    double per_s, seconds;
    long server; /* process number; 0: its memory is not asked for */
};

struct crowd {
    const struct crowd_options *options; /* lent */
    struct plan plan;
    char (*people)[PANEL_ID_BYTES]; /* owned; user ids, by number */
    size_t people_count;
    struct crowd_loop loop;
    struct door door;
    struct panel *panels; /* owned */
    size_t panels_count;
    size_t snapshots; /* panels that have had theirs */
    void (*hear)(struct crowd *crowd, struct panel *panel, const struct panel_words *words);
    uint64_t count_from_ns; /* what was due before is warm-up */
    struct times times;
    struct crowd_bare bare;
    size_t last_len;   /* of the message heard last */
    size_t heard_len;  /* of the last one that ended an action */
    struct times late; /* how late the generator itself was, each time; part of every time above */
    uint64_t failures;
    void *own; /* the measurement's */
};

/* ---- crowd.c ---- */
void crowd_fail(struct crowd *crowd, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Reads plan and people, opens the door. False and a sentence on standard error. */
bool crowd_open(struct crowd *crowd, const struct crowd_options *options);
void crowd_close(struct crowd *crowd);
void crowd_close_sockets(struct panel *panels, size_t count); /* frees them too */
/* The k-th of count: one after the other, but not neighbours in memory. */
size_t crowd_pick(uint64_t k, size_t count);
/* Signs in agents 0 .. count-1 and opens a panel for each; returns when each has its snapshot. */
bool crowd_sign_in(struct crowd *crowd, size_t count);
/* Something is asked for that the panel will hear of: it was due then. Fails when the panel is too far behind. */
void panel_expect(struct panel *panel, uint64_t due_ns);
/* It has heard: the oldest. 0 and a failure: nothing was asked for. */
uint64_t panel_heard(struct panel *panel);
/* Sends {"do":NAME,"id":N<more>}; returns the id. */
uint32_t panel_tell(struct panel *panel, const char *name, const char *more);
void panel_choose(struct panel *panel, unsigned status);
/* Through the door, all agents from first to end-1, Available; waits until all are. */
bool crowd_make_available(struct crowd *crowd, size_t first, size_t end);
/* PutUserStatus. done is told 200 or a failure is counted. */
void crowd_put_status(struct crowd *crowd, size_t number, unsigned status);
/* StartTaskContact into options->flow, named "crowd NUMBER". */
void crowd_start_contact(struct crowd *crowd, uint64_t number);
/* A request of the panel about its contact. */
void crowd_tell_contact(struct panel *panel, const char *name);
/* Calls fire() at each due moment, and the bare server halfway between, for seconds and a fifth before as warm-up; then
 * waits until *waiting is 0. */
typedef void crowd_fire(struct crowd *crowd, uint64_t k, uint64_t due_ns);
void crowd_pace(struct crowd *crowd, crowd_fire *fire, const size_t *waiting);
void crowd_took(struct crowd *crowd, uint64_t due_ns);
/* The generator does now what was due then. */
void crowd_late(struct crowd *crowd, uint64_t due_ns);
/* Turns the loop until reached or nothing has happened for CROWD_PATIENCE_MS. */
bool crowd_until(struct crowd *crowd, bool (*reached)(struct crowd *crowd));
long crowd_resident_kib(long process);

/* ---- the measurements ---- */
bool crowd_make(const struct crowd_options
                    *options); /* users, over the operator's socket; writes their ids to options->people */
void crowd_own(struct crowd *crowd);    /* an agent's change on its own panel */
void crowd_asked(struct crowd *crowd);  /* the same, asked for by a program */
void crowd_rename(struct crowd *crowd); /* a status is renamed, on all panels */
void crowd_stream(struct crowd *crowd); /* a change of agents without a panel, on the event stream */
void crowd_work(struct crowd *crowd);   /* agents who are never idle */
void crowd_wait(struct crowd *crowd);   /* contacts that find idle agents */

/* ---- crowd_bare.c ---- */
bool crowd_bare_open(struct crowd *crowd, const char *plan_file, size_t count);
void crowd_bare_fire(struct crowd *crowd, uint64_t k, uint64_t due_ns);
void crowd_bare_close(struct crowd *crowd);

#endif
