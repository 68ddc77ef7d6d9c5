/* Making up what a day does not tell (guess.h has the rules). It must not be asked where the day tells. */
#include "whatif/guess.h"

#include <stdlib.h>

#define GUESS_WHOLE (UINT64_C(1) << 32)

enum { NEAR_MAX = 64, DISMISS_MS = 5000 /* where nobody put anything away that day */ };
enum purpose { FOR_PATIENCE, FOR_WORK, FOR_ANSWER, FOR_DISMISSAL, FOR_RETURN };

/* A channel as a whole, and everything, as groups beside those of single queues. */
#define ANY_QUEUE   UINT32_MAX
#define ANY_CHANNEL ACD_CHANNELS

static uint64_t group_of(uint32_t channel, uint32_t queue)
{
    return (uint64_t)channel << 32 | queue;
}

/* splitmix64 */
uint64_t guess_draw(uint64_t order, uint32_t salt, uint32_t purpose, uint64_t below)
{
    uint64_t z = order * UINT64_C(0x9e3779b97f4a7c15) + ((uint64_t)salt << 8) + purpose;

    z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
    return (z ^ z >> 31) % below;
}

/* ---- how long customers are willing to wait ---- */

/* A stay as one number, so that many are quickly in order: channel, queue, milliseconds, and last whether they were
 * answered. Who left goes before who was answered after just as long: they were both still there. */
enum {
    STAY_MS_SHIFT = 1,
    STAY_GROUP_SHIFT = 40,
    STAY_QUEUE_BITS = 21,
    STAY_QUEUE_ANY = (1 << STAY_QUEUE_BITS) - 1
};
#define STAY_MS_MASK ((UINT64_C(1) << (STAY_GROUP_SHIFT - STAY_MS_SHIFT)) - 1)

static uint64_t stay_group(uint32_t channel, uint32_t queue)
{
    return (uint64_t)channel << STAY_QUEUE_BITS | (queue < STAY_QUEUE_ANY ? queue : STAY_QUEUE_ANY);
}

static int by_number(const void *a, const void *b)
{
    uint64_t one = *(const uint64_t *)a;
    uint64_t other = *(const uint64_t *)b;

    return one < other ? -1 : one > other;
}

static uint32_t gather_stays(const struct told *day, uint64_t *stays)
{
    uint32_t count = 0;

    for (uint32_t i = 1; i <= day->course_count; i++) {
        const struct course *course = &day->courses[i];
        bool left = course->patience_ms != DAY_NEVER;
        uint64_t ms = (uint64_t)(left ? course->patience_ms : course->waited_ms) & STAY_MS_MASK;
        if (course->queued_at == 0)
            continue;
        ms = ms << STAY_MS_SHIFT | !left;
        stays[count++] = stay_group(course->channel, course->last_queue) << STAY_GROUP_SHIFT | ms;
        stays[count++] = stay_group(course->channel, ANY_QUEUE) << STAY_GROUP_SHIFT | ms;
    }
    qsort(stays, count, sizeof stays[0], by_number);
    return count;
}

/* The curve of one group: at each time at which somebody left, the share that is still there. */
static void draw_curve(struct guesses *guesses, const uint64_t *stays, uint32_t count)
{
    struct guess_curve *curve = &guesses->curves[guesses->curve_count++];
    uint64_t share = GUESS_WHOLE;

    curve->group = stays[0] >> STAY_GROUP_SHIFT;
    curve->from = guesses->point_count;
    for (uint32_t i = 0; i < count; i++) {
        if (stays[i] & 1)
            continue;
        share = share * (count - i - 1) / (count - i);
        guesses->points[guesses->point_count++] =
            (struct guess_point){(int64_t)(stays[i] >> STAY_MS_SHIFT & STAY_MS_MASK), share};
    }
    curve->to = guesses->point_count;
}

static bool prepare_curves(struct guesses *guesses, const struct told *day)
{
    size_t room = (size_t)day->course_count * 2 + 1;
    uint64_t *stays = calloc(room, sizeof stays[0]);
    uint32_t count, from = 0;

    guesses->points = calloc(room, sizeof guesses->points[0]);
    guesses->curves = calloc(room, sizeof guesses->curves[0]);
    if (stays == NULL || guesses->points == NULL || guesses->curves == NULL) {
        free(stays);
        return false;
    }
    count = gather_stays(day, stays);
    for (uint32_t i = 1; i <= count; i++) {
        if (i < count && stays[i] >> STAY_GROUP_SHIFT == stays[from] >> STAY_GROUP_SHIFT)
            continue;
        draw_curve(guesses, &stays[from], i - from);
        from = i;
    }
    free(stays);
    return true;
}

static const struct guess_curve *find_curve(const struct guesses *guesses, uint64_t group)
{
    uint32_t low = 0, high = guesses->curve_count;

    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (guesses->curves[middle].group < group)
            low = middle + 1;
        else
            high = middle;
    }
    return low < guesses->curve_count && guesses->curves[low].group == group ? &guesses->curves[low] : NULL;
}

/* The first point of the curve after this long. */
static uint32_t point_after(const struct guesses *guesses, const struct guess_curve *curve, int64_t ms)
{
    uint32_t low = curve->from, high = curve->to;

    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (guesses->points[middle].ms <= ms)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* How long one of the curve stays who has stayed for waited_ms: the first time at which no more than a share `part` of
 * such are left. */
static int64_t stay_of(const struct guesses *guesses, const struct guess_curve *curve, int64_t waited_ms,
                       uint64_t part)
{
    uint32_t low = point_after(guesses, curve, waited_ms), high = curve->to;
    uint64_t share = low > curve->from ? guesses->points[low - 1].share : GUESS_WHOLE;
    uint64_t until = share * part / GUESS_WHOLE;

    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (guesses->points[middle].share > until)
            low = middle + 1;
        else
            high = middle;
    }
    return low < curve->to ? guesses->points[low].ms : ACD_NEVER;
}

int64_t guess_patience(const struct guesses *guesses, const struct told *day, uint32_t number, uint32_t salt)
{
    const struct course *course = &day->courses[number];
    const struct guess_curve *curve = find_curve(guesses, stay_group(course->channel, course->last_queue));

    if (course->patience_ms != DAY_NEVER)
        return course->patience_ms;
    if (curve == NULL || curve->to - curve->from < GUESS_LEFT_MIN)
        curve = find_curve(guesses, stay_group(course->channel, ANY_QUEUE));
    if (curve == NULL)
        return ACD_NEVER;
    return stay_of(guesses, curve, course->waited_ms,
                   guess_draw(course->order, salt, FOR_PATIENCE, GUESS_WHOLE));
}

/* ---- pools: others to take it from ---- */

struct pooled {
    uint64_t group;
    uint32_t number;
};

static int by_group(const void *a, const void *b)
{
    const struct pooled *one = a;
    const struct pooled *other = b;

    if (one->group != other->group)
        return one->group < other->group ? -1 : 1;
    return one->number < other->number ? -1 : one->number > other->number;
}

static bool fill_pool(struct guess_pool *pool, struct pooled *pooled, uint32_t count)
{
    pool->items = calloc((size_t)count + 1, sizeof pool->items[0]);
    pool->ranges = calloc((size_t)count + 1, sizeof pool->ranges[0]);
    if (pool->items == NULL || pool->ranges == NULL)
        return false;
    qsort(pooled, count, sizeof pooled[0], by_group);
    for (uint32_t i = 0; i < count; i++) {
        if (i == 0 || pooled[i].group != pooled[i - 1].group)
            pool->ranges[pool->range_count++] = (struct guess_range){.group = pooled[i].group, .from = i};
        pool->ranges[pool->range_count - 1].to = i + 1;
        pool->items[i] = pooled[i].number;
    }
    pool->count = count;
    return true;
}

/* One of the group; DAY_NONE: it has none. */
static uint32_t pick(const struct guess_pool *pool, uint64_t group, uint64_t order, uint32_t salt,
                     enum purpose purpose)
{
    for (uint32_t i = 0; i < pool->range_count; i++) {
        const struct guess_range *range = &pool->ranges[i];
        if (range->group == group)
            return pool->items[range->from + guess_draw(order, salt, purpose, range->to - range->from)];
    }
    return DAY_NONE;
}

static void pool_free(struct guess_pool *pool)
{
    free(pool->items);
    free(pool->ranges);
}

/* ---- the work with a contact ---- */

bool guess_is_whole(const struct course *course)
{
    return course->taken_at != 0 && course->ended_at != 0 &&
           (course->wrapup_at == 0 || course->wrapup_end != WRAPUP_UNKNOWN);
}

static bool prepare_works(struct guesses *guesses, const struct told *day)
{
    struct pooled *pooled = calloc((size_t)day->course_count * 2 + 1, sizeof pooled[0]);
    uint32_t count = 0;
    bool filled;

    if (pooled == NULL)
        return false;
    for (uint32_t i = 1; i <= day->course_count; i++) {
        const struct course *course = &day->courses[i];
        if (!guess_is_whole(course) || course->initiation == ACD_INITIATION_OUTBOUND)
            continue;
        pooled[count++] = (struct pooled){group_of(course->channel, course->last_queue), i};
        pooled[count++] = (struct pooled){group_of(course->channel, ANY_QUEUE), i};
    }
    filled = fill_pool(&guesses->works, pooled, count);
    free(pooled);
    return filled;
}

uint32_t guess_work(const struct guesses *guesses, const struct told *day, uint32_t number, uint32_t salt)
{
    const struct course *course = &day->courses[number];
    uint32_t found = number;

    if (guess_is_whole(course))
        return number;
    found =
        pick(&guesses->works, group_of(course->channel, course->last_queue), course->order, salt, FOR_WORK);
    if (found == DAY_NONE)
        found = pick(&guesses->works, group_of(course->channel, ANY_QUEUE), course->order, salt, FOR_WORK);
    return found;
}

/* ---- how offers are met ---- */

static bool prepare_rings(struct guesses *guesses, const struct told *day, struct pooled *pooled)
{
    uint32_t count = 0;

    for (uint32_t i = 1; i <= day->ring_count; i++) {
        if (day->rings[i].outcome == RING_UNKNOWN || day->rings[i].at < day->from)
            continue;
        pooled[count++] = (struct pooled){group_of(day->rings[i].channel, ANY_QUEUE), i};
        pooled[count++] = (struct pooled){group_of(ANY_CHANNEL, ANY_QUEUE), i};
    }
    if (!fill_pool(&guesses->answers, pooled, count))
        return false;
    count = 0;
    for (uint32_t i = 1; i <= day->ring_count; i++)
        if (day->rings[i].dismiss_ms != DAY_NEVER)
            pooled[count++] = (struct pooled){group_of(ANY_CHANNEL, ANY_QUEUE), i};
    if (!fill_pool(&guesses->dismissals, pooled, count))
        return false;
    count = 0;
    for (uint32_t i = 1; i <= day->ring_count; i++)
        if (day->rings[i].return_ms != DAY_NEVER)
            pooled[count++] = (struct pooled){group_of(ANY_CHANNEL, ANY_QUEUE), i};
    return fill_pool(&guesses->returns, pooled, count);
}

/* The agent's first ring at or after this time, as a place in rings_by_agent. */
static uint32_t ring_at(const struct told *day, const struct told_agent *agent, int64_t at)
{
    uint32_t low = agent->ring_from, high = agent->ring_to;

    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (day->rings[day->rings_by_agent[middle]].at < at)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static bool tells(const struct ring *ring, uint8_t channel)
{
    return ring->outcome != RING_UNKNOWN && ring->channel == channel;
}

/* Of the agent's rings the one nearest in time that tells something; the earlier of two. */
static uint32_t nearest(const struct told *day, uint32_t agent, uint8_t channel, int64_t at)
{
    const struct told_agent *of = &day->agents[agent];
    uint32_t after = ring_at(day, of, at);
    uint32_t before = after;

    for (int i = 0; i < NEAR_MAX; i++) {
        const struct ring *later = after < of->ring_to ? &day->rings[day->rings_by_agent[after]] : NULL;
        const struct ring *earlier =
            before > of->ring_from ? &day->rings[day->rings_by_agent[before - 1]] : NULL;
        if (later == NULL && earlier == NULL)
            return DAY_NONE;
        if (earlier != NULL && (later == NULL || at - earlier->at <= later->at - at)) {
            if (tells(earlier, channel))
                return day->rings_by_agent[before - 1];
            before--;
        } else {
            if (tells(later, channel))
                return day->rings_by_agent[after];
            after++;
        }
    }
    return DAY_NONE;
}

/* The same contact offered to the same agent: the one nearest in time, where it tells something or is this very one. */
static uint32_t same_ring(const struct told *day, uint32_t course, uint32_t agent, int64_t at)
{
    uint32_t found = DAY_NONE;
    int64_t least = ACD_NEVER;

    for (uint32_t i = day->courses[course].ring_first; i != DAY_NONE; i = day->rings[i].next) {
        const struct ring *ring = &day->rings[i];
        int64_t apart = ring->at > at ? ring->at - at : at - ring->at;
        if (ring->agent == agent && apart < least && (apart == 0 || ring->outcome != RING_UNKNOWN)) {
            found = i;
            least = apart;
        }
    }
    return found;
}

uint32_t guess_ring(const struct guesses *guesses, const struct told *day, uint32_t course, uint32_t agent,
                    int64_t at, bool *guessed)
{
    uint8_t channel = day->courses[course].channel;
    uint32_t found = same_ring(day, course, agent, at);

    *guessed = false;
    if (found == DAY_NONE && agent <= day->agent_count)
        found = nearest(day, agent, channel, at);
    if (found != DAY_NONE)
        return found;
    *guessed = true;
    found =
        pick(&guesses->answers, group_of(channel, ANY_QUEUE), day->courses[course].order, agent, FOR_ANSWER);
    if (found == DAY_NONE)
        found = pick(&guesses->answers, group_of(ANY_CHANNEL, ANY_QUEUE), day->courses[course].order, agent,
                     FOR_ANSWER);
    return found;
}

int64_t guess_dismiss_ms(const struct guesses *guesses, const struct told *day, uint32_t ring)
{
    uint32_t other = pick(&guesses->dismissals, group_of(ANY_CHANNEL, ANY_QUEUE), ring, 0, FOR_DISMISSAL);

    return other != DAY_NONE ? day->rings[other].dismiss_ms : DISMISS_MS;
}

int64_t guess_return_ms(const struct guesses *guesses, const struct told *day, uint32_t ring)
{
    uint32_t other = pick(&guesses->returns, group_of(ANY_CHANNEL, ANY_QUEUE), ring, 0, FOR_RETURN);

    return other != DAY_NONE ? day->rings[other].return_ms : ACD_NEVER;
}

/* ---- the whole ---- */

bool guess_prepare(struct guesses *guesses, const struct told *day)
{
    struct pooled *pooled = calloc((size_t)day->ring_count * 2 + 1, sizeof pooled[0]);
    bool prepared = pooled != NULL && prepare_rings(guesses, day, pooled) && prepare_works(guesses, day) &&
                    prepare_curves(guesses, day);

    free(pooled);
    return prepared;
}

void guess_free(struct guesses *guesses)
{
    free(guesses->points);
    free(guesses->curves);
    pool_free(&guesses->works);
    pool_free(&guesses->answers);
    pool_free(&guesses->dismissals);
    pool_free(&guesses->returns);
}
