/* Erasing one contact's chain or one user on request; see erase.h. It must not look at the clock for anything but how
 * long is waited. */
#include "server/erase.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "book/body.h"
#include "book/book.h"
#include "lib/clock.h"
#include "server/admin_requests.h"
#include "server/make_decide.h"

enum { POLL_MS = 1, NS_A_MS = 1000000 };

static const char HISTORY_BEHIND[] = "The history is behind: try again a little later.";

static bool refuse(struct fault *fault, const char *format, const char *what)
{
    fault_set(fault, format, what);
    return false;
}

static bool begun(enum pump_refusal refused, struct fault *fault)
{
    return refused == PUMP_OK || refuse(fault, "It could not be written down: %s.",
                                        refused == PUMP_FAILED ? "the journal has failed" : "try again");
}

/* ---- a contact ---- */

/* A question to the history, and what came of it. Freed by whoever comes last: the asker, or an answer that was no
 * longer waited for. */
struct finding {
    struct pump *pump;
    struct pump_erasing erasing;
    char why[BOOK_WHY_BYTES_MAX + 1];
    char centre[DIR_ALIAS_BYTES];
    struct fault fault;
    bool answered;
    bool abandoned;
    bool done;
    uint32_t erased;
    struct erase_later later; /* told NULL: the asker waits on this thread */
    struct finding *next;     /* of those who wait for later */
    int64_t until;
};

static void look_at_chain(struct finding *finding, const struct book_chain *chain, bool failed)
{
    struct pump_erasing *erasing = &finding->erasing;
    if (failed) {
        refuse(&finding->fault, "The history cannot be read now: try again.%s", "");
    } else if (!chain->found) {
        refuse(&finding->fault, "There is no such contact in this centre.%s", "");
    } else if (chain->live) {
        refuse(&finding->fault, "The contact is not over: end it and clear its legs first.%s", "");
    } else if (chain->erased) {
        finding->done = true;
    } else {
        erasing->uuid = chain->initial;
        erasing->contacts = chain->contacts;
        erasing->contact_count = chain->count;
        finding->done = begun(pump_erase(finding->pump, erasing), &finding->fault);
        finding->erased = chain->count;
    }
}

static void write_erased(struct json_writer *writer, uint32_t erased)
{
    json_member_i64(writer, "erased", erased);
}

static void tell(struct finding *finding)
{
    struct buf text;
    struct json_writer writer;
    buf_init(&text, 4096);
    json_writer_init(&writer, &text);
    if (finding->done) {
        json_object_begin(&writer);
        json_member_bool(&writer, "ok", true);
        json_member_text(&writer, "centre", finding->centre);
        write_erased(&writer, finding->erased);
        json_object_end(&writer);
    } else {
        buf_append_text(&text, finding->fault.sentence);
    }
    finding->later.told(finding->later.ctx, finding->done, &text);
    buf_free(&text);
}

static void leave(struct finding *finding)
{
    struct finding **place = &finding->later.waiting->first;
    while (*place != finding)
        place = &(*place)->next;
    *place = finding->next;
}

static void on_chain(void *ctx, const struct book_chain *chain, bool failed)
{
    struct finding *finding = ctx;
    if (!finding->abandoned)
        look_at_chain(finding, chain, failed);
    finding->answered = true;
    if (finding->later.told && !finding->abandoned) {
        leave(finding);
        tell(finding);
    }
    if (finding->later.told || finding->abandoned)
        free(finding);
}

/* Its answer is not waited for any more, and erases nothing. */
static void abandon(struct finding *finding, const char *sentence)
{
    finding->abandoned = true;
    leave(finding);
    refuse(&finding->fault, "%s", sentence);
    tell(finding);
}

void erase_tick(struct erase_waiting *waiting, int64_t monotonic_now)
{
    struct finding *next;
    for (struct finding *finding = waiting->first; finding; finding = next) {
        next = finding->next;
        if (finding->until <= monotonic_now)
            abandon(finding, HISTORY_BEHIND);
    }
}

void erase_stop(struct erase_waiting *waiting)
{
    waiting->stopped = true;
    while (waiting->first)
        abandon(waiting->first, "The server stops: ask again when it is back.");
}

static void wait_for_answer(struct finding *finding)
{
    const struct timespec pause = {.tv_nsec = POLL_MS * NS_A_MS};
    for (pump_poll(finding->pump); !finding->answered && clock_monotonic_ms() < finding->until;
         pump_poll(finding->pump))
        nanosleep(&pause, NULL);
}

/* On this thread. Frees finding, or has its late answer do it. */
static bool wait_here(struct admin_asking *asking, struct finding *finding)
{
    wait_for_answer(finding);
    if (!finding->answered) {
        finding->abandoned = true;
        return admin_refuse(asking, "%s", HISTORY_BEHIND);
    }
    bool done = finding->done;
    write_erased(&asking->writer, finding->erased);
    if (!done)
        asking->fault = finding->fault;
    free(finding);
    return done;
}

static struct finding *finding_new(const struct admin_asking *asking, const struct making *making,
                                   const struct pump_erasing *erasing)
{
    struct finding *finding = calloc(1, sizeof *finding);
    if (!finding)
        return NULL;
    *finding = (struct finding){
        .pump = making->pump, .erasing = *erasing, .until = clock_monotonic_ms() + ERASE_WAIT_MS};
    snprintf(finding->centre, sizeof finding->centre, "%s", admin_alias(asking, making->pump));
    snprintf(finding->why, sizeof finding->why, "%s", asking->why ? asking->why : "");
    finding->erasing.why = asking->why ? finding->why : NULL;
    return finding;
}

static bool erase_contact(struct admin_asking *asking, const struct making *making, const char *text,
                          const struct pump_erasing *erasing)
{
    struct uuid uuid;
    if (!uuid_parse(text, strlen(text), &uuid))
        return admin_refuse(asking, "\"%s\" is no contact's id (a UUID).", text);
    if (asking->later && asking->later->waiting->stopped)
        return admin_refuse(asking, "The server stops: ask again when it is back.%s", "");
    struct finding *finding = finding_new(asking, making, erasing);
    if (!finding)
        return admin_refuse(asking, "There is no memory left.%s", "");
    if (asking->later) {
        finding->later = *asking->later;
        finding->next = finding->later.waiting->first;
        finding->later.waiting->first = finding;
        asking->put_off = true;
    }
    book_ask_chain(pump_book_ask(making->pump), pump_seq(making->pump), &uuid, on_chain, finding);
    return asking->put_off || wait_here(asking, finding);
}

/* ---- a user ---- */

static bool erase_user(struct admin_asking *asking, struct pump *pump, const char *username,
                       struct pump_erasing *erasing)
{
    struct fault *fault = &asking->fault;
    struct acd_agent_view view;
    uint32_t agent = book_find_username(pump_book(pump), username);
    if (agent == 0 || !acd_agent_view(pump_core(pump), agent, &view))
        return refuse(fault, "There is no user \"%s\" in this centre.", username);
    if (view.enabled)
        return refuse(fault, "%s is enabled: disable the user first (nextup user disable).", username);
    if (view.leg_count > 0)
        return refuse(fault, "%s still has a contact: end and clear it first.", username);
    erasing->agent = agent;
    erasing->uuid = book_find_user(pump_book(pump), agent)->uuid;
    if (!begun(pump_erase(pump, erasing), fault))
        return false;
    write_erased(&asking->writer, 1);
    return true;
}

static bool erase(struct admin_asking *asking)
{
    struct making making;
    const char *contact = json_optional_text(&asking->reader, "contact", 1, 100);
    const char *username = json_optional_text(&asking->reader, "username", 1, BODY_USERNAME_BYTES_MAX);
    if (!admin_begin_centre(asking, &making))
        return false;
    struct pump_erasing erasing = {.at = asking->now, .actor = asking->actor, .why = asking->why};
    if (!contact == !username)
        return admin_refuse(asking, "Name either a contact or a user.%s", "");
    return contact ? erase_contact(asking, &making, contact, &erasing)
                   : erase_user(asking, making.pump, username, &erasing);
}

/* ---- retention ---- */

static bool retention_show(struct admin_asking *asking)
{
    struct making making;
    if (!admin_begin_centre(asking, &making))
        return false;
    json_member_i64(&asking->writer, "contactDays", book_retention_days(pump_book(making.pump)));
    return true;
}

static bool retention_set(struct admin_asking *asking)
{
    struct buf body;
    struct making making;
    int64_t days = json_required_i64(&asking->reader, "contactDays", 0, RETENTION_DAYS_MAX);
    if (!admin_begin_centre(asking, &making))
        return false;
    json_t *document = days ? json_pack("{s:I}", "contactDays", (json_int_t)days) : NULL;
    const struct body_document set = {.name = BOOK_RETENTION_DOCUMENT, .value = document};
    buf_init(&body, ACD_BODY_BYTES_MAX);
    bool done = make_rendered(&making, body_render_document_set(&body, &set), &body, "The retention") &&
                make_record(&making, ACD_SUBJECT_CENTRE, 0, BOOK_DOCUMENT_SET, &body, "The retention");
    json_decref(document);
    json_member_i64(&asking->writer, "contactDays", days);
    return done;
}

/* ---- archiving ---- */

static bool archive_show(struct admin_asking *asking)
{
    struct making making;
    if (!admin_begin_centre(asking, &making))
        return false;
    json_member_u64(&asking->writer, "historySeq", book_history_seq(pump_book(making.pump)));
    return true;
}

static const struct admin_request list[] = {{"erase", erase, false},
                                            {"retention_show", retention_show, false},
                                            {"retention_set", retention_set, false},
                                            {"archive_show", archive_show, true}};
const struct admin_requests erase_requests = {list, sizeof list / sizeof list[0]};
