/* What the journal's tests share: entries made from their seq alone, and directories that vanish. Tests only. */
#ifndef NEXTUP_JOURNAL_TESTING_ENTRIES_H
#define NEXTUP_JOURNAL_TESTING_ENTRIES_H

#include "journal/journal.h"

enum { TESTING_BODY_MAX = 4096 };

/* The entry with this seq is always the same. body has TESTING_BODY_MAX bytes and must outlive the entry. */
struct journal_entry testing_entry(uint64_t seq, char *body);
bool testing_entry_equal(const struct journal_entry *a, const struct journal_entry *b);

/* Appends the count entries that come next, as one batch. */
void testing_append(struct journal *journal, uint32_t count);

/* Reads from first_seq to the durable end and checks every entry; returns the last seq, or 0 with the sentence of the
 * reader's fault. */
uint64_t testing_read(struct journal *journal, uint64_t first_seq, struct journal_error *error);

/* A new directory under $TMPDIR or /tmp; path has 256 bytes. */
void testing_directory(char *path);
void testing_remove(const char *path);

/* Copies a directory of a journal that is still open: what a crash would have left. to: a path of 256 bytes, made by
 * this. */
void testing_copy(const char *from, char *to);
/* Runs a line of sh; its exit code. */
int testing_shell(const char *line);
/* Runs SQL on a closed file of a journal. */
void testing_tamper(const char *dir, const char *file, const char *sql);
/* Inverts one byte of a file; at < 0: counted from its end. */
void testing_flip(const char *dir, const char *file, long at);
/* Bytes of a file in front of the zeros at its end. */
long testing_content(const char *dir, const char *file);
long testing_size(const char *dir, const char *file); /* -1: there is no such file */

#endif
