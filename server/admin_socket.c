/* The server's side of DIR/admin.sock; see admin_socket.h.
 *
 *     connection --line--> admin_execute [--put off, told later--] --> answer waits in pump_post of every centre --> written --> closed
 */
#include "server/admin_socket.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/clock.h"
#include "server/admin.h"

enum { BACKLOG = 16, ASKERS_MAX = 64, READ_BYTES = 4096 };

struct admin_socket {
    uv_pipe_t pipe;
    struct centres *centres;
    struct erase_waiting *waiting;
    int directory; /* descriptor: the socket's address has room for 107 bytes only */
    int askers;
};

/* One connection. Freed when it is closed and no post names it any more. */
struct asker {
    uv_pipe_t pipe;
    uv_write_t write;
    struct admin_socket *socket;
    struct buf request;
    struct buf answer;
    char bytes[READ_BYTES];
    uint32_t posts_waiting;
    bool lost;
    bool closed;
};

static void release(struct asker *asker)
{
    if (!asker->closed || asker->posts_waiting > 0)
        return;
    buf_free(&asker->request);
    buf_free(&asker->answer);
    free(asker);
}

static void on_asker_closed(uv_handle_t *handle)
{
    struct asker *asker = handle->data;
    asker->closed = true;
    asker->socket->askers--;
    release(asker);
}

static void hang_up(struct asker *asker)
{
    if (!uv_is_closing((uv_handle_t *)&asker->pipe))
        uv_close((uv_handle_t *)&asker->pipe, on_asker_closed);
}

static void on_written(uv_write_t *write, int status)
{
    (void)status;
    hang_up(write->data);
}

static void send_answer(struct asker *asker)
{
    if (asker->lost || uv_is_closing((uv_handle_t *)&asker->pipe)) {
        hang_up(asker);
        return;
    }
    uv_buf_t piece = uv_buf_init(asker->answer.bytes, (unsigned)asker->answer.len);
    asker->write.data = asker;
    if (uv_write(&asker->write, (uv_stream_t *)&asker->pipe, &piece, 1, on_written) != 0)
        hang_up(asker);
}

static void on_durable(void *ctx, enum pump_outcome outcome)
{
    struct asker *asker = ctx;
    asker->lost = asker->lost || outcome == PUMP_LOST;
    if (--asker->posts_waiting > 0)
        return;
    if (asker->closed)
        release(asker);
    else
        send_answer(asker);
}

static void answer_when_durable(struct asker *asker)
{
    struct pump_centres *list = &asker->socket->centres->list;
    /* One more than there are centres, so that the last of them to answer cannot send while the others are
     * still being asked. */
    asker->posts_waiting = list->count + 1;
    for (uint32_t i = 0; i < list->count; i++)
        pump_post(list->pumps[i], on_durable, asker);
    on_durable(asker, PUMP_DURABLE);
}

static void was_told(void *ctx, bool done, const struct buf *text)
{
    struct asker *asker = ctx;
    admin_append_line(&asker->answer, done, text);
    answer_when_durable(asker);
}

/* Nothing closes an asker between its request and its answer. */
static void carry_out(struct asker *asker)
{
    struct admin_socket *socket = asker->socket;
    const struct erase_later later = {.waiting = socket->waiting, .told = was_told, .ctx = asker};
    uv_read_stop((uv_stream_t *)&asker->pipe);
    if (admin_execute(socket->centres, asker->request.bytes, asker->request.len, clock_wall_ms(), &later,
                      &asker->answer))
        answer_when_durable(asker);
}

static void on_room(uv_handle_t *handle, size_t wanted, uv_buf_t *room)
{
    struct asker *asker = handle->data;
    (void)wanted;
    *room = uv_buf_init(asker->bytes, sizeof asker->bytes);
}

static void on_read(uv_stream_t *stream, ssize_t len, const uv_buf_t *room)
{
    struct asker *asker = stream->data;
    if (len < 0) {
        hang_up(asker);
        return;
    }
    buf_append(&asker->request, room->base, (size_t)len);
    if (buf_failed(&asker->request))
        hang_up(asker);
    else if (memchr(room->base, '\n', (size_t)len))
        carry_out(asker);
}

static void on_connection(uv_stream_t *stream, int status)
{
    struct admin_socket *socket = stream->data;
    struct asker *asker = status == 0 ? calloc(1, sizeof *asker) : NULL;
    if (!asker)
        return;
    asker->socket = socket;
    buf_init(&asker->request, ADMIN_REQUEST_BYTES_MAX);
    buf_init(&asker->answer, ADMIN_ANSWER_BYTES_MAX);
    uv_pipe_init(stream->loop, &asker->pipe, 0);
    asker->pipe.data = asker;
    socket->askers++;
    if (uv_accept(stream, (uv_stream_t *)&asker->pipe) != 0 || socket->askers > ASKERS_MAX ||
        uv_read_start((uv_stream_t *)&asker->pipe, on_room, on_read) != 0)
        hang_up(asker);
}

static void on_socket_closed(uv_handle_t *handle)
{
    struct admin_socket *socket = handle->data;
    close(socket->directory);
    free(socket);
}

int admin_socket_open(struct admin_socket **socketp, uv_loop_t *loop, const char *path,
                      struct centres *centres, struct erase_waiting *waiting, struct fault *fault)
{
    char name[64];
    struct admin_socket *socket = calloc(1, sizeof *socket);
    if (!socket)
        return fault_set(fault, "There is no memory left.");
    socket->centres = centres;
    socket->waiting = waiting;
    socket->directory = open(path, O_PATH | O_DIRECTORY | O_CLOEXEC);
    uv_pipe_init(loop, &socket->pipe, 0);
    socket->pipe.data = socket;
    snprintf(name, sizeof name, "/proc/self/fd/%d/admin.sock", socket->directory);
    unlink(name);
    mode_t before = umask(0177);
    int result = uv_pipe_bind(&socket->pipe, name);
    umask(before);
    if (result == 0)
        result = uv_listen((uv_stream_t *)&socket->pipe, BACKLOG, on_connection);
    if (result != 0) {
        uv_close((uv_handle_t *)&socket->pipe, on_socket_closed);
        return fault_set(fault, "Cannot listen on %s/admin.sock: %s.", path, uv_strerror(result));
    }
    *socketp = socket;
    return 0;
}

void admin_socket_close(struct admin_socket *socket)
{
    if (!uv_is_closing((uv_handle_t *)&socket->pipe))
        uv_close((uv_handle_t *)&socket->pipe, on_socket_closed);
}
