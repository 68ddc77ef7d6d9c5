/* Carrying out the operator's requests about groups; see admin_groups.h. It must not care whether a server runs. */
#include "server/admin_groups.h"

#include "server/admin_requests.h"

/* ---- a user's groups ---- */

static bool read_supervises(struct admin_asking *asking, const struct pump *pump, const json_t *names,
                            struct group_wish *wish)
{
    wish->has_supervises = true;
    for (size_t i = 0; i < json_array_size(names); i++) {
        const char *name = json_string_value(json_array_get(names, i));
        if (name && name[0] == '\0')
            continue;
        uint32_t group = name ? admin_find_name(asking, pump, ACD_SUBJECT_GROUP, name) : 0;
        if (group == 0)
            return name != NULL ? false : admin_refuse(asking, "supervises must hold names.%s", "");
        wish->supervises |= UINT64_C(1) << (group - 1);
    }
    return true;
}

bool group_wish_read(struct admin_asking *asking, const struct pump *pump, struct group_wish *wish)
{
    const char *name = json_optional_text(&asking->reader, "group", 0, BODY_NAME_BYTES_MAX);
    const json_t *names = json_optional_array(&asking->reader, "supervises", ACD_GROUPS_MAX);
    *wish = (struct group_wish){.has_group = name != NULL};
    if (asking->reader.failed)
        return false;
    if (name && name[0] != '\0' &&
        (wish->group = admin_find_name(asking, pump, ACD_SUBJECT_GROUP, name)) == 0)
        return false;
    return names == NULL || read_supervises(asking, pump, names, wish);
}

bool group_wish_apply(struct making *making, uint32_t agent, const struct group_wish *wish)
{
    return (!wish->has_group || make_user_group(making, agent, wish->group)) &&
           (!wish->has_supervises || make_user_supervises(making, agent, wish->supervises));
}

void group_write(struct json_writer *writer, const struct pump *pump, uint32_t agent)
{
    struct acd_agent_view view = {.group = 0};
    acd_agent_view(pump_core(pump), agent, &view);
    json_member_text(writer, "group", admin_name_of(pump, ACD_SUBJECT_GROUP, view.group));
    json_member_array_begin(writer, "supervises");
    for (uint32_t group = 1; group <= ACD_GROUPS_MAX; group++)
        if (view.supervises >> (group - 1) & 1)
            json_text_of(writer, admin_name_of(pump, ACD_SUBJECT_GROUP, group));
    json_array_end(writer);
}

static bool user_groups(struct admin_asking *asking)
{
    uint32_t agent = 0;
    struct group_wish wish;
    struct making making;
    return admin_find_user(asking, &making, &agent) && group_wish_read(asking, making.pump, &wish) &&
           group_wish_apply(&making, agent, &wish);
}

/* ---- groups ---- */

static bool group_add(struct admin_asking *asking)
{
    char id[UUID_TEXT_BYTES];
    struct uuid uuid = uuid_random();
    const char *name = admin_text(asking, "name", BODY_NAME_BYTES_MAX);
    struct making making;
    if (!admin_begin_centre(asking, &making))
        return false;
    if (book_find_name(pump_book(making.pump), ACD_SUBJECT_GROUP, name) != 0)
        return admin_refuse(asking, "There is a group \"%s\" already.", name);
    json_member_text(&asking->writer, "id", uuid_render(&uuid, id));
    return make_group(&making, name, &uuid) != 0;
}

static bool group_remove(struct admin_asking *asking)
{
    const char *name = admin_text(asking, "name", BODY_NAME_BYTES_MAX);
    struct making making;
    if (!admin_begin_centre(asking, &making))
        return false;
    uint32_t group = admin_find_name(asking, making.pump, ACD_SUBJECT_GROUP, name);
    return group != 0 && make_group_removed(&making, group);
}

static bool is_of(const struct acd_agent_view *view, uint32_t group, bool as_supervisor)
{
    return as_supervisor ? (view->supervises >> (group - 1) & 1) != 0 : view->group == group;
}

static void write_people(struct admin_asking *asking, const struct pump *pump, const char *member,
                         uint32_t group, bool as_supervisors)
{
    const struct book *book = pump_book(pump);
    struct acd_agent_view view;
    json_member_array_begin(&asking->writer, member);
    for (uint32_t agent = 0; (agent = book_user_after(book, agent)) != 0;)
        if (acd_agent_view(pump_core(pump), agent, &view) && is_of(&view, group, as_supervisors))
            json_text_of(&asking->writer, book_find_user(book, agent)->username);
    json_array_end(&asking->writer);
}

static void write_group(struct admin_asking *asking, const struct pump *pump, uint32_t group)
{
    char id[UUID_TEXT_BYTES];
    const struct book_object *object = book_find_object(pump_book(pump), ACD_SUBJECT_GROUP, group);
    json_object_begin(&asking->writer);
    json_member_text(&asking->writer, "name", object->name);
    json_member_text(&asking->writer, "id", uuid_render(&object->uuid, id));
    json_member_text(&asking->writer, "centre", admin_alias(asking, pump));
    write_people(asking, pump, "agents", group, false);
    write_people(asking, pump, "supervisors", group, true);
    json_object_end(&asking->writer);
}

static bool group_list(struct admin_asking *asking)
{
    json_member_array_begin(&asking->writer, "groups");
    for (uint32_t i = 0; i < asking->centres->list.count; i++) {
        const struct pump *pump = asking->centres->list.pumps[i];
        for (uint32_t group = 0; (group = book_object_after(pump_book(pump), ACD_SUBJECT_GROUP, group)) != 0;)
            write_group(asking, pump, group);
    }
    json_array_end(&asking->writer);
    return true;
}

static bool group_rename(struct admin_asking *asking)
{
    struct making making;
    const char *name = admin_text(asking, "name", BODY_NAME_BYTES_MAX);
    const char *wanted = admin_text(asking, "newName", BODY_NAME_BYTES_MAX);
    if (!admin_begin_centre(asking, &making))
        return false;
    uint32_t group = admin_find_name(asking, making.pump, ACD_SUBJECT_GROUP, name);
    uint32_t other = book_find_name(pump_book(making.pump), ACD_SUBJECT_GROUP, wanted);
    if (group == 0)
        return false;
    if (other != 0 && other != group)
        return admin_refuse(asking, "There is a group \"%s\" already.", wanted);
    return make_name(&making, ACD_SUBJECT_GROUP, group, &(struct body_object){.name = wanted});
}

static const struct admin_request list[] = {{"group_add", group_add, false},
                                            {"group_remove", group_remove, false},
                                            {"group_rename", group_rename, false},
                                            {"group_list", group_list, false},
                                            {"user_groups", user_groups, false}};
const struct admin_requests admin_groups_requests = {list, sizeof list / sizeof list[0]};
