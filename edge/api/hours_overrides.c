/* Overrides of hours of operation, and what holds on a date. It must not compute windows: the server does, from the
 * calendar.
 *
 *     document "override/UUID" of the hours object: the members of CreateHoursOfOperationOverride and "ChangedAt"
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "edge/api/calendar.h"
#include "edge/api/hours.h"
#include "edge/api/operations.h"
#include "edge/api/search.h"
#include "edge/api/tags.h"

enum { EFFECTIVE_DAYS_MAX = 366 };

/* ---- the documents ---- */

static bool is_override(const struct book_document *document)
{
    return strncmp(document->name, CALENDAR_OVERRIDE, strlen(CALENDAR_OVERRIDE)) == 0;
}

/* Their numbers are their documents'. */
static const struct book_document *override_at(const struct call *call, uint64_t number)
{
    return book_document_after(call->book, ACD_SUBJECT_HOURS, number - 1);
}

static uint64_t next_override(const struct call *call, uint64_t number)
{
    const struct book_document *document = book_document_after(call->book, ACD_SUBJECT_HOURS, number);
    while (document != NULL && !is_override(document))
        document = book_document_after(call->book, ACD_SUBJECT_HOURS, document->seq);
    return document != NULL ? document->seq : 0;
}

static const char *document_name(const struct uuid *uuid, char name[BODY_DOCUMENT_NAME_BYTES_MAX])
{
    char id[UUID_TEXT_BYTES];
    snprintf(name, BODY_DOCUMENT_NAME_BYTES_MAX, CALENDAR_OVERRIDE "%s", uuid_render(uuid, id));
    return name;
}

/* The override of the path; NULL with ResourceNotFoundException. */
static const json_t *find_override(struct call *call, uint32_t *hours,
                                   char name[BODY_DOCUMENT_NAME_BYTES_MAX])
{
    struct uuid uuid;
    const char *id = call_path(call, "HoursOfOperationOverrideId");
    const json_t *override = NULL;
    *hours = hours_of_path(call);
    if (*hours != 0 && call_parse_id(id, &uuid))
        override = call_document(call, ACD_SUBJECT_HOURS, *hours, document_name(&uuid, name));
    if (override == NULL)
        call_fail(call, API_NOT_FOUND, "There is no hours of operation override %.100s.", id);
    return override;
}

static bool check_name(struct call *call, uint32_t hours, const char *name, const char *except)
{
    uint32_t count = 0;
    for (uint64_t number = 0; call_good(call) && (number = next_override(call, number)) != 0;) {
        const struct book_document *document = override_at(call, number);
        const char *other = json_string_value(json_object_get(document->value, "Name"));
        if (document->subject != hours || (except != NULL && strcmp(document->name, except) == 0))
            continue;
        if (name != NULL && other != NULL && strcmp(other, name) == 0)
            call_fail(call, API_DUPLICATE, "There is already an override of this name.");
        if (++count == CALENDAR_OVERRIDES_MAX && except == NULL)
            call_fail(call, API_LIMIT_EXCEEDED, "Hours of operation have at most %d overrides.",
                      CALENDAR_OVERRIDES_MAX);
    }
    return call->error == API_GOOD;
}

/* Hours that are simply always open get a plan that says so, for an override to take away from. */
static bool ensure_plan(struct call *call, uint32_t hours)
{
    struct buf body = call_body();
    struct body_hours plan = {.time_zone = book_find_hours(call->book, hours)->time_zone, .week_count = 7};
    char zone[BODY_TIME_ZONE_BYTES_MAX + 1];
    if (acd_hours_horizon(call->acd, hours) != ACD_NEVER)
        return true;
    snprintf(zone, sizeof zone, "%s", plan.time_zone);
    plan.time_zone = zone;
    for (uint8_t day = 0; day < 7; day++)
        plan.week[day] =
            (struct book_window){.day = day + 1, .from_minute = 0, .to_minute = CALENDAR_DAY_MINUTES};
    return call_record(call, ACD_SUBJECT_HOURS, hours, BOOK_HOURS_CHANGED,
                       body_render_hours_changed(&body, &plan), &body);
}

/* Takes the reference of override (NULL: it goes). */
static void keep(struct call *call, uint32_t hours, const char *name, json_t *override)
{
    if (override != NULL)
        json_object_set_new(override, "ChangedAt", json_integer(call->now));
    if (ensure_plan(call, hours) && call_keep_document(call, ACD_SUBJECT_HOURS, hours, name, override))
        hours_renew_windows(call, hours);
}

/* ---- reading ---- */

static void check_config(struct call *call, const json_t *config)
{
    struct json_reader item;
    for (size_t i = 0; call_item(call, config, i, &item); i++) {
        const char *day = json_optional_text(&item, "Day", 1, 16);
        if (json_optional_object(&item, "StartTime") != NULL)
            hours_read_minute(call, &item, "StartTime");
        if (json_optional_object(&item, "EndTime") != NULL)
            hours_read_minute(call, &item, "EndTime");
        call_take_failure(call, &item);
        if (call->error == API_GOOD && day != NULL)
            call_word(call, "Day", day, hours_days);
    }
}

static void check_pattern(struct call *call, const json_t *config)
{
    static const char *const FREQUENCIES[] = {"WEEKLY", "MONTHLY", "YEARLY", NULL};
    struct json_reader reader;
    struct json_reader pattern;
    if (config == NULL)
        return;
    json_reader_init(&reader, config);
    json_reader_init(&pattern, json_required_object(&reader, "RecurrencePattern"));
    call_take_failure(call, &reader);
    const char *frequency = json_required_text(&pattern, "Frequency", 1, 16);
    json_required_i64(&pattern, "Interval", 1, 6);
    json_optional_array(&pattern, "ByMonth", 12);
    json_optional_array(&pattern, "ByMonthDay", 31);
    json_optional_array(&pattern, "ByWeekdayOccurrence", 1);
    call_take_failure(call, &pattern);
    if (call->error == API_GOOD)
        call_word(call, "Frequency", frequency, FREQUENCIES);
}

/* Members of the request over those of present (NULL: a new one); NULL: the call has failed. */
static json_t *read_override(struct call *call, const json_t *present)
{
    static const char *const MEMBERS[] = {"Name",          "Description",      "Config",      "EffectiveFrom",
                                          "EffectiveTill", "RecurrenceConfig", "OverrideType"};
    static const char *const TYPES[] = {"STANDARD", "OPEN", "CLOSED", NULL};
    static const size_t required[] = {0, 2, 3, 4};
    struct calendar_override parsed;
    call_optional_text(call, "Name", 1, 127);
    call_optional_text(call, "Description", present != NULL ? 0 : 1, 250);
    check_config(call, json_optional_array(&call->reader, "Config", CALENDAR_WINDOWS_MAX));
    json_optional_text(&call->reader, "EffectiveFrom", 10, 10);
    json_optional_text(&call->reader, "EffectiveTill", 10, 10);
    check_pattern(call, json_optional_object(&call->reader, "RecurrenceConfig"));
    const char *type = json_optional_text(&call->reader, "OverrideType", 1, 16);
    for (size_t i = 0; present == NULL && i < sizeof required / sizeof required[0]; i++)
        if (!json_has(&call->reader, MEMBERS[required[i]]))
            call_fail(call, API_INVALID_PARAMETER, "%s is required.", MEMBERS[required[i]]);
    if (!call_good(call) || (type != NULL && call_word(call, "OverrideType", type, TYPES) < 0))
        return NULL;
    json_t *override = present != NULL ? json_deep_copy(present) : json_object();
    for (size_t i = 0; i < sizeof MEMBERS / sizeof MEMBERS[0]; i++)
        if (json_has(&call->reader, MEMBERS[i]))
            json_object_set_new(override, MEMBERS[i],
                                json_deep_copy(json_object_get(call_json(call), MEMBERS[i])));
    if (calendar_parse(override, &parsed))
        return override;
    json_decref(override);
    call_fail(call, API_INVALID_PARAMETER,
              "EffectiveFrom and EffectiveTill must be dates in order, and the recurrence's numbers within "
              "their bounds.");
    return NULL;
}

/* ---- create, update, delete ---- */

void create_hours_of_operation_override(struct call *call)
{
    char name[BODY_DOCUMENT_NAME_BYTES_MAX];
    struct uuid uuid = uuid_random();
    uint32_t hours = hours_of_path(call);
    json_t *override = call_good(call) ? read_override(call, NULL) : NULL;
    if (override == NULL)
        return;
    if (!check_name(call, hours, json_string_value(json_object_get(override, "Name")), NULL)) {
        json_decref(override);
        return;
    }
    keep(call, hours, document_name(&uuid, name), override);
    call_write_id(call, "HoursOfOperationOverrideId", &uuid);
}

void update_hours_of_operation_override(struct call *call)
{
    char name[BODY_DOCUMENT_NAME_BYTES_MAX];
    uint32_t hours = 0;
    const json_t *present = find_override(call, &hours, name);
    json_t *override = present != NULL ? read_override(call, present) : NULL;
    if (override == NULL)
        return;
    if (check_name(call, hours, json_string_value(json_object_get(override, "Name")), name))
        keep(call, hours, name, override);
    else
        json_decref(override);
}

void delete_hours_of_operation_override(struct call *call)
{
    char name[BODY_DOCUMENT_NAME_BYTES_MAX];
    uint32_t hours = 0;
    if (find_override(call, &hours, name) != NULL)
        keep(call, hours, name, NULL);
}

/* ---- show ---- */

static void write_override(struct call *call, uint32_t hours, const char *id, const json_t *override)
{
    static const char *const MEMBERS[] = {"Name",          "Description",      "Config",      "EffectiveFrom",
                                          "EffectiveTill", "RecurrenceConfig", "OverrideType"};
    const struct uuid *uuid = call_uuid(call, ACD_SUBJECT_HOURS, hours);
    json_member_text(&call->writer, "HoursOfOperationOverrideId", id);
    call_write_id(call, "HoursOfOperationId", uuid);
    call_write_arn(call, "HoursOfOperationArn", "operating-hours", uuid);
    for (size_t i = 0; i < sizeof MEMBERS / sizeof MEMBERS[0]; i++)
        call_write_json(call, MEMBERS[i], json_object_get(override, MEMBERS[i]));
}

static void write_numbered(struct call *call, uint64_t number)
{
    const struct book_document *document = override_at(call, number);
    write_override(call, (uint32_t)document->subject, document->name + strlen(CALENDAR_OVERRIDE),
                   document->value);
}

void describe_hours_of_operation_override(struct call *call)
{
    char name[BODY_DOCUMENT_NAME_BYTES_MAX];
    uint32_t hours = 0;
    const json_t *override = find_override(call, &hours, name);
    if (override == NULL)
        return;
    json_member_object_begin(&call->writer, "HoursOfOperationOverride");
    write_override(call, hours, name + strlen(CALENDAR_OVERRIDE), override);
    json_object_end(&call->writer);
}

static bool is_of_path(struct call *call, uint64_t number)
{
    return override_at(call, number)->subject == hours_of_path(call);
}

void list_hours_of_operation_overrides(struct call *call)
{
    static const struct list_rules RULES = {.walked = {.next = next_override},
                                            .member = "HoursOfOperationOverrideList",
                                            .wanted = is_of_path,
                                            .write = write_numbered,
                                            .whole = true};
    uint32_t hours = hours_of_path(call);
    list_run(call, &RULES, 100);
    call_write_changed(call, ACD_SUBJECT_HOURS, hours);
}

static bool field_of(struct call *call, uint64_t number, const char *field, char text[SEARCH_FIELD_BYTES])
{
    const struct book_document *document = override_at(call, number);
    const char *value = strcasecmp(field, "name") == 0
                            ? json_string_value(json_object_get(document->value, "Name"))
                        : strcasecmp(field, "description") == 0
                            ? json_string_value(json_object_get(document->value, "Description"))
                            : document->name + strlen(CALENDAR_OVERRIDE);
    snprintf(text, SEARCH_FIELD_BYTES, "%s", value != NULL ? value : "");
    return true;
}

/* Dates as they are written sort as texts. */
static bool date_holds(struct call *call, uint64_t number, const char *name, const json_t *condition)
{
    static const char *const FIELDS[] = {"EffectiveFrom", "EffectiveTill", NULL};
    static const char *const WAYS[] = {"GREATER_THAN",          "LESS_THAN", "GREATER_THAN_OR_EQUAL_TO",
                                       "LESS_THAN_OR_EQUAL_TO", "EQUAL_TO",  NULL};
    struct json_reader reader;
    int64_t day = 0;
    if (strcmp(name, "DateCondition") != 0) {
        call_fail(call, API_INVALID_PARAMETER, "Overrides are not searched by \"%.64s\".", name);
        return false;
    }
    json_reader_init(&reader, condition);
    const char *field = json_required_text(&reader, "FieldName", 1, 64);
    const char *value = json_required_text(&reader, "Value", 1, 10);
    const char *way = json_required_text(&reader, "ComparisonType", 1, 32);
    call_take_failure(call, &reader);
    if (call->error == API_GOOD && !calendar_parse_date(value, &day))
        call_fail(call, API_INVALID_PARAMETER, "DateCondition.Value must be a date.");
    int place = call->error == API_GOOD ? call_word(call, "DateCondition.FieldName", field, FIELDS) : -1;
    int word = place >= 0 ? call_word(call, "DateCondition.ComparisonType", way, WAYS) : -1;
    if (word < 0 || number == 0)
        return false;
    const char *own = json_string_value(json_object_get(override_at(call, number)->value, FIELDS[place]));
    int order = strcmp(own != NULL ? own : "", value);
    const bool holds[] = {order > 0, order < 0, order >= 0, order <= 0, order == 0};
    return holds[word];
}

static const json_t *tags_of_hours(const struct call *call, uint64_t number)
{
    return tags_of(call, ACD_SUBJECT_HOURS, override_at(call, number)->subject);
}

void search_hours_of_operation_overrides(struct call *call)
{
    static const char *const FIELDS[] = {SEARCH_OBJECT_FIELDS, NULL};
    static const struct search_rules RULES = {.walked = {.next = next_override, .tags = tags_of_hours},
                                              .member = "HoursOfOperationOverrides",
                                              .fields = FIELDS,
                                              .field = field_of,
                                              .more = date_holds,
                                              .write = write_numbered};
    search_run(call, &RULES, 100);
}

/* ---- GetEffectiveHoursOfOperations ---- */

static int64_t read_date(struct call *call, const char *member)
{
    struct buf text;
    int64_t day = 0;
    buf_init(&text, 32);
    if (!call_query(call, member, &text) || !calendar_parse_date(buf_text(&text), &day))
        call_fail(call, API_INVALID_PARAMETER, "%s must be a date, as 2026-12-24.", member);
    buf_free(&text);
    return day;
}

static void begin_date(struct call *call, int64_t day, const char *member)
{
    char text[CALENDAR_DATE_BYTES];
    json_object_begin(&call->writer);
    json_member_text(&call->writer, "Date", calendar_render_date(day, text));
    json_member_array_begin(&call->writer, member);
}

static void end_date(struct call *call)
{
    json_array_end(&call->writer);
    json_object_end(&call->writer);
}

static void write_day(struct call *call, const struct calendar *calendar, int64_t day)
{
    struct calendar_span spans[CALENDAR_SPANS_MAX];
    uint32_t count = calendar_day(calendar, day, spans);
    begin_date(call, day, "OperationalHours");
    for (uint32_t i = 0; i < count; i++) {
        json_object_begin(&call->writer);
        hours_write_minute(call, "Start", spans[i].from_minute);
        hours_write_minute(call, "End", spans[i].to_minute);
        json_object_end(&call->writer);
    }
    end_date(call);
}

static void write_override_day(struct call *call, const struct calendar *calendar, int64_t day)
{
    struct calendar_span spans[CALENDAR_SPANS_MAX];
    bool begun = false;
    for (uint32_t i = 0; i < calendar->override_count; i++) {
        const struct calendar_override *override = &calendar->overrides[i];
        uint32_t count = calendar_override_day(override, day, spans);
        for (uint32_t j = 0; j < count; j++) {
            if (!begun)
                begin_date(call, day, "OverrideHours");
            begun = true;
            json_object_begin(&call->writer);
            hours_write_minute(call, "Start", spans[j].from_minute);
            hours_write_minute(call, "End", spans[j].to_minute);
            json_member_text(&call->writer, "OverrideName", override->name);
            json_member_text(&call->writer, "OperationalStatus",
                             override->type == CALENDAR_CLOSED ? "CLOSED" : "OPEN");
            json_object_end(&call->writer);
        }
    }
    if (begun)
        end_date(call);
}

void get_effective_hours_of_operations(struct call *call)
{
    uint32_t number = hours_of_path(call);
    int64_t from = read_date(call, "fromDate");
    int64_t to = read_date(call, "toDate");
    if (call_good(call) && (to < from || to - from >= EFFECTIVE_DAYS_MAX))
        call_fail(call, API_INVALID_PARAMETER, "toDate must be at most %d days behind fromDate.",
                  EFFECTIVE_DAYS_MAX);
    if (!call_good(call))
        return;
    const struct book_hours *hours = book_find_hours(call->book, number);
    const struct book_window always[] = {{1, 0, 1440}, {2, 0, 1440}, {3, 0, 1440}, {4, 0, 1440},
                                         {5, 0, 1440}, {6, 0, 1440}, {7, 0, 1440}};
    bool is_always = acd_hours_horizon(call->acd, number) == ACD_NEVER;
    struct calendar calendar = {.week = is_always ? always : hours->week,
                                .week_count = is_always ? 7 : hours->week_count};
    struct calendar_override *overrides = calendar_overrides(call->book, number, &calendar.override_count);
    calendar.overrides = overrides;
    json_member_array_begin(&call->writer, "EffectiveHoursOfOperationList");
    for (int64_t day = from; day <= to; day++)
        write_day(call, &calendar, day);
    json_array_end(&call->writer);
    json_member_array_begin(&call->writer, "EffectiveOverrideHoursList");
    for (int64_t day = from; day <= to; day++)
        write_override_day(call, &calendar, day);
    json_array_end(&call->writer);
    json_member_text(&call->writer, "TimeZone", hours->time_zone);
    free(overrides);
}
