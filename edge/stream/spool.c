/* The spool's files, its writer and its end (spool.h has the format). Readers are spool_reader.c. It must not render
 * anything. */
#include "edge/stream/spool_files.h"
#include "lib/stop.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <xxhash.h>

enum {
    PENDING_BYTES_MAX = 8 * 1024 * 1024,
    PENDING_BYTES_ENOUGH = 256 * 1024,
    TAIL_BYTES_MAX = 256 * 1024,
    FILE_BYTES = 1024 * 1024, /* what frees it holds up every sync of the disk: 1 ms; 16 MiB did for 8 */
};

int spool_fault(struct spool_error *error, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(error->sentence, sizeof error->sentence, format, arguments);
    va_end(arguments);
    return -1;
}

/* ---- names ---- */

const char *spool_path(const struct spool *spool, struct place after, char path[SPOOL_PATH_BYTES])
{
    snprintf(path, SPOOL_PATH_BYTES, "%s/%020llu-%010u.spool", spool->dir, (unsigned long long)after.seq,
             (unsigned)after.number);
    return path;
}

static bool parse_name(const char *name, struct place *after)
{
    char text[PLACE_TEXT_BYTES];
    const char *seq = name;
    if (strlen(name) != 37 || strcmp(name + 31, ".spool") != 0 || name[20] != '-')
        return false;
    while (*seq == '0' && seq < name + 19)
        seq++;
    const char *number = name + 21;
    while (*number == '0' && number < name + 30)
        number++;
    snprintf(text, sizeof text, "%.*s-%.*s", (int)(name + 20 - seq), seq, (int)(name + 31 - number), number);
    return place_parse(text, after);
}

static int compare_files(const void *a, const void *b)
{
    return place_compare(((const struct spool_file *)a)->after, ((const struct spool_file *)b)->after);
}

static int list_files(struct spool *spool, struct spool_error *error)
{
    char path[SPOOL_PATH_BYTES];
    struct stat info;
    DIR *directory = opendir(spool->dir);
    if (directory == NULL)
        return spool_fault(error, "Cannot read %s: %s.", spool->dir, strerror(errno));
    for (struct dirent *entry; (entry = readdir(directory)) != NULL && spool->count < SPOOL_FILES_MAX;) {
        struct spool_file *file = &spool->files[spool->count];
        if (!parse_name(entry->d_name, &file->after) ||
            stat(spool_path(spool, file->after, path), &info) != 0)
            continue;
        file->bytes = (uint64_t)info.st_size;
        spool->count++;
    }
    closedir(directory);
    qsort(spool->files, spool->count, sizeof spool->files[0], compare_files);
    return 0;
}

/* ---- entries as bytes ---- */

static void put_le(uint8_t *at, uint64_t value, unsigned bytes)
{
    for (unsigned i = 0; i < bytes; i++)
        at[i] = (uint8_t)(value >> (8 * i));
}

static uint64_t get_le(const uint8_t *at, unsigned bytes)
{
    uint64_t value = 0;
    for (unsigned i = 0; i < bytes; i++)
        value |= (uint64_t)at[i] << (8 * i);
    return value;
}

size_t spool_entry_len(const uint8_t head[SPOOL_HEAD_BYTES])
{
    uint64_t len = get_le(head, 4);
    return len >= SPOOL_FIXED_BYTES && len <= SPOOL_ENTRY_BYTES_MAX ? (size_t)len : 0;
}

void spool_entry_sign(uint8_t *head, size_t len)
{
    put_le(head + 4, XXH3_64bits(head + SPOOL_HEAD_BYTES, len), 8);
}

bool spool_entry_decode(const uint8_t head[SPOOL_HEAD_BYTES], uint8_t *rest, size_t len,
                        struct spool_entry *entry)
{
    size_t key_len = rest[13];
    if (XXH3_64bits(rest, len) != get_le(head + 4, 8) || rest[12] >= SPOOL_KINDS ||
        SPOOL_FIXED_BYTES + key_len + 1 > len || rest[SPOOL_FIXED_BYTES + key_len] != '\0')
        return false;
    *entry = (struct spool_entry){
        .place = {.seq = get_le(rest, 8), .number = (uint32_t)get_le(rest + 8, 4)},
        .kind = (enum spool_kind)rest[12],
        .key = (const char *)rest + SPOOL_FIXED_BYTES,
        .json = (const char *)rest + SPOOL_FIXED_BYTES + key_len + 1,
        .len = len - SPOOL_FIXED_BYTES - key_len - 1,
    };
    return true;
}

static void encode(struct buf *pending, struct place place, enum spool_kind kind, const char *key,
                   const char *json, size_t len)
{
    uint8_t head[SPOOL_HEAD_BYTES] = {0};
    uint8_t fixed[SPOOL_FIXED_BYTES];
    size_t key_len = strlen(key);
    size_t at = pending->len;
    put_le(fixed, place.seq, 8);
    put_le(fixed + 8, place.number, 4);
    fixed[12] = (uint8_t)kind;
    fixed[13] = (uint8_t)key_len;
    buf_append(pending, head, sizeof head);
    buf_append(pending, fixed, sizeof fixed);
    buf_append(pending, key, key_len + 1);
    buf_append(pending, json, len);
    if (buf_failed(pending))
        return;
    uint8_t *start = (uint8_t *)pending->bytes + at;
    size_t rest = pending->len - at - SPOOL_HEAD_BYTES;
    put_le(start, rest, 4);
    spool_entry_sign(start, rest);
}

/* ---- opening ---- */

/* Reads the last file through; what is torn at its end is cut off. */
static int mend_last(struct spool *spool, struct spool_error *error)
{
    char path[SPOOL_PATH_BYTES];
    struct spool_file *last = &spool->files[spool->count - 1];
    struct spool_entry entry;
    uint8_t head[SPOOL_HEAD_BYTES];
    uint8_t *rest = malloc(SPOOL_ENTRY_BYTES_MAX);
    FILE *stream = fopen(spool_path(spool, last->after, path), "re");
    uint64_t good = 0;
    spool->end = last->after;
    while (rest != NULL && stream != NULL && fread(head, sizeof head, 1, stream) == 1) {
        size_t len = spool_entry_len(head);
        if (len == 0 || fread(rest, len, 1, stream) != 1 || !spool_entry_decode(head, rest, len, &entry))
            break;
        good += sizeof head + len;
        spool->end = entry.place;
    }
    free(rest);
    if (stream != NULL)
        fclose(stream);
    spool->descriptor = open(path, O_WRONLY | O_CLOEXEC);
    if (spool->descriptor < 0 || ftruncate(spool->descriptor, (off_t)good) != 0 ||
        lseek(spool->descriptor, 0, SEEK_END) < 0)
        return spool_fault(error, "Cannot write %s: %s.", path, strerror(errno));
    last->bytes = good;
    spool->tail_at = good;
    spool->last = spool->end;
    return 0;
}

int spool_open(struct spool **spoolp, const char *dir, const struct spool_options *options, bool *fresh,
               struct spool_error *error)
{
    struct spool *spool = calloc(1, sizeof *spool);
    if (spool == NULL)
        return spool_fault(error, "There is not enough memory for %s.", dir);
    uv_mutex_init(&spool->mutex);
    uv_cond_init(&spool->grown);
    buf_init(&spool->pending, PENDING_BYTES_MAX);
    buf_init(&spool->tail, TAIL_BYTES_MAX);
    spool->descriptor = -1;
    spool->options = *options;
    if (spool->options.file_bytes_max == 0)
        spool->options.file_bytes_max = FILE_BYTES;
    if (spool->options.bytes_max == 0)
        spool->options.bytes_max = UINT64_C(2) << 30;
    snprintf(spool->dir, sizeof spool->dir, "%s", dir);
    if (mkdir(dir, 0700) != 0 && errno != EEXIST) {
        spool_fault(error, "Cannot make %s: %s.", dir, strerror(errno));
        goto failed;
    }
    if (list_files(spool, error) != 0 || (spool->count > 0 && mend_last(spool, error) != 0))
        goto failed;
    *fresh = spool->count == 0;
    *spoolp = spool;
    return 0;
failed:
    spool_close(spool);
    return -1;
}

void spool_close(struct spool *spool)
{
    if (spool == NULL)
        return;
    if (spool->descriptor >= 0)
        close(spool->descriptor);
    buf_free(&spool->pending);
    buf_free(&spool->tail);
    uv_cond_destroy(&spool->grown);
    uv_mutex_destroy(&spool->mutex);
    free(spool);
}

/* ---- writing ---- */

static int begin_file(struct spool *spool, struct place after, struct spool_error *error)
{
    char path[SPOOL_PATH_BYTES];
    int descriptor = open(spool_path(spool, after, path), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (descriptor < 0)
        return spool_fault(error, "Cannot write %s: %s.", path, strerror(errno));
    if (spool->descriptor >= 0)
        close(spool->descriptor);
    spool->descriptor = descriptor;
    uv_mutex_lock(&spool->mutex);
    spool->files[spool->count++] = (struct spool_file){.after = after};
    buf_clear(&spool->tail);
    spool->tail_at = 0;
    uv_mutex_unlock(&spool->mutex);
    return 0;
}

int spool_begin(struct spool *spool, struct place after, struct spool_error *error)
{
    spool->end = spool->last = after;
    return begin_file(spool, after, error);
}

/* The oldest files go when there is too much. Readers keep what they have open. */
static void keep_bounds(struct spool *spool)
{
    char path[SPOOL_PATH_BYTES];
    uint64_t bytes = 0;
    for (uint32_t i = 0; i < spool->count; i++)
        bytes += spool->files[i].bytes;
    while (spool->count > 1 && (bytes > spool->options.bytes_max || spool->count >= SPOOL_FILES_MAX)) {
        struct spool_file oldest = spool->files[0];
        uv_mutex_lock(&spool->mutex);
        memmove(&spool->files[0], &spool->files[1], (spool->count - 1) * sizeof spool->files[0]);
        spool->count--;
        uv_mutex_unlock(&spool->mutex);
        unlink(spool_path(spool, oldest.after, path));
        bytes -= oldest.bytes;
    }
}

/* To the disk as it comes. The system would keep it back until it is hundreds of megabytes, and syncs of the journal
 * would wait behind all of that. */
static void write_home(const struct spool *spool)
{
    sync_file_range(spool->descriptor, (off_t)spool->files[spool->count - 1].bytes, (off_t)spool->pending.len,
                    SYNC_FILE_RANGE_WRITE);
}

static int write_all(struct spool *spool, struct spool_error *error)
{
    const char *bytes = spool->pending.bytes;
    size_t left = spool->pending.len;
    while (left > 0) {
        ssize_t wrote = write(spool->descriptor, bytes, left);
        if (wrote < 0 && errno == EINTR)
            continue;
        if (wrote < 0) { /* the part that went out is written again from the file's good end */
            uint64_t good = spool->files[spool->count - 1].bytes;
            int why = errno;
            if (ftruncate(spool->descriptor, (off_t)good) == 0)
                lseek(spool->descriptor, 0, SEEK_END);
            return spool_fault(error, "Cannot write to %s: %s.", spool->dir, strerror(why));
        }
        bytes += wrote;
        left -= (size_t)wrote;
    }
    return 0;
}

/* Under the mutex, before the file is said to have grown. */
static void keep_tail(struct spool *spool, uint64_t bytes)
{
    if (spool->tail.len + spool->pending.len > TAIL_BYTES_MAX) {
        buf_clear(&spool->tail);
        spool->tail_at = bytes;
    }
    if (spool->pending.len <= TAIL_BYTES_MAX)
        buf_append(&spool->tail, spool->pending.bytes, spool->pending.len);
    else
        spool->tail_at = bytes + spool->pending.len;
}

void spool_forget_tail(struct spool *spool)
{
    uv_mutex_lock(&spool->mutex);
    buf_clear(&spool->tail);
    spool->tail_at = spool->count > 0 ? spool->files[spool->count - 1].bytes : 0;
    uv_mutex_unlock(&spool->mutex);
}

int spool_publish(struct spool *spool, struct spool_error *error)
{
    if (spool->pending.len == 0)
        return 0;
    if (write_all(spool, error) != 0)
        return -1;
    write_home(spool);
    struct spool_file *last = &spool->files[spool->count - 1];
    uv_mutex_lock(&spool->mutex);
    keep_tail(spool, last->bytes);
    last->bytes += spool->pending.len;
    spool->end = spool->last;
    uv_cond_broadcast(&spool->grown);
    uv_mutex_unlock(&spool->mutex);
    buf_clear(&spool->pending);
    if (last->bytes >= spool->options.file_bytes_max) {
        keep_bounds(spool);
        return begin_file(spool, spool->end, error);
    }
    return 0;
}

/* A file that nothing was written to. */
static void drop_empty(struct spool *spool, uint32_t index)
{
    char path[SPOOL_PATH_BYTES];
    struct place after = spool->files[index].after;
    uv_mutex_lock(&spool->mutex);
    spool->count--;
    memmove(&spool->files[index], &spool->files[index + 1], (spool->count - index) * sizeof spool->files[0]);
    uv_mutex_unlock(&spool->mutex);
    unlink(spool_path(spool, after, path));
}

int spool_skip(struct spool *spool, struct place after, struct spool_error *error)
{
    if (spool_publish(spool, error) != 0)
        return -1;
    if (place_compare(after, spool->last) <= 0)
        return 0;
    keep_bounds(spool);
    if (begin_file(spool, after, error) != 0)
        return -1;
    if (spool->files[spool->count - 2].bytes == 0)
        drop_empty(spool, spool->count - 2);
    uv_mutex_lock(&spool->mutex);
    spool->end = spool->last = after;
    uv_cond_broadcast(&spool->grown);
    uv_mutex_unlock(&spool->mutex);
    return 0;
}

int spool_append(struct spool *spool, struct place place, enum spool_kind kind, const char *key,
                 const char *json, size_t len, struct spool_error *error)
{
    if (place_compare(place, spool->last) <= 0)
        return 0;
    if (strlen(key) > SPOOL_KEY_BYTES_MAX || len > SPOOL_ENTRY_BYTES_MAX - 1024)
        return spool_fault(error, "A telling of %zu bytes is too long to be kept.", len);
    if (spool->pending.len >= PENDING_BYTES_ENOUGH && spool_publish(spool, error) != 0 &&
        spool->pending.len >= PENDING_BYTES_MAX / 2)
        return -1;
    encode(&spool->pending, place, kind, key, json, len);
    if (buf_failed(&spool->pending))
        stop_out_of_memory("for the event stream"); /* it has room, and half a story would be a lie */
    spool->last = place;
    return 0;
}

/* ---- for any thread ---- */

uint64_t spool_bytes_max(const struct spool *spool)
{
    return spool->options.bytes_max;
}

struct place spool_end(struct spool *spool)
{
    uv_mutex_lock(&spool->mutex);
    struct place end = spool->end;
    uv_mutex_unlock(&spool->mutex);
    return end;
}

struct place spool_begin_place(struct spool *spool)
{
    uv_mutex_lock(&spool->mutex);
    struct place begin = spool->files[0].after;
    uv_mutex_unlock(&spool->mutex);
    return begin;
}

void spool_wait(struct spool *spool, struct place end, uint64_t ms)
{
    uv_mutex_lock(&spool->mutex);
    if (place_compare(spool->end, end) <= 0 && ms > 0)
        uv_cond_timedwait(&spool->grown, &spool->mutex, ms * 1000000);
    uv_mutex_unlock(&spool->mutex);
}

void spool_wake(struct spool *spool)
{
    uv_mutex_lock(&spool->mutex);
    uv_cond_broadcast(&spool->grown);
    uv_mutex_unlock(&spool->mutex);
}
