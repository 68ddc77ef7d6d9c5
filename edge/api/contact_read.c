/* What requests say of contacts, checked: attributes, references, segment attributes, times. It must not start or
 * change one. */
#include <string.h>

#include "edge/api/contacts.h"

enum {
    ATTRIBUTE_BYTES_MAX = 32767,
    REFERENCES_MAX = 64,
    REFERENCE_CHARACTERS_MAX = 4096, /* of a key, of a value */
    REFERENCE_BYTES_MAX = REFERENCE_CHARACTERS_MAX * 4,
    SEGMENT_NAME_BYTES_MAX = 128 * 4,
    SEGMENT_VALUE_BYTES_MAX = 1024 * 4,
    SCHEDULE_SKEW_MS = 60 * 1000
};
static const int64_t schedule_ms_max = INT64_C(6) * 24 * 60 * 60 * 1000;

void contact_check_attributes(struct call *call, const json_t *attributes)
{
    const char *name;
    json_t *value;
    json_object_foreach((json_t *)(uintptr_t)attributes, name, value)
    {
        if (name[0] == '\0' || strlen(name) > ATTRIBUTE_BYTES_MAX || !json_is_string(value) ||
            json_string_length(value) > ATTRIBUTE_BYTES_MAX)
            call_fail(call, API_INVALID_PARAMETER, "Attributes must be texts of at most %d bytes.",
                      ATTRIBUTE_BYTES_MAX);
    }
    if (attributes != NULL && json_dumpb(attributes, NULL, 0, JSON_COMPACT) > BODY_ATTRIBUTES_BYTES_MAX)
        call_fail(call, API_INVALID_PARAMETER, "Attributes may have at most %d bytes.",
                  BODY_ATTRIBUTES_BYTES_MAX);
}

static void check_reference(struct call *call, const char *name, const json_t *reference)
{
    static const char *const TYPES[] = {"URL",
                                        "ATTACHMENT",
                                        "CONTACT_ANALYSIS",
                                        "NUMBER",
                                        "STRING",
                                        "DATE",
                                        "EMAIL",
                                        "EMAIL_MESSAGE",
                                        "EMAIL_MESSAGE_PLAIN_TEXT",
                                        "EMAIL_MESSAGE_PLAIN_TEXT_REDACTED",
                                        "EMAIL_MESSAGE_REDACTED",
                                        NULL};
    struct json_reader reader;
    json_reader_init(&reader, reference);
    const char *type = json_required_text(&reader, "Type", 1, 64);
    const char *value = json_optional_text(&reader, "Value", 0, REFERENCE_BYTES_MAX);
    call_take_failure(call, &reader);
    if (call->error == API_GOOD)
        call_word(call, "Type", type, TYPES);
    if (name[0] == '\0' || call_characters(name) > REFERENCE_CHARACTERS_MAX ||
        (value != NULL && call_characters(value) > REFERENCE_CHARACTERS_MAX))
        call_fail(call, API_INVALID_PARAMETER,
                  "A reference's key must be text of 1 to %d characters, its Value of at most as many.",
                  REFERENCE_CHARACTERS_MAX);
}

void contact_check_references(struct call *call, const json_t *references)
{
    const char *name;
    json_t *value;
    if (json_object_size(references) > REFERENCES_MAX)
        call_fail(call, API_INVALID_PARAMETER, "References may hold at most %d entries.", REFERENCES_MAX);
    json_object_foreach((json_t *)(uintptr_t)references, name, value)
    {
        check_reference(call, name, value);
    }
    if (references != NULL && json_dumpb(references, NULL, 0, JSON_COMPACT) > BODY_REFERENCES_BYTES_MAX)
        call_fail(call, API_INVALID_PARAMETER, "References may have at most %d bytes.",
                  BODY_REFERENCES_BYTES_MAX);
}

static bool is_segment(const json_t *value);

/* Values within a value: the body's own depth bounds how deep. */
static bool are_segments(const json_t *map, const json_t *list)
{
    const char *name;
    json_t *value;
    bool good = true;
    json_object_foreach((json_t *)(uintptr_t)map, name, value)
    {
        good = good && is_segment(value);
    }
    for (size_t i = 0; i < json_array_size(list); i++)
        good = good && is_segment(json_array_get(list, i));
    return good;
}

static bool is_text(const json_t *value)
{
    return value == NULL || (json_is_string(value) && json_string_length(value) <= SEGMENT_VALUE_BYTES_MAX);
}

static bool is_segment(const json_t *value)
{
    const json_t *number = json_object_get(value, "ValueInteger");
    const json_t *map = json_object_get(value, "ValueMap");
    const json_t *list = json_object_get(value, "ValueList");
    return json_is_object(value) && is_text(json_object_get(value, "ValueString")) &&
           is_text(json_object_get(value, "ValueArn")) && (number == NULL || json_is_integer(number)) &&
           (map == NULL || json_is_object(map)) && (list == NULL || json_is_array(list)) &&
           are_segments(map, list);
}

void contact_check_segments(struct call *call, const json_t *segments)
{
    const char *name;
    json_t *value;
    json_object_foreach((json_t *)(uintptr_t)segments, name, value)
    {
        if (name[0] == '\0' || strlen(name) > SEGMENT_NAME_BYTES_MAX || !is_segment(value))
            call_fail(
                call, API_INVALID_PARAMETER,
                "SegmentAttributes must be objects with ValueString, ValueInteger, ValueMap, ValueList or "
                "ValueArn.");
    }
    if (segments != NULL && json_dumpb(segments, NULL, 0, JSON_COMPACT) > BODY_DOCUMENT_BYTES_MAX / 2)
        call_fail(call, API_INVALID_PARAMETER, "SegmentAttributes may have at most %d bytes.",
                  BODY_DOCUMENT_BYTES_MAX / 2);
}

void contact_cut_name(const char *text, char name[BODY_NAME_BYTES_MAX + 1])
{
    size_t len = strlen(text);
    if (len > BODY_NAME_BYTES_MAX) {
        len = BODY_NAME_BYTES_MAX;
        while (len > 0 && ((unsigned char)text[len] & 0xC0) == 0x80)
            len--;
    }
    memcpy(name, text, len);
    name[len] = '\0';
}

int64_t contact_read_time(struct call *call, const char *member)
{
    const json_t *value = json_object_get(call_json(call), member);
    if (value == NULL || json_is_null(value))
        return 0;
    double seconds = json_is_number(value) ? json_number_value(value) : -1;
    if (seconds < 0 || seconds > 4e10) {
        call_fail(call, API_INVALID_PARAMETER, "%s must be a time in epoch seconds.", member);
        return 0;
    }
    return (int64_t)(seconds * 1000.0 + 0.5);
}

int64_t contact_read_schedule(struct call *call)
{
    int64_t at = contact_read_time(call, "ScheduledTime");
    if (at != 0 && at < call->now - SCHEDULE_SKEW_MS)
        call_fail(call, API_INVALID_PARAMETER, "ScheduledTime is in the past.");
    if (at > call->now + schedule_ms_max)
        call_fail(call, API_INVALID_PARAMETER, "ScheduledTime is more than six days ahead.");
    return at;
}

void contact_keep(struct call *call, uint64_t contact, const char *member, json_t *value)
{
    const json_t *present = call_document(call, ACD_SUBJECT_CONTACT, contact, "contact");
    json_t *document = present != NULL ? json_deep_copy(present) : json_object();
    if (json_is_object(json_object_get(document, member)) && json_is_object(value)) {
        json_object_update(json_object_get(document, member), value);
        json_decref(value);
    } else {
        json_object_set_new(document, member, value);
    }
    call_keep_document(call, ACD_SUBJECT_CONTACT, contact, "contact", document);
}
