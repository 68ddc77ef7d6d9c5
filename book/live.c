/* Rows of contacts, looked up once a transaction; see live.h. It must not change a row. */
#include "book/live.h"

#include <stdlib.h>

#include "book/owned.h"

enum { ROWS_MAX = 1 << 16 };

void live_free(struct live *live)
{
    size_t at = 0;
    if (!live->is_ready)
        return;
    for (struct live_contact *one; (one = table_next(&live->by_contact, &at)) != NULL;)
        free(one);
    table_free(&live->by_contact);
    live->is_ready = false;
}

void live_clear(struct live *live)
{
    live_free(live);
    table_init(&live->by_contact, ROWS_MAX);
    live->is_ready = true;
}

void live_drop(struct live *live, uint64_t contact)
{
    free(table_remove(&live->by_contact, &contact, sizeof contact));
}

static bool read_newest(struct sql *sql, struct live_contact *live)
{
    if (!sql_first(sql, SQL_CONTACT_NUMBER, sql_number((int64_t)live->contact)))
        return false;
    live->newest_seq = sql_column_number(sql, SQL_CONTACT_NUMBER, 0);
    live->newest_chain = sql_column_number(sql, SQL_CONTACT_NUMBER, 1);
    sql_done(sql, SQL_CONTACT_NUMBER);
    return true;
}

static void read_live(struct sql *sql, struct live_contact *live)
{
    struct uuid uuid;
    if (!sql_first(sql, SQL_CONTACT_FIND, sql_number((int64_t)live->contact)))
        return;
    live->seq = sql_column_number(sql, SQL_CONTACT_FIND, 0);
    live->chain = sql_column_number(sql, SQL_CONTACT_FIND, 1);
    live->is_known = sql_column_uuid(sql, SQL_CONTACT_FIND, 2, &uuid);
    live->may_have_customer = sql_column_number(sql, SQL_CONTACT_FIND, 4) != 0;
    sql_done(sql, SQL_CONTACT_FIND);
}

const struct live_contact *live_find(struct live *live, struct sql *sql, uint64_t contact)
{
    struct live_contact *found = table_find(&live->by_contact, &contact, sizeof contact);
    struct live_contact fresh = {.contact = contact};
    if (found || !read_newest(sql, &fresh))
        return found;
    read_live(sql, &fresh);
    if (live->by_contact.count == ROWS_MAX)
        live_clear(live);
    found = owned_memory(sizeof *found);
    *found = fresh;
    table_put(&live->by_contact, &found->contact, sizeof found->contact, found);
    return found;
}
