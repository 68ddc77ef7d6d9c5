/* Opening, locking and laying out the data directory; see dir.h. It must not read a journal. */
#include "server/dir.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FORMAT_VERSION = 1, FORMAT_BYTES = 64, WALK_DESCRIPTORS = 16 };

static const char format_word[] = "nextup data ";

const char *dir_path(const char *path, const char *name, char text[DIR_PATH_BYTES])
{
    if (snprintf(text, DIR_PATH_BYTES, "%s/%s", path, name) >= DIR_PATH_BYTES)
        text[0] = '\0';
    return text;
}

const char *dir_centre(const char *path, const char *alias, char text[DIR_PATH_BYTES])
{
    if (snprintf(text, DIR_PATH_BYTES, "%s/centres/%s", path, alias) >= DIR_PATH_BYTES)
        text[0] = '\0';
    return text;
}

const char *dir_restoring(const char *path, const char *name, char text[DIR_PATH_BYTES])
{
    if (snprintf(text, DIR_PATH_BYTES, name[0] ? "%s/.restoring/%s" : "%s/.restoring", path, name) >=
        DIR_PATH_BYTES)
        text[0] = '\0';
    return text;
}

bool dir_alias_valid(const char *alias)
{
    size_t len = strlen(alias);
    if (len == 0 || len > 62 || alias[0] == '-')
        return false;
    return strspn(alias, "abcdefghijklmnopqrstuvwxyz0123456789-") == len;
}

/* The sentence for what the system refused about a file or directory. */
static int refused(struct fault *fault, const char *path, const char *doing)
{
    switch (errno) {
    case ENOSPC:
    case EDQUOT:
        return fault_set(fault,
                         "The disk is full: cannot %s %s. Free some space and try again; nothing was harmed.",
                         doing, path);
    case EROFS:
    case EACCES:
    case EPERM:
        return fault_set(fault, "Cannot %s %s: it may not be written to by this user (%s).", doing, path,
                         strerror(errno));
    case ENOENT:
        return fault_set(fault, "Cannot %s %s: it is not there.", doing, path);
    default:
        return fault_set(fault, "Cannot %s %s: %s.", doing, path, strerror(errno));
    }
}

/* Makes the directory and those above it. */
static int make_directories(const char *path, struct fault *fault)
{
    char part[DIR_PATH_BYTES];
    if (snprintf(part, sizeof part, "%s", path) >= DIR_PATH_BYTES)
        return fault_set(fault, "The path %s is too long.", path);
    for (char *slash = strchr(part + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        if (mkdir(part, 0755) != 0 && errno != EEXIST)
            return refused(fault, part, "create");
        *slash = '/';
    }
    if (mkdir(part, 0700) != 0 && errno != EEXIST)
        return refused(fault, part, "create");
    return 0;
}

static int sync_directory(const char *path, struct fault *fault)
{
    int descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0)
        return refused(fault, path, "open");
    int result = fsync(descriptor) == 0 ? 0 : refused(fault, path, "write");
    close(descriptor);
    return result;
}

static int write_all(int descriptor, const char *bytes, size_t len)
{
    while (len > 0) {
        ssize_t written = write(descriptor, bytes, len);
        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0)
            return -1;
        bytes += written;
        len -= (size_t)written;
    }
    return 0;
}

int dir_write_file(const char *path, const void *bytes, size_t len, unsigned mode, struct fault *fault)
{
    char aside[DIR_PATH_BYTES + 8];
    char parent[DIR_PATH_BYTES];
    snprintf(aside, sizeof aside, "%s.new", path);
    snprintf(parent, sizeof parent, "%s", path);
    char *slash = strrchr(parent, '/');
    if (slash)
        *slash = '\0';
    unlink(aside);
    int descriptor = open(aside, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, (mode_t)mode);
    if (descriptor < 0)
        return refused(fault, path, "write");
    if (write_all(descriptor, bytes, len) != 0 || fsync(descriptor) != 0) {
        int result = refused(fault, path, "write");
        close(descriptor);
        unlink(aside);
        return result;
    }
    close(descriptor);
    if (rename(aside, path) != 0)
        return refused(fault, path, "write");
    return sync_directory(slash ? parent : ".", fault);
}

/* 0: fine, or no format file yet (*missing). */
static int check_format(const char *path, bool *missing, struct fault *fault)
{
    char file[DIR_PATH_BYTES];
    char text[FORMAT_BYTES] = "";
    dir_path(path, "format", file);
    *missing = false;
    FILE *stream = fopen(file, "re");
    if (!stream) {
        *missing = errno == ENOENT;
        return *missing ? 0 : refused(fault, file, "read");
    }
    size_t len = fread(text, 1, sizeof text - 1, stream);
    fclose(stream);
    text[len] = '\0';
    if (strncmp(text, format_word, sizeof format_word - 1) != 0)
        return fault_set(fault, "%s is not a data directory of Nextup: its format file says something else.",
                         path);
    long version = strtol(text + sizeof format_word - 1, NULL, 10);
    if (version > FORMAT_VERSION)
        return fault_set(
            fault,
            "%s was written by a newer Nextup (format %ld, this one knows up to %d). Use that version.", path,
            version, FORMAT_VERSION);
    if (version < 1)
        return fault_set(fault, "%s has a format file that cannot be read.", path);
    return 0;
}

/* A directory that holds other things is not ours to fill. */
static int refuse_foreign(const char *path, struct fault *fault)
{
    DIR *listing = opendir(path);
    if (!listing)
        return refused(fault, path, "read");
    bool foreign = false;
    for (struct dirent *entry = readdir(listing); entry; entry = readdir(listing))
        if (entry->d_name[0] != '.' && strcmp(entry->d_name, "nextup.lock") != 0 &&
            strcmp(entry->d_name, "format.new") != 0 && strcmp(entry->d_name, "lost+found") != 0)
            foreign = true;
    closedir(listing);
    if (foreign)
        return fault_set(
            fault, "%s holds other things and no data of Nextup. Name an empty or a new directory.", path);
    return 0;
}

static int lay_out(const char *path, struct fault *fault)
{
    char text[DIR_PATH_BYTES];
    char format[FORMAT_BYTES];
    if (refuse_foreign(path, fault) != 0)
        return -1;
    int len = snprintf(format, sizeof format, "%s%d\n", format_word, FORMAT_VERSION);
    if (mkdir(dir_path(path, "centres", text), 0700) != 0 && errno != EEXIST)
        return refused(fault, text, "create");
    return dir_write_file(dir_path(path, "format", text), format, (size_t)len, 0644, fault);
}

static int take_lock(struct dir *dir, bool *busy, struct fault *fault)
{
    char file[DIR_PATH_BYTES];
    char number[32];
    dir_path(dir->path, "nextup.lock", file);
    int lock = open(file, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (lock < 0)
        return refused(fault, dir->path, "write to");
    if (flock(lock, LOCK_EX | LOCK_NB) != 0) {
        ssize_t len = pread(lock, number, sizeof number - 1, 0);
        number[len > 0 ? len : 0] = '\0';
        number[strcspn(number, "\n")] = '\0';
        close(lock);
        *busy = true;
        return fault_set(fault,
                         "Another Nextup (process %s) is using %s. Stop it first, or use another directory.",
                         number[0] ? number : "unknown", dir->path);
    }
    int len = snprintf(number, sizeof number, "%ld\n", (long)getpid());
    /* The number is for people only: a disk too full for it must not keep agents from finishing. */
    if (ftruncate(lock, 0) != 0 || pwrite(lock, number, (size_t)len, 0) != len)
        number[0] = '\0';
    dir->lock = lock;
    return 0;
}

int dir_no_centre(const char *path, struct fault *fault)
{
    char aside[DIR_PATH_BYTES];
    struct stat info;
    if (stat(dir_restoring(path, "", aside), &info) == 0)
        return fault_set(
            fault, "%s holds no centre: a restore into it was cut off. Run it again: nextup restore FILE %s.",
            path, path);
    return fault_set(fault,
                     "%s holds no centre yet. Create one: nextup init --data %s --alias NAME --admin USER "
                     "(or try the demo: nextup serve --data %s --demo).",
                     path, path, path);
}

int dir_open(struct dir *dir, const char *path, bool create, bool *busy, struct fault *fault)
{
    bool ignored = false;
    bool missing = false;
    struct stat info;
    if (!busy)
        busy = &ignored;
    *busy = false;
    dir->lock = -1;
    if (snprintf(dir->path, sizeof dir->path, "%s", path) >= (int)sizeof dir->path - DIR_ALIAS_BYTES * 2)
        return fault_set(fault, "The path %s is too long.", path);
    if (create && make_directories(path, fault) != 0)
        return -1;
    if (stat(path, &info) != 0)
        return errno == ENOENT ? dir_no_centre(path, fault) : refused(fault, path, "open the data directory");
    if (!S_ISDIR(info.st_mode))
        return fault_set(fault, "%s is not a directory.", path);
    if (check_format(path, &missing, fault) != 0)
        return -1;
    if (missing && !create)
        return dir_no_centre(path, fault);
    if (take_lock(dir, busy, fault) != 0)
        return -1;
    if (missing && lay_out(path, fault) != 0) {
        dir_close(dir);
        return -1;
    }
    return 0;
}

void dir_close(struct dir *dir)
{
    if (dir->lock >= 0)
        close(dir->lock);
    dir->lock = -1;
}

static int compare_aliases(const void *left, const void *right)
{
    return strcmp(left, right);
}

int dir_list(const char *path, struct dir_aliases *aliases, struct fault *fault)
{
    char centres[DIR_PATH_BYTES];
    aliases->count = 0;
    DIR *listing = opendir(dir_path(path, "centres", centres));
    if (!listing)
        return errno == ENOENT ? 0 : refused(fault, centres, "read");
    int result = 0;
    for (struct dirent *entry = readdir(listing); entry && result == 0; entry = readdir(listing)) {
        if (!dir_alias_valid(entry->d_name))
            continue;
        if (aliases->count == DIR_CENTRES_MAX)
            result = fault_set(fault, "%s holds more than %d centres.", path, DIR_CENTRES_MAX);
        else
            snprintf(aliases->alias[aliases->count++], DIR_ALIAS_BYTES, "%.63s", entry->d_name);
    }
    closedir(listing);
    qsort(aliases->alias, (size_t)aliases->count, DIR_ALIAS_BYTES, compare_aliases);
    return result;
}

bool dir_has_centre(const char *path, const char *alias)
{
    char centre[DIR_PATH_BYTES];
    struct stat info;
    return stat(dir_centre(path, alias, centre), &info) == 0;
}

static int remove_one(const char *path, const struct stat *info, int kind, struct FTW *walk)
{
    (void)info;
    (void)kind;
    (void)walk;
    return remove(path);
}

void dir_remove(const char *path)
{
    nftw(path, remove_one, WALK_DESCRIPTORS, FTW_DEPTH | FTW_PHYS);
}

int dir_making_begin(const struct dir *dir, char text[DIR_PATH_BYTES], struct fault *fault)
{
    dir_centre(dir->path, ".making", text);
    dir_remove(text);
    if (mkdir(text, 0700) != 0)
        return refused(fault, text, "create");
    return 0;
}

int dir_making_commit(const struct dir *dir, const char *alias, struct fault *fault)
{
    char from[DIR_PATH_BYTES];
    char to[DIR_PATH_BYTES];
    char centres[DIR_PATH_BYTES];
    if (rename(dir_centre(dir->path, ".making", from), dir_centre(dir->path, alias, to)) != 0)
        return refused(fault, to, "create");
    return sync_directory(dir_path(dir->path, "centres", centres), fault);
}

int dir_restoring_begin(const struct dir *dir, struct fault *fault)
{
    char aside[DIR_PATH_BYTES];
    dir_remove(dir_restoring(dir->path, "", aside));
    return mkdir(aside, 0700) == 0 ? 0 : refused(fault, aside, "create");
}

int dir_restoring_commit(const struct dir *dir, struct fault *fault)
{
    char aside[DIR_PATH_BYTES];
    char centres[DIR_PATH_BYTES];
    char making[DIR_PATH_BYTES];
    /* A rename replaces an empty directory only. */
    dir_remove(dir_centre(dir->path, ".making", making));
    if (sync_directory(dir_restoring(dir->path, "", aside), fault) != 0)
        return -1;
    if (rename(aside, dir_path(dir->path, "centres", centres)) != 0)
        return refused(fault, centres, "create");
    return sync_directory(dir->path, fault);
}
