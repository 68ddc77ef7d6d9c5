/* Events become lines a person can read. It prints what the event says and never asks the core's state.
 *
 * One template a kind; what stands in braces is filled from the event. An optional member (a cause, a
 * reason, a deadline that is
 * never) prints nothing where it is absent.
 */
#include "scenarios/story.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static const char *const templates[ACD_EVENT_KINDS] = {
    [ACD_CENTRE_CREATED] = "{model}",
    [ACD_RULE_SET] = "{rule} = {value}",
    [ACD_STATUS_CREATED] = "{status} {status_type}",
    [ACD_STATUS_ENABLED] = "{status}",
    [ACD_STATUS_DISABLED] = "{status}",
    [ACD_HOURS_CREATED] = "{hours}{always}",
    [ACD_HOURS_RENEWED] = "{hours}{always}",
    [ACD_HOURS_WINDOW_ADDED] = "{hours} {since}{until}",
    [ACD_HOURS_DELETED] = "{hours}",
    [ACD_QUEUE_CREATED] = "{queue}{max}",
    [ACD_QUEUE_CHANGED] = "{queue}{max}",
    [ACD_QUEUE_OFFER_TIME_SET] = "{queue} {channel} {duration}",
    [ACD_QUEUE_ENABLED] = "{queue}",
    [ACD_QUEUE_DISABLED] = "{queue}",
    [ACD_QUEUE_DELETED] = "{queue}",
    [ACD_PROFILE_CREATED] = "{profile}",
    [ACD_PROFILE_CHANGED] = "{profile}",
    [ACD_PROFILE_CHANNEL_SET] = "{profile} {channel} {value}{any}",
    [ACD_PROFILE_QUEUE_SET] = "{profile} {queue} {channel} priority {value}{delay}",
    [ACD_PROFILE_QUEUE_UNSET] = "{profile} {queue} {channel}",
    [ACD_PROFILE_DELETED] = "{profile}",
    [ACD_ENTRY_POINT_CREATED] = "{entry_point} to {queue}",
    [ACD_ENTRY_POINT_CHANGED] = "{entry_point} to {queue}",
    [ACD_AGENT_CREATED] = "{agent} {profile} {status}",
    [ACD_AGENT_PROFILE_SET] = "{agent} {profile}",
    [ACD_AGENT_WRAPUP_SET] = "{agent} {channel} {duration}",
    [ACD_AGENT_AUTO_ACCEPT_SET] = "{agent} {channel} {value}",
    [ACD_AGENT_ENABLED] = "{agent}",
    [ACD_AGENT_DISABLED] = "{agent}",
    [ACD_AGENT_DELETED] = "{agent}",
    [ACD_RECORDED] = "{record}",
    [ACD_SIGNED_IN] = "{agent}",
    [ACD_SIGNED_OUT] = "{agent}{cause}{reason}",
    [ACD_STATUS_SET] = "{agent} {previous_status} -> {status}{cause}{reason}",
    [ACD_NEXT_STATUS_SET] = "{agent} {next}{cause}{stop_new}",
    [ACD_NEXT_STATUS_CLEARED] = "{agent} {next_name}{cause}{stop_new}",
    [ACD_CONTACT_STARTED] = "{contact} {channel} {initiation}{priority}{age}{related}",
    [ACD_CONTACT_SCHEDULED] = "{contact}{until}",
    [ACD_CONTACT_QUEUED] = "{contact} {place}{since_then}",
    [ACD_CUSTOMER_CONNECTED] = "{contact}",
    [ACD_CONTACT_PARKED] = "{contact}",
    [ACD_CONTACT_UNPARKED] = "{contact}",
    [ACD_CONTACT_PRIORITY_SET] = "{contact} {value}",
    [ACD_CONTACT_AGE_SET] = "{contact} {duration}",
    [ACD_OFFER_MADE] = "{contact} {agent}{cause}{until}{not_connecting}{exempt}",
    [ACD_OFFER_ACCEPTED] = "{contact} {agent}{not_connected}",
    [ACD_OFFER_MISSED] = "{contact} {agent}{cause}",
    [ACD_OFFER_REJECTED] = "{contact} {agent}{as_missed}{cause}{reason}",
    [ACD_OFFER_WITHDRAWN] = "{contact} {agent}{cause}",
    [ACD_CALL_PLACED] = "{contact} {agent} {queue}{until}",
    [ACD_LEG_ANSWERED] = "{contact} {agent}",
    [ACD_LEG_FAILED] = "{contact} {agent}{cause}",
    [ACD_LEG_HELD] = "{contact} {agent}",
    [ACD_LEG_UNHELD] = "{contact} {agent}",
    [ACD_TASK_PAUSED] = "{contact} {agent}",
    [ACD_TASK_RESUMED] = "{contact} {agent}",
    [ACD_WRAPUP_BEGUN] = "{contact} {agent}{cause}{until}",
    [ACD_LEG_CLEARED] = "{contact} {agent} {leg_state}{cause}",
    [ACD_CONTACT_TRANSFERRED] = "{previous}{by} to {target} as {contact}{since_then}",
    [ACD_CONTACT_ENDED] = "{contact}{cause}",
    [ACD_CONTACT_FORGOTTEN] = "{contact}",
    [ACD_MESSAGE_SENT] = "{contact} {value} by {writer}",
    [ACD_ROUTE_TRIED] = "{contact}{again}",
    [ACD_MOVES_SET] = "{moves}",
    [ACD_QUEUE_WRAPUP_SET] = "{queue} {channel} {wrapup}",
    [ACD_AGENT_OFFER_TIME_SET] = "{agent} {duration}",
    [ACD_WRAPUP_EXTENDED] = "{contact} {agent}{until}",
    [ACD_GROUP_CREATED] = "{group}",
    [ACD_AGENT_GROUP_SET] = "{agent} {group}",
    [ACD_SUPERVISOR_GROUP_SET] = "{agent} {group} {value}",
    [ACD_REASON_LIST_CREATED] = "{reason_list}:{actions}",
    [ACD_REASON_LIST_CHANGED] = "{reason_list}:{actions}",
    [ACD_REASON_LIST_GROUP_SET] = "{reason_list} {group} {value}",
    [ACD_REASON_CREATED] = "{reason_name} in {reason_list}",
    [ACD_REASON_ENABLED] = "{reason_name}",
    [ACD_REASON_DISABLED] = "{reason_name}",
    [ACD_PAGE_OPENED] = "{agent}",
    [ACD_PAGE_LOST] = "{agent}{until}",
    [ACD_PAGE_CLOSED] = "{agent}{cause}",
    [ACD_AGENT_LIMIT_SET] = "{agent} {limit_of} {limit}",
    [ACD_AGENT_BLEND_SET] = "{agent} while on {channel} {offered} {limit}",
    [ACD_MONITOR_BEGUN] = "{contact} {agent} listens to {other_agent}{may_barge}",
    [ACD_BARGE_SET] = "{contact} {agent} {value}",
    [ACD_MONITOR_ENDED] = "{contact} {agent}{cause}",
    [ACD_WHISPERED] = "{contact} {value} by {agent}",
    [ACD_TAKEN_OVER] = "{contact} {agent} from {other_agent}",
};

struct scene {
    const struct story *story;
    const struct acd_event *event;
    struct buf *out;
};

static void print_name(struct scene *scene, enum name_kind kind, uint64_t number)
{
    name_print(scene->story, kind, number, scene->out);
}

static void print_next(struct scene *scene)
{
    const struct acd_next *next = &scene->event->next;
    struct buf *out = scene->out;
    print_name(scene, NAME_STATUS, next->status);
    buf_append_format(out, " by %s", actor_kind_name(next->set_by));
    if (next->set_by_id != 0 && next->set_by_id != scene->event->agent) {
        buf_append_char(out, ' ');
        print_name(scene, NAME_AGENT, next->set_by_id);
    }
    if (next->reason != 0) {
        buf_append_text(out, " reason ");
        reason_print(scene->story, next->reason, out);
    }
    if (next->when == ACD_WHEN_AFTER_CONTACTS)
        buf_append_format(out, " after %" PRIu32 " contacts", next->after_contacts);
    if (next->when == ACD_WHEN_AT) {
        buf_append_text(out, " from ");
        time_print(next->at, out);
    }
    for (unsigned i = 0; i < ACD_CHANNELS; i++)
        if (next->scope & 1u << i)
            buf_append_format(out, " only %s", acd_channel_name((enum acd_channel)i));
    if (next->return_status != 0) {
        buf_append_text(out, " then ");
        print_name(scene, NAME_STATUS, next->return_status);
        buf_append_text(out, " after ");
        duration_print(next->return_after_ms, out);
    }
    if (next->expires_at != 0) {
        buf_append_text(out, " until ");
        time_print(next->expires_at, out);
    }
}

/* A queue, an agent's own queue, or nothing. */
static void print_place(struct scene *scene)
{
    const struct acd_event *event = scene->event;
    if (event->queue != 0) {
        print_name(scene, NAME_QUEUE, event->queue);
    } else {
        buf_append_text(scene->out, "for ");
        print_name(scene, NAME_AGENT, event->agent);
    }
}

static void print_time(struct scene *scene, const char *before, int64_t at)
{
    if (at == ACD_NEVER || at == 0)
        return;
    buf_append_text(scene->out, before);
    time_print(at, scene->out);
}

static void print_optional_state(struct scene *scene, enum acd_leg_state usual, const char *before)
{
    if (scene->event->leg_state != usual)
        buf_append_format(scene->out, "%s%s", before,
                          acd_leg_state_name((enum acd_leg_state)scene->event->leg_state));
}

/* Members that are names of objects. */
static bool print_object(struct scene *scene, const char *member)
{
    const struct acd_event *event = scene->event;
    const struct {
        const char *member;
        enum name_kind kind;
        uint64_t number;
    } rows[] = {
        {"agent", NAME_AGENT, event->agent},         {"status", NAME_STATUS, event->status},
        {"queue", NAME_QUEUE, event->queue},         {"previous_status", NAME_STATUS, event->previous_status},
        {"hours", NAME_HOURS, event->hours},         {"profile", NAME_PROFILE, event->profile},
        {"contact", NAME_CONTACT, event->contact},   {"entry_point", NAME_ENTRY_POINT, event->entry_point},
        {"previous", NAME_CONTACT, event->previous}, {"next_name", NAME_STATUS, event->next.status},
        {"group", NAME_GROUP, event->group},         {"reason_list", NAME_REASON_LIST, event->reason_list},
        {"reason_name", NAME_REASON, event->reason}, {"other_agent", NAME_AGENT, event->other_agent},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if (strcmp(member, rows[i].member) == 0) {
            print_name(scene, rows[i].kind, rows[i].number);
            return true;
        }
    return false;
}

/* Members that are words of a list. */
static bool print_word(struct scene *scene, const char *member)
{
    static const char *const models[] = {"none", "connect", "vcc"};
    static const char *const types[] = {"none", "routable", "custom", "offline"};
    static const char *const initiations[] = {"INBOUND",  "OUTBOUND",       "CALLBACK", "API",
                                              "TRANSFER", "QUEUE_TRANSFER", "MONITOR"};
    const struct acd_event *event = scene->event;
    const char *word = NULL;
    if (strcmp(member, "model") == 0)
        word = models[event->model];
    else if (strcmp(member, "status_type") == 0)
        word = types[event->status_type];
    else if (strcmp(member, "initiation") == 0)
        word = initiations[event->initiation];
    else if (strcmp(member, "channel") == 0)
        word = acd_channel_name((enum acd_channel)event->channel);
    else if (strcmp(member, "leg_state") == 0)
        word = acd_leg_state_name((enum acd_leg_state)event->leg_state);
    else if (strcmp(member, "rule") == 0)
        word = acd_rule_name((enum acd_rule)event->rule);
    if (word != NULL)
        buf_append_text(scene->out, word);
    return word != NULL;
}

/* Members that bring their own blank and may be absent. */
static bool print_optional(struct scene *scene, const char *member)
{
    const struct acd_event *event = scene->event;
    struct buf *out = scene->out;
    if (strcmp(member, "cause") == 0) {
        if (event->cause != ACD_CAUSE_ASKED)
            buf_append_format(out, " %s", acd_cause_name((enum acd_cause)event->cause));
    } else if (strcmp(member, "by") == 0) {
        if (event->agent != 0) {
            buf_append_text(out, " by ");
            print_name(scene, NAME_AGENT, event->agent);
        }
    } else if (strcmp(member, "reason") == 0) {
        if (event->reason != 0) {
            buf_append_text(out, " reason ");
            reason_print(scene->story, event->reason, out);
        }
    } else if (strcmp(member, "always") == 0) {
        buf_append_text(out, event->flags & ACD_FLAG_ALWAYS_OPEN ? " always" : "");
    } else if (strcmp(member, "max") == 0) {
        if (event->value != 0)
            buf_append_format(out, " max %" PRId64, event->value);
    } else if (strcmp(member, "any") == 0) {
        buf_append_text(out, event->value2 != 0 ? " any" : "");
    } else if (strcmp(member, "stop_new") == 0) {
        buf_append_text(out, event->flags & ACD_FLAG_STOP_NEW ? " STOP_NEW" : "");
    } else if (strcmp(member, "may_barge") == 0) {
        buf_append_text(scene->out, scene->event->flags & ACD_FLAG_MAY_BARGE ? ", may barge" : "");
    } else if (strcmp(member, "exempt") == 0) {
        buf_append_text(out, event->flags & ACD_FLAG_EXEMPT ? " EXEMPT" : "");
    } else if (strcmp(member, "priority") == 0) {
        if (event->value != 5 && event->value != 0)
            buf_append_format(out, " priority %" PRId64, event->value);
    } else if (strcmp(member, "delay") == 0 || strcmp(member, "age") == 0) {
        if (event->value2 != 0) {
            buf_append_text(out, strcmp(member, "age") == 0 ? " age " : " after ");
            duration_print(event->value2, out);
        }
    } else if (strcmp(member, "related") == 0) {
        if (event->previous != 0) {
            buf_append_text(out, " about ");
            print_name(scene, NAME_CONTACT, event->previous);
        }
    } else {
        return false;
    }
    return true;
}

static bool print_times_and_states(struct scene *scene, const char *member)
{
    const struct acd_event *event = scene->event;
    if (strcmp(member, "until") == 0)
        print_time(scene, " until ", event->deadline);
    else if (strcmp(member, "again") == 0)
        print_time(scene, " again ", event->deadline);
    else if (strcmp(member, "since") == 0)
        print_time(scene, "", event->since);
    else if (strcmp(member, "since_then") == 0)
        print_time(scene, " since ", event->since == event->at ? 0 : event->since);
    else if (strcmp(member, "not_connecting") == 0)
        print_optional_state(scene, ACD_LEG_CONNECTING, " ");
    else if (strcmp(member, "not_connected") == 0)
        print_optional_state(scene, ACD_LEG_CONNECTED, " ");
    else if (strcmp(member, "as_missed") == 0)
        print_optional_state(scene, ACD_LEG_REJECTED, " as ");
    else
        return false;
    return true;
}

/* of agent from AVAILABLE: WORK_OFFLINE BREAK */
static void print_moves(struct scene *scene)
{
    const struct acd_event *event = scene->event;
    buf_append_format(scene->out, "of %s from %s:", actor_kind_name(event->subject_kind),
                      acd_shown_name((enum acd_shown)event->subject));
    for (unsigned i = 0; i < ACD_MOVES; i++)
        if (event->value >> i & 1)
            buf_append_format(scene->out, " %s", acd_move_name((enum acd_move)i));
    buf_append_text(scene->out, event->value == 0 ? " none" : "");
}

/* Members of lists of reasons and of limits. */
static bool print_limit_or_list(struct scene *scene, const char *member)
{
    const struct acd_event *event = scene->event;
    struct buf *out = scene->out;
    if (strcmp(member, "actions") == 0) {
        for (unsigned i = 0; i < ACD_REASON_ACTIONS; i++)
            if (event->value >> i & 1)
                buf_append_format(out, " %s", acd_reason_action_name((enum acd_reason_action)i));
        buf_append_text(out, event->flags & ACD_FLAG_MANDATORY ? " mandatory" : "");
    } else if (strcmp(member, "limit_of") == 0) {
        buf_append_text(out, event->channel == ACD_CHANNELS
                                 ? "total"
                                 : acd_channel_name((enum acd_channel)event->channel));
    } else if (strcmp(member, "offered") == 0) {
        buf_append_text(out, acd_channel_name((enum acd_channel)event->subject));
    } else if (strcmp(member, "limit") == 0) {
        if (event->value == ACD_LIMIT_NONE)
            buf_append_text(out, "none");
        else
            buf_append_i64(out, event->value);
    } else {
        return false;
    }
    return true;
}

static void print_member(struct scene *scene, const char *member)
{
    const struct acd_event *event = scene->event;
    if (print_object(scene, member) || print_word(scene, member) || print_optional(scene, member) ||
        print_times_and_states(scene, member) || print_limit_or_list(scene, member))
        return;
    if (strcmp(member, "value") == 0) {
        buf_append_i64(scene->out, event->value);
    } else if (strcmp(member, "duration") == 0) {
        duration_print(event->value, scene->out);
    } else if (strcmp(member, "record") == 0) {
        buf_append_format(scene->out, "%u", event->record);
    } else if (strcmp(member, "moves") == 0) {
        print_moves(scene);
    } else if (strcmp(member, "wrapup") == 0) {
        if (event->value == ACD_WRAPUP_NONE)
            buf_append_text(scene->out, "none");
        else
            duration_print(event->value, scene->out);
    } else if (strcmp(member, "next") == 0) {
        print_next(scene);
    } else if (strcmp(member, "place") == 0) {
        print_place(scene);
    } else if (strcmp(member, "target") == 0) {
        if (event->other_agent != 0)
            print_name(scene, NAME_AGENT, event->other_agent);
        else
            print_name(scene, NAME_QUEUE, event->queue);
    } else if (strcmp(member, "writer") == 0) {
        if (event->agent != 0)
            print_name(scene, NAME_AGENT, event->agent);
        else
            buf_append_text(scene->out, actor_kind_name(event->actor));
    } else {
        buf_append_format(scene->out, "{%s}", member);
    }
}

void event_print(const struct story *story, const struct acd_event *event, bool with_time, struct buf *out)
{
    struct scene scene = {.story = story, .event = event, .out = out};
    if (with_time) {
        time_print(event->at, out);
        buf_append_char(out, ' ');
    }
    buf_append_text(out, acd_event_name((enum acd_event_kind)event->kind));
    const char *at = event->kind < ACD_EVENT_KINDS ? templates[event->kind] : NULL;
    if (at != NULL && *at != '\0')
        buf_append_char(out, ' ');
    while (at != NULL && *at != '\0') {
        char member[32];
        int used = 0;
        if (sscanf(at, "{%31[a-z_0-9]}%n", member, &used) == 1 && used > 0) {
            print_member(&scene, member);
            at += used;
        } else {
            buf_append_char(out, *at++);
        }
    }
    buf_append_char(out, '\n');
}
