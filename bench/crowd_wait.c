/* Contacts that find idle agents: from when a program's StartTaskContact is due to the offer on the agent's panel. It
 * must not leave an agent busy: each contact is accepted and ended at once, so that it comes back behind all others.
 *
 * Who has been available for longest is offered the next contact: of a hundred thousand agents those who became
 * Available first have panels, and there are enough of them for each contact of the run.
 */
#include <stdlib.h>
#include <string.h>

#include "bench/crowd.h"

struct wait {
    size_t waiting;
    uint64_t *due_ns; /* owned, by contact */
    uint64_t count, max;
};

static void take_offer(struct crowd *crowd, struct panel *panel, const struct panel_words *words)
{
    struct wait *wait = crowd->own;
    if (words->number >= wait->count || wait->due_ns[words->number] == 0) {
        crowd_fail(crowd, "panel %zu was offered a contact that nobody has started", panel->number);
        return;
    }
    crowd_took(crowd, wait->due_ns[words->number]);
    wait->due_ns[words->number] = 0;
    wait->waiting--;
    memcpy(panel->contact, words->id, sizeof panel->contact);
    crowd_tell_contact(panel, "accept");
}

static void hear_wait(struct crowd *crowd, struct panel *panel, const struct panel_words *words)
{
    if (words->kind == PANEL_OFFER)
        take_offer(crowd, panel, words);
    else if (words->kind == PANEL_CONNECTED)
        crowd_tell_contact(panel, "end");
}

static void fire_wait(struct crowd *crowd, uint64_t k, uint64_t due_ns)
{
    struct wait *wait = crowd->own;
    if (k >= wait->max) {
        crowd_fail(crowd, "there are more contacts than were planned");
        return;
    }
    wait->count = k + 1;
    wait->due_ns[k] = due_ns;
    wait->waiting++;
    crowd_start_contact(crowd, k);
}

void crowd_wait(struct crowd *crowd)
{
    struct wait wait = {.max = (uint64_t)(crowd->options->per_s * crowd->options->seconds * 2) + 1};
    wait.due_ns = calloc(wait.max, sizeof wait.due_ns[0]);
    crowd->own = &wait;
    crowd->hear = hear_wait;
    if (wait.due_ns != NULL && crowd_make_available(crowd, 0, crowd->panels_count) &&
        crowd_make_available(crowd, crowd->panels_count, crowd->options->agents))
        crowd_pace(crowd, fire_wait, &wait.waiting);
    free(wait.due_ns);
}
