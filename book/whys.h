/* The directory's reasons: why people wished what became of each agent. Never decides what was wished: events tell. */
#ifndef NEXTUP_BOOK_WHYS_H
#define NEXTUP_BOOK_WHYS_H

#include "book/fact.h"
#include "book/owned.h"

struct whys {
    struct numbered by_agent; /* of struct book_why; none where both are "" */
};

/* What an event makes of an agent's two reasons. */
enum whys_change {
    WHYS_STAY,
    WHYS_STATUS,      /* the status has this fact's reason or none, and there is no next one */
    WHYS_NEXT_TAKEN,  /* the next status became the status, and its reason too */
    WHYS_NEXT,        /* the next status has this fact's reason or none */
    WHYS_NEXT_GONE,
    WHYS_GONE,
};
enum whys_change whys_change_of(const struct fact *fact);

void whys_free(struct whys *whys);
void whys_apply(struct whys *whys, const struct fact *fact);
void whys_put(struct whys *whys, uint32_t agent, const char *status, const char *next); /* also for loading */
const struct book_why *whys_find(const struct whys *whys, uint32_t agent);              /* never NULL */

#endif
