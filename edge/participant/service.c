/* The participant service: what unmodified AWS clients and chatjs ask of a chat by HTTP (connect.md 5.4, 7.3). It must
 * not verify signatures: the bearer token is the right.
 *
 *     X-Amz-Bearer: the participant token that StartChatContact gave, or an agent's (edge/common/agent_token.h). The
 *     connection token of CreateParticipantConnection is the same text: both name the customer's right to this chat,
 *     which ends with it.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "book/body.h"
#include "edge/common/agent_token.h"
#include "edge/common/answer.h"
#include "edge/common/names.h"
#include "edge/common/words.h"
#include "edge/participant/state.h"
#include "lib/date.h"
#include "lib/log.h"
#include "lib/url.h"

enum {
    SERVICE_TOKEN_BYTES_MAX = 1000,
    SERVICE_TEXT_BYTES_MAX = 16384,
    SERVICE_PLAIN_CHARACTERS_MAX = 1024, /* of text/plain (connect.md 5.4) */
    SERVICE_TRANSCRIPT_MAX = 500,
    SERVICE_PAGE_MAX = 100,
    SERVICE_TOKEN_MS = 24 * 60 * 60 * 1000,
    SERVICE_CLIENT_TOKEN_BYTES_MAX = 500,
};

struct asking {
    struct participant *participant;
    struct http_request *request;
    struct pump *pump;
    const struct book_customer *
        customer; /* lent until the next book_apply(); for an agent, what concerns the chat in the same shape */
    uint32_t agent;              /* an agent asks, with an agent's token; 0: the customer */
    bool silent;                 /* who only listens: the customer must notice nothing */
    struct book_customer chat;   /* customer, of an agent */
    char name[SHOWN_NAME_BYTES]; /* the agent's, as customers see it */
    const char *token;
    json_t *document;
    struct json_reader reader;
};

/* ---- pages of other sites ---- */

/* The bearer token is the right; which pages may use it from a browser is the centres' list of approved sites. */
static bool page_is_approved(const struct participant *participant, const struct http_request *request)
{
    for (uint32_t i = 0; i < participant->centre_count; i++) {
        uint32_t count = 0;
        const char *const *origins = book_origins(pump_book(participant->centres[i].pump), &count);
        if (origin_is_approved(request, origins, count))
            return true;
    }
    return false;
}

static void allow_page(const struct asking *asking, struct answer *answer)
{
    char text[ORIGIN_BYTES];
    const char *origin = origin_of(asking->request, text);
    if (origin != NULL && page_is_approved(asking->participant, asking->request))
        snprintf(answer->cors_origin, sizeof answer->cors_origin, "%s", origin);
}

void service_handle_preflight(struct participant *participant, struct http_request *request)
{
    char text[ORIGIN_BYTES];
    const char *origin = origin_of(request, text);
    if (origin == NULL || !page_is_approved(participant, request)) {
        log_warning(log_event("embedding_refused"), log_text("origin", origin != NULL ? origin : "none"),
                    log_text("asked", "participant"));
        answer_error_now(request, 403, "origin", "This site is not approved.");
        return;
    }
    const struct http_header headers[] = {
        {"Access-Control-Allow-Origin", origin},
        {"Access-Control-Allow-Methods", "POST"},
        {"Access-Control-Allow-Headers",
         "authorization,content-type,x-amz-bearer,x-amz-content-sha256,x-amz-date,"
         "x-amz-security-token,x-amz-user-agent,amz-sdk-invocation-id,amz-sdk-request"},
        {"Access-Control-Max-Age", "600"},
        {"Vary", "Origin"}};
    http_answer(request, &(struct http_answer){.status = 204,
                                               .headers = headers,
                                               .headers_count = sizeof headers / sizeof headers[0]});
}

/* ---- refusing ---- */

static void refuse(struct asking *asking, int status, const char *type, const char *message)
{
    struct answer answer;
    struct json_writer writer;
    answer_init(&answer, status);
    answer.error_type = type;
    json_writer_init(&writer, &answer.json);
    json_object_begin(&writer);
    json_member_text(&writer, "Message", message);
    json_object_end(&writer);
    allow_page(asking, &answer);
    if (asking->pump != NULL)
        answer_after(asking->pump, asking->request, &answer);
    else
        answer_after_all(asking->participant->options.centres, asking->request, &answer);
}

static void refuse_members(struct asking *asking)
{
    char message[JSON_WHAT_BYTES_MAX + 64];
    snprintf(message, sizeof message, "%s %s.",
             asking->reader.member != NULL ? asking->reader.member : "The body", asking->reader.what);
    refuse(asking, 400, "ValidationException", message);
}

/* An agent's token: what concerns the chat in a customer's shape, as long as the agent has it. */
static bool find_agent(struct asking *asking, int64_t now)
{
    struct agent_token token;
    struct acd_leg_view leg;
    if (!agent_token_parse(asking->participant->options.centres, asking->token, now, &token))
        return false;
    uint64_t contact = book_find_contact_uuid(pump_book(token.pump), &token.contact);
    if (contact == 0 || !acd_leg_view(pump_core(token.pump), token.agent, contact, &leg) ||
        leg.channel != ACD_CHAT)
        return false;
    asking->pump = token.pump;
    asking->agent = token.agent;
    asking->silent = leg.monitored != 0 && !leg.barged;
    const struct book_user *user = book_find_user(pump_book(token.pump), token.agent);
    snprintf(asking->name, sizeof asking->name, "%s", name_for_customers(user));
    bool live = leg.state == ACD_LEG_CONNECTED || leg.state == ACD_LEG_CONNECTING;
    asking->chat =
        (struct book_customer){.contact = contact, .uuid = token.contact, .ended_at = live ? 0 : now};
    return true;
}

static bool begin(struct asking *asking, struct participant *participant, struct http_request *request)
{
    uint8_t hash[TOKEN_DIGEST_BYTES];
    int retry_after_s = 0;
    *asking = (struct asking){.participant = participant, .request = request};
    asking->token = http_header_find(request, "x-amz-bearer");
    if (asking->token != NULL && strlen(asking->token) <= SERVICE_TOKEN_BYTES_MAX) {
        session_hash(asking->token, strlen(asking->token), hash);
        asking->pump = session_find_customer(participant->options.centres, hash, participant_now(participant),
                                             &asking->customer);
    }
    if (asking->pump == NULL && asking->token != NULL && find_agent(asking, participant_now(participant))) {
        asking->chat.name = asking->name;
        asking->customer = &asking->chat;
    }
    if (asking->pump == NULL) {
        refuse(asking, 403, "AccessDeniedException", "Access denied");
        return false;
    }
    if (!limiter_take(participant->askers, asking->token, participant_now(participant), &retry_after_s)) {
        refuse(asking, 429, "ThrottlingException", "Rate exceeded");
        return false;
    }
    asking->document =
        request->body_len > 0 ? json_parse(request->body, request->body_len, NULL, NULL) : json_object();
    json_reader_init(&asking->reader, asking->document);
    if (!asking->reader.failed)
        return true;
    refuse(asking, 400, "ValidationException", "The body must be a JSON object.");
    json_decref(asking->document);
    return false;
}

static bool is_live(struct asking *asking)
{
    if (asking->customer->contact != 0 && asking->customer->ended_at == 0)
        return true;
    refuse(asking, 403, "AccessDeniedException", "The chat is over.");
    return false;
}

/* ---- answering ---- */

static void begin_answer(struct answer *answer, struct json_writer *writer)
{
    answer_init(answer, 200);
    json_writer_init(writer, &answer->json);
    json_object_begin(writer);
}

static void end_answer(struct asking *asking, struct answer *answer, struct json_writer *writer)
{
    json_object_end(writer);
    allow_page(asking, answer);
    answer_after(asking->pump, asking->request, answer);
}

static void answer_sent(struct asking *asking, const struct uuid *uuid, int64_t sent_at)
{
    char id[UUID_TEXT_BYTES];
    char at[DATE_RFC3339_BYTES];
    struct answer answer;
    struct json_writer writer;
    begin_answer(&answer, &writer);
    json_member_text(&writer, "Id", uuid_render(uuid, id));
    json_member_text(&writer, "AbsoluteTime", date_render_rfc3339(sent_at, at));
    end_answer(asking, &answer, &writer);
}

static bool decide(struct asking *asking, enum acd_command_kind kind, struct buf *body)
{
    struct acd_command command = {.kind = (uint16_t)kind,
                                  .at = participant_now(asking->participant),
                                  .actor = {.kind = ACD_ACTOR_CUSTOMER},
                                  .contact = asking->customer->contact};
    if (asking->agent != 0) {
        command.actor = (struct acd_actor){.kind = ACD_ACTOR_AGENT, .id = asking->agent};
        command.agent = asking->agent;
    }
    enum acd_refusal refusal = ACD_OK;
    enum pump_refusal outcome = pump_decide(asking->pump, &command, body != NULL ? body->bytes : NULL,
                                            body != NULL ? body->len : 0, NULL, &refusal);
    if (outcome == PUMP_OVERLOADED)
        refuse(asking, 429, "ThrottlingException", "Too much waits to be written. Try again.");
    else if (outcome == PUMP_REFUSED)
        refuse(asking, 400, "ValidationException", "The chat does not take this now.");
    else if (outcome != PUMP_OK)
        refuse(asking, 500, "InternalServerException", "The server cannot write it down.");
    return outcome == PUMP_OK;
}

void service_connect_customer(struct participant *participant, struct pump *pump, uint64_t contact)
{
    struct acd_contact_view view;
    struct acd_command command = {.kind = ACD_CONNECT_CUSTOMER,
                                  .at = participant_now(participant),
                                  .actor = {.kind = ACD_ACTOR_CUSTOMER},
                                  .contact = contact};
    enum acd_refusal refusal;
    if (acd_contact_view(pump_core(pump), contact, &view) && !view.customer_connected)
        pump_decide(pump, &command, NULL, 0, NULL, &refusal);
}

/* ---- CreateParticipantConnection ---- */

static void write_websocket(struct asking *asking, struct json_writer *writer, const char *expiry)
{
    const char *url = asking->participant->options.url != NULL ? asking->participant->options.url : "";
    struct buf text;
    buf_init(&text, 2000);
    if (strncmp(url, "http", 4) == 0)
        buf_append_format(&text, "ws%s/participant/websocket?token=", url + 4);
    url_encode(asking->token, strlen(asking->token), false, &text);
    json_member_object_begin(writer, "Websocket");
    json_member_text(writer, "Url", buf_text(&text));
    if (buf_failed(&text))
        buf_fail(writer->buf);
    json_member_text(writer, "ConnectionExpiry", expiry);
    json_object_end(writer);
    buf_free(&text);
}

void service_handle_connection(struct participant *participant, struct http_request *request)
{
    struct asking asking;
    struct answer answer;
    struct json_writer writer;
    char expiry[DATE_RFC3339_BYTES];
    bool websocket = false;
    bool credentials = false;
    if (!begin(&asking, participant, request))
        return;
    const json_t *types = json_optional_array(&asking.reader, "Type", 8);
    bool connect = json_optional_bool(&asking.reader, "ConnectParticipant", false);
    for (size_t i = 0; i < json_array_size(types); i++) {
        const char *type = json_string_value(json_array_get(types, i));
        websocket |= type != NULL && strcmp(type, "WEBSOCKET") == 0;
        credentials |= type != NULL && strcmp(type, "CONNECTION_CREDENTIALS") == 0;
    }
    if (asking.reader.failed) {
        refuse_members(&asking);
    } else if (types != NULL && !websocket && !credentials) {
        refuse(&asking, 400, "ValidationException", "Type takes WEBSOCKET and CONNECTION_CREDENTIALS.");
    } else if (is_live(&asking)) {
        begin_answer(&answer, &writer);
        date_render_rfc3339(participant_now(participant) + SERVICE_TOKEN_MS, expiry);
        if (websocket &&
            asking.agent == 0) /* an agent's page hears of the chat from the panel around which it is */
            write_websocket(&asking, &writer, expiry);
        if (credentials || types == NULL) {
            json_member_object_begin(&writer, "ConnectionCredentials");
            json_member_text(&writer, "ConnectionToken", asking.token);
            json_member_text(&writer, "Expiry", expiry);
            json_object_end(&writer);
        }
        if (connect && asking.agent == 0)
            service_connect_customer(participant, asking.pump, asking.customer->contact);
        end_answer(&asking, &answer, &writer);
    }
    json_decref(asking.document);
}

/* ---- SendMessage, SendEvent, DisconnectParticipant ---- */

static size_t characters(const char *text)
{
    size_t count = 0;
    for (; *text != '\0'; text++)
        count += ((unsigned char)*text & 0xC0) != 0x80;
    return count;
}

static const char *read_client_token(struct asking *asking)
{
    return json_optional_text(&asking->reader, "ClientToken", 0, SERVICE_CLIENT_TOKEN_BYTES_MAX);
}

/* A repeated request is answered as its first was. False: it is none, and *item is what to remember once it is done. */
static bool was_sent(struct asking *asking, const char *what, const char *client_token,
                     struct sent_item *item)
{
    *item = (struct sent_item){.uuid = uuid_random(), .at = participant_now(asking->participant)};
    if (client_token == NULL || client_token[0] == '\0')
        return false;
    sent_key(asking->token, what, client_token, item->key);
    const struct sent_item *first = sent_find(asking->participant->sent, item->key);
    if (first == NULL)
        return false;
    answer_sent(asking, &first->uuid, first->at);
    return true;
}

static void finish_sent(struct asking *asking, const char *client_token, const struct sent_item *item)
{
    if (client_token != NULL && client_token[0] != '\0')
        sent_remember(asking->participant->sent, item);
    answer_sent(asking, &item->uuid, item->at);
}

static void send_message(struct asking *asking, const char *type, const char *text, const char *client_token)
{
    struct sent_item item;
    struct buf body;
    bool plain = strcmp(type, "text/plain") == 0 || strcmp(type, "text/markdown") == 0;
    if ((!plain && strcmp(type, "application/json") != 0) ||
        (plain && characters(text) > SERVICE_PLAIN_CHARACTERS_MAX)) {
        refuse(asking, 400, "ValidationException",
               "ContentType is text/plain or text/markdown (at most 1024 characters) or application/json.");
        return;
    }
    if (was_sent(asking, "SendMessage", client_token, &item))
        return;
    buf_init(&body, ACD_BODY_BYTES_MAX);
    if (!body_render_message_sent(
            &body, &(struct body_message){.uuid = item.uuid, .name = asking->customer->name, .text = text}))
        refuse(asking, 400, "ValidationException", "Content cannot be kept.");
    else if (decide(asking, ACD_SEND_MESSAGE, &body))
        finish_sent(asking, client_token, &item);
    buf_free(&body);
}

void service_handle_message(struct participant *participant, struct http_request *request)
{
    struct asking asking;
    if (!begin(&asking, participant, request))
        return;
    const char *type = json_required_text(&asking.reader, "ContentType", 1, 100);
    const char *text = json_required_text(&asking.reader, "Content", 1, SERVICE_TEXT_BYTES_MAX);
    const char *client_token = read_client_token(&asking);
    if (asking.reader.failed)
        refuse_members(&asking);
    else if (is_live(&asking))
        send_message(&asking, type, text, client_token);
    json_decref(asking.document);
}

#define EVENTS "application/vnd.amazonaws.connect.event."

static void send_event(struct asking *asking, const char *type, const char *client_token)
{
    struct participant *participant = asking->participant;
    struct sent_item item;
    bool typing = strcmp(type, EVENTS "typing") == 0;
    bool acknowledged = strcmp(type, EVENTS "connection.acknowledged") == 0;
    if (!typing && !acknowledged && strncmp(type, EVENTS "message.", strlen(EVENTS "message.")) != 0) {
        refuse(asking, 400, "ValidationException",
               "ContentType is none of the events that a participant sends.");
        return;
    }
    if (was_sent(asking, "SendEvent", client_token, &item))
        return;
    if (typing && !asking->silent)
        signals_send(participant->options.signals,
                     &(struct signal){.pump = asking->pump,
                                      .contact = asking->customer->contact,
                                      .by = asking->agent != 0 ? SIGNAL_BY_AGENT : SIGNAL_BY_CUSTOMER});
    if (acknowledged && asking->agent == 0)
        service_connect_customer(participant, asking->pump, asking->customer->contact);
    finish_sent(asking, client_token, &item);
}

void service_handle_event(struct participant *participant, struct http_request *request)
{
    struct asking asking;
    if (!begin(&asking, participant, request))
        return;
    const char *type = json_required_text(&asking.reader, "ContentType", 1, 100);
    json_optional_text(&asking.reader, "Content", 1, SERVICE_TEXT_BYTES_MAX);
    const char *client_token = read_client_token(&asking);
    if (asking.reader.failed)
        refuse_members(&asking);
    else if (is_live(&asking))
        send_event(&asking, type, client_token);
    json_decref(asking.document);
}

void service_handle_disconnect(struct participant *participant, struct http_request *request)
{
    struct asking asking;
    struct answer answer;
    struct json_writer writer;
    if (!begin(&asking, participant, request))
        return;
    enum acd_command_kind kind = asking.agent != 0 ? ACD_END_LEG : ACD_END_CONTACT;
    read_client_token(&asking);
    if (asking.reader.failed) {
        refuse_members(&asking);
    } else if (is_live(&asking) && decide(&asking, kind, NULL)) {
        begin_answer(&answer, &writer);
        end_answer(&asking, &answer, &writer);
    }
    json_decref(asking.document);
}

/* ---- GetTranscript ---- */

struct transcript {
    struct asking asking;
    struct uuid contact;
    uint32_t max;
    uint32_t before; /* backward: numbers below this one; 0: from the newest */
    uint32_t after;  /* forward: numbers above this one */
    bool backward;
    bool descending;
    /* StartPosition: the message it begins with; at most one is set */
    bool has_start;
    struct uuid start_id;
    int64_t start_at;
    int64_t most_recent;
};

/* The first message of the position; count if there is none. */
static uint32_t find_start(const struct transcript *transcript, const struct book_message *messages,
                           uint32_t count)
{
    uint32_t place = 0;
    if (transcript->most_recent > 0)
        return transcript->most_recent < count ? count - (uint32_t)transcript->most_recent : 0;
    while (place < count &&
           (transcript->start_at != 0 ? messages[place].at < transcript->start_at
                                      : !uuid_equal(&messages[place].uuid, &transcript->start_id)))
        place++;
    return place;
}

static void write_messages(struct json_writer *writer, const struct transcript *transcript,
                           const struct book_message *messages, uint32_t first, uint32_t count)
{
    char id[UUID_TEXT_BYTES];
    json_member_array_begin(writer, "Transcript");
    for (uint32_t i = 0; i < count; i++) {
        const struct book_message *message =
            &messages[transcript->descending ? first + count - 1 - i : first + i];
        struct service_item item = service_item_of(message, id);
        service_write_item(writer, &item, &transcript->contact);
    }
    json_array_end(writer);
}

static void transcript_found(void *ctx, const struct book_message *messages, uint32_t count, bool failed)
{
    struct transcript *transcript = ctx;
    struct asking *asking = &transcript->asking;
    struct answer answer;
    struct json_writer writer;
    char id[UUID_TEXT_BYTES];
    char next[16];
    if (failed) {
        refuse(asking, 500, "InternalServerException", "The transcript cannot be read now. Try again.");
        free(transcript);
        return;
    }
    uint32_t end = 0; /* those with a number below before */
    while (end < count && (transcript->before == 0 || messages[end].number < transcript->before))
        end++;
    uint32_t start = transcript->has_start ? find_start(transcript, messages, count) : 0;
    if (transcript->has_start && transcript->backward)
        end = start < end ? start + 1 : end;
    uint32_t from = transcript->has_start && !transcript->backward ? (start < end ? start : end) : 0;
    uint32_t shown = end - from < transcript->max ? end - from : transcript->max;
    uint32_t first = transcript->backward ? end - shown : from;
    begin_answer(&answer, &writer);
    buf_free(&answer.json);
    buf_init(&answer.json, CHAT_FRAME_BYTES_MAX);
    json_writer_init(&writer, &answer.json);
    json_object_begin(&writer);
    json_member_text(&writer, "InitialContactId", uuid_render(&transcript->contact, id));
    write_messages(&writer, transcript, messages, first, shown);
    bool more = transcript->backward ? first > 0 : first + shown < end;
    if (more && shown > 0) {
        snprintf(next, sizeof next, "%u", messages[transcript->backward ? first : first + shown - 1].number);
        json_member_text(&writer, "NextToken", next);
    }
    end_answer(asking, &answer, &writer);
    free(transcript);
}

/* One of two words, the first if it is absent. */
static bool read_first_word(struct json_reader *reader, const char *member, const char *first,
                            const char *second)
{
    const char *text = json_optional_text(reader, member, 1, 32);
    if (text != NULL && strcmp(text, first) != 0 && strcmp(text, second) != 0)
        json_reader_fail(reader, member, "is none of the words it takes");
    return text == NULL || strcmp(text, first) == 0;
}

static void read_start(struct transcript *transcript, struct json_reader *reader)
{
    struct json_reader position;
    const json_t *object = json_optional_object(reader, "StartPosition");
    if (object == NULL)
        return;
    json_reader_init(&position, object);
    const char *id = json_optional_text(&position, "Id", 1, 256);
    const char *at = json_optional_text(&position, "AbsoluteTime", 1, 100);
    transcript->most_recent = json_optional_i64(&position, "MostRecent", 0, 100, 0);
    if (id != NULL)
        uuid_parse(id, strlen(id),
                   &transcript->start_id); /* what is no id of ours is no message of the chat */
    if (at != NULL && !date_parse_rfc3339(at, strlen(at), &transcript->start_at))
        json_reader_fail(&position, "AbsoluteTime", "must be a time as 2026-11-21T10:20:30.123Z");
    if (position.failed)
        json_reader_fail(reader, position.member, position.what);
    transcript->has_start = id != NULL || at != NULL || transcript->most_recent > 0;
}

static bool read_wish(struct transcript *transcript)
{
    struct json_reader *reader = &transcript->asking.reader;
    transcript->backward = read_first_word(reader, "ScanDirection", "BACKWARD", "FORWARD");
    transcript->descending = read_first_word(reader, "SortOrder", "DESCENDING", "ASCENDING");
    json_optional_text(reader, "ContactId", 1, 256);
    read_start(transcript, reader);
    const char *token = json_optional_text(reader, "NextToken", 1, 1000);
    transcript->max = (uint32_t)json_optional_i64(reader, "MaxResults", 0, SERVICE_PAGE_MAX, 10);
    transcript->max = transcript->max == 0 ? 10 : transcript->max;
    if (token != NULL) {
        transcript->has_start = false; /* the token says where it goes on */
        char *end = NULL;
        unsigned long number = strtoul(token, &end, 10);
        if (token[0] < '0' || token[0] > '9' || *end != '\0' || number == 0 || number > UINT32_MAX)
            json_reader_fail(reader, "NextToken", "must be one that this server gave");
        *(transcript->backward ? &transcript->before : &transcript->after) = (uint32_t)number;
    }
    return !reader->failed;
}

void service_handle_transcript(struct participant *participant, struct http_request *request)
{
    struct transcript *transcript = calloc(1, sizeof *transcript);
    struct asking asking;
    if (transcript == NULL) {
        answer_error_now(request, 503, "overloaded", "The server is out of memory.");
        return;
    }
    if (!begin(&asking, participant, request)) {
        free(transcript);
        return;
    }
    transcript->asking = asking;
    if (read_wish(transcript)) {
        /* The newest messages are at the end: what is before them is passed over here, so a chat of more than 500 shows
         * its last 500. */
        struct acd_contact_view view;
        uint32_t number = 0;
        if (asking.customer->contact != 0 &&
            acd_contact_view(pump_core(asking.pump), asking.customer->contact, &view))
            number = view.message_count;
        uint32_t after = transcript->after;
        if (transcript->backward && number > SERVICE_TRANSCRIPT_MAX && transcript->before == 0)
            after = number - SERVICE_TRANSCRIPT_MAX;
        else if (transcript->backward && transcript->before > SERVICE_TRANSCRIPT_MAX)
            after = transcript->before - 1 - SERVICE_TRANSCRIPT_MAX;
        transcript->contact = asking.customer->uuid;
        book_ask_transcript(pump_book_ask(asking.pump), pump_seq(asking.pump), &transcript->contact, after,
                            SERVICE_TRANSCRIPT_MAX, transcript_found, transcript);
    } else {
        refuse_members(&transcript->asking);
        free(transcript);
    }
    json_decref(asking.document);
}
