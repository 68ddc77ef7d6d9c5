/* Facts of contacts and offers in rows; see facts.h. It must not add anything up. */
#include "book/facts.h"

enum { CONTACT_NUMBERS = 27, OFFER_NUMBERS = 12, NUMBERS_MAX = CONTACT_NUMBERS, CLASS_MAX = 15 };

/* ---- as numbers ---- */

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
    return contact->is_over | (uint64_t)contact->was_queued << 1 | (uint64_t)contact->is_transferred << 2 |
           (uint64_t)contact->is_transferred_by_agent << 3 | (uint64_t)contact->was_on_hold_at_end << 4;
}

static size_t encode_contact(const struct tally_contact *contact, uint8_t *bytes)
{
    const uint64_t numbers[CONTACT_NUMBERS] = {contact->row,
                                               contact->contact,
                                               (uint64_t)contact->started_at,
                                               contact->queue,
                                               contact->queue_agent,
                                               contact->agent,
                                               contact->profile,
                                               contact->channel,
                                               contact->initiation,
                                               contact->cause,
                                               contact->ended_by,
                                               flags_of(contact),
                                               contact->holds,
                                               contact->messages_agent,
                                               contact->messages_customer,
                                               contact->offers,
                                               since(contact, contact->enqueued_at),
                                               since(contact, contact->dequeued_at),
                                               since(contact, contact->connected_at),
                                               since(contact, contact->ended_at),
                                               since(contact, contact->wrapup_at),
                                               since(contact, contact->wrapup_ended_at),
                                               (uint64_t)contact->hold_ms,
                                               (uint64_t)contact->pause_ms,
                                               since(contact, contact->hold_since),
                                               since(contact, contact->pause_since),
                                               since(contact, contact->first_response_at)};
    return encode(numbers, CONTACT_NUMBERS, bytes);
}

static void read_flags(struct tally_contact *contact, uint64_t flags)
{
    contact->is_over = flags & 1;
    contact->was_queued = flags >> 1 & 1;
    contact->is_transferred = flags >> 2 & 1;
    contact->is_transferred_by_agent = flags >> 3 & 1;
    contact->was_on_hold_at_end = flags >> 4 & 1;
}

static void read_times(struct tally_contact *contact, const uint64_t *numbers)
{
    contact->enqueued_at = time_of(contact, numbers[16]);
    contact->dequeued_at = time_of(contact, numbers[17]);
    contact->connected_at = time_of(contact, numbers[18]);
    contact->ended_at = time_of(contact, numbers[19]);
    contact->wrapup_at = time_of(contact, numbers[20]);
    contact->wrapup_ended_at = time_of(contact, numbers[21]);
    contact->hold_since = time_of(contact, numbers[24]);
    contact->pause_since = time_of(contact, numbers[25]);
    contact->first_response_at = time_of(contact, numbers[26]);
}

const uint8_t *facts_next_contact(const uint8_t *at, const uint8_t *end, struct tally_contact *contact)
{
    uint64_t numbers[CONTACT_NUMBERS];
    at = decode(at, end, numbers, CONTACT_NUMBERS);
    *contact = (struct tally_contact){.row = numbers[0],
                                      .contact = numbers[1],
                                      .started_at = (int64_t)numbers[2],
                                      .queue = (uint32_t)numbers[3],
                                      .queue_agent = (uint32_t)numbers[4],
                                      .agent = (uint32_t)numbers[5],
                                      .profile = (uint32_t)numbers[6],
                                      .channel = (uint8_t)numbers[7],
                                      .initiation = (uint8_t)numbers[8],
                                      .cause = (uint8_t)numbers[9],
                                      .ended_by = (uint8_t)numbers[10],
                                      .holds = (uint16_t)numbers[12],
                                      .messages_agent = (uint16_t)numbers[13],
                                      .messages_customer = (uint16_t)numbers[14],
                                      .offers = (uint16_t)numbers[15],
                                      .hold_ms = (int64_t)numbers[22],
                                      .pause_ms = (int64_t)numbers[23]};
    read_flags(contact, numbers[11]);
    read_times(contact, numbers);
    return at;
}

static size_t encode_offer(const struct tally_offer *offer, uint8_t *bytes)
{
    const uint64_t numbers[OFFER_NUMBERS] = {offer->row,
                                             offer->contact,
                                             offer->agent,
                                             offer->profile,
                                             offer->queue,
                                             offer->channel,
                                             offer->initiation,
                                             offer->outcome,
                                             offer->reason,
                                             offer->code,
                                             (uint64_t)offer->begun_at,
                                             (uint64_t)(offer->ended_at - offer->begun_at)};
    return encode(numbers, OFFER_NUMBERS, bytes);
}

const uint8_t *facts_next_offer(const uint8_t *at, const uint8_t *end, struct tally_offer *offer)
{
    uint64_t numbers[OFFER_NUMBERS];
    at = decode(at, end, numbers, OFFER_NUMBERS);
    *offer = (struct tally_offer){.row = numbers[0],
                                  .contact = numbers[1],
                                  .agent = (uint32_t)numbers[2],
                                  .profile = (uint32_t)numbers[3],
                                  .queue = (uint32_t)numbers[4],
                                  .channel = (uint8_t)numbers[5],
                                  .initiation = (uint8_t)numbers[6],
                                  .outcome = (uint8_t)numbers[7],
                                  .reason = (uint8_t)numbers[8],
                                  .code = (uint32_t)numbers[9],
                                  .begun_at = (int64_t)numbers[10],
                                  .ended_at = (int64_t)(numbers[10] + numbers[11])};
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
    uint8_t bytes[NUMBERS_MAX * GATHERED_NUMBER_BYTES_MAX];
    const struct gathered_key key = {(uint64_t)class_of(contact), (uint64_t)bucket_of(contact->started_at)};
    if (was_kept)
        sql_run(sql, SQL_CONTACT_FACT_GONE, sql_number((int64_t)contact->row));
    gathered_add(&facts->contacts, sql, key, (int64_t)seq, (int64_t)seq, bytes,
                 encode_contact(contact, bytes));
}

void facts_keep_live(struct sql *sql, const struct tally_contact *contact)
{
    uint8_t bytes[NUMBERS_MAX * GATHERED_NUMBER_BYTES_MAX];
    int len = (int)encode_contact(contact, bytes);
    sql_run(sql, SQL_CONTACT_FACT_KEEP, sql_number((int64_t)contact->row), sql_bytes(bytes, len));
}

void facts_add_offer(struct facts *facts, struct sql *sql, const struct tally_offer *offer, uint64_t seq)
{
    uint8_t bytes[NUMBERS_MAX * GATHERED_NUMBER_BYTES_MAX];
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
