/* Reading a document: every member is looked at, every error told with its place. It must not stop at the first one,
 * nor judge what is allowed (lint.c).
 *
 *     {"version": 1, "model": "vcc",            the two that must be there
 *      "$schema", "name", "description",        texts
 *      "statuses" .. "next_status": {...},      one member a rule (members.c)
 *      "moves": {ACTOR: {STATE: [MOVE ...]} or the ACTOR whose moves are the same},
 *      "reasons": {...},                        reasons.c
 *      "sources": {POINTER: text}}              where a value comes from; a pointer stands for all below it
 */
#include "policy/members.h"
#include "policy/reading.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TOP_MEMBERS = 16, SECTION_MEMBERS_MAX = 16 };

/* ---- one rule ---- */

static bool parse_word(const struct policy_member *member, const json_t *value, int64_t *number)
{
    for (int i = 0; i < POLICY_WORDS_MAX && member->words[i] != NULL; i++) {
        if (json_is_string(value) && strcmp(json_string_value(value), member->words[i]) == 0) {
            *number = i;
            return true;
        }
    }
    return false;
}

static void tell_words(const struct policy_member *member, const json_t *value,
                       const struct policy_place *place, struct policy_problems *problems)
{
    char what[POLICY_SENTENCE_BYTES];
    const char *third = member->words[2];

    policy_problem(problems, POLICY_ERROR, place, "%.200s is none of %s, %s%s%s", policy_what(value, what),
                   member->words[0], member->words[1], third != NULL ? ", " : "", third != NULL ? third : "");
}

static void parse_status(struct policy_document *document, const struct policy_member *member,
                         const json_t *value, const struct policy_place *place,
                         struct policy_problems *problems)
{
    enum policy_part part = member->rule == ACD_RULE_STATUS_BREAK ? POLICY_ON_BREAK : POLICY_WORKING_OFFLINE;
    char what[POLICY_SENTENCE_BYTES];

    if (json_is_null(value))
        document->parts[part] = NULL;
    else if (json_is_string(value))
        document->parts[part] = policy_text(problems, place, value, 1, POLICY_NAME_BYTES_MAX);
    else
        policy_problem(problems, POLICY_ERROR, place,
                       "must be the name of a status, or null where none plays this part, not %.200s",
                       policy_what(value, what));
}

static void parse_member(struct policy_document *document, const struct policy_member *member,
                         const json_t *value, const struct policy_place *place,
                         struct policy_problems *problems)
{
    int64_t *number = &document->rules[member->rule];
    char what[POLICY_SENTENCE_BYTES];

    switch (member->kind) {
    case POLICY_BOOL:
    case POLICY_INVERTED:
        if (json_is_boolean(value))
            *number = json_is_true(value) == (member->kind == POLICY_BOOL);
        else
            policy_problem(problems, POLICY_ERROR, place, "must be true or false, not %.200s",
                           policy_what(value, what));
        break;
    case POLICY_WORD:
        if (!parse_word(member, value, number))
            tell_words(member, value, place, problems);
        break;
    case POLICY_MS:
        if (json_is_integer(value) && json_integer_value(value) >= member->min &&
            json_integer_value(value) <= POLICY_MS_MAX)
            *number = json_integer_value(value);
        else
            policy_problem(problems, POLICY_ERROR, place,
                           "must be a whole number of milliseconds from %lld to %lld, not %.200s",
                           (long long)member->min, (long long)POLICY_MS_MAX, policy_what(value, what));
        break;
    case POLICY_STATUS:
        parse_status(document, member, value, place, problems);
        break;
    }
}

/* True if value is an object; else told. */
static bool object_at(const json_t *value, const struct policy_place *place, struct policy_problems *problems)
{
    char what[POLICY_SENTENCE_BYTES];

    if (json_is_object(value))
        return true;
    policy_problem(problems, POLICY_ERROR, place, "must be an object, not %.200s", policy_what(value, what));
    return false;
}

static void parse_section(struct policy_document *document, const char *section, const json_t *value,
                          struct policy_problems *problems)
{
    struct policy_place top = {""};
    struct policy_place place = policy_place_member(&top, section);
    const char *names[SECTION_MEMBERS_MAX];
    size_t count = 0;

    if (!object_at(value, &place, problems))
        return;
    for (unsigned i = 0; i < policy_member_count; i++) {
        const struct policy_member *member = &policy_members[i];
        const json_t *found = json_object_get(value, member->name);
        if (strcmp(member->section, section) != 0)
            continue;
        names[count++] = member->name;
        if (found != NULL) {
            struct policy_place below = policy_place_member(&place, member->name);
            parse_member(document, member, found, &below, problems);
        }
    }
    policy_only(problems, &place, value, names, count);
}

/* ---- moves ---- */

static const char *actor_name(unsigned index)
{
    return policy_actor_name((enum acd_actor_kind)index);
}

static const char *shown_name(unsigned index)
{
    return acd_shown_name((enum acd_shown)index);
}

static const char *move_name(unsigned index)
{
    return acd_move_name((enum acd_move)index);
}

/* The index of the name that value is; -1: none of them. */
static int find_name(const json_t *value, const char *(*name)(unsigned index), unsigned count)
{
    for (unsigned i = 0; i < count && json_is_string(value); i++)
        if (name(i) != NULL && strcmp(name(i), json_string_value(value)) == 0)
            return (int)i;
    return -1;
}

static uint32_t parse_move_list(const json_t *value, const struct policy_place *place,
                                struct policy_problems *problems)
{
    char what[POLICY_SENTENCE_BYTES];
    char known[POLICY_SENTENCE_BYTES];
    uint32_t moves = 0;

    if (!json_is_array(value)) {
        policy_problem(problems, POLICY_ERROR, place, "must be an array of moves, not %.200s",
                       policy_what(value, what));
        return 0;
    }
    policy_choices(known, move_name, ACD_MOVES);
    for (size_t i = 0; i < json_array_size(value); i++) {
        struct policy_place item = policy_place_item(place, i);
        const json_t *one = json_array_get(value, i);
        int move = find_name(one, move_name, ACD_MOVES);
        if (move < 0)
            policy_problem(problems, POLICY_ERROR, &item, "%.200s is no move; one of %.250s",
                           policy_what(one, what), known);
        else if (moves >> move & 1)
            policy_problem(problems, POLICY_ERROR, &item, "%s is there twice", move_name((unsigned)move));
        else
            moves |= 1u << move;
    }
    return moves;
}

/* An actor's table: a state that is not named has no moves. */
static void parse_table(uint32_t table[ACD_SHOWN_STATES], const json_t *value,
                        const struct policy_place *place, struct policy_problems *problems)
{
    const char *names[ACD_SHOWN_STATES];

    for (unsigned shown = 0; shown < ACD_SHOWN_STATES; shown++) {
        const json_t *list = json_object_get(value, shown_name(shown));
        struct policy_place below = policy_place_member(place, shown_name(shown));
        names[shown] = shown_name(shown);
        table[shown] = list != NULL ? parse_move_list(list, &below, problems) : 0;
    }
    policy_only(problems, place, value, names, ACD_SHOWN_STATES);
}

/* "supervisor": "agent": the same moves as an actor whose table stands in this document. */
static void parse_same(struct policy_document *document, const json_t *moves, int actor,
                       const struct policy_place *place, struct policy_problems *problems)
{
    const json_t *value = json_object_get(moves, actor_name((unsigned)actor));
    char what[POLICY_SENTENCE_BYTES];
    char known[POLICY_SENTENCE_BYTES];
    int other = find_name(value, actor_name, POLICY_ACTORS);

    policy_choices(known, actor_name, POLICY_ACTORS);
    if (other < 0)
        policy_problem(problems, POLICY_ERROR, place,
                       "must be an object of states, or the name of another actor, one of %.200s, not %.200s",
                       known, policy_what(value, what));
    else if (!json_is_object(json_object_get(moves, actor_name((unsigned)other))))
        policy_problem(problems, POLICY_ERROR, place, "\"%s\" has no moves of its own in this document",
                       actor_name((unsigned)other));
    else
        memcpy(document->moves[actor], document->moves[other], sizeof document->moves[actor]);
}

static void parse_moves(struct policy_document *document, const json_t *value,
                        struct policy_problems *problems)
{
    struct policy_place place = {"/moves"};
    const char *names[POLICY_ACTORS];
    size_t count = 0;

    if (!object_at(value, &place, problems))
        return;
    for (int pass = 0; pass < 2; pass++) {
        for (int actor = 0; actor < POLICY_ACTORS; actor++) {
            const char *name = actor_name((unsigned)actor);
            const json_t *table = name != NULL ? json_object_get(value, name) : NULL;
            struct policy_place below = policy_place_member(&place, name != NULL ? name : "");
            if (pass == 0 && name != NULL)
                names[count++] = name;
            if (table != NULL && pass == 0 && json_is_object(table))
                parse_table(document->moves[actor], table, &below, problems);
            else if (table != NULL && pass == 1 && !json_is_object(table))
                parse_same(document, value, actor, &below, problems);
        }
    }
    policy_only(problems, &place, value, names, count);
}

/* ---- sources ---- */

/* What the pointer names in the document; NULL: nothing. */
static const json_t *resolve(const json_t *root, const char *pointer)
{
    char name[POLICY_POINTER_BYTES];
    const json_t *at = root;

    while (at != NULL && *pointer == '/') {
        size_t len = 0;
        for (pointer++; *pointer != '\0' && *pointer != '/' && len < sizeof name - 1; pointer++) {
            char c = *pointer;
            if (c == '~' && (pointer[1] == '0' || pointer[1] == '1'))
                c = *++pointer == '0' ? '~' : '/';
            name[len++] = c;
        }
        name[len] = '\0';
        if (json_is_array(at)) {
            char *end = name;
            size_t index = name[0] >= '0' && name[0] <= '9' ? strtoul(name, &end, 10) : 0;
            at = end != name && *end == '\0' ? json_array_get(at, index) : NULL;
        } else {
            at = json_object_get(at, name);
        }
    }
    return *pointer == '\0' ? at : NULL;
}

static void parse_sources(const json_t *root, const json_t *value, struct policy_problems *problems)
{
    struct policy_place place = {"/sources"};
    const char *pointer;
    json_t *source;

    if (!object_at(value, &place, problems))
        return;
    json_object_foreach((json_t *)(uintptr_t)value, pointer, source)
    {
        struct policy_place below = policy_place_member(&place, pointer);
        if (pointer[0] != '/' || resolve(root, pointer) == NULL)
            policy_problem(problems, POLICY_ERROR, &below,
                           "names nothing in this document; a JSON pointer such as \"/automatic/on_miss\"");
        policy_text(problems, &below, source, 1, POLICY_TEXT_BYTES_MAX);
    }
}

/* ---- the whole ---- */

static enum acd_model parse_model(const json_t *root, struct policy_problems *problems)
{
    struct policy_place place = {"/model"};
    const json_t *value = json_object_get(root, "model");
    char what[POLICY_SENTENCE_BYTES];
    enum acd_model model =
        json_is_string(value) ? policy_model_find(json_string_value(value)) : ACD_MODEL_NONE;

    if (value == NULL)
        policy_problem(problems, POLICY_ERROR, &place, "is missing: \"connect\" or \"vcc\"");
    else if (model == ACD_MODEL_NONE)
        policy_problem(problems, POLICY_ERROR, &place, "%.200s is none of \"connect\", \"vcc\"",
                       policy_what(value, what));
    return model;
}

static void parse_version(const json_t *root, struct policy_problems *problems)
{
    struct policy_place place = {"/version"};
    const json_t *value = json_object_get(root, "version");
    char what[POLICY_SENTENCE_BYTES];

    if (value == NULL)
        policy_problem(problems, POLICY_ERROR, &place, "is missing: %d", POLICY_VERSION);
    else if (!json_is_integer(value) || json_integer_value(value) != POLICY_VERSION)
        policy_problem(problems, POLICY_ERROR, &place,
                       "must be %d, not %.200s: this Nextup reads no other form of the document",
                       POLICY_VERSION, policy_what(value, what));
}

static const char *parse_top_text(const json_t *root, const char *name, size_t max,
                                  struct policy_problems *problems)
{
    struct policy_place top = {""};
    struct policy_place place = policy_place_member(&top, name);
    const json_t *value = json_object_get(root, name);

    return value != NULL ? policy_text(problems, &place, value, 0, max) : "";
}

static void parse_top(struct policy_document *document, const json_t *root, struct policy_problems *problems)
{
    static const char *const others[] = {"version",     "model", "$schema", "name",
                                         "description", "moves", "reasons", "sources"};
    struct policy_place top = {""};
    const char *names[TOP_MEMBERS + sizeof others / sizeof others[0]];
    size_t count = 0;

    for (; count < sizeof others / sizeof others[0]; count++)
        names[count] = others[count];
    document->name = parse_top_text(root, "name", POLICY_NAME_BYTES_MAX, problems);
    parse_top_text(root, "description", POLICY_TEXT_BYTES_MAX, problems);
    parse_top_text(root, "$schema", POLICY_TEXT_BYTES_MAX, problems);
    for (int i = 0; policy_sections[i] != NULL; i++) {
        const json_t *section = json_object_get(root, policy_sections[i]);
        names[count++] = policy_sections[i];
        if (section != NULL)
            parse_section(document, policy_sections[i], section, problems);
    }
    if (json_object_get(root, "moves") != NULL)
        parse_moves(document, json_object_get(root, "moves"), problems);
    if (json_object_get(root, "reasons") != NULL)
        policy_parse_reasons(document, json_object_get(root, "reasons"), problems);
    if (json_object_get(root, "sources") != NULL)
        parse_sources(root, json_object_get(root, "sources"), problems);
    policy_only(problems, &top, root, names, count);
}

/* Where the document is silent the preset of its model speaks. */
static void begin(struct policy_document *document, enum acd_model model)
{
    struct policy_document preset;

    if (model == ACD_MODEL_NONE)
        return;
    policy_preset(&preset, model);
    memcpy(document->rules, preset.rules, sizeof document->rules);
    memcpy(document->moves, preset.moves, sizeof document->moves);
    memcpy(document->parts, preset.parts, sizeof document->parts);
    document->preset = json_incref(preset.root);
    policy_free(&preset);
}

static bool too_large(const json_t *root, struct policy_problems *problems)
{
    struct policy_place top = {""};
    size_t len = json_dumpb(root, NULL, 0, JSON_COMPACT);

    if (len > POLICY_KEPT_BYTES_MAX)
        policy_problem(problems, POLICY_ERROR, &top, "has %zu bytes without blanks, more than %d", len,
                       POLICY_KEPT_BYTES_MAX);
    return len > POLICY_KEPT_BYTES_MAX;
}

static bool parse_object(struct policy_document *document, const json_t *root, bool from_preset,
                         struct policy_problems *problems)
{
    struct policy_place top = {""};
    enum acd_model model;

    memset(document, 0, sizeof *document);
    if (!object_at(root, &top, problems) || too_large(root, problems))
        return false;
    parse_version(root, problems);
    model = parse_model(root, problems);
    if (from_preset)
        begin(document, model);
    document->model = model;
    document->root = json_incref((json_t *)(uintptr_t)root);
    parse_top(document, root, problems);
    if (problems->errors == 0)
        return true;
    policy_free(document);
    return false;
}

bool policy_parse_value(struct policy_document *document, const json_t *value,
                        struct policy_problems *problems)
{
    return parse_object(document, value, true, problems);
}

bool policy_parse(struct policy_document *document, const char *text, size_t len,
                  struct policy_problems *problems)
{
    struct json_limits limits = {.bytes_max = POLICY_BYTES_MAX};
    struct json_error error;
    struct policy_place top = {""};
    json_t *root = json_parse(text, len, &limits, &error);
    bool good;

    if (root == NULL) {
        policy_problem(problems, POLICY_ERROR, &top, "is no JSON: line %zu, column %zu: %s", error.line,
                       error.column, error.what);
        return false;
    }
    good = parse_object(document, root, true, problems);
    json_decref(root);
    return good;
}

void policy_free(struct policy_document *document)
{
    policy_free_reasons(document);
    json_decref(document->root);
    json_decref(document->preset);
    memset(document, 0, sizeof *document);
}

void policy_preset(struct policy_document *document, enum acd_model model)
{
    struct policy_problems problems;
    size_t len = 0;
    const char *text = policy_preset_text(model, &len);
    json_t *root = json_parse(text, len, NULL, NULL);

    problems.count = problems.errors = problems.warnings = problems.notes = 0;
    if (!parse_object(document, root, false, &problems))
        acd_panic("a preset that ships is no policy");
    json_decref(root);
}
