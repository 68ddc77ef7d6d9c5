/* Sentences about the centre and its configuration become commands here. It names no agent's or customer's
 * doing. */
#include "scenarios/story.h"

#include <stdio.h>
#include <string.h>

static void make(struct order *order, enum acd_command_kind kind, enum name_kind new_kind, const char *name)
{
    order->command.kind = (uint16_t)kind;
    order->new_kind = new_kind;
    snprintf(order->new_name, sizeof order->new_name, "%s", name);
}

/* centre connect | centre vcc | centre none */
static void parse_centre(struct story *story, struct words *words, struct order *order)
{
    static const char *const models[] = {"none", "connect", "vcc"};
    const char *model = words_take(words);
    order->command.kind = ACD_CREATE_CENTRE;
    for (unsigned i = 0; i < sizeof models / sizeof models[0]; i++)
        if (strcmp(model, models[i]) == 0) {
            order->command.model = (uint8_t)i;
            return;
        }
    story_fail(story, "\"%s\" is no status model (connect, vcc)", model);
}

/* rule ROW_33 = 1, rule OFFER_MS_CHAT = 30s, rule STATUS_BREAK = Lunch, rule #99 = 1 */
static void parse_set_rule(struct story *story, struct words *words, struct order *order)
{
    const char *rule = words_take(words);
    int64_t number = 0;
    order->command.kind = ACD_SET_RULE;
    if (rule[0] == '#') {
        if (parse_number(story, rule + 1, &number))
            order->command.rule = (uint16_t)number;
    } else {
        parse_rule(story, rule, &order->command.rule);
    }
    words_take_if(words, "=");
    const char *value = words_take(words);
    size_t len = strlen(value);
    bool is_number = len > 0 && value[len - 1] >= '0' && value[len - 1] <= '9';
    const struct name *status = name_find(story, NAME_STATUS, value);
    if (status != NULL)
        order->command.value = (int64_t)status->number;
    else if (is_number)
        parse_number(story, value, &order->command.value);
    else
        parse_duration(story, value, &order->command.value);
}

/* moves of agent from AVAILABLE: WORK_OFFLINE, BREAK | moves of api from BUSY: none */
static void parse_moves(struct story *story, struct words *words, struct order *order)
{
    uint32_t moves = 0;
    order->command.kind = ACD_SET_MOVES;
    order->command.subject = ACD_SHOWN_STATES;
    if (!words_take_if(words, "of") || !parse_actor_kind(words_take(words), &order->command.subject_kind) ||
        !words_take_if(words, "from")) {
        story_fail(story, "\"moves of agent from AVAILABLE are BREAK, LOG_OUT\"");
        return;
    }
    const char *shown = words_take(words);
    for (unsigned i = 0; i < ACD_SHOWN_STATES; i++)
        if (strcmp(shown, acd_shown_name((enum acd_shown)i)) == 0)
            order->command.subject = i;
    words_take_if(words, "are");
    while (!words_at_end(words)) {
        const char *move = words_take(words);
        for (unsigned i = 0; i < ACD_MOVES; i++)
            if (strcmp(move, acd_move_name((enum acd_move)i)) == 0)
                moves |= 1u << i;
    }
    order->command.value = moves;
}

/* status Lunch custom */
static void parse_status(struct story *story, struct words *words, struct order *order)
{
    static const char *const types[] = {"none", "routable", "custom", "offline"};
    make(order, ACD_CREATE_STATUS, NAME_STATUS, words_take(words));
    const char *type = words_take(words);
    for (unsigned i = 0; i < sizeof types / sizeof types[0]; i++)
        if (strcmp(type, types[i]) == 0) {
            order->command.status_type = (uint8_t)i;
            return;
        }
    story_fail(story, "\"%s\" is no type of status (routable, custom, offline)", type);
}

/* always | 09:00-12:00, 13:00-17:00 [day 2 09:00-17:00] */
static void parse_windows(struct story *story, struct words *words, struct order *order)
{
    struct acd_command *command = &order->command;
    command->windows = order->windows;
    if (words_take_if(words, "always")) {
        command->flags |= ACD_FLAG_ALWAYS_OPEN;
        return;
    }
    while (!words_at_end(words)) {
        int64_t day = 1, from = 0, to = 0;
        if (words_take_if(words, "day") && !parse_number(story, words_take(words), &day))
            return;
        char text[64];
        snprintf(text, sizeof text, "%s", words_take(words));
        char *dash = strchr(text, '-');
        if (dash == NULL || command->window_count == ACD_HOURS_WINDOWS_MAX + 1) {
            story_fail(story, "\"%s\" is no window such as 09:00-17:00", text);
            return;
        }
        *dash = '\0';
        if (!parse_clock(story, text, &from) || !parse_clock(story, dash + 1, &to))
            return;
        int64_t midnight = STORY_DAY_1 + (day - 1) * INT64_C(86400000);
        order->windows[command->window_count++] = (struct acd_window){midnight + from, midnight + to};
    }
}

/* [hours Office] [max 5] [offer chat 30s] [wrap-up chat 10s|none] ... */
static void parse_queue_members(struct story *story, struct words *words, struct order *order)
{
    int64_t number = 0;
    uint8_t channel = 0;
    while (!words_at_end(words) && story->problem[0] == '\0') {
        if (words_take_if(words, "hours")) {
            parse_name32(story, NAME_HOURS, words_take(words), &order->command.hours);
        } else if (words_take_if(words, "max")) {
            if (parse_number(story, words_take(words), &number))
                order->command.contacts_max = (uint32_t)number;
        } else if (words_take_if(words, "offer")) {
            if (parse_channel(story, words_take(words), &channel) &&
                parse_duration(story, words_take(words), &number))
                order->command.offer_ms[channel] = (uint32_t)number;
        } else if (words_take_if(words, "wrap-up")) {
            if (!parse_channel(story, words_take(words), &channel))
                return;
            if (words_take_if(words, "none"))
                order->command.wrapup_ms[channel] = ACD_WRAPUP_NONE;
            else if (parse_duration(story, words_take(words), &number))
                order->command.wrapup_ms[channel] = (uint32_t)number;
        } else {
            story_fail(story, "a queue has hours, max, offer and wrap-up, not \"%s\"", words_take(words));
        }
    }
}

/* voice 1, chat 3 any, task 2 */
static void parse_capacity(struct story *story, struct words *words, struct order *order)
{
    uint8_t channel = 0;
    int64_t slots = 0;
    if (!parse_channel(story, words_take(words), &channel) || !parse_number(story, words_take(words), &slots))
        return;
    order->command.capacities[channel].slots_max = (uint32_t)slots;
    order->command.capacities[channel].any_channel = words_take_if(words, "any");
}

static bool at_channel(struct words *words)
{
    if (words_at_end(words))
        return false;
    const char *word = words->word[words->next];
    return strcmp(word, "voice") == 0 || strcmp(word, "chat") == 0 || strcmp(word, "task") == 0;
}

/* takes Support chat 1, Sales chat 2 after 30s   (queue, channel, priority, delay) */
static void parse_profile_queues(struct story *story, struct words *words, struct order *order)
{
    struct acd_command *command = &order->command;
    command->profile_queues = order->profile_queues;
    while (!words_at_end(words) && strcmp(words->word[words->next], "dials") != 0 &&
           strcmp(words->word[words->next], "counts") != 0) {
        if (command->profile_queue_count == ACD_PROFILE_QUEUES_MAX + 1) {
            story_fail(story, "too many queues for one sentence");
            return;
        }
        struct acd_profile_queue pair = {.priority = 1};
        int64_t value = 0;
        if (!parse_name32(story, NAME_QUEUE, words_take(words), &pair.queue) ||
            !parse_channel(story, words_take(words), &pair.channel))
            return;
        if (!words_at_end(words) && strchr("0123456789", words->word[words->next][0]) != NULL) {
            if (!parse_number(story, words_take(words), &value))
                return;
            pair.priority = (uint32_t)value;
        }
        if (words_take_if(words, "after")) {
            if (!parse_duration(story, words_take(words), &value))
                return;
            pair.delay_ms = (uint32_t)value;
        }
        order->profile_queues[command->profile_queue_count++] = pair;
    }
}

/* voice 1, chat 3 any takes Support chat 1 dials Support counts inbound only */
static void parse_profile_members(struct story *story, struct words *words, struct order *order)
{
    while (!words_at_end(words) && story->problem[0] == '\0') {
        if (at_channel(words)) {
            parse_capacity(story, words, order);
        } else if (words_take_if(words, "takes")) {
            parse_profile_queues(story, words, order);
        } else if (words_take_if(words, "dials")) {
            parse_name32(story, NAME_QUEUE, words_take(words), &order->command.queue);
        } else if (words_take_if(words, "counts") && words_take_if(words, "inbound") &&
                   words_take_if(words, "only")) {
            order->command.flags |= ACD_FLAG_LAST_INBOUND;
        } else {
            story_fail(story, "a profile has channels, takes, dials and \"counts inbound only\", not \"%s\"",
                       words_take(words));
        }
    }
}

/* change profile Blended channels voice 1 | takes Sales chat 2 | drops Sales chat | dials Sales */
static void parse_change_profile(struct story *story, struct words *words, struct order *order)
{
    struct acd_command *command = &order->command;
    if (!parse_name32(story, NAME_PROFILE, words_take(words), &command->profile))
        return;
    if (words_take_if(words, "channels")) {
        command->kind = ACD_SET_PROFILE_CHANNELS;
        parse_profile_members(story, words, order);
    } else if (words_take_if(words, "takes")) {
        command->kind = ACD_SET_PROFILE_QUEUES;
        parse_profile_queues(story, words, order);
    } else if (words_take_if(words, "drops")) {
        command->kind = ACD_UNSET_PROFILE_QUEUES;
        parse_profile_queues(story, words, order);
    } else {
        command->kind = ACD_CHANGE_PROFILE;
        parse_profile_members(story, words, order);
    }
}

/* entry point Web leads to Support */
static void parse_leads_to(struct story *story, struct words *words, struct order *order)
{
    if (!words_take_if(words, "leads") || !words_take_if(words, "to"))
        story_fail(story, "an entry point \"leads to\" a queue");
    else
        parse_name32(story, NAME_QUEUE, words_take(words), &order->command.queue);
}

/* change queue Q ... | change profile P ... | change agent alice profile P | change entry point Web leads
 * to Sales */
static void parse_change(struct story *story, struct words *words, struct order *order)
{
    struct acd_command *command = &order->command;
    if (words_take_if(words, "queue")) {
        command->kind = ACD_CHANGE_QUEUE;
        if (parse_name32(story, NAME_QUEUE, words_take(words), &command->queue))
            parse_queue_members(story, words, order);
    } else if (words_take_if(words, "profile")) {
        parse_change_profile(story, words, order);
    } else if (words_take_if(words, "agent")) {
        command->kind = ACD_SET_AGENT_PROFILE;
        if (parse_name32(story, NAME_AGENT, words_take(words), &command->agent) &&
            words_take_if(words, "profile"))
            parse_name32(story, NAME_PROFILE, words_take(words), &command->profile);
    } else if (words_take_if(words, "entry") && words_take_if(words, "point")) {
        command->kind = ACD_CHANGE_ENTRY_POINT;
        if (parse_name32(story, NAME_ENTRY_POINT, words_take(words), &command->entry_point))
            parse_leads_to(story, words, order);
    } else {
        story_fail(story, "what is to be changed: a queue, profile, agent or entry point?");
    }
}

/* enable | disable | delete, then status | queue | agent | profile | hours and its name */
static void parse_switch(struct story *story, struct words *words, struct order *order, const char *verb)
{
    static const struct {
        const char *verb, *noun;
        enum acd_command_kind kind;
    } rows[] = {
        {"enable", "status", ACD_ENABLE_STATUS},   {"disable", "status", ACD_DISABLE_STATUS},
        {"enable", "queue", ACD_ENABLE_QUEUE},     {"disable", "queue", ACD_DISABLE_QUEUE},
        {"enable", "agent", ACD_ENABLE_AGENT},     {"disable", "agent", ACD_DISABLE_AGENT},
        {"delete", "queue", ACD_DELETE_QUEUE},     {"delete", "agent", ACD_DELETE_AGENT},
        {"delete", "profile", ACD_DELETE_PROFILE}, {"delete", "hours", ACD_DELETE_HOURS},
        {"enable", "reason", ACD_ENABLE_REASON},   {"disable", "reason", ACD_DISABLE_REASON},
    };
    struct acd_command *command = &order->command;
    const char *noun = words_take(words);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if (strcmp(rows[i].verb, verb) == 0 && strcmp(rows[i].noun, noun) == 0)
            command->kind = (uint16_t)rows[i].kind;
    if (command->kind == ACD_COMMAND_NONE)
        story_fail(story, "\"%s %s\" is not something one can do", verb, noun);
    else if (strcmp(noun, "status") == 0)
        parse_name32(story, NAME_STATUS, words_take(words), &command->status);
    else if (strcmp(noun, "queue") == 0)
        parse_name32(story, NAME_QUEUE, words_take(words), &command->queue);
    else if (strcmp(noun, "reason") == 0)
        parse_name32(story, NAME_REASON, words_take(words), &command->reason);
    else if (strcmp(noun, "agent") == 0)
        parse_name32(story, NAME_AGENT, words_take(words), &command->agent);
    else if (strcmp(noun, "profile") == 0)
        parse_name32(story, NAME_PROFILE, words_take(words), &command->profile);
    else
        parse_name32(story, NAME_HOURS, words_take(words), &command->hours);
}

/* record 7 about agent alice */
static void parse_record(struct story *story, struct words *words, struct order *order)
{
    static const char *const nouns[] = {"centre",      "agent",   "status", "queue",       "profile", "hours",
                                        "entry-point", "contact", "group",  "reason-list", "reason"};
    static const enum name_kind kinds[] = {NAME_KINDS,   NAME_AGENT,       NAME_STATUS,      NAME_QUEUE,
                                           NAME_PROFILE, NAME_HOURS,       NAME_ENTRY_POINT, NAME_CONTACT,
                                           NAME_GROUP,   NAME_REASON_LIST, NAME_REASON};
    int64_t number = 0;
    order->command.kind = ACD_RECORD;
    if (!parse_number(story, words_take(words), &number) || !words_take_if(words, "about")) {
        story_fail(story, "\"record 7 about agent alice\"");
        return;
    }
    order->command.record = (uint16_t)number;
    const char *noun = words_take(words);
    for (unsigned i = 0; i < sizeof nouns / sizeof nouns[0]; i++)
        if (strcmp(noun, nouns[i]) == 0) {
            order->command.subject_kind = (uint8_t)i;
            if (kinds[i] != NAME_KINDS)
                parse_name(story, kinds[i], words_take(words), &order->command.subject);
            return;
        }
    story_fail(story, "nothing is recorded about a \"%s\"", noun);
}

/* agent alice profile Blended */
static void parse_agent(struct story *story, struct words *words, struct order *order)
{
    make(order, ACD_CREATE_AGENT, NAME_AGENT, words_take(words));
    if (!words_take_if(words, "profile"))
        story_fail(story, "\"agent NAME profile NAME\"");
    else
        parse_name32(story, NAME_PROFILE, words_take(words), &order->command.profile);
}

static bool parse_made(struct story *story, struct words *words, struct order *order)
{
    if (words_take_if(words, "status")) {
        parse_status(story, words, order);
    } else if (words_take_if(words, "hours")) {
        make(order, ACD_CREATE_HOURS, NAME_HOURS, words_take(words));
        parse_windows(story, words, order);
    } else if (words_take_if(words, "queue")) {
        make(order, ACD_CREATE_QUEUE, NAME_QUEUE, words_take(words));
        parse_queue_members(story, words, order);
    } else if (words_take_if(words, "profile")) {
        make(order, ACD_CREATE_PROFILE, NAME_PROFILE, words_take(words));
        parse_profile_members(story, words, order);
    } else if (words_take_if(words, "entry")) {
        words_take_if(words, "point");
        make(order, ACD_CREATE_ENTRY_POINT, NAME_ENTRY_POINT, words_take(words));
        parse_leads_to(story, words, order);
    } else if (words_take_if(words, "agent")) {
        parse_agent(story, words, order);
    } else {
        return false;
    }
    return true;
}

bool parse_setup(struct story *story, struct words *words, struct order *order)
{
    order->command.actor.kind = ACD_ACTOR_ADMIN;
    if (parse_made(story, words, order) || parse_group_setup(story, words, order))
        return true;
    if (words_take_if(words, "centre")) {
        parse_centre(story, words, order);
    } else if (words_take_if(words, "rule")) {
        parse_set_rule(story, words, order);
    } else if (words_take_if(words, "moves")) {
        parse_moves(story, words, order);
    } else if (words_take_if(words, "renew") && words_take_if(words, "hours")) {
        order->command.kind = ACD_RENEW_HOURS;
        if (parse_name32(story, NAME_HOURS, words_take(words), &order->command.hours))
            parse_windows(story, words, order);
    } else if (words_take_if(words, "change")) {
        parse_change(story, words, order);
    } else if (words_take_if(words, "enable")) {
        parse_switch(story, words, order, "enable");
    } else if (words_take_if(words, "disable")) {
        parse_switch(story, words, order, "disable");
    } else if (words_take_if(words, "delete")) {
        parse_switch(story, words, order, "delete");
    } else if (words_take_if(words, "record")) {
        parse_record(story, words, order);
    } else {
        return false;
    }
    return true;
}
