/* The customer's words for what core and book hold (docs/reference/chat-line.md). It must not send anything, and shows
 * of the inside only what a customer may know. */
#ifndef NEXTUP_EDGE_PARTICIPANT_RENDER_H
#define NEXTUP_EDGE_PARTICIPANT_RENDER_H

#include "book/book.h"
#include "lib/json.h"
#include "pump/pump.h"

enum chat_place { CHAT_PLACE_WAITING, CHAT_PLACE_OFFERED, CHAT_PLACE_CONNECTED, CHAT_PLACE_OVER };

struct chat_now { /* where a chat is */
    enum chat_place place;
    uint32_t agent;    /* who is connected, or was last when it is over; 0 nobody */
    uint32_t position; /* from 1; 0 none */
    bool staffed;
};

struct chat_now render_now(const struct pump *pump, const struct book_customer *customer);
/* Writes member "state". */
void render_chat_state(struct json_writer *writer, const struct pump *pump,
                       const struct book_customer *customer);

#endif
