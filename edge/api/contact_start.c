/* Contacts that programs start: chats, tasks, calls. It must not decide where they go: the entry point and the core do.
 *
 * A ClientToken makes a repeated request harmless: it is answered as the first was (recent.h).
 */
#include <stdlib.h>
#include <string.h>

#include "edge/api/contacts.h"
#include "edge/api/operations.h"
#include "edge/api/state.h"
#include "edge/api/things.h"
#include "edge/common/session.h"

enum { NAME_CHARACTERS_MAX = 1024, ATTRIBUTE_NAME_BYTES_MAX = 32767, REFERENCES_MAX = 64 };

struct start {
    struct acd_command command;
    struct body_contact contact;
    char *attributes;
    char *references;
    char name[BODY_NAME_BYTES_MAX + 1];
    uint8_t key[RECENT_KEY_BYTES];
    bool has_key;
};

static void end_start(struct start *start)
{
    free(start->attributes);
    free(start->references);
}

/* ---- a repeated request ---- */

static bool answered_before(struct call *call, struct start *start)
{
    const char *token = json_optional_text(&call->reader, "ClientToken", 0, BODY_TOKEN_BYTES_MAX);
    if (!call_good(call) || token == NULL || token[0] == '\0')
        return false;
    struct buf text;
    buf_init(&text, 1024);
    buf_append(&text, book_centre(call->book)->uuid.bytes, UUID_BYTES);
    buf_append_text(&text, call->operation->name);
    buf_append_char(&text, '/');
    buf_append_text(&text, token);
    sha256(buf_text(&text), text.len, start->key);
    buf_free(&text);
    start->has_key = true;
    start->contact.client_token = token;
    const char *answer = recent_find(call->api->recent, start->key);
    if (answer == NULL)
        return false;
    json_t *members = json_loads(answer, 0, NULL);
    const char *name;
    json_t *value;
    json_object_foreach(members, name, value)
    {
        json_member_text(&call->writer, name, json_string_value(value));
    }
    json_decref(members);
    return true;
}

/* Takes the reference of members. */
static void answer(struct call *call, const struct start *start, json_t *members)
{
    const char *name;
    json_t *value;
    json_object_foreach(members, name, value)
    {
        json_member_text(&call->writer, name, json_string_value(value));
    }
    char *text = json_dumps(members, JSON_COMPACT);
    if (start->has_key && text != NULL)
        recent_keep(call->api->recent, start->key, text, strlen(text));
    if (text != NULL)
        secret_erase(text, strlen(text));
    free(text);
    json_decref(members);
}

/* ---- members ---- */

char *contact_read_attributes(struct call *call, const json_t *attributes)
{
    const char *name;
    json_t *value;
    json_object_foreach((json_t *)(uintptr_t)attributes, name, value)
    {
        if (name[0] == '\0' || strlen(name) > ATTRIBUTE_NAME_BYTES_MAX || !json_is_string(value))
            call_fail(call, API_INVALID_PARAMETER, "Attributes must be texts.");
    }
    char *text = attributes != NULL ? json_dumps(attributes, JSON_COMPACT) : NULL;
    if (text != NULL && strlen(text) > BODY_ATTRIBUTES_BYTES_MAX)
        call_fail(call, API_INVALID_PARAMETER, "Attributes may have at most %d bytes.",
                  BODY_ATTRIBUTES_BYTES_MAX);
    return text;
}

char *contact_read_references(struct call *call, const json_t *references)
{
    const char *name;
    json_t *value;
    if (json_object_size(references) > REFERENCES_MAX)
        call_fail(call, API_INVALID_PARAMETER, "References may hold at most %d entries.", REFERENCES_MAX);
    json_object_foreach((json_t *)(uintptr_t)references, name, value)
    {
        if (!json_is_string(json_object_get(value, "Type")))
            call_fail(call, API_INVALID_PARAMETER, "References must be objects with Type and Value.");
    }
    char *text = references != NULL ? json_dumps(references, JSON_COMPACT) : NULL;
    if (text != NULL && strlen(text) > BODY_REFERENCES_BYTES_MAX)
        call_fail(call, API_INVALID_PARAMETER, "References may have at most %d bytes.",
                  BODY_REFERENCES_BYTES_MAX);
    return text;
}

void contact_cut_name(const char *text, char name[BODY_NAME_BYTES_MAX + 1])
{
    size_t len = strlen(text);
    if (len > BODY_NAME_BYTES_MAX) {
        len = BODY_NAME_BYTES_MAX;
        while (len > 0 && ((unsigned char)text[len] & 0xC0) == 0x80)
            len--;
    }
    memcpy(name, text, len);
    name[len] = '\0';
}

/* The entry point, or its queue where another queue is wished. */
static void read_flow(struct call *call, struct start *start, const char *flow)
{
    if (flow != NULL)
        start->command.entry_point = call_find(call, ACD_SUBJECT_ENTRY_POINT, flow);
}

static void begin(struct call *call, struct start *start, enum acd_channel channel)
{
    const char *related = json_optional_text(&call->reader, "RelatedContactId", 1, 256);
    start->command = call_command(call, ACD_START_CONTACT);
    start->command.channel = (uint8_t)channel;
    start->command.initiation = ACD_INITIATION_API;
    start->contact.uuid = uuid_random();
    start->attributes = contact_read_attributes(call, json_optional_object(&call->reader, "Attributes"));
    start->references = contact_read_references(call, json_optional_object(&call->reader, "References"));
    start->contact.attributes = start->attributes;
    start->contact.references = start->references;
    start->contact.description = call_optional_text(call, "Description", 0, BODY_DESCRIPTION_BYTES_MAX);
    if (call_good(call) && related != NULL)
        start->command.contact = call_find_contact(call, related);
}

static uint64_t decide(struct call *call, struct start *start)
{
    struct buf body = call_body();
    if (!body_render_contact_started(&body, &start->contact))
        call_fail(call, API_INVALID_PARAMETER, "A text is too long or cannot be kept.");
    const struct acd_event *event =
        call_event(call_decide(call, &start->command, &body), ACD_CONTACT_STARTED);
    return event != NULL ? event->contact : 0;
}

static json_t *contact_members(const struct uuid *uuid)
{
    char text[UUID_TEXT_BYTES];
    return json_pack("{s:s}", "ContactId", uuid_render(uuid, text));
}

/* ---- chats ---- */

static void send_first_message(struct call *call, uint64_t contact, const char *name, const char *text)
{
    struct buf body = call_body();
    struct acd_command command = call_command(call, ACD_SEND_MESSAGE);
    const struct body_message message = {.uuid = uuid_random(), .name = name, .text = text};
    command.contact = contact;
    command.actor = (struct acd_actor){.kind = ACD_ACTOR_CUSTOMER};
    if (!body_render_message_sent(&body, &message))
        call_fail(call, API_INVALID_PARAMETER, "InitialMessage cannot be kept.");
    call_decide(call, &command, &body);
}

static const char *read_first_message(struct call *call)
{
    struct json_reader reader;
    const json_t *message = json_optional_object(&call->reader, "InitialMessage");
    if (message == NULL)
        return NULL;
    json_reader_init(&reader, message);
    json_required_text(&reader, "ContentType", 1, 100);
    const char *text = json_required_text(&reader, "Content", 1, BODY_MESSAGE_BYTES_MAX);
    call_take_failure(call, &reader);
    return text;
}

static void read_customer(struct call *call, struct start *start)
{
    struct json_reader reader;
    const json_t *details = json_required_object(&call->reader, "ParticipantDetails");
    if (!call_good(call))
        return;
    json_reader_init(&reader, details);
    const char *name = json_required_text(&reader, "DisplayName", 1, BODY_NAME_BYTES_MAX);
    call_take_failure(call, &reader);
    start->contact.name = start->contact.customer_name = name;
}

static void start_chat(struct call *call, struct start *start, const char *first)
{
    char token[SESSION_TOKEN_BYTES];
    session_token_draw(token);
    session_hash(token, strlen(token), start->contact.customer_token);
    start->contact.has_customer_token = true;
    uint64_t contact = decide(call, start);
    if (contact != 0 && first != NULL)
        send_first_message(call, contact, start->contact.name, first);
    if (contact != 0 && call_good(call)) {
        json_t *members = contact_members(&start->contact.uuid);
        json_object_set(members, "ParticipantId", json_object_get(members, "ContactId"));
        json_object_set_new(members, "ParticipantToken", json_string(token));
        answer(call, start, members);
    }
    secret_erase(token, sizeof token);
}

void start_chat_contact(struct call *call)
{
    struct start start = {.has_key = false};
    if (answered_before(call, &start))
        return;
    begin(call, &start, ACD_CHAT);
    const char *flow = json_required_text(&call->reader, "ContactFlowId", 1, CALL_ID_BYTES_MAX);
    json_optional_i64(&call->reader, "ChatDurationInMinutes", 60, 10080, 0);
    const char *first = read_first_message(call);
    read_customer(call, &start);
    read_flow(call, &start, flow);
    if (call_good(call))
        start_chat(call, &start, first);
    end_start(&start);
}

/* ---- tasks ---- */

/* A quick connect leads to its queue or user. */
static void read_quick_connect(struct call *call, struct start *start, const char *id)
{
    struct uuid uuid;
    const json_t *thing = things_get(call, THING_QUICK_CONNECT, id, &uuid);
    const json_t *config = json_object_get(thing, "QuickConnectConfig");
    const char *user = json_string_value(json_object_get(json_object_get(config, "UserConfig"), "UserId"));
    const char *queue = json_string_value(json_object_get(json_object_get(config, "QueueConfig"), "QueueId"));
    if (user != NULL)
        start->command.agent = call_find(call, ACD_SUBJECT_AGENT, user);
    else if (queue != NULL)
        start->command.queue = call_find(call, ACD_SUBJECT_QUEUE, queue);
    else
        call_fail(call, API_INVALID_REQUEST, "A task cannot be sent to this quick connect.");
}

int64_t contact_read_time(struct call *call, const char *member)
{
    const json_t *value = json_object_get(call->document, member);
    if (value == NULL || json_is_null(value))
        return 0;
    double seconds = json_is_number(value) ? json_number_value(value) : -1;
    if (seconds < 0 || seconds > 4e10) {
        call_fail(call, API_INVALID_PARAMETER, "%s must be a time in epoch seconds.", member);
        return 0;
    }
    return (int64_t)(seconds * 1000.0 + 0.5);
}

void start_task_contact(struct call *call)
{
    struct start start = {.has_key = false};
    if (answered_before(call, &start))
        return;
    begin(call, &start, ACD_TASK);
    const char *name = call_required_text(call, "Name", 1, NAME_CHARACTERS_MAX);
    const char *flow = json_optional_text(&call->reader, "ContactFlowId", 1, CALL_ID_BYTES_MAX);
    const char *quick = json_optional_text(&call->reader, "QuickConnectId", 1, CALL_ID_BYTES_MAX);
    const char *previous = json_optional_text(&call->reader, "PreviousContactId", 1, 256);
    start.command.scheduled_at = contact_read_time(call, "ScheduledTime");
    if (json_has(&call->reader, "TaskTemplateId"))
        call_fail(call, API_INVALID_PARAMETER, "This server has no task templates.");
    if ((flow != NULL) + (quick != NULL) != 1)
        call_fail(call, API_INVALID_REQUEST, "Exactly one of ContactFlowId and QuickConnectId is needed.");
    if (start.command.scheduled_at != 0 && start.command.scheduled_at < call->now - 60000)
        call_fail(call, API_INVALID_PARAMETER, "ScheduledTime is in the past.");
    read_flow(call, &start, flow);
    if (call_good(call) && quick != NULL)
        read_quick_connect(call, &start, quick);
    if (call_good(call) && previous != NULL)
        start.command.contact = call_find_contact(call, previous);
    if (call_good(call)) {
        contact_cut_name(name, start.name);
        start.contact.name = start.name;
        if (decide(call, &start) != 0)
            answer(call, &start, contact_members(&start.contact.uuid));
    }
    end_start(&start);
}

/* ---- calls ---- */

/* There is no dialler here yet: the call waits in the queue as if the customer had answered, with the number as its address attribute. */
void start_outbound_voice_contact(struct call *call)
{
    struct start start = {.has_key = false};
    if (answered_before(call, &start))
        return;
    begin(call, &start, ACD_VOICE);
    const char *number = json_required_text(&call->reader, "DestinationPhoneNumber", 1, 32);
    const char *flow = json_required_text(&call->reader, "ContactFlowId", 1, CALL_ID_BYTES_MAX);
    const char *queue = json_optional_text(&call->reader, "QueueId", 1, CALL_ID_BYTES_MAX);
    const char *name = call_optional_text(call, "Name", 0, NAME_CHARACTERS_MAX);
    json_optional_i64(&call->reader, "RingTimeoutInSeconds", 15, 60, 60);
    if (call_good(call) &&
        (number[0] != '+' || strspn(number + 1, "0123456789") != strlen(number + 1) || strlen(number) < 3))
        call_fail(call, API_INVALID_PARAMETER, "DestinationPhoneNumber must be in E.164 format.");
    read_flow(call, &start, flow);
    if (call_good(call) && queue != NULL) {
        start.command.queue = call_find(call, ACD_SUBJECT_QUEUE, queue);
        start.command.entry_point = 0;
    }
    if (call_good(call)) {
        contact_cut_name(name != NULL && name[0] != '\0' ? name : number, start.name);
        start.contact.name = start.name;
        start.contact.customer_name = number;
        if (decide(call, &start) != 0)
            answer(call, &start, contact_members(&start.contact.uuid));
    }
    end_start(&start);
}
