/* Policy documents named on the command line: a file, or the name of a preset. It must not judge them. */
#ifndef NEXTUP_SERVER_POLICY_FILE_H
#define NEXTUP_SERVER_POLICY_FILE_H

#include "policy/policy.h"
#include "server/fault.h"

enum { POLICY_FILE_WRONG = -1, POLICY_FILE_UNREADABLE = -2 };

/* Reads the file; "connect" and "vcc" are the presets. Returns 0 and *document, POLICY_FILE_WRONG with what is wrong in
 * problems (empty before), or POLICY_FILE_UNREADABLE; the last two with a sentence. */
int policy_file_read(struct policy_document *document, const char *name, struct policy_problems *problems, struct fault *fault);

/* The same where one sentence must do. */
int policy_file_get(struct policy_document *document, const char *name, struct fault *fault);

#endif
