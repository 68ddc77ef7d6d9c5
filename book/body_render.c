/* Renders the bodies that body.h documents. It decides nothing: what may be said is checked by parsing what was
 * rendered.
 *
 * Every body begins {"for":KIND, so that the book finds the event it belongs to among those of its batch.
 */
#include "book/body.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "book/body_check.h"
#include "lib/crypto.h"

static const char *const channel_names[ACD_CHANNELS] = {
    [ACD_VOICE] = "VOICE", [ACD_CHAT] = "CHAT", [ACD_TASK] = "TASK"};
static const char *const role_names[] = {[BOOK_ROLE_NONE] = "",
                                         [BOOK_ROLE_AGENT] = "agent",
                                         [BOOK_ROLE_SUPERVISOR] = "supervisor",
                                         [BOOK_ROLE_ADMIN] = "admin"};

const char *book_role_name(enum book_role role)
{
    return (unsigned)role <= BOOK_ROLE_ADMIN ? role_names[role] : "";
}

enum book_role book_role_find(const char *name)
{
    for (unsigned role = BOOK_ROLE_AGENT; role <= BOOK_ROLE_ADMIN; role++)
        if (strcmp(role_names[role], name) == 0)
            return (enum book_role)role;
    return BOOK_ROLE_NONE;
}

static struct json_writer begin(struct buf *buf, enum acd_event_kind kind)
{
    assert(buf->len == 0);
    struct json_writer writer;
    json_writer_init(&writer, buf);
    json_object_begin(&writer);
    json_member_i64(&writer, "for", kind);
    return writer;
}

/* Ends the body and checks it as the book will. */
static bool finish(struct buf *buf, struct json_writer *writer, body_check_fn *check)
{
    json_object_end(writer);
    bool good = !buf_failed(buf) && buf->len <= ACD_BODY_BYTES_MAX && body_check(buf->bytes, buf->len, check);
    if (!good)
        buf_clear(buf);
    return good;
}

static void member_uuid(struct json_writer *writer, const char *name, const struct uuid *uuid)
{
    char text[UUID_TEXT_BYTES];
    json_member_text(writer, name, uuid_render(uuid, text));
}

static void member_hash(struct json_writer *writer, const char *name, const uint8_t hash[BODY_HASH_BYTES])
{
    char text[BODY_HASH_BYTES * 2 + 1];
    json_member_text(writer, name, hex_encode(hash, BODY_HASH_BYTES, text));
}

static void member_optional(struct json_writer *writer, const char *name, const char *text)
{
    if (text)
        json_member_text(writer, name, text);
}

/* A number that no list knows becomes "", which the check refuses. */
static void member_channel(struct json_writer *writer, enum acd_channel channel)
{
    json_member_text(writer, "channel", (unsigned)channel < ACD_CHANNELS ? channel_names[channel] : "");
}

static void member_origins(struct json_writer *writer, const char *const *origins, uint32_t count)
{
    json_member_array_begin(writer, "origins");
    for (uint32_t i = 0; i < count && i < BODY_ORIGINS_MAX; i++)
        json_text_of(writer, origins[i]);
    json_array_end(writer);
}

static void member_week(struct json_writer *writer, const struct body_hours *hours)
{
    json_member_array_begin(writer, "week");
    for (uint32_t i = 0; i < hours->week_count && i < BODY_WEEK_MAX; i++) {
        json_object_begin(writer);
        json_member_i64(writer, "day", hours->week[i].day);
        json_member_i64(writer, "from", hours->week[i].from_minute);
        json_member_i64(writer, "to", hours->week[i].to_minute);
        json_object_end(writer);
    }
    json_array_end(writer);
}

/* A JSON object that the caller rendered. What is not one is left out and *good becomes false: it must not smuggle
 * members in. */
static void member_document(struct json_writer *writer, const char *name, const char *text, bool *good)
{
    if (!text)
        return;
    size_t len = strlen(text);
    if (body_check(text, len, NULL))
        json_member_raw(writer, name, text, len);
    else
        *good = false;
}

static void members_of_object(struct json_writer *writer, const struct body_object *object)
{
    member_uuid(writer, "uuid", &object->uuid);
    json_member_text(writer, "name", object->name);
    member_optional(writer, "description", object->description);
    if (object->display_order != 0)
        json_member_i64(writer, "displayOrder", object->display_order);
}

static bool render_object(struct buf *buf, enum acd_event_kind kind, const struct body_object *object)
{
    struct json_writer writer = begin(buf, kind);
    members_of_object(&writer, object);
    return finish(buf, &writer, body_check_object);
}

bool body_render_centre_created(struct buf *buf, const struct body_centre *centre)
{
    struct json_writer writer = begin(buf, ACD_CENTRE_CREATED);
    member_uuid(&writer, "uuid", &centre->uuid);
    json_member_text(&writer, "alias", centre->alias);
    member_optional(&writer, "region", centre->region);
    return finish(buf, &writer, body_check_centre);
}

bool body_render_status_created(struct buf *buf, const struct body_object *status)
{
    return render_object(buf, ACD_STATUS_CREATED, status);
}

bool body_render_queue_created(struct buf *buf, const struct body_object *queue)
{
    return render_object(buf, ACD_QUEUE_CREATED, queue);
}

bool body_render_profile_created(struct buf *buf, const struct body_object *profile)
{
    return render_object(buf, ACD_PROFILE_CREATED, profile);
}

bool body_render_hours_created(struct buf *buf, const struct body_hours *hours)
{
    struct json_writer writer = begin(buf, ACD_HOURS_CREATED);
    member_uuid(&writer, "uuid", &hours->uuid);
    json_member_text(&writer, "name", hours->name);
    member_optional(&writer, "description", hours->description);
    json_member_text(&writer, "timeZone", hours->time_zone);
    member_week(&writer, hours);
    return finish(buf, &writer, body_check_hours);
}

bool body_render_entry_point_created(struct buf *buf, const struct body_entry_point *entry_point)
{
    struct json_writer writer = begin(buf, ACD_ENTRY_POINT_CREATED);
    member_uuid(&writer, "uuid", &entry_point->uuid);
    json_member_text(&writer, "name", entry_point->name);
    member_optional(&writer, "description", entry_point->description);
    member_channel(&writer, entry_point->channel);
    member_origins(&writer, entry_point->origins, entry_point->origin_count);
    member_optional(&writer, "welcome", entry_point->welcome);
    return finish(buf, &writer, body_check_entry_point);
}

bool body_render_agent_created(struct buf *buf, const struct body_agent *agent)
{
    struct json_writer writer = begin(buf, ACD_AGENT_CREATED);
    member_uuid(&writer, "uuid", &agent->uuid);
    json_member_text(&writer, "username", agent->username);
    json_member_text(&writer, "firstName", agent->first_name);
    json_member_text(&writer, "lastName", agent->last_name);
    json_member_text(&writer, "role", book_role_name(agent->role));
    member_optional(&writer, "passwordHash", agent->password_hash);
    if (agent->must_change)
        json_member_bool(&writer, "mustChange", true);
    return finish(buf, &writer, body_check_agent);
}

bool body_render_group_created(struct buf *buf, const struct body_object *group)
{
    return render_object(buf, ACD_GROUP_CREATED, group);
}

static void members_of_reason(struct json_writer *writer, const struct body_reason *reason)
{
    member_optional(writer, "shortCode", reason->short_code);
    member_optional(writer, "category", reason->category);
}

static bool render_reason(struct buf *buf, enum acd_event_kind kind, const struct body_reason *reason)
{
    const struct body_object named = {.uuid = reason->uuid,
                                      .name = reason->name,
                                      .description = reason->description,
                                      .display_order = reason->display_order};
    struct json_writer writer = begin(buf, kind);
    members_of_object(&writer, &named);
    members_of_reason(&writer, reason);
    return finish(buf, &writer, body_check_reason);
}

bool body_render_reason_list_created(struct buf *buf, const struct body_reason *list)
{
    return render_reason(buf, ACD_REASON_LIST_CREATED, list);
}

bool body_render_reason_created(struct buf *buf, const struct body_reason *reason)
{
    return render_reason(buf, ACD_REASON_CREATED, reason);
}

bool body_render_reason_changed(struct buf *buf, const struct body_reason *reason)
{
    struct json_writer writer = begin(buf, ACD_RECORDED);
    members_of_reason(&writer, reason);
    return finish(buf, &writer, body_check_reason_changed);
}

bool body_render_group_removed(struct buf *buf)
{
    struct json_writer writer = begin(buf, ACD_RECORDED);
    return finish(buf, &writer, NULL);
}

bool body_render_user_changed(struct buf *buf, const struct body_user *user)
{
    struct json_writer writer = begin(buf, ACD_RECORDED);
    member_optional(&writer, "username", user->username);
    member_optional(&writer, "firstName", user->first_name);
    member_optional(&writer, "lastName", user->last_name);
    return finish(buf, &writer, body_check_user);
}

bool body_render_role_set(struct buf *buf, enum book_role role)
{
    struct json_writer writer = begin(buf, ACD_RECORDED);
    json_member_text(&writer, "role", book_role_name(role));
    return finish(buf, &writer, body_check_role);
}

bool body_render_password_set(struct buf *buf, const struct body_password *password)
{
    struct json_writer writer = begin(buf, ACD_RECORDED);
    json_member_text(&writer, "passwordHash", password->password_hash);
    json_member_bool(&writer, "mustChange", password->must_change);
    if (password->has_keep)
        member_hash(&writer, "keep", password->keep);
    return finish(buf, &writer, body_check_password);
}

bool body_render_name_set(struct buf *buf, const struct body_object *object)
{
    struct json_writer writer = begin(buf, ACD_RECORDED);
    member_optional(&writer, "name", object->name);
    member_optional(&writer, "description", object->description);
    if (object->display_order != 0)
        json_member_i64(&writer, "displayOrder", object->display_order);
    return finish(buf, &writer, body_check_name);
}

bool body_render_note_written(struct buf *buf, const struct body_note *note)
{
    struct json_writer writer = begin(buf, ACD_RECORDED);
    json_member_text(&writer, "text", note->text);
    json_member_text(&writer, "by", note->by);
    return finish(buf, &writer, body_check_note);
}

bool body_render_attributes_set(struct buf *buf, const char *attributes)
{
    bool good = true;
    struct json_writer writer = begin(buf, ACD_RECORDED);
    member_document(&writer, "attributes", attributes, &good);
    return finish(buf, &writer, body_check_attributes); /* left out: refused, because it is required */
}

bool body_render_hours_changed(struct buf *buf, const struct body_hours *hours)
{
    struct json_writer writer = begin(buf, ACD_RECORDED);
    json_member_text(&writer, "timeZone", hours->time_zone);
    member_week(&writer, hours);
    return finish(buf, &writer, body_check_hours_changed);
}

bool body_render_origins_set(struct buf *buf, const struct body_origins *origins)
{
    struct json_writer writer = begin(buf, ACD_RECORDED);
    member_origins(&writer, origins->origins, origins->origin_count);
    return finish(buf, &writer, body_check_origins);
}

bool body_render_entry_point_changed(struct buf *buf, const struct body_entry_point *entry_point)
{
    struct json_writer writer = begin(buf, ACD_RECORDED);
    member_channel(&writer, entry_point->channel);
    member_origins(&writer, entry_point->origins, entry_point->origin_count);
    member_optional(&writer, "welcome", entry_point->welcome);
    return finish(buf, &writer, body_check_entry_point_changed);
}

bool body_render_sessions_closed(struct buf *buf, const uint8_t *keep)
{
    struct json_writer writer = begin(buf, ACD_RECORDED);
    if (keep)
        member_hash(&writer, "keep", keep);
    return finish(buf, &writer, body_check_keep);
}

bool body_render_key_created(struct buf *buf, const struct body_key *key)
{
    struct json_writer writer = begin(buf, ACD_RECORDED);
    json_member_text(&writer, "accessKeyId", key->access_key_id);
    json_member_text(&writer, "secret", key->secret);
    return finish(buf, &writer, body_check_key_created);
}

bool body_render_key_revoked(struct buf *buf, const struct body_key *key)
{
    struct json_writer writer = begin(buf, ACD_RECORDED);
    json_member_text(&writer, "accessKeyId", key->access_key_id);
    return finish(buf, &writer, body_check_key_revoked);
}

bool body_render_document_set(struct buf *buf, const struct body_document *document)
{
    struct json_writer writer = begin(buf, ACD_RECORDED);
    json_member_text(&writer, "name", document->name);
    char *value = document->value ? json_dumps(document->value, JSON_COMPACT) : NULL;
    bool good = !document->value || (value && strlen(value) <= BODY_DOCUMENT_BYTES_MAX);
    if (value && good)
        json_member_raw(&writer, "document", value, strlen(value));
    free(value);
    bool fits = finish(buf, &writer, body_check_document);
    if (!good)
        buf_clear(buf);
    return fits && good;
}

static bool member_object(struct json_writer *writer, const char *name, const json_t *object, size_t bytes_max)
{
    char *text = object ? json_dumps(object, JSON_COMPACT) : NULL;
    bool good = !object || (text && strlen(text) <= bytes_max);
    if (text && good)
        json_member_raw(writer, name, text, strlen(text));
    free(text);
    return good;
}

bool body_render_contact_changed(struct buf *buf, const struct body_contact_change *change)
{
    struct json_writer writer = begin(buf, ACD_RECORDED);
    if (change->has_uuid)
        member_uuid(&writer, "contact", &change->uuid);
    member_optional(&writer, "name", change->name);
    member_optional(&writer, "description", change->description);
    bool good = member_object(&writer, "attributes", change->attributes, BODY_ATTRIBUTES_BYTES_MAX);
    good = member_object(&writer, "references", change->references, BODY_REFERENCES_BYTES_MAX) && good;
    good = member_object(&writer, "documents", change->documents, BODY_DOCUMENT_BYTES_MAX) && good;
    bool fits = finish(buf, &writer, body_check_contact_change);
    if (!good)
        buf_clear(buf);
    return fits && good;
}

/* The length of text, or where to cut it so that at most bytes_max bytes stay and no character is halved. */
static size_t cut(const char *text, size_t bytes_max)
{
    size_t len = strlen(text);
    if (len <= bytes_max)
        return len;
    len = bytes_max;
    while (len > 0 && ((unsigned char)text[len] & 0xC0) == 0x80)
        len--;
    return len;
}

bool body_render_signed_in(struct buf *buf, const struct body_session *session)
{
    struct json_writer writer = begin(buf, ACD_SIGNED_IN);
    member_hash(&writer, "session", session->session);
    json_member_i64(&writer, "expiresAt", session->expires_at);
    member_optional(&writer, "address", session->address);
    if (session->client)
        json_member_text_len(&writer, "client", session->client, cut(session->client, BODY_CLIENT_BYTES_MAX));
    return finish(buf, &writer, body_check_session);
}

bool body_render_signed_out(struct buf *buf, const uint8_t *session)
{
    struct json_writer writer = begin(buf, ACD_SIGNED_OUT);
    if (session)
        member_hash(&writer, "session", session);
    else
        json_member_bool(&writer, "all", true);
    return finish(buf, &writer, body_check_sign_out);
}

bool body_render_contact_started(struct buf *buf, const struct body_contact *contact)
{
    bool good = true;
    struct json_writer writer = begin(buf, ACD_CONTACT_STARTED);
    member_uuid(&writer, "uuid", &contact->uuid);
    json_member_text(&writer, "name", contact->name);
    member_optional(&writer, "customerName", contact->customer_name);
    member_optional(&writer, "description", contact->description);
    member_document(&writer, "attributes", contact->attributes, &good);
    member_document(&writer, "references", contact->references, &good);
    member_optional(&writer, "clientToken", contact->client_token);
    if (contact->has_customer_token)
        member_hash(&writer, "customerToken", contact->customer_token);
    bool fits = finish(buf, &writer, body_check_contact);
    if (!good)
        buf_clear(buf);
    return fits && good;
}

bool body_render_contact_transferred(struct buf *buf, const struct uuid *uuid)
{
    struct json_writer writer = begin(buf, ACD_CONTACT_TRANSFERRED);
    member_uuid(&writer, "uuid", uuid);
    return finish(buf, &writer, body_check_transferred);
}

bool body_render_call_placed(struct buf *buf, const struct body_call *call)
{
    struct json_writer writer = begin(buf, ACD_CALL_PLACED);
    member_uuid(&writer, "uuid", &call->uuid);
    json_member_text(&writer, "name", call->name);
    json_member_text(&writer, "address", call->address);
    return finish(buf, &writer, body_check_call);
}

static bool render_message(struct buf *buf, enum acd_event_kind kind, const struct body_message *message)
{
    struct json_writer writer = begin(buf, kind);
    member_uuid(&writer, "uuid", &message->uuid);
    json_member_text(&writer, "name", message->name);
    json_member_text(&writer, "text", message->text);
    return finish(buf, &writer, body_check_message);
}

bool body_render_message_sent(struct buf *buf, const struct body_message *message)
{
    return render_message(buf, ACD_MESSAGE_SENT, message);
}

bool body_render_whispered(struct buf *buf, const struct body_message *whisper)
{
    return render_message(buf, ACD_WHISPERED, whisper);
}
