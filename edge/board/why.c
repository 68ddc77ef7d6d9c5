/* "Why does this agent get no work?" and "why is this contact still waiting?": asked and answered. It must not judge
 * anything: the core says why, why_words.c puts it in sentences.
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

enum { SENTENCE_BYTES_MAX = 4096, OFFERS_ASKED = 100, MISSED_SHOWN = 20 };

/* ---- an agent ---- */

static void write_channels(struct json_writer *writer, const struct why_facts *facts, uint32_t agent)
{
    json_member_array_begin(writer, "channels");
    for (int channel = 0; channel < ACD_CHANNELS; channel++) {
        struct buf text;
        enum acd_why why = acd_why_no_work(facts->acd, agent, (enum acd_channel)channel);
        buf_init(&text, SENTENCE_BYTES_MAX);
        why_append_agent(&text, facts, agent, (enum acd_channel)channel, why);
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
    struct why_facts facts = {
        .acd = pump_core(asked->pump), .book = pump_book(asked->pump), .now = asked->now};
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

static void write_contact(struct json_writer *writer, const struct why_facts *facts,
                          const struct acd_contact_view *contact, struct tally_now *tally)
{
    struct buf text;
    enum acd_why why = acd_why_waiting(facts->acd, contact->contact);
    uint32_t place = acd_contact_place_in_queue(facts->acd, contact->contact);
    int64_t estimate = -1;
    buf_init(&text, SENTENCE_BYTES_MAX);
    why_append_contact(&text, facts, contact, why);
    bool hopeless = why == ACD_WHY_NO_AGENT_HAS_QUEUE || why == ACD_WHY_TAKEN_BACK ||
                    (why == ACD_WHY_NO_AGENT_AVAILABLE && !why_anybody_works(facts, contact));
    if (tally != NULL && place > 0 && contact->queue != 0 && !hopeless)
        estimate = tally_now_estimate_wait(tally, facts->acd, contact->queue,
                                           (enum acd_channel)contact->channel, place);
    json_member_text(writer, "why", acd_why_name(why));
    json_member_text(writer, "text", buf_text(&text));
    if (place > 0)
        json_member_i64(writer, "position", place);
    else
        json_member_null(writer, "position");
    if (estimate == 0 && why == ACD_WHY_NO_AGENT_AVAILABLE)
        estimate = -1; /* a slot is free, but not for this contact */
    if (estimate >= 0)
        json_member_i64(writer, "estimateMs", estimate);
    else
        json_member_null(writer, "estimateMs");
    buf_free(&text);
}

void why_contact(struct asked *asked, struct tally_now *tally)
{
    struct why_facts facts = {
        .acd = pump_core(asked->pump), .book = pump_book(asked->pump), .now = asked->now};
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
