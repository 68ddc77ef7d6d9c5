/* A centre's secret for tokens that nobody has to remember; see tokens.h. It must not show the secret. */
#include "edge/api/tokens.h"

#include <string.h>

#include "edge/api/state.h"
#include "lib/random.h"

#define DOCUMENT "api-tokens"

enum { SECRET_RANDOM_BYTES = 30, SECRET_BYTES = RANDOM_TOKEN_LEN(SECRET_RANDOM_BYTES) + 1 };

/* Draws a secret and has the centre remember it. A centre that takes nothing at the moment keeps it until the process ends. */
static void draw_secret(struct call *call, char secret[API_SECRET_BYTES])
{
    const struct api_options *options = &call->api->options;
    char kept[API_SECRET_BYTES];
    struct buf body = call_body();
    struct acd_command command = call_command(call, ACD_RECORD);
    enum acd_refusal refusal = ACD_OK;
    random_token(secret, SECRET_RANDOM_BYTES);
    memcpy(kept, secret, SECRET_BYTES);
    if (options->seal != NULL && !options->seal(secret, kept))
        return;
    json_t *value = json_pack("{s:s}", "secret", kept);
    command.actor = (struct acd_actor){.kind = ACD_ACTOR_SYSTEM};
    command.subject_kind = ACD_SUBJECT_CENTRE;
    command.record = BOOK_DOCUMENT_SET;
    if (body_render_document_set(&body, &(struct body_document){.name = DOCUMENT, .value = value}))
        pump_decide(call->pump, &command, body.bytes, body.len, NULL, &refusal);
    secret_erase(kept, sizeof kept);
    json_decref(value);
    buf_free(&body);
}

static void find_secret(struct call *call, char secret[API_SECRET_BYTES])
{
    const struct api_options *options = &call->api->options;
    const json_t *document = call_document(call, ACD_SUBJECT_CENTRE, 0, DOCUMENT);
    const char *kept = json_string_value(json_object_get(document, "secret"));
    if (kept != NULL && strlen(kept) < API_SECRET_BYTES) {
        memcpy(secret, kept, strlen(kept) + 1);
        if (options->unseal == NULL || options->unseal(options->unseal_ctx, kept, secret))
            return;
        random_token(secret, SECRET_RANDOM_BYTES); /* sealed with another master key: what it signed is worth nothing here */
        return;
    }
    draw_secret(call, secret);
}

static struct hmac_key *key_of(struct call *call)
{
    struct hmac_key **key = &call->api->tokens[call->centre];
    if (*key == NULL) {
        char secret[API_SECRET_BYTES];
        find_secret(call, secret);
        *key = hmac_key_new(secret, strlen(secret));
        secret_erase(secret, sizeof secret);
    }
    return *key;
}

void token_sign(struct call *call, const void *bytes, size_t len, uint8_t digest[SHA256_BYTES])
{
    struct hmac_key *key = key_of(call);
    if (key != NULL)
        hmac_key_sign(key, bytes, len, digest);
    else
        random_bytes(digest, SHA256_BYTES); /* no memory for a key: what is signed will not be taken back */
}

static void sign_parts(struct call *call, const char *what, const void *bytes, size_t len,
                       uint8_t digest[SHA256_BYTES])
{
    struct buf text;
    buf_init(&text, 4096);
    buf_append_text(&text, what);
    buf_append_char(&text, '/');
    buf_append(&text, bytes, len);
    token_sign(call, buf_text(&text), text.len, digest);
    buf_free(&text);
}

struct uuid token_uuid(struct call *call, const char *client_token)
{
    uint8_t digest[SHA256_BYTES];
    struct uuid uuid;
    if (client_token == NULL || client_token[0] == '\0')
        return uuid_random();
    sign_parts(call, call->operation->name, client_token, strlen(client_token), digest);
    memcpy(uuid.bytes, digest, UUID_BYTES);
    uuid.bytes[6] = (uint8_t)((uuid.bytes[6] & 0x0F) | 0x80); /* RFC 9562, version 8: of our own making */
    uuid.bytes[8] = (uint8_t)((uuid.bytes[8] & 0x3F) | 0x80);
    return uuid;
}

void token_of_participant(struct call *call, const struct uuid *contact, char token[SESSION_TOKEN_BYTES])
{
    uint8_t digest[SHA256_BYTES];
    char text[BASE64_BYTES(SHA256_BYTES)];
    sign_parts(call, "participant", contact->bytes, UUID_BYTES, digest);
    base64_encode(digest, sizeof digest, text);
    for (size_t i = 0; i < SESSION_TOKEN_BYTES - 1; i++) /* URL-safe and without padding, as drawn ones are */
        token[i] = text[i] == '+' ? '-' : text[i] == '/' ? '_' : text[i];
    token[SESSION_TOKEN_BYTES - 1] = '\0';
    secret_erase(text, sizeof text);
    secret_erase(digest, sizeof digest);
}
