/* The state as bytes and back, and its digest: one table of fields drives all three. It must not know what a
 * field means.
 *
 *     u32 magic "NXUP" | u32 layout | fields of struct acd | for each table its used records, field by field
 *       | u64 digest
 *
 * All numbers little-endian, at their own width, no padding. A record is used if its number was ever given (1
 * .. its count). Links, free lists and tree nodes are stored as they are: what is decoded is the same state
 * byte for byte, so it goes on giving the same numbers as the original. Links are checked against the tables
 * on the way in; the digest then catches every other damage. A changed table of fields is a new LAYOUT; an
 * unknown one is refused and the journal replayed (design.md 3, rule 4). The limits may be larger than those
 * it was encoded under.
 */
#include "core/state.h"

#include <string.h>

enum { MAGIC = 0x5055584E, LAYOUT = 6, LINK_NONE = 0xFF, HEADER_TABLE = TABLES };

/* A run of numbers in a record: `repeat` of `width` bytes. link: the table that they are record numbers of.
 * */
struct field {
    uint16_t offset;
    uint16_t repeat;
    uint8_t table;
    uint8_t width;
    uint8_t link;
};

#define WIDTH(type, member) sizeof(((struct type *)0)->member)
#define ONE(table, type, member)                                                                             \
    {                                                                                                        \
        offsetof(struct type, member), 1, table, WIDTH(type, member), LINK_NONE                              \
    }
#define LINK(table, type, member, to)                                                                        \
    {                                                                                                        \
        offsetof(struct type, member), 1, table, WIDTH(type, member), to                                     \
    }
#define ARRAY(table, type, member)                                                                           \
    {                                                                                                        \
        offsetof(struct type, member), WIDTH(type, member) / WIDTH(type, member[0]), table,                  \
            WIDTH(type, member[0]), LINK_NONE                                                                \
    }
#define LINKS(table, type, member, to)                                                                       \
    {                                                                                                        \
        offsetof(struct type, member), WIDTH(type, member) / WIDTH(type, member[0]), table,                  \
            WIDTH(type, member[0]), to                                                                       \
    }

/* In the order of the tables: walk() stops a record at the first field of another table. HEADER_TABLE stands
 * for struct acd itself. */
static const struct field fields[] = {
    ONE(HEADER_TABLE, acd, model),
    ONE(HEADER_TABLE, acd, status_count),
    ONE(HEADER_TABLE, acd, hours_count),
    ONE(HEADER_TABLE, acd, queue_count),
    ONE(HEADER_TABLE, acd, profile_count),
    ONE(HEADER_TABLE, acd, entry_point_count),
    ONE(HEADER_TABLE, acd, group_count),
    ONE(HEADER_TABLE, acd, reason_list_count),
    ONE(HEADER_TABLE, acd, reason_count),
    ONE(HEADER_TABLE, acd, agent_count),
    ONE(HEADER_TABLE, acd, contact_count),
    ONE(HEADER_TABLE, acd, leg_count),
    LINK(HEADER_TABLE, acd, contact_free, TABLE_CONTACTS),
    LINK(HEADER_TABLE, acd, leg_free, TABLE_LEGS),
    ONE(HEADER_TABLE, acd, legs_used),
    LINK(HEADER_TABLE, acd, routable_status, TABLE_STATUSES),
    LINK(HEADER_TABLE, acd, offline_status, TABLE_STATUSES),
    LINK(HEADER_TABLE, acd, timer_roots[TIMER_AGENT], TABLE_AGENTS),
    LINK(HEADER_TABLE, acd, timer_roots[TIMER_LEG], TABLE_LEGS),
    LINK(HEADER_TABLE, acd, timer_roots[TIMER_CONTACT], TABLE_CONTACTS),
    LINK(HEADER_TABLE, acd, timer_roots[TIMER_DELAY], TABLE_CONTACTS),
    ONE(HEADER_TABLE, acd, timer_seq),
    ONE(HEADER_TABLE, acd, work),
    ONE(HEADER_TABLE, acd, seq),
    ONE(HEADER_TABLE, acd, now),
    ARRAY(HEADER_TABLE, acd, rules),
    {offsetof(struct acd, moves), WIDTH(acd, moves), HEADER_TABLE, sizeof(uint8_t), LINK_NONE},

    ONE(TABLE_STATUSES, acd_status, type),
    ONE(TABLE_STATUSES, acd_status, enabled),

    ONE(TABLE_HOURS, hours, exists),
    ONE(TABLE_HOURS, hours, always_open),
    ONE(TABLE_HOURS, hours, window_count),
    ONE(TABLE_HOURS, hours, queue_count),
    {offsetof(struct hours, windows), 2 * ACD_HOURS_WINDOWS_MAX, TABLE_HOURS, sizeof(int64_t), LINK_NONE},

    ONE(TABLE_QUEUES, queue, exists),
    ONE(TABLE_QUEUES, queue, enabled),
    LINK(TABLE_QUEUES, queue, hours, TABLE_HOURS),
    ONE(TABLE_QUEUES, queue, contacts_max),
    ARRAY(TABLE_QUEUES, queue, offer_ms),
    ARRAY(TABLE_QUEUES, queue, wrapup_ms),
    LINKS(TABLE_QUEUES, queue, profile_queues, TABLE_PROFILE_QUEUES),
    ARRAY(TABLE_QUEUES, queue, delayed),
    LINKS(TABLE_QUEUES, queue, waiting, TABLE_CONTACTS),
    ONE(TABLE_QUEUES, queue, held_count),
    ONE(TABLE_QUEUES, queue, contact_count),
    ONE(TABLE_QUEUES, queue, profile_count),
    ONE(TABLE_QUEUES, queue, entry_point_count),

    ONE(TABLE_PROFILES, profile, exists),
    ONE(TABLE_PROFILES, profile, stale),
    ONE(TABLE_PROFILES, profile, flags),
    LINK(TABLE_PROFILES, profile, outbound_queue, TABLE_QUEUES),
    ONE(TABLE_PROFILES, profile, agent_count),
    ONE(TABLE_PROFILES, profile, ready_count),
    ONE(TABLE_PROFILES, profile, queue_count),
    LINKS(TABLE_PROFILES, profile, available, TABLE_AGENTS),
    ARRAY(TABLE_PROFILES, profile, slots_max),
    ARRAY(TABLE_PROFILES, profile, any_channel),

    LINK(TABLE_PROFILE_QUEUES, profile_queue, queue, TABLE_QUEUES),
    LINK(TABLE_PROFILE_QUEUES, profile_queue, profile, TABLE_PROFILES),
    ONE(TABLE_PROFILE_QUEUES, profile_queue, priority),
    ONE(TABLE_PROFILE_QUEUES, profile_queue, delay_ms),
    LINK(TABLE_PROFILE_QUEUES, profile_queue, next, TABLE_PROFILE_QUEUES),
    LINK(TABLE_PROFILE_QUEUES, profile_queue, previous, TABLE_PROFILE_QUEUES),
    ONE(TABLE_PROFILE_QUEUES, profile_queue, channel),

    ONE(TABLE_ENTRY_POINTS, entry_point, exists),
    LINK(TABLE_ENTRY_POINTS, entry_point, queue, TABLE_QUEUES),

    ONE(TABLE_REASON_LISTS, reason_list, actions),
    ONE(TABLE_REASON_LISTS, reason_list, mandatory),
    ONE(TABLE_REASON_LISTS, reason_list, enabled_count),
    ONE(TABLE_REASON_LISTS, reason_list, groups),

    LINK(TABLE_REASONS, reason, reason_list, TABLE_REASON_LISTS),
    ONE(TABLE_REASONS, reason, enabled),

    ONE(TABLE_AGENTS, agent, exists),
    ONE(TABLE_AGENTS, agent, enabled),
    ONE(TABLE_AGENTS, agent, ready),
    ONE(TABLE_AGENTS, agent, listed),
    ARRAY(TABLE_AGENTS, agent, auto_accept),
    ONE(TABLE_AGENTS, agent, leg_count),
    ONE(TABLE_AGENTS, agent, active_count),
    ONE(TABLE_AGENTS, agent, offer_count),
    ONE(TABLE_AGENTS, agent, ended_count),
    ONE(TABLE_AGENTS, agent, paused_count),
    ONE(TABLE_AGENTS, agent, monitor_count),
    ONE(TABLE_AGENTS, agent, blocked_count),
    ONE(TABLE_AGENTS, agent, stop_new),
    ONE(TABLE_AGENTS, agent, held_count),
    ARRAY(TABLE_AGENTS, agent, occupied),
    ONE(TABLE_AGENTS, agent, call_count),
    ONE(TABLE_AGENTS, agent, chat_wrapup_count),
    ARRAY(TABLE_AGENTS, agent, limits),
    {offsetof(struct agent, blends), WIDTH(agent, blends), TABLE_AGENTS, sizeof(uint8_t), LINK_NONE},
    ONE(TABLE_AGENTS, agent, page),
    ONE(TABLE_AGENTS, agent, group),
    ONE(TABLE_AGENTS, agent, status_cause),
    ONE(TABLE_AGENTS, agent, status_by),
    ONE(TABLE_AGENTS, agent, next_cause),
    ONE(TABLE_AGENTS, agent, status_by_id),
    ONE(TABLE_AGENTS, agent, status_reason),
    LINK(TABLE_AGENTS, agent, profile, TABLE_PROFILES),
    LINK(TABLE_AGENTS, agent, listed_profile, TABLE_PROFILES),
    LINK(TABLE_AGENTS, agent, status, TABLE_STATUSES),
    ONE(TABLE_AGENTS, agent, version),
    LINK(TABLE_AGENTS, agent, leg_first, TABLE_LEGS),
    LINK(TABLE_AGENTS, agent, leg_last, TABLE_LEGS),
    LINK(TABLE_AGENTS, agent, own_queue, TABLE_CONTACTS),
    ONE(TABLE_AGENTS, agent, contact_count),
    LINK(TABLE_AGENTS, agent, return_status, TABLE_STATUSES),
    ONE(TABLE_AGENTS, agent, status_since),
    ONE(TABLE_AGENTS, agent, available_since),
    ONE(TABLE_AGENTS, agent, available_seq),
    ONE(TABLE_AGENTS, agent, listed_seq),
    ONE(TABLE_AGENTS, agent, return_at),
    ARRAY(TABLE_AGENTS, agent, wrapup_ms),
    ONE(TABLE_AGENTS, agent, offer_ms),
    ONE(TABLE_AGENTS, agent, session_ends_at),
    ONE(TABLE_AGENTS, agent, timer_at),
    ONE(TABLE_AGENTS, agent, supervises),
    LINK(TABLE_AGENTS, agent, next.status, TABLE_STATUSES),
    ONE(TABLE_AGENTS, agent, next.reason),
    ONE(TABLE_AGENTS, agent, next.set_by),
    ONE(TABLE_AGENTS, agent, next.when),
    ONE(TABLE_AGENTS, agent, next.scope),
    ONE(TABLE_AGENTS, agent, next.set_by_id),
    ONE(TABLE_AGENTS, agent, next.after_contacts),
    LINK(TABLE_AGENTS, agent, next.return_status, TABLE_STATUSES),
    ONE(TABLE_AGENTS, agent, next.version),
    ONE(TABLE_AGENTS, agent, next.set_at),
    ONE(TABLE_AGENTS, agent, next.at),
    ONE(TABLE_AGENTS, agent, next.return_after_ms),
    ONE(TABLE_AGENTS, agent, next.expires_at),

    ONE(TABLE_CONTACTS, contact, exists),
    ONE(TABLE_CONTACTS, contact, channel),
    ONE(TABLE_CONTACTS, contact, place),
    ONE(TABLE_CONTACTS, contact, initiation),
    ONE(TABLE_CONTACTS, contact, customer_connected),
    ONE(TABLE_CONTACTS, contact, cause),
    ONE(TABLE_CONTACTS, contact, pause_count),
    ONE(TABLE_CONTACTS, contact, chain),
    ONE(TABLE_CONTACTS, contact, monitor_count),
    ONE(TABLE_CONTACTS, contact, generation),
    LINK(TABLE_CONTACTS, contact, next_free, TABLE_CONTACTS),
    LINK(TABLE_CONTACTS, contact, queue, TABLE_QUEUES),
    LINK(TABLE_CONTACTS, contact, agent, TABLE_AGENTS),
    LINK(TABLE_CONTACTS, contact, entry_point, TABLE_ENTRY_POINTS),
    LINK(TABLE_CONTACTS, contact, leg_first, TABLE_LEGS),
    LINK(TABLE_CONTACTS, contact, leg_last, TABLE_LEGS),
    ONE(TABLE_CONTACTS, contact, leg_count),
    LINK(TABLE_CONTACTS, contact, active_leg, TABLE_LEGS),
    ONE(TABLE_CONTACTS, contact, message_count),
    ONE(TABLE_CONTACTS, contact, whisper_count),
    LINK(TABLE_CONTACTS, contact, skipped_agent, TABLE_AGENTS),
    ONE(TABLE_CONTACTS, contact, skipped_version),
    ONE(TABLE_CONTACTS, contact, attempts),
    ONE(TABLE_CONTACTS, contact, priority),
    ONE(TABLE_CONTACTS, contact, age_ms),
    ONE(TABLE_CONTACTS, contact, started_at),
    ONE(TABLE_CONTACTS, contact, queued_at),
    ONE(TABLE_CONTACTS, contact, queued_seq),
    ONE(TABLE_CONTACTS, contact, scheduled_at),
    ONE(TABLE_CONTACTS, contact, connect_by),
    ONE(TABLE_CONTACTS, contact, life_ends_at),
    ONE(TABLE_CONTACTS, contact, ended_at),
    ONE(TABLE_CONTACTS, contact, timer_at),
    ONE(TABLE_CONTACTS, contact, delay_at),
    ONE(TABLE_CONTACTS, contact, initial),
    ONE(TABLE_CONTACTS, contact, previous),

    ONE(TABLE_LEGS, leg, channel),
    ONE(TABLE_LEGS, leg, state),
    ONE(TABLE_LEGS, leg, initiation),
    ONE(TABLE_LEGS, leg, cause),
    ONE(TABLE_LEGS, leg, exempt),
    ONE(TABLE_LEGS, leg, end_cause),
    ONE(TABLE_LEGS, leg, may_barge),
    ONE(TABLE_LEGS, leg, barged),
    LINK(TABLE_LEGS, leg, monitored, TABLE_AGENTS),
    LINK(TABLE_LEGS, leg, agent, TABLE_AGENTS),
    LINK(TABLE_LEGS, leg, contact, TABLE_CONTACTS),
    LINK(TABLE_LEGS, leg, queue, TABLE_QUEUES),
    LINK(TABLE_LEGS, leg, next_of_agent, TABLE_LEGS),
    LINK(TABLE_LEGS, leg, previous_of_agent, TABLE_LEGS),
    LINK(TABLE_LEGS, leg, next_of_contact, TABLE_LEGS),
    LINK(TABLE_LEGS, leg, previous_of_contact, TABLE_LEGS),
    LINK(TABLE_LEGS, leg, next_free, TABLE_LEGS),
    ONE(TABLE_LEGS, leg, offer),
    ONE(TABLE_LEGS, leg, state_since),
    ONE(TABLE_LEGS, leg, offered_at),
    ONE(TABLE_LEGS, leg, connected_at),
    ONE(TABLE_LEGS, leg, ended_at),
    ONE(TABLE_LEGS, leg, hold_since),
    ONE(TABLE_LEGS, leg, deadline),

    /* every table of nodes has these; their links are to the same table */
    ONE(TABLE_AVAILABLE, tree_node, first),
    ONE(TABLE_AVAILABLE, tree_node, second),
    ONE(TABLE_AVAILABLE, tree_node, third),
    ONE(TABLE_AVAILABLE, tree_node, weight),
    ONE(TABLE_AVAILABLE, tree_node, least),
    LINK(TABLE_AVAILABLE, tree_node, left, TABLE_AVAILABLE),
    LINK(TABLE_AVAILABLE, tree_node, right, TABLE_AVAILABLE),
    LINK(TABLE_AVAILABLE, tree_node, parent, TABLE_AVAILABLE),
    ONE(TABLE_AVAILABLE, tree_node, count),
    ONE(TABLE_AVAILABLE, tree_node, rank),
    ONE(TABLE_AVAILABLE, tree_node, linked),
};

enum { FIELDS = sizeof fields / sizeof fields[0] };

/* ---- records ---- */

static size_t first_field(uint32_t table)
{
    size_t index = 0;

    while (fields[index].table != (table >= TABLE_AVAILABLE && table < TABLES ? TABLE_AVAILABLE : table))
        index++;
    return index;
}

/* The first number not in use; 1 is the first that may be. */
static uint32_t records_used(const struct acd *acd, uint32_t table)
{
    switch (table) {
    case TABLE_STATUSES:
        return acd->status_count + 1;
    case TABLE_HOURS:
        return acd->hours_count + 1;
    case TABLE_QUEUES:
        return acd->queue_count + 1;
    case TABLE_PROFILES:
        return acd->profile_count + 1;
    case TABLE_PROFILE_QUEUES:
        return (acd->profile_count + 1) * ACD_PROFILE_QUEUES_MAX;
    case TABLE_ENTRY_POINTS:
        return acd->entry_point_count + 1;
    case TABLE_REASON_LISTS:
        return acd->reason_list_count + 1;
    case TABLE_REASONS:
        return acd->reason_count + 1;
    case TABLE_CONTACTS:
    case TABLE_WAITING:
    case TABLE_TIMERS + TIMER_CONTACT:
    case TABLE_TIMERS + TIMER_DELAY:
        return acd->contact_count + 1;
    case TABLE_LEGS:
    case TABLE_TIMERS + TIMER_LEG:
        return acd->leg_count + 1;
    default:
        return acd->agent_count + 1;
    }
}

static uint64_t number_get(const unsigned char *place, uint8_t width)
{
    uint64_t wide = 0;
    uint32_t four = 0;
    uint16_t two = 0;

    switch (width) {
    case 1:
        return *place;
    case 2:
        memcpy(&two, place, sizeof two);
        return two;
    case 4:
        memcpy(&four, place, sizeof four);
        return four;
    default:
        memcpy(&wide, place, sizeof wide);
        return wide;
    }
}

static void number_put(unsigned char *place, uint8_t width, uint64_t number)
{
    uint32_t four = (uint32_t)number;
    uint16_t two = (uint16_t)number;

    switch (width) {
    case 1:
        *place = (unsigned char)number;
        break;
    case 2:
        memcpy(place, &two, sizeof two);
        break;
    case 4:
        memcpy(place, &four, sizeof four);
        break;
    default:
        memcpy(place, &number, sizeof number);
        break;
    }
}

/* ---- out: to bytes, or to a digest alone ---- */

struct sink {
    uint8_t *bytes; /* NULL: nothing is written */
    size_t max;
    size_t len;
    uint64_t digest;
};

static uint64_t mix(uint64_t digest, uint64_t number)
{
    digest = (digest ^ number) * 0x9E3779B97F4A7C15u;
    return digest ^ (digest >> 32);
}

static void put(struct sink *sink, uint8_t width, uint64_t number)
{
    if (sink->bytes != NULL && sink->len + width <= sink->max) {
        for (uint8_t byte = 0; byte < width; byte++)
            sink->bytes[sink->len + byte] = (uint8_t)(number >> (8 * byte));
    }
    sink->len += width;
    sink->digest = mix(sink->digest, number);
}

static void put_record(struct sink *sink, const unsigned char *record, size_t field)
{
    uint8_t table = fields[field].table;

    for (; field < FIELDS && fields[field].table == table; field++) {
        const unsigned char *place = record + fields[field].offset;
        for (uint16_t index = 0; index < fields[field].repeat; index++, place += fields[field].width)
            put(sink, fields[field].width, number_get(place, fields[field].width));
    }
}

static void put_state(struct sink *sink, const struct acd *acd)
{
    put_record(sink, (const unsigned char *)acd, first_field(HEADER_TABLE));
    for (uint32_t table = 0; table < TABLES; table++) {
        uint32_t end = records_used(acd, table);
        size_t field = first_field(table);
        for (uint32_t number = 1; number < end; number++)
            put_record(sink, table_get(acd, (enum table)table, number), field);
    }
}

uint64_t acd_digest(const struct acd *acd)
{
    struct sink sink = {0};

    put_state(&sink, acd);
    return sink.digest;
}

size_t acd_encode(const struct acd *acd, uint8_t *bytes, size_t bytes_max)
{
    struct sink sink = {0};

    put(&sink, sizeof(uint32_t), MAGIC);
    put(&sink, sizeof(uint32_t), LAYOUT);
    put_state(&sink, acd);
    put(&sink, sizeof(uint64_t), 0);
    if (sink.len > bytes_max)
        return sink.len;
    sink = (struct sink){.bytes = bytes, .max = bytes_max};
    put(&sink, sizeof(uint32_t), MAGIC);
    put(&sink, sizeof(uint32_t), LAYOUT);
    sink.digest = 0;
    put_state(&sink, acd);
    put(&sink, sizeof(uint64_t), sink.digest);
    return sink.len;
}

/* ---- in ---- */

struct source {
    const uint8_t *bytes;
    size_t len;
    size_t at;
    uint64_t digest;
    bool broken; /* too short, or a link to nowhere */
};

static uint64_t take(struct source *source, uint8_t width)
{
    uint64_t number = 0;

    if (source->broken || source->len - source->at < width) {
        source->broken = true;
        return 0;
    }
    for (uint8_t byte = 0; byte < width; byte++)
        number |= (uint64_t)source->bytes[source->at + byte] << (8 * byte);
    source->at += width;
    source->digest = mix(source->digest, number);
    return number;
}

static void take_record(struct source *source, const struct acd *acd, uint32_t table, unsigned char *record,
                        size_t field)
{
    uint8_t kind = fields[field].table;

    for (; field < FIELDS && fields[field].table == kind && !source->broken; field++) {
        uint32_t to = fields[field].link == TABLE_AVAILABLE ? table : fields[field].link;
        unsigned char *place = record + fields[field].offset;
        for (uint16_t index = 0; index < fields[field].repeat; index++, place += fields[field].width) {
            uint64_t number = take(source, fields[field].width);
            if (to != LINK_NONE && number >= table_records(&acd->limits, (enum table)to))
                source->broken = true;
            number_put(place, fields[field].width, number);
        }
    }
}

static bool counts_fit(const struct acd *acd)
{
    const struct acd_limits *limits = &acd->limits;

    return acd->status_count <= limits->statuses && acd->hours_count <= limits->hours &&
           acd->queue_count <= limits->queues && acd->profile_count <= limits->profiles &&
           acd->entry_point_count <= limits->entry_points && acd->group_count <= ACD_GROUPS_MAX &&
           acd->reason_list_count <= ACD_REASON_LISTS_MAX && acd->reason_count <= ACD_REASONS_MAX &&
           acd->agent_count <= limits->agents && acd->contact_count <= limits->contacts &&
           acd->leg_count <= limits->legs;
}

bool acd_decode(struct acd *acd, const uint8_t *bytes, size_t len)
{
    struct source source = {.bytes = bytes, .len = len};
    uint64_t digest;

    if (acd->seq != 0)
        acd_panic("a state is decoded into an empty core only");
    if (take(&source, sizeof(uint32_t)) != MAGIC || take(&source, sizeof(uint32_t)) != LAYOUT)
        return false;
    source.digest = 0;
    take_record(&source, acd, HEADER_TABLE, (unsigned char *)acd, first_field(HEADER_TABLE));
    if (source.broken || !counts_fit(acd))
        return false;
    for (uint32_t table = 0; table < TABLES && !source.broken; table++) {
        uint32_t end = records_used(acd, table);
        size_t field = first_field(table);
        for (uint32_t number = 1; number < end && !source.broken; number++)
            take_record(&source, acd, table, table_edit(acd, (enum table)table, number), field);
    }
    digest = source.digest;
    return take(&source, sizeof digest) == digest && !source.broken && source.at == len;
}
