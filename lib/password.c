/* argon2id on a thread of its own; see password.h. It must never run on the loop and never keep a password.
 *
 * A job is in exactly one place, and whoever moves it holds the lock: waiting (the bounded queue), in hand (the
 * worker's stack), done (a list the loop empties). Its password is zeroed when it leaves the worker's hand.
 */
#include "lib/password.h"

#include <assert.h>
#include <pthread.h>
#include <signal.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

struct job {
    struct job *next;
    bool verifies;
    bool decoy; /* verify against nobody: whatever comes out, it differs */
    char password[PASSWORD_BYTES_MAX];
    size_t password_len;
    char hash[PASSWORD_HASH_BYTES]; /* to verify against, or the result */
    enum password_result result;
    password_done *done;
    void *ctx;
};

struct list {
    struct job *first;
    struct job **end;
};

struct password_worker {
    uv_async_t wake; /* first: closed last, then everything is freed */
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    struct list waiting;
    struct list finished;
    size_t queued;
    size_t queue_max;
    bool stopping;
    char decoy_hash[PASSWORD_HASH_BYTES]; /* made by the thread before its first job; "": no memory */
    void (*closed)(void *ctx);
    void *closed_ctx;
};

static void list_init(struct list *list)
{
    list->first = NULL;
    list->end = &list->first;
}

static void list_append(struct list *list, struct job *job)
{
    job->next = NULL;
    *list->end = job;
    list->end = &job->next;
}

static struct job *list_take(struct list *list)
{
    struct job *job = list->first;
    if (job) {
        list->first = job->next;
        if (!list->first)
            list->end = &list->first;
    }
    return job;
}

/* ---- the worker's side ---- */

static bool make_hash(char hash[PASSWORD_HASH_BYTES], const char *password, size_t len)
{
    static_assert(PASSWORD_HASH_BYTES >= crypto_pwhash_STRBYTES, "room for libsodium's text");
    return crypto_pwhash_str_alg(hash, password, len, PASSWORD_PASSES, PASSWORD_MEMORY_BYTES,
                                 crypto_pwhash_ALG_ARGON2ID13) == 0;
}

/* Of nobody's password. Here and not where the worker is made: a start does not wait for it. */
static void make_decoy(struct password_worker *worker)
{
    char nobody[32];
    randombytes_buf(nobody, sizeof nobody);
    if (!make_hash(worker->decoy_hash, nobody, sizeof nobody))
        worker->decoy_hash[0] = '\0';
}

static enum password_result hash_job(struct job *job)
{
    return make_hash(job->hash, job->password, job->password_len) ? PASSWORD_HASHED : PASSWORD_FAILED;
}

static enum password_result verify_job(const struct job *job, const char *hash)
{
    if (hash[0] == '\0')
        return PASSWORD_FAILED; /* an answer at once would tell that there is no such person */
    bool matches = crypto_pwhash_str_verify(hash, job->password, job->password_len) == 0 && !job->decoy;
    return matches ? PASSWORD_MATCHES : PASSWORD_DIFFERS;
}

static void work(const struct password_worker *worker, struct job *job)
{
    job->result =
        job->verifies ? verify_job(job, job->decoy ? worker->decoy_hash : job->hash) : hash_job(job);
    sodium_memzero(job->password, sizeof job->password);
}

static void *run(void *self)
{
    struct password_worker *worker = self;
    pthread_setname_np(pthread_self(), "passwords");
    make_decoy(worker);
    pthread_mutex_lock(&worker->lock);
    while (!worker->stopping) {
        struct job *job = list_take(&worker->waiting);
        if (!job) {
            pthread_cond_wait(&worker->changed, &worker->lock);
            continue;
        }
        pthread_mutex_unlock(&worker->lock);
        work(worker, job);
        pthread_mutex_lock(&worker->lock);
        list_append(&worker->finished, job);
        uv_async_send(&worker->wake);
    }
    struct job *job;
    while ((job = list_take(&worker->waiting)) != NULL) {
        sodium_memzero(job->password, sizeof job->password);
        job->result = PASSWORD_FAILED;
        list_append(&worker->finished, job);
    }
    pthread_mutex_unlock(&worker->lock);
    return NULL;
}

/* ---- the loop's side ---- */

static void answer_finished(struct password_worker *worker)
{
    for (;;) {
        pthread_mutex_lock(&worker->lock);
        struct job *job = list_take(&worker->finished);
        worker->queued -= job != NULL;
        pthread_mutex_unlock(&worker->lock);
        if (!job)
            return;
        job->done(job->ctx, job->result, job->result == PASSWORD_HASHED ? job->hash : NULL);
        sodium_memzero(job, sizeof *job);
        free(job);
    }
}

static void on_closed(uv_handle_t *handle)
{
    struct password_worker *worker = handle->data;
    answer_finished(worker);
    pthread_mutex_destroy(&worker->lock);
    pthread_cond_destroy(&worker->changed);
    void (*closed)(void *) = worker->closed;
    void *ctx = worker->closed_ctx;
    free(worker);
    if (closed)
        closed(ctx);
}

static void on_wake(uv_async_t *wake)
{
    answer_finished(wake->data);
}

/* A thread that takes no signal: those are the loop's. */
static bool start_thread(struct password_worker *worker)
{
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    bool started = pthread_create(&worker->thread, NULL, run, worker) == 0;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return started;
}

static void on_never_started(uv_handle_t *handle)
{
    free(handle->data);
}

struct password_worker *password_worker_new(uv_loop_t *loop, size_t queue_max)
{
    struct password_worker *worker = sodium_init() < 0 ? NULL : calloc(1, sizeof *worker);
    if (!worker)
        return NULL;
    if (uv_async_init(loop, &worker->wake, on_wake) != 0) {
        free(worker);
        return NULL;
    }
    worker->wake.data = worker;
    pthread_mutex_init(&worker->lock, NULL);
    pthread_cond_init(&worker->changed, NULL);
    list_init(&worker->waiting);
    list_init(&worker->finished);
    worker->queue_max = queue_max ? queue_max : PASSWORD_QUEUE_MAX;
    if (!start_thread(worker)) {
        uv_close((uv_handle_t *)&worker->wake, on_never_started);
        return NULL;
    }
    return worker;
}

/* Puts a job into the queue if there is room. */
static bool enqueue(struct password_worker *worker, struct job *job)
{
    pthread_mutex_lock(&worker->lock);
    bool room = worker->queued < worker->queue_max && !worker->stopping;
    if (room) {
        worker->queued++;
        list_append(&worker->waiting, job);
        pthread_cond_signal(&worker->changed);
    }
    pthread_mutex_unlock(&worker->lock);
    if (!room) {
        sodium_memzero(job, sizeof *job);
        free(job);
    }
    return room;
}

static struct job *job_new(const char *password, size_t len, password_done *done, void *ctx)
{
    struct job *job = len <= PASSWORD_BYTES_MAX ? calloc(1, sizeof *job) : NULL;
    if (!job)
        return NULL;
    if (len > 0)
        memcpy(job->password, password, len);
    job->password_len = len;
    job->done = done;
    job->ctx = ctx;
    return job;
}

bool password_hash(struct password_worker *worker, const char *password, size_t len, password_done *done, void *ctx)
{
    struct job *job = job_new(password, len, done, ctx);
    return job && enqueue(worker, job);
}

bool password_verify(struct password_worker *worker, const char *password, size_t len, const char *hash,
                     password_done *done, void *ctx)
{
    struct job *job = job_new(password, len, done, ctx);
    if (!job)
        return false;
    job->verifies = true;
    job->decoy = !hash || hash[0] == '\0' || strlen(hash) >= PASSWORD_HASH_BYTES;
    if (!job->decoy)
        memcpy(job->hash, hash, strlen(hash) + 1);
    return enqueue(worker, job);
}

size_t password_queued(const struct password_worker *worker)
{
    return worker->queued; /* changed on the loop's thread only */
}

void password_worker_close(struct password_worker *worker, void (*closed)(void *ctx), void *ctx)
{
    worker->closed = closed;
    worker->closed_ctx = ctx;
    pthread_mutex_lock(&worker->lock);
    worker->stopping = true;
    pthread_cond_signal(&worker->changed);
    pthread_mutex_unlock(&worker->lock);
    pthread_join(worker->thread, NULL); /* at most one job's time */
    uv_close((uv_handle_t *)&worker->wake, on_closed);
}
