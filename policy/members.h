/* The table of the document's members that are rules: where each stands, what it may be, how a person says it. It must
 * not read or write a document. Private to policy/.
 *
 * One row for each rule of the core. Parsing, rendering, the differences and the tests of the schema all walk this
 * table, so a rule cannot be known to one of them only.
 */
#ifndef NEXTUP_POLICY_MEMBERS_H
#define NEXTUP_POLICY_MEMBERS_H

#include "core/core.h"

enum { POLICY_WORDS_MAX = 3 };

enum policy_kind {
    POLICY_BOOL,     /* false 0, true 1 */
    POLICY_INVERTED, /* true 0, false 1: the rule forbids what the member allows */
    POLICY_WORD,     /* words[value] */
    POLICY_MS,       /* milliseconds */
    POLICY_STATUS,   /* a status's name, or null */
};

struct policy_member {
    const char *section;
    const char *name;
    enum acd_rule rule;
    enum policy_kind kind;
    int64_t min; /* MS */
    const char *words[POLICY_WORDS_MAX]; /* WORD: by value */
    const char *subject;                 /* "An offer that is not answered" */
    const char *phrases[POLICY_WORDS_MAX]; /* by the rule's value: "leads to On Break". MS and STATUS: none */
};

extern const struct policy_member policy_members[];
extern const unsigned policy_member_count;

#define POLICY_MS_MAX (INT64_C(366) * 24 * 3600 * 1000)

/* The sections in the order in which a document has them; NULL ends it. */
extern const char *const policy_sections[];

#endif
