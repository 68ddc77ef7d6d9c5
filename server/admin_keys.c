/* Carrying out requests about access keys, approved origins and stream tokens; see admin.h. It must not care whether a
 * server runs. */
#include "server/admin_requests.h"

#include <stdio.h>
#include <string.h>

#include "edge/common/origin.h"
#include "lib/crypto.h"
#include "lib/random.h"
#include "server/tokens.h"

/* ---- access keys ---- */

/* As the vendor's look: "AKIA" and 16 capitals and digits. */
static void draw_key(char id[21], char secret[RANDOM_TOKEN_LEN(30) + 1])
{
    static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    uint8_t bytes[16];
    random_bytes(bytes, sizeof bytes);
    memcpy(id, "AKIA", 4);
    for (size_t i = 0; i < sizeof bytes; i++)
        id[4 + i] = alphabet[bytes[i] % 32];
    id[20] = '\0';
    random_token(secret, 30);
}

static bool make_new_key(struct admin_asking *asking, struct making *making, uint32_t agent)
{
    char id[21];
    char secret[RANDOM_TOKEN_LEN(30) + 1];
    draw_key(id, secret);
    bool made = make_key(making, agent, id, secret);
    if (made) {
        json_member_text(&asking->writer, "accessKeyId", id);
        json_member_text(&asking->writer, "secretAccessKey", secret);
    }
    secret_erase(secret, sizeof secret);
    return made;
}

static bool key_create(struct admin_asking *asking)
{
    struct making making;
    uint32_t agent = 0;
    return admin_find_user(asking, &making, &agent) && make_new_key(asking, &making, agent);
}

/* The key a request names, in whatever centre; its id is copied, because the book may give it back. */
static bool find_key(struct admin_asking *asking, struct making *making, uint32_t *agent,
                     char id[BODY_KEY_BYTES_MAX + 1])
{
    const char *wanted = admin_text(asking, "accessKeyId", BODY_KEY_BYTES_MAX);
    for (uint32_t i = 0; !asking->reader.failed && i < asking->centres->list.count; i++) {
        const struct book_key *key = book_find_key(pump_book(asking->centres->list.pumps[i]), wanted);
        if (!key)
            continue;
        *making = admin_making(asking, asking->centres->list.pumps[i]);
        *agent = key->agent;
        snprintf(id, BODY_KEY_BYTES_MAX + 1, "%s", wanted);
        return true;
    }
    return admin_refuse(asking, "There is no access key \"%s\".", wanted);
}

static bool key_rotate(struct admin_asking *asking)
{
    struct making making;
    uint32_t agent = 0;
    char id[BODY_KEY_BYTES_MAX + 1];
    return find_key(asking, &making, &agent, id) && make_new_key(asking, &making, agent) &&
           make_key_revoked(&making, agent, id);
}

static bool key_revoke(struct admin_asking *asking)
{
    struct making making;
    uint32_t agent = 0;
    char id[BODY_KEY_BYTES_MAX + 1];
    return find_key(asking, &making, &agent, id) && make_key_revoked(&making, agent, id);
}

static void write_keys(struct admin_asking *asking, const struct pump *pump)
{
    size_t at = 0;
    for (const struct book_key *key; (key = book_key_next(pump_book(pump), &at)) != NULL;) {
        const struct book_user *user = book_find_user(pump_book(pump), key->agent);
        json_object_begin(&asking->writer);
        json_member_text(&asking->writer, "accessKeyId", key->access_key_id);
        json_member_text(&asking->writer, "username", user ? user->username : "");
        json_member_text(&asking->writer, "role", user ? book_role_name(user->role) : "");
        json_member_text(&asking->writer, "centre", admin_alias(asking, pump));
        json_object_end(&asking->writer);
    }
}

static bool key_list(struct admin_asking *asking)
{
    json_member_array_begin(&asking->writer, "keys");
    for (uint32_t i = 0; i < asking->centres->list.count; i++)
        write_keys(asking, asking->centres->list.pumps[i]);
    json_array_end(&asking->writer);
    return true;
}

/* ---- sites that may embed the panel ---- */

static bool origin_list(struct admin_asking *asking)
{
    json_member_array_begin(&asking->writer, "origins");
    for (uint32_t i = 0; i < asking->centres->list.count; i++) {
        const struct pump *pump = asking->centres->list.pumps[i];
        uint32_t count = 0;
        const char *const *origins = book_origins(pump_book(pump), &count);
        for (uint32_t j = 0; j < count; j++) {
            json_object_begin(&asking->writer);
            json_member_text(&asking->writer, "origin", origins[j]);
            json_member_text(&asking->writer, "centre", admin_alias(asking, pump));
            json_object_end(&asking->writer);
        }
    }
    json_array_end(&asking->writer);
    return true;
}

/* The centre's origins but this one; true if it was among them. */
static bool origins_without(const struct pump *pump, const char *origin, const char **others,
                            uint32_t *others_count)
{
    uint32_t count = 0;
    bool found = false;
    const char *const *origins = book_origins(pump_book(pump), &count);
    *others_count = 0;
    for (uint32_t i = 0; i < count && i < BODY_ORIGINS_MAX; i++) {
        if (strcmp(origins[i], origin) == 0)
            found = true;
        else
            others[(*others_count)++] = origins[i];
    }
    return found;
}

static bool origin_add(struct admin_asking *asking)
{
    const char *origins[BODY_ORIGINS_MAX + 1];
    uint32_t count = 0;
    const char *origin = admin_text(asking, "origin", ORIGIN_BYTES - 1);
    struct making making;
    if (!admin_find_centre(asking, &making))
        return false;
    if (!origin_is_valid(origin))
        return admin_refuse(
            asking,
            "\"%s\" is no origin: https://HOST[:PORT], or http:// of localhost or 127.0.0.1; PORT may be *.",
            origin);
    if (origins_without(making.pump, origin, origins, &count))
        return admin_refuse(asking, "%s is approved already.", origin);
    if (count == BODY_ORIGINS_MAX)
        return admin_refuse(asking, "A centre approves at most 64 origins.%s", "");
    origins[count++] = origin;
    json_member_text(&asking->writer, "centre", admin_alias(asking, making.pump));
    return make_origins(&making, origins, count);
}

static bool origin_remove(struct admin_asking *asking)
{
    const char *origins[BODY_ORIGINS_MAX];
    uint32_t count = 0;
    const char *origin = admin_text(asking, "origin", ORIGIN_BYTES - 1);
    struct making making;
    if (!admin_find_centre(asking, &making))
        return false;
    if (!origins_without(making.pump, origin, origins, &count))
        return admin_refuse(asking, "%s is not among the centre's origins.", origin);
    json_member_text(&asking->writer, "centre", admin_alias(asking, making.pump));
    return make_origins(&making, origins, count);
}

/* ---- tokens for the streams ---- */

static bool token_add(struct admin_asking *asking)
{
    char token[TOKENS_TEXT_BYTES];
    const char *name = admin_text(asking, "name", TOKENS_NAME_BYTES_MAX);
    const char *streams = json_optional_text(&asking->reader, "streams", 1, 200);
    struct making making;
    if (!admin_find_centre(asking, &making))
        return false;
    tokens_draw(token);
    if (!tokens_keep_for(&making, name, streams, token))
        return false;
    json_member_text(&asking->writer, "token", token);
    json_member_text(&asking->writer, "centre", admin_alias(asking, making.pump));
    secret_erase(token, sizeof token);
    return true;
}

static bool token_list(struct admin_asking *asking)
{
    json_member_array_begin(&asking->writer, "tokens");
    tokens_write(asking->centres, &asking->writer);
    json_array_end(&asking->writer);
    return true;
}

static bool token_revoke(struct admin_asking *asking)
{
    const char *id = admin_text(asking, "id", 64);
    return !asking->reader.failed && tokens_revoke(asking, id);
}

static const struct admin_request list[] = {
    {"key_create", key_create, false},       {"key_rotate", key_rotate, false},
    {"key_revoke", key_revoke, false},       {"key_list", key_list, false},
    {"origin_list", origin_list, false},     {"origin_add", origin_add, false},
    {"origin_remove", origin_remove, false}, {"token_add", token_add, false},
    {"token_list", token_list, false},       {"token_revoke", token_revoke, false},
};
const struct admin_requests admin_keys_requests = {list, sizeof list / sizeof list[0]};
