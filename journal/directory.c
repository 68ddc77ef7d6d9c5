/* The places of a journal on disk (directory.h). It must not know what is in the files. */
#include "journal/archived.h"
#include "journal/directory.h"
#include "journal/engine.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

enum { PROBE_BYTES = 16384 };

static const char aside_suffix[] = ".aside";

__attribute__((format(printf, 1, 2))) static struct journal_path path_of(const char *format, ...)
{
    struct journal_path path;
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(path.text, sizeof path.text, format, arguments);
    va_end(arguments);
    return path;
}

struct journal_path journal_path_join(const char *dir, const char *name)
{
    return path_of("%s/%s", dir, name);
}

struct journal_path journal_path_file(const char *dir, uint32_t number)
{
    return path_of("%s/journal/%06u.db", dir, (unsigned)number);
}

struct journal_path journal_path_wal(const char *path)
{
    return path_of("%s-wal", path);
}

struct journal_path journal_path_aside(const char *path)
{
    return path_of("%s%s", path, aside_suffix);
}

struct journal_path journal_path_spare(const char *path, uint32_t number)
{
    const char *slash = strrchr(path, '/');
    int parent_len = slash ? (int)(slash - path) + 1 : 0;
    return path_of("%.*sspare-%u%s", parent_len, path, (unsigned)number, aside_suffix);
}

int journal_fault_errno(struct journal_error *error, int number, const char *path, const char *doing)
{
    switch (number) {
    case ENOSPC:
    case EDQUOT:
        return journal_fault(error, "The disk that holds %s is full: free some space and start again.", path);
    case EACCES:
    case EPERM:
    case EROFS:
        return journal_fault(error,
                             "Cannot write %s (%s): make it writable for the user who runs the server.", path,
                             strerror(number));
    default:
        return journal_fault(error, "%s %s failed: %s.", doing, path, strerror(number));
    }
}

int journal_directory_sync_file(const char *path, struct journal_error *error)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return journal_fault_errno(error, errno, path, "Opening");
    int result = 0;
    if (fsync(fd) != 0)
        result = journal_fault_errno(error, errno, path, "Syncing");
    close(fd);
    return result;
}

int journal_directory_sync(const char *dir, struct journal_error *error)
{
    return journal_directory_sync_file(dir, error);
}

int journal_directory_rename(const char *from, const char *to, struct journal_error *error)
{
    if (rename(from, to) != 0)
        return journal_fault_errno(error, errno, to, "Naming");
    struct journal_path parent = path_of("%s", to);
    char *slash = strrchr(parent.text, '/');
    if (!slash)
        return journal_directory_sync(".", error);
    slash[slash == parent.text ? 1 : 0] = '\0';
    return journal_directory_sync(parent.text, error);
}

static int make(const char *path, struct journal_error *error)
{
    if (mkdir(path, 0700) == 0 || errno == EEXIST)
        return 0;
    return journal_fault_errno(error, errno, path, "Making the directory");
}

/* A disk that is full or read-only says so here, before anything of the journal is touched. */
static int probe(const char *dir, struct journal_error *error)
{
    struct journal_path path = journal_path_join(dir, "probe.aside");
    static const char zeros[PROBE_BYTES];
    int fd = open(path.text, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (fd < 0)
        return journal_fault_errno(error, errno, dir, "Writing in");
    errno = ENOSPC; /* what a short write means */
    bool written = write(fd, zeros, sizeof zeros) == (ssize_t)sizeof zeros && fsync(fd) == 0;
    int number = errno;
    close(fd);
    unlink(path.text);
    return written ? 0 : journal_fault_errno(error, number, dir, "Writing in");
}

int journal_directory_make(const char *dir, struct journal_error *error)
{
    if (strlen(dir) > DIRECTORY_LEN_MAX)
        return journal_fault(error, "The name of the directory is longer than %d bytes.", DIRECTORY_LEN_MAX);
    struct journal_path journal = journal_path_join(dir, "journal");
    struct journal_path snapshots = journal_path_join(dir, "snapshots");
    if (make(dir, error) != 0 || make(journal.text, error) != 0 || make(snapshots.text, error) != 0)
        return -1;
    if (probe(dir, error) != 0)
        return -1;
    return journal_directory_sync(dir, error);
}

void journal_directory_remove_asides(const char *dir, const char *sub)
{
    struct journal_path path = journal_path_join(dir, sub);
    DIR *listing = opendir(path.text);
    if (!listing)
        return;
    for (const struct dirent *item; (item = readdir(listing));)
        if (strstr(item->d_name, aside_suffix))
            unlinkat(dirfd(listing), item->d_name, 0);
    closedir(listing);
}

/* The lock file holds the number of the process that has it, for the sentence of the next one. */
static int refuse_second(const char *dir, int fd, struct journal_error *error)
{
    char text[32] = "";
    ssize_t len = pread(fd, text, sizeof text - 1, 0);
    text[len > 0 ? len : 0] = '\0';
    return journal_fault(error,
                         "The directory %s is in use by another server (process %ld): stop that one first.",
                         dir, strtol(text, NULL, 10));
}

int journal_directory_lock(const char *dir, struct journal_error *error)
{
    struct journal_path path = journal_path_join(dir, "lock");
    int fd = open(path.text, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0)
        return journal_fault_errno(error, errno, path.text, "Opening");
    if (flock(fd, LOCK_EX | LOCK_NB) != 0) {
        if (errno == EWOULDBLOCK)
            refuse_second(dir, fd, error);
        else
            journal_fault_errno(error, errno, path.text, "Locking");
        close(fd);
        return -1;
    }
    char text[32];
    int len = snprintf(text, sizeof text, "%ld\n", (long)getpid());
    if (ftruncate(fd, 0) != 0 || pwrite(fd, text, (size_t)len, 0) != len) {
        journal_fault_errno(error, errno, path.text, "Writing");
        close(fd);
        return -1;
    }
    return fd;
}

/* 000001.db and the like; 0 if the name is another. */
static uint32_t number_of(const char *name)
{
    if (strlen(name) != 9 || strcmp(name + 6, ".db") != 0 || strspn(name, "0123456789") != 6)
        return 0;
    return (uint32_t)strtoul(name, NULL, 10);
}

int journal_directory_highest(const char *dir, uint32_t *number, struct journal_error *error)
{
    struct journal_path path = journal_path_join(dir, "journal");
    DIR *listing = opendir(path.text);
    if (!listing)
        return journal_fault_errno(error, errno, path.text, "Listing");
    uint32_t highest = 0;
    for (const struct dirent *item; (item = readdir(listing));) {
        uint32_t found = number_of(item->d_name);
        highest = found > highest ? found : highest;
    }
    closedir(listing);
    *number = highest;
    return 0;
}

int journal_directory_count(const char *dir, uint32_t *count, struct journal_error *error)
{
    uint32_t highest = 0;
    struct journal_archived archived;
    if (journal_directory_highest(dir, &highest, error) != 0 ||
        journal_archived_read(dir, &archived, error) != 0)
        return -1;
    uint32_t moved = archived.count;
    journal_archived_free(&archived);
    if (highest <= moved && moved > 0)
        return journal_fault(error,
                             "%s/journal/%06u.db is missing, and the files before it are archived: put it "
                             "back, or restore a backup.",
                             dir, (unsigned)(moved + 1));
    for (uint32_t number = moved + 1; number <= highest; number++) {
        struct journal_path path = journal_path_file(dir, number);
        if (access(path.text, F_OK) != 0)
            return journal_fault(error,
                                 "%s is missing, and %06u.db is there: put it back, or restore a backup.",
                                 path.text, (unsigned)highest);
    }
    *count = highest;
    return 0;
}

uint64_t journal_directory_free_bytes(const char *dir)
{
    struct statvfs space;
    if (statvfs(dir, &space) != 0)
        return UINT64_MAX;
    return (uint64_t)space.f_bavail * space.f_frsize;
}
