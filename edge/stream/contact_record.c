/* The contact record (connect.md 3.7): one per contact, when its wrap-up is over; a transfer makes a new contact and so
 * a new record. It must not decide when.
 *
 * Times are in whole seconds, as the vendor's records have them; durations are whole seconds of the exact times.
 */
#include "edge/stream/story.h"

#include <string.h>

static int64_t seconds(int64_t from, int64_t to)
{
    return from > 0 && to > from ? (to - from) / 1000 : 0;
}

static void write_agent(const struct telling *telling, struct json_writer *writer,
                        const struct contact_story *story)
{
    const struct book_user *user = book_find_user(telling->book, story->agent);
    struct acd_agent_view view;
    if (user == NULL || story->connected_at == 0 || !acd_agent_view(telling->acd, story->agent, &view)) {
        json_member_null(writer, "Agent");
        return;
    }
    const struct book_object *profile = book_find_object(telling->book, ACD_SUBJECT_PROFILE, view.profile);
    int64_t with_agent = story->ended_at - story->connected_at - story->hold_ms - story->paused_ms;
    json_member_object_begin(writer, "Agent");
    render_member_arn(telling, writer, "ARN", "agent", &user->uuid);
    json_member_i64(writer, "AfterContactWorkDuration", seconds(story->wrapup_at, story->wrapup_end_at));
    render_member_second(writer, "AfterContactWorkEndTimestamp", story->wrapup_end_at);
    render_member_second(writer, "AfterContactWorkStartTimestamp", story->wrapup_at);
    json_member_i64(writer, "AgentInteractionDuration", with_agent > 0 ? with_agent / 1000 : 0);
    if (story->channel == ACD_TASK)
        json_member_i64(writer, "AgentPauseDurationInSeconds", story->paused_ms / 1000);
    render_member_second(writer, "ConnectedToAgentTimestamp", story->connected_at);
    json_member_i64(writer, "CustomerHoldDuration", story->hold_ms / 1000);
    put_hierarchy(telling, render_member(writer, "HierarchyGroups"), story->agent);
    json_member_i64(writer, "LongestHoldDuration", story->hold_longest_ms / 1000);
    json_member_u64(writer, "NumberOfHolds", story->holds);
    json_member_object_begin(writer, "RoutingProfile");
    if (profile != NULL) {
        render_member_arn(telling, writer, "ARN", "routing-profile", &profile->uuid);
        json_member_text(writer, "Name", profile->name);
    }
    json_object_end(writer);
    json_member_text(writer, "Username", user->username);
    json_object_end(writer);
}

static void write_queue(const struct telling *telling, struct json_writer *writer,
                        const struct contact_story *story)
{
    int64_t left_at = story->dequeued_at > 0 ? story->dequeued_at : story->ended_at;
    if (story->queue.queue == 0 && story->queue.agent == 0) {
        json_member_null(writer, "Queue");
        return;
    }
    json_member_object_begin(writer, "Queue");
    render_queue_identity(telling, writer, story->queue);
    render_member_second(writer, "DequeueTimestamp", story->enqueued_at > 0 ? left_at : 0);
    json_member_i64(writer, "Duration", seconds(story->enqueued_at, left_at));
    render_member_second(writer, "EnqueueTimestamp", story->enqueued_at);
    json_object_end(writer);
}

static void write_transfer(const struct telling *telling, struct json_writer *writer,
                           const struct contact_story *story)
{
    char text[TELLING_ARN_BYTES];
    const struct book_object *queue = book_find_object(telling->book, ACD_SUBJECT_QUEUE, story->to.queue);
    const struct book_user *user = book_find_user(telling->book, story->to.agent);
    render_member_second(writer, "TransferCompletedTimestamp", story->transferred_at);
    if (queue == NULL && user == NULL) {
        json_member_null(writer, "TransferredToEndpoint");
        return;
    }
    render_arn(telling, queue != NULL ? "queue" : "queue/agent", queue != NULL ? &queue->uuid : &user->uuid,
               text);
    json_member_object_begin(writer, "TransferredToEndpoint");
    json_member_text(writer, "Address", text);
    json_member_text(writer, "Type", "QUEUE");
    json_object_end(writer);
}

static void write_endpoint(struct json_writer *writer, const struct book_contact *contact)
{
    if (contact == NULL || contact->address[0] == '\0') {
        json_member_null(writer, "CustomerEndpoint");
        return;
    }
    json_member_object_begin(writer, "CustomerEndpoint");
    json_member_text(writer, "Address", contact->address);
    json_member_text(writer, "Type", "TELEPHONE_NUMBER");
    json_object_end(writer);
}

static void write_contact(struct json_writer *writer, const struct contact_story *story,
                          const struct book_contact *contact)
{
    const char *attributes = contact != NULL && contact->attributes[0] != '\0' ? contact->attributes : "{}";
    json_member_u64(writer, "AgentConnectionAttempts", story->attempts);
    json_member_raw(writer, "Attributes", attributes, strlen(attributes));
    json_member_text(writer, "Channel", acd_channel_name((enum acd_channel)story->channel));
    render_member_second(writer, "ConnectedToSystemTimestamp", story->system_at);
    json_member_object_begin(writer, "ContactDetails");
    if (contact != NULL && story->channel == ACD_TASK) {
        json_member_text(writer, "ContactName", contact->name);
        json_member_text(writer, "ContactDescription", contact->description);
    }
    json_object_end(writer);
    render_member_id(writer, "ContactId", &story->uuid);
    write_endpoint(writer, contact);
    json_member_text(writer, "DisconnectReason", story_disconnect_reason(story));
    render_member_second(writer, "DisconnectTimestamp", story->ended_at);
    render_member_id(writer, "InitialContactId", &story->initial);
    json_member_text(writer, "InitiationMethod", render_initiation((enum acd_initiation)story->initiation));
    render_member_second(writer, "InitiationTimestamp", story->started_at);
}

void render_contact_record(struct telling *telling, const struct contact_story *story, int64_t now)
{
    struct json_writer writer;
    const struct book_contact *contact = book_find_contact(telling->book, story->contact);
    buf_clear(&telling->json);
    json_writer_init(&writer, &telling->json);
    json_object_begin(&writer);
    json_member_text(&writer, "AWSAccountId", telling->options.account);
    json_member_text(&writer, "AWSContactTraceRecordFormatVersion", "2017-03-10");
    write_agent(telling, &writer, story);
    write_contact(&writer, story, contact);
    render_member_arn(telling, &writer, "InstanceARN", "", NULL);
    render_member_second(&writer, "LastUpdateTimestamp", now);
    render_member_id(&writer, "NextContactId", &story->next);
    render_member_id(&writer, "PreviousContactId", &story->previous);
    write_queue(telling, &writer, story);
    json_member_null(&writer, "Recording");
    render_member_id(&writer, "RelatedContactId", &story->related);
    render_member_second(&writer, "ScheduledTimestamp", story->scheduled_at);
    json_member_null(&writer, "SystemEndpoint");
    json_member_object_begin(&writer, "Tags");
    json_object_end(&writer);
    write_transfer(telling, &writer, story);
    json_object_end(&writer);
}
