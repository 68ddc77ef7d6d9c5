/* The directory's users and their access keys; see users.h. Never checks a password or a right. */
#include "book/users.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "book/fact.h"

enum { USERS_MAX = 1 << 20, KEYS_MAX = 1 << 16 };

struct user {
    struct book_user shown;
    size_t folded_len;
    char folded[BODY_USERNAME_BYTES_MAX + 1]; /* the table's key */
};

void users_init(struct users *users)
{
    *users = (struct users){.by_number = {.items = NULL}};
    table_init(&users->by_username, USERS_MAX);
    table_init(&users->by_uuid, USERS_MAX);
    table_init(&users->keys, KEYS_MAX);
}

static void user_free(struct user *user)
{
    owned_text_free(&user->shown.username);
    owned_text_free(&user->shown.first_name);
    owned_text_free(&user->shown.last_name);
    owned_text_free(&user->shown.password_hash);
    free(user);
}

static void key_free(struct book_key *key)
{
    owned_text_free(&key->access_key_id);
    owned_text_free(&key->secret);
    free(key);
}

void users_free(struct users *users)
{
    for (uint32_t agent = 0; (agent = numbered_after(&users->by_number, agent)) != 0;)
        user_free(numbered_find(&users->by_number, agent));
    size_t at = 0;
    for (struct book_key *key; (key = table_next(&users->keys, &at)) != NULL;)
        key_free(key);
    numbered_free(&users->by_number);
    table_free(&users->by_username);
    table_free(&users->by_uuid);
    table_free(&users->keys);
}

static struct user *find(const struct users *users, uint64_t agent)
{
    return numbered_find(&users->by_number, agent);
}

const struct book_user *users_find(const struct users *users, uint64_t agent)
{
    const struct user *user = find(users, agent);
    return user ? &user->shown : NULL;
}

uint32_t users_find_username(const struct users *users, const char *username)
{
    char folded[BODY_USERNAME_BYTES_MAX + 1];
    size_t len = fact_fold_username(username, folded);
    const struct user *user = len ? table_find(&users->by_username, folded, len) : NULL;
    return user ? user->shown.agent : 0;
}

uint32_t users_find_uuid(const struct users *users, const struct uuid *uuid)
{
    const struct user *user = table_find(&users->by_uuid, uuid->bytes, UUID_BYTES);
    return user ? user->shown.agent : 0;
}

const struct book_key *users_find_key(const struct users *users, const char *access_key_id)
{
    return table_find(&users->keys, access_key_id, strlen(access_key_id));
}

/* Enters the username into its table; false if it is taken. Only an erased user may have none. */
static bool put_username(struct users *users, struct user *user, const char *username)
{
    user->folded_len = fact_fold_username(username, user->folded);
    if (!*username) {
        owned_text_set(&user->shown.username, NULL);
        return true;
    }
    if (user->folded_len == 0 || !owned_put(&users->by_username, user->folded, user->folded_len, user))
        return false;
    owned_text_set(&user->shown.username, username);
    return true;
}

bool users_create(struct users *users, uint32_t agent, const struct body_agent *created)
{
    if (find(users, agent) || users_find_username(users, created->username) ||
        users_find_uuid(users, &created->uuid))
        return false;
    struct user *user = owned_memory(sizeof *user);
    user->shown.agent = agent;
    user->shown.uuid = created->uuid;
    user->shown.role = created->role;
    user->shown.must_change_password = created->must_change;
    owned_text_set(&user->shown.first_name, created->first_name);
    owned_text_set(&user->shown.last_name, created->last_name);
    owned_text_set(&user->shown.password_hash, created->password_hash);
    if (numbered_put(&users->by_number, agent, user)) {
        if (put_username(users, user, created->username)) {
            if (owned_put(&users->by_uuid, user->shown.uuid.bytes, UUID_BYTES, user))
                return true;
            table_remove(&users->by_username, user->folded, user->folded_len);
        }
        numbered_remove(&users->by_number, agent);
    }
    user_free(user); /* a table is full or a number impossible */
    return false;
}

/* The user with this username, if any, is the user itself. */
static bool may_be_called(const struct users *users, const struct user *user, const char *username)
{
    char folded[BODY_USERNAME_BYTES_MAX + 1];
    uint32_t other = users_find_username(users, username);
    return fact_fold_username(username, folded) > 0 && (other == 0 || other == user->shown.agent);
}

bool users_change(struct users *users, uint64_t agent, const struct body_user *changed)
{
    struct user *user = find(users, agent);
    if (!user || (changed->username && !may_be_called(users, user, changed->username)))
        return false;
    if (changed->username) {
        table_remove(&users->by_username, user->folded, user->folded_len);
        put_username(users, user, changed->username);
    }
    if (changed->first_name)
        owned_text_set(&user->shown.first_name, changed->first_name);
    if (changed->last_name)
        owned_text_set(&user->shown.last_name, changed->last_name);
    return true;
}

bool users_set_role(struct users *users, uint64_t agent, enum book_role role)
{
    struct user *user = find(users, agent);
    if (user)
        user->shown.role = role;
    return user != NULL;
}

bool users_set_password(struct users *users, uint64_t agent, const struct body_password *password)
{
    struct user *user = find(users, agent);
    if (!user)
        return false;
    owned_text_set(&user->shown.password_hash, password->password_hash);
    user->shown.must_change_password = password->must_change;
    return true;
}

bool users_set_disabled(struct users *users, uint64_t agent, bool disabled)
{
    struct user *user = find(users, agent);
    if (user)
        user->shown.disabled = disabled;
    return user != NULL;
}

static void remove_key(struct users *users, struct book_key *key)
{
    table_remove(&users->keys, key->access_key_id, strlen(key->access_key_id));
    key_free(key);
}

/* Some key of the agent, or NULL. */
static struct book_key *find_key_of(const struct users *users, uint32_t agent)
{
    size_t at = 0;
    for (struct book_key *key; (key = table_next(&users->keys, &at)) != NULL;)
        if (key->agent == agent)
            return key;
    return NULL;
}

bool users_delete(struct users *users, uint32_t agent)
{
    struct user *user = find(users, agent);
    if (!user)
        return false;
    for (struct book_key *key; (key = find_key_of(users, agent)) != NULL;)
        remove_key(users, key);
    table_remove(&users->by_username, user->folded, user->folded_len);
    table_remove(&users->by_uuid, user->shown.uuid.bytes, UUID_BYTES);
    numbered_remove(&users->by_number, agent);
    user_free(user);
    return true;
}

void users_render_erased(uint32_t agent, char username[32])
{
    snprintf(username, 32, "erased-%u", (unsigned)agent);
}

static bool create_erased(struct users *users, uint32_t agent, const struct uuid *uuid, const char *username)
{
    struct body_agent erased = {.uuid = *uuid, .username = username};
    if (users_find_username(users, username))
        erased.username = "";
    return users_create(users, agent, &erased) && users_set_disabled(users, agent, true);
}

bool users_erase(struct users *users, uint32_t agent, const struct uuid *uuid)
{
    char username[32];
    struct user *user = find(users, agent);
    users_render_erased(agent, username);
    if (!user)
        return create_erased(users, agent, uuid, username);
    for (struct book_key *key; (key = find_key_of(users, agent)) != NULL;)
        remove_key(users, key);
    table_remove(&users->by_username, user->folded, user->folded_len);
    owned_text_set(&user->shown.username, NULL);
    owned_text_set(&user->shown.first_name, NULL);
    owned_text_set(&user->shown.last_name, NULL);
    owned_text_set(&user->shown.password_hash, NULL);
    user->shown.role = BOOK_ROLE_NONE;
    user->shown.must_change_password = false;
    user->shown.disabled = true;
    if (!put_username(users, user, username))
        user->folded_len = 0;
    return true;
}

bool users_create_key(struct users *users, uint64_t agent, const struct body_key *created)
{
    if (!find(users, agent) || users_find_key(users, created->access_key_id))
        return false;
    struct book_key *key = owned_memory(sizeof *key);
    key->agent = (uint32_t)agent;
    owned_text_set(&key->access_key_id, created->access_key_id);
    owned_text_set(&key->secret, created->secret);
    if (owned_put(&users->keys, key->access_key_id, strlen(key->access_key_id), key))
        return true;
    key_free(key);
    return false;
}

bool users_revoke_key(struct users *users, uint64_t agent, const struct body_key *revoked)
{
    struct book_key *key = table_find(&users->keys, revoked->access_key_id, strlen(revoked->access_key_id));
    if (!key || key->agent != agent)
        return false;
    remove_key(users, key);
    return true;
}
