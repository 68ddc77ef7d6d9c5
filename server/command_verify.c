/* nextup verify and nextup replay: is what is on disk sound, and does it lead to the state that snapshots
 * claim? They must not change anything. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "core/core.h"
#include "journal/journal.h"
#include "server/commands.h"
#include "server/config.h"
#include "server/dir.h"

static void report(void *ctx, const char *sentence)
{
    printf("%s: %s\n", (const char *)ctx, sentence);
}

/* Calls each centre's check in turn; the sum of the findings, or -1. */
static int each_centre(const struct arguments *arguments,
                       int (*check)(const struct arguments *, char *alias, const char *centre,
                                    struct fault *),
                       struct fault *fault)
{
    struct dir dir;
    struct dir_aliases aliases;
    char centre[DIR_PATH_BYTES];
    int findings = 0;
    if (dir_open(&dir, arguments->operands[0], false, NULL, fault) != 0)
        return -1;
    int result = dir_list(dir.path, &aliases, fault);
    for (int i = 0; result >= 0 && i < aliases.count; i++) {
        result = check(arguments, aliases.alias[i], dir_centre(dir.path, aliases.alias[i], centre), fault);
        findings += result > 0 ? result : 0;
    }
    if (result >= 0 && aliases.count == 0)
        result = fault_set(fault, "%s holds no centre.", dir.path);
    dir_close(&dir);
    return result < 0 ? -1 : findings;
}

static int verify_centre(const struct arguments *arguments, char *alias, const char *centre,
                         struct fault *fault)
{
    uint64_t last_seq = 0;
    (void)arguments;
    int findings = journal_verify(centre, report, alias, &last_seq);
    if (findings < 0)
        return fault_set(fault, "The journal of %s cannot be looked at.", alias);
    if (findings == 0)
        printf("%s: sound, %" PRIu64 " events\n", alias, last_seq);
    else
        printf("%s: %d findings; the last good event is %" PRIu64 "\n", alias, findings, last_seq);
    return findings;
}

int command_verify(const struct arguments *arguments)
{
    struct fault fault;
    int findings = each_centre(arguments, verify_centre, &fault);
    if (findings < 0)
        return command_fault(fault.sentence);
    return findings == 0 ? EXIT_DONE : EXIT_FAULT;
}

/* ---- replay ---- */
struct replay {
    struct journal *journal;
    struct acd *core;
    struct acd *snapshot; /* NULL: none was found */
    uint64_t snapshot_seq;
    uint64_t last_seq;
    bool snapshot_compared;
    bool snapshot_differs;
};

static struct acd *new_core(const struct acd_limits *limits)
{
    size_t bytes = (acd_size(limits) + 63) / 64 * 64;
    void *memory = aligned_alloc(64, bytes);
    return memory ? acd_init(memory, limits) : NULL;
}

static void load_snapshot(struct replay *replay, const struct acd_limits *limits)
{
    uint8_t *bytes = NULL;
    size_t len = 0;
    struct journal_error error;
    if (journal_snapshot_load(replay->journal, &replay->snapshot_seq, &bytes, &len, &error) != 1)
        return;
    replay->snapshot = new_core(limits);
    if (replay->snapshot && !acd_decode(replay->snapshot, bytes, len)) {
        free(replay->snapshot);
        replay->snapshot = NULL;
    }
    free(bytes);
}

static int apply_all(struct replay *replay, struct fault *fault)
{
    struct journal_reader *reader = NULL;
    struct journal_entry entry;
    struct journal_error error;
    int more = 0;
    if (journal_reader_open(&reader, replay->journal, 1, &error) != 0)
        return fault_set(fault, "%s", error.sentence);
    while ((more = journal_reader_next(reader, &entry, &error)) == 1) {
        acd_apply(replay->core, &entry.event);
        replay->last_seq = entry.event.seq;
        if (replay->snapshot && entry.event.seq == replay->snapshot_seq) {
            replay->snapshot_compared = true;
            replay->snapshot_differs = acd_digest(replay->core) != acd_digest(replay->snapshot);
        }
    }
    journal_reader_close(reader);
    return more == 0 ? 0 : fault_set(fault, "%s", error.sentence);
}

static int tell_replay(const struct replay *replay, const char *alias)
{
    const char *broken = acd_check(replay->core);
    printf("%s: %" PRIu64 " events, digest %016" PRIx64 "\n", alias, replay->last_seq,
           acd_digest(replay->core));
    if (replay->snapshot_compared)
        printf("%s: the snapshot at %" PRIu64 " %s\n", alias, replay->snapshot_seq,
               replay->snapshot_differs ? "DIFFERS" : "agrees");
    if (broken)
        printf("%s: an invariant does not hold: %s\n", alias, broken);
    return (broken ? 1 : 0) + (replay->snapshot_differs ? 1 : 0);
}

static int replay_centre(const struct arguments *arguments, char *alias, const char *centre,
                         struct fault *fault)
{
    struct config config;
    struct replay replay = {0};
    struct journal_options options = {0};
    struct journal_error error;
    config_default(&config);
    if (command_open_vault(arguments) != EXIT_DONE)
        return fault_set(fault, "Without the master key the bodies cannot be read.");
    if (arguments->config && config_read(&config, arguments->config, fault) != 0)
        return -1;
    replay.core = new_core(&config.centre);
    if (!replay.core)
        return fault_set(fault, "There is no memory left.");
    int result = -1;
    if (journal_open_sqlite(&replay.journal, centre, &options, &error) != 0) {
        fault_set(fault, "%s", error.sentence);
    } else {
        load_snapshot(&replay, &config.centre);
        if (apply_all(&replay, fault) == 0)
            result = tell_replay(&replay, alias);
        journal_close(replay.journal);
    }
    free(replay.snapshot);
    free(replay.core);
    return result;
}

int command_replay(const struct arguments *arguments)
{
    struct fault fault;
    int findings = each_centre(arguments, replay_centre, &fault);
    if (findings < 0)
        return command_fault(fault.sentence);
    return findings == 0 ? EXIT_DONE : EXIT_FAULT;
}
