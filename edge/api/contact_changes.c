/* What programs may do to a contact: stop, transfer, pause, describe anew. It must not decide whether that is possible:
 * the core does.
 *
 * What is known of a contact may be changed also when it is over: then the history has it, and is asked whether it
 * does.
 */
#include <stdlib.h>
#include <string.h>

#include "edge/api/contacts.h"
#include "edge/api/operations.h"
#include "edge/api/records.h"
#include "edge/api/tags.h"
#include "edge/api/tokens.h"

enum { LEGS_MAX = 32, CONTACT_TAGS_MAX = 6, NAME_CHARACTERS_MAX = 1024 };
#define TRANSFER_MARK "TransferMark" /* in the document "contact" of what a transfer made */

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
        if (legs[i].monitored == 0 &&
            (state == ACD_LEG_CONNECTED || state == ACD_LEG_ON_HOLD || state == ACD_LEG_PAUSED))
            return legs[i].agent;
    }
    return 0;
}

/* ---- what happens to a live one ---- */

static void was_over(struct call *call, const struct book_contact_record *record)
{
    if (record == NULL)
        call_fail(call, API_CONTACT_NOT_FOUND, "There is no such contact.");
}

/* A contact that is over has stopped, as wished. */
void stop_contact(struct call *call)
{
    struct acd_command command = call_command(call, ACD_END_CONTACT);
    struct acd_contact_view view;
    struct uuid uuid;
    const char *id = json_required_text(&call->reader, "ContactId", 1, 256);
    const json_t *reason = json_optional_object(&call->reader, "DisconnectReason");
    if (!call_good(call))
        return;
    if (reason != NULL && !json_is_string(json_object_get(reason, "Code"))) {
        call_fail(call, API_INVALID_PARAMETER, "DisconnectReason.Code must be text.");
    } else if (!call_parse_id(id, &uuid)) {
        call_fail(call, API_CONTACT_NOT_FOUND, "There is no contact %.100s.", id);
    } else if ((command.contact = book_find_contact_uuid(call->book, &uuid)) == 0) {
        record_look(call, &uuid, was_over);
    } else if (!acd_contact_view(call->acd, command.contact, &view) || view.place != ACD_PLACE_OVER) {
        call_decide(call, &command, NULL);
    }
}

static void command_task(struct call *call, enum acd_command_kind kind)
{
    struct acd_command command = call_command(call, kind);
    const char *flow = json_optional_text(&call->reader, "ContactFlowId", 1, CALL_ID_BYTES_MAX);
    command.contact = find_member(call, "ContactId");
    if (call_good(call) && flow != NULL)
        call_find(call, ACD_SUBJECT_ENTRY_POINT, flow);
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
    if (call_good(call) && call_may_for(call, command.agent))
        call_decide(call, &command, NULL);
}

void update_contact_schedule(struct call *call)
{
    struct acd_command command = call_command(call, ACD_SCHEDULE_CONTACT);
    struct acd_contact_view view;
    command.contact = find_member(call, "ContactId");
    command.scheduled_at = contact_read_schedule(call);
    if (call_good(call) && command.scheduled_at == 0)
        call_fail(call, API_INVALID_PARAMETER, "ScheduledTime is required.");
    if (call_good(call) && acd_contact_view(call->acd, command.contact, &view) &&
        view.place != ACD_PLACE_SCHEDULED)
        call_fail(call, API_INVALID_REQUEST, "The contact is not scheduled, or has begun already.");
    call_decide(call, &command, NULL);
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

/* ---- what is known of a contact, live or over ---- */

/* then: at once for a live contact, with the record NULL; else when the history has told of it. */
static void for_contact(struct call *call, const char *id, record_fn *then)
{
    if (!call_good(call))
        return;
    if (call_parse_id(id, &call->contact) && book_find_contact_uuid(call->book, &call->contact) != 0)
        then(call, NULL);
    else
        record_ask(call, id, then);
}

static uint64_t live_contact(const struct call *call)
{
    return book_find_contact_uuid(call->book, &call->contact);
}

static void change(struct call *call, struct body_contact_change *wish)
{
    struct buf body = call_body();
    uint64_t contact = live_contact(call);
    wish->has_uuid = contact == 0;
    wish->uuid = call->contact;
    call_record(call, contact != 0 ? ACD_SUBJECT_CONTACT : ACD_SUBJECT_CENTRE, contact, BOOK_CONTACT_CHANGED,
                body_render_contact_changed(&body, wish), &body);
}

/* One of the documents beside the contact. Takes the reference of value; NULL: it goes. */
static void keep_document(struct call *call, const char *name, json_t *value)
{
    uint64_t contact = live_contact(call);
    if (contact != 0) {
        call_keep_document(call, ACD_SUBJECT_CONTACT, contact, name, value);
        return;
    }
    json_t *documents = json_pack("{s:o}", name, value != NULL ? value : json_null());
    change(call, &(struct body_contact_change){.documents = documents});
    json_decref(documents);
}

/* A copy of one of the documents, live or over; an empty object if there is none. */
static json_t *present_document(struct call *call, const struct book_contact_record *record, const char *name)
{
    uint64_t contact = live_contact(call);
    const json_t *live = contact != 0 ? call_document(call, ACD_SUBJECT_CONTACT, contact, name) : NULL;
    json_t *document = live != NULL     ? json_deep_copy(live)
                       : record != NULL ? record_document(record, name)
                                        : NULL;
    return document != NULL ? document : json_object();
}

/* What is merged must still be kept: one of the texts that a contact has, as it is now and with a change. */
static void check_merged(struct call *call, const char *present, const json_t *change_wished,
                         size_t bytes_max, const char *member)
{
    json_t *merged = present[0] != '\0' ? json_loads(present, 0, NULL) : json_object();
    json_object_update(merged, (json_t *)(uintptr_t)change_wished);
    if (json_dumpb(merged, NULL, 0, JSON_COMPACT) > bytes_max)
        call_fail(call, API_INVALID_REQUEST, "%s of a contact may have at most %zu bytes in all.", member,
                  bytes_max);
    json_decref(merged);
}

static void set_attributes(struct call *call, const struct book_contact_record *record)
{
    uint64_t contact = live_contact(call);
    const json_t *attributes = json_object_get(call_json(call), "Attributes");
    const char *present = contact != 0     ? book_find_contact(call->book, contact)->attributes
                          : record != NULL ? record->attributes
                                           : "";
    check_merged(call, present, attributes, BODY_ATTRIBUTES_BYTES_MAX, "Attributes");
    if (call_good(call))
        change(call, &(struct body_contact_change){.attributes = attributes});
}

void update_contact_attributes(struct call *call)
{
    const char *id = json_required_text(&call->reader, "InitialContactId", 1, 256);
    contact_check_attributes(call, json_required_object(&call->reader, "Attributes"));
    for_contact(call, id, set_attributes);
}

static void set_segments(struct call *call, const struct book_contact_record *record, const json_t *segments)
{
    json_t *kept = present_document(call, record, "contact");
    if (json_object_get(kept, "SegmentAttributes") == NULL)
        json_object_set_new(kept, "SegmentAttributes", json_object());
    json_object_update(json_object_get(kept, "SegmentAttributes"), (json_t *)(uintptr_t)segments);
    keep_document(call, "contact", kept);
}

static void set_members(struct call *call, const struct book_contact_record *record)
{
    char cut[BODY_NAME_BYTES_MAX + 1];
    const char *name = json_string_value(json_object_get(call_json(call), "Name"));
    const json_t *segments = json_optional_object(&call->reader, "SegmentAttributes");
    struct body_contact_change wish = {.description =
                                           json_string_value(json_object_get(call_json(call), "Description")),
                                       .references = json_optional_object(&call->reader, "References")};
    if (name != NULL && name[0] != '\0') {
        contact_cut_name(name, cut);
        wish.name = cut;
    }
    uint64_t contact = live_contact(call);
    const char *present = contact != 0     ? book_find_contact(call->book, contact)->references
                          : record != NULL ? record->references
                                           : "";
    if (wish.references != NULL)
        check_merged(call, present, wish.references, BODY_REFERENCES_BYTES_MAX, "References");
    if (!call_good(call))
        return;
    if (wish.name != NULL || wish.description != NULL || wish.references != NULL)
        change(call, &wish);
    if (call_good(call) && segments != NULL)
        set_segments(call, record, segments);
}

void update_contact(struct call *call)
{
    static const char *const EXTERNAL[] = {"QueueInfo", "UserInfo", "CustomerEndpoint", "SystemEndpoint"};
    static const char *const MEMBERS[] = {"Name", "Description", "References", "SegmentAttributes"};
    bool any = false;
    call_optional_text(call, "Name", 0, NAME_CHARACTERS_MAX);
    call_optional_text(call, "Description", 0, 4096);
    contact_check_references(call, json_optional_object(&call->reader, "References"));
    contact_check_segments(call, json_optional_object(&call->reader, "SegmentAttributes"));
    for (size_t i = 0; i < sizeof EXTERNAL / sizeof EXTERNAL[0]; i++)
        if (json_has(&call->reader, EXTERNAL[i]))
            call_fail(call, API_INVALID_REQUEST, "%s is only for contacts of another telephone system.",
                      EXTERNAL[i]);
    for (size_t i = 0; i < sizeof MEMBERS / sizeof MEMBERS[0]; i++)
        any = any || json_has(&call->reader, MEMBERS[i]);
    if (call_good(call) && !any)
        call_fail(call, API_INVALID_REQUEST, "Nothing to update is named.");
    for_contact(call, call_path(call, "ContactId"), set_members);
}

/* ---- TransferContact: tasks that are live, wherever they are, as the vendor documents it ---- */

static void answer_transfer(struct call *call, const struct uuid *uuid)
{
    call_write_id(call, "ContactId", uuid);
    call_write_arn(call, "ContactArn", "contact", uuid);
}

/* What a request wishes, to know it again: a mark of its members. */
static json_t *mark_of(struct call *call)
{
    static const char *const MEMBERS[] = {"ContactId", "ContactFlowId", "QueueId", "UserId"};
    uint8_t digest[SHA256_BYTES];
    char text[BASE64_BYTES(SHA256_BYTES)];
    json_t *wish = json_array();
    for (size_t i = 0; i < sizeof MEMBERS / sizeof MEMBERS[0]; i++) {
        json_t *value = json_object_get(call_json(call), MEMBERS[i]);
        json_array_append_new(wish, value != NULL ? json_incref(value) : json_null());
    }
    char *bytes = json_dumps(wish, JSON_COMPACT);
    token_sign(call, bytes, strlen(bytes), digest);
    base64_encode(digest, sizeof digest, text);
    free(bytes);
    json_decref(wish);
    return json_string(text);
}

/* The token's first request has made call->contact. */
static void repeat_transfer(struct call *call, const struct book_contact_record *record)
{
    json_t *kept = present_document(call, record, "contact");
    json_t *mark = mark_of(call);
    const json_t *first = json_object_get(kept, TRANSFER_MARK);
    if (first == NULL || json_equal(first, mark))
        answer_transfer(call, &call->contact);
    else
        call_fail(call, API_IDEMPOTENCY, "This ClientToken came with another wish before.");
    json_decref(mark);
    json_decref(kept);
}

static void read_transfer(struct call *call, struct acd_command *command)
{
    struct acd_contact_view view;
    *command = call_command(call, ACD_TRANSFER_CONTACT);
    command->contact = find_member(call, "ContactId");
    call_find_member(call, ACD_SUBJECT_ENTRY_POINT, "ContactFlowId");
    const char *queue = json_optional_text(&call->reader, "QueueId", 1, CALL_ID_BYTES_MAX);
    const char *user = json_optional_text(&call->reader, "UserId", 1, CALL_ID_BYTES_MAX);
    if (call_good(call) && (queue != NULL) + (user != NULL) != 1)
        call_fail(call, API_INVALID_REQUEST, "Exactly one of QueueId and UserId is needed.");
    if (call_good(call) && acd_contact_view(call->acd, command->contact, &view) && view.channel != ACD_TASK)
        call_fail(call, API_INVALID_REQUEST, "Only tasks can be transferred by this operation.");
    if (call_good(call) && queue != NULL)
        command->queue = call_find(call, ACD_SUBJECT_QUEUE, queue);
    if (call_good(call) && user != NULL)
        command->to_agent = call_find(call, ACD_SUBJECT_AGENT, user);
    if (!call_good(call))
        return;
    command->agent = working_agent(call, command->contact); /* 0: nobody has accepted it yet */
    if (command->agent != 0 && command->agent == command->to_agent)
        call_fail(call, API_INVALID_REQUEST, "The contact is this user's already.");
}

/* call->contact is the id that the new one gets; record: it was made by an earlier request, and is over. */
static void transfer(struct call *call, const struct book_contact_record *record)
{
    const char *token = json_string_value(json_object_get(call_json(call), "ClientToken"));
    struct acd_command command;
    if (record != NULL || live_contact(call) != 0) {
        repeat_transfer(call, record);
        return;
    }
    read_transfer(call, &command);
    struct buf body = call_body();
    if (!body_render_contact_transferred(&body, &call->contact))
        call_fail(call, API_INTERNAL, "The transfer cannot be kept.");
    if (call_decide(call, &command, &body) == NULL)
        return;
    if (token != NULL && token[0] != '\0')
        contact_keep(call, live_contact(call), TRANSFER_MARK, mark_of(call));
    answer_transfer(call, &call->contact);
}

void transfer_contact(struct call *call)
{
    const char *token = call_optional_text(call, "ClientToken", 0, BODY_TOKEN_BYTES_MAX);
    if (!call_good(call))
        return;
    call->contact = token_uuid(call, token);
    if (token == NULL || token[0] == '\0' || live_contact(call) != 0)
        transfer(call, NULL);
    else
        record_look(call, &call->contact, transfer);
}

/* ---- tags ---- */

static void add_tags(struct call *call, const struct book_contact_record *record)
{
    json_t *tags = present_document(call, record, "tags");
    json_object_update(tags, json_object_get(call_json(call), "Tags"));
    if (json_object_size(tags) <= CONTACT_TAGS_MAX) {
        keep_document(call, "tags", tags);
        return;
    }
    json_decref(tags);
    call_fail(call, API_INVALID_REQUEST, "A contact has at most %d tags.", CONTACT_TAGS_MAX);
}

void tag_contact(struct call *call)
{
    const char *id = json_required_text(&call->reader, "ContactId", 1, 256);
    const json_t *tags = json_required_object(&call->reader, "Tags");
    tags_read(call, "Tags");
    if (call_good(call) && json_object_size(tags) == 0)
        call_fail(call, API_INVALID_PARAMETER, "Tags must hold 1 to %d tags.", CONTACT_TAGS_MAX);
    for_contact(call, id, add_tags);
}

static void remove_tags(struct call *call, const struct book_contact_record *record)
{
    json_t *tags = present_document(call, record, "tags");
    size_t before = json_object_size(tags);
    tags_remove(call, "TagKeys", tags);
    size_t left = json_object_size(tags);
    if (call_good(call) && left != before)
        keep_document(call, "tags", left > 0 ? json_incref(tags) : NULL);
    json_decref(tags);
}

void untag_contact(struct call *call)
{
    for_contact(call, call_path(call, "ContactId"), remove_tags);
}
