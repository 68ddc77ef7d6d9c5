/* What it costs the stream's thread to tell of an event: of a status that was chosen, and of a chat's whole life. It
 * must not count what the centre does. */
#include "tools/ratchet/ratchet.h"

#include <stdlib.h>

#include "edge/stream/telling.h"
#include "edge/testing/rig.h"

enum { ROUNDS = 100, STEP_MS = 100 };

struct audience {
    struct rig *rig;
    struct pump_follower *follower;
    struct telling telling;
    uint64_t told; /* bytes, in this round */
};

static void take(void *ctx, struct place place, enum spool_kind kind, const char *key, const char *json,
                 size_t len)
{
    (void)place;
    (void)kind;
    (void)key;
    (void)json;
    ((struct audience *)ctx)->told += len;
}

static void tell(struct audience *audience)
{
    const struct acd_event *event = NULL;
    struct pump_error error;
    while (pump_follower_peek(audience->follower, &event, &error) == 1) {
        telling_before(&audience->telling, event);
        pump_follower_apply(audience->follower);
        telling_after(&audience->telling, event);
    }
    telling_settle(&audience->telling);
}

static void *open_audience(void)
{
    struct audience *audience = calloc(1, sizeof *audience);
    struct pump_error error;
    if (audience == NULL)
        ratchet_give_up("no memory");
    audience->rig = rig_start(NULL);
    rig_set_status(audience->rig, &audience->rig->alice, audience->rig->available);
    rig_settle(audience->rig);
    if (pump_follow(audience->rig->pump, &audience->follower, &error) != 0)
        ratchet_give_up("the centre cannot be followed");
    const struct telling_options options = {
        .region = "us-east-1", .account = "000000000000", .sink = take, .ctx = audience};
    telling_init(&audience->telling, &options, pump_follower_core(audience->follower),
                 pump_follower_book(audience->follower));
    tell(audience);
    return audience;
}

static void choose_status(void *state, uint32_t round)
{
    struct audience *audience = state;
    struct rig *rig = audience->rig;
    rig->now += STEP_MS;
    rig_set_status(rig, &rig->alice, round % 2 == 0 ? rig->lunch : rig->available);
    rig_settle(rig);
    audience->told = 0;
}

static void live_a_chat(void *state, uint32_t round)
{
    struct audience *audience = state;
    struct rig *rig = audience->rig;
    struct uuid uuid;
    (void)round;
    rig->now += STEP_MS;
    uint64_t chat = rig_start_contact(rig, ACD_CHAT, "Kim", &uuid);
    rig_act(rig, &rig->alice, ACD_ACCEPT_OFFER, chat);
    rig_act(rig, &rig->alice, ACD_END_LEG, chat);
    rig_act(rig, &rig->alice, ACD_CLEAR_LEG, chat);
    rig_settle(rig);
    audience->told = 0;
}

static void count_tellings(void *state, uint32_t round)
{
    (void)round;
    tell(state);
}

static void check_told(void *state, uint32_t round)
{
    (void)round;
    if (((struct audience *)state)->told == 0)
        ratchet_give_up("nothing was told");
}

static void close_audience(void *state)
{
    struct audience *audience = state;
    telling_free(&audience->telling);
    pump_follower_close(audience->follower);
    rig_stop(audience->rig);
    free(audience);
}

const struct ratchet_case RATCHET_STREAM[] = {
    {"stream/status", ROUNDS, open_audience, choose_status, count_tellings, check_told, close_audience},
    {"stream/chat", ROUNDS, open_audience, live_a_chat, count_tellings, check_told, close_audience},
    {.name = NULL},
};
