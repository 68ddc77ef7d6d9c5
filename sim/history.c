/* Chains the events' records (history.h). */
#include "sim/history.h"
#include "journal/journal.h"

#include <stdlib.h>

enum { EVENTS_FIRST = 4096, RECORD_BYTES_MAX = 1024 };

#define CHAIN_PRIME UINT64_C(0x100000001b3)

void history_free(struct history *history)
{
    free(history->chain);
    *history = (struct history){0};
}

void history_add(struct history *history, const struct acd_event *event)
{
    uint8_t bytes[RECORD_BYTES_MAX];
    const struct journal_entry entry = {.event = *event};
    size_t len = journal_record_encode(&entry, bytes, sizeof bytes);
    if (history->seq + 2 > history->capacity) {
        history->capacity = history->capacity != 0 ? 2 * history->capacity : EVENTS_FIRST;
        history->chain = realloc(history->chain, history->capacity * sizeof *history->chain);
        if (history->chain == NULL || len > sizeof bytes)
            abort();
        if (history->seq == 0)
            history->chain[0] = 1;
    }
    uint64_t chain = history->chain[history->seq] ^ event->seq;
    for (size_t i = 0; i < len; i++)
        chain = (chain ^ bytes[i]) * CHAIN_PRIME;
    history->chain[++history->seq] = chain | 1;
}

uint64_t history_at(const struct history *history, uint64_t seq)
{
    if (seq == 0)
        return 1;
    return seq <= history->seq ? history->chain[seq] : 0;
}
