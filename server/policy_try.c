/* nextup policy try: a recorded journal under another policy. It must not replay it itself (policy_replay.h does). */
#include <stdio.h>

#include "server/commands.h"
#include "server/config.h"
#include "server/policy_file.h"
#include "server/policy_replay.h"

int command_policy_try(const struct arguments *arguments)
{
    struct fault fault;
    struct policy_document document;
    struct config config;
    struct buf report;

    if (!arguments->journal)
        return command_usage("Name the recorded journal: --journal DIR.");
    config_default(&config);
    buf_init(&report, POLICY_REPORT_BYTES_MAX);
    if (policy_file_get(&document, arguments->operands[0], &fault) != 0)
        return command_fault(fault.sentence);
    int result = arguments->config ? config_read(&config, arguments->config, &fault) : 0;
    if (result == 0 && command_open_vault(arguments) != EXIT_DONE)
        result = fault_set(&fault, "Without the master key the bodies cannot be read.");
    const struct policy_replay wish = {.path = arguments->journal,
                                       .centre = arguments->centre,
                                       .name = arguments->operands[0],
                                       .from = arguments->from,
                                       .to = arguments->to,
                                       .json = arguments->json,
                                       .limits = config.centre};
    if (result == 0)
        result = policy_replay(&wish, &document, &report, &fault);
    if (result == 0)
        fputs(buf_text(&report), stdout);
    buf_free(&report);
    policy_free(&document);
    return result == 0 ? EXIT_DONE : command_fault(fault.sentence);
}
