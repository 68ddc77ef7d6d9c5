/* Password hashing (argon2id) on one thread of its own. It must never run on the loop and never keep a password.
 *
 *     loop:    password_verify --> [ queue, bounded ] ......................... result, on the loop
 *     worker:                             '--> argon2id (about 22 ms) --> uv_async --'
 *
 * One thread and a bounded queue are the limit on what sign-ins may cost: 19 MiB and one core, whatever arrives.
 */
#ifndef NEXTUP_LIB_PASSWORD_H
#define NEXTUP_LIB_PASSWORD_H

#include <stdbool.h>
#include <stddef.h>
#include <uv.h>

enum {
    PASSWORD_BYTES_MAX = 256,      /* a longer one is refused before any work */
    PASSWORD_HASH_BYTES = 128,     /* the encoded hash with its NUL: "$argon2id$v=19$m=19456,t=2,p=1$..." */
    PASSWORD_QUEUE_MAX = 256,      /* default: about 6 s of work */
    PASSWORD_RETRY_AFTER_S = 5,    /* what an edge should say in Retry-After when the queue is full */
    PASSWORD_MEMORY_BYTES = 19 * 1024 * 1024,
    PASSWORD_PASSES = 2,
};

enum password_result {
    PASSWORD_HASHED,    /* hash is given */
    PASSWORD_MATCHES,
    PASSWORD_DIFFERS,
    PASSWORD_FAILED,    /* no memory, or the worker was closed first: nothing is known */
};

struct password_worker;

/* Called on the loop, never inside password_hash or password_verify, exactly once per accepted job. hash is lent for
 * the call; NULL unless PASSWORD_HASHED. */
typedef void password_done(void *ctx, enum password_result result, const char *hash);

/* Starts the thread. queue_max 0 means PASSWORD_QUEUE_MAX. NULL if it cannot. */
struct password_worker *password_worker_new(uv_loop_t *loop, size_t queue_max);

/* Both copy what they are given and zero the copy when done. False, and done is never called: the queue is full (answer
 * 503 with Retry-After) or the password is longer than PASSWORD_BYTES_MAX. */
bool password_hash(struct password_worker *worker, const char *password, size_t len, password_done *done, void *ctx);

/* hash NULL or "" means "no such person": the same work is done on a decoy, so that time tells nothing, and the result
 * is PASSWORD_DIFFERS. */
bool password_verify(struct password_worker *worker, const char *password, size_t len, const char *hash,
                     password_done *done, void *ctx);

size_t password_queued(const struct password_worker *worker);

/* Ends the thread after the job in hand, answers every waiting job with PASSWORD_FAILED, then calls closed (may be
 * NULL) on the loop and frees the worker. */
void password_worker_close(struct password_worker *worker, void (*closed)(void *ctx), void *ctx);

#endif
