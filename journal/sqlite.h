/* The journal on disk, in memory: what its threads share. Private to journal/.
 *
 *   owner's thread            writer thread                           keeper thread
 *   journal_append()          takes pending, one row, one fsync       once a second: free space
 *     pending  ------------>  current file                            makes the standby file when current is half full, and fills its log ahead
 *                             at its roll_bytes: rolls   <----------  standby
 *                               the former current  --------------->  seals, checkpoints, closes it, in pieces (calm.h)
 *
 * roll_bytes is 1 MiB for the file that a start finds, then eight times as much for each file, up to wal_bytes_max: the
 * log of the first was not filled ahead. No commit waits for the keeper, unless it is so slow that the WAL reaches
 * twice wal_bytes_max; it works in pieces, and without pauses when the writer has caught up with it (hurry).
 */
#ifndef NEXTUP_JOURNAL_SQLITE_H
#define NEXTUP_JOURNAL_SQLITE_H

#include "journal/directory.h"
#include "journal/engine.h"
#include "journal/file.h"
#include "journal/recent.h"

enum { FINISHED_MAX = 8 };

struct finished_file {
    struct journal_file *file;
    uint64_t last_seq;
};

struct journal_sqlite {
    struct journal base;
    char dir[DIRECTORY_LEN_MAX + 1];
    int lock_fd;
    uint8_t id[JOURNAL_ID_BYTES];
    struct journal_file *current; /* the writer's; of others only before and after the threads run */
    _Atomic int64_t committing_since_ms;
    pthread_t writer;
    pthread_t keeper;

    /* with base.mutex */
    pthread_cond_t work;   /* for the writer: something is pending, a standby is ready, or it is over */
    pthread_cond_t chores; /* for the keeper */
    bool keys_wanted;      /* the keeper is to look after the keys at once */
    struct journal_recent recent;
    struct journal_file *standby;
    bool standby_wanted;
    _Atomic bool hurry; /* the writer will soon wait for the keeper, or all ends */
    bool standby_failed;
    struct finished_file finished[FINISHED_MAX];
    uint32_t finished_count;
    bool writer_over;
    bool keeper_over;
};

static inline struct journal_sqlite *journal_sqlite_of(struct journal *journal)
{
    return (struct journal_sqlite *)journal;
}

/* Looks at what is in the directory (chain.c): checks it, opens the file to go on with. count: files there. Creates the
 * first one if there is none. */
int journal_chain_open(struct journal_sqlite *journal, uint64_t *last_seq, struct journal_error *error);

/* writer.c */
int journal_writer_start(struct journal_sqlite *journal, struct journal_error *error);
void journal_writer_stop(struct journal_sqlite *journal);
void journal_writer_appended(struct journal *journal);
void journal_writer_measure_space(struct journal_sqlite *journal);

/* reader.c */
int journal_sqlite_reader_open(struct journal_reader **readerp, struct journal *journal, uint64_t first_seq,
                               struct journal_error *error);
int journal_sqlite_reader_next(struct journal_reader *reader, struct journal_entry **entryp,
                               struct journal_error *error);
void journal_sqlite_reader_read_ahead(struct journal_reader *reader);
void journal_sqlite_reader_close(struct journal_reader *reader);

#endif
