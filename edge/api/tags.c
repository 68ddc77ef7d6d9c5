/* Tags, and the three operations on them; see tags.h. It must not know what a tag means. */
#include "edge/api/tags.h"

#include <string.h>

#include "edge/api/operations.h"
#include "edge/api/things.h"

#define DOCUMENT "tags"

enum { KEY_CHARACTERS_MAX = 128, VALUE_CHARACTERS_MAX = 256 };

const json_t *tags_of(const struct call *call, enum acd_subject kind, uint64_t number)
{
    return call_document(call, kind, number, DOCUMENT);
}

static void check_key(struct call *call, const char *key)
{
    size_t count = call_characters(key);
    if (count == 0 || count > KEY_CHARACTERS_MAX || strncmp(key, "aws:", 4) == 0)
        call_fail(call, API_INVALID_PARAMETER,
                  "A tag's key has 1 to %d characters and does not begin with aws:.", KEY_CHARACTERS_MAX);
}

static void check_tag(struct call *call, const char *key, const json_t *value)
{
    check_key(call, key);
    if (!json_is_string(value) || call_characters(json_string_value(value)) > VALUE_CHARACTERS_MAX)
        call_fail(call, API_INVALID_PARAMETER, "A tag's value is text of at most 256 characters.");
}

const json_t *tags_read(struct call *call, const char *member)
{
    const json_t *tags = json_optional_object(&call->reader, member);
    const char *key;
    json_t *value;
    if (json_object_size(tags) > TAGS_MAX)
        call_fail(call, API_INVALID_PARAMETER, "%s may hold at most %d tags.", member, TAGS_MAX);
    json_object_foreach((json_t *)(uintptr_t)tags, key, value)
    {
        check_tag(call, key, value);
    }
    return call_good(call) ? tags : NULL;
}

void tags_keep(struct call *call, enum acd_subject kind, uint64_t number, const json_t *tags)
{
    if (json_object_size(tags) > 0)
        call_keep_document(call, kind, number, DOCUMENT, json_deep_copy(tags));
}

void tags_write(struct call *call, const json_t *tags)
{
    json_member_object_begin(&call->writer, "Tags");
    const char *key;
    json_t *value;
    json_object_foreach((json_t *)(uintptr_t)tags, key, value)
    {
        json_member_text(&call->writer, key, json_string_value(value));
    }
    json_object_end(&call->writer);
}

void tags_remove(struct call *call, const char *member, json_t *tags)
{
    struct buf key;
    uint32_t n = 0;
    buf_init(&key, 1024);
    for (; call_query_nth(call, member, n, &key); n++) {
        check_key(call, buf_text(&key));
        json_object_del(tags, buf_text(&key));
        buf_clear(&key);
    }
    buf_free(&key);
    if (n == 0)
        call_fail(call, API_INVALID_PARAMETER, "%s is required.", member);
}

/* ---- by ARN ---- */

struct tagged {
    enum acd_subject kind;
    uint32_t number;
    const char *thing; /* its kind, or NULL: a subject of the core */
    struct uuid uuid;
};

static bool is_kind(const char *at, const char *kind)
{
    size_t len = strlen(kind);
    return strncmp(at, kind, len) == 0 && at[len] == '/';
}

static bool find_subject(struct call *call, const char *at, struct tagged *tagged)
{
    static const enum acd_subject KINDS[] = {ACD_SUBJECT_AGENT, ACD_SUBJECT_STATUS,
                                             ACD_SUBJECT_QUEUE, ACD_SUBJECT_PROFILE,
                                             ACD_SUBJECT_HOURS, ACD_SUBJECT_ENTRY_POINT};
    for (size_t i = 0; i < sizeof KINDS / sizeof KINDS[0]; i++) {
        if (!is_kind(at, call_arn_kind(KINDS[i])))
            continue;
        tagged->kind = KINDS[i];
        tagged->number = book_find_number(call->book, KINDS[i], &tagged->uuid);
        return tagged->number != 0;
    }
    for (size_t i = 0; i < things_kinds_count; i++) {
        if (!is_kind(at, things_kinds[i].arn))
            continue;
        tagged->thing = things_kinds[i].name;
        return things_find(call, tagged->thing, &tagged->uuid) != NULL;
    }
    return false;
}

/* "arn:aws:connect:region:account:instance/I[/kind/ID]" of this very instance. */
static bool find_tagged(struct call *call, struct tagged *tagged)
{
    const char *arn = call_path(call, "resourceArn");
    const char *instance = strstr(arn, ":instance/");
    struct uuid uuid;
    *tagged = (struct tagged){.kind = ACD_SUBJECT_CENTRE};
    bool found = strncmp(arn, "arn:", 4) == 0 && instance != NULL;
    const char *at = found ? instance + strlen(":instance/") : "";
    found = found && strlen(at) >= UUID_TEXT_LEN && uuid_parse(at, UUID_TEXT_LEN, &uuid) &&
            uuid_equal(&uuid, &book_centre(call->book)->uuid);
    at += found ? UUID_TEXT_LEN : 0;
    if (found && at[0] == '/')
        found = call_parse_id(arn, &tagged->uuid) && find_subject(call, at + 1, tagged);
    else
        found = found && at[0] == '\0';
    if (!found)
        call_fail(call, API_NOT_FOUND, "There is no resource %.200s.", arn);
    return found;
}

static const json_t *present_tags(struct call *call, const struct tagged *tagged)
{
    if (tagged->thing == NULL)
        return tags_of(call, tagged->kind, tagged->number);
    return json_object_get(things_find(call, tagged->thing, &tagged->uuid), "Tags");
}

/* Takes the reference of tags. */
static void replace_tags(struct call *call, const struct tagged *tagged, json_t *tags)
{
    if (tagged->thing == NULL) {
        bool empty = json_object_size(tags) == 0;
        call_keep_document(call, tagged->kind, tagged->number, DOCUMENT, empty ? NULL : tags);
        if (empty)
            json_decref(tags);
        return;
    }
    json_t *thing = json_deep_copy(things_find(call, tagged->thing, &tagged->uuid));
    json_object_set_new(thing, "Tags", tags);
    things_keep(call, tagged->thing, &tagged->uuid, thing);
}

void list_tags_for_resource(struct call *call)
{
    struct tagged tagged;
    if (!find_tagged(call, &tagged))
        return;
    const json_t *tags = present_tags(call, &tagged);
    json_t *none = tags == NULL ? json_object() : NULL;
    call_write_json(call, "tags", tags != NULL ? tags : none);
    json_decref(none);
}

void tag_resource(struct call *call)
{
    struct tagged tagged;
    json_required_object(&call->reader, "tags");
    const json_t *change = tags_read(call, "tags");
    if (!call_good(call) || !find_tagged(call, &tagged))
        return;
    const json_t *present = present_tags(call, &tagged);
    json_t *tags = present != NULL ? json_deep_copy(present) : json_object();
    json_object_update(tags, (json_t *)(uintptr_t)change);
    if (json_object_size(tags) > TAGS_MAX) {
        call_fail(call, API_INVALID_REQUEST, "A resource has at most %d tags.", TAGS_MAX);
        json_decref(tags);
        return;
    }
    replace_tags(call, &tagged, tags);
}

void untag_resource(struct call *call)
{
    struct tagged tagged;
    if (!find_tagged(call, &tagged))
        return;
    const json_t *present = present_tags(call, &tagged);
    json_t *tags = present != NULL ? json_deep_copy(present) : json_object();
    tags_remove(call, "tagKeys", tags);
    if (call_good(call) && !json_equal(tags, (json_t *)(uintptr_t)present))
        replace_tags(call, &tagged, tags);
    else
        json_decref(tags);
}
