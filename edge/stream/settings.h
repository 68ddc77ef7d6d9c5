/* The stream's settings: how much is kept, and the publishers. It must not read a file or open anything.
 *
 *     [stream]             keep_bytes_max, file_bytes_max, subscribers_max, slow_ms_max
 *     [publisher NAME]     kind = file | webhook | redis | nats | kafka, and what that kind needs
 *
 * In target and topic {centre} stands for the centre's alias and {stream} for agent-events, contact-events or
 * contact-records.
 */
#ifndef NEXTUP_EDGE_STREAM_SETTINGS_H
#define NEXTUP_EDGE_STREAM_SETTINGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    STREAM_PUBLISHERS_MAX = 16,
    STREAM_PROPERTIES_MAX = 16,
    STREAM_NAME_BYTES = 64,
    STREAM_TEXT_BYTES = 512,
    STREAM_SENTENCE_BYTES = 256,
};

enum stream_kind { STREAM_FILE, STREAM_WEBHOOK, STREAM_REDIS, STREAM_NATS, STREAM_KAFKA, STREAM_KINDS };

struct stream_property { /* of librdkafka, handed through */
    char name[STREAM_NAME_BYTES];
    char value[STREAM_TEXT_BYTES];
};

struct stream_publisher {
    char name[STREAM_NAME_BYTES];
    enum stream_kind kind;
    char centre[STREAM_NAME_BYTES]; /* an alias; "": every centre */
    unsigned streams;               /* bit set of 1 << enum spool_kind; 0: all */
    char target[STREAM_TEXT_BYTES]; /* a path, a URL, HOST:PORT or brokers */
    char topic[STREAM_TEXT_BYTES];  /* a key, subject or topic; "": the kind's default */
    char secret_file[STREAM_TEXT_BYTES]; /* the first line is the webhook's secret, or the password for the kinds that take one */
    char dead_letter_file[STREAM_TEXT_BYTES];
    char jetstream[STREAM_NAME_BYTES]; /* NATS: the stream's name; "": NEXTUP */
    uint64_t bytes_max;    /* file: then it is rotated; 0: 64 MiB */
    uint64_t files_max;    /* file: rotated ones kept; 0: 16 */
    uint64_t entries_max;  /* Redis: about so many are kept in a key; 0: 1,000,000 */
    uint64_t attempts_max; /* webhook: of what the receiver refuses, before the dead-letter file; 0: 5 */
    uint64_t timeout_ms;   /* of one delivery; 0: 10,000 */
    uint64_t retry_ms_max; /* the longest wait between two tries; 0: 30,000 */
    struct stream_property properties[STREAM_PROPERTIES_MAX];
    uint32_t property_count;
};

struct stream_settings {
    uint64_t keep_bytes_max;  /* of a centre's spool; 0: 2 GiB */
    uint64_t file_bytes_max;  /* of one of its files; 0: 1 MiB */
    uint64_t subscribers_max; /* server-sent events and WebSockets together; 0: 256 */
    uint64_t slow_ms_max;     /* a reader who takes nothing for so long is cut; 0: 60,000 */
    struct stream_publisher publishers[STREAM_PUBLISHERS_MAX];
    uint32_t publisher_count;
};

/* True: the section is one of the stream's. */
bool stream_settings_owns(const char *section);
/* One "name = value". False, with a sentence. */
bool stream_settings_set(struct stream_settings *settings, const char *section, const char *name, const char *value, char sentence[STREAM_SENTENCE_BYTES]);
/* After the last: what a publisher cannot do without. False, with a sentence. */
bool stream_settings_check(const struct stream_settings *settings, char sentence[STREAM_SENTENCE_BYTES]);

const char *stream_name(unsigned kind); /* "agent-events" for SPOOL_AGENT_EVENT ... */
/* template with {centre} and {stream} filled in; stream NULL leaves {stream}. False: too long. */
bool stream_fill(const char *template, const char *centre, const char *stream, char text[STREAM_TEXT_BYTES]);

#endif
