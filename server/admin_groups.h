/* The operator's requests about groups of agents, a part of admin.h. It must not care whether a server runs.
 *
 *     {"do":"group_add","name","centre"?}   {"do":"group_remove","name","centre"?}           {"ok":true,"id"?}
 *     {"do":"group_list"}                                   {"ok":true,"groups":[{name id centre agents:[USERNAME] supervisors:[USERNAME]}]}
 *     {"do":"user_groups","username", GROUPS}                                                 {"ok":true}
 *     GROUPS, also of user_add:   "group"?: NAME or "" for none   "supervises"?: [NAME]       what is absent stays as it is
 */
#ifndef NEXTUP_SERVER_ADMIN_GROUPS_H
#define NEXTUP_SERVER_ADMIN_GROUPS_H

#include "lib/json.h"
#include "server/centres.h"
#include "server/make.h"

struct group_asking {
    struct centres *centres;
    struct json_reader *reader; /* a failure is its sentence */
    struct json_writer *writer;
    int64_t now;
    struct fault *fault;
};

/* The centre a request names, or the only one. NULL with a sentence. */
struct pump *group_asking_centre(struct group_asking *asking);

bool admin_groups_knows(const char *name);
bool admin_groups_run(const char *name, struct group_asking *asking);

/* Which groups a request gives a user. */
struct group_wish {
    bool has_group;
    uint32_t group;
    bool has_supervises;
    uint64_t supervises; /* bit set of 1 << (group - 1) */
};
/* Reads GROUPS; false, with a sentence, if there is no such group in the centre. */
bool group_wish_read(struct group_asking *asking, const struct pump *pump, struct group_wish *wish);
bool group_wish_apply(struct making *making, uint32_t agent, const struct group_wish *wish);

/* The members "group" and "supervises" of a user, with names. */
void group_write(struct json_writer *writer, const struct pump *pump, uint32_t agent);

#endif
