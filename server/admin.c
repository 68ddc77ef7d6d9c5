/* Carrying out the operator's requests; see admin.h for their shapes. */
#include "server/admin.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "edge/common/origin.h"
#include "lib/crypto.h"
#include "lib/json.h"
#include "lib/random.h"
#include "server/admin_groups.h"
#include "server/admin_work.h"
#include "server/hours.h"
#include "server/make.h"
#include "server/tokens.h"
#include "server/policy_admin.h"
#include "server/quotas_admin.h"
#include "server/version.h"

struct asking {
    struct centres *centres;
    struct json_reader reader;
    struct json_writer writer;
    struct buf *answer;
    int64_t now;
    struct fault fault;
};

static const char *text(struct asking *asking, const char *name, size_t max)
{
    return json_required_text(&asking->reader, name, 1, max);
}

/* False, with a sentence. */
static bool refuse(struct asking *asking, const char *format, const char *what)
{
    fault_set(&asking->fault, format, what);
    return false;
}

/* The centre a request names, or the only one. NULL with a sentence. */
static struct pump *choose_centre(struct asking *asking)
{
    const char *alias = json_optional_text(&asking->reader, "centre", 1, BODY_ALIAS_BYTES_MAX);
    if (asking->reader.failed)
        return NULL;
    if (!alias && asking->centres->list.count == 1)
        return asking->centres->list.pumps[0];
    struct pump *pump = alias ? centres_find(asking->centres, alias) : NULL;
    if (!pump)
        fault_set(&asking->fault,
                  alias ? "There is no centre \"%s\"."
                        : "There is more than one centre: name it with --centre.%s",
                  alias ? alias : "");
    return pump;
}

/* The user a request names, in whatever centre. False with a sentence. */
static bool find_user(struct asking *asking, struct making *making, uint32_t *agent)
{
    const char *username = text(asking, "username", BODY_USERNAME_BYTES_MAX);
    if (asking->reader.failed)
        return false;
    *making = (struct making){.now = asking->now, .fault = &asking->fault};
    making->pump = pump_find_username(&asking->centres->list, username, agent);
    if (!making->pump)
        fault_set(&asking->fault, "There is no user \"%s\".", username);
    return making->pump != NULL;
}

static struct group_asking group_asking_of(struct asking *asking)
{
    return (struct group_asking){.centres = asking->centres,
                                 .reader = &asking->reader,
                                 .writer = &asking->writer,
                                 .now = asking->now,
                                 .fault = &asking->fault};
}

static enum book_role read_role(struct asking *asking)
{
    enum book_role role = book_role_find(text(asking, "role", 32));
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

static bool user_add(struct asking *asking)
{
    uint32_t taken = 0;
    struct group_wish wish;
    struct group_asking groups = group_asking_of(asking);
    struct body_agent user = {.uuid = uuid_random()};
    user.username = text(asking, "username", BODY_USERNAME_BYTES_MAX);
    user.password_hash = text(asking, "passwordHash", BODY_PASSWORD_HASH_BYTES_MAX);
    user.first_name = json_required_text(&asking->reader, "firstName", 0, 100);
    user.last_name = json_required_text(&asking->reader, "lastName", 0, 100);
    user.must_change = json_required_bool(&asking->reader, "mustChange");
    user.role = read_role(asking);
    struct making making = {.pump = choose_centre(asking), .now = asking->now, .fault = &asking->fault};
    if (asking->reader.failed || user.role == BOOK_ROLE_NONE || !making.pump)
        return false;
    if (!username_valid(user.username))
        return refuse(asking, "A user name is made of letters, digits and _ - . @ only.", "");
    if (pump_find_username(&asking->centres->list, user.username, &taken))
        return refuse(asking, "There is a user \"%s\" already.", user.username);
    if (!group_wish_read(&groups, making.pump, &wish))
        return false;
    uint32_t agent = make_user(&making, &user, make_default_profile(making.pump));
    if (agent == 0 || !group_wish_apply(&making, agent, &wish))
        return false;
    char id[UUID_TEXT_BYTES];
    json_member_text(&asking->writer, "id", uuid_render(&user.uuid, id));
    json_member_text(&asking->writer, "centre", centres_alias(asking->centres, making.pump));
    return true;
}

static bool user_password(struct asking *asking)
{
    struct making making;
    uint32_t agent = 0;
    const char *hash = text(asking, "passwordHash", BODY_PASSWORD_HASH_BYTES_MAX);
    bool must_change = json_required_bool(&asking->reader, "mustChange");
    return find_user(asking, &making, &agent) && make_user_password(&making, agent, hash, must_change);
}

static bool user_role(struct asking *asking)
{
    struct making making;
    uint32_t agent = 0;
    enum book_role role = read_role(asking);
    return role != BOOK_ROLE_NONE && find_user(asking, &making, &agent) &&
           make_user_role(&making, agent, role);
}

static bool user_enable(struct asking *asking)
{
    struct making making;
    uint32_t agent = 0;
    return find_user(asking, &making, &agent) && make_user_enabled(&making, agent, true);
}

static bool user_disable(struct asking *asking)
{
    struct making making;
    uint32_t agent = 0;
    return find_user(asking, &making, &agent) && make_user_enabled(&making, agent, false);
}

static bool user_find(struct asking *asking)
{
    uint32_t agent = 0;
    const char *username = text(asking, "username", BODY_USERNAME_BYTES_MAX);
    json_member_bool(&asking->writer, "found",
                     pump_find_username(&asking->centres->list, username, &agent) != NULL);
    return !asking->reader.failed;
}

static void write_user(struct asking *asking, const struct pump *pump, const struct book_user *user)
{
    struct acd_agent_view view;
    struct json_writer *writer = &asking->writer;
    json_object_begin(writer);
    json_member_text(writer, "username", user->username);
    json_member_text(writer, "role", book_role_name(user->role));
    json_member_text(writer, "firstName", user->first_name);
    json_member_text(writer, "lastName", user->last_name);
    json_member_text(writer, "centre", centres_alias(asking->centres, pump));
    json_member_bool(writer, "mustChange", user->must_change_password);
    json_member_bool(writer, "enabled", acd_agent_view(pump_core(pump), user->agent, &view) && view.enabled);
    group_write(writer, pump, user->agent);
    json_object_end(writer);
}

static bool user_list(struct asking *asking)
{
    json_member_array_begin(&asking->writer, "users");
    for (uint32_t i = 0; i < asking->centres->list.count; i++) {
        const struct pump *pump = asking->centres->list.pumps[i];
        uint32_t agent = book_user_after(pump_book(pump), 0);
        for (; agent != 0; agent = book_user_after(pump_book(pump), agent))
            write_user(asking, pump, book_find_user(pump_book(pump), agent));
    }
    json_array_end(&asking->writer);
    return true;
}

static bool hours_set(struct asking *asking)
{
    struct book_window week[HOURS_WEEK_MAX];
    const char *name = text(asking, "name", BODY_NAME_BYTES_MAX);
    const char *zone = text(asking, "zone", BODY_TIME_ZONE_BYTES_MAX);
    const char *plan = text(asking, "week", 4096);
    struct making making = {.pump = choose_centre(asking), .now = asking->now, .fault = &asking->fault};
    if (asking->reader.failed || !making.pump)
        return false;
    bool always = strcmp(plan, "always") == 0;
    uint32_t count = always ? 0 : hours_parse_week(plan, week);
    uint32_t hours = book_find_name(pump_book(making.pump), ACD_SUBJECT_HOURS, name);
    struct zone_stretches stretches;
    if (!always && count == 0)
        return refuse(asking,
                      "\"%s\" is not a weekly plan, such as \"mon-fri 09:00-17:30, sat 10:00-14:00\".", plan);
    if (!zone_read(NULL, zone, asking->now / 1000, asking->now / 1000 + 1, &stretches))
        return refuse(asking, "There is no time zone \"%s\"; use a name such as Europe/Berlin.", zone);
    if (hours == 0)
        return refuse(asking, "There are no hours of operation called \"%s\".", name);
    if (!make_hours_plan(&making, hours, zone, week, count))
        return false;
    if (!always && !hours_renew_one(making.pump, hours, asking->now))
        return refuse(asking, "The opening times could not be renewed.", "");
    return true;
}

/* As the vendor's look: "AKIA" and 16 capitals and digits. */
static void draw_key(char id[21], char secret[RANDOM_TOKEN_LEN(30) + 1])
{
    static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    uint8_t bytes[16];
    random_bytes(bytes, sizeof bytes);
    memcpy(id, "AKIA", 4);
    for (size_t i = 0; i < sizeof bytes; i++)
        id[4 + i] = alphabet[bytes[i] % 32];
    id[20] = '\0';
    random_token(secret, 30);
}

static bool make_new_key(struct asking *asking, struct making *making, uint32_t agent)
{
    char id[21];
    char secret[RANDOM_TOKEN_LEN(30) + 1];
    draw_key(id, secret);
    bool made = make_key(making, agent, id, secret);
    if (made) {
        json_member_text(&asking->writer, "accessKeyId", id);
        json_member_text(&asking->writer, "secretAccessKey", secret);
    }
    secret_erase(secret, sizeof secret);
    return made;
}

static bool key_create(struct asking *asking)
{
    struct making making;
    uint32_t agent = 0;
    return find_user(asking, &making, &agent) && make_new_key(asking, &making, agent);
}

/* The key a request names, in whatever centre; its id is copied, because the book may give it back. */
static bool find_key(struct asking *asking, struct making *making, uint32_t *agent, char id[BODY_KEY_BYTES_MAX + 1])
{
    const char *wanted = text(asking, "accessKeyId", BODY_KEY_BYTES_MAX);
    *making = (struct making){.now = asking->now, .fault = &asking->fault};
    for (uint32_t i = 0; !asking->reader.failed && i < asking->centres->list.count; i++) {
        const struct book_key *key = book_find_key(pump_book(asking->centres->list.pumps[i]), wanted);
        if (!key)
            continue;
        making->pump = asking->centres->list.pumps[i];
        *agent = key->agent;
        snprintf(id, BODY_KEY_BYTES_MAX + 1, "%s", wanted);
        return true;
    }
    return refuse(asking, "There is no access key \"%s\".", wanted);
}

static bool key_rotate(struct asking *asking)
{
    struct making making;
    uint32_t agent = 0;
    char id[BODY_KEY_BYTES_MAX + 1];
    return find_key(asking, &making, &agent, id) && make_new_key(asking, &making, agent) &&
           make_key_revoked(&making, agent, id);
}

static bool key_revoke(struct asking *asking)
{
    struct making making;
    uint32_t agent = 0;
    char id[BODY_KEY_BYTES_MAX + 1];
    return find_key(asking, &making, &agent, id) && make_key_revoked(&making, agent, id);
}

static void write_keys(struct asking *asking, const struct pump *pump)
{
    size_t at = 0;
    for (const struct book_key *key; (key = book_key_next(pump_book(pump), &at)) != NULL;) {
        const struct book_user *user = book_find_user(pump_book(pump), key->agent);
        json_object_begin(&asking->writer);
        json_member_text(&asking->writer, "accessKeyId", key->access_key_id);
        json_member_text(&asking->writer, "username", user ? user->username : "");
        json_member_text(&asking->writer, "role", user ? book_role_name(user->role) : "");
        json_member_text(&asking->writer, "centre", centres_alias(asking->centres, pump));
        json_object_end(&asking->writer);
    }
}

static bool key_list(struct asking *asking)
{
    json_member_array_begin(&asking->writer, "keys");
    for (uint32_t i = 0; i < asking->centres->list.count; i++)
        write_keys(asking, asking->centres->list.pumps[i]);
    json_array_end(&asking->writer);
    return true;
}

/* ---- sites that may embed the panel ---- */

static bool origin_list(struct asking *asking)
{
    json_member_array_begin(&asking->writer, "origins");
    for (uint32_t i = 0; i < asking->centres->list.count; i++) {
        const struct pump *pump = asking->centres->list.pumps[i];
        uint32_t count = 0;
        const char *const *origins = book_origins(pump_book(pump), &count);
        for (uint32_t j = 0; j < count; j++) {
            json_object_begin(&asking->writer);
            json_member_text(&asking->writer, "origin", origins[j]);
            json_member_text(&asking->writer, "centre", centres_alias(asking->centres, pump));
            json_object_end(&asking->writer);
        }
    }
    json_array_end(&asking->writer);
    return true;
}

/* The centre's origins but this one; true if it was among them. */
static bool origins_without(const struct pump *pump, const char *origin, const char **others, uint32_t *others_count)
{
    uint32_t count = 0;
    bool found = false;
    const char *const *origins = book_origins(pump_book(pump), &count);
    *others_count = 0;
    for (uint32_t i = 0; i < count && i < BODY_ORIGINS_MAX; i++) {
        if (strcmp(origins[i], origin) == 0)
            found = true;
        else
            others[(*others_count)++] = origins[i];
    }
    return found;
}

static bool origin_add(struct asking *asking)
{
    const char *origins[BODY_ORIGINS_MAX + 1];
    uint32_t count = 0;
    const char *origin = text(asking, "origin", ORIGIN_BYTES - 1);
    struct making making = {.pump = choose_centre(asking), .now = asking->now, .fault = &asking->fault};
    if (asking->reader.failed || !making.pump)
        return false;
    if (!origin_is_valid(origin))
        return refuse(asking,
                      "\"%s\" is no origin: https://HOST[:PORT], or http:// of localhost or 127.0.0.1; PORT may be *.",
                      origin);
    if (origins_without(making.pump, origin, origins, &count))
        return refuse(asking, "%s is approved already.", origin);
    if (count == BODY_ORIGINS_MAX)
        return refuse(asking, "A centre approves at most 64 origins.%s", "");
    origins[count++] = origin;
    json_member_text(&asking->writer, "centre", centres_alias(asking->centres, making.pump));
    return make_origins(&making, origins, count);
}

static bool origin_remove(struct asking *asking)
{
    const char *origins[BODY_ORIGINS_MAX];
    uint32_t count = 0;
    const char *origin = text(asking, "origin", ORIGIN_BYTES - 1);
    struct making making = {.pump = choose_centre(asking), .now = asking->now, .fault = &asking->fault};
    if (asking->reader.failed || !making.pump)
        return false;
    if (!origins_without(making.pump, origin, origins, &count))
        return refuse(asking, "%s is not among the centre's origins.", origin);
    json_member_text(&asking->writer, "centre", centres_alias(asking->centres, making.pump));
    return make_origins(&making, origins, count);
}

/* ---- tokens for the streams ---- */

static bool token_add(struct asking *asking)
{
    char token[TOKENS_TEXT_BYTES];
    const char *name = text(asking, "name", TOKENS_NAME_BYTES_MAX);
    const char *streams = json_optional_text(&asking->reader, "streams", 1, 200);
    struct making making = {.pump = choose_centre(asking), .now = asking->now, .fault = &asking->fault};
    if (asking->reader.failed || !making.pump)
        return false;
    tokens_draw(token);
    if (!tokens_keep_for(&making, name, streams, token))
        return false;
    json_member_text(&asking->writer, "token", token);
    json_member_text(&asking->writer, "centre", centres_alias(asking->centres, making.pump));
    secret_erase(token, sizeof token);
    return true;
}

static bool token_list(struct asking *asking)
{
    json_member_array_begin(&asking->writer, "tokens");
    tokens_write(asking->centres, &asking->writer);
    json_array_end(&asking->writer);
    return true;
}

static bool token_revoke(struct asking *asking)
{
    const char *id = text(asking, "id", 64);
    return !asking->reader.failed && tokens_revoke(asking->centres, id, asking->now, &asking->fault);
}

static bool ping(struct asking *asking)
{
    json_member_text(&asking->writer, "version", NEXTUP_VERSION);
    return true;
}

static const struct {
    const char *name;
    bool (*run)(struct asking *asking);
} requests[] = {
    {"user_add", user_add},       {"user_password", user_password}, {"user_role", user_role},
    {"user_enable", user_enable}, {"user_disable", user_disable},   {"user_list", user_list},
    {"user_find", user_find},     {"hours_set", hours_set},         {"ping", ping},
    {"key_create", key_create},   {"key_rotate", key_rotate},       {"key_revoke", key_revoke},
    {"key_list", key_list},       {"origin_list", origin_list},     {"origin_add", origin_add},
    {"origin_remove", origin_remove}, {"token_add", token_add},     {"token_list", token_list},
    {"token_revoke", token_revoke},
};

/* The requests about policy and quotas all are about one centre. */
static bool about_centre(struct asking *asking, const char *name, bool *done)
{
    bool quotas = strncmp(name, "quota_", 6) == 0;
    struct pump *pump = quotas || strncmp(name, "policy_", 7) == 0 ? choose_centre(asking) : NULL;
    if (pump)
        json_member_text(&asking->writer, "centre", centres_alias(asking->centres, pump));
    if (quotas)
        return quotas_request(name, pump, asking->reader.object, &asking->writer, asking->now, done, &asking->fault);
    return policy_request(name, pump, asking->reader.object, &asking->writer, asking->now, done, &asking->fault);
}

static bool carry_out(struct asking *asking)
{
    bool done = false;
    const char *name = text(asking, "do", 32);
    for (size_t i = 0; i < sizeof requests / sizeof requests[0]; i++)
        if (strcmp(requests[i].name, name) == 0)
            return requests[i].run(asking);
    struct group_asking groups = group_asking_of(asking);
    if (admin_groups_knows(name))
        return admin_groups_run(name, &groups);
    if (admin_work_knows(name))
        return admin_work_run(name, &groups);
    if (about_centre(asking, name, &done))
        return done;
    fault_set(&asking->fault, "There is no request \"%s\".", name);
    return false;
}

static void answer_error(struct asking *asking)
{
    const char *sentence = asking->fault.sentence;
    char reading[256];
    if (asking->reader.failed) {
        snprintf(reading, sizeof reading, "%s %s.",
                 asking->reader.member ? asking->reader.member : "the request", asking->reader.what);
        sentence = reading;
    }
    buf_clear(asking->answer);
    json_writer_init(&asking->writer, asking->answer);
    json_object_begin(&asking->writer);
    json_member_bool(&asking->writer, "ok", false);
    json_member_text(&asking->writer, "error", sentence[0] ? sentence : "It could not be done.");
    json_object_end(&asking->writer);
}

void admin_execute(struct centres *centres, const char *request, size_t len, int64_t now, struct buf *answer)
{
    struct asking asking = {.centres = centres, .answer = answer, .now = now};
    json_t *root = json_parse(request, len, NULL, NULL);
    assert(answer->len == 0);
    json_reader_init(&asking.reader, root);
    json_writer_init(&asking.writer, answer);
    json_object_begin(&asking.writer);
    json_member_bool(&asking.writer, "ok", true);
    if (!asking.reader.failed && carry_out(&asking) && !asking.reader.failed && !buf_failed(answer))
        json_object_end(&asking.writer);
    else
        answer_error(&asking);
    buf_append_char(answer, '\n');
    json_decref(root);
}
