/* What the pump's tests share (testing/centre.h). Tests only. */
#include "pump/testing/centre.h"
#include "journal/journal.h"
#include "lib/testing/cmocka.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>

static int64_t now = 1700000000000;

_Noreturn void acd_panic(const char *sentence)
{
    fprintf(stderr, "the core panics: %s\n", sentence);
    abort();
}

struct pump_options testing_options(void)
{
    return (struct pump_options){.limits = {.agents = 8,
                                            .contacts = 32,
                                            .legs = 64,
                                            .statuses = 8,
                                            .queues = 4,
                                            .profiles = 4,
                                            .hours = 2,
                                            .entry_points = 4},
                                 .snapshot_events = UINT64_MAX};
}

enum pump_refusal testing_decide(struct pump *pump, const struct acd_command *command)
{
    struct acd_command timed = *command;
    enum acd_refusal refusal;
    if (timed.at == 0)
        timed.at = ++now;
    return pump_decide(pump, &timed, NULL, 0, NULL, &refusal);
}

void testing_must(struct pump *pump, const struct acd_command *command)
{
    struct acd_command timed = *command;
    enum acd_refusal refusal = ACD_OK;
    timed.at = ++now;
    enum pump_refusal own = pump_decide(pump, &timed, NULL, 0, NULL, &refusal);
    if (own != PUMP_OK)
        fail_msg("%s: %d, %s", acd_command_name((enum acd_command_kind)command->kind), (int)own,
                 acd_refusal_name(refusal));
    while (pump_deadline(pump) <= now)
        pump_tick(pump, now);
}

void testing_make_centre(struct pump *pump)
{
    static const uint8_t types[] = {ACD_STATUS_ROUTABLE, ACD_STATUS_CUSTOM, ACD_STATUS_OFFLINE};
    static const struct acd_profile_queue served = {.queue = SUPPORT, .channel = ACD_CHAT, .priority = 1};
    testing_must(pump, &(struct acd_command){.kind = ACD_CREATE_CENTRE, .model = ACD_MODEL_CONNECT});
    for (size_t i = 0; i < sizeof types; i++)
        testing_must(pump, &(struct acd_command){.kind = ACD_CREATE_STATUS, .status_type = types[i]});
    testing_must(pump, &(struct acd_command){.kind = ACD_CREATE_QUEUE});
    testing_must(pump, &(struct acd_command){.kind = ACD_CREATE_PROFILE,
                                             .queue = SUPPORT,
                                             .capacities = {[ACD_CHAT] = {.slots_max = 3, .any_channel = 1}},
                                             .profile_queues = &served,
                                             .profile_queue_count = 1});
    for (uint32_t agent = 1; agent <= AGENTS; agent++)
        testing_must(pump, &(struct acd_command){.kind = ACD_CREATE_AGENT, .profile = 1});
}

enum pump_refusal testing_choose(struct pump *pump, uint32_t agent, uint32_t status)
{
    return testing_decide(pump, &(struct acd_command){.kind = ACD_SET_STATUS,
                                                      .agent = agent,
                                                      .status = status,
                                                      .actor = {ACD_ACTOR_AGENT, agent}});
}

enum pump_refusal testing_start_chat(struct pump *pump)
{
    return testing_decide(pump, &(struct acd_command){.kind = ACD_START_CONTACT,
                                                      .channel = ACD_CHAT,
                                                      .queue = SUPPORT,
                                                      .actor = {ACD_ACTOR_CUSTOMER, 0}});
}

uint64_t testing_number(uint64_t *number)
{
    *number = *number * 6364136223846793005u + 1442695040888963407u;
    return *number >> 33;
}

/* Some contact that is live, or one that is not there. */
static uint64_t any_contact(const struct pump *pump, uint64_t *number)
{
    uint64_t contact = 0;
    for (uint64_t left = 1 + testing_number(number) % 8; left > 0; left--)
        contact = acd_contact_after(pump_core(pump), contact);
    return contact ? contact : acd_contact_after(pump_core(pump), 0);
}

enum pump_refusal testing_decide_any(struct pump *pump, uint64_t *number)
{
    static const uint16_t leg_kinds[] = {ACD_ACCEPT_OFFER, ACD_REJECT_OFFER, ACD_END_LEG, ACD_CLEAR_LEG};
    uint32_t agent = 1 + (uint32_t)(testing_number(number) % AGENTS);
    uint32_t choice = (uint32_t)(testing_number(number) % 10);
    if (choice < 2)
        return testing_choose(pump, agent, 1 + (uint32_t)(testing_number(number) % 3));
    if (choice < 4)
        return testing_start_chat(pump);
    if (choice == 4) {
        now += (int64_t)(testing_number(number) % 15000);
        pump_tick(pump, now);
        return PUMP_OK;
    }
    struct acd_command command = {
        .agent = agent, .contact = any_contact(pump, number), .actor = {ACD_ACTOR_AGENT, agent}};
    command.kind = choice == 5 ? ACD_END_CONTACT : leg_kinds[testing_number(number) % 4];
    if (choice == 5)
        command.actor = (struct acd_actor){ACD_ACTOR_CUSTOMER, 0};
    return testing_decide(pump, &command);
}

struct acd *testing_replay(struct journal *journal, uint64_t seq)
{
    struct pump_options options = testing_options();
    size_t bytes = (acd_size(&options.limits) + 63) / 64 * 64;
    struct acd *core = acd_init(aligned_alloc(64, bytes), &options.limits);
    struct journal_reader *reader;
    struct journal_error error;
    struct journal_entry entry;
    assert_int_equal(journal_reader_open(&reader, journal, 1, &error), 0);
    while (acd_seq(core) < seq && journal_reader_next(reader, &entry, &error) == 1)
        acd_apply(core, &entry.event);
    journal_reader_close(reader);
    assert_int_equal(acd_seq(core), seq);
    return core;
}

static void note_outcome(void *ctx, enum pump_outcome outcome)
{
    struct ledger_slot *slot = ctx;
    struct ledger *ledger = slot->ledger;
    ledger->entries[ledger->count].seq = slot->seq;
    ledger->entries[ledger->count].number = slot->number;
    ledger->entries[ledger->count].outcome = outcome;
    ledger->count++;
}

void testing_post(struct pump *pump, struct ledger *ledger)
{
    assert(ledger->posted < LEDGER_MAX);
    struct ledger_slot *slot = &ledger->slots[ledger->posted];
    *slot = (struct ledger_slot){.ledger = ledger, .seq = pump_seq(pump), .number = ledger->posted++};
    pump_post(pump, note_outcome, slot);
}
