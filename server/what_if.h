/* What a recorded day would have been under changes: reads a centre's journal, lets whatif/ run it, tells. It must not
 * write to the centre's directory, nor wait for a server that runs on it. */
#ifndef NEXTUP_SERVER_WHAT_IF_H
#define NEXTUP_SERVER_WHAT_IF_H

#include "book/book.h"
#include "server/arguments.h"
#include "server/fault.h"
#include "whatif/whatif.h"

enum { WHAT_IF_REPORT_BYTES_MAX = 16 * 1024 * 1024, WHAT_IF_WORDS_BYTES = 4096 };

/* The changes that the arguments ask for. First numbers, which need no centre; then names. What is changed is told in
 * words. 0, or -1 and a sentence. */
int what_if_parse(const struct arguments *arguments, struct whatif_change *change, struct fault *fault);
int what_if_find(const struct arguments *arguments, const struct book *book, struct whatif_change *change, char words[WHAT_IF_WORDS_BYTES], struct fault *fault);
bool what_if_changes(const struct whatif_change *change); /* anything at all? */

/* The report is born with WHAT_IF_REPORT_BYTES_MAX. 0, or -1 and a sentence. */
int what_if(const struct arguments *arguments, const struct acd_limits *limits, struct buf *report, struct fault *fault);

#endif
