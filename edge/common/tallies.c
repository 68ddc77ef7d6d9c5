/* The current numbers of each centre; see tallies.h. It must not add them up. */
#include "edge/common/tallies.h"

#include <stdlib.h>

#include "book/metrics.h"
#include "tally/days.h"

/* The day before the start, on its way from a centre's history. */
struct remembering {
    struct remembering *next;
    struct tallies *tallies; /* NULL: they are gone; who asked is still answered */
    uint32_t centre;
    struct tally_days *days;
};

struct tallies {
    const struct pump_centres *centres;
    struct tally_now *nows[PUMP_CENTRES_MAX]; /* NULL: no memory for it */
    struct remembering *remembering;
};

struct tally_now *tallies_find(const struct tallies *tallies, const struct pump *pump)
{
    for (uint32_t i = 0; i < tallies->centres->count; i++)
        if (tallies->centres->pumps[i] == pump)
            return tallies->nows[i];
    return NULL;
}

/* A count that ran out of memory is not to be trusted: it is begun anew, without its day. */
static void on_batch(void *ctx, struct pump *pump, const struct acd_batch *batch, const void *body,
                     size_t body_len)
{
    struct tallies *tallies = ctx;
    (void)body;
    (void)body_len;
    for (uint32_t i = 0; i < tallies->centres->count; i++) {
        if (tallies->centres->pumps[i] != pump)
            continue;
        if (tallies->nows[i] != NULL && tally_now_batch(tallies->nows[i], pump_core(pump), batch))
            continue;
        tally_now_free(tallies->nows[i]);
        tallies->nows[i] = tally_now_new(pump_core(pump));
    }
}

/* ---- the day before the start: shown on the history's thread, remembered on the pump's ---- */

static void show_bucket(void *ctx, const struct book_bucket *bucket)
{
    struct remembering *remembering = ctx;
    tally_days_add_times(remembering->days, bucket->agent, bucket->at, &bucket->times);
}

static void show_contact(void *ctx, enum book_metrics_by by, const struct tally_contact *contact)
{
    struct remembering *remembering = ctx;
    if (by == BOOK_BY_ENQUEUED)
        tally_days_add_queued(remembering->days, contact);
    else if (by == BOOK_BY_CONNECTED)
        tally_days_add_connected(remembering->days, contact);
    else
        tally_days_add_over(remembering->days, contact);
}

static void show_offer(void *ctx, const struct tally_offer *offer)
{
    struct remembering *remembering = ctx;
    tally_days_add_offer(remembering->days, offer);
}

static void unlink_from(struct tallies *tallies, const struct remembering *remembering)
{
    struct remembering **place = &tallies->remembering;
    while (*place != remembering)
        place = &(*place)->next;
    *place = remembering->next;
}

/* A history that cannot be read, or memory that is out, leaves the day as it is: begun at the start. */
static void on_remembered(void *ctx, bool failed)
{
    struct remembering *remembering = ctx;
    struct tallies *tallies = remembering->tallies;
    if (tallies != NULL) {
        unlink_from(tallies, remembering);
        if (!failed && tallies->nows[remembering->centre] != NULL)
            tally_now_remember(tallies->nows[remembering->centre], remembering->days);
    }
    tally_days_free(remembering->days);
    free(remembering);
}

static void remember(struct tallies *tallies, uint32_t centre)
{
    struct pump *pump = tallies->centres->pumps[centre];
    int64_t at = acd_now(pump_core(pump));
    struct remembering *remembering = at > 0 ? calloc(1, sizeof *remembering) : NULL;
    if (remembering == NULL)
        return;
    *remembering = (struct remembering){.next = tallies->remembering, .tallies = tallies, .centre = centre};
    remembering->days = tally_days_new(tally_days_from(at));
    if (remembering->days == NULL) {
        free(remembering);
        return;
    }
    tallies->remembering = remembering;
    book_ask_metrics(
        pump_book_ask(pump), pump_seq(pump),
        &(struct book_metrics_wish){.from = tally_days_from(at),
                                    .to = at + 1,
                                    .contacts_by = BOOK_BY_ENDED | BOOK_BY_ENQUEUED | BOOK_BY_CONNECTED,
                                    .bucket = show_bucket,
                                    .contact = show_contact,
                                    .offer = show_offer,
                                    .ctx = remembering},
        on_remembered);
}

/* ---- life ---- */

struct tallies *tallies_new(const struct pump_centres *centres)
{
    struct tallies *tallies = calloc(1, sizeof *tallies);
    if (tallies == NULL)
        return NULL;
    tallies->centres = centres;
    for (uint32_t i = 0; i < centres->count; i++) {
        tallies->nows[i] = tally_now_new(pump_core(centres->pumps[i]));
        pump_tap(centres->pumps[i], on_batch, tallies);
        remember(tallies, i);
    }
    return tallies;
}

void tallies_free(struct tallies *tallies)
{
    if (tallies == NULL)
        return;
    for (struct remembering *one = tallies->remembering; one != NULL; one = one->next)
        one->tallies = NULL;
    for (uint32_t i = 0; i < tallies->centres->count; i++) {
        if (tallies->centres->pumps[i] != NULL)
            pump_untap(tallies->centres->pumps[i], on_batch, tallies);
        tally_now_free(tallies->nows[i]);
    }
    free(tallies);
}
