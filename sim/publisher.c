/* A publisher: follows what is durable and tells the world each event once, keeping its place when the machine stops.
 * It must not look at the live core but to compare.
 *
 *   start: pump_follow() begins with the first event --> those told already are applied and not told --> peek, tell, apply ...
 */
#include "sim/machine.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { SKIPPED_ONE_IN = 97 };

static void tell(struct machine *machine, const struct acd_event *event)
{
    struct history *told = &machine->publisher.told;
    if (event->seq <= told->seq)
        return;
    if (machine->plant == PLANT_EVENT_SKIPPED && event->seq % SKIPPED_ONE_IN == 0)
        return;
    if (event->seq != told->seq + 1) {
        machine_report(machine, "publisher: event %" PRIu64 " is told after event %" PRIu64, event->seq,
                       told->seq);
        return;
    }
    history_add(told, event);
    machine->published++;
    if (history_at(told, event->seq) != history_at(&machine->history, event->seq))
        machine_report(machine, "publisher: event %" PRIu64 " is not the one that was decided", event->seq);
}

static bool open_follower(struct machine *machine)
{
    struct pump_error error;
    machine->publisher.position = 0;
    if (pump_follow(machine->pump, &machine->publisher.follower, &error) == 0)
        return true;
    machine_report(machine, "publisher: %s", error.sentence);
    return false;
}

void publisher_follow(struct machine *machine, uint32_t count_max)
{
    struct publisher *publisher = &machine->publisher;
    const struct acd_event *event;
    struct pump_error error;
    if (publisher->follower == NULL && !open_follower(machine))
        return;
    int got = 0;
    uint64_t told_before = publisher->told.seq;
    while (publisher->told.seq - told_before < count_max && machine->problem[0] == '\0' &&
           (got = pump_follower_peek(publisher->follower, &event, &error)) == 1) {
        if (event->seq != publisher->position + 1)
            machine_report(machine, "publisher: event %" PRIu64 " follows event %" PRIu64, event->seq,
                           publisher->position);
        if (event->seq > journal_durable(machine->journal))
            machine_report(machine, "shown: event %" PRIu64 " is followed and not durable", event->seq);
        tell(machine, event);
        publisher->position = event->seq;
        pump_follower_apply(publisher->follower);
    }
    if (got < 0)
        machine_report(machine, "publisher: %s", error.sentence);
}

void publisher_stop(struct machine *machine)
{
    pump_follower_close(machine->publisher.follower);
    machine->publisher.follower = NULL;
}

void publisher_check_recovered(struct machine *machine)
{
    const struct history *told = &machine->publisher.told;
    if (history_at(told, told->seq) != history_at(&machine->history, told->seq))
        machine_report(machine,
                       "publisher: event %" PRIu64 " was told, and the recovered history does not have it",
                       told->seq);
}

static uint8_t *bytes_of(const struct acd *acd, size_t *len)
{
    *len = acd_encode(acd, NULL, 0);
    uint8_t *bytes = malloc(*len);
    if (bytes == NULL)
        abort();
    acd_encode(acd, bytes, *len);
    return bytes;
}

void publisher_snapshot(struct machine *machine)
{
    struct journal_error error;
    size_t len;
    if (machine->publisher.follower == NULL || machine->publisher.position == 0)
        return;
    const struct acd *acd = pump_follower_core(machine->publisher.follower);
    uint8_t *bytes = bytes_of(acd, &len);
    if (journal_snapshot_save(machine->journal, acd_seq(acd), bytes, len, &error) != 0)
        machine_report(machine, "snapshot: %s", error.sentence);
    free(bytes);
}

static void compare(struct machine *machine, const struct acd *other, const char *name)
{
    const struct acd *leader = pump_core(machine->pump);
    size_t len, other_len;
    uint8_t *bytes = bytes_of(leader, &len), *other_bytes = bytes_of(other, &other_len);
    if (acd_digest(leader) != acd_digest(other))
        machine_report(machine, "equal: leader and %s have different digests after event %" PRIu64, name,
                       acd_seq(leader));
    else if (len != other_len || memcmp(bytes, other_bytes, len) != 0)
        machine_report(machine, "equal: leader and %s are encoded differently after event %" PRIu64, name,
                       acd_seq(leader));
    free(bytes);
    free(other_bytes);
}

void publisher_compare(struct machine *machine)
{
    compare(machine, machine->replay, "replay");
    if (pump_seq(machine->pump) != journal_durable(machine->journal))
        return;
    publisher_follow(machine, UINT32_MAX);
    if (machine->problem[0] != '\0')
        return;
    compare(machine, pump_follower_core(machine->publisher.follower), "follower");
    if (machine->publisher.told.seq != pump_seq(machine->pump))
        machine_report(machine, "publisher: event %" PRIu64 " is durable and was not told",
                       machine->publisher.told.seq + 1);
    machine->compared++;
}
