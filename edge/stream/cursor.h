/* A publisher's cursor: the place of the last telling that its receiver has taken, in a file of its own. It must not
 * know the receiver.
 *
 *     DIR/NAME.cursor     "123-0\n", written aside, synced, renamed: whole or not at all
 *
 * It is written after the receiver has taken something, so a crash in between delivers that again: at least once, with
 * the same ids.
 */
#ifndef NEXTUP_EDGE_STREAM_CURSOR_H
#define NEXTUP_EDGE_STREAM_CURSOR_H

#include "edge/stream/spool.h"

/* 1: *place. 0: there is none yet. -1: a sentence. */
int cursor_load(const char *dir, const char *name, struct place *place, struct spool_error *error);
int cursor_save(const char *dir, const char *name, struct place place, struct spool_error *error); /* 0 or -1 */

#endif
