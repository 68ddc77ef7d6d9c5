/* Pages of lists; see paging.h. It must not know what is listed. */
#include "edge/api/paging.h"

#include <stdlib.h>
#include <string.h>

#include "edge/api/tokens.h"

enum { PART_BYTES = 8, SEAL_BYTES = 16, TOKEN_BYTES = 2 * PART_BYTES + SEAL_BYTES, TEXT_BYTES_MAX = 2500 };

static void put(uint8_t *bytes, uint64_t number)
{
    for (int i = 0; i < PART_BYTES; i++)
        bytes[i] = (uint8_t)(number >> (8 * i));
}

static uint64_t get(const uint8_t *bytes)
{
    uint64_t number = 0;
    for (int i = 0; i < PART_BYTES; i++)
        number |= (uint64_t)bytes[i] << (8 * i);
    return number;
}

/* What must be equal on every page: the operation, the centre and all of the request but the token. */
static void append_request(struct call *call, struct buf *text)
{
    buf_append_text(text, call->operation->name);
    buf_append(text, book_centre(call->book)->uuid.bytes, UUID_BYTES);
    for (uint32_t i = 0; i < call->value_count; i++) {
        buf_append_char(text, '/');
        buf_append_text(text, call->values[i].text);
    }
    json_t *kept = json_copy(call_json(call));
    json_object_del(kept, "NextToken");
    json_object_del(kept, "MaxResults");
    char *dumped = json_dumps(kept, JSON_COMPACT | JSON_SORT_KEYS);
    buf_append_text(text, dumped != NULL ? dumped : "");
    free(dumped);
    json_decref(kept);
}

static void seal(struct call *call, const uint8_t *parts, uint8_t digest[SHA256_BYTES])
{
    struct buf text;
    buf_init(&text, 1024 * 1024);
    buf_append(&text, parts, 2 * (size_t)PART_BYTES);
    append_request(call, &text);
    token_sign(call, buf_text(&text), text.len, digest);
    buf_free(&text);
}

static bool open_token(struct call *call, struct page_walk *walk, const char *text, int64_t token_ms_max)
{
    uint8_t token[TOKEN_BYTES];
    uint8_t digest[SHA256_BYTES];
    size_t len = 0;
    if (!base64_decode(text, strlen(text), token, sizeof token, &len) || len != TOKEN_BYTES) {
        call_fail(call, API_INVALID_PARAMETER, "The token is not one that this server gave.");
        return false;
    }
    seal(call, token, digest);
    int64_t at = (int64_t)get(token + PART_BYTES);
    if (!equal_in_constant_time(digest, token + 2 * PART_BYTES, SEAL_BYTES)) {
        call_fail(call, API_INVALID_PARAMETER,
                  "The token is not one that this server gave for this request.");
        return false;
    }
    if (call->now - at > token_ms_max) {
        call_fail(call, API_INVALID_PARAMETER, "The token has expired.");
        return false;
    }
    walk->after = get(token);
    return true;
}

bool page_begin_query(struct call *call, struct page_walk *walk, uint32_t max)
{
    struct buf token;
    *walk = (struct page_walk){
        .max = (uint32_t)call_query_number(call, "maxResults", 1, max, max < 100 ? max : 100)};
    buf_init(&token, TEXT_BYTES_MAX);
    if (call_query(call, "nextToken", &token) && token.len > 0)
        open_token(call, walk, buf_text(&token), PAGING_TOKEN_MS_MAX);
    buf_free(&token);
    return call_good(call);
}

bool page_begin_body(struct call *call, struct page_walk *walk, uint32_t max, int64_t token_ms_max)
{
    const char *token = json_optional_text(&call->reader, "NextToken", 0, TEXT_BYTES_MAX);
    int64_t wanted = json_optional_i64(&call->reader, "MaxResults", 1, max, max < 100 ? max : 100);
    *walk = (struct page_walk){.max = (uint32_t)wanted};
    if (call_good(call) && token != NULL && token[0] != '\0')
        open_token(call, walk, token, token_ms_max);
    return call_good(call);
}

bool page_take(struct page_walk *walk, uint64_t number)
{
    walk->total++;
    if (number <= walk->after)
        return false;
    if (walk->count == walk->max) {
        walk->more = true;
        return false;
    }
    walk->count++;
    walk->last = number;
    return true;
}

void page_end(struct call *call, const struct page_walk *walk)
{
    uint8_t token[TOKEN_BYTES];
    uint8_t digest[SHA256_BYTES];
    char text[BASE64_BYTES(TOKEN_BYTES)];
    if (!walk->more)
        return;
    put(token, walk->last);
    put(token + PART_BYTES, (uint64_t)call->now);
    seal(call, token, digest);
    memcpy(token + 2 * PART_BYTES, digest, SEAL_BYTES);
    json_member_text(&call->writer, "NextToken", base64_encode(token, sizeof token, text));
}
