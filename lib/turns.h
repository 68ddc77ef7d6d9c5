/* How the system shares the processors among this program's threads: who is waited for goes first, who has time gives way. Of the calling thread only. It promises nothing: where the
 * system does not know how, or does not allow it, all threads are equal as before.
 */
#ifndef NEXTUP_LIB_TURNS_H
#define NEXTUP_LIB_TURNS_H

#include <stdint.h>

enum { TURN_SHORT_NS = 100000 }; /* the shortest that Linux gives */

/* For a thread that somebody waits for, and that sleeps again soon: it asks for short turns. When it is woken it then need not wait until a long turn of another thread is over, which
 * would be 1 to 3 ms (Linux from 6.12 on; what was asked for is passed on to threads that it begins later). */
void turns_short(void);

/* For a thread that works for long and has time: turns of the usual length, and fewer of them the larger nice is (1 to 19). */
void turns_give_way(int nice);

/* The length of a turn of the calling thread; 0: the system does not tell. */
uint64_t turns_present_ns(void);

#endif
