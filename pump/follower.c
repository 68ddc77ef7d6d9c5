/* A follower: the durable events of a centre one by one, with a core and a directory of its own that are exactly as far
 * (pump.h). It must never touch the live core, and it says nothing to anybody: what its owner tells has been durable
 * already.
 *
 *   peek: the next durable event, not yet applied --> apply: core and directory have it --> peek ...        0: nothing more is durable now
 *
 * It begins with the first event: the directory has no snapshots, so a start costs a replay, on the caller's thread.
 */
#include "pump/state.h"

#include <stdlib.h>

struct pump_follower {
    struct journal_reader *reader;
    struct pump_block block;
    struct book *book; /* in memory; never follows */
    struct journal_entry entry;
    bool peeked; /* entry is the next one */
};

int pump_follow(struct pump *pump, struct pump_follower **followerp, struct pump_error *error)
{
    struct journal_error fault;
    struct book_error book_fault;
    uint64_t seq = 0;
    struct pump_follower *follower = calloc(1, sizeof *follower);
    if (!follower || !pump_block_init(&follower->block, &pump->options.limits)) {
        free(follower);
        return pump_fault(error, "There is not enough memory to follow a centre.");
    }
    if (book_open(&follower->book, NULL, NULL, NULL, &seq, &book_fault) != 0) {
        pump_fault(error, "%s", book_fault.sentence);
        goto failed;
    }
    if (journal_reader_open(&follower->reader, pump->journal, 1, &fault) != 0) {
        pump_fault(error, "%s", fault.sentence);
        book_close(follower->book);
        goto failed;
    }
    *followerp = follower;
    return 0;
failed:
    pump_block_free(&follower->block);
    free(follower);
    return -1;
}

void pump_follower_close(struct pump_follower *follower)
{
    if (!follower)
        return;
    journal_reader_close(follower->reader);
    book_close(follower->book);
    pump_block_free(&follower->block);
    free(follower);
}

int pump_follower_peek(struct pump_follower *follower, const struct acd_event **eventp,
                       struct pump_error *error)
{
    struct journal_error fault;
    if (!follower->peeked) {
        int got = journal_reader_next(follower->reader, &follower->entry, &fault);
        if (got < 0)
            return pump_fault(error, "%s", fault.sentence);
        if (got == 0)
            return 0;
        follower->peeked = true;
    }
    *eventp = &follower->entry.event;
    return 1;
}

void pump_follower_apply(struct pump_follower *follower)
{
    const struct journal_entry *entry = &follower->entry;
    acd_apply(follower->block.core, &entry->event);
    book_apply(follower->book, &entry->event, entry->body, entry->body_len);
    follower->peeked = false;
}

const void *pump_follower_body(const struct pump_follower *follower, size_t *len)
{
    *len = follower->entry.body_len;
    return follower->entry.body;
}

const struct acd *pump_follower_core(const struct pump_follower *follower)
{
    return follower->block.core;
}

const struct book *pump_follower_book(const struct pump_follower *follower)
{
    return follower->book;
}
