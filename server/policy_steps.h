/* Putting a policy document in force in a centre: all steps, or none that lasts. It must not keep a version
 * (policy_book.h) nor read files. */
#ifndef NEXTUP_SERVER_POLICY_STEPS_H
#define NEXTUP_SERVER_POLICY_STEPS_H

#include "policy/policy.h"
#include "server/make.h"

/* Adds what this centre, as it is now, could not do with the document, and writes how many steps the first round has.
 * False: there is no memory left. */
bool policy_steps_problems(const struct making *making, const struct policy_document *document, struct policy_problems *problems, uint32_t *steps);
/* Finds what cannot be done before the first step is, against the centre as it is now; writes how many steps the first
 * round has. 0, or -1 and a sentence. */
int policy_steps_rehearse(struct making *making, const struct policy_document *document, uint32_t *steps);

/* Takes the steps. 0, or -1 and a sentence: one was refused, and what was in force before was put in force again by the
 * same path; the sentence tells what had been applied, and what could not be taken back (the disk is full, the journal
 * has failed). New groups, lists and codes stay, empty and offered to nobody: they are never deleted. */
int policy_steps_take(struct making *making, const struct policy_document *document);

#endif
