/* The operator's commands as commands of the core, with their bodies; see make.h. */
#include "server/make.h"

#include <stdio.h>
#include <string.h>

#include "server/vault.h"

/* Decides a command of the operator. body may be NULL. NULL: refused or failed, with its sentence. The body
 * is freed. */
static const struct acd_batch *decide(struct making *making, struct acd_command *command, struct buf *body,
                                      const char *what)
{
    const struct acd_batch *batch = NULL;
    enum acd_refusal refusal = ACD_OK;
    struct pump_error error;
    command->at = making->now;
    command->actor = (struct acd_actor){.kind = ACD_ACTOR_OPERATOR};
    enum pump_refusal result =
        pump_decide(making->pump, command, body ? body->bytes : NULL, body ? body->len : 0, &batch, &refusal);
    if (body)
        buf_free(body);
    switch (result) {
    case PUMP_OK:
        return batch;
    case PUMP_REFUSED:
        fault_set(making->fault, "%s was refused: %s.", what, acd_refusal_name(refusal));
        return NULL;
    case PUMP_NO_SPACE:
        fault_set(making->fault, "%s was refused: the disk is nearly full.", what);
        return NULL;
    case PUMP_OVERLOADED:
        fault_set(making->fault, "%s was refused: too much waits to be written. Try again.", what);
        return NULL;
    case PUMP_FAILED:
        break;
    }
    fault_set(making->fault, "%s failed: %s", what,
              pump_failed(making->pump, &error) ? error.sentence : "the journal has failed.");
    return NULL;
}

/* A body that was rendered, or a sentence. */
static bool rendered(struct making *making, bool ok, struct buf *body, const char *what)
{
    if (ok)
        return true;
    buf_free(body);
    fault_set(making->fault, "%s was refused: a name or text is too long or not UTF-8.", what);
    return false;
}

static const struct acd_event *get_event(const struct acd_batch *batch, enum acd_event_kind kind)
{
    for (uint32_t i = 0; i < batch->count; i++)
        if (batch->events[i].kind == kind)
            return &batch->events[i];
    acd_panic("a command of the operator did not make its event");
}

static bool record(struct making *making, enum acd_subject subject_kind, uint32_t subject,
                   enum book_record kind, struct buf *body, const char *what)
{
    struct acd_command command = {.kind = ACD_RECORD,
                                  .subject_kind = (uint8_t)subject_kind,
                                  .subject = subject,
                                  .record = (uint16_t)kind};
    return decide(making, &command, body, what) != NULL;
}

bool make_centre(struct making *making, const char *alias, const struct uuid *uuid, enum acd_model model)
{
    struct buf body;
    struct acd_command command = {.kind = ACD_CREATE_CENTRE, .model = (uint8_t)model};
    buf_init(&body, ACD_BODY_BYTES_MAX);
    bool ok = body_render_centre_created(
        &body, &(struct body_centre){.uuid = *uuid, .alias = alias, .region = "us-east-1"});
    return rendered(making, ok, &body, "The centre") && decide(making, &command, &body, "The centre");
}

bool make_rule(struct making *making, enum acd_rule rule, int64_t value)
{
    struct acd_command command = {.kind = ACD_SET_RULE, .rule = (uint16_t)rule, .value = value};
    return decide(making, &command, NULL, "A rule") != NULL;
}

bool make_statuses(struct making *making, const struct make_status *statuses, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        struct buf body;
        struct acd_command command = {.kind = ACD_CREATE_STATUS, .status_type = (uint8_t)statuses[i].type};
        buf_init(&body, ACD_BODY_BYTES_MAX);
        bool ok = body_render_status_created(&body, &(struct body_object){.uuid = statuses[i].uuid,
                                                                          .name = statuses[i].name,
                                                                          .display_order = i + 1});
        if (!rendered(making, ok, &body, "A status") || !decide(making, &command, &body, "A status"))
            return false;
    }
    return true;
}

uint32_t make_default_statuses(enum acd_model model, struct make_status *statuses, uint32_t max)
{
    static const struct make_status connect[] = {{.name = "Available", .type = ACD_STATUS_ROUTABLE},
                                                 {.name = "Offline", .type = ACD_STATUS_OFFLINE}};
    static const struct make_status vcc[] = {{.name = "Available", .type = ACD_STATUS_ROUTABLE},
                                             {.name = "On Break", .type = ACD_STATUS_CUSTOM},
                                             {.name = "Working Offline", .type = ACD_STATUS_CUSTOM},
                                             {.name = "Logged Out", .type = ACD_STATUS_OFFLINE}};
    bool is_vcc = model == ACD_MODEL_VCC;
    uint32_t count = is_vcc ? sizeof vcc / sizeof vcc[0] : sizeof connect / sizeof connect[0];
    for (uint32_t i = 0; i < count && i < max; i++) {
        statuses[i] = is_vcc ? vcc[i] : connect[i];
        statuses[i].uuid = uuid_random();
    }
    return count;
}

uint32_t make_hours(struct making *making, const struct body_hours *hours, bool always_open)
{
    struct buf body;
    struct acd_command command = {.kind = ACD_CREATE_HOURS, .flags = always_open ? ACD_FLAG_ALWAYS_OPEN : 0};
    buf_init(&body, ACD_BODY_BYTES_MAX);
    if (!rendered(making, body_render_hours_created(&body, hours), &body, "The hours of operation"))
        return 0;
    const struct acd_batch *batch = decide(making, &command, &body, "The hours of operation");
    return batch ? get_event(batch, ACD_HOURS_CREATED)->hours : 0;
}

bool make_hours_plan(struct making *making, uint32_t hours, const char *time_zone,
                     const struct book_window *week, uint32_t week_count)
{
    struct buf body;
    struct body_hours plan = {.time_zone = time_zone, .week_count = week_count};
    struct acd_command always = {.kind = ACD_RENEW_HOURS, .hours = hours, .flags = ACD_FLAG_ALWAYS_OPEN};
    memcpy(plan.week, week, week_count * sizeof week[0]);
    buf_init(&body, ACD_BODY_BYTES_MAX);
    if (!rendered(making, body_render_hours_changed(&body, &plan), &body, "The hours of operation"))
        return false;
    if (!record(making, ACD_SUBJECT_HOURS, hours, BOOK_HOURS_CHANGED, &body, "The hours of operation"))
        return false;
    return week_count > 0 || decide(making, &always, NULL, "The hours of operation");
}

uint32_t make_queue(struct making *making, const char *name, const struct uuid *uuid, uint32_t hours)
{
    struct buf body;
    struct acd_command command = {.kind = ACD_CREATE_QUEUE, .hours = hours};
    buf_init(&body, ACD_BODY_BYTES_MAX);
    if (!rendered(making,
                  body_render_queue_created(&body, &(struct body_object){.uuid = *uuid, .name = name}), &body,
                  "A queue"))
        return 0;
    const struct acd_batch *batch = decide(making, &command, &body, "A queue");
    return batch ? get_event(batch, ACD_QUEUE_CREATED)->queue : 0;
}

uint32_t make_profile(struct making *making, const char *name, const struct uuid *uuid,
                      const uint32_t slots_max[ACD_CHANNELS], const struct make_queue_share *shares,
                      uint32_t shares_count)
{
    struct buf body;
    struct acd_profile_queue queues[ACD_PROFILE_QUEUES_MAX];
    struct acd_command command = {
        .kind = ACD_CREATE_PROFILE, .queue = shares[0].queue, .profile_queues = queues};
    for (uint32_t i = 0; i < shares_count; i++)
        for (uint8_t channel = 0;
             channel < ACD_CHANNELS && command.profile_queue_count < ACD_PROFILE_QUEUES_MAX; channel++)
            queues[command.profile_queue_count++] = (struct acd_profile_queue){
                .queue = shares[i].queue, .channel = channel, .priority = shares[i].priority};
    for (int channel = 0; channel < ACD_CHANNELS; channel++)
        command.capacities[channel].slots_max = slots_max[channel];
    buf_init(&body, ACD_BODY_BYTES_MAX);
    if (!rendered(making,
                  body_render_profile_created(&body, &(struct body_object){.uuid = *uuid, .name = name}),
                  &body, "A routing profile"))
        return 0;
    const struct acd_batch *batch = decide(making, &command, &body, "A routing profile");
    return batch ? get_event(batch, ACD_PROFILE_CREATED)->profile : 0;
}

uint32_t make_entry_point(struct making *making, const struct body_entry_point *entry_point, uint32_t queue)
{
    struct buf body;
    struct acd_command command = {.kind = ACD_CREATE_ENTRY_POINT, .queue = queue};
    buf_init(&body, ACD_BODY_BYTES_MAX);
    if (!rendered(making, body_render_entry_point_created(&body, entry_point), &body, "An entry point"))
        return 0;
    const struct acd_batch *batch = decide(making, &command, &body, "An entry point");
    return batch ? get_event(batch, ACD_ENTRY_POINT_CREATED)->entry_point : 0;
}

bool make_basics(struct making *making, const struct uuid *queue_uuid, struct make_basics *basics)
{
    static const uint32_t slots_max[ACD_CHANNELS] = {[ACD_VOICE] = 1, [ACD_CHAT] = 2, [ACD_TASK] = 1};
    struct make_basics made = {0};
    struct uuid uuid = uuid_random();
    made.hours = make_hours(
        making, &(struct body_hours){.uuid = uuid_random(), .name = "Basic Hours", .time_zone = "UTC"}, true);
    if (made.hours == 0)
        return false;
    made.queue = make_queue(making, "BasicQueue", queue_uuid, made.hours);
    if (made.queue == 0)
        return false;
    made.profile = make_profile(making, "Basic Routing Profile", &uuid, slots_max,
                                &(struct make_queue_share){.queue = made.queue, .priority = 1}, 1);
    if (made.profile == 0)
        return false;
    *basics = made;
    return true;
}

bool make_origins(struct making *making, const char *const *origins, uint32_t count)
{
    struct buf body;
    struct body_origins approved = {.origin_count = count};
    for (uint32_t i = 0; i < count; i++)
        approved.origins[i] = origins[i];
    buf_init(&body, ACD_BODY_BYTES_MAX);
    return rendered(making, body_render_origins_set(&body, &approved), &body, "The origins") &&
           record(making, ACD_SUBJECT_CENTRE, 0, BOOK_ORIGINS_SET, &body, "The origins");
}

uint32_t make_user(struct making *making, const struct body_agent *user, uint32_t profile)
{
    struct buf body;
    struct acd_command command = {.kind = ACD_CREATE_AGENT, .profile = profile};
    buf_init(&body, ACD_BODY_BYTES_MAX);
    if (!rendered(making, body_render_agent_created(&body, user), &body, "The user"))
        return 0;
    const struct acd_batch *batch = decide(making, &command, &body, "The user");
    return batch ? get_event(batch, ACD_AGENT_CREATED)->agent : 0;
}

/* ---- groups and reasons ---- */

uint32_t make_group(struct making *making, const char *name, const struct uuid *uuid)
{
    struct buf body;
    struct acd_command command = {.kind = ACD_CREATE_GROUP};
    buf_init(&body, ACD_BODY_BYTES_MAX);
    if (!rendered(making,
                  body_render_group_created(&body, &(struct body_object){.uuid = *uuid, .name = name}), &body,
                  "The group"))
        return 0;
    const struct acd_batch *batch = decide(making, &command, &body, "The group");
    return batch ? get_event(batch, ACD_GROUP_CREATED)->group : 0;
}

bool make_user_group(struct making *making, uint32_t agent, uint32_t group)
{
    struct acd_command command = {.kind = ACD_SET_AGENT_GROUP, .agent = agent, .group = group};
    return decide(making, &command, NULL, "The group of the user") != NULL;
}

bool make_user_supervises(struct making *making, uint32_t agent, uint64_t groups)
{
    struct acd_agent_view view;
    if (!acd_agent_view(pump_core(making->pump), agent, &view))
        return fault_set(making->fault, "There is no such user.") == 0;
    for (uint32_t group = 1; group <= acd_group_count(pump_core(making->pump)); group++) {
        bool wanted = groups >> (group - 1) & 1;
        struct acd_command command = {
            .kind = ACD_SET_SUPERVISOR_GROUP, .agent = agent, .group = group, .value = wanted};
        if (wanted != (view.supervises >> (group - 1) & 1) &&
            !decide(making, &command, NULL, "A group of the supervisor"))
            return false;
    }
    return true;
}

static bool empty_group(struct making *making, uint32_t agent, uint32_t group)
{
    struct acd_agent_view view;
    uint64_t bit = UINT64_C(1) << (group - 1);
    if (!acd_agent_view(pump_core(making->pump), agent, &view))
        return true;
    return (view.group != group || make_user_group(making, agent, 0)) &&
           ((view.supervises & bit) == 0 || make_user_supervises(making, agent, view.supervises & ~bit));
}

bool make_group_removed(struct making *making, uint32_t group)
{
    struct buf body;
    const struct acd *acd = pump_core(making->pump);
    struct acd_reason_list_view view;
    for (uint32_t agent = 1; agent <= acd_agent_count(acd); agent++)
        if (!empty_group(making, agent, group))
            return false;
    for (uint32_t list = 1; list <= acd_reason_list_count(acd); list++) {
        struct acd_command command = {.kind = ACD_SET_REASON_LIST_GROUP, .reason_list = list, .group = group};
        if (acd_reason_list_view(acd, list, &view) && (view.groups >> (group - 1) & 1) != 0 &&
            !decide(making, &command, NULL, "A list of the group"))
            return false;
    }
    buf_init(&body, ACD_BODY_BYTES_MAX);
    return rendered(making, body_render_group_removed(&body), &body, "The group") &&
           record(making, ACD_SUBJECT_GROUP, group, BOOK_GROUP_REMOVED, &body, "The group");
}

static bool make_reason(struct making *making, uint32_t list, const char *name, uint32_t order)
{
    struct buf body;
    struct acd_command command = {.kind = ACD_CREATE_REASON, .reason_list = list};
    buf_init(&body, ACD_BODY_BYTES_MAX);
    bool ok = body_render_reason_created(
        &body, &(struct body_reason){
                   .uuid = uuid_random(), .name = name, .short_code = name, .display_order = order});
    return rendered(making, ok, &body, "A status code") && decide(making, &command, &body, "A status code");
}

bool make_reasons(struct making *making, const char *list, uint32_t actions, uint32_t group,
                  const char *const *names, uint32_t count)
{
    struct buf body;
    struct acd_command command = {.kind = ACD_CREATE_REASON_LIST, .value = actions};
    buf_init(&body, ACD_BODY_BYTES_MAX);
    bool ok =
        body_render_reason_list_created(&body, &(struct body_reason){.uuid = uuid_random(), .name = list});
    if (!rendered(making, ok, &body, "A list of status codes"))
        return false;
    const struct acd_batch *batch = decide(making, &command, &body, "A list of status codes");
    if (!batch)
        return false;
    uint32_t number = get_event(batch, ACD_REASON_LIST_CREATED)->reason_list;
    struct acd_command offer = {
        .kind = ACD_SET_REASON_LIST_GROUP, .reason_list = number, .group = group, .value = 1};
    if (!decide(making, &offer, NULL, "A list of status codes"))
        return false;
    for (uint32_t i = 0; i < count; i++)
        if (!make_reason(making, number, names[i], i + 1))
            return false;
    return true;
}

bool make_queue_wrapup(struct making *making, uint32_t queue, const uint32_t wrapup_ms[ACD_CHANNELS])
{
    struct acd_queue_view view;
    struct acd_command command = {.kind = ACD_CHANGE_QUEUE, .queue = queue};
    if (!acd_queue_view(pump_core(making->pump), queue, &view))
        return false;
    command.hours = view.hours;
    command.contacts_max = view.contacts_max;
    memcpy(command.offer_ms, view.offer_ms, sizeof command.offer_ms);
    memcpy(command.wrapup_ms, wrapup_ms, sizeof command.wrapup_ms);
    return decide(making, &command, NULL, "The wrap-up time") != NULL;
}

bool make_user_work(struct making *making, struct acd_command *command)
{
    return decide(making, command, NULL, "The setting") != NULL;
}

bool make_user_wrapup(struct making *making, uint32_t agent, int64_t wrapup_ms)
{
    for (uint8_t channel = 0; channel < ACD_CHANNELS; channel++) {
        struct acd_command command = {
            .kind = ACD_SET_AGENT_WRAPUP, .agent = agent, .channel = channel, .duration_ms = wrapup_ms};
        if (!decide(making, &command, NULL, "The wrap-up time"))
            return false;
    }
    return true;
}

bool make_user_password(struct making *making, uint32_t agent, const char *password_hash, bool must_change)
{
    struct buf body;
    buf_init(&body, ACD_BODY_BYTES_MAX);
    bool ok = body_render_password_set(
        &body, &(struct body_password){.password_hash = password_hash, .must_change = must_change});
    return rendered(making, ok, &body, "The password") &&
           record(making, ACD_SUBJECT_AGENT, agent, BOOK_PASSWORD_SET, &body, "The password");
}

bool make_user_role(struct making *making, uint32_t agent, enum book_role role)
{
    struct buf body;
    buf_init(&body, ACD_BODY_BYTES_MAX);
    return rendered(making, body_render_role_set(&body, role), &body, "The role") &&
           record(making, ACD_SUBJECT_AGENT, agent, BOOK_ROLE_SET, &body, "The role");
}

bool make_user_enabled(struct making *making, uint32_t agent, bool enabled)
{
    struct buf body;
    struct acd_command command = {.kind = enabled ? ACD_ENABLE_AGENT : ACD_DISABLE_AGENT, .agent = agent};
    if (!decide(making, &command, NULL, "The change"))
        return false;
    if (enabled)
        return true;
    buf_init(&body, ACD_BODY_BYTES_MAX);
    return rendered(making, body_render_sessions_closed(&body, NULL), &body, "The change") &&
           record(making, ACD_SUBJECT_AGENT, agent, BOOK_SESSIONS_CLOSED, &body, "The change");
}

bool make_key(struct making *making, uint32_t agent, const char *access_key_id, const char *secret)
{
    struct buf body;
    char kept[API_SECRET_BYTES];
    buf_init(&body, ACD_BODY_BYTES_MAX);
    bool ok =
        vault_seal(secret, kept) &&
        body_render_key_created(&body, &(struct body_key){.access_key_id = access_key_id, .secret = kept});
    return rendered(making, ok, &body, "The access key") &&
           record(making, ACD_SUBJECT_AGENT, agent, BOOK_KEY_CREATED, &body, "The access key");
}

bool make_key_revoked(struct making *making, uint32_t agent, const char *access_key_id)
{
    struct buf body;
    buf_init(&body, ACD_BODY_BYTES_MAX);
    bool ok = body_render_key_revoked(&body, &(struct body_key){.access_key_id = access_key_id});
    return rendered(making, ok, &body, "The access key") &&
           record(making, ACD_SUBJECT_AGENT, agent, BOOK_KEY_REVOKED, &body, "The access key");
}

uint32_t make_default_profile(const struct pump *pump)
{
    return book_object_after(pump_book(pump), ACD_SUBJECT_PROFILE, 0);
}
