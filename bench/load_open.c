/* Requests at a fixed rate over N connections; see load_open.h. It must not wait for an answer before the next moment
 * comes. */
#include "bench/load_open.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <time.h>
#include <unistd.h>

#include "bench/load_line.h"
#include "bench/load_times.h"
#include "lib/clock.h"

enum {
    EVENTS_MAX = 256,
    PATIENCE_MS = 10000, /* nobody answers at all for so long: give up */
    TIMER_SLACK_NS = 1,  /* the kernel may be so much late; its own choice would be 50,000 */
};

struct open {
    const struct plan *plan;         /* lent */
    const struct arrivals *arrivals; /* lent */
    char *text;                      /* owned: all requests, one behind the other */
    size_t *ends;                    /* owned: where each ends */
    struct line *lines;              /* owned, lines_count */
    uint64_t *took_ns;               /* owned: of each arrival */
    size_t *asked;                   /* owned: which arrival each line is busy with */
    size_t *idle;                    /* owned: a stack of lines */
    size_t lines_count, idle_count;
    int poll;
    uint64_t began_ns, ended_ns;
    size_t taken, sent, answered; /* arrivals: answered <= sent <= taken */
    size_t waited;
    bool failed;
    struct times late;
    struct times latency;
};

static bool prepare(struct open *load, struct signer *signer)
{
    size_t users = load->plan->users_count;
    size_t len = 0;
    size_t room = 0;
    load->ends = calloc(load->arrivals->count, sizeof load->ends[0]);
    for (size_t i = 0; load->ends != NULL && i < load->arrivals->count; i++) {
        if (room - len < REQUEST_BYTES_MAX) {
            room = room * 2 + REQUEST_BYTES_MAX;
            char *grown = realloc(load->text, room);
            if (grown == NULL)
                return false;
            load->text = grown;
        }
        size_t added = request_render(signer, i % users, (unsigned)(i / users % REQUEST_STATUSES),
                                      clock_wall_ms(), load->text + len);
        if (added == 0)
            return false;
        len += added;
        load->ends[i] = len;
    }
    load->took_ns = calloc(load->arrivals->count, sizeof load->took_ns[0]);
    return load->ends != NULL && load->took_ns != NULL;
}

static void fail(struct open *load, const char *why)
{
    fprintf(stderr, "bench_load: %s\n", why);
    load->failed = true;
}

static void send_next(struct open *load)
{
    size_t number = load->idle[--load->idle_count];
    size_t arrival = load->sent++;
    size_t from = arrival > 0 ? load->ends[arrival - 1] : 0;
    load->asked[number] = arrival;
    if (!line_send(&load->lines[number], load->text + from, load->ends[arrival] - from))
        fail(load, "a request could not be sent");
}

static void take_due(struct open *load)
{
    const struct arrivals *arrivals = load->arrivals;
    while (!load->failed && load->taken < arrivals->count) {
        uint64_t since_ns = now_ns() - load->began_ns;
        if (arrivals->at_ns[load->taken] > since_ns)
            return;
        if (load->taken >= arrivals->warm)
            times_add(&load->late, since_ns - arrivals->at_ns[load->taken]);
        load->taken++;
        if (load->idle_count > 0)
            send_next(load);
        else
            load->waited++;
    }
}

static void hear(struct open *load, size_t number)
{
    struct line *line = &load->lines[number];
    enum line_heard heard = line_hear(line);
    if (heard == LINE_BROKEN)
        fail(load, line->answer);
    if (heard != LINE_ANSWERED)
        return;
    size_t arrival = load->asked[number];
    uint64_t due_ns = load->began_ns + load->arrivals->at_ns[arrival];
    load->took_ns[arrival] = now_ns() - due_ns;
    if (arrival >= load->arrivals->warm)
        times_add(&load->latency, load->took_ns[arrival]);
    load->answered++;
    load->idle[load->idle_count++] = number;
    if (load->sent < load->taken)
        send_next(load);
}

/* Until the next one is due, or for patience. */
static int await(const struct open *load, struct epoll_event *events)
{
    uint64_t left_ns = (uint64_t)PATIENCE_MS * 1000000u;
    if (load->taken < load->arrivals->count) {
        uint64_t due_ns = load->began_ns + load->arrivals->at_ns[load->taken];
        uint64_t now = now_ns();
        left_ns = due_ns > now ? due_ns - now : 0;
    }
    const struct timespec left = {.tv_sec = (time_t)(left_ns / 1000000000u),
                                  .tv_nsec = (long)(left_ns % 1000000000u)};
    return epoll_pwait2(load->poll, events, EVENTS_MAX, &left, NULL);
}

static void work(struct open *load)
{
    struct epoll_event events[EVENTS_MAX];
    uint64_t heard_ns = load->began_ns = now_ns();
    while (!load->failed && load->answered < load->arrivals->count) {
        take_due(load);
        int count = await(load, events);
        if (count < 0 && errno != EINTR)
            fail(load, "the sockets cannot be awaited");
        for (int i = 0; i < count && !load->failed; i++)
            hear(load, events[i].data.u64);
        if (count > 0 || load->answered == load->sent)
            heard_ns = now_ns();
        else if (now_ns() - heard_ns > (uint64_t)PATIENCE_MS * 1000000u)
            fail(load, "answers are awaited in vain");
    }
    load->ended_ns = now_ns();
}

/* Sorts the times. */
static void print_result(struct open *load)
{
    const struct arrivals *arrivals = load->arrivals;
    size_t counted = arrivals->count - arrivals->warm;
    uint64_t first_ns = load->began_ns + arrivals->at_ns[arrivals->warm];
    double achieved_per_s = (double)counted * 1e9 / (double)(load->ended_ns - first_ns);
    printf("{\"connections\":%zu,\"offered_per_s\":%.1f,\"achieved_per_s\":%.1f,\"arrivals\":\"%s\","
           "\"requests\":%zu,\"waited\":%zu,\"late\":{",
           load->lines_count, arrivals_offered_per_s(arrivals), achieved_per_s,
           arrivals->even ? "even" : "exponential", counted, load->waited);
    times_print(&load->late);
    printf("},\"latency\":{");
    times_print(&load->latency);
    printf("},\"above_10_p50\":%zu}\n", times_above(&load->latency, 10 * times_at(&load->latency, 500)));
}

static bool write_trace(const struct open *load, const char *file)
{
    FILE *stream = fopen(file, "we");
    bool good = stream != NULL;
    for (size_t i = load->arrivals->warm; good && i < load->arrivals->count; i++)
        good = fprintf(stream, "%llu %llu\n", (unsigned long long)(load->began_ns + load->arrivals->at_ns[i]),
                       (unsigned long long)load->took_ns[i]) > 0;
    if (stream != NULL && fclose(stream) != 0)
        good = false;
    if (!good)
        fprintf(stderr, "bench_load: %s: %s\n", file, strerror(errno));
    return good;
}

static bool generator_kept_up(const struct open *load)
{
    uint64_t late_ns = times_at(&load->late, 990);
    uint64_t took_ns = times_at(&load->latency, 990);
    if (late_ns <= (uint64_t)OPEN_LATE_MS_MAX * 1000000u || late_ns <= took_ns / 100 * OPEN_LATE_PERCENT_MAX)
        return true;
    fprintf(
        stderr,
        "bench_load: refused: the generator fell behind, it was %.1f ms late itself at the 99th percentile\n",
        (double)late_ns / 1e6);
    return false;
}

static bool open_all(struct open *load)
{
    load->lines = calloc(load->lines_count, sizeof load->lines[0]);
    load->asked = calloc(load->lines_count, sizeof load->asked[0]);
    load->idle = calloc(load->lines_count, sizeof load->idle[0]);
    load->poll = epoll_create1(EPOLL_CLOEXEC);
    if (load->lines == NULL || load->asked == NULL || load->idle == NULL || load->poll < 0)
        return false;
    while (load->idle_count < load->lines_count) {
        load->idle[load->idle_count] = load->lines_count - 1 - load->idle_count;
        load->idle_count++;
    }
    return lines_open(load->lines, load->lines_count, load->plan->address, load->plan->port, load->poll);
}

static void close_all(struct open *load)
{
    lines_close(load->lines, load->lines_count);
    if (load->poll >= 0)
        close(load->poll);
    free(load->lines);
    free(load->asked);
    free(load->idle);
    free(load->text);
    free(load->ends);
    free(load->took_ns);
    times_free(&load->late);
    times_free(&load->latency);
}

int open_measure(const struct plan *plan, const char *bare, size_t connections,
                 const struct arrivals *arrivals, const char *trace)
{
    struct open load = {.plan = plan, .arrivals = arrivals, .lines_count = connections, .poll = -1};
    struct signer signer;
    signer_init(&signer, plan, bare);
    prctl(PR_SET_TIMERSLACK, TIMER_SLACK_NS);
    int result = prepare(&load, &signer) && open_all(&load) ? 0 : 1;
    if (result == 0) {
        work(&load);
        result = load.failed ? 1 : 0;
    }
    if (result == 0) {
        print_result(&load);
        result = trace != NULL && !write_trace(&load, trace) ? 1 : 0;
    }
    if (result == 0 && !generator_kept_up(&load))
        result = OPEN_REFUSED;
    close_all(&load);
    signer_free(&signer);
    return result;
}
