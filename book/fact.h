/* An event together with its body, parsed: what the directory and the history are both made from. It keeps no fact and
 * decides nothing.
 *
 *     fact_reader_take(reader, event, bytes, len, &fact)     per event, in order
 *     ... use fact ...
 *     fact_reader_done(reader)                                gives the document back; what the fact lent is gone
 *
 * A body waits for the event that it is about (body.h):
 *
 *              body for this event: taken at once
 *     empty ------------------------------------------> empty
 *       |  body for a later one                           ^
 *       v                                                 | that kind of event, without a body of its own: taken
 *     holding --------------------------------------------+
 *       |  another body, or more events than a batch has: dropped and counted
 *       v
 *     empty
 *
 * A reason (why) that came with a body belongs to what that person did: the first event after it whose actor is not the
 * system, and those that follow of the same actor about the same agent, contact or thing, while time stands still and
 * no other body comes. A batch has one time.
 */
#ifndef NEXTUP_BOOK_FACT_H
#define NEXTUP_BOOK_FACT_H

#include "book/body.h"

struct fact {
    const struct acd_event *event;
    int64_t previous_at; /* time of the event before it: what had expired by then is gone */
    const char *why;     /* the reason that the person who did this gave; NULL: none */
    const json_t *body; /* as it came, lent; NULL: has_body is false */
    bool has_body; /* then the member that event->kind (and event->record) says is set */
    union {
        struct body_centre centre;
        struct body_object object; /* STATUS_CREATED, QUEUE_CREATED, PROFILE_CREATED, GROUP_CREATED, NAME_SET */
        struct body_hours hours;
        struct body_entry_point entry_point;
        struct body_origins origins;
        struct body_agent agent;
        struct body_user user;
        enum book_role role;
        struct body_password password;
        struct body_session session;
        struct body_sign_out sign_out;
        struct {
            bool has_session;
            uint8_t session[BODY_HASH_BYTES];
        } keep;
        struct {
            struct body_contact contact;
            const json_t *attributes; /* NULL: none */
            const json_t *references; /* NULL: none */
        } started;
        struct uuid transferred;
        struct body_call call;
        struct body_message message;
        struct body_note note;
        const json_t *attributes;
        struct body_key key;
        struct body_document document;
        struct body_contact_change contact_change;
        struct body_reason reason;
        struct {
            struct body_erased body;
            struct book_chain_contact contacts[BOOK_CHAIN_MAX];
        } erased;
    };
};

/* A reason on its way to its events. */
struct fact_why {
    bool is_held;
    bool has_owner;         /* then who did what the reason is for, and what that was about */
    struct acd_event owner;
    int64_t at;
    char text[BOOK_WHY_BYTES_MAX + 1];
};

struct fact_reader {
    json_t *held;     /* the body that waits */
    uint16_t kind;    /* of the event it waits for */
    uint32_t events;  /* that have passed since */
    json_t *lent;     /* the document of the present fact */
    struct fact_why why;
    int64_t at;       /* of the last event */
    uint64_t skipped; /* bodies that were not what body.h says */
};

void fact_reader_take(struct fact_reader *reader, const struct acd_event *event, const void *bytes, size_t len, struct fact *fact);
void fact_reader_done(struct fact_reader *reader);
void fact_reader_free(struct fact_reader *reader);
/* A body or a reason waits for events of its batch: what is kept between now and the next event would tear them
 * apart. */
bool fact_reader_waits(const struct fact_reader *reader);

/* Did the same person do both at once to the same? */
bool fact_is_same_deed(const struct acd_event *first, const struct acd_event *event);

/* What an event is about: enum acd_subject and its number (the core's number of a contact). */
void fact_subject(const struct acd_event *event, unsigned *kind, uint64_t *number);

/* Merges change into attributes (a JSON object as text, "" for none) and renders the result into merged.
 * False if it passes BODY_ATTRIBUTES_BYTES_MAX. */
bool fact_merge_attributes(const char *attributes, const json_t *change, struct buf *merged);
/* The same for any object (members that change to null go) with its own limit. */
bool fact_merge(const char *present, const json_t *change, size_t bytes_max, struct buf *merged);
/* A document as text; "{}" for NULL. False if it passes bytes_max. */
bool fact_render_document(const json_t *document, size_t bytes_max, struct buf *text);

/* Folds a username as it is compared: ASCII letters become lower case. Returns its length; folded has room for
 * BODY_USERNAME_BYTES_MAX + 1; 0 if too long. */
size_t fact_fold_username(const char *username, char folded[BODY_USERNAME_BYTES_MAX + 1]);

#endif
