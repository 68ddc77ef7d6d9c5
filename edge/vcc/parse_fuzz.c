/* Fuzzes what the status API takes from outside: address, Authorization, query and body. What is taken must keep its
 * bounds.
 *
 * input = path \n Authorization \n query \n body
 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "edge/vcc/parse.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

static char *take_line(char **at)
{
    char *line = *at;
    char *end = strchr(line, '\n');
    if (end != NULL)
        *end = '\0';
    *at = end != NULL ? end + 1 : line + strlen(line);
    return line;
}

static void take_wish(const json_t *item)
{
    struct parse_wish wish;
    char what[PARSE_WHAT_BYTES] = "";
    if (!parse_wish(item, &wish, what)) {
        assert(what[0] != '\0');
        return;
    }
    assert(wish.status == 1 || (wish.status >= 3 && wish.status <= 5));
    assert(wish.short_code == NULL || strlen(wish.short_code) <= PARSE_SHORT_CODE_BYTES_MAX);
}

static void take_body(const char *body, size_t len)
{
    char what[PARSE_WHAT_BYTES] = "";
    json_t *document = parse_document(body, len, PARSE_BULK_BYTES_MAX, what);
    const json_t *agents = document != NULL ? parse_agents(document, what) : NULL;
    assert((agents != NULL) == (what[0] == '\0'));
    for (size_t i = 0; i < json_array_size(agents); i++) {
        const char *id = parse_agent_id(json_array_get(agents, i), what);
        assert(id == NULL || strlen(id) <= PARSE_ID_BYTES_MAX);
        take_wish(json_array_get(agents, i));
    }
    take_wish(document);
    json_decref(document);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    char *text = strndup((const char *)bytes, len);
    char *at = text;
    struct parse_address address;
    struct parse_basic basic;
    char group[PARSE_ID_BYTES_MAX + 1] = "";
    bool bad = false;
    if (parse_address(take_line(&at), &address) >= PARSE_AGENTS)
        assert(address.alias[0] != '\0');
    if (parse_basic(take_line(&at), &basic))
        assert(basic.key[0] != '\0' && basic.secret[0] != '\0' && strchr(basic.key, ':') == NULL);
    if (parse_group(take_line(&at), group, &bad))
        assert(!bad && group[0] != '\0');
    parse_number(group);
    take_body(at, strlen(at));
    free(text);
    return 0;
}
