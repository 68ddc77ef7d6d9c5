/* What a trial found, for people and for programs. It must not count anything itself. */
#include "policy/trial.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

enum { TIME_BYTES = 32, SHOWN_EXAMPLES_MAX = 20 };

static const char *moment(int64_t at, char text[TIME_BYTES])
{
    time_t seconds = (time_t)(at / 1000);
    struct tm parts;

    gmtime_r(&seconds, &parts);
    strftime(text, TIME_BYTES, "%Y-%m-%d %H:%M:%S", &parts);
    return text;
}

static const char *length(int64_t ms, char text[TIME_BYTES])
{
    int64_t seconds = ms / 1000;

    if (ms < 60000)
        snprintf(text, TIME_BYTES, "%" PRId64 ".%01" PRId64 " s", seconds, ms % 1000 / 100);
    else if (seconds < 3600)
        snprintf(text, TIME_BYTES, "%" PRId64 " min %02" PRId64 " s", seconds / 60, seconds % 60);
    else
        snprintf(text, TIME_BYTES, "%" PRId64 " h %02" PRId64 " min", seconds / 3600, seconds / 60 % 60);
    return text;
}

/* ---- for people ---- */

static const char *wish_words(uint16_t command)
{
    switch (command) {
    case ACD_SIGN_IN:
        return "sign in";
    case ACD_SIGN_OUT:
        return "sign out";
    case ACD_STOP_NEW:
        return "Stop New";
    case ACD_RESUME_NEW:
        return "Resume";
    case ACD_ACCEPT_OFFER:
        return "accept an offer";
    case ACD_REJECT_OFFER:
        return "reject an offer";
    case ACD_END_LEG:
        return "end a contact";
    case ACD_CLEAR_LEG:
        return "clear a contact";
    case ACD_START_CONTACT:
        return "start a contact";
    case ACD_END_CONTACT:
        return "leave or stop a contact";
    case ACD_SEND_MESSAGE:
        return "send a message";
    case ACD_TRANSFER_CONTACT:
        return "transfer a contact";
    case ACD_PLACE_CALL:
        return "place a call";
    case ACD_EXTEND_WRAPUP:
        return "extend wrap-up";
    default:
        return acd_command_name((enum acd_command_kind)command);
    }
}

static const char *who(uint8_t actor)
{
    switch (actor) {
    case ACD_ACTOR_CUSTOMER:
        return "customer";
    case ACD_ACTOR_GATEWAY:
        return "voice gateway";
    default:
        return policy_actor_words((enum acd_actor_kind)actor);
    }
}

static void add_wish(struct buf *buf, const struct policy_trial_kind *kind,
                     const struct policy_trial_words *words)
{
    buf_append_format(buf, "%s, from %s: ", who(kind->actor),
                      policy_shown_words((enum acd_shown)kind->shown));
    if (kind->command == ACD_SET_STATUS)
        buf_append_format(buf, "choose \"%s\"", words->status(words->ctx, kind->status));
    else
        buf_append_text(buf, wish_words(kind->command));
    if (kind->refusal != ACD_OK)
        buf_append_format(buf, " (%s)", acd_refusal_name((enum acd_refusal)kind->refusal));
}

static const char *outcome_words(enum policy_outcome outcome)
{
    static const char *const texts[POLICY_OUTCOMES] = {
        "as recorded",
        "would have been refused",
        "would have become the next status instead of applying at once",
        "would have applied at once instead of becoming the next status",
        "would have needed another reason code, or one at all",
        "would have been another contact",
        "would have had nothing to act on, because of something before",
    };
    return texts[outcome];
}

static void add_kinds(struct buf *buf, const struct policy_trial_report *report,
                      const struct policy_trial_words *words)
{
    for (int outcome = POLICY_SAME; outcome < POLICY_OUTCOMES; outcome++) {
        if (report->outcomes[outcome] == 0 && outcome != POLICY_SAME)
            continue;
        buf_append_format(buf, "%8" PRIu64 "  %s\n", report->outcomes[outcome],
                          outcome_words((enum policy_outcome)outcome));
        for (uint32_t i = 0; i < report->kind_count; i++) {
            const struct policy_trial_kind *kind = &report->kinds[i];
            if (kind->outcome != outcome)
                continue;
            buf_append_format(buf, "          %6" PRIu64 "  ", kind->count);
            add_wish(buf, kind, words);
            buf_append_char(buf, '\n');
        }
    }
    if (report->other_kinds > 0)
        buf_append_format(buf, "%8" PRIu64 "  of other kinds\n", report->other_kinds);
}

static void add_examples(struct buf *buf, const struct policy_trial_report *report,
                         const struct policy_trial_words *words)
{
    char at[TIME_BYTES];

    if (report->example_count == 0)
        return;
    buf_append_text(buf, "\nThe first of them (UTC):\n");
    for (uint32_t i = 0; i < report->example_count && i < SHOWN_EXAMPLES_MAX; i++) {
        const struct policy_trial_example *example = &report->examples[i];
        buf_append_format(buf, "  %s  %-12s ", moment(example->at, at),
                          example->agent != 0 ? words->agent(words->ctx, example->agent) : "");
        add_wish(buf, &example->kind, words);
        buf_append_format(buf, ": %s\n", outcome_words((enum policy_outcome)example->kind.outcome));
    }
}

static void add_count(struct buf *buf, const char *what, uint64_t recorded, uint64_t tried)
{
    buf_append_format(buf, "  %-32s %14" PRIu64 " %14" PRIu64 "\n", what, recorded, tried);
}

static void add_length(struct buf *buf, const char *what, int64_t recorded, int64_t tried)
{
    char there[TIME_BYTES];
    char here[TIME_BYTES];

    buf_append_format(buf, "  %-32s %14s %14s\n", what, length(recorded, there), length(tried, here));
}

static int64_t mean_wait(const struct policy_totals *totals)
{
    uint64_t count = totals->answered + totals->abandoned;
    return count > 0 ? totals->waited_ms / (int64_t)count : 0;
}

static void add_totals(struct buf *buf, const struct policy_trial_report *report,
                       const struct policy_trial_words *words)
{
    const struct policy_totals *there = &report->recorded;
    const struct policy_totals *here = &report->tried;

    buf_append_format(buf, "\n  %-32s %14s %14s\n", "", "recorded", "tried");
    add_count(buf, "contacts", there->contacts, here->contacts);
    add_count(buf, "  answered", there->answered, here->answered);
    add_count(buf, "  over before an answer", there->abandoned, here->abandoned);
    add_count(buf, "  still waiting at the end", there->waiting, here->waiting);
    add_count(buf, "offers", there->offers, here->offers);
    add_count(buf, "  missed", there->missed, here->missed);
    add_count(buf, "  rejected", there->rejected, here->rejected);
    add_count(buf, "  withdrawn", there->withdrawn, here->withdrawn);
    add_length(buf, "mean time waited", mean_wait(there), mean_wait(here));
    add_length(buf, "longest time waited", there->waited_ms_max, here->waited_ms_max);
    buf_append_text(buf, "\n  time of all agents in a status\n");
    for (uint32_t status = 0; status < POLICY_TRIAL_STATUSES_MAX; status++)
        if (there->status_ms[status] != 0 || here->status_ms[status] != 0)
            add_length(buf, status != 0 ? words->status(words->ctx, status) : "others",
                       there->status_ms[status], here->status_ms[status]);
    buf_append_text(buf, "\n  time of all agents shown as\n");
    for (int shown = 0; shown < ACD_SHOWN_STATES; shown++)
        if (there->shown_ms[shown] != 0 || here->shown_ms[shown] != 0)
            add_length(buf, policy_shown_words((enum acd_shown)shown), there->shown_ms[shown],
                       here->shown_ms[shown]);
}

void policy_trial_render_text(struct buf *buf, const struct policy_trial_report *report,
                              const struct policy_trial_words *words)
{
    char begins[TIME_BYTES];
    char ends[TIME_BYTES];

    if (report->begins_at == 0) {
        buf_append_format(buf, "%s: nobody signed in, chose a status or started a contact in these days.\n",
                          words->centre);
        return;
    }
    buf_append_format(buf, "%s under %s, %s to %s UTC: %" PRIu64 " events, %" PRIu64 " wishes\n\n",
                      words->centre, words->document, moment(report->begins_at, begins),
                      moment(report->ends_at, ends), report->events, report->wishes);
    add_kinds(buf, report, words);
    add_examples(buf, report, words);
    add_totals(buf, report, words);
    buf_append_text(
        buf,
        "\nThe same wishes at the same times: people might have wished otherwise. What was refused then is "
        "not recorded.\n");
}

/* ---- for programs ---- */

static void write_kind(struct json_writer *writer, const struct policy_trial_kind *kind,
                       const struct policy_trial_words *words)
{
    json_member_text(writer, "wish", acd_command_name((enum acd_command_kind)kind->command));
    json_member_text(writer, "actor", who(kind->actor));
    json_member_text(writer, "from", acd_shown_name((enum acd_shown)kind->shown));
    if (kind->status != 0)
        json_member_text(writer, "status", words->status(words->ctx, kind->status));
    json_member_text(writer, "outcome", policy_outcome_name((enum policy_outcome)kind->outcome));
    if (kind->refusal != ACD_OK)
        json_member_text(writer, "refusal", acd_refusal_name((enum acd_refusal)kind->refusal));
}

static void write_times(struct json_writer *writer, const struct policy_totals *totals,
                        const struct policy_trial_words *words)
{
    json_member_array_begin(writer, "statusMs");
    for (uint32_t status = 0; status < POLICY_TRIAL_STATUSES_MAX; status++) {
        if (totals->status_ms[status] == 0)
            continue;
        json_object_begin(writer);
        json_member_text(writer, "status", status != 0 ? words->status(words->ctx, status) : "");
        json_member_i64(writer, "ms", totals->status_ms[status]);
        json_object_end(writer);
    }
    json_array_end(writer);
    json_member_object_begin(writer, "shownMs");
    for (int shown = 0; shown < ACD_SHOWN_STATES; shown++)
        json_member_i64(writer, acd_shown_name((enum acd_shown)shown), totals->shown_ms[shown]);
    json_object_end(writer);
}

static void write_totals(struct json_writer *writer, const char *name, const struct policy_totals *totals,
                         const struct policy_trial_words *words)
{
    json_member_object_begin(writer, name);
    json_member_u64(writer, "contacts", totals->contacts);
    json_member_u64(writer, "answered", totals->answered);
    json_member_u64(writer, "abandoned", totals->abandoned);
    json_member_u64(writer, "waiting", totals->waiting);
    json_member_u64(writer, "offers", totals->offers);
    json_member_u64(writer, "missed", totals->missed);
    json_member_u64(writer, "rejected", totals->rejected);
    json_member_u64(writer, "withdrawn", totals->withdrawn);
    json_member_i64(writer, "waitedMs", totals->waited_ms);
    json_member_i64(writer, "waitedMsMax", totals->waited_ms_max);
    write_times(writer, totals, words);
    json_object_end(writer);
}

void policy_trial_render_json(struct buf *buf, const struct policy_trial_report *report,
                              const struct policy_trial_words *words)
{
    struct json_writer writer;

    json_writer_init(&writer, buf);
    json_object_begin(&writer);
    json_member_text(&writer, "centre", words->centre);
    json_member_text(&writer, "document", words->document);
    json_member_i64(&writer, "beginsAt", report->begins_at);
    json_member_i64(&writer, "endsAt", report->ends_at);
    json_member_u64(&writer, "events", report->events);
    json_member_u64(&writer, "wishes", report->wishes);
    json_member_object_begin(&writer, "outcomes");
    for (int outcome = 0; outcome < POLICY_OUTCOMES; outcome++)
        json_member_u64(&writer, policy_outcome_name((enum policy_outcome)outcome),
                        report->outcomes[outcome]);
    json_object_end(&writer);
    json_member_array_begin(&writer, "kinds");
    for (uint32_t i = 0; i < report->kind_count; i++) {
        json_object_begin(&writer);
        write_kind(&writer, &report->kinds[i], words);
        json_member_u64(&writer, "count", report->kinds[i].count);
        json_object_end(&writer);
    }
    json_array_end(&writer);
    json_member_array_begin(&writer, "examples");
    for (uint32_t i = 0; i < report->example_count; i++) {
        const struct policy_trial_example *example = &report->examples[i];
        json_object_begin(&writer);
        json_member_i64(&writer, "at", example->at);
        json_member_text(&writer, "agent",
                         example->agent != 0 ? words->agent(words->ctx, example->agent) : "");
        write_kind(&writer, &example->kind, words);
        json_object_end(&writer);
    }
    json_array_end(&writer);
    write_totals(&writer, "recorded", &report->recorded, words);
    write_totals(&writer, "tried", &report->tried, words);
    json_object_end(&writer);
    buf_append_char(buf, '\n');
}
