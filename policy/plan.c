/* From what is in force to a document: the steps, and none where it is so already. It must not take one.
 *
 *     rules and moves     one command for each that differs
 *     groups              CREATE_GROUP for each name that is new (a group is never deleted)
 *     lists               CREATE_REASON_LIST, CHANGE_REASON_LIST, SET_REASON_LIST_GROUP; one that the document does not
 *                         name any more is offered to nobody and its reasons are disabled (the core keeps numbers that
 *                         events name)
 *     reasons             CREATE_REASON, ENABLE_, DISABLE_REASON, and what the book keeps of them
 */
#include "policy/policy.h"
#include "policy/reading.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct planning {
    struct policy_plan *plan;
    const struct policy_document *document;
    const struct acd *acd;
    const struct policy_names *names;
    struct policy_problems *problems;
};

static struct policy_step *add(struct planning *planning, enum acd_command_kind kind)
{
    static struct policy_step nowhere;
    struct policy_plan *plan = planning->plan;
    struct policy_step *step;

    if (plan->count == plan->room) {
        uint32_t room = plan->room == 0 ? 64 : plan->room * 2;
        struct policy_step *steps = realloc(plan->steps, room * sizeof steps[0]);
        if (steps == NULL) {
            plan->failed = true;
            return &nowhere;
        }
        plan->steps = steps;
        plan->room = room;
    }
    step = &plan->steps[plan->count++];
    memset(step, 0, sizeof *step);
    step->command.kind = (uint16_t)kind;
    return step;
}

static uint32_t number_of(const struct policy_named *named, uint32_t count, const char *name)
{
    for (uint32_t i = 0; i < count; i++)
        if (strcmp(named[i].name, name) == 0)
            return named[i].number;
    return 0;
}

/* ---- rules and moves ---- */

static void plan_rule(struct planning *planning, enum acd_rule rule, int64_t value)
{
    struct policy_step *step;

    if (acd_rule(planning->acd, rule) == value)
        return;
    step = add(planning, ACD_SET_RULE);
    step->command.rule = (uint16_t)rule;
    step->command.value = value;
}

static void plan_part(struct planning *planning, enum policy_part part)
{
    static const struct policy_place places[POLICY_PARTS] = {{"/statuses/on_break"},
                                                             {"/statuses/working_offline"}};
    static const enum acd_rule rules[POLICY_PARTS] = {ACD_RULE_STATUS_BREAK, ACD_RULE_STATUS_WORK_OFFLINE};
    const char *name = planning->document->parts[part];
    struct acd_status status;
    uint32_t number = 0;

    if (name != NULL)
        number = number_of(planning->names->statuses, planning->names->status_count, name);
    if (name != NULL && number == 0)
        policy_problem(planning->problems, POLICY_ERROR, &places[part],
                       "the centre has no status named \"%.200s\"", name);
    else if (number != 0 &&
             (!acd_status_view(planning->acd, number, &status) || status.type != ACD_STATUS_CUSTOM))
        policy_problem(planning->problems, POLICY_ERROR, &places[part], "\"%.200s\" is no CUSTOM status",
                       name);
    else
        plan_rule(planning, rules[part], number);
}

static void plan_rules(struct planning *planning)
{
    for (int rule = ACD_RULE_NONE + 1; rule < ACD_RULES; rule++)
        if (rule != ACD_RULE_STATUS_BREAK && rule != ACD_RULE_STATUS_WORK_OFFLINE)
            plan_rule(planning, (enum acd_rule)rule, planning->document->rules[rule]);
    for (int part = 0; part < POLICY_PARTS; part++)
        plan_part(planning, (enum policy_part)part);
}

static void plan_moves(struct planning *planning)
{
    for (int actor = 0; actor < POLICY_ACTORS; actor++) {
        for (int shown = 0; shown < ACD_SHOWN_STATES && policy_actor_name((enum acd_actor_kind)actor) != NULL;
             shown++) {
            uint32_t moves = planning->document->moves[actor][shown];
            struct policy_step *step;
            if (acd_moves(planning->acd, (enum acd_actor_kind)actor, (enum acd_shown)shown) == moves)
                continue;
            step = add(planning, ACD_SET_MOVES);
            step->command.subject_kind = (uint8_t)actor;
            step->command.subject = (uint64_t)shown;
            step->command.value = moves;
        }
    }
}

/* ---- reasons ---- */

static void plan_groups(struct planning *planning)
{
    const struct policy_document *document = planning->document;

    for (uint32_t i = 0; i < document->group_count; i++)
        if (number_of(planning->names->groups, planning->names->group_count, document->groups[i]) == 0)
            add(planning, ACD_CREATE_GROUP)->group = document->groups[i];
}

static bool names_group(const struct policy_reason_list *list, const char *name)
{
    for (uint32_t i = 0; list != NULL && i < list->group_count; i++)
        if (strcmp(list->groups[i], name) == 0)
            return true;
    return false;
}

/* list NULL: to nobody. */
static void plan_list_groups(struct planning *planning, const struct policy_reason_list *list,
                             uint32_t number, uint64_t groups)
{
    for (uint32_t i = 0; i < planning->names->group_count; i++) {
        const struct policy_named *group = &planning->names->groups[i];
        bool wanted = names_group(list, group->name);
        struct policy_step *step;
        if (group->number == 0 || (groups >> (group->number - 1) & 1) == wanted)
            continue;
        step = add(planning, ACD_SET_REASON_LIST_GROUP);
        step->command.reason_list = number;
        step->command.group = group->number;
        step->command.value = wanted;
        step->list = list;
    }
}

static const struct policy_named_reason *find_reason(const struct policy_names *names, uint32_t list,
                                                     const char *name)
{
    for (uint32_t i = 0; i < names->reason_count; i++)
        if (names->reasons[i].list == list && strcmp(names->reasons[i].name, name) == 0)
            return &names->reasons[i];
    return NULL;
}

static void plan_enabled(struct planning *planning, uint32_t number, bool wanted)
{
    struct acd_reason_view view;

    if (acd_reason_view(planning->acd, number, &view) && (view.enabled != 0) != wanted)
        add(planning, wanted ? ACD_ENABLE_REASON : ACD_DISABLE_REASON)->command.reason = number;
}

static void plan_reason(struct planning *planning, const struct policy_reason_list *list, uint32_t number,
                        const struct policy_reason *reason)
{
    const struct policy_named_reason *there = find_reason(planning->names, number, reason->name);
    struct policy_step *step;

    if (there == NULL) {
        step = add(planning, ACD_CREATE_REASON);
        step->command.reason_list = number;
        step->list = list;
        step->reason = reason;
        return;
    }
    plan_enabled(planning, there->number, reason->active);
    if (strcmp(there->short_code, reason->short_code) == 0 &&
        strcmp(there->description, reason->description) == 0 && there->order == reason->order)
        return;
    step = add(planning, ACD_COMMAND_NONE);
    step->kind = POLICY_DESCRIBE;
    step->command.subject_kind = ACD_SUBJECT_REASON;
    step->command.subject = there->number;
    step->list = list;
    step->reason = reason;
}

static bool has_reason(const struct policy_reason_list *list, const char *name)
{
    for (uint32_t i = 0; list != NULL && i < list->reason_count; i++)
        if (strcmp(list->reasons[i].name, name) == 0)
            return true;
    return false;
}

static void plan_list(struct planning *planning, const struct policy_reason_list *list, uint32_t number)
{
    struct acd_reason_list_view view = {0};
    struct policy_step *step;

    if (number != 0 && !acd_reason_list_view(planning->acd, number, &view))
        return;
    if (number == 0 ||
        (list != NULL && (view.actions != list->actions || (view.mandatory != 0) != list->mandatory))) {
        step = add(planning, number == 0 ? ACD_CREATE_REASON_LIST : ACD_CHANGE_REASON_LIST);
        step->command.reason_list = number;
        step->command.value = list->actions;
        step->command.flags = list->mandatory ? ACD_FLAG_MANDATORY : 0;
        step->list = list;
    }
    if (number == 0)
        return;
    plan_list_groups(planning, list, number, view.groups);
    for (uint32_t i = 0; list != NULL && i < list->reason_count; i++)
        plan_reason(planning, list, number, &list->reasons[i]);
    for (uint32_t i = 0; i < planning->names->reason_count; i++) {
        const struct policy_named_reason *there = &planning->names->reasons[i];
        if (there->list == number && !has_reason(list, there->name))
            plan_enabled(planning, there->number, false);
    }
}

static void plan_reasons(struct planning *planning)
{
    const struct policy_document *document = planning->document;
    const struct policy_names *names = planning->names;

    if (!document->has_reasons)
        return;
    plan_groups(planning);
    for (uint32_t i = 0; i < document->list_count; i++)
        plan_list(planning, &document->lists[i],
                  number_of(names->lists, names->list_count, document->lists[i].name));
    for (uint32_t i = 0; i < names->list_count; i++) {
        bool named = false;
        for (uint32_t j = 0; j < document->list_count; j++)
            named = named || strcmp(document->lists[j].name, names->lists[i].name) == 0;
        if (!named)
            plan_list(planning, NULL, names->lists[i].number);
    }
}

/* ---- the whole ---- */

void policy_plan(struct policy_plan *plan, const struct policy_document *document, const struct acd *acd,
                 const struct policy_names *names, struct policy_problems *problems)
{
    struct planning planning = {
        .plan = plan, .document = document, .acd = acd, .names = names, .problems = problems};
    struct policy_place place = {"/model"};

    memset(plan, 0, sizeof *plan);
    if (acd_model(acd) != document->model)
        policy_problem(problems, POLICY_ERROR, &place,
                       "the centre's model is %s, and a centre keeps its model",
                       policy_model_name(acd_model(acd)));
    plan_rules(&planning);
    plan_moves(&planning);
    plan_reasons(&planning);
}

void policy_plan_free(struct policy_plan *plan)
{
    free(plan->steps);
    memset(plan, 0, sizeof *plan);
}

/* ---- room ---- */

static void check_room(struct policy_problems *problems, const char *pointer, uint32_t there, uint32_t wanted,
                       uint32_t max)
{
    struct policy_place place;

    snprintf(place.pointer, sizeof place.pointer, "%s", pointer);
    if (wanted > 0 && there + wanted > max)
        policy_problem(
            problems, POLICY_ERROR, &place,
            "the centre has %u already, also those taken away, and no room for %u more: at most %u", there,
            wanted, max);
}

void policy_plan_fits(const struct policy_document *document, const struct acd *acd,
                      const struct policy_names *names, struct policy_problems *problems)
{
    uint32_t groups = 0;
    uint32_t lists = 0;
    uint32_t reasons = 0;

    for (uint32_t i = 0; i < document->group_count; i++)
        groups += number_of(names->groups, names->group_count, document->groups[i]) == 0;
    for (uint32_t i = 0; i < document->list_count; i++) {
        const struct policy_reason_list *list = &document->lists[i];
        uint32_t number = number_of(names->lists, names->list_count, list->name);
        lists += number == 0;
        for (uint32_t j = 0; j < list->reason_count; j++)
            reasons += number == 0 || find_reason(names, number, list->reasons[j].name) == NULL;
    }
    check_room(problems, "/reasons/groups", acd_group_count(acd), groups, ACD_GROUPS_MAX);
    check_room(problems, "/reasons/lists", acd_reason_list_count(acd), lists, ACD_REASON_LISTS_MAX);
    check_room(problems, "/reasons/lists", acd_reason_count(acd), reasons, ACD_REASONS_MAX);
}
