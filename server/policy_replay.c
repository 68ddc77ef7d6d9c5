/* A recorded journal under another policy; see policy_replay.h.
 *
 *     DIR/centres/ALIAS --journal_backup--> TEMPORARY/copy --journal_restore--> TEMPORARY/centre --reader--> policy_trial
 */
#include "server/policy_replay.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "book/book.h"
#include "journal/journal.h"
#include "policy/trial.h"
#include "server/dir.h"
#include "server/policy_book.h"
#include "server/recorded.h"

struct trying {
    const struct policy_replay *wish;
    struct recorded_centre centre;
    char aside[DIR_PATH_BYTES]; /* the temporary one; "" before it is there */
    struct policy_document *document;
    struct journal *journal;
    struct book *book;
    struct policy_trial *trial;
    struct policy_names names;
    struct policy_problems problems;
};

/* ---- what is asked for ---- */

static int find_centre(struct trying *trying, struct fault *fault)
{
    return recorded_find(trying->wish->path, trying->wish->centre, &trying->centre, fault);
}

/* ---- the copy ---- */

static int copy_journal(struct trying *trying, struct fault *fault)
{
    const char *place = getenv("TMPDIR");
    char copy[DIR_PATH_BYTES];
    char centre[DIR_PATH_BYTES];
    struct journal_options options = {0};
    struct journal_error error;
    uint64_t seq = 0;

    snprintf(trying->aside, sizeof trying->aside, "%.4000s/nextup-try-XXXXXX",
             place && place[0] ? place : "/tmp");
    if (!mkdtemp(trying->aside)) {
        fault_set(fault, "Cannot create %s: %s.", trying->aside, strerror(errno));
        trying->aside[0] = '\0';
        return -1;
    }
    dir_path(trying->aside, "copy", copy);
    dir_path(trying->aside, "centre", centre);
    if (mkdir(centre, 0700) != 0)
        return fault_set(fault, "Cannot create %s: %s.", centre, strerror(errno));
    if (journal_backup(trying->centre.path, copy, &seq, &error) != 0 ||
        journal_restore(copy, centre, &seq, &error) != 0 ||
        journal_open_sqlite(&trying->journal, centre, &options, &error) != 0)
        return fault_set(fault, "%s", error.sentence);
    unlink(copy);
    return 0;
}

/* ---- the replay ---- */

static bool give_names(void *ctx, const struct acd *acd, struct policy_names *names)
{
    struct trying *trying = ctx;
    if (!policy_names_gather(&trying->names, trying->book, acd))
        return false;
    *names = trying->names;
    return true;
}

static int open_trial(struct trying *trying, struct fault *fault)
{
    struct policy_trial_options options = {.document = trying->document,
                                           .limits = trying->wish->limits,
                                           .to = ACD_NEVER,
                                           .names = give_names,
                                           .ctx = trying};
    struct book_error error;
    uint64_t seq = 0;

    if (trying->wish->from && recorded_parse_time(trying->wish->from, &options.from, NULL, fault) != 0)
        return -1;
    if (trying->wish->to) {
        if (recorded_parse_time(trying->wish->to, &options.to, NULL, fault) != 0)
            return -1;
        options.to += RECORDED_DAY_MS;
    }
    if (options.to <= options.from)
        return fault_set(fault, "The last day is before the first.");
    if (book_open(&trying->book, NULL, NULL, NULL, &seq, &error) != 0)
        return fault_set(fault, "%s", error.sentence);
    trying->trial = policy_trial_open(&options);
    return trying->trial ? 0 : fault_set(fault, "There is no memory left.");
}

static int tell_problem(const struct trying *trying, struct fault *fault)
{
    for (uint32_t i = 0; i < trying->problems.count; i++)
        if (trying->problems.list[i].level == POLICY_ERROR)
            return fault_set(fault, "%s cannot be tried here: %s: %.400s.", trying->wish->name,
                             trying->problems.list[i].pointer, trying->problems.list[i].sentence);
    return 0;
}

static bool stopped(const struct trying *trying)
{
    return trying->wish->stop && atomic_load(trying->wish->stop);
}

static int replay(struct trying *trying, struct fault *fault)
{
    struct journal_reader *reader = NULL;
    struct journal_entry entry;
    struct journal_error error;
    bool good = true;
    int more = 0;

    if (journal_reader_open(&reader, trying->journal, 1, &error) != 0)
        return fault_set(fault, "%s", error.sentence);
    while (good && !stopped(trying) && (more = journal_reader_next(reader, &entry, &error)) == 1) {
        good = policy_trial_event(trying->trial, &entry.event, &trying->problems);
        book_apply(trying->book, &entry.event, entry.body, entry.body_len);
    }
    journal_reader_close(reader);
    if (stopped(trying))
        return fault_set(fault, "The server was told to stop.");
    if (!good)
        return tell_problem(trying, fault);
    return more == 0 ? 0 : fault_set(fault, "%s", error.sentence);
}

/* ---- the report ---- */

static const char *status_name(void *ctx, uint32_t status)
{
    const struct book_object *object =
        book_find_object(((struct trying *)ctx)->book, ACD_SUBJECT_STATUS, status);
    return object ? object->name : "a status without a name";
}

static const char *agent_name(void *ctx, uint32_t agent)
{
    const struct book_user *user = book_find_user(((struct trying *)ctx)->book, agent);
    return user ? user->username : "an agent";
}

static int write_report(struct trying *trying, struct buf *text, struct fault *fault)
{
    const struct policy_trial_report *report = policy_trial_end(trying->trial, &trying->problems);
    struct policy_trial_words words = {.status = status_name,
                                       .agent = agent_name,
                                       .ctx = trying,
                                       .document = trying->wish->name,
                                       .centre = trying->centre.alias};

    if (tell_problem(trying, fault) != 0)
        return -1;
    if (trying->wish->json)
        policy_trial_render_json(text, report, &words);
    else
        policy_trial_render_text(text, report, &words);
    return buf_failed(text) ? fault_set(fault, "The report is too large.") : 0;
}

static void clean_up(struct trying *trying)
{
    if (trying->trial)
        policy_trial_close(trying->trial);
    if (trying->book)
        book_close(trying->book);
    if (trying->journal)
        journal_close(trying->journal);
    if (trying->aside[0])
        dir_remove(trying->aside);
    policy_names_free(&trying->names);
    free(trying);
}

int policy_replay(const struct policy_replay *wish, struct policy_document *document, struct buf *report,
                  struct fault *fault)
{
    struct trying *trying = calloc(1, sizeof *trying);
    if (!trying)
        return fault_set(fault, "There is no memory left.");
    trying->wish = wish;
    trying->document = document;
    int result = find_centre(trying, fault);
    if (result == 0)
        result = copy_journal(trying, fault);
    if (result == 0)
        result = open_trial(trying, fault);
    if (result == 0)
        result = replay(trying, fault);
    if (result == 0)
        result = write_report(trying, report, fault);
    clean_up(trying);
    return result;
}
