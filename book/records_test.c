/* Contacts that are over: what the history tells of them, how they are searched and changed. No clock, no waiting:
 * questions are answered where they are asked. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "book/ask.h"
#include "book/testing/log.h"

enum { CONTACT = 7, AGENT = 3 };

struct fixture {
    struct testing_log log;
    struct history history;
    struct buf body;
};

static void tell(struct fixture *fixture, int64_t at, struct acd_event event)
{
    fixture->log.at = at;
    testing_log_add(&fixture->log, event, fixture->body.len ? &fixture->body : NULL);
}

static void start(struct fixture *fixture, int64_t at, uint64_t contact, const char *name)
{
    const struct body_contact body = {
        .uuid = testing_uuid(contact), .name = name, .attributes = "{\"a\":\"1\",\"b\":\"2\"}"};
    assert_true(body_render_contact_started(&fixture->body, &body));
    tell(
        fixture, at,
        (struct acd_event){.kind = ACD_CONTACT_STARTED, .contact = contact, .channel = ACD_TASK, .value = 5});
}

static void end(struct fixture *fixture, int64_t at, uint64_t contact)
{
    tell(fixture, at,
         (struct acd_event){.kind = ACD_CONTACT_ENDED, .contact = contact, .cause = ACD_CAUSE_AGENT_ENDED});
    tell(fixture, at, (struct acd_event){.kind = ACD_CONTACT_FORGOTTEN, .contact = contact});
}

static void keep_document(struct fixture *fixture, const char *name, const char *text)
{
    json_t *value = json_loads(text, 0, NULL);
    assert_true(
        body_render_document_set(&fixture->body, &(struct body_document){.name = name, .value = value}));
    json_decref(value);
    tell(fixture, fixture->log.at,
         (struct acd_event){.kind = ACD_RECORDED,
                            .record = BOOK_DOCUMENT_SET,
                            .subject_kind = ACD_SUBJECT_CONTACT,
                            .subject = CONTACT});
}

/* A task of an agent: paused once for a second, held never, wrapped up for two seconds. */
static void open_fixture(struct fixture *fixture)
{
    struct book_error error;
    testing_log_init(&fixture->log);
    buf_init(&fixture->body, ACD_BODY_BYTES_MAX);
    assert_int_equal(history_open(&fixture->history, NULL, &error), 0);
    start(fixture, 1000, CONTACT, "Callback Ms Ito");
    tell(fixture, 1000, (struct acd_event){.kind = ACD_CONTACT_QUEUED, .contact = CONTACT, .queue = 2});
    tell(fixture, 2000,
         (struct acd_event){
             .kind = ACD_OFFER_MADE, .contact = CONTACT, .agent = AGENT, .leg_state = ACD_LEG_CONNECTING});
    tell(fixture, 3000,
         (struct acd_event){
             .kind = ACD_OFFER_ACCEPTED, .contact = CONTACT, .agent = AGENT, .leg_state = ACD_LEG_CONNECTED});
    tell(fixture, 4000, (struct acd_event){.kind = ACD_TASK_PAUSED, .contact = CONTACT, .agent = AGENT});
    tell(fixture, 5000, (struct acd_event){.kind = ACD_TASK_RESUMED, .contact = CONTACT, .agent = AGENT});
    keep_document(fixture, "tags", "{\"team\":\"red\"}");
    tell(fixture, 6000,
         (struct acd_event){
             .kind = ACD_WRAPUP_BEGUN, .contact = CONTACT, .agent = AGENT, .leg_state = ACD_LEG_ENDED});
    tell(fixture, 8000, (struct acd_event){.kind = ACD_LEG_CLEARED, .contact = CONTACT, .agent = AGENT});
    end(fixture, 8000, CONTACT);
}

static void apply(struct fixture *fixture)
{
    testing_apply_history(&fixture->log, fixture->history.seq + 1, fixture->log.count, &fixture->history);
}

static void close_fixture(struct fixture *fixture)
{
    history_close(&fixture->history);
    testing_log_free(&fixture->log);
    buf_free(&fixture->body);
}

struct told {
    uint32_t count, total;
    bool more;
    struct book_contact_record last; /* its texts are gone */
    char names[256];
    char attributes[128];
    char documents[128];
};

static void take(void *ctx, const struct book_contact_record *records, uint32_t count, uint32_t total,
                 bool more, bool failed)
{
    struct told *told = ctx;
    assert_false(failed);
    *told = (struct told){.count = count, .total = total, .more = more};
    for (uint32_t i = 0; i < count; i++) {
        size_t len = strlen(told->names);
        snprintf(told->names + len, sizeof told->names - len, "%s ", records[i].name);
        told->last = records[i];
        snprintf(told->attributes, sizeof told->attributes, "%s", records[i].attributes);
        snprintf(told->documents, sizeof told->documents, "%s", records[i].documents);
    }
}

static struct told ask_one(struct fixture *fixture, uint64_t contact)
{
    struct told told;
    struct uuid uuid = testing_uuid(contact);
    book_ask_record(testing_asker(&fixture->history), 0, &uuid, take, &told);
    return told;
}

static void a_contact_is_told_whole_after_it_is_forgotten(void **state)
{
    struct fixture fixture;
    (void)state;
    open_fixture(&fixture);
    apply(&fixture);
    struct told told = ask_one(&fixture, CONTACT);
    assert_int_equal(told.count, 1);
    assert_int_equal(told.last.contact, 0);
    assert_string_equal(told.names, "Callback Ms Ito ");
    assert_string_equal(told.documents, "{\"tags\":{\"team\":\"red\"}}");
    assert_int_equal(told.last.agent_number, AGENT);
    assert_int_equal(told.last.priority, 5);
    assert_int_equal(told.last.pause_count, 1);
    assert_int_equal(told.last.paused_ms, 1000);
    assert_int_equal(told.last.leg_connected_at, 3000);
    assert_int_equal(told.last.leg_cleared_at - told.last.leg_ended_at, 2000);
    assert_int_equal(ask_one(&fixture, 99).count, 0);
    close_fixture(&fixture);
}

static void change(struct fixture *fixture, const char *text, bool over)
{
    json_t *object = json_loads(text, 0, NULL);
    const struct body_contact_change wish = {.has_uuid = over,
                                             .uuid = testing_uuid(CONTACT),
                                             .name = json_string_value(json_object_get(object, "name")),
                                             .attributes = json_object_get(object, "attributes"),
                                             .documents = json_object_get(object, "documents")};
    assert_true(body_render_contact_changed(&fixture->body, &wish));
    json_decref(object);
    tell(fixture, 9000,
         (struct acd_event){.kind = ACD_RECORDED,
                            .record = BOOK_CONTACT_CHANGED,
                            .subject_kind = over ? ACD_SUBJECT_CENTRE : ACD_SUBJECT_CONTACT,
                            .subject = over ? 0 : CONTACT});
}

static void a_contact_that_is_over_can_be_changed(void **state)
{
    struct fixture fixture;
    (void)state;
    open_fixture(&fixture);
    change(&fixture,
           "{\"name\":\"Ms "
           "Ito\",\"attributes\":{\"b\":\"3\"},\"documents\":{\"tags\":null,\"contact\":{\"x\":1}}}",
           true);
    apply(&fixture);
    struct told told = ask_one(&fixture, CONTACT);
    assert_string_equal(told.names, "Ms Ito ");
    assert_string_equal(told.attributes, "{\"a\":\"1\",\"b\":\"3\"}");
    assert_string_equal(told.documents, "{\"contact\":{\"x\":1}}");
    assert_int_equal(told.last.changed_at, 9000);
    change(&fixture, "{\"name\":\"Nobody\"}", false); /* it is not live: nothing to change */
    apply(&fixture);
    assert_string_equal(ask_one(&fixture, CONTACT).names, "Ms Ito ");
    close_fixture(&fixture);
}

/* ---- searching ---- */

static bool is_task(void *ctx, const struct book_contact_record *record, int64_t *key)
{
    (void)ctx;
    *key = record->started_at;
    return record->channel == ACD_TASK;
}

static struct told ask_page(struct fixture *fixture, bool descending, uint64_t after, uint32_t max)
{
    struct told told;
    const struct book_search search = {.from = 0,
                                       .to = 100000,
                                       .matches = is_task,
                                       .ctx = &told,
                                       .descending = descending,
                                       .after = after,
                                       .max = max};
    book_ask_records(testing_asker(&fixture->history), 0, &search, take);
    return told;
}

static void a_search_goes_page_by_page_in_order(void **state)
{
    struct fixture fixture;
    (void)state;
    open_fixture(&fixture);
    for (uint64_t contact = 20; contact < 24; contact++) {
        char name[2] = {(char)('a' + contact - 20), '\0'};
        start(&fixture, (int64_t)contact * 1000, contact, name);
    }
    end(&fixture, 40000, 21);
    apply(&fixture);
    struct told first = ask_page(&fixture, true, 0, 2);
    assert_string_equal(first.names, "d c ");
    assert_int_equal(first.total, 5);
    assert_true(first.more);
    struct told second = ask_page(&fixture, true, first.last.row, 2);
    assert_string_equal(second.names, "b a ");
    struct told third = ask_page(&fixture, true, second.last.row, 2);
    assert_string_equal(third.names, "Callback Ms Ito ");
    assert_false(third.more);
    assert_string_equal(ask_page(&fixture, false, 0, 1).names, "Callback Ms Ito ");
    close_fixture(&fixture);
}

/* ---- the filter ---- */

static struct told ask_filtered(struct fixture *fixture, struct book_filter filter)
{
    struct told told;
    const struct book_search search = {.to = 100000, .filter = filter, .ctx = &told, .max = 10};
    book_ask_records(testing_asker(&fixture->history), 0, &search, take);
    return told;
}

static void a_filter_finds_by_text_in_names_notes_and_values_of_attributes(void **state)
{
    struct fixture fixture;
    (void)state;
    open_fixture(&fixture);
    start(&fixture, 20000, 20, "Order 77");
    body_render_note_written(&fixture.body, &(struct body_note){.text = "sent by Post", .by = "Alice"});
    tell(&fixture, 21000,
         (struct acd_event){.kind = ACD_RECORDED,
                            .record = BOOK_NOTE_WRITTEN,
                            .subject_kind = ACD_SUBJECT_CONTACT,
                            .subject = 20});
    body_render_attributes_set(&fixture.body, "{\"city\":\"Lima\"}");
    tell(&fixture, 22000,
         (struct acd_event){.kind = ACD_RECORDED,
                            .record = BOOK_ATTRIBUTES_SET,
                            .subject_kind = ACD_SUBJECT_CONTACT,
                            .subject = 20});
    apply(&fixture);
    assert_string_equal(ask_filtered(&fixture, (struct book_filter){.text = "ito"}).names, "Callback Ms Ito ");
    assert_string_equal(ask_filtered(&fixture, (struct book_filter){.text = "BY POST"}).names, "Order 77 ");
    assert_string_equal(ask_filtered(&fixture, (struct book_filter){.text = "lima"}).names, "Order 77 ");
    assert_int_equal(ask_filtered(&fixture, (struct book_filter){.text = "city"}).count, 0); /* a name, no value */
    assert_int_equal(ask_filtered(&fixture, (struct book_filter){.text = ""}).count, 2);
    close_fixture(&fixture);
}

static void a_filter_finds_by_outcome_agent_and_channel(void **state)
{
    struct fixture fixture;
    (void)state;
    open_fixture(&fixture);
    start(&fixture, 20000, 20, "waits");
    start(&fixture, 21000, 21, "gave up");
    tell(&fixture, 21000, (struct acd_event){.kind = ACD_CONTACT_QUEUED, .contact = 21, .queue = 2});
    end(&fixture, 22000, 21);
    start(&fixture, 23000, 22, "never queued");
    end(&fixture, 24000, 22);
    start(&fixture, 25000, 23, "went on");
    tell(&fixture, 25000, (struct acd_event){.kind = ACD_CONTACT_QUEUED, .contact = 23, .queue = 2});
    tell(&fixture, 26000,
         (struct acd_event){.kind = ACD_CONTACT_ENDED, .contact = 23, .cause = ACD_CAUSE_TRANSFERRED});
    apply(&fixture);
    assert_string_equal(ask_filtered(&fixture, (struct book_filter){.outcome = BOOK_OUTCOME_LIVE}).names, "waits ");
    assert_string_equal(ask_filtered(&fixture, (struct book_filter){.outcome = BOOK_OUTCOME_HANDLED}).names,
                        "Callback Ms Ito ");
    assert_string_equal(ask_filtered(&fixture, (struct book_filter){.outcome = BOOK_OUTCOME_ABANDONED}).names,
                        "gave up ");
    assert_string_equal(ask_filtered(&fixture, (struct book_filter){.outcome = BOOK_OUTCOME_OTHER}).names,
                        "never queued went on ");
    assert_int_equal(ask_filtered(&fixture, (struct book_filter){.agent = AGENT}).count, 1);
    assert_int_equal(ask_filtered(&fixture, (struct book_filter){.channels = 1 << ACD_CHAT}).count, 0);
    assert_int_equal(ask_filtered(&fixture, (struct book_filter){.channels = 1 << ACD_TASK}).count, 5);
    close_fixture(&fixture);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_contact_is_told_whole_after_it_is_forgotten),
        cmocka_unit_test(a_contact_that_is_over_can_be_changed),
        cmocka_unit_test(a_search_goes_page_by_page_in_order),
        cmocka_unit_test(a_filter_finds_by_text_in_names_notes_and_values_of_attributes),
        cmocka_unit_test(a_filter_finds_by_outcome_agent_and_channel),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
