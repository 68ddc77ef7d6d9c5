/* Hexadecimal digits, one by one and in pairs. It must not be used on secrets whose bytes the time taken could tell. */
#ifndef NEXTUP_LIB_HEX_H
#define NEXTUP_LIB_HEX_H

#include <stdint.h>

/* By the digit's byte: its value; -1: it is none. */
extern const int8_t hex_values[256];

/* By a byte: its two digits, lower case; no NUL. */
extern const char hex_pairs[256][2];

/* Its value; -1: it is none. */
static inline int hex_value(char digit)
{
    return hex_values[(unsigned char)digit];
}

#endif
