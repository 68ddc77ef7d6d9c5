/* A question to the history, on its way to the follower's thread and back with its answer. It knows no thread itself,
 * nor what is asked: each kind of question embeds it as its first member (ask_texts.c, ask_records.c, ask_life.c,
 * ask_audit.c, ask_chain.c ...).
 *
 *   asked (caller's thread) -> waiting until the history has seen min_seq -> find() (follower's thread) -> tell()
 *   (caller's thread)
 */
#ifndef NEXTUP_BOOK_ASK_H
#define NEXTUP_BOOK_ASK_H

#include "book/history.h"

struct ask {
    struct ask *next;
    uint64_t min_seq;
    void *ctx; /* the asker's */
    bool failed;
    void (*find)(struct ask *ask, struct sql *sql); /* finds what was asked; not called if the history failed */
    void (*tell)(struct ask *ask);                  /* calls the asker, then frees all of it */
};

/* Sets the members of ask, which is the first member of memory of its own, and hands it over. */
void book_ask(struct book *book, struct ask *ask); /* book.c */

void ask_answer(struct ask *ask, struct sql *sql);

/* The row and the chain of the contact with this uuid; false: there is none. */
bool ask_find_chain(struct sql *sql, const struct uuid *contact, int64_t *row, int64_t *chain);

/* Does text hold part? Letters A to Z in either case. An empty part is everywhere. */
bool ask_text_has(const char *text, const char *part);

#endif
