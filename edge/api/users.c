/* Users: made, shown, found, deleted (connect.md 5.4). It must not keep a password. */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "edge/api/hierarchy.h"
#include "edge/api/operations.h"
#include "edge/api/search.h"
#include "edge/api/state.h"
#include "edge/api/tags.h"
#include "edge/api/users.h"

enum { PASSWORD_MIN = 8, PASSWORD_MAX = 64 };

/* ---- create ---- */

struct wish {
    struct body_agent user;
    uint32_t profile;
    const char *password;
    const json_t *identity;
    const json_t *tags;
};

static bool username_valid(const char *username)
{
    return username[0] != '\0' &&
           strspn(username, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-.@") ==
               strlen(username);
}

static bool password_valid(const char *password)
{
    size_t len = strlen(password);
    return len >= PASSWORD_MIN && len <= PASSWORD_MAX &&
           strpbrk(password, "abcdefghijklmnopqrstuvwxyz") != NULL &&
           strpbrk(password, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != NULL && strpbrk(password, "0123456789") != NULL;
}

static void read_identity(struct call *call, struct wish *wish)
{
    struct json_reader reader;
    wish->user.first_name = wish->user.last_name = "";
    wish->identity = json_optional_object(&call->reader, "IdentityInfo");
    if (wish->identity == NULL)
        return;
    json_reader_init(&reader, wish->identity);
    const char *first = json_optional_text(&reader, "FirstName", 0, 255);
    const char *last = json_optional_text(&reader, "LastName", 0, BODY_NAME_BYTES_MAX);
    wish->user.first_name = first != NULL ? first : "";
    wish->user.last_name = last != NULL ? last : "";
    call_take_failure(call, &reader);
    user_take_addresses(call, wish->identity, 0);
}

static bool read_wish(struct call *call, struct wish *wish)
{
    uint32_t other = 0;
    *wish = (struct wish){.user = {.uuid = uuid_random()}};
    wish->user.username = json_required_text(&call->reader, "Username", 1, BODY_USERNAME_BYTES_MAX);
    wish->password = json_optional_text(&call->reader, "Password", 1, 256);
    wish->tags = tags_read(call, "Tags");
    read_identity(call, wish);
    user_take_security_profiles(call, 0, &wish->user.role);
    user_take_phone_config(call, 0);
    user_take_channel_configs(call, 0);
    user_take_hierarchy(call, 0);
    wish->profile = call_find_member(call, ACD_SUBJECT_PROFILE, "RoutingProfileId");
    if (!call_good(call))
        return false;
    if (!username_valid(wish->user.username))
        call_fail(call, API_INVALID_PARAMETER, "Username is made of letters, digits and _ - . @ only.");
    else if (wish->password == NULL || !password_valid(wish->password))
        call_fail(call, API_INVALID_PARAMETER,
                  "Password is required: 8 to 64 characters with a lower-case letter, an upper-case letter "
                  "and a digit.");
    else if (pump_find_username(call->api->options.centres, wish->user.username, &other) != NULL)
        call_fail(call, API_DUPLICATE, "There is already a user of this name.");
    return call->error == API_GOOD;
}

static uint32_t create(struct call *call, struct wish *wish)
{
    struct buf body = call_body();
    struct acd_command command = call_command(call, ACD_CREATE_AGENT);
    command.profile = wish->profile;
    if (!body_render_agent_created(&body, &wish->user))
        call_fail(call, API_INVALID_PARAMETER, "A name is too long or cannot be kept.");
    const struct acd_event *event = call_event(call_decide(call, &command, &body), ACD_AGENT_CREATED);
    return event != NULL ? event->agent : 0;
}

/* The password is hashed: the request is read again, because the centre may have changed meanwhile. */
static void was_hashed(void *ctx, enum password_result result, const char *hash)
{
    struct call *call = ctx;
    struct wish wish;
    enum book_role role;
    if (result != PASSWORD_HASHED)
        call_fail(call, API_UNAVAILABLE, "The password could not be hashed. Try again.");
    if (call->error == API_GOOD && read_wish(call, &wish)) {
        wish.user.password_hash = hash;
        uint32_t agent = create(call, &wish);
        if (agent != 0) {
            user_take_addresses(call, wish.identity, agent);
            user_take_security_profiles(call, agent, &role);
            user_take_phone_config(call, agent);
            user_take_channel_configs(call, agent);
            user_take_hierarchy(call, agent);
            tags_keep(call, ACD_SUBJECT_AGENT, agent, wish.tags);
            call_write_id(call, "UserId", &wish.user.uuid);
            call_write_arn(call, "UserArn", "agent", &wish.user.uuid);
        }
    }
    call_finish(call);
}

void create_user(struct call *call)
{
    struct wish wish;
    struct password_worker *worker = call->api->options.passwords;
    if (!read_wish(call, &wish))
        return;
    if (worker != NULL && password_hash(worker, wish.password, strlen(wish.password), was_hashed, call))
        call->waits = true;
    else
        call_fail(call, API_THROTTLED, "Too many passwords wait to be hashed. Try again.");
}

/* ---- the others ---- */

void describe_user(struct call *call)
{
    uint32_t agent = call_find_path(call, ACD_SUBJECT_AGENT, "UserId");
    if (agent == 0)
        return;
    json_member_object_begin(&call->writer, "User");
    user_write(call, agent, false);
    json_object_end(&call->writer);
}

void delete_user(struct call *call)
{
    struct acd_command command = call_command(call, ACD_DELETE_AGENT);
    command.agent = call_find_path(call, ACD_SUBJECT_AGENT, "UserId");
    if (call_good(call) && command.agent == call->caller)
        call_fail(call, API_INVALID_REQUEST, "A user cannot delete itself.");
    if (call_good(call))
        call_decide(call, &command, NULL);
    if (call->error == API_IN_USE)
        call->error = API_INVALID_REQUEST; /* the model has no ResourceInUseException here */
}

static void write_summary(struct call *call, uint64_t agent)
{
    const struct book_user *user = book_find_user(call->book, (uint32_t)agent);
    call_write_id(call, "Id", &user->uuid);
    call_write_arn(call, "Arn", "agent", &user->uuid);
    json_member_text(&call->writer, "Username", user->username);
    call_write_changed(call, ACD_SUBJECT_AGENT, agent);
}

void list_users(struct call *call)
{
    static const struct list_rules RULES = {.walked = {.kind = ACD_SUBJECT_AGENT},
                                            .member = "UserSummaryList",
                                            .write = write_summary,
                                            .whole = true};
    list_run(call, &RULES, 1000);
}

static bool field_of(struct call *call, uint64_t agent, const char *field, char text[SEARCH_FIELD_BYTES])
{
    const struct book_user *user = book_find_user(call->book, (uint32_t)agent);
    struct acd_agent_view view = {0};
    struct uuid uuid = security_profile_of(call, user->role);
    acd_agent_view(call->acd, (uint32_t)agent, &view);
    const struct uuid *profile = call_uuid(call, ACD_SUBJECT_PROFILE, view.profile);
    if (strcasecmp(field, "Username") == 0)
        snprintf(text, SEARCH_FIELD_BYTES, "%s", user->username);
    else if (strcasecmp(field, "FirstName") == 0)
        snprintf(text, SEARCH_FIELD_BYTES, "%s", user->first_name);
    else if (strcasecmp(field, "LastName") == 0)
        snprintf(text, SEARCH_FIELD_BYTES, "%s", user->last_name);
    else if (strcasecmp(field, "ResourceId") == 0)
        uuid_render(&user->uuid, text);
    else if (strcasecmp(field, "RoutingProfileId") == 0 && profile != NULL)
        uuid_render(profile, text);
    else if (strcasecmp(field, "SecurityProfileId") == 0)
        uuid_render(&uuid, text);
    else
        return false;
    return true;
}

/* {Value: a group's id, HierarchyGroupMatchType: EXACT | WITH_CHILD_GROUPS} */
static bool group_holds(struct call *call, uint64_t agent, const json_t *condition)
{
    static const char *const TYPES[] = {"EXACT", "WITH_CHILD_GROUPS", NULL};
    struct json_reader reader;
    struct uuid group;
    json_reader_init(&reader, condition);
    const char *value = json_required_text(&reader, "Value", 1, CALL_ID_BYTES_MAX);
    const char *type = json_optional_text(&reader, "HierarchyGroupMatchType", 1, 32);
    call_take_failure(call, &reader);
    int word =
        call->error == API_GOOD && type != NULL ? call_word(call, "HierarchyGroupMatchType", type, TYPES) : 0;
    if (call->error != API_GOOD || !call_parse_id(value, &group) || agent == 0)
        return false;
    struct hierarchy_path path = hierarchy_path_of_user(call, (uint32_t)agent);
    if (word == 1)
        return hierarchy_contains(&path, &group);
    return path.count > 0 && uuid_equal(&path.groups[path.count - 1], &group);
}

/* Users have no proficiencies here, so what asks for one holds for nobody. */
static bool proficiencies_hold(struct call *call, const json_t *condition)
{
    static const char *const TYPES[] = {"PROFICIENCIES", NULL};
    struct json_reader reader;
    json_reader_init(&reader, condition);
    const char *type = json_required_text(&reader, "TargetListType", 1, 32);
    json_required_array(&reader, "Conditions", 10);
    call_take_failure(call, &reader);
    if (call->error == API_GOOD)
        call_word(call, "TargetListType", type, TYPES);
    return false;
}

static bool more_of_users(struct call *call, uint64_t agent, const char *name, const json_t *condition)
{
    if (strcmp(name, "HierarchyGroupCondition") == 0)
        return group_holds(call, agent, condition);
    if (strcmp(name, "ListCondition") == 0)
        return proficiencies_hold(call, condition);
    call_fail(call, API_INVALID_PARAMETER, "Users are not searched by \"%.64s\".", name);
    return false;
}

static void write_found(struct call *call, uint64_t agent)
{
    user_write(call, (uint32_t)agent, true);
}

void search_users(struct call *call)
{
    static const char *const FIELDS[] = {"Username",         "FirstName",         "LastName", "ResourceId",
                                         "RoutingProfileId", "SecurityProfileId", NULL};
    static const struct search_rules RULES = {.walked = {.kind = ACD_SUBJECT_AGENT},
                                              .member = "Users",
                                              .fields = FIELDS,
                                              .field = field_of,
                                              .more = more_of_users,
                                              .write = write_found};
    search_run(call, &RULES, 500);
}
