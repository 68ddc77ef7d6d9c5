/* Publishing into Kafka by librdkafka: an idempotent producer, acknowledged by all replicas. It must not count what was
 * not acknowledged.
 *
 *     target        brokers: HOST:PORT,HOST:PORT
 *     topic         by default nextup-{centre}-{stream}
 *     property.NAME any property of librdkafka, such as property.security.protocol
 *     key           the agent's ARN or the contact's id: what concerns one stays in order in one partition
 *     header "id"   the place
 *
 * A batch is produced whole and waited for. If a part is not acknowledged in time, the producer is closed and a new one
 * begins with the first that was not: some may then be there twice, with the same ids, and never in another order.
 */
#include "edge/stream/publisher.h"

#include <librdkafka/rdkafka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/log.h"

enum { FLUSH_MS = 250 };

struct receiver {
    rd_kafka_t *kafka;
    char topics[SPOOL_KINDS][STREAM_TEXT_BYTES];
    bool acknowledged[PUBLISHER_BATCH_MAX];
    size_t open; /* produced, neither acknowledged nor failed */
    char why[160];
};

static void kafka_close(void *ctx)
{
    struct receiver *receiver = ctx;
    if (receiver->kafka != NULL) {
        rd_kafka_purge(receiver->kafka, RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT);
        rd_kafka_destroy(receiver->kafka);
    }
    free(receiver);
}

/* The message's own number in the batch is its opaque. */
static void on_delivered(rd_kafka_t *kafka, const rd_kafka_message_t *message, void *ctx)
{
    struct receiver *receiver = ctx;
    size_t number = (size_t)(uintptr_t)message->_private;
    (void)kafka;
    receiver->open--;
    if (message->err == RD_KAFKA_RESP_ERR_NO_ERROR && number < PUBLISHER_BATCH_MAX)
        receiver->acknowledged[number] = true;
    else
        snprintf(receiver->why, sizeof receiver->why, "%s", rd_kafka_err2str(message->err));
}

static void on_log(const rd_kafka_t *kafka, int level, const char *facility, const char *text)
{
    (void)kafka;
    if (level <= 4)
        log_debug(log_event("kafka_says"), log_text("facility", facility), log_text("text", text));
}

static bool set(rd_kafka_conf_t *settings, const char *name, const char *value, struct publishing *publishing)
{
    char why[160];
    if (rd_kafka_conf_set(settings, name, value, why, sizeof why) == RD_KAFKA_CONF_OK)
        return true;
    snprintf(publishing->why, sizeof publishing->why, "Kafka: %s.", why);
    return false;
}

static bool fill_settings(rd_kafka_conf_t *settings, struct publishing *publishing)
{
    const struct stream_publisher *own = publishing->settings;
    bool filled = set(settings, "bootstrap.servers", own->target, publishing) &&
                  set(settings, "client.id", "nextup", publishing) &&
                  set(settings, "enable.idempotence", "true", publishing) &&
                  set(settings, "linger.ms", "2", publishing) &&
                  set(settings, "reconnect.backoff.max.ms", "1000", publishing);
    if (filled && publishing->secret[0] != '\0')
        filled = set(settings, "sasl.password", publishing->secret, publishing);
    for (uint32_t i = 0; filled && i < own->property_count; i++)
        filled = set(settings, own->properties[i].name, own->properties[i].value, publishing);
    return filled;
}

static bool make_producer(struct receiver *receiver, struct publishing *publishing)
{
    char why[160];
    rd_kafka_conf_t *settings = rd_kafka_conf_new();
    rd_kafka_conf_set_opaque(settings, receiver);
    rd_kafka_conf_set_dr_msg_cb(settings, on_delivered);
    rd_kafka_conf_set_log_cb(settings, on_log);
    if (!fill_settings(settings, publishing)) {
        rd_kafka_conf_destroy(settings);
        return false;
    }
    receiver->kafka = rd_kafka_new(RD_KAFKA_PRODUCER, settings, why, sizeof why);
    if (receiver->kafka != NULL)
        return true; /* it owns the settings now */
    rd_kafka_conf_destroy(settings);
    snprintf(publishing->why, sizeof publishing->why, "Kafka: %s.", why);
    return false;
}

static void *kafka_open(struct publishing *publishing)
{
    const char *topic = publishing->settings->topic;
    struct receiver *receiver = calloc(1, sizeof *receiver);
    if (receiver == NULL)
        return NULL;
    bool filled = true;
    for (unsigned kind = 0; kind < SPOOL_KINDS; kind++)
        filled = filled && stream_fill(topic[0] != '\0' ? topic : "nextup-{centre}-{stream}",
                                       publishing->centre, stream_name(kind), receiver->topics[kind]);
    if (filled && make_producer(receiver, publishing))
        return receiver;
    kafka_close(receiver);
    return NULL;
}

static bool produce(struct receiver *receiver, const struct publishing_item *item, size_t number)
{
    const rd_kafka_vu_t members[] = {
        {.vtype = RD_KAFKA_VTYPE_TOPIC, .u.cstr = receiver->topics[item->kind]},
        {.vtype = RD_KAFKA_VTYPE_MSGFLAGS, .u.i = RD_KAFKA_MSG_F_COPY},
        {.vtype = RD_KAFKA_VTYPE_KEY, .u.mem = {(void *)(uintptr_t)item->key, strlen(item->key)}},
        {.vtype = RD_KAFKA_VTYPE_VALUE, .u.mem = {(void *)(uintptr_t)item->json, item->len}},
        {.vtype = RD_KAFKA_VTYPE_HEADER, .u.header = {"id", item->id, (ssize_t)strlen(item->id)}},
        {.vtype = RD_KAFKA_VTYPE_OPAQUE, .u.ptr = (void *)(uintptr_t)number},
    };
    rd_kafka_error_t *error =
        rd_kafka_produceva(receiver->kafka, members, sizeof members / sizeof members[0]);
    if (error != NULL)
        snprintf(receiver->why, sizeof receiver->why, "%s", rd_kafka_error_string(error));
    else
        receiver->open++;
    bool produced = error == NULL;
    rd_kafka_error_destroy(error);
    return produced;
}

static enum publishing_result kafka_deliver(void *ctx, struct publishing *publishing,
                                            const struct publishing_item *items, size_t count, size_t *taken)
{
    struct receiver *receiver = ctx;
    size_t produced = 0;
    memset(receiver->acknowledged, 0, sizeof receiver->acknowledged);
    snprintf(receiver->why, sizeof receiver->why, "not acknowledged in time");
    while (produced < count && produce(receiver, &items[produced], produced))
        produced++;
    for (uint64_t waited = 0;
         receiver->open > 0 && waited < publishing->settings->timeout_ms && !*publishing->stopping;
         waited += FLUSH_MS)
        rd_kafka_flush(receiver->kafka, FLUSH_MS);
    while (*taken < count && receiver->acknowledged[*taken])
        ++*taken;
    if (*taken == count)
        return PUBLISHING_TAKEN;
    snprintf(publishing->why, sizeof publishing->why, "Kafka: %s.", receiver->why);
    return PUBLISHING_LATER;
}

const struct publisher_kind publisher_kafka = {
    .open = kafka_open, .deliver = kafka_deliver, .close = kafka_close};
