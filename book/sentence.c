/* Puts names into the sentences of sentence_words.c; see sentence.h. It knows no name itself. */
#include "book/sentence.h"

#include <inttypes.h>
#include <string.h>

#include "book/sentence_words.h"

/* What is being said of what. */
struct saying {
    struct buf *text;
    const struct acd_event *event;
    const struct sentence_names *names;
};

void sentence_append_name(struct buf *text, unsigned kind, uint64_t number,
                          const struct sentence_names *names)
{
    const char *name = names->find(names->ctx, kind, number);
    if (*name && kind == ACD_SUBJECT_CONTACT)
        buf_append_format(text, "%s %s", sentence_kind_word(kind), name);
    else if (*name)
        buf_append_text(text, name);
    else if (kind == ACD_SUBJECT_CONTACT || kind == ACD_SUBJECT_CENTRE)
        buf_append_text(text, sentence_kind_word(kind));
    else
        buf_append_format(text, "%s %" PRIu64, sentence_kind_word(kind), number);
}

static void append_name(struct saying *saying, unsigned kind, uint64_t number)
{
    if (number == 0 && kind != ACD_SUBJECT_CENTRE)
        buf_append_text(saying->text, kind == ACD_SUBJECT_AGENT ? "nobody" : "none");
    else
        sentence_append_name(saying->text, kind, number, saying->names);
}

/* A constant's name as words: "LONGEST_AVAILABLE" is "longest available". */
static void append_words(struct buf *text, const char *name)
{
    for (; *name; name++)
        buf_append_char(text, *name == '_'                   ? ' '
                              : *name >= 'A' && *name <= 'Z' ? (char)(*name - 'A' + 'a')
                                                             : *name);
}

static void append_seconds(struct buf *text, int64_t ms)
{
    if (ms % 1000 == 0)
        buf_append_format(text, "%" PRId64 " s", ms / 1000);
    else
        buf_append_format(text, "%" PRId64 " ms", ms);
}

static void append_channel(struct buf *text, uint64_t channel)
{
    static const char *const words[] = {"calls", "chats", "tasks", "all channels"};
    buf_append_text(text, channel <= ACD_CHANNELS ? words[channel] : "another channel");
}

static void append_cause(struct saying *saying)
{
    if (saying->event->cause == ACD_CAUSE_ASKED)
        return;
    buf_append_text(saying->text, " (");
    append_words(saying->text, acd_cause_name((enum acd_cause)saying->event->cause));
    buf_append_char(saying->text, ')');
}

static void append_number(struct saying *saying, int64_t value)
{
    if (value == ACD_LIMIT_NONE)
        buf_append_text(saying->text, "none of their own");
    else
        buf_append_i64(saying->text, value);
}

static void append_wrapup(struct saying *saying)
{
    int64_t value = saying->event->value;
    if (value == ACD_WRAPUP_NONE)
        buf_append_text(saying->text, "none");
    else
        append_seconds(saying->text, value);
}

static void append_subject(struct saying *saying)
{
    const struct acd_event *event = saying->event;
    bool is_named = event->subject_kind == ACD_SUBJECT_AGENT || event->subject_kind == ACD_SUBJECT_CENTRE ||
                    event->subject_kind == ACD_SUBJECT_CONTACT;
    if (!is_named)
        buf_append_format(saying->text, "the %s ", sentence_kind_word(event->subject_kind));
    append_name(saying, event->subject_kind, event->subject);
}

/* The words for {NAME}; false: no such. */
static bool append_thing(struct saying *saying, const char *name, size_t len)
{
    const struct acd_event *event = saying->event;
    const struct {
        const char *name;
        unsigned kind;
        uint64_t number;
    } things[] = {{"agent", ACD_SUBJECT_AGENT, event->agent},
                  {"other", ACD_SUBJECT_AGENT, event->other_agent},
                  {"user", ACD_SUBJECT_AGENT, event->subject},
                  {"status", ACD_SUBJECT_STATUS, event->status},
                  {"previous", ACD_SUBJECT_STATUS, event->previous_status},
                  {"next", ACD_SUBJECT_STATUS, event->next.status},
                  {"queue", ACD_SUBJECT_QUEUE, event->queue},
                  {"profile", ACD_SUBJECT_PROFILE, event->profile},
                  {"hours", ACD_SUBJECT_HOURS, event->hours},
                  {"entry", ACD_SUBJECT_ENTRY_POINT, event->entry_point},
                  {"group", ACD_SUBJECT_GROUP, event->group},
                  {"reason", ACD_SUBJECT_REASON, event->reason},
                  {"list", ACD_SUBJECT_REASON_LIST, event->reason_list},
                  {"contact", ACD_SUBJECT_CONTACT, event->contact}};
    for (size_t i = 0; i < sizeof things / sizeof *things; i++) {
        if (strlen(things[i].name) == len && memcmp(things[i].name, name, len) == 0) {
            append_name(saying, things[i].kind, things[i].number);
            return true;
        }
    }
    return false;
}

static bool is_called(const char *name, size_t len, const char *word)
{
    return strlen(word) == len && memcmp(name, word, len) == 0;
}

static void append_value(struct saying *saying, const char *name, size_t len)
{
    const struct acd_event *event = saying->event;
    struct buf *text = saying->text;
    if (is_called(name, len, "channel"))
        append_channel(text, event->channel);
    else if (is_called(name, len, "channel2"))
        append_channel(text, event->subject);
    else if (is_called(name, len, "value"))
        append_number(saying, event->value);
    else if (is_called(name, len, "value2"))
        append_number(saying, event->value2);
    else if (is_called(name, len, "seconds"))
        append_seconds(text, event->value);
    else if (is_called(name, len, "wrapup"))
        append_wrapup(saying);
    else if (is_called(name, len, "cause"))
        append_cause(saying);
    else if (is_called(name, len, "rule"))
        append_words(text, acd_rule_name((enum acd_rule)event->rule));
    else if (is_called(name, len, "mover"))
        append_words(text, sentence_actor_word(event->subject_kind));
    else if (is_called(name, len, "shown"))
        append_words(text, acd_shown_name((enum acd_shown)event->subject));
    else
        append_subject(saying);
}

void sentence_render_deed(struct buf *text, const struct acd_event *event, const struct sentence_names *names)
{
    struct saying saying = {.text = text, .event = event, .names = names};
    const char *template = sentence_template(event);
    for (const char *at = template ? template : "did something that this version does not know"; *at; at++) {
        size_t len = *at == '{' ? strcspn(at + 1, "}") : 0;
        if (len == 0) {
            buf_append_char(text, *at);
            continue;
        }
        if (!append_thing(&saying, at + 1, len))
            append_value(&saying, at + 1, len);
        at += len + 1;
    }
}

static void append_actor(struct buf *text, const struct acd_event *event, const struct sentence_names *names)
{
    if (event->actor_id != 0)
        sentence_append_name(text, ACD_SUBJECT_AGENT, event->actor_id, names);
    else
        buf_append_text(text, sentence_actor_word(event->actor));
}

void sentence_render(struct buf *text, const struct acd_event *event, const struct sentence_names *names)
{
    append_actor(text, event, names);
    buf_append_char(text, ' ');
    sentence_render_deed(text, event, names);
}
