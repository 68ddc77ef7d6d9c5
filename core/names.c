/* The words for the contract's numbers, for logs, scenarios and the API's leg states; it must not decide
 * anything.
 *
 * Fixed-width texts, not pointers: the core then has no data that a loader must write to. Each table is in
 * the order of its enum.
 */
#include "core/core.h"

enum { NAME_BYTES = 28 };

static const char refusals[][NAME_BYTES] = {
    "OK",
    "INVALID",
    "UNKNOWN_AGENT",
    "UNKNOWN_STATUS",
    "UNKNOWN_CONTACT",
    "UNKNOWN_LEG",
    "UNKNOWN_QUEUE",
    "UNKNOWN_PROFILE",
    "UNKNOWN_HOURS",
    "UNKNOWN_ENTRY_POINT",
    "ALREADY_IN_STATUS",
    "STATUS_DISABLED",
    "NOT_ALLOWED",
    "STALE",
    "LEG_STATE",
    "CONTACT_STATE",
    "QUEUE_DISABLED",
    "QUEUE_FULL",
    "CLOSED",
    "AGENT_QUEUE_FULL",
    "AGENT_DISABLED",
    "IN_USE",
    "LIMIT",
    "EXISTS",
    "NO_CENTRE",
    "WRONG_CHANNEL",
    "PAUSE_LIMIT",
    "CHAIN_LIMIT",
    "BUSY",
    "NOT_YOUR_GROUP",
    "UNKNOWN_GROUP",
    "UNKNOWN_REASON",
    "REASON_REQUIRED",
    "OFFER_OVER",
};

static const char events[][NAME_BYTES] = {
    "NONE",
    "CENTRE_CREATED",
    "RULE_SET",
    "STATUS_CREATED",
    "STATUS_ENABLED",
    "STATUS_DISABLED",
    "HOURS_CREATED",
    "HOURS_RENEWED",
    "HOURS_WINDOW_ADDED",
    "HOURS_DELETED",
    "QUEUE_CREATED",
    "QUEUE_CHANGED",
    "QUEUE_OFFER_TIME_SET",
    "QUEUE_ENABLED",
    "QUEUE_DISABLED",
    "QUEUE_DELETED",
    "PROFILE_CREATED",
    "PROFILE_CHANGED",
    "PROFILE_CHANNEL_SET",
    "PROFILE_QUEUE_SET",
    "PROFILE_QUEUE_UNSET",
    "PROFILE_DELETED",
    "ENTRY_POINT_CREATED",
    "ENTRY_POINT_CHANGED",
    "AGENT_CREATED",
    "AGENT_PROFILE_SET",
    "AGENT_WRAPUP_SET",
    "AGENT_AUTO_ACCEPT_SET",
    "AGENT_ENABLED",
    "AGENT_DISABLED",
    "AGENT_DELETED",
    "RECORDED",
    "SIGNED_IN",
    "SIGNED_OUT",
    "STATUS_SET",
    "NEXT_STATUS_SET",
    "NEXT_STATUS_CLEARED",
    "CONTACT_STARTED",
    "CONTACT_SCHEDULED",
    "CONTACT_QUEUED",
    "CUSTOMER_CONNECTED",
    "CONTACT_PARKED",
    "CONTACT_UNPARKED",
    "CONTACT_PRIORITY_SET",
    "CONTACT_AGE_SET",
    "OFFER_MADE",
    "OFFER_ACCEPTED",
    "OFFER_MISSED",
    "OFFER_REJECTED",
    "OFFER_WITHDRAWN",
    "CALL_PLACED",
    "LEG_ANSWERED",
    "LEG_FAILED",
    "LEG_HELD",
    "LEG_UNHELD",
    "TASK_PAUSED",
    "TASK_RESUMED",
    "WRAPUP_BEGUN",
    "LEG_CLEARED",
    "CONTACT_TRANSFERRED",
    "CONTACT_ENDED",
    "CONTACT_FORGOTTEN",
    "MESSAGE_SENT",
    "ROUTE_TRIED",
    "WORK_LEFT",
    "AGENT_REVIEWED",
    "MOVES_SET",
    "QUEUE_WRAPUP_SET",
    "AGENT_OFFER_TIME_SET",
    "WRAPUP_EXTENDED",
    "GROUP_CREATED",
    "AGENT_GROUP_SET",
    "SUPERVISOR_GROUP_SET",
    "REASON_LIST_CREATED",
    "REASON_LIST_CHANGED",
    "REASON_LIST_GROUP_SET",
    "REASON_CREATED",
    "REASON_ENABLED",
    "REASON_DISABLED",
    "PAGE_OPENED",
    "PAGE_LOST",
    "PAGE_CLOSED",
    "AGENT_LIMIT_SET",
    "AGENT_BLEND_SET",
    "MONITOR_BEGUN",
    "BARGE_SET",
    "MONITOR_ENDED",
    "WHISPERED",
    "TAKEN_OVER",
};

static const char commands[][NAME_BYTES] = {
    "NONE",
    "CREATE_CENTRE",
    "SET_RULE",
    "SET_MOVES",
    "CREATE_STATUS",
    "ENABLE_STATUS",
    "DISABLE_STATUS",
    "CREATE_HOURS",
    "RENEW_HOURS",
    "DELETE_HOURS",
    "CREATE_QUEUE",
    "CHANGE_QUEUE",
    "ENABLE_QUEUE",
    "DISABLE_QUEUE",
    "DELETE_QUEUE",
    "CREATE_PROFILE",
    "SET_PROFILE_CHANNELS",
    "SET_PROFILE_QUEUES",
    "UNSET_PROFILE_QUEUES",
    "CHANGE_PROFILE",
    "DELETE_PROFILE",
    "CREATE_ENTRY_POINT",
    "CHANGE_ENTRY_POINT",
    "CREATE_AGENT",
    "SET_AGENT_PROFILE",
    "SET_AGENT_WRAPUP",
    "SET_AGENT_AUTO_ACCEPT",
    "SET_AGENT_OFFER_TIME",
    "ENABLE_AGENT",
    "DISABLE_AGENT",
    "SET_AGENT_LIMIT",
    "SET_AGENT_BLEND",
    "SET_AGENT_GROUP",
    "SET_SUPERVISOR_GROUP",
    "DELETE_AGENT",
    "CREATE_GROUP",
    "CREATE_REASON_LIST",
    "CHANGE_REASON_LIST",
    "SET_REASON_LIST_GROUP",
    "CREATE_REASON",
    "ENABLE_REASON",
    "DISABLE_REASON",
    "RECORD",
    "SIGN_IN",
    "SIGN_OUT",
    "OPEN_PAGE",
    "LOSE_PAGE",
    "CLOSE_PAGE",
    "SET_STATUS",
    "STOP_NEW",
    "RESUME_NEW",
    "CLEAR_LEG",
    "END_WRAPUP",
    "EXTEND_WRAPUP",
    "START_CONTACT",
    "CONNECT_CUSTOMER",
    "END_CONTACT",
    "ACCEPT_OFFER",
    "REJECT_OFFER",
    "END_LEG",
    "HOLD_LEG",
    "UNHOLD_LEG",
    "PAUSE_CONTACT",
    "RESUME_CONTACT",
    "TRANSFER_CONTACT",
    "ASSOCIATE_CONTACT",
    "SET_CONTACT_PRIORITY",
    "SET_CONTACT_AGE",
    "SCHEDULE_CONTACT",
    "PLACE_CALL",
    "CONNECT_LEG",
    "FAIL_LEG",
    "SEND_MESSAGE",
    "MONITOR_CONTACT",
    "BARGE",
    "WHISPER",
    "TAKE_OVER",
    "REQUEUE_CONTACT",
    "TICK",
};

static const char leg_states[][NAME_BYTES] = {
    "NONE",   "INCOMING", "PENDING", "CONNECTING", "CONNECTED", "CONNECTED_ONHOLD",
    "PAUSED", "ENDED",    "MISSED",  "REJECTED",   "ERROR",
};

static const char channels[][NAME_BYTES] = {"VOICE", "CHAT", "TASK"};

static const char causes[][NAME_BYTES] = {
    "ASKED",
    "LONGEST_AVAILABLE",
    "NEXT_IN_QUEUE",
    "AGENT_QUEUE",
    "ASSOCIATED",
    "TIMEOUT",
    "AGENT_REJECTED",
    "CUSTOMER_LEFT",
    "AGENT_ENDED",
    "API_STOPPED",
    "SUPERVISOR_ENDED",
    "TRANSFERRED",
    "EXPIRED",
    "FAILED",
    "NO_ANSWER",
    "BUSY",
    "BAD_ADDRESS",
    "WITHDRAWN",
    "STATUS_CHOSEN",
    "CLEARED",
    "NEXT_APPLIED",
    "NEXT_CANCELLED",
    "NEXT_REPLACED",
    "SIGNED_IN",
    "SIGNED_OUT",
    "OFFER_MISSED",
    "OFFER_REJECTED",
    "WRAPUP_OVER",
    "CONNECTION_LOST",
    "RETURN",
    "SESSION_TIMEOUT",
    "TAKEN_OVER",
    "REQUEUED",
};

static const char rules[][NAME_BYTES] = {
    "NONE",
    "CLEAR_MISSED_ON_NEXT",
    "AVAILABLE_FROM_CUSTOM",
    "ROW_33",
    "ROW_11",
    "WITHDRAW_OFFER_ON_NEXT",
    "SLOTS_SHOWN_WHILE_NEXT",
    "CANCEL_BY_SAME_STATUS",
    "RECHOOSE_KEEPS_TIME",
    "VOICE_MISS_BLOCKS_ALL",
    "REOFFER_WHILE_MISSED",
    "REJECT_ALLOWED",
    "SIGN_OUT_SETS_OFFLINE",
    "OFFER_MS_VOICE",
    "OFFER_MS_CHAT",
    "OFFER_MS_TASK",
    "DIAL_MS",
    "CHAT_CONNECT_MS",
    "CHAT_LIFE_MS",
    "TASK_LIFE_MS",
    "STATUS_BREAK",
    "STATUS_WORK_OFFLINE",
    "ON_SIGN_IN",
    "ON_MISS",
    "ON_REJECT",
    "MISS_STOPS_NEW",
    "STOP_NEW_SCOPE",
    "WORK_OFFLINE_WHILE_HANDLING",
    "END_WRAPUP_ALLOWED",
    "EXTEND_WRAPUP_ALLOWED",
    "BREAK_DISABLES",
    "CLEAR_MISSED_AT_ONCE",
    "WRAPUP_BY_TIME",
    "WRAPUP_TAKES_NO_WORK",
    "ONE_OFFER",
    "AVAILABLE_AFTER_WRAPUP",
    "PLANS_REFUSED",
    "SUPERVISOR_GROUPS",
    "RECONNECTING",
    "SESSION_TIMEOUT_MS",
    "CALL_FREES_CHAT_WRAPUP",
    "CHOICE_KEEPS_WRAPUP",
};

static const char shown_states[][NAME_BYTES] = {
    "SIGNED_OUT",      "AVAILABLE",       "OFFERING", "BUSY",  "BUSY_STOP_NEW",
    "POST_PROCESSING", "WORKING_OFFLINE", "ON_BREAK", "OTHER",
};

static const char moves[][NAME_BYTES] = {
    "AVAILABLE", "WORK_OFFLINE", "BREAK", "LOG_OUT", "STOP_NEW", "RESUME", "END_WRAPUP", "EXTEND_WRAPUP",
};

static const char reason_actions[][NAME_BYTES] = {
    "BREAK", "WORK_OFFLINE", "LOG_OUT", "REJECT_VOICE", "REJECT_CHAT", "REJECT_TASK",
};

static const char pages[][NAME_BYTES] = {"NONE", "OPEN", "AWAITED"};

static const char whys[][NAME_BYTES] = {
    "ROUTABLE",
    "STATUS",
    "NEXT_STATUS",
    "DISABLED",
    "CHANNEL_NOT_IN_PROFILE",
    "NO_FREE_SLOT",
    "OTHER_CHANNEL",
    "VOICE_MISSED",
    "NO_QUEUE",
    "NOTHING_WAITS",
    "NO_AGENT_HAS_QUEUE",
    "NO_AGENT_AVAILABLE",
    "DELAY",
    "OTHERS_FIRST",
    "NOT_WAITING",
    "RECONNECTING",
    "AGENT_LIMIT",
    "BLEND",
    "OFFER_RINGS",
    "WRAPUP",
    "TAKEN_BACK",
};

#define COUNT(names) (sizeof(names) / sizeof(names)[0])
_Static_assert(COUNT(refusals) == ACD_REFUSALS, "a refusal without a name");
_Static_assert(COUNT(events) == ACD_EVENT_KINDS, "an event without a name");
_Static_assert(COUNT(commands) == ACD_COMMAND_KINDS, "a command without a name");
_Static_assert(COUNT(leg_states) == ACD_LEG_ERROR + 1, "a leg state without a name");
_Static_assert(COUNT(channels) == ACD_CHANNELS, "a channel without a name");
_Static_assert(COUNT(causes) == ACD_CAUSES, "a cause without a name");
_Static_assert(COUNT(rules) == ACD_RULES, "a rule without a name");
_Static_assert(COUNT(shown_states) == ACD_SHOWN_STATES, "a shown state without a name");
_Static_assert(COUNT(moves) == ACD_MOVES, "a move without a name");
_Static_assert(COUNT(reason_actions) == ACD_REASON_ACTIONS, "an action without a name");
_Static_assert(COUNT(pages) == ACD_PAGE_AWAITED + 1, "a page without a name");
_Static_assert(COUNT(whys) == ACD_WHYS, "a why without a name");

static const char *name_of(const char (*names)[NAME_BYTES], size_t count, size_t number)
{
    return number < count ? names[number] : "UNKNOWN";
}

const char *acd_refusal_name(enum acd_refusal refusal)
{
    return name_of(refusals, COUNT(refusals), (size_t)refusal);
}

const char *acd_event_name(enum acd_event_kind kind)
{
    return name_of(events, COUNT(events), (size_t)kind);
}

const char *acd_command_name(enum acd_command_kind kind)
{
    return name_of(commands, COUNT(commands), (size_t)kind);
}

const char *acd_leg_state_name(enum acd_leg_state state)
{
    return name_of(leg_states, COUNT(leg_states), (size_t)state);
}

const char *acd_channel_name(enum acd_channel channel)
{
    return name_of(channels, COUNT(channels), (size_t)channel);
}

const char *acd_cause_name(enum acd_cause cause)
{
    return name_of(causes, COUNT(causes), (size_t)cause);
}

const char *acd_rule_name(enum acd_rule rule)
{
    return name_of(rules, COUNT(rules), (size_t)rule);
}

const char *acd_shown_name(enum acd_shown shown)
{
    return name_of(shown_states, COUNT(shown_states), (size_t)shown);
}

const char *acd_move_name(enum acd_move move)
{
    return name_of(moves, COUNT(moves), (size_t)move);
}

const char *acd_reason_action_name(enum acd_reason_action action)
{
    return name_of(reason_actions, COUNT(reason_actions), (size_t)action);
}

const char *acd_page_name(enum acd_page page)
{
    return name_of(pages, COUNT(pages), (size_t)page);
}

const char *acd_why_name(enum acd_why why)
{
    return name_of(whys, COUNT(whys), (size_t)why);
}
