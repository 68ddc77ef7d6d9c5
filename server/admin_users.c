/* Carrying out requests about users; see admin.h. It must not keep a password: they come hashed. */
#include "server/admin_requests.h"

#include <string.h>

#include "server/admin_groups.h"
#include "server/admin_work.h"

enum { SHOWN_NAME_BYTES_MAX = 100 };

static enum book_role read_role(struct admin_asking *asking)
{
    enum book_role role = book_role_find(admin_text(asking, "role", 32));
    if (role == BOOK_ROLE_NONE && !asking->reader.failed)
        fault_set(&asking->fault, "A role is agent, supervisor or admin.");
    return role;
}

static bool username_valid(const char *username)
{
    /* What AWS allows: [a-zA-Z0-9_\-\.\@]+ (User.Username). */
    return username[0] != '\0' &&
           strspn(username, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-.@") ==
               strlen(username);
}

/* ---- new ones ---- */

/* The profile that is named, or the first. 0 with a sentence. */
static uint32_t read_profile(struct admin_asking *asking, const struct pump *pump)
{
    const char *name = json_optional_text(&asking->reader, "routingProfile", 1, BODY_NAME_BYTES_MAX);
    return name ? admin_find_name(asking, pump, ACD_SUBJECT_PROFILE, name) : make_default_profile(pump);
}

static bool add(struct admin_asking *asking, struct making *making, const struct body_agent *user)
{
    struct group_wish groups;
    uint32_t profile = read_profile(asking, making->pump);
    if (asking->reader.failed || profile == 0 || !group_wish_read(asking, making->pump, &groups))
        return false;
    uint32_t agent = make_user(making, user, profile);
    bool named = groups.has_group || groups.has_supervises;
    return agent != 0 &&
           (named ? group_wish_apply(making, agent, &groups) : make_user_home(making, agent, user->role));
}

static bool user_add(struct admin_asking *asking)
{
    uint32_t taken = 0;
    struct making making;
    struct body_agent user = {.uuid = uuid_random()};
    user.username = admin_text(asking, "username", BODY_USERNAME_BYTES_MAX);
    user.password_hash = admin_text(asking, "passwordHash", BODY_PASSWORD_HASH_BYTES_MAX);
    user.first_name = json_required_text(&asking->reader, "firstName", 0, SHOWN_NAME_BYTES_MAX);
    user.last_name = json_required_text(&asking->reader, "lastName", 0, SHOWN_NAME_BYTES_MAX);
    user.must_change = json_required_bool(&asking->reader, "mustChange");
    user.role = read_role(asking);
    if (asking->reader.failed || user.role == BOOK_ROLE_NONE || !admin_begin_centre(asking, &making))
        return false;
    if (!username_valid(user.username))
        return admin_refuse(asking, "A user name is made of letters, digits and _ - . @ only.%s", "");
    if (pump_find_username(&asking->all->list, user.username, &taken))
        return admin_refuse(asking, "There is a user \"%s\" already.", user.username);
    admin_write_id(&asking->writer, &user.uuid);
    return add(asking, &making, &user);
}

/* ---- changes ---- */

static bool user_password(struct admin_asking *asking)
{
    struct making making;
    uint32_t agent = 0;
    const char *hash = admin_text(asking, "passwordHash", BODY_PASSWORD_HASH_BYTES_MAX);
    bool must_change = json_required_bool(&asking->reader, "mustChange");
    return admin_find_user(asking, &making, &agent) && make_user_password(&making, agent, hash, must_change);
}

static bool user_role(struct admin_asking *asking)
{
    struct making making;
    uint32_t agent = 0;
    enum book_role role = read_role(asking);
    return role != BOOK_ROLE_NONE && admin_find_user(asking, &making, &agent) &&
           !admin_is_self(asking, agent, "changes their own role") && make_user_role(&making, agent, role);
}

static bool user_enable(struct admin_asking *asking)
{
    struct making making;
    uint32_t agent = 0;
    return admin_find_user(asking, &making, &agent) && make_user_enabled(&making, agent, true);
}

static bool user_disable(struct admin_asking *asking)
{
    struct making making;
    uint32_t agent = 0;
    return admin_find_user(asking, &making, &agent) && !admin_is_self(asking, agent, "disables themselves") &&
           make_user_enabled(&making, agent, false);
}

static bool user_sign_out(struct admin_asking *asking)
{
    struct making making;
    uint32_t agent = 0;
    return admin_find_user(asking, &making, &agent) && make_user_signed_out(&making, agent);
}

/* ---- showing ---- */

static bool user_find(struct admin_asking *asking)
{
    uint32_t agent = 0;
    const char *username = admin_text(asking, "username", BODY_USERNAME_BYTES_MAX);
    json_member_bool(&asking->writer, "found",
                     pump_find_username(&asking->all->list, username, &agent) != NULL);
    return !asking->reader.failed;
}

/* Inside an object. */
static void write_user(struct admin_asking *asking, const struct pump *pump, const struct book_user *user)
{
    struct acd_agent_view view = {0};
    struct json_writer *writer = &asking->writer;
    acd_agent_view(pump_core(pump), user->agent, &view);
    json_member_text(writer, "username", user->username);
    admin_write_id(writer, &user->uuid);
    json_member_text(writer, "role", book_role_name(user->role));
    json_member_text(writer, "firstName", user->first_name);
    json_member_text(writer, "lastName", user->last_name);
    json_member_text(writer, "centre", admin_alias(asking, pump));
    json_member_bool(writer, "mustChange", user->must_change_password);
    json_member_bool(writer, "enabled", view.enabled);
    json_member_text(writer, "routingProfile", admin_name_of(pump, ACD_SUBJECT_PROFILE, view.profile));
    group_write(writer, pump, user->agent);
}

static bool user_list(struct admin_asking *asking)
{
    json_member_array_begin(&asking->writer, "users");
    for (uint32_t i = 0; i < asking->centres->list.count; i++) {
        const struct pump *pump = asking->centres->list.pumps[i];
        for (uint32_t agent = 0; (agent = book_user_after(pump_book(pump), agent)) != 0;) {
            json_object_begin(&asking->writer);
            write_user(asking, pump, book_find_user(pump_book(pump), agent));
            json_object_end(&asking->writer);
        }
    }
    json_array_end(&asking->writer);
    return true;
}

static bool user_show(struct admin_asking *asking)
{
    struct making making;
    struct acd_agent_view view;
    uint32_t agent = 0;
    if (!admin_find_user(asking, &making, &agent) || !acd_agent_view(pump_core(making.pump), agent, &view))
        return false;
    json_member_object_begin(&asking->writer, "user");
    write_user(asking, making.pump, book_find_user(pump_book(making.pump), agent));
    admin_work_write(&asking->writer, &view);
    json_object_end(&asking->writer);
    return true;
}

static const struct admin_request list[] = {
    {"user_add", user_add, false},         {"user_password", user_password, false},
    {"user_role", user_role, false},       {"user_enable", user_enable, false},
    {"user_disable", user_disable, false}, {"user_sign_out", user_sign_out, false},
    {"user_list", user_list, false},       {"user_show", user_show, false},
    {"user_find", user_find, true},
};
const struct admin_requests admin_users_requests = {list, sizeof list / sizeof list[0]};
