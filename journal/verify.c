/* Checks a journal that nobody has open: every file, row, record and snapshot. It must not change anything but the lock
 * file. */
#include "journal/archived.h"
#include "journal/chain.h"
#include "journal/directory.h"
#include "journal/engine.h"
#include "journal/file.h"
#include "journal/snapshot.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { SNAPSHOTS_MAX = 64 };

struct verify {
    const char *dir;
    void (*report)(void *ctx, const char *sentence);
    void *ctx;
    int findings;
    uint64_t last_seq; /* the last good one */
    uint8_t id[JOURNAL_ID_BYTES];
    uint32_t count; /* of files */
    bool id_known;
};

static void find(struct verify *verify, const char *sentence)
{
    verify->findings++;
    if (verify->report)
        verify->report(verify->ctx, sentence);
}

static void check_row(struct verify *verify, const char *path, const struct journal_row *row)
{
    struct journal_error error;
    char what[96];
    uint64_t bad_seq;
    if (row->first_seq != verify->last_seq + 1) {
        snprintf(what, sizeof what, "event %llu should come here, and is missing",
                 (unsigned long long)(verify->last_seq + 1));
        journal_row_fault(&error, path, row, what);
        find(verify, error.sentence);
    }
    if (!journal_row_check(row, &bad_seq)) {
        snprintf(what, sizeof what, "event %llu in it is torn or damaged", (unsigned long long)bad_seq);
        journal_row_fault(&error, path, row, what);
        find(verify, error.sentence);
    }
    verify->last_seq = row->first_seq + row->count - 1;
}

/* A row that does not check out is told, and the walk goes on behind it. */
static void check_rows(struct verify *verify, struct journal_file *file)
{
    struct journal_error error;
    struct journal_row row = {0};
    int result = journal_file_seek(file, 0, &error) == 0 ? 1 : -1;
    while (result == 1 || (result == -1 && row.first_seq)) {
        row.first_seq = 0;
        result = journal_file_step(file, &row, &error);
        if (result == 1)
            check_row(verify, file->path, &row);
        if (result == -1)
            find(verify, error.sentence);
        if (result == -1 && row.first_seq)
            verify->last_seq = row.first_seq + (row.count ? row.count : 1) - 1;
    }
    journal_file_rest(file);
}

/* SQLite's own structure: pages that a row's checksum does not cover. */
static void check_pages(struct verify *verify, struct journal_file *file)
{
    sqlite3_stmt *check = NULL;
    struct journal_error error;
    int code = sqlite3_prepare_v2(file->db, "PRAGMA integrity_check(10)", -1, &check, NULL);
    while (code == SQLITE_OK && (code = sqlite3_step(check)) == SQLITE_ROW) {
        code = SQLITE_OK;
        const char *text = (const char *)sqlite3_column_text(check, 0);
        if (!text || strcmp(text, "ok") == 0)
            continue;
        journal_fault(&error, "%s: %s.", file->path, text);
        find(verify, error.sentence);
    }
    if (code != SQLITE_DONE) {
        journal_fault_sqlite(&error, file->db, file->path, "Checking");
        find(verify, error.sentence);
    }
    sqlite3_finalize(check);
}

static void check_header(struct verify *verify, const struct journal_file *file)
{
    struct journal_error error;
    if (verify->id_known && memcmp(verify->id, file->id, JOURNAL_ID_BYTES) != 0) {
        journal_fault(&error, "%s belongs to another journal than the files before it.", file->path);
        find(verify, error.sentence);
    }
    memcpy(verify->id, file->id, JOURNAL_ID_BYTES);
    verify->id_known = true;
    if (file->sealed_at && file->number == verify->count) {
        journal_fault(&error, "%s is complete, and the file after it (%06u.db) is missing.", file->path,
                      (unsigned)(file->number + 1));
        find(verify, error.sentence);
    }
}

static void check_file(struct verify *verify, uint32_t number)
{
    struct journal_path path;
    struct journal_error error;
    struct journal_wal wal;
    struct journal_file file = {0};
    if (journal_archived_find(verify->dir, number, &path, &error) != 0) {
        find(verify, error.sentence);
        return;
    }
    if (access(path.text, F_OK) != 0) {
        journal_fault(&error, "%s is missing.", path.text);
        find(verify, error.sentence);
        return;
    }
    if (journal_wal_look(path.text, &wal, &error) != 0) {
        find(verify, error.sentence);
        return;
    }
    if (wal.damaged || wal.bytes_unfinished) {
        journal_wal_sentence(&error, path.text, &wal);
        find(verify, error.sentence);
    }
    if (journal_file_open(&file, path.text, number, false, &error) != 0) {
        find(verify, error.sentence);
        return;
    }
    check_header(verify, &file);
    check_pages(verify, &file);
    check_rows(verify, &file);
    journal_file_close(&file);
}

static void check_snapshots(struct verify *verify)
{
    uint64_t seqs[SNAPSHOTS_MAX];
    struct journal_error error;
    int count = journal_snapshot_list(verify->dir, seqs, SNAPSHOTS_MAX, &error);
    if (count < 0)
        find(verify, error.sentence);
    for (int i = 0; i < count; i++) {
        uint8_t *bytes = NULL;
        size_t len;
        const char *wrong = journal_snapshot_read_one(verify->dir, seqs[i], &bytes, &len);
        free(bytes);
        if (!wrong && seqs[i] > verify->last_seq)
            wrong = "it knows more events than the journal";
        if (!wrong)
            continue;
        journal_snapshot_sentence(&error, verify->dir, seqs[i], wrong);
        find(verify, error.sentence);
    }
}

int journal_verify(const char *dir, void (*report)(void *ctx, const char *sentence), void *ctx,
                   uint64_t *last_seq)
{
    struct verify verify = {.dir = dir, .report = report, .ctx = ctx};
    struct journal_error error;
    int lock = -1;
    struct journal_path path = journal_path_join(dir, "journal");
    if (access(path.text, F_OK) != 0)
        journal_fault(&error, "There is no journal in %s.", dir);
    else
        lock = journal_directory_lock(dir, &error);
    if (lock < 0) {
        if (report)
            report(ctx, error.sentence);
        return -1;
    }
    if (journal_directory_highest(dir, &verify.count, &error) != 0)
        find(&verify, error.sentence);
    for (uint32_t number = 1; number <= verify.count; number++)
        check_file(&verify, number);
    check_snapshots(&verify);
    close(lock);
    *last_seq = verify.last_seq;
    return verify.findings;
}
