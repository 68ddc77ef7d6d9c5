/* Publishing into a file: one JSON object a line, as it was told. It must not rewrite a line.
 *
 *     target            DIR/events.ndjson; {centre} is filled in
 *     rotation          at bytes_max it becomes events.ndjson.1, what was .1 becomes .2 ...; files_max of those are
 *                       kept
 *     a torn last line  (a power cut) is cut off when it is opened; the cursor is behind it, so it comes again
 */
#include "edge/stream/publisher.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FILE_BYTES_MAX = 64 * 1024 * 1024, FILES_MAX = 16, LINES_BYTES_MAX = 4 * 1024 * 1024 };

struct receiver {
    char path[STREAM_TEXT_BYTES];
    int descriptor;
    uint64_t bytes;
    struct buf lines;
};

static enum publishing_result later(struct publishing *publishing, const char *what, const char *path)
{
    snprintf(publishing->why, sizeof publishing->why, "Cannot %s %.160s: %s.", what, path, strerror(errno));
    return PUBLISHING_LATER;
}

static bool mend_end(int descriptor, uint64_t *bytes)
{
    struct stat info;
    char c = '\n';
    if (fstat(descriptor, &info) != 0)
        return false;
    off_t end = info.st_size;
    while (end > 0 && pread(descriptor, &c, 1, end - 1) == 1 && c != '\n')
        end--;
    *bytes = (uint64_t)end;
    return end == info.st_size || ftruncate(descriptor, end) == 0;
}

static bool open_file(struct receiver *receiver)
{
    receiver->descriptor = open(receiver->path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    return receiver->descriptor >= 0 && mend_end(receiver->descriptor, &receiver->bytes);
}

static void file_close(void *ctx)
{
    struct receiver *receiver = ctx;
    if (receiver->descriptor >= 0)
        close(receiver->descriptor);
    buf_free(&receiver->lines);
    free(receiver);
}

static void *file_open(struct publishing *publishing)
{
    struct receiver *receiver = calloc(1, sizeof *receiver);
    if (receiver == NULL ||
        !stream_fill(publishing->settings->target, publishing->centre, NULL, receiver->path)) {
        free(receiver);
        snprintf(publishing->why, sizeof publishing->why, "The target is too long.");
        return NULL;
    }
    buf_init(&receiver->lines, LINES_BYTES_MAX);
    if (open_file(receiver))
        return receiver;
    later(publishing, "open", receiver->path);
    file_close(receiver);
    return NULL;
}

/* The oldest is overwritten by the one before it. */
static bool rotate(struct receiver *receiver, uint64_t files_max)
{
    char from[STREAM_TEXT_BYTES + 24];
    char to[STREAM_TEXT_BYTES + 24];
    for (uint64_t i = files_max; i > 0; i--) {
        snprintf(to, sizeof to, "%s.%llu", receiver->path, (unsigned long long)i);
        snprintf(from, sizeof from, i > 1 ? "%s.%llu" : "%s", receiver->path, (unsigned long long)(i - 1));
        if (rename(from, to) != 0 && errno != ENOENT)
            return false;
    }
    close(receiver->descriptor);
    return open_file(receiver);
}

static bool write_lines(struct receiver *receiver)
{
    const char *bytes = receiver->lines.bytes;
    size_t left = receiver->lines.len;
    while (left > 0) {
        ssize_t wrote = write(receiver->descriptor, bytes, left);
        if (wrote < 0 && errno == EINTR)
            continue;
        if (wrote < 0)
            return false;
        bytes += wrote;
        left -= (size_t)wrote;
    }
    receiver->bytes += receiver->lines.len;
    return fdatasync(receiver->descriptor) == 0;
}

static enum publishing_result file_deliver(void *ctx, struct publishing *publishing,
                                           const struct publishing_item *items, size_t count, size_t *taken)
{
    struct receiver *receiver = ctx;
    const struct stream_publisher *settings = publishing->settings;
    uint64_t bytes_max = settings->bytes_max ? settings->bytes_max : FILE_BYTES_MAX;
    if (receiver->bytes >= bytes_max &&
        !rotate(receiver, settings->files_max ? settings->files_max : FILES_MAX))
        return later(publishing, "rotate", receiver->path);
    buf_clear(&receiver->lines);
    for (size_t i = 0; i < count; i++) {
        buf_append(&receiver->lines, items[i].json, items[i].len);
        buf_append_char(&receiver->lines, '\n');
    }
    if (buf_failed(&receiver->lines) || !write_lines(receiver))
        return later(publishing, "write", receiver->path);
    *taken = count;
    return PUBLISHING_TAKEN;
}

const struct publisher_kind publisher_file = {
    .open = file_open, .deliver = file_deliver, .close = file_close};
