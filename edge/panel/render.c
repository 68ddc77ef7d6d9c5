/* Core and book in the panel's words (render.h). It must not send anything or keep anything. */
#include "edge/panel/render.h"

#include <stdlib.h>
#include <string.h>

#include "book/body.h"
#include "edge/common/members.h"
#include "edge/common/names.h"
#include "edge/common/words.h"

/* ---- single members ---- */

struct render render_of(const struct pump *pump, uint32_t agent, struct render_lists *lists)
{
    return (struct render){.acd = pump_core(pump), .book = pump_book(pump), .agent = agent, .lists = lists};
}

void render_session(struct json_writer *writer, const struct render *render)
{
    const struct book_user *user = book_find_user(render->book, render->agent);
    members_user(writer, "user", user);
    members_centre(writer, render->acd, render->book);
    json_member_bool(writer, "mustChangePassword", user->must_change_password);
}

/* ---- statuses ---- */

void render_status(struct json_writer *writer, const struct render *render)
{
    struct acd_agent_view agent;
    if (!acd_agent_view(render->acd, render->agent, &agent)) {
        json_member_null(writer, "status");
        return;
    }
    json_member_object_begin(writer, "status");
    members_status(writer, render->acd, render->book, agent.status);
    json_member_i64(writer, "since", agent.status_since);
    json_object_end(writer);
}

/* ---- next status ---- */

/* "why", "cause", "reason" and "contact". words: what was said about it; "" if nothing was. */
static void render_why(struct json_writer *writer, const struct render *render,
                       const struct render_change *change, const char *words)
{
    json_member_text(writer, "why", words[0] != '\0' ? words : NULL);
    const struct book_contact *contact =
        change->contact != 0 ? book_find_contact(render->book, change->contact) : NULL;
    members_cause(writer, "cause", (enum acd_cause)change->cause);
    render_reason(writer, "reason", render, change->reason);
    if (contact != NULL) {
        struct acd_contact_view view = {0};
        acd_contact_view(render->acd, change->contact, &view);
        json_member_object_begin(writer, "contact");
        json_member_text(writer, "name", contact->name);
        json_member_text(writer, "channel", acd_channel_name(view.channel));
        json_object_end(writer);
    } else {
        json_member_null(writer, "contact");
    }
}

void render_next(struct json_writer *writer, const struct render *render, const struct acd_next *next,
                 bool stop_new, const struct render_change *change)
{
    static const char *const WHEN[] = {
        [ACD_WHEN_IDLE] = "idle", [ACD_WHEN_AFTER_CONTACTS] = "after_contacts", [ACD_WHEN_AT] = "at"};
    if (next->status == 0) {
        json_member_null(writer, "next");
        return;
    }
    json_member_object_begin(writer, "next");
    json_member_object_begin(writer, "status");
    members_status(writer, render->acd, render->book, next->status);
    json_object_end(writer);
    json_member_i64(writer, "setAt", next->set_at);
    members_by(writer, "setBy", render->book, next->set_by, next->set_by_id);
    render_why(writer, render, change, book_find_why(render->book, render->agent)->next);
    json_member_bool(writer, "stopNew", stop_new);
    json_member_text(writer, "when", WHEN[next->when]);
    json_member_i64(writer, "version", next->version);
    json_object_end(writer);
}

void render_next_now(struct json_writer *writer, const struct render *render)
{
    struct acd_agent_view agent = {0};
    acd_agent_view(render->acd, render->agent, &agent);
    struct render_change change = {.cause = agent.next_cause, .reason = agent.next.reason};
    render_next(writer, render, &agent.next, agent.stop_new, &change);
}

void render_changed(struct json_writer *writer, const struct render *render,
                    const struct render_change *change)
{
    if (change->at == 0) {
        json_member_null(writer, "changed");
        return;
    }
    json_member_object_begin(writer, "changed");
    json_member_i64(writer, "at", change->at);
    members_by(writer, "by", render->book, change->by, change->by_id);
    render_why(writer, render, change, book_find_why(render->book, render->agent)->status);
    json_object_end(writer);
}

void render_changed_now(struct json_writer *writer, const struct render *render)
{
    struct acd_agent_view agent = {0};
    acd_agent_view(render->acd, render->agent, &agent);
    struct render_change change = {.at = agent.status_since,
                                   .by = agent.status_by,
                                   .by_id = agent.status_by_id,
                                   .cause = agent.status_cause,
                                   .reason = agent.status_reason};
    render_changed(writer, render, &change);
}

/* ---- slots, profile, settings ---- */

void render_slots(struct json_writer *writer, const struct render *render)
{
    struct acd_agent_view agent = {0};
    acd_agent_view(render->acd, render->agent, &agent);
    members_slots(writer, &agent);
}

void render_profile(struct json_writer *writer, const struct render *render)
{
    struct acd_agent_view agent = {0};
    acd_agent_view(render->acd, render->agent, &agent);
    const struct book_object *profile =
        agent.profile != 0 ? book_find_object(render->book, ACD_SUBJECT_PROFILE, agent.profile) : NULL;
    if (profile == NULL) {
        json_member_null(writer, "routingProfile");
        return;
    }
    json_member_object_begin(writer, "routingProfile");
    members_id_and_name(writer, profile);
    json_object_end(writer);
}

void render_settings(struct json_writer *writer, const struct render *render)
{
    json_member_object_begin(writer, "settings");
    json_member_bool(writer, "rejectAllowed", acd_rule(render->acd, ACD_RULE_REJECT_ALLOWED) != 0);
    json_member_bool(writer, "wrapupByTime", acd_rule(render->acd, ACD_RULE_WRAPUP_BY_TIME) != 0);
    json_object_end(writer);
}

/* ---- legs ---- */

static const char *initiation_name(enum acd_initiation initiation)
{
    static const char *const NAMES[] = {
        [ACD_INITIATION_INBOUND] = "INBOUND",   [ACD_INITIATION_OUTBOUND] = "OUTBOUND",
        [ACD_INITIATION_CALLBACK] = "CALLBACK", [ACD_INITIATION_API] = "API",
        [ACD_INITIATION_TRANSFER] = "TRANSFER", [ACD_INITIATION_QUEUE_TRANSFER] = "QUEUE_TRANSFER",
        [ACD_INITIATION_MONITOR] = "MONITOR"};
    return NAMES[initiation];
}

static void render_leg_times(struct json_writer *writer, const struct acd_leg_view *leg,
                             const struct acd_contact_view *contact)
{
    json_member_i64(writer, "since", leg->state_since);
    json_member_i64(writer, "startedAt", contact->started_at);
    words_time(writer, "offeredAt", leg->offered_at);
    words_time(writer, "connectedAt", leg->connected_at);
    words_time(writer, "endedAt", leg->ended_at);
    words_time(writer, "holdSince", leg->hold_since);
    words_time(writer, "deadline", leg->deadline);
}

static void render_object_text(struct json_writer *writer, const char *member, const char *json)
{
    json_member_raw(writer, member, json[0] != '\0' ? json : "{}", json[0] != '\0' ? strlen(json) : 2);
}

static void render_leg_words(struct json_writer *writer, const struct book_contact *contact)
{
    static const struct book_contact UNKNOWN = {
        .name = "", .description = "", .customer_name = "", .attributes = "", .references = "", .note = ""};
    const struct book_contact *known = contact != NULL ? contact : &UNKNOWN;
    json_member_text(writer, "customerName", known->customer_name);
    json_member_text(writer, "description", known->description);
    render_object_text(writer, "attributes", known->attributes);
    render_object_text(writer, "references", known->references);
    json_member_text(writer, "note", known->note);
}

/* The first of the chain and the one before: null where the book knows them no more. */
static void render_chain(struct json_writer *writer, const struct render *render,
                         const struct acd_contact_view *contact)
{
    const struct book_contact *initial = book_find_contact(render->book, contact->initial);
    const struct book_contact *previous =
        contact->previous != 0 ? book_find_contact(render->book, contact->previous) : NULL;
    words_uuid(writer, "initialContactId", initial != NULL ? &initial->uuid : NULL);
    words_uuid(writer, "previousContactId", previous != NULL ? &previous->uuid : NULL);
}

uint32_t render_find_joined(const struct acd *acd, const struct acd_leg_view *leg,
                            struct acd_leg_view *joined)
{
    struct acd_leg_view legs[ACD_AGENT_LEGS_MAX];
    uint32_t count = acd_contact_legs(acd, leg->contact, legs, ACD_AGENT_LEGS_MAX);
    uint32_t found = 0;
    for (uint32_t i = 0; i < count && found < ACD_CONTACT_MONITORS_MAX; i++) {
        if (legs[i].barged && legs[i].monitored == leg->agent)
            joined[found++] = legs[i];
    }
    return found;
}

/* Who speaks with the agent's customer beside them. Who only listens is nobody's to know. */
static void render_joined(struct json_writer *writer, const struct render *render,
                          const struct acd_leg_view *leg)
{
    struct acd_leg_view joined[ACD_CONTACT_MONITORS_MAX];
    uint32_t count = render_find_joined(render->acd, leg, joined);
    json_member_array_begin(writer, "joined");
    for (uint32_t i = 0; i < count; i++) {
        json_object_begin(writer);
        members_agent(writer, "agent", render->book, joined[i].agent);
        json_object_end(writer);
    }
    json_array_end(writer);
}

/* Whose conversation it listens to. Null of an ordinary leg. */
static void render_monitors(struct json_writer *writer, const struct render *render,
                            const struct acd_leg_view *leg)
{
    if (leg->monitored == 0) {
        json_member_null(writer, "monitors");
        return;
    }
    json_member_object_begin(writer, "monitors");
    members_agent(writer, "agent", render->book, leg->monitored);
    json_member_bool(writer, "barged", leg->barged);
    json_member_bool(writer, "mayBarge", leg->may_barge);
    json_object_end(writer);
}

void render_leg(struct json_writer *writer, const struct render *render, const char *member,
                const struct acd_leg_view *leg)
{
    struct acd_contact_view contact = {0};
    acd_contact_view(render->acd, leg->contact, &contact);
    const struct book_contact *words = book_find_contact(render->book, leg->contact);
    words_begin_object(writer, member);
    words_uuid(writer, "contactId", words != NULL ? &words->uuid : NULL);
    json_member_i64(writer, "offer", (int64_t)leg->offer);
    json_member_text(writer, "channel", acd_channel_name(leg->channel));
    json_member_text(writer, "state", acd_leg_state_name(leg->state));
    json_member_text(writer, "name", words != NULL ? words->name : "");
    members_object_of(writer, "queue", render->book, ACD_SUBJECT_QUEUE, leg->queue);
    json_member_text(writer, "initiation", initiation_name(leg->initiation));
    render_leg_times(writer, leg, &contact);
    members_cause(writer, "endCause", leg->end_cause);
    members_cause(writer, "offerReason", leg->cause);
    render_leg_words(writer, words);
    json_member_i64(writer, "messageCount", contact.message_count);
    render_monitors(writer, render, leg);
    render_joined(writer, render, leg);
    render_chain(writer, render, &contact);
    words_uuid(writer, "transcriptId",
               words != NULL ? &words->uuid : NULL); /* any contact of a chain names its transcript */
    json_object_end(writer);
}

static void render_legs(struct json_writer *writer, const struct render *render)
{
    struct acd_leg_view legs[ACD_AGENT_LEGS_MAX];
    uint32_t count = acd_agent_legs(render->acd, render->agent, legs, ACD_AGENT_LEGS_MAX);
    json_member_array_begin(writer, "legs");
    for (uint32_t i = 0; i < count; i++)
        render_leg(writer, render, NULL, &legs[i]);
    json_array_end(writer);
}

/* ---- what others do to the agent's contacts ---- */

static bool is_forced(const struct acd_event *event, uint32_t agent)
{
    bool by_others = event->actor == ACD_ACTOR_SUPERVISOR || event->actor == ACD_ACTOR_ADMIN;
    return by_others && event->actor_id != agent;
}

void render_forced(struct json_writer *writer, const struct render *render, const struct render_batch *made)
{
    enum acd_cause cause = (enum acd_cause)made->event->cause;
    const struct acd_event *first = made->batch->events; /* what follows of itself may have no actor */
    const char *why = NULL;
    bool by_hand =
        cause == ACD_CAUSE_TAKEN_OVER || cause == ACD_CAUSE_REQUEUED || cause == ACD_CAUSE_SUPERVISOR_ENDED;
    if (!by_hand || !is_forced(first, render->agent)) {
        json_member_null(writer, "forced");
        return;
    }
    json_t *document = made->body_len != 0 ? body_open(made->body, made->body_len) : NULL;
    if (document != NULL)
        body_parse_why(document, &why);
    json_member_object_begin(writer, "forced");
    json_member_i64(writer, "at", first->at);
    members_by(writer, "by", render->book, first->actor, first->actor_id);
    members_cause(writer, "cause", cause);
    json_member_text(writer, "why", why);
    json_object_end(writer);
    json_decref(document);
}

/* ---- STATE ---- */

void render_state(struct json_writer *writer, const struct render *render)
{
    struct acd_agent_view agent = {0};
    acd_agent_view(render->acd, render->agent, &agent);
    members_user(writer, "user", book_find_user(render->book, render->agent));
    members_centre(writer, render->acd, render->book);
    render_statuses(writer, render);
    render_status(writer, render);
    render_changed_now(writer, render);
    render_next_now(writer, render);
    json_member_i64(writer, "version", agent.version);
    render_menu(writer, render);
    render_control(writer, render);
    render_legs(writer, render);
    render_slots(writer, render);
    render_queues(writer, render);
    render_quick_connects(writer, render);
    render_profile(writer, render);
    render_settings(writer, render);
}
