/* What a request of the API says: path, query, body; see call.h. It must not know any operation. */
#include "edge/api/call.h"

#include <stdlib.h>
#include <string.h>

#include "lib/url.h"

const char *call_path(const struct call *call, const char *name)
{
    for (uint32_t i = 0; i < call->value_count; i++) {
        const struct call_value *value = &call->values[i];
        if (strlen(name) == value->name_len && memcmp(value->name, name, value->name_len) == 0)
            return value->text;
    }
    return "";
}

static bool is_name(const struct url_member *member, const char *name)
{
    struct buf decoded;
    buf_init(&decoded, 256);
    bool same = url_decode(member->name, member->name_len, URL_PLUS_IS_PLUS, &decoded) &&
                strcmp(buf_text(&decoded), name) == 0;
    buf_free(&decoded);
    return same;
}

bool call_query_nth(struct call *call, const char *name, uint32_t n, struct buf *text)
{
    struct url_member member;
    size_t at = 0;
    while (url_query_next(call->request->query, &at, &member)) {
        if (!is_name(&member, name) || n-- > 0)
            continue;
        if (member.value_len == 0 || url_decode(member.value, member.value_len, URL_PLUS_IS_PLUS, text))
            return true;
        call_fail(call, API_INVALID_PARAMETER, "%s is not well encoded, or too long.", name);
        return false;
    }
    return false;
}

bool call_query(struct call *call, const char *name, struct buf *text)
{
    return call_query_nth(call, name, 0, text);
}

int64_t call_query_number(struct call *call, const char *name, int64_t min, int64_t max, int64_t absent)
{
    struct buf text;
    char *end = NULL;
    int64_t number = absent;
    buf_init(&text, 32);
    if (call_query(call, name, &text)) {
        const char *digits = buf_text(&text);
        number = strtoll(digits, &end, 10);
        if (digits[0] < '0' || digits[0] > '9' || *end != '\0' || number < min || number > max) {
            call_fail(call, API_INVALID_PARAMETER, "%s must be a number from %lld to %lld.", name,
                      (long long)min, (long long)max);
            number = absent;
        }
    }
    buf_free(&text);
    return number;
}

bool call_parse_id(const char *text, struct uuid *uuid)
{
    if (strncmp(text, "arn:", 4) == 0) {
        const char *slash = strrchr(text, '/');
        text = slash != NULL ? slash + 1 : "";
    }
    return uuid_parse(text, strlen(text), uuid);
}

uint32_t call_find(struct call *call, enum acd_subject kind, const char *id)
{
    struct uuid uuid;
    uint32_t number = 0;
    if (call->error != API_GOOD)
        return 0;
    if (call_parse_id(id, &uuid))
        number = book_find_number(call->book, kind, &uuid);
    if (number == 0)
        call_fail(call, API_NOT_FOUND, "There is no %s %.100s.", call_kind_name(kind), id);
    return number;
}

uint32_t call_find_path(struct call *call, enum acd_subject kind, const char *name)
{
    return call_find(call, kind, call_path(call, name));
}

uint32_t call_find_member(struct call *call, enum acd_subject kind, const char *name)
{
    const char *id = json_required_text(&call->reader, name, 1, CALL_ID_BYTES_MAX);
    return call_good(call) ? call_find(call, kind, id) : 0;
}

uint64_t call_find_contact(struct call *call, const char *id)
{
    struct uuid uuid;
    uint64_t contact = 0;
    if (call->error != API_GOOD)
        return 0;
    if (call_parse_id(id, &uuid))
        contact = book_find_contact_uuid(call->book, &uuid);
    if (contact == 0)
        call_fail(call, API_NOT_FOUND, "There is no live contact %.100s.", id);
    return contact;
}

int call_word(struct call *call, const char *member, const char *text, const char *const *words)
{
    for (int i = 0; words[i] != NULL; i++)
        if (strcmp(words[i], text) == 0)
            return i;
    call_fail(call, API_INVALID_PARAMETER, "%s does not take the value \"%.64s\".", member, text);
    return -1;
}

bool call_parse_channel(struct call *call, const char *text, const char *member, enum acd_channel *channel)
{
    static const char *const CHANNELS[] = {"VOICE", "CHAT", "TASK", NULL};
    if (strcmp(text, "EMAIL") == 0) {
        call_fail(call, API_INVALID_PARAMETER, "%s: this server has no channel EMAIL.", member);
        return false;
    }
    int place = call_word(call, member, text, CHANNELS);
    if (place < 0)
        return false;
    *channel = (enum acd_channel)place;
    return true;
}

json_t *call_json(struct call *call)
{
    const struct http_request *request = call->request;
    bool empty = request->body_len == 0 || strcmp(request->method, "GET") == 0;
    if (call->document == NULL)
        call->document = empty ? json_object() : json_parse(request->body, request->body_len, NULL, NULL);
    if (call->document == NULL)
        call_fail(call, API_UNAVAILABLE, "The server is out of memory.");
    return call->document;
}

bool call_item(struct call *call, const json_t *array, size_t n, struct json_reader *reader)
{
    if (n >= json_array_size(array) || call->error != API_GOOD)
        return false;
    json_reader_init(reader, json_array_get(array, n));
    call_take_failure(call, reader);
    return !reader->failed;
}

const char *call_array_text(struct call *call, const json_t *array, size_t n, const char *member)
{
    const json_t *item = json_array_get(array, n);
    if (item == NULL || call->error != API_GOOD)
        return NULL;
    if (!json_is_string(item) || json_string_length(item) == 0 ||
        json_string_length(item) > CALL_ID_BYTES_MAX) {
        call_fail(call, API_INVALID_PARAMETER, "%s must hold texts of 1 to %d bytes.", member,
                  CALL_ID_BYTES_MAX);
        return NULL;
    }
    return json_string_value(item);
}

size_t call_characters(const char *text)
{
    size_t count = 0;
    for (; *text != '\0'; text++)
        count += ((unsigned char)*text & 0xC0) != 0x80;
    return count;
}

static void check_characters(struct call *call, const char *member, const char *text, size_t min, size_t max)
{
    size_t count = text != NULL ? call_characters(text) : min;
    if (count < min || count > max)
        call_fail(call, API_INVALID_PARAMETER, "%s must be text of %zu to %zu characters.", member, min, max);
}

const char *call_required_text(struct call *call, const char *member, size_t min, size_t max)
{
    const char *text = json_required_text(&call->reader, member, 0, max * 4);
    if (!call->reader.failed)
        check_characters(call, member, text, min, max);
    return text;
}

const char *call_optional_text(struct call *call, const char *member, size_t min, size_t max)
{
    const char *text = json_optional_text(&call->reader, member, 0, max * 4);
    if (!call->reader.failed)
        check_characters(call, member, text, min, max);
    return text;
}

unsigned call_query_words(struct call *call, const char *member, const char *const *words, bool *any)
{
    struct buf text;
    unsigned wanted = 0;
    uint32_t n = 0;
    buf_init(&text, 256);
    for (; n < CALL_WORDS_MAX && call_query_nth(call, member, n, &text); n++) {
        int word = call_word(call, member, buf_text(&text), words);
        wanted |= word >= 0 ? 1u << word : 0;
        buf_clear(&text);
    }
    buf_free(&text);
    if (any != NULL)
        *any = n > 0;
    return wanted;
}

unsigned call_array_words(struct call *call, const json_t *array, const char *member,
                          const char *const *words)
{
    const char *text;
    unsigned wanted = 0;
    if (array != NULL && !json_is_null(array) && !json_is_array(array))
        call_fail(call, API_INVALID_PARAMETER, "%s must be an array.", member);
    for (size_t i = 0; (text = call_array_text(call, array, i, member)) != NULL; i++) {
        int word = call_word(call, member, text, words);
        wanted |= word >= 0 ? 1u << word : 0;
    }
    return wanted;
}

void call_check_phone(struct call *call, const char *member, const char *number)
{
    if (number == NULL || number[0] == '\0')
        return;
    size_t digits = strspn(number + 1, "0123456789");
    if (number[0] != '+' || number[1] == '0' || digits < 2 || digits > 15 || number[1 + digits] != '\0')
        call_fail(call, API_INVALID_PARAMETER, "%s must be a number in E.164 format.", member);
}
