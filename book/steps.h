/* The steps of contacts' lives, and why people wished what became of agents, in the tables. It decides nothing. */
#ifndef NEXTUP_BOOK_STEPS_H
#define NEXTUP_BOOK_STEPS_H

#include "book/fact.h"
#include "book/gathered.h"
#include "book/live.h"
#include "book/owned.h"

/* What the transaction that is open has gathered, and which agents have a row in `whys`: most have none, and then there
 * is nothing to change. */
struct steps {
    struct gathered rows; /* by chain */
    struct numbered explained;
    bool knows_explained; /* it is as the table */
};

/* At the beginning of a transaction: what one that failed had gathered is gone. */
void steps_begin(struct sql *sql, struct steps *steps);
/* After the event and its body were applied. */
void steps_apply(struct sql *sql, struct steps *steps, struct live *live, const struct fact *fact);
void steps_flush(struct sql *sql, struct steps *steps); /* what was gathered is in the tables */
void steps_free(struct steps *steps);

/* Where a reader is in a row of `steps`: begun with the row's chain and seq. */
struct steps_place {
    int64_t chain;
    int64_t seq;        /* of the step */
    int64_t contact;    /* the row of the contact that it is about */
    bool is_of_contact; /* event.contact is left out: it is that contact's number */
};
/* The next step. Returns what is behind it, or NULL: there is none. */
const uint8_t *steps_next(const uint8_t *at, const uint8_t *end, struct steps_place *place, struct acd_event *event);

/* An event as it is kept in a column: a record of the journal's (journal/record.c) without its body. */
enum { STEPS_RECORD_BYTES_MAX = 1024 };
struct steps_record {
    int len;
    uint8_t bytes[STEPS_RECORD_BYTES_MAX];
};
void steps_encode(const struct acd_event *event, struct steps_record *record);
bool steps_decode(const void *bytes, int len, struct acd_event *event); /* false: not a record */

#endif
