/* The two clocks of the machine. Only server/ and lib's own log may include it; everyone else is handed the time. */
#ifndef NEXTUP_LIB_CLOCK_H
#define NEXTUP_LIB_CLOCK_H

#include <stdint.h>

/* Milliseconds since 1970-01-01 UTC. May jump, also backwards. */
int64_t clock_wall_ms(void);

/* Milliseconds since some fixed moment; never goes backwards. */
int64_t clock_monotonic_ms(void);
int64_t clock_monotonic_us(void); /* the same one in microseconds, to measure with */

#endif
