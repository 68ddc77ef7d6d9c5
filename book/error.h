/* Writes the one clear sentence of a fault. It must not decide what a fault is. */
#ifndef NEXTUP_BOOK_ERROR_H
#define NEXTUP_BOOK_ERROR_H

#include "book/book.h"

/* Always -1. A sentence that is too long is cut. */
int error_say(struct book_error *error, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
