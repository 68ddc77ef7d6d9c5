/* Tags of resources, kept as one document beside each. It must not know what a tag means. */
#ifndef NEXTUP_EDGE_API_TAGS_H
#define NEXTUP_EDGE_API_TAGS_H

#include "edge/api/call.h"

enum { TAGS_MAX = 50 };

/* An object of texts; NULL: none. */
const json_t *tags_of(const struct call *call, enum acd_subject kind, uint64_t number);
/* Reads the optional member Tags of the body and checks it; NULL if absent or the call failed. */
const json_t *tags_read(struct call *call, const char *member);
/* Takes those that a repeated query member names out of tags (required, checked). */
void tags_remove(struct call *call, const char *member, json_t *tags);
/* Keeps those read by tags_read() for a new thing; nothing for NULL. */
void tags_keep(struct call *call, enum acd_subject kind, uint64_t number, const json_t *tags);
/* "Tags": {...}; always there, also empty. */
void tags_write(struct call *call, const json_t *tags);

#endif
