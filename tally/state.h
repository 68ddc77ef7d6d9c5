/* What a tally_now is made of. Private to this folder.
 *
 *   agents[number]  what each agent adds to its cell, so that it can be taken out again
 *   contacts[place] what each live contact adds to its cell, and its course: what its day's facts are made of
 *   cells[profile * status_capacity + status], queues[queue]
 */
#ifndef NEXTUP_TALLY_STATE_H
#define NEXTUP_TALLY_STATE_H

#include "tally/day.h"

struct now_agent {
    uint32_t profile; /* 0: not counted */
    uint32_t status;
    struct tally_agents part;
    int64_t since; /* up to when its time is in its day */
    struct day day;
};

struct now_contact {
    uint64_t contact; /* 0: nobody's place */
    uint32_t queue;   /* of its cell, 0: none */
    uint8_t channel;
    uint8_t place;
    uint8_t is_heaped; /* its queue's heap has it as heaped_at */
    int64_t queued_at;
    int64_t heaped_at;

    uint64_t course_contact; /* whom the course is of; it may begin earlier than the part and end later */
    uint32_t course_queue;
    uint32_t course_agent;
    uint8_t course_is_callback; /* no queue is abandoned by it (connect.md 6.4) */
    int64_t enqueued_at, offered_at, connected_at, ended_at;
};

struct now_waiting { /* of a heap: smallest first */
    int64_t queued_at;
    uint64_t contact;
};

struct now_cell {
    struct tally_contacts part; /* oldest_at is not kept here */
    struct now_waiting *heap;   /* owned; also has what waits no longer, until it comes to the top */
    uint32_t heap_count, heap_capacity;
};

struct now_queue {
    struct now_cell cells[ACD_CHANNELS];
    struct day day;
};

struct tally_now {
    struct now_agent *agents;
    struct now_contact *contacts;
    struct now_queue *queues;
    struct tally_agents *cells;
    uint32_t agent_capacity, contact_capacity, queue_capacity, profile_capacity, status_capacity;
    uint32_t agent_count, profile_count; /* highest numbers seen */
    int64_t at;                          /* of the last batch */
    bool failed;                         /* memory ran out: the numbers are not to be trusted */
};

#define CONTACT_PLACE(contact) ((uint32_t)(contact))

struct now_agent *now_agent_get(struct tally_now *now, uint32_t agent);       /* NULL: no memory, now->failed */
struct now_contact *now_contact_get(struct tally_now *now, uint64_t contact); /* likewise */
struct now_queue *now_queue_get(struct tally_now *now, uint32_t queue);       /* likewise */
const struct now_queue *now_queue_find(const struct tally_now *now, uint32_t queue);

/* course.c: the day's facts, from the events of a batch, before its agents and contacts are looked at */
void course_take(struct tally_now *now, const struct acd_event *event);
void course_begin(struct tally_now *now, const struct acd *acd, const struct acd_contact_view *view);
/* The sums of the step that `at` lies in; NULL: number 0, or no memory (now->failed). */
struct tally_day *course_queue_sums(struct tally_now *now, uint32_t queue, int64_t at);
struct tally_day *course_agent_sums(struct tally_now *now, uint32_t agent, int64_t at);

#endif
