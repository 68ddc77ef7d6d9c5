/* The directory's users by agent number, username and uuid, and their access keys. Never checks a password or a
 * right. */
#ifndef NEXTUP_BOOK_USERS_H
#define NEXTUP_BOOK_USERS_H

#include "book/body.h"
#include "book/owned.h"
#include "lib/table.h"

struct users {
    struct numbered by_number; /* of struct user */
    struct table by_username;  /* folded */
    struct table by_uuid;
    struct table keys; /* access keys by their id */
};

void users_init(struct users *users);
void users_free(struct users *users);

/* Each returns false, changing nothing, when the user is unknown, or a number, uuid, username or key id is taken. */
bool users_create(struct users *users, uint32_t agent, const struct body_agent *created);
bool users_change(struct users *users, uint64_t agent, const struct body_user *changed);
bool users_set_role(struct users *users, uint64_t agent, enum book_role role);
bool users_set_password(struct users *users, uint64_t agent, const struct body_password *password);
bool users_set_disabled(struct users *users, uint64_t agent, bool disabled);
bool users_delete(struct users *users, uint32_t agent);
/* Leaves of a user the number and the uuid, as "erased-NUMBER" (nameless if somebody is called so), disabled, with no
 * role, password or key. One that is not known, because its body can no longer be read, comes about so. False: the uuid
 * or the number is another's. */
bool users_erase(struct users *users, uint32_t agent, const struct uuid *uuid);
void users_render_erased(uint32_t agent, char username[32]);
bool users_create_key(struct users *users, uint64_t agent, const struct body_key *key);
bool users_revoke_key(struct users *users, uint64_t agent, const struct body_key *key);

const struct book_user *users_find(const struct users *users, uint64_t agent);
uint32_t users_find_username(const struct users *users, const char *username);
uint32_t users_find_uuid(const struct users *users, const struct uuid *uuid);
const struct book_key *users_find_key(const struct users *users, const char *access_key_id);

#endif
