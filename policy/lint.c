/* What a sound document may still get wrong: nobody can be meant to want it. It must not change the document.
 *
 * The statuses as a graph: an arc is a move of an actor, or what happens by itself.
 *
 *     SIGNED_OUT --signing in--> ON_BREAK, AVAILABLE         AVAILABLE --miss, reject--> ON_BREAK
 *     BUSY, BUSY_STOP_NEW --Stop New--> WORKING_OFFLINE      any --a lost page awaited too long--> SIGNED_OUT
 *     any but SIGNED_OUT --last wrap-up over--> AVAILABLE    any --a move--> the move's status
 *
 *     unreachable    nothing leads there from SIGNED_OUT
 *     stuck          no arc leads out of it
 *     dead end       arcs lead out of it, but none that its agent can take
 *
 * While something is offered, handled or in wrap-up the status stays as it is underneath, so those states count as
 * places where a move to a status may be made, not as statuses.
 */
#include "policy/reading.h"

#include <stdio.h>
#include <string.h>

enum { OFFER_MS_SHORT = 5000, AWAITED_MS_SHORT = 60000 };

#define BIT(shown) (1u << ACD_SHOWN_##shown)

struct linting {
    const struct policy_document *document;
    struct policy_problems *problems;
    uint32_t statuses;                  /* bit set: which of the shown states are statuses that exist here */
    uint32_t agent[ACD_SHOWN_STATES];   /* arcs by the agent's own doing: bit sets of shown states */
    uint32_t anybody[ACD_SHOWN_STATES]; /* and by anybody else's or by itself */
};

static void tell(struct linting *linting, enum policy_level level, const char *pointer, const char *sentence)
{
    struct policy_place place;

    snprintf(place.pointer, sizeof place.pointer, "%s", pointer);
    policy_problem(linting->problems, level, &place, "%s", sentence);
}

static bool is(const struct linting *linting, enum acd_rule rule, int64_t value)
{
    return linting->document->rules[rule] == value;
}

/* ---- the graph ---- */

static uint32_t targets(const struct linting *linting, uint32_t moves)
{
    uint32_t states = 0;

    if (moves >> ACD_MOVE_AVAILABLE & 1)
        states |= BIT(AVAILABLE);
    if (moves >> ACD_MOVE_WORK_OFFLINE & 1 || moves >> ACD_MOVE_STOP_NEW & 1)
        states |= BIT(WORKING_OFFLINE);
    if (moves >> ACD_MOVE_BREAK & 1)
        states |= BIT(ON_BREAK) | BIT(OTHER);
    if (moves >> ACD_MOVE_LOG_OUT & 1)
        states |= BIT(SIGNED_OUT);
    return states & linting->statuses;
}

static bool is_busy_state(int shown)
{
    return shown == ACD_SHOWN_OFFERING || shown == ACD_SHOWN_BUSY || shown == ACD_SHOWN_BUSY_STOP_NEW ||
           shown == ACD_SHOWN_POST_PROCESSING;
}

/* Where work may begin, and so its moves and automatic ones be made. */
static uint32_t from_work(const struct linting *linting, bool agent_only)
{
    const struct policy_document *document = linting->document;
    uint32_t states = 0;

    for (int actor = 0; actor < POLICY_ACTORS; actor++)
        for (int shown = 0; shown < ACD_SHOWN_STATES; shown++)
            if (is_busy_state(shown) && (actor == ACD_ACTOR_AGENT || !agent_only))
                states |= targets(linting, document->moves[actor][shown]);
    if (is(linting, ACD_RULE_WORK_OFFLINE_WHILE_HANDLING, 1))
        states |= BIT(WORKING_OFFLINE);
    if (!agent_only && (is(linting, ACD_RULE_ON_MISS, 1) || is(linting, ACD_RULE_ON_REJECT, 1)))
        states |= BIT(ON_BREAK) | (is(linting, ACD_RULE_MISS_STOPS_NEW, 1) ? BIT(WORKING_OFFLINE) : 0);
    if (!agent_only && is(linting, ACD_RULE_AVAILABLE_AFTER_WRAPUP, 1))
        states |= BIT(AVAILABLE);
    return states & linting->statuses;
}

static void draw(struct linting *linting)
{
    const struct policy_document *document = linting->document;
    uint32_t sign_in = is(linting, ACD_RULE_ON_SIGN_IN, 1)   ? BIT(ON_BREAK)
                       : is(linting, ACD_RULE_ON_SIGN_IN, 2) ? BIT(AVAILABLE)
                                                             : 0;

    linting->statuses = BIT(SIGNED_OUT) | BIT(AVAILABLE) | BIT(OTHER);
    linting->statuses |= document->parts[POLICY_ON_BREAK] != NULL ? BIT(ON_BREAK) : 0;
    linting->statuses |= document->parts[POLICY_WORKING_OFFLINE] != NULL ? BIT(WORKING_OFFLINE) : 0;
    for (int shown = 0; shown < ACD_SHOWN_STATES; shown++) {
        if (is_busy_state(shown))
            continue;
        for (int actor = 0; actor < POLICY_ACTORS; actor++)
            linting->anybody[shown] |= targets(linting, document->moves[actor][shown]);
        linting->agent[shown] |= targets(linting, document->moves[ACD_ACTOR_AGENT][shown]);
        if (shown == ACD_SHOWN_AVAILABLE) {
            linting->agent[shown] |= from_work(linting, true);
            linting->anybody[shown] |= from_work(linting, false);
        }
        if (!is(linting, ACD_RULE_SESSION_TIMEOUT_MS, 0))
            linting->anybody[shown] |= BIT(SIGNED_OUT);
    }
    linting->agent[ACD_SHOWN_SIGNED_OUT] |= sign_in & linting->statuses;
    for (int shown = 0; shown < ACD_SHOWN_STATES; shown++) {
        linting->agent[shown] &= ~(1u << shown);
        linting->anybody[shown] = (linting->anybody[shown] | linting->agent[shown]) & ~(1u << shown);
    }
}

static uint32_t reachable(const struct linting *linting)
{
    uint32_t reached = BIT(SIGNED_OUT);
    uint32_t before = 0;

    while (reached != before) {
        before = reached;
        for (int shown = 0; shown < ACD_SHOWN_STATES; shown++)
            if (before >> shown & 1)
                reached |= linting->anybody[shown];
    }
    return reached;
}

static void lint_status(struct linting *linting, int shown, bool reached)
{
    const char *words = policy_shown_words((enum acd_shown)shown);
    char pointer[64];
    char sentence[POLICY_SENTENCE_BYTES];

    snprintf(pointer, sizeof pointer, "/moves/agent/%s", acd_shown_name((enum acd_shown)shown));
    if (!reached) {
        snprintf(sentence, sizeof sentence,
                 "unreachable: no move of anybody and nothing automatic leads to %s", words);
        tell(linting, POLICY_WARNING, "/moves", sentence);
    } else if (linting->anybody[shown] == 0) {
        snprintf(sentence, sizeof sentence, "nobody can leave %s: no actor has a move from there", words);
        tell(linting, POLICY_WARNING, pointer, sentence);
    } else if (linting->agent[shown] == 0) {
        snprintf(sentence, sizeof sentence, "dead end: an agent cannot leave %s, only others can move them",
                 words);
        tell(linting, POLICY_WARNING, pointer, sentence);
    }
}

static void lint_graph(struct linting *linting)
{
    uint32_t reached;

    draw(linting);
    reached = reachable(linting);
    for (int shown = 0; shown < ACD_SHOWN_STATES; shown++)
        if (linting->statuses >> shown & 1)
            lint_status(linting, shown, reached >> shown & 1);
}

/* ---- moves without effect ---- */

static void lint_move_place(struct linting *linting, int actor, int shown)
{
    uint32_t moves = linting->document->moves[actor][shown];
    bool status = !is_busy_state(shown);
    char pointer[64];

    snprintf(pointer, sizeof pointer, "/moves/%s/%s", policy_actor_name((enum acd_actor_kind)actor),
             acd_shown_name((enum acd_shown)shown));
    if (moves >> ACD_MOVE_STOP_NEW & 1 && shown != ACD_SHOWN_BUSY)
        tell(linting, POLICY_WARNING, pointer, "STOP_NEW has no effect here: it is for BUSY only");
    if (moves >> ACD_MOVE_RESUME & 1 && (status || shown == ACD_SHOWN_BUSY))
        tell(linting, POLICY_WARNING, pointer,
             "RESUME has no effect here: there is no Stop New to take back");
    if ((moves >> ACD_MOVE_END_WRAPUP & 1 || moves >> ACD_MOVE_EXTEND_WRAPUP & 1) && status)
        tell(linting, POLICY_WARNING, pointer,
             "END_WRAPUP and EXTEND_WRAPUP have no effect here: there is no wrap-up");
    if (moves >> ACD_MOVE_END_WRAPUP & 1 && !status && is(linting, ACD_RULE_END_WRAPUP_ALLOWED, 0))
        tell(linting, POLICY_WARNING, pointer,
             "allows END_WRAPUP, which /wrapup/may_be_ended_early does not");
    if (moves >> ACD_MOVE_EXTEND_WRAPUP & 1 && !status && is(linting, ACD_RULE_EXTEND_WRAPUP_ALLOWED, 0))
        tell(linting, POLICY_WARNING, pointer,
             "allows EXTEND_WRAPUP, which /wrapup/may_be_extended does not");
}

static void lint_stop_new(struct linting *linting)
{
    uint32_t stop = 0;
    uint32_t resume =
        linting->document->moves[ACD_ACTOR_AGENT][ACD_SHOWN_BUSY_STOP_NEW] >> ACD_MOVE_RESUME & 1;
    bool automatic = is(linting, ACD_RULE_MISS_STOPS_NEW, 1) &&
                     (is(linting, ACD_RULE_ON_MISS, 1) || is(linting, ACD_RULE_ON_REJECT, 1));

    for (int actor = 0; actor < POLICY_ACTORS; actor++) {
        for (int shown = 0; shown < ACD_SHOWN_STATES; shown++)
            if (policy_actor_name((enum acd_actor_kind)actor) != NULL)
                lint_move_place(linting, actor, shown);
        stop |= linting->document->moves[actor][ACD_SHOWN_BUSY] >> ACD_MOVE_STOP_NEW & 1;
    }
    if ((stop || automatic) && linting->document->parts[POLICY_WORKING_OFFLINE] == NULL)
        tell(linting, POLICY_WARNING, "/statuses/working_offline",
             "Stop New leads to Working Offline, and no status plays that part: it has no effect");
    else if ((stop || automatic) && !resume)
        tell(linting, POLICY_WARNING, "/moves/agent/BUSY_STOP_NEW",
             "an agent who stopped new work cannot take it back: RESUME is missing");
}

/* ---- rules ---- */

static void lint_breaks(struct linting *linting)
{
    static const struct {
        enum acd_rule rule;
        const char *pointer;
    } leads[] = {{ACD_RULE_ON_SIGN_IN, "/automatic/on_sign_in"},
                 {ACD_RULE_ON_MISS, "/automatic/on_miss"},
                 {ACD_RULE_ON_REJECT, "/automatic/on_reject"}};

    for (size_t i = 0; i < sizeof leads / sizeof leads[0]; i++)
        if (is(linting, leads[i].rule, 1) && linting->document->parts[POLICY_ON_BREAK] == NULL)
            tell(linting, POLICY_WARNING, leads[i].pointer,
                 "leads to On Break, and no status plays that part (/statuses/on_break): it has no effect");
    if (is(linting, ACD_RULE_MISS_STOPS_NEW, 1) && is(linting, ACD_RULE_ON_MISS, 0) &&
        is(linting, ACD_RULE_ON_REJECT, 0))
        tell(linting, POLICY_WARNING, "/automatic/on_miss_while_handling",
             "has no effect: neither a miss nor a rejection leads to On Break");
}

static void lint_wrapup(struct linting *linting)
{
    bool by_time = is(linting, ACD_RULE_WRAPUP_BY_TIME, 1);

    if (by_time && is(linting, ACD_RULE_END_WRAPUP_ALLOWED, 1))
        tell(linting, POLICY_NOTE, "/wrapup/may_be_ended_early",
             "wrap-up ends by time and may be ended early: a queue's length is a maximum only");
    if (!by_time && is(linting, ACD_RULE_END_WRAPUP_ALLOWED, 1))
        tell(linting, POLICY_WARNING, "/wrapup/may_be_ended_early",
             "has no effect: a wrap-up that ends by hand may be cleared at any time");
    if (!by_time && is(linting, ACD_RULE_WRAPUP_TAKES_NO_WORK, 1))
        tell(linting, POLICY_NOTE, "/wrapup/takes_new_work",
             "wrap-up takes no new work and ends by hand: who forgets to clear it gets nothing more");
}

static void lint_times(struct linting *linting)
{
    static const struct {
        enum acd_rule rule;
        const char *pointer;
    } offers[] = {{ACD_RULE_OFFER_MS_VOICE, "/offers/voice_ms"},
                  {ACD_RULE_OFFER_MS_CHAT, "/offers/chat_ms"},
                  {ACD_RULE_OFFER_MS_TASK, "/offers/task_ms"}};
    int64_t awaited = linting->document->rules[ACD_RULE_SESSION_TIMEOUT_MS];

    for (size_t i = 0; i < sizeof offers / sizeof offers[0]; i++)
        if (linting->document->rules[offers[i].rule] < OFFER_MS_SHORT)
            tell(linting, POLICY_NOTE, offers[i].pointer, "is less than 5 s: hardly anybody answers so fast");
    if (awaited > 0 && awaited < AWAITED_MS_SHORT)
        tell(linting, POLICY_NOTE, "/automatic/lost_sign_out_ms",
             "is less than a minute: a slow restart of a browser signs its agent out");
    if (awaited == 0 && is(linting, ACD_RULE_RECONNECTING, 1))
        tell(linting, POLICY_NOTE, "/automatic/lost_sign_out_ms",
             "a lost page is awaited for ever: its agent stays in their status and gets nothing");
}

/* ---- reasons ---- */

static uint32_t active_count(const struct policy_reason_list *list)
{
    uint32_t count = 0;

    for (uint32_t i = 0; i < list->reason_count; i++)
        count += list->reasons[i].active;
    return count;
}

static void lint_list(struct linting *linting, uint32_t index)
{
    const struct policy_reason_list *list = &linting->document->lists[index];
    const uint32_t rejecting =
        1u << ACD_REASON_REJECT_VOICE | 1u << ACD_REASON_REJECT_CHAT | 1u << ACD_REASON_REJECT_TASK;
    char pointer[64];

    snprintf(pointer, sizeof pointer, "/reasons/lists/%u", index);
    if (active_count(list) == 0)
        tell(linting, POLICY_WARNING, pointer,
             list->mandatory ? "is mandatory and has no active code: nobody can give one, so nobody is asked"
                             : "has no active code: nothing is offered");
    if (list->group_count == 0)
        tell(linting, POLICY_WARNING, pointer, "is offered to no group: nobody sees it");
    if ((list->actions & rejecting) != 0 && is(linting, ACD_RULE_REJECT_ALLOWED, 0))
        tell(linting, POLICY_WARNING, pointer,
             "is for rejecting, which /offers/reject_allowed does not allow");
}

void policy_lint(const struct policy_document *document, struct policy_problems *problems)
{
    struct linting linting = {.document = document, .problems = problems};

    lint_graph(&linting);
    lint_stop_new(&linting);
    lint_breaks(&linting);
    lint_wrapup(&linting);
    lint_times(&linting);
    for (uint32_t i = 0; i < document->list_count; i++)
        lint_list(&linting, i);
}
