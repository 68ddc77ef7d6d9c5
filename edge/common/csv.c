/* CSV into a buffer (csv.h). It must not know what it says. */
#include "edge/common/csv.h"

#include <string.h>

#include "lib/date.h"

#define CSV_TIME_MAX 253402300799999 /* the last millisecond of year 9999 */

void csv_init(struct csv *csv, struct buf *buf)
{
    *csv = (struct csv){.buf = buf};
}

static void begin_cell(struct csv *csv)
{
    if (csv->in_row)
        buf_append_char(csv->buf, ',');
    csv->in_row = true;
}

static bool is_formula(const char *text)
{
    return text[0] != '\0' && strchr("=+-@\t\r", text[0]) != NULL;
}

void csv_text(struct csv *csv, const char *text)
{
    begin_cell(csv);
    if (text == NULL || text[0] == '\0')
        return;
    bool quoted = text[strcspn(text, ",\"\r\n")] != '\0';
    if (quoted)
        buf_append_char(csv->buf, '"');
    if (is_formula(text))
        buf_append_char(csv->buf, '\'');
    for (const char *at = text; *at != '\0'; at++) {
        if (*at == '"')
            buf_append_char(csv->buf, '"');
        buf_append_char(csv->buf, *at);
    }
    if (quoted)
        buf_append_char(csv->buf, '"');
}

void csv_i64(struct csv *csv, int64_t value)
{
    begin_cell(csv);
    buf_append_i64(csv->buf, value);
}

void csv_share(struct csv *csv, double value)
{
    begin_cell(csv);
    buf_append_format(csv->buf, "%.3f", value);
}

void csv_time(struct csv *csv, int64_t at)
{
    char text[DATE_RFC3339_BYTES];
    begin_cell(csv);
    if (at > 0 && at <= CSV_TIME_MAX)
        buf_append_text(csv->buf, date_render_rfc3339(at, text));
}

void csv_row_end(struct csv *csv)
{
    buf_append_text(csv->buf, "\r\n");
    csv->in_row = false;
}
