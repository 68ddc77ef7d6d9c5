/* Documents: what is read, what is refused and where, what ships, what differs, what turns into commands. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "policy/members.h"
#include "policy/policy.h"

_Noreturn void acd_panic(const char *sentence)
{
    fprintf(stderr, "%s\n", sentence);
    abort();
}

/* ---- reading ---- */

struct reading {
    struct policy_document document;
    struct policy_problems problems;
    bool good;
};

static struct reading *read_text(const char *text)
{
    struct reading *reading = calloc(1, sizeof *reading);
    assert_non_null(reading);
    reading->good = policy_parse(&reading->document, text, strlen(text), &reading->problems);
    assert_int_equal(reading->good, reading->problems.errors == 0);
    return reading;
}

static void done(struct reading *reading)
{
    if (reading->good)
        policy_free(&reading->document);
    free(reading);
}

static bool tells(const struct policy_problems *problems, const char *pointer, const char *words)
{
    for (uint32_t i = 0; i < problems->count; i++)
        if (strcmp(problems->list[i].pointer, pointer) == 0 &&
            strstr(problems->list[i].sentence, words) != NULL)
            return true;
    return false;
}

static void expect_error(const char *text, const char *pointer, const char *words)
{
    struct reading *reading = read_text(text);

    if (reading->good || !tells(&reading->problems, pointer, words)) {
        for (uint32_t i = 0; i < reading->problems.count; i++)
            print_error("%s: %s\n", reading->problems.list[i].pointer, reading->problems.list[i].sentence);
        fail_msg("%s: no error \"%s\" at %s", text, words, pointer);
    }
    done(reading);
}

static void errors_name_the_place_and_what_was_expected(void **state)
{
    (void)state;
    expect_error("{", "", "is no JSON: line 1");
    expect_error("[]", "", "must be an object");
    expect_error("{\"model\":\"vcc\"}", "/version", "is missing");
    expect_error("{\"version\":1}", "/model", "is missing");
    expect_error("{\"version\":2,\"model\":\"vcc\"}", "/version", "must be 1, not 2");
    expect_error("{\"version\":1,\"model\":\"8x8\"}", "/model", "\"8x8\" is none of \"connect\", \"vcc\"");
    expect_error("{\"version\":1,\"model\":\"vcc\",\"automatic\":{\"on_mis\":1}}", "/automatic/on_mis",
                 "there is no such member; one of on_sign_in, ");
    expect_error("{\"version\":1,\"model\":\"vcc\",\"automatic\":{\"on_miss\":\"FLY\"}}",
                 "/automatic/on_miss", "\"FLY\" is none of STAY, BREAK");
    expect_error("{\"version\":1,\"model\":\"vcc\",\"wrapup\":{\"may_be_extended\":1}}",
                 "/wrapup/may_be_extended", "must be true or false, not 1");
    expect_error("{\"version\":1,\"model\":\"vcc\",\"offers\":{\"chat_ms\":0}}", "/offers/chat_ms",
                 "from 1 to 31622400000, not 0");
    expect_error("{\"version\":1,\"model\":\"vcc\",\"offers\":{\"chat_ms\":2.5}}", "/offers/chat_ms",
                 "not 2.5");
    expect_error("{\"version\":1,\"model\":\"vcc\",\"statuses\":{\"on_break\":7}}", "/statuses/on_break",
                 "must be the name of a status, or null");
    expect_error("{\"version\":1,\"model\":\"vcc\",\"moves\":{\"agent\":{\"ON_BREAK\":[\"AVAILABLE\",\"LOG_"
                 "OUT\",\"FLY\"]}}}",
                 "/moves/agent/ON_BREAK/2", "\"FLY\" is no move; one of AVAILABLE, WORK_OFFLINE, ");
    expect_error(
        "{\"version\":1,\"model\":\"vcc\",\"moves\":{\"agent\":{\"ON_BREAK\":[\"BREAK\",\"BREAK\"]}}}",
        "/moves/agent/ON_BREAK/1", "BREAK is there twice");
    expect_error("{\"version\":1,\"model\":\"vcc\",\"moves\":{\"agent\":{\"AWAY\":[]}}}", "/moves/agent/AWAY",
                 "one of SIGNED_OUT, ");
    expect_error("{\"version\":1,\"model\":\"vcc\",\"moves\":{\"customer\":{}}}", "/moves/customer",
                 "one of agent, supervisor, admin, api, operator");
    expect_error("{\"version\":1,\"model\":\"vcc\",\"moves\":{\"api\":\"admin\",\"admin\":\"api\"}}",
                 "/moves/api", "\"admin\" has no moves of its own");
    expect_error("{\"version\":1,\"model\":\"vcc\",\"sources\":{\"/automatic/fly\":\"x\"}}",
                 "/sources/~1automatic~1fly", "names nothing in this document");
    expect_error("{\"version\":1,\"model\":\"vcc\",\"a/b~c\":1}", "/a~1b~0c", "there is no such member");
}

static void errors_in_reasons_name_the_place(void **state)
{
    (void)state;
#define WITH(lists)                                                                                          \
    "{\"version\":1,\"model\":\"vcc\",\"reasons\":{\"groups\":[\"Sales\"],\"lists\":[" lists "]}}"
    expect_error(WITH("{}"), "/reasons/lists/0/name", "is missing");
    expect_error(WITH("{\"name\":\"B\",\"actions\":[],\"groups\":[],\"codes\":[]}"),
                 "/reasons/lists/0/actions", "names no action");
    expect_error(WITH("{\"name\":\"B\",\"actions\":[\"SLEEP\"],\"groups\":[],\"codes\":[]}"),
                 "/reasons/lists/0/actions/0", "\"SLEEP\" is no action; one of BREAK, ");
    expect_error(WITH("{\"name\":\"B\",\"actions\":[\"BREAK\"],\"groups\":[\"Night\"],\"codes\":[]}"),
                 "/reasons/lists/0/groups/0", "is no group of /reasons/groups");
    expect_error(WITH("{\"name\":\"B\",\"actions\":[\"BREAK\"],\"groups\":[],\"codes\":[{\"name\":\"x\"},{"
                      "\"name\":\"x\"}]}"),
                 "/reasons/lists/0/codes/1", "the name \"x\" is there twice");
    expect_error(WITH("{\"name\":\"B\",\"actions\":[\"BREAK\"],\"groups\":[],\"codes\":[{\"name\":\"x\","
                      "\"order\":-1}]}"),
                 "/reasons/lists/0/codes/0/order", "from 0 to 1000000, not -1");
    expect_error(WITH("{\"name\":\"B\",\"actions\":[\"BREAK\"],\"groups\":[],\"codes\":[{\"name\":\"\"}]}"),
                 "/reasons/lists/0/codes/0/name", "text of 1 to 127 bytes, has 0");
#undef WITH
}

static void all_errors_are_listed_up_to_a_maximum(void **state)
{
    struct buf text;
    struct reading *reading;

    (void)state;
    buf_init(&text, 65536);
    buf_append_text(&text, "{\"version\":1,\"model\":\"vcc\"");
    for (int i = 0; i < 3 * POLICY_PROBLEMS_MAX; i++)
        buf_append_format(&text, ",\"x%d\":1", i);
    buf_append_text(&text, "}");
    reading = read_text(buf_text(&text));
    assert_int_equal(reading->problems.count, POLICY_PROBLEMS_MAX);
    assert_int_equal(reading->problems.errors, 3 * POLICY_PROBLEMS_MAX);
    done(reading);
    buf_free(&text);
}

static void what_is_absent_is_as_in_the_preset(void **state)
{
    struct policy_document preset;
    struct reading *reading = read_text(
        "{\"version\":1,\"model\":\"vcc\",\"automatic\":{\"on_miss\":\"STAY\"},\"moves\":{\"agent\":{}}}");

    (void)state;
    assert_true(reading->good);
    policy_preset(&preset, ACD_MODEL_VCC);
    assert_int_equal(reading->document.rules[ACD_RULE_ON_MISS], 0);
    assert_int_equal(reading->document.moves[ACD_ACTOR_AGENT][ACD_SHOWN_ON_BREAK], 0);
    assert_string_equal(reading->document.parts[POLICY_ON_BREAK], "On Break");
    assert_memory_equal(reading->document.moves[ACD_ACTOR_API], preset.moves[ACD_ACTOR_API],
                        sizeof preset.moves[0]);
    reading->document.rules[ACD_RULE_ON_MISS] = preset.rules[ACD_RULE_ON_MISS];
    assert_memory_equal(reading->document.rules, preset.rules, sizeof preset.rules);
    assert_false(reading->document.has_reasons);
    policy_free(&preset);
    done(reading);
}

/* ---- what ships ---- */

static void every_rule_of_the_core_has_one_member(void **state)
{
    int members[ACD_RULES] = {0};

    (void)state;
    for (unsigned i = 0; i < policy_member_count; i++) {
        const struct policy_member *member = &policy_members[i];
        members[member->rule]++;
        assert_non_null(member->subject);
        if (member->kind != POLICY_MS && member->kind != POLICY_STATUS)
            assert_non_null(member->phrases[1]);
    }
    for (int rule = ACD_RULE_NONE + 1; rule < ACD_RULES; rule++)
        if (members[rule] != 1)
            fail_msg("%s has %d members", acd_rule_name((enum acd_rule)rule), members[rule]);
}

struct centre {
    struct acd *acd;
    struct policy_named statuses[4];
    struct policy_named groups[8];
    struct policy_named lists[8];
    struct policy_named_reason reasons[32];
    struct policy_names names;
};

static struct acd_batch batch;

static enum acd_refusal step(struct centre *centre, struct acd_command command)
{
    command.at = acd_now(centre->acd) + 1;
    command.actor.kind = ACD_ACTOR_OPERATOR;
    return acd_step(centre->acd, &command, &batch);
}

/* As the server makes one: the model, Available, two CUSTOM ones, the OFFLINE one. */
static struct centre *new_centre(enum acd_model model)
{
    static const uint8_t types[] = {ACD_STATUS_ROUTABLE, ACD_STATUS_CUSTOM, ACD_STATUS_CUSTOM,
                                    ACD_STATUS_OFFLINE};
    static const char *const names[] = {"Available", "On Break", "Working Offline", "Logged Out"};
    struct centre *centre = calloc(1, sizeof *centre);
    struct acd_limits limits = acd_limits_default();

    limits.agents = limits.contacts = limits.legs = 16;
    assert_non_null(centre);
    centre->acd = acd_init(aligned_alloc(64, (acd_size(&limits) + 63) / 64 * 64), &limits);
    assert_int_equal(step(centre, (struct acd_command){.kind = ACD_CREATE_CENTRE, .model = (uint8_t)model}),
                     ACD_OK);
    for (uint32_t i = 0; i < 4; i++) {
        assert_int_equal(
            step(centre, (struct acd_command){.kind = ACD_CREATE_STATUS, .status_type = types[i]}), ACD_OK);
        centre->statuses[i] = (struct policy_named){i + 1, names[i]};
    }
    centre->names = (struct policy_names){.statuses = centre->statuses,
                                          .status_count = 4,
                                          .groups = centre->groups,
                                          .lists = centre->lists,
                                          .reasons = centre->reasons};
    return centre;
}

static void free_centre(struct centre *centre)
{
    free(centre->acd);
    free(centre);
}

/* Carries a plan out as the server does; the test's book is the centre's arrays. */
static void carry_out(struct centre *centre, const struct policy_plan *plan)
{
    struct policy_names *names = &centre->names;

    for (uint32_t i = 0; i < plan->count; i++) {
        const struct policy_step *one = &plan->steps[i];
        if (one->kind == POLICY_DESCRIBE) {
            struct policy_named_reason *reason = NULL;
            for (uint32_t j = 0; j < names->reason_count; j++)
                if (centre->reasons[j].number == one->command.subject)
                    reason = &centre->reasons[j];
            assert_non_null(reason);
            reason->short_code = one->reason->short_code;
            reason->description = one->reason->description;
            reason->order = one->reason->order;
            continue;
        }
        assert_int_equal(step(centre, one->command), ACD_OK);
        if (one->command.kind == ACD_CREATE_GROUP)
            centre->groups[names->group_count++] =
                (struct policy_named){acd_group_count(centre->acd), one->group};
        if (one->command.kind == ACD_CREATE_REASON_LIST)
            centre->lists[names->list_count++] =
                (struct policy_named){acd_reason_list_count(centre->acd), one->list->name};
        if (one->command.kind == ACD_CREATE_REASON)
            centre->reasons[names->reason_count++] =
                (struct policy_named_reason){.number = acd_reason_count(centre->acd),
                                             .list = one->command.reason_list,
                                             .name = one->reason->name,
                                             .short_code = one->reason->short_code,
                                             .description = one->reason->description,
                                             .order = one->reason->order};
    }
}

static uint32_t apply(struct centre *centre, const struct policy_document *document)
{
    uint32_t rounds = 0;

    for (;;) {
        struct policy_problems problems = {0};
        struct policy_plan plan;
        policy_plan(&plan, document, centre->acd, &centre->names, &problems);
        assert_int_equal(problems.errors, 0);
        assert_false(plan.failed);
        uint32_t count = plan.count;
        carry_out(centre, &plan);
        policy_plan_free(&plan);
        if (count == 0)
            return rounds;
        rounds++;
        assert_true(rounds < POLICY_ROUNDS_MAX);
    }
}

static void print_difference(void *ctx, const char *pointer, const char *sentence)
{
    (void)ctx;
    print_error("%s: %s\n", pointer, sentence);
}

static void a_preset_is_what_creating_a_centre_sets(enum acd_model model)
{
    struct centre *centre = new_centre(model);
    struct policy_document preset;
    struct policy_document real;
    struct policy_problems problems = {0};
    struct policy_plan plan;

    policy_preset(&preset, model);
    assert_int_equal(preset.model, model);
    assert_true(policy_of_core(&real, centre->acd, &centre->names));
    if (policy_diff(&real, &preset, print_difference, NULL) != 0)
        fail_msg("the document differs from the core's preset");
    policy_plan(&plan, &preset, centre->acd, &centre->names, &problems);
    assert_int_equal(plan.count, 0);
    assert_int_equal(problems.errors, 0);
    policy_plan_free(&plan);
    policy_free(&real);
    policy_free(&preset);
    free_centre(centre);
}

static void connect_json_is_what_creating_a_connect_centre_sets(void **state)
{
    (void)state;
    a_preset_is_what_creating_a_centre_sets(ACD_MODEL_CONNECT);
}

static void vcc_json_is_what_creating_a_vcc_centre_sets(void **state)
{
    (void)state;
    a_preset_is_what_creating_a_centre_sets(ACD_MODEL_VCC);
}

static bool has_source(const json_t *sources, const char *pointer)
{
    char at[POLICY_POINTER_BYTES];
    snprintf(at, sizeof at, "%s", pointer);
    while (at[0] != '\0') {
        if (json_object_get(sources, at) != NULL)
            return true;
        *strrchr(at, '/') = '\0';
    }
    return false;
}

static void every_rule_of_a_preset_is_said_and_names_its_source(void **state)
{
    (void)state;
    for (int model = ACD_MODEL_CONNECT; model <= ACD_MODEL_VCC; model++) {
        struct policy_document preset;
        policy_preset(&preset, (enum acd_model)model);
        const json_t *sources = json_object_get(preset.root, "sources");
        for (unsigned i = 0; i < policy_member_count; i++) {
            char pointer[POLICY_POINTER_BYTES];
            const json_t *section = json_object_get(preset.root, policy_members[i].section);
            assert_non_null(json_object_get(section, policy_members[i].name));
            snprintf(pointer, sizeof pointer, "/%s/%s", policy_members[i].section, policy_members[i].name);
            if (!has_source(sources, pointer))
                fail_msg("%s of %s has no source", pointer, policy_model_name((enum acd_model)model));
        }
        for (int actor = 0; actor < POLICY_ACTORS; actor++) {
            const char *name = policy_actor_name((enum acd_actor_kind)actor);
            char pointer[POLICY_POINTER_BYTES];
            if (name == NULL)
                continue;
            snprintf(pointer, sizeof pointer, "/moves/%s", name);
            assert_non_null(json_object_get(json_object_get(preset.root, "moves"), name));
            assert_true(has_source(sources, pointer));
        }
        policy_free(&preset);
    }
}

static void a_preset_has_nothing_to_lint(void **state)
{
    (void)state;
    for (int model = ACD_MODEL_CONNECT; model <= ACD_MODEL_VCC; model++) {
        struct policy_document preset;
        struct policy_problems problems = {0};
        policy_preset(&preset, (enum acd_model)model);
        policy_lint(&preset, &problems);
        for (uint32_t i = 0; i < problems.count; i++)
            print_error("%s: %s\n", problems.list[i].pointer, problems.list[i].sentence);
        assert_int_equal(problems.count, 0);
        policy_free(&preset);
    }
}

static void the_schema_knows_every_member_and_no_other(void **state)
{
    size_t len = 0;
    const char *text = policy_schema_text(&len);
    json_t *schema = json_parse(text, len, NULL, NULL);
    const json_t *top = json_object_get(schema, "properties");
    size_t known = 0;

    (void)state;
    assert_non_null(schema);
    for (unsigned i = 0; i < policy_member_count; i++) {
        const struct policy_member *member = &policy_members[i];
        const json_t *section = json_object_get(json_object_get(top, member->section), "properties");
        const json_t *one = json_object_get(section, member->name);
        if (one == NULL)
            fail_msg("the schema lacks /%s/%s", member->section, member->name);
        if (member->kind == POLICY_WORD)
            for (size_t word = 0; word < POLICY_WORDS_MAX; word++) {
                const char *wanted = json_string_value(json_array_get(json_object_get(one, "enum"), word));
                assert_int_equal(wanted == NULL, member->words[word] == NULL);
                if (wanted != NULL)
                    assert_string_equal(wanted, member->words[word]);
            }
        if (member->kind == POLICY_MS) {
            assert_int_equal(json_integer_value(json_object_get(one, "minimum")), member->min);
            assert_int_equal(json_integer_value(json_object_get(one, "maximum")), POLICY_MS_MAX);
        }
    }
    for (int i = 0; policy_sections[i] != NULL; i++)
        known += json_object_size(json_object_get(json_object_get(top, policy_sections[i]), "properties"));
    assert_int_equal(known, policy_member_count);
    json_decref(schema);
}

/* The core says what a rule may be; the document must not promise more, nor refuse what the core takes. */
static void what_the_document_allows_the_core_takes(void **state)
{
    struct centre *centre = new_centre(ACD_MODEL_VCC);

    (void)state;
    for (unsigned i = 0; i < policy_member_count; i++) {
        const struct policy_member *member = &policy_members[i];
        struct acd_command command = {.kind = ACD_SET_RULE, .rule = (uint16_t)member->rule};
        int64_t max = member->kind == POLICY_WORD ? (member->words[2] != NULL ? 2 : 1) : 1;
        if (member->kind == POLICY_STATUS)
            continue;
        command.value = member->kind == POLICY_MS ? member->min : 0;
        assert_int_equal(step(centre, command), ACD_OK);
        command.value--;
        if (step(centre, command) == ACD_OK)
            fail_msg("%s may be less", acd_rule_name(member->rule));
        command.value = member->kind == POLICY_MS ? POLICY_MS_MAX : max;
        assert_int_equal(step(centre, command), ACD_OK);
        command.value++;
        if (step(centre, command) == ACD_OK)
            fail_msg("%s may be more", acd_rule_name(member->rule));
    }
    free_centre(centre);
}

/* ---- rendering ---- */

static void a_rendered_document_reads_back_the_same(void **state)
{
    struct policy_document preset;
    struct buf text;

    (void)state;
    for (int model = ACD_MODEL_CONNECT; model <= ACD_MODEL_VCC; model++) {
        buf_init(&text, POLICY_BYTES_MAX);
        policy_preset(&preset, (enum acd_model)model);
        policy_render(&text, &preset);
        struct reading *reading = read_text(buf_text(&text));
        assert_true(reading->good);
        assert_int_equal(policy_diff(&preset, &reading->document, print_difference, NULL), 0);
        assert_true(json_equal(json_object_get(preset.root, "sources"),
                               json_object_get(reading->document.root, "sources")));
        done(reading);
        policy_free(&preset);
        buf_free(&text);
    }
}

/* ---- plans ---- */

static const char with_reasons[] = "{\"version\":1,\"model\":\"vcc\",\"automatic\":{\"on_sign_in\":"
                                   "\"AVAILABLE\"},\"offers\":{\"reject_allowed\":true},"
                                   "\"reasons\":{\"groups\":[\"Sales\",\"Support\"],\"lists\":["
                                   "{\"name\":\"Breaks\",\"actions\":[\"BREAK\",\"LOG_OUT\"],\"mandatory\":"
                                   "true,\"groups\":[\"Sales\"],\"codes\":["
                                   "{\"name\":\"Lunch\",\"short\":\"LU\",\"description\":\"Midday\","
                                   "\"order\":2},{\"name\":\"Coffee\",\"short\":\"CO\"},"
                                   "{\"name\":\"Smoke\",\"active\":false}]},"
                                   "{\"name\":\"Rejections\",\"actions\":[\"REJECT_CHAT\"],\"groups\":["
                                   "\"Sales\",\"Support\"],\"codes\":[{\"name\":\"Wrong skill\"}]}]}}";

static void applying_a_document_makes_the_centre_so_and_then_has_nothing_to_do(void **state)
{
    struct centre *centre = new_centre(ACD_MODEL_VCC);
    struct reading *reading = read_text(with_reasons);
    struct policy_document real;
    struct acd_reason_list_view list;
    struct acd_reason_view reason;

    (void)state;
    assert_true(reading->good);
    assert_int_equal(apply(centre, &reading->document), 3);
    assert_int_equal(acd_rule(centre->acd, ACD_RULE_ON_SIGN_IN), 2);
    assert_int_equal(acd_group_count(centre->acd), 2);
    assert_true(acd_reason_list_view(centre->acd, 1, &list));
    assert_int_equal(list.actions, 1 << ACD_REASON_BREAK | 1 << ACD_REASON_LOG_OUT);
    assert_true(list.mandatory);
    assert_int_equal(list.groups, 1);
    assert_true(acd_reason_view(centre->acd, 3, &reason));
    assert_false(reason.enabled);
    assert_true(policy_of_core(&real, centre->acd, &centre->names));
    assert_int_equal(policy_diff(&real, &reading->document, print_difference, NULL), 0);
    assert_int_equal(policy_diff(&reading->document, &real, print_difference, NULL), 0);
    policy_free(&real);
    assert_int_equal(apply(centre, &reading->document), 0);
    done(reading);
    free_centre(centre);
}

static void a_list_that_is_not_named_any_more_is_offered_to_nobody(void **state)
{
    struct centre *centre = new_centre(ACD_MODEL_VCC);
    struct reading *reading = read_text(with_reasons);
    struct reading *after = read_text(
        "{\"version\":1,\"model\":\"vcc\",\"reasons\":{\"groups\":[\"Sales\",\"Support\"],\"lists\":["
        "{\"name\":\"Breaks\",\"actions\":[\"BREAK\"],\"groups\":[\"Support\"],\"codes\":["
        "{\"name\":\"Lunch\",\"short\":\"L\"},{\"name\":\"Smoke\"}]}]}}");
    struct policy_document real;
    struct acd_reason_list_view list;
    struct acd_reason_view reason;

    (void)state;
    assert_true(reading->good && after->good);
    apply(centre, &reading->document);
    assert_true(apply(centre, &after->document) > 0);
    assert_true(acd_reason_list_view(centre->acd, 2, &list));
    assert_int_equal(list.groups, 0);
    assert_true(acd_reason_view(centre->acd, 2, &reason)); /* Coffee */
    assert_false(reason.enabled);
    assert_true(acd_reason_view(centre->acd, 3, &reason)); /* Smoke */
    assert_true(reason.enabled);
    assert_string_equal(centre->reasons[0].short_code, "L");
    assert_true(policy_of_core(&real, centre->acd, &centre->names));
    assert_int_equal(real.list_count, 1);
    policy_free(&real);
    assert_int_equal(apply(centre, &after->document), 0);
    /* And one without the member leaves them alone. */
    struct reading *silent = read_text("{\"version\":1,\"model\":\"vcc\"}");
    assert_int_equal(apply(centre, &silent->document), 0);
    done(silent);
    done(after);
    done(reading);
    free_centre(centre);
}

static void a_plan_names_a_status_that_is_not_there_and_another_model(void **state)
{
    struct centre *centre = new_centre(ACD_MODEL_CONNECT);
    struct reading *reading = read_text("{\"version\":1,\"model\":\"vcc\",\"statuses\":{\"on_break\":"
                                        "\"Siesta\",\"working_offline\":\"Available\"}}");
    struct policy_problems problems = {0};
    struct policy_plan plan;

    (void)state;
    policy_plan(&plan, &reading->document, centre->acd, &centre->names, &problems);
    assert_true(tells(&problems, "/model", "the centre's model is connect"));
    assert_true(tells(&problems, "/statuses/on_break", "no status named \"Siesta\""));
    assert_true(tells(&problems, "/statuses/working_offline", "is no CUSTOM status"));
    policy_plan_free(&plan);
    done(reading);
    free_centre(centre);
}

/* ---- differences ---- */

struct told {
    char text[16384];
};

static void remember(void *ctx, const char *pointer, const char *sentence)
{
    struct told *told = ctx;
    size_t len = strlen(told->text);
    snprintf(told->text + len, sizeof told->text - len, "%s: %s\n", pointer, sentence);
}

static void a_difference_is_said_in_words(void **state)
{
    struct policy_document preset;
    struct told told = {""};
    struct reading *reading =
        read_text("{\"version\":1,\"model\":\"vcc\",\"automatic\":{\"on_miss\":\"STAY\"},\"offers\":{\"chat_"
                  "ms\":1500},\"wrapup\":{\"takes_new_work\":true},"
                  "\"statuses\":{\"on_break\":\"Pause\"},\"moves\":{\"agent\":{\"AVAILABLE\":[\"WORK_"
                  "OFFLINE\",\"BREAK\",\"LOG_OUT\"],"
                  "\"ON_BREAK\":[\"AVAILABLE\"],\"BUSY\":[\"STOP_NEW\"],\"BUSY_STOP_NEW\":[\"RESUME\"],"
                  "\"WORKING_OFFLINE\":[\"AVAILABLE\",\"BREAK\",\"LOG_OUT\"],"
                  "\"OTHER\":[\"AVAILABLE\",\"WORK_OFFLINE\",\"BREAK\",\"LOG_OUT\"]}}}");

    (void)state;
    policy_preset(&preset, ACD_MODEL_VCC);
    assert_int_equal(policy_diff(&preset, &reading->document, remember, &told), 6);
    assert_non_null(strstr(
        told.text, "/moves/agent/ON_BREAK: agent, from On Break: may no longer Work Offline, Log Out\n"));
    assert_non_null(strstr(told.text, "/moves/agent/AVAILABLE: agent, from Available: may now Log Out\n"));
    assert_non_null(
        strstr(told.text, "An offer that is not answered changes no status (was: leads to On Break)"));
    assert_non_null(strstr(told.text, "How long a chat is offered: 1500 ms (was: 30 s)"));
    assert_non_null(
        strstr(told.text, "In wrap-up new work is offered up to the slots (was: is not offered)"));
    assert_non_null(strstr(told.text, "The status that plays On Break: \"Pause\" (was: \"On Break\")"));
    policy_free(&preset);
    done(reading);
}

/* ---- lint ---- */

static void expect_lint(const char *text, enum policy_level level, const char *pointer, const char *words)
{
    struct reading *reading = read_text(text);
    struct policy_problems *problems = calloc(1, sizeof *problems);

    assert_true(reading->good);
    assert_non_null(problems);
    policy_lint(&reading->document, problems);
    if (!tells(problems, pointer, words)) {
        for (uint32_t i = 0; i < problems->count; i++)
            print_error("%s: %s\n", problems->list[i].pointer, problems->list[i].sentence);
        fail_msg("%s: nothing like \"%s\" at %s", text, words, pointer);
    }
    assert_true(level == POLICY_NOTE ? problems->notes > 0 : problems->warnings > 0);
    free(problems);
    done(reading);
}

#define VCC(more) "{\"version\":1,\"model\":\"vcc\"," more "}"

static void lint_finds_who_is_stuck(void **state)
{
    (void)state;
    expect_lint(VCC("\"automatic\":{\"on_sign_in\":\"STAY\"}"), POLICY_WARNING, "/moves",
                "leads to On Break");
    expect_lint(VCC("\"automatic\":{\"on_sign_in\":\"STAY\"}"), POLICY_WARNING, "/moves/agent/SIGNED_OUT",
                "nobody can leave signed out");
    expect_lint(VCC("\"moves\":{\"agent\":{\"ON_BREAK\":[]}}"), POLICY_WARNING, "/moves/agent/ON_BREAK",
                "dead end: an agent cannot leave On Break");
    expect_lint(VCC("\"automatic\":{\"lost_sign_out_ms\":0},\"moves\":{\"agent\":{},\"supervisor\":{},"
                    "\"admin\":{},\"api\":{},\"operator\":{}}"),
                POLICY_WARNING, "/moves/agent/ON_BREAK", "nobody can leave On Break");
    expect_lint(VCC("\"moves\":{\"agent\":{\"BUSY\":[\"STOP_NEW\"]}}"), POLICY_WARNING,
                "/moves/agent/BUSY_STOP_NEW", "RESUME is missing");
    expect_lint(VCC("\"statuses\":{\"working_offline\":null}"), POLICY_WARNING, "/statuses/working_offline",
                "no effect");
    expect_lint(VCC("\"statuses\":{\"on_break\":null}"), POLICY_WARNING, "/automatic/on_miss", "no effect");
}

static void lint_finds_what_has_no_effect(void **state)
{
    (void)state;
    expect_lint(VCC("\"moves\":{\"agent\":{\"AVAILABLE\":[\"STOP_NEW\",\"RESUME\",\"END_WRAPUP\"]}}"),
                POLICY_WARNING, "/moves/agent/AVAILABLE", "STOP_NEW has no effect here");
    expect_lint(VCC("\"moves\":{\"agent\":{\"POST_PROCESSING\":[\"END_WRAPUP\"]}}"), POLICY_WARNING,
                "/moves/agent/POST_PROCESSING", "which /wrapup/may_be_ended_early does not");
    expect_lint(VCC("\"wrapup\":{\"may_be_ended_early\":true}"), POLICY_NOTE, "/wrapup/may_be_ended_early",
                "a maximum only");
    expect_lint("{\"version\":1,\"model\":\"connect\",\"wrapup\":{\"may_be_ended_early\":true}}",
                POLICY_WARNING, "/wrapup/may_be_ended_early", "no effect");
    expect_lint(VCC("\"automatic\":{\"on_miss\":\"STAY\",\"on_reject\":\"STAY\"}"), POLICY_WARNING,
                "/automatic/on_miss_while_handling", "no effect");
    expect_lint(VCC("\"offers\":{\"chat_ms\":100}"), POLICY_NOTE, "/offers/chat_ms", "less than 5 s");
    expect_lint(VCC("\"reasons\":{\"lists\":[{\"name\":\"B\",\"actions\":[\"BREAK\"],\"mandatory\":true,"
                    "\"groups\":[],"
                    "\"codes\":[{\"name\":\"x\",\"active\":false}]}]}"),
                POLICY_WARNING, "/reasons/lists/0", "is mandatory and has no active code");
    expect_lint(VCC("\"reasons\":{\"lists\":[{\"name\":\"B\",\"actions\":[\"REJECT_CHAT\"],\"groups\":[],"
                    "\"codes\":[]}]}"),
                POLICY_WARNING, "/reasons/lists/0", "is for rejecting");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(errors_name_the_place_and_what_was_expected),
        cmocka_unit_test(errors_in_reasons_name_the_place),
        cmocka_unit_test(all_errors_are_listed_up_to_a_maximum),
        cmocka_unit_test(what_is_absent_is_as_in_the_preset),
        cmocka_unit_test(every_rule_of_the_core_has_one_member),
        cmocka_unit_test(connect_json_is_what_creating_a_connect_centre_sets),
        cmocka_unit_test(vcc_json_is_what_creating_a_vcc_centre_sets),
        cmocka_unit_test(every_rule_of_a_preset_is_said_and_names_its_source),
        cmocka_unit_test(a_preset_has_nothing_to_lint),
        cmocka_unit_test(the_schema_knows_every_member_and_no_other),
        cmocka_unit_test(what_the_document_allows_the_core_takes),
        cmocka_unit_test(a_rendered_document_reads_back_the_same),
        cmocka_unit_test(applying_a_document_makes_the_centre_so_and_then_has_nothing_to_do),
        cmocka_unit_test(a_list_that_is_not_named_any_more_is_offered_to_nobody),
        cmocka_unit_test(a_plan_names_a_status_that_is_not_there_and_another_model),
        cmocka_unit_test(a_difference_is_said_in_words),
        cmocka_unit_test(lint_finds_who_is_stuck),
        cmocka_unit_test(lint_finds_what_has_no_effect),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
