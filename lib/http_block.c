/* Shared bytes to send; see http_block.h. It must not know sockets. */
#include "lib/http_block.h"

#include <stdlib.h>
#include <string.h>

struct http_block *http_block_new(size_t len, char **bytes)
{
    struct http_block *block = malloc(sizeof *block + len);
    if (!block)
        return NULL;
    *bytes = (char *)(block + 1);
    *block = (struct http_block){.references = 1, .len = len, .bytes = *bytes};
    return block;
}

struct http_block *http_block_copy(const void *bytes, size_t len)
{
    char *room;
    struct http_block *block = http_block_new(len, &room);
    if (block && len > 0)
        memcpy(room, bytes, len);
    return block;
}

struct http_block *http_block_static(const void *bytes, size_t len)
{
    struct http_block *block = malloc(sizeof *block);
    if (block)
        *block = (struct http_block){.references = 1, .len = len, .bytes = bytes};
    return block;
}

void http_block_unref(struct http_block *block)
{
    if (block && --block->references == 0)
        free(block);
}
