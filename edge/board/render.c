/* Core, tally and book in the board's words (state.h): AGENT, QUEUE, CONTACT, TOTALS and the centre's lists. It must
 * not send anything or keep anything. */
#include <stdlib.h>
#include <string.h>

#include "book/body.h"
#include "edge/board/state.h"
#include "edge/common/members.h"
#include "edge/common/names.h"
#include "edge/common/refusal.h"
#include "edge/common/words.h"

enum { CHART_STEPS = 24, WORD_BYTES = 48 };

struct board_render board_render_of(const struct board_centre *centre, int64_t now)
{
    return (struct board_render){
        .acd = pump_core(centre->pump), .book = pump_book(centre->pump), .tally = board_tally(centre), .now = now};
}

/* A share in thousandths; below 0: nothing to tell. */
static void write_share(struct json_writer *writer, const char *member, int64_t thousandths)
{
    if (thousandths < 0)
        json_member_null(writer, member);
    else
        json_member_f64(writer, member, (double)thousandths / 1000.0);
}

static void write_average(struct json_writer *writer, const char *member, int64_t sum, int64_t count)
{
    if (count <= 0)
        json_member_null(writer, member);
    else
        json_member_i64(writer, member, sum / count);
}

/* ---- AGENT ---- */

static void write_why(struct json_writer *writer, const char *why)
{
    json_member_text(writer, "why", why[0] != '\0' ? why : NULL);
}

static void write_changed(struct json_writer *writer, const struct board_render *render,
                          const struct acd_agent_view *agent)
{
    json_member_object_begin(writer, "changed");
    json_member_i64(writer, "at", agent->status_since);
    members_by(writer, "by", render->book, agent->status_by, agent->status_by_id);
    write_why(writer, book_find_why(render->book, agent->agent)->status);
    json_object_end(writer);
}

static void write_next(struct json_writer *writer, const struct board_render *render,
                       const struct acd_agent_view *agent)
{
    if (agent->next.status == 0) {
        json_member_null(writer, "next");
        return;
    }
    json_member_object_begin(writer, "next");
    json_member_object_begin(writer, "status");
    members_status(writer, render->acd, render->book, agent->next.status);
    json_object_end(writer);
    json_member_i64(writer, "setAt", agent->next.set_at);
    members_by(writer, "by", render->book, agent->next.set_by, agent->next.set_by_id);
    write_why(writer, book_find_why(render->book, agent->agent)->next);
    json_member_bool(writer, "stopNew", agent->stop_new);
    words_time(writer, "estimateAt",
               render->tally != NULL
                   ? tally_now_estimate_next(render->tally, render->acd, agent->agent, render->now)
                   : 0);
    json_object_end(writer);
}

static void write_legs(struct json_writer *writer, const struct board_render *render,
                       const struct acd_leg_view *legs, uint32_t count)
{
    json_member_array_begin(writer, "legs");
    for (uint32_t i = 0; i < count; i++) {
        const struct book_contact *contact = book_find_contact(render->book, legs[i].contact);
        json_object_begin(writer);
        words_uuid(writer, "contactId", contact != NULL ? &contact->uuid : NULL);
        json_member_text(writer, "channel", acd_channel_name(legs[i].channel));
        json_member_text(writer, "state", acd_leg_state_name(legs[i].state));
        json_member_i64(writer, "since", legs[i].state_since);
        json_member_text(writer, "name", contact != NULL ? contact->name : "");
        members_id_of(writer, "queue", render->book, ACD_SUBJECT_QUEUE, legs[i].queue);
        words_time(writer, "wrapupUntil", legs[i].state == ACD_LEG_ENDED ? legs[i].deadline : 0);
        members_agent_id(writer, "monitors", render->book, legs[i].monitored);
        json_object_end(writer);
    }
    json_array_end(writer);
}

/* Which legs make the activity what it is. */
static bool makes(enum acd_activity activity, const struct acd_leg_view *leg)
{
    enum acd_leg_state state = (enum acd_leg_state)leg->state;
    switch (activity) {
    case ACD_ACTIVITY_INCOMING:
        return state == ACD_LEG_INCOMING || state == ACD_LEG_CONNECTING;
    case ACD_ACTIVITY_WRAPUP:
        return state == ACD_LEG_ENDED;
    case ACD_ACTIVITY_ON_CONTACT:
        return leg->monitored == 0 && acd_leg_is_active(state);
    case ACD_ACTIVITY_REJECTED:
        return state == ACD_LEG_REJECTED;
    case ACD_ACTIVITY_MISSED:
        return state == ACD_LEG_MISSED;
    case ACD_ACTIVITY_ERROR:
        return state == ACD_LEG_ERROR;
    case ACD_ACTIVITY_MONITORING:
        return leg->monitored != 0;
    default:
        return false;
    }
}

/* Since when one of the legs that are there now makes the activity; without any: since the status. */
static int64_t activity_since(enum acd_activity activity, const struct acd_agent_view *agent,
                              const struct acd_leg_view *legs, uint32_t count)
{
    int64_t since = ACD_NEVER;
    for (uint32_t i = 0; i < count; i++) {
        if (makes(activity, &legs[i]) && legs[i].state_since < since)
            since = legs[i].state_since;
    }
    return since != ACD_NEVER ? since : agent->status_since;
}

static void write_agent_today(struct json_writer *writer, const struct board_render *render, uint32_t agent)
{
    struct tally_day day = {0};
    if (render->tally == NULL) {
        json_member_null(writer, "today");
        return;
    }
    tally_now_agent_day(render->tally, agent, render->now, &day);
    json_member_object_begin(writer, "today");
    json_member_i64(writer, "offered", day.queued);
    json_member_i64(writer, "handled", day.handled);
    json_member_i64(writer, "missed", day.missed);
    json_member_i64(writer, "contactMs", day.contact_ms);
    json_member_i64(writer, "idleMs", day.idle_ms);
    json_member_i64(writer, "countedAt", render->now);
    write_share(writer, "occupancy", tally_occupancy(&day));
    json_object_end(writer);
}

/* Without a rule about lost connections the core is told of no page. */
static bool knows_pages(const struct acd *acd)
{
    return acd_rule(acd, ACD_RULE_RECONNECTING) != 0 || acd_rule(acd, ACD_RULE_SESSION_TIMEOUT_MS) != 0;
}

static void write_agent_state(struct json_writer *writer, const struct board_render *render,
                              const struct acd_agent_view *agent)
{
    struct acd_leg_view legs[ACD_AGENT_LEGS_MAX];
    uint32_t count = acd_agent_legs(render->acd, agent->agent, legs, ACD_AGENT_LEGS_MAX);
    enum acd_activity activity = acd_agent_activity(render->acd, agent->agent);
    json_member_text(writer, "activity", members_activity(activity));
    json_member_i64(writer, "activitySince", activity_since(activity, agent, legs, count));
    json_member_text(writer, "page",
                     knows_pages(render->acd) ? acd_page_name((enum acd_page)agent->page) : NULL);
    members_slots(writer, agent);
    write_legs(writer, render, legs, count);
}

bool board_render_agent(struct buf *json, const struct board_render *render, uint32_t number,
                        struct uuid *uuid)
{
    struct acd_agent_view agent;
    char name[SHOWN_NAME_BYTES];
    const struct book_user *user = book_find_user(render->book, number);
    struct json_writer writer;
    if (user == NULL || !acd_agent_view(render->acd, number, &agent))
        return false;
    *uuid = user->uuid;
    json_writer_init(&writer, json);
    json_object_begin(&writer);
    words_uuid(&writer, "id", &user->uuid);
    json_member_text(&writer, "username", user->username);
    json_member_text(&writer, "name", name_for_colleagues(user, name));
    json_member_text(&writer, "role", book_role_name(user->role));
    members_id_of(&writer, "group", render->book, ACD_SUBJECT_GROUP, agent.group);
    members_id_of(&writer, "profile", render->book, ACD_SUBJECT_PROFILE, agent.profile);
    json_member_object_begin(&writer, "status");
    members_status(&writer, render->acd, render->book, agent.status);
    json_member_i64(&writer, "since", agent.status_since);
    json_object_end(&writer);
    write_changed(&writer, render, &agent);
    json_member_text(&writer, "shown",
                     acd_model(render->acd) == ACD_MODEL_VCC
                         ? acd_shown_name(acd_agent_shown(render->acd, number))
                         : NULL);
    write_next(&writer, render, &agent);
    write_agent_state(&writer, render, &agent);
    write_agent_today(&writer, render, number);
    json_member_i64(&writer, "version", agent.version);
    return true;
}

void board_render_agent_end(struct buf *json, const struct board_render *render, uint32_t agent,
                            const struct board_class *viewer)
{
    char word[WORD_BYTES];
    bool mine =
        viewer->actor.kind != ACD_ACTOR_SUPERVISOR || acd_supervises(render->acd, viewer->actor.id, agent);
    uint32_t moves = mine ? acd_agent_moves(render->acd, agent, viewer->actor) : 0;
    bool any = false;
    buf_append_text(json, mine ? ",\"mine\":true,\"moves\":[" : ",\"mine\":false,\"moves\":[");
    for (int move = 0; move < ACD_MOVES; move++) {
        if ((moves >> move & 1) == 0)
            continue;
        buf_append_text(json, any ? ",\"" : "\"");
        buf_append_text(json, lower_case(acd_move_name((enum acd_move)move), word, sizeof word));
        buf_append_char(json, '"');
        any = true;
    }
    buf_append_text(json, "]}");
}

/* ---- QUEUE ---- */

static void write_queue_agents(struct json_writer *writer, const struct board_render *render, uint32_t queue)
{
    struct tally_agents sum = {0};
    if (render->tally != NULL)
        tally_now_add_queue_agents(render->tally, render->acd, queue, (1u << ACD_CHANNELS) - 1, &sum);
    int64_t slots = 0;
    for (int channel = 0; channel < ACD_CHANNELS; channel++)
        slots += sum.slots_available[channel];
    json_member_i64(writer, "staffed", sum.staffed);
    json_member_i64(writer, "available", sum.available);
    json_member_i64(writer, "onContact", sum.on_contact);
    json_member_i64(writer, "wrapup", sum.in_wrapup);
    json_member_i64(writer, "nonProductive", sum.non_productive);
    json_member_i64(writer, "draining", sum.draining);
    json_member_i64(writer, "error", sum.error);
    json_member_i64(writer, "slotsAvailable", slots);
}

static struct tally_contacts contacts_of(const struct board_render *render, uint32_t queue)
{
    struct tally_contacts sum = TALLY_CONTACTS_NONE;
    for (int channel = 0; render->tally != NULL && channel < ACD_CHANNELS; channel++)
        tally_now_add_contacts(render->tally, queue, (enum acd_channel)channel, &sum);
    return sum;
}

static void write_queue_today(struct json_writer *writer, const struct board_render *render, uint32_t queue)
{
    struct tally_day day = {0};
    if (render->tally == NULL) {
        json_member_null(writer, "today");
        return;
    }
    tally_now_queue_day(render->tally, queue, render->now, &day);
    json_member_object_begin(writer, "today");
    json_member_i64(writer, "queued", day.queued);
    json_member_i64(writer, "handled", day.handled);
    json_member_i64(writer, "abandoned", day.abandoned);
    write_share(writer, "serviceLevel", tally_service_level(&day));
    write_average(writer, "answerMs", day.answer_ms, day.answered);
    write_average(writer, "handleMs", day.handle_ms, day.handled);
    json_object_end(writer);
}

static void write_chart(struct json_writer *writer, const struct board_render *render, uint32_t queue)
{
    struct tally_step steps[CHART_STEPS];
    if (render->tally == NULL) {
        json_member_null(writer, "chart");
        return;
    }
    tally_now_chart(render->tally, queue, render->now, steps, CHART_STEPS);
    json_member_object_begin(writer, "chart");
    json_member_i64(writer, "from", steps[0].at);
    json_member_i64(writer, "step", TALLY_STEP_MS);
    json_member_array_begin(writer, "waiting");
    for (int i = 0; i < CHART_STEPS; i++)
        json_i64(writer, steps[i].waiting_max);
    json_array_end(writer);
    json_member_array_begin(writer, "handled");
    for (int i = 0; i < CHART_STEPS; i++)
        json_i64(writer, steps[i].handled);
    json_array_end(writer);
    json_object_end(writer);
}

bool board_render_queue(struct buf *json, const struct board_render *render, uint32_t queue,
                        struct uuid *uuid)
{
    struct acd_queue_view view;
    const struct book_object *object = book_find_object(render->book, ACD_SUBJECT_QUEUE, queue);
    struct json_writer writer;
    if (object == NULL || !acd_queue_view(render->acd, queue, &view))
        return false;
    struct tally_contacts contacts = contacts_of(render, queue);
    *uuid = object->uuid;
    json_writer_init(&writer, json);
    json_object_begin(&writer);
    members_id_and_name(&writer, object);
    json_member_bool(&writer, "enabled", view.enabled);
    json_member_bool(&writer, "open", acd_queue_open(render->acd, queue, render->now));
    json_member_i64(&writer, "waiting", contacts.waiting);
    words_time(&writer, "oldestAt", contacts.oldest_at);
    json_member_i64(&writer, "inProgress", contacts.handled);
    write_queue_agents(&writer, render, queue);
    write_queue_today(&writer, render, queue);
    write_chart(&writer, render, queue);
    json_object_end(&writer);
    return true;
}

/* ---- CONTACT ---- */

static const char *place_name(uint8_t place)
{
    static const char *const NAMES[] = {
        [ACD_PLACE_NONE] = "OVER",       [ACD_PLACE_SCHEDULED] = "SCHEDULED", [ACD_PLACE_WAITING] = "WAITING",
        [ACD_PLACE_OFFERED] = "OFFERED", [ACD_PLACE_HANDLED] = "HANDLED",     [ACD_PLACE_PARKED] = "PARKED",
        [ACD_PLACE_OVER] = "OVER",
    };
    return NAMES[place];
}

/* Since when it is where it is, as far as the core keeps it. */
static int64_t place_since(const struct acd_contact_view *contact, const struct acd_leg_view *legs,
                           uint32_t count)
{
    int64_t since = contact->place == ACD_PLACE_SCHEDULED ? contact->scheduled_at
                    : contact->place == ACD_PLACE_OVER    ? contact->ended_at
                                                          : contact->queued_at;
    bool with_agent = contact->place == ACD_PLACE_OFFERED || contact->place == ACD_PLACE_HANDLED;
    for (uint32_t i = 0; with_agent && i < count; i++) {
        if (legs[i].monitored == 0 && acd_leg_is_active((enum acd_leg_state)legs[i].state))
            since = legs[i].connected_at != 0 ? legs[i].connected_at : legs[i].offered_at;
    }
    return since != 0 ? since : contact->started_at;
}

bool board_render_contact(struct buf *json, const struct board_render *render, uint64_t number,
                          struct uuid *uuid, uint32_t *queue)
{
    struct acd_contact_view contact;
    struct acd_leg_view legs[ACD_AGENT_LEGS_MAX];
    const struct book_contact *words = book_find_contact(render->book, number);
    struct json_writer writer;
    if (words == NULL || !acd_contact_view(render->acd, number, &contact))
        return false;
    uint32_t count = acd_contact_legs(render->acd, number, legs, ACD_AGENT_LEGS_MAX);
    *uuid = words->uuid;
    *queue = contact.queue;
    json_writer_init(&writer, json);
    json_object_begin(&writer);
    words_uuid(&writer, "id", &words->uuid);
    json_member_text(&writer, "channel", acd_channel_name(contact.channel));
    json_member_text(&writer, "place", place_name(contact.place));
    json_member_text(&writer, "name", words->name);
    members_id_of(&writer, "queue", render->book, ACD_SUBJECT_QUEUE, contact.queue);
    members_agent_id(&writer, "agentQueue", render->book, contact.agent);
    json_member_i64(&writer, "since", place_since(&contact, legs, count));
    json_member_i64(&writer, "startedAt", contact.started_at);
    json_member_i64(&writer, "priority", contact.priority);
    json_member_array_begin(&writer, "agents");
    for (uint32_t i = 0; i < count; i++) {
        char text[UUID_TEXT_BYTES];
        const struct book_user *user = book_find_user(render->book, legs[i].agent);
        if (user != NULL && legs[i].monitored == 0)
            json_text(&writer, uuid_render(&user->uuid, text), UUID_TEXT_LEN);
    }
    json_array_end(&writer);
    json_member_i64(&writer, "offers", contact.attempts);
    json_object_end(&writer);
    return true;
}

/* ---- TOTALS ---- */

void board_render_totals(struct buf *json, const struct board_render *render)
{
    struct json_writer writer;
    struct tally_agents agents = {0};
    struct tally_contacts contacts = contacts_of(render, 0);
    if (render->tally != NULL)
        tally_now_add_agents(render->tally, 0, 0, &agents);
    json_writer_init(&writer, json);
    json_object_begin(&writer);
    json_member_object_begin(&writer, "agents");
    json_member_i64(&writer, "online", agents.online);
    json_member_i64(&writer, "staffed", agents.staffed);
    json_member_i64(&writer, "available", agents.available);
    json_member_i64(&writer, "onContact", agents.on_contact);
    json_member_i64(&writer, "wrapup", agents.in_wrapup);
    json_member_i64(&writer, "nonProductive", agents.non_productive);
    json_member_i64(&writer, "error", agents.error);
    json_member_i64(&writer, "draining", agents.draining);
    json_object_end(&writer);
    json_member_object_begin(&writer, "contacts");
    json_member_i64(&writer, "waiting", contacts.waiting);
    words_time(&writer, "oldestAt", contacts.oldest_at);
    json_member_i64(&writer, "inProgress", contacts.handled);
    json_member_i64(&writer, "scheduled", contacts.scheduled);
    json_object_end(&writer);
    json_object_end(&writer);
}

/* ---- the centre's lists ---- */

static void write_statuses(struct json_writer *writer, const struct board_render *render)
{
    json_member_array_begin(writer, "statuses");
    for (uint32_t status = 1; status <= acd_status_count(render->acd); status++) {
        const struct book_object *object = book_find_object(render->book, ACD_SUBJECT_STATUS, status);
        struct acd_status view;
        if (object == NULL || !acd_status_view(render->acd, status, &view))
            continue;
        json_object_begin(writer);
        members_status(writer, render->acd, render->book, status);
        json_member_bool(writer, "enabled", view.enabled);
        json_member_i64(writer, "order",
                        object->display_order > 0 ? object->display_order : 1000000 + status);
        json_object_end(writer);
    }
    json_array_end(writer);
}

static void write_names(struct json_writer *writer, const struct board_render *render, const char *member,
                        enum acd_subject kind)
{
    json_member_array_begin(writer, member);
    for (uint32_t number = 0; (number = book_object_after(render->book, kind, number)) != 0;)
        members_object_of(writer, NULL, render->book, kind, number);
    json_array_end(writer);
}

static void write_profile_queues(struct json_writer *writer, const struct board_render *render,
                                 uint32_t profile)
{
    struct acd_profile_queue queues[ACD_PROFILE_QUEUES_MAX];
    uint32_t count = acd_profile_queues(render->acd, profile, queues, ACD_PROFILE_QUEUES_MAX);
    json_member_array_begin(writer, "queues");
    for (uint32_t i = 0; i < count; i++) {
        bool told = false; /* a queue is there once for each of its channels */
        for (uint32_t before = 0; before < i; before++)
            told |= queues[before].queue == queues[i].queue;
        const struct book_object *object =
            told ? NULL : book_find_object(render->book, ACD_SUBJECT_QUEUE, queues[i].queue);
        char text[UUID_TEXT_BYTES];
        if (object != NULL)
            json_text(writer, uuid_render(&object->uuid, text), UUID_TEXT_LEN);
    }
    json_array_end(writer);
}

static void write_profiles(struct json_writer *writer, const struct board_render *render)
{
    json_member_array_begin(writer, "profiles");
    for (uint32_t profile = 0;
         (profile = book_object_after(render->book, ACD_SUBJECT_PROFILE, profile)) != 0;) {
        json_object_begin(writer);
        members_id_and_name(writer, book_find_object(render->book, ACD_SUBJECT_PROFILE, profile));
        write_profile_queues(writer, render, profile);
        json_object_end(writer);
    }
    json_array_end(writer);
}

static void write_code_actions(struct json_writer *writer, uint32_t actions)
{
    const uint32_t rejects =
        1u << ACD_REASON_REJECT_VOICE | 1u << ACD_REASON_REJECT_CHAT | 1u << ACD_REASON_REJECT_TASK;
    json_member_array_begin(writer, "actions");
    if (actions & 1u << ACD_REASON_BREAK)
        json_text_of(writer, "break");
    if (actions & 1u << ACD_REASON_WORK_OFFLINE)
        json_text_of(writer, "work_offline");
    if (actions & 1u << ACD_REASON_LOG_OUT)
        json_text_of(writer, "log_out");
    if (actions & rejects)
        json_text_of(writer, "reject");
    json_array_end(writer);
}

static void write_codes(struct json_writer *writer, const struct board_render *render)
{
    json_member_array_begin(writer, "codes");
    for (uint32_t reason = 1; reason <= acd_reason_count(render->acd); reason++) {
        const struct book_object *object = book_find_object(render->book, ACD_SUBJECT_REASON, reason);
        struct acd_reason_view view;
        struct acd_reason_list_view list;
        if (object == NULL || !acd_reason_view(render->acd, reason, &view) || !view.enabled ||
            !acd_reason_list_view(render->acd, view.reason_list, &list))
            continue;
        json_object_begin(writer);
        members_id_and_name(writer, object);
        write_code_actions(writer, list.actions);
        json_object_end(writer);
    }
    json_array_end(writer);
}

void board_render_lists(struct json_writer *writer, const struct board_render *render)
{
    write_statuses(writer, render);
    write_names(writer, render, "groups", ACD_SUBJECT_GROUP);
    write_profiles(writer, render);
    write_names(writer, render, "queueNames", ACD_SUBJECT_QUEUE);
    write_codes(writer, render);
}
