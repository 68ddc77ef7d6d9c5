/* The parts of snapshots that are kept (parts.h). It must not keep anything that the day's work changes. */
#include "edge/stream/parts.h"

#include <stdlib.h>

#include "edge/stream/render.h"
#include "lib/stop.h"

struct part {
    uint64_t setup; /* the one it was rendered in; 0: none yet */
    uint32_t number;
    struct buf json;
};

struct parts {
    uint64_t setup; /* from 1, one more whenever the set-up may have changed */
    struct part kept[PART_KINDS][PARTS_KEPT];
};

struct parts *parts_new(void)
{
    struct parts *parts = calloc(1, sizeof *parts);
    if (parts == NULL)
        stop_out_of_memory("for the event stream");
    parts->setup = 1;
    for (int kind = 0; kind < PART_KINDS; kind++)
        for (int i = 0; i < PARTS_KEPT; i++)
            buf_init(&parts->kept[kind][i].json, TELLING_BYTES_MAX);
    return parts;
}

void parts_free(struct parts *parts)
{
    for (int kind = 0; kind < PART_KINDS; kind++)
        for (int i = 0; i < PARTS_KEPT; i++)
            buf_free(&parts->kept[kind][i].json);
    free(parts);
}

/* ---- when they are over ---- */

/* Agents' statuses, sessions and pages, contacts and their legs: none of these names anything or changes a profile. */
static bool is_days_work(const struct acd_event *event)
{
    switch (event->kind) {
    case ACD_SIGNED_IN:
    case ACD_SIGNED_OUT:
    case ACD_STATUS_SET:
    case ACD_NEXT_STATUS_SET:
    case ACD_NEXT_STATUS_CLEARED:
    case ACD_CONTACT_STARTED:
    case ACD_CONTACT_SCHEDULED:
    case ACD_CONTACT_QUEUED:
    case ACD_CUSTOMER_CONNECTED:
    case ACD_CONTACT_PARKED:
    case ACD_CONTACT_UNPARKED:
    case ACD_CONTACT_PRIORITY_SET:
    case ACD_CONTACT_AGE_SET:
    case ACD_OFFER_MADE:
    case ACD_OFFER_ACCEPTED:
    case ACD_OFFER_MISSED:
    case ACD_OFFER_REJECTED:
    case ACD_OFFER_WITHDRAWN:
    case ACD_CALL_PLACED:
    case ACD_LEG_ANSWERED:
    case ACD_LEG_FAILED:
    case ACD_LEG_HELD:
    case ACD_LEG_UNHELD:
    case ACD_TASK_PAUSED:
    case ACD_TASK_RESUMED:
    case ACD_WRAPUP_BEGUN:
    case ACD_WRAPUP_EXTENDED:
    case ACD_LEG_CLEARED:
    case ACD_CONTACT_TRANSFERRED:
    case ACD_CONTACT_ENDED:
    case ACD_CONTACT_FORGOTTEN:
    case ACD_MESSAGE_SENT:
    case ACD_ROUTE_TRIED:
    case ACD_WORK_LEFT:
    case ACD_PAGE_OPENED:
    case ACD_PAGE_LOST:
    case ACD_PAGE_CLOSED:
    case ACD_MONITOR_BEGUN:
    case ACD_MONITOR_ENDED:
    case ACD_BARGE_SET:
    case ACD_WHISPERED:
    case ACD_TAKEN_OVER:
        return true;
    case ACD_RECORDED:
        return event->subject_kind == ACD_SUBJECT_CONTACT;
    default:
        return false;
    }
}

void parts_after(struct parts *parts, const struct acd_event *event)
{
    if (!is_days_work(event))
        parts->setup++;
}

/* ---- rendering ---- */

static void put_object(const struct telling *telling, struct buf *json, const char *kind,
                       const struct book_object *object)
{
    put_literal(json, "\"ARN\":");
    put_arn(telling, json, kind, &object->uuid);
    put_literal(json, ",\"Name\":");
    put_text(json, object->name);
}

static void put_named(const struct telling *telling, struct buf *json, const char *kind,
                      const struct book_object *object)
{
    if (object == NULL)
        return;
    put_object(telling, json, kind, object);
    put_literal(json, ",");
}

static void put_queue_identity(const struct telling *telling, struct buf *json, uint32_t queue)
{
    const struct book_object *object = book_find_object(telling->book, ACD_SUBJECT_QUEUE, queue);
    if (object != NULL)
        put_object(telling, json, "queue", object);
}

static void put_queue(const struct telling *telling, struct buf *json, uint32_t queue, unsigned channels)
{
    put_literal(json, "{");
    size_t begun = json->len;
    put_queue_identity(telling, json, queue);
    if (json->len > begun)
        put_literal(json, ",");
    put_channels(json, channels);
    put_literal(json, "}");
}

static void put_outbound(const struct telling *telling, struct buf *json, uint32_t number)
{
    struct acd_profile_view profile = {0};
    acd_profile_view(telling->acd, number, &profile);
    if (profile.outbound_queue == 0)
        put_literal(json, "null");
    else
        put_queue(telling, json, profile.outbound_queue, 1u << ACD_VOICE);
}

/* Each queue once, with all its channels, where it comes first. */
static void put_queues(const struct telling *telling, struct buf *json, uint32_t profile)
{
    struct acd_profile_queue pairs[ACD_PROFILE_QUEUES_MAX];
    uint32_t count = acd_profile_queues(telling->acd, profile, pairs, ACD_PROFILE_QUEUES_MAX);
    for (uint32_t i = 0; i < count; i++) {
        unsigned channels = 0;
        bool first = true;
        for (uint32_t j = 0; j < count; j++) {
            first = first && (j >= i || pairs[j].queue != pairs[i].queue);
            channels |= pairs[j].queue == pairs[i].queue ? 1u << pairs[j].channel : 0;
        }
        if (!first)
            continue;
        put_literal(json, ",");
        put_queue(telling, json, pairs[i].queue, channels);
    }
}

static void render_part(const struct telling *telling, struct buf *json, enum part_kind kind, uint32_t number)
{
    switch (kind) {
    case PART_STATUS:
        put_named(telling, json, "agent-state", book_find_object(telling->book, ACD_SUBJECT_STATUS, number));
        break;
    case PART_QUEUE:
        put_queue_identity(telling, json, number);
        break;
    case PART_PROFILE:
        put_named(telling, json, "routing-profile",
                  book_find_object(telling->book, ACD_SUBJECT_PROFILE, number));
        break;
    case PART_PROFILE_OUTBOUND:
        put_outbound(telling, json, number);
        break;
    default:
        put_queues(telling, json, number);
        break;
    }
}

const struct buf *parts_get(const struct telling *telling, enum part_kind kind, uint32_t number)
{
    struct parts *parts = telling->parts;
    struct part *part = &parts->kept[kind][number % PARTS_KEPT];
    if (part->setup == parts->setup && part->number == number)
        return &part->json;
    buf_clear(&part->json);
    render_part(telling, &part->json, kind, number);
    part->number = number;
    part->setup = parts->setup;
    return &part->json;
}
