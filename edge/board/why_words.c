/* The core's reasons (core.h, enum acd_why) in sentences with the facts: why an agent gets no work, why a contact
 * waits. It must not judge anything, and sends nothing.
 *
 * Lengths of time instead of clock times, which are the same in every time zone. A sentence tells of the first thing in
 * the way: the core's order.
 */
#include <string.h>

#include "edge/board/state.h"
#include "edge/common/names.h"

enum { LENGTH_BYTES = 48 };

/* ---- facts ---- */

static const char *channel_word(enum acd_channel channel)
{
    return channel == ACD_VOICE ? "call" : channel == ACD_CHAT ? "chat" : "task";
}

/* "12 minutes" */
static const char *length_of(int64_t ms, char text[LENGTH_BYTES])
{
    int64_t seconds = ms < 0 ? 0 : ms / 1000;
    int64_t count = seconds < 120 ? seconds : seconds < 7200 ? seconds / 60 : seconds / 3600;
    const char *unit = seconds < 120 ? "second" : seconds < 7200 ? "minute" : "hour";
    struct buf made;
    buf_init(&made, LENGTH_BYTES);
    buf_append_format(&made, "%lld %s%s", (long long)count, unit, count == 1 ? "" : "s");
    memcpy(text, buf_text(&made), made.len + 1);
    buf_free(&made);
    return text;
}

static const char *object_name(const struct book *book, enum acd_subject kind, uint32_t number)
{
    const struct book_object *object = number != 0 ? book_find_object(book, kind, number) : NULL;
    return object != NULL ? object->name : "";
}

/* ", set by Sam" */
static void append_by(struct buf *text, const struct book *book, uint32_t self, uint8_t kind, uint32_t id)
{
    char name[SHOWN_NAME_BYTES];
    const struct book_user *user = id != 0 ? book_find_user(book, id) : NULL;
    if (kind == ACD_ACTOR_AGENT && (id == self || id == 0))
        buf_append_text(text, ", chosen by the agent");
    else if (user != NULL)
        buf_append_format(text, ", set by %s", name_for_colleagues(user, name));
    else if (kind != ACD_ACTOR_AGENT)
        buf_append_text(text, ", set by the system");
}

/* ---- an agent ---- */

static void append_status(struct buf *text, const struct why_facts *facts, const struct acd_agent_view *agent)
{
    char length[LENGTH_BYTES];
    buf_append_format(text, "The status has been %s for %s",
                      object_name(facts->book, ACD_SUBJECT_STATUS, agent->status),
                      length_of(facts->now - agent->status_since, length));
    append_by(text, facts->book, agent->agent, agent->status_by, agent->status_by_id);
    buf_append_text(text, ". Work is offered only in a routable status.");
}

static void append_next(struct buf *text, const struct why_facts *facts, const struct acd_agent_view *agent)
{
    char length[LENGTH_BYTES];
    buf_append_format(text, "The next status has been %s for %s",
                      object_name(facts->book, ACD_SUBJECT_STATUS, agent->next.status),
                      length_of(facts->now - agent->next.set_at, length));
    append_by(text, facts->book, agent->agent, agent->next.set_by, agent->next.set_by_id);
    buf_append_text(text, ". Nothing new is offered until then");
    if (agent->next.when == ACD_WHEN_IDLE && agent->leg_count > 0)
        buf_append_format(text, ": when %u %s cleared", (unsigned)agent->leg_count,
                          agent->leg_count == 1 ? "contact is" : "contacts are");
    buf_append_char(text, '.');
}

/* Left to be cleared: it takes a slot, and that contact is not offered to the agent again. */
static bool is_uncleared_offer(uint8_t state)
{
    return state == ACD_LEG_MISSED || state == ACD_LEG_REJECTED || state == ACD_LEG_ERROR;
}

/* An agent's legs of each channel; what they only listen to is not theirs. */
struct held {
    uint32_t all[ACD_CHANNELS], offers[ACD_CHANNELS], wrapups[ACD_CHANNELS], uncleared[ACD_CHANNELS];
};

static struct held held_by(const struct acd *acd, uint32_t agent)
{
    struct acd_leg_view legs[ACD_AGENT_LEGS_MAX];
    struct held held = {.all = {0}};
    uint32_t count = acd_agent_legs(acd, agent, legs, ACD_AGENT_LEGS_MAX);
    for (uint32_t i = 0; i < count; i++) {
        uint8_t channel = legs[i].channel;
        if (legs[i].monitored != 0)
            continue;
        held.all[channel]++;
        held.offers[channel] += legs[i].state == ACD_LEG_CONNECTING || legs[i].state == ACD_LEG_INCOMING;
        held.wrapups[channel] += legs[i].state == ACD_LEG_ENDED;
        held.uncleared[channel] += is_uncleared_offer(legs[i].state);
    }
    return held;
}

static void append_slots(struct buf *text, const struct why_facts *facts, const struct acd_agent_view *agent,
                         enum acd_channel channel)
{
    struct held held = held_by(facts->acd, agent->agent);
    if (agent->slots_max[channel] == 1)
        buf_append_format(text, "The slot for %ss is taken", channel_word(channel));
    else
        buf_append_format(text, "All %u slots for %ss are taken", (unsigned)agent->slots_max[channel],
                          channel_word(channel));
    if (held.offers[channel] > 0)
        buf_append_format(text, ", %u by an offer that rings", (unsigned)held.offers[channel]);
    if (held.wrapups[channel] > 0)
        buf_append_format(text, ", %u by wrap-up", (unsigned)held.wrapups[channel]);
    if (held.uncleared[channel] > 0)
        buf_append_format(text, ", %u by a missed or rejected offer that is not cleared",
                          (unsigned)held.uncleared[channel]);
    buf_append_char(text, '.');
}

static void append_limit(struct buf *text, const struct why_facts *facts, const struct acd_agent_view *agent,
                         enum acd_channel channel)
{
    struct held held = held_by(facts->acd, agent->agent);
    int32_t own = agent->limits[channel];
    int32_t total = agent->limits[ACD_CHANNELS];
    if (own == 0)
        buf_append_format(text, "The agent's own limit allows no %ss.", channel_word(channel));
    else if (own != ACD_LIMIT_NONE && (total == ACD_LIMIT_NONE || held.all[channel] >= (uint32_t)own))
        buf_append_format(text, "The agent has reached their own limit: %d %s%s at one time.", (int)own,
                          channel_word(channel), own == 1 ? "" : "s");
    else
        buf_append_format(text,
                          "The agent has reached their own limit: %d contact%s of all channels at one time.",
                          (int)total, total == 1 ? "" : "s");
}

/* The channel that the agent has something of and that leaves no room for this one. */
static void append_mix(struct buf *text, const struct why_facts *facts, const struct acd_agent_view *agent,
                       enum acd_channel channel)
{
    struct held held = held_by(facts->acd, agent->agent);
    struct acd_profile_view profile = {.agent_count = 0};
    acd_profile_view(facts->acd, agent->profile, &profile);
    for (int other = 0; other < ACD_CHANNELS; other++) {
        const char *has = channel_word((enum acd_channel)other);
        int32_t own = agent->blends[other][channel];
        if (other == (int)channel || held.all[other] == 0)
            continue;
        if (own != ACD_LIMIT_NONE && held.all[channel] >= (uint32_t)own) {
            buf_append_format(text, "The agent has a %s, and their own mix of channels allows ", has);
            buf_append_format(text, own == 0 ? "no %ss meanwhile." : "no more %ss meanwhile.",
                              channel_word(channel));
            return;
        }
        if (own == ACD_LIMIT_NONE && !profile.capacities[other].any_channel) {
            buf_append_format(text, "The agent has a %s, and the routing profile offers no %ss meanwhile.",
                              has, channel_word(channel));
            return;
        }
    }
    buf_append_text(text, "The agent has a contact of another channel, and the channels are not mixed.");
}

/* What waits is only what the agent has missed or rejected. */
static bool has_refused_what_waits(const struct why_facts *facts, uint32_t agent, enum acd_channel channel)
{
    struct acd_leg_view legs[ACD_AGENT_LEGS_MAX];
    uint32_t count = acd_agent_legs(facts->acd, agent, legs, ACD_AGENT_LEGS_MAX);
    for (uint32_t i = 0; i < count; i++) {
        struct acd_contact_view contact;
        if (legs[i].channel == channel && is_uncleared_offer(legs[i].state) &&
            acd_contact_view(facts->acd, legs[i].contact, &contact) && contact.place == ACD_PLACE_WAITING)
            return true;
    }
    return false;
}

/* What needs no facts but the channel's name. */
static const char *plain_sentence(enum acd_why why)
{
    static const char *const SENTENCES[ACD_WHYS] = {
        [ACD_WHY_ROUTABLE] = "Nothing is in the way: the next contact can be offered.",
        [ACD_WHY_DISABLED] = "This user is disabled.",
        [ACD_WHY_CHANNEL_NOT_IN_PROFILE] = "The routing profile has no slots for this channel.",
        [ACD_WHY_VOICE_MISSED] = "A missed or failed call must be cleared first.",
        [ACD_WHY_NO_QUEUE] = "The routing profile serves no queue for this channel.",
        [ACD_WHY_NOTHING_WAITS] = "Nothing is in the way; no contact waits in the queues of the agent.",
        [ACD_WHY_DELAY] = "Contacts wait, but not yet for as long as the delay of the routing profile asks.",
        [ACD_WHY_RECONNECTING] = "The agent's page has lost its connection and is awaited back.",
        [ACD_WHY_OFFER_RINGS] = "Another contact is being offered to the agent.",
        [ACD_WHY_WRAPUP] = "The agent is in wrap-up.",
        [ACD_WHY_NO_AGENT_HAS_QUEUE] = "No agent serves this queue for this channel.",
        [ACD_WHY_NO_AGENT_AVAILABLE] = "Nobody who serves this queue is free.",
        [ACD_WHY_OTHERS_FIRST] = "Somebody is free, but other contacts come first.",
        [ACD_WHY_NOT_WAITING] = "It is not waiting.",
        [ACD_WHY_TAKEN_BACK] = "A supervisor took it back from the only agent who could take it until now.",
    };
    return why < ACD_WHYS && SENTENCES[why] != NULL ? SENTENCES[why] : "The centre's rules are in the way.";
}

void why_append_agent(struct buf *text, const struct why_facts *facts, uint32_t number,
                      enum acd_channel channel, enum acd_why why)
{
    struct acd_agent_view agent = {.agent = number};
    acd_agent_view(facts->acd, number, &agent);
    if (why == ACD_WHY_STATUS)
        append_status(text, facts, &agent);
    else if (why == ACD_WHY_NEXT_STATUS)
        append_next(text, facts, &agent);
    else if (why == ACD_WHY_NO_FREE_SLOT)
        append_slots(text, facts, &agent, channel);
    else if (why == ACD_WHY_AGENT_LIMIT)
        append_limit(text, facts, &agent, channel);
    else if (why == ACD_WHY_BLEND || why == ACD_WHY_OTHER_CHANNEL)
        append_mix(text, facts, &agent, channel);
    else if (why == ACD_WHY_ROUTABLE && has_refused_what_waits(facts, number, channel))
        buf_append_format(
            text,
            "A %s that waits was missed or rejected by this agent: it is not offered to them again "
            "before they clear it. Anything else can be offered.",
            channel_word(channel));
    else
        buf_append_text(text, plain_sentence(why));
}

/* ---- a contact ---- */

/* How long the agent's profile wants a contact of this queue to have waited; below 0: it does not serve it. */
static int64_t delay_of(const struct acd *acd, uint32_t agent, const struct acd_contact_view *contact)
{
    struct acd_agent_view view;
    struct acd_profile_queue queues[ACD_PROFILE_QUEUES_MAX];
    if (!acd_agent_view(acd, agent, &view) || !view.enabled)
        return -1;
    uint32_t count = acd_profile_queues(acd, view.profile, queues, ACD_PROFILE_QUEUES_MAX);
    for (uint32_t i = 0; i < count; i++) {
        if (queues[i].queue == contact->queue && queues[i].channel == contact->channel)
            return queues[i].delay_ms;
    }
    return -1;
}

enum way {
    WAY_OFFLINE,
    WAY_STATUS,
    WAY_NEXT,
    WAY_SLOT,
    WAY_LIMIT,
    WAY_CHANNEL,
    WAY_RINGS,
    WAY_WRAPUP,
    WAY_RECONNECTING,
    WAY_REFUSED,
    WAY_TAKEN_BACK,
    WAY_OTHER,
    WAYS,
};

/* What keeps one agent from this contact. */
static enum way way_of(const struct why_facts *facts, uint32_t agent, const struct acd_contact_view *contact)
{
    struct acd_leg_view legs[ACD_AGENT_LEGS_MAX];
    struct acd_agent_view view = {.agent = agent};
    switch (acd_why_no_work(facts->acd, agent, (enum acd_channel)contact->channel)) {
    case ACD_WHY_STATUS:
        acd_agent_view(facts->acd, agent, &view);
        return view.status_type == ACD_STATUS_OFFLINE ? WAY_OFFLINE : WAY_STATUS;
    case ACD_WHY_NEXT_STATUS:
        return WAY_NEXT;
    case ACD_WHY_NO_FREE_SLOT:
        return WAY_SLOT;
    case ACD_WHY_AGENT_LIMIT:
        return WAY_LIMIT;
    case ACD_WHY_OTHER_CHANNEL:
    case ACD_WHY_BLEND:
        return WAY_CHANNEL;
    case ACD_WHY_OFFER_RINGS:
        return WAY_RINGS;
    case ACD_WHY_WRAPUP:
        return WAY_WRAPUP;
    case ACD_WHY_RECONNECTING:
        return WAY_RECONNECTING;
    case ACD_WHY_ROUTABLE:
    case ACD_WHY_DELAY:
    case ACD_WHY_NOTHING_WAITS:
        break; /* free, but not for this one */
    default:
        return WAY_OTHER;
    }
    uint32_t count = acd_agent_legs(facts->acd, agent, legs, ACD_AGENT_LEGS_MAX);
    for (uint32_t i = 0; i < count; i++) {
        if (legs[i].contact == contact->contact && is_uncleared_offer(legs[i].state))
            return WAY_REFUSED;
    }
    return WAY_TAKEN_BACK;
}

bool why_anybody_works(const struct why_facts *facts, const struct acd_contact_view *contact)
{
    for (uint32_t agent = 0; (agent = book_user_after(facts->book, agent)) != 0;) {
        enum way way = delay_of(facts->acd, agent, contact) < 0 ? WAY_OFFLINE : way_of(facts, agent, contact);
        if (way != WAY_OFFLINE && way != WAY_STATUS && way != WAY_NEXT && way != WAY_RECONNECTING)
            return true;
    }
    return false;
}

/* "None of the 3 agents who serve Support can take it now: 2 have no free slot, 1 is offline." */
static void append_nobody(struct buf *text, const struct why_facts *facts,
                          const struct acd_contact_view *contact)
{
    static const struct {
        const char *one, *many;
    } WORDS[WAYS] = {
        [WAY_OFFLINE] = {"is offline", "are offline"},
        [WAY_STATUS] = {"is in a status that takes no work", "are in statuses that take no work"},
        [WAY_NEXT] = {"has a next status waiting", "have a next status waiting"},
        [WAY_SLOT] = {"has no free slot", "have no free slot"},
        [WAY_LIMIT] = {"has reached their own limit", "have reached their own limits"},
        [WAY_CHANNEL] = {"is on another channel", "are on other channels"},
        [WAY_RINGS] = {"is being offered another contact", "are being offered other contacts"},
        [WAY_WRAPUP] = {"is in wrap-up", "are in wrap-up"},
        [WAY_RECONNECTING] = {"has lost the connection", "have lost the connection"},
        [WAY_REFUSED] = {"has missed or rejected it and not cleared that",
                         "have missed or rejected it and not cleared that"},
        [WAY_TAKEN_BACK] = {"had it taken away by a supervisor", "had it taken away by a supervisor"},
        [WAY_OTHER] = {"is held by another rule", "are held by other rules"},
    };
    const char *queue = object_name(facts->book, ACD_SUBJECT_QUEUE, contact->queue);
    uint32_t counts[WAYS] = {0};
    uint32_t all = 0;
    uint32_t last = 0;
    const char *before = ": ";
    for (uint32_t agent = 0; (agent = book_user_after(facts->book, agent)) != 0;) {
        if (delay_of(facts->acd, agent, contact) < 0)
            continue;
        counts[way_of(facts, agent, contact)]++;
        all++;
        last = agent;
    }
    if (all <= 1) {
        char name[SHOWN_NAME_BYTES];
        if (all == 0)
            buf_append_format(text, "Every user who would serve %s is disabled.", queue);
        else
            buf_append_format(text, "%s, the only agent who serves %s, %s.",
                              name_for_colleagues(book_find_user(facts->book, last), name), queue,
                              WORDS[way_of(facts, last, contact)].one);
        return;
    }
    buf_append_format(text, "None of the %u agents who serve %s can take it now", (unsigned)all, queue);
    for (int way = 0; way < WAYS; way++) {
        if (counts[way] == 0)
            continue;
        buf_append_format(text, "%s%u %s", before, (unsigned)counts[way],
                          counts[way] == 1 ? WORDS[way].one : WORDS[way].many);
        before = ", ";
    }
    buf_append_char(text, '.');
}

/* Somebody is free; the least of their delays says for how long it still waits. */
static void append_delay(struct buf *text, const struct why_facts *facts,
                         const struct acd_contact_view *contact)
{
    char asked[LENGTH_BYTES];
    char left[LENGTH_BYTES];
    int64_t least = INT64_MAX;
    for (uint32_t agent = 0; (agent = book_user_after(facts->book, agent)) != 0;) {
        int64_t delay = delay_of(facts->acd, agent, contact);
        enum acd_why why = acd_why_no_work(facts->acd, agent, (enum acd_channel)contact->channel);
        if (delay >= 0 && delay < least && (why == ACD_WHY_DELAY || why == ACD_WHY_ROUTABLE))
            least = delay;
    }
    if (least == INT64_MAX) {
        buf_append_text(text, "Somebody is free, but only for what has waited longer.");
        return;
    }
    buf_append_format(text,
                      "Somebody is free, but their routing profile takes only what has waited for %s: in %s.",
                      length_of(least, asked), length_of(contact->queued_at + least - facts->now, left));
}

static void append_place(struct buf *text, const struct why_facts *facts,
                         const struct acd_contact_view *contact)
{
    struct acd_leg_view legs[ACD_AGENT_LEGS_MAX];
    uint32_t count = acd_contact_legs(facts->acd, contact->contact, legs, ACD_AGENT_LEGS_MAX);
    char name[SHOWN_NAME_BYTES] = "";
    for (uint32_t i = 0; i < count; i++) {
        if (legs[i].monitored == 0 && acd_leg_is_active((enum acd_leg_state)legs[i].state))
            name_for_colleagues(book_find_user(facts->book, legs[i].agent), name);
    }
    switch (contact->place) {
    case ACD_PLACE_SCHEDULED:
        buf_append_text(text, "It is not waiting: it is scheduled for later.");
        break;
    case ACD_PLACE_OFFERED:
        buf_append_format(text, "It is not waiting: it is being offered to %s.", name);
        break;
    case ACD_PLACE_HANDLED:
        buf_append_format(text, "It is not waiting: %s handles it.", name);
        break;
    case ACD_PLACE_PARKED:
        buf_append_text(text, "It was paused, and waits again when it is resumed.");
        break;
    default:
        buf_append_text(text, "It is not waiting: it is over.");
    }
}

void why_append_contact(struct buf *text, const struct why_facts *facts,
                        const struct acd_contact_view *contact, enum acd_why why)
{
    char name[SHOWN_NAME_BYTES];
    uint32_t place = acd_contact_place_in_queue(facts->acd, contact->contact);
    if (why == ACD_WHY_NOT_WAITING) {
        append_place(text, facts, contact);
    } else if (contact->agent != 0) {
        buf_append_format(text, "It waits for %s alone. ",
                          name_for_colleagues(book_find_user(facts->book, contact->agent), name));
        why_append_agent(text, facts, contact->agent, (enum acd_channel)contact->channel, why);
    } else if (why == ACD_WHY_NO_AGENT_HAS_QUEUE) {
        buf_append_format(text, "No agent's routing profile serves %s for %ss.",
                          object_name(facts->book, ACD_SUBJECT_QUEUE, contact->queue),
                          channel_word((enum acd_channel)contact->channel));
    } else if (why == ACD_WHY_NO_AGENT_AVAILABLE) {
        append_nobody(text, facts, contact);
    } else if (why == ACD_WHY_DELAY) {
        append_delay(text, facts, contact);
    } else {
        buf_append_text(text, plain_sentence(why));
    }
    if (place == 2)
        buf_append_text(text, " 1 contact is before it.");
    else if (place > 2)
        buf_append_format(text, " %u contacts are before it.", (unsigned)place - 1);
}
