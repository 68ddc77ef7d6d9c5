/* The board's questions over HTTP: a day, reports, contacts, lives, the audit; as JSON and as CSV; who may ask; what is
 * nonsense. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "edge/common/csv.h"
#include "edge/testing/rig.h"

struct fixture {
    struct rig *rig;
    char cookie[RIG_COOKIE_BYTES];
    char alice[RIG_COOKIE_BYTES];
    struct uuid chat;
};

/* Alice is Available for 10 minutes, on a chat for the next 5 and in wrap-up for 1; then at Lunch, by Sam. */
static int start(void **state)
{
    static struct fixture fixture;
    struct rig *rig = fixture.rig = rig_start(NULL);
    rig_sign_in(rig, "sam", fixture.cookie);
    rig_sign_in(rig, "alice", fixture.alice);
    rig_set_status(rig, &rig->alice, rig->available);
    rig->now += 10 * 60 * 1000;
    uint64_t chat = rig_start_contact(rig, ACD_CHAT, "=Carol", &fixture.chat);
    rig_act(rig, &rig->alice, ACD_ACCEPT_OFFER, chat);
    rig->now += 5 * 60 * 1000;
    rig_act(rig, &rig->alice, ACD_END_LEG, chat);
    rig->now += 60 * 1000;
    rig_act(rig, &rig->alice, ACD_CLEAR_LEG, chat);
    struct buf body = rig_body();
    assert_true(body_render_why(&body, "Time, \"now\""));
    rig_decide(rig,
               (struct acd_command){.kind = ACD_SET_STATUS,
                                    .agent = rig->alice.agent,
                                    .status = rig->lunch,
                                    .actor = {.kind = ACD_ACTOR_SUPERVISOR, .id = rig->sam.agent}},
               &body);
    rig->now += 60 * 1000;
    rig_settle(rig);
    *state = &fixture;
    return 0;
}

static int stop(void **state)
{
    rig_stop(((struct fixture *)*state)->rig);
    return 0;
}

#define RANGE "from=1699999000000&to=1800000000000"

static struct rig_answer ask(struct rig *rig, const char *cookie, const char *path)
{
    struct rig_answer answer = rig_ask(rig, &(struct rig_wish){.path = path, .cookie = cookie});
    if (answer.status != 200)
        fail_msg("%s: %d %s", path, answer.status,
                 answer.json != NULL ? json_at(answer.json, "error.message") : "");
    return answer;
}

static void an_agents_day_adds_up(void **state)
{
    const struct fixture *fixture = *state;
    char path[256];
    char id[UUID_TEXT_BYTES];
    int64_t online = 0;
    int64_t last = 0;
    snprintf(path, sizeof path, "/supervisor/api/day?agentId=%s&date=2023-11-14&zone=UTC",
             uuid_render(&fixture->rig->alice.uuid, id));
    struct rig_answer answer = ask(fixture->rig, fixture->cookie, path);
    const json_t *spans = json_value_at(answer.json, "spans");
    for (size_t i = 0; i < json_array_size(spans); i++) {
        const json_t *span = json_array_get(spans, i);
        if (i > 0)
            assert_int_equal(json_number_at(span, "from"), last);
        last = json_is_null(json_value_at(span, "to")) ? fixture->rig->now : json_number_at(span, "to");
    }
    assert_int_equal(last, fixture->rig->now);
    const json_t *activities = json_value_at(answer.json, "sums.activities");
    for (size_t i = 0; i < json_array_size(activities); i++)
        online += json_number_at(json_array_get(activities, i), "ms");
    assert_int_equal(online, json_number_at(answer.json, "sums.online"));
    assert_int_equal(online, 17 * 60 * 1000);
    online = 0;
    const json_t *statuses = json_value_at(answer.json, "sums.statuses");
    for (size_t i = 0; i < json_array_size(statuses); i++)
        online += json_number_at(json_array_get(statuses, i), "ms");
    assert_int_equal(online, 17 * 60 * 1000);
    assert_int_equal(json_array_size(json_value_at(answer.json, "contacts")), 1);
    rig_answer_free(&answer);
    answer = ask(fixture->rig, fixture->alice, "/panel/day?date=2023-11-14");
    assert_int_equal(json_number_at(answer.json, "sums.online"), 17 * 60 * 1000);
    rig_answer_free(&answer);
}

static void reports_group_time_and_contacts(void **state)
{
    const struct fixture *fixture = *state;
    static const char *const PATHS[] = {
        "/supervisor/api/statuses?" RANGE "&by=status",
        "/supervisor/api/statuses?" RANGE "&by=code",
        "/supervisor/api/statuses?" RANGE "&by=agent",
        "/supervisor/api/statuses?" RANGE "&by=interval&interval=30m",
        "/supervisor/api/metrics?" RANGE "&by=queue",
        "/supervisor/api/metrics?" RANGE "&by=agent",
        "/supervisor/api/metrics?" RANGE "&by=profile",
        "/supervisor/api/metrics?" RANGE "&by=channel",
        "/supervisor/api/metrics?" RANGE "&by=interval",
    };
    for (size_t i = 0; i < sizeof PATHS / sizeof PATHS[0]; i++) {
        struct rig_answer answer = ask(fixture->rig, fixture->cookie, PATHS[i]);
        size_t columns = json_array_size(json_value_at(answer.json, "columns"));
        assert_true(columns > 3);
        assert_true(json_array_size(json_value_at(answer.json, "rows")) > 0);
        assert_int_equal(json_array_size(json_value_at(answer.json, "rows.0.values")), columns);
        rig_answer_free(&answer);
    }
    struct rig_answer answer = ask(fixture->rig, fixture->cookie, PATHS[4]);
    assert_string_equal(json_at(answer.json, "rows.0.name"), "Support");
    assert_int_equal(json_number_at(answer.json, "rows.0.values.7"), 1);              /* queued */
    assert_int_equal(json_number_at(answer.json, "rows.0.values.8"), 1);              /* handled */
    assert_int_equal(json_number_at(answer.json, "rows.0.values.12"), 6 * 60 * 1000); /* handle time */
    rig_answer_free(&answer);
}

static void contacts_are_found_and_their_life_told(void **state)
{
    const struct fixture *fixture = *state;
    char path[256];
    char id[UUID_TEXT_BYTES];
    uuid_render(&fixture->chat, id);
    struct rig_answer answer =
        ask(fixture->rig, fixture->cookie,
            "/supervisor/api/contacts?" RANGE "&text=carol&channel=CHAT&outcome=handled&state=over");
    assert_int_equal(json_number_at(answer.json, "total"), 1);
    assert_string_equal(json_at(answer.json, "contacts.0.id"), id);
    assert_string_equal(json_at(answer.json, "contacts.0.outcome"), "handled");
    assert_string_equal(json_at(answer.json, "contacts.0.agent.name"), "Alice Adams");
    assert_true(json_is_null(json_value_at(answer.json, "next")));
    rig_answer_free(&answer);
    answer = ask(fixture->rig, fixture->cookie, "/supervisor/api/contacts?" RANGE "&state=live");
    assert_int_equal(json_number_at(answer.json, "total"), 0);
    rig_answer_free(&answer);
    snprintf(path, sizeof path, "/supervisor/api/contacts/%s", id);
    answer = ask(fixture->rig, fixture->cookie, path);
    assert_string_equal(json_at(answer.json, "contact.customerName"), "=Carol");
    assert_string_equal(json_at(answer.json, "transcriptId"), id);
    assert_true(json_array_size(json_value_at(answer.json, "steps")) > 4);
    rig_answer_free(&answer);
    rig_expect(fixture->rig,
               &(struct rig_wish){.path = "/supervisor/api/contacts/00000000-0000-4000-8000-000000000000",
                                  .cookie = fixture->cookie},
               404, "unknown_contact");
}

static void the_audit_names_who_and_why(void **state)
{
    const struct fixture *fixture = *state;
    char path[256];
    char id[UUID_TEXT_BYTES];
    snprintf(path, sizeof path, "/supervisor/api/audit?" RANGE "&actorId=%s&text=time",
             uuid_render(&fixture->rig->sam.uuid, id));
    struct rig_answer answer = ask(fixture->rig, fixture->cookie, path);
    assert_string_equal(json_at(answer.json, "entries.0.by.name"), "Sam Adams");
    assert_string_equal(json_at(answer.json, "entries.0.by.kind"), "supervisor");
    assert_string_equal(json_at(answer.json, "entries.0.why"), "Time, \"now\"");
    assert_string_equal(json_at(answer.json, "entries.0.subject.kind"), "user");
    rig_answer_free(&answer);
}

static void tables_are_there_as_csv_that_no_spreadsheet_runs(void **state)
{
    const struct fixture *fixture = *state;
    static const char *const PATHS[] = {
        "/supervisor/api/contacts?" RANGE "&format=csv",
        "/supervisor/api/statuses?" RANGE "&by=agent&format=csv",
        "/supervisor/api/metrics?" RANGE "&format=csv",
        "/supervisor/api/audit?" RANGE "&format=csv",
        "/panel/day?date=2023-11-14&format=csv",
    };
    for (size_t i = 0; i < sizeof PATHS / sizeof PATHS[0]; i++) {
        struct rig_answer answer =
            rig_ask(fixture->rig, &(struct rig_wish){.path = PATHS[i], .cookie = fixture->cookie});
        assert_int_equal(answer.status, 200);
        assert_non_null(strstr(answer.head, "text/csv; charset=utf-8"));
        assert_non_null(strstr(answer.head, "attachment; filename="));
        rig_answer_free(&answer);
    }
    struct buf out;
    struct csv csv;
    buf_init(&out, 1024);
    csv_init(&csv, &out);
    csv_text(&csv, "=cmd");
    csv_text(&csv, "+1");
    csv_text(&csv, "-1");
    csv_text(&csv, "@x");
    csv_text(&csv, "\tx");
    csv_text(&csv, "=\"a\",b");
    csv_text(&csv, "a\nb");
    csv_i64(&csv, -5);
    csv_text(&csv, NULL);
    csv_row_end(&csv);
    assert_string_equal(buf_text(&out), "'=cmd,'+1,'-1,'@x,'\tx,\"'=\"\"a\"\",b\",\"a\nb\",-5,\r\n");
    buf_free(&out);
}

static void only_supervisors_ask_and_nonsense_is_named(void **state)
{
    const struct fixture *fixture = *state;
    static const char *const PATHS[] = {"/supervisor/api/day",      "/supervisor/api/statuses",
                                        "/supervisor/api/contacts", "/supervisor/api/contacts/x",
                                        "/supervisor/api/metrics",  "/supervisor/api/audit"};
    static const char *const WRONG[] = {
        "/supervisor/api/day?date=2023-11-14",
        "/supervisor/api/day?agentId=x&date=2023-11-14",
        "/panel/day",
        "/panel/day?date=2023-13-14",
        "/panel/day?date=2023-11-14x",
        "/panel/day?date=2023-11-15",
        "/panel/day?date=2023-11-14&zone=Mars/Base",
        "/supervisor/api/statuses?from=1",
        "/supervisor/api/statuses?from=x&to=2",
        "/supervisor/api/statuses?from=5&to=2",
        "/supervisor/api/statuses?from=1&to=1699999000000",
        "/supervisor/api/statuses?" RANGE "&by=queue",
        "/supervisor/api/statuses?" RANGE "&by=interval&interval=week",
        "/supervisor/api/statuses?" RANGE "&agentId=00000000-0000-4000-8000-000000000000",
        "/supervisor/api/metrics?" RANGE "&by=status",
        "/supervisor/api/metrics?" RANGE "&format=xml",
        "/supervisor/api/contacts?" RANGE "&channel=FAX",
        "/supervisor/api/contacts?" RANGE "&after=-1",
        "/supervisor/api/contacts/x",
        "/supervisor/api/audit?" RANGE "&before=99999999999999999999",
        "/supervisor/api/audit?" RANGE "&subjectId=00000000-0000-4000-8000-000000000000",
    };
    for (size_t i = 0; i < sizeof PATHS / sizeof PATHS[0]; i++) {
        rig_expect(fixture->rig, &(struct rig_wish){.path = PATHS[i]}, 401, "signed_out");
        rig_expect(fixture->rig, &(struct rig_wish){.path = PATHS[i], .cookie = fixture->alice}, 403,
                   "not_allowed");
        rig_expect(fixture->rig,
                   &(struct rig_wish){.path = PATHS[i], .cookie = fixture->cookie, .body = "{}"}, 405,
                   "method_not_allowed");
    }
    for (size_t i = 0; i < sizeof WRONG / sizeof WRONG[0]; i++)
        rig_expect(fixture->rig, &(struct rig_wish){.path = WRONG[i], .cookie = fixture->cookie}, 400,
                   "bad_request");
    rig_expect(fixture->rig, &(struct rig_wish){.path = "/panel/day?date=2023-11-14"}, 401, "signed_out");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(an_agents_day_adds_up, start, stop),
        cmocka_unit_test_setup_teardown(reports_group_time_and_contacts, start, stop),
        cmocka_unit_test_setup_teardown(contacts_are_found_and_their_life_told, start, stop),
        cmocka_unit_test_setup_teardown(the_audit_names_who_and_why, start, stop),
        cmocka_unit_test_setup_teardown(tables_are_there_as_csv_that_no_spreadsheet_runs, start, stop),
        cmocka_unit_test_setup_teardown(only_supervisors_ask_and_nonsense_is_named, start, stop),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
