/* The story runner: "scenarios_run FILE-OR-FOLDER..." tells for each story in TAP whether the core still
 * does what is written;
 * "scenarios_run --rewrite FILE..." writes what the core does into the files: only if you understand what
 * caused the change.
 * Of a folder every .txt file that contains a ">" is a story; the others are what stories use. */
#include "scenarios/story.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

_Noreturn void acd_panic(const char *sentence)
{
    fflush(stdout);
    fprintf(stderr, "the core is broken: %s\n", sentence);
    abort();
}

static void print_diff(const struct buf *diff)
{
    for (const char *at = buf_text(diff); *at != '\0';) {
        size_t len = strcspn(at, "\n");
        printf("# %.*s\n", (int)len, at);
        at += len + (at[len] == '\n');
    }
}

static bool rewrite(const char *path, const struct buf *text)
{
    FILE *file = fopen(path, "w");
    if (file == NULL)
        return false;
    bool written = fwrite(buf_text(text), 1, text->len, file) == text->len;
    return fclose(file) == 0 && written;
}

/* "scenarios/row-02-cancel.txt" -> "row-02-cancel" */
static void story_name(const char *path, char *name, size_t bytes)
{
    const char *slash = strrchr(path, '/');
    snprintf(name, bytes, "%s", slash != NULL ? slash + 1 : path);
    char *dot = strrchr(name, '.');
    if (dot != NULL)
        *dot = '\0';
}

static bool run_one(const char *path, unsigned number, bool rewriting)
{
    struct story_result result;
    char name[256];
    story_name(path, name, sizeof name);
    if (!story_run(path, &result)) {
        printf("not ok %u - %s\n# cannot be read\n", number, name);
        return false;
    }
    bool passed = result.passed && result.commands > 0;
    if (rewriting && !passed)
        passed = strstr(buf_text(&result.diff), "PROBLEM") == NULL && rewrite(path, &result.rewritten);
    printf("%s %u - %s\n", passed ? "ok" : "not ok", number, name);
    if (!result.passed)
        print_diff(&result.diff);
    buf_free(&result.rewritten);
    buf_free(&result.diff);
    return passed;
}

static bool is_story(const char *path)
{
    char line[1024];
    bool found = false;
    FILE *file = fopen(path, "r");
    while (file != NULL && !found && fgets(line, sizeof line, file) != NULL)
        found = line[0] == '>';
    if (file != NULL)
        fclose(file);
    return found;
}

static int is_text(const struct dirent *entry)
{
    size_t len = strlen(entry->d_name);
    return len > 4 && strcmp(entry->d_name + len - 4, ".txt") == 0;
}

/* Runs a file, or the stories of a folder in the order of their names. Counts on in *number. */
static bool run_path(const char *path, unsigned *number, bool rewriting)
{
    struct dirent **entries = NULL;
    int count = scandir(path, &entries, is_text, alphasort);
    bool passed = true;
    if (count < 0)
        return run_one(path, ++*number, rewriting);
    for (int i = 0; i < count; i++) {
        char file[4096];
        snprintf(file, sizeof file, "%s/%s", path, entries[i]->d_name);
        if (is_story(file))
            passed = run_one(file, ++*number, rewriting) && passed;
        free(entries[i]);
    }
    free(entries);
    return passed;
}

int main(int argc, char **argv)
{
    bool rewriting = argc > 1 && strcmp(argv[1], "--rewrite") == 0;
    bool passed = true;
    unsigned number = 0;
    int first = rewriting ? 2 : 1;
    if (first >= argc) {
        fprintf(stderr, "usage: scenarios_run [--rewrite] STORY.txt | FOLDER ...\n");
        return 2;
    }
    setvbuf(stdout, NULL, _IOLBF, 0);
    for (int i = first; i < argc; i++)
        passed = run_path(argv[i], &number, rewriting) && passed;
    printf("1..%u\n", number);
    return passed && number > 0 ? 0 : 1;
}
