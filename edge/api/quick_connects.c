/* Quick connects: named targets of a transfer. It must not transfer anything. */
#include <string.h>

#include "edge/api/operations.h"
#include "edge/api/paging.h"
#include "edge/api/tags.h"
#include "edge/api/things.h"

static const char *const TYPES[] = {"USER", "QUEUE", "PHONE_NUMBER", NULL};

/* The target must exist. */
static void check_target(struct call *call, const json_t *config, int type)
{
    static const char *const CONFIGS[] = {"UserConfig", "QueueConfig", "PhoneConfig"};
    struct json_reader reader;
    json_reader_init(&reader, json_object_get(config, CONFIGS[type]));
    if (reader.failed) {
        call_fail(call, API_INVALID_PARAMETER, "QuickConnectConfig needs %s.", CONFIGS[type]);
        return;
    }
    if (type == 2) {
        const char *number = json_required_text(&reader, "PhoneNumber", 1, 32);
        if (!reader.failed && number[0] != '+')
            call_fail(call, API_INVALID_PARAMETER, "PhoneNumber must be a number in E.164 format.");
        call_take_failure(call, &reader);
        return;
    }
    const char *id = json_required_text(&reader, type == 0 ? "UserId" : "QueueId", 1, CALL_ID_BYTES_MAX);
    const char *flow = json_required_text(&reader, "ContactFlowId", 1, CALL_ID_BYTES_MAX);
    call_take_failure(call, &reader);
    call_find(call, type == 0 ? ACD_SUBJECT_AGENT : ACD_SUBJECT_QUEUE, id);
    call_find(call, ACD_SUBJECT_ENTRY_POINT, flow);
}

static const json_t *read_config(struct call *call)
{
    struct json_reader reader;
    const json_t *config = json_required_object(&call->reader, "QuickConnectConfig");
    if (!call_good(call))
        return NULL;
    json_reader_init(&reader, config);
    const char *text = json_required_text(&reader, "QuickConnectType", 1, 32);
    call_take_failure(call, &reader);
    int type = call->error == API_GOOD ? call_word(call, "QuickConnectType", text, TYPES) : -1;
    if (type >= 0)
        check_target(call, config, type);
    return call->error == API_GOOD ? config : NULL;
}

void create_quick_connect(struct call *call)
{
    struct uuid uuid = uuid_random();
    const char *name = call_required_text(call, "Name", 1, 127);
    const char *description = call_optional_text(call, "Description", 1, 250);
    const json_t *tags = tags_read(call, "Tags");
    const json_t *config = read_config(call);
    if (config == NULL || !things_check_name(call, THING_QUICK_CONNECT, name, NULL))
        return;
    json_t *thing = json_pack("{s:s}", "Name", name);
    if (description != NULL)
        json_object_set_new(thing, "Description", json_string(description));
    json_object_set_new(thing, "QuickConnectConfig", json_deep_copy(config));
    if (tags != NULL)
        json_object_set_new(thing, "Tags", json_deep_copy(tags));
    if (!things_keep(call, THING_QUICK_CONNECT, &uuid, thing))
        return;
    call_write_arn(call, "QuickConnectARN", things_arn(THING_QUICK_CONNECT), &uuid);
    call_write_id(call, "QuickConnectId", &uuid);
}

static const json_t *find_thing(struct call *call, struct uuid *uuid)
{
    return things_get(call, THING_QUICK_CONNECT, call_path(call, "QuickConnectId"), uuid);
}

void describe_quick_connect(struct call *call)
{
    struct uuid uuid;
    const json_t *thing = find_thing(call, &uuid);
    if (thing == NULL)
        return;
    json_member_object_begin(&call->writer, "QuickConnect");
    call_write_arn(call, "QuickConnectARN", things_arn(THING_QUICK_CONNECT), &uuid);
    call_write_id(call, "QuickConnectId", &uuid);
    call_write_json(call, "Name", json_object_get(thing, "Name"));
    call_write_json(call, "Description", json_object_get(thing, "Description"));
    call_write_json(call, "QuickConnectConfig", json_object_get(thing, "QuickConnectConfig"));
    tags_write(call, json_object_get(thing, "Tags"));
    json_object_end(&call->writer);
}

void delete_quick_connect(struct call *call)
{
    struct uuid uuid;
    if (find_thing(call, &uuid) != NULL)
        things_keep(call, THING_QUICK_CONNECT, &uuid, NULL);
}

static bool is_wanted(struct call *call, const char *type)
{
    struct buf text;
    bool wanted = false;
    uint32_t n = 0;
    buf_init(&text, 64);
    for (; n < 8 && call_query_nth(call, "QuickConnectTypes", n, &text); n++) {
        int word = call_word(call, "QuickConnectTypes", buf_text(&text), TYPES);
        wanted = wanted || (word >= 0 && strcmp(TYPES[word], type) == 0);
        buf_clear(&text);
    }
    buf_free(&text);
    return n == 0 || wanted;
}

void list_quick_connects(struct call *call)
{
    struct page_walk walk;
    struct uuid uuid;
    const json_t *thing;
    if (!page_begin_query(call, &walk, 1000))
        return;
    json_member_array_begin(&call->writer, "QuickConnectSummaryList");
    for (uint64_t seq = 0; (thing = things_next(call, THING_QUICK_CONNECT, &seq, &uuid)) != NULL;) {
        const json_t *type =
            json_object_get(json_object_get(thing, "QuickConnectConfig"), "QuickConnectType");
        if (!is_wanted(call, json_string_value(type)) || !page_take(&walk, seq))
            continue;
        json_object_begin(&call->writer);
        call_write_id(call, "Id", &uuid);
        call_write_arn(call, "Arn", things_arn(THING_QUICK_CONNECT), &uuid);
        call_write_json(call, "Name", json_object_get(thing, "Name"));
        call_write_json(call, "QuickConnectType", type);
        json_object_end(&call->writer);
    }
    json_array_end(&call->writer);
    page_end(call, &walk);
}

void update_quick_connect_name(struct call *call)
{
    struct uuid uuid;
    const char *name = call_optional_text(call, "Name", 1, 127);
    const char *description = call_optional_text(call, "Description", 0, 250);
    const json_t *present = find_thing(call, &uuid);
    if (!call_good(call) || (name != NULL && !things_check_name(call, THING_QUICK_CONNECT, name, &uuid)))
        return;
    json_t *thing = json_deep_copy(present);
    if (name != NULL)
        json_object_set_new(thing, "Name", json_string(name));
    if (description != NULL)
        json_object_set_new(thing, "Description", json_string(description));
    things_keep(call, THING_QUICK_CONNECT, &uuid, thing);
}

void update_quick_connect_config(struct call *call)
{
    struct uuid uuid;
    const json_t *present = find_thing(call, &uuid);
    const json_t *config = present != NULL ? read_config(call) : NULL;
    if (config == NULL)
        return;
    json_t *thing = json_deep_copy(present);
    json_object_set_new(thing, "QuickConnectConfig", json_deep_copy(config));
    things_keep(call, THING_QUICK_CONNECT, &uuid, thing);
}
