/* A status is renamed; until each panel has heard. Every panel of every round is one time. It must not begin a round before the last one is everywhere. */
#include <stdio.h>

#include "bench/crowd.h"

struct rename {
    size_t waiting; /* panels that have not heard of the present round */
    uint64_t due_ns;
};

static void was_renamed(void *ctx, uint64_t tag, const char *why)
{
    if (why != NULL)
        crowd_fail(ctx, "UpdateAgentStatus, round %llu: %.300s", (unsigned long long)tag, why);
}

static void hear_rename(struct crowd *crowd, struct panel *panel, const struct panel_words *words)
{
    struct rename *own = crowd->own;
    if (words->kind != PANEL_STATUSES)
        return;
    if (panel->due_ns != own->due_ns) {
        crowd_fail(crowd, "panel %zu heard of a change twice", panel->number);
        return;
    }
    crowd_took(crowd, panel->due_ns);
    panel->due_ns = 0;
    own->waiting--;
}

static void fire_rename(struct crowd *crowd, uint64_t k, uint64_t due_ns)
{
    struct rename *own = crowd->own;
    struct door_request request = {.method = "POST", .tag = k, .done = was_renamed, .ctx = crowd};
    if (own->waiting > 0) {
        crowd_fail(crowd, "round %llu: %zu panels have not heard of the last one", (unsigned long long)k,
                   own->waiting);
        return;
    }
    own->due_ns = due_ns;
    own->waiting = crowd->panels_count;
    for (size_t i = 0; i < crowd->panels_count; i++)
        crowd->panels[i].due_ns = due_ns;
    snprintf(request.path, sizeof request.path, "/agent-status/%s/%s", crowd->plan.instance,
             crowd->options->status_id);
    snprintf(request.body, sizeof request.body, "{\"Name\":\"Training %llu\"}", (unsigned long long)(k % 10));
    if (!door_ask(&crowd->door, &request))
        crowd_fail(crowd, "too many requests wait");
}

void crowd_rename(struct crowd *crowd)
{
    struct rename own = {.waiting = 0};
    crowd->own = &own;
    crowd->bare.all = true;
    crowd->hear = hear_rename;
    crowd_pace(crowd, fire_rename, &own.waiting);
}
