/* One keep-alive HTTP/1.1 connection: a whole request out, a whole answer in. It must not know what is asked, nor count
 * anything. */
#ifndef NEXTUP_BENCH_LOAD_LINE_H
#define NEXTUP_BENCH_LOAD_LINE_H

#include <stdbool.h>
#include <stddef.h>

enum { LINE_ANSWER_BYTES_MAX = 8192 };

enum line_heard { LINE_MORE, LINE_ANSWERED, LINE_BROKEN };

struct line {
    int socket;
    size_t answer_len;
    char answer[LINE_ANSWER_BYTES_MAX + 1]; /* NUL-ended; when LINE_BROKEN a sentence that says why */
};

/* Connects one, TCP_NODELAY. False and errno; whatever socket is there is closed by lines_close(). */
bool line_open(struct line *line, const char *address, const char *port);

/* Connects count lines and registers each in the epoll set with its number as data.u64. False and a sentence on
 * standard error. */
bool lines_open(struct line *lines, size_t count, const char *address, const char *port, int poll);
void lines_close(struct line *lines, size_t count);

/* A request is far smaller than a socket's buffer: one send takes it whole. False when it does not. */
bool line_send(struct line *line, const char *text, size_t len);

/* Takes what is there. LINE_ANSWERED: answer holds the whole of one 200. Anything else than 200 is LINE_BROKEN. */
enum line_heard line_hear(struct line *line);

#endif
