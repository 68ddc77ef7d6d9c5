/* A policy tried on recorded days: what people and programs asked for then, asked of a core under the document at the
 * same times. It must not read a journal: it is handed the events.
 *
 *     recorded events --> a core that repeats what was          --> totals
 *                    '--> wishes --> a core under the document  --> totals, and what came of each wish
 *
 * The second core begins as a copy of the first, at the first wish on or after the day asked for, with the document put
 * in force. Then each wish is a command at its own time, and the core's timers run in between.
 *
 * A wish follows what it was about: a contact started there is the one started here; an agent who accepts, and to whom
 * another contact is offered at that moment, accepts that one, and what they then did to theirs they do to it. An agent
 * who must give a reason now gives the first there is.
 */
#ifndef NEXTUP_POLICY_TRIAL_H
#define NEXTUP_POLICY_TRIAL_H

#include "policy/policy.h"

enum {
    POLICY_TRIAL_KINDS_MAX = 512,     /* different things that came out otherwise; the rest is counted together */
    POLICY_TRIAL_EXAMPLES_MAX = 200,  /* single wishes told with their time */
    POLICY_TRIAL_STATUSES_MAX = 128,
};

/* What came of a wish, compared with what was recorded. */
enum policy_outcome {
    POLICY_SAME,
    POLICY_REFUSED,
    POLICY_NEXT_NOT_NOW,   /* it would have become the next status; then it applied at once */
    POLICY_NOW_NOT_NEXT,
    POLICY_NEEDS_REASON,   /* refused without a reason code, taken with one */
    POLICY_OTHER_CONTACT,  /* another contact was offered at that moment */
    POLICY_NO_OBJECT,      /* the contact was not there, or not with this agent: a consequence of something before */
    POLICY_OUTCOMES
};
const char *policy_outcome_name(enum policy_outcome outcome); /* "NEXT_NOT_NOW" */

struct policy_totals {
    uint64_t contacts;       /* started, or created by a transfer */
    uint64_t answered;       /* accepted, for the first time */
    uint64_t abandoned;      /* over before anybody accepted */
    uint64_t waiting;        /* at the end: neither */
    uint64_t offers;
    uint64_t missed;
    uint64_t rejected;
    uint64_t withdrawn;
    int64_t waited_ms;       /* of answered and abandoned ones */
    int64_t waited_ms_max;
    int64_t shown_ms[ACD_SHOWN_STATES];                /* of all agents together */
    int64_t status_ms[POLICY_TRIAL_STATUSES_MAX];      /* by status number; later ones in [0] */
};

/* Wishes of one kind with one outcome. */
struct policy_trial_kind {
    uint16_t command;   /* enum acd_command_kind */
    uint8_t actor;      /* enum acd_actor_kind */
    uint8_t shown;      /* enum acd_shown, of the agent under the document, before */
    uint8_t outcome;    /* enum policy_outcome */
    uint8_t refusal;    /* enum acd_refusal */
    uint32_t status;    /* of SET_STATUS */
    uint64_t count;
};

struct policy_trial_example {
    int64_t at;
    uint32_t agent;
    struct policy_trial_kind kind;
};

struct policy_trial_report {
    int64_t begins_at; /* 0: there was no wish in the days asked for, and nothing below counts */
    int64_t ends_at;
    uint64_t events;
    uint64_t wishes;
    uint64_t outcomes[POLICY_OUTCOMES];
    struct policy_trial_kind kinds[POLICY_TRIAL_KINDS_MAX]; /* all but the same, the most frequent first */
    uint32_t kind_count;
    uint64_t other_kinds; /* wishes whose kind had no room */
    struct policy_trial_example examples[POLICY_TRIAL_EXAMPLES_MAX]; /* of REFUSED, NEXT_NOT_NOW, NOW_NOT_NEXT, NEEDS_REASON */
    uint32_t example_count;
    struct policy_totals recorded;
    struct policy_totals tried;
};

struct policy_trial;

struct policy_trial_options {
    const struct policy_document *document; /* lent until the trial is closed */
    struct acd_limits limits;
    int64_t from; /* 0: from the beginning */
    int64_t to;   /* exclusive; ACD_NEVER: to the end */
    /* Fills names, as they are when the trial begins; lent for the moment. False: cannot. */
    bool (*names)(void *ctx, const struct acd *acd, struct policy_names *names);
    void *ctx;
};

/* NULL: there is no memory left. */
struct policy_trial *policy_trial_open(const struct policy_trial_options *options);
/* The next event of the journal, from its first on. False with problems (empty before) if the document cannot be put in
 * force in this centre. */
bool policy_trial_event(struct policy_trial *trial, const struct acd_event *event, struct policy_problems *problems);
/* Ends it: the timers run to the end. Lent until closed. */
const struct policy_trial_report *policy_trial_end(struct policy_trial *trial, struct policy_problems *problems);
/* The core that repeated what was: for names of what is known at the end. */
const struct acd *policy_trial_recorded(const struct policy_trial *trial);
void policy_trial_close(struct policy_trial *trial);

/* ---- telling ---- */
struct policy_trial_words {
    const char *(*status)(void *ctx, uint32_t status); /* its name */
    const char *(*agent)(void *ctx, uint32_t agent);
    void *ctx;
    const char *document; /* how the document is called */
    const char *centre;
};
void policy_trial_render_text(struct buf *buf, const struct policy_trial_report *report, const struct policy_trial_words *words);
void policy_trial_render_json(struct buf *buf, const struct policy_trial_report *report, const struct policy_trial_words *words);

#endif
