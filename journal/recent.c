/* The last durable rows, in memory (recent.h). It must not know where else they are. */
#include "journal/recent.h"

#include <stdlib.h>
#include <string.h>

static struct journal_recent_row **place(struct journal_recent *recent, uint32_t at)
{
    return &recent->rows[(recent->head + at) % RECENT_ROWS_MAX];
}

struct journal_recent_row *journal_recent_copy(const struct journal_row *row)
{
    struct journal_recent_row *copy = malloc(sizeof *copy + row->len);
    if (!copy)
        return NULL;
    *copy = (struct journal_recent_row){
        .first_seq = row->first_seq, .count = row->count, .held = 1, .len = row->len};
    memcpy(copy->bytes, row->bytes, row->len);
    return copy;
}

static void drop_oldest(struct journal_recent *recent)
{
    struct journal_recent_row *oldest = *place(recent, 0);
    recent->bytes -= oldest->len;
    recent->head = (recent->head + 1) % RECENT_ROWS_MAX;
    recent->count--;
    journal_recent_release(oldest);
}

void journal_recent_add(struct journal_recent *recent, struct journal_recent_row *row)
{
    if (!row)
        return;
    while (recent->count > 0 &&
           (recent->count == RECENT_ROWS_MAX || recent->bytes + row->len > RECENT_BYTES_MAX))
        drop_oldest(recent);
    *place(recent, recent->count++) = row;
    recent->bytes += row->len;
}

struct journal_recent_row *journal_recent_find(struct journal_recent *recent, uint64_t seq)
{
    uint32_t low = 0, high = recent->count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        struct journal_recent_row *row = *place(recent, middle);
        if (seq < row->first_seq) {
            high = middle;
        } else if (seq - row->first_seq >= row->count) {
            low = middle + 1;
        } else {
            row->held++;
            return row;
        }
    }
    return NULL;
}

void journal_recent_release(struct journal_recent_row *row)
{
    if (--row->held == 0)
        free(row);
}

void journal_recent_free(struct journal_recent *recent)
{
    while (recent->count > 0)
        drop_oldest(recent);
}
