/* Publishing into Redis Streams: XADD, pipelined. It must not add a telling twice while Redis still has it.
 *
 *     target     HOST:PORT, or unix:PATH; secret_file holds the password
 *     topic      the key; by default nextup:{centre}:{stream}
 *     XADD key MAXLEN ~ entries_max 123-0 data {...}        the place is the entry's ID, so Redis itself refuses what
 *                                                           it has
 *
 * A key whose last ID is higher, but that lacks this entry, was filled by another life of the centre (before a
 * restore): then the ID is left to Redis.
 */
#include "edge/stream/publisher.h"

#include <hiredis/hiredis.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ENTRIES_MAX = 1000000, DEFAULT_PORT = 6379, WAIT_MS_MAX = 3000 };

struct receiver {
    redisContext *redis;
    char keys[SPOOL_KINDS][STREAM_TEXT_BYTES];
    char entries_max[24];
};

static void redis_close(void *ctx)
{
    struct receiver *receiver = ctx;
    if (receiver->redis != NULL)
        redisFree(receiver->redis);
    free(receiver);
}

static redisContext *reach(const char *target, struct timeval timeout)
{
    char host[STREAM_TEXT_BYTES];
    if (strncmp(target, "unix:", 5) == 0)
        return redisConnectUnixWithTimeout(target + 5, timeout);
    const char *colon = strrchr(target, ':');
    size_t len = colon != NULL ? (size_t)(colon - target) : strlen(target);
    long port = colon != NULL ? strtol(colon + 1, NULL, 10) : DEFAULT_PORT;
    snprintf(host, sizeof host, "%.*s", (int)len, target);
    return redisConnectWithTimeout(host, (int)port, timeout);
}

/* NULL, with why; else a reply to free. */
static redisReply *answered(struct receiver *receiver, struct publishing *publishing, redisReply *reply)
{
    if (reply == NULL)
        snprintf(publishing->why, sizeof publishing->why, "Redis: %.200s.", receiver->redis->errstr);
    else if (reply->type == REDIS_REPLY_ERROR)
        snprintf(publishing->why, sizeof publishing->why, "Redis: %.200s.", reply->str);
    return reply;
}

static bool sign_in(struct receiver *receiver, struct publishing *publishing)
{
    if (publishing->secret[0] == '\0')
        return true;
    redisReply *reply = redisCommand(receiver->redis, "AUTH %s", publishing->secret);
    bool good = answered(receiver, publishing, reply) != NULL && reply->type != REDIS_REPLY_ERROR;
    if (reply != NULL)
        freeReplyObject(reply);
    return good;
}

static bool fill_keys(struct receiver *receiver, const struct publishing *publishing)
{
    const struct stream_publisher *settings = publishing->settings;
    const char *template = settings->topic[0] != '\0' ? settings->topic : "nextup:{centre}:{stream}";
    for (unsigned kind = 0; kind < SPOOL_KINDS; kind++)
        if (!stream_fill(template, publishing->centre, stream_name(kind), receiver->keys[kind]))
            return false;
    snprintf(receiver->entries_max, sizeof receiver->entries_max, "%llu",
             (unsigned long long)(settings->entries_max ? settings->entries_max : ENTRIES_MAX));
    return true;
}

static void *redis_open(struct publishing *publishing)
{
    const struct stream_publisher *settings = publishing->settings;
    uint64_t ms =
        settings->timeout_ms < WAIT_MS_MAX ? settings->timeout_ms : WAIT_MS_MAX; /* a stop waits as long */
    struct timeval timeout = {.tv_sec = (time_t)(ms / 1000), .tv_usec = (suseconds_t)(ms % 1000 * 1000)};
    struct receiver *receiver = calloc(1, sizeof *receiver);
    if (receiver == NULL)
        return NULL;
    snprintf(publishing->why, sizeof publishing->why, "Redis cannot be reached.");
    receiver->redis = reach(settings->target, timeout);
    if (receiver->redis != NULL && receiver->redis->err != 0)
        snprintf(publishing->why, sizeof publishing->why, "Redis: %.200s.", receiver->redis->errstr);
    if (receiver->redis != NULL && receiver->redis->err == 0 &&
        redisSetTimeout(receiver->redis, timeout) == REDIS_OK && fill_keys(receiver, publishing) &&
        sign_in(receiver, publishing))
        return receiver;
    redis_close(receiver);
    return NULL;
}

static void append(struct receiver *receiver, const struct publishing_item *item, const char *id)
{
    const char *words[] = {
        "XADD", receiver->keys[item->kind], "MAXLEN", "~", receiver->entries_max, id, "data", item->json};
    size_t lens[8];
    for (int i = 0; i < 7; i++)
        lens[i] = strlen(words[i]);
    lens[7] = item->len;
    redisAppendCommandArgv(receiver->redis, 8, words, lens);
}

static bool has(struct receiver *receiver, const struct publishing_item *item, const char *id)
{
    redisReply *reply = redisCommand(receiver->redis, "XRANGE %s %s %s", receiver->keys[item->kind], id, id);
    const redisReply *entry =
        reply != NULL && reply->type == REDIS_REPLY_ARRAY && reply->elements == 1 ? reply->element[0] : NULL;
    const redisReply *members = entry != NULL && entry->elements == 2 ? entry->element[1] : NULL;
    bool found = members != NULL && members->elements == 2 && members->element[1]->len == item->len &&
                 memcmp(members->element[1]->str, item->json, item->len) == 0;
    if (reply != NULL)
        freeReplyObject(reply);
    return found;
}

/* Redis has an entry with a higher ID. */
static bool settle_late(struct receiver *receiver, struct publishing *publishing,
                        const struct publishing_item *item, const char *id)
{
    redisReply *reply = NULL;
    if (has(receiver, item, id))
        return true;
    append(receiver, item, "*");
    redisGetReply(receiver->redis, (void **)&reply);
    bool good = answered(receiver, publishing, reply) != NULL && reply->type == REDIS_REPLY_STRING;
    if (reply != NULL)
        freeReplyObject(reply);
    return good;
}

static const char *id_of(const struct publishing_item *item, char text[PLACE_TEXT_BYTES + 4])
{
    snprintf(text, PLACE_TEXT_BYTES + 4, "%.*s", (int)(strlen(item->id) - (item->gap ? strlen("-gap") : 0)),
             item->id);
    return text;
}

static enum publishing_result redis_deliver(void *ctx, struct publishing *publishing,
                                            const struct publishing_item *items, size_t count, size_t *taken)
{
    struct receiver *receiver = ctx;
    bool late[PUBLISHER_BATCH_MAX] = {false};
    char id[PLACE_TEXT_BYTES + 4];
    size_t good = 0;
    for (size_t i = 0; i < count; i++)
        append(receiver, &items[i], id_of(&items[i], id));
    for (size_t i = 0; i < count; i++) {
        redisReply *reply = NULL;
        if (redisGetReply(receiver->redis, (void **)&reply) != REDIS_OK) {
            answered(receiver, publishing, NULL);
            break;
        }
        late[i] = reply->type == REDIS_REPLY_ERROR && strstr(reply->str, "equal or smaller") != NULL;
        bool added = reply->type == REDIS_REPLY_STRING || late[i];
        if (!added)
            answered(receiver, publishing, reply);
        good += added && good == i;
        freeReplyObject(reply);
    }
    for (*taken = 0; *taken < good; ++*taken)
        if (late[*taken] && !settle_late(receiver, publishing, &items[*taken], id_of(&items[*taken], id)))
            return PUBLISHING_LATER;
    return *taken == count ? PUBLISHING_TAKEN : PUBLISHING_LATER;
}

const struct publisher_kind publisher_redis = {
    .open = redis_open, .deliver = redis_deliver, .close = redis_close};
