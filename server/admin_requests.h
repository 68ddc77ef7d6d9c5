/* The table of requests, a part in each file (admin.c puts them together). Adding one: a function and a row in the file
 * of its noun, a line in admin.h and in docs/reference/admin.md. */
#ifndef NEXTUP_SERVER_ADMIN_REQUESTS_H
#define NEXTUP_SERVER_ADMIN_REQUESTS_H

#include "server/admin_asking.h"

extern const struct admin_requests admin_users_requests;
extern const struct admin_requests admin_work_requests;   /* wrap-up, offer times, limits */
extern const struct admin_requests admin_groups_requests;
extern const struct admin_requests admin_hours_requests;
extern const struct admin_requests admin_entries_requests; /* entry points */
extern const struct admin_requests admin_reasons_requests;
extern const struct admin_requests admin_keys_requests;   /* access keys, origins, stream tokens */
extern const struct admin_requests erase_requests;        /* erasing, retention, archiving */
extern const struct admin_requests policy_requests;
extern const struct admin_requests quotas_requests;

#endif
