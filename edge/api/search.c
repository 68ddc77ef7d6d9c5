/* Conditions of Search operations; see search.h. It must not know what is searched. */
#include "edge/api/search.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "edge/api/tags.h"

bool search_object_field(const struct book_object *object, const char *field, char text[SEARCH_FIELD_BYTES])
{
    if (strcmp(field, "name") == 0)
        snprintf(text, SEARCH_FIELD_BYTES, "%s", object->name);
    else if (strcmp(field, "description") == 0)
        snprintf(text, SEARCH_FIELD_BYTES, "%s", object->description);
    else if (strcmp(field, "resourceID") == 0 || strcmp(field, "resourceId") == 0)
        uuid_render(&object->uuid, text);
    else
        return false;
    return true;
}

bool search_begin(struct call *call, struct search *search, enum acd_subject kind, search_field_fn *field)
{
    *search = (struct search){.call = call, .kind = kind, .field = field};
    search->criteria = json_optional_object(&call->reader, "SearchCriteria");
    search->filter = json_optional_object(&call->reader, "SearchFilter");
    return call_good(call);
}

static bool fail(struct search *search, const char *what, const char *name)
{
    call_fail(search->call, API_INVALID_PARAMETER, "%s \"%.64s\".", what, name);
    return false;
}

/* "Contains" and the others compare without regard to case, as the vendor's search does. */
static bool compare(struct search *search, const char *text, const char *value, const char *how)
{
    if (strcmp(how, "EXACT") == 0)
        return strcasecmp(text, value) == 0;
    if (strcmp(how, "STARTS_WITH") == 0)
        return strncasecmp(text, value, strlen(value)) == 0;
    if (strcmp(how, "CONTAINS") == 0)
        return strcasestr(text, value) != NULL;
    return fail(search, "ComparisonType does not take the value", how);
}

static bool string_matches(struct search *search, const json_t *condition, uint32_t number)
{
    struct json_reader reader;
    char text[SEARCH_FIELD_BYTES] = "";
    json_reader_init(&reader, condition);
    const char *field = json_required_text(&reader, "FieldName", 1, 128);
    const char *value = json_required_text(&reader, "Value", 0, 1000);
    const char *how = json_optional_text(&reader, "ComparisonType", 1, 32);
    call_take_failure(search->call, &reader);
    if (reader.failed)
        return false;
    if (!search->field(search->call, number, field, text))
        return fail(search, "FieldName: nothing is searched by", field);
    return compare(search, text, value, how != NULL ? how : "EXACT");
}

static bool tag_matches(struct search *search, const json_t *condition, uint32_t number)
{
    const json_t *tags = tags_of(search->call, search->kind, number);
    const char *key = json_string_value(json_object_get(condition, "TagKey"));
    const char *value = json_string_value(json_object_get(condition, "TagValue"));
    const char *present = key != NULL ? json_string_value(json_object_get(tags, key)) : NULL;
    return present != NULL && (value == NULL || strcmp(present, value) == 0);
}

typedef bool condition_fn(struct search *search, const json_t *condition, uint32_t number, unsigned depth);

static bool list_matches(struct search *search, const json_t *list, uint32_t number, unsigned depth, bool all,
                         condition_fn *matches)
{
    size_t count = json_array_size(list);
    for (size_t i = 0; i < count; i++)
        if (matches(search, json_array_get(list, i), number, depth + 1) != all)
            return !all;
    return all || count == 0;
}

static bool criteria_match(struct search *search, const json_t *criteria, uint32_t number, unsigned depth)
{
    const char *name;
    json_t *condition;
    bool match = true;
    if (depth > SEARCH_DEPTH_MAX || search->budget++ > SEARCH_CONDITIONS_MAX)
        return fail(search, "SearchCriteria has too many conditions at", "a level");
    if (!json_is_object(criteria))
        return fail(search, "SearchCriteria must hold objects, not", "something else");
    json_object_foreach((json_t *)(uintptr_t)criteria, name, condition)
    {
        if (json_is_null(condition))
            continue;
        if (strcmp(name, "StringCondition") == 0)
            match = string_matches(search, condition, number) && match;
        else if (strcmp(name, "AndConditions") == 0)
            match = list_matches(search, condition, number, depth, true, criteria_match) && match;
        else if (strcmp(name, "OrConditions") == 0)
            match = list_matches(search, condition, number, depth, false, criteria_match) && match;
        else if (strcmp(name, "QueueTypeCondition") != 0 && strcmp(name, "TypeCondition") != 0 &&
                 strcmp(name, "StateCondition") != 0 && strcmp(name, "StatusCondition") != 0)
            return fail(search, "SearchCriteria: this server does not search by", name);
    }
    return match;
}

/* A filter, one of its conditions, a list of conditions (which all must hold): they nest in several spellings that mean the same. */
static bool filter_matches(struct search *search, const json_t *filter, uint32_t number, unsigned depth)
{
    const char *name;
    json_t *condition;
    bool match = true;
    if (depth > SEARCH_DEPTH_MAX || search->budget++ > SEARCH_CONDITIONS_MAX)
        return fail(search, "SearchFilter has too many conditions at", "a level");
    if (json_is_array(filter))
        return list_matches(search, filter, number, depth, true, filter_matches);
    if (json_object_get(filter, "TagKey") != NULL)
        return tag_matches(search, filter, number);
    json_object_foreach((json_t *)(uintptr_t)filter, name, condition)
    {
        if (json_is_null(condition))
            continue;
        if (strcmp(name, "OrConditions") == 0)
            match = list_matches(search, condition, number, depth, false, filter_matches) && match;
        else if (strncmp(name, "And", 3) == 0 || strncmp(name, "Tag", 3) == 0 ||
                 strcmp(name, "AttributeFilter") == 0 || strcmp(name, "UserAttributeFilter") == 0)
            match = filter_matches(search, condition, number, depth + 1) && match;
        else
            return fail(search, "SearchFilter: this server does not filter by", name);
    }
    return match;
}

bool search_matches(struct search *search, uint32_t number)
{
    search->budget = 0;
    bool match = (search->criteria == NULL || criteria_match(search, search->criteria, number, 0)) &&
                 (search->filter == NULL || filter_matches(search, search->filter, number, 0));
    return match && search->call->error == API_GOOD;
}
