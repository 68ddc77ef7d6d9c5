/* Groups and status codes of a centre, made and changed; see make.h. It must not read files or ask anybody anything. */
#include "server/make_decide.h"

/* ---- groups and reasons ---- */

uint32_t make_group(struct making *making, const char *name, const struct uuid *uuid)
{
    struct buf body;
    struct acd_command command = {.kind = ACD_CREATE_GROUP};
    buf_init(&body, ACD_BODY_BYTES_MAX);
    if (!make_rendered(making,
                       body_render_group_created(&body, &(struct body_object){.uuid = *uuid, .name = name}),
                       &body, "The group"))
        return 0;
    const struct acd_batch *batch = make_decide(making, &command, &body, "The group");
    return batch ? make_get_event(batch, ACD_GROUP_CREATED)->group : 0;
}

bool make_user_group(struct making *making, uint32_t agent, uint32_t group)
{
    struct acd_command command = {.kind = ACD_SET_AGENT_GROUP, .agent = agent, .group = group};
    return make_decide(making, &command, NULL, "The group of the user") != NULL;
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
            !make_decide(making, &command, NULL, "A group of the supervisor"))
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
            !make_decide(making, &command, NULL, "A list of the group"))
            return false;
    }
    buf_init(&body, ACD_BODY_BYTES_MAX);
    return make_rendered(making, body_render_group_removed(&body), &body, "The group") &&
           make_record(making, ACD_SUBJECT_GROUP, group, BOOK_GROUP_REMOVED, &body, "The group");
}

uint32_t make_reason_list(struct making *making, const struct body_reason *list, uint32_t actions,
                          bool mandatory)
{
    struct buf body;
    struct acd_command command = {
        .kind = ACD_CREATE_REASON_LIST, .value = actions, .flags = mandatory ? ACD_FLAG_MANDATORY : 0};
    buf_init(&body, ACD_BODY_BYTES_MAX);
    if (!make_rendered(making, body_render_reason_list_created(&body, list), &body, "A list of status codes"))
        return 0;
    const struct acd_batch *batch = make_decide(making, &command, &body, "A list of status codes");
    return batch ? make_get_event(batch, ACD_REASON_LIST_CREATED)->reason_list : 0;
}

bool make_reason_list_changed(struct making *making, uint32_t list, uint32_t actions, bool mandatory)
{
    struct acd_command command = {.kind = ACD_CHANGE_REASON_LIST,
                                  .reason_list = list,
                                  .value = actions,
                                  .flags = mandatory ? ACD_FLAG_MANDATORY : 0};
    return make_decide(making, &command, NULL, "The list of status codes") != NULL;
}

bool make_reason_list_groups(struct making *making, uint32_t list, uint64_t groups)
{
    struct acd_reason_list_view view;
    if (!acd_reason_list_view(pump_core(making->pump), list, &view))
        return fault_set(making->fault, "There is no such list of status codes.") == 0;
    for (uint32_t group = 1; group <= acd_group_count(pump_core(making->pump)); group++) {
        bool wanted = groups >> (group - 1) & 1;
        struct acd_command command = {
            .kind = ACD_SET_REASON_LIST_GROUP, .reason_list = list, .group = group, .value = wanted};
        if (wanted != (view.groups >> (group - 1) & 1) &&
            !make_decide(making, &command, NULL, "A group of the list"))
            return false;
    }
    return true;
}

bool make_reason(struct making *making, uint32_t list, const struct body_reason *reason)
{
    struct buf body;
    struct acd_command command = {.kind = ACD_CREATE_REASON, .reason_list = list};
    buf_init(&body, ACD_BODY_BYTES_MAX);
    return make_rendered(making, body_render_reason_created(&body, reason), &body, "A status code") &&
           make_decide(making, &command, &body, "A status code") != NULL;
}

bool make_reason_changed(struct making *making, enum acd_subject kind, uint32_t number,
                         const struct body_reason *changed)
{
    struct buf body;
    buf_init(&body, ACD_BODY_BYTES_MAX);
    return make_rendered(making, body_render_reason_changed(&body, changed), &body, "The status code") &&
           make_record(making, kind, number, BOOK_REASON_CHANGED, &body, "The status code");
}

bool make_reason_enabled(struct making *making, uint32_t reason, bool enabled)
{
    struct acd_command command = {.kind = enabled ? ACD_ENABLE_REASON : ACD_DISABLE_REASON, .reason = reason};
    return make_decide(making, &command, NULL, "The status code") != NULL;
}

bool make_reasons(struct making *making, const char *list, uint32_t actions, uint32_t group,
                  const char *const *names, uint32_t count)
{
    const struct body_reason made = {.uuid = uuid_random(), .name = list};
    uint32_t number = make_reason_list(making, &made, actions, false);
    bool good = number != 0 && make_reason_list_groups(making, number, UINT64_C(1) << (group - 1));
    for (uint32_t i = 0; good && i < count; i++)
        good = make_reason(
            making, number,
            &(struct body_reason){
                .uuid = uuid_random(), .name = names[i], .short_code = names[i], .display_order = i + 1});
    return good;
}

/* ---- where a new user goes ---- */

uint32_t make_home_group(const struct pump *pump)
{
    uint32_t group = book_object_after(pump_book(pump), ACD_SUBJECT_GROUP, 0);
    if (acd_rule(pump_core(pump), ACD_RULE_SUPERVISOR_GROUPS) == 0 || group == 0 ||
        book_object_after(pump_book(pump), ACD_SUBJECT_GROUP, group) != 0)
        return 0;
    return group;
}

bool make_user_home(struct making *making, uint32_t agent, enum book_role role)
{
    uint32_t group = make_home_group(making->pump);
    if (group == 0)
        return true;
    return make_user_group(making, agent, group) &&
           (role != BOOK_ROLE_SUPERVISOR || make_user_supervises(making, agent, UINT64_C(1) << (group - 1)));
}
