/* Live contacts and their legs as the history's open transaction has them: read from the tables once, changed in
 * memory, and each row written once, when the transaction ends or the contact is forgotten. Private to this folder. It
 * decides nothing.
 *
 *   no row yet --live_begin()--> new ----------live_write()--> clean <--live_write()-- changed
 *   row in the table --live_find()---------------------------->   ^ --something happens--^
 *                                                 live_forget(): over, gone from here when it is written
 *
 * What a transaction wrote stays here, clean, for the next one: it is what the tables hold. Whoever reads or changes a
 * contact's row or its legs in the tables says live_write() before (live_write_all() where it is not known whose). A
 * transaction that failed, and an erasure, empty it (live_clear()).
 */
#ifndef NEXTUP_BOOK_LIVE_H
#define NEXTUP_BOOK_LIVE_H

#include "book/sql.h"
#include "lib/table.h"

enum { LIVE_NO_CAUSE = -1 };

/* A row of legs that is not cleared. Times that never came are 0, NULL in the table. */
struct live_leg {
    int64_t seq, begun_at, connected_at, ended_at, cleared_at, held_at, hold_ms;
    uint32_t agent, queue, code, state;
    int32_t cause; /* or LIVE_NO_CAUSE */
    uint16_t kind, reason;
    bool exempt;
    bool is_new, is_changed;
};

/* What a body told of a contact that has no row yet. */
struct live_texts {
    const char *name, *customer_name, *description, *attributes, *references, *address, *client_token;
};

struct live_contact {
    uint64_t contact;                 /* the core's number */
    int64_t newest_seq, newest_chain; /* the last row that was made for the number */
    int64_t seq, chain;               /* the row that is not forgotten, the first if there are more; 0: none, and nothing below counts */
    bool is_known;                    /* it came with a body that could be read */
    bool may_have_customer;           /* somebody may have a right to it */
    bool may_have_documents;
    bool is_new, is_changed;
    bool is_over;                     /* forgotten; its row waits to be written */
    uint8_t channel, initiation;      /* of a new one, like what follows; in the table afterwards */
    uint32_t entry_point;
    int64_t previous, related, started_at;
    struct uuid uuid;
    char *texts[7]; /* owned; as live_texts */
    uint32_t queue, agent, pauses;
    int32_t end_cause; /* or LIVE_NO_CAUSE */
    int64_t queued_at, connected_at, ended_at, forgotten_at, scheduled_at, priority, age_ms, paused_at, resumed_at, paused_ms;
    struct live_leg *legs; /* owned; not cleared, or cleared in this transaction and not yet written */
    uint32_t leg_count, leg_capacity;
};

struct live {
    struct table by_contact;
    struct table by_uuid; /* of those that are new and known: they are in no index yet */
    bool is_ready;
};

/* What there is of that number; NULL: there never was a row. Lent until the next live_find(), live_begin() or
 * live_forget(). */
struct live_contact *live_find(struct live *live, struct sql *sql, uint64_t contact);
static inline bool live_is(const struct live_contact *contact)
{
    return contact && contact->seq != 0 && !contact->is_over;
}

/* A contact without a row, of which all but legs and texts is set. There must be no live one of that number. */
struct live_contact *live_begin(struct live *live, struct sql *sql, const struct live_contact *contact);
/* What the body of a new one tells. False: another live contact has that uuid. */
bool live_know(struct live *live, struct sql *sql, struct live_contact *contact, const struct uuid *uuid, const struct live_texts *texts);
struct live_leg *live_add_leg(struct live_contact *contact, const struct live_leg *leg);

void live_write(struct live *live, struct sql *sql, struct live_contact *contact); /* what is new or changed */
void live_write_all(struct live *live, struct sql *sql);                           /* in the order of the rows */
void live_forget(struct live *live, struct sql *sql, struct live_contact *contact); /* forgotten_at is set */
void live_drop(struct live *live, uint64_t contact); /* what is not written of it is lost; the next look-up reads the rows again */
void live_clear(struct live *live);                  /* forgets all, also what is not written */
void live_free(struct live *live);

#endif
