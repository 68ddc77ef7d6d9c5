/* The contract between the generator of embedded files and whoever serves them. It must not read the disk. */
#ifndef NEXTUP_LIB_ASSETS_H
#define NEXTUP_LIB_ASSETS_H

#include <stddef.h>

enum { ASSET_ETAG_BYTES = 36 };

struct asset {
    const char *path;         /* as in the address: "/ccp-v2/index.html"; unique in its table */
    const char *content_type; /* "text/html; charset=utf-8" */
    const unsigned char *bytes;
    size_t len;
    const unsigned char *gzip; /* the same content for Accept-Encoding: gzip; NULL where it would not be smaller */
    size_t gzip_len;
    char etag[ASSET_ETAG_BYTES]; /* quoted, from the content: "\"9f86d081884c7d65...\"" */
};

/* The asset with exactly this path, or NULL. The table is sorted by strcmp of path (assets_sorted says so: ask it in a
 * test). */
const struct asset *assets_find(const struct asset *table, size_t count, const char *path);
int assets_sorted(const struct asset *table, size_t count); /* 1 or 0 */

#endif
