/* What the browsers' edges do on the loop's thread when statuses change: an agent's change decided and told to their
 * open panel, and the board's tick after a handful of changes. It must not count what the clients do. */
#include "tools/ratchet/ratchet.h"

#include <stdlib.h>

#include "edge/testing/rig.h"

enum { ROUNDS = 200, TICK_MS = 1000 };

struct hall {
    struct rig *rig;
    struct rig_line line;
};

static void *open_hall(void)
{
    struct hall *hall = calloc(1, sizeof *hall);

    if (hall == NULL)
        ratchet_give_up("no memory");
    hall->rig = rig_start(NULL);
    return hall;
}

static void *open_panel(void)
{
    struct hall *hall = open_hall();
    char cookie[RIG_COOKIE_BYTES];

    rig_sign_in(hall->rig, "alice", cookie);
    rig_open_panel(hall->rig, &hall->line, cookie, NULL);
    return hall;
}

static void *open_board(void)
{
    struct hall *hall = open_hall();
    char cookie[RIG_COOKIE_BYTES];
    json_t *snapshot;

    rig_sign_in(hall->rig, "sam", cookie);
    rig_open_board(hall->rig, &hall->line, cookie, &snapshot);
    json_decref(snapshot);
    return hall;
}

static void close_hall(void *state)
{
    struct hall *hall = state;

    rig_close(&hall->line);
    rig_stop(hall->rig);
    free(hall);
}

static void change(struct hall *hall, const struct rig_user *user, uint32_t round)
{
    rig_set_status(hall->rig, user, round % 2 == 0 ? hall->rig->lunch : hall->rig->pause);
}

static void count_change(void *state, uint32_t round)
{
    struct hall *hall = state;

    change(hall, &hall->rig->alice, round);
}

static void read_change(void *state, uint32_t round)
{
    struct hall *hall = state;

    (void)round;
    json_decref(rig_await(&hall->line, "event", "status"));
}

static void change_both(void *state, uint32_t round)
{
    struct hall *hall = state;

    change(hall, &hall->rig->alice, round);
    change(hall, &hall->rig->bob, round);
    hall->rig->now += TICK_MS;
}

static void count_tick(void *state, uint32_t round)
{
    struct hall *hall = state;

    (void)round;
    board_tick(hall->rig->board, hall->rig->now);
}

static void read_tick(void *state, uint32_t round)
{
    struct hall *hall = state;

    (void)round;
    json_decref(rig_await(&hall->line, "tick", NULL));
}

const struct ratchet_case RATCHET_PAGES[] = {
    {"edge/panel_status", ROUNDS, open_panel, NULL, count_change, read_change, close_hall},
    {"edge/board_tick", ROUNDS, open_board, change_both, count_tick, read_tick, close_hall},
    {0},
};
