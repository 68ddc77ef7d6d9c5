/* Who may be offered what, and what first: connect.md 4.2 restated by exhaustive search. It changes nothing
 * in the checker. */
#include "sim/checker.h"

#include <stddef.h>

/* A plan for later (AT, AFTER_CONTACTS) stops nothing until it is set again for now. */
static bool is_stopped(const struct checker_agent *agent, uint8_t channel)
{
    const struct acd_next *next = &agent->next;
    if (next->status == 0 || next->when != ACD_WHEN_IDLE)
        return false;
    return next->scope == 0 || (next->scope & 1u << channel) != 0;
}

static bool has_leg(const struct checker *checker, uint32_t agent, uint64_t contact)
{
    for (size_t i = 0; i < checker->leg_end; i++)
        if (checker->legs[i].agent == agent && checker->legs[i].contact == contact)
            return true;
    return false;
}

static bool missed_a_call(const struct checker *checker, uint32_t agent)
{
    for (size_t i = 0; i < checker->leg_end; i++) {
        const struct checker_leg *leg = &checker->legs[i];
        if (leg->agent == agent && leg->channel == ACD_VOICE &&
            (leg->state == ACD_LEG_MISSED || leg->state == ACD_LEG_ERROR))
            return true;
    }
    return false;
}

static const struct checker_pair *pair_find(const struct checker_profile *profile, uint32_t queue,
                                            uint8_t channel)
{
    for (uint32_t i = 0; i < profile->pair_count; i++)
        if (profile->pairs[i].queue == queue && profile->pairs[i].channel == channel)
            return &profile->pairs[i];
    return NULL;
}

const char *checker_why_not(const struct checker *checker, uint32_t number,
                            const struct checker_contact *contact, int64_t at)
{
    const struct checker_agent *agent = &checker->agents[number];
    if (!agent->exists || !agent->enabled)
        return "there is no such agent, or it is disabled";
    if (checker->status_types[agent->status] != ACD_STATUS_ROUTABLE)
        return "the status is not ROUTABLE";
    if (is_stopped(agent, contact->channel))
        return "a next status stops the agent";
    if (contact->agent != 0 && contact->agent != number)
        return "the contact waits for another agent";
    if (contact->sent_back_from == number)
        return "a supervisor took the contact back from this agent";
    if (has_leg(checker, number, contact->contact))
        return "the agent has a leg of this contact already";
    if (contact->agent == 0) {
        const struct checker_pair *pair =
            pair_find(&checker->profiles[agent->profile], contact->queue, contact->channel);
        if (pair == NULL)
            return "the queue is not in the profile";
        if (at - contact->since < pair->delay_ms)
            return "the delay is not over";
    }
    struct checker_work work = checker_work_of(checker, number);
    if (checker->rules[ACD_RULE_ONE_OFFER] && work.offers > 0)
        return "an offer rings already";
    if (checker->rules[ACD_RULE_WRAPUP_TAKES_NO_WORK] && work.wrapups > 0 && work.handled == 0)
        return "the agent has nothing but wrap-up";
    if (checker->rules[ACD_RULE_VOICE_MISS_BLOCKS_ALL] != 0 && missed_a_call(checker, number))
        return "the agent has missed a call";
    if (checker->rules[ACD_RULE_RECONNECTING] != 0 && agent->page == ACD_PAGE_AWAITED)
        return "the agent's page is awaited back";
    return checker_why_no_slot(checker, number, contact->channel);
}

static int64_t profile_priority(const struct checker *checker, uint32_t agent,
                                const struct checker_contact *contact)
{
    if (contact->agent != 0)
        return 0; /* an own queue beats all others (rule 7) */
    const struct checker_profile *profile = &checker->profiles[checker->agents[agent].profile];
    return pair_find(profile, contact->queue, contact->channel)->priority;
}

/* Negative: a goes before b for this agent. */
static int compare(const struct checker *checker, uint32_t agent, const struct checker_contact *a,
                   const struct checker_contact *b)
{
    int64_t keys[3][2] = {
        {profile_priority(checker, agent, a), profile_priority(checker, agent, b)},
        {a->priority, b->priority},
        {a->since - a->age_ms, b->since - b->age_ms},
    };
    for (size_t i = 0; i < 3; i++)
        if (keys[i][0] != keys[i][1])
            return keys[i][0] < keys[i][1] ? -1 : 1;
    return 0;
}

const struct checker_contact *checker_better(const struct checker *checker, uint32_t agent,
                                             const struct checker_contact *contact, int64_t at)
{
    for (size_t i = 0; i < checker->contact_end; i++) {
        const struct checker_contact *other = &checker->contacts[i];
        if (other->contact != 0 && other != contact && other->place == ACD_PLACE_WAITING &&
            checker_why_not(checker, agent, other, at) == NULL && compare(checker, agent, other, contact) < 0)
            return other;
    }
    return NULL;
}

const struct checker_contact *checker_idle_work(const struct checker *checker, int64_t at, uint32_t *agent)
{
    for (size_t i = 0; i < checker->contact_end; i++) {
        const struct checker_contact *contact = &checker->contacts[i];
        if (contact->contact == 0 || contact->place != ACD_PLACE_WAITING)
            continue;
        for (uint32_t number = 1; number < CHECKER_AGENTS_MAX; number++)
            if (checker_why_not(checker, number, contact, at) == NULL) {
                *agent = number;
                return contact;
            }
    }
    return NULL;
}
