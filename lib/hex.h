/* One hexadecimal digit. It must not be used on secrets whose bytes the time taken could tell. */
#ifndef NEXTUP_LIB_HEX_H
#define NEXTUP_LIB_HEX_H

/* Its value; -1: it is none. */
static inline int hex_value(char digit)
{
    unsigned number = (unsigned)(unsigned char)digit - '0';
    unsigned letter = ((unsigned)(unsigned char)digit | 0x20) - 'a';
    if (number <= 9)
        return (int)number;
    return letter <= 5 ? (int)letter + 10 : -1;
}

#endif
