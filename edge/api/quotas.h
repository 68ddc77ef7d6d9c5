/* Quotas of one centre: how often each operation may be asked, kept as the centre's document "quotas". It must not
 * count requests: throttle.h does.
 *
 *     { "PutUserStatus": {"perSecond": 20, "burst": 40}, "default": {...} }      an operation that is not named has the default, and that, if it is not set, the configuration's
 */
#ifndef NEXTUP_EDGE_API_QUOTAS_H
#define NEXTUP_EDGE_API_QUOTAS_H

#include <jansson.h>
#include <stdbool.h>

#include "edge/api/api.h"

#define QUOTAS_DOCUMENT "quotas"
#define QUOTAS_DEFAULT  "default"

enum { QUOTA_PER_S_MAX = 10000, QUOTA_BURST_MAX = 20000 };

/* Is this an operation that is served, or "default"? */
bool quota_knows(const char *operation);
/* The next operation that is served: start with *at 0; NULL at the end. */
const char *quota_operation(uint32_t *at);
/* What holds for an operation; quotas (NULL: none are set) is the centre's document, base what the configuration
 * says. */
struct api_limits quota_of(const json_t *quotas, const char *operation, struct api_limits base);

#endif
