/* Settings: every key is taken, wrong ones are told with file and line, addresses are split and judged. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "server/config.h"

static int read_text(const char *text, struct config *config, struct fault *fault)
{
    char path[] = "/tmp/nextup-config-XXXXXX";
    int descriptor = mkstemp(path);
    assert_true(descriptor >= 0);
    assert_int_equal(write(descriptor, text, strlen(text)), (ssize_t)strlen(text));
    close(descriptor);
    config_default(config);
    int result = config_read(config, path, fault);
    unlink(path);
    return result;
}

static void the_shipped_example_is_what_the_defaults_are(void **state)
{
    (void)state;
    struct config shipped, plain;
    struct fault fault;
    const char *top = getenv("NEXTUP_ROOT");
    char path[4096];
    snprintf(path, sizeof path, "%s/packaging/nextup.ini", top ? top : ".");
    config_default(&shipped);
    config_default(&plain);
    if (config_read(&shipped, path, &fault) != 0)
        fail_msg("%s", fault.sentence);
    assert_memory_equal(&shipped, &plain, sizeof plain);
}

static void every_kind_of_value_is_taken(void **state)
{
    (void)state;
    struct config config;
    struct fault fault;
    assert_int_equal(
        read_text("[server]\nlisten = [::1]:9000\ninsecure = yes\n[http]\nheaders_max = 32\nidle_ms = 5000\n"
                  "[centre]\nagents = 5000\n[panel]\nsession_ms = 3600000\n",
                  &config, &fault),
        0);
    assert_string_equal(config.listen, "[::1]:9000");
    assert_true(config.insecure);
    assert_int_equal(config.http.headers_max, 32);
    assert_int_equal(config.http.idle_ms, 5000);
    assert_int_equal(config.centre.agents, 5000);
    assert_int_equal(config.panel.session_ms, 3600000);
}

static void wrong_lines_are_told_with_their_number(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        const char *saying;
    } wrong[] = {
        {"[server]\nport = 80\n", ":2: unknown key [server] port."},
        {"[nonsense]\nx = 1\n", ":2: unknown key [nonsense] x."},
        {"[http]\nheaders_max = 65\n", ":2: [http] headers_max must be a whole number from 8 to 64."},
        {"[http]\nheaders_max = -1\n", ":2: [http] headers_max must be"},
        {"[http]\nheaders_max = 12x\n", ":2: [http] headers_max must be"},
        {"[server]\ninsecure = maybe\n", ":2: [server] insecure must be yes or no, not \"maybe\"."},
        {"[server]\nlisten\n", ":2: this line is not"},
    };
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        struct config config;
        struct fault fault;
        assert_int_equal(read_text(wrong[i].text, &config, &fault), -1);
        if (!strstr(fault.sentence, wrong[i].saying))
            fail_msg("\"%s\" does not say \"%s\"", fault.sentence, wrong[i].saying);
    }
}

static void addresses_are_split_and_judged(void **state)
{
    (void)state;
    static const struct {
        const char *listen;
        const char *address; /* NULL: refused */
        int port;
        bool loopback;
    } cases[] = {
        {"127.0.0.1:8080", "127.0.0.1", 8080, true},
        {"127.9.9.9:0", "127.9.9.9", 0, true},
        {"[::1]:80", "::1", 80, true},
        {"localhost:80", "127.0.0.1", 80, true},
        {"0.0.0.0:80", "0.0.0.0", 80, false},
        {"[::]:80", "::", 80, false},
        {"192.0.2.1:80", "192.0.2.1", 80, false},
        {"8080", NULL, 0, false},
        {":8080", NULL, 0, false},
        {"127.0.0.1:", NULL, 0, false},
        {"127.0.0.1:x", NULL, 0, false},
        {"127.0.0.1:65536", NULL, 0, false},
        {"[::ffff:127.0.0.1]:1", "::ffff:127.0.0.1", 1, true},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct config config;
        struct fault fault;
        char address[CONFIG_TEXT_BYTES];
        int port = -1;
        config_default(&config);
        snprintf(config.listen, sizeof config.listen, "%s", cases[i].listen);
        int result = config_listen(&config, address, &port, &fault);
        assert_int_equal(result, cases[i].address ? 0 : -1);
        if (!cases[i].address)
            continue;
        assert_string_equal(address, cases[i].address);
        assert_int_equal(port, cases[i].port);
        assert_int_equal(config_is_loopback(address), cases[i].loopback);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_shipped_example_is_what_the_defaults_are),
        cmocka_unit_test(every_kind_of_value_is_taken),
        cmocka_unit_test(wrong_lines_are_told_with_their_number),
        cmocka_unit_test(addresses_are_split_and_judged),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
