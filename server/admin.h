/* The operator's requests: one JSON object in, one JSON object out, carried out in the centres of one directory. It must not care whether a server runs.
 *
 *     {"do":"user_add","username","role","firstName","lastName","passwordHash","mustChange","centre"?}   {"ok":true,"id","centre"}
 *         and GROUPS of admin_groups.h, where the requests about groups are
 *     {"do":"user_password","username","passwordHash","mustChange"}                              {"ok":true}
 *     {"do":"user_role","username","role"}   {"do":"user_enable","username"}   {"do":"user_disable","username"}
 *     {"do":"user_list"}                                                                         {"ok":true,"users":[{...}]}
 *     {"do":"user_find","username"}                                                              {"ok":true,"found":bool}
 *     {"do":"hours_set","name","zone","week","centre"?}                                          {"ok":true}
 *     {"do":"key_create","username"}   {"do":"key_rotate","accessKeyId"}                       {"ok":true,"accessKeyId","secretAccessKey"}
 *     {"do":"key_revoke","accessKeyId"}                                                        {"ok":true}
 *     {"do":"key_list"}                                                                          {"ok":true,"keys":[{accessKeyId username role centre}]}
 *     {"do":"origin_add","origin","centre"?}   {"do":"origin_remove","origin","centre"?}       {"ok":true,"centre"}
 *     {"do":"origin_list"}                                                                     {"ok":true,"origins":[{origin centre}]}
 *     {"do":"token_add","name","streams"?,"centre"?}                                            {"ok":true,"token","centre"}
 *     {"do":"token_list"}                                                                        {"ok":true,"tokens":[{id name centre streams createdAt}]}
 *     {"do":"token_revoke","id"}                                                                 {"ok":true}
 *     {"do":"quota_show"}, quota_set, quota_reset: quotas_admin.h
 *     {"do":"ping"}                                                                              {"ok":true,"version"}
 *     anything that cannot be done                                                               {"ok":false,"error":"One sentence."}
 *
 * The same requests come over DIR/admin.sock (admin_socket.h) while a server runs and straight from the command line while none does.
 */
#ifndef NEXTUP_SERVER_ADMIN_H
#define NEXTUP_SERVER_ADMIN_H

#include <stddef.h>
#include <stdint.h>

#include "lib/buf.h"
#include "server/centres.h"

enum { ADMIN_REQUEST_BYTES_MAX = 64 * 1024, ADMIN_ANSWER_BYTES_MAX = 64 * 1024 * 1024 };

/* Carries out one request and appends the answer, one line, to answer. It may be told only when everything decided until now is durable. */
void admin_execute(struct centres *centres, const char *request, size_t len, int64_t now, struct buf *answer);

#endif
