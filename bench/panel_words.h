/* The few words of the server's messages that the measurements need (docs/reference/panel-line.md, events.md). It must
 * not read the rest: at many thousand messages a second the generator would measure its own reading.
 *
 * The messages are the server's own compact JSON; a member is found by its text. What is not found is told as "none",
 * and the caller fails.
 */
#ifndef NEXTUP_BENCH_PANEL_WORDS_H
#define NEXTUP_BENCH_PANEL_WORDS_H

#include <stddef.h>
#include <stdint.h>

enum { PANEL_ID_BYTES = 37 };

enum panel_kind {
    PANEL_OTHER,
    PANEL_SNAPSHOT, /* id: the agent's status */
    PANEL_DONE,     /* number: the request's id */
    PANEL_REFUSED,
    PANEL_GOODBYE,
    PANEL_STATUS,
    PANEL_STATUSES,
    PANEL_OFFER,       /* id: the contact; number: from its name, "crowd N" */
    PANEL_CONNECTED,   /* id: the contact */
    PANEL_LEG_REMOVED, /* id: the contact */
    PANEL_TOLD,        /* of a stream, a change of status; number: from the username, "crowdN" */
};

struct panel_words {
    enum panel_kind kind;
    uint64_t number;         /* UINT64_MAX: none */
    char id[PANEL_ID_BYTES]; /* "": none */
};

struct panel_words panel_words_read(const char *text, size_t len);

#endif
