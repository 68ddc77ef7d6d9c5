/* The directory's documents: JSON objects that belong to a subject and that only their writer understands (tags,
 * settings of a vendor's API). It never looks into one. */
#ifndef NEXTUP_BOOK_DOCUMENTS_H
#define NEXTUP_BOOK_DOCUMENTS_H

#include "book/body.h"
#include "lib/table.h"

struct document;

/* Those of one kind of subject, in the order of the events that made them. */
struct document_list {
    struct document **items;
    uint32_t count;
    uint32_t capacity;
};

struct documents {
    struct document_list kinds[ACD_SUBJECT_KINDS];
    struct table by_key; /* kind, subject and name */
};

void documents_init(struct documents *documents);
void documents_free(struct documents *documents);

/* Makes it, replaces it (its seq stays), or removes it (body->value NULL). False: kind is none, or the table is
 * full. */
bool documents_set(struct documents *documents, unsigned kind, uint64_t subject, uint64_t seq,
                   const struct body_document *body);
/* The subject is gone. */
void documents_forget(struct documents *documents, unsigned kind, uint64_t subject);

const struct book_document *documents_find(const struct documents *documents, unsigned kind, uint64_t subject,
                                           const char *name);
const struct book_document *documents_after(const struct documents *documents, unsigned kind, uint64_t seq);

#endif
