/* A centre's secret for tokens that nobody has to remember; see tokens.h. It must not show the secret. */
#include "edge/api/tokens.h"

#include <string.h>

#include "edge/api/state.h"
#include "lib/random.h"

#define DOCUMENT "api-tokens"

enum { SECRET_RANDOM_BYTES = 30, SECRET_BYTES = RANDOM_TOKEN_LEN(SECRET_RANDOM_BYTES) + 1 };

/* Has the centre remember a secret. One that takes nothing at the moment keeps it until the process ends. */
static void keep_secret(const struct api *api, struct pump *pump, const char *secret)
{
    char kept[API_SECRET_BYTES];
    struct buf body;
    struct acd_command command = {.kind = ACD_RECORD,
                                  .at = api_now(api),
                                  .actor = {.kind = ACD_ACTOR_SYSTEM},
                                  .subject_kind = ACD_SUBJECT_CENTRE,
                                  .record = BOOK_DOCUMENT_SET};
    enum acd_refusal refusal = ACD_OK;
    memcpy(kept, secret, SECRET_BYTES);
    if (api->options.seal != NULL && !api->options.seal(secret, kept))
        return;
    json_t *value = json_pack("{s:s}", "secret", kept);
    buf_init(&body, ACD_BODY_BYTES_MAX);
    if (body_render_document_set(&body, &(struct body_document){.name = DOCUMENT, .value = value}))
        pump_decide(pump, &command, body.bytes, body.len, NULL, &refusal);
    secret_erase(kept, sizeof kept);
    json_decref(value);
    buf_free(&body);
}

static void find_secret(const struct api *api, struct pump *pump, char secret[API_SECRET_BYTES])
{
    const struct book_document *document =
        book_find_document(pump_book(pump), ACD_SUBJECT_CENTRE, 0, DOCUMENT);
    const json_t *value = document != NULL ? document->value : NULL;
    const char *kept = json_string_value(json_object_get(value, "secret"));
    if (kept == NULL || strlen(kept) >= API_SECRET_BYTES) {
        random_token(secret, SECRET_RANDOM_BYTES);
        keep_secret(api, pump, secret);
        return;
    }
    memcpy(secret, kept, strlen(kept) + 1);
    if (api->options.unseal != NULL && !api->options.unseal(api->options.unseal_ctx, kept, secret))
        random_token(secret, SECRET_RANDOM_BYTES); /* sealed with another master key: what it signed is void */
}

bool token_open(struct api *api, uint32_t centre)
{
    char secret[API_SECRET_BYTES];
    find_secret(api, api->options.centres->pumps[centre], secret);
    api->tokens[centre] = hmac_key_new(secret, strlen(secret));
    secret_erase(secret, sizeof secret);
    return api->tokens[centre] != NULL;
}

void token_sign(struct call *call, const void *bytes, size_t len, uint8_t digest[SHA256_BYTES])
{
    hmac_key_sign(call->api->tokens[call->centre], bytes, len, digest);
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
