/* What a board may ask for: a table of names, and one function for each. It must not decide anything: it makes a
 * command of the core, or a refusal.
 *
 *     board_request_take --> REQUESTS[name] --> parse members --> pump_decide --> "done" or "refused"
 *
 * Changing statuses stands in change.c, the questions "why" in why.c.
 */
#include <stdlib.h>
#include <string.h>

#include "book/body.h"
#include "edge/board/state.h"
#include "edge/common/asked.h"
#include "edge/common/names.h"
#include "edge/common/words.h"

enum { REQUEST_DONE_BYTES_MAX = 1024 * 1024, WHISPERS_MAX = 200 };

struct request {
    struct asked asked;
    struct board_line *line;
    uint16_t command; /* enum acd_command_kind, from the table */
    uint8_t value;
};

typedef void request_fn(struct request *request);

/* ---- members ---- */

uint32_t find_agent(const struct book *book, const char *text)
{
    struct uuid uuid;
    return uuid_parse(text, strlen(text), &uuid) ? book_find_number(book, ACD_SUBJECT_AGENT, &uuid) : 0;
}

/* Member why, into the body (which may hold another's members already). False: the request is refused and the body
 * freed. */
static bool parse_why(struct request *request, struct buf *body)
{
    const char *why = json_required_text(&request->asked.reader, "why", 1, BOOK_WHY_BYTES_MAX);
    if (!request->asked.reader.failed && why[strspn(why, " \t\r\n")] == '\0')
        json_reader_fail(&request->asked.reader, "why", "must say something");
    if (!request->asked.reader.failed && body_render_why(body, why))
        return true;
    if (!request->asked.reader.failed)
        json_reader_fail(&request->asked.reader, "why", "must be text that can be stored");
    asked_refuse_members(&request->asked);
    buf_free(body);
    return false;
}

/* Member agentId; refuses the request if it names nobody. */
static bool parse_agent(struct request *request, uint32_t *agent)
{
    struct uuid uuid;
    if (!asked_uuid(&request->asked, "agentId", &uuid)) {
        asked_refuse_members(&request->asked);
        return false;
    }
    *agent = book_find_number(pump_book(request->asked.pump), ACD_SUBJECT_AGENT, &uuid);
    if (*agent == 0)
        asked_refuse_words(&request->asked, PUMP_REFUSED, ACD_REFUSED_UNKNOWN_AGENT);
    return *agent != 0;
}

/* ---- reading along ---- */

static void monitor(struct request *request)
{
    struct asked *asked = &request->asked;
    struct acd_command command = asked_command(asked, ACD_MONITOR_CONTACT);
    command.flags = ACD_FLAG_MAY_BARGE;
    if (!asked_contact(asked, &command.contact))
        return;
    if (json_has(&asked->reader, "agentId") && !parse_agent(request, &command.to_agent))
        return;
    if (!board_watch_begin(request->line, command.contact)) {
        asked_refuse_words(asked, PUMP_REFUSED, ACD_REFUSED_LIMIT);
        return;
    }
    if (!asked_decide(asked, &command, NULL)) {
        for (int i = 0; i < LINE_WATCHED_MAX; i++) {
            struct acd_leg_view leg;
            bool listens = acd_leg_view(pump_core(asked->pump), asked->actor.id, command.contact, &leg);
            if (request->line->watched[i] == command.contact && !(listens && leg.monitored != 0))
                request->line->watched[i] = 0;
        }
        return;
    }
    asked_whispers(asked, command.contact, 0, WHISPERS_MAX, true);
}

/* leave, barge, silent: about a contact that this user monitors. */
static void command_contact(struct request *request)
{
    struct acd_command command = asked_command(&request->asked, request->command);
    command.value = request->value;
    if (asked_contact(&request->asked, &command.contact) && asked_decide(&request->asked, &command, NULL))
        asked_done(&request->asked);
}

/* whisper, send: a text about a contact that this user monitors. */
static void say(struct request *request)
{
    struct asked *asked = &request->asked;
    struct acd_command command = asked_command(asked, request->command);
    char text[ASKED_TEXT_BYTES_MAX + 1];
    char name[SHOWN_NAME_BYTES];
    if (!asked_contact(asked, &command.contact) || !asked_text(asked, text))
        return;
    const struct book_user *user = book_find_user(pump_book(asked->pump), asked->actor.id);
    bool whisper = request->command == ACD_WHISPER;
    struct body_message message = {.uuid = uuid_random(),
                                   .name =
                                       whisper ? name_for_colleagues(user, name) : name_for_customers(user),
                                   .text = text};
    struct buf body;
    buf_init(&body, ACD_BODY_BYTES_MAX);
    if (!(whisper ? body_render_whispered(&body, &message) : body_render_message_sent(&body, &message))) {
        buf_free(&body);
        asked_refuse(asked, "bad_request", "text must be text that can be stored");
        return;
    }
    if (!asked_decide(asked, &command, &body))
        return;
    struct buf json;
    struct json_writer writer;
    asked_begin_done(asked, pump_seq(asked->pump), &json, &writer);
    words_uuid(&writer, "messageId", &message.uuid);
    asked_end_done(asked, &json, &writer);
}

/* A live chat is read by who may listen to it; what is over, by every supervisor. */
static bool may_read(const struct asked *asked, const struct uuid *uuid)
{
    const struct acd *acd = pump_core(asked->pump);
    struct acd_leg_view legs[ACD_AGENT_LEGS_MAX];
    uint64_t contact = book_find_contact_uuid(pump_book(asked->pump), uuid);
    if (contact == 0 || asked->actor.kind != ACD_ACTOR_SUPERVISOR)
        return true;
    uint32_t count = acd_contact_legs(acd, contact, legs, ACD_AGENT_LEGS_MAX);
    for (uint32_t i = 0; i < count; i++) {
        if (legs[i].agent == asked->actor.id || acd_supervises(acd, asked->actor.id, legs[i].agent))
            return true;
    }
    return count == 0;
}

static void transcript(struct request *request)
{
    struct asked *asked = &request->asked;
    struct uuid uuid;
    bool parsed = asked_uuid(asked, "transcriptId", &uuid);
    int64_t after = json_required_i64(&asked->reader, "after", 0, UINT32_MAX);
    if (!parsed || asked->reader.failed)
        asked_refuse_members(asked);
    else if (!may_read(asked, &uuid))
        asked_refuse_words(asked, PUMP_REFUSED, ACD_REFUSED_NOT_YOUR_GROUP);
    else
        asked_transcript(asked, &uuid, (uint32_t)after, INT64_MAX);
}

/* ---- what needs a reason: take_over, end_contact, requeue, clear_leg ---- */

static void decide_with_why(struct request *request, const struct acd_command *command, struct buf *body)
{
    if (parse_why(request, body) && asked_decide(&request->asked, command, body))
        asked_done(&request->asked);
}

static void take_over(struct request *request)
{
    struct acd_command command = asked_command(&request->asked, request->command);
    struct buf body;
    buf_init(&body, ACD_BODY_BYTES_MAX);
    if (asked_contact(&request->asked, &command.contact))
        decide_with_why(request, &command, &body);
}

static void end_contact(struct request *request)
{
    struct acd_command command = asked_command(&request->asked, ACD_END_CONTACT);
    struct buf body;
    buf_init(&body, ACD_BODY_BYTES_MAX);
    command.agent = 0;
    if (asked_contact(&request->asked, &command.contact))
        decide_with_why(request, &command, &body);
}

/* Does the customer go on as another contact, which needs an id? Else a body for it would wait for an event that never
 * comes (core.h: REQUEUE_CONTACT). */
static bool goes_on_as_another(const struct asked *asked, const struct acd_command *command)
{
    struct acd_contact_view contact;
    return acd_contact_view(pump_core(asked->pump), command->contact, &contact) &&
           (contact.place == ACD_PLACE_HANDLED || (command->queue != 0 && command->queue != contact.queue));
}

static void requeue(struct request *request)
{
    struct asked *asked = &request->asked;
    struct acd_command command = asked_command(asked, ACD_REQUEUE_CONTACT);
    struct uuid queue;
    struct uuid made = uuid_random();
    struct buf body;
    command.agent = 0;
    if (!asked_contact(asked, &command.contact))
        return;
    if (json_has(&asked->reader, "queueId")) {
        if (!asked_uuid(asked, "queueId", &queue)) {
            asked_refuse_members(asked);
            return;
        }
        command.queue = book_find_number(pump_book(asked->pump), ACD_SUBJECT_QUEUE, &queue);
        if (command.queue == 0) {
            asked_refuse_words(asked, PUMP_REFUSED, ACD_REFUSED_UNKNOWN_QUEUE);
            return;
        }
    }
    buf_init(&body, ACD_BODY_BYTES_MAX);
    if (!goes_on_as_another(asked, &command) || body_render_contact_transferred(&body, &made))
        decide_with_why(request, &command, &body);
    else
        asked_refuse_words(asked, PUMP_OVERLOADED, ACD_OK);
}

static void clear_leg(struct request *request)
{
    struct acd_command command = asked_command(&request->asked, ACD_CLEAR_LEG);
    struct buf body;
    buf_init(&body, ACD_BODY_BYTES_MAX);
    command.flags = ACD_FLAG_FORCE;
    if (asked_contact(&request->asked, &command.contact) && parse_agent(request, &command.agent))
        decide_with_why(request, &command, &body);
}

/* ---- the table ---- */

static void set_status(struct request *request)
{
    change_statuses(&request->asked);
}

static void ask_why_agent(struct request *request)
{
    why_agent(&request->asked);
}

static void ask_why_contact(struct request *request)
{
    why_contact(&request->asked, board_tally(request->line->centre));
}

static const struct request_entry {
    const char *name;
    request_fn *call;
    enum acd_command_kind command; /* for command_contact, say, take_over */
    uint8_t value;
} REQUESTS[] = {
    {"set_status", set_status, ACD_SET_STATUS, 0},
    {"why_agent", ask_why_agent, ACD_COMMAND_NONE, 0},
    {"why_contact", ask_why_contact, ACD_COMMAND_NONE, 0},
    {"monitor", monitor, ACD_MONITOR_CONTACT, 0},
    {"leave", command_contact, ACD_END_LEG, 0},
    {"barge", command_contact, ACD_BARGE, 1},
    {"silent", command_contact, ACD_BARGE, 0},
    {"whisper", say, ACD_WHISPER, 0},
    {"send", say, ACD_SEND_MESSAGE, 0},
    {"transcript", transcript, ACD_COMMAND_NONE, 0},
    {"take_over", take_over, ACD_TAKE_OVER, 0},
    {"end_contact", end_contact, ACD_END_CONTACT, 0},
    {"requeue", requeue, ACD_REQUEUE_CONTACT, 0},
    {"clear_leg", clear_leg, ACD_CLEAR_LEG, 0},
};

static const struct request_entry *find_entry(const char *name)
{
    for (size_t i = 0; i < sizeof REQUESTS / sizeof REQUESTS[0]; i++) {
        if (strcmp(REQUESTS[i].name, name) == 0)
            return &REQUESTS[i];
    }
    return NULL;
}

void board_request_take(struct board_line *line, const char *name, const json_t *object)
{
    struct board *board = line->centre->board;
    const struct request_entry *entry = find_entry(name);
    struct request request = {.line = line,
                              .asked = {.wire = &line->wire,
                                        .pump = line->session.pump,
                                        .actor = board_actor(&line->session),
                                        .now = board_now(board),
                                        .bytes_max = REQUEST_DONE_BYTES_MAX,
                                        .of_others = true,
                                        .refusals = &board->counters.requests_refused}};
    struct asked *asked = &request.asked;
    board->counters.requests++;
    json_reader_init(&asked->reader, object);
    int64_t id = json_required_i64(&asked->reader, "id", 1, INT32_MAX);
    if (asked->reader.failed) {
        asked_refuse_members(asked);
        return;
    }
    asked->id = id;
    if (entry == NULL) {
        asked_refuse(asked, "bad_request", "do names no request of this line");
    } else if (budget_pay(&line->budget, board->limits.requests_per_s_max, asked->now)) {
        request.command = (uint16_t)entry->command;
        request.value = entry->value;
        entry->call(&request);
    } else {
        asked_refuse(asked, "overloaded", "This page asks too much at once. Try again in a moment.");
    }
}
