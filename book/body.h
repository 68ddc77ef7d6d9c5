/* The bodies that ride beside events: one JSON shape for each kind of event that carries one, rendered and parsed here
 * and nowhere else. It keeps nothing and decides nothing; what the shapes mean is the directory's and the history's
 * affair.
 *
 * A body rides beside the FIRST event of the batch that a command made (core.h), and a command's first event need not
 * be the one that the body is about (a due timer may come before it). So each body names its event kind in its first
 * member: {"for":62,...}. The book holds a body until that kind of event comes in the same batch. A body without "for"
 * belongs to the event it rides beside.
 *
 * The body of any command of a person may have one member more, "why": the reason the person gave, 1 ..
 * BOOK_WHY_BYTES_MAX bytes. A command that has no other body carries {"for":0,"why":...}: it is about no event of its
 * own.
 *
 *   command                    event, "for"              members (? may be absent; ids are UUID texts, times are
 *                                                        milliseconds since 1970 UTC)
 *   CREATE_CENTRE              CENTRE_CREATED        1   uuid alias region?
 *   CREATE_STATUS              STATUS_CREATED        3   uuid name description? displayOrder?
 *   CREATE_HOURS               HOURS_CREATED         6   uuid name description? timeZone week:[{day from to}]
 *   CREATE_QUEUE               QUEUE_CREATED        10   uuid name description? displayOrder?
 *   CREATE_PROFILE             PROFILE_CREATED      16   uuid name description? displayOrder?
 *   CREATE_ENTRY_POINT         ENTRY_POINT_CREATED  22   uuid name description? channel origins? welcome?
 *   CREATE_AGENT               AGENT_CREATED        24   uuid username firstName lastName role passwordHash?
 *                                                        mustChange?
 *   CREATE_GROUP               GROUP_CREATED             uuid name description? displayOrder?
 *   CREATE_REASON_LIST         REASON_LIST_CREATED       uuid name description? displayOrder? category?
 *   CREATE_REASON              REASON_CREATED            uuid name description? displayOrder? shortCode? category?
 *   RECORD                     RECORDED             31   see enum book_record in book.h
 *   SIGN_IN                    SIGNED_IN            32   session expiresAt address? client?
 *   SIGN_OUT                   SIGNED_OUT           33   session | all:true
 *   START_CONTACT              CONTACT_STARTED      37   uuid name customerName? description? attributes? references?
 *                                                        customerToken? clientToken?
 *   PLACE_CALL                 CALL_PLACED          50   uuid name address
 *   TRANSFER_CONTACT           CONTACT_TRANSFERRED  59   uuid: the new contact's; the rest is inherited from `previous`
 *   SEND_MESSAGE               MESSAGE_SENT         62   uuid name text
 *   WHISPER                    WHISPERED                 uuid name text
 *   any                        none                  0   why
 *
 *   RECORD's record            members
 *   USER_CHANGED               username? firstName? lastName?
 *   ROLE_SET                   role
 *   PASSWORD_SET               passwordHash mustChange keep?    (closes all sessions but the one that keep names)
 *   NAME_SET                   name? description? displayOrder?
 *   NOTE_WRITTEN               text by
 *   ATTRIBUTES_SET             attributes
 *   HOURS_CHANGED              timeZone week
 *   ORIGINS_SET                origins
 *   ENTRY_POINT_CHANGED        channel origins welcome?
 *   SESSIONS_CLOSED            keep?
 *   KEY_CREATED                accessKeyId secret
 *   KEY_REVOKED                accessKeyId
 *   DOCUMENT_SET               name document?: a JSON object; absent: it is gone
 *   CONTACT_CHANGED            contact? name? description? attributes? references? documents?    (objects are merged;
 *                              contact: the uuid of one that is not live)
 *   REASON_CHANGED             shortCode? category?    (both as they are from now on; absent: none)
 *   GROUP_REMOVED              -                       (the group has no name any more; its number is not given again)
 *   ERASED                     what:"contact"|"user" uuid contacts?:[{contact uuid}]    (of "contact": every contact of the chain, uuid is the first one's)
 *
 * role is "agent" | "supervisor" | "admin"; channel "VOICE" | "CHAT" | "TASK"; session, keep and customerToken are the
 * hex of a 32-byte hash of a token. Unknown members are ignored, so that an older book reads what a newer one wrote.
 *
 * All other commands carry no body (NULL).
 *
 * Rendering: body_render_x(buf, ...) writes one body into buf, which must be empty and was born with the maximum
 * ACD_BODY_BYTES_MAX. It returns false, with buf empty, if a member is out of its bounds below or the whole does not
 * fit: then the command must not be made, because the book would skip that body. Texts are NUL-ended; NULL is "absent"
 * where ? allows it. What is rendered was parsed again, so true means that the book will take it.
 *
 *     struct buf body;
 *     buf_init(&body, ACD_BODY_BYTES_MAX);
 *     if (body_render_message_sent(&body, &(struct body_message){.uuid = uuid_random(), .name = "Alice", .text = text}))
 *         pump_decide(pump, &command, body.bytes, body.len, &batch, &refusal);
 *     buf_free(&body);
 *
 * Parsing: body_parse_x(object, &x) returns false, writing nothing, for what is not the shape. Texts are lent by the
 * document; absent ones are NULL.
 */
#ifndef NEXTUP_BOOK_BODY_H
#define NEXTUP_BOOK_BODY_H

#include "book/book.h"
#include "lib/buf.h"
#include "lib/json.h"

enum {
    BODY_HASH_BYTES = 32, /* of a token: BLAKE2b-256 (lib/crypto.h) */
    BODY_ALIAS_BYTES_MAX = 64,
    BODY_NAME_BYTES_MAX = 256, /* of objects, contacts, customers, authors */
    BODY_USERNAME_BYTES_MAX = 100,
    BODY_DESCRIPTION_BYTES_MAX = 4096,
    BODY_MESSAGE_BYTES_MAX = 16384,
    BODY_NOTE_BYTES_MAX = 8192,
    BODY_ATTRIBUTES_BYTES_MAX = 32768, /* all attributes of a contact as JSON (connect's limit) */
    BODY_REFERENCES_BYTES_MAX = 16384,
    BODY_ADDRESS_BYTES_MAX = 256,
    BODY_CLIENT_BYTES_MAX = 512,       /* a browser's name for itself; longer ones are cut when rendered */
    BODY_PASSWORD_HASH_BYTES_MAX = 128,
    BODY_TOKEN_BYTES_MAX = 500,
    BODY_ORIGINS_MAX = 64,
    BODY_ORIGIN_BYTES_MAX = 267,
    BODY_WEEK_MAX = 56,
    BODY_TIME_ZONE_BYTES_MAX = 64,
    BODY_WELCOME_BYTES_MAX = 1024,
    BODY_KEY_BYTES_MAX = 128,
    BODY_DEPTH_MAX = 16,
    BODY_DOCUMENT_NAME_BYTES_MAX = 128,
    BODY_DOCUMENT_BYTES_MAX = 49152, /* as JSON */
    BODY_SHORT_CODE_BYTES_MAX = 32,
    BODY_CATEGORY_BYTES_MAX = 256,
};

struct body_centre {
    struct uuid uuid;
    const char *alias;
    const char *region; /* ? */
};

/* STATUS, QUEUE, PROFILE, GROUP. As NAME_SET's shape uuid is not used and every member may be absent. */
struct body_object {
    struct uuid uuid;
    const char *name;
    const char *description; /* ? */
    int64_t display_order;   /* 0: absent */
};

/* REASON and REASON_LIST. */
struct body_reason {
    struct uuid uuid;        /* not in REASON_CHANGED */
    const char *name;        /* not in REASON_CHANGED */
    const char *description; /* ? not in REASON_CHANGED */
    int64_t display_order;   /* 0: absent; not in REASON_CHANGED */
    const char *short_code;  /* ? of a REASON */
    const char *category;    /* ? */
};

struct body_hours {
    struct uuid uuid;        /* not in HOURS_CHANGED */
    const char *name;        /* not in HOURS_CHANGED */
    const char *description; /* ? not in HOURS_CHANGED */
    const char *time_zone;   /* an IANA name */
    struct book_window week[BODY_WEEK_MAX];
    uint32_t week_count;
};

struct body_entry_point {
    struct uuid uuid;        /* not in ENTRY_POINT_CHANGED */
    const char *name;        /* not in ENTRY_POINT_CHANGED */
    const char *description; /* ? not in ENTRY_POINT_CHANGED */
    const char *welcome;     /* ? what the customer's page says first */
    const char *origins[BODY_ORIGINS_MAX];
    uint32_t origin_count;
    enum acd_channel channel;
};

struct body_origins {
    const char *origins[BODY_ORIGINS_MAX];
    uint32_t origin_count;
};

struct body_agent {
    struct uuid uuid;
    const char *username;
    const char *first_name; /* may be "" */
    const char *last_name;  /* may be "" */
    const char *password_hash; /* ? */
    enum book_role role;
    bool must_change;
};

struct body_user { /* USER_CHANGED: NULL leaves a member as it is */
    const char *username;
    const char *first_name;
    const char *last_name;
};

struct body_password {
    const char *password_hash;
    bool must_change;
    bool has_keep;
    uint8_t keep[BODY_HASH_BYTES]; /* the session that stays, if has_keep */
};

struct body_session {
    uint8_t session[BODY_HASH_BYTES];
    int64_t expires_at;
    const char *address; /* ? where from */
    const char *client;  /* ? */
};

struct body_sign_out {
    bool all;
    uint8_t session[BODY_HASH_BYTES]; /* if not all */
};

struct body_contact {
    struct uuid uuid;
    const char *name;
    const char *customer_name; /* ? */
    const char *description;   /* ? */
    const char *attributes;    /* ? a JSON object of texts, as text */
    const char *references;    /* ? a JSON object, as text */
    const char *client_token;  /* ? the starter's own id of the wish */
    bool has_customer_token;
    uint8_t customer_token[BODY_HASH_BYTES]; /* if has_customer_token */
};

struct body_call {
    struct uuid uuid;
    const char *name;
    const char *address;
};

struct body_message {
    struct uuid uuid;
    const char *name; /* the author's shown name */
    const char *text;
};

struct body_note {
    const char *text; /* may be "" */
    const char *by;   /* the author's shown name */
};

struct body_key {
    const char *access_key_id;
    const char *secret; /* NULL in KEY_REVOKED */
};

struct body_document { /* a subject's document */
    const char *name;    /* 1 .. BODY_DOCUMENT_NAME_BYTES_MAX bytes */
    const json_t *value; /* an object; NULL: the document goes */
};

struct body_contact_change { /* NULL: as it is */
    bool has_uuid; /* it is about a contact that is no longer live */
    struct uuid uuid;
    const char *name;         /* 1 .. BODY_NAME_BYTES_MAX bytes */
    const char *description;
    const json_t *attributes; /* each is merged; parsed ones are lent by object */
    const json_t *references;
    const json_t *documents;  /* by name, of one that is no longer live; null: it goes */
};

enum body_erased_what { BODY_ERASED_CONTACT, BODY_ERASED_USER };
struct body_erased {
    enum body_erased_what what;
    struct uuid uuid;                          /* the chain's first contact's, or the user's */
    const struct book_chain_contact *contacts; /* of a contact: the chain's, 1 .. BOOK_CHAIN_MAX. Rendered from here, never parsed into: see body_parse_erased() */
    uint32_t count;
};

/* ---- rendering ---- */
/* Adds the reason that a person gave to the body that is in buf, or makes the body of a command that has no other, if
 * buf is empty. False, as the other ones: it is not 1 .. BOOK_WHY_BYTES_MAX bytes of UTF-8, or the whole does not
 * fit. */
bool body_render_why(struct buf *buf, const char *why);
bool body_render_centre_created(struct buf *buf, const struct body_centre *centre);
bool body_render_status_created(struct buf *buf, const struct body_object *status);
bool body_render_queue_created(struct buf *buf, const struct body_object *queue);
bool body_render_profile_created(struct buf *buf, const struct body_object *profile);
bool body_render_hours_created(struct buf *buf, const struct body_hours *hours);
bool body_render_entry_point_created(struct buf *buf, const struct body_entry_point *entry_point);
bool body_render_agent_created(struct buf *buf, const struct body_agent *agent);
bool body_render_group_created(struct buf *buf, const struct body_object *group);
bool body_render_reason_list_created(struct buf *buf, const struct body_reason *list);
bool body_render_reason_created(struct buf *buf, const struct body_reason *reason);

bool body_render_user_changed(struct buf *buf, const struct body_user *user);
bool body_render_role_set(struct buf *buf, enum book_role role);
bool body_render_password_set(struct buf *buf, const struct body_password *password);
bool body_render_name_set(struct buf *buf, const struct body_object *object); /* NULL members stay as they are */
bool body_render_note_written(struct buf *buf, const struct body_note *note);
bool body_render_attributes_set(struct buf *buf, const char *attributes);
bool body_render_hours_changed(struct buf *buf, const struct body_hours *hours);
bool body_render_origins_set(struct buf *buf, const struct body_origins *origins);
bool body_render_entry_point_changed(struct buf *buf, const struct body_entry_point *entry_point);
bool body_render_sessions_closed(struct buf *buf, const uint8_t *keep); /* keep: BODY_HASH_BYTES, or NULL: none stays */
bool body_render_key_created(struct buf *buf, const struct body_key *key);
bool body_render_key_revoked(struct buf *buf, const struct body_key *key);
bool body_render_document_set(struct buf *buf, const struct body_document *document);
bool body_render_contact_changed(struct buf *buf, const struct body_contact_change *change);
bool body_render_reason_changed(struct buf *buf, const struct body_reason *reason);
bool body_render_group_removed(struct buf *buf);
bool body_render_erased(struct buf *buf, const struct body_erased *erased);

bool body_render_signed_in(struct buf *buf, const struct body_session *session);
bool body_render_signed_out(struct buf *buf, const uint8_t *session); /* BODY_HASH_BYTES, or NULL: all of the agent's */

bool body_render_contact_started(struct buf *buf, const struct body_contact *contact);
bool body_render_contact_transferred(struct buf *buf, const struct uuid *uuid);
bool body_render_call_placed(struct buf *buf, const struct body_call *call);
bool body_render_message_sent(struct buf *buf, const struct body_message *message);
bool body_render_whispered(struct buf *buf, const struct body_message *whisper);

/* ---- parsing (the book's own; object is a body's document) ---- */
/* The document of a body, to be given back with json_decref(); NULL if it is not one JSON object of the size and depth
 * allowed. */
json_t *body_open(const void *bytes, size_t len);
/* The event kind that the body is about; own_kind if it does not say; ACD_EVENT_NONE: of none, it only tells why. */
uint16_t body_kind(const json_t *object, uint16_t own_kind);
/* The reason in any body; NULL: there is none. False: what is there is not 1 .. BOOK_WHY_BYTES_MAX bytes of text. */
bool body_parse_why(const json_t *object, const char **why);
bool body_parse_centre(const json_t *object, struct body_centre *centre);
bool body_parse_object(const json_t *object, struct body_object *created);
bool body_parse_name(const json_t *object, struct body_object *changed);
bool body_parse_hours(const json_t *object, struct body_hours *created);
bool body_parse_hours_changed(const json_t *object, struct body_hours *changed);
bool body_parse_entry_point(const json_t *object, struct body_entry_point *created);
bool body_parse_entry_point_changed(const json_t *object, struct body_entry_point *changed);
bool body_parse_origins(const json_t *object, struct body_origins *origins);
bool body_parse_agent(const json_t *object, struct body_agent *agent);
bool body_parse_user(const json_t *object, struct body_user *user);
bool body_parse_role(const json_t *object, enum book_role *role);
bool body_parse_password(const json_t *object, struct body_password *password);
bool body_parse_session(const json_t *object, struct body_session *session);
bool body_parse_sign_out(const json_t *object, struct body_sign_out *sign_out);
bool body_parse_keep(const json_t *object, bool *has_keep, uint8_t keep[BODY_HASH_BYTES]);
/* attributes and references stay in the document: contact->attributes and ->references are NULL, the two out-parameters
 * lend the objects or are NULL. */
bool body_parse_contact(const json_t *object, struct body_contact *contact, const json_t **attributes, const json_t **references);
bool body_parse_transferred(const json_t *object, struct uuid *uuid);
bool body_parse_call(const json_t *object, struct body_call *call);
bool body_parse_message(const json_t *object, struct body_message *message);
bool body_parse_note(const json_t *object, struct body_note *note);
bool body_parse_attributes(const json_t *object, const json_t **attributes);
bool body_parse_key(const json_t *object, bool created, struct body_key *key);
bool body_parse_document(const json_t *object, struct body_document *document); /* its value is lent by object */
bool body_parse_contact_change(const json_t *object, struct body_contact_change *change);
bool body_parse_reason(const json_t *object, struct body_reason *created);
bool body_parse_reason_changed(const json_t *object, struct body_reason *changed);
/* contacts has room for BOOK_CHAIN_MAX; erased->contacts points to it. */
bool body_parse_erased(const json_t *object, struct body_erased *erased, struct book_chain_contact *contacts);

const char *book_role_name(enum book_role role); /* "agent"; "" for BOOK_ROLE_NONE */
enum book_role book_role_find(const char *name); /* BOOK_ROLE_NONE: no such role */

#endif
