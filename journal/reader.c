/* Reads the entries of a journal on disk beside its writer, and never beyond what is durable. It must not write. */
#include "journal/sqlite.h"
#include "journal/walk.h"

#include <stdio.h>
#include <stdlib.h>

struct sqlite_reader {
    struct journal_reader base;
    struct journal_walk walk;
    struct journal_row row;
    uint32_t taken; /* of its records */
    size_t at;      /* in its bytes */
};

int journal_sqlite_reader_open(struct journal_reader **readerp, struct journal *journal, uint64_t first_seq,
                               struct journal_error *error)
{
    struct sqlite_reader *reader = calloc(1, sizeof *reader);
    if (!reader)
        return journal_fault(error, "There is not enough memory to read the journal.");
    reader->base.journal = journal;
    reader->base.next_seq = first_seq;
    journal_walk_init(&reader->walk, journal_sqlite_of(journal)->dir, first_seq);
    *readerp = &reader->base;
    return 0;
}

void journal_sqlite_reader_close(struct journal_reader *base)
{
    struct sqlite_reader *reader = (struct sqlite_reader *)base;
    journal_walk_close(&reader->walk);
    free(reader);
}

static int damaged(struct sqlite_reader *reader, uint64_t seq, struct journal_error *error)
{
    char what[96];
    snprintf(what, sizeof what, "event %llu in it is torn or damaged", (unsigned long long)seq);
    return journal_row_fault(error, journal_walk_path(&reader->walk), &reader->row, what);
}

static int take_record(struct sqlite_reader *reader, struct journal_entry *entry, struct journal_error *error)
{
    uint64_t seq = reader->row.first_seq + reader->taken;
    size_t len = journal_record_decode(reader->row.bytes + reader->at, reader->row.len - reader->at, entry);
    if (len == 0 || entry->event.seq != seq)
        return damaged(reader, seq, error);
    reader->at += len;
    reader->taken++;
    if (reader->taken == reader->row.count && reader->at != reader->row.len)
        return damaged(reader, seq, error);
    return 1;
}

int journal_sqlite_reader_next(struct journal_reader *base, struct journal_entry *entry,
                               struct journal_error *error)
{
    struct sqlite_reader *reader = (struct sqlite_reader *)base;
    if (base->next_seq > journal_durable(base->journal))
        return 0;
    struct journal_entry found;
    do {
        if (reader->taken == reader->row.count) {
            int got = journal_walk_next(&reader->walk, &reader->row, error);
            if (got == 0)
                return journal_fault(error, "The journal in %s has lost event %llu.", reader->walk.dir,
                                     (unsigned long long)base->next_seq);
            if (got < 0)
                return -1;
            reader->taken = 0;
            reader->at = 0;
        }
        if (take_record(reader, &found, error) < 0)
            return -1;
    } while (found.event.seq < base->next_seq);
    base->next_seq++;
    *entry = found;
    return 1;
}
