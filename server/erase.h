/* Erasing, retention and archiving as an operator or an administrator asks for them, and the timer that erases what is
 * older than a centre keeps. It must not destroy a key itself: the pump does.
 *
 *     {"do":"erase","contact":UUID,"centre"?}    {"ok":true,"erased":N}    every contact of the chain; 0: it was erased before
 *     {"do":"erase","username":TEXT,"centre"?}   {"ok":true,"erased":1}
 *     {"do":"retention_show","centre"?}          {"ok":true,"contactDays":N}   0: contacts are kept for good
 *     {"do":"retention_set","contactDays":N,"centre"?}
 *     {"do":"archive_show","centre"?}            {"ok":true,"historySeq":N}    how far the history is: nextup archive leaves what it still needs
 *
 * A chain with a contact that is not over is refused, and so is a user who is enabled. docs/reference/erasure.md tells
 * what an erasure leaves.
 */
#ifndef NEXTUP_SERVER_ERASE_H
#define NEXTUP_SERVER_ERASE_H

#include "lib/buf.h"
#include "pump/pump.h"

enum { RETENTION_DAYS_MAX = 36500 };

/* The requests themselves are a part of the table (admin_requests.h). Erasing a contact looks its chain up in the
 * history first, which may be behind:
 *
 *     erase --the history is asked--> WAITING --it answers | erase_tick(): late | erase_stop()--> told, once
 *
 * A running server goes on meanwhile. Where nobody can be told later (no server runs) the request waits on its own
 * thread, running the pump's posts; so not from inside a post.
 */
enum { ERASE_WAIT_MS = 5000 };

struct finding;
/* Those who wait in one server. Zero is empty. */
struct erase_waiting {
    struct finding *first;
    bool stopped;
};
/* Who is told later; copied. done: text is the answer's object, else a sentence. Lent for the call, which may come from
 * a book's answer. */
struct erase_later {
    struct erase_waiting *waiting;
    void (*told)(void *ctx, bool done, const struct buf *text);
    void *ctx;
};
void erase_tick(struct erase_waiting *waiting, int64_t monotonic_now); /* every second */
void erase_stop(struct erase_waiting *waiting); /* the server stops: tells all who wait, and nobody waits any more */

/* The timer: call it every second. Erases a bounded number of chains at a time. */
struct retention;
struct retention *retention_new(const struct pump_centres *centres); /* NULL: no memory */
void retention_tick(struct retention *retention, int64_t now);
void retention_free(struct retention *retention); /* after the pumps are closed; NULL is allowed */

#endif
