/* The operator's requests about quotas; see quotas_admin.h. It must not count a request of the API. */
#include "server/quotas_admin.h"

#include <stdlib.h>
#include <string.h>

#include "book/body.h"
#include "edge/api/quotas.h"
#include "pump/pump.h"

static const json_t *present(const struct pump *pump)
{
    const struct book_document *document =
        book_find_document(pump_book(pump), ACD_SUBJECT_CENTRE, 0, QUOTAS_DOCUMENT);
    return document ? document->value : NULL;
}

/* Takes the reference of quotas. */
static bool keep(struct pump *pump, json_t *quotas, int64_t now, struct fault *fault)
{
    struct buf body;
    enum acd_refusal refusal = ACD_OK;
    struct acd_command command = {.kind = ACD_RECORD,
                                  .at = now,
                                  .actor = {.kind = ACD_ACTOR_OPERATOR},
                                  .subject_kind = ACD_SUBJECT_CENTRE,
                                  .record = BOOK_DOCUMENT_SET};
    const struct body_document document = {.name = QUOTAS_DOCUMENT,
                                           .value = json_object_size(quotas) ? quotas : NULL};
    buf_init(&body, ACD_BODY_BYTES_MAX);
    bool kept = body_render_document_set(&body, &document) &&
                pump_decide(pump, &command, body.bytes, body.len, NULL, &refusal) == PUMP_OK;
    if (!kept)
        fault_set(fault, "The quotas could not be kept.");
    buf_free(&body);
    json_decref(quotas);
    return kept;
}

static json_t *copy(const struct pump *pump)
{
    const json_t *quotas = present(pump);
    return quotas ? json_deep_copy(quotas) : json_object();
}

static void show(const struct pump *pump, struct json_writer *writer)
{
    char *text = present(pump) ? json_dumps(present(pump), JSON_COMPACT | JSON_SORT_KEYS) : NULL;
    json_member_raw(writer, "quotas", text ? text : "{}", text ? strlen(text) : 2);
    free(text);
}

static bool set(struct pump *pump, const json_t *request, int64_t now, struct fault *fault)
{
    struct json_reader reader;
    json_reader_init(&reader, request);
    const char *operation = json_required_text(&reader, "operation", 1, 100);
    int64_t per_s = json_required_i64(&reader, "perSecond", INT64_MIN, INT64_MAX);
    int64_t burst = json_required_i64(&reader, "burst", INT64_MIN, INT64_MAX);
    if (reader.failed)
        return fault_set(fault, "%s %s.", reader.member, reader.what) == 0;
    if (!quota_knows(operation))
        return fault_set(fault,
                         "There is no operation \"%s\" that is served; docs/reference/aws.md lists them.",
                         operation) == 0;
    if (per_s < 1 || per_s > QUOTA_PER_S_MAX || burst < 1 || burst > QUOTA_BURST_MAX)
        return fault_set(fault, "A quota is 1 to %d requests a second and 1 to %d at once.", QUOTA_PER_S_MAX,
                         QUOTA_BURST_MAX) == 0;
    json_t *quotas = copy(pump);
    json_object_set_new(quotas, operation,
                        json_pack("{s:I, s:I}", "perSecond", (json_int_t)per_s, "burst", (json_int_t)burst));
    return keep(pump, quotas, now, fault);
}

static bool reset(struct pump *pump, const json_t *request, int64_t now, struct fault *fault)
{
    const char *operation = json_string_value(json_object_get(request, "operation"));
    json_t *quotas = operation ? copy(pump) : json_object();
    if (operation && json_object_del(quotas, operation) != 0) {
        json_decref(quotas);
        return fault_set(fault, "No quota is set for \"%s\".", operation) == 0;
    }
    return keep(pump, quotas, now, fault);
}

bool quotas_request(const char *name, struct pump *pump, const json_t *request, struct json_writer *writer,
                    int64_t now, bool *done, struct fault *fault)
{
    bool is_show = strcmp(name, "quota_show") == 0;
    bool is_set = strcmp(name, "quota_set") == 0;
    if (!is_show && !is_set && strcmp(name, "quota_reset") != 0)
        return false;
    *done = pump != NULL;
    if (!pump)
        return true;
    if (is_show)
        show(pump, writer);
    else
        *done = is_set ? set(pump, request, now, fault) : reset(pump, request, now, fault);
    return true;
}
