/* Contacts, their legs and what is said in them, in the tables, from facts. Private to this folder: history.c says
 * when. It decides nothing.
 *
 * The row comes with the first event, without or before its body; what a body tells completes it. Each returns false
 * where a body is not what it should be: it is then skipped.
 */
#ifndef NEXTUP_BOOK_CONTACT_ROWS_H
#define NEXTUP_BOOK_CONTACT_ROWS_H

#include "book/history.h"

static inline struct sql_value seq_of(const struct acd_event *event)
{
    return sql_number((int64_t)event->seq);
}

/* What events make of rows. */
void contact_rows_start(struct history *history, const struct acd_event *event);
void contact_rows_start_call(struct history *history, const struct acd_event *event);
void contact_rows_apply(struct history *history, const struct fact *fact); /* to a live contact and its legs */
void contact_rows_forget(struct history *history, const struct acd_event *event);
void contact_rows_have_document(struct history *history, uint64_t contact);

/* What their bodies tell. */
bool contact_rows_know(struct history *history, const struct fact *fact);
bool contact_rows_transfer(struct history *history, const struct fact *fact);
bool contact_rows_place_call(struct history *history, const struct fact *fact);
bool contact_rows_merge_attributes(struct history *history, const struct fact *fact);
bool contact_rows_change(struct history *history, const struct fact *fact);

/* Also for an event whose body can no longer be read: then a row without its texts. */
bool contact_rows_add_message(struct history *history, const struct fact *fact);
bool contact_rows_add_whisper(struct history *history, const struct fact *fact);
bool contact_rows_write_note(struct history *history, const struct fact *fact);

#endif
