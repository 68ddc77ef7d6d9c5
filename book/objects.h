/* The directory's named objects: statuses, queues, profiles, hours, entry points, and the centre itself. Never decides
 * who may use them. */
#ifndef NEXTUP_BOOK_OBJECTS_H
#define NEXTUP_BOOK_OBJECTS_H

#include "book/body.h"
#include "book/owned.h"

struct object {
    struct book_object shown;
    struct book_hours hours;             /* of HOURS; its object is a copy of shown */
    struct book_entry_point entry_point; /* of an ENTRY_POINT; its object is a copy of shown */
    struct book_reason reason;           /* of a REASON or REASON_LIST; its object is a copy of shown */
};

struct objects {
    struct numbered kinds[ACD_SUBJECT_KINDS]; /* of struct object; only the kinds that are objects are used */
    struct book_centre centre;
    bool has_centre;
    const char **origins;
    uint32_t origin_count;
};

void objects_init(struct objects *objects);
void objects_free(struct objects *objects);

bool objects_is_kind(unsigned kind); /* STATUS QUEUE PROFILE HOURS ENTRY_POINT GROUP REASON_LIST REASON */

/* Each returns false, changing nothing, when the number is taken or unknown, or the uuid is taken within the kind. */
bool objects_set_centre(struct objects *objects, const struct body_centre *centre);
bool objects_create(struct objects *objects, unsigned kind, uint32_t number, const struct body_object *created);
bool objects_create_hours(struct objects *objects, uint32_t hours, const struct body_hours *created);
bool objects_create_entry_point(struct objects *objects, uint32_t entry_point, const struct body_entry_point *created);
bool objects_create_reason(struct objects *objects, unsigned kind, uint32_t number, const struct body_reason *created);
bool objects_name(struct objects *objects, unsigned kind, uint64_t number, const struct body_object *changed);
bool objects_change_hours(struct objects *objects, uint64_t hours, const struct body_hours *changed);
bool objects_change_entry_point(struct objects *objects, uint64_t entry_point, const struct body_entry_point *changed);
bool objects_change_reason(struct objects *objects, unsigned kind, uint64_t number, const struct body_reason *changed);
void objects_set_origins(struct objects *objects, const struct body_origins *origins);
void objects_delete(struct objects *objects, unsigned kind, uint32_t number);

const struct object *objects_find(const struct objects *objects, unsigned kind, uint64_t number);
uint32_t objects_find_uuid(const struct objects *objects, unsigned kind, const struct uuid *uuid);
uint32_t objects_find_name(const struct objects *objects, unsigned kind, const char *name);

#endif
