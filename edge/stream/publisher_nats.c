/* Publishing into NATS JetStream: one acknowledged message after the other, so that their order is sure. It must not
 * count what was not acknowledged.
 *
 *     target      nats://HOST:PORT; secret_file holds a token
 *     topic       the subject; by default nextup.{centre}.{stream}
 *     jetstream   the stream that keeps it, NEXTUP; created on disk if it is not there
 *     Nats-Msg-Id CENTRE/STREAM/123-0/DIGEST: JetStream drops what it has seen in its window
 */
#include "edge/stream/publisher.h"

#include <nats/nats.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

enum { WAIT_MS_MAX = 2000 };

struct receiver {
    natsConnection *connection;
    jsCtx *context;
    char subjects[SPOOL_KINDS][STREAM_TEXT_BYTES];
};

static void nats_close(void *ctx)
{
    struct receiver *receiver = ctx;
    jsCtx_Destroy(receiver->context);
    natsConnection_Destroy(receiver->connection);
    free(receiver);
}

static bool good(struct publishing *publishing, natsStatus status)
{
    if (status == NATS_OK)
        return true;
    const char *sentence = nats_GetLastError(NULL);
    snprintf(publishing->why, sizeof publishing->why, "NATS: %.200s.",
             sentence != NULL ? sentence : natsStatus_GetText(status));
    return false;
}

static int64_t wait_of(const struct publishing *publishing)
{
    uint64_t ms = publishing->settings->timeout_ms;
    return ms < WAIT_MS_MAX ? (int64_t)ms : WAIT_MS_MAX;
}

/* It comes back by being opened again, so the library need not. */
static bool reach(struct receiver *receiver, struct publishing *publishing)
{
    natsOptions *options = NULL;
    bool reached = good(publishing, natsOptions_Create(&options)) &&
                   good(publishing, natsOptions_SetURL(options, publishing->settings->target)) &&
                   good(publishing, natsOptions_SetAllowReconnect(options, false)) &&
                   good(publishing, natsOptions_SetTimeout(options, wait_of(publishing))) &&
                   (publishing->secret[0] == '\0' ||
                    good(publishing, natsOptions_SetToken(options, publishing->secret))) &&
                   good(publishing, natsConnection_Connect(&receiver->connection, options)) &&
                   good(publishing, natsConnection_JetStream(&receiver->context, receiver->connection, NULL));
    natsOptions_Destroy(options);
    return reached;
}

static bool ensure_stream(struct receiver *receiver, struct publishing *publishing)
{
    const struct stream_publisher *settings = publishing->settings;
    const char *name = settings->jetstream[0] != '\0' ? settings->jetstream : "NEXTUP";
    char all[STREAM_TEXT_BYTES] = "nextup.>";
    const char *subjects[] = {all};
    jsStreamInfo *info = NULL;
    jsStreamConfig config;
    jsErrCode code = 0;
    if (js_GetStreamInfo(&info, receiver->context, name, NULL, &code) == NATS_OK) {
        jsStreamInfo_Destroy(info);
        return true;
    }
    if (settings->topic[0] != '\0' && !stream_fill(settings->topic, "*", "*", all))
        return false;
    jsStreamConfig_Init(&config);
    config.Name = name;
    config.Subjects = subjects;
    config.SubjectsLen = 1;
    config.Storage = js_FileStorage;
    natsStatus status = js_AddStream(&info, receiver->context, &config, NULL, &code);
    jsStreamInfo_Destroy(info);
    return code == JSStreamNameExistErr || good(publishing, status);
}

static void *nats_open(struct publishing *publishing)
{
    const char *topic = publishing->settings->topic;
    struct receiver *receiver = calloc(1, sizeof *receiver);
    if (receiver == NULL)
        return NULL;
    bool filled = true;
    for (unsigned kind = 0; kind < SPOOL_KINDS; kind++)
        filled = filled && stream_fill(topic[0] != '\0' ? topic : "nextup.{centre}.{stream}",
                                       publishing->centre, stream_name(kind), receiver->subjects[kind]);
    if (filled && reach(receiver, publishing) && ensure_stream(receiver, publishing))
        return receiver;
    nats_close(receiver);
    return NULL;
}

static bool publish(struct receiver *receiver, struct publishing *publishing,
                    const struct publishing_item *item)
{
    jsPubOptions options;
    jsPubAck *ack = NULL;
    char id[STREAM_NAME_BYTES + 96];
    snprintf(id, sizeof id, "%s/%s/%s/%016llx", publishing->centre, stream_name(item->kind), item->id,
             (unsigned long long)XXH3_64bits(item->json, item->len));
    jsPubOptions_Init(&options);
    options.MaxWait = wait_of(publishing);
    options.MsgId = id;
    natsStatus status = js_Publish(&ack, receiver->context, receiver->subjects[item->kind], item->json,
                                   (int)item->len, &options, NULL);
    jsPubAck_Destroy(ack);
    return good(publishing, status);
}

static enum publishing_result nats_deliver(void *ctx, struct publishing *publishing,
                                           const struct publishing_item *items, size_t count, size_t *taken)
{
    for (*taken = 0; *taken < count; ++*taken)
        if (*publishing->stopping || !publish(ctx, publishing, &items[*taken]))
            return PUBLISHING_LATER;
    return PUBLISHING_TAKEN;
}

const struct publisher_kind publisher_nats = {
    .open = nats_open, .deliver = nats_deliver, .close = nats_close};
