/* Things that only the API knows: quick connects, hierarchy groups. Each is a document of the centre. It must not know
 * their members but Name and Tags.
 *
 *     document "KIND/UUID" of the centre: { "Name": ..., "Tags"?: {...}, the rest as its operations need }
 */
#ifndef NEXTUP_EDGE_API_THINGS_H
#define NEXTUP_EDGE_API_THINGS_H

#include "edge/api/call.h"

#define THING_QUICK_CONNECT   "quick-connect"
#define THING_HIERARCHY_GROUP "hierarchy-group"

struct thing_kind {
    const char *name;
    const char *arn; /* in an ARN */
};
extern const struct thing_kind things_kinds[];
extern const size_t things_kinds_count;

const char *things_arn(const char *kind);
const json_t *things_find(const struct call *call, const char *kind,
                          const struct uuid *uuid); /* NULL: none */
/* By id or ARN; NULL with ResourceNotFoundException. */
const json_t *things_get(struct call *call, const char *kind, const char *id, struct uuid *uuid);
/* Takes the reference of value; NULL removes it. */
bool things_keep(struct call *call, const char *kind, const struct uuid *uuid, json_t *value);
/* The next of this kind; start with *seq 0; NULL at the end. */
const json_t *things_next(const struct call *call, const char *kind, uint64_t *seq, struct uuid *uuid);
/* For walks (search.h): things by the number of their document. */
uint64_t things_after(const struct call *call, const char *kind, uint64_t number); /* 0: the end */
const json_t *things_at(const struct call *call, uint64_t number, struct uuid *uuid);
const json_t *things_tags(const struct call *call, uint64_t number);
/* LastModifiedTime and LastModifiedRegion, from the member ChangedAt that things_keep() sets. */
void things_write_modified(struct call *call, const json_t *thing);
/* DuplicateResourceException if another than except (may be NULL) has this name. */
bool things_check_name(struct call *call, const char *kind, const char *name, const struct uuid *except);

#endif
