/* What kind of character a byte is, for the grammars that are read here: one look into a table, whatever the question.
 * It must not know a language or a locale. */
#ifndef NEXTUP_LIB_CHARACTER_H
#define NEXTUP_LIB_CHARACTER_H

#include <stdbool.h>
#include <stdint.h>

enum character_kind {
    CHARACTER_UNRESERVED = 1 << 0, /* RFC 3986, 2.3: stands for itself in an address */
    CHARACTER_TOKEN = 1 << 1,      /* RFC 9110, 5.6.2: of a header's name */
    CHARACTER_HOST = 1 << 2,       /* of a name, an address of either kind, and a port */
    CHARACTER_TARGET = 1 << 3,     /* of a request's target: visible, and not "#" */
    CHARACTER_PLAIN = 1 << 4,      /* RFC 8259, 7: stands for itself in a text, and is ASCII that can be seen, or a blank */
};

extern const uint8_t character_kinds[256];

static inline bool character_is(char byte, enum character_kind kind)
{
    return (character_kinds[(unsigned char)byte] & kind) != 0;
}

#endif
