/* What an erasure does to the tables: every text of a chain or of a user goes, rows and numbers stay. It decides
 * nothing: BOOK_ERASED says what is to go.
 *
 * The rule that tests hold it to: tables made from a journal whose bodies of that chain or user can no longer be read
 * are, from the erasure on, the same as those that saw the bodies and then the erasure.
 */
#ifndef NEXTUP_BOOK_ERASE_H
#define NEXTUP_BOOK_ERASE_H

#include "book/fact.h"
#include "book/sql.h"

void erase_apply(struct sql *sql, const struct fact *fact); /* of BOOK_ERASED with its body */

#endif
