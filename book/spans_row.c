/* Spans as bytes and back; see spans_row.h. It must not add anything up. */
#include "book/spans_row.h"

/* In the order in which they are stored (spans_row.h). */
enum {
    SPAN_FROM,
    SPAN_LASTED_MS,
    SPAN_SEQ,
    SPAN_PROFILE,
    SPAN_STATUS,
    SPAN_STATUS_TYPE,
    SPAN_CODE,
    SPAN_NEXT,
    SPAN_ACTIVITY,
    SPAN_ON_CONTACT,
    SPAN_ERROR,
    SPAN_CONTACTS,
    SPAN_HANDLED,
    SPAN_NUMBERS
};

void spans_row_add(struct gathered *spans, struct sql *sql, const struct tally_span *span)
{
    const uint64_t numbers[SPAN_NUMBERS] = {
        [SPAN_FROM] = (uint64_t)span->from,
        [SPAN_LASTED_MS] = (uint64_t)(span->to - span->from),
        [SPAN_SEQ] = span->seq,
        [SPAN_PROFILE] = span->profile,
        [SPAN_STATUS] = span->status,
        [SPAN_STATUS_TYPE] = span->status_type,
        [SPAN_CODE] = span->code,
        [SPAN_NEXT] = span->next,
        [SPAN_ACTIVITY] = span->activity,
        [SPAN_ON_CONTACT] = span->is_on_contact,
        [SPAN_ERROR] = span->has_error,
        [SPAN_CONTACTS] = span->contacts,
        [SPAN_HANDLED] = span->handled,
    };
    uint8_t bytes[SPAN_NUMBERS * GATHERED_NUMBER_BYTES_MAX];
    size_t len = 0;
    for (int i = 0; i < SPAN_NUMBERS; i++)
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
    uint64_t numbers[SPAN_NUMBERS];
    for (int i = 0; i < SPAN_NUMBERS; i++)
        at = gathered_decode(at, end, &numbers[i]);
    *span = (struct tally_span){
        .agent = agent,
        .from = (int64_t)numbers[SPAN_FROM],
        .to = (int64_t)(numbers[SPAN_FROM] + numbers[SPAN_LASTED_MS]),
        .seq = numbers[SPAN_SEQ],
        .profile = (uint32_t)numbers[SPAN_PROFILE],
        .status = (uint32_t)numbers[SPAN_STATUS],
        .status_type = (uint8_t)numbers[SPAN_STATUS_TYPE],
        .code = (uint32_t)numbers[SPAN_CODE],
        .next = (uint32_t)numbers[SPAN_NEXT],
        .activity = (uint8_t)numbers[SPAN_ACTIVITY],
        .is_on_contact = (uint8_t)numbers[SPAN_ON_CONTACT],
        .has_error = (uint8_t)numbers[SPAN_ERROR],
        .contacts = (uint16_t)numbers[SPAN_CONTACTS],
        .handled = (uint16_t)numbers[SPAN_HANDLED],
    };
    return at;
}
