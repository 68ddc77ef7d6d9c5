/* Quotas of one centre; see quotas.h. It must not count requests. */
#include "edge/api/quotas.h"

#include <string.h>

#include "edge/api/operations.h"

bool quota_knows(const char *operation)
{
    for (uint32_t i = 0; i < operations_count; i++)
        if (operations[i].run != NULL && strcmp(operations[i].name, operation) == 0)
            return true;
    return strcmp(operation, QUOTAS_DEFAULT) == 0;
}

const char *quota_operation(uint32_t *at)
{
    while (*at < operations_count) {
        const struct operation *operation = &operations[(*at)++];
        if (operation->run != NULL)
            return operation->name;
    }
    return NULL;
}

static uint32_t bounded(const json_t *number, uint32_t max, uint32_t absent)
{
    json_int_t value = json_integer_value(number);
    if (!json_is_integer(number) || value < 1)
        return absent;
    return value < max ? (uint32_t)value : max;
}

struct api_limits quota_of(const json_t *quotas, const char *operation, struct api_limits base)
{
    const json_t *own = json_object_get(quotas, operation);
    if (own == NULL)
        own = json_object_get(quotas, QUOTAS_DEFAULT);
    return (struct api_limits){.requests_per_s_max = bounded(json_object_get(own, "perSecond"),
                                                             QUOTA_PER_S_MAX, base.requests_per_s_max),
                               .requests_burst_max = bounded(json_object_get(own, "burst"), QUOTA_BURST_MAX,
                                                             base.requests_burst_max)};
}
