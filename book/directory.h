/* The directory: everything the book keeps in memory, made from facts. Never writes anything and never answers about
 * the past. */
#ifndef NEXTUP_BOOK_DIRECTORY_H
#define NEXTUP_BOOK_DIRECTORY_H

#include "book/changes.h"
#include "book/contacts.h"
#include "book/documents.h"
#include "book/fact.h"
#include "book/objects.h"
#include "book/sessions.h"
#include "book/users.h"
#include "book/whys.h"

struct directory {
    struct objects objects;
    struct users users;
    struct sessions sessions;
    struct contacts contacts;
    struct documents documents;
    struct changes changes;
    struct whys whys;
    struct fact_reader reader;
};

void directory_init(struct directory *directory);
void directory_free(struct directory *directory);
void directory_apply(struct directory *directory, const struct acd_event *event, const void *body, size_t body_len);
void directory_expire(struct directory *directory, int64_t now);

#endif
