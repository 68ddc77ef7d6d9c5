/* The spool: what a centre has told, rendered once, on disk, in order; every publisher and every reader takes it from
 * here. It knows places, kinds and bytes, not what they mean.
 *
 *     DIR/AFTER.spool           AFTER is the place that its first entry follows, padded so that names sort:
 *                               00000000000000000123-0000000004.spool
 *     entry                     len u32 | xxh3 of the rest u64 | seq u64 | number u32 | kind u8 | key_len u8 | key | json        (little endian; len counts from seq on)
 *
 *     OPENING: the last file is read through, a torn end is cut off ---> one writer appends, publishes what it has written, wakes those who wait
 *                                                                        any number of readers, each with its own descriptor, on any thread
 *
 * It need not be durable itself: everything in it can be rendered again from the journal, with the same places and ids.
 * It is bounded: the oldest file goes when bytes_max is passed, and a reader who needed it is told of the gap.
 */
#ifndef NEXTUP_EDGE_STREAM_SPOOL_H
#define NEXTUP_EDGE_STREAM_SPOOL_H

#include "edge/stream/place.h"
#include "lib/buf.h"

enum spool_kind { SPOOL_AGENT_EVENT, SPOOL_CONTACT_EVENT, SPOOL_CONTACT_RECORD, SPOOL_KINDS };

enum {
    SPOOL_ENTRY_BYTES_MAX = 512 * 1024,
    SPOOL_KEY_BYTES_MAX = 255,
    SPOOL_PATH_BYTES = 4096 + 64,
    SPOOL_FILES_MAX = 4096,
};

struct spool_error {
    char sentence[512];
};

struct spool_options {
    uint64_t file_bytes_max; /* then the next file begins; 0: 1 MiB */
    uint64_t bytes_max;      /* of all files; 0: 2 GiB */
};

struct spool;
/* Makes the directory if need be. *fresh: nothing was there; then spool_begin() must say where it begins. */
int spool_open(struct spool **spoolp, const char *dir, const struct spool_options *options, bool *fresh, struct spool_error *error);
int spool_begin(struct spool *spool, struct place after, struct spool_error *error);
uint64_t spool_bytes_max(const struct spool *spool); /* of all files */
void spool_close(struct spool *spool); /* no reader is open and nobody waits; NULL is allowed */

/* The writer's, one thread. An entry whose place is not after the last is left out: it was told before. 0; or -1 and a
 * sentence: the disk takes nothing and too much waits already, so nothing was appended: try again later. */
int spool_append(struct spool *spool, struct place place, enum spool_kind kind, const char *key, const char *json, size_t len, struct spool_error *error);
int spool_publish(struct spool *spool, struct spool_error *error); /* what was appended can be read from now on */
/* Publishes, and goes on behind a place that is after the last: what lies between is a gap to readers. */
int spool_skip(struct spool *spool, struct place after, struct spool_error *error);

/* Any thread. */
struct place spool_end(struct spool *spool);   /* of the last entry that can be read, or where it began */
struct place spool_begin_place(struct spool *spool); /* what came up to here is not kept */
/* Waits until there is more than end, at most ms, or until spool_wake(). */
void spool_wait(struct spool *spool, struct place end, uint64_t ms);
void spool_wake(struct spool *spool);

struct spool_entry {
    struct place place;
    enum spool_kind kind;
    const char *key; /* NUL-ended; these two are lent until the next call */
    const char *json;
    size_t len;
};

struct spool_reader;
/* Reads what follows after. NULL: no memory. */
struct spool_reader *spool_reader_open(struct spool *spool, struct place after);
/* 1: *entry. 0: at the end for now. 2: a gap: what lay after entry->place (where the reader stood) up to *gap_end is
 * not kept; the next call goes on from there. -1: a sentence. */
int spool_reader_next(struct spool_reader *reader, struct spool_entry *entry, struct place *gap_end, struct spool_error *error);
/* True: all that it has not read yet is in memory, so that the next calls wait for no disk. */
bool spool_reader_is_near(const struct spool_reader *reader);
/* Back to a place: the same as closing and opening again. */
void spool_reader_seek(struct spool_reader *reader, struct place after);
void spool_reader_close(struct spool_reader *reader); /* NULL is allowed */

#endif
