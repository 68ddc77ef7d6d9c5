/* The demo: two centres to try things with, made once by the same functions as the operator's commands, and
 * DIR/demo.json that tells about them. It must not touch a centre that is there already.
 *
 * demo.json (mode 0600) is written before the centres are made, so a crash in between leaves nothing that cannot be
 * finished at the next start: ids, passwords and keys are drawn once, for the file, and the centres are made from the
 * file.
 */
#ifndef NEXTUP_SERVER_DEMO_H
#define NEXTUP_SERVER_DEMO_H

#include <stdbool.h>

#include "server/centres.h"
#include "server/dir.h"
#include "server/fault.h"

/* Makes what is missing. The caller holds the directory's lock and has no centre open. */
int demo_ensure(const struct dir *dir, struct fault *fault);

bool demo_is_there(const struct dir *dir);

/* Lets the stream tokens of demo.json read their centres' streams, where a centre of an older version does not know its
 * own. 0, or -1 and a sentence. */
int demo_register(const struct dir *dir, const struct centres *centres, struct fault *fault);

/* Writes the present address into demo.json, all else unchanged. */
int demo_publish(const struct dir *dir, const char *url, struct fault *fault);

/* Tells people the addresses, the logins and what to try first. */
void demo_tell(const struct dir *dir, const char *url);

#endif
