/* Snapshots on disk: a core's state as bytes, beside the journal. It must not know what is in them, and never trusts
 * one that does not check out.
 *
 *   DIR/snapshots/00000000000000000042.snapshot    the number is the seq, in 20 digits
 *
 *      0        8         12       16      24       32           40           48
 *     +--------+---------+--------+-------+--------+------------+------------+---------
 *     | magic  | format  | zeros  | seq   | length | checksum   | checksum   | bytes
 *     | 8      | u32 = 1 | u32    | u64   | u64    | of bytes   | of 0..40   | length
 *     +--------+---------+--------+-------+--------+------------+------------+---------
 *
 * Numbers are little-endian, checksums XXH3-64. Written aside, synced, renamed; then all but the newest two are
 * removed.
 */
#include "journal/snapshot.h"
#include "journal/sqlite.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <xxhash.h>

enum { SNAPSHOT_FORMAT = 1, HEADER_BYTES = 48, SEQ_DIGITS = 20, SNAPSHOTS_LISTED_MAX = 64 };

static const char magic[8] = {'N', 'X', 'T', 'S', 'N', 'A', 'P', '\n'};
static const char suffix[] = ".snapshot";

static void put(uint8_t *at, uint64_t value, int bytes)
{
    for (int i = 0; i < bytes; i++)
        at[i] = (uint8_t)(value >> (8 * i));
}

static uint64_t take(const uint8_t *at, int bytes)
{
    uint64_t value = 0;
    for (int i = 0; i < bytes; i++)
        value |= (uint64_t)at[i] << (8 * i);
    return value;
}

static struct journal_path path_of(const char *dir, uint64_t seq)
{
    char name[64];
    snprintf(name, sizeof name, "snapshots/%0*llu%s", SEQ_DIGITS, (unsigned long long)seq, suffix);
    return journal_path_join(dir, name);
}

static bool parse_name(const char *name, uint64_t *seq)
{
    if (strlen(name) != SEQ_DIGITS + sizeof suffix - 1 || strcmp(name + SEQ_DIGITS, suffix) != 0 ||
        strspn(name, "0123456789") != SEQ_DIGITS)
        return false;
    *seq = strtoull(name, NULL, 10);
    return true;
}

static int newest_first(const void *a, const void *b)
{
    uint64_t one = *(const uint64_t *)a, other = *(const uint64_t *)b;
    return one < other ? 1 : one > other ? -1 : 0;
}

/* Returns how many there are (at most max), newest first; -1 and a sentence. */
int journal_snapshot_list(const char *dir, uint64_t *seqs, uint32_t max, struct journal_error *error)
{
    struct journal_path path = journal_path_join(dir, "snapshots");
    DIR *listing = opendir(path.text);
    if (!listing)
        return errno == ENOENT ? 0 : journal_fault_errno(error, errno, path.text, "Listing");
    uint32_t count = 0;
    for (const struct dirent *item; count < max && (item = readdir(listing));)
        count += parse_name(item->d_name, &seqs[count]);
    closedir(listing);
    qsort(seqs, count, sizeof *seqs, newest_first);
    return (int)count;
}

static void remove_old(const char *dir)
{
    struct journal_error ignored; /* an old snapshot too many does no harm */
    uint64_t seqs[SNAPSHOTS_LISTED_MAX];
    int count = journal_snapshot_list(dir, seqs, SNAPSHOTS_LISTED_MAX, &ignored);
    for (int i = SNAPSHOTS_KEPT; i < count; i++) {
        struct journal_path path = path_of(dir, seqs[i]);
        unlink(path.text);
    }
}

static bool write_all(int fd, const uint8_t *bytes, size_t len)
{
    while (len > 0) {
        ssize_t written = write(fd, bytes, len);
        if (written < 0 && errno == EINTR)
            continue;
        if (written <= 0)
            return false;
        bytes += written;
        len -= (size_t)written;
    }
    return true;
}

static int write_aside(const char *path, const uint8_t header[HEADER_BYTES], const uint8_t *bytes, size_t len,
                       struct journal_error *error)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (fd < 0)
        return journal_fault_errno(error, errno, path, "Writing");
    int result = 0;
    if (!write_all(fd, header, HEADER_BYTES) || !write_all(fd, bytes, len) || fsync(fd) != 0)
        result = journal_fault_errno(error, errno, path, "Writing");
    close(fd);
    if (result != 0)
        unlink(path);
    return result;
}

int journal_snapshot_write(const char *dir, uint64_t seq, const uint8_t *bytes, size_t len,
                           struct journal_error *error)
{
    uint8_t header[HEADER_BYTES] = {0};
    memcpy(header, magic, sizeof magic);
    put(header + 8, SNAPSHOT_FORMAT, 4);
    put(header + 16, seq, 8);
    put(header + 24, len, 8);
    put(header + 32, XXH3_64bits(bytes, len), 8);
    put(header + 40, XXH3_64bits(header, 40), 8);
    struct journal_path path = path_of(dir, seq);
    struct journal_path aside = journal_path_aside(path.text);
    if (write_aside(aside.text, header, bytes, len, error) != 0 ||
        journal_directory_rename(aside.text, path.text, error) != 0)
        return -1;
    remove_old(dir);
    return 0;
}

/* Says what is wrong with a header, or NULL. */
static const char *check_header(const uint8_t header[HEADER_BYTES], uint64_t seq, uint64_t file_bytes)
{
    if (memcmp(header, magic, sizeof magic) != 0 || take(header + 40, 8) != XXH3_64bits(header, 40))
        return "its header is damaged";
    if (take(header + 8, 4) != SNAPSHOT_FORMAT)
        return "it is of another version";
    if (take(header + 16, 8) != seq || take(header + 24, 8) != file_bytes - HEADER_BYTES)
        return "it is torn";
    return NULL;
}

static const char *read_bytes(int fd, const uint8_t header[HEADER_BYTES], uint8_t *bytes, size_t len)
{
    size_t at = 0;
    while (at < len) {
        ssize_t got = pread(fd, bytes + at, len - at, (off_t)(HEADER_BYTES + at));
        if (got <= 0)
            return "it cannot be read";
        at += (size_t)got;
    }
    return XXH3_64bits(bytes, len) == take(header + 32, 8) ? NULL : "its checksum does not match";
}

const char *journal_snapshot_read_one(const char *dir, uint64_t seq, uint8_t **bytesp, size_t *len)
{
    struct journal_path path = path_of(dir, seq);
    uint8_t header[HEADER_BYTES];
    struct stat status;
    uint8_t *bytes = NULL;
    const char *wrong = "it cannot be read";
    int fd = open(path.text, O_RDONLY | O_CLOEXEC);
    if (fd < 0 || fstat(fd, &status) != 0)
        goto out;
    wrong = "it is torn";
    if (status.st_size < HEADER_BYTES || pread(fd, header, sizeof header, 0) != HEADER_BYTES)
        goto out;
    wrong = check_header(header, seq, (uint64_t)status.st_size);
    if (wrong || !bytesp)
        goto out;
    size_t bytes_len = (size_t)status.st_size - HEADER_BYTES;
    bytes = malloc(bytes_len + 1);
    wrong = bytes ? read_bytes(fd, header, bytes, bytes_len) : "there is not enough memory for it";
    if (!wrong) {
        *bytesp = bytes;
        *len = bytes_len;
        bytes = NULL;
    }
out:
    free(bytes);
    if (fd >= 0)
        close(fd);
    return wrong;
}

void journal_snapshot_sentence(struct journal_error *sentence, const char *dir, uint64_t seq,
                               const char *wrong)
{
    struct journal_path path = path_of(dir, seq);
    journal_fault(sentence, "%s is ignored: %s.", path.text, wrong);
}

int journal_snapshot_read(const char *dir, const struct journal_options *options, uint64_t *seq,
                          uint8_t **bytesp, size_t *len, struct journal_error *error)
{
    uint64_t seqs[SNAPSHOTS_LISTED_MAX];
    int count = journal_snapshot_list(dir, seqs, SNAPSHOTS_LISTED_MAX, error);
    for (int i = 0; i < count; i++) {
        const char *wrong = journal_snapshot_read_one(dir, seqs[i], bytesp, len);
        if (!wrong) {
            *seq = seqs[i];
            return 1;
        }
        struct journal_error sentence;
        journal_snapshot_sentence(&sentence, dir, seqs[i], wrong);
        if (options && options->note && bytesp)
            options->note(options->note_ctx, sentence.sentence);
    }
    return count < 0 ? -1 : 0;
}
