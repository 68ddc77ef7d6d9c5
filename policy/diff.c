/* What differs between two documents, in words. It must not judge it. */
#include "policy/members.h"
#include "policy/policy.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

struct telling {
    policy_tell_fn *tell;
    void *ctx;
    uint32_t count;
};

static void say(struct telling *telling, const char *pointer, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

static void say(struct telling *telling, const char *pointer, const char *format, ...)
{
    char sentence[POLICY_SENTENCE_BYTES * 2];
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(sentence, sizeof sentence, format, arguments);
    va_end(arguments);
    telling->count++;
    telling->tell(telling->ctx, pointer, sentence);
}

/* ---- rules ---- */

static const char *in_words(const struct policy_document *document, const struct policy_member *member,
                            char text[POLICY_SENTENCE_BYTES])
{
    int64_t value = document->rules[member->rule];
    const char *part =
        document->parts[member->rule == ACD_RULE_STATUS_BREAK ? POLICY_ON_BREAK : POLICY_WORKING_OFFLINE];

    if (member->kind == POLICY_STATUS)
        snprintf(text, POLICY_SENTENCE_BYTES, part != NULL ? "\"%s\"" : "none", part);
    else if (member->kind != POLICY_MS)
        return member->phrases[value];
    else if (value == 0)
        return "for ever";
    else if (value % 3600000 == 0)
        snprintf(text, POLICY_SENTENCE_BYTES, "%" PRId64 " h", value / 3600000);
    else if (value % 1000 == 0)
        snprintf(text, POLICY_SENTENCE_BYTES, "%" PRId64 " s", value / 1000);
    else
        snprintf(text, POLICY_SENTENCE_BYTES, "%" PRId64 " ms", value);
    return text;
}

static void diff_members(struct telling *telling, const struct policy_document *a,
                         const struct policy_document *b)
{
    for (unsigned i = 0; i < policy_member_count; i++) {
        const struct policy_member *member = &policy_members[i];
        char pointer[POLICY_POINTER_BYTES];
        char was[POLICY_SENTENCE_BYTES];
        char is[POLICY_SENTENCE_BYTES];
        const char *before = in_words(a, member, was);
        const char *after = in_words(b, member, is);
        if (strcmp(before, after) == 0)
            continue;
        snprintf(pointer, sizeof pointer, "/%s/%s", member->section, member->name);
        if (member->kind == POLICY_MS || member->kind == POLICY_STATUS)
            say(telling, pointer, "%s: %s (was: %s)", member->subject, after, before);
        else
            say(telling, pointer, "%s %s (was: %s)", member->subject, after, before);
    }
}

/* ---- moves ---- */

static void add_moves(char *text, uint32_t moves)
{
    size_t len = 0;

    for (int move = 0; move < ACD_MOVES; move++) {
        if (!(moves >> move & 1) || len >= POLICY_SENTENCE_BYTES)
            continue;
        len += (size_t)snprintf(text + len, POLICY_SENTENCE_BYTES - len, "%s%s", len == 0 ? "" : ", ",
                                policy_move_words((enum acd_move)move));
    }
}

static void diff_moves(struct telling *telling, const struct policy_document *a,
                       const struct policy_document *b, int actor, int shown)
{
    uint32_t gone = a->moves[actor][shown] & ~b->moves[actor][shown];
    uint32_t come = b->moves[actor][shown] & ~a->moves[actor][shown];
    const char *who = policy_actor_words((enum acd_actor_kind)actor);
    const char *from = policy_shown_words((enum acd_shown)shown);
    char pointer[POLICY_POINTER_BYTES];
    char text[POLICY_SENTENCE_BYTES] = "";

    snprintf(pointer, sizeof pointer, "/moves/%s/%s", policy_actor_name((enum acd_actor_kind)actor),
             acd_shown_name((enum acd_shown)shown));
    if (gone != 0) {
        add_moves(text, gone);
        say(telling, pointer, "%s, from %s: may no longer %s", who, from, text);
    }
    if (come != 0) {
        add_moves(text, come);
        say(telling, pointer, "%s, from %s: may now %s", who, from, text);
    }
}

/* ---- reasons ---- */

static const struct policy_reason_list *list_named(const struct policy_document *document, const char *name)
{
    for (uint32_t i = 0; i < document->list_count; i++)
        if (strcmp(document->lists[i].name, name) == 0)
            return &document->lists[i];
    return NULL;
}

static const struct policy_reason *reason_named(const struct policy_reason_list *list, const char *name)
{
    for (uint32_t i = 0; i < list->reason_count; i++)
        if (strcmp(list->reasons[i].name, name) == 0)
            return &list->reasons[i];
    return NULL;
}

static bool has_name(const char *const *names, uint32_t count, const char *name)
{
    for (uint32_t i = 0; i < count; i++)
        if (strcmp(names[i], name) == 0)
            return true;
    return false;
}

static void diff_names(struct telling *telling, const char *pointer, const char *what, const char *const *a,
                       uint32_t a_count, const char *const *b, uint32_t b_count)
{
    for (uint32_t i = 0; i < a_count; i++)
        if (!has_name(b, b_count, a[i]))
            say(telling, pointer, "%s: no longer the group \"%s\"", what, a[i]);
    for (uint32_t i = 0; i < b_count; i++)
        if (!has_name(a, a_count, b[i]))
            say(telling, pointer, "%s: now also the group \"%s\"", what, b[i]);
}

static void diff_codes(struct telling *telling, const struct policy_reason_list *a,
                       const struct policy_reason_list *b)
{
    static const char pointer[] = "/reasons/lists";

    for (uint32_t i = 0; i < a->reason_count; i++)
        if (reason_named(b, a->reasons[i].name) == NULL && a->reasons[i].active)
            say(telling, pointer, "reasons \"%s\": no longer \"%s\"", a->name, a->reasons[i].name);
    for (uint32_t i = 0; i < b->reason_count; i++) {
        const struct policy_reason *after = &b->reasons[i];
        const struct policy_reason *before = reason_named(a, after->name);
        bool was_active = before != NULL && before->active;
        if (was_active != after->active)
            say(telling, pointer, "reasons \"%s\": %s \"%s\"", b->name,
                after->active ? "now also" : "no longer", after->name);
        if (before != NULL && (strcmp(before->short_code, after->short_code) != 0 ||
                               strcmp(before->description, after->description) != 0))
            say(telling, pointer, "reasons \"%s\": \"%s\" is described differently", b->name, after->name);
        if (before != NULL && before->order != after->order)
            say(telling, pointer, "reasons \"%s\": \"%s\" has another place in the order", b->name,
                after->name);
    }
}

static void diff_list(struct telling *telling, const struct policy_reason_list *a,
                      const struct policy_reason_list *b)
{
    static const char pointer[] = "/reasons/lists";
    char what[POLICY_SENTENCE_BYTES];

    for (int action = 0; action < ACD_REASON_ACTIONS; action++)
        if ((a->actions ^ b->actions) >> action & 1)
            say(telling, pointer, "reasons \"%s\": %s for %s", b->name,
                b->actions >> action & 1 ? "now also" : "no longer",
                acd_reason_action_name((enum acd_reason_action)action));
    if (a->mandatory != b->mandatory)
        say(telling, pointer, "reasons \"%s\": one must %s be given", b->name,
            b->mandatory ? "now" : "no longer");
    snprintf(what, sizeof what, "reasons \"%s\" are offered to", b->name);
    diff_names(telling, pointer, what, a->groups, a->group_count, b->groups, b->group_count);
    diff_codes(telling, a, b);
}

static void diff_reasons(struct telling *telling, const struct policy_document *a,
                         const struct policy_document *b)
{
    static const struct policy_reason_list empty;

    diff_names(telling, "/reasons/groups", "the centre", a->groups, a->group_count, b->groups,
               b->group_count);
    for (uint32_t i = 0; i < a->list_count; i++)
        if (list_named(b, a->lists[i].name) == NULL)
            say(telling, "/reasons/lists", "reasons \"%s\": taken away", a->lists[i].name);
    for (uint32_t i = 0; i < b->list_count; i++) {
        const struct policy_reason_list *before = list_named(a, b->lists[i].name);
        if (before == NULL)
            say(telling, "/reasons/lists", "reasons \"%s\": new", b->lists[i].name);
        diff_list(telling, before != NULL ? before : &empty, &b->lists[i]);
    }
}

/* ---- the whole ---- */

uint32_t policy_diff(const struct policy_document *a, const struct policy_document *b, policy_tell_fn *tell,
                     void *ctx)
{
    struct telling telling = {.tell = tell, .ctx = ctx};

    if (a->model != b->model)
        say(&telling, "/model", "the status model is %s (was: %s)", policy_model_name(b->model),
            policy_model_name(a->model));
    for (int actor = 0; actor < POLICY_ACTORS; actor++)
        for (int shown = 0; shown < ACD_SHOWN_STATES && policy_actor_name((enum acd_actor_kind)actor) != NULL;
             shown++)
            diff_moves(&telling, a, b, actor, shown);
    diff_members(&telling, a, b);
    if (b->has_reasons)
        diff_reasons(&telling, a, b);
    return telling.count;
}
