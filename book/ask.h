/* A question to the history, on its way to the follower's thread and back with its answer. It knows no thread itself.
 *
 *   asked (caller's thread) -> waiting until the history has seen min_seq -> answered (follower's thread) -> told (caller's thread)
 */
#ifndef NEXTUP_BOOK_ASK_H
#define NEXTUP_BOOK_ASK_H

#include "book/history.h"

enum { ASK_MESSAGES_MAX = 500, ASK_NOTES_MAX = 200 };
enum ask_kind { ASK_TRANSCRIPT, ASK_NOTES, ASK_RECORD, ASK_RECORDS };

struct ask {
    struct ask *next;
    enum ask_kind kind;
    uint64_t min_seq;
    struct uuid contact;
    uint32_t after;
    uint32_t max;
    book_transcript_fn *transcript;
    book_notes_fn *notes;
    book_records_fn *records;
    struct book_search search; /* of ASK_RECORDS */
    void *ctx;
    bool failed;
    uint32_t count;                     /* of what was found */
    struct book_message *messages_found; /* texts owned */
    struct book_note *notes_found;       /* texts owned */
    struct book_contact_record *records_found;   /* texts owned */
    uint32_t total;
    bool more;
};

void ask_answer(struct ask *ask, struct sql *sql); /* finds what was asked */
/* ask_records.c: the same for the questions about contacts */
void ask_answer_records(struct ask *ask, struct sql *sql);
void ask_free_records(struct ask *ask);
void ask_tell(struct ask *ask);                    /* calls the asker, then frees the ask */

#endif
