/* Erasing one contact's chain or one user on request; see erase.h. It must not look at the clock for anything but how long it waits. */
#include "server/erase.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "book/body.h"
#include "book/book.h"
#include "lib/clock.h"
#include "server/admin_requests.h"
#include "server/make_decide.h"

enum { POLL_MS = 1, NS_A_MS = 1000000 };

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

/* A question to the history, and what came of it. Freed by whoever comes last: the asker, or an answer that was no longer waited for. */
struct finding {
    struct pump *pump;
    struct pump_erasing erasing;
    struct fault fault;
    bool answered;
    bool abandoned;
    bool done;
    uint32_t erased;
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

static void on_chain(void *ctx, const struct book_chain *chain, bool failed)
{
    struct finding *finding = ctx;
    if (finding->abandoned) {
        free(finding);
        return;
    }
    look_at_chain(finding, chain, failed);
    finding->answered = true;
}

static void wait_for_answer(struct finding *finding)
{
    const struct timespec pause = {.tv_nsec = POLL_MS * NS_A_MS};
    int64_t until = clock_monotonic_ms() + ERASE_WAIT_MS;
    for (pump_poll(finding->pump); !finding->answered && clock_monotonic_ms() < until;
         pump_poll(finding->pump))
        nanosleep(&pause, NULL);
}

static bool erase_contact(struct pump *pump, const char *text, const struct pump_erasing *erasing,
                          uint32_t *erased, struct fault *fault)
{
    struct uuid uuid;
    struct finding *finding = calloc(1, sizeof *finding);
    if (!finding || !uuid_parse(text, strlen(text), &uuid)) {
        free(finding);
        return refuse(fault, "\"%s\" is no contact's id (a UUID).", text);
    }
    finding->pump = pump;
    finding->erasing = *erasing;
    book_ask_chain(pump_book_ask(pump), pump_seq(pump), &uuid, on_chain, finding);
    wait_for_answer(finding);
    if (!finding->answered) {
        finding->abandoned = true;
        return refuse(fault, "The history is behind: try again a little later.%s", "");
    }
    bool done = finding->done;
    *erased = finding->erased;
    if (!done)
        *fault = finding->fault;
    free(finding);
    return done;
}

/* ---- a user ---- */

static bool erase_user(struct pump *pump, const char *username, struct pump_erasing *erasing,
                       struct fault *fault)
{
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
    return begun(pump_erase(pump, erasing), fault);
}

static bool erase(struct admin_asking *asking)
{
    struct making making;
    uint32_t erased = 1;
    const char *contact = json_optional_text(&asking->reader, "contact", 1, 100);
    const char *username = json_optional_text(&asking->reader, "username", 1, BODY_USERNAME_BYTES_MAX);
    if (!admin_begin_centre(asking, &making))
        return false;
    struct pump_erasing erasing = {.at = asking->now, .actor = asking->actor};
    if (!contact == !username)
        return admin_refuse(asking, "Name either a contact or a user.%s", "");
    if (contact ? !erase_contact(making.pump, contact, &erasing, &erased, &asking->fault)
                : !erase_user(making.pump, username, &erasing, &asking->fault))
        return false;
    json_member_i64(&asking->writer, "erased", erased);
    return true;
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
