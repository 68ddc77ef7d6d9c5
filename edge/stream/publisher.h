/* A publisher: a thread that takes what was told from a centre's spool, in order, and hands it to one receiver; at
 * least once, from a cursor that survives everything. What a receiver is, is in one file per kind (publisher_file.c,
 * publisher_webhook.c ...); this is what they share. It must never hold up the centre or the teller.
 *
 *     CLOSED --open--> READY --something was told--> HANDING OVER --taken: cursor--> READY
 *        ^                                               |
 *        '------------- WAITING (back-off, jitter) <-----' not taken: the same again, from the first that was not taken
 *
 * Memory: one batch. When the spool no longer holds what the cursor needs, the receiver is told of the gap by a marked
 * record, then it goes on.
 */
#ifndef NEXTUP_EDGE_STREAM_PUBLISHER_H
#define NEXTUP_EDGE_STREAM_PUBLISHER_H

#include <stdatomic.h>

#include "edge/stream/settings.h"
#include "edge/stream/spool.h"

enum {
    PUBLISHER_BATCH_MAX = 100,
    PUBLISHER_BATCH_BYTES_MAX = 1024 * 1024,
    PUBLISHER_SECRET_BYTES = 256,
};

struct publishing_item {
    struct place place;
    char id[PLACE_TEXT_BYTES + 4]; /* the place as text; unique within centre and stream. A gap's is followed by "-gap" */
    enum spool_kind kind;
    bool gap;         /* a marked record: something before it is lost */
    const char *key;  /* the agent's ARN, or the contact's id: what must stay in order among itself */
    const char *json;
    size_t len;
};

enum publishing_result {
    PUBLISHING_TAKEN,   /* all of them */
    PUBLISHING_LATER,   /* the first `taken` only; try again after a while */
    PUBLISHING_REFUSED, /* the first `taken` only; the receiver says that the next one is wrong */
};

struct publishing {
    const struct stream_publisher *settings;
    const char *centre; /* its alias */
    char secret[PUBLISHER_SECRET_BYTES]; /* of secret_file; "" none */
    int64_t (*now)(void *ctx);
    void *now_ctx;
    const atomic_bool *stopping; /* looked at at least each second by whoever waits */
    char why[256];               /* set with LATER and REFUSED, and when open fails */
};

/* One kind of receiver. All but prepare is called from one thread. */
struct publisher_kind {
    void (*prepare)(void); /* on the pump's thread, before the publisher's own begins; may be NULL */
    void *(*open)(struct publishing *publishing); /* NULL: not now; why says why */
    /* Hands over in order. Waits for the receiver's word, at most timeout_ms each. */
    enum publishing_result (*deliver)(void *receiver, struct publishing *publishing, const struct publishing_item *items, size_t count, size_t *taken);
    void (*close)(void *receiver);
    size_t batch_max; /* items at once; 0: PUBLISHER_BATCH_MAX */
};
extern const struct publisher_kind publisher_file;
extern const struct publisher_kind publisher_webhook;
extern const struct publisher_kind publisher_redis;
extern const struct publisher_kind publisher_nats;
extern const struct publisher_kind publisher_kafka;
const struct publisher_kind *publisher_kind_of(enum stream_kind kind);

struct publisher_options {
    const struct stream_publisher *settings; /* lent */
    const char *centre;                      /* lent */
    const char *dir;                         /* of cursor and, by default, dead letters; lent */
    int64_t (*now)(void *ctx);
    void *now_ctx;
};

struct publisher;
/* begin: where a publisher without a cursor begins. NULL, with a sentence: no memory, its cursor cannot be read. */
struct publisher *publisher_start(struct spool *spool, const struct publisher_options *options, struct place begin, struct spool_error *error);
void publisher_cancel(struct publisher *publisher); /* its thread will end soon */
void publisher_stop(struct publisher *publisher);   /* waits for its thread; frees */

struct publisher_counters {
    struct place cursor;
    uint64_t delivered;
    uint64_t failed_tries;
    uint64_t dead_letters;
    uint64_t gaps;
};
void publisher_counters(struct publisher *publisher, struct publisher_counters *counters); /* any thread */

#endif
