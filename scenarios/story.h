/* What the parts of the story runner share: one story's world, its names and its clock. It must not decide
 * anything the core decides.
 *
 *     run.c           the program: files in, TAP out
 *     story.c         reads a story, runs it, compares
 *     words.c         words, times, durations, names
 *     parse_setup.c   sentences about the centre -> a command
 *     parse_people.c  sentences about agents and contacts -> a command
 *     parse_groups.c  sentences about groups, reasons and pages -> a command
 *     print.c         events -> lines
 *     show.c          questions -> lines
 *     numbers.c       questions about sums -> lines
 */
#ifndef NEXTUP_SCENARIOS_STORY_H
#define NEXTUP_SCENARIOS_STORY_H

#include "core/core.h"
#include "lib/buf.h"

enum {
    STORY_NAMES_MAX = 512,
    STORY_NAME_BYTES_MAX = 32, /* with its NUL */
    STORY_WORDS_MAX = 64,
    STORY_OUTPUT_BYTES_MAX = 4 << 20,
    STORY_TICKS_MAX = 100000, /* more in one advance of the clock is a core that never comes to rest */
};

/* The first day of every story: 2024-01-01 00:00:00 UTC. Times in stories are times of that day unless they
 * say "day 2". */
#define STORY_DAY_1 INT64_C(1704067200000)

enum name_kind {
    NAME_STATUS,
    NAME_HOURS,
    NAME_QUEUE,
    NAME_PROFILE,
    NAME_ENTRY_POINT,
    NAME_AGENT,
    NAME_CONTACT,
    NAME_GROUP,
    NAME_REASON_LIST,
    NAME_REASON,
    NAME_OFFER,
    NAME_KINDS
};

struct name {
    enum name_kind kind;
    char text[STORY_NAME_BYTES_MAX];
    uint64_t number;
};

struct words {
    char text[1024];
    char *word[STORY_WORDS_MAX];
    unsigned count;
    unsigned next; /* the word to be read next */
};

struct numbers; /* numbers.h */

struct story {
    struct acd_limits limits;
    void *memory[3];         /* owned: the leader's, the follower's, the decoded copy's */
    struct acd *core;        /* NULL until the centre was made */
    struct acd *follower;    /* lives on the events alone */
    struct acd *copy;        /* what an encoded state is decoded into */
    struct numbers *numbers; /* owned; there as long as the core is */
    int64_t now;
    struct name names[STORY_NAMES_MAX];
    unsigned name_count;
    struct buf output; /* what the present command has printed */
    char problem[512]; /* why the story cannot go on; "" while it can */
};

/* A sentence understood: the command, the arrays it lends, and the name of what it makes. */
struct order {
    struct acd_command command;
    struct acd_profile_queue profile_queues[ACD_PROFILE_QUEUES_MAX + 2];
    struct acd_window windows[ACD_HOURS_WINDOWS_MAX + 2];
    enum name_kind new_kind;
    char new_name[STORY_NAME_BYTES_MAX]; /* "" where nothing is made */
};

/* ---- words.c ----
 * parse functions return false and say why in story->problem; they write their result only on success. */
bool words_split(struct words *words, const char *line);
const char *words_take(struct words *words);               /* the next word, "" at the end */
bool words_take_if(struct words *words, const char *word); /* takes the next word if it is this one */
bool words_at_end(const struct words *words);
bool story_fail(struct story *story, const char *format, ...)
    __attribute__((format(printf, 2, 3))); /* always false */

bool parse_duration(struct story *story, const char *text, int64_t *ms); /* "20s" "-5m" "1500ms" "25h" "7d" */
bool parse_time(struct story *story, struct words *words, int64_t *at);  /* "10:00:05" or "day 2 10:00" */
bool parse_clock(struct story *story, const char *text, int64_t *ms_of_day); /* "09:00" */
bool parse_number(struct story *story, const char *text, int64_t *number);
bool parse_channel(struct story *story, const char *text, uint8_t *channel);
bool parse_cause(struct story *story, const char *text, uint8_t *cause);
bool parse_rule(struct story *story, const char *text, uint16_t *rule);
bool parse_actor_kind(const char *text, uint8_t *kind);
/* A name of this kind, or "#7" for the number itself. */
bool parse_name(struct story *story, enum name_kind kind, const char *text, uint64_t *number);
bool parse_name32(struct story *story, enum name_kind kind, const char *text, uint32_t *number);

const struct name *name_find(const struct story *story, enum name_kind kind, const char *text);
bool name_add(struct story *story, enum name_kind kind, const char *text, uint64_t number);
/* Appends the name of a number, "#7" where it has none. */
void name_print(const struct story *story, enum name_kind kind, uint64_t number, struct buf *out);
void time_print(int64_t at, struct buf *out);     /* "10:00:05", "day 2 10:00:05", "never" */
void duration_print(int64_t ms, struct buf *out); /* "20s", "1500ms" */
const char *actor_kind_name(unsigned kind);

/* ---- parse_setup.c, parse_people.c ----
 * True if the first words are theirs; then story->problem says whether it went wrong. */
bool parse_setup(struct story *story, struct words *words, struct order *order);
bool parse_people(struct story *story, struct words *words, struct order *order);

/* ---- parse_groups.c ---- */
bool parse_group_setup(struct story *story, struct words *words, struct order *order);
void parse_is(struct story *story, struct words *words, struct order *order);
void parse_supervises(struct story *story, struct words *words, struct order *order);
void parse_page(struct story *story, struct words *words, struct order *order);
bool parse_reason(struct story *story, struct words *words, uint32_t *reason); /* a number or a name */
void reason_print(const struct story *story, uint32_t reason, struct buf *out);

/* ---- print.c, show.c ---- */
void event_print(const struct story *story, const struct acd_event *event, bool with_time, struct buf *out);
/* Answers "show ...", "why ...", "menu ...". False if it is none of these. */
bool show(struct story *story, struct words *words);

/* ---- story.c ---- */
struct story_result {
    bool passed;
    unsigned commands;
    struct buf rewritten; /* the whole file with the output the core gave; owned by the caller */
    struct buf diff;      /* lines for people, each ending in a newline; owned by the caller */
};
/* Runs the story in this file. False only if the file cannot be read. */
bool story_run(const char *path, struct story_result *result);

#endif
