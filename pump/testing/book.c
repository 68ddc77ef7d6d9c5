/* A book for the pump's tests (testing/book.h). It must not be linked into anything else. */
#include "pump/testing/book.h"
#include "book/body.h"
#include "book/book.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

struct book {
    uint64_t begun_at;
    uint64_t first_seq;
    uint64_t last_seq;
    uint64_t body_seq;
    uint64_t durable;
    char body[256];
    bool follows;
    void (*answer)(void *ctx);
    void *answer_ctx;
};

static struct book the_book;
static uint64_t next_begins_at;

void testing_book_begin_at(uint64_t seq)
{
    next_begins_at = seq;
}

uint64_t testing_book_first_seq(void)
{
    return the_book.first_seq;
}

uint64_t testing_book_last_seq(void)
{
    return the_book.last_seq;
}

const char *testing_book_body(void)
{
    return the_book.body;
}

uint64_t testing_book_body_seq(void)
{
    return the_book.body_seq;
}

uint64_t testing_book_durable(void)
{
    return the_book.durable;
}

bool testing_book_follows(void)
{
    return the_book.follows;
}

void testing_book_answer(void (*answer)(void *ctx), void *ctx)
{
    the_book.answer = answer;
    the_book.answer_ctx = ctx;
}

int book_open(struct book **bookp, const char *dir, void (*wake)(void *ctx), void *ctx, uint64_t *seq,
              struct book_error *error)
{
    (void)dir;
    (void)wake;
    (void)ctx;
    (void)error;
    the_book = (struct book){.begun_at = next_begins_at, .last_seq = next_begins_at};
    next_begins_at = 0;
    *seq = the_book.begun_at;
    *bookp = &the_book;
    return 0;
}

int book_follow(struct book *book, struct journal *journal, struct book_error *error)
{
    (void)journal;
    (void)error;
    book->follows = true;
    return 0;
}

void book_close(struct book *book)
{
    book->follows = false;
}

void book_apply(struct book *book, const struct acd_event *event, const void *body, size_t body_len)
{
    assert(event->seq == book->last_seq + 1);
    if (book->first_seq == 0)
        book->first_seq = event->seq;
    book->last_seq = event->seq;
    if (body_len == 0)
        return;
    book->body_seq = event->seq;
    snprintf(book->body, sizeof book->body, "%.*s", (int)body_len, (const char *)body);
}

void book_durable(struct book *book, uint64_t seq)
{
    assert(seq >= book->durable);
    book->durable = seq;
}

void book_poll(struct book *book)
{
    void (*answer)(void *ctx) = book->answer;
    book->answer = NULL;
    if (answer)
        answer(book->answer_ctx);
}

const struct book_centre *book_centre(const struct book *book)
{
    (void)book;
    static const struct book_centre centre = {.alias = "testing"};
    return &centre;
}

uint32_t book_find_username(const struct book *book, const char *username)
{
    (void)book;
    return strcmp(username, "alice") == 0 ? 1 : 0;
}

/* What the keys ask (keys.c): nobody has a name here, so every body belongs to a number. */
const struct book_contact *book_find_contact(const struct book *book, uint64_t contact)
{
    (void)book;
    (void)contact;
    return NULL;
}

const struct book_user *book_find_user(const struct book *book, uint32_t agent)
{
    (void)book;
    (void)agent;
    return NULL;
}

json_t *body_open(const void *bytes, size_t len)
{
    (void)bytes;
    (void)len;
    return NULL;
}

bool body_render_erased(struct buf *buf, const struct body_erased *erased)
{
    (void)buf;
    (void)erased;
    return false;
}

bool body_parse_erased(const json_t *object, struct body_erased *erased, struct book_chain_contact *contacts)
{
    (void)object;
    (void)erased;
    (void)contacts;
    return false;
}
