/* What becomes of a batch behind the core: its records encoded and decoded, a body sealed and opened, the book's
 * directory and the current numbers kept up. One round is one step of a contact, four make a whole one. It must not
 * write a journal. */
#include "tools/ratchet/ratchet.h"

#include <stdlib.h>
#include <string.h>

#include "book/body.h"
#include "core/testing/busy.h"
#include "journal/seal.h"
#include "journal/testing/entries.h"
#include "tally/now.h"

enum { AGENTS = 200, ROUNDS = 2000, STEPS = 4, RECORD_BYTES_MAX = 8192, SEALED_BODY_BYTES = 300 };

struct office {
    struct busy *busy;
    uint32_t agent; /* of the contact under way */
    uint64_t contact;
    uint64_t serial;
    struct tally_now *now;
    struct book *book;
    struct buf body; /* of the last step */
    struct journal_keys *keys;
    char place[256]; /* of the keys */
    uint8_t bytes[RECORD_BYTES_MAX];
    char text[SEALED_BODY_BYTES];
};

/* ---- the steps ---- */

static void render_body(struct office *office)
{
    struct body_contact contact = {.name = "Zoë from Support", .customer_name = "Zoë"};

    office->serial++;
    memcpy(&contact.uuid, &office->serial, sizeof office->serial);
    buf_clear(&office->body);
    if (!body_render_contact_started(&office->body, &contact))
        ratchet_give_up("a contact's body could not be made");
}

static void step(void *state, uint32_t round)
{
    struct office *office = state;

    buf_clear(&office->body);
    switch (round % STEPS) {
    case 0:
        render_body(office);
        busy_start(office->busy, 1);
        office->agent = busy_offer(office->busy)->agent;
        office->contact = busy_offer(office->busy)->contact;
        break;
    case 1:
        busy_leg(office->busy, ACD_ACCEPT_OFFER, office->agent, office->contact);
        break;
    case 2:
        busy_leg(office->busy, ACD_END_LEG, office->agent, office->contact);
        break;
    default:
        busy_leg(office->busy, ACD_CLEAR_LEG, office->agent, office->contact);
        break;
    }
}

static void no_wake(void *ctx)
{
    (void)ctx;
}

static void *open_office(void)
{
    struct office *office = calloc(1, sizeof *office);
    struct book_error error;
    uint64_t seq = 0;

    if (office == NULL)
        ratchet_give_up("no memory");
    office->busy = busy_new(AGENTS, 2 * AGENTS, 1);
    office->now = tally_now_new(office->busy->acd);
    buf_init(&office->body, ACD_BODY_BYTES_MAX);
    memset(office->text, 'a', sizeof office->text);
    if (office->now == NULL || book_open(&office->book, NULL, no_wake, NULL, &seq, &error) != 0)
        ratchet_give_up("the book or the numbers could not be opened");
    return office;
}

static void close_office(void *state)
{
    struct office *office = state;

    book_close(office->book);
    tally_now_free(office->now);
    buf_free(&office->body);
    busy_free(office->busy);
    free(office);
}

/* ---- what is counted ---- */

static void count_now(void *state, uint32_t round)
{
    struct office *office = state;

    (void)round;
    if (!tally_now_batch(office->now, office->busy->acd, &office->busy->batch))
        ratchet_give_up("the numbers found no memory");
}

static void count_book(void *state, uint32_t round)
{
    struct office *office = state;

    (void)round;
    for (uint32_t i = 0; i < office->busy->batch.count; i++) {
        bool first = i == 0 && office->body.len > 0;
        book_apply(office->book, &office->busy->batch.events[i], first ? office->body.bytes : NULL,
                   first ? office->body.len : 0);
    }
}

static void count_records(void *state, uint32_t round)
{
    struct office *office = state;
    struct journal_entry back;

    (void)round;
    for (uint32_t i = 0; i < office->busy->batch.count; i++) {
        struct journal_entry entry = {.event = office->busy->batch.events[i]};
        size_t len = journal_record_encode(&entry, office->bytes, sizeof office->bytes);
        if (len > sizeof office->bytes || journal_record_decode(office->bytes, len, &back) != len)
            ratchet_give_up("a record could not be read back");
    }
}

static void *open_keys(void)
{
    struct office *office = open_office();
    struct journal_error error;

    testing_directory(office->place);
    if (journal_keys_make_directory(office->place, &error) != 0 ||
        journal_keys_open(&office->keys, office->place, 0, &error) != 0)
        ratchet_give_up(error.sentence);
    return office;
}

static void close_keys(void *state)
{
    struct office *office = state;

    journal_keys_close(office->keys, 0);
    testing_remove(office->place);
    close_office(office);
}

static void count_seal(void *state, uint32_t round)
{
    struct office *office = state;
    struct journal_error error;
    struct journal_entry entry = {.event = {.seq = round + 1, .kind = ACD_CONTACT_STARTED},
                                  .body = office->text,
                                  .body_len = sizeof office->text,
                                  .owner = {.kind = JOURNAL_OWNER_CONTACT, .bytes = {(uint8_t)round, 1}}};

    if (journal_seal(office->keys, &entry, office->bytes, &error) != 0)
        ratchet_give_up(error.sentence);
}

const struct ratchet_case RATCHET_ROOMS[] = {
    {"journal/record", ROUNDS, open_office, step, count_records, NULL, close_office},
    {"journal/seal", ROUNDS, open_keys, NULL, count_seal, NULL, close_keys},
    {"book/apply", ROUNDS, open_office, step, count_book, NULL, close_office},
    {"tally/now", ROUNDS, open_office, step, count_now, NULL, close_office},
    {0},
};
