/* The room's documents as bytes, made by embed.py at build time; each is followed by a NUL. It must not hold code.
 * Private to policy/. */
#ifndef NEXTUP_POLICY_PRESETS_H
#define NEXTUP_POLICY_PRESETS_H

#include <stddef.h>

extern const unsigned char policy_connect_json[];
extern const size_t policy_connect_json_len;
extern const unsigned char policy_vcc_json[];
extern const size_t policy_vcc_json_len;
extern const unsigned char policy_schema_json[];
extern const size_t policy_schema_json_len;

#endif
