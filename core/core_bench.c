/* How fast the core alone is, on one thread: full contact cycles, and one routing decision as agents and
 * waiting contacts grow. Prints a table; it must not be part of the tests. Under callgrind, give one number
 * as the first argument to run only that row.
 *
 *     core_bench [row [rounds]]
 */
#include "core/core.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { AVAILABLE = 1, OFFLINE = 2, BURST = 100 };

static uint32_t rounds = 200000;

struct bench {
    struct acd *acd;
    struct acd_batch batch;
    int64_t at;
};

_Noreturn void acd_panic(const char *sentence)
{
    fprintf(stderr, "core panic: %s\n", sentence);
    abort();
}

/* Of processor time: the core never waits, so what else runs on the machine is left out. */
static double seconds(void)
{
    struct timespec now;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static uint64_t run(struct bench *bench, const struct acd_command *command)
{
    struct acd_command timed = *command;

    timed.at = bench->at++;
    if (acd_step(bench->acd, &timed, &bench->batch) != ACD_OK)
        acd_panic("a command of the bench was refused");
    return bench->batch.count == 0 ? 0 : bench->batch.events[0].contact;
}

static const struct acd_event *offer_of(const struct bench *bench)
{
    for (uint32_t index = 0; index < bench->batch.count; index++) {
        if (bench->batch.events[index].kind == ACD_OFFER_MADE)
            return &bench->batch.events[index];
    }
    return NULL;
}

static void open_centre(struct bench *bench, uint32_t agents, uint32_t contacts, uint32_t queues)
{
    struct acd_limits limits = acd_limits_default();
    struct acd_profile_queue served[ACD_PROFILE_QUEUES_MAX];

    limits.agents = agents;
    limits.contacts = contacts;
    limits.legs = agents * 4;
    bench->at = 1000000;
    bench->acd = acd_init(aligned_alloc(64, acd_size(&limits)), &limits);
    run(bench, &(struct acd_command){.kind = ACD_CREATE_CENTRE, .model = ACD_MODEL_CONNECT});
    run(bench, &(struct acd_command){.kind = ACD_CREATE_STATUS, .status_type = ACD_STATUS_ROUTABLE});
    run(bench, &(struct acd_command){.kind = ACD_CREATE_STATUS, .status_type = ACD_STATUS_OFFLINE});
    for (uint32_t queue = 0; queue < queues; queue++) {
        run(bench, &(struct acd_command){.kind = ACD_CREATE_QUEUE});
        served[queue] = (struct acd_profile_queue){queue + 1, ACD_VOICE, 1, 0};
    }
    run(bench, &(struct acd_command){.kind = ACD_CREATE_PROFILE,
                                     .capacities = {{1, 1}, {3, 1}, {2, 1}},
                                     .profile_queues = served,
                                     .profile_queue_count = queues});
    for (uint32_t agent = 1; agent <= agents; agent++) {
        run(bench, &(struct acd_command){.kind = ACD_CREATE_AGENT, .profile = 1});
        run(bench, &(struct acd_command){.kind = ACD_SET_STATUS, .agent = agent, .status = AVAILABLE});
    }
}

static void start(struct bench *bench, uint32_t queue)
{
    run(bench, &(struct acd_command){.kind = ACD_START_CONTACT, .channel = ACD_VOICE, .queue = queue});
}

static void leg(struct bench *bench, enum acd_command_kind kind, uint32_t agent, uint64_t contact)
{
    run(bench, &(struct acd_command){.kind = (uint16_t)kind, .agent = agent, .contact = contact});
}

/* Arrive and be offered, accept, end, clear: 4 steps. Half the agents are busy, each cycle ends the call that
 * began longest ago. */
static void cycles(uint32_t agents)
{
    struct bench *bench = malloc(sizeof *bench);
    uint32_t busy = agents / 2;
    struct acd_event *calls = calloc(busy, sizeof *calls);
    uint32_t oldest = 0;
    double began;

    open_centre(bench, agents, agents * 2, 5);
    for (uint32_t index = 0; index < busy; index++) {
        start(bench, 1 + index % 5);
        calls[index] = *offer_of(bench);
        leg(bench, ACD_ACCEPT_OFFER, calls[index].agent, calls[index].contact);
    }
    began = seconds();
    for (uint32_t round = 0; round < rounds; round++, oldest = (oldest + 1) % busy) {
        leg(bench, ACD_END_LEG, calls[oldest].agent, calls[oldest].contact);
        leg(bench, ACD_CLEAR_LEG, calls[oldest].agent, calls[oldest].contact);
        start(bench, 1 + round % 5);
        calls[oldest].agent = offer_of(bench)->agent;
        calls[oldest].contact = offer_of(bench)->contact;
        leg(bench, ACD_ACCEPT_OFFER, calls[oldest].agent, calls[oldest].contact);
    }
    printf("full cycles, %6u agents: %9.0f steps/s\n", agents, 4.0 * rounds / (seconds() - began));
    free(calls);
    free(bench->acd);
    free(bench);
}

/* Contacts arrive while agents are idle: the steps that start, queue and offer them, timed in bursts. */
static void among_idle_agents(uint32_t agents)
{
    struct bench *bench = malloc(sizeof *bench);
    struct acd_event offers[BURST];
    double spent = 0;

    open_centre(bench, agents, agents + BURST, 1);
    for (uint32_t round = 0; round < rounds; round += BURST) {
        double began = seconds();
        for (uint32_t index = 0; index < BURST; index++) {
            start(bench, 1);
            offers[index].agent = offer_of(bench)->agent;
            offers[index].contact = offer_of(bench)->contact;
        }
        spent += seconds() - began;
        for (uint32_t index = 0; index < BURST; index++) {
            leg(bench, ACD_ACCEPT_OFFER, offers[index].agent, offers[index].contact);
            leg(bench, ACD_END_LEG, offers[index].agent, offers[index].contact);
            leg(bench, ACD_CLEAR_LEG, offers[index].agent, offers[index].contact);
        }
    }
    printf("a contact arrives, %7u idle agents:         %6.0f ns a decision\n", agents, spent / rounds * 1e9);
    free(bench->acd);
    free(bench);
}

/* Agents come free while contacts wait: the steps that clear the last leg and offer the next contact, timed
 * in bursts. */
static void among_waiting_contacts(uint32_t waiting)
{
    struct bench *bench = malloc(sizeof *bench);
    uint64_t calls[BURST + 1];
    double spent = 0;

    open_centre(bench, BURST, waiting + 2 * BURST, 1);
    for (uint32_t index = 1; index <= BURST; index++) {
        start(bench, 1);
        calls[offer_of(bench)->agent] = offer_of(bench)->contact;
    }
    for (uint32_t index = 0; index < waiting; index++)
        start(bench, 1);
    for (uint32_t round = 0; round < rounds; round += BURST) {
        double began;
        for (uint32_t agent = 1; agent <= BURST; agent++) {
            leg(bench, ACD_ACCEPT_OFFER, agent, calls[agent]);
            leg(bench, ACD_END_LEG, agent, calls[agent]);
            start(bench, 1);
        }
        began = seconds();
        for (uint32_t agent = 1; agent <= BURST; agent++) {
            leg(bench, ACD_CLEAR_LEG, agent, calls[agent]);
            calls[agent] = offer_of(bench)->contact;
        }
        spent += seconds() - began;
    }
    printf("an agent comes free, %7u waiting contacts: %6.0f ns a decision\n", waiting, spent / rounds * 1e9);
    free(bench->acd);
    free(bench);
}

static void memory(void)
{
    struct acd_limits one = acd_limits_default();
    struct acd_limits two = one;

    two.agents += 1000;
    printf("memory of an agent: %zu bytes\n", (acd_size(&two) - acd_size(&one)) / 1000);
    two = one;
    two.contacts += 1000;
    printf("memory of a contact: %zu bytes\n", (acd_size(&two) - acd_size(&one)) / 1000);
    two = one;
    two.legs += 1000;
    printf("memory of a leg: %zu bytes\n", (acd_size(&two) - acd_size(&one)) / 1000);
}

int main(int count, char **arguments)
{
    int row = count > 1 ? (int)strtol(arguments[1], NULL, 10) : 0;
    static const uint32_t agents[] = {100, 10000, 100000};
    static const uint32_t contacts[] = {10, 1000, 100000, 1000000};

    if (count > 2)
        rounds = (uint32_t)strtol(arguments[2], NULL, 10);

    if (row == 0 || row == 1)
        cycles(10000);
    for (int index = 0; index < 3; index++) {
        if (row == 0 || row == 2 + index)
            among_idle_agents(agents[index]);
    }
    for (int index = 0; index < 4; index++) {
        if (row == 0 || row == 5 + index)
            among_waiting_contacts(contacts[index]);
    }
    memory();
    return 0;
}
