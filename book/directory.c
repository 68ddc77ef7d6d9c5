/* The directory: sorts facts to the part of it that they concern; see directory.h. Never writes anything and never
 * answers about the past. */
#include "book/directory.h"

void directory_init(struct directory *directory)
{
    *directory = (struct directory){.reader = {.held = NULL}};
    objects_init(&directory->objects);
    users_init(&directory->users);
    sessions_init(&directory->sessions);
    contacts_init(&directory->contacts);
    documents_init(&directory->documents);
    changes_init(&directory->changes);
}

void directory_free(struct directory *directory)
{
    objects_free(&directory->objects);
    users_free(&directory->users);
    sessions_free(&directory->sessions);
    contacts_free(&directory->contacts);
    documents_free(&directory->documents);
    changes_free(&directory->changes);
    whys_free(&directory->whys);
    fact_reader_free(&directory->reader);
}

void directory_expire(struct directory *directory, int64_t now)
{
    sessions_expire(&directory->sessions, now);
    contacts_expire(&directory->contacts, now);
}

static bool set_password(struct directory *directory, uint64_t agent, const struct body_password *password)
{
    if (!users_set_password(&directory->users, agent, password))
        return false;
    sessions_close_all(&directory->sessions, (uint32_t)agent, password->has_keep ? password->keep : NULL);
    return true;
}

/* A live chain is not erased; if one is, it loses what the directory shows of it all the same. */
static void erase_contacts(struct directory *directory, const struct body_erased *erased)
{
    for (uint32_t i = 0; i < erased->count; i++) {
        contacts_erase(&directory->contacts, erased->contacts[i].contact, &erased->contacts[i].uuid);
        documents_forget(&directory->documents, ACD_SUBJECT_CONTACT, erased->contacts[i].contact);
    }
}

static bool erase(struct directory *directory, const struct fact *fact)
{
    uint32_t agent = (uint32_t)fact->event->subject;
    if (fact->erased.body.what == BODY_ERASED_CONTACT) {
        erase_contacts(directory, &fact->erased.body);
        return true;
    }
    documents_forget(&directory->documents, ACD_SUBJECT_AGENT, agent);
    sessions_close_all(&directory->sessions, agent, NULL);
    whys_put(&directory->whys, agent, NULL, NULL);
    return users_erase(&directory->users, agent, &fact->erased.body.uuid);
}

static bool apply_record(struct directory *directory, const struct fact *fact)
{
    uint64_t subject = fact->event->subject;
    switch (fact->event->record) {
    case BOOK_USER_CHANGED:
        return users_change(&directory->users, subject, &fact->user);
    case BOOK_ROLE_SET:
        return users_set_role(&directory->users, subject, fact->role);
    case BOOK_PASSWORD_SET:
        return set_password(directory, subject, &fact->password);
    case BOOK_NAME_SET:
        return objects_name(&directory->objects, fact->event->subject_kind, subject, &fact->object);
    case BOOK_NOTE_WRITTEN:
        return contacts_set_note(&directory->contacts, subject, fact->note.text);
    case BOOK_ATTRIBUTES_SET:
        return contacts_merge_attributes(&directory->contacts, subject, fact->attributes);
    case BOOK_HOURS_CHANGED:
        return objects_change_hours(&directory->objects, subject, &fact->hours);
    case BOOK_ORIGINS_SET:
        objects_set_origins(&directory->objects, &fact->origins);
        return true;
    case BOOK_ENTRY_POINT_CHANGED:
        return objects_change_entry_point(&directory->objects, subject, &fact->entry_point);
    case BOOK_SESSIONS_CLOSED:
        sessions_close_all(&directory->sessions, (uint32_t)subject,
                           fact->keep.has_session ? fact->keep.session : NULL);
        return true;
    case BOOK_KEY_CREATED:
        return users_create_key(&directory->users, subject, &fact->key);
    case BOOK_KEY_REVOKED:
        return users_revoke_key(&directory->users, subject, &fact->key);
    case BOOK_REASON_CHANGED:
        return objects_change_reason(&directory->objects, fact->event->subject_kind, subject, &fact->reason);
    case BOOK_GROUP_REMOVED:
        objects_delete(&directory->objects, ACD_SUBJECT_GROUP, (uint32_t)subject);
        documents_forget(&directory->documents, ACD_SUBJECT_GROUP, subject);
        return true;
    case BOOK_DOCUMENT_SET:
        return documents_set(&directory->documents, fact->event->subject_kind, subject, fact->event->seq,
                             &fact->document);
    case BOOK_ERASED:
        return erase(directory, fact);
    case BOOK_CONTACT_CHANGED: /* a contact that is no longer live is history's */
        return fact->contact_change.has_uuid ||
               contacts_change(&directory->contacts, subject, &fact->contact_change);
    default:
        return true;
    }
}

static void sign_out(struct directory *directory, uint32_t agent, const struct body_sign_out *out)
{
    if (out->all)
        sessions_close_all(&directory->sessions, agent, NULL);
    else
        sessions_close(&directory->sessions, agent, out->session); /* it may have expired */
}

/* Renders the documents that came with the contact, because the directory shows them as text. */
static bool start_contact(struct directory *directory, const struct fact *fact)
{
    const struct acd_event *event = fact->event;
    struct buf attributes;
    struct buf references;
    buf_init(&attributes, BODY_ATTRIBUTES_BYTES_MAX + 1);
    buf_init(&references, BODY_REFERENCES_BYTES_MAX + 1);
    struct contact_start start = {.body = fact->started.contact,
                                  .entry_point = event->entry_point,
                                  .channel = event->channel,
                                  .at = event->at};
    bool good = fact_render_document(fact->started.attributes, BODY_ATTRIBUTES_BYTES_MAX, &attributes) &&
                fact_render_document(fact->started.references, BODY_REFERENCES_BYTES_MAX, &references);
    start.body.attributes = buf_text(&attributes);
    start.body.references = buf_text(&references);
    good = good && contacts_start(&directory->contacts, event->contact, &start);
    buf_free(&attributes);
    buf_free(&references);
    return good;
}

static bool place_call(struct directory *directory, const struct fact *fact)
{
    const struct contact_start start = {.body = {.uuid = fact->call.uuid, .name = fact->call.name},
                                        .address = fact->call.address,
                                        .channel = ACD_VOICE,
                                        .at = fact->event->at};
    return contacts_start(&directory->contacts, fact->event->contact, &start);
}

/* What a body tells. False: it cannot be so (a number or a name is taken, the thing is unknown). */
static bool apply_body(struct directory *directory, const struct fact *fact)
{
    const struct acd_event *event = fact->event;
    switch (event->kind) {
    case ACD_CENTRE_CREATED:
        return objects_set_centre(&directory->objects, &fact->centre);
    case ACD_STATUS_CREATED:
        return objects_create(&directory->objects, ACD_SUBJECT_STATUS, event->status, &fact->object);
    case ACD_QUEUE_CREATED:
        return objects_create(&directory->objects, ACD_SUBJECT_QUEUE, event->queue, &fact->object);
    case ACD_PROFILE_CREATED:
        return objects_create(&directory->objects, ACD_SUBJECT_PROFILE, event->profile, &fact->object);
    case ACD_HOURS_CREATED:
        return objects_create_hours(&directory->objects, event->hours, &fact->hours);
    case ACD_ENTRY_POINT_CREATED:
        return objects_create_entry_point(&directory->objects, event->entry_point, &fact->entry_point);
    case ACD_AGENT_CREATED:
        return users_create(&directory->users, event->agent, &fact->agent);
    case ACD_GROUP_CREATED:
        return objects_create(&directory->objects, ACD_SUBJECT_GROUP, event->group, &fact->object);
    case ACD_REASON_LIST_CREATED:
        return objects_create_reason(&directory->objects, ACD_SUBJECT_REASON_LIST, event->reason_list, &fact->reason);
    case ACD_REASON_CREATED:
        return objects_create_reason(&directory->objects, ACD_SUBJECT_REASON, event->reason, &fact->reason);
    case ACD_RECORDED:
        return apply_record(directory, fact);
    case ACD_SIGNED_IN:
        return sessions_open(&directory->sessions, event->agent, event->at, &fact->session);
    case ACD_SIGNED_OUT:
        sign_out(directory, event->agent, &fact->sign_out);
        return true;
    case ACD_CONTACT_STARTED:
        return start_contact(directory, fact);
    case ACD_CONTACT_TRANSFERRED:
        return contacts_transfer(&directory->contacts, event->contact, event->previous, &fact->transferred);
    case ACD_CALL_PLACED:
        return place_call(directory, fact);
    default:
        return true; /* a message is history's */
    }
}

/* What an event tells without a body. */
static void apply_event(struct directory *directory, const struct acd_event *event)
{
    switch (event->kind) {
    case ACD_QUEUE_DELETED:
        objects_delete(&directory->objects, ACD_SUBJECT_QUEUE, event->queue);
        documents_forget(&directory->documents, ACD_SUBJECT_QUEUE, event->queue);
        break;
    case ACD_PROFILE_DELETED:
        objects_delete(&directory->objects, ACD_SUBJECT_PROFILE, event->profile);
        documents_forget(&directory->documents, ACD_SUBJECT_PROFILE, event->profile);
        break;
    case ACD_HOURS_DELETED:
        objects_delete(&directory->objects, ACD_SUBJECT_HOURS, event->hours);
        documents_forget(&directory->documents, ACD_SUBJECT_HOURS, event->hours);
        break;
    case ACD_AGENT_ENABLED:
    case ACD_AGENT_DISABLED:
        users_set_disabled(&directory->users, event->agent, event->kind == ACD_AGENT_DISABLED);
        break;
    case ACD_AGENT_DELETED:
        users_delete(&directory->users, event->agent);
        documents_forget(&directory->documents, ACD_SUBJECT_AGENT, event->agent);
        sessions_close_all(&directory->sessions, event->agent, NULL);
        break;
    case ACD_OFFER_ACCEPTED:
    case ACD_LEG_ANSWERED:
        if (event->leg_state == ACD_LEG_CONNECTED)
            contacts_connect(&directory->contacts, event->contact, event->agent);
        break;
    case ACD_TAKEN_OVER:
        contacts_connect(&directory->contacts, event->contact, event->agent);
        break;
    case ACD_CONTACT_ENDED:
        contacts_end(&directory->contacts, event->contact, event->at, event->cause);
        break;
    case ACD_CONTACT_FORGOTTEN:
        contacts_forget(&directory->contacts, event->contact);
        documents_forget(&directory->documents, ACD_SUBJECT_CONTACT, event->contact);
        break;
    default:
        break;
    }
}

static void note_change(struct directory *directory, const struct acd_event *event)
{
    unsigned kind;
    uint64_t number;
    if (changes_subject(event, &kind, &number))
        changes_note(&directory->changes, kind, number, event->at);
}

void directory_apply(struct directory *directory, const struct acd_event *event, const void *body, size_t body_len)
{
    struct fact fact;
    fact_reader_take(&directory->reader, event, body, body_len, &fact);
    if (fact.has_body && !apply_body(directory, &fact))
        directory->reader.skipped++;
    apply_event(directory, event);
    whys_apply(&directory->whys, &fact);
    note_change(directory, event);
    fact_reader_done(&directory->reader);
    directory_expire(directory, event->at);
}
