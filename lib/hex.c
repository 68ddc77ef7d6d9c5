/* The tables of hexadecimal digits; see hex.h. It must hold nothing else. */
#include "lib/hex.h"

#define IN(c, low, high) ((c) >= (low) && (c) <= (high))
#define VALUE(c)                                                                                             \
    (IN(c, '0', '9') ? (c) - '0' : IN(c, 'a', 'f') ? (c) - 'a' + 10 : IN(c, 'A', 'F') ? (c) - 'A' + 10 : -1)
#define FOUR(c)    VALUE(c), VALUE((c) + 1), VALUE((c) + 2), VALUE((c) + 3)
#define SIXTEEN(c) FOUR(c), FOUR((c) + 4), FOUR((c) + 8), FOUR((c) + 12)
#define FOURTH(c)  SIXTEEN(c), SIXTEEN((c) + 16), SIXTEEN((c) + 32), SIXTEEN((c) + 48)

const int8_t hex_values[256] = {FOURTH(0), FOURTH(64), FOURTH(128), FOURTH(192)};

#define DIGIT(value) (char)((value) < 10 ? '0' + (value) : 'a' + (value)-10)
#define PAIR(byte)                                                                                           \
    {                                                                                                        \
        DIGIT((byte) >> 4), DIGIT((byte)&15)                                                                 \
    }
#define FOUR_PAIRS(byte) PAIR(byte), PAIR((byte) + 1), PAIR((byte) + 2), PAIR((byte) + 3)
#define MANY_PAIRS(byte)                                                                                     \
    FOUR_PAIRS(byte), FOUR_PAIRS((byte) + 4), FOUR_PAIRS((byte) + 8), FOUR_PAIRS((byte) + 12)
#define FOURTH_PAIRS(byte)                                                                                   \
    MANY_PAIRS(byte), MANY_PAIRS((byte) + 16), MANY_PAIRS((byte) + 32), MANY_PAIRS((byte) + 48)

const char hex_pairs[256][2] = {FOURTH_PAIRS(0), FOURTH_PAIRS(64), FOURTH_PAIRS(128), FOURTH_PAIRS(192)};
