/* Contacts from the book's history, live or long over: asked there, answered later, shown as the vendor's Contact. It
 * must not change one. */
#ifndef NEXTUP_EDGE_API_RECORDS_H
#define NEXTUP_EDGE_API_RECORDS_H

#include "edge/api/call.h"

/* Asks for the contact with this id or ARN as it is now. then is called with it later and the call is finished after
 * that; a contact that never was is ResourceNotFoundException. To be the last thing that an operation's function
 * does. */
typedef void record_fn(struct call *call, const struct book_contact_record *record);
void record_ask(struct call *call, const char *id, record_fn *then);

/* The same by the id alone; then's record is NULL where there never was one, and also where the history cannot tell:
 * what hangs on it must bear that. */
void record_look(struct call *call, const struct uuid *uuid, record_fn *then);

/* What waits for the history has failed: InternalServiceException. */
void record_fail(struct call *call);

/* Members that Contact and ContactSearchSummary have in common. */
void record_write_summary(struct call *call, const struct book_contact_record *record);
/* "Contact": { ... } as DescribeContact shows it. */
void record_write(struct call *call, const struct book_contact_record *record);

/* One of the record's documents ("tags", "contact"), to be given back with json_decref(); NULL: none. */
json_t *record_document(const struct book_contact_record *record, const char *name);
const char *record_method(unsigned initiation); /* "QUEUE_TRANSFER" */
bool record_has(const struct uuid *uuid);       /* it is not all zeros */

#endif
