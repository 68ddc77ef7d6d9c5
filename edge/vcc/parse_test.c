/* What a client sends is taken apart as documented, and nothing else is taken. */
#include "edge/vcc/parse.h"

#include <stdio.h>
#include <string.h>

#include "lib/crypto.h"
#include "lib/testing/cmocka.h"

static void addresses_are_these_three_and_no_others(void **state)
{
    static const struct {
        const char *path;
        enum parse_place place;
        const char *alias;
        const char *id;
    } rows[] = {
        {"/vcc/v1/tenants/acme/agentstatus/agents", PARSE_AGENTS, "acme", ""},
        {"/vcc/v1/tenants/acme/agentstatus/agents/bulk", PARSE_BULK, "acme", ""},
        {"/vcc/v1/tenants/acme/agentstatus/agents/vera", PARSE_AGENT, "acme", "vera"},
        {"/vcc/v1/tenants/a%63me/agentstatus/agents/v%40x", PARSE_AGENT, "acme", "v@x"},
        {"/vcc/v1/tenants/acme/agentstatus/agents/b%75lk", PARSE_AGENT, "acme", "bulk"},
        {"/vcc/v1/tenants/acme/agentstatus/agents/", PARSE_NOWHERE, NULL, NULL},
        {"/vcc/v1/tenants/acme/agentstatus/agents//", PARSE_NOWHERE, NULL, NULL},
        {"/vcc/v1/tenants/acme/agentstatus/agents/vera/", PARSE_NOWHERE, NULL, NULL},
        {"/vcc/v1/tenants/acme/agentstatus/agents/a/b", PARSE_NOWHERE, NULL, NULL},
        {"/vcc/v1/tenants/acme/agentstatus/agents/%zz", PARSE_NOWHERE, NULL, NULL},
        {"/vcc/v1/tenants/acme/agentstatus/agents/%00", PARSE_NOWHERE, NULL, NULL},
        {"/vcc/v1/tenants/acme/agentstatus/agentsx", PARSE_NOWHERE, NULL, NULL},
        {"/vcc/v1/tenants//agentstatus/agents", PARSE_NOWHERE, NULL, NULL},
        {"/vcc/v1/tenants/acme//agentstatus/agents", PARSE_NOWHERE, NULL, NULL},
        {"/vcc/v1/", PARSE_NOWHERE, NULL, NULL},
        {"/vcc/v2/tenants/acme/agentstatus/agents", PARSE_NOT_OURS, NULL, NULL},
        {"/vcc", PARSE_NOT_OURS, NULL, NULL},
        {"/", PARSE_NOT_OURS, NULL, NULL},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct parse_address address = {.alias = "untouched"};
        assert_int_equal(parse_address(rows[i].path, &address), rows[i].place);
        assert_string_equal(address.alias, rows[i].alias != NULL ? rows[i].alias : "untouched");
        assert_string_equal(address.id, rows[i].id != NULL ? rows[i].id : "");
    }
}

static void an_id_longer_than_its_limit_is_no_address(void **state)
{
    char path[512];
    char id[PARSE_ID_BYTES_MAX + 2];
    struct parse_address address;
    (void)state;
    memset(id, 'x', sizeof id);
    id[sizeof id - 1] = '\0';
    snprintf(path, sizeof path, "/vcc/v1/tenants/acme/agentstatus/agents/%s", id);
    assert_int_equal(parse_address(path, &address), PARSE_NOWHERE);
    path[strlen(path) - 1] = '\0';
    assert_int_equal(parse_address(path, &address), PARSE_AGENT);
}

static bool parse_pair(const char *pair, size_t len, struct parse_basic *basic)
{
    char header[1024] = "Basic ";
    base64_encode(pair, len, header + strlen(header));
    return parse_basic(header, basic);
}

static void a_key_and_its_secret_are_taken_from_basic(void **state)
{
    struct parse_basic basic = {.key = ""};
    (void)state;
    assert_true(parse_pair("AKIA:se:cret", 12, &basic));
    assert_string_equal(basic.key, "AKIA");
    assert_string_equal(basic.secret, "se:cret");
    assert_true(parse_basic("bAsIc   QTpC", &basic));
    assert_string_equal(basic.key, "A");
    assert_string_equal(basic.secret, "B");
}

static void what_is_no_basic_pair_is_refused(void **state)
{
    static const char *const headers[] = {"",
                                          "Basic",
                                          "Basic ",
                                          "Bearer QTpC",
                                          "Basic QTpC=",
                                          "Basic QTp",
                                          "Basic Q T p C",
                                          "Basic QUI=" /* AB */,
                                          "Basic OkI=" /* :B */,
                                          "Basic QTo=" /* A: */};
    char large[400];
    struct parse_basic basic = {.key = "untouched"};
    (void)state;
    for (size_t i = 0; i < sizeof headers / sizeof headers[0]; i++)
        assert_false(parse_basic(headers[i], &basic));
    assert_false(parse_pair("A:B\0C", 5, &basic));
    memset(large, 'x', sizeof large);
    large[PARSE_KEY_BYTES_MAX + 1] = ':';
    assert_false(parse_pair(large, PARSE_KEY_BYTES_MAX + 10, &basic));
    large[1] = ':';
    assert_false(parse_pair(large, PARSE_SECRET_BYTES_MAX + 3, &basic));
    assert_false(parse_pair(large, sizeof large, &basic));
    assert_string_equal(basic.key, "untouched");
}

static bool read_wish(const char *text, struct parse_wish *wish, json_t **document,
                      char what[PARSE_WHAT_BYTES])
{
    *document = parse_document(text, strlen(text), PARSE_ONE_BYTES_MAX, what);
    return *document != NULL && parse_wish(*document, wish, what);
}

static void a_wish_has_a_status_and_perhaps_a_code(void **state)
{
    struct parse_wish wish;
    json_t *document;
    char what[PARSE_WHAT_BYTES];
    (void)state;
    assert_true(read_wish("{\"agent-status\":5,\"status-code-list-id\":801,\"status-code-item-id\":1722,"
                          "\"status-code-item-short-code\":\"Meet\",\"more\":[]}",
                          &wish, &document, what));
    assert_int_equal(wish.status, PARSE_WORK_OFFLINE);
    assert_int_equal(wish.list, 801);
    assert_int_equal(wish.item, 1722);
    assert_string_equal(wish.short_code, "Meet");
    json_decref(document);
    assert_true(
        read_wish("{\"agent-status\":1,\"status-code-item-id\":null,\"status-code-item-short-code\":\"\"}",
                  &wish, &document, what));
    assert_int_equal(wish.list + wish.item, 0);
    assert_null(wish.short_code);
    json_decref(document);
    assert_true(
        read_wish("{\"agent-status\":3,\"status-code-short-code\":\"Lunch\"}", &wish, &document, what));
    assert_string_equal(wish.short_code, "Lunch");
    json_decref(document);
}

static void a_wish_of_another_shape_is_refused_with_a_sentence(void **state)
{
    static const char *const texts[] = {
        "",
        "[]",
        "5",
        "{",
        "{}",
        "{\"agent-status\":\"5\"}",
        "{\"agent-status\":5.0}",
        "{\"agent-status\":0}",
        "{\"agent-status\":2}",
        "{\"agent-status\":6}",
        "{\"agent-status\":11}",
        "{\"agent-status\":12}",
        "{\"agent-status\":-1}",
        "{\"agent-status\":99999999999999999999}",
        "{\"agent-status\":5,\"agent-status\":4}",
        "{\"agent-status\":5,\"status-code-list-id\":-1}",
        "{\"agent-status\":5,\"status-code-item-id\":\"1\"}",
        "{\"agent-status\":5,\"status-code-item-short-code\":7}",
        "{\"agent-status\":5,\"status-code-item-short-code\":\"a short code of more than 32 bytes\"}",
        "{\"agent-status\":5}{}",
    };
    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        struct parse_wish wish = {.list = 77};
        json_t *document;
        char what[PARSE_WHAT_BYTES] = "";
        assert_false(read_wish(texts[i], &wish, &document, what));
        assert_int_equal(wish.list, 77);
        assert_string_not_equal(what, "");
        json_decref(document);
    }
}

static void a_bulk_names_one_to_a_hundred_agents(void **state)
{
    char what[PARSE_WHAT_BYTES];
    (void)state;
    for (int count = 0; count <= PARSE_BULK_MAX + 1; count++) {
        json_t *agents = json_array();
        for (int i = 0; i < count; i++)
            json_array_append_new(agents, json_integer(i));
        json_t *document = json_pack("{s:o}", "agents", agents);
        assert_int_equal(parse_agents(document, what) != NULL, count >= 1 && count <= PARSE_BULK_MAX);
        json_decref(document);
    }
}

static void a_group_is_named_once(void **state)
{
    char text[PARSE_ID_BYTES_MAX + 1] = "";
    bool bad = false;
    (void)state;
    assert_false(parse_group("", text, &bad));
    assert_false(parse_group("group=1&x", text, &bad));
    assert_false(bad);
    assert_true(parse_group("x=2&groupId=1%37", text, &bad));
    assert_string_equal(text, "17");
    assert_false(parse_group("groupId=1&groupId=1", text, &bad));
    assert_true(bad);
    bad = false;
    assert_false(parse_group("groupId=", text, &bad));
    assert_true(bad);
    bad = false;
    assert_false(parse_group("groupId=%ff", text, &bad));
    assert_true(bad);
}

static void numbers_are_digits_only(void **state)
{
    (void)state;
    assert_int_equal(parse_number("17"), 17);
    assert_int_equal(parse_number("999999999"), 999999999);
    assert_int_equal(parse_number("9999999999"), 0);
    assert_int_equal(parse_number(""), 0);
    assert_int_equal(parse_number("0"), 0);
    assert_int_equal(parse_number("-1"), 0);
    assert_int_equal(parse_number("1x"), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(addresses_are_these_three_and_no_others),
        cmocka_unit_test(an_id_longer_than_its_limit_is_no_address),
        cmocka_unit_test(a_key_and_its_secret_are_taken_from_basic),
        cmocka_unit_test(what_is_no_basic_pair_is_refused),
        cmocka_unit_test(a_wish_has_a_status_and_perhaps_a_code),
        cmocka_unit_test(a_wish_of_another_shape_is_refused_with_a_sentence),
        cmocka_unit_test(a_bulk_names_one_to_a_hundred_agents),
        cmocka_unit_test(a_group_is_named_once),
        cmocka_unit_test(numbers_are_digits_only),
    };
    return cmocka_run_group_tests_name("edge/vcc/parse", tests, NULL, NULL);
}
