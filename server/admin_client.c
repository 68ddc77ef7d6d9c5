/* The client's side of DIR/admin.sock, and its stand-in while no server runs; see admin_client.h. */
#include "server/admin_client.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "lib/clock.h"
#include "server/admin.h"
#include "server/centres.h"
#include "server/dir.h"

enum { READ_BYTES = 16384 };

/* A socket's address has room for 107 bytes only, so the directory is named by a descriptor. */
static int connect_to(const char *path)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    int directory = open(path, O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (directory < 0)
        return -1;
    snprintf(address.sun_path, sizeof address.sun_path, "/proc/self/fd/%d/admin.sock", directory);
    int connection = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (connection >= 0 && connect(connection, (struct sockaddr *)&address, sizeof address) != 0) {
        close(connection);
        connection = -1;
    }
    close(directory);
    return connection;
}

bool admin_server_runs(const char *path)
{
    int connection = connect_to(path);
    if (connection < 0)
        return false;
    close(connection);
    return true;
}

static int exchange(int connection, const struct buf *request, struct buf *answer, struct fault *fault)
{
    char bytes[READ_BYTES];
    size_t sent = 0;
    while (sent < request->len) {
        ssize_t len = send(connection, request->bytes + sent, request->len - sent, MSG_NOSIGNAL);
        if (len < 0 && errno != EINTR)
            return fault_set(fault, "The running server did not take the request: %s.", strerror(errno));
        sent += len > 0 ? (size_t)len : 0;
    }
    for (;;) {
        ssize_t len = recv(connection, bytes, sizeof bytes, 0);
        if (len < 0 && errno == EINTR)
            continue;
        if (len <= 0)
            break;
        buf_append(answer, bytes, (size_t)len);
    }
    if (buf_failed(answer) || answer->len == 0 || answer->bytes[answer->len - 1] != '\n')
        return fault_set(fault,
                         "The running server stopped before it answered: whether it was done is not known.");
    return 0;
}

static int carry_out_here(const char *path, const struct buf *request, struct buf *answer,
                          struct fault *fault)
{
    struct dir dir;
    struct centres centres;
    struct pump_options options = {0};
    if (dir_open(&dir, path, false, NULL, fault) != 0)
        return -1;
    int result = centres_open(&centres, path, &options, fault);
    if (result == 0) {
        admin_execute(&centres, request->bytes, request->len, clock_wall_ms(), NULL, answer);
        result = centres_close(&centres, fault);
    }
    dir_close(&dir);
    return result;
}

static json_t *read_answer(const struct buf *answer, struct fault *fault)
{
    struct json_limits limits = {.bytes_max = ADMIN_ANSWER_BYTES_MAX};
    json_t *root = json_parse(answer->bytes, answer->len, &limits, NULL);
    json_t *ok = root ? json_object_get(root, "ok") : NULL;
    if (json_is_true(ok))
        return root;
    const char *sentence = root ? json_string_value(json_object_get(root, "error")) : NULL;
    fault_set(fault, "%s", sentence ? sentence : "The answer was not understood.");
    json_decref(root);
    return NULL;
}

json_t *admin_ask(const char *path, const struct buf *request, struct fault *fault)
{
    struct buf answer;
    json_t *root = NULL;
    buf_init(&answer, ADMIN_ANSWER_BYTES_MAX);
    int connection = connect_to(path);
    int result = connection >= 0 ? exchange(connection, request, &answer, fault)
                                 : carry_out_here(path, request, &answer, fault);
    if (connection >= 0)
        close(connection);
    if (result == 0)
        root = read_answer(&answer, fault);
    buf_free(&answer);
    return root;
}
