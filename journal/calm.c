/* Heavy work in pieces (calm.h). It must not know when it is to be done. */
#include "journal/calm.h"
#include "journal/directory.h"

#include <fcntl.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum {
    PIECE_BYTES = 256 << 10, /* written or synced at once */
    SHORTEN_BYTES = 1 << 20, /* freed at once */
    PAUSE_NS = 2000000,
};

static void pause_unless(const _Atomic bool *hurry)
{
    const struct timespec pause = {.tv_nsec = PAUSE_NS};
    if (!atomic_load(hurry))
        nanosleep(&pause, NULL);
}

/* ---- before ---- */

void journal_calm_fill(struct journal_file *file, size_t bytes, const _Atomic bool *hurry)
{
    static const uint8_t zeros[PIECE_BYTES];
    struct journal_path wal = journal_path_wal(file->path);
    struct stat status;
    size_t filled = 0;
    int fd = open(wal.text, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0)
        return;
    if (fstat(fd, &status) == 0 && status.st_size == 0) { /* never over a frame */
        while (filled < bytes && !atomic_load(hurry) && write(fd, zeros, sizeof zeros) == sizeof zeros &&
               fdatasync(fd) == 0) {
            filled += sizeof zeros;
            pause_unless(hurry);
        }
        file->wal_filled = filled;
    }
    close(fd);
}

/* ---- after ---- */

/* The database's file while its log is being brought home: SQLite's own methods, but for writing. */
struct paced {
    sqlite3_io_methods methods; /* first: a file's pMethods leads here */
    const sqlite3_io_methods *own;
    const _Atomic bool *hurry;
    size_t unsynced;
};

static int paced_write(sqlite3_file *file, const void *bytes, int len, sqlite3_int64 at)
{
    struct paced *paced = (struct paced *)file->pMethods;
    int result = paced->own->xWrite(file, bytes, len, at);
    paced->unsynced += (size_t)len;
    if (result != SQLITE_OK || paced->unsynced < PIECE_BYTES)
        return result;
    paced->unsynced = 0;
    result = paced->own->xSync(file, SQLITE_SYNC_NORMAL | SQLITE_SYNC_DATAONLY);
    pause_unless(paced->hurry);
    return result;
}

/* SQLite writes all pages and then syncs once; with its file's methods in front it syncs as it goes. */
static int checkpoint_in_pieces(struct journal_file *file, const _Atomic bool *hurry,
                                struct journal_error *error)
{
    struct paced paced = {.hurry = hurry};
    sqlite3_file *database = NULL;
    if (sqlite3_file_control(file->db, "main", SQLITE_FCNTL_FILE_POINTER, &database) == SQLITE_OK &&
        database && database->pMethods) {
        paced.own = database->pMethods;
        paced.methods = *database->pMethods;
        paced.methods.xWrite = paced_write;
        database->pMethods = &paced.methods;
    }
    /* RESTART, as TRUNCATE, returns only when all is home and nobody reads the log any more. */
    int code = sqlite3_wal_checkpoint_v2(file->db, NULL, SQLITE_CHECKPOINT_RESTART, NULL, NULL);
    if (paced.own)
        database->pMethods = paced.own;
    return code == SQLITE_OK ? 0 : journal_fault_sqlite(error, file->db, file->path, "Checkpointing");
}

/* Freeing is work for the disk as well. */
static void shorten_and_remove(const char *path, const _Atomic bool *hurry)
{
    struct stat status;
    if (stat(path, &status) != 0)
        return;
    for (off_t left = status.st_size; left > SHORTEN_BYTES && truncate(path, left - SHORTEN_BYTES) == 0;
         left -= SHORTEN_BYTES)
        pause_unless(hurry);
    unlink(path);
}

/* All of the log is home and synced. Should the power fail from here on, the database is whole without it; and with it as well, as long as it has its name and its length. */
int journal_calm_finish(struct journal_file *file, const _Atomic bool *hurry, struct journal_error *error)
{
    struct journal_path wal = journal_path_wal(file->path);
    struct journal_path aside = journal_path_aside(wal.text);
    if (checkpoint_in_pieces(file, hurry, error) != 0) {
        journal_file_close(file);
        return -1;
    }
    bool renamed = journal_directory_rename(wal.text, aside.text, error) == 0;
    sqlite3_db_config(file->db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 0, NULL);
    journal_file_close(file);
    if (renamed)
        shorten_and_remove(aside.text, hurry);
    return 0;
}
