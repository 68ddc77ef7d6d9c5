/* What the journal's tests share (entries.h). Tests only. */
#include "journal/testing/entries.h"

#include <assert.h>
#include <ftw.h>
#include <spawn.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

struct journal_entry testing_entry(uint64_t seq, char *body)
{
    struct journal_entry entry = {0};
    entry.event.seq = seq;
    entry.event.at = 1700000000000 + (int64_t)seq;
    entry.event.kind = (uint16_t)(1 + seq % 60);
    entry.event.agent = (uint32_t)(seq % 7);
    entry.event.value = (int64_t)(seq % 3) - 1;
    entry.event.deadline = seq % 5 == 0 ? ACD_NEVER : 0;
    entry.event.next.return_after_ms = seq % 11 == 0 ? (int64_t)seq : 0;
    if (seq % 4 == 0) {
        entry.body_len = (uint32_t)(1 + seq * 37 % TESTING_BODY_MAX);
        memset(body, (int)('a' + seq % 26), entry.body_len);
        entry.body = body;
        entry.owner.kind = (uint8_t)(seq / 4 % 4); /* one in four is in clear */
        entry.owner.bytes[0] = (uint8_t)(entry.owner.kind == JOURNAL_OWNER_CENTRE ? 0 : seq / 16 % 200);
    }
    return entry;
}

bool testing_entry_equal(const struct journal_entry *a, const struct journal_entry *b)
{
    return memcmp(&a->event, &b->event, sizeof a->event) == 0 && a->body_len == b->body_len &&
           (a->body_len == 0 || memcmp(a->body, b->body, a->body_len) == 0);
}

void testing_append(struct journal *journal, uint32_t count)
{
    struct journal_entry entries[64];
    static char bodies[64][TESTING_BODY_MAX];
    assert(count <= 64);
    uint64_t last = journal_last(journal);
    for (uint32_t i = 0; i < count; i++)
        entries[i] = testing_entry(last + 1 + i, bodies[i]);
    journal_append(journal, entries, count);
}

uint64_t testing_read(struct journal *journal, uint64_t first_seq, struct journal_error *error)
{
    struct journal_reader *reader;
    uint64_t seq = first_seq;
    int got = journal_reader_open(&reader, journal, first_seq, error);
    if (got != 0)
        return 0;
    struct journal_entry entry;
    while ((got = journal_reader_next(reader, &entry, error)) == 1) {
        char body[TESTING_BODY_MAX];
        struct journal_entry expected = testing_entry(seq, body);
        if (!testing_entry_equal(&entry, &expected)) {
            snprintf(error->sentence, sizeof error->sentence, "entry %llu is not what was appended",
                     (unsigned long long)seq);
            got = -1;
            break;
        }
        seq++;
    }
    journal_reader_close(reader);
    return got == 0 ? seq - 1 : 0;
}

void testing_directory(char *path)
{
    const char *base = getenv("TMPDIR");
    snprintf(path, 256, "%s/nextup-journal-XXXXXX", base && *base ? base : "/tmp");
    if (!mkdtemp(path))
        abort();
}

static int remove_one(const char *path, const struct stat *status, int type, struct FTW *place)
{
    (void)status;
    (void)type;
    (void)place;
    return remove(path);
}

void testing_remove(const char *path)
{
    nftw(path, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

static bool copy_all(const char *from, const char *to)
{
    extern char **environ;
    char all[300];
    pid_t child;
    int status;
    snprintf(all, sizeof all, "%s/.", from);
    char *const arguments[] = {"cp", "-r", all, (char *)(uintptr_t)to, NULL};
    return posix_spawnp(&child, "cp", NULL, NULL, arguments, environ) == 0 &&
           waitpid(child, &status, 0) >= 0 && status == 0;
}

void testing_copy(const char *from, char *to)
{
    for (int tries = 0; tries < 5; tries++) { /* a file that gets its name meanwhile is missed once */
        testing_directory(to);
        if (copy_all(from, to))
            return;
        testing_remove(to);
    }
    abort();
}

int testing_shell(const char *line)
{
    extern char **environ;
    pid_t child;
    int status;
    char *const arguments[] = {"sh", "-c", (char *)(uintptr_t)line, NULL};
    if (posix_spawnp(&child, "sh", NULL, NULL, arguments, environ) != 0 || waitpid(child, &status, 0) < 0)
        abort();
    return WEXITSTATUS(status);
}

static const char *name_of(char name[600], const char *dir, const char *file)
{
    snprintf(name, 600, "%s/%s", dir, file);
    return name;
}

void testing_tamper(const char *dir, const char *file, const char *sql)
{
    char name[600];
    sqlite3 *db;
    if (sqlite3_open(name_of(name, dir, file), &db) != SQLITE_OK ||
        sqlite3_exec(db, sql, NULL, NULL, NULL) != SQLITE_OK)
        abort();
    sqlite3_close(db);
}

void testing_flip(const char *dir, const char *file, long at)
{
    char name[600];
    FILE *stream = fopen(name_of(name, dir, file), "r+b");
    if (!stream || fseek(stream, at, at < 0 ? SEEK_END : SEEK_SET) != 0)
        abort();
    int byte = fgetc(stream);
    fseek(stream, -1, SEEK_CUR);
    fputc(byte ^ 0xff, stream);
    fclose(stream);
}

long testing_size(const char *dir, const char *file)
{
    char name[600];
    struct stat status;
    return stat(name_of(name, dir, file), &status) == 0 ? (long)status.st_size : -1;
}

long testing_content(const char *dir, const char *file)
{
    char name[600];
    FILE *stream = fopen(name_of(name, dir, file), "rb");
    if (!stream)
        abort();
    long content = 0, at = 0;
    for (int byte; (byte = fgetc(stream)) != EOF;)
        if (++at && byte)
            content = at;
    fclose(stream);
    return content;
}
