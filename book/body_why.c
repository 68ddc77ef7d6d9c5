/* The reason that a person gives for a command, as a member of its body; see body.h. It decides nothing of which event
 * it is kept with. */
#include <string.h>

#include "book/body.h"

bool body_parse_why(const json_t *object, const char **why)
{
    struct json_reader reader;
    json_reader_init(&reader, object);
    const char *read = json_optional_text(&reader, "why", 1, BOOK_WHY_BYTES_MAX);
    if (!reader.failed)
        *why = read;
    return !reader.failed;
}

/* {"why":TEXT */
static struct json_writer begin(struct buf *buf, const char *why)
{
    struct json_writer writer;
    json_writer_init(&writer, buf);
    json_object_begin(&writer);
    json_member_text(&writer, "why", why);
    return writer;
}

/* Takes the body's closing brace away and puts what follows that of a rendered object's opening one in its place. */
static void join(struct buf *buf, const struct buf *object)
{
    struct buf joined;
    buf_init(&joined, buf->bytes_max);
    buf_append(&joined, buf->bytes, buf->len - 1);
    buf_append_char(&joined, ',');
    buf_append(&joined, object->bytes + 1, object->len - 1);
    buf_clear(buf);
    buf_append(buf, joined.bytes, joined.len);
    buf_free(&joined);
}

/* Is it a body whose reason would be read again? */
static bool is_good(const struct buf *buf)
{
    const char *read = NULL;
    json_t *object = buf_failed(buf) ? NULL : body_open(buf->bytes, buf->len);
    bool good = object && body_parse_why(object, &read) && read;
    json_decref(object);
    return good;
}

bool body_render_why(struct buf *buf, const char *why)
{
    struct buf member;
    buf_init(&member, ACD_BODY_BYTES_MAX);
    struct json_writer writer = begin(&member, why);
    bool is_first = buf->len == 0;
    if (is_first)
        json_member_i64(&writer, "for", ACD_EVENT_NONE);
    json_object_end(&writer);
    if (is_first)
        buf_append(buf, member.bytes, member.len);
    else
        join(buf, &member);
    bool good = strlen(why) <= BOOK_WHY_BYTES_MAX && is_good(buf);
    if (!good)
        buf_clear(buf);
    buf_free(&member);
    return good;
}
