/* A load generator: many keep-alive HTTP/1.1 connections on one epoll loop, or the bare disk. It must not judge: it prints one line of JSON.
 *
 *     bench_load --plan FILE --clients N --seconds S [--bare PATH]     N agents change their status, one request of each in flight
 *     bench_load --sync DIRECTORY --bytes N --seconds S                write and fdatasync, nothing else
 *
 * A connection's life. Each has a user of its own and ends where it can begin again, in Lunch:
 *
 *     WAITING --200, time left or now in Available--> the other status is asked for, WAITING
 *        |----200, time is over and now in Lunch----> DONE
 *        '----anything but 200----------------------> DONE, an error
 *
 * Latency is from before the request is signed to after its whole answer. One request in flight is a closed loop: a slow answer also delays the next
 * question, so the tail is what a client that waits sees, not what a fixed rate of arrivals would see.
 */
#include <errno.h>
#include <getopt.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "bench/load_disk.h"
#include "bench/load_request.h"
#include "bench/load_times.h"
#include "lib/clock.h"

enum {
    ANSWER_BYTES_MAX = 8192,
    EVENTS_MAX = 256,
    PATIENCE_MS = 10000,    /* nobody answers at all for so long: give up */
    ERRORS_PRINTED_MAX = 5, /* the others are counted */
    WARM_PERCENT = 20,      /* of the seconds, before anything is counted */
};

struct client {
    int socket;
    size_t user;
    unsigned status; /* asked for: 0 Available, 1 Lunch */
    bool done;
    uint64_t began_ns;
    size_t answer_len;
    char answer[ANSWER_BYTES_MAX + 1];
};

struct load {
    struct plan plan;
    struct signer signer;
    struct client *clients; /* owned */
    size_t clients_count;
    size_t working; /* clients that are not done */
    int poll;
    uint64_t count_from_ns, count_to_ns; /* answers between the two are counted */
    uint64_t answers;                    /* good ones, counted or not */
    uint64_t errors;
    struct times times;
};

struct arguments {
    const char *plan, *bare, *sync;
    size_t clients, bytes;
    double seconds;
};

/* ---- one client ---- */

static void stop(struct load *load, struct client *client)
{
    client->done = true;
    load->working--;
}

static void fail(struct load *load, struct client *client, const char *why)
{
    if (load->errors++ < ERRORS_PRINTED_MAX)
        fprintf(stderr, "bench_load: client %zu: %s\n", client->user, why);
    stop(load, client);
}

/* A request is far smaller than a socket's buffer: one send takes it whole. */
static void ask(struct load *load, struct client *client, unsigned status)
{
    char text[REQUEST_BYTES_MAX];
    client->status = status;
    client->answer_len = 0;
    client->began_ns = now_ns();
    size_t len = request_render(&load->signer, client->user, status, clock_wall_ms(), text);
    if (len == 0)
        fail(load, client, "the request does not fit");
    else if (send(client->socket, text, len, MSG_NOSIGNAL) != (ssize_t)len)
        fail(load, client, "the request could not be sent");
}

/* The whole answer's length once its head is there; 0 before; -1 when it has no length. */
static long whole_len(const char *answer)
{
    const char *end = strstr(answer, "\r\n\r\n");
    const char *at = end != NULL ? strcasestr(answer, "\r\ncontent-length:") : NULL;
    if (end == NULL)
        return 0;
    if (at == NULL || at > end)
        return -1;
    return (long)(end - answer) + 4 + strtol(at + strlen("\r\ncontent-length:"), NULL, 10);
}

static void finish(struct load *load, struct client *client)
{
    uint64_t now = now_ns();
    if (strncmp(client->answer, "HTTP/1.1 200 ", 13) != 0) {
        fail(load, client, client->answer);
        return;
    }
    load->answers++;
    if (now >= load->count_from_ns && now < load->count_to_ns)
        times_add(&load->times, now - client->began_ns);
    if (now >= load->count_to_ns && client->status == 1)
        stop(load, client);
    else
        ask(load, client, 1 - client->status);
}

static void hear(struct load *load, struct client *client)
{
    size_t room = ANSWER_BYTES_MAX - client->answer_len;
    ssize_t got = recv(client->socket, client->answer + client->answer_len, room, 0);
    if (got < 0 && (errno == EAGAIN || errno == EINTR))
        return;
    if (got <= 0) {
        fail(load, client, "the server closed the connection");
        return;
    }
    client->answer_len += (size_t)got;
    client->answer[client->answer_len] = '\0';
    long len = whole_len(client->answer);
    if (len < 0 || len > ANSWER_BYTES_MAX || (len > 0 && client->answer_len > (size_t)len))
        fail(load, client, "an answer without a length, too long, or more than one");
    else if (len > 0 && client->answer_len == (size_t)len)
        finish(load, client);
}

static bool connect_client(struct load *load, struct client *client, const struct addrinfo *server)
{
    int yes = 1;
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = client};
    client->socket = socket(server->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    return client->socket >= 0 && connect(client->socket, server->ai_addr, server->ai_addrlen) == 0 &&
           setsockopt(client->socket, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes) == 0 &&
           epoll_ctl(load->poll, EPOLL_CTL_ADD, client->socket, &event) == 0;
}

/* ---- all of them ---- */

static int open_all(struct load *load)
{
    struct addrinfo *server = NULL;
    const struct addrinfo wanted = {.ai_socktype = SOCK_STREAM, .ai_flags = AI_NUMERICHOST | AI_NUMERICSERV};
    bool good = getaddrinfo(load->plan.address, load->plan.port, &wanted, &server) == 0;
    load->poll = epoll_create1(EPOLL_CLOEXEC);
    load->clients = calloc(load->clients_count, sizeof load->clients[0]);
    good = good && load->poll >= 0 && load->clients != NULL;
    for (size_t i = 0; load->clients != NULL && i < load->clients_count; i++)
        load->clients[i] = (struct client){.socket = -1, .user = i};
    for (size_t i = 0; good && i < load->clients_count; i++)
        good = connect_client(load, &load->clients[i], server);
    if (!good)
        fprintf(stderr, "bench_load: cannot connect to %s:%s: %s\n", load->plan.address, load->plan.port,
                strerror(errno));
    if (server != NULL)
        freeaddrinfo(server);
    return good ? 0 : -1;
}

static void close_all(struct load *load)
{
    for (size_t i = 0; load->clients != NULL && i < load->clients_count; i++) {
        if (load->clients[i].socket >= 0)
            close(load->clients[i].socket);
    }
    if (load->poll >= 0)
        close(load->poll);
    free(load->clients);
    times_free(&load->times);
}

static void work(struct load *load)
{
    struct epoll_event events[EVENTS_MAX];
    load->working = load->clients_count;
    for (size_t i = 0; i < load->clients_count; i++)
        ask(load, &load->clients[i], 0);
    while (load->working > 0) {
        int count = epoll_wait(load->poll, events, EVENTS_MAX, PATIENCE_MS);
        if (count < 0 && errno == EINTR)
            continue;
        if (count <= 0) {
            fprintf(stderr, "bench_load: %zu clients wait in vain\n", load->working);
            load->errors += load->working;
            return;
        }
        for (int i = 0; i < count; i++) {
            struct client *client = events[i].data.ptr;
            if (client->done)
                epoll_ctl(load->poll, EPOLL_CTL_DEL, client->socket, NULL);
            else
                hear(load, client);
        }
    }
}

static void print_result(struct load *load, double seconds)
{
    printf("{\"clients\":%zu,\"requests\":%llu,\"answers\":%llu,\"errors\":%llu,\"seconds\":%.3f,\"per_s\":%."
           "1f,",
           load->clients_count, (unsigned long long)load->times.count, (unsigned long long)load->answers,
           (unsigned long long)load->errors, seconds, (double)load->times.count / seconds);
    times_print(&load->times);
    printf("}\n");
}

static int run_load(const struct arguments *arguments)
{
    struct load load = {.clients_count = arguments->clients, .poll = -1};
    uint64_t span_ns = (uint64_t)(arguments->seconds * 1e9);
    int result = plan_read(&load.plan, arguments->plan);
    if (result == 0 && load.clients_count > load.plan.users_count) {
        fprintf(stderr, "bench_load: more clients than the plan has users\n");
        result = -1;
    }
    signer_init(&load.signer, &load.plan, arguments->bare);
    if (result == 0)
        result = open_all(&load);
    if (result == 0) {
        load.count_from_ns = now_ns() + span_ns / 100 * WARM_PERCENT;
        load.count_to_ns = load.count_from_ns + span_ns;
        work(&load);
        print_result(&load, arguments->seconds);
    }
    close_all(&load);
    signer_free(&load.signer);
    plan_free(&load.plan);
    return result == 0 && load.errors == 0 ? 0 : 1;
}

/* ---- the command line ---- */

static bool parse_arguments(struct arguments *arguments, int count, char **texts)
{
    static const struct option OPTIONS[] = {{"plan", required_argument, NULL, 'p'},
                                            {"clients", required_argument, NULL, 'c'},
                                            {"seconds", required_argument, NULL, 's'},
                                            {"bare", required_argument, NULL, 'b'},
                                            {"sync", required_argument, NULL, 'd'},
                                            {"bytes", required_argument, NULL, 'n'},
                                            {NULL, 0, NULL, 0}};
    for (int option; (option = getopt_long(count, texts, "", OPTIONS, NULL)) != -1;) {
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
        default:
            return false;
        }
    }
    return optind == count && (arguments->plan != NULL) != (arguments->sync != NULL) &&
           arguments->clients > 0 && arguments->clients <= PLAN_USERS_MAX && arguments->bytes > 0 &&
           arguments->bytes <= DISK_BYTES_MAX && arguments->seconds > 0 && arguments->seconds <= 600;
}

int main(int count, char **texts)
{
    struct arguments arguments = {.clients = 1, .bytes = 4096, .seconds = 3};
    if (!parse_arguments(&arguments, count, texts)) {
        fprintf(stderr, "bench_load --plan FILE --clients N --seconds S [--bare PATH]\n"
                        "bench_load --sync DIRECTORY --bytes N --seconds S\n");
        return 2;
    }
    if (arguments.sync != NULL)
        return disk_measure(arguments.sync, arguments.bytes, arguments.seconds);
    return run_load(&arguments);
}
