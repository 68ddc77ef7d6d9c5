/* The ustar format, as much of it as one backup needs; see archive.h. */
#include "server/archive.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { BLOCK = 512, COPY_BYTES = 1 << 16 };

/* Where the fields stand in a header. */
enum {
    AT_NAME = 0,
    AT_MODE = 100,
    AT_OWNER = 108,
    AT_GROUP = 116,
    AT_SIZE = 124,
    AT_TIME = 136,
    AT_SUM = 148,
    AT_KIND = 156,
    AT_MAGIC = 257
};

static int failed(struct archive *archive, const char *doing, struct fault *fault)
{
    if (errno == ENOSPC || errno == EDQUOT)
        return fault_set(fault, "The disk is full: cannot %s %s.", doing, archive->file);
    return fault_set(fault, "Cannot %s %s: %s.", doing, archive->file, strerror(errno));
}

static int write_all(struct archive *archive, const void *bytes, size_t len, struct fault *fault)
{
    const char *at = bytes;
    while (len > 0) {
        ssize_t written = write(archive->descriptor, at, len);
        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0)
            return failed(archive, "write", fault);
        at += written;
        len -= (size_t)written;
    }
    return 0;
}

/* 0, or -1 also when the file ends before. */
static int read_all(struct archive *archive, void *bytes, size_t len, struct fault *fault)
{
    char *at = bytes;
    while (len > 0) {
        ssize_t taken = read(archive->descriptor, at, len);
        if (taken < 0 && errno == EINTR)
            continue;
        if (taken < 0)
            return failed(archive, "read", fault);
        if (taken == 0)
            return fault_set(fault, "%s ends too early: it is not a whole backup.", archive->file);
        at += taken;
        len -= (size_t)taken;
    }
    return 0;
}

static unsigned header_sum(const unsigned char header[BLOCK])
{
    unsigned sum = 0;
    for (int i = 0; i < BLOCK; i++)
        sum += i >= AT_SUM && i < AT_SUM + 8 ? ' ' : header[i];
    return sum;
}

static void write_octal(unsigned char *field, int digits, uint64_t value)
{
    field[digits] = '\0';
    for (int i = digits - 1; i >= 0; i--, value >>= 3)
        field[i] = (unsigned char)('0' + (value & 7));
}

/* Sizes of 8 GiB and more are written in binary, as GNU tar does. */
static void write_size(unsigned char *field, uint64_t value)
{
    if (value < UINT64_C(1) << 33) {
        write_octal(field, 11, value);
        return;
    }
    memset(field, 0, 12);
    field[0] = 0x80;
    for (int i = 11; i > 3; i--, value >>= 8)
        field[i] = (unsigned char)value;
}

static bool read_size(const unsigned char *field, uint64_t *value)
{
    uint64_t result = 0;
    if (field[0] == 0x80) {
        for (int i = 4; i < 12; i++)
            result = result << 8 | field[i];
        *value = result;
        return true;
    }
    for (int i = 0; i < 11; i++) {
        if (field[i] < '0' || field[i] > '7')
            return false;
        result = result << 3 | (uint64_t)(field[i] - '0');
    }
    *value = result;
    return true;
}

static int write_header(struct archive *archive, const char *name, uint64_t len, int64_t at_s,
                        struct fault *fault)
{
    unsigned char header[BLOCK] = {0};
    snprintf((char *)header + AT_NAME, ARCHIVE_NAME_BYTES, "%s", name);
    write_octal(header + AT_MODE, 7, 0600);
    write_octal(header + AT_OWNER, 7, 0);
    write_octal(header + AT_GROUP, 7, 0);
    write_size(header + AT_SIZE, len);
    write_octal(header + AT_TIME, 11, (uint64_t)at_s);
    header[AT_KIND] = '0';
    memcpy(header + AT_MAGIC,
           "ustar\0"
           "00",
           8);
    write_octal(header + AT_SUM, 6, header_sum(header));
    header[AT_SUM + 7] = ' ';
    return write_all(archive, header, sizeof header, fault);
}

static int write_padding(struct archive *archive, uint64_t len, struct fault *fault)
{
    static const char zeros[BLOCK];
    return write_all(archive, zeros, (size_t)((BLOCK - len % BLOCK) % BLOCK), fault);
}

int archive_create(struct archive *archive, const char *file, struct fault *fault)
{
    *archive = (struct archive){.file = file};
    archive->descriptor = open(file, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    return archive->descriptor >= 0 ? 0 : failed(archive, "create", fault);
}

int archive_add_bytes(struct archive *archive, const char *name, const void *bytes, size_t len, int64_t at_s,
                      struct fault *fault)
{
    if (write_header(archive, name, len, at_s, fault) != 0 || write_all(archive, bytes, len, fault) != 0)
        return -1;
    return write_padding(archive, len, fault);
}

int archive_add_file(struct archive *archive, const char *name, const char *path, int64_t at_s,
                     struct fault *fault)
{
    char bytes[COPY_BYTES];
    struct stat info;
    struct archive from = {.file = path, .descriptor = open(path, O_RDONLY | O_CLOEXEC)};
    if (from.descriptor < 0)
        return failed(&from, "read", fault);
    int result = fstat(from.descriptor, &info) == 0 ? 0 : failed(&from, "read", fault);
    uint64_t left = result == 0 ? (uint64_t)info.st_size : 0;
    if (result == 0)
        result = write_header(archive, name, left, at_s, fault);
    while (result == 0 && left > 0) {
        size_t piece = left < sizeof bytes ? (size_t)left : sizeof bytes;
        result = read_all(&from, bytes, piece, fault);
        if (result == 0)
            result = write_all(archive, bytes, piece, fault);
        left -= piece;
    }
    close(from.descriptor);
    return result == 0 ? write_padding(archive, (uint64_t)info.st_size, fault) : result;
}

int archive_finish(struct archive *archive, struct fault *fault)
{
    static const char end[2 * BLOCK];
    if (write_all(archive, end, sizeof end, fault) != 0)
        return -1;
    if (fsync(archive->descriptor) != 0)
        return failed(archive, "write", fault);
    archive_close(archive);
    return 0;
}

int archive_open(struct archive *archive, const char *file, struct fault *fault)
{
    *archive = (struct archive){.file = file};
    archive->descriptor = open(file, O_RDONLY | O_CLOEXEC);
    return archive->descriptor >= 0 ? 0 : failed(archive, "open", fault);
}

int archive_next(struct archive *archive, char name[ARCHIVE_NAME_BYTES], uint64_t *len, struct fault *fault)
{
    unsigned char header[BLOCK];
    uint64_t size = 0;
    if (archive->remaining > 0 && lseek(archive->descriptor, (off_t)archive->remaining, SEEK_CUR) < 0)
        return failed(archive, "read", fault);
    archive->remaining = 0;
    if (read_all(archive, header, sizeof header, fault) != 0)
        return -1;
    if (header[0] == '\0')
        return 0;
    unsigned sum = 0;
    for (int i = 0; i < 6 && header[AT_SUM + i] >= '0' && header[AT_SUM + i] <= '7'; i++)
        sum = sum * 8 + (unsigned)(header[AT_SUM + i] - '0');
    if (memcmp(header + AT_MAGIC, "ustar", 5) != 0 || sum != header_sum(header) ||
        !read_size(header + AT_SIZE, &size) || size > INT64_MAX - BLOCK)
        return fault_set(fault, "%s is not a backup of Nextup, or it is damaged.", archive->file);
    memcpy(name, header, ARCHIVE_NAME_BYTES);
    name[ARCHIVE_NAME_BYTES - 1] = '\0';
    archive->len = size;
    archive->remaining = (size + BLOCK - 1) / BLOCK * BLOCK;
    *len = size;
    return 1;
}

int archive_read(struct archive *archive, void *bytes, size_t len, struct fault *fault)
{
    if (read_all(archive, bytes, len, fault) != 0)
        return -1;
    archive->remaining -= len;
    archive->len -= len;
    return 0;
}

int archive_extract(struct archive *archive, const char *path, struct fault *fault)
{
    char bytes[COPY_BYTES];
    struct archive to = {.file = path,
                         .descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600)};
    if (to.descriptor < 0)
        return failed(&to, "create", fault);
    int result = 0;
    while (result == 0 && archive->len > 0) {
        size_t piece = archive->len < sizeof bytes ? (size_t)archive->len : sizeof bytes;
        result = archive_read(archive, bytes, piece, fault);
        if (result == 0)
            result = write_all(&to, bytes, piece, fault);
    }
    if (result == 0 && fsync(to.descriptor) != 0)
        result = failed(&to, "write", fault);
    close(to.descriptor);
    return result;
}

void archive_close(struct archive *archive)
{
    if (archive->descriptor >= 0)
        close(archive->descriptor);
    archive->descriptor = -1;
}
