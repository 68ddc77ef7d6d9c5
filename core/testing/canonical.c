/* A state as bytes in which states that can go on alike are equal (canonical.h). It must not leave out anything that
 * decides what can happen.
 *
 *     timers                    when due: the rank among all that run; and of those due together the order of firing
 *     available agents          their order alone
 *     contacts                  those that wait, or go back to where they waited, in the order of the queue, the others
 *                               by what they are
 *     legs                      of a contact, by agent: a contact has at most one leg with each
 *     agents                    in the order of what they are (two agents set up alike are interchangeable); where that
 *                               is one and the same, in the order in which the whole is least; likewise which of two
 *                               statuses is which, where that was asked for
 *
 * Left out: since when something lasts, who set it and why, why a leg or a contact ended, versions, how often a contact
 * was offered, how many messages it has, generations and free lists, all that the setup fixed; the order of an agent's
 * legs, which orders the events of one batch and no more; and in which order the lives of contacts run out: they end
 * when nothing else is due; and a leg's number, which decides only whether a command that names one is refused, and no
 * command that is explored does. listed_seq, timer_at and delay_at say again what is in the trees (check.c), which are
 * written.
 *
 * Of these only what is asked is written:
 *     how often a contact was paused, its place in its chain     whether the limit is reached; which contacts came
 *                                                                before is only told
 *     how a contact or a leg came about                          a call placed, a callback, listening; a chat that
 *                                                                another agent sent
 *     a missed or a rejected leg                                 one and the same, except on the phone
 *     a contact that is over                                     its channel and its legs; nothing else is asked of it
 *                                                                any more
 *     a contact that is handled                                  its place in the order only if it may be handed on
 * proof/explore/symmetry_test.c shows that it is so by walks that must go on alike, and so does explore --twins for
 * whatever it explores.
 */
#include "core/testing/canonical.h"
#include "core/state.h"

#include <string.h>

/* A member that is added must be looked at here: does a decision read it? Then it is written below. */
_Static_assert(sizeof(struct agent) == 248 && sizeof(struct contact) == 176 && sizeof(struct leg) == 104,
               "a record has changed: let core_canonical() know");

enum {
    AGENTS_MAX = 3,
    CONTACTS_MAX = 8,
    RECORDS_MAX = 40,        /* legs, of a small centre */
    TIMERS_MAX = 64,         /* that run at one time */
    AGENT_BYTES_MAX = 96,    /* of one agent */
    CONTACT_BYTES_MAX = 192, /* of one contact with its legs */
    HEAD_BYTES_MAX = 64
};

_Static_assert(HEAD_BYTES_MAX + AGENTS_MAX * AGENT_BYTES_MAX + CONTACTS_MAX * CONTACT_BYTES_MAX <=
                   CORE_CANONICAL_BYTES_MAX,
               "the bytes of a small centre do not fit");

struct mark {      /* of a timer that runs; 0, 0: it does not */
    uint8_t due;   /* 1: the first of all */
    uint8_t order; /* among those that are due together */
};

struct running {
    int64_t due;
    uint64_t seq;
    struct mark *mark;
};

struct picture {
    const struct acd *acd;
    struct mark (*marks)[RECORDS_MAX + 1]; /* [timer][number] */
    int64_t (*due)[RECORDS_MAX + 1];       /* the same as distances from now; NULL: ranks are enough */
    uint32_t alike[2];                     /* statuses that are exchanged; 0: none are */
    bool handed_on, queue_time;            /* what CORE_CANONICAL_HANDED_ON, _QUEUE_TIME ask for */
    uint32_t agent_at[AGENTS_MAX + 1];     /* the agent in this place */
    uint8_t place_of[AGENTS_MAX + 1];      /* and the place of this agent; 0: of none */
    uint8_t *bytes;
    size_t len;
};

static void put(struct picture *picture, uint8_t byte)
{
    picture->bytes[picture->len++] = byte;
}

static void put_number(struct picture *picture, uint64_t number)
{
    memcpy(picture->bytes + picture->len, &number, sizeof number);
    picture->len += sizeof number;
}

static void put_all(struct picture *picture, const uint8_t *bytes, size_t len)
{
    memcpy(picture->bytes + picture->len, bytes, len);
    picture->len += len;
}

/* ---- timers ---- */

static bool fires_before(const struct running *one, const struct running *other)
{
    return one->due != other->due ? one->due < other->due : one->seq < other->seq;
}

/* A life that runs out does not count, but for the order of the lives where all is to be exact. */
static void add_timer(struct picture *picture, struct running running[TIMERS_MAX], uint32_t *count,
                      enum timer timer, uint32_t number)
{
    const struct tree_node *node = &nodes_of(picture->acd, (uint32_t)TABLE_TIMERS + (uint32_t)timer)[number];
    struct running one = {node->first, node->third, &picture->marks[timer][number]};
    bool life = timer == TIMER_CONTACT && node->first == contact_get(picture->acd, number)->life_ends_at;
    uint32_t at = *count;

    *one.mark = (struct mark){0, 0};
    if (picture->due != NULL)
        picture->due[timer][number] = node->linked && !life ? node->first - picture->acd->now : 0;
    if (!node->linked || (life && picture->due == NULL))
        return;
    if (*count == TIMERS_MAX)
        acd_panic("too many timers for a small centre");
    for (; at > 0 && fires_before(&one, &running[at - 1]); at--)
        running[at] = running[at - 1];
    running[at] = one;
    ++*count;
}

static void rank_timers(struct picture *picture)
{
    const struct acd *acd = picture->acd;
    struct running running[TIMERS_MAX];
    uint32_t count = 0;

    if (acd->leg_count > RECORDS_MAX || acd->contact_count > CONTACTS_MAX || acd->agent_count > AGENTS_MAX)
        acd_panic("a small centre's state is not small");
    for (uint32_t number = 1; number <= acd->agent_count; number++)
        add_timer(picture, running, &count, TIMER_AGENT, number);
    for (uint32_t number = 1; number <= acd->contact_count; number++) {
        add_timer(picture, running, &count, TIMER_CONTACT, number);
        add_timer(picture, running, &count, TIMER_DELAY, number);
    }
    for (uint32_t number = 1; number <= acd->leg_count; number++)
        add_timer(picture, running, &count, TIMER_LEG, number);
    for (uint32_t at = 0; at < count; at++) {
        bool together = at > 0 && running[at].due == running[at - 1].due;
        uint8_t last = at > 0 ? running[at - 1].mark->due : 0;
        running[at].mark->due = (uint8_t)(last + !together);
        running[at].mark->order = together ? (uint8_t)(running[at - 1].mark->order + 1) : 1;
    }
}

static void put_timer(struct picture *picture, enum timer timer, uint32_t number)
{
    put(picture, picture->marks[timer][number].due);
    put(picture, picture->marks[timer][number].order);
    if (picture->due != NULL)
        put_number(picture, (uint64_t)picture->due[timer][number]);
}

/* ---- agents ---- */

/* 1: available longest; 0: not available. */
static uint8_t order_of_available(const struct acd *acd, const struct agent *agent)
{
    uint8_t order = 1;

    for (uint32_t other = 1; other <= acd->agent_count; other++) {
        const struct agent *one = agent_get(acd, other);
        order +=
            one->available_since != 0 &&
            (one->available_since < agent->available_since ||
             (one->available_since == agent->available_since && one->available_seq < agent->available_seq));
    }
    return agent->available_since == 0 ? 0 : order;
}

static uint8_t status_of(const struct picture *picture, uint32_t status)
{
    if (status == 0 || (status != picture->alike[0] && status != picture->alike[1]))
        return (uint8_t)status;
    return (uint8_t)(picture->alike[0] + picture->alike[1] - status);
}

static void put_next(struct picture *picture, const struct acd_next *next)
{
    put(picture, status_of(picture, next->status));
    put(picture, (uint8_t)next->reason);
    put(picture, next->when);
    put(picture, next->scope);
    put(picture, (uint8_t)next->after_contacts);
    put(picture, status_of(picture, next->return_status));
    put_number(picture, (uint64_t)next->return_after_ms);
}

/* Nothing of other agents or of contacts: so that agents can be told apart by it. */
static void put_agent(struct picture *picture, uint32_t number)
{
    const struct agent *agent = agent_get(picture->acd, number);

    put(picture, (uint8_t)(agent->exists | agent->enabled << 1 | agent->ready << 2 | agent->stop_new << 3));
    put(picture, agent->listed);
    put(picture, agent->page);
    put(picture, agent->group);
    put(picture, agent->held_count);
    put(picture, (uint8_t)agent->profile);
    put(picture, (uint8_t)agent->listed_profile);
    put(picture, status_of(picture, agent->status));
    put(picture, status_of(picture, agent->return_status));
    put_all(picture, agent->auto_accept, sizeof agent->auto_accept);
    put_all(picture, agent->occupied, sizeof agent->occupied);
    put_all(picture, agent->limits, sizeof agent->limits);
    put_all(picture, agent->blends[0], sizeof agent->blends);
    put_number(picture, agent->supervises);
    put(picture, order_of_available(picture->acd, agent));
    put(picture, agent->return_at != ACD_NEVER);
    put(picture, agent->session_ends_at != ACD_NEVER);
    put_next(picture, &agent->next);
    put_timer(picture, TIMER_AGENT, number);
    put(picture, agent->leg_count);
}

static uint8_t place_of_agent(const struct picture *picture, uint32_t agent)
{
    return agent <= AGENTS_MAX ? picture->place_of[agent] : 0;
}

/* ---- contacts and their legs ---- */

/* How a chat came to an agent from another one is told apart because such a chat may be one more than there are slots
 * (promises.c). */
static uint8_t origin_of(uint8_t channel, uint8_t initiation, bool exempt)
{
    if (initiation == ACD_INITIATION_OUTBOUND || initiation == ACD_INITIATION_CALLBACK ||
        initiation == ACD_INITIATION_MONITOR)
        return (uint8_t)(initiation << 1 | exempt);
    return channel == ACD_TASK ? 0 : exempt || initiation == ACD_INITIATION_TRANSFER;
}

static void put_leg(struct picture *picture, uint32_t number)
{
    const struct leg *leg = leg_get(picture->acd, number);
    bool missed =
        leg->channel != ACD_VOICE && (leg->state == ACD_LEG_MISSED || leg->state == ACD_LEG_REJECTED);

    put(picture, missed ? ACD_LEG_MISSED : leg->state);
    put(picture, origin_of(leg->channel, leg->initiation, leg->exempt));
    put(picture, place_of_agent(picture, leg->monitored));
    put(picture, (uint8_t)(leg->may_barge | leg->barged << 1 | (leg->connected_at != 0) << 2));
    put(picture, missed ? 0 : (uint8_t)leg->queue);
    put_timer(picture, TIMER_LEG, number);
}

/* Whom it passes over now, as long as that agent does not change status. */
static uint8_t skipped_place(const struct picture *picture, const struct contact *contact)
{
    uint32_t agent = contact->skipped_agent;

    if (agent == 0 || agent_get(picture->acd, agent)->version != contact->skipped_version)
        return 0;
    return place_of_agent(picture, agent);
}

static void put_life(struct picture *picture, const struct contact *contact)
{
    bool waits_again = contact->place != ACD_PLACE_HANDLED || picture->handed_on;

    put(picture, origin_of(contact->channel, contact->initiation, false));
    put(picture, contact->customer_connected);
    put(picture, contact->pause_count >= ACD_PAUSES_MAX);
    put(picture, contact->chain >= ACD_CHAIN_MAX);
    put(picture, (uint8_t)contact->queue);
    put(picture, place_of_agent(picture, contact->agent));
    put_number(picture, waits_again ? (uint64_t)contact->priority : 0);
    put_number(picture, waits_again ? (uint64_t)contact->age_ms : 0);
    put(picture, contact->connect_by != ACD_NEVER);
    put(picture, skipped_place(picture, contact));
}

/* It waits, or goes back to where it waited. */
static bool is_held(const struct contact *contact)
{
    return contact->place == ACD_PLACE_WAITING || contact->place == ACD_PLACE_OFFERED ||
           contact->place == ACD_PLACE_PARKED;
}

/* 1: waits longest, or would if it were handed to another agent, where it keeps its place in time. */
static uint8_t order_of_queued(const struct acd *acd, const struct contact *contact)
{
    int64_t times[CONTACTS_MAX];
    uint8_t count = 0;

    for (uint32_t number = 1; number <= acd->contact_count; number++) {
        const struct contact *one = contact_get(acd, number);
        uint8_t at = 0;
        if (!one->exists || one->place == ACD_PLACE_OVER || one->queued_at >= contact->queued_at)
            continue;
        while (at < count && times[at] != one->queued_at)
            at++;
        times[at] = one->queued_at;
        count += at == count;
    }
    return (uint8_t)(count + 1);
}

static void put_contact(struct picture *picture, uint32_t number)
{
    const struct acd *acd = picture->acd;
    const struct contact *contact = contact_get(acd, number);

    put(picture, !is_held(contact)); /* those that wait, or may wait again, come first */
    put(picture, contact->place);
    put(picture, contact->channel);
    if ((uint32_t)acd->work > 1)
        put(picture, (uint8_t)number); /* due work goes on in the middle of the table */
    put_timer(picture, TIMER_CONTACT, number);
    put_timer(picture, TIMER_DELAY, number);
    if (contact->place != ACD_PLACE_OVER && picture->queue_time) {
        put(picture, order_of_queued(acd, contact));
        put(picture, contact->queued_at == acd->now);
    }
    if (contact->place != ACD_PLACE_OVER)
        put_life(picture, contact);
    for (uint32_t at = 1; at <= acd->agent_count; at++) {
        uint32_t leg = contact->leg_first;
        while (leg != 0 && leg_get(acd, leg)->agent != picture->agent_at[at])
            leg = leg_get(acd, leg)->next_of_contact;
        put(picture, leg != 0);
        if (leg != 0)
            put_leg(picture, leg);
    }
}

struct drawn { /* a contact's bytes */
    uint32_t number;
    size_t len;
    uint8_t bytes[CONTACT_BYTES_MAX];
};

/* Is one before the other? As they wait; else as their bytes say. */
static bool drawn_before(const struct acd *acd, const struct drawn *one, const struct drawn *other)
{
    const struct contact *a = contact_get(acd, one->number), *b = contact_get(acd, other->number);

    if (is_held(a) && is_held(b))
        return a->queued_at != b->queued_at ? a->queued_at < b->queued_at : a->queued_seq < b->queued_seq;
    int order = memcmp(one->bytes, other->bytes, one->len < other->len ? one->len : other->len);
    return order != 0 ? order < 0 : one->len < other->len;
}

static void put_contacts(struct picture *picture)
{
    const struct acd *acd = picture->acd;
    struct picture side = *picture;
    struct drawn drawn[CONTACTS_MAX];
    const struct drawn *order[CONTACTS_MAX];
    uint32_t count = 0;

    for (uint32_t number = 1; number <= acd->contact_count; number++) {
        struct drawn *one = &drawn[count];
        uint32_t at = count;
        if (!contact_get(acd, number)->exists)
            continue;
        side.bytes = one->bytes;
        side.len = 0;
        put_contact(&side, number);
        one->number = number;
        one->len = side.len;
        for (; at > 0 && drawn_before(acd, one, order[at - 1]); at--)
            order[at] = order[at - 1];
        order[at] = one;
        count++;
    }
    for (uint32_t at = 0; at < count; at++)
        put_all(picture, order[at]->bytes, order[at]->len);
}

/* ---- the whole ---- */

static void put_head(struct picture *picture)
{
    const struct acd *acd = picture->acd;

    if (acd->status_count + acd->queue_count + acd->profile_count > HEAD_BYTES_MAX - 2 * sizeof(uint64_t))
        acd_panic("a small centre's setup is not small");
    put_number(picture, acd->work);
    put(picture, acd_deadline(acd) <= acd->now);
    for (uint32_t status = 1; status <= acd->status_count; status++)
        put(picture, acd_status_get(acd, status)->enabled);
    for (uint32_t queue = 1; queue <= acd->queue_count; queue++)
        put(picture, queue_get(acd, queue)->enabled);
    for (uint32_t profile = 1; profile <= acd->profile_count; profile++)
        put(picture, profile_get(acd, profile)->stale);
}

static void place_agent(struct picture *picture, uint32_t agent, uint8_t place)
{
    picture->agent_at[place] = agent;
    picture->place_of[agent] = place;
}

static size_t put_state(struct picture *picture, const struct drawn agents[AGENTS_MAX + 1])
{
    for (uint32_t at = 1; at <= picture->acd->agent_count; at++)
        put_all(picture, agents[picture->agent_at[at]].bytes, agents[picture->agent_at[at]].len);
    put_contacts(picture);
    return picture->len;
}

/* Both orders, and the lesser bytes. */
static size_t put_lesser(struct picture *picture, const struct drawn agents[AGENTS_MAX + 1])
{
    struct picture other = *picture;
    uint8_t bytes[CORE_CANONICAL_BYTES_MAX];
    size_t begin = picture->len, len = put_state(picture, agents) - begin;

    other.bytes = bytes;
    other.len = 0;
    place_agent(&other, 1, 2);
    place_agent(&other, 2, 1);
    size_t other_len = put_state(&other, agents);
    if (other_len < len || (other_len == len && memcmp(bytes, picture->bytes + begin, len) < 0)) {
        memcpy(picture->bytes + begin, bytes, other_len);
        len = other_len;
    }
    return begin + len;
}

/* Every agent by itself. */
static void draw_agents(const struct picture *picture, struct drawn agents[AGENTS_MAX + 1])
{
    for (uint32_t number = 1; number <= picture->acd->agent_count; number++) {
        struct picture side = *picture;
        side.bytes = agents[number].bytes;
        side.len = 0;
        put_agent(&side, number);
        agents[number].len = side.len;
    }
}

/* Of two agents, whatever their order; an agent's bytes are as many as another's. */
static bool lesser_agents(const struct drawn one[AGENTS_MAX + 1], const struct drawn other[AGENTS_MAX + 1])
{
    int first = memcmp(one[1].bytes, one[2].bytes, one[1].len) > 0 ? 2 : 1;
    int other_first = memcmp(other[1].bytes, other[2].bytes, other[1].len) > 0 ? 2 : 1;
    int order = memcmp(one[first].bytes, other[other_first].bytes, one[1].len);

    if (order == 0)
        order = memcmp(one[3 - first].bytes, other[3 - other_first].bytes, one[1].len);
    return order < 0;
}

/* The first two CUSTOM statuses exchanged, if that is the lesser picture of the agents: nothing else has to do with
 * statuses. */
static void exchange_statuses(const struct picture *picture, struct drawn agents[AGENTS_MAX + 1])
{
    const struct acd *acd = picture->acd;
    struct picture other = *picture;
    struct drawn drawn[AGENTS_MAX + 1];
    uint32_t count = 0;

    for (uint32_t status = 1; status <= acd->status_count && count < 2; status++) {
        if (acd_status_get(acd, status)->type == ACD_STATUS_CUSTOM)
            other.alike[count++] = status;
    }
    if (count < 2 ||
        acd_status_get(acd, other.alike[0])->enabled != acd_status_get(acd, other.alike[1])->enabled)
        return;
    draw_agents(&other, drawn);
    if (lesser_agents(drawn, agents))
        memcpy(agents, drawn, sizeof drawn);
}

/* In the order in which the agents go into the whole. */
static size_t put_agents_and_contacts(struct picture *picture, bool statuses_alike)
{
    const struct acd *acd = picture->acd;
    struct drawn agents[AGENTS_MAX + 1];

    draw_agents(picture, agents);
    for (uint32_t number = 1; number <= acd->agent_count; number++)
        place_agent(picture, number, (uint8_t)number);
    if (acd->agent_count != 2 || acd->work != 0)
        return put_state(picture, agents);
    if (statuses_alike)
        exchange_statuses(picture, agents);
    int order = memcmp(agents[1].bytes, agents[2].bytes, agents[1].len);
    if (order == 0)
        return put_lesser(picture, agents);
    if (order > 0) {
        place_agent(picture, 1, 2);
        place_agent(picture, 2, 1);
    }
    return put_state(picture, agents);
}

size_t core_canonical(const struct acd *acd, unsigned what, uint8_t *bytes)
{
    struct mark marks[TIMERS][RECORDS_MAX + 1];
    int64_t due[TIMERS][RECORDS_MAX + 1];
    struct picture picture = {.acd = acd,
                              .marks = marks,
                              .due = what & CORE_CANONICAL_EXACT ? due : NULL,
                              .handed_on = what & CORE_CANONICAL_HANDED_ON,
                              .queue_time = what & CORE_CANONICAL_QUEUE_TIME,
                              .bytes = bytes};

    rank_timers(&picture);
    put_head(&picture);
    return put_agents_and_contacts(&picture, what & CORE_CANONICAL_STATUSES_ALIKE);
}
