/* The requests of an operator and of a centre's administrator: one JSON object in, one out, carried out in the centres
 * of one directory. It must not care whether a server runs.
 *
 *     operator         "nextup ..."  --DIR/admin.sock, or no server runs--> admin_execute()    all centres; "centre" names one
 *     administrator    POST /admin/api/do  --------------------------------> admin_carry_out()  their own centre; who it is stands in every event
 *
 * docs/reference/admin.md has the table of requests, their members and answers. An operator's differ in this:
 *
 *     "centre"? names the centre where there are several            user_add and user_password come with "passwordHash"
 *     {"do":"hours_set","name","zone","week"}                       {"do":"policy_apply","by", ...}, policy_rollback: who it is
 *     {"do":"user_find","username"}  {"ok":true,"found":bool}       {"do":"ping"}  {"ok":true,"version"}
 *     anything that cannot be done                                  {"ok":false,"error":"One sentence."}
 */
#ifndef NEXTUP_SERVER_ADMIN_H
#define NEXTUP_SERVER_ADMIN_H

#include <jansson.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/buf.h"
#include "server/centres.h"
#include "server/erase.h"

enum { ADMIN_REQUEST_BYTES_MAX = 512 * 1024, ADMIN_ANSWER_BYTES_MAX = 64 * 1024 * 1024 };

/* Carries out one request of the operator and appends the answer, one line, to answer. It may be told only when
 * everything decided until now is durable. False: it was put off, nothing is appended, and later is told (erase.h);
 * admin_append_line() makes the line of that. later NULL: it waits instead. */
bool admin_execute(struct centres *centres, const char *request, size_t len, int64_t now, const struct erase_later *later, struct buf *answer);
/* done: text is an answer's object, else a sentence. */
void admin_append_line(struct buf *answer, bool done, const struct buf *text);

enum admin_result {
    ADMIN_CARRIED_OUT,
    ADMIN_ILL_FORMED, /* no such request, or a member is missing or wrong */
    ADMIN_NOT_DONE,   /* it cannot be done; nothing has changed unless the sentence says so */
    ADMIN_PUT_OFF,    /* later is told */
};

/* Carries out one request of an administrator in their centre. text (empty) gets the answer's object, or a sentence;
 * nothing where it was put off. As above, it may be told when it is durable. */
enum admin_result admin_carry_out(const struct centres *centres, struct pump *pump, uint32_t agent, const json_t *request, int64_t now, const struct erase_later *later,
                                  struct buf *text);

#endif
