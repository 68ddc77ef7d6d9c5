/* Visits: which customers look at which chats, and the tap that tells them. It must not ask the core for anything to
 * happen.
 *
 * After each batch a visit whose contact was touched is looked at once: what the customer may know of it (place, agent,
 * end) is compared with what was told, and only a change is told. Messages are told one by one.
 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "edge/common/words.h"
#include "edge/participant/render.h"
#include "edge/participant/state.h"

enum { VISITS_MAX = 1 << 20, SIGNAL_BYTES_MAX = 256 };

/* ---- joining and leaving ---- */

static struct visit *visit_find(const struct participant_centre *centre, uint64_t contact)
{
    return table_find(&centre->visits, &contact, sizeof contact);
}

struct visit *visit_after(struct participant_centre *centre, size_t *at)
{
    return table_next(&centre->visits, at);
}

static const struct book_customer *customer_of(const struct visit *visit)
{
    return book_find_customer_history(pump_book(visit->centre->pump), visit->token);
}

static struct visit_told tellable(const struct visit *visit, const struct book_customer *customer)
{
    struct chat_now now = render_now(visit->centre->pump, customer);
    return (struct visit_told){
        .contact = visit->contact, .agent = now.agent, .place = now.place, .ended_at = customer->ended_at};
}

static struct visit *visit_open(struct participant_centre *centre, uint64_t contact, const uint8_t *token)
{
    struct visit *visit = visit_find(centre, contact);
    if (visit != NULL)
        return visit;
    visit = calloc(1, sizeof *visit);
    if (visit == NULL)
        return NULL;
    visit->centre = centre;
    visit->contact = contact;
    memcpy(visit->token, token, sizeof visit->token);
    if (!table_put(&centre->visits, &visit->contact, sizeof visit->contact, visit)) {
        free(visit);
        return NULL;
    }
    const struct book_customer *customer = customer_of(visit);
    assert(customer != NULL); /* it was found by this token */
    visit->told = tellable(visit, customer);
    return visit;
}

bool visit_join(struct chat_line *line, struct participant_centre *centre, uint64_t contact)
{
    struct visit *visit = visit_open(centre, contact, line->token);
    if (visit == NULL || visit->line_count >= centre->participant->limits.contact_lines_max)
        return false;
    chat_line_unlist(&line->participant->strangers, line);
    chat_line_list(&visit->lines, line);
    visit->line_count++;
    line->visit = visit;
    return true;
}

void visit_leave(struct chat_line *line)
{
    struct visit *visit = line->visit;
    if (visit == NULL) {
        chat_line_unlist(&line->participant->strangers, line);
        return;
    }
    chat_line_unlist(&visit->lines, line);
    line->visit = NULL;
    if (--visit->line_count > 0)
        return;
    table_remove(&visit->centre->visits, &visit->contact, sizeof visit->contact);
    free(visit);
}

/* The same customer, another contact. */
static void visit_follow(struct visit *visit, uint64_t contact)
{
    struct participant_centre *centre = visit->centre;
    table_remove(&centre->visits, &visit->contact, sizeof visit->contact);
    visit->contact = contact;
    bool put = table_put(&centre->visits, &visit->contact, sizeof visit->contact, visit);
    assert(put); /* there was room a moment ago */
    (void)put;
}

/* ---- telling ---- */

static void tell_lines(struct visit *visit, struct buf *json)
{
    struct ws_frame *frame = buf_failed(json) ? NULL : ws_frame_new_text(buf_text(json), json->len);
    for (struct chat_line *line = visit->lines; line != NULL; line = line->next) {
        if (line->state != CHAT_LINE_LIVE || line->wire.closing || line->vendor)
            continue;
        struct ws_frame *shared = frame != NULL ? ws_frame_ref(frame) : NULL;
        if (shared != NULL)
            wire_post(&line->wire, visit->centre->pump, &shared, 1, 0);
        else
            wire_close(&line->wire, WIRE_CODE_SLOW); /* it would miss something: let it come back */
    }
    ws_frame_unref(frame);
    buf_free(json);
}

static void begin_event(const struct acd_event *event, struct buf *json, struct json_writer *writer,
                        const char *kind)
{
    buf_init(json, CHAT_FRAME_BYTES_MAX);
    json_writer_init(writer, json);
    json_object_begin(writer);
    json_member_text(writer, "is", "event");
    json_member_u64(writer, "seq", event->seq);
    json_member_i64(writer, "at", event->at);
    json_member_text(writer, "kind", kind);
}

static void say_over(struct visit *visit)
{
    for (struct chat_line *line = visit->lines; line != NULL; line = line->next) {
        if (line->state != CHAT_LINE_LIVE || line->wire.closing)
            continue;
        if (line->vendor)
            wire_post(&line->wire, visit->centre->pump, NULL, 0, WIRE_CODE_DONE);
        else if (line->deciding)
            line->over = true; /* its own request ended the chat: the answer comes before the goodbye */
        else
            wire_post_goodbye(&line->wire, visit->centre->pump, "over");
    }
}

static void tell_change(struct visit *visit, const struct acd_event *event)
{
    struct buf json;
    struct json_writer writer;
    const struct book_customer *customer = customer_of(visit);
    if (customer == NULL)
        return;
    struct visit_told told = tellable(visit, customer);
    const struct visit_told *before = &visit->told;
    if (told.contact == before->contact && told.agent == before->agent && told.place == before->place &&
        told.ended_at == before->ended_at)
        return;
    uint32_t agent_before = before->agent;
    visit->told = told;
    visit->position = 0;
    begin_event(event, &json, &writer, "state");
    render_chat_state(&writer, visit->centre->pump, customer);
    json_object_end(&writer);
    tell_lines(visit, &json);
    if (told.agent != 0 && told.agent != agent_before)
        service_tell_event(visit, "application/vnd.amazonaws.connect.event.participant.joined", true, event->at);
    if (told.place == CHAT_PLACE_OVER) {
        service_tell_event(visit, "application/vnd.amazonaws.connect.event.chat.ended", false, event->at);
        say_over(visit);
    }
}

static void tell_message(struct visit *visit, const struct acd_event *event, const void *body,
                         size_t body_len)
{
    struct buf json;
    struct json_writer writer;
    json_t *document;
    struct book_message message;
    if (!words_message_of(event, body, body_len, &document, &message))
        return;
    begin_event(event, &json, &writer, "message");
    words_message(&writer, "message", &message);
    json_object_end(&writer);
    tell_lines(visit, &json);
    service_tell_message(visit, &message);
    json_decref(document);
}

void visits_tap(void *ctx, struct pump *pump, const struct acd_batch *batch, const void *body,
                size_t body_len)
{
    struct participant_centre *centre = ctx;
    (void)pump;
    for (uint32_t i = 0; i < batch->count && centre->visits.count > 0; i++) {
        const struct acd_event *event = &batch->events[i];
        bool transferred = event->kind == ACD_CONTACT_TRANSFERRED;
        struct visit *visit =
            event->contact != 0 ? visit_find(centre, transferred ? event->previous : event->contact) : NULL;
        if (visit == NULL)
            continue;
        if (transferred)
            visit_follow(visit, event->contact);
        if (event->kind == ACD_MESSAGE_SENT)
            tell_message(visit, event, body, body_len);
        tell_change(visit, event);
    }
}

/* ---- what is not remembered ---- */

static void begin_passing(struct buf *json, struct json_writer *writer, const char *is)
{
    buf_init(json, SIGNAL_BYTES_MAX);
    json_writer_init(writer, json);
    json_object_begin(writer);
    json_member_text(writer, "is", is);
}

void visits_signal(void *ctx, const struct signal *signal)
{
    struct participant *participant = ctx;
    struct visit *visit = visit_find(participant_get_centre(participant, signal->pump), signal->contact);
    struct buf json;
    struct json_writer writer;
    if (signal->by != SIGNAL_BY_AGENT || visit == NULL)
        return;
    begin_passing(&json, &writer, "signal");
    json_member_text(&writer, "kind", "typing");
    json_member_text(&writer, "by", "agent");
    json_object_end(&writer);
    tell_lines(visit, &json);
    service_tell_event(visit, "application/vnd.amazonaws.connect.event.typing", true, participant_now(participant));
}

static void tell_position(struct visit *visit)
{
    const struct book_customer *customer = customer_of(visit);
    struct buf json;
    struct json_writer writer;
    if (customer == NULL)
        return;
    struct chat_now now = render_now(visit->centre->pump, customer);
    if (now.position == 0 || (now.position == visit->position && now.staffed == visit->staffed))
        return;
    visit->position = now.position;
    visit->staffed = now.staffed;
    begin_passing(&json, &writer, "position");
    json_member_i64(&writer, "position", now.position);
    json_member_bool(&writer, "staffed", now.staffed);
    json_object_end(&writer);
    tell_lines(visit, &json);
}

void visits_tell_positions(struct participant *participant)
{
    for (uint32_t i = 0; i < participant->centre_count; i++) {
        size_t at = 0;
        for (struct visit *visit; (visit = visit_after(&participant->centres[i], &at)) != NULL;) {
            if (visit->told.place == CHAT_PLACE_WAITING)
                tell_position(visit);
        }
    }
}
