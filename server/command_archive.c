/* nextup archive: moves complete files of the journals that no start needs to another folder. It must not open a centre
 * itself: what is moved is closed. */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "journal/journal.h"
#include "server/commands.h"
#include "server/dir.h"
#include "server/request.h"

/* How far the centre's history is; false, and it was said why. */
static bool ask_history(const struct arguments *arguments, const char *alias, uint64_t *seq)
{
    struct request request;
    struct arguments of_centre = *arguments;
    of_centre.centre = alias;
    if (!request_begin(&request, &of_centre, "archive_show"))
        return false;
    json_t *answer = request_send(&request);
    *seq = (uint64_t)json_integer_value(json_object_get(answer, "historySeq"));
    json_decref(answer);
    return answer != NULL;
}

static int archive_centre(const struct arguments *arguments, const char *alias, const char *folder)
{
    char centre[DIR_PATH_BYTES];
    char to[DIR_PATH_BYTES];
    struct journal_archive_result result;
    struct journal_error error;
    uint64_t through = 0;
    dir_centre(arguments->data, alias, centre);
    dir_path(folder, alias, to);
    if (!ask_history(arguments, alias, &through))
        return EXIT_FAULT;
    if (journal_archive(centre, to, through, &result, &error) != 0)
        return command_fault(error.sentence);
    if (result.moved == 0)
        printf("%s: nothing to move; %" PRIu32 " files are archived\n", alias, result.archived);
    else
        printf("%s: %" PRIu32 " files moved, up to event %" PRIu64 "; %" PRIu32 " are archived\n", alias,
               result.moved, result.last_seq, result.archived);
    return EXIT_DONE;
}

int command_archive(const struct arguments *arguments)
{
    struct dir_aliases aliases;
    struct fault fault;
    if (!arguments->data || !arguments->to)
        return command_usage("Name the data directory and the folder: --data DIR --to FOLDER.");
    if (command_open_vault(arguments) != EXIT_DONE)
        return EXIT_FAULT;
    if (dir_list(arguments->data, &aliases, &fault) != 0)
        return command_fault(fault.sentence);
    if (mkdir(arguments->to, 0700) != 0 && errno != EEXIST) /* NOLINT: errno is that of mkdir */
        return command_fault("The folder cannot be made: make it, or name another.");
    char *folder = realpath(arguments->to, NULL);
    int code = folder ? EXIT_DONE : command_fault("The folder cannot be found.");
    bool found = false;
    for (int i = 0; i < aliases.count && code == EXIT_DONE; i++) {
        if (arguments->centre && strcmp(arguments->centre, aliases.alias[i]) != 0)
            continue;
        found = true;
        code = archive_centre(arguments, aliases.alias[i], folder);
    }
    if (code == EXIT_DONE && !found)
        code = command_fault("There is no such centre.");
    free(folder);
    return code;
}
