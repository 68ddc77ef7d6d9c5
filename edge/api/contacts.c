/* Live contacts as the API shows them (connect.md 3, 5.4). It must not change one: contact_changes.c does. */
#include "edge/api/contacts.h"

#include <string.h>

#include "edge/api/operations.h"
#include "edge/api/paging.h"
#include "edge/api/tags.h"

enum { LEGS_MAX = 32, IDS_MAX = 100 };

const char *contact_method(unsigned initiation)
{
    static const char *const METHODS[] = {"INBOUND",  "OUTBOUND",       "CALLBACK", "API",
                                          "TRANSFER", "QUEUE_TRANSFER", "MONITOR"};
    return METHODS[initiation];
}

static void write_contact_id(struct call *call, const char *member, uint64_t contact)
{
    const struct book_contact *other = contact != 0 ? book_find_contact(call->book, contact) : NULL;
    if (other != NULL)
        call_write_id(call, member, &other->uuid);
}

/* The leg that counts: the one in conversation, else the last that was. */
static bool find_leg(const struct call *call, uint64_t contact, struct acd_leg_view *leg)
{
    struct acd_leg_view legs[LEGS_MAX];
    uint32_t count = acd_contact_legs(call->acd, contact, legs, LEGS_MAX);
    bool found = false;
    for (uint32_t i = 0; i < count; i++) {
        if (legs[i].connected_at == 0)
            continue;
        *leg = legs[i];
        found = true;
    }
    return found;
}

static void write_agent(struct call *call, uint64_t contact)
{
    struct acd_leg_view leg;
    if (!find_leg(call, contact, &leg) || call_uuid(call, ACD_SUBJECT_AGENT, leg.agent) == NULL)
        return;
    json_member_object_begin(&call->writer, "AgentInfo");
    call_write_id(call, "Id", call_uuid(call, ACD_SUBJECT_AGENT, leg.agent));
    call_write_seconds(call, "ConnectedToAgentTimestamp", leg.connected_at);
    call_write_seconds(call, "AfterContactWorkStartTimestamp", leg.ended_at);
    json_object_end(&call->writer);
}

static void write_queue(struct call *call, const struct acd_contact_view *view)
{
    const struct uuid *queue = call_uuid(call, ACD_SUBJECT_QUEUE, view->queue);
    if (queue == NULL)
        return;
    json_member_object_begin(&call->writer, "QueueInfo");
    call_write_id(call, "Id", queue);
    call_write_seconds(call, "EnqueueTimestamp", view->queued_at);
    json_object_end(&call->writer);
}

static const char *disconnect_reason(enum acd_cause cause)
{
    switch (cause) {
    case ACD_CAUSE_CUSTOMER_LEFT:
        return "CUSTOMER_DISCONNECT";
    case ACD_CAUSE_AGENT_ENDED:
        return "AGENT_DISCONNECT";
    case ACD_CAUSE_API_STOPPED:
        return "API";
    case ACD_CAUSE_TRANSFERRED:
        return "TRANSFERRED";
    case ACD_CAUSE_EXPIRED:
        return "EXPIRED";
    default:
        return "OTHER";
    }
}

static void write_texts(struct call *call, uint64_t contact, const struct book_contact *words)
{
    const json_t *changed = call_document(call, ACD_SUBJECT_CONTACT, contact, "contact");
    const json_t *name = json_object_get(changed, "Name");
    const json_t *description = json_object_get(changed, "Description");
    if (name != NULL)
        call_write_json(call, "Name", name);
    else
        json_member_text(&call->writer, "Name", words->name);
    if (description != NULL)
        call_write_json(call, "Description", description);
    else
        call_write_text(call, "Description", words->description);
}

void describe_contact(struct call *call)
{
    struct acd_contact_view view;
    uint64_t contact = call_find_contact(call, call_path(call, "ContactId"));
    if (contact == 0 || !acd_contact_view(call->acd, contact, &view))
        return;
    const struct book_contact *words = book_find_contact(call->book, contact);
    const json_t *tags = tags_of(call, ACD_SUBJECT_CONTACT, contact);
    json_member_object_begin(&call->writer, "Contact");
    call_write_arn(call, "Arn", "contact", &words->uuid);
    call_write_id(call, "Id", &words->uuid);
    write_contact_id(call, "InitialContactId", view.initial != contact ? view.initial : 0);
    write_contact_id(call, "PreviousContactId", view.previous);
    json_member_text(&call->writer, "InitiationMethod", contact_method(view.initiation));
    write_texts(call, contact, words);
    json_member_text(&call->writer, "Channel", acd_channel_name((enum acd_channel)view.channel));
    write_queue(call, &view);
    write_agent(call, contact);
    call_write_seconds(call, "InitiationTimestamp", view.started_at);
    call_write_seconds(call, "DisconnectTimestamp", view.ended_at);
    call_write_seconds(call, "LastUpdateTimestamp", view.ended_at != 0 ? view.ended_at : view.queued_at);
    call_write_seconds(call, "ScheduledTimestamp", view.scheduled_at);
    json_member_i64(&call->writer, "QueueTimeAdjustmentSeconds", view.age_ms / 1000);
    json_member_i64(&call->writer, "QueuePriority", view.priority);
    if (tags != NULL)
        tags_write(call, tags);
    json_member_raw(&call->writer, "Attributes", words->attributes, strlen(words->attributes));
    if (view.ended_at != 0)
        json_member_text(&call->writer, "DisconnectReason", disconnect_reason((enum acd_cause)view.cause));
    json_object_end(&call->writer);
}

void get_contact_attributes(struct call *call)
{
    uint64_t contact = call_find_contact(call, call_path(call, "InitialContactId"));
    const struct book_contact *words = contact != 0 ? book_find_contact(call->book, contact) : NULL;
    if (words != NULL)
        json_member_raw(&call->writer, "Attributes", words->attributes, strlen(words->attributes));
}

/* ---- references ---- */

static const char *const REFERENCE_TYPES[] = {
    "URL", "NUMBER", "STRING", "DATE", "EMAIL", "ATTACHMENT", "CONTACT_ANALYSIS", "EMAIL_MESSAGE", NULL};
static const char *const REFERENCE_MEMBERS[] = {"Url", "Number", "String", "Date", "Email"};

static unsigned wanted_types(struct call *call)
{
    struct buf text;
    unsigned wanted = 0;
    uint32_t n = 0;
    buf_init(&text, 64);
    for (; n < 8 && call_query_nth(call, "referenceTypes", n, &text); n++) {
        int word = call_word(call, "referenceTypes", buf_text(&text), REFERENCE_TYPES);
        wanted |= word >= 0 ? 1u << word : 0;
        buf_clear(&text);
    }
    buf_free(&text);
    if (n == 0)
        call_fail(call, API_INVALID_PARAMETER, "referenceTypes is required.");
    return wanted;
}

static void write_reference(struct call *call, const char *name, const json_t *reference, unsigned wanted)
{
    const char *type = json_string_value(json_object_get(reference, "Type"));
    for (unsigned i = 0; i < sizeof REFERENCE_MEMBERS / sizeof REFERENCE_MEMBERS[0]; i++) {
        if (type == NULL || strcmp(REFERENCE_TYPES[i], type) != 0 || (wanted & 1u << i) == 0)
            continue;
        json_object_begin(&call->writer);
        json_member_object_begin(&call->writer, REFERENCE_MEMBERS[i]);
        json_member_text(&call->writer, "Name", name);
        call_write_json(call, "Value", json_object_get(reference, "Value"));
        json_object_end(&call->writer);
        json_object_end(&call->writer);
    }
}

void list_contact_references(struct call *call)
{
    uint64_t contact = call_find_contact(call, call_path(call, "ContactId"));
    unsigned wanted = wanted_types(call);
    if (!call_good(call))
        return;
    const json_t *changed =
        json_object_get(call_document(call, ACD_SUBJECT_CONTACT, contact, "contact"), "References");
    json_t *first = json_loads(book_find_contact(call->book, contact)->references, 0, NULL);
    const char *name;
    json_t *reference;
    if (first != NULL && changed != NULL)
        json_object_update(first, (json_t *)(uintptr_t)changed);
    json_member_array_begin(&call->writer, "ReferenceSummaryList");
    json_object_foreach(first, name, reference)
    {
        write_reference(call, name, reference, wanted);
    }
    json_array_end(&call->writer);
    json_decref(first);
}

/* ---- SearchContacts: those that are live ---- */

struct criteria {
    int64_t from, to;
    bool by_end; /* DISCONNECT_TIMESTAMP */
    uint32_t agents[IDS_MAX], queues[IDS_MAX];
    uint32_t agent_count, queue_count;
    unsigned channels; /* bit set; 0: all */
};

static void read_ids(struct call *call, const json_t *list, const char *member, enum acd_subject kind,
                     uint32_t numbers[IDS_MAX], uint32_t *count)
{
    const char *id;
    if (json_array_size(list) > IDS_MAX)
        call_fail(call, API_INVALID_PARAMETER, "%s may hold at most %d ids.", member, IDS_MAX);
    for (size_t i = 0; (id = call_array_text(call, list, i, member)) != NULL; i++)
        numbers[(*count)++] = call_find(call, kind, id);
}

static void read_criteria(struct call *call, struct criteria *criteria)
{
    static const char *const BASES[] = {
        "INITIATION_TIMESTAMP", "SCHEDULED_TIMESTAMP", "CONNECTED_TO_AGENT_TIMESTAMP",
        "DISCONNECT_TIMESTAMP", "ENQUEUE_TIMESTAMP",   NULL};
    const json_t *range = json_required_object(&call->reader, "TimeRange");
    const json_t *wanted = json_optional_object(&call->reader, "SearchCriteria");
    const char *base = json_string_value(json_object_get(range, "Type"));
    const json_t *start = json_object_get(range, "StartTime");
    const json_t *end = json_object_get(range, "EndTime");
    if (!call_good(call))
        return;
    if (base == NULL || !json_is_number(start) || !json_is_number(end)) {
        call_fail(call, API_INVALID_PARAMETER,
                  "TimeRange needs Type, StartTime and EndTime (epoch seconds).");
        return;
    }
    criteria->by_end = call_word(call, "TimeRange.Type", base, BASES) == 3;
    criteria->from = (int64_t)(json_number_value(start) * 1000.0);
    criteria->to = (int64_t)(json_number_value(end) * 1000.0);
    if (criteria->to < criteria->from)
        call_fail(call, API_INVALID_PARAMETER, "TimeRange ends before it starts.");
    read_ids(call, json_object_get(wanted, "AgentIds"), "AgentIds", ACD_SUBJECT_AGENT, criteria->agents,
             &criteria->agent_count);
    read_ids(call, json_object_get(wanted, "QueueIds"), "QueueIds", ACD_SUBJECT_QUEUE, criteria->queues,
             &criteria->queue_count);
    const char *text;
    for (size_t i = 0;
         (text = call_array_text(call, json_object_get(wanted, "Channels"), i, "Channels")) != NULL; i++) {
        enum acd_channel channel;
        if (call_parse_channel(call, text, "Channels", &channel))
            criteria->channels |= 1u << channel;
    }
}

static bool in(const uint32_t *numbers, uint32_t count, uint32_t number)
{
    for (uint32_t i = 0; i < count; i++)
        if (numbers[i] == number)
            return true;
    return count == 0;
}

static bool matches(const struct call *call, const struct criteria *criteria,
                    const struct acd_contact_view *view)
{
    struct acd_leg_view leg;
    int64_t at = criteria->by_end ? view->ended_at : view->started_at;
    bool has_leg = find_leg(call, view->contact, &leg);
    return at >= criteria->from && at <= criteria->to && at != 0 &&
           (criteria->channels == 0 || (criteria->channels & 1u << view->channel) != 0) &&
           in(criteria->queues, criteria->queue_count, view->queue) &&
           in(criteria->agents, criteria->agent_count, has_leg ? leg.agent : 0);
}

static void write_found(struct call *call, const struct acd_contact_view *view)
{
    const struct book_contact *words = book_find_contact(call->book, view->contact);
    json_object_begin(&call->writer);
    call_write_arn(call, "Arn", "contact", &words->uuid);
    call_write_id(call, "Id", &words->uuid);
    write_contact_id(call, "InitialContactId", view->initial != view->contact ? view->initial : 0);
    write_contact_id(call, "PreviousContactId", view->previous);
    json_member_text(&call->writer, "InitiationMethod", contact_method(view->initiation));
    json_member_text(&call->writer, "Channel", acd_channel_name((enum acd_channel)view->channel));
    write_queue(call, view);
    write_agent(call, view->contact);
    call_write_seconds(call, "InitiationTimestamp", view->started_at);
    call_write_seconds(call, "DisconnectTimestamp", view->ended_at);
    call_write_seconds(call, "ScheduledTimestamp", view->scheduled_at);
    json_object_end(&call->writer);
}

void search_contacts(struct call *call)
{
    struct criteria criteria = {.channels = 0};
    struct page_walk walk;
    struct acd_contact_view view;
    read_criteria(call, &criteria);
    if (!call_good(call) || !page_begin_body(call, &walk, 100, PAGING_TOKEN_MS_MAX))
        return;
    json_member_array_begin(&call->writer, "Contacts");
    for (uint64_t contact = 0; (contact = acd_contact_after(call->acd, contact)) != 0;) {
        if (!acd_contact_view(call->acd, contact, &view) || book_find_contact(call->book, contact) == NULL ||
            !matches(call, &criteria, &view))
            continue;
        if (page_take(&walk, (uint32_t)contact)) /* the table's number, by which the walk goes */
            write_found(call, &view);
    }
    json_array_end(&call->writer);
    page_end(call, &walk);
    json_member_i64(&call->writer, "TotalCount", walk.total);
}
