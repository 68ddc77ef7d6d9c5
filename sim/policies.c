/* Asks the policy's lint about a change before it is made (policies.h). It changes nothing. */
#include "sim/policies.h"
#include "policy/policy.h"

static uint32_t warnings_of(const struct policy_document *document)
{
    static struct policy_problems problems;
    problems = (struct policy_problems){0};
    policy_lint(document, &problems);
    return problems.warnings + problems.errors;
}

bool policies_permit(const struct acd *acd, const struct acd_command *command)
{
    static const struct policy_named statuses[] = {
        {1, "Available"}, {2, "Offline"}, {3, "Break"}, {4, "Working Offline"}, {5, "Lunch"}};
    const struct policy_names names = {.statuses = statuses,
                                       .status_count = sizeof statuses / sizeof statuses[0]};
    bool rule = command->kind == ACD_SET_RULE && command->rule != ACD_RULE_STATUS_BREAK &&
                command->rule != ACD_RULE_STATUS_WORK_OFFLINE && command->rule < ACD_RULES;
    bool moves = command->kind == ACD_SET_MOVES && command->subject_kind < POLICY_ACTORS &&
                 command->subject < ACD_SHOWN_STATES;
    struct policy_document document;
    if ((!rule && !moves) || !policy_of_core(&document, acd, &names))
        return true;
    uint32_t before = warnings_of(&document);
    if (rule)
        document.rules[command->rule] = command->value;
    else
        document.moves[command->subject_kind][command->subject] = (uint32_t)command->value;
    bool permitted = warnings_of(&document) <= before;
    policy_free(&document);
    return permitted;
}
