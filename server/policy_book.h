/* A centre's policy between the policy room's words and a real centre: names from the book, steps as decided commands
 * with their bodies, and the versions that are kept. It must not read files or ask anybody anything.
 *
 *     document "policy" of the centre      the version in force: {"number", "at", "by", "document"}
 *     documents "policy/N"                 each version: the same. The newest POLICY_VERSIONS_KEPT are kept
 *
 * The first time a document is applied, what was in force before is kept too, as number 1.
 */
#ifndef NEXTUP_SERVER_POLICY_BOOK_H
#define NEXTUP_SERVER_POLICY_BOOK_H

#include "book/book.h"
#include "policy/policy.h"
#include "pump/pump.h"
#include "server/fault.h"
#include "server/make.h"

enum { POLICY_VERSIONS_KEPT = 100, POLICY_BY_BYTES_MAX = 127 };

/* The names of a centre's statuses, groups, reason lists and reasons, lent by the book until its next change. Give the
 * arrays back with policy_names_free(). */
bool policy_names_gather(struct policy_names *names, const struct book *book, const struct acd *acd);
void policy_names_free(struct policy_names *names);

/* Puts the document in force and keeps it as a version. by is told to people. Returns its number; 0 when all was so
 * already (no new version); -1 and a sentence: then what was in force is in force again, or the sentence says what is
 * not. changes (may be NULL) gets each difference, one a line. */
int64_t policy_put_in_force(struct making *making, const struct policy_document *document, const char *by, struct buf *changes);

/* What is in force, every member said, into text (which was born with POLICY_BYTES_MAX). */
int policy_in_force(const struct pump *pump, struct buf *text, struct fault *fault);

/* The kept version of this number: {"number", "at", "by", "document"}; NULL: there is none. Lent. */
const json_t *policy_version(const struct book *book, int64_t number);
/* The number of the version that was applied last; 0: none was. */
int64_t policy_newest(const struct book *book);

#endif
