/* How many events a second a teller takes, muted (as after a start) and telling. It must not claim more than it
 * measures. */
#include <stdio.h>

#include "edge/stream/telling.h"
#include "edge/stream/testing/centre.h"
#include "lib/clock.h"

enum { ROUNDS = 20000 };

static uint64_t bytes;

static void count(void *ctx, struct place place, enum spool_kind kind, const char *key, const char *json,
                  size_t len)
{
    (void)place;
    (void)kind;
    (void)key;
    (void)json;
    bytes += len;
    ++*(uint64_t *)ctx;
}

static void run(struct centre *centre, bool muted)
{
    struct pump_follower *follower = NULL;
    struct pump_error error;
    struct telling telling;
    const struct acd_event *event = NULL;
    uint64_t told = 0;
    uint64_t events = 0;
    struct telling_options options = {
        .region = "us-east-1", .account = "000000000000", .sink = count, .ctx = &told};
    bytes = 0;
    if (pump_follow(centre->pump, &follower, &error) != 0)
        return;
    telling_init(&telling, &options, pump_follower_core(follower), pump_follower_book(follower));
    telling.muted = muted;
    int64_t begun = clock_monotonic_ms();
    for (; pump_follower_peek(follower, &event, &error) == 1; events++) {
        telling_before(&telling, event);
        pump_follower_apply(follower);
        telling_after(&telling, event);
    }
    telling_settle(&telling);
    int64_t took = clock_monotonic_ms() - begun + 1;
    printf("%-8s %8llu events in %6lld ms: %8llu events/s, %llu tellings, %llu bytes each\n",
           muted ? "muted" : "telling", (unsigned long long)events, (long long)took,
           (unsigned long long)(events * 1000 / (uint64_t)took), (unsigned long long)told,
           (unsigned long long)(told > 0 ? bytes / told : 0));
    telling_free(&telling);
    pump_follower_close(follower);
}

int main(void)
{
    struct centre centre;
    centre_open(&centre, NULL);
    centre_choose(&centre, ALICE, AVAILABLE);
    for (int i = 0; i < ROUNDS; i++) {
        uint64_t chat = centre_start(&centre, ACD_CHAT, "Kim");
        centre.now += 100;
        centre_accept(&centre, ALICE, chat);
        centre_leave(&centre, chat);
        centre_clear(&centre, ALICE, chat);
        if (i % 100 == 0)
            centre_settle(&centre);
    }
    centre_settle(&centre);
    run(&centre, true);
    run(&centre, false);
    centre_close(&centre);
    return 0;
}
