/* The steps of contacts' lives, and why people wished what became of agents, in the tables. It decides nothing. */
#ifndef NEXTUP_BOOK_STEPS_H
#define NEXTUP_BOOK_STEPS_H

#include "book/fact.h"
#include "book/sql.h"

/* After the event and its body were applied. */
void steps_apply(struct sql *sql, const struct fact *fact);

/* An event as it is kept in a column: a record of the journal's (journal/record.c) without its body. */
enum { STEPS_RECORD_BYTES_MAX = 1024 };
struct steps_record {
    int len;
    uint8_t bytes[STEPS_RECORD_BYTES_MAX];
};
void steps_encode(const struct acd_event *event, struct steps_record *record);
bool steps_decode(const void *bytes, int len, struct acd_event *event); /* false: not a record */

#endif
