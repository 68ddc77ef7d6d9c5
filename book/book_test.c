/* The book as a whole, on the journal in memory: what is asked waits for what it must have seen, and a restart changes
 * nothing. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <semaphore.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "book/testing/log.h"
#include "journal/memory.h"

enum { GIVE_UP_S = 300 }; /* a wake that never comes ends the test */

struct centre {
    struct journal *journal;
    struct book *book;
    struct testing_log log;
    struct buf body;
    sem_t woken;
    char dir[64]; /* "" in memory */
};

static void wake(void *ctx)
{
    sem_post(&((struct centre *)ctx)->woken);
}

static void open_book(struct centre *centre)
{
    struct book_error error;
    uint64_t seq = 0;
    if (book_open(&centre->book, centre->dir[0] ? centre->dir : NULL, wake, centre, &seq, &error) != 0)
        fail_msg("%s", error.sentence);
    for (uint64_t i = seq; i < centre->log.count; i++)
        book_apply(centre->book, &centre->log.entries[i].event, centre->log.entries[i].body,
                   centre->log.entries[i].body_len);
    if (book_follow(centre->book, centre->journal, &error) != 0)
        fail_msg("%s", error.sentence);
}

static void open_centre(struct centre *centre, bool on_disk)
{
    struct journal_error error;
    *centre = (struct centre){.journal = NULL};
    assert_int_equal(journal_open_memory(&centre->journal, NULL, &error), 0);
    testing_log_init(&centre->log);
    buf_init(&centre->body, ACD_BODY_BYTES_MAX);
    sem_init(&centre->woken, 0, 0);
    if (on_disk)
        testing_dir_make(centre->dir);
    open_book(centre);
}

static void close_centre(struct centre *centre)
{
    book_close(centre->book);
    journal_close(centre->journal);
    testing_log_free(&centre->log);
    buf_free(&centre->body);
    sem_destroy(&centre->woken);
    if (centre->dir[0])
        testing_dir_remove(centre->dir);
}

/* Decided, applied, appended; durable at once unless the journal is held. */
static uint64_t happen(struct centre *centre, struct acd_event event)
{
    uint64_t seq = testing_log_add(&centre->log, event, centre->body.len ? &centre->body : NULL);
    const struct testing_entry *entry = &centre->log.entries[seq - 1];
    book_apply(centre->book, &entry->event, entry->body, entry->body_len);
    testing_append_journal(&centre->log, seq, seq, centre->journal);
    book_durable(centre->book, journal_durable(centre->journal));
    return seq;
}

static uint64_t start_contact(struct centre *centre, uint64_t contact)
{
    struct body_contact body = {.uuid = testing_uuid(contact), .name = "Maria", .has_customer_token = true};
    testing_hash(contact, body.customer_token);
    assert_true(body_render_contact_started(&centre->body, &body));
    return happen(centre,
                  (struct acd_event){.kind = ACD_CONTACT_STARTED, .contact = contact, .channel = ACD_CHAT});
}

static uint64_t transfer(struct centre *centre, uint64_t contact, uint64_t previous)
{
    struct uuid uuid = testing_uuid(contact);
    assert_true(body_render_contact_transferred(&centre->body, &uuid));
    return happen(centre,
                  (struct acd_event){
                      .kind = ACD_CONTACT_TRANSFERRED, .contact = contact, .previous = previous, .queue = 1});
}

static uint64_t send_message(struct centre *centre, uint64_t contact, uint32_t number,
                             enum acd_actor_kind actor, const char *text)
{
    assert_true(body_render_message_sent(
        &centre->body,
        &(struct body_message){.uuid = testing_uuid(9000 + number), .name = "Somebody", .text = text}));
    return happen(centre, (struct acd_event){.kind = ACD_MESSAGE_SENT,
                                             .contact = contact,
                                             .value = number,
                                             .actor = actor,
                                             .agent = actor == ACD_ACTOR_AGENT ? 3 : 0});
}

/* ---- answers ---- */

struct answer {
    bool is_told;
    bool failed;
    struct buf text; /* "NUMBER:AUTHOR:TEXT " a message, "TEXT/AUTHOR " a note */
};

static void take_messages(void *ctx, const struct book_message *messages, uint32_t count, bool failed)
{
    struct answer *answer = ctx;
    assert_false(answer->is_told);
    answer->is_told = true;
    answer->failed = failed;
    for (uint32_t i = 0; i < count; i++)
        buf_append_format(&answer->text, "%u:%d:%s ", messages[i].number, messages[i].author,
                          messages[i].text);
}

static void take_notes(void *ctx, const struct book_note *notes, uint32_t count, bool failed)
{
    struct answer *answer = ctx;
    answer->is_told = true;
    answer->failed = failed;
    for (uint32_t i = 0; i < count; i++)
        buf_append_format(&answer->text, "%s/%s ", notes[i].text, notes[i].author_name);
}

static struct answer new_answer(void)
{
    struct answer answer = {.is_told = false};
    buf_init(&answer.text, 1 << 20);
    return answer;
}

static void wait_for(struct centre *centre, const struct answer *answer)
{
    while (!answer->is_told) {
        assert_int_equal(sem_wait(&centre->woken), 0);
        book_poll(centre->book);
    }
}

static void expect_transcript(struct centre *centre, uint64_t min_seq, uint64_t contact, uint32_t after,
                              uint32_t max, const char *expected)
{
    struct answer answer = new_answer();
    struct uuid uuid = testing_uuid(contact);
    book_ask_transcript(centre->book, min_seq, &uuid, after, max, take_messages, &answer);
    wait_for(centre, &answer);
    assert_false(answer.failed);
    assert_string_equal(buf_text(&answer.text), expected);
    buf_free(&answer.text);
}

static void a_transcript_holds_the_whole_chain_in_order(void **state)
{
    (void)state;
    struct centre centre;
    open_centre(&centre, false);
    start_contact(&centre, 5);
    start_contact(&centre, 50);
    send_message(&centre, 5, 1, ACD_ACTOR_CUSTOMER, "hello");
    send_message(&centre, 50, 1, ACD_ACTOR_CUSTOMER, "another chat");
    send_message(&centre, 5, 2, ACD_ACTOR_AGENT, "hi");
    transfer(&centre, 6, 5);
    uint64_t seq = send_message(&centre, 6, 3, ACD_ACTOR_SYSTEM, "moved");
    expect_transcript(&centre, seq, 6, 0, 500, "1:0:hello 2:1:hi 3:2:moved ");
    expect_transcript(&centre, seq, 5, 0, 500, "1:0:hello 2:1:hi 3:2:moved ");
    expect_transcript(&centre, seq, 6, 1, 1, "2:1:hi ");
    expect_transcript(&centre, seq, 6, 3, 500, "");
    expect_transcript(&centre, seq, 777, 0, 500, "");
    close_centre(&centre);
}

static void a_transcript_waits_until_the_follower_has_seen_enough(void **state)
{
    (void)state;
    struct centre centre;
    struct answer answer = new_answer();
    struct uuid uuid = testing_uuid(5);
    open_centre(&centre, false);
    uint64_t first = start_contact(&centre, 5);
    expect_transcript(&centre, first, 5, 0, 10, "");
    journal_memory_hold(centre.journal, true);
    uint64_t seq = send_message(&centre, 5, 1, ACD_ACTOR_CUSTOMER, "late");
    book_ask_transcript(centre.book, seq, &uuid, 0, 10, take_messages, &answer);
    expect_transcript(&centre, first, 5, 0, 10, ""); /* asked later, needs less: what waits holds up nobody */
    assert_false(answer.is_told);
    journal_memory_hold(centre.journal, false);
    book_durable(centre.book, journal_durable(centre.journal));
    wait_for(&centre, &answer);
    assert_string_equal(buf_text(&answer.text), "1:0:late ");
    assert_true(book_history_seq(centre.book) >= seq);
    buf_free(&answer.text);
    close_centre(&centre);
}

static void notes_are_kept_with_their_contact(void **state)
{
    (void)state;
    struct centre centre;
    struct answer answer = new_answer();
    struct uuid uuid = testing_uuid(5);
    struct acd_event record = {
        .kind = ACD_RECORDED, .record = BOOK_NOTE_WRITTEN, .subject_kind = ACD_SUBJECT_CONTACT, .subject = 5};
    open_centre(&centre, false);
    start_contact(&centre, 5);
    assert_true(body_render_note_written(&centre.body, &(struct body_note){.text = "first", .by = "Alice"}));
    happen(&centre, record);
    assert_true(body_render_note_written(&centre.body, &(struct body_note){.text = "second", .by = "Bob"}));
    uint64_t seq = happen(&centre, record);
    assert_string_equal(book_find_contact(centre.book, 5)->note, "second");
    book_ask_notes(centre.book, seq, &uuid, take_notes, &answer);
    wait_for(&centre, &answer);
    assert_string_equal(buf_text(&answer.text), "first/Alice second/Bob ");
    buf_free(&answer.text);
    close_centre(&centre);
}

static void what_waits_at_the_end_is_told_that_it_failed(void **state)
{
    (void)state;
    struct centre centre;
    struct answer answer = new_answer();
    struct uuid uuid = testing_uuid(5);
    open_centre(&centre, false);
    book_ask_transcript(centre.book, 1000, &uuid, 0, 10, take_messages, &answer);
    close_centre(&centre);
    assert_true(answer.is_told);
    assert_true(answer.failed);
    buf_free(&answer.text);
}

static void too_many_questions_are_told_that_they_failed(void **state)
{
    (void)state;
    enum { QUESTIONS = 5000 };
    struct centre centre;
    struct uuid uuid = testing_uuid(5);
    struct answer *answers = calloc(QUESTIONS, sizeof *answers);
    open_centre(&centre, false);
    for (int i = 0; i < QUESTIONS; i++) {
        answers[i] = new_answer();
        book_ask_transcript(centre.book, 1000, &uuid, 0, 10, take_messages, &answers[i]);
    }
    assert_false(answers[QUESTIONS - 1].is_told); /* never inside the question */
    book_poll(centre.book);
    assert_true(answers[QUESTIONS - 1].is_told && answers[QUESTIONS - 1].failed);
    assert_false(answers[0].is_told);
    close_centre(&centre);
    for (int i = 0; i < QUESTIONS; i++)
        assert_true(answers[i].is_told);
    free(answers);
}

static void a_customers_right_outlives_a_restart(void **state)
{
    (void)state;
    struct centre centre;
    uint8_t hash[BODY_HASH_BYTES];
    testing_hash(5, hash);
    open_centre(&centre, true);
    start_contact(&centre, 5);
    send_message(&centre, 5, 1, ACD_ACTOR_CUSTOMER, "hello");
    transfer(&centre, 6, 5);
    happen(&centre,
           (struct acd_event){.kind = ACD_CONTACT_ENDED, .contact = 5, .cause = ACD_CAUSE_TRANSFERRED});
    happen(&centre, (struct acd_event){.kind = ACD_CONTACT_FORGOTTEN, .contact = 5});
    assert_int_equal(book_find_customer(centre.book, hash), 6);
    happen(&centre,
           (struct acd_event){.kind = ACD_CONTACT_ENDED, .contact = 6, .cause = ACD_CAUSE_CUSTOMER_LEFT});
    uint64_t seq = happen(&centre, (struct acd_event){.kind = ACD_CONTACT_FORGOTTEN, .contact = 6});
    expect_transcript(&centre, seq, 6, 0, 10, "1:0:hello ");
    book_close(centre.book);
    open_book(&centre);
    assert_int_equal(book_find_customer(centre.book, hash), 0);
    const struct book_customer *customer = book_find_customer_history(centre.book, hash);
    struct uuid uuid = testing_uuid(6);
    assert_non_null(customer);
    assert_true(uuid_equal(&customer->uuid, &uuid));
    assert_int_equal(customer->end_cause, ACD_CAUSE_CUSTOMER_LEFT);
    expect_transcript(&centre, seq, 6, 0, 10, "1:0:hello ");
    close_centre(&centre);
}

static void a_restart_goes_on_where_the_file_stands(void **state)
{
    (void)state;
    struct centre centre;
    struct book_error error;
    uint64_t seq = 0;
    open_centre(&centre, true);
    start_contact(&centre, 5);
    expect_transcript(&centre, send_message(&centre, 5, 1, ACD_ACTOR_CUSTOMER, "before"), 5, 0, 10,
                      "1:0:before ");
    book_close(centre.book);
    assert_int_equal(book_open(&centre.book, centre.dir, wake, &centre, &seq, &error), 0);
    assert_int_equal(seq, 2);
    assert_int_equal(book_follow(centre.book, centre.journal, &error), 0);
    expect_transcript(&centre, send_message(&centre, 5, 2, ACD_ACTOR_CUSTOMER, "after"), 5, 0, 10,
                      "1:0:before 2:0:after ");
    close_centre(&centre);
}

static void erase_contact(struct centre *centre, uint64_t contact)
{
    const struct book_chain_contact contacts[] = {{contact, testing_uuid(contact)}};
    const struct body_erased erased = {
        .what = BODY_ERASED_CONTACT, .uuid = testing_uuid(contact), .contacts = contacts, .count = 1};
    happen(centre, (struct acd_event){.kind = ACD_CONTACT_ENDED, .contact = contact});
    happen(centre, (struct acd_event){.kind = ACD_CONTACT_FORGOTTEN, .contact = contact});
    assert_true(body_render_erased(&centre->body, &erased));
    happen(centre, (struct acd_event){
                       .kind = ACD_RECORDED, .record = BOOK_ERASED, .subject_kind = ACD_SUBJECT_CENTRE});
}

/* Nobody asks, so that the thread still gathers what else may come (follower.c) when it is told to stop. */
static void a_stop_right_after_an_erasure_leaves_the_text_in_no_file(void **state)
{
    (void)state;
    struct centre centre;
    open_centre(&centre, true);
    start_contact(&centre, 5);
    expect_transcript(&centre, send_message(&centre, 5, 1, ACD_ACTOR_CUSTOMER, "Zanzibar"), 5, 0, 10,
                      "1:0:Zanzibar ");
    assert_true(testing_dir_has(centre.dir, "Zanzibar"));
    erase_contact(&centre, 5);
    book_close(centre.book);
    assert_false(testing_dir_has(centre.dir, "Zanzibar"));
    open_book(&centre);
    close_centre(&centre);
}

static void a_deleted_file_is_followed_again_from_the_start(void **state)
{
    (void)state;
    struct centre centre;
    char file[128];
    open_centre(&centre, true);
    start_contact(&centre, 5);
    uint64_t seq = send_message(&centre, 5, 1, ACD_ACTOR_CUSTOMER, "hello");
    expect_transcript(&centre, seq, 5, 0, 10, "1:0:hello ");
    book_close(centre.book);
    snprintf(file, sizeof file, "%s/book.db", centre.dir);
    assert_int_equal(unlink(file), 0);
    open_book(&centre);
    expect_transcript(&centre, seq, 5, 0, 10, "1:0:hello ");
    close_centre(&centre);
}

/* As many events as one moment of a burst brings. */
static void go_on_with_the_burst(struct centre *centre)
{
    for (int i = 0; i < 200; i++)
        happen(centre, (struct acd_event){.kind = ACD_STATUS_SET, .agent = 1, .status = 1});
}

static void who_asks_in_a_burst_does_not_wait_for_its_end(void **state)
{
    (void)state;
    struct centre centre;
    struct answer answer = new_answer();
    struct uuid uuid = testing_uuid(5);
    open_centre(&centre, true);
    start_contact(&centre, 5);
    go_on_with_the_burst(&centre);
    book_ask_transcript(centre.book, centre.log.count, &uuid, 0, 10, take_messages, &answer);
    while (!answer.is_told) {
        go_on_with_the_burst(&centre);
        book_poll(centre.book);
    }
    assert_false(answer.failed);
    buf_free(&answer.text);
    close_centre(&centre);
}

static void a_burst_that_does_not_end_is_written_all_the_same(void **state)
{
    (void)state;
    struct centre centre;
    open_centre(&centre, true);
    while (book_history_seq(centre.book) == 0)
        go_on_with_the_burst(&centre);
    assert_true(book_history_seq(centre.book) <= centre.log.count);
    close_centre(&centre);
}

static bool asking_fails(struct centre *centre, uint64_t seq)
{
    struct answer answer = new_answer();
    struct uuid uuid = testing_uuid(5);
    book_ask_transcript(centre->book, seq, &uuid, 0, 10, take_messages, &answer);
    wait_for(centre, &answer);
    buf_free(&answer.text);
    return answer.failed;
}

static void a_file_damaged_in_use_is_made_anew(void **state)
{
    (void)state;
    struct centre centre;
    struct book_error error;
    char file[128];
    sqlite3 *other;
    open_centre(&centre, true);
    start_contact(&centre, 5);
    uint64_t seq = send_message(&centre, 5, 1, ACD_ACTOR_CUSTOMER, "hello");
    expect_transcript(&centre, seq, 5, 0, 10, "1:0:hello ");
    snprintf(file, sizeof file, "%s/book.db", centre.dir);
    assert_int_equal(sqlite3_open(file, &other), SQLITE_OK);
    assert_int_equal(sqlite3_exec(other, "DROP TABLE messages", NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(other);
    assert_true(
        asking_fails(&centre, seq)); /* this finds the damage; until it is mended others may fail too */
    while (asking_fails(&centre, seq))
        continue;
    expect_transcript(&centre, seq, 5, 0, 10, "1:0:hello ");
    assert_false(book_history_failed(centre.book, &error));
    close_centre(&centre);
}

static void another_journals_file_is_refused_once_and_set_aside(void **state)
{
    (void)state;
    struct centre centre;
    struct book_error error;
    struct journal_error journal_error;
    uint64_t seq = 0;
    open_centre(&centre, true);
    start_contact(&centre, 5);
    expect_transcript(&centre, send_message(&centre, 5, 1, ACD_ACTOR_CUSTOMER, "hello"), 5, 0, 10,
                      "1:0:hello ");
    book_close(centre.book);
    journal_close(centre.journal);
    assert_int_equal(journal_open_memory(&centre.journal, NULL, &journal_error), 0); /* a shorter one */
    testing_append_journal(&centre.log, 1, 1, centre.journal);
    assert_int_equal(book_open(&centre.book, centre.dir, wake, &centre, &seq, &error), 0);
    assert_int_equal(book_follow(centre.book, centre.journal, &error), -1);
    assert_non_null(strstr(error.sentence, "another journal"));
    book_close(centre.book);
    assert_int_equal(book_open(&centre.book, centre.dir, wake, &centre, &seq, &error), 0);
    assert_int_equal(seq, 0);
    assert_int_equal(book_follow(centre.book, centre.journal, &error), 0);
    close_centre(&centre);
}

static void many_events_are_followed_to_the_last(void **state)
{
    (void)state;
    struct centre centre;
    char expected[64];
    open_centre(&centre, false);
    start_contact(&centre, 5);
    uint64_t seq = 0;
    for (uint32_t i = 1; i <= 6000; i++)
        seq = send_message(&centre, 5, i, ACD_ACTOR_CUSTOMER, "x");
    snprintf(expected, sizeof expected, "5999:0:x 6000:0:x ");
    expect_transcript(&centre, seq, 5, 5998, 10, expected);
    close_centre(&centre);
}

/* ---- everything at once: what a race checker looks at ---- */

struct records {
    uint32_t asked;
    uint32_t told;
};

static bool match_all(void *ctx, const struct book_contact_record *record, int64_t *key)
{
    (void)ctx;
    *key = (int64_t)record->row;
    return true;
}

static void take_records(void *ctx, const struct book_contact_record *records, uint32_t count, uint32_t total,
                         bool more, bool failed)
{
    (void)records;
    assert_false(failed);
    assert_true(count <= total && (more || count == total));
    ((struct records *)ctx)->told++;
}

static uint32_t count_documents(const struct book *book)
{
    uint32_t count = 0;
    for (unsigned kind = 0; kind < ACD_SUBJECT_KINDS; kind++)
        for (const struct book_document *document = NULL;
             (document = book_document_after(book, (enum acd_subject)kind, document ? document->seq : 0)) !=
             NULL;)
            count += json_is_object(document->value);
    return count;
}

static void documents_are_read_while_the_follower_writes_them_and_answers(void **state)
{
    (void)state;
    struct centre centre;
    struct testing_log script;
    struct records records = {.asked = 0};
    const struct book_search search = {.to = INT64_MAX, .matches = match_all, .ctx = &records, .max = 100};
    testing_log_init(&script);
    testing_script(&script, 7, 4000);
    open_centre(&centre, true);
    for (uint64_t seq = 1; seq <= script.count; seq++) {
        const struct testing_entry *entry = &script.entries[seq - 1];
        book_apply(centre.book, &entry->event, entry->body, entry->body_len);
        testing_append_journal(&script, seq, seq, centre.journal);
        book_durable(centre.book, journal_durable(centre.journal));
        if (seq % 50 == 0) {
            book_ask_records(centre.book, seq, &search, take_records);
            records.asked++;
            count_documents(centre.book);
            book_poll(centre.book);
        }
    }
    assert_true(count_documents(centre.book) > 0);
    while (records.told < records.asked) {
        assert_int_equal(sem_wait(&centre.woken), 0);
        book_poll(centre.book);
    }
    assert_int_equal(book_history_seq(centre.book), script.count);
    close_centre(&centre);
    testing_log_free(&script);
}

static void the_doors_show_groups_and_reasons(void **state)
{
    (void)state;
    struct centre centre;
    struct uuid uuid = testing_uuid(1);
    const struct body_reason list = {.uuid = uuid, .name = "Break", .category = "Away"};
    const struct body_reason reason = {.uuid = uuid, .name = "Lunch", .short_code = "Lun"};
    open_centre(&centre, false);
    assert_true(body_render_group_created(&centre.body, &(struct body_object){.uuid = uuid, .name = "Team"}));
    happen(&centre, (struct acd_event){.kind = ACD_GROUP_CREATED, .group = 2});
    assert_true(body_render_reason_list_created(&centre.body, &list));
    happen(&centre, (struct acd_event){.kind = ACD_REASON_LIST_CREATED, .reason_list = 3});
    assert_true(body_render_reason_created(&centre.body, &reason));
    happen(&centre, (struct acd_event){.kind = ACD_REASON_CREATED, .reason = 4, .reason_list = 3});
    assert_int_equal(book_find_name(centre.book, ACD_SUBJECT_GROUP, "Team"), 2);
    assert_int_equal(book_find_number(centre.book, ACD_SUBJECT_GROUP, &uuid), 2);
    assert_int_equal(book_object_after(centre.book, ACD_SUBJECT_GROUP, 0), 2);
    assert_int_equal(book_find_name(centre.book, ACD_SUBJECT_REASON_LIST, "Break"), 3);
    assert_string_equal(book_find_reason_list(centre.book, 3)->category, "Away");
    assert_string_equal(book_find_reason_list(centre.book, 3)->short_code, "");
    assert_int_equal(book_find_number(centre.book, ACD_SUBJECT_REASON, &uuid), 4);
    assert_string_equal(book_find_reason(centre.book, 4)->short_code, "Lun");
    assert_string_equal(book_find_reason(centre.book, 4)->object.name, "Lunch");
    assert_null(book_find_reason(centre.book, 3));
    assert_null(book_find_reason_list(centre.book, 4));
    close_centre(&centre);
}

static void the_doors_show_the_directory(void **state)
{
    (void)state;
    struct centre centre;
    struct uuid uuid = testing_uuid(1);
    uint32_t count = 9;
    open_centre(&centre, false);
    assert_true(
        body_render_centre_created(&centre.body, &(struct body_centre){.uuid = uuid, .alias = "kiosk"}));
    happen(&centre, (struct acd_event){.kind = ACD_CENTRE_CREATED});
    assert_true(body_render_status_created(
        &centre.body, &(struct body_object){.uuid = uuid, .name = "Lunch", .display_order = 2}));
    happen(&centre, (struct acd_event){.kind = ACD_STATUS_CREATED, .status = 4});
    assert_true(body_render_agent_created(
        &centre.body,
        &(struct body_agent){
            .uuid = uuid, .username = "Alice", .first_name = "", .last_name = "", .role = BOOK_ROLE_ADMIN}));
    happen(&centre, (struct acd_event){.kind = ACD_AGENT_CREATED, .agent = 7});
    assert_string_equal(book_centre(centre.book)->alias, "kiosk");
    assert_int_equal(book_find_number(centre.book, ACD_SUBJECT_STATUS, &uuid), 4);
    assert_int_equal(book_find_number(centre.book, ACD_SUBJECT_AGENT, &uuid), 7);
    assert_int_equal(book_find_number(centre.book, ACD_SUBJECT_QUEUE, &uuid), 0);
    assert_int_equal(book_find_name(centre.book, ACD_SUBJECT_STATUS, "Lunch"), 4);
    assert_int_equal(book_object_after(centre.book, ACD_SUBJECT_STATUS, 0), 4);
    assert_int_equal(book_object_after(centre.book, ACD_SUBJECT_STATUS, 4), 0);
    assert_int_equal(book_object_after(centre.book, ACD_SUBJECT_AGENT, 0), 0);
    assert_int_equal(book_user_after(centre.book, 0), 7);
    assert_int_equal(book_find_username(centre.book, "ALICE"), 7);
    assert_null(book_find_object(centre.book, ACD_SUBJECT_STATUS, 5));
    assert_null(book_find_entry_point(centre.book, 1));
    assert_null(book_find_hours(centre.book, 1));
    assert_null(book_origins(centre.book, &count));
    assert_int_equal(count, 0);
    assert_int_equal(book_skipped(centre.book), 0);
    struct book_error error;
    assert_false(book_history_failed(centre.book, &error));
    close_centre(&centre);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_transcript_holds_the_whole_chain_in_order),
        cmocka_unit_test(a_transcript_waits_until_the_follower_has_seen_enough),
        cmocka_unit_test(notes_are_kept_with_their_contact),
        cmocka_unit_test(what_waits_at_the_end_is_told_that_it_failed),
        cmocka_unit_test(too_many_questions_are_told_that_they_failed),
        cmocka_unit_test(a_customers_right_outlives_a_restart),
        cmocka_unit_test(a_restart_goes_on_where_the_file_stands),
        cmocka_unit_test(a_stop_right_after_an_erasure_leaves_the_text_in_no_file),
        cmocka_unit_test(a_deleted_file_is_followed_again_from_the_start),
        cmocka_unit_test(a_file_damaged_in_use_is_made_anew),
        cmocka_unit_test(who_asks_in_a_burst_does_not_wait_for_its_end),
        cmocka_unit_test(a_burst_that_does_not_end_is_written_all_the_same),
        cmocka_unit_test(another_journals_file_is_refused_once_and_set_aside),
        cmocka_unit_test(many_events_are_followed_to_the_last),
        cmocka_unit_test(documents_are_read_while_the_follower_writes_them_and_answers),
        cmocka_unit_test(the_doors_show_groups_and_reasons),
        cmocka_unit_test(the_doors_show_the_directory),
    };
    alarm(GIVE_UP_S);
    return cmocka_run_group_tests_name("book", tests, NULL, NULL);
}
