/* nextup init: an empty, usable centre. It must leave either a whole centre or none. */
#include <stdio.h>
#include <string.h>

#include "lib/clock.h"
#include "lib/crypto.h"
#include "server/centres.h"
#include "server/commands.h"
#include "server/make.h"
#include "server/password.h"

/* Supervisors of the vcc model act only on users of their groups (peers.md 1.9): without one, nobody could
 * supervise. */
#define FIRST_GROUP "Everyone"

enum { STATUSES_MAX = 8 };

struct plan {
    const char *alias;
    const char *admin;
    const char *first_name;
    const char *last_name;
    enum acd_model model;
    const char *password_hash;
};

/* Names on a server are unique, whatever centre they are in. */
static int check_names(const struct dir *dir, const struct plan *plan, struct fault *fault)
{
    struct centres centres;
    struct pump_options options = {0};
    uint32_t agent = 0;
    if (dir_has_centre(dir->path, plan->alias))
        return fault_set(fault, "There is a centre \"%s\" in %s already.", plan->alias, dir->path);
    if (centres_open(&centres, dir->path, &options, fault) != 0)
        return -1;
    bool taken = pump_find_username(&centres.list, plan->admin, &agent) != NULL;
    bool full = centres.list.count == PUMP_CENTRES_MAX;
    if (centres_close(&centres, fault) != 0)
        return -1;
    if (full)
        return fault_set(fault, "%s holds %d centres already, which is the most there can be.", dir->path,
                         PUMP_CENTRES_MAX);
    return taken ? fault_set(fault, "There is a user \"%s\" in this directory already: choose another name.",
                             plan->admin)
                 : 0;
}

static bool fill(struct making *making, const struct plan *plan)
{
    struct make_status statuses[STATUSES_MAX];
    struct make_basics basics;
    struct uuid uuid = uuid_random();
    struct uuid queue_uuid = uuid_random();
    struct uuid group_uuid = uuid_random();
    struct body_entry_point chat = {.uuid = uuid_random(), .name = "Basic chat", .channel = ACD_CHAT};
    uint32_t count = make_default_statuses(plan->model, statuses, STATUSES_MAX);
    struct body_agent admin = {.uuid = uuid_random(),
                               .username = plan->admin,
                               .first_name = plan->first_name,
                               .last_name = plan->last_name,
                               .password_hash = plan->password_hash,
                               .role = BOOK_ROLE_ADMIN};
    bool made = make_centre(making, plan->alias, &uuid, plan->model) &&
                make_statuses(making, statuses, count) && make_basics(making, &queue_uuid, &basics) &&
                make_entry_point(making, &chat, basics.queue) != 0 &&
                (plan->model != ACD_MODEL_VCC || make_group(making, FIRST_GROUP, &group_uuid) != 0);
    uint32_t agent = made ? make_user(making, &admin, basics.profile) : 0;
    return agent != 0 && make_user_home(making, agent, admin.role);
}

static int build(const struct dir *dir, const struct plan *plan, struct fault *fault)
{
    char aside[DIR_PATH_BYTES];
    struct pump *pump = NULL;
    struct pump_error error;
    struct pump_options options = {0};
    if (check_names(dir, plan, fault) != 0 || dir_making_begin(dir, aside, fault) != 0)
        return -1;
    if (pump_open(&pump, aside, &options, &error) != 0)
        return fault_set(fault, "%s", error.sentence);
    struct making making = {.pump = pump, .now = clock_wall_ms(), .fault = fault};
    bool filled = fill(&making, plan);
    if (centres_finish(pump, fault) != 0)
        filled = false;
    if (!filled) {
        dir_remove(aside);
        return -1;
    }
    return dir_making_commit(dir, plan->alias, fault);
}

static int check_words(const struct arguments *arguments, struct plan *plan)
{
    if (!arguments->data || !arguments->alias || !arguments->admin)
        return command_usage("nextup init needs --data DIR, --alias NAME and --admin USER.");
    if (!dir_alias_valid(arguments->alias))
        return command_usage(
            "An alias has at most 62 characters of a-z, 0-9 and \"-\", and does not begin with \"-\".");
    if (strspn(arguments->admin, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-.@") !=
            strlen(arguments->admin) ||
        arguments->admin[0] == '\0')
        return command_usage("A user name is made of letters, digits and _ - . @ only.");
    plan->model = ACD_MODEL_CONNECT;
    if (arguments->model && strcmp(arguments->model, "vcc") == 0)
        plan->model = ACD_MODEL_VCC;
    else if (arguments->model && strcmp(arguments->model, "connect") != 0)
        return command_usage("A model is connect or vcc.");
    plan->alias = arguments->alias;
    plan->admin = arguments->admin;
    plan->first_name = arguments->first_name ? arguments->first_name : "";
    plan->last_name = arguments->last_name ? arguments->last_name : "";
    return EXIT_DONE;
}

static int create(const struct arguments *arguments, struct plan *plan, char *password)
{
    char hash[PASSWORD_HASH_BYTES];
    bool generated = false;
    bool busy = false;
    struct dir dir;
    struct fault fault;
    if (dir_open(&dir, arguments->data, true, &busy, &fault) != 0)
        return command_fault(
            busy ? "A server is running on this directory: stop it, create the centre, start it again."
                 : fault.sentence);
    int result = password_obtain(plan->admin, arguments->password_stdin, password, &generated, &fault);
    if (result == 0)
        result = password_hash_now(password, hash, &fault);
    plan->password_hash = hash;
    if (result == 0)
        result = build(&dir, plan, &fault);
    dir_close(&dir);
    if (result != 0)
        return command_fault(fault.sentence);
    printf("Centre %s is ready. Its administrator is %s.\n", plan->alias, plan->admin);
    if (generated)
        printf("Password: %s\nThis is the only time it is shown.\n", password);
    printf("Start it: nextup serve --data %s\n", arguments->data);
    return EXIT_DONE;
}

int command_init(const struct arguments *arguments)
{
    char password[PASSWORD_TEXT_BYTES] = "";
    struct plan plan;
    int code = check_words(arguments, &plan);
    if (code == EXIT_DONE)
        code = create(arguments, &plan, password);
    secret_erase(password, sizeof password);
    return code;
}
