/* Puts the changes in force as the day begins, with commands of the core like any others. It must not change what
 * people do (meet.c). */
#include "whatif/run.h"

#include <stdlib.h>

enum { SECOND_MS = 1000 };

static enum acd_refusal ask(struct run *run, struct acd_command *command)
{
    command->at = run_now(run);
    command->actor = (struct acd_actor){.kind = ACD_ACTOR_OPERATOR};
    return run_ask(run, command);
}

/* ---- queues ---- */

static const struct whatif_length *length_of(const struct whatif_length *lengths, uint32_t count,
                                             uint32_t queue)
{
    const struct whatif_length *found = NULL;

    for (uint32_t i = 0; i < count; i++)
        if (lengths[i].queue == queue || (lengths[i].queue == 0 && found == NULL))
            found = &lengths[i];
    return found;
}

static void change_queue(struct run *run, uint32_t queue)
{
    const struct whatif_change *change = run->change;
    const struct whatif_length *offer = length_of(change->offers, change->offer_count, queue);
    const struct whatif_length *wrapup = length_of(change->wrapups, change->wrapup_count, queue);
    struct acd_command command = {.kind = ACD_CHANGE_QUEUE, .queue = queue};
    struct acd_queue_view view;

    if ((offer == NULL && wrapup == NULL) || !acd_queue_view(run->acd, queue, &view))
        return;
    command.hours = view.hours;
    command.contacts_max = view.contacts_max;
    for (int channel = 0; channel < ACD_CHANNELS; channel++) {
        command.offer_ms[channel] = offer != NULL ? offer->seconds * SECOND_MS : view.offer_ms[channel];
        command.wrapup_ms[channel] = view.wrapup_ms[channel];
        if (wrapup != NULL)
            command.wrapup_ms[channel] = wrapup->seconds != 0 ? wrapup->seconds * SECOND_MS : ACD_WRAPUP_NONE;
    }
    ask(run, &command);
}

static const char *check_lengths(const struct run *run, const struct whatif_length *lengths, uint32_t count)
{
    struct acd_queue_view view;

    for (uint32_t i = 0; i < count; i++)
        if (lengths[i].queue != 0 && !acd_queue_view(run->acd, lengths[i].queue, &view))
            return "There was no such queue when the day began.";
    return NULL;
}

bool change_holds(const struct run *run, const struct acd_event *event)
{
    const struct whatif_change *change = run->change;

    if (event->kind == ACD_QUEUE_OFFER_TIME_SET)
        return length_of(change->offers, change->offer_count, event->queue) != NULL;
    return event->kind == ACD_QUEUE_WRAPUP_SET &&
           length_of(change->wrapups, change->wrapup_count, event->queue) != NULL;
}

/* ---- agents ---- */

static bool worked(const struct run *run, uint32_t agent)
{
    const struct told_agent *of = &run->whatif->day.agents[agent];
    return of->profile == run->change->profile && of->worked_ms > 0;
}

/* The next one who worked, behind this one; 0: there is none. */
static uint32_t worked_after(const struct run *run, uint32_t agent)
{
    for (agent++; agent <= run->whatif->day.agent_count; agent++)
        if (worked(run, agent))
            return agent;
    return 0;
}

static void take_after(struct run *run, uint32_t agent, uint32_t model)
{
    struct acd_agent_view view;

    if (!acd_agent_view(run->acd, model, &view))
        return;
    for (uint8_t channel = 0; channel < ACD_CHANNELS; channel++) {
        ask(run, &(struct acd_command){.kind = ACD_SET_AGENT_WRAPUP,
                                       .agent = agent,
                                       .channel = channel,
                                       .duration_ms = view.wrapup_ms[channel]});
        ask(run, &(struct acd_command){.kind = ACD_SET_AGENT_AUTO_ACCEPT,
                                       .agent = agent,
                                       .channel = channel,
                                       .value = view.auto_accept[channel]});
    }
    for (uint8_t channel = 0; channel <= ACD_CHANNELS; channel++)
        if (view.limits[channel] != ACD_LIMIT_NONE)
            ask(run, &(struct acd_command){.kind = ACD_SET_AGENT_LIMIT,
                                           .agent = agent,
                                           .channel = channel,
                                           .value = view.limits[channel]});
    if (view.offer_ms != 0)
        ask(run, &(struct acd_command){
                     .kind = ACD_SET_AGENT_OFFER_TIME, .agent = agent, .duration_ms = view.offer_ms});
    if (view.status_type != ACD_STATUS_OFFLINE)
        ask(run, &(struct acd_command){.kind = ACD_SET_STATUS, .agent = agent, .status = view.status});
}

static const char *add_agent(struct run *run, uint32_t model)
{
    uint32_t agent = acd_agent_count(run->acd) + 1;
    uint32_t last = model;

    if (ask(run, &(struct acd_command){.kind = ACD_CREATE_AGENT, .profile = run->change->profile}) != ACD_OK)
        return "The agents cannot be added: the routing profile is gone.";
    run->agents[agent] = (struct run_agent){.like = model};
    while (run->agents[last].twin != 0)
        last = run->agents[last].twin;
    run->agents[last].twin = agent;
    take_after(run, agent, model);
    run->result->agents_added++;
    return NULL;
}

static const char *add_agents(struct run *run)
{
    const char *sentence = NULL;
    uint32_t model = 0;

    for (uint32_t i = 0; sentence == NULL && i < run->change->agents_add; i++) {
        model = worked_after(run, model);
        if (model == 0)
            model = worked_after(run, 0);
        if (model == 0)
            return "Nobody with this routing profile worked in that time, so nobody can be added after them.";
        sentence = add_agent(run, model);
    }
    run->agents_before = acd_agent_count(run->acd);
    for (uint32_t agent = run->agents_before + 1; agent < run->agent_room; agent++)
        run->agents[agent].like = agent - run->change->agents_add;
    return sentence;
}

static const char *remove_agents(struct run *run)
{
    uint32_t left = run->change->agents_remove;

    for (uint32_t agent = run->whatif->day.agent_count; agent > 0 && left > 0; agent--) {
        if (!worked(run, agent))
            continue;
        ask(run, &(struct acd_command){.kind = ACD_DISABLE_AGENT, .agent = agent});
        run->agents[agent].removed = true;
        run->result->agents_removed++;
        left--;
    }
    return left == 0 ? NULL : "Fewer agents than are to be taken away worked with this routing profile.";
}

/* ---- the whole ---- */

const char *change_begin(struct run *run)
{
    const struct whatif_change *change = run->change;
    const char *sentence = check_lengths(run, change->offers, change->offer_count);
    struct acd_profile_view profile;

    if (sentence == NULL)
        sentence = check_lengths(run, change->wrapups, change->wrapup_count);
    if (sentence == NULL && change->agents_add + change->agents_remove > 0 &&
        !acd_profile_view(run->acd, change->profile, &profile))
        sentence = "There was no such routing profile when the day began.";
    for (uint32_t queue = 1; sentence == NULL && queue <= acd_queue_count(run->acd); queue++)
        change_queue(run, queue);
    if (sentence == NULL)
        sentence = remove_agents(run);
    return sentence == NULL ? add_agents(run) : sentence;
}
