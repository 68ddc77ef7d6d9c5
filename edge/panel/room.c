/* Rooms: who is looking at which agent, and what they were told last. It must not render anything or decide who is told
 * what (events.c does).
 *
 * An event is told once: one frame, built here, is kept in the ring and shared by all lines of the room. The ring is in
 * order of seq over all rooms of the centre; a line that comes back with `from` gets the entries after it, if the room
 * was there at `from` and nothing after it has been dropped.
 */
#include <assert.h>
#include <stdlib.h>

#include "edge/panel/render.h"
#include "edge/panel/state.h"

/* ---- the ring ---- */

bool ring_init(struct ring *ring, uint32_t events_max, uint64_t bytes_max)
{
    *ring = (struct ring){.events_max = events_max, .bytes_max = bytes_max};
    ring->entries = calloc(events_max, sizeof *ring->entries);
    return ring->entries != NULL;
}

static void drop_first(struct ring *ring)
{
    assert(ring->count > 0);
    struct ring_entry *entry = &ring->entries[ring->first];
    ring->dropped_seq = entry->seq;
    ring->bytes -= entry->bytes;
    ws_frame_unref(entry->frame);
    ring->first = (ring->first + 1) % ring->events_max;
    ring->count--;
}

void ring_free(struct ring *ring)
{
    while (ring->count > 0)
        drop_first(ring);
    free(ring->entries);
    ring->entries = NULL;
}

void ring_push(struct ring *ring, uint64_t seq, uint32_t agent, struct ws_frame *frame, size_t bytes)
{
    while (ring->count > 0 && (ring->count == ring->events_max || ring->bytes + bytes > ring->bytes_max))
        drop_first(ring);
    struct ring_entry *entry = &ring->entries[(ring->first + ring->count) % ring->events_max];
    *entry = (struct ring_entry){
        .seq = seq, .agent = agent, .bytes = (uint32_t)bytes, .frame = ws_frame_ref(frame)};
    ring->bytes += bytes;
    ring->count++;
}

bool ring_reaches(const struct ring *ring, uint64_t from)
{
    return ring->dropped_seq <= from;
}

/* ---- rooms ---- */

struct panel_room *room_find(const struct panel_centre *centre, uint32_t agent)
{
    return table_find(&centre->rooms, &agent, sizeof agent);
}

static void show_present_legs(struct panel_room *room)
{
    struct acd_leg_view legs[ACD_AGENT_LEGS_MAX];
    uint32_t count = acd_agent_legs(pump_core(room->centre->pump), room->agent, legs, ACD_AGENT_LEGS_MAX);
    for (uint32_t i = 0; i < count; i++) {
        const struct book_contact *contact =
            book_find_contact(pump_book(room->centre->pump), legs[i].contact);
        if (contact != NULL)
            room_show_leg(room, &legs[i], &contact->uuid);
    }
}

struct panel_room *room_open(struct panel_centre *centre, uint32_t agent)
{
    struct panel_room *room = room_find(centre, agent);
    if (room != NULL)
        return room;
    room = calloc(1, sizeof *room);
    if (room == NULL)
        return NULL;
    room->centre = centre;
    room->agent = agent;
    room->since_seq = pump_seq(centre->pump);
    if (!table_put(&centre->rooms, &room->agent, sizeof room->agent, room)) {
        free(room);
        return NULL;
    }
    show_present_legs(room);
    return room;
}

void rooms_free(struct panel_centre *centre)
{
    size_t at = 0;
    for (struct panel_room *room; (room = table_next(&centre->rooms, &at)) != NULL;) {
        assert(room->lines == NULL);
        free(room);
    }
    table_free(&centre->rooms);
}

void room_join(struct panel_room *room, struct panel_line *line)
{
    line->room = room;
    line->previous = NULL;
    line->next = room->lines;
    if (room->lines != NULL)
        room->lines->previous = line;
    room->lines = line;
    room->line_count++;
    room->centre->panel->counters.lines_open++;
}

void room_leave(struct panel_room *room, struct panel_line *line)
{
    assert(room->line_count > 0);
    if (line->previous != NULL)
        line->previous->next = line->next;
    else
        room->lines = line->next;
    if (line->next != NULL)
        line->next->previous = line->previous;
    line->next = line->previous = NULL;
    room->line_count--;
    room->centre->panel->counters.lines_open--;
}

static void forget_gone_legs(struct panel_room *room)
{
    const struct acd *acd = pump_core(room->centre->pump);
    struct acd_leg_view leg;
    for (uint32_t i = room->shown_count; i-- > 0;) {
        if (!acd_leg_view(acd, room->agent, room->shown[i].contact, &leg))
            room->shown[i] = room->shown[--room->shown_count];
    }
}

struct shown_leg *room_find_shown(struct panel_room *room, uint64_t contact)
{
    for (uint32_t i = 0; i < room->shown_count; i++) {
        if (room->shown[i].contact == contact)
            return &room->shown[i];
    }
    return NULL;
}

void room_show_leg(struct panel_room *room, const struct acd_leg_view *leg, const struct uuid *uuid)
{
    struct acd_leg_view joined[ACD_CONTACT_MONITORS_MAX];
    struct shown_leg *shown = room_find_shown(room, leg->contact);
    if (shown == NULL) {
        if (room->shown_count == ACD_AGENT_LEGS_MAX)
            forget_gone_legs(room);
        assert(room->shown_count < ACD_AGENT_LEGS_MAX); /* the core keeps no more of an agent */
        shown = &room->shown[room->shown_count++];
        *shown = (struct shown_leg){.contact = leg->contact, .uuid = *uuid};
    }
    shown->joined_count = render_find_joined(pump_core(room->centre->pump), leg, joined);
}

bool room_hide_leg(struct panel_room *room, uint64_t contact, struct uuid *uuid)
{
    struct shown_leg *shown = room_find_shown(room, contact);
    if (shown == NULL)
        return false;
    *uuid = shown->uuid;
    *shown = room->shown[--room->shown_count];
    return true;
}

/* ---- telling ---- */

struct told {
    struct panel_room *room;
    uint64_t seq;
    struct ws_frame *frame;
};

/* Lost, also where there was no memory to wait in: whoever misses an event is closed and comes back. */
static void told_posted(void *ctx, enum pump_outcome outcome)
{
    struct told *told = ctx;
    struct panel_line *next;
    for (struct panel_line *line = told->room->lines; line != NULL; line = next) {
        next = line->next;
        if (line->state != LINE_LIVE || told->seq <= line->opened_seq)
            continue;
        if (outcome == PUMP_DURABLE)
            wire_send(&line->wire, told->frame);
        else
            wire_close(&line->wire, WIRE_CODE_UNSURE);
    }
    ws_frame_unref(told->frame);
    free(told);
}

/* Keeps an event for those who come back and sends it, once durable, to the room's live lines.
 * The room stays as long as the panel, so a post may name it. If memory is out the lines miss an event: they are closed
 * and come back to a snapshot. */
static void tell(struct panel_room *room, uint64_t seq, struct buf *json)
{
    struct ws_frame *frame = buf_failed(json) ? NULL : ws_frame_new_text(buf_text(json), json->len);
    struct told *told = malloc(sizeof *told);
    if (frame == NULL || told == NULL) {
        room->since_seq = seq;
        for (struct panel_line *line = room->lines; line != NULL; line = line->next)
            line_post_goodbye(line, "slow");
        ws_frame_unref(frame);
        free(told);
    } else {
        ring_push(&room->centre->ring, seq, room->agent, frame, json->len);
        *told = (struct told){.room = room, .seq = seq, .frame = frame};
        pump_post(room->centre->pump, told_posted, told);
    }
    buf_free(json);
}

static void release(struct panel_room *room, bool more)
{
    struct buf json = room->held;
    uint64_t seq = room->held_seq;
    room->held_seq = 0;
    buf_append_text(&json, more ? ",\"more\":true}" : "}");
    tell(room, seq, &json);
}

void room_hold(struct panel_room *room, uint64_t seq, struct buf *json)
{
    if (room->held_seq != 0) {
        release(room, true);
    } else {
        room->next_held = room->centre->held;
        room->centre->held = room;
    }
    room->held = *json;
    room->held_seq = seq;
}

void rooms_release(struct panel_centre *centre)
{
    struct panel_room *next;
    for (struct panel_room *room = centre->held; room != NULL; room = next) {
        next = room->next_held;
        release(room, false);
    }
    centre->held = NULL;
}
