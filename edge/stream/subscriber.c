/* Subscribers: programs that read a stream over server-sent events or a WebSocket. It must never hold more than one
 * chunk for a reader.
 *
 *     request --token good, durable--> IDLE --the spool has more--> READING (a thread of libuv reads one chunk; at once if it is in memory) --> SENDING --taken by the peer--> READING or IDLE
 *                                                                                                                     '--nothing taken for 60 s--> cut
 *
 *     server-sent events    id: 123-0 / data: {...}          a gap: event: gap, data: {"EventType":"GAP", ...}
 *                                                            ": " as a sign of life each 15 s
 *     WebSocket             {"id":"123-0","stream":"agent-events","data":{...}}
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "edge/common/answer.h"
#include "edge/stream/state.h"
#include "lib/log.h"
#include "lib/url.h"
#include "lib/ws.h"

enum { CHUNK_BYTES_MAX = CHUNK_BYTES_ENOUGH + SPOOL_ENTRY_BYTES_MAX + 4096, ENTRIES_PER_CHUNK_MAX = 4096 };

struct subscriber {
    struct subscriber *next;
    struct stream *stream;
    struct stream_centre *centre;
    enum spool_kind kind;
    char token[STREAM_TOKEN_NAME_BYTES]; /* its document's name: when that is gone, so is the subscriber */
    struct http_request *request;        /* until it begins */
    struct http_stream *sse;             /* one of these two, until it ends */
    struct ws *ws;
    struct spool_reader *reader; /* READING: the thread's, else ours */
    struct place after;          /* begins there */
    uv_work_t work;
    struct buf chunk; /* messages, each ended by a line feed (WebSocket) or as they are sent */
    uint64_t told;    /* in the chunk */
    int got;          /* of the last read: more to come, or not */
    bool websocket;
    bool reading;
    bool ending;      /* told to close */
    bool unread;      /* the spool has grown since the last read began */
    size_t backlog;   /* at the last tick */
    uint64_t idle_ms; /* since the last byte was taken, or sent */
};

static void read_more(struct subscriber *subscriber);

/* ---- the chunk, on a thread of libuv ---- */

static void add_entry(struct subscriber *subscriber, const struct spool_entry *entry)
{
    struct buf *chunk = &subscriber->chunk;
    char id[PLACE_TEXT_BYTES];
    place_render(entry->place, id);
    if (subscriber->websocket)
        buf_append_format(chunk, "{\"id\":\"%s\",\"stream\":\"%s\",\"data\":", id, stream_name(entry->kind));
    else
        buf_append_format(chunk, "id: %s\ndata: ", id);
    buf_append(chunk, entry->json, entry->len);
    buf_append_text(chunk, subscriber->websocket ? "}\n" : "\n\n");
    subscriber->told++;
}

static void add_gap(struct subscriber *subscriber, struct place from, struct place to)
{
    struct buf *chunk = &subscriber->chunk;
    char after[PLACE_TEXT_BYTES];
    char id[PLACE_TEXT_BYTES];
    place_render(from, after);
    place_render(to, id);
    if (subscriber->websocket)
        buf_append_format(chunk, "{\"id\":\"%s\",\"stream\":\"%s\",\"data\":", id,
                          stream_name(subscriber->kind));
    else
        buf_append_format(chunk, "event: gap\nid: %s\ndata: ", id);
    buf_append_format(
        chunk,
        "{\"EventType\":\"GAP\",\"EventId\":\"%s-gap\",\"Centre\":\"%s\",\"After\":\"%s\",\"UpTo\":\"%s\"}",
        id, subscriber->centre->alias, after, id);
    buf_append_text(chunk, subscriber->websocket ? "}\n" : "\n\n");
}

static void read_chunk(uv_work_t *work)
{
    struct subscriber *subscriber = work->data;
    struct spool_entry entry;
    struct place gap_end;
    struct spool_error error;
    buf_clear(&subscriber->chunk);
    subscriber->told = 0;
    subscriber->got = 1;
    for (int i = 0; i < ENTRIES_PER_CHUNK_MAX && subscriber->chunk.len < CHUNK_BYTES_ENOUGH; i++) {
        subscriber->got = spool_reader_next(subscriber->reader, &entry, &gap_end, &error);
        if (subscriber->got <= 0)
            break;
        if (subscriber->got == 2)
            add_gap(subscriber, entry.place, gap_end);
        else if (entry.kind == subscriber->kind)
            add_entry(subscriber, &entry);
    }
    if (subscriber->got < 0)
        log_error(log_event("stream_cannot_read"), log_text("why", error.sentence));
}

/* ---- life ---- */

static void forget(struct subscriber *subscriber)
{
    struct subscriber **at = &subscriber->stream->subscribers;
    while (*at != subscriber)
        at = &(*at)->next;
    *at = subscriber->next;
    subscriber->stream->counters.subscribers_open--;
    subscriber->stream->reading--;
    teller_want(subscriber->centre->teller, false);
    spool_reader_close(subscriber->reader);
    buf_free(&subscriber->chunk);
    free(subscriber);
}

static bool is_open(const struct subscriber *subscriber)
{
    return subscriber->sse != NULL || subscriber->ws != NULL;
}

static void ended(struct subscriber *subscriber, bool slow)
{
    subscriber->stream->counters.subscribers_cut_slow += slow;
    subscriber->sse = NULL;
    subscriber->ws = NULL;
    if (!subscriber->reading)
        forget(subscriber);
}

static void on_sse_closed(void *ctx, enum http_closed why)
{
    ended(ctx, why == HTTP_CLOSED_SLOW);
}

static void on_ws_closed(void *ctx, enum ws_closed why, int code)
{
    (void)code;
    ended(ctx, why == WS_CLOSED_SLOW);
}

/* A reader has nothing to say; what it says is ignored. */
static void on_ws_message(void *ctx, const char *text, size_t len)
{
    (void)ctx;
    (void)text;
    (void)len;
}

static void end(struct subscriber *subscriber, int code)
{
    subscriber->ending = true;
    if (subscriber->sse != NULL)
        http_stream_end(subscriber->sse);
    else if (subscriber->ws != NULL)
        ws_close(subscriber->ws, code, NULL);
}

/* ---- sending ---- */

static size_t backlog_of(const struct subscriber *subscriber)
{
    return subscriber->sse != NULL  ? http_stream_backlog(subscriber->sse)
           : subscriber->ws != NULL ? ws_backlog(subscriber->ws)
                                    : 0;
}

static void send_chunk(struct subscriber *subscriber)
{
    const struct buf *chunk = &subscriber->chunk;
    if (chunk->len == 0)
        return;
    subscriber->idle_ms = 0;
    subscriber->stream->counters.told += subscriber->told;
    if (subscriber->sse != NULL) {
        http_stream_write(subscriber->sse, chunk->bytes, chunk->len);
        return;
    }
    for (const char *at = chunk->bytes; at < chunk->bytes + chunk->len;) {
        const char *line_end = memchr(at, '\n', (size_t)(chunk->bytes + chunk->len - at));
        if (!ws_send_text(subscriber->ws, at, (size_t)(line_end - at)))
            return;
        at = line_end + 1;
    }
}

static void on_chunk(uv_work_t *work, int status)
{
    struct subscriber *subscriber = work->data;
    (void)status;
    subscriber->reading = false;
    if (!is_open(subscriber)) {
        forget(subscriber);
        return;
    }
    send_chunk(subscriber);
    bool more = subscriber->got > 0 || subscriber->unread;
    subscriber->unread = more;
    if (more && backlog_of(subscriber) == 0 && subscriber->got >= 0)
        read_more(subscriber);
}

static void read_more(struct subscriber *subscriber)
{
    if (subscriber->reading || !is_open(subscriber) || subscriber->ending)
        return;
    subscriber->work.data = subscriber;
    subscriber->unread = false;
    if (spool_reader_is_near(
            subscriber->reader)) { /* as it is for whoever keeps up: no thread need read a file */
        read_chunk(&subscriber->work);
        on_chunk(&subscriber->work, 0);
        return;
    }
    subscriber->reading =
        uv_queue_work(subscriber->stream->options.loop, &subscriber->work, read_chunk, on_chunk) == 0;
}

static void on_drained(void *ctx)
{
    struct subscriber *subscriber = ctx;
    if (subscriber->unread)
        read_more(subscriber);
}

void subscribers_grown(struct stream *stream)
{
    for (struct subscriber *subscriber = stream->subscribers; subscriber != NULL;
         subscriber = subscriber->next) {
        subscriber->unread = true;
        if (backlog_of(subscriber) == 0)
            read_more(subscriber);
    }
}

/* ---- time goes by ---- */

static void tick(struct subscriber *subscriber)
{
    const struct book *book = pump_book(subscriber->centre->pump);
    size_t backlog = backlog_of(subscriber);
    if (!is_open(subscriber) || subscriber->ending)
        return;
    subscriber->idle_ms = backlog > 0 && backlog < subscriber->backlog ? 0 : subscriber->idle_ms + TICK_MS;
    subscriber->backlog = backlog;
    if (book_find_document(book, ACD_SUBJECT_CENTRE, 0, subscriber->token) == NULL) {
        end(subscriber, 1008); /* the token was revoked */
    } else if (backlog > 0 && subscriber->idle_ms >= subscriber->stream->slow_ms_max) {
        subscriber->stream->counters.subscribers_cut_slow++;
        end(subscriber, 1013);
    } else if (backlog == 0 && subscriber->idle_ms >= KEEP_ALIVE_MS && subscriber->sse != NULL) {
        subscriber->idle_ms = 0;
        http_stream_write(subscriber->sse, ": \n\n", 4);
    } else if (backlog == 0 && subscriber->unread) {
        read_more(subscriber);
    }
}

static void on_tick(uv_timer_t *handle)
{
    struct stream *stream = handle->data;
    for (struct subscriber *subscriber = stream->subscribers; subscriber != NULL;
         subscriber = subscriber->next)
        tick(subscriber);
    if (stream->subscribers == NULL)
        uv_timer_stop(&stream->tick);
}

/* ---- beginning ---- */

static void begin(struct subscriber *subscriber)
{
    static const struct http_stream_events SSE = {.drained = on_drained, .closed = on_sse_closed};
    static const struct ws_events WS = {.message = on_ws_message, .closed = on_ws_closed};
    static const struct http_header HEADERS[] = {
        {"content-type", "text/event-stream"}, {"cache-control", "no-store"}, {"x-accel-buffering", "no"}};
    static const char HELLO[] = "retry: 2000\n\n";
    struct http_request *request = subscriber->request;
    subscriber->request = NULL;
    if (subscriber->websocket)
        subscriber->ws = ws_accept(request, NULL, NULL, &WS, subscriber);
    else
        subscriber->sse = http_stream_begin(request, 200, HEADERS, 3, &SSE, subscriber);
    if (!is_open(subscriber)) {
        forget(subscriber);
        return;
    }
    if (subscriber->sse != NULL)
        http_stream_write(subscriber->sse, HELLO, sizeof HELLO - 1);
    if (!uv_is_active((uv_handle_t *)&subscriber->stream->tick))
        uv_timer_start(&subscriber->stream->tick, on_tick, TICK_MS, TICK_MS);
    read_more(subscriber);
}

/* That the token is good was seen in the state: nothing may show it before the state is durable. */
static void on_durable(void *ctx, enum pump_outcome outcome)
{
    struct subscriber *subscriber = ctx;
    if (outcome == PUMP_DURABLE && !subscriber->stream->draining) {
        begin(subscriber);
        return;
    }
    answer_error_now(subscriber->request, 503, "unavailable", "The server is going away. Try again.");
    forget(subscriber);
}

static void refuse(struct stream *stream, struct http_request *request, int status, const char *code,
                   const char *message)
{
    struct answer answer;
    stream->counters.subscribers_refused++;
    answer_init(&answer, status);
    answer_error(&answer, status, code, message);
    answer_after_all(stream->options.centres, request, &answer);
}

/* After what has happened until now. Behind, the teller will tell much that happened before, in places that nobody has
 * asked for. */
static struct place place_now(const struct stream_centre *centre)
{
    uint64_t durable = pump_durable(centre->pump);
    if (teller_seq(centre->teller) >= durable)
        return spool_end(centre->spool);
    return (struct place){.seq = durable - 1, .number = UINT32_MAX};
}

/* The place to go on from: Last-Event-ID, or "after" of the query; "first" is the oldest that is kept. False: it is
 * none. */
static bool choose_place(const struct http_request *request, struct stream_centre *centre,
                         struct place *after)
{
    struct spool *spool = centre->spool;
    struct buf text;
    const char *header = http_header_find(request, "last-event-id");
    buf_init(&text, 64);
    bool asked = url_query_find(request->query, "after", URL_PLUS_IS_PLUS, &text);
    const char *wanted = header != NULL && header[0] != '\0' ? header : asked ? buf_text(&text) : NULL;
    bool good = true;
    if (wanted == NULL)
        *after = place_now(centre);
    else if (strcmp(wanted, "first") == 0)
        *after = spool_begin_place(spool);
    else
        good = place_parse(wanted, after);
    buf_free(&text);
    return good;
}

static struct stream_centre *find_centre(struct stream *stream, const struct http_request *request,
                                         enum spool_kind kind, char name[STREAM_TOKEN_NAME_BYTES])
{
    static const char scheme[] = "Bearer ";
    const char *given = http_header_find(request, "authorization");
    if (given == NULL || strncmp(given, scheme, sizeof scheme - 1) != 0)
        return NULL;
    for (uint32_t i = 0; i < stream->centre_count; i++)
        if (stream_token_streams(pump_book(stream->centres[i].pump), given + sizeof scheme - 1, name) &
            1u << kind)
            return &stream->centres[i];
    return NULL;
}

void subscribers_handle(struct stream *stream, struct http_request *request, enum spool_kind kind)
{
    char name[STREAM_TOKEN_NAME_BYTES];
    struct pump_error error;
    struct place after;
    struct stream_centre *centre = find_centre(stream, request, kind, name);
    if (stream->draining || stream->counters.subscribers_open >= stream->subscribers_max) {
        refuse(stream, request, 503, "overloaded", "There are too many readers. Try again later.");
        return;
    }
    if (centre == NULL) {
        refuse(stream, request, 401, "token",
               "Send a token for this stream: \"Authorization: Bearer TOKEN\". nextup tokens add makes one.");
        return;
    }
    if (!stream_listen(centre, &error)) {
        log_error(log_event("stream_cannot_tell"), log_text("why", error.sentence));
        refuse(stream, request, 503, "unavailable", "The stream cannot be read at present.");
        return;
    }
    if (!choose_place(request, centre, &after)) {
        refuse(stream, request, 400, "place", "Last-Event-ID must be an id of this stream, such as 123-0.");
        return;
    }
    struct subscriber *subscriber = calloc(1, sizeof *subscriber);
    struct spool_reader *reader = subscriber != NULL ? spool_reader_open(centre->spool, after) : NULL;
    if (reader == NULL) {
        free(subscriber);
        refuse(stream, request, 503, "overloaded", "There is no memory left.");
        return;
    }
    *subscriber = (struct subscriber){.next = stream->subscribers,
                                      .stream = stream,
                                      .centre = centre,
                                      .kind = kind,
                                      .request = request,
                                      .reader = reader,
                                      .after = after,
                                      .websocket = ws_asked(request)};
    memcpy(subscriber->token, name, sizeof name);
    buf_init(&subscriber->chunk, CHUNK_BYTES_MAX);
    stream->subscribers = subscriber;
    stream->counters.subscribers_open++;
    stream->reading++;
    teller_want(centre->teller, true);
    pump_post(centre->pump, on_durable, subscriber);
}

void subscribers_drain(struct stream *stream)
{
    for (struct subscriber *subscriber = stream->subscribers; subscriber != NULL;
         subscriber = subscriber->next)
        end(subscriber, 1001);
}
