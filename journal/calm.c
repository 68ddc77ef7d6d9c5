/* Heavy work in pieces (calm.h). It must not know when it is to be done. */
#include "journal/calm.h"
#include "journal/directory.h"
#include "journal/wal.h"
#include "lib/paced.h"

#include <fcntl.h>
#include <signal.h>
#include <stddef.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    SHORTEN_BYTES = 1 << 20, /* freed at once */
    SPARES_MAX = 2,          /* one may still have a reader */
};

/* Whether we are the only ones who have it open: the kernel gives a lease only then. A name of its own keeps others
 * from opening it later. */
static bool is_ours_alone(int fd)
{
    /* Should a stranger open it just then, we are told by a signal: this one nobody minds. */
    if (fcntl(fd, F_SETSIG, SIGURG) != 0 || fcntl(fd, F_SETLEASE, F_WRLCK) != 0)
        return false;
    fcntl(fd, F_SETLEASE, F_UNLCK);
    return true;
}

/* ---- before ---- */

/* From the end of the log on to bytes. Returns how long it is. */
static size_t fill_with_zeros(int fd, size_t bytes, const _Atomic bool *hurry)
{
    static const uint8_t zeros[PACED_PIECE_BYTES];
    off_t end = lseek(fd, 0, SEEK_END);
    size_t filled = end > 0 ? (size_t)end : 0;
    while (filled < bytes && !atomic_load(hurry) && write(fd, zeros, sizeof zeros) == sizeof zeros &&
           fdatasync(fd) == 0) {
        filled += sizeof zeros;
        paced_pause(hurry);
    }
    return filled;
}

/* What the log has of another file stays, behind a header that is none (wal.h). */
static bool is_prepared(int fd)
{
    return pwrite(fd, journal_wal_prepared, sizeof journal_wal_prepared, 0) ==
               (ssize_t)sizeof journal_wal_prepared &&
           fdatasync(fd) == 0;
}

/* A spare log, or else a new one; *name gets its name. */
static int open_log(const char *path, struct journal_path *name)
{
    for (uint32_t number = 1; number <= SPARES_MAX; number++) {
        *name = journal_path_spare(path, number);
        int fd = open(name->text, O_WRONLY | O_CLOEXEC);
        if (fd >= 0 && is_ours_alone(fd) && is_prepared(fd))
            return fd;
        if (fd >= 0)
            close(fd);
    }
    *name = journal_path_aside(journal_path_wal(path).text);
    return open(name->text, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
}

size_t journal_calm_fill(const char *path, size_t bytes, const _Atomic bool *hurry)
{
    struct journal_path wal = journal_path_wal(path);
    struct journal_path name;
    struct journal_error error;
    int fd = open_log(path, &name);
    if (fd < 0)
        return 0;
    size_t filled = fill_with_zeros(fd, bytes, hurry);
    close(fd);
    if (filled > 0 && journal_directory_rename(name.text, wal.text, &error) == 0)
        return filled;
    unlink(name.text);
    return 0;
}

/* ---- after ---- */

/* SQLite writes all pages and then syncs once; paced, it syncs as it goes. */
static int checkpoint_in_pieces(struct journal_file *file, const _Atomic bool *hurry,
                                struct journal_error *error)
{
    struct paced paced = {.hurry = hurry};
    paced_begin(&paced, file->db);
    /* RESTART, as TRUNCATE, returns only when all is home and nobody reads the log any more. */
    int code = sqlite3_wal_checkpoint_v2(file->db, NULL, SQLITE_CHECKPOINT_RESTART, NULL, NULL);
    paced_end(&paced);
    return code == SQLITE_OK ? 0 : journal_fault_sqlite(error, file->db, file->path, "Checkpointing");
}

/* Freeing is work for the disk as well. */
static void shorten_and_remove(const char *path, const _Atomic bool *hurry)
{
    struct stat status;
    int fd = open(path, O_WRONLY | O_CLOEXEC);
    if (fd < 0)
        return;
    if (is_ours_alone(fd) && fstat(fd, &status) == 0)
        for (off_t left = status.st_size; left > SHORTEN_BYTES && ftruncate(fd, left - SHORTEN_BYTES) == 0;
             left -= SHORTEN_BYTES)
            paced_pause(hurry);
    close(fd);
    unlink(path);
}

/* Where a log goes that is not needed any more; false: there are enough spare ones. */
static bool find_place(const char *path, struct journal_path *place)
{
    for (uint32_t number = 1; number <= SPARES_MAX; number++) {
        *place = journal_path_spare(path, number);
        if (access(place->text, F_OK) != 0)
            return true;
    }
    *place = journal_path_aside(journal_path_wal(path).text);
    return false;
}

/* All of the log is home and synced. Should the power fail from here on, the database is whole without it; and with it
 * as well, as long as it has its name and its length. */
int journal_calm_finish(struct journal_file *file, const _Atomic bool *hurry, struct journal_error *error)
{
    struct journal_path wal = journal_path_wal(file->path);
    struct journal_path place;
    bool is_spare = find_place(file->path, &place);
    if (checkpoint_in_pieces(file, hurry, error) != 0) {
        journal_file_close(file);
        return -1;
    }
    bool renamed = journal_directory_rename(wal.text, place.text, error) == 0;
    sqlite3_db_config(file->db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 0, NULL);
    journal_file_close(file);
    if (renamed && !is_spare)
        shorten_and_remove(place.text, hurry);
    return 0;
}

void journal_calm_remove_spares(const char *path)
{
    for (uint32_t number = 1; number <= SPARES_MAX; number++)
        unlink(journal_path_spare(path, number).text);
}
