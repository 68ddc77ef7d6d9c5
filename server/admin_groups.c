/* Carrying out the operator's requests about groups; see admin_groups.h. It must not care whether a server runs. */
#include "server/admin_groups.h"

#include <stdio.h>
#include <string.h>

static bool refuse(struct group_asking *asking, const char *format, const char *what)
{
    fault_set(asking->fault, format, what);
    return false;
}

struct pump *group_asking_centre(struct group_asking *asking)
{
    const char *alias = json_optional_text(asking->reader, "centre", 1, BODY_ALIAS_BYTES_MAX);
    const struct pump_centres *list = &asking->centres->list;
    if (asking->reader->failed)
        return NULL;
    if (!alias && list->count == 1)
        return list->pumps[0];
    struct pump *pump = alias ? centres_find(asking->centres, alias) : NULL;
    if (!pump)
        fault_set(asking->fault,
                  alias ? "There is no centre \"%s\"."
                        : "There is more than one centre: name it with --centre.%s",
                  alias ? alias : "");
    return pump;
}

/* The group of this name; 0 with a sentence. */
static uint32_t find_group(struct group_asking *asking, const struct pump *pump, const char *name)
{
    uint32_t group = book_find_name(pump_book(pump), ACD_SUBJECT_GROUP, name);
    if (group == 0)
        fault_set(asking->fault, "There is no group \"%s\" in the centre %s.", name,
                  centres_alias(asking->centres, pump));
    return group;
}

/* ---- a user's groups ---- */

static bool read_supervises(struct group_asking *asking, const struct pump *pump, const json_t *names,
                            struct group_wish *wish)
{
    wish->has_supervises = true;
    for (size_t i = 0; i < json_array_size(names); i++) {
        const char *name = json_string_value(json_array_get(names, i));
        if (name && name[0] == '\0')
            continue;
        uint32_t group = name ? find_group(asking, pump, name) : 0;
        if (group == 0)
            return name != NULL ? false : refuse(asking, "supervises must hold names.%s", "");
        wish->supervises |= UINT64_C(1) << (group - 1);
    }
    return true;
}

bool group_wish_read(struct group_asking *asking, const struct pump *pump, struct group_wish *wish)
{
    const char *name = json_optional_text(asking->reader, "group", 0, BODY_NAME_BYTES_MAX);
    const json_t *names = json_optional_array(asking->reader, "supervises", ACD_GROUPS_MAX);
    *wish = (struct group_wish){.has_group = name != NULL};
    if (asking->reader->failed)
        return false;
    if (name && name[0] != '\0' && (wish->group = find_group(asking, pump, name)) == 0)
        return false;
    return names == NULL || read_supervises(asking, pump, names, wish);
}

bool group_wish_apply(struct making *making, uint32_t agent, const struct group_wish *wish)
{
    return (!wish->has_group || make_user_group(making, agent, wish->group)) &&
           (!wish->has_supervises || make_user_supervises(making, agent, wish->supervises));
}

static const char *name_of(const struct pump *pump, uint32_t group)
{
    const struct book_object *object = book_find_object(pump_book(pump), ACD_SUBJECT_GROUP, group);
    return object ? object->name : "";
}

void group_write(struct json_writer *writer, const struct pump *pump, uint32_t agent)
{
    struct acd_agent_view view = {.group = 0};
    acd_agent_view(pump_core(pump), agent, &view);
    json_member_text(writer, "group", name_of(pump, view.group));
    json_member_array_begin(writer, "supervises");
    for (uint32_t group = 1; group <= ACD_GROUPS_MAX; group++)
        if (view.supervises >> (group - 1) & 1)
            json_text_of(writer, name_of(pump, group));
    json_array_end(writer);
}

static bool user_groups(struct group_asking *asking)
{
    uint32_t agent = 0;
    struct group_wish wish;
    const char *username = json_required_text(asking->reader, "username", 1, BODY_USERNAME_BYTES_MAX);
    struct making making = {.now = asking->now, .fault = asking->fault};
    if (asking->reader->failed)
        return false;
    making.pump = pump_find_username(&asking->centres->list, username, &agent);
    if (!making.pump)
        return refuse(asking, "There is no user \"%s\".", username);
    return group_wish_read(asking, making.pump, &wish) && group_wish_apply(&making, agent, &wish);
}

/* ---- groups ---- */

static bool group_add(struct group_asking *asking)
{
    char id[UUID_TEXT_BYTES];
    struct uuid uuid = uuid_random();
    const char *name = json_required_text(asking->reader, "name", 1, BODY_NAME_BYTES_MAX);
    struct making making = {.pump = group_asking_centre(asking), .now = asking->now, .fault = asking->fault};
    if (asking->reader->failed || !making.pump)
        return false;
    if (book_find_name(pump_book(making.pump), ACD_SUBJECT_GROUP, name) != 0)
        return refuse(asking, "There is a group \"%s\" already.", name);
    json_member_text(asking->writer, "id", uuid_render(&uuid, id));
    json_member_text(asking->writer, "centre", centres_alias(asking->centres, making.pump));
    return make_group(&making, name, &uuid) != 0;
}

static bool group_remove(struct group_asking *asking)
{
    const char *name = json_required_text(asking->reader, "name", 1, BODY_NAME_BYTES_MAX);
    struct making making = {.pump = group_asking_centre(asking), .now = asking->now, .fault = asking->fault};
    if (asking->reader->failed || !making.pump)
        return false;
    uint32_t group = find_group(asking, making.pump, name);
    json_member_text(asking->writer, "centre", centres_alias(asking->centres, making.pump));
    return group != 0 && make_group_removed(&making, group);
}

static bool is_of(const struct acd_agent_view *view, uint32_t group, bool as_supervisor)
{
    return as_supervisor ? (view->supervises >> (group - 1) & 1) != 0 : view->group == group;
}

static void write_people(struct group_asking *asking, const struct pump *pump, const char *member,
                         uint32_t group, bool as_supervisors)
{
    const struct book *book = pump_book(pump);
    struct acd_agent_view view;
    json_member_array_begin(asking->writer, member);
    for (uint32_t agent = 0; (agent = book_user_after(book, agent)) != 0;)
        if (acd_agent_view(pump_core(pump), agent, &view) && is_of(&view, group, as_supervisors))
            json_text_of(asking->writer, book_find_user(book, agent)->username);
    json_array_end(asking->writer);
}

static void write_group(struct group_asking *asking, const struct pump *pump, uint32_t group)
{
    char id[UUID_TEXT_BYTES];
    const struct book_object *object = book_find_object(pump_book(pump), ACD_SUBJECT_GROUP, group);
    json_object_begin(asking->writer);
    json_member_text(asking->writer, "name", object->name);
    json_member_text(asking->writer, "id", uuid_render(&object->uuid, id));
    json_member_text(asking->writer, "centre", centres_alias(asking->centres, pump));
    write_people(asking, pump, "agents", group, false);
    write_people(asking, pump, "supervisors", group, true);
    json_object_end(asking->writer);
}

static bool group_list(struct group_asking *asking)
{
    json_member_array_begin(asking->writer, "groups");
    for (uint32_t i = 0; i < asking->centres->list.count; i++) {
        const struct pump *pump = asking->centres->list.pumps[i];
        for (uint32_t group = 0; (group = book_object_after(pump_book(pump), ACD_SUBJECT_GROUP, group)) != 0;)
            write_group(asking, pump, group);
    }
    json_array_end(asking->writer);
    return true;
}

/* ---- by name ---- */

static const struct {
    const char *name;
    bool (*run)(struct group_asking *asking);
} requests[] = {{"group_add", group_add},
                {"group_remove", group_remove},
                {"group_list", group_list},
                {"user_groups", user_groups}};

bool admin_groups_knows(const char *name)
{
    for (size_t i = 0; i < sizeof requests / sizeof requests[0]; i++)
        if (strcmp(requests[i].name, name) == 0)
            return true;
    return false;
}

bool admin_groups_run(const char *name, struct group_asking *asking)
{
    for (size_t i = 0; i < sizeof requests / sizeof requests[0]; i++)
        if (strcmp(requests[i].name, name) == 0)
            return requests[i].run(asking);
    return false;
}
