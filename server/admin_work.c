/* Carrying out the operator's requests about wrap-up, offer times and limits; see admin_work.h. It must not care whether a server runs. */
#include "server/admin_work.h"

#include <string.h>
#include <strings.h>

enum { WORDS_BYTES_MAX = 64, SETTINGS_MAX = 64, WRAPUP_SECONDS_MAX = 2000000, MS_PER_SECOND = 1000 };

/* One setting as it was written: "voice:chat=1" has on "voice", what "chat", value "1". What is absent is empty. */
struct setting {
    char on[WORDS_BYTES_MAX];
    char what[WORDS_BYTES_MAX];
    char value[WORDS_BYTES_MAX];
};

static bool refuse(struct group_asking *asking, const char *format, const char *what)
{
    fault_set(asking->fault, format, what);
    return false;
}

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

static bool parse_setting(struct group_asking *asking, const json_t *member, struct setting *setting)
{
    const char *text = json_string_value(member);
    if (!text || strlen(text) >= WORDS_BYTES_MAX)
        return refuse(asking, "A setting must be a short text.%s", "");
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

static bool read_wrapup(struct group_asking *asking, const json_t *member, uint32_t wrapup_ms[ACD_CHANNELS])
{
    struct setting setting;
    uint32_t length = 0;
    uint8_t channel = 0;
    if (!parse_setting(asking, member, &setting))
        return false;
    if (setting.on[0] != '\0' || !parse_wrapup(&setting, &length))
        return refuse(asking, "\"%s\" is no wrap-up length, such as 30, 0, agent or chat=30.",
                      json_string_value(member));
    if (setting.what[0] != '\0' && !find_channel(setting.what, &channel))
        return refuse(asking, "There is no channel \"%s\": voice, chat or task.", setting.what);
    for (uint8_t i = 0; i < ACD_CHANNELS; i++)
        if (setting.what[0] == '\0' || i == channel)
            wrapup_ms[i] = length;
    return true;
}

static bool queue_set(struct group_asking *asking)
{
    struct acd_queue_view view;
    const char *name = json_required_text(asking->reader, "name", 1, BODY_NAME_BYTES_MAX);
    const json_t *lengths = json_required_array(asking->reader, "wrapUp", SETTINGS_MAX);
    struct making making = {.pump = group_asking_centre(asking), .now = asking->now, .fault = asking->fault};
    if (asking->reader->failed || !making.pump)
        return false;
    uint32_t queue = book_find_name(pump_book(making.pump), ACD_SUBJECT_QUEUE, name);
    if (queue == 0 || !acd_queue_view(pump_core(making.pump), queue, &view))
        return refuse(asking, "There is no queue \"%s\".", name);
    for (size_t i = 0; i < json_array_size(lengths); i++)
        if (!read_wrapup(asking, json_array_get(lengths, i), view.wrapup_ms))
            return false;
    json_member_text(asking->writer, "centre", centres_alias(asking->centres, making.pump));
    return make_queue_wrapup(&making, queue, view.wrapup_ms);
}

/* ---- users ---- */

/* What a user's request wishes; read whole before anything is changed. */
struct work_wish {
    struct acd_command commands[2 * SETTINGS_MAX + 1];
    uint32_t count;
};

static struct acd_command *next_wish(struct work_wish *wish, enum acd_command_kind kind)
{
    struct acd_command *command = &wish->commands[wish->count++];
    *command = (struct acd_command){.kind = kind};
    return command;
}

static bool read_limit(struct group_asking *asking, const json_t *member, struct work_wish *wish)
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
         !parse_number(setting.value, command->channel == ACD_VOICE ? 1 : ACD_AGENT_LIMIT_MAX, &command->value)))
        return refuse(asking, "\"%s\" is no limit, such as chat=2, total=4 (0 to 6; voice 0 or 1) or chat=profile.",
                      json_string_value(member));
    return true;
}

static bool read_blend(struct group_asking *asking, const json_t *member, struct work_wish *wish)
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
        return refuse(asking, "\"%s\" is no blend, such as voice:chat=1 (0 to 6; voice 0 or 1) or voice:chat=profile.",
                      json_string_value(member));
    command->subject = offered;
    return true;
}

static bool read_offer_time(struct group_asking *asking, const char *text, struct work_wish *wish)
{
    int64_t seconds = 0;
    struct acd_command *command = next_wish(wish, ACD_SET_AGENT_OFFER_TIME);
    if (strcmp(text, "centre") != 0 && (!parse_number(text, 60, &seconds) || seconds < 15))
        return refuse(asking, "\"%s\" is no offer time: 15 to 60 seconds, or centre.", text);
    command->duration_ms = seconds * MS_PER_SECOND;
    return true;
}

static bool read_work(struct group_asking *asking, struct work_wish *wish)
{
    const char *time = json_optional_text(asking->reader, "offerTime", 1, WORDS_BYTES_MAX);
    const json_t *limits = json_optional_array(asking->reader, "limits", SETTINGS_MAX);
    const json_t *blends = json_optional_array(asking->reader, "blends", SETTINGS_MAX);
    wish->count = 0;
    if (asking->reader->failed || (time && !read_offer_time(asking, time, wish)))
        return false;
    for (size_t i = 0; limits && i < json_array_size(limits); i++)
        if (!read_limit(asking, json_array_get(limits, i), wish))
            return false;
    for (size_t i = 0; blends && i < json_array_size(blends); i++)
        if (!read_blend(asking, json_array_get(blends, i), wish))
            return false;
    return true;
}

static bool user_set(struct group_asking *asking)
{
    uint32_t agent = 0;
    struct work_wish wish;
    const char *username = json_required_text(asking->reader, "username", 1, BODY_USERNAME_BYTES_MAX);
    struct making making = {.now = asking->now, .fault = asking->fault};
    if (asking->reader->failed || !read_work(asking, &wish))
        return false;
    making.pump = pump_find_username(&asking->centres->list, username, &agent);
    if (!making.pump)
        return refuse(asking, "There is no user \"%s\".", username);
    for (uint32_t i = 0; i < wish.count; i++) {
        wish.commands[i].agent = agent;
        if (!make_user_work(&making, &wish.commands[i]))
            return false;
    }
    return true;
}

/* ---- by name ---- */

bool admin_work_knows(const char *name)
{
    return strcmp(name, "queue_set") == 0 || strcmp(name, "user_set") == 0;
}

bool admin_work_run(const char *name, struct group_asking *asking)
{
    return strcmp(name, "queue_set") == 0 ? queue_set(asking) : user_set(asking);
}
