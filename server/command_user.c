/* nextup user ...: people of a centre. Each command is one request of admin.h; it must not open a centre
 * itself. */
#include <stdio.h>

#include "lib/crypto.h"
#include "server/commands.h"
#include "server/password.h"
#include "server/request.h"

/* One request that only names a user. */
static int simple(const struct arguments *arguments, const char *name, const char *done)
{
    struct request request;
    if (!request_begin(&request, arguments, name))
        return EXIT_USAGE;
    json_member_text(&request.writer, "username", arguments->operands[0]);
    if (arguments->operands_count > 1)
        json_member_text(&request.writer, "role", arguments->operands[1]);
    json_t *answer = request_send(&request);
    if (!answer)
        return EXIT_FAULT;
    printf(done, arguments->operands[0], arguments->operands_count > 1 ? arguments->operands[1] : "");
    json_decref(answer);
    return EXIT_DONE;
}

/* Returns EXIT_DONE with *exists, or how the command ends: said why. */
static int user_exists(const struct arguments *arguments, bool *exists)
{
    struct request request;
    if (!request_begin(&request, arguments, "user_find"))
        return EXIT_USAGE;
    json_member_text(&request.writer, "username", arguments->operands[0]);
    json_t *answer = request_send(&request);
    if (answer)
        *exists = json_is_true(json_object_get(answer, "found"));
    json_decref(answer);
    return answer ? EXIT_DONE : EXIT_FAULT;
}

/* Obtains the password and adds its hash to the request; the plain text is in password until the caller
 * erases it. */
static bool add_password(const struct arguments *arguments, struct request *request, char *password,
                         bool *generated)
{
    char hash[PASSWORD_HASH_BYTES];
    struct fault fault;
    if (password_obtain(arguments->operands[0], arguments->password_stdin, password, generated, &fault) !=
            0 ||
        password_hash_now(password, hash, &fault) != 0) {
        command_fault(fault.sentence);
        request_drop(request);
        return false;
    }
    json_member_text(&request->writer, "passwordHash", hash);
    /* Whoever is given a password by another must choose an own one. */
    json_member_bool(&request->writer, "mustChange", true);
    return true;
}

static int with_password(const struct arguments *arguments, struct request *request, const char *done)
{
    char password[PASSWORD_TEXT_BYTES] = "";
    bool generated = false;
    int code = EXIT_FAULT;
    if (add_password(arguments, request, password, &generated)) {
        json_t *answer = request_send(request);
        if (answer) {
            printf(done, arguments->operands[0]);
            if (generated)
                printf("Password: %s\nThis is the only time it is shown; it has to be changed at the first "
                       "sign-in.\n",
                       password);
            code = EXIT_DONE;
        }
        json_decref(answer);
    }
    secret_erase(password, sizeof password);
    return code;
}

int command_user_add(const struct arguments *arguments)
{
    struct request request;
    bool exists = false;
    int code = user_exists(arguments, &exists);
    if (code != EXIT_DONE)
        return code;
    if (exists)
        return command_fault("There is a user of this name already.");
    if (!request_begin(&request, arguments, "user_add"))
        return EXIT_USAGE;
    json_member_text(&request.writer, "username", arguments->operands[0]);
    json_member_text(&request.writer, "role", arguments->role ? arguments->role : "agent");
    json_member_text(&request.writer, "firstName", arguments->first_name ? arguments->first_name : "");
    json_member_text(&request.writer, "lastName", arguments->last_name ? arguments->last_name : "");
    command_write_groups(&request.writer, arguments);
    return with_password(arguments, &request, "User %s is there.\n");
}

int command_user_passwd(const struct arguments *arguments)
{
    struct request request;
    bool exists = false;
    int code = user_exists(arguments, &exists);
    if (code != EXIT_DONE)
        return code;
    if (!exists)
        return command_fault("There is no user of this name.");
    if (!request_begin(&request, arguments, "user_password"))
        return EXIT_USAGE;
    json_member_text(&request.writer, "username", arguments->operands[0]);
    return with_password(arguments, &request, "User %s has a new password and is signed out everywhere.\n");
}

int command_user_role(const struct arguments *arguments)
{
    return simple(arguments, "user_role", "User %s is now: %s.\n");
}

int command_user_enable(const struct arguments *arguments)
{
    return simple(arguments, "user_enable", "User %s may sign in.%s\n");
}

int command_user_disable(const struct arguments *arguments)
{
    return simple(arguments, "user_disable",
                  "User %s may not sign in any more and is signed out everywhere.%s\n");
}

/* "Team", "over Team,Night", "Team, over Night" or "-". */
static void render_groups(const json_t *user, struct buf *text)
{
    size_t index = 0;
    json_t *name = NULL;
    const json_t *supervises = json_object_get(user, "supervises");
    buf_append_text(text, answer_text(user, "group"));
    if (json_array_size(supervises) > 0)
        buf_append_text(text, text->len > 0 ? ", over " : "over ");
    json_array_foreach(supervises, index, name)
        buf_append_format(text, "%s%s", index == 0 ? "" : ",", json_string_value(name));
    if (text->len == 0)
        buf_append_char(text, '-');
}

static void print_user(const json_t *user)
{
    struct buf groups;
    buf_init(&groups, 64 * 1024);
    render_groups(user, &groups);
    printf("%-24s %-11s %-20s %-9s %-20s %s%s%s\n", answer_text(user, "username"), answer_text(user, "role"),
           answer_text(user, "centre"), json_is_true(json_object_get(user, "enabled")) ? "yes" : "no",
           buf_text(&groups), answer_text(user, "firstName"), answer_text(user, "lastName")[0] ? " " : "",
           answer_text(user, "lastName"));
    buf_free(&groups);
}

int command_user_list(const struct arguments *arguments)
{
    struct request request;
    size_t index = 0;
    json_t *user = NULL;
    if (!request_begin(&request, arguments, "user_list"))
        return EXIT_USAGE;
    json_t *answer = request_send(&request);
    if (!answer)
        return EXIT_FAULT;
    printf("%-24s %-11s %-20s %-9s %-20s %s\n", "USER", "ROLE", "CENTRE", "ENABLED", "GROUP", "NAME");
    json_array_foreach(json_object_get(answer, "users"), index, user) print_user(user);
    json_decref(answer);
    return EXIT_DONE;
}

int command_hours_set(const struct arguments *arguments)
{
    struct request request;
    if (!arguments->week)
        return command_usage("Give the opening times: --week \"mon-fri 09:00-17:30\" or --week always.");
    if (!request_begin(&request, arguments, "hours_set"))
        return EXIT_USAGE;
    json_member_text(&request.writer, "name", arguments->operands[0]);
    json_member_text(&request.writer, "zone", arguments->zone ? arguments->zone : "UTC");
    json_member_text(&request.writer, "week", arguments->week);
    json_t *answer = request_send(&request);
    if (!answer)
        return EXIT_FAULT;
    printf("%s: %s (%s).\n", arguments->operands[0], arguments->week,
           arguments->zone ? arguments->zone : "UTC");
    json_decref(answer);
    return EXIT_DONE;
}
