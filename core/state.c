/* Lays the state out in its one block and finds records by number; it must not decide anything or know a
 * rule.
 *
 *     offset 0            struct acd
 *     tables[0]           statuses      each table begins at a multiple of 64: a tree node is one cache line
 *     tables[1]           hours
 *     ...                 (enum table)
 */
#include "core/state.h"

#include <string.h>

enum { TABLE_ALIGNMENT = 64 };

struct acd_limits acd_limits_default(void)
{
    return (struct acd_limits){
        .agents = 10000,
        .contacts = 20000,
        .legs = 40000,
        .statuses = 100,
        .queues = 1000,
        .profiles = 500,
        .hours = 200,
        .entry_points = 500,
    };
}

static uint32_t records_of_noun(const struct acd_limits *limits, enum table table)
{
    switch ((uint32_t)table) {
    case TABLE_STATUSES:
        return limits->statuses;
    case TABLE_HOURS:
        return limits->hours;
    case TABLE_QUEUES:
        return limits->queues;
    case TABLE_PROFILES:
        return limits->profiles;
    case TABLE_ENTRY_POINTS:
        return limits->entry_points;
    case TABLE_REASON_LISTS:
        return ACD_REASON_LISTS_MAX;
    case TABLE_REASONS:
        return ACD_REASONS_MAX;
    case TABLE_CONTACTS:
    case TABLE_WAITING:
    case TABLE_TIMERS + TIMER_CONTACT:
    case TABLE_TIMERS + TIMER_DELAY:
        return limits->contacts;
    case TABLE_LEGS:
    case TABLE_TIMERS + TIMER_LEG:
        return limits->legs;
    default: /* agents, their availability on each channel and their timer */
        return limits->agents;
    }
}

uint32_t table_records(const struct acd_limits *limits, enum table table)
{
    if (table == TABLE_PROFILE_QUEUES)
        return (limits->profiles + 1) * ACD_PROFILE_QUEUES_MAX;
    return records_of_noun(limits, table) + 1;
}

size_t table_record_size(enum table table)
{
    switch (table) {
    case TABLE_STATUSES:
        return sizeof(struct acd_status);
    case TABLE_HOURS:
        return sizeof(struct hours);
    case TABLE_QUEUES:
        return sizeof(struct queue);
    case TABLE_PROFILES:
        return sizeof(struct profile);
    case TABLE_PROFILE_QUEUES:
        return sizeof(struct profile_queue);
    case TABLE_ENTRY_POINTS:
        return sizeof(struct entry_point);
    case TABLE_REASON_LISTS:
        return sizeof(struct reason_list);
    case TABLE_REASONS:
        return sizeof(struct reason);
    case TABLE_AGENTS:
        return sizeof(struct agent);
    case TABLE_CONTACTS:
        return sizeof(struct contact);
    case TABLE_LEGS:
        return sizeof(struct leg);
    default:
        return sizeof(struct tree_node);
    }
}

static size_t align(size_t bytes)
{
    return (bytes + TABLE_ALIGNMENT - 1) / TABLE_ALIGNMENT * TABLE_ALIGNMENT;
}

static size_t table_bytes(const struct acd_limits *limits, enum table table)
{
    return align(table_records(limits, table) * table_record_size(table));
}

size_t acd_size(const struct acd_limits *limits)
{
    size_t bytes = align(sizeof(struct acd));

    for (int table = 0; table < TABLES; table++)
        bytes += table_bytes(limits, (enum table)table);
    return bytes;
}

struct acd *acd_init(void *memory, const struct acd_limits *limits)
{
    memset(memory, 0, acd_size(limits));
    return acd_init_zeroed(memory, limits);
}

struct acd *acd_init_zeroed(void *memory, const struct acd_limits *limits)
{
    struct acd *acd = memory;
    size_t offset = align(sizeof *acd);

    if ((uintptr_t)memory % TABLE_ALIGNMENT != 0)
        acd_panic("the core's memory must be aligned to 64 bytes");
    for (int table = 0; table < TABLES; table++) {
        acd->tables[table] = offset;
        offset += table_bytes(limits, (enum table)table);
    }
    acd->limits.agents = limits->agents;
    acd->limits.contacts = limits->contacts;
    acd->limits.legs = limits->legs;
    acd->limits.statuses = limits->statuses;
    acd->limits.queues = limits->queues;
    acd->limits.profiles = limits->profiles;
    acd->limits.hours = limits->hours;
    acd->limits.entry_points = limits->entry_points;
    return acd;
}

void *table_edit(struct acd *acd, enum table table, uint32_t number)
{
    return (unsigned char *)acd + acd->tables[table] + table_record_size(table) * number;
}

const void *table_get(const struct acd *acd, enum table table, uint32_t number)
{
    return (const unsigned char *)acd + acd->tables[table] + table_record_size(table) * number;
}

/* ---- by the number a command gave ---- */

const struct acd_status *status_find(const struct acd *acd, uint32_t number)
{
    return number == 0 || number > acd->status_count ? NULL : acd_status_get(acd, number);
}

const struct hours *hours_find(const struct acd *acd, uint32_t number)
{
    if (number == 0 || number > acd->hours_count || !hours_get(acd, number)->exists)
        return NULL;
    return hours_get(acd, number);
}

const struct queue *queue_find(const struct acd *acd, uint32_t number)
{
    if (number == 0 || number > acd->queue_count || !queue_get(acd, number)->exists)
        return NULL;
    return queue_get(acd, number);
}

const struct profile *profile_find(const struct acd *acd, uint32_t number)
{
    if (number == 0 || number > acd->profile_count || !profile_get(acd, number)->exists)
        return NULL;
    return profile_get(acd, number);
}

const struct entry_point *entry_point_find(const struct acd *acd, uint32_t number)
{
    if (number == 0 || number > acd->entry_point_count || !entry_point_get(acd, number)->exists)
        return NULL;
    return entry_point_get(acd, number);
}

const struct reason_list *reason_list_find(const struct acd *acd, uint32_t number)
{
    return number == 0 || number > acd->reason_list_count ? NULL : reason_list_get(acd, number);
}

const struct reason *reason_find(const struct acd *acd, uint32_t number)
{
    return number == 0 || number > acd->reason_count ? NULL : reason_get(acd, number);
}

const struct agent *agent_find(const struct acd *acd, uint32_t number)
{
    if (number == 0 || number > acd->agent_count || !agent_get(acd, number)->exists)
        return NULL;
    return agent_get(acd, number);
}

uint32_t contact_find(const struct acd *acd, uint64_t id)
{
    uint32_t number = (uint32_t)id;

    if (number == 0 || number > acd->contact_count)
        return 0;
    if (!contact_get(acd, number)->exists || contact_get(acd, number)->generation != id >> 32)
        return 0;
    return number;
}

uint64_t contact_id(const struct acd *acd, uint32_t number)
{
    return number == 0 ? 0 : (uint64_t)contact_get(acd, number)->generation << 32 | number;
}
