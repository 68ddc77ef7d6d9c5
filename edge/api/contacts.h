/* What the files about contacts share. Private to this folder. */
#ifndef NEXTUP_EDGE_API_CONTACTS_H
#define NEXTUP_EDGE_API_CONTACTS_H

#include "edge/api/call.h"

/* Checked, as JSON text that the caller frees; NULL if absent. */
char *contact_read_attributes(struct call *call, const json_t *attributes);
char *contact_read_references(struct call *call, const json_t *references);
/* A name cut to what the book keeps, no character halved. */
void contact_cut_name(const char *text, char name[BODY_NAME_BYTES_MAX + 1]);
/* A member in epoch seconds as milliseconds; 0: absent. */
int64_t contact_read_time(struct call *call, const char *member);
const char *contact_method(unsigned initiation); /* "QUEUE_TRANSFER" */

#endif
