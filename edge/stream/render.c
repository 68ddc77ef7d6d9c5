/* ARNs, times and ids as the vendor writes them (connect.md 1.2, 3.5). It must not know what is told with them. */
#include "edge/stream/render.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "lib/crypto.h"
#include "lib/date.h"

void render_centre(struct telling *telling)
{
    char centre[UUID_TEXT_BYTES];
    int len = snprintf(telling->instance.text, sizeof telling->instance.text,
                       "arn:aws:connect:%.32s:%.16s:instance/%s", telling->options.region,
                       telling->options.account, uuid_render(&book_centre(telling->book)->uuid, centre));
    telling->instance.len = (size_t)len;
    buf_clear(&telling->instance.json);
    put_text(&telling->instance.json, telling->instance.text);
}

const char *render_arn(const struct telling *telling, const char *kind, const struct uuid *uuid,
                       char text[TELLING_ARN_BYTES])
{
    const char *instance = telling->instance.text;
    size_t len = telling->instance.len;
    size_t kind_len = strlen(kind);
    memcpy(text, instance, len + 1);
    if (kind_len == 0)
        return text;
    assert(len + kind_len + UUID_TEXT_BYTES + 2 <= TELLING_ARN_BYTES);
    text[len++] = '/';
    memcpy(text + len, kind, kind_len);
    text[len + kind_len] = '/';
    uuid_render(uuid, text + len + kind_len + 1);
    return text;
}

/* ---- values as they stand ---- */

void put_text(struct buf *json, const char *text)
{
    struct json_writer writer;
    json_writer_init(&writer, json);
    json_text_of(&writer, text);
}

void put_arn(const struct telling *telling, struct buf *json, const char *kind, const struct uuid *uuid)
{
    char id[UUID_TEXT_BYTES];
    const struct buf *instance = &telling->instance.json;
    if (kind[0] == '\0') {
        buf_append(json, instance->bytes, instance->len);
        return;
    }
    buf_append(json, instance->bytes, instance->len - 1); /* its last quotation mark comes later */
    buf_append_char(json, '/');
    buf_append_text(json, kind);
    buf_append_char(json, '/');
    buf_append(json, uuid_render(uuid, id), UUID_TEXT_LEN);
    buf_append_char(json, '"');
}

void put_id(struct buf *json, const struct uuid *uuid)
{
    char text[UUID_TEXT_BYTES];
    if (uuid_is_nil(uuid)) {
        put_literal(json, "null");
        return;
    }
    buf_append_char(json, '"');
    buf_append(json, uuid_render(uuid, text), UUID_TEXT_LEN);
    buf_append_char(json, '"');
}

static void put_moment(struct buf *json, int64_t at, size_t len, const char *end)
{
    char text[DATE_RFC3339_BYTES];
    if (at <= 0 || at == ACD_NEVER) {
        put_literal(json, "null");
        return;
    }
    buf_append_char(json, '"');
    buf_append(json, date_render_rfc3339(at, text), len);
    buf_append(json, end, 2);
}

void put_time(struct buf *json, int64_t at)
{
    put_moment(json, at, strlen("2026-11-21T10:20:30.123"), "Z\"");
}

void put_second(struct buf *json, int64_t at)
{
    put_moment(json, at, strlen("2026-11-21T10:20:30"), "Z\"");
}

void put_word(struct buf *json, const char *member, const char *word)
{
    buf_append_text(json, member);
    buf_append_char(json, '"');
    buf_append_text(json, word);
    buf_append_char(json, '"');
}

void put_channels(struct buf *json, unsigned channels)
{
    const char *between = "\"";
    put_literal(json, "\"Channels\":[");
    for (int channel = 0; channel < ACD_CHANNELS; channel++) {
        if ((channels & (1u << channel)) == 0)
            continue;
        buf_append_text(json, between);
        buf_append_text(json, acd_channel_name((enum acd_channel)channel));
        buf_append_char(json, '"');
        between = ",\"";
    }
    put_literal(json, "]");
}

/* ---- members ---- */

struct buf *render_member(struct json_writer *writer, const char *member)
{
    json_key(writer, member);
    json_raw(writer, "", 0);
    return writer->buf;
}

void render_member_arn(const struct telling *telling, struct json_writer *writer, const char *member,
                       const char *kind, const struct uuid *uuid)
{
    put_arn(telling, render_member(writer, member), kind, uuid);
}

void render_member_id(struct json_writer *writer, const char *member, const struct uuid *uuid)
{
    put_id(render_member(writer, member), uuid);
}

void render_member_second(struct json_writer *writer, const char *member, int64_t at)
{
    put_second(render_member(writer, member), at);
}

const char *render_initiation(enum acd_initiation initiation)
{
    static const char *const METHODS[] = {"INBOUND",  "OUTBOUND",       "CALLBACK", "API",
                                          "TRANSFER", "QUEUE_TRANSFER", "MONITOR"};
    return initiation < sizeof METHODS / sizeof METHODS[0] ? METHODS[initiation] : "INBOUND";
}

struct uuid render_event_id(struct telling *telling, const char *what, uint64_t seq, int64_t at,
                            uint64_t number)
{
    struct buf *text = &telling->json;
    char centre[UUID_TEXT_BYTES];
    uint8_t digest[SHA256_BYTES];
    struct uuid uuid;
    buf_clear(text);
    buf_append_text(text, uuid_render(&book_centre(telling->book)->uuid, centre));
    buf_append_char(text, '/');
    buf_append_text(text, what);
    buf_append_char(text, '/');
    buf_append_u64(text, seq);
    buf_append_char(text, '/');
    buf_append_i64(text, at);
    buf_append_char(text, '/');
    buf_append_u64(text, number);
    sha256(buf_text(text), text->len, digest);
    memcpy(uuid.bytes, digest, UUID_BYTES);
    uuid.bytes[6] = (uint8_t)(0x80 | (uuid.bytes[6] & 0x0f)); /* version 8: RFC 9562's own-made one */
    uuid.bytes[8] = (uint8_t)(0x80 | (uuid.bytes[8] & 0x3f));
    return uuid;
}

void render_queue_identity(const struct telling *telling, struct json_writer *writer,
                           struct render_queue queue)
{
    const struct book_object *object = book_find_object(telling->book, ACD_SUBJECT_QUEUE, queue.queue);
    const struct book_user *user = book_find_user(telling->book, queue.agent);
    if (object != NULL) {
        render_member_arn(telling, writer, "ARN", "queue", &object->uuid);
        json_member_text(writer, "Name", object->name);
    } else if (user != NULL) { /* an agent's own queue has no name (connect.md 3.5) */
        render_member_arn(telling, writer, "ARN", "queue/agent", &user->uuid);
        json_member_null(writer, "Name");
    }
}

void telling_send(struct telling *telling, uint64_t seq, enum spool_kind kind, const char *key)
{
    if (seq > telling->last.seq)
        telling->last = (struct place){.seq = seq, .number = 0};
    else
        telling->last.number++;
    if (!telling->muted && !buf_failed(&telling->json))
        telling->options.sink(telling->options.ctx, telling->last, kind, key, buf_text(&telling->json),
                              telling->json.len);
}
