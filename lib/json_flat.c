/* A small flat object read without a document; see json.h. It must not take what json_parse() refuses, nor say why
 * something is not taken.
 *
 *     blanks { blanks "name" blanks : blanks "text" blanks , ... } blanks        of characters that stand for themselves
 *
 * Anything else is left to json_parse(), so there is one place that refuses and one wording. json_fuzz.c holds the two
 * against each other.
 */
#include <string.h>

#include "lib/character.h"
#include "lib/json.h"

static const char *skip_blanks(const char *at)
{
    while (*at == ' ' || *at == '\n' || *at == '\r' || *at == '\t')
        at++;
    return at;
}

/* Past blanks, one character of the grammar and blanks again; NULL if something else is there. */
static char *take(char *at, char wanted)
{
    at = (char *)(uintptr_t)skip_blanks(at);
    return *at == wanted ? (char *)(uintptr_t)skip_blanks(at + 1) : NULL;
}

/* A text in quotes, its end made a NUL; NULL if it is none of ours. */
static char *take_text(char *at, const char **text, size_t *len)
{
    if (*at != '"')
        return NULL;
    char *from = ++at;
    while (character_is(*at, CHARACTER_PLAIN))
        at++;
    if (*at != '"')
        return NULL;
    *at = '\0';
    *text = from;
    *len = (size_t)(at - from);
    return at + 1;
}

const struct json_flat_member *json_flat_find(const struct json_flat *flat, const char *name)
{
    for (size_t i = 0; i < flat->count; i++)
        if (strcmp(flat->members[i].name, name) == 0)
            return &flat->members[i];
    return NULL;
}

/* "name": "text"; NULL also for a name that came before. */
static char *take_member(struct json_flat *flat, char *at)
{
    struct json_flat_member member;
    size_t name_len;
    if (flat->count == JSON_FLAT_MEMBERS_MAX)
        return NULL;
    at = take_text(at, &member.name, &name_len);
    at = at ? take(at, ':') : NULL;
    at = at ? take_text(at, &member.text, &member.len) : NULL;
    if (!at || json_flat_find(flat, member.name))
        return NULL;
    flat->members[flat->count++] = member;
    return at;
}

/* Returns what is behind the last member. */
static char *take_members(struct json_flat *flat, char *at)
{
    char *next = at;
    if (*at == '}')
        return at;
    while (next) {
        at = take_member(flat, next);
        next = at ? take(at, ',') : NULL;
    }
    return at;
}

bool json_flat_read(struct json_flat *flat, const char *bytes, size_t len)
{
    if (len > JSON_FLAT_BYTES_MAX)
        return false;
    flat->count = 0;
    memcpy(flat->bytes, bytes, len);
    flat->bytes[len] = '\0';
    char *at = take(flat->bytes, '{');
    at = at ? take_members(flat, at) : NULL;
    at = at ? take(at, '}') : NULL;
    return at == flat->bytes + len;
}
