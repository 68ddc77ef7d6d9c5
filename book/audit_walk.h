/* Walks rows of the audit, the newest first: all of them, or those that one person did or that are about one thing. It
 * renders nothing.
 *
 *   audit          one row an event that is kept; the first of a command is its head (seq = head)
 *   audit_places   where the heads are that somebody did (kind AUDIT_BY_ACTOR) or that are about something (kind: enum
 *                  acd_subject): sequence numbers, many in one row (gathered.h)
 */
#ifndef NEXTUP_BOOK_AUDIT_WALK_H
#define NEXTUP_BOOK_AUDIT_WALK_H

#include "book/book.h"
#include "book/gathered.h"

enum { AUDIT_BY_ACTOR = 100 }; /* behind every enum acd_subject */

struct audit_walk {
    struct sql *sql;
    enum sql_statement row; /* whose columns are the present head's: seq, at, actor, actor_id, subject_kind, subject, why, the actor's uuid */
    bool has_places;        /* it goes by audit_places */
    struct gathered_key places;
    int64_t before, first;  /* heads from first on and before `before` */
    int64_t seqs[GATHERED_BYTES_MAX + 1]; /* of the row of audit_places that is being walked: those not yet visited */
    uint32_t count;
};

/* What of the search can be found by place: its times, its person or its thing. The walker looks at the rest itself. */
void audit_walk_begin(struct audit_walk *walk, struct sql *sql, const struct book_audit_search *search);
bool audit_walk_next(struct audit_walk *walk); /* false: there are no more, nothing is left to end */
void audit_walk_end(struct audit_walk *walk);  /* before the end */

/* Notes where a head is: its person and its thing. */
void audit_place(struct gathered *places, struct sql *sql, struct gathered_key key, int64_t seq);
void audit_put_places(struct sql *sql, const struct gathered_row *row); /* gathered_put_fn of audit_places */
/* The heads in a row of audit_places, in their order; seqs has room for GATHERED_BYTES_MAX + 1. Returns how many. */
uint32_t audit_read_places(int64_t first, const void *bytes, int len, int64_t *seqs);

/* The reasons of heads before seq that are about this thing are gone, and what their events told. What was gathered
 * must have been written. */
void audit_erase(struct sql *sql, struct gathered_key thing, int64_t seq);

#endif
