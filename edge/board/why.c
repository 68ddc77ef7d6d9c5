/* "Why does this agent get no work?" and "why is this contact still waiting?" in plain words with the facts. It must not judge anything: the core says why (core.h,
 * enum acd_why), this file puts it in sentences. Times are told as lengths, which are the same in every time zone.
 *
 *     why_agent    a sentence for each channel, at once; then the offers the agent has missed, from the book's history
 *     why_contact  a sentence, the place and an estimate, at once; then every offer of it with its reason and outcome
 */
#include <stdlib.h>
#include <string.h>

#include "edge/board/state.h"
#include "edge/common/members.h"
#include "edge/common/names.h"
#include "edge/common/refusal.h"
#include "edge/common/words.h"

enum { SENTENCE_BYTES_MAX = 4096, OFFERS_ASKED = 100, MISSED_SHOWN = 20, LENGTH_BYTES = 48 };

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

struct facts {
    const struct acd *acd;
    const struct book *book;
    int64_t now;
};

/* ---- an agent ---- */

static void append_status(struct buf *text, const struct facts *facts, const struct acd_agent_view *agent)
{
    char length[LENGTH_BYTES];
    buf_append_format(text, "The status is %s for %s",
                      object_name(facts->book, ACD_SUBJECT_STATUS, agent->status),
                      length_of(facts->now - agent->status_since, length));
    append_by(text, facts->book, agent->agent, agent->status_by, agent->status_by_id);
    buf_append_text(text, ". Work is offered only in a status that is routable.");
}

static void append_next(struct buf *text, const struct facts *facts, const struct acd_agent_view *agent)
{
    char length[LENGTH_BYTES];
    buf_append_format(text, "The next status has been %s for %s",
                      object_name(facts->book, ACD_SUBJECT_STATUS, agent->next.status),
                      length_of(facts->now - agent->next.set_at, length));
    append_by(text, facts->book, agent->agent, agent->next.set_by, agent->next.set_by_id);
    buf_append_text(text, ". Nothing new is offered until then.");
}

static void append_slots(struct buf *text, const struct acd_agent_view *agent, enum acd_channel channel)
{
    buf_append_format(text, "All slots for %ss are taken: %u of %u.", channel_word(channel),
                      (unsigned)agent->slots_active[channel], (unsigned)agent->slots_max[channel]);
}

/* What needs no facts but the channel's name. */
static const char *plain_sentence(enum acd_why why)
{
    static const char *const SENTENCES[ACD_WHYS] = {
        [ACD_WHY_ROUTABLE] = "Nothing is in the way: the next contact can be offered.",
        [ACD_WHY_DISABLED] = "This user is disabled.",
        [ACD_WHY_CHANNEL_NOT_IN_PROFILE] = "The routing profile has no slots for this channel.",
        [ACD_WHY_OTHER_CHANNEL] =
            "The agent has a contact of another channel, and the routing profile mixes no channels.",
        [ACD_WHY_VOICE_MISSED] = "A missed or failed call must be cleared first.",
        [ACD_WHY_NO_QUEUE] = "The routing profile serves no queue for this channel.",
        [ACD_WHY_NOTHING_WAITS] = "Nothing is in the way; no contact waits in the queues of the agent.",
        [ACD_WHY_DELAY] = "Contacts wait, but not yet for as long as the delay of the routing profile asks.",
        [ACD_WHY_RECONNECTING] = "The agent's page has lost its connection and is awaited back.",
        [ACD_WHY_AGENT_LIMIT] = "The agent has reached their own limit of contacts.",
        [ACD_WHY_BLEND] = "The agent's own mix of channels allows no more while on another channel.",
        [ACD_WHY_OFFER_RINGS] = "Another contact is being offered to the agent.",
        [ACD_WHY_WRAPUP] = "The agent is in wrap-up.",
        [ACD_WHY_NO_AGENT_HAS_QUEUE] = "No agent serves this queue for this channel.",
        [ACD_WHY_NO_AGENT_AVAILABLE] = "Nobody who serves this queue is free.",
        [ACD_WHY_OTHERS_FIRST] = "Other contacts are before it.",
        [ACD_WHY_NOT_WAITING] = "It is not waiting.",
        [ACD_WHY_TAKEN_BACK] = "A supervisor took it back from the only agent who could take it until now.",
        [ACD_WHY_STATUS] = "The status is not routable.",
        [ACD_WHY_NEXT_STATUS] = "A next status waits: nothing new is offered.",
        [ACD_WHY_NO_FREE_SLOT] = "All slots are taken.",
    };
    return why < ACD_WHYS && SENTENCES[why] != NULL ? SENTENCES[why] : "The centre's rules are in the way.";
}

static void append_agent_sentence(struct buf *text, const struct facts *facts, uint32_t number,
                                  enum acd_channel channel, enum acd_why why)
{
    struct acd_agent_view agent = {.agent = number};
    acd_agent_view(facts->acd, number, &agent);
    if (why == ACD_WHY_STATUS)
        append_status(text, facts, &agent);
    else if (why == ACD_WHY_NEXT_STATUS)
        append_next(text, facts, &agent);
    else if (why == ACD_WHY_NO_FREE_SLOT)
        append_slots(text, &agent, channel);
    else
        buf_append_text(text, plain_sentence(why));
}

static void write_channels(struct json_writer *writer, const struct facts *facts, uint32_t agent)
{
    json_member_array_begin(writer, "channels");
    for (int channel = 0; channel < ACD_CHANNELS; channel++) {
        struct buf text;
        enum acd_why why = acd_why_no_work(facts->acd, agent, (enum acd_channel)channel);
        buf_init(&text, SENTENCE_BYTES_MAX);
        append_agent_sentence(&text, facts, agent, (enum acd_channel)channel, why);
        json_object_begin(writer);
        json_member_text(writer, "channel", acd_channel_name((enum acd_channel)channel));
        json_member_text(writer, "why", acd_why_name(why));
        json_member_text(writer, "text", buf_text(&text));
        json_object_end(writer);
        buf_free(&text);
    }
    json_array_end(writer);
}

/* ---- offers ---- */

static const char *offer_reason(enum acd_cause cause)
{
    switch (cause) {
    case ACD_CAUSE_LONGEST_AVAILABLE:
        return "The contact waited, and this agent had been available longest.";
    case ACD_CAUSE_NEXT_IN_QUEUE:
        return "The agent came free, and this contact was the first for them.";
    case ACD_CAUSE_AGENT_QUEUE:
        return "It waited for this very agent.";
    case ACD_CAUSE_ASSOCIATED:
        return "It was assigned to this agent.";
    case ACD_CAUSE_TAKEN_OVER:
        return "It was taken over from another agent.";
    default:
        return "It was the agent's own.";
    }
}

static const char *outcome_sentence(const struct book_offer *offer)
{
    switch (offer->outcome) {
    case BOOK_OFFER_RINGS:
        return NULL;
    case BOOK_OFFER_ACCEPTED:
        return "Accepted.";
    case BOOK_OFFER_REJECTED:
        return "Rejected by the agent.";
    case BOOK_OFFER_WITHDRAWN:
        return offer->cause == ACD_CAUSE_CUSTOMER_LEFT ? "The customer left while it rang."
                                                       : "Taken back without a penalty.";
    case BOOK_OFFER_FAILED:
        return "It failed.";
    case BOOK_OFFER_MISSED:
        break;
    }
    return offer->cause == ACD_CAUSE_CUSTOMER_LEFT ? "The customer left while it rang."
                                                   : "Missed: not answered in time.";
}

/* ---- answering later ---- */

struct wish {
    struct asked asked;
    struct buf members; /* what was said at once: an object without its brackets' end */
    uint64_t seq;
};

static struct wish *wish_new(const struct asked *asked, const struct buf *members)
{
    struct wish *wish = malloc(sizeof *wish);
    if (wish == NULL)
        return NULL;
    *wish = (struct wish){.asked = *asked, .members = *members, .seq = pump_seq(asked->pump)};
    wire_ref(asked->wire);
    return wish;
}

static void wish_free(struct wish *wish)
{
    buf_free(&wish->members);
    wire_unref(wish->asked.wire);
    free(wish);
}

/* Puts the members that were rendered when it was asked into the answer. */
static void write_members(struct json_writer *writer, const struct wish *wish)
{
    json_t *object = json_parse(buf_text(&wish->members), wish->members.len, NULL, NULL);
    const char *name;
    json_t *value;
    json_object_foreach(object, name, value)
    {
        char *text = json_dumps(value, JSON_COMPACT | JSON_ENCODE_ANY);
        json_member_raw(writer, name, text != NULL ? text : "null", text != NULL ? strlen(text) : 4);
        free(text);
    }
    json_decref(object);
}

static void answer_agent(void *ctx, const struct book_offer *offers, uint32_t count, bool failed)
{
    struct wish *wish = ctx;
    struct buf json;
    struct json_writer writer;
    uint32_t shown = 0;
    if (!wish->asked.wire->closing && failed)
        asked_refuse_words(&wish->asked, PUMP_OVERLOADED, ACD_OK);
    if (!wish->asked.wire->closing && !failed) {
        asked_begin_done(&wish->asked, wish->seq, &json, &writer);
        write_members(&writer, wish);
        json_member_array_begin(&writer, "missed");
        for (uint32_t i = 0; i < count && shown < MISSED_SHOWN; i++) {
            if (offers[i].outcome != BOOK_OFFER_MISSED && offers[i].outcome != BOOK_OFFER_REJECTED)
                continue;
            shown++;
            json_object_begin(&writer);
            words_uuid(&writer, "contactId", &offers[i].contact);
            json_member_i64(&writer, "at", offers[i].ended_at != 0 ? offers[i].ended_at : offers[i].made_at);
            json_member_text(&writer, "text", outcome_sentence(&offers[i]));
            json_object_end(&writer);
        }
        json_array_end(&writer);
        asked_end_done(&wish->asked, &json, &writer);
    }
    wish_free(wish);
}

static void answer_contact(void *ctx, const struct book_offer *offers, uint32_t count, bool failed)
{
    struct wish *wish = ctx;
    struct buf json;
    struct json_writer writer;
    if (!wish->asked.wire->closing && failed)
        asked_refuse_words(&wish->asked, PUMP_OVERLOADED, ACD_OK);
    if (!wish->asked.wire->closing && !failed) {
        asked_begin_done(&wish->asked, wish->seq, &json, &writer);
        write_members(&writer, wish);
        json_member_array_begin(&writer, "offers");
        for (uint32_t i = 0; i < count; i++) {
            json_object_begin(&writer);
            members_agent(&writer, "agent", pump_book(wish->asked.pump), offers[i].agent);
            json_member_i64(&writer, "at", offers[i].made_at);
            json_member_text(&writer, "reason", offer_reason((enum acd_cause)offers[i].reason));
            json_member_text(&writer, "outcome", outcome_sentence(&offers[i]));
            words_time(&writer, "endedAt",
                       offers[i].connected_at != 0 ? offers[i].connected_at : offers[i].ended_at);
            json_object_end(&writer);
        }
        json_array_end(&writer);
        asked_end_done(&wish->asked, &json, &writer);
    }
    wish_free(wish);
}

void why_agent(struct asked *asked)
{
    struct facts facts = {.acd = pump_core(asked->pump), .book = pump_book(asked->pump), .now = asked->now};
    struct uuid uuid;
    struct buf members;
    struct json_writer writer;
    if (!asked_uuid(asked, "agentId", &uuid)) {
        asked_refuse_members(asked);
        return;
    }
    uint32_t agent = book_find_number(facts.book, ACD_SUBJECT_AGENT, &uuid);
    if (agent == 0) {
        asked_refuse_words(asked, PUMP_REFUSED, ACD_REFUSED_UNKNOWN_AGENT);
        return;
    }
    buf_init(&members, asked->bytes_max);
    json_writer_init(&writer, &members);
    json_object_begin(&writer);
    write_channels(&writer, &facts, agent);
    json_object_end(&writer);
    struct wish *wish = wish_new(asked, &members);
    if (wish != NULL) {
        book_ask_agent_offers(pump_book_ask(asked->pump), wish->seq, agent, OFFERS_ASKED, answer_agent, wish);
        return;
    }
    buf_free(&members);
    asked_refuse_words(asked, PUMP_OVERLOADED, ACD_OK);
}

/* ---- a contact ---- */

static bool serves(const struct acd *acd, uint32_t agent, uint32_t queue, uint8_t channel)
{
    struct acd_agent_view view;
    struct acd_profile_queue queues[ACD_PROFILE_QUEUES_MAX];
    if (!acd_agent_view(acd, agent, &view) || !view.enabled)
        return false;
    uint32_t count = acd_profile_queues(acd, view.profile, queues, ACD_PROFILE_QUEUES_MAX);
    for (uint32_t i = 0; i < count; i++) {
        if (queues[i].queue == queue && queues[i].channel == channel)
            return true;
    }
    return false;
}

/* "None of the 3 agents who serve Support can take it now: 2 have no free slot, 1 is in another status." */
static void append_nobody(struct buf *text, const struct facts *facts, const struct acd_contact_view *contact)
{
    static const struct {
        enum acd_why why;
        const char *one, *many;
    } KINDS[] = {
        {ACD_WHY_STATUS, "is in a status that takes no work", "are in statuses that take no work"},
        {ACD_WHY_NEXT_STATUS, "has a next status waiting", "have a next status waiting"},
        {ACD_WHY_NO_FREE_SLOT, "is on other contacts", "are on other contacts"},
        {ACD_WHY_OTHER_CHANNEL, "is on another channel", "are on other channels"},
        {ACD_WHY_WRAPUP, "is in wrap-up", "are in wrap-up"},
        {ACD_WHY_RECONNECTING, "has lost the connection", "have lost the connection"},
    };
    enum { KINDS_COUNT = sizeof KINDS / sizeof KINDS[0] };
    uint32_t counts[KINDS_COUNT + 1] = {0};
    uint32_t all = 0;
    for (uint32_t agent = 0; (agent = book_user_after(facts->book, agent)) != 0;) {
        size_t kind = 0;
        if (!serves(facts->acd, agent, contact->queue, contact->channel))
            continue;
        enum acd_why why = acd_why_no_work(facts->acd, agent, (enum acd_channel)contact->channel);
        while (kind < KINDS_COUNT && KINDS[kind].why != why)
            kind++;
        counts[kind]++;
        all++;
    }
    const char *queue = object_name(facts->book, ACD_SUBJECT_QUEUE, contact->queue);
    if (all == 1)
        buf_append_format(text, "The only agent who serves %s cannot take it now", queue);
    else
        buf_append_format(text, "None of the %u agents who serve %s can take it now", (unsigned)all, queue);
    const char *before = ": ";
    for (size_t kind = 0; kind <= KINDS_COUNT; kind++) {
        bool one = counts[kind] == 1;
        if (counts[kind] == 0)
            continue;
        buf_append_format(text, "%s%u %s", before, (unsigned)counts[kind],
                          kind == KINDS_COUNT ? (one ? "is held by another rule" : "are held by other rules")
                          : one               ? KINDS[kind].one
                                              : KINDS[kind].many);
        before = ", ";
    }
    buf_append_char(text, '.');
}

static void append_place(struct buf *text, const struct facts *facts, const struct acd_contact_view *contact)
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

static void append_contact_sentence(struct buf *text, const struct facts *facts,
                                    const struct acd_contact_view *contact, enum acd_why why)
{
    char name[SHOWN_NAME_BYTES];
    uint32_t place = acd_contact_place_in_queue(facts->acd, contact->contact);
    if (why == ACD_WHY_NOT_WAITING) {
        append_place(text, facts, contact);
    } else if (contact->agent != 0) {
        buf_append_format(text, "It waits for %s alone. ",
                          name_for_colleagues(book_find_user(facts->book, contact->agent), name));
        append_agent_sentence(text, facts, contact->agent, (enum acd_channel)contact->channel, why);
    } else if (why == ACD_WHY_NO_AGENT_HAS_QUEUE) {
        buf_append_format(text, "No agent's routing profile serves %s for %ss.",
                          object_name(facts->book, ACD_SUBJECT_QUEUE, contact->queue),
                          channel_word((enum acd_channel)contact->channel));
    } else if (why == ACD_WHY_NO_AGENT_AVAILABLE) {
        append_nobody(text, facts, contact);
    } else {
        buf_append_text(text, plain_sentence(why));
    }
    if (place == 2)
        buf_append_text(text, " 1 contact is before it.");
    else if (place > 2)
        buf_append_format(text, " %u contacts are before it.", (unsigned)place - 1);
}

static void write_contact(struct json_writer *writer, const struct facts *facts,
                          const struct acd_contact_view *contact, struct tally_now *tally)
{
    struct buf text;
    enum acd_why why = acd_why_waiting(facts->acd, contact->contact);
    uint32_t place = acd_contact_place_in_queue(facts->acd, contact->contact);
    int64_t estimate = -1;
    buf_init(&text, SENTENCE_BYTES_MAX);
    append_contact_sentence(&text, facts, contact, why);
    if (tally != NULL && place > 0 && contact->queue != 0)
        estimate = tally_now_estimate_wait(tally, facts->acd, contact->queue,
                                           (enum acd_channel)contact->channel, place);
    json_member_text(writer, "why", acd_why_name(why));
    json_member_text(writer, "text", buf_text(&text));
    if (place > 0)
        json_member_i64(writer, "position", place);
    else
        json_member_null(writer, "position");
    if (estimate >= 0)
        json_member_i64(writer, "estimateMs", estimate);
    else
        json_member_null(writer, "estimateMs");
    buf_free(&text);
}

void why_contact(struct asked *asked, struct tally_now *tally)
{
    struct facts facts = {.acd = pump_core(asked->pump), .book = pump_book(asked->pump), .now = asked->now};
    struct acd_contact_view contact;
    struct buf members;
    struct json_writer writer;
    uint64_t number;
    if (!asked_contact(asked, &number))
        return;
    acd_contact_view(facts.acd, number, &contact);
    buf_init(&members, asked->bytes_max);
    json_writer_init(&writer, &members);
    json_object_begin(&writer);
    write_contact(&writer, &facts, &contact, tally);
    json_object_end(&writer);
    struct wish *wish = wish_new(asked, &members);
    if (wish != NULL) {
        struct uuid uuid = book_find_contact(facts.book, number)->uuid;
        book_ask_offers(pump_book_ask(asked->pump), wish->seq, &uuid, answer_contact, wish);
        return;
    }
    buf_free(&members);
    asked_refuse_words(asked, PUMP_OVERLOADED, ACD_OK);
}
