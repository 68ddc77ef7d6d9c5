/* Writing a document with every member said. It must not know where it came from. */
#include "policy/members.h"
#include "policy/policy.h"

#include <stdlib.h>
#include <string.h>

enum { LINE_BYTES_MAX = 100 };

/* ---- the tree ---- */

static json_t *member_value(const struct policy_document *document, const struct policy_member *member)
{
    int64_t number = document->rules[member->rule];
    const char *part =
        document->parts[member->rule == ACD_RULE_STATUS_BREAK ? POLICY_ON_BREAK : POLICY_WORKING_OFFLINE];

    switch (member->kind) {
    case POLICY_BOOL:
        return json_boolean(number != 0);
    case POLICY_INVERTED:
        return json_boolean(number == 0);
    case POLICY_WORD:
        return json_string(member->words[number]);
    case POLICY_MS:
        return json_integer(number);
    default:
        return part != NULL ? json_string(part) : json_null();
    }
}

static json_t *move_list(uint32_t moves)
{
    json_t *list = json_array();

    for (int move = 0; move < ACD_MOVES; move++)
        if (moves >> move & 1)
            json_array_append_new(list, json_string(acd_move_name((enum acd_move)move)));
    return list;
}

/* An actor before this one with the very same moves; -1: none. */
static int same_before(const struct policy_document *document, int actor)
{
    for (int other = 0; other < actor; other++)
        if (policy_actor_name((enum acd_actor_kind)other) != NULL &&
            memcmp(document->moves[other], document->moves[actor], sizeof document->moves[actor]) == 0)
            return other;
    return -1;
}

static json_t *move_tables(const struct policy_document *document)
{
    json_t *tables = json_object();

    for (int actor = 0; actor < POLICY_ACTORS; actor++) {
        const char *name = policy_actor_name((enum acd_actor_kind)actor);
        int other = same_before(document, actor);
        json_t *table;
        if (name == NULL)
            continue;
        if (other >= 0) {
            json_object_set_new(tables, name, json_string(policy_actor_name((enum acd_actor_kind)other)));
            continue;
        }
        table = json_object();
        for (int shown = 0; shown < ACD_SHOWN_STATES; shown++)
            if (document->moves[actor][shown] != 0)
                json_object_set_new(table, acd_shown_name((enum acd_shown)shown),
                                    move_list(document->moves[actor][shown]));
        json_object_set_new(tables, name, table);
    }
    return tables;
}

static json_t *group_names(const char *const *groups, uint32_t count)
{
    json_t *names = json_array();

    for (uint32_t i = 0; i < count; i++)
        json_array_append_new(names, json_string(groups[i]));
    return names;
}

static json_t *codes_of(const struct policy_reason_list *list)
{
    json_t *codes = json_array();

    for (uint32_t i = 0; i < list->reason_count; i++) {
        const struct policy_reason *reason = &list->reasons[i];
        json_t *code = json_object();
        json_object_set_new(code, "name", json_string(reason->name));
        json_object_set_new(code, "short", json_string(reason->short_code));
        json_object_set_new(code, "description", json_string(reason->description));
        json_object_set_new(code, "active", json_boolean(reason->active));
        json_object_set_new(code, "order", json_integer(reason->order));
        json_array_append_new(codes, code);
    }
    return codes;
}

static json_t *reasons_of(const struct policy_document *document)
{
    json_t *reasons = json_object();
    json_t *lists = json_array();

    json_object_set_new(reasons, "groups", group_names(document->groups, document->group_count));
    for (uint32_t i = 0; i < document->list_count; i++) {
        const struct policy_reason_list *list = &document->lists[i];
        json_t *one = json_object();
        json_t *actions = json_array();
        for (int action = 0; action < ACD_REASON_ACTIONS; action++)
            if (list->actions >> action & 1)
                json_array_append_new(actions,
                                      json_string(acd_reason_action_name((enum acd_reason_action)action)));
        json_object_set_new(one, "name", json_string(list->name));
        json_object_set_new(one, "actions", actions);
        json_object_set_new(one, "mandatory", json_boolean(list->mandatory));
        json_object_set_new(one, "groups", group_names(list->groups, list->group_count));
        json_object_set_new(one, "codes", codes_of(list));
        json_array_append_new(lists, one);
    }
    json_object_set_new(reasons, "lists", lists);
    return reasons;
}

static json_t *whole(const struct policy_document *document)
{
    static const char *const kept[] = {"$schema", "name", "description"};
    json_t *root = json_object();

    json_object_set_new(root, "version", json_integer(POLICY_VERSION));
    json_object_set_new(root, "model", json_string(policy_model_name(document->model)));
    for (size_t i = 0; i < sizeof kept / sizeof kept[0]; i++)
        if (json_object_get(document->root, kept[i]) != NULL)
            json_object_set(root, kept[i], json_object_get(document->root, kept[i]));
    for (int section = 0; policy_sections[section] != NULL; section++) {
        json_t *object = json_object();
        for (unsigned i = 0; i < policy_member_count; i++)
            if (strcmp(policy_members[i].section, policy_sections[section]) == 0)
                json_object_set_new(object, policy_members[i].name,
                                    member_value(document, &policy_members[i]));
        json_object_set_new(root, policy_sections[section], object);
        if (section == 0)
            json_object_set_new(root, "moves", move_tables(document));
    }
    if (document->has_reasons)
        json_object_set_new(root, "reasons", reasons_of(document));
    if (json_object_get(document->root, "sources") != NULL)
        json_object_set(root, "sources", json_object_get(document->root, "sources"));
    return root;
}

/* ---- the text ---- */

static void indent(struct buf *buf, int depth)
{
    buf_append_char(buf, '\n');
    for (int i = 0; i < depth; i++)
        buf_append_text(buf, "  ");
}

static void write_flat(struct buf *buf, const json_t *value)
{
    char *text = json_dumps(value, JSON_ENCODE_ANY);

    if (text != NULL)
        buf_append_text(buf, text);
    free(text);
}

/* Short, and with nothing deeper than one level inside. */
static bool fits_line(const json_t *value, int depth)
{
    const char *name;
    json_t *item;
    size_t index;

    json_object_foreach((json_t *)(uintptr_t)value, name, item)
    {
        if (json_object_size(item) + json_array_size(item) > 0)
            return false;
    }
    json_array_foreach((json_t *)(uintptr_t)value, index, item)
    {
        if (json_object_size(item) + json_array_size(item) > 0)
            return false;
    }
    return json_dumpb(value, NULL, 0, JSON_ENCODE_ANY) + 2 * (size_t)depth < LINE_BYTES_MAX;
}

/* The document is at most as deep as this: root, reasons, lists, list, codes, code. */
static void write_value(struct buf *buf, const json_t *value, int depth)
{
    const char *name;
    json_t *item;
    size_t index;
    bool first = true;

    if ((!json_is_object(value) && !json_is_array(value)) || (depth > 0 && fits_line(value, depth))) {
        write_flat(buf, value);
        return;
    }
    buf_append_char(buf, json_is_object(value) ? '{' : '[');
    json_object_foreach((json_t *)(uintptr_t)value, name, item)
    {
        json_t *key = json_string(name);
        buf_append_text(buf, first ? "" : ",");
        first = false;
        indent(buf, depth + 1);
        write_flat(buf, key);
        json_decref(key);
        buf_append_text(buf, ": ");
        write_value(buf, item, depth + 1);
    }
    json_array_foreach((json_t *)(uintptr_t)value, index, item)
    {
        buf_append_text(buf, index == 0 ? "" : ",");
        indent(buf, depth + 1);
        write_value(buf, item, depth + 1);
    }
    indent(buf, depth);
    buf_append_char(buf, json_is_object(value) ? '}' : ']');
}

void policy_render(struct buf *buf, const struct policy_document *document)
{
    json_t *root = whole(document);

    write_value(buf, root, 0);
    buf_append_char(buf, '\n');
    json_decref(root);
}
