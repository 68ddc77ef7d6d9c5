/* Reading the stream's settings by a table of all keys (settings.h). It must not guess: an unknown key is an error. */
#include "edge/stream/settings.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "edge/stream/spool.h"

#define SECTION  "publisher "
#define PROPERTY "property."

struct key {
    const char *name;
    size_t offset;
    size_t bytes; /* of a text; 0: a number */
    uint64_t min;
    uint64_t max;
};

#define TEXT(name, member)                                                                                   \
    {                                                                                                        \
        name, offsetof(struct stream_publisher, member), sizeof(((struct stream_publisher *)NULL)->member),  \
            0, 0                                                                                             \
    }
#define NUMBER(of, name, member, min, max)                                                                   \
    {                                                                                                        \
        name, offsetof(struct of, member), 0, min, max                                                       \
    }

enum { HOUR_MS = 3600000 };
#define MIB (UINT64_C(1) << 20)

static const struct key publisher_keys[] = {
    TEXT("centre", centre),
    TEXT("target", target),
    TEXT("topic", topic),
    TEXT("secret_file", secret_file),
    TEXT("dead_letter_file", dead_letter_file),
    TEXT("jetstream", jetstream),
    NUMBER(stream_publisher, "bytes_max", bytes_max, 4096, 1024 * 1024 * MIB),
    NUMBER(stream_publisher, "files_max", files_max, 1, 10000),
    NUMBER(stream_publisher, "entries_max", entries_max, 1, UINT64_C(1000000000)),
    NUMBER(stream_publisher, "attempts_max", attempts_max, 1, 1000000),
    NUMBER(stream_publisher, "timeout_ms", timeout_ms, 100, HOUR_MS),
    NUMBER(stream_publisher, "retry_ms_max", retry_ms_max, 10, HOUR_MS),
};
static const struct key stream_keys[] = {
    NUMBER(stream_settings, "keep_bytes_max", keep_bytes_max, MIB, 1024 * 1024 * MIB),
    NUMBER(stream_settings, "file_bytes_max", file_bytes_max, MIB, 1024 * MIB),
    NUMBER(stream_settings, "subscribers_max", subscribers_max, 1, 100000),
    NUMBER(stream_settings, "slow_ms_max", slow_ms_max, 500, HOUR_MS),
};
static const char *const kinds[STREAM_KINDS] = {"file", "webhook", "redis", "nats", "kafka"};
static const char *const streams[SPOOL_KINDS] = {"agent-events", "contact-events", "contact-records"};

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

const char *stream_name(unsigned kind)
{
    return streams[kind];
}

static bool refuse(char sentence[STREAM_SENTENCE_BYTES], const char *format, ...)
    __attribute__((format(printf, 2, 3)));

static bool refuse(char sentence[STREAM_SENTENCE_BYTES], const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(sentence, STREAM_SENTENCE_BYTES, format, arguments);
    va_end(arguments);
    return false;
}

bool stream_settings_owns(const char *section)
{
    return strcmp(section, "stream") == 0 || strncmp(section, SECTION, sizeof SECTION - 1) == 0;
}

/* ---- values ---- */

static bool set_text(char *member, size_t bytes, const char *name, const char *value, char *sentence)
{
    if ((size_t)snprintf(member, bytes, "%s", value) >= bytes)
        return refuse(sentence, "%s is longer than %zu bytes", name, bytes - 1);
    return true;
}

static bool set_key(const struct key *key, void *object, const char *value, char *sentence)
{
    char *end = NULL;
    char *member = (char *)object + key->offset;
    if (key->bytes > 0)
        return set_text(member, key->bytes, key->name, value, sentence);
    errno = 0;
    uint64_t number = strtoull(value, &end, 10);
    if (errno != 0 || end == value || *end != '\0' || value[0] == '-' || number < key->min ||
        number > key->max)
        return refuse(sentence, "%s must be a whole number from %llu to %llu", key->name,
                      (unsigned long long)key->min, (unsigned long long)key->max);
    memcpy(member, &number, sizeof number);
    return true;
}

static bool set_kind(struct stream_publisher *publisher, const char *value, char *sentence)
{
    for (unsigned kind = 0; kind < STREAM_KINDS; kind++) {
        if (strcmp(kinds[kind], value) != 0)
            continue;
        publisher->kind = (enum stream_kind)kind;
        return true;
    }
    return refuse(sentence, "kind must be file, webhook, redis, nats or kafka, not \"%.60s\"", value);
}

static bool set_streams(struct stream_publisher *publisher, const char *value, char *sentence)
{
    publisher->streams = 0;
    while (*value != '\0') {
        size_t len = strcspn(value, " ,");
        unsigned kind = 0;
        while (kind < SPOOL_KINDS &&
               (strlen(streams[kind]) != len || strncmp(streams[kind], value, len) != 0))
            kind++;
        if (kind == SPOOL_KINDS && len > 0)
            return refuse(sentence, "streams is a list of agent-events, contact-events and contact-records");
        publisher->streams |= len > 0 ? 1u << kind : 0;
        value += len + (value[len] != '\0');
    }
    return true;
}

static bool set_property(struct stream_publisher *publisher, const char *name, const char *value,
                         char *sentence)
{
    if (publisher->property_count == STREAM_PROPERTIES_MAX)
        return refuse(sentence, "a publisher has at most %d properties", STREAM_PROPERTIES_MAX);
    struct stream_property *property = &publisher->properties[publisher->property_count];
    if (!set_text(property->name, sizeof property->name, name, name, sentence) ||
        !set_text(property->value, sizeof property->value, name, value, sentence))
        return false;
    publisher->property_count++;
    return true;
}

/* ---- sections ---- */

static struct stream_publisher *find_or_add(struct stream_settings *settings, const char *name,
                                            char *sentence)
{
    static const char ALLOWED[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_";
    for (uint32_t i = 0; i < settings->publisher_count; i++)
        if (strcmp(settings->publishers[i].name, name) == 0)
            return &settings->publishers[i];
    if (name[0] == '\0' || strspn(name, ALLOWED) != strlen(name) || strlen(name) >= STREAM_NAME_BYTES) {
        refuse(sentence, "a publisher's name is made of letters, digits, - and _");
        return NULL;
    }
    if (settings->publisher_count == STREAM_PUBLISHERS_MAX) {
        refuse(sentence, "there are more than %d publishers", STREAM_PUBLISHERS_MAX);
        return NULL;
    }
    struct stream_publisher *publisher = &settings->publishers[settings->publisher_count++];
    *publisher = (struct stream_publisher){.kind = STREAM_KINDS};
    snprintf(publisher->name, sizeof publisher->name, "%s", name);
    return publisher;
}

static bool set_from(const struct key *table, size_t count, void *object, const char *section,
                     const char *name, const char *value, char *sentence)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(table[i].name, name) == 0)
            return set_key(&table[i], object, value, sentence);
    return refuse(sentence, "[%.80s] has no key \"%.60s\"", section, name);
}

bool stream_settings_set(struct stream_settings *settings, const char *section, const char *name,
                         const char *value, char sentence[STREAM_SENTENCE_BYTES])
{
    if (strcmp(section, "stream") == 0)
        return set_from(stream_keys, COUNT(stream_keys), settings, section, name, value, sentence);
    struct stream_publisher *publisher = find_or_add(settings, section + sizeof SECTION - 1, sentence);
    if (publisher == NULL)
        return false;
    if (strcmp(name, "kind") == 0)
        return set_kind(publisher, value, sentence);
    if (strcmp(name, "streams") == 0)
        return set_streams(publisher, value, sentence);
    if (strncmp(name, PROPERTY, sizeof PROPERTY - 1) == 0)
        return set_property(publisher, name + sizeof PROPERTY - 1, value, sentence);
    return set_from(publisher_keys, COUNT(publisher_keys), publisher, section, name, value, sentence);
}

bool stream_settings_check(const struct stream_settings *settings, char sentence[STREAM_SENTENCE_BYTES])
{
    for (uint32_t i = 0; i < settings->publisher_count; i++) {
        const struct stream_publisher *publisher = &settings->publishers[i];
        if (publisher->kind == STREAM_KINDS)
            return refuse(sentence, "[publisher %s] needs a kind", publisher->name);
        if (publisher->target[0] == '\0')
            return refuse(sentence, "[publisher %s] needs a target", publisher->name);
        if (publisher->kind == STREAM_WEBHOOK && publisher->secret_file[0] == '\0')
            return refuse(sentence, "[publisher %s] needs a secret_file to sign with", publisher->name);
    }
    return true;
}

bool stream_fill(const char *template, const char *centre, const char *stream, char text[STREAM_TEXT_BYTES])
{
    size_t len = 0;
    for (const char *at = template; *at != '\0';) {
        const char *put = NULL;
        size_t skip = 1;
        if (strncmp(at, "{centre}", 8) == 0) {
            put = centre;
            skip = 8;
        } else if (stream != NULL && strncmp(at, "{stream}", 8) == 0) {
            put = stream;
            skip = 8;
        }
        size_t put_len = put != NULL ? strlen(put) : 1;
        if (len + put_len >= STREAM_TEXT_BYTES)
            return false;
        memcpy(text + len, put != NULL ? put : at, put_len);
        len += put_len;
        at += skip;
    }
    text[len] = '\0';
    return true;
}
