/* Counting attempts per key and minute (limiter.h). It must not read the clock. */
#include "edge/common/limiter.h"

#include <stdlib.h>
#include <string.h>

#include "lib/crypto.h"
#include "lib/random.h"

enum { LIMITER_CELLS = 2 };

struct limiter_cell {
    int64_t since; /* the window's begin */
    uint32_t count;
};

struct limiter {
    uint32_t attempts_max;
    uint8_t key[TOKEN_KEY_BYTES];
    struct limiter_cell cells[LIMITER_SLOTS];
};

struct limiter *limiter_new(uint32_t attempts_max)
{
    struct limiter *limiter = calloc(1, sizeof *limiter);
    if (limiter == NULL)
        return NULL;
    limiter->attempts_max = attempts_max;
    random_bytes(limiter->key, sizeof limiter->key);
    return limiter;
}

void limiter_free(struct limiter *limiter)
{
    free(limiter);
}

static struct limiter_cell *cell_at(struct limiter *limiter, const uint8_t *digest, int64_t now)
{
    uint32_t number;
    memcpy(&number, digest, sizeof number);
    struct limiter_cell *cell = &limiter->cells[number % LIMITER_SLOTS];
    if (now - cell->since >= LIMITER_WINDOW_MS || now < cell->since)
        *cell = (struct limiter_cell){.since = now};
    return cell;
}

bool limiter_take(struct limiter *limiter, const char *key, int64_t now, int *retry_after_s)
{
    uint8_t digest[TOKEN_DIGEST_BYTES];
    token_digest(limiter->key, key, strlen(key), digest);
    struct limiter_cell *cells[LIMITER_CELLS];
    bool allowed = false;
    int64_t since = now;
    for (int i = 0; i < LIMITER_CELLS; i++) {
        cells[i] = cell_at(limiter, digest + (size_t)i * sizeof(uint32_t), now);
        allowed = allowed || cells[i]->count < limiter->attempts_max;
        if (cells[i]->since < since)
            since = cells[i]->since;
    }
    if (!allowed) {
        *retry_after_s = (int)((since + LIMITER_WINDOW_MS - now + 999) / 1000);
        return false;
    }
    for (int i = 0; i < LIMITER_CELLS; i++)
        cells[i]->count++;
    return true;
}

void limiter_give_back(struct limiter *limiter, const char *key, int64_t now)
{
    uint8_t digest[TOKEN_DIGEST_BYTES];
    token_digest(limiter->key, key, strlen(key), digest);
    for (int i = 0; i < LIMITER_CELLS; i++) {
        struct limiter_cell *cell = cell_at(limiter, digest + (size_t)i * sizeof(uint32_t), now);
        if (cell->count > 0)
            cell->count--;
    }
}
