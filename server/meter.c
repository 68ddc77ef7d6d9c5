/* How long commits take; see meter.h. It must not keep anybody waiting. */
#include "server/meter.h"

#include "lib/clock.h"

/* A commit of a good disk takes 100 to 300 us. */
const uint32_t meter_bounds_us[METER_BOUNDS] = {
    100, 200, 500, 1000, 2000, 5000, 10000, 20000, 50000, 100000, 200000, 500000, 1000000, 2000000, 5000000};

void meter_observe(struct meter *meter, int64_t us)
{
    uint64_t taken = us > 0 ? (uint64_t)us : 0;
    for (int i = 0; i < METER_BOUNDS; i++)
        meter->within[i] += taken <= meter_bounds_us[i];
    meter->count++;
    meter->sum_us += taken;
}

static void on_durable(void *ctx, enum pump_outcome outcome)
{
    struct meter *meter = ctx;
    meter->measuring = false;
    if (outcome == PUMP_DURABLE)
        meter_observe(meter, clock_monotonic_us() - meter->since_us);
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
    meter->since_us = clock_monotonic_us();
    pump_post(pump, on_durable, meter);
}

void meters_begin(struct meter meters[PUMP_CENTRES_MAX], const struct pump_centres *centres)
{
    for (uint32_t i = 0; i < centres->count; i++) {
        meters[i] = (struct meter){.count = 0};
        pump_tap(centres->pumps[i], on_batch, &meters[i]);
    }
}
