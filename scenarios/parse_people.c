/* Sentences about what agents, customers, supervisors, programs and the gateway do become commands here:
 * SUBJECT VERB OBJECT.
 * It never judges whether the deed is allowed: that is the core's to say. */
#include "scenarios/story.h"

#include <stdio.h>
#include <string.h>

static bool take_agent(struct story *story, struct words *words, uint32_t *agent)
{
    return parse_name32(story, NAME_AGENT, words_take(words), agent);
}

static bool take_contact(struct story *story, struct words *words, struct order *order)
{
    return parse_name(story, NAME_CONTACT, words_take(words), &order->command.contact);
}

/* C1 [of alice] [offer O1]: the leg's agent is the subject, or the one named. */
static void parse_leg(struct story *story, struct words *words, struct order *order)
{
    if (take_contact(story, words, order) && (words_take_if(words, "of") || words_take_if(words, "at")))
        take_agent(story, words, &order->command.agent);
    if (words_take_if(words, "offer"))
        parse_name(story, NAME_OFFER, words_take(words), &order->command.offer);
}

/* [reason 3] [after 2 contacts] [from 10:30] [only chat] [then Available after 30m] [until 11:00] [if
 * version 4] */
static void parse_wish(struct story *story, struct words *words, struct order *order)
{
    struct acd_next *next = &order->command.next;
    int64_t number = 0;
    uint8_t channel = 0;
    while (!words_at_end(words) && story->problem[0] == '\0') {
        if (words_take_if(words, "reason")) {
            parse_reason(story, words, &next->reason);
        } else if (words_take_if(words, "after")) {
            parse_number(story, words_take(words), &number);
            next->when = ACD_WHEN_AFTER_CONTACTS;
            next->after_contacts = (uint32_t)number;
            words_take_if(words, "contacts");
        } else if (words_take_if(words, "from")) {
            next->when = ACD_WHEN_AT;
            parse_time(story, words, &next->at);
        } else if (words_take_if(words, "only")) {
            if (parse_channel(story, words_take(words), &channel))
                next->scope |= (uint8_t)(1u << channel);
        } else if (words_take_if(words, "then")) {
            parse_name32(story, NAME_STATUS, words_take(words), &next->return_status);
            words_take_if(words, "after");
            parse_duration(story, words_take(words), &next->return_after_ms);
        } else if (words_take_if(words, "until")) {
            parse_time(story, words, &next->expires_at);
        } else if (words_take_if(words, "if") && words_take_if(words, "version")) {
            parse_number(story, words_take(words), &number);
            order->command.if_version = (uint32_t)number;
        } else {
            story_fail(story, "a wish for a status has no \"%s\"", words_take(words));
        }
    }
}

/* alice chooses Lunch ... */
static void parse_chooses(struct story *story, struct words *words, struct order *order)
{
    order->command.kind = ACD_SET_STATUS;
    if (parse_name32(story, NAME_STATUS, words_take(words), &order->command.status))
        parse_wish(story, words, order);
}

/* supervisor sets alice to Lunch ... | api sets priority of C1 to 2 | api sets age of C1 to 30s */
static void parse_sets(struct story *story, struct words *words, struct order *order)
{
    struct acd_command *command = &order->command;
    if (words_take_if(words, "priority")) {
        command->kind = ACD_SET_CONTACT_PRIORITY;
        words_take_if(words, "of");
        if (take_contact(story, words, order) && words_take_if(words, "to"))
            parse_number(story, words_take(words), &command->priority);
    } else if (words_take_if(words, "age")) {
        command->kind = ACD_SET_CONTACT_AGE;
        words_take_if(words, "of");
        if (take_contact(story, words, order) && words_take_if(words, "to"))
            parse_duration(story, words_take(words), &command->age_ms);
    } else if (take_agent(story, words, &command->agent) && words_take_if(words, "to")) {
        parse_chooses(story, words, order);
    }
}

static void parse_signs(struct story *story, struct words *words, struct order *order)
{
    if (words_take_if(words, "in")) {
        order->command.kind = ACD_SIGN_IN;
    } else if (words_take_if(words, "out")) {
        order->command.kind = ACD_SIGN_OUT;
        if (words_take_if(words, "keeping") && words_take_if(words, "status"))
            order->command.flags |= ACD_FLAG_KEEP_STATUS;
        if (words_take_if(words, "reason"))
            parse_reason(story, words, &order->command.reason);
    } else {
        story_fail(story, "\"signs in\" or \"signs out [keeping status]\"");
    }
}

/* 3 | none */
static void parse_limit_value(struct story *story, struct words *words, struct order *order)
{
    if (words_take_if(words, "none"))
        order->command.value = ACD_LIMIT_NONE;
    else
        parse_number(story, words_take(words), &order->command.value);
}

/* vera has limit chat 4 | limit total 5 | limit chat none | blend voice chat 2 (while on voice, up to 2 chats) */
static void parse_limit(struct story *story, struct words *words, struct order *order, bool blend)
{
    struct acd_command *command = &order->command;
    uint8_t offered = 0;
    command->kind = blend ? ACD_SET_AGENT_BLEND : ACD_SET_AGENT_LIMIT;
    command->actor.kind = ACD_ACTOR_ADMIN;
    if (!blend && words_take_if(words, "total"))
        command->channel = ACD_CHANNELS;
    else if (!parse_channel(story, words_take(words), &command->channel))
        return;
    if (blend && !parse_channel(story, words_take(words), &offered))
        return;
    command->subject = offered;
    parse_limit_value(story, words, order);
}

/* alice has wrap-up chat 30s | alice has offer time 20s | limit ... | blend ... */
static void parse_has(struct story *story, struct words *words, struct order *order)
{
    bool blend = words_take_if(words, "blend");
    if (blend || words_take_if(words, "limit")) {
        parse_limit(story, words, order, blend);
        return;
    }
    if (words_take_if(words, "offer") && words_take_if(words, "time")) {
        order->command.kind = ACD_SET_AGENT_OFFER_TIME;
        order->command.actor.kind = ACD_ACTOR_ADMIN;
        parse_duration(story, words_take(words), &order->command.duration_ms);
        return;
    }
    order->command.kind = ACD_SET_AGENT_WRAPUP;
    order->command.actor.kind = ACD_ACTOR_ADMIN;
    if (!words_take_if(words, "wrap-up"))
        story_fail(story, "\"alice has wrap-up chat 30s\" or \"alice has offer time 20s\"");
    else if (parse_channel(story, words_take(words), &order->command.channel))
        parse_duration(story, words_take(words), &order->command.duration_ms);
}

/* alice auto-accepts chat | alice auto-accepts chat no more */
static void parse_auto_accepts(struct story *story, struct words *words, struct order *order)
{
    order->command.kind = ACD_SET_AGENT_AUTO_ACCEPT;
    order->command.actor.kind = ACD_ACTOR_ADMIN;
    parse_channel(story, words_take(words), &order->command.channel);
    order->command.value = !(words_take_if(words, "no") && words_take_if(words, "more"));
}

static void parse_place(struct story *story, struct words *words, struct order *order)
{
    int64_t number = 0;
    while (!words_at_end(words) && story->problem[0] == '\0') {
        if (words_take_if(words, "in"))
            parse_name32(story, NAME_QUEUE, words_take(words), &order->command.queue);
        else if (words_take_if(words, "through"))
            parse_name32(story, NAME_ENTRY_POINT, words_take(words), &order->command.entry_point);
        else if (words_take_if(words, "for"))
            take_agent(story, words, &order->command.agent);
        else if (words_take_if(words, "priority")) {
            parse_number(story, words_take(words), &number);
            order->command.priority = number;
        } else if (words_take_if(words, "age"))
            parse_duration(story, words_take(words), &order->command.age_ms);
        else if (words_take_if(words, "at"))
            parse_time(story, words, &order->command.scheduled_at);
        else if (words_take_if(words, "about"))
            take_contact(story, words, order);
        else
            story_fail(story, "a contact starts in, through, for, priority, age, at or about, not \"%s\"",
                       words_take(words));
    }
}

/* customer starts chat C1 in Support | through Web | for alice  [priority 2] [age 30s] [at 11:00] [about
 * C0] */
static void parse_starts(struct story *story, struct words *words, struct order *order)
{
    struct acd_command *command = &order->command;
    command->kind = ACD_START_CONTACT;
    command->initiation = command->actor.kind == ACD_ACTOR_API ? ACD_INITIATION_API : ACD_INITIATION_INBOUND;
    command->agent = 0;
    if (words_take_if(words, "callback")) {
        command->channel = ACD_VOICE;
        command->initiation = ACD_INITIATION_CALLBACK;
    } else if (!parse_channel(story, words_take(words), &command->channel)) {
        return;
    }
    order->new_kind = NAME_CONTACT;
    snprintf(order->new_name, sizeof order->new_name, "%s", words_take(words));
    parse_place(story, words, order);
}

/* alice dials C1 [for Sales] */
static void parse_dials(struct story *story, struct words *words, struct order *order)
{
    order->command.kind = ACD_PLACE_CALL;
    order->new_kind = NAME_CONTACT;
    snprintf(order->new_name, sizeof order->new_name, "%s", words_take(words));
    if (words_take_if(words, "for"))
        parse_name32(story, NAME_QUEUE, words_take(words), &order->command.queue);
}

/* alice transfers C1 to Sales as C2 | alice transfers C1 to bob as C2 */
static void parse_transfers(struct story *story, struct words *words, struct order *order)
{
    order->command.kind = ACD_TRANSFER_CONTACT;
    parse_leg(story, words, order);
    words_take_if(words, "to");
    const char *where = words_take(words);
    if (name_find(story, NAME_AGENT, where) != NULL)
        parse_name32(story, NAME_AGENT, where, &order->command.to_agent);
    else
        parse_name32(story, NAME_QUEUE, where, &order->command.queue);
    words_take_if(words, "as");
    order->new_kind = NAME_CONTACT;
    snprintf(order->new_name, sizeof order->new_name, "%s", words_take(words));
}

/* api gives C1 to alice */
static void parse_gives(struct story *story, struct words *words, struct order *order)
{
    order->command.kind = ACD_ASSOCIATE_CONTACT;
    if (take_contact(story, words, order) && words_take_if(words, "to"))
        take_agent(story, words, &order->command.agent);
}

/* alice rejects C1 [reason 2] */
static void parse_rejects(struct story *story, struct words *words, struct order *order)
{
    order->command.kind = ACD_REJECT_OFFER;
    parse_leg(story, words, order);
    if (words_take_if(words, "reason"))
        parse_reason(story, words, &order->command.reason);
}

/* gateway fails C1 at alice BUSY */
static void parse_fails(struct story *story, struct words *words, struct order *order)
{
    order->command.kind = ACD_FAIL_LEG;
    parse_leg(story, words, order);
    parse_cause(story, words_take(words), &order->command.cause);
}

/* customer connects to C1 | gateway connects C1 at alice */
static void parse_connects(struct story *story, struct words *words, struct order *order)
{
    bool customer = words_take_if(words, "to");
    order->command.kind = customer ? ACD_CONNECT_CUSTOMER : ACD_CONNECT_LEG;
    parse_leg(story, words, order);
}

/* alice ends C1 (her leg) | customer ends C1, api stops C1 (the contact) | alice ends wrap-up of C1 */
static void parse_ends(struct story *story, struct words *words, struct order *order)
{
    if (words_take_if(words, "wrap-up")) {
        words_take_if(words, "of");
        parse_leg(story, words, order);
        order->command.kind = ACD_END_WRAPUP;
        return;
    }
    parse_leg(story, words, order);
    order->command.kind = order->command.agent != 0 ? ACD_END_LEG : ACD_END_CONTACT;
}

/* [supervisor] stops new for alice: whose, where it is not the subject's own */
static void parse_new(struct story *story, struct words *words, struct order *order, bool stops)
{
    order->command.kind = stops ? ACD_STOP_NEW : ACD_RESUME_NEW;
    if (words_take_if(words, "for"))
        take_agent(story, words, &order->command.agent);
    if (words_take_if(words, "reason"))
        parse_reason(story, words, &order->command.reason);
}

/* Who listens: the subject, or with a program the one named by "for". */
static void parse_listener(struct story *story, struct words *words, struct order *order)
{
    if (order->command.agent == 0)
        order->command.agent = order->command.actor.id;
    take_contact(story, words, order);
    while (!words_at_end(words) && story->problem[0] == '\0') {
        if (words_take_if(words, "for"))
            take_agent(story, words, &order->command.agent);
        else if (words_take_if(words, "of"))
            take_agent(story, words, &order->command.to_agent);
        else if (words_take_if(words, "may") && words_take_if(words, "barge"))
            order->command.flags |= ACD_FLAG_MAY_BARGE;
        else
            story_fail(story, "a listener has no \"%s\"", words_take(words));
    }
}

/* supervisor sue barges into C1 | falls silent in C1 */
static void parse_barges(struct story *story, struct words *words, struct order *order)
{
    order->command.kind = ACD_BARGE;
    order->command.value = words_take_if(words, "into");
    if (order->command.value == 0 && !(words_take_if(words, "silent") && words_take_if(words, "in")))
        story_fail(story, "\"barges into C1\" or \"falls silent in C1\"");
    else
        parse_listener(story, words, order);
}

/* supervisor sue takes over C1 */
static void parse_takes(struct story *story, struct words *words, struct order *order)
{
    order->command.kind = ACD_TAKE_OVER;
    words_take_if(words, "over");
    parse_listener(story, words, order);
}

/* sue whispers in C1 */
static void parse_whispers(struct story *story, struct words *words, struct order *order)
{
    order->command.kind = ACD_WHISPER;
    words_take_if(words, "in");
    parse_listener(story, words, order);
}

/* supervisor sue requeues C1 [to Sales] [as C2] */
static void parse_requeues(struct story *story, struct words *words, struct order *order)
{
    order->command.kind = ACD_REQUEUE_CONTACT;
    take_contact(story, words, order);
    if (words_take_if(words, "to"))
        parse_name32(story, NAME_QUEUE, words_take(words), &order->command.queue);
    if (words_take_if(words, "as")) {
        order->new_kind = NAME_CONTACT;
        snprintf(order->new_name, sizeof order->new_name, "%s", words_take(words));
    }
}

/* alice clears C1 | supervisor clears C1 of alice by force */
static void parse_clears(struct story *story, struct words *words, struct order *order)
{
    order->command.kind = ACD_CLEAR_LEG;
    parse_leg(story, words, order);
    if (words_take_if(words, "by") && words_take_if(words, "force"))
        order->command.flags |= ACD_FLAG_FORCE;
}

/* alice stops new [reason 3] | api stops C1 | supervisor sue stops listening to C1 */
static void parse_stops(struct story *story, struct words *words, struct order *order)
{
    order->command.kind = ACD_END_CONTACT;
    if (words_take_if(words, "new"))
        parse_new(story, words, order, true);
    else if (words_take_if(words, "listening") && words_take_if(words, "to")) {
        order->command.kind = ACD_END_LEG;
        parse_listener(story, words, order);
    } else
        parse_leg(story, words, order);
}

/* alice resumes new | alice resumes T1 */
static void parse_resumes(struct story *story, struct words *words, struct order *order)
{
    order->command.kind = ACD_RESUME_CONTACT;
    if (words_take_if(words, "new"))
        parse_new(story, words, order, false);
    else
        parse_leg(story, words, order);
}

/* alice extends wrap-up of C1 [by 30s] */
static void parse_extends(struct story *story, struct words *words, struct order *order)
{
    order->command.kind = ACD_EXTEND_WRAPUP;
    words_take_if(words, "wrap-up");
    words_take_if(words, "of");
    parse_leg(story, words, order);
    if (words_take_if(words, "by"))
        parse_duration(story, words_take(words), &order->command.duration_ms);
}

/* api schedules T1 for 11:00 */
static void parse_schedules(struct story *story, struct words *words, struct order *order)
{
    order->command.kind = ACD_SCHEDULE_CONTACT;
    if (take_contact(story, words, order) && words_take_if(words, "for"))
        parse_time(story, words, &order->command.scheduled_at);
}

static void parse_simple(struct story *story, struct words *words, struct order *order)
{
    parse_leg(story, words, order);
}

/* alice writes in C1 */
static void parse_writes(struct story *story, struct words *words, struct order *order)
{
    words_take_if(words, "in");
    parse_leg(story, words, order);
}

static const struct {
    const char *verb;
    enum acd_command_kind kind; /* where the verb alone says it */
    void (*parse)(struct story *story, struct words *words, struct order *order);
} verbs[] = {
    {"chooses", ACD_COMMAND_NONE, parse_chooses},
    {"sets", ACD_COMMAND_NONE, parse_sets},
    {"signs", ACD_COMMAND_NONE, parse_signs},
    {"has", ACD_COMMAND_NONE, parse_has},
    {"auto-accepts", ACD_COMMAND_NONE, parse_auto_accepts},
    {"starts", ACD_COMMAND_NONE, parse_starts},
    {"dials", ACD_COMMAND_NONE, parse_dials},
    {"transfers", ACD_COMMAND_NONE, parse_transfers},
    {"gives", ACD_COMMAND_NONE, parse_gives},
    {"rejects", ACD_COMMAND_NONE, parse_rejects},
    {"fails", ACD_COMMAND_NONE, parse_fails},
    {"connects", ACD_COMMAND_NONE, parse_connects},
    {"ends", ACD_COMMAND_NONE, parse_ends},
    {"accepts", ACD_ACCEPT_OFFER, parse_simple},
    {"clears", ACD_COMMAND_NONE, parse_clears},
    {"holds", ACD_HOLD_LEG, parse_simple},
    {"unholds", ACD_UNHOLD_LEG, parse_simple},
    {"pauses", ACD_PAUSE_CONTACT, parse_simple},
    {"resumes", ACD_COMMAND_NONE, parse_resumes},
    {"leaves", ACD_END_CONTACT, parse_simple},
    {"stops", ACD_COMMAND_NONE, parse_stops},
    {"extends", ACD_COMMAND_NONE, parse_extends},
    {"writes", ACD_SEND_MESSAGE, parse_writes},
    {"monitors", ACD_MONITOR_CONTACT, parse_listener},
    {"barges", ACD_COMMAND_NONE, parse_barges},
    {"falls", ACD_COMMAND_NONE, parse_barges},
    {"whispers", ACD_COMMAND_NONE, parse_whispers},
    {"takes", ACD_COMMAND_NONE, parse_takes},
    {"requeues", ACD_COMMAND_NONE, parse_requeues},
    {"schedules", ACD_COMMAND_NONE, parse_schedules},
    {"is", ACD_COMMAND_NONE, parse_is},
    {"supervises", ACD_COMMAND_NONE, parse_supervises},
    {"opens", ACD_OPEN_PAGE, parse_page},
    {"loses", ACD_LOSE_PAGE, parse_page},
    {"closes", ACD_CLOSE_PAGE, parse_page},
};

/* customer | gateway | system | operator | supervisor [NAME] | admin [NAME] | api [NAME] | NAME of an agent
 * | #7 */
static bool parse_subject(struct story *story, struct words *words, struct order *order)
{
    struct acd_actor *actor = &order->command.actor;
    const char *subject = words_take(words);
    if (subject[0] == '#' || name_find(story, NAME_AGENT, subject) != NULL) {
        if (!parse_name32(story, NAME_AGENT, subject, &order->command.agent))
            return false;
        *actor = (struct acd_actor){ACD_ACTOR_AGENT, order->command.agent};
        return true;
    }
    if (!parse_actor_kind(subject, &actor->kind))
        return false;
    actor->id = 0;
    if (!words_at_end(words) && name_find(story, NAME_AGENT, words->word[words->next]) != NULL)
        parse_name32(story, NAME_AGENT, words_take(words), &actor->id);
    return true;
}

bool parse_people(struct story *story, struct words *words, struct order *order)
{
    if (words_take_if(words, "tick")) {
        order->command.kind = ACD_TICK;
        return true;
    }
    if (!parse_subject(story, words, order))
        return false;
    const char *verb = words_take(words);
    for (size_t i = 0; i < sizeof verbs / sizeof verbs[0]; i++)
        if (strcmp(verb, verbs[i].verb) == 0) {
            order->command.kind = (uint16_t)verbs[i].kind;
            verbs[i].parse(story, words, order);
            return true;
        }
    story_fail(story, "nobody can \"%s\"", verb);
    return true;
}
