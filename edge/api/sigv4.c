/* Verification of SigV4; see sigv4.h. It must not say more to a client than AWS does.
 *
 *     canonical request = METHOD \n path \n query \n headers \n \n signed headers \n hex(sha256(body))
 *     string to sign    = AWS4-HMAC-SHA256 \n time \n scope \n hex(sha256(canonical request))
 *     key               = HMAC chain over date, region, "connect", "aws4_request"
 */
#include "edge/api/sigv4.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "lib/buf.h"
#include "lib/date.h"
#include "lib/url.h"

#define SCHEME  "AWS4-HMAC-SHA256"
#define SERVICE "connect"

enum {
    CANONICAL_BYTES_MAX = 256 * 1024,
    SIGNED_TEXT_BYTES_MAX = 256,
    SCRATCH_KEPT_MAX = 16 * 1024, /* room that stays for the next request */
    PAIRS_MAX = 512,
};

/* ---- derived keys ---- */

/* A key, and everything it follows from: it is used only where all of that is the same. A secret that was changed is
 * kept as another text. */
struct cached_key {
    struct hmac_key *key; /* NULL: free */
    char access_key_id[SIGV4_KEY_ID_BYTES_MAX + 1];
    char date[SIGV4_DATE_BYTES];
    char region[SIGV4_REGION_BYTES_MAX + 1];
    char kept[SIGV4_SECRET_BYTES];
};

struct sigv4_cache {
    struct cached_key slots[SIGV4_CACHE_SLOTS];
    struct buf canonical; /* of the request being checked, for its memory */
    struct buf signed_text;
};

struct sigv4_cache *sigv4_cache_new(void)
{
    struct sigv4_cache *cache = calloc(1, sizeof *cache);
    if (cache == NULL)
        return NULL;
    buf_init(&cache->canonical, CANONICAL_BYTES_MAX);
    buf_init(&cache->signed_text, SIGNED_TEXT_BYTES_MAX);
    return cache;
}

void sigv4_cache_free(struct sigv4_cache *cache)
{
    if (cache == NULL)
        return;
    for (size_t i = 0; i < SIGV4_CACHE_SLOTS; i++)
        hmac_key_free(cache->slots[i].key);
    buf_free(&cache->canonical);
    buf_free(&cache->signed_text);
    secret_erase(cache, sizeof *cache);
    free(cache);
}

static struct hmac_key *derive(const struct sigv4_claim *claim, const char *secret)
{
    uint8_t key[SHA256_BYTES];
    char first[SIGV4_SECRET_BYTES + 8];
    int len = snprintf(first, sizeof first, "AWS4%s", secret);
    hmac_sha256(first, (size_t)len, claim->date, 8, key);
    hmac_sha256(key, sizeof key, claim->region, strlen(claim->region), key);
    hmac_sha256(key, sizeof key, SERVICE, strlen(SERVICE), key);
    hmac_sha256(key, sizeof key, "aws4_request", 12, key);
    struct hmac_key *derived = hmac_key_new(key, sizeof key);
    secret_erase(key, sizeof key);
    secret_erase(first, sizeof first);
    return derived;
}

/* FNV-1a, from hash on. Who makes two keys share a slot has both derived again and again, no more. */
static uint32_t hash_text(uint32_t hash, const char *text)
{
    for (; *text != '\0'; text++)
        hash = (hash ^ (unsigned char)*text) * 16777619u;
    return hash;
}

static struct cached_key *slot_of(struct sigv4_cache *cache, const struct sigv4_claim *claim)
{
    uint32_t hash = hash_text(2166136261u, claim->access_key_id);
    hash = hash_text(hash_text(hash, claim->date), claim->region);
    return &cache->slots[(hash ^ hash >> 16) % SIGV4_CACHE_SLOTS];
}

/* kept_len includes the NUL. */
static bool slot_fits(const struct cached_key *slot, const struct sigv4_claim *claim, const char *kept,
                      size_t kept_len)
{
    return slot->key != NULL && strcmp(slot->access_key_id, claim->access_key_id) == 0 &&
           strcmp(slot->date, claim->date) == 0 && strcmp(slot->region, claim->region) == 0 &&
           equal_in_constant_time(slot->kept, kept, kept_len);
}

static void fill_slot(struct cached_key *slot, const struct sigv4_claim *claim, const char *kept,
                      size_t kept_len, struct hmac_key *key)
{
    hmac_key_free(slot->key);
    slot->key = key;
    memcpy(slot->access_key_id, claim->access_key_id, sizeof slot->access_key_id);
    memcpy(slot->date, claim->date, sizeof slot->date);
    memcpy(slot->region, claim->region, sizeof slot->region);
    secret_erase(slot->kept, sizeof slot->kept);
    memcpy(slot->kept, kept, kept_len);
}

/* NULL: the secret cannot be had. */
static struct hmac_key *derived_key(struct sigv4_cache *cache, const struct sigv4_claim *claim,
                                    const struct sigv4_secret *secret)
{
    struct cached_key *slot = slot_of(cache, claim);
    size_t kept_len = strlen(secret->kept) + 1;
    char clear[SIGV4_SECRET_BYTES];
    if (kept_len > sizeof slot->kept)
        return NULL;
    if (slot_fits(slot, claim, secret->kept, kept_len))
        return slot->key;
    if (secret->unseal == NULL)
        memcpy(clear, secret->kept, kept_len);
    else if (!secret->unseal(secret->unseal_ctx, secret->kept, clear))
        return NULL;
    fill_slot(slot, claim, secret->kept, kept_len, derive(claim, clear));
    secret_erase(clear, sizeof clear);
    return slot->key;
}

/* ---- the Authorization header ---- */

bool sigv4_is_signed(const struct http_request *request)
{
    const char *authorization = http_header_find(request, "authorization");
    return (authorization != NULL && strncmp(authorization, SCHEME, strlen(SCHEME)) == 0) ||
           strstr(request->query, "X-Amz-Signature=") != NULL;
}

static enum sigv4_result malformed(struct sigv4_claim *claim, const char *message)
{
    snprintf(claim->message, sizeof claim->message, "%s", message);
    return SIGV4_MALFORMED;
}

/* Copies text up to the next "/"; false if it is empty or does not fit. */
static bool take_part(const char **at, const char *end, char *part, size_t bytes)
{
    const char *slash = memchr(*at, '/', (size_t)(end - *at));
    size_t len = (size_t)((slash != NULL ? slash : end) - *at);
    if (len == 0 || len >= bytes)
        return false;
    memcpy(part, *at, len);
    part[len] = '\0';
    *at = slash != NULL ? slash + 1 : end;
    return true;
}

static bool parse_credential(struct sigv4_claim *claim, const char *text, size_t len)
{
    const char *end = text + len;
    char service[16];
    char last[16];
    return take_part(&text, end, claim->access_key_id, sizeof claim->access_key_id) &&
           take_part(&text, end, claim->date, sizeof claim->date) && strlen(claim->date) == 8 &&
           take_part(&text, end, claim->region, sizeof claim->region) &&
           take_part(&text, end, service, sizeof service) && strcmp(service, SERVICE) == 0 &&
           take_part(&text, end, last, sizeof last) && strcmp(last, "aws4_request") == 0 && text == end;
}

struct parts {
    const char *credential, *signed_headers, *signature;
    size_t credential_len, signed_headers_len, signature_len;
};

static void keep_part(struct parts *parts, const char *name, size_t name_len, const char *value, size_t len)
{
#define IS(word) (name_len == sizeof word - 1 && memcmp(name, word, name_len) == 0)
    if (IS("Credential")) {
        parts->credential = value;
        parts->credential_len = len;
    } else if (IS("SignedHeaders")) {
        parts->signed_headers = value;
        parts->signed_headers_len = len;
    } else if (IS("Signature")) {
        parts->signature = value;
        parts->signature_len = len;
    }
#undef IS
}

static struct parts split(const char *text)
{
    struct parts parts = {0};
    while (*text != '\0') {
        while (*text == ' ' || *text == ',')
            text++;
        size_t len = (size_t)(strchrnul(text, ',') - text);
        const char *equals = memchr(text, '=', len);
        size_t trimmed = len;
        while (trimmed > 0 && text[trimmed - 1] == ' ')
            trimmed--;
        if (equals != NULL)
            keep_part(&parts, text, (size_t)(equals - text), equals + 1,
                      trimmed - (size_t)(equals + 1 - text));
        text += len;
    }
    return parts;
}

enum sigv4_result sigv4_parse(const struct http_request *request, struct sigv4_claim *claim)
{
    claim->message[0] = '\0'; /* the rest is written before it is read */
    const char *authorization = http_header_find(request, "authorization");
    size_t scheme = strlen(SCHEME);
    if (authorization == NULL)
        return SIGV4_MISSING;
    if (http_header_count(request, "authorization") != 1 || strncmp(authorization, SCHEME, scheme) != 0 ||
        authorization[scheme] != ' ')
        return malformed(claim, "Authorization header requires the algorithm " SCHEME ".");
    struct parts parts = split(authorization + scheme);
    if (parts.credential == NULL)
        return malformed(claim, "Authorization header requires 'Credential' parameter.");
    if (parts.signed_headers == NULL || parts.signed_headers_len == 0)
        return malformed(claim, "Authorization header requires 'SignedHeaders' parameter.");
    if (parts.signature == NULL)
        return malformed(claim, "Authorization header requires 'Signature' parameter.");
    if (!parse_credential(claim, parts.credential, parts.credential_len))
        return malformed(claim,
                         "Credential should be scoped to the service 'connect' and end with 'aws4_request'.");
    if (!hex_decode(parts.signature, parts.signature_len, claim->signature, sizeof claim->signature))
        return malformed(claim, "Signature must be 64 hexadecimal digits.");
    claim->signed_headers = parts.signed_headers;
    claim->signed_headers_len = parts.signed_headers_len;
    return SIGV4_GOOD;
}

/* ---- the canonical request ---- */

static int compare_texts(const char *a, size_t a_len, const char *b, size_t b_len)
{
    size_t least = a_len < b_len ? a_len : b_len;
    int order = least > 0 ? memcmp(a, b, least) : 0;
    return order != 0 ? order : (a_len > b_len) - (a_len < b_len);
}

struct pair {
    size_t name, name_len, value, value_len; /* places in the buffer of encoded texts */
    const struct buf *texts;
};

static int compare_pairs(const void *a, const void *b)
{
    const struct pair *one = a;
    const struct pair *other = b;
    int order = compare_texts(one->texts->bytes + one->name, one->name_len, other->texts->bytes + other->name,
                              other->name_len);
    return order != 0 ? order
                      : compare_texts(one->texts->bytes + one->value, one->value_len,
                                      other->texts->bytes + other->value, other->value_len);
}

/* Decodes and encodes again; a broken escape stays as it is and is encoded (then no honest signature fits it). */
static size_t encode_again(struct buf *texts, const char *text, size_t len, size_t *encoded_len)
{
    struct buf decoded;
    size_t at = texts->len;
    buf_init(&decoded, len + 1);
    if (len > 0 && url_decode(text, len, URL_PLUS_IS_PLUS, &decoded))
        url_encode(buf_text(&decoded), decoded.len, false, texts);
    else
        url_encode(text, len, false, texts);
    buf_free(&decoded);
    *encoded_len = texts->len - at;
    return at;
}

static bool append_query(struct buf *canonical, const char *query)
{
    if (query[0] == '\0')
        return true;
    struct pair *pairs = calloc(PAIRS_MAX, sizeof *pairs);
    struct buf texts;
    struct url_member member;
    size_t at = 0;
    size_t count = 0;
    bool good = pairs != NULL;
    buf_init(&texts, CANONICAL_BYTES_MAX);
    buf_append_char(&texts, '?'); /* so that bytes is never NULL */
    while (good && url_query_next(query, &at, &member)) {
        good = count < PAIRS_MAX;
        if (!good)
            break;
        struct pair *pair = &pairs[count++];
        pair->texts = &texts;
        pair->name = encode_again(&texts, member.name, member.name_len, &pair->name_len);
        pair->value = encode_again(&texts, member.value, member.value_len, &pair->value_len);
    }
    good = good && !buf_failed(&texts);
    if (good)
        qsort(pairs, count, sizeof *pairs, compare_pairs);
    for (size_t i = 0; good && i < count; i++) {
        if (i > 0)
            buf_append_char(canonical, '&');
        buf_append(canonical, texts.bytes + pairs[i].name, pairs[i].name_len);
        buf_append_char(canonical, '=');
        buf_append(canonical, texts.bytes + pairs[i].value, pairs[i].value_len);
    }
    buf_free(&texts);
    free(pairs);
    return good;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

/* Blanks before it go, those within become one. */
static void append_value(struct buf *canonical, const char *value)
{
    while (is_blank(*value))
        value++;
    while (*value != '\0') {
        const char *word = value;
        while (*value != '\0' && !is_blank(*value))
            value++;
        buf_append(canonical, word, (size_t)(value - word));
        while (is_blank(*value))
            value++;
        if (*value != '\0')
            buf_append_char(canonical, ' ');
    }
}

struct covered {
    bool host, date;
};

/* One signed header with all its values; false if the request has none of this name. */
static bool append_header(struct buf *canonical, const struct http_request *request, const char *name,
                          size_t len)
{
    bool found = false;
    buf_append(canonical, name, len);
    buf_append_char(canonical, ':');
    for (size_t i = 0; i < request->headers_count; i++) {
        const struct http_header *header = &request->headers[i];
        bool may_be = ((header->name[0] ^ name[0]) & ~0x20) == 0; /* most differ in their first letter */
        if (!may_be || strncasecmp(header->name, name, len) != 0 || header->name[len] != '\0')
            continue;
        if (found)
            buf_append_char(canonical, ',');
        append_value(canonical, header->value);
        found = true;
    }
    buf_append_char(canonical, '\n');
    return found;
}

static bool append_headers(struct buf *canonical, const struct http_request *request,
                           const struct sigv4_claim *claim, struct covered *covered)
{
    const char *at = claim->signed_headers;
    const char *end = at + claim->signed_headers_len;
    for (size_t count = 0; at < end; count++) {
        const char *semicolon = memchr(at, ';', (size_t)(end - at));
        size_t len = (size_t)((semicolon != NULL ? semicolon : end) - at);
        if (len == 0 || count == SIGV4_SIGNED_MAX || !append_header(canonical, request, at, len))
            return false;
        covered->host |= len == 4 && memcmp(at, "host", 4) == 0;
        covered->date |=
            (len == 10 && memcmp(at, "x-amz-date", 10) == 0) || (len == 4 && memcmp(at, "date", 4) == 0);
        at += len + (semicolon != NULL);
    }
    return true;
}

static bool render_canonical(const struct http_request *request, const struct sigv4_claim *claim,
                             const char *body_hash, struct buf *canonical, struct covered *covered)
{
    buf_append_text(canonical, request->method);
    buf_append_char(canonical, '\n');
    url_encode(request->path, strlen(request->path), true, canonical);
    buf_append_char(canonical, '\n');
    if (!append_query(canonical, request->query))
        return false;
    buf_append_char(canonical, '\n');
    if (!append_headers(canonical, request, claim, covered))
        return false;
    buf_append_char(canonical, '\n');
    buf_append(canonical, claim->signed_headers, claim->signed_headers_len);
    buf_append_char(canonical, '\n');
    buf_append_text(canonical, body_hash);
    return !buf_failed(canonical);
}

/* ---- checking ---- */

static enum sigv4_result wrong(struct sigv4_claim *claim)
{
    snprintf(claim->message, sizeof claim->message,
             "The request signature we calculated does not match the signature you provided. Check your AWS "
             "Secret Access "
             "Key and signing method. Consult the service documentation for details.");
    return SIGV4_WRONG;
}

static enum sigv4_result check_time(struct sigv4_claim *claim, const char *sent, int64_t now)
{
    int64_t at = 0;
    char present[DATE_BASIC_BYTES];
    char edge[DATE_BASIC_BYTES];
    if (!date_parse_basic(sent, strlen(sent), &at))
        return malformed(claim, "Date must be in ISO-8601 'basic format'.");
    if (strncmp(sent, claim->date, 8) != 0)
        return malformed(
            claim,
            "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP.");
    if (at >= now - SIGV4_SKEW_MS && at <= now + SIGV4_SKEW_MS)
        return SIGV4_GOOD;
    bool early = at > now;
    date_render_basic(now, present);
    date_render_basic(early ? now + SIGV4_SKEW_MS : now - SIGV4_SKEW_MS, edge);
    snprintf(claim->message, sizeof claim->message, "Signature %s: %s is now %s than %s (%s %c 5 min.)",
             early ? "not yet current" : "expired", sent, early ? "later" : "earlier", edge, present,
             early ? '+' : '-');
    return SIGV4_STALE;
}

static enum sigv4_result check_signature(struct sigv4_cache *cache, struct sigv4_claim *claim,
                                         const struct sigv4_secret *secret, const char *sent)
{
    char hash[SHA256_HEX_BYTES];
    uint8_t signature[SHA256_BYTES];
    struct hmac_key *key = derived_key(cache, claim, secret);
    struct buf *text = &cache->signed_text;
    if (key == NULL)
        return SIGV4_SEALED;
    buf_clear(text);
    buf_append_text(text, SCHEME "\n");
    buf_append_text(text, sent);
    buf_append_char(text, '\n');
    buf_append_text(text, claim->date);
    buf_append_char(text, '/');
    buf_append_text(text, claim->region);
    buf_append_text(text, "/" SERVICE "/aws4_request\n");
    buf_append_text(text, sha256_hex(cache->canonical.bytes, cache->canonical.len, hash));
    if (buf_failed(text))
        return wrong(claim);
    hmac_key_sign(key, text->bytes, text->len, signature);
    return equal_in_constant_time(signature, claim->signature, sizeof signature) ? SIGV4_GOOD : wrong(claim);
}

/* What the signature is to cover is there, in order and covered; then whether it fits. */
static enum sigv4_result check_canonical(struct sigv4_cache *cache, const struct http_request *request,
                                         struct sigv4_claim *claim, const struct sigv4_secret *secret,
                                         const char *sent)
{
    char body_hash[SHA256_HEX_BYTES];
    struct covered covered = {0};
    const char *declared = http_header_find(request, "x-amz-content-sha256");
    sha256_hex(request->body, request->body_len, body_hash);
    if (declared != NULL && strcmp(declared, body_hash) != 0)
        return wrong(claim);
    buf_clear(&cache->canonical);
    if (!render_canonical(request, claim, body_hash, &cache->canonical, &covered))
        return wrong(claim);
    if (!covered.host || !covered.date)
        return malformed(claim, "'Host' and 'X-Amz-Date' must be signed headers.");
    return check_signature(cache, claim, secret, sent);
}

enum sigv4_result sigv4_check(struct sigv4_cache *cache, const struct http_request *request,
                              struct sigv4_claim *claim, const struct sigv4_secret *secret, int64_t now)
{
    const char *sent = http_header_find(request, "x-amz-date");
    if (sent == NULL)
        return malformed(
            claim, "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header.");
    enum sigv4_result result = check_time(claim, sent, now);
    if (result != SIGV4_GOOD)
        return result;
    result = check_canonical(cache, request, claim, secret, sent);
    if (cache->canonical.capacity > SCRATCH_KEPT_MAX)
        buf_free(&cache->canonical);
    return result;
}
