/* nextup origins ...: sites whose pages may embed the agents' panel. Each command is one request of admin.h; it must
 * not open a centre itself. */
#include <stdio.h>

#include "server/commands.h"
#include "server/request.h"

int command_origins_add(const struct arguments *arguments)
{
    return request_change(arguments, "origin_add", "origin", "Pages of %s may embed the panel of %s.\n");
}

int command_origins_remove(const struct arguments *arguments)
{
    return request_change(arguments, "origin_remove", "origin",
                          "Pages of %s may not embed the panel of %s any more.\n");
}

int command_origins_list(const struct arguments *arguments)
{
    struct request request;
    size_t index = 0;
    json_t *origin = NULL;
    if (!request_begin(&request, arguments, "origin_list"))
        return EXIT_USAGE;
    json_t *answer = request_send(&request);
    if (!answer)
        return EXIT_FAULT;
    printf("%-40s %s\n", "ORIGIN", "CENTRE");
    json_array_foreach(json_object_get(answer, "origins"), index, origin)
        printf("%-40s %s\n", answer_text(origin, "origin"), answer_text(origin, "centre"));
    json_decref(answer);
    return EXIT_DONE;
}
