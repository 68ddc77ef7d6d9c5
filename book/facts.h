/* Facts of contacts and offers (tally/tally.h), many in one row. Private to this folder. It must not know what a fact
 * means, only when it was.
 *
 *   contact_facts       contacts that are over. bucket: the quarter hour in which they began, class: how long they took, less than 4^class quarter hours. So all that lived in a range are
 *                       found without an index: those of a class began in the range, or at most 4^class quarter hours
 *                       before it
 *   contact_facts_live  those that are not over, one a row, as of the last transaction
 *   offer_facts         offers that are over. bucket: the quarter hour in which they ended
 *
 * A fact is some numbers (gathered.h), times of a contact as their distance from its beginning and 1 more, or 0. seq is
 * that of the event that ended a row's first one.
 */
#ifndef NEXTUP_BOOK_FACTS_H
#define NEXTUP_BOOK_FACTS_H

#include "book/gathered.h"
#include "tally/tally.h"

struct facts {
    struct gathered contacts, offers;
};

void facts_begin(struct facts *facts); /* of a transaction: what a failed one gathered is forgotten */
void facts_flush(struct facts *facts, struct sql *sql);
void facts_free(struct facts *facts);

/* seq: the event that ended it. was_kept: it was kept as a live one before. */
void facts_add_contact(struct facts *facts, struct sql *sql, const struct tally_contact *contact, uint64_t seq, bool was_kept);
void facts_keep_live(struct sql *sql, const struct tally_contact *contact);
void facts_add_offer(struct facts *facts, struct sql *sql, const struct tally_offer *offer, uint64_t seq);

/* The next fact of a row; returns what is behind it, or NULL: there is none. */
const uint8_t *facts_next_contact(const uint8_t *at, const uint8_t *end, struct tally_contact *contact);
const uint8_t *facts_next_offer(const uint8_t *at, const uint8_t *end, struct tally_offer *offer);

typedef void facts_contact_fn(void *ctx, const struct tally_contact *contact);
typedef void facts_offer_fn(void *ctx, const struct tally_offer *offer);
/* At least all contacts that are over and lived within [from, to), others too. */
void facts_walk_over(struct sql *sql, int64_t from, int64_t to, facts_contact_fn *each, void *ctx);
void facts_walk_live(struct sql *sql, facts_contact_fn *each, void *ctx);
void facts_walk_offers(struct sql *sql, int64_t from, int64_t to, facts_offer_fn *each, void *ctx); /* that ended then, others too */

#endif
