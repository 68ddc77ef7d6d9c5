/* One request of the API while it is carried out; see call.h. It must not know any operation. */
#include "edge/api/call.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "edge/api/state.h"
#include "edge/common/refusal.h"

/* ---- failing ---- */

/* The error as the operation's model has it. */
static enum api_error modelled(const struct call *call, enum api_error error)
{
    unsigned flags = call->operation != NULL ? call->operation->flags : 0;
    if (error == API_CONFLICT && (flags & HAS_CONFLICT) == 0)
        error = API_INVALID_REQUEST;
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
    char message[CALL_MESSAGE_BYTES];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    call->message = strdup(message);
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
    if (call->role == BOOK_ROLE_ADMIN || call->caller == agent ||
        (call->role == BOOK_ROLE_SUPERVISOR && acd_supervises(call->acd, call->caller, agent)))
        return true;
    call_fail(call, API_ACCESS_DENIED, "This user may do this only for %s.",
              call->role == BOOK_ROLE_SUPERVISOR ? "users of its groups" : "itself");
    return false;
}

/* ---- asking the core ---- */

struct acd_command call_command(const struct call *call, enum acd_command_kind kind)
{
    return (struct acd_command){
        .kind = (uint16_t)kind, .at = call->now, .actor = {.kind = (uint8_t)call->actor, .id = call->caller}};
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
    case ACD_REFUSED_UNKNOWN_GROUP:
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
    case ACD_REFUSED_LEG_STATE:
    case ACD_REFUSED_CONTACT_STATE:
        return API_CONFLICT;
    case ACD_REFUSED_NOT_YOUR_GROUP:
        return API_ACCESS_DENIED;
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

/* Of an operation of several commands the first may have been carried out: then 400, which says that nothing was, would
 * be a lie. */
static void fail_unkept(struct call *call, const char *what)
{
    if (call->decided)
        call_fail(call, API_UNAVAILABLE, "%s Some of what was asked was done: look before asking again.",
                  what);
    else
        call_fail(call, API_INVALID_PARAMETER, "%s", what);
}

const struct acd_batch *call_decide(struct call *call, const struct acd_command *command, struct buf *body)
{
    const struct acd_batch *batch = NULL;
    enum acd_refusal refusal = ACD_OK;
    struct buf only_why = call_body();
    if (call->why != NULL) {
        body = body != NULL ? body : &only_why;
        if (!body_render_why(body, call->why))
            fail_unkept(call, "The reason in x-nextup-why cannot be kept.");
    }
    if (call_good(call)) {
        enum pump_refusal outcome = pump_decide(call->pump, command, body != NULL ? body->bytes : NULL,
                                                body != NULL ? body->len : 0, &batch, &refusal);
        if (outcome != PUMP_OK) {
            fail_refused(call, outcome, refusal);
            batch = NULL;
        }
        call->decided = call->decided || batch != NULL;
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
        fail_unkept(call, "A text is too long or cannot be kept.");
    return call_decide(call, &command, body) != NULL;
}

/* The model's pattern of names takes nothing that cannot be seen. */
static bool is_visible(const char *name)
{
    for (const unsigned char *at = (const unsigned char *)name; *at != '\0'; at++)
        if ((*at < ' ' && strchr("\t\r\n", *at) == NULL) || *at == 0x7F)
            return false;
    return true;
}

bool call_check_name(struct call *call, enum acd_subject kind, uint32_t number, const char *name)
{
    if (!call_good(call))
        return false;
    uint32_t other = name != NULL ? book_find_name(call->book, kind, name) : 0;
    if (other != 0 && other != number)
        call_fail(call, API_DUPLICATE, "There is already a %s of this name.", call_kind_name(kind));
    if (name != NULL && !is_visible(name))
        call_fail(call, API_INVALID_PARAMETER, "Name has characters that cannot be seen.");
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
