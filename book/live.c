/* Live contacts in memory; see live.h. It must not decide what an event changes. */
#include "book/live.h"

#include <stdlib.h>
#include <string.h>

#include "book/owned.h"

enum { CONTACTS_MAX = 1 << 16, TEXTS = sizeof((struct live_contact *)0)->texts / sizeof(char *) };

/* ---- memory ---- */

/* Its row says it from now on. */
static void forget_texts(struct live_contact *contact)
{
    for (int i = 0; i < TEXTS; i++) {
        free(contact->texts[i]);
        contact->texts[i] = NULL;
    }
}

static void forget_uuid(struct live *live, const struct live_contact *contact)
{
    if (table_find(&live->by_uuid, &contact->uuid, sizeof contact->uuid) == contact)
        table_remove(&live->by_uuid, &contact->uuid, sizeof contact->uuid);
}

static void contact_free(struct live_contact *contact)
{
    forget_texts(contact);
    free(contact->legs);
    free(contact);
}

void live_free(struct live *live)
{
    size_t at = 0;
    if (!live->is_ready)
        return;
    table_free(&live->by_uuid);
    for (struct live_contact *one; (one = table_next(&live->by_contact, &at)) != NULL;)
        contact_free(one);
    table_free(&live->by_contact);
    live->is_ready = false;
}

void live_clear(struct live *live)
{
    live_free(live);
    table_init(&live->by_contact, CONTACTS_MAX);
    table_init(&live->by_uuid, CONTACTS_MAX);
    live->is_ready = true;
}

void live_drop(struct live *live, uint64_t contact)
{
    struct live_contact *dropped = table_remove(&live->by_contact, &contact, sizeof contact);
    if (!dropped)
        return;
    forget_uuid(live, dropped);
    contact_free(dropped);
}

/* There is room for one more; if need be, all are written and read again when they are needed. */
static void make_room(struct live *live, struct sql *sql)
{
    if (live->by_contact.count < CONTACTS_MAX)
        return;
    live_write_all(live, sql);
    live_clear(live);
}

static struct live_contact *keep(struct live *live, const struct live_contact *contact)
{
    struct live_contact *kept = owned_memory(sizeof *kept);
    *kept = *contact;
    owned_put(&live->by_contact, &kept->contact, sizeof kept->contact, kept);
    return kept;
}

/* ---- reading ---- */

static bool read_newest(struct sql *sql, struct live_contact *live)
{
    enum sql_statement find = SQL_CONTACT_NUMBER;
    if (!sql_first(sql, find, sql_number((int64_t)live->contact)))
        return false;
    live->newest_seq = sql_column_number(sql, find, 0);
    live->newest_chain = sql_column_number(sql, find, 1);
    sql_done(sql, find);
    return true;
}

static int32_t column_cause(struct sql *sql, enum sql_statement statement, int column)
{
    bool is_null = sqlite3_column_type(sql->statements[statement], column) == SQLITE_NULL;
    return is_null ? LIVE_NO_CAUSE : (int32_t)sql_column_number(sql, statement, column);
}

static void read_live(struct sql *sql, struct live_contact *live)
{
    enum sql_statement find = SQL_CONTACT_FIND;
    if (!sql_first(sql, find, sql_number((int64_t)live->contact)))
        return;
    live->seq = sql_column_number(sql, find, 0);
    live->chain = sql_column_number(sql, find, 1);
    live->is_known = sql_column_uuid(sql, find, 2, &live->uuid);
    live->may_have_customer = sql_column_number(sql, find, 3) != 0;
    live->may_have_documents = sql_column_number(sql, find, 4) != 0;
    live->queue = (uint32_t)sql_column_number(sql, find, 5);
    live->agent = (uint32_t)sql_column_number(sql, find, 6);
    live->pauses = (uint32_t)sql_column_number(sql, find, 7);
    live->end_cause = column_cause(sql, find, 8);
    int64_t *const numbers[] = {&live->queued_at,    &live->connected_at, &live->ended_at,
                                &live->scheduled_at, &live->priority,     &live->age_ms,
                                &live->paused_at,    &live->resumed_at,   &live->paused_ms};
    for (int i = 0; i < (int)(sizeof numbers / sizeof *numbers); i++)
        *numbers[i] = sql_column_number(sql, find, 9 + i);
    sql_done(sql, find);
}

static void read_legs(struct sql *sql, struct live_contact *live)
{
    enum sql_statement list = SQL_LEG_LIST;
    bool more = sql_first(sql, list, sql_number(live->seq));
    for (; more; more = sql_next(sql, list)) {
        const struct live_leg leg = {.seq = sql_column_number(sql, list, 0),
                                     .agent = (uint32_t)sql_column_number(sql, list, 1),
                                     .connected_at = sql_column_number(sql, list, 2),
                                     .ended_at = sql_column_number(sql, list, 3),
                                     .state = (uint32_t)sql_column_number(sql, list, 4),
                                     .cause = column_cause(sql, list, 5),
                                     .held_at = sql_column_number(sql, list, 6),
                                     .hold_ms = sql_column_number(sql, list, 7),
                                     .code = (uint32_t)sql_column_number(sql, list, 8)};
        live_add_leg(live, &leg);
    }
}

struct live_contact *live_find(struct live *live, struct sql *sql, uint64_t contact)
{
    struct live_contact *found = table_find(&live->by_contact, &contact, sizeof contact);
    struct live_contact fresh = {.contact = contact};
    if (found || !read_newest(sql, &fresh))
        return found;
    make_room(live, sql);
    read_live(sql, &fresh);
    found = keep(live, &fresh);
    if (found->seq != 0)
        read_legs(sql, found);
    return found;
}

/* ---- what begins ---- */

struct live_contact *live_begin(struct live *live, struct sql *sql, const struct live_contact *contact)
{
    struct live_contact *former = table_find(&live->by_contact, &contact->contact, sizeof contact->contact);
    if (former)
        live_write(live, sql, former);
    live_drop(live, contact->contact);
    make_room(live, sql);
    struct live_contact *begun = keep(live, contact);
    begun->is_new = true;
    return begun;
}

static bool is_taken(const struct live *live, struct sql *sql, const struct uuid *uuid)
{
    if (table_find(&live->by_uuid, uuid, sizeof *uuid))
        return true;
    bool is_taken = sql_first(sql, SQL_CONTACT_LIVE_UUID, sql_uuid(uuid));
    if (is_taken)
        sql_done(sql, SQL_CONTACT_LIVE_UUID);
    return is_taken;
}

static char *copy_of(const char *text)
{
    if (!text)
        return NULL;
    size_t bytes = strlen(text) + 1;
    return memcpy(owned_memory(bytes), text, bytes);
}

bool live_know(struct live *live, struct sql *sql, struct live_contact *contact, const struct uuid *uuid,
               const struct live_texts *texts)
{
    if (contact->is_known || is_taken(live, sql, uuid))
        return false;
    const char *const told[TEXTS] = {texts->name,        texts->customer_name, texts->description,
                                     texts->attributes,  texts->references,    texts->address,
                                     texts->client_token};
    for (int i = 0; i < TEXTS; i++)
        contact->texts[i] = copy_of(told[i]);
    contact->is_known = true;
    contact->uuid = *uuid;
    owned_put(&live->by_uuid, &contact->uuid, sizeof contact->uuid, contact);
    return true;
}

struct live_leg *live_add_leg(struct live_contact *contact, const struct live_leg *leg)
{
    if (contact->leg_count == contact->leg_capacity) { /* most have one */
        uint32_t capacity = 2 * contact->leg_capacity + 1;
        struct live_leg *grown = owned_memory(capacity * sizeof *grown);
        if (contact->leg_count > 0)
            memcpy(grown, contact->legs, contact->leg_count * sizeof *grown);
        free(contact->legs);
        contact->legs = grown;
        contact->leg_capacity = capacity;
    }
    contact->legs[contact->leg_count] = *leg;
    return &contact->legs[contact->leg_count++];
}

/* ---- writing ---- */

static struct sql_value number_or_nothing(int64_t number)
{
    return number != 0 ? sql_number(number) : sql_text(NULL);
}

static struct sql_value cause_value(int32_t cause)
{
    return cause != LIVE_NO_CAUSE ? sql_number(cause) : sql_text(NULL);
}

static void insert_contact(struct sql *sql, const struct live_contact *live)
{
    char *const *texts = live->texts;
    sql_run(sql, SQL_CONTACT_ADD, sql_number(live->seq), sql_number((int64_t)live->contact),
            live->is_known ? sql_uuid(&live->uuid) : sql_text(NULL), sql_number(live->chain),
            number_or_nothing(live->previous), number_or_nothing(live->related), sql_number(live->channel),
            sql_number(live->initiation), sql_number(live->entry_point), sql_number(live->queue),
            sql_number(live->agent), sql_text(texts[0]), sql_text(texts[1]), sql_text(texts[2]),
            sql_text(texts[3]), sql_text(texts[4]), sql_text(texts[5]), sql_text(texts[6]),
            sql_number(live->started_at), number_or_nothing(live->queued_at),
            number_or_nothing(live->connected_at), number_or_nothing(live->ended_at),
            cause_value(live->end_cause), number_or_nothing(live->forgotten_at),
            number_or_nothing(live->scheduled_at), sql_number(live->priority), sql_number(live->age_ms),
            sql_number(live->pauses), number_or_nothing(live->paused_at), number_or_nothing(live->resumed_at),
            sql_number(live->paused_ms));
}

static void update_contact(struct sql *sql, const struct live_contact *live)
{
    sql_run(sql, SQL_CONTACT_UPDATE, sql_number(live->seq), sql_number(live->queue), sql_number(live->agent),
            number_or_nothing(live->queued_at), number_or_nothing(live->connected_at),
            number_or_nothing(live->ended_at), cause_value(live->end_cause),
            number_or_nothing(live->scheduled_at), sql_number(live->priority), sql_number(live->age_ms),
            sql_number(live->pauses), number_or_nothing(live->paused_at), number_or_nothing(live->resumed_at),
            sql_number(live->paused_ms));
    if (live->forgotten_at != 0)
        sql_run(sql, SQL_CONTACT_FORGOTTEN, sql_number(live->seq), sql_number(live->forgotten_at));
}

static void write_leg(struct sql *sql, int64_t contact, struct live_leg *leg)
{
    if (leg->is_new)
        sql_run(sql, SQL_LEG_ADD, sql_number(contact), sql_number(leg->seq), sql_number(leg->agent),
                sql_number(leg->queue), sql_number(leg->reason), sql_number(leg->begun_at),
                number_or_nothing(leg->connected_at), number_or_nothing(leg->ended_at),
                sql_number(leg->state), cause_value(leg->cause), number_or_nothing(leg->cleared_at),
                number_or_nothing(leg->held_at), sql_number(leg->hold_ms), sql_number(leg->code),
                sql_number(leg->kind), sql_number(leg->exempt));
    else if (leg->is_changed)
        sql_run(sql, SQL_LEG_UPDATE, sql_number(contact), sql_number(leg->seq),
                number_or_nothing(leg->connected_at), number_or_nothing(leg->ended_at),
                sql_number(leg->state), cause_value(leg->cause), number_or_nothing(leg->cleared_at),
                number_or_nothing(leg->held_at), sql_number(leg->hold_ms), sql_number(leg->code));
    leg->is_new = leg->is_changed = false;
}

static void write_legs(struct sql *sql, struct live_contact *contact)
{
    uint32_t kept = 0;
    for (uint32_t i = 0; i < contact->leg_count; i++) {
        write_leg(sql, contact->seq, &contact->legs[i]);
        if (contact->legs[i].cleared_at == 0)
            contact->legs[kept++] = contact->legs[i];
    }
    contact->leg_count = kept;
}

void live_write(struct live *live, struct sql *sql, struct live_contact *contact)
{
    if (contact->is_new)
        insert_contact(sql, contact);
    else if (contact->is_changed)
        update_contact(sql, contact);
    forget_uuid(live, contact);
    forget_texts(contact);
    contact->is_new = contact->is_changed = false;
    write_legs(sql, contact);
}

/* One that has no row yet is written once, with the others; a row that says it is live would stand in the way of
 * another with its uuid. */
void live_forget(struct live *live, struct sql *sql, struct live_contact *contact)
{
    bool is_the_newest = contact->newest_seq == contact->seq;
    contact->is_over = contact->is_changed = true;
    forget_uuid(live, contact);
    if (!contact->is_new || !is_the_newest)
        live_write(live, sql, contact);
    if (!is_the_newest)
        live_drop(live, contact->contact);
}

static int compare(const void *one, const void *other)
{
    int64_t a = (*(struct live_contact *const *)one)->seq;
    int64_t b = (*(struct live_contact *const *)other)->seq;
    return (a > b) - (a < b);
}

void live_write_all(struct live *live, struct sql *sql)
{
    size_t at = 0;
    size_t count = 0;
    if (live->by_contact.count == 0)
        return;
    struct live_contact **all = owned_memory(live->by_contact.count * sizeof *all);
    for (struct live_contact *one; (one = table_next(&live->by_contact, &at)) != NULL;)
        all[count++] = one;
    qsort(all, count, sizeof *all, compare);
    for (size_t i = 0; i < count; i++) {
        live_write(live, sql, all[i]);
        if (all[i]->is_over)
            live_drop(live, all[i]->contact);
    }
    free(all);
}
