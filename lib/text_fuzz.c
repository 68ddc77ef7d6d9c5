/* Fuzzes the small parsers of outside text: URLs, queries, UTF-8, dates, ids, base64, headers' lists. */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "lib/crypto.h"
#include "lib/date.h"
#include "lib/http.h"
#include "lib/url.h"
#include "lib/utf8.h"
#include "lib/uuid.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

static void fuzz_url(const char *text, size_t len)
{
    struct buf decoded, encoded, again;
    buf_init(&decoded, len + 1);
    buf_init(&encoded, len * 3 + 1);
    buf_init(&again, len + 1);
    if (url_decode(text, len, URL_PLUS_IS_PLUS, &decoded)) {
        assert(utf8_valid(buf_text(&decoded), decoded.len));
        url_encode(buf_text(&decoded), decoded.len, false, &encoded);
        assert(url_decode(buf_text(&encoded), encoded.len, URL_PLUS_IS_PLUS, &again));
        assert(again.len == decoded.len && memcmp(buf_text(&again), buf_text(&decoded), again.len) == 0);
    } else {
        assert(decoded.len == 0);
    }
    buf_clear(&decoded);
    url_query_find(text, "name", URL_PLUS_IS_SPACE, &decoded);
    buf_free(&decoded);
    buf_free(&encoded);
    buf_free(&again);
}

static void fuzz_values(const char *text, size_t len)
{
    struct uuid uuid;
    char rendered[UUID_TEXT_BYTES];
    int64_t ms;
    uint8_t raw[64];
    size_t raw_len;
    if (uuid_parse(text, len, &uuid))
        assert(strncasecmp(uuid_render(&uuid, rendered), text, UUID_TEXT_LEN) == 0);
    if (date_parse_rfc3339(text, len, &ms) || date_parse_basic(text, len, &ms)) {
        char date[DATE_RFC3339_BYTES];
        int64_t again;
        assert(date_parse_rfc3339(date_render_rfc3339(ms, date), DATE_RFC3339_BYTES - 1, &again) && again == ms);
    }
    if (base64_decode(text, len, raw, sizeof raw, &raw_len)) {
        char encoded[BASE64_BYTES(64)];
        assert(strncmp(base64_encode(raw, raw_len, encoded), text, len) == 0);
    }
}

static void fuzz_headers(const char *text)
{
    const struct http_header headers[] = {{"Cookie", text}, {"Connection", text}};
    const struct http_request request = {.headers = headers, .headers_count = 2};
    size_t value_len = 0;
    const char *value = http_cookie_find(&request, "session", &value_len);
    assert(!value || (value >= text && value + value_len <= text + strlen(text)));
    http_header_has(&request, "connection", "upgrade");
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    char *text = malloc(len + 1);
    if (len > 0)
        memcpy(text, bytes, len);
    text[len] = '\0';
    fuzz_url(text, len);
    fuzz_values(text, len);
    fuzz_headers(text);
    free(text);
    return 0;
}
