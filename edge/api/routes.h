/* Which operation a method and a path mean: the table of operations, found by the first part of a path. It must not
 * know what an operation does. */
#ifndef NEXTUP_EDGE_API_ROUTES_H
#define NEXTUP_EDGE_API_ROUTES_H

#include "edge/api/operations.h"

enum { ROUTE_PARTS_MAX = 12 };

/* A path between its slashes. Lent by the path. */
struct route_parts {
    const char *at[ROUTE_PARTS_MAX];
    size_t len[ROUTE_PARTS_MAX];
    uint32_t count;
};

struct route_found {
    struct route_parts parts; /* of the path asked for; an ARN's slashes are escaped, so it stays one part */
    const struct operation *operation; /* NULL: there is none of this method */
    const struct route_parts *wanted;  /* the operation's path; where it begins with "{" it takes a value */
    bool known;                        /* the path is one of the model's, with whatever method */
};

struct routes;
struct routes *routes_new(void); /* NULL: no memory */
void routes_free(struct routes *routes);

/* The path is taken raw, and must live as long as what is found. */
struct route_found routes_find(const struct routes *routes, const char *method, const char *path);

#endif
