/* The whole handler over the kept requests of api_fuzz and over mutations of them, a short fuzzing that every compiler
 * can run. What must hold stands in testing/handler.h.
 *
 *     edge_api_handler_test CORPUS
 */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "edge/api/testing/handler.h"
#include "lib/testing/cmocka.h"

enum { SEEDS_MAX = 512, SEED_BYTES_MAX = 16 * 1024, MUTATIONS = 100, CHANGES_MAX = 4 };

struct seed {
    char name[256];
    uint8_t *bytes;
    size_t len;
};

static const char *corpus;
static struct seed seeds[SEEDS_MAX];
static size_t seeds_count;
static uint64_t random_state = 20261122;

static uint32_t below(uint32_t bound)
{
    random_state = random_state * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(random_state >> 33) % bound;
}

static void read_seed(const char *name)
{
    char path[4096];
    struct seed *seed = &seeds[seeds_count];
    snprintf(path, sizeof path, "%s/%s", corpus, name);
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    snprintf(seed->name, sizeof seed->name, "%s", name);
    seed->bytes = malloc(SEED_BYTES_MAX);
    seed->len = fread(seed->bytes, 1, SEED_BYTES_MAX, file);
    fclose(file);
    seeds_count++;
}

static int open_corpus(void **state)
{
    DIR *directory = opendir(corpus);
    struct dirent *entry;
    (void)state;
    assert_non_null(directory);
    while ((entry = readdir(directory)) != NULL && seeds_count < SEEDS_MAX)
        if (entry->d_name[0] != '.')
            read_seed(entry->d_name);
    closedir(directory);
    return 0;
}

static int close_corpus(void **state)
{
    (void)state;
    handler_stop();
    for (size_t i = 0; i < seeds_count; i++)
        free(seeds[i].bytes);
    return 0;
}

static void the_kept_requests_are_answered(void **state)
{
    size_t served = 0;
    (void)state;
    for (size_t i = 0; i < seeds_count; i++)
        served += handler_ask(seeds[i].bytes, seeds[i].len) == 200;
    handler_stop();
    /* The others name what their own order has deleted, or a contact that has ended. */
    assert_true(seeds_count > 50 && served * 2 > seeds_count);
}

static void a_signed_request_for_an_address_of_nobodys_is_told_so(void **state)
{
    static const char nowhere[] = "GET /nowhere/at/all\n\n";
    static const char wrong_method[] = "DELETE /users-summary/@instance\n\n";
    (void)state;
    assert_int_equal(handler_ask((const uint8_t *)nowhere, sizeof nowhere - 1), 404);
    assert_non_null(strstr(handler_answer(), "There is no operation GET at this address."));
    assert_int_equal(handler_ask((const uint8_t *)wrong_method, sizeof wrong_method - 1), 404);
    assert_non_null(strstr(handler_answer(), "There is no operation DELETE at this address."));
    handler_stop();
}

/* Flips a byte, cuts, doubles, or puts in something that parsers stumble over. */
static size_t mutate(uint8_t *bytes, size_t len)
{
    static const char *const WORDS[] = {"null",    "-1",  "\"\"",   "[]",     "{}",    "99999999999999999999",
                                        "\\u0000", "%00", "@alice", "@queue", "1e400", "\xff",
                                        "\n",      "\"",  "true"};
    uint32_t at = below((uint32_t)len);
    uint32_t part = 1 + below(16);
    const char *word = WORDS[below(sizeof WORDS / sizeof WORDS[0])];
    switch (below(4)) {
    case 0:
        bytes[at] = (uint8_t)below(256);
        return len;
    case 1:
        part = part < len - at ? part : (uint32_t)len - at;
        memmove(bytes + at, bytes + at + part, len - at - part);
        return len - part > 0 ? len - part : 1;
    case 2:
        part = part < len - at ? part : (uint32_t)len - at;
        memmove(bytes + at + part, bytes + at, len - at);
        return len + part;
    default:
        memmove(bytes + at + strlen(word), bytes + at, len - at);
        memcpy(bytes + at, word, strlen(word));
        return len + strlen(word);
    }
}

static void a_mutated_request_crashes_nothing_and_changes_nothing_when_it_is_refused(void **state)
{
    uint8_t *bytes = malloc(SEED_BYTES_MAX * 2);
    size_t refused = 0;
    (void)state;
    for (size_t i = 0; i < seeds_count * MUTATIONS; i++) {
        const struct seed *seed = &seeds[i % seeds_count];
        size_t len = seed->len;
        memcpy(bytes, seed->bytes, len);
        for (uint32_t changes = 1 + below(CHANGES_MAX); changes > 0; changes--)
            len = mutate(bytes, len);
        refused += handler_ask(bytes, len) >= 400;
    }
    free(bytes);
    assert_true(refused > seeds_count);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_kept_requests_are_answered),
        cmocka_unit_test(a_signed_request_for_an_address_of_nobodys_is_told_so),
        cmocka_unit_test(a_mutated_request_crashes_nothing_and_changes_nothing_when_it_is_refused),
    };
    if (argc != 2) {
        fprintf(stderr, "usage: edge_api_handler_test CORPUS\n");
        return 2;
    }
    corpus = argv[1];
    return cmocka_run_group_tests(tests, open_corpus, close_corpus);
}
