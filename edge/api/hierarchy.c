/* Hierarchy groups of users: a tree of names. It must not route by them. */
#include <stdio.h>
#include <string.h>

#include "edge/api/operations.h"
#include "edge/api/paging.h"
#include "edge/api/tags.h"
#include "edge/api/things.h"

enum { LEVELS_MAX = 5 };

static const json_t *find_group(struct call *call, struct uuid *uuid)
{
    return things_get(call, THING_HIERARCHY_GROUP, call_path(call, "HierarchyGroupId"), uuid);
}

/* The level of a group: 1 without a parent. */
static unsigned level_of(const struct call *call, const json_t *group)
{
    unsigned level = 1;
    const char *parent;
    struct uuid uuid;
    while (level <= LEVELS_MAX &&
           (parent = json_string_value(json_object_get(group, "ParentGroupId"))) != NULL &&
           uuid_parse(parent, strlen(parent), &uuid) &&
           (group = things_find(call, THING_HIERARCHY_GROUP, &uuid)) != NULL)
        level++;
    return level;
}

void create_user_hierarchy_group(struct call *call)
{
    struct uuid uuid = uuid_random();
    struct uuid parent_uuid;
    char text[UUID_TEXT_BYTES];
    const char *name = call_required_text(call, "Name", 1, 100);
    const char *parent = json_optional_text(&call->reader, "ParentGroupId", 1, CALL_ID_BYTES_MAX);
    const json_t *tags = tags_read(call, "Tags");
    if (!call_good(call) || !things_check_name(call, THING_HIERARCHY_GROUP, name, NULL))
        return;
    const json_t *above =
        parent != NULL ? things_get(call, THING_HIERARCHY_GROUP, parent, &parent_uuid) : NULL;
    if (above != NULL && level_of(call, above) >= LEVELS_MAX)
        call_fail(call, API_INVALID_REQUEST, "A hierarchy has at most %d levels.", LEVELS_MAX);
    if (!call_good(call))
        return;
    json_t *group = json_pack("{s:s}", "Name", name);
    if (above != NULL)
        json_object_set_new(group, "ParentGroupId", json_string(uuid_render(&parent_uuid, text)));
    if (tags != NULL)
        json_object_set_new(group, "Tags", json_deep_copy(tags));
    if (!things_keep(call, THING_HIERARCHY_GROUP, &uuid, group))
        return;
    call_write_id(call, "HierarchyGroupId", &uuid);
    call_write_arn(call, "HierarchyGroupArn", things_arn(THING_HIERARCHY_GROUP), &uuid);
}

/* LevelOne is the top; the group itself comes last. */
static void write_path(struct call *call, const json_t *group, const struct uuid *uuid, unsigned level)
{
    static const char *const NAMES[] = {"LevelOne", "LevelTwo", "LevelThree", "LevelFour", "LevelFive"};
    const char *parent = json_string_value(json_object_get(group, "ParentGroupId"));
    struct uuid parent_uuid;
    const json_t *above = parent != NULL && uuid_parse(parent, strlen(parent), &parent_uuid)
                              ? things_find(call, THING_HIERARCHY_GROUP, &parent_uuid)
                              : NULL;
    if (above != NULL && level > 1)
        write_path(call, above, &parent_uuid, level - 1);
    json_member_object_begin(&call->writer, NAMES[level - 1]);
    call_write_id(call, "Id", uuid);
    call_write_arn(call, "Arn", things_arn(THING_HIERARCHY_GROUP), uuid);
    call_write_json(call, "Name", json_object_get(group, "Name"));
    json_object_end(&call->writer);
}

void describe_user_hierarchy_group(struct call *call)
{
    char level_text[16];
    struct uuid uuid;
    const json_t *group = find_group(call, &uuid);
    if (group == NULL)
        return;
    unsigned level = level_of(call, group);
    level = level > LEVELS_MAX ? LEVELS_MAX : level;
    snprintf(level_text, sizeof level_text, "%u", level);
    json_member_object_begin(&call->writer, "HierarchyGroup");
    call_write_id(call, "Id", &uuid);
    call_write_arn(call, "Arn", things_arn(THING_HIERARCHY_GROUP), &uuid);
    call_write_json(call, "Name", json_object_get(group, "Name"));
    json_member_text(&call->writer, "LevelId", level_text);
    json_member_object_begin(&call->writer, "HierarchyPath");
    write_path(call, group, &uuid, level);
    json_object_end(&call->writer);
    tags_write(call, json_object_get(group, "Tags"));
    json_object_end(&call->writer);
}

static bool is_used(const struct call *call, const char *id)
{
    struct uuid uuid;
    const json_t *group;
    for (uint64_t seq = 0; (group = things_next(call, THING_HIERARCHY_GROUP, &seq, &uuid)) != NULL;) {
        const char *parent = json_string_value(json_object_get(group, "ParentGroupId"));
        if (parent != NULL && strcmp(parent, id) == 0)
            return true;
    }
    for (uint32_t agent = 0; (agent = book_user_after(call->book, agent)) != 0;) {
        const char *own = json_string_value(call_setting(call, ACD_SUBJECT_AGENT, agent, "HierarchyGroupId"));
        if (own != NULL && strcmp(own, id) == 0)
            return true;
    }
    return false;
}

void delete_user_hierarchy_group(struct call *call)
{
    char id[UUID_TEXT_BYTES];
    struct uuid uuid;
    if (find_group(call, &uuid) == NULL)
        return;
    if (is_used(call, uuid_render(&uuid, id)))
        call_fail(call, API_IN_USE, "A user or another group belongs to this group.");
    else
        things_keep(call, THING_HIERARCHY_GROUP, &uuid, NULL);
}

void list_user_hierarchy_groups(struct call *call)
{
    struct page_walk walk;
    struct uuid uuid;
    const json_t *group;
    if (!page_begin_query(call, &walk, 1000))
        return;
    json_member_array_begin(&call->writer, "UserHierarchyGroupSummaryList");
    for (uint64_t seq = 0; (group = things_next(call, THING_HIERARCHY_GROUP, &seq, &uuid)) != NULL;) {
        if (!page_take(&walk, seq))
            continue;
        json_object_begin(&call->writer);
        call_write_id(call, "Id", &uuid);
        call_write_arn(call, "Arn", things_arn(THING_HIERARCHY_GROUP), &uuid);
        call_write_json(call, "Name", json_object_get(group, "Name"));
        json_object_end(&call->writer);
    }
    json_array_end(&call->writer);
    page_end(call, &walk);
}

void update_user_hierarchy_group_name(struct call *call)
{
    struct uuid uuid;
    const char *name = call_required_text(call, "Name", 1, 100);
    const json_t *present = call_good(call) ? find_group(call, &uuid) : NULL;
    if (present == NULL || !things_check_name(call, THING_HIERARCHY_GROUP, name, &uuid))
        return;
    json_t *group = json_deep_copy(present);
    json_object_set_new(group, "Name", json_string(name));
    things_keep(call, THING_HIERARCHY_GROUP, &uuid, group);
}
