/* Finding an embedded file; see assets.h. It must not read the disk. */
#include "lib/assets.h"

#include <string.h>

const struct asset *assets_find(const struct asset *table, size_t count, const char *path)
{
    size_t low = 0;
    size_t high = count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = strcmp(path, table[middle].path);
        if (order == 0)
            return &table[middle];
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return NULL;
}

int assets_sorted(const struct asset *table, size_t count)
{
    for (size_t i = 1; i < count; i++)
        if (strcmp(table[i - 1].path, table[i].path) >= 0)
            return 0;
    return 1;
}
