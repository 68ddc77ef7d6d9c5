/* GetContactMetrics: where a contact stands in its queue, and how long it will still wait about. It must not look into
 * the past. */
#include "edge/api/operations.h"
#include "edge/api/state.h"

static const char *const NAMES[] = {"ESTIMATED_WAIT_TIME", "POSITION_IN_QUEUE", NULL};

/* False: it cannot be told. */
static bool estimate_seconds(const struct call *call, const struct acd_contact_view *view, uint32_t place,
                             double *seconds)
{
    const struct tallies *tallies = call->api->options.tallies;
    struct tally_now *kept = tallies != NULL ? tallies_find(tallies, call->pump) : NULL;
    struct tally_now *now = kept != NULL ? kept : tally_now_new(call->acd);
    if (now == NULL)
        return false;
    int64_t ms = tally_now_estimate_wait(now, call->acd, view->queue, (enum acd_channel)view->channel, place);
    if (kept == NULL)
        tally_now_free(now);
    *seconds = (double)ms / 1000.0;
    return ms >= 0;
}

static void write_metric(struct call *call, const struct acd_contact_view *view, uint32_t place, int name)
{
    double value = (double)place;
    json_object_begin(&call->writer);
    json_member_text(&call->writer, "Name", NAMES[name]);
    json_member_object_begin(&call->writer, "Value");
    if (name != 0 || estimate_seconds(call, view, place, &value))
        json_member_f64(&call->writer, "Number", value);
    json_object_end(&call->writer);
    json_object_end(&call->writer);
}

/* One that rings is served next. */
static uint32_t place_of(const struct call *call, const struct acd_contact_view *view)
{
    if (view->place == ACD_PLACE_OFFERED)
        return 1;
    return view->place == ACD_PLACE_WAITING ? acd_contact_place_in_queue(call->acd, view->contact) : 0;
}

void get_contact_metrics(struct call *call)
{
    struct acd_contact_view view;
    struct json_reader item;
    int names[2];
    uint32_t count = 0;
    const char *id = call_required_text(call, "ContactId", 1, CALL_ID_BYTES_MAX);
    const json_t *metrics = json_required_array(&call->reader, "Metrics", 2);
    for (size_t i = 0; call_item(call, metrics, i, &item); i++) {
        const char *name = json_required_text(&item, "Name", 1, 64);
        call_take_failure(call, &item);
        if (call->error == API_GOOD && count < 2)
            names[count++] = call_word(call, "Name", name, NAMES);
    }
    if (call_good(call) && count == 0)
        call_fail(call, API_INVALID_PARAMETER, "Metrics must name a metric.");
    uint64_t contact = call_good(call) ? call_find_contact(call, id) : 0;
    uint32_t place = contact != 0 && acd_contact_view(call->acd, contact, &view) ? place_of(call, &view) : 0;
    if (call_good(call) && place == 0)
        call_fail(call, API_INVALID_REQUEST, "The contact is not in a queue.");
    const struct book_contact *known = call_good(call) ? book_find_contact(call->book, contact) : NULL;
    if (known == NULL)
        return;
    json_member_array_begin(&call->writer, "MetricResults");
    for (uint32_t i = 0; i < count; i++)
        write_metric(call, &view, place, names[i]);
    json_array_end(&call->writer);
    call_write_id(call, "Id", &known->uuid);
    call_write_arn(call, "Arn", "contact", &known->uuid);
}
