/* Signed requests in a loop; see crowd_door.h. It must not repeat a request. */
#include "bench/crowd_door.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/clock.h"

/* ---- one connection ---- */

static void finish(struct door_connection *connection, const char *why)
{
    struct door_request request = connection->request;
    connection->busy = false;
    connection->door->under_way--;
    request.done(request.ctx, request.tag, why);
}

static void lose(struct door_connection *connection, const char *why)
{
    close(connection->source.socket);
    connection->source.socket = connection->line.socket = -1;
    if (connection->busy)
        finish(connection, why);
}

static void send_request(struct door_connection *connection, const struct door_request *request)
{
    char text[REQUEST_BYTES_MAX];
    connection->request = *request;
    connection->busy = true;
    size_t len = request_sign(&connection->door->signer, request->method, request->path, request->body,
                              clock_wall_ms(), text, sizeof text);
    if (len == 0 || !line_send(&connection->line, text, len))
        lose(connection, "it does not fit, or cannot be sent");
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

static void read_answer(struct crowd_source *source)
{
    struct door_connection *connection = (struct door_connection *)source;
    enum line_heard heard = line_hear(&connection->line);
    if (heard == LINE_BROKEN || (heard == LINE_ANSWERED && !connection->busy)) {
        lose(connection, connection->line.answer);
    } else if (heard == LINE_ANSWERED) {
        finish(connection, NULL);
        send_waiting(connection);
    }
}

/* ---- all of them ---- */

static bool open_connection(struct door_connection *connection, struct crowd_loop *loop,
                            const struct plan *plan)
{
    bool good = line_open(&connection->line, plan->address, plan->port);
    connection->source = (struct crowd_source){.socket = connection->line.socket, .ready = read_answer};
    return good && crowd_loop_add(loop, &connection->source);
}

bool door_open(struct door *door, struct crowd_loop *loop, const struct plan *plan)
{
    *door = (struct door){.connections = calloc(DOOR_CONNECTIONS, sizeof door->connections[0]),
                          .waiting = calloc(DOOR_WAITING_MAX, sizeof door->waiting[0])};
    signer_init(&door->signer, plan, NULL);
    bool good = door->connections != NULL && door->waiting != NULL;
    for (size_t i = 0; door->connections != NULL && i < DOOR_CONNECTIONS; i++) {
        door->connections[i].door = door;
        good = open_connection(&door->connections[i], loop, plan) && good;
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
