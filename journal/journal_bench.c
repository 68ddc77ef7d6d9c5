/* How fast the journal makes things durable, beside what the same disk does bare. Not a test: it prints a table.
 *
 *   journal_bench [DIR [SECONDS [RATE]]]     DIR: where to measure (default: the present directory), SECONDS: of each
 *                                            row (default 2)
 *
 * bare: a thread appends to one file and calls fdatasync, all that arrived meanwhile in one write (the plainest group
 * commit there is). sealed: the journal with bodies under their owners' keys, a new owner every BODIES_AN_OWNER.
 * All sides: one thread keeps N commands in flight, each RECORD_BYTES of body; a command's latency is from hand-over to
 * seeing it durable. With RATE: commands come at that fixed rate instead, however slow the disk is; latency counts from
 * when each was due (open loop), and files roll as early as they can.
 */
#include "journal/journal.h"
#include "journal/testing/entries.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum {
    IN_FLIGHT_MAX = 1024,
    SAMPLES_MAX = 1 << 22,
    RECORD_BYTES = 300,
    BODIES_AN_OWNER = 10,
    OPEN_WAL_BYTES = 16 << 20
};

struct bare {
    int fd;
    pthread_mutex_t mutex;
    pthread_cond_t work;
    uint64_t last;
    _Atomic uint64_t durable;
    bool over;
};

struct run {
    struct journal *journal; /* or NULL: bare */
    struct bare bare;
    sem_t woken;
    int64_t sent_at[IN_FLIGHT_MAX];
    double *samples; /* microseconds */
    size_t count;
    bool sealed; /* each body under its owner's key */
    double rate; /* commands a second; 0: as many as are in flight */
    int64_t begun;
    uint64_t first, seen;
};

static char body[RECORD_BYTES];

static int64_t now_ns(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * INT64_C(1000000000) + now.tv_nsec;
}

static uint64_t durable_of(struct run *run)
{
    return run->journal ? journal_durable(run->journal) : atomic_load(&run->bare.durable);
}

static int64_t due(const struct run *run, uint64_t seq)
{
    return run->begun + (int64_t)((double)(seq - run->first) / run->rate * 1e9);
}

static void wake(void *ctx)
{
    struct run *run = ctx;
    int64_t now = run->rate > 0 ? now_ns() : 0;
    for (uint64_t durable = durable_of(run); run->rate > 0 && run->seen < durable; run->seen++)
        if (run->count < SAMPLES_MAX)
            run->samples[run->count++] = (double)(now - due(run, run->seen + 1)) / 1e3;
    sem_post(&run->woken);
}

static void *write_bare(void *ctx)
{
    struct run *run = ctx;
    struct bare *bare = &run->bare;
    static char block[IN_FLIGHT_MAX * (RECORD_BYTES + 40)];
    uint64_t written = 0;
    for (;;) {
        pthread_mutex_lock(&bare->mutex);
        while (bare->last == written && !bare->over)
            pthread_cond_wait(&bare->work, &bare->mutex);
        uint64_t last = bare->last;
        bool over = bare->over;
        pthread_mutex_unlock(&bare->mutex);
        if (over)
            return NULL;
        size_t len = (size_t)(last - written) * (RECORD_BYTES + 40);
        if (write(bare->fd, block, len) != (ssize_t)len || fdatasync(bare->fd) != 0)
            abort();
        written = last;
        atomic_store(&bare->durable, last);
        wake(run);
    }
}

/* Ten bodies each, as in a short chat. */
static struct journal_owner owner_of(const struct run *run)
{
    struct journal_owner owner = {.kind = run->sealed ? JOURNAL_OWNER_CONTACT : JOURNAL_OWNER_NONE};
    uint64_t number = journal_last(run->journal) / BODIES_AN_OWNER;
    memcpy(owner.bytes, &number, sizeof number);
    return owner;
}

static uint64_t append_one(struct run *run)
{
    if (!run->journal) {
        pthread_mutex_lock(&run->bare.mutex);
        uint64_t seq = ++run->bare.last;
        pthread_cond_signal(&run->bare.work);
        pthread_mutex_unlock(&run->bare.mutex);
        return seq;
    }
    struct journal_entry entry = {.event = {.seq = journal_last(run->journal) + 1,
                                            .at = 1700000000000,
                                            .kind = ACD_STATUS_SET,
                                            .agent = 7,
                                            .status = 3},
                                  .body = body,
                                  .body_len = sizeof body,
                                  .owner = owner_of(run)};
    journal_append(run->journal, &entry, 1);
    return entry.event.seq;
}

static void offer_at_rate(struct run *run, double seconds)
{
    run->first = run->seen = durable_of(run);
    run->begun = now_ns();
    uint64_t sent = run->first, last = sent + (uint64_t)(seconds * run->rate);
    while (sent < last) {
        int64_t next = due(run, sent + 1);
        const struct timespec until = {.tv_sec = next / INT64_C(1000000000),
                                       .tv_nsec = next % INT64_C(1000000000)};
        while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &until, NULL) == EINTR)
            continue;
        sent = append_one(run);
    }
    while (durable_of(run) < sent)
        sem_wait(&run->woken);
}

static void keep_in_flight(struct run *run, uint32_t in_flight, double seconds)
{
    if (run->rate > 0) {
        offer_at_rate(run, seconds);
        return;
    }
    uint64_t sent = durable_of(run), seen = sent;
    int64_t end = now_ns() + (int64_t)(seconds * 1e9);
    while (now_ns() < end) {
        while (sent - seen < in_flight) {
            run->sent_at[(sent + 1) % IN_FLIGHT_MAX] = now_ns();
            sent = append_one(run);
        }
        sem_wait(&run->woken);
        uint64_t durable = durable_of(run);
        int64_t now = now_ns();
        for (; seen < durable; seen++)
            if (run->count < SAMPLES_MAX)
                run->samples[run->count++] = (double)(now - run->sent_at[(seen + 1) % IN_FLIGHT_MAX]) / 1e3;
    }
    while (durable_of(run) < sent)
        sem_wait(&run->woken);
}

static int compare(const void *a, const void *b)
{
    double one = *(const double *)a, other = *(const double *)b;
    return one < other ? -1 : one > other;
}

static void print_row(const char *name, uint32_t in_flight, struct run *run, double seconds)
{
    qsort(run->samples, run->count, sizeof *run->samples, compare);
    size_t last = run->count - 1;
    printf("%-8s %5u %s %10.0f /s   p50 %8.0f   p99 %8.0f   p99.9 %8.0f   max %8.0f us\n", name,
           run->rate > 0 ? (unsigned)run->rate : in_flight, run->rate > 0 ? "offered  " : "in flight",
           (double)run->count / seconds, run->samples[last / 2], run->samples[last * 99 / 100],
           run->samples[last * 999 / 1000], run->samples[last]);
    fflush(stdout);
}

static void measure_bare(struct run *run, const char *dir, uint32_t in_flight, double seconds)
{
    char name[600];
    pthread_t thread;
    snprintf(name, sizeof name, "%s/bare", dir);
    run->bare = (struct bare){.fd = open(name, O_WRONLY | O_CREAT | O_TRUNC | O_APPEND, 0600),
                              .mutex = PTHREAD_MUTEX_INITIALIZER,
                              .work = PTHREAD_COND_INITIALIZER};
    pthread_create(&thread, NULL, write_bare, run);
    keep_in_flight(run, in_flight, seconds);
    pthread_mutex_lock(&run->bare.mutex);
    run->bare.over = true;
    pthread_cond_signal(&run->bare.work);
    pthread_mutex_unlock(&run->bare.mutex);
    pthread_join(thread, NULL);
    close(run->bare.fd);
    unlink(name);
    print_row("bare", in_flight, run, seconds);
}

static void measure_journal(struct run *run, const char *dir, uint32_t in_flight, double seconds)
{
    char name[600];
    struct journal_error error;
    const struct journal_options options = {
        .wake = wake, .ctx = run, .wal_bytes_max = run->rate > 0 ? OPEN_WAL_BYTES : 0};
    snprintf(name, sizeof name, "%s/journal-%u", dir, in_flight);
    if (journal_open_sqlite(&run->journal, name, &options, &error) != 0) {
        fprintf(stderr, "%s\n", error.sentence);
        exit(1);
    }
    keep_in_flight(run, in_flight, seconds);
    journal_close(run->journal);
    testing_remove(name);
    print_row(run->sealed ? "sealed" : "journal", in_flight, run, seconds);
}

int main(int argc, char **argv)
{
    const char *base = argc > 1 ? argv[1] : ".";
    double seconds = argc > 2 ? strtod(argv[2], NULL) : 2;
    static const uint32_t in_flights[] = {1, 16, 256};
    char dir[512];
    snprintf(dir, sizeof dir, "%s/journal-bench-XXXXXX", base);
    if (!mkdtemp(dir))
        return 1;
    double *samples = malloc(SAMPLES_MAX * sizeof *samples);
    double rate = argc > 3 ? strtod(argv[3], NULL) : 0;
    for (size_t i = 0; i < (rate > 0 ? 1 : sizeof in_flights / sizeof *in_flights); i++)
        for (int journal = 0; journal < 3; journal++) {
            struct run run = {.samples = samples, .sealed = journal == 2, .rate = rate};
            sem_init(&run.woken, 0, 0);
            (journal ? measure_journal : measure_bare)(&run, dir, in_flights[i], seconds);
            sem_destroy(&run.woken);
        }
    free(samples);
    testing_remove(dir);
    return 0;
}
