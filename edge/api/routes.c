/* Addresses of operations; see routes.h. It must not know what an operation does. */
#include "edge/api/routes.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "lib/table.h"

struct route {
    const struct operation *operation;
    struct route_parts wanted;
    struct route *next; /* of those whose paths begin alike, in the table's order */
};

struct routes {
    struct table by_first; /* the first part of a path -> the first route of those that begin with it */
    struct route list[];
};

/* False: no path, or too many parts. */
static bool split(const char *path, struct route_parts *parts)
{
    parts->count = 0;
    for (const char *at = path; *at == '/';) {
        const char *end = strchr(++at, '/');
        size_t len = end != NULL ? (size_t)(end - at) : strlen(at);
        if (parts->count == ROUTE_PARTS_MAX)
            return false;
        parts->at[parts->count] = at;
        parts->len[parts->count++] = len;
        at += len;
    }
    return parts->count > 0;
}

static bool add(struct routes *routes, struct route *route)
{
    struct route *other = table_find(&routes->by_first, route->wanted.at[0], route->wanted.len[0]);
    if (other == NULL)
        return table_put(&routes->by_first, route->wanted.at[0], route->wanted.len[0], route);
    while (other->next != NULL)
        other = other->next;
    other->next = route;
    return true;
}

struct routes *routes_new(void)
{
    struct routes *routes = calloc(1, sizeof *routes + operations_count * sizeof routes->list[0]);
    if (routes == NULL)
        return NULL;
    table_init(&routes->by_first, operations_count);
    for (uint32_t i = 0; i < operations_count; i++) {
        struct route *route = &routes->list[i];
        route->operation = &operations[i];
        bool splits = split(operations[i].path, &route->wanted);
        assert(splits && route->wanted.at[0][0] != '{');
        if (splits && add(routes, route))
            continue;
        routes_free(routes);
        return NULL;
    }
    return routes;
}

void routes_free(struct routes *routes)
{
    if (routes != NULL)
        table_free(&routes->by_first);
    free(routes);
}

static bool fits(const struct route_parts *wanted, const struct route_parts *asked)
{
    if (wanted->count != asked->count)
        return false;
    for (uint32_t i = 0; i < wanted->count; i++) {
        bool takes_value = wanted->at[i][0] == '{';
        if (takes_value
                ? asked->len[i] == 0
                : wanted->len[i] != asked->len[i] || memcmp(wanted->at[i], asked->at[i], wanted->len[i]) != 0)
            return false;
    }
    return true;
}

struct route_found routes_find(const struct routes *routes, const char *method, const char *path)
{
    struct route_found found = {.operation = NULL};
    const struct route *route = NULL;
    if (split(path, &found.parts))
        route = table_find(&routes->by_first, found.parts.at[0], found.parts.len[0]);
    for (; route != NULL && found.operation == NULL; route = route->next) {
        if (!fits(&route->wanted, &found.parts))
            continue;
        found.known = true;
        if (strcmp(route->operation->method, method) != 0)
            continue;
        found.operation = route->operation;
        found.wanted = &route->wanted;
    }
    return found;
}
