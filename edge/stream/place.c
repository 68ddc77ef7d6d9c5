/* Places as text and their order (place.h). It must not know what was told there. */
#include "edge/stream/place.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

int place_compare(struct place a, struct place b)
{
    if (a.seq != b.seq)
        return a.seq < b.seq ? -1 : 1;
    return a.number == b.number ? 0 : a.number < b.number ? -1 : 1;
}

const char *place_render(struct place place, char text[PLACE_TEXT_BYTES])
{
    snprintf(text, PLACE_TEXT_BYTES, "%llu-%u", (unsigned long long)place.seq, (unsigned)place.number);
    return text;
}

/* Digits only: strtoull alone would take signs and blanks. */
static bool parse_number(const char **text, uint64_t max, uint64_t *number)
{
    char *end = NULL;
    if (**text < '0' || **text > '9')
        return false;
    errno = 0;
    unsigned long long value = strtoull(*text, &end, 10);
    if (errno != 0 || value > max)
        return false;
    *text = end;
    *number = value;
    return true;
}

bool place_parse(const char *text, struct place *place)
{
    uint64_t seq = 0;
    uint64_t number = 0;
    if (!parse_number(&text, UINT64_MAX, &seq) || *text++ != '-' ||
        !parse_number(&text, UINT32_MAX, &number) || *text != '\0')
        return false;
    *place = (struct place){.seq = seq, .number = (uint32_t)number};
    return true;
}
