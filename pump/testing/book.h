/* A book for the pump's tests: it only remembers which events it was given. It stands in the place of book/'s
 * functions. */
#ifndef NEXTUP_PUMP_TESTING_BOOK_H
#define NEXTUP_PUMP_TESTING_BOOK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What the next book_open() finds on its disk. */
void testing_book_begin_at(uint64_t seq);

/* Of the book opened last. */
uint64_t testing_book_first_seq(void); /* of the first event given to it; 0: none yet */
uint64_t testing_book_last_seq(void);
const char *testing_book_body(void);  /* of the last event that had one, as text */
uint64_t testing_book_body_seq(void); /* of that event */
uint64_t testing_book_durable(void);  /* what it was told last */
bool testing_book_follows(void);
/* The next book_poll() calls this. */
void testing_book_answer(void (*answer)(void *ctx), void *ctx);

#endif
