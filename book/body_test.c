/* Every body comes back as it was rendered, and what is not a body's shape is refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "book/body.h"

static const struct uuid some_uuid = {
    {0x10, 0x20, 0x30, 0x40, 0x50, 0x60, 0x47, 0x80, 0x90, 0xa0, 0xb0, 0xc0, 0xd0, 0xe0, 0xf0, 0x01}};
static const uint8_t some_hash[BODY_HASH_BYTES] = {1, 2, 3, 0xff, [31] = 0x80};

/* The document of what was rendered; buf is freed. */
static json_t *rendered(struct buf *buf, bool good, uint16_t kind)
{
    assert_true(good);
    assert_false(buf_failed(buf));
    json_t *object = body_open(buf->bytes, buf->len);
    assert_non_null(object);
    assert_int_equal(body_kind(object, 0), kind);
    buf_free(buf);
    return object;
}

static struct buf fresh(void)
{
    struct buf buf;
    buf_init(&buf, ACD_BODY_BYTES_MAX);
    return buf;
}

static void assert_uuid(const struct uuid *uuid)
{
    assert_true(uuid_equal(uuid, &some_uuid));
}

static void centre_comes_back(void **state)
{
    (void)state;
    struct buf buf = fresh();
    struct body_centre centre;
    bool good = body_render_centre_created(
        &buf, &(struct body_centre){.uuid = some_uuid, .alias = "kiosk", .region = "eu-west-1"});
    json_t *object = rendered(&buf, good, ACD_CENTRE_CREATED);
    assert_true(body_parse_centre(object, &centre));
    assert_uuid(&centre.uuid);
    assert_string_equal(centre.alias, "kiosk");
    assert_string_equal(centre.region, "eu-west-1");
    json_decref(object);
}

static void objects_come_back(void **state)
{
    (void)state;
    static const struct {
        bool (*render)(struct buf *, const struct body_object *);
        uint16_t kind;
    } rows[] = {{body_render_status_created, ACD_STATUS_CREATED},
                {body_render_queue_created, ACD_QUEUE_CREATED},
                {body_render_profile_created, ACD_PROFILE_CREATED},
                {body_render_group_created, ACD_GROUP_CREATED},
                {body_render_name_set, ACD_RECORDED}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct buf buf = fresh();
        struct body_object read;
        const struct body_object object = {
            .uuid = some_uuid, .name = "L\xc3\xbcnch \"now\"", .description = "", .display_order = 7};
        json_t *document = rendered(&buf, rows[i].render(&buf, &object), rows[i].kind);
        assert_true(rows[i].kind == ACD_RECORDED ? body_parse_name(document, &read)
                                                 : body_parse_object(document, &read));
        if (rows[i].kind != ACD_RECORDED)
            assert_uuid(&read.uuid);
        assert_string_equal(read.name, object.name);
        assert_string_equal(read.description, "");
        assert_int_equal(read.display_order, 7);
        json_decref(document);
    }
}

static void reasons_and_their_lists_come_back(void **state)
{
    (void)state;
    struct body_reason read;
    const struct body_reason reason = {.uuid = some_uuid,
                                       .name = "Lunch",
                                       .description = "Away to eat",
                                       .display_order = 2,
                                       .short_code = "Lunch",
                                       .category = "Paid"};
    struct buf buf = fresh();
    json_t *document = rendered(&buf, body_render_reason_created(&buf, &reason), ACD_REASON_CREATED);
    assert_true(body_parse_reason(document, &read));
    assert_uuid(&read.uuid);
    assert_string_equal(read.name, "Lunch");
    assert_string_equal(read.description, "Away to eat");
    assert_int_equal(read.display_order, 2);
    assert_string_equal(read.short_code, "Lunch");
    assert_string_equal(read.category, "Paid");
    json_decref(document);
    buf = fresh();
    document = rendered(&buf,
                        body_render_reason_list_created(
                            &buf, &(struct body_reason){.uuid = some_uuid, .name = "Break"}),
                        ACD_REASON_LIST_CREATED);
    assert_true(body_parse_reason(document, &read));
    assert_null(read.short_code);
    assert_null(read.category);
    json_decref(document);
    buf = fresh();
    document = rendered(&buf, body_render_reason_changed(&buf, &(struct body_reason){.category = "Unpaid"}),
                        ACD_RECORDED);
    assert_true(body_parse_reason_changed(document, &read));
    assert_null(read.short_code);
    assert_string_equal(read.category, "Unpaid");
    json_decref(document);
    buf = fresh();
    assert_false(body_render_reason_changed(
        &buf, &(struct body_reason){.short_code = "a short code of more than 32 bytes"}));
    assert_int_equal(buf.len, 0);
    buf_free(&buf);
}

static void absent_members_stay_absent(void **state)
{
    (void)state;
    struct buf buf = fresh();
    struct body_object object;
    json_t *document =
        rendered(&buf, body_render_name_set(&buf, &(struct body_object){.description = "new"}), ACD_RECORDED);
    assert_true(body_parse_name(document, &object));
    assert_null(object.name);
    assert_string_equal(object.description, "new");
    assert_int_equal(object.display_order, 0);
    json_decref(document);
}

static void hours_come_back(void **state)
{
    (void)state;
    struct body_hours read;
    const struct body_hours hours = {.uuid = some_uuid,
                                     .name = "Day",
                                     .time_zone = "Europe/Berlin",
                                     .week = {{1, 540, 1020}, {7, 0, 1440}},
                                     .week_count = 2};
    struct buf buf = fresh();
    json_t *document = rendered(&buf, body_render_hours_created(&buf, &hours), ACD_HOURS_CREATED);
    assert_true(body_parse_hours(document, &read));
    assert_uuid(&read.uuid);
    assert_string_equal(read.time_zone, "Europe/Berlin");
    assert_int_equal(read.week_count, 2);
    assert_int_equal(read.week[0].from_minute, 540);
    assert_int_equal(read.week[1].day, 7);
    assert_int_equal(read.week[1].to_minute, 1440);
    json_decref(document);
    buf = fresh();
    document = rendered(&buf, body_render_hours_changed(&buf, &hours), ACD_RECORDED);
    assert_true(body_parse_hours_changed(document, &read));
    assert_int_equal(read.week[0].to_minute, 1020);
    json_decref(document);
}

static void entry_points_come_back(void **state)
{
    (void)state;
    struct body_entry_point read;
    const struct body_entry_point point = {.uuid = some_uuid,
                                           .name = "Support chat",
                                           .welcome = "Hello",
                                           .channel = ACD_CHAT,
                                           .origins = {"http://localhost:*", "https://shop.example"},
                                           .origin_count = 2};
    struct buf buf = fresh();
    json_t *document = rendered(&buf, body_render_entry_point_created(&buf, &point), ACD_ENTRY_POINT_CREATED);
    assert_true(body_parse_entry_point(document, &read));
    assert_uuid(&read.uuid);
    assert_int_equal(read.channel, ACD_CHAT);
    assert_int_equal(read.origin_count, 2);
    assert_string_equal(read.origins[1], "https://shop.example");
    assert_string_equal(read.welcome, "Hello");
    json_decref(document);
    buf = fresh();
    document = rendered(&buf, body_render_entry_point_changed(&buf, &point), ACD_RECORDED);
    assert_true(body_parse_entry_point_changed(document, &read));
    assert_string_equal(read.origins[0], "http://localhost:*");
    json_decref(document);
    struct body_origins origins;
    buf = fresh();
    document = rendered(&buf,
                        body_render_origins_set(
                            &buf, &(struct body_origins){.origins = {"http://127.0.0.1:*"}, .origin_count = 1}),
                        ACD_RECORDED);
    assert_true(body_parse_origins(document, &origins));
    assert_int_equal(origins.origin_count, 1);
    json_decref(document);
}

static void users_come_back(void **state)
{
    (void)state;
    struct body_agent agent;
    struct buf buf = fresh();
    bool good = body_render_agent_created(&buf, &(struct body_agent){.uuid = some_uuid,
                                                                     .username = "alice",
                                                                     .first_name = "Alice",
                                                                     .last_name = "",
                                                                     .password_hash = "$argon2id$x",
                                                                     .role = BOOK_ROLE_SUPERVISOR,
                                                                     .must_change = true});
    json_t *document = rendered(&buf, good, ACD_AGENT_CREATED);
    assert_true(body_parse_agent(document, &agent));
    assert_uuid(&agent.uuid);
    assert_string_equal(agent.username, "alice");
    assert_string_equal(agent.last_name, "");
    assert_string_equal(agent.password_hash, "$argon2id$x");
    assert_int_equal(agent.role, BOOK_ROLE_SUPERVISOR);
    assert_true(agent.must_change);
    json_decref(document);

    struct body_user user;
    buf = fresh();
    document =
        rendered(&buf, body_render_user_changed(&buf, &(struct body_user){.last_name = "Smith"}), ACD_RECORDED);
    assert_true(body_parse_user(document, &user));
    assert_null(user.username);
    assert_string_equal(user.last_name, "Smith");
    json_decref(document);

    enum book_role role = BOOK_ROLE_NONE;
    buf = fresh();
    document = rendered(&buf, body_render_role_set(&buf, BOOK_ROLE_ADMIN), ACD_RECORDED);
    assert_true(body_parse_role(document, &role));
    assert_int_equal(role, BOOK_ROLE_ADMIN);
    json_decref(document);
}

static void credentials_come_back(void **state)
{
    (void)state;
    struct body_password password = {.password_hash = "$h", .must_change = true, .has_keep = true};
    memcpy(password.keep, some_hash, sizeof some_hash);
    struct buf buf = fresh();
    json_t *document = rendered(&buf, body_render_password_set(&buf, &password), ACD_RECORDED);
    memset(&password, 0, sizeof password);
    assert_true(body_parse_password(document, &password));
    assert_string_equal(password.password_hash, "$h");
    assert_true(password.must_change && password.has_keep);
    assert_memory_equal(password.keep, some_hash, sizeof some_hash);
    json_decref(document);

    bool has_keep = true;
    uint8_t keep[BODY_HASH_BYTES];
    buf = fresh();
    document = rendered(&buf, body_render_sessions_closed(&buf, NULL), ACD_RECORDED);
    assert_true(body_parse_keep(document, &has_keep, keep));
    assert_false(has_keep);
    json_decref(document);

    struct body_key key;
    buf = fresh();
    document = rendered(
        &buf, body_render_key_created(&buf, &(struct body_key){.access_key_id = "AKIA1", .secret = "s/+"}),
        ACD_RECORDED);
    assert_true(body_parse_key(document, true, &key));
    assert_string_equal(key.secret, "s/+");
    json_decref(document);
    buf = fresh();
    document =
        rendered(&buf, body_render_key_revoked(&buf, &(struct body_key){.access_key_id = "AKIA1"}), ACD_RECORDED);
    assert_true(body_parse_key(document, false, &key));
    assert_string_equal(key.access_key_id, "AKIA1");
    json_decref(document);
}

static void documents_come_back(void **state)
{
    (void)state;
    struct buf buf = fresh();
    json_t *value = json_pack("{s:{s:s}, s:[i,i]}", "tags", "team", "red", "list", 1, 2);
    struct body_document read;
    json_t *document = rendered(
        &buf, body_render_document_set(&buf, &(struct body_document){.name = "settings", .value = value}),
        ACD_RECORDED);
    assert_true(body_parse_document(document, &read));
    assert_string_equal(read.name, "settings");
    assert_true(json_equal((json_t *)(uintptr_t)read.value, value));
    json_decref(document);
    buf = fresh();
    document =
        rendered(&buf, body_render_document_set(&buf, &(struct body_document){.name = "settings"}), ACD_RECORDED);
    assert_true(body_parse_document(document, &read));
    assert_null(read.value);
    json_decref(document);

    char large[BODY_DOCUMENT_BYTES_MAX + 1];
    memset(large, 'x', sizeof large - 1);
    large[sizeof large - 1] = '\0';
    json_object_set_new(value, "large", json_string(large));
    buf = fresh();
    assert_false(body_render_document_set(&buf, &(struct body_document){.name = "settings", .value = value}));
    assert_false(body_render_document_set(&buf, &(struct body_document){.name = ""}));
    json_decref(value);
    buf_free(&buf);
}

static void sessions_come_back(void **state)
{
    (void)state;
    struct body_session session = {.expires_at = 1700000000000, .address = "127.0.0.1"};
    memcpy(session.session, some_hash, sizeof some_hash);
    char client[BODY_CLIENT_BYTES_MAX + 100];
    memset(client, 'x', sizeof client);
    memcpy(client + BODY_CLIENT_BYTES_MAX - 1, "\xc3\xbc", 2); /* the cut would halve it */
    client[sizeof client - 1] = '\0';
    session.client = client;
    struct buf buf = fresh();
    json_t *document = rendered(&buf, body_render_signed_in(&buf, &session), ACD_SIGNED_IN);
    memset(&session, 0, sizeof session);
    assert_true(body_parse_session(document, &session));
    assert_memory_equal(session.session, some_hash, sizeof some_hash);
    assert_int_equal(session.expires_at, 1700000000000);
    assert_int_equal(strlen(session.client), BODY_CLIENT_BYTES_MAX - 1);
    json_decref(document);

    struct body_sign_out out;
    buf = fresh();
    document = rendered(&buf, body_render_signed_out(&buf, some_hash), ACD_SIGNED_OUT);
    assert_true(body_parse_sign_out(document, &out));
    assert_false(out.all);
    assert_memory_equal(out.session, some_hash, sizeof some_hash);
    json_decref(document);
    buf = fresh();
    document = rendered(&buf, body_render_signed_out(&buf, NULL), ACD_SIGNED_OUT);
    assert_true(body_parse_sign_out(document, &out));
    assert_true(out.all);
    json_decref(document);
}

static void contacts_come_back(void **state)
{
    (void)state;
    struct body_contact contact = {.uuid = some_uuid,
                                   .name = "Maria",
                                   .customer_name = "Maria B.",
                                   .description = "a parcel",
                                   .client_token = "t-1",
                                   .attributes = "{\"order\":\"17\"}",
                                   .references = "{\"page\":{\"type\":\"URL\",\"value\":\"https://x.example\"}}",
                                   .has_customer_token = true};
    memcpy(contact.customer_token, some_hash, sizeof some_hash);
    const json_t *attributes = NULL;
    const json_t *references = NULL;
    struct buf buf = fresh();
    json_t *document = rendered(&buf, body_render_contact_started(&buf, &contact), ACD_CONTACT_STARTED);
    memset(&contact, 0, sizeof contact);
    assert_true(body_parse_contact(document, &contact, &attributes, &references));
    assert_uuid(&contact.uuid);
    assert_string_equal(contact.name, "Maria");
    assert_string_equal(contact.customer_name, "Maria B.");
    assert_string_equal(contact.description, "a parcel");
    assert_string_equal(contact.client_token, "t-1");
    assert_true(contact.has_customer_token);
    assert_memory_equal(contact.customer_token, some_hash, sizeof some_hash);
    assert_string_equal(json_string_value(json_object_get(attributes, "order")), "17");
    assert_true(json_is_object(json_object_get(references, "page")));
    json_decref(document);
}

static void transfers_calls_and_messages_come_back(void **state)
{
    (void)state;
    struct uuid uuid;
    struct buf buf = fresh();
    json_t *document = rendered(&buf, body_render_contact_transferred(&buf, &some_uuid), ACD_CONTACT_TRANSFERRED);
    assert_true(body_parse_transferred(document, &uuid));
    assert_uuid(&uuid);
    json_decref(document);

    struct body_call call;
    buf = fresh();
    bool good = body_render_call_placed(
        &buf, &(struct body_call){.uuid = some_uuid, .name = "Maria", .address = "+49301234"});
    document = rendered(&buf, good, ACD_CALL_PLACED);
    assert_true(body_parse_call(document, &call));
    assert_string_equal(call.address, "+49301234");
    json_decref(document);

    struct body_message message;
    buf = fresh();
    good = body_render_message_sent(
        &buf, &(struct body_message){.uuid = some_uuid, .name = "Maria", .text = "line\nline </script>"});
    document = rendered(&buf, good, ACD_MESSAGE_SENT);
    assert_true(body_parse_message(document, &message));
    assert_string_equal(message.text, "line\nline </script>");
    assert_string_equal(message.name, "Maria");
    json_decref(document);
}

static void notes_and_attributes_come_back(void **state)
{
    (void)state;
    struct body_note note;
    struct buf buf = fresh();
    json_t *document = rendered(
        &buf, body_render_note_written(&buf, &(struct body_note){.text = "", .by = "Alice"}), ACD_RECORDED);
    assert_true(body_parse_note(document, &note));
    assert_string_equal(note.text, "");
    assert_string_equal(note.by, "Alice");
    json_decref(document);

    const json_t *attributes;
    buf = fresh();
    document = rendered(&buf, body_render_attributes_set(&buf, "{\"a\":\"1\",\"b\":\"\"}"), ACD_RECORDED);
    assert_true(body_parse_attributes(document, &attributes));
    assert_int_equal(json_object_size(attributes), 2);
    json_decref(document);
}

/* What passes a bound is not rendered, and leaves the buffer empty. */
static void what_the_book_would_skip_is_not_rendered(void **state)
{
    (void)state;
    static char text[BODY_MESSAGE_BYTES_MAX + 2];
    memset(text, 'a', sizeof text - 1);
    struct buf buf = fresh();
    assert_false(
        body_render_message_sent(&buf, &(struct body_message){.uuid = some_uuid, .name = "a", .text = text}));
    assert_false(
        body_render_message_sent(&buf, &(struct body_message){.uuid = some_uuid, .name = "a", .text = ""}));
    assert_false(body_render_role_set(&buf, BOOK_ROLE_NONE));
    assert_false(body_render_role_set(&buf, (enum book_role)9));
    assert_false(body_render_status_created(&buf, &(struct body_object){.uuid = some_uuid, .name = ""}));
    assert_false(body_render_status_created(&buf, &(struct body_object){.uuid = some_uuid, .name = NULL}));
    assert_false(body_render_hours_changed(
        &buf, &(struct body_hours){.time_zone = "UTC", .week = {{1, 600, 600}}, .week_count = 1}));
    assert_false(body_render_hours_changed(
        &buf, &(struct body_hours){.time_zone = "UTC", .week = {{8, 0, 10}}, .week_count = 1}));
    assert_false(
        body_render_entry_point_changed(&buf, &(struct body_entry_point){.channel = (enum acd_channel)3}));
    assert_false(body_render_origins_set(&buf, &(struct body_origins){.origins = {""}, .origin_count = 1}));
    assert_false(body_render_attributes_set(&buf, "{\"a\":1}"));
    assert_false(body_render_attributes_set(&buf, NULL));
    assert_int_equal(buf.len, 0);
    text[BODY_MESSAGE_BYTES_MAX] = '\0';
    assert_true(
        body_render_message_sent(&buf, &(struct body_message){.uuid = some_uuid, .name = "a", .text = text}));
    buf_free(&buf);
}

static void a_document_cannot_smuggle_members_in(void **state)
{
    (void)state;
    struct buf buf = fresh();
    struct body_contact contact = {
        .uuid = some_uuid,
        .name = "a",
        .attributes = "{},\"customerToken\":\"0000000000000000000000000000000000000000000000000000000000000000\""};
    assert_false(body_render_contact_started(&buf, &contact));
    assert_int_equal(buf.len, 0);
    assert_false(body_render_attributes_set(&buf, "{}}"));
    assert_false(body_render_attributes_set(&buf, "[]"));
    buf_free(&buf);
}

static void other_shapes_are_refused(void **state)
{
    (void)state;
    static const char *const documents[] = {
        "{}",
        "{\"uuid\":1,\"name\":\"a\",\"text\":\"b\"}",
        "{\"uuid\":\"\",\"name\":\"a\",\"text\":\"b\"}",
        "{\"uuid\":\"10203040-5060-4780-90a0-b0c0d0e0f00g\",\"name\":\"a\",\"text\":\"b\"}",
        "{\"uuid\":\"10203040-5060-4780-90a0-b0c0d0e0f001\",\"name\":\"a\",\"text\":\"\"}",
        "{\"uuid\":\"10203040-5060-4780-90a0-b0c0d0e0f001\",\"name\":null,\"text\":\"b\"}",
        "{\"uuid\":\"10203040-5060-4780-90a0-b0c0d0e0f001\",\"name\":[],\"text\":\"b\"}",
    };
    for (size_t i = 0; i < sizeof documents / sizeof *documents; i++) {
        struct body_message message = {.name = "untouched"};
        json_t *object = body_open(documents[i], strlen(documents[i]));
        assert_non_null(object);
        assert_false(body_parse_message(object, &message));
        assert_string_equal(message.name, "untouched");
        json_decref(object);
    }
}

static void what_is_no_document_is_refused(void **state)
{
    (void)state;
    static const char *const bytes[] = {"",
                                        " ",
                                        "null",
                                        "[]",
                                        "1",
                                        "\"a\"",
                                        "{",
                                        "{}x",
                                        "{\"a\":1,\"a\":2}",
                                        "{\"a\":\"\xff\"}",
                                        "{\"a\":\"\\u0000\"}",
                                        "{\"a\":[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]}"};
    for (size_t i = 0; i < sizeof bytes / sizeof *bytes; i++)
        assert_null(body_open(bytes[i], strlen(bytes[i])));
    char *large = malloc(ACD_BODY_BYTES_MAX + 1);
    memset(large, ' ', ACD_BODY_BYTES_MAX + 1);
    memcpy(large, "{}", 2);
    assert_null(body_open(large, ACD_BODY_BYTES_MAX + 1));
    free(large);
}

static void unknown_members_are_ignored(void **state)
{
    (void)state;
    const char *text = "{\"for\":33,\"all\":true,\"later\":{\"x\":[1]}}";
    struct body_sign_out out;
    json_t *object = body_open(text, strlen(text));
    assert_true(body_parse_sign_out(object, &out));
    assert_true(out.all);
    json_decref(object);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(centre_comes_back),
        cmocka_unit_test(objects_come_back),
        cmocka_unit_test(reasons_and_their_lists_come_back),
        cmocka_unit_test(absent_members_stay_absent),
        cmocka_unit_test(hours_come_back),
        cmocka_unit_test(entry_points_come_back),
        cmocka_unit_test(users_come_back),
        cmocka_unit_test(credentials_come_back),
        cmocka_unit_test(documents_come_back),
        cmocka_unit_test(sessions_come_back),
        cmocka_unit_test(contacts_come_back),
        cmocka_unit_test(transfers_calls_and_messages_come_back),
        cmocka_unit_test(notes_and_attributes_come_back),
        cmocka_unit_test(what_the_book_would_skip_is_not_rendered),
        cmocka_unit_test(a_document_cannot_smuggle_members_in),
        cmocka_unit_test(other_shapes_are_refused),
        cmocka_unit_test(what_is_no_document_is_refused),
        cmocka_unit_test(unknown_members_are_ignored),
    };
    return cmocka_run_group_tests_name("body", tests, NULL, NULL);
}
