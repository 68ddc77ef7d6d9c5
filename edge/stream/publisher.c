/* What all publishers share: batches, cursor, retries, dead letters (publisher.h has the states). It must not know any
 * receiver. */
#include "edge/stream/publisher.h"

#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <uv.h>

#include "edge/stream/cursor.h"
#include "lib/json.h"
#include "lib/log.h"
#include "lib/random.h"
#include "lib/stop.h"

enum {
    RETRY_FIRST_MS = 250,
    RETRY_MS_MAX = 30000,
    TIMEOUT_MS = 10000,
    ATTEMPTS_MAX = 5,
    IDLE_MS = 1000,
    GAP_BYTES_MAX = 1024,
};

struct publisher {
    struct stream_publisher settings; /* defaults filled in */
    char centre[STREAM_NAME_BYTES];
    char dir[4096];
    struct spool *spool;
    struct spool_reader *reader;
    const struct publisher_kind *kind;
    struct publishing publishing;
    void *receiver; /* NULL: closed */
    struct publishing_item items[PUBLISHER_BATCH_MAX];
    size_t offsets[PUBLISHER_BATCH_MAX]; /* of key and json, in bytes */
    size_t count;
    size_t done; /* of them */
    struct buf bytes;
    struct place cursor;
    struct place read; /* up to here items were made or passed over */
    struct place saved;
    uint64_t wait_ms;                   /* before the next try; 0: the last one went well */
    uint64_t attempts;                  /* of the item that is refused */
    struct publisher_counters counters; /* under the mutex */
    atomic_bool stopping;
    uv_mutex_t mutex;
    uv_cond_t changed;
    uv_thread_t thread;
    bool running;
};

const struct publisher_kind *publisher_kind_of(enum stream_kind kind)
{
    static const struct publisher_kind *const KINDS[STREAM_KINDS] = {
        &publisher_file, &publisher_webhook, &publisher_redis, &publisher_nats, &publisher_kafka};
    return KINDS[kind];
}

static bool is_wanted(const struct publisher *publisher, enum spool_kind kind)
{
    return publisher->settings.streams == 0 || (publisher->settings.streams & 1u << kind) != 0;
}

/* ---- batches ---- */

static void add_item(struct publisher *publisher, const struct publishing_item *item)
{
    publisher->offsets[publisher->count] = publisher->bytes.len;
    publisher->items[publisher->count++] = *item;
    buf_append(&publisher->bytes, item->key, strlen(item->key) + 1);
    buf_append(&publisher->bytes, item->json, item->len);
    buf_append_char(&publisher->bytes, '\0');
    if (buf_failed(&publisher->bytes))
        stop_out_of_memory("for a publisher"); /* it has room; a restart goes on from the cursor */
}

/* The buffer has stopped growing: texts are where they stay. */
static void settle_items(struct publisher *publisher)
{
    for (size_t i = 0; i < publisher->count; i++) {
        publisher->items[i].key = publisher->bytes.bytes + publisher->offsets[i];
        publisher->items[i].json = publisher->items[i].key + strlen(publisher->items[i].key) + 1;
    }
}

/* One marked record for each stream that it wants. */
static void add_gap(struct publisher *publisher, struct place from, struct place to)
{
    char text[2][PLACE_TEXT_BYTES];
    char json[GAP_BYTES_MAX];
    struct publishing_item item = {.place = from, .gap = true, .key = "gap", .json = json};
    snprintf(item.id, sizeof item.id, "%s-gap", place_render(to, text[0]));
    item.len = (size_t)snprintf(
        json, sizeof json,
        "{\"EventType\":\"GAP\",\"EventId\":\"%s\",\"Centre\":\"%s\",\"After\":\"%s\",\"UpTo\":\"%s\"}",
        item.id, publisher->centre, place_render(from, text[0]), place_render(to, text[1]));
    for (unsigned kind = 0; kind < SPOOL_KINDS; kind++) {
        item.kind = (enum spool_kind)kind;
        if (is_wanted(publisher, item.kind))
            add_item(publisher, &item);
    }
    publisher->items[publisher->count - 1].place = to; /* only with the last of them is the gap told */
    uv_mutex_lock(&publisher->mutex);
    publisher->counters.gaps++;
    uv_mutex_unlock(&publisher->mutex);
    log_warning(log_event("stream_gap"), log_text("publisher", publisher->settings.name),
                log_text("centre", publisher->centre), log_text("after", text[0]),
                log_text("up_to", text[1]));
}

static bool has_room(const struct publisher *publisher)
{
    size_t count_max = publisher->kind->batch_max ? publisher->kind->batch_max : PUBLISHER_BATCH_MAX;
    return publisher->count + SPOOL_KINDS <= (count_max < SPOOL_KINDS ? (size_t)SPOOL_KINDS : count_max) &&
           publisher->bytes.len < PUBLISHER_BATCH_BYTES_MAX / 2;
}

/* Fills the batch with what was told since. */
static void collect(struct publisher *publisher)
{
    struct spool_entry entry;
    struct place gap_end;
    struct spool_error error;
    int got = 0;
    publisher->count = publisher->done = 0;
    buf_clear(&publisher->bytes);
    while (has_room(publisher) && !publisher->stopping &&
           (got = spool_reader_next(publisher->reader, &entry, &gap_end, &error)) > 0) {
        if (got == 2) {
            add_gap(publisher, entry.place, gap_end);
            publisher->read = gap_end;
            continue;
        }
        publisher->read = entry.place;
        if (!is_wanted(publisher, entry.kind))
            continue;
        struct publishing_item item = {
            .place = entry.place, .kind = entry.kind, .key = entry.key, .json = entry.json, .len = entry.len};
        place_render(entry.place, item.id);
        add_item(publisher, &item);
    }
    if (got < 0)
        log_error(log_event("stream_cannot_read"), log_text("why", error.sentence));
    settle_items(publisher);
}

/* ---- the cursor ---- */

static void save_cursor(struct publisher *publisher)
{
    struct spool_error error;
    if (place_compare(publisher->cursor, publisher->saved) == 0)
        return;
    if (cursor_save(publisher->dir, publisher->settings.name, publisher->cursor, &error) != 0)
        log_error(log_event("stream_cursor_lost"),
                  log_text("why", error.sentence)); /* then it is told again */
    else
        publisher->saved = publisher->cursor;
}

static void advance(struct publisher *publisher, size_t taken)
{
    publisher->done += taken;
    bool all = publisher->done == publisher->count;
    if (taken > 0 || all)
        publisher->cursor = all ? publisher->read : publisher->items[publisher->done - 1].place;
    uv_mutex_lock(&publisher->mutex);
    publisher->counters.delivered += taken;
    publisher->counters.cursor = publisher->cursor;
    uv_mutex_unlock(&publisher->mutex);
    save_cursor(publisher);
}

/* ---- what a receiver does not take ---- */

static void bury(struct publisher *publisher, const struct publishing_item *item)
{
    char path[STREAM_TEXT_BYTES + 4096];
    char filled[STREAM_TEXT_BYTES];
    if (publisher->settings.dead_letter_file[0] != '\0' &&
        stream_fill(publisher->settings.dead_letter_file, publisher->centre, NULL, filled))
        snprintf(path, sizeof path, "%s", filled);
    else
        snprintf(path, sizeof path, "%s/%s.dead", publisher->dir, publisher->settings.name);
    FILE *file = fopen(path, "ae");
    if (file != NULL)
        fprintf(file, "{\"id\":\"%s\",\"stream\":\"%s\",\"data\":%.*s}\n", item->id, stream_name(item->kind),
                (int)item->len, item->json);
    if (file == NULL || fclose(file) != 0)
        log_error(log_event("stream_dead_letter_lost"), log_text("id", item->id));
    uv_mutex_lock(&publisher->mutex);
    publisher->counters.dead_letters++;
    uv_mutex_unlock(&publisher->mutex);
    log_warning(log_event("stream_dead_letter"), log_text("publisher", publisher->settings.name),
                log_text("id", item->id), log_text("why", publisher->publishing.why));
}

/* Doubles up to the longest; half of it is chance, so that many who wait do not come back together. */
static void back_off(struct publisher *publisher)
{
    uint64_t longest = publisher->settings.retry_ms_max;
    publisher->wait_ms = publisher->wait_ms == 0 ? RETRY_FIRST_MS : publisher->wait_ms * 2;
    publisher->wait_ms = publisher->wait_ms > longest ? longest : publisher->wait_ms;
    uint64_t wait = publisher->wait_ms / 2 + random_u64() % (publisher->wait_ms / 2 + 1) + 1;
    uv_mutex_lock(&publisher->mutex);
    publisher->counters.failed_tries++;
    if (!publisher->stopping)
        uv_cond_timedwait(&publisher->changed, &publisher->mutex, wait * 1000000);
    uv_mutex_unlock(&publisher->mutex);
}

static void note_failure(const struct publisher *publisher)
{
    if (publisher->wait_ms == 0) /* once, not each time */
        log_warning(log_event("stream_waits"), log_text("publisher", publisher->settings.name),
                    log_text("centre", publisher->centre), log_text("why", publisher->publishing.why));
}

/* ---- the thread ---- */

static void hand_over(struct publisher *publisher)
{
    size_t taken = 0;
    size_t left = publisher->count - publisher->done;
    size_t count = publisher->attempts > 0 ? 1 : left; /* what is refused is tried alone */
    enum publishing_result result = publisher->kind->deliver(
        publisher->receiver, &publisher->publishing, publisher->items + publisher->done, count, &taken);
    advance(publisher, result == PUBLISHING_TAKEN ? count : taken);
    if (result == PUBLISHING_TAKEN || taken > 0)
        publisher->attempts = 0;
    if (result == PUBLISHING_TAKEN) {
        publisher->wait_ms = 0;
        return;
    }
    note_failure(publisher);
    if (result == PUBLISHING_REFUSED && ++publisher->attempts > publisher->settings.attempts_max) {
        bury(publisher, &publisher->items[publisher->done]);
        publisher->attempts = 0;
        publisher->wait_ms = 0;
        advance(publisher, 1);
        return;
    }
    back_off(publisher);
}

static void close_receiver(struct publisher *publisher)
{
    if (publisher->receiver != NULL)
        publisher->kind->close(publisher->receiver);
    publisher->receiver = NULL;
}

static void run(void *ctx)
{
    struct publisher *publisher = ctx;
    pthread_setname_np(pthread_self(), "publisher");
    while (!publisher->stopping) {
        struct place end = spool_end(publisher->spool);
        if (publisher->done == publisher->count) {
            collect(publisher);
            if (publisher->count == 0) {
                advance(publisher, 0);
                spool_wait(publisher->spool, end, IDLE_MS);
                continue;
            }
        }
        if (publisher->receiver == NULL)
            publisher->receiver = publisher->kind->open(&publisher->publishing);
        if (publisher->receiver == NULL) {
            note_failure(publisher);
            back_off(publisher);
            continue;
        }
        hand_over(publisher);
        if (publisher->wait_ms > 0)
            close_receiver(publisher); /* whatever it was, a new connection does not have it */
    }
    close_receiver(publisher);
}

/* ---- life ---- */

static void fill_defaults(struct stream_publisher *settings)
{
    settings->timeout_ms = settings->timeout_ms ? settings->timeout_ms : TIMEOUT_MS;
    settings->retry_ms_max = settings->retry_ms_max ? settings->retry_ms_max : RETRY_MS_MAX;
    settings->attempts_max = settings->attempts_max ? settings->attempts_max : ATTEMPTS_MAX;
}

static int read_secret(struct publisher *publisher, struct spool_error *error)
{
    const char *path = publisher->settings.secret_file;
    char *secret = publisher->publishing.secret;
    if (path[0] == '\0')
        return 0;
    FILE *file = fopen(path, "re");
    if (file == NULL || fgets(secret, PUBLISHER_SECRET_BYTES, file) == NULL) {
        snprintf(error->sentence, sizeof error->sentence,
                 "Cannot read the secret of publisher %s from %.256s: %s.", publisher->settings.name, path,
                 file == NULL ? strerror(errno) : "it is empty");
        if (file != NULL)
            fclose(file);
        return -1;
    }
    fclose(file);
    secret[strcspn(secret, "\r\n")] = '\0';
    return 0;
}

static int prepare(struct publisher *publisher, struct place begin, struct spool_error *error)
{
    publisher->cursor = begin;
    if (publisher->kind->prepare != NULL)
        publisher->kind->prepare();
    int found = cursor_load(publisher->dir, publisher->settings.name, &publisher->cursor, error);
    if (found < 0 || read_secret(publisher, error) != 0)
        return -1;
    publisher->read = publisher->saved = publisher->counters.cursor = publisher->cursor;
    if (found == 0 && cursor_save(publisher->dir, publisher->settings.name, publisher->cursor, error) != 0)
        return -1; /* where it began must survive too */
    publisher->reader = spool_reader_open(publisher->spool, publisher->cursor);
    if (publisher->reader != NULL && uv_thread_create(&publisher->thread, run, publisher) == 0)
        publisher->running = true;
    else
        snprintf(error->sentence, sizeof error->sentence, "The thread of publisher %s could not be started.",
                 publisher->settings.name);
    return publisher->running ? 0 : -1;
}

struct publisher *publisher_start(struct spool *spool, const struct publisher_options *options,
                                  struct place begin, struct spool_error *error)
{
    struct publisher *publisher = calloc(1, sizeof *publisher);
    if (publisher == NULL) {
        snprintf(error->sentence, sizeof error->sentence, "There is not enough memory for a publisher.");
        return NULL;
    }
    publisher->settings = *options->settings;
    fill_defaults(&publisher->settings);
    snprintf(publisher->centre, sizeof publisher->centre, "%s", options->centre);
    snprintf(publisher->dir, sizeof publisher->dir, "%s", options->dir);
    publisher->spool = spool;
    publisher->kind = publisher_kind_of(publisher->settings.kind);
    publisher->publishing = (struct publishing){.settings = &publisher->settings,
                                                .centre = publisher->centre,
                                                .now = options->now,
                                                .now_ctx = options->now_ctx,
                                                .stopping = &publisher->stopping};
    buf_init(&publisher->bytes, PUBLISHER_BATCH_BYTES_MAX + 2 * SPOOL_ENTRY_BYTES_MAX);
    uv_mutex_init(&publisher->mutex);
    uv_cond_init(&publisher->changed);
    if (prepare(publisher, begin, error) != 0) {
        publisher_stop(publisher);
        return NULL;
    }
    return publisher;
}

void publisher_cancel(struct publisher *publisher)
{
    uv_mutex_lock(&publisher->mutex);
    publisher->stopping = true;
    uv_cond_signal(&publisher->changed);
    uv_mutex_unlock(&publisher->mutex);
    spool_wake(publisher->spool);
}

void publisher_stop(struct publisher *publisher)
{
    publisher_cancel(publisher);
    if (publisher->running)
        uv_thread_join(&publisher->thread);
    spool_reader_close(publisher->reader);
    buf_free(&publisher->bytes);
    uv_cond_destroy(&publisher->changed);
    uv_mutex_destroy(&publisher->mutex);
    free(publisher);
}

void publisher_counters(struct publisher *publisher, struct publisher_counters *counters)
{
    uv_mutex_lock(&publisher->mutex);
    *counters = publisher->counters;
    uv_mutex_unlock(&publisher->mutex);
}
