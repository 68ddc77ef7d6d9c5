/* A contact of the history as FOUND of docs/reference/board-line.md, as JSON or as a line of CSV. It must not
 * search. */
#ifndef NEXTUP_EDGE_COMMON_FOUND_H
#define NEXTUP_EDGE_COMMON_FOUND_H

#include "book/book.h"
#include "edge/common/csv.h"
#include "lib/json.h"

/* The members, into the object being written. of_leg: times are those of the agent's leg, not the contact's. */
void found_write(struct json_writer *writer, const struct book *book, const struct book_contact_record *record,
                 bool of_leg);
void found_csv_head(struct csv *csv);
void found_csv(struct csv *csv, const struct book *book, const struct book_contact_record *record);

#endif
