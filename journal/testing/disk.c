/* A disk for SQLite that can lose its power and can fail (disk.h). Tests only. */
#include "journal/testing/disk.h"
#include "journal/testing/entries.h"

#include <assert.h>
#include <pthread.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SECTOR_BYTES = 512, FILES_MAX = 64, PATH_BYTES = 300 };

struct write { /* not flushed yet */
    struct write *next;
    int64_t at;
    int64_t len; /* -1: the file is cut off at `at` */
    uint8_t bytes[];
};

struct kept_file {
    char path[PATH_BYTES]; /* "": not in use */
    uint8_t *bytes;        /* durable */
    int64_t len;
    struct write *first, **last;
};

struct open_file { /* SQLite allocates it; the system's own file lies behind it */
    sqlite3_file base;
    struct kept_file *kept;
};

static struct {
    sqlite3_vfs vfs;
    sqlite3_vfs *system;
    pthread_mutex_t lock;
    struct kept_file files[FILES_MAX];
    uint64_t operations;
    uint64_t cut_at, fail_at; /* 0: never */
    unsigned seed;
    enum testing_disk_fault fault;
    const char *dir;
    char *to;
    const _Atomic uint64_t *acknowledged;
    uint64_t *acknowledged_kept;
} disk = {.lock = PTHREAD_MUTEX_INITIALIZER};

/* ---- what is kept of a file ---- */

static sqlite3_file *behind(sqlite3_file *file)
{
    return (sqlite3_file *)((struct open_file *)file + 1);
}

static void grow(struct kept_file *file, int64_t len)
{
    if (len <= file->len)
        return;
    file->bytes = realloc(file->bytes, (size_t)len);
    if (file->bytes == NULL)
        abort();
    memset(file->bytes + file->len, 0, (size_t)(len - file->len));
    file->len = len;
}

/* Of the write's sectors those that take() says; all of them where it is NULL. */
static void carry_out(struct kept_file *file, const struct write *write, bool (*take)(void))
{
    if (write->len < 0) {
        if (write->at < file->len)
            file->len = write->at;
        return;
    }
    for (int64_t done = 0; done < write->len;) {
        int64_t sector_end = (write->at + done) / SECTOR_BYTES * SECTOR_BYTES + SECTOR_BYTES - write->at;
        int64_t end = sector_end < write->len ? sector_end : write->len;
        if (take == NULL || take()) {
            grow(file, write->at + end);
            memcpy(file->bytes + write->at + done, write->bytes + done, (size_t)(end - done));
        }
        done = end;
    }
}

static void drop_writes(struct kept_file *file)
{
    while (file->first != NULL) {
        struct write *write = file->first;
        file->first = write->next;
        free(write);
    }
    file->last = &file->first;
}

static void remember(struct kept_file *file, const void *bytes, int64_t len, int64_t at)
{
    struct write *write = calloc(1, sizeof *write + (len > 0 ? (size_t)len : 0));
    if (write == NULL)
        abort();
    write->at = at;
    write->len = len;
    if (len > 0)
        memcpy(write->bytes, bytes, (size_t)len);
    *file->last = write;
    file->last = &write->next;
}

static void forget(struct kept_file *file)
{
    drop_writes(file);
    free(file->bytes);
    *file = (struct kept_file){.path = ""};
}

static struct kept_file *find(const char *path)
{
    for (int i = 0; i < FILES_MAX; i++) {
        if (disk.files[i].path[0] != '\0' && strcmp(disk.files[i].path, path) == 0)
            return &disk.files[i];
    }
    return NULL;
}

static void read_present(struct kept_file *file)
{
    FILE *stream = fopen(file->path, "rb");
    if (stream == NULL)
        return;
    fseek(stream, 0, SEEK_END);
    grow(file, ftell(stream));
    rewind(stream);
    if (fread(file->bytes, 1, (size_t)file->len, stream) != (size_t)file->len)
        abort();
    fclose(stream);
}

static struct kept_file *keep(const char *path)
{
    struct kept_file *file = find(path);
    for (int i = 0; file == NULL && i < FILES_MAX; i++) {
        if (disk.files[i].path[0] == '\0') {
            file = &disk.files[i];
            snprintf(file->path, sizeof file->path, "%s", path);
            file->last = &file->first;
            read_present(file);
        }
    }
    assert(file != NULL);
    return file;
}

/* ---- the power cut ---- */

static bool by_chance(void)
{
    return rand_r(&disk.seed) % 2 == 0;
}

static bool nothing(void)
{
    return false;
}

static void lay_out(const struct kept_file *file)
{
    struct kept_file left = {.path = ""};
    char path[2 * PATH_BYTES];
    FILE *stream;

    grow(&left, file->len);
    if (file->len > 0)
        memcpy(left.bytes, file->bytes, (size_t)file->len);
    for (const struct write *write = file->first; write != NULL; write = write->next) {
        int fate = rand_r(&disk.seed) % 3;
        carry_out(&left, write, fate == 0 ? NULL : fate == 1 ? nothing : by_chance);
    }
    snprintf(path, sizeof path, "%s%s", disk.to, file->path + strlen(disk.dir));
    stream = fopen(path, "wb");
    if (stream == NULL ||
        (left.len > 0 && fwrite(left.bytes, 1, (size_t)left.len, stream) != (size_t)left.len))
        abort();
    fclose(stream);
    free(left.bytes);
}

static void cut(void)
{
    *disk.acknowledged_kept = atomic_load(disk.acknowledged);
    testing_copy(disk.dir, disk.to);
    for (int i = 0; i < FILES_MAX; i++) {
        const char *path = disk.files[i].path;
        if (strncmp(path, disk.dir, strlen(disk.dir)) == 0 && path[strlen(disk.dir)] == '/')
            lay_out(&disk.files[i]);
    }
    disk.cut_at = 0;
}

/* One more write or flush; does it fail? Called with the lock held. */
static bool count(bool flush)
{
    disk.operations++;
    if (disk.cut_at != 0 && disk.operations >= disk.cut_at)
        cut();
    if (disk.fail_at == 0 || disk.operations < disk.fail_at ||
        flush != (disk.fault == TESTING_DISK_FLUSH_FAILS))
        return false;
    disk.fail_at = 0;
    return true;
}

/* ---- a file, as SQLite sees it ---- */

static int disk_close(sqlite3_file *file)
{
    return behind(file)->pMethods->xClose(behind(file));
}

static int disk_read(sqlite3_file *file, void *bytes, int len, sqlite3_int64 at)
{
    return behind(file)->pMethods->xRead(behind(file), bytes, len, at);
}

static int disk_write(sqlite3_file *file, const void *bytes, int len, sqlite3_int64 at)
{
    struct kept_file *kept = ((struct open_file *)file)->kept;
    int result = SQLITE_OK;

    pthread_mutex_lock(&disk.lock);
    if (count(false)) {
        result = disk.fault == TESTING_DISK_FULL ? SQLITE_FULL : SQLITE_IOERR_WRITE;
        len = disk.fault == TESTING_DISK_WRITE_TORN ? len / 2 : 0;
    }
    if (len > 0) {
        remember(kept, bytes, len, at);
        int written = behind(file)->pMethods->xWrite(behind(file), bytes, len, at);
        if (result == SQLITE_OK)
            result = written;
    }
    pthread_mutex_unlock(&disk.lock);
    return result;
}

static int disk_truncate(sqlite3_file *file, sqlite3_int64 size)
{
    pthread_mutex_lock(&disk.lock);
    remember(((struct open_file *)file)->kept, NULL, -1, size);
    int result = behind(file)->pMethods->xTruncate(behind(file), size);
    pthread_mutex_unlock(&disk.lock);
    return result;
}

static int disk_flush(sqlite3_file *file, int flags)
{
    struct kept_file *kept = ((struct open_file *)file)->kept;
    (void)flags; /* the real files need no flush: they are never cut off */

    pthread_mutex_lock(&disk.lock);
    bool fails = count(true);
    for (const struct write *write = kept->first; write != NULL && !fails; write = write->next)
        carry_out(kept, write, NULL);
    drop_writes(kept);
    pthread_mutex_unlock(&disk.lock);
    return fails ? SQLITE_IOERR_FSYNC : SQLITE_OK;
}

static int disk_size(sqlite3_file *file, sqlite3_int64 *size)
{
    return behind(file)->pMethods->xFileSize(behind(file), size);
}

static int disk_lock(sqlite3_file *file, int level)
{
    return behind(file)->pMethods->xLock(behind(file), level);
}

static int disk_unlock(sqlite3_file *file, int level)
{
    return behind(file)->pMethods->xUnlock(behind(file), level);
}

static int disk_check_lock(sqlite3_file *file, int *held)
{
    return behind(file)->pMethods->xCheckReservedLock(behind(file), held);
}

static int disk_control(sqlite3_file *file, int what, void *argument)
{
    return behind(file)->pMethods->xFileControl(behind(file), what, argument);
}

static int disk_sector(sqlite3_file *file)
{
    (void)file;
    return SECTOR_BYTES;
}

/* As the system's: what a write does not cover it does not change, whatever happens (SQLITE_IOCAP_POWERSAFE_OVERWRITE).
 * No more is promised. */
static int disk_promises(sqlite3_file *file)
{
    return behind(file)->pMethods->xDeviceCharacteristics(behind(file));
}

static int disk_shm_map(sqlite3_file *file, int page, int bytes, int extend, void volatile **at)
{
    return behind(file)->pMethods->xShmMap(behind(file), page, bytes, extend, at);
}

static int disk_shm_lock(sqlite3_file *file, int offset, int count_of, int flags)
{
    return behind(file)->pMethods->xShmLock(behind(file), offset, count_of, flags);
}

static void disk_shm_barrier(sqlite3_file *file)
{
    behind(file)->pMethods->xShmBarrier(behind(file));
}

static int disk_shm_unmap(sqlite3_file *file, int remove)
{
    return behind(file)->pMethods->xShmUnmap(behind(file), remove);
}

static const sqlite3_io_methods methods = {
    .iVersion = 2,
    .xClose = disk_close,
    .xRead = disk_read,
    .xWrite = disk_write,
    .xTruncate = disk_truncate,
    .xSync = disk_flush,
    .xFileSize = disk_size,
    .xLock = disk_lock,
    .xUnlock = disk_unlock,
    .xCheckReservedLock = disk_check_lock,
    .xFileControl = disk_control,
    .xSectorSize = disk_sector,
    .xDeviceCharacteristics = disk_promises,
    .xShmMap = disk_shm_map,
    .xShmLock = disk_shm_lock,
    .xShmBarrier = disk_shm_barrier,
    .xShmUnmap = disk_shm_unmap,
};

/* ---- the disk, as SQLite sees it ---- */

static int disk_open(sqlite3_vfs *vfs, sqlite3_filename path, sqlite3_file *file, int flags, int *out_flags)
{
    (void)vfs;
    file->pMethods = NULL;
    pthread_mutex_lock(&disk.lock);
    struct kept_file *kept =
        keep(path != NULL ? path : "(temporary)"); /* before it is made: what is there is durable */
    pthread_mutex_unlock(&disk.lock);
    int result = disk.system->xOpen(disk.system, path, behind(file), flags, out_flags);
    if (behind(file)->pMethods == NULL)
        return result;
    ((struct open_file *)file)->kept = kept;
    file->pMethods = &methods;
    return result;
}

static int disk_delete(sqlite3_vfs *vfs, const char *path, int sync_dir)
{
    (void)vfs;
    pthread_mutex_lock(&disk.lock);
    struct kept_file *kept = find(path);
    if (kept != NULL)
        forget(kept);
    int result = disk.system->xDelete(disk.system, path, sync_dir);
    pthread_mutex_unlock(&disk.lock);
    return result;
}

/* ---- disk.h ---- */

void testing_disk_begin(void)
{
    disk.system = sqlite3_vfs_find(NULL);
    disk.vfs = *disk.system;
    disk.vfs.zName = "testing_disk";
    disk.vfs.szOsFile = (int)sizeof(struct open_file) + disk.system->szOsFile;
    disk.vfs.xOpen = disk_open;
    disk.vfs.xDelete = disk_delete;
    disk.operations = 0;
    disk.cut_at = 0;
    disk.fail_at = 0;
    sqlite3_vfs_register(&disk.vfs, 1);
}

void testing_disk_end(void)
{
    sqlite3_vfs_unregister(&disk.vfs);
    sqlite3_vfs_register(disk.system, 1);
    for (int i = 0; i < FILES_MAX; i++)
        forget(&disk.files[i]);
}

void testing_disk_cut_at(uint64_t operation, unsigned seed, const char *dir, char *to,
                         const _Atomic uint64_t *acknowledged, uint64_t *kept)
{
    pthread_mutex_lock(&disk.lock);
    disk.cut_at = disk.operations + operation;
    disk.seed = seed;
    disk.dir = dir;
    disk.to = to;
    disk.acknowledged = acknowledged;
    disk.acknowledged_kept = kept;
    pthread_mutex_unlock(&disk.lock);
}

bool testing_disk_was_cut(void)
{
    pthread_mutex_lock(&disk.lock);
    bool done = disk.cut_at == 0;
    pthread_mutex_unlock(&disk.lock);
    return done;
}

void testing_disk_fail_at(uint64_t operation, enum testing_disk_fault fault)
{
    pthread_mutex_lock(&disk.lock);
    disk.fail_at = disk.operations + operation;
    disk.fault = fault;
    pthread_mutex_unlock(&disk.lock);
}

bool testing_disk_has_failed(void)
{
    pthread_mutex_lock(&disk.lock);
    bool done = disk.fail_at == 0;
    pthread_mutex_unlock(&disk.lock);
    return done;
}
