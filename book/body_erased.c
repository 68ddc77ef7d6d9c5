/* The body of ERASED: whose texts are gone; see body.h. It erases nothing. */
#include <string.h>

#include "book/body.h"
#include "book/body_check.h"

static const char *const what_names[] = {[BODY_ERASED_CONTACT] = "contact", [BODY_ERASED_USER] = "user"};

static struct uuid read_uuid(struct json_reader *reader)
{
    struct uuid uuid = {{0}};
    const char *text = json_required_text(reader, "uuid", UUID_TEXT_LEN, UUID_TEXT_LEN);
    if (!reader->failed && !uuid_parse(text, strlen(text), &uuid))
        json_reader_fail(reader, "uuid", "must be a UUID");
    return uuid;
}

static enum body_erased_what read_what(struct json_reader *reader)
{
    const char *name = json_required_text(reader, "what", 1, BODY_NAME_BYTES_MAX);
    if (strcmp(name, what_names[BODY_ERASED_USER]) == 0)
        return BODY_ERASED_USER;
    if (strcmp(name, what_names[BODY_ERASED_CONTACT]) != 0)
        json_reader_fail(reader, "what", "must be contact or user");
    return BODY_ERASED_CONTACT;
}

static uint32_t read_contacts(struct json_reader *reader, struct book_chain_contact *contacts)
{
    const json_t *array = json_required_array(reader, "contacts", BOOK_CHAIN_MAX);
    uint32_t count = (uint32_t)json_array_size(array);
    if (count == 0)
        json_reader_fail(reader, "contacts", "must hold the contacts of the chain");
    for (uint32_t i = 0; i < count && !reader->failed; i++) {
        struct json_reader item;
        json_reader_init(&item, json_array_get(array, i));
        contacts[i].contact = (uint64_t)json_required_i64(&item, "contact", 1, INT64_MAX);
        contacts[i].uuid = read_uuid(&item);
        if (item.failed)
            json_reader_fail(reader, "contacts", "must hold {contact, uuid}");
    }
    return count;
}

bool body_parse_erased(const json_t *object, struct body_erased *erased, struct book_chain_contact *contacts)
{
    struct json_reader reader;
    json_reader_init(&reader, object);
    struct body_erased read = {.what = read_what(&reader), .uuid = read_uuid(&reader), .contacts = contacts};
    if (!reader.failed && read.what == BODY_ERASED_CONTACT)
        read.count = read_contacts(&reader, contacts);
    if (!reader.failed)
        *erased = read;
    return !reader.failed;
}

static bool check(const json_t *object)
{
    struct body_erased erased;
    struct book_chain_contact contacts[BOOK_CHAIN_MAX];
    return body_parse_erased(object, &erased, contacts);
}

static void member_uuid(struct json_writer *writer, const struct uuid *uuid)
{
    char text[UUID_TEXT_BYTES];
    json_member_text(writer, "uuid", uuid_render(uuid, text));
}

static void member_contacts(struct json_writer *writer, const struct body_erased *erased)
{
    json_member_array_begin(writer, "contacts");
    for (uint32_t i = 0; i < erased->count; i++) {
        json_object_begin(writer);
        json_member_u64(writer, "contact", erased->contacts[i].contact);
        member_uuid(writer, &erased->contacts[i].uuid);
        json_object_end(writer);
    }
    json_array_end(writer);
}

bool body_render_erased(struct buf *buf, const struct body_erased *erased)
{
    struct json_writer writer;
    json_writer_init(&writer, buf);
    json_object_begin(&writer);
    json_member_i64(&writer, "for", ACD_RECORDED);
    json_member_text(&writer, "what",
                     (unsigned)erased->what <= BODY_ERASED_USER ? what_names[erased->what] : "");
    member_uuid(&writer, &erased->uuid);
    if (erased->what == BODY_ERASED_CONTACT)
        member_contacts(&writer, erased);
    json_object_end(&writer);
    bool good = !buf_failed(buf) && body_check(buf->bytes, buf->len, check);
    if (!good)
        buf_clear(buf);
    return good;
}
