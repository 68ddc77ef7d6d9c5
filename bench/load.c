/* bench_load's command line: signed requests over many connections, or the bare disk. It must not judge: every run
 * prints one line of JSON.
 *
 *     bench_load --plan FILE --clients N --seconds S [--bare PATH]        closed loop (load_closed.h)
 *         ... --rate R [--even] [--trace FILE]                            open loop over N connections, R a second (load_open.h)
 *     bench_load --sync DIRECTORY --bytes N --seconds S                   write and fdatasync (load_disk.h)
 *         ... --rate R [--even]                                           group commit of R a second (load_group.h)
 */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>

#include "bench/load_closed.h"
#include "bench/load_disk.h"
#include "bench/load_group.h"
#include "bench/load_open.h"

struct arguments {
    const char *plan, *bare, *sync, *trace;
    size_t clients, bytes;
    double seconds, rate;
    bool paced, even; /* paced: with a rate */
};

static void take_option(struct arguments *arguments, int option)
{
    switch (option) {
    case 'p':
        arguments->plan = optarg;
        break;
    case 'b':
        arguments->bare = optarg;
        break;
    case 'd':
        arguments->sync = optarg;
        break;
    case 'c':
        arguments->clients = strtoul(optarg, NULL, 10);
        break;
    case 'n':
        arguments->bytes = strtoul(optarg, NULL, 10);
        break;
    case 's':
        arguments->seconds = strtod(optarg, NULL);
        break;
    case 'r':
        arguments->rate = strtod(optarg, NULL);
        arguments->paced = true;
        break;
    case 't':
        arguments->trace = optarg;
        break;
    case 'e':
        arguments->even = true;
        break;
    }
}

static bool parse_arguments(struct arguments *arguments, int count, char **texts)
{
    static const struct option OPTIONS[] = {
        {"plan", required_argument, NULL, 'p'},    {"clients", required_argument, NULL, 'c'},
        {"seconds", required_argument, NULL, 's'}, {"bare", required_argument, NULL, 'b'},
        {"sync", required_argument, NULL, 'd'},    {"bytes", required_argument, NULL, 'n'},
        {"rate", required_argument, NULL, 'r'},    {"even", no_argument, NULL, 'e'},
        {"trace", required_argument, NULL, 't'},   {NULL, 0, NULL, 0}};
    for (int option; (option = getopt_long(count, texts, "", OPTIONS, NULL)) != -1;) {
        if (option == '?')
            return false;
        take_option(arguments, option);
    }
    return optind == count && (arguments->plan != NULL) != (arguments->sync != NULL) &&
           arguments->clients > 0 && arguments->clients <= PLAN_USERS_MAX && arguments->bytes > 0 &&
           arguments->bytes <= DISK_BYTES_MAX && arguments->seconds > 0 && arguments->seconds <= 600 &&
           (!arguments->paced || arguments->rate > 0);
}

static int run_disk(const struct arguments *arguments)
{
    struct arrivals arrivals = {0};
    if (!arguments->paced)
        return disk_measure(arguments->sync, arguments->bytes, arguments->seconds);
    if (!arrivals_draw(&arrivals, arguments->rate, arguments->seconds, arguments->even, 1))
        return 1;
    int result = group_measure(arguments->sync, arguments->bytes, &arrivals);
    arrivals_free(&arrivals);
    return result;
}

static int run_open(const struct arguments *arguments, const struct plan *plan)
{
    struct arrivals arrivals = {0};
    size_t round =
        plan->users_count * REQUEST_STATUSES; /* so that every user ends in Lunch, as the closed loop's do */
    if (!arrivals_draw(&arrivals, arguments->rate, arguments->seconds, arguments->even, round))
        return 1;
    int result = open_measure(plan, arguments->bare, arguments->clients, &arrivals, arguments->trace);
    arrivals_free(&arrivals);
    return result;
}

static int run_load(const struct arguments *arguments)
{
    struct plan plan;
    int result = plan_read(&plan, arguments->plan) == 0 ? 0 : 1;
    if (result == 0 && arguments->clients > plan.users_count) {
        fprintf(stderr, "bench_load: more clients than the plan has users\n");
        result = 1;
    }
    if (result == 0)
        result = arguments->rate > 0
                     ? run_open(arguments, &plan)
                     : closed_measure(&plan, arguments->bare, arguments->clients, arguments->seconds);
    plan_free(&plan);
    return result;
}

int main(int count, char **texts)
{
    struct arguments arguments = {.clients = 1, .bytes = 4096, .seconds = 3};
    if (!parse_arguments(&arguments, count, texts)) {
        fprintf(stderr, "bench_load --plan FILE --clients N --seconds S [--bare PATH] [--rate R [--even] "
                        "[--trace FILE]]\n"
                        "bench_load --sync DIRECTORY --bytes N --seconds S [--rate R [--even]]\n");
        return 2;
    }
    return arguments.sync != NULL ? run_disk(&arguments) : run_load(&arguments);
}
