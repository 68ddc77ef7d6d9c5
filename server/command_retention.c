/* nextup retention ...: for how long a centre keeps contacts' texts. Each command is one request of erase.h; it must
 * not open a centre itself. */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "server/commands.h"
#include "server/request.h"

enum { NUMBER_BASE = 10 };

static int tell(const struct arguments *arguments, const char *name)
{
    struct request request;
    if (!request_begin(&request, arguments, name))
        return EXIT_USAGE;
    if (arguments->operands_count > 0) {
        char *end = NULL;
        errno = 0;
        long long days = strtoll(arguments->operands[0], &end, NUMBER_BASE);
        bool number = errno == 0 && end != arguments->operands[0] && *end == '\0';
        json_member_i64(&request.writer, "contactDays", number ? days : -1); /* which is refused */
    }
    json_t *answer = request_send(&request);
    if (!answer)
        return EXIT_FAULT;
    int64_t days = json_integer_value(json_object_get(answer, "contactDays"));
    if (days == 0)
        printf("Contacts of %s are kept for good.\n", answer_text(answer, "centre"));
    else
        printf("Contacts of %s are erased %" PRId64 " day%s after they are over.\n",
               answer_text(answer, "centre"), days, days == 1 ? "" : "s");
    json_decref(answer);
    return EXIT_DONE;
}

int command_retention_show(const struct arguments *arguments)
{
    return tell(arguments, "retention_show");
}

int command_retention_set(const struct arguments *arguments)
{
    return tell(arguments, "retention_set");
}
