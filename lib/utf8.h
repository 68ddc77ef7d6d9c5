/* UTF-8: is it valid, how many characters, one character at a time. It must not normalise or fold. */
#ifndef NEXTUP_LIB_UTF8_H
#define NEXTUP_LIB_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Bytes of the valid character at the front (1 to 4), 0 if there is none (len 0, overlong, surrogate, above
 * U+10FFFF). */
size_t utf8_next(const char *bytes, size_t len, uint32_t *character);

bool utf8_valid(const char *bytes, size_t len);

/* Characters in valid UTF-8. */
size_t utf8_count(const char *bytes, size_t len);

#endif
