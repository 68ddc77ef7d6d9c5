/* The directory's reasons; see whys.h. Never decides what was wished.
 *
 *   STATUS_SET            status := its own reason; cause NEXT_APPLIED without one: the next status's     next := ""
 *   NEXT_STATUS_SET       next := its own reason; cause TIMEOUT (a plan's time has come): as it was
 *   NEXT_STATUS_CLEARED   next := ""
 */
#include "book/whys.h"

#include <stdlib.h>

static void why_free(struct book_why *why)
{
    owned_text_free(&why->status);
    owned_text_free(&why->next);
    free(why);
}

void whys_free(struct whys *whys)
{
    for (uint32_t agent = 0; (agent = numbered_after(&whys->by_agent, agent)) != 0;)
        why_free(numbered_find(&whys->by_agent, agent));
    numbered_free(&whys->by_agent);
}

enum whys_change whys_change_of(const struct fact *fact)
{
    const struct acd_event *event = fact->event;
    switch (event->kind) {
    case ACD_STATUS_SET:
        return !fact->why && event->cause == ACD_CAUSE_NEXT_APPLIED ? WHYS_NEXT_TAKEN : WHYS_STATUS;
    case ACD_NEXT_STATUS_SET:
        return !fact->why && event->cause == ACD_CAUSE_TIMEOUT ? WHYS_STAY : WHYS_NEXT;
    case ACD_NEXT_STATUS_CLEARED:
        return WHYS_NEXT_GONE;
    case ACD_AGENT_DELETED:
        return WHYS_GONE;
    default:
        return WHYS_STAY;
    }
}

void whys_put(struct whys *whys, uint32_t agent, const char *status, const char *next)
{
    struct book_why fresh = {.status = NULL};
    owned_text_set(&fresh.status, status); /* copies: they may be the old one's */
    owned_text_set(&fresh.next, next);
    struct book_why *why = numbered_find(&whys->by_agent, agent);
    if (why) {
        numbered_remove(&whys->by_agent, agent);
        why_free(why);
    }
    if (!*fresh.status && !*fresh.next)
        return;
    why = owned_memory(sizeof *why);
    *why = fresh;
    if (!numbered_put(&whys->by_agent, agent, why))
        why_free(why);
}

void whys_apply(struct whys *whys, const struct fact *fact)
{
    uint32_t agent = fact->event->agent;
    const struct book_why *why = whys_find(whys, agent);
    switch (whys_change_of(fact)) {
    case WHYS_STAY:
        break;
    case WHYS_STATUS:
        whys_put(whys, agent, fact->why, NULL);
        break;
    case WHYS_NEXT_TAKEN:
        whys_put(whys, agent, why->next, NULL);
        break;
    case WHYS_NEXT:
        whys_put(whys, agent, why->status, fact->why);
        break;
    case WHYS_NEXT_GONE:
        whys_put(whys, agent, why->status, NULL);
        break;
    case WHYS_GONE:
        whys_put(whys, agent, NULL, NULL);
        break;
    }
}

const struct book_why *whys_find(const struct whys *whys, uint32_t agent)
{
    static const struct book_why none = {.status = "", .next = ""};
    const struct book_why *why = numbered_find(&whys->by_agent, agent);
    return why ? why : &none;
}
