/* An event and the body beside it as bytes, and back, field by field. It must not know what an event means.
 *
 * A record (all fixed numbers little-endian):
 *
 *      0        4          8         9            10                                   length
 *     +--------+----------+---------+------------+------------------------+---+--------+
 *     | length | checksum | version | body kind  | tag value, tag value.. | 0 | body   |
 *     +--------+----------+---------+------------+------------------------+---+--------+
 *       u32      u32        u8 = 1    u8           the fields that are not     0..65536,
 *                                                  zero, tags ascending        sealed + 58
 *
 *   length     of the whole record, itself included
 *   checksum   the low 32 bits of XXH3-64 over everything behind it
 *   body kind  0: the body is kept plain. 1: sealed under its owner's key (seal.h). 2..255 are reserved.
 *   tag        1..127, the numbers of RECORD_FIELDS
 *   value      an unsigned LEB128 varint of at most 10 bytes, as short as it can be; signed members are zigzagged first
 *
 * A field that is absent is zero, so a small event takes some 30 bytes. There is exactly one way to write an event:
 * what decodes encodes to the same bytes again. Tags are on disk: append only, and a new one makes a new FORMAT of the
 * file (file.h), so that an older program refuses it.
 */
#include "journal/journal.h"

#include <assert.h>
#include <stddef.h>
#include <string.h>
#include <xxhash.h>

enum {
    RECORD_VERSION = 1,
    BODY_PLAIN = 0,
    BODY_SEALED = 1,
    BODY_BYTES_MAX = ACD_BODY_BYTES_MAX + JOURNAL_SEAL_BYTES,
    LENGTH_AT = 0,
    CHECKSUM_AT = 4,
    VERSION_AT = 8,
    BODY_KIND_AT = 9,
    FIELDS_AT = 10,
    VARINT_BYTES_MAX = 10,
    WORD_BYTES = 8,
};

/* Every member of struct acd_event, once: tag, member. UNSIGNED and SIGNED say which way the number is written. */
#define RECORD_FIELDS(UNSIGNED, SIGNED)                                                                      \
    UNSIGNED(1, seq)                                                                                         \
    SIGNED(2, at)                                                                                            \
    UNSIGNED(3, kind)                                                                                        \
    UNSIGNED(4, flags)                                                                                       \
    UNSIGNED(5, actor)                                                                                       \
    UNSIGNED(6, channel)                                                                                     \
    UNSIGNED(7, leg_state)                                                                                   \
    UNSIGNED(8, cause)                                                                                       \
    UNSIGNED(9, initiation)                                                                                  \
    UNSIGNED(10, model)                                                                                      \
    UNSIGNED(11, status_type)                                                                                \
    UNSIGNED(12, subject_kind)                                                                               \
    UNSIGNED(13, rule)                                                                                       \
    UNSIGNED(14, record)                                                                                     \
    UNSIGNED(15, actor_id)                                                                                   \
    UNSIGNED(16, agent)                                                                                      \
    UNSIGNED(17, other_agent)                                                                                \
    UNSIGNED(18, status)                                                                                     \
    UNSIGNED(19, previous_status)                                                                            \
    UNSIGNED(20, queue)                                                                                      \
    UNSIGNED(21, profile)                                                                                    \
    UNSIGNED(22, hours)                                                                                      \
    UNSIGNED(23, entry_point)                                                                                \
    UNSIGNED(24, reason)                                                                                     \
    UNSIGNED(25, contact)                                                                                    \
    UNSIGNED(26, previous)                                                                                   \
    UNSIGNED(27, subject)                                                                                    \
    SIGNED(28, value)                                                                                        \
    SIGNED(29, value2)                                                                                       \
    SIGNED(30, since)                                                                                        \
    SIGNED(31, deadline)                                                                                     \
    UNSIGNED(32, next.status)                                                                                \
    UNSIGNED(33, next.reason)                                                                                \
    UNSIGNED(34, next.set_by)                                                                                \
    UNSIGNED(35, next.when)                                                                                  \
    UNSIGNED(36, next.scope)                                                                                 \
    UNSIGNED(37, next.set_by_id)                                                                             \
    UNSIGNED(38, next.after_contacts)                                                                        \
    UNSIGNED(39, next.return_status)                                                                         \
    UNSIGNED(40, next.version)                                                                               \
    SIGNED(41, next.set_at)                                                                                  \
    SIGNED(42, next.at)                                                                                      \
    SIGNED(43, next.return_after_ms)                                                                         \
    SIGNED(44, next.expires_at)                                                                              \
    UNSIGNED(45, group)                                                                                      \
    UNSIGNED(46, reason_list)

#define FIELD_BYTES(tag, member) +sizeof(((struct acd_event *)0)->member)
#define FIELD_COUNT(tag, member) +1
enum {
    FIELDS_BYTES = 0 RECORD_FIELDS(FIELD_BYTES, FIELD_BYTES),
    FIELDS = 0 RECORD_FIELDS(FIELD_COUNT, FIELD_COUNT),
    PADDING_BYTES = 1 + 4, /* behind next.scope and next.version */
    HEAD_BYTES_MAX = FIELDS_AT + FIELDS * (1 + VARINT_BYTES_MAX) + 1,
};
static_assert(sizeof(struct acd_event) == FIELDS_BYTES + PADDING_BYTES,
              "struct acd_event has a member that RECORD_FIELDS does not list");

static uint64_t zigzag(int64_t value)
{
    return ((uint64_t)value << 1) ^ (value < 0 ? UINT64_MAX : 0);
}

static int64_t unzigzag(uint64_t value)
{
    uint64_t bits = (value >> 1) ^ (value & 1 ? UINT64_MAX : 0);
    int64_t out;
    memcpy(&out, &bits, sizeof out);
    return out;
}

static void put_u32(uint8_t *at, uint32_t value)
{
    for (int i = 0; i < 4; i++)
        at[i] = (uint8_t)(value >> (8 * i));
}

static uint32_t take_u32(const uint8_t *at)
{
    return (uint32_t)at[0] | (uint32_t)at[1] << 8 | (uint32_t)at[2] << 16 | (uint32_t)at[3] << 24;
}

static uint64_t take_u64(const uint8_t *at)
{
    return take_u32(at) | (uint64_t)take_u32(at + 4) << 32;
}

static uint8_t *put_field(uint8_t *at, uint8_t tag, uint64_t value)
{
    *at++ = tag;
    for (; value >= 0x80; value >>= 7)
        *at++ = (uint8_t)(value | 0x80);
    *at++ = (uint8_t)value;
    return at;
}

/* Writes the fields that are not zero and the closing 0; returns where they end. */
static uint8_t *put_fields(uint8_t *at, const struct acd_event *event)
{
#define PUT_UNSIGNED(tag, member)                                                                            \
    if (event->member)                                                                                       \
        at = put_field(at, tag, event->member);
#define PUT_SIGNED(tag, member)                                                                              \
    if (event->member)                                                                                       \
        at = put_field(at, tag, zigzag(event->member));
    RECORD_FIELDS(PUT_UNSIGNED, PUT_SIGNED)
    *at++ = 0;
    return at;
}

static uint32_t checksum(const uint8_t *record, size_t len)
{
    return (uint32_t)XXH3_64bits(record + VERSION_AT, len - VERSION_AT);
}

size_t journal_record_encode(const struct journal_entry *entry, uint8_t *bytes, size_t bytes_max)
{
    assert(entry->body_len <= (entry->sealed ? BODY_BYTES_MAX : ACD_BODY_BYTES_MAX));
    uint8_t head[HEAD_BYTES_MAX];
    size_t head_len = (size_t)(put_fields(head + FIELDS_AT, &entry->event) - head);
    size_t len = head_len + entry->body_len;
    if (len > bytes_max)
        return len;
    put_u32(head + LENGTH_AT, (uint32_t)len);
    put_u32(head + CHECKSUM_AT, 0);
    head[VERSION_AT] = RECORD_VERSION;
    head[BODY_KIND_AT] = entry->sealed ? BODY_SEALED : BODY_PLAIN;
    memcpy(bytes, head, head_len);
    if (entry->body_len)
        memcpy(bytes + head_len, entry->body, entry->body_len);
    put_u32(bytes + CHECKSUM_AT, checksum(bytes, len));
    return len;
}

/* Reads a varint of [at, end) that is as short as it can be and not zero. Returns its end, or NULL. */
static const uint8_t *take_long_varint(const uint8_t *at, const uint8_t *end, uint64_t *value)
{
    uint64_t sum = 0;
    for (unsigned shift = 0; shift < 7 * VARINT_BYTES_MAX && at < end; shift += 7) {
        uint8_t byte = *at++;
        uint64_t part = byte & 0x7f;
        if (shift == 63 && part > 1)
            return NULL;
        sum |= part << shift;
        if (byte & 0x80)
            continue;
        if (part == 0)
            return NULL;
        *value = sum;
        return at;
    }
    return NULL;
}

/* The lower 7 bits of each byte, put together. */
static inline uint64_t join_sevens(uint64_t word)
{
    word = (word & UINT64_C(0x007f007f007f007f)) | (word & UINT64_C(0x7f007f007f007f00)) >> 1;
    word = (word & UINT64_C(0x00003fff00003fff)) | (word & UINT64_C(0x3fff00003fff0000)) >> 2;
    return (word & UINT64_C(0x0fffffff)) | (word & UINT64_C(0x0fffffff00000000)) >> 4;
}

/* The same, quickly for nearly all: of one byte, or of up to eight at once, without a branch for each. lent: as far as
 * may be looked, behind end. */
static inline const uint8_t *take_varint(const uint8_t *at, const uint8_t *end, const uint8_t *lent,
                                         uint64_t *value)
{
    if (at < end && *at != 0 && *at < 0x80) {
        *value = *at;
        return at + 1;
    }
    uint64_t word = lent - at >= WORD_BYTES ? take_u64(at) : UINT64_MAX;
    uint64_t last =
        ~word & UINT64_C(0x8080808080808080); /* the highest bits of bytes that no other follows .. */
    if (last == 0)
        return take_long_varint(at, end, value);
    last &= -last; /* .. of the first one of them */
    word &= last - 1;
    at += __builtin_ctzll(last) / 8 + 1;
    *value = join_sevens(word);
    return at <= end && word >= last >> 7 ? at : NULL;
}

/* Reads the fields of [at, end) and the closing 0 into an event of zeros. Returns where the body begins, or NULL: a tag
 * is unknown, twice there or out of order, or its value is none or too large for the member. */
static const uint8_t *take_fields(const uint8_t *at, const uint8_t *end, const uint8_t *lent,
                                  struct acd_event *event)
{
#define TAKE_UNSIGNED(tag, member)                                                                           \
    case tag:                                                                                                \
        event->member = value;                                                                               \
        if (event->member != value)                                                                          \
            return NULL;                                                                                     \
        break;
#define TAKE_SIGNED(tag, member)                                                                             \
    case tag:                                                                                                \
        event->member = unzigzag(value);                                                                     \
        break;
    uint8_t last = 0;
    while (at < end) {
        uint64_t value;
        uint8_t tag = *at++;
        if (tag == 0)
            return at;
        if (tag <= last)
            return NULL;
        at = take_varint(at, end, lent, &value);
        if (!at)
            return NULL;
        switch (tag) {
            RECORD_FIELDS(TAKE_UNSIGNED, TAKE_SIGNED)
        default:
            return NULL;
        }
        last = tag;
    }
    return NULL;
}

/* Of a record that begins here: 0 if it cannot be one. */
static size_t take_length(const uint8_t *bytes, size_t len)
{
    if (len <= FIELDS_AT)
        return 0;
    size_t record_len = take_u32(bytes + LENGTH_AT);
    bool possible =
        record_len > FIELDS_AT && record_len <= len && record_len <= HEAD_BYTES_MAX + BODY_BYTES_MAX;
    return possible ? record_len : 0;
}

size_t journal_record_decode(const uint8_t *bytes, size_t len, struct journal_entry *entry)
{
    size_t record_len = take_length(bytes, len);
    if (record_len == 0 || take_u32(bytes + CHECKSUM_AT) != checksum(bytes, record_len))
        return 0;
    if (bytes[VERSION_AT] != RECORD_VERSION || bytes[BODY_KIND_AT] > BODY_SEALED)
        return 0;
    const uint8_t *end = bytes + record_len;
    /* By the library: what the compiler makes of an assignment takes as long as three fields. */
    explicit_bzero(entry, sizeof *entry);
    const uint8_t *body = take_fields(bytes + FIELDS_AT, end, bytes + len, &entry->event);
    bool sealed = bytes[BODY_KIND_AT] == BODY_SEALED;
    if (!body || end - body > (sealed ? BODY_BYTES_MAX : ACD_BODY_BYTES_MAX))
        return 0;
    entry->body_len = (uint32_t)(end - body);
    entry->body = entry->body_len ? body : NULL;
    entry->sealed = sealed;
    return record_len;
}
