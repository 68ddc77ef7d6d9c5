/* MonitorContact: a user listens to a running contact. It must not say what listening is: the core does
 * (core/monitor.c).
 *
 * A supervisor lets only themselves listen, and only to agents of their groups; an administrator everybody who
 * supervises. The answer names the contact that is listened to: listening makes no contact of its own here. Asked again
 * the same way it is answered the same way, whatever the token.
 */
#include "edge/api/contacts.h"
#include "edge/api/operations.h"

enum { CAPABILITIES_MAX = 2, LEGS_MAX = ACD_CONTACT_MONITORS_MAX * 8 };

/* SILENT_MONITOR alone, or BARGE too; absent: to listen alone. */
static bool read_may_barge(struct call *call)
{
    static const char *const CAPABILITIES[] = {"SILENT_MONITOR", "BARGE", NULL};
    const json_t *wished = json_optional_array(&call->reader, "AllowedMonitorCapabilities", CAPABILITIES_MAX);
    unsigned asked = 0;
    if (call_good(call))
        asked = call_array_words(call, wished, "AllowedMonitorCapabilities", CAPABILITIES);
    return asked & 2;
}

static uint32_t handler_of(const struct call *call, uint64_t contact)
{
    struct acd_leg_view legs[LEGS_MAX];
    uint32_t count = acd_contact_legs(call->acd, contact, legs, LEGS_MAX);
    for (uint32_t i = 0; i < count; i++)
        if (legs[i].monitored == 0 && acd_leg_is_active((enum acd_leg_state)legs[i].state))
            return legs[i].agent;
    return 0;
}

static void check_rights(struct call *call, const struct acd_command *command)
{
    const struct book_user *user = call_good(call) ? book_find_user(call->book, command->agent) : NULL;
    uint32_t handler = call_good(call) ? handler_of(call, command->contact) : 0;
    if (!call_good(call))
        return;
    if (user == NULL || user->role < BOOK_ROLE_SUPERVISOR)
        call_fail(call, API_ACCESS_DENIED, "This user may not monitor contacts.");
    else if (call->role != BOOK_ROLE_ADMIN && command->agent != call->caller)
        call_fail(call, API_ACCESS_DENIED, "This user may let only itself monitor.");
    else if (handler != 0)
        call_may_for(call, handler);
}

/* Is it monitored by this user already, in another way? */
static bool monitors_otherwise(const struct call *call, const struct acd_command *command)
{
    struct acd_leg_view leg;
    return acd_leg_view(call->acd, command->agent, command->contact, &leg) && leg.monitored != 0 &&
           leg.may_barge != ((command->flags & ACD_FLAG_MAY_BARGE) != 0);
}

void monitor_contact(struct call *call)
{
    struct acd_command command = call_command(call, ACD_MONITOR_CONTACT);
    struct uuid uuid;
    const char *token = call_optional_text(call, "ClientToken", 0, BODY_TOKEN_BYTES_MAX);
    const char *id = json_required_text(&call->reader, "ContactId", 1, 256);
    command.flags = read_may_barge(call) ? ACD_FLAG_MAY_BARGE : 0;
    command.agent = call_find_member(call, ACD_SUBJECT_AGENT, "UserId");
    if (call_good(call))
        command.contact = call_find_contact(call, id);
    check_rights(call, &command);
    if (call_good(call) && token != NULL && token[0] != '\0' && monitors_otherwise(call, &command))
        call_fail(call, API_IDEMPOTENCY, "This user monitors the contact already, with other capabilities.");
    if (call_decide(call, &command, NULL) == NULL || !call_parse_id(id, &uuid))
        return;
    call_write_id(call, "ContactId", &uuid);
    call_write_arn(call, "ContactArn", "contact", &uuid);
}
