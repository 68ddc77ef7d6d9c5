/* That a long made-up story is told in the same bytes by every version of the program. It must not say what they should
 * be: telling_test.c does, member by member. */
#include <stdio.h>
#include <string.h>
#include <xxhash.h>

#include "edge/stream/telling.h"
#include "edge/stream/testing/centre.h"
#include "lib/testing/cmocka.h"

enum { STEPS = 6000, AGENTS = 9, CONTACTS_MAX = 12 };

/* Of all tellings of a kind, in their order: place, key and text. They change only with what docs/reference/events.md
 * promises. */
static const struct digest {
    uint32_t count;
    uint64_t hash;
} DIGESTS[SPOOL_KINDS] = {{2178, UINT64_C(0xa21074d8242593ea)},
                          {2517, UINT64_C(0x5932dd589522105e)},
                          {358, UINT64_C(0x9636b1b65b0c5349)}};

struct tale {
    struct centre centre;
    struct pump_follower *follower;
    struct telling telling;
    uint64_t random;
    unsigned uuids;                  /* given away */
    uint64_t contacts[CONTACTS_MAX]; /* the last ones */
    unsigned begun;
    uint32_t counts[SPOOL_KINDS];
    XXH3_state_t *states[SPOOL_KINDS];
};

/* ---- hearing ---- */

static void hash_telling(void *ctx, struct place place, enum spool_kind kind, const char *key,
                         const char *json, size_t len)
{
    struct tale *tale = ctx;
    char text[PLACE_TEXT_BYTES];
    XXH3_state_t *state = tale->states[kind];
    place_render(place, text);
    XXH3_64bits_update(state, text, strlen(text) + 1);
    XXH3_64bits_update(state, key, strlen(key) + 1);
    XXH3_64bits_update(state, json, len);
    tale->counts[kind]++;
}

static void follow(struct tale *tale)
{
    struct pump_error error;
    const struct acd_event *event = NULL;
    centre_settle(&tale->centre);
    while (pump_follower_peek(tale->follower, &event, &error) == 1) {
        telling_before(&tale->telling, event);
        pump_follower_apply(tale->follower);
        telling_after(&tale->telling, event);
    }
    telling_settle(&tale->telling);
    telling_beat(&tale->telling, tale->centre.now);
}

/* ---- chance ---- */

static unsigned any(struct tale *tale, unsigned below)
{
    tale->random = tale->random * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (unsigned)(tale->random >> 33) % below;
}

static uint32_t any_agent(struct tale *tale)
{
    return 1 + any(tale, acd_agent_count(pump_core(tale->centre.pump)));
}

static uint64_t any_contact(struct tale *tale)
{
    return tale->contacts[any(tale, CONTACTS_MAX)];
}

static const char *any_name(struct tale *tale, char text[64])
{
    static const char *const NAMES[] = {
        "Zoë \"Z\" O'Hara", "back\\slash", "</script>", "tab\there", "line\u2028end", "", "Plain", "日本"};
    const char *name = NAMES[any(tale, 8)];
    snprintf(text, 64, "%s %u", name, any(tale, 1000));
    return text;
}

static struct uuid new_uuid(struct tale *tale)
{
    return centre_uuid(100 + tale->uuids++);
}

/* ---- what happens; most of what makes no sense is refused, and that is no part of the story ---- */

static bool wish(struct tale *tale, struct acd_command command, struct buf *body)
{
    const struct acd_batch *batch = NULL;
    enum acd_refusal refusal = ACD_OK;
    command.at = tale->centre.now;
    enum pump_refusal outcome = pump_decide(tale->centre.pump, &command, body != NULL ? body->bytes : NULL,
                                            body != NULL ? body->len : 0, &batch, &refusal);
    if (outcome == PUMP_OK && batch->count > 0)
        tale->centre.first = batch->events[0];
    if (body != NULL)
        buf_free(body);
    return outcome == PUMP_OK;
}

static void record(struct tale *tale, enum acd_subject kind, uint64_t subject, enum book_record what,
                   struct buf *body)
{
    wish(tale,
         (struct acd_command){.kind = ACD_RECORD,
                              .subject_kind = (uint8_t)kind,
                              .subject = subject,
                              .record = (uint16_t)what,
                              .actor = {.kind = ACD_ACTOR_ADMIN}},
         body);
}

static struct buf new_body(void)
{
    struct buf body;
    buf_init(&body, ACD_BODY_BYTES_MAX);
    return body;
}

static void choose_a_status(struct tale *tale)
{
    uint32_t agent = any_agent(tale);
    wish(tale,
         (struct acd_command){.kind = ACD_SET_STATUS,
                              .agent = agent,
                              .status = any(tale, 3) > 0 ? AVAILABLE : 1 + any(tale, 4),
                              .actor = {.kind = ACD_ACTOR_AGENT, .id = agent}},
         NULL);
}

static void open_or_close_a_session(struct tale *tale)
{
    static const uint16_t ANY[] = {ACD_SIGN_IN, ACD_SIGN_IN, ACD_SIGN_OUT};
    struct buf body = new_body();
    struct body_session session = {.expires_at = tale->centre.now + 1000000};
    struct acd_command command = {.kind = ANY[any(tale, 3)], .agent = any_agent(tale)};
    command.actor = (struct acd_actor){.kind = ACD_ACTOR_AGENT, .id = command.agent};
    command.flags = any(tale, 2) ? ACD_FLAG_KEEP_STATUS : 0;
    session.session[0] = (uint8_t)command.agent;
    session.session[1] = (uint8_t)any(tale, 255);
    if (command.kind == ACD_SIGN_IN)
        assert_true(body_render_signed_in(&body, &session));
    else
        assert_true(body_render_signed_out(&body, NULL));
    wish(tale, command, &body);
}

static void keep_contact(struct tale *tale)
{
    tale->contacts[tale->begun++ % CONTACTS_MAX] = tale->centre.first.contact;
}

static void begin_a_contact(struct tale *tale)
{
    char name[64];
    struct buf body = new_body();
    struct body_contact contact = {.uuid = new_uuid(tale),
                                   .name = any_name(tale, name),
                                   .customer_name = name,
                                   .description = name,
                                   .attributes = "{\"k\":\"v\"}"};
    struct acd_command command = {.kind = ACD_START_CONTACT,
                                  .channel = (uint8_t)any(tale, ACD_CHANNELS),
                                  .actor = {.kind = ACD_ACTOR_CUSTOMER}};
    command.initiation = command.channel == ACD_VOICE ? ACD_INITIATION_INBOUND : ACD_INITIATION_API;
    if (any(tale, 5) > 0)
        command.queue = 1 + any(tale, 3);
    else
        command.agent = any_agent(tale);
    assert_true(body_render_contact_started(&body, &contact));
    if (wish(tale, command, &body))
        keep_contact(tale);
}

static void place_a_call(struct tale *tale)
{
    struct buf body = new_body();
    struct body_call call = {.uuid = new_uuid(tale), .name = "Maria", .address = "+15550123"};
    struct acd_command command = {.kind = ACD_PLACE_CALL, .agent = any_agent(tale), .queue = any(tale, 4)};
    command.actor = (struct acd_actor){.kind = ACD_ACTOR_AGENT, .id = command.agent};
    assert_true(body_render_call_placed(&body, &call));
    if (wish(tale, command, &body))
        keep_contact(tale);
}

/* Of an agent who has one; false: this one has none. */
static bool find_any_leg(struct tale *tale, struct acd_leg_view *leg)
{
    struct acd_leg_view legs[ACD_AGENT_LEGS_MAX];
    uint32_t count = acd_agent_legs(pump_core(tale->centre.pump), any_agent(tale), legs, ACD_AGENT_LEGS_MAX);
    if (count == 0)
        return false;
    *leg = legs[any(tale, count)];
    return true;
}

static void do_to_leg(struct tale *tale, uint16_t kind, const struct acd_leg_view *leg,
                      enum acd_actor_kind actor)
{
    wish(tale,
         (struct acd_command){.kind = kind,
                              .agent = leg->agent,
                              .contact = leg->contact,
                              .actor = {.kind = actor, .id = leg->agent}},
         NULL);
}

static void answer_an_offer(struct tale *tale)
{
    struct acd_leg_view leg;
    if (!find_any_leg(tale, &leg))
        return;
    do_to_leg(tale, any(tale, 8) > 0 ? ACD_ACCEPT_OFFER : ACD_REJECT_OFFER, &leg, ACD_ACTOR_AGENT);
    do_to_leg(tale, any(tale, 4) > 0 ? ACD_CONNECT_LEG : ACD_FAIL_LEG, &leg, ACD_ACTOR_GATEWAY);
}

static void work_at_a_contact(struct tale *tale)
{
    static const uint16_t WORK[] = {ACD_HOLD_LEG,       ACD_UNHOLD_LEG, ACD_PAUSE_CONTACT,
                                    ACD_RESUME_CONTACT, ACD_END_LEG,    ACD_END_LEG};
    struct acd_leg_view leg;
    if (find_any_leg(tale, &leg))
        do_to_leg(tale, WORK[any(tale, sizeof WORK / sizeof WORK[0])], &leg, ACD_ACTOR_AGENT);
}

static void clear_a_contact(struct tale *tale)
{
    struct acd_leg_view leg;
    if (find_any_leg(tale, &leg))
        do_to_leg(tale, ACD_CLEAR_LEG, &leg, ACD_ACTOR_AGENT);
}

static void transfer_a_contact(struct tale *tale)
{
    struct buf body = new_body();
    struct uuid uuid = new_uuid(tale);
    struct acd_leg_view leg;
    if (!find_any_leg(tale, &leg))
        return;
    struct acd_command command = {.kind = ACD_TRANSFER_CONTACT, .agent = leg.agent, .contact = leg.contact};
    command.actor = (struct acd_actor){.kind = ACD_ACTOR_AGENT, .id = command.agent};
    if (any(tale, 2))
        command.queue = 1 + any(tale, 3);
    else
        command.to_agent = any_agent(tale);
    assert_true(body_render_contact_transferred(&body, &uuid));
    if (wish(tale, command, &body))
        keep_contact(tale);
}

static void supervise(struct tale *tale)
{
    struct acd_leg_view leg;
    uint32_t agent = any_agent(tale);
    if (find_any_leg(tale, &leg))
        wish(tale,
             (struct acd_command){.kind = leg.monitored != 0 ? ACD_TAKE_OVER : ACD_MONITOR_CONTACT,
                                  .agent = leg.monitored != 0 ? leg.agent : agent,
                                  .contact = leg.contact,
                                  .actor = {.kind = ACD_ACTOR_ADMIN, .id = agent}},
             NULL);
}

static void do_as_the_customer(struct tale *tale)
{
    static const uint16_t ANY[] = {ACD_CONNECT_CUSTOMER, ACD_CONNECT_CUSTOMER, ACD_END_CONTACT};
    wish(tale,
         (struct acd_command){
             .kind = ANY[any(tale, 3)], .contact = any_contact(tale), .actor = {.kind = ACD_ACTOR_CUSTOMER}},
         NULL);
}

static void change_attributes(struct tale *tale)
{
    struct buf body = new_body();
    assert_true(body_render_attributes_set(&body, "{\"again\":\"\\u00e9\"}"));
    record(tale, ACD_SUBJECT_CONTACT, any_contact(tale), BOOK_ATTRIBUTES_SET, &body);
}

static void set_a_priority(struct tale *tale)
{
    wish(tale,
         (struct acd_command){.kind = ACD_SET_CONTACT_PRIORITY,
                              .contact = any_contact(tale),
                              .priority = 1 + any(tale, 9),
                              .actor = {.kind = ACD_ACTOR_API}},
         NULL);
}

/* ---- configuration ---- */

static void rename_something(struct tale *tale)
{
    static const enum acd_subject ANY[] = {ACD_SUBJECT_STATUS, ACD_SUBJECT_QUEUE, ACD_SUBJECT_PROFILE};
    enum acd_subject kind = ANY[any(tale, 3)];
    char name[64];
    struct buf body = new_body();
    assert_true(body_render_name_set(&body, &(struct body_object){.name = any_name(tale, name)}));
    record(tale, kind, 1 + any(tale, 3), BOOK_NAME_SET, &body);
}

static void rename_an_agent(struct tale *tale)
{
    char name[64];
    struct buf body = new_body();
    struct body_user user = {.last_name = any_name(tale, name)};
    assert_true(body_render_user_changed(&body, &user));
    record(tale, ACD_SUBJECT_AGENT, any_agent(tale), BOOK_USER_CHANGED, &body);
}

static void set_document(struct tale *tale, enum acd_subject kind, uint64_t subject, const char *name,
                         json_t *value)
{
    struct buf body = new_body();
    struct body_document document = {.name = name, .value = value};
    assert_non_null(value);
    assert_true(body_render_document_set(&body, &document));
    record(tale, kind, subject, BOOK_DOCUMENT_SET, &body);
    json_decref(value);
}

/* Two groups, the second within the first. */
static void change_the_hierarchy(struct tale *tale)
{
    char ids[2][UUID_TEXT_BYTES], name[64], document[64];
    unsigned group = any(tale, 2);
    for (unsigned i = 0; i < 2; i++)
        uuid_render(&(struct uuid){{7, (uint8_t)i}}, ids[i]);
    snprintf(document, sizeof document, "hierarchy-group/%s", ids[group]);
    if (any(tale, 3) > 0)
        set_document(tale, ACD_SUBJECT_AGENT, any_agent(tale), "settings",
                     json_pack("{s:s}", "HierarchyGroupId", ids[group]));
    else if (group == 0)
        set_document(tale, ACD_SUBJECT_CENTRE, 0, document, json_pack("{s:s}", "Name", any_name(tale, name)));
    else
        set_document(tale, ACD_SUBJECT_CENTRE, 0, document,
                     json_pack("{s:s,s:s}", "Name", any_name(tale, name), "ParentGroupId", ids[0]));
}

static void change_a_profile(struct tale *tale)
{
    const struct acd_profile_queue pairs[] = {
        {.queue = 1 + any(tale, 3), .channel = (uint8_t)any(tale, ACD_CHANNELS), .priority = 1},
        {.queue = 1 + any(tale, 3), .channel = (uint8_t)any(tale, ACD_CHANNELS), .priority = 2}};
    static const uint16_t ANY[] = {ACD_SET_PROFILE_QUEUES, ACD_UNSET_PROFILE_QUEUES, ACD_CHANGE_PROFILE,
                                   ACD_SET_PROFILE_CHANNELS};
    struct acd_command command = {.kind = ANY[any(tale, 4)],
                                  .profile = 1 + any(tale, 2),
                                  .queue = any(tale, 4),
                                  .profile_queues = pairs,
                                  .profile_queue_count = 2,
                                  .capacities = {{any(tale, 2), 1}, {any(tale, 5), 1}, {any(tale, 5), 0}},
                                  .actor = {.kind = ACD_ACTOR_ADMIN}};
    wish(tale, command, NULL);
}

static void change_an_agent(struct tale *tale)
{
    static const uint16_t ANY[] = {ACD_SET_AGENT_PROFILE, ACD_SET_AGENT_LIMIT, ACD_SET_AGENT_BLEND,
                                   ACD_SET_AGENT_AUTO_ACCEPT};
    wish(tale,
         (struct acd_command){.kind = ANY[any(tale, 4)],
                              .agent = any_agent(tale),
                              .profile = 1 + any(tale, 2),
                              .channel = (uint8_t)any(tale, ACD_CHANNELS),
                              .subject = any(tale, ACD_CHANNELS),
                              .value = any(tale, 2),
                              .actor = {.kind = ACD_ACTOR_ADMIN}},
         NULL);
}

static void create_an_agent(struct tale *tale)
{
    char name[64], username[32];
    struct buf body = new_body();
    struct body_agent agent = {.uuid = new_uuid(tale),
                               .username = username,
                               .first_name = any_name(tale, name),
                               .last_name = "",
                               .role = BOOK_ROLE_AGENT};
    snprintf(username, sizeof username, "agent%u", tale->uuids);
    assert_true(body_render_agent_created(&body, &agent));
    wish(tale,
         (struct acd_command){
             .kind = ACD_CREATE_AGENT, .profile = 1 + any(tale, 2), .actor = {.kind = ACD_ACTOR_ADMIN}},
         &body);
}

static void replace_an_agent(struct tale *tale)
{
    if (any(tale, 4) == 0 &&
        wish(tale,
             (struct acd_command){
                 .kind = ACD_DELETE_AGENT, .agent = any_agent(tale), .actor = {.kind = ACD_ACTOR_ADMIN}},
             NULL))
        create_an_agent(tale);
}

static void create_more(struct tale *tale)
{
    const struct acd_profile_queue pair = {.queue = 3, .channel = ACD_CHAT, .priority = 1};
    struct body_object object = {.uuid = new_uuid(tale), .name = "Quoted \"queue\""};
    struct buf body = new_body();
    assert_true(body_render_queue_created(&body, &object));
    wish(tale, (struct acd_command){.kind = ACD_CREATE_QUEUE}, &body);
    object = (struct body_object){.uuid = new_uuid(tale), .name = "Second"};
    body = new_body();
    assert_true(body_render_profile_created(&body, &object));
    wish(tale,
         (struct acd_command){.kind = ACD_CREATE_PROFILE,
                              .profile_queues = &pair,
                              .profile_queue_count = 1,
                              .capacities = {{0, 0}, {2, 0}, {1, 0}}},
         &body);
    object = (struct body_object){.uuid = new_uuid(tale), .name = "Training"};
    body = new_body();
    assert_true(body_render_status_created(&body, &object));
    wish(tale, (struct acd_command){.kind = ACD_CREATE_STATUS, .status_type = ACD_STATUS_CUSTOM}, &body);
    for (int agent = BOB + 1; agent <= AGENTS; agent++)
        create_an_agent(tale);
}

static void pass_time(struct tale *tale)
{
    tale->centre.now += any(tale, 8) > 0 ? any(tale, 3000) : any(tale, 200000);
    pump_tick(tale->centre.pump, tale->centre.now);
}

/* ---- the story ---- */

static void live(struct tale *tale)
{
    static const struct {
        unsigned weight;
        void (*happen)(struct tale *tale);
    } DEEDS[] = {{12, choose_a_status},
                 {3, open_or_close_a_session},
                 {10, begin_a_contact},
                 {2, place_a_call},
                 {5, transfer_a_contact},
                 {25, answer_an_offer},
                 {8, work_at_a_contact},
                 {12, clear_a_contact},
                 {6, supervise},
                 {12, do_as_the_customer},
                 {2, change_attributes},
                 {1, set_a_priority},
                 {1, rename_something},
                 {1, rename_an_agent},
                 {1, change_the_hierarchy},
                 {1, change_a_profile},
                 {1, change_an_agent},
                 {1, replace_an_agent},
                 {15, pass_time},
                 {8, follow}};
    unsigned sum = 0;
    for (size_t i = 0; i < sizeof DEEDS / sizeof DEEDS[0]; i++)
        sum += DEEDS[i].weight;
    for (int step = 0; step < STEPS; step++) {
        unsigned chosen = any(tale, sum);
        size_t deed = 0;
        for (; chosen >= DEEDS[deed].weight; deed++)
            chosen -= DEEDS[deed].weight;
        DEEDS[deed].happen(tale);
    }
    follow(tale);
}

static void begin(struct tale *tale)
{
    struct pump_error error;
    struct telling_options options = {
        .region = "us-west-2", .account = "012345678901", .sink = hash_telling, .ctx = tale};
    *tale = (struct tale){.random = 20190813};
    centre_open(&tale->centre, NULL);
    for (int kind = 0; kind < SPOOL_KINDS; kind++) {
        tale->states[kind] = XXH3_createState();
        assert_non_null(tale->states[kind]);
        XXH3_64bits_reset(tale->states[kind]);
    }
    assert_int_equal(pump_follow(tale->centre.pump, &tale->follower, &error), 0);
    telling_init(&tale->telling, &options, pump_follower_core(tale->follower),
                 pump_follower_book(tale->follower));
    create_more(tale);
}

static void end(struct tale *tale)
{
    telling_free(&tale->telling);
    pump_follower_close(tale->follower);
    for (int kind = 0; kind < SPOOL_KINDS; kind++)
        XXH3_freeState(tale->states[kind]);
    centre_close(&tale->centre);
}

static void a_long_story_is_told_in_the_same_bytes_as_ever(void **state)
{
    struct tale tale;
    bool same = true;
    (void)state;
    begin(&tale);
    live(&tale);
    for (int kind = 0; kind < SPOOL_KINDS; kind++) {
        uint64_t hash = XXH3_64bits_digest(tale.states[kind]);
        if (tale.counts[kind] == DIGESTS[kind].count && hash == DIGESTS[kind].hash)
            continue;
        print_error("what is told as kind %d has changed: {%u, UINT64_C(0x%016llx)}\n", kind,
                    tale.counts[kind], (unsigned long long)hash);
        same = false;
    }
    end(&tale);
    assert_true(same);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(a_long_story_is_told_in_the_same_bytes_as_ever)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
