/* The tables of a day (told.h). It must not know an event. */
#include "whatif/told.h"

#include <stdlib.h>
#include <string.h>

enum { ROOM_FIRST = 256 };

/* Makes room for number `last` in a table that begins with 1. */
static void *table_for(struct told *day, void *items, uint32_t last, uint32_t *room, size_t bytes)
{
    uint32_t wanted = *room == 0 ? ROOM_FIRST : *room;
    void *grown;

    if (last < *room)
        return items;
    while (wanted <= last)
        wanted *= 2;
    grown = realloc(items, (size_t)wanted * bytes);
    if (grown == NULL) {
        day->failed = true;
        return items;
    }
    memset((char *)grown + (size_t)*room * bytes, 0, (size_t)(wanted - *room) * bytes);
    *room = wanted;
    return grown;
}

#define ROOM_FOR(day, name, table)                                                                           \
    ((day)->table =                                                                                          \
         table_for(day, (day)->table, (day)->name##_count + 1, &(day)->name##_room, sizeof *(day)->table),   \
     !(day)->failed)

uint32_t told_add_course(struct told *day)
{
    if (!ROOM_FOR(day, course, courses))
        return DAY_NONE;
    day->courses[++day->course_count].patience_ms = DAY_NEVER;
    day->courses[day->course_count].wrapup_ms = DAY_NEVER;
    return day->course_count;
}

uint32_t told_add_ring(struct told *day, uint32_t course)
{
    struct ring *ring;

    if (!ROOM_FOR(day, ring, rings))
        return DAY_NONE;
    ring = &day->rings[++day->ring_count];
    ring->course = course;
    ring->dismiss_ms = DAY_NEVER;
    ring->return_ms = DAY_NEVER;
    if (day->courses[course].ring_last != DAY_NONE)
        day->rings[day->courses[course].ring_last].next = day->ring_count;
    else
        day->courses[course].ring_first = day->ring_count;
    day->courses[course].ring_last = day->ring_count;
    return day->ring_count;
}

struct deed *told_add_deed(struct told *day, uint32_t course, enum told_list list)
{
    struct course *of = &day->courses[course];
    uint32_t *first = list == DAY_WAITING ? &of->waiting_first : &of->work_first;
    uint32_t *last = list == DAY_WAITING ? &of->waiting_last : &of->work_last;

    if (!ROOM_FOR(day, deed, deeds))
        return NULL;
    day->deed_count++;
    if (*last != DAY_NONE)
        day->deeds[*last].next = day->deed_count;
    else
        *first = day->deed_count;
    *last = day->deed_count;
    return &day->deeds[day->deed_count];
}

void told_add_input(struct told *day, enum input_kind kind, int64_t at, uint64_t order, uint32_t index)
{
    if (!ROOM_FOR(day, input, inputs) || index == DAY_NONE)
        return;
    day->inputs[++day->input_count] =
        (struct input){.at = at, .order = order, .index = index, .kind = (uint8_t)kind};
}

uint32_t told_add_wish(struct told *day, const struct acd_command *command)
{
    if (!ROOM_FOR(day, wish, wishes))
        return DAY_NONE;
    day->wishes[++day->wish_count] = *command;
    return day->wish_count;
}

uint32_t told_add_fact(struct told *day, const struct acd_event *event)
{
    if (!ROOM_FOR(day, fact, facts))
        return DAY_NONE;
    day->facts[++day->fact_count] = *event;
    return day->fact_count;
}

uint32_t told_ring_of(const struct told *day, uint32_t course, uint32_t agent)
{
    uint32_t found = DAY_NONE;

    for (uint32_t ring = day->courses[course].ring_first; ring != DAY_NONE; ring = day->rings[ring].next)
        if (day->rings[ring].agent == agent)
            found = ring;
    return found;
}

static bool is_later(const struct input *one, const struct input *other)
{
    return one->at != other->at ? one->at > other->at : one->order > other->order;
}

/* They are in order but for those of one moment, so that hardly any moves far. */
static void sort_inputs(struct told *day)
{
    for (uint32_t i = 2; i <= day->input_count; i++) {
        struct input input = day->inputs[i];
        uint32_t at = i;
        for (; at > 1 && is_later(&day->inputs[at - 1], &input); at--)
            day->inputs[at] = day->inputs[at - 1];
        day->inputs[at] = input;
    }
}

/* Rings are in order of time already: each goes to the next place of its agent. */
static void sort_rings(struct told *day)
{
    uint32_t at = 0;

    for (uint32_t i = 1; i <= day->ring_count; i++)
        if (day->rings[i].agent <= day->agent_count)
            day->agents[day->rings[i].agent].ring_to++;
    for (uint32_t agent = 1; agent <= day->agent_count; agent++) {
        uint32_t count = day->agents[agent].ring_to;
        day->agents[agent].ring_from = day->agents[agent].ring_to = at;
        at += count;
    }
    for (uint32_t i = 1; i <= day->ring_count; i++)
        if (day->rings[i].agent <= day->agent_count)
            day->rings_by_agent[day->agents[day->rings[i].agent].ring_to++] = i;
}

bool told_sort(struct told *day)
{
    sort_inputs(day);
    day->rings_by_agent = calloc((size_t)day->ring_count + 1, sizeof day->rings_by_agent[0]);
    if (day->rings_by_agent == NULL)
        return false;
    sort_rings(day);
    return !day->failed;
}

void told_free(struct told *day)
{
    free(day->inputs);
    free(day->courses);
    free(day->rings);
    free(day->deeds);
    free(day->wishes);
    free(day->facts);
    free(day->rings_by_agent);
    free(day->agents);
}
