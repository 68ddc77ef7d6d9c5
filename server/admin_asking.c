/* What every request of an operator or administrator needs; see admin_asking.h. It must not know any request. */
#include "server/admin_asking.h"

#include <string.h>

bool admin_refuse(struct admin_asking *asking, const char *format, const char *what)
{
    fault_set(&asking->fault, format, what);
    return false;
}

const char *admin_text(struct admin_asking *asking, const char *name, size_t max)
{
    return json_required_text(&asking->reader, name, 1, max);
}

struct making admin_making(struct admin_asking *asking, struct pump *pump)
{
    return (struct making){.pump = pump,
                           .now = asking->now,
                           .actor = asking->actor,
                           .why = asking->why,
                           .fault = &asking->fault};
}

bool admin_find_centre(struct admin_asking *asking, struct making *making)
{
    const char *alias = json_optional_text(&asking->reader, "centre", 1, BODY_ALIAS_BYTES_MAX);
    const struct pump_centres *list = &asking->centres->list;
    if (asking->reader.failed)
        return false;
    struct pump *pump = alias              ? centres_find(asking->centres, alias)
                        : list->count == 1 ? list->pumps[0]
                                           : NULL;
    if (!pump)
        return admin_refuse(asking,
                            alias ? "There is no centre \"%s\"."
                                  : "There is more than one centre: name it with --centre.%s",
                            alias ? alias : "");
    *making = admin_making(asking, pump);
    return true;
}

bool admin_begin_centre(struct admin_asking *asking, struct making *making)
{
    if (!admin_find_centre(asking, making))
        return false;
    json_member_text(&asking->writer, "centre", admin_alias(asking, making->pump));
    return true;
}

bool admin_find_user(struct admin_asking *asking, struct making *making, uint32_t *agent)
{
    const char *username = admin_text(asking, "username", BODY_USERNAME_BYTES_MAX);
    if (asking->reader.failed)
        return false;
    struct pump *pump = pump_find_username(&asking->centres->list, username, agent);
    *making = admin_making(asking, pump);
    return pump != NULL || admin_refuse(asking, "There is no user \"%s\".", username);
}

uint32_t admin_find_name(struct admin_asking *asking, const struct pump *pump, enum acd_subject kind,
                         const char *name)
{
    static const char *const KINDS[ACD_SUBJECT_KINDS] = {[ACD_SUBJECT_STATUS] = "status",
                                                         [ACD_SUBJECT_QUEUE] = "queue",
                                                         [ACD_SUBJECT_PROFILE] = "routing profile",
                                                         [ACD_SUBJECT_HOURS] = "hours of operation",
                                                         [ACD_SUBJECT_GROUP] = "group",
                                                         [ACD_SUBJECT_REASON_LIST] = "list of status codes"};
    uint32_t number = book_find_name(pump_book(pump), kind, name);
    if (number == 0)
        fault_set(&asking->fault, "There is no %s \"%s\" in the centre %s.", KINDS[kind], name,
                  admin_alias(asking, pump));
    return number;
}

bool admin_is_self(struct admin_asking *asking, uint32_t agent, const char *what)
{
    if (asking->actor.kind != ACD_ACTOR_ADMIN || asking->actor.id != agent)
        return false;
    fault_set(&asking->fault, "Nobody %s: another administrator has to.", what);
    return true;
}

const char *admin_alias(const struct admin_asking *asking, const struct pump *pump)
{
    return centres_alias(asking->centres, pump);
}

const char *admin_name_of(const struct pump *pump, enum acd_subject kind, uint32_t number)
{
    const struct book_object *object = number != 0 ? book_find_object(pump_book(pump), kind, number) : NULL;
    return object ? object->name : "";
}

void admin_write_id(struct json_writer *writer, const struct uuid *uuid)
{
    char id[UUID_TEXT_BYTES];
    json_member_text(writer, "id", uuid_render(uuid, id));
}

int admin_texts(struct admin_asking *asking, const char *name, const char **texts, size_t max,
                size_t bytes_max)
{
    const json_t *array = json_optional_array(&asking->reader, name, max);
    if (asking->reader.failed)
        return -1;
    for (size_t i = 0; i < json_array_size(array); i++) {
        texts[i] = json_string_value(json_array_get(array, i));
        if (texts[i] && strlen(texts[i]) <= bytes_max)
            continue;
        json_reader_fail(&asking->reader, name, "must hold texts that are not too long");
        return -1;
    }
    return (int)json_array_size(array);
}
