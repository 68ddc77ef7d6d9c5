/* Questions for erasing: which contacts a chain has, and which chains are old enough; see ask.h. It erases nothing. */
#include <stdlib.h>

#include "book/ask.h"

struct ask_chain {
    struct ask ask;
    struct uuid contact;
    struct book_chain chain;
    struct book_chain_contact *contacts;
    book_chain_fn *answer;
};

struct ask_chains {
    struct ask ask;
    int64_t before;
    uint32_t max;
    struct uuid initials[BOOK_RECORDS_MAX];
    uint32_t count;
    bool more;
    book_chains_fn *answer;
};

static void add_contact(struct ask_chain *asked, struct sql *sql)
{
    enum sql_statement list = SQL_CHAIN_CONTACTS;
    struct book_chain *chain = &asked->chain;
    struct book_chain_contact *contact = &asked->contacts[chain->count++];
    int64_t over_at = sql_column_number(sql, list, 2);
    contact->contact = (uint64_t)sql_column_number(sql, list, 0);
    sql_column_uuid(sql, list, 1, &contact->uuid);
    chain->found = true;
    chain->live = chain->live || over_at == 0;
    chain->over_at = over_at > chain->over_at ? over_at : chain->over_at;
    chain->erased = chain->erased || sql_column_number(sql, list, 3) != 0;
}

static void find_chain(struct ask *ask, struct sql *sql)
{
    enum sql_statement list = SQL_CHAIN_CONTACTS;
    struct ask_chain *asked = (struct ask_chain *)ask;
    int64_t row;
    int64_t number;
    if (!ask_find_chain(sql, &asked->contact, &row, &number))
        return;
    asked->contacts = owned_memory(BOOK_CHAIN_MAX * sizeof *asked->contacts);
    bool has = sql_first(sql, list, sql_number(number), sql_number(BOOK_CHAIN_MAX));
    for (; has; has = sql_next(sql, list))
        add_contact(asked, sql);
    if (asked->chain.count > 0)
        asked->chain.initial = asked->contacts[0].uuid;
    if (asked->chain.live)
        asked->chain.over_at = 0;
    asked->chain.contacts = asked->contacts;
}

static void tell_chain(struct ask *ask)
{
    static const struct book_chain none = {.found = false};
    struct ask_chain *asked = (struct ask_chain *)ask;
    asked->answer(ask->ctx, ask->failed ? &none : &asked->chain, ask->failed);
    free(asked->contacts);
    free(asked);
}

void book_ask_chain(struct book *book, uint64_t min_seq, const struct uuid *contact, book_chain_fn *answer,
                    void *ctx)
{
    struct ask_chain *asked = owned_memory(sizeof *asked);
    asked->ask = (struct ask){.min_seq = min_seq, .ctx = ctx, .find = find_chain, .tell = tell_chain};
    asked->contact = *contact;
    asked->answer = answer;
    book_ask(book, &asked->ask);
}

static void find_chains(struct ask *ask, struct sql *sql)
{
    enum sql_statement list = SQL_CHAINS_TO_ERASE;
    struct ask_chains *asked = (struct ask_chains *)ask;
    bool has = sql_first(sql, list, sql_number(asked->before), sql_number((int64_t)asked->max + 1));
    for (; has; has = sql_next(sql, list)) {
        asked->more = asked->count == asked->max;
        if (!asked->more)
            sql_column_uuid(sql, list, 0, &asked->initials[asked->count++]);
    }
}

static void tell_chains(struct ask *ask)
{
    struct ask_chains *asked = (struct ask_chains *)ask;
    asked->answer(ask->ctx, asked->initials, ask->failed ? 0 : asked->count, asked->more, ask->failed);
    free(asked);
}

void book_ask_contacts_to_erase(struct book *book, uint64_t min_seq, int64_t before, uint32_t max,
                                book_chains_fn *answer, void *ctx)
{
    struct ask_chains *asked = owned_memory(sizeof *asked);
    asked->ask = (struct ask){.min_seq = min_seq, .ctx = ctx, .find = find_chains, .tell = tell_chains};
    asked->before = before;
    asked->max = max < BOOK_RECORDS_MAX ? max : BOOK_RECORDS_MAX;
    asked->answer = answer;
    book_ask(book, &asked->ask);
}
