/* What a story's events add up to: each is folded by the tally as it happens, and "show times", "show numbers" and
 * "show length" print the sums. It must not look at the core but through the tally. */
#include "scenarios/numbers.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "tally/now.h"

enum { NUMBERS_AGENTS_MAX = 64, NUMBERS_CONTACTS_MAX = 256 };

struct numbers {
    struct tally *past;
    struct tally_now *present;
    struct tally_times times[NUMBERS_AGENTS_MAX]; /* of the spans that are closed */
    struct tally_contact contacts[NUMBERS_CONTACTS_MAX];
    uint32_t contact_count; /* that are over */
};

static void on_span(void *ctx, const struct tally_span *span)
{
    struct numbers *numbers = ctx;
    if (span->agent < NUMBERS_AGENTS_MAX)
        tally_add_span(&numbers->times[span->agent], span, 0, ACD_NEVER);
}

static void on_contact(void *ctx, const struct tally_contact *contact)
{
    struct numbers *numbers = ctx;
    if (numbers->contact_count < NUMBERS_CONTACTS_MAX)
        numbers->contacts[numbers->contact_count++] = *contact;
}

static void on_offer(void *ctx, const struct tally_offer *offer)
{
    (void)ctx;
    (void)offer;
}

struct numbers *numbers_new(const struct acd *core)
{
    struct numbers *numbers = calloc(1, sizeof *numbers);
    if (numbers != NULL) {
        numbers->past = tally_new();
        numbers->present = tally_now_new(core);
    }
    if (numbers == NULL || numbers->past == NULL || numbers->present == NULL) {
        fprintf(stderr, "no memory for a story's numbers\n");
        exit(2);
    }
    return numbers;
}

void numbers_free(struct numbers *numbers)
{
    if (numbers == NULL)
        return;
    tally_free(numbers->past);
    tally_now_free(numbers->present);
    free(numbers);
}

bool numbers_take(struct numbers *numbers, const struct acd *core, const struct acd_batch *batch)
{
    const struct tally_sink sink = {on_span, on_contact, on_offer, numbers};
    bool taken = tally_now_batch(numbers->present, core, batch);
    for (uint32_t i = 0; i < batch->count; i++)
        taken = tally_apply(numbers->past, &batch->events[i], &sink) && taken;
    return taken;
}

/* ---- printing ---- */

static void print_part(const char *name, int64_t ms, struct buf *out)
{
    buf_append_format(out, "%s ", name);
    duration_print(ms, out);
}

/* alice: online 900s, non-productive 0s, on contact 600s, idle 300s, error 0s, draining 0s; occupancy 66.7 % */
static void print_times(struct story *story, uint32_t agent)
{
    struct numbers *numbers = story->numbers;
    struct buf *out = &story->output;
    struct tally_times times = {.online = 0};
    struct tally_span open;
    if (agent < NUMBERS_AGENTS_MAX)
        times = numbers->times[agent];
    if (tally_open_span(numbers->past, agent, &open))
        tally_add_span(&times, &open, 0, story->now);
    name_print(story, NAME_AGENT, agent, out);
    print_part(": online", times.online, out);
    print_part(", non-productive", times.non_productive, out);
    print_part(", on contact", times.contact, out);
    print_part(", idle", times.idle, out);
    print_part(", error", times.error, out);
    print_part(", draining", times.draining, out);
    int64_t staffed = times.contact + times.idle;
    if (staffed == 0)
        buf_append_text(out, "; no occupancy\n");
    else
        buf_append_format(out, "; occupancy %.1f %%\n", (double)times.contact * 100.0 / (double)staffed);
}

/* 1 online, 1 staffed, 0 non-productive, 0 available, 1 on contact, 0 in error, 1 draining; 0 in wrap-up, 0 in queue */
static void print_numbers(struct story *story)
{
    struct tally_agents agents = {.agents = 0};
    struct tally_contacts contacts = TALLY_CONTACTS_NONE;
    int64_t wrapups = 0;
    tally_now_add_agents(story->numbers->present, 0, 0, &agents);
    for (int channel = 0; channel < ACD_CHANNELS; channel++) {
        wrapups += agents.wrapups[channel];
        tally_now_add_contacts(story->numbers->present, 0, (enum acd_channel)channel, &contacts);
    }
    buf_append_format(&story->output,
                      "%" PRId64 " online, %" PRId64 " staffed, %" PRId64 " non-productive, %" PRId64
                      " available, %" PRId64 " on contact, %" PRId64 " in error, %" PRId64
                      " draining; %" PRId64 " in wrap-up, %" PRId64 " in queue\n",
                      agents.online, agents.staffed, agents.non_productive, agents.available,
                      agents.on_contact, agents.error, agents.draining, wrapups, contacts.waiting);
}

/* C1: in queue 5s, interaction 60s, hold 0s, pause 0s, wrap-up 5005ms, handled in 65005ms */
static void print_length(struct story *story, uint64_t contact)
{
    const struct numbers *numbers = story->numbers;
    struct buf *out = &story->output;
    const struct tally_contact *fact = NULL;
    for (uint32_t i = 0; i < numbers->contact_count; i++)
        if (numbers->contacts[i].contact == contact)
            fact = &numbers->contacts[i];
    name_print(story, NAME_CONTACT, contact, out);
    if (fact == NULL) {
        buf_append_text(out, ": goes on\n");
        return;
    }
    print_part(": in queue", tally_queued_ms(fact), out);
    print_part(", interaction", tally_interaction_ms(fact), out);
    print_part(", hold", fact->hold_ms, out);
    print_part(", pause", fact->pause_ms, out);
    print_part(", wrap-up", tally_wrapup_ms(fact), out);
    print_part(", handled in", tally_handle_ms(fact), out);
    buf_append_text(out, tally_is_abandoned(fact) ? "; abandoned\n" : "\n");
}

bool show_numbers(struct story *story, struct words *words)
{
    uint32_t agent = 0;
    uint64_t contact = 0;
    if (words_take_if(words, "numbers")) {
        print_numbers(story);
    } else if (words_take_if(words, "times") && words_take_if(words, "of")) {
        if (parse_name32(story, NAME_AGENT, words_take(words), &agent))
            print_times(story, agent);
    } else if (words_take_if(words, "length") && words_take_if(words, "of")) {
        if (parse_name(story, NAME_CONTACT, words_take(words), &contact))
            print_length(story, contact);
    } else {
        return false;
    }
    return true;
}
