/* bench_bare: the HTTP and WebSocket library of the server with nothing behind it but one write and fdatasync, as the
 * limit that the panels are held against. It must not know a word of our trade.
 *
 *     bench_bare --file FILE          prints "port P" and serves until it is ended
 *
 *     {"do":"echo","bytes":N,...} --write, fdatasync--> N bytes back on the same socket
 *     {"do":"all","bytes":N,...}  --write, fdatasync--> N bytes on every socket, one shared frame
 */
#include <fcntl.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>
#include <uv.h>

#include "lib/http.h"
#include "lib/ws.h"

enum {
    SYNC_BYTES =
        4120, /* what the journal writes for one change alone: one page of its log, with the page's head */
    ANSWER_BYTES_MAX = 65536,
    SOCKETS_MAX = 20000,
    FILE_BYTES = 16 << 20,
};

struct bare;

struct socket {
    struct bare *bare;
    struct ws *ws;
};

struct bare {
    uv_loop_t loop;
    int file;
    off_t at;               /* the next page is written there */
    struct socket *sockets; /* owned */
    size_t count;
};

/* Over blocks that the file has, as the server's journal writes its log: appending to a growing file takes longer, and
 * would be an easier limit. */
static bool keep(struct bare *bare)
{
    static const char page[SYNC_BYTES];
    bare->at = bare->at + SYNC_BYTES <= FILE_BYTES ? bare->at : 0;
    bool good = pwrite(bare->file, page, sizeof page, bare->at) == SYNC_BYTES && fdatasync(bare->file) == 0;
    bare->at += SYNC_BYTES;
    return good;
}

static bool prefill(int file)
{
    static const char zeros[SYNC_BYTES];
    bool good = file >= 0;
    for (off_t at = 0; good && at < FILE_BYTES; at += SYNC_BYTES)
        good = pwrite(file, zeros, sizeof zeros, at) == SYNC_BYTES;
    return good && fsync(file) == 0;
}

/* 0: it asks for none, or for too many. */
static size_t bytes_asked(const char *text, size_t len)
{
    const char *at = memmem(text, len, "\"bytes\":", 8);
    size_t bytes = 0;
    for (at = at != NULL ? at + 8 : text + len; at < text + len && *at >= '0' && *at <= '9'; at++)
        bytes = bytes * 10 + (size_t)(*at - '0');
    return bytes <= ANSWER_BYTES_MAX ? bytes : 0;
}

static void hear(void *ctx, const char *text, size_t len)
{
    static char answer[ANSWER_BYTES_MAX];
    struct socket *socket = ctx;
    struct bare *bare = socket->bare;
    bool all = memmem(text, len, "\"all\"", 5) != NULL;
    size_t bytes = bytes_asked(text, len);
    memset(answer, 'x', bytes);
    struct ws_frame *frame = ws_frame_new_text(answer, bytes);
    if (!keep(bare) || frame == NULL) {
        perror("bench_bare");
        exit(1);
    }
    for (size_t i = 0; all && i < bare->count; i++) {
        if (bare->sockets[i].ws != NULL)
            ws_send(bare->sockets[i].ws, frame);
    }
    if (!all)
        ws_send(socket->ws, frame);
    ws_frame_unref(frame);
}

static void lose(void *ctx, enum ws_closed why, int code)
{
    struct socket *socket = ctx;
    (void)why;
    (void)code;
    socket->ws = NULL;
}

static void handle(void *ctx, struct http_request *request)
{
    static const struct ws_events EVENTS = {.message = hear, .closed = lose};
    struct bare *bare = ctx;
    if (!ws_asked(request) || bare->count == SOCKETS_MAX) {
        http_answer_body(request, 426, NULL, "", 0);
        return;
    }
    struct socket *socket = &bare->sockets[bare->count++];
    socket->bare = bare;
    socket->ws = ws_accept(request, NULL, NULL, &EVENTS, socket);
}

static bool begin(struct bare *bare)
{
    int port = 0;
    bare->sockets = calloc(SOCKETS_MAX, sizeof bare->sockets[0]);
    if (bare->sockets == NULL || uv_loop_init(&bare->loop) != 0)
        return false;
    struct http_server *server = http_server_new(&bare->loop, NULL, handle, bare);
    if (server == NULL || http_listen(server, "127.0.0.1", 0, &port) != 0)
        return false;
    printf("port %d\n", port);
    return fflush(stdout) == 0;
}

int main(int count, char **texts)
{
    static const struct option OPTIONS[] = {{"file", required_argument, NULL, 'f'}, {NULL, 0, NULL, 0}};
    struct bare bare = {.file = -1};
    struct rlimit files;
    for (int option; (option = getopt_long(count, texts, "", OPTIONS, NULL)) != -1;) {
        if (option != 'f')
            return 2;
        bare.file = open(optarg, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    }
    if (getrlimit(RLIMIT_NOFILE, &files) == 0) {
        files.rlim_cur = files.rlim_max;
        setrlimit(RLIMIT_NOFILE, &files);
    }
    if (!prefill(bare.file) || !begin(&bare)) {
        perror("bench_bare");
        return 1;
    }
    return uv_run(&bare.loop, UV_RUN_DEFAULT);
}
