/* Syncs files of SQLite's as they are written; see paced.h. It must not know what is in them. */
#include "lib/paced.h"
#include "lib/turns.h"

#include <stdint.h>
#include <time.h>

enum { PAUSE_NS = 2000000 };

void paced_pause(const atomic_bool *hurry)
{
    const struct timespec pause = {.tv_nsec = PAUSE_NS};
    if (hurry && !atomic_load(hurry))
        nanosleep(&pause, NULL);
}

static int write_paced(sqlite3_file *file, const void *bytes, int len, sqlite3_int64 at)
{
    struct paced_file *paced = (struct paced_file *)(void *)(uintptr_t)file->pMethods;
    int result = paced->own->xWrite(file, bytes, len, at);
    turns_offer();
    paced->unsynced_bytes += (size_t)len;
    if (result != SQLITE_OK || paced->unsynced_bytes < PACED_PIECE_BYTES)
        return result;
    result = paced->own->xSync(file, SQLITE_SYNC_NORMAL | SQLITE_SYNC_DATAONLY);
    paced->unsynced_bytes = 0;
    paced_pause(paced->paced->hurry);
    return result;
}

/* After a checkpoint SQLite cuts the database to the size that it has already; the file system would look through all
 * of it for blocks to free and hold up others meanwhile. */
static int truncate_if_longer(sqlite3_file *file, sqlite3_int64 size)
{
    const struct paced_file *paced = (const struct paced_file *)(const void *)file->pMethods;
    sqlite3_int64 present;
    if (paced->own->xFileSize(file, &present) == SQLITE_OK && present == size)
        return SQLITE_OK;
    return paced->own->xTruncate(file, size);
}

static void begin_file(struct paced *paced, struct paced_file *one, sqlite3 *db, int pointer)
{
    sqlite3_file *file = NULL;
    *one = (struct paced_file){.paced = paced};
    if (sqlite3_file_control(db, "main", pointer, &file) != SQLITE_OK || !file || !file->pMethods)
        return;
    one->file = file;
    one->own = file->pMethods;
    one->methods = *file->pMethods;
    one->methods.xWrite = write_paced;
    one->methods.xTruncate = truncate_if_longer;
    file->pMethods = &one->methods;
}

void paced_begin(struct paced *paced, sqlite3 *db)
{
    begin_file(paced, &paced->database, db, SQLITE_FCNTL_FILE_POINTER);
    begin_file(paced, &paced->log, db, SQLITE_FCNTL_JOURNAL_POINTER);
}

static void end_file(struct paced_file *one)
{
    if (one->file)
        one->file->pMethods = one->own;
    one->file = NULL;
}

void paced_end(struct paced *paced)
{
    end_file(&paced->database);
    end_file(&paced->log);
}
