/* How long commits take; see meter.h. It must not keep anybody waiting. */
#include "server/meter.h"

#include "lib/clock.h"

const uint32_t meter_bounds_ms[METER_BOUNDS] = {1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000};

void meter_observe(struct meter *meter, int64_t ms)
{
    uint64_t taken = ms > 0 ? (uint64_t)ms : 0;
    for (int i = 0; i < METER_BOUNDS; i++)
        meter->within[i] += taken <= meter_bounds_ms[i];
    meter->count++;
    meter->sum_ms += taken;
}

static void on_durable(void *ctx, enum pump_outcome outcome)
{
    struct meter *meter = ctx;
    meter->measuring = false;
    if (outcome == PUMP_DURABLE)
        meter_observe(meter, clock_monotonic_ms() - meter->since);
}

static void on_batch(void *ctx, struct pump *pump, const struct acd_batch *batch, const void *body,
                     size_t body_len)
{
    struct meter *meter = ctx;
    (void)batch;
    (void)body;
    (void)body_len;
    if (meter->measuring)
        return;
    meter->measuring = true;
    meter->since = clock_monotonic_ms();
    pump_post(pump, on_durable, meter);
}

void meters_begin(struct meter meters[PUMP_CENTRES_MAX], const struct pump_centres *centres)
{
    for (uint32_t i = 0; i < centres->count; i++) {
        meters[i] = (struct meter){.count = 0};
        pump_tap(centres->pumps[i], on_batch, &meters[i]);
    }
}
