/* Parsing "nextup COMMAND --option VALUE OPERAND" and rendering help from the same tables; see arguments.h.
 * It must not look at the disk. */
#include "server/arguments.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "server/version.h"

struct option {
    const char *name;
    const char *value; /* what stands for its value in help; NULL: a switch */
    size_t offset;     /* in struct arguments: const char *, for a switch bool, for a list struct argument_list */
    const char *help;
    bool is_list; /* may be given several times */
};

#define OPTION(name, value, member, help)                                                                    \
    {                                                                                                        \
        name, value, offsetof(struct arguments, member), help, false                                         \
    }

static const struct option options[] = {
    OPTION("data", "DIR", data, "the data directory"),
    OPTION("listen", "ADDRESS:PORT", listen, "where to listen (127.0.0.1:8080); port 0 takes a free one"),
    OPTION("config", "FILE", config, "settings, as in packaging/nextup.ini"),
    OPTION("demo", NULL, demo, "create, once, two centres to try things with, and write DIR/demo.json"),
    OPTION("insecure", NULL, insecure, "allow an address that is not loopback without a TLS proxy in front"),
    OPTION("alias", "NAME", alias, "the centre's short name: a-z 0-9 and -"),
    OPTION("model", "MODEL", model, "its status model: connect (default) or vcc"),
    OPTION("admin", "USER", admin, "the user name of its first administrator"),
    OPTION("centre", "NAME", centre, "which centre, where the directory holds more than one"),
    OPTION("role", "ROLE", role, "agent (default), supervisor or admin"),
    OPTION("first-name", "TEXT", first_name, "what customers see"),
    OPTION("last-name", "TEXT", last_name, "for colleagues"),
    OPTION("zone", "ZONE", zone, "an IANA time zone, such as Europe/Berlin"),
    OPTION("week", "TEXT", week,
           "opening times, such as \"mon-fri 09:00-17:30, sat 10:00-14:00\"; or \"always\""),
    OPTION("journal", "DIR", journal, "a data directory, or one centre's directory in it"),
    OPTION("from", "DAY", from, "the first day, such as 2026-11-20 (UTC); default: the first recorded; what-if: see above"),
    OPTION("to", "DAY", to, "the last day (UTC); default: the last recorded; what-if: see above; archive: the folder"),
    OPTION("json", NULL, json, "print JSON"),
    OPTION("streams", "LIST", streams, "agent-events, contact-events, contact-records; all without it"),
    OPTION("group", "GROUP", group, "the agent's group; \"\" for none"),
    {"supervises", "GROUP", offsetof(struct arguments, supervises),
     "a group that this supervisor acts on; may be given several times, \"\" for none", true},
    OPTION("offer-time", "SECONDS", offer_time, "how long an offer rings at this user: 15 to 60, or \"centre\""),
    {"wrap-up", "LENGTH", offsetof(struct arguments, wrap_up),
     "seconds, 0 for none, \"agent\" for each agent's own; chat=LENGTH for one channel; several times", true},
    {"limit", "CHANNEL=N", offsetof(struct arguments, limit),
     "contacts at one time: chat=2, total=4 (0 to 6), chat=profile. May be given several times", true},
    {"blend", "ON:CHANNEL=N", offsetof(struct arguments, blend),
     "while on ON may be offered up to N: voice:chat=1, voice:chat=profile. May be given several times", true},
    OPTION("contact", "ID", contact, "a contact: the UUID that pages, API and records show"),
    OPTION("user", "USERNAME", user, "a user"),
    OPTION("profile", "NAME", profile, "the routing profile whose agents are more or fewer"),
    OPTION("agents-add", "N", agents_add, "so many agents more, who do what those who worked that day did"),
    OPTION("agents-remove", "N", agents_remove, "so many agents fewer, of those who worked that day"),
    {"offer-seconds", "[QUEUE=]N", offsetof(struct arguments, offer_seconds),
     "an offer rings so long; without QUEUE in all queues. May be given several times", true},
    {"wrap-up-seconds", "[QUEUE=]N", offsetof(struct arguments, wrapup_seconds),
     "wrap-up ends after so long, 0: there is none. May be given several times", true},
    OPTION("arrivals-factor", "X", arrivals_factor, "X times the contacts, such as 1.2 or 0.8"),
    OPTION("skip-status", "NAME", skip_status, "nobody chooses this status: who is signed in works on"),
    OPTION("skip-from", "TIME", skip_from, "from then on; default: the beginning"),
    OPTION("skip-to", "TIME", skip_to, "up to then; default: the end"),
    OPTION("password-stdin", NULL, password_stdin, "read the password from standard input: its first line"),
};

enum { OPTIONS_COUNT = sizeof options / sizeof options[0] };

static bool takes(const struct command *command, const char *name)
{
    char padded[40];
    snprintf(padded, sizeof padded, " %s ", name);
    return strstr(command->options, padded) != NULL;
}

static void print_overview(const struct command *commands, int count)
{
    printf("nextup - a contact-centre server\n\nUsage: nextup COMMAND [OPTIONS]\n\nCommands:\n");
    for (int i = 0; i < count; i++)
        printf("  %-14s %s\n", commands[i].name, commands[i].summary);
    printf("\n  nextup COMMAND --help   tells everything about one of them\n"
           "  nextup --version        tells the version\n\n"
           "The shortest way to see it work:\n  nextup serve --data DIR --demo\n");
}

/* Between a command's name and its synopsis, which a command without options has not. */
static const char *gap(const struct command *command)
{
    return command->synopsis[0] != '\0' ? " " : "";
}

static void print_help(const struct command *command)
{
    /* A command whose exit codes mean something else says so at the end of its help. */
    const char *exit_status = strstr(command->help, "EXIT STATUS\n");
    int help_len = (int)(exit_status ? (size_t)(exit_status - command->help) : strlen(command->help));
    printf("NAME\n    nextup %s - %s\n\nSYNOPSIS\n    nextup %s%s%s\n\nDESCRIPTION\n%.*s", command->name,
           command->summary, command->name, gap(command), command->synopsis, help_len, command->help);
    printf("\nOPTIONS\n");
    for (int i = 0; i < OPTIONS_COUNT; i++) {
        char left[40];
        if (!takes(command, options[i].name))
            continue;
        snprintf(left, sizeof left, "--%s%s%s", options[i].name, options[i].value ? " " : "",
                 options[i].value ? options[i].value : "");
        printf("    %-24s %s\n", left, options[i].help);
    }
    printf("    %-24s %s\n", "--help", "this text");
    printf("\n%s", exit_status ? exit_status
                              : "EXIT STATUS\n    0  done\n"
                                "    1  it could not be done; one sentence on standard error says why\n"
                                "    2  the command line was not understood\n");
}

/* One word ("verify") or two ("user add"). Writes how many words it took. */
static const struct command *find_command(const struct command *commands, int count, int argc, char **argv,
                                          int *words)
{
    char two[64] = "";
    if (argc > 2)
        snprintf(two, sizeof two, "%s %s", argv[1], argv[2]);
    for (int i = 0; i < count; i++) {
        if (strcmp(commands[i].name, two) == 0) {
            *words = 2;
            return &commands[i];
        }
        if (strcmp(commands[i].name, argv[1]) == 0) {
            *words = 1;
            return &commands[i];
        }
    }
    return NULL;
}

static const struct option *find_option(const struct command *command, const char *name, size_t len)
{
    for (int i = 0; i < OPTIONS_COUNT; i++)
        if (strlen(options[i].name) == len && strncmp(options[i].name, name, len) == 0)
            return takes(command, options[i].name) ? &options[i] : NULL;
    return NULL;
}

static int misused(const struct command *command, const char *what, const char *word)
{
    fprintf(stderr, "nextup %s: %s%s%s\nusage: nextup %s%s%s\n", command->name, what, word ? ": " : "",
            word ? word : "", command->name, gap(command), command->synopsis);
    return EXIT_USAGE;
}

static int take_item(const struct command *command, struct argument_list *list, const char *value)
{
    if (list->count == ARGUMENTS_LIST_MAX)
        return misused(command, "this option was given too often", value);
    list->items[list->count++] = value;
    return EXIT_DONE;
}

/* Takes argv[*at] as an option, and its value from the same word or the next. Returns 0 or an exit code. */
static int take_option(const struct command *command, struct arguments *arguments, int argc, char **argv,
                       int *at)
{
    const char *word = argv[*at] + 2;
    const char *equals = strchr(word, '=');
    size_t len = equals ? (size_t)(equals - word) : strlen(word);
    const struct option *option = find_option(command, word, len);
    if (!option)
        return misused(command, "unknown option", argv[*at]);
    if (!option->value) {
        if (equals)
            return misused(command, "this option takes no value", argv[*at]);
        *(bool *)((char *)arguments + option->offset) = true;
        return EXIT_DONE;
    }
    if (!equals && *at + 1 >= argc)
        return misused(command, "this option needs a value", argv[*at]);
    const char *value = equals ? equals + 1 : argv[++*at];
    if (option->is_list)
        return take_item(command, (struct argument_list *)((char *)arguments + option->offset), value);
    *(const char **)((char *)arguments + option->offset) = value;
    return EXIT_DONE;
}

static int parse(const struct command *command, struct arguments *arguments, int argc, char **argv, int at)
{
    bool only_operands = false;
    for (; at < argc; at++) {
        if (!only_operands && strcmp(argv[at], "--") == 0) {
            only_operands = true;
        } else if (!only_operands && argv[at][0] == '-' && argv[at][1] == '-') {
            int code = take_option(command, arguments, argc, argv, &at);
            if (code != EXIT_DONE)
                return code;
        } else if (!only_operands && argv[at][0] == '-' && argv[at][1] != '\0') {
            return misused(command, "unknown option", argv[at]);
        } else if (arguments->operands_count >= command->operands_max) {
            return misused(command, "one word too many", argv[at]);
        } else {
            arguments->operands[arguments->operands_count++] = argv[at];
        }
    }
    if (arguments->operands_count < command->operands_min)
        return misused(command, "something is missing", NULL);
    return EXIT_DONE;
}

static bool asks_for_help(int argc, char **argv)
{
    for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++)
        if (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0)
            return true;
    return false;
}

/* "nextup user --help": all commands that begin with this word. */
static bool print_family(const struct command *commands, int count, const char *word)
{
    bool found = false;
    size_t len = strlen(word);
    for (int i = 0; i < count; i++) {
        if (strncmp(commands[i].name, word, len) != 0 || commands[i].name[len] != ' ')
            continue;
        printf("nextup %s%s%s\n    %s\n", commands[i].name, gap(&commands[i]), commands[i].synopsis,
               commands[i].summary);
        found = true;
    }
    return found;
}

int arguments_run(const struct command *commands, int count, int argc, char **argv)
{
    int words = 0;
    if (argc < 2) {
        fprintf(stderr, "nextup: say what to do; nextup --help lists the commands\n");
        return EXIT_USAGE;
    }
    if (strcmp(argv[1], "--version") == 0) {
        printf("nextup %s\n", NEXTUP_VERSION);
        return EXIT_DONE;
    }
    bool help = asks_for_help(argc, argv);
    if (argv[1][0] == '-' || strcmp(argv[1], "help") == 0) {
        if (!help && strcmp(argv[1], "help") != 0) {
            fprintf(stderr, "nextup: unknown option: %s; nextup --help lists the commands\n", argv[1]);
            return EXIT_USAGE;
        }
        print_overview(commands, count);
        return EXIT_DONE;
    }
    const struct command *command = find_command(commands, count, argc, argv, &words);
    if (!command) {
        if (help && print_family(commands, count, argv[1]))
            return EXIT_DONE;
        fprintf(stderr, "nextup: there is no command \"%s\"; nextup --help lists them\n", argv[1]);
        return EXIT_USAGE;
    }
    if (help) {
        print_help(command);
        return EXIT_DONE;
    }
    struct arguments arguments = {0};
    int code = parse(command, &arguments, argc, argv, words + 1);
    return code == EXIT_DONE ? command->run(&arguments) : code;
}
