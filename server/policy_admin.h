/* The operator's requests about policy (admin.h): carried out in a centre. It must not care whether a server runs.
 *
 *     {"do":"policy_show","centre"?}                        {"ok":true,"centre","number","document":{...}}        number 0: no document was ever applied
 *     {"do":"policy_apply","centre"?,"by","document":{...}} {"ok":true,"centre","number","changes":["..."]}      number 0: all was so already
 *     {"do":"policy_history","centre"?}                     {"ok":true,"centre","versions":[{"number","at","by"}]}   the newest first
 *     {"do":"policy_rollback","centre"?,"by","number"}      as policy_apply: an older version is put in force as a new one
 */
#ifndef NEXTUP_SERVER_POLICY_ADMIN_H
#define NEXTUP_SERVER_POLICY_ADMIN_H

#include "lib/json.h"
#include "server/fault.h"

struct pump;

/* True if there is such a request: then *done says whether it was carried out, with a sentence if not. */
bool policy_request(const char *name, struct pump *pump, const json_t *request, struct json_writer *writer, int64_t now, bool *done, struct fault *fault);

#endif
