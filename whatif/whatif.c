/* The door (whatif.h): events in, the day as it was, runs. It must not know what an event tells (learn.c) or what is
 * next (run.c). */
#include "whatif/whatif.h"

#include <stdlib.h>

#include "whatif/state.h"

struct acd *whatif_new_core(const struct acd_limits *limits)
{
    size_t bytes = (acd_size(limits) + 63) / 64 * 64;
    void *memory = aligned_alloc(64, bytes);

    return memory != NULL ? acd_init(memory, limits) : NULL;
}

struct whatif *whatif_new(const struct whatif_options *options)
{
    struct whatif *whatif = calloc(1, sizeof *whatif);

    if (whatif == NULL)
        return NULL;
    whatif->options = *options;
    whatif->acd = whatif_new_core(&options->limits);
    whatif->tally = tally_new();
    if (whatif->acd != NULL && whatif->tally != NULL)
        return whatif;
    whatif_free(whatif);
    return NULL;
}

void whatif_free(struct whatif *whatif)
{
    if (whatif == NULL)
        return;
    free(whatif->acd);
    tally_free(whatif->tally);
    told_free(&whatif->day);
    guess_free(&whatif->guesses);
    learn_free(&whatif->learning);
    adding_free(&whatif->adding);
    kept_free(&whatif->kept);
    free(whatif->start);
    whatif_result_free(&whatif->recorded);
    free(whatif);
}

bool whatif_begun(const struct whatif *whatif)
{
    return whatif->begun;
}

const struct acd *whatif_centre(const struct whatif *whatif)
{
    return whatif->acd;
}

const struct whatif_result *whatif_recorded(const struct whatif *whatif)
{
    return &whatif->recorded;
}

/* What runs begin with is put away. */
static bool begin(struct whatif *whatif)
{
    whatif->start_len = acd_encode(whatif->acd, NULL, 0);
    whatif->start = malloc(whatif->start_len);
    if (whatif->start == NULL || !learn_begin(whatif) || !kept_fill(&whatif->kept, whatif->tally))
        return false;
    acd_encode(whatif->acd, whatif->start, whatif->start_len);
    adding_begin(&whatif->adding, whatif->options.from, whatif->options.to, &whatif->day);
    whatif->begun = true;
    return true;
}

static void ignore_span(void *ctx, const struct tally_span *span)
{
    (void)ctx, (void)span;
}

static void ignore_contact(void *ctx, const struct tally_contact *contact)
{
    (void)ctx, (void)contact;
}

static void ignore_offer(void *ctx, const struct tally_offer *offer)
{
    (void)ctx, (void)offer;
}

bool whatif_event(struct whatif *whatif, const struct acd_event *event)
{
    struct tally_sink sink = {
        .span = ignore_span, .contact = ignore_contact, .offer = ignore_offer, .ctx = NULL};

    if (event->at >= whatif->options.to || whatif->failed)
        return !whatif->failed;
    if (!whatif->begun && event->at >= whatif->options.from && !begin(whatif))
        whatif->failed = true;
    if (whatif->begun) {
        learn_event(whatif, event);
        sink = adding_sink(&whatif->adding);
        whatif->recorded.events++;
    }
    acd_apply(whatif->acd, event);
    if (!tally_apply(whatif->tally, event, &sink))
        whatif->failed = true;
    return !whatif->failed;
}

bool whatif_end(struct whatif *whatif)
{
    if (!whatif->begun || whatif->failed)
        return false;
    learn_end(whatif);
    return adding_end(&whatif->adding, whatif->tally, whatif->acd, &whatif->recorded) &&
           told_sort(&whatif->day) && guess_prepare(&whatif->guesses, &whatif->day);
}
