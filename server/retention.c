/* The timer of retention (erase.h): erases the chains that were over longer ago than the centre keeps. It must not work
 * on many at a time.
 *
 *   a centre:  RESTING --due, and it has a retention--> LISTING --the history names the oldest--> ERASING one by one --the last--> RESTING
 *                 due again at once if there are more, else after LOOK_MS
 */
#include "server/erase.h"

#include <stdlib.h>
#include <string.h>

#include "book/book.h"
#include "lib/log.h"

enum {
    CHAINS_A_TICK = 10, /* a second: each is a sync of the key file on the pump's thread */
    LOOK_MS = 60 * 1000,
    DAY_MS = 24 * 60 * 60 * 1000,
};

struct keeping { /* of one centre */
    struct retention *retention;
    struct pump *pump;
    int64_t due_at;
    uint32_t waiting; /* answers to come; 0: resting */
};

struct retention {
    struct keeping centres[PUMP_CENTRES_MAX];
    uint32_t count;
    int64_t now;
};

struct retention *retention_new(const struct pump_centres *centres)
{
    struct retention *retention = calloc(1, sizeof *retention);
    for (; retention && retention->count < centres->count; retention->count++)
        retention->centres[retention->count] =
            (struct keeping){.retention = retention, .pump = centres->pumps[retention->count]};
    return retention;
}

void retention_free(struct retention *retention)
{
    free(retention);
}

static void on_chain(void *ctx, const struct book_chain *chain, bool failed)
{
    struct keeping *keeping = ctx;
    struct pump_erasing erasing = {.at = keeping->retention->now, .actor = {.kind = ACD_ACTOR_SYSTEM}};
    keeping->waiting--;
    if (failed || !chain->found || chain->live || chain->erased)
        return;
    erasing.uuid = chain->initial;
    erasing.contacts = chain->contacts;
    erasing.contact_count = chain->count;
    if (pump_erase(keeping->pump, &erasing) != PUMP_OK)
        log_warning(log_event("retention_waits"), log_text("why", "the journal takes nothing now"));
}

static void on_chains(void *ctx, const struct uuid *initials, uint32_t count, bool more, bool failed)
{
    struct keeping *keeping = ctx;
    keeping->waiting--;
    if (failed)
        return;
    if (more)
        keeping->due_at = 0;
    for (uint32_t i = 0; i < count; i++) {
        keeping->waiting++;
        book_ask_chain(pump_book_ask(keeping->pump), 0, &initials[i], on_chain, keeping);
    }
    if (count > 0)
        log_info(log_event("retention_erases"), log_i64("contacts", count));
}

void retention_tick(struct retention *retention, int64_t now)
{
    retention->now = now;
    for (uint32_t i = 0; i < retention->count; i++) {
        struct keeping *keeping = &retention->centres[i];
        uint32_t days = book_retention_days(pump_book(keeping->pump));
        if (days == 0 || keeping->waiting > 0 || now < keeping->due_at)
            continue;
        keeping->due_at = now + LOOK_MS;
        keeping->waiting++;
        book_ask_contacts_to_erase(pump_book_ask(keeping->pump), pump_seq(keeping->pump),
                                   now - (int64_t)days * DAY_MS, CHAINS_A_TICK, on_chains, keeping);
    }
}
