/* The embedded pages: the table that tools/embed makes of web/dist while building. It must not read the disk. */
#ifndef NEXTUP_SERVER_PAGES_H
#define NEXTUP_SERVER_PAGES_H

#include <stddef.h>

#include "lib/assets.h"

extern const struct asset pages[]; /* sorted by path */
extern const size_t pages_count;

#endif
