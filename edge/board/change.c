/* Changing the status of one agent or many: what it would mean for each, and doing it. It must not judge a move itself:
 * the core says what a choice means, and decides.
 *
 *     agentIds --for each: parse, judge()--> preview: the meaning of now, and the agent's version
 *                        '--decide, if the version is still the previewed one--> the same, of what has happened
 */
#include <string.h>

#include "book/body.h"
#include "edge/board/state.h"
#include "edge/common/members.h"
#include "edge/common/refusal.h"

enum { CHANGE_AGENTS_MAX = 1000, CHANGE_REASONS_MAX = 500 };

struct change {
    struct asked *asked;
    const struct acd *acd;
    const struct book *book;
    uint16_t command;   /* SET_STATUS, STOP_NEW or RESUME_NEW */
    enum acd_move move; /* of the last two */
    uint32_t status;
    uint32_t reason;
    bool preview;
    const json_t *versions; /* NULL: none */
    struct buf body;
    uint32_t counts[ACD_MEANS_NO_CHANGE + 1];
};

struct outcome {
    enum acd_meaning meaning;
    enum pump_refusal pump;
    enum acd_refusal refusal; /* of REFUSED */
};

/* ---- what it means ---- */

static bool is_reason_offered(const struct change *change, uint32_t agent, enum acd_refusal *why)
{
    uint32_t reasons[CHANGE_REASONS_MAX];
    bool mandatory = false;
    enum acd_reason_action action = acd_reason_action_of(change->acd, change->status);
    if (action == ACD_REASON_ACTIONS || acd_reason_list_count(change->acd) == 0)
        return true;
    uint32_t count = acd_agent_reasons(change->acd, agent, action, reasons, CHANGE_REASONS_MAX, &mandatory);
    *why = change->reason == 0 ? ACD_REFUSED_REASON_REQUIRED : ACD_REFUSED_UNKNOWN_REASON;
    if (change->reason == 0)
        return !mandatory;
    for (uint32_t i = 0; i < count; i++) {
        if (reasons[i] == change->reason)
            return true;
    }
    return false;
}

static struct outcome judge_move(const struct change *change, uint32_t agent)
{
    struct acd_actor actor = change->asked->actor;
    bool open = acd_agent_moves(change->acd, agent, actor) >> change->move & 1;
    bool group = actor.kind != ACD_ACTOR_SUPERVISOR || acd_supervises(change->acd, actor.id, agent);
    if (!open)
        return (struct outcome){.meaning = ACD_MEANS_REFUSED,
                                .pump = PUMP_REFUSED,
                                .refusal = group ? ACD_REFUSED_NOT_ALLOWED : ACD_REFUSED_NOT_YOUR_GROUP};
    return (struct outcome){.meaning = change->move == ACD_MOVE_STOP_NEW ? ACD_MEANS_NEXT : ACD_MEANS_CANCEL};
}

static struct outcome judge(const struct change *change, uint32_t agent)
{
    struct outcome outcome = {.pump = PUMP_REFUSED, .refusal = ACD_REFUSED_UNKNOWN_AGENT};
    struct acd_agent_view view;
    if (agent == 0 || !acd_agent_view(change->acd, agent, &view))
        return outcome;
    if (change->command != ACD_SET_STATUS)
        return judge_move(change, agent);
    outcome.meaning =
        acd_status_meaning(change->acd, agent, change->status, change->asked->actor, &outcome.refusal);
    bool changes = outcome.meaning == ACD_MEANS_NOW || outcome.meaning == ACD_MEANS_NEXT;
    if (changes && !is_reason_offered(change, agent, &outcome.refusal))
        outcome.meaning = ACD_MEANS_REFUSED;
    return outcome;
}

/* ---- doing it ---- */

/* Has the agent changed since the preview told its version? */
static bool is_stale(const struct change *change, const char *id, uint32_t version)
{
    const json_t *previewed = change->versions != NULL ? json_object_get(change->versions, id) : NULL;
    return previewed != NULL && !json_is_null(previewed) && json_integer_value(previewed) != version;
}

static struct outcome change_one(struct change *change, uint32_t agent, const char *id)
{
    struct outcome outcome = judge(change, agent);
    struct acd_agent_view view = {0};
    if (change->preview || agent == 0)
        return outcome;
    acd_agent_view(change->acd, agent, &view);
    if (is_stale(change, id, view.version))
        return (struct outcome){
            .meaning = ACD_MEANS_REFUSED, .pump = PUMP_REFUSED, .refusal = ACD_REFUSED_STALE};
    if (outcome.meaning == ACD_MEANS_REFUSED || outcome.meaning == ACD_MEANS_NO_CHANGE)
        return outcome;
    struct acd_command command = asked_command(change->asked, (enum acd_command_kind)change->command);
    command.agent = agent;
    command.status = change->status;
    command.reason = change->reason;
    command.if_version = change->command == ACD_SET_STATUS && change->versions != NULL ? view.version : 0;
    outcome.pump = pump_decide(change->asked->pump, &command, change->body.bytes, change->body.len, NULL,
                               &outcome.refusal);
    if (outcome.pump != PUMP_OK)
        outcome.meaning = ACD_MEANS_REFUSED;
    return outcome;
}

static void write_result(struct change *change, struct json_writer *writer, const char *id)
{
    uint32_t agent = find_agent(change->book, id);
    struct outcome outcome = change_one(change, agent, id);
    struct acd_agent_view view = {0};
    acd_agent_view(change->acd, agent, &view);
    change->counts[outcome.meaning]++;
    json_object_begin(writer);
    json_member_text(writer, "agentId", id);
    json_member_text(writer, "means", members_meaning(outcome.meaning));
    if (outcome.meaning == ACD_MEANS_REFUSED) {
        struct refusal_words words = refusal_words_about(outcome.pump, outcome.refusal);
        json_member_text(writer, "code", words.code);
        json_member_text(writer, "message", words.message);
    } else {
        json_member_null(writer, "code");
        json_member_null(writer, "message");
    }
    json_member_i64(writer, "version", view.version);
    json_object_end(writer);
}

static void answer_results(struct change *change, const json_t *agents)
{
    struct buf results;
    struct buf json;
    struct json_writer writer;
    buf_init(&results, change->asked->bytes_max);
    json_writer_init(&writer, &results);
    json_array_begin(&writer);
    for (size_t i = 0; i < json_array_size(agents); i++)
        write_result(change, &writer, json_string_value(json_array_get(agents, i)));
    json_array_end(&writer);
    asked_begin_done(change->asked, pump_seq(change->asked->pump), &json, &writer);
    json_member_buf(&writer, "results", &results);
    json_member_object_begin(&writer, "counts");
    for (int meaning = 0; meaning <= ACD_MEANS_NO_CHANGE; meaning++)
        json_member_i64(&writer, members_meaning((enum acd_meaning)meaning), change->counts[meaning]);
    json_object_end(&writer);
    asked_end_done(change->asked, &json, &writer);
    buf_free(&results);
}

/* ---- members ---- */

static uint32_t status_of_type(const struct acd *acd, enum acd_status_type type)
{
    for (uint32_t status = 1; status <= acd_status_count(acd); status++) {
        struct acd_status view;
        if (acd_status_view(acd, status, &view) && view.type == type)
            return status;
    }
    return 0;
}

/* What a move asks for; false: it is none that can be made for an agent as a whole. */
static bool parse_move(struct change *change, const char *name)
{
    static const struct {
        const char *name;
        enum acd_move move;
        uint16_t command;
    } MOVES[] = {
        {"available", ACD_MOVE_AVAILABLE, ACD_SET_STATUS},
        {"work_offline", ACD_MOVE_WORK_OFFLINE, ACD_SET_STATUS},
        {"break", ACD_MOVE_BREAK, ACD_SET_STATUS},
        {"log_out", ACD_MOVE_LOG_OUT, ACD_SET_STATUS},
        {"stop_new", ACD_MOVE_STOP_NEW, ACD_STOP_NEW},
        {"resume", ACD_MOVE_RESUME, ACD_RESUME_NEW},
    };
    for (size_t i = 0; i < sizeof MOVES / sizeof MOVES[0]; i++) {
        if (strcmp(MOVES[i].name, name) != 0)
            continue;
        change->move = MOVES[i].move;
        change->command = MOVES[i].command;
        if (change->move == ACD_MOVE_AVAILABLE)
            change->status = status_of_type(change->acd, ACD_STATUS_ROUTABLE);
        else if (change->move == ACD_MOVE_LOG_OUT)
            change->status = status_of_type(change->acd, ACD_STATUS_OFFLINE);
        else if (change->move == ACD_MOVE_BREAK)
            change->status = (uint32_t)acd_rule(change->acd, ACD_RULE_STATUS_BREAK);
        else if (change->move == ACD_MOVE_WORK_OFFLINE)
            change->status = (uint32_t)acd_rule(change->acd, ACD_RULE_STATUS_WORK_OFFLINE);
        return true;
    }
    return false;
}

/* statusId, or move. */
static void parse_wish(struct change *change)
{
    struct json_reader *reader = &change->asked->reader;
    struct uuid uuid;
    const char *move = json_optional_text(reader, "move", 1, 32);
    if ((move != NULL) == json_has(reader, "statusId")) {
        json_reader_fail(reader, "statusId", "must be there, or move, and not both");
        return;
    }
    if (move != NULL) {
        if (!parse_move(change, move))
            json_reader_fail(reader, "move", "must be a move that agents can make as a whole");
        return;
    }
    if (asked_uuid(change->asked, "statusId", &uuid))
        change->status = book_find_number(change->book, ACD_SUBJECT_STATUS, &uuid);
}

static void parse_why(struct change *change)
{
    struct json_reader *reader = &change->asked->reader;
    const char *why = change->preview ? NULL : json_required_text(reader, "why", 1, BOOK_WHY_BYTES_MAX);
    if (why == NULL || reader->failed)
        return;
    if (why[strspn(why, " \t\r\n")] == '\0' || !body_render_why(&change->body, why))
        json_reader_fail(reader, "why", "must say something");
}

static const json_t *parse_agents(struct json_reader *reader)
{
    const json_t *agents = json_required_array(reader, "agentIds", CHANGE_AGENTS_MAX);
    for (size_t i = 0; agents != NULL && i < json_array_size(agents); i++) {
        if (!json_is_string(json_array_get(agents, i)))
            json_reader_fail(reader, "agentIds", "must be texts");
    }
    return agents;
}

void change_statuses(struct asked *asked)
{
    struct change change = {.asked = asked,
                            .acd = pump_core(asked->pump),
                            .book = pump_book(asked->pump),
                            .command = ACD_SET_STATUS};
    buf_init(&change.body, ACD_BODY_BYTES_MAX);
    change.preview = json_required_bool(&asked->reader, "preview");
    const json_t *agents = parse_agents(&asked->reader);
    change.versions = json_optional_object(&asked->reader, "versions");
    parse_wish(&change);
    parse_why(&change);
    if (asked->reader.failed)
        asked_refuse_members(asked);
    else if (change.command == ACD_SET_STATUS && change.status == 0)
        asked_refuse_words(asked, PUMP_REFUSED, ACD_REFUSED_UNKNOWN_STATUS);
    else if (asked_reason(asked, &change.reason))
        answer_results(&change, agents);
    buf_free(&change.body);
}
