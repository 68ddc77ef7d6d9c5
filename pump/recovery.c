/* Brings a core and the book to where the journal ends: newest snapshot, then replay. It must not decide anything.
 *
 *   core  |---- snapshot ----|--- replay --------------->|
 *   book  |---- book.db ------------|--- replay -------->|  each takes what it lacks, then all are at journal_last()
 *   keys  |---- settled -------------------|-- replay -->|  which slot is whose; erasures that a crash cut off are carried out
 */
#include "pump/state.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>

bool pump_block_init(struct pump_block *block, const struct acd_limits *limits)
{
    size_t bytes = acd_size(limits);
    void *memory = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED)
        return false;
    *block = (struct pump_block){.core = acd_init_zeroed(memory, limits), .bytes = bytes, .limits = *limits};
    return true;
}

void pump_block_free(struct pump_block *block)
{
    if (block->core)
        munmap(block->core, block->bytes);
    block->core = NULL;
}

int pump_block_load(struct pump_block *block, struct journal *journal, struct journal_error *error)
{
    uint64_t seq = 0;
    uint8_t *bytes = NULL;
    size_t len = 0;
    int found = journal_snapshot_load(journal, &seq, &bytes, &len, error);
    if (found != 1)
        return found;
    bool usable =
        seq <= journal_durable(journal) && acd_decode(block->core, bytes, len) && acd_seq(block->core) == seq;
    free(bytes);
    if (usable)
        return 0;
    /* Of another version, or larger than the limits: replay tells the same, into a core that is empty again. */
    struct acd_limits limits = block->limits;
    pump_block_free(block);
    if (pump_block_init(block, &limits))
        return 0;
    return snprintf(error->sentence, sizeof error->sentence, "There is not enough memory for the centre."),
           -1;
}

/* Gives core, book and keys the entries that each lacks. */
static int replay(struct pump *pump, uint64_t book_seq, struct journal_error *error)
{
    struct acd *core = pump->block.core;
    uint64_t settled = journal_settled(pump->journal);
    uint64_t first = (acd_seq(core) < book_seq ? acd_seq(core) : book_seq) + 1;
    if (settled < first)
        first = settled + 1;
    struct journal_reader *reader;
    const struct journal_entry *entry;
    if (journal_reader_open(&reader, pump->journal, first, error) != 0)
        return -1;
    journal_reader_bodies_from(reader,
                               (book_seq < settled ? book_seq : settled) + 1); /* the core reads none */
    journal_reader_read_ahead(reader);
    int got;
    while ((got = journal_reader_lend(reader, &entry, error)) == 1) {
        if (entry->event.seq > acd_seq(core))
            acd_apply(core, &entry->event);
        if (entry->event.seq > book_seq)
            book_apply(pump->book, &entry->event, entry->body, entry->body_len);
        if (entry->event.seq > settled && pump_erase_again(pump, entry, error) != 0)
            got = -1;
        if (got < 0)
            break;
    }
    journal_reader_close(reader);
    return got;
}

static int open_book(struct pump *pump, const char *dir, uint64_t *seq, struct pump_error *error)
{
    struct book_error fault;
    if (book_open(&pump->book, dir, pump->options.wake, pump->options.ctx, seq, &fault) != 0)
        return pump_fault(error, "%s", fault.sentence);
    if (*seq <= journal_last(pump->journal))
        return 0;
    return pump_fault(error,
                      "%s/book.db knows event %llu, and the journal ends with event %llu: the journal's end "
                      "is lost. Restore a backup; "
                      "if an older journal was put here on purpose, remove book.db.",
                      dir ? dir : "", (unsigned long long)*seq,
                      (unsigned long long)journal_last(pump->journal));
}

int pump_recover(struct pump *pump, const char *dir, struct pump_error *error)
{
    struct journal_error fault;
    struct book_error book_fault;
    uint64_t book_seq = 0;
    if (!pump_block_init(&pump->block, &pump->options.limits))
        return pump_fault(error, "There is not enough memory for the centre.");
    if (open_book(pump, dir, &book_seq, error) != 0)
        return -1;
    if (pump_block_load(&pump->block, pump->journal, &fault) != 0 || replay(pump, book_seq, &fault) != 0)
        return pump_fault(error, "%s", fault.sentence);
    if (book_follow(pump->book, pump->journal, &book_fault) != 0)
        return pump_fault(error, "%s", book_fault.sentence);
    book_durable(pump->book, journal_durable(pump->journal));
    return 0;
}
