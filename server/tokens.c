/* Stream tokens in a centre (tokens.h). It must not keep a token's text. */
#include "server/tokens.h"

#include <stdio.h>
#include <string.h>

#include "edge/stream/settings.h"
#include "edge/stream/spool.h"
#include "edge/stream/token.h"
#include "lib/random.h"
#include "server/admin_asking.h"

enum { TOKEN_RANDOM_BYTES = 32 };
#define TOKEN_MARK "nxs_" /* so that a token that leaks into a file is recognised by scanners */

void tokens_draw(char text[TOKENS_TEXT_BYTES])
{
    memcpy(text, TOKEN_MARK, sizeof TOKEN_MARK);
    random_token(text + strlen(TOKEN_MARK), TOKEN_RANDOM_BYTES);
}

static json_t *parse_streams(const char *streams, struct fault *fault)
{
    json_t *list = json_array();
    bool all = streams == NULL || streams[0] == '\0';
    for (unsigned kind = 0; all && kind < SPOOL_KINDS; kind++)
        json_array_append_new(list, json_string(stream_name(kind)));
    for (const char *at = all ? "" : streams; *at != '\0';) {
        size_t len = strcspn(at, " ,");
        unsigned kind = 0;
        while (kind < SPOOL_KINDS &&
               (strlen(stream_name(kind)) != len || strncmp(stream_name(kind), at, len) != 0))
            kind++;
        if (kind < SPOOL_KINDS) {
            json_array_append_new(list, json_string(stream_name(kind)));
        } else if (len > 0) {
            fault_set(fault, "A stream is agent-events, contact-events or contact-records, not \"%.*s\".",
                      (int)len, at);
            json_decref(list);
            return NULL;
        }
        at += len + (at[len] != '\0');
    }
    return list;
}

bool tokens_keep_for(struct making *making, const char *name, const char *streams, const char *token)
{
    char document[STREAM_TOKEN_NAME_BYTES];
    char hash[SHA256_HEX_BYTES];
    char known[STREAM_TOKEN_NAME_BYTES];
    json_t *list = parse_streams(streams, making->fault);
    if (list == NULL)
        return false;
    if (stream_token_streams(pump_book(making->pump), token, known) != 0) {
        json_decref(list);
        return true;
    }
    stream_token_digest(token, strlen(token), document, hash);
    json_t *value = json_pack("{s:s, s:s, s:o, s:I}", "name", name, "hash", hash, "streams", list,
                              "createdAt", (json_int_t)making->now);
    bool kept = value != NULL && make_document(making, document, value, "The token");
    json_decref(value);
    return kept;
}

bool tokens_keep(struct making *making, const char *name, const char *token)
{
    return tokens_keep_for(making, name, NULL, token);
}

bool tokens_revoke(struct admin_asking *asking, const char *id)
{
    char name[STREAM_TOKEN_NAME_BYTES];
    snprintf(name, sizeof name, STREAM_TOKEN_PREFIX "%.32s", id);
    for (uint32_t i = 0; i < asking->centres->list.count; i++) {
        struct making making = admin_making(asking, asking->centres->list.pumps[i]);
        if (book_find_document(pump_book(making.pump), ACD_SUBJECT_CENTRE, 0, name) != NULL)
            return make_document(&making, name, NULL, "The token");
    }
    return admin_refuse(asking, "There is no token \"%.32s\"; nextup tokens list shows them.", id);
}

static void write_one(struct json_writer *writer, const char *alias, const struct book_document *document)
{
    size_t index = 0;
    json_t *stream = NULL;
    json_object_begin(writer);
    json_member_text(writer, "id", document->name + strlen(STREAM_TOKEN_PREFIX));
    json_member_text(writer, "name", json_string_value(json_object_get(document->value, "name")));
    json_member_text(writer, "centre", alias);
    json_member_array_begin(writer, "streams");
    json_array_foreach(json_object_get(document->value, "streams"), index, stream)
        json_text_of(writer, json_string_value(stream));
    json_array_end(writer);
    json_member_i64(writer, "createdAt", json_integer_value(json_object_get(document->value, "createdAt")));
    json_object_end(writer);
}

void tokens_write(const struct centres *centres, struct json_writer *writer)
{
    for (uint32_t i = 0; i < centres->list.count; i++) {
        const struct book *book = pump_book(centres->list.pumps[i]);
        const struct book_document *document = NULL;
        for (uint64_t seq = 0; (document = book_document_after(book, ACD_SUBJECT_CENTRE, seq)) != NULL;
             seq = document->seq)
            if (strncmp(document->name, STREAM_TOKEN_PREFIX, strlen(STREAM_TOKEN_PREFIX)) == 0)
                write_one(writer, centres->aliases[i], document);
    }
}
