/* A small centre for the stream's tests: alice and bob, statuses, one queue, fixed ids, a clock that is told. It must
 * not hide a mistake. */
#ifndef NEXTUP_EDGE_STREAM_TESTING_CENTRE_H
#define NEXTUP_EDGE_STREAM_TESTING_CENTRE_H

#include "book/body.h"
#include "pump/pump.h"

enum { AVAILABLE = 1, LUNCH, OFFLINE, SUPPORT = 1, SALES, ALICE = 1, BOB };
#define CENTRE_BEGIN INT64_C(1565729540000) /* 2019-08-13T20:52:20Z: the day of the vendor's sample */

struct centre {
    struct pump *pump;
    int64_t now;
    struct acd_event first; /* of the last command's batch */
};

/* dir NULL: in memory. One that is there already is opened as it is. */
void centre_open(struct centre *centre, const char *dir);
void centre_close(struct centre *centre);
void centre_settle(struct centre *centre); /* until all is durable */

void centre_do(struct centre *centre, struct acd_command command, struct buf *body);
void centre_choose(struct centre *centre, uint32_t agent, uint32_t status);
uint64_t centre_start(struct centre *centre, enum acd_channel channel, const char *name); /* in Support; a chat's customer is connected */
void centre_accept(struct centre *centre, uint32_t agent, uint64_t contact);
void centre_leave(struct centre *centre, uint64_t contact); /* the customer */
void centre_clear(struct centre *centre, uint32_t agent, uint64_t contact);
void centre_hold(struct centre *centre, uint32_t agent, uint64_t contact, bool holds);
void centre_session(struct centre *centre, uint32_t agent, bool opens, bool keeps_status);

/* A new directory under /tmp, and its removal with the files in it. */
void centre_make_dir(char path[64]);
void centre_remove_dir(const char *path);

/* The id that number gets: the same in every run. */
struct uuid centre_uuid(unsigned number);

#endif
