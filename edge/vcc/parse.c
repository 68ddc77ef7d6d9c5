/* Taking apart what a client sends; see parse.h. It must not look at any state. */
#include "edge/vcc/parse.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "lib/crypto.h"
#include "lib/url.h"

/* ---- the address ---- */

#define PREFIX  "/vcc/v1/"
#define TENANTS PREFIX "tenants/"
#define AGENTS  "/agentstatus/agents"

/* One raw segment decoded into text, which has room for bytes_max and a NUL. False: broken, empty or too long. */
static bool decode_segment(const char *raw, size_t len, char *text, size_t bytes_max)
{
    struct buf decoded;
    buf_init(&decoded, bytes_max);
    bool good = len > 0 && url_decode(raw, len, URL_PLUS_IS_PLUS, &decoded) && decoded.len > 0;
    if (good)
        snprintf(text, bytes_max + 1, "%s", buf_text(&decoded));
    buf_free(&decoded);
    return good;
}

enum parse_place parse_address(const char *path, struct parse_address *address)
{
    struct parse_address read = {.alias = ""};
    if (strncmp(path, PREFIX, strlen(PREFIX)) != 0)
        return PARSE_NOT_OURS;
    if (strncmp(path, TENANTS, strlen(TENANTS)) != 0)
        return PARSE_NOWHERE;
    const char *alias = path + strlen(TENANTS);
    const char *rest = alias + strcspn(alias, "/");
    if (strncmp(rest, AGENTS, strlen(AGENTS)) != 0 ||
        !decode_segment(alias, (size_t)(rest - alias), read.alias, PARSE_ALIAS_BYTES_MAX))
        return PARSE_NOWHERE;
    rest += strlen(AGENTS);
    enum parse_place place = rest[0] == '\0' ? PARSE_AGENTS : PARSE_AGENT;
    if (strcmp(rest, "/bulk") == 0)
        place = PARSE_BULK;
    if (place == PARSE_AGENT && (rest[0] != '/' || strchr(rest + 1, '/') != NULL ||
                                 !decode_segment(rest + 1, strlen(rest + 1), read.id, PARSE_ID_BYTES_MAX)))
        return PARSE_NOWHERE;
    *address = read;
    return place;
}

/* ---- Authorization ---- */

bool parse_basic(const char *header, struct parse_basic *basic)
{
    uint8_t pair[PARSE_KEY_BYTES_MAX + 1 + PARSE_SECRET_BYTES_MAX];
    size_t len = 0;
    if (strncasecmp(header, "Basic ", 6) != 0)
        return false;
    const char *encoded = header + 6 + strspn(header + 6, " ");
    bool good = base64_decode(encoded, strlen(encoded), pair, sizeof pair, &len);
    const uint8_t *colon = good ? memchr(pair, ':', len) : NULL;
    if (colon != NULL && memchr(pair, '\0', len) == NULL) {
        size_t key_len = (size_t)(colon - pair);
        size_t secret_len = len - key_len - 1;
        good = key_len >= 1 && key_len <= PARSE_KEY_BYTES_MAX && secret_len >= 1 &&
               secret_len <= PARSE_SECRET_BYTES_MAX;
        if (good) {
            snprintf(basic->key, sizeof basic->key, "%.*s", (int)key_len, (const char *)pair);
            snprintf(basic->secret, sizeof basic->secret, "%.*s", (int)secret_len, (const char *)colon + 1);
        }
    } else {
        good = false;
    }
    secret_erase(pair, sizeof pair);
    return good;
}

/* ---- bodies ---- */

json_t *parse_document(const char *bytes, size_t len, size_t bytes_max, char what[PARSE_WHAT_BYTES])
{
    const struct json_limits limits = {.bytes_max = bytes_max, .depth_max = 8};
    struct json_error error = {.what = "it is empty"};
    json_t *document = len > 0 ? json_parse(bytes, len, &limits, &error) : NULL;
    if (document == NULL) {
        snprintf(what, PARSE_WHAT_BYTES, "The body is not a JSON object: %s.", error.what);
    } else if (!json_is_object(document)) {
        snprintf(what, PARSE_WHAT_BYTES, "The body is not a JSON object.");
        json_decref(document);
        document = NULL;
    }
    return document;
}

static bool say_failure(const struct json_reader *reader, char what[PARSE_WHAT_BYTES])
{
    if (reader->failed)
        snprintf(what, PARSE_WHAT_BYTES, "%s %s.", reader->member != NULL ? reader->member : "The entry",
                 reader->what);
    return !reader->failed;
}

/* peers.md 1.11 says short-code, the vendor's guide and clients status-code-item-short-code: both are taken. */
static const char *read_short_code(struct json_reader *reader)
{
    const char *code =
        json_optional_text(reader, "status-code-item-short-code", 0, PARSE_SHORT_CODE_BYTES_MAX);
    const char *short_name =
        json_optional_text(reader, "status-code-short-code", 0, PARSE_SHORT_CODE_BYTES_MAX);
    if (code == NULL || code[0] == '\0')
        code = short_name;
    return code != NULL && code[0] != '\0' ? code : NULL;
}

bool parse_wish(const json_t *object, struct parse_wish *wish, char what[PARSE_WHAT_BYTES])
{
    struct json_reader reader;
    json_reader_init(&reader, object);
    int64_t status = json_required_i64(&reader, "agent-status", 0, 11);
    struct parse_wish read = {
        .status = (enum parse_status)status,
        .list = (uint32_t)json_optional_i64(&reader, "status-code-list-id", 0, INT32_MAX, 0),
        .item = (uint32_t)json_optional_i64(&reader, "status-code-item-id", 0, INT32_MAX, 0),
        .short_code = read_short_code(&reader),
    };
    bool settable = status == PARSE_LOGGED_OUT || (status >= PARSE_ON_BREAK && status <= PARSE_WORK_OFFLINE);
    if (!settable)
        json_reader_fail(&reader, "agent-status", "must be 1, 3, 4 or 5: the others cannot be set");
    if (!say_failure(&reader, what))
        return false;
    *wish = read;
    return true;
}

const json_t *parse_agents(const json_t *document, char what[PARSE_WHAT_BYTES])
{
    struct json_reader reader;
    json_reader_init(&reader, document);
    const json_t *agents = json_required_array(&reader, "agents", PARSE_BULK_MAX);
    if (!reader.failed && json_array_size(agents) == 0)
        json_reader_fail(&reader, "agents", "must name at least one agent");
    return say_failure(&reader, what) ? agents : NULL;
}

const char *parse_agent_id(const json_t *item, char what[PARSE_WHAT_BYTES])
{
    struct json_reader reader;
    json_reader_init(&reader, item);
    const char *id = json_required_text(&reader, "agent-id", 1, PARSE_ID_BYTES_MAX);
    return say_failure(&reader, what) ? id : NULL;
}

/* ---- the query ---- */

bool parse_group(const char *query, char text[PARSE_ID_BYTES_MAX + 1], bool *bad)
{
    struct url_member member;
    uint32_t count = 0;
    for (size_t at = 0; url_query_next(query, &at, &member);) {
        if (member.name_len != strlen("groupId") || memcmp(member.name, "groupId", member.name_len) != 0)
            continue;
        if (count++ > 0 || !decode_segment(member.value, member.value_len, text, PARSE_ID_BYTES_MAX))
            *bad = true;
    }
    return count > 0 && !*bad;
}

uint32_t parse_number(const char *text)
{
    uint32_t number = 0;
    for (size_t i = 0; text[i] != '\0'; i++) {
        if (text[i] < '0' || text[i] > '9' || i == 9)
            return 0;
        number = number * 10 + (uint32_t)(text[i] - '0');
    }
    return number;
}
