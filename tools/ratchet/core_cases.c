/* The core's hot paths, each step of a contact by itself, and a status chosen. It must not count what brings the centre
 * back to where it was. */
#include "tools/ratchet/ratchet.h"

#include <stdlib.h>

#include "core/testing/busy.h"

enum { AGENTS = 1000, QUEUES = 5, ROUNDS = 4000 };

struct floor {
    struct busy *busy;
    uint32_t agent; /* of the contact under way */
    uint64_t contact;
};

static void *open_floor(void)
{
    struct floor *floor = calloc(1, sizeof *floor);

    if (floor == NULL)
        ratchet_give_up("no memory");
    floor->busy = busy_new(AGENTS, 2 * AGENTS, QUEUES);
    return floor;
}

static void close_floor(void *state)
{
    struct floor *floor = state;

    busy_free(floor->busy);
    free(floor);
}

static void arrive(void *state, uint32_t round)
{
    struct floor *floor = state;

    busy_start(floor->busy, 1 + round % QUEUES);
}

static void note_offer(struct floor *floor)
{
    floor->agent = busy_offer(floor->busy)->agent;
    floor->contact = busy_offer(floor->busy)->contact;
}

static void accept(void *state, uint32_t round)
{
    struct floor *floor = state;

    (void)round;
    busy_leg(floor->busy, ACD_ACCEPT_OFFER, floor->agent, floor->contact);
}

static void end(void *state, uint32_t round)
{
    struct floor *floor = state;

    (void)round;
    busy_leg(floor->busy, ACD_END_LEG, floor->agent, floor->contact);
}

static void clear(void *state, uint32_t round)
{
    struct floor *floor = state;

    (void)round;
    busy_leg(floor->busy, ACD_CLEAR_LEG, floor->agent, floor->contact);
}

static void until_offered(void *state, uint32_t round)
{
    arrive(state, round);
    note_offer(state);
}

static void until_accepted(void *state, uint32_t round)
{
    until_offered(state, round);
    accept(state, round);
}

static void until_ended(void *state, uint32_t round)
{
    until_accepted(state, round);
    end(state, round);
}

static void from_ended(void *state, uint32_t round)
{
    clear(state, round);
}

static void from_accepted(void *state, uint32_t round)
{
    end(state, round);
    clear(state, round);
}

static void from_offered(void *state, uint32_t round)
{
    note_offer(state);
    accept(state, round);
    from_accepted(state, round);
}

/* Each agent in turn goes to lunch and, a lap later, comes back. */
static void choose(void *state, uint32_t round)
{
    struct floor *floor = state;
    bool back = round / AGENTS % 2 == 1;

    busy_choose(floor->busy, 1 + round % AGENTS, back ? BUSY_AVAILABLE : BUSY_LUNCH);
}

const struct ratchet_case RATCHET_CORE[] = {
    {"core/arrive", ROUNDS, open_floor, NULL, arrive, from_offered, close_floor},
    {"core/accept", ROUNDS, open_floor, until_offered, accept, from_accepted, close_floor},
    {"core/end", ROUNDS, open_floor, until_accepted, end, from_ended, close_floor},
    {"core/clear", ROUNDS, open_floor, until_ended, clear, NULL, close_floor},
    {"core/choose", ROUNDS, open_floor, NULL, choose, NULL, close_floor},
    {0},
};
