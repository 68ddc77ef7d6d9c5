/* Fuzzes every operation of the API by its name, asked by an administrator: what has a path of its own is found by
 * mutation at once (testing/handler.h).
 *
 * input = NAME \n PLACES \n QUERY \n BODY      NAME: of operations.c; another word stands for one of them. PLACES: a
 * letter for each {Parameter} of the path
 */
#include <stdlib.h>
#include <string.h>

#include "edge/api/operations.h"
#include "edge/api/testing/handler.h"
#include "lib/buf.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

enum { REQUEST_BYTES_MAX = 128 * 1024 };

static const char *const ids[] = {"@instance", "@alice",     "@bob",      "@profile", "@queue",
                                  "@flow",     "@available", "@lunch",    "@offline", "@task",
                                  "@hours",    "@group",     "@security", "@quick"};

static size_t take_line(const char **at, const char *end)
{
    const char *begin = *at;
    const char *found = memchr(begin, '\n', (size_t)(end - begin));
    size_t len = (size_t)((found != NULL ? found : end) - begin);
    *at = found != NULL ? found + 1 : end;
    return len;
}

static const struct operation *find_operation(const char *name, size_t len)
{
    uint32_t sum = 0;
    for (uint32_t i = 0; i < operations_count; i++) {
        if (strlen(operations[i].name) == len && memcmp(operations[i].name, name, len) == 0)
            return &operations[i];
    }
    for (size_t i = 0; i < len; i++)
        sum = sum * 31 + (uint8_t)name[i];
    return &operations[sum % operations_count];
}

/* The path with an id, or the letter itself, in each of its parameters' places. */
static void append_path(struct buf *request, const char *path, const char *places, size_t places_len)
{
    size_t place = 0;
    for (; *path != '\0'; path++) {
        if (*path != '{') {
            buf_append_char(request, *path);
            continue;
        }
        bool instance = strncmp(path, "{InstanceId}", 12) == 0;
        char letter = place < places_len ? places[place] : 'a';
        size_t id = (size_t)(uint8_t)letter - 'a';
        place++;
        if (id < sizeof ids / sizeof ids[0])
            buf_append_text(request, instance ? ids[0] : ids[id]);
        else
            buf_append_char(request, letter == '\r' ? ' ' : letter);
        path += strcspn(path, "}");
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    const char *at = (const char *)bytes;
    const char *end = at + len;
    struct buf request;
    const char *name = at;
    const struct operation *operation = find_operation(name, take_line(&at, end));
    const char *places = at;
    size_t places_len = take_line(&at, end);
    const char *query = at;
    size_t query_len = take_line(&at, end);
    buf_init(&request, REQUEST_BYTES_MAX);
    buf_append_format(&request, "%s ", operation->method);
    append_path(&request, operation->path, places, places_len);
    buf_append_char(&request, '?');
    buf_append(&request, query, query_len);
    buf_append_text(&request, "\n\n");
    buf_append(&request, at, (size_t)(end - at));
    if (!buf_failed(&request))
        handler_ask((const uint8_t *)buf_text(&request), request.len);
    buf_free(&request);
    return 0;
}
