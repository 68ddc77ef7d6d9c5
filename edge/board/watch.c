/* Contacts that are read along: their messages and whispers go to every line that watches them. It must not tell the
 * agent or the customer anything.
 *
 *     monitor --board_watch_begin()--> watched --MESSAGE_SENT, WHISPERED: told--> ... --MONITOR_ENDED or TAKEN_OVER of this user: "over"--> not watched
 *
 * A user whose last line that watches a contact is gone listens no more: END_LEG. A page that comes back asks again.
 */
#include "edge/board/state.h"
#include "edge/common/words.h"

enum { WATCH_BYTES_MAX = 128 * 1024 };

static int place_of(const struct board_line *line, uint64_t contact)
{
    for (int i = 0; i < LINE_WATCHED_MAX; i++) {
        if (line->watched[i] == contact)
            return i;
    }
    return -1;
}

bool board_watch_begin(struct board_line *line, uint64_t contact)
{
    int place = place_of(line, contact);
    if (place < 0)
        place = place_of(line, 0);
    if (place >= 0)
        line->watched[place] = contact;
    return place >= 0;
}

/* ---- telling ---- */

static void begin_watch(struct buf *json, struct json_writer *writer, const struct uuid *contact)
{
    buf_init(json, WATCH_BYTES_MAX);
    json_writer_init(writer, json);
    json_object_begin(writer);
    json_member_text(writer, "is", "watch");
    words_uuid(writer, "contactId", contact);
}

static struct ws_frame *end_watch(struct buf *json, struct json_writer *writer)
{
    json_object_end(writer);
    struct ws_frame *frame = buf_failed(json) ? NULL : ws_frame_new_text(json->bytes, json->len);
    buf_free(json);
    return frame;
}

/* Takes the reference. NULL: memory is out, and the line would miss something. It comes back and asks again. */
static void tell_line(struct board_line *line, struct ws_frame *frame)
{
    if (frame != NULL)
        wire_post(&line->wire, line->centre->pump, &frame, 1, 0);
    else
        wire_close(&line->wire, WIRE_CODE_SLOW);
}

/* The message or whisper that the event is about; NULL: memory is out. */
static struct ws_frame *frame_of(const struct uuid *contact, const struct acd_event *event, const void *body,
                                 size_t body_len)
{
    struct buf json;
    struct json_writer writer;
    json_t *document;
    struct book_message message;
    if (!words_message_of(event, body, body_len, &document, &message))
        return NULL;
    struct book_whisper whisper = words_whisper_of(event, &message);
    begin_watch(&json, &writer, contact);
    if (event->kind == ACD_WHISPERED)
        words_whisper(&writer, "whisper", &whisper);
    else
        words_message(&writer, "message", &message);
    json_decref(document);
    return end_watch(&json, &writer);
}

static void tell_watchers(struct board_centre *centre, const struct acd_event *event, const void *body,
                          size_t body_len)
{
    const struct book_contact *contact = book_find_contact(pump_book(centre->pump), event->contact);
    struct ws_frame *frame = NULL;
    for (struct board_line *line = centre->lines; line != NULL && contact != NULL; line = line->next) {
        if (place_of(line, event->contact) < 0 || line->wire.closing)
            continue;
        if (frame == NULL)
            frame = frame_of(&contact->uuid, event, body, body_len);
        tell_line(line, frame != NULL ? ws_frame_ref(frame) : NULL);
    }
    ws_frame_unref(frame);
}

static void tell_over(struct board_centre *centre, const struct acd_event *event)
{
    const struct book_contact *contact = book_find_contact(pump_book(centre->pump), event->contact);
    for (struct board_line *line = centre->lines; line != NULL; line = line->next) {
        int place = place_of(line, event->contact);
        if (place < 0 || line->session.agent != event->agent)
            continue;
        line->watched[place] = 0;
        if (contact == NULL || line->wire.closing)
            continue;
        struct buf json;
        struct json_writer writer;
        begin_watch(&json, &writer, &contact->uuid);
        json_member_bool(&writer, "over", true);
        tell_line(line, end_watch(&json, &writer));
    }
}

void board_watch_event(struct board_centre *centre, const struct acd_event *event, const void *body,
                       size_t body_len)
{
    if (event->kind == ACD_MESSAGE_SENT || event->kind == ACD_WHISPERED)
        tell_watchers(centre, event, body, body_len);
    else if (event->kind == ACD_MONITOR_ENDED || event->kind == ACD_TAKEN_OVER)
        tell_over(centre, event);
}

/* ---- leaving ---- */

static bool is_watched_elsewhere(const struct board_line *gone, uint64_t contact)
{
    for (const struct board_line *line = gone->centre->lines; line != NULL; line = line->next) {
        if (line != gone && line->session.agent == gone->session.agent && place_of(line, contact) >= 0)
            return true;
    }
    return false;
}

void watch_leave(struct board_line *line)
{
    struct board_centre *centre = line->centre;
    for (int i = 0; i < LINE_WATCHED_MAX; i++) {
        struct acd_leg_view leg;
        uint64_t contact = line->watched[i];
        line->watched[i] = 0;
        if (contact == 0 || centre->board->draining || is_watched_elsewhere(line, contact) ||
            !acd_leg_view(pump_core(centre->pump), line->session.agent, contact, &leg) || leg.monitored == 0)
            continue;
        enum acd_refusal refusal;
        struct acd_command command = {.kind = ACD_END_LEG,
                                      .at = board_now(centre->board),
                                      .actor = board_actor(&line->session),
                                      .agent = line->session.agent,
                                      .contact = contact};
        pump_decide(centre->pump, &command, NULL, 0, NULL, &refusal); /* refused: it is over already */
    }
}
