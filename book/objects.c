/* The directory's named objects; see objects.h. Never decides who may use them.
 *
 * A centre has few of them, so looking for a name or an id walks: no second index has to be kept right.
 */
#include "book/objects.h"

#include <stdlib.h>
#include <string.h>

void objects_init(struct objects *objects)
{
    *objects = (struct objects){.has_centre = false};
    owned_text_set(&objects->centre.alias, "");
}

static void object_free(struct object *object)
{
    owned_text_free(&object->shown.name);
    owned_text_free(&object->shown.description);
    owned_text_free(&object->hours.time_zone);
    free((void *)(uintptr_t)object->hours.week);
    owned_text_free(&object->entry_point.welcome);
    free((void *)(uintptr_t)object->entry_point.origins);
    owned_text_free(&object->reason.short_code);
    owned_text_free(&object->reason.category);
    free(object);
}

void objects_free(struct objects *objects)
{
    for (unsigned kind = 0; kind < ACD_SUBJECT_KINDS; kind++) {
        struct numbered *numbered = &objects->kinds[kind];
        for (uint32_t number = 0; (number = numbered_after(numbered, number)) != 0;)
            object_free(numbered_find(numbered, number));
        numbered_free(numbered);
    }
    owned_text_free(&objects->centre.alias);
    free(objects->origins);
}

bool objects_is_kind(unsigned kind)
{
    return kind == ACD_SUBJECT_STATUS || kind == ACD_SUBJECT_QUEUE || kind == ACD_SUBJECT_PROFILE ||
           kind == ACD_SUBJECT_HOURS || kind == ACD_SUBJECT_ENTRY_POINT || kind == ACD_SUBJECT_GROUP ||
           kind == ACD_SUBJECT_REASON_LIST || kind == ACD_SUBJECT_REASON;
}

static struct object *find(const struct objects *objects, unsigned kind, uint64_t number)
{
    return objects_is_kind(kind) ? numbered_find(&objects->kinds[kind], number) : NULL;
}

const struct object *objects_find(const struct objects *objects, unsigned kind, uint64_t number)
{
    return find(objects, kind, number);
}

uint32_t objects_find_uuid(const struct objects *objects, unsigned kind, const struct uuid *uuid)
{
    uint32_t number = 0;
    while (objects_is_kind(kind) && (number = numbered_after(&objects->kinds[kind], number)) != 0)
        if (uuid_equal(&find(objects, kind, number)->shown.uuid, uuid))
            return number;
    return 0;
}

uint32_t objects_find_name(const struct objects *objects, unsigned kind, const char *name)
{
    uint32_t number = 0;
    while (objects_is_kind(kind) && (number = numbered_after(&objects->kinds[kind], number)) != 0)
        if (strcmp(find(objects, kind, number)->shown.name, name) == 0)
            return number;
    return 0;
}

/* The views of hours, entry points and reasons show the object as it is now. */
static void refresh(struct object *object)
{
    object->hours.object = object->shown;
    object->entry_point.object = object->shown;
    object->reason.object = object->shown;
}

bool objects_set_centre(struct objects *objects, const struct body_centre *centre)
{
    if (objects->has_centre)
        return false;
    objects->has_centre = true;
    objects->centre.uuid = centre->uuid;
    owned_text_set(&objects->centre.alias, centre->alias);
    return true;
}

static struct object *create(struct objects *objects, unsigned kind, uint32_t number,
                             const struct body_object *created)
{
    if (objects_find_uuid(objects, kind, &created->uuid) != 0)
        return NULL;
    struct object *object = owned_memory(sizeof *object);
    if (!numbered_put(&objects->kinds[kind], number, object)) {
        free(object);
        return NULL;
    }
    object->shown.uuid = created->uuid;
    object->shown.display_order = created->display_order;
    owned_text_set(&object->shown.name, created->name);
    owned_text_set(&object->shown.description, created->description);
    owned_text_set(&object->hours.time_zone, NULL);
    owned_text_set(&object->entry_point.welcome, NULL);
    owned_text_set(&object->reason.short_code, NULL);
    owned_text_set(&object->reason.category, NULL);
    refresh(object);
    return object;
}

bool objects_create(struct objects *objects, unsigned kind, uint32_t number, const struct body_object *created)
{
    return create(objects, kind, number, created) != NULL;
}

static void set_week(struct object *object, const struct body_hours *body)
{
    owned_text_set(&object->hours.time_zone, body->time_zone);
    free((void *)(uintptr_t)object->hours.week);
    struct book_window *week = NULL;
    if (body->week_count > 0) {
        week = owned_memory(body->week_count * sizeof *week);
        memcpy(week, body->week, body->week_count * sizeof *week);
    }
    object->hours.week = week;
    object->hours.week_count = body->week_count;
}

bool objects_create_hours(struct objects *objects, uint32_t hours, const struct body_hours *created)
{
    const struct body_object named = {
        .uuid = created->uuid, .name = created->name, .description = created->description};
    struct object *object = create(objects, ACD_SUBJECT_HOURS, hours, &named);
    if (object)
        set_week(object, created);
    return object != NULL;
}

bool objects_change_hours(struct objects *objects, uint64_t hours, const struct body_hours *changed)
{
    struct object *object = find(objects, ACD_SUBJECT_HOURS, hours);
    if (object)
        set_week(object, changed);
    return object != NULL;
}

static void set_entry_point(struct object *object, const struct body_entry_point *body)
{
    struct book_entry_point *entry_point = &object->entry_point;
    free((void *)(uintptr_t)entry_point->origins);
    entry_point->origins = owned_texts(body->origins, body->origin_count);
    entry_point->origin_count = body->origin_count;
    entry_point->channel = body->channel;
    owned_text_set(&entry_point->welcome, body->welcome);
}

bool objects_create_entry_point(struct objects *objects, uint32_t entry_point,
                                const struct body_entry_point *created)
{
    const struct body_object named = {
        .uuid = created->uuid, .name = created->name, .description = created->description};
    struct object *object = create(objects, ACD_SUBJECT_ENTRY_POINT, entry_point, &named);
    if (object)
        set_entry_point(object, created);
    return object != NULL;
}

bool objects_change_entry_point(struct objects *objects, uint64_t entry_point,
                                const struct body_entry_point *changed)
{
    struct object *object = find(objects, ACD_SUBJECT_ENTRY_POINT, entry_point);
    if (object)
        set_entry_point(object, changed);
    return object != NULL;
}

static void set_reason(struct object *object, const struct body_reason *body)
{
    owned_text_set(&object->reason.short_code, body->short_code);
    owned_text_set(&object->reason.category, body->category);
}

bool objects_create_reason(struct objects *objects, unsigned kind, uint32_t number,
                           const struct body_reason *created)
{
    const struct body_object named = {.uuid = created->uuid,
                                      .name = created->name,
                                      .description = created->description,
                                      .display_order = created->display_order};
    struct object *object = create(objects, kind, number, &named);
    if (object)
        set_reason(object, created);
    return object != NULL;
}

bool objects_change_reason(struct objects *objects, unsigned kind, uint64_t number,
                           const struct body_reason *changed)
{
    struct object *object = find(objects, kind, number);
    if (object)
        set_reason(object, changed);
    return object != NULL;
}

bool objects_name(struct objects *objects, unsigned kind, uint64_t number, const struct body_object *changed)
{
    if (kind == ACD_SUBJECT_CENTRE) {
        if (changed->name)
            owned_text_set(&objects->centre.alias, changed->name);
        return objects->has_centre;
    }
    struct object *object = find(objects, kind, number);
    if (!object)
        return false;
    if (changed->name)
        owned_text_set(&object->shown.name, changed->name);
    if (changed->description)
        owned_text_set(&object->shown.description, changed->description);
    if (changed->display_order != 0)
        object->shown.display_order = changed->display_order;
    refresh(object);
    return true;
}

void objects_set_origins(struct objects *objects, const struct body_origins *origins)
{
    free(objects->origins);
    objects->origins = owned_texts(origins->origins, origins->origin_count);
    objects->origin_count = origins->origin_count;
}

void objects_delete(struct objects *objects, unsigned kind, uint32_t number)
{
    struct object *object = find(objects, kind, number);
    if (!object)
        return;
    numbered_remove(&objects->kinds[kind], number);
    object_free(object);
}
