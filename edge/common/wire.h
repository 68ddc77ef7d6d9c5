/* One WebSocket of an edge: what it is told waits until it is durable, and whoever does not read is cut. It must not
 * know what is said.
 *
 *     OPEN --wire_close, a goodbye, too much unsent, the journal failed--> closing --wire_ended (the socket's closed event)--> freed with the last reference
 *
 * An owner embeds it: struct panel_line { struct wire wire; ... }. Messages leave in the order of their posts. While
 * closing nothing more is sent.
 */
#ifndef NEXTUP_EDGE_COMMON_WIRE_H
#define NEXTUP_EDGE_COMMON_WIRE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/buf.h"
#include "lib/json.h"
#include "lib/ws.h"
#include "pump/pump.h"

enum wire_code { /* of the close frame (RFC 6455, 7.4.1) */
                 WIRE_CODE_DONE = 1000,
                 WIRE_CODE_GOING = 1001,
                 WIRE_CODE_PROTOCOL = 1002,
                 WIRE_CODE_UNSURE = 1011, /* the journal has failed: what is durable is unknown */
                 WIRE_CODE_SLOW = 1013,
};

struct wire {
    struct ws *ws; /* NULL before and after */
    bool closing;
    uint32_t references; /* the socket's, and one for each post that names it */
    size_t unsent_bytes_max;
    uint64_t *cut_slow;                 /* counts those who did not read */
    void (*release)(struct wire *wire); /* frees the owner; called with the last reference */
};

/* One reference, the caller's; after ws_accept it is the socket's, and wire_ended gives it back. */
void wire_init(struct wire *wire, size_t unsent_bytes_max, uint64_t *cut_slow,
               void (*release)(struct wire *wire));
void wire_ref(struct wire *wire);
void wire_unref(struct wire *wire);
void wire_ended(struct wire *wire, enum ws_closed why); /* from the socket's closed event */

/* The object that a message is, to be given back with json_decref(). NULL: it is none and the line is closed for it, or
 * it is closing anyway. */
json_t *wire_document(struct wire *wire, const char *text, size_t len);

/* Sends now: from a post, or what has seen no state. */
void wire_send(struct wire *wire, struct ws_frame *frame);
void wire_send_text(struct wire *wire, struct buf *json); /* frees the buffer */
void wire_close(struct wire *wire, enum wire_code code);

/* Sends the frames once all that pump has decided until now is durable; then closes if code is not 0. Takes the
 * references. */
void wire_post(struct wire *wire, struct pump *pump, struct ws_frame *const *frames, size_t count,
               enum wire_code code);
void wire_post_text(struct wire *wire, struct pump *pump, struct buf *json); /* frees the buffer */
/* {"is":"goodbye","code":code}, then closes. */
void wire_post_goodbye(struct wire *wire, struct pump *pump, const char *code);

/* ---- how much a peer may ask ---- */
struct budget {
    int64_t saved_ms;
    int64_t at;
};
enum { BUDGET_SAVED_MS_MAX = 10000 };
void budget_init(struct budget *budget, int64_t now);
/* Takes the price of one request, at per_s a second on average. False: too much at once. */
bool budget_pay(struct budget *budget, uint32_t per_s, int64_t now);

#endif
