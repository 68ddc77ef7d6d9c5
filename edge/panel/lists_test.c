/* What everybody is told at once is rendered once, and yet each page's own. Over real sockets. */
#include <string.h>

#include "edge/testing/rig.h"

struct fixture {
    struct rig *rig;
    struct rig_line alice, bob;
};

static void open_page(struct fixture *fixture, const char *username, struct rig_line *line)
{
    char cookie[RIG_COOKIE_BYTES];
    rig_sign_in(fixture->rig, username, cookie);
    rig_open_panel(fixture->rig, line, cookie, NULL);
}

static int start(void **state)
{
    static struct fixture fixture;
    fixture = (struct fixture){.rig = rig_start(NULL)};
    open_page(&fixture, "alice", &fixture.alice);
    open_page(&fixture, "bob", &fixture.bob);
    *state = &fixture;
    return 0;
}

static int stop(void **state)
{
    struct fixture *fixture = *state;
    rig_close(&fixture->alice);
    rig_close(&fixture->bob);
    rig_stop(fixture->rig);
    return 0;
}

static void rename_status(struct rig *rig, uint32_t status, const char *name)
{
    struct buf body = rig_body();
    assert_true(body_render_name_set(&body, &(struct body_object){.name = name}));
    rig_record(rig, ACD_SUBJECT_STATUS, status, BOOK_NAME_SET, &body);
}

/* The present status is not in one's own menu, the other agent's is. */
static void expect_menu(const json_t *event, const struct uuid *missing, const struct uuid *there)
{
    const json_t *menu = json_value_at(event, "menu"), *choice;
    char id[UUID_TEXT_BYTES], other[UUID_TEXT_BYTES];
    size_t at;
    bool found = false;
    json_array_foreach((json_t *)menu, at, choice)
    {
        assert_string_not_equal(json_at(choice, "statusId"), uuid_render(missing, id));
        found = found || strcmp(json_at(choice, "statusId"), uuid_render(there, other)) == 0;
    }
    assert_true(found);
}

static void a_renamed_status_comes_with_each_ones_own_status_and_menu(void **state)
{
    struct fixture *fixture = *state;
    struct rig *rig = fixture->rig;
    rig_set_status(rig, &rig->alice, rig->lunch);
    rig_set_status(rig, &rig->bob, rig->available);
    rename_status(rig, rig->lunch, "Meal");
    json_t *alice = rig_await(&fixture->alice, "event", "statuses");
    json_t *bob = rig_await(&fixture->bob, "event", "statuses");
    assert_true(json_equal(json_value_at(alice, "statuses"), json_value_at(bob, "statuses")));
    assert_string_equal(json_at(alice, "status.name"), "Meal");
    assert_string_equal(json_at(bob, "status.name"), "Available");
    expect_menu(alice, &rig->lunch_uuid, &rig->available_uuid);
    expect_menu(bob, &rig->available_uuid, &rig->lunch_uuid);
    json_decref(alice);
    json_decref(bob);
}

/* Whether the colleague is among those one can transfer to. */
static bool has_colleague(const json_t *event, const struct rig_user *user)
{
    const json_t *one;
    char id[UUID_TEXT_BYTES];
    size_t at;
    json_array_foreach((json_t *)json_value_at(event, "quickConnects"), at, one)
    {
        if (strcmp(json_at(one, "id"), uuid_render(&user->uuid, id)) == 0)
            return true;
    }
    return false;
}

static void who_is_listed_for_the_others_is_not_in_the_own_list(void **state)
{
    struct fixture *fixture = *state;
    struct rig *rig = fixture->rig;
    rig_decide(rig, (struct acd_command){.kind = ACD_SET_RULE, .rule = ACD_RULE_REJECT_ALLOWED, .value = 1},
               NULL);
    json_t *alice = rig_await(&fixture->alice, "event", "settings");
    json_t *bob = rig_await(&fixture->bob, "event", "settings");
    assert_false(has_colleague(alice, &rig->alice));
    assert_true(has_colleague(alice, &rig->bob));
    assert_true(has_colleague(bob, &rig->alice));
    assert_false(has_colleague(bob, &rig->bob));
    assert_true(json_equal(json_value_at(alice, "queues"), json_value_at(bob, "queues")));
    json_decref(alice);
    json_decref(bob);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_renamed_status_comes_with_each_ones_own_status_and_menu, start,
                                        stop),
        cmocka_unit_test_setup_teardown(who_is_listed_for_the_others_is_not_in_the_own_list, start, stop),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
