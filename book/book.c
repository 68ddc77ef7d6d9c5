/* The book's doors: opens the two halves, hands each what is its own. It holds nothing itself; directory.h and
 * follower.h do. */
#include "book/book.h"

#include <stdlib.h>

#include "book/directory.h"
#include "book/follower.h"
#include "book/history.h"

enum { RETENTION_DAYS_MAX = 36500 };

struct book {
    struct directory directory;
    struct history history;
    struct follower *follower;
};

/* ---- life ---- */

int book_open(struct book **bookp, const char *dir, void (*wake)(void *ctx), void *ctx, uint64_t *seq,
              struct book_error *error)
{
    struct book *book = owned_memory(sizeof *book);
    directory_init(&book->directory);
    if (history_open(&book->history, dir, error) != 0)
        goto failed;
    if (history_load(&book->history, &book->directory) != 0) {
        directory_free(&book->directory);
        directory_init(&book->directory);
        if (history_renew(&book->history, error) != 0)
            goto failed;
    }
    book->follower = follower_new(&book->history, wake, ctx);
    *seq = book->history.seq;
    *bookp = book;
    return 0;
failed:
    directory_free(&book->directory);
    free(book);
    return -1;
}

int book_follow(struct book *book, struct journal *journal, struct book_error *error)
{
    return follower_start(book->follower, journal, error);
}

void book_close(struct book *book)
{
    follower_free(book->follower);
    history_close(&book->history);
    directory_free(&book->directory);
    free(book);
}

void book_apply(struct book *book, const struct acd_event *event, const void *body, size_t body_len)
{
    directory_apply(&book->directory, event, body, body_len);
}

void book_poll(struct book *book)
{
    follower_poll(book->follower);
}

void book_durable(struct book *book, uint64_t seq)
{
    follower_durable(book->follower, seq);
}

uint64_t book_skipped(const struct book *book)
{
    return book->directory.reader.skipped;
}

/* ---- the directory ---- */

const struct book_centre *book_centre(const struct book *book)
{
    return &book->directory.objects.centre;
}

const struct book_object *book_find_object(const struct book *book, enum acd_subject kind, uint32_t number)
{
    const struct object *object = objects_find(&book->directory.objects, kind, number);
    return object ? &object->shown : NULL;
}

uint32_t book_find_number(const struct book *book, enum acd_subject kind, const struct uuid *uuid)
{
    if (kind == ACD_SUBJECT_AGENT)
        return users_find_uuid(&book->directory.users, uuid);
    return objects_find_uuid(&book->directory.objects, kind, uuid);
}

uint32_t book_find_name(const struct book *book, enum acd_subject kind, const char *name)
{
    return objects_find_name(&book->directory.objects, kind, name);
}

const struct book_key *book_key_next(const struct book *book, size_t *at)
{
    return table_next(&book->directory.users.keys, at);
}

const struct book_document *book_find_document(const struct book *book, enum acd_subject kind, uint64_t subject,
                                               const char *name)
{
    return documents_find(&book->directory.documents, kind, subject, name);
}

const struct book_document *book_document_after(const struct book *book, enum acd_subject kind, uint64_t seq)
{
    return documents_after(&book->directory.documents, kind, seq);
}

const struct book_user *book_find_user(const struct book *book, uint32_t agent)
{
    return users_find(&book->directory.users, agent);
}

uint32_t book_find_username(const struct book *book, const char *username)
{
    return users_find_username(&book->directory.users, username);
}

uint32_t book_user_after(const struct book *book, uint32_t agent)
{
    return numbered_after(&book->directory.users.by_number, agent);
}

uint32_t book_object_after(const struct book *book, enum acd_subject kind, uint32_t number)
{
    return objects_is_kind(kind) ? numbered_after(&book->directory.objects.kinds[kind], number) : 0;
}

const struct book_entry_point *book_find_entry_point(const struct book *book, uint32_t entry_point)
{
    const struct object *object = objects_find(&book->directory.objects, ACD_SUBJECT_ENTRY_POINT, entry_point);
    return object ? &object->entry_point : NULL;
}

const struct book_hours *book_find_hours(const struct book *book, uint32_t hours)
{
    const struct object *object = objects_find(&book->directory.objects, ACD_SUBJECT_HOURS, hours);
    return object ? &object->hours : NULL;
}

static const struct book_reason *find_reason(const struct book *book, enum acd_subject kind, uint32_t number)
{
    const struct object *object = objects_find(&book->directory.objects, kind, number);
    return object ? &object->reason : NULL;
}

const struct book_reason *book_find_reason(const struct book *book, uint32_t reason)
{
    return find_reason(book, ACD_SUBJECT_REASON, reason);
}

const struct book_reason *book_find_reason_list(const struct book *book, uint32_t list)
{
    return find_reason(book, ACD_SUBJECT_REASON_LIST, list);
}

const char *const *book_origins(const struct book *book, uint32_t *count)
{
    *count = book->directory.objects.origin_count;
    return book->directory.objects.origins;
}

const struct book_key *book_find_key(const struct book *book, const char *access_key_id)
{
    return users_find_key(&book->directory.users, access_key_id);
}

const struct book_contact *book_find_contact(const struct book *book, uint64_t contact)
{
    return contacts_find(&book->directory.contacts, contact);
}

uint64_t book_find_contact_uuid(const struct book *book, const struct uuid *uuid)
{
    return contacts_find_uuid(&book->directory.contacts, uuid);
}

const struct book_session *book_find_session(const struct book *book, const uint8_t hash[32])
{
    return sessions_find(&book->directory.sessions, hash);
}

uint64_t book_find_customer(const struct book *book, const uint8_t hash[32])
{
    const struct book_customer *customer = contacts_find_customer(&book->directory.contacts, hash);
    return customer ? customer->contact : 0;
}

const struct book_customer *book_find_customer_history(const struct book *book, const uint8_t hash[32])
{
    return contacts_find_customer(&book->directory.contacts, hash);
}

int64_t book_changed_at(const struct book *book, enum acd_subject kind, uint64_t number)
{
    return changes_find(&book->directory.changes, kind, number);
}

const struct book_why *book_find_why(const struct book *book, uint32_t agent)
{
    return whys_find(&book->directory.whys, agent);
}

uint32_t book_retention_days(const struct book *book)
{
    const struct book_document *document =
        book_find_document(book, ACD_SUBJECT_CENTRE, 0, BOOK_RETENTION_DOCUMENT);
    struct json_reader reader;
    if (!document)
        return 0;
    json_reader_init(&reader, document->value);
    int64_t days = json_optional_i64(&reader, "contactDays", 0, RETENTION_DAYS_MAX, 0);
    return reader.failed ? 0 : (uint32_t)days;
}

/* ---- the history ---- */

void book_ask(struct book *book, struct ask *ask)
{
    follower_ask(book->follower, ask);
}

uint64_t book_history_seq(const struct book *book)
{
    return follower_seq(book->follower);
}

bool book_history_failed(const struct book *book, struct book_error *error)
{
    return follower_failed(book->follower, error);
}
