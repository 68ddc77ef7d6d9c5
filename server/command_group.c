/* nextup group ... and nextup user groups: groups of agents and who is in them. Each command is one request of admin.h;
 * it must not open a centre itself. */
#include <stdio.h>

#include "server/commands.h"
#include "server/request.h"

void command_write_groups(struct json_writer *writer, const struct arguments *arguments)
{
    if (arguments->group)
        json_member_text(writer, "group", arguments->group);
    if (arguments->supervises.count == 0)
        return;
    json_member_array_begin(writer, "supervises");
    for (int i = 0; i < arguments->supervises.count; i++)
        json_text_of(writer, arguments->supervises.items[i]);
    json_array_end(writer);
}

int command_user_groups(const struct arguments *arguments)
{
    struct request request;
    if (!arguments->group && arguments->supervises.count == 0)
        return command_usage("Say which: --group GROUP, --supervises GROUP, or both.");
    if (!request_begin(&request, arguments, "user_groups"))
        return EXIT_USAGE;
    json_member_text(&request.writer, "username", arguments->operands[0]);
    command_write_groups(&request.writer, arguments);
    json_t *answer = request_send(&request);
    if (!answer)
        return EXIT_FAULT;
    printf("The groups of %s are set.\n", arguments->operands[0]);
    json_decref(answer);
    return EXIT_DONE;
}

int command_group_add(const struct arguments *arguments)
{
    return request_change(arguments, "group_add", "name", "Group %s of %s is there.\n");
}

int command_group_remove(const struct arguments *arguments)
{
    return request_change(arguments, "group_remove", "name", "Group %s of %s is gone.\n");
}

static void print_people(const char *title, const json_t *people)
{
    size_t index = 0;
    json_t *username = NULL;
    printf(" %s", title);
    if (json_array_size(people) == 0)
        printf(" -");
    json_array_foreach(people, index, username)
        printf("%s%s", index == 0 ? " " : ",", json_string_value(username));
}

int command_group_list(const struct arguments *arguments)
{
    struct request request;
    size_t index = 0;
    json_t *group = NULL;
    if (!request_begin(&request, arguments, "group_list"))
        return EXIT_USAGE;
    json_t *answer = request_send(&request);
    if (!answer)
        return EXIT_FAULT;
    printf("%-24s %-36s %-20s %s\n", "GROUP", "ID", "CENTRE", "PEOPLE");
    json_array_foreach(json_object_get(answer, "groups"), index, group)
    {
        printf("%-24s %-36s %-20s", answer_text(group, "name"), answer_text(group, "id"),
               answer_text(group, "centre"));
        print_people("agents", json_object_get(group, "agents"));
        print_people("supervisors", json_object_get(group, "supervisors"));
        printf("\n");
    }
    json_decref(answer);
    return EXIT_DONE;
}
