/* One request of the status API while it is carried out: who asks, what went wrong, the answer being written. It must
 * not know any address.
 *
 *     vcc_call_new --> authenticated (vcc.c) --> a function writes into call->writer, or fails --> vcc_call_finish: posted, sent, freed
 *     The first failure sticks. Its answer is a problem (RFC 9457):
 *     {"type","title","status","detail","code","allowed"?}
 */
#ifndef NEXTUP_EDGE_VCC_CALL_H
#define NEXTUP_EDGE_VCC_CALL_H

#include "book/book.h"
#include "edge/vcc/parse.h"
#include "edge/vcc/vcc.h"
#include "lib/json.h"

enum {
    CALL_ANSWER_BYTES_MAX = 32 * 1024 * 1024,
    CALL_DETAIL_BYTES = 320,
    CALL_CODE_BYTES = 40,
    CALL_ALLOWED_MAX = 4,
};

/* Why something was not done. status 0: it was done. */
struct problem {
    int status; /* an HTTP status */
    char code[CALL_CODE_BYTES];
    char detail[CALL_DETAIL_BYTES];
    bool has_allowed;
    uint8_t allowed[CALL_ALLOWED_MAX];
    uint32_t allowed_count;
    int retry_after_s;
};

struct vcc_call {
    struct vcc *vcc;
    struct http_request *request;
    struct pump *pump; /* the key's centre; NULL before it is known */
    const struct acd *acd;
    const struct book *book;
    uint32_t caller; /* the key's user */
    enum book_role role;
    int64_t now;
    int status; /* of the answer; 200 */
    const char *allow;
    struct buf json;
    struct json_writer writer;
    struct problem problem;
    char key[PARSE_KEY_BYTES_MAX + 1]; /* for the log */
};

struct vcc_call *vcc_call_new(struct vcc *vcc, struct http_request *request,
                              int64_t now); /* NULL: no memory */

void problem_set(struct problem *problem, int status, const char *code, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
void problem_write_allowed(const struct problem *problem, struct json_writer *writer);
const char *problem_title(int status); /* "Conflict" */

/* Sends what was written, or the problem, once all that it has seen is durable; frees the call. */
void vcc_call_finish(struct vcc_call *call);

#endif
