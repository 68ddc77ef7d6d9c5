/* For schema_test.py: reads documents, one a line, and says of each whether the parser takes it: "yes", or "no
 * POINTER". It must not know the schema. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "policy/policy.h"

_Noreturn void acd_panic(const char *sentence)
{
    fprintf(stderr, "%s\n", sentence);
    abort();
}

int main(void)
{
    struct policy_problems *problems = malloc(sizeof *problems);
    struct policy_document document;
    char *line = NULL;
    size_t room = 0;
    ssize_t len = 0;

    while (problems != NULL && (len = getline(&line, &room, stdin)) > 0) {
        memset(problems, 0, sizeof *problems);
        if (policy_parse(&document, line, (size_t)len, problems)) {
            printf("yes\n");
            policy_free(&document);
        } else {
            printf("no %s\n", problems->list[0].pointer);
        }
    }
    free(line);
    free(problems);
    return 0;
}
