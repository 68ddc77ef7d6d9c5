/* Looks at a write-ahead log that a crash left behind (wal.h). It must not change it. The format is SQLite's
 * (sqlite.org/fileformat2.html, 4):
 *
 *   header, 32 bytes: magic, version, page size, checkpoint number, salt 1, salt 2, checksum 1, checksum 2   (u32,
 *   big-endian) frame, 24 + page size bytes: page number, pages of the database if this frame ends a commit else 0,
 *   salt 1, salt 2, checksum 1, checksum 2; the page
 *
 * A frame is good if its salts are the header's and its checksum, which goes on from the frame before, is right. The
 * lowest bit of the magic says whether checksums take their words as big-endian.
 */
#include "journal/wal.h"
#include "journal/directory.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    HEADER_BYTES = JOURNAL_WAL_HEADER_BYTES,
    FRAME_HEADER_BYTES = 24,
    PAGE_BYTES_MIN = 512,
    PAGE_BYTES_LIMIT = 65536,
    PAGE_BYTES_OURS = 4096
};

static const uint32_t magic = 0x377f0682;

const char journal_wal_prepared[JOURNAL_WAL_HEADER_BYTES] = "prepared, and has no frames yet";

struct sum {
    uint32_t a, b;
};

struct log {
    const uint8_t *bytes;
    size_t len;
    size_t frame_bytes;
    uint64_t frames; /* whole ones that the length has room for */
    bool big_endian;
    struct sum sum; /* after the last good frame */
    const uint8_t *salts;
};

static uint32_t take_u32(const uint8_t *at)
{
    return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | (uint32_t)at[3];
}

static uint32_t take_word(const uint8_t *at, bool big_endian)
{
    uint32_t word = take_u32(at);
    return big_endian ? word : __builtin_bswap32(word);
}

/* len is a multiple of 8. */
static struct sum add_to_sum(struct sum sum, const uint8_t *bytes, size_t len, bool big_endian)
{
    for (size_t i = 0; i < len; i += 8) {
        sum.a += take_word(bytes + i, big_endian) + sum.b;
        sum.b += take_word(bytes + i + 4, big_endian) + sum.a;
    }
    return sum;
}

static bool header_is_good(struct log *log)
{
    uint32_t found = take_u32(log->bytes);
    size_t page_bytes = take_u32(log->bytes + 8);
    if ((found & ~UINT32_C(1)) != magic || page_bytes < PAGE_BYTES_MIN || page_bytes > PAGE_BYTES_LIMIT ||
        page_bytes % 8 != 0)
        return false;
    log->big_endian = found & 1;
    log->frame_bytes = FRAME_HEADER_BYTES + page_bytes;
    log->sum = add_to_sum((struct sum){0, 0}, log->bytes, HEADER_BYTES - 8, log->big_endian);
    return log->sum.a == take_u32(log->bytes + 24) && log->sum.b == take_u32(log->bytes + 28);
}

static const uint8_t *frame_at(const struct log *log, uint64_t frame)
{
    return log->bytes + HEADER_BYTES + frame * log->frame_bytes;
}

static bool has_salts(const struct log *log, uint64_t frame)
{
    return memcmp(frame_at(log, frame) + 8, log->salts, 8) == 0;
}

static bool ends_commit(const struct log *log, uint64_t frame)
{
    return take_u32(frame_at(log, frame) + 4) != 0;
}

/* Goes over the sum if the frame is good. */
static bool take_frame(struct log *log, uint64_t frame)
{
    const uint8_t *at = frame_at(log, frame);
    if (!has_salts(log, frame))
        return false;
    struct sum sum = add_to_sum(log->sum, at, 8, log->big_endian);
    sum = add_to_sum(sum, at + FRAME_HEADER_BYTES, log->frame_bytes - FRAME_HEADER_BYTES, log->big_endian);
    if (sum.a != take_u32(at + 16) || sum.b != take_u32(at + 20))
        return false;
    log->sum = sum;
    return true;
}

/* From the first frame that is not good on: is a frame of this log there that was begun after the end of a commit? */
static bool later_commit_follows(const struct log *log, uint64_t bad)
{
    bool ended = false;
    for (uint64_t frame = bad; frame < log->frames; frame++) {
        bool same = has_salts(log, frame);
        if (same && ended)
            return true;
        ended = ended || (same && ends_commit(log, frame));
    }
    return false;
}

/* Where zeros begin, with which the log was filled ahead. */
static size_t end_of_content(const struct log *log)
{
    size_t end = log->len;
    while (end > 0 && log->bytes[end - 1] == 0)
        end--;
    return end;
}

/* Where this log's frames end: behind them are zeros, or frames of the file that had the log before. from: a frame;
 * those before it are this log's. */
static size_t end_of_frames(const struct log *log, uint64_t from)
{
    size_t end = HEADER_BYTES + from * log->frame_bytes;
    for (uint64_t frame = from; HEADER_BYTES + frame * log->frame_bytes + FRAME_HEADER_BYTES <= log->len;
         frame++)
        if (has_salts(log, frame))
            end = HEADER_BYTES + (frame + 1) * log->frame_bytes;
    size_t content = end_of_content(log);
    return end < content ? end : content;
}

static void look_at_frames(struct log *log, struct journal_wal *wal)
{
    uint64_t frame = 0;
    if (memcmp(log->bytes, journal_wal_prepared, HEADER_BYTES) == 0)
        return;
    bool header_good = header_is_good(log);
    if (!header_good)
        log->frame_bytes = FRAME_HEADER_BYTES + PAGE_BYTES_OURS;
    log->frames = (log->len - HEADER_BYTES) / log->frame_bytes;
    log->salts = header_good || log->frames == 0 ? log->bytes + 16 : frame_at(log, 0) + 8;
    for (; header_good && frame < log->frames && take_frame(log, frame); frame++)
        if (ends_commit(log, frame))
            wal->frames_good = frame + 1;
    wal->damaged = later_commit_follows(log, frame);
    size_t good_bytes = HEADER_BYTES + wal->frames_good * log->frame_bytes;
    size_t content_bytes = header_good ? end_of_frames(log, wal->frames_good) : end_of_content(log);
    if (content_bytes > good_bytes)
        wal->bytes_unfinished = content_bytes - good_bytes;
}

int journal_wal_look(const char *path, struct journal_wal *wal, struct journal_error *error)
{
    struct journal_path name = journal_path_wal(path);
    *wal = (struct journal_wal){0};
    int fd = open(name.text, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return errno == ENOENT ? 0 : journal_fault_errno(error, errno, name.text, "Reading");
    struct stat status;
    int result = -1;
    void *mapped = MAP_FAILED;
    if (fstat(fd, &status) != 0)
        goto out;
    if (status.st_size > HEADER_BYTES) {
        mapped = mmap(NULL, (size_t)status.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
        if (mapped == MAP_FAILED)
            goto out;
        struct log log = {.bytes = mapped, .len = (size_t)status.st_size};
        look_at_frames(&log, wal);
        munmap(mapped, (size_t)status.st_size);
    }
    wal->exists = status.st_size > 0;
    result = 0;
out:
    if (result != 0)
        journal_fault_errno(error, errno, name.text, "Reading");
    close(fd);
    return result;
}
