/* Looks at the files of a journal when it is opened, makes good what a crash left half done, and says what is wrong. It
 * must not skip anything in silence.
 *
 *   000001.db ... (sealed)   N-1 (sealed, or its WAL still there)   N (may grow; may be empty)
 *                            last seq of N-1 + 1 == first seq of N
 *
 * A crash can leave: a WAL with the rest of one commit that nobody was told of (left out, with a note); a predecessor
 * not yet sealed or checkpointed (done here); files being made (removed). Anything else is a fault: an unknown format,
 * a missing file, events missing between files or at the end, a row that does not check out. From the newest snapshot
 * on; what lies before it is read by nobody, and checked by journal_verify().
 */
#include "journal/chain.h"
#include "journal/snapshot.h"
#include "journal/sqlite.h"
#include "journal/wal.h"
#include "lib/random.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { TAIL_ROWS = 1024 };

static void note(const struct journal_sqlite *journal, const char *sentence)
{
    const struct journal_options *options = &journal->base.options;
    if (options->note)
        options->note(options->note_ctx, sentence);
}

void journal_wal_sentence(struct journal_error *sentence, const char *path, const struct journal_wal *wal)
{
    if (wal->damaged)
        journal_fault(sentence,
                      "%s-wal is damaged behind frame %llu, and later commits follow: acknowledged events "
                      "cannot be read. Restore a backup.",
                      path, (unsigned long long)wal->frames_good);
    else
        journal_fault(
            sentence,
            "%s-wal ends in %llu bytes of a commit that was never finished nor acknowledged; it is left out.",
            path, (unsigned long long)wal->bytes_unfinished);
}

/* Opens a file whose WAL was looked at, brings the WAL home (what was only in the page cache is durable from here
 * on). */
static int open_file(struct journal_sqlite *journal, struct journal_file *file, uint32_t number,
                     struct journal_error *error)
{
    struct journal_path path = journal_path_file(journal->dir, number);
    struct journal_wal wal;
    if (journal_wal_look(path.text, &wal, error) != 0)
        return -1;
    struct journal_error sentence;
    if (wal.damaged || wal.bytes_unfinished)
        journal_wal_sentence(&sentence, path.text, &wal);
    if (wal.damaged)
        return journal_fault(error, "%s", sentence.sentence);
    if (journal_file_open(file, path.text, number, true, error) != 0)
        return -1;
    if (wal.exists && journal_file_checkpoint(file, error) != 0) {
        journal_file_close(file);
        return -1;
    }
    if (wal.bytes_unfinished)
        note(journal, sentence.sentence);
    return 0;
}

/* The last rows of a file, one by one. */
static int check_tail(struct journal_file *file, uint64_t first_seq, uint64_t last_seq,
                      struct journal_error *error)
{
    struct journal_row row = {0};
    uint64_t expected = last_seq - first_seq >= TAIL_ROWS ? last_seq - TAIL_ROWS : first_seq;
    bool begun = false;
    int result = journal_file_seek(file, expected, error) == 0 ? 1 : -1;
    while (result == 1 && (result = journal_file_step(file, &row, error)) == 1) {
        uint64_t bad_seq;
        char what[96];
        if (begun && row.first_seq != expected)
            result = journal_row_fault(error, file->path, &row, "the events before it are missing");
        if (result == 1 && !journal_row_check(&row, &bad_seq)) {
            snprintf(what, sizeof what, "event %llu in it is torn or damaged", (unsigned long long)bad_seq);
            result = journal_row_fault(error, file->path, &row, what);
        }
        expected = row.first_seq + row.count;
        begun = true;
    }
    journal_file_rest(file);
    return result;
}

struct chain {
    uint64_t next_first; /* of the nearest file behind that has rows; 0: none has */
    uint64_t last_seq;   /* of the journal */
    uint32_t next_number;
};

/* Fits one file in front of those already looked at. */
static int fit(const struct journal_sqlite *journal, struct chain *chain, struct journal_file *file,
               uint64_t *last, struct journal_error *error)
{
    uint64_t first = 0;
    if (memcmp(file->id, journal->id, JOURNAL_ID_BYTES) != 0)
        return journal_fault(error, "%s belongs to another journal than the files beside it.", file->path);
    if (journal_file_ends(file, &first, last, error) != 0)
        return -1;
    if (first == 0 && chain->next_number)
        return journal_fault(
            error, "%s has no events, and %06u.db follows it: its events are lost. Restore a backup.",
            file->path, (unsigned)chain->next_number);
    if (chain->next_first && *last + 1 != chain->next_first)
        return journal_fault(error,
                             "%s ends with event %llu, and the next file begins with event %llu: those "
                             "between are missing. Restore a backup.",
                             file->path, (unsigned long long)*last, (unsigned long long)chain->next_first);
    if (file->number == 1 && first > 1)
        return journal_fault(error, "%s begins with event %llu: those before are missing. Restore a backup.",
                             file->path, (unsigned long long)first);
    if (first && chain->last_seq == 0) {
        chain->last_seq = *last;
        if (check_tail(file, first, *last, error) != 0)
            return -1;
    }
    if (first)
        chain->next_first = first;
    chain->next_number = file->number;
    return 0;
}

/* A predecessor of the file that grows is complete; a crash may have come before that was written down. */
static int complete(struct journal_file *file, uint64_t last_seq, struct journal_error *error)
{
    if (file->sealed_at == 0 && journal_file_seal(file, last_seq, error) != 0) {
        journal_file_close(file);
        return -1;
    }
    return journal_file_finish(file, error);
}

static bool has_wal(const struct journal_sqlite *journal, uint32_t number)
{
    struct journal_path path = journal_path_file(journal->dir, number);
    struct journal_path wal = journal_path_wal(path.text);
    return access(path.text, F_OK) == 0 &&
           access(wal.text, F_OK) == 0; /* of an archived file only the WAL may be left */
}

/* From the file before the current one back to the one that holds the snapshot's seq, and whatever a crash left
 * unfinished before it. */
static int look_back(struct journal_sqlite *journal, struct chain *chain, uint64_t snapshot_seq,
                     struct journal_error *error)
{
    bool covered = false;
    for (uint32_t number = journal->current->number - 1; number > 0; number--) {
        covered = covered || (chain->next_first && chain->next_first <= snapshot_seq + 1);
        if (covered && !has_wal(journal, number))
            continue;
        struct journal_file file = {0};
        uint64_t last = 0;
        struct chain alone = {.last_seq = UINT64_MAX}; /* the file behind it was not looked at */
        if (open_file(journal, &file, number, error) != 0)
            return -1;
        if (fit(journal, covered ? &alone : chain, &file, &last, error) != 0) {
            journal_file_close(&file);
            return -1;
        }
        if (complete(&file, last, error) != 0)
            return -1;
    }
    return 0;
}

static int open_current(struct journal_sqlite *journal, uint32_t number, struct journal_error *error)
{
    journal->current = calloc(1, sizeof *journal->current);
    if (!journal->current)
        return journal_fault(error, "There is not enough memory to open the journal.");
    if (open_file(journal, journal->current, number, error) != 0)
        return -1;
    memcpy(journal->id, journal->current->id, JOURNAL_ID_BYTES);
    if (journal->current->sealed_at)
        return journal_fault(
            error,
            "%s is complete, and the file after it (%06u.db) is missing: put it back, or restore a backup.",
            journal->current->path, (unsigned)(number + 1));
    return 0;
}

static int create_first(const char *dir, struct journal_error *error)
{
    uint8_t id[JOURNAL_ID_BYTES];
    random_bytes(id, sizeof id);
    struct journal_path path = journal_path_file(dir, 1);
    return journal_file_create(path.text, 1, id, true, error);
}

/* A snapshot is only ever made of durable events. */
static int check_snapshot(const struct journal_sqlite *journal, uint64_t snapshot_seq, uint64_t last_seq,
                          struct journal_error *error)
{
    if (snapshot_seq <= last_seq)
        return 0;
    return journal_fault(error,
                         "%s/snapshots has a snapshot of event %llu, and the journal ends with event %llu: "
                         "its end is lost. Restore a backup.",
                         journal->dir, (unsigned long long)snapshot_seq, (unsigned long long)last_seq);
}

int journal_chain_open(struct journal_sqlite *journal, uint64_t *last_seq, struct journal_error *error)
{
    uint32_t count = 0;
    uint64_t snapshot_seq = 0, last = 0;
    journal_directory_remove_asides(journal->dir, "journal");
    journal_directory_remove_asides(journal->dir, "snapshots");
    if (journal_directory_count(journal->dir, &count, error) != 0)
        return -1;
    if (journal_snapshot_read(journal->dir, &journal->base.options, &snapshot_seq, NULL, NULL, error) < 0)
        return -1;
    if (count == 0 && check_snapshot(journal, snapshot_seq, 0, error) != 0)
        return -1;
    if (count == 0 && create_first(journal->dir, error) != 0)
        return -1;
    struct chain chain = {0};
    if (open_current(journal, count ? count : 1, error) != 0 ||
        fit(journal, &chain, journal->current, &last, error) != 0 ||
        look_back(journal, &chain, snapshot_seq, error) != 0 ||
        check_snapshot(journal, snapshot_seq, chain.last_seq, error) != 0)
        return -1;
    *last_seq = chain.last_seq;
    return 0;
}
