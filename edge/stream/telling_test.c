/* What is told of a centre's events: the references' worked examples, member by member, and that the same journal
 * always tells the same. */
#include <stdlib.h>
#include <string.h>

#include "edge/stream/parts.h"
#include "edge/stream/telling.h"
#include "edge/stream/testing/centre.h"
#include "lib/testing/cmocka.h"

#define INSTANCE "arn:aws:connect:us-west-2:012345678901:instance/aaaaaaaa-bbbb-4bbb-8b00-000000000001"
enum { TOLD_MAX = 512 };

struct told {
    struct place place;
    enum spool_kind kind;
    char *key;
    json_t *json;
};

struct story { /* a centre, and all that was told of it */
    struct centre centre;
    struct pump_follower *follower;
    struct telling telling;
    struct told told[TOLD_MAX];
    uint32_t count;
    uint32_t read; /* by next_agent() and so on */
};

static void keep(void *ctx, struct place place, enum spool_kind kind, const char *key, const char *json,
                 size_t len)
{
    struct story *story = ctx;
    json_error_t error;
    assert_true(story->count < TOLD_MAX);
    struct told *told = &story->told[story->count++];
    *told = (struct told){.place = place, .kind = kind, .key = strdup(key)};
    told->json = json_loadb(json, len, JSON_REJECT_DUPLICATES, &error);
    if (told->json == NULL)
        fail_msg("%s: %.*s", error.text, (int)len, json);
    if (story->count > 1)
        assert_true(place_compare(story->told[story->count - 2].place, place) < 0);
}

static void follow(struct story *story)
{
    struct pump_error error;
    const struct acd_event *event = NULL;
    centre_settle(&story->centre);
    while (pump_follower_peek(story->follower, &event, &error) == 1) {
        telling_before(&story->telling, event);
        pump_follower_apply(story->follower);
        telling_after(&story->telling, event);
    }
    telling_settle(&story->telling);
}

static void begin_telling(struct story *story)
{
    struct pump_error error;
    struct telling_options options = {
        .region = "us-west-2", .account = "012345678901", .sink = keep, .ctx = story};
    assert_int_equal(pump_follow(story->centre.pump, &story->follower, &error), 0);
    telling_init(&story->telling, &options, pump_follower_core(story->follower),
                 pump_follower_book(story->follower));
}

static void end_telling(struct story *story)
{
    telling_free(&story->telling);
    pump_follower_close(story->follower);
    for (uint32_t i = 0; i < story->count; i++) {
        free(story->told[i].key);
        json_decref(story->told[i].json);
    }
    story->count = story->read = 0;
}

static int setup(void **state)
{
    struct story *story = calloc(1, sizeof *story);
    centre_open(&story->centre, NULL);
    begin_telling(story);
    *state = story;
    return 0;
}

static int teardown(void **state)
{
    struct story *story = *state;
    end_telling(story);
    centre_close(&story->centre);
    free(story);
    return 0;
}

/* The next telling of that kind (and agent or contact, by the end of its key); NULL: there is none. */
static json_t *next_told(struct story *story, enum spool_kind kind)
{
    follow(story);
    while (story->read < story->count)
        if (story->told[story->read++].kind == kind)
            return story->told[story->read - 1].json;
    return NULL;
}

static json_t *at(json_t *json, const char *path)
{
    char copy[256];
    char *rest = copy;
    snprintf(copy, sizeof copy, "%s", path);
    for (char *part; json != NULL && (part = strtok_r(rest, ".", &rest)) != NULL;) {
        size_t index = strspn(part, "0123456789") == strlen(part) ? (size_t)strtoul(part, NULL, 10) : 0;
        json = json_is_array(json) ? json_array_get(json, index) : json_object_get(json, part);
    }
    return json;
}

/* text NULL: the member is there and null. */
static void expect_text(json_t *json, const char *path, const char *text)
{
    json_t *found = at(json, path);
    if (found == NULL)
        fail_msg("%s is missing", path);
    if (text == NULL && !json_is_null(found))
        fail_msg("%s is not null", path);
    if (text != NULL) {
        assert_true(json_is_string(found));
        assert_string_equal(json_string_value(found), text);
    }
}

static json_t *expect_agent_event(struct story *story, const char *type)
{
    json_t *event = next_told(story, SPOOL_AGENT_EVENT);
    if (event == NULL)
        fail_msg("nothing was told; %s was expected", type);
    expect_text(event, "EventType", type);
    return event;
}

static void expect_nothing_more(struct story *story)
{
    follow(story);
    assert_int_equal(story->read, story->count);
}

static void skip_all(struct story *story)
{
    follow(story);
    story->read = story->count;
}

/* ---- agent events ---- */

static void expect_members(json_t *object, const char *names)
{
    size_t count = 1;
    char copy[512];
    char *rest = copy;
    snprintf(copy, sizeof copy, "%s", names);
    for (const char *c = names; *c != '\0'; c++)
        count += *c == ' ';
    for (char *name; (name = strtok_r(rest, " ", &rest)) != NULL;)
        if (json_object_get(object, name) == NULL)
            fail_msg("%s is missing", name);
    assert_int_equal(json_object_size(object), count);
}

static void an_agent_event_has_exactly_the_vendors_members(void **state)
{
    struct story *story = *state;
    centre_choose(&story->centre, ALICE, AVAILABLE);
    uint64_t chat = centre_start(&story->centre, ACD_CHAT, "Kim");
    centre_accept(&story->centre, ALICE, chat);
    expect_agent_event(story, "STATE_CHANGE");
    expect_agent_event(story, "STATE_CHANGE");
    json_t *event = expect_agent_event(story, "STATE_CHANGE");
    expect_members(event,
                   "AWSAccountId AgentARN CurrentAgentSnapshot EventId EventTimestamp EventType InstanceARN "
                   "PreviousAgentSnapshot Version");
    expect_text(event, "AWSAccountId", "012345678901");
    expect_text(event, "InstanceARN", INSTANCE);
    expect_text(event, "AgentARN", INSTANCE "/agent/aaaaaaaa-bbbb-4bbb-8b00-000000000028");
    json_t *snapshot = at(event, "CurrentAgentSnapshot");
    expect_members(snapshot, "AgentStatus NextAgentStatus Configuration Contacts");
    expect_members(at(snapshot, "AgentStatus"), "ARN Name StartTimestamp Type");
    expect_text(snapshot, "AgentStatus.ARN", INSTANCE "/agent-state/aaaaaaaa-bbbb-4bbb-8b00-00000000000a");
    expect_text(snapshot, "AgentStatus.Type", "ROUTABLE");
    expect_text(snapshot, "AgentStatus.StartTimestamp", "2019-08-13T20:52:20.000Z");
    expect_text(snapshot, "NextAgentStatus", NULL);
    json_t *configuration = at(snapshot, "Configuration");
    expect_members(configuration,
                   "AgentHierarchyGroups FirstName LastName Proficiencies RoutingProfile Username");
    expect_text(configuration, "AgentHierarchyGroups", NULL);
    expect_text(configuration, "Username", "alice");
    json_t *profile = at(configuration, "RoutingProfile");
    expect_members(profile, "ARN Name Concurrency DefaultOutboundQueue InboundQueues");
    expect_text(profile, "InboundQueues.0.ARN", INSTANCE "/queue/agent/aaaaaaaa-bbbb-4bbb-8b00-000000000028");
    expect_text(profile, "InboundQueues.0.Name", NULL);
    expect_text(profile, "InboundQueues.1.Name", "Support");
    assert_int_equal(json_array_size(at(profile, "InboundQueues.1.Channels")), 3);
    expect_text(profile, "InboundQueues.2.Channels.0", "CHAT");
    expect_members(at(profile, "Concurrency.1"), "AvailableSlots Channel MaximumSlots");
    expect_text(profile, "Concurrency.1.Channel", "CHAT");
    assert_int_equal(json_integer_value(at(profile, "Concurrency.1.AvailableSlots")), 2);
    assert_int_equal(json_integer_value(at(profile, "Concurrency.1.MaximumSlots")), 3);
    json_t *contact = at(snapshot, "Contacts.0");
    expect_members(contact,
                   "Channel ConnectedToAgentTimestamp ContactId InitialContactId InitiationMethod Queue "
                   "QueueTimestamp State StateStartTimestamp");
    expect_text(contact, "InitialContactId", NULL);
    expect_text(contact, "InitiationMethod", "API");
    expect_text(contact, "State", "CONNECTED");
    expect_members(at(contact, "Queue"), "ARN Name");
    expect_text(event, "PreviousAgentSnapshot.Contacts.0.State", "CONNECTING");
    expect_text(event, "PreviousAgentSnapshot.Contacts.0.ConnectedToAgentTimestamp", NULL);
    expect_nothing_more(*state);
}

/* connect.md 2.5 and the vendor's sample: the status stays, only the next status comes. */
static void choosing_on_a_contact_sets_the_next_status_and_clearing_applies_it(void **state)
{
    struct story *story = *state;
    centre_choose(&story->centre, ALICE, AVAILABLE);
    uint64_t chat = centre_start(&story->centre, ACD_CHAT, "Kim");
    centre_accept(&story->centre, ALICE, chat);
    skip_all(story);
    story->centre.now = INT64_C(1565729880004); /* 2019-08-13T20:58:00.004Z */
    centre_choose(&story->centre, ALICE, LUNCH);
    json_t *event = expect_agent_event(story, "STATE_CHANGE");
    expect_text(event, "EventTimestamp", "2019-08-13T20:58:00.004Z");
    expect_text(event, "PreviousAgentSnapshot.NextAgentStatus", NULL);
    expect_members(at(event, "CurrentAgentSnapshot.NextAgentStatus"), "ARN Name EnqueuedTimestamp");
    expect_text(event, "CurrentAgentSnapshot.NextAgentStatus.Name", "Lunch");
    expect_text(event, "CurrentAgentSnapshot.NextAgentStatus.EnqueuedTimestamp", "2019-08-13T20:58:00.004Z");
    assert_true(json_equal(at(event, "PreviousAgentSnapshot.AgentStatus"),
                           at(event, "CurrentAgentSnapshot.AgentStatus")));
    centre_leave(&story->centre, chat);
    event = expect_agent_event(story, "STATE_CHANGE");
    expect_text(event, "CurrentAgentSnapshot.Contacts.0.State", "ENDED");
    story->centre.now += 60000;
    centre_clear(&story->centre, ALICE, chat);
    event = expect_agent_event(story, "STATE_CHANGE");
    expect_text(event, "PreviousAgentSnapshot.Contacts.0.State", "ENDED");
    expect_text(event, "PreviousAgentSnapshot.NextAgentStatus.Name", "Lunch");
    expect_text(event, "CurrentAgentSnapshot.AgentStatus.Name", "Lunch");
    expect_text(event, "CurrentAgentSnapshot.AgentStatus.Type", "CUSTOM");
    expect_text(event, "CurrentAgentSnapshot.AgentStatus.StartTimestamp", "2019-08-13T20:59:00.004Z");
    expect_text(event, "EventTimestamp", "2019-08-13T20:59:00.004Z");
    expect_text(event, "CurrentAgentSnapshot.NextAgentStatus", NULL);
    assert_int_equal(json_array_size(at(event, "CurrentAgentSnapshot.Contacts")), 0);
    skip_all(story);
}

/* connect.md 2.5: Example 2 clears and sets in one event; with only wrap-up left it is two, a moment apart. */
static void wrapup_cleared_by_a_choice_goes_with_the_next_status_in_one_event(void **state)
{
    struct story *story = *state;
    centre_choose(&story->centre, ALICE, AVAILABLE);
    uint64_t one = centre_start(&story->centre, ACD_CHAT, "Kim");
    centre_accept(&story->centre, ALICE, one);
    uint64_t two = centre_start(&story->centre, ACD_CHAT, "Lee");
    centre_accept(&story->centre, ALICE, two);
    centre_leave(&story->centre, one);
    skip_all(story);
    centre_choose(&story->centre, ALICE, OFFLINE);
    json_t *event = expect_agent_event(story, "STATE_CHANGE");
    assert_int_equal(json_array_size(at(event, "PreviousAgentSnapshot.Contacts")), 2);
    assert_int_equal(json_array_size(at(event, "CurrentAgentSnapshot.Contacts")), 1);
    expect_text(event, "CurrentAgentSnapshot.NextAgentStatus.Name", "Offline");
    assert_null(next_told(story, SPOOL_AGENT_EVENT));
    centre_leave(&story->centre, two);
    skip_all(story);
    centre_choose(&story->centre, ALICE, LUNCH);
    event = expect_agent_event(story, "STATE_CHANGE");
    expect_text(event, "CurrentAgentSnapshot.NextAgentStatus.Name", "Lunch");
    expect_text(event, "CurrentAgentSnapshot.AgentStatus.Name", "Available");
    assert_int_equal(json_array_size(at(event, "CurrentAgentSnapshot.Contacts")), 0);
    event = expect_agent_event(story, "STATE_CHANGE");
    expect_text(event, "PreviousAgentSnapshot.NextAgentStatus.Name", "Lunch");
    expect_text(event, "CurrentAgentSnapshot.AgentStatus.Name", "Lunch");
    expect_text(event, "CurrentAgentSnapshot.NextAgentStatus", NULL);
    assert_null(next_told(story, SPOOL_AGENT_EVENT));
}

static void cancelling_tells_that_there_is_no_next_status(void **state)
{
    struct story *story = *state;
    centre_choose(&story->centre, ALICE, AVAILABLE);
    centre_accept(&story->centre, ALICE, centre_start(&story->centre, ACD_CHAT, "Kim"));
    centre_choose(&story->centre, ALICE, LUNCH);
    skip_all(story);
    centre_choose(&story->centre, ALICE, AVAILABLE);
    json_t *event = expect_agent_event(story, "STATE_CHANGE");
    expect_text(event, "PreviousAgentSnapshot.NextAgentStatus.Name", "Lunch");
    expect_text(event, "CurrentAgentSnapshot.NextAgentStatus", NULL);
    expect_nothing_more(story);
}

/* determine-acw-time: from ENDED's StateStartTimestamp to the event where the contact is gone: 18:55:27.017,
 * 18:55:32.022, 5.005 s. */
static void wrapup_of_the_worked_example_lasts_5_005_seconds(void **state)
{
    struct story *story = *state;
    const int64_t day = INT64_C(1565654400000);
    story->centre.now = CENTRE_BEGIN + 86400000;
    centre_choose(&story->centre, ALICE, AVAILABLE);
    uint64_t call = centre_start(&story->centre, ACD_VOICE, "+15550100");
    centre_accept(&story->centre, ALICE, call);
    story->centre.now = day + 86400000 * 2 + INT64_C(68127017);
    centre_leave(&story->centre, call);
    skip_all(story);
    story->centre.now += 5005;
    centre_clear(&story->centre, ALICE, call);
    json_t *event = expect_agent_event(story, "STATE_CHANGE");
    expect_text(event, "PreviousAgentSnapshot.Contacts.0.State", "ENDED");
    expect_text(event, "PreviousAgentSnapshot.Contacts.0.StateStartTimestamp", "2019-08-15T18:55:27.017Z");
    expect_text(event, "EventTimestamp", "2019-08-15T18:55:32.022Z");
    assert_int_equal(json_array_size(at(event, "CurrentAgentSnapshot.Contacts")), 0);
}

static void log_in_and_log_out_are_told_once_for_all_pages(void **state)
{
    struct story *story = *state;
    centre_session(&story->centre, ALICE, true, false);
    json_t *event = expect_agent_event(story, "LOGIN");
    expect_text(event, "PreviousAgentSnapshot", NULL);
    expect_text(event, "CurrentAgentSnapshot.AgentStatus.Name", "Offline");
    centre_session(&story->centre, ALICE, true, false);
    expect_nothing_more(story);
    centre_choose(&story->centre, ALICE, AVAILABLE);
    expect_agent_event(story, "STATE_CHANGE");
    centre_session(&story->centre, ALICE, false, true);
    expect_nothing_more(story); /* the other page is still there */
    centre_session(&story->centre, ALICE, false, false);
    event = expect_agent_event(story, "LOGOUT");
    expect_text(event, "PreviousAgentSnapshot.AgentStatus.Name", "Available");
    expect_text(event, "CurrentAgentSnapshot.AgentStatus.Name", "Offline");
    expect_nothing_more(story);
}

static void logging_out_on_a_contact_tells_offline_as_next_status(void **state)
{
    struct story *story = *state;
    centre_session(&story->centre, ALICE, true, false);
    centre_choose(&story->centre, ALICE, AVAILABLE);
    centre_accept(&story->centre, ALICE, centre_start(&story->centre, ACD_CHAT, "Kim"));
    skip_all(story);
    centre_session(&story->centre, ALICE, false, false);
    json_t *event = expect_agent_event(story, "LOGOUT");
    expect_text(event, "CurrentAgentSnapshot.AgentStatus.Name", "Available");
    expect_text(event, "CurrentAgentSnapshot.NextAgentStatus.Name", "Offline");
    expect_nothing_more(story);
}

static void a_heartbeat_comes_after_120_s_of_silence_until_an_hour_after_log_off(void **state)
{
    struct story *story = *state;
    centre_session(&story->centre, ALICE, true, false);
    expect_agent_event(story, "LOGIN");
    int64_t begun = story->centre.now;
    assert_true(telling_beat(&story->telling, begun + 119999) == begun + 120000);
    expect_nothing_more(story);
    assert_true(telling_beat(&story->telling, begun + 120000) == begun + 240000);
    json_t *event = expect_agent_event(story, "HEART_BEAT");
    expect_text(event, "EventTimestamp", "2019-08-13T20:54:20.000Z");
    assert_true(json_equal(at(event, "CurrentAgentSnapshot"), at(event, "PreviousAgentSnapshot")));
    telling_beat(&story->telling, begun + 120000);
    expect_nothing_more(story);
    story->centre.now = begun + 200000;
    centre_choose(&story->centre, ALICE, AVAILABLE);
    expect_agent_event(story, "STATE_CHANGE");
    telling_beat(&story->telling, begun + 240000);
    expect_nothing_more(story); /* it was not silent for 120 s */
    story->centre.now = begun + 300000;
    centre_session(&story->centre, ALICE, false, false);
    expect_agent_event(story, "LOGOUT");
    uint32_t beats = 0;
    for (int64_t later = 0; later <= 2 * 3600000; later += 60000)
        telling_beat(&story->telling, story->centre.now + later);
    while (next_told(story, SPOOL_AGENT_EVENT) != NULL)
        beats++;
    assert_int_equal(beats, 29); /* each 120 s for less than an hour */
    assert_true(telling_beat(&story->telling, story->centre.now + 3 * 3600000) == ACD_NEVER);
}

static void a_changed_profile_is_told_of_agents_who_are_here(void **state)
{
    struct story *story = *state;
    centre_session(&story->centre, ALICE, true, false);
    skip_all(story);
    centre_do(&story->centre,
              (struct acd_command){.kind = ACD_SET_PROFILE_CHANNELS,
                                   .profile = 1,
                                   .capacities = {{1, 1}, {5, 1}, {2, 1}},
                                   .actor = {.kind = ACD_ACTOR_ADMIN}},
              NULL);
    json_t *event = expect_agent_event(story, "STATE_CHANGE"); /* one, whatever the command has set */
    expect_text(event, "CurrentAgentSnapshot.Configuration.Username", "alice");
    assert_null(next_told(story, SPOOL_AGENT_EVENT));
    json_t *slots = at(event, "CurrentAgentSnapshot.Configuration.RoutingProfile.Concurrency.1.MaximumSlots");
    assert_int_equal(json_integer_value(slots), 5);
}

/* A telling keeps what it has rendered of the set-up (parts.h). */
static void a_new_name_is_told_from_the_next_event_on(void **state)
{
    struct story *story = *state;
    struct centre *centre = &story->centre;
    struct buf body;
    centre_choose(centre, ALICE, LUNCH);
    expect_agent_event(story, "STATE_CHANGE");
    buf_init(&body, ACD_BODY_BYTES_MAX);
    assert_true(body_render_name_set(&body, &(struct body_object){.name = "Dinner"}));
    centre_do(centre,
              (struct acd_command){.kind = ACD_RECORD,
                                   .subject_kind = ACD_SUBJECT_STATUS,
                                   .subject = LUNCH,
                                   .record = BOOK_NAME_SET,
                                   .actor = {.kind = ACD_ACTOR_ADMIN}},
              &body);
    expect_nothing_more(story);
    centre_choose(centre, ALICE, AVAILABLE);
    json_t *event = expect_agent_event(story, "STATE_CHANGE");
    expect_text(event, "PreviousAgentSnapshot.AgentStatus.Name", "Dinner");
}

static void more_statuses_than_are_kept_rendered_all_have_their_own_names(void **state)
{
    struct story *story = *state;
    struct centre *centre = &story->centre;
    char name[32];
    for (unsigned number = OFFLINE + 1; number <= LUNCH + PARTS_KEPT; number++) {
        struct buf body;
        struct body_object status = {.uuid = centre_uuid(200 + number), .name = name};
        snprintf(name, sizeof name, "Status %u", number);
        buf_init(&body, ACD_BODY_BYTES_MAX);
        assert_true(body_render_status_created(&body, &status));
        centre_do(centre, (struct acd_command){.kind = ACD_CREATE_STATUS, .status_type = ACD_STATUS_CUSTOM},
                  &body);
    }
    centre_choose(centre, ALICE, LUNCH);
    skip_all(story);
    for (int round = 0; round < 2; round++) {
        centre_choose(centre, ALICE, LUNCH + PARTS_KEPT);
        expect_text(expect_agent_event(story, "STATE_CHANGE"), "CurrentAgentSnapshot.AgentStatus.Name", name);
        centre_choose(centre, ALICE, LUNCH);
        json_t *event = expect_agent_event(story, "STATE_CHANGE");
        expect_text(event, "PreviousAgentSnapshot.AgentStatus.Name", name);
        expect_text(event, "CurrentAgentSnapshot.AgentStatus.Name", "Lunch");
    }
}

/* ---- contact events and records ---- */

static void a_chats_life_is_told_from_initiated_to_completed(void **state)
{
    static const char *const LIFE[] = {"INITIATED",          "QUEUED",       "CONNECTED_TO_SYSTEM",
                                       "CONNECTED_TO_AGENT", "DISCONNECTED", "COMPLETED"};
    struct story *story = *state;
    centre_choose(&story->centre, ALICE, AVAILABLE);
    uint64_t chat = centre_start(&story->centre, ACD_CHAT, "Kim");
    story->centre.now += 4000;
    centre_accept(&story->centre, ALICE, chat);
    story->centre.now += 61500;
    centre_leave(&story->centre, chat);
    story->centre.now += 5005;
    centre_clear(&story->centre, ALICE, chat);
    json_t *event = NULL;
    for (size_t i = 0; i < sizeof LIFE / sizeof LIFE[0]; i++) {
        event = next_told(story, SPOOL_CONTACT_EVENT);
        assert_non_null(event);
        expect_text(event, "detail.eventType", LIFE[i]);
        expect_text(event, "detail-type", "Amazon Connect Contact Event");
        expect_text(event, "source", "aws.connect");
        expect_text(event, "detail.channel", "CHAT");
    }
    expect_text(event, "time", "2019-08-13T20:53:30Z");
    expect_text(event, "detail.agentInfo.afterContactWorkStartTimestamp", "2019-08-13T20:53:25.500Z");
    assert_int_equal(json_integer_value(at(event, "detail.agentInfo.afterContactWorkDuration")), 5);
    expect_text(event, "detail.queueInfo.queueType", "STANDARD");
    expect_text(event, "detail.disconnectReason", "CUSTOMER_DISCONNECT");
    json_t *record = next_told(story, SPOOL_CONTACT_RECORD);
    assert_non_null(record);
    expect_text(record, "DisconnectReason", "CUSTOMER_DISCONNECT");
    expect_text(record, "InitiationTimestamp", "2019-08-13T20:52:20Z");
    expect_text(record, "Agent.Username", "alice");
    expect_text(record, "Attributes.k", "v");
    assert_int_equal(json_integer_value(at(record, "Agent.AgentInteractionDuration")), 61);
    assert_int_equal(json_integer_value(at(record, "Agent.AfterContactWorkDuration")), 5);
    assert_int_equal(json_integer_value(at(record, "AgentConnectionAttempts")), 1);
    expect_text(record, "Queue.EnqueueTimestamp", "2019-08-13T20:52:20Z");
    assert_int_equal(json_integer_value(at(record, "Queue.Duration")), 4);
}

static void a_call_on_hold_is_told_and_counted(void **state)
{
    struct story *story = *state;
    struct centre *centre = &story->centre;
    centre_choose(centre, ALICE, AVAILABLE);
    uint64_t call = centre_start(centre, ACD_VOICE, "+15550100");
    centre_accept(centre, ALICE, call);
    skip_all(story);
    for (int hold = 1; hold <= 2; hold++) {
        centre->now += 10000;
        centre_hold(centre, ALICE, call, true);
        json_t *event = expect_agent_event(story, "STATE_CHANGE");
        expect_text(event, "CurrentAgentSnapshot.Contacts.0.State", "CONNECTED_ONHOLD");
        centre->now += hold * 3500;
        centre_hold(centre, ALICE, call, false);
        event = expect_agent_event(story, "STATE_CHANGE");
        expect_text(event, "CurrentAgentSnapshot.Contacts.0.State", "CONNECTED");
    }
    centre_leave(centre, call);
    centre_clear(centre, ALICE, call);
    json_t *record = next_told(story, SPOOL_CONTACT_RECORD);
    assert_int_equal(json_integer_value(at(record, "Agent.NumberOfHolds")), 2);
    assert_int_equal(json_integer_value(at(record, "Agent.CustomerHoldDuration")), 10);
    assert_int_equal(json_integer_value(at(record, "Agent.LongestHoldDuration")), 7);
    assert_int_equal(json_integer_value(at(record, "Agent.AgentInteractionDuration")), 20);
    expect_text(record, "Channel", "VOICE");
    expect_text(record, "InitiationMethod", "INBOUND");
}

static void a_missed_offer_stays_at_one_agent_while_it_rings_at_the_next(void **state)
{
    struct story *story = *state;
    struct centre *centre = &story->centre;
    centre_choose(centre, ALICE, AVAILABLE);
    centre_start(centre, ACD_CHAT, "Kim");
    centre->now += 1000;
    centre_choose(centre, BOB, AVAILABLE);
    skip_all(story);
    centre->now += 20000;
    pump_tick(centre->pump, centre->now);
    json_t *event = expect_agent_event(story, "STATE_CHANGE");
    expect_text(event, "CurrentAgentSnapshot.Configuration.Username", "alice");
    expect_text(event, "CurrentAgentSnapshot.Contacts.0.State", "MISSED");
    event = expect_agent_event(story, "STATE_CHANGE");
    expect_text(event, "CurrentAgentSnapshot.Configuration.Username", "bob");
    expect_text(event, "CurrentAgentSnapshot.Contacts.0.State", "CONNECTING");
    expect_nothing_more(story);
}

static void a_transfer_chains_the_contacts_and_each_has_a_record(void **state)
{
    struct story *story = *state;
    struct buf body;
    struct uuid uuid = centre_uuid(900);
    centre_choose(&story->centre, ALICE, AVAILABLE);
    uint64_t chat = centre_start(&story->centre, ACD_CHAT, "Kim");
    centre_accept(&story->centre, ALICE, chat);
    buf_init(&body, ACD_BODY_BYTES_MAX);
    assert_true(body_render_contact_transferred(&body, &uuid));
    centre_do(&story->centre,
              (struct acd_command){.kind = ACD_TRANSFER_CONTACT,
                                   .agent = ALICE,
                                   .contact = chat,
                                   .queue = SALES,
                                   .actor = {.kind = ACD_ACTOR_AGENT, .id = ALICE}},
              &body);
    centre_clear(&story->centre, ALICE, chat);
    json_t *record = next_told(story, SPOOL_CONTACT_RECORD);
    assert_non_null(record);
    expect_text(record, "NextContactId", "aaaaaaaa-bbbb-4bbb-8b00-000000000384");
    expect_text(record, "TransferredToEndpoint.Type", "QUEUE");
    story->read = 0;
    bool found = false;
    for (json_t *event; (event = next_told(story, SPOOL_CONTACT_EVENT)) != NULL;) {
        if (strcmp(json_string_value(at(event, "detail.contactId")),
                   "aaaaaaaa-bbbb-4bbb-8b00-000000000384") != 0)
            continue;
        found = true;
        assert_string_equal(json_string_value(at(event, "detail.previousContactId")),
                            json_string_value(at(record, "ContactId")));
        assert_string_equal(json_string_value(at(event, "detail.initialContactId")),
                            json_string_value(at(record, "ContactId")));
    }
    assert_true(found);
}

/* ---- the same again ---- */

static void a_listener_is_told_as_a_monitor_contact_and_a_taker_as_the_records_agent(void **state)
{
    struct story *story = *state;
    struct centre *centre = &story->centre;
    struct acd_command command = {.agent = BOB, .actor = {ACD_ACTOR_SUPERVISOR, BOB}};
    centre_session(centre, ALICE, true, false);
    centre_session(centre, BOB, true, false);
    centre_choose(centre, ALICE, AVAILABLE);
    command.contact = centre_start(centre, ACD_CHAT, "Carol");
    centre_accept(centre, ALICE, command.contact);
    skip_all(story);
    command.kind = ACD_MONITOR_CONTACT;
    centre_do(centre, command, NULL);
    json_t *event = next_told(story, SPOOL_AGENT_EVENT);
    expect_text(event, "CurrentAgentSnapshot.Configuration.Username", "bob");
    expect_text(event, "CurrentAgentSnapshot.Contacts.0.InitiationMethod", "MONITOR");
    expect_text(event, "CurrentAgentSnapshot.Contacts.0.State", "CONNECTED");
    expect_nothing_more(story);
    command.kind = ACD_TAKE_OVER;
    centre_do(centre, command, NULL);
    centre_clear(centre, ALICE, command.contact);
    centre_leave(centre, command.contact);
    centre_clear(centre, BOB, command.contact);
    event = next_told(story, SPOOL_CONTACT_RECORD);
    expect_text(event, "Agent.Username", "bob");
}

static void the_same_journal_tells_the_same_with_the_same_ids_wherever_it_is_cut(void **state)
{
    struct story *story = *state;
    struct centre *centre = &story->centre;
    for (int round = 0; round < 5; round++) {
        centre_session(centre, ALICE, true, false);
        centre_choose(centre, ALICE, AVAILABLE);
        uint64_t chat = centre_start(centre, ACD_CHAT, "Kim");
        centre_accept(centre, ALICE, chat);
        follow(story); /* cuts */
        centre->now += round;
        centre_choose(centre, ALICE, LUNCH);
        centre_leave(centre, chat);
        centre_clear(centre, ALICE, chat);
        if (round % 2)
            follow(story);
        centre_session(centre, ALICE, false, false);
    }
    follow(story);
    struct story *again = calloc(1, sizeof *again);
    again->centre = *centre;
    begin_telling(again);
    follow(again);
    assert_int_equal(again->count, story->count);
    for (uint32_t i = 0; i < story->count; i++) {
        assert_int_equal(place_compare(story->told[i].place, again->told[i].place), 0);
        assert_string_equal(story->told[i].key, again->told[i].key);
        assert_true(json_equal(story->told[i].json, again->told[i].json));
    }
    end_telling(again);
    free(again);
}

static void each_event_follows_from_the_one_before_it(void **state)
{
    struct story *story = *state;
    struct centre *centre = &story->centre;
    centre_session(centre, ALICE, true, false);
    centre_choose(centre, ALICE, AVAILABLE);
    for (int i = 0; i < 3; i++) {
        uint64_t chat = centre_start(centre, ACD_CHAT, "Kim");
        centre->now += 10;
        centre_accept(centre, ALICE, chat);
        centre_leave(centre, chat);
        if (i == 1)
            centre_choose(centre, ALICE, LUNCH);
        else
            centre_clear(centre, ALICE, chat);
        if (i == 1)
            centre_choose(centre, ALICE, AVAILABLE);
    }
    json_t *before = NULL;
    for (json_t *event; (event = next_told(story, SPOOL_AGENT_EVENT)) != NULL; before = event)
        if (before != NULL)
            assert_true(json_equal(at(before, "CurrentAgentSnapshot"), at(event, "PreviousAgentSnapshot")));
    assert_non_null(before);
}

int main(void)
{
#define CLAIM(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        CLAIM(an_agent_event_has_exactly_the_vendors_members),
        CLAIM(choosing_on_a_contact_sets_the_next_status_and_clearing_applies_it),
        CLAIM(wrapup_cleared_by_a_choice_goes_with_the_next_status_in_one_event),
        CLAIM(cancelling_tells_that_there_is_no_next_status),
        CLAIM(wrapup_of_the_worked_example_lasts_5_005_seconds),
        CLAIM(log_in_and_log_out_are_told_once_for_all_pages),
        CLAIM(logging_out_on_a_contact_tells_offline_as_next_status),
        CLAIM(a_heartbeat_comes_after_120_s_of_silence_until_an_hour_after_log_off),
        CLAIM(a_changed_profile_is_told_of_agents_who_are_here),
        CLAIM(a_new_name_is_told_from_the_next_event_on),
        CLAIM(more_statuses_than_are_kept_rendered_all_have_their_own_names),
        CLAIM(a_chats_life_is_told_from_initiated_to_completed),
        CLAIM(a_call_on_hold_is_told_and_counted),
        CLAIM(a_missed_offer_stays_at_one_agent_while_it_rings_at_the_next),
        CLAIM(a_transfer_chains_the_contacts_and_each_has_a_record),
        CLAIM(a_listener_is_told_as_a_monitor_contact_and_a_taker_as_the_records_agent),
        CLAIM(the_same_journal_tells_the_same_with_the_same_ids_wherever_it_is_cut),
        CLAIM(each_event_follows_from_the_one_before_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
