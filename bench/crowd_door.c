/* Signed requests in a loop; see crowd_door.h. It must not repeat a request. */
#include "bench/crowd_door.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

#include "bench/panel_socket.h"
#include "lib/clock.h"

/* ---- one connection ---- */

static void finish(struct door_connection *connection, int status, const char *body)
{
    struct door_request request = connection->request;
    struct door *door = connection->door;
    connection->busy = false;
    door->under_way--;
    request.done(request.ctx, request.tag, status, body);
}

static void lose(struct door_connection *connection)
{
    if (connection->source.socket >= 0)
        close(connection->source.socket);
    connection->source.socket = -1;
    if (connection->busy)
        finish(connection, 0, "");
}

static void send_request(struct door_connection *connection, const struct door_request *request)
{
    char text[REQUEST_BYTES_MAX];
    connection->request = *request;
    connection->busy = true;
    connection->answer_len = 0;
    size_t len = request_sign(&connection->door->signer, request->method, request->path, request->body,
                              clock_wall_ms(), text, sizeof text);
    if (len == 0 || send(connection->source.socket, text, len, MSG_NOSIGNAL) != (ssize_t)len)
        lose(connection);
}

static void send_waiting(struct door_connection *connection)
{
    struct door *door = connection->door;
    if (connection->busy || connection->source.socket < 0 || door->waiting_count == 0)
        return;
    struct door_request *next = &door->waiting[door->first];
    door->first = (door->first + 1) % DOOR_WAITING_MAX;
    door->waiting_count--;
    send_request(connection, next);
}

/* The whole answer's length once its head is there; 0 before. */
static size_t whole_len(const char *answer, const char **bodyp)
{
    const char *end = strstr(answer, "\r\n\r\n");
    const char *at = end != NULL ? strcasestr(answer, "\r\ncontent-length:") : NULL;
    if (end == NULL)
        return 0;
    *bodyp = end + 4;
    return (size_t)(end - answer) + 4 + (at != NULL && at < end ? strtoul(at + 17, NULL, 10) : 0);
}

static void read_answer(struct crowd_source *source)
{
    struct door_connection *connection = (struct door_connection *)source;
    const char *body = "";
    ssize_t got = recv(source->socket, connection->answer + connection->answer_len,
                       DOOR_ANSWER_BYTES_MAX - connection->answer_len, 0);
    if (got < 0 && (errno == EAGAIN || errno == EINTR))
        return;
    if (got <= 0 || !connection->busy) {
        lose(connection);
        return;
    }
    connection->answer_len += (size_t)got;
    connection->answer[connection->answer_len] = '\0';
    size_t len = whole_len(connection->answer, &body);
    if (len == 0 || connection->answer_len < len)
        return;
    finish(connection, (int)strtol(connection->answer + 9, NULL, 10), body);
    send_waiting(connection);
}

/* ---- all of them ---- */

bool door_open(struct door *door, struct crowd_loop *loop, const struct plan *plan)
{
    *door = (struct door){.connections = calloc(DOOR_CONNECTIONS, sizeof door->connections[0]),
                          .waiting = calloc(DOOR_WAITING_MAX, sizeof door->waiting[0])};
    signer_init(&door->signer, plan, NULL);
    bool good = door->connections != NULL && door->waiting != NULL;
    for (size_t i = 0; door->connections != NULL && i < DOOR_CONNECTIONS; i++) {
        struct door_connection *connection = &door->connections[i];
        connection->door = door;
        connection->source =
            (struct crowd_source){.socket = panel_connect(plan->address, plan->port), .ready = read_answer};
        good = good && connection->source.socket >= 0 &&
               fcntl(connection->source.socket, F_SETFL, O_NONBLOCK) == 0 &&
               crowd_loop_add(loop, &connection->source);
    }
    if (!good)
        fprintf(stderr, "cannot connect to %s:%s: %s\n", plan->address, plan->port, strerror(errno));
    return good;
}

void door_close(struct door *door)
{
    for (size_t i = 0; door->connections != NULL && i < DOOR_CONNECTIONS; i++) {
        if (door->connections[i].source.socket >= 0)
            close(door->connections[i].source.socket);
    }
    free(door->connections);
    free(door->waiting);
    signer_free(&door->signer);
}

bool door_ask(struct door *door, const struct door_request *request)
{
    if (door->waiting_count == DOOR_WAITING_MAX)
        return false;
    door->under_way++;
    for (size_t i = 0; i < DOOR_CONNECTIONS && door->waiting_count == 0; i++) {
        struct door_connection *connection = &door->connections[i];
        if (!connection->busy && connection->source.socket >= 0) {
            send_request(connection, request);
            return true;
        }
    }
    door->waiting[(door->first + door->waiting_count++) % DOOR_WAITING_MAX] = *request;
    return true;
}
