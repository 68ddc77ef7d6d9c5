/* A status is renamed; until each panel has heard. Every panel of every round is one time. It must not wait for a round
 * before the next one is due. */
#include <stdio.h>

#include "bench/crowd.h"

struct rename {
    size_t waiting; /* panels that have not heard, over all rounds under way */
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
    crowd_took(crowd, panel_heard(panel));
    own->waiting--;
}

static void fire_rename(struct crowd *crowd, uint64_t k, uint64_t due_ns)
{
    struct rename *own = crowd->own;
    struct door_request request = {.method = "POST", .tag = k, .done = was_renamed, .ctx = crowd};
    own->waiting += crowd->panels_count;
    for (size_t i = 0; i < crowd->panels_count; i++)
        panel_expect(&crowd->panels[i], due_ns);
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
