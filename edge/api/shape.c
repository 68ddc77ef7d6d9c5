/* Shapes of members; see shape.h. It must not know what a member means. */
#include "edge/api/shape.h"

const char *const shape_channels[] = {"VOICE", "CHAT", "TASK", "EMAIL", NULL};

static void check_text(struct call *call, const struct shape *shape, const json_t *value)
{
    size_t count = json_is_string(value) ? call_characters(json_string_value(value)) : 0;
    if (!json_is_string(value) || count < (size_t)shape->min || count > (size_t)shape->max)
        call_fail(call, API_INVALID_PARAMETER, "%s must be text of %lld to %lld characters.", shape->name,
                  (long long)shape->min, (long long)shape->max);
}

static void check_number(struct call *call, const struct shape *shape, const json_t *value)
{
    int64_t number = json_integer_value(value);
    if (!json_is_integer(value) || number < shape->min || number > shape->max)
        call_fail(call, API_INVALID_PARAMETER, "%s must be a number from %lld to %lld.", shape->name,
                  (long long)shape->min, (long long)shape->max);
}

static void check_word(struct call *call, const struct shape *shape, const json_t *value)
{
    if (!json_is_string(value))
        call_fail(call, API_INVALID_PARAMETER, "%s must be text.", shape->name);
    else
        call_word(call, shape->name, json_string_value(value), shape->words);
}

static void check_item_text(struct call *call, const struct shape *shape, const json_t *list, size_t place)
{
    const char *text = call_array_text(call, list, place, shape->name);
    if (text != NULL && shape->item_max != 0 && call_characters(text) > shape->item_max)
        call_fail(call, API_INVALID_PARAMETER, "%s must hold texts of 1 to %zu characters.", shape->name,
                  shape->item_max);
}

static void check_list(struct call *call, const struct shape *shape, const json_t *value)
{
    int64_t count = (int64_t)json_array_size(value);
    if (!json_is_array(value) || count < shape->min || count > shape->max)
        call_fail(call, API_INVALID_PARAMETER, "%s must be an array of %lld to %lld.", shape->name,
                  (long long)shape->min, (long long)shape->max);
    for (size_t i = 0; i < json_array_size(value) && call->error == API_GOOD; i++) {
        const json_t *item = json_array_get(value, i);
        if (shape->type == SHAPE_WORDS)
            check_word(call, shape, item);
        else if (shape->type == SHAPE_TEXTS)
            check_item_text(call, shape, value, i);
        else if (json_is_object(item))
            shape_check(call, item, shape->members);
        else
            call_fail(call, API_INVALID_PARAMETER, "%s must hold objects.", shape->name);
    }
}

static void check_value(struct call *call, const struct shape *shape, const json_t *value)
{
    switch (shape->type) {
    case SHAPE_TEXT:
        check_text(call, shape, value);
        break;
    case SHAPE_WORD:
        check_word(call, shape, value);
        break;
    case SHAPE_NUMBER:
        check_number(call, shape, value);
        break;
    case SHAPE_BOOL:
        if (!json_is_boolean(value))
            call_fail(call, API_INVALID_PARAMETER, "%s must be true or false.", shape->name);
        break;
    case SHAPE_PHONE:
        if (!json_is_string(value))
            call_fail(call, API_INVALID_PARAMETER, "%s must be text.", shape->name);
        call_check_phone(call, shape->name, json_string_value(value));
        break;
    case SHAPE_OBJECT:
        if (json_is_object(value))
            shape_check(call, value, shape->members);
        else
            call_fail(call, API_INVALID_PARAMETER, "%s must be an object.", shape->name);
        break;
    default:
        check_list(call, shape, value);
        break;
    }
}

void shape_check(struct call *call, const json_t *object, const struct shape *members)
{
    for (const struct shape *shape = members; shape->name != NULL && call->error == API_GOOD; shape++) {
        const json_t *value = json_object_get(object, shape->name);
        if (value != NULL && !json_is_null(value))
            check_value(call, shape, value);
        else if (shape->required)
            call_fail(call, API_INVALID_PARAMETER, "%s is required.", shape->name);
    }
}
