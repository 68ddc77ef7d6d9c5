/* nextup keys ...: access keys with which programs sign requests of the API. Each command is one request of admin.h; it
 * must not open a centre itself. */
#include <stdio.h>

#include "server/commands.h"
#include "server/config.h"
#include "server/request.h"
#include "server/vault.h"

/* The master key counts here when no server runs; a running one has its own. */
static bool open_vault(const struct arguments *arguments)
{
    struct config config;
    struct fault fault;
    config_default(&config);
    if ((!arguments->config || config_read(&config, arguments->config, &fault) == 0) &&
        vault_open(config.master_key_file, &fault) == 0)
        return true;
    command_fault(fault.sentence);
    return false;
}

/* Asks with one operand as the member named. NULL, and *code says how the command ends: said why already. */
static json_t *ask(const struct arguments *arguments, const char *name, const char *member, int *code)
{
    struct request request;
    *code = EXIT_USAGE;
    if (!request_begin(&request, arguments, name))
        return NULL;
    *code = EXIT_FAULT;
    if (!open_vault(arguments)) {
        request_drop(&request);
        return NULL;
    }
    if (member)
        json_member_text(&request.writer, member, arguments->operands[0]);
    json_t *answer = request_send(&request);
    if (answer)
        *code = EXIT_DONE;
    return answer;
}

static int make_new(const struct arguments *arguments, const char *name, const char *member)
{
    int code;
    json_t *answer = ask(arguments, name, member, &code);
    if (answer)
        printf("Access key: %s\nSecret:     %s\nThis is the only time the secret is shown.\n",
               answer_text(answer, "accessKeyId"), answer_text(answer, "secretAccessKey"));
    json_decref(answer);
    return code;
}

int command_keys_create(const struct arguments *arguments)
{
    return make_new(arguments, "key_create", "username");
}

int command_keys_rotate(const struct arguments *arguments)
{
    return make_new(arguments, "key_rotate", "accessKeyId");
}

int command_keys_revoke(const struct arguments *arguments)
{
    int code;
    json_t *answer = ask(arguments, "key_revoke", "accessKeyId", &code);
    if (answer)
        printf("The access key %s is worth nothing any more.\n", arguments->operands[0]);
    json_decref(answer);
    return code;
}

int command_keys_list(const struct arguments *arguments)
{
    size_t index = 0;
    json_t *key = NULL;
    int code;
    json_t *answer = ask(arguments, "key_list", NULL, &code);
    if (!answer)
        return code;
    printf("%-24s %-24s %-11s %s\n", "ACCESS KEY", "USER", "ROLE", "CENTRE");
    json_array_foreach(json_object_get(answer, "keys"), index, key)
        printf("%-24s %-24s %-11s %s\n", answer_text(key, "accessKeyId"), answer_text(key, "username"),
               answer_text(key, "role"), answer_text(key, "centre"));
    json_decref(answer);
    return code;
}
