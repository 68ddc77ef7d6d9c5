/* Parses events and their bodies into facts; see fact.h, which draws how a body waits for its event. It keeps no fact
 * and decides nothing. */
#include "book/fact.h"

#include <stdlib.h>
#include <string.h>

static void drop_held(struct fact_reader *reader)
{
    if (reader->held)
        reader->skipped++;
    json_decref(reader->held);
    reader->held = NULL;
}

/* Those that have a body of their own. Any other body only tells why. */
static bool has_shape(unsigned kind)
{
    static const bool kinds[ACD_EVENT_KINDS] = {
        [ACD_CENTRE_CREATED] = true,      [ACD_STATUS_CREATED] = true,      [ACD_HOURS_CREATED] = true,
        [ACD_QUEUE_CREATED] = true,       [ACD_PROFILE_CREATED] = true,     [ACD_ENTRY_POINT_CREATED] = true,
        [ACD_AGENT_CREATED] = true,       [ACD_RECORDED] = true,            [ACD_SIGNED_IN] = true,
        [ACD_SIGNED_OUT] = true,          [ACD_CONTACT_STARTED] = true,     [ACD_CALL_PLACED] = true,
        [ACD_CONTACT_TRANSFERRED] = true, [ACD_MESSAGE_SENT] = true,        [ACD_GROUP_CREATED] = true,
        [ACD_REASON_LIST_CREATED] = true, [ACD_REASON_CREATED] = true,      [ACD_WHISPERED] = true,
    };
    return kind < ACD_EVENT_KINDS && kinds[kind];
}

/* Takes the reason out of a body that has just come; a body that holds nothing else is done with. */
static void take_why(struct fact_reader *reader, const struct acd_event *event)
{
    const char *why = NULL;
    reader->why.is_held = false;
    if (!body_parse_why(reader->held, &why))
        reader->skipped++;
    if (why) {
        reader->why = (struct fact_why){.is_held = true, .at = event->at};
        memcpy(reader->why.text, why, strlen(why));
    }
    bool is_only_why = reader->kind == ACD_EVENT_NONE || (why && !has_shape(reader->kind));
    if (!is_only_why)
        return;
    if (!why)
        reader->skipped++;
    json_decref(reader->held);
    reader->held = NULL;
}

static bool is_same(uint64_t one, uint64_t other)
{
    return one != 0 && one == other;
}

/* Is it one more thing that the same person did to the same? */
bool fact_is_same_deed(const struct acd_event *owner, const struct acd_event *event)
{
    unsigned kind;
    unsigned owner_kind;
    uint64_t number;
    uint64_t owner_number;
    fact_subject(event, &kind, &number);
    fact_subject(owner, &owner_kind, &owner_number);
    return event->at == owner->at && event->actor == owner->actor && event->actor_id == owner->actor_id &&
           ((kind == owner_kind && number == owner_number) || is_same(event->agent, owner->agent) ||
            is_same(event->contact, owner->contact) || is_same(event->previous, owner->contact));
}

/* The reason of this event, or NULL. */
static const char *find_why(struct fact_why *why, const struct acd_event *event)
{
    if (why->at != event->at)
        why->is_held = false;
    if (!why->is_held || event->actor == ACD_ACTOR_SYSTEM)
        return NULL;
    if (!why->has_owner) {
        why->has_owner = true;
        why->owner = *event;
    }
    return fact_is_same_deed(&why->owner, event) ? why->text : NULL;
}

bool fact_reader_waits(const struct fact_reader *reader)
{
    return reader->held != NULL || reader->why.is_held;
}

/* The body of this event, or NULL. */
static json_t *take_document(struct fact_reader *reader, const struct acd_event *event, const void *bytes,
                             size_t len)
{
    if (len > 0) {
        drop_held(reader);
        reader->held = body_open(bytes, len);
        reader->events = 0;
        reader->why.is_held = false;
        if (reader->held) {
            reader->kind = body_kind(reader->held, event->kind);
            take_why(reader, event);
        } else {
            reader->skipped++;
        }
    } else if (reader->held && ++reader->events >= ACD_BATCH_EVENTS_MAX) {
        drop_held(reader);
    }
    if (!reader->held || reader->kind != event->kind)
        return NULL;
    json_t *document = reader->held;
    reader->held = NULL;
    return document;
}

/* Is the record about the kind of thing that it must be about? */
static bool is_about(const struct acd_event *event)
{
    switch (event->record) {
    case BOOK_DOCUMENT_SET:
        return event->subject_kind < ACD_SUBJECT_KINDS;
    case BOOK_NAME_SET:
        return event->subject_kind != ACD_SUBJECT_AGENT && event->subject_kind != ACD_SUBJECT_CONTACT;
    case BOOK_NOTE_WRITTEN:
    case BOOK_ATTRIBUTES_SET:
        return event->subject_kind == ACD_SUBJECT_CONTACT;
    case BOOK_CONTACT_CHANGED:
        return event->subject_kind == ACD_SUBJECT_CONTACT || event->subject_kind == ACD_SUBJECT_CENTRE;
    case BOOK_HOURS_CHANGED:
        return event->subject_kind == ACD_SUBJECT_HOURS;
    case BOOK_ORIGINS_SET:
        return event->subject_kind == ACD_SUBJECT_CENTRE;
    case BOOK_ENTRY_POINT_CHANGED:
        return event->subject_kind == ACD_SUBJECT_ENTRY_POINT;
    case BOOK_GROUP_REMOVED:
        return event->subject_kind == ACD_SUBJECT_GROUP;
    case BOOK_REASON_CHANGED:
        return event->subject_kind == ACD_SUBJECT_REASON || event->subject_kind == ACD_SUBJECT_REASON_LIST;
    case BOOK_ERASED:
        return event->subject_kind == ACD_SUBJECT_CENTRE || event->subject_kind == ACD_SUBJECT_AGENT;
    default:
        return event->subject_kind == ACD_SUBJECT_AGENT;
    }
}

static bool parse_record(const json_t *document, struct fact *fact)
{
    if (!is_about(fact->event))
        return false;
    switch (fact->event->record) {
    case BOOK_USER_CHANGED:
        return body_parse_user(document, &fact->user);
    case BOOK_ROLE_SET:
        return body_parse_role(document, &fact->role);
    case BOOK_PASSWORD_SET:
        return body_parse_password(document, &fact->password);
    case BOOK_NAME_SET:
        return body_parse_name(document, &fact->object);
    case BOOK_NOTE_WRITTEN:
        return body_parse_note(document, &fact->note);
    case BOOK_ATTRIBUTES_SET:
        return body_parse_attributes(document, &fact->attributes);
    case BOOK_HOURS_CHANGED:
        return body_parse_hours_changed(document, &fact->hours);
    case BOOK_ORIGINS_SET:
        return body_parse_origins(document, &fact->origins);
    case BOOK_ENTRY_POINT_CHANGED:
        return body_parse_entry_point_changed(document, &fact->entry_point);
    case BOOK_SESSIONS_CLOSED:
        return body_parse_keep(document, &fact->keep.has_session, fact->keep.session);
    case BOOK_KEY_CREATED:
    case BOOK_KEY_REVOKED:
        return body_parse_key(document, fact->event->record == BOOK_KEY_CREATED, &fact->key);
    case BOOK_DOCUMENT_SET:
        return body_parse_document(document, &fact->document);
    case BOOK_CONTACT_CHANGED:
        return body_parse_contact_change(document, &fact->contact_change) &&
               fact->contact_change.has_uuid == (fact->event->subject_kind == ACD_SUBJECT_CENTRE);
    case BOOK_GROUP_REMOVED:
        return true;
    case BOOK_REASON_CHANGED:
        return body_parse_reason_changed(document, &fact->reason);
    case BOOK_ERASED:
        return body_parse_erased(document, &fact->erased.body, fact->erased.contacts) &&
               (fact->erased.body.what == BODY_ERASED_USER) == (fact->event->subject_kind == ACD_SUBJECT_AGENT);
    default:
        return false;
    }
}

static bool parse_body(const json_t *document, struct fact *fact)
{
    switch (fact->event->kind) {
    case ACD_CENTRE_CREATED:
        return body_parse_centre(document, &fact->centre);
    case ACD_STATUS_CREATED:
    case ACD_QUEUE_CREATED:
    case ACD_PROFILE_CREATED:
    case ACD_GROUP_CREATED:
        return body_parse_object(document, &fact->object);
    case ACD_HOURS_CREATED:
        return body_parse_hours(document, &fact->hours);
    case ACD_ENTRY_POINT_CREATED:
        return body_parse_entry_point(document, &fact->entry_point);
    case ACD_AGENT_CREATED:
        return body_parse_agent(document, &fact->agent);
    case ACD_REASON_LIST_CREATED:
    case ACD_REASON_CREATED:
        return body_parse_reason(document, &fact->reason);
    case ACD_RECORDED:
        return parse_record(document, fact);
    case ACD_SIGNED_IN:
        return body_parse_session(document, &fact->session);
    case ACD_SIGNED_OUT:
        return body_parse_sign_out(document, &fact->sign_out);
    case ACD_CONTACT_STARTED:
        return body_parse_contact(document, &fact->started.contact, &fact->started.attributes,
                                  &fact->started.references);
    case ACD_CONTACT_TRANSFERRED:
        return body_parse_transferred(document, &fact->transferred);
    case ACD_CALL_PLACED:
        return body_parse_call(document, &fact->call);
    case ACD_MESSAGE_SENT:
    case ACD_WHISPERED:
        return body_parse_message(document, &fact->message);
    default:
        return false;
    }
}

void fact_reader_take(struct fact_reader *reader, const struct acd_event *event, const void *bytes, size_t len,
                      struct fact *fact)
{
    fact_reader_done(reader);
    fact->event = event;
    fact->previous_at = reader->at;
    fact->has_body = false;
    fact->body = NULL;
    reader->at = event->at;
    reader->lent = take_document(reader, event, bytes, len);
    fact->why = find_why(&reader->why, event);
    if (!reader->lent)
        return;
    fact->has_body = parse_body(reader->lent, fact);
    if (fact->has_body)
        fact->body = reader->lent;
    else
        reader->skipped++;
}

void fact_reader_done(struct fact_reader *reader)
{
    json_decref(reader->lent);
    reader->lent = NULL;
}

void fact_reader_free(struct fact_reader *reader)
{
    fact_reader_done(reader);
    reader->why.is_held = false;
    json_decref(reader->held);
    reader->held = NULL;
}

/* Those that are about an agent though they name other things too; contacts go before. */
static bool is_of_agent(const struct acd_event *event)
{
    switch (event->kind) {
    case ACD_AGENT_CREATED:
    case ACD_AGENT_PROFILE_SET:
    case ACD_AGENT_WRAPUP_SET:
    case ACD_AGENT_AUTO_ACCEPT_SET:
    case ACD_AGENT_ENABLED:
    case ACD_AGENT_DISABLED:
    case ACD_AGENT_DELETED:
    case ACD_AGENT_OFFER_TIME_SET:
    case ACD_AGENT_LIMIT_SET:
    case ACD_AGENT_BLEND_SET:
    case ACD_AGENT_GROUP_SET:
    case ACD_SUPERVISOR_GROUP_SET:
    case ACD_SIGNED_IN:
    case ACD_SIGNED_OUT:
    case ACD_STATUS_SET:
    case ACD_NEXT_STATUS_SET:
    case ACD_NEXT_STATUS_CLEARED:
    case ACD_PAGE_OPENED:
    case ACD_PAGE_LOST:
    case ACD_PAGE_CLOSED:
    case ACD_AGENT_REVIEWED:
        return true;
    default:
        return false;
    }
}

void fact_subject(const struct acd_event *event, unsigned *kind, uint64_t *number)
{
    if (event->kind == ACD_RECORDED) {
        *kind = event->subject_kind;
        *number = event->subject;
    } else if (event->contact) {
        *kind = ACD_SUBJECT_CONTACT;
        *number = event->contact;
    } else if (is_of_agent(event)) {
        *kind = ACD_SUBJECT_AGENT;
        *number = event->agent;
    } else {
        const struct {
            unsigned kind;
            uint32_t number;
        } things[] = {{ACD_SUBJECT_PROFILE, event->profile},         {ACD_SUBJECT_ENTRY_POINT, event->entry_point},
                      {ACD_SUBJECT_QUEUE, event->queue},             {ACD_SUBJECT_HOURS, event->hours},
                      {ACD_SUBJECT_STATUS, event->status},           {ACD_SUBJECT_REASON, event->reason},
                      {ACD_SUBJECT_REASON_LIST, event->reason_list}, {ACD_SUBJECT_GROUP, event->group}};
        size_t i = 0;
        while (i < sizeof things / sizeof *things && things[i].number == 0)
            i++;
        bool is_centre = i == sizeof things / sizeof *things;
        *kind = is_centre ? (unsigned)ACD_SUBJECT_CENTRE : things[i].kind;
        *number = is_centre ? 0 : things[i].number;
    }
}

bool fact_render_document(const json_t *document, size_t bytes_max, struct buf *text)
{
    char *dumped = document ? json_dumps(document, JSON_COMPACT) : NULL;
    const char *rendered = document ? dumped : "{}";
    bool good = rendered && strlen(rendered) <= bytes_max;
    if (good)
        buf_append_text(text, rendered);
    free(dumped);
    return good && !buf_failed(text);
}

bool fact_merge_attributes(const char *attributes, const json_t *change, struct buf *merged)
{
    json_t *present = *attributes ? json_loads(attributes, 0, NULL) : json_object();
    bool good = present && json_object_update(present, (json_t *)(uintptr_t)change) == 0 &&
                fact_render_document(present, BODY_ATTRIBUTES_BYTES_MAX, merged);
    json_decref(present);
    return good;
}

bool fact_merge(const char *present, const json_t *change, size_t bytes_max, struct buf *merged)
{
    const char *name;
    json_t *value;
    json_t *object = *present ? json_loads(present, 0, NULL) : json_object();
    bool good = object != NULL;
    json_object_foreach((json_t *)(uintptr_t)change, name, value)
    {
        if (json_is_null(value))
            json_object_del(object, name);
        else
            good = good && json_object_set(object, name, value) == 0;
    }
    good = good && fact_render_document(object, bytes_max, merged);
    json_decref(object);
    return good;
}

size_t fact_fold_username(const char *username, char folded[BODY_USERNAME_BYTES_MAX + 1])
{
    size_t len = 0;
    for (; username[len]; len++) {
        if (len == BODY_USERNAME_BYTES_MAX)
            return 0;
        char c = username[len];
        folded[len] = c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
    }
    folded[len] = '\0';
    return len;
}
