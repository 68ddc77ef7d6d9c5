/* Contact events (connect.md 3.6), and when a contact's record is due. It keeps each live contact's story; it must not
 * touch an agent's events.
 *
 *     CONTACT_STARTED, CALL_PLACED, CONTACT_TRANSFERRED   INITIATED              CONTACT_PARKED, TASK_PAUSED     PAUSED
 *     CUSTOMER_CONNECTED; at once for calls and tasks     CONNECTED_TO_SYSTEM    CONTACT_UNPARKED, TASK_RESUMED  RESUMED
 *     CONTACT_QUEUED                                      QUEUED                 CONTACT_ENDED                   DISCONNECTED
 *     OFFER_ACCEPTED, LEG_ANSWERED (CONNECTED), TAKEN_OVER            CONNECTED_TO_AGENT     CONTACT_FORGOTTEN               COMPLETED, and the record
 *     CONTACT_SCHEDULED, priority, age, attributes        CONTACT_DATA_UPDATED
 */
#include <stdlib.h>
#include <string.h>

#include "edge/stream/story.h"

enum { STORIES_MAX = 1 << 23 };

/* ---- stories ---- */

struct contact_story *story_find(const struct telling *telling, uint64_t contact)
{
    return table_find(&telling->stories, &contact, sizeof contact);
}

static struct contact_story *begin_story(struct telling *telling, const struct acd_event *event)
{
    const struct book_contact *known = book_find_contact(telling->book, event->contact);
    struct contact_story *story = story_find(telling, event->contact) ? NULL : calloc(1, sizeof *story);
    if (story == NULL)
        return NULL;
    story->contact = event->contact;
    if (!table_put(&telling->stories, &story->contact, sizeof story->contact, story)) {
        free(story);
        return NULL;
    }
    story->uuid = known != NULL ? known->uuid : (struct uuid){{0}};
    story->started_at = event->at;
    return story;
}

static void end_story(struct telling *telling, uint64_t contact)
{
    free(table_remove(&telling->stories, &contact, sizeof contact));
}

void contact_events_free(struct telling *telling)
{
    size_t at = 0;
    for (struct contact_story *story; (story = table_next(&telling->stories, &at)) != NULL;)
        free(story);
    table_free(&telling->stories);
}

const char *story_disconnect_reason(const struct contact_story *story)
{
    bool task = story->channel == ACD_TASK;
    switch (story->cause) {
    case ACD_CAUSE_AGENT_ENDED:
    case ACD_CAUSE_TRANSFERRED:
        return "AGENT_DISCONNECT";
    case ACD_CAUSE_CUSTOMER_LEFT:
        return task ? "OTHER" : "CUSTOMER_DISCONNECT";
    case ACD_CAUSE_EXPIRED:
        return task ? "EXPIRED" : "OTHER";
    case ACD_CAUSE_API_STOPPED:
        return task ? "API" : "OTHER";
    case ACD_CAUSE_FAILED:
        return story->channel == ACD_VOICE ? "TELECOM_PROBLEM" : "OTHER";
    default:
        return "OTHER";
    }
}

/* ---- rendering: members that are not known are left out ---- */

static void put_known_id(struct buf *json, const char *member, const struct uuid *uuid)
{
    if (uuid_is_nil(uuid))
        return;
    buf_append_text(json, member);
    put_id(json, uuid);
}

static void put_known_time(struct buf *json, const char *member, int64_t at)
{
    if (at <= 0 || at == ACD_NEVER)
        return;
    buf_append_text(json, member);
    put_time(json, at);
}

static void put_resources(const struct telling *telling, struct buf *json, const struct contact_story *story)
{
    const struct book_user *user = book_find_user(telling->book, story->agent);
    put_literal(json, ",\"resources\":[");
    put_arn(telling, json, "", NULL);
    put_literal(json, ",");
    put_arn(telling, json, "contact", &story->uuid);
    if (user != NULL) {
        put_literal(json, ",");
        put_arn(telling, json, "agent", &user->uuid);
    }
    put_literal(json, "]");
}

static void put_queue_info(const struct telling *telling, struct buf *json, const struct contact_story *story)
{
    const struct book_object *queue = book_find_object(telling->book, ACD_SUBJECT_QUEUE, story->queue.queue);
    const struct book_user *user = book_find_user(telling->book, story->queue.agent);
    if (queue == NULL && user == NULL)
        return;
    put_literal(json, ",\"queueInfo\":{\"queueArn\":");
    put_arn(telling, json, queue != NULL ? "queue" : "queue/agent",
            queue != NULL ? &queue->uuid : &user->uuid);
    put_word(json, ",\"queueType\":", queue != NULL ? "STANDARD" : "AGENT");
    put_known_time(json, ",\"enqueueTimestamp\":", story->enqueued_at);
    put_literal(json, "}");
}

static void put_agent_info(const struct telling *telling, struct buf *json, const struct contact_story *story)
{
    const struct book_user *user = book_find_user(telling->book, story->agent);
    if (user == NULL || story->connected_at == 0)
        return;
    put_literal(json, ",\"agentInfo\":{\"agentArn\":");
    put_arn(telling, json, "agent", &user->uuid);
    put_literal(json, ",\"connectedToAgentTimestamp\":");
    put_time(json, story->connected_at);
    if (story->ended_at > 0) {
        put_literal(json, ",\"agentInitiatedHoldDuration\":");
        buf_append_i64(json, story->hold_ms / 1000);
    }
    put_known_time(json, ",\"afterContactWorkStartTimestamp\":", story->wrapup_at);
    put_known_time(json, ",\"afterContactWorkEndTimestamp\":", story->wrapup_end_at);
    if (story->wrapup_end_at > 0) {
        put_literal(json, ",\"afterContactWorkDuration\":");
        buf_append_i64(json, (story->wrapup_end_at - story->wrapup_at) / 1000);
    }
    put_literal(json, "}");
}

static void put_detail(const struct telling *telling, struct buf *json, const struct contact_story *story,
                       const char *type)
{
    put_word(json, ",\"detail\":{\"eventType\":", type);
    put_literal(json, ",\"contactId\":");
    put_id(json, &story->uuid);
    put_known_id(json, ",\"initialContactId\":", &story->initial);
    put_known_id(json, ",\"previousContactId\":", &story->previous);
    put_known_id(json, ",\"relatedContactId\":", &story->related);
    put_word(json, ",\"channel\":", acd_channel_name((enum acd_channel)story->channel));
    put_literal(json, ",\"instanceArn\":");
    put_arn(telling, json, "", NULL);
    put_word(json, ",\"initiationMethod\":", render_initiation((enum acd_initiation)story->initiation));
    put_literal(json, ",\"initiationTimestamp\":");
    put_time(json, story->started_at);
    put_known_time(json, ",\"scheduledTimestamp\":", story->scheduled_at);
    put_known_time(json, ",\"connectedToSystemTimestamp\":", story->system_at);
    put_queue_info(telling, json, story);
    put_agent_info(telling, json, story);
    put_known_time(json, ",\"disconnectTimestamp\":", story->ended_at);
    if (story->ended_at > 0)
        put_word(json, ",\"disconnectReason\":", story_disconnect_reason(story));
    put_literal(json, "}");
}

static void render(struct telling *telling, const struct contact_story *story, const struct acd_event *event,
                   const char *type)
{
    struct buf *json = &telling->json;
    struct uuid id = render_event_id(telling, type, event->seq, event->at, story->contact);
    buf_clear(json);
    put_literal(json, "{\"version\":\"0\",\"id\":");
    put_id(json, &id);
    put_literal(json,
                ",\"detail-type\":\"Amazon Connect Contact Event\",\"source\":\"aws.connect\",\"account\":");
    put_text(json, telling->options.account);
    put_literal(json, ",\"time\":");
    put_second(json, event->at);
    put_literal(json, ",\"region\":");
    put_text(json, telling->options.region);
    put_resources(telling, json, story);
    put_detail(telling, json, story, type);
    put_literal(json, "}");
}

static void tell(struct telling *telling, const struct contact_story *story, const struct acd_event *event,
                 const char *type)
{
    char key[UUID_TEXT_BYTES];
    if (!telling->muted)
        render(telling, story, event, type);
    telling_send(telling, event->seq, SPOOL_CONTACT_EVENT, uuid_render(&story->uuid, key));
}

/* ---- what each event means ---- */

static void on_begun(struct telling *telling, const struct acd_event *event)
{
    struct contact_story *story = begin_story(telling, event);
    if (story == NULL)
        return;
    const struct contact_story *related = story_find(telling, event->previous);
    story->channel = event->kind == ACD_CALL_PLACED ? ACD_VOICE : event->channel;
    story->initiation = event->kind == ACD_CALL_PLACED ? ACD_INITIATION_OUTBOUND : event->initiation;
    if (event->kind == ACD_CALL_PLACED)
        story->queue = (struct render_queue){.queue = event->queue};
    if (related != NULL)
        story->related = related->uuid;
    tell(telling, story, event, "INITIATED");
    if (story->channel == ACD_CHAT || event->kind == ACD_CALL_PLACED)
        return; /* a chat's customer connects later; the other side of a call has not answered */
    story->system_at = event->at;
    tell(telling, story, event, "CONNECTED_TO_SYSTEM");
}

static void on_transferred(struct telling *telling, const struct acd_event *event)
{
    struct contact_story *story = begin_story(telling, event);
    struct contact_story *old = story_find(telling, event->previous);
    struct acd_contact_view view;
    if (story == NULL)
        return;
    if (acd_contact_view(telling->acd, event->contact, &view)) {
        story->channel = view.channel;
        story->initiation = view.initiation;
    }
    if (old != NULL) {
        story->previous = old->uuid;
        story->initial = uuid_is_nil(&old->initial) ? old->uuid : old->initial;
        story->system_at = old->system_at;
        old->next = story->uuid;
        old->to =
            (struct render_queue){.queue = event->queue, .agent = event->queue ? 0 : event->other_agent};
        old->transferred_at = event->at;
    }
    tell(telling, story, event, "INITIATED");
}

static void on_connected(struct telling *telling, struct contact_story *story, const struct acd_event *event)
{
    if (event->leg_state != ACD_LEG_CONNECTED)
        return; /* a callback was taken; its customer is yet to be dialled */
    story->agent = event->agent;
    story->connected_at = event->at;
    story->dequeued_at = story->dequeued_at > 0 ? story->dequeued_at : event->at;
    if (story->system_at == 0)
        story->system_at = event->at;
    tell(telling, story, event, "CONNECTED_TO_AGENT");
}

static void on_queued(struct telling *telling, struct contact_story *story, const struct acd_event *event)
{
    story->queue = (struct render_queue){.queue = event->queue, .agent = event->queue ? 0 : event->agent};
    if (story->enqueued_at == 0)
        story->enqueued_at = event->at;
    tell(telling, story, event, "QUEUED");
}

static void end_hold(struct contact_story *story, int64_t at)
{
    int64_t held = story->hold_since > 0 ? at - story->hold_since : 0;
    story->hold_ms += held;
    story->hold_longest_ms = held > story->hold_longest_ms ? held : story->hold_longest_ms;
    story->hold_since = 0;
    story->paused_ms += story->paused_since > 0 ? at - story->paused_since : 0;
    story->paused_since = 0;
}

static void on_ended(struct telling *telling, struct contact_story *story, const struct acd_event *event)
{
    end_hold(story, event->at);
    story->ended_at = event->at;
    story->cause = event->cause;
    tell(telling, story, event, "DISCONNECTED");
}

static void on_paused(struct telling *telling, struct contact_story *story, const struct acd_event *event)
{
    story->paused_since = event->at;
    story->pauses++;
    tell(telling, story, event, "PAUSED");
}

static void on_resumed(struct telling *telling, struct contact_story *story, const struct acd_event *event)
{
    story->paused_ms += story->paused_since > 0 ? event->at - story->paused_since : 0;
    story->paused_since = 0;
    tell(telling, story, event, "RESUMED");
}

/* What changes the story of a contact that has one. */
static void on_story(struct telling *telling, struct contact_story *story, const struct acd_event *event)
{
    switch (event->kind) {
    case ACD_CONTACT_SCHEDULED:
        story->scheduled_at = event->deadline;
        tell(telling, story, event, "CONTACT_DATA_UPDATED");
        break;
    case ACD_CUSTOMER_CONNECTED:
        story->system_at = event->at;
        tell(telling, story, event, "CONNECTED_TO_SYSTEM");
        break;
    case ACD_CONTACT_QUEUED:
        on_queued(telling, story, event);
        break;
    case ACD_OFFER_MADE:
        story->attempts++;
        break;
    case ACD_OFFER_ACCEPTED:
    case ACD_LEG_ANSWERED:
        on_connected(telling, story, event);
        break;
    case ACD_TAKEN_OVER: /* the contact goes on, at another agent: the record is that agent's */
        end_hold(story, event->at);
        on_connected(telling, story, event);
        break;
    case ACD_LEG_HELD:
        story->hold_since = event->at;
        story->holds++;
        break;
    case ACD_LEG_UNHELD:
        end_hold(story, event->at);
        break;
    case ACD_TASK_PAUSED:
    case ACD_CONTACT_PARKED:
        on_paused(telling, story, event);
        break;
    case ACD_TASK_RESUMED:
    case ACD_CONTACT_UNPARKED:
        on_resumed(telling, story, event);
        break;
    case ACD_CONTACT_PRIORITY_SET:
    case ACD_CONTACT_AGE_SET:
        tell(telling, story, event, "CONTACT_DATA_UPDATED");
        break;
    case ACD_CONTACT_ENDED:
        on_ended(telling, story, event);
        break;
    case ACD_WRAPUP_BEGUN:
        if (event->cause != ACD_CAUSE_TAKEN_OVER)
            story->wrapup_at = event->at;
        break;
    case ACD_LEG_CLEARED:
        if (event->leg_state == ACD_LEG_ENDED && (story->agent == 0 || story->agent == event->agent))
            story->wrapup_end_at = event->at;
        break;
    default:
        break;
    }
}

/* A contact that is forgotten is read for the last time, so its last words are made before. */
void contact_events_before(struct telling *telling, const struct acd_event *event)
{
    char key[UUID_TEXT_BYTES];
    struct contact_story *story =
        event->kind == ACD_CONTACT_FORGOTTEN ? story_find(telling, event->contact) : NULL;
    if (story == NULL)
        return;
    tell(telling, story, event, "COMPLETED");
    if (!telling->muted)
        render_contact_record(telling, story, event->at);
    telling_send(telling, event->seq, SPOOL_CONTACT_RECORD, uuid_render(&story->uuid, key));
    end_story(telling, event->contact);
}

void contact_events_after(struct telling *telling, const struct acd_event *event)
{
    bool recorded = event->kind == ACD_RECORDED && event->subject_kind == ACD_SUBJECT_CONTACT;
    if (event->kind == ACD_CONTACT_STARTED || event->kind == ACD_CALL_PLACED) {
        on_begun(telling, event);
        return;
    }
    if (event->kind == ACD_CONTACT_TRANSFERRED) {
        on_transferred(telling, event);
        return;
    }
    struct contact_story *story = story_find(telling, recorded ? event->subject : event->contact);
    if (story == NULL)
        return;
    if (recorded && event->record == BOOK_ATTRIBUTES_SET)
        tell(telling, story, event, "CONTACT_DATA_UPDATED");
    else if (!recorded)
        on_story(telling, story, event);
}
