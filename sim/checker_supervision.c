/* Supervision restated (connect.md 1.4, 3.3 MONITOR; issue 6, 5 and 6): who listens to what, who may speak, what taking
 * over leaves behind, and what is sent back. Listeners' legs are among the legs, marked by whom they hear. */
#include "sim/checker.h"

#include <stddef.h>

static struct checker_contact *contact_of(struct checker *checker, uint64_t contact)
{
    for (size_t i = 0; i < checker->contact_end; i++)
        if (checker->contacts[i].contact == contact)
            return &checker->contacts[i];
    return NULL;
}

static bool speaks(const struct checker_leg *leg)
{
    return leg != NULL && leg->hears == 0 &&
           (leg->state == ACD_LEG_CONNECTED || leg->state == ACD_LEG_ON_HOLD);
}

/* ---- events ---- */

static const char *see_begun(struct checker *checker, const struct acd_event *event)
{
    uint32_t of_contact = 0, of_listener = 0;
    size_t at = checker->leg_end;
    for (size_t i = 0; i < checker->leg_end; i++) {
        const struct checker_leg *leg = &checker->legs[i];
        of_contact += leg->agent != 0 && leg->hears != 0 && leg->contact == event->contact;
        of_listener += leg->agent == event->agent && leg->hears != 0;
        at = leg->agent == 0 && at == checker->leg_end ? i : at;
    }
    if (of_contact >= CHECKER_LISTENERS_MAX || of_listener >= CHECKER_LISTENERS_MAX)
        return "listening: more listeners, or more contacts listened to, than there may be";
    if (checker_leg(checker, event->agent, event->contact) != NULL)
        return "listening: to a contact of which the listener has a leg";
    if (!checker->agents[event->agent].enabled)
        return "listening: by somebody who is disabled";
    if (event->channel == ACD_TASK || !speaks(checker_leg(checker, event->other_agent, event->contact)))
        return "listening: to an agent who does not speak";
    if (event->actor == ACD_ACTOR_AGENT || event->actor == ACD_ACTOR_CUSTOMER)
        return "listening: begun by one who supervises nobody";
    if (at == CHECKER_LEGS_MAX)
        return "the checker has no room for a listener";
    checker->leg_end += at == checker->leg_end;
    checker->legs[at] = (struct checker_leg){.agent = event->agent,
                                             .contact = event->contact,
                                             .channel = event->channel,
                                             .state = ACD_LEG_CONNECTED,
                                             .begun_seq = event->seq,
                                             .deadline = ACD_NEVER,
                                             .hears = event->other_agent,
                                             .may_barge = (event->flags & ACD_FLAG_MAY_BARGE) != 0};
    return NULL;
}

static const char *see_taken_over(struct checker *checker, const struct acd_event *event,
                                  struct checker_leg *leg)
{
    struct checker_leg *former = checker_leg(checker, event->other_agent, event->contact);
    if (!speaks(former) || leg->hears != event->other_agent)
        return "listening: taken over from one who was not listened to";
    for (size_t i = 0; i < checker->leg_end && leg->channel == ACD_VOICE; i++) {
        const struct checker_leg *one = &checker->legs[i];
        if (one->agent == event->agent && one->hears == 0 && one->channel == ACD_VOICE &&
            one->state <= ACD_LEG_PAUSED)
            return "listening: a call is taken over by one who is on a call";
    }
    leg->hears = 0;
    leg->may_barge = leg->barged = false;
    leg->dialled = former->dialled;
    return NULL;
}

static const char *see_whispered(struct checker *checker, const struct acd_event *event,
                                 const struct checker_leg *leg)
{
    struct checker_contact *contact = contact_of(checker, event->contact);
    bool heard = leg->hears != 0;
    for (size_t i = 0; i < checker->leg_end; i++)
        heard |= checker->legs[i].agent != 0 && checker->legs[i].contact == event->contact &&
                 checker->legs[i].hears == event->agent;
    if (!heard)
        return "listening: a whisper that nobody hears";
    if (contact == NULL || event->value != contact->whispers + 1)
        return "numbers: whispers are not counted one by one";
    contact->whispers = event->value;
    return NULL;
}

static const char *see_written(struct checker *checker, const struct acd_event *event)
{
    const struct checker_leg *leg =
        event->agent != 0 ? checker_leg(checker, event->agent, event->contact) : NULL;
    if (event->agent == 0)
        return NULL;
    return leg != NULL && (leg->hears == 0 || leg->barged)
               ? NULL
               : "listening: a silent listener, or somebody with no leg, writes to the customer";
}

/* A supervisor acts on the agent listened to, not on themselves. */
static const char *why_not_their_agent(const struct checker *checker, const struct acd_event *event)
{
    uint32_t number = event->actor_id;
    if (event->actor != ACD_ACTOR_SUPERVISOR || !checker->rules[ACD_RULE_SUPERVISOR_GROUPS] ||
        event->other_agent == 0 || event->kind == ACD_MONITOR_ENDED)
        return NULL;
    uint32_t group = checker->agents[event->other_agent].group;
    return number != 0 && number < CHECKER_AGENTS_MAX && group != 0 &&
                   checker->agents[number].supervises[group]
               ? NULL
               : "groups: a supervisor listens to an agent of another group";
}

bool checker_see_supervision(struct checker *checker, const struct acd_event *event, const char **why)
{
    struct checker_leg *leg = checker_leg(checker, event->agent, event->contact);
    if (event->kind == ACD_MESSAGE_SENT) {
        *why = see_written(checker, event);
        return true;
    }
    if (event->kind < ACD_MONITOR_BEGUN || event->kind > ACD_TAKEN_OVER)
        return false;
    *why = why_not_their_agent(checker, event);
    if (*why != NULL)
        return true;
    if (event->kind == ACD_MONITOR_BEGUN) {
        *why = see_begun(checker, event);
        return true;
    }
    if (leg == NULL || (leg->hears == 0 && event->kind != ACD_WHISPERED)) {
        *why = "listening: of one who does not listen";
    } else if (event->kind == ACD_BARGE_SET) {
        *why = !leg->may_barge ? "listening: one barges in who may not" : NULL;
        leg->barged = event->value != 0;
    } else if (event->kind == ACD_WHISPERED) {
        *why = see_whispered(checker, event, leg);
    } else if (event->kind == ACD_TAKEN_OVER) {
        *why = see_taken_over(checker, event, leg);
    } else {
        leg->agent = 0;
    }
    return true;
}

/* ---- at rest ---- */

const char *checker_rest_supervision(const struct checker *checker)
{
    for (size_t i = 0; i < checker->leg_end; i++) {
        const struct checker_leg *leg = &checker->legs[i];
        bool spoken = false;
        if (leg->agent == 0 || leg->hears == 0)
            continue;
        for (size_t j = 0; j < checker->leg_end; j++)
            spoken |= checker->legs[j].agent == leg->hears && checker->legs[j].contact == leg->contact &&
                      speaks(&checker->legs[j]);
        if (!spoken)
            return "listening: to an agent who has the contact no more";
        if (!checker->agents[leg->agent].enabled)
            return "listening: by somebody who was disabled";
    }
    return NULL;
}
