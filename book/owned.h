/* Memory that the directory owns: texts, lists of texts, and arrays indexed by the core's numbers. It knows no object's
 * meaning. Out of memory ends the program here with one sentence: the directory may not silently lack a fact that the
 * journal has.
 */
#ifndef NEXTUP_BOOK_OWNED_H
#define NEXTUP_BOOK_OWNED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/table.h"

void *owned_memory(size_t bytes); /* zeroed; freed with free() */
/* Room for one more in an array that doubles: items, or where they are now. What is new is not zeroed. */
void *owned_room(void *items, uint32_t count, uint32_t *capacity, size_t item_bytes);

/* A text member: NULL (fresh memory) or owned. Setting it leaves it never NULL; "" costs nothing; value may be NULL
 * (""). value may not be the text itself. */
void owned_text_set(const char **text, const char *value);
void owned_text_free(const char **text); /* leaves "" */

/* table_put(), but that false means: the key is there already, or the table is full. */
bool owned_put(struct table *table, const void *key, size_t key_len, void *value);

/* A list of texts in one block, freed with free(); NULL for count 0. */
const char **owned_texts(const char *const *texts, uint32_t count);

/* ---- things by number from 1 ---- */
enum { OWNED_NUMBER_MAX = 1 << 22 };
struct numbered {
    void **items; /* items[number - 1] */
    uint32_t capacity;
    uint32_t number_max; /* the highest number that was ever put */
};
void *numbered_find(const struct numbered *numbered, uint64_t number); /* NULL: none */
/* False, nothing changed: the number is 0, too large or taken. */
bool numbered_put(struct numbered *numbered, uint64_t number, void *item);
void numbered_remove(struct numbered *numbered, uint64_t number);
uint32_t numbered_after(const struct numbered *numbered, uint32_t number); /* 0: no more */
void numbered_free(struct numbered *numbered);                             /* not the items */

#endif
