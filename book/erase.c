/* Erasure in the tables; see erase.h. It decides nothing of what is to go. */
#include "book/erase.h"

#include "book/audit_walk.h"
#include "book/names.h"
#include "book/users.h"

/* What was said before the erasure, which is event seq: its own reason stays. */
static void erase_audit(struct sql *sql, unsigned kind, uint64_t number, uint64_t seq)
{
    audit_erase(sql, (struct gathered_key){kind, number}, (int64_t)seq);
    names_erase(sql, kind, number);
}

/* ---- a contact and what is kept by its chain ---- */

static bool find_contact(struct sql *sql, uint64_t contact, int64_t *row, int64_t *chain)
{
    if (!sql_first(sql, SQL_CONTACT_NUMBER, sql_number((int64_t)contact)))
        return false;
    *row = sql_column_number(sql, SQL_CONTACT_NUMBER, 0);
    *chain = sql_column_number(sql, SQL_CONTACT_NUMBER, 1);
    sql_done(sql, SQL_CONTACT_NUMBER);
    return true;
}

static void erase_contact(struct sql *sql, const struct book_chain_contact *contact,
                          const struct acd_event *event)
{
    int64_t found;
    int64_t chain_found;
    if (!find_contact(sql, contact->contact, &found, &chain_found))
        return;
    struct sql_value row = sql_number(found);
    struct sql_value chain = sql_number(chain_found);
    sql_run(sql, SQL_ERASE_CONTACT, row, sql_number(event->at));
    sql_run(sql, SQL_ERASE_CONTACT_UUID, row, sql_uuid(&contact->uuid));
    sql_run(sql, SQL_ERASE_CUSTOMERS, row);
    sql_run(sql, SQL_ERASE_MESSAGES, chain);
    sql_run(sql, SQL_ERASE_WHISPERS, chain);
    sql_run(sql, SQL_ERASE_STEPS, chain);
    sql_run(sql, SQL_ERASE_NOTES, row);
    sql_run(sql, SQL_DOCUMENTS_DELETE, sql_number(ACD_SUBJECT_CONTACT),
            sql_number((int64_t)contact->contact));
    sql_run(sql, SQL_ERASE_AUDIT_WHY_OF, row);
    sql_run(sql, SQL_ERASE_AUDIT_TOLD_OF, row);
    erase_audit(sql, ACD_SUBJECT_CONTACT, contact->contact, event->seq);
}

/* ---- a user ---- */

static void erase_user(struct sql *sql, const struct acd_event *event, const struct uuid *uuid)
{
    char username[32];
    uint32_t number = (uint32_t)event->subject;
    struct sql_value agent = sql_number(number);
    users_render_erased(number, username);
    sql_run(sql, SQL_ERASE_USER, agent);
    sql_run(sql, SQL_ERASE_USER_UUID, agent, sql_uuid(uuid));
    sql_run(sql, SQL_ERASE_USER_MAKE, agent, sql_uuid(uuid), sql_number((int64_t)event->seq),
            sql_number(event->at));
    sql_run(sql, SQL_ERASE_USER_NAME, agent, sql_text(username));
    sql_run(sql, SQL_KEYS_DELETE, agent);
    sql_run(sql, SQL_SESSIONS_CLOSE, agent, sql_bytes(NULL, 0));
    sql_run(sql, SQL_WHY_DELETE, agent);
    sql_run(sql, SQL_DOCUMENTS_DELETE, sql_number(ACD_SUBJECT_AGENT), agent);
    sql_run(sql, SQL_ERASE_MESSAGES_BY, agent);
    sql_run(sql, SQL_ERASE_WHISPERS_BY, agent);
    sql_run(sql, SQL_ERASE_NOTES_BY, agent);
    erase_audit(sql, ACD_SUBJECT_AGENT, number, event->seq);
}

void erase_apply(struct sql *sql, const struct fact *fact)
{
    const struct body_erased *erased = &fact->erased.body;
    if (erased->what == BODY_ERASED_USER)
        erase_user(sql, fact->event, &erased->uuid);
    for (uint32_t i = 0; i < erased->count; i++)
        erase_contact(sql, &erased->contacts[i], fact->event);
}
