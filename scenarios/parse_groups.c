/* Sentences about groups, reasons and pages become commands here. It never judges whether they are allowed. */
#include "scenarios/story.h"

#include <stdio.h>
#include <string.h>

static void make(struct order *order, enum acd_command_kind kind, enum name_kind new_kind, const char *name)
{
    order->command.kind = (uint16_t)kind;
    order->new_kind = new_kind;
    snprintf(order->new_name, sizeof order->new_name, "%s", name);
}

/* ... [no more] */
static int64_t take_no_more(struct words *words)
{
    return !(words_take_if(words, "no") && words_take_if(words, "more"));
}

/* for BREAK WORK_OFFLINE [mandatory] */
static void parse_actions(struct story *story, struct words *words, struct order *order)
{
    words_take_if(words, "for");
    while (!words_at_end(words) && story->problem[0] == '\0') {
        const char *word = words_take(words);
        unsigned action = 0;
        while (action < ACD_REASON_ACTIONS &&
               strcmp(word, acd_reason_action_name((enum acd_reason_action)action)) != 0)
            action++;
        if (action < ACD_REASON_ACTIONS)
            order->command.value |= 1 << action;
        else if (strcmp(word, "mandatory") == 0)
            order->command.flags |= ACD_FLAG_MANDATORY;
        else
            story_fail(story, "no action called \"%s\" carries a reason", word);
    }
}

/* offer reasons Breaks to Front [no more] */
static void parse_offer(struct story *story, struct words *words, struct order *order)
{
    order->command.kind = ACD_SET_REASON_LIST_GROUP;
    if (!parse_name32(story, NAME_REASON_LIST, words_take(words), &order->command.reason_list))
        return;
    words_take_if(words, "to");
    if (parse_name32(story, NAME_GROUP, words_take(words), &order->command.group))
        order->command.value = take_no_more(words);
}

/* reason Coffee in Breaks */
static void parse_new_reason(struct story *story, struct words *words, struct order *order)
{
    make(order, ACD_CREATE_REASON, NAME_REASON, words_take(words));
    words_take_if(words, "in");
    parse_name32(story, NAME_REASON_LIST, words_take(words), &order->command.reason_list);
}

bool parse_group_setup(struct story *story, struct words *words, struct order *order)
{
    if (words_take_if(words, "group")) {
        make(order, ACD_CREATE_GROUP, NAME_GROUP, words_take(words));
    } else if (words_take_if(words, "reasons")) {
        make(order, ACD_CREATE_REASON_LIST, NAME_REASON_LIST, words_take(words));
        parse_actions(story, words, order);
    } else if (words_take_if(words, "change-reasons")) {
        order->command.kind = ACD_CHANGE_REASON_LIST;
        if (parse_name32(story, NAME_REASON_LIST, words_take(words), &order->command.reason_list))
            parse_actions(story, words, order);
    } else if (words_take_if(words, "reason")) {
        parse_new_reason(story, words, order);
    } else if (words_take_if(words, "offer-reasons")) {
        parse_offer(story, words, order);
    } else {
        return false;
    }
    return true;
}

/* vera is in Front | vera is in no group */
void parse_is(struct story *story, struct words *words, struct order *order)
{
    order->command.kind = ACD_SET_AGENT_GROUP;
    order->command.actor = (struct acd_actor){ACD_ACTOR_ADMIN, 0};
    words_take_if(words, "in");
    if (words_take_if(words, "no"))
        words_take_if(words, "group");
    else
        parse_name32(story, NAME_GROUP, words_take(words), &order->command.group);
}

/* sue supervises Front [no more] */
void parse_supervises(struct story *story, struct words *words, struct order *order)
{
    order->command.kind = ACD_SET_SUPERVISOR_GROUP;
    order->command.actor = (struct acd_actor){ACD_ACTOR_ADMIN, 0};
    if (parse_name32(story, NAME_GROUP, words_take(words), &order->command.group))
        order->command.value = take_no_more(words);
}

/* vera opens page | loses page | closes page */
void parse_page(struct story *story, struct words *words, struct order *order)
{
    (void)order;
    if (!words_take_if(words, "page"))
        story_fail(story, "\"vera opens page\", \"loses page\" or \"closes page\"");
}

void reason_print(const struct story *story, uint32_t reason, struct buf *out)
{
    bool named = false;
    for (unsigned i = 0; i < story->name_count; i++)
        named |= story->names[i].kind == NAME_REASON && story->names[i].number == reason;
    if (named)
        name_print(story, NAME_REASON, reason, out);
    else
        buf_append_i64(out, reason);
}

/* reason 3 | reason Coffee: the word "reason" is taken already */
bool parse_reason(struct story *story, struct words *words, uint32_t *reason)
{
    const char *word = words_take(words);
    int64_t number = 0;
    if (name_find(story, NAME_REASON, word) != NULL)
        return parse_name32(story, NAME_REASON, word, reason);
    if (!parse_number(story, word, &number))
        return false;
    *reason = (uint32_t)number;
    return true;
}
