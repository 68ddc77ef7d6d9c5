/* What programs may do to a contact: stop, transfer, pause, describe anew. It must not decide whether that is possible: the core does. */
#include <stdlib.h>
#include <string.h>

#include "edge/api/contacts.h"
#include "edge/api/operations.h"
#include "edge/api/tags.h"

enum { LEGS_MAX = 32, CONTACT_TAGS_MAX = 6 };

/* The live contact that a member of the body names. */
static uint64_t find_member(struct call *call, const char *member)
{
    const char *id = json_required_text(&call->reader, member, 1, 256);
    return call_good(call) ? call_find_contact(call, id) : 0;
}

/* Whose leg is in conversation; 0: nobody's. */
static uint32_t working_agent(const struct call *call, uint64_t contact)
{
    struct acd_leg_view legs[LEGS_MAX];
    uint32_t count = acd_contact_legs(call->acd, contact, legs, LEGS_MAX);
    for (uint32_t i = 0; i < count; i++) {
        enum acd_leg_state state = (enum acd_leg_state)legs[i].state;
        if (state == ACD_LEG_CONNECTED || state == ACD_LEG_ON_HOLD || state == ACD_LEG_PAUSED)
            return legs[i].agent;
    }
    return 0;
}

void stop_contact(struct call *call)
{
    struct acd_command command = call_command(call, ACD_END_CONTACT);
    struct acd_contact_view view;
    command.contact = find_member(call, "ContactId");
    if (call->error == API_NOT_FOUND)
        call->error = API_CONTACT_NOT_FOUND;
    if (!call_good(call))
        return;
    if (acd_contact_view(call->acd, command.contact, &view) && view.place == ACD_PLACE_OVER)
        return; /* it is over, as wished */
    call_decide(call, &command, NULL);
}

static void command_task(struct call *call, enum acd_command_kind kind)
{
    struct acd_command command = call_command(call, kind);
    command.contact = find_member(call, "ContactId");
    if (!call_good(call))
        return;
    command.agent = working_agent(call, command.contact);
    call_decide(call, &command, NULL);
}

void pause_contact(struct call *call)
{
    command_task(call, ACD_PAUSE_CONTACT);
}

void resume_contact(struct call *call)
{
    command_task(call, ACD_RESUME_CONTACT);
}

void associate_contact_with_user(struct call *call)
{
    struct acd_command command = call_command(call, ACD_ASSOCIATE_CONTACT);
    command.contact = call_find_contact(call, call_path(call, "ContactId"));
    command.agent = call_find_member(call, ACD_SUBJECT_AGENT, "UserId");
    call_decide(call, &command, NULL);
}

void transfer_contact(struct call *call)
{
    struct acd_command command = call_command(call, ACD_TRANSFER_CONTACT);
    struct acd_contact_view view;
    struct uuid uuid = uuid_random();
    struct buf body = call_body();
    command.contact = find_member(call, "ContactId");
    call_find_member(call, ACD_SUBJECT_ENTRY_POINT, "ContactFlowId");
    const char *queue = json_optional_text(&call->reader, "QueueId", 1, CALL_ID_BYTES_MAX);
    const char *user = json_optional_text(&call->reader, "UserId", 1, CALL_ID_BYTES_MAX);
    if (call_good(call) && (queue != NULL) + (user != NULL) != 1)
        call_fail(call, API_INVALID_REQUEST, "Exactly one of QueueId and UserId is needed.");
    if (call_good(call) && acd_contact_view(call->acd, command.contact, &view) && view.channel != ACD_TASK)
        call_fail(call, API_INVALID_REQUEST, "Only tasks can be transferred by this operation.");
    if (call_good(call) && queue != NULL)
        command.queue = call_find(call, ACD_SUBJECT_QUEUE, queue);
    if (call_good(call) && user != NULL)
        command.to_agent = call_find(call, ACD_SUBJECT_AGENT, user);
    if (!call_good(call))
        return;
    command.agent = working_agent(call, command.contact);
    if (command.agent == 0)
        call_fail(call, API_INVALID_REQUEST, "The contact is not connected to a user.");
    if (!body_render_contact_transferred(&body, &uuid))
        call_fail(call, API_INTERNAL, "The transfer cannot be kept.");
    if (call_decide(call, &command, &body) == NULL)
        return;
    call_write_id(call, "ContactId", &uuid);
    call_write_arn(call, "ContactArn", "contact", &uuid);
}

void update_contact_attributes(struct call *call)
{
    struct buf body = call_body();
    uint64_t contact = find_member(call, "InitialContactId");
    const json_t *attributes = json_required_object(&call->reader, "Attributes");
    if (!call_good(call))
        return;
    char *text = contact_read_attributes(call, attributes);
    if (text != NULL && call_good(call))
        call_record(call, ACD_SUBJECT_CONTACT, contact, BOOK_ATTRIBUTES_SET,
                    body_render_attributes_set(&body, text), &body);
    free(text);
}

void update_contact_routing_data(struct call *call)
{
    bool has_priority = json_has(&call->reader, "QueuePriority");
    bool has_age = json_has(&call->reader, "QueueTimeAdjustmentSeconds");
    uint64_t contact = call_find_contact(call, call_path(call, "ContactId"));
    struct acd_command command = call_command(call, has_age ? ACD_SET_CONTACT_AGE : ACD_SET_CONTACT_PRIORITY);
    command.contact = contact;
    command.priority = json_optional_i64(&call->reader, "QueuePriority", 1, INT64_MAX, 0);
    command.age_ms =
        json_optional_i64(&call->reader, "QueueTimeAdjustmentSeconds", -31536000, 31536000, 0) * 1000;
    if (json_has(&call->reader, "RoutingCriteria"))
        call_fail(call, API_INVALID_PARAMETER, "This server has no RoutingCriteria.");
    if (has_priority && has_age)
        call_fail(call, API_INVALID_REQUEST,
                  "QueuePriority and QueueTimeAdjustmentSeconds exclude each other.");
    if (has_priority || has_age)
        call_decide(call, &command, NULL);
}

/* What is changed is kept beside the contact: Name, Description, References. */
void update_contact(struct call *call)
{
    uint64_t contact = call_find_contact(call, call_path(call, "ContactId"));
    const char *name = call_optional_text(call, "Name", 0, 1024);
    const char *description = call_optional_text(call, "Description", 0, 4096);
    const json_t *references = json_optional_object(&call->reader, "References");
    free(contact_read_references(call, references));
    if (!call_good(call))
        return;
    const json_t *present = call_document(call, ACD_SUBJECT_CONTACT, contact, "contact");
    json_t *changed = present != NULL ? json_deep_copy(present) : json_object();
    if (name != NULL)
        json_object_set_new(changed, "Name", json_string(name));
    if (description != NULL)
        json_object_set_new(changed, "Description", json_string(description));
    if (references != NULL && json_object_get(changed, "References") == NULL)
        json_object_set_new(changed, "References", json_object());
    if (references != NULL)
        json_object_update(json_object_get(changed, "References"), (json_t *)(uintptr_t)references);
    call_keep_document(call, ACD_SUBJECT_CONTACT, contact, "contact", changed);
}

void tag_contact(struct call *call)
{
    uint64_t contact = find_member(call, "ContactId");
    json_required_object(&call->reader, "Tags");
    const json_t *change = tags_read(call, "Tags");
    if (!call_good(call))
        return;
    const json_t *present = tags_of(call, ACD_SUBJECT_CONTACT, contact);
    json_t *tags = present != NULL ? json_deep_copy(present) : json_object();
    json_object_update(tags, (json_t *)(uintptr_t)change);
    if (json_object_size(tags) > CONTACT_TAGS_MAX)
        call_fail(call, API_INVALID_REQUEST, "A contact has at most %d tags.", CONTACT_TAGS_MAX);
    else
        tags_keep(call, ACD_SUBJECT_CONTACT, contact, tags);
    json_decref(tags);
}

void untag_contact(struct call *call)
{
    struct buf key;
    uint64_t contact = call_find_contact(call, call_path(call, "ContactId"));
    const json_t *present = contact != 0 ? tags_of(call, ACD_SUBJECT_CONTACT, contact) : NULL;
    json_t *tags = present != NULL ? json_deep_copy(present) : json_object();
    buf_init(&key, 1024);
    for (uint32_t n = 0; call_query_nth(call, "TagKeys", n, &key); n++) {
        json_object_del(tags, buf_text(&key));
        buf_clear(&key);
    }
    buf_free(&key);
    if (call_good(call) && present != NULL && json_object_size(tags) == 0)
        call_keep_document(call, ACD_SUBJECT_CONTACT, contact, "tags", NULL);
    else if (call_good(call) && present != NULL)
        tags_keep(call, ACD_SUBJECT_CONTACT, contact, tags);
    json_decref(tags);
}
