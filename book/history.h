/* The history: DIR/book.db, made from facts in transactions, and the questions it answers. Never holds anything that
 * the journal does not have.
 *
 * One thread at a time may use it: the opener until book_follow(), then the follower.
 *
 *   history_open() -> (history_load() into a directory) -> { history_begin() -> history_apply()* -> history_commit() }*
 *   -> history_close()
 *                                                            failed: history_rollback(), and the events are applied
 *                                                            again
 */
#ifndef NEXTUP_BOOK_HISTORY_H
#define NEXTUP_BOOK_HISTORY_H

#include "book/audit.h"
#include "book/directory.h"
#include "book/error.h"
#include "book/facts.h"
#include "book/live.h"
#include "book/steps.h"
#include "lib/paced.h"

struct history {
    struct sql sql;
    struct paced paced; /* the file's writes; its hurry is the follower's */
    struct fact_reader reader;
    char file[512]; /* ":memory:" or DIR/book.db */
    uint64_t seq;   /* of the last event committed */
    int64_t at;     /* its time */
    uint16_t kind;  /* its kind: with its time the proof that the journal is the one that this history was made from */
    uint64_t applied_seq; /* in the transaction that is open */
    int64_t applied_at;
    uint16_t applied_kind;
    struct audit_open audit; /* in the transaction that is open */
    struct steps steps;
    struct live live;
    struct facts facts;
    struct gathered spans; /* what spans_table.h adds in the transaction that is open */
    struct tally *tally; /* owned; what spans_table.h keeps up */
    struct spans_sum *sums; /* owned; likewise */
    bool has_erased; /* texts were erased that may still stand in the write-ahead log */
};

/* Opens DIR/book.db (dir NULL: in memory), made anew if it is missing, of another version or damaged; what was there is
 * kept as book.db.old. -1 with a sentence if even a new file cannot be made. */
int history_open(struct history *history, const char *dir, struct book_error *error);
/* Fills an empty directory as of history->seq. -1: the file is damaged; the directory must be thrown away. */
int history_load(struct history *history, struct directory *directory);
/* Renames the file away and makes a new one, at seq 0. */
int history_renew(struct history *history, struct book_error *error);
void history_close(struct history *history);

void history_begin(struct history *history);
void history_apply(struct history *history, const struct acd_event *event, const void *body, size_t body_len);
/* A body waits for its event: a commit now would tear the two apart. */
bool history_waits(const struct history *history);
/* 0, or -1 with a sentence: nothing was kept, history->seq is as before history_begin(). */
int history_commit(struct history *history, struct book_error *error);

/* Empties the write-ahead log and removes a book.db.old, so that no file holds what was erased. False: somebody reads
 * just now; again later. */
bool history_shred(struct history *history);

/* The last failure was damage to the file or its tables, not merely a full disk or a lock: history_renew() helps,
 * waiting does not. */
bool history_is_damaged(const struct history *history);

#endif
