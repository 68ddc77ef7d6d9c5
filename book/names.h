/* What things were called and when, for the audit: a row each time a name changed, none for a mention. It decides
 * nothing.
 *
 *   a row (kind, number, seq, name): rows of the audit from seq on call it so
 *
 * Things and users are noted where they come about or are renamed: a row of the audit that renames one still calls it
 * by the old name. A contact is called as its row says until it is renamed, because most never are: then the old name
 * is noted from 0 on, and the new one. What is erased was never called anything.
 */
#ifndef NEXTUP_BOOK_NAMES_H
#define NEXTUP_BOOK_NAMES_H

#include "book/fact.h"
#include "book/sql.h"

enum { NAMES_BYTES = 2 * 256 + 2 };

/* After the fact is applied; row is the one of the audit that tells of it, or 0. */
void names_apply(struct sql *sql, const struct fact *fact, int64_t row);
/* Event seq renames a contact. */
void names_rename_contact(struct sql *sql, uint64_t contact, const char *before, const char *after, uint64_t seq);
/* The name is gone from everything told so far. */
void names_erase(struct sql *sql, unsigned kind, uint64_t number);

/* The name of a thing now, copied into name; false: it is not known at all. */
bool names_find(struct sql *sql, unsigned kind, uint64_t number, char name[NAMES_BYTES]);
/* What this row of the audit calls it; false: nothing. */
bool names_find_then(struct sql *sql, unsigned kind, uint64_t number, int64_t row, char name[NAMES_BYTES]);

#endif
