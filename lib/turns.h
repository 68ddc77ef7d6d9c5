/* How the system shares the processors among this program's threads: who is waited for goes first, who has time gives
 * way. Of the calling thread only. It promises nothing: where the system does not know how, or does not allow it, all
 * threads are equal as before.
 *
 * On Linux from 6.12 on a turn, once begun, is not cut short by a thread that waited already: a thread with time that
 * came in between kept the loop from its processor for 3 ms, often with another processor idle. So every thread of the
 * server has short turns, and nice says how many it gets. Whether a turn is over the system looks only with its tick,
 * every 4 ms on many machines: whoever works for longer offers the processor by itself.
 */
#ifndef NEXTUP_LIB_TURNS_H
#define NEXTUP_LIB_TURNS_H

#include <stdint.h>

enum { TURN_SHORT_NS = 100000 }; /* the shortest that Linux gives */

/* Short turns: when it is woken it need not wait until a long turn of another thread is over, and nobody waits long for
 * it. Threads that it begins later have them too. */
void turns_short(void);

/* For a thread that works for long and has time: short turns, and fewer of them the larger nice is (1 to 19). */
void turns_give_way(int nice);

/* In the midst of long work: gives the processor to whoever waits for it, when a short turn is over. Costs the reading
 * of a clock. */
void turns_offer(void);

/* The length of a turn of the calling thread; 0: the system does not tell. */
uint64_t turns_present_ns(void);

#endif
