/* Publishing into Kafka: librdkafka's own mock cluster, whose broker goes away in the middle. Every telling is there,
 * each agent's in order. */
#include <librdkafka/rdkafka.h>
#include <librdkafka/rdkafka_mock.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "edge/stream/publisher.h"
#include "lib/testing/cmocka.h"

enum { TOLD = 400, AGENTS = 7, PATIENCE_MS = 30000, POLL_MS = 100 };

struct cluster {
    rd_kafka_t *owner; /* mock clusters live in a client */
    rd_kafka_mock_cluster_t *mock;
};

static struct cluster start_cluster(void)
{
    char why[256];
    struct cluster cluster;
    cluster.owner = rd_kafka_new(RD_KAFKA_PRODUCER, rd_kafka_conf_new(), why, sizeof why);
    assert_non_null(cluster.owner);
    cluster.mock = rd_kafka_mock_cluster_new(cluster.owner, 1);
    assert_non_null(cluster.mock);
    assert_int_equal(rd_kafka_mock_topic_create(cluster.mock, "nextup-testing-agent-events", 3, 1), 0);
    return cluster;
}

static void stop_cluster(struct cluster *cluster)
{
    rd_kafka_mock_cluster_destroy(cluster->mock);
    rd_kafka_destroy(cluster->owner);
}

/* ---- the publisher's side, as publisher.c drives it ---- */

struct telling_log {
    char keys[TOLD][16];
    char texts[TOLD][32];
    struct publishing_item items[TOLD];
};

static void fill(struct telling_log *log)
{
    for (size_t i = 0; i < TOLD; i++) {
        struct publishing_item *item = &log->items[i];
        snprintf(log->keys[i], sizeof log->keys[i], "agent-%zu", i % AGENTS);
        snprintf(log->texts[i], sizeof log->texts[i], "{\"number\":%zu}", i);
        *item = (struct publishing_item){.place = {.seq = i + 1},
                                         .kind = SPOOL_AGENT_EVENT,
                                         .key = log->keys[i],
                                         .json = log->texts[i],
                                         .len = strlen(log->texts[i])};
        place_render(item->place, item->id);
    }
}

/* Delivers [from, to) with closing and opening again after each failure; returns how many tries failed. after_failure
 * is called once. */
static unsigned deliver(struct publishing *publishing, const struct telling_log *log, size_t from, size_t to,
                        void (*after_failure)(struct cluster *cluster), struct cluster *cluster)
{
    unsigned failed = 0;
    void *receiver = NULL;
    while (from < to && failed < 50) {
        size_t taken = 0;
        size_t count = to - from < PUBLISHER_BATCH_MAX ? to - from : PUBLISHER_BATCH_MAX;
        if (receiver == NULL)
            receiver = publisher_kafka.open(publishing);
        assert_non_null(receiver);
        enum publishing_result result =
            publisher_kafka.deliver(receiver, publishing, log->items + from, count, &taken);
        from += taken;
        if (result == PUBLISHING_TAKEN)
            continue;
        failed++;
        publisher_kafka.close(receiver);
        receiver = NULL;
        if (after_failure != NULL && failed == 1)
            after_failure(cluster);
    }
    if (receiver != NULL)
        publisher_kafka.close(receiver);
    assert_int_equal(from, to);
    return failed;
}

/* ---- the consumer's side ---- */

static rd_kafka_t *start_consumer(const char *brokers)
{
    char why[256];
    rd_kafka_conf_t *settings = rd_kafka_conf_new();
    rd_kafka_conf_set(settings, "bootstrap.servers", brokers, why, sizeof why);
    rd_kafka_conf_set(settings, "group.id", "test", why, sizeof why);
    rd_kafka_conf_set(settings, "auto.offset.reset", "earliest", why, sizeof why);
    rd_kafka_t *consumer = rd_kafka_new(RD_KAFKA_CONSUMER, settings, why, sizeof why);
    assert_non_null(consumer);
    rd_kafka_topic_partition_list_t *partitions = rd_kafka_topic_partition_list_new(3);
    for (int32_t i = 0; i < 3; i++)
        rd_kafka_topic_partition_list_add(partitions, "nextup-testing-agent-events", i)->offset =
            RD_KAFKA_OFFSET_BEGINNING;
    assert_int_equal(rd_kafka_assign(consumer, partitions), 0);
    rd_kafka_topic_partition_list_destroy(partitions);
    return consumer;
}

static void take(const rd_kafka_message_t *message, bool seen[TOLD], size_t *count, long last[AGENTS])
{
    size_t number = 0;
    size_t agent = 0;
    char text[64];
    snprintf(text, sizeof text, "%.*s", (int)message->len, (const char *)message->payload);
    assert_int_equal(sscanf(text, "{\"number\":%zu}", &number), 1);
    snprintf(text, sizeof text, "%.*s", (int)message->key_len, (const char *)message->key);
    assert_int_equal(sscanf(text, "agent-%zu", &agent), 1);
    assert_int_equal(agent, number % AGENTS);
    if (seen[number])
        return; /* once more, with the same id: at least once */
    assert_true((long)number == last[agent] + AGENTS || (last[agent] < 0 && number == agent));
    last[agent] = (long)number;
    seen[number] = true;
    ++*count;
}

static void expect_all(const char *brokers)
{
    bool seen[TOLD] = {false};
    size_t count = 0;
    long last[AGENTS];
    rd_kafka_t *consumer = start_consumer(brokers);
    rd_kafka_poll_set_consumer(consumer);
    for (int i = 0; i < AGENTS; i++)
        last[i] = -1;
    for (int waited = 0; count < TOLD && waited < PATIENCE_MS;) {
        rd_kafka_message_t *message = rd_kafka_consumer_poll(consumer, POLL_MS);
        waited += message == NULL ? POLL_MS : 0;
        if (message == NULL)
            continue;
        if (message->err == RD_KAFKA_RESP_ERR_NO_ERROR)
            take(message, seen, &count, last);
        rd_kafka_message_destroy(message);
    }
    rd_kafka_consumer_close(consumer);
    rd_kafka_destroy(consumer);
    assert_int_equal(count, TOLD);
}

/* ---- claims ---- */

static void broker_comes_back(struct cluster *cluster)
{
    assert_int_equal(rd_kafka_mock_broker_set_up(cluster->mock, 1), 0);
}

static void nothing_is_lost_and_agents_stay_in_order_when_the_broker_goes_away(void **state)
{
    (void)state;
    static struct telling_log log;
    static const atomic_bool stopping = false;
    struct cluster cluster = start_cluster();
    struct stream_publisher settings = {.name = "kafka", .kind = STREAM_KAFKA, .timeout_ms = 1500};
    struct publishing publishing = {.settings = &settings, .centre = "testing", .stopping = &stopping};
    snprintf(settings.target, sizeof settings.target, "%s", rd_kafka_mock_cluster_bootstraps(cluster.mock));
    fill(&log);
    assert_int_equal(deliver(&publishing, &log, 0, 150, NULL, NULL), 0);
    assert_int_equal(rd_kafka_mock_broker_set_down(cluster.mock, 1), 0);
    assert_true(deliver(&publishing, &log, 150, 320, broker_comes_back, &cluster) >= 1);
    /* One that says it is not the leader, for a while: librdkafka asks again by itself. */
    rd_kafka_mock_push_request_errors(cluster.mock, 0 /* Produce */, 2,
                                      RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION,
                                      RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION);
    deliver(&publishing, &log, 320, TOLD, NULL, NULL);
    expect_all(settings.target);
    stop_cluster(&cluster);
}

static void a_property_that_is_none_is_told(void **state)
{
    (void)state;
    static const atomic_bool stopping = false;
    struct stream_publisher settings = {.name = "kafka",
                                        .kind = STREAM_KAFKA,
                                        .target = "127.0.0.1:1",
                                        .property_count = 1,
                                        .properties = {{"no.such.property", "1"}}};
    struct publishing publishing = {.settings = &settings, .centre = "testing", .stopping = &stopping};
    assert_null(publisher_kafka.open(&publishing));
    assert_non_null(strstr(publishing.why, "no.such.property"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_is_lost_and_agents_stay_in_order_when_the_broker_goes_away),
        cmocka_unit_test(a_property_that_is_none_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
