/* The words after "nextup": one table of options, one table of commands, parsing and help. It must not do anything that
 * a command asks for. */
#ifndef NEXTUP_SERVER_ARGUMENTS_H
#define NEXTUP_SERVER_ARGUMENTS_H

#include <stdbool.h>

enum { ARGUMENTS_OPERANDS_MAX = 4, ARGUMENTS_LIST_MAX = 64 };

/* What an option that may be given several times was given. */
struct argument_list {
    const char *items[ARGUMENTS_LIST_MAX];
    int count;
};

/* The exit codes of every command. */
enum { EXIT_DONE = 0, EXIT_FAULT = 1, EXIT_USAGE = 2 };

/* Texts are lent by argv; NULL where an option was not given. */
struct arguments {
    const char *data;
    const char *listen;
    const char *config;
    const char *alias;
    const char *model;
    const char *admin;
    const char *centre;
    const char *role;
    const char *first_name;
    const char *last_name;
    const char *zone;
    const char *week;
    const char *streams;
    const char *journal;
    const char *from;
    const char *to;
    bool json;
    const char *group;
    struct argument_list supervises;
    struct argument_list wrap_up;
    struct argument_list limit;
    struct argument_list blend;
    const char *offer_time;
    bool demo;
    bool insecure;
    bool password_stdin;
    const char *contact;
    const char *user;
    const char *profile; /* of what-if, as all up to skip_to */
    const char *agents_add;
    const char *agents_remove;
    const char *arrivals_factor;
    struct argument_list offer_seconds;
    struct argument_list wrapup_seconds;
    const char *skip_status;
    const char *skip_from;
    const char *skip_to;
    const char *operands[ARGUMENTS_OPERANDS_MAX];
    int operands_count;
};

struct command {
    const char *name;     /* "serve", "user add" */
    const char *synopsis; /* what follows the name */
    const char *summary;  /* one line, no full stop */
    const char *help;     /* paragraphs and examples, indented as they are to be shown */
    const char *options;  /* names of the options it takes, with blanks around each: " data listen " */
    int operands_min;
    int operands_max;
    int (*run)(const struct arguments *arguments); /* returns an exit code */
};

/* Runs the command that argv names out of commands[0..count), or answers --help and --version. Returns the exit
 * code. */
int arguments_run(const struct command *commands, int count, int argc, char **argv);

#endif
