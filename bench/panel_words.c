/* Finding words in messages; see panel_words.h. It must not parse JSON. */
#include "bench/panel_words.h"

#include <stdlib.h>
#include <string.h>

#define LENGTH_OF(text) (sizeof(text) - 1)

static const char *find(const char *text, size_t len, const char *words)
{
    size_t words_len = strlen(words);
    const char *at = memmem(text, len, words, words_len);
    return at != NULL ? at + words_len : NULL;
}

static uint64_t number_after(const char *text, size_t len, const char *words)
{
    const char *at = find(text, len, words);
    uint64_t number = 0;
    if (at == NULL || at == text + len || *at < '0' || *at > '9')
        return UINT64_MAX;
    for (; at < text + len && *at >= '0' && *at <= '9'; at++)
        number = number * 10 + (uint64_t)(*at - '0');
    return number;
}

static void take_id(const char *text, size_t len, const char *member, struct panel_words *words)
{
    const char *at = find(text, len, member);
    if (at == NULL || (size_t)(text + len - at) < PANEL_ID_BYTES)
        return;
    memcpy(words->id, at, PANEL_ID_BYTES - 1);
    words->id[PANEL_ID_BYTES - 1] = '\0';
}

static void take_leg(const char *text, size_t len, struct panel_words *words)
{
    const char *state = find(text, len, "\"state\":\"");
    size_t left = state != NULL ? (size_t)(text + len - state) : 0;
    take_id(text, len, "\"contactId\":\"", words);
    words->number = number_after(text, len, "\"name\":\"crowd ");
    if (left > LENGTH_OF("CONNECTING\"") && strncmp(state, "CONNECTING\"", LENGTH_OF("CONNECTING\"")) == 0)
        words->kind = PANEL_OFFER;
    else if (left > LENGTH_OF("CONNECTED\"") && strncmp(state, "CONNECTED\"", LENGTH_OF("CONNECTED\"")) == 0)
        words->kind = PANEL_CONNECTED;
}

static void take_event(const char *text, size_t len, struct panel_words *words)
{
    static const struct {
        const char *kind;
        enum panel_kind word;
    } KINDS[] = {
        {"status\"", PANEL_STATUS}, {"statuses\"", PANEL_STATUSES}, {"leg_removed\"", PANEL_LEG_REMOVED}};
    const char *kind = find(text, len, "\"kind\":\"");
    size_t left = kind != NULL ? (size_t)(text + len - kind) : 0;
    if (left > LENGTH_OF("leg\"") && strncmp(kind, "leg\"", LENGTH_OF("leg\"")) == 0)
        take_leg(kind, left, words);
    for (size_t i = 0; i < sizeof KINDS / sizeof KINDS[0]; i++) {
        if (left > strlen(KINDS[i].kind) && strncmp(kind, KINDS[i].kind, strlen(KINDS[i].kind)) == 0)
            words->kind = KINDS[i].word;
    }
    if (words->kind == PANEL_LEG_REMOVED)
        take_id(text, len, "\"contactId\":\"", words);
}

static void take_telling(const char *text, size_t len, struct panel_words *words)
{
    if (find(text, len, "\"EventType\":\"STATE_CHANGE\"") == NULL)
        return;
    words->kind = PANEL_TOLD;
    words->number = number_after(text, len, "\"Username\":\"crowd");
}

struct panel_words panel_words_read(const char *text, size_t len)
{
    static const struct {
        const char *is;
        enum panel_kind kind;
    } KINDS[] = {{"{\"is\":\"snapshot\"", PANEL_SNAPSHOT},
                 {"{\"is\":\"done\"", PANEL_DONE},
                 {"{\"is\":\"refused\"", PANEL_REFUSED},
                 {"{\"is\":\"goodbye\"", PANEL_GOODBYE}};
    struct panel_words words = {.number = UINT64_MAX};
    if (len > 16 && strncmp(text, "{\"is\":\"event\"", 13) == 0)
        take_event(text, len, &words);
    else if (len > 8 && strncmp(text, "{\"id\":\"", 7) == 0)
        take_telling(text, len, &words);
    for (size_t i = 0; i < sizeof KINDS / sizeof KINDS[0]; i++) {
        if (len > strlen(KINDS[i].is) && strncmp(text, KINDS[i].is, strlen(KINDS[i].is)) == 0)
            words.kind = KINDS[i].kind;
    }
    if (words.kind == PANEL_SNAPSHOT)
        take_id(text, len, "\"status\":{\"id\":\"", &words);
    if (words.kind == PANEL_DONE)
        words.number = number_after(text, len, "\"id\":");
    return words;
}
