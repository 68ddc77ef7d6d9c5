/* Looks at every state that a small centre can come to: 2 agents, 3 live contacts, 2 channels (centre.c). It must not
 * know what a state means.
 *
 *     explore [--model connect|vcc] [--alphabet NAME,NAME...] [--states N] [--twins N] [--progress]
 *
 *     frontier <- the beginning
 *     take a state; for each command of the alphabet: step a copy;
 *         is what the step did right?  (promises_of_step)    have we seen where it led? (core_canonical)
 *         no: does the state hold?     (promises_of_state)   is there a way out?        (promises_of_way_out)   put it into the frontier
 *
 * Ends with "complete" when the frontier is empty (a fixpoint: nothing else can happen within the alphabet), or "cut
 * short" after N states or SIGINT. What is broken is printed with the shortest way there, and the exit code is 1. With
 * --twins every Nth state that was taken for one that had been seen is looked at too (twins.h).
 */
#include "core/core.h"
#include "core/testing/canonical.h"
#include "proof/explore/centre.h"
#include "proof/explore/promises.h"
#include "proof/explore/seen.h"
#include "proof/explore/twins.h"

#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PROGRESS_STATES = 100000 };

#define TWIN UINT32_C(0x80000000) /* in the frontier: a twin of the state of this number */

struct step { /* how a state was first come to */
    uint32_t from;
    uint32_t command; /* its number in centre_commands() */
};

struct search {
    enum acd_model model;
    unsigned alphabets;
    unsigned counts; /* for core_canonical() */
    uint64_t states_max;
    size_t bytes; /* of a core, a multiple of 64 */
    struct acd *base, *state, *next, *scratch;
    struct seen *seen;
    struct frontier *frontier;
    struct step *steps;
    uint64_t step_count, step_room;
    uint64_t transitions, refused;
    uint64_t led_to;     /* a sum over the states that the one that is being left led to */
    struct twins *twins; /* NULL: none are tried */
    bool is_twin;        /* what is being left */
    bool progress;       /* told now and then */
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

static bool broken(const struct search *search, const char *sentence, uint32_t number,
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

static void keep_step(struct search *search, uint32_t from, uint32_t command)
{
    if (search->step_count == search->step_room) {
        search->step_room = search->step_room ? search->step_room * 2 : 1024;
        search->steps = must_have(realloc(search->steps, search->step_room * sizeof *search->steps));
    }
    search->steps[search->step_count++] = (struct step){from, command};
}

/* A state that was come to. False: something does not hold. */
static bool arrive(struct search *search, const struct acd *acd, uint32_t from, uint32_t command)
{
    uint8_t canonical[CORE_CANONICAL_BYTES_MAX];
    struct seen_key key = seen_key_of(canonical, core_canonical(acd, search->counts, canonical));
    uint32_t number = (uint32_t)search->step_count;
    const char *sentence;

    search->led_to += key.low;
    if (search->is_twin)
        return true;
    uint32_t known = seen_add(search->seen, key, number);
    if (known != SEEN_NEW) {
        if (search->twins != NULL && twins_meet(search->twins, acd, known))
            frontier_put(search->frontier, known | TWIN, acd);
        return true;
    }
    keep_step(search, from, command);
    if ((sentence = promises_of_state(acd)) != NULL ||
        (sentence = promises_of_way_out(acd, search->scratch, search->bytes)) != NULL)
        return broken(search, sentence, number, NULL);
    if (search->twins != NULL)
        twins_keep(search->twins, acd, number);
    frontier_put(search->frontier, number, acd);
    return true;
}

static bool leave(struct search *search, uint32_t number)
{
    struct acd_command commands[CENTRE_COMMANDS_MAX];
    struct acd_batch batch;
    struct promises_before before;
    uint32_t count = centre_commands(search->state, search->alphabets, commands);

    search->led_to = 0;
    promises_look(search->state, &before);
    memcpy(search->next, search->state, search->bytes);
    for (uint32_t at = 0; at < count; at++) {
        if (centre_step(search->next, search->alphabets, &commands[at], &batch) !=
            ACD_OK) { /* a refusal changes nothing (the core's tests) */
            search->refused += !search->is_twin;
            continue;
        }
        search->transitions += !search->is_twin;
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

static bool leave_twin(struct search *search, uint32_t number)
{
    search->is_twin = true;
    bool good = leave(search, number);
    search->is_twin = false;
    if (good && !twins_led_to(search->twins, number, search->led_to))
        return broken(search, "a state that was taken for this one goes on otherwise", number, NULL);
    return good;
}

static bool leave_next(struct search *search, uint32_t number)
{
    if (number & TWIN)
        return leave_twin(search, number & ~TWIN);
    if (!leave(search, number))
        return false;
    if (search->twins != NULL)
        twins_kept_led_to(search->twins, number, search->led_to);
    return true;
}

static void tell_progress(const struct search *search)
{
    fprintf(stderr, "%llu states seen, %llu to look at in %llu MiB\n", (unsigned long long)search->step_count,
            (unsigned long long)frontier_count(search->frontier),
            (unsigned long long)frontier_bytes(search->frontier) >> 20);
}

static bool search_all(struct search *search)
{
    uint32_t number;
    uint64_t next_progress = PROGRESS_STATES;
    bool good = arrive(search, search->base, 0, 0);

    while (good && !interrupted && search->step_count < search->states_max &&
           frontier_take(search->frontier, &number, search->state)) {
        good = leave_next(search, number);
        if (search->progress && search->step_count >= next_progress) {
            tell_progress(search);
            next_progress += PROGRESS_STATES;
        }
    }
    return good;
}

static struct acd *new_core(size_t bytes)
{
    return memset(must_have(aligned_alloc(64, bytes)), 0, bytes);
}

static void tell(const struct search *search, bool good)
{
    uint64_t left = frontier_count(search->frontier);

    printf("%s:", search->model == ACD_MODEL_VCC ? "vcc" : "connect");
    for (unsigned bit = 0; bit < ALPHABETS; bit++)
        if (search->alphabets & 1u << bit)
            printf(" %s", centre_alphabet_name((enum centre_alphabet)(1u << bit)));
    printf(": %llu states, %llu steps, %llu refusals, %s\n", (unsigned long long)search->step_count,
           (unsigned long long)search->transitions, (unsigned long long)search->refused,
           !good       ? "BROKEN"
           : left == 0 ? "complete"
                       : "cut short");
    if (good && left > 0)
        printf("    %llu states were not looked at\n", (unsigned long long)left);
    if (search->twins != NULL)
        printf("    %llu states that had been taken for another one were looked at too, and went on alike\n",
               (unsigned long long)twins_count(search->twins));
}

/* What of a contact's past can matter (canonical.h). */
static unsigned counts_of(enum acd_model model, unsigned alphabets)
{
    /* vcc gives each of the two a part of its own, setup disables one of them. */
    unsigned counts =
        model == ACD_MODEL_CONNECT && !(alphabets & ALPHABET_SETUP) ? CORE_CANONICAL_STATUSES_ALIKE : 0;

    if (alphabets & (ALPHABET_TRANSFERS | ALPHABET_SUPERVISORS))
        counts |= CORE_CANONICAL_HANDED_ON;
    if (alphabets & ALPHABET_TRANSFERS)
        counts |= CORE_CANONICAL_QUEUE_TIME;
    return counts;
}

static bool explore(enum acd_model model, unsigned alphabets, uint64_t states_max, uint32_t twins_every,
                    bool progress)
{
    size_t bytes = (acd_size(centre_limits()) + 63) / 64 * 64;
    struct search search = {.model = model,
                            .alphabets = alphabets,
                            .counts = counts_of(model, alphabets),
                            .states_max = states_max < TWIN - 1 ? states_max : TWIN - 1,
                            .bytes = bytes,
                            .progress = progress,
                            .seen = seen_new(),
                            .twins =
                                twins_every != 0 ? twins_new(twins_every, counts_of(model, alphabets)) : NULL,
                            .base = new_core(bytes),
                            .state = new_core(bytes),
                            .next = new_core(bytes),
                            .scratch = new_core(bytes)};

    centre_init(search.base, model);
    search.frontier = frontier_new(search.base, bytes);
    bool good = search_all(&search);
    tell(&search, good);
    seen_free(search.seen);
    frontier_free(search.frontier);
    twins_free(search.twins);
    free(search.steps);
    free(search.base);
    free(search.state);
    free(search.next);
    free(search.scratch);
    return good;
}

int main(int argc, char **argv)
{
    static const struct option options[] = {
        {"model", required_argument, NULL, 'm'},  {"alphabet", required_argument, NULL, 'a'},
        {"states", required_argument, NULL, 's'}, {"twins", required_argument, NULL, 't'},
        {"progress", no_argument, NULL, 'p'},     {0}};
    enum acd_model model = ACD_MODEL_CONNECT;
    unsigned alphabets = ALPHABET_STATUSES | ALPHABET_CONTACTS;
    uint64_t states_max = UINT64_MAX;
    uint32_t twins_every = 0;
    bool progress = false;

    for (int option; (option = getopt_long(argc, argv, "", options, NULL)) != -1;) {
        if (option == 'm')
            model = strcmp(optarg, "vcc") == 0 ? ACD_MODEL_VCC : ACD_MODEL_CONNECT;
        else if (option == 'a')
            alphabets = centre_alphabets_of(optarg);
        else if (option == 's')
            states_max = strtoull(optarg, NULL, 10);
        else if (option == 'p')
            progress = true;
        else if (option == 't')
            twins_every = (uint32_t)strtoul(optarg, NULL, 10);
        else
            alphabets = 0;
        if (alphabets == 0) {
            fprintf(stderr, "usage: explore [--model connect|vcc] [--alphabet "
                            "statuses,contacts,others,pauses,transfers,pages,setup,customers,supervisors,"
                            "associations,priorities] "
                            "[--states N] [--twins N] [--progress]\n");
            return 2;
        }
    }
    sigaction(SIGINT, &(struct sigaction){.sa_handler = interrupt}, NULL);
    return explore(model, alphabets, states_max, twins_every, progress) ? 0 : 1;
}
