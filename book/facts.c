/* Facts of contacts and offers in rows; see facts.h. It must not add anything up. */
#include "book/facts.h"

enum { CLASS_MAX = 15 };

/* ---- as numbers ---- */

/* A fact's numbers in the order in which they are stored: another order, or one more, is another version of the book
 * (SQL_SCHEMA_VERSION). */
enum contact_number {
    CONTACT_ROW,
    CONTACT_CONTACT,
    CONTACT_STARTED_AT,
    CONTACT_QUEUE,
    CONTACT_QUEUE_AGENT,
    CONTACT_AGENT,
    CONTACT_PROFILE,
    CONTACT_CHANNEL,
    CONTACT_INITIATION,
    CONTACT_CAUSE,
    CONTACT_ENDED_BY,
    CONTACT_FLAGS,
    CONTACT_HOLDS,
    CONTACT_MESSAGES_AGENT,
    CONTACT_MESSAGES_CUSTOMER,
    CONTACT_OFFERS,
    CONTACT_ENQUEUED_AT,
    CONTACT_DEQUEUED_AT,
    CONTACT_CONNECTED_AT,
    CONTACT_ENDED_AT,
    CONTACT_WRAPUP_AT,
    CONTACT_WRAPUP_ENDED_AT,
    CONTACT_HOLD_MS,
    CONTACT_PAUSE_MS,
    CONTACT_HOLD_SINCE,
    CONTACT_PAUSE_SINCE,
    CONTACT_FIRST_RESPONSE_AT,
    CONTACT_NUMBERS
};

enum contact_flag {
    FLAG_OVER = 1 << 0,
    FLAG_QUEUED = 1 << 1,
    FLAG_TRANSFERRED = 1 << 2,
    FLAG_TRANSFERRED_BY_AGENT = 1 << 3,
    FLAG_ON_HOLD_AT_END = 1 << 4,
};

enum offer_number {
    OFFER_ROW,
    OFFER_CONTACT,
    OFFER_AGENT,
    OFFER_PROFILE,
    OFFER_QUEUE,
    OFFER_CHANNEL,
    OFFER_INITIATION,
    OFFER_OUTCOME,
    OFFER_REASON,
    OFFER_CODE,
    OFFER_BEGUN_AT,
    OFFER_LASTED_MS,
    OFFER_NUMBERS
};

static size_t encode(const uint64_t *numbers, int count, uint8_t *bytes)
{
    size_t len = 0;
    for (int i = 0; i < count; i++)
        len += gathered_encode(bytes + len, numbers[i]);
    return len;
}

static const uint8_t *decode(const uint8_t *at, const uint8_t *end, uint64_t *numbers, int count)
{
    for (int i = 0; i < count; i++)
        at = gathered_decode(at, end, &numbers[i]);
    return at;
}

static uint64_t since(const struct tally_contact *contact, int64_t at)
{
    return at != 0 ? (uint64_t)(at - contact->started_at + 1) : 0;
}

static int64_t time_of(const struct tally_contact *contact, uint64_t number)
{
    return number != 0 ? (int64_t)number - 1 + contact->started_at : 0;
}

static uint64_t flags_of(const struct tally_contact *contact)
{
    return (contact->is_over ? FLAG_OVER : 0) | (contact->was_queued ? FLAG_QUEUED : 0) |
           (contact->is_transferred ? FLAG_TRANSFERRED : 0) |
           (contact->is_transferred_by_agent ? FLAG_TRANSFERRED_BY_AGENT : 0) |
           (contact->was_on_hold_at_end ? FLAG_ON_HOLD_AT_END : 0);
}

static size_t encode_contact(const struct tally_contact *contact, uint8_t *bytes)
{
    const uint64_t numbers[CONTACT_NUMBERS] = {
        [CONTACT_ROW] = contact->row,
        [CONTACT_CONTACT] = contact->contact,
        [CONTACT_STARTED_AT] = (uint64_t)contact->started_at,
        [CONTACT_QUEUE] = contact->queue,
        [CONTACT_QUEUE_AGENT] = contact->queue_agent,
        [CONTACT_AGENT] = contact->agent,
        [CONTACT_PROFILE] = contact->profile,
        [CONTACT_CHANNEL] = contact->channel,
        [CONTACT_INITIATION] = contact->initiation,
        [CONTACT_CAUSE] = contact->cause,
        [CONTACT_ENDED_BY] = contact->ended_by,
        [CONTACT_FLAGS] = flags_of(contact),
        [CONTACT_HOLDS] = contact->holds,
        [CONTACT_MESSAGES_AGENT] = contact->messages_agent,
        [CONTACT_MESSAGES_CUSTOMER] = contact->messages_customer,
        [CONTACT_OFFERS] = contact->offers,
        [CONTACT_ENQUEUED_AT] = since(contact, contact->enqueued_at),
        [CONTACT_DEQUEUED_AT] = since(contact, contact->dequeued_at),
        [CONTACT_CONNECTED_AT] = since(contact, contact->connected_at),
        [CONTACT_ENDED_AT] = since(contact, contact->ended_at),
        [CONTACT_WRAPUP_AT] = since(contact, contact->wrapup_at),
        [CONTACT_WRAPUP_ENDED_AT] = since(contact, contact->wrapup_ended_at),
        [CONTACT_HOLD_MS] = (uint64_t)contact->hold_ms,
        [CONTACT_PAUSE_MS] = (uint64_t)contact->pause_ms,
        [CONTACT_HOLD_SINCE] = since(contact, contact->hold_since),
        [CONTACT_PAUSE_SINCE] = since(contact, contact->pause_since),
        [CONTACT_FIRST_RESPONSE_AT] = since(contact, contact->first_response_at),
    };
    return encode(numbers, CONTACT_NUMBERS, bytes);
}

static void read_flags(struct tally_contact *contact, uint64_t flags)
{
    contact->is_over = (flags & FLAG_OVER) != 0;
    contact->was_queued = (flags & FLAG_QUEUED) != 0;
    contact->is_transferred = (flags & FLAG_TRANSFERRED) != 0;
    contact->is_transferred_by_agent = (flags & FLAG_TRANSFERRED_BY_AGENT) != 0;
    contact->was_on_hold_at_end = (flags & FLAG_ON_HOLD_AT_END) != 0;
}

static void read_times(struct tally_contact *contact, const uint64_t *numbers)
{
    contact->enqueued_at = time_of(contact, numbers[CONTACT_ENQUEUED_AT]);
    contact->dequeued_at = time_of(contact, numbers[CONTACT_DEQUEUED_AT]);
    contact->connected_at = time_of(contact, numbers[CONTACT_CONNECTED_AT]);
    contact->ended_at = time_of(contact, numbers[CONTACT_ENDED_AT]);
    contact->wrapup_at = time_of(contact, numbers[CONTACT_WRAPUP_AT]);
    contact->wrapup_ended_at = time_of(contact, numbers[CONTACT_WRAPUP_ENDED_AT]);
    contact->hold_since = time_of(contact, numbers[CONTACT_HOLD_SINCE]);
    contact->pause_since = time_of(contact, numbers[CONTACT_PAUSE_SINCE]);
    contact->first_response_at = time_of(contact, numbers[CONTACT_FIRST_RESPONSE_AT]);
}

const uint8_t *facts_next_contact(const uint8_t *at, const uint8_t *end, struct tally_contact *contact)
{
    uint64_t numbers[CONTACT_NUMBERS];
    at = decode(at, end, numbers, CONTACT_NUMBERS);
    *contact = (struct tally_contact){
        .row = numbers[CONTACT_ROW],
        .contact = numbers[CONTACT_CONTACT],
        .started_at = (int64_t)numbers[CONTACT_STARTED_AT],
        .queue = (uint32_t)numbers[CONTACT_QUEUE],
        .queue_agent = (uint32_t)numbers[CONTACT_QUEUE_AGENT],
        .agent = (uint32_t)numbers[CONTACT_AGENT],
        .profile = (uint32_t)numbers[CONTACT_PROFILE],
        .channel = (uint8_t)numbers[CONTACT_CHANNEL],
        .initiation = (uint8_t)numbers[CONTACT_INITIATION],
        .cause = (uint8_t)numbers[CONTACT_CAUSE],
        .ended_by = (uint8_t)numbers[CONTACT_ENDED_BY],
        .holds = (uint16_t)numbers[CONTACT_HOLDS],
        .messages_agent = (uint16_t)numbers[CONTACT_MESSAGES_AGENT],
        .messages_customer = (uint16_t)numbers[CONTACT_MESSAGES_CUSTOMER],
        .offers = (uint16_t)numbers[CONTACT_OFFERS],
        .hold_ms = (int64_t)numbers[CONTACT_HOLD_MS],
        .pause_ms = (int64_t)numbers[CONTACT_PAUSE_MS],
    };
    read_flags(contact, numbers[CONTACT_FLAGS]);
    read_times(contact, numbers);
    return at;
}

static size_t encode_offer(const struct tally_offer *offer, uint8_t *bytes)
{
    const uint64_t numbers[OFFER_NUMBERS] = {
        [OFFER_ROW] = offer->row,
        [OFFER_CONTACT] = offer->contact,
        [OFFER_AGENT] = offer->agent,
        [OFFER_PROFILE] = offer->profile,
        [OFFER_QUEUE] = offer->queue,
        [OFFER_CHANNEL] = offer->channel,
        [OFFER_INITIATION] = offer->initiation,
        [OFFER_OUTCOME] = offer->outcome,
        [OFFER_REASON] = offer->reason,
        [OFFER_CODE] = offer->code,
        [OFFER_BEGUN_AT] = (uint64_t)offer->begun_at,
        [OFFER_LASTED_MS] = (uint64_t)(offer->ended_at - offer->begun_at),
    };
    return encode(numbers, OFFER_NUMBERS, bytes);
}

const uint8_t *facts_next_offer(const uint8_t *at, const uint8_t *end, struct tally_offer *offer)
{
    uint64_t numbers[OFFER_NUMBERS];
    at = decode(at, end, numbers, OFFER_NUMBERS);
    *offer = (struct tally_offer){
        .row = numbers[OFFER_ROW],
        .contact = numbers[OFFER_CONTACT],
        .agent = (uint32_t)numbers[OFFER_AGENT],
        .profile = (uint32_t)numbers[OFFER_PROFILE],
        .queue = (uint32_t)numbers[OFFER_QUEUE],
        .channel = (uint8_t)numbers[OFFER_CHANNEL],
        .initiation = (uint8_t)numbers[OFFER_INITIATION],
        .outcome = (uint8_t)numbers[OFFER_OUTCOME],
        .reason = (uint8_t)numbers[OFFER_REASON],
        .code = (uint32_t)numbers[OFFER_CODE],
        .begun_at = (int64_t)numbers[OFFER_BEGUN_AT],
        .ended_at = (int64_t)(numbers[OFFER_BEGUN_AT] + numbers[OFFER_LASTED_MS]),
    };
    return at;
}

/* ---- rows ---- */

static int64_t bucket_of(int64_t at)
{
    return at / TALLY_BUCKET_MS;
}

/* How many quarter hours one of that class may take. */
static int64_t class_buckets(int64_t length_class)
{
    return (int64_t)1 << (2 * length_class);
}

static int64_t class_of(const struct tally_contact *contact)
{
    int64_t last = contact->started_at;
    const int64_t times[] = {contact->enqueued_at, contact->connected_at, contact->ended_at};
    for (size_t i = 0; i < sizeof times / sizeof *times; i++)
        last = times[i] > last ? times[i] : last;
    int64_t length_class = 0;
    while (length_class < CLASS_MAX &&
           (last - contact->started_at) / TALLY_BUCKET_MS >= class_buckets(length_class))
        length_class++;
    return length_class;
}

static void put_contacts(struct sql *sql, const struct gathered_row *row)
{
    sql_run(sql, SQL_CONTACT_FACTS_ADD, sql_number((int64_t)row->key.kind),
            sql_number((int64_t)row->key.number), sql_number(row->first),
            sql_bytes(row->bytes, (int)row->len));
}

static void put_offers(struct sql *sql, const struct gathered_row *row)
{
    sql_run(sql, SQL_OFFER_FACTS_ADD, sql_number((int64_t)row->key.number), sql_number(row->first),
            sql_bytes(row->bytes, (int)row->len));
}

void facts_add_contact(struct facts *facts, struct sql *sql, const struct tally_contact *contact,
                       uint64_t seq, bool was_kept)
{
    uint8_t bytes[CONTACT_NUMBERS * GATHERED_NUMBER_BYTES_MAX];
    const struct gathered_key key = {(uint64_t)class_of(contact), (uint64_t)bucket_of(contact->started_at)};
    if (was_kept)
        sql_run(sql, SQL_CONTACT_FACT_GONE, sql_number((int64_t)contact->row));
    gathered_add(&facts->contacts, sql, key, (int64_t)seq, (int64_t)seq, bytes,
                 encode_contact(contact, bytes));
}

void facts_keep_live(struct sql *sql, const struct tally_contact *contact)
{
    uint8_t bytes[CONTACT_NUMBERS * GATHERED_NUMBER_BYTES_MAX];
    int len = (int)encode_contact(contact, bytes);
    sql_run(sql, SQL_CONTACT_FACT_KEEP, sql_number((int64_t)contact->row), sql_bytes(bytes, len));
}

void facts_add_offer(struct facts *facts, struct sql *sql, const struct tally_offer *offer, uint64_t seq)
{
    uint8_t bytes[OFFER_NUMBERS * GATHERED_NUMBER_BYTES_MAX];
    const struct gathered_key key = {0, (uint64_t)bucket_of(offer->ended_at)};
    gathered_add(&facts->offers, sql, key, (int64_t)seq, (int64_t)seq, bytes, encode_offer(offer, bytes));
}

void facts_begin(struct facts *facts)
{
    if (!facts->contacts.put) {
        gathered_init(&facts->contacts, put_contacts);
        gathered_init(&facts->offers, put_offers);
    }
    gathered_drop(&facts->contacts);
    gathered_drop(&facts->offers);
}

void facts_flush(struct facts *facts, struct sql *sql)
{
    gathered_flush(&facts->contacts, sql);
    gathered_flush(&facts->offers, sql);
}

void facts_free(struct facts *facts)
{
    if (!facts->contacts.put)
        return;
    gathered_free(&facts->contacts);
    gathered_free(&facts->offers);
}

/* ---- walking ---- */

static void tell_contacts(struct sql *sql, enum sql_statement list, facts_contact_fn *each, void *ctx)
{
    struct tally_contact contact;
    const uint8_t *at = sqlite3_column_blob(sql->statements[list], 0);
    const uint8_t *end = at + sqlite3_column_bytes(sql->statements[list], 0);
    while ((at = facts_next_contact(at, end, &contact)) != NULL)
        each(ctx, &contact);
}

void facts_walk_over(struct sql *sql, int64_t from, int64_t to, facts_contact_fn *each, void *ctx)
{
    enum sql_statement list = SQL_CONTACT_FACTS_LIST;
    for (int64_t length_class = 0; length_class <= CLASS_MAX; length_class++) {
        int64_t first = length_class < CLASS_MAX ? bucket_of(from) - class_buckets(length_class) - 1 : 0;
        bool more =
            sql_first(sql, list, sql_number(length_class), sql_number(first), sql_number(bucket_of(to)));
        for (; more; more = sql_next(sql, list))
            tell_contacts(sql, list, each, ctx);
    }
}

void facts_walk_live(struct sql *sql, facts_contact_fn *each, void *ctx)
{
    bool more = sql_first_values(sql, SQL_CONTACT_FACT_LIVE, NULL, 0);
    for (; more; more = sql_next(sql, SQL_CONTACT_FACT_LIVE))
        tell_contacts(sql, SQL_CONTACT_FACT_LIVE, each, ctx);
}

void facts_walk_offers(struct sql *sql, int64_t from, int64_t to, facts_offer_fn *each, void *ctx)
{
    enum sql_statement list = SQL_OFFER_FACTS_LIST;
    bool more = sql_first(sql, list, sql_number(bucket_of(from)), sql_number(bucket_of(to)));
    for (; more; more = sql_next(sql, list)) {
        struct tally_offer offer;
        const uint8_t *at = sqlite3_column_blob(sql->statements[list], 0);
        const uint8_t *end = at + sqlite3_column_bytes(sql->statements[list], 0);
        while ((at = facts_next_offer(at, end, &offer)) != NULL)
            each(ctx, &offer);
    }
}
