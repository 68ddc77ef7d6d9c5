/* Agent events (connect.md 3.5): which events change an agent, and which of them are one change. It must not know how a
 * snapshot looks.
 *
 *                 an event of the agent: before it is applied, the snapshot that will be Previous
 *     (nothing open) ----------------------------------------------------------------------------> OPEN
 *     OPEN --an event of the same agent that belongs to it (joins)--> OPEN
 *     OPEN --any other event of the agent, any event of a later moment, nothing more durable--> told: Current is the state as it is then
 *
 * What belongs together is what one choice did (connect.md 2.5): contacts cleared and the status applied; a next status
 * and the contacts it cleared; a log-out and its status. The one exception is the vendor's: with only wrap-up left, a
 * next status is set and clears (one event), then it is applied (a second).
 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "edge/stream/render.h"
#include "lib/stop.h"

enum { SNAPSHOT_BYTES_MAX = TELLING_BYTES_MAX / 2 - 4096 };

/* ---- agents ---- */

/* Half a story would be a lie, so memory that is out ends the program; a restart tells it all. */
static void *grown(void *memory, size_t bytes)
{
    void *larger = realloc(memory, bytes);
    if (larger == NULL)
        stop_out_of_memory("for the event stream");
    return larger;
}

static struct telling_agent *get_agent(struct telling *telling, uint32_t agent)
{
    if (agent >= telling->agent_count) {
        uint32_t count = agent + agent / 2 + 64;
        telling->agents = grown(telling->agents, count * sizeof telling->agents[0]);
        memset(telling->agents + telling->agent_count, 0,
               (count - telling->agent_count) * sizeof telling->agents[0]);
        telling->agent_count = count;
    }
    return &telling->agents[agent];
}

static bool is_online(const struct telling *telling, uint32_t agent)
{
    struct acd_agent_view view;
    return acd_agent_view(telling->acd, agent, &view) && view.status_type != ACD_STATUS_OFFLINE;
}

static void note_told(struct telling *telling, const struct telling_change *change)
{
    struct telling_agent *agent = get_agent(telling, change->agent);
    bool here = agent->logged_in || is_online(telling, change->agent);
    if (agent->here && !here)
        agent->left_at = change->at;
    agent->here = here;
    agent->known = true;
    agent->told_seq = change->seq;
    agent->told_at = change->at;
    agent->beats = 0;
    if (change->at + TELLING_HEARTBEAT_MS < telling->next_beat_at)
        telling->next_beat_at = change->at + TELLING_HEARTBEAT_MS;
}

/* ---- rendering ---- */

static const char *const TYPES[] = {"STATE_CHANGE", "LOGIN", "LOGOUT", "HEART_BEAT"};

/* previous NULL: the same as the current one if same, else null. */
static void put_previous(struct telling *telling, const struct telling_change *change, bool same,
                         size_t current, size_t current_len)
{
    struct buf *json = &telling->json;
    put_literal(json, ",\"PreviousAgentSnapshot\":");
    if (change->previous != NULL)
        buf_append(json, change->previous, change->previous_len);
    else if (!same)
        put_literal(json, "null");
    else if (buf_grow(json, current_len)) /* what it copies must stay where it is */
        buf_append(json, json->bytes + current, current_len);
}

static void render(struct telling *telling, const struct telling_change *change, const struct book_user *user,
                   bool same)
{
    static const char *const WHAT[] = {"agent", "agent", "agent", "heartbeat"};
    struct buf *json = &telling->json;
    struct uuid id =
        render_event_id(telling, WHAT[change->type], change->seq, change->at,
                        (uint64_t)change->agent << 32 | (same ? (uint32_t)change->last_kind : 0));
    buf_clear(json);
    put_literal(json, "{\"AWSAccountId\":");
    put_text(json, telling->options.account);
    put_literal(json, ",\"AgentARN\":");
    put_arn(telling, json, "agent", &user->uuid);
    put_literal(json, ",\"CurrentAgentSnapshot\":");
    size_t current = json->len;
    put_agent_snapshot(telling, json, change->agent);
    size_t current_len = json->len - current;
    put_literal(json, ",\"EventId\":");
    put_id(json, &id);
    put_literal(json, ",\"EventTimestamp\":");
    put_time(json, change->at);
    put_word(json, ",\"EventType\":", TYPES[change->type]);
    put_literal(json, ",\"InstanceARN\":");
    put_arn(telling, json, "", NULL);
    put_previous(telling, change, same, current, current_len);
    put_literal(json, ",\"Version\":\"2019-05-25\"}");
}

static void send_change(struct telling *telling, const struct telling_change *change, bool same)
{
    char key[TELLING_ARN_BYTES] = "";
    const struct book_user *user = book_find_user(telling->book, change->agent);
    if (user == NULL)
        return;
    if (!telling->muted)
        render(telling, change, user, same);
    render_arn(telling, "agent", &user->uuid, key);
    telling_send(telling, acd_seq(telling->acd), SPOOL_AGENT_EVENT, key);
}

static void drop_change(struct telling *telling, struct telling_change *change)
{
    get_agent(telling, change->agent)->change = 0;
    free(change->previous);
    *change = (struct telling_change){.agent = 0};
}

static void close_change(struct telling *telling, struct telling_change *change)
{
    send_change(telling, change, false);
    note_told(telling, change);
    drop_change(telling, change);
}

/* All that are open are of one moment, so there are never more than that moment has made. */
void telling_settle(struct telling *telling)
{
    for (uint32_t i = 0; i < telling->change_count; i++)
        if (telling->changes[i].agent != 0)
            close_change(telling, &telling->changes[i]);
    telling->change_count = 0;
}

void agent_events_free(struct telling *telling)
{
    for (uint32_t i = 0; i < telling->change_count; i++)
        free(telling->changes[i].previous);
    free(telling->changes);
    free(telling->agents);
}

/* ---- changes ---- */

/* A copy of the snapshot as it is, owned by the caller; NULL while muted, or if it is too long to be told. */
static char *take_snapshot(struct telling *telling, uint32_t agent, size_t *len)
{
    struct buf *json = &telling->json;
    if (telling->muted)
        return NULL;
    buf_clear(json);
    put_agent_snapshot(telling, json, agent);
    if (buf_failed(json) || json->len > SNAPSHOT_BYTES_MAX)
        return NULL;
    *len = json->len;
    return memcpy(grown(NULL, json->len), json->bytes, json->len);
}

static void open_change(struct telling *telling, const struct acd_event *event, uint32_t agent,
                        enum telling_type type)
{
    const struct telling_agent *known = get_agent(telling, agent);
    if (telling->change_count == telling->changes_capacity) {
        telling->changes_capacity = telling->changes_capacity * 2 + 64;
        telling->changes = grown(telling->changes, telling->changes_capacity * sizeof telling->changes[0]);
    }
    struct telling_change *change = &telling->changes[telling->change_count++];
    *change = (struct telling_change){
        .agent = agent, .type = (uint8_t)type, .first = !known->known, .at = event->at};
    get_agent(telling, agent)->change = telling->change_count;
    if (!change->first)
        change->previous = take_snapshot(telling, agent, &change->previous_len);
}

static struct telling_change *find_change(struct telling *telling, uint32_t agent)
{
    uint32_t number = get_agent(telling, agent)->change;
    return number > 0 ? &telling->changes[number - 1] : NULL;
}

static bool cleared_by_choice(const struct telling_change *change)
{
    return change->last_kind == ACD_LEG_CLEARED && change->last_cause == ACD_CAUSE_STATUS_CHOSEN;
}

static bool is_of_profile(uint16_t kind)
{
    return kind == ACD_PROFILE_CHANGED || kind == ACD_PROFILE_CHANNEL_SET || kind == ACD_PROFILE_QUEUE_SET ||
           kind == ACD_PROFILE_QUEUE_UNSET;
}

static bool joins(const struct telling_change *change, const struct acd_event *event)
{
    bool by_session = change->last_kind == ACD_SIGNED_OUT || change->last_kind == ACD_SIGNED_IN;
    if (change->at != event->at)
        return false;
    switch (event->kind) {
    case ACD_LEG_CLEARED:
        return event->cause == ACD_CAUSE_STATUS_CHOSEN &&
               (cleared_by_choice(change) || change->last_kind == ACD_NEXT_STATUS_SET ||
                change->last_kind == ACD_NEXT_STATUS_CLEARED);
    case ACD_STATUS_SET:
        if (change->has_next)
            return false;
        return by_session || cleared_by_choice(change) ||
               (change->last_kind == ACD_LEG_CLEARED && event->cause == ACD_CAUSE_NEXT_APPLIED);
    case ACD_NEXT_STATUS_SET:
    case ACD_NEXT_STATUS_CLEARED:
        return by_session || cleared_by_choice(change);
    case ACD_PROFILE_CHANGED:
    case ACD_PROFILE_CHANNEL_SET:
    case ACD_PROFILE_QUEUE_SET:
    case ACD_PROFILE_QUEUE_UNSET: /* one command may set many queues of a profile that thousands have */
        return is_of_profile(change->last_kind) && change->seq + 1 == event->seq;
    default:
        return false;
    }
}

/* ---- which event changes whom ---- */

/* An agent's own events. */
static bool changes_agent(const struct acd_event *event)
{
    switch (event->kind) {
    case ACD_AGENT_PROFILE_SET:
    case ACD_AGENT_AUTO_ACCEPT_SET:
    case ACD_AGENT_LIMIT_SET:
    case ACD_AGENT_BLEND_SET:
    case ACD_STATUS_SET:
    case ACD_NEXT_STATUS_SET:
    case ACD_NEXT_STATUS_CLEARED:
    case ACD_OFFER_MADE:
    case ACD_OFFER_ACCEPTED:
    case ACD_OFFER_MISSED:
    case ACD_OFFER_REJECTED:
    case ACD_OFFER_WITHDRAWN:
    case ACD_CALL_PLACED:
    case ACD_LEG_ANSWERED:
    case ACD_LEG_FAILED:
    case ACD_LEG_HELD:
    case ACD_LEG_UNHELD:
    case ACD_TASK_PAUSED:
    case ACD_TASK_RESUMED:
    case ACD_WRAPUP_BEGUN:
    case ACD_LEG_CLEARED:
    case ACD_MONITOR_BEGUN:
    case ACD_MONITOR_ENDED:
    case ACD_TAKEN_OVER:
        return event->agent != 0;
    default:
        return false;
    }
}

static bool is_configuration(const struct acd_event *event)
{
    return event->kind == ACD_AGENT_PROFILE_SET || event->kind == ACD_AGENT_AUTO_ACCEPT_SET ||
           event->kind == ACD_AGENT_LIMIT_SET || event->kind == ACD_AGENT_BLEND_SET;
}

static bool is_here(struct telling *telling, uint32_t agent)
{
    const struct telling_agent *known = get_agent(telling, agent);
    return known->logged_in || is_online(telling, agent);
}

/* Adds the event to the agent's open change, or opens one. */
static void change_agent(struct telling *telling, const struct acd_event *event, uint32_t agent,
                         enum telling_type type)
{
    struct telling_change *change = find_change(telling, agent);
    if (change != NULL && !joins(change, event)) {
        close_change(telling, change);
        change = NULL;
    }
    if (change == NULL) {
        open_change(telling, event, agent, type);
        change = &telling->changes[telling->change_count - 1];
    }
    change->last_kind = event->kind;
    change->last_cause = event->cause;
    change->has_next = change->has_next || event->kind == ACD_NEXT_STATUS_SET;
    change->seq = event->seq;
}

static void on_signed_in(struct telling *telling, const struct acd_event *event)
{
    struct telling_agent *agent = get_agent(telling, event->agent);
    agent->sessions++;
    if (agent->logged_in)
        return; /* a second page or device */
    change_agent(telling, event, event->agent, TELLING_LOGIN);
    get_agent(telling, event->agent)->logged_in = true;
}

/* Closing the window is no log-out (connect.md 2.4 row 22), but the last session that is closed is one. */
static void on_signed_out(struct telling *telling, const struct acd_event *event)
{
    struct telling_agent *agent = get_agent(telling, event->agent);
    bool keeps = (event->flags & ACD_FLAG_KEEP_STATUS) != 0;
    agent->sessions = keeps && agent->sessions > 0 ? agent->sessions - 1 : 0;
    if (!agent->logged_in || agent->sessions > 0)
        return;
    change_agent(telling, event, event->agent, TELLING_LOGOUT);
    get_agent(telling, event->agent)->logged_in = false;
}

/* A changed routing profile changes the configuration of all its agents who are here; a renamed queue, of those who
 * serve it. */
static bool is_concerned(const struct telling *telling, uint32_t agent, uint32_t profile, uint32_t queue)
{
    struct acd_profile_queue pairs[ACD_PROFILE_QUEUES_MAX];
    struct acd_agent_view view;
    if (!acd_agent_view(telling->acd, agent, &view))
        return false;
    if (queue == 0)
        return view.profile == profile;
    uint32_t count = acd_profile_queues(telling->acd, view.profile, pairs, ACD_PROFILE_QUEUES_MAX);
    for (uint32_t i = 0; i < count; i++)
        if (pairs[i].queue == queue)
            return true;
    return false;
}

static void change_many(struct telling *telling, const struct acd_event *event, uint32_t profile,
                        uint32_t queue)
{
    uint32_t count = acd_agent_count(telling->acd);
    for (uint32_t agent = 1; agent <= count; agent++)
        if (is_here(telling, agent) && is_concerned(telling, agent, profile, queue))
            change_agent(telling, event, agent, TELLING_STATE_CHANGE);
}

static void on_recorded(struct telling *telling, const struct acd_event *event)
{
    bool named = event->record == BOOK_NAME_SET;
    bool settings = event->record == BOOK_USER_CHANGED || event->record == BOOK_DOCUMENT_SET;
    if (event->subject_kind == ACD_SUBJECT_AGENT && settings && is_here(telling, (uint32_t)event->subject))
        change_agent(telling, event, (uint32_t)event->subject, TELLING_STATE_CHANGE);
    else if (event->subject_kind == ACD_SUBJECT_PROFILE && named)
        change_many(telling, event, (uint32_t)event->subject, 0);
    else if (event->subject_kind == ACD_SUBJECT_QUEUE && named)
        change_many(telling, event, 0, (uint32_t)event->subject);
}

void agent_events_before(struct telling *telling, const struct acd_event *event)
{
    if (telling->change_count > 0 && telling->changes[telling->change_count - 1].at != event->at)
        telling_settle(telling); /* what was opened at an earlier moment is complete */
    switch (event->kind) {
    case ACD_SIGNED_IN:
        on_signed_in(telling, event);
        break;
    case ACD_SIGNED_OUT:
        on_signed_out(telling, event);
        break;
    case ACD_RECORDED:
        on_recorded(telling, event);
        break;
    case ACD_PROFILE_CHANGED:
    case ACD_PROFILE_CHANNEL_SET:
    case ACD_PROFILE_QUEUE_SET:
    case ACD_PROFILE_QUEUE_UNSET:
        change_many(telling, event, event->profile, 0);
        break;
    default:
        if (changes_agent(event) && (!is_configuration(event) || is_here(telling, event->agent)))
            change_agent(telling, event, event->agent, TELLING_STATE_CHANGE);
        break;
    }
}

void agent_events_after(struct telling *telling, const struct acd_event *event)
{
    struct telling_change *change =
        event->kind == ACD_AGENT_DELETED ? find_change(telling, event->agent) : NULL;
    if (change != NULL)
        drop_change(telling, change); /* a deleted agent has no snapshot to show */
    if (event->kind == ACD_AGENT_DELETED)
        *get_agent(telling, event->agent) = (struct telling_agent){.known = false};
}

/* ---- heartbeats ---- */

/* The last whole 120 s since the agent's last event; older ones that nobody heard are not made up for. */
static void beat(struct telling *telling, uint32_t number, int64_t now)
{
    struct telling_agent *agent = &telling->agents[number];
    int64_t beats = (now - agent->told_at) / TELLING_HEARTBEAT_MS;
    int64_t at = agent->told_at + beats * TELLING_HEARTBEAT_MS;
    if (!agent->known || (!agent->here && at >= agent->left_at + TELLING_GOODBYE_MS))
        return;
    if (beats > (int64_t)agent->beats) {
        struct telling_change silence = {.agent = number,
                                         .type = TELLING_HEART_BEAT,
                                         .seq = agent->told_seq,
                                         .last_kind = (uint16_t)beats,
                                         .at = at};
        send_change(telling, &silence, true);
        agent->beats = (uint32_t)beats;
    }
    int64_t next = agent->told_at + ((int64_t)agent->beats + 1) * TELLING_HEARTBEAT_MS;
    telling->next_beat_at = next < telling->next_beat_at ? next : telling->next_beat_at;
}

int64_t telling_beat(struct telling *telling, int64_t now)
{
    assert(telling->change_count == 0 && !telling->muted);
    if (now < telling->next_beat_at)
        return telling->next_beat_at;
    telling->next_beat_at = ACD_NEVER;
    for (uint32_t agent = 1; agent < telling->agent_count; agent++)
        beat(telling, agent, now);
    return telling->next_beat_at;
}
