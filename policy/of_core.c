/* What is in force in a core, as a document. It must not change the core. */
#include "policy/policy.h"

#include <stdlib.h>
#include <string.h>

static const char *name_of(const struct policy_named *named, uint32_t count, uint32_t number)
{
    for (uint32_t i = 0; i < count; i++)
        if (named[i].number == number)
            return named[i].name;
    return NULL;
}

static const struct policy_named_reason *reason_of(const struct policy_names *names, uint32_t number)
{
    for (uint32_t i = 0; i < names->reason_count; i++)
        if (names->reasons[i].number == number)
            return &names->reasons[i];
    return NULL;
}

static void take_groups(struct policy_reason_list *list, uint64_t groups, const struct policy_names *names)
{
    for (uint32_t i = 0; i < names->group_count; i++)
        if (names->groups[i].number > 0 && groups >> (names->groups[i].number - 1) & 1)
            list->groups[list->group_count++] = names->groups[i].name;
}

static bool take_reasons(struct policy_reason_list *list, uint32_t number, const struct acd *acd,
                         const struct policy_names *names)
{
    uint32_t count = acd_reason_count(acd);
    struct acd_reason_view view;

    list->reasons = calloc(count > 0 ? count : 1, sizeof list->reasons[0]);
    for (uint32_t reason = 1; list->reasons != NULL && reason <= count; reason++) {
        const struct policy_named_reason *named = reason_of(names, reason);
        if (named == NULL || !acd_reason_view(acd, reason, &view) || view.reason_list != number)
            continue;
        list->reasons[list->reason_count] = (struct policy_reason){
            .name = named->name,
            .short_code = named->short_code,
            .description = named->description,
            .order = named->order != 0 ? named->order : (int64_t)list->reason_count + 1,
            .active = view.enabled};
        list->reason_count++;
    }
    return list->reasons != NULL;
}

/* A list that is offered to nobody and has no active reason is one that was taken away: the core keeps its number. */
static bool gone(const struct policy_reason_list *list)
{
    for (uint32_t i = 0; i < list->reason_count; i++)
        if (list->reasons[i].active)
            return false;
    return list->group_count == 0;
}

static bool take_lists(struct policy_document *document, const struct acd *acd,
                       const struct policy_names *names)
{
    struct acd_reason_list_view view;
    bool good = true;

    document->lists = calloc(names->list_count > 0 ? names->list_count : 1, sizeof document->lists[0]);
    for (uint32_t i = 0; document->lists != NULL && good && i < names->list_count; i++) {
        struct policy_reason_list *list = &document->lists[document->list_count];
        if (!acd_reason_list_view(acd, names->lists[i].number, &view))
            continue;
        document->list_count++;
        list->name = names->lists[i].name;
        list->actions = view.actions;
        list->mandatory = view.mandatory != 0;
        take_groups(list, view.groups, names);
        good = take_reasons(list, names->lists[i].number, acd, names);
        if (good && gone(list)) {
            free(list->reasons);
            *list = (struct policy_reason_list){0};
            document->list_count--;
        }
    }
    return document->lists != NULL && good;
}

bool policy_of_core(struct policy_document *document, const struct acd *acd, const struct policy_names *names)
{
    static const enum acd_rule parts[POLICY_PARTS] = {ACD_RULE_STATUS_BREAK, ACD_RULE_STATUS_WORK_OFFLINE};

    memset(document, 0, sizeof *document);
    document->model = acd_model(acd);
    document->name = "";
    for (int rule = ACD_RULE_NONE + 1; rule < ACD_RULES; rule++)
        document->rules[rule] = acd_rule(acd, (enum acd_rule)rule);
    for (int part = 0; part < POLICY_PARTS; part++) {
        document->parts[part] =
            name_of(names->statuses, names->status_count, (uint32_t)document->rules[parts[part]]);
        document->rules[parts[part]] = 0;
    }
    for (int actor = 0; actor < POLICY_ACTORS; actor++)
        for (int shown = 0; shown < ACD_SHOWN_STATES && policy_actor_name((enum acd_actor_kind)actor) != NULL;
             shown++)
            document->moves[actor][shown] = acd_moves(acd, (enum acd_actor_kind)actor, (enum acd_shown)shown);
    document->has_reasons = true;
    for (uint32_t i = 0; i < names->group_count && i < ACD_GROUPS_MAX; i++)
        document->groups[document->group_count++] = names->groups[i].name;
    if (take_lists(document, acd, names))
        return true;
    policy_free(document);
    return false;
}
