/* Shapes of members that are checked as the model has them, and then kept or passed over: tables instead of code. It
 * must not know what a member means. */
#ifndef NEXTUP_EDGE_API_SHAPE_H
#define NEXTUP_EDGE_API_SHAPE_H

#include "edge/api/call.h"

enum shape_type {
    SHAPE_TEXT,   /* min .. max characters */
    SHAPE_WORD,   /* one of words */
    SHAPE_NUMBER, /* whole, min .. max */
    SHAPE_BOOL,
    SHAPE_PHONE,  /* E.164 */
    SHAPE_OBJECT, /* with members */
    SHAPE_LIST,   /* min .. max objects with members */
    SHAPE_WORDS,  /* min .. max of words */
    SHAPE_TEXTS,  /* min .. max texts */
};

struct shape {
    const char *name; /* NULL ends a table */
    enum shape_type type;
    bool required;
    int64_t min, max;
    const char *const *words;
    const struct shape *members;
    size_t item_max; /* characters of each of texts; 0: as an id may have */
};

/* Fails the call at the first member that is not as the table says; members that are not in the table are passed over,
 * null is absent. */
void shape_check(struct call *call, const json_t *object, const struct shape *members);

/* Channels in the model's words; EMAIL is a word, though this server has no such channel. */
extern const char *const shape_channels[];

#endif
