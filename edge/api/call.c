/* One request of the API while it is carried out; see call.h. It must not know any operation. */
#include "edge/api/call.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "edge/api/state.h"
#include "edge/common/refusal.h"
#include "lib/url.h"

/* ---- failing ---- */

/* The error as the operation's model has it. */
static enum api_error modelled(const struct call *call, enum api_error error)
{
    unsigned flags = call->operation != NULL ? call->operation->flags : 0;
    if (error == API_INVALID_PARAMETER && (flags & NO_INVALID_PARAMETER) != 0)
        return API_INVALID_REQUEST;
    if (error == API_INVALID_REQUEST && (flags & NO_INVALID_REQUEST) != 0)
        return API_INVALID_PARAMETER;
    if (error == API_LIMIT_EXCEEDED && (flags & QUOTA_402) != 0)
        return API_QUOTA;
    return error;
}

void call_fail(struct call *call, enum api_error error, const char *format, ...)
{
    if (call->error != API_GOOD)
        return;
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(call->message, sizeof call->message, format, arguments);
    va_end(arguments);
    call->error = modelled(call, error);
}

void call_take_failure(struct call *call, const struct json_reader *reader)
{
    if (reader->failed)
        call_fail(call, API_INVALID_PARAMETER, "%s %s.", reader->member != NULL ? reader->member : "The body",
                  reader->what);
}

bool call_good(struct call *call)
{
    call_take_failure(call, &call->reader);
    return call->error == API_GOOD;
}

bool call_may_for(struct call *call, uint32_t agent)
{
    if (call->role >= BOOK_ROLE_SUPERVISOR || call->caller == agent)
        return true;
    call_fail(call, API_ACCESS_DENIED, "The access key's user may do this only for itself.");
    return false;
}

/* ---- reading ---- */

const char *call_path(const struct call *call, const char *name)
{
    for (uint32_t i = 0; i < call->value_count; i++) {
        const struct call_value *value = &call->values[i];
        if (strlen(name) == value->name_len && memcmp(value->name, name, value->name_len) == 0)
            return value->text;
    }
    return "";
}

static bool is_name(const struct url_member *member, const char *name)
{
    struct buf decoded;
    buf_init(&decoded, 256);
    bool same = url_decode(member->name, member->name_len, URL_PLUS_IS_PLUS, &decoded) &&
                strcmp(buf_text(&decoded), name) == 0;
    buf_free(&decoded);
    return same;
}

bool call_query_nth(struct call *call, const char *name, uint32_t n, struct buf *text)
{
    struct url_member member;
    size_t at = 0;
    while (url_query_next(call->request->query, &at, &member)) {
        if (!is_name(&member, name) || n-- > 0)
            continue;
        if (member.value_len == 0 || url_decode(member.value, member.value_len, URL_PLUS_IS_PLUS, text))
            return true;
        call_fail(call, API_INVALID_PARAMETER, "%s is not well encoded, or too long.", name);
        return false;
    }
    return false;
}

bool call_query(struct call *call, const char *name, struct buf *text)
{
    return call_query_nth(call, name, 0, text);
}

int64_t call_query_number(struct call *call, const char *name, int64_t min, int64_t max, int64_t absent)
{
    struct buf text;
    char *end = NULL;
    int64_t number = absent;
    buf_init(&text, 32);
    if (call_query(call, name, &text)) {
        const char *digits = buf_text(&text);
        number = strtoll(digits, &end, 10);
        if (digits[0] < '0' || digits[0] > '9' || *end != '\0' || number < min || number > max) {
            call_fail(call, API_INVALID_PARAMETER, "%s must be a number from %lld to %lld.", name,
                      (long long)min, (long long)max);
            number = absent;
        }
    }
    buf_free(&text);
    return number;
}

bool call_parse_id(const char *text, struct uuid *uuid)
{
    if (strncmp(text, "arn:", 4) == 0) {
        const char *slash = strrchr(text, '/');
        text = slash != NULL ? slash + 1 : "";
    }
    return uuid_parse(text, strlen(text), uuid);
}

static const char *subject_name(enum acd_subject kind)
{
    static const char *const NAMES[] = {
        "instance",           "user",         "agent status", "queue", "routing profile",
        "hours of operation", "contact flow", "contact"};
    return NAMES[kind];
}

uint32_t call_find(struct call *call, enum acd_subject kind, const char *id)
{
    struct uuid uuid;
    uint32_t number = 0;
    if (call->error != API_GOOD)
        return 0;
    if (call_parse_id(id, &uuid))
        number = book_find_number(call->book, kind, &uuid);
    if (number == 0)
        call_fail(call, API_NOT_FOUND, "There is no %s %.100s.", subject_name(kind), id);
    return number;
}

uint32_t call_find_path(struct call *call, enum acd_subject kind, const char *name)
{
    return call_find(call, kind, call_path(call, name));
}

uint32_t call_find_member(struct call *call, enum acd_subject kind, const char *name)
{
    const char *id = json_required_text(&call->reader, name, 1, CALL_ID_BYTES_MAX);
    return call_good(call) ? call_find(call, kind, id) : 0;
}

uint64_t call_find_contact(struct call *call, const char *id)
{
    struct uuid uuid;
    uint64_t contact = 0;
    if (call->error != API_GOOD)
        return 0;
    if (call_parse_id(id, &uuid))
        contact = book_find_contact_uuid(call->book, &uuid);
    if (contact == 0)
        call_fail(call, API_NOT_FOUND, "There is no live contact %.100s.", id);
    return contact;
}

int call_word(struct call *call, const char *member, const char *text, const char *const *words)
{
    for (int i = 0; words[i] != NULL; i++)
        if (strcmp(words[i], text) == 0)
            return i;
    call_fail(call, API_INVALID_PARAMETER, "%s does not take the value \"%.64s\".", member, text);
    return -1;
}

bool call_parse_channel(struct call *call, const char *text, const char *member, enum acd_channel *channel)
{
    static const char *const CHANNELS[] = {"VOICE", "CHAT", "TASK", NULL};
    if (strcmp(text, "EMAIL") == 0) {
        call_fail(call, API_INVALID_PARAMETER, "%s: this server has no channel EMAIL.", member);
        return false;
    }
    int place = call_word(call, member, text, CHANNELS);
    if (place < 0)
        return false;
    *channel = (enum acd_channel)place;
    return true;
}

bool call_item(struct call *call, const json_t *array, size_t n, struct json_reader *reader)
{
    if (n >= json_array_size(array) || call->error != API_GOOD)
        return false;
    json_reader_init(reader, json_array_get(array, n));
    call_take_failure(call, reader);
    return !reader->failed;
}

const char *call_array_text(struct call *call, const json_t *array, size_t n, const char *member)
{
    const json_t *item = json_array_get(array, n);
    if (item == NULL || call->error != API_GOOD)
        return NULL;
    if (!json_is_string(item) || json_string_length(item) == 0 ||
        json_string_length(item) > CALL_ID_BYTES_MAX) {
        call_fail(call, API_INVALID_PARAMETER, "%s must hold texts of 1 to %d bytes.", member,
                  CALL_ID_BYTES_MAX);
        return NULL;
    }
    return json_string_value(item);
}

static size_t characters(const char *text)
{
    size_t count = 0;
    for (; *text != '\0'; text++)
        count += ((unsigned char)*text & 0xC0) != 0x80;
    return count;
}

static void check_characters(struct call *call, const char *member, const char *text, size_t min, size_t max)
{
    size_t count = text != NULL ? characters(text) : min;
    if (count < min || count > max)
        call_fail(call, API_INVALID_PARAMETER, "%s must be text of %zu to %zu characters.", member, min, max);
}

const char *call_required_text(struct call *call, const char *member, size_t min, size_t max)
{
    const char *text = json_required_text(&call->reader, member, 0, max * 4);
    if (!call->reader.failed)
        check_characters(call, member, text, min, max);
    return text;
}

const char *call_optional_text(struct call *call, const char *member, size_t min, size_t max)
{
    const char *text = json_optional_text(&call->reader, member, 0, max * 4);
    if (!call->reader.failed)
        check_characters(call, member, text, min, max);
    return text;
}

bool call_check_name(struct call *call, enum acd_subject kind, uint32_t number, const char *name)
{
    if (!call_good(call))
        return false;
    uint32_t other = name != NULL ? book_find_name(call->book, kind, name) : 0;
    if (other != 0 && other != number)
        call_fail(call, API_DUPLICATE, "There is already a %s of this name.", subject_name(kind));
    if (name != NULL && strlen(name) > BODY_NAME_BYTES_MAX)
        call_fail(call, API_INVALID_PARAMETER, "Name must be at most %d bytes of UTF-8.",
                  BODY_NAME_BYTES_MAX);
    return call->error == API_GOOD;
}

bool call_rename(struct call *call, enum acd_subject kind, uint32_t number, const char *name,
                 const char *description, int64_t display_order)
{
    struct buf body = call_body();
    const struct body_object changed = {
        .name = name, .description = description, .display_order = display_order};
    if (name == NULL && description == NULL && display_order == 0)
        return call_good(call);
    return call_record(call, kind, number, BOOK_NAME_SET, body_render_name_set(&body, &changed), &body);
}

/* ---- asking the core ---- */

struct acd_command call_command(const struct call *call, enum acd_command_kind kind)
{
    return (struct acd_command){
        .kind = (uint16_t)kind, .at = call->now, .actor = {.kind = ACD_ACTOR_API, .id = call->caller}};
}

static enum api_error error_of(enum acd_refusal refusal)
{
    switch (refusal) {
    case ACD_REFUSED_UNKNOWN_AGENT:
    case ACD_REFUSED_UNKNOWN_STATUS:
    case ACD_REFUSED_UNKNOWN_CONTACT:
    case ACD_REFUSED_UNKNOWN_LEG:
    case ACD_REFUSED_UNKNOWN_QUEUE:
    case ACD_REFUSED_UNKNOWN_PROFILE:
    case ACD_REFUSED_UNKNOWN_HOURS:
    case ACD_REFUSED_UNKNOWN_ENTRY_POINT:
        return API_NOT_FOUND;
    case ACD_REFUSED_INVALID:
        return API_INVALID_PARAMETER;
    case ACD_REFUSED_IN_USE:
        return API_IN_USE;
    case ACD_REFUSED_LIMIT:
    case ACD_REFUSED_QUEUE_FULL:
    case ACD_REFUSED_AGENT_QUEUE_FULL:
    case ACD_REFUSED_PAUSE_LIMIT:
    case ACD_REFUSED_CHAIN_LIMIT:
        return API_LIMIT_EXCEEDED;
    case ACD_REFUSED_EXISTS:
        return API_DUPLICATE;
    default:
        return API_INVALID_REQUEST;
    }
}

static void fail_refused(struct call *call, enum pump_refusal outcome, enum acd_refusal refusal)
{
    struct refusal_words words = refusal_words(outcome, refusal);
    switch (outcome) {
    case PUMP_REFUSED:
        call_fail(call, error_of(refusal), "%s",
                  refusal == ACD_REFUSED_ALREADY_IN_STATUS ? "User already in requested status"
                                                           : words.message);
        break;
    case PUMP_OVERLOADED:
        call_fail(call, API_THROTTLED, "%s", words.message);
        break;
    default:
        call_fail(call, API_UNAVAILABLE, "%s", words.message);
        break;
    }
}

const struct acd_batch *call_decide(struct call *call, const struct acd_command *command, struct buf *body)
{
    const struct acd_batch *batch = NULL;
    enum acd_refusal refusal = ACD_OK;
    if (call_good(call)) {
        enum pump_refusal outcome = pump_decide(call->pump, command, body != NULL ? body->bytes : NULL,
                                                body != NULL ? body->len : 0, &batch, &refusal);
        if (outcome != PUMP_OK) {
            fail_refused(call, outcome, refusal);
            batch = NULL;
        }
    }
    if (body != NULL)
        buf_free(body);
    return batch;
}

const struct acd_event *call_event(const struct acd_batch *batch, enum acd_event_kind kind)
{
    for (uint32_t i = 0; batch != NULL && i < batch->count; i++)
        if (batch->events[i].kind == kind)
            return &batch->events[i];
    return NULL;
}

struct buf call_body(void)
{
    struct buf body;
    buf_init(&body, ACD_BODY_BYTES_MAX);
    return body;
}

bool call_record(struct call *call, enum acd_subject kind, uint64_t subject, enum book_record record,
                 bool rendered, struct buf *body)
{
    struct acd_command command = call_command(call, ACD_RECORD);
    command.subject_kind = (uint8_t)kind;
    command.subject = subject;
    command.record = (uint16_t)record;
    if (!rendered)
        call_fail(call, API_INVALID_PARAMETER, "A text is too long or cannot be kept.");
    return call_decide(call, &command, body) != NULL;
}

/* ---- documents ---- */

#define SETTINGS "settings"

const json_t *call_document(const struct call *call, enum acd_subject kind, uint64_t subject,
                            const char *name)
{
    const struct book_document *document = book_find_document(call->book, kind, subject, name);
    return document != NULL ? document->value : NULL;
}

bool call_keep_document(struct call *call, enum acd_subject kind, uint64_t subject, const char *name,
                        json_t *value)
{
    struct buf body = call_body();
    bool rendered = body_render_document_set(&body, &(struct body_document){.name = name, .value = value});
    bool kept = call_record(call, kind, subject, BOOK_DOCUMENT_SET, rendered, &body);
    json_decref(value);
    return kept;
}

const json_t *call_setting(const struct call *call, enum acd_subject kind, uint64_t subject,
                           const char *member)
{
    return json_object_get(call_document(call, kind, subject, SETTINGS), member);
}

bool call_keep_setting(struct call *call, enum acd_subject kind, uint64_t subject, const char *member,
                       json_t *value)
{
    const json_t *present = call_document(call, kind, subject, SETTINGS);
    json_t *settings = present != NULL ? json_copy((json_t *)(uintptr_t)present) : json_object();
    if (value != NULL)
        json_object_set_new(settings, member, value);
    else
        json_object_del(settings, member);
    if (json_object_size(settings) == 0) {
        json_decref(settings);
        return present == NULL || call_keep_document(call, kind, subject, SETTINGS, NULL);
    }
    return call_keep_document(call, kind, subject, SETTINGS, settings);
}

/* ---- writing ---- */

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
