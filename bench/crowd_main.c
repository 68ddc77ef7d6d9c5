/* bench_crowd's command line: one measurement, one line of JSON. It must not judge.
 *
 *     bench_crowd --mode make --socket DIR/admin.sock --profile NAME --people FILE --agents N
 *     bench_crowd --mode own|asked|rename|work|wait|stream --plan FILE --people FILE --agents N --panels N --rate N
 *                 --seconds S [--bare FILE] [--server PID] [--flow ID --tail N] [--status ID] [--token TOKEN]
 *
 * --bare FILE is the plan of a bench_bare that is measured in the same seconds.
 */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "bench/crowd.h"

enum { BARE_SOCKETS = 256 }; /* where there are no panels to have as many as */

struct mode {
    const char *name;
    void (*run)(struct crowd *crowd);
    bool panels; /* agents sign in first */
};

static const struct mode MODES[] = {{"own", crowd_own, true},       {"asked", crowd_asked, true},
                                    {"rename", crowd_rename, true}, {"work", crowd_work, true},
                                    {"wait", crowd_wait, true},     {"stream", crowd_stream, false}};

static bool take_text(struct crowd_options *options, int option, const char *text)
{
    const struct {
        int option;
        const char **text;
    } TEXTS[] = {{'b', &options->bare},   {'m', &options->mode},     {'p', &options->plan},
                 {'P', &options->people}, {'s', &options->socket},   {'k', &options->token},
                 {'f', &options->flow},   {'i', &options->status_id}};
    for (size_t i = 0; i < sizeof TEXTS / sizeof TEXTS[0]; i++) {
        if (TEXTS[i].option == option) {
            *TEXTS[i].text = text;
            return true;
        }
    }
    return false;
}

static bool take_number(struct crowd_options *options, int option, const char *text)
{
    switch (option) {
    case 'a':
        options->agents = strtoul(text, NULL, 10);
        return options->agents <= CROWD_PEOPLE_MAX;
    case 'n':
        options->panels = strtoul(text, NULL, 10);
        return options->panels <= CROWD_PEOPLE_MAX;
    case 't':
        options->tail = strtoul(text, NULL, 10);
        return true;
    case 'r':
        options->per_s = strtod(text, NULL);
        return options->per_s > 0;
    case 'S':
        options->seconds = strtod(text, NULL);
        return options->seconds > 0 && options->seconds <= 600;
    case 'v':
        options->server = strtol(text, NULL, 10);
        return true;
    default:
        return false;
    }
}

static bool parse_arguments(struct crowd_options *options, int count, char **texts)
{
    static const struct option OPTIONS[] = {
        {"bare", required_argument, NULL, 'b'},   {"mode", required_argument, NULL, 'm'},
        {"plan", required_argument, NULL, 'p'},   {"people", required_argument, NULL, 'P'},
        {"socket", required_argument, NULL, 's'}, {"token", required_argument, NULL, 'k'},
        {"flow", required_argument, NULL, 'f'},   {"profile", required_argument, NULL, 'f'},
        {"status", required_argument, NULL, 'i'}, {"agents", required_argument, NULL, 'a'},
        {"panels", required_argument, NULL, 'n'}, {"tail", required_argument, NULL, 't'},
        {"rate", required_argument, NULL, 'r'},   {"seconds", required_argument, NULL, 'S'},
        {"server", required_argument, NULL, 'v'}, {NULL, 0, NULL, 0}};
    for (int option; (option = getopt_long(count, texts, "", OPTIONS, NULL)) != -1;) {
        if (!take_text(options, option, optarg) && !take_number(options, option, optarg))
            return false;
    }
    return optind == count && options->mode != NULL;
}

/* Thousands of sockets in one process. */
static void lift_limit(void)
{
    struct rlimit files;
    if (getrlimit(RLIMIT_NOFILE, &files) == 0) {
        files.rlim_cur = files.rlim_max;
        setrlimit(RLIMIT_NOFILE, &files);
    }
}

static void print(struct crowd *crowd)
{
    printf("\"panels\":%zu,\"per_s\":%.1f,\"counted\":%llu,\"heard_bytes\":%zu,"
           "\"failures\":%llu,",
           crowd->panels_count, crowd->options->per_s, (unsigned long long)crowd->times.count,
           crowd->heard_len, (unsigned long long)crowd->failures);
    times_print(&crowd->times);
    if (crowd->bare.count > 0) {
        printf(",\"bare\":{\"counted\":%llu,", (unsigned long long)crowd->bare.times.count);
        times_print(&crowd->bare.times);
        printf("}");
    }
    printf(",\"late\":{");
    times_print(&crowd->late);
    printf("}}\n");
}

static void run(struct crowd *crowd, const struct mode *mode)
{
    const struct crowd_options *options = crowd->options;
    long before = crowd_resident_kib(options->server);
    printf("{");
    if (mode->panels && !crowd_sign_in(crowd, options->panels))
        crowd_fail(crowd, "the panels could not all be opened");
    if (before > 0)
        printf("\"resident_kib\":[%ld,%ld],", before, crowd_resident_kib(options->server));
    size_t sockets = mode->panels ? options->panels : BARE_SOCKETS;
    if (options->bare != NULL && !crowd_bare_open(crowd, options->bare, sockets))
        crowd_fail(crowd, "the bare server could not be reached");
    if (crowd->failures == 0)
        mode->run(crowd);
    print(crowd);
}

int main(int count, char **texts)
{
    struct crowd crowd;
    struct crowd_options options = {.per_s = 100, .seconds = 3};
    const struct mode *mode = NULL;
    if (!parse_arguments(&options, count, texts)) {
        fprintf(stderr, "see the head of bench/crowd_main.c\n");
        return 2;
    }
    lift_limit();
    if (strcmp(options.mode, "make") == 0)
        return crowd_make(&options) ? 0 : 1;
    for (size_t i = 0; i < sizeof MODES / sizeof MODES[0]; i++)
        mode = strcmp(MODES[i].name, options.mode) == 0 ? &MODES[i] : mode;
    if (mode == NULL || options.plan == NULL)
        return 2;
    bool good = options.people != NULL && crowd_open(&crowd, &options);
    if (good)
        run(&crowd, mode);
    crowd_close(&crowd);
    return good && crowd.failures == 0 ? 0 : 1;
}
