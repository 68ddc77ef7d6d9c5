/* The directory's live contacts and the customers' rights to them. Never knows a contact's place or queue: that is the
 * core's.
 *
 *   CONTACT_STARTED / CALL_PLACED -> live -> CONTACT_FORGOTTEN -> gone (history has it)
 *                                     |
 *                                     +-- CONTACT_TRANSFERRED: a new live contact inherits what is known of the
 *                                     customer
 *
 * A customer's right belongs to the chain, not to one contact:
 *
 *   started -> open -> CONTACT_ENDED of the present contact -> over -> BOOK_TRANSCRIPT_MS later -> gone
 *               |  ^                                           |
 *               |  +-------------- CONTACT_TRANSFERRED --------+     (present contact = the new one)
 *               +--+
 */
#ifndef NEXTUP_BOOK_CONTACTS_H
#define NEXTUP_BOOK_CONTACTS_H

#include "book/body.h"
#include "lib/table.h"

struct customer;

struct contacts {
    struct table by_number;
    struct table by_uuid;
    struct table customers;             /* by the token's hash */
    struct table customers_by_uuid;     /* by the uuid of the chain's present or last contact */
    struct customer *first_over, *last_over; /* rights of chains that are over, the oldest first */
};

/* What a contact begins with. attributes and references are JSON objects as text. */
struct contact_start {
    struct body_contact body;
    const char *address;
    const char *note;
    uint32_t entry_point;
    enum acd_channel channel;
    int64_t at;
};

void contacts_init(struct contacts *contacts);
void contacts_free(struct contacts *contacts);

/* Each returns false, changing nothing, when a number or uuid is taken or unknown. */
bool contacts_start(struct contacts *contacts, uint64_t contact, const struct contact_start *start);
bool contacts_transfer(struct contacts *contacts, uint64_t contact, uint64_t previous, const struct uuid *uuid);
bool contacts_set_note(struct contacts *contacts, uint64_t contact, const char *note);
bool contacts_merge_attributes(struct contacts *contacts, uint64_t contact, const json_t *change); /* false also if they grow too large */
bool contacts_change(struct contacts *contacts, uint64_t contact, const struct body_contact_change *change); /* likewise */
void contacts_connect(struct contacts *contacts, uint64_t contact, uint32_t agent);
void contacts_end(struct contacts *contacts, uint64_t contact, int64_t at, enum acd_cause cause);
void contacts_forget(struct contacts *contacts, uint64_t contact);
void contacts_erase(struct contacts *contacts, uint64_t contact, const struct uuid *uuid); /* its texts, and the customer's right */
void contacts_expire(struct contacts *contacts, int64_t now);

/* Loading: puts a right back as it was; a live contact of it must be there already. shown->name is copied. */
bool contacts_put_customer(struct contacts *contacts, const uint8_t hash[BODY_HASH_BYTES], const struct book_customer *shown);

const struct book_contact *contacts_find(const struct contacts *contacts, uint64_t contact);
uint64_t contacts_find_uuid(const struct contacts *contacts, const struct uuid *uuid);
const struct book_customer *contacts_find_customer(const struct contacts *contacts, const uint8_t hash[BODY_HASH_BYTES]);

#endif
