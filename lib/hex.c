/* The table of hexadecimal digits; see hex.h. It must hold nothing else. */
#include "lib/hex.h"

#define IN(c, low, high) ((c) >= (low) && (c) <= (high))
#define VALUE(c)                                                                                             \
    (IN(c, '0', '9') ? (c) - '0' : IN(c, 'a', 'f') ? (c) - 'a' + 10 : IN(c, 'A', 'F') ? (c) - 'A' + 10 : -1)
#define FOUR(c)    VALUE(c), VALUE((c) + 1), VALUE((c) + 2), VALUE((c) + 3)
#define SIXTEEN(c) FOUR(c), FOUR((c) + 4), FOUR((c) + 8), FOUR((c) + 12)
#define FOURTH(c)  SIXTEEN(c), SIXTEEN((c) + 16), SIXTEEN((c) + 32), SIXTEEN((c) + 48)

const int8_t hex_values[256] = {FOURTH(0), FOURTH(64), FOURTH(128), FOURTH(192)};
