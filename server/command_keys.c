/* nextup keys ...: access keys with which programs sign requests of the API. Each command is one request of admin.h; it must not open a centre itself. */
#include <stdio.h>
#include <string.h>

#include "lib/crypto.h"
#include "server/admin.h"
#include "server/admin_client.h"
#include "server/commands.h"
#include "server/config.h"
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

/* Asks with one operand as the member named; NULL: said why already. */
static json_t *ask(const struct arguments *arguments, const char *name, const char *member)
{
    struct buf text;
    struct json_writer writer;
    struct fault fault;
    if (!arguments->data) {
        command_usage("Name the data directory: --data DIR.");
        return NULL;
    }
    if (!open_vault(arguments))
        return NULL;
    buf_init(&text, ADMIN_REQUEST_BYTES_MAX);
    json_writer_init(&writer, &text);
    json_object_begin(&writer);
    json_member_text(&writer, "do", name);
    if (member)
        json_member_text(&writer, member, arguments->operands[0]);
    json_object_end(&writer);
    buf_append_char(&text, '\n');
    json_t *answer = admin_ask(arguments->data, &text, &fault);
    if (!answer)
        command_fault(fault.sentence);
    buf_free(&text);
    return answer;
}

static const char *member_of(const json_t *object, const char *name)
{
    const char *text = json_string_value(json_object_get(object, name));
    return text ? text : "";
}

static int show_new(json_t *answer)
{
    if (!answer)
        return EXIT_FAULT;
    printf("Access key: %s\nSecret:     %s\nThis is the only time the secret is shown.\n",
           member_of(answer, "accessKeyId"), member_of(answer, "secretAccessKey"));
    json_decref(answer);
    return EXIT_DONE;
}

int command_keys_create(const struct arguments *arguments)
{
    return show_new(ask(arguments, "key_create", "username"));
}

int command_keys_rotate(const struct arguments *arguments)
{
    return show_new(ask(arguments, "key_rotate", "accessKeyId"));
}

int command_keys_revoke(const struct arguments *arguments)
{
    json_t *answer = ask(arguments, "key_revoke", "accessKeyId");
    if (!answer)
        return EXIT_FAULT;
    printf("The access key %s is worth nothing any more.\n", arguments->operands[0]);
    json_decref(answer);
    return EXIT_DONE;
}

int command_keys_list(const struct arguments *arguments)
{
    size_t index = 0;
    json_t *key = NULL;
    json_t *answer = ask(arguments, "key_list", NULL);
    if (!answer)
        return EXIT_FAULT;
    printf("%-24s %-24s %-11s %s\n", "ACCESS KEY", "USER", "ROLE", "CENTRE");
    json_array_foreach(json_object_get(answer, "keys"), index, key)
        printf("%-24s %-24s %-11s %s\n", member_of(key, "accessKeyId"), member_of(key, "username"),
               member_of(key, "role"), member_of(key, "centre"));
    json_decref(answer);
    return EXIT_DONE;
}
