/* nextup tokens ...: tokens with which programs read the streams. Each command is one request of admin.h; it must not
 * open a centre itself. */
#include <stdio.h>

#include "lib/date.h"
#include "server/commands.h"
#include "server/request.h"

/* Tells what came of it by show(), with the operand as the member named, if any. */
static int ask(const struct arguments *arguments, const char *name, const char *member,
               void (*show)(const struct arguments *arguments, const json_t *answer))
{
    struct request request;
    if (!request_begin(&request, arguments, name))
        return EXIT_USAGE;
    if (member)
        json_member_text(&request.writer, member, arguments->operands[0]);
    if (arguments->streams)
        json_member_text(&request.writer, "streams", arguments->streams);
    json_t *answer = request_send(&request);
    if (!answer)
        return EXIT_FAULT;
    show(arguments, answer);
    json_decref(answer);
    return EXIT_DONE;
}

static void show_new(const struct arguments *arguments, const json_t *answer)
{
    (void)arguments;
    printf("Token: %s\nCentre: %s\nThis is the only time the token is shown.\n", answer_text(answer, "token"),
           answer_text(answer, "centre"));
}

int command_tokens_add(const struct arguments *arguments)
{
    return ask(arguments, "token_add", "name", show_new);
}

static void show_revoked(const struct arguments *arguments, const json_t *answer)
{
    (void)answer;
    printf("The token %s is worth nothing any more.\n", arguments->operands[0]);
}

int command_tokens_revoke(const struct arguments *arguments)
{
    return ask(arguments, "token_revoke", "id", show_revoked);
}

static void show_one(const json_t *token)
{
    char at[DATE_RFC3339_BYTES];
    size_t index = 0;
    json_t *stream = NULL;
    date_render_rfc3339(json_integer_value(json_object_get(token, "createdAt")), at);
    printf("%-18s %-24s %-20s %s ", answer_text(token, "id"), answer_text(token, "name"),
           answer_text(token, "centre"), at);
    json_array_foreach(json_object_get(token, "streams"), index, stream)
        printf(" %s", json_string_value(stream));
    printf("\n");
}

static void show_list(const struct arguments *arguments, const json_t *answer)
{
    size_t index = 0;
    json_t *token = NULL;
    (void)arguments;
    printf("%-18s %-24s %-20s %-25s %s\n", "ID", "NAME", "CENTRE", "SINCE", "STREAMS");
    json_array_foreach(json_object_get(answer, "tokens"), index, token) show_one(token);
}

int command_tokens_list(const struct arguments *arguments)
{
    return ask(arguments, "token_list", NULL, show_list);
}
