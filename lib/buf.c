/* The growable buffer with a maximum; see buf.h. It must not know what the bytes mean. */
#include "lib/buf.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CAPACITY_FIRST = 256 };

void buf_init(struct buf *buf, size_t bytes_max)
{
    *buf = (struct buf){.bytes_max = bytes_max};
}

void buf_free(struct buf *buf)
{
    free(buf->bytes);
    *buf = (struct buf){.bytes_max = buf->bytes_max};
}

void buf_clear(struct buf *buf)
{
    buf->len = 0;
    buf->failed = false;
    if (buf->bytes)
        buf->bytes[0] = '\0';
}

void buf_fail(struct buf *buf)
{
    buf_free(buf);
    buf->failed = true;
}

bool buf_grow(struct buf *buf, size_t extra)
{
    if (buf->failed)
        return false;
    if (extra > buf->bytes_max - buf->len) {
        buf_fail(buf);
        return false;
    }
    size_t needed = buf->len + extra + 1;
    size_t capacity = buf->capacity ? buf->capacity : CAPACITY_FIRST;
    while (capacity < needed)
        capacity *= 2;
    if (capacity > buf->bytes_max)
        capacity = buf->bytes_max + 1;
    char *bytes = realloc(buf->bytes, capacity);
    if (!bytes) {
        buf_fail(buf);
        return false;
    }
    buf->bytes = bytes;
    buf->capacity = capacity;
    return true;
}

void buf_append_format(struct buf *buf, const char *format, ...)
{
    va_list arguments, again;
    va_start(arguments, format);
    va_copy(again, arguments);
    int len = vsnprintf(NULL, 0, format, arguments);
    if (len < 0)
        buf_fail(buf);
    else if ((size_t)len < buf->capacity - buf->len || buf_grow(buf, (size_t)len)) {
        vsnprintf(buf->bytes + buf->len, (size_t)len + 1, format, again);
        buf->len += (size_t)len;
    }
    va_end(again);
    va_end(arguments);
}

void buf_append_u64(struct buf *buf, uint64_t value)
{
    char digits[20];
    size_t at = sizeof digits;
    do {
        digits[--at] = (char)('0' + value % 10);
        value /= 10;
    } while (value > 0);
    buf_append(buf, digits + at, sizeof digits - at);
}

void buf_append_i64(struct buf *buf, int64_t value)
{
    if (value < 0)
        buf_append_char(buf, '-');
    buf_append_u64(buf, value < 0 ? 0 - (uint64_t)value : (uint64_t)value);
}

void buf_consume(struct buf *buf, size_t len)
{
    if (len == 0 || !buf->bytes) /* of a failed buffer nothing is left */
        return;
    memmove(buf->bytes, buf->bytes + len, buf->len - len + 1);
    buf->len -= len;
}

const char *buf_text(const struct buf *buf)
{
    return buf->bytes ? buf->bytes : "";
}

char *buf_take(struct buf *buf, size_t *len)
{
    char *bytes = buf->bytes;
    if (!bytes)
        return NULL;
    *len = buf->len;
    *buf = (struct buf){.bytes_max = buf->bytes_max};
    return bytes;
}

bool buf_failed(const struct buf *buf)
{
    return buf->failed;
}
