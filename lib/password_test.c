/* Passwords on their thread: answers on the loop, a bounded queue, an end that answers everyone. It must not hash more
 * than it must. */
#include <string.h>

#include "lib/password.h"
#include "lib/testing/cmocka.h"
#include "lib/testing/peer.h"

struct answers {
    uv_loop_t loop;
    struct password_worker *worker;
    int count;
    int failed;
    enum password_result last;
    char hash[PASSWORD_HASH_BYTES];
    int closed;
};

static void on_done(void *ctx, enum password_result result, const char *hash)
{
    struct answers *answers = ctx;
    answers->count++;
    answers->failed += result == PASSWORD_FAILED;
    answers->last = result;
    if (hash)
        memcpy(answers->hash, hash, strlen(hash) + 1);
}

static void on_closed(void *ctx)
{
    ((struct answers *)ctx)->closed++;
}

static void begin(struct answers *answers, size_t queue_max)
{
    *answers = (struct answers){.count = 0};
    uv_loop_init(&answers->loop);
    answers->worker = password_worker_new(&answers->loop, queue_max);
    assert_non_null(answers->worker);
}

static void end(struct answers *answers)
{
    password_worker_close(answers->worker, on_closed, answers);
    assert_int_equal(answers->closed, 0);
    uv_run(&answers->loop, UV_RUN_DEFAULT);
    assert_int_equal(answers->closed, 1);
    assert_int_equal(uv_loop_close(&answers->loop), 0);
}

static bool nothing_is_queued(void *ctx)
{
    return password_queued(((struct answers *)ctx)->worker) == 0;
}

static enum password_result await_result(struct answers *answers)
{
    assert_true(peer_run_until(&answers->loop, nothing_is_queued, answers));
    return answers->last;
}

static void a_hash_verifies_its_password_only(void **state)
{
    (void)state;
    struct answers answers;
    begin(&answers, 0);
    assert_true(password_hash(answers.worker, "correct horse", 13, on_done, &answers));
    assert_int_equal(answers.count, 0); /* never inside the call */
    assert_int_equal(await_result(&answers), PASSWORD_HASHED);
    assert_memory_equal(answers.hash, "$argon2id$v=19$m=19456,t=2,p=1$", 31);
    assert_true(password_verify(answers.worker, "correct horse", 13, answers.hash, on_done, &answers));
    assert_int_equal(await_result(&answers), PASSWORD_MATCHES);
    assert_true(password_verify(answers.worker, "correct horsf", 13, answers.hash, on_done, &answers));
    assert_int_equal(await_result(&answers), PASSWORD_DIFFERS);
    assert_int_equal(answers.count, 3);
    end(&answers);
}

static void nobody_and_nonsense_differ(void **state)
{
    (void)state;
    struct answers answers;
    begin(&answers, 0);
    assert_true(password_verify(answers.worker, "x", 1, NULL, on_done, &answers));
    assert_int_equal(await_result(&answers), PASSWORD_DIFFERS);
    assert_true(password_verify(answers.worker, "", 0, "not a hash", on_done, &answers));
    assert_int_equal(await_result(&answers), PASSWORD_DIFFERS);
    end(&answers);
}

static void a_full_queue_refuses_at_once(void **state)
{
    (void)state;
    struct answers answers;
    begin(&answers, 2);
    assert_true(password_verify(answers.worker, "x", 1, NULL, on_done, &answers));
    assert_true(password_verify(answers.worker, "x", 1, NULL, on_done, &answers));
    assert_false(password_verify(answers.worker, "x", 1, NULL, on_done, &answers));
    assert_int_equal(password_queued(answers.worker), 2);
    await_result(&answers);
    assert_true(password_verify(answers.worker, "x", 1, NULL, on_done, &answers));
    await_result(&answers);
    assert_int_equal(answers.count, 3);
    end(&answers);
}

static void a_password_too_long_is_refused_before_any_work(void **state)
{
    (void)state;
    static char text[PASSWORD_BYTES_MAX + 1];
    struct answers answers;
    begin(&answers, 0);
    assert_false(password_hash(answers.worker, text, sizeof text, on_done, &answers));
    assert_false(password_verify(answers.worker, text, sizeof text, NULL, on_done, &answers));
    end(&answers);
    assert_int_equal(answers.count, 0);
}

static void closing_answers_everyone(void **state)
{
    (void)state;
    struct answers answers;
    begin(&answers, 0);
    for (int i = 0; i < 200; i++)
        assert_true(password_verify(answers.worker, "x", 1, NULL, on_done, &answers));
    end(&answers);
    assert_int_equal(answers.count, 200);
    assert_true(answers.failed > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_hash_verifies_its_password_only),
        cmocka_unit_test(nobody_and_nonsense_differ),
        cmocka_unit_test(a_full_queue_refuses_at_once),
        cmocka_unit_test(a_password_too_long_is_refused_before_any_work),
        cmocka_unit_test(closing_answers_everyone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
