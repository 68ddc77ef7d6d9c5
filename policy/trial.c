/* A policy tried on recorded days (trial.h). It must not say anything about it (trial_report.c).
 *
 *     events of one moment      applied to the recorded core; facts and wishes put aside
 *     the next moment           the tried core's timers run up to the wishes' time, then each wish is a command, each
 *                               fact an event, in order
 *
 * Facts (configuration) are applied to the tried core as they are, with its own sequence number: core.h's second door
 * is meant for that. What they make possible is looked for by asking the core to review everybody (nudge()).
 */
#include "policy/trial.h"

#include <stdlib.h>
#include <string.h>

#include "policy/watch.h"
#include "policy/wishes.h"

enum { LINKS_MAX = 1 << 24, TICKS_MAX = 1 << 20 };

/* Which contact here stands for one there; agent 0: for everybody, else what this agent got in its place. */
struct link {
    struct link_key {
        uint64_t contact;
        uint64_t agent;
    } key;
    uint64_t stands;
};

struct policy_trial {
    struct policy_trial_options options;
    struct acd *recorded; /* owned, as memory of the core's size */
    struct acd *tried;    /* the same; NULL before it begins */
    struct watch watch_recorded;
    struct watch watch_tried;
    struct wishes wishes;
    struct table links; /* owns its entries */
    int64_t moment;
    uint32_t groups_known; /* created before the trial began: their numbers mean the same in both */
    bool over;
    bool failed;
    struct acd_batch batch;
    struct policy_trial_report report;
};

static struct acd *new_core(const struct acd_limits *limits)
{
    size_t bytes = (acd_size(limits) + 63) / 64 * 64;
    void *memory = aligned_alloc(64, bytes);

    return memory != NULL ? acd_init(memory, limits) : NULL;
}

struct policy_trial *policy_trial_open(const struct policy_trial_options *options)
{
    struct policy_trial *trial = calloc(1, sizeof *trial);

    if (trial == NULL)
        return NULL;
    trial->options = *options;
    trial->recorded = new_core(&options->limits);
    table_init(&trial->links, LINKS_MAX);
    if (trial->recorded != NULL)
        return trial;
    free(trial);
    return NULL;
}

const struct acd *policy_trial_recorded(const struct policy_trial *trial)
{
    return trial->recorded;
}

void policy_trial_close(struct policy_trial *trial)
{
    size_t at = 0;

    for (void *link; (link = table_next(&trial->links, &at)) != NULL;)
        free(link);
    table_free(&trial->links);
    watch_free(&trial->watch_recorded);
    watch_free(&trial->watch_tried);
    free(trial->wishes.items);
    free(trial->recorded);
    free(trial->tried);
    free(trial);
}

/* ---- which contact stands for which ---- */

static void link_contact(struct policy_trial *trial, uint64_t contact, uint32_t agent, uint64_t stands)
{
    struct link_key key = {contact, agent};
    struct link *link = table_find(&trial->links, &key, sizeof key);

    if (link != NULL) {
        link->stands = stands;
        return;
    }
    link = malloc(sizeof *link);
    if (link == NULL) {
        trial->failed = true;
        return;
    }
    *link = (struct link){key, stands};
    if (!table_put(&trial->links, &link->key, sizeof link->key, link)) {
        trial->failed = true;
        free(link);
    }
}

static uint64_t linked(const struct policy_trial *trial, uint64_t contact, uint32_t agent)
{
    struct link_key key = {contact, agent};
    const struct link *link = contact != 0 ? table_find(&trial->links, &key, sizeof key) : NULL;

    if (link == NULL && agent != 0) {
        key.agent = 0;
        link = contact != 0 ? table_find(&trial->links, &key, sizeof key) : NULL;
    }
    return link != NULL ? link->stands : 0;
}

/* ---- the tried core ---- */

static enum acd_refusal ask(struct policy_trial *trial, const struct acd_command *command)
{
    enum acd_refusal refusal = acd_step(trial->tried, command, &trial->batch);

    for (uint32_t i = 0; i < trial->batch.count; i++)
        watch_event(&trial->watch_tried, &trial->batch.events[i]);
    return refusal;
}

static void run_timers(struct policy_trial *trial, int64_t until)
{
    for (uint32_t i = 0; i < TICKS_MAX && acd_deadline(trial->tried) <= until; i++) {
        int64_t now = acd_now(trial->tried);
        int64_t due = acd_deadline(trial->tried);
        ask(trial, &(struct acd_command){.kind = ACD_TICK, .at = due > now ? due : now});
    }
}

/* Changing this rule and changing it back makes the core review all agents, and changes nothing else. */
static void nudge(struct policy_trial *trial, int64_t at)
{
    int64_t value = acd_rule(trial->tried, ACD_RULE_REOFFER_WHILE_MISSED);
    struct acd_command command = {.kind = ACD_SET_RULE,
                                  .rule = ACD_RULE_REOFFER_WHILE_MISSED,
                                  .at = at,
                                  .actor = {.kind = ACD_ACTOR_OPERATOR}};

    command.value = value == 0;
    ask(trial, &command);
    command.value = value;
    ask(trial, &command);
    run_timers(trial, at);
}

static bool about_reasons(const struct acd_event *event)
{
    return event->kind >= ACD_REASON_LIST_CREATED && event->kind <= ACD_REASON_DISABLED;
}

/* Groups and reasons that the document made have taken numbers which mean something else in the recorded days. */
static bool number_differs(const struct policy_trial *trial, const struct acd_event *event)
{
    if (trial->options.document->has_reasons && about_reasons(event))
        return true;
    if (event->kind == ACD_GROUP_CREATED)
        return event->group != acd_group_count(trial->tried) + 1;
    return event->group > trial->groups_known && acd_group_count(trial->tried) > trial->groups_known &&
           trial->options.document->has_reasons;
}

static void take_fact(struct policy_trial *trial, const struct acd_event *event)
{
    struct acd_event fact = *event;

    if (number_differs(trial, event))
        return;
    run_timers(trial, event->at);
    fact.seq = acd_seq(trial->tried) + 1;
    acd_apply(trial->tried, &fact);
    watch_event(&trial->watch_tried, &fact);
    nudge(trial, event->at);
}

/* ---- the beginning ---- */

static struct acd *copy_core(const struct acd *acd, const struct acd_limits *limits)
{
    size_t len = acd_encode(acd, NULL, 0);
    uint8_t *bytes = malloc(len);
    struct acd *copy = bytes != NULL ? new_core(limits) : NULL;

    if (copy != NULL && (acd_encode(acd, bytes, len) != len || !acd_decode(copy, bytes, len))) {
        free(copy);
        copy = NULL;
    }
    free(bytes);
    return copy;
}

/* The names grow as the plan's steps create what they name. */
struct growing {
    struct policy_names names;
    struct policy_named groups[ACD_GROUPS_MAX];
    struct policy_named lists[ACD_REASON_LISTS_MAX];
    struct policy_named_reason reasons[ACD_REASONS_MAX];
};

static void grow_from(struct growing *growing, const struct policy_names *names)
{
    growing->names = *names;
    for (uint32_t i = 0; i < names->group_count; i++)
        growing->groups[i] = names->groups[i];
    for (uint32_t i = 0; i < names->list_count; i++)
        growing->lists[i] = names->lists[i];
    for (uint32_t i = 0; i < names->reason_count; i++)
        growing->reasons[i] = names->reasons[i];
    growing->names.groups = growing->groups;
    growing->names.lists = growing->lists;
    growing->names.reasons = growing->reasons;
}

static void grow(struct growing *growing, const struct policy_step *step, const struct acd *acd)
{
    struct policy_names *names = &growing->names;

    if (step->command.kind == ACD_CREATE_GROUP && names->group_count < ACD_GROUPS_MAX)
        growing->groups[names->group_count++] = (struct policy_named){acd_group_count(acd), step->group};
    if (step->command.kind == ACD_CREATE_REASON_LIST && names->list_count < ACD_REASON_LISTS_MAX)
        growing->lists[names->list_count++] =
            (struct policy_named){acd_reason_list_count(acd), step->list->name};
    if (step->command.kind == ACD_CREATE_REASON && names->reason_count < ACD_REASONS_MAX)
        growing->reasons[names->reason_count++] =
            (struct policy_named_reason){.number = acd_reason_count(acd),
                                         .list = step->command.reason_list,
                                         .name = step->reason->name,
                                         .short_code = step->reason->short_code,
                                         .description = step->reason->description,
                                         .order = step->reason->order};
}

/* One round of the plan on the tried core. Returns false once nothing is left to do, or with an error. */
static bool put_in_force(struct policy_trial *trial, struct growing *growing, int64_t at,
                         struct policy_problems *problems)
{
    struct policy_plan plan;
    bool more;

    policy_plan(&plan, trial->options.document, trial->tried, &growing->names, problems);
    trial->failed = trial->failed || plan.failed;
    for (uint32_t i = 0; i < plan.count && problems->errors == 0; i++) {
        struct acd_command command = plan.steps[i].command;
        command.at = at;
        command.actor.kind = ACD_ACTOR_OPERATOR;
        if (plan.steps[i].kind == POLICY_COMMAND && ask(trial, &command) == ACD_OK)
            grow(growing, &plan.steps[i], trial->tried);
    }
    more = plan.count > 0 && problems->errors == 0;
    policy_plan_free(&plan);
    return more;
}

static void link_live(struct policy_trial *trial)
{
    uint64_t contact = acd_contact_after(trial->recorded, 0);

    for (; contact != 0; contact = acd_contact_after(trial->recorded, contact))
        link_contact(trial, contact, 0, contact);
}

static bool begin(struct policy_trial *trial, int64_t at, struct policy_problems *problems)
{
    struct policy_document document = *trial->options.document;
    const struct policy_document *asked = trial->options.document;
    struct growing *growing = calloc(1, sizeof *growing);
    struct policy_names names;

    trial->tried = copy_core(trial->recorded, &trial->options.limits);
    if (growing == NULL || trial->tried == NULL ||
        !trial->options.names(trial->options.ctx, trial->recorded, &names) ||
        !watch_begin(&trial->watch_recorded, trial->recorded, trial->options.limits.agents, at) ||
        !watch_begin(&trial->watch_tried, trial->tried, trial->options.limits.agents, at)) {
        free(growing);
        trial->failed = true;
        return false;
    }
    grow_from(growing, &names);
    trial->report.begins_at = at;
    trial->groups_known = acd_group_count(trial->recorded);
    link_live(trial);
    document.model = acd_model(trial->tried); /* a trial may take the other model's rules: a rule is a rule */
    trial->options.document = &document;
    for (int round = 0; round < POLICY_ROUNDS_MAX && put_in_force(trial, growing, at, problems); round++)
        run_timers(trial, at);
    trial->options.document = asked;
    free(growing);
    return problems->errors == 0 && !trial->failed;
}

/* ---- what came of a wish ---- */

static bool about_leg(const struct acd_command *command)
{
    switch (command->kind) {
    case ACD_ACCEPT_OFFER:
    case ACD_REJECT_OFFER:
    case ACD_END_LEG:
    case ACD_HOLD_LEG:
    case ACD_UNHOLD_LEG:
    case ACD_CLEAR_LEG:
    case ACD_EXTEND_WRAPUP:
    case ACD_TRANSFER_CONTACT:
    case ACD_CONNECT_LEG:
    case ACD_FAIL_LEG:
        return true;
    case ACD_SEND_MESSAGE:
    case ACD_PAUSE_CONTACT:
    case ACD_RESUME_CONTACT:
        return command->agent != 0;
    default:
        return false;
    }
}

static bool is_offer(const struct acd_leg_view *leg)
{
    return leg->state == ACD_LEG_INCOMING ||
           (leg->state == ACD_LEG_CONNECTING && leg->initiation != ACD_INITIATION_OUTBOUND);
}

/* An offer that rings at the agent; 0: none does. */
static uint64_t offered(const struct policy_trial *trial, uint32_t agent)
{
    struct acd_leg_view legs[ACD_AGENT_LEGS_MAX];
    uint32_t count = acd_agent_legs(trial->tried, agent, legs, ACD_AGENT_LEGS_MAX);

    for (uint32_t i = 0; i < count; i++)
        if (is_offer(&legs[i]))
            return legs[i].contact;
    return 0;
}

/* What the agent answers: this very contact, or the one that rings in its place. */
static enum policy_outcome answer_what_rings(struct policy_trial *trial, struct acd_command *command,
                                             uint64_t recorded)
{
    struct acd_leg_view leg;
    uint64_t other;

    if (acd_leg_view(trial->tried, command->agent, command->contact, &leg) &&
        (is_offer(&leg) || acd_leg_is_active((enum acd_leg_state)leg.state)))
        return POLICY_SAME;
    other = offered(trial, command->agent);
    if (other == 0)
        return POLICY_NO_OBJECT;
    command->contact = other;
    link_contact(trial, recorded, command->agent, other);
    return POLICY_OTHER_CONTACT;
}

static enum policy_outcome outcome_of_refusal(enum acd_refusal refusal)
{
    switch (refusal) {
    case ACD_OK:
    case ACD_REFUSED_ALREADY_IN_STATUS: /* it is so */
        return POLICY_SAME;
    case ACD_REFUSED_UNKNOWN_CONTACT:
    case ACD_REFUSED_UNKNOWN_LEG:
    case ACD_REFUSED_LEG_STATE:
    case ACD_REFUSED_CONTACT_STATE:
        return POLICY_NO_OBJECT;
    default:
        return POLICY_REFUSED;
    }
}

static enum acd_reason_action action_of(const struct policy_trial *trial, const struct acd_command *command)
{
    if (command->kind == ACD_SIGN_OUT)
        return ACD_REASON_LOG_OUT;
    if (command->kind == ACD_REJECT_OFFER)
        return (enum acd_reason_action)(ACD_REASON_REJECT_VOICE + command->channel);
    return acd_reason_action_of(trial->tried, command->status);
}

/* Refused for want of a reason: once more with the first there is, or with none where the one given is not known. */
static enum policy_outcome ask_with_reason(struct policy_trial *trial, struct acd_command *command,
                                           enum acd_refusal *refusal)
{
    bool mandatory = false;
    enum acd_refusal first = *refusal;
    uint32_t reason = 0;

    if (first != ACD_REFUSED_REASON_REQUIRED && first != ACD_REFUSED_UNKNOWN_REASON)
        return outcome_of_refusal(first);
    acd_agent_reasons(trial->tried, command->agent, action_of(trial, command), &reason, 1, &mandatory);
    command->reason = command->next.reason = mandatory ? reason : 0;
    *refusal = ask(trial, command);
    if (*refusal != ACD_OK)
        return outcome_of_refusal(*refusal);
    *refusal = first;
    return POLICY_NEEDS_REASON;
}

/* Where wrap-up ends by time it is not cleared; ending it early is the same wish by another name. */
static void ask_to_end_wrapup(struct policy_trial *trial, struct acd_command *command,
                              enum acd_refusal *refusal)
{
    if (command->kind != ACD_CLEAR_LEG || *refusal == ACD_OK ||
        !acd_rule(trial->tried, ACD_RULE_END_WRAPUP_ALLOWED))
        return;
    command->kind = ACD_END_WRAPUP;
    *refusal = ask(trial, command);
    command->kind = ACD_CLEAR_LEG;
}

static enum policy_outcome compare_status(const struct policy_trial *trial, const struct wish *wish)
{
    uint32_t status = wish->command.status;
    struct acd_agent_view here;

    if (!acd_agent_view(trial->tried, wish->command.agent, &here))
        return POLICY_SAME;
    if (wish->applied && here.status != status && here.next.status == status)
        return POLICY_NEXT_NOT_NOW;
    return !wish->applied && here.status == status ? POLICY_NOW_NOT_NEXT : POLICY_SAME;
}

static void link_made(struct policy_trial *trial, const struct wish *wish)
{
    for (uint32_t i = 0; i < trial->batch.count; i++) {
        const struct acd_event *event = &trial->batch.events[i];
        if (event->kind == ACD_CONTACT_STARTED || event->kind == ACD_CONTACT_TRANSFERRED ||
            event->kind == ACD_CALL_PLACED) {
            link_contact(trial, wish->made, 0, event->contact);
            return;
        }
    }
}

/* Asks the tried core for what was asked for. *command: as it was asked there. */
static enum policy_outcome play(struct policy_trial *trial, const struct wish *wish,
                                struct acd_command *command, enum acd_refusal *refusal)
{
    enum policy_outcome found = POLICY_SAME;
    enum policy_outcome outcome;

    *refusal = ACD_OK;
    *command = wish->command;
    command->contact = linked(trial, wish->command.contact, about_leg(command) ? command->agent : 0);
    if (command->kind == ACD_ACCEPT_OFFER || command->kind == ACD_REJECT_OFFER)
        found = answer_what_rings(trial, command, wish->command.contact);
    if (found == POLICY_NO_OBJECT)
        return found;
    *refusal = ask(trial, command);
    ask_to_end_wrapup(trial, command, refusal);
    if (*refusal == ACD_OK && wish->made != 0)
        link_made(trial, wish);
    outcome = ask_with_reason(trial, command, refusal);
    if (outcome == POLICY_SAME && wish->meaning == WISH_STATUS)
        outcome = compare_status(trial, wish);
    return outcome == POLICY_SAME ? found : outcome;
}

/* ---- counting ---- */

static bool same_kind(const struct policy_trial_kind *a, const struct policy_trial_kind *b)
{
    return a->command == b->command && a->actor == b->actor && a->shown == b->shown &&
           a->outcome == b->outcome && a->refusal == b->refusal && a->status == b->status;
}

static void count_kind(struct policy_trial_report *report, const struct policy_trial_kind *kind)
{
    for (uint32_t i = 0; i < report->kind_count; i++) {
        if (same_kind(&report->kinds[i], kind)) {
            report->kinds[i].count++;
            return;
        }
    }
    if (report->kind_count == POLICY_TRIAL_KINDS_MAX)
        report->other_kinds++;
    else
        report->kinds[report->kind_count++] = *kind;
}

static void count_wish(struct policy_trial *trial, const struct wish *wish, enum acd_shown shown,
                       enum policy_outcome outcome, enum acd_refusal refusal)
{
    struct policy_trial_report *report = &trial->report;
    struct policy_trial_kind kind = {.command = wish->command.kind,
                                     .actor = wish->command.actor.kind,
                                     .shown = (uint8_t)shown,
                                     .outcome = (uint8_t)outcome,
                                     .refusal = (uint8_t)refusal,
                                     .status =
                                         wish->command.kind == ACD_SET_STATUS ? wish->command.status : 0,
                                     .count = 1};

    report->wishes++;
    report->outcomes[outcome]++;
    if (outcome == POLICY_SAME)
        return;
    count_kind(report, &kind);
    if (outcome <= POLICY_NEEDS_REASON && report->example_count < POLICY_TRIAL_EXAMPLES_MAX)
        report->examples[report->example_count++] =
            (struct policy_trial_example){.at = wish->command.at, .agent = wish->command.agent, .kind = kind};
}

static void play_moment(struct policy_trial *trial)
{
    for (uint32_t i = 0; i < trial->wishes.count; i++) {
        const struct wish *wish = &trial->wishes.items[i];
        struct acd_command command;
        enum acd_refusal refusal;
        if (wish->meaning == WISH_FACT) {
            take_fact(trial, &wish->fact);
            continue;
        }
        run_timers(trial, wish->command.at);
        enum acd_shown shown = acd_agent_shown(trial->tried, wish->command.agent);
        enum policy_outcome outcome = play(trial, wish, &command, &refusal);
        count_wish(trial, wish, shown, outcome, refusal);
    }
    trial->failed = trial->failed || trial->wishes.failed;
    trial->wishes.count = 0;
}

/* ---- the doors ---- */

static bool tell_failure(const struct policy_trial *trial, struct policy_problems *problems)
{
    if (!trial->failed || problems->count == POLICY_PROBLEMS_MAX)
        return problems->errors == 0;
    problems->list[problems->count++] = (struct policy_problem){
        .level = POLICY_ERROR, .pointer = "", .sentence = "there is no memory left to try it"};
    problems->errors++;
    return false;
}

bool policy_trial_event(struct policy_trial *trial, const struct acd_event *event,
                        struct policy_problems *problems)
{
    if (trial->over || event->at >= trial->options.to) {
        trial->over = true;
        return true;
    }
    if (event->at != trial->moment && trial->tried != NULL)
        play_moment(trial);
    trial->moment = event->at;
    if (trial->tried == NULL && event->at >= trial->options.from && wishes_is_day(event) &&
        !begin(trial, event->at, problems))
        return tell_failure(trial, problems);
    if (trial->tried != NULL) {
        trial->report.events++;
        wishes_add(&trial->wishes, event, trial->recorded);
    }
    acd_apply(trial->recorded, event);
    if (trial->tried != NULL)
        watch_event(&trial->watch_recorded, event);
    return tell_failure(trial, problems);
}

static int by_count(const void *a, const void *b)
{
    const struct policy_trial_kind *one = a;
    const struct policy_trial_kind *other = b;

    if (one->outcome != other->outcome)
        return one->outcome < other->outcome ? -1 : 1;
    return one->count > other->count ? -1 : one->count < other->count;
}

const struct policy_trial_report *policy_trial_end(struct policy_trial *trial,
                                                   struct policy_problems *problems)
{
    struct policy_trial_report *report = &trial->report;

    if (trial->tried != NULL) {
        play_moment(trial);
        run_timers(trial, trial->moment);
        watch_end(&trial->watch_recorded, trial->moment);
        watch_end(&trial->watch_tried, trial->moment);
        report->ends_at = trial->moment;
        report->recorded = trial->watch_recorded.totals;
        report->tried = trial->watch_tried.totals;
        qsort(report->kinds, report->kind_count, sizeof report->kinds[0], by_count);
    }
    tell_failure(trial, problems);
    return report;
}

const char *policy_outcome_name(enum policy_outcome outcome)
{
    static const char *const names[POLICY_OUTCOMES] = {
        "SAME", "REFUSED", "NEXT_NOT_NOW", "NOW_NOT_NEXT", "NEEDS_REASON", "OTHER_CONTACT", "NO_OBJECT"};
    return outcome < POLICY_OUTCOMES ? names[outcome] : "";
}
