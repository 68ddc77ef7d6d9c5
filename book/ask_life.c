/* Questions for the life of a contact: the steps of its chain, and its offers; see ask.h. It knows no thread. */
#include <stdlib.h>
#include <string.h>

#include "book/ask.h"
#include "book/names.h"
#include "book/sentence.h"
#include "book/steps.h"

enum { STEP_TEXT_BYTES_MAX = 4096 };

struct ask_life {
    struct ask ask;
    struct uuid contact;
    uint32_t agent;
    uint32_t max;
    book_life_fn *tell_steps;
    book_offers_fn *tell_offers;
    struct book_step *steps; /* texts owned */
    struct book_offer *offers;
    uint32_t count;
    bool more;
};

/* ---- steps ---- */

/* What things are called now. A contact in its own life is just "the contact". */
struct names_now {
    struct sql *sql;
    char name[NAMES_BYTES];
};

static const char *find_name(void *ctx, unsigned kind, uint64_t number)
{
    struct names_now *now = ctx;
    bool is_named = kind != ACD_SUBJECT_CONTACT && kind != ACD_SUBJECT_CENTRE;
    return is_named && names_find(now->sql, kind, number, now->name) ? now->name : "";
}

static void set_text(struct book_step *step, const struct acd_event *event, struct sql *sql)
{
    struct names_now now = {.sql = sql};
    const struct sentence_names names = {.find = find_name, .ctx = &now};
    struct buf text;
    buf_init(&text, STEP_TEXT_BYTES_MAX);
    sentence_render(&text, event, &names);
    buf_append_char(&text, '.');
    owned_text_set(&step->text, buf_text(&text));
    buf_free(&text);
}

static void add_step(struct ask_life *life, const struct steps_place *place, struct acd_event *event,
                     struct sql *sql)
{
    struct book_step *step = &life->steps[life->count++];
    *step = (struct book_step){.seq = event->seq,
                               .at = event->at,
                               .kind = event->kind,
                               .record = event->record,
                               .channel = event->channel,
                               .leg_state = event->leg_state,
                               .cause = event->cause,
                               .actor = event->actor,
                               .actor_id = event->actor_id,
                               .agent = event->agent,
                               .other_agent = event->other_agent,
                               .queue = event->queue,
                               .reason = event->reason,
                               .value = event->value,
                               .deadline = event->deadline};
    owned_text_set(&step->why, sql_column_text(sql, SQL_STEP_LIST, 1));
    if (sql_first(sql, SQL_CONTACT_UUID, sql_number(place->contact))) {
        sql_column_uuid(sql, SQL_CONTACT_UUID, 0, &step->contact);
        if (place->is_of_contact)
            event->contact = (uint64_t)sql_column_number(sql, SQL_CONTACT_UUID, 1);
        sql_done(sql, SQL_CONTACT_UUID);
    }
    set_text(step, event, sql);
}

static void add_row(struct ask_life *life, int64_t chain, struct sql *sql)
{
    struct steps_place place = {.chain = chain, .seq = sql_column_number(sql, SQL_STEP_LIST, 2)};
    const uint8_t *at = sqlite3_column_blob(sql->statements[SQL_STEP_LIST], 0);
    const uint8_t *end = at + sqlite3_column_bytes(sql->statements[SQL_STEP_LIST], 0);
    struct acd_event event;
    while ((at = steps_next(at, end, &place, &event)) != NULL && !life->more) {
        life->more = life->count == BOOK_STEPS_MAX;
        if (!life->more)
            add_step(life, &place, &event, sql);
    }
}

static void find_steps(struct ask *ask, struct sql *sql)
{
    struct ask_life *life = (struct ask_life *)ask;
    int64_t row;
    int64_t chain;
    if (!ask_find_chain(sql, &life->contact, &row, &chain))
        return;
    life->steps = owned_memory(BOOK_STEPS_MAX * sizeof *life->steps);
    bool has = sql_first(sql, SQL_STEP_LIST, sql_number(chain));
    for (; has && !life->more; has = sql_next(sql, SQL_STEP_LIST))
        add_row(life, chain, sql);
    if (has)
        sql_done(sql, SQL_STEP_LIST);
}

static void tell_steps(struct ask *ask)
{
    struct ask_life *life = (struct ask_life *)ask;
    life->tell_steps(ask->ctx, life->steps, ask->failed ? 0 : life->count, life->more, ask->failed);
    for (uint32_t i = 0; i < life->count; i++) {
        owned_text_free(&life->steps[i].why);
        owned_text_free(&life->steps[i].text);
    }
    free(life->steps);
    free(life);
}

/* ---- offers ---- */

static enum book_offer_outcome outcome_of(unsigned state, const struct book_offer *offer)
{
    if (state == ACD_LEG_REJECTED || offer->cause == ACD_CAUSE_AGENT_REJECTED)
        return BOOK_OFFER_REJECTED;
    if (state == ACD_LEG_MISSED)
        return BOOK_OFFER_MISSED;
    if (state == ACD_LEG_ERROR)
        return BOOK_OFFER_FAILED;
    if (state != ACD_LEG_INCOMING && state != ACD_LEG_CONNECTING)
        return BOOK_OFFER_ACCEPTED;
    return offer->cleared_at != 0 ? BOOK_OFFER_WITHDRAWN : BOOK_OFFER_RINGS;
}

static void add_offer(struct ask_life *life, struct sql *sql, enum sql_statement list)
{
    struct book_offer *offer = &life->offers[life->count++];
    offer->seq = (uint64_t)sql_column_number(sql, list, 0);
    sql_column_uuid(sql, list, 1, &offer->contact);
    offer->agent = (uint32_t)sql_column_number(sql, list, 2);
    offer->queue = (uint32_t)sql_column_number(sql, list, 3);
    offer->code = (uint32_t)sql_column_number(sql, list, 4);
    offer->reason = (uint8_t)sql_column_number(sql, list, 5);
    offer->cause = (uint8_t)sql_column_number(sql, list, 6);
    offer->exempt = sql_column_number(sql, list, 7) != 0;
    unsigned state = (unsigned)sql_column_number(sql, list, 8);
    offer->made_at = sql_column_number(sql, list, 9);
    offer->connected_at = sql_column_number(sql, list, 10);
    offer->ended_at = sql_column_number(sql, list, 11);
    offer->cleared_at = sql_column_number(sql, list, 12);
    offer->outcome = outcome_of(state, offer);
}

static void find_offers(struct ask *ask, struct sql *sql)
{
    struct ask_life *life = (struct ask_life *)ask;
    enum sql_statement list = life->agent ? SQL_OFFERS_OF_AGENT : SQL_OFFERS_OF_CHAIN;
    int64_t row;
    int64_t chain = 0;
    if (!life->agent && !ask_find_chain(sql, &life->contact, &row, &chain))
        return;
    life->offers = owned_memory((life->max + 1) * sizeof *life->offers);
    bool has = sql_first(sql, list, sql_number(life->agent ? life->agent : chain), sql_number(life->max));
    for (; has; has = sql_next(sql, list))
        add_offer(life, sql, list);
}

static void tell_offers(struct ask *ask)
{
    struct ask_life *life = (struct ask_life *)ask;
    life->tell_offers(ask->ctx, life->offers, ask->failed ? 0 : life->count, ask->failed);
    free(life->offers);
    free(life);
}

/* ---- the doors ---- */

void book_ask_life(struct book *book, uint64_t min_seq, const struct uuid *contact, book_life_fn *answer,
                   void *ctx)
{
    struct ask_life *life = owned_memory(sizeof *life);
    life->ask = (struct ask){.min_seq = min_seq, .ctx = ctx, .find = find_steps, .tell = tell_steps};
    life->contact = *contact;
    life->tell_steps = answer;
    book_ask(book, &life->ask);
}

static struct ask_life *offers_new(uint64_t min_seq, uint32_t max, book_offers_fn *answer, void *ctx)
{
    struct ask_life *life = owned_memory(sizeof *life);
    life->ask = (struct ask){.min_seq = min_seq, .ctx = ctx, .find = find_offers, .tell = tell_offers};
    life->max = max < BOOK_OFFERS_MAX ? max : BOOK_OFFERS_MAX;
    life->tell_offers = answer;
    return life;
}

void book_ask_offers(struct book *book, uint64_t min_seq, const struct uuid *contact, book_offers_fn *answer,
                     void *ctx)
{
    struct ask_life *life = offers_new(min_seq, BOOK_OFFERS_MAX, answer, ctx);
    life->contact = *contact;
    book_ask(book, &life->ask);
}

void book_ask_agent_offers(struct book *book, uint64_t min_seq, uint32_t agent, uint32_t max,
                           book_offers_fn *answer, void *ctx)
{
    struct ask_life *life = offers_new(min_seq, max, answer, ctx);
    life->agent = agent;
    book_ask(book, &life->ask);
}
