/* Snapshots on disk, for the engine and for verifying. Private to journal/. */
#ifndef NEXTUP_JOURNAL_SNAPSHOT_H
#define NEXTUP_JOURNAL_SNAPSHOT_H

#include "journal/journal.h"

int journal_snapshot_list(const char *dir, uint64_t *seqs, uint32_t max, struct journal_error *error);
/* NULL if it checks out (then *bytesp is to be freed), else what is wrong with it. bytesp NULL: only the header is
 * looked at. */
const char *journal_snapshot_read_one(const char *dir, uint64_t seq, uint8_t **bytesp, size_t *len);
void journal_snapshot_sentence(struct journal_error *sentence, const char *dir, uint64_t seq,
                               const char *wrong);

int journal_snapshot_write(const char *dir, uint64_t seq, const uint8_t *bytes, size_t len,
                           struct journal_error *error);
/* The newest that checks out: 1, 0 none, -1; those ignored are noted. bytesp NULL: only headers are looked at, nothing
 * is noted. */
int journal_snapshot_read(const char *dir, const struct journal_options *options, uint64_t *seq,
                          uint8_t **bytesp, size_t *len, struct journal_error *error);

#endif
