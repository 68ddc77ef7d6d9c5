/* Reading the spool (spool.h), beside its writer and other readers. It must not read beyond what is published, nor hold
 * more than one entry.
 *
 *   next: no file open? the last one that begins before my place
 *         what is published of it read? another begins where I am: go on with that; else 0
 *         my place is before the oldest file: 2, and I stand where that begins
 */
#include "edge/stream/spool_files.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct spool_reader {
    struct spool *spool;
    struct place after; /* told up to here */
    struct place file;  /* of the open file, its after */
    int descriptor;     /* -1: none is open */
    uint64_t at;        /* in the file */
    uint8_t *bytes;
};

struct spool_reader *spool_reader_open(struct spool *spool, struct place after)
{
    struct spool_reader *reader = calloc(1, sizeof *reader);
    uint8_t *bytes = malloc(SPOOL_ENTRY_BYTES_MAX);
    if (reader == NULL || bytes == NULL) {
        free(reader);
        free(bytes);
        return NULL;
    }
    *reader = (struct spool_reader){.spool = spool, .after = after, .descriptor = -1, .bytes = bytes};
    return reader;
}

static void forget_file(struct spool_reader *reader)
{
    if (reader->descriptor >= 0)
        close(reader->descriptor);
    reader->descriptor = -1;
}

void spool_reader_seek(struct spool_reader *reader, struct place after)
{
    forget_file(reader);
    reader->after = after;
}

void spool_reader_close(struct spool_reader *reader)
{
    if (reader == NULL)
        return;
    forget_file(reader);
    free(reader->bytes);
    free(reader);
}

/* How much of the open file may be read, and the file after it. gone: the open file was taken away, and is whole. */
static void look(struct spool_reader *reader, uint64_t *bytes, struct place *next, bool *has_next)
{
    struct spool *spool = reader->spool;
    *bytes = UINT64_MAX;
    *has_next = false;
    uv_mutex_lock(&spool->mutex);
    for (uint32_t i = 0; i < spool->count; i++) {
        int order = place_compare(spool->files[i].after, reader->file);
        if (order == 0)
            *bytes = spool->files[i].bytes;
        if (order > 0) {
            *next = spool->files[i].after;
            *has_next = true;
            break;
        }
    }
    uv_mutex_unlock(&spool->mutex);
}

/* The file to begin with: the last one that begins at or before the place. 2: all begin after it. */
static int choose_file(struct spool_reader *reader, struct place *file, struct place *gap_end)
{
    struct spool *spool = reader->spool;
    int result = 2;
    uv_mutex_lock(&spool->mutex);
    if (spool->count > 0)
        *gap_end = spool->files[0].after;
    for (uint32_t i = 0; i < spool->count && place_compare(spool->files[i].after, reader->after) <= 0; i++) {
        *file = spool->files[i].after;
        result = 1;
    }
    uv_mutex_unlock(&spool->mutex);
    return result;
}

static int open_file(struct spool_reader *reader, struct place file)
{
    char path[SPOOL_PATH_BYTES];
    int descriptor = open(spool_path(reader->spool, file, path), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0)
        return 0; /* taken away between the look and now: the next call sees that */
    forget_file(reader);
    reader->descriptor = descriptor;
    reader->file = file;
    reader->at = 0;
    return 1;
}

static bool read_at_file(struct spool_reader *reader, void *bytes, size_t len)
{
    size_t have = 0;
    while (have < len) {
        ssize_t got = pread(reader->descriptor, (char *)bytes + have, len - have, (off_t)(reader->at + have));
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return false;
        have += (size_t)got;
    }
    reader->at += len;
    return true;
}

/* Under the mutex. */
static bool is_in_tail(const struct spool_reader *reader)
{
    const struct spool *spool = reader->spool;
    return reader->descriptor >= 0 && spool->count > 0 && reader->at >= spool->tail_at &&
           place_compare(spool->files[spool->count - 1].after, reader->file) == 0;
}

/* What was published last is still in memory; who keeps up never waits for a disk. */
static bool read_at(struct spool_reader *reader, void *bytes, size_t len)
{
    struct spool *spool = reader->spool;
    uv_mutex_lock(&spool->mutex);
    bool held = is_in_tail(reader) && reader->at - spool->tail_at + len <= spool->tail.len;
    if (held)
        memcpy(bytes, spool->tail.bytes + (reader->at - spool->tail_at), len);
    uv_mutex_unlock(&spool->mutex);
    if (!held)
        return read_at_file(reader, bytes, len);
    reader->at += len;
    return true;
}

bool spool_reader_is_near(const struct spool_reader *reader)
{
    uv_mutex_lock(&reader->spool->mutex);
    bool near = is_in_tail(reader);
    uv_mutex_unlock(&reader->spool->mutex);
    return near;
}

/* The entry that was just read may be under edit (scrub.c), which nobody does while we hold the mutex. */
static bool take_again(struct spool_reader *reader, size_t len, struct spool_entry *entry)
{
    uint8_t head[SPOOL_HEAD_BYTES];
    reader->at -= sizeof head + len;
    uv_mutex_lock(&reader->spool->mutex);
    bool whole = read_at_file(reader, head, sizeof head) && spool_entry_len(head) == len &&
                 read_at_file(reader, reader->bytes, len);
    uv_mutex_unlock(&reader->spool->mutex);
    return whole && spool_entry_decode(head, reader->bytes, len, entry);
}

/* One entry of the open file; 0: it ends here. */
static int take(struct spool_reader *reader, uint64_t bytes, struct spool_entry *entry,
                struct spool_error *error)
{
    uint8_t head[SPOOL_HEAD_BYTES];
    if (reader->at >= bytes || !read_at(reader, head, sizeof head))
        return 0;
    size_t len = spool_entry_len(head);
    bool whole = len > 0 && read_at(reader, reader->bytes, len);
    if (!whole || (!spool_entry_decode(head, reader->bytes, len, entry) && !take_again(reader, len, entry))) {
        char path[SPOOL_PATH_BYTES];
        return spool_fault(error,
                           "%s is damaged near byte %llu; remove it, and what it held is told as a gap.",
                           spool_path(reader->spool, reader->file, path), (unsigned long long)reader->at);
    }
    return 1;
}

static int tell_gap(struct spool_reader *reader, struct spool_entry *entry, struct place gap_end)
{
    entry->place = reader->after;
    reader->after = gap_end;
    forget_file(reader);
    return 2;
}

/* The next entry of the open file or the files after it; 0: no more is published. */
static int walk(struct spool_reader *reader, struct spool_entry *entry, struct place *gap_end,
                struct spool_error *error)
{
    for (;;) {
        uint64_t bytes = 0;
        struct place next;
        bool has_next = false;
        look(reader, &bytes, &next, &has_next);
        int got = take(reader, bytes, entry, error);
        if (got != 0 || !has_next)
            return got;
        if (place_compare(next, reader->after) > 0) { /* files between the two were taken away */
            *gap_end = next;
            return tell_gap(reader, entry, next);
        }
        if (open_file(reader, next) == 0) {
            forget_file(reader);
            return 0;
        }
    }
}

int spool_reader_next(struct spool_reader *reader, struct spool_entry *entry, struct place *gap_end,
                      struct spool_error *error)
{
    struct place file;
    if (reader->descriptor < 0) {
        if (choose_file(reader, &file, gap_end) == 2)
            return tell_gap(reader, entry, *gap_end);
        if (open_file(reader, file) == 0)
            return 0;
    }
    int got = 0;
    do {
        got = walk(reader, entry, gap_end, error);
    } while (got == 1 && place_compare(entry->place, reader->after) <= 0);
    if (got == 1)
        reader->after = entry->place;
    else if (got < 0)
        forget_file(reader);
    return got;
}
