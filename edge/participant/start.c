/* Beginning: what a customer sees before a chat, the start of a chat, and a message left behind (which becomes a task).
 * It must not keep a token: only its digest is stored. */
#include <stdio.h>
#include <string.h>

#include "book/body.h"
#include "edge/common/answer.h"
#include "edge/common/refusal.h"
#include "edge/common/words.h"
#include "edge/participant/state.h"
#include "lib/url.h"
#include "lib/utf8.h"

enum {
    START_JSON_BYTES_MAX = 32 * 1024,
    START_DETAILS_MAX = 32, /* members of details */
    START_DETAIL_NAME_BYTES_MAX = 127,
    START_TEXT_BYTES_MAX = 4096,
    START_REPLY_BYTES_MAX = 256, /* where an answer to a left message goes */
    START_TASK_NAME_BYTES_MAX = 512,
};

/* ---- entry points ---- */

static bool is_chat(const struct pump *pump, uint32_t entry_point, struct flow *flow)
{
    const struct book_entry_point *words = book_find_entry_point(pump_book(pump), entry_point);
    if (words == NULL || words->channel != ACD_CHAT ||
        acd_entry_point_queue(pump_core(pump), entry_point) == 0)
        return false;
    flow->entry_point = entry_point;
    flow->words = words;
    return true;
}

static bool find_first(struct pump *pump, struct flow *flow)
{
    for (uint32_t number = 0;
         (number = book_object_after(pump_book(pump), ACD_SUBJECT_ENTRY_POINT, number)) != 0;) {
        if (is_chat(pump, number, flow))
            return true;
    }
    return false;
}

bool flow_find(const struct pump_centres *centres, const char *text, struct flow *flow)
{
    struct uuid uuid;
    bool named = text != NULL && text[0] != '\0';
    if (named && !uuid_parse(text, strlen(text), &uuid))
        return false;
    for (uint32_t i = 0; i < centres->count; i++) {
        struct flow found = {.pump = centres->pumps[i]};
        uint32_t number = named ? book_find_number(pump_book(found.pump), ACD_SUBJECT_ENTRY_POINT, &uuid) : 0;
        if (named ? number != 0 && is_chat(found.pump, number, &found) : find_first(found.pump, &found)) {
            *flow = found;
            return true;
        }
    }
    return false;
}

static void render_flow(struct json_writer *writer, const struct flow *flow)
{
    json_member_object_begin(writer, "flow");
    words_uuid(writer, "id", &flow->words->object.uuid);
    json_member_text(writer, "name", flow->words->object.name);
    json_object_end(writer);
}

static void refuse_unknown_flow(struct participant *participant, struct http_request *request)
{
    struct answer answer;
    answer_error(&answer, 404, "unknown_flow", "There is no chat at this address.");
    answer_after_all(participant->options.centres, request, &answer);
}

/* ---- GET /chat/api/flow ---- */

static void answer_flow(struct participant *participant, struct http_request *request,
                        const struct flow *flow)
{
    const struct acd *acd = pump_core(flow->pump);
    uint32_t queue = acd_entry_point_queue(acd, flow->entry_point);
    int64_t now = participant_now(participant);
    bool open = acd_queue_open(acd, queue, now);
    struct answer answer;
    struct json_writer writer;
    answer_init(&answer, 200);
    json_writer_init(&writer, &answer.json);
    json_object_begin(&writer);
    render_flow(&writer, flow);
    json_member_bool(&writer, "open", open);
    words_time(&writer, "opensAt", open ? 0 : acd_queue_opens_at(acd, queue, now));
    json_member_bool(&writer, "staffed", acd_queue_staffed(acd, queue, ACD_CHAT));
    json_member_i64(&writer, "waiting", acd_queue_waiting(acd, queue, ACD_CHAT));
    json_member_text(&writer, "welcome", flow->words->welcome);
    json_object_end(&writer);
    answer_after_all(participant->options.centres, request, &answer);
}

void start_handle_flow(struct participant *participant, struct http_request *request)
{
    struct buf text;
    struct flow flow;
    buf_init(&text, strlen(request->query) + 1); /* it cannot be longer: what fails is memory */
    bool named = url_query_find(request->query, "flow", URL_PLUS_IS_SPACE, &text);
    bool given = named || strstr(request->query, "flow=") != NULL;
    if (buf_failed(&text))
        answer_error_now(request, 503, "overloaded", "The server is out of memory.");
    else if ((given && !named) || !flow_find(participant->options.centres, buf_text(&text), &flow))
        refuse_unknown_flow(participant, request);
    else
        answer_flow(participant, request, &flow);
    buf_free(&text);
}

/* ---- what start and message have in common ---- */

struct beginning {
    struct participant *participant;
    struct http_request *request;
    json_t *document;
    struct json_reader reader;
    struct flow flow;
    const char *name;
};

static void refuse_members(const struct beginning *beginning)
{
    char message[JSON_WHAT_BYTES_MAX + 64];
    const struct json_reader *reader = &beginning->reader;
    snprintf(message, sizeof message, "%s %s", reader->member != NULL ? reader->member : "the body",
             reader->what);
    answer_error_now(beginning->request, 400, "bad_request", message);
}

static bool within_limits(const struct beginning *beginning)
{
    struct participant *participant = beginning->participant;
    char address[HTTP_PEER_BYTES];
    struct answer answer;
    int retry_after_s = 0;
    origin_address(&participant->trust, beginning->request, address);
    if (limiter_take(participant->addresses, address, participant_now(participant), &retry_after_s))
        return true;
    answer_error(&answer, 429, "too_many",
                 "Too many chats were started from here. Wait a minute, then try again.");
    answer.retry_after_s = retry_after_s;
    participant->counters.starts_refused++;
    answer_now(beginning->request, &answer);
    return false;
}

/* Our own pages, and pages of the entry point's approved origins. A program has no Origin and no cookie either: nothing
 * of anybody's is at stake. */
static bool comes_from_approved(const struct beginning *beginning)
{
    const struct http_request *request = beginning->request;
    const struct book_entry_point *words = beginning->flow.words;
    return origin_is_absent(request) || origin_is_own(&beginning->participant->trust, request) ||
           origin_is_approved(request, words->origins, words->origin_count);
}

static bool parse_document(struct beginning *beginning)
{
    static const struct json_limits LIMITS = {.bytes_max = START_JSON_BYTES_MAX, .depth_max = 4};
    struct json_error error = {.what = ""};
    struct http_request *request = beginning->request;
    if (!content_is_json(request)) {
        answer_error_now(request, 403, "content_type", "Content-Type must be application/json.");
        return false;
    }
    beginning->document = json_parse(request->body, request->body_len, &LIMITS, &error);
    if (json_is_object(beginning->document))
        return true;
    answer_error_now(request, 400, "bad_request",
                     beginning->document == NULL ? error.what : "The body must be a JSON object.");
    return false;
}

/* Content, flow, origin, name, limits. False: the request has been answered. */
static bool begin(struct beginning *beginning)
{
    struct answer answer;
    if (!parse_document(beginning))
        return false;
    json_reader_init(&beginning->reader, beginning->document);
    const char *flow = json_optional_text(&beginning->reader, "flow", 0, UUID_TEXT_LEN);
    beginning->name = json_required_text(&beginning->reader, "name", 1, CHAT_NAME_BYTES_MAX);
    if (beginning->reader.failed) {
        refuse_members(beginning);
        return false;
    }
    if (!flow_find(beginning->participant->options.centres, flow, &beginning->flow)) {
        refuse_unknown_flow(beginning->participant, beginning->request);
        return false;
    }
    if (!comes_from_approved(beginning)) {
        answer_error(&answer, 403, "origin", "This site may not start a chat here.");
        answer_after(beginning->flow.pump, beginning->request, &answer);
        return false;
    }
    return within_limits(beginning);
}

static enum pump_refusal start_contact(const struct beginning *beginning, struct acd_command *command,
                                       const struct body_contact *contact, enum acd_refusal *refusal)
{
    struct buf body;
    command->kind = ACD_START_CONTACT;
    command->at = participant_now(beginning->participant);
    command->actor = (struct acd_actor){.kind = ACD_ACTOR_CUSTOMER};
    command->initiation = ACD_INITIATION_INBOUND;
    *refusal = ACD_REFUSED_INVALID;
    enum pump_refusal outcome = PUMP_REFUSED; /* of what cannot be rendered */
    buf_init(&body, ACD_BODY_BYTES_MAX);
    if (body_render_contact_started(&body, contact))
        outcome = pump_decide(beginning->flow.pump, command, body.bytes, body.len, NULL, refusal);
    buf_free(&body);
    return outcome;
}

/* {"error":{"code":"closed","message":...,"opensAt":MS|null}} */
static void answer_closed(const struct beginning *beginning, struct answer *answer)
{
    const struct acd *acd = pump_core(beginning->flow.pump);
    uint32_t queue = acd_entry_point_queue(acd, beginning->flow.entry_point);
    struct json_writer writer;
    answer_init(answer, 409);
    json_writer_init(&writer, &answer->json);
    json_object_begin(&writer);
    json_member_object_begin(&writer, "error");
    json_member_text(&writer, "code", "closed");
    json_member_text(&writer, "message", "We are closed at this time.");
    words_time(&writer, "opensAt", acd_queue_opens_at(acd, queue, participant_now(beginning->participant)));
    json_object_end(&writer);
    json_object_end(&writer);
}

static void refuse_start(const struct beginning *beginning, enum pump_refusal outcome,
                         enum acd_refusal refusal)
{
    struct answer answer;
    if (outcome != PUMP_REFUSED) {
        answer_refusal(&answer, outcome, refusal);
    } else if (refusal == ACD_REFUSED_CLOSED) {
        answer_closed(beginning, &answer);
    } else if (refusal == ACD_REFUSED_QUEUE_FULL) {
        answer_error(&answer, 503, "queue_full", "Too many people are waiting already. Try again later.");
        answer.retry_after_s = 30;
    } else if (refusal == ACD_REFUSED_LIMIT) {
        answer_error(&answer, 503, "busy", "The centre cannot take more at this moment. Try again later.");
        answer.retry_after_s = 10;
    } else if (refusal == ACD_REFUSED_INVALID) {
        answer_error(&answer, 400, "bad_request", "Something in this request cannot be stored.");
    } else {
        answer_refusal(&answer, outcome, refusal);
    }
    beginning->participant->counters.starts_refused++;
    answer_after(beginning->flow.pump, beginning->request, &answer);
}

/* ---- POST /chat/api/start ---- */

/* Members of details that are texts become the contact's attributes; others are refused. */
static bool parse_details(struct beginning *beginning, struct buf *attributes)
{
    const json_t *details = json_optional_object(&beginning->reader, "details");
    struct json_writer writer;
    const char *key;
    json_t *value;
    json_writer_init(&writer, attributes);
    json_object_begin(&writer);
    if (details != NULL && json_object_size(details) > START_DETAILS_MAX)
        json_reader_fail(&beginning->reader, "details", "must have at most 32 members");
    json_object_foreach((json_t *)details, key, value)
    {
        size_t len = strlen(key);
        if (!json_is_string(value) || len == 0 || len > START_DETAIL_NAME_BYTES_MAX ||
            json_string_length(value) > START_TEXT_BYTES_MAX)
            json_reader_fail(&beginning->reader, "details",
                             "must be texts of at most 4096 bytes with names of 1 to 127 bytes");
        else
            json_member_text_len(&writer, key, json_string_value(value), json_string_length(value));
    }
    json_object_end(&writer);
    if (!beginning->reader.failed)
        return true;
    refuse_members(beginning);
    return false;
}

static const json_t *find_detail(const struct beginning *beginning, const char *name)
{
    return json_object_get(json_object_get(beginning->document, "details"), name);
}

static void answer_started(const struct beginning *beginning, const struct uuid *uuid, const char *token)
{
    struct answer answer;
    struct json_writer writer;
    answer_init(&answer, 200);
    json_writer_init(&writer, &answer.json);
    json_object_begin(&writer);
    words_uuid(&writer, "contactId", uuid);
    if (token != NULL)
        json_member_text(&writer, "token", token);
    render_flow(&writer, &beginning->flow);
    json_object_end(&writer);
    answer_after(beginning->flow.pump, beginning->request, &answer);
}

static void start_chat(struct beginning *beginning)
{
    struct buf attributes;
    char token[SESSION_TOKEN_BYTES];
    enum acd_refusal refusal;
    struct acd_command command = {.channel = ACD_CHAT, .entry_point = beginning->flow.entry_point};
    buf_init(&attributes, BODY_ATTRIBUTES_BYTES_MAX);
    if (parse_details(beginning, &attributes)) {
        struct body_contact contact = {.uuid = uuid_random(),
                                       .name = beginning->name,
                                       .customer_name = beginning->name,
                                       .attributes = buf_text(&attributes),
                                       .has_customer_token = true};
        contact.description = json_string_value(find_detail(beginning, "text"));
        session_token_draw(token);
        session_hash(token, strlen(token), contact.customer_token);
        enum pump_refusal outcome =
            buf_failed(&attributes) ? PUMP_REFUSED : start_contact(beginning, &command, &contact, &refusal);
        if (buf_failed(&attributes))
            refusal = ACD_REFUSED_INVALID;
        if (outcome == PUMP_OK) {
            beginning->participant->counters.chats_started++;
            answer_started(beginning, &contact.uuid, token);
        } else {
            refuse_start(beginning, outcome, refusal);
        }
        secret_erase(token, sizeof token);
    }
    buf_free(&attributes);
}

void start_handle_start(struct participant *participant, struct http_request *request)
{
    struct beginning beginning = {.participant = participant, .request = request};
    if (begin(&beginning))
        start_chat(&beginning);
    json_decref(beginning.document);
}

/* ---- POST /chat/api/message ---- */

/* A task's name is what its tab shows: the customer's name and the text's first line. */
static void name_task(const char *customer, const char *text, char name[CHAT_NAME_BYTES_MAX + 1])
{
    char whole[START_TASK_NAME_BYTES_MAX + 1];
    size_t line = strcspn(text, "\r\n");
    snprintf(whole, sizeof whole, "%s: %.*s", customer, (int)line, text);
    size_t len = 0;
    uint32_t character;
    for (size_t next; whole[len] != '\0' &&
                      (next = utf8_next(whole + len, strlen(whole + len), &character)) != 0 &&
                      len + next <= CHAT_NAME_BYTES_MAX;)
        len += next;
    memcpy(name, whole, len);
    name[len] = '\0';
}

static void leave_message(struct beginning *beginning)
{
    const char *text = json_required_text(&beginning->reader, "text", 1, START_TEXT_BYTES_MAX);
    const char *reply = json_optional_text(&beginning->reader, "reply", 0, START_REPLY_BYTES_MAX);
    struct buf attributes;
    struct json_writer writer;
    char name[CHAT_NAME_BYTES_MAX + 1];
    enum acd_refusal refusal;
    if (beginning->reader.failed) {
        refuse_members(beginning);
        return;
    }
    buf_init(&attributes, BODY_ATTRIBUTES_BYTES_MAX);
    json_writer_init(&writer, &attributes);
    json_object_begin(&writer);
    json_member_text(&writer, "reply", reply != NULL ? reply : "");
    json_object_end(&writer);
    name_task(beginning->name, text, name);
    struct body_contact contact = {.uuid = uuid_random(),
                                   .name = name,
                                   .customer_name = beginning->name,
                                   .description = text,
                                   .attributes = buf_text(&attributes)};
    /* Into the queue itself: an entry point would refuse it while the centre is closed, which is just when messages are
     * left. */
    struct acd_command command = {
        .channel = ACD_TASK,
        .queue = acd_entry_point_queue(pump_core(beginning->flow.pump), beginning->flow.entry_point)};
    enum pump_refusal outcome = start_contact(beginning, &command, &contact, &refusal);
    if (outcome == PUMP_OK) {
        beginning->participant->counters.messages_left++;
        answer_started(beginning, &contact.uuid, NULL);
    } else {
        refuse_start(beginning, outcome, refusal);
    }
    buf_free(&attributes);
}

void start_handle_message(struct participant *participant, struct http_request *request)
{
    struct beginning beginning = {.participant = participant, .request = request};
    if (begin(&beginning))
        leave_message(&beginning);
    json_decref(beginning.document);
}
