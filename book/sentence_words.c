/* What is said of each kind of event and record, one sentence a line, without who did it; see sentence.h. It puts no
 * name in.
 *
 * {agent} {other} {user} {status} {previous} {next} {queue} {profile} {hours} {entry} {group} {reason} {list}
 * {contact}: what the event names, {user} by its subject
 * {subject}: with its kind   {channel} {channel2}: "chats"   {value} {value2} {seconds} {wrapup}: numbers   {cause}: "
 * (timeout)" or nothing   {rule} {mover} {shown}
 */
#include "book/sentence_words.h"

#include "book/sentence.h"

static const char *const of_kinds[ACD_EVENT_KINDS] = {
    [ACD_CENTRE_CREATED] = "created the centre",
    [ACD_RULE_SET] = "set the rule \"{rule}\" to {value}",
    [ACD_STATUS_CREATED] = "created the status {status}",
    [ACD_STATUS_ENABLED] = "enabled the status {status}",
    [ACD_STATUS_DISABLED] = "disabled the status {status}",
    [ACD_HOURS_CREATED] = "created the hours {hours}",
    [ACD_HOURS_RENEWED] = "renewed the open times of the hours {hours}",
    [ACD_HOURS_WINDOW_ADDED] = "added an open time to the hours {hours}",
    [ACD_HOURS_DELETED] = "deleted the hours {hours}",
    [ACD_QUEUE_CREATED] = "created the queue {queue}",
    [ACD_QUEUE_CHANGED] = "changed the hours or the limit of the queue {queue}",
    [ACD_QUEUE_OFFER_TIME_SET] = "set the offer time of {channel} in the queue {queue} to {seconds}",
    [ACD_QUEUE_ENABLED] = "enabled the queue {queue}",
    [ACD_QUEUE_DISABLED] = "disabled the queue {queue}",
    [ACD_QUEUE_DELETED] = "deleted the queue {queue}",
    [ACD_PROFILE_CREATED] = "created the routing profile {profile}",
    [ACD_PROFILE_CHANGED] =
        "changed the outbound queue or the routing order of the routing profile {profile}",
    [ACD_PROFILE_CHANNEL_SET] = "set the slots for {channel} of the routing profile {profile} to {value}",
    [ACD_PROFILE_QUEUE_SET] =
        "gave {channel} of the queue {queue} priority {value} in the routing profile {profile}",
    [ACD_PROFILE_QUEUE_UNSET] = "took {channel} of the queue {queue} out of the routing profile {profile}",
    [ACD_PROFILE_DELETED] = "deleted the routing profile {profile}",
    [ACD_ENTRY_POINT_CREATED] = "created the entry point {entry} to the queue {queue}",
    [ACD_ENTRY_POINT_CHANGED] = "led the entry point {entry} to the queue {queue}",
    [ACD_AGENT_CREATED] = "created the user {agent} with the routing profile {profile}",
    [ACD_AGENT_PROFILE_SET] = "gave {agent} the routing profile {profile}",
    [ACD_AGENT_WRAPUP_SET] = "set the wrap-up time of {agent} for {channel} to {seconds}",
    [ACD_AGENT_AUTO_ACCEPT_SET] = "set automatic accepting of {channel} for {agent} to {value}",
    [ACD_AGENT_ENABLED] = "enabled {agent}",
    [ACD_AGENT_DISABLED] = "disabled {agent}",
    [ACD_AGENT_DELETED] = "deleted {agent}",
    [ACD_SIGNED_IN] = "signed in",
    [ACD_SIGNED_OUT] = "signed out",
    [ACD_STATUS_SET] = "set the status of {agent} from {previous} to {status}{cause}",
    [ACD_NEXT_STATUS_SET] = "set {next} as the next status of {agent}{cause}",
    [ACD_NEXT_STATUS_CLEARED] = "took back the next status {next} of {agent}{cause}",
    [ACD_CONTACT_STARTED] = "started {contact}",
    [ACD_CONTACT_SCHEDULED] = "scheduled {contact} for later",
    [ACD_CONTACT_QUEUED] = "put {contact} into the queue {queue}",
    [ACD_CUSTOMER_CONNECTED] = "joined {contact}",
    [ACD_CONTACT_PARKED] = "paused {contact} while it waited",
    [ACD_CONTACT_UNPARKED] = "resumed {contact}, which waits again",
    [ACD_CONTACT_PRIORITY_SET] = "set the priority of {contact} to {value}",
    [ACD_CONTACT_AGE_SET] = "set the routing age of {contact} to {seconds}",
    [ACD_OFFER_MADE] = "offered {contact} to {agent}{cause}",
    [ACD_OFFER_ACCEPTED] = "accepted {contact}",
    [ACD_OFFER_MISSED] = "counted {contact} as missed by {agent}{cause}",
    [ACD_OFFER_REJECTED] = "rejected {contact}{cause}",
    [ACD_OFFER_WITHDRAWN] = "withdrew the offer of {contact} from {agent}{cause}",
    [ACD_CALL_PLACED] = "placed {contact}",
    [ACD_LEG_ANSWERED] = "answered: {contact} is connected to {agent}",
    [ACD_LEG_FAILED] = "ended {contact} at {agent} with an error{cause}",
    [ACD_LEG_HELD] = "put {contact} at {agent} on hold",
    [ACD_LEG_UNHELD] = "took {contact} at {agent} off hold",
    [ACD_TASK_PAUSED] = "paused {contact} at {agent}",
    [ACD_TASK_RESUMED] = "resumed {contact} at {agent}",
    [ACD_WRAPUP_BEGUN] = "began the wrap-up of {contact} at {agent}{cause}",
    [ACD_LEG_CLEARED] = "cleared {contact} at {agent}{cause}",
    [ACD_CONTACT_TRANSFERRED] = "transferred {contact} to the queue {queue}{cause}",
    [ACD_CONTACT_ENDED] = "ended {contact}{cause}",
    [ACD_CONTACT_FORGOTTEN] = "completed {contact}",
    [ACD_MESSAGE_SENT] = "wrote to the customer of {contact}",
    [ACD_ROUTE_TRIED] = "looked for an agent for {contact} and found none",
    [ACD_WORK_LEFT] = "left work for the next step",
    [ACD_AGENT_REVIEWED] = "reviewed what {agent} can be offered",
    [ACD_MOVES_SET] = "set which moves {mover} may make from \"{shown}\"",
    [ACD_QUEUE_WRAPUP_SET] = "set the wrap-up time of {channel} in the queue {queue} to {wrapup}",
    [ACD_AGENT_OFFER_TIME_SET] = "set the offer time of {agent} to {seconds}",
    [ACD_WRAPUP_EXTENDED] = "extended the wrap-up of {contact} at {agent}",
    [ACD_GROUP_CREATED] = "created the group {group}",
    [ACD_AGENT_GROUP_SET] = "put {agent} into the group {group}",
    [ACD_SUPERVISOR_GROUP_SET] = "assigned the group {group} to {agent}",
    [ACD_REASON_LIST_CREATED] = "created the list of codes {list}",
    [ACD_REASON_LIST_CHANGED] = "changed what the list of codes {list} is for",
    [ACD_REASON_LIST_GROUP_SET] = "offered the list of codes {list} to the group {group}",
    [ACD_REASON_CREATED] = "created the code {reason} in the list {list}",
    [ACD_REASON_ENABLED] = "enabled the code {reason}",
    [ACD_REASON_DISABLED] = "disabled the code {reason}",
    [ACD_PAGE_OPENED] = "opened the page of {agent}",
    [ACD_PAGE_LOST] = "lost the page of {agent}",
    [ACD_PAGE_CLOSED] = "closed the page of {agent}{cause}",
    [ACD_AGENT_LIMIT_SET] = "set the limit of {agent} for {channel} to {value}",
    [ACD_AGENT_BLEND_SET] = "set how many {channel2} {agent} is offered while on {channel} to {value}",
    [ACD_MONITOR_BEGUN] = "began to monitor {contact} at {other}",
    [ACD_BARGE_SET] = "joined {contact} beside {other}",
    [ACD_MONITOR_ENDED] = "stopped monitoring {contact} at {other}{cause}",
    [ACD_WHISPERED] = "whispered to {other} about {contact}",
    [ACD_TAKEN_OVER] = "took {contact} over from {other}",
};

static const char *const of_records[BOOK_RECORDS_END] = {
    [BOOK_USER_CHANGED] = "changed the name of {user}",
    [BOOK_ROLE_SET] = "set the role of {user}",
    [BOOK_PASSWORD_SET] = "set the password of {user}",
    [BOOK_NAME_SET] = "changed the name or description of {subject}",
    [BOOK_NOTE_WRITTEN] = "wrote a note on {subject}",
    [BOOK_ATTRIBUTES_SET] = "set attributes of {subject}",
    [BOOK_HOURS_CHANGED] = "changed the week of {subject}",
    [BOOK_ORIGINS_SET] = "set the approved origins of the centre",
    [BOOK_ENTRY_POINT_CHANGED] = "changed {subject}",
    [BOOK_SESSIONS_CLOSED] = "closed the sessions of {user}",
    [BOOK_KEY_CREATED] = "created an access key of {user}",
    [BOOK_KEY_REVOKED] = "revoked an access key of {user}",
    [BOOK_DOCUMENT_SET] = "changed a setting of {subject}",
    [BOOK_REASON_CHANGED] = "changed {subject}",
    [BOOK_GROUP_REMOVED] = "removed {subject}",
    [BOOK_CONTACT_CHANGED] = "changed the details of a contact",
    [BOOK_ERASED] = "erased the texts of {subject}",
};

static const char *const record_names[BOOK_RECORDS_END] = {
    [BOOK_USER_CHANGED] = "USER_CHANGED",
    [BOOK_ROLE_SET] = "ROLE_SET",
    [BOOK_PASSWORD_SET] = "PASSWORD_SET",
    [BOOK_NAME_SET] = "NAME_SET",
    [BOOK_NOTE_WRITTEN] = "NOTE_WRITTEN",
    [BOOK_ATTRIBUTES_SET] = "ATTRIBUTES_SET",
    [BOOK_HOURS_CHANGED] = "HOURS_CHANGED",
    [BOOK_ORIGINS_SET] = "ORIGINS_SET",
    [BOOK_ENTRY_POINT_CHANGED] = "ENTRY_POINT_CHANGED",
    [BOOK_SESSIONS_CLOSED] = "SESSIONS_CLOSED",
    [BOOK_KEY_CREATED] = "KEY_CREATED",
    [BOOK_KEY_REVOKED] = "KEY_REVOKED",
    [BOOK_DOCUMENT_SET] = "DOCUMENT_SET",
    [BOOK_REASON_CHANGED] = "REASON_CHANGED",
    [BOOK_GROUP_REMOVED] = "GROUP_REMOVED",
    [BOOK_CONTACT_CHANGED] = "CONTACT_CHANGED",
    [BOOK_ERASED] = "ERASED",
};

const char *sentence_record_name(enum book_record record)
{
    return (unsigned)record < BOOK_RECORDS_END && record_names[record] ? record_names[record] : "";
}

/* Where one kind says two things. */
static const char *find_variant(const struct acd_event *event)
{
    bool is_own = event->actor != ACD_ACTOR_SYSTEM && event->actor_id == event->agent;
    switch (event->kind) {
    case ACD_SIGNED_IN:
        return is_own ? NULL : "signed {agent} in";
    case ACD_SIGNED_OUT:
        return is_own ? NULL : "signed {agent} out";
    case ACD_NEXT_STATUS_SET:
        return event->flags & ACD_FLAG_STOP_NEW ? "turned Stop New on for {agent}" : NULL;
    case ACD_NEXT_STATUS_CLEARED:
        return event->flags & ACD_FLAG_STOP_NEW ? "turned Stop New off for {agent}{cause}" : NULL;
    case ACD_CONTACT_QUEUED:
        return event->queue == 0 ? "put {contact} into the queue of {agent}" : NULL;
    case ACD_CONTACT_TRANSFERRED:
        return event->queue == 0 ? "transferred {contact} to {other}{cause}" : NULL;
    case ACD_OFFER_ACCEPTED:
        return is_own ? NULL : "accepted {contact} for {agent}";
    case ACD_OFFER_REJECTED:
        return is_own ? NULL : "rejected {contact} for {agent}{cause}";
    case ACD_AGENT_GROUP_SET:
        return event->group == 0 ? "took {agent} out of their group" : NULL;
    case ACD_SUPERVISOR_GROUP_SET:
        return event->value == 0 ? "took the group {group} from {agent}" : NULL;
    case ACD_REASON_LIST_GROUP_SET:
        return event->value == 0 ? "took the list of codes {list} from the group {group}" : NULL;
    case ACD_BARGE_SET:
        return event->value == 0 ? "went silent again in {contact} beside {other}" : NULL;
    case ACD_RECORDED:
        return event->record == BOOK_ERASED && event->subject_kind == ACD_SUBJECT_CENTRE
                   ? "erased the texts of a contact"
                   : NULL;
    case ACD_WHISPERED:
        return event->other_agent == 0 ? "answered the whisper about {contact}" : NULL;
    default:
        return NULL;
    }
}

const char *sentence_template(const struct acd_event *event)
{
    const char *variant = find_variant(event);
    if (variant)
        return variant;
    if (event->kind == ACD_RECORDED)
        return event->record < BOOK_RECORDS_END ? of_records[event->record] : NULL;
    return event->kind < ACD_EVENT_KINDS ? of_kinds[event->kind] : NULL;
}

const char *sentence_kind_word(unsigned kind)
{
    static const char *const words[ACD_SUBJECT_KINDS] = {[ACD_SUBJECT_CENTRE] = "the centre",
                                                         [ACD_SUBJECT_AGENT] = "user",
                                                         [ACD_SUBJECT_STATUS] = "status",
                                                         [ACD_SUBJECT_QUEUE] = "queue",
                                                         [ACD_SUBJECT_PROFILE] = "routing profile",
                                                         [ACD_SUBJECT_HOURS] = "hours",
                                                         [ACD_SUBJECT_ENTRY_POINT] = "entry point",
                                                         [ACD_SUBJECT_CONTACT] = "the contact",
                                                         [ACD_SUBJECT_GROUP] = "group",
                                                         [ACD_SUBJECT_REASON_LIST] = "list of codes",
                                                         [ACD_SUBJECT_REASON] = "code"};
    return kind < ACD_SUBJECT_KINDS ? words[kind] : "thing";
}

const char *sentence_actor_word(unsigned actor)
{
    static const char *const words[] = {
        [ACD_ACTOR_SYSTEM] = "The system",       [ACD_ACTOR_AGENT] = "An agent",
        [ACD_ACTOR_SUPERVISOR] = "A supervisor", [ACD_ACTOR_ADMIN] = "An administrator",
        [ACD_ACTOR_API] = "A program",           [ACD_ACTOR_CUSTOMER] = "The customer",
        [ACD_ACTOR_GATEWAY] = "The gateway",     [ACD_ACTOR_OPERATOR] = "The operator"};
    return actor < sizeof words / sizeof *words ? words[actor] : "Somebody";
}
