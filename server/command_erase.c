/* nextup erase: makes what the server knows of one customer's contact, or of one user, unreadable for good. It must not
 * open a centre itself. */
#include <inttypes.h>
#include <stdio.h>

#include "server/commands.h"
#include "server/config.h"
#include "server/request.h"
#include "server/vault.h"

int command_open_vault(const struct arguments *arguments)
{
    struct config config;
    struct fault fault;
    if (!arguments->config)
        return EXIT_DONE;
    config_default(&config);
    if (config_read(&config, arguments->config, &fault) != 0 ||
        vault_open(config.master_key_file, &fault) != 0)
        return command_fault(fault.sentence);
    return EXIT_DONE;
}

int command_erase(const struct arguments *arguments)
{
    struct request request;
    const char *who = arguments->contact ? arguments->contact : arguments->user;
    if (!arguments->contact == !arguments->user)
        return command_usage("Say whose: --contact ID or --user USERNAME.");
    if (command_open_vault(arguments) != EXIT_DONE)
        return EXIT_FAULT;
    if (!request_begin(&request, arguments, "erase"))
        return EXIT_USAGE;
    json_member_text(&request.writer, arguments->contact ? "contact" : "username", who);
    json_t *answer = request_send(&request);
    if (!answer)
        return EXIT_FAULT;
    json_int_t erased = json_integer_value(json_object_get(answer, "erased"));
    json_decref(answer);
    if (erased == 0)
        printf("Contact %s was erased before.\n", who);
    else if (arguments->user)
        printf("User %s is erased: the name, password, sessions and keys cannot be read any more.\n", who);
    else
        printf("Contact %s is erased: %" PRId64 " contact%s of its chain; their numbers stay.\n", who,
               (int64_t)erased, erased == 1 ? "" : "s");
    return EXIT_DONE;
}
