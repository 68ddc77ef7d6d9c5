/* Draws the deeds of a made-up call centre (world.h). All chance is here and comes from the seed; nothing
 * here knows a rule of routing. */
#include "sim/world.h"

#include <stddef.h>

enum {
    AGENTS = 8,
    STATUSES = 5,
    QUEUES = 5,
    PROFILES = 5,
    CONTACTS = 60,
    LEGS = 200,
    HOURS = 2,
    ENTRY_POINTS = 2,
    SET_UP_EXTRAS = 24,
    STATUS_BREAK = 3, /* of the vcc model, as their places in world_set_up() */
    STATUS_WORK_OFFLINE = 4,
    GROUPS = 3,
    LISTS = 4,
    REASONS = 8,
    SUPERVISORS_FROM = 6,  /* agents from this one on supervise something */
    LATE_TICK_ONE_IN = 12, /* a deed overtakes the timers that are due */
    QUIET_ONE_IN = 200,
    QUIET_S_MAX = 60 * 3600, /* Friday evening to Monday morning */
};

#define WORLD_DAY_1 INT64_C(1704067200000)

void world_init(struct world *world, uint64_t seed)
{
    *world = (struct world){.random = seed * UINT64_C(0x2545f4914f6cdd1d) + 1,
                            .now = WORLD_DAY_1,
                            .model = seed % 2 == 0 ? ACD_MODEL_VCC : ACD_MODEL_CONNECT};
}

/* splitmix64 */
uint32_t world_draw(struct world *world, uint32_t below)
{
    uint64_t z = world->random += UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
    return (uint32_t)((z ^ z >> 31) % below);
}

static bool chance(struct world *world, uint32_t one_in)
{
    return world_draw(world, one_in) == 0;
}

struct acd_limits world_limits(void)
{
    return (struct acd_limits){AGENTS, CONTACTS, LEGS, STATUSES, QUEUES, PROFILES, HOURS, ENTRY_POINTS};
}

/* ---- the centre ---- */

static void draw_capacities(struct world *world, struct acd_command *command)
{
    static const uint32_t slots[ACD_CHANNELS] = {2, 5, 4};
    for (unsigned i = 0; i < ACD_CHANNELS; i++)
        command->capacities[i] =
            (struct acd_capacity){world_draw(world, slots[i]), (uint8_t)world_draw(world, 2)};
}

/* Distinct pairs: walks all of them and keeps about half. Half of all profiles have no delays. */
static void draw_profile_queues(struct world *world, struct acd_command *command)
{
    bool delays = chance(world, 2);
    uint32_t count = 0;
    for (uint32_t queue = 1; queue <= QUEUES; queue++)
        for (uint8_t channel = 0; channel < ACD_CHANNELS; channel++)
            if (chance(world, 2))
                world->profile_queues[count++] =
                    (struct acd_profile_queue){queue, channel, 1 + world_draw(world, 3),
                                               delays && chance(world, 2) ? 1000 * world_draw(world, 40) : 0};
    command->profile_queues = world->profile_queues;
    command->profile_queue_count = count;
}

static void draw_windows(struct world *world, struct acd_command *command)
{
    int64_t at = world->now;
    for (uint32_t i = 0; i < 8; i++) {
        world->windows[i].opens_at = at += 1 + world_draw(world, 600000);
        world->windows[i].closes_at = at += 1 + world_draw(world, 600000);
    }
    command->windows = world->windows;
    command->window_count = 8;
}

/* Rules that leave the checker's own rules true. */
static void draw_rule(struct world *world, struct acd_command *command)
{
    static const uint16_t rules[] = {ACD_RULE_CLEAR_MISSED_ON_NEXT,
                                     ACD_RULE_AVAILABLE_FROM_CUSTOM,
                                     ACD_RULE_ROW_33,
                                     ACD_RULE_ROW_11,
                                     ACD_RULE_WITHDRAW_OFFER_ON_NEXT,
                                     ACD_RULE_SLOTS_SHOWN_WHILE_NEXT,
                                     ACD_RULE_CANCEL_BY_SAME_STATUS,
                                     ACD_RULE_RECHOOSE_KEEPS_TIME,
                                     ACD_RULE_VOICE_MISS_BLOCKS_ALL,
                                     ACD_RULE_ON_MISS,
                                     ACD_RULE_ON_REJECT,
                                     ACD_RULE_MISS_STOPS_NEW,
                                     ACD_RULE_STOP_NEW_SCOPE,
                                     ACD_RULE_WORK_OFFLINE_WHILE_HANDLING,
                                     ACD_RULE_END_WRAPUP_ALLOWED,
                                     ACD_RULE_EXTEND_WRAPUP_ALLOWED,
                                     ACD_RULE_BREAK_DISABLES,
                                     ACD_RULE_CLEAR_MISSED_AT_ONCE,
                                     ACD_RULE_WRAPUP_TAKES_NO_WORK,
                                     ACD_RULE_ONE_OFFER,
                                     ACD_RULE_AVAILABLE_AFTER_WRAPUP,
                                     ACD_RULE_ON_SIGN_IN,
                                     ACD_RULE_PLANS_REFUSED,
                                     ACD_RULE_SUPERVISOR_GROUPS,
                                     ACD_RULE_RECONNECTING,
                                     ACD_RULE_SESSION_TIMEOUT_MS,
                                     ACD_RULE_CALL_FREES_CHAT_WRAPUP,
                                     ACD_RULE_CHOICE_KEEPS_WRAPUP};
    command->kind = ACD_SET_RULE;
    command->rule = rules[world_draw(world, sizeof rules / sizeof rules[0])];
    command->value = world_draw(world, 2);
    if (command->rule == ACD_RULE_ON_SIGN_IN && world->model == ACD_MODEL_VCC)
        command->value++; /* else nobody who is signed out ever works again */
    if (command->rule == ACD_RULE_SESSION_TIMEOUT_MS)
        command->value *= 1 + world_draw(world, 100000);
}

/* An entry of the table becomes anything, mostly of the agents'. */
static void draw_moves(struct world *world, struct acd_command *command)
{
    command->kind = ACD_SET_MOVES;
    command->subject_kind =
        (uint8_t)(chance(world, 2) ? ACD_ACTOR_AGENT : world_draw(world, ACD_ACTOR_OPERATOR + 1));
    command->subject = world_draw(world, ACD_SHOWN_STATES);
    command->value = world_draw(world, 1 << ACD_MOVES);
}

static int64_t some_limit(struct world *world, uint64_t channel)
{
    if (chance(world, 3))
        return ACD_LIMIT_NONE;
    return world_draw(world, channel == ACD_VOICE ? 2 : ACD_AGENT_LIMIT_MAX + 1);
}

/* An agent's own limits and blend, and the group. */
static void draw_limits(struct world *world, struct acd_command *command)
{
    command->agent = 1 + world_draw(world, AGENTS);
    command->channel = (uint8_t)world_draw(world, ACD_CHANNELS + 1);
    command->subject = world_draw(world, ACD_CHANNELS);
    if (chance(world, 3)) {
        command->kind = ACD_SET_AGENT_GROUP;
        command->group = world_draw(world, GROUPS + 1);
    } else if (command->channel == ACD_CHANNELS || chance(world, 2)) {
        command->kind = ACD_SET_AGENT_LIMIT;
        command->value = some_limit(world, command->channel);
    } else {
        command->kind = ACD_SET_AGENT_BLEND;
        command->value = some_limit(world, command->subject);
    }
}

/* Which reasons must be given, and which are there. */
static void draw_reasons(struct world *world, struct acd_command *command)
{
    command->reason_list = 1 + world_draw(world, LISTS);
    command->reason = 1 + world_draw(world, REASONS);
    command->group = 1 + world_draw(world, GROUPS);
    command->value = world_draw(world, 2);
    switch (world_draw(world, 4)) {
    case 0:
        command->kind = ACD_CHANGE_REASON_LIST;
        command->value = 1 + world_draw(world, (1 << ACD_REASON_ACTIONS) - 1);
        command->flags = chance(world, 3) ? ACD_FLAG_MANDATORY : 0;
        break;
    case 1:
        command->kind = ACD_SET_REASON_LIST_GROUP;
        break;
    case 2:
        command->kind = ACD_SET_SUPERVISOR_GROUP;
        command->agent = SUPERVISORS_FROM + world_draw(world, AGENTS + 1 - SUPERVISORS_FROM);
        break;
    default:
        command->kind = chance(world, 3) ? ACD_DISABLE_REASON : ACD_ENABLE_REASON;
    }
}

/* The first two rules of a vcc centre say which statuses play a part. */
static void draw_role(const struct world *world, uint32_t step, struct acd_command *command)
{
    if (world->model != ACD_MODEL_VCC || step > 1)
        return;
    command->kind = ACD_SET_RULE;
    command->rule = step == 0 ? ACD_RULE_STATUS_BREAK : ACD_RULE_STATUS_WORK_OFFLINE;
    command->value = step == 0 ? STATUS_BREAK : STATUS_WORK_OFFLINE;
}

/* Times, rules and habits, drawn after the objects exist; they go on changing during the run. */
static void draw_habit(struct world *world, struct acd_command *command)
{
    switch (world_draw(world, 9)) {
    case 0:
        draw_rule(world, command);
        break;
    case 6:
    case 7:
        draw_limits(world, command);
        break;
    case 8:
        draw_reasons(world, command);
        break;
    case 2:
        if (chance(world, 4))
            draw_moves(world, command);
        else
            draw_rule(world, command);
        break;
    case 3:
        command->kind = ACD_SET_AGENT_OFFER_TIME;
        command->agent = 1 + world_draw(world, AGENTS);
        command->duration_ms = chance(world, 2) ? 15000 + world_draw(world, 45000) : 0;
        break;
    case 1:
        command->kind = ACD_SET_AGENT_AUTO_ACCEPT;
        command->agent = 1 + world_draw(world, AGENTS);
        command->channel = (uint8_t)world_draw(world, ACD_CHANNELS);
        command->value = world_draw(world, 3) == 0;
        break;
    default:
        command->kind = ACD_SET_AGENT_WRAPUP;
        command->agent = 1 + world_draw(world, AGENTS);
        command->channel = (uint8_t)world_draw(world, ACD_CHANNELS);
        command->duration_ms = 1000 * world_draw(world, 60);
    }
}

static void draw_queue(struct world *world, struct acd_command *command)
{
    command->contacts_max = chance(world, 3) ? 1 + world_draw(world, 6) : 0;
    command->hours = chance(world, 3) ? 1 + world_draw(world, HOURS) : 0;
    for (unsigned i = 0; i < ACD_CHANNELS; i++)
        command->offer_ms[i] = chance(world, 3) ? 1000 * (1 + world_draw(world, 30)) : 0;
    for (unsigned i = 0; i < ACD_CHANNELS; i++)
        command->wrapup_ms[i] = chance(world, 2)   ? 0
                                : chance(world, 3) ? ACD_WRAPUP_NONE
                                                   : 1000 * world_draw(world, 30);
}

bool world_set_up(struct world *world, struct acd_command *command)
{
    static const uint8_t types[STATUSES] = {ACD_STATUS_ROUTABLE, ACD_STATUS_OFFLINE, ACD_STATUS_CUSTOM,
                                            ACD_STATUS_CUSTOM, ACD_STATUS_CUSTOM};
    static const struct {
        uint16_t kind;
        uint16_t count;
    } plan[] = {
        {ACD_CREATE_CENTRE, 1},       {ACD_CREATE_STATUS, STATUSES},  {ACD_CREATE_HOURS, HOURS},
        {ACD_CREATE_QUEUE, QUEUES},   {ACD_CREATE_PROFILE, PROFILES}, {ACD_CREATE_ENTRY_POINT, ENTRY_POINTS},
        {ACD_CREATE_AGENT, AGENTS},   {ACD_CREATE_GROUP, GROUPS},     {ACD_CREATE_REASON_LIST, LISTS},
        {ACD_CREATE_REASON, REASONS}, {ACD_SET_AGENT_GROUP, AGENTS},  {ACD_SET_RULE, SET_UP_EXTRAS}};
    uint32_t step = world->set_up_step++;
    size_t at = 0;
    while (at < sizeof plan / sizeof plan[0] && step >= plan[at].count)
        step -= plan[at++].count;
    if (at == sizeof plan / sizeof plan[0])
        return false;
    *command =
        (struct acd_command){.kind = plan[at].kind, .at = world->now, .actor = {ACD_ACTOR_OPERATOR, 0}};
    command->model = world->model;
    command->status_type = types[step % STATUSES];
    command->profile = 1 + world_draw(world, PROFILES);
    command->queue = command->kind == ACD_CREATE_QUEUE ? 0 : 1 + world_draw(world, QUEUES);
    if (command->kind == ACD_CREATE_QUEUE)
        draw_queue(world, command);
    if (command->kind == ACD_CREATE_HOURS)
        draw_windows(world, command);
    if (command->kind == ACD_CREATE_REASON_LIST) {
        command->value = 1 + world_draw(world, (1 << ACD_REASON_ACTIONS) - 1);
        command->flags = chance(world, 3) ? ACD_FLAG_MANDATORY : 0;
    }
    command->reason_list = 1 + step % LISTS;
    command->agent = 1 + step % AGENTS;
    command->group = 1 + step % GROUPS;
    if (command->kind == ACD_CREATE_PROFILE) {
        draw_capacities(world, command);
        draw_profile_queues(world, command);
    }
    if (command->kind == ACD_SET_RULE) {
        draw_habit(world, command);
        draw_role(world, step, command);
    }
    return true;
}

/* ---- deeds ---- */

/* Some live contact, or rarely a number nobody has. */
static uint64_t some_contact(struct world *world, const struct acd *acd)
{
    uint64_t contact = 0;
    if (chance(world, 100))
        return world_draw(world, 1000);
    for (uint32_t skip = world_draw(world, CONTACTS); skip > 0; skip--)
        contact = acd_contact_after(acd, contact);
    return contact != 0 ? contact : acd_contact_after(acd, 0);
}

static uint32_t some_agent(struct world *world)
{
    return chance(world, 200) ? 99 : 1 + world_draw(world, AGENTS);
}

/* Makes the command a deed with one leg of some agent; false if that agent has none. */
static bool draw_leg(struct world *world, const struct acd *acd, struct acd_command *command)
{
    struct acd_leg_view legs[ACD_AGENT_LEGS_MAX];
    command->agent = 1 + world_draw(world, AGENTS);
    uint32_t count = acd_agent_legs(acd, command->agent, legs, ACD_AGENT_LEGS_MAX);
    if (count == 0)
        return false;
    const struct acd_leg_view *leg = &legs[world_draw(world, count)];
    command->contact = leg->contact;
    command->offer = chance(world, 4) ? 0 : leg->offer;
    command->actor = (struct acd_actor){ACD_ACTOR_AGENT, command->agent};
    return true;
}

static void draw_next_details(struct world *world, struct acd_next *next)
{
    if (!chance(world, 6))
        return;
    next->reason = world_draw(world, REASONS + 1);
    if (chance(world, 3)) {
        next->when = ACD_WHEN_AT;
        next->at = world->now + world_draw(world, 60000);
    } else if (chance(world, 2)) {
        next->scope = (uint8_t)(1 + world_draw(world, 7));
    } else {
        next->return_status = 1 + world_draw(world, STATUSES);
        next->return_after_ms = 1 + world_draw(world, 60000);
    }
}

static uint32_t some_supervisor(struct world *world)
{
    return chance(world, 10) ? 0 : SUPERVISORS_FROM + world_draw(world, AGENTS + 1 - SUPERVISORS_FROM);
}

static void draw_choice(struct world *world, struct acd_command *command)
{
    static const uint8_t actors[] = {ACD_ACTOR_AGENT, ACD_ACTOR_AGENT, ACD_ACTOR_AGENT, ACD_ACTOR_SUPERVISOR,
                                     ACD_ACTOR_API};
    command->kind = ACD_SET_STATUS;
    command->agent = some_agent(world);
    command->status = chance(world, 2) ? 1 : 1 + world_draw(world, STATUSES);
    command->actor = (struct acd_actor){actors[world_draw(world, sizeof actors)], command->agent};
    if (command->actor.kind == ACD_ACTOR_SUPERVISOR)
        command->actor.id = some_supervisor(world);
    command->reason = chance(world, 3) ? 1 + world_draw(world, REASONS) : 0;
    draw_next_details(world, &command->next);
}

static void draw_start(struct world *world, struct acd_command *command)
{
    command->kind = ACD_START_CONTACT;
    command->channel = (uint8_t)world_draw(world, ACD_CHANNELS);
    command->actor = (struct acd_actor){ACD_ACTOR_CUSTOMER, 0};
    command->initiation =
        command->channel == ACD_VOICE && chance(world, 3) ? ACD_INITIATION_CALLBACK : ACD_INITIATION_INBOUND;
    command->priority = chance(world, 4) ? 1 + world_draw(world, 9) : 0;
    command->age_ms = chance(world, 6) ? (int64_t)world_draw(world, 60000) - 30000 : 0;
    if (command->channel == ACD_TASK && chance(world, 5))
        command->scheduled_at = world->now + world_draw(world, 100000);
    if (chance(world, 10))
        command->agent = some_agent(world);
    else if (chance(world, 4))
        command->entry_point = 1 + world_draw(world, ENTRY_POINTS);
    else
        command->queue = 1 + world_draw(world, QUEUES);
}

static void draw_target(struct world *world, struct acd_command *command)
{
    if (chance(world, 2))
        command->to_agent = some_agent(world);
    else
        command->queue = 1 + world_draw(world, QUEUES);
}

static void draw_leg_deed(struct world *world, const struct acd *acd, struct acd_command *command)
{
    static const uint16_t kinds[] = {
        ACD_ACCEPT_OFFER, ACD_ACCEPT_OFFER, ACD_ACCEPT_OFFER,  ACD_ACCEPT_OFFER,   ACD_REJECT_OFFER,
        ACD_END_LEG,      ACD_END_LEG,      ACD_CLEAR_LEG,     ACD_CLEAR_LEG,      ACD_CLEAR_LEG,
        ACD_HOLD_LEG,     ACD_UNHOLD_LEG,   ACD_PAUSE_CONTACT, ACD_RESUME_CONTACT, ACD_TRANSFER_CONTACT,
        ACD_CONNECT_LEG,  ACD_FAIL_LEG,     ACD_SEND_MESSAGE,  ACD_END_WRAPUP,     ACD_EXTEND_WRAPUP};
    static const uint8_t causes[] = {ACD_CAUSE_NO_ANSWER, ACD_CAUSE_BUSY, ACD_CAUSE_BAD_ADDRESS,
                                     ACD_CAUSE_FAILED};
    if (!draw_leg(world, acd, command))
        return;
    command->kind = kinds[world_draw(world, sizeof kinds / sizeof kinds[0])];
    command->cause = causes[world_draw(world, sizeof causes)];
    command->reason = chance(world, 3) ? 1 + world_draw(world, REASONS) : 0;
    if (chance(world, 8))
        command->actor = (struct acd_actor){ACD_ACTOR_SUPERVISOR, some_supervisor(world)};
    if (command->kind == ACD_CONNECT_LEG || command->kind == ACD_FAIL_LEG)
        command->actor = (struct acd_actor){ACD_ACTOR_GATEWAY, 0};
    if (command->kind == ACD_TRANSFER_CONTACT)
        draw_target(world, command);
}

/* What was said of an offer comes once more, when that offer may be over. */
static void draw_late_answer(struct world *world, struct acd_command *command)
{
    if (world->said_count < WORLD_SAID)
        return;
    *command = world->said[world_draw(world, WORLD_SAID)];
    command->at = world->now;
}

static void draw_contact_deed(struct world *world, const struct acd *acd, struct acd_command *command)
{
    static const struct {
        uint16_t kind;
        uint8_t actor;
    } deeds[] = {{ACD_END_CONTACT, ACD_ACTOR_CUSTOMER},      {ACD_END_CONTACT, ACD_ACTOR_CUSTOMER},
                 {ACD_END_CONTACT, ACD_ACTOR_API},           {ACD_CONNECT_CUSTOMER, ACD_ACTOR_CUSTOMER},
                 {ACD_CONNECT_CUSTOMER, ACD_ACTOR_CUSTOMER}, {ACD_PAUSE_CONTACT, ACD_ACTOR_API},
                 {ACD_RESUME_CONTACT, ACD_ACTOR_API},        {ACD_RESUME_CONTACT, ACD_ACTOR_API},
                 {ACD_ASSOCIATE_CONTACT, ACD_ACTOR_API},     {ACD_SET_CONTACT_PRIORITY, ACD_ACTOR_API},
                 {ACD_SET_CONTACT_AGE, ACD_ACTOR_API},       {ACD_SEND_MESSAGE, ACD_ACTOR_CUSTOMER},
                 {ACD_END_CONTACT, ACD_ACTOR_SUPERVISOR},    {ACD_SCHEDULE_CONTACT, ACD_ACTOR_API},
                 {ACD_TRANSFER_CONTACT, ACD_ACTOR_API}};
    uint32_t deed = world_draw(world, sizeof deeds / sizeof deeds[0]);
    command->kind = deeds[deed].kind;
    command->actor = (struct acd_actor){deeds[deed].actor, 0};
    if (command->actor.kind == ACD_ACTOR_SUPERVISOR)
        command->actor.id = some_supervisor(world);
    command->scheduled_at = world->now + world_draw(world, 100000);
    if (command->kind == ACD_TRANSFER_CONTACT)
        draw_target(world, command);
    command->contact = some_contact(world, acd);
    command->agent = command->kind == ACD_ASSOCIATE_CONTACT ? some_agent(world) : 0;
    command->priority = 1 + world_draw(world, 9);
    command->age_ms = (int64_t)world_draw(world, 60000) - 30000;
}

/* A supervisor and what runs: mostly of a leg there is, mostly as one who may. */
static void draw_supervision(struct world *world, const struct acd *acd, struct acd_command *command)
{
    static const uint16_t kinds[] = {
        ACD_MONITOR_CONTACT, ACD_MONITOR_CONTACT, ACD_MONITOR_CONTACT, ACD_BARGE,     ACD_WHISPER,
        ACD_SEND_MESSAGE,    ACD_TAKE_OVER,       ACD_REQUEUE_CONTACT, ACD_CLEAR_LEG, ACD_END_LEG};
    if (!draw_leg(world, acd, command))
        return;
    command->kind = kinds[world_draw(world, sizeof kinds / sizeof kinds[0])];
    command->actor = (struct acd_actor){ACD_ACTOR_SUPERVISOR, some_supervisor(world)};
    if (command->kind != ACD_CLEAR_LEG && command->kind != ACD_WHISPER && chance(world, 2))
        command->agent = command->actor.id;
    if (command->kind == ACD_MONITOR_CONTACT)
        command->agent = command->actor.id;
    if (chance(world, 6))
        command->actor = (struct acd_actor){chance(world, 2) ? ACD_ACTOR_ADMIN : ACD_ACTOR_API, 0};
    command->value = !chance(world, 4);
    command->flags = chance(world, 4) ? 0 : ACD_FLAG_MAY_BARGE | ACD_FLAG_FORCE;
    if (command->kind == ACD_REQUEUE_CONTACT && chance(world, 3))
        command->queue = 1 + world_draw(world, QUEUES);
}

/* The centre changes while it works. */
static void draw_change(struct world *world, struct acd_command *command)
{
    command->actor = (struct acd_actor){ACD_ACTOR_ADMIN, 0};
    command->agent = 1 + world_draw(world, AGENTS);
    command->profile = 1 + world_draw(world, PROFILES);
    command->queue = 1 + world_draw(world, QUEUES);
    command->status = 1 + world_draw(world, STATUSES);
    switch (world_draw(world, 12)) {
    case 0:
        command->kind = ACD_SET_AGENT_PROFILE;
        break;
    case 1:
        command->kind = ACD_SET_PROFILE_CHANNELS;
        draw_capacities(world, command);
        break;
    case 2:
        command->kind = ACD_SET_PROFILE_QUEUES;
        draw_profile_queues(world, command);
        break;
    case 3:
        command->kind = ACD_UNSET_PROFILE_QUEUES;
        draw_profile_queues(world, command);
        command->profile_queue_count = command->profile_queue_count > 1 ? 1 : command->profile_queue_count;
        break;
    case 4:
        command->kind = chance(world, 3) ? ACD_DISABLE_QUEUE : ACD_ENABLE_QUEUE;
        break;
    case 5:
        command->kind = chance(world, 3) ? ACD_DISABLE_STATUS : ACD_ENABLE_STATUS;
        break;
    case 6:
        command->kind = chance(world, 3) ? ACD_DISABLE_AGENT : ACD_ENABLE_AGENT;
        break;
    case 7:
        command->kind = ACD_CHANGE_QUEUE;
        draw_queue(world, command);
        break;
    case 8:
        command->kind = ACD_CHANGE_PROFILE;
        command->flags = chance(world, 2) ? ACD_FLAG_LAST_INBOUND : 0;
        break;
    case 9:
        command->kind = ACD_RENEW_HOURS;
        command->hours = 1 + world_draw(world, HOURS);
        draw_windows(world, command);
        break;
    default:
        draw_habit(world, command);
    }
}

static void draw_agent_deed(struct world *world, struct acd_command *command)
{
    command->agent = some_agent(world);
    command->actor = (struct acd_actor){ACD_ACTOR_AGENT, command->agent};
    command->reason = chance(world, 3) ? 1 + world_draw(world, REASONS) : 0;
    switch (world_draw(world, 8)) {
    case 0:
    case 2:
        command->kind = ACD_SIGN_IN;
        break;
    case 3:
    case 4:
        command->kind = ACD_STOP_NEW;
        break;
    case 5:
        command->kind = ACD_RESUME_NEW;
        break;
    case 1:
        command->kind = ACD_SIGN_OUT;
        command->flags = chance(world, 2) ? ACD_FLAG_KEEP_STATUS : 0;
        break;
    default:
        command->kind = ACD_PLACE_CALL;
        command->queue = chance(world, 2) ? 1 + world_draw(world, QUEUES) : 0;
    }
}

/* Lines come and go, mostly of those who are there. */
static void draw_page(struct world *world, struct acd_command *command)
{
    static const uint16_t kinds[] = {ACD_OPEN_PAGE, ACD_OPEN_PAGE, ACD_OPEN_PAGE,
                                     ACD_LOSE_PAGE, ACD_LOSE_PAGE, ACD_CLOSE_PAGE};
    command->agent = some_agent(world);
    command->actor = (struct acd_actor){ACD_ACTOR_AGENT, command->agent};
    command->kind = kinds[world_draw(world, sizeof kinds / sizeof kinds[0])];
}

/* Hostile timing: often no time at all passes, often it goes exactly to a deadline or one millisecond
 * around it. */
static void pass_time(struct world *world, const struct acd *acd)
{
    int64_t deadline = acd_deadline(acd);
    switch (world_draw(world, 12)) {
    case 0:
        world->now += world_draw(world, 60000);
        break;
    case 1:
    case 2:
        if (deadline != ACD_NEVER && deadline > world->now && deadline - world->now < 120000)
            world->now = deadline - (int64_t)world_draw(world, 2);
        break;
    case 3:
    case 4:
    case 5:
        world->now += world_draw(world, 3000);
        break;
    case 6:
        if (chance(world, 300))
            world->now += 1000 * (int64_t)world_draw(world, 100000);
        break;
    default:
        break;
    }
}

/* From deadline to deadline, until the quiet is over. */
static void pass_quiet_time(struct world *world, const struct acd *acd)
{
    int64_t deadline = acd_deadline(acd);
    int64_t until = deadline < world->quiet_until ? deadline : world->quiet_until;
    world->now = until > world->now ? until : world->now;
}

void world_next(struct world *world, const struct acd *acd, struct acd_command *command)
{
    if (chance(world, QUIET_ONE_IN))
        world->quiet_until = world->now + 1000 * (int64_t)world_draw(world, QUIET_S_MAX);
    if (world->now < world->quiet_until)
        pass_quiet_time(world, acd);
    else
        pass_time(world, acd);
    *command = (struct acd_command){.at = world->now};
    if (acd_deadline(acd) <= world->now && !chance(world, LATE_TICK_ONE_IN)) {
        command->kind = ACD_TICK;
        return;
    }
    uint32_t dice = world_draw(world, 100);
    if (dice < 20)
        draw_choice(world, command);
    else if (dice < 40)
        draw_start(world, command);
    else if (dice < 48)
        draw_supervision(world, acd, command);
    else if (dice < 76)
        draw_leg_deed(world, acd, command);
    else if (dice < 86)
        draw_contact_deed(world, acd, command);
    else if (dice < 89)
        draw_page(world, command);
    else if (dice < 92)
        draw_late_answer(world, command);
    else if (dice < 97)
        draw_agent_deed(world, command);
    else
        draw_change(world, command);
    if (command->kind == ACD_COMMAND_NONE)
        draw_choice(world, command);
    if (command->offer != 0)
        world->said[world->said_count++ % WORLD_SAID] = *command;
}
