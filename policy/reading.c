/* Places, problems and texts of a document being read (reading.h). It must not know what a member means. */
#include "policy/reading.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

struct policy_place policy_place_member(const struct policy_place *place, const char *name)
{
    struct policy_place below = *place;
    size_t len = strlen(below.pointer);

    if (len + 1 < sizeof below.pointer)
        below.pointer[len++] = '/';
    for (; *name != '\0' && len + 2 < sizeof below.pointer; name++) {
        if (*name == '~' || *name == '/')
            below.pointer[len++] = '~';
        below.pointer[len++] = (char)(*name == '~' ? '0' : *name == '/' ? '1' : *name);
    }
    below.pointer[len] = '\0';
    return below;
}

struct policy_place policy_place_item(const struct policy_place *place, size_t index)
{
    char number[24];

    snprintf(number, sizeof number, "%zu", index);
    return policy_place_member(place, number);
}

void policy_problem(struct policy_problems *problems, enum policy_level level,
                    const struct policy_place *place, const char *format, ...)
{
    va_list arguments;
    struct policy_problem *problem;

    problems->errors += level == POLICY_ERROR;
    problems->warnings += level == POLICY_WARNING;
    problems->notes += level == POLICY_NOTE;
    if (problems->count == POLICY_PROBLEMS_MAX)
        return;
    problem = &problems->list[problems->count++];
    problem->level = level;
    memcpy(problem->pointer, place->pointer, sizeof problem->pointer);
    va_start(arguments, format);
    vsnprintf(problem->sentence, sizeof problem->sentence, format, arguments);
    va_end(arguments);
}

const char *policy_what(const json_t *value, char text[POLICY_SENTENCE_BYTES])
{
    switch (json_typeof(value)) {
    case JSON_STRING:
        snprintf(text, POLICY_SENTENCE_BYTES, "\"%.100s\"%s", json_string_value(value),
                 json_string_length(value) > 100 ? "..." : "");
        break;
    case JSON_INTEGER:
        snprintf(text, POLICY_SENTENCE_BYTES, "%lld", (long long)json_integer_value(value));
        break;
    case JSON_REAL:
        snprintf(text, POLICY_SENTENCE_BYTES, "%g", json_real_value(value));
        break;
    case JSON_OBJECT:
        return "an object";
    case JSON_ARRAY:
        return "an array";
    case JSON_TRUE:
        return "true";
    case JSON_FALSE:
        return "false";
    default:
        return "null";
    }
    return text;
}

static bool listed(const char *name, const char *const *names, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(names[i], name) == 0)
            return true;
    return false;
}

void policy_only(struct policy_problems *problems, const struct policy_place *place, const json_t *object,
                 const char *const *names, size_t count)
{
    const char *name;
    json_t *value;
    char known[POLICY_SENTENCE_BYTES] = "";
    size_t len = 0;

    for (size_t i = 0; i < count && len < sizeof known - 1; i++)
        len += (size_t)snprintf(known + len, sizeof known - len, "%s%s", i == 0 ? "" : ", ", names[i]);
    json_object_foreach((json_t *)(uintptr_t)object, name, value)
    {
        struct policy_place member = policy_place_member(place, name);
        if (!listed(name, names, count))
            policy_problem(problems, POLICY_ERROR, &member, "there is no such member; one of %.380s", known);
    }
}

static bool printable(const char *text)
{
    for (; *text != '\0'; text++)
        if ((unsigned char)*text < ' ' || *text == 127)
            return false;
    return true;
}

const char *policy_text(struct policy_problems *problems, const struct policy_place *place,
                        const json_t *value, size_t min, size_t max)
{
    char what[POLICY_SENTENCE_BYTES];

    if (!json_is_string(value))
        policy_problem(problems, POLICY_ERROR, place, "must be text, not %.200s", policy_what(value, what));
    else if (json_string_length(value) < min || json_string_length(value) > max)
        policy_problem(problems, POLICY_ERROR, place, "must be text of %zu to %zu bytes, has %zu", min, max,
                       json_string_length(value));
    else if (!printable(json_string_value(value)))
        policy_problem(problems, POLICY_ERROR, place, "must not hold control characters");
    else
        return json_string_value(value);
    return "";
}

void policy_choices(char text[POLICY_SENTENCE_BYTES], const char *(*name)(unsigned index), unsigned count)
{
    size_t len = 0;

    text[0] = '\0';
    for (unsigned i = 0; i < count; i++)
        if (name(i) != NULL && len < POLICY_SENTENCE_BYTES - 1)
            len += (size_t)snprintf(text + len, POLICY_SENTENCE_BYTES - len, "%s%s", len == 0 ? "" : ", ",
                                    name(i));
}
