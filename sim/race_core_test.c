/* The race: an agent sets and cancels next statuses, or stops and resumes new work, as fast as it can while contacts
 * pour in. Between an accepted stop and its end no
 * unexempt offer may be made to that agent; with the reconnecting rule no offer at all may be made, or go on ringing,
 * while the agent's page is lost. The watcher here knows only a few kinds of event and shares nothing with the core.
 */
#include "core/core.h"

#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { ROUNDS = 20000, AGENTS = 4, STATUSES = 4, CONTACTS_KEPT = 40 };
enum { STATUS_AVAILABLE = 1, STATUS_LUNCH, STATUS_BREAK, STATUS_OFFLINE };

_Noreturn void acd_panic(const char *sentence)
{
    fprintf(stderr, "the core is broken: %s\n", sentence);
    abort();
}

/* What design.md 4.2 says, and no more: ROUTABLE without a next status, or no offer. */
struct watcher {
    bool routable[AGENTS + 1];
    bool stopped[AGENTS + 1];
    bool awaited[AGENTS + 1];
    int ringing[AGENTS + 1];
    uint64_t losses;
    uint64_t offers;
    uint64_t exempt_offers_in_a_stop;
    uint64_t stops;
    uint64_t cancels;
    uint64_t violations;
};

static void watch_page(struct watcher *watcher, const struct acd_event *event)
{
    uint32_t agent = event->agent;
    switch (event->kind) {
    case ACD_PAGE_LOST:
        watcher->awaited[agent] = true;
        watcher->losses++;
        break;
    case ACD_PAGE_OPENED:
    case ACD_PAGE_CLOSED:
        watcher->awaited[agent] = false;
        break;
    case ACD_OFFER_MADE:
        watcher->ringing[agent]++;
        watcher->violations += watcher->awaited[agent];
        break;
    case ACD_OFFER_ACCEPTED:
    case ACD_OFFER_MISSED:
    case ACD_OFFER_REJECTED:
    case ACD_OFFER_WITHDRAWN:
        watcher->ringing[agent]--;
        break;
    default:
        break;
    }
}

/* Between two commands. */
static void watch_rest(struct watcher *watcher)
{
    for (unsigned agent = 1; agent <= AGENTS; agent++)
        watcher->violations += watcher->awaited[agent] && watcher->ringing[agent] != 0;
}

static void watch(struct watcher *watcher, const struct acd_event *event)
{
    uint32_t agent = event->agent;
    watch_page(watcher, event);
    switch (event->kind) {
    case ACD_STATUS_SET:
        watcher->routable[agent] = event->status == STATUS_AVAILABLE;
        watcher->stopped[agent] = false;
        break;
    case ACD_NEXT_STATUS_SET:
        watcher->stopped[agent] = true;
        watcher->stops++;
        break;
    case ACD_NEXT_STATUS_CLEARED:
        watcher->stopped[agent] = false;
        watcher->cancels++;
        break;
    case ACD_OFFER_MADE:
        watcher->offers++;
        if (watcher->routable[agent] && !watcher->stopped[agent])
            break;
        if (event->flags & ACD_FLAG_EXEMPT)
            watcher->exempt_offers_in_a_stop++;
        else
            watcher->violations++;
        break;
    default:
        break;
    }
}

struct race {
    struct acd *acd;
    uint8_t model; /* enum acd_model */
    bool pages;    /* with the reconnecting rule, and lines that come and go */
    struct watcher watcher;
    struct acd_batch batch;
    uint64_t random;
    int64_t now;
    uint64_t contacts[CONTACTS_KEPT];
};

/* splitmix64 */
static uint32_t draw(struct race *race, uint32_t below)
{
    uint64_t z = race->random += UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
    return (uint32_t)((z ^ z >> 31) % below);
}

static enum acd_refusal give(struct race *race, struct acd_command command)
{
    command.at = race->now;
    enum acd_refusal refusal = acd_step(race->acd, &command, &race->batch);
    for (uint32_t i = 0; i < race->batch.count; i++) {
        const struct acd_event *event = &race->batch.events[i];
        watch(&race->watcher, event);
        if (event->kind == ACD_CONTACT_STARTED || event->kind == ACD_CONTACT_TRANSFERRED)
            race->contacts[draw(race, CONTACTS_KEPT)] = event->contact;
    }
    watch_rest(&race->watcher);
    return refusal;
}

static void must(struct race *race, struct acd_command command)
{
    assert_int_equal(give(race, command), ACD_OK);
}

/* Lunch plays On Break, Break plays Working Offline. */
static void set_roles(struct race *race)
{
    if (race->model != ACD_MODEL_VCC)
        return;
    must(race,
         (struct acd_command){.kind = ACD_SET_RULE, .rule = ACD_RULE_STATUS_BREAK, .value = STATUS_LUNCH});
    must(race, (struct acd_command){
                   .kind = ACD_SET_RULE, .rule = ACD_RULE_STATUS_WORK_OFFLINE, .value = STATUS_BREAK});
    must(race, (struct acd_command){.kind = ACD_SET_RULE, .rule = ACD_RULE_REJECT_ALLOWED, .value = 1});
    must(race, (struct acd_command){.kind = ACD_SET_RULE, .rule = ACD_RULE_SUPERVISOR_GROUPS});
}

static void set_up(struct race *race)
{
    static const struct acd_limits limits = {.agents = 8,
                                             .contacts = 64,
                                             .legs = 256,
                                             .statuses = 8,
                                             .queues = 2,
                                             .profiles = 2,
                                             .hours = 1,
                                             .entry_points = 1};
    static const uint8_t types[] = {ACD_STATUS_ROUTABLE, ACD_STATUS_CUSTOM, ACD_STATUS_CUSTOM,
                                    ACD_STATUS_OFFLINE};
    const struct acd_profile_queue pairs[] = {{1, ACD_VOICE, 1, 0}, {1, ACD_CHAT, 1, 0}, {1, ACD_TASK, 2, 0}};
    race->acd = acd_init(aligned_alloc(64, (acd_size(&limits) + 63) / 64 * 64), &limits);
    race->now = 1704067200000;
    must(race, (struct acd_command){.kind = ACD_CREATE_CENTRE, .model = race->model});
    for (unsigned i = 0; i < STATUSES; i++)
        must(race, (struct acd_command){.kind = ACD_CREATE_STATUS, .status_type = types[i]});
    set_roles(race);
    must(race,
         (struct acd_command){.kind = ACD_SET_RULE, .rule = ACD_RULE_RECONNECTING, .value = race->pages});
    must(race, (struct acd_command){.kind = ACD_CREATE_QUEUE, .wrapup_ms = {0, 500, 500}});
    must(race, (struct acd_command){.kind = ACD_CREATE_PROFILE,
                                    .capacities = {{1, 1}, {5, 1}, {3, 1}},
                                    .queue = 1,
                                    .profile_queues = pairs,
                                    .profile_queue_count = 3});
    for (unsigned i = 0; i < AGENTS; i++)
        must(race, (struct acd_command){.kind = ACD_CREATE_AGENT, .profile = 1});
}

static uint64_t some_contact(struct race *race)
{
    return race->contacts[draw(race, CONTACTS_KEPT)];
}

/* Statuses are set and cancelled as fast as it goes: more than half of all commands. */
static void stop_or_resume(struct race *race, uint32_t agent)
{
    give(race, (struct acd_command){.kind = draw(race, 2) == 0 ? ACD_STOP_NEW : ACD_RESUME_NEW,
                                    .agent = agent,
                                    .actor = {ACD_ACTOR_AGENT, agent}});
}

static void choose(struct race *race, uint32_t agent)
{
    if (race->model == ACD_MODEL_VCC) {
        give(race,
             (struct acd_command){.kind = ACD_SIGN_IN, .agent = agent, .actor = {ACD_ACTOR_AGENT, agent}});
        stop_or_resume(race, agent);
    }
    uint8_t kind = draw(race, 4) == 0 ? ACD_ACTOR_SUPERVISOR : ACD_ACTOR_AGENT;
    uint32_t status = draw(race, 8) < 5 ? STATUS_AVAILABLE : 2 + draw(race, 3);
    give(race, (struct acd_command){
                   .kind = ACD_SET_STATUS, .agent = agent, .status = status, .actor = {kind, agent}});
}

static void pour(struct race *race, uint32_t agent)
{
    struct acd_command start = {.kind = ACD_START_CONTACT,
                                .channel = (uint8_t)draw(race, ACD_CHANNELS),
                                .actor = {ACD_ACTOR_CUSTOMER, 0}};
    if (draw(race, 8) == 0)
        start.agent = agent;
    else
        start.queue = 1;
    give(race, start);
}

static void handle(struct race *race, uint32_t agent)
{
    static const uint16_t kinds[] = {ACD_ACCEPT_OFFER, ACD_ACCEPT_OFFER, ACD_REJECT_OFFER,     ACD_END_LEG,
                                     ACD_CLEAR_LEG,    ACD_CLEAR_LEG,    ACD_ASSOCIATE_CONTACT};
    struct acd_leg_view legs[ACD_AGENT_LEGS_MAX];
    uint32_t count = acd_agent_legs(race->acd, agent, legs, ACD_AGENT_LEGS_MAX);
    uint16_t kind = kinds[draw(race, sizeof kinds / sizeof kinds[0])];
    uint64_t contact =
        count == 0 || kind == ACD_ASSOCIATE_CONTACT ? some_contact(race) : legs[draw(race, count)].contact;
    give(race, (struct acd_command){
                   .kind = kind, .agent = agent, .contact = contact, .actor = {ACD_ACTOR_AGENT, agent}});
}

static void pass_time(struct race *race)
{
    race->now += draw(race, 3000);
    if (acd_deadline(race->acd) <= race->now)
        give(race, (struct acd_command){.kind = ACD_TICK});
}

static void lose_or_open(struct race *race, uint32_t agent)
{
    static const uint16_t kinds[] = {ACD_OPEN_PAGE, ACD_OPEN_PAGE, ACD_LOSE_PAGE, ACD_LOSE_PAGE,
                                     ACD_CLOSE_PAGE};
    if (race->pages)
        give(race, (struct acd_command){.kind = kinds[draw(race, sizeof kinds / sizeof kinds[0])],
                                        .agent = agent,
                                        .actor = {ACD_ACTOR_AGENT, agent}});
}

static void play_round(struct race *race)
{
    uint32_t agent = draw(race, 3) != 0 ? 1 : 1 + draw(race, AGENTS);
    choose(race, agent);
    if (draw(race, 2) == 0)
        pour(race, 1 + draw(race, AGENTS));
    choose(race, agent);
    lose_or_open(race, 1 + draw(race, AGENTS));
    handle(race, 1 + draw(race, AGENTS));
    if (draw(race, 3) == 0)
        give(race, (struct acd_command){.kind = ACD_END_CONTACT,
                                        .contact = some_contact(race),
                                        .actor = {ACD_ACTOR_CUSTOMER, 0}});
    pass_time(race);
}

static void run_race(uint8_t model, bool pages, unsigned stops_min)
{
    static struct race race;
    race = (struct race){.random = 2, .model = model, .pages = pages};
    set_up(&race);
    for (unsigned i = 0; i < ROUNDS; i++) {
        play_round(&race);
        assert_int_equal(race.watcher.violations, 0);
        if (i % 500 == 0 && acd_check(race.acd) != NULL)
            fail_msg("%s", acd_check(race.acd));
    }
    print_message("%d rounds: %" PRIu64 " stops, %" PRIu64 " cancels, %" PRIu64 " offers, %" PRIu64
                  " exempt ones inside a stop, %" PRIu64 " pages lost, 0 violations\n",
                  ROUNDS, race.watcher.stops, race.watcher.cancels, race.watcher.offers,
                  race.watcher.exempt_offers_in_a_stop, race.watcher.losses);
    assert_true((race.watcher.losses > ROUNDS / 10) == pages);
    assert_true(race.watcher.stops > stops_min);
    assert_true(race.watcher.cancels > stops_min / 5);
    assert_true(race.watcher.offers > stops_min);
    assert_true(race.watcher.exempt_offers_in_a_stop > 0);
    free(race.acd);
}

static void no_unexempt_offer_between_a_stop_and_its_end(void **state)
{
    (void)state;
    run_race(ACD_MODEL_CONNECT, false, ROUNDS / 4);
}

static void no_unexempt_offer_between_stop_new_and_resume(void **state)
{
    (void)state;
    run_race(ACD_MODEL_VCC, false, ROUNDS / 20);
}

static void no_offer_rings_while_a_page_is_lost(void **state)
{
    (void)state;
    run_race(ACD_MODEL_CONNECT, true, ROUNDS / 8);
    run_race(ACD_MODEL_VCC, true, ROUNDS / 40);
}

/* The watcher is worth something only if it can see a violation. */
static void watcher_sees_a_planted_violation(void **state)
{
    (void)state;
    struct watcher watcher = {0};
    watch(&watcher, &(struct acd_event){.kind = ACD_STATUS_SET, .agent = 1, .status = STATUS_AVAILABLE});
    watch(&watcher, &(struct acd_event){.kind = ACD_OFFER_MADE, .agent = 1});
    watch(&watcher, &(struct acd_event){.kind = ACD_NEXT_STATUS_SET, .agent = 1});
    watch(&watcher, &(struct acd_event){.kind = ACD_OFFER_MADE, .agent = 1, .flags = ACD_FLAG_EXEMPT});
    assert_int_equal(watcher.violations, 0);
    watch(&watcher, &(struct acd_event){.kind = ACD_OFFER_MADE, .agent = 1});
    assert_int_equal(watcher.violations, 1);
    watch(&watcher, &(struct acd_event){.kind = ACD_NEXT_STATUS_CLEARED, .agent = 1});
    watch(&watcher, &(struct acd_event){.kind = ACD_OFFER_MADE, .agent = 1});
    assert_int_equal(watcher.violations, 1);
    watch(&watcher, &(struct acd_event){.kind = ACD_STATUS_SET, .agent = 1, .status = STATUS_LUNCH});
    watch(&watcher, &(struct acd_event){.kind = ACD_OFFER_MADE, .agent = 1});
    assert_int_equal(watcher.violations, 2);
    watch(&watcher, &(struct acd_event){.kind = ACD_PAGE_LOST, .agent = 1});
    watch_rest(&watcher);
    assert_int_equal(watcher.violations, 3); /* what rang goes on ringing */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(watcher_sees_a_planted_violation),
        cmocka_unit_test(no_unexempt_offer_between_a_stop_and_its_end),
        cmocka_unit_test(no_unexempt_offer_between_stop_new_and_resume),
        cmocka_unit_test(no_offer_rings_while_a_page_is_lost),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
