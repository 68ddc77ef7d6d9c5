/* What passes between the panel and the customer's chat without being remembered: "is typing". It must not carry
 * anything that has to survive.
 *
 *     panel line --signals_send(by agent)-------.                        .--> participant: the contact's chat lines
 *                                                >-- every other listener
 *     chat line  --signals_send(by customer)----'                        '--> panel: lines of agents with a leg of the contact
 *
 * The edges never include each other, so the server makes one of these and lends it to both. A listener finds out
 * itself whom a contact concerns.
 */
#ifndef NEXTUP_EDGE_COMMON_SIGNALS_H
#define NEXTUP_EDGE_COMMON_SIGNALS_H

#include <stdint.h>

#include "pump/pump.h"

enum { SIGNAL_LISTENERS_MAX = 8 };

enum signal_by { SIGNAL_BY_CUSTOMER, SIGNAL_BY_AGENT };

struct signal {
    struct pump *pump; /* the centre */
    uint64_t contact;  /* in that centre's core */
    enum signal_by by; /* who is typing */
};

typedef void signal_fn(void *ctx, const struct signal *signal);

struct signals;
struct signals *signals_new(void); /* NULL: no memory */
void signals_free(struct signals *signals);

/* Every signal from now on; bounded by SIGNAL_LISTENERS_MAX (asserted: the server wires a fixed set). */
void signals_listen(struct signals *signals, signal_fn *listener, void *ctx);
void signals_unlisten(struct signals *signals, signal_fn *listener, void *ctx);
/* Calls every listener, the sender's own too; on the caller's thread, before it returns. signals NULL: does nothing. */
void signals_send(struct signals *signals, const struct signal *signal);

#endif
