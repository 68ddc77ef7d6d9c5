/* One question over HTTP about the past, its members in the query, its answer a table or an object as JSON or CSV. It
 * must not know what is asked.
 *
 *     question_new --members parsed--> asked of the book --(its answer)--> question_answer_json() or question_answer_csv()
 *                  '--question_refuse()                                    exactly one of them, once; each frees the question
 *
 * The book has answered from what is durable; what the directory adds now (names) leaves by pump_post all the same.
 */
#ifndef NEXTUP_EDGE_COMMON_QUESTION_H
#define NEXTUP_EDGE_COMMON_QUESTION_H

#include "edge/common/csv.h"
#include "lib/http.h"
#include "lib/json.h"
#include "lib/uuid.h"
#include "pump/pump.h"

enum { QUESTION_TEXT_BYTES = 512, QUESTION_BYTES_MAX = 16 * 1024 * 1024 };
#define QUESTION_RANGE_MS_MAX (400 * INT64_C(86400000)) /* of from .. to: the longest that may be asked */

/* Midnight of a day, and of the next one, in a time zone (IANA name), as milliseconds since 1970 UTC. False: there is
 * no such zone or day. */
typedef bool question_day_fn(const char *zone, int year, int month, int day, int64_t *from, int64_t *to);

struct question {
    struct http_request *request;
    struct pump *pump;
    struct acd_actor actor;
    int64_t now;
    bool csv;
    const char *fault; /* of the first member that is wrong: its name; NULL none */
    const char *what;
    struct buf out; /* what is written */
};

/* NULL: the request is answered (out of memory, not GET). format=csv is read. */
struct question *question_new(struct http_request *request, struct pump *pump, struct acd_actor actor, int64_t now);

/* ---- members: "" , 0 or false where absent; a wrong one marks the question ---- */
bool question_text(struct question *question, const char *name, char text[QUESTION_TEXT_BYTES]);
int64_t question_i64(struct question *question, const char *name, int64_t absent);
bool question_uuid(struct question *question, const char *name, struct uuid *uuid);
/* The number of the object whose UUID the member is; 0: absent. */
uint32_t question_number(struct question *question, const char *name, enum acd_subject kind);
/* The position of the member's word in a list that NULL ends; absent: 0. */
int question_word(struct question *question, const char *name, const char *const *words);
/* from and to, both needed, from before to; `to` is cut at now. */
void question_range(struct question *question, int64_t *from, int64_t *to);
/* date=YYYY-MM-DD and zone; absent: today, UTC. */
void question_day(struct question *question, question_day_fn *day_of, int64_t *from, int64_t *to);
void question_fail(struct question *question, const char *name, const char *what);

/* ---- answers; each frees the question ---- */
/* 400 naming the member that is wrong, if one is. True: it was refused. */
bool question_refused(struct question *question);
void question_error(struct question *question, int status, const char *code, const char *message);
void question_failed(struct question *question); /* 503: the history cannot be read now */
void question_answer(struct question *question, const char *file_name); /* what is in out; the name of a CSV file, without its ending */

#endif
