/* Finds the centre of a server that somebody means. It must not choose between two. */
#include "pump/state.h"

#include <string.h>

struct pump *pump_find_centre(const struct pump_centres *centres, const char *alias)
{
    for (uint32_t i = 0; i < centres->count; i++) {
        const struct book_centre *centre = book_centre(pump_book(centres->pumps[i]));
        if (centre && strcmp(centre->alias, alias) == 0)
            return centres->pumps[i];
    }
    return NULL;
}

struct pump *pump_find_username(const struct pump_centres *centres, const char *username, uint32_t *agent)
{
    for (uint32_t i = 0; i < centres->count; i++) {
        uint32_t found = book_find_username(pump_book(centres->pumps[i]), username);
        if (found == 0)
            continue;
        *agent = found;
        return centres->pumps[i];
    }
    return NULL;
}
