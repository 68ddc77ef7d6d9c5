/* Fuzzes the list of files that were moved out (archived.h): any bytes are refused with a sentence, or are a list that
 * reads the same after it was written. */
#include "journal/archived.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

static char dir[64]; /* "" before the first input */

static void remove_dir(void)
{
    char path[128];
    snprintf(path, sizeof path, "%s/journal/archived", dir);
    unlink(path);
    snprintf(path, sizeof path, "%s/journal", dir);
    rmdir(path);
    rmdir(dir);
}

static void begin(void)
{
    char path[128];
    snprintf(dir, sizeof dir, "%s/nextup-fuzz-XXXXXX", access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
    assert(mkdtemp(dir) != NULL);
    snprintf(path, sizeof path, "%s/journal", dir);
    assert(mkdir(path, 0700) == 0 && atexit(remove_dir) == 0);
}

static void check_again(const struct journal_archived *archived)
{
    struct journal_archived again;
    struct journal_error error;
    assert(journal_archived_write(dir, archived, &error) == 0);
    assert(journal_archived_read(dir, &again, &error) == 0);
    assert(again.count == archived->count && strcmp(again.folder, archived->folder) == 0);
    for (uint32_t i = 0; i < again.count; i++)
        assert(again.files[i].last_seq == archived->files[i].last_seq &&
               again.files[i].checksum == archived->files[i].checksum);
    journal_archived_free(&again);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    struct journal_archived archived;
    struct journal_error error = {.sentence = ""};
    char path[128];
    if (dir[0] == '\0')
        begin();
    snprintf(path, sizeof path, "%s/journal/archived", dir);
    FILE *stream = fopen(path, "we");
    assert(stream != NULL && fwrite(bytes, 1, len, stream) == len);
    assert(fclose(stream) == 0);
    if (journal_archived_read(dir, &archived, &error) == 0)
        check_again(&archived);
    else
        assert(error.sentence[0] != '\0');
    journal_archived_free(&archived);
    return 0;
}
