/* nextup origins ...: sites whose pages may embed the agents' panel. Each command is one request of admin.h; it must not open a centre itself. */
#include <stdio.h>
#include <string.h>

#include "server/admin.h"
#include "server/admin_client.h"
#include "server/commands.h"

/* NULL: said why already. */
static json_t *ask(const struct arguments *arguments, const char *name)
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
    if (arguments->operands_count > 0)
        json_member_text(&writer, "origin", arguments->operands[0]);
    if (arguments->centre)
        json_member_text(&writer, "centre", arguments->centre);
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

static int change(const struct arguments *arguments, const char *name, const char *sentence)
{
    json_t *answer = ask(arguments, name);
    if (!answer)
        return EXIT_FAULT;
    printf(sentence, arguments->operands[0], member_of(answer, "centre"));
    json_decref(answer);
    return EXIT_DONE;
}

int command_origins_add(const struct arguments *arguments)
{
    return change(arguments, "origin_add", "Pages of %s may embed the panel of %s.\n");
}

int command_origins_remove(const struct arguments *arguments)
{
    return change(arguments, "origin_remove", "Pages of %s may not embed the panel of %s any more.\n");
}

int command_origins_list(const struct arguments *arguments)
{
    size_t index = 0;
    json_t *origin = NULL;
    json_t *answer = ask(arguments, "origin_list");
    if (!answer)
        return EXIT_FAULT;
    printf("%-40s %s\n", "ORIGIN", "CENTRE");
    json_array_foreach(json_object_get(answer, "origins"), index, origin)
        printf("%-40s %s\n", member_of(origin, "origin"), member_of(origin, "centre"));
    json_decref(answer);
    return EXIT_DONE;
}
