/* Contact flows: this server's entry points under the vendor's name. It must not run a flow: of its content only the
 * queue it leads to counts.
 *
 * Content is the vendor's flow language (JSON as text). What is read of it: the first action of type
 * UpdateContactTargetQueue and its Parameters.QueueId.
 */
#include <string.h>

#include "edge/api/operations.h"
#include "edge/api/search.h"
#include "edge/api/tags.h"
#include "lib/crypto.h"

enum { CONTENT_BYTES_MAX = 40000 };
#define DOCUMENT "flow"

static const char *const TYPES[] = {"CONTACT_FLOW", NULL};
static const char *const ALL_TYPES[] = {
    "CONTACT_FLOW",     "CUSTOMER_QUEUE", "CUSTOMER_HOLD",  "CUSTOMER_WHISPER", "AGENT_HOLD", "AGENT_WHISPER",
    "OUTBOUND_WHISPER", "AGENT_TRANSFER", "QUEUE_TRANSFER", "CAMPAIGN",         NULL};
static const char *const STATUSES[] = {"PUBLISHED", NULL}; /* drafts are not kept */
static const char *const STATES[] = {"ACTIVE", "ARCHIVED", NULL};

static uint32_t find_flow(struct call *call)
{
    return call_find_path(call, ACD_SUBJECT_ENTRY_POINT, "ContactFlowId");
}

/* An archived flow is only called so: contacts still come in by it. */
static const char *state_of(const struct call *call, uint64_t number)
{
    const char *state = json_string_value(
        json_object_get(call_document(call, ACD_SUBJECT_ENTRY_POINT, number, DOCUMENT), "State"));
    return state != NULL ? state : STATES[0];
}

/* The queue that a flow leads to; 0: none. */
static uint32_t queue_of(const struct call *call, const char *content)
{
    json_t *flow = json_parse(content, strlen(content), NULL, NULL);
    const json_t *actions = json_object_get(flow, "Actions");
    uint32_t queue = 0;
    for (size_t i = 0; queue == 0 && i < json_array_size(actions); i++) {
        const json_t *action = json_array_get(actions, i);
        const char *type = json_string_value(json_object_get(action, "Type"));
        const char *id = json_string_value(json_object_get(json_object_get(action, "Parameters"), "QueueId"));
        struct uuid uuid;
        if (type != NULL && id != NULL && strcmp(type, "UpdateContactTargetQueue") == 0 &&
            call_parse_id(id, &uuid))
            queue = book_find_number(call->book, ACD_SUBJECT_QUEUE, &uuid);
    }
    json_decref(flow);
    return queue;
}

/* The same; 0 with InvalidContactFlowException. */
static uint32_t read_queue(struct call *call, const char *content)
{
    uint32_t queue = queue_of(call, content);
    if (queue == 0)
        call_fail(call, API_FLOW_INVALID,
                  "Content must be JSON with an action UpdateContactTargetQueue whose Parameters.QueueId is "
                  "a queue of this "
                  "instance.");
    return queue;
}

void create_contact_flow(struct call *call)
{
    struct body_entry_point flow = {.uuid = uuid_random(), .channel = ACD_CHAT};
    char digest[SHA256_HEX_BYTES];
    struct acd_command command = call_command(call, ACD_CREATE_ENTRY_POINT);
    struct buf body = call_body();
    flow.name = call_required_text(call, "Name", 1, 127);
    flow.description = call_optional_text(call, "Description", 0, 500);
    const char *type = json_required_text(&call->reader, "Type", 1, 64);
    const char *content = json_required_text(&call->reader, "Content", 1, CONTENT_BYTES_MAX);
    const char *status = json_optional_text(&call->reader, "Status", 1, 16);
    const json_t *tags = tags_read(call, "Tags");
    if (!call_check_name(call, ACD_SUBJECT_ENTRY_POINT, 0, flow.name) ||
        call_word(call, "Type", type, TYPES) < 0 ||
        (status != NULL && call_word(call, "Status", status, STATUSES) < 0))
        return;
    command.queue = read_queue(call, content);
    if (!body_render_entry_point_created(&body, &flow))
        call_fail(call, API_INVALID_PARAMETER, "Name or Description cannot be kept.");
    const struct acd_event *event = call_event(call_decide(call, &command, &body), ACD_ENTRY_POINT_CREATED);
    if (event == NULL)
        return;
    uint32_t number = event->entry_point;
    call_keep_document(call, ACD_SUBJECT_ENTRY_POINT, number, DOCUMENT,
                       json_pack("{s:s}", "Content", content));
    tags_keep(call, ACD_SUBJECT_ENTRY_POINT, number, tags);
    call_write_id(call, "ContactFlowId", &flow.uuid);
    call_write_arn(call, "ContactFlowArn", "contact-flow", &flow.uuid);
    json_member_text(&call->writer, "FlowContentSha256", sha256_hex(content, strlen(content), digest));
}

/* The content as it was given, or, for an entry point that was made or led to another queue without this API, the
 * smallest flow that does the same. */
static void append_content(struct call *call, uint32_t number, struct buf *text)
{
    const json_t *kept =
        json_object_get(call_document(call, ACD_SUBJECT_ENTRY_POINT, number, DOCUMENT), "Content");
    uint32_t leads_to = acd_entry_point_queue(call->acd, number);
    const struct uuid *queue = call_uuid(call, ACD_SUBJECT_QUEUE, leads_to);
    char id[UUID_TEXT_BYTES] = "";
    if (json_is_string(kept) && queue_of(call, json_string_value(kept)) == leads_to) {
        buf_append_text(text, json_string_value(kept));
        return;
    }
    if (queue != NULL)
        uuid_render(queue, id);
    buf_append_format(
        text,
        "{\"Version\":\"2019-10-30\",\"StartAction\":\"queue\",\"Actions\":[{\"Identifier\":\"queue\","
        "\"Type\":"
        "\"UpdateContactTargetQueue\",\"Parameters\":{\"QueueId\":\"%s\"},\"Transitions\":{\"NextAction\":"
        "\"transfer\"}},{\"Identifier\":\"transfer\",\"Type\":\"TransferContactToQueue\",\"Parameters\":{},"
        "\"Transitions\":{}}]}",
        id);
}

static void write_flow(struct call *call, uint64_t number)
{
    const struct book_object *object =
        book_find_object(call->book, ACD_SUBJECT_ENTRY_POINT, (uint32_t)number);
    char digest[SHA256_HEX_BYTES];
    struct buf content;
    buf_init(&content, CONTENT_BYTES_MAX + 1);
    append_content(call, (uint32_t)number, &content);
    call_write_arn(call, "Arn", "contact-flow", &object->uuid);
    call_write_id(call, "Id", &object->uuid);
    json_member_text(&call->writer, "Name", object->name);
    json_member_text(&call->writer, "Type", TYPES[0]);
    json_member_text(&call->writer, "State", state_of(call, number));
    json_member_text(&call->writer, "Status", "PUBLISHED");
    call_write_text(call, "Description", object->description);
    json_member_text(&call->writer, "Content", buf_text(&content));
    json_member_text(&call->writer, "FlowContentSha256", sha256_hex(buf_text(&content), content.len, digest));
    tags_write(call, tags_of(call, ACD_SUBJECT_ENTRY_POINT, number));
    call_write_changed(call, ACD_SUBJECT_ENTRY_POINT, number);
    buf_free(&content);
}

void describe_contact_flow(struct call *call)
{
    uint32_t number = find_flow(call);
    if (number == 0)
        return;
    json_member_object_begin(&call->writer, "ContactFlow");
    write_flow(call, number);
    json_object_end(&call->writer);
}

/* All are of the type CONTACT_FLOW. */
static bool is_wanted(struct call *call, uint64_t number)
{
    bool any = false;
    unsigned wanted = call_query_words(call, "contactFlowTypes", ALL_TYPES, &any);
    (void)number;
    return !any || (wanted & 1u) != 0;
}

static void write_summary(struct call *call, uint64_t number)
{
    json_member_text(&call->writer, "ContactFlowType", TYPES[0]);
    json_member_text(&call->writer, "ContactFlowState", state_of(call, number));
    json_member_text(&call->writer, "ContactFlowStatus", "PUBLISHED");
}

void list_contact_flows(struct call *call)
{
    static const struct list_rules RULES = {.walked = {.kind = ACD_SUBJECT_ENTRY_POINT},
                                            .member = "ContactFlowSummaryList",
                                            .wanted = is_wanted,
                                            .write = write_summary};
    call_query_words(call, "contactFlowTypes", ALL_TYPES, NULL);
    list_run(call, &RULES, 1000);
}

static bool field_of(struct call *call, uint64_t number, const char *field, char text[SEARCH_FIELD_BYTES])
{
    return search_object_field(book_find_object(call->book, ACD_SUBJECT_ENTRY_POINT, (uint32_t)number), field,
                               text);
}

static bool word_is(struct call *call, const char *name, const json_t *condition, const char *const *words,
                    const char *wanted)
{
    const char *text = json_string_value(condition);
    if (text == NULL)
        call_fail(call, API_INVALID_PARAMETER, "%s must be text.", name);
    return text != NULL && call_word(call, name, text, words) >= 0 && strcmp(text, wanted) == 0;
}

static bool more_of_flows(struct call *call, uint64_t number, const char *name, const json_t *condition)
{
    static const char *const WORDS[] = {"PUBLISHED", "SAVED", NULL};
    if (strcmp(name, "TypeCondition") == 0)
        return word_is(call, name, condition, ALL_TYPES, TYPES[0]);
    if (strcmp(name, "ContactFlowTypeCondition") == 0)
        return word_is(call, name, json_object_get(condition, "ContactFlowType"), ALL_TYPES, TYPES[0]);
    if (strcmp(name, "StateCondition") == 0)
        return word_is(call, name, condition, STATES, number != 0 ? state_of(call, number) : "");
    if (strcmp(name, "StatusCondition") == 0)
        return word_is(call, name, condition, WORDS, WORDS[0]);
    call_fail(call, API_INVALID_PARAMETER, "Flows are not searched by \"%.64s\".", name);
    return false;
}

void search_contact_flows(struct call *call)
{
    static const char *const FIELDS[] = {SEARCH_OBJECT_FIELDS, NULL};
    static const struct search_rules RULES = {.walked = {.kind = ACD_SUBJECT_ENTRY_POINT},
                                              .member = "ContactFlows",
                                              .fields = FIELDS,
                                              .field = field_of,
                                              .more = more_of_flows,
                                              .write = write_flow};
    search_run(call, &RULES, 100);
}

/* ---- change ---- */

static void keep_member(struct call *call, uint32_t number, const char *member, const char *text)
{
    const json_t *present = call_document(call, ACD_SUBJECT_ENTRY_POINT, number, DOCUMENT);
    json_t *document = present != NULL ? json_deep_copy(present) : json_object();
    json_object_set_new(document, member, json_string(text));
    call_keep_document(call, ACD_SUBJECT_ENTRY_POINT, number, DOCUMENT, document);
}

void update_contact_flow_content(struct call *call)
{
    struct acd_command command = call_command(call, ACD_CHANGE_ENTRY_POINT);
    command.entry_point = find_flow(call);
    const char *content = json_required_text(&call->reader, "Content", 1, CONTENT_BYTES_MAX);
    if (!call_good(call))
        return;
    command.queue = read_queue(call, content);
    if (call_decide(call, &command, NULL) != NULL)
        keep_member(call, command.entry_point, "Content", content);
}

static uint32_t rename_flow(struct call *call)
{
    uint32_t number = find_flow(call);
    const char *name = call_optional_text(call, "Name", 1, 127);
    const char *description = call_optional_text(call, "Description", 0, 500);
    return call_check_name(call, ACD_SUBJECT_ENTRY_POINT, number, name) &&
                   call_rename(call, ACD_SUBJECT_ENTRY_POINT, number, name, description, 0)
               ? number
               : 0;
}

void update_contact_flow_name(struct call *call)
{
    rename_flow(call);
}

void update_contact_flow_metadata(struct call *call)
{
    const char *state = json_optional_text(&call->reader, "ContactFlowState", 1, 16);
    if (call_good(call) && state != NULL)
        call_word(call, "ContactFlowState", state, STATES);
    uint32_t number = call_good(call) ? rename_flow(call) : 0;
    if (number != 0 && state != NULL)
        keep_member(call, number, "State", state);
}
