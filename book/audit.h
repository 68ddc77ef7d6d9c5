/* The audit in the tables: who did what, one row a command. It decides nothing, and never keeps a secret, a hash or
 * what people wrote to each other.
 *
 *   audit_begin(...)     at the beginning of a transaction: which row is the last
 *   audit_look(...)      before the event is applied: the row it belongs to, what was there before
 *   ... the event and its body are applied ...
 *   audit_apply(...)     what came about
 *
 * Kept are commands of people who run the centre (SUPERVISOR, ADMIN, API, OPERATOR), and signing in and out, passwords
 * and erasures of all, the system's retention too. A follower does not see where a batch begins, so one row is what one
 * person did to one thing in one millisecond (docs/decisions/0009-audit.md).
 */
#ifndef NEXTUP_BOOK_AUDIT_H
#define NEXTUP_BOOK_AUDIT_H

#include "book/fact.h"
#include "book/gathered.h"

/* The last row, which the next event may still belong to. */
struct audit_open {
    int64_t row;            /* 0: there is none */
    uint32_t events;        /* in it */
    struct acd_event first; /* of them */
    struct gathered places; /* of heads, audit_walk.h; in the transaction that is open */
};

struct audit_told {
    int64_t row;     /* of the table audit; 0: nothing is kept of this event */
    bool has_old;    /* of what is set by a number */
    int64_t old_value, old_value2;
    int64_t told_of; /* the contact (its row) that a body of the centre is about; 0: none */
    json_t *before;  /* what the body's members were; NULL: unknown */
};

bool audit_keeps(const struct acd_event *event);
/* Is it something that is set by a number? Then what it is called by and what it is set to: keys[3], values[2]. */
bool audit_setting(const struct acd_event *event, int64_t keys[3], int64_t values[2]);

/* Of those whose value is the number of a thing: its enum acd_subject, and what the member is called; NULL: the value
 * is just a number. */
const char *audit_setting_thing(const struct acd_event *event, unsigned *kind);

void audit_begin(struct sql *sql, struct audit_open *open);
void audit_look(struct sql *sql, const struct fact *fact, struct audit_open *open, struct audit_told *told);
void audit_apply(struct sql *sql, struct audit_open *open, const struct fact *fact, struct audit_told *told); /* also gives told's document back */
void audit_flush(struct sql *sql, struct audit_open *open); /* what was gathered is in the tables */
void audit_free(struct audit_open *open);

/* audit_told.c: what a body changes, without secrets: {"from":{...}?,"to":{...}} or NULL; the caller gives it back. */
json_t *audit_told_before(struct sql *sql, const struct fact *fact);
json_t *audit_told_render(const struct fact *fact, const json_t *before);

#endif
