/* libFuzzer target of record.c: any bytes are refused or make an event that encodes to the very same bytes. Never reads
 * outside them. */
#include "journal/journal.h"

#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

static void check(const uint8_t *bytes, size_t len)
{
    struct journal_entry entry;
    size_t taken = journal_record_decode(bytes, len, &entry);
    if (taken == 0)
        return;
    uint8_t *again = malloc(taken);
    if (taken > len || journal_record_encode(&entry, again, taken) != taken ||
        memcmp(bytes, again, taken) != 0)
        abort();
    free(again);
}

/* Once as it is, once with length and checksum made right, so that what is inside gets its share. */
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    check(bytes, len);
    if (len < 9)
        return 0;
    uint8_t *mended = malloc(len);
    memcpy(mended, bytes, len);
    uint32_t sum = (uint32_t)XXH3_64bits(bytes + 8, len - 8);
    for (int i = 0; i < 4; i++) {
        mended[i] = (uint8_t)(len >> (8 * i));
        mended[4 + i] = (uint8_t)(sum >> (8 * i));
    }
    check(mended, len);
    free(mended);
    return 0;
}
