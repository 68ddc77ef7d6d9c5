/* What the files about contacts share. Private to this folder. */
#ifndef NEXTUP_EDGE_API_CONTACTS_H
#define NEXTUP_EDGE_API_CONTACTS_H

#include "edge/api/call.h"

/* Each checks what the request says of it (NULL: absent), and nothing else. */
void contact_check_attributes(struct call *call, const json_t *attributes);
void contact_check_references(struct call *call, const json_t *references);
void contact_check_segments(struct call *call, const json_t *segments);
/* A name cut to what the book keeps, no character halved. */
void contact_cut_name(const char *text, char name[BODY_NAME_BYTES_MAX + 1]);
/* A member in epoch seconds as milliseconds; 0: absent. */
int64_t contact_read_time(struct call *call, const char *member);
/* The same of a time at which a task is to begin: not past, at most six days ahead (connect.md 3.3). */
int64_t contact_read_schedule(struct call *call);
/* What only this API knows of a live contact, beside it: value is merged into its document "contact". Takes the
 * reference of value. */
void contact_keep(struct call *call, uint64_t contact, const char *member, json_t *value);

#endif
