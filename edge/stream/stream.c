/* The streams' life and addresses (stream.h). It must not render, nor know a receiver. */
#include "edge/stream/stream.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "edge/common/answer.h"
#include "edge/stream/cursor.h"
#include "edge/stream/state.h"
#include "lib/log.h"

/* ---- who listens ---- */

static bool is_for(const struct stream_publisher *settings, const struct stream_centre *centre)
{
    return settings->centre[0] == '\0' || strcmp(settings->centre, centre->alias) == 0;
}

static bool has_publisher(const struct stream_centre *centre)
{
    const struct stream_settings *settings = centre->stream->options.settings;
    for (uint32_t i = 0; i < settings->publisher_count; i++)
        if (is_for(&settings->publishers[i], centre))
            return true;
    return false;
}

static bool has_token(const struct stream_centre *centre)
{
    const struct book *book = pump_book(centre->pump);
    const struct book_document *document = NULL;
    for (uint64_t seq = 0; (document = book_document_after(book, ACD_SUBJECT_CENTRE, seq)) != NULL;
         seq = document->seq)
        if (strncmp(document->name, STREAM_TOKEN_PREFIX, strlen(STREAM_TOKEN_PREFIX)) == 0)
            return true;
    return false;
}

/* A spool that is new begins where the publisher that is furthest behind stands; without any, now. */
static struct place first_place(const struct stream_centre *centre)
{
    const struct stream_settings *settings = centre->stream->options.settings;
    struct place least = {.seq = pump_durable(centre->pump)};
    struct place cursor;
    struct spool_error error;
    for (uint32_t i = 0; i < settings->publisher_count; i++)
        if (is_for(&settings->publishers[i], centre) &&
            cursor_load(centre->dir, settings->publishers[i].name, &cursor, &error) == 1 &&
            place_compare(cursor, least) < 0)
            least = cursor;
    return least;
}

/* From a teller's thread. */
static void on_grown(void *ctx)
{
    struct stream *stream = ctx;
    if (stream->reading == 0)
        return;
    uv_mutex_lock(&stream->mutex);
    if (!stream->closed)
        uv_async_send(&stream->grown);
    uv_mutex_unlock(&stream->mutex);
}

static bool open_spool(struct stream_centre *centre, struct pump_error *error)
{
    const struct stream_settings *settings = centre->stream->options.settings;
    struct spool_options options = {.file_bytes_max = settings->file_bytes_max,
                                    .bytes_max = settings->keep_bytes_max};
    struct spool_error fault;
    bool fresh = false;
    bool opened = spool_open(&centre->spool, centre->dir, &options, &fresh, &fault) == 0 &&
                  (!fresh || spool_begin(centre->spool, first_place(centre), &fault) == 0);
    bool ahead = opened && spool_end(centre->spool).seq > pump_durable(centre->pump);
    if (opened && !ahead)
        return true;
    if (ahead) /* what is told next would be taken for told already */
        snprintf(fault.sentence, sizeof fault.sentence,
                 "What is in %.300s was told of another journal: remove that directory.", centre->dir);
    spool_close(centre->spool);
    centre->spool = NULL;
    snprintf(error->sentence, sizeof error->sentence, "%s", fault.sentence);
    return false;
}

bool stream_listen(struct stream_centre *centre, struct pump_error *error)
{
    const struct stream_options *own = &centre->stream->options;
    struct teller_options options = {.pump = centre->pump,
                                     .region = own->region,
                                     .account = own->account,
                                     .now = own->now,
                                     .now_ctx = own->now_ctx,
                                     .grown = on_grown,
                                     .grown_ctx = centre->stream};
    if (centre->teller != NULL)
        return true;
    if (centre->spool == NULL && !open_spool(centre, error))
        return false;
    if (teller_start(&centre->teller, centre->spool, &options, error) != 0)
        return false;
    if (has_publisher(centre))
        teller_want(centre->teller, true);
    return true;
}

static bool start_publishers(struct stream_centre *centre, struct pump_error *error)
{
    const struct stream_options *own = &centre->stream->options;
    struct spool_error fault;
    for (uint32_t i = 0; i < own->settings->publisher_count; i++) {
        const struct stream_publisher *settings = &own->settings->publishers[i];
        struct publisher_options options = {.settings = settings,
                                            .centre = centre->alias,
                                            .dir = centre->dir,
                                            .now = own->now,
                                            .now_ctx = own->now_ctx};
        if (!is_for(settings, centre))
            continue;
        centre->publishers[i] = publisher_start(centre->spool, &options, spool_end(centre->spool), &fault);
        if (centre->publishers[i] == NULL) {
            snprintf(error->sentence, sizeof error->sentence, "%s", fault.sentence);
            return false;
        }
    }
    return true;
}

/* ---- life ---- */

static void on_grown_here(uv_async_t *handle)
{
    subscribers_grown(handle->data);
}

static bool open_centre(struct stream *stream, uint32_t number, struct pump_error *error)
{
    const struct stream_options *options = &stream->options;
    struct stream_centre *centre = &stream->centres[number];
    centre->stream = stream;
    centre->number = number;
    centre->pump = options->centres->pumps[number];
    snprintf(centre->alias, sizeof centre->alias, "%s", book_centre(pump_book(centre->pump))->alias);
    options->dir_of(options->dir_ctx, centre->alias, centre->dir);
    stream->centre_count++;
    if (!has_publisher(centre) && !has_token(centre))
        return true;
    return stream_listen(centre, error) && start_publishers(centre, error);
}

struct stream *stream_new(const struct stream_options *options, struct pump_error *error)
{
    struct stream *stream = calloc(1, sizeof *stream);
    if (stream == NULL) {
        *error = (struct pump_error){.sentence = "There is no memory left."};
        return NULL;
    }
    stream->options = *options;
    stream->subscribers_max =
        options->settings->subscribers_max ? options->settings->subscribers_max : SUBSCRIBERS_MAX;
    stream->slow_ms_max = options->settings->slow_ms_max ? options->settings->slow_ms_max : SLOW_MS_MAX;
    uv_mutex_init(&stream->mutex);
    uv_async_init(options->loop, &stream->grown, on_grown_here);
    uv_timer_init(options->loop, &stream->tick);
    stream->grown.data = stream->tick.data = stream;
    for (uint32_t i = 0; i < options->centres->count; i++) {
        if (open_centre(stream, i, error))
            continue;
        stream_drain(stream);
        stream_stop(stream);
        uv_run(options->loop, UV_RUN_NOWAIT); /* lets the two handles close; nothing else runs yet */
        stream_free(stream);
        return NULL;
    }
    return stream;
}

void stream_drain(struct stream *stream)
{
    if (stream->draining)
        return;
    stream->draining = true;
    subscribers_drain(stream);
    uv_mutex_lock(&stream->mutex);
    stream->closed = true;
    uv_mutex_unlock(&stream->mutex);
    uv_close((uv_handle_t *)&stream->grown, NULL);
    uv_close((uv_handle_t *)&stream->tick, NULL);
}

void stream_stop(struct stream *stream)
{
    for (uint32_t i = 0; i < stream->centre_count; i++)
        for (uint32_t j = 0; j < STREAM_PUBLISHERS_MAX; j++)
            if (stream->centres[i].publishers[j] != NULL)
                publisher_cancel(
                    stream->centres[i].publishers[j]); /* all at once, so that they wait together */
    for (uint32_t i = 0; i < stream->centre_count; i++) {
        struct stream_centre *centre = &stream->centres[i];
        for (uint32_t j = 0; j < STREAM_PUBLISHERS_MAX; j++) {
            if (centre->publishers[j] != NULL)
                publisher_stop(centre->publishers[j]);
            centre->publishers[j] = NULL;
        }
        if (centre->teller != NULL)
            teller_stop(centre->teller);
    }
}

void stream_free(struct stream *stream)
{
    if (stream == NULL)
        return;
    for (uint32_t i = 0; i < stream->centre_count; i++) {
        teller_free(stream->centres[i].teller);
        spool_close(stream->centres[i].spool);
    }
    uv_mutex_destroy(&stream->mutex);
    free(stream);
}

/* ---- addresses ---- */

bool stream_handle(struct stream *stream, struct http_request *request)
{
    static const char prefix[] = "/streams/";
    if (strncmp(request->path, prefix, sizeof prefix - 1) != 0)
        return false;
    for (unsigned kind = 0; kind < SPOOL_KINDS; kind++) {
        if (strcmp(request->path + sizeof prefix - 1, stream_name(kind)) != 0)
            continue;
        if (strcmp(request->method, "GET") == 0)
            subscribers_handle(stream, request, (enum spool_kind)kind);
        else
            answer_not_allowed_now(request, "GET");
        return true;
    }
    return false;
}

/* ---- numbers ---- */

bool stream_teller_state(struct stream *stream, uint32_t centre, struct stream_teller_state *state)
{
    struct stream_centre *own = &stream->centres[centre];
    if (own->teller == NULL)
        return false;
    uint64_t durable = pump_durable(own->pump);
    uint64_t seq = teller_seq(own->teller);
    *state = (struct stream_teller_state){.behind_events = durable > seq ? durable - seq : 0,
                                          .left_out_events = teller_left_out(own->teller)};
    return true;
}

bool stream_next_publisher(struct stream *stream, uint32_t *at, struct stream_publisher_state *state)
{
    for (; *at < stream->centre_count * STREAM_PUBLISHERS_MAX; ++*at) {
        struct stream_centre *centre = &stream->centres[*at / STREAM_PUBLISHERS_MAX];
        struct publisher *publisher = centre->publishers[*at % STREAM_PUBLISHERS_MAX];
        struct publisher_counters counters;
        struct stream_teller_state teller = {.behind_events = 0};
        if (publisher == NULL)
            continue;
        publisher_counters(publisher, &counters);
        stream_teller_state(stream, centre->number, &teller);
        uint64_t behind = teller.behind_events;
        if (place_compare(counters.cursor, spool_end(centre->spool)) < 0)
            behind = pump_durable(centre->pump) - counters.cursor.seq;
        *state = (struct stream_publisher_state){
            .publisher = stream->options.settings->publishers[*at % STREAM_PUBLISHERS_MAX].name,
            .centre = centre->alias,
            .behind_events = behind,
            .delivered = counters.delivered,
            .failed_tries = counters.failed_tries,
            .dead_letters = counters.dead_letters,
            .gaps = counters.gaps};
        ++*at;
        return true;
    }
    return false;
}

const struct stream_counters *stream_counters(const struct stream *stream)
{
    return &stream->counters;
}
