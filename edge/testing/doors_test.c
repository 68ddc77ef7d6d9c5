/* Asks what the fuzzers' seeds ask, again and again: where memory is out once (proof/memory/), the last answer is as if
 * nothing had been. A claim is a file. It must not judge what is answered: doors.c does, and what is not allowed ends
 * the process.
 *
 *     edge_testing_doors_test FOLDER...     of seeds: edge/testing/corpus/doors, or edge/EDGE/testing/corpus/line
 *     OUT_OF_MEMORY_CLAIM=NAME              that one alone; OUT_OF_MEMORY_ON: memory stays out
 */
#include <assert.h>
#include <dirent.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "edge/testing/doors.h"

enum {
    SEED_BYTES_MAX = 1 << 20,
    PATH_BYTES = 1024,
    ASKED = 3 /* what a repeated request asks memory for is seen the second time */
};

static int number;

/* Whose seeds they are, by the folder's path: "ask" of those of doors. */
static const char *kind_of(const char *folder)
{
    static const char *const KINDS[] = {"panel", "board", "participant"};
    for (size_t i = 0; i < sizeof KINDS / sizeof KINDS[0]; i++)
        if (strstr(folder, KINDS[i]) != NULL)
            return KINDS[i];
    return "ask";
}

static void ask(const char *kind, const uint8_t *bytes, size_t len)
{
    if (strcmp(kind, "panel") == 0)
        doors_say(DOORS_PANEL, bytes, len);
    else if (strcmp(kind, "board") == 0)
        doors_say(DOORS_BOARD, bytes, len);
    else if (strcmp(kind, "participant") == 0)
        doors_say(DOORS_CHAT, bytes, len);
    else
        doors_ask(bytes, len);
}

/* Once more memory is there again, nobody is told that there is too little of it. */
static void ask_again(const char *folder, const char *name)
{
    static uint8_t bytes[SEED_BYTES_MAX];
    const char *wanted = getenv("OUT_OF_MEMORY_CLAIM");
    char claim[PATH_BYTES];
    char path[2 * PATH_BYTES];
    snprintf(claim, sizeof claim, "%s_%s", kind_of(folder), name);
    if (wanted != NULL && strcmp(wanted, claim) != 0)
        return;
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "rb");
    assert(file != NULL);
    size_t len = fread(bytes, 1, sizeof bytes, file);
    fclose(file);
    for (int i = 0; i < ASKED;
         i++) /* from one place, so that what asks for memory is known by the same stack */
        ask(kind_of(folder), bytes, len);
    printf("%s %d - %s\n", doors_status() != 503 ? "ok" : "not ok", ++number, claim);
    fflush(stdout);
    bool stays_out = getenv("OUT_OF_MEMORY_ON") != NULL;
    if (doors_status() == 503 && !stays_out)
        abort();
}

static int is_seed(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

int main(int argc, char **argv)
{
    for (int i = 1; i < argc; i++) {
        struct dirent **entries;
        int count = scandir(argv[i], &entries, is_seed, alphasort);
        assert(count > 0);
        for (int j = 0; j < count; j++) {
            ask_again(argv[i], entries[j]->d_name);
            free(entries[j]);
        }
        free(entries);
    }
    doors_stop();
    printf("1..%d\n", number);
    return 0;
}
