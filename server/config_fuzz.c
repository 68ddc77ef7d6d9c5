/* Fuzzes the settings' file: any bytes are refused with a sentence, or are settings within their ranges whose address
 * can be split. */
#include <assert.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "server/config.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

static void check(const struct config *config)
{
    char address[CONFIG_TEXT_BYTES];
    struct fault fault = {.sentence = ""};
    int port = 0;
    assert(config->http.headers_max <= HTTP_HEADERS_MAX && config->centre.agents >= 16);
    assert(memchr(config->listen, '\0', sizeof config->listen) != NULL);
    if (config_listen(config, address, &port, &fault) == 0)
        assert(port >= 0 && port <= UINT16_MAX && (config_is_loopback(address) || address[0] != '\0'));
    else
        assert(fault.sentence[0] != '\0');
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    static struct config config;
    struct fault fault = {.sentence = ""};
    char path[64];
    int file = memfd_create("settings", 0);
    assert(file >= 0 && write(file, bytes, len) == (ssize_t)len);
    snprintf(path, sizeof path, "/proc/self/fd/%d", file);
    config_default(&config);
    if (config_read(&config, path, &fault) == 0)
        check(&config);
    else
        assert(fault.sentence[0] != '\0');
    close(file);
    return 0;
}
