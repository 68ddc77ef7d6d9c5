/* Trials: the same policy gives the same days; another one gives what it must. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "policy/trial.h"

enum { AGENTS = 5, STATUSES = 4, EVENTS_MAX = 60000, MINUTE_MS = 60000 };

_Noreturn void acd_panic(const char *sentence)
{
    fprintf(stderr, "%s\n", sentence);
    abort();
}

/* ---- a day, made up: random wishes on a real core; what comes of them is the journal ---- */

struct day {
    struct acd *acd;
    struct acd_limits limits;
    struct acd_event *events;
    uint32_t count;
    uint32_t refusals;
    uint64_t random;
    int64_t now;
    uint32_t agents_created;
    struct acd_batch batch;
};

static const struct policy_named status_names[STATUSES] = {
    {1, "Available"}, {2, "On Break"}, {3, "Working Offline"}, {4, "Logged Out"}};

static uint32_t draw(struct day *day, uint32_t below)
{
    day->random ^= day->random << 13;
    day->random ^= day->random >> 7;
    day->random ^= day->random << 17;
    return (uint32_t)(day->random >> 33) % below;
}

static enum acd_refusal ask_as(struct day *day, struct acd_command command, enum acd_actor_kind actor,
                               uint32_t id)
{
    enum acd_refusal refusal;

    command.at = day->now;
    command.actor = (struct acd_actor){.kind = (uint8_t)actor, .id = id};
    refusal = acd_step(day->acd, &command, &day->batch);
    day->refusals += refusal != ACD_OK;
    for (uint32_t i = 0; i < day->batch.count; i++) {
        assert_true(day->count < EVENTS_MAX);
        day->events[day->count++] = day->batch.events[i];
    }
    return refusal;
}

static void pass(struct day *day, int64_t ms)
{
    int64_t until = day->now + ms;

    while (acd_deadline(day->acd) <= until) {
        day->now = acd_deadline(day->acd) > day->now ? acd_deadline(day->acd) : day->now;
        ask_as(day, (struct acd_command){.kind = ACD_TICK}, ACD_ACTOR_SYSTEM, 0);
    }
    day->now = until;
}

static void make_profile(struct day *day)
{
    const struct acd_profile_queue queues[] = {{.queue = 1, .channel = ACD_VOICE, .priority = 1},
                                               {.queue = 1, .channel = ACD_CHAT, .priority = 1},
                                               {.queue = 1, .channel = ACD_TASK, .priority = 1},
                                               {.queue = 2, .channel = ACD_CHAT, .priority = 2}};
    struct acd_command command = {.kind = ACD_CREATE_PROFILE,
                                  .queue = 1,
                                  .capacities = {{1, 0}, {3, 1}, {2, 1}},
                                  .profile_queues = queues,
                                  .profile_queue_count = 4};

    assert_int_equal(ask_as(day, command, ACD_ACTOR_OPERATOR, 0), ACD_OK);
}

static void make_agent(struct day *day)
{
    uint32_t number = ++day->agents_created;

    assert_int_equal(
        ask_as(day, (struct acd_command){.kind = ACD_CREATE_AGENT, .profile = 1}, ACD_ACTOR_OPERATOR, 0),
        ACD_OK);
    for (uint8_t channel = 0; channel < ACD_CHANNELS; channel++)
        ask_as(day,
               (struct acd_command){
                   .kind = ACD_SET_AGENT_WRAPUP, .agent = number, .channel = channel, .duration_ms = 8000},
               ACD_ACTOR_OPERATOR, 0);
}

static struct day *new_day(enum acd_model model, uint64_t seed)
{
    static const uint8_t types[STATUSES] = {ACD_STATUS_ROUTABLE, ACD_STATUS_CUSTOM, ACD_STATUS_CUSTOM,
                                            ACD_STATUS_OFFLINE};
    struct day *day = calloc(1, sizeof *day);

    assert_non_null(day);
    day->random = seed * UINT64_C(0x9E3779B97F4A7C15) + 1;
    day->now = INT64_C(1790000000000);
    day->events = calloc(EVENTS_MAX, sizeof day->events[0]);
    day->limits = acd_limits_default();
    day->limits.agents = 16;
    day->limits.contacts = day->limits.legs = 2000;
    day->acd = acd_init(aligned_alloc(64, (acd_size(&day->limits) + 63) / 64 * 64), &day->limits);
    ask_as(day, (struct acd_command){.kind = ACD_CREATE_CENTRE, .model = (uint8_t)model}, ACD_ACTOR_OPERATOR,
           0);
    for (int i = 0; i < STATUSES; i++)
        ask_as(day, (struct acd_command){.kind = ACD_CREATE_STATUS, .status_type = types[i]},
               ACD_ACTOR_OPERATOR, 0);
    for (int i = 0; i < 2; i++)
        ask_as(day, (struct acd_command){.kind = ACD_CREATE_QUEUE, .wrapup_ms = {6000, 6000, 6000}},
               ACD_ACTOR_OPERATOR, 0);
    ask_as(day, (struct acd_command){.kind = ACD_CREATE_ENTRY_POINT, .queue = 2}, ACD_ACTOR_OPERATOR, 0);
    make_profile(day);
    for (int i = 0; i < AGENTS; i++)
        make_agent(day);
    pass(day, 1000);
    return day;
}

static void free_day(struct day *day)
{
    free(day->events);
    free(day->acd);
    free(day);
}

/* ---- random wishes ---- */

static uint64_t some_contact(struct day *day)
{
    uint64_t contact = acd_contact_after(day->acd, 0);
    uint32_t skip = draw(day, 8);

    for (; contact != 0 && skip > 0; skip--) {
        uint64_t next = acd_contact_after(day->acd, contact);
        contact = next != 0 ? next : contact;
    }
    return contact;
}

static void wish_for_contact(struct day *day)
{
    struct acd_command command = {.kind = ACD_START_CONTACT,
                                  .channel = (uint8_t)draw(day, ACD_CHANNELS),
                                  .initiation = ACD_INITIATION_INBOUND};

    if (draw(day, 4) == 0 && command.channel == ACD_CHAT)
        command.entry_point = 1;
    else if (draw(day, 8) == 0)
        command.agent = 1 + draw(day, AGENTS);
    else
        command.queue = 1;
    if (command.channel == ACD_TASK && draw(day, 4) == 0)
        command.scheduled_at = day->now + 30000;
    if (ask_as(day, command, ACD_ACTOR_CUSTOMER, 0) == ACD_OK && command.channel == ACD_CHAT &&
        draw(day, 8) != 0) {
        uint64_t contact = day->batch.events[0].contact;
        ask_as(day, (struct acd_command){.kind = ACD_CONNECT_CUSTOMER, .contact = contact},
               ACD_ACTOR_CUSTOMER, 0);
    }
}

static void wish_for_status(struct day *day, uint32_t agent)
{
    struct acd_command command = {.kind = ACD_SET_STATUS, .agent = agent, .status = 1 + draw(day, STATUSES)};
    bool supervisor = draw(day, 6) == 0;

    if (draw(day, 2) == 0)
        command.status = 1; /* or nobody works */
    if (draw(day, 12) == 0)
        command.next = (struct acd_next){.when = ACD_WHEN_AT, .at = day->now + 40000};
    ask_as(day, command, supervisor ? ACD_ACTOR_API : ACD_ACTOR_AGENT, agent);
}

static void wish_for_leg(struct day *day, uint32_t agent)
{
    static const uint16_t kinds[] = {
        ACD_ACCEPT_OFFER,  ACD_ACCEPT_OFFER,   ACD_ACCEPT_OFFER, ACD_REJECT_OFFER,
        ACD_END_LEG,       ACD_END_LEG,        ACD_CLEAR_LEG,    ACD_CLEAR_LEG,
        ACD_HOLD_LEG,      ACD_UNHOLD_LEG,     ACD_SEND_MESSAGE, ACD_TRANSFER_CONTACT,
        ACD_PAUSE_CONTACT, ACD_RESUME_CONTACT, ACD_CONNECT_LEG,  ACD_FAIL_LEG};
    struct acd_leg_view legs[ACD_AGENT_LEGS_MAX];
    uint32_t count = acd_agent_legs(day->acd, agent, legs, ACD_AGENT_LEGS_MAX);
    struct acd_command command = {.kind = kinds[draw(day, sizeof kinds / sizeof kinds[0])], .agent = agent};
    enum acd_actor_kind actor = ACD_ACTOR_AGENT;

    if (count == 0)
        return;
    const struct acd_leg_view *leg = &legs[draw(day, count)];
    command.contact = leg->contact;
    if (leg->state == ACD_LEG_CONNECTING && draw(day, 4) != 0)
        command.kind = leg->initiation == ACD_INITIATION_OUTBOUND ? ACD_CONNECT_LEG : ACD_ACCEPT_OFFER;
    if (command.kind == ACD_TRANSFER_CONTACT)
        command.queue = 1 + draw(day, 2);
    if (command.kind == ACD_CONNECT_LEG || command.kind == ACD_FAIL_LEG) {
        actor = ACD_ACTOR_GATEWAY;
        command.cause = ACD_CAUSE_BUSY;
    }
    ask_as(day, command, actor, actor == ACD_ACTOR_AGENT ? agent : 0);
}

static void wish_for_configuration(struct day *day)
{
    const struct acd_profile_queue more = {.queue = 2, .channel = ACD_TASK, .priority = 1 + draw(day, 3)};
    uint32_t agent = 1 + draw(day, AGENTS);

    switch (draw(day, 6)) {
    case 0:
        ask_as(day,
               (struct acd_command){.kind = ACD_SET_PROFILE_QUEUES,
                                    .profile = 1,
                                    .profile_queues = &more,
                                    .profile_queue_count = 1},
               ACD_ACTOR_ADMIN, 0);
        break;
    case 1:
        ask_as(day,
               (struct acd_command){
                   .kind = ACD_SET_AGENT_OFFER_TIME, .agent = agent, .duration_ms = 15000 + draw(day, 20000)},
               ACD_ACTOR_ADMIN, 0);
        break;
    case 2:
        ask_as(day, (struct acd_command){.kind = ACD_DISABLE_AGENT, .agent = agent}, ACD_ACTOR_ADMIN, 0);
        pass(day, 1500);
        ask_as(day, (struct acd_command){.kind = ACD_ENABLE_AGENT, .agent = agent}, ACD_ACTOR_ADMIN, 0);
        break;
    case 3:
        if (day->agents_created < 12)
            make_agent(day);
        break;
    default:
        ask_as(day,
               (struct acd_command){.kind = ACD_SET_AGENT_AUTO_ACCEPT,
                                    .agent = agent,
                                    .channel = ACD_TASK,
                                    .value = draw(day, 2)},
               ACD_ACTOR_ADMIN, 0);
        break;
    }
}

static void live(struct day *day, uint32_t wishes)
{
    for (uint32_t i = 0; i < wishes; i++) {
        uint32_t agent = 1 + draw(day, AGENTS);
        uint64_t contact;
        switch (draw(day, 20)) {
        case 0:
            ask_as(
                day,
                (struct acd_command){.kind = draw(day, 3) == 0 ? ACD_SIGN_OUT : ACD_SIGN_IN, .agent = agent},
                ACD_ACTOR_AGENT, agent);
            break;
        case 1:
            ask_as(day,
                   (struct acd_command){.kind = draw(day, 2) ? ACD_STOP_NEW : ACD_RESUME_NEW, .agent = agent},
                   ACD_ACTOR_AGENT, agent);
            break;
        case 2:
        case 3:
            wish_for_status(day, agent);
            break;
        case 4:
            contact = some_contact(day);
            ask_as(day, (struct acd_command){.kind = ACD_END_CONTACT, .contact = contact},
                   draw(day, 3) ? ACD_ACTOR_CUSTOMER : ACD_ACTOR_API, 0);
            break;
        case 5:
            ask_as(day, (struct acd_command){.kind = ACD_PLACE_CALL, .agent = agent, .queue = 1},
                   ACD_ACTOR_AGENT, agent);
            break;
        case 6:
        case 7:
            wish_for_contact(day);
            break;
        case 8:
            if (draw(day, 4) == 0)
                wish_for_configuration(day);
            break;
        case 9:
            ask_as(day,
                   (struct acd_command){.kind = (uint16_t)(ACD_OPEN_PAGE + draw(day, 3)), .agent = agent},
                   ACD_ACTOR_AGENT, agent);
            break;
        default:
            wish_for_leg(day, agent);
            break;
        }
        if (draw(day, 3) != 0) /* some wishes come in the same millisecond */
            pass(day, draw(day, 8) == 0 ? 25000 : draw(day, 3000));
    }
}

/* ---- trying it ---- */

static bool names_of_day(void *ctx, const struct acd *acd, struct policy_names *names)
{
    static const struct policy_named group_names[] = {{1, "Sales"}};

    (void)ctx;
    *names = (struct policy_names){.statuses = status_names,
                                   .status_count = STATUSES,
                                   .groups = group_names,
                                   .group_count = acd_group_count(acd) > 0};
    return true;
}

static void read_document(struct policy_document *document, const char *text)
{
    struct policy_problems *problems = calloc(1, sizeof *problems);

    assert_non_null(problems);
    if (!policy_parse(document, text, strlen(text), problems))
        fail_msg("%s: %s", problems->list[0].pointer, problems->list[0].sentence);
    free(problems);
}

static struct policy_trial *try_day(const struct day *day, const struct policy_document *document,
                                    int64_t from, const struct policy_trial_report **report)
{
    struct policy_trial_options options = {
        .document = document, .limits = day->limits, .from = from, .to = ACD_NEVER, .names = names_of_day};
    struct policy_problems *problems = calloc(1, sizeof *problems);
    struct policy_trial *trial = policy_trial_open(&options);

    assert_non_null(trial);
    for (uint32_t i = 0; i < day->count; i++)
        if (!policy_trial_event(trial, &day->events[i], problems))
            fail_msg("%s: %s", problems->list[0].pointer, problems->list[0].sentence);
    *report = policy_trial_end(trial, problems);
    assert_int_equal(problems->errors, 0);
    assert_true(acd_digest(policy_trial_recorded(trial)) == acd_digest(day->acd));
    free(problems);
    return trial;
}

static const char *status_word(void *ctx, uint32_t status)
{
    (void)ctx;
    return status <= STATUSES ? status_names[status - 1].name : "?";
}

static const char *agent_word(void *ctx, uint32_t agent)
{
    (void)ctx;
    return agent == 1 ? "alice" : "bob";
}

static const struct policy_trial_words words = {
    .status = status_word, .agent = agent_word, .document = "a document", .centre = "a centre"};

static void print_report(const struct policy_trial_report *report)
{
    struct buf text;

    buf_init(&text, 1 << 20);
    policy_trial_render_text(&text, report, &words);
    print_error("%s", buf_text(&text));
    buf_free(&text);
}

static void the_same_policy_gives_the_same_days(enum acd_model model)
{
    for (uint64_t seed = 1; seed <= 12; seed++) {
        struct day *day = new_day(model, seed);
        const struct policy_trial_report *report;
        struct policy_document preset;
        struct policy_trial *trial;

        policy_preset(&preset, model);
        live(day, 1500);
        trial = try_day(day, &preset, 0, &report);
        assert_true(report->wishes > 300);
        if (report->outcomes[POLICY_SAME] != report->wishes ||
            memcmp(&report->recorded, &report->tried, sizeof report->recorded) != 0) {
            print_report(report);
            fail_msg("seed %d: the days differ", (int)seed);
        }
        policy_trial_close(trial);
        policy_free(&preset);
        free_day(day);
    }
}

static void connect_tried_on_connects_days_changes_nothing(void **state)
{
    (void)state;
    the_same_policy_gives_the_same_days(ACD_MODEL_CONNECT);
}

static void vcc_tried_on_vccs_days_changes_nothing(void **state)
{
    (void)state;
    the_same_policy_gives_the_same_days(ACD_MODEL_VCC);
}

/* Any policy at all, not only the presets: rules and moves at random, and a document made from what is in force. */
static void make_up_policy(struct day *day)
{
    for (uint32_t i = 0; i < 30; i++) {
        struct acd_command command = {.kind = ACD_SET_RULE, .rule = (uint16_t)(1 + draw(day, ACD_RULES - 1))};
        command.value = draw(day, 2);
        if (command.rule == ACD_RULE_STATUS_BREAK || command.rule == ACD_RULE_STATUS_WORK_OFFLINE)
            continue;
        if (command.rule >= ACD_RULE_OFFER_MS_VOICE && command.rule <= ACD_RULE_TASK_LIFE_MS)
            command.value = 5000 + draw(day, 30000);
        if (command.rule == ACD_RULE_SESSION_TIMEOUT_MS)
            command.value = draw(day, 2) * 120000;
        ask_as(day, command, ACD_ACTOR_OPERATOR, 0);
    }
    for (uint32_t i = 0; i < 20; i++) {
        struct acd_command command = {.kind = ACD_SET_MOVES, .subject_kind = ACD_ACTOR_AGENT};
        command.subject = draw(day, ACD_SHOWN_STATES);
        command.value = draw(day, 1 << ACD_MOVES);
        ask_as(day, command, ACD_ACTOR_OPERATOR, 0);
    }
}

static void any_policy_tried_on_its_own_days_changes_nothing(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 24; seed++) {
        struct day *day = new_day(seed % 2 == 0 ? ACD_MODEL_VCC : ACD_MODEL_CONNECT, seed);
        const struct policy_trial_report *report;
        struct policy_document document;
        struct policy_names names;
        struct policy_trial *trial;

        make_up_policy(day);
        names_of_day(NULL, day->acd, &names);
        assert_true(policy_of_core(&document, day->acd, &names));
        live(day, 1200);
        trial = try_day(day, &document, 0, &report);
        if (report->outcomes[POLICY_SAME] != report->wishes ||
            memcmp(&report->recorded, &report->tried, sizeof report->recorded) != 0) {
            print_report(report);
            fail_msg("seed %d: the days differ", (int)seed);
        }
        policy_trial_close(trial);
        policy_free(&document);
        free_day(day);
    }
}

/* ---- one thing otherwise ---- */

static void start_chat(struct day *day)
{
    assert_int_equal(ask_as(day,
                            (struct acd_command){.kind = ACD_START_CONTACT, .channel = ACD_CHAT, .queue = 1},
                            ACD_ACTOR_CUSTOMER, 0),
                     ACD_OK);
}

static void choose(struct day *day, uint32_t agent, uint32_t status)
{
    assert_int_equal(ask_as(day,
                            (struct acd_command){.kind = ACD_SET_STATUS, .agent = agent, .status = status},
                            ACD_ACTOR_AGENT, agent),
                     ACD_OK);
}

static const struct policy_trial_kind *kind_of(const struct policy_trial_report *report,
                                               enum policy_outcome outcome, enum acd_command_kind command)
{
    for (uint32_t i = 0; i < report->kind_count; i++)
        if (report->kinds[i].outcome == outcome && report->kinds[i].command == command)
            return &report->kinds[i];
    return NULL;
}

static void a_move_that_is_taken_away_is_refused(void **state)
{
    struct day *day = new_day(ACD_MODEL_CONNECT, 1);
    const struct policy_trial_report *report;
    const struct policy_trial_kind *kind;
    struct policy_document document;
    struct policy_trial *trial;
    struct buf text;

    (void)state;
    choose(day, 1, 1);
    pass(day, MINUTE_MS);
    choose(day, 1, 2);
    pass(day, MINUTE_MS);
    read_document(
        &document,
        "{\"version\":1,\"model\":\"connect\",\"moves\":{\"agent\":{\"SIGNED_OUT\":[\"AVAILABLE\"]}}}");
    trial = try_day(day, &document, 0, &report);
    assert_int_equal(report->outcomes[POLICY_REFUSED], 1);
    kind = kind_of(report, POLICY_REFUSED, ACD_SET_STATUS);
    assert_non_null(kind);
    assert_int_equal(kind->refusal, ACD_REFUSED_NOT_ALLOWED);
    assert_int_equal(kind->shown, ACD_SHOWN_AVAILABLE);
    assert_int_equal(kind->status, 2);
    /* Refused at the last wish, so the time in Available goes on to the last recorded event. */
    assert_int_equal(report->tried.status_ms[1], MINUTE_MS);
    buf_init(&text, 65536);
    policy_trial_render_text(&text, report, &words);
    assert_non_null(strstr(buf_text(&text), "agent, from Available: choose \"On Break\" (NOT_ALLOWED)"));
    buf_clear(&text);
    policy_trial_render_json(&text, report, &words);
    json_t *root = json_parse(buf_text(&text), text.len, NULL, NULL);
    assert_non_null(root);
    assert_int_equal(json_integer_value(json_object_get(json_object_get(root, "outcomes"), "REFUSED")), 1);
    json_decref(root);
    buf_free(&text);
    policy_trial_close(trial);
    policy_free(&document);
    free_day(day);
}

static void a_miss_that_leads_to_a_break_gives_the_contact_to_somebody_else_and_loses_offers(void **state)
{
    struct day *day = new_day(ACD_MODEL_CONNECT, 1);
    const struct policy_trial_report *report;
    struct policy_document document;
    struct policy_trial *trial;

    (void)state;
    choose(day, 1, 1);
    pass(day, 1000);
    start_chat(day);
    for (int i = 0; i < 4;
         i++) { /* never answered: connect shows it as missed; cleared, it is offered again */
        pass(day, MINUTE_MS);
        ask_as(day,
               (struct acd_command){
                   .kind = ACD_CLEAR_LEG, .agent = 1, .contact = acd_contact_after(day->acd, 0)},
               ACD_ACTOR_AGENT, 1);
    }
    pass(day, MINUTE_MS);
    choose(day, 1, 2);
    read_document(&document,
                  "{\"version\":1,\"model\":\"connect\",\"statuses\":{\"on_break\":\"On Break\"},"
                  "\"automatic\":{\"on_miss\":\"BREAK\"},\"offers\":{\"missed_is_cleared_at_once\":true}}");
    trial = try_day(day, &document, 0, &report);
    assert_true(report->recorded.missed >= 2);
    assert_int_equal(report->tried.missed, 1);
    assert_true(report->tried.status_ms[2] >= 4 * MINUTE_MS);
    assert_int_equal(report->recorded.status_ms[2], 0);
    policy_trial_close(trial);
    policy_free(&document);
    free_day(day);
}

static void a_status_on_a_contact_becomes_the_next_one_only_where_the_policy_says_so(void **state)
{
    struct day *day = new_day(ACD_MODEL_VCC, 1);
    const struct policy_trial_report *report;
    struct policy_document document;
    struct policy_trial *trial;

    (void)state;
    assert_int_equal(ask_as(day, (struct acd_command){.kind = ACD_SIGN_IN, .agent = 1}, ACD_ACTOR_AGENT, 1),
                     ACD_OK);
    choose(day, 1, 1);
    start_chat(day);
    ask_as(
        day,
        (struct acd_command){.kind = ACD_ACCEPT_OFFER, .agent = 1, .contact = acd_contact_after(day->acd, 0)},
        ACD_ACTOR_AGENT, 1);
    pass(day, 1000);
    ask_as(day,
           (struct acd_command){.kind = ACD_END_LEG, .agent = 1, .contact = acd_contact_after(day->acd, 0)},
           ACD_ACTOR_AGENT, 1);
    pass(day, 10000); /* 6 s of wrap-up, then Available */
    choose(day, 1, 2);
    /* By hand: the wrap-up is still there, and choosing clears it. */
    read_document(&document,
                  "{\"version\":1,\"model\":\"vcc\",\"wrapup\":{\"ends\":\"BY_HAND\"},\"moves\":{\"agent\":{"
                  "\"AVAILABLE\":[\"BREAK\"],\"ON_BREAK\":[\"AVAILABLE\"]}}}");
    trial = try_day(day, &document, 0, &report);
    if (report->outcomes[POLICY_SAME] != report->wishes)
        print_report(report);
    assert_int_equal(report->outcomes[POLICY_SAME], report->wishes);
    policy_trial_close(trial);
    policy_free(&document);
    free_day(day);
}

static void a_mandatory_reason_is_told_and_given_so_that_the_day_goes_on(void **state)
{
    struct day *day = new_day(ACD_MODEL_CONNECT, 1);
    const struct policy_trial_report *report;
    struct policy_document document;
    struct policy_trial *trial;

    (void)state;
    ask_as(day, (struct acd_command){.kind = ACD_CREATE_GROUP}, ACD_ACTOR_OPERATOR, 0);
    ask_as(day, (struct acd_command){.kind = ACD_SET_AGENT_GROUP, .agent = 1, .group = 1}, ACD_ACTOR_OPERATOR,
           0);
    choose(day, 1, 1);
    pass(day, 1000);
    choose(day, 1, 2);
    pass(day, 1000);
    choose(day, 1, 1);
    read_document(&document, "{\"version\":1,\"model\":\"connect\",\"reasons\":{\"groups\":[\"Sales\"],"
                             "\"lists\":[{\"name\":\"Breaks\","
                             "\"actions\":[\"BREAK\"],\"mandatory\":true,\"groups\":[\"Sales\"],\"codes\":[{"
                             "\"name\":\"Lunch\"}]}]}}");
    trial = try_day(day, &document, 0, &report);
    assert_int_equal(report->outcomes[POLICY_NEEDS_REASON], 1);
    assert_int_equal(report->outcomes[POLICY_SAME], report->wishes - 1);
    assert_non_null(kind_of(report, POLICY_NEEDS_REASON, ACD_SET_STATUS));
    assert_memory_equal(report->recorded.status_ms, report->tried.status_ms, sizeof report->tried.status_ms);
    policy_trial_close(trial);
    policy_free(&document);
    free_day(day);
}

static void a_trial_from_a_later_day_begins_with_the_state_of_that_day(void **state)
{
    struct day *day = new_day(ACD_MODEL_CONNECT, 7);
    const struct policy_trial_report *report;
    struct policy_document preset;
    struct policy_trial *trial;
    int64_t from;

    (void)state;
    policy_preset(&preset, ACD_MODEL_CONNECT);
    live(day, 800);
    from = day->now;
    live(day, 800);
    trial = try_day(day, &preset, from, &report);
    assert_true(report->begins_at >= from);
    if (report->outcomes[POLICY_SAME] != report->wishes)
        print_report(report);
    assert_int_equal(report->outcomes[POLICY_SAME], report->wishes);
    assert_memory_equal(&report->recorded, &report->tried, sizeof report->recorded);
    policy_trial_close(trial);
    policy_free(&preset);
    free_day(day);
}

/* Whatever the document, the core under it stays sound and the trial ends. */
static void each_models_days_survive_the_other_models_policy(void **state)
{
    static const char vcc[] = "{\"version\":1,\"model\":\"vcc\"}";
    static const char connect[] = "{\"version\":1,\"model\":\"connect\"}";

    (void)state;
    for (uint64_t seed = 1; seed <= 6; seed++) {
        bool other = seed % 2 == 0;
        struct day *day = new_day(other ? ACD_MODEL_VCC : ACD_MODEL_CONNECT, seed);
        const struct policy_trial_report *report;
        struct policy_document document;
        struct policy_trial *trial;
        uint64_t sum = 0;

        live(day, 1000);
        read_document(&document, other ? connect : vcc);
        trial = try_day(day, &document, 0, &report);
        for (int outcome = 0; outcome < POLICY_OUTCOMES; outcome++)
            sum += report->outcomes[outcome];
        assert_int_equal(sum, report->wishes);
        assert_true(report->outcomes[POLICY_SAME] < report->wishes);
        policy_trial_close(trial);
        policy_free(&document);
        free_day(day);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(connect_tried_on_connects_days_changes_nothing),
        cmocka_unit_test(vcc_tried_on_vccs_days_changes_nothing),
        cmocka_unit_test(any_policy_tried_on_its_own_days_changes_nothing),
        cmocka_unit_test(a_move_that_is_taken_away_is_refused),
        cmocka_unit_test(a_miss_that_leads_to_a_break_gives_the_contact_to_somebody_else_and_loses_offers),
        cmocka_unit_test(a_status_on_a_contact_becomes_the_next_one_only_where_the_policy_says_so),
        cmocka_unit_test(a_mandatory_reason_is_told_and_given_so_that_the_day_goes_on),
        cmocka_unit_test(a_trial_from_a_later_day_begins_with_the_state_of_that_day),
        cmocka_unit_test(each_models_days_survive_the_other_models_policy),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
