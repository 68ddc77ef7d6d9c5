/* Private to http and ws: bytes to send, shared by all the connections they go to. It must not know sockets. */
#ifndef NEXTUP_LIB_HTTP_BLOCK_H
#define NEXTUP_LIB_HTTP_BLOCK_H

#include <stddef.h>

/* References are counted on the loop's thread only. */
struct http_block {
    unsigned references;
    size_t len;
    const char *bytes; /* behind the struct in the same allocation, or static */
};

/* A block with one reference and room for len bytes to be filled at once; NULL if memory is out. */
struct http_block *http_block_new(size_t len, char **bytes);
struct http_block *http_block_copy(const void *bytes, size_t len);
struct http_block *http_block_static(const void *bytes, size_t len);
void http_block_unref(struct http_block *block); /* NULL is allowed */

#endif
