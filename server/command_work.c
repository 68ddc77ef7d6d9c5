/* nextup queue set and nextup user set: how much work comes to whom and how long it lasts. Each is one request of
 * admin.h; it must not open a centre itself. */
#include <stdio.h>

#include "server/commands.h"
#include "server/request.h"

static void write_list(struct json_writer *writer, const char *name, const struct argument_list *list)
{
    json_member_array_begin(writer, name);
    for (int i = 0; i < list->count; i++)
        json_text_of(writer, list->items[i]);
    json_array_end(writer);
}

/* Sends it and says so. */
static int set(struct request *request)
{
    const char *what = request->arguments->operands[0];
    json_t *answer = request_send(request);
    if (!answer)
        return EXIT_FAULT;
    json_decref(answer);
    printf("%s: set.\n", what);
    return EXIT_DONE;
}

int command_queue_set(const struct arguments *arguments)
{
    struct request request;
    if (arguments->wrap_up.count == 0)
        return command_usage("Say what to set: --wrap-up LENGTH.");
    if (!request_begin(&request, arguments, "queue_set"))
        return EXIT_USAGE;
    json_member_text(&request.writer, "name", arguments->operands[0]);
    write_list(&request.writer, "wrapUp", &arguments->wrap_up);
    return set(&request);
}

int command_user_set(const struct arguments *arguments)
{
    struct request request;
    if (!arguments->offer_time && arguments->limit.count + arguments->blend.count == 0)
        return command_usage("Say what to set: --offer-time, --limit or --blend.");
    if (!request_begin(&request, arguments, "user_set"))
        return EXIT_USAGE;
    json_member_text(&request.writer, "username", arguments->operands[0]);
    if (arguments->offer_time)
        json_member_text(&request.writer, "offerTime", arguments->offer_time);
    write_list(&request.writer, "limits", &arguments->limit);
    write_list(&request.writer, "blends", &arguments->blend);
    return set(&request);
}
