/* 16-byte ids and their 36-character form (RFC 9562). It must not give an id any order or meaning. */
#ifndef NEXTUP_LIB_UUID_H
#define NEXTUP_LIB_UUID_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { UUID_BYTES = 16, UUID_TEXT_LEN = 36, UUID_TEXT_BYTES = UUID_TEXT_LEN + 1 };

struct uuid {
    uint8_t bytes[UUID_BYTES];
};

/* A random id of version 4. */
struct uuid uuid_random(void);

/* Accepts exactly the canonical form, 8-4-4-4-12 hex digits all lower or all upper or mixed case, nothing around it,
 * any version. Writes *out only on success. */
bool uuid_parse(const char *text, size_t len, struct uuid *out);

/* Writes 36 lower-case characters and a NUL; returns text. */
const char *uuid_render(const struct uuid *uuid, char text[UUID_TEXT_BYTES]);

bool uuid_equal(const struct uuid *a, const struct uuid *b);
bool uuid_is_nil(const struct uuid *uuid);

#endif
