/* The participant service's WebSocket, as chatjs speaks it: topics, items, heartbeats. It must not take messages: they
 * come by HTTP (service.c).
 *
 *     open --{"topic":"aws/subscribe","content":{"topics":["aws/chat"]}}--> LIVE: every item of the chat as
 *     {"topic":"aws/chat","contentType":"application/json","content":"the item as JSON text"}
 *     {"topic":"aws/heartbeat"} and {"topic":"aws/ping"} are answered with the same topic
 */
#include <stdlib.h>
#include <string.h>

#include "edge/common/answer.h"
#include "edge/common/names.h"
#include "edge/participant/state.h"
#include "lib/date.h"
#include "lib/url.h"

enum { ITEM_BYTES_MAX = 128 * 1024, FRAME_BYTES_MAX = 256 * 1024 };

/* ---- items ---- */

void service_write_item(struct json_writer *writer, const struct service_item *item,
                        const struct uuid *contact)
{
    char text[UUID_TEXT_BYTES];
    char at[DATE_RFC3339_BYTES];
    json_object_begin(writer);
    json_member_text(writer, "AbsoluteTime", date_render_rfc3339(item->at, at));
    if (item->content != NULL)
        json_member_text(writer, "Content", item->content);
    json_member_text(writer, "ContentType", item->content_type);
    json_member_text(writer, "Id", item->id);
    json_member_text(writer, "Type", item->type);
    json_member_text(writer, "ParticipantId", item->role);
    if (item->name != NULL && item->name[0] != '\0')
        json_member_text(writer, "DisplayName", item->name);
    json_member_text(writer, "ParticipantRole", item->role);
    json_member_text(writer, "ContactId", uuid_render(contact, text));
    json_object_end(writer);
}

struct service_item service_item_of(const struct book_message *message, char id[UUID_TEXT_BYTES])
{
    static const char *const ROLES[] = {
        [BOOK_BY_CUSTOMER] = "CUSTOMER", [BOOK_BY_AGENT] = "AGENT", [BOOK_BY_SYSTEM] = "SYSTEM"};
    return (struct service_item){.id = uuid_render(&message->uuid, id),
                                 .content = message->text,
                                 .content_type = "text/plain",
                                 .type = "MESSAGE",
                                 .role = ROLES[message->author],
                                 .name = message->author_name,
                                 .at = message->at};
}

/* The frame of a topic; content is JSON that becomes a text. NULL: no memory or too large. */
static struct ws_frame *chat_frame(const struct service_item *item, const struct uuid *contact)
{
    struct buf inner;
    struct buf outer;
    struct json_writer writer;
    buf_init(&inner, ITEM_BYTES_MAX);
    json_writer_init(&writer, &inner);
    service_write_item(&writer, item, contact);
    buf_init(&outer, FRAME_BYTES_MAX);
    json_writer_init(&writer, &outer);
    json_object_begin(&writer);
    json_member_text(&writer, "topic", "aws/chat");
    json_member_text(&writer, "contentType", "application/json");
    json_member_text_len(&writer, "content", buf_text(&inner), inner.len);
    json_object_end(&writer);
    struct ws_frame *frame =
        buf_failed(&inner) || buf_failed(&outer) ? NULL : ws_frame_new_text(buf_text(&outer), outer.len);
    buf_free(&inner);
    buf_free(&outer);
    return frame;
}

static bool has_vendor_line(const struct visit *visit)
{
    for (const struct chat_line *line = visit->lines; line != NULL; line = line->next)
        if (line->vendor && line->state == CHAT_LINE_LIVE)
            return true;
    return false;
}

static void tell(struct visit *visit, const struct service_item *item)
{
    const struct book_customer *customer =
        book_find_customer_history(pump_book(visit->centre->pump), visit->token);
    struct ws_frame *frame = customer != NULL ? chat_frame(item, &customer->uuid) : NULL;
    for (struct chat_line *line = visit->lines; line != NULL; line = line->next) {
        if (!line->vendor || line->state != CHAT_LINE_LIVE || line->wire.closing)
            continue;
        struct ws_frame *shared = frame != NULL ? ws_frame_ref(frame) : NULL;
        if (shared != NULL)
            wire_post(&line->wire, visit->centre->pump, &shared, 1, 0);
        else
            wire_close(&line->wire, WIRE_CODE_SLOW);
    }
    ws_frame_unref(frame);
}

void service_tell_message(struct visit *visit, const struct book_message *message)
{
    char id[UUID_TEXT_BYTES];
    struct service_item item = service_item_of(message, id);
    if (has_vendor_line(visit))
        tell(visit, &item);
}

void service_tell_event(struct visit *visit, const char *content_type, bool by_agent, int64_t at)
{
    char id[UUID_TEXT_BYTES];
    struct uuid uuid = uuid_random();
    if (!has_vendor_line(visit))
        return;
    const struct book_user *agent = book_find_user(pump_book(visit->centre->pump), visit->told.agent);
    tell(visit, &(struct service_item){.id = uuid_render(&uuid, id),
                                       .content_type = content_type,
                                       .type = "EVENT",
                                       .role = by_agent ? "AGENT" : "SYSTEM",
                                       .name = by_agent && agent != NULL ? name_for_customers(agent) : NULL,
                                       .at = at});
}

/* ---- the line ---- */

static void line_release(struct wire *wire)
{
    free((struct chat_line *)wire);
}

static void line_closed(void *ctx, enum ws_closed why, int code)
{
    struct chat_line *line = ctx;
    (void)code;
    visit_leave(line);
    line->participant->counters.lines_open--;
    wire_ended(&line->wire, why);
}

static void say(struct chat_line *line, const char *topic, bool subscribed)
{
    struct buf json;
    struct json_writer writer;
    buf_init(&json, 1024);
    json_writer_init(&writer, &json);
    json_object_begin(&writer);
    json_member_text(&writer, "topic", topic);
    if (subscribed) {
        json_member_object_begin(&writer, "content");
        json_member_text(&writer, "status", "success");
        json_member_array_begin(&writer, "topics");
        json_text_of(&writer, "aws/chat");
        json_array_end(&writer);
        json_object_end(&writer);
    }
    json_object_end(&writer);
    if (line->centre != NULL)
        chat_line_post(line, &json);
    else
        wire_send_text(&line->wire, &json);
}

static void subscribe(struct chat_line *line)
{
    struct participant *participant = line->participant;
    const struct book_customer *customer = NULL;
    struct pump *pump = session_find_customer(participant->options.centres, line->token,
                                              participant_now(participant), &customer);
    if (line->state != CHAT_LINE_WAITING)
        return;
    if (pump == NULL || customer->contact == 0 || customer->ended_at != 0) {
        wire_close(&line->wire, WIRE_CODE_DONE);
        return;
    }
    uint64_t contact = customer->contact;
    line->centre = participant_get_centre(participant, pump);
    if (!visit_join(line, line->centre, contact)) {
        wire_close(&line->wire, WIRE_CODE_SLOW);
        return;
    }
    line->state = CHAT_LINE_LIVE;
    say(line, "aws/subscribe", true);
    service_connect_customer(participant, pump, contact);
}

static void line_message(void *ctx, const char *text, size_t len)
{
    struct chat_line *line = ctx;
    json_t *object = line->wire.closing ? NULL : json_parse(text, len, NULL, NULL);
    const char *topic = json_string_value(json_object_get(object, "topic"));
    if (line->wire.closing) {
        /* nobody waits any more */
    } else if (topic == NULL) {
        wire_close(&line->wire, WIRE_CODE_PROTOCOL);
    } else if (strcmp(topic, "aws/subscribe") == 0) {
        subscribe(line);
    } else if (strcmp(topic, "aws/heartbeat") == 0 || strcmp(topic, "aws/ping") == 0) {
        if (budget_pay(&line->budget, line->participant->limits.messages_per_s_max,
                       participant_now(line->participant)))
            say(line, strcmp(topic, "aws/ping") == 0 ? "aws/ping" : "aws/heartbeat", false);
    }
    json_decref(object);
}

static const struct ws_events EVENTS = {.message = line_message, .closed = line_closed};

/* Pages of any site may come: the token in the address is the right, and no cookie counts here. */
void service_handle_upgrade(struct participant *participant, struct http_request *request)
{
    struct buf token;
    bool full = participant->draining || participant->counters.lines_open >= participant->limits.lines_max;
    if (!ws_asked(request) || full || participant->centre_count == 0) {
        answer_error_now(request, full ? 503 : 426, full ? "overloaded" : "upgrade_required",
                         "This address speaks WebSocket only, or takes no more lines at this moment.");
        return;
    }
    struct chat_line *line = calloc(1, sizeof *line);
    if (line == NULL) {
        answer_error_now(request, 503, "overloaded", "The server is out of memory.");
        return;
    }
    buf_init(&token, 1024);
    if (url_query_find(request->query, "token", URL_PLUS_IS_PLUS, &token))
        session_hash(buf_text(&token), token.len, line->token);
    buf_free(&token);
    wire_init(&line->wire, participant->limits.line_unsent_bytes_max, &participant->counters.lines_cut_slow,
              line_release);
    budget_init(&line->budget, participant_now(participant));
    line->participant = participant;
    line->vendor = true;
    line->wire.ws = ws_accept(request, NULL, NULL, &EVENTS, line);
    if (line->wire.ws == NULL) {
        wire_unref(&line->wire);
        return;
    }
    participant->counters.lines_open++;
    chat_line_list(&participant->strangers, line);
}
