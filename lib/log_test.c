/* The log: what a line looks like, that no value can forge one, that a full ring never blocks. It must not print to
 * stderr. */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/buf.h"
#include "lib/log.h"
#include "lib/log_line.h"
#include "lib/testing/cmocka.h"
#include "lib/json.h"

static const char time_text[] = "2026-11-21T10:20:30.123Z";

static void line_is(enum log_format format, const struct log_field *fields, const char *expected)
{
    char line[LOG_LINE_BYTES_MAX + 1];
    size_t len = log_line_render(format, LOG_LEVEL_INFO, time_text, fields, line);
    line[len] = '\0';
    assert_string_equal(line, expected);
}

#define FIELDS(...) (const struct log_field[]){__VA_ARGS__, {.name = NULL}}

static void plain_values_are_not_quoted_in_logfmt(void **state)
{
    (void)state;
    line_is(LOG_FORMAT_LOGFMT,
            FIELDS(log_event("signed_in"), log_text("name", "two words"), log_i64("ms", -3), log_u64("seq", UINT64_MAX),
                   log_bool("new", true), log_text("none", NULL)),
            "time=2026-11-21T10:20:30.123Z level=info event=signed_in name=\"two words\" ms=-3 "
            "seq=18446744073709551615 new=true none=\"\"\n");
}

static void json_lines_are_json(void **state)
{
    (void)state;
    line_is(LOG_FORMAT_JSON, FIELDS(log_event("signed_in"), log_text("name", "a\"b"), log_i64("ms", -3)),
            "{\"time\":\"2026-11-21T10:20:30.123Z\",\"level\":\"info\",\"event\":\"signed_in\","
            "\"name\":\"a\\\"b\",\"ms\":-3}\n");
}

static void no_value_can_begin_a_line(void **state)
{
    (void)state;
    line_is(LOG_FORMAT_LOGFMT, FIELDS(log_text("x", "a\ntime=now level=error")),
            "time=2026-11-21T10:20:30.123Z level=info x=\"a\\u000atime=now level=error\"\n");
    line_is(LOG_FORMAT_LOGFMT, FIELDS(log_text("x", "\x1B[2J\x7F\xC2\x9B\xE2\x80\xA8\xFF")),
            "time=2026-11-21T10:20:30.123Z level=info x=\"\\u001b[2J\\u007f\\u009b\\u2028\xEF\xBF\xBD\"\n");
    line_is(LOG_FORMAT_LOGFMT, FIELDS(log_text("x", "a=\"b\\")),
            "time=2026-11-21T10:20:30.123Z level=info x=\"a=\\\"b\\\\\"\n");
}

static void long_lines_stay_whole_and_say_so(void **state)
{
    (void)state;
    char text[2000];
    memset(text, '\n', sizeof text);
    for (int format = LOG_FORMAT_LOGFMT; format <= LOG_FORMAT_JSON; format++) {
        char line[LOG_LINE_BYTES_MAX];
        size_t len = log_line_render((enum log_format)format, LOG_LEVEL_INFO, time_text,
                                     FIELDS(log_text_len("a", text, 100), log_text_len("b", text, sizeof text)), line);
        assert_in_range(len, 100, LOG_LINE_BYTES_MAX);
        assert_int_equal(line[len - 1], '\n');
        assert_null(memchr(line, '\n', len - 1));
        assert_non_null(memmem(line, len, "truncated", 9));
        json_t *root = format == LOG_FORMAT_JSON ? json_parse(line, len, NULL, NULL) : NULL;
        assert_int_equal(root != NULL, format == LOG_FORMAT_JSON);
        json_decref(root);
    }
}

/* A pipe as the log's other end. */
static void open_log(int ends[2], size_t lines_max)
{
    assert_int_equal(pipe(ends), 0);
    const struct log_options options = {
        .level = LOG_LEVEL_INFO, .format = LOG_FORMAT_LOGFMT, .descriptor = ends[1], .lines_max = lines_max};
    assert_true(log_start(&options));
}

static size_t count_lines(int descriptor, struct buf *all)
{
    char bytes[4096];
    ssize_t len;
    size_t lines = 0;
    while ((len = read(descriptor, bytes, sizeof bytes)) > 0) {
        buf_append(all, bytes, (size_t)len);
        for (ssize_t i = 0; i < len; i++)
            lines += bytes[i] == '\n';
    }
    return lines;
}

static void stopping_writes_everything_out(void **state)
{
    (void)state;
    int ends[2];
    struct buf all;
    buf_init(&all, 1024 * 1024);
    open_log(ends, 200);
    for (int i = 0; i < 100; i++)
        log_info(log_event("counted"), log_i64("i", i));
    log_debug(log_event("not_seen"));
    log_stop();
    close(ends[1]);
    assert_int_equal(count_lines(ends[0], &all), 100);
    assert_non_null(strstr(all.bytes, "i=99\n"));
    assert_null(strstr(all.bytes, "not_seen"));
    close(ends[0]);
    buf_free(&all);
}

struct draining {
    int descriptor;
    struct buf all;
    size_t lines;
};

static void *drain(void *ctx)
{
    struct draining *draining = ctx;
    draining->lines = count_lines(draining->descriptor, &draining->all);
    return NULL;
}

static void a_reader_that_does_not_read_costs_lines_not_time(void **state)
{
    (void)state;
    enum { WRITTEN = 10000 };
    int ends[2];
    open_log(ends, 8);
    for (int i = 0; i < WRITTEN; i++) /* far more than pipe and ring hold; returns although nobody reads */
        log_warning(log_event("counted"), log_i64("i", i));
    uint64_t dropped = log_dropped();
    assert_true(dropped > 0);
    struct draining draining = {.descriptor = ends[0]};
    buf_init(&draining.all, 64 * 1024 * 1024);
    pthread_t thread;
    assert_int_equal(pthread_create(&thread, NULL, drain, &draining), 0);
    log_stop();
    close(ends[1]);
    pthread_join(thread, NULL);
    size_t told = 0;
    for (const char *at = draining.all.bytes; (at = strstr(at, "event=log_lines_dropped count=")) != NULL; at += 30)
        told += strtoul(at + 30, NULL, 10);
    assert_int_equal(told, dropped);
    size_t notes = 0;
    for (const char *at = draining.all.bytes; (at = strstr(at, "log_lines_dropped")) != NULL; at++)
        notes++;
    assert_int_equal(draining.lines - notes, WRITTEN - dropped);
    close(ends[0]);
    buf_free(&draining.all);
}

static void *write_many(void *name)
{
    for (int i = 0; i < 500; i++)
        log_info(log_event("counted"), log_text("by", name));
    return NULL;
}

static void many_threads_may_log(void **state)
{
    (void)state;
    static char names[4][2] = {"a", "b", "c", "d"};
    int ends[2];
    open_log(ends, 4000);
    struct draining draining = {.descriptor = ends[0]};
    buf_init(&draining.all, 64 * 1024 * 1024);
    pthread_t reader, writers[4];
    pthread_create(&reader, NULL, drain, &draining);
    for (int i = 0; i < 4; i++)
        pthread_create(&writers[i], NULL, write_many, names[i]);
    for (int i = 0; i < 4; i++)
        pthread_join(writers[i], NULL);
    log_stop();
    close(ends[1]);
    pthread_join(reader, NULL);
    assert_int_equal(draining.lines, 2000);
    close(ends[0]);
    buf_free(&draining.all);
}

static void levels_have_words(void **state)
{
    (void)state;
    enum log_level level = LOG_LEVEL_DEBUG;
    assert_true(log_level_parse("error", &level));
    assert_int_equal(level, LOG_LEVEL_ERROR);
    assert_false(log_level_parse("Error", &level));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(plain_values_are_not_quoted_in_logfmt),
        cmocka_unit_test(json_lines_are_json),
        cmocka_unit_test(no_value_can_begin_a_line),
        cmocka_unit_test(long_lines_stay_whole_and_say_so),
        cmocka_unit_test(stopping_writes_everything_out),
        cmocka_unit_test(a_reader_that_does_not_read_costs_lines_not_time),
        cmocka_unit_test(many_threads_may_log),
        cmocka_unit_test(levels_have_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
