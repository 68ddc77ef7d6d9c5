/* Private to log: one line's bytes. It must not do I/O or read a clock. */
#ifndef NEXTUP_LIB_LOG_LINE_H
#define NEXTUP_LIB_LOG_LINE_H

#include "lib/log.h"

/* Renders one line with its line feed into line; returns its length. Fields that do not fit are left out and
 * truncated=true says so. time is RFC 3339. */
size_t log_line_render(enum log_format format, enum log_level level, const char *time, const struct log_field *fields,
                       char line[LOG_LINE_BYTES_MAX]);

#endif
