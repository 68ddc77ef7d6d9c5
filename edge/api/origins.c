/* Sites that may embed the agents' panel (docs/reference/streams.md): the instance's approved origins. It must not
 * judge a request's own origin. */
#include <string.h>

#include "edge/api/operations.h"
#include "edge/api/paging.h"
#include "edge/api/state.h"
#include "edge/common/origin.h"

enum { ORIGINS_PAGE_MAX = 25 };

/* All but this one, into others; true if it was among them. */
static bool origins_without(const struct call *call, const char *origin, struct body_origins *others)
{
    uint32_t count = 0;
    bool found = false;
    const char *const *origins = book_origins(call->book, &count);
    *others = (struct body_origins){.origin_count = 0};
    for (uint32_t i = 0; i < count && i < BODY_ORIGINS_MAX; i++) {
        if (strcmp(origins[i], origin) == 0)
            found = true;
        else
            others->origins[others->origin_count++] = origins[i];
    }
    return found;
}

static void keep(struct call *call, const struct body_origins *origins)
{
    struct buf body = call_body();
    call_record(call, ACD_SUBJECT_CENTRE, 0, BOOK_ORIGINS_SET, body_render_origins_set(&body, origins),
                &body);
}

void list_approved_origins(struct call *call)
{
    struct page_walk walk;
    uint32_t count = 0;
    if (!page_begin_query(call, &walk, ORIGINS_PAGE_MAX))
        return;
    const char *const *origins = book_origins(call->book, &count);
    json_member_array_begin(&call->writer, "Origins");
    for (uint32_t i = 0; i < count; i++) {
        if (page_take(&walk, i + 1))
            json_text(&call->writer, origins[i], strlen(origins[i]));
    }
    json_array_end(&call->writer);
    page_end(call, &walk);
}

/* Approving one again changes nothing and succeeds. */
void associate_approved_origin(struct call *call)
{
    struct body_origins origins;
    const char *origin = call_required_text(call, "Origin", 1, 267);
    call_optional_text(call, "ClientToken", 0, BODY_TOKEN_BYTES_MAX); /* a repeated wish is met already */
    if (!call_good(call))
        return;
    if (!origin_is_valid(origin)) {
        call_fail(call, API_INVALID_PARAMETER,
                  "Origin is https://HOST[:PORT], or http:// of localhost or 127.0.0.1.");
        return;
    }
    if (origins_without(call, origin, &origins))
        return;
    if (origins.origin_count == BODY_ORIGINS_MAX) {
        call_fail(call, API_LIMIT_EXCEEDED, "An instance approves at most %d origins.", BODY_ORIGINS_MAX);
        return;
    }
    origins.origins[origins.origin_count++] = origin;
    keep(call, &origins);
}

void disassociate_approved_origin(struct call *call)
{
    struct body_origins origins;
    struct buf origin;
    buf_init(&origin, ORIGIN_BYTES);
    if (!call_query(call, "origin", &origin))
        call_fail(call, API_INVALID_PARAMETER, "origin is missing.");
    else if (!origins_without(call, buf_text(&origin), &origins))
        call_fail(call, API_NOT_FOUND, "%.200s is not approved.", buf_text(&origin));
    else
        keep(call, &origins);
    buf_free(&origin);
}
