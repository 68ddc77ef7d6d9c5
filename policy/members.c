/* The table of members (members.h). It must not hold code. */
#include "policy/members.h"

#include <stddef.h>

#define BOOL(section, name, rule, subject, no, yes)                                                          \
    {                                                                                                        \
        section, name, ACD_RULE_##rule, POLICY_BOOL, 0, {NULL}, subject,                                     \
        {                                                                                                    \
            no, yes                                                                                          \
        }                                                                                                    \
    }
#define INVERTED(section, name, rule, subject, yes, no)                                                      \
    {                                                                                                        \
        section, name, ACD_RULE_##rule, POLICY_INVERTED, 0, {NULL}, subject,                                 \
        {                                                                                                    \
            yes, no                                                                                          \
        }                                                                                                    \
    }
#define MS(section, name, rule, min, subject)                                                                \
    {                                                                                                        \
        section, name, ACD_RULE_##rule, POLICY_MS, min, {NULL}, subject,                                     \
        {                                                                                                    \
            NULL                                                                                             \
        }                                                                                                    \
    }
#define STATUS(section, name, rule, subject)                                                                 \
    {                                                                                                        \
        section, name, ACD_RULE_##rule, POLICY_STATUS, 0, {NULL}, subject,                                   \
        {                                                                                                    \
            NULL                                                                                             \
        }                                                                                                    \
    }

const char *const policy_sections[] = {"statuses", "automatic", "wrapup",   "stop_new",    "disables",
                                       "sees",     "offers",    "contacts", "next_status", NULL};

const struct policy_member policy_members[] = {
    STATUS("statuses", "on_break", STATUS_BREAK, "The status that plays On Break"),
    STATUS("statuses", "working_offline", STATUS_WORK_OFFLINE, "The status that plays Working Offline"),

    {"automatic",
     "on_sign_in",
     ACD_RULE_ON_SIGN_IN,
     POLICY_WORD,
     0,
     {"STAY", "BREAK", "AVAILABLE"},
     "Signing in from signed out",
     {"changes no status", "leads to On Break", "leads to Available"}},
    {"automatic",
     "on_sign_out",
     ACD_RULE_SIGN_OUT_SETS_OFFLINE,
     POLICY_WORD,
     0,
     {"STAY", "LOG_OUT"},
     "Signing out",
     {"changes no status", "chooses the signed-out status"}},
    {"automatic",
     "on_miss",
     ACD_RULE_ON_MISS,
     POLICY_WORD,
     0,
     {"STAY", "BREAK"},
     "An offer that is not answered",
     {"changes no status", "leads to On Break"}},
    {"automatic",
     "on_reject",
     ACD_RULE_ON_REJECT,
     POLICY_WORD,
     0,
     {"STAY", "BREAK"},
     "An offer that is rejected",
     {"changes no status", "leads to On Break"}},
    {"automatic",
     "on_miss_while_handling",
     ACD_RULE_MISS_STOPS_NEW,
     POLICY_WORD,
     0,
     {"NOTHING", "STOP_NEW"},
     "An offer missed or rejected while other contacts run, where that would lead to On Break,",
     {"changes nothing", "turns Stop New on"}},
    {"automatic",
     "on_wrapup_over",
     ACD_RULE_AVAILABLE_AFTER_WRAPUP,
     POLICY_WORD,
     0,
     {"STAY", "AVAILABLE"},
     "The end of the last wrap-up",
     {"changes no status", "leads to Available"}},
    {"automatic",
     "on_connection_lost",
     ACD_RULE_RECONNECTING,
     POLICY_WORD,
     0,
     {"NOTHING", "RECONNECT"},
     "A page that was open and is lost",
     {"changes nothing: its agent is offered work as before",
      "stops new offers and takes ringing ones back without penalty until it returns"}},
    MS("automatic", "lost_sign_out_ms", SESSION_TIMEOUT_MS, 0,
       "How long a lost page is awaited before its agent is signed out"),

    {"wrapup",
     "ends",
     ACD_RULE_WRAPUP_BY_TIME,
     POLICY_WORD,
     0,
     {"BY_HAND", "BY_TIME"},
     "Wrap-up",
     {"ends by hand, or after the agent's own time", "ends with the time its queue gives it"}},
    BOOL("wrapup", "may_be_ended_early", END_WRAPUP_ALLOWED, "Ending wrap-up early", "is not allowed",
         "is allowed to the agent and the API"),
    BOOL("wrapup", "may_be_extended", EXTEND_WRAPUP_ALLOWED, "Extending wrap-up", "is not allowed",
         "is allowed to the agent"),
    INVERTED("wrapup", "takes_new_work", WRAPUP_TAKES_NO_WORK, "In wrap-up new work",
             "is offered up to the slots", "is not offered"),
    BOOL("wrapup", "kept_on_choice", CHOICE_KEEPS_WRAPUP,
         "Wrap-up that ends by hand, when a status is chosen,", "is cleared",
         "stays until it is cleared or timed out: the status is the next one"),
    BOOL("wrapup", "call_frees_chat_slot", CALL_FREES_CHAT_WRAPUP, "While on a call a chat in wrap-up",
         "keeps its slot", "takes no slot"),

    {"stop_new",
     "scope",
     ACD_RULE_STOP_NEW_SCOPE,
     POLICY_WORD,
     0,
     {"ALL", "CHATS"},
     "Stop New",
     {"stops all channels", "stops chats only"}},
    BOOL("stop_new", "work_offline_while_handling", WORK_OFFLINE_WHILE_HANDLING,
         "Work Offline while something is handled", "is not offered to the agent",
         "may be chosen by the agent: a Stop New by another name"),

    {"disables",
     "on_break",
     ACD_RULE_BREAK_DISABLES,
     POLICY_WORD,
     0,
     {"NOTHING", "FEATURES"},
     "On Break and signed out the agent's features",
     {"stay", "are refused, the moves apart"}},

    {"sees",
     "supervisors",
     ACD_RULE_SUPERVISOR_GROUPS,
     POLICY_WORD,
     0,
     {"ALL_AGENTS", "OWN_GROUPS"},
     "A supervisor",
     {"acts on all agents", "acts only on agents of the groups assigned to them"}},
    BOOL("sees", "slots_while_next_status", SLOTS_SHOWN_WHILE_NEXT, "While a next status waits free slots",
         "are shown as none", "are shown as they are"),

    MS("offers", "voice_ms", OFFER_MS_VOICE, 1, "How long a call is offered"),
    MS("offers", "chat_ms", OFFER_MS_CHAT, 1, "How long a chat is offered"),
    MS("offers", "task_ms", OFFER_MS_TASK, 1, "How long a task is offered"),
    BOOL("offers", "one_at_a_time", ONE_OFFER, "While an offer rings another one", "may be made",
         "is not made to the same agent"),
    BOOL("offers", "reject_allowed", REJECT_ALLOWED, "Rejecting an offer", "is not allowed", "is allowed"),
    BOOL("offers", "missed_is_cleared_at_once", CLEAR_MISSED_AT_ONCE, "What was missed, rejected or failed",
         "stays with the agent until it is cleared", "is cleared at once"),
    BOOL("offers", "again_while_missed", REOFFER_WHILE_MISSED, "A contact the agent still shows as missed",
         "is not offered to them again", "may be offered to them again"),
    BOOL("offers", "voice_miss_blocks_all", VOICE_MISS_BLOCKS_ALL, "A missed call that is not cleared",
         "blocks voice only", "blocks all channels"),

    MS("contacts", "dial_ms", DIAL_MS, 1, "How long an outbound call rings"),
    MS("contacts", "chat_connect_ms", CHAT_CONNECT_MS, 1, "Within which a chat's customer must connect"),
    MS("contacts", "chat_life_ms", CHAT_LIFE_MS, 1, "How long a chat may live"),
    MS("contacts", "task_life_ms", TASK_LIFE_MS, 1, "How long a task may live"),

    INVERTED("next_status", "plans_allowed", PLANS_REFUSED,
             "A next status for later (at a time, after n contacts)", "may be planned", "is refused"),
    BOOL("next_status", "withdraws_offers", WITHDRAW_OFFER_ON_NEXT,
         "A ringing offer, when a next status is chosen,", "may still be taken",
         "is withdrawn without penalty"),
    BOOL("next_status", "clears_missed", CLEAR_MISSED_ON_NEXT, "Choosing a status while contacts are active",
         "leaves what was missed", "also clears what was missed"),
    BOOL("next_status", "cancelled_by_present_status", CANCEL_BY_SAME_STATUS,
         "Choosing the present status, where it is not Available,", "is refused", "cancels the next status"),
    BOOL("next_status", "rechoosing_keeps_time", RECHOOSE_KEEPS_TIME, "Choosing the pending status again",
         "sets it anew", "changes nothing"),
    {"next_status",
     "available_on_call",
     ACD_RULE_AVAILABLE_FROM_CUSTOM,
     POLICY_WORD,
     0,
     {"NEXT", "NOW"},
     "Choosing Available in a custom status with an active contact",
     {"sets it as the next status", "applies at once"}},
    {"next_status",
     "available_in_wrapup",
     ACD_RULE_ROW_33,
     POLICY_WORD,
     0,
     {"CLEAR", "ONLY_CANCEL"},
     "Choosing Available with a next status and only wrap-up left",
     {"clears the wrap-up", "only cancels the next status"}},
    {"next_status",
     "available_after_miss",
     ACD_RULE_ROW_11,
     POLICY_WORD,
     0,
     {"CANCEL", "APPLY_NEXT"},
     "Choosing Available with a next status and only a missed contact left",
     {"cancels the next status", "applies the next status"}},
};

const unsigned policy_member_count = sizeof policy_members / sizeof policy_members[0];
