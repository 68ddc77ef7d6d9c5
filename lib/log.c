/* The log's ring and its thread; see log.h. It must never block its caller and never be given a secret.
 *
 *   log_write: render on the stack -> lock -> copy into the ring, or count a drop -> unlock -> signal
 *   thread:    lock -> take everything -> unlock -> write(2), as slow as the reader is
 *
 * The lock is held for copies only, never across a write.
 */
#include "lib/log.h"

#include <errno.h>
#include <pthread.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/clock.h"
#include "lib/date.h"
#include "lib/log_line.h"

struct slot {
    size_t len;
    char bytes[LOG_LINE_BYTES_MAX];
};

static struct {
    pthread_mutex_t lock;
    pthread_cond_t changed;
    pthread_t thread;
    bool running;
    bool stopping;
    struct log_options options;
    struct slot *slots; /* a ring of options.lines_max */
    size_t first;       /* the oldest */
    size_t count;
    uint64_t dropped;
    uint64_t dropped_told; /* of these the log has said */
} ring = {.lock = PTHREAD_MUTEX_INITIALIZER,
          .changed = PTHREAD_COND_INITIALIZER,
          .options = {.level = LOG_LEVEL_WARNING, .descriptor = STDERR_FILENO}};

/* ---- fields ---- */

struct log_field log_text_len(const char *name, const char *text, size_t len)
{
    return (struct log_field){.name = name, .kind = LOG_KIND_TEXT, .text = text, .len = len};
}

struct log_field log_text(const char *name, const char *text)
{
    return log_text_len(name, text, text ? strlen(text) : 0);
}

struct log_field log_i64(const char *name, int64_t value)
{
    return (struct log_field){.name = name, .kind = LOG_KIND_I64, .i64 = value};
}

struct log_field log_u64(const char *name, uint64_t value)
{
    return (struct log_field){.name = name, .kind = LOG_KIND_U64, .u64 = value};
}

struct log_field log_bool(const char *name, bool value)
{
    return (struct log_field){.name = name, .kind = LOG_KIND_BOOL, .boolean = value};
}

struct log_field log_event(const char *event)
{
    return log_text("event", event);
}

bool log_level_parse(const char *text, enum log_level *level)
{
    static const char *const words[] = {"debug", "info", "warning", "error"};
    for (int i = 0; i < 4; i++) {
        if (strcmp(text, words[i]) == 0) {
            *level = (enum log_level)i;
            return true;
        }
    }
    return false;
}

/* ---- writing out ---- */

/* A reader may have made the descriptor non-blocking; the thread may wait. What cannot be written is lost. */
static void write_all(int descriptor, const char *bytes, size_t len)
{
    while (len > 0) {
        ssize_t written = write(descriptor, bytes, len);
        if (written > 0) {
            bytes += written;
            len -= (size_t)written;
        } else if (written < 0 && errno == EAGAIN) {
            struct pollfd ready = {.fd = descriptor, .events = POLLOUT};
            poll(&ready, 1, -1);
        } else if (written == 0 || errno != EINTR) {
            return;
        }
    }
}

static size_t render(enum log_level level, const struct log_field *fields, char line[LOG_LINE_BYTES_MAX])
{
    char time[DATE_RFC3339_BYTES];
    date_render_rfc3339(clock_wall_ms(), time);
    return log_line_render(ring.options.format, level, time, fields, line);
}

static void tell_dropped(uint64_t count)
{
    char line[LOG_LINE_BYTES_MAX];
    const struct log_field fields[] = {log_event("log_lines_dropped"), log_u64("count", count), {.name = NULL}};
    write_all(ring.options.descriptor, line, render(LOG_LEVEL_WARNING, fields, line));
}

/* Takes the oldest line out; the lock is held. */
static size_t take_line(char line[LOG_LINE_BYTES_MAX])
{
    const struct slot *slot = &ring.slots[ring.first];
    size_t len = slot->len;
    memcpy(line, slot->bytes, len);
    ring.first = (ring.first + 1) % ring.options.lines_max;
    ring.count--;
    return len;
}

static void *run(void *unused)
{
    (void)unused;
    char line[LOG_LINE_BYTES_MAX];
    pthread_setname_np(pthread_self(), "log");
    pthread_mutex_lock(&ring.lock);
    for (;;) {
        while (ring.count == 0 && !ring.stopping && ring.dropped == ring.dropped_told)
            pthread_cond_wait(&ring.changed, &ring.lock);
        size_t len = ring.count > 0 ? take_line(line) : 0;
        uint64_t dropped = ring.count == 0 ? ring.dropped - ring.dropped_told : 0;
        ring.dropped_told += dropped;
        if (len == 0 && dropped == 0)
            break; /* stopping, and nothing left */
        pthread_mutex_unlock(&ring.lock);
        write_all(ring.options.descriptor, line, len);
        if (dropped > 0)
            tell_dropped(dropped);
        pthread_mutex_lock(&ring.lock);
    }
    pthread_mutex_unlock(&ring.lock);
    return NULL;
}

/* ---- the callers' side ---- */

static void put_line(const char *bytes, size_t len)
{
    if (ring.count == ring.options.lines_max) {
        ring.dropped++;
    } else {
        struct slot *slot = &ring.slots[(ring.first + ring.count) % ring.options.lines_max];
        memcpy(slot->bytes, bytes, len);
        slot->len = len;
        ring.count++;
    }
    pthread_cond_signal(&ring.changed);
}

void log_write(enum log_level level, const struct log_field *fields)
{
    if (level < ring.options.level)
        return;
    char line[LOG_LINE_BYTES_MAX];
    size_t len = render(level, fields, line);
    pthread_mutex_lock(&ring.lock);
    bool running = ring.running;
    if (running)
        put_line(line, len);
    pthread_mutex_unlock(&ring.lock);
    if (!running)
        write_all(ring.options.descriptor, line, len);
}

/* A thread that takes no signal: those are the main thread's. */
static bool start_thread(void)
{
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    bool started = pthread_create(&ring.thread, NULL, run, NULL) == 0;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return started;
}

bool log_start(const struct log_options *options)
{
    if (ring.running)
        return false;
    size_t lines_max = options->lines_max ? options->lines_max : LOG_LINES_MAX_DEFAULT;
    struct slot *slots = calloc(lines_max, sizeof *slots);
    if (!slots)
        return false;
    ring.options = *options;
    ring.options.lines_max = lines_max;
    ring.slots = slots;
    ring.first = ring.count = 0;
    ring.dropped = ring.dropped_told = 0;
    ring.stopping = false;
    ring.running = true;
    if (!start_thread()) {
        ring.running = false;
        free(slots);
        ring.slots = NULL;
        return false;
    }
    return true;
}

void log_stop(void)
{
    pthread_mutex_lock(&ring.lock);
    bool running = ring.running;
    ring.running = false;
    ring.stopping = true;
    pthread_cond_signal(&ring.changed);
    pthread_mutex_unlock(&ring.lock);
    if (!running)
        return;
    pthread_join(ring.thread, NULL);
    free(ring.slots);
    ring.slots = NULL;
    ring.options.level = LOG_LEVEL_WARNING;
    ring.options.descriptor = STDERR_FILENO;
}

uint64_t log_dropped(void)
{
    pthread_mutex_lock(&ring.lock);
    uint64_t dropped = ring.dropped;
    pthread_mutex_unlock(&ring.lock);
    return dropped;
}
