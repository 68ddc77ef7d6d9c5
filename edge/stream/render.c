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

void render_member_arn(const struct telling *telling, struct json_writer *writer, const char *member,
                       const char *kind, const struct uuid *uuid)
{
    char text[TELLING_ARN_BYTES];
    json_member_text(writer, member, render_arn(telling, kind, uuid, text));
}

void render_member_id(struct json_writer *writer, const char *member, const struct uuid *uuid)
{
    char text[UUID_TEXT_BYTES];
    json_member_text(writer, member, uuid_is_nil(uuid) ? NULL : uuid_render(uuid, text));
}

void render_member_time(struct json_writer *writer, const char *member, int64_t at)
{
    char text[DATE_RFC3339_BYTES];
    json_member_text(writer, member, at <= 0 || at == ACD_NEVER ? NULL : date_render_rfc3339(at, text));
}

void render_member_second(struct json_writer *writer, const char *member, int64_t at)
{
    char text[DATE_RFC3339_BYTES];
    if (at <= 0 || at == ACD_NEVER) {
        json_member_null(writer, member);
        return;
    }
    date_render_rfc3339(at, text);
    memcpy(text + strlen("2026-11-21T10:20:30"), "Z", 2);
    json_member_text(writer, member, text);
}

const char *render_initiation(enum acd_initiation initiation)
{
    static const char *const METHODS[] = {"INBOUND",  "OUTBOUND",       "CALLBACK", "API",
                                          "TRANSFER", "QUEUE_TRANSFER", "MONITOR"};
    return initiation < sizeof METHODS / sizeof METHODS[0] ? METHODS[initiation] : "INBOUND";
}

struct uuid render_event_id(const struct telling *telling, const char *what, uint64_t seq, int64_t at,
                            uint64_t number)
{
    char text[128];
    char centre[UUID_TEXT_BYTES];
    uint8_t digest[SHA256_BYTES];
    struct uuid uuid;
    int len = snprintf(text, sizeof text, "%s/%s/%llu/%lld/%llu",
                       uuid_render(&book_centre(telling->book)->uuid, centre), what, (unsigned long long)seq,
                       (long long)at, (unsigned long long)number);
    sha256(text, (size_t)len, digest);
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
