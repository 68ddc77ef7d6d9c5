/* The operator's commands as commands of the core, with their bodies; see make.h. */
#include "server/make.h"

#include <string.h>

#include "server/make_decide.h"
#include "server/vault.h"

bool make_centre(struct making *making, const char *alias, const struct uuid *uuid, enum acd_model model)
{
    struct buf body;
    struct acd_command command = {.kind = ACD_CREATE_CENTRE, .model = (uint8_t)model};
    buf_init(&body, ACD_BODY_BYTES_MAX);
    bool ok = body_render_centre_created(
        &body, &(struct body_centre){.uuid = *uuid, .alias = alias, .region = "us-east-1"});
    return make_rendered(making, ok, &body, "The centre") &&
           make_decide(making, &command, &body, "The centre");
}

bool make_rule(struct making *making, enum acd_rule rule, int64_t value)
{
    struct acd_command command = {.kind = ACD_SET_RULE, .rule = (uint16_t)rule, .value = value};
    return make_decide(making, &command, NULL, "A rule") != NULL;
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
        if (!make_rendered(making, ok, &body, "A status") ||
            !make_decide(making, &command, &body, "A status"))
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
    if (!make_rendered(making, body_render_hours_created(&body, hours), &body, "The hours of operation"))
        return 0;
    const struct acd_batch *batch = make_decide(making, &command, &body, "The hours of operation");
    return batch ? make_get_event(batch, ACD_HOURS_CREATED)->hours : 0;
}

bool make_hours_plan(struct making *making, uint32_t hours, const char *time_zone,
                     const struct book_window *week, uint32_t week_count)
{
    struct buf body;
    struct body_hours plan = {.time_zone = time_zone, .week_count = week_count};
    struct acd_command always = {.kind = ACD_RENEW_HOURS, .hours = hours, .flags = ACD_FLAG_ALWAYS_OPEN};
    memcpy(plan.week, week, week_count * sizeof week[0]);
    buf_init(&body, ACD_BODY_BYTES_MAX);
    if (!make_rendered(making, body_render_hours_changed(&body, &plan), &body, "The hours of operation"))
        return false;
    if (!make_record(making, ACD_SUBJECT_HOURS, hours, BOOK_HOURS_CHANGED, &body, "The hours of operation"))
        return false;
    return week_count > 0 || make_decide(making, &always, NULL, "The hours of operation");
}

uint32_t make_queue(struct making *making, const char *name, const struct uuid *uuid, uint32_t hours)
{
    struct buf body;
    struct acd_command command = {.kind = ACD_CREATE_QUEUE, .hours = hours};
    buf_init(&body, ACD_BODY_BYTES_MAX);
    if (!make_rendered(making,
                       body_render_queue_created(&body, &(struct body_object){.uuid = *uuid, .name = name}),
                       &body, "A queue"))
        return 0;
    const struct acd_batch *batch = make_decide(making, &command, &body, "A queue");
    return batch ? make_get_event(batch, ACD_QUEUE_CREATED)->queue : 0;
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
    if (!make_rendered(making,
                       body_render_profile_created(&body, &(struct body_object){.uuid = *uuid, .name = name}),
                       &body, "A routing profile"))
        return 0;
    const struct acd_batch *batch = make_decide(making, &command, &body, "A routing profile");
    return batch ? make_get_event(batch, ACD_PROFILE_CREATED)->profile : 0;
}

uint32_t make_entry_point(struct making *making, const struct body_entry_point *entry_point, uint32_t queue)
{
    struct buf body;
    struct acd_command command = {.kind = ACD_CREATE_ENTRY_POINT, .queue = queue};
    buf_init(&body, ACD_BODY_BYTES_MAX);
    if (!make_rendered(making, body_render_entry_point_created(&body, entry_point), &body, "An entry point"))
        return 0;
    const struct acd_batch *batch = make_decide(making, &command, &body, "An entry point");
    return batch ? make_get_event(batch, ACD_ENTRY_POINT_CREATED)->entry_point : 0;
}

bool make_entry_point_changed(struct making *making, uint32_t entry_point, uint32_t queue,
                              const struct body_entry_point *changed)
{
    struct buf body;
    struct acd_command command = {.kind = ACD_CHANGE_ENTRY_POINT, .entry_point = entry_point, .queue = queue};
    buf_init(&body, ACD_BODY_BYTES_MAX);
    if (!make_rendered(making, body_render_entry_point_changed(&body, changed), &body, "The entry point"))
        return false;
    return make_record(making, ACD_SUBJECT_ENTRY_POINT, entry_point, BOOK_ENTRY_POINT_CHANGED, &body,
                       "The entry point") &&
           make_decide(making, &command, NULL, "The entry point") != NULL;
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
    return make_rendered(making, body_render_origins_set(&body, &approved), &body, "The origins") &&
           make_record(making, ACD_SUBJECT_CENTRE, 0, BOOK_ORIGINS_SET, &body, "The origins");
}

uint32_t make_user(struct making *making, const struct body_agent *user, uint32_t profile)
{
    struct buf body;
    struct acd_command command = {.kind = ACD_CREATE_AGENT, .profile = profile};
    buf_init(&body, ACD_BODY_BYTES_MAX);
    if (!make_rendered(making, body_render_agent_created(&body, user), &body, "The user"))
        return 0;
    const struct acd_batch *batch = make_decide(making, &command, &body, "The user");
    return batch ? make_get_event(batch, ACD_AGENT_CREATED)->agent : 0;
}

bool make_queue_times(struct making *making, uint32_t queue, const uint32_t wrapup_ms[ACD_CHANNELS],
                      const uint32_t offer_ms[ACD_CHANNELS])
{
    struct acd_queue_view view;
    struct acd_command command = {.kind = ACD_CHANGE_QUEUE, .queue = queue};
    if (!acd_queue_view(pump_core(making->pump), queue, &view))
        return false;
    command.hours = view.hours;
    command.contacts_max = view.contacts_max;
    memcpy(command.offer_ms, offer_ms, sizeof command.offer_ms);
    memcpy(command.wrapup_ms, wrapup_ms, sizeof command.wrapup_ms);
    return make_decide(making, &command, NULL, "The queue's time") != NULL;
}

bool make_user_work(struct making *making, struct acd_command *command)
{
    return make_decide(making, command, NULL, "The setting") != NULL;
}

bool make_user_wrapup(struct making *making, uint32_t agent, int64_t wrapup_ms)
{
    for (uint8_t channel = 0; channel < ACD_CHANNELS; channel++) {
        struct acd_command command = {
            .kind = ACD_SET_AGENT_WRAPUP, .agent = agent, .channel = channel, .duration_ms = wrapup_ms};
        if (!make_decide(making, &command, NULL, "The wrap-up time"))
            return false;
    }
    return true;
}

bool make_user_names(struct making *making, uint32_t agent, const struct body_user *changed)
{
    struct buf body;
    buf_init(&body, ACD_BODY_BYTES_MAX);
    return make_rendered(making, body_render_user_changed(&body, changed), &body, "The name") &&
           make_record(making, ACD_SUBJECT_AGENT, agent, BOOK_USER_CHANGED, &body, "The name");
}

bool make_user_signed_out(struct making *making, uint32_t agent)
{
    struct buf body;
    buf_init(&body, ACD_BODY_BYTES_MAX);
    return make_rendered(making, body_render_sessions_closed(&body, NULL), &body, "The change") &&
           make_record(making, ACD_SUBJECT_AGENT, agent, BOOK_SESSIONS_CLOSED, &body, "The change");
}

bool make_user_password(struct making *making, uint32_t agent, const char *password_hash, bool must_change)
{
    struct buf body;
    buf_init(&body, ACD_BODY_BYTES_MAX);
    bool ok = body_render_password_set(
        &body, &(struct body_password){.password_hash = password_hash, .must_change = must_change});
    return make_rendered(making, ok, &body, "The password") &&
           make_record(making, ACD_SUBJECT_AGENT, agent, BOOK_PASSWORD_SET, &body, "The password");
}

bool make_user_role(struct making *making, uint32_t agent, enum book_role role)
{
    struct buf body;
    buf_init(&body, ACD_BODY_BYTES_MAX);
    return make_rendered(making, body_render_role_set(&body, role), &body, "The role") &&
           make_record(making, ACD_SUBJECT_AGENT, agent, BOOK_ROLE_SET, &body, "The role");
}

bool make_user_enabled(struct making *making, uint32_t agent, bool enabled)
{
    struct acd_command command = {.kind = enabled ? ACD_ENABLE_AGENT : ACD_DISABLE_AGENT, .agent = agent};
    return make_decide(making, &command, NULL, "The change") != NULL &&
           (enabled || make_user_signed_out(making, agent));
}

bool make_key(struct making *making, uint32_t agent, const char *access_key_id, const char *secret)
{
    struct buf body;
    char kept[API_SECRET_BYTES];
    buf_init(&body, ACD_BODY_BYTES_MAX);
    bool ok =
        vault_seal(secret, kept) &&
        body_render_key_created(&body, &(struct body_key){.access_key_id = access_key_id, .secret = kept});
    return make_rendered(making, ok, &body, "The access key") &&
           make_record(making, ACD_SUBJECT_AGENT, agent, BOOK_KEY_CREATED, &body, "The access key");
}

bool make_name(struct making *making, enum acd_subject kind, uint32_t number,
               const struct body_object *changed)
{
    struct buf body;
    buf_init(&body, ACD_BODY_BYTES_MAX);
    return make_rendered(making, body_render_name_set(&body, changed), &body, "The name") &&
           make_record(making, kind, number, BOOK_NAME_SET, &body, "The name");
}

bool make_document(struct making *making, const char *name, const json_t *value, const char *what)
{
    struct buf body;
    buf_init(&body, ACD_BODY_BYTES_MAX);
    return make_rendered(
               making, body_render_document_set(&body, &(struct body_document){.name = name, .value = value}),
               &body, what) &&
           make_record(making, ACD_SUBJECT_CENTRE, 0, BOOK_DOCUMENT_SET, &body, what);
}

bool make_key_revoked(struct making *making, uint32_t agent, const char *access_key_id)
{
    struct buf body;
    buf_init(&body, ACD_BODY_BYTES_MAX);
    bool ok = body_render_key_revoked(&body, &(struct body_key){.access_key_id = access_key_id});
    return make_rendered(making, ok, &body, "The access key") &&
           make_record(making, ACD_SUBJECT_AGENT, agent, BOOK_KEY_REVOKED, &body, "The access key");
}

uint32_t make_default_profile(const struct pump *pump)
{
    return book_object_after(pump_book(pump), ACD_SUBJECT_PROFILE, 0);
}
