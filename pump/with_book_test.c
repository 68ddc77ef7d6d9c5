/* The pump with the real book on a real directory: a centre that was stopped, killed or stripped of its book.db is the
 * same centre again. */
#include "book/body.h"
#include "book/book.h"
#include "journal/testing/entries.h"
#include "lib/testing/cmocka.h"
#include "pump/testing/centre.h"

#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static struct pump *open_centre(const char *dir)
{
    struct pump *pump;
    struct pump_error error = {{0}};
    struct pump_options options = testing_options();
    options.snapshot_events = 300;
    if (pump_open(&pump, dir, &options, &error) != 0)
        fail_msg("%s", error.sentence);
    return pump;
}

static uint32_t hire(struct pump *pump, const char *username)
{
    struct buf body;
    const struct acd_batch *batch;
    struct acd_command command = {.kind = ACD_CREATE_AGENT, .profile = 1, .at = 1};
    struct body_agent agent = {.uuid = uuid_random(),
                               .username = username,
                               .first_name = "",
                               .last_name = "",
                               .role = BOOK_ROLE_AGENT};
    buf_init(&body, ACD_BODY_BYTES_MAX);
    assert_true(body_render_agent_created(&body, &agent));
    assert_int_equal(pump_decide(pump, &command, body.bytes, body.len, &batch, NULL), PUMP_OK);
    buf_free(&body);
    return batch->events[0].agent;
}

static void expect_same(struct pump *pump, uint64_t seq, uint64_t digest, uint32_t agent)
{
    assert_int_equal(pump_seq(pump), seq);
    assert_true(acd_digest(pump_core(pump)) == digest);
    assert_int_equal(book_find_username(pump_book(pump), "Alice"), agent);
    assert_int_equal(book_skipped(pump_book(pump)), 0);
}

static void a_centre_is_the_same_after_stop_kill_and_loss_of_the_book(void **state)
{
    (void)state;
    char dir[256], copy[256], name[300];
    uint64_t number = 5;
    testing_directory(dir);
    struct pump *pump = open_centre(dir);
    testing_make_centre(pump);
    uint32_t agent = hire(pump, "alice");
    for (int i = 0; i < 500; i++)
        testing_decide_any(pump, &number);
    struct ledger *ledger = calloc(1, sizeof *ledger);
    testing_post(pump, ledger);
    while (ledger->count == 0)
        pump_poll(pump);
    uint64_t seq = pump_seq(pump), digest = acd_digest(pump_core(pump));
    testing_copy(dir, copy); /* as kill -9 leaves it */
    pump_close(pump);

    pump = open_centre(dir);
    expect_same(pump, seq, digest, agent);
    pump_close(pump);
    pump = open_centre(copy);
    expect_same(pump, seq, digest, agent);
    pump_close(pump);
    snprintf(name, sizeof name, "%s/book.db", dir);
    assert_int_equal(unlink(name), 0);
    pump = open_centre(dir);
    expect_same(pump, seq, digest, agent);
    pump_close(pump);
    free(ledger);
    testing_remove(dir);
    testing_remove(copy);
}

/* What a follower shows before and after each event is the state right then, whatever the centre is by now. */
static void a_follower_is_as_far_as_the_event_it_was_given(void **state)
{
    (void)state;
    char dir[256];
    struct pump_follower *follower = NULL;
    struct pump_error error = {{0}};
    const struct acd_event *event = NULL;
    struct acd_agent_view view;
    uint64_t seq = 0;
    testing_directory(dir);
    struct pump *pump = open_centre(dir);
    testing_make_centre(pump);
    uint32_t agent = hire(pump, "alice");
    assert_int_equal(testing_choose(pump, agent, AVAILABLE), PUMP_OK);
    assert_int_equal(testing_choose(pump, agent, LUNCH), PUMP_OK);
    while (pump_durable(pump) < pump_seq(pump))
        pump_poll(pump);
    assert_int_equal(pump_follow(pump, &follower, &error), 0);
    while (pump_follower_peek(follower, &event, &error) == 1) {
        assert_int_equal(event->seq, ++seq);
        bool chosen = event->kind == ACD_STATUS_SET && event->agent == agent;
        if (chosen) {
            assert_true(acd_agent_view(pump_follower_core(follower), agent, &view));
            assert_int_equal(view.status, event->previous_status);
            assert_string_equal(book_find_user(pump_follower_book(follower), agent)->username, "alice");
        }
        pump_follower_apply(follower);
        if (chosen) {
            assert_true(acd_agent_view(pump_follower_core(follower), agent, &view));
            assert_int_equal(view.status, event->status);
        }
    }
    assert_int_equal(pump_follower_peek(follower, &event, &error), 0); /* nothing yet, which is no fault */
    assert_int_equal(seq, pump_seq(pump));
    assert_true(acd_digest(pump_follower_core(follower)) == acd_digest(pump_core(pump)));
    pump_follower_close(follower);
    pump_close(pump);
    testing_remove(dir);
}

static const char marker[] = "xyzzy-marker-42";

/* A chat whose customer is called as the marker; returns its number. */
static uint64_t start_marked_chat(struct pump *pump, struct uuid *uuid)
{
    struct buf body;
    const struct acd_batch *batch;
    struct acd_command command = {.kind = ACD_START_CONTACT,
                                  .channel = ACD_CHAT,
                                  .initiation = ACD_INITIATION_API,
                                  .queue = SUPPORT,
                                  .at = 5};
    struct body_contact contact = {.uuid = *uuid = uuid_random(), .name = marker};
    buf_init(&body, ACD_BODY_BYTES_MAX);
    assert_true(body_render_contact_started(&body, &contact));
    assert_int_equal(pump_decide(pump, &command, body.bytes, body.len, &batch, NULL), PUMP_OK);
    buf_free(&body);
    return batch->events[0].contact;
}

static bool marked(const char *dir, const char *where)
{
    char command[600];
    snprintf(command, sizeof command, "grep -rqaF '%s' '%s'/%s", marker, dir, where);
    return testing_shell(command) == 0;
}

static void wait_durable(struct pump *pump)
{
    while (pump_durable(pump) < pump_seq(pump))
        pump_poll(pump);
}

/* What a follower of all events finds of the marker in the directory. */
static bool follower_sees_name(struct pump *pump, uint64_t contact)
{
    struct pump_follower *follower;
    struct pump_error error;
    const struct acd_event *event = NULL;
    bool seen = false;
    assert_int_equal(pump_follow(pump, &follower, &error), 0);
    while (pump_follower_peek(follower, &event, &error) == 1) {
        pump_follower_apply(follower);
        const struct book_contact *found = book_find_contact(pump_follower_book(follower), contact);
        seen = seen || (found && strcmp(found->name, marker) == 0);
    }
    pump_follower_close(follower);
    return seen;
}

/* A centre in a new directory with a chat whose customer's name a follower sees. */
static struct pump *open_with_marked_chat(char dir[static 256], uint64_t *contact, struct uuid *uuid)
{
    testing_directory(dir);
    struct pump *pump = open_centre(dir);
    testing_make_centre(pump);
    *contact = start_marked_chat(pump, uuid);
    wait_durable(pump);
    assert_true(follower_sees_name(pump, *contact));
    return pump;
}

static void an_erased_contact_is_gone_also_where_a_crash_came_before_its_key_was(void **state)
{
    (void)state;
    char dir[256], crashed[256];
    struct uuid uuid;
    uint64_t contact = 0;
    struct pump *pump = open_with_marked_chat(dir, &contact, &uuid);
    assert_false(marked(dir, "journal"));
    struct acd_command end = {.kind = ACD_END_CONTACT, .contact = contact, .at = 6};
    end.actor.kind = ACD_ACTOR_CUSTOMER;
    testing_must(pump, &end);
    const struct book_chain_contact chain = {.contact = contact, .uuid = uuid};
    const struct pump_erasing erasing = {.at = 7, .uuid = uuid, .contacts = &chain, .contact_count = 1};
    assert_int_equal(pump_erase(pump, &erasing), PUMP_OK);
    while (pump_durable(pump) < pump_seq(pump)) /* durable, and the post that destroys the key has not run */
        sched_yield();
    testing_copy(dir, crashed);
    pump_poll(pump);
    assert_false(follower_sees_name(pump, contact));
    pump_close(pump);
    pump = open_centre(crashed);
    assert_false(follower_sees_name(pump, contact));
    pump_close(pump);
    assert_false(marked(dir, ""));
    assert_false(marked(crashed, ""));
    testing_remove(dir);
    testing_remove(crashed);
}

/* Erased under another number: what is gone then was sealed under the UUID, not under the stand-in for somebody whose
 * UUID is not known. */
static void a_contacts_texts_are_sealed_under_its_uuid(void **state)
{
    (void)state;
    char dir[256];
    struct uuid uuid;
    uint64_t contact = 0;
    struct pump *pump = open_with_marked_chat(dir, &contact, &uuid);
    const struct book_chain_contact chain = {.contact = contact + 1, .uuid = uuid};
    const struct pump_erasing erasing = {.at = 7, .uuid = uuid, .contacts = &chain, .contact_count = 1};
    assert_int_equal(pump_erase(pump, &erasing), PUMP_OK);
    wait_durable(pump);
    pump_poll(pump);
    assert_false(follower_sees_name(pump, contact));
    pump_close(pump);
    testing_remove(dir);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_centre_is_the_same_after_stop_kill_and_loss_of_the_book),
        cmocka_unit_test(a_follower_is_as_far_as_the_event_it_was_given),
        cmocka_unit_test(an_erased_contact_is_gone_also_where_a_crash_came_before_its_key_was),
        cmocka_unit_test(a_contacts_texts_are_sealed_under_its_uuid),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
