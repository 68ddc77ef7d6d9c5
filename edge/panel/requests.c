/* What a page may ask for: a table of names, and one function for each way of asking. It must not decide anything: it
 * makes a command of the core, or a refusal.
 *
 *     request_take --> REQUESTS[name] --> parse members --> pump_decide --> "done" or "refused", posted after the events it made
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "book/body.h"
#include "edge/common/asked.h"
#include "edge/common/members.h"
#include "edge/common/names.h"
#include "edge/common/words.h"
#include "edge/panel/render.h"
#include "edge/panel/state.h"

enum { REQUEST_ADDRESS_BYTES_MAX = 256, REQUEST_TYPING_MS = 1000 };

struct request {
    struct asked asked; /* first: the request is found from it */
    struct panel_line *line;
    uint16_t command; /* enum acd_command_kind, from the table */
    bool is_move;     /* from the table: who is refused it is told what is allowed */
};

typedef void request_fn(struct request *request);

static struct render render_of_asker(const struct asked *asked)
{
    return render_of(asked->pump, asked->actor.id, NULL);
}

/* A refused move says which moves are open. */
static void add_allowed(const struct asked *asked, struct json_writer *writer)
{
    struct render render = render_of_asker(asked);
    if (((const struct request *)asked)->is_move)
        render_allowed(writer, &render);
}

/* The live contact of member contactId, of which this agent has a leg; refuses the request otherwise. */
static bool parse_own_contact(struct request *request, uint64_t *contact, struct acd_leg_view *leg)
{
    uint64_t found;
    if (!asked_contact(&request->asked, &found))
        return false;
    if (!acd_leg_view(pump_core(request->asked.pump), request->asked.actor.id, found, leg)) {
        asked_refuse_words(&request->asked, PUMP_REFUSED, ACD_REFUSED_UNKNOWN_LEG);
        return false;
    }
    *contact = found;
    return true;
}

/* ---- the agent ---- */

static void set_status(struct request *request)
{
    struct uuid uuid;
    bool parsed = asked_uuid(&request->asked, "statusId", &uuid);
    int64_t version = json_optional_i64(&request->asked.reader, "version", 1, UINT32_MAX, 0);
    const char *means = json_optional_text(&request->asked.reader, "means", 1, 16);
    bool only_now = means != NULL && strcmp(means, "now") == 0;
    if (means != NULL && !only_now)
        json_reader_fail(&request->asked.reader, "means", "must be \"now\" if it is there");
    struct acd_command command = asked_command(&request->asked, ACD_SET_STATUS);
    if (!parsed || request->asked.reader.failed) {
        asked_refuse_members(&request->asked);
        return;
    }
    if (!asked_reason(&request->asked, &command.reason))
        return;
    command.status = book_find_number(pump_book(request->asked.pump), ACD_SUBJECT_STATUS, &uuid);
    command.if_version = (uint32_t)version;
    if (command.status == 0) {
        asked_refuse_words(&request->asked, PUMP_REFUSED, ACD_REFUSED_UNKNOWN_STATUS);
        return;
    }
    enum acd_refusal why;
    enum acd_meaning meaning = acd_status_meaning(pump_core(request->asked.pump), request->asked.actor.id,
                                                  command.status, command.actor, &why);
    if (only_now && meaning != ACD_MEANS_NOW && meaning != ACD_MEANS_NO_CHANGE) {
        asked_refuse_words(&request->asked, PUMP_REFUSED,
                           meaning == ACD_MEANS_REFUSED ? why : ACD_REFUSED_NOT_ALLOWED);
        return;
    }
    if (!asked_decide(&request->asked, &command, NULL))
        return;
    struct buf json;
    struct json_writer writer;
    asked_begin_done(&request->asked, pump_seq(request->asked.pump), &json, &writer);
    json_member_text(&writer, "means", members_meaning(meaning));
    asked_end_done(&request->asked, &json, &writer);
}

/* stop_new, resume_new */
static void command_agent(struct request *request)
{
    struct acd_command command = asked_command(&request->asked, request->command);
    if (asked_decide(&request->asked, &command, NULL))
        asked_done(&request->asked);
}

static void place_call(struct request *request)
{
    struct uuid queue;
    const char *address = json_required_text(&request->asked.reader, "address", 1, REQUEST_ADDRESS_BYTES_MAX);
    bool has_queue = json_has(&request->asked.reader, "queueId");
    if (has_queue)
        asked_uuid(&request->asked, "queueId", &queue);
    if (request->asked.reader.failed) {
        asked_refuse_members(&request->asked);
        return;
    }
    struct acd_command command = asked_command(&request->asked, ACD_PLACE_CALL);
    command.queue =
        has_queue ? book_find_number(pump_book(request->asked.pump), ACD_SUBJECT_QUEUE, &queue) : 0;
    if (has_queue && command.queue == 0) {
        asked_refuse_words(&request->asked, PUMP_REFUSED, ACD_REFUSED_UNKNOWN_QUEUE);
        return;
    }
    struct buf body;
    buf_init(&body, ACD_BODY_BYTES_MAX);
    if (!body_render_call_placed(
            &body, &(struct body_call){.uuid = uuid_random(), .name = address, .address = address})) {
        buf_free(&body);
        asked_refuse(&request->asked, "bad_request", "address must be text that can be stored");
    } else if (asked_decide(&request->asked, &command, &body)) {
        asked_done(&request->asked);
    }
}

/* ---- contacts ---- */

/* The leg that the page shows, of the contact: what is asked late, or twice, is not for the contact's next offer. 0: it
 * does not say. */
static uint64_t parse_offer(struct request *request)
{
    return (uint64_t)json_optional_i64(&request->asked.reader, "offer", 1, INT64_MAX, 0);
}

/* accept, end, clear, hold ...: a command about one contact at this agent. */
static void command_contact(struct request *request)
{
    struct acd_command command = asked_command(&request->asked, request->command);
    command.offer = parse_offer(request);
    if (asked_contact(&request->asked, &command.contact) && asked_decide(&request->asked, &command, NULL))
        asked_done(&request->asked);
}

static void reject_offer(struct request *request)
{
    struct acd_command command = asked_command(&request->asked, ACD_REJECT_OFFER);
    command.offer = parse_offer(request);
    if (asked_contact(&request->asked, &command.contact) && asked_reason(&request->asked, &command.reason) &&
        asked_decide(&request->asked, &command, NULL))
        asked_done(&request->asked);
}

/* Where to: exactly one of command->queue and command->to_agent. */
static bool parse_target(struct request *request, struct acd_command *command)
{
    const json_t *to = json_required_object(&request->asked.reader, "to");
    struct json_reader outer = request->asked.reader;
    if (outer.failed)
        return false;
    json_reader_init(&request->asked.reader, to);
    struct uuid uuid;
    const char *kind = json_required_text(&request->asked.reader, "kind", 1, 16);
    bool queue = strcmp(kind, "queue") == 0;
    if (!queue && strcmp(kind, "agent") != 0)
        json_reader_fail(&request->asked.reader, "to.kind", "must be \"queue\" or \"agent\"");
    if (!asked_uuid(&request->asked, "id", &uuid))
        return false;
    uint32_t number = book_find_number(pump_book(request->asked.pump),
                                       queue ? ACD_SUBJECT_QUEUE : ACD_SUBJECT_AGENT, &uuid);
    *(queue ? &command->queue : &command->to_agent) = number;
    return true;
}

static void transfer(struct request *request)
{
    struct acd_command command = asked_command(&request->asked, ACD_TRANSFER_CONTACT);
    struct acd_leg_view leg;
    command.offer = parse_offer(request);
    if (!parse_own_contact(request, &command.contact, &leg))
        return;
    if (!parse_target(request, &command)) {
        asked_refuse_members(&request->asked);
        return;
    }
    if (command.queue == 0 && command.to_agent == 0) {
        const char *kind = json_string_value(json_object_get(request->asked.reader.object, "kind"));
        asked_refuse_words(&request->asked, PUMP_REFUSED,
                           strcmp(kind, "queue") == 0 ? ACD_REFUSED_UNKNOWN_QUEUE
                                                      : ACD_REFUSED_UNKNOWN_AGENT);
        return;
    }
    struct uuid uuid = uuid_random();
    struct buf body;
    buf_init(&body, ACD_BODY_BYTES_MAX);
    if (!body_render_contact_transferred(&body, &uuid)) {
        buf_free(&body);
        asked_refuse_words(&request->asked, PUMP_OVERLOADED, ACD_OK);
    } else if (asked_decide(&request->asked, &command, &body)) {
        asked_done(&request->asked);
    }
}

static void end_send(struct request *request, const struct uuid *uuid)
{
    struct buf json;
    struct json_writer writer;
    asked_begin_done(&request->asked, pump_seq(request->asked.pump), &json, &writer);
    words_uuid(&writer, "messageId", uuid);
    asked_end_done(&request->asked, &json, &writer);
}

static void send_message(struct request *request)
{
    struct acd_command command = asked_command(&request->asked, ACD_SEND_MESSAGE);
    struct acd_leg_view leg;
    if (!parse_own_contact(request, &command.contact, &leg))
        return;
    char text[ASKED_TEXT_BYTES_MAX + 1];
    if (!asked_text(&request->asked, text))
        return;
    const struct book_user *user = book_find_user(pump_book(request->asked.pump), request->asked.actor.id);
    struct body_message message = {.uuid = uuid_random(), .name = name_for_customers(user), .text = text};
    struct buf body;
    buf_init(&body, ACD_BODY_BYTES_MAX);
    if (!body_render_message_sent(&body, &message)) {
        buf_free(&body);
        asked_refuse(&request->asked, "bad_request", "text must be text that can be stored");
    } else if (asked_decide(&request->asked, &command, &body)) {
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
    if (!asked_uuid(&request->asked, "contactId", &uuid) ||
        now - request->line->typing_at < REQUEST_TYPING_MS)
        return;
    uint64_t contact = book_find_contact_uuid(pump_book(request->asked.pump), &uuid);
    if (contact == 0 ||
        !acd_leg_view(pump_core(request->asked.pump), request->asked.actor.id, contact, &leg) ||
        leg.state != ACD_LEG_CONNECTED || (leg.monitored != 0 && !leg.barged))
        return; /* also: who only listens is not noticed */
    request->line->typing_at = now;
    signals_send(panel->options.signals,
                 &(struct signal){.pump = request->asked.pump, .contact = contact, .by = SIGNAL_BY_AGENT});
}

static void write_note(struct request *request)
{
    struct acd_command command = asked_command(&request->asked, ACD_RECORD);
    struct acd_leg_view leg;
    char name[SHOWN_NAME_BYTES];
    if (!parse_own_contact(request, &command.subject, &leg))
        return;
    const char *text = json_required_text(&request->asked.reader, "text", 0, BODY_NOTE_BYTES_MAX);
    if (request->asked.reader.failed) {
        asked_refuse_members(&request->asked);
        return;
    }
    command.subject_kind = ACD_SUBJECT_CONTACT;
    command.record = BOOK_NOTE_WRITTEN;
    struct body_note note = {
        .text = text,
        .by = name_for_colleagues(book_find_user(pump_book(request->asked.pump), request->asked.actor.id),
                                  name)};
    struct buf body;
    buf_init(&body, ACD_BODY_BYTES_MAX);
    if (!body_render_note_written(&body, &note)) {
        buf_free(&body);
        asked_refuse(&request->asked, "bad_request", "text must be text that can be stored");
    } else if (asked_decide(&request->asked, &command, &body)) {
        asked_done(&request->asked);
    }
}

/* ---- the transcript ---- */

/* Only of contacts that are with this agent, and only as long as they were: what is said after a take-over or a
 * transfer is not the former agent's to read. */
static bool may_read(const struct request *request, const struct uuid *uuid, int64_t *until)
{
    struct acd_leg_view leg;
    uint64_t contact = book_find_contact_uuid(pump_book(request->asked.pump), uuid);
    if (contact == 0 || !acd_leg_view(pump_core(request->asked.pump), request->asked.actor.id, contact, &leg))
        return false;
    *until = leg.ended_at != 0 ? leg.ended_at : INT64_MAX;
    return true;
}

static void ask_transcript(struct request *request)
{
    struct uuid uuid;
    int64_t until;
    bool parsed = asked_uuid(&request->asked, "transcriptId", &uuid);
    int64_t after = json_required_i64(&request->asked.reader, "after", 0, UINT32_MAX);
    if (!parsed || request->asked.reader.failed)
        asked_refuse_members(&request->asked);
    else if (!may_read(request, &uuid, &until))
        asked_refuse_words(&request->asked, PUMP_REFUSED, ACD_REFUSED_UNKNOWN_LEG);
    else
        asked_transcript(&request->asked, &uuid, (uint32_t)after, until);
}

/* ---- supervision: of a contact that this user listens to, or has ---- */

static void barge(struct request *request)
{
    struct acd_command command = asked_command(&request->asked, ACD_BARGE);
    struct acd_leg_view leg;
    if (!parse_own_contact(request, &command.contact, &leg))
        return;
    command.value = json_required_bool(&request->asked.reader, "on");
    if (request->asked.reader.failed)
        asked_refuse_members(&request->asked);
    else if (asked_decide(&request->asked, &command, NULL))
        asked_done(&request->asked);
}

static void whisper(struct request *request)
{
    struct acd_command command = asked_command(&request->asked, ACD_WHISPER);
    struct acd_leg_view leg;
    char text[ASKED_TEXT_BYTES_MAX + 1];
    char name[SHOWN_NAME_BYTES];
    if (!parse_own_contact(request, &command.contact, &leg) || !asked_text(&request->asked, text))
        return;
    const struct book_user *user = book_find_user(pump_book(request->asked.pump), request->asked.actor.id);
    struct body_message said = {.uuid = uuid_random(), .name = name_for_colleagues(user, name), .text = text};
    struct buf body;
    buf_init(&body, ACD_BODY_BYTES_MAX);
    if (!body_render_whispered(&body, &said)) {
        buf_free(&body);
        asked_refuse(&request->asked, "bad_request", "text must be text that can be stored");
    } else if (asked_decide(&request->asked, &command, &body)) {
        end_send(request, &said.uuid);
    }
}

enum { WHISPERS_MAX = 50 }; /* the newest */

static void ask_whispers(struct request *request)
{
    struct asked *asked = &request->asked;
    struct acd_leg_view leg;
    struct acd_contact_view view = {0};
    uint64_t contact;
    if (!parse_own_contact(request, &contact, &leg))
        return;
    acd_contact_view(pump_core(asked->pump), contact, &view);
    uint32_t after = view.whisper_count > WHISPERS_MAX ? view.whisper_count - WHISPERS_MAX : 0;
    asked_whispers(asked, contact, after, WHISPERS_MAX, false);
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
    {"barge", barge, .is_move = false},
    {"whisper", whisper, .is_move = false},
    {"whispers", ask_whispers, .is_move = false},
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
    struct panel *panel = line->room->centre->panel;
    const struct request_entry *entry = find_entry(name);
    bool silent = entry != NULL && entry->silent;
    struct request request = {
        .line = line,
        .asked = {.wire = &line->wire,
                  .pump = line->session.pump,
                  .actor = {.kind = ACD_ACTOR_AGENT, .id = line->session.agent},
                  .now = panel_now(panel),
                  .bytes_max = PANEL_FRAME_BYTES_MAX,
                  .refusals = &panel->counters.requests_refused,
                  .refused = add_allowed},
    };
    struct asked *asked = &request.asked;
    panel->counters.requests++;
    json_reader_init(&asked->reader, object);
    int64_t id = silent ? 0 : json_required_i64(&asked->reader, "id", 1, INT32_MAX);
    if (asked->reader.failed) {
        asked_refuse_members(asked);
        return;
    }
    asked->id = id;
    if (entry == NULL) {
        asked_refuse(asked, "bad_request", "do names no request of this line");
    } else if (budget_pay(&line->budget, panel->limits.requests_per_s_max, asked->now)) {
        request.command = (uint16_t)entry->command;
        request.is_move = entry->is_move;
        entry->call(&request);
    } else if (!silent) {
        asked_refuse(asked, "overloaded", "This page asks too much at once. Try again in a moment.");
    }
}
