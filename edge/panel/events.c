/* The tap: from a batch of core events to what each concerned agent's pages are told. It must not decide anything or
 * send anything but by room_hold().
 *
 *     batch --tap--> for each event: TELLINGS[kind] --> one JSON text per concerned room --> room_hold --> ring, post, live lines
 *
 * The state read here is the one after the whole batch, so what a page has folded at a batch's end is exact. An agent
 * is told at most once per seq; a telling that a later event of the same batch would only repeat is left out, so "from"
 * means the same for every page.
 */
#include <stdlib.h>
#include <string.h>

#include "edge/common/members.h"
#include "edge/common/refusal.h"
#include "edge/common/words.h"
#include "edge/panel/render.h"
#include "edge/panel/state.h"

enum telling {
    TELL_NOTHING,
    TELL_STATUS,       /* the event's agent: status */
    TELL_NEXT_SET,     /* the event's agent: next_set */
    TELL_NEXT_CLEARED, /* the event's agent: next_cleared */
    TELL_LEG,          /* the event's agent: leg */
    TELL_LEG_REMOVED,  /* the event's agent: leg_removed */
    TELL_MESSAGE,      /* every agent whose leg of the contact is not over: message */
    TELL_WHISPER,      /* who has the contact and who listens to it: whisper */
    TELL_CONTACT,      /* every agent with a leg of the contact: leg */
    TELL_SETTINGS,     /* the event's agent: settings */
    TELL_SESSIONS,     /* the event's agent: lines whose session is gone are closed */
    TELL_USER,         /* the event's agent: user */
    TELL_ALL_STATUSES, /* everybody: statuses */
    TELL_ALL_SETTINGS, /* everybody: settings */
};

static const unsigned char TELLINGS[ACD_EVENT_KINDS] = {
    [ACD_RULE_SET] = TELL_ALL_SETTINGS,
    [ACD_STATUS_CREATED] = TELL_ALL_STATUSES,
    [ACD_STATUS_ENABLED] = TELL_ALL_STATUSES,
    [ACD_STATUS_DISABLED] = TELL_ALL_STATUSES,
    [ACD_QUEUE_CREATED] = TELL_ALL_SETTINGS,
    [ACD_QUEUE_ENABLED] = TELL_ALL_SETTINGS,
    [ACD_QUEUE_DISABLED] = TELL_ALL_SETTINGS,
    [ACD_QUEUE_DELETED] = TELL_ALL_SETTINGS,
    [ACD_PROFILE_CHANGED] = TELL_ALL_SETTINGS,
    [ACD_PROFILE_CHANNEL_SET] = TELL_ALL_SETTINGS,
    [ACD_AGENT_CREATED] = TELL_ALL_SETTINGS,
    [ACD_AGENT_DELETED] = TELL_ALL_SETTINGS,
    [ACD_AGENT_ENABLED] = TELL_ALL_SETTINGS,
    [ACD_AGENT_DISABLED] = TELL_ALL_SETTINGS,
    [ACD_AGENT_PROFILE_SET] = TELL_SETTINGS,
    [ACD_AGENT_LIMIT_SET] = TELL_SETTINGS,
    [ACD_AGENT_BLEND_SET] = TELL_SETTINGS,
    [ACD_AGENT_GROUP_SET] = TELL_SETTINGS,
    [ACD_MOVES_SET] = TELL_ALL_SETTINGS,
    [ACD_REASON_LIST_CHANGED] = TELL_ALL_SETTINGS,
    [ACD_REASON_LIST_GROUP_SET] = TELL_ALL_SETTINGS,
    [ACD_REASON_CREATED] = TELL_ALL_SETTINGS,
    [ACD_REASON_ENABLED] = TELL_ALL_SETTINGS,
    [ACD_REASON_DISABLED] = TELL_ALL_SETTINGS,
    [ACD_SIGNED_OUT] = TELL_SESSIONS,
    [ACD_STATUS_SET] = TELL_STATUS,
    [ACD_NEXT_STATUS_SET] = TELL_NEXT_SET,
    [ACD_NEXT_STATUS_CLEARED] = TELL_NEXT_CLEARED,
    [ACD_OFFER_MADE] = TELL_LEG,
    [ACD_OFFER_ACCEPTED] = TELL_LEG,
    [ACD_OFFER_MISSED] = TELL_LEG,
    [ACD_OFFER_REJECTED] = TELL_LEG,
    [ACD_OFFER_WITHDRAWN] = TELL_LEG_REMOVED,
    [ACD_CALL_PLACED] = TELL_LEG,
    [ACD_LEG_ANSWERED] = TELL_LEG,
    [ACD_LEG_FAILED] = TELL_LEG,
    [ACD_LEG_HELD] = TELL_LEG,
    [ACD_LEG_UNHELD] = TELL_LEG,
    [ACD_TASK_PAUSED] = TELL_LEG,
    [ACD_TASK_RESUMED] = TELL_LEG,
    [ACD_WRAPUP_BEGUN] = TELL_LEG,
    [ACD_WRAPUP_EXTENDED] = TELL_LEG,
    [ACD_LEG_CLEARED] = TELL_LEG_REMOVED,
    [ACD_MESSAGE_SENT] = TELL_MESSAGE,
    [ACD_MONITOR_BEGUN] = TELL_LEG,
    [ACD_BARGE_SET] = TELL_LEG,
    [ACD_TAKEN_OVER] = TELL_LEG,
    [ACD_MONITOR_ENDED] = TELL_LEG_REMOVED,
    [ACD_WHISPERED] = TELL_WHISPER,
};

static enum telling telling_of_record(const struct acd_event *event)
{
    switch (event->record) {
    case BOOK_USER_CHANGED:
    case BOOK_ROLE_SET:
        return TELL_USER;
    case BOOK_PASSWORD_SET:
    case BOOK_SESSIONS_CLOSED:
        return TELL_SESSIONS;
    case BOOK_NOTE_WRITTEN:
    case BOOK_ATTRIBUTES_SET:
    case BOOK_CONTACT_CHANGED:
        return TELL_CONTACT;
    case BOOK_NAME_SET:
        break;
    default:
        return TELL_NOTHING;
    }
    if (event->subject_kind == ACD_SUBJECT_STATUS)
        return TELL_ALL_STATUSES;
    bool in_settings = event->subject_kind == ACD_SUBJECT_QUEUE || event->subject_kind == ACD_SUBJECT_REASON;
    return in_settings ? TELL_ALL_SETTINGS : TELL_NOTHING;
}

static enum telling telling_of(const struct acd_event *event)
{
    return event->kind == ACD_RECORDED ? telling_of_record(event) : (enum telling)TELLINGS[event->kind];
}

static uint32_t agent_of(const struct acd_event *event)
{
    return event->kind == ACD_RECORDED && event->subject_kind == ACD_SUBJECT_AGENT ? (uint32_t)event->subject
                                                                                   : event->agent;
}

static uint64_t contact_of(const struct acd_event *event)
{
    return event->kind == ACD_RECORDED && event->subject_kind == ACD_SUBJECT_CONTACT ? event->subject
                                                                                     : event->contact;
}

/* One tapped event on its way to the rooms. */
struct tapped {
    struct panel_centre *centre;
    const struct acd_event *event;
    const struct acd_batch *batch;
    const void *body; /* of the batch */
    size_t body_len;
    struct render_lists *lists; /* shared by all who are told of the batch */
};

/* ---- one event for one room ---- */

static void begin_event(const struct tapped *tapped, struct buf *json, struct json_writer *writer,
                        const char *kind)
{
    buf_init(json, PANEL_FRAME_BYTES_MAX);
    json_writer_init(writer, json);
    json_object_begin(writer);
    json_member_text(writer, "is", "event");
    json_member_u64(writer, "seq", tapped->event->seq);
    json_member_i64(writer, "at", tapped->event->at);
    json_member_text(writer, "kind", kind);
}

static void end_event(const struct tapped *tapped, struct panel_room *room, struct buf *json)
{
    room_hold(room, tapped->event->seq, json);
}

/* What made this change: with the offer that was missed or rejected in the same batch, if it was that. */
static struct render_change change_of(const struct tapped *tapped)
{
    const struct acd_event *event = tapped->event;
    struct render_change change = {.at = event->at,
                                   .by = event->actor,
                                   .by_id = event->actor_id,
                                   .cause = event->cause,
                                   .reason =
                                       event->kind == ACD_STATUS_SET ? event->reason : event->next.reason};
    if (event->cause != ACD_CAUSE_OFFER_MISSED && event->cause != ACD_CAUSE_OFFER_REJECTED)
        return change;
    for (const struct acd_event *before = tapped->batch->events; before < event; before++) {
        if (before->agent == event->agent &&
            (before->kind == ACD_OFFER_MISSED || before->kind == ACD_OFFER_REJECTED))
            change.contact = before->contact;
    }
    return change;
}

static void write_forced(struct json_writer *writer, const struct tapped *tapped, const struct render *render)
{
    if (tapped->event->kind == ACD_MONITOR_ENDED && tapped->event->agent != render->agent) {
        json_member_null(writer, "forced"); /* done to the listener, not to the agent who is told */
        return;
    }
    struct render_batch made = {
        .batch = tapped->batch, .event = tapped->event, .body = tapped->body, .body_len = tapped->body_len};
    render_forced(writer, render, &made);
}

static void tell_status(const struct tapped *tapped, struct panel_room *room, const struct render *render)
{
    struct buf json;
    struct json_writer writer;
    struct acd_agent_view agent = {0};
    struct render_change change = change_of(tapped);
    char cause[32];
    acd_agent_view(render->acd, render->agent, &agent);
    begin_event(tapped, &json, &writer, "status");
    render_status(&writer, render);
    render_changed(&writer, render, &change);
    json_member_null(&writer, "next");
    json_member_i64(&writer, "version", agent.version);
    render_moves_and_menu(&writer, render);
    json_member_text(&writer, "cause", lower_case(acd_cause_name(tapped->event->cause), cause, sizeof cause));
    end_event(tapped, room, &json);
}

static void tell_next(const struct tapped *tapped, struct panel_room *room, const struct render *render)
{
    bool set = tapped->event->kind == ACD_NEXT_STATUS_SET;
    struct buf json;
    struct json_writer writer;
    struct acd_agent_view agent = {0};
    struct render_change change = change_of(tapped);
    bool stop_new = (tapped->event->flags & ACD_FLAG_STOP_NEW) != 0;
    acd_agent_view(render->acd, render->agent, &agent);
    begin_event(tapped, &json, &writer, set ? "next_set" : "next_cleared");
    if (set)
        render_next(&writer, render, &tapped->event->next, stop_new, &change);
    json_member_i64(&writer, "version", set ? tapped->event->next.version : agent.version);
    render_moves_and_menu(&writer, render);
    end_event(tapped, room, &json);
}

/* Nothing if the leg is gone by the end of the batch: its removal is told by a later event of the batch. */
static void tell_leg(const struct tapped *tapped, struct panel_room *room, const struct render *render)
{
    uint64_t number = contact_of(tapped->event);
    struct acd_leg_view leg;
    struct buf json;
    struct json_writer writer;
    const struct book_contact *contact = book_find_contact(render->book, number);
    if (contact == NULL || !acd_leg_view(render->acd, render->agent, number, &leg))
        return;
    room_show_leg(room, &leg, &contact->uuid);
    begin_event(tapped, &json, &writer, "leg");
    render_leg(&writer, render, "leg", &leg);
    write_forced(&writer, tapped, render);
    render_moves_and_menu(&writer, render);
    render_slots(&writer, render);
    end_event(tapped, room, &json);
}

static void tell_leg_removed(const struct tapped *tapped, struct panel_room *room,
                             const struct render *render)
{
    struct uuid uuid;
    struct buf json;
    struct json_writer writer;
    char cause[32];
    if (!room_hide_leg(room, tapped->event->contact, &uuid))
        return;
    begin_event(tapped, &json, &writer, "leg_removed");
    words_uuid(&writer, "contactId", &uuid);
    json_member_text(&writer, "cause", lower_case(acd_cause_name(tapped->event->cause), cause, sizeof cause));
    write_forced(&writer, tapped, render);
    render_moves_and_menu(&writer, render);
    render_slots(&writer, render);
    end_event(tapped, room, &json);
}

static void tell_message(const struct tapped *tapped, struct panel_room *room, const struct render *render)
{
    struct buf json;
    struct json_writer writer;
    json_t *document;
    struct book_message message;
    const struct book_contact *contact = book_find_contact(render->book, tapped->event->contact);
    if (contact == NULL ||
        !words_message_of(tapped->event, tapped->body, tapped->body_len, &document, &message))
        return;
    begin_event(tapped, &json, &writer, "message");
    words_uuid(&writer, "contactId", &contact->uuid);
    words_message(&writer, "message", &message);
    end_event(tapped, room, &json);
    json_decref(document);
}

static void tell_whisper(const struct tapped *tapped, struct panel_room *room, const struct render *render)
{
    struct buf json;
    struct json_writer writer;
    json_t *document;
    struct book_message said;
    const struct book_contact *contact = book_find_contact(render->book, tapped->event->contact);
    if (contact == NULL || !words_message_of(tapped->event, tapped->body, tapped->body_len, &document, &said))
        return;
    struct book_whisper whisper = words_whisper_of(tapped->event, &said);
    begin_event(tapped, &json, &writer, "whisper");
    words_uuid(&writer, "contactId", &contact->uuid);
    words_whisper(&writer, "whisper", &whisper);
    end_event(tapped, room, &json);
    json_decref(document);
}

static void tell_statuses(const struct tapped *tapped, struct panel_room *room, const struct render *render)
{
    struct buf json;
    struct json_writer writer;
    begin_event(tapped, &json, &writer, "statuses");
    render_statuses(&writer, render);
    render_status(&writer, render);
    render_next_now(&writer, render);
    render_moves_and_menu(&writer, render);
    end_event(tapped, room, &json);
}

static void tell_settings(const struct tapped *tapped, struct panel_room *room, const struct render *render)
{
    struct buf json;
    struct json_writer writer;
    begin_event(tapped, &json, &writer, "settings");
    render_queues(&writer, render);
    render_quick_connects(&writer, render);
    render_slots(&writer, render);
    render_profile(&writer, render);
    render_settings(&writer, render);
    render_control(&writer, render);
    end_event(tapped, room, &json);
}

static void tell_user(const struct tapped *tapped, struct panel_room *room, const struct render *render)
{
    struct buf json;
    struct json_writer writer;
    begin_event(tapped, &json, &writer, "user");
    members_user(&writer, "user", book_find_user(render->book, render->agent));
    end_event(tapped, room, &json);
}

/* Says goodbye to the lines of a room whose session is no longer open. */
static void end_sessions(const struct tapped *tapped, struct panel_room *room)
{
    const char *code = tapped->event->kind == ACD_RECORDED && tapped->event->record == BOOK_PASSWORD_SET
                           ? "password_changed"
                           : "signed_out";
    int64_t now = panel_now(room->centre->panel);
    for (struct panel_line *line = room->lines; line != NULL; line = line->next) {
        if (!line->wire.closing && !session_holds(&line->session, now))
            line_post_goodbye(line, code);
    }
}

static void tell_room(const struct tapped *tapped, enum telling telling, struct panel_room *room)
{
    struct render render = render_of(room->centre->pump, room->agent, tapped->lists);
    if (book_find_user(render.book, render.agent) == NULL)
        return; /* deleted: its lines have been closed */
    switch (telling) {
    case TELL_STATUS:
        tell_status(tapped, room, &render);
        break;
    case TELL_NEXT_SET:
    case TELL_NEXT_CLEARED:
        tell_next(tapped, room, &render);
        break;
    case TELL_LEG:
    case TELL_CONTACT:
        tell_leg(tapped, room, &render);
        break;
    case TELL_LEG_REMOVED:
        tell_leg_removed(tapped, room, &render);
        break;
    case TELL_MESSAGE:
        tell_message(tapped, room, &render);
        break;
    case TELL_WHISPER:
        tell_whisper(tapped, room, &render);
        break;
    case TELL_SETTINGS:
    case TELL_ALL_SETTINGS:
        tell_settings(tapped, room, &render);
        break;
    case TELL_USER:
        tell_user(tapped, room, &render);
        break;
    case TELL_ALL_STATUSES:
        tell_statuses(tapped, room, &render);
        break;
    case TELL_SESSIONS:
    case TELL_NOTHING:
        break;
    }
}

/* ---- whom an event concerns ---- */

static bool concerns_all(enum telling telling)
{
    return telling == TELL_ALL_STATUSES || telling == TELL_ALL_SETTINGS;
}

/* Would a later event of the batch tell the same people the same thing? */
static bool is_repeated(const struct acd_batch *batch, uint32_t at, enum telling telling)
{
    const struct acd_event *event = &batch->events[at];
    if (telling != TELL_LEG && telling != TELL_SETTINGS && !concerns_all(telling))
        return false;
    for (uint32_t i = at + 1; i < batch->count; i++) {
        const struct acd_event *later = &batch->events[i];
        if (telling_of(later) == telling &&
            (concerns_all(telling) || (later->agent == event->agent && later->contact == event->contact)))
            return true;
    }
    return false;
}

static void tell_all(const struct tapped *tapped, enum telling telling)
{
    size_t at = 0;
    for (struct panel_room *room; (room = table_next(&tapped->centre->rooms, &at)) != NULL;)
        tell_room(tapped, telling, room);
}

/* A whisper: who has the contact now, and who listens. A message: whose leg is not over; who was taken over from or
 * missed it serves that customer no more. */
static bool hears(const struct acd_leg_view *leg, enum telling telling)
{
    enum acd_leg_state state = (enum acd_leg_state)leg->state;
    return telling == TELL_WHISPER   ? acd_leg_is_active(state)
           : telling == TELL_MESSAGE ? !acd_leg_is_clearable(state)
                                     : true;
}

static void tell_contact(const struct tapped *tapped, enum telling telling)
{
    struct acd_leg_view legs[ACD_AGENT_LEGS_MAX];
    uint32_t count = acd_contact_legs(pump_core(tapped->centre->pump), contact_of(tapped->event), legs,
                                      ACD_AGENT_LEGS_MAX);
    for (uint32_t i = 0; i < count; i++) {
        struct panel_room *room = room_find(tapped->centre, legs[i].agent);
        if (room != NULL && hears(&legs[i], telling))
            tell_room(tapped, telling, room);
    }
}

static void tell_agent(const struct tapped *tapped, enum telling telling)
{
    struct panel_room *room = room_find(tapped->centre, agent_of(tapped->event));
    if (room == NULL)
        return;
    tell_room(tapped, telling, room);
}

static void tell(const struct tapped *tapped, enum telling telling)
{
    if (telling == TELL_NOTHING || telling == TELL_SESSIONS)
        return;
    if (concerns_all(telling))
        tell_all(tapped, telling);
    else if (telling == TELL_MESSAGE || telling == TELL_WHISPER || telling == TELL_CONTACT)
        tell_contact(tapped, telling);
    else
        tell_agent(tapped, telling);
}

/* Does a later event of the batch tell the agent of this leg anyway? */
static bool is_told_later(const struct tapped *tapped, uint32_t agent, uint64_t contact)
{
    const struct acd_event *end = tapped->batch->events + tapped->batch->count;
    for (const struct acd_event *later = tapped->event + 1; later < end; later++) {
        enum telling telling = telling_of(later);
        if ((telling == TELL_LEG || telling == TELL_LEG_REMOVED) && later->agent == agent &&
            later->contact == contact)
            return true;
    }
    return false;
}

/* The monitored agent is told when who speaks beside them has changed, and only then: an event alone would give a
 * silent listener away. */
static void tell_monitored(const struct tapped *tapped)
{
    const struct acd_event *event = tapped->event;
    struct acd_leg_view joined[ACD_CONTACT_MONITORS_MAX], leg;
    if (event->kind != ACD_BARGE_SET && event->kind != ACD_MONITOR_ENDED)
        return; /* a take-over goes with an event of the former agent's own leg */
    struct panel_room *room = room_find(tapped->centre, event->other_agent);
    const struct shown_leg *shown = room != NULL ? room_find_shown(room, event->contact) : NULL;
    const struct acd *acd = pump_core(tapped->centre->pump);
    if (shown == NULL || is_told_later(tapped, room->agent, event->contact) ||
        !acd_leg_view(acd, room->agent, event->contact, &leg))
        return;
    if (render_find_joined(acd, &leg, joined) != shown->joined_count)
        tell_room(tapped, TELL_LEG, room);
}

/* After all that the batch tells: a page learns what became of its agent, and then that its session is over. */
static void say_goodbyes(struct tapped *tapped)
{
    for (uint32_t i = 0; i < tapped->batch->count && tapped->centre->rooms.count > 0; i++) {
        tapped->event = &tapped->batch->events[i];
        bool may_end = telling_of(tapped->event) == TELL_SESSIONS ||
                       tapped->event->kind == ACD_AGENT_DISABLED || tapped->event->kind == ACD_AGENT_DELETED;
        struct panel_room *room = may_end ? room_find(tapped->centre, agent_of(tapped->event)) : NULL;
        if (room != NULL)
            end_sessions(tapped, room);
    }
}

void events_tap(void *centre, struct pump *pump, const struct acd_batch *batch, const void *body,
                size_t body_len)
{
    struct render_lists lists;
    struct tapped tapped = {
        .centre = centre, .batch = batch, .body = body, .body_len = body_len, .lists = &lists};
    (void)pump;
    render_lists_init(&lists);
    for (uint32_t i = 0; i < batch->count && tapped.centre->rooms.count > 0; i++) {
        enum telling telling = telling_of(&batch->events[i]);
        tapped.event = &batch->events[i];
        if (!is_repeated(batch, i, telling) || batch->events[i].kind == ACD_AGENT_DISABLED)
            tell(&tapped, telling);
        tell_monitored(&tapped);
    }
    rooms_release(tapped.centre);
    say_goodbyes(&tapped);
    render_lists_free(&lists);
}

/* ---- passing signals ---- */

static void signal_room(struct panel_room *room, const struct uuid *contact)
{
    for (struct panel_line *line = room->lines; line != NULL; line = line->next) {
        struct buf json;
        struct json_writer writer;
        if (line->state != LINE_LIVE)
            continue;
        buf_init(&json, PANEL_FRAME_BYTES_MAX);
        json_writer_init(&writer, &json);
        json_object_begin(&writer);
        json_member_text(&writer, "is", "signal");
        json_member_text(&writer, "kind", "typing");
        words_uuid(&writer, "contactId", contact);
        json_member_text(&writer, "by", "customer");
        json_object_end(&writer);
        line_post_text(line, &json); /* after the events that made the leg */
    }
}

void events_signal(void *ctx, const struct signal *signal)
{
    struct panel *panel = ctx;
    struct panel_centre *centre = panel_get_centre(panel, signal->pump);
    const struct book_contact *contact = book_find_contact(pump_book(signal->pump), signal->contact);
    struct acd_leg_view legs[ACD_AGENT_LEGS_MAX];
    if (signal->by != SIGNAL_BY_CUSTOMER || contact == NULL)
        return;
    uint32_t count = acd_contact_legs(pump_core(signal->pump), signal->contact, legs, ACD_AGENT_LEGS_MAX);
    for (uint32_t i = 0; i < count; i++) {
        struct panel_room *room = room_find(centre, legs[i].agent);
        if (room != NULL && legs[i].state == ACD_LEG_CONNECTED)
            signal_room(room, &contact->uuid);
    }
}
