/* What the two halves of reading a document share: where in it one is, and telling what is wrong there. Private to
 * policy/. */
#ifndef NEXTUP_POLICY_READING_H
#define NEXTUP_POLICY_READING_H

#include "policy/policy.h"

/* A place in the document: the way to it, so that an error can name it. */
struct policy_place {
    char pointer[POLICY_POINTER_BYTES];
};

/* The place of a member or an item below it; escaped as RFC 6901 says. */
struct policy_place policy_place_member(const struct policy_place *place, const char *name);
struct policy_place policy_place_item(const struct policy_place *place, size_t index);

/* Adds a problem at the place. The first POLICY_PROBLEMS_MAX are kept. */
void policy_problem(struct policy_problems *problems, enum policy_level level, const struct policy_place *place, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* What a value is, for a sentence: "the text \"x\"", "true", "3", "an array". */
const char *policy_what(const json_t *value, char text[POLICY_SENTENCE_BYTES]);

/* Reports every member of object that names[0..count) does not list, naming those it may have. */
void policy_only(struct policy_problems *problems, const struct policy_place *place, const json_t *object, const char *const *names, size_t count);

/* A text of min .. max bytes without control characters. "" after an error. */
const char *policy_text(struct policy_problems *problems, const struct policy_place *place, const json_t *value, size_t min, size_t max);

/* "A, B or C" of those that name(i) is not NULL for. */
void policy_choices(char text[POLICY_SENTENCE_BYTES], const char *(*name)(unsigned index), unsigned count);

/* Reads the member "reasons" into the document. */
void policy_parse_reasons(struct policy_document *document, const json_t *value, struct policy_problems *problems);
void policy_free_reasons(struct policy_document *document);

#endif
