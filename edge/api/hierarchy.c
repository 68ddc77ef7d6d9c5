/* Hierarchy groups of users: a tree of names with up to five levels. It must not route by them.
 *
 *     document "hierarchy-group/UUID" of the centre: Name, ParentGroupId?, Tags?, ChangedAt        document
 *     "hierarchy-structure": LevelOne .. LevelFive: {Name, ChangedAt}
 *
 * Without a structure every level is open; with one, a group may only stand on a level that has a name.
 */
#include "edge/api/hierarchy.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "edge/api/operations.h"
#include "edge/api/search.h"
#include "edge/api/tags.h"
#include "edge/api/things.h"

#define STRUCTURE "hierarchy-structure"

static const char *const LEVELS[] = {"LevelOne", "LevelTwo", "LevelThree", "LevelFour", "LevelFive"};

/* ---- where a group stands ---- */

static bool find_parent(const json_t *group, struct uuid *uuid)
{
    const char *parent = json_string_value(json_object_get(group, "ParentGroupId"));
    return parent != NULL && uuid_parse(parent, strlen(parent), uuid);
}

struct hierarchy_path hierarchy_path_of(const struct call *call, const struct uuid *group)
{
    struct uuid upwards[HIERARCHY_LEVELS_MAX];
    struct hierarchy_path path = {.count = 0};
    struct uuid at = *group;
    uint32_t count = 0;
    const json_t *thing = things_find(call, THING_HIERARCHY_GROUP, &at);
    while (thing != NULL && count < HIERARCHY_LEVELS_MAX) {
        upwards[count++] = at;
        thing = find_parent(thing, &at) ? things_find(call, THING_HIERARCHY_GROUP, &at) : NULL;
    }
    while (count > 0)
        path.groups[path.count++] = upwards[--count];
    return path;
}

struct hierarchy_path hierarchy_path_of_user(const struct call *call, uint32_t agent)
{
    struct uuid uuid;
    const char *own = json_string_value(call_setting(call, ACD_SUBJECT_AGENT, agent, "HierarchyGroupId"));
    if (own == NULL || !uuid_parse(own, strlen(own), &uuid))
        return (struct hierarchy_path){.count = 0};
    return hierarchy_path_of(call, &uuid);
}

bool hierarchy_contains(const struct hierarchy_path *path, const struct uuid *group)
{
    for (uint32_t i = 0; i < path->count; i++)
        if (uuid_equal(&path->groups[i], group))
            return true;
    return false;
}

void hierarchy_write_arns(struct call *call, uint32_t agent)
{
    static const char *const NAMES[] = {"Level1", "Level2", "Level3", "Level4", "Level5"};
    struct hierarchy_path path = hierarchy_path_of_user(call, agent);
    if (path.count == 0)
        return;
    json_member_object_begin(&call->writer, "HierarchyGroups");
    for (uint32_t i = 0; i < path.count; i++) {
        json_member_object_begin(&call->writer, NAMES[i]);
        call_write_arn(call, "Arn", things_arn(THING_HIERARCHY_GROUP), &path.groups[i]);
        json_object_end(&call->writer);
    }
    json_object_end(&call->writer);
}

void hierarchy_write_path(struct call *call, const struct hierarchy_path *path, bool summaries)
{
    if (path->count == 0)
        return;
    json_member_object_begin(&call->writer, "HierarchyPath");
    for (uint32_t i = 0; i < path->count; i++) {
        const json_t *group = things_find(call, THING_HIERARCHY_GROUP, &path->groups[i]);
        json_member_object_begin(&call->writer, LEVELS[i]);
        call_write_id(call, "Id", &path->groups[i]);
        call_write_arn(call, "Arn", things_arn(THING_HIERARCHY_GROUP), &path->groups[i]);
        if (summaries) {
            call_write_json(call, "Name", json_object_get(group, "Name"));
            things_write_modified(call, group);
        }
        json_object_end(&call->writer);
    }
    json_object_end(&call->writer);
}

/* ---- make, rename, delete ---- */

static const json_t *find_group(struct call *call, struct uuid *uuid)
{
    return things_get(call, THING_HIERARCHY_GROUP, call_path(call, "HierarchyGroupId"), uuid);
}

/* Is there a level below the parent's? */
static void check_level(struct call *call, const struct uuid *parent)
{
    struct hierarchy_path path = {.count = 0};
    const json_t *structure = call_document(call, ACD_SUBJECT_CENTRE, 0, STRUCTURE);
    if (parent != NULL)
        path = hierarchy_path_of(call, parent);
    if (path.count == HIERARCHY_LEVELS_MAX)
        call_fail(call, API_INVALID_REQUEST, "A hierarchy has at most %d levels.", HIERARCHY_LEVELS_MAX);
    else if (structure != NULL && json_object_get(structure, LEVELS[path.count]) == NULL)
        call_fail(call, API_INVALID_REQUEST, "The hierarchy structure has no %s.", LEVELS[path.count]);
}

void create_user_hierarchy_group(struct call *call)
{
    struct uuid uuid = uuid_random();
    struct uuid above;
    char text[UUID_TEXT_BYTES];
    const char *name = call_required_text(call, "Name", 1, 100);
    const char *parent = json_optional_text(&call->reader, "ParentGroupId", 1, CALL_ID_BYTES_MAX);
    const json_t *tags = tags_read(call, "Tags");
    if (!call_good(call) || !things_check_name(call, THING_HIERARCHY_GROUP, name, NULL))
        return;
    if (parent == NULL || things_get(call, THING_HIERARCHY_GROUP, parent, &above) != NULL)
        check_level(call, parent != NULL ? &above : NULL);
    if (!call_good(call))
        return;
    json_t *group = json_pack("{s:s}", "Name", name);
    if (parent != NULL)
        json_object_set_new(group, "ParentGroupId", json_string(uuid_render(&above, text)));
    if (tags != NULL)
        json_object_set_new(group, "Tags", json_deep_copy(tags));
    if (!things_keep(call, THING_HIERARCHY_GROUP, &uuid, group))
        return;
    call_write_id(call, "HierarchyGroupId", &uuid);
    call_write_arn(call, "HierarchyGroupArn", things_arn(THING_HIERARCHY_GROUP), &uuid);
}

static bool is_used(const struct call *call, const struct uuid *uuid)
{
    struct uuid other;
    struct uuid parent;
    const json_t *group;
    for (uint64_t seq = 0; (group = things_next(call, THING_HIERARCHY_GROUP, &seq, &other)) != NULL;)
        if (find_parent(group, &parent) && uuid_equal(&parent, uuid))
            return true;
    for (uint32_t agent = 0; (agent = book_user_after(call->book, agent)) != 0;) {
        struct hierarchy_path path = hierarchy_path_of_user(call, agent);
        if (hierarchy_contains(&path, uuid))
            return true;
    }
    return false;
}

void delete_user_hierarchy_group(struct call *call)
{
    struct uuid uuid;
    if (find_group(call, &uuid) == NULL)
        return;
    if (is_used(call, &uuid))
        call_fail(call, API_IN_USE, "A user or another group belongs to this group.");
    else
        things_keep(call, THING_HIERARCHY_GROUP, &uuid, NULL);
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

/* ---- show ---- */

static void write_group(struct call *call, const struct uuid *uuid, const json_t *group)
{
    char level[16];
    struct hierarchy_path path = hierarchy_path_of(call, uuid);
    snprintf(level, sizeof level, "%u", path.count);
    call_write_id(call, "Id", uuid);
    call_write_arn(call, "Arn", things_arn(THING_HIERARCHY_GROUP), uuid);
    call_write_json(call, "Name", json_object_get(group, "Name"));
    json_member_text(&call->writer, "LevelId", level);
    hierarchy_write_path(call, &path, true);
    tags_write(call, json_object_get(group, "Tags"));
    things_write_modified(call, group);
}

void describe_user_hierarchy_group(struct call *call)
{
    struct uuid uuid;
    const json_t *group = find_group(call, &uuid);
    if (group == NULL)
        return;
    json_member_object_begin(&call->writer, "HierarchyGroup");
    write_group(call, &uuid, group);
    json_object_end(&call->writer);
}

static uint64_t next_group(const struct call *call, uint64_t number)
{
    return things_after(call, THING_HIERARCHY_GROUP, number);
}

static void write_summary(struct call *call, uint64_t number)
{
    struct uuid uuid;
    const json_t *group = things_at(call, number, &uuid);
    call_write_id(call, "Id", &uuid);
    call_write_arn(call, "Arn", things_arn(THING_HIERARCHY_GROUP), &uuid);
    call_write_json(call, "Name", json_object_get(group, "Name"));
    things_write_modified(call, group);
}

void list_user_hierarchy_groups(struct call *call)
{
    static const struct list_rules RULES = {.walked = {.next = next_group},
                                            .member = "UserHierarchyGroupSummaryList",
                                            .write = write_summary,
                                            .whole = true};
    list_run(call, &RULES, 1000);
}

static bool field_of(struct call *call, uint64_t number, const char *field, char text[SEARCH_FIELD_BYTES])
{
    struct uuid uuid;
    struct uuid parent;
    const json_t *group = things_at(call, number, &uuid);
    if (strcasecmp(field, "name") == 0)
        snprintf(text, SEARCH_FIELD_BYTES, "%s", json_string_value(json_object_get(group, "Name")));
    else if (strcasecmp(field, "levelId") == 0)
        snprintf(text, SEARCH_FIELD_BYTES, "%u", hierarchy_path_of(call, &uuid).count);
    else if (strcasecmp(field, "parentId") == 0 && find_parent(group, &parent))
        uuid_render(&parent, text);
    else if (strcasecmp(field, "resourceID") == 0)
        uuid_render(&uuid, text);
    else
        return false;
    return true;
}

static void write_found(struct call *call, uint64_t number)
{
    struct uuid uuid;
    const json_t *group = things_at(call, number, &uuid);
    write_group(call, &uuid, group);
}

void search_user_hierarchy_groups(struct call *call)
{
    static const char *const FIELDS[] = {"name", "parentId", "levelId", "resourceID", NULL};
    static const struct search_rules RULES = {.walked = {.next = next_group, .tags = things_tags},
                                              .member = "UserHierarchyGroups",
                                              .fields = FIELDS,
                                              .field = field_of,
                                              .write = write_found};
    search_run(call, &RULES, 100);
}

/* ---- the structure ---- */

static void write_level(struct call *call, uint32_t level, const json_t *kept)
{
    char id[16];
    char arn[CALL_ARN_BYTES];
    char whole[CALL_ARN_BYTES + 32];
    snprintf(id, sizeof id, "%u", level + 1);
    snprintf(whole, sizeof whole, "%s/agent-group-level/%s", call_arn(call, "", NULL, arn), id);
    json_member_object_begin(&call->writer, LEVELS[level]);
    json_member_text(&call->writer, "Id", id);
    json_member_text(&call->writer, "Arn", whole);
    call_write_json(call, "Name", json_object_get(kept, "Name"));
    things_write_modified(call, kept);
    json_object_end(&call->writer);
}

void describe_user_hierarchy_structure(struct call *call)
{
    const json_t *structure = call_document(call, ACD_SUBJECT_CENTRE, 0, STRUCTURE);
    json_member_object_begin(&call->writer, "HierarchyStructure");
    for (uint32_t level = 0; level < HIERARCHY_LEVELS_MAX; level++)
        if (json_object_get(structure, LEVELS[level]) != NULL)
            write_level(call, level, json_object_get(structure, LEVELS[level]));
    json_object_end(&call->writer);
}

/* How deep the deepest group stands. */
static uint32_t depth_used(const struct call *call)
{
    struct uuid uuid;
    uint32_t depth = 0;
    for (uint64_t seq = 0; things_next(call, THING_HIERARCHY_GROUP, &seq, &uuid) != NULL;) {
        uint32_t own = hierarchy_path_of(call, &uuid).count;
        depth = own > depth ? own : depth;
    }
    return depth;
}

static json_t *read_structure(struct call *call, const json_t *wanted)
{
    json_t *structure = json_object();
    bool ended = false;
    for (uint32_t level = 0; level < HIERARCHY_LEVELS_MAX && call_good(call); level++) {
        struct json_reader reader;
        const json_t *one = json_object_get(wanted, LEVELS[level]);
        if (one == NULL || json_is_null(one)) {
            ended = true;
            continue;
        }
        json_reader_init(&reader, one);
        const char *name = json_required_text(&reader, "Name", 1, 200);
        call_take_failure(call, &reader);
        if (ended)
            call_fail(call, API_INVALID_PARAMETER, "HierarchyStructure has %s but not all above it.",
                      LEVELS[level]);
        if (call_good(call))
            json_object_set_new(structure, LEVELS[level],
                                json_pack("{s:s, s:I}", "Name", name, "ChangedAt", (json_int_t)call->now));
    }
    return structure;
}

void update_user_hierarchy_structure(struct call *call)
{
    const json_t *wanted = json_required_object(&call->reader, "HierarchyStructure");
    if (!call_good(call))
        return;
    json_t *structure = read_structure(call, wanted);
    if (call_good(call) && depth_used(call) > json_object_size(structure))
        call_fail(call, API_IN_USE, "Groups stand on a level that would be gone.");
    if (call_good(call))
        call_keep_document(call, ACD_SUBJECT_CENTRE, 0, STRUCTURE, structure);
    else
        json_decref(structure);
}
