/* Publishing by signed webhook: a POST of a batch. It must not take anything but a 2xx as taken.
 *
 *     POST target
 *     Content-Type: application/json
 *     Nextup-Signature: t=SECONDS,v1=HEX        HMAC-SHA256 under the secret of "SECONDS.BODY"; refuse what is older
 *                                               than five minutes
 *     {"centre":"...","records":[{"id":"123-0","stream":"agent-events","data":{...}}, ...]}
 *
 *     2xx                           taken
 *     408, 425, 429, 5xx, no answer later, as long as it takes: a receiver that is away for a day gets a day
 *     any other                     refused: tried alone attempts_max times, then it goes to the dead-letter file
 */
#include "edge/stream/publisher.h"

#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/crypto.h"
#include "lib/json.h"

enum { BODY_BYTES_MAX = 4 * 1024 * 1024 };

struct receiver {
    CURL *curl;
    char url[STREAM_TEXT_BYTES];
    char error[CURL_ERROR_SIZE];
    struct buf body;
};

static void webhook_close(void *ctx)
{
    struct receiver *receiver = ctx;
    if (receiver->curl != NULL)
        curl_easy_cleanup(receiver->curl);
    buf_free(&receiver->body);
    free(receiver);
}

static size_t ignore_body(char *bytes, size_t size, size_t count, void *ctx)
{
    (void)bytes;
    (void)ctx;
    return size * count;
}

/* Called about each second: a stop does not wait for a slow receiver. */
static int look(void *ctx, curl_off_t a, curl_off_t b, curl_off_t c, curl_off_t d)
{
    (void)a;
    (void)b;
    (void)c;
    (void)d;
    return *(const atomic_bool *)ctx;
}

static void *webhook_open(struct publishing *publishing)
{
    struct receiver *receiver = calloc(1, sizeof *receiver);
    if (receiver == NULL)
        return NULL;
    buf_init(&receiver->body, BODY_BYTES_MAX);
    receiver->curl = curl_easy_init();
    if (receiver->curl == NULL ||
        !stream_fill(publishing->settings->target, publishing->centre, NULL, receiver->url)) {
        snprintf(publishing->why, sizeof publishing->why, "The webhook cannot be made.");
        webhook_close(receiver);
        return NULL;
    }
    CURL *curl = receiver->curl;
    curl_easy_setopt(curl, CURLOPT_URL, receiver->url);
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, (long)publishing->settings->timeout_ms);
    curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, receiver->error);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, ignore_body);
    curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
    curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, look);
    curl_easy_setopt(curl, CURLOPT_XFERINFODATA, publishing->stopping);
    curl_easy_setopt(curl, CURLOPT_USERAGENT, "nextup");
    return receiver;
}

static void render(struct receiver *receiver, const struct publishing *publishing,
                   const struct publishing_item *items, size_t count)
{
    struct json_writer writer;
    buf_clear(&receiver->body);
    json_writer_init(&writer, &receiver->body);
    json_object_begin(&writer);
    json_member_text(&writer, "centre", publishing->centre);
    json_member_array_begin(&writer, "records");
    for (size_t i = 0; i < count; i++) {
        json_object_begin(&writer);
        json_member_text(&writer, "id", items[i].id);
        json_member_text(&writer, "stream", stream_name(items[i].kind));
        json_member_raw(&writer, "data", items[i].json, items[i].len);
        json_object_end(&writer);
    }
    json_array_end(&writer);
    json_object_end(&writer);
}

static bool sign(const struct receiver *receiver, const struct publishing *publishing, char *header,
                 size_t header_bytes)
{
    struct buf text;
    uint8_t digest[SHA256_BYTES];
    char hex[SHA256_HEX_BYTES];
    long long seconds = (long long)(publishing->now(publishing->now_ctx) / 1000);
    buf_init(&text, BODY_BYTES_MAX + 64);
    buf_append_format(&text, "%lld.", seconds);
    buf_append(&text, receiver->body.bytes, receiver->body.len);
    bool made = !buf_failed(&text);
    if (made) {
        hmac_sha256(publishing->secret, strlen(publishing->secret), text.bytes, text.len, digest);
        snprintf(header, header_bytes, "Nextup-Signature: t=%lld,v1=%s", seconds,
                 hex_encode(digest, sizeof digest, hex));
    }
    buf_free(&text);
    return made;
}

static enum publishing_result judge(struct receiver *receiver, struct publishing *publishing, CURLcode result)
{
    long status = 0;
    curl_easy_getinfo(receiver->curl, CURLINFO_RESPONSE_CODE, &status);
    if (result != CURLE_OK) {
        snprintf(publishing->why, sizeof publishing->why, "%.200s",
                 receiver->error[0] ? receiver->error : curl_easy_strerror(result));
        return PUBLISHING_LATER;
    }
    if (status / 100 == 2)
        return PUBLISHING_TAKEN;
    snprintf(publishing->why, sizeof publishing->why, "The receiver answered %ld.", status);
    bool later = status / 100 == 5 || status == 408 || status == 425 || status == 429;
    return later ? PUBLISHING_LATER : PUBLISHING_REFUSED;
}

static enum publishing_result webhook_deliver(void *ctx, struct publishing *publishing,
                                              const struct publishing_item *items, size_t count,
                                              size_t *taken)
{
    struct receiver *receiver = ctx;
    char signature[160];
    render(receiver, publishing, items, count);
    if (buf_failed(&receiver->body) || !sign(receiver, publishing, signature, sizeof signature)) {
        snprintf(publishing->why, sizeof publishing->why, "There is not enough memory.");
        return PUBLISHING_LATER;
    }
    struct curl_slist *headers = curl_slist_append(NULL, "Content-Type: application/json");
    headers = curl_slist_append(headers, signature);
    headers = curl_slist_append(headers, "Expect:");
    receiver->error[0] = '\0';
    curl_easy_setopt(receiver->curl, CURLOPT_HTTPHEADER, headers);
    curl_easy_setopt(receiver->curl, CURLOPT_POSTFIELDS, receiver->body.bytes);
    curl_easy_setopt(receiver->curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)receiver->body.len);
    CURLcode result = curl_easy_perform(receiver->curl);
    curl_slist_free_all(headers);
    enum publishing_result judged = judge(receiver, publishing, result);
    *taken = judged == PUBLISHING_TAKEN ? count : 0;
    return judged;
}

/* libcurl wants this before there are threads that use it; it counts. */
static void webhook_prepare(void)
{
    curl_global_init(CURL_GLOBAL_DEFAULT);
}

const struct publisher_kind publisher_webhook = {
    .prepare = webhook_prepare, .open = webhook_open, .deliver = webhook_deliver, .close = webhook_close};
