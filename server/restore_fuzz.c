/* Fuzzes what nextup restore is given: any file is refused with a sentence and leaves no centre behind, or lays out
 * centres that verify. Never writes outside its directory.
 *
 * Each input is taken as it is, and with the sums of its headers made right, so that what is inside gets its share. */
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "journal/journal.h"
#include "server/commands.h"
#include "server/dir.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

enum { BLOCK = 512, AT_SIZE = 124, AT_SUM = 148, SUM_DIGITS = 6, SIZE_DIGITS = 11, LEN_MAX = 1 << 20 };

static char place[DIR_PATH_BYTES]; /* what this process may write into; "" before the first input */

/* Of main.c. A sentence for each input would be too much to print. */
int command_fault(const char *sentence)
{
    assert(sentence[0] != '\0');
    return EXIT_FAULT;
}

int command_usage(const char *sentence)
{
    assert(sentence[0] != '\0');
    return EXIT_USAGE;
}

static void remove_place(void)
{
    dir_remove(place);
}

static void begin(void)
{
    const char *memory = access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp";
    snprintf(place, sizeof place, "%s/nextup-fuzz-XXXXXX", memory);
    assert(mkdtemp(place) != NULL);
    assert(atexit(remove_place) == 0);
}

static void check_centres(const char *path)
{
    struct dir_aliases aliases;
    struct fault fault;
    char centre[DIR_PATH_BYTES];
    uint64_t last_seq;
    assert(dir_list(path, &aliases, &fault) == 0);
    for (int i = 0; i < aliases.count; i++)
        assert(journal_verify(dir_centre(path, aliases.alias[i], centre), NULL, NULL, &last_seq) == 0);
}

static void check(const uint8_t *bytes, size_t len)
{
    char file[DIR_PATH_BYTES];
    char path[DIR_PATH_BYTES];
    struct dir_aliases aliases;
    struct fault fault;
    dir_path(place, "file", file);
    dir_path(place, "data", path);
    FILE *stream = fopen(file, "we");
    assert(stream != NULL && fwrite(bytes, 1, len, stream) == len);
    assert(fclose(stream) == 0);
    const struct arguments arguments = {.operands = {file, path}, .operands_count = 2};
    if (command_restore(&arguments) == EXIT_DONE)
        check_centres(path);
    else
        assert(dir_list(path, &aliases, &fault) != 0 || aliases.count == 0);
    dir_remove(path);
}

static void mend_header(uint8_t *header)
{
    unsigned sum = 0;
    memset(header + AT_SUM, ' ', SUM_DIGITS + 2);
    for (int i = 0; i < BLOCK; i++)
        sum += header[i];
    for (int i = SUM_DIGITS - 1; i >= 0; i--, sum >>= 3)
        header[AT_SUM + i] = (uint8_t)('0' + (sum & 7));
    header[AT_SUM + SUM_DIGITS] = '\0';
}

static size_t content_of(const uint8_t *header)
{
    size_t len = 0;
    for (int i = 0; i < SIZE_DIGITS && len < LEN_MAX; i++)
        len = len * 8 + (size_t)(header[AT_SIZE + i] & 7);
    return (len + BLOCK - 1) / BLOCK * BLOCK;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    static uint8_t mended[LEN_MAX];
    if (place[0] == '\0')
        begin();
    check(bytes, len);
    if (len > sizeof mended)
        return 0;
    memcpy(mended, bytes, len);
    for (size_t at = 0; at + BLOCK <= len && mended[at] != '\0'; at += BLOCK + content_of(mended + at))
        mend_header(mended + at);
    check(mended, len);
    return 0;
}
