/* The thread that follows the journal into the history; see follower.h. Never touches the directory.
 *
 *            signal                        caught up, asks answered
 *   asleep ---------> gathering --> following ------------------------> asleep
 *              not while somebody     |
 *              waits for an answer    | the history cannot be written, or the journal cannot be read
 *                                     v
 *                                  failed ---- RETRY_MS later, from the last event committed; from event 1 if the file was damaged ---> following
 *
 * Gathering: events that come one by one would each cost a transaction on a machine whose cores have better things to
 * do. In a burst it goes on gathering for as long as nobody asks and it is not LAG_EVENTS_MAX behind: who sends the
 * burst is answered first, and a large transaction costs less for each event than many small ones. The thread also
 * gives way to the others of its process; what it is left still writes more events a second than a centre can make.
 */
#include "book/follower.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "book/owned.h"
#include "lib/turns.h"

enum {
    GATHER_MS = 20,
    BURST_EVENTS = 20, /* in GATHER_MS: more are coming */
    QUIET_GATHERS =
        10, /* of GATHER_MS with fewer end a burst: a disk that holds everybody up for a moment does not */
    LAG_EVENTS_MAX = 1000000, /* five to fifteen seconds' work (docs/decisions/0012-followers-give-way.md) */
    RETRY_MS = 1000,
    TRANSACTION_EVENTS_MAX = 65536,
    STOP_EVENTS_MAX = 16384,         /* what a stop still follows */
    TRANSACTION_EVENTS_ASKED = 2000, /* while somebody waits for an answer */
    NICE = 10,
    ASKS_MAX = 4096, /* waiting; more are told at once that they failed */
};

struct asks { /* a list in order */
    struct ask *first, *last;
};

struct follower {
    struct history *history;
    struct journal *journal;
    struct journal_reader *reader; /* the thread's, once it runs */
    void (*wake)(void *ctx);
    void *ctx;
    pthread_t thread;
    bool has_thread;
    int signal; /* an eventfd */
    atomic_bool signalled;
    atomic_bool urgent;
    atomic_bool stopping;
    atomic_uint asked;   /* asks not yet told */
    atomic_bool hurried; /* there are some, or it is to stop: writing is not paced */
    atomic_uint_least64_t durable;
    atomic_uint_least64_t seq;
    struct asks waiting;  /* the thread's */
    pthread_mutex_t lock; /* over all below */
    struct asks fresh;
    struct asks answered;
    bool failed;
    struct book_error error;
};

static void push(struct asks *asks, struct ask *ask)
{
    ask->next = NULL;
    *(asks->first ? &asks->last->next : &asks->first) = ask;
    asks->last = ask;
}

static struct asks take_all(struct asks *asks)
{
    struct asks taken = *asks;
    *asks = (struct asks){.first = NULL};
    return taken;
}

static struct ask *pop(struct asks *asks)
{
    struct ask *ask = asks->first;
    if (ask)
        asks->first = ask->next;
    return ask;
}

static void send_signal(struct follower *follower)
{
    uint64_t one = 1;
    while (write(follower->signal, &one, sizeof one) < 0 && errno == EINTR)
        continue;
}

static void call_wake(struct follower *follower)
{
    if (follower->wake)
        follower->wake(follower->ctx);
}

/* ---- the thread ---- */

/* Returns after a signal or timeout_ms (-1: none). */
static void sleep_until_signal(struct follower *follower, int timeout_ms)
{
    uint64_t count;
    struct pollfd fd = {.fd = follower->signal, .events = POLLIN};
    if (poll(&fd, 1, timeout_ms) > 0 && read(follower->signal, &count, sizeof count) < 0)
        return; /* somebody else's signal: there is none, so nothing is lost */
}

static bool is_urgent(struct follower *follower)
{
    return atomic_load(&follower->urgent) || atomic_load(&follower->asked) > 0;
}

/* Until nobody brings more in a while, somebody asks, or there is enough. */
static void gather(struct follower *follower)
{
    uint64_t before = 0;
    uint64_t durable = atomic_load(&follower->durable);
    uint32_t quiet_left = 1; /* as long as it is no burst */
    while (quiet_left > 0 && !is_urgent(follower) && durable < atomic_load(&follower->seq) + LAG_EVENTS_MAX) {
        before = durable;
        sleep_until_signal(follower, GATHER_MS);
        durable = atomic_load(&follower->durable);
        quiet_left = durable >= before + BURST_EVENTS ? QUIET_GATHERS : quiet_left - 1;
    }
}

static void wait_for_work(struct follower *follower, bool failed)
{
    sleep_until_signal(follower, failed ? RETRY_MS : -1);
    if (!failed && !is_urgent(follower))
        gather(follower);
    atomic_store(&follower->signalled, false);
    atomic_store(&follower->urgent, false);
}

static void set_failed(struct follower *follower, const struct book_error *error)
{
    pthread_mutex_lock(&follower->lock);
    follower->failed = error != NULL;
    if (error)
        follower->error = *error;
    pthread_mutex_unlock(&follower->lock);
}

static uint32_t transaction_max(struct follower *follower)
{
    return atomic_load(&follower->asked) > 0 ? TRANSACTION_EVENTS_ASKED : TRANSACTION_EVENTS_MAX;
}

/* Reads one transaction's worth into the history. 1: there may be more, 0: caught up, -1: failed. */
static int follow_some(struct follower *follower, struct book_error *error)
{
    struct history *history = follower->history;
    struct journal_error journal_error;
    struct journal_entry entry;
    uint32_t count = 0;
    int got = 1;
    while (count < transaction_max(follower) || history_waits(history)) {
        got = journal_reader_next(follower->reader, &entry, &journal_error);
        if (got != 1)
            break;
        if (count++ == 0)
            history_begin(history);
        history_apply(history, &entry.event, entry.body, entry.body_len);
        turns_offer();
    }
    if (count > 0 && history_commit(history, error) != 0)
        return -1;
    if (got >= 0)
        return got;
    return error_say(error, "the history cannot read the journal: %s", journal_error.sentence);
}

static int open_reader(struct follower *follower, uint64_t first_seq, struct book_error *error)
{
    struct journal_error journal_error;
    if (journal_reader_open(&follower->reader, follower->journal, first_seq, &journal_error) == 0)
        return 0;
    follower->reader = NULL;
    return error_say(error, "the history cannot read the journal: %s", journal_error.sentence);
}

/* Answers what has waited long enough; all of it if the history failed. */
static void answer_asks(struct follower *follower, bool failed)
{
    pthread_mutex_lock(&follower->lock);
    struct asks fresh = take_all(&follower->fresh);
    pthread_mutex_unlock(&follower->lock);
    struct asks asks = take_all(&follower->waiting);
    struct asks answered = {.first = NULL};
    for (struct ask *ask; (ask = pop(&fresh)) != NULL;)
        push(&asks, ask);
    for (struct ask *ask; (ask = pop(&asks)) != NULL;) {
        if (!failed && ask->min_seq > follower->history->seq) {
            push(&follower->waiting, ask);
            continue;
        }
        if (failed)
            ask->failed = true;
        else
            ask_answer(ask, &follower->history->sql);
        push(&answered, ask);
    }
    if (!answered.first)
        return;
    pthread_mutex_lock(&follower->lock);
    for (struct ask *ask; (ask = pop(&answered)) != NULL;)
        push(&follower->answered, ask);
    pthread_mutex_unlock(&follower->lock);
    call_wake(follower);
}

/* Gets ready for another try. A damaged file is made anew: then all is read again, from event 1. */
static void recover(struct follower *follower)
{
    struct history *history = follower->history;
    struct book_error
        ignored; /* the present failure is the one to tell; a next one comes with the next try */
    if (follower->reader)
        journal_reader_close(follower->reader);
    follower->reader = NULL;
    fact_reader_free(&history->reader);
    if (!history->sql.db || history_is_damaged(history))
        history_renew(history, &ignored);
    atomic_store(&follower->seq, history->seq);
}

/* Follows to the present end and answers what can be answered. False with a sentence: something failed. */
static bool follow(struct follower *follower, struct book_error *error)
{
    struct history *history = follower->history;
    sql_clear_failure(&history->sql);
    if (!follower->reader && open_reader(follower, history->seq + 1, error) != 0)
        return false;
    int more = 1;
    while (more == 1 && !atomic_load(&follower->stopping)) {
        more = follow_some(follower, error);
        atomic_store(&follower->seq, history->seq);
        if (more < 0)
            break;
        set_failed(follower, NULL);
        answer_asks(follower, false);
    }
    if (more >= 0 && history->sql.failed) {
        error_say(error, "the history %s cannot be read: %s", history->file, history->sql.what);
        more = -1;
    }
    return more >= 0;
}

/* A stop leaves nothing behind that takes a moment: a text that was erased a moment ago is then in no file. What is
 * farther behind the next start makes good. */
static void follow_last(struct follower *follower)
{
    struct book_error error;
    uint64_t durable = atomic_load(&follower->durable);
    if (!follower->reader || follower->history->sql.failed ||
        durable > follower->history->seq + STOP_EVENTS_MAX)
        return;
    while (follower->history->seq < durable && follow_some(follower, &error) == 1)
        continue;
    atomic_store(&follower->seq, follower->history->seq);
}

static void *run(void *argument)
{
    struct follower *follower = argument;
    pthread_setname_np(pthread_self(), "book-follower");
    turns_give_way(NICE); /* answering comes first */
    while (!atomic_load(&follower->stopping)) {
        struct book_error error;
        bool good = follow(follower, &error);
        if (!good) {
            set_failed(follower, &error);
            answer_asks(follower, true);
            recover(follower);
        }
        wait_for_work(follower, !good);
    }
    follow_last(follower);
    return NULL;
}

/* ---- the pump's side ---- */

struct follower *follower_new(struct history *history, void (*wake)(void *ctx), void *ctx)
{
    struct follower *follower = owned_memory(sizeof *follower);
    follower->history = history;
    follower->wake = wake;
    history->paced.hurry = &follower->hurried;
    follower->ctx = ctx;
    follower->signal = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    pthread_mutex_init(&follower->lock, NULL);
    atomic_store(&follower->seq, history->seq);
    return follower;
}

/* The history must have been made from this journal: its last event is there and is the same. */
static int check_journal(struct follower *follower, struct book_error *error)
{
    struct history *history = follower->history;
    struct journal_error journal_error;
    struct journal_entry entry;
    if (history->seq == 0)
        return open_reader(follower, 1, error);
    if (open_reader(follower, history->seq, error) != 0)
        return -1;
    if (journal_reader_next(follower->reader, &entry, &journal_error) == 1 &&
        entry.event.seq == history->seq && entry.event.at == history->at && entry.event.kind == history->kind)
        return 0;
    error_say(error, "%s was made from another journal (event %llu differs); it was set aside, start again",
              history->file, (unsigned long long)history->seq);
    struct book_error renewed;
    history_renew(history, &renewed);
    return -1;
}

int follower_start(struct follower *follower, struct journal *journal, struct book_error *error)
{
    follower->journal = journal;
    if (follower->signal < 0) {
        return error_say(error, "the history cannot start: no file descriptor is free");
    }
    if (check_journal(follower, error) != 0)
        return -1;
    if (pthread_create(&follower->thread, NULL, run, follower) != 0) {
        return error_say(error, "the history's thread cannot be started");
    }
    follower->has_thread = true;
    return 0;
}

void follower_durable(struct follower *follower, uint64_t seq)
{
    if (seq <= atomic_load(&follower->durable))
        return;
    atomic_store(&follower->durable, seq);
    if (!atomic_exchange(&follower->signalled, true) || atomic_load(&follower->asked) > 0)
        send_signal(follower);
}

void follower_ask(struct follower *follower, struct ask *ask)
{
    bool is_too_many = atomic_fetch_add(&follower->asked, 1) >= ASKS_MAX;
    ask->failed = is_too_many;
    pthread_mutex_lock(&follower->lock);
    push(is_too_many ? &follower->answered : &follower->fresh, ask);
    pthread_mutex_unlock(&follower->lock);
    if (is_too_many)
        call_wake(follower);
    atomic_store(&follower->hurried, true);
    atomic_store(&follower->urgent, true);
    send_signal(follower);
}

static void tell(struct follower *follower, struct asks *asks)
{
    for (struct ask *ask; (ask = pop(asks)) != NULL;) {
        if (atomic_fetch_sub(&follower->asked, 1) == 1)
            atomic_store(&follower->hurried, false);
        ask->tell(ask);
    }
}

void follower_poll(struct follower *follower)
{
    if (atomic_load(&follower->asked) == 0)
        return;
    pthread_mutex_lock(&follower->lock);
    struct asks answered = take_all(&follower->answered);
    pthread_mutex_unlock(&follower->lock);
    tell(follower, &answered);
}

static void tell_failed(struct follower *follower, struct asks *asks)
{
    for (struct ask *ask = asks->first; ask; ask = ask->next)
        ask->failed = true;
    tell(follower, asks);
}

void follower_free(struct follower *follower)
{
    atomic_store(&follower->stopping, true);
    atomic_store(&follower->urgent, true);
    atomic_store(&follower->hurried, true);
    send_signal(follower);
    if (follower->has_thread)
        pthread_join(follower->thread, NULL);
    tell(follower, &follower->answered);
    tell_failed(follower, &follower->waiting);
    tell_failed(follower, &follower->fresh);
    if (follower->reader)
        journal_reader_close(follower->reader);
    if (follower->signal >= 0)
        close(follower->signal);
    pthread_mutex_destroy(&follower->lock);
    follower->history->paced.hurry = NULL;
    free(follower);
}

uint64_t follower_seq(const struct follower *follower)
{
    return atomic_load(&((struct follower *)(uintptr_t)follower)->seq);
}

bool follower_failed(struct follower *follower, struct book_error *error)
{
    pthread_mutex_lock(&follower->lock);
    bool failed = follower->failed;
    if (failed)
        *error = follower->error;
    pthread_mutex_unlock(&follower->lock);
    return failed;
}
