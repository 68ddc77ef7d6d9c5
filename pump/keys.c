/* Whose a body is, and so under whose key it is sealed; and the end of such keys. It must not seal anything itself, nor
 * change what an event says.
 *
 *   the event of the batch that the body is about ("for")      owner
 *     with a contact, or RECORDED about one                      that contact: customers' names, attributes, messages, notes, whispers, addresses, reasons
 *     RECORDED of CONTACT_CHANGED about one that is over         the contact that the body names
 *     RECORDED about an agent, or with an agent alone            that agent: names, password, sessions' addresses, keys' secrets, reasons
 *     any other                                                  the centre
 *
 * An erasure: BOOK_ERASED becomes durable, then the keys are destroyed. Nothing is settled meanwhile, so a crash
 * between the two is met again by recovery.
 */
#include "pump/state.h"

#include "book/body.h"
#include "lib/buf.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

static struct journal_owner owner_of(enum journal_owner_kind kind, const struct uuid *uuid)
{
    struct journal_owner owner = {.kind = (uint8_t)kind};
    if (uuid)
        memcpy(owner.bytes, uuid->bytes, sizeof owner.bytes);
    return owner;
}

/* Somebody whose UUID is not known gets a stand-in made of the number, so that there still is something to erase. */
static struct journal_owner owner_by_number(enum journal_owner_kind kind, uint64_t number)
{
    struct journal_owner owner = {.kind = (uint8_t)kind};
    memset(owner.bytes, UINT8_MAX, sizeof owner.bytes);
    for (unsigned i = 0; i < sizeof number; i++)
        owner.bytes[i] = (uint8_t)(number >> (8 * i));
    return owner;
}

/* Every body begins {"for":KIND (book/body_render.c). 0: this one does not. */
static uint16_t kind_of(const char *body, size_t len)
{
    static const char begin[] = "{\"for\":";
    unsigned kind = 0;
    size_t at = sizeof begin - 1;
    if (len < at || memcmp(body, begin, at) != 0)
        return 0;
    for (; at < len && body[at] >= '0' && body[at] <= '9' && kind < UINT16_MAX / 10; at++)
        kind = kind * 10 + (unsigned)(body[at] - '0');
    return (uint16_t)kind;
}

static const struct acd_event *event_of(const struct acd_batch *batch, const void *body, size_t len)
{
    uint16_t kind = kind_of(body, len);
    for (uint32_t i = 0; i < batch->count; i++)
        if (batch->events[i].kind == kind)
            return &batch->events[i];
    return &batch->events[0];
}

/* The UUID of a contact that is over, as a change of it names it. */
static bool changed_contact(const void *body, size_t len, struct uuid *uuid)
{
    json_t *object = body_open(body, len);
    const char *text = json_string_value(json_object_get(object, "contact"));
    bool named = text && uuid_parse(text, strlen(text), uuid);
    json_decref(object);
    return named;
}

static bool contact_owner(const struct book *book, uint64_t number, struct journal_owner *owner)
{
    const struct book_contact *contact = book_find_contact(book, number);
    if (!contact || uuid_is_nil(&contact->uuid))
        return false;
    *owner = owner_of(JOURNAL_OWNER_CONTACT, &contact->uuid);
    return true;
}

static bool agent_owner(const struct book *book, uint32_t agent, struct journal_owner *owner)
{
    const struct book_user *user = book_find_user(book, agent);
    if (!user || uuid_is_nil(&user->uuid))
        return false;
    *owner = owner_of(JOURNAL_OWNER_AGENT, &user->uuid);
    return true;
}

bool pump_owner(const struct pump *pump, const void *body, size_t len, bool last, struct journal_owner *owner)
{
    const struct acd_event *event = event_of(&pump->batch, body, len);
    struct uuid uuid;
    bool recorded = event->kind == ACD_RECORDED;
    uint64_t contact =
        recorded && event->subject_kind == ACD_SUBJECT_CONTACT ? event->subject : event->contact;
    uint32_t agent =
        recorded && event->subject_kind == ACD_SUBJECT_AGENT ? (uint32_t)event->subject : event->agent;
    if (recorded && event->record == BOOK_ERASED) {
        *owner = owner_of(JOURNAL_OWNER_CENTRE, NULL); /* it must outlive what it erases */
        return true;
    }
    if (recorded && event->record == BOOK_CONTACT_CHANGED && changed_contact(body, len, &uuid)) {
        *owner = owner_of(JOURNAL_OWNER_CONTACT, &uuid);
        return true;
    }
    if (contact != 0 && contact_owner(pump->book, contact, owner))
        return true;
    if (contact == 0 && agent != 0 && agent_owner(pump->book, agent, owner))
        return true;
    if (contact != 0)
        *owner = owner_by_number(JOURNAL_OWNER_CONTACT, contact);
    else if (agent != 0)
        *owner = owner_by_number(JOURNAL_OWNER_AGENT, agent);
    else
        *owner = owner_of(JOURNAL_OWNER_CENTRE, NULL);
    return last || (contact == 0 && agent == 0);
}

/* ---- erasing ---- */

struct erasure {
    struct pump *pump;
    uint32_t count;
    struct journal_owner owners[];
};

/* The owners whose keys go. NULL: no memory. */
static struct erasure *owners_of(struct pump *pump, const struct body_erased *erased,
                                 const struct book_chain_contact *contacts, uint32_t agent)
{
    struct erasure *erasure =
        calloc(1, sizeof *erasure + (2 * (size_t)erased->count + 2) * sizeof erasure->owners[0]);
    if (!erasure)
        return NULL;
    bool user = erased->what == BODY_ERASED_USER;
    erasure->pump = pump;
    erasure->owners[erasure->count++] =
        owner_of(user ? JOURNAL_OWNER_AGENT : JOURNAL_OWNER_CONTACT, &erased->uuid);
    if (user)
        erasure->owners[erasure->count++] = owner_by_number(JOURNAL_OWNER_AGENT, agent);
    for (uint32_t i = 0; !user && i < erased->count; i++) {
        erasure->owners[erasure->count++] = owner_of(JOURNAL_OWNER_CONTACT, &contacts[i].uuid);
        erasure->owners[erasure->count++] = owner_by_number(JOURNAL_OWNER_CONTACT, contacts[i].contact);
    }
    return erasure;
}

static void on_durable(void *ctx, enum pump_outcome outcome)
{
    struct erasure *erasure = ctx;
    struct pump *pump = erasure->pump;
    struct journal_error error = {"An erasure is carried out at the next start."};
    bool done =
        outcome == PUMP_DURABLE && journal_erase(pump->journal, erasure->owners, erasure->count, &error) >= 0;
    if (done)
        journal_erase_hold(pump->journal, false);
    else /* still held: the next start does it */
        pump_note(&pump->options, error.sentence);
    free(erasure);
}

enum pump_refusal pump_erase(struct pump *pump, const struct pump_erasing *erasing)
{
    struct acd_command command = {.kind = ACD_RECORD,
                                  .at = erasing->at,
                                  .actor = erasing->actor,
                                  .record = BOOK_ERASED,
                                  .subject_kind = erasing->agent ? ACD_SUBJECT_AGENT : ACD_SUBJECT_CENTRE,
                                  .subject = erasing->agent};
    struct body_erased erased = {.what = erasing->agent ? BODY_ERASED_USER : BODY_ERASED_CONTACT,
                                 .uuid = erasing->uuid,
                                 .contacts = erasing->contacts,
                                 .count = erasing->contact_count};
    struct buf body;
    buf_init(&body, ACD_BODY_BYTES_MAX);
    struct erasure *erasure = owners_of(pump, &erased, erasing->contacts, erasing->agent);
    enum pump_refusal refused = PUMP_REFUSED;
    if (!erasure || !body_render_erased(&body, &erased) ||
        (erasing->why && !body_render_why(&body, erasing->why)))
        goto out;
    journal_erase_hold(pump->journal, true);
    refused = pump_decide(pump, &command, body.bytes, body.len, NULL, NULL);
    if (refused == PUMP_OK) {
        pump_post(pump, on_durable, erasure);
        erasure = NULL;
    } else {
        journal_erase_hold(pump->journal, false);
    }
out:
    free(erasure);
    buf_free(&body);
    return refused;
}

int pump_erase_again(struct pump *pump, const struct journal_entry *entry, struct journal_error *error)
{
    struct body_erased erased;
    const struct acd_event *event = &entry->event;
    if (event->kind != ACD_RECORDED || event->record != BOOK_ERASED || !entry->body)
        return 0;
    json_t *object = body_open(entry->body, entry->body_len);
    struct book_chain_contact *contacts = calloc(BOOK_CHAIN_MAX, sizeof *contacts);
    struct erasure *erasure = NULL;
    int result = 0;
    if (object && contacts && body_parse_erased(object, &erased, contacts))
        erasure = owners_of(pump, &erased, contacts, (uint32_t)event->subject);
    if (erasure && journal_erase(pump->journal, erasure->owners, erasure->count, error) < 0)
        result = -1;
    free(erasure);
    free(contacts);
    json_decref(object);
    return result;
}
