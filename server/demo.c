/* Drawing up demo.json and making its centres; see demo.h. */
#include "server/demo.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "lib/clock.h"
#include "lib/json.h"
#include "lib/random.h"
#include "server/centres.h"
#include "server/make.h"
#include "server/password.h"
#include "server/tokens.h"

#define DEMO_GROUP "Team" /* vcc-demo: its agents; sue supervises it */

enum {
    DEMO_BYTES_MAX = 256 * 1024,
    DEMO_USERS = 4,
    DEMO_STATUSES = 5,
    DEMO_QUEUES = 3,
    KEY_ID_BYTES = 12,
    SECRET_BYTES = 30,
    STREAM_TOKEN_BYTES = 32,
    VCC_WRAPUP_MS = 10000,
};

struct demo_user {
    const char *username;
    const char *first_name;
    const char *role;
};

struct demo_status {
    const char *name;
    const char *type;
};

struct demo_centre {
    const char *alias;
    const char *model;
    struct demo_user users[DEMO_USERS];
    struct demo_status statuses[DEMO_STATUSES];
};

static const struct demo_centre demo_centres[] = {
    {"connect-demo",
     "connect",
     {{"alice", "Alice", "agent"},
      {"bob", "Bob", "agent"},
      {"sam", "Sam", "supervisor"},
      {"ada", "Ada", "admin"}},
     {{"Available", "ROUTABLE"},
      {"Lunch", "CUSTOM"},
      {"Break", "CUSTOM"},
      {"Training", "CUSTOM"},
      {"Offline", "OFFLINE"}}},
    {"vcc-demo",
     "vcc",
     {{"vera", "Vera", "agent"},
      {"victor", "Victor", "agent"},
      {"sue", "Sue", "supervisor"},
      {"adam", "Adam", "admin"}},
     {{"Available", "ROUTABLE"},
      {"On Break", "CUSTOM"},
      {"Working Offline", "CUSTOM"},
      {"Logged Out", "OFFLINE"},
      {NULL, NULL}}},
};

static const char *const queue_names[DEMO_QUEUES] = {"Support", "Sales", "BasicQueue"};
static const uint32_t blended_slots[ACD_CHANNELS] = {[ACD_VOICE] = 1, [ACD_CHAT] = 3, [ACD_TASK] = 2};
static const char *const demo_breaks[] = {"Lunch", "Coffee", "Training"};
static const char *const demo_origins[] = {"http://localhost:*", "http://127.0.0.1:*"};

/* ---- drawing up ---- */
static void set_text(json_t *object, const char *name, const char *text)
{
    json_object_set_new(object, name, json_string(text));
}

static void set_id(json_t *object)
{
    char text[UUID_TEXT_BYTES];
    struct uuid uuid = uuid_random();
    set_text(object, "id", uuid_render(&uuid, text));
}

static void set_token(json_t *object, const char *name, size_t bytes)
{
    char text[RANDOM_TOKEN_LEN(RANDOM_TOKEN_BYTES_MAX) + 1];
    random_token(text, bytes);
    set_text(object, name, text);
}

/* As the vendor's look: "AKIA" and 16 capitals and digits. */
static void set_key(json_t *instance)
{
    static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    uint8_t bytes[16];
    char id[21] = "AKIA";
    random_bytes(bytes, sizeof bytes);
    for (size_t i = 0; i < sizeof bytes; i++)
        id[4 + i] = alphabet[bytes[i] % 32];
    id[20] = '\0';
    set_text(instance, "accessKeyId", id);
    set_token(instance, "secretAccessKey", SECRET_BYTES);
}

static json_t *named(json_t *array, const char *name)
{
    json_t *object = json_object();
    set_text(object, "name", name);
    set_id(object);
    json_array_append_new(array, object);
    return object;
}

static json_t *draw_users(const struct demo_centre *centre)
{
    json_t *users = json_array();
    for (int i = 0; i < DEMO_USERS; i++) {
        char password[PASSWORD_TEXT_BYTES];
        json_t *user = json_object();
        password_generate(password);
        set_text(user, "username", centre->users[i].username);
        set_text(user, "password", password);
        set_id(user);
        set_text(user, "role", centre->users[i].role);
        json_array_append_new(users, user);
    }
    return users;
}

static json_t *draw_profiles(void)
{
    json_t *profiles = json_array();
    json_t *concurrency = json_object();
    for (int channel = 0; channel < ACD_CHANNELS; channel++)
        json_object_set_new(concurrency, acd_channel_name((enum acd_channel)channel),
                            json_integer(blended_slots[channel]));
    json_object_set_new(named(profiles, "Blended"), "concurrency", concurrency);
    return profiles;
}

static json_t *draw_flows(const json_t *queues)
{
    json_t *flows = json_array();
    const char *support = json_string_value(json_object_get(json_array_get(queues, 0), "id"));
    set_text(named(flows, "Support chat"), "queueId", support);
    set_text(named(flows, "Support task"), "queueId", support);
    return flows;
}

static json_t *draw_instance(const struct demo_centre *centre)
{
    json_t *instance = json_object();
    json_t *statuses = json_array();
    json_t *queues = json_array();
    set_text(instance, "alias", centre->alias);
    set_id(instance);
    set_text(instance, "statusModel", centre->model);
    set_key(instance);
    set_token(instance, "streamToken", STREAM_TOKEN_BYTES);
    for (int i = 0; i < DEMO_STATUSES && centre->statuses[i].name; i++)
        set_text(named(statuses, centre->statuses[i].name), "type", centre->statuses[i].type);
    for (int i = 0; i < DEMO_QUEUES; i++)
        named(queues, queue_names[i]);
    if (strcmp(centre->model, "vcc") == 0) {
        json_t *groups = json_array();
        named(groups, DEMO_GROUP);
        json_object_set_new(instance, "groups", groups);
    }
    json_object_set_new(instance, "users", draw_users(centre));
    json_object_set_new(instance, "statuses", statuses);
    json_object_set_new(instance, "queues", queues);
    json_object_set_new(instance, "routingProfiles", draw_profiles());
    json_object_set_new(instance, "contactFlows", draw_flows(queues));
    return instance;
}

static json_t *draw(void)
{
    json_t *root = json_object();
    json_t *instances = json_array();
    set_text(root, "url", "");
    set_text(root, "region", "us-east-1");
    set_text(root, "accountId", "000000000000");
    for (size_t i = 0; i < sizeof demo_centres / sizeof demo_centres[0]; i++)
        json_array_append_new(instances, draw_instance(&demo_centres[i]));
    json_object_set_new(root, "instances", instances);
    return root;
}

/* ---- the file ---- */
static json_t *load(const struct dir *dir, struct fault *fault)
{
    char path[DIR_PATH_BYTES];
    struct json_error error;
    char *text = malloc(DEMO_BYTES_MAX);
    FILE *file = fopen(dir_path(dir->path, "demo.json", path), "re");
    json_t *root = NULL;
    if (!file || !text) {
        fault_set(fault, "Cannot read %s.", path);
    } else {
        size_t len = fread(text, 1, DEMO_BYTES_MAX, file);
        root = json_parse(text, len, NULL, &error);
        if (!root)
            fault_set(fault, "%s:%zu: %s.", path, error.line, error.what);
    }
    if (file)
        fclose(file);
    free(text);
    return root;
}

static int save(const struct dir *dir, const json_t *root, struct fault *fault)
{
    char path[DIR_PATH_BYTES];
    char *text = json_dumps(root, JSON_INDENT(2));
    if (!text)
        return fault_set(fault, "There is no memory left.");
    int result = dir_write_file(dir_path(dir->path, "demo.json", path), text, strlen(text), 0600, fault);
    free(text);
    return result;
}

bool demo_is_there(const struct dir *dir)
{
    char path[DIR_PATH_BYTES];
    struct stat info;
    return stat(dir_path(dir->path, "demo.json", path), &info) == 0;
}

/* ---- making the centres from the file ---- */
static const char *member(const json_t *object, const char *name)
{
    const char *text = json_string_value(json_object_get(object, name));
    return text ? text : "";
}

static struct uuid id_of(const json_t *object)
{
    struct uuid uuid = {{0}};
    const char *text = member(object, "id");
    /* A file that was edited by hand may be wrong; a random id is then as good as any. */
    return uuid_parse(text, strlen(text), &uuid) ? uuid : uuid_random();
}

static const json_t *item(const json_t *instance, const char *list, size_t index)
{
    return json_array_get(json_object_get(instance, list), index);
}

static bool make_instance_statuses(struct making *making, const json_t *instance)
{
    struct make_status statuses[DEMO_STATUSES];
    uint32_t count = 0;
    for (const json_t *status; count < DEMO_STATUSES && (status = item(instance, "statuses", count));
         count++) {
        const char *type = member(status, "type");
        statuses[count].name = member(status, "name");
        statuses[count].uuid = id_of(status);
        statuses[count].type = strcmp(type, "ROUTABLE") == 0  ? ACD_STATUS_ROUTABLE
                               : strcmp(type, "OFFLINE") == 0 ? ACD_STATUS_OFFLINE
                                                              : ACD_STATUS_CUSTOM;
    }
    return make_statuses(making, statuses, count);
}

static bool make_flow(struct making *making, const json_t *instance, size_t index, enum acd_channel channel,
                      uint32_t queue)
{
    const json_t *flow = item(instance, "contactFlows", index);
    struct body_entry_point entry_point = {
        .uuid = id_of(flow), .name = member(flow, "name"), .channel = channel, .origin_count = 2};
    memcpy(entry_point.origins, demo_origins, sizeof demo_origins);
    return make_entry_point(making, &entry_point, queue) != 0;
}

/* Queues, routing profiles and entry points. blended is for agents, basics.profile for the others: so chats
 * are offered to agents only. */
static bool make_routing(struct making *making, const json_t *instance, struct make_basics *basics,
                         uint32_t *blended)
{
    const json_t *profile = item(instance, "routingProfiles", 0);
    struct make_queue_share shares[2] = {{.priority = 1}, {.priority = 1}};
    struct uuid basic_uuid = id_of(item(instance, "queues", 2));
    struct uuid profile_uuid = id_of(profile);
    if (!make_basics(making, &basic_uuid, basics))
        return false;
    for (int i = 0; i < 2; i++) {
        const json_t *queue = item(instance, "queues", (size_t)i);
        struct uuid uuid = id_of(queue);
        shares[i].queue = make_queue(making, member(queue, "name"), &uuid, basics->hours);
        if (shares[i].queue == 0)
            return false;
    }
    *blended = make_profile(making, member(profile, "name"), &profile_uuid, blended_slots, shares, 2);
    return *blended != 0 && make_flow(making, instance, 0, ACD_CHAT, shares[0].queue) &&
           make_flow(making, instance, 1, ACD_TASK, shares[0].queue) && make_origins(making, demo_origins, 2);
}

static const char *first_name_of(const char *username)
{
    for (size_t i = 0; i < sizeof demo_centres / sizeof demo_centres[0]; i++)
        for (int j = 0; j < DEMO_USERS; j++)
            if (strcmp(demo_centres[i].users[j].username, username) == 0)
                return demo_centres[i].users[j].first_name;
    return "";
}

static bool make_user_of_group(struct making *making, uint32_t number, enum book_role role, uint32_t group)
{
    if (group == 0)
        return true;
    if (role == BOOK_ROLE_AGENT)
        return make_user_group(making, number, group);
    return role != BOOK_ROLE_SUPERVISOR || make_user_supervises(making, number, UINT64_C(1) << (group - 1));
}

/* group: of a vcc centre, else 0. */
static bool make_people(struct making *making, const json_t *instance, const struct make_basics *basics,
                        uint32_t blended, uint32_t group)
{
    const json_t *user;
    for (size_t i = 0; (user = item(instance, "users", i)); i++) {
        char hash[PASSWORD_HASH_BYTES];
        struct body_agent agent = {
            .uuid = id_of(user), .username = member(user, "username"), .last_name = ""};
        agent.first_name = first_name_of(agent.username);
        agent.role = book_role_find(member(user, "role"));
        agent.password_hash = hash;
        if (password_hash_now(member(user, "password"), hash, making->fault) != 0)
            return false;
        uint32_t number =
            make_user(making, &agent, agent.role == BOOK_ROLE_AGENT ? blended : basics->profile);
        if (number == 0 || (group != 0 && !make_user_wrapup(making, number, VCC_WRAPUP_MS)) ||
            !make_user_of_group(making, number, agent.role, group))
            return false;
        if (agent.role == BOOK_ROLE_ADMIN &&
            !make_key(making, number, member(instance, "accessKeyId"), member(instance, "secretAccessKey")))
            return false;
    }
    return true;
}

/* What the demo of the vcc model has beside its preset: rejecting, which the preset leaves to the administrator
 * (design.md 6.2), pages that are awaited back, the group with its supervisor, and codes for breaks, which nobody has
 * to give. */
static bool make_vcc(struct making *making, const json_t *instance, uint32_t *group)
{
    struct uuid uuid = id_of(item(instance, "groups", 0));
    *group = make_group(making, DEMO_GROUP, &uuid);
    return *group != 0 && make_rule(making, ACD_RULE_REJECT_ALLOWED, 1) &&
           make_rule(making, ACD_RULE_RECONNECTING, 1) &&
           make_reasons(making, "Break", 1u << ACD_REASON_BREAK, *group, demo_breaks,
                        sizeof demo_breaks / sizeof demo_breaks[0]);
}

static bool fill(struct making *making, const json_t *instance)
{
    struct make_basics basics;
    struct uuid uuid = id_of(instance);
    uint32_t blended = 0;
    uint32_t group = 0;
    enum acd_model model =
        strcmp(member(instance, "statusModel"), "vcc") == 0 ? ACD_MODEL_VCC : ACD_MODEL_CONNECT;
    return make_centre(making, member(instance, "alias"), &uuid, model) &&
           (model != ACD_MODEL_VCC || make_vcc(making, instance, &group)) &&
           make_instance_statuses(making, instance) && make_routing(making, instance, &basics, &blended) &&
           make_people(making, instance, &basics, blended, group) &&
           tokens_keep(making, "demo", member(instance, "streamToken"));
}

static int make_instance(const struct dir *dir, const json_t *instance, struct fault *fault)
{
    char aside[DIR_PATH_BYTES];
    struct pump *pump = NULL;
    struct pump_error error;
    struct pump_options options = {0};
    if (!dir_alias_valid(member(instance, "alias")))
        return fault_set(fault, "demo.json names a centre that cannot be: \"%s\".",
                         member(instance, "alias"));
    if (dir_making_begin(dir, aside, fault) != 0)
        return -1;
    if (pump_open(&pump, aside, &options, &error) != 0)
        return fault_set(fault, "%s", error.sentence);
    struct making making = {.pump = pump, .now = clock_wall_ms(), .fault = fault};
    bool filled = fill(&making, instance);
    struct fault closing;
    if (centres_finish(pump, &closing) != 0 && filled)
        filled = fault_set(fault, "%s", closing.sentence) == 0;
    if (!filled) {
        dir_remove(aside);
        return -1;
    }
    return dir_making_commit(dir, member(instance, "alias"), fault);
}

int demo_ensure(const struct dir *dir, struct fault *fault)
{
    int result = 0;
    json_t *root = demo_is_there(dir) ? load(dir, fault) : draw();
    const json_t *instance;
    if (!root)
        return -1;
    if (!demo_is_there(dir))
        result = save(dir, root, fault);
    for (size_t i = 0; result == 0 && (instance = item(root, "instances", i)); i++)
        if (!dir_has_centre(dir->path, member(instance, "alias")))
            result = make_instance(dir, instance, fault);
    json_decref(root);
    return result;
}

int demo_register(const struct dir *dir, const struct centres *centres, struct fault *fault)
{
    int result = 0;
    json_t *root = load(dir, fault);
    const json_t *instance;
    if (!root)
        return -1;
    for (size_t i = 0; result == 0 && (instance = item(root, "instances", i)); i++) {
        struct making making = {
            .pump = centres_find(centres, member(instance, "alias")), .now = clock_wall_ms(), .fault = fault};
        const char *token = member(instance, "streamToken");
        if (making.pump && token[0] && !tokens_keep(&making, "demo", token))
            result = -1;
    }
    json_decref(root);
    return result;
}

int demo_publish(const struct dir *dir, const char *url, struct fault *fault)
{
    json_t *root = load(dir, fault);
    if (!root)
        return -1;
    set_text(root, "url", url);
    int result = save(dir, root, fault);
    json_decref(root);
    return result;
}

void demo_tell(const struct dir *dir, const char *url)
{
    struct fault fault;
    json_t *root = load(dir, &fault);
    const json_t *instance;
    const json_t *user;
    if (!root)
        return;
    printf("\nNextup's demo is running.\n\n"
           "  The agent's panel         %s/ccp-v2/\n"
           "  A customer's chat         %s/chat/\n"
           "  The supervisor's board    %s/supervisor/\n"
           "  The administrator's pages %s/admin/\n\n",
           url, url, url, url);
    for (size_t i = 0; (instance = item(root, "instances", i)); i++) {
        printf("  %s\n", member(instance, "alias"));
        for (size_t j = 0; (user = item(instance, "users", j)); j++)
            printf("    %-8s %-18s %s\n", member(user, "username"), member(user, "password"),
                   member(user, "role"));
    }
    printf("\nTry this first: sign in to the panel as alice and choose Available. Open the chat in a second "
           "window and start one.\n"
           "Accept it in the panel, choose Lunch, then end the chat and clear the contact: the server moves "
           "her to Lunch by itself.\n"
           "(The logins are also in %s/demo.json. Stop with Ctrl-C; everything is kept.)\n\n",
           dir->path);
    json_decref(root);
}
