/* Requests of lines and their answers (asked.h). It must not know what any request means. */
#include "edge/common/asked.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "edge/common/refusal.h"
#include "edge/common/words.h"

enum {
    REFUSED_BYTES_MAX = 4096,
    PONG_BYTES_MAX = 256,
    TRANSCRIPT_MESSAGES_MAX = 200,     /* of one answer */
    TRANSCRIPT_BYTES_MAX = 256 * 1024, /* after which an answer says "more" */
};

/* ---- answering ---- */

void asked_refuse(const struct asked *asked, const char *code, const char *message)
{
    struct buf json;
    struct json_writer writer;
    buf_init(&json, REFUSED_BYTES_MAX);
    json_writer_init(&writer, &json);
    json_object_begin(&writer);
    json_member_text(&writer, "is", "refused");
    if (asked->id != 0)
        json_member_i64(&writer, "id", asked->id);
    else
        json_member_null(&writer, "id");
    json_member_text(&writer, "code", code);
    json_member_text(&writer, "message", message);
    if (asked->refused != NULL)
        asked->refused(asked, &writer);
    json_object_end(&writer);
    ++*asked->refusals;
    wire_post_text(asked->wire, asked->pump, &json);
}

void asked_refuse_members(const struct asked *asked)
{
    char message[JSON_WHAT_BYTES_MAX + 64];
    snprintf(message, sizeof message, "%s %s",
             asked->reader.member != NULL ? asked->reader.member : "the message", asked->reader.what);
    asked_refuse(asked, "bad_request", message);
}

void asked_refuse_words(const struct asked *asked, enum pump_refusal outcome, enum acd_refusal refusal)
{
    struct refusal_words words =
        asked->of_others ? refusal_words_about(outcome, refusal) : refusal_words(outcome, refusal);
    asked_refuse(asked, words.code, words.message);
}

void asked_begin_done(const struct asked *asked, uint64_t seq, struct buf *json, struct json_writer *writer)
{
    buf_init(json, asked->bytes_max);
    json_writer_init(writer, json);
    json_object_begin(writer);
    json_member_text(writer, "is", "done");
    json_member_i64(writer, "id", asked->id);
    json_member_u64(writer, "seq", seq);
}

void asked_end_done(const struct asked *asked, struct buf *json, struct json_writer *writer)
{
    json_object_end(writer);
    wire_post_text(asked->wire, asked->pump, json);
}

void asked_done(const struct asked *asked)
{
    struct buf json;
    struct json_writer writer;
    asked_begin_done(asked, pump_seq(asked->pump), &json, &writer);
    asked_end_done(asked, &json, &writer);
}

bool asked_pong(struct wire *wire, const json_t *object, int64_t now)
{
    struct json_reader reader;
    json_reader_init(&reader, object);
    int64_t clock = json_required_i64(&reader, "clock", 0, INT64_MAX);
    if (reader.failed)
        return false;
    struct buf json;
    struct json_writer writer;
    buf_init(&json, PONG_BYTES_MAX);
    json_writer_init(&writer, &json);
    json_object_begin(&writer);
    json_member_text(&writer, "is", "pong");
    words_clock(&writer, clock, now);
    json_object_end(&writer);
    wire_send_text(wire, &json); /* it need not wait for a slow disk */
    return true;
}

/* ---- asking the core ---- */

struct acd_command asked_command(const struct asked *asked, enum acd_command_kind kind)
{
    return (struct acd_command){
        .kind = (uint16_t)kind, .at = asked->now, .actor = asked->actor, .agent = asked->actor.id};
}

bool asked_decide(const struct asked *asked, const struct acd_command *command, struct buf *body)
{
    enum acd_refusal refusal = ACD_OK;
    enum pump_refusal outcome = pump_decide(asked->pump, command, body != NULL ? body->bytes : NULL,
                                            body != NULL ? body->len : 0, NULL, &refusal);
    if (body != NULL)
        buf_free(body);
    if (outcome != PUMP_OK)
        asked_refuse_words(asked, outcome, refusal);
    return outcome == PUMP_OK;
}

/* ---- members ---- */

bool asked_uuid(struct asked *asked, const char *name, struct uuid *uuid)
{
    const char *text = json_required_text(&asked->reader, name, 0, UUID_TEXT_LEN);
    if (asked->reader.failed)
        return false;
    if (uuid_parse(text, strlen(text), uuid))
        return true;
    json_reader_fail(&asked->reader, name, "must be a UUID");
    return false;
}

bool asked_contact(struct asked *asked, uint64_t *contact)
{
    struct uuid uuid;
    if (!asked_uuid(asked, "contactId", &uuid)) {
        asked_refuse_members(asked);
        return false;
    }
    uint64_t found = book_find_contact_uuid(pump_book(asked->pump), &uuid);
    if (found == 0) {
        asked_refuse_words(asked, PUMP_REFUSED, ACD_REFUSED_UNKNOWN_CONTACT);
        return false;
    }
    *contact = found;
    return true;
}

bool asked_reason(struct asked *asked, uint32_t *reason)
{
    struct uuid uuid;
    uint32_t number = 0;
    if (json_has(&asked->reader, "reasonId")) {
        if (!asked_uuid(asked, "reasonId", &uuid)) {
            asked_refuse_members(asked);
            return false;
        }
        number = book_find_number(pump_book(asked->pump), ACD_SUBJECT_REASON, &uuid);
        if (number == 0) {
            asked_refuse_words(asked, PUMP_REFUSED, ACD_REFUSED_UNKNOWN_REASON);
            return false;
        }
    }
    *reason = number;
    return true;
}

/* Text without blanks around it. Lent by the document; not NUL-ended. */
static const char *trim(const char *text, size_t *len)
{
    size_t end = strlen(text);
    size_t begin = strspn(text, " \t\r\n");
    while (end > begin && strchr(" \t\r\n", text[end - 1]) != NULL)
        end--;
    *len = end - begin;
    return text + begin;
}

bool asked_text(struct asked *asked, char text[ASKED_TEXT_BYTES_MAX + 1])
{
    size_t len;
    const char *found = trim(json_required_text(&asked->reader, "text", 0, SIZE_MAX), &len);
    if (!asked->reader.failed && (len == 0 || len > ASKED_TEXT_BYTES_MAX))
        json_reader_fail(&asked->reader, "text",
                         "must be text of 1 to 4096 bytes without the blanks around it");
    if (asked->reader.failed) {
        asked_refuse_members(asked);
        return false;
    }
    memcpy(text, found, len);
    text[len] = '\0';
    return true;
}

/* ---- the transcript: asked of the book's history, answered later ---- */

struct transcript_wish {
    struct asked asked; /* its reader is not used any more */
    uint64_t seq;       /* the history had seen this */
    int64_t until;      /* later messages are not shown */
};

static void answer_transcript(void *ctx, const struct book_message *messages, uint32_t count, bool failed)
{
    struct transcript_wish *wish = ctx;
    const struct asked *asked = &wish->asked;
    struct buf json;
    struct json_writer writer;
    if (asked->wire->closing) {
        /* nobody waits any more */
    } else if (failed) {
        asked_refuse_words(asked, PUMP_OVERLOADED, ACD_OK);
    } else {
        uint32_t rendered = 0;
        bool filled = count == TRANSCRIPT_MESSAGES_MAX;
        while (count > 0 && messages[count - 1].at > wish->until) {
            filled = false;
            count--;
        }
        asked_begin_done(asked, wish->seq, &json, &writer);
        json_member_array_begin(&writer, "messages");
        for (; rendered < count && json.len < TRANSCRIPT_BYTES_MAX; rendered++)
            words_message(&writer, NULL, &messages[rendered]);
        json_array_end(&writer);
        json_member_bool(&writer, "more", rendered < count || filled);
        asked_end_done(asked, &json, &writer);
    }
    wire_unref(asked->wire);
    free(wish);
}

void asked_transcript(struct asked *asked, const struct uuid *transcript, uint32_t after, int64_t until)
{
    struct transcript_wish *wish = malloc(sizeof *wish);
    if (wish == NULL) {
        asked_refuse_words(asked, PUMP_OVERLOADED, ACD_OK);
        return;
    }
    *wish = (struct transcript_wish){.asked = *asked, .seq = pump_seq(asked->pump), .until = until};
    wire_ref(asked->wire);
    book_ask_transcript(pump_book_ask(asked->pump), wish->seq, transcript, after, TRANSCRIPT_MESSAGES_MAX,
                        answer_transcript, wish);
}

/* ---- whispers ---- */

struct whispers_wish {
    struct asked asked; /* its reader is not used any more */
    struct uuid contact;
    uint64_t seq;
    bool with_transcript;
};

static void answer_whispers(void *ctx, const struct book_whisper *whispers, uint32_t count, bool failed)
{
    struct whispers_wish *wish = ctx;
    struct buf json;
    struct json_writer writer;
    if (wish->asked.wire->closing) {
        /* nobody waits any more */
    } else if (failed) {
        asked_refuse_words(&wish->asked, PUMP_OVERLOADED, ACD_OK);
    } else {
        asked_begin_done(&wish->asked, wish->seq, &json, &writer);
        if (wish->with_transcript)
            words_uuid(&writer, "transcriptId", &wish->contact);
        json_member_array_begin(&writer, "whispers");
        for (uint32_t i = 0; i < count; i++)
            words_whisper(&writer, NULL, &whispers[i]);
        json_array_end(&writer);
        asked_end_done(&wish->asked, &json, &writer);
    }
    wire_unref(wish->asked.wire);
    free(wish);
}

void asked_whispers(struct asked *asked, uint64_t contact, uint32_t after, uint32_t max, bool with_transcript)
{
    struct whispers_wish *wish = malloc(sizeof *wish);
    if (wish == NULL) {
        asked_refuse_words(asked, PUMP_OVERLOADED, ACD_OK);
        return;
    }
    *wish = (struct whispers_wish){.asked = *asked,
                                   .contact = book_find_contact(pump_book(asked->pump), contact)->uuid,
                                   .seq = pump_seq(asked->pump),
                                   .with_transcript = with_transcript};
    wire_ref(asked->wire);
    book_ask_whispers(pump_book_ask(asked->pump), wish->seq, &wish->contact, after, max, answer_whispers,
                      wish);
}
