/* A state as bytes in which states that can go on alike are equal (canonical.h). It must leave out nothing that decides what can happen.
 *
 *     timers                    due (its rank among all that run) and place in the order of firing
 *     available agents          their order alone
 *     contacts                  those that wait in the order of the queue, the others by what they are
 *     legs                      of a contact, by agent: a contact has at most one leg with each
 *     agents                    in the order in which the whole is least (two agents set up alike are interchangeable)
 *
 * Left out: since when something lasts, who set it and why, why a leg or a contact ended, versions, how often a contact was offered, how many messages it has, generations and
 * free lists, all that the setup fixed; the order of an agent's legs, which orders the events of one batch and no more; and in which order the lives of contacts
 * run out: they end when nothing else is due; and a leg's number, which decides only whether a command that names one is refused, and no command that is
 * explored does. listed_seq, timer_at and delay_at say again what is in the trees (check.c), which are written.
 */
#include "core/testing/canonical.h"
#include "core/state.h"

#include <string.h>

/* A member that is added must be looked at here: does a decision read it? Then it is written below. */
_Static_assert(sizeof(struct agent) == 248 && sizeof(struct contact) == 176 && sizeof(struct leg) == 104,
               "a record has changed: let core_canonical() know");

enum { RANKED_MAX = 256, AGENTS_MAX = 3, CONTACTS_MAX = 8 };

struct ranks {
    int64_t numbers[RANKED_MAX];
    uint32_t count;
};

struct picture {
    const struct acd *acd;
    struct ranks times;                    /* at which a timer is due */
    struct ranks firings;                  /* timer_seq of what runs */
    uint32_t agent_at[AGENTS_MAX + 1];     /* the agent in this place */
    uint32_t contact_at[CONTACTS_MAX + 1]; /* the contact in this place */
    uint32_t contacts;
    uint8_t *bytes;
    size_t len;
};

/* ---- ranks ---- */

static void rank_add(struct ranks *ranks, int64_t number)
{
    uint32_t at = 0;

    while (at < ranks->count && ranks->numbers[at] < number)
        at++;
    if (at < ranks->count && ranks->numbers[at] == number)
        return;
    if (ranks->count == RANKED_MAX)
        acd_panic("too many times for a small centre");
    memmove(&ranks->numbers[at + 1], &ranks->numbers[at], (ranks->count - at) * sizeof ranks->numbers[0]);
    ranks->numbers[at] = number;
    ranks->count++;
}

static uint8_t rank_of(const struct ranks *ranks, int64_t number)
{
    for (uint32_t at = 0; at < ranks->count; at++) {
        if (ranks->numbers[at] == number)
            return (uint8_t)(at + 1);
    }
    acd_panic("a time was written that was not ranked");
}

/* ---- what counts ---- */

static const struct tree_node *timer_of(const struct acd *acd, enum timer timer, uint32_t number)
{
    return &nodes_of(acd, (uint32_t)TABLE_TIMERS + (uint32_t)timer)[number];
}

static bool counts(const struct acd *acd, enum timer timer, uint32_t number)
{
    const struct tree_node *node = timer_of(acd, timer, number);

    return node->linked && (timer != TIMER_CONTACT || node->first != contact_get(acd, number)->life_ends_at);
}

static void rank_timer(struct picture *picture, enum timer timer, uint32_t number)
{
    const struct tree_node *node = timer_of(picture->acd, timer, number);

    if (!counts(picture->acd, timer, number))
        return;
    rank_add(&picture->times, node->first);
    rank_add(&picture->firings, (int64_t)node->third);
}

static void rank_all(struct picture *picture)
{
    const struct acd *acd = picture->acd;

    for (uint32_t number = 1; number <= acd->agent_count; number++)
        rank_timer(picture, TIMER_AGENT, number);
    for (uint32_t number = 1; number <= acd->contact_count; number++) {
        if (!contact_get(acd, number)->exists)
            continue;
        rank_timer(picture, TIMER_CONTACT, number);
        rank_timer(picture, TIMER_DELAY, number);
    }
    for (uint32_t number = 1; number <= acd->leg_count; number++) {
        if (leg_get(acd, number)->state != ACD_LEG_NONE)
            rank_timer(picture, TIMER_LEG, number);
    }
}

/* ---- places ---- */

static uint8_t place_of(const uint32_t *numbers, uint32_t count, uint32_t number)
{
    for (uint32_t at = 1; at <= count; at++) {
        if (numbers[at] == number)
            return (uint8_t)at;
    }
    return 0;
}

static uint8_t place_of_id(const struct picture *picture, uint64_t id)
{
    uint32_t number = contact_find(picture->acd, id);
    return number == 0 ? 0 : place_of(picture->contact_at, picture->contacts, number);
}

/* 1: available longest; 0: not available. */
static uint8_t order_of_available(const struct acd *acd, uint32_t number)
{
    const struct agent *agent = agent_get(acd, number);
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

/* ---- writing ---- */

static void put(struct picture *picture, uint8_t byte)
{
    if (picture->len == CORE_CANONICAL_BYTES_MAX)
        acd_panic("a small centre's state is not small");
    picture->bytes[picture->len++] = byte;
}

static void put_number(struct picture *picture, uint64_t number)
{
    for (int shift = 0; shift < 64; shift += 8)
        put(picture, (uint8_t)(number >> shift));
}

static void put_all(struct picture *picture, const uint8_t *bytes, size_t len)
{
    for (size_t at = 0; at < len; at++)
        put(picture, bytes[at]);
}

static void put_timer(struct picture *picture, enum timer timer, uint32_t number)
{
    const struct tree_node *node = timer_of(picture->acd, timer, number);
    bool written = counts(picture->acd, timer, number);

    put(picture, written ? rank_of(&picture->times, node->first) : 0);
    put(picture, written ? rank_of(&picture->firings, (int64_t)node->third) : 0);
}

static uint8_t agent_place(const struct picture *picture, uint32_t agent)
{
    return place_of(picture->agent_at, picture->acd->agent_count, agent);
}

static void put_next(struct picture *picture, const struct acd_next *next)
{
    put(picture, (uint8_t)next->status);
    put(picture, (uint8_t)next->reason);
    put(picture, next->when);
    put(picture, next->scope);
    put(picture, (uint8_t)next->after_contacts);
    put(picture, (uint8_t)next->return_status);
    put_number(picture, (uint64_t)next->return_after_ms);
}

static void put_leg(struct picture *picture, uint32_t number)
{
    const struct leg *leg = leg_get(picture->acd, number);

    put(picture, leg->state);
    put(picture, leg->initiation);
    put(picture, leg->exempt);
    put(picture, agent_place(picture, leg->monitored));
    put(picture, (uint8_t)(leg->may_barge | leg->barged << 1));
    put(picture, agent_place(picture, leg->agent));
    put(picture, (uint8_t)leg->queue);
    put_timer(picture, TIMER_LEG, number);
}

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
    put(picture, (uint8_t)agent->status);
    put(picture, (uint8_t)agent->return_status);
    put_all(picture, agent->auto_accept, sizeof agent->auto_accept);
    put_all(picture, agent->occupied, sizeof agent->occupied);
    put_all(picture, agent->limits, sizeof agent->limits);
    put_all(picture, agent->blends[0], sizeof agent->blends);
    put_number(picture, agent->supervises);
    put(picture, order_of_available(picture->acd, number));
    put(picture, agent->return_at != ACD_NEVER);
    put(picture, agent->session_ends_at != ACD_NEVER);
    put_next(picture, &agent->next);
    put_timer(picture, TIMER_AGENT, number);
    put(picture, agent->leg_count);
}

/* Whom it passes over now, as long as that agent does not change status. */
static uint8_t skipped_place(const struct picture *picture, const struct contact *contact)
{
    uint32_t agent = contact->skipped_agent;

    if (agent == 0 || agent_get(picture->acd, agent)->version != contact->skipped_version)
        return 0;
    return agent_place(picture, agent);
}

static void put_contact(struct picture *picture, uint32_t number)
{
    const struct acd *acd = picture->acd;
    const struct contact *contact = contact_get(acd, number);

    put(picture, contact->place != ACD_PLACE_WAITING); /* those that wait come first */
    put(picture, contact->place);
    put(picture, contact->channel);
    put(picture, contact->initiation);
    put(picture, contact->customer_connected);
    put(picture, contact->pause_count);
    put(picture, contact->chain);
    put(picture, (uint8_t)contact->queue);
    put(picture, agent_place(picture, contact->agent));
    put_number(picture, (uint64_t)contact->priority);
    put_number(picture, (uint64_t)contact->age_ms);
    put(picture, contact->connect_by != ACD_NEVER);
    put(picture, skipped_place(picture, contact));
    put_timer(picture, TIMER_CONTACT, number);
    put_timer(picture, TIMER_DELAY, number);
    for (uint32_t at = 1; at <= acd->agent_count; at++) {
        uint32_t leg = leg_find(acd, picture->agent_at[at], number);
        put(picture, leg != 0);
        if (leg != 0)
            put_leg(picture, leg);
    }
}

/* Is one before the other? As they wait; else as their bytes say. */
static bool contact_before(struct picture *picture, uint32_t one, uint32_t other)
{
    const struct contact *a = contact_get(picture->acd, one), *b = contact_get(picture->acd, other);
    size_t begin = picture->len, middle, end;

    if (a->place == ACD_PLACE_WAITING && b->place == ACD_PLACE_WAITING)
        return a->queued_at != b->queued_at ? a->queued_at < b->queued_at : a->queued_seq < b->queued_seq;
    put_contact(picture, one);
    middle = picture->len;
    put_contact(picture, other);
    end = picture->len;
    picture->len = begin;
    int order = memcmp(picture->bytes + begin, picture->bytes + middle,
                       end - middle < middle - begin ? end - middle : middle - begin);
    return order != 0 ? order < 0 : middle - begin < end - middle;
}

static void place_contacts(struct picture *picture)
{
    picture->contacts = 0;
    for (uint32_t number = 1; number <= picture->acd->contact_count; number++) {
        uint32_t at = picture->contacts;
        if (!contact_get(picture->acd, number)->exists)
            continue;
        if (at == CONTACTS_MAX)
            acd_panic("too many contacts for a small centre");
        while (at > 0 && contact_before(picture, number, picture->contact_at[at])) {
            picture->contact_at[at + 1] = picture->contact_at[at];
            at--;
        }
        picture->contact_at[at + 1] = number;
        picture->contacts++;
    }
}

static void put_state(struct picture *picture)
{
    const struct acd *acd = picture->acd;

    place_contacts(picture);
    put_number(picture, acd->work);
    put(picture, acd_deadline(acd) <= acd->now);
    for (uint32_t status = 1; status <= acd->status_count; status++)
        put(picture, acd_status_get(acd, status)->enabled);
    for (uint32_t queue = 1; queue <= acd->queue_count; queue++)
        put(picture, queue_get(acd, queue)->enabled);
    for (uint32_t profile = 1; profile <= acd->profile_count; profile++)
        put(picture, profile_get(acd, profile)->stale);
    for (uint32_t at = 1; at <= acd->agent_count; at++)
        put_agent(picture, picture->agent_at[at]);
    for (uint32_t at = 1; at <= picture->contacts; at++) {
        put_contact(picture, picture->contact_at[at]);
        put(picture, place_of_id(picture, contact_get(acd, picture->contact_at[at])->initial));
        put(picture, place_of_id(picture, contact_get(acd, picture->contact_at[at])->previous));
    }
}

size_t core_canonical(const struct acd *acd, uint8_t *bytes)
{
    struct picture picture = {.acd = acd, .bytes = bytes};
    uint8_t other[CORE_CANONICAL_BYTES_MAX];
    size_t len;

    rank_all(&picture);
    for (uint32_t number = 1; number <= acd->agent_count && number <= AGENTS_MAX; number++)
        picture.agent_at[number] = number;
    put_state(&picture);
    len = picture.len;
    if (acd->agent_count != 2 || acd->work != 0)
        return len;
    picture.agent_at[1] = 2;
    picture.agent_at[2] = 1;
    picture.bytes = other;
    picture.len = 0;
    put_state(&picture);
    if (picture.len < len || (picture.len == len && memcmp(other, bytes, len) < 0)) {
        memcpy(bytes, other, picture.len);
        len = picture.len;
    }
    return len;
}

bool core_is_within(const struct acd *acd, uint32_t pauses_max, uint32_t transfers_max)
{
    for (uint32_t number = 1; number <= acd->contact_count; number++) {
        const struct contact *contact = contact_get(acd, number);
        if (contact->exists && (contact->pause_count > pauses_max || contact->chain > transfers_max + 1))
            return false;
    }
    return true;
}
