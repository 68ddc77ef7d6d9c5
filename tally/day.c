/* Rings of steps; see day.h. It must not know what the sums mean. */
#include "tally/day.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

void day_init(struct day *day, uint32_t count, int64_t step_ms)
{
    *day = (struct day){.count = count, .step_ms = step_ms};
}

void day_free(struct day *day)
{
    free(day->steps);
    day->steps = NULL;
}

static struct day_step *slot_of(const struct day *day, int64_t number)
{
    return &day->steps[(uint64_t)number % day->count];
}

static struct day_step *make_step(struct day *day, int64_t at)
{
    int64_t number = at / day->step_ms;
    if (day->steps == NULL)
        day->steps = calloc(day->count, sizeof *day->steps);
    if (day->steps == NULL)
        return NULL;
    struct day_step *step = slot_of(day, number);
    if (step->number != number)
        *step =
            (struct day_step){.number = number, .waiting_max = day->waiting, .waiting_last = day->waiting};
    return step;
}

struct tally_day *day_at(struct day *day, int64_t at)
{
    struct day_step *step = make_step(day, at);
    return step != NULL ? &step->sums : NULL;
}

bool day_set_waiting(struct day *day, int64_t at, int64_t waiting)
{
    struct day_step *step = make_step(day, at);
    if (step == NULL)
        return false;
    day->waiting = waiting;
    step->waiting_last = waiting;
    if (waiting > step->waiting_max)
        step->waiting_max = waiting;
    return true;
}

bool day_spread(struct day *day, size_t member, int64_t from, int64_t to)
{
    int64_t oldest = (to / day->step_ms - day->count + 1) * day->step_ms;
    if (from < oldest)
        from = oldest;
    while (from < to) {
        int64_t end = (from / day->step_ms + 1) * day->step_ms;
        struct tally_day *sums = day_at(day, from);
        if (sums == NULL)
            return false;
        end = end < to ? end : to;
        *(int64_t *)(void *)((char *)sums + member) += end - from;
        from = end;
    }
    return true;
}

void day_add(struct tally_day *sum, const struct tally_day *part)
{
    static_assert(sizeof *sum % sizeof(int64_t) == 0, "a day is made of sums alone");
    int64_t *sums = (int64_t *)sum;
    const int64_t *parts = (const int64_t *)part;
    for (size_t i = 0; i < sizeof *sum / sizeof *sums; i++)
        sums[i] += parts[i];
}

bool day_sum(const struct day *day, int64_t at, struct tally_day *sum)
{
    int64_t last = at / day->step_ms;
    *sum = (struct tally_day){.queued = 0};
    if (day->steps == NULL)
        return false;
    for (uint32_t i = 0; i < day->count; i++)
        if (day->steps[i].number > last - day->count && day->steps[i].number <= last)
            day_add(sum, &day->steps[i].sums);
    return true;
}

bool day_merge(struct day *day, const struct day *other)
{
    if (other->steps == NULL)
        return true;
    if (day->steps == NULL)
        day->steps = calloc(day->count, sizeof *day->steps);
    if (day->steps == NULL)
        return false;
    for (uint32_t i = 0; i < other->count; i++) {
        const struct day_step *from = &other->steps[i];
        struct day_step *step = slot_of(day, from->number);
        if (from->number == 0 || step->number > from->number)
            continue;
        if (step->number < from->number)
            *step = (struct day_step){.number = from->number};
        day_add(&step->sums, &from->sums);
    }
    return true;
}

static const struct day_step *find_step(const struct day *day, int64_t number)
{
    const struct day_step *step = day->steps != NULL ? slot_of(day, number) : NULL;
    return step != NULL && step->number == number ? step : NULL;
}

/* What waited when the steps shown begin: the last thing known before them. */
static int64_t waiting_before(const struct day *day, int64_t first)
{
    for (int64_t number = first - 1; number > first - day->count; number--) {
        const struct day_step *step = find_step(day, number);
        if (step != NULL)
            return step->waiting_last;
    }
    return 0;
}

void day_chart(const struct day *day, int64_t at, struct tally_step *steps, uint32_t count)
{
    int64_t first = at / day->step_ms - count + 1;
    int64_t waiting = waiting_before(day, first);
    assert(count <= day->count);
    for (uint32_t i = 0; i < count; i++) {
        const struct day_step *step = find_step(day, first + i);
        steps[i] = (struct tally_step){.at = (first + i) * day->step_ms, .waiting_max = waiting};
        if (step == NULL)
            continue;
        steps[i].queued = step->sums.queued;
        steps[i].answered = step->sums.answered;
        steps[i].answered_in = step->sums.answered_in;
        steps[i].abandoned = step->sums.abandoned;
        steps[i].handled = step->sums.handled;
        steps[i].waiting_max = step->waiting_max;
        waiting = step->waiting_last;
    }
}
