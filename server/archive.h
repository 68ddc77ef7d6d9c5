/* Reading and writing a plain tar file (POSIX ustar): one backup is one file that any tar can list. It must not know
 * what is in it.
 *
 *     512-byte header (name, mode, size, time, checksum, "ustar") | content, padded to 512 | ... | 1,024 zero bytes
 */
#ifndef NEXTUP_SERVER_ARCHIVE_H
#define NEXTUP_SERVER_ARCHIVE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "server/fault.h"

enum { ARCHIVE_NAME_BYTES = 100 };

struct archive {
    int descriptor;
    const char *file;   /* lent; for sentences */
    uint64_t remaining; /* reading: of the present entry, with its padding */
    uint64_t len;       /* reading: of the present entry's content still unread */
};

int archive_create(struct archive *archive, const char *file, struct fault *fault);
int archive_add_bytes(struct archive *archive, const char *name, const void *bytes, size_t len, int64_t at_s, struct fault *fault);
int archive_add_file(struct archive *archive, const char *name, const char *path, int64_t at_s, struct fault *fault);
/* Writes the end, syncs, closes. */
int archive_finish(struct archive *archive, struct fault *fault);

int archive_open(struct archive *archive, const char *file, struct fault *fault);
/* 1: name and *len are of the next entry; 0: the end; -1: a sentence. What was not read of the entry before is
 * skipped. */
int archive_next(struct archive *archive, char name[ARCHIVE_NAME_BYTES], uint64_t *len, struct fault *fault);
/* Reads the entry whole; it has len bytes (archive_next). */
int archive_read(struct archive *archive, void *bytes, size_t len, struct fault *fault);
/* Writes the entry into a new file. */
int archive_extract(struct archive *archive, const char *path, struct fault *fault);

void archive_close(struct archive *archive);

#endif
