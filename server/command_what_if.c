/* nextup what-if: a recorded day under changes. It must not run it itself (what_if.h does). */
#include <stdio.h>

#include "server/commands.h"
#include "server/config.h"
#include "server/what_if.h"

int command_what_if(const struct arguments *arguments)
{
    struct fault fault;
    struct config config;
    struct buf report;

    if (!arguments->data)
        return command_usage("Name the data directory, or a copy of it: --data DIR.");
    config_default(&config);
    buf_init(&report, WHAT_IF_REPORT_BYTES_MAX);
    int result = arguments->config ? config_read(&config, arguments->config, &fault) : 0;
    if (result == 0 && command_open_vault(arguments) != EXIT_DONE)
        result = fault_set(&fault, "Without the master key the names cannot be read.");
    if (result == 0)
        result = what_if(arguments, &config.centre, &report, &fault);
    if (result == 0)
        fputs(buf_text(&report), stdout);
    buf_free(&report);
    return result == 0 ? EXIT_DONE : command_fault(fault.sentence);
}
