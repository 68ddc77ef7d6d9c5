/* For tests and fuzzers: words in made-up input that stand for what a mutation could not guess ("@alice": her id), and
 * its lines. It must not know what asks. */
#ifndef NEXTUP_EDGE_TESTING_NAMED_H
#define NEXTUP_EDGE_TESTING_NAMED_H

#include <stddef.h>
#include <stdint.h>

#include "lib/http.h"
#include "lib/uuid.h"

enum { NAMED_MAX = 24, NAMED_BYTES = 64, NAMED_HEADERS_MAX = 24 };

struct named {
    size_t count;
    struct {
        const char *word; /* begins with @; lent */
        char text[NAMED_BYTES];
    } names[NAMED_MAX];
};

/* A word that is there already stands for the new text from now on. */
void named_add(struct named *named, const char *word, const char *text);
void named_add_id(struct named *named, const char *word, const struct uuid *uuid);

/* The input with its words replaced (the longest that fits counts), NUL-ended, other NULs as blanks; free it. */
char *named_put(const struct named *named, const uint8_t *bytes, size_t len);

/* Cuts the text at *at before the next end, or at its own, and moves *at behind it. */
char *named_take(char **at, char end);

/* Cuts a text up: METHOD PATH[?QUERY], a line "Name: value" for each header, an empty line, the body. Of ours those are
 * added that it does not name itself; of its own only as many count as leave them room. What comes back points into
 * text, ours and headers. */
struct http_request named_request(char *text, const struct http_header *ours, size_t ours_count,
                                  struct http_header headers[NAMED_HEADERS_MAX]);

#endif
