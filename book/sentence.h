/* Events as plain English sentences, for the audit and the lives of contacts. It knows no name: the caller tells
 * them. */
#ifndef NEXTUP_BOOK_SENTENCE_H
#define NEXTUP_BOOK_SENTENCE_H

#include "book/book.h"
#include "lib/buf.h"

/* What things are called. */
struct sentence_names {
    /* "" for what has no name or is not known. Lent until the next call. */
    const char *(*find)(void *ctx, unsigned kind, uint64_t number);
    void *ctx;
};

/* "Sam set Lunch as the next status of Alice". */
void sentence_render(struct buf *text, const struct acd_event *event, const struct sentence_names *names);
/* The same without who did it, for the second and later events of one command: "set Lunch ...". */
void sentence_render_deed(struct buf *text, const struct acd_event *event, const struct sentence_names *names);

/* What is said of the kind, before names are put in; NULL: nothing, which no kind of core.h and no record of book.h may
 * be. */
const char *sentence_template(const struct acd_event *event);

/* What a thing is called, or "queue 7", "user 5", "the contact". */
void sentence_append_name(struct buf *text, unsigned kind, uint64_t number, const struct sentence_names *names);

const char *sentence_record_name(enum book_record record); /* "NAME_SET"; "" unknown */

#endif
