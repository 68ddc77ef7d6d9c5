/* Looks at every state that a small centre can come to: 2 agents, 3 live contacts, 2 channels (centre.c). It must not know what a state means.
 *
 *     explore [--model connect|vcc] [--alphabet NAME,NAME...] [--states N]
 *
 *     frontier <- the beginning
 *     take a state; for each command of the alphabet: step a copy;
 *         is what the step did right?  (promises_of_step)    have we seen where it led? (core_canonical)
 *         no: does the state hold?     (promises_of_state)   is there a way out?        (promises_of_way_out)   put it into the frontier
 *
 * Ends with "complete" when the frontier is empty (a fixpoint: nothing else can happen within the alphabet), or "cut short" after N states or SIGINT. What is broken is printed with
 * the shortest way there, and the exit code is 1. A task that was paused, or a contact that was transferred, more often than PAUSES_MAX or TRANSFERS_MAX is
 * judged and not followed further: the core's own limits on both are the matter of core/leg_test.c and core/contact_test.c.
 */
#include "core/core.h"
#include "core/testing/canonical.h"
#include "proof/explore/centre.h"
#include "proof/explore/promises.h"
#include "proof/explore/seen.h"

#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PAUSES_MAX = 2, TRANSFERS_MAX = 2 };

struct step { /* how a state was first come to */
    uint32_t from;
    uint32_t command; /* its number in centre_commands() */
};

struct search {
    enum acd_model model;
    unsigned alphabets;
    uint64_t states_max;
    size_t bytes; /* of a core */
    struct acd *state, *next, *scratch;
    struct seen *seen;
    struct frontier *frontier;
    struct step *steps;
    uint64_t step_count, step_room;
    uint64_t transitions, refused, beyond;
    uint8_t *encoded;
    size_t encoded_max;
};

static volatile sig_atomic_t interrupted;

static void interrupt(int number)
{
    (void)number;
    interrupted = 1;
}

_Noreturn void acd_panic(const char *sentence)
{
    fprintf(stderr, "the core panicked: %s\n", sentence);
    abort();
}

static void *must_have(void *memory)
{
    if (memory == NULL)
        abort();
    return memory;
}

/* ---- telling what is broken ---- */

static void print_way(const struct search *search, uint64_t number)
{
    struct acd_command commands[CENTRE_COMMANDS_MAX];
    struct acd_batch batch;
    uint64_t way[4096];
    uint32_t len = 0;
    char text[128];

    for (uint64_t at = number; at != 0 && len < 4096; at = search->steps[at].from)
        way[len++] = at;
    struct acd *acd = centre_init(search->scratch, search->model);
    while (len-- > 0) {
        centre_commands(acd, search->alphabets, commands);
        const struct acd_command *command = &commands[search->steps[way[len]].command];
        centre_step(acd, search->alphabets, command, &batch);
        centre_describe(command, text);
        printf("    %s:", text);
        for (uint32_t at = 0; at < batch.count; at++)
            printf(" %s(%u)", acd_event_name((enum acd_event_kind)batch.events[at].kind),
                   (unsigned)batch.events[at].agent);
        printf("\n");
    }
}

static bool broken(const struct search *search, const char *sentence, uint64_t number,
                   const struct acd_command *command)
{
    char text[128];

    printf("BROKEN: %s\n", sentence);
    print_way(search, number);
    if (command != NULL) {
        centre_describe(command, text);
        printf("    then %s\n", text);
    }
    return false;
}

/* ---- the search ---- */

static uint64_t keep_step(struct search *search, uint64_t from, uint32_t command)
{
    if (search->step_count == search->step_room) {
        search->step_room = search->step_room ? search->step_room * 2 : 1024;
        search->steps = must_have(realloc(search->steps, search->step_room * sizeof *search->steps));
    }
    search->steps[search->step_count] = (struct step){(uint32_t)from, command};
    return search->step_count++;
}

static void put(struct search *search, uint64_t number, const struct acd *acd)
{
    size_t len = acd_encode(acd, search->encoded, search->encoded_max);

    if (len > search->encoded_max) {
        search->encoded_max = len * 2;
        search->encoded = must_have(realloc(search->encoded, search->encoded_max));
        acd_encode(acd, search->encoded, search->encoded_max);
    }
    frontier_put(search->frontier, number, search->encoded, len);
}

/* A state that was come to. False: something does not hold. */
static bool arrive(struct search *search, const struct acd *acd, uint64_t from, uint32_t command)
{
    uint8_t canonical[CORE_CANONICAL_BYTES_MAX];
    const char *sentence;

    if (!seen_add(search->seen, canonical, core_canonical(acd, canonical)))
        return true;
    uint64_t number = keep_step(search, from, command);
    if ((sentence = promises_of_state(acd)) != NULL ||
        (sentence = promises_of_way_out(acd, search->scratch, search->bytes)) != NULL)
        return broken(search, sentence, number, NULL);
    if (core_is_within(acd, PAUSES_MAX, TRANSFERS_MAX))
        put(search, number, acd);
    else
        search->beyond++;
    return true;
}

static bool leave(struct search *search, uint64_t number)
{
    struct acd_command commands[CENTRE_COMMANDS_MAX];
    struct acd_batch batch;
    struct promises_before before;
    uint32_t count = centre_commands(search->state, search->alphabets, commands);

    promises_look(search->state, &before);
    memcpy(search->next, search->state, search->bytes);
    for (uint32_t at = 0; at < count; at++) {
        if (centre_step(search->next, search->alphabets, &commands[at], &batch) !=
            ACD_OK) { /* a refusal changes nothing (the core's tests) */
            search->refused++;
            continue;
        }
        search->transitions++;
        const char *sentence = promises_of_step(&before, &commands[at], &batch, search->next);
        if (sentence != NULL)
            return broken(search, sentence, number, &commands[at]);
        if (batch.count == 0)
            continue;
        if (!arrive(search, search->next, number, at))
            return false;
        memcpy(search->next, search->state, search->bytes);
    }
    return true;
}

static bool search_all(struct search *search)
{
    uint64_t number;
    size_t len;
    uint8_t *bytes;
    bool good = arrive(search, centre_init(search->state, search->model), 0, 0);

    while (good && !interrupted && search->step_count < search->states_max &&
           (bytes = frontier_take(search->frontier, &number, &len)) != NULL) {
        acd_init(search->state, centre_limits());
        if (!acd_decode(search->state, bytes, len))
            acd_panic("a state could not be read back");
        free(bytes);
        good = leave(search, number);
    }
    return good;
}

static struct acd *new_core(size_t bytes)
{
    return must_have(aligned_alloc(64, (bytes + 63) / 64 * 64));
}

static bool explore(enum acd_model model, unsigned alphabets, uint64_t states_max)
{
    size_t bytes = acd_size(centre_limits());
    struct search search = {.model = model,
                            .alphabets = alphabets,
                            .states_max = states_max,
                            .bytes = bytes,
                            .seen = seen_new(),
                            .frontier = frontier_new(),
                            .state = new_core(bytes),
                            .next = new_core(bytes),
                            .scratch = new_core(bytes)};
    bool good = search_all(&search);
    uint64_t left = frontier_count(search.frontier);

    printf("%s:", model == ACD_MODEL_VCC ? "vcc" : "connect");
    for (unsigned bit = 0; bit < ALPHABETS; bit++)
        if (alphabets & 1u << bit)
            printf(" %s", centre_alphabet_name((enum centre_alphabet)(1u << bit)));
    printf(": %llu states, %llu steps, %llu refusals, %s\n", (unsigned long long)search.step_count,
           (unsigned long long)search.transitions, (unsigned long long)search.refused,
           !good       ? "BROKEN"
           : left == 0 ? "complete"
                       : "cut short");
    if (search.beyond > 0)
        printf("    %llu of them lie beyond %d pauses or %d transfers of one contact and were not followed\n",
               (unsigned long long)search.beyond, PAUSES_MAX, TRANSFERS_MAX);
    if (good && left > 0)
        printf("    %llu states were not looked at\n", (unsigned long long)left);
    seen_free(search.seen);
    frontier_free(search.frontier);
    free(search.steps);
    free(search.encoded);
    free(search.state);
    free(search.next);
    free(search.scratch);
    return good;
}

int main(int argc, char **argv)
{
    static const struct option options[] = {{"model", required_argument, NULL, 'm'},
                                            {"alphabet", required_argument, NULL, 'a'},
                                            {"states", required_argument, NULL, 's'},
                                            {0}};
    enum acd_model model = ACD_MODEL_CONNECT;
    unsigned alphabets = ALPHABET_STATUSES | ALPHABET_CONTACTS;
    uint64_t states_max = UINT32_MAX;

    for (int option; (option = getopt_long(argc, argv, "", options, NULL)) != -1;) {
        if (option == 'm')
            model = strcmp(optarg, "vcc") == 0 ? ACD_MODEL_VCC : ACD_MODEL_CONNECT;
        else if (option == 'a')
            alphabets = centre_alphabets_of(optarg);
        else if (option == 's')
            states_max = strtoull(optarg, NULL, 10);
        else
            alphabets = 0;
        if (alphabets == 0) {
            fprintf(stderr, "usage: explore [--model connect|vcc] [--alphabet "
                            "statuses,contacts,others,pauses,transfers,pages,setup,customers,supervisors] "
                            "[--states N]\n");
            return 2;
        }
    }
    sigaction(SIGINT, &(struct sigaction){.sa_handler = interrupt}, NULL);
    return explore(model, alphabets, states_max) ? 0 : 1;
}
