/* Spans as bytes and back; see spans_row.h. It must not add anything up. */
#include "book/spans_row.h"

enum { NUMBERS = 13 };

void spans_row_add(struct gathered *spans, struct sql *sql, const struct tally_span *span)
{
    const uint64_t numbers[NUMBERS] = {(uint64_t)span->from, (uint64_t)(span->to - span->from),
                                       span->seq,            span->profile,
                                       span->status,         span->status_type,
                                       span->code,           span->next,
                                       span->activity,       span->is_on_contact,
                                       span->has_error,      span->contacts,
                                       span->handled};
    uint8_t bytes[NUMBERS * GATHERED_NUMBER_BYTES_MAX];
    size_t len = 0;
    for (int i = 0; i < NUMBERS; i++)
        len += gathered_encode(bytes + len, numbers[i]);
    gathered_add(spans, sql, (struct gathered_key){0, span->agent}, span->from, span->to, bytes, len);
}

void spans_row_put(struct sql *sql, const struct gathered_row *row)
{
    sql_run(sql, SQL_SPAN_ADD, sql_number((int64_t)row->key.number), sql_number(row->first),
            sql_number(row->last), sql_bytes(row->bytes, (int)row->len));
}

const uint8_t *spans_row_next(const uint8_t *at, const uint8_t *end, uint32_t agent, struct tally_span *span)
{
    uint64_t numbers[NUMBERS];
    for (int i = 0; i < NUMBERS; i++)
        at = gathered_decode(at, end, &numbers[i]);
    *span = (struct tally_span){.agent = agent,
                                .from = (int64_t)numbers[0],
                                .to = (int64_t)(numbers[0] + numbers[1]),
                                .seq = numbers[2],
                                .profile = (uint32_t)numbers[3],
                                .status = (uint32_t)numbers[4],
                                .status_type = (uint8_t)numbers[5],
                                .code = (uint32_t)numbers[6],
                                .next = (uint32_t)numbers[7],
                                .activity = (uint8_t)numbers[8],
                                .is_on_contact = (uint8_t)numbers[9],
                                .has_error = (uint8_t)numbers[10],
                                .contacts = (uint16_t)numbers[11],
                                .handled = (uint16_t)numbers[12]};
    return at;
}
