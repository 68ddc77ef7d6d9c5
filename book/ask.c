/* What all questions share; see ask.h. It knows no thread and no kind of question. */
#include "book/ask.h"

#include <strings.h>

#include <string.h>

void ask_answer(struct ask *ask, struct sql *sql)
{
    ask->find(ask, sql);
    ask->failed = sql->failed;
}

bool ask_find_chain(struct sql *sql, const struct uuid *contact, int64_t *row, int64_t *chain)
{
    if (!sql_first(sql, SQL_CONTACT_OF_UUID, sql_uuid(contact)))
        return false;
    *row = sql_column_number(sql, SQL_CONTACT_OF_UUID, 0);
    *chain = sql_column_number(sql, SQL_CONTACT_OF_UUID, 1);
    sql_done(sql, SQL_CONTACT_OF_UUID);
    return true;
}

bool ask_text_has(const char *text, const char *part)
{
    size_t len = strlen(part);
    for (; *text; text++)
        if (strncasecmp(text, part, len) == 0)
            return true;
    return len == 0;
}
