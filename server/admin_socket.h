/* The ear of a running server for the operator's commands: DIR/admin.sock, mode 0600, one line in, one line out,
 * closed. It must not know what a request means (admin.h does).
 */
#ifndef NEXTUP_SERVER_ADMIN_SOCKET_H
#define NEXTUP_SERVER_ADMIN_SOCKET_H

#include <uv.h>

#include "server/centres.h"
#include "server/erase.h"
#include "server/fault.h"

struct admin_socket;

/* Listens. centres and waiting outlive the socket. The caller holds the directory's lock, so a socket found there is a
 * dead one and is replaced. */
int admin_socket_open(struct admin_socket **socketp, uv_loop_t *loop, const char *path, struct centres *centres, struct erase_waiting *waiting, struct fault *fault);

/* Stops listening and removes the file; answers that wait for durability still go out. Freed by the loop. */
void admin_socket_close(struct admin_socket *socket);

#endif
