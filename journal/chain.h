/* What opening and verifying a journal say alike. Private to journal/. */
#ifndef NEXTUP_JOURNAL_CHAIN_H
#define NEXTUP_JOURNAL_CHAIN_H

#include "journal/journal.h"
#include "journal/wal.h"

/* The sentence about a WAL that is damaged or ends in an unfinished commit. path: of the database. */
void journal_wal_sentence(struct journal_error *sentence, const char *path, const struct journal_wal *wal);

#endif
