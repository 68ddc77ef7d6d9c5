/* A chat line: the customer's WebSocket from its upgrade to its end. It must not know which event concerns whom
 * (visit.c).
 *
 * The states and what moves between them are drawn in state.h. A snapshot holds the chat's state as of one moment and
 * every message up to it: messages are read from the history until none is missing, then the state is rendered.
 */
#include <stdlib.h>
#include <string.h>

#include "book/body.h"
#include "edge/common/answer.h"
#include "edge/common/refusal.h"
#include "edge/common/words.h"
#include "edge/participant/render.h"
#include "edge/participant/state.h"

enum {
    LINE_TEXT_BYTES_MAX = 2048, /* pong, done, refused */
    LINE_TOKEN_BYTES_MAX = 256,
    LINE_LOAD_MESSAGES = 200, /* of one question to the history */
    LINE_TYPING_MS = 1000,
};

/* ---- life ---- */

void chat_line_list(struct chat_line **list, struct chat_line *line)
{
    line->previous = NULL;
    line->next = *list;
    if (*list != NULL)
        (*list)->previous = line;
    *list = line;
}

void chat_line_unlist(struct chat_line **list, struct chat_line *line)
{
    if (line->previous != NULL)
        line->previous->next = line->next;
    else
        *list = line->next;
    if (line->next != NULL)
        line->next->previous = line->previous;
    line->next = line->previous = NULL;
}

static void line_release(struct wire *wire)
{
    struct chat_line *line = (struct chat_line *)wire;
    buf_free(&line->messages);
    free(line);
}

static void line_closed(void *ctx, enum ws_closed why, int code)
{
    struct chat_line *line = ctx;
    (void)code;
    visit_leave(line);
    line->participant->counters.lines_open--;
    wire_ended(&line->wire, why);
}

/* ---- loading ---- */

static void load_more(struct chat_line *line, const struct uuid *uuid);

static const struct book_customer *find_customer(const struct chat_line *line)
{
    return book_find_customer_history(pump_book(line->centre->pump), line->token);
}

static void send_snapshot(struct chat_line *line, const struct book_customer *customer)
{
    struct pump *pump = line->centre->pump;
    struct buf json;
    struct json_writer writer;
    bool over = render_now(pump, customer).place == CHAT_PLACE_OVER;
    buf_init(&json, CHAT_FRAME_BYTES_MAX);
    json_writer_init(&writer, &json);
    json_object_begin(&writer);
    json_member_text(&writer, "is", "snapshot");
    json_member_u64(&writer, "seq", pump_seq(pump));
    words_clock(&writer, line->clock, participant_now(line->participant));
    render_chat_state(&writer, pump, customer);
    buf_append_char(&line->messages, ']');
    json_member_buf(&writer, "messages", &line->messages);
    json_object_end(&writer);
    buf_free(&line->messages);
    line->state = CHAT_LINE_LIVE;
    chat_line_post(line, &json);
    if (over)
        wire_post_goodbye(&line->wire, pump, "over");
}

static void keep_messages(struct chat_line *line, const struct book_message *messages, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        struct json_writer writer;
        if (line->messages.len > 1)
            buf_append_char(&line->messages, ',');
        json_writer_init(&writer, &line->messages);
        words_message(&writer, NULL, &messages[i]);
        line->after = messages[i].number;
    }
}

/* Is there more than what has been read: the chat went on meanwhile, or the question was too small? */
static bool misses_messages(const struct chat_line *line, const struct book_customer *customer,
                            uint32_t count)
{
    struct acd_contact_view contact;
    if (count == 0 || line->messages.len >= CHAT_SNAPSHOT_BYTES_MAX)
        return false;
    if (count == LINE_LOAD_MESSAGES)
        return true;
    return customer->contact != 0 &&
           acd_contact_view(pump_core(line->centre->pump), customer->contact, &contact) &&
           contact.message_count > line->after;
}

static void line_loaded(void *ctx, const struct book_message *messages, uint32_t count, bool failed)
{
    struct chat_line *line = ctx;
    const struct book_customer *customer = line->wire.closing ? NULL : find_customer(line);
    if (line->wire.closing) {
        /* nobody waits any more */
    } else if (failed || customer == NULL) {
        wire_close(&line->wire, WIRE_CODE_SLOW); /* the page comes back */
    } else {
        keep_messages(line, messages, count);
        if (misses_messages(line, customer, count))
            load_more(line, &customer->uuid);
        else
            send_snapshot(line, customer);
    }
    wire_unref(&line->wire);
}

static void load_more(struct chat_line *line, const struct uuid *uuid)
{
    struct pump *pump = line->centre->pump;
    wire_ref(&line->wire);
    book_ask_transcript(pump_book_ask(pump), pump_seq(pump), uuid, line->after, LINE_LOAD_MESSAGES,
                        line_loaded, line);
}

/* ---- hello ---- */

static bool parse_hello(struct chat_line *line, const json_t *object)
{
    struct json_reader reader;
    json_reader_init(&reader, object);
    const char *token = json_required_text(&reader, "token", 1, LINE_TOKEN_BYTES_MAX);
    int64_t after = json_optional_i64(&reader, "after", 0, UINT32_MAX, 0);
    int64_t clock = json_required_i64(&reader, "clock", 0, INT64_MAX);
    if (reader.failed)
        return false;
    session_hash(token, strlen(token), line->token);
    line->after = (uint32_t)after;
    line->clock = clock;
    return true;
}

static struct acd_command command_of(const struct chat_line *line, enum acd_command_kind kind)
{
    return (struct acd_command){.kind = (uint16_t)kind,
                                .at = participant_now(line->participant),
                                .actor = {.kind = ACD_ACTOR_CUSTOMER},
                                .contact = line->visit != NULL ? line->visit->contact : 0};
}

/* The customer is there: the contact may be handled from now on. A refusal means it is known already, or over. */
static void connect_customer(struct chat_line *line)
{
    struct acd_contact_view contact;
    struct acd_command command = command_of(line, ACD_CONNECT_CUSTOMER);
    enum acd_refusal refusal;
    if (acd_contact_view(pump_core(line->centre->pump), command.contact, &contact) &&
        !contact.customer_connected)
        pump_decide(line->centre->pump, &command, NULL, 0, NULL, &refusal);
}

static void enter(struct chat_line *line, const struct book_customer *customer)
{
    struct uuid uuid = customer->uuid;
    bool live = customer->contact != 0 && customer->ended_at == 0;
    if (live && !visit_join(line, line->centre, customer->contact)) {
        wire_close(&line->wire, WIRE_CODE_SLOW);
        return;
    }
    line->state = CHAT_LINE_LOADING;
    buf_init(&line->messages, CHAT_FRAME_BYTES_MAX);
    buf_append_char(&line->messages, '[');
    if (live)
        connect_customer(line); /* customer is not to be looked at after this */
    load_more(line, &uuid);
}

static void take_hello(struct chat_line *line, const json_t *object)
{
    struct participant *participant = line->participant;
    const struct book_customer *customer = NULL;
    if (!parse_hello(line, object)) {
        wire_close(&line->wire, WIRE_CODE_PROTOCOL);
        return;
    }
    struct pump *pump = session_find_customer(participant->options.centres, line->token,
                                              participant_now(participant), &customer);
    if (pump == NULL) {
        wire_post_goodbye(&line->wire, participant->options.centres->pumps[0], "unknown");
        return;
    }
    line->centre = participant_get_centre(participant, pump);
    enter(line, customer);
}

/* ---- requests ---- */

static void begin_answer(struct buf *json, struct json_writer *writer, const char *is, int64_t id)
{
    buf_init(json, LINE_TEXT_BYTES_MAX);
    json_writer_init(writer, json);
    json_object_begin(writer);
    json_member_text(writer, "is", is);
    if (id != 0)
        json_member_i64(writer, "id", id);
    else
        json_member_null(writer, "id");
}

static void refuse(struct chat_line *line, int64_t id, const char *code, const char *message)
{
    struct buf json;
    struct json_writer writer;
    begin_answer(&json, &writer, "refused", id);
    json_member_text(&writer, "code", code);
    json_member_text(&writer, "message", message);
    json_object_end(&writer);
    chat_line_post(line, &json);
}

static void done(struct chat_line *line, int64_t id)
{
    struct buf json;
    struct json_writer writer;
    begin_answer(&json, &writer, "done", id);
    json_object_end(&writer);
    chat_line_post(line, &json);
}

static void decide(struct chat_line *line, int64_t id, const struct acd_command *command, struct buf *body)
{
    enum acd_refusal refusal = ACD_OK;
    line->deciding = true;
    enum pump_refusal outcome = pump_decide(line->centre->pump, command, body != NULL ? body->bytes : NULL,
                                            body != NULL ? body->len : 0, NULL, &refusal);
    line->deciding = false;
    if (outcome == PUMP_OK) {
        done(line, id);
        if (line->over)
            wire_post_goodbye(&line->wire, line->centre->pump, "over");
        return;
    }
    struct refusal_words words = refusal_words(outcome, refusal);
    refuse(line, id, words.code, words.message);
}

/* The message's text without blanks around it; false with the request refused. */
static bool parse_text(struct chat_line *line, struct json_reader *reader, int64_t id,
                       char text[CHAT_MESSAGE_BYTES_MAX + 1])
{
    const char *sent = json_required_text(reader, "text", 0, SIZE_MAX);
    sent += strspn(sent, " \t\r\n");
    size_t len = strlen(sent);
    while (len > 0 && strchr(" \t\r\n", sent[len - 1]) != NULL)
        len--;
    if (reader->failed || len == 0 || len > CHAT_MESSAGE_BYTES_MAX) {
        refuse(line, id, "bad_request", "text must be text of 1 to 4096 bytes without the blanks around it");
        return false;
    }
    memcpy(text, sent, len);
    text[len] = '\0';
    return true;
}

static void send_message(struct chat_line *line, struct json_reader *reader, int64_t id)
{
    char text[CHAT_MESSAGE_BYTES_MAX + 1];
    const struct book_customer *customer = find_customer(line);
    struct acd_command command = command_of(line, ACD_SEND_MESSAGE);
    struct buf body;
    if (!parse_text(line, reader, id, text))
        return;
    if (customer == NULL || command.contact == 0) {
        refuse(line, id, "unknown_contact", "This chat is over.");
        return;
    }
    buf_init(&body, ACD_BODY_BYTES_MAX);
    if (body_render_message_sent(
            &body, &(struct body_message){.uuid = uuid_random(), .name = customer->name, .text = text}))
        decide(line, id, &command, &body);
    else
        refuse(line, id, "bad_request", "text must be text that can be stored");
    buf_free(&body);
}

static void end_chat(struct chat_line *line, int64_t id)
{
    struct acd_command command = command_of(line, ACD_END_CONTACT);
    if (command.contact == 0)
        refuse(line, id, "unknown_contact", "This chat is over.");
    else
        decide(line, id, &command, NULL);
}

static void pass_typing(struct chat_line *line)
{
    int64_t now = participant_now(line->participant);
    if (line->visit == NULL || now - line->typing_at < LINE_TYPING_MS)
        return;
    line->typing_at = now;
    signals_send(line->participant->options.signals, &(struct signal){.pump = line->centre->pump,
                                                                      .contact = line->visit->contact,
                                                                      .by = SIGNAL_BY_CUSTOMER});
}

static void answer_ping(struct chat_line *line, struct json_reader *reader)
{
    int64_t clock = json_required_i64(reader, "clock", 0, INT64_MAX);
    struct buf json;
    struct json_writer writer;
    if (reader->failed) {
        wire_close(&line->wire, WIRE_CODE_PROTOCOL);
        return;
    }
    buf_init(&json, LINE_TEXT_BYTES_MAX);
    json_writer_init(&writer, &json);
    json_object_begin(&writer);
    json_member_text(&writer, "is", "pong");
    words_clock(&writer, clock, participant_now(line->participant));
    json_object_end(&writer);
    wire_send_text(&line->wire, &json); /* it has seen no state */
}

static void take_request(struct chat_line *line, const char *name, const json_t *object)
{
    struct json_reader reader;
    const struct participant *participant = line->participant;
    json_reader_init(&reader, object);
    if (strcmp(name, "ping") == 0) {
        answer_ping(line, &reader);
        return;
    }
    bool affordable =
        budget_pay(&line->budget, participant->limits.messages_per_s_max, participant_now(participant));
    if (strcmp(name, "typing") == 0) {
        if (affordable)
            pass_typing(line);
        return;
    }
    int64_t id = json_required_i64(&reader, "id", 1, INT32_MAX);
    if (reader.failed)
        refuse(line, 0, "bad_request", "id must be an integer of 1 to 2147483647");
    else if (!affordable)
        refuse(line, id, "overloaded", "That was too much at once. Try again in a moment.");
    else if (strcmp(name, "send") == 0)
        send_message(line, &reader, id);
    else if (strcmp(name, "end") == 0)
        end_chat(line, id);
    else
        refuse(line, id, "bad_request", "do names no request of this line");
}

static void take_document(struct chat_line *line, const json_t *object)
{
    struct json_reader reader;
    json_reader_init(&reader, object);
    const char *name = json_required_text(&reader, "do", 1, 32);
    bool hello = strcmp(name, "hello") == 0;
    if (reader.failed || hello != (line->state == CHAT_LINE_WAITING))
        wire_close(&line->wire, WIRE_CODE_PROTOCOL); /* no name, a second hello, or something before it */
    else if (hello)
        take_hello(line, object);
    else
        take_request(line, name, object);
}

static void line_message(void *ctx, const char *text, size_t len)
{
    struct chat_line *line = ctx;
    json_t *object = wire_document(&line->wire, text, len);
    if (object != NULL)
        take_document(line, object);
    json_decref(object);
}

/* ---- the upgrade ---- */

static const struct ws_events LINE_EVENTS = {.message = line_message, .closed = line_closed};

/* The page that opens it is ours, also inside a frame of another site. A program has no Origin: its token is what
 * counts. */
static bool admit(struct participant *participant, struct http_request *request)
{
    struct answer answer;
    if (!ws_asked(request)) {
        answer_error_now(request, 426, "upgrade_required", "This address speaks WebSocket only.");
        return false;
    }
    if (!origin_is_absent(request) && !origin_is_own(&participant->trust, request)) {
        answer_error_now(request, 403, "origin", "Only pages of this server may open this line.");
        return false;
    }
    if (participant->draining || participant->counters.lines_open >= participant->limits.lines_max ||
        participant->centre_count == 0) {
        answer_error(&answer, 503, participant->draining ? "draining" : "overloaded",
                     "The server takes no more lines at this moment.");
        answer.retry_after_s = 1;
        answer_now(request, &answer);
        return false;
    }
    return true;
}

void chat_line_handle_upgrade(struct participant *participant, struct http_request *request)
{
    if (!admit(participant, request))
        return;
    struct chat_line *line = calloc(1, sizeof *line);
    if (line == NULL) {
        answer_error_now(request, 503, "overloaded", "The server is out of memory.");
        return;
    }
    wire_init(&line->wire, participant->limits.line_unsent_bytes_max, &participant->counters.lines_cut_slow,
              line_release);
    budget_init(&line->budget, participant_now(participant));
    line->participant = participant;
    struct ws_limits limits = ws_limits_default();
    limits.write_queue_bytes_max = (size_t)participant->limits.line_unsent_bytes_max + CHAT_FRAME_BYTES_MAX;
    line->wire.ws = ws_accept(request, NULL, &limits, &LINE_EVENTS, line);
    if (line->wire.ws == NULL) {
        wire_unref(&line->wire); /* the handshake was wrong and has been answered, or the peer is gone */
        return;
    }
    participant->counters.lines_open++;
    chat_line_list(&participant->strangers, line);
}
