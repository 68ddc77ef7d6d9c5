/* What the spool's writer and its readers share. Private to spool.c and spool_reader.c. */
#ifndef NEXTUP_EDGE_STREAM_SPOOL_FILES_H
#define NEXTUP_EDGE_STREAM_SPOOL_FILES_H

#include <uv.h>

#include "edge/stream/spool.h"

enum {
    SPOOL_HEAD_BYTES = 12,  /* len, checksum */
    SPOOL_FIXED_BYTES = 14, /* seq, number, kind, key_len */
};

struct spool_file {
    struct place after;
    uint64_t bytes; /* that can be read */
};

struct spool {
    char dir[4096];
    struct spool_options options;
    uv_mutex_t mutex; /* over files, count, end, tail */
    uv_cond_t grown;
    struct spool_file files[SPOOL_FILES_MAX];
    uint32_t count;
    struct place end;
    struct buf tail;  /* what was published last, as it stands in the last file from tail_at to what can be read of it */
    uint64_t tail_at;
    /* the writer's own */
    struct place last; /* appended, perhaps not published */
    struct buf pending;
    int descriptor;
};

int spool_fault(struct spool_error *error, const char *format, ...) __attribute__((format(printf, 2, 3)));
const char *spool_path(const struct spool *spool, struct place after, char path[SPOOL_PATH_BYTES]);

/* From now on readers take what was published from the files, which the writer is about to edit. */
void spool_forget_tail(struct spool *spool);

/* The length of what follows a head; 0: it is no head. */
size_t spool_entry_len(const uint8_t head[SPOOL_HEAD_BYTES]);
/* Writes the head's checksum over what follows it. */
void spool_entry_sign(uint8_t *head, size_t len);
bool spool_entry_decode(const uint8_t head[SPOOL_HEAD_BYTES], uint8_t *rest, size_t len, struct spool_entry *entry);

#endif
