/* WebSocket by libwslay; see panel_socket.h. It must not reconnect: a line that breaks is a failure of the
 * measurement. */
#include "bench/panel_socket.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "bench/load_line.h"

/* The key is there for caches between (RFC 6455, 1.3); here nobody is. */
#define HANDSHAKE_KEY "dGhlIHNhbXBsZSBub25jZQ=="

/* ---- what wslay asks for ---- */

static ssize_t take_bytes(wslay_event_context_ptr wslay, uint8_t *room, size_t len, int flags, void *self)
{
    struct panel_socket *own = self;
    (void)flags;
    ssize_t got = recv(own->source.socket, room, len, 0);
    if (got > 0)
        return got;
    bool later = got < 0 && (errno == EAGAIN || errno == EINTR);
    wslay_event_set_error(wslay, later ? WSLAY_ERR_WOULDBLOCK : WSLAY_ERR_CALLBACK_FAILURE);
    return -1;
}

static ssize_t give_bytes(wslay_event_context_ptr wslay, const uint8_t *bytes, size_t len, int flags,
                          void *self)
{
    struct panel_socket *own = self;
    (void)flags;
    ssize_t sent = send(own->source.socket, bytes, len, MSG_NOSIGNAL);
    if (sent < 0)
        wslay_event_set_error(wslay, errno == EAGAIN ? WSLAY_ERR_WOULDBLOCK : WSLAY_ERR_CALLBACK_FAILURE);
    return sent;
}

static int draw_mask(wslay_event_context_ptr wslay, uint8_t *mask, size_t len, void *self)
{
    (void)wslay;
    (void)self;
    memset(mask, 0x5a, len); /* a mask hides nothing from anybody; it has to be there */
    return 0;
}

static void take_message(wslay_event_context_ptr wslay, const struct wslay_event_on_msg_recv_arg *message,
                         void *self)
{
    struct panel_socket *own = self;
    (void)wslay;
    if (message->opcode == WSLAY_TEXT_FRAME)
        own->message(own, (const char *)message->msg, message->msg_length);
    else if (message->opcode == WSLAY_CONNECTION_CLOSE)
        own->lost(own);
}

static void read_messages(struct crowd_source *source)
{
    struct panel_socket *own = (struct panel_socket *)source;
    if (wslay_event_recv(own->wslay) != 0) {
        panel_socket_close(own);
        own->lost(own);
    } else if (wslay_event_want_write(own->wslay)) { /* a pong */
        wslay_event_send(own->wslay);
    }
}

/* ---- opening ---- */

/* Looks first and then takes exactly the head: what follows belongs to somebody else. */
static size_t read_head(int socket, char text[PANEL_SOCKET_HEAD_BYTES_MAX])
{
    for (size_t before = 0;;) {
        ssize_t got = recv(socket, text, PANEL_SOCKET_HEAD_BYTES_MAX - 1, MSG_PEEK);
        if (got <= 0 || ((size_t)got == before && before == PANEL_SOCKET_HEAD_BYTES_MAX - 1))
            return 0;
        before = (size_t)got;
        text[got] = '\0';
        const char *end = strstr(text, "\r\n\r\n");
        if (end != NULL) {
            size_t len = (size_t)(end - text) + 4;
            text[len] = '\0';
            char taken[PANEL_SOCKET_HEAD_BYTES_MAX];
            return recv(socket, taken, len, MSG_WAITALL) == (ssize_t)len ? len : 0;
        }
    }
}

static bool upgrade(int connection, const char *address, const char *port, const char *path,
                    const char *headers)
{
    char text[PANEL_SOCKET_HEAD_BYTES_MAX];
    int len = snprintf(text, sizeof text,
                       "GET %s HTTP/1.1\r\nHost: %s:%s\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                       "Sec-WebSocket-Key: " HANDSHAKE_KEY "\r\nSec-WebSocket-Version: 13\r\n%s\r\n",
                       path, address, port, headers);
    if (len >= (int)sizeof text || send(connection, text, (size_t)len, MSG_NOSIGNAL) != len ||
        read_head(connection, text) == 0)
        return false;
    if (strncmp(text, "HTTP/1.1 101 ", 13) == 0)
        return true;
    fprintf(stderr, "%s: %.300s\n", path, text);
    return false;
}

bool panel_socket_open(struct panel_socket *socket, const char *address, const char *port, const char *path,
                       const char *headers)
{
    static const struct wslay_event_callbacks CALLBACKS = {.recv_callback = take_bytes,
                                                           .send_callback = give_bytes,
                                                           .genmask_callback = draw_mask,
                                                           .on_msg_recv_callback = take_message};
    struct line line;
    bool good = line_open(&line, address, port);
    int connection = line.socket;
    good = good && upgrade(connection, address, port, path, headers) &&
           fcntl(connection, F_SETFL, O_NONBLOCK) == 0 &&
           wslay_event_context_client_init(&socket->wslay, &CALLBACKS, socket) == 0;
    if (!good && connection >= 0)
        close(connection);
    if (!good)
        fprintf(stderr, "cannot open %s on %s:%s: %s\n", path, address, port, strerror(errno));
    socket->source = (struct crowd_source){.socket = good ? connection : -1, .ready = read_messages};
    return good;
}

void panel_socket_close(struct panel_socket *socket)
{
    if (socket->source.socket >= 0)
        close(socket->source.socket);
    socket->source.socket = -1;
}

bool panel_socket_send(struct panel_socket *socket, const char *text, size_t len)
{
    const struct wslay_event_msg message = {
        .opcode = WSLAY_TEXT_FRAME, .msg = (const uint8_t *)text, .msg_length = len};
    return socket->source.socket >= 0 && wslay_event_queue_msg(socket->wslay, &message) == 0 &&
           wslay_event_send(socket->wslay) == 0 && !wslay_event_want_write(socket->wslay);
}
