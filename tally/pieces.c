/* A tally put away in pieces and taken up again; see tally.h. It must not fold events.
 *
 *   piece = version, then numbers of 8 bytes each, least byte first
 *     AGENT   seq profile status code next status_type activity is_on_contact has_error contacts handled from,
 *             count of legs, for each: contact offer_row begun_at queue channel state initiation contact_initiation
 *             reason
 *     STATUS  type
 */
#include <string.h>

#include "tally/fold.h"

enum { VERSION = 1, AGENT_NUMBERS = 13, LEG_NUMBERS = 9, NUMBER_BYTES = 8, NUMBERS_MAX = 500 };

struct numbers {
    uint64_t values[NUMBERS_MAX];
    size_t count;
};

static size_t encode(const struct numbers *numbers, uint8_t *bytes)
{
    size_t len = 0;
    bytes[len++] = VERSION;
    for (size_t i = 0; i < numbers->count; i++)
        for (int shift = 0; shift < 64; shift += 8)
            bytes[len++] = (uint8_t)(numbers->values[i] >> shift);
    return len;
}

static bool decode(const uint8_t *bytes, size_t len, struct numbers *numbers)
{
    if (len == 0 || bytes[0] != VERSION || (len - 1) % NUMBER_BYTES != 0 ||
        (len - 1) / NUMBER_BYTES > NUMBERS_MAX)
        return false;
    numbers->count = (len - 1) / NUMBER_BYTES;
    for (size_t i = 0; i < numbers->count; i++) {
        numbers->values[i] = 0;
        for (size_t j = 0; j < NUMBER_BYTES; j++)
            numbers->values[i] |= (uint64_t)bytes[1 + i * NUMBER_BYTES + j] << (8 * j);
    }
    return true;
}

static void add(struct numbers *numbers, uint64_t value)
{
    numbers->values[numbers->count++] = value;
}

static void render_span(struct numbers *numbers, const struct tally_span *span)
{
    add(numbers, span->seq);
    add(numbers, span->profile);
    add(numbers, span->status);
    add(numbers, span->code);
    add(numbers, span->next);
    add(numbers, span->status_type);
    add(numbers, span->activity);
    add(numbers, span->is_on_contact);
    add(numbers, span->has_error);
    add(numbers, span->contacts);
    add(numbers, span->handled);
    add(numbers, (uint64_t)span->from);
}

static void read_span(const uint64_t *values, uint32_t agent, struct tally_span *span)
{
    *span = (struct tally_span){.seq = values[0],
                                .agent = agent,
                                .profile = (uint32_t)values[1],
                                .status = (uint32_t)values[2],
                                .code = (uint32_t)values[3],
                                .next = (uint32_t)values[4],
                                .status_type = (uint8_t)values[5],
                                .activity = (uint8_t)values[6],
                                .is_on_contact = (uint8_t)values[7],
                                .has_error = (uint8_t)values[8],
                                .contacts = (uint16_t)values[9],
                                .handled = (uint16_t)values[10],
                                .from = (int64_t)values[11],
                                .to = ACD_NEVER};
}

static void render_leg(struct numbers *numbers, const struct fold_leg *leg)
{
    add(numbers, leg->contact);
    add(numbers, leg->offer_row);
    add(numbers, (uint64_t)leg->begun_at);
    add(numbers, leg->queue);
    add(numbers, leg->channel);
    add(numbers, leg->state);
    add(numbers, leg->initiation);
    add(numbers, leg->contact_initiation);
    add(numbers, leg->reason);
}

static void read_leg(const uint64_t *values, struct fold_leg *leg)
{
    *leg = (struct fold_leg){.contact = values[0],
                             .offer_row = values[1],
                             .begun_at = (int64_t)values[2],
                             .queue = (uint32_t)values[3],
                             .channel = (uint8_t)values[4],
                             .state = (uint8_t)values[5],
                             .initiation = (uint8_t)values[6],
                             .contact_initiation = (uint8_t)values[7],
                             .reason = (uint8_t)values[8]};
}

static size_t encode_agent(const struct fold_agent *agent, uint8_t bytes[TALLY_PIECE_BYTES_MAX])
{
    struct numbers numbers = {.count = 0};
    if (agent->span.agent == 0)
        return 0;
    render_span(&numbers, &agent->span);
    add(&numbers, agent->leg_count);
    for (uint32_t i = 0; i < agent->leg_count; i++)
        render_leg(&numbers, &agent->legs[i]);
    return encode(&numbers, bytes);
}

void tally_save(struct tally *tally, const struct tally_sink *sink, tally_keep_fn *keep)
{
    uint8_t bytes[TALLY_PIECE_BYTES_MAX];
    for (uint32_t i = 0; i < tally->changed_statuses.count; i++) {
        uint32_t status = tally->changed_statuses.numbers[i];
        struct numbers numbers = {.values = {tally->statuses[status].type}, .count = 1};
        keep(sink->ctx, TALLY_PIECE_STATUS, status, bytes, encode(&numbers, bytes));
        tally->statuses[status].is_listed = false;
    }
    for (uint32_t i = 0; i < tally->changed_agents.count; i++) {
        struct fold_agent *agent = &tally->agents[tally->changed_agents.numbers[i]];
        keep(sink->ctx, TALLY_PIECE_AGENT, tally->changed_agents.numbers[i], bytes,
             encode_agent(agent, bytes));
        agent->is_listed = false;
    }
    for (uint32_t i = 0; i < tally->changed_contacts.count; i++) {
        struct fold_contact *contact = &tally->contacts[tally->changed_contacts.numbers[i]];
        if (contact->fact.contact != 0)
            sink->contact(sink->ctx, &contact->fact);
        contact->is_listed = false;
    }
    tally->changed_statuses.count = tally->changed_agents.count = tally->changed_contacts.count = 0;
}

static bool load_agent(struct tally *tally, uint32_t number, const struct numbers *numbers)
{
    if (numbers->count < AGENT_NUMBERS ||
        numbers->count != AGENT_NUMBERS + numbers->values[AGENT_NUMBERS - 1] * LEG_NUMBERS)
        return false;
    struct fold_agent *agent = fold_agent_new(tally, number);
    if (agent == NULL)
        return false;
    read_span(numbers->values, number, &agent->span);
    agent->leg_count = 0;
    for (size_t at = AGENT_NUMBERS; at < numbers->count; at += LEG_NUMBERS) {
        struct fold_leg *leg = fold_leg_new(tally, agent);
        if (leg == NULL)
            return false;
        read_leg(&numbers->values[at], leg);
    }
    return true;
}

bool tally_load(struct tally *tally, enum tally_piece kind, uint32_t number, const uint8_t *bytes, size_t len)
{
    struct numbers numbers;
    if (number == 0 || !decode(bytes, len, &numbers))
        return false;
    if (kind == TALLY_PIECE_STATUS)
        return numbers.count == 1 && fold_status_set(tally, number, (uint8_t)numbers.values[0]);
    return load_agent(tally, number, &numbers);
}

bool tally_load_contact(struct tally *tally, const struct tally_contact *fact)
{
    struct fold_contact *contact = fold_contact_new(tally, fact->contact);
    if (contact != NULL)
        contact->fact = *fact;
    return contact != NULL;
}

void tally_begin_at(struct tally *tally, uint64_t seq)
{
    tally->seq = seq;
}

bool tally_piece_span(uint32_t agent, const uint8_t *bytes, size_t len, struct tally_span *span)
{
    struct numbers numbers;
    if (!decode(bytes, len, &numbers) || numbers.count < AGENT_NUMBERS)
        return false;
    read_span(numbers.values, agent, span);
    return true;
}
