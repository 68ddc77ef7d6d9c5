/* nextup quotas ...: how often each operation of the API may be asked. Each command is one request of admin.h; it must
 * not open a centre itself. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "edge/api/api.h"
#include "edge/api/quotas.h"
#include "server/commands.h"
#include "server/request.h"

enum { NUMBER_BASE = 10 };

/* A whole number, or -1: the request's own bounds refuse that. */
static int64_t number_of(const char *text)
{
    char *end = NULL;
    errno = 0;
    long long number = strtoll(text, &end, NUMBER_BASE);
    return errno == 0 && end != text && *end == '\0' ? number : -1;
}

/* Asks with the operands. NULL, and *code says how the command ends: said why already. */
static json_t *ask(const struct arguments *arguments, const char *name, int *code)
{
    struct request request;
    *code = EXIT_USAGE;
    if (!request_begin(&request, arguments, name))
        return NULL;
    if (arguments->operands_count > 0)
        json_member_text(&request.writer, "operation", arguments->operands[0]);
    if (arguments->operands_count > 2) {
        json_member_i64(&request.writer, "perSecond", number_of(arguments->operands[1]));
        json_member_i64(&request.writer, "burst", number_of(arguments->operands[2]));
    }
    json_t *answer = request_send(&request);
    *code = answer ? EXIT_DONE : EXIT_FAULT;
    return answer;
}

static void print_row(const char *operation, const json_t *quota)
{
    printf("%-45s %10lld %10lld\n", operation,
           (long long)json_integer_value(json_object_get(quota, "perSecond")),
           (long long)json_integer_value(json_object_get(quota, "burst")));
}

int command_quotas_show(const struct arguments *arguments)
{
    const char *operation = NULL;
    json_t *quota = NULL;
    int code;
    json_t *answer = ask(arguments, "quota_show", &code);
    if (!answer)
        return code;
    json_t *quotas = json_object_get(answer, "quotas");
    printf("%-45s %10s %10s\n", "OPERATION", "A SECOND", "AT ONCE");
    json_object_foreach(quotas, operation, quota) print_row(operation, quota);
    if (!json_object_get(quotas, QUOTAS_DEFAULT))
        printf("All others have what the configuration's section [api] says (%u a second, %u at once by "
               "itself).\n",
               api_limits_default().requests_per_s_max, api_limits_default().requests_burst_max);
    json_decref(answer);
    return EXIT_DONE;
}

int command_quotas_set(const struct arguments *arguments)
{
    int code;
    json_t *answer = ask(arguments, "quota_set", &code);
    if (!answer)
        return code;
    printf("%s may be asked %s times a second, and %s at once.\n", arguments->operands[0],
           arguments->operands[1], arguments->operands[2]);
    json_decref(answer);
    return EXIT_DONE;
}

int command_quotas_reset(const struct arguments *arguments)
{
    int code;
    json_t *answer = ask(arguments, "quota_reset", &code);
    if (!answer)
        return code;
    printf("%s\n",
           arguments->operands_count > 0 ? "It has the default again." : "All have the default again.");
    json_decref(answer);
    return EXIT_DONE;
}
