/* Rendering and checking an agent's chat token (agent_token.h). It must not keep one. */
#include "edge/common/agent_token.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/crypto.h"

#define PREFIX "agent."

enum { MAC_TEXT_LEN = 2 * TOKEN_DIGEST_BYTES, UUID_LEN = UUID_TEXT_BYTES - 1 };

static void render_mac(const struct book_user *user, const char *text, size_t len, char mac[MAC_TEXT_LEN + 1])
{
    static const uint8_t NO_KEY[TOKEN_KEY_BYTES] = {0};
    uint8_t key[TOKEN_DIGEST_BYTES];
    uint8_t digest[TOKEN_DIGEST_BYTES];
    token_digest(NO_KEY, user->password_hash, strlen(user->password_hash), key);
    token_digest(key, text, len, digest);
    hex_encode(digest, sizeof digest, mac);
    secret_erase(key, sizeof key);
}

void agent_token_render(const struct book_user *user, const struct uuid *contact, int64_t expires_at,
                        char text[AGENT_TOKEN_BYTES])
{
    char contact_text[UUID_TEXT_BYTES];
    char user_text[UUID_TEXT_BYTES];
    char mac[MAC_TEXT_LEN + 1];
    int len = snprintf(text, AGENT_TOKEN_BYTES, PREFIX "%s.%s.%lld", uuid_render(contact, contact_text),
                       uuid_render(&user->uuid, user_text), (long long)expires_at);
    render_mac(user, text, (size_t)len, mac);
    snprintf(text + len, AGENT_TOKEN_BYTES - (size_t)len, ".%s", mac);
}

static const struct book_user *find_user(const struct pump_centres *centres, const struct uuid *uuid,
                                         struct agent_token *token)
{
    for (uint32_t i = 0; i < centres->count; i++) {
        const struct book *book = pump_book(centres->pumps[i]);
        uint32_t agent = book_find_number(book, ACD_SUBJECT_AGENT, uuid);
        if (agent == 0)
            continue;
        token->pump = centres->pumps[i];
        token->agent = agent;
        return book_find_user(book, agent);
    }
    return NULL;
}

bool agent_token_parse(const struct pump_centres *centres, const char *text, int64_t now,
                       struct agent_token *token)
{
    struct agent_token found = {0};
    struct uuid agent;
    char mac[MAC_TEXT_LEN + 1];
    size_t prefix = strlen(PREFIX);
    size_t expiry_at = prefix + 2 * (UUID_LEN + 1);
    size_t len = strlen(text);
    if (len >= AGENT_TOKEN_BYTES || len < expiry_at || strncmp(text, PREFIX, prefix) != 0 ||
        !uuid_parse(text + prefix, UUID_LEN, &found.contact) ||
        !uuid_parse(text + prefix + UUID_LEN + 1, UUID_LEN, &agent))
        return false;
    const char *end = strchr(text + expiry_at, '.');
    const struct book_user *user = end != NULL ? find_user(centres, &agent, &found) : NULL;
    if (user == NULL || user->disabled || strlen(end + 1) != MAC_TEXT_LEN)
        return false;
    render_mac(user, text, (size_t)(end - text), mac);
    if (!equal_in_constant_time(mac, end + 1, MAC_TEXT_LEN) || strtoll(text + expiry_at, NULL, 10) <= now)
        return false;
    *token = found;
    return true;
}
