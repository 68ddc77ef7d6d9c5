/* Refusals in the words of the web: a code for programs and a sentence for people. It must not decide one. */
#ifndef NEXTUP_EDGE_COMMON_REFUSAL_H
#define NEXTUP_EDGE_COMMON_REFUSAL_H

#include "pump/pump.h"

enum { REFUSAL_CODE_BYTES = 32 };

/* code: the core's name in lower case ("status_disabled"), or "no_space", "overloaded", "unknown" for what only the
 * pump knows. */
struct refusal_words {
    char code[REFUSAL_CODE_BYTES];
    const char *message; /* plain English, a whole sentence; lives as long as the program */
};

/* Words for how pump_decide() came out; outcome is not PUMP_OK. */
struct refusal_words refusal_words(enum pump_refusal outcome, enum acd_refusal refusal);

/* The same to somebody who has asked it of another agent: "This agent is in this status already." */
struct refusal_words refusal_words_about(enum pump_refusal outcome, enum acd_refusal refusal);

/* Writes name in lower case ("NEXT_APPLIED" -> "next_applied") into text; cut at bytes_max - 1. Returns text. */
const char *lower_case(const char *name, char *text, size_t bytes_max);

#endif
