/* What other files need to know of hierarchy groups: where a user stands in the tree. Private to this folder. */
#ifndef NEXTUP_EDGE_API_HIERARCHY_H
#define NEXTUP_EDGE_API_HIERARCHY_H

#include "edge/api/call.h"

enum { HIERARCHY_LEVELS_MAX = 5 };

/* A group and all above it, the top first. */
struct hierarchy_path {
    struct uuid groups[HIERARCHY_LEVELS_MAX];
    uint32_t count; /* 0: no group */
};

struct hierarchy_path hierarchy_path_of(const struct call *call, const struct uuid *group);
struct hierarchy_path hierarchy_path_of_user(const struct call *call, uint32_t agent);
bool hierarchy_contains(const struct hierarchy_path *path, const struct uuid *group);

/* "HierarchyGroups": {"Level1": {"Arn": ...}, ...} of a user; nothing without a group. */
void hierarchy_write_arns(struct call *call, uint32_t agent);
/* "HierarchyPath": {"LevelOne": {"Id", "Arn"}, ...}, with names and times if summaries; nothing without a group. */
void hierarchy_write_path(struct call *call, const struct hierarchy_path *path, bool summaries);

#endif
