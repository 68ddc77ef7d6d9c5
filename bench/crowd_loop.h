/* One epoll loop for a load generator: who is ready is called, and waiting ends on the nanosecond. It must not know
 * what the sockets carry. */
#ifndef NEXTUP_BENCH_CROWD_LOOP_H
#define NEXTUP_BENCH_CROWD_LOOP_H

#include <stdbool.h>
#include <stdint.h>

/* A socket that is listened to; first member of whoever owns it. */
struct crowd_source {
    int socket;
    void (*ready)(struct crowd_source *source); /* there is something to read, or it is over */
};

struct crowd_loop {
    int poll;
};

bool crowd_loop_open(struct crowd_loop *loop);
void crowd_loop_close(struct crowd_loop *loop);

/* source stays the caller's and where it is; a closed socket leaves by itself. */
bool crowd_loop_add(struct crowd_loop *loop, struct crowd_source *source);

/* Calls everybody who is ready, after waiting until until_ns (load_times.h: now_ns()) at most. False: nobody was. */
bool crowd_loop_turn(struct crowd_loop *loop, uint64_t until_ns);

#endif
