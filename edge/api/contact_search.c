/* SearchContacts: the contacts of a time that meet criteria, from the book's history. It must not look at the core:
 * what it compares, it reads before it asks.
 *
 *     read (loop's thread) -> matches() for each contact (history's thread: it sees the criteria and the record only)
 *     -> page (loop's thread)
 */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "edge/api/hierarchy.h"
#include "edge/api/operations.h"
#include "edge/api/paging.h"
#include "edge/api/records.h"
#include "edge/api/search.h"
#include "edge/api/shape.h"

enum { IDS_MAX = 100, RANGES_MAX = 10, LEVEL_IDS_MAX = 10, TEXTS_MAX = 100, ATTRIBUTES_MAX = 15 };
/* No contact lives longer than this, so one whose other times lie in a range began at most so long before it. */
static const int64_t life_ms_max = INT64_C(100) * 24 * 60 * 60 * 1000;

enum time_field { INITIATED, SCHEDULED, CONNECTED, DISCONNECTED, ENQUEUED };
static const char *const TIME_FIELDS[] = {
    "INITIATION_TIMESTAMP", "SCHEDULED_TIMESTAMP", "CONNECTED_TO_AGENT_TIMESTAMP",
    "DISCONNECT_TIMESTAMP", "ENQUEUE_TIMESTAMP",   NULL};

enum match_type { MATCH_ALL, MATCH_ANY, MATCH_EXACT, MATCH_NONE };
static const char *const MATCH_TYPES[] = {"MATCH_ALL", "MATCH_ANY", "MATCH_EXACT", "MATCH_NONE", NULL};

enum sort_field {
    BY_INITIATED,
    BY_SCHEDULED,
    BY_CONNECTED,
    BY_DISCONNECTED,
    BY_METHOD,
    BY_CHANNEL,
    BY_EXPIRY
};
static const char *const SORT_FIELDS[] = {"INITIATION_TIMESTAMP",
                                          "SCHEDULED_TIMESTAMP",
                                          "CONNECTED_TO_AGENT_TIMESTAMP",
                                          "DISCONNECT_TIMESTAMP",
                                          "INITIATION_METHOD",
                                          "CHANNEL",
                                          "EXPIRY_TIMESTAMP",
                                          NULL};

struct range {
    enum time_field field;
    bool must_lack; /* NOT_EXISTS: it never came */
    int64_t from, to;
};

struct criteria {
    struct call *call;
    struct page_walk walk;
    struct range range, others[2 * RANGES_MAX];
    uint32_t other_count;
    enum match_type others_match;
    struct uuid agents[IDS_MAX], queues[IDS_MAX];
    uint32_t agent_count, queue_count;
    bool *in_groups; /* by agent number, owned; NULL: of whatever group */
    uint32_t in_groups_count;
    unsigned channels, methods;                         /* bit sets; 0: all */
    const json_t *names, *attributes, *segments, *tags; /* lent by the call's document; NULL: not asked */
    enum match_type names_match, attributes_match, segments_match;
    enum sort_field sort;
    bool descending;
};

static void criteria_free(struct criteria *criteria)
{
    free(criteria->in_groups);
    free(criteria);
}

/* ---- reading ---- */

static int64_t read_time(struct call *call, struct json_reader *reader, const char *member)
{
    const json_t *value = json_object_get(reader->object, member);
    double seconds = json_is_number(value) ? json_number_value(value) : -1;
    if (seconds < 0 || seconds > 4e10) {
        call_fail(call, API_INVALID_PARAMETER, "%s must be a time in epoch seconds.", member);
        return 0;
    }
    return (int64_t)(seconds * 1000.0);
}

static enum match_type read_match(struct call *call, struct json_reader *reader, bool required)
{
    const char *text = required ? json_required_text(reader, "MatchType", 1, 32)
                                : json_optional_text(reader, "MatchType", 1, 32);
    call_take_failure(call, reader);
    int word = text != NULL && call->error == API_GOOD ? call_word(call, "MatchType", text, MATCH_TYPES) : 0;
    return word > 0 ? (enum match_type)word : MATCH_ALL;
}

static struct range read_range(struct call *call, const json_t *object)
{
    struct json_reader reader;
    struct range range = {.field = INITIATED};
    json_reader_init(&reader, object);
    const char *type = json_required_text(&reader, "Type", 1, 64);
    call_take_failure(call, &reader);
    if (call->error != API_GOOD)
        return range;
    range.field = (enum time_field)call_word(call, "TimeRange.Type", type, TIME_FIELDS);
    range.from = read_time(call, &reader, "StartTime");
    range.to = read_time(call, &reader, "EndTime");
    if (range.to < range.from)
        call_fail(call, API_INVALID_PARAMETER, "TimeRange ends before it starts.");
    return range;
}

/* "This time never came." */
static struct range read_lack(struct call *call, const json_t *object)
{
    static const char *const CONDITIONS[] = {"NOT_EXISTS", NULL};
    struct json_reader reader;
    struct range range = {.must_lack = true};
    json_reader_init(&reader, object);
    const char *type = json_required_text(&reader, "Type", 1, 64);
    const char *condition = json_required_text(&reader, "ConditionType", 1, 32);
    call_take_failure(call, &reader);
    if (call->error == API_GOOD && call_word(call, "ConditionType", condition, CONDITIONS) == 0)
        range.field = (enum time_field)call_word(call, "TimestampCondition.Type", type, TIME_FIELDS);
    return range;
}

static void read_others(struct call *call, struct criteria *criteria, const json_t *object)
{
    struct json_reader reader;
    struct json_reader item;
    if (object == NULL || json_is_null(object))
        return;
    json_reader_init(&reader, object);
    const json_t *list = json_required_array(&reader, "Criteria", RANGES_MAX);
    criteria->others_match = read_match(call, &reader, true);
    for (size_t i = 0; call_item(call, list, i, &item); i++) {
        const json_t *range = json_optional_object(&item, "TimeRange");
        const json_t *lack = json_optional_object(&item, "TimestampCondition");
        call_take_failure(call, &item);
        if (range != NULL)
            criteria->others[criteria->other_count++] = read_range(call, range);
        if (lack != NULL)
            criteria->others[criteria->other_count++] = read_lack(call, lack);
    }
}

static uint32_t read_ids(struct call *call, const json_t *list, const char *member, struct uuid ids[IDS_MAX])
{
    const char *id;
    uint32_t count = 0;
    if (list != NULL && !json_is_array(list))
        call_fail(call, API_INVALID_PARAMETER, "%s must be an array.", member);
    if (json_array_size(list) > IDS_MAX)
        call_fail(call, API_INVALID_PARAMETER, "%s may hold at most %d ids.", member, IDS_MAX);
    for (size_t i = 0; (id = call_array_text(call, list, i, member)) != NULL; i++)
        if (!call_parse_id(id, &ids[count++]))
            call_fail(call, API_INVALID_PARAMETER, "%s holds \"%.64s\", which is no id.", member, id);
    return count;
}

static void add_group(struct call *call, struct criteria *criteria, const struct uuid *group)
{
    for (uint32_t agent = 0; (agent = book_user_after(call->book, agent)) != 0;) {
        struct hierarchy_path path = hierarchy_path_of_user(call, agent);
        if (agent < criteria->in_groups_count && hierarchy_contains(&path, group))
            criteria->in_groups[agent] = true;
    }
}

/* L1Ids .. L5Ids: a user of any of the groups, or below one. */
static void read_groups(struct call *call, struct criteria *criteria, const json_t *groups)
{
    static const char *const LEVELS[] = {"L1Ids", "L2Ids", "L3Ids", "L4Ids", "L5Ids"};
    const char *id;
    struct uuid uuid;
    if (groups == NULL || json_is_null(groups))
        return;
    if (!json_is_object(groups))
        call_fail(call, API_INVALID_PARAMETER, "AgentHierarchyGroups must be an object.");
    criteria->in_groups_count = acd_agent_count(call->acd) + 1;
    criteria->in_groups = calloc(criteria->in_groups_count, sizeof *criteria->in_groups);
    if (criteria->in_groups == NULL)
        call_fail(call, API_UNAVAILABLE, "The server is out of memory.");
    for (size_t level = 0; level < sizeof LEVELS / sizeof LEVELS[0]; level++) {
        const json_t *list = json_object_get(groups, LEVELS[level]);
        if (list != NULL && !json_is_array(list))
            call_fail(call, API_INVALID_PARAMETER, "%s must be an array.", LEVELS[level]);
        if (json_array_size(list) > LEVEL_IDS_MAX)
            call_fail(call, API_INVALID_PARAMETER, "%s may hold at most %d ids.", LEVELS[level],
                      LEVEL_IDS_MAX);
        for (size_t i = 0; (id = call_array_text(call, list, i, LEVELS[level])) != NULL; i++)
            if (call_parse_id(id, &uuid))
                add_group(call, criteria, &uuid);
    }
}

static void read_words(struct call *call, struct criteria *criteria, const json_t *wanted)
{
    static const char *const METHODS[] = {
        "INBOUND",          "OUTBOUND",   "CALLBACK",          "API",        "TRANSFER",    "QUEUE_TRANSFER",
        "MONITOR",          "DISCONNECT", "EXTERNAL_OUTBOUND", "WEBRTC_API", "AGENT_REPLY", "FLOW",
        "CAMPAIGN_PREVIEW", NULL};
    static const char *const CHANNELS[] = {"VOICE", "CHAT", "TASK", "EMAIL", NULL};
    criteria->channels = call_array_words(call, json_object_get(wanted, "Channels"), "Channels", CHANNELS);
    criteria->methods =
        call_array_words(call, json_object_get(wanted, "InitiationMethods"), "InitiationMethods", METHODS);
}

/* An array of criteria of one kind, with how they are combined. */
static const json_t *read_list(struct call *call, const json_t *wanted, const char *member,
                               const char *list_name, size_t count_max, bool match_required,
                               enum match_type *match)
{
    struct json_reader reader;
    const json_t *object = json_object_get(wanted, member);
    if (object == NULL || json_is_null(object))
        return NULL;
    json_reader_init(&reader, object);
    const json_t *list = json_required_array(&reader, list_name, count_max);
    *match = read_match(call, &reader, match_required);
    return list;
}

/* Items are {Key, Values: [text]}. */
static void check_pairs(struct call *call, const json_t *list, const char *member)
{
    struct json_reader item;
    for (size_t i = 0; call_item(call, list, i, &item); i++) {
        json_required_text(&item, "Key", 1, 400);
        const json_t *values = json_required_array(&item, "Values", 20);
        call_take_failure(call, &item);
        for (size_t j = 0; j < json_array_size(values); j++)
            if (!json_is_string(json_array_get(values, j)))
                call_fail(call, API_INVALID_PARAMETER, "%s: Values must be texts.", member);
    }
}

/* There is one region, so ActiveRegions takes nothing away. */
static const struct shape GROUPS_SHAPE[] = {{.name = "L1Ids", .type = SHAPE_TEXTS, .max = LEVEL_IDS_MAX},
                                            {.name = "L2Ids", .type = SHAPE_TEXTS, .max = LEVEL_IDS_MAX},
                                            {.name = "L3Ids", .type = SHAPE_TEXTS, .max = LEVEL_IDS_MAX},
                                            {.name = "L4Ids", .type = SHAPE_TEXTS, .max = LEVEL_IDS_MAX},
                                            {.name = "L5Ids", .type = SHAPE_TEXTS, .max = LEVEL_IDS_MAX},
                                            {.name = NULL}};
static const struct shape CRITERIA_SHAPE[] = {
    {.name = "AgentHierarchyGroups", .type = SHAPE_OBJECT, .members = GROUPS_SHAPE},
    {.name = "ActiveRegions", .type = SHAPE_TEXTS, .max = 32},
    {.name = NULL}};

static void read_criteria(struct call *call, struct criteria *criteria)
{
    const json_t *wanted = json_optional_object(&call->reader, "SearchCriteria");
    const json_t *range = json_required_object(&call->reader, "TimeRange");
    if (!call_good(call))
        return;
    criteria->range = read_range(call, range);
    read_others(call, criteria, json_object_get(wanted, "AdditionalTimeRange"));
    criteria->agent_count = read_ids(call, json_object_get(wanted, "AgentIds"), "AgentIds", criteria->agents);
    criteria->queue_count = read_ids(call, json_object_get(wanted, "QueueIds"), "QueueIds", criteria->queues);
    read_groups(call, criteria, json_object_get(wanted, "AgentHierarchyGroups"));
    read_words(call, criteria, wanted);
    criteria->names = read_list(call, wanted, "Name", "SearchText", TEXTS_MAX, true, &criteria->names_match);
    for (size_t i = 0; call_array_text(call, criteria->names, i, "SearchText") != NULL; i++)
        continue; /* each is a text */
    criteria->attributes = read_list(call, wanted, "SearchableContactAttributes", "Criteria", ATTRIBUTES_MAX,
                                     false, &criteria->attributes_match);
    check_pairs(call, criteria->attributes, "SearchableContactAttributes");
    criteria->segments = read_list(call, wanted, "SearchableSegmentAttributes", "Criteria", ATTRIBUTES_MAX,
                                   false, &criteria->segments_match);
    check_pairs(call, criteria->segments, "SearchableSegmentAttributes");
    criteria->tags = json_object_get(wanted, "ContactTags");
    shape_check(call, wanted, CRITERIA_SHAPE);
    search_check_tags(call, criteria->tags);
    static const char *const UNKNOWN[] = {"ContactAnalysis", "RoutingCriteria", "AiAgents"};
    for (size_t i = 0; i < sizeof UNKNOWN / sizeof UNKNOWN[0]; i++)
        if (json_object_get(wanted, UNKNOWN[i]) != NULL)
            call_fail(call, API_INVALID_PARAMETER, "SearchCriteria: this server does not search by %s.",
                      UNKNOWN[i]);
}

/* The newest first, if nothing else is wished. */
static void read_sort(struct call *call, struct criteria *criteria)
{
    static const char *const ORDERS[] = {"ASCENDING", "DESCENDING", NULL};
    struct json_reader reader;
    const json_t *sort = json_optional_object(&call->reader, "Sort");
    criteria->descending = true;
    if (!call_good(call) || sort == NULL)
        return;
    json_reader_init(&reader, sort);
    const char *field = json_required_text(&reader, "FieldName", 1, 64);
    const char *order = json_required_text(&reader, "Order", 1, 16);
    call_take_failure(call, &reader);
    if (call->error != API_GOOD)
        return;
    int word = call_word(call, "Sort.FieldName", field, SORT_FIELDS);
    criteria->sort = word > 0 ? (enum sort_field)word : BY_INITIATED;
    criteria->descending = call_word(call, "Sort.Order", order, ORDERS) == 1;
}

/* ---- matching, on the history's thread ---- */

static int64_t time_of(const struct book_contact_record *record, enum time_field field)
{
    const int64_t times[] = {record->started_at, record->scheduled_at, record->leg_connected_at,
                             record->ended_at, record->queued_at};
    return times[field];
}

static bool in_range(const struct book_contact_record *record, const struct range *range)
{
    int64_t at = time_of(record, range->field);
    return range->must_lack ? at == 0 : at != 0 && at >= range->from && at <= range->to;
}

/* How many of count hold, by the way they are combined. */
static bool enough(enum match_type match, size_t hold, size_t count)
{
    if (count == 0)
        return true;
    if (match == MATCH_NONE)
        return hold == 0;
    return match == MATCH_ANY ? hold > 0 : hold == count;
}

static bool others_match(const struct criteria *criteria, const struct book_contact_record *record)
{
    size_t hold = 0;
    for (uint32_t i = 0; i < criteria->other_count; i++)
        hold += in_range(record, &criteria->others[i]);
    return enough(criteria->others_match, hold, criteria->other_count);
}

static bool among(const struct uuid *ids, uint32_t count, const struct uuid *id)
{
    for (uint32_t i = 0; i < count; i++)
        if (uuid_equal(&ids[i], id))
            return true;
    return count == 0;
}

static bool name_matches(const struct criteria *criteria, const char *name)
{
    size_t hold = 0;
    size_t count = json_array_size(criteria->names);
    for (size_t i = 0; i < count; i++) {
        const char *text = json_string_value(json_array_get(criteria->names, i));
        hold += criteria->names_match == MATCH_EXACT ? strcasecmp(name, text) == 0
                                                     : strcasestr(name, text) != NULL;
    }
    return enough(criteria->names_match == MATCH_EXACT ? MATCH_ANY : criteria->names_match, hold, count);
}

/* The text of an attribute; a segment attribute is {"ValueString": text}. */
static const char *text_of(const json_t *attributes, const char *key)
{
    const json_t *value = json_object_get(attributes, key);
    const char *text =
        json_string_value(json_is_object(value) ? json_object_get(value, "ValueString") : value);
    return text != NULL ? text : "";
}

static bool pairs_match(const json_t *list, enum match_type match, const json_t *attributes)
{
    size_t hold = 0;
    for (size_t i = 0; i < json_array_size(list); i++) {
        const json_t *pair = json_array_get(list, i);
        const json_t *values = json_object_get(pair, "Values");
        const char *text = text_of(attributes, json_string_value(json_object_get(pair, "Key")));
        bool found = false;
        for (size_t j = 0; j < json_array_size(values); j++)
            found = found || strcasecmp(text, json_string_value(json_array_get(values, j))) == 0;
        hold += found;
    }
    return enough(match, hold, json_array_size(list));
}

/* What has to be parsed to be compared, looked at last. */
static bool documents_match(const struct criteria *criteria, const struct book_contact_record *record)
{
    bool match = true;
    if (criteria->attributes != NULL) {
        json_t *attributes = json_loads(record->attributes, 0, NULL);
        match = pairs_match(criteria->attributes, criteria->attributes_match, attributes);
        json_decref(attributes);
    }
    if (match && criteria->segments != NULL) {
        json_t *kept = record_document(record, "contact");
        match = pairs_match(criteria->segments, criteria->segments_match,
                            json_object_get(kept, "SegmentAttributes"));
        json_decref(kept);
    }
    if (match && criteria->tags != NULL) {
        json_t *tags = record_document(record, "tags");
        match = search_tags_match(criteria->tags, tags);
        json_decref(tags);
    }
    return match;
}

static int64_t key_of(const struct criteria *criteria, const struct book_contact_record *record)
{
    static const int64_t CHANNEL_ORDER[] = {[ACD_VOICE] = 2, [ACD_CHAT] = 0, [ACD_TASK] = 1};
    switch (criteria->sort) {
    case BY_SCHEDULED:
        return record->scheduled_at;
    case BY_CONNECTED:
        return record->leg_connected_at;
    case BY_DISCONNECTED:
        return record->ended_at;
    case BY_METHOD:
        return record_method(record->initiation)[0]; /* their first letters differ enough */
    case BY_CHANNEL:
        return CHANNEL_ORDER[record->channel];
    default:
        return record->started_at;
    }
}

static bool matches(void *ctx, const struct book_contact_record *record, int64_t *key)
{
    const struct criteria *criteria = ctx;
    bool grouped = criteria->in_groups == NULL || (record->agent_number < criteria->in_groups_count &&
                                                   criteria->in_groups[record->agent_number]);
    *key = key_of(criteria, record);
    return in_range(record, &criteria->range) && others_match(criteria, record) &&
           (criteria->channels == 0 || (criteria->channels & 1u << record->channel) != 0) &&
           (criteria->methods == 0 || (criteria->methods & 1u << record->initiation) != 0) &&
           among(criteria->queues, criteria->queue_count, &record->queue) &&
           among(criteria->agents, criteria->agent_count, &record->agent) && grouped &&
           name_matches(criteria, record->name) && documents_match(criteria, record);
}

/* ---- showing ---- */

static void write_found(struct call *call, const struct book_contact_record *record)
{
    json_t *kept = record_document(record, "contact");
    json_object_begin(&call->writer);
    record_write_summary(call, record);
    if (record_has(&record->agent)) {
        json_member_object_begin(&call->writer, "AgentInfo");
        call_write_id(call, "Id", &record->agent);
        call_write_seconds(call, "ConnectedToAgentTimestamp", record->leg_connected_at);
        json_object_end(&call->writer);
    }
    call_write_json(call, "SegmentAttributes", json_object_get(kept, "SegmentAttributes"));
    json_object_end(&call->writer);
    json_decref(kept);
}

static void were_found(void *ctx, const struct book_contact_record *records, uint32_t count, uint32_t total,
                       bool more, bool failed)
{
    struct criteria *criteria = ctx;
    struct call *call = criteria->call;
    if (failed)
        record_fail(call);
    json_member_array_begin(&call->writer, "Contacts");
    for (uint32_t i = 0; i < count; i++)
        write_found(call, &records[i]);
    json_array_end(&call->writer);
    criteria->walk.more = more && count > 0;
    criteria->walk.last = count > 0 ? records[count - 1].row : 0;
    page_end(call, &criteria->walk);
    json_member_i64(&call->writer, "TotalCount", total);
    criteria_free(criteria);
    call_finish(call);
}

void search_contacts(struct call *call)
{
    struct criteria *criteria = calloc(1, sizeof *criteria);
    if (criteria == NULL) {
        call_fail(call, API_UNAVAILABLE, "The server is out of memory.");
        return;
    }
    criteria->call = call;
    read_criteria(call, criteria);
    read_sort(call, criteria);
    if (!call_good(call) || !page_begin_body(call, &criteria->walk, BOOK_RECORDS_MAX, PAGING_TOKEN_MS_MAX)) {
        criteria_free(criteria);
        return;
    }
    bool by_start = criteria->range.field == INITIATED;
    const struct book_search search = {.from = criteria->range.from - (by_start ? 0 : life_ms_max),
                                       .to = criteria->range.to,
                                       .matches = matches,
                                       .ctx = criteria,
                                       .descending = criteria->descending,
                                       .after = criteria->walk.after,
                                       .max = criteria->walk.max};
    call->waits = true;
    book_ask_records(pump_book_ask(call->pump), pump_seq(call->pump), &search, were_found);
}
