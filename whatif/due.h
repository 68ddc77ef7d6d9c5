/* What is due, as a heap: the earliest first, then by the order that the day tells, then as they were made. Private to
 * whatif/. */
#ifndef NEXTUP_WHATIF_DUE_H
#define NEXTUP_WHATIF_DUE_H

#include "whatif/run.h"

bool due_push(struct due **dues, uint32_t *count, uint32_t *room, const struct due *due); /* false: no memory */
struct due due_pop(struct due *dues, uint32_t *count); /* *count > 0 */

#endif
