/* Carrying out requests about entry points; see admin.h. It must not care whether a server runs. */
#include "server/admin_requests.h"

#include <string.h>

#include "edge/common/origin.h"

static void write_entry(struct admin_asking *asking, const struct pump *pump, uint32_t number)
{
    struct json_writer *writer = &asking->writer;
    const struct book_entry_point *entry = book_find_entry_point(pump_book(pump), number);
    const struct book_object *queue =
        book_find_object(pump_book(pump), ACD_SUBJECT_QUEUE, acd_entry_point_queue(pump_core(pump), number));
    char id[UUID_TEXT_BYTES];
    if (!entry)
        return;
    json_object_begin(writer);
    json_member_text(writer, "name", entry->object.name);
    admin_write_id(writer, &entry->object.uuid);
    json_member_text(writer, "centre", admin_alias(asking, pump));
    json_member_text(writer, "description", entry->object.description);
    json_member_text(writer, "channel", acd_channel_name(entry->channel));
    json_member_text(writer, "queue", queue ? queue->name : NULL);
    json_member_text(writer, "queueId", queue ? uuid_render(&queue->uuid, id) : NULL);
    json_member_array_begin(writer, "origins");
    for (uint32_t i = 0; i < entry->origin_count; i++)
        json_text_of(writer, entry->origins[i]);
    json_array_end(writer);
    json_member_text(writer, "welcome", entry->welcome);
    json_object_end(writer);
}

static bool entry_point_list(struct admin_asking *asking)
{
    json_member_array_begin(&asking->writer, "entryPoints");
    for (uint32_t i = 0; i < asking->centres->list.count; i++) {
        const struct pump *pump = asking->centres->list.pumps[i];
        for (uint32_t number = 0;
             (number = book_object_after(pump_book(pump), ACD_SUBJECT_ENTRY_POINT, number)) != 0;)
            write_entry(asking, pump, number);
    }
    json_array_end(&asking->writer);
    return true;
}

/* The member origins, where there is one. False, with a sentence, if one cannot be approved. */
static bool read_origins(struct admin_asking *asking, struct body_entry_point *entry)
{
    if (!json_has(&asking->reader, "origins"))
        return !asking->reader.failed;
    int count = admin_texts(asking, "origins", entry->origins, BODY_ORIGINS_MAX, ORIGIN_BYTES - 1);
    for (int i = 0; i < count; i++)
        if (!origin_is_valid(entry->origins[i]))
            return admin_refuse(asking,
                                "\"%s\" is no origin: https://HOST[:PORT], or http:// of localhost or "
                                "127.0.0.1; PORT may be *.",
                                entry->origins[i]);
    entry->origin_count = count > 0 ? (uint32_t)count : 0;
    return count >= 0;
}

static bool name_is_free(struct admin_asking *asking, const struct pump *pump, const char *name,
                         uint32_t number)
{
    uint32_t other = book_find_name(pump_book(pump), ACD_SUBJECT_ENTRY_POINT, name);
    return other == 0 || other == number ||
           admin_refuse(asking, "There is an entry point \"%s\" already.", name);
}

static bool entry_point_add(struct admin_asking *asking)
{
    struct making making;
    struct body_entry_point entry = {.uuid = uuid_random()};
    entry.name = admin_text(asking, "name", BODY_NAME_BYTES_MAX);
    const char *channel = admin_text(asking, "channel", 16);
    const char *queue = admin_text(asking, "queue", BODY_NAME_BYTES_MAX);
    entry.description = json_optional_text(&asking->reader, "description", 0, BODY_DESCRIPTION_BYTES_MAX);
    entry.welcome = json_optional_text(&asking->reader, "welcome", 0, BODY_WELCOME_BYTES_MAX);
    if (!admin_begin_centre(asking, &making) || !read_origins(asking, &entry))
        return false;
    for (int i = 0; i < ACD_CHANNELS; i++)
        if (strcmp(acd_channel_name((enum acd_channel)i), channel) == 0)
            entry.channel = (enum acd_channel)i;
    if (strcmp(acd_channel_name(entry.channel), channel) != 0)
        json_reader_fail(&asking->reader, "channel", "must be VOICE, CHAT or TASK");
    uint32_t number = admin_find_name(asking, making.pump, ACD_SUBJECT_QUEUE, queue);
    if (asking->reader.failed || number == 0 || !name_is_free(asking, making.pump, entry.name, 0))
        return false;
    admin_write_id(&asking->writer, &entry.uuid);
    return make_entry_point(&making, &entry, number) != 0;
}

/* The entry point of the member id; 0 with a sentence. */
static uint32_t find_entry(struct admin_asking *asking, const struct pump *pump)
{
    struct uuid uuid;
    const char *id = admin_text(asking, "id", 64);
    uint32_t number = !asking->reader.failed && uuid_parse(id, strlen(id), &uuid)
                          ? book_find_number(pump_book(pump), ACD_SUBJECT_ENTRY_POINT, &uuid)
                          : 0;
    if (number == 0)
        fault_set(&asking->fault, "There is no entry point %s.", id);
    return number;
}

/* What it is like now, as the members of the request change it. */
static bool change(struct admin_asking *asking, struct making *making, uint32_t number)
{
    const struct book_entry_point *entry = book_find_entry_point(pump_book(making->pump), number);
    const char *queue = json_optional_text(&asking->reader, "queue", 1, BODY_NAME_BYTES_MAX);
    const char *welcome = json_optional_text(&asking->reader, "welcome", 0, BODY_WELCOME_BYTES_MAX);
    if (asking->reader.failed || !entry)
        return false;
    struct body_entry_point changed = {.channel = entry->channel, .origin_count = entry->origin_count};
    for (uint32_t i = 0; i < entry->origin_count && i < BODY_ORIGINS_MAX; i++)
        changed.origins[i] = entry->origins[i];
    changed.welcome = welcome ? welcome : entry->welcome;
    if (changed.welcome && changed.welcome[0] == '\0')
        changed.welcome = NULL;
    uint32_t to = queue ? admin_find_name(asking, making->pump, ACD_SUBJECT_QUEUE, queue)
                        : acd_entry_point_queue(pump_core(making->pump), number);
    return to != 0 && read_origins(asking, &changed) &&
           make_entry_point_changed(making, number, to, &changed);
}

static bool entry_point_set(struct admin_asking *asking)
{
    struct making making;
    struct body_object object = {.name = json_optional_text(&asking->reader, "name", 1, BODY_NAME_BYTES_MAX)};
    object.description = json_optional_text(&asking->reader, "description", 0, BODY_DESCRIPTION_BYTES_MAX);
    if (!admin_begin_centre(asking, &making))
        return false;
    uint32_t number = find_entry(asking, making.pump);
    if (number == 0 || (object.name && !name_is_free(asking, making.pump, object.name, number)) ||
        !change(asking, &making, number))
        return false;
    return (!object.name && !object.description) ||
           make_name(&making, ACD_SUBJECT_ENTRY_POINT, number, &object);
}

static const struct admin_request list[] = {{"entry_point_list", entry_point_list, false},
                                            {"entry_point_add", entry_point_add, false},
                                            {"entry_point_set", entry_point_set, false}};
const struct admin_requests admin_entries_requests = {list, sizeof list / sizeof list[0]};
