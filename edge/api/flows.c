/* Contact flows: this server's entry points under the vendor's name. It must not run a flow: of its content only the queue it leads to counts.
 *
 * Content is the vendor's flow language (JSON as text). What is read of it: the first action of type UpdateContactTargetQueue and its Parameters.QueueId.
 */
#include <string.h>

#include "edge/api/operations.h"
#include "edge/api/paging.h"
#include "edge/api/tags.h"

enum { CONTENT_BYTES_MAX = 40000 };
#define DOCUMENT "flow"

static const char *const TYPES[] = {"CONTACT_FLOW", NULL};

/* The queue that a flow leads to; 0 with InvalidContactFlowException. */
static uint32_t read_queue(struct call *call, const char *content)
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
    struct acd_command command = call_command(call, ACD_CREATE_ENTRY_POINT);
    struct buf body = call_body();
    flow.name = call_required_text(call, "Name", 1, 127);
    flow.description = call_optional_text(call, "Description", 0, 500);
    const char *type = json_required_text(&call->reader, "Type", 1, 64);
    const char *content = json_required_text(&call->reader, "Content", 1, CONTENT_BYTES_MAX);
    const json_t *tags = tags_read(call, "Tags");
    if (!call_check_name(call, ACD_SUBJECT_ENTRY_POINT, 0, flow.name) ||
        call_word(call, "Type", type, TYPES) < 0)
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
}

/* The content of an entry point that was not made through this API: the smallest flow that does the same. */
static void write_content(struct call *call, uint32_t number)
{
    const json_t *kept =
        json_object_get(call_document(call, ACD_SUBJECT_ENTRY_POINT, number, DOCUMENT), "Content");
    const struct uuid *queue = call_uuid(call, ACD_SUBJECT_QUEUE, acd_entry_point_queue(call->acd, number));
    char id[UUID_TEXT_BYTES] = "";
    if (kept != NULL) {
        call_write_json(call, "Content", kept);
        return;
    }
    if (queue != NULL)
        uuid_render(queue, id);
    struct buf text;
    buf_init(&text, 1024);
    buf_append_format(
        &text,
        "{\"Version\":\"2019-10-30\",\"StartAction\":\"queue\",\"Actions\":[{\"Identifier\":\"queue\","
        "\"Type\":"
        "\"UpdateContactTargetQueue\",\"Parameters\":{\"QueueId\":\"%s\"},\"Transitions\":{\"NextAction\":"
        "\"transfer\"}},{\"Identifier\":\"transfer\",\"Type\":\"TransferContactToQueue\",\"Parameters\":{},"
        "\"Transitions\":{}}]}",
        id);
    json_member_text(&call->writer, "Content", buf_text(&text));
    buf_free(&text);
}

void describe_contact_flow(struct call *call)
{
    uint32_t number = call_find_path(call, ACD_SUBJECT_ENTRY_POINT, "ContactFlowId");
    if (number == 0)
        return;
    const struct book_object *object = book_find_object(call->book, ACD_SUBJECT_ENTRY_POINT, number);
    json_member_object_begin(&call->writer, "ContactFlow");
    call_write_arn(call, "Arn", "contact-flow", &object->uuid);
    call_write_id(call, "Id", &object->uuid);
    json_member_text(&call->writer, "Name", object->name);
    json_member_text(&call->writer, "Type", "CONTACT_FLOW");
    json_member_text(&call->writer, "State", "ACTIVE");
    json_member_text(&call->writer, "Status", "PUBLISHED");
    call_write_text(call, "Description", object->description);
    write_content(call, number);
    tags_write(call, tags_of(call, ACD_SUBJECT_ENTRY_POINT, number));
    json_object_end(&call->writer);
}

void list_contact_flows(struct call *call)
{
    struct page_walk walk;
    if (!page_begin_query(call, &walk, 1000))
        return;
    json_member_array_begin(&call->writer, "ContactFlowSummaryList");
    for (uint32_t number = 0;
         (number = book_object_after(call->book, ACD_SUBJECT_ENTRY_POINT, number)) != 0;) {
        const struct book_object *object = book_find_object(call->book, ACD_SUBJECT_ENTRY_POINT, number);
        if (!page_take(&walk, number))
            continue;
        json_object_begin(&call->writer);
        call_write_id(call, "Id", &object->uuid);
        call_write_arn(call, "Arn", "contact-flow", &object->uuid);
        json_member_text(&call->writer, "Name", object->name);
        json_member_text(&call->writer, "ContactFlowType", "CONTACT_FLOW");
        json_member_text(&call->writer, "ContactFlowState", "ACTIVE");
        json_member_text(&call->writer, "ContactFlowStatus", "PUBLISHED");
        json_object_end(&call->writer);
    }
    json_array_end(&call->writer);
    page_end(call, &walk);
}
