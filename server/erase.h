/* Erasing, retention and archiving as an operator or an administrator asks for them, and the timer that erases what is older than a centre keeps. It must not destroy a key itself: the pump does.
 *
 *     {"do":"erase","contact":UUID,"centre"?}    {"ok":true,"erased":N}    every contact of the chain; 0: it was erased before
 *     {"do":"erase","username":TEXT,"centre"?}   {"ok":true,"erased":1}
 *     {"do":"retention_show","centre"?}          {"ok":true,"contactDays":N}   0: contacts are kept for good
 *     {"do":"retention_set","contactDays":N,"centre"?}
 *     {"do":"archive_show","centre"?}            {"ok":true,"historySeq":N}    how far the history is: nextup archive leaves what it still needs
 *
 * A chain with a contact that is not over is refused, and so is a user who is enabled. docs/reference/erasure.md tells what an erasure leaves.
 */
#ifndef NEXTUP_SERVER_ERASE_H
#define NEXTUP_SERVER_ERASE_H

#include "pump/pump.h"

enum { RETENTION_DAYS_MAX = 36500 };

/* The requests themselves are a part of the table (admin_requests.h). Erasing a contact looks its chain up in the history, which the book answers: it waits for that on this thread, at most
 * ERASE_WAIT_MS, running the pump's posts meanwhile; so not from inside a post. */
enum { ERASE_WAIT_MS = 5000 };

/* The timer: call it every second. Erases a bounded number of chains at a time. */
struct retention;
struct retention *retention_new(const struct pump_centres *centres); /* NULL: no memory */
void retention_tick(struct retention *retention, int64_t now);
void retention_free(struct retention *retention); /* after the pumps are closed; NULL is allowed */

#endif
