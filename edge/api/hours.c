/* Hours of operation: a weekly plan in a time zone. It must not compute windows: the server does, from the plan. */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "edge/api/hours.h"
#include "edge/api/operations.h"
#include "edge/api/search.h"
#include "edge/api/state.h"
#include "edge/api/tags.h"

const char *const hours_days[] = {"MONDAY", "TUESDAY",  "WEDNESDAY", "THURSDAY",
                                  "FRIDAY", "SATURDAY", "SUNDAY",    NULL};
enum { DAY_MINUTES = 1440, CONFIG_MAX = 100 };

/* ---- reading ---- */

int hours_read_minute(struct call *call, struct json_reader *item, const char *member)
{
    struct json_reader reader;
    json_reader_init(&reader, json_required_object(item, member));
    int64_t hours = json_required_i64(&reader, "Hours", 0, 23);
    int64_t minutes = json_required_i64(&reader, "Minutes", 0, 59);
    call_take_failure(call, item);
    call_take_failure(call, &reader);
    return (int)(hours * 60 + minutes);
}

static void add_window(struct call *call, struct body_hours *hours, int day, int from, int to)
{
    if (from >= to)
        return;
    if (hours->week_count == BODY_WEEK_MAX) {
        call_fail(call, API_INVALID_PARAMETER, "Config has more than %d stretches.", BODY_WEEK_MAX);
        return;
    }
    hours->week[hours->week_count++] = (struct book_window){
        .day = (uint8_t)(day + 1), .from_minute = (uint16_t)from, .to_minute = (uint16_t)to};
}

/* An end of 00:00 is the day's end; an end before the start is on the next day (the vendor's form has no other way to
 * say either). */
static void read_config(struct call *call, const json_t *config, struct body_hours *hours)
{
    struct json_reader item;
    for (size_t i = 0; call_item(call, config, i, &item); i++) {
        const char *text = json_required_text(&item, "Day", 1, 16);
        int from = hours_read_minute(call, &item, "StartTime");
        int to = hours_read_minute(call, &item, "EndTime");
        int day = call->error == API_GOOD ? call_word(call, "Day", text, hours_days) : -1;
        if (day < 0)
            return;
        add_window(call, hours, day, from, to == 0 ? DAY_MINUTES : to > from ? to : DAY_MINUTES);
        if (to != 0 && to <= from)
            add_window(call, hours, (day + 1) % 7, 0, to);
    }
}

static void check_zone(struct call *call, const char *zone)
{
    const struct api_options *options = &call->api->options;
    if (call_good(call) && options->knows_zone != NULL && !options->knows_zone(zone, call->now))
        call_fail(call, API_INVALID_PARAMETER, "There is no time zone \"%.64s\".", zone);
}

bool hours_renew_windows(struct call *call, uint32_t hours)
{
    const struct api_options *options = &call->api->options;
    if (options->renew_hours == NULL || options->renew_hours(call->pump, hours, call->now))
        return true;
    call_fail(call, API_INTERNAL, "The opening times could not be renewed.");
    return false;
}

uint32_t hours_of_path(struct call *call)
{
    return call_find_path(call, ACD_SUBJECT_HOURS, "HoursOfOperationId");
}

/* ---- create, update, delete ---- */

void create_hours_of_operation(struct call *call)
{
    struct body_hours hours = {.uuid = uuid_random()};
    struct acd_command command = call_command(call, ACD_CREATE_HOURS);
    struct buf body = call_body();
    hours.name = call_required_text(call, "Name", 1, 127);
    hours.description = call_optional_text(call, "Description", 1, 250);
    hours.time_zone = json_required_text(&call->reader, "TimeZone", 1, BODY_TIME_ZONE_BYTES_MAX);
    read_config(call, json_required_array(&call->reader, "Config", CONFIG_MAX), &hours);
    const json_t *tags = tags_read(call, "Tags");
    check_zone(call, hours.time_zone);
    if (!call_check_name(call, ACD_SUBJECT_HOURS, 0, hours.name))
        return;
    if (!body_render_hours_created(&body, &hours))
        call_fail(call, API_INVALID_PARAMETER, "The hours of operation cannot be kept.");
    const struct acd_event *event = call_event(call_decide(call, &command, &body), ACD_HOURS_CREATED);
    uint32_t number = event != NULL ? event->hours : 0;
    if (number == 0 || !hours_renew_windows(call, number))
        return;
    tags_keep(call, ACD_SUBJECT_HOURS, number, tags);
    call_write_id(call, "HoursOfOperationId", &hours.uuid);
    call_write_arn(call, "HoursOfOperationArn", "operating-hours", &hours.uuid);
}

void update_hours_of_operation(struct call *call)
{
    struct buf body = call_body();
    uint32_t number = hours_of_path(call);
    const char *name = call_optional_text(call, "Name", 1, 127);
    const char *description = call_optional_text(call, "Description", 0, 250);
    const char *zone = json_optional_text(&call->reader, "TimeZone", 1, BODY_TIME_ZONE_BYTES_MAX);
    const json_t *config = json_optional_array(&call->reader, "Config", CONFIG_MAX);
    const struct book_hours *present = call_good(call) ? book_find_hours(call->book, number) : NULL;
    if (present == NULL)
        return;
    struct body_hours hours = {.time_zone = zone != NULL ? zone : present->time_zone};
    if (config != NULL) {
        read_config(call, config, &hours);
    } else {
        hours.week_count = present->week_count;
        memcpy(hours.week, present->week, present->week_count * sizeof hours.week[0]);
    }
    char kept_zone[BODY_TIME_ZONE_BYTES_MAX + 1]; /* renaming gives the book's back */
    snprintf(kept_zone, sizeof kept_zone, "%s", hours.time_zone);
    hours.time_zone = kept_zone;
    check_zone(call, hours.time_zone);
    if (!call_check_name(call, ACD_SUBJECT_HOURS, number, name) ||
        !call_rename(call, ACD_SUBJECT_HOURS, number, name, description, 0) ||
        (zone == NULL && config == NULL))
        return;
    if (call_record(call, ACD_SUBJECT_HOURS, number, BOOK_HOURS_CHANGED,
                    body_render_hours_changed(&body, &hours), &body))
        hours_renew_windows(call, number);
}

void delete_hours_of_operation(struct call *call)
{
    struct acd_command command = call_command(call, ACD_DELETE_HOURS);
    command.hours = hours_of_path(call);
    call_decide(call, &command, NULL);
    if (call->error == API_IN_USE)
        call->error = API_INVALID_REQUEST; /* the model has no ResourceInUseException here */
}

/* ---- show ---- */

void hours_write_minute(struct call *call, const char *member, int minute)
{
    json_member_object_begin(&call->writer, member);
    json_member_i64(&call->writer, "Hours", minute / 60 % 24);
    json_member_i64(&call->writer, "Minutes", minute % 60);
    json_object_end(&call->writer);
}

static void write_hours(struct call *call, uint64_t number)
{
    const struct book_hours *hours = book_find_hours(call->book, (uint32_t)number);
    const struct book_object *object = &hours->object;
    call_write_id(call, "HoursOfOperationId", &object->uuid);
    call_write_arn(call, "HoursOfOperationArn", "operating-hours", &object->uuid);
    json_member_text(&call->writer, "Name", object->name);
    call_write_text(call, "Description", object->description);
    json_member_text(&call->writer, "TimeZone", hours->time_zone);
    json_member_array_begin(&call->writer, "Config");
    for (uint32_t i = 0; i < hours->week_count; i++) {
        json_object_begin(&call->writer);
        json_member_text(&call->writer, "Day", hours_days[hours->week[i].day - 1]);
        hours_write_minute(call, "StartTime", hours->week[i].from_minute);
        hours_write_minute(call, "EndTime", hours->week[i].to_minute);
        json_object_end(&call->writer);
    }
    json_array_end(&call->writer);
    tags_write(call, tags_of(call, ACD_SUBJECT_HOURS, number));
    call_write_changed(call, ACD_SUBJECT_HOURS, number);
}

void describe_hours_of_operation(struct call *call)
{
    uint32_t number = hours_of_path(call);
    if (number == 0)
        return;
    json_member_object_begin(&call->writer, "HoursOfOperation");
    write_hours(call, number);
    json_object_end(&call->writer);
}

static void write_summary(struct call *call, uint64_t number)
{
    call_write_changed(call, ACD_SUBJECT_HOURS, number);
}

void list_hours_of_operations(struct call *call)
{
    static const struct list_rules RULES = {.walked = {.kind = ACD_SUBJECT_HOURS},
                                            .member = "HoursOfOperationSummaryList",
                                            .write = write_summary};
    list_run(call, &RULES, 1000);
}

static bool field_of(struct call *call, uint64_t number, const char *field, char text[SEARCH_FIELD_BYTES])
{
    const struct book_hours *hours = book_find_hours(call->book, (uint32_t)number);
    if (strcasecmp(field, "timezone") != 0)
        return search_object_field(&hours->object, field, text);
    snprintf(text, SEARCH_FIELD_BYTES, "%s", hours->time_zone);
    return true;
}

void search_hours_of_operations(struct call *call)
{
    static const char *const FIELDS[] = {SEARCH_OBJECT_FIELDS, "timezone", NULL};
    static const struct search_rules RULES = {.walked = {.kind = ACD_SUBJECT_HOURS},
                                              .member = "HoursOfOperations",
                                              .fields = FIELDS,
                                              .field = field_of,
                                              .write = write_hours};
    search_run(call, &RULES, 500);
}
