/* Reads the entries of a journal on disk beside its writer, and never beyond what is durable. It must not write. */
#include "journal/ahead.h"
#include "journal/sqlite.h"
#include "journal/walk.h"

#include <stdio.h>
#include <stdlib.h>

struct sqlite_reader {
    struct journal_reader base;
    struct journal_walk walk;
    struct journal_ahead *ahead;       /* NULL: nobody reads ahead; else it has the walk */
    bool walking;                      /* the walk is where the reader is; else it has to be sent there */
    struct journal_recent_row *recent; /* the present row, if it came from memory */
    struct journal_records records;
};

int journal_sqlite_reader_open(struct journal_reader **readerp, struct journal *journal, uint64_t first_seq,
                               struct journal_error *error)
{
    struct sqlite_reader *reader = calloc(1, sizeof *reader);
    if (!reader)
        return journal_fault(error, "There is not enough memory to read the journal.");
    reader->base.journal = journal;
    reader->base.next_seq = first_seq;
    reader->walking = true;
    journal_walk_init(&reader->walk, journal_sqlite_of(journal)->dir, first_seq);
    reader->walk.still = journal_sqlite_of(journal)->lock_fd < 0; /* opened only to be read */
    *readerp = &reader->base;
    return 0;
}

void journal_sqlite_reader_read_ahead(struct journal_reader *base)
{
    struct sqlite_reader *reader = (struct sqlite_reader *)base;
    if (!reader->ahead)
        reader->ahead = journal_ahead_start(&reader->walk, journal_durable(base->journal), base->bodies_from);
}

static void stop_reading_ahead(struct sqlite_reader *reader)
{
    journal_ahead_stop(reader->ahead);
    reader->ahead = NULL;
}

/* Changes the row from memory for the one that holds next_seq; false: there is none. */
static bool take_recent(struct sqlite_reader *reader)
{
    struct journal_sqlite *journal = journal_sqlite_of(reader->base.journal);
    pthread_mutex_lock(&journal->base.mutex);
    if (reader->recent)
        journal_recent_release(reader->recent);
    reader->recent = journal_recent_find(&journal->recent, reader->base.next_seq);
    pthread_mutex_unlock(&journal->base.mutex);
    const struct journal_recent_row *row = reader->recent;
    if (!row)
        return false;
    reader->walking = false;
    reader->records.row = (struct journal_row){
        .first_seq = row->first_seq, .count = row->count, .bytes = row->bytes, .len = row->len};
    return true;
}

/* The next row: from memory where the reader is near the end, else from the files. */
static int take_row(struct sqlite_reader *reader, struct journal_error *error)
{
    reader->records = (struct journal_records){0};
    bool in_chunk = reader->walking && journal_walk_has_row(&reader->walk);
    if (!in_chunk && take_recent(reader))
        return 1;
    if (!reader->walking)
        journal_walk_seek(&reader->walk, reader->base.next_seq);
    reader->walking = true;
    return journal_walk_next(&reader->walk, &reader->records.row, error);
}

void journal_sqlite_reader_close(struct journal_reader *base)
{
    struct sqlite_reader *reader = (struct sqlite_reader *)base;
    stop_reading_ahead(reader);
    pthread_mutex_lock(&base->journal->mutex);
    if (reader->recent)
        journal_recent_release(reader->recent);
    pthread_mutex_unlock(&base->journal->mutex);
    journal_walk_close(&reader->walk);
    free(reader);
}

/* The next entry from rows, made in the reader's own place. */
static int take_entry(struct sqlite_reader *reader, struct journal_error *error)
{
    struct journal_records *records = &reader->records;
    if (records->taken == records->row.count) {
        int got = take_row(reader, error);
        if (got != 1)
            return got;
    }
    return journal_records_take(records, journal_walk_path(&reader->walk), &reader->base.entry, error);
}

/* What was read ahead first; then from rows. */
static int next_entry(struct sqlite_reader *reader, struct journal_entry **entryp,
                      struct journal_error *error)
{
    if (reader->ahead) {
        int got = journal_ahead_next(reader->ahead, entryp, error);
        if (got != 0)
            return got;
        stop_reading_ahead(reader);
    }
    *entryp = &reader->base.entry;
    return take_entry(reader, error);
}

int journal_sqlite_reader_next(struct journal_reader *base, struct journal_entry **entryp,
                               struct journal_error *error)
{
    struct sqlite_reader *reader = (struct sqlite_reader *)base;
    struct journal_entry *entry;
    if (base->next_seq > journal_durable(base->journal))
        return 0;
    do {
        int got = next_entry(reader, &entry, error);
        if (got == 0)
            return journal_fault(error, "The journal in %s has lost event %llu.", reader->walk.dir,
                                 (unsigned long long)base->next_seq);
        if (got < 0)
            return -1;
    } while (entry->event.seq < base->next_seq);
    base->next_seq++;
    *entryp = entry;
    return 1;
}
