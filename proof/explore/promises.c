/* What must hold (promises.h), from design.md 4.2 and reference/connect.md 2 and 4, not from the core's code. It must
 * not include core/state.h. */
#include "proof/explore/promises.h"
#include "proof/explore/centre.h"

#include <string.h>

enum { ROUNDS_MAX = 64 };

static bool takes_work(const struct acd *acd, uint32_t agent)
{
    struct acd_agent_view view;

    return acd_agent_view(acd, agent, &view) && view.status_type == ACD_STATUS_ROUTABLE &&
           view.next.status == 0 && view.enabled && view.page != ACD_PAGE_AWAITED;
}

void promises_look(const struct acd *acd, struct promises_before *before)
{
    for (uint32_t agent = 1; agent <= CENTRE_AGENTS; agent++)
        before->stopped[agent] = !takes_work(acd, agent);
}

/* ---- steps ---- */

/* The event ends the stop of its agent: from here on offers are rightly made. */
static bool ends_stop(const struct acd_event *event)
{
    return event->kind == ACD_STATUS_SET || event->kind == ACD_NEXT_STATUS_CLEARED ||
           event->kind == ACD_AGENT_ENABLED || event->kind == ACD_PAGE_OPENED ||
           event->kind == ACD_PAGE_CLOSED;
}

static bool begins_stop(const struct acd_event *event)
{
    return event->kind == ACD_NEXT_STATUS_SET || event->kind == ACD_AGENT_DISABLED ||
           event->kind == ACD_PAGE_LOST;
}

static const char *check_stops(const struct promises_before *before, const struct acd_batch *batch)
{
    bool stopped[CENTRE_AGENTS + 1];

    for (uint32_t agent = 1; agent <= CENTRE_AGENTS; agent++)
        stopped[agent] = before->stopped[agent];
    for (uint32_t at = 0; at < batch->count; at++) {
        const struct acd_event *event = &batch->events[at];
        bool exempt = event->flags & ACD_FLAG_EXEMPT || event->cause == ACD_CAUSE_ASSOCIATED;
        if (event->agent == 0 || event->agent > CENTRE_AGENTS)
            continue;
        if (event->kind == ACD_OFFER_MADE && stopped[event->agent] && !exempt)
            return "an agent who had stopped was offered a contact";
        if (begins_stop(event))
            stopped[event->agent] = true;
        else if (ends_stop(event))
            stopped[event->agent] = false;
    }
    return NULL;
}

/* A next status that takes effect was the pending one. */
static const char *check_applied(const struct acd_batch *batch)
{
    for (uint32_t at = 0; at < batch->count; at++) {
        const struct acd_event *event = &batch->events[at];
        if (event->kind == ACD_STATUS_SET && event->cause == ACD_CAUSE_NEXT_APPLIED &&
            event->next.status != event->status)
            return "another status was applied than the one that was next";
    }
    return NULL;
}

static const char *check_after(const struct acd *after)
{
    for (uint32_t agent = 1; agent <= CENTRE_AGENTS; agent++) {
        struct acd_agent_view view;
        acd_agent_view(after, agent, &view);
        if (view.next.status != 0 && view.leg_count == 0 && view.next.when == ACD_WHEN_IDLE &&
            acd_deadline(after) > acd_now(after))
            return "a next status waits though every slot is cleared";
    }
    return NULL;
}

const char *promises_of_step(const struct promises_before *before, const struct acd_command *command,
                             const struct acd_batch *batch, const struct acd *after)
{
    const char *broken = check_stops(before, batch);

    (void)command;
    if (broken == NULL)
        broken = check_applied(batch);
    return broken != NULL ? broken : check_after(after);
}

/* ---- states ---- */

static const char *check_agent(const struct acd *acd, uint32_t agent)
{
    struct acd_agent_view view;
    struct acd_leg_view legs[ACD_AGENT_LEGS_MAX];
    uint32_t chats = 0, exempt = 0, count;

    acd_agent_view(acd, agent, &view);
    count = acd_agent_legs(acd, agent, legs, ACD_AGENT_LEGS_MAX);
    for (uint32_t at = 0; at < count; at++) {
        if (legs[at].monitored != 0)
            continue; /* who listens takes no slot */
        chats += legs[at].channel == ACD_CHAT;
        exempt += legs[at].exempt != 0 || legs[at].initiation == ACD_INITIATION_TRANSFER;
    }
    if (chats > view.slots_max[ACD_CHAT] + exempt)
        return "an agent has more chats than slots";
    return NULL;
}

static const char *check_contact(const struct acd *acd, uint64_t contact)
{
    struct acd_contact_view view;
    struct acd_leg_view legs[ACD_AGENT_LEGS_MAX];
    uint32_t count, active = 0;

    acd_contact_view(acd, contact, &view);
    count = acd_contact_legs(acd, contact, legs, ACD_AGENT_LEGS_MAX);
    for (uint32_t at = 0; at < count; at++)
        active += legs[at].monitored == 0 && acd_leg_is_active((enum acd_leg_state)legs[at].state);
    if (active > 1)
        return "two agents have one contact";
    if ((view.place == ACD_PLACE_OFFERED || view.place == ACD_PLACE_HANDLED) != (active == 1))
        return "a contact is not where its leg says";
    if (view.monitor_count != 0 && view.place != ACD_PLACE_HANDLED)
        return "somebody listens to a contact that nobody has";
    if (view.place == ACD_PLACE_OVER && count == 0)
        return "a contact that is over and cleared is still there";
    if (view.place == ACD_PLACE_NONE)
        return "a contact is nowhere";
    return NULL;
}

/* Somebody waits whom somebody who waits for work could take: then an offer is due at once. */
static const char *check_nobody_waits_in_vain(const struct acd *acd)
{
    if (acd_deadline(acd) <= acd_now(acd))
        return NULL;
    for (uint64_t contact = acd_contact_after(acd, 0); contact != 0;
         contact = acd_contact_after(acd, contact)) {
        struct acd_contact_view view;
        acd_contact_view(acd, contact, &view);
        if (view.place != ACD_PLACE_WAITING || view.agent != 0 ||
            acd_why_waiting(acd, contact) == ACD_WHY_TAKEN_BACK)
            continue;
        for (uint32_t agent = 1; agent <= CENTRE_AGENTS; agent++) {
            struct acd_leg_view leg;
            if (acd_why_no_work(acd, agent, (enum acd_channel)view.channel) == ACD_WHY_ROUTABLE &&
                !acd_leg_view(acd, agent, contact, &leg))
                return "a contact waits beside an agent who is free for it";
        }
    }
    return NULL;
}

const char *promises_of_state(const struct acd *acd)
{
    const char *broken = acd_check(acd);

    for (uint32_t agent = 1; broken == NULL && agent <= CENTRE_AGENTS; agent++)
        broken = check_agent(acd, agent);
    for (uint64_t contact = acd_contact_after(acd, 0); broken == NULL && contact != 0;
         contact = acd_contact_after(acd, contact))
        broken = check_contact(acd, contact);
    return broken != NULL ? broken : check_nobody_waits_in_vain(acd);
}

/* ---- ways out ---- */

static void try(struct acd *acd, struct acd_command command)
{
    struct acd_batch batch;

    command.at = acd_now(acd);
    if (command.kind == ACD_TICK && acd_deadline(acd) != ACD_NEVER && acd_deadline(acd) > command.at)
        command.at = acd_deadline(acd);
    acd_step(acd, &command, &batch);
}

/* Whoever is on the phone ends it, everybody clears, the customers leave, and time passes. */
static void finish_round(struct acd *acd)
{
    for (uint64_t contact = acd_contact_after(acd, 0), next; contact != 0; contact = next) {
        next = acd_contact_after(acd, contact);
        try(acd,
            (struct acd_command){.kind = ACD_END_CONTACT, .contact = contact, .actor.kind = ACD_ACTOR_ADMIN});
    }
    for (uint32_t agent = 1; agent <= CENTRE_AGENTS; agent++) {
        struct acd_leg_view legs[ACD_AGENT_LEGS_MAX];
        uint32_t count = acd_agent_legs(acd, agent, legs, ACD_AGENT_LEGS_MAX);
        for (uint32_t at = 0; at < count; at++)
            try(acd, (struct acd_command){.kind = ACD_CLEAR_LEG,
                                          .agent = agent,
                                          .contact = legs[at].contact,
                                          .actor = {ACD_ACTOR_AGENT, agent}});
    }
    try(acd, (struct acd_command){.kind = ACD_TICK});
}

static bool all_done(const struct acd *acd)
{
    struct acd_agent_view view;

    for (uint32_t agent = 1; agent <= CENTRE_AGENTS; agent++) {
        if (acd_agent_view(acd, agent, &view) && (view.leg_count != 0 || view.next.status != 0))
            return false;
    }
    return acd_contact_after(acd, 0) == 0;
}

static const char *check_finish(struct acd *acd)
{
    for (int round = 0; round < ROUNDS_MAX && !all_done(acd); round++)
        finish_round(acd);
    return all_done(acd)
               ? NULL
               : "a contact cannot be finished, or a pending status is not applied when all is done";
}

static const char *check_cancel(const struct acd *acd, struct acd *scratch, size_t bytes, uint32_t agent)
{
    struct acd_agent_view view;
    struct acd_actor self = {ACD_ACTOR_AGENT, agent};

    acd_agent_view(acd, agent, &view);
    /* A disabled agent is on the way out. vcc: Resume is a move of Busy (Stop New) alone, the table has none of
     * Offering and Post Processing (peers.md 1.3). */
    if (view.next.status == 0 || !view.enabled ||
        (acd_model(acd) == ACD_MODEL_VCC && acd_agent_shown(acd, agent) != ACD_SHOWN_BUSY_STOP_NEW))
        return NULL;
    memcpy(scratch, acd, bytes);
    if (view.stop_new)
        try(scratch, (struct acd_command){.kind = ACD_RESUME_NEW, .agent = agent, .actor = self});
    else
        try(scratch, (struct acd_command){
                         .kind = ACD_SET_STATUS, .agent = agent, .status = view.status, .actor = self});
    acd_agent_view(scratch, agent, &view);
    return view.next.status == 0 ? NULL : "a pending status cannot be cancelled";
}

const char *promises_of_way_out(const struct acd *acd, void *scratch, size_t bytes)
{
    const char *broken = NULL;

    for (uint32_t agent = 1; broken == NULL && agent <= CENTRE_AGENTS; agent++)
        broken = check_cancel(acd, scratch, bytes, agent);
    if (broken != NULL)
        return broken;
    memcpy(scratch, acd, bytes);
    return check_finish(scratch);
}
