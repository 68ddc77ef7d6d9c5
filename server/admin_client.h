/* Carrying out an operator's request wherever it has to be: in the running server of a directory, or right here if none
 * runs.
 *
 *     connect DIR/admin.sock --- a server listens --> one line there, one line back
 *            '--- nobody --> take the directory's lock, open the centres, carry it out, wait until it is durable, close
 */
#ifndef NEXTUP_SERVER_ADMIN_CLIENT_H
#define NEXTUP_SERVER_ADMIN_CLIENT_H

#include <stdbool.h>

#include "lib/buf.h"
#include "lib/json.h"
#include "server/fault.h"

/* Returns the answer's document (the caller gives it back with json_decref()), or NULL and a sentence: also for
 * {"ok":false}. */
json_t *admin_ask(const char *path, const struct buf *request, struct fault *fault);

/* True if a server listens on the directory. */
bool admin_server_runs(const char *path);

#endif
