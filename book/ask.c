/* Finds what was asked of the history, and tells the asker; see ask.h. It knows no thread. */
#include "book/ask.h"

#include <stdlib.h>

static void find_messages(struct ask *ask, struct sql *sql, int64_t chain)
{
    enum sql_statement list = SQL_MESSAGE_LIST;
    uint32_t max = ask->max < ASK_MESSAGES_MAX ? ask->max : ASK_MESSAGES_MAX;
    ask->messages_found = owned_memory((max + 1) * sizeof *ask->messages_found);
    bool more = sql_first(sql, list, sql_number(chain), sql_number(ask->after), sql_number(max));
    for (; more; more = sql_next(sql, list)) {
        struct book_message *message = &ask->messages_found[ask->count++];
        message->number = (uint32_t)sql_column_number(sql, list, 0);
        message->author = (enum book_author)sql_column_number(sql, list, 1);
        owned_text_set(&message->author_name, sql_column_text(sql, list, 2));
        owned_text_set(&message->text, sql_column_text(sql, list, 3));
        sql_column_uuid(sql, list, 4, &message->uuid);
        message->at = sql_column_number(sql, list, 5);
    }
}

static void find_notes(struct ask *ask, struct sql *sql, int64_t contact)
{
    enum sql_statement list = SQL_NOTE_LIST;
    ask->notes_found = owned_memory(ASK_NOTES_MAX * sizeof *ask->notes_found);
    bool more = sql_first(sql, list, sql_number(contact), sql_number(ASK_NOTES_MAX));
    for (; more; more = sql_next(sql, list)) {
        struct book_note *note = &ask->notes_found[ask->count++];
        owned_text_set(&note->text, sql_column_text(sql, list, 0));
        owned_text_set(&note->author_name, sql_column_text(sql, list, 1));
        note->at = sql_column_number(sql, list, 2);
    }
}

static void ask_answer_texts(struct ask *ask, struct sql *sql)
{
    if (sql_first(sql, SQL_CONTACT_OF_UUID, sql_uuid(&ask->contact))) {
        int64_t contact = sql_column_number(sql, SQL_CONTACT_OF_UUID, 0);
        int64_t chain = sql_column_number(sql, SQL_CONTACT_OF_UUID, 1);
        sql_done(sql, SQL_CONTACT_OF_UUID);
        if (ask->kind == ASK_TRANSCRIPT)
            find_messages(ask, sql, chain);
        else
            find_notes(ask, sql, contact);
    }
}

void ask_answer(struct ask *ask, struct sql *sql)
{
    if (ask->kind == ASK_RECORD || ask->kind == ASK_RECORDS)
        ask_answer_records(ask, sql);
    else
        ask_answer_texts(ask, sql);
    ask->failed = sql->failed;
}

static void free_found(struct ask *ask)
{
    for (uint32_t i = 0; ask->messages_found && i < ask->count; i++) {
        owned_text_free(&ask->messages_found[i].author_name);
        owned_text_free(&ask->messages_found[i].text);
    }
    for (uint32_t i = 0; ask->notes_found && i < ask->count; i++) {
        owned_text_free(&ask->notes_found[i].author_name);
        owned_text_free(&ask->notes_found[i].text);
    }
    free(ask->messages_found);
    free(ask->notes_found);
    ask_free_records(ask);
}

void ask_tell(struct ask *ask)
{
    uint32_t told = ask->failed ? 0 : ask->count;
    if (ask->kind == ASK_TRANSCRIPT)
        ask->transcript(ask->ctx, ask->messages_found, told, ask->failed);
    else if (ask->kind == ASK_NOTES)
        ask->notes(ask->ctx, ask->notes_found, told, ask->failed);
    else
        ask->records(ask->ctx, ask->records_found, told, ask->total, ask->more, ask->failed);
    free_found(ask);
    free(ask);
}
