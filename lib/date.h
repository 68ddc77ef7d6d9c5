/* Times of day as text: RFC 3339 and HTTP dates from milliseconds since 1970, UTC. It must not read a clock. */
#ifndef NEXTUP_LIB_DATE_H
#define NEXTUP_LIB_DATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { DATE_RFC3339_BYTES = 25, DATE_HTTP_BYTES = 30, DATE_BASIC_BYTES = 17 };

/* All three assert 0 <= wall_ms < year 10000, write a NUL-ended text and return it. */
const char *date_render_rfc3339(int64_t wall_ms, char text[DATE_RFC3339_BYTES]); /* 2026-11-21T10:20:30.123Z */
const char *date_render_http(int64_t wall_ms, char text[DATE_HTTP_BYTES]);       /* Sat, 21 Nov 2026 10:20:30 GMT */
const char *date_render_basic(int64_t wall_ms, char text[DATE_BASIC_BYTES]);     /* 20261121T102030Z (SigV4's) */

/* Accepts exactly the form above / YYYY-MM-DDTHH:MM:SS[.fraction](Z|+hh:mm|-hh:mm). Writes *wall_ms only on success. */
bool date_parse_basic(const char *text, size_t len, int64_t *wall_ms);
bool date_parse_rfc3339(const char *text, size_t len, int64_t *wall_ms);

#endif
