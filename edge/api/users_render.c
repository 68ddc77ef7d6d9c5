/* A user as DescribeUser and SearchUsers show it. It must not change one.
 *
 * AfterContactWorkTimeLimit is in seconds here and in milliseconds in SearchUsers: so the vendor documents it
 * (connect.md 3.4).
 */
#include "edge/api/operations.h"
#include "edge/api/tags.h"
#include "edge/api/users.h"

static int64_t acw_of(const struct acd_agent_view *view, int channel, bool search)
{
    return search ? view->wrapup_ms[channel] : view->wrapup_ms[channel] / 1000;
}

static void write_identity(struct call *call, const struct book_user *user, bool search)
{
    const json_t *addresses = call_setting(call, ACD_SUBJECT_AGENT, user->agent, "Addresses");
    json_member_object_begin(&call->writer, "IdentityInfo");
    json_member_text(&call->writer, "FirstName", user->first_name);
    json_member_text(&call->writer, "LastName", user->last_name);
    if (!search) {
        call_write_json(call, "Email", json_object_get(addresses, "Email"));
        call_write_json(call, "SecondaryEmail", json_object_get(addresses, "SecondaryEmail"));
        call_write_json(call, "Mobile", json_object_get(addresses, "Mobile"));
    }
    json_object_end(&call->writer);
}

static void write_phone_config(struct call *call, const struct acd_agent_view *view, bool search)
{
    const json_t *phone = call_setting(call, ACD_SUBJECT_AGENT, view->agent, "Phone");
    const json_t *type = json_object_get(phone, "PhoneType");
    json_member_object_begin(&call->writer, "PhoneConfig");
    if (type != NULL)
        call_write_json(call, "PhoneType", type);
    else
        json_member_text(&call->writer, "PhoneType", "SOFT_PHONE");
    json_member_bool(&call->writer, "AutoAccept", view->auto_accept[ACD_VOICE]);
    json_member_i64(&call->writer, "AfterContactWorkTimeLimit", acw_of(view, ACD_VOICE, search));
    call_write_json(call, "DeskPhoneNumber", json_object_get(phone, "DeskPhoneNumber"));
    call_write_json(call, "PersistentConnection", json_object_get(phone, "PersistentConnection"));
    json_object_end(&call->writer);
}

static void write_channel_configs(struct call *call, const struct acd_agent_view *view, bool search)
{
    struct json_writer *writer = &call->writer;
    json_member_array_begin(writer, "AutoAcceptConfigs");
    for (int channel = 0; channel < ACD_CHANNELS; channel++) {
        json_object_begin(writer);
        json_member_text(writer, "Channel", acd_channel_name((enum acd_channel)channel));
        json_member_bool(writer, "AutoAccept", view->auto_accept[channel]);
        json_object_end(writer);
    }
    json_array_end(writer);
    json_member_array_begin(writer, "AfterContactWorkConfigs");
    for (int channel = 0; channel < ACD_CHANNELS; channel++) {
        json_object_begin(writer);
        json_member_text(writer, "Channel", acd_channel_name((enum acd_channel)channel));
        json_member_object_begin(writer, "AfterContactWorkConfig");
        json_member_i64(writer, "AfterContactWorkTimeLimit", acw_of(view, channel, search));
        json_object_end(writer);
        json_object_end(writer);
    }
    json_array_end(writer);
    call_write_json(call, "PhoneNumberConfigs",
                    call_setting(call, ACD_SUBJECT_AGENT, view->agent, "PhoneNumberConfigs"));
    call_write_json(call, "PersistentConnectionConfigs",
                    call_setting(call, ACD_SUBJECT_AGENT, view->agent, "PersistentConnectionConfigs"));
    call_write_json(call, "VoiceEnhancementConfigs",
                    call_setting(call, ACD_SUBJECT_AGENT, view->agent, "VoiceEnhancementConfigs"));
}

static void write_security_profiles(struct call *call, const struct book_user *user)
{
    const json_t *chosen = call_setting(call, ACD_SUBJECT_AGENT, user->agent, "SecurityProfileIds");
    if (chosen != NULL) {
        call_write_json(call, "SecurityProfileIds", chosen);
        return;
    }
    char text[UUID_TEXT_BYTES];
    struct uuid uuid = security_profile_of(call, user->role);
    json_member_array_begin(&call->writer, "SecurityProfileIds");
    json_text_of(&call->writer, uuid_render(&uuid, text));
    json_array_end(&call->writer);
}

void user_write(struct call *call, uint32_t agent, bool summary_of_search)
{
    const struct book_user *user = book_find_user(call->book, agent);
    struct acd_agent_view view = {0};
    acd_agent_view(call->acd, agent, &view);
    const struct uuid *profile = call_uuid(call, ACD_SUBJECT_PROFILE, view.profile);
    call_write_id(call, "Id", &user->uuid);
    call_write_arn(call, "Arn", "agent", &user->uuid);
    json_member_text(&call->writer, "Username", user->username);
    write_identity(call, user, summary_of_search);
    write_phone_config(call, &view, summary_of_search);
    write_security_profiles(call, user);
    if (profile != NULL)
        call_write_id(call, "RoutingProfileId", profile);
    call_write_json(call, "HierarchyGroupId",
                    call_setting(call, ACD_SUBJECT_AGENT, agent, "HierarchyGroupId"));
    tags_write(call, tags_of(call, ACD_SUBJECT_AGENT, agent));
    write_channel_configs(call, &view, summary_of_search);
    if (!summary_of_search)
        call_write_changed(call, ACD_SUBJECT_AGENT, agent);
}
