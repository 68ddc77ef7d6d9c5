/* The listeners of passing signals (signals.h). It must not remember a signal. */
#include "edge/common/signals.h"

#include <assert.h>
#include <stdlib.h>

struct listener {
    signal_fn *call; /* NULL: free */
    void *ctx;
};

struct signals {
    struct listener listeners[SIGNAL_LISTENERS_MAX];
};

struct signals *signals_new(void)
{
    return calloc(1, sizeof(struct signals));
}

void signals_free(struct signals *signals)
{
    free(signals);
}

void signals_listen(struct signals *signals, signal_fn *listener, void *ctx)
{
    for (size_t i = 0; i < SIGNAL_LISTENERS_MAX; i++) {
        if (signals->listeners[i].call == NULL) {
            signals->listeners[i] = (struct listener){.call = listener, .ctx = ctx};
            return;
        }
    }
    assert(!"more listeners than the server wires");
}

void signals_unlisten(struct signals *signals, signal_fn *listener, void *ctx)
{
    for (size_t i = 0; i < SIGNAL_LISTENERS_MAX; i++) {
        struct listener *entry = &signals->listeners[i];
        if (entry->call == listener && entry->ctx == ctx)
            *entry = (struct listener){.call = NULL};
    }
}

void signals_send(struct signals *signals, const struct signal *signal)
{
    for (size_t i = 0; signals != NULL && i < SIGNAL_LISTENERS_MAX; i++) {
        const struct listener *entry = &signals->listeners[i];
        if (entry->call != NULL)
            entry->call(entry->ctx, signal);
    }
}
