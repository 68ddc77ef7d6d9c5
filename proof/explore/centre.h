/* The small centres that are explored, and what may be asked of them. */
#ifndef NEXTUP_PROOF_EXPLORE_CENTRE_H
#define NEXTUP_PROOF_EXPLORE_CENTRE_H

#include "core/core.h"

enum { CENTRE_AGENTS = 2, CENTRE_CONTACTS = 3, CENTRE_COMMANDS_MAX = 256 };

/* A set of commands; time always passes too. Sets are or-ed together. */
enum centre_alphabet {
    ALPHABET_STATUSES = 1 << 0, /* agents choose each status; in vcc Stop New and Resume too */
    ALPHABET_CONTACTS =
        1 << 1, /* chats and tasks begin, are accepted, rejected, ended by either side, cleared */
    ALPHABET_OTHERS = 1 << 2,    /* a supervisor chooses statuses for the agents */
    ALPHABET_PAUSES = 1 << 3,    /* tasks are paused and resumed */
    ALPHABET_TRANSFERS = 1 << 4, /* to the queue and to the other agent */
    ALPHABET_PAGES = 1 << 5,     /* pages open, are lost, come back; agents sign in and out */
    ALPHABET_SETUP = 1 << 6,     /* the queue and an agent are disabled and enabled */
    ALPHABET_CUSTOMERS = 1 << 7, /* a chat's customer connects when they like, or never; without it at once */
    ALPHABET_SUPERVISORS =
        1
        << 8, /* the other agent listens to a leg, takes it over, sends its contact back, clears it by force */
    ALPHABET_ASSOCIATIONS = 1 << 9, /* the API gives a contact to an agent */
    ALPHABET_PRIORITIES = 1 << 10,  /* the API sets a contact before others */
    ALPHABETS = 11,
};

const char *centre_alphabet_name(enum centre_alphabet alphabet);
/* The whole set if text is a list like "statuses,contacts"; 0 if it is not. */
unsigned centre_alphabets_of(const char *text);

/* A core with the centre set up, in memory of acd_size(centre_limits()). */
const struct acd_limits *centre_limits(void);
struct acd *centre_init(void *memory, enum acd_model model);

/* Every command of the set that may mean something here, at the state's own time; the last one lets time pass to the
 * next deadline, if there is one. Returns how many. */
uint32_t centre_commands(const struct acd *acd, unsigned alphabets,
                         struct acd_command commands[CENTRE_COMMANDS_MAX]);

/* Steps the command, and what goes with it: without ALPHABET_CUSTOMERS a chat's customer is there from the beginning.
 * The batch has the events of both. */
enum acd_refusal centre_step(struct acd *acd, unsigned alphabets, const struct acd_command *command,
                             struct acd_batch *batch);

/* "agent 1 SET_STATUS 3" and so on; text has room for 128 bytes. */
void centre_describe(const struct acd_command *command, char *text);

#endif
