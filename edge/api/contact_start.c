/* Contacts that programs start: chats, tasks, calls. It must not decide where they go: the entry point and the core do.
 *
 * A ClientToken makes a repeated request harmless, also after a restart: the contact's id follows from the token, so a
 * repeated request finds it.
 *
 *     read -> token? -- no ------------------------------------> start
 *              | yes: a live contact has the id ----------------> answer as before
 *              +--------> the history knows it -----------------> answer as before
 *                              | it does not, or cannot tell ---> start
 */
#include <stdlib.h>
#include <string.h>

#include "edge/api/contacts.h"
#include "edge/api/operations.h"
#include "edge/api/records.h"
#include "edge/api/shape.h"
#include "edge/api/things.h"
#include "edge/api/tokens.h"

enum { NAME_CHARACTERS_MAX = 1024, CUSTOMER_ID_CHARACTERS_MAX = 128 };

/* What a request says; its texts are lent by the call's document. */
struct start {
    struct acd_command command;
    struct body_contact contact;
    const json_t *attributes, *references, *segments;
    const char *customer_id;
    const char *first_message;
    char name[BODY_NAME_BYTES_MAX + 1];
    bool is_chat;
};
typedef void read_start_fn(struct call *call, struct start *start);

/* ---- what all of them say ---- */

static void read_common(struct call *call, struct start *start, enum acd_channel channel)
{
    const char *token = call_optional_text(call, "ClientToken", 0, BODY_TOKEN_BYTES_MAX);
    start->command = call_command(call, ACD_START_CONTACT);
    start->command.channel = (uint8_t)channel;
    start->command.initiation = ACD_INITIATION_API;
    start->contact.client_token = token != NULL && token[0] != '\0' ? token : NULL;
    start->attributes = json_optional_object(&call->reader, "Attributes");
    start->references = json_optional_object(&call->reader, "References");
    start->segments = json_optional_object(&call->reader, "SegmentAttributes");
    start->contact.description = call_optional_text(call, "Description", 0, BODY_DESCRIPTION_BYTES_MAX);
    contact_check_attributes(call, start->attributes);
    contact_check_references(call, start->references);
    contact_check_segments(call, start->segments);
}

static void read_flow(struct call *call, struct start *start, const char *flow)
{
    if (call_good(call) && flow != NULL)
        start->command.entry_point = call_find(call, ACD_SUBJECT_ENTRY_POINT, flow);
}

/* A contact it is related to counts while it is live. */
static void read_related(struct call *call, struct start *start, const char *member)
{
    struct uuid uuid;
    const char *related = json_optional_text(&call->reader, member, 1, 256);
    if (!call_good(call) || related == NULL)
        return;
    if (!call_parse_id(related, &uuid))
        call_fail(call, API_NOT_FOUND, "There is no contact %.100s.", related);
    else
        start->command.contact = book_find_contact_uuid(call->book, &uuid);
}

/* ---- starting ---- */

static uint64_t decide(struct call *call, struct start *start)
{
    struct buf body = call_body();
    char *attributes = start->attributes != NULL ? json_dumps(start->attributes, JSON_COMPACT) : NULL;
    char *references = start->references != NULL ? json_dumps(start->references, JSON_COMPACT) : NULL;
    start->contact.attributes = attributes;
    start->contact.references = references;
    if (!body_render_contact_started(&body, &start->contact))
        call_fail(call, API_INVALID_PARAMETER, "A text is too long or cannot be kept.");
    free(attributes);
    free(references);
    const struct acd_event *event =
        call_event(call_decide(call, &start->command, &body), ACD_CONTACT_STARTED);
    return event != NULL ? event->contact : 0;
}

static void send_first_message(struct call *call, uint64_t contact, const struct start *start)
{
    struct buf body = call_body();
    struct acd_command command = call_command(call, ACD_SEND_MESSAGE);
    const struct body_message message = {
        .uuid = uuid_random(), .name = start->contact.name, .text = start->first_message};
    command.contact = contact;
    command.actor = (struct acd_actor){.kind = ACD_ACTOR_CUSTOMER};
    if (!body_render_message_sent(&body, &message))
        call_fail(call, API_INVALID_PARAMETER, "InitialMessage cannot be kept.");
    call_decide(call, &command, &body);
}

static void answer(struct call *call, const struct start *start, const char *participant_token)
{
    call_write_id(call, "ContactId", &start->contact.uuid);
    if (!start->is_chat)
        return;
    call_write_id(call, "ParticipantId", &start->contact.uuid);
    json_member_text(&call->writer, "ParticipantToken", participant_token);
}

/* again: the contact was started by an earlier request with the same token. */
static void start_or_repeat(struct call *call, struct start *start, bool again)
{
    char token[SESSION_TOKEN_BYTES] = "";
    if (start->is_chat && start->contact.client_token != NULL)
        token_of_participant(call, &start->contact.uuid, token);
    else if (start->is_chat)
        session_token_draw(token);
    if (!again) {
        start->contact.has_customer_token = start->is_chat;
        session_hash(token, strlen(token), start->contact.customer_token);
        uint64_t contact = decide(call, start);
        if (contact != 0 && start->first_message != NULL)
            send_first_message(call, contact, start);
        if (contact != 0 && start->segments != NULL && call_good(call))
            contact_keep(call, contact, "SegmentAttributes", json_deep_copy(start->segments));
        if (contact != 0 && start->customer_id != NULL && call_good(call))
            contact_keep(call, contact, "CustomerId", json_string(start->customer_id));
    }
    if (call_good(call))
        answer(call, start, token);
    secret_erase(token, sizeof token);
}

/* The request is read again: the centre may have changed while the history was asked. */
static void go_on(struct call *call, read_start_fn *read, bool known)
{
    struct start start = {.is_chat = false};
    read(call, &start);
    if (!call_good(call))
        return;
    start.contact.uuid = token_uuid(call, start.contact.client_token);
    start_or_repeat(call, &start, known || book_find_contact_uuid(call->book, &start.contact.uuid) != 0);
}

static void begin(struct call *call, read_start_fn *read, record_fn *then)
{
    struct start start = {.is_chat = false};
    read(call, &start);
    if (!call_good(call))
        return;
    struct uuid uuid = token_uuid(call, start.contact.client_token);
    if (start.contact.client_token == NULL || book_find_contact_uuid(call->book, &uuid) != 0)
        go_on(call, read, false);
    else
        record_look(call, &uuid, then);
}

/* ---- chats ---- */

static void read_first_message(struct call *call, struct start *start)
{
    static const char *const TYPES[] = {"text/plain", "text/markdown", "application/json",
                                        "application/vnd.amazonaws.connect.message.interactive.response",
                                        NULL};
    struct json_reader reader;
    const json_t *message = json_optional_object(&call->reader, "InitialMessage");
    if (message == NULL)
        return;
    json_reader_init(&reader, message);
    const char *type = json_required_text(&reader, "ContentType", 1, 100);
    start->first_message = json_required_text(&reader, "Content", 1, BODY_MESSAGE_BYTES_MAX);
    call_take_failure(call, &reader);
    if (call->error == API_GOOD)
        call_word(call, "ContentType", type, TYPES);
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

/* Checked, and then passed over. */
static const char *const RESPONSE_MODES[] = {"INCREMENTAL", "COMPLETE", NULL};
static const char *const ROLES[] = {"AGENT", "CUSTOMER", "SYSTEM", "CUSTOM_BOT", "SUPERVISOR", NULL};
static const struct shape CONFIGURATION_SHAPE[] = {
    {.name = "ResponseMode", .type = SHAPE_WORD, .words = RESPONSE_MODES}, {.name = NULL}};
static const struct shape CHAT_SHAPE[] = {
    {.name = "ParticipantConfiguration", .type = SHAPE_OBJECT, .members = CONFIGURATION_SHAPE},
    {.name = "SupportedMessagingContentTypes", .type = SHAPE_TEXTS, .max = 20, .item_max = 100},
    {.name = "DisconnectOnCustomerExit", .type = SHAPE_WORDS, .max = 5, .words = ROLES},
    {.name = NULL}};

static void read_chat(struct call *call, struct start *start)
{
    read_common(call, start, ACD_CHAT);
    start->is_chat = true;
    const char *flow = json_required_text(&call->reader, "ContactFlowId", 1, CALL_ID_BYTES_MAX);
    json_optional_i64(&call->reader, "ChatDurationInMinutes", 60, 10080, 1500);
    shape_check(call, call_json(call), CHAT_SHAPE);
    start->customer_id = call_optional_text(call, "CustomerId", 0, CUSTOMER_ID_CHARACTERS_MAX);
    if (json_has(&call->reader, "PersistentChat"))
        call_fail(call, API_INVALID_PARAMETER,
                  "This server does not continue an earlier chat: PersistentChat.");
    read_first_message(call, start);
    read_customer(call, start);
    read_related(call, start, "RelatedContactId");
    read_flow(call, start, flow);
}

static void chat_looked_for(struct call *call, const struct book_contact_record *record)
{
    go_on(call, read_chat, record != NULL);
}

void start_chat_contact(struct call *call)
{
    begin(call, read_chat, chat_looked_for);
}

/* ---- tasks ---- */

/* A quick connect leads to its user, queue or flow. */
static void read_quick_connect(struct call *call, struct start *start, const char *id)
{
    struct uuid uuid;
    const json_t *thing = things_get(call, THING_QUICK_CONNECT, id, &uuid);
    const json_t *config = json_object_get(thing, "QuickConnectConfig");
    const char *user = json_string_value(json_object_get(json_object_get(config, "UserConfig"), "UserId"));
    const char *queue = json_string_value(json_object_get(json_object_get(config, "QueueConfig"), "QueueId"));
    const char *flow =
        json_string_value(json_object_get(json_object_get(config, "FlowConfig"), "ContactFlowId"));
    if (user != NULL)
        start->command.agent = call_find(call, ACD_SUBJECT_AGENT, user);
    else if (queue != NULL)
        start->command.queue = call_find(call, ACD_SUBJECT_QUEUE, queue);
    else if (flow != NULL)
        start->command.entry_point = call_find(call, ACD_SUBJECT_ENTRY_POINT, flow);
    else
        call_fail(call, API_INVALID_REQUEST, "A task cannot be sent to this quick connect.");
}

static void read_task(struct call *call, struct start *start)
{
    read_common(call, start, ACD_TASK);
    const char *name = call_required_text(call, "Name", 1, NAME_CHARACTERS_MAX);
    const char *flow = json_optional_text(&call->reader, "ContactFlowId", 1, CALL_ID_BYTES_MAX);
    const char *quick = json_optional_text(&call->reader, "QuickConnectId", 1, CALL_ID_BYTES_MAX);
    start->command.scheduled_at = contact_read_schedule(call);
    if (json_has(&call->reader, "TaskTemplateId"))
        call_fail(call, API_INVALID_PARAMETER, "This server has no task templates.");
    if (json_has(&call->reader, "Attachments"))
        call_fail(call, API_INVALID_PARAMETER, "This server keeps no attachments.");
    if (call_good(call) && (flow != NULL) + (quick != NULL) != 1)
        call_fail(call, API_INVALID_REQUEST, "Exactly one of ContactFlowId and QuickConnectId is needed.");
    read_related(call, start, "RelatedContactId");
    read_related(call, start, "PreviousContactId");
    read_flow(call, start, flow);
    if (call_good(call) && quick != NULL)
        read_quick_connect(call, start, quick);
    if (call_good(call))
        contact_cut_name(name, start->name);
    start->contact.name = start->name;
}

static void task_looked_for(struct call *call, const struct book_contact_record *record)
{
    go_on(call, read_task, record != NULL);
}

void start_task_contact(struct call *call)
{
    begin(call, read_task, task_looked_for);
}

/* ---- calls ---- */

/* There is no dialler here yet: the call waits in the queue as if the customer had answered, with the number as the
 * customer's name. */
static void read_call(struct call *call, struct start *start)
{
    static const char *const TRAFFIC[] = {"GENERAL", "CAMPAIGN", NULL};
    read_common(call, start, ACD_VOICE);
    const char *number = json_required_text(&call->reader, "DestinationPhoneNumber", 1, 32);
    const char *flow = json_required_text(&call->reader, "ContactFlowId", 1, CALL_ID_BYTES_MAX);
    const char *queue = json_optional_text(&call->reader, "QueueId", 1, CALL_ID_BYTES_MAX);
    const char *source = json_optional_text(&call->reader, "SourcePhoneNumber", 0, 32);
    const char *name = call_optional_text(call, "Name", 0, NAME_CHARACTERS_MAX);
    const char *traffic = json_optional_text(&call->reader, "TrafficType", 1, 16);
    json_optional_i64(&call->reader, "RingTimeoutInSeconds", 15, 60, 60);
    if (call_good(call) && traffic != NULL)
        call_word(call, "TrafficType", traffic, TRAFFIC);
    call_check_phone(call, "DestinationPhoneNumber", number);
    call_check_phone(call, "SourcePhoneNumber", source);
    read_related(call, start, "RelatedContactId");
    read_flow(call, start, flow);
    if (call_good(call) && queue != NULL) {
        start->command.queue = call_find(call, ACD_SUBJECT_QUEUE, queue);
        start->command.entry_point = 0;
    }
    if (call_good(call))
        contact_cut_name(name != NULL && name[0] != '\0' ? name : number, start->name);
    start->contact.name = start->name;
    start->contact.customer_name = number;
}

static void call_looked_for(struct call *call, const struct book_contact_record *record)
{
    go_on(call, read_call, record != NULL);
}

void start_outbound_voice_contact(struct call *call)
{
    begin(call, read_call, call_looked_for);
}
