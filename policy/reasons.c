/* Reading the member "reasons": groups by name, lists of codes with what they are for. It must not know which numbers
 * they have in a core.
 *
 *     {"groups": ["Sales", ...],
 *      "lists": [{"name": "Breaks", "actions": ["BREAK"], "mandatory": true, "groups": ["Sales"],
 *                 "codes": [{"name": "Lunch", "short": "LU", "description": "", "active": true, "order": 1}]}]}
 */
#include "policy/reading.h"

#include <stdlib.h>
#include <string.h>

static bool array_at(const json_t *value, const struct policy_place *place, size_t max,
                     struct policy_problems *problems)
{
    char what[POLICY_SENTENCE_BYTES];

    if (!json_is_array(value))
        policy_problem(problems, POLICY_ERROR, place, "must be an array, not %.200s",
                       policy_what(value, what));
    else if (json_array_size(value) > max)
        policy_problem(problems, POLICY_ERROR, place, "has %zu items, more than %zu", json_array_size(value),
                       max);
    else
        return true;
    return false;
}

static bool object_at(const json_t *value, const struct policy_place *place, struct policy_problems *problems)
{
    char what[POLICY_SENTENCE_BYTES];

    if (json_is_object(value))
        return true;
    policy_problem(problems, POLICY_ERROR, place, "must be an object, not %.200s", policy_what(value, what));
    return false;
}

/* The member, or NULL and told if it must be there. */
static const json_t *member_at(const json_t *object, const char *name, bool required,
                               const struct policy_place *place, struct policy_place *below,
                               struct policy_problems *problems)
{
    const json_t *value = json_object_get(object, name);

    *below = policy_place_member(place, name);
    if (value == NULL && required)
        policy_problem(problems, POLICY_ERROR, below, "is missing");
    return value;
}

static bool flag_at(const json_t *object, const char *name, bool absent, const struct policy_place *place,
                    struct policy_problems *problems)
{
    struct policy_place below;
    const json_t *value = member_at(object, name, false, place, &below, problems);
    char what[POLICY_SENTENCE_BYTES];

    if (value == NULL)
        return absent;
    if (!json_is_boolean(value))
        policy_problem(problems, POLICY_ERROR, &below, "must be true or false, not %.200s",
                       policy_what(value, what));
    return json_is_true(value);
}

static bool known(const char *name, const char *const *names, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        if (strcmp(names[i], name) == 0)
            return true;
    return false;
}

/* Names into an array. all: where they must be found, NULL: anywhere. Returns how many. */
static uint32_t parse_groups(const json_t *value, const struct policy_place *place, const char **groups,
                             const struct policy_document *all, struct policy_problems *problems)
{
    uint32_t count = 0;

    if (!array_at(value, place, ACD_GROUPS_MAX, problems))
        return 0;
    for (size_t i = 0; i < json_array_size(value); i++) {
        struct policy_place item = policy_place_item(place, i);
        const char *name = policy_text(problems, &item, json_array_get(value, i), 1, POLICY_NAME_BYTES_MAX);
        if (name[0] == '\0')
            continue;
        if (known(name, groups, count))
            policy_problem(problems, POLICY_ERROR, &item, "\"%s\" is there twice", name);
        else if (all != NULL && !known(name, all->groups, all->group_count))
            policy_problem(problems, POLICY_ERROR, &item, "\"%s\" is no group of /reasons/groups", name);
        else
            groups[count++] = name;
    }
    return count;
}

static const char *action_name(unsigned index)
{
    return acd_reason_action_name((enum acd_reason_action)index);
}

static uint32_t parse_actions(const json_t *value, const struct policy_place *place,
                              struct policy_problems *problems)
{
    char choices[POLICY_SENTENCE_BYTES];
    char what[POLICY_SENTENCE_BYTES];
    uint32_t actions = 0;

    if (!array_at(value, place, ACD_REASON_ACTIONS, problems))
        return 0;
    policy_choices(choices, action_name, ACD_REASON_ACTIONS);
    for (size_t i = 0; i < json_array_size(value); i++) {
        struct policy_place item = policy_place_item(place, i);
        const json_t *one = json_array_get(value, i);
        unsigned action = 0;
        while (action < ACD_REASON_ACTIONS &&
               !(json_is_string(one) && strcmp(json_string_value(one), action_name(action)) == 0))
            action++;
        if (action == ACD_REASON_ACTIONS)
            policy_problem(problems, POLICY_ERROR, &item, "%.200s is no action; one of %.250s",
                           policy_what(one, what), choices);
        else if (actions >> action & 1)
            policy_problem(problems, POLICY_ERROR, &item, "%s is there twice", action_name(action));
        else
            actions |= 1u << action;
    }
    if (json_array_size(value) == 0)
        policy_problem(problems, POLICY_ERROR, place, "names no action; some of %.250s", choices);
    return actions;
}

static void parse_order(struct policy_reason *reason, const json_t *object, int64_t absent,
                        const struct policy_place *place, struct policy_problems *problems)
{
    struct policy_place below;
    const json_t *value = member_at(object, "order", false, place, &below, problems);
    char what[POLICY_SENTENCE_BYTES];

    reason->order = absent;
    if (value == NULL)
        return;
    if (json_is_integer(value) && json_integer_value(value) >= 0 &&
        json_integer_value(value) <= POLICY_ORDER_MAX)
        reason->order = json_integer_value(value);
    else
        policy_problem(problems, POLICY_ERROR, &below, "must be a whole number from 0 to %d, not %.200s",
                       POLICY_ORDER_MAX, policy_what(value, what));
}

static void parse_code(struct policy_reason *reason, const json_t *object, int64_t number,
                       const struct policy_place *place, struct policy_problems *problems)
{
    static const char *const names[] = {"name", "short", "description", "active", "order"};
    struct policy_place below;
    const json_t *value;

    *reason = (struct policy_reason){.name = "", .short_code = "", .description = ""};
    if (!object_at(object, place, problems))
        return;
    value = member_at(object, "name", true, place, &below, problems);
    if (value != NULL)
        reason->name = policy_text(problems, &below, value, 1, POLICY_NAME_BYTES_MAX);
    value = member_at(object, "short", false, place, &below, problems);
    if (value != NULL)
        reason->short_code = policy_text(problems, &below, value, 0, POLICY_SHORT_BYTES_MAX);
    value = member_at(object, "description", false, place, &below, problems);
    if (value != NULL)
        reason->description = policy_text(problems, &below, value, 0, POLICY_TEXT_BYTES_MAX);
    reason->active = flag_at(object, "active", true, place, problems);
    parse_order(reason, object, number, place, problems);
    policy_only(problems, place, object, names, sizeof names / sizeof names[0]);
}

static void tell_twice(const struct policy_reason_list *list, const struct policy_place *place,
                       struct policy_problems *problems)
{
    const struct policy_reason *last = &list->reasons[list->reason_count - 1];

    for (uint32_t i = 0; i + 1 < list->reason_count; i++) {
        const struct policy_reason *reason = &list->reasons[i];
        if (last->name[0] != '\0' && strcmp(reason->name, last->name) == 0)
            policy_problem(problems, POLICY_ERROR, place, "the name \"%s\" is there twice", last->name);
        if (last->short_code[0] != '\0' && strcmp(reason->short_code, last->short_code) == 0)
            policy_problem(problems, POLICY_ERROR, place, "the short code \"%s\" is there twice",
                           last->short_code);
    }
}

static void parse_codes(struct policy_reason_list *list, const json_t *value,
                        const struct policy_place *place, struct policy_problems *problems)
{
    if (!array_at(value, place, POLICY_REASONS_MAX, problems) || json_array_size(value) == 0)
        return;
    list->reasons = calloc(json_array_size(value), sizeof list->reasons[0]);
    if (list->reasons == NULL) {
        policy_problem(problems, POLICY_ERROR, place, "cannot be read: there is no memory left");
        return;
    }
    for (size_t i = 0; i < json_array_size(value); i++) {
        struct policy_place item = policy_place_item(place, i);
        parse_code(&list->reasons[list->reason_count++], json_array_get(value, i), (int64_t)i + 1, &item,
                   problems);
        tell_twice(list, &item, problems);
    }
}

static void parse_list(struct policy_document *document, struct policy_reason_list *list,
                       const json_t *object, const struct policy_place *place,
                       struct policy_problems *problems)
{
    static const char *const names[] = {"name", "actions", "mandatory", "groups", "codes"};
    struct policy_place below;
    const json_t *value;

    list->name = "";
    if (!object_at(object, place, problems))
        return;
    value = member_at(object, "name", true, place, &below, problems);
    if (value != NULL)
        list->name = policy_text(problems, &below, value, 1, POLICY_NAME_BYTES_MAX);
    value = member_at(object, "actions", true, place, &below, problems);
    if (value != NULL)
        list->actions = parse_actions(value, &below, problems);
    list->mandatory = flag_at(object, "mandatory", false, place, problems);
    value = member_at(object, "groups", true, place, &below, problems);
    if (value != NULL)
        list->group_count = parse_groups(value, &below, list->groups, document, problems);
    value = member_at(object, "codes", true, place, &below, problems);
    if (value != NULL)
        parse_codes(list, value, &below, problems);
    policy_only(problems, place, object, names, sizeof names / sizeof names[0]);
}

static void parse_lists(struct policy_document *document, const json_t *value,
                        const struct policy_place *place, struct policy_problems *problems)
{
    if (!array_at(value, place, ACD_REASON_LISTS_MAX, problems) || json_array_size(value) == 0)
        return;
    document->lists = calloc(json_array_size(value), sizeof document->lists[0]);
    if (document->lists == NULL) {
        policy_problem(problems, POLICY_ERROR, place, "cannot be read: there is no memory left");
        return;
    }
    for (size_t i = 0; i < json_array_size(value); i++) {
        struct policy_place item = policy_place_item(place, i);
        struct policy_reason_list *list = &document->lists[document->list_count++];
        parse_list(document, list, json_array_get(value, i), &item, problems);
        for (size_t before = 0; before < i; before++)
            if (list->name[0] != '\0' && strcmp(document->lists[before].name, list->name) == 0)
                policy_problem(problems, POLICY_ERROR, &item, "the name \"%s\" is there twice", list->name);
    }
}

void policy_parse_reasons(struct policy_document *document, const json_t *value,
                          struct policy_problems *problems)
{
    static const char *const names[] = {"groups", "lists"};
    struct policy_place place = {"/reasons"};
    struct policy_place below;
    const json_t *member;

    document->has_reasons = true;
    if (!object_at(value, &place, problems))
        return;
    member = member_at(value, "groups", false, &place, &below, problems);
    if (member != NULL)
        document->group_count = parse_groups(member, &below, document->groups, NULL, problems);
    member = member_at(value, "lists", false, &place, &below, problems);
    if (member != NULL)
        parse_lists(document, member, &below, problems);
    policy_only(problems, &place, value, names, sizeof names / sizeof names[0]);
}

void policy_free_reasons(struct policy_document *document)
{
    for (uint32_t i = 0; i < document->list_count; i++)
        free(document->lists[i].reasons);
    free(document->lists);
    document->lists = NULL;
    document->list_count = 0;
}
