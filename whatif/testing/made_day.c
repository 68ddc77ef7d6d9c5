/* A made-up day (made_day.h). It must not know a rule of routing: the core decides. */
#include "whatif/testing/made_day.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

_Noreturn void acd_panic(const char *sentence)
{
    fprintf(stderr, "core panic: %s\n", sentence);
    abort();
}

static void must(bool good, const char *what)
{
    if (good)
        return;
    fprintf(stderr, "a day cannot be made up: %s\n", what);
    abort();
}

uint32_t made_draw(struct made_day *day, uint32_t below)
{
    day->random ^= day->random << 13;
    day->random ^= day->random >> 7;
    day->random ^= day->random << 17;
    return (uint32_t)(day->random >> 33) % below;
}

static bool one_in(struct made_day *day, uint32_t count)
{
    return count != 0 && made_draw(day, count) == 0;
}

static int64_t draw_ms(struct made_day *day, struct made_range range)
{
    return range.from_ms + made_draw(day, (uint32_t)(range.to_ms - range.from_ms) + 1);
}

static void *grown(void *items, uint32_t count, uint32_t *room, size_t bytes)
{
    if (count < *room)
        return items;
    *room = *room == 0 ? 1024 : *room * 2;
    items = realloc(items, *room * bytes);
    must(items != NULL, "no memory");
    return items;
}

void made_later(struct made_day *day, int64_t at, struct acd_command command)
{
    day->acts = grown(day->acts, day->act_count, &day->act_room, sizeof day->acts[0]);
    command.at = at;
    day->acts[day->act_count++] = (struct made_act){at, command};
}

static void leg_later(struct made_day *day, int64_t ms, enum acd_command_kind kind,
                      const struct acd_event *event)
{
    made_later(day, day->now + ms,
               (struct acd_command){.kind = (uint16_t)kind,
                                    .agent = event->agent,
                                    .contact = event->contact,
                                    .queue = kind == ACD_TRANSFER_CONTACT ? MADE_OTHER_QUEUE : 0,
                                    .actor = {ACD_ACTOR_AGENT, event->agent}});
}

/* ---- people ---- */

static void meet_offer(struct made_day *day, const struct acd_event *event)
{
    int64_t ms = draw_ms(day, day->people.answer);

    if (one_in(day, day->people.miss_one_in))
        return;
    leg_later(day, ms, one_in(day, day->people.reject_one_in) ? ACD_REJECT_OFFER : ACD_ACCEPT_OFFER, event);
}

static void work(struct made_day *day, const struct acd_event *event)
{
    int64_t ms = draw_ms(day, day->people.work);
    bool is_call = event->channel == ACD_VOICE;

    if (event->channel != ACD_CHAT && one_in(day, day->people.hold_one_in)) {
        leg_later(day, ms / 3, is_call ? ACD_HOLD_LEG : ACD_PAUSE_CONTACT, event);
        leg_later(day, ms / 3 * 2, is_call ? ACD_UNHOLD_LEG : ACD_RESUME_CONTACT, event);
    }
    for (uint32_t i = 0; event->channel == ACD_CHAT && i < day->people.messages; i++)
        made_later(day, day->now + ms * (i + 1) / (day->people.messages + 1),
                   (struct acd_command){.kind = ACD_SEND_MESSAGE,
                                        .contact = event->contact,
                                        .actor = {.kind = ACD_ACTOR_CUSTOMER}});
    if (event->queue != MADE_OTHER_QUEUE && one_in(day, day->people.transfer_one_in))
        leg_later(day, ms, ACD_TRANSFER_CONTACT, event);
    else if (one_in(day, day->people.customer_ends_one_in))
        made_later(day, day->now + ms,
                   (struct acd_command){.kind = ACD_END_CONTACT,
                                        .contact = event->contact,
                                        .actor = {.kind = ACD_ACTOR_CUSTOMER}});
    else
        leg_later(day, ms, ACD_END_LEG, event);
}

static bool is_waiting(const struct made_day *day, uint64_t contact)
{
    struct acd_contact_view view;
    return acd_contact_view(day->acd, contact, &view) &&
           (view.place == ACD_PLACE_WAITING || view.place == ACD_PLACE_OFFERED);
}

static void come(struct made_day *day, const struct acd_event *event)
{
    struct acd_command command = {.contact = event->contact, .actor = {.kind = ACD_ACTOR_CUSTOMER}};

    if (event->channel == ACD_CHAT && event->kind == ACD_CONTACT_STARTED) {
        command.kind = ACD_CONNECT_CUSTOMER;
        made_later(day, day->now + 5, command);
    }
    command.kind = ACD_END_CONTACT;
    command.value = 1; /* only while nobody answers */
    made_later(day, day->now + draw_ms(day, day->people.patience), command);
}

static void meet(struct made_day *day, const struct acd_event *event)
{
    switch (event->kind) {
    case ACD_CONTACT_STARTED:
    case ACD_CONTACT_TRANSFERRED:
        come(day, event);
        break;
    case ACD_OFFER_MADE:
        meet_offer(day, event);
        break;
    case ACD_OFFER_ACCEPTED:
        work(day, event);
        break;
    case ACD_WRAPUP_BEGUN:
    case ACD_OFFER_MISSED:
    case ACD_OFFER_REJECTED:
        leg_later(day, draw_ms(day, day->people.wrapup), ACD_CLEAR_LEG, event);
        break;
    case ACD_STATUS_SET:
        if (event->cause == ACD_CAUSE_OFFER_MISSED || event->cause == ACD_CAUSE_OFFER_REJECTED)
            made_status(day, day->now + 30000, event->agent, MADE_AVAILABLE);
        break;
    default:
        break;
    }
}

/* ---- the day ---- */

enum acd_refusal made_ask(struct made_day *day, struct acd_command command)
{
    enum acd_refusal refusal;
    uint32_t first = day->event_count;

    command.at = day->now;
    refusal = acd_step(day->acd, &command, &day->batch);
    for (uint32_t i = 0; i < day->batch.count; i++) {
        day->events = grown(day->events, day->event_count, &day->event_room, sizeof day->events[0]);
        day->events[day->event_count++] = day->batch.events[i];
    }
    for (uint32_t i = first; i < day->event_count; i++) {
        struct acd_event event = day->events[i];
        meet(day, &event);
    }
    return refusal;
}

static uint32_t earliest(const struct made_day *day)
{
    uint32_t found = 0;

    for (uint32_t i = 1; i < day->act_count; i++)
        if (day->acts[i].at < day->acts[found].at)
            found = i;
    return found;
}

static void act(struct made_day *day, uint32_t number)
{
    struct made_act next = day->acts[number];

    memmove(&day->acts[number], &day->acts[number + 1], (--day->act_count - number) * sizeof next);
    day->now = next.at;
    if (next.command.kind == ACD_END_CONTACT && next.command.value == 1 &&
        !is_waiting(day, next.command.contact))
        return;
    next.command.value = 0;
    made_ask(day, next.command);
}

void made_live(struct made_day *day, int64_t until)
{
    for (;;) {
        uint32_t next = earliest(day);
        int64_t due = acd_deadline(day->acd);
        int64_t at = day->act_count > 0 ? day->acts[next].at : ACD_NEVER;
        if (due > until && at > until)
            break;
        if (due <= at) {
            day->now = due > day->now ? due : day->now;
            made_ask(day, (struct acd_command){.kind = ACD_TICK});
        } else {
            act(day, next);
        }
    }
    day->now = until;
}

void made_status(struct made_day *day, int64_t at, uint32_t agent, uint32_t status)
{
    made_later(
        day, at,
        (struct acd_command){
            .kind = ACD_SET_STATUS, .agent = agent, .status = status, .actor = {ACD_ACTOR_AGENT, agent}});
}

void made_contact(struct made_day *day, int64_t at, enum acd_channel channel, uint32_t queue)
{
    made_later(
        day, at,
        (struct acd_command){.kind = ACD_START_CONTACT,
                             .channel = (uint8_t)channel,
                             .queue = queue,
                             .initiation = channel == ACD_VOICE ? ACD_INITIATION_INBOUND : ACD_INITIATION_API,
                             .actor = {.kind = ACD_ACTOR_API}});
}

uint32_t made_agent(struct made_day *day)
{
    must(made_ask(day, (struct acd_command){.kind = ACD_CREATE_AGENT, .profile = MADE_PROFILE}) == ACD_OK,
         "an agent was refused");
    return acd_agent_count(day->acd);
}

static void make_centre(struct made_day *day, enum acd_model model, uint32_t wrapup_ms)
{
    static const uint8_t types[] = {ACD_STATUS_ROUTABLE, ACD_STATUS_CUSTOM, ACD_STATUS_CUSTOM,
                                    ACD_STATUS_OFFLINE};
    struct acd_profile_queue served[2 * ACD_CHANNELS];

    made_ask(day, (struct acd_command){.kind = ACD_CREATE_CENTRE, .model = (uint8_t)model});
    for (size_t i = 0; i < sizeof types; i++)
        made_ask(day, (struct acd_command){.kind = ACD_CREATE_STATUS, .status_type = types[i]});
    made_ask(day,
             (struct acd_command){.kind = ACD_CREATE_QUEUE, .wrapup_ms = {wrapup_ms, wrapup_ms, wrapup_ms}});
    made_ask(day, (struct acd_command){.kind = ACD_CREATE_QUEUE});
    for (uint32_t i = 0; i < 2 * ACD_CHANNELS; i++)
        served[i] = (struct acd_profile_queue){1 + i / ACD_CHANNELS, (uint8_t)(i % ACD_CHANNELS), 1, 0};
    made_ask(day, (struct acd_command){.kind = ACD_CREATE_PROFILE,
                                       .queue = MADE_QUEUE,
                                       .capacities = {{1, 1}, {3, 1}, {2, 1}},
                                       .profile_queues = served,
                                       .profile_queue_count = 2 * ACD_CHANNELS});
}

struct made_day *made_day_new_of(const struct acd_limits *limits, enum acd_model model, uint32_t wrapup_ms,
                                 uint64_t seed)
{
    struct made_day *day = calloc(1, sizeof *day);

    must(day != NULL, "no memory");
    day->limits = *limits;
    day->acd = aligned_alloc(64, (acd_size(&day->limits) + 63) / 64 * 64);
    must(day->acd != NULL, "no memory");
    acd_init(day->acd, &day->limits);
    day->random = seed * UINT64_C(0x9e3779b97f4a7c15) + 1;
    day->now = MADE_MORNING - 3600000;
    make_centre(day, model, wrapup_ms);
    return day;
}

struct made_day *made_day_new(enum acd_model model, uint32_t wrapup_ms, uint64_t seed)
{
    static const struct acd_limits SMALL = {.agents = 40,
                                            .contacts = 500,
                                            .legs = 800,
                                            .statuses = 10,
                                            .queues = 10,
                                            .profiles = 10,
                                            .hours = 5,
                                            .entry_points = 5};
    return made_day_new_of(&SMALL, model, wrapup_ms, seed);
}

void made_day_free(struct made_day *day)
{
    free(day->acd);
    free(day->events);
    free(day->acts);
    free(day);
}
