/* The table of refusals and their sentences (refusal.h). It must not decide one. */
#include "edge/common/refusal.h"

#include <string.h>

static const char *const SENTENCES[ACD_REFUSALS] = {
    [ACD_REFUSED_INVALID] = "Something in this request is out of its range.",
    [ACD_REFUSED_UNKNOWN_AGENT] = "This user does not exist.",
    [ACD_REFUSED_UNKNOWN_STATUS] = "This status does not exist.",
    [ACD_REFUSED_UNKNOWN_CONTACT] = "This contact is no longer there.",
    [ACD_REFUSED_UNKNOWN_LEG] = "This contact is no longer with you.",
    [ACD_REFUSED_UNKNOWN_QUEUE] = "This queue does not exist.",
    [ACD_REFUSED_UNKNOWN_PROFILE] = "This routing profile does not exist.",
    [ACD_REFUSED_UNKNOWN_HOURS] = "These hours of operation do not exist.",
    [ACD_REFUSED_UNKNOWN_ENTRY_POINT] = "This entry point does not exist.",
    [ACD_REFUSED_ALREADY_IN_STATUS] = "You are in this status already.",
    [ACD_REFUSED_STATUS_DISABLED] = "This status is disabled and cannot be chosen.",
    [ACD_REFUSED_NOT_ALLOWED] = "This is not allowed now.",
    [ACD_REFUSED_STALE] = "The status has changed meanwhile. Look again, then choose.",
    [ACD_REFUSED_LEG_STATE] = "The contact is not in a state in which this can be done.",
    [ACD_REFUSED_CONTACT_STATE] = "The contact is not in a state in which this can be done.",
    [ACD_REFUSED_QUEUE_DISABLED] = "This queue is disabled and takes no new contacts.",
    [ACD_REFUSED_QUEUE_FULL] = "This queue is full.",
    [ACD_REFUSED_CLOSED] = "We are closed at this time.",
    [ACD_REFUSED_AGENT_QUEUE_FULL] = "Too many contacts wait for this agent already.",
    [ACD_REFUSED_AGENT_DISABLED] = "This user is disabled.",
    [ACD_REFUSED_IN_USE] = "It is still in use.",
    [ACD_REFUSED_LIMIT] = "A limit of this centre is reached.",
    [ACD_REFUSED_EXISTS] = "It exists already.",
    [ACD_REFUSED_NO_CENTRE] = "There is no centre yet.",
    [ACD_REFUSED_WRONG_CHANNEL] = "This cannot be done on this channel.",
    [ACD_REFUSED_PAUSE_LIMIT] = "This task has been paused as often as it may be.",
    [ACD_REFUSED_CHAIN_LIMIT] = "This contact has been transferred as often as it may be.",
    [ACD_REFUSED_BUSY] = "You are on a call already.",
    [ACD_REFUSED_NOT_YOUR_GROUP] = "This user is in none of the groups assigned to you.",
    [ACD_REFUSED_UNKNOWN_GROUP] = "This group does not exist.",
    [ACD_REFUSED_UNKNOWN_REASON] = "This reason cannot be given here.",
    [ACD_REFUSED_REASON_REQUIRED] = "Choose a reason.",
    [ACD_REFUSED_OFFER_OVER] = "That offer is over. The contact has been offered to you again.",
};

/* Where the sentence above speaks to the agent. */
static const char *const SENTENCES_ABOUT[ACD_REFUSALS] = {
    [ACD_REFUSED_UNKNOWN_LEG] = "This contact is not with this agent.",
    [ACD_REFUSED_ALREADY_IN_STATUS] = "This agent is in this status already.",
    [ACD_REFUSED_NOT_ALLOWED] = "The centre's rules do not allow this from what the agent is doing now.",
    [ACD_REFUSED_STALE] = "This agent's status has changed since you looked.",
    [ACD_REFUSED_BUSY] = "This agent is on a call already.",
    [ACD_REFUSED_NOT_YOUR_GROUP] = "This agent is in none of the groups assigned to you.",
    [ACD_REFUSED_UNKNOWN_REASON] = "This reason cannot be given for this agent.",
    [ACD_REFUSED_REASON_REQUIRED] = "A reason must be chosen for this agent.",
    [ACD_REFUSED_OFFER_OVER] = "That offer is over. The contact has been offered to this agent again.",
};

const char *lower_case(const char *name, char *text, size_t bytes_max)
{
    size_t len = 0;
    for (; name[len] != '\0' && len + 1 < bytes_max; len++)
        text[len] = (char)(name[len] >= 'A' && name[len] <= 'Z' ? name[len] - 'A' + 'a' : name[len]);
    text[len] = '\0';
    return text;
}

static struct refusal_words words(const char *code, const char *message)
{
    struct refusal_words made = {.message = message};
    lower_case(code, made.code, sizeof made.code);
    return made;
}

struct refusal_words refusal_words(enum pump_refusal outcome, enum acd_refusal refusal)
{
    if (outcome == PUMP_NO_SPACE)
        return words(
            "no_space",
            "The server is short of disk space and takes nothing new. Running contacts can be finished.");
    if (outcome == PUMP_OVERLOADED)
        return words("overloaded", "The server has too much to do at this moment. Try again.");
    if (outcome == PUMP_FAILED)
        return words("unknown", "The server cannot tell whether this was done. It is restarting.");
    const char *sentence = refusal < ACD_REFUSALS ? SENTENCES[refusal] : NULL;
    return words(acd_refusal_name(refusal), sentence != NULL ? sentence : "This is not possible now.");
}

struct refusal_words refusal_words_about(enum pump_refusal outcome, enum acd_refusal refusal)
{
    struct refusal_words made = refusal_words(outcome, refusal);
    if (outcome == PUMP_REFUSED && refusal < ACD_REFUSALS && SENTENCES_ABOUT[refusal] != NULL)
        made.message = SENTENCES_ABOUT[refusal];
    return made;
}
