/* Asks of each shape of body whether it would be parsed; see body_check.h. It looks at nothing itself. */
#include "book/body_check.h"

/* What must hold beyond the shape: documents that are carried whole have their own limit. */
static bool is_small(const json_t *document, size_t bytes_max)
{
    return !document || json_dumpb(document, NULL, 0, JSON_COMPACT) <= bytes_max;
}

bool body_check(const char *bytes, size_t len, body_check_fn *check)
{
    json_t *object = body_open(bytes, len);
    bool good = object && (!check || check(object));
    json_decref(object);
    return good;
}

#define CHECK(shape, type)                                                                                        \
    bool body_check_##shape(const json_t *object)                                                                 \
    {                                                                                                             \
        type read;                                                                                                \
        return body_parse_##shape(object, &read);                                                                 \
    }

CHECK(centre, struct body_centre)
CHECK(object, struct body_object)
CHECK(name, struct body_object)
CHECK(hours, struct body_hours)
CHECK(hours_changed, struct body_hours)
CHECK(entry_point, struct body_entry_point)
CHECK(entry_point_changed, struct body_entry_point)
CHECK(origins, struct body_origins)
CHECK(agent, struct body_agent)
CHECK(user, struct body_user)
CHECK(role, enum book_role)
CHECK(password, struct body_password)
CHECK(session, struct body_session)
CHECK(sign_out, struct body_sign_out)
CHECK(transferred, struct uuid)
CHECK(call, struct body_call)
CHECK(message, struct body_message)
CHECK(note, struct body_note)
CHECK(document, struct body_document)
CHECK(contact_change, struct body_contact_change)
CHECK(reason, struct body_reason)
CHECK(reason_changed, struct body_reason)

bool body_check_keep(const json_t *object)
{
    bool has_keep;
    uint8_t keep[BODY_HASH_BYTES];
    return body_parse_keep(object, &has_keep, keep);
}

bool body_check_contact(const json_t *object)
{
    struct body_contact contact;
    const json_t *attributes;
    const json_t *references;
    return body_parse_contact(object, &contact, &attributes, &references) &&
           is_small(attributes, BODY_ATTRIBUTES_BYTES_MAX) && is_small(references, BODY_REFERENCES_BYTES_MAX);
}

bool body_check_attributes(const json_t *object)
{
    const json_t *attributes;
    return body_parse_attributes(object, &attributes) && is_small(attributes, BODY_ATTRIBUTES_BYTES_MAX);
}

bool body_check_key_created(const json_t *object)
{
    struct body_key key;
    return body_parse_key(object, true, &key);
}

bool body_check_key_revoked(const json_t *object)
{
    struct body_key key;
    return body_parse_key(object, false, &key);
}
