/* nextup user ...: people of a centre. Each command is one request of admin.h; it must not open a centre
 * itself. */
#include <stdio.h>
#include <string.h>

#include "lib/crypto.h"
#include "server/admin.h"
#include "server/admin_client.h"
#include "server/commands.h"
#include "server/password.h"

/* A request being written, with its directory. */
struct request {
    struct buf text;
    struct json_writer writer;
};

static void begin(struct request *request, const char *name)
{
    buf_init(&request->text, ADMIN_REQUEST_BYTES_MAX);
    json_writer_init(&request->writer, &request->text);
    json_object_begin(&request->writer);
    json_member_text(&request->writer, "do", name);
}

/* Sends it. NULL: said why already. */
static json_t *finish(struct request *request, const char *path)
{
    struct fault fault;
    json_t *answer = NULL;
    json_object_end(&request->writer);
    buf_append_char(&request->text, '\n');
    if (buf_failed(&request->text))
        command_fault("The words of this command are too long.");
    else if (!(answer = admin_ask(path, &request->text, &fault)))
        command_fault(fault.sentence);
    if (request->text.bytes)
        secret_erase(request->text.bytes, request->text.len);
    buf_free(&request->text);
    return answer;
}

static bool need_data(const struct arguments *arguments)
{
    if (!arguments->data)
        command_usage("Name the data directory: --data DIR.");
    return arguments->data != NULL;
}

/* One request that only names a user. */
static int simple(const struct arguments *arguments, const char *name, const char *done)
{
    struct request request;
    if (!need_data(arguments))
        return EXIT_USAGE;
    begin(&request, name);
    json_member_text(&request.writer, "username", arguments->operands[0]);
    if (arguments->operands_count > 1)
        json_member_text(&request.writer, "role", arguments->operands[1]);
    json_t *answer = finish(&request, arguments->data);
    if (!answer)
        return EXIT_FAULT;
    printf(done, arguments->operands[0], arguments->operands_count > 1 ? arguments->operands[1] : "");
    json_decref(answer);
    return EXIT_DONE;
}

static bool user_exists(const struct arguments *arguments, bool *exists)
{
    struct request request;
    begin(&request, "user_find");
    json_member_text(&request.writer, "username", arguments->operands[0]);
    json_t *answer = finish(&request, arguments->data);
    if (answer)
        *exists = json_is_true(json_object_get(answer, "found"));
    json_decref(answer);
    return answer != NULL;
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
        buf_free(&request->text);
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
        json_t *answer = finish(request, arguments->data);
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
    if (!need_data(arguments))
        return EXIT_USAGE;
    if (!user_exists(arguments, &exists))
        return EXIT_FAULT;
    if (exists)
        return command_fault("There is a user of this name already.");
    begin(&request, "user_add");
    json_member_text(&request.writer, "username", arguments->operands[0]);
    json_member_text(&request.writer, "role", arguments->role ? arguments->role : "agent");
    json_member_text(&request.writer, "firstName", arguments->first_name ? arguments->first_name : "");
    json_member_text(&request.writer, "lastName", arguments->last_name ? arguments->last_name : "");
    command_write_groups(&request.writer, arguments);
    if (arguments->centre)
        json_member_text(&request.writer, "centre", arguments->centre);
    return with_password(arguments, &request, "User %s is there.\n");
}

int command_user_passwd(const struct arguments *arguments)
{
    struct request request;
    bool exists = false;
    if (!need_data(arguments))
        return EXIT_USAGE;
    if (!user_exists(arguments, &exists))
        return EXIT_FAULT;
    if (!exists)
        return command_fault("There is no user of this name.");
    begin(&request, "user_password");
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

static const char *member(const json_t *object, const char *name)
{
    const char *text = json_string_value(json_object_get(object, name));
    return text ? text : "";
}

/* "Team", "over Team,Night", "Team, over Night" or "-". */
static void render_groups(const json_t *user, struct buf *text)
{
    size_t index = 0;
    json_t *name = NULL;
    const json_t *supervises = json_object_get(user, "supervises");
    buf_append_text(text, member(user, "group"));
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
    printf("%-24s %-11s %-20s %-9s %-20s %s%s%s\n", member(user, "username"), member(user, "role"),
           member(user, "centre"), json_is_true(json_object_get(user, "enabled")) ? "yes" : "no",
           buf_text(&groups), member(user, "firstName"), member(user, "lastName")[0] ? " " : "",
           member(user, "lastName"));
    buf_free(&groups);
}

int command_user_list(const struct arguments *arguments)
{
    struct request request;
    size_t index = 0;
    json_t *user = NULL;
    if (!need_data(arguments))
        return EXIT_USAGE;
    begin(&request, "user_list");
    json_t *answer = finish(&request, arguments->data);
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
    if (!need_data(arguments))
        return EXIT_USAGE;
    if (!arguments->week)
        return command_usage("Give the opening times: --week \"mon-fri 09:00-17:30\" or --week always.");
    begin(&request, "hours_set");
    json_member_text(&request.writer, "name", arguments->operands[0]);
    json_member_text(&request.writer, "zone", arguments->zone ? arguments->zone : "UTC");
    json_member_text(&request.writer, "week", arguments->week);
    if (arguments->centre)
        json_member_text(&request.writer, "centre", arguments->centre);
    json_t *answer = finish(&request, arguments->data);
    if (!answer)
        return EXIT_FAULT;
    printf("%s: %s (%s).\n", arguments->operands[0], arguments->week,
           arguments->zone ? arguments->zone : "UTC");
    json_decref(answer);
    return EXIT_DONE;
}
