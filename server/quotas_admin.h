/* The operator's requests about quotas of the API (admin.h): carried out in a centre. It must not care whether a server runs.
 *
 *     {"do":"quota_show","centre"?}                                            {"ok":true,"centre","quotas":{OPERATION:{"perSecond","burst"}}}
 *     {"do":"quota_set","centre"?,"operation","perSecond","burst"}             {"ok":true,"centre"}     operation: one that is served, or "default"
 *     {"do":"quota_reset","centre"?,"operation"?}                              {"ok":true,"centre"}     without operation: all of them
 */
#ifndef NEXTUP_SERVER_QUOTAS_ADMIN_H
#define NEXTUP_SERVER_QUOTAS_ADMIN_H

#include "lib/json.h"
#include "server/fault.h"

struct pump;

/* True if there is such a request: then *done says whether it was carried out, with a sentence if not. */
bool quotas_request(const char *name, struct pump *pump, const json_t *request, struct json_writer *writer, int64_t now, bool *done, struct fault *fault);

#endif
