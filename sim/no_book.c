/* In the place of book/ where the simulator needs none: it keeps nothing and answers nobody, so that a run depends on
 * nothing but its seed. It must not be linked into anything else. */
#include "book/body.h"
#include "book/book.h"

struct book {
    uint8_t nothing;
};

static struct book the_book;

int book_open(struct book **bookp, const char *dir, void (*wake)(void *ctx), void *ctx, uint64_t *seq,
              struct book_error *error)
{
    (void)dir;
    (void)wake;
    (void)ctx;
    (void)error;
    *seq = 0;
    *bookp = &the_book;
    return 0;
}

int book_follow(struct book *book, struct journal *journal, struct book_error *error)
{
    (void)book;
    (void)journal;
    (void)error;
    return 0;
}

void book_close(struct book *book)
{
    (void)book;
}

void book_apply(struct book *book, const struct acd_event *event, const void *body, size_t body_len)
{
    (void)book;
    (void)event;
    (void)body;
    (void)body_len;
}

void book_durable(struct book *book, uint64_t seq)
{
    (void)book;
    (void)seq;
}

void book_poll(struct book *book)
{
    (void)book;
}

const struct book_centre *book_centre(const struct book *book)
{
    (void)book;
    static const struct book_centre centre = {.alias = "simulated"};
    return &centre;
}

uint32_t book_find_username(const struct book *book, const char *username)
{
    (void)book;
    (void)username;
    return 0;
}

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
