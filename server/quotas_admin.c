/* Carrying out requests about quotas of the API; see admin.h. It must not count a request of the API. */
#include "server/admin_requests.h"

#include <stdlib.h>
#include <string.h>

#include "edge/api/quotas.h"

static const json_t *present(const struct pump *pump)
{
    const struct book_document *document =
        book_find_document(pump_book(pump), ACD_SUBJECT_CENTRE, 0, QUOTAS_DOCUMENT);
    return document ? document->value : NULL;
}

/* Takes the reference of quotas. */
static bool keep(struct making *making, json_t *quotas)
{
    bool kept = make_document(making, QUOTAS_DOCUMENT, json_object_size(quotas) ? quotas : NULL, "The quota");
    json_decref(quotas);
    return kept;
}

static json_t *copy(const struct pump *pump)
{
    const json_t *quotas = present(pump);
    return quotas ? json_deep_copy(quotas) : json_object();
}

static bool quota_show(struct admin_asking *asking)
{
    struct making making;
    struct json_writer *writer = &asking->writer;
    const struct api_limits defaults = api_limits_default();
    const char *operation = NULL;
    if (!admin_begin_centre(asking, &making))
        return false;
    char *text =
        present(making.pump) ? json_dumps(present(making.pump), JSON_COMPACT | JSON_SORT_KEYS) : NULL;
    json_member_raw(writer, "quotas", text ? text : "{}", text ? strlen(text) : 2);
    free(text);
    json_member_object_begin(writer, "defaults");
    json_member_i64(writer, "perSecond", defaults.requests_per_s_max);
    json_member_i64(writer, "burst", defaults.requests_burst_max);
    json_object_end(writer);
    json_member_array_begin(writer, "operations");
    for (uint32_t i = 0; (operation = quota_operation(&i)) != NULL;)
        json_text_of(writer, operation);
    json_array_end(writer);
    return true;
}

static bool quota_set(struct admin_asking *asking)
{
    struct making making;
    const char *operation = admin_text(asking, "operation", 100);
    int64_t per_s = json_required_i64(&asking->reader, "perSecond", INT64_MIN, INT64_MAX);
    int64_t burst = json_required_i64(&asking->reader, "burst", INT64_MIN, INT64_MAX);
    if (!admin_begin_centre(asking, &making))
        return false;
    if (!quota_knows(operation))
        return admin_refuse(asking,
                            "There is no operation \"%s\" that is served; docs/reference/aws.md lists them.",
                            operation);
    if (per_s < 1 || per_s > QUOTA_PER_S_MAX || burst < 1 || burst > QUOTA_BURST_MAX)
        return fault_set(&asking->fault, "A quota is 1 to %d requests a second and 1 to %d at once.",
                         QUOTA_PER_S_MAX, QUOTA_BURST_MAX) == 0;
    json_t *quotas = copy(making.pump);
    json_object_set_new(quotas, operation,
                        json_pack("{s:I, s:I}", "perSecond", (json_int_t)per_s, "burst", (json_int_t)burst));
    return keep(&making, quotas);
}

static bool quota_reset(struct admin_asking *asking)
{
    struct making making;
    const char *operation = json_optional_text(&asking->reader, "operation", 1, 100);
    if (!admin_begin_centre(asking, &making))
        return false;
    json_t *quotas = operation ? copy(making.pump) : json_object();
    if (operation && json_object_del(quotas, operation) != 0) {
        json_decref(quotas);
        return admin_refuse(asking, "No quota is set for \"%s\".", operation);
    }
    return keep(&making, quotas);
}

static const struct admin_request list[] = {
    {"quota_show", quota_show, false}, {"quota_set", quota_set, false}, {"quota_reset", quota_reset, false}};
const struct admin_requests quotas_requests = {list, sizeof list / sizeof list[0]};
