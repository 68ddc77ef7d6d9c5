/* Parses the bodies that body.h documents, and refuses what is not their shape. It decides nothing and keeps
 * nothing. */
#include "book/body.h"

#include <string.h>

#include "book/body_check.h"
#include "lib/crypto.h"

json_t *body_open(const void *bytes, size_t len)
{
    const struct json_limits limits = {.bytes_max = ACD_BODY_BYTES_MAX, .depth_max = BODY_DEPTH_MAX};
    json_t *object = json_parse(bytes, len, &limits, NULL);
    if (object && !json_is_object(object)) {
        json_decref(object);
        object = NULL;
    }
    return object;
}

uint16_t body_kind(const json_t *object, uint16_t own_kind)
{
    struct json_reader reader;
    json_reader_init(&reader, object);
    return (uint16_t)json_optional_i64(&reader, "for", ACD_EVENT_NONE, UINT16_MAX, own_kind);
}

/* ---- members that several shapes have; each leaves a failure in the reader ---- */

static struct uuid read_uuid(struct json_reader *reader)
{
    struct uuid uuid = {{0}};
    const char *text = json_required_text(reader, "uuid", UUID_TEXT_LEN, UUID_TEXT_LEN);
    if (!reader->failed && !uuid_parse(text, strlen(text), &uuid))
        json_reader_fail(reader, "uuid", "must be a UUID");
    return uuid;
}

static const char *read_name(struct json_reader *reader, const char *name)
{
    return json_required_text(reader, name, 1, BODY_NAME_BYTES_MAX);
}

static const char *read_description(struct json_reader *reader)
{
    return json_optional_text(reader, "description", 0, BODY_DESCRIPTION_BYTES_MAX);
}

/* Returns whether the member is there; the hash is written only then. */
static bool read_hash(struct json_reader *reader, const char *name, uint8_t hash[BODY_HASH_BYTES])
{
    const char *text = json_optional_text(reader, name, BODY_HASH_BYTES * 2, BODY_HASH_BYTES * 2);
    if (!text)
        return false;
    if (hex_decode(text, strlen(text), hash, BODY_HASH_BYTES))
        return true;
    json_reader_fail(reader, name, "must be hex");
    return false;
}

static void require_hash(struct json_reader *reader, const char *name, uint8_t hash[BODY_HASH_BYTES])
{
    if (!read_hash(reader, name, hash))
        json_reader_fail(reader, name, "is required");
}

static enum book_role read_role(struct json_reader *reader)
{
    enum book_role role = book_role_find(json_required_text(reader, "role", 1, BODY_NAME_BYTES_MAX));
    if (role == BOOK_ROLE_NONE)
        json_reader_fail(reader, "role", "must be agent, supervisor or admin");
    return role;
}

static enum acd_channel read_channel(struct json_reader *reader)
{
    static const char *const names[ACD_CHANNELS] = {
        [ACD_VOICE] = "VOICE", [ACD_CHAT] = "CHAT", [ACD_TASK] = "TASK"};
    const char *name = json_required_text(reader, "channel", 1, BODY_NAME_BYTES_MAX);
    for (unsigned channel = 0; channel < ACD_CHANNELS; channel++)
        if (strcmp(names[channel], name) == 0)
            return (enum acd_channel)channel;
    json_reader_fail(reader, "channel", "must be VOICE, CHAT or TASK");
    return ACD_VOICE;
}

static uint32_t read_origins(struct json_reader *reader, const json_t *array, const char **origins)
{
    uint32_t count = (uint32_t)json_array_size(array);
    for (uint32_t i = 0; i < count; i++) {
        const json_t *item = json_array_get(array, i);
        size_t len = json_string_length(item);
        if (!json_is_string(item) || len == 0 || len > BODY_ORIGIN_BYTES_MAX)
            json_reader_fail(reader, "origins", "must hold origins");
        else
            origins[i] = json_string_value(item);
    }
    return count;
}

static void read_week(struct json_reader *reader, struct body_hours *hours)
{
    const json_t *week = json_required_array(reader, "week", BODY_WEEK_MAX);
    hours->time_zone = json_required_text(reader, "timeZone", 1, BODY_TIME_ZONE_BYTES_MAX);
    hours->week_count = (uint32_t)json_array_size(week);
    for (uint32_t i = 0; i < hours->week_count; i++) {
        struct json_reader window;
        json_reader_init(&window, json_array_get(week, i));
        struct book_window *read = &hours->week[i];
        read->day = (uint8_t)json_required_i64(&window, "day", 1, 7);
        read->from_minute = (uint16_t)json_required_i64(&window, "from", 0, 1439);
        read->to_minute = (uint16_t)json_required_i64(&window, "to", 1, 1440);
        if (window.failed || read->from_minute >= read->to_minute)
            json_reader_fail(reader, "week", "must hold windows {day, from, to}");
    }
}

/* ---- the shapes ---- */

bool body_parse_centre(const json_t *object, struct body_centre *centre)
{
    struct json_reader reader;
    json_reader_init(&reader, object);
    struct body_centre read = {
        .uuid = read_uuid(&reader),
        .alias = json_required_text(&reader, "alias", 1, BODY_ALIAS_BYTES_MAX),
        .region = json_optional_text(&reader, "region", 1, BODY_ALIAS_BYTES_MAX),
    };
    if (!reader.failed)
        *centre = read;
    return !reader.failed;
}

bool body_parse_object(const json_t *object, struct body_object *created)
{
    struct json_reader reader;
    json_reader_init(&reader, object);
    struct body_object read = {
        .uuid = read_uuid(&reader),
        .name = read_name(&reader, "name"),
        .description = read_description(&reader),
        .display_order = json_optional_i64(&reader, "displayOrder", 1, INT32_MAX, 0),
    };
    if (!reader.failed)
        *created = read;
    return !reader.failed;
}

bool body_parse_name(const json_t *object, struct body_object *changed)
{
    struct json_reader reader;
    json_reader_init(&reader, object);
    struct body_object read = {
        .name = json_optional_text(&reader, "name", 1, BODY_NAME_BYTES_MAX),
        .description = read_description(&reader),
        .display_order = json_optional_i64(&reader, "displayOrder", 1, INT32_MAX, 0),
    };
    if (!reader.failed)
        *changed = read;
    return !reader.failed;
}

static void read_codes(struct json_reader *reader, struct body_reason *reason)
{
    reason->short_code = json_optional_text(reader, "shortCode", 0, BODY_SHORT_CODE_BYTES_MAX);
    reason->category = json_optional_text(reader, "category", 0, BODY_CATEGORY_BYTES_MAX);
}

bool body_parse_reason(const json_t *object, struct body_reason *created)
{
    struct json_reader reader;
    json_reader_init(&reader, object);
    struct body_reason read = {
        .uuid = read_uuid(&reader),
        .name = read_name(&reader, "name"),
        .description = read_description(&reader),
        .display_order = json_optional_i64(&reader, "displayOrder", 1, INT32_MAX, 0),
    };
    read_codes(&reader, &read);
    if (!reader.failed)
        *created = read;
    return !reader.failed;
}

bool body_parse_reason_changed(const json_t *object, struct body_reason *changed)
{
    struct json_reader reader;
    json_reader_init(&reader, object);
    struct body_reason read = {.name = NULL};
    read_codes(&reader, &read);
    if (!reader.failed)
        *changed = read;
    return !reader.failed;
}

bool body_parse_hours(const json_t *object, struct body_hours *created)
{
    struct json_reader reader;
    json_reader_init(&reader, object);
    struct body_hours read = {
        .uuid = read_uuid(&reader),
        .name = read_name(&reader, "name"),
        .description = read_description(&reader),
    };
    read_week(&reader, &read);
    if (!reader.failed)
        *created = read;
    return !reader.failed;
}

bool body_parse_hours_changed(const json_t *object, struct body_hours *changed)
{
    struct json_reader reader;
    json_reader_init(&reader, object);
    struct body_hours read = {.name = NULL};
    read_week(&reader, &read);
    if (!reader.failed)
        *changed = read;
    return !reader.failed;
}

bool body_parse_entry_point(const json_t *object, struct body_entry_point *created)
{
    struct json_reader reader;
    json_reader_init(&reader, object);
    struct body_entry_point read = {
        .uuid = read_uuid(&reader),
        .name = read_name(&reader, "name"),
        .description = read_description(&reader),
        .welcome = json_optional_text(&reader, "welcome", 0, BODY_WELCOME_BYTES_MAX),
        .channel = read_channel(&reader),
    };
    read.origin_count =
        read_origins(&reader, json_optional_array(&reader, "origins", BODY_ORIGINS_MAX), read.origins);
    if (!reader.failed)
        *created = read;
    return !reader.failed;
}

bool body_parse_entry_point_changed(const json_t *object, struct body_entry_point *changed)
{
    struct json_reader reader;
    json_reader_init(&reader, object);
    struct body_entry_point read = {
        .welcome = json_optional_text(&reader, "welcome", 0, BODY_WELCOME_BYTES_MAX),
        .channel = read_channel(&reader),
    };
    read.origin_count =
        read_origins(&reader, json_required_array(&reader, "origins", BODY_ORIGINS_MAX), read.origins);
    if (!reader.failed)
        *changed = read;
    return !reader.failed;
}

bool body_parse_origins(const json_t *object, struct body_origins *origins)
{
    struct json_reader reader;
    json_reader_init(&reader, object);
    struct body_origins read = {.origin_count = 0};
    read.origin_count =
        read_origins(&reader, json_required_array(&reader, "origins", BODY_ORIGINS_MAX), read.origins);
    if (!reader.failed)
        *origins = read;
    return !reader.failed;
}

bool body_parse_agent(const json_t *object, struct body_agent *agent)
{
    struct json_reader reader;
    json_reader_init(&reader, object);
    struct body_agent read = {
        .uuid = read_uuid(&reader),
        .username = json_required_text(&reader, "username", 1, BODY_USERNAME_BYTES_MAX),
        .first_name = json_required_text(&reader, "firstName", 0, BODY_NAME_BYTES_MAX),
        .last_name = json_required_text(&reader, "lastName", 0, BODY_NAME_BYTES_MAX),
        .password_hash = json_optional_text(&reader, "passwordHash", 1, BODY_PASSWORD_HASH_BYTES_MAX),
        .role = read_role(&reader),
        .must_change = json_optional_bool(&reader, "mustChange", false),
    };
    if (!reader.failed)
        *agent = read;
    return !reader.failed;
}

bool body_parse_user(const json_t *object, struct body_user *user)
{
    struct json_reader reader;
    json_reader_init(&reader, object);
    struct body_user read = {
        .username = json_optional_text(&reader, "username", 1, BODY_USERNAME_BYTES_MAX),
        .first_name = json_optional_text(&reader, "firstName", 0, BODY_NAME_BYTES_MAX),
        .last_name = json_optional_text(&reader, "lastName", 0, BODY_NAME_BYTES_MAX),
    };
    if (!reader.failed)
        *user = read;
    return !reader.failed;
}

bool body_parse_role(const json_t *object, enum book_role *role)
{
    struct json_reader reader;
    json_reader_init(&reader, object);
    enum book_role read = read_role(&reader);
    if (!reader.failed)
        *role = read;
    return !reader.failed;
}

bool body_parse_password(const json_t *object, struct body_password *password)
{
    struct json_reader reader;
    json_reader_init(&reader, object);
    struct body_password read = {
        .password_hash = json_required_text(&reader, "passwordHash", 1, BODY_PASSWORD_HASH_BYTES_MAX),
        .must_change = json_required_bool(&reader, "mustChange"),
    };
    read.has_keep = read_hash(&reader, "keep", read.keep);
    if (!reader.failed)
        *password = read;
    return !reader.failed;
}

bool body_parse_session(const json_t *object, struct body_session *session)
{
    struct json_reader reader;
    json_reader_init(&reader, object);
    struct body_session read = {
        .expires_at = json_required_i64(&reader, "expiresAt", 0, INT64_MAX),
        .address = json_optional_text(&reader, "address", 0, BODY_ADDRESS_BYTES_MAX),
        .client =
            json_optional_text(&reader, "client", 0, BODY_CLIENT_BYTES_MAX * 3), /* U+FFFD for each odd byte */
    };
    require_hash(&reader, "session", read.session);
    if (!reader.failed)
        *session = read;
    return !reader.failed;
}

bool body_parse_sign_out(const json_t *object, struct body_sign_out *sign_out)
{
    struct json_reader reader;
    json_reader_init(&reader, object);
    struct body_sign_out read = {.all = json_optional_bool(&reader, "all", false)};
    if (!read.all)
        require_hash(&reader, "session", read.session);
    if (!reader.failed)
        *sign_out = read;
    return !reader.failed;
}

bool body_parse_keep(const json_t *object, bool *has_keep, uint8_t keep[BODY_HASH_BYTES])
{
    struct json_reader reader;
    json_reader_init(&reader, object);
    bool has = read_hash(&reader, "keep", keep);
    if (!reader.failed)
        *has_keep = has;
    return !reader.failed;
}

/* Attributes are a flat object of texts (connect's contact attributes). */
static void check_attributes(struct json_reader *reader, const json_t *attributes)
{
    void *at = json_object_iter((json_t *)(uintptr_t)attributes);
    for (; at; at = json_object_iter_next((json_t *)(uintptr_t)attributes, at))
        if (!json_is_string(json_object_iter_value(at)))
            json_reader_fail(reader, "attributes", "must hold texts");
}

bool body_parse_contact(const json_t *object, struct body_contact *contact, const json_t **attributes,
                        const json_t **references)
{
    struct json_reader reader;
    json_reader_init(&reader, object);
    struct body_contact read = {
        .uuid = read_uuid(&reader),
        .name = read_name(&reader, "name"),
        .customer_name = json_optional_text(&reader, "customerName", 0, BODY_NAME_BYTES_MAX),
        .description = read_description(&reader),
        .client_token = json_optional_text(&reader, "clientToken", 1, BODY_TOKEN_BYTES_MAX),
    };
    read.has_customer_token = read_hash(&reader, "customerToken", read.customer_token);
    const json_t *read_attributes = json_optional_object(&reader, "attributes");
    const json_t *read_references = json_optional_object(&reader, "references");
    check_attributes(&reader, read_attributes);
    if (!reader.failed) {
        *contact = read;
        *attributes = read_attributes;
        *references = read_references;
    }
    return !reader.failed;
}

bool body_parse_transferred(const json_t *object, struct uuid *uuid)
{
    struct json_reader reader;
    json_reader_init(&reader, object);
    struct uuid read = read_uuid(&reader);
    if (!reader.failed)
        *uuid = read;
    return !reader.failed;
}

bool body_parse_call(const json_t *object, struct body_call *call)
{
    struct json_reader reader;
    json_reader_init(&reader, object);
    struct body_call read = {
        .uuid = read_uuid(&reader),
        .name = read_name(&reader, "name"),
        .address = json_required_text(&reader, "address", 1, BODY_ADDRESS_BYTES_MAX),
    };
    if (!reader.failed)
        *call = read;
    return !reader.failed;
}

bool body_parse_message(const json_t *object, struct body_message *message)
{
    struct json_reader reader;
    json_reader_init(&reader, object);
    struct body_message read = {
        .uuid = read_uuid(&reader),
        .name = json_required_text(&reader, "name", 0, BODY_NAME_BYTES_MAX),
        .text = json_required_text(&reader, "text", 1, BODY_MESSAGE_BYTES_MAX),
    };
    if (!reader.failed)
        *message = read;
    return !reader.failed;
}

bool body_parse_note(const json_t *object, struct body_note *note)
{
    struct json_reader reader;
    json_reader_init(&reader, object);
    struct body_note read = {
        .text = json_required_text(&reader, "text", 0, BODY_NOTE_BYTES_MAX),
        .by = json_required_text(&reader, "by", 0, BODY_NAME_BYTES_MAX),
    };
    if (!reader.failed)
        *note = read;
    return !reader.failed;
}

bool body_parse_attributes(const json_t *object, const json_t **attributes)
{
    struct json_reader reader;
    json_reader_init(&reader, object);
    const json_t *read = json_required_object(&reader, "attributes");
    check_attributes(&reader, read);
    if (!reader.failed)
        *attributes = read;
    return !reader.failed;
}

bool body_parse_contact_change(const json_t *object, struct body_contact_change *change)
{
    struct json_reader reader;
    json_reader_init(&reader, object);
    struct body_contact_change read = {
        .name = json_optional_text(&reader, "name", 1, BODY_NAME_BYTES_MAX),
        .description = read_description(&reader),
        .attributes = json_optional_object(&reader, "attributes"),
        .references = json_optional_object(&reader, "references"),
        .documents = json_optional_object(&reader, "documents"),
    };
    const char *uuid = json_optional_text(&reader, "contact", UUID_TEXT_LEN, UUID_TEXT_LEN);
    read.has_uuid = uuid != NULL;
    if (uuid && !uuid_parse(uuid, strlen(uuid), &read.uuid))
        json_reader_fail(&reader, "contact", "must be a UUID");
    check_attributes(&reader, read.attributes);
    if (!reader.failed)
        *change = read;
    return !reader.failed;
}

bool body_parse_key(const json_t *object, bool created, struct body_key *key)
{
    struct json_reader reader;
    json_reader_init(&reader, object);
    struct body_key read = {.access_key_id = json_required_text(&reader, "accessKeyId", 1, BODY_KEY_BYTES_MAX)};
    if (created)
        read.secret = json_required_text(&reader, "secret", 1, BODY_KEY_BYTES_MAX);
    if (!reader.failed)
        *key = read;
    return !reader.failed;
}

bool body_parse_document(const json_t *object, struct body_document *document)
{
    struct json_reader reader;
    json_reader_init(&reader, object);
    struct body_document read = {
        .name = json_required_text(&reader, "name", 1, BODY_DOCUMENT_NAME_BYTES_MAX),
        .value = json_optional_object(&reader, "document"),
    };
    if (!reader.failed)
        *document = read;
    return !reader.failed;
}
