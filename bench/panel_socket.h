/* The client's half of one WebSocket (RFC 6455, text messages), by libwslay. It must not know what the messages say.
 *
 *     panel_socket_open: connects, asks for the upgrade and waits for 101; from then on nothing blocks
 *     panel_socket_read: called when there is something to read; message() for each whole message
 */
#ifndef NEXTUP_BENCH_PANEL_SOCKET_H
#define NEXTUP_BENCH_PANEL_SOCKET_H

#include <stdbool.h>
#include <stddef.h>
#include <wslay/wslay.h>

#include "bench/crowd_loop.h"

enum { PANEL_SOCKET_HEAD_BYTES_MAX = 4096 };

struct panel_socket {
    struct crowd_source source; /* first; the loop's way in */
    wslay_event_context_ptr wslay;
    void (*message)(struct panel_socket *socket, const char *text,
                    size_t len);               /* lent for the call, no NUL behind it */
    void (*lost)(struct panel_socket *socket); /* the server closed, or broke the protocol */
};

/* headers: whole lines, each with its line break; may be "". message and lost are set before. False and a sentence on
 * standard error. */
bool panel_socket_open(struct panel_socket *socket, const char *address, const char *port, const char *path,
                       const char *headers);
void panel_socket_close(struct panel_socket *socket);

/* A message is far smaller than a socket's buffer: it goes out whole or the socket is of no use. */
bool panel_socket_send(struct panel_socket *socket, const char *text, size_t len);

#endif
