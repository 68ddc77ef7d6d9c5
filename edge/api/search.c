/* Lists and searches; see search.h. It must not know what is listed or searched. */
#include "edge/api/search.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "edge/api/tags.h"

/* ---- walking ---- */

static uint64_t next_of(const struct call *call, const struct walked *walked, uint64_t number)
{
    if (walked->next != NULL)
        return walked->next(call, number);
    if (walked->kind == ACD_SUBJECT_AGENT)
        return book_user_after(call->book, (uint32_t)number);
    return book_object_after(call->book, walked->kind, (uint32_t)number);
}

static const json_t *tags_of_walked(const struct call *call, const struct walked *walked, uint64_t number)
{
    return walked->tags != NULL ? walked->tags(call, number) : tags_of(call, walked->kind, number);
}

static void write_summary(struct call *call, const struct list_rules *rules, uint64_t number)
{
    json_object_begin(&call->writer);
    if (!rules->whole) {
        const struct book_object *object = book_find_object(call->book, rules->walked.kind, (uint32_t)number);
        call_write_id(call, "Id", &object->uuid);
        call_write_arn(call, "Arn", call_arn_kind(rules->walked.kind), &object->uuid);
        json_member_text(&call->writer, "Name", object->name);
    }
    if (rules->write != NULL)
        rules->write(call, number);
    json_object_end(&call->writer);
}

void list_run(struct call *call, const struct list_rules *rules, uint32_t max)
{
    struct page_walk walk;
    if (!call_good(call) || !page_begin_query(call, &walk, max))
        return;
    json_member_array_begin(&call->writer, rules->member);
    for (uint64_t number = 0; (number = next_of(call, &rules->walked, number)) != 0;)
        if ((rules->wanted == NULL || rules->wanted(call, number)) && page_take(&walk, number))
            write_summary(call, rules, number);
    json_array_end(&call->writer);
    page_end(call, &walk);
}

/* ---- conditions: checked once ---- */

struct search {
    struct call *call;
    const struct search_rules *rules;
    const json_t *criteria; /* NULL: all match */
    const json_t *filter;
    uint32_t budget;
};

typedef void check_fn(struct search *search, const json_t *condition, unsigned depth);

static bool within_budget(struct search *search, const char *what, const json_t *condition, unsigned depth)
{
    if (depth > SEARCH_DEPTH_MAX || search->budget++ > SEARCH_CONDITIONS_MAX)
        call_fail(search->call, API_INVALID_PARAMETER, "%s has too many conditions or levels.", what);
    else if (!json_is_object(condition))
        call_fail(search->call, API_INVALID_PARAMETER, "%s must hold objects.", what);
    return search->call->error == API_GOOD;
}

static void check_list(struct search *search, const json_t *list, const char *name, unsigned depth,
                       check_fn *check)
{
    if (!json_is_array(list))
        call_fail(search->call, API_INVALID_PARAMETER, "%s must be an array.", name);
    for (size_t i = 0; i < json_array_size(list) && search->call->error == API_GOOD; i++)
        check(search, json_array_get(list, i), depth + 1);
}

static bool is_field(const struct search_rules *rules, const char *field)
{
    for (size_t i = 0; rules->fields[i] != NULL; i++)
        if (strcasecmp(rules->fields[i], field) == 0)
            return true;
    return false;
}

static void check_string(struct search *search, const json_t *condition)
{
    static const char *const COMPARISONS[] = {"EXACT", "STARTS_WITH", "CONTAINS", NULL};
    struct json_reader reader;
    json_reader_init(&reader, condition);
    const char *field = json_optional_text(&reader, "FieldName", 1, 128);
    json_optional_text(&reader, "Value", 0, SEARCH_FIELD_BYTES);
    const char *how = json_optional_text(&reader, "ComparisonType", 1, 32);
    call_take_failure(search->call, &reader);
    if (search->call->error == API_GOOD && how != NULL)
        call_word(search->call, "ComparisonType", how, COMPARISONS);
    if (search->call->error == API_GOOD && (field == NULL || !is_field(search->rules, field)))
        call_fail(search->call, API_INVALID_PARAMETER, "FieldName: nothing is searched by \"%.64s\".",
                  field != NULL ? field : "");
}

static void check_own(struct search *search, const char *name, const json_t *condition, const char *what)
{
    if (search->rules == NULL || search->rules->more == NULL)
        call_fail(search->call, API_INVALID_PARAMETER, "%s does not take \"%.64s\".", what, name);
    else
        search->rules->more(search->call, 0, name, condition);
}

static void check_criteria(struct search *search, const json_t *criteria, unsigned depth)
{
    const char *name;
    json_t *condition;
    if (!within_budget(search, "SearchCriteria", criteria, depth))
        return;
    json_object_foreach((json_t *)(uintptr_t)criteria, name, condition)
    {
        if (json_is_null(condition))
            continue;
        if (strcmp(name, "StringCondition") == 0)
            check_string(search, condition);
        else if (strcmp(name, "AndConditions") == 0 || strcmp(name, "OrConditions") == 0)
            check_list(search, condition, name, depth, check_criteria);
        else
            check_own(search, name, condition, "SearchCriteria");
    }
}

static void check_tag(struct search *search, const json_t *condition)
{
    struct json_reader reader;
    json_reader_init(&reader, condition);
    json_optional_text(&reader, "TagKey", 0, 512);
    json_optional_text(&reader, "TagValue", 0, 1024);
    call_take_failure(search->call, &reader);
}

/* Filters nest in several spellings that mean the same: a filter, one of its conditions, a list of conditions that all
 * must hold. */
static bool is_nesting(const char *name)
{
    static const char *const NAMES[] = {"TagFilter",           "AttributeFilter", "UserAttributeFilter",
                                        "FlowAttributeFilter", "AndCondition",    "AndConditions",
                                        "TagConditions",       "TagCondition"};
    for (size_t i = 0; i < sizeof NAMES / sizeof NAMES[0]; i++)
        if (strcmp(NAMES[i], name) == 0)
            return true;
    return false;
}

static bool is_tag(const json_t *filter)
{
    return json_object_get(filter, "TagKey") != NULL || json_object_get(filter, "TagValue") != NULL;
}

static void check_filter(struct search *search, const json_t *filter, unsigned depth)
{
    const char *name;
    json_t *condition;
    if (json_is_array(filter)) {
        check_list(search, filter, "SearchFilter", depth, check_filter);
        return;
    }
    if (!within_budget(search, "SearchFilter", filter, depth))
        return;
    if (is_tag(filter)) {
        check_tag(search, filter);
        return;
    }
    json_object_foreach((json_t *)(uintptr_t)filter, name, condition)
    {
        if (json_is_null(condition))
            continue;
        if (strcmp(name, "OrConditions") == 0)
            check_list(search, condition, name, depth, check_filter);
        else if (is_nesting(name))
            check_filter(search, condition, depth + 1);
        else
            check_own(search, name, condition, "SearchFilter");
    }
}

void search_check_tags(struct call *call, const json_t *filter)
{
    struct search search = {.call = call};
    if (filter != NULL && !json_is_null(filter))
        check_filter(&search, filter, 0);
}

/* ---- conditions: asked of each ---- */

/* Without regard to case, as the vendor's search compares. */
static bool compare(const char *text, const char *value, const char *how)
{
    if (how == NULL || strcmp(how, "EXACT") == 0)
        return strcasecmp(text, value) == 0;
    if (strcmp(how, "STARTS_WITH") == 0)
        return strncasecmp(text, value, strlen(value)) == 0;
    return strcasestr(text, value) != NULL;
}

static bool string_matches(const struct search *search, const json_t *condition, uint64_t number)
{
    char text[SEARCH_FIELD_BYTES] = "";
    const char *value = json_string_value(json_object_get(condition, "Value"));
    const char *how = json_string_value(json_object_get(condition, "ComparisonType"));
    return search->rules->field(search->call, number,
                                json_string_value(json_object_get(condition, "FieldName")), text) &&
           compare(text, value != NULL ? value : "", how);
}

static bool criteria_match(const struct search *search, const json_t *criteria, uint64_t number);

static bool any_criteria_match(const struct search *search, const json_t *list, uint64_t number)
{
    for (size_t i = 0; i < json_array_size(list); i++)
        if (criteria_match(search, json_array_get(list, i), number))
            return true;
    return json_array_size(list) == 0;
}

static bool criteria_match(const struct search *search, const json_t *criteria, uint64_t number)
{
    const char *name;
    json_t *condition;
    bool match = true;
    json_object_foreach((json_t *)(uintptr_t)criteria, name, condition)
    {
        if (json_is_null(condition))
            continue;
        if (strcmp(name, "StringCondition") == 0)
            match = match && string_matches(search, condition, number);
        else if (strcmp(name, "OrConditions") == 0)
            match = match && any_criteria_match(search, condition, number);
        else if (strcmp(name, "AndConditions") != 0)
            match = match && search->rules->more(search->call, number, name, condition);
        for (size_t i = 0; strcmp(name, "AndConditions") == 0 && i < json_array_size(condition); i++)
            match = match && criteria_match(search, json_array_get(condition, i), number);
    }
    return match;
}

static bool tag_matches(const json_t *condition, const json_t *tags)
{
    const char *key = json_string_value(json_object_get(condition, "TagKey"));
    const char *value = json_string_value(json_object_get(condition, "TagValue"));
    const char *name;
    json_t *present;
    json_object_foreach((json_t *)(uintptr_t)tags, name, present)
    {
        if ((key == NULL || strcmp(name, key) == 0) &&
            (value == NULL || strcmp(json_string_value(present), value) == 0))
            return true;
    }
    return false;
}

/* search NULL: there are no conditions but of tags. */
static bool filter_matches(const struct search *search, const json_t *filter, uint64_t number,
                           const json_t *tags)
{
    const char *name;
    json_t *condition;
    bool match = true;
    for (size_t i = 0; json_is_array(filter) && i < json_array_size(filter); i++)
        match = match && filter_matches(search, json_array_get(filter, i), number, tags);
    if (json_is_array(filter))
        return match;
    if (is_tag(filter))
        return tag_matches(filter, tags);
    json_object_foreach((json_t *)(uintptr_t)filter, name, condition)
    {
        if (json_is_null(condition))
            continue;
        if (strcmp(name, "OrConditions") == 0) {
            bool any = json_array_size(condition) == 0;
            for (size_t i = 0; i < json_array_size(condition); i++)
                any = any || filter_matches(search, json_array_get(condition, i), number, tags);
            match = match && any;
        } else if (is_nesting(name)) {
            match = match && filter_matches(search, condition, number, tags);
        } else {
            match = match && search != NULL && search->rules->more(search->call, number, name, condition);
        }
    }
    return match;
}

bool search_tags_match(const json_t *filter, const json_t *tags)
{
    return filter == NULL || json_is_null(filter) || filter_matches(NULL, filter, 0, tags);
}

/* ---- searching ---- */

static bool matches(const struct search *search, uint64_t number)
{
    const struct search_rules *rules = search->rules;
    if (rules->wanted != NULL && !rules->wanted(search->call, number))
        return false;
    return (search->criteria == NULL || criteria_match(search, search->criteria, number)) &&
           (search->filter == NULL || filter_matches(search, search->filter, number,
                                                     tags_of_walked(search->call, &rules->walked, number)));
}

static bool begin(struct call *call, struct search *search, const struct search_rules *rules)
{
    *search = (struct search){.call = call, .rules = rules};
    search->criteria = json_optional_object(&call->reader, "SearchCriteria");
    search->filter = json_optional_object(&call->reader, "SearchFilter");
    if (call_good(call) && search->criteria != NULL)
        check_criteria(search, search->criteria, 0);
    if (call_good(call) && search->filter != NULL)
        check_filter(search, search->filter, 0);
    return call_good(call);
}

void search_run(struct call *call, const struct search_rules *rules, uint32_t max)
{
    struct page_walk walk;
    struct search search;
    if (!begin(call, &search, rules) || !page_begin_body(call, &walk, max, PAGING_TOKEN_MS_MAX))
        return;
    json_member_array_begin(&call->writer, rules->member);
    for (uint64_t number = 0; (number = next_of(call, &rules->walked, number)) != 0;) {
        if (!matches(&search, number) || !page_take(&walk, number))
            continue;
        json_object_begin(&call->writer);
        rules->write(call, number);
        json_object_end(&call->writer);
    }
    json_array_end(&call->writer);
    page_end(call, &walk);
    json_member_i64(&call->writer, "ApproximateTotalCount", walk.total);
}

bool search_object_field(const struct book_object *object, const char *field, char text[SEARCH_FIELD_BYTES])
{
    if (strcasecmp(field, "name") == 0)
        snprintf(text, SEARCH_FIELD_BYTES, "%s", object->name);
    else if (strcasecmp(field, "description") == 0)
        snprintf(text, SEARCH_FIELD_BYTES, "%s", object->description);
    else if (strcasecmp(field, "resourceID") == 0)
        uuid_render(&object->uuid, text);
    else
        return false;
    return true;
}
