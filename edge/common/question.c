/* Questions over HTTP about the past (question.h). It must not know what is asked. */
#include "edge/common/question.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "book/book.h"
#include "edge/common/answer.h"
#include "lib/url.h"

enum { DISPOSITION_BYTES = 128 };

struct question *question_new(struct http_request *request, struct pump *pump, struct acd_actor actor,
                              int64_t now)
{
    static const char *const FORMATS[] = {"json", "csv", NULL};
    if (strcmp(request->method, "GET") != 0) {
        answer_not_allowed_now(request, "GET");
        return NULL;
    }
    struct question *question = calloc(1, sizeof *question);
    if (question == NULL) {
        answer_error_now(request, 503, "overloaded", "The server is out of memory.");
        return NULL;
    }
    *question = (struct question){.request = request, .pump = pump, .actor = actor, .now = now};
    buf_init(&question->out, QUESTION_BYTES_MAX);
    question->csv = question_word(question, "format", FORMATS) == 1;
    return question;
}

/* ---- members ---- */

void question_fail(struct question *question, const char *name, const char *what)
{
    if (question->fault != NULL)
        return;
    question->fault = name;
    question->what = what;
}

bool question_text(struct question *question, const char *name, char text[QUESTION_TEXT_BYTES])
{
    struct buf value;
    buf_init(&value, QUESTION_TEXT_BYTES - 1);
    bool found = url_query_find(question->request->query, name, URL_PLUS_IS_SPACE, &value);
    if (found && buf_failed(&value))
        question_fail(question, name, "is too long");
    snprintf(text, QUESTION_TEXT_BYTES, "%s", found ? buf_text(&value) : "");
    buf_free(&value);
    return text[0] != '\0';
}

int64_t question_i64(struct question *question, const char *name, int64_t absent)
{
    char text[QUESTION_TEXT_BYTES];
    if (!question_text(question, name, text))
        return absent;
    size_t digits = strspn(text, "0123456789");
    if (digits == 0 || digits > 17 || text[digits] != '\0') {
        question_fail(question, name, "must be a number");
        return absent;
    }
    return (int64_t)strtoll(text, NULL, 10);
}

bool question_uuid(struct question *question, const char *name, struct uuid *uuid)
{
    char text[QUESTION_TEXT_BYTES];
    if (!question_text(question, name, text))
        return false;
    if (uuid_parse(text, strlen(text), uuid))
        return true;
    question_fail(question, name, "must be a UUID");
    return false;
}

uint32_t question_number(struct question *question, const char *name, enum acd_subject kind)
{
    struct uuid uuid;
    if (!question_uuid(question, name, &uuid))
        return 0;
    uint32_t number = book_find_number(pump_book(question->pump), kind, &uuid);
    if (number == 0)
        question_fail(question, name, "names nothing that exists");
    return number;
}

int question_word(struct question *question, const char *name, const char *const *words)
{
    char text[QUESTION_TEXT_BYTES];
    if (!question_text(question, name, text))
        return 0;
    for (int i = 0; words[i] != NULL; i++) {
        if (strcmp(words[i], text) == 0)
            return i;
    }
    question_fail(question, name, "is none of the words it may be");
    return 0;
}

void question_range(struct question *question, int64_t *from, int64_t *to)
{
    *from = question_i64(question, "from", -1);
    *to = question_i64(question, "to", -1);
    if (*from < 0)
        question_fail(question, "from", "must be there");
    if (*to < 0)
        question_fail(question, "to", "must be there");
    if (*to > question->now)
        *to = question->now;
    if (*from >= *to)
        question_fail(question, "from", "must be before to and before now");
    if (*to - *from > QUESTION_RANGE_MS_MAX)
        question_fail(question, "to", "must be at most 400 days after from");
}

static bool parse_date(const char *text, int *year, int *month, int *day)
{
    char end;
    return strlen(text) == 10 && text[4] == '-' && text[7] == '-' && strspn(text, "0123456789-") == 10 &&
           sscanf(text, "%4d-%2d-%2d%c", year, month, day, &end) == 3 && *month >= 1 && *month <= 12 &&
           *day >= 1 && *day <= 31;
}

void question_day(struct question *question, question_day_fn *day_of, int64_t *from, int64_t *to)
{
    char date[QUESTION_TEXT_BYTES];
    char zone[QUESTION_TEXT_BYTES];
    int year = 0;
    int month = 0;
    int day = 0;
    if (!question_text(question, "date", date) || !parse_date(date, &year, &month, &day)) {
        question_fail(question, "date", "must be a day as YYYY-MM-DD");
        return;
    }
    if (!question_text(question, "zone", zone))
        snprintf(zone, sizeof zone, "UTC");
    if (day_of == NULL || !day_of(zone, year, month, day, from, to))
        question_fail(question, "zone",
                      "must be the IANA name of a time zone, and date a day of its calendar");
}

/* ---- answers ---- */

static void question_free(struct question *question)
{
    buf_free(&question->out);
    free(question);
}

bool question_refused(struct question *question)
{
    char message[256];
    if (question->fault == NULL)
        return false;
    snprintf(message, sizeof message, "%s %s", question->fault, question->what);
    question_error(question, 400, "bad_request", message);
    return true;
}

void question_error(struct question *question, int status, const char *code, const char *message)
{
    struct answer answer;
    answer_error(&answer, status, code, message);
    if (status == 503)
        answer.retry_after_s = 1;
    answer_after(question->pump, question->request, &answer);
    question_free(question);
}

void question_failed(struct question *question)
{
    question_error(question, 503, "overloaded", "The history cannot be read at this moment. Try again.");
}

struct held {
    struct question *question;
    char disposition[DISPOSITION_BYTES]; /* "" none */
};

static void question_posted(void *ctx, enum pump_outcome outcome)
{
    struct held *held = ctx;
    struct question *question = held->question;
    struct http_header headers[] = {
        {"Content-Type", question->csv ? "text/csv; charset=utf-8" : "application/json"},
        {"Cache-Control", "no-store"},
        {"Content-Disposition", held->disposition},
    };
    if (outcome == PUMP_LOST)
        answer_error_now(question->request, 503, "unknown", "The server is restarting.");
    else if (buf_failed(&question->out))
        answer_error_now(question->request, 400, "too_large",
                         "This answer is too large. Ask for a shorter time.");
    else
        http_answer(question->request, &(struct http_answer){.status = 200,
                                                             .headers = headers,
                                                             .headers_count = question->csv ? 3 : 2,
                                                             .body = buf_text(&question->out),
                                                             .body_len = question->out.len});
    question_free(question);
    free(held);
}

void question_answer(struct question *question, const char *file_name)
{
    struct held *held = calloc(1, sizeof *held);
    if (held == NULL) {
        question_failed(question);
        return;
    }
    held->question = question;
    snprintf(held->disposition, sizeof held->disposition, "attachment; filename=\"%s.csv\"", file_name);
    pump_post(question->pump, question_posted, held);
}
