/* Words of a story: splitting a sentence, times, durations and names. It knows nothing of commands. */
#include "scenarios/story.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SECOND_MS = 1000, MINUTE_MS = 60 * SECOND_MS, HOUR_MS = 60 * MINUTE_MS, DAY_MS = 24 * HOUR_MS };

static const char *const actor_kinds[] = {"system", "agent",    "supervisor", "admin",
                                          "api",    "customer", "gateway",    "operator"};

bool story_fail(struct story *story, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    if (story->problem[0] == '\0')
        vsnprintf(story->problem, sizeof story->problem, format, arguments);
    va_end(arguments);
    return false;
}

/* Commas are for the reader: they end a word and are dropped. */
bool words_split(struct words *words, const char *line)
{
    size_t len = strlen(line);
    if (len >= sizeof words->text)
        return false;
    memcpy(words->text, line, len + 1);
    words->count = words->next = 0;
    for (char *at = words->text; *at != '\0';) {
        while (isspace((unsigned char)*at) || *at == ',')
            *at++ = '\0';
        if (*at == '\0')
            break;
        if (words->count == STORY_WORDS_MAX)
            return false;
        words->word[words->count++] = at;
        while (*at != '\0' && !isspace((unsigned char)*at) && *at != ',')
            at++;
    }
    return true;
}

const char *words_take(struct words *words)
{
    return words->next < words->count ? words->word[words->next++] : "";
}

bool words_take_if(struct words *words, const char *word)
{
    if (words->next == words->count || strcmp(words->word[words->next], word) != 0)
        return false;
    words->next++;
    return true;
}

bool words_at_end(const struct words *words)
{
    return words->next == words->count;
}

static int64_t unit_ms(const char *unit)
{
    static const struct {
        const char *unit;
        int64_t ms;
    } units[] = {{"ms", 1}, {"s", SECOND_MS}, {"m", MINUTE_MS}, {"h", HOUR_MS}, {"d", DAY_MS}};
    for (size_t i = 0; i < sizeof units / sizeof units[0]; i++)
        if (strcmp(unit, units[i].unit) == 0)
            return units[i].ms;
    return 0;
}

bool parse_duration(struct story *story, const char *text, int64_t *ms)
{
    char *end = NULL;
    long long count = strtoll(text, &end, 10);
    int64_t unit = end != text ? unit_ms(end) : 0;
    if (unit == 0)
        return story_fail(story, "\"%s\" is no duration such as 20s, 5m, 25h or 7d", text);
    *ms = count * unit;
    return true;
}

bool parse_clock(struct story *story, const char *text, int64_t *ms_of_day)
{
    int hours = 0, minutes = 0, seconds = 0, used = 0;
    if (sscanf(text, "%d:%d%n", &hours, &minutes, &used) < 2)
        return story_fail(story, "\"%s\" is no time such as 10:00 or 10:00:05", text);
    if (text[used] == ':')
        seconds = (int)strtol(text + used + 1, NULL, 10);
    *ms_of_day = hours * (int64_t)HOUR_MS + minutes * MINUTE_MS + seconds * SECOND_MS;
    return true;
}

bool parse_time(struct story *story, struct words *words, int64_t *at)
{
    int64_t day = 1, ms_of_day = 0;
    if (words_take_if(words, "day") && !parse_number(story, words_take(words), &day))
        return false;
    if (!parse_clock(story, words_take(words), &ms_of_day))
        return false;
    *at = STORY_DAY_1 + (day - 1) * (int64_t)DAY_MS + ms_of_day;
    return true;
}

bool parse_number(struct story *story, const char *text, int64_t *number)
{
    char *end = NULL;
    long long value = strtoll(text, &end, 10);
    if (end == text || *end != '\0')
        return story_fail(story, "\"%s\" is no number", text);
    *number = value;
    return true;
}

static bool same_word(const char *lower, const char *upper)
{
    while (*lower != '\0' && tolower((unsigned char)*lower) == tolower((unsigned char)*upper))
        lower++, upper++;
    return *lower == *upper;
}

bool parse_channel(struct story *story, const char *text, uint8_t *channel)
{
    for (unsigned i = 0; i < ACD_CHANNELS; i++)
        if (same_word(text, acd_channel_name((enum acd_channel)i))) {
            *channel = (uint8_t)i;
            return true;
        }
    return story_fail(story, "\"%s\" is no channel (voice, chat, task)", text);
}

bool parse_cause(struct story *story, const char *text, uint8_t *cause)
{
    for (unsigned i = 0; i < ACD_CAUSES; i++)
        if (same_word(text, acd_cause_name((enum acd_cause)i))) {
            *cause = (uint8_t)i;
            return true;
        }
    return story_fail(story, "\"%s\" is no cause", text);
}

bool parse_rule(struct story *story, const char *text, uint16_t *rule)
{
    for (unsigned i = 1; i < ACD_RULES; i++)
        if (same_word(text, acd_rule_name((enum acd_rule)i))) {
            *rule = (uint16_t)i;
            return true;
        }
    return story_fail(story, "\"%s\" is no rule", text);
}

bool parse_actor_kind(const char *text, uint8_t *kind)
{
    for (unsigned i = 0; i < sizeof actor_kinds / sizeof actor_kinds[0]; i++)
        if (strcmp(text, actor_kinds[i]) == 0) {
            *kind = (uint8_t)i;
            return true;
        }
    return false;
}

const char *actor_kind_name(unsigned kind)
{
    return kind < sizeof actor_kinds / sizeof actor_kinds[0] ? actor_kinds[kind] : "nobody";
}

const struct name *name_find(const struct story *story, enum name_kind kind, const char *text)
{
    for (unsigned i = story->name_count; i-- > 0;)
        if (story->names[i].kind == kind && strcmp(story->names[i].text, text) == 0)
            return &story->names[i];
    return NULL;
}

bool name_add(struct story *story, enum name_kind kind, const char *text, uint64_t number)
{
    if (story->name_count == STORY_NAMES_MAX || strlen(text) >= STORY_NAME_BYTES_MAX)
        return story_fail(story, "no room for the name \"%s\"", text);
    struct name *name = &story->names[story->name_count++];
    name->kind = kind;
    name->number = number;
    memcpy(name->text, text, strlen(text) + 1);
    return true;
}

bool parse_name(struct story *story, enum name_kind kind, const char *text, uint64_t *number)
{
    static const char *const words[NAME_KINDS] = {"status",          "hours",  "queue",   "profile",
                                                  "entry point",     "agent",  "contact", "group",
                                                  "list of reasons", "reason", "offer"};
    if (text[0] == '#') {
        int64_t value = 0;
        if (!parse_number(story, text + 1, &value))
            return false;
        *number = (uint64_t)value;
        return true;
    }
    const struct name *name = name_find(story, kind, text);
    if (name == NULL)
        return story_fail(story, "no %s is called \"%s\"", words[kind], text);
    *number = name->number;
    return true;
}

bool parse_name32(struct story *story, enum name_kind kind, const char *text, uint32_t *number)
{
    uint64_t value = 0;
    if (!parse_name(story, kind, text, &value))
        return false;
    *number = (uint32_t)value;
    return true;
}

void name_print(const struct story *story, enum name_kind kind, uint64_t number, struct buf *out)
{
    for (unsigned i = story->name_count; i-- > 0;)
        if (story->names[i].kind == kind && story->names[i].number == number) {
            buf_append_text(out, story->names[i].text);
            return;
        }
    buf_append_format(out, "#%" PRIu64, number);
}

void time_print(int64_t at, struct buf *out)
{
    if (at == ACD_NEVER || at == 0) {
        buf_append_text(out, "never");
        return;
    }
    int64_t ms = at - STORY_DAY_1;
    int64_t day = ms / DAY_MS + 1;
    ms %= DAY_MS;
    if (day != 1)
        buf_append_format(out, "day %" PRId64 " ", day);
    buf_append_format(out, "%02" PRId64 ":%02" PRId64 ":%02" PRId64, ms / HOUR_MS, ms / MINUTE_MS % 60,
                      ms / SECOND_MS % 60);
    if (ms % SECOND_MS != 0)
        buf_append_format(out, ".%03" PRId64, ms % SECOND_MS);
}

void duration_print(int64_t ms, struct buf *out)
{
    if (ms % SECOND_MS == 0)
        buf_append_format(out, "%" PRId64 "s", ms / SECOND_MS);
    else
        buf_append_format(out, "%" PRId64 "ms", ms);
}
