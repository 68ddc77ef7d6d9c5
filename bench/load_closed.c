/* N clients that wait for their answers; see load_closed.h. It must not ask faster than it is answered. */
#include "bench/load_closed.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <unistd.h>

#include "bench/load_line.h"
#include "bench/load_times.h"
#include "lib/clock.h"

enum {
    EVENTS_MAX = 256,
    PATIENCE_MS = 10000,    /* nobody answers at all for so long: give up */
    ERRORS_PRINTED_MAX = 5, /* the others are counted */
    WARM_PERCENT = 20,      /* of the seconds, before anything is counted */
};

struct client {
    unsigned status; /* asked for: 0 Available, 1 Lunch */
    bool done;
    uint64_t began_ns;
};

struct closed {
    struct signer signer;
    struct line *lines;     /* owned, clients_count */
    struct client *clients; /* owned; a client's number is its line's and its user's */
    size_t clients_count;
    size_t working; /* clients that are not done */
    int poll;
    uint64_t count_from_ns, count_to_ns; /* answers between the two are counted */
    uint64_t answers;                    /* good ones, counted or not */
    uint64_t errors;
    struct times times;
};

static void stop(struct closed *load, size_t number)
{
    load->clients[number].done = true;
    load->working--;
}

static void fail(struct closed *load, size_t number, const char *why)
{
    if (load->errors++ < ERRORS_PRINTED_MAX)
        fprintf(stderr, "bench_load: client %zu: %s\n", number, why);
    stop(load, number);
}

static void ask(struct closed *load, size_t number, unsigned status)
{
    char text[REQUEST_BYTES_MAX];
    struct client *client = &load->clients[number];
    client->status = status;
    client->began_ns = now_ns();
    size_t len = request_render(&load->signer, number, status, clock_wall_ms(), text);
    if (len == 0 || !line_send(&load->lines[number], text, len))
        fail(load, number, "the request does not fit or could not be sent");
}

static void finish(struct closed *load, size_t number)
{
    uint64_t now = now_ns();
    struct client *client = &load->clients[number];
    load->answers++;
    if (now >= load->count_from_ns && now < load->count_to_ns)
        times_add(&load->times, now - client->began_ns);
    if (now >= load->count_to_ns && client->status == 1)
        stop(load, number);
    else
        ask(load, number, 1 - client->status);
}

static void hear(struct closed *load, size_t number)
{
    struct line *line = &load->lines[number];
    if (load->clients[number].done) {
        epoll_ctl(load->poll, EPOLL_CTL_DEL, line->socket, NULL);
        return;
    }
    enum line_heard heard = line_hear(line);
    if (heard == LINE_BROKEN)
        fail(load, number, line->answer);
    else if (heard == LINE_ANSWERED)
        finish(load, number);
}

static void work(struct closed *load)
{
    struct epoll_event events[EVENTS_MAX];
    load->working = load->clients_count;
    for (size_t i = 0; i < load->clients_count; i++)
        ask(load, i, 0);
    while (load->working > 0) {
        int count = epoll_wait(load->poll, events, EVENTS_MAX, PATIENCE_MS);
        if (count < 0 && errno == EINTR)
            continue;
        if (count <= 0) {
            fprintf(stderr, "bench_load: %zu clients wait in vain\n", load->working);
            load->errors += load->working;
            return;
        }
        for (int i = 0; i < count; i++)
            hear(load, events[i].data.u64);
    }
}

static void print_result(struct closed *load, double seconds)
{
    printf("{\"clients\":%zu,\"requests\":%llu,\"answers\":%llu,\"errors\":%llu,\"seconds\":%.3f,\"per_s\":%."
           "1f,",
           load->clients_count, (unsigned long long)load->times.count, (unsigned long long)load->answers,
           (unsigned long long)load->errors, seconds, (double)load->times.count / seconds);
    times_print(&load->times);
    printf("}\n");
}

int closed_measure(const struct plan *plan, const char *bare, size_t clients, double seconds)
{
    struct closed load = {.clients_count = clients, .poll = epoll_create1(EPOLL_CLOEXEC)};
    uint64_t span_ns = (uint64_t)(seconds * 1e9);
    signer_init(&load.signer, plan, bare);
    load.lines = calloc(clients, sizeof load.lines[0]);
    load.clients = calloc(clients, sizeof load.clients[0]);
    bool good = load.lines != NULL && load.clients != NULL && load.poll >= 0 &&
                lines_open(load.lines, clients, plan->address, plan->port, load.poll);
    if (good) {
        load.count_from_ns = now_ns() + span_ns / 100 * WARM_PERCENT;
        load.count_to_ns = load.count_from_ns + span_ns;
        work(&load);
        print_result(&load, seconds);
    }
    lines_close(load.lines, clients);
    close(load.poll);
    free(load.lines);
    free(load.clients);
    times_free(&load.times);
    signer_free(&load.signer);
    return good && load.errors == 0 ? 0 : 1;
}
