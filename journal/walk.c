/* Reads the rows of a journal in order across its files (walk.h). It must not write, nor decode what is in a row. */
#include "journal/walk.h"
#include "journal/archived.h"
#include "journal/directory.h"
#include "journal/engine.h"

#include <stdio.h>
#include <unistd.h>

void journal_walk_init(struct journal_walk *walk, const char *dir, uint64_t first_seq)
{
    walk->dir = dir;
    walk->file = (struct journal_file){0};
    walk->next_seq = first_seq;
    walk->begun = false;
    walk->still = false;
    walk->row_count = 0;
    walk->row_at = 0;
    buf_init(&walk->bytes, (size_t)PENDING_BYTES_HARD + WALK_BYTES);
}

void journal_walk_close(struct journal_walk *walk)
{
    journal_file_close(&walk->file);
    buf_free(&walk->bytes);
}

bool journal_walk_has_row(const struct journal_walk *walk)
{
    return walk->row_at < walk->row_count;
}

void journal_walk_seek(struct journal_walk *walk, uint64_t seq)
{
    journal_file_close(&walk->file);
    walk->next_seq = seq;
    walk->begun = false;
    walk->row_count = 0;
    walk->row_at = 0;
}

const char *journal_walk_path(const struct journal_walk *walk)
{
    return walk->file.path;
}

static int open_file(const struct journal_walk *walk, struct journal_file *file, const char *path,
                     uint32_t number, struct journal_error *error)
{
    return walk->still ? journal_file_open_still(file, path, number, error)
                       : journal_file_open(file, path, number, false, error);
}

static int open_number(struct journal_walk *walk, uint32_t number, struct journal_error *error)
{
    struct journal_path path;
    journal_file_close(&walk->file);
    if (journal_archived_find(walk->dir, number, &path, error) != 0)
        return -1;
    return open_file(walk, &walk->file, path.text, number, error);
}

/* Opens the last file that begins at or before next_seq: files ascend, so halves are enough. */
static int open_first(struct journal_walk *walk, struct journal_error *error)
{
    uint32_t count = 0;
    if (journal_directory_count(walk->dir, &count, error) != 0)
        return -1;
    if (count == 0)
        return journal_fault(error, "There is no journal in %s.", walk->dir);
    uint32_t low = 1, high = count;
    struct journal_archived archived;
    if (journal_archived_read(walk->dir, &archived, error) != 0)
        return -1;
    if (archived.count > 0 && archived.files[archived.count - 1].last_seq < walk->next_seq)
        low = archived.count + 1; /* so that nobody looks for what is not needed */
    journal_archived_free(&archived);
    while (low < high) {
        uint32_t middle = low + (high - low + 1) / 2;
        uint64_t first = 0, last = 0;
        if (open_number(walk, middle, error) != 0 ||
            journal_file_ends(&walk->file, &first, &last, error) != 0)
            return -1;
        if (first != 0 && first <= walk->next_seq)
            low = middle;
        else
            high = middle - 1;
    }
    return open_number(walk, low, error);
}

/* 1: the file after the present one has rows; 0: it has none or is not there. */
static int successor_has_rows(const struct journal_walk *walk, struct journal_error *error)
{
    struct journal_path path;
    if (journal_archived_find(walk->dir, walk->file.number + 1, &path, error) != 0)
        return -1;
    if (access(path.text, F_OK) != 0)
        return 0;
    struct journal_file file = {0};
    uint64_t first = 0, last = 0;
    int result = -1;
    if (open_file(walk, &file, path.text, walk->file.number + 1, error) == 0 &&
        journal_file_ends(&file, &first, &last, error) == 0)
        result = first != 0;
    journal_file_close(&file);
    return result;
}

/* The first row must hold the seq asked for; each later one must begin right behind the one before. */
static int check_order(const struct journal_walk *walk, const struct journal_row *row,
                       struct journal_error *error)
{
    bool holds = row->first_seq <= walk->next_seq && walk->next_seq < row->first_seq + row->count;
    if (walk->begun ? row->first_seq == walk->next_seq : holds)
        return 0;
    char what[96];
    snprintf(what, sizeof what, "event %llu should come here and is missing",
             (unsigned long long)walk->next_seq);
    return journal_row_fault(error, walk->file.path, row, what);
}

/* Takes one row of the present file into the chunk: 1, 0 at its end, -1 and a sentence. */
static int take_row(struct journal_walk *walk, struct journal_error *error)
{
    struct journal_row row = {0};
    do {
        int result = journal_file_step(&walk->file, &row, error);
        if (result != 1)
            return result;
    } while (row.first_seq + row.count <= walk->next_seq); /* the last one of the chunk before */
    if (check_order(walk, &row, error) != 0)
        return -1;
    buf_append(&walk->bytes, row.bytes, row.len);
    if (buf_failed(&walk->bytes))
        return journal_fault(error, "There is not enough memory to read %s.", walk->file.path);
    row.bytes = NULL; /* told when it is handed out: the buffer still moves */
    walk->rows[walk->row_count++] = row;
    walk->next_seq = row.first_seq + row.count;
    walk->begun = true;
    return 1;
}

/* Fills the chunk from the present file. A fault behind good rows comes again, and is told, when those were handed
 * out. */
static int fill_from_file(struct journal_walk *walk, struct journal_error *error)
{
    buf_clear(&walk->bytes);
    walk->row_count = walk->row_at = 0;
    walk->byte_at = 0;
    int result = journal_file_seek(&walk->file, walk->next_seq, error) == 0 ? 1 : -1;
    while (result == 1 && walk->row_count < WALK_ROWS_MAX && walk->bytes.len < WALK_BYTES)
        result = take_row(walk, error);
    journal_file_rest(&walk->file);
    if (buf_failed(&walk->bytes)) { /* it has let go of all it had: of the rows before as well */
        walk->row_count = 0;
        return -1;
    }
    return walk->row_count ? 1 : result;
}

/* A file is known to be complete once the next one has rows; only then may it be left. So the order is: look at the
 * next, then once more at this one. */
static int fill(struct journal_walk *walk, struct journal_error *error)
{
    if (!walk->file.db && open_first(walk, error) != 0)
        return -1;
    int result = fill_from_file(walk, error);
    if (result != 0)
        return result;
    int complete = successor_has_rows(walk, error);
    if (complete != 1)
        return complete;
    result = fill_from_file(walk, error);
    if (result != 0)
        return result;
    if (open_number(walk, walk->file.number + 1, error) != 0)
        return -1;
    return fill_from_file(walk, error);
}

int journal_walk_next(struct journal_walk *walk, struct journal_row *row, struct journal_error *error)
{
    if (walk->row_at == walk->row_count) {
        int filled = fill(walk, error);
        if (filled != 1)
            return filled;
    }
    *row = walk->rows[walk->row_at++];
    row->bytes = (const uint8_t *)walk->bytes.bytes + walk->byte_at;
    walk->byte_at += row->len;
    return 1;
}
