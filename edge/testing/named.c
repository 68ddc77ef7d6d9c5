/* Words that stand for ids in made-up input; see named.h. Tests only. */
#include "edge/testing/named.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/buf.h"

enum { INPUT_BYTES_MAX = 256 * 1024 };

void named_add(struct named *named, const char *word, const char *text)
{
    size_t at = 0;
    while (at < named->count && strcmp(named->names[at].word, word) != 0)
        at++;
    assert(at < NAMED_MAX && strlen(text) < NAMED_BYTES);
    named->count += at == named->count;
    named->names[at].word = word;
    snprintf(named->names[at].text, NAMED_BYTES, "%s", text);
}

void named_add_id(struct named *named, const char *word, const struct uuid *uuid)
{
    char text[UUID_TEXT_BYTES];
    named_add(named, word, uuid_render(uuid, text));
}

/* The place of the longest word that the bytes begin with; named->count: none. */
static size_t find(const struct named *named, const uint8_t *bytes, size_t len)
{
    size_t found = named->count;
    size_t longest = 0;
    for (size_t i = 0; i < named->count && bytes[0] == '@'; i++) {
        size_t word_len = strlen(named->names[i].word);
        if (word_len <= len && word_len > longest && memcmp(bytes, named->names[i].word, word_len) == 0) {
            found = i;
            longest = word_len;
        }
    }
    return found;
}

char *named_put(const struct named *named, const uint8_t *bytes, size_t len)
{
    struct buf text;
    buf_init(&text, INPUT_BYTES_MAX);
    for (size_t at = 0; at < len;) {
        size_t found = find(named, bytes + at, len - at);
        if (found < named->count) {
            buf_append_text(&text, named->names[found].text);
            at += strlen(named->names[found].word);
        } else {
            buf_append_char(&text, bytes[at] != '\0' ? (char)bytes[at] : ' ');
            at++;
        }
    }
    char *copy = strdup(buf_failed(&text) ? "" : buf_text(&text));
    buf_free(&text);
    return copy;
}

char *named_take(char **at, char end)
{
    char *word = *at;
    char *found = strchr(word, end);
    if (found != NULL)
        *found = '\0';
    *at = found != NULL ? found + 1 : word + strlen(word);
    return word;
}

static size_t take_headers(char **at, struct http_header *headers, size_t max)
{
    size_t count = 0;
    for (char *line = named_take(at, '\n'); line[0] != '\0'; line = named_take(at, '\n')) {
        char *name = named_take(&line, ':');
        if (count < max)
            headers[count++] = (struct http_header){name, line + strspn(line, " ")};
    }
    return count;
}

struct http_request named_request(char *text, const struct http_header *ours, size_t ours_count,
                                  struct http_header headers[NAMED_HEADERS_MAX])
{
    char *line = named_take(&text, '\n');
    struct http_request request = {.method = named_take(&line, ' '), .headers = headers, .version_minor = 1};
    request.target = request.path = named_take(&line, '?');
    request.query = line;
    request.headers_count = take_headers(&text, headers, NAMED_HEADERS_MAX - ours_count);
    for (size_t i = 0; i < ours_count; i++) {
        if (http_header_find(&request, ours[i].name) == NULL)
            headers[request.headers_count++] = ours[i];
    }
    request.body = text;
    request.body_len = strlen(text);
    return request;
}
