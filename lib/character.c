/* The table of kinds of characters; see character.h. It must hold nothing but the table and what makes it. */
#include "lib/character.h"

#define IN(c, low, high) ((c) >= (low) && (c) <= (high))
#define ALPHANUMERIC(c)  (IN(c, 'A', 'Z') || IN(c, 'a', 'z') || IN(c, '0', '9'))
#define UNRESERVED(c)    (ALPHANUMERIC(c) || (c) == '-' || (c) == '.' || (c) == '_' || (c) == '~')
#define TOKEN(c)                                                                                             \
    (ALPHANUMERIC(c) || (c) == '!' || IN(c, '#', '\'') || (c) == '*' || (c) == '+' || (c) == '-' ||          \
     (c) == '.' || (c) == '^' || (c) == '_' || (c) == '`' || (c) == '|' || (c) == '~')
#define HOST(c)                                                                                              \
    (ALPHANUMERIC(c) || (c) == '.' || (c) == '-' || (c) == '_' || (c) == ':' || (c) == '[' || (c) == ']')
#define TARGET(c) (IN(c, '!', '~') && (c) != '#')
#define PLAIN(c)  (IN(c, ' ', '~') && (c) != '"' && (c) != '\\')

#define KINDS(c)                                                                                             \
    ((UNRESERVED(c) ? CHARACTER_UNRESERVED : 0) | (TOKEN(c) ? CHARACTER_TOKEN : 0) |                         \
     (HOST(c) ? CHARACTER_HOST : 0) | (TARGET(c) ? CHARACTER_TARGET : 0) | (PLAIN(c) ? CHARACTER_PLAIN : 0))
#define FOUR(c)    KINDS(c), KINDS((c) + 1), KINDS((c) + 2), KINDS((c) + 3)
#define SIXTEEN(c) FOUR(c), FOUR((c) + 4), FOUR((c) + 8), FOUR((c) + 12)
#define HALF(c)                                                                                              \
    SIXTEEN(c), SIXTEEN((c) + 16), SIXTEEN((c) + 32), SIXTEEN((c) + 48), SIXTEEN((c) + 64),                  \
        SIXTEEN((c) + 80), SIXTEEN((c) + 96), SIXTEEN((c) + 112)

const uint8_t character_kinds[256] = {HALF(0)}; /* nothing beyond ASCII is of any kind */
