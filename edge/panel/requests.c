/* What a page may ask for: a table of names, and one function for each way of asking. It must not decide anything: it makes a command of the core, or a refusal.
 *
 *     request_take --> REQUESTS[name] --> parse members --> pump_decide --> "done" or "refused", posted after the events it made
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "book/body.h"
#include "edge/common/names.h"
#include "edge/common/refusal.h"
#include "edge/common/words.h"
#include "edge/panel/render.h"
#include "edge/panel/state.h"

enum {
    REQUEST_TEXT_BYTES_MAX = 4096,
    REQUEST_ADDRESS_BYTES_MAX = 256,
    REQUEST_TYPING_MS = 1000,
    REQUEST_REFUSED_BYTES_MAX = 2048,
    TRANSCRIPT_MESSAGES_MAX = 200,     /* of one answer */
    TRANSCRIPT_BYTES_MAX = 256 * 1024, /* after which an answer says "more" */
};

struct request {
    struct panel_line *line;
    struct pump *pump;
    uint32_t agent;
    int64_t id; /* 0: it had none that could be read */
    struct json_reader reader;
    uint16_t command; /* enum acd_command_kind, from the table */
    bool is_move;     /* from the table: who is refused it is told what is allowed */
};

typedef void request_fn(struct request *request);

/* ---- answering ---- */

static void refuse(const struct request *request, const char *code, const char *message)
{
    struct buf json;
    struct json_writer writer;
    buf_init(&json, REQUEST_REFUSED_BYTES_MAX);
    json_writer_init(&writer, &json);
    json_object_begin(&writer);
    json_member_text(&writer, "is", "refused");
    if (request->id != 0)
        json_member_i64(&writer, "id", request->id);
    else
        json_member_null(&writer, "id");
    json_member_text(&writer, "code", code);
    json_member_text(&writer, "message", message);
    if (request->is_move) {
        struct render render = render_of(request->pump, request->agent);
        render_allowed(&writer, &render);
    }
    json_object_end(&writer);
    request->line->room->centre->panel->counters.requests_refused++;
    line_post_text(request->line, &json);
}

/* What the reader found wrong, as one sentence. */
static void refuse_members(const struct request *request)
{
    char message[JSON_WHAT_BYTES_MAX + 64];
    snprintf(message, sizeof message, "%s %s",
             request->reader.member != NULL ? request->reader.member : "the message", request->reader.what);
    refuse(request, "bad_request", message);
}

static void refuse_words(const struct request *request, enum pump_refusal outcome, enum acd_refusal refusal)
{
    struct refusal_words words = refusal_words(outcome, refusal);
    refuse(request, words.code, words.message);
}

static void begin_done(const struct request *request, uint64_t seq, struct buf *json,
                       struct json_writer *writer)
{
    buf_init(json, PANEL_FRAME_BYTES_MAX);
    json_writer_init(writer, json);
    json_object_begin(writer);
    json_member_text(writer, "is", "done");
    json_member_i64(writer, "id", request->id);
    json_member_u64(writer, "seq", seq);
}

static void end_done(const struct request *request, struct buf *json, struct json_writer *writer)
{
    json_object_end(writer);
    line_post_text(request->line, json);
}

static void done(const struct request *request)
{
    struct buf json;
    struct json_writer writer;
    begin_done(request, pump_seq(request->pump), &json, &writer);
    end_done(request, &json, &writer);
}

/* ---- asking the core ---- */

static struct acd_command command_of(const struct request *request, enum acd_command_kind kind)
{
    return (struct acd_command){.kind = (uint16_t)kind,
                                .at = panel_now(request->line->room->centre->panel),
                                .actor = {.kind = ACD_ACTOR_AGENT, .id = request->agent},
                                .agent = request->agent};
}

/* Decides; refuses the request if the core does. body may be NULL, and is freed. */
static bool decide(const struct request *request, const struct acd_command *command, struct buf *body)
{
    enum acd_refusal refusal = ACD_OK;
    enum pump_refusal outcome = pump_decide(request->pump, command, body != NULL ? body->bytes : NULL,
                                            body != NULL ? body->len : 0, NULL, &refusal);
    if (body != NULL)
        buf_free(body);
    if (outcome != PUMP_OK)
        refuse_words(request, outcome, refusal);
    return outcome == PUMP_OK;
}

/* ---- members ---- */

static bool parse_uuid(struct request *request, const char *name, struct uuid *uuid)
{
    const char *text = json_required_text(&request->reader, name, 0, UUID_TEXT_LEN);
    if (request->reader.failed)
        return false;
    if (uuid_parse(text, strlen(text), uuid))
        return true;
    json_reader_fail(&request->reader, name, "must be a UUID");
    return false;
}

/* The live contact of member contactId; refuses the request otherwise. */
static bool parse_contact(struct request *request, uint64_t *contact)
{
    struct uuid uuid;
    if (!parse_uuid(request, "contactId", &uuid)) {
        refuse_members(request);
        return false;
    }
    uint64_t found = book_find_contact_uuid(pump_book(request->pump), &uuid);
    if (found == 0) {
        refuse_words(request, PUMP_REFUSED, ACD_REFUSED_UNKNOWN_CONTACT);
        return false;
    }
    *contact = found;
    return true;
}

/* The same, and this agent has a leg of it. */
static bool parse_own_contact(struct request *request, uint64_t *contact, struct acd_leg_view *leg)
{
    uint64_t found;
    if (!parse_contact(request, &found))
        return false;
    if (!acd_leg_view(pump_core(request->pump), request->agent, found, leg)) {
        refuse_words(request, PUMP_REFUSED, ACD_REFUSED_UNKNOWN_LEG);
        return false;
    }
    *contact = found;
    return true;
}

/* Text without blanks around it, at least one byte of it. Lent by the document; not NUL-ended. */
static const char *trim(const char *text, size_t *len)
{
    size_t end = strlen(text);
    size_t begin = strspn(text, " \t\r\n");
    while (end > begin && strchr(" \t\r\n", text[end - 1]) != NULL)
        end--;
    *len = end - begin;
    return text + begin;
}

/* Optional member reasonId; refuses the request if it is none that exists. Whether it is one that may be given here is the core's. */
static bool parse_reason(struct request *request, uint32_t *reason)
{
    struct uuid uuid;
    uint32_t number = 0;
    if (json_has(&request->reader, "reasonId")) {
        if (!parse_uuid(request, "reasonId", &uuid)) {
            refuse_members(request);
            return false;
        }
        number = book_find_number(pump_book(request->pump), ACD_SUBJECT_REASON, &uuid);
        if (number == 0) {
            refuse_words(request, PUMP_REFUSED, ACD_REFUSED_UNKNOWN_REASON);
            return false;
        }
    }
    *reason = number;
    return true;
}

/* ---- the agent ---- */

static void set_status(struct request *request)
{
    struct uuid uuid;
    bool parsed = parse_uuid(request, "statusId", &uuid);
    int64_t version = json_optional_i64(&request->reader, "version", 1, UINT32_MAX, 0);
    const char *means = json_optional_text(&request->reader, "means", 1, 16);
    bool only_now = means != NULL && strcmp(means, "now") == 0;
    if (means != NULL && !only_now)
        json_reader_fail(&request->reader, "means", "must be \"now\" if it is there");
    struct acd_command command = command_of(request, ACD_SET_STATUS);
    if (!parsed || request->reader.failed) {
        refuse_members(request);
        return;
    }
    if (!parse_reason(request, &command.reason))
        return;
    command.status = book_find_number(pump_book(request->pump), ACD_SUBJECT_STATUS, &uuid);
    command.if_version = (uint32_t)version;
    if (command.status == 0) {
        refuse_words(request, PUMP_REFUSED, ACD_REFUSED_UNKNOWN_STATUS);
        return;
    }
    enum acd_refusal why;
    enum acd_meaning meaning =
        acd_status_meaning(pump_core(request->pump), request->agent, command.status, command.actor, &why);
    if (only_now && meaning != ACD_MEANS_NOW && meaning != ACD_MEANS_NO_CHANGE) {
        refuse_words(request, PUMP_REFUSED, meaning == ACD_MEANS_REFUSED ? why : ACD_REFUSED_NOT_ALLOWED);
        return;
    }
    if (!decide(request, &command, NULL))
        return;
    struct buf json;
    struct json_writer writer;
    begin_done(request, pump_seq(request->pump), &json, &writer);
    json_member_text(&writer, "means", render_meaning(meaning));
    end_done(request, &json, &writer);
}

/* stop_new, resume_new */
static void command_agent(struct request *request)
{
    struct acd_command command = command_of(request, request->command);
    if (decide(request, &command, NULL))
        done(request);
}

static void place_call(struct request *request)
{
    struct uuid queue;
    const char *address = json_required_text(&request->reader, "address", 1, REQUEST_ADDRESS_BYTES_MAX);
    bool has_queue = json_has(&request->reader, "queueId");
    if (has_queue)
        parse_uuid(request, "queueId", &queue);
    if (request->reader.failed) {
        refuse_members(request);
        return;
    }
    struct acd_command command = command_of(request, ACD_PLACE_CALL);
    command.queue = has_queue ? book_find_number(pump_book(request->pump), ACD_SUBJECT_QUEUE, &queue) : 0;
    if (has_queue && command.queue == 0) {
        refuse_words(request, PUMP_REFUSED, ACD_REFUSED_UNKNOWN_QUEUE);
        return;
    }
    struct buf body;
    buf_init(&body, ACD_BODY_BYTES_MAX);
    if (!body_render_call_placed(
            &body, &(struct body_call){.uuid = uuid_random(), .name = address, .address = address})) {
        buf_free(&body);
        refuse(request, "bad_request", "address must be text that can be stored");
    } else if (decide(request, &command, &body)) {
        done(request);
    }
}

/* ---- contacts ---- */

/* accept, reject, end, clear, hold ...: a command about one contact at this agent. */
static void command_contact(struct request *request)
{
    struct acd_command command = command_of(request, request->command);
    if (parse_contact(request, &command.contact) && decide(request, &command, NULL))
        done(request);
}

static void reject_offer(struct request *request)
{
    struct acd_command command = command_of(request, ACD_REJECT_OFFER);
    if (parse_contact(request, &command.contact) && parse_reason(request, &command.reason) &&
        decide(request, &command, NULL))
        done(request);
}

/* Where to: exactly one of command->queue and command->to_agent. */
static bool parse_target(struct request *request, struct acd_command *command)
{
    const json_t *to = json_required_object(&request->reader, "to");
    struct json_reader outer = request->reader;
    if (outer.failed)
        return false;
    json_reader_init(&request->reader, to);
    struct uuid uuid;
    const char *kind = json_required_text(&request->reader, "kind", 1, 16);
    bool queue = strcmp(kind, "queue") == 0;
    if (!queue && strcmp(kind, "agent") != 0)
        json_reader_fail(&request->reader, "to.kind", "must be \"queue\" or \"agent\"");
    if (!parse_uuid(request, "id", &uuid))
        return false;
    uint32_t number =
        book_find_number(pump_book(request->pump), queue ? ACD_SUBJECT_QUEUE : ACD_SUBJECT_AGENT, &uuid);
    *(queue ? &command->queue : &command->to_agent) = number;
    return true;
}

static void transfer(struct request *request)
{
    struct acd_command command = command_of(request, ACD_TRANSFER_CONTACT);
    struct acd_leg_view leg;
    if (!parse_own_contact(request, &command.contact, &leg))
        return;
    if (!parse_target(request, &command)) {
        refuse_members(request);
        return;
    }
    if (command.queue == 0 && command.to_agent == 0) {
        const char *kind = json_string_value(json_object_get(request->reader.object, "kind"));
        refuse_words(request, PUMP_REFUSED,
                     strcmp(kind, "queue") == 0 ? ACD_REFUSED_UNKNOWN_QUEUE : ACD_REFUSED_UNKNOWN_AGENT);
        return;
    }
    struct uuid uuid = uuid_random();
    struct buf body;
    buf_init(&body, ACD_BODY_BYTES_MAX);
    if (!body_render_contact_transferred(&body, &uuid)) {
        buf_free(&body);
        refuse_words(request, PUMP_OVERLOADED, ACD_OK);
    } else if (decide(request, &command, &body)) {
        done(request);
    }
}

static void end_send(struct request *request, const struct uuid *uuid)
{
    struct buf json;
    struct json_writer writer;
    begin_done(request, pump_seq(request->pump), &json, &writer);
    words_uuid(&writer, "messageId", uuid);
    end_done(request, &json, &writer);
}

static void send_message(struct request *request)
{
    struct acd_command command = command_of(request, ACD_SEND_MESSAGE);
    struct acd_leg_view leg;
    size_t len;
    if (!parse_own_contact(request, &command.contact, &leg))
        return;
    const char *text = trim(json_required_text(&request->reader, "text", 0, SIZE_MAX), &len);
    if (!request->reader.failed && (len == 0 || len > REQUEST_TEXT_BYTES_MAX))
        json_reader_fail(&request->reader, "text",
                         "must be text of 1 to 4096 bytes without the blanks around it");
    if (request->reader.failed) {
        refuse_members(request);
        return;
    }
    char trimmed[REQUEST_TEXT_BYTES_MAX + 1];
    memcpy(trimmed, text, len);
    trimmed[len] = '\0';
    const struct book_user *user = book_find_user(pump_book(request->pump), request->agent);
    struct body_message message = {.uuid = uuid_random(), .name = name_for_customers(user), .text = trimmed};
    struct buf body;
    buf_init(&body, ACD_BODY_BYTES_MAX);
    if (!body_render_message_sent(&body, &message)) {
        buf_free(&body);
        refuse(request, "bad_request", "text must be text that can be stored");
    } else if (decide(request, &command, &body)) {
        end_send(request, &message.uuid);
    }
}

/* Not durable, not answered: who has no connected leg of it is simply not heard. */
static void pass_typing(struct request *request)
{
    struct panel *panel = request->line->room->centre->panel;
    struct acd_leg_view leg;
    struct uuid uuid;
    int64_t now = panel_now(panel);
    if (!parse_uuid(request, "contactId", &uuid) || now - request->line->typing_at < REQUEST_TYPING_MS)
        return;
    uint64_t contact = book_find_contact_uuid(pump_book(request->pump), &uuid);
    if (contact == 0 || !acd_leg_view(pump_core(request->pump), request->agent, contact, &leg) ||
        leg.state != ACD_LEG_CONNECTED)
        return;
    request->line->typing_at = now;
    signals_send(panel->options.signals,
                 &(struct signal){.pump = request->pump, .contact = contact, .by = SIGNAL_BY_AGENT});
}

static void write_note(struct request *request)
{
    struct acd_command command = command_of(request, ACD_RECORD);
    struct acd_leg_view leg;
    char name[SHOWN_NAME_BYTES];
    if (!parse_own_contact(request, &command.subject, &leg))
        return;
    const char *text = json_required_text(&request->reader, "text", 0, BODY_NOTE_BYTES_MAX);
    if (request->reader.failed) {
        refuse_members(request);
        return;
    }
    command.subject_kind = ACD_SUBJECT_CONTACT;
    command.record = BOOK_NOTE_WRITTEN;
    struct body_note note = {
        .text = text,
        .by = name_for_colleagues(book_find_user(pump_book(request->pump), request->agent), name)};
    struct buf body;
    buf_init(&body, ACD_BODY_BYTES_MAX);
    if (!body_render_note_written(&body, &note)) {
        buf_free(&body);
        refuse(request, "bad_request", "text must be text that can be stored");
    } else if (decide(request, &command, &body)) {
        done(request);
    }
}

/* ---- the transcript: asked of the book's history, answered later ---- */

struct transcript_wish {
    struct request request; /* its reader is not used any more */
    uint64_t seq;           /* the history had seen this */
};

static void answer_transcript(void *ctx, const struct book_message *messages, uint32_t count, bool failed)
{
    struct transcript_wish *wish = ctx;
    const struct request *request = &wish->request;
    struct buf json;
    struct json_writer writer;
    if (request->line->wire.closing) {
        /* nobody waits any more */
    } else if (failed) {
        refuse_words(request, PUMP_OVERLOADED, ACD_OK);
    } else {
        uint32_t rendered = 0;
        begin_done(request, wish->seq, &json, &writer);
        json_member_array_begin(&writer, "messages");
        for (; rendered < count && json.len < TRANSCRIPT_BYTES_MAX; rendered++)
            words_message(&writer, NULL, &messages[rendered]);
        json_array_end(&writer);
        json_member_bool(&writer, "more", rendered < count || count == TRANSCRIPT_MESSAGES_MAX);
        end_done(request, &json, &writer);
    }
    wire_unref(&request->line->wire);
    free(wish);
}

/* Only the transcripts of contacts that are with this agent. */
static bool has_leg_of(const struct request *request, const struct uuid *uuid)
{
    struct acd_leg_view leg;
    uint64_t contact = book_find_contact_uuid(pump_book(request->pump), uuid);
    return contact != 0 && acd_leg_view(pump_core(request->pump), request->agent, contact, &leg);
}

static void ask_transcript(struct request *request)
{
    struct uuid uuid;
    bool parsed = parse_uuid(request, "transcriptId", &uuid);
    int64_t after = json_required_i64(&request->reader, "after", 0, UINT32_MAX);
    if (!parsed || request->reader.failed) {
        refuse_members(request);
        return;
    }
    if (!has_leg_of(request, &uuid)) {
        refuse_words(request, PUMP_REFUSED, ACD_REFUSED_UNKNOWN_LEG);
        return;
    }
    struct transcript_wish *wish = malloc(sizeof *wish);
    if (wish == NULL) {
        refuse_words(request, PUMP_OVERLOADED, ACD_OK);
        return;
    }
    *wish = (struct transcript_wish){.request = *request, .seq = pump_seq(request->pump)};
    wire_ref(&request->line->wire);
    book_ask_transcript(pump_book_ask(request->pump), wish->seq, &uuid, (uint32_t)after,
                        TRANSCRIPT_MESSAGES_MAX, answer_transcript, wish);
}

/* ---- the table ---- */

static const struct request_entry {
    const char *name;
    request_fn *call;
    enum acd_command_kind command; /* for command_contact and command_agent */
    bool is_move;                  /* a refusal lists the moves that are open */
    bool silent;                   /* has no id and no answer */
} REQUESTS[] = {
    {"set_status", set_status, .is_move = true},
    {"stop_new", command_agent, .command = ACD_STOP_NEW, .is_move = true},
    {"resume_new", command_agent, .command = ACD_RESUME_NEW, .is_move = true},
    {"end_wrapup", command_contact, .command = ACD_END_WRAPUP, .is_move = true},
    {"extend_wrapup", command_contact, .command = ACD_EXTEND_WRAPUP, .is_move = true},
    {"accept", command_contact, .command = ACD_ACCEPT_OFFER},
    {"reject", reject_offer, .command = ACD_REJECT_OFFER},
    {"end", command_contact, .command = ACD_END_LEG},
    {"clear", command_contact, .command = ACD_CLEAR_LEG},
    {"hold", command_contact, .command = ACD_HOLD_LEG},
    {"unhold", command_contact, .command = ACD_UNHOLD_LEG},
    {"pause", command_contact, .command = ACD_PAUSE_CONTACT},
    {"resume", command_contact, .command = ACD_RESUME_CONTACT},
    {"transfer", transfer, .is_move = false},
    {"send", send_message, .is_move = false},
    {"typing", pass_typing, .silent = true},
    {"note", write_note, .is_move = false},
    {"transcript", ask_transcript, .is_move = false},
    {"call", place_call, .is_move = false},
};

static const struct request_entry *find_entry(const char *name)
{
    for (size_t i = 0; i < sizeof REQUESTS / sizeof REQUESTS[0]; i++) {
        if (strcmp(REQUESTS[i].name, name) == 0)
            return &REQUESTS[i];
    }
    return NULL;
}

void request_take(struct panel_line *line, const char *name, const json_t *object)
{
    struct request request = {.line = line, .pump = line->session.pump, .agent = line->session.agent};
    const struct request_entry *entry = find_entry(name);
    bool silent = entry != NULL && entry->silent;
    struct panel *panel = line->room->centre->panel;
    panel->counters.requests++;
    json_reader_init(&request.reader, object);
    int64_t id = silent ? 0 : json_required_i64(&request.reader, "id", 1, INT32_MAX);
    if (!request.reader.failed)
        request.id = id;
    if (request.reader.failed)
        refuse_members(&request);
    else if (entry == NULL)
        refuse(&request, "bad_request", "do names no request of this line");
    else if (budget_pay(&line->budget, panel->limits.requests_per_s_max, panel_now(panel))) {
        request.command = (uint16_t)entry->command;
        request.is_move = entry->is_move;
        entry->call(&request);
    } else if (!silent) {
        refuse(&request, "overloaded", "This page asks too much at once. Try again in a moment.");
    }
}
