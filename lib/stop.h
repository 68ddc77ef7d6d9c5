/* Stopping on purpose where memory is out and going on would be a lie. What was acknowledged is on the disk; a restart
 * goes on from there. */
#ifndef NEXTUP_LIB_STOP_H
#define NEXTUP_LIB_STOP_H

/* Says "nextup: out of memory WHAT" and ends the program. where: "for a connection". */
_Noreturn void stop_out_of_memory(const char *where);

#endif
