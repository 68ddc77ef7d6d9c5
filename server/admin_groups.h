/* Which groups a user is in and supervises, as requests say it and as answers show it. It must not care whether a
 * server runs.
 *
 *     GROUPS   "group"?: NAME or "" for none   "supervises"?: [NAME], [""] for none       what is absent stays as it is
 */
#ifndef NEXTUP_SERVER_ADMIN_GROUPS_H
#define NEXTUP_SERVER_ADMIN_GROUPS_H

#include "server/admin_asking.h"

/* Which groups a request gives a user. */
struct group_wish {
    bool has_group;
    uint32_t group;
    bool has_supervises;
    uint64_t supervises; /* bit set of 1 << (group - 1) */
};
/* Reads GROUPS; false, with a sentence, if there is no such group in the centre. */
bool group_wish_read(struct admin_asking *asking, const struct pump *pump, struct group_wish *wish);
bool group_wish_apply(struct making *making, uint32_t agent, const struct group_wish *wish);

/* The members "group" and "supervises" of a user, with names. */
void group_write(struct json_writer *writer, const struct pump *pump, uint32_t agent);

#endif
