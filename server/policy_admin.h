/* How problems and differences of policies are written as JSON, by a command and by a server alike. It must not judge
 * anything. */
#ifndef NEXTUP_SERVER_POLICY_ADMIN_H
#define NEXTUP_SERVER_POLICY_ADMIN_H

#include "lib/json.h"
#include "policy/policy.h"

const char *policy_level_word(enum policy_level level); /* "warning" */
/* The members errors, warnings, notes and problems. */
void policy_write_problems(struct json_writer *writer, const struct policy_problems *problems);
/* A policy_tell_fn: an array's element; ctx is a writer. */
void policy_write_difference(void *ctx, const char *pointer, const char *sentence);

#endif
