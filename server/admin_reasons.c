/* Carrying out requests about status codes and their lists; see admin.h. It must not care whether a server runs. */
#include "server/admin_requests.h"

#include <string.h>

enum { ORDER_MAX = 1000 };

/* ---- showing ---- */

static void write_actions(struct json_writer *writer, uint32_t actions)
{
    json_member_array_begin(writer, "actions");
    for (int i = 0; i < ACD_REASON_ACTIONS; i++)
        if (actions >> i & 1)
            json_text_of(writer, acd_reason_action_name((enum acd_reason_action)i));
    json_array_end(writer);
}

static void write_code(struct json_writer *writer, const struct book_reason *reason, bool enabled)
{
    json_object_begin(writer);
    json_member_text(writer, "name", reason->object.name);
    admin_write_id(writer, &reason->object.uuid);
    json_member_text(writer, "shortCode", reason->short_code);
    json_member_text(writer, "description", reason->object.description);
    json_member_text(writer, "category", reason->category);
    json_member_i64(writer, "order", reason->object.display_order);
    json_member_bool(writer, "enabled", enabled);
    json_object_end(writer);
}

static void write_codes(struct json_writer *writer, const struct pump *pump, uint32_t list)
{
    struct acd_reason_view view;
    const struct acd *acd = pump_core(pump);
    json_member_array_begin(writer, "codes");
    for (uint32_t number = 1; number <= acd_reason_count(acd); number++) {
        const struct book_reason *reason = book_find_reason(pump_book(pump), number);
        if (reason && acd_reason_view(acd, number, &view) && view.reason_list == list)
            write_code(writer, reason, view.enabled);
    }
    json_array_end(writer);
}

static void write_list(struct admin_asking *asking, const struct pump *pump, uint32_t number)
{
    struct json_writer *writer = &asking->writer;
    struct acd_reason_list_view view;
    const struct book_reason *list = book_find_reason_list(pump_book(pump), number);
    if (!list || !acd_reason_list_view(pump_core(pump), number, &view))
        return;
    json_object_begin(writer);
    json_member_text(writer, "name", list->object.name);
    admin_write_id(writer, &list->object.uuid);
    json_member_text(writer, "category", list->category);
    write_actions(writer, view.actions);
    json_member_bool(writer, "mandatory", view.mandatory);
    json_member_array_begin(writer, "groups");
    for (uint32_t group = 1; group <= ACD_GROUPS_MAX; group++)
        if (view.groups >> (group - 1) & 1)
            json_text_of(writer, admin_name_of(pump, ACD_SUBJECT_GROUP, group));
    json_array_end(writer);
    write_codes(writer, pump, number);
    json_object_end(writer);
}

static bool reasons_show(struct admin_asking *asking)
{
    struct making making;
    if (!admin_begin_centre(asking, &making))
        return false;
    json_member_array_begin(&asking->writer, "lists");
    for (uint32_t list = 1; list <= acd_reason_list_count(pump_core(making.pump)); list++)
        write_list(asking, making.pump, list);
    json_array_end(&asking->writer);
    write_actions(&asking->writer, (1u << ACD_REASON_ACTIONS) - 1);
    return true;
}

/* ---- lists ---- */

static bool read_actions(struct admin_asking *asking, uint32_t *actions)
{
    const char *names[ACD_REASON_ACTIONS] = {NULL};
    int count = admin_texts(asking, "actions", names, ACD_REASON_ACTIONS, 32);
    uint32_t found = 0;
    for (int i = 0; i < count; i++) {
        int action = 0;
        while (action < ACD_REASON_ACTIONS &&
               strcmp(acd_reason_action_name((enum acd_reason_action)action), names[i]) != 0)
            action++;
        if (action == ACD_REASON_ACTIONS)
            return admin_refuse(asking, "There is no action \"%s\".", names[i]);
        found |= 1u << action;
    }
    *actions = found;
    return count >= 0;
}

static bool read_groups(struct admin_asking *asking, const struct pump *pump, uint64_t *groups)
{
    const char *names[ACD_GROUPS_MAX] = {NULL};
    int count = admin_texts(asking, "groups", names, ACD_GROUPS_MAX, BODY_NAME_BYTES_MAX);
    uint64_t found = 0;
    for (int i = 0; i < count; i++) {
        uint32_t group = admin_find_name(asking, pump, ACD_SUBJECT_GROUP, names[i]);
        if (group == 0)
            return false;
        found |= UINT64_C(1) << (group - 1);
    }
    *groups = found;
    return count >= 0;
}

static bool list_is_free(struct admin_asking *asking, const struct pump *pump, const char *name,
                         uint32_t number)
{
    uint32_t other = book_find_name(pump_book(pump), ACD_SUBJECT_REASON_LIST, name);
    return other == 0 || other == number ||
           admin_refuse(asking, "There is a list of status codes \"%s\" already.", name);
}

static bool reason_list_add(struct admin_asking *asking)
{
    struct making making;
    uint32_t actions = 0;
    uint64_t groups = 0;
    struct body_reason list = {.uuid = uuid_random()};
    list.name = admin_text(asking, "name", BODY_NAME_BYTES_MAX);
    list.category = json_optional_text(&asking->reader, "category", 1, BODY_CATEGORY_BYTES_MAX);
    bool mandatory = json_required_bool(&asking->reader, "mandatory");
    if (!admin_begin_centre(asking, &making) || !read_actions(asking, &actions) ||
        !read_groups(asking, making.pump, &groups) || !list_is_free(asking, making.pump, list.name, 0))
        return false;
    admin_write_id(&asking->writer, &list.uuid);
    uint32_t number = make_reason_list(&making, &list, actions, mandatory);
    return number != 0 && make_reason_list_groups(&making, number, groups);
}

/* What the request leaves out stays as it is. Read whole before anything is changed. */
struct list_wish {
    const char *name;
    const char *category;
    bool mandatory;
    uint32_t actions;
    uint64_t groups;
};

static bool read_list(struct admin_asking *asking, const struct pump *pump, uint32_t list,
                      struct list_wish *wish)
{
    struct acd_reason_list_view view;
    if (!acd_reason_list_view(pump_core(pump), list, &view))
        return false;
    *wish = (struct list_wish){.actions = view.actions, .groups = view.groups};
    wish->name = json_optional_text(&asking->reader, "newName", 1, BODY_NAME_BYTES_MAX);
    wish->category = json_optional_text(&asking->reader, "category", 0, BODY_CATEGORY_BYTES_MAX);
    wish->mandatory = json_optional_bool(&asking->reader, "mandatory", view.mandatory);
    return !asking->reader.failed &&
           (!json_has(&asking->reader, "actions") || read_actions(asking, &wish->actions)) &&
           (!json_has(&asking->reader, "groups") || read_groups(asking, pump, &wish->groups)) &&
           (!wish->name || list_is_free(asking, pump, wish->name, list));
}

static bool reason_list_set(struct admin_asking *asking)
{
    struct making making;
    struct list_wish wish;
    const char *name = admin_text(asking, "name", BODY_NAME_BYTES_MAX);
    if (!admin_begin_centre(asking, &making))
        return false;
    uint32_t list = admin_find_name(asking, making.pump, ACD_SUBJECT_REASON_LIST, name);
    if (list == 0 || !read_list(asking, making.pump, list, &wish) ||
        !make_reason_list_changed(&making, list, wish.actions, wish.mandatory) ||
        !make_reason_list_groups(&making, list, wish.groups))
        return false;
    if (wish.category &&
        !make_reason_changed(&making, ACD_SUBJECT_REASON_LIST, list,
                             &(struct body_reason){.category = wish.category[0] ? wish.category : NULL}))
        return false;
    return !wish.name ||
           make_name(&making, ACD_SUBJECT_REASON_LIST, list, &(struct body_object){.name = wish.name});
}

/* ---- codes ---- */

/* The code of this name in the list; 0: there is none. */
static uint32_t find_code(const struct pump *pump, uint32_t list, const char *name)
{
    struct acd_reason_view view;
    for (uint32_t number = 1; number <= acd_reason_count(pump_core(pump)); number++) {
        const struct book_reason *reason = book_find_reason(pump_book(pump), number);
        if (reason && acd_reason_view(pump_core(pump), number, &view) && view.reason_list == list &&
            strcmp(reason->object.name, name) == 0)
            return number;
    }
    return 0;
}

/* The list of the member list; 0 with a sentence, or the reader has failed. */
static uint32_t begin_code(struct admin_asking *asking, struct making *making)
{
    const char *name = admin_text(asking, "list", BODY_NAME_BYTES_MAX);
    if (!admin_begin_centre(asking, making))
        return 0;
    return admin_find_name(asking, making->pump, ACD_SUBJECT_REASON_LIST, name);
}

static void read_code(struct admin_asking *asking, struct body_reason *code)
{
    code->short_code = json_optional_text(&asking->reader, "shortCode", 0, BODY_SHORT_CODE_BYTES_MAX);
    code->description = json_optional_text(&asking->reader, "description", 0, BODY_DESCRIPTION_BYTES_MAX);
    code->category = json_optional_text(&asking->reader, "category", 0, BODY_CATEGORY_BYTES_MAX);
    code->display_order = json_optional_i64(&asking->reader, "order", 1, ORDER_MAX, 0);
}

static const char *or_none(const char *text)
{
    return text && text[0] ? text : NULL;
}

static bool reason_add(struct admin_asking *asking)
{
    struct making making;
    struct body_reason code = {.uuid = uuid_random(),
                               .name = admin_text(asking, "name", BODY_NAME_BYTES_MAX)};
    read_code(asking, &code);
    uint32_t list = begin_code(asking, &making);
    if (list == 0)
        return false;
    if (find_code(making.pump, list, code.name) != 0)
        return admin_refuse(asking, "There is a status code \"%s\" in this list already.", code.name);
    code.short_code = or_none(code.short_code);
    code.category = or_none(code.category);
    code.description = or_none(code.description);
    admin_write_id(&asking->writer, &code.uuid);
    return make_reason(&making, list, &code);
}

/* Short code and category are kept as one record: what is left out stays. */
static bool change_code(struct making *making, uint32_t number, const struct body_reason *wish)
{
    const struct book_reason *there = book_find_reason(pump_book(making->pump), number);
    struct body_object object = {
        .name = wish->name, .description = wish->description, .display_order = wish->display_order};
    struct body_reason changed = {.short_code =
                                      or_none(wish->short_code ? wish->short_code : there->short_code),
                                  .category = or_none(wish->category ? wish->category : there->category)};
    if ((wish->short_code || wish->category) &&
        !make_reason_changed(making, ACD_SUBJECT_REASON, number, &changed))
        return false;
    return (!object.name && !object.description && object.display_order == 0) ||
           make_name(making, ACD_SUBJECT_REASON, number, &object);
}

static bool reason_set(struct admin_asking *asking)
{
    struct making making;
    struct acd_reason_view view;
    const char *name = admin_text(asking, "name", BODY_NAME_BYTES_MAX);
    struct body_reason wish = {.name =
                                   json_optional_text(&asking->reader, "newName", 1, BODY_NAME_BYTES_MAX)};
    read_code(asking, &wish);
    uint32_t list = begin_code(asking, &making);
    uint32_t number = list != 0 ? find_code(making.pump, list, name) : 0;
    if (list != 0 && number == 0)
        return admin_refuse(asking, "There is no status code \"%s\" in this list.", name);
    if (number == 0 || !acd_reason_view(pump_core(making.pump), number, &view))
        return false;
    uint32_t other = wish.name ? find_code(making.pump, list, wish.name) : 0;
    if (other != 0 && other != number)
        return admin_refuse(asking, "There is a status code \"%s\" in this list already.", wish.name);
    bool enabled = json_optional_bool(&asking->reader, "enabled", view.enabled);
    return !asking->reader.failed && change_code(&making, number, &wish) &&
           (enabled == view.enabled || make_reason_enabled(&making, number, enabled));
}

static const struct admin_request list[] = {{"reasons_show", reasons_show, false},
                                            {"reason_list_add", reason_list_add, false},
                                            {"reason_list_set", reason_list_set, false},
                                            {"reason_add", reason_add, false},
                                            {"reason_set", reason_set, false}};
const struct admin_requests admin_reasons_requests = {list, sizeof list / sizeof list[0]};
