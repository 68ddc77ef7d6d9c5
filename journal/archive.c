/* Moves complete files of a journal that nobody needs at a start to another place. It must not touch a file that may
 * still change, nor remove one before its copy is durable and checked.
 *
 *   for each:  copy aside --sync, compare--> FOLDER/NNNNNN.db     then the list names it (archived.h)     then the original goes
 *              a crash here: copied again                          here: the next run removes it            here: done
 *
 * Beside a running server: a complete file is only read by then, and whoever has it open keeps it.
 */
#include "journal/archived.h"
#include "journal/engine.h"
#include "journal/file.h"
#include "journal/keys.h"
#include "journal/snapshot.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>
#include <xxhash.h>

enum { COPY_BYTES = 1 << 20, SNAPSHOTS_LOOKED_AT = 64 };

struct archiving {
    const char *dir;
    const char *folder;
    uint64_t through; /* files that end at or before this may go */
    struct journal_archived archived;
    struct journal_archive_result *result;
};

/* What every start can do without: the oldest snapshot that is kept, and what the keys have settled. */
static int lower_through(struct archiving *archiving, struct journal_error *error)
{
    uint64_t seqs[SNAPSHOTS_LOOKED_AT];
    int count = journal_snapshot_list(archiving->dir, seqs, SNAPSHOTS_LOOKED_AT, error);
    uint64_t settled = journal_keys_read_settled(archiving->dir);
    if (count < 0)
        return -1;
    if (count == 0)
        archiving->through = 0;
    for (int i = 0; i < count; i++)
        if (seqs[i] < archiving->through)
            archiving->through = seqs[i];
    if (settled < archiving->through)
        archiving->through = settled;
    return 0;
}

/* The checksum of a file's bytes; copies them to `to` if that is not -1. */
static int read_all(const char *path, int to, uint64_t *checksum, struct journal_error *error)
{
    XXH3_state_t *state = XXH3_createState();
    char *bytes = malloc(COPY_BYTES);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t got = fd >= 0 && bytes && state ? 1 : -1;
    if (state)
        XXH3_64bits_reset(state);
    while (got > 0 && (got = read(fd, bytes, COPY_BYTES)) > 0) {
        XXH3_64bits_update(state, bytes, (size_t)got);
        errno = ENOSPC; /* what a short write means */
        if (to >= 0 && write(to, bytes, (size_t)got) != got)
            got = -1;
    }
    int number = errno;
    if (got == 0)
        *checksum = XXH3_64bits_digest(state);
    if (fd >= 0)
        close(fd);
    free(bytes);
    XXH3_freeState(state);
    return got == 0 ? 0 : journal_fault_errno(error, number, path, "Copying");
}

/* Copies, reads back what lies there, and gives it its name. */
static int copy(const char *from, const char *to, uint64_t *checksum, struct journal_error *error)
{
    struct journal_path aside = journal_path_aside(to);
    uint64_t back = 0;
    int fd = open(aside.text, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (fd < 0)
        return journal_fault_errno(error, errno, aside.text, "Making");
    int result = read_all(from, fd, checksum, error);
    if (result == 0 && fsync(fd) != 0)
        result = journal_fault_errno(error, errno, aside.text, "Syncing");
    posix_fadvise(fd, 0, 0, POSIX_FADV_DONTNEED); /* so that it is the disk that is read back */
    close(fd);
    if (result == 0)
        result = read_all(aside.text, -1, &back, error);
    if (result == 0 && back != *checksum)
        result = journal_fault(error, "%s was not written as %s is: the disk is not to be trusted.",
                               aside.text, from);
    return result == 0 ? journal_directory_rename(aside.text, to, error) : -1;
}

/* Every row and record of a file. */
static int check_rows(struct journal_file *file, struct journal_error *error)
{
    struct journal_row row = {0};
    uint64_t bad_seq;
    int got = journal_file_seek(file, 0, error) == 0 ? 1 : -1;
    while (got == 1 && (got = journal_file_step(file, &row, error)) == 1)
        if (!journal_row_check(&row, &bad_seq))
            got = journal_row_fault(error, file->path, &row, "an event in it is torn or damaged");
    journal_file_rest(file);
    return got;
}

/* 1: it is complete and old enough, *last is its end. 0: not yet. */
static int may_go(const struct archiving *archiving, uint32_t number, uint64_t *last,
                  struct journal_error *error)
{
    struct journal_path path = journal_path_file(archiving->dir, number);
    struct journal_path wal = journal_path_wal(path.text);
    struct journal_file file = {0};
    struct stat info;
    bool has_wal = stat(wal.text, &info) == 0 && info.st_size > 0; /* readers leave an empty one */
    if (access(path.text, F_OK) != 0 || has_wal)
        return 0;
    if (journal_file_open(&file, path.text, number, false, error) != 0)
        return -1;
    int result = file.sealed_at != 0 && file.sealed_at <= archiving->through;
    *last = file.sealed_at;
    if (result == 1 && check_rows(&file, error) != 0)
        result = -1;
    journal_file_close(&file);
    return result;
}

/* 1: moved as far as the list; 0: no more may go. */
static int move_next(struct archiving *archiving, struct journal_error *error)
{
    struct journal_archived *archived = &archiving->archived;
    uint32_t number = archived->count + 1;
    struct journal_archived_file file;
    struct journal_path to;
    int may = may_go(archiving, number, &file.last_seq, error);
    if (may != 1)
        return may;
    struct journal_path from = journal_path_file(archiving->dir, number);
    snprintf(to.text, sizeof to.text, "%s/%06u.db", archived->folder, (unsigned)number);
    if (copy(from.text, to.text, &file.checksum, error) != 0)
        return -1;
    struct journal_archived_file *files = realloc(archived->files, number * sizeof *files);
    if (!files)
        return journal_fault(error, "There is not enough memory to archive.");
    archived->files = files;
    archived->files[archived->count++] = file;
    archiving->result->moved++;
    archiving->result->last_seq = file.last_seq;
    return journal_archived_write(archiving->dir, archived, error) == 0 ? 1 : -1;
}

/* What SQLite leaves beside a file that was only read. */
static void remove_beside(const char *path)
{
    char beside[sizeof(struct journal_path) + 8];
    snprintf(beside, sizeof beside, "%s-wal", path);
    unlink(beside);
    snprintf(beside, sizeof beside, "%s-shm", path);
    unlink(beside);
}

/* Originals that are in the list and whose copies are whole. One that was put back on purpose goes again, too. */
static int remove_originals(struct archiving *archiving, struct journal_error *error)
{
    for (uint32_t number = 1; number <= archiving->archived.count; number++) {
        struct journal_path here = journal_path_file(archiving->dir, number);
        struct journal_path there;
        uint64_t checksum = 0;
        if (access(here.text, F_OK) != 0)
            continue;
        snprintf(there.text, sizeof there.text, "%s/%06u.db", archiving->archived.folder, (unsigned)number);
        if (access(there.text, F_OK) != 0 && copy(here.text, there.text, &checksum, error) != 0)
            return -1;
        if (read_all(there.text, -1, &checksum, error) != 0)
            return -1;
        if (checksum != archiving->archived.files[number - 1].checksum)
            return journal_fault(error, "%s is not what was archived: remove it, and archive again.",
                                 there.text);
        remove_beside(here.text);
        if (unlink(here.text) != 0)
            return journal_fault_errno(error, errno, here.text, "Removing");
    }
    struct journal_path journal = journal_path_join(archiving->dir, "journal");
    return journal_directory_sync(journal.text, error);
}

/* Files archived before may have been carried elsewhere: the folder named now counts, if they are there. */
static int choose_folder(struct archiving *archiving, struct journal_error *error)
{
    struct journal_archived *archived = &archiving->archived;
    if (mkdir(archiving->folder, 0700) != 0 && errno != EEXIST)
        return journal_fault_errno(error, errno, archiving->folder, "Making the directory");
    bool same = strcmp(archived->folder, archiving->folder) == 0;
    for (uint32_t number = 1; !same && number <= archived->count; number++) {
        struct journal_path path;
        uint64_t checksum = 0;
        struct journal_path here = journal_path_file(archiving->dir, number);
        snprintf(path.text, sizeof path.text, "%s/%06u.db", archiving->folder, (unsigned)number);
        if (access(path.text, F_OK) != 0 && access(here.text, F_OK) == 0)
            continue;
        if (access(path.text, F_OK) != 0)
            return journal_fault(
                error, "%06u.db was archived in %s: name that folder, or bring the file to %s first.",
                (unsigned)number, archived->folder, archiving->folder);
        if (read_all(path.text, -1, &checksum, error) != 0)
            return -1;
        if (checksum != archived->files[number - 1].checksum)
            return journal_fault(error, "%s is not the file that was archived.", path.text);
    }
    snprintf(archived->folder, sizeof archived->folder, "%s", archiving->folder);
    return same || archived->count == 0 ? 0 : journal_archived_write(archiving->dir, archived, error);
}

static int archive(struct archiving *archiving, struct journal_error *error)
{
    int moved = 1;
    if (lower_through(archiving, error) != 0 || choose_folder(archiving, error) != 0)
        return -1;
    while (moved == 1)
        moved = move_next(archiving, error);
    return moved == 0 ? remove_originals(archiving, error) : -1;
}

int journal_archive(const char *dir, const char *folder, uint64_t through,
                    struct journal_archive_result *result, struct journal_error *error)
{
    struct archiving archiving = {.dir = dir, .folder = folder, .through = through, .result = result};
    struct journal_path lock = journal_path_join(dir, "journal/archiving");
    *result = (struct journal_archive_result){.moved = 0};
    if (strlen(folder) > DIRECTORY_LEN_MAX || folder[0] != '/' || strchr(folder, '\n'))
        return journal_fault(error, "The folder must be named from the root on, with at most %d bytes.",
                             DIRECTORY_LEN_MAX);
    int fd = open(lock.text, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0)
        return journal_fault_errno(error, errno, lock.text, "Opening");
    int done = -1;
    if (flock(fd, LOCK_EX | LOCK_NB) != 0)
        journal_fault(error, "%s is being archived by somebody else.", dir);
    else if (journal_archived_read(dir, &archiving.archived, error) == 0)
        done = archive(&archiving, error);
    result->archived = archiving.archived.count;
    journal_archived_free(&archiving.archived);
    close(fd);
    return done;
}
