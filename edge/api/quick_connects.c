/* Quick connects: named targets of a transfer. It must not transfer anything. */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "edge/api/operations.h"
#include "edge/api/queues.h"
#include "edge/api/search.h"
#include "edge/api/tags.h"
#include "edge/api/things.h"

static const char *const TYPES[] = {"USER", "QUEUE", "PHONE_NUMBER", "FLOW", NULL};

/* The target must exist. */
static void check_target(struct call *call, const json_t *config, int type)
{
    static const char *const CONFIGS[] = {"UserConfig", "QueueConfig", "PhoneConfig", "FlowConfig"};
    struct json_reader reader;
    json_reader_init(&reader, json_object_get(config, CONFIGS[type]));
    if (reader.failed) {
        call_fail(call, API_INVALID_PARAMETER, "QuickConnectConfig needs %s.", CONFIGS[type]);
        return;
    }
    if (type == 2) {
        const char *number = json_required_text(&reader, "PhoneNumber", 1, 32);
        call_take_failure(call, &reader);
        call_check_phone(call, "PhoneNumber", number);
        return;
    }
    const char *id =
        type < 2 ? json_required_text(&reader, type == 0 ? "UserId" : "QueueId", 1, CALL_ID_BYTES_MAX) : NULL;
    const char *flow = json_required_text(&reader, "ContactFlowId", 1, CALL_ID_BYTES_MAX);
    call_take_failure(call, &reader);
    if (call->error == API_GOOD && id != NULL)
        call_find(call, type == 0 ? ACD_SUBJECT_AGENT : ACD_SUBJECT_QUEUE, id);
    if (call->error == API_GOOD)
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

static void write_thing(struct call *call, const struct uuid *uuid, const json_t *thing)
{
    call_write_arn(call, "QuickConnectARN", things_arn(THING_QUICK_CONNECT), uuid);
    call_write_id(call, "QuickConnectId", uuid);
    call_write_json(call, "Name", json_object_get(thing, "Name"));
    call_write_json(call, "Description", json_object_get(thing, "Description"));
    call_write_json(call, "QuickConnectConfig", json_object_get(thing, "QuickConnectConfig"));
    tags_write(call, json_object_get(thing, "Tags"));
    things_write_modified(call, thing);
}

void describe_quick_connect(struct call *call)
{
    struct uuid uuid;
    const json_t *thing = find_thing(call, &uuid);
    if (thing == NULL)
        return;
    json_member_object_begin(&call->writer, "QuickConnect");
    write_thing(call, &uuid, thing);
    json_object_end(&call->writer);
}

void delete_quick_connect(struct call *call)
{
    struct uuid uuid;
    if (find_thing(call, &uuid) != NULL)
        things_keep(call, THING_QUICK_CONNECT, &uuid, NULL);
}

static uint64_t next_thing(const struct call *call, uint64_t number)
{
    return things_after(call, THING_QUICK_CONNECT, number);
}

static bool is_wanted(struct call *call, uint64_t number)
{
    struct uuid uuid;
    bool any = false;
    unsigned wanted = call_query_words(call, "QuickConnectTypes", TYPES, &any);
    const char *type = json_string_value(json_object_get(
        json_object_get(things_at(call, number, &uuid), "QuickConnectConfig"), "QuickConnectType"));
    for (unsigned i = 0; any && type != NULL && TYPES[i] != NULL; i++)
        if (strcmp(TYPES[i], type) == 0)
            return (wanted & 1u << i) != 0;
    return !any;
}

void quick_connect_write_summary(struct call *call, uint64_t number)
{
    struct uuid uuid;
    const json_t *thing = things_at(call, number, &uuid);
    call_write_id(call, "Id", &uuid);
    call_write_arn(call, "Arn", things_arn(THING_QUICK_CONNECT), &uuid);
    call_write_json(call, "Name", json_object_get(thing, "Name"));
    call_write_json(call, "QuickConnectType",
                    json_object_get(json_object_get(thing, "QuickConnectConfig"), "QuickConnectType"));
    things_write_modified(call, thing);
}

void list_quick_connects(struct call *call)
{
    static const struct list_rules RULES = {.walked = {.next = next_thing},
                                            .member = "QuickConnectSummaryList",
                                            .wanted = is_wanted,
                                            .write = quick_connect_write_summary,
                                            .whole = true};
    call_query_words(call, "QuickConnectTypes", TYPES, NULL);
    list_run(call, &RULES, 1000);
}

static bool field_of(struct call *call, uint64_t number, const char *field, char text[SEARCH_FIELD_BYTES])
{
    struct uuid uuid;
    const json_t *thing = things_at(call, number, &uuid);
    const char *name = json_string_value(json_object_get(thing, "Name"));
    const char *description = json_string_value(json_object_get(thing, "Description"));
    if (strcasecmp(field, "resourceID") == 0)
        uuid_render(&uuid, text);
    else if (strcasecmp(field, "name") == 0)
        snprintf(text, SEARCH_FIELD_BYTES, "%s", name != NULL ? name : "");
    else
        snprintf(text, SEARCH_FIELD_BYTES, "%s", description != NULL ? description : "");
    return true;
}

static void write_found(struct call *call, uint64_t number)
{
    struct uuid uuid;
    const json_t *thing = things_at(call, number, &uuid);
    write_thing(call, &uuid, thing);
}

void search_quick_connects(struct call *call)
{
    static const char *const FIELDS[] = {SEARCH_OBJECT_FIELDS, NULL};
    static const struct search_rules RULES = {.walked = {.next = next_thing, .tags = things_tags},
                                              .member = "QuickConnects",
                                              .fields = FIELDS,
                                              .field = field_of,
                                              .write = write_found};
    search_run(call, &RULES, 100);
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
