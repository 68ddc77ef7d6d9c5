/* Users: made, shown, found, deleted (connect.md 5.4). It must not keep a password. */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "edge/api/operations.h"
#include "edge/api/paging.h"
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

void list_users(struct call *call)
{
    struct page_walk walk;
    if (!page_begin_query(call, &walk, 1000))
        return;
    json_member_array_begin(&call->writer, "UserSummaryList");
    for (uint32_t agent = 0; (agent = book_user_after(call->book, agent)) != 0;) {
        const struct book_user *user = book_find_user(call->book, agent);
        if (!page_take(&walk, agent))
            continue;
        json_object_begin(&call->writer);
        call_write_id(call, "Id", &user->uuid);
        call_write_arn(call, "Arn", "agent", &user->uuid);
        json_member_text(&call->writer, "Username", user->username);
        json_object_end(&call->writer);
    }
    json_array_end(&call->writer);
    page_end(call, &walk);
}

static bool field_of(struct call *call, uint32_t agent, const char *field, char text[SEARCH_FIELD_BYTES])
{
    const struct book_user *user = book_find_user(call->book, agent);
    struct acd_agent_view view = {0};
    struct uuid uuid = security_profile_of(call, user->role);
    acd_agent_view(call->acd, agent, &view);
    const struct uuid *profile = call_uuid(call, ACD_SUBJECT_PROFILE, view.profile);
    const char *group = json_string_value(call_setting(call, ACD_SUBJECT_AGENT, agent, "HierarchyGroupId"));
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
    else if (strcasecmp(field, "HierarchyGroupId") == 0)
        snprintf(text, SEARCH_FIELD_BYTES, "%s", group != NULL ? group : "");
    else
        return false;
    return true;
}

void search_users(struct call *call)
{
    struct page_walk walk;
    struct search search;
    if (!search_begin(call, &search, ACD_SUBJECT_AGENT, field_of) ||
        !page_begin_body(call, &walk, 500, PAGING_TOKEN_MS_MAX))
        return;
    json_member_array_begin(&call->writer, "Users");
    for (uint32_t agent = 0; (agent = book_user_after(call->book, agent)) != 0;) {
        if (!search_matches(&search, agent) || !page_take(&walk, agent))
            continue;
        json_object_begin(&call->writer);
        user_write(call, agent, true);
        json_object_end(&call->writer);
    }
    json_array_end(&call->writer);
    page_end(call, &walk);
    json_member_i64(&call->writer, "ApproximateTotalCount", walk.total);
}
