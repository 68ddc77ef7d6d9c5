/* nextup tokens ...: tokens with which programs read the streams. Each command is one request of admin.h; it must not open a centre itself. */
#include <stdio.h>

#include "lib/date.h"
#include "server/admin.h"
#include "server/admin_client.h"
#include "server/commands.h"

/* Asks with the operand as the member named; NULL: said why already. */
static json_t *ask(const struct arguments *arguments, const char *name, const char *member)
{
    struct buf text;
    struct json_writer writer;
    struct fault fault;
    if (!arguments->data) {
        command_usage("Name the data directory: --data DIR.");
        return NULL;
    }
    buf_init(&text, ADMIN_REQUEST_BYTES_MAX);
    json_writer_init(&writer, &text);
    json_object_begin(&writer);
    json_member_text(&writer, "do", name);
    if (member)
        json_member_text(&writer, member, arguments->operands[0]);
    if (arguments->centre)
        json_member_text(&writer, "centre", arguments->centre);
    if (arguments->streams)
        json_member_text(&writer, "streams", arguments->streams);
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

int command_tokens_add(const struct arguments *arguments)
{
    json_t *answer = ask(arguments, "token_add", "name");
    if (!answer)
        return EXIT_FAULT;
    printf("Token: %s\nCentre: %s\nThis is the only time the token is shown.\n", member_of(answer, "token"),
           member_of(answer, "centre"));
    json_decref(answer);
    return EXIT_DONE;
}

int command_tokens_revoke(const struct arguments *arguments)
{
    json_t *answer = ask(arguments, "token_revoke", "id");
    if (!answer)
        return EXIT_FAULT;
    printf("The token %s is worth nothing any more.\n", arguments->operands[0]);
    json_decref(answer);
    return EXIT_DONE;
}

static void show(const json_t *token)
{
    char at[DATE_RFC3339_BYTES];
    size_t index = 0;
    json_t *stream = NULL;
    date_render_rfc3339(json_integer_value(json_object_get(token, "createdAt")), at);
    printf("%-18s %-24s %-20s %s ", member_of(token, "id"), member_of(token, "name"),
           member_of(token, "centre"), at);
    json_array_foreach(json_object_get(token, "streams"), index, stream)
        printf(" %s", json_string_value(stream));
    printf("\n");
}

int command_tokens_list(const struct arguments *arguments)
{
    size_t index = 0;
    json_t *token = NULL;
    json_t *answer = ask(arguments, "token_list", NULL);
    if (!answer)
        return EXIT_FAULT;
    printf("%-18s %-24s %-20s %-25s %s\n", "ID", "NAME", "CENTRE", "SINCE", "STREAMS");
    json_array_foreach(json_object_get(answer, "tokens"), index, token) show(token);
    json_decref(answer);
    return EXIT_DONE;
}
