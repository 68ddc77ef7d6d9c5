/* Answers restated: a command that names an offer (a leg, by the number of the event that began it) is for that leg and
 * touches no other one of the same agent and contact, however often and late it comes. The numbers are the checker's
 * own, from the events; only the answer itself it cannot see there. */
#include "sim/checker.h"

#include <stddef.h>

struct checker_leg *checker_leg(struct checker *checker, uint32_t agent, uint64_t contact)
{
    for (size_t i = 0; i < checker->leg_end; i++)
        if (checker->legs[i].agent == agent && checker->legs[i].contact == contact && agent != 0)
            return &checker->legs[i];
    return NULL;
}

uint64_t checker_open_offer(struct checker *checker, uint32_t agent, uint64_t contact)
{
    const struct checker_leg *leg = checker_leg(checker, agent, contact);
    return leg != NULL ? leg->begun_seq : 0;
}

bool checker_is_about_leg(const struct acd_command *command)
{
    switch (command->kind) {
    case ACD_ACCEPT_OFFER:
    case ACD_REJECT_OFFER:
    case ACD_END_LEG:
    case ACD_CLEAR_LEG:
    case ACD_END_WRAPUP:
    case ACD_EXTEND_WRAPUP:
    case ACD_HOLD_LEG:
    case ACD_UNHOLD_LEG:
    case ACD_CONNECT_LEG:
    case ACD_FAIL_LEG:
        return true;
    case ACD_PAUSE_CONTACT:
    case ACD_RESUME_CONTACT:
    case ACD_TRANSFER_CONTACT:
        return command->agent != 0;
    default:
        return false;
    }
}

const char *checker_why_not_answered(const struct acd_command *command, uint64_t open,
                                     enum acd_refusal refusal)
{
    bool named = command->offer != 0 && checker_is_about_leg(command);
    if (refusal == ACD_OK && named && open != command->offer)
        return "it named an offer that is over, and was taken for another one";
    if (refusal == ACD_REFUSED_OFFER_OVER && (!named || open == 0 || open == command->offer))
        return "it is refused as if it named an offer that is over";
    return NULL;
}
