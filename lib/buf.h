/* A growable byte buffer that is born with its maximum. It knows nothing of what the bytes mean.
 *
 * The failure rule is curl's: an append that would pass the maximum (or finds no memory) marks the buffer failed, frees
 * what it held and changes nothing else; every later append is a no-op. So a writer appends without looking and asks
 * once: buf_failed().
 */
#ifndef NEXTUP_LIB_BUF_H
#define NEXTUP_LIB_BUF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct buf {
    char *bytes;      /* owned; always followed by one NUL that len does not count; NULL while nothing was appended */
    size_t len;       /* bytes in use */
    size_t bytes_max; /* may never hold more than this */
    size_t capacity;  /* bytes allocated; at most bytes_max and the NUL */
    bool failed;
};

/* A buffer that may grow to bytes_max bytes. Allocates nothing yet. */
void buf_init(struct buf *buf, size_t bytes_max);

/* Gives the memory back. The buffer may be initialised again. */
void buf_free(struct buf *buf);

/* Forgets the content and the failure, keeps the memory. */
void buf_clear(struct buf *buf);

/* Makes room for extra more bytes and the NUL; false if the buffer failed. Only for the three below, which mostly have
 * room and are here to be inlined: most of what is appended is a few bytes whose number the compiler knows. */
bool buf_grow(struct buf *buf, size_t extra);

static inline void buf_append(struct buf *buf, const void *bytes, size_t len)
{
    if (len >= buf->capacity - buf->len && !buf_grow(buf, len))
        return;
    if (len > 0)
        memcpy(buf->bytes + buf->len, bytes, len);
    buf->len += len;
    buf->bytes[buf->len] = '\0';
}

static inline void buf_append_text(struct buf *buf, const char *text)
{
    buf_append(buf, text, strlen(text));
}

static inline void buf_append_char(struct buf *buf, char c)
{
    buf_append(buf, &c, 1);
}

void buf_append_format(struct buf *buf, const char *format, ...) __attribute__((format(printf, 2, 3)));
void buf_append_u64(struct buf *buf, uint64_t value); /* decimal */
void buf_append_i64(struct buf *buf, int64_t value);  /* decimal */

/* Drops the first len bytes (len <= buf->len). */
void buf_consume(struct buf *buf, size_t len);

/* The content as a C string, lent until the next change; "" when empty or failed. */
const char *buf_text(const struct buf *buf);

/* Hands the memory over: the caller frees it with free(). NULL if the buffer failed or is empty. The buffer is empty
 * afterwards. */
char *buf_take(struct buf *buf, size_t *len);

bool buf_failed(const struct buf *buf);

/* As if an append had failed: what was to go in is missing. */
void buf_fail(struct buf *buf);

#endif
