/* The documents that ship, as texts. It must not parse them (parse.c). */
#include "policy/presets.h"
#include "policy/policy.h"

const char *policy_preset_text(enum acd_model model, size_t *len)
{
    if (model != ACD_MODEL_CONNECT && model != ACD_MODEL_VCC)
        return NULL;
    *len = model == ACD_MODEL_VCC ? policy_vcc_json_len : policy_connect_json_len;
    return (const char *)(model == ACD_MODEL_VCC ? policy_vcc_json : policy_connect_json);
}

const char *policy_schema_text(size_t *len)
{
    *len = policy_schema_json_len;
    return (const char *)policy_schema_json;
}
