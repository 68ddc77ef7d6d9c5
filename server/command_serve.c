/* nextup serve: settings, the data directory, the demo if asked for, then the loop until it is told to stop.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/log.h"
#include "server/commands.h"
#include "server/demo.h"
#include "server/notify.h"
#include "server/serve.h"
#include "server/vault.h"

static int read_settings(const struct arguments *arguments, struct config *config, struct fault *fault)
{
    char address[CONFIG_TEXT_BYTES];
    int port = 0;
    config_default(config);
    if (arguments->config && config_read(config, arguments->config, fault) != 0)
        return -1;
    if (arguments->listen && strlen(arguments->listen) >= sizeof config->listen)
        return fault_set(fault, "The address to listen on is too long.");
    if (arguments->listen)
        snprintf(config->listen, sizeof config->listen, "%s", arguments->listen);
    config->insecure = config->insecure || arguments->insecure;
    if (config_listen(config, address, &port, fault) != 0)
        return -1;
    if (!config_is_loopback(address) && !config->insecure && config->trusted_proxy[0] == '\0')
        return fault_set(fault,
                         "%s can be reached from other machines without encryption: put a TLS proxy in front "
                         "(trusted_proxy in the configuration, "
                         "packaging/nginx.conf shows how), or say --insecure.",
                         address);
    return 0;
}

static int start_log(const struct config *config, struct fault *fault)
{
    struct log_options options = {.descriptor = 2};
    if (!log_level_parse(config->log_level, &options.level))
        return fault_set(fault, "[log] level must be debug, info, warning or error, not \"%s\".",
                         config->log_level);
    if (strcmp(config->log_format, "json") == 0)
        options.format = LOG_FORMAT_JSON;
    else if (strcmp(config->log_format, "logfmt") != 0)
        return fault_set(fault, "[log] format must be logfmt or json, not \"%s\".", config->log_format);
    return log_start(&options) ? 0 : fault_set(fault, "The log's thread cannot be started.");
}

static void tell(const struct serve *serve, bool demo)
{
    if (demo)
        demo_tell(&serve->dir, serve->url);
    printf("Nextup listens on %s\n", serve->url);
    fflush(stdout);
    log_info(log_event("listening"), log_text("url", serve->url), log_text("data", serve->dir.path));
    notify("READY=1");
}

static int run(struct serve *serve, bool demo, struct fault *fault)
{
    struct fault closing;
    if (serve_open(serve, fault) != 0)
        return -1;
    int result = demo_is_there(&serve->dir) ? demo_publish(&serve->dir, serve->url, fault) : 0;
    if (result == 0 && demo)
        result = demo_register(&serve->dir, &serve->centres, fault);
    if (result == 0)
        tell(serve, demo);
    else
        raise(SIGTERM);
    serve_run(serve);
    if (serve_close(serve, &closing) != 0 && result == 0)
        result = fault_set(fault, "%s", closing.sentence);
    return result;
}

static int serve_directory(const struct arguments *arguments, struct serve *serve, struct fault *fault)
{
    if (read_settings(arguments, &serve->config, fault) != 0 || start_log(&serve->config, fault) != 0)
        return -1;
    if (dir_open(&serve->dir, arguments->data, arguments->demo, NULL, fault) != 0)
        return -1;
    int result = vault_open(serve->config.master_key_file, fault);
    if (result == 0 && arguments->demo)
        result = demo_ensure(&serve->dir, fault);
    if (result == 0)
        result = run(serve, arguments->demo, fault);
    dir_close(&serve->dir);
    return result;
}

int command_serve(const struct arguments *arguments)
{
    struct fault fault;
    if (!arguments->data)
        return command_usage("nextup serve needs --data DIR.");
    struct serve *serve = calloc(1, sizeof *serve);
    if (!serve)
        return command_fault("There is no memory left.");
    int result = serve_directory(arguments, serve, &fault);
    log_stop();
    free(serve);
    return result == 0 ? EXIT_DONE : command_fault(fault.sentence);
}
