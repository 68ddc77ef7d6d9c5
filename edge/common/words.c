/* JSON members that both edges write alike (words.h). It must not look anything up. */
#include "edge/common/words.h"

#include "book/body.h"

void words_begin_object(struct json_writer *writer, const char *member)
{
    if (member != NULL)
        json_member_object_begin(writer, member);
    else
        json_object_begin(writer);
}

void words_uuid(struct json_writer *writer, const char *member, const struct uuid *uuid)
{
    char text[UUID_TEXT_BYTES];
    json_member_text(writer, member, uuid != NULL ? uuid_render(uuid, text) : NULL);
}

void words_time(struct json_writer *writer, const char *member, int64_t at)
{
    if (at == 0 || at == ACD_NEVER)
        json_member_null(writer, member);
    else
        json_member_i64(writer, member, at);
}

void words_clock(struct json_writer *writer, int64_t page, int64_t server)
{
    json_member_object_begin(writer, "clock");
    json_member_i64(writer, "page", page);
    json_member_i64(writer, "server", server);
    json_object_end(writer);
}

void words_message(struct json_writer *writer, const char *member, const struct book_message *message)
{
    static const char *const BY[] = {
        [BOOK_BY_CUSTOMER] = "customer", [BOOK_BY_AGENT] = "agent", [BOOK_BY_SYSTEM] = "system"};
    words_begin_object(writer, member);
    json_member_i64(writer, "number", message->number);
    json_member_text(writer, "by", BY[message->author]);
    json_member_text(writer, "name", message->author_name);
    json_member_text(writer, "text", message->text);
    json_member_i64(writer, "at", message->at);
    words_uuid(writer, "id", &message->uuid);
    json_object_end(writer);
}

/* As the history has it: also a supervisor who barges in writes as an agent does. */
static enum book_author author_of(const struct acd_event *event)
{
    if (event->actor == ACD_ACTOR_CUSTOMER)
        return BOOK_BY_CUSTOMER;
    return event->agent != 0 || event->actor == ACD_ACTOR_AGENT ? BOOK_BY_AGENT : BOOK_BY_SYSTEM;
}

bool words_message_of(const struct acd_event *event, const void *body, size_t body_len, json_t **document,
                      struct book_message *message)
{
    struct body_message sent;
    json_t *parsed = body != NULL ? json_parse(body, body_len, NULL, NULL) : NULL;
    if (parsed == NULL || !body_parse_message(parsed, &sent)) {
        json_decref(parsed);
        return false;
    }
    *document = parsed;
    *message = (struct book_message){.number = (uint32_t)event->value,
                                     .author = author_of(event),
                                     .author_name = sent.name,
                                     .text = sent.text,
                                     .uuid = sent.uuid,
                                     .at = event->at};
    return true;
}

void words_whisper(struct json_writer *writer, const char *member, const struct book_whisper *whisper)
{
    words_begin_object(writer, member);
    json_member_i64(writer, "number", whisper->number);
    json_member_text(writer, "by", whisper->other_agent == 0 ? "agent" : "supervisor");
    json_member_text(writer, "name", whisper->author_name);
    json_member_text(writer, "text", whisper->text);
    json_member_i64(writer, "at", whisper->at);
    words_uuid(writer, "id", &whisper->uuid);
    json_object_end(writer);
}

struct book_whisper words_whisper_of(const struct acd_event *event, const struct book_message *message)
{
    return (struct book_whisper){.number = message->number,
                                 .agent = event->agent,
                                 .other_agent = event->other_agent,
                                 .actor = event->actor,
                                 .author_name = message->author_name,
                                 .text = message->text,
                                 .uuid = message->uuid,
                                 .at = message->at};
}
