/* Which quick connects a queue offers: a list of ids in the queue's settings. It must not know what a quick connect
 * leads to. */
#include <string.h>

#include "edge/api/operations.h"
#include "edge/api/queues.h"
#include "edge/api/search.h"
#include "edge/api/things.h"

enum { CALL_IDS_MAX = 50, IDS_MAX = 700 };
#define SETTING "QuickConnectIds"

static uint32_t find_queue(struct call *call)
{
    return call_find_path(call, ACD_SUBJECT_QUEUE, "QueueId");
}

static size_t place_of(const json_t *ids, const char *id)
{
    size_t place = 0;
    while (place < json_array_size(ids) && strcmp(json_string_value(json_array_get(ids, place)), id) != 0)
        place++;
    return place;
}

json_t *queue_read_quick_connects(struct call *call, bool required)
{
    const json_t *wanted = required ? json_required_array(&call->reader, "QuickConnectIds", CALL_IDS_MAX)
                                    : json_optional_array(&call->reader, "QuickConnectIds", CALL_IDS_MAX);
    json_t *ids = json_array();
    const char *text;
    if (call_good(call) && wanted != NULL && json_array_size(wanted) == 0)
        call_fail(call, API_INVALID_PARAMETER, "QuickConnectIds must hold 1 to %d ids.", CALL_IDS_MAX);
    for (size_t i = 0; (text = call_array_text(call, wanted, i, "QuickConnectIds")) != NULL; i++) {
        char id[UUID_TEXT_BYTES];
        struct uuid uuid;
        if (things_get(call, THING_QUICK_CONNECT, text, &uuid) != NULL &&
            place_of(ids, uuid_render(&uuid, id)) == json_array_size(ids))
            json_array_append_new(ids, json_string(id));
    }
    return ids;
}

void queue_keep_quick_connects(struct call *call, uint32_t queue, json_t *ids)
{
    if (json_array_size(ids) > IDS_MAX)
        call_fail(call, API_LIMIT_EXCEEDED, "A queue has at most %d quick connects.", IDS_MAX);
    if (call_good(call))
        call_keep_setting(call, ACD_SUBJECT_QUEUE, queue, SETTING,
                          json_array_size(ids) > 0 ? json_incref(ids) : NULL);
    json_decref(ids);
}

static void change(struct call *call, bool add)
{
    uint32_t queue = find_queue(call);
    json_t *wanted = queue_read_quick_connects(call, true);
    const json_t *present = queue != 0 ? call_setting(call, ACD_SUBJECT_QUEUE, queue, SETTING) : NULL;
    json_t *ids = present != NULL ? json_deep_copy(present) : json_array();
    for (size_t i = 0; i < json_array_size(wanted); i++) {
        const char *id = json_string_value(json_array_get(wanted, i));
        size_t place = place_of(ids, id);
        if (add && place == json_array_size(ids))
            json_array_append_new(ids, json_string(id));
        else if (!add)
            json_array_remove(ids, place);
    }
    json_decref(wanted);
    queue_keep_quick_connects(call, queue, ids);
}

void associate_queue_quick_connects(struct call *call)
{
    change(call, true);
}

void disassociate_queue_quick_connects(struct call *call)
{
    change(call, false);
}

static uint64_t next_thing(const struct call *call, uint64_t number)
{
    return things_after(call, THING_QUICK_CONNECT, number);
}

static bool is_offered(struct call *call, uint64_t number)
{
    char id[UUID_TEXT_BYTES];
    struct uuid uuid;
    const json_t *ids = call_setting(call, ACD_SUBJECT_QUEUE, find_queue(call), SETTING);
    things_at(call, number, &uuid);
    return place_of(ids, uuid_render(&uuid, id)) < json_array_size(ids);
}

void list_queue_quick_connects(struct call *call)
{
    static const struct list_rules RULES = {.walked = {.next = next_thing},
                                            .member = "QuickConnectSummaryList",
                                            .wanted = is_offered,
                                            .write = quick_connect_write_summary,
                                            .whole = true};
    uint32_t queue = find_queue(call);
    list_run(call, &RULES, 100);
    call_write_changed(call, ACD_SUBJECT_QUEUE, queue);
}
