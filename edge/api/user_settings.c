/* A user's settings, read and kept: phone, wrap-up times, auto-accept, security profiles, hierarchy, addresses. It must
 * not render one.
 *
 * Each user_take_x() with agent 0 only checks what the request says, so that a request is refused as a whole before
 * anything of it is done.
 */
#include <string.h>

#include "edge/api/operations.h"
#include "edge/api/shape.h"
#include "edge/api/things.h"
#include "edge/api/users.h"

enum { ITEMS_MAX = 16, PROFILES_MAX = 10 };

static const char *const PHONE_TYPES[] = {"SOFT_PHONE", "DESK_PHONE", NULL};

static void keep(struct call *call, uint32_t agent, const char *member, json_t *value)
{
    if (agent != 0 && call_good(call))
        call_keep_setting(call, ACD_SUBJECT_AGENT, agent, member, value);
    else
        json_decref(value);
}

static void set_wrapup(struct call *call, uint32_t agent, int channel, int64_t seconds)
{
    struct acd_command command = call_command(call, ACD_SET_AGENT_WRAPUP);
    command.agent = agent;
    command.channel = (uint8_t)channel;
    command.duration_ms = seconds * 1000;
    if (agent != 0)
        call_decide(call, &command, NULL);
}

static void set_auto_accept(struct call *call, uint32_t agent, int channel, bool yes)
{
    struct acd_command command = call_command(call, ACD_SET_AGENT_AUTO_ACCEPT);
    command.agent = agent;
    command.channel = (uint8_t)channel;
    command.value = yes;
    if (agent != 0)
        call_decide(call, &command, NULL);
}

/* ---- the old form: one setting for all channels ---- */

void user_take_phone_config(struct call *call, uint32_t agent)
{
    struct json_reader reader;
    const json_t *config = json_optional_object(&call->reader, "PhoneConfig");
    if (config == NULL)
        return;
    json_reader_init(&reader, config);
    const char *type = json_optional_text(&reader, "PhoneType", 1, 32);
    const char *number = json_optional_text(&reader, "DeskPhoneNumber", 0, 32);
    bool auto_accept = json_optional_bool(&reader, "AutoAccept", false);
    bool has_limit = json_has(&reader, "AfterContactWorkTimeLimit");
    int64_t seconds = json_optional_i64(&reader, "AfterContactWorkTimeLimit", 0, ACW_SECONDS_MAX, 0);
    bool persistent = json_optional_bool(&reader, "PersistentConnection", false);
    call_take_failure(call, &reader);
    int desk = type != NULL ? call_word(call, "PhoneType", type, PHONE_TYPES) : 0;
    call_check_phone(call, "DeskPhoneNumber", number);
    if (desk == 1 && number == NULL)
        call_fail(call, API_INVALID_PARAMETER, "DeskPhoneNumber is required for DESK_PHONE.");
    if (!call_good(call))
        return;
    json_t *phone =
        json_pack("{s:s, s:b}", "PhoneType", PHONE_TYPES[desk], "PersistentConnection", persistent);
    if (number != NULL)
        json_object_set_new(phone, "DeskPhoneNumber", json_string(number));
    keep(call, agent, "Phone", phone);
    set_auto_accept(call, agent, ACD_VOICE, auto_accept);
    for (int channel = 0; has_limit && channel < ACD_CHANNELS; channel++)
        set_wrapup(call, agent, channel, seconds);
}

/* ---- the new form: per channel ---- */

/* EMAIL is accepted and ignored: requests that set all channels must work. False: nothing to do for this item. */
static bool read_channel(struct call *call, struct json_reader *item, enum acd_channel *channel)
{
    const char *text = json_required_text(item, "Channel", 1, 16);
    call_take_failure(call, item);
    if (call->error != API_GOOD || strcmp(text, "EMAIL") == 0)
        return false;
    return call_parse_channel(call, text, "Channel", channel);
}

static void take_auto_accept(struct call *call, uint32_t agent)
{
    const json_t *configs = json_optional_array(&call->reader, "AutoAcceptConfigs", ITEMS_MAX);
    struct json_reader item;
    enum acd_channel channel;
    for (size_t i = 0; call_item(call, configs, i, &item); i++) {
        bool yes = json_required_bool(&item, "AutoAccept");
        if (read_channel(call, &item, &channel))
            set_auto_accept(call, agent, channel, yes);
    }
}

static void take_wrapups(struct call *call, uint32_t agent)
{
    const json_t *configs = json_optional_array(&call->reader, "AfterContactWorkConfigs", ITEMS_MAX);
    struct json_reader item;
    struct json_reader limit;
    enum acd_channel channel;
    for (size_t i = 0; call_item(call, configs, i, &item); i++) {
        const json_t *config = json_required_object(&item, "AfterContactWorkConfig");
        if (!read_channel(call, &item, &channel))
            continue;
        json_reader_init(&limit, config);
        int64_t seconds = json_optional_i64(&limit, "AfterContactWorkTimeLimit", 0, ACW_SECONDS_MAX, 0);
        call_take_failure(call, &limit);
        set_wrapup(call, agent, channel, seconds);
    }
}

/* Lists that only the phone gateway will read are checked and kept. */
static void take_list(struct call *call, uint32_t agent, const char *member)
{
    const json_t *configs = json_optional_array(&call->reader, member, ITEMS_MAX);
    if (configs != NULL)
        keep(call, agent, member, json_deep_copy(configs));
}

static const char *const ENHANCEMENTS[] = {"VOICE_ISOLATION", "NOISE_SUPPRESSION", "NONE", NULL};
#define CHANNEL_SHAPE                                                                                        \
    {                                                                                                        \
        .name = "Channel", .type = SHAPE_WORD, .required = true, .words = shape_channels                     \
    }
static const struct shape ACCEPT_SHAPE[] = {CHANNEL_SHAPE,
                                            {.name = "AutoAccept", .type = SHAPE_BOOL, .required = true},
                                            {.name = "AgentFirstCallbackAutoAccept", .type = SHAPE_BOOL},
                                            {.name = NULL}};
static const struct shape LIMIT_SHAPE[] = {
    {.name = "AfterContactWorkTimeLimit", .type = SHAPE_NUMBER, .max = ACW_SECONDS_MAX}, {.name = NULL}};
static const struct shape WRAPUP_SHAPE[] = {
    CHANNEL_SHAPE,
    {.name = "AfterContactWorkConfig", .type = SHAPE_OBJECT, .required = true, .members = LIMIT_SHAPE},
    {.name = "AgentFirstCallbackAfterContactWorkConfig", .type = SHAPE_OBJECT, .members = LIMIT_SHAPE},
    {.name = NULL}};
static const struct shape PHONE_SHAPE[] = {
    CHANNEL_SHAPE,
    {.name = "PhoneType", .type = SHAPE_WORD, .required = true, .words = PHONE_TYPES},
    {.name = "PhoneNumber", .type = SHAPE_PHONE},
    {.name = NULL}};
static const struct shape PERSISTENT_SHAPE[] = {
    CHANNEL_SHAPE, {.name = "PersistentConnection", .type = SHAPE_BOOL, .required = true}, {.name = NULL}};
static const struct shape VOICE_SHAPE[] = {
    CHANNEL_SHAPE,
    {.name = "VoiceEnhancementMode", .type = SHAPE_WORD, .required = true, .words = ENHANCEMENTS},
    {.name = NULL}};
static const struct shape CONFIG_SHAPES[] = {
    {.name = "AutoAcceptConfigs", .type = SHAPE_LIST, .max = ITEMS_MAX, .members = ACCEPT_SHAPE},
    {.name = "AfterContactWorkConfigs", .type = SHAPE_LIST, .max = ITEMS_MAX, .members = WRAPUP_SHAPE},
    {.name = "PhoneNumberConfigs", .type = SHAPE_LIST, .max = ITEMS_MAX, .members = PHONE_SHAPE},
    {.name = "PersistentConnectionConfigs",
     .type = SHAPE_LIST,
     .max = ITEMS_MAX,
     .members = PERSISTENT_SHAPE},
    {.name = "VoiceEnhancementConfigs", .type = SHAPE_LIST, .max = ITEMS_MAX, .members = VOICE_SHAPE},
    {.name = NULL}};

void user_take_channel_configs(struct call *call, uint32_t agent)
{
    shape_check(call, call_json(call), CONFIG_SHAPES);
    take_auto_accept(call, agent);
    take_wrapups(call, agent);
    take_list(call, agent, "PhoneNumberConfigs");
    take_list(call, agent, "PersistentConnectionConfigs");
    take_list(call, agent, "VoiceEnhancementConfigs");
}

/* ---- rights, hierarchy, addresses ---- */

void user_take_security_profiles(struct call *call, uint32_t agent, enum book_role *role)
{
    const json_t *ids = json_required_array(&call->reader, "SecurityProfileIds", PROFILES_MAX);
    json_t *chosen = json_array();
    enum book_role highest = BOOK_ROLE_NONE;
    const char *id;
    for (size_t i = 0; (id = call_array_text(call, ids, i, "SecurityProfileIds")) != NULL; i++) {
        char text[UUID_TEXT_BYTES];
        struct uuid uuid;
        enum book_role one = call_parse_id(id, &uuid) ? security_profile_role(call, &uuid) : BOOK_ROLE_NONE;
        if (one == BOOK_ROLE_NONE)
            call_fail(call, API_NOT_FOUND, "There is no security profile %.100s.", id);
        else
            json_array_append_new(chosen, json_string(uuid_render(&uuid, text)));
        highest = one > highest ? one : highest;
    }
    if (call_good(call) && highest == BOOK_ROLE_NONE)
        call_fail(call, API_INVALID_PARAMETER, "SecurityProfileIds must hold 1 to 10 ids.");
    *role = highest;
    keep(call, agent, "SecurityProfileIds", chosen);
}

void user_take_hierarchy(struct call *call, uint32_t agent)
{
    char text[UUID_TEXT_BYTES];
    struct uuid uuid;
    const char *id = json_optional_text(&call->reader, "HierarchyGroupId", 0, CALL_ID_BYTES_MAX);
    if (id == NULL || id[0] == '\0' || things_get(call, THING_HIERARCHY_GROUP, id, &uuid) == NULL)
        return;
    keep(call, agent, "HierarchyGroupId", json_string(uuid_render(&uuid, text)));
}

void user_take_addresses(struct call *call, const json_t *identity, uint32_t agent)
{
    static const char *const NAMES[] = {"Email", "SecondaryEmail", "Mobile"};
    struct json_reader reader;
    if (identity == NULL)
        return;
    json_t *addresses = json_object();
    json_reader_init(&reader, identity);
    for (size_t i = 0; i < sizeof NAMES / sizeof NAMES[0]; i++) {
        const char *text = json_optional_text(&reader, NAMES[i], 0, 320);
        if (text != NULL && text[0] != '\0')
            json_object_set_new(addresses, NAMES[i], json_string(text));
    }
    call_take_failure(call, &reader);
    call_check_phone(call, "Mobile", json_string_value(json_object_get(addresses, "Mobile")));
    keep(call, agent, "Addresses", addresses);
}

/* ---- operations ---- */

void update_user_routing_profile(struct call *call)
{
    struct acd_command command = call_command(call, ACD_SET_AGENT_PROFILE);
    command.agent = call_find_path(call, ACD_SUBJECT_AGENT, "UserId");
    command.profile = call_find_member(call, ACD_SUBJECT_PROFILE, "RoutingProfileId");
    call_decide(call, &command, NULL);
}

void update_user_phone_config(struct call *call)
{
    uint32_t agent = call_find_path(call, ACD_SUBJECT_AGENT, "UserId");
    json_required_object(&call->reader, "PhoneConfig");
    if (call_good(call))
        user_take_phone_config(call, agent);
}

void update_user_config(struct call *call)
{
    uint32_t agent = call_find_path(call, ACD_SUBJECT_AGENT, "UserId");
    user_take_channel_configs(call, 0);
    if (call_good(call))
        user_take_channel_configs(call, agent);
}

void update_user_identity_info(struct call *call)
{
    struct json_reader reader;
    struct buf body = call_body();
    uint32_t agent = call_find_path(call, ACD_SUBJECT_AGENT, "UserId");
    const json_t *identity = json_required_object(&call->reader, "IdentityInfo");
    if (!call_good(call))
        return;
    json_reader_init(&reader, identity);
    struct body_user changed = {.first_name = json_optional_text(&reader, "FirstName", 0, 255),
                                .last_name = json_optional_text(&reader, "LastName", 0, BODY_NAME_BYTES_MAX)};
    call_take_failure(call, &reader);
    user_take_addresses(call, identity, 0);
    if (call_good(call) && (changed.first_name != NULL || changed.last_name != NULL))
        call_record(call, ACD_SUBJECT_AGENT, agent, BOOK_USER_CHANGED,
                    body_render_user_changed(&body, &changed), &body);
    if (call_good(call))
        user_take_addresses(call, identity, agent);
}

void update_user_security_profiles(struct call *call)
{
    struct buf body = call_body();
    enum book_role role = BOOK_ROLE_NONE;
    uint32_t agent = call_find_path(call, ACD_SUBJECT_AGENT, "UserId");
    user_take_security_profiles(call, 0, &role);
    if (!call_good(call))
        return;
    if (call_record(call, ACD_SUBJECT_AGENT, agent, BOOK_ROLE_SET, body_render_role_set(&body, role), &body))
        user_take_security_profiles(call, agent, &role);
}

void update_user_hierarchy(struct call *call)
{
    uint32_t agent = call_find_path(call, ACD_SUBJECT_AGENT, "UserId");
    const char *id = json_optional_text(&call->reader, "HierarchyGroupId", 0, CALL_ID_BYTES_MAX);
    if (!call_good(call))
        return;
    if (id == NULL || id[0] == '\0')
        call_keep_setting(call, ACD_SUBJECT_AGENT, agent, "HierarchyGroupId", NULL);
    else
        user_take_hierarchy(call, agent);
}
