/* The process's log: one line an event, logfmt or JSON, to stderr. It must never block its caller and never be given a
 * secret.
 *
 * A caller renders its line on its own stack and puts it into a bounded ring; one thread writes the ring out. When the
 * ring is full the line is dropped and counted, and a later line tells how many. Values are escaped: no input can begin
 * a line of its own. There is no call that takes a request, a header or a body: name the fields that may be seen.
 *
 *     log_info(log_event("listening"), log_text("address", address), log_i64("port", port));
 *     time=2026-11-21T10:20:30.123Z level=info event=listening address=127.0.0.1 port=8080
 */
#ifndef NEXTUP_LIB_LOG_H
#define NEXTUP_LIB_LOG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    LOG_LINE_BYTES_MAX = 1024,  /* a longer line loses its last fields and says truncated=true */
    LOG_VALUE_BYTES_MAX = 256,  /* a longer text value is cut */
    LOG_LINES_MAX_DEFAULT = 2048,
};

enum log_level { LOG_LEVEL_DEBUG, LOG_LEVEL_INFO, LOG_LEVEL_WARNING, LOG_LEVEL_ERROR };
enum log_format { LOG_FORMAT_LOGFMT, LOG_FORMAT_JSON };

struct log_options {
    enum log_level level; /* lines below are not made */
    enum log_format format;
    int descriptor;   /* where to; not closed; 2 is stderr */
    size_t lines_max; /* of the ring; 0 means LOG_LINES_MAX_DEFAULT */
};

/* Starts the thread. False if it cannot. Lines logged before (or after log_stop) go out at once, warnings and errors
 * only. */
bool log_start(const struct log_options *options);

/* Writes out what the ring holds, ends the thread. Other threads have stopped logging by then. */
void log_stop(void);

/* Lines dropped since log_start. */
uint64_t log_dropped(void);

bool log_level_parse(const char *text, enum log_level *level); /* "debug" "info" "warning" "error" */

enum log_kind { LOG_KIND_TEXT, LOG_KIND_I64, LOG_KIND_U64, LOG_KIND_BOOL };

struct log_field {
    const char *name; /* a constant of the code: a-z 0-9 _ ; NULL ends the list */
    enum log_kind kind;
    union {
        const char *text; /* NULL is written as empty */
        int64_t i64;
        uint64_t u64;
        bool boolean;
    };
    size_t len; /* of text */
};

struct log_field log_text_len(const char *name, const char *text, size_t len);
struct log_field log_text(const char *name, const char *text);
struct log_field log_i64(const char *name, int64_t value);
struct log_field log_u64(const char *name, uint64_t value);
struct log_field log_bool(const char *name, bool value);
struct log_field log_event(const char *event); /* what happened, past tense, a constant of the code */

/* fields ends with one whose name is NULL; the macros see to that. */
void log_write(enum log_level level, const struct log_field *fields);

#define log_debug(...) log_write(LOG_LEVEL_DEBUG, (const struct log_field[]){__VA_ARGS__, {.name = NULL}})
#define log_info(...) log_write(LOG_LEVEL_INFO, (const struct log_field[]){__VA_ARGS__, {.name = NULL}})
#define log_warning(...) log_write(LOG_LEVEL_WARNING, (const struct log_field[]){__VA_ARGS__, {.name = NULL}})
#define log_error(...) log_write(LOG_LEVEL_ERROR, (const struct log_field[]){__VA_ARGS__, {.name = NULL}})

#endif
