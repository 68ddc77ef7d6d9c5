/* The small centre of the stream's tests (centre.h). It must not hide a mistake. */
#include "edge/stream/testing/centre.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/testing/cmocka.h"

_Noreturn void acd_panic(const char *sentence)
{
    fprintf(stderr, "panic: %s\n", sentence);
    abort();
}

struct uuid centre_uuid(unsigned number)
{
    struct uuid uuid = {{0xaa, 0xaa, 0xaa, 0xaa, 0xbb, 0xbb, 0x4b, 0xbb, 0x8b}};
    uuid.bytes[14] = (uint8_t)(number >> 8);
    uuid.bytes[15] = (uint8_t)number;
    return uuid;
}

void centre_make_dir(char path[64])
{
    snprintf(path, 64, "/tmp/nextup-stream-XXXXXX");
    assert_non_null(mkdtemp(path));
}

static int remove_one(const char *path, const struct stat *status, int type, struct FTW *place)
{
    (void)status;
    (void)type;
    (void)place;
    return remove(path);
}

void centre_remove_dir(const char *path)
{
    assert_int_equal(nftw(path, remove_one, 8, FTW_DEPTH | FTW_PHYS), 0);
}

static struct buf new_body(void)
{
    struct buf body;
    buf_init(&body, ACD_BODY_BYTES_MAX);
    return body;
}

void centre_do(struct centre *centre, struct acd_command command, struct buf *body)
{
    const struct acd_batch *batch = NULL;
    enum acd_refusal refusal = ACD_OK;
    command.at = centre->now;
    enum pump_refusal outcome = pump_decide(centre->pump, &command, body != NULL ? body->bytes : NULL,
                                            body != NULL ? body->len : 0, &batch, &refusal);
    if (outcome != PUMP_OK)
        fail_msg("%s was refused: %d %s", acd_command_name(command.kind), (int)outcome,
                 acd_refusal_name(refusal));
    centre->first = batch->count > 0 ? batch->events[0] : (struct acd_event){0};
    if (body != NULL)
        buf_free(body);
}

static void create_status(struct centre *centre, unsigned number, const char *name, enum acd_status_type type)
{
    struct buf body = new_body();
    struct body_object status = {.uuid = centre_uuid(number), .name = name};
    assert_true(body_render_status_created(&body, &status));
    centre_do(centre, (struct acd_command){.kind = ACD_CREATE_STATUS, .status_type = (uint8_t)type}, &body);
}

static void create_queue(struct centre *centre, unsigned number, const char *name)
{
    struct buf body = new_body();
    assert_true(
        body_render_queue_created(&body, &(struct body_object){.uuid = centre_uuid(number), .name = name}));
    centre_do(centre, (struct acd_command){.kind = ACD_CREATE_QUEUE}, &body);
}

static void create_profile(struct centre *centre)
{
    struct buf body = new_body();
    const struct acd_profile_queue pairs[] = {{.queue = SUPPORT, .channel = ACD_VOICE, .priority = 1},
                                              {.queue = SUPPORT, .channel = ACD_CHAT, .priority = 1},
                                              {.queue = SALES, .channel = ACD_CHAT, .priority = 2},
                                              {.queue = SUPPORT, .channel = ACD_TASK, .priority = 1}};
    struct acd_command command = {.kind = ACD_CREATE_PROFILE,
                                  .queue = SUPPORT,
                                  .profile_queues = pairs,
                                  .profile_queue_count = 4,
                                  .capacities = {{1, 1}, {3, 1}, {2, 1}}};
    assert_true(body_render_profile_created(
        &body, &(struct body_object){.uuid = centre_uuid(30), .name = "Blended"}));
    centre_do(centre, command, &body);
}

static void create_user(struct centre *centre, unsigned number, const char *username, const char *first_name)
{
    struct buf body = new_body();
    struct body_agent agent = {.uuid = centre_uuid(number),
                               .username = username,
                               .first_name = first_name,
                               .last_name = "Adams",
                               .role = BOOK_ROLE_AGENT};
    assert_true(body_render_agent_created(&body, &agent));
    centre_do(centre, (struct acd_command){.kind = ACD_CREATE_AGENT, .profile = 1}, &body);
}

static void create_centre(struct centre *centre)
{
    struct buf body = new_body();
    assert_true(
        body_render_centre_created(&body, &(struct body_centre){.uuid = centre_uuid(1), .alias = "testing"}));
    centre_do(centre, (struct acd_command){.kind = ACD_CREATE_CENTRE, .model = ACD_MODEL_CONNECT}, &body);
    create_status(centre, 10, "Available", ACD_STATUS_ROUTABLE);
    create_status(centre, 11, "Lunch", ACD_STATUS_CUSTOM);
    create_status(centre, 12, "Offline", ACD_STATUS_OFFLINE);
    create_queue(centre, 20, "Support");
    create_queue(centre, 21, "Sales");
    create_profile(centre);
    create_user(centre, 40, "alice", "Alice");
    create_user(centre, 41, "bob", "Bob");
}

void centre_open(struct centre *centre, const char *dir)
{
    struct pump_error error = {.sentence = ""};
    struct pump_options options = {.limits = acd_limits_default(), .snapshot_events = UINT64_MAX};
    options.limits.agents = 64;
    options.limits.contacts = 2048;
    options.limits.legs = 4096;
    *centre = (struct centre){.now = CENTRE_BEGIN};
    if (pump_open(&centre->pump, dir, &options, &error) != 0)
        fail_msg("%s", error.sentence);
    if (pump_seq(centre->pump) == 0)
        create_centre(centre);
    else
        centre->now = acd_now(pump_core(centre->pump));
}

void centre_settle(struct centre *centre)
{
    while (pump_durable(centre->pump) < pump_seq(centre->pump))
        pump_poll(centre->pump);
    pump_poll(centre->pump);
}

void centre_close(struct centre *centre)
{
    pump_close(centre->pump);
}

/* ---- what people do ---- */

void centre_choose(struct centre *centre, uint32_t agent, uint32_t status)
{
    centre_do(centre,
              (struct acd_command){.kind = ACD_SET_STATUS,
                                   .agent = agent,
                                   .status = status,
                                   .actor = {.kind = ACD_ACTOR_AGENT, .id = agent}},
              NULL);
}

uint64_t centre_start(struct centre *centre, enum acd_channel channel, const char *name)
{
    static unsigned contacts = 1000;
    struct buf body = new_body();
    struct body_contact contact = {
        .uuid = centre_uuid(contacts++), .name = name, .customer_name = name, .attributes = "{\"k\":\"v\"}"};
    struct acd_command command = {.kind = ACD_START_CONTACT,
                                  .channel = (uint8_t)channel,
                                  .queue = SUPPORT,
                                  .initiation =
                                      channel == ACD_VOICE ? ACD_INITIATION_INBOUND : ACD_INITIATION_API,
                                  .actor = {.kind = ACD_ACTOR_CUSTOMER}};
    assert_true(body_render_contact_started(&body, &contact));
    centre_do(centre, command, &body);
    uint64_t number = centre->first.contact;
    if (channel == ACD_CHAT)
        centre_do(centre,
                  (struct acd_command){
                      .kind = ACD_CONNECT_CUSTOMER, .contact = number, .actor = {.kind = ACD_ACTOR_CUSTOMER}},
                  NULL);
    return number;
}

static void of_leg(struct centre *centre, uint16_t kind, uint32_t agent, uint64_t contact)
{
    centre_do(centre,
              (struct acd_command){.kind = kind,
                                   .agent = agent,
                                   .contact = contact,
                                   .actor = {.kind = ACD_ACTOR_AGENT, .id = agent}},
              NULL);
}

void centre_accept(struct centre *centre, uint32_t agent, uint64_t contact)
{
    of_leg(centre, ACD_ACCEPT_OFFER, agent, contact);
}

void centre_clear(struct centre *centre, uint32_t agent, uint64_t contact)
{
    of_leg(centre, ACD_CLEAR_LEG, agent, contact);
}

void centre_hold(struct centre *centre, uint32_t agent, uint64_t contact, bool holds)
{
    of_leg(centre, holds ? ACD_HOLD_LEG : ACD_UNHOLD_LEG, agent, contact);
}

void centre_leave(struct centre *centre, uint64_t contact)
{
    centre_do(centre,
              (struct acd_command){
                  .kind = ACD_END_CONTACT, .contact = contact, .actor = {.kind = ACD_ACTOR_CUSTOMER}},
              NULL);
}

void centre_session(struct centre *centre, uint32_t agent, bool opens, bool keeps_status)
{
    struct buf body = new_body();
    struct body_session session = {.expires_at = centre->now + 1000000};
    session.session[0] = (uint8_t)agent;
    if (opens)
        assert_true(body_render_signed_in(&body, &session));
    else
        assert_true(body_render_signed_out(&body, NULL));
    centre_do(centre,
              (struct acd_command){.kind = opens ? ACD_SIGN_IN : ACD_SIGN_OUT,
                                   .agent = agent,
                                   .flags = keeps_status ? ACD_FLAG_KEEP_STATUS : 0,
                                   .actor = {.kind = ACD_ACTOR_AGENT, .id = agent}},
              &body);
}
