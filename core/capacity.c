/* Capacity: how many contacts an agent may have at one time, by channel, in total and beside each other. It must not
 * know whether the agent may be offered anything at all (agent.c).
 *
 *     slots    the agent's own limit of the channel, else the profile's slots; 0 for a channel that the profile does
 *              not route
 *     total    the agent's own limit over all channels, or none
 *     blend    while on another channel: up to how many, by the agent's own matrix [while on][offered]; where that says
 *              nothing, by the profile: with any_channel no limit, else none (connect.md 4.2, peers.md 1.5)
 *
 * A leg takes a slot in every state but PAUSED (connect.md 4.4). By rule (CALL_FREES_CHAT_WRAPUP) a chat in wrap-up
 * takes none while a call is handled: nobody else's chat waits for the notes that are written after the call. Exempt
 * legs may go beyond every limit; nothing new is offered then.
 *
 *     limit set, blend set    capacity_apply
 */
#include "core/state.h"

/* ---- ask ---- */

/* What an agent has on, counted once for all channels. */
struct load {
    const struct agent *agent;
    const struct profile *profile;
    uint32_t taken[ACD_CHANNELS];
    uint32_t all;
};

static struct load load_of(const struct acd *acd, const struct agent *agent)
{
    struct load load = {.agent = agent, .profile = profile_get(acd, agent->profile)};
    bool freed = agent->call_count > 0 && acd->rules[ACD_RULE_CALL_FREES_CHAT_WRAPUP];

    for (int channel = 0; channel < ACD_CHANNELS; channel++)
        load.taken[channel] = agent->occupied[channel];
    if (freed)
        load.taken[ACD_CHAT] -= agent->chat_wrapup_count;
    for (int channel = 0; channel < ACD_CHANNELS; channel++)
        load.all += load.taken[channel];
    return load;
}

static uint32_t slots_of(const struct load *load, uint8_t channel)
{
    uint32_t slots = load->profile->slots_max[channel];

    return slots == 0 || load->agent->limits[channel] == 0 ? slots : load->agent->limits[channel] - 1u;
}

uint32_t capacity_slots(const struct acd *acd, const struct agent *agent, uint8_t channel)
{
    struct load load = {.agent = agent, .profile = profile_get(acd, agent->profile)};

    return slots_of(&load, channel);
}

/* Lowers *left to what a limit leaves; says whose limit it was if that is nothing. */
static void lower(uint32_t *left, uint32_t limit, uint32_t used, enum acd_why reason, enum acd_why *why)
{
    uint32_t more = limit > used ? limit - used : 0;

    if (more == 0 && *left != 0)
        *why = reason;
    if (more < *left)
        *left = more;
}

/* What the other channels that the agent is on leave. */
static void lower_by_blend(const struct load *load, uint8_t channel, uint32_t *left, enum acd_why *why)
{
    for (uint8_t other = 0; other < ACD_CHANNELS; other++) {
        uint8_t own = load->agent->blends[other][channel];
        if (other == channel || load->taken[other] == 0)
            continue;
        if (own != 0)
            lower(left, own - 1u, load->taken[channel], ACD_WHY_BLEND, why);
        else if (!load->profile->any_channel[other])
            lower(left, 0, 0, ACD_WHY_OTHER_CHANNEL, why);
    }
}

/* The first limit that leaves nothing is the reason, so nothing after it is looked at. */
static uint32_t left_beside(const struct load *load, uint8_t channel, enum acd_why *why)
{
    const struct agent *agent = load->agent;
    uint32_t left = UINT32_MAX;

    if (load->profile->slots_max[channel] == 0) {
        *why = ACD_WHY_CHANNEL_NOT_IN_PROFILE;
        return 0;
    }
    lower(&left, slots_of(load, channel), load->taken[channel],
          agent->limits[channel] != 0 ? ACD_WHY_AGENT_LIMIT : ACD_WHY_NO_FREE_SLOT, why);
    if (agent->limits[ACD_CHANNELS] != 0)
        lower(&left, agent->limits[ACD_CHANNELS] - 1u, load->all, ACD_WHY_AGENT_LIMIT, why);
    if (left != 0 && load->all > load->taken[channel])
        lower_by_blend(load, channel, &left, why);
    return left;
}

uint32_t capacity_left(const struct acd *acd, const struct agent *agent, uint8_t channel, enum acd_why *why)
{
    struct load load = load_of(acd, agent);
    enum acd_why reason = ACD_WHY_ROUTABLE;
    uint32_t left = left_beside(&load, channel, &reason);

    if (left == 0 && why != NULL)
        *why = reason;
    return left;
}

uint8_t capacity_channels(const struct acd *acd, const struct agent *agent)
{
    struct load load = load_of(acd, agent);
    enum acd_why reason;
    uint8_t channels = 0;

    for (uint8_t channel = 0; channel < ACD_CHANNELS; channel++) {
        if (left_beside(&load, channel, &reason) > 0)
            channels |= (uint8_t)(1u << channel);
    }
    return channels;
}

/* ---- decide ---- */

/* One call at a time, whatever is said. */
static bool value_valid(int64_t value, uint64_t channel)
{
    return value >= ACD_LIMIT_NONE && value <= (channel == ACD_VOICE ? 1 : ACD_AGENT_LIMIT_MAX);
}

enum acd_refusal capacity_decide(struct decision *decision)
{
    const struct acd_command *command = decision->command;
    const struct agent *agent = agent_find(decision->acd, command->agent);
    bool limit = command->kind == ACD_SET_AGENT_LIMIT;
    struct acd_event *event;

    if (agent == NULL)
        return ACD_REFUSED_UNKNOWN_AGENT;
    if (!value_valid(command->value, limit ? command->channel : command->subject))
        return ACD_REFUSED_INVALID;
    if (limit ? command->channel > ACD_CHANNELS
              : command->channel >= ACD_CHANNELS || command->subject >= ACD_CHANNELS ||
                    command->subject == command->channel)
        return ACD_REFUSED_INVALID;
    if (command->value + 1 ==
        (limit ? agent->limits[command->channel] : agent->blends[command->channel][command->subject]))
        return ACD_OK;
    event = event_new(decision, limit ? ACD_AGENT_LIMIT_SET : ACD_AGENT_BLEND_SET);
    event->agent = command->agent;
    event->channel = command->channel;
    event->subject = limit ? 0 : command->subject;
    event->value = command->value;
    emit(decision, event);
    return ACD_OK;
}

/* ---- apply ---- */

void capacity_apply(struct acd *acd, const struct acd_event *event)
{
    struct agent *agent = agent_edit(acd, event->agent);

    if (event->value < ACD_LIMIT_NONE || event->value > ACD_AGENT_LIMIT_MAX)
        acd_panic("an agent was given a limit that is none");
    if (event->kind == ACD_AGENT_LIMIT_SET && event->channel <= ACD_CHANNELS)
        agent->limits[event->channel] = (uint8_t)(event->value + 1);
    else if (event->kind == ACD_AGENT_BLEND_SET && event->channel < ACD_CHANNELS &&
             event->subject < ACD_CHANNELS)
        agent->blends[event->channel][event->subject] = (uint8_t)(event->value + 1);
    else
        acd_panic("an agent was limited on no channel");
}

/* ---- check ---- */

const char *capacity_check(const struct acd *acd, uint32_t number)
{
    const struct agent *agent = agent_get(acd, number);
    uint32_t calls = 0, wrapups = 0;

    for (uint32_t leg = agent->leg_first; leg != 0; leg = leg_get(acd, leg)->next_of_agent) {
        const struct leg *one = leg_get(acd, leg);
        calls += one->channel == ACD_VOICE && !leg_is_monitor(one) &&
                 acd_leg_is_active((enum acd_leg_state)one->state) && !leg_is_offer(one);
        wrapups += one->channel == ACD_CHAT && one->state == ACD_LEG_ENDED;
    }
    if (calls != agent->call_count || wrapups != agent->chat_wrapup_count)
        return "an agent counts calls or chats in wrap-up wrongly";
    for (int channel = 0; channel <= ACD_CHANNELS; channel++) {
        if (agent->limits[channel] > ACD_AGENT_LIMIT_MAX + 1)
            return "an agent has a limit beyond the limit";
    }
    return NULL;
}
