/* What the files about users share: reading their members, writing them. Private to this folder. */
#ifndef NEXTUP_EDGE_API_USERS_H
#define NEXTUP_EDGE_API_USERS_H

#include "edge/api/call.h"

enum { ACW_SECONDS_MAX = 2000000 };

/* ---- user_settings.c: each reads a member of the body (or of reader) and keeps it for the agent if agent is not 0;
 * with 0 it only checks ---- */
void user_take_phone_config(struct call *call, uint32_t agent);
void user_take_channel_configs(struct call *call, uint32_t agent);
void user_take_security_profiles(struct call *call, uint32_t agent, enum book_role *role);
void user_take_hierarchy(struct call *call, uint32_t agent);
/* Email, SecondaryEmail, Mobile of IdentityInfo; the names are the book's. */
void user_take_addresses(struct call *call, const json_t *identity, uint32_t agent);

/* ---- users_render.c ---- */
void user_write(struct call *call, uint32_t agent,
                bool summary_of_search); /* the members of User or UserSearchSummary */

/* ---- security.c ---- */
/* The id of the profile that stands for a role; it follows from the instance's id and never changes. */
struct uuid security_profile_of(const struct call *call, enum book_role role);
enum book_role security_profile_role(const struct call *call,
                                     const struct uuid *uuid); /* BOOK_ROLE_NONE: no such profile */

#endif
