/* How fast the core alone is, on one thread: full contact cycles, and one routing decision as agents and waiting
 * contacts grow; what one cache miss costs on this machine meanwhile; and how much memory an agent takes. It must not
 * be part of the tests.
 *
 *     core_bench                  every case, one line each: CASE SIZE VALUE UNIT
 *     core_bench CASE SIZE [N]    one of them, of N rounds
 *
 * What is measured runs inside core_bench_decisions() and nothing else does, so that callgrind counts it alone
 * (--toggle-collect=core_bench_decisions); with --instr-atstart=no it does not slow down what comes before either,
 * where its header was there at compile time.
 */
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "core/testing/busy.h"

#ifdef NEXTUP_CALLGRIND
#include <valgrind/callgrind.h>
#else
#define CALLGRIND_START_INSTRUMENTATION
#endif

enum {
    BURST = 100,
    ROUNDS = 200000,
    QUEUES = 5,
    CHASE_BYTES = 512 * 1024 * 1024, /* far beyond any last-level cache */
    CHASE_STEP_BYTES = 4096,         /* a page: no neighbour is fetched along */
    MEMORY_MORE = 10000,
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

struct call {
    uint32_t agent;
    uint64_t contact;
};

static struct call offered(const struct busy *busy)
{
    return (struct call){busy_offer(busy)->agent, busy_offer(busy)->contact};
}

/* A burst of what is measured; `calls` are filled, or ended, by it. */
struct burst {
    struct busy *busy;
    struct call *calls;
    uint32_t count;
    void (*decide)(struct burst *burst);
};

double core_bench_decisions(struct burst *burst);

/* callgrind finds it by its name, so it must stay a function. */
__attribute__((noinline)) double core_bench_decisions(struct burst *burst)
{
    double began = seconds();

    burst->decide(burst);
    return seconds() - began;
}

static struct call *calls_new(uint32_t count)
{
    struct call *calls = calloc(count, sizeof *calls);

    if (calls == NULL)
        acd_panic("no memory for the calls");
    return calls;
}

/* ---- cycles: arrive and be offered, accept, end, clear: 4 steps. Half the agents are busy, each cycle ends the call
 * that began longest ago. ---- */

static void cycle(struct burst *burst)
{
    struct busy *busy = burst->busy;

    for (uint32_t index = 0; index < burst->count; index++) {
        struct call *call = &burst->calls[index];
        busy_leg(busy, ACD_END_LEG, call->agent, call->contact);
        busy_leg(busy, ACD_CLEAR_LEG, call->agent, call->contact);
        busy_start(busy, 1 + index % QUEUES);
        *call = offered(busy);
        busy_leg(busy, ACD_ACCEPT_OFFER, call->agent, call->contact);
    }
}

static void cycles(uint32_t agents, uint32_t rounds)
{
    uint32_t on_call = agents / 2;
    struct burst burst = {busy_new(agents, agents * 2, QUEUES), calls_new(on_call), on_call, cycle};
    uint64_t done = 0;
    double spent = 0;

    for (uint32_t index = 0; index < on_call; index++) {
        busy_start(burst.busy, 1 + index % QUEUES);
        burst.calls[index] = offered(burst.busy);
        busy_leg(burst.busy, ACD_ACCEPT_OFFER, burst.calls[index].agent, burst.calls[index].contact);
    }
    CALLGRIND_START_INSTRUMENTATION;
    for (; done < rounds; done += on_call)
        spent += core_bench_decisions(&burst);
    printf("cycles %u %.0f steps/s\n", agents, 4.0 * (double)done / spent);
    free(burst.calls);
    busy_free(burst.busy);
}

/* ---- arrive: contacts arrive while agents are idle: the steps that start, queue and offer them ---- */

static void arrive(struct burst *burst)
{
    for (uint32_t index = 0; index < burst->count; index++) {
        busy_start(burst->busy, 1);
        burst->calls[index] = offered(burst->busy);
    }
}

static void among_idle_agents(uint32_t agents, uint32_t rounds)
{
    struct burst burst = {busy_new(agents, agents + BURST, 1), calls_new(BURST), BURST, arrive};
    double spent = 0;

    CALLGRIND_START_INSTRUMENTATION;
    for (uint32_t round = 0; round < rounds; round += BURST) {
        spent += core_bench_decisions(&burst);
        for (uint32_t index = 0; index < BURST; index++) {
            const struct call *call = &burst.calls[index];
            busy_leg(burst.busy, ACD_ACCEPT_OFFER, call->agent, call->contact);
            busy_leg(burst.busy, ACD_END_LEG, call->agent, call->contact);
            busy_leg(burst.busy, ACD_CLEAR_LEG, call->agent, call->contact);
        }
    }
    printf("arrive %u %.1f ns\n", agents, spent / rounds * 1e9);
    free(burst.calls);
    busy_free(burst.busy);
}

/* ---- free: agents come free while contacts wait: the steps that clear the last leg and offer the next contact ---- */

static void come_free(struct burst *burst)
{
    for (uint32_t index = 0; index < burst->count; index++) {
        busy_leg(burst->busy, ACD_CLEAR_LEG, burst->calls[index].agent, burst->calls[index].contact);
        burst->calls[index] = offered(burst->busy);
    }
}

static void among_waiting_contacts(uint32_t waiting, uint32_t rounds)
{
    struct burst burst = {busy_new(BURST, waiting + 2 * BURST, 1), calls_new(BURST), BURST, come_free};
    double spent = 0;

    arrive(&burst);
    for (uint32_t index = 0; index < waiting; index++)
        busy_start(burst.busy, 1);
    CALLGRIND_START_INSTRUMENTATION;
    for (uint32_t round = 0; round < rounds; round += BURST) {
        for (uint32_t index = 0; index < BURST; index++) {
            const struct call *call = &burst.calls[index];
            busy_leg(burst.busy, ACD_ACCEPT_OFFER, call->agent, call->contact);
            busy_leg(burst.busy, ACD_END_LEG, call->agent, call->contact);
            busy_start(burst.busy, 1);
        }
        spent += core_bench_decisions(&burst);
    }
    printf("free %u %.1f ns\n", waiting, spent / rounds * 1e9);
    free(burst.calls);
    busy_free(burst.busy);
}

/* ---- miss: one load from memory that no cache holds, each telling where the next is, in an order that nothing can
 * foresee ---- */

static void cache_miss(uint32_t size, uint32_t rounds)
{
    uint32_t count = size / CHASE_STEP_BYTES;
    unsigned char *memory = aligned_alloc(CHASE_STEP_BYTES, size);
    uint64_t seed = 1;
    uint32_t at = 0;
    double began;

    if (memory == NULL)
        acd_panic("no memory to chase through");
    memset(memory, 0, size);
    for (uint32_t place = 0; place < count; place++)
        memcpy(memory + (size_t)place * CHASE_STEP_BYTES, &place, sizeof place);
    for (uint32_t place = count - 1; place > 0;
         place--) { /* Sattolo's shuffle: one circle through all of them */
        unsigned char *one = memory + (size_t)place * CHASE_STEP_BYTES, *other;
        uint32_t kept;
        seed = seed * UINT64_C(6364136223846793005) + 1442695040888963407U;
        other = memory + (size_t)((seed >> 33) % place) * CHASE_STEP_BYTES;
        memcpy(&kept, one, sizeof kept);
        memcpy(one, other, sizeof kept);
        memcpy(other, &kept, sizeof kept);
    }
    began = seconds();
    for (uint32_t round = 0; round < rounds; round++)
        memcpy(&at, memory + (size_t)at * CHASE_STEP_BYTES, sizeof at);
    printf("miss %u %.1f ns\n", size, (seconds() - began) / rounds * 1e9 + (at == count ? 1 : 0));
    free(memory);
}

/* ---- memory: as the allocator gives it, with everything sized by the number of agents; legs are sized by
 * themselves ---- */

static size_t allocated(const struct acd_limits *limits)
{
    void *memory = aligned_alloc(64, acd_size(limits));
    size_t bytes;

    if (memory == NULL)
        acd_panic("no memory for a core");
    acd_init(memory, limits);
    bytes = malloc_usable_size(memory);
    free(memory);
    return bytes;
}

static void memory_of(const char *name, const struct acd_limits *more)
{
    struct acd_limits limits = acd_limits_default();

    printf("%s %d %zu bytes\n", name, MEMORY_MORE, (allocated(more) - allocated(&limits)) / MEMORY_MORE);
}

static void memory(uint32_t more, uint32_t rounds)
{
    struct acd_limits agents = acd_limits_default(), legs = agents, contacts = agents, both = agents;

    (void)rounds;
    agents.agents += more;
    legs.legs += more;
    contacts.contacts += more;
    both.agents += more;
    both.legs += more * BUSY_LEGS_AN_AGENT;
    memory_of("memory.agent", &agents);
    memory_of("memory.agent.with-legs", &both);
    memory_of("memory.leg", &legs);
    memory_of("memory.contact", &contacts);
}

/* ---- all of it ---- */

static const struct bench_case {
    const char *name;
    void (*run)(uint32_t size, uint32_t rounds);
    uint32_t sizes[4];
    uint32_t rounds;
} CASES[] = {
    {"miss", cache_miss, {CHASE_BYTES}, 2000000},
    {"cycles", cycles, {10000}, 5 * ROUNDS},
    {"arrive", among_idle_agents, {100, 10000, 100000}, ROUNDS},
    {"free", among_waiting_contacts, {10, 1000, 100000, 1000000}, ROUNDS},
    {"memory", memory, {MEMORY_MORE}, 1},
};
enum { CASE_COUNT = sizeof CASES / sizeof CASES[0] };

static void run_all(void)
{
    for (int index = 0; index < CASE_COUNT; index++) {
        for (int size = 0; size < 4 && CASES[index].sizes[size] != 0; size++)
            CASES[index].run(CASES[index].sizes[size], CASES[index].rounds);
    }
}

int main(int count, char **arguments)
{
    if (count < 3) {
        run_all();
        return 0;
    }
    for (int index = 0; index < CASE_COUNT; index++) {
        if (strcmp(CASES[index].name, arguments[1]) == 0) {
            CASES[index].run((uint32_t)strtoul(arguments[2], NULL, 10),
                             count > 3 ? (uint32_t)strtoul(arguments[3], NULL, 10) : CASES[index].rounds);
            return 0;
        }
    }
    fprintf(stderr, "core_bench: there is no case %s\n", arguments[1]);
    return 2;
}
