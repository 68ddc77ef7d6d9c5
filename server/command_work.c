/* nextup queue set and nextup user set: how much work comes to whom and how long it lasts. Each is one request of admin.h; it must not open a centre itself. */
#include <stdio.h>

#include "server/admin.h"
#include "server/admin_client.h"
#include "server/commands.h"

static void write_list(struct json_writer *writer, const char *name, const struct argument_list *list)
{
    json_member_array_begin(writer, name);
    for (int i = 0; i < list->count; i++)
        json_text_of(writer, list->items[i]);
    json_array_end(writer);
}

static void begin(struct buf *text, struct json_writer *writer, const char *name)
{
    buf_init(text, ADMIN_REQUEST_BYTES_MAX);
    json_writer_init(writer, text);
    json_object_begin(writer);
    json_member_text(writer, "do", name);
}

/* Sends it and says so. */
static int finish(struct buf *text, struct json_writer *writer, const struct arguments *arguments)
{
    struct fault fault;
    json_t *answer = NULL;
    json_object_end(writer);
    buf_append_char(text, '\n');
    if (buf_failed(text))
        command_fault("The words of this command are too long.");
    else if (!(answer = admin_ask(arguments->data, text, &fault)))
        command_fault(fault.sentence);
    buf_free(text);
    if (!answer)
        return EXIT_FAULT;
    json_decref(answer);
    printf("%s: set.\n", arguments->operands[0]);
    return EXIT_DONE;
}

int command_queue_set(const struct arguments *arguments)
{
    struct buf text;
    struct json_writer writer;
    if (!arguments->data)
        return command_usage("Name the data directory: --data DIR.");
    if (arguments->wrap_up.count == 0)
        return command_usage("Say what to set: --wrap-up LENGTH.");
    begin(&text, &writer, "queue_set");
    json_member_text(&writer, "name", arguments->operands[0]);
    if (arguments->centre)
        json_member_text(&writer, "centre", arguments->centre);
    write_list(&writer, "wrapUp", &arguments->wrap_up);
    return finish(&text, &writer, arguments);
}

int command_user_set(const struct arguments *arguments)
{
    struct buf text;
    struct json_writer writer;
    if (!arguments->data)
        return command_usage("Name the data directory: --data DIR.");
    if (!arguments->offer_time && arguments->limit.count + arguments->blend.count == 0)
        return command_usage("Say what to set: --offer-time, --limit or --blend.");
    begin(&text, &writer, "user_set");
    json_member_text(&writer, "username", arguments->operands[0]);
    if (arguments->offer_time)
        json_member_text(&writer, "offerTime", arguments->offer_time);
    write_list(&writer, "limits", &arguments->limit);
    write_list(&writer, "blends", &arguments->blend);
    return finish(&text, &writer, arguments);
}
