/* The words of a policy: actors, shown states, moves, actions with a reason, models. It must not decide anything. */
#include "policy/policy.h"

#include <string.h>

const char *policy_actor_name(enum acd_actor_kind actor)
{
    static const char *const names[POLICY_ACTORS] = {
        [ACD_ACTOR_AGENT] = "agent", [ACD_ACTOR_SUPERVISOR] = "supervisor", [ACD_ACTOR_ADMIN] = "admin",
        [ACD_ACTOR_API] = "api",     [ACD_ACTOR_OPERATOR] = "operator",
    };
    return (int)actor < POLICY_ACTORS ? names[actor] : NULL;
}

const char *policy_actor_words(enum acd_actor_kind actor)
{
    static const char *const words[POLICY_ACTORS] = {
        [ACD_ACTOR_AGENT] = "agent",           [ACD_ACTOR_SUPERVISOR] = "supervisor",
        [ACD_ACTOR_ADMIN] = "administrator",   [ACD_ACTOR_API] = "API",
        [ACD_ACTOR_OPERATOR] = "command line",
    };
    return (int)actor < POLICY_ACTORS && words[actor] != NULL ? words[actor] : "system";
}

const char *policy_shown_words(enum acd_shown shown)
{
    static const char *const words[ACD_SHOWN_STATES] = {
        [ACD_SHOWN_SIGNED_OUT] = "signed out",
        [ACD_SHOWN_AVAILABLE] = "Available",
        [ACD_SHOWN_OFFERING] = "Offering",
        [ACD_SHOWN_BUSY] = "Busy",
        [ACD_SHOWN_BUSY_STOP_NEW] = "Busy (Stop New)",
        [ACD_SHOWN_POST_PROCESSING] = "Post Processing",
        [ACD_SHOWN_WORKING_OFFLINE] = "Working Offline",
        [ACD_SHOWN_ON_BREAK] = "On Break",
        [ACD_SHOWN_OTHER] = "another status",
    };
    return shown < ACD_SHOWN_STATES ? words[shown] : "";
}

const char *policy_move_words(enum acd_move move)
{
    static const char *const words[ACD_MOVES] = {
        [ACD_MOVE_AVAILABLE] = "become Available", [ACD_MOVE_WORK_OFFLINE] = "Work Offline",
        [ACD_MOVE_BREAK] = "Take Break",           [ACD_MOVE_LOG_OUT] = "Log Out",
        [ACD_MOVE_STOP_NEW] = "Stop New",          [ACD_MOVE_RESUME] = "Resume",
        [ACD_MOVE_END_WRAPUP] = "end the wrap-up", [ACD_MOVE_EXTEND_WRAPUP] = "extend the wrap-up",
    };
    return move < ACD_MOVES ? words[move] : "";
}

const char *policy_model_name(enum acd_model model)
{
    return model == ACD_MODEL_VCC ? "vcc" : model == ACD_MODEL_CONNECT ? "connect" : "";
}

enum acd_model policy_model_find(const char *name)
{
    if (strcmp(name, "connect") == 0)
        return ACD_MODEL_CONNECT;
    return strcmp(name, "vcc") == 0 ? ACD_MODEL_VCC : ACD_MODEL_NONE;
}
