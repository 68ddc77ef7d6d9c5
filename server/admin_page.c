/* What administrators' pages ask for, carried out; see admin_page.h. It must not know a request but by its name. */
#include "server/admin_page.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/clock.h"
#include "lib/json.h"
#include "server/admin.h"
#include "server/policy_replay.h"

enum { DAY_BYTES = 16 };

/* One trial of a policy, from the question to its answer. */
struct trial {
    uv_work_t work;
    struct admin_page *page;
    admin_answered *answered;
    void *answered_ctx;
    struct policy_document document;
    struct policy_replay wish;
    char alias[DIR_ALIAS_BYTES];
    char from[DAY_BYTES];
    char to[DAY_BYTES];
    struct buf report;
    struct fault fault;
    int result;
};

static void answer_sentence(admin_answered *answered, void *ctx, enum admin_outcome outcome,
                            const char *sentence)
{
    struct buf text;
    buf_init(&text, sizeof(struct fault));
    buf_append_text(&text, sentence);
    answered(ctx, outcome, &text);
    buf_free(&text);
}

/* ---- trying a policy ---- */

static void free_trial(struct trial *trial)
{
    policy_free(&trial->document);
    buf_free(&trial->report);
    free(trial);
}

static void on_thread(uv_work_t *work)
{
    struct trial *trial = work->data;
    trial->result = policy_replay(&trial->wish, &trial->document, &trial->report, &trial->fault);
}

static void answer_report(struct trial *trial)
{
    struct buf text;
    struct json_writer writer;
    buf_init(&text, POLICY_REPORT_BYTES_MAX + 1024);
    json_writer_init(&writer, &text);
    json_object_begin(&writer);
    json_member_bool(&writer, "ok", true);
    json_member_raw(&writer, "report", trial->report.bytes, trial->report.len);
    json_object_end(&writer);
    trial->answered(trial->answered_ctx, ADMIN_DONE, &text);
    buf_free(&text);
}

static void on_tried(uv_work_t *work, int status)
{
    struct trial *trial = work->data;
    trial->page->trying = false;
    if (status == 0 && trial->result == 0)
        answer_report(trial);
    else
        answer_sentence(trial->answered, trial->answered_ctx, ADMIN_REFUSED,
                        status == 0 ? trial->fault.sentence : "It was not begun.");
    free_trial(trial);
}

/* A day as it was given, or NULL; too long ones are cut, and refused as no day. */
static const char *copy_day(struct json_reader *reader, const char *name, char day[DAY_BYTES])
{
    const char *text = json_optional_text(reader, name, 1, 100);
    if (text)
        snprintf(day, DAY_BYTES, "%s", text);
    return text ? day : NULL;
}

/* Fills what the thread needs, lending nothing of the question. False, the reason answered: it is no such request. */
static bool read_trial(struct trial *trial, const struct admin_question *question)
{
    struct json_reader reader;
    struct fault fault;
    struct policy_problems *problems = calloc(1, sizeof *problems);
    bool good = false;
    json_reader_init(&reader, question->request);
    const json_t *value = json_required_object(&reader, "document");
    trial->wish = (struct policy_replay){.path = trial->page->dir,
                                         .centre = trial->alias,
                                         .name = "The document",
                                         .json = true,
                                         .from = copy_day(&reader, "from", trial->from),
                                         .to = copy_day(&reader, "to", trial->to),
                                         .limits = trial->page->config->centre,
                                         .stop = &trial->page->stop};
    snprintf(trial->alias, sizeof trial->alias, "%s", centres_alias(trial->page->centres, question->pump));
    if (reader.failed || !problems)
        fault_set(&fault, "%s %s.", reader.failed ? reader.member : "The request",
                  reader.failed ? reader.what : "finds no memory left");
    else if (!policy_parse_value(&trial->document, value, problems))
        fault_set(&fault, "%s: %s.", problems->list[0].pointer, problems->list[0].sentence);
    else
        good = true;
    if (!good)
        answer_sentence(trial->answered, trial->answered_ctx, reader.failed ? ADMIN_WRONG : ADMIN_REFUSED,
                        fault.sentence);
    free(problems);
    return good;
}

static void begin_trial(struct admin_page *page, const struct admin_question *question,
                        admin_answered *answered, void *answered_ctx)
{
    struct trial *trial = page->trying || atomic_load(&page->stop) ? NULL : calloc(1, sizeof *trial);
    if (!trial) {
        answer_sentence(answered, answered_ctx, ADMIN_BUSY, "Another policy is being tried. Try again.");
        return;
    }
    *trial = (struct trial){.page = page, .answered = answered, .answered_ctx = answered_ctx};
    trial->work.data = trial;
    buf_init(&trial->report, POLICY_REPORT_BYTES_MAX);
    if (!read_trial(trial, question)) {
        buf_free(&trial->report);
        free(trial);
        return;
    }
    page->trying = true;
    if (uv_queue_work(page->loop, &trial->work, on_thread, on_tried) != 0)
        on_tried(&trial->work, UV_ENOMEM);
}

void admin_page_stop(struct admin_page *page)
{
    atomic_store(&page->stop, true);
}

/* ---- all others ---- */

/* One who is answered later. */
struct waiter {
    admin_answered *answered;
    void *answered_ctx;
};

static void was_told(void *ctx, bool done, const struct buf *text)
{
    struct waiter *waiter = ctx;
    waiter->answered(waiter->answered_ctx, done ? ADMIN_DONE : ADMIN_REFUSED, text);
    free(waiter);
}

static void carry_out(struct admin_page *page, const struct admin_question *question,
                      admin_answered *answered, void *answered_ctx)
{
    static const enum admin_outcome OUTCOMES[] = {
        [ADMIN_CARRIED_OUT] = ADMIN_DONE, [ADMIN_ILL_FORMED] = ADMIN_WRONG, [ADMIN_NOT_DONE] = ADMIN_REFUSED};
    struct buf text;
    struct waiter *waiter = calloc(1, sizeof *waiter);
    if (!waiter) {
        answer_sentence(answered, answered_ctx, ADMIN_BUSY, "The server is busy. Try again in a moment.");
        return;
    }
    *waiter = (struct waiter){.answered = answered, .answered_ctx = answered_ctx};
    const struct erase_later later = {.waiting = page->waiting, .told = was_told, .ctx = waiter};
    buf_init(&text, ADMIN_ANSWER_BYTES_MAX);
    enum admin_result result = admin_carry_out(page->centres, question->pump, question->agent,
                                               question->request, clock_wall_ms(), &later, &text);
    if (result != ADMIN_PUT_OFF) {
        answered(answered_ctx, OUTCOMES[result], &text);
        free(waiter);
    }
    buf_free(&text);
}

void admin_page_carry_out(void *ctx, const struct admin_question *question, admin_answered *answered,
                          void *answered_ctx)
{
    const char *name = json_string_value(json_object_get(question->request, "do"));
    if (name && strcmp(name, "policy_try") == 0)
        begin_trial(ctx, question, answered, answered_ctx);
    else
        carry_out(ctx, question, answered, answered_ctx);
}
