/* Contacts from the book's history; see records.h. It must not change one: contact_changes.c does. */
#include "edge/api/records.h"

#include <string.h>

#include "edge/api/hierarchy.h"
#include "edge/api/tags.h"

/* ---- asking ---- */

void record_fail(struct call *call)
{
    call_fail(call, API_INTERNAL, "The history of contacts cannot be read at the moment. Try again.");
}

static void was_found(void *ctx, const struct book_contact_record *records, uint32_t count, uint32_t total,
                      bool more, bool failed)
{
    struct call *call = ctx;
    (void)total;
    (void)more;
    if (failed)
        record_fail(call);
    else if (count == 0)
        call_fail(call, API_NOT_FOUND, "There is no such contact.");
    else
        call->then(call, records);
    call_good(call);
    call_finish(call);
}

void record_ask(struct call *call, const char *id, record_fn *then)
{
    struct uuid uuid;
    if (!call_good(call))
        return;
    if (!call_parse_id(id, &uuid)) {
        call_fail(call, API_NOT_FOUND, "There is no contact %.100s.", id);
        return;
    }
    call->then = then;
    call->waits = true;
    book_ask_record(pump_book_ask(call->pump), pump_seq(call->pump), &uuid, was_found, call);
}

static void was_looked_for(void *ctx, const struct book_contact_record *records, uint32_t count,
                           uint32_t total, bool more, bool failed)
{
    struct call *call = ctx;
    (void)total;
    (void)more;
    call->waits = false;
    call->then(call, failed || count == 0 ? NULL : records);
    if (call->waits)
        return; /* it asked again */
    call_good(call);
    call_finish(call);
}

void record_look(struct call *call, const struct uuid *uuid, record_fn *then)
{
    call->then = then;
    call->waits = true;
    book_ask_record(pump_book_ask(call->pump), pump_seq(call->pump), uuid, was_looked_for, call);
}

/* ---- what it says ---- */

const char *record_method(unsigned initiation)
{
    static const char *const METHODS[] = {"INBOUND",  "OUTBOUND",       "CALLBACK", "API",
                                          "TRANSFER", "QUEUE_TRANSFER", "MONITOR"};
    return METHODS[initiation <= ACD_INITIATION_MONITOR ? initiation : ACD_INITIATION_INBOUND];
}

bool record_has(const struct uuid *uuid)
{
    static const struct uuid NONE = {{0}};
    return !uuid_equal(uuid, &NONE);
}

json_t *record_document(const struct book_contact_record *record, const char *name)
{
    json_t *all = json_loads(record->documents, 0, NULL);
    json_t *document = json_incref(json_object_get(all, name));
    json_decref(all);
    return document;
}

static const char *disconnect_reason(unsigned cause)
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

/* ---- showing ---- */

static void write_uuid(struct call *call, const char *member, const struct uuid *uuid)
{
    if (record_has(uuid))
        call_write_id(call, member, uuid);
}

/* A contact that waits for one user only is in no queue. */
static void write_queue(struct call *call, const struct book_contact_record *record)
{
    if (!record_has(&record->queue))
        return;
    json_member_object_begin(&call->writer, "QueueInfo");
    call_write_id(call, "Id", &record->queue);
    call_write_seconds(call, "EnqueueTimestamp", record->queued_at);
    json_object_end(&call->writer);
}

static int64_t last_of(const struct book_contact_record *record)
{
    const int64_t times[] = {record->started_at, record->queued_at,    record->connected_at,
                             record->ended_at,   record->changed_at,   record->paused_at,
                             record->resumed_at, record->leg_ended_at, record->leg_cleared_at};
    int64_t last = 0;
    for (size_t i = 0; i < sizeof times / sizeof times[0]; i++)
        last = times[i] > last ? times[i] : last;
    return last;
}

void record_write_summary(struct call *call, const struct book_contact_record *record)
{
    json_t *tags = record_document(record, "tags");
    call_write_arn(call, "Arn", "contact", &record->uuid);
    call_write_id(call, "Id", &record->uuid);
    if (!uuid_equal(&record->initial, &record->uuid))
        write_uuid(call, "InitialContactId", &record->initial);
    write_uuid(call, "PreviousContactId", &record->previous);
    json_member_text(&call->writer, "InitiationMethod", record_method(record->initiation));
    call_write_text(call, "Name", record->name);
    json_member_text(&call->writer, "Channel", acd_channel_name((enum acd_channel)record->channel));
    write_queue(call, record);
    call_write_seconds(call, "InitiationTimestamp", record->started_at);
    call_write_seconds(call, "DisconnectTimestamp", record->ended_at);
    call_write_seconds(call, "ScheduledTimestamp", record->scheduled_at);
    if (json_object_size(tags) > 0)
        tags_write(call, tags);
    json_decref(tags);
}

static void write_transition(struct call *call, const char *state, int64_t from, int64_t to)
{
    json_object_begin(&call->writer);
    json_member_text(&call->writer, "State", state);
    call_write_seconds(call, "StateStartTimestamp", from);
    call_write_seconds(call, "StateEndTimestamp", to);
    json_object_end(&call->writer);
}

static void write_agent(struct call *call, const struct book_contact_record *record)
{
    if (!record_has(&record->agent))
        return;
    json_member_object_begin(&call->writer, "AgentInfo");
    call_write_id(call, "Id", &record->agent);
    call_write_seconds(call, "AcceptedByAgentTimestamp", record->leg_connected_at);
    call_write_seconds(call, "ConnectedToAgentTimestamp", record->leg_connected_at);
    json_member_i64(&call->writer, "AgentPauseDurationInSeconds", record->paused_ms / 1000);
    hierarchy_write_arns(call, record->agent_number);
    if (record->leg_cleared_at != 0 && record->leg_ended_at != 0)
        json_member_i64(&call->writer, "AfterContactWorkDuration",
                        (record->leg_cleared_at - record->leg_ended_at) / 1000);
    call_write_seconds(call, "AfterContactWorkStartTimestamp", record->leg_ended_at);
    call_write_seconds(call, "AfterContactWorkEndTimestamp", record->leg_cleared_at);
    json_member_i64(&call->writer, "AgentInitiatedHoldDuration", record->leg_hold_ms / 1000);
    json_member_array_begin(&call->writer, "StateTransitions");
    write_transition(call, "INITIAL", record->leg_begun_at, record->leg_connected_at);
    write_transition(call, "CONNECTED", record->leg_connected_at, record->leg_ended_at);
    if (record->leg_ended_at != 0)
        write_transition(call, "DISCONNECTED", record->leg_ended_at, record->leg_cleared_at);
    json_array_end(&call->writer);
    json_object_end(&call->writer);
}

static void write_endpoint(struct call *call, const char *member, const json_t *kept, const char *address)
{
    if (kept != NULL) {
        call_write_json(call, member, kept);
    } else if (address != NULL && address[0] != '\0') {
        json_member_object_begin(&call->writer, member);
        json_member_text(&call->writer, "Type", "TELEPHONE_NUMBER");
        json_member_text(&call->writer, "Address", address);
        json_object_end(&call->writer);
    }
}

/* What is kept beside the contact because only this API knows it. */
static void write_kept(struct call *call, const struct book_contact_record *record)
{
    json_t *kept = record_document(record, "contact");
    call_write_json(call, "CustomerId", json_object_get(kept, "CustomerId"));
    write_endpoint(call, "CustomerEndpoint", json_object_get(kept, "CustomerEndpoint"), record->address);
    write_endpoint(call, "SystemEndpoint", json_object_get(kept, "SystemEndpoint"), NULL);
    call_write_json(call, "SegmentAttributes", json_object_get(kept, "SegmentAttributes"));
    json_decref(kept);
}

static void write_pauses(struct call *call, const struct book_contact_record *record)
{
    if (record->channel != ACD_TASK)
        return;
    call_write_seconds(call, "LastPausedTimestamp", record->paused_at);
    call_write_seconds(call, "LastResumedTimestamp", record->resumed_at);
    json_member_i64(&call->writer, "TotalPauseCount", record->pause_count);
    json_member_i64(&call->writer, "TotalPauseDurationInSeconds", record->paused_ms / 1000);
}

void record_write(struct call *call, const struct book_contact_record *record)
{
    json_member_object_begin(&call->writer, "Contact");
    record_write_summary(call, record);
    call_write_text(call, "Description", record->description);
    write_agent(call, record);
    call_write_seconds(call, "LastUpdateTimestamp", last_of(record));
    call_write_seconds(call, "ConnectedToSystemTimestamp", record->started_at);
    write_pauses(call, record);
    write_uuid(call, "RelatedContactId", &record->related);
    json_member_i64(&call->writer, "QueueTimeAdjustmentSeconds", record->age_ms / 1000);
    if (record->priority > 0)
        json_member_i64(&call->writer, "QueuePriority", record->priority);
    if (record->attributes[0] != '\0')
        json_member_raw(&call->writer, "Attributes", record->attributes, strlen(record->attributes));
    write_kept(call, record);
    if (record->ended_at != 0)
        json_member_text(&call->writer, "DisconnectReason", disconnect_reason(record->end_cause));
    json_object_end(&call->writer);
}
