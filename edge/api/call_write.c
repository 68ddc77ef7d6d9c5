/* What an answer of the API is made of: ids, ARNs, times; see call.h. It must not know any operation. */
#include "edge/api/call.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "edge/api/state.h"

const char *call_kind_name(enum acd_subject kind)
{
    static const char *const NAMES[] = {
        "instance",           "user",         "agent status", "queue", "routing profile",
        "hours of operation", "contact flow", "contact"};
    return kind <= ACD_SUBJECT_CONTACT ? NAMES[kind] : "thing";
}

const char *call_arn(const struct call *call, const char *kind, const struct uuid *uuid,
                     char text[CALL_ARN_BYTES])
{
    char instance[UUID_TEXT_BYTES];
    char id[UUID_TEXT_BYTES];
    const struct api_options *options = &call->api->options;
    uuid_render(&book_centre(call->book)->uuid, instance);
    if (kind[0] == '\0')
        snprintf(text, CALL_ARN_BYTES, "arn:aws:connect:%.32s:%.16s:instance/%s", options->region,
                 options->account, instance);
    else
        snprintf(text, CALL_ARN_BYTES, "arn:aws:connect:%.32s:%.16s:instance/%s/%.64s/%s", options->region,
                 options->account, instance, kind, uuid_render(uuid, id));
    return text;
}

const char *call_arn_kind(enum acd_subject kind)
{
    static const char *const KINDS[] = {
        [ACD_SUBJECT_CENTRE] = "",
        [ACD_SUBJECT_AGENT] = "agent",
        [ACD_SUBJECT_STATUS] = "agent-state",
        [ACD_SUBJECT_QUEUE] = "queue",
        [ACD_SUBJECT_PROFILE] = "routing-profile",
        [ACD_SUBJECT_HOURS] = "operating-hours",
        [ACD_SUBJECT_ENTRY_POINT] = "contact-flow",
        [ACD_SUBJECT_CONTACT] = "contact",
    };
    return KINDS[kind];
}

void call_write_id(struct call *call, const char *member, const struct uuid *uuid)
{
    char text[UUID_TEXT_BYTES];
    json_member_text(&call->writer, member, uuid_render(uuid, text));
}

void call_write_arn(struct call *call, const char *member, const char *kind, const struct uuid *uuid)
{
    char text[CALL_ARN_BYTES];
    json_member_text(&call->writer, member, call_arn(call, kind, uuid, text));
}

const struct uuid *call_uuid(const struct call *call, enum acd_subject kind, uint32_t number)
{
    if (kind == ACD_SUBJECT_AGENT) {
        const struct book_user *user = book_find_user(call->book, number);
        return user != NULL ? &user->uuid : NULL;
    }
    const struct book_object *object = book_find_object(call->book, kind, number);
    return object != NULL ? &object->uuid : NULL;
}

void call_write_reference(struct call *call, const char *member, enum acd_subject kind, uint32_t number)
{
    const struct uuid *uuid = call_uuid(call, kind, number);
    if (uuid == NULL)
        return;
    if (member != NULL)
        json_member_object_begin(&call->writer, member);
    else
        json_object_begin(&call->writer);
    call_write_id(call, "Id", uuid);
    call_write_arn(call, "Arn", call_arn_kind(kind), uuid);
    json_object_end(&call->writer);
}

void call_write_seconds(struct call *call, const char *member, int64_t at_ms)
{
    char text[48];
    if (at_ms == 0 || at_ms == ACD_NEVER)
        return;
    int len =
        snprintf(text, sizeof text, "%lld.%03lld", (long long)(at_ms / 1000), (long long)(at_ms % 1000));
    json_member_raw(&call->writer, member, text, (size_t)len);
}

void call_write_text(struct call *call, const char *member, const char *text)
{
    if (text != NULL && text[0] != '\0')
        json_member_text(&call->writer, member, text);
}

void call_write_json(struct call *call, const char *member, const json_t *value)
{
    char *text = value != NULL ? json_dumps(value, JSON_COMPACT | JSON_ENCODE_ANY) : NULL;
    if (text != NULL)
        json_member_raw(&call->writer, member, text, strlen(text));
    free(text);
}

void call_write_modified(struct call *call, int64_t at_ms)
{
    call_write_seconds(call, "LastModifiedTime", at_ms);
    json_member_text(&call->writer, "LastModifiedRegion", call->api->options.region);
}

void call_write_changed(struct call *call, enum acd_subject kind, uint64_t number)
{
    call_write_modified(call, book_changed_at(call->book, kind, number));
}
