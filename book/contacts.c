/* The directory's live contacts and the customers' rights; see contacts.h, which draws both lives. Never knows a
 * contact's place or queue. */
#include "book/contacts.h"

#include <stdlib.h>
#include <string.h>

#include "book/fact.h"
#include "book/owned.h"

enum { CONTACTS_MAX = 1 << 20, CUSTOMERS_MAX = 1 << 20 };

struct customer {
    struct book_customer shown;
    uint8_t hash[BODY_HASH_BYTES];   /* the table's key */
    struct customer *before, *after; /* in the list of those over */
    bool is_over;
};

struct contact {
    struct book_contact shown;
    uint64_t number;           /* the table's key */
    struct customer *customer; /* whose present contact this is, or NULL */
};

void contacts_init(struct contacts *contacts)
{
    *contacts = (struct contacts){.first_over = NULL};
    table_init(&contacts->by_number, CONTACTS_MAX);
    table_init(&contacts->by_uuid, CONTACTS_MAX);
    table_init(&contacts->customers, CUSTOMERS_MAX);
    table_init(&contacts->customers_by_uuid, CUSTOMERS_MAX);
}

static void contact_free(struct contact *contact)
{
    owned_text_free(&contact->shown.name);
    owned_text_free(&contact->shown.description);
    owned_text_free(&contact->shown.customer_name);
    owned_text_free(&contact->shown.attributes);
    owned_text_free(&contact->shown.references);
    owned_text_free(&contact->shown.note);
    owned_text_free(&contact->shown.address);
    free(contact);
}

static void customer_free(struct customer *customer)
{
    owned_text_free(&customer->shown.name);
    free(customer);
}

void contacts_free(struct contacts *contacts)
{
    size_t at = 0;
    for (struct contact *contact; (contact = table_next(&contacts->by_number, &at)) != NULL;)
        contact_free(contact);
    at = 0;
    for (struct customer *customer; (customer = table_next(&contacts->customers, &at)) != NULL;)
        customer_free(customer);
    table_free(&contacts->by_number);
    table_free(&contacts->by_uuid);
    table_free(&contacts->customers);
    table_free(&contacts->customers_by_uuid);
}

static struct contact *find(const struct contacts *contacts, uint64_t contact)
{
    return table_find(&contacts->by_number, &contact, sizeof contact);
}

const struct book_contact *contacts_find(const struct contacts *contacts, uint64_t contact)
{
    const struct contact *found = find(contacts, contact);
    return found ? &found->shown : NULL;
}

uint64_t contacts_find_uuid(const struct contacts *contacts, const struct uuid *uuid)
{
    const struct contact *contact = table_find(&contacts->by_uuid, uuid->bytes, UUID_BYTES);
    return contact ? contact->number : 0;
}

const struct book_customer *contacts_find_customer(const struct contacts *contacts,
                                                   const uint8_t hash[BODY_HASH_BYTES])
{
    const struct customer *customer = table_find(&contacts->customers, hash, BODY_HASH_BYTES);
    return customer ? &customer->shown : NULL;
}

/* ---- the list of rights that are over, in the order of their ends ---- */

static void unlink_over(struct contacts *contacts, struct customer *customer)
{
    if (!customer->is_over)
        return;
    *(customer->before ? &customer->before->after : &contacts->first_over) = customer->after;
    *(customer->after ? &customer->after->before : &contacts->last_over) = customer->before;
    customer->before = customer->after = NULL;
    customer->is_over = false;
}

static void link_over(struct contacts *contacts, struct customer *customer)
{
    unlink_over(contacts, customer);
    customer->is_over = true;
    customer->before = contacts->last_over;
    *(customer->before ? &customer->before->after : &contacts->first_over) = customer;
    contacts->last_over = customer;
}

/* ---- whose right it is, by the chain's present contact; a uuid that came twice finds the first ---- */

static struct customer *find_customer_of(const struct contacts *contacts, const struct uuid *uuid)
{
    return table_find(&contacts->customers_by_uuid, uuid->bytes, UUID_BYTES);
}

static void forget_uuid(struct contacts *contacts, const struct customer *customer)
{
    if (find_customer_of(contacts, &customer->shown.uuid) == customer)
        table_remove(&contacts->customers_by_uuid, customer->shown.uuid.bytes, UUID_BYTES);
}

static void know_uuid(struct contacts *contacts, struct customer *customer)
{
    owned_put(&contacts->customers_by_uuid, customer->shown.uuid.bytes, UUID_BYTES, customer);
}

static void remove_customer(struct contacts *contacts, struct customer *customer)
{
    forget_uuid(contacts, customer);
    struct contact *contact = find(contacts, customer->shown.contact);
    if (contact)
        contact->customer = NULL;
    unlink_over(contacts, customer);
    table_remove(&contacts->customers, customer->hash, BODY_HASH_BYTES);
    customer_free(customer);
}

void contacts_expire(struct contacts *contacts, int64_t now)
{
    while (contacts->first_over && contacts->first_over->shown.valid_until <= now)
        remove_customer(contacts, contacts->first_over);
}

/* A right that nobody has yet; NULL if the hash is taken or all rights are of chains that go on. */
static struct customer *add_customer(struct contacts *contacts, const uint8_t hash[BODY_HASH_BYTES],
                                     const struct book_customer *shown)
{
    if (contacts_find_customer(contacts, hash))
        return NULL;
    if (contacts->customers.count == CUSTOMERS_MAX && contacts->first_over)
        remove_customer(contacts, contacts->first_over);
    struct customer *customer = owned_memory(sizeof *customer);
    customer->shown = *shown;
    customer->shown.name = NULL;
    owned_text_set(&customer->shown.name, shown->name);
    memcpy(customer->hash, hash, BODY_HASH_BYTES);
    if (owned_put(&contacts->customers, customer->hash, BODY_HASH_BYTES, customer)) {
        know_uuid(contacts, customer);
        return customer;
    }
    customer_free(customer);
    return NULL;
}

/* ---- contacts ---- */

/* A contact with no texts yet; NULL if its number or uuid is taken. */
static struct contact *add_contact(struct contacts *contacts, uint64_t number, const struct uuid *uuid)
{
    if (number == 0 || find(contacts, number) || contacts_find_uuid(contacts, uuid))
        return NULL;
    struct contact *contact = owned_memory(sizeof *contact);
    contact->number = number;
    contact->shown.uuid = *uuid;
    if (owned_put(&contacts->by_number, &contact->number, sizeof contact->number, contact)) {
        if (owned_put(&contacts->by_uuid, contact->shown.uuid.bytes, UUID_BYTES, contact))
            return contact;
        table_remove(&contacts->by_number, &contact->number, sizeof contact->number);
    }
    free(contact);
    return NULL;
}

static void start_customer(struct contacts *contacts, struct contact *contact, const struct contact_start *start)
{
    const struct body_contact *body = &start->body;
    const struct book_customer shown = {
        .contact = contact->number,
        .uuid = body->uuid,
        .name = body->customer_name ? body->customer_name : body->name,
        .entry_point = start->entry_point,
        .channel = start->channel,
        .started_at = start->at,
        .valid_until = ACD_NEVER,
    };
    contact->customer = add_customer(contacts, body->customer_token, &shown);
}

bool contacts_start(struct contacts *contacts, uint64_t number, const struct contact_start *start)
{
    const struct body_contact *body = &start->body;
    struct contact *contact = add_contact(contacts, number, &body->uuid);
    if (!contact)
        return false;
    owned_text_set(&contact->shown.name, body->name);
    owned_text_set(&contact->shown.customer_name, body->customer_name);
    owned_text_set(&contact->shown.description, body->description);
    owned_text_set(&contact->shown.attributes, body->attributes ? body->attributes : "{}");
    owned_text_set(&contact->shown.references, body->references ? body->references : "{}");
    owned_text_set(&contact->shown.note, start->note);
    owned_text_set(&contact->shown.address, start->address);
    if (body->has_customer_token)
        start_customer(contacts, contact, start);
    return true;
}

/* The chain goes on in another contact. */
static void move_customer(struct contacts *contacts, struct contact *from, struct contact *to)
{
    struct customer *customer = from->customer;
    if (!customer)
        return;
    from->customer = NULL;
    to->customer = customer;
    unlink_over(contacts, customer);
    forget_uuid(contacts, customer);
    customer->shown.contact = to->number;
    customer->shown.uuid = to->shown.uuid;
    know_uuid(contacts, customer);
    customer->shown.ended_at = 0;
    customer->shown.end_cause = ACD_CAUSE_ASKED;
    customer->shown.valid_until = ACD_NEVER;
}

bool contacts_transfer(struct contacts *contacts, uint64_t number, uint64_t previous_number,
                       const struct uuid *uuid)
{
    struct contact *previous = find(contacts, previous_number);
    struct contact *contact = previous ? add_contact(contacts, number, uuid) : NULL;
    if (!contact)
        return false;
    owned_text_set(&contact->shown.name, previous->shown.name);
    owned_text_set(&contact->shown.customer_name, previous->shown.customer_name);
    owned_text_set(&contact->shown.description, previous->shown.description);
    owned_text_set(&contact->shown.attributes, previous->shown.attributes);
    owned_text_set(&contact->shown.references, previous->shown.references);
    owned_text_set(&contact->shown.note, NULL);
    owned_text_set(&contact->shown.address, previous->shown.address);
    move_customer(contacts, previous, contact);
    return true;
}

bool contacts_set_note(struct contacts *contacts, uint64_t number, const char *note)
{
    struct contact *contact = find(contacts, number);
    if (contact)
        owned_text_set(&contact->shown.note, note);
    return contact != NULL;
}

bool contacts_merge_attributes(struct contacts *contacts, uint64_t number, const json_t *change)
{
    struct contact *contact = find(contacts, number);
    struct buf merged;
    buf_init(&merged, BODY_ATTRIBUTES_BYTES_MAX + 1);
    bool good = contact && fact_merge_attributes(contact->shown.attributes, change, &merged);
    if (good)
        owned_text_set(&contact->shown.attributes, buf_text(&merged));
    buf_free(&merged);
    return good;
}

bool contacts_change(struct contacts *contacts, uint64_t number, const struct body_contact_change *change)
{
    struct contact *contact = find(contacts, number);
    struct buf attributes;
    struct buf references;
    buf_init(&attributes, BODY_ATTRIBUTES_BYTES_MAX + 1);
    buf_init(&references, BODY_REFERENCES_BYTES_MAX + 1);
    bool good = contact &&
                fact_merge(contact->shown.attributes, change->attributes, BODY_ATTRIBUTES_BYTES_MAX, &attributes) &&
                fact_merge(contact->shown.references, change->references, BODY_REFERENCES_BYTES_MAX, &references);
    if (good) {
        owned_text_set(&contact->shown.attributes, buf_text(&attributes));
        owned_text_set(&contact->shown.references, buf_text(&references));
        if (change->name)
            owned_text_set(&contact->shown.name, change->name);
        if (change->description)
            owned_text_set(&contact->shown.description, change->description);
    }
    buf_free(&attributes);
    buf_free(&references);
    return good;
}

void contacts_connect(struct contacts *contacts, uint64_t number, uint32_t agent)
{
    struct contact *contact = find(contacts, number);
    if (contact && contact->customer)
        contact->customer->shown.agent = agent;
}

void contacts_end(struct contacts *contacts, uint64_t number, int64_t at, enum acd_cause cause)
{
    struct contact *contact = find(contacts, number);
    if (!contact || !contact->customer)
        return;
    struct book_customer *shown = &contact->customer->shown;
    shown->ended_at = at;
    shown->end_cause = cause;
    shown->valid_until = at + BOOK_TRANSCRIPT_MS;
    link_over(contacts, contact->customer);
}

static void erase_texts(struct book_contact *shown)
{
    owned_text_set(&shown->name, NULL);
    owned_text_set(&shown->description, NULL);
    owned_text_set(&shown->customer_name, NULL);
    owned_text_set(&shown->attributes, "{}");
    owned_text_set(&shown->references, "{}");
    owned_text_set(&shown->note, NULL);
    owned_text_set(&shown->address, NULL);
}

void contacts_erase(struct contacts *contacts, uint64_t number, const struct uuid *uuid)
{
    struct contact *contact = find(contacts, number);
    struct customer *customer = contact ? contact->customer : find_customer_of(contacts, uuid);
    if (contact)
        erase_texts(&contact->shown);
    if (customer)
        remove_customer(contacts, customer);
}

void contacts_forget(struct contacts *contacts, uint64_t number)
{
    struct contact *contact = find(contacts, number);
    if (!contact)
        return;
    if (contact->customer)
        contact->customer->shown.contact = 0;
    table_remove(&contacts->by_number, &contact->number, sizeof contact->number);
    table_remove(&contacts->by_uuid, contact->shown.uuid.bytes, UUID_BYTES);
    contact_free(contact);
}

bool contacts_put_customer(struct contacts *contacts, const uint8_t hash[BODY_HASH_BYTES],
                           const struct book_customer *shown)
{
    struct customer *customer = add_customer(contacts, hash, shown);
    if (!customer)
        return false;
    struct contact *contact = find(contacts, shown->contact);
    if (contact)
        contact->customer = customer;
    else
        customer->shown.contact = 0;
    if (shown->ended_at != 0)
        link_over(contacts, customer);
    return true;
}
