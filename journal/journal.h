/* The journal remembers: the events of one centre, in order, durably. It knows how an event is stored and nothing of
 * what it means for routing.
 *
 * One centre has one journal. An append is handed over without waiting; one writer thread makes it durable, one fsync
 * carrying everything that arrived while the last one ran (group commit). Whoever needs to know looks at
 * journal_durable() after the wake call.
 *
 * On disk (engine sqlite): DIR/journal/000001.db, 000002.db ...: SQLite, WAL, synchronous=FULL. One row a commit:
 * (first_seq, count, checksum, blob of records). Near a named WAL size the writer rolls to the next file; the one
 * before is checkpointed and closed on another thread, so no commit waits for a checkpoint. DIR/snapshots/SEQ.snapshot:
 * a core's state (acd_encode), written aside and renamed; a snapshot that does not check out is ignored in favour of
 * replay. DIR/keys/000001.keys ...: the keys under which bodies are sealed (keys.h), never in the journal itself.
 * DIR/lock is held while the journal is open: a second server on the same directory is refused.
 */
#ifndef NEXTUP_JOURNAL_H
#define NEXTUP_JOURNAL_H

#include "core/core.h"

struct journal;
struct journal_reader;

/* Whose body it is, and so under whose key it is sealed. An owner's key can be destroyed (journal_erase); then its
 * bodies are gone, wherever the files were copied to. */
enum journal_owner_kind {
    JOURNAL_OWNER_NONE,    /* the body is kept in clear */
    JOURNAL_OWNER_CENTRE,  /* bytes: zeros */
    JOURNAL_OWNER_AGENT,
    JOURNAL_OWNER_CONTACT,
};
enum { JOURNAL_OWNER_BYTES = 16 };
struct journal_owner {
    uint8_t kind;
    uint8_t bytes[JOURNAL_OWNER_BYTES]; /* its UUID: in clear in the journal */
};

/* One event with the opaque body that rides beside it (body_len 0: none). */
struct journal_entry {
    struct acd_event event;
    const void *body; /* lent. Read back it is in clear again; NULL with an owner: its key was destroyed */
    uint32_t body_len;
    bool sealed; /* only inside journal/: the body is as it lies on the disk */
    struct journal_owner owner;
};

enum { JOURNAL_SEAL_BYTES = 58 }; /* how much longer a sealed body is (seal.h) */

/* A fault, told in one clear sentence that names the file and what to do. */
struct journal_error {
    char sentence[512];
};

struct journal_options {
    size_t wal_bytes_max;     /* roll to the next file near this size; 0: 64 MiB */
    size_t pending_bytes_max; /* appended and not yet durable; above it journal_has_room() is false; 0: 64 MiB */
    uint64_t reserve_bytes;   /* free space below which journal_below_reserve() is true; 0: 256 MiB */
    void (*wake)(void *ctx);  /* called on the writer's thread after each commit and on failure; must not block */
    void *ctx;
    void (*note)(void *ctx, const char *sentence); /* NULL, or told (by open and journal_snapshot_load) what is worth a line in the log but no fault */
    void *note_ctx;
};

/* Opens or creates. Returns 0 and *journalp, or -1 with a sentence: full disk, read-only directory, locked by another
 * server, newer version, corrupt or torn record (file, row, seq). Nothing on disk is harmed by a failure.
 * Open looks at the chain of files from the newest snapshot on and at the end of the last file. Every row that is read
 * later is checked when it is read (journal_reader_next), so recovery, which reads all from the snapshot on, can miss
 * nothing; journal_verify() looks at everything. */
int journal_open_sqlite(struct journal **journalp, const char *dir, const struct journal_options *options, struct journal_error *error);
/* Only to read what is durable now, beside a running server or without one: takes no lock, starts no thread, changes no
 * file. Nothing may be appended, saved or erased; close it as any other. A body whose owner appeared a moment ago opens
 * as ever. */
int journal_open_reading(struct journal **journalp, const char *dir, struct journal_error *error);
/* For tests and the simulator: keeps everything in memory. journal_memory_* in journal/memory.h holds commits back,
 * fails and tears them. */
int journal_open_memory(struct journal **journalp, const struct journal_options *options, struct journal_error *error);

/* Waits until everything appended is durable (or failed), then closes. Every reader must be closed before. */
void journal_close(struct journal *journal);

/* Whom to wake from now on, in place of the options' wake. When it returns, the former one is no longer called. */
void journal_set_wake(struct journal *journal, void (*wake)(void *ctx), void *ctx);

/* Blocks until everything appended is durable, or the journal has failed. For closing and for tests, never for
 * answering. */
void journal_flush(struct journal *journal);

/* Hands over the events of one batch, which become durable together or not at all. entries[0].event.seq must be
 * journal_last() + 1. A body with an owner is sealed under the owner's key, which is on the disk already. Copies; never
 * blocks. Once the journal has failed it does nothing. */
void journal_append(struct journal *journal, const struct journal_entry *entries, uint32_t count);
/* From now on what is appended waits for journal_push(), unless it is enough for a commit of its own: for an owner who
 * appends much at a time, and says when it has nothing more in hand. Fewer, larger commits. Without it each append is
 * on its way at once. */
void journal_gather(struct journal *journal);
/* What was appended is on its way. Cheap where nothing waits. */
void journal_push(struct journal *journal);

uint64_t journal_last(const struct journal *journal);    /* last seq appended; on open the last durable one */
uint64_t journal_durable(const struct journal *journal); /* last durable seq; callable from any thread */
uint64_t journal_commits(const struct journal *journal); /* since it was opened: on a disk each is one fsync; callable from any thread */
bool journal_failed(const struct journal *journal, struct journal_error *error); /* sticky: nothing above journal_durable() may ever be answered */
bool journal_has_room(const struct journal *journal);
bool journal_below_reserve(const struct journal *journal); /* refreshed by the writer about once a second */
int64_t journal_oldest_pending_ms(const struct journal *journal); /* for /readyz: how long the oldest append has waited (monotonic clock of the writer); 0 none */

/* Reads durable entries from first_seq on, in order; usable from one thread of the caller's, beside the writer. next
 * returns 1 with *entry (lent until the next call), 0 at the present durable end (call again later), -1 with a
 * sentence. */
int journal_reader_open(struct journal_reader **readerp, struct journal *journal, uint64_t first_seq, struct journal_error *error);
int journal_reader_next(struct journal_reader *reader, struct journal_entry *entry, struct journal_error *error);
/* As next, without a copy: the entry itself is lent until the next call. */
int journal_reader_lend(struct journal_reader *reader, const struct journal_entry **entryp, struct journal_error *error);
void journal_reader_close(struct journal_reader *reader);
/* For who needs events alone: entries before seq come without their bodies (NULL, no owner). UINT64_MAX: all do. */
void journal_reader_bodies_from(struct journal_reader *reader, uint64_t seq);
/* For who has much to read: a thread reads the files ahead until the present durable end, as far as a few blocks of
 * entries; then it ends, and the reader goes on as ever. To be called behind journal_reader_bodies_from() and before
 * the first entry. Without memory for it, and where there are no files, nothing is read ahead. */
void journal_reader_read_ahead(struct journal_reader *reader);
/* Of sealed bodies only those of this kind of owner are opened from now on; others are NULL and have no owner. */
void journal_reader_open_only(struct journal_reader *reader, enum journal_owner_kind kind);
/* For followers: blocks the reader's thread until at least count (>= 1) entries that it has not read are durable: true;
 * or until the journal has failed or journal_reader_cancel() was called: false. The journal's wake is not needed for
 * this. */
bool journal_reader_wait(struct journal_reader *reader, uint64_t count);
void journal_reader_cancel(struct journal_reader *reader); /* from any thread; for good */

/* Destroys the keys of these owners, durably when it returns: how many there were, or -1 and a sentence. Bodies of
 * theirs that are read from now on are NULL. Whoever asks for it has made an event durable that says so, holds from
 * before that event until here, and after a crash finds it again: everything behind journal_settled() was perhaps not
 * carried out, and has to be read (which also tells the keys what the crash made them forget). In memory there are no
 * keys; then 0, and UINT64_MAX. */
int journal_erase(struct journal *journal, const struct journal_owner *owners, uint32_t count, struct journal_error *error);
void journal_erase_hold(struct journal *journal, bool hold);
uint64_t journal_settled(const struct journal *journal);
/* For retention: the next owner of a kind with a key that was drawn before this time, behind *at (0: from the first).
 * False: there is none. */
bool journal_owner_before(struct journal *journal, enum journal_owner_kind kind, int64_t before, uint64_t *at, struct journal_owner *owner);
/* The key that wraps all others on the disk, of this process; NULL: none (the default). Copied. Before a journal is
 * opened. */
enum { JOURNAL_MASTER_KEY_BYTES = 32 };
void journal_master_key(const uint8_t *key);

/* Snapshots. save is atomic (write aside, fsync, rename) and keeps the newest two. load gives the newest that checks
 * out: 1 found (free *bytesp), 0 none, -1 fault. */
int journal_snapshot_save(struct journal *journal, uint64_t seq, const uint8_t *bytes, size_t len, struct journal_error *error);
int journal_snapshot_load(struct journal *journal, uint64_t *seq, uint8_t **bytesp, size_t *len, struct journal_error *error);

/* Checks a journal that is not open elsewhere, record by record. Calls report(ctx, sentence) for each finding; returns
 * the number of findings, -1 if it cannot look. last_seq gets the last good sequence number. */
int journal_verify(const char *dir, void (*report)(void *ctx, const char *sentence), void *ctx, uint64_t *last_seq);

/* Copies the journal of a running or stopped server into one new file, consistent at *seq, while commits go on. restore
 * lays it out in a directory that holds no journal. */
int journal_backup(const char *dir, const char *file, uint64_t *seq, struct journal_error *error);
int journal_restore(const char *file, const char *dir, uint64_t *seq, struct journal_error *error);

/* Moves the files that are complete and wholly at or before seq `through`, the oldest snapshot kept and
 * journal_settled() out of DIR into folder (from the root on; made if need be), from the first on: copied, synced,
 * compared, listed, then removed. A start needs none of them. Whatever does (a new book.db, a follower from the first
 * event, verify, replay, backup) reads them in the folder, or says in a sentence which one it misses. Beside a running
 * server or not. A folder that has all that was archived before becomes the one where they are looked for. through: how
 * far everything else that is made of events is: the book's history. */
struct journal_archive_result {
    uint32_t moved;    /* now */
    uint32_t archived; /* in all */
    uint64_t last_seq; /* of the last one moved now */
};
int journal_archive(const char *dir, const char *folder, uint64_t through, struct journal_archive_result *result, struct journal_error *error);

/* An event as bytes (journal/record.c has the format) and back. */
size_t journal_record_encode(const struct journal_entry *entry, uint8_t *bytes, size_t bytes_max); /* length needed; writes only if it fits */
/* Returns the record's length, or 0 if it is torn, corrupt or of an unknown version; *entry is then worth nothing.
 * entry->body points into bytes. */
size_t journal_record_decode(const uint8_t *bytes, size_t len, struct journal_entry *entry);

#endif
