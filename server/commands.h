/* One function for each command of the binary; main.c has the table with their help. They print and return an exit
 * code. */
#ifndef NEXTUP_SERVER_COMMANDS_H
#define NEXTUP_SERVER_COMMANDS_H

#include "server/arguments.h"

int command_serve(const struct arguments *arguments);
int command_init(const struct arguments *arguments);
int command_user_add(const struct arguments *arguments);
int command_user_passwd(const struct arguments *arguments);
int command_user_role(const struct arguments *arguments);
int command_user_enable(const struct arguments *arguments);
int command_user_disable(const struct arguments *arguments);
int command_user_list(const struct arguments *arguments);
int command_user_groups(const struct arguments *arguments);
int command_user_set(const struct arguments *arguments);
int command_queue_set(const struct arguments *arguments);
int command_group_add(const struct arguments *arguments);
int command_group_list(const struct arguments *arguments);
int command_group_remove(const struct arguments *arguments);
int command_keys_create(const struct arguments *arguments);
int command_keys_list(const struct arguments *arguments);
int command_keys_rotate(const struct arguments *arguments);
int command_keys_revoke(const struct arguments *arguments);
int command_tokens_add(const struct arguments *arguments);
int command_tokens_list(const struct arguments *arguments);
int command_tokens_revoke(const struct arguments *arguments);
int command_origins_add(const struct arguments *arguments);
int command_origins_list(const struct arguments *arguments);
int command_origins_remove(const struct arguments *arguments);
int command_quotas_show(const struct arguments *arguments);
int command_quotas_set(const struct arguments *arguments);
int command_quotas_reset(const struct arguments *arguments);
int command_hours_set(const struct arguments *arguments);
int command_policy_show(const struct arguments *arguments);
int command_policy_check(const struct arguments *arguments);
int command_policy_diff(const struct arguments *arguments);
int command_policy_try(const struct arguments *arguments);
int command_what_if(const struct arguments *arguments);
int command_policy_apply(const struct arguments *arguments);
int command_policy_history(const struct arguments *arguments);
int command_policy_rollback(const struct arguments *arguments);
int command_policy_schema(const struct arguments *arguments);
int command_erase(const struct arguments *arguments);
int command_retention_show(const struct arguments *arguments);
int command_retention_set(const struct arguments *arguments);
int command_archive(const struct arguments *arguments);
int command_backup(const struct arguments *arguments);
int command_restore(const struct arguments *arguments);
int command_verify(const struct arguments *arguments);
int command_replay(const struct arguments *arguments);

struct json_writer;
/* The members "group" and "supervises" of a request, from the options given (command_group.c). */
void command_write_groups(struct json_writer *writer, const struct arguments *arguments);

/* The master key of the configuration that --config names (command_erase.c), for commands that open centres themselves.
 * Returns EXIT_DONE, also without --config; else it said why. */
int command_open_vault(const struct arguments *arguments);

/* Says what went wrong, in one sentence, on standard error; returns EXIT_FAULT. */
int command_fault(const char *sentence);
/* The same for a command line that names something impossible; returns EXIT_USAGE. */
int command_usage(const char *sentence);

#endif
