/* Carrying out the operator's requests about wrap-up, offer times and limits; see admin_work.h. It must not care
 * whether a server runs. */
#include "server/admin_work.h"

#include <string.h>
#include <strings.h>

#include "server/admin_requests.h"

enum {
    WORDS_BYTES_MAX = 64,
    SETTINGS_MAX = 64,
    WRAPUP_SECONDS_MAX = 2000000,
    OFFER_SECONDS_MIN = 5,
    OFFER_SECONDS_MAX = 300,
    MS_PER_SECOND = 1000
};

/* One setting as it was written: "voice:chat=1" has on "voice", what "chat", value "1". What is absent is empty. */
struct setting {
    char on[WORDS_BYTES_MAX];
    char what[WORDS_BYTES_MAX];
    char value[WORDS_BYTES_MAX];
};

/* Moves what stands before the sign out of text into part; text begins after the sign then. */
static void split(const char **text, char sign, char part[WORDS_BYTES_MAX])
{
    const char *at = strchr(*text, sign);
    size_t len = at ? (size_t)(at - *text) : 0;
    memcpy(part, *text, len);
    part[len] = '\0';
    if (at)
        *text = at + 1;
}

static bool parse_setting(struct admin_asking *asking, const json_t *member, struct setting *setting)
{
    const char *text = json_string_value(member);
    if (!text || strlen(text) >= WORDS_BYTES_MAX)
        return admin_refuse(asking, "A setting must be a short text.%s", "");
    split(&text, '=', setting->what);
    memcpy(setting->value, text, strlen(text) + 1);
    const char *what = setting->what;
    split(&what, ':', setting->on);
    memmove(setting->what, what, strlen(what) + 1);
    return true;
}

/* Writes the channel; false if none is called so. */
static bool find_channel(const char *name, uint8_t *channel)
{
    for (uint8_t i = 0; i < ACD_CHANNELS; i++) {
        if (strcasecmp(name, acd_channel_name((enum acd_channel)i)) != 0)
            continue;
        *channel = i;
        return true;
    }
    return false;
}

/* A whole number up to max, in digits. */
static bool parse_number(const char *text, int64_t max, int64_t *value)
{
    int64_t number = 0;
    if (text[0] == '\0')
        return false;
    for (const char *at = text; *at; at++) {
        if (*at < '0' || *at > '9')
            return false;
        number = number * 10 + (*at - '0');
        if (number > max)
            return false;
    }
    *value = number;
    return true;
}

/* ---- queues ---- */

static bool parse_wrapup(const struct setting *setting, uint32_t *wrapup_ms)
{
    int64_t seconds = 0;
    if (strcmp(setting->value, "agent") == 0)
        *wrapup_ms = 0;
    else if (!parse_number(setting->value, WRAPUP_SECONDS_MAX, &seconds))
        return false;
    else
        *wrapup_ms = seconds == 0 ? ACD_WRAPUP_NONE : (uint32_t)seconds * MS_PER_SECOND;
    return true;
}

static bool read_wrapup(struct admin_asking *asking, const json_t *member, uint32_t wrapup_ms[ACD_CHANNELS])
{
    struct setting setting;
    uint32_t length = 0;
    uint8_t channel = 0;
    if (!parse_setting(asking, member, &setting))
        return false;
    if (setting.on[0] != '\0' || !parse_wrapup(&setting, &length))
        return admin_refuse(asking, "\"%s\" is no wrap-up length, such as 30, 0, agent or chat=30.",
                            json_string_value(member));
    if (setting.what[0] != '\0' && !find_channel(setting.what, &channel))
        return admin_refuse(asking, "There is no channel \"%s\": voice, chat or task.", setting.what);
    for (uint8_t i = 0; i < ACD_CHANNELS; i++)
        if (setting.what[0] == '\0' || i == channel)
            wrapup_ms[i] = length;
    return true;
}

static bool read_offer(struct admin_asking *asking, const json_t *member, uint32_t offer_ms[ACD_CHANNELS])
{
    struct setting setting;
    int64_t seconds = 0;
    uint8_t channel = 0;
    if (!parse_setting(asking, member, &setting))
        return false;
    if (setting.on[0] != '\0' ||
        (strcmp(setting.value, "centre") != 0 &&
         (!parse_number(setting.value, OFFER_SECONDS_MAX, &seconds) || seconds < OFFER_SECONDS_MIN)))
        return admin_refuse(asking,
                            "\"%s\" is no offer time, such as 25, chat=25 or chat=centre: 5 to 300 seconds.",
                            json_string_value(member));
    if (setting.what[0] != '\0' && !find_channel(setting.what, &channel))
        return admin_refuse(asking, "There is no channel \"%s\": voice, chat or task.", setting.what);
    for (uint8_t i = 0; i < ACD_CHANNELS; i++)
        if (setting.what[0] == '\0' || i == channel)
            offer_ms[i] = (uint32_t)seconds * MS_PER_SECOND;
    return true;
}

static bool queue_set(struct admin_asking *asking)
{
    struct acd_queue_view view;
    struct making making;
    const char *name = admin_text(asking, "name", BODY_NAME_BYTES_MAX);
    const json_t *lengths = json_optional_array(&asking->reader, "wrapUp", SETTINGS_MAX);
    const json_t *times = json_optional_array(&asking->reader, "offerTime", SETTINGS_MAX);
    if (!admin_begin_centre(asking, &making))
        return false;
    uint32_t queue = admin_find_name(asking, making.pump, ACD_SUBJECT_QUEUE, name);
    if (queue == 0 || !acd_queue_view(pump_core(making.pump), queue, &view))
        return false;
    if (!lengths && !times)
        json_reader_fail(&asking->reader, "wrapUp", "or offerTime is missing");
    for (size_t i = 0; i < json_array_size(lengths); i++)
        if (!read_wrapup(asking, json_array_get(lengths, i), view.wrapup_ms))
            return false;
    for (size_t i = 0; i < json_array_size(times); i++)
        if (!read_offer(asking, json_array_get(times, i), view.offer_ms))
            return false;
    return !asking->reader.failed && make_queue_times(&making, queue, view.wrapup_ms, view.offer_ms);
}

static const char *const CHANNEL_WORDS[ACD_CHANNELS] = {"voice", "chat", "task"};

/* none: what stands for "nothing is set here". */
static void write_seconds(struct json_writer *writer, const char *name, int64_t ms, bool none)
{
    if (none)
        json_member_null(writer, name);
    else
        json_member_i64(writer, name, ms / MS_PER_SECOND);
}

static void write_queue(struct admin_asking *asking, const struct pump *pump, uint32_t queue)
{
    struct json_writer *writer = &asking->writer;
    const struct book_object *object = book_find_object(pump_book(pump), ACD_SUBJECT_QUEUE, queue);
    struct acd_queue_view view;
    if (!acd_queue_view(pump_core(pump), queue, &view))
        return;
    const char *hours = admin_name_of(pump, ACD_SUBJECT_HOURS, view.hours);
    json_object_begin(writer);
    json_member_text(writer, "name", object->name);
    admin_write_id(writer, &object->uuid);
    json_member_text(writer, "centre", admin_alias(asking, pump));
    json_member_bool(writer, "enabled", view.enabled);
    json_member_text(writer, "hours", hours[0] ? hours : NULL);
    json_member_i64(writer, "contactsMax", view.contacts_max);
    json_member_object_begin(writer, "wrapUp");
    for (int i = 0; i < ACD_CHANNELS; i++)
        write_seconds(writer, CHANNEL_WORDS[i], view.wrapup_ms[i] == ACD_WRAPUP_NONE ? 0 : view.wrapup_ms[i],
                      view.wrapup_ms[i] == 0);
    json_object_end(writer);
    json_member_object_begin(writer, "offerTime");
    for (int i = 0; i < ACD_CHANNELS; i++)
        write_seconds(writer, CHANNEL_WORDS[i], view.offer_ms[i], view.offer_ms[i] == 0);
    json_object_end(writer);
    json_object_end(writer);
}

static bool queue_list(struct admin_asking *asking)
{
    json_member_array_begin(&asking->writer, "queues");
    for (uint32_t i = 0; i < asking->centres->list.count; i++) {
        const struct pump *pump = asking->centres->list.pumps[i];
        for (uint32_t queue = 0; (queue = book_object_after(pump_book(pump), ACD_SUBJECT_QUEUE, queue)) != 0;)
            write_queue(asking, pump, queue);
    }
    json_array_end(&asking->writer);
    return true;
}

/* ---- users ---- */

/* What a user's request wishes; read whole before anything is changed. */
struct work_wish {
    struct acd_command commands[(2 + 2 * ACD_CHANNELS) * SETTINGS_MAX + 2];
    uint32_t count;
};

static struct acd_command *next_wish(struct work_wish *wish, enum acd_command_kind kind)
{
    struct acd_command *command = &wish->commands[wish->count++];
    *command = (struct acd_command){.kind = kind};
    return command;
}

static bool read_limit(struct admin_asking *asking, const json_t *member, struct work_wish *wish)
{
    struct setting setting;
    if (!parse_setting(asking, member, &setting))
        return false;
    struct acd_command *command = next_wish(wish, ACD_SET_AGENT_LIMIT);
    command->value = ACD_LIMIT_NONE;
    command->channel = ACD_CHANNELS;
    if (setting.on[0] != '\0' ||
        (strcasecmp(setting.what, "total") != 0 && !find_channel(setting.what, &command->channel)) ||
        (strcmp(setting.value, "profile") != 0 &&
         !parse_number(setting.value, command->channel == ACD_VOICE ? 1 : ACD_AGENT_LIMIT_MAX,
                       &command->value)))
        return admin_refuse(
            asking, "\"%s\" is no limit, such as chat=2, total=4 (0 to 6; voice 0 or 1) or chat=profile.",
            json_string_value(member));
    return true;
}

static bool read_blend(struct admin_asking *asking, const json_t *member, struct work_wish *wish)
{
    struct setting setting;
    uint8_t offered = 0;
    if (!parse_setting(asking, member, &setting))
        return false;
    struct acd_command *command = next_wish(wish, ACD_SET_AGENT_BLEND);
    command->value = ACD_LIMIT_NONE;
    if (!find_channel(setting.on, &command->channel) || !find_channel(setting.what, &offered) ||
        offered == command->channel ||
        (strcmp(setting.value, "profile") != 0 &&
         !parse_number(setting.value, offered == ACD_VOICE ? 1 : ACD_AGENT_LIMIT_MAX, &command->value)))
        return admin_refuse(
            asking, "\"%s\" is no blend, such as voice:chat=1 (0 to 6; voice 0 or 1) or voice:chat=profile.",
            json_string_value(member));
    command->subject = offered;
    return true;
}

static bool read_offer_time(struct admin_asking *asking, const char *text, struct work_wish *wish)
{
    int64_t seconds = 0;
    struct acd_command *command = next_wish(wish, ACD_SET_AGENT_OFFER_TIME);
    if (strcmp(text, "centre") != 0 && (!parse_number(text, 60, &seconds) || seconds < 15))
        return admin_refuse(asking, "\"%s\" is no offer time: 15 to 60 seconds, or centre.", text);
    command->duration_ms = seconds * MS_PER_SECOND;
    return true;
}

/* The channels a setting is about: the one it names, or all. False with a sentence. */
static bool read_channels(struct admin_asking *asking, const struct setting *setting, unsigned *channels)
{
    uint8_t channel = 0;
    if (setting->what[0] != '\0' && !find_channel(setting->what, &channel))
        return admin_refuse(asking, "There is no channel \"%s\": voice, chat or task.", setting->what);
    *channels = setting->what[0] != '\0' ? 1u << channel : (1u << ACD_CHANNELS) - 1;
    return true;
}

static bool read_user_wrapup(struct admin_asking *asking, const json_t *member, struct work_wish *wish)
{
    struct setting setting;
    int64_t seconds = 0;
    unsigned channels = 0;
    if (!parse_setting(asking, member, &setting) || !read_channels(asking, &setting, &channels))
        return false;
    if (setting.on[0] != '\0' || !parse_number(setting.value, WRAPUP_SECONDS_MAX, &seconds))
        return admin_refuse(asking, "\"%s\" is no wrap-up length, such as 30 or chat=30.",
                            json_string_value(member));
    for (uint8_t i = 0; i < ACD_CHANNELS; i++) {
        if ((channels >> i & 1) == 0)
            continue;
        struct acd_command *command = next_wish(wish, ACD_SET_AGENT_WRAPUP);
        command->channel = i;
        command->duration_ms = seconds * MS_PER_SECOND;
    }
    return true;
}

static bool read_auto_accept(struct admin_asking *asking, const json_t *member, struct work_wish *wish)
{
    struct setting setting;
    unsigned channels = 0;
    if (!parse_setting(asking, member, &setting) || !read_channels(asking, &setting, &channels))
        return false;
    bool on = strcmp(setting.value, "on") == 0;
    if (setting.on[0] != '\0' || (!on && strcmp(setting.value, "off") != 0))
        return admin_refuse(asking, "\"%s\" is no switch, such as on, off or chat=on.",
                            json_string_value(member));
    for (uint8_t i = 0; i < ACD_CHANNELS; i++) {
        if ((channels >> i & 1) == 0)
            continue;
        struct acd_command *command = next_wish(wish, ACD_SET_AGENT_AUTO_ACCEPT);
        command->channel = i;
        command->value = on;
    }
    return true;
}

static bool read_work(struct admin_asking *asking, struct work_wish *wish)
{
    static const struct {
        const char *name;
        bool (*read)(struct admin_asking *asking, const json_t *member, struct work_wish *wish);
    } LISTS[] = {{"limits", read_limit},
                 {"blends", read_blend},
                 {"wrapUp", read_user_wrapup},
                 {"autoAccept", read_auto_accept}};
    const char *time = json_optional_text(&asking->reader, "offerTime", 1, WORDS_BYTES_MAX);
    wish->count = 0;
    if (asking->reader.failed || (time && !read_offer_time(asking, time, wish)))
        return false;
    for (size_t i = 0; i < sizeof LISTS / sizeof LISTS[0]; i++) {
        const json_t *list = json_optional_array(&asking->reader, LISTS[i].name, SETTINGS_MAX);
        for (size_t j = 0; j < json_array_size(list); j++)
            if (!LISTS[i].read(asking, json_array_get(list, j), wish))
                return false;
    }
    return !asking->reader.failed;
}

static bool read_profile(struct admin_asking *asking, const struct pump *pump, struct work_wish *wish)
{
    const char *profile = json_optional_text(&asking->reader, "routingProfile", 1, BODY_NAME_BYTES_MAX);
    uint32_t number = profile ? admin_find_name(asking, pump, ACD_SUBJECT_PROFILE, profile) : 0;
    if (number != 0)
        next_wish(wish, ACD_SET_AGENT_PROFILE)->profile = number;
    return !asking->reader.failed && (!profile || number != 0);
}

/* All of it is read before anything is changed. */
static bool user_set(struct admin_asking *asking)
{
    uint32_t agent = 0;
    struct work_wish wish;
    struct making making;
    struct body_user names = {.first_name = json_optional_text(&asking->reader, "firstName", 0, 100),
                              .last_name = json_optional_text(&asking->reader, "lastName", 0, 100)};
    if (!read_work(asking, &wish) || !admin_find_user(asking, &making, &agent) ||
        !read_profile(asking, making.pump, &wish))
        return false;
    if ((names.first_name || names.last_name) && !make_user_names(&making, agent, &names))
        return false;
    for (uint32_t i = 0; i < wish.count; i++) {
        wish.commands[i].agent = agent;
        if (!make_user_work(&making, &wish.commands[i]))
            return false;
    }
    return true;
}

static void write_limit(struct json_writer *writer, const char *name, int32_t limit)
{
    if (limit == ACD_LIMIT_NONE)
        json_member_null(writer, name);
    else
        json_member_i64(writer, name, limit);
}

static void write_limits(struct json_writer *writer, const struct acd_agent_view *view)
{
    json_member_object_begin(writer, "limits");
    write_limit(writer, "total", view->limits[ACD_CHANNELS]);
    for (int i = 0; i < ACD_CHANNELS; i++)
        write_limit(writer, CHANNEL_WORDS[i], view->limits[i]);
    json_object_end(writer);
    json_member_object_begin(writer, "blends");
    for (int on = 0; on < ACD_CHANNELS; on++) {
        json_member_object_begin(writer, CHANNEL_WORDS[on]);
        for (int offered = 0; offered < ACD_CHANNELS; offered++)
            if (offered != on)
                write_limit(writer, CHANNEL_WORDS[offered], view->blends[on][offered]);
        json_object_end(writer);
    }
    json_object_end(writer);
}

void admin_work_write(struct json_writer *writer, const struct acd_agent_view *view)
{
    json_member_object_begin(writer, "wrapUp");
    for (int i = 0; i < ACD_CHANNELS; i++)
        write_seconds(writer, CHANNEL_WORDS[i], view->wrapup_ms[i], false);
    json_object_end(writer);
    json_member_object_begin(writer, "autoAccept");
    for (int i = 0; i < ACD_CHANNELS; i++)
        json_member_bool(writer, CHANNEL_WORDS[i], view->auto_accept[i]);
    json_object_end(writer);
    write_seconds(writer, "offerTime", view->offer_ms, view->offer_ms == 0);
    write_limits(writer, view);
}

static const struct admin_request list[] = {
    {"queue_set", queue_set, false}, {"queue_list", queue_list, false}, {"user_set", user_set, false}};
const struct admin_requests admin_work_requests = {list, sizeof list / sizeof list[0]};
