/* Questions about sums over the past: agents' time in 15-minute buckets, contacts, offers. Part of the book's contract;
 * asked and answered as in book.h.
 *
 * The book walks what lies in the range, on its own thread, and shows each to the asker's functions, which add it up in
 * the asker's memory; then it answers on the pump's thread. The functions must look at nothing but ctx and what they
 * are shown.
 */
#ifndef NEXTUP_BOOK_METRICS_H
#define NEXTUP_BOOK_METRICS_H

#include "book/book.h"
#include "tally/tally.h"

/* An agent's time, as of one routing profile, in one bucket of TALLY_BUCKET_MS that begins at `at` (cut to the range at
 * its ends). */
struct book_bucket {
    int64_t at;
    uint32_t agent;
    uint32_t profile;
    struct tally_times times;
};

enum book_metrics_by { /* which time of a contact lies in the range; a contact may be shown once for each */
    BOOK_BY_ENDED = 1 << 0,     /* and its wrap-up is over: contact records (connect.md 6.4) */
    BOOK_BY_ENQUEUED = 1 << 1,
    BOOK_BY_CONNECTED = 1 << 2,
    BOOK_BY_STARTED = 1 << 3,
};

struct book_metrics_wish {
    int64_t from, to; /* [from, to); to must not be after now */
    unsigned contacts_by; /* bit set of enum book_metrics_by; 0: no contacts */
    void (*bucket)(void *ctx, const struct book_bucket *bucket); /* NULL: none */
    void (*contact)(void *ctx, enum book_metrics_by by, const struct tally_contact *contact);
    void (*offer)(void *ctx, const struct tally_offer *offer);   /* that ended in the range. NULL: none */
    void *ctx; /* kept by the asker until the answer */
};
typedef void book_metrics_fn(void *ctx, bool failed);
void book_ask_metrics(struct book *book, uint64_t min_seq, const struct book_metrics_wish *wish, book_metrics_fn *answer);

#endif
