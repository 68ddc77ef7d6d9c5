/* A centre's policy as one JSON document: reading it, judging it, comparing it, and the commands that put it in force.
 * It must not put anything in force itself.
 *
 * The document says in words what the core keeps as numbers (core.h: enum acd_rule, SET_MOVES, reason lists);
 * docs/reference/policy.md explains every member.
 *
 *     text --policy_parse()--> struct policy_document --policy_plan()--> commands of the core, none when it is already so
 *                                    |      ^
 *                      policy_lint() |      '--policy_of_core()-- a core
 *                      policy_diff() v
 *                                 sentences
 *
 * What is absent from a document is as in the preset of its model; so a document need only say what is different, and
 * one written for an older Nextup stays complete. One exception: without the member "reasons" the centre's reason lists
 * stay as they are.
 */
#ifndef NEXTUP_POLICY_POLICY_H
#define NEXTUP_POLICY_POLICY_H

#include "core/core.h"
#include "lib/buf.h"
#include "lib/json.h"

enum {
    POLICY_VERSION = 1,            /* of the document's form: its member "version" */
    POLICY_BYTES_MAX = 256 * 1024, /* as it comes */
    POLICY_KEPT_BYTES_MAX = 45056, /* without blanks: what the book can keep with its number, time and author */
    POLICY_NAME_BYTES_MAX = 127,   /* of the document, a status, a group, a reason list, a reason */
    POLICY_TEXT_BYTES_MAX = 1000,  /* a description, a source */
    POLICY_SHORT_BYTES_MAX = 32,   /* a reason's short code */
    POLICY_PROBLEMS_MAX = 100,     /* told one by one; the rest is only counted */
    POLICY_POINTER_BYTES = 512,
    POLICY_SENTENCE_BYTES = 512,
    POLICY_ACTORS = ACD_ACTOR_OPERATOR + 1,
    POLICY_REASONS_MAX = 200, /* of one list */
    POLICY_ORDER_MAX = 1000000,
};

/* ---- the document, read ---- */

/* The two statuses that play a part in the model, by name: names are the book's, numbers the core's. */
enum policy_part { POLICY_ON_BREAK, POLICY_WORKING_OFFLINE, POLICY_PARTS };

/* Texts are lent by the document's root. */
struct policy_reason {
    const char *name;
    const char *short_code;  /* "" */
    const char *description; /* "" */
    int64_t order;           /* smaller is shown first */
    bool active;
};

struct policy_reason_list {
    const char *name;
    uint32_t actions; /* bit set of 1 << enum acd_reason_action */
    bool mandatory;
    const char *groups[ACD_GROUPS_MAX];
    uint32_t group_count; /* 0: offered to nobody */
    struct policy_reason *reasons; /* as they stand in the document; owned */
    uint32_t reason_count;
};

struct policy_document {
    json_t *root;   /* owned: as it came, with names, sources and all */
    json_t *preset; /* owned: the preset's, which lends where the document is silent; NULL in a preset */
    enum acd_model model;
    const char *name; /* "" */
    const char *parts[POLICY_PARTS]; /* NULL: no status plays it */
    int64_t rules[ACD_RULES];        /* all but ACD_RULE_STATUS_BREAK and _WORK_OFFLINE, which are parts */
    uint32_t moves[POLICY_ACTORS][ACD_SHOWN_STATES]; /* of those policy_actor_name() knows */
    bool has_reasons;                /* false: the centre's stay as they are */
    const char *groups[ACD_GROUPS_MAX];
    uint32_t group_count;
    struct policy_reason_list *lists; /* owned */
    uint32_t list_count;
};

/* ---- problems: what is wrong with a document, each with a JSON pointer to the place ---- */
enum policy_level {
    POLICY_ERROR,   /* it is no policy */
    POLICY_WARNING, /* it is one, but somebody would be stuck, or something in it has no effect */
    POLICY_NOTE,    /* it is as it may be meant, and worth knowing */
};

struct policy_problem {
    enum policy_level level;
    char pointer[POLICY_POINTER_BYTES]; /* "/moves/agent/ON_BREAK/2"; "" the whole document */
    char sentence[POLICY_SENTENCE_BYTES];
};

struct policy_problems {
    uint32_t count;  /* in list */
    uint32_t errors; /* all, also those that had no room in list */
    uint32_t warnings;
    uint32_t notes;
    struct policy_problem list[POLICY_PROBLEMS_MAX];
};

/* Reads a document. Returns true and *document, to be given back with policy_free(), if there was no error; else false
 * with what is wrong in problems, which must be empty before. Every error is found, not only the first. */
bool policy_parse(struct policy_document *document, const char *text, size_t len, struct policy_problems *problems);
/* The same from a value that is lent. */
bool policy_parse_value(struct policy_document *document, const json_t *value, struct policy_problems *problems);
void policy_free(struct policy_document *document);

/* Looks for what is allowed and yet cannot be meant: a status nobody reaches or leaves, a dead end, a mandatory list
 * without an active code, a rule without effect. */
void policy_lint(const struct policy_document *document, struct policy_problems *problems);

/* ---- documents that ship ---- */

/* The text of policy/connect.json or policy/vcc.json; NULL for another model. */
const char *policy_preset_text(enum acd_model model, size_t *len);
/* The text of policy/schema.json: JSON Schema, draft 2020-12. */
const char *policy_schema_text(size_t *len);
/* The preset, parsed. It cannot fail: the texts are tested. */
void policy_preset(struct policy_document *document, enum acd_model model);
/* ACD_MODEL_NONE: no preset of this name. */
enum acd_model policy_model_find(const char *name);
const char *policy_model_name(enum acd_model model);

/* ---- between documents and a core ---- */

/* What the core knows by number and the document by name. The caller fills it from the book; texts are lent to the
 * result. */
struct policy_named {
    uint32_t number;
    const char *name;
};

/* A reason list or a reason: also what only the book keeps. */
struct policy_named_reason {
    uint32_t number;
    uint32_t list;
    const char *name;
    const char *short_code;
    const char *description;
    int64_t order; /* 0: never set */
};

struct policy_names {
    const struct policy_named *statuses;
    uint32_t status_count;
    const struct policy_named *groups;
    uint32_t group_count;
    const struct policy_named *lists;
    uint32_t list_count;
    const struct policy_named_reason *reasons; /* in the order in which they are shown */
    uint32_t reason_count;
};

/* What is in force in the core, as a document without a root: give it back with policy_free(). Names are lent by names.
 * The model's name is the document's. False: there is no memory left. */
bool policy_of_core(struct policy_document *document, const struct acd *acd, const struct policy_names *names);

/* Writes the document into buf, every member said, for people: indented, what is short on one line. Reasons only if it
 * has them; sources, name and description as they came. */
void policy_render(struct buf *buf, const struct policy_document *document);

/* One thing to do. Texts are lent by the document. */
enum policy_step_kind {
    POLICY_COMMAND,  /* decide the command; if it creates something, list or reason says how it is called */
    POLICY_DESCRIBE, /* only the book's part differs: what is called so gets this short code, description and place in the order */
};

struct policy_step {
    enum policy_step_kind kind;
    struct acd_command command; /* without time and actor. Of DESCRIBE: subject_kind and subject only */
    const char *group;          /* of CREATE_GROUP */
    const struct policy_reason_list *list; /* of a list: the document's; NULL where it takes away */
    const struct policy_reason *reason;    /* of CREATE_REASON and DESCRIBE */
};

struct policy_plan {
    struct policy_step *steps; /* owned: give the plan back with policy_plan_free() */
    uint32_t count;
    uint32_t room;
    bool failed; /* there is no memory left */
};

/* The steps that turn what is in force in the core into the document, in order; none when it is already so. What refers
 * to things that do not exist yet (the codes of a new list) comes when the plan is made again after its steps were
 * done; three rounds are always enough. A status that the document names and the core has not is an error in problems,
 * and so is another model. */
enum { POLICY_ROUNDS_MAX = 4 };
void policy_plan(struct policy_plan *plan, const struct policy_document *document, const struct acd *acd, const struct policy_names *names,
                 struct policy_problems *problems);
void policy_plan_free(struct policy_plan *plan);
/* Adds an error if the centre has no room for the groups, lists and reasons that the document would create: the core
 * never deletes one. */
void policy_plan_fits(const struct policy_document *document, const struct acd *acd, const struct policy_names *names, struct policy_problems *problems);

/* ---- differences, in words ---- */

/* Calls tell(ctx, pointer, sentence) for each thing in which b differs from a; returns how many. */
typedef void policy_tell_fn(void *ctx, const char *pointer, const char *sentence);
uint32_t policy_diff(const struct policy_document *a, const struct policy_document *b, policy_tell_fn *tell, void *ctx);

/* ---- words ---- */
const char *policy_actor_name(enum acd_actor_kind actor); /* "agent"; NULL for those whose moves are no matter of policy: system, customer, gateway */
const char *policy_actor_words(enum acd_actor_kind actor); /* "an agent" */
const char *policy_shown_words(enum acd_shown shown);      /* "Busy (Stop New)" */
const char *policy_move_words(enum acd_move move);         /* "Log Out" */

#endif
