/* Core and book as JSON members (members.h). It must not decide anything. */
#include "edge/common/members.h"

#include "book/body.h"
#include "edge/common/names.h"
#include "edge/common/refusal.h"
#include "edge/common/words.h"

enum { MEMBERS_WORD_BYTES = 48 };

void members_word(struct json_writer *writer, const char *member, const char *name)
{
    char word[MEMBERS_WORD_BYTES];
    json_member_text(writer, member, lower_case(name, word, sizeof word));
}

void members_cause(struct json_writer *writer, const char *member, enum acd_cause cause)
{
    if (cause == ACD_CAUSE_ASKED)
        json_member_null(writer, member);
    else
        members_word(writer, member, acd_cause_name(cause));
}

/* ---- objects ---- */

void members_id_and_name(struct json_writer *writer, const struct book_object *object)
{
    words_uuid(writer, "id", object != NULL ? &object->uuid : NULL);
    json_member_text(writer, "name", object != NULL ? object->name : "");
}

void members_object(struct json_writer *writer, const char *member, const struct book_object *object)
{
    if (object == NULL) {
        json_member_null(writer, member);
        return;
    }
    words_begin_object(writer, member);
    members_id_and_name(writer, object);
    json_object_end(writer);
}

void members_object_of(struct json_writer *writer, const char *member, const struct book *book,
                       enum acd_subject kind, uint32_t number)
{
    members_object(writer, member, number != 0 ? book_find_object(book, kind, number) : NULL);
}

void members_id_of(struct json_writer *writer, const char *member, const struct book *book,
                   enum acd_subject kind, uint32_t number)
{
    const struct book_object *object = number != 0 ? book_find_object(book, kind, number) : NULL;
    words_uuid(writer, member, object != NULL ? &object->uuid : NULL);
}

/* ---- users ---- */

void members_agent_id(struct json_writer *writer, const char *member, const struct book *book, uint32_t agent)
{
    const struct book_user *user = agent != 0 ? book_find_user(book, agent) : NULL;
    words_uuid(writer, member, user != NULL ? &user->uuid : NULL);
}

void members_agent(struct json_writer *writer, const char *member, const struct book *book, uint32_t agent)
{
    char name[SHOWN_NAME_BYTES];
    const struct book_user *user = agent != 0 ? book_find_user(book, agent) : NULL;
    if (user == NULL) {
        json_member_null(writer, member);
        return;
    }
    words_begin_object(writer, member);
    words_uuid(writer, "id", &user->uuid);
    json_member_text(writer, "name", name_for_colleagues(user, name));
    json_object_end(writer);
}

void members_user(struct json_writer *writer, const char *member, const struct book_user *user)
{
    json_member_object_begin(writer, member);
    words_uuid(writer, "id", &user->uuid);
    json_member_text(writer, "username", user->username);
    json_member_text(writer, "firstName", user->first_name);
    json_member_text(writer, "lastName", user->last_name);
    json_member_text(writer, "role", book_role_name(user->role));
    json_object_end(writer);
}

void members_centre(struct json_writer *writer, const struct acd *acd, const struct book *book)
{
    const struct book_centre *centre = book_centre(book);
    json_member_object_begin(writer, "centre");
    words_uuid(writer, "id", &centre->uuid);
    json_member_text(writer, "alias", centre->alias);
    json_member_text(writer, "model", acd_model(acd) == ACD_MODEL_VCC ? "vcc" : "connect");
    json_object_end(writer);
}

/* ---- statuses ---- */

const char *members_status_type(enum acd_status_type type)
{
    switch (type) {
    case ACD_STATUS_ROUTABLE:
        return "ROUTABLE";
    case ACD_STATUS_OFFLINE:
        return "OFFLINE";
    case ACD_STATUS_CUSTOM:
    case ACD_STATUS_NONE:
        break;
    }
    return "CUSTOM";
}

void members_status(struct json_writer *writer, const struct acd *acd, const struct book *book,
                    uint32_t status)
{
    struct acd_status view = {0};
    acd_status_view(acd, status, &view);
    members_id_and_name(writer, book_find_object(book, ACD_SUBJECT_STATUS, status));
    json_member_text(writer, "type", members_status_type(view.type));
}

const char *members_meaning(enum acd_meaning meaning)
{
    static const char *const NAMES[] = {[ACD_MEANS_REFUSED] = "refused",
                                        [ACD_MEANS_NOW] = "now",
                                        [ACD_MEANS_NEXT] = "next",
                                        [ACD_MEANS_CANCEL] = "cancel",
                                        [ACD_MEANS_NO_CHANGE] = "no_change"};
    return NAMES[meaning];
}

const char *members_actor(uint8_t kind)
{
    static const char *const NAMES[] = {
        [ACD_ACTOR_AGENT] = "agent", [ACD_ACTOR_SUPERVISOR] = "supervisor", [ACD_ACTOR_ADMIN] = "admin",
        [ACD_ACTOR_API] = "api",     [ACD_ACTOR_CUSTOMER] = "customer",     [ACD_ACTOR_OPERATOR] = "operator",
    };
    bool known = kind < sizeof NAMES / sizeof NAMES[0] && NAMES[kind] != NULL;
    return known ? NAMES[kind] : "system";
}

void members_by(struct json_writer *writer, const char *member, const struct book *book, uint8_t actor_kind,
                uint32_t actor_id)
{
    char name[SHOWN_NAME_BYTES];
    const struct book_user *user = actor_id != 0 ? book_find_user(book, actor_id) : NULL;
    json_member_object_begin(writer, member);
    json_member_text(writer, "kind", members_actor(actor_kind));
    words_uuid(writer, "id", user != NULL ? &user->uuid : NULL);
    json_member_text(writer, "name", user != NULL ? name_for_colleagues(user, name) : NULL);
    json_object_end(writer);
}

void members_slots(struct json_writer *writer, const struct acd_agent_view *agent)
{
    json_member_object_begin(writer, "slots");
    for (int channel = 0; channel < ACD_CHANNELS; channel++) {
        json_member_object_begin(writer, acd_channel_name((enum acd_channel)channel));
        json_member_i64(writer, "max", agent->slots_max[channel]);
        json_member_i64(writer, "active", agent->slots_active[channel]);
        json_member_i64(writer, "available", agent->slots_available[channel]);
        json_object_end(writer);
    }
    json_object_end(writer);
}

const char *members_activity(enum acd_activity activity)
{
    static const char *const NAMES[] = {
        [ACD_ACTIVITY_OFFLINE] = "OFFLINE",   [ACD_ACTIVITY_AVAILABLE] = "AVAILABLE",
        [ACD_ACTIVITY_CUSTOM] = "CUSTOM",     [ACD_ACTIVITY_INCOMING] = "INCOMING",
        [ACD_ACTIVITY_WRAPUP] = "WRAPUP",     [ACD_ACTIVITY_ON_CONTACT] = "ON_CONTACT",
        [ACD_ACTIVITY_REJECTED] = "REJECTED", [ACD_ACTIVITY_MISSED] = "MISSED",
        [ACD_ACTIVITY_ERROR] = "ERROR",       [ACD_ACTIVITY_MONITORING] = "MONITORING",
    };
    return NAMES[activity];
}
