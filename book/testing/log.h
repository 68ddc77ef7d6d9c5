/* What the book's tests share: a log of events with bodies, and everything a directory holds as text to compare. Not
 * part of the program. */
#ifndef NEXTUP_BOOK_TESTING_LOG_H
#define NEXTUP_BOOK_TESTING_LOG_H

#include "book/directory.h"
#include "book/history.h"
#include "journal/journal.h"

struct testing_entry {
    struct acd_event event;
    char *body; /* NULL: none */
    size_t body_len;
};

struct testing_log {
    struct testing_entry *entries; /* entries[seq - 1] */
    uint32_t count;
    uint32_t capacity;
    int64_t at; /* time of the next event */
};

void testing_log_init(struct testing_log *log);
void testing_log_free(struct testing_log *log);
/* Adds an event with the next seq and the log's time; body (may be NULL) is emptied for the next one. Returns its
 * seq. */
uint64_t testing_log_add(struct testing_log *log, struct acd_event event, struct buf *body);
uint64_t testing_log_add_text(struct testing_log *log, struct acd_event event, const char *body);

/* Applies entries with first_seq <= seq <= last_seq. */
void testing_apply_directory(const struct testing_log *log, uint64_t first_seq, uint64_t last_seq, struct directory *directory);
void testing_apply_history(const struct testing_log *log, uint64_t first_seq, uint64_t last_seq, struct history *history);
void testing_append_journal(const struct testing_log *log, uint64_t first_seq, uint64_t last_seq, struct journal *journal);

/* Everything in a directory, one line a thing, sorted. */
void testing_dump(const struct directory *directory, struct buf *text);
/* Fails the test and prints the first line that differs. */
void testing_assert_equal(const struct directory *directory, const struct directory *expected);

/* Every row of every table, one a line. */
void testing_dump_tables(struct sql *sql, struct buf *text);

void testing_assert_same(const char *text, const char *expected);

/* A uuid that only number gives, and a token's hash. */
struct uuid testing_uuid(uint64_t number);
void testing_hash(uint64_t number, uint8_t hash[BODY_HASH_BYTES]);

/* Adds count events that a core could have made, with bodies of which some are not what they should be. The same seed
 * gives the same log. */
void testing_script(struct testing_log *log, uint64_t seed, uint32_t count);

/* What book_ask_*() takes in a test that has no book: the question is answered from history before the call returns.
 * Such a test must use nothing else of book.h that takes a book. */
struct book *testing_asker(struct history *history);

/* A new directory under $TMPDIR or /tmp, and its removal with the files in it. */
const char *testing_dir_make(char path[64]);
void testing_dir_remove(const char *path);
/* True: some byte of some file in it begins the text. */
bool testing_dir_has(const char *path, const char *text);

#endif
