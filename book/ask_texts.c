/* Questions for what was said and written about a contact: transcripts, whispers, notes; see ask.h. It knows no
 * thread. */
#include <stdlib.h>

#include "book/ask.h"

enum { MESSAGES_MAX = 500, NOTES_MAX = 200 };

struct ask_texts {
    struct ask ask;
    struct uuid contact;
    uint32_t after;
    uint32_t max;
    uint32_t count;
    book_transcript_fn *transcript;
    book_whispers_fn *tell_whispers;
    book_notes_fn *tell_notes;
    struct book_message *messages; /* texts owned, as in the other lists */
    struct book_whisper *whispers;
    struct book_note *notes;
};

static struct ask_texts *texts_of(struct ask *ask)
{
    return (struct ask_texts *)ask;
}

/* ---- messages ---- */

static void find_messages(struct ask *ask, struct sql *sql)
{
    enum sql_statement list = SQL_MESSAGE_LIST;
    struct ask_texts *texts = texts_of(ask);
    int64_t row;
    int64_t chain;
    if (!ask_find_chain(sql, &texts->contact, &row, &chain))
        return;
    texts->messages = owned_memory((texts->max + 1) * sizeof *texts->messages);
    bool more = sql_first(sql, list, sql_number(chain), sql_number(texts->after), sql_number(texts->max));
    for (; more; more = sql_next(sql, list)) {
        struct book_message *message = &texts->messages[texts->count++];
        message->number = (uint32_t)sql_column_number(sql, list, 0);
        message->author = (enum book_author)sql_column_number(sql, list, 1);
        owned_text_set(&message->author_name, sql_column_text(sql, list, 2));
        owned_text_set(&message->text, sql_column_text(sql, list, 3));
        sql_column_uuid(sql, list, 4, &message->uuid);
        message->at = sql_column_number(sql, list, 5);
    }
}

static void tell_messages(struct ask *ask)
{
    struct ask_texts *texts = texts_of(ask);
    texts->transcript(ask->ctx, texts->messages, ask->failed ? 0 : texts->count, ask->failed);
    for (uint32_t i = 0; i < texts->count; i++) {
        owned_text_free(&texts->messages[i].author_name);
        owned_text_free(&texts->messages[i].text);
    }
    free(texts->messages);
    free(texts);
}

/* ---- whispers ---- */

static void find_whispers(struct ask *ask, struct sql *sql)
{
    enum sql_statement list = SQL_WHISPER_LIST;
    struct ask_texts *texts = texts_of(ask);
    int64_t row;
    int64_t chain;
    if (!ask_find_chain(sql, &texts->contact, &row, &chain))
        return;
    texts->whispers = owned_memory((texts->max + 1) * sizeof *texts->whispers);
    bool more = sql_first(sql, list, sql_number(chain), sql_number(texts->after), sql_number(texts->max));
    for (; more; more = sql_next(sql, list)) {
        struct book_whisper *whisper = &texts->whispers[texts->count++];
        whisper->number = (uint32_t)sql_column_number(sql, list, 0);
        whisper->agent = (uint32_t)sql_column_number(sql, list, 1);
        whisper->other_agent = (uint32_t)sql_column_number(sql, list, 2);
        whisper->actor = (uint8_t)sql_column_number(sql, list, 3);
        owned_text_set(&whisper->author_name, sql_column_text(sql, list, 4));
        owned_text_set(&whisper->text, sql_column_text(sql, list, 5));
        sql_column_uuid(sql, list, 6, &whisper->uuid);
        whisper->at = sql_column_number(sql, list, 7);
    }
}

static void tell_whispers(struct ask *ask)
{
    struct ask_texts *texts = texts_of(ask);
    texts->tell_whispers(ask->ctx, texts->whispers, ask->failed ? 0 : texts->count, ask->failed);
    for (uint32_t i = 0; i < texts->count; i++) {
        owned_text_free(&texts->whispers[i].author_name);
        owned_text_free(&texts->whispers[i].text);
    }
    free(texts->whispers);
    free(texts);
}

/* ---- notes ---- */

static void find_notes(struct ask *ask, struct sql *sql)
{
    enum sql_statement list = SQL_NOTE_LIST;
    struct ask_texts *texts = texts_of(ask);
    int64_t row;
    int64_t chain;
    if (!ask_find_chain(sql, &texts->contact, &row, &chain))
        return;
    texts->notes = owned_memory(NOTES_MAX * sizeof *texts->notes);
    bool more = sql_first(sql, list, sql_number(row), sql_number(NOTES_MAX));
    for (; more; more = sql_next(sql, list)) {
        struct book_note *note = &texts->notes[texts->count++];
        owned_text_set(&note->text, sql_column_text(sql, list, 0));
        owned_text_set(&note->author_name, sql_column_text(sql, list, 1));
        note->at = sql_column_number(sql, list, 2);
    }
}

static void tell_notes(struct ask *ask)
{
    struct ask_texts *texts = texts_of(ask);
    texts->tell_notes(ask->ctx, texts->notes, ask->failed ? 0 : texts->count, ask->failed);
    for (uint32_t i = 0; i < texts->count; i++) {
        owned_text_free(&texts->notes[i].author_name);
        owned_text_free(&texts->notes[i].text);
    }
    free(texts->notes);
    free(texts);
}

/* ---- the doors ---- */

static struct ask_texts *texts_new(const struct uuid *contact, uint64_t min_seq, void *ctx)
{
    struct ask_texts *texts = owned_memory(sizeof *texts);
    texts->ask.min_seq = min_seq;
    texts->ask.ctx = ctx;
    texts->contact = *contact;
    return texts;
}

void book_ask_transcript(struct book *book, uint64_t min_seq, const struct uuid *contact, uint32_t after,
                         uint32_t max, book_transcript_fn *answer, void *ctx)
{
    struct ask_texts *texts = texts_new(contact, min_seq, ctx);
    texts->after = after;
    texts->max = max < MESSAGES_MAX ? max : MESSAGES_MAX;
    texts->transcript = answer;
    texts->ask.find = find_messages;
    texts->ask.tell = tell_messages;
    book_ask(book, &texts->ask);
}

void book_ask_whispers(struct book *book, uint64_t min_seq, const struct uuid *contact, uint32_t after,
                       uint32_t max, book_whispers_fn *answer, void *ctx)
{
    struct ask_texts *texts = texts_new(contact, min_seq, ctx);
    texts->after = after;
    texts->max = max < BOOK_WHISPERS_MAX ? max : BOOK_WHISPERS_MAX;
    texts->tell_whispers = answer;
    texts->ask.find = find_whispers;
    texts->ask.tell = tell_whispers;
    book_ask(book, &texts->ask);
}

void book_ask_notes(struct book *book, uint64_t min_seq, const struct uuid *contact, book_notes_fn *answer,
                    void *ctx)
{
    struct ask_texts *texts = texts_new(contact, min_seq, ctx);
    texts->tell_notes = answer;
    texts->ask.find = find_notes;
    texts->ask.tell = tell_notes;
    book_ask(book, &texts->ask);
}
