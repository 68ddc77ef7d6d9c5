/* Settings from an ini file, by one table of all keys; see config.h. It must not guess: an unknown key is an
 * error. */
#include "server/config.h"

#include <arpa/inet.h>
#include <errno.h>
#include <ini.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct key {
    const char *section;
    const char *name;
    size_t offset;
    size_t bytes; /* of the member: 4 or 8 is a number, 1 yes/no, CONFIG_TEXT_BYTES a text */
    uint64_t min;
    uint64_t max;
};

#define MEMBER_BYTES(member) sizeof(((struct config *)NULL)->member)
#define TEXT(section, name, member)                                                                          \
    {                                                                                                        \
        section, name, offsetof(struct config, member), MEMBER_BYTES(member), 0, 0                           \
    }
#define NUMBER(section, name, member, min, max)                                                              \
    {                                                                                                        \
        section, name, offsetof(struct config, member), MEMBER_BYTES(member), min, max                       \
    }

enum { HOUR_MS = 3600000 };
#define MIB (UINT64_C(1) << 20)

static const struct key keys[] = {
    TEXT("server", "listen", listen),
    TEXT("server", "trusted_proxy", trusted_proxy),
    TEXT("server", "public_url", public_url),
    TEXT("server", "insecure", insecure),
    TEXT("server", "metrics_token", metrics_token),
    TEXT("server", "master_key_file", master_key_file),
    NUMBER("server", "ready_stall_ms_max", ready_stall_ms_max, 100, HOUR_MS),
    NUMBER("server", "snapshot_events", snapshot_events, 1000, UINT64_C(1000000000)),
    NUMBER("server", "passwords_queue_max", passwords_queue_max, 1, 100000),
    TEXT("log", "level", log_level),
    TEXT("log", "format", log_format),
    NUMBER("centre", "agents", centre.agents, 16, 1000000),
    NUMBER("centre", "contacts", centre.contacts, 16, 4000000),
    NUMBER("centre", "legs", centre.legs, 16, 4000000),
    NUMBER("centre", "statuses", centre.statuses, 4, 10000),
    NUMBER("centre", "queues", centre.queues, 2, 100000),
    NUMBER("centre", "profiles", centre.profiles, 2, 100000),
    NUMBER("centre", "hours", centre.hours, 2, 10000),
    NUMBER("centre", "entry_points", centre.entry_points, 2, 100000),
    NUMBER("http", "header_bytes_max", http.header_bytes_max, 1024, MIB),
    NUMBER("http", "headers_max", http.headers_max, 8, HTTP_HEADERS_MAX),
    NUMBER("http", "body_bytes_max", http.body_bytes_max, 1024, 64 * MIB),
    NUMBER("http", "body_bytes_total_max", http.body_bytes_total_max, MIB, 65536 * MIB),
    NUMBER("http", "connections_max", http.connections_max, 1, 1000000),
    NUMBER("http", "write_queue_bytes_max", http.write_queue_bytes_max, 65536, 1024 * MIB),
    NUMBER("http", "header_read_ms", http.header_read_ms, 100, HOUR_MS),
    NUMBER("http", "body_read_ms", http.body_read_ms, 100, HOUR_MS),
    NUMBER("http", "idle_ms", http.idle_ms, 100, HOUR_MS),
    NUMBER("http", "write_ms", http.write_ms, 100, HOUR_MS),
    NUMBER("http", "linger_ms", http.linger_ms, 10, HOUR_MS),
    NUMBER("http", "drain_ms", http.drain_ms, 100, HOUR_MS),
    NUMBER("panel", "lines_max", panel.lines_max, 1, 1000000),
    NUMBER("panel", "agent_lines_max", panel.agent_lines_max, 1, 10000),
    NUMBER("panel", "line_unsent_bytes_max", panel.line_unsent_bytes_max, 65536, 1024 * MIB),
    NUMBER("panel", "ring_events_max", panel.ring_events_max, 16, 10000000),
    NUMBER("panel", "ring_bytes_max", panel.ring_bytes_max, 65536, 2048 * MIB),
    NUMBER("panel", "address_attempts_max", panel.address_attempts_max, 1, 1000000),
    NUMBER("panel", "username_attempts_max", panel.username_attempts_max, 1, 1000000),
    NUMBER("panel", "requests_per_s_max", panel.requests_per_s_max, 1, 1000000),
    NUMBER("panel", "session_ms", panel.session_ms, 60000, UINT64_C(31536000000)),
    NUMBER("chat", "lines_max", participant.lines_max, 1, 1000000),
    NUMBER("chat", "contact_lines_max", participant.contact_lines_max, 1, 1000),
    NUMBER("chat", "line_unsent_bytes_max", participant.line_unsent_bytes_max, 65536, 1024 * MIB),
    NUMBER("chat", "address_starts_max", participant.address_starts_max, 1, 1000000),
    NUMBER("chat", "messages_per_s_max", participant.messages_per_s_max, 1, 100000),
    NUMBER("chat", "position_ms", participant.position_ms, 100, HOUR_MS),
    NUMBER("api", "requests_per_s_max", api.requests_per_s_max, 1, 1000000),
    NUMBER("api", "requests_burst_max", api.requests_burst_max, 1, 1000000),
};

enum { KEYS_COUNT = sizeof keys / sizeof keys[0] };

struct reading {
    struct config *config;
    char what[256]; /* of the first error */
};

void config_default(struct config *config)
{
    *config = (struct config){
        .ready_stall_ms_max = 5000, .snapshot_events = 200000, .passwords_queue_max = PASSWORD_QUEUE_MAX};
    snprintf(config->listen, sizeof config->listen, "127.0.0.1:8080");
    snprintf(config->log_level, sizeof config->log_level, "info");
    snprintf(config->log_format, sizeof config->log_format, "logfmt");
    config->centre = acd_limits_default();
    config->http = http_limits_default();
    config->panel = panel_limits_default();
    config->participant = participant_limits_default();
    config->api = api_limits_default();
}

static bool refuse(struct reading *reading, const char *format, const char *section, const char *name,
                   const char *value)
{
    if (reading->what[0] == '\0')
        snprintf(reading->what, sizeof reading->what, format, section, name, value);
    return false;
}

static bool set_switch(struct reading *reading, const struct key *key, const char *value)
{
    bool yes = strcmp(value, "yes") == 0;
    if (!yes && strcmp(value, "no") != 0)
        return refuse(reading, "[%s] %s must be yes or no, not \"%s\"", key->section, key->name, value);
    *(bool *)((char *)reading->config + key->offset) = yes;
    return true;
}

static bool set_number(struct reading *reading, const struct key *key, const char *value)
{
    char *end = NULL;
    char *member = (char *)reading->config + key->offset;
    errno = 0;
    unsigned long long number = strtoull(value, &end, 10);
    if (errno != 0 || end == value || *end != '\0' || value[0] == '-' || number < key->min ||
        number > key->max) {
        char bounds[128];
        snprintf(bounds, sizeof bounds, "a whole number from %llu to %llu", (unsigned long long)key->min,
                 (unsigned long long)key->max);
        return refuse(reading, "[%s] %s must be %s", key->section, key->name, bounds);
    }
    if (key->bytes == sizeof(uint32_t)) {
        uint32_t narrow = (uint32_t)number;
        memcpy(member, &narrow, sizeof narrow);
    } else {
        uint64_t wide = number;
        memcpy(member, &wide, sizeof wide);
    }
    return true;
}

static bool set_key(struct reading *reading, const struct key *key, const char *value)
{
    if (key->bytes == sizeof(bool))
        return set_switch(reading, key, value);
    if (key->bytes != CONFIG_TEXT_BYTES)
        return set_number(reading, key, value);
    if (strlen(value) >= CONFIG_TEXT_BYTES)
        return refuse(reading, "[%s] %s is too long%s", key->section, key->name, "");
    snprintf((char *)reading->config + key->offset, CONFIG_TEXT_BYTES, "%s", value);
    return true;
}

/* libinih's: 1 is fine, 0 an error on this line. */
static int take_key(void *ctx, const char *section, const char *name, const char *value)
{
    struct reading *reading = ctx;
    for (int i = 0; i < KEYS_COUNT; i++)
        if (strcmp(keys[i].section, section) == 0 && strcmp(keys[i].name, name) == 0)
            return set_key(reading, &keys[i], value) ? 1 : 0;
    if (stream_settings_owns(section))
        return stream_settings_set(&reading->config->stream, section, name, value, reading->what) ? 1 : 0;
    refuse(reading, "unknown key [%s] %s%s", section, name, "");
    return 0;
}

int config_read(struct config *config, const char *file, struct fault *fault)
{
    struct reading reading = {.config = config};
    int line = ini_parse(file, take_key, &reading);
    if (line == -1)
        return fault_set(fault, "Cannot read the configuration %s: %s.", file, strerror(errno));
    if (line != 0)
        return fault_set(fault, "%s:%d: %s.", file, line > 0 ? line : 0,
                         reading.what[0] ? reading.what : "this line is not \"key = value\"");
    if (!stream_settings_check(&config->stream, reading.what))
        return fault_set(fault, "%s: %s.", file, reading.what);
    return 0;
}

int config_listen(const struct config *config, char address[CONFIG_TEXT_BYTES], int *port,
                  struct fault *fault)
{
    char *end = NULL;
    const char *text = config->listen;
    const char *colon = strrchr(text, ':');
    size_t len = colon ? (size_t)(colon - text) : 0;
    long number = colon && colon[1] >= '0' && colon[1] <= '9' ? strtol(colon + 1, &end, 10) : -1;
    if (len >= 2 && text[0] == '[' && text[len - 1] == ']') {
        text++;
        len -= 2;
    }
    if (len == 0 || number < 0 || number > 65535 || *end != '\0')
        return fault_set(fault, "\"%s\" is not ADDRESS:PORT, such as 127.0.0.1:8080 or [::1]:8080.",
                         config->listen);
    snprintf(address, CONFIG_TEXT_BYTES, "%.*s", (int)len, text);
    if (strcmp(address, "localhost") == 0)
        snprintf(address, CONFIG_TEXT_BYTES, "127.0.0.1");
    *port = (int)number;
    return 0;
}

bool config_is_loopback(const char *address)
{
    struct in_addr four;
    struct in6_addr six;
    if (inet_pton(AF_INET, address, &four) == 1)
        return ntohl(four.s_addr) >> 24 == 127;
    if (inet_pton(AF_INET6, address, &six) != 1)
        return false;
    return IN6_IS_ADDR_LOOPBACK(&six) || (IN6_IS_ADDR_V4MAPPED(&six) && six.s6_addr[12] == 127);
}
