/* Sending and hearing on one connection; see load_line.h. It must not forgive an answer: one without a length, too
 * long, or not 200 breaks the line. */
#include "bench/load_line.h"

#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

bool line_open(struct line *line, const char *address, const char *port)
{
    int yes = 1;
    struct addrinfo *server = NULL;
    const struct addrinfo wanted = {.ai_socktype = SOCK_STREAM, .ai_flags = AI_NUMERICHOST | AI_NUMERICSERV};
    line->socket = -1;
    if (getaddrinfo(address, port, &wanted, &server) != 0)
        return false;
    line->socket = socket(server->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    bool good = line->socket >= 0 && connect(line->socket, server->ai_addr, server->ai_addrlen) == 0 &&
                setsockopt(line->socket, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes) == 0;
    freeaddrinfo(server);
    return good;
}

bool lines_open(struct line *lines, size_t count, const char *address, const char *port, int poll)
{
    bool good = true;
    for (size_t i = 0; i < count; i++)
        lines[i].socket = -1;
    for (size_t i = 0; good && i < count; i++) {
        struct epoll_event event = {.events = EPOLLIN, .data.u64 = i};
        good = line_open(&lines[i], address, port) &&
               epoll_ctl(poll, EPOLL_CTL_ADD, lines[i].socket, &event) == 0;
    }
    if (!good)
        fprintf(stderr, "bench_load: cannot connect to %s:%s: %s\n", address, port, strerror(errno));
    return good;
}

void lines_close(struct line *lines, size_t count)
{
    for (size_t i = 0; lines != NULL && i < count; i++) {
        if (lines[i].socket >= 0)
            close(lines[i].socket);
    }
}

bool line_send(struct line *line, const char *text, size_t len)
{
    line->answer_len = 0;
    return send(line->socket, text, len, MSG_NOSIGNAL) == (ssize_t)len;
}

/* The whole answer's length once its head is there; 0 before; -1 when it has no length. */
static long whole_len(const char *answer)
{
    const char *end = strstr(answer, "\r\n\r\n");
    const char *at = end != NULL ? strcasestr(answer, "\r\ncontent-length:") : NULL;
    if (end == NULL)
        return 0;
    if (at == NULL || at > end)
        return -1;
    return (long)(end - answer) + 4 + strtol(at + strlen("\r\ncontent-length:"), NULL, 10);
}

static enum line_heard broken(struct line *line, const char *why)
{
    snprintf(line->answer, sizeof line->answer, "%s", why);
    return LINE_BROKEN;
}

enum line_heard line_hear(struct line *line)
{
    size_t room = LINE_ANSWER_BYTES_MAX - line->answer_len;
    ssize_t got = recv(line->socket, line->answer + line->answer_len, room, MSG_DONTWAIT);
    if (got < 0 && (errno == EAGAIN || errno == EINTR))
        return LINE_MORE;
    if (got <= 0)
        return broken(line, "the server closed the connection");
    line->answer_len += (size_t)got;
    line->answer[line->answer_len] = '\0';
    long len = whole_len(line->answer);
    if (len < 0 || len > LINE_ANSWER_BYTES_MAX || (len > 0 && line->answer_len > (size_t)len))
        return broken(line, "an answer without a length, too long, or more than one");
    if (len == 0 || line->answer_len < (size_t)len)
        return LINE_MORE;
    return strncmp(line->answer, "HTTP/1.1 200 ", 13) == 0 ? LINE_ANSWERED : LINE_BROKEN;
}
