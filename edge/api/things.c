/* Things that only the API knows; see things.h. It must not know their members but Name and Tags. */
#include "edge/api/things.h"

#include <stdio.h>
#include <string.h>

const struct thing_kind things_kinds[] = {
    {THING_QUICK_CONNECT, "transfer-destination"},
    {THING_HIERARCHY_GROUP, "agent-group"},
};
const size_t things_kinds_count = sizeof things_kinds / sizeof things_kinds[0];

const char *things_arn(const char *kind)
{
    size_t i = 0;
    while (strcmp(things_kinds[i].name, kind) != 0)
        i++; /* kinds are constants of this folder */
    return things_kinds[i].arn;
}

static const char *document_name(const char *kind, const struct uuid *uuid,
                                 char text[BODY_DOCUMENT_NAME_BYTES_MAX])
{
    char id[UUID_TEXT_BYTES];
    snprintf(text, BODY_DOCUMENT_NAME_BYTES_MAX, "%s/%s", kind, uuid_render(uuid, id));
    return text;
}

const json_t *things_find(const struct call *call, const char *kind, const struct uuid *uuid)
{
    char name[BODY_DOCUMENT_NAME_BYTES_MAX];
    return call_document(call, ACD_SUBJECT_CENTRE, 0, document_name(kind, uuid, name));
}

const json_t *things_get(struct call *call, const char *kind, const char *id, struct uuid *uuid)
{
    const json_t *thing = call_parse_id(id, uuid) ? things_find(call, kind, uuid) : NULL;
    if (thing == NULL)
        call_fail(call, API_NOT_FOUND, "There is no %s %.100s.", kind, id);
    return thing;
}

bool things_keep(struct call *call, const char *kind, const struct uuid *uuid, json_t *value)
{
    char name[BODY_DOCUMENT_NAME_BYTES_MAX];
    if (value != NULL)
        json_object_set_new(value, "ChangedAt", json_integer(call->now));
    return call_keep_document(call, ACD_SUBJECT_CENTRE, 0, document_name(kind, uuid, name), value);
}

const json_t *things_next(const struct call *call, const char *kind, uint64_t *seq, struct uuid *uuid)
{
    const struct book_document *document;
    size_t len = strlen(kind);
    while ((document = book_document_after(call->book, ACD_SUBJECT_CENTRE, *seq)) != NULL) {
        *seq = document->seq;
        if (strncmp(document->name, kind, len) == 0 && document->name[len] == '/' &&
            uuid_parse(document->name + len + 1, strlen(document->name + len + 1), uuid))
            return document->value;
    }
    return NULL;
}

uint64_t things_after(const struct call *call, const char *kind, uint64_t number)
{
    struct uuid uuid;
    return things_next(call, kind, &number, &uuid) != NULL ? number : 0;
}

const json_t *things_at(const struct call *call, uint64_t number, struct uuid *uuid)
{
    const struct book_document *document = book_document_after(call->book, ACD_SUBJECT_CENTRE, number - 1);
    const char *id = strrchr(document->name, '/') + 1; /* it was found by things_after() */
    uuid_parse(id, strlen(id), uuid);
    return document->value;
}

const json_t *things_tags(const struct call *call, uint64_t number)
{
    struct uuid uuid;
    return json_object_get(things_at(call, number, &uuid), "Tags");
}

void things_write_modified(struct call *call, const json_t *thing)
{
    call_write_modified(call, json_integer_value(json_object_get(thing, "ChangedAt")));
}

bool things_check_name(struct call *call, const char *kind, const char *name, const struct uuid *except)
{
    struct uuid uuid;
    uint64_t seq = 0;
    const json_t *thing;
    while (call_good(call) && (thing = things_next(call, kind, &seq, &uuid)) != NULL) {
        const char *other = json_string_value(json_object_get(thing, "Name"));
        if (other != NULL && strcmp(other, name) == 0 && (except == NULL || !uuid_equal(&uuid, except)))
            call_fail(call, API_DUPLICATE, "There is already a %s of this name.", kind);
    }
    return call->error == API_GOOD;
}
