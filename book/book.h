/* The book keeps what routing does not need: names, UUIDs, credentials, sessions, attributes, notes, transcripts, and
 * answers history questions. It never decides anything of routing, and holds nothing that is not in the journal: delete
 * DIR/book.db and it is built again.
 *
 * Two halves, fed from the same events:
 *  - the directory: small, in memory, on the pump's thread. book_apply() is called with every event right after the
 *    core applied it, so it is always exactly as far as the core. Reads are plain calls; what they lend lives until the
 *    next book_apply(). What was read leaves the process only through pump_post().
 *  - the history: DIR/book.db (SQLite, may be lost), written by a follower thread that reads the journal's durable
 *    events. Reads are asked with the sequence number they must have seen and answered on the pump's thread by
 *    book_poll().
 *
 * Bodies are JSON objects (UTF-8, <= ACD_BODY_BYTES_MAX). body.h builds and documents them: one shape per kind of event
 * that carries one.
 */
#ifndef NEXTUP_BOOK_H
#define NEXTUP_BOOK_H

#include "core/core.h"
#include "lib/uuid.h"

#include <jansson.h>

struct book;
struct journal;

enum book_role { BOOK_ROLE_NONE, BOOK_ROLE_AGENT, BOOK_ROLE_SUPERVISOR, BOOK_ROLE_ADMIN };

/* What an ACD_RECORDED event tells (acd_event.record). Numbers are on disk: append only. */
enum book_record {
    BOOK_RECORD_NONE,
    BOOK_USER_CHANGED = 1,    /* AGENT: {firstName?, lastName?, username?} */
    BOOK_ROLE_SET = 2,        /* AGENT: {role} */
    BOOK_PASSWORD_SET = 3,    /* AGENT: {passwordHash, mustChange, keep?}: closes all sessions but keep */
    BOOK_NAME_SET = 4,        /* STATUS QUEUE PROFILE HOURS ENTRY_POINT GROUP REASON_LIST REASON CENTRE: {name?, description?, displayOrder?} */
    BOOK_NOTE_WRITTEN = 5,    /* CONTACT: {text, by}: the wrap-up note; the last one counts, all are kept */
    BOOK_ATTRIBUTES_SET = 6,  /* CONTACT: {attributes:{...}} merged */
    BOOK_HOURS_CHANGED = 7,   /* HOURS: {timeZone, week:[{day, from, to}]}: what the windows are computed from */
    BOOK_ORIGINS_SET = 8,     /* CENTRE: {origins:[...]} approved embedding origins */
    BOOK_ENTRY_POINT_CHANGED = 9, /* ENTRY_POINT: {origins:[...], channel, welcome} */
    BOOK_SESSIONS_CLOSED = 10,/* AGENT: {keep?}: signed out everywhere else */
    BOOK_KEY_CREATED = 11,    /* AGENT: {accessKeyId, secret}: lets a program sign requests as this user */
    BOOK_KEY_REVOKED = 12,    /* AGENT: {accessKeyId} */
    BOOK_DOCUMENT_SET = 13,   /* any: {name, document}: a JSON object that belongs to the subject; without document it is gone */
    BOOK_CONTACT_CHANGED = 20,/* CONTACT: {name?, description?, attributes?, references?, documents?}, or CENTRE with {contact} too: one that is no longer live */
    BOOK_GROUP_REMOVED = 15,  /* GROUP: {}: it has no name any more, no walk finds it, its name is free */
    BOOK_REASON_CHANGED = 14, /* REASON_LIST REASON: {shortCode?, category?}: both as they are from now on */
    BOOK_ERASED = 21,         /* CENTRE: {what:"contact", uuid, contacts}, AGENT: {what:"user", uuid}: every text of it is gone from here on */
    BOOK_RECORDS_END          /* behind the last one */
};

/* Strings are lent until the next book_apply(); "" where unknown, never NULL. */
struct book_object { /* a status, queue, profile, hours object, entry point, group, reason list or reason */
    struct uuid uuid;
    const char *name;
    const char *description;
    int64_t display_order; /* 0: never set */
};

struct book_user {
    struct uuid uuid;
    uint32_t agent;
    const char *username;
    const char *first_name;
    const char *last_name;
    const char *password_hash; /* libsodium's argon2id string; "" none */
    enum book_role role;
    bool must_change_password;
    bool disabled;
};

struct book_session {
    uint32_t agent;
    int64_t opened_at;
    int64_t expires_at;
};

struct book_centre {
    struct uuid uuid;
    const char *alias;
};

struct book_entry_point {
    struct book_object object;
    const char *const *origins; /* approved to embed the chat box; lent */
    uint32_t origin_count;
    enum acd_channel channel;
    const char *welcome; /* what the customer's page says first */
};

/* One open stretch of a week. A stretch over midnight is two. */
struct book_window {
    uint8_t day;         /* 1 Monday .. 7 Sunday */
    uint16_t from_minute; /* of the day, 0 .. 1439 */
    uint16_t to_minute;   /* exclusive, from_minute + 1 .. 1440 */
};

struct book_hours {
    struct book_object object;
    const char *time_zone; /* an IANA name */
    const struct book_window *week; /* lent */
    uint32_t week_count;
};

/* A status code's list, or a code of one. Which list a reason is of, for which actions and groups, and whether it is
 * active: core.h. */
struct book_reason {
    struct book_object object;
    const char *short_code; /* of a reason: "Lunch" */
    const char *category;
};

enum {
    BOOK_WHY_BYTES_MAX = 500, /* of the reason that a person gives for a command */
    BOOK_CHAIN_MAX = 500,     /* contacts of a chain that are erased together */
};

/* Why a person wished what became of an agent: what came with the commands (body.h). "" where none was given. */
struct book_why {
    const char *status; /* of the change that led to the present status */
    const char *next;   /* of the next status */
};

struct book_error {
    char sentence[512];
};

/* ---- life ----
 * dir NULL: memory only (tests). Loads the directory as of *seq (0: nothing yet); the caller then applies every event
 * after *seq. wake: called on the follower's thread when book_poll() has something to do; must not block. A book.db of
 * another version or damaged is moved aside and built again. */
int book_open(struct book **bookp, const char *dir, void (*wake)(void *ctx), void *ctx, uint64_t *seq, struct book_error *error);
/* Starts the follower once recovery is done: it reads the journal from where book.db stands. */
int book_follow(struct book *book, struct journal *journal, struct book_error *error);
void book_close(struct book *book); /* asks not yet answered are answered with failed */

/* Folds one event into the directory. Bodies come from ourselves, but a body that is not what body.h says is skipped
 * and counted, never a crash. */
void book_apply(struct book *book, const struct acd_event *event, const void *body, size_t body_len);
void book_poll(struct book *book); /* runs the answers that are ready, on the caller's thread */
/* Tells the follower that events up to seq are durable and may be read. Cheap; the pump calls it from pump_poll(). */
void book_durable(struct book *book, uint64_t seq);
uint64_t book_skipped(const struct book *book); /* bodies that were not what body.h says, since book_open(); a bug somewhere if not 0 */

/* ---- the directory ---- */
const struct book_centre *book_centre(const struct book *book);
const struct book_object *book_find_object(const struct book *book, enum acd_subject kind, uint32_t number); /* NULL: unknown */
uint32_t book_find_number(const struct book *book, enum acd_subject kind, const struct uuid *uuid);          /* 0: unknown */
uint32_t book_find_name(const struct book *book, enum acd_subject kind, const char *name);                   /* 0: unknown; exact */
const struct book_user *book_find_user(const struct book *book, uint32_t agent);
uint32_t book_find_username(const struct book *book, const char *username); /* case-insensitive (ASCII); 0: unknown */
uint32_t book_user_after(const struct book *book, uint32_t agent);          /* walk: 0 first, 0 = end */
uint32_t book_object_after(const struct book *book, enum acd_subject kind, uint32_t number);
const struct book_entry_point *book_find_entry_point(const struct book *book, uint32_t entry_point);
const struct book_hours *book_find_hours(const struct book *book, uint32_t hours);
const struct book_reason *book_find_reason(const struct book *book, uint32_t reason);    /* NULL: unknown */
const struct book_reason *book_find_reason_list(const struct book *book, uint32_t list); /* NULL: unknown */
const char *const *book_origins(const struct book *book, uint32_t *count);
/* When the configuration of a status, queue, profile, hours object, entry point or user was last changed; of the
 * centre: when it was created. 0: unknown. */
int64_t book_changed_at(const struct book *book, enum acd_subject kind, uint64_t number);

/* Never NULL. */
const struct book_why *book_find_why(const struct book *book, uint32_t agent);

/* How many days after its end a contact's texts are kept: what the centre's document of this name says; 0: for ever. */
#define BOOK_RETENTION_DOCUMENT "retention" /* {"contactDays": 0 .. 36500} */
uint32_t book_retention_days(const struct book *book);

struct book_key { /* an access key: signs requests as its user */
    uint32_t agent;
    const char *access_key_id;
    const char *secret;
};
const struct book_key *book_find_key(const struct book *book, const char *access_key_id); /* NULL: unknown or revoked */

/* Walks all access keys in no order: start with *at = 0; NULL at the end. */
const struct book_key *book_key_next(const struct book *book, size_t *at);

/* A JSON object that belongs to a subject under a name, such as the tags of a queue. Only its writer understands it; it
 * goes with its subject. */
struct book_document {
    uint64_t seq;     /* of the event that made it: the order of a walk */
    uint64_t subject; /* the number, contact, or 0 of the centre */
    const char *name;
    const json_t *value; /* lent like the rest */
};
const struct book_document *book_find_document(const struct book *book, enum acd_subject kind, uint64_t subject, const char *name); /* NULL: none */
/* The next of any subject of this kind after seq (0: the first); NULL at the end. */
const struct book_document *book_document_after(const struct book *book, enum acd_subject kind, uint64_t seq);

/* Live contacts only (until CONTACT_FORGOTTEN); older ones are history. */
struct book_contact {
    struct uuid uuid;
    const char *name;          /* what the tab shows: the customer's or the task's name */
    const char *description;
    const char *customer_name;
    const char *attributes;    /* a JSON object as text */
    const char *references;    /* a JSON object as text (task) */
    const char *note;          /* the last wrap-up note */
    const char *address;       /* an outbound call's; else "" */
};
const struct book_contact *book_find_contact(const struct book *book, uint64_t contact);
uint64_t book_find_contact_uuid(const struct book *book, const struct uuid *uuid); /* 0: not live */

/* Sessions are found by the hash of their token (32 bytes: crypto_generichash of the token's text); the token itself is
 * nowhere stored. */
const struct book_session *book_find_session(const struct book *book, const uint8_t hash[32]);
/* The customer's right to a contact, by the hash of the participant token given at start; follows transfers. 0:
 * unknown, or no longer live. */
uint64_t book_find_customer(const struct book *book, const uint8_t hash[32]);

/* The same right after the contact is over: for BOOK_TRANSCRIPT_MS the customer may read the transcript
 * (book_ask_transcript with the uuid). */
enum { BOOK_TRANSCRIPT_MS = 24 * 60 * 60 * 1000 };
struct book_customer {
    uint64_t contact;    /* the chain's present contact; 0: no longer live */
    struct uuid uuid;    /* of the chain's present or last contact */
    const char *name;    /* the customer's */
    uint32_t agent;      /* who was connected last; 0: nobody yet */
    uint32_t entry_point;
    enum acd_channel channel;
    enum acd_cause end_cause;
    int64_t started_at;  /* of the chain's first contact */
    int64_t ended_at;    /* 0: not over */
    int64_t valid_until; /* ACD_NEVER while it is not over; the caller compares it with now */
};
const struct book_customer *book_find_customer_history(const struct book *book, const uint8_t hash[32]); /* NULL: unknown */

/* ---- history: asked with the sequence number it must have seen, answered by book_poll() ---- */
enum book_author { BOOK_BY_CUSTOMER, BOOK_BY_AGENT, BOOK_BY_SYSTEM };
struct book_message {
    uint32_t number; /* in the contact's chain from 1 */
    enum book_author author;
    const char *author_name;
    const char *text;
    struct uuid uuid;
    int64_t at;
};
typedef void book_transcript_fn(void *ctx, const struct book_message *messages, uint32_t count, bool failed);
/* Messages of the chain that contact uuid belongs to, with number > after, at most max (<= 500). */
void book_ask_transcript(struct book *book, uint64_t min_seq, const struct uuid *contact, uint32_t after, uint32_t max, book_transcript_fn *answer, void *ctx);

struct book_note {
    const char *text;
    const char *author_name;
    int64_t at;
};
typedef void book_notes_fn(void *ctx, const struct book_note *notes, uint32_t count, bool failed);
void book_ask_notes(struct book *book, uint64_t min_seq, const struct uuid *contact, book_notes_fn *answer, void *ctx);

/* A contact as the history has it, live or long over. Texts are lent for the call; "" where unknown. Times are 0 where
 * they never came; a uuid of zeros is none. */
struct book_contact_record {
    uint64_t row;     /* grows with each contact that begins */
    uint64_t contact; /* the core's number; 0: no longer live */
    struct uuid uuid, initial, previous, related;
    struct uuid queue, entry_point; /* also of those that are deleted by now */
    struct uuid agent;              /* whose leg counts: the last that was connected */
    uint32_t agent_number;
    uint8_t channel, initiation, end_cause;
    const char *name, *customer_name, *description, *address, *note;
    const char *attributes, *references, *documents; /* JSON objects as text */
    int64_t priority, age_ms;
    int64_t started_at, scheduled_at, queued_at, connected_at, ended_at, forgotten_at, changed_at;
    int64_t leg_begun_at, leg_connected_at, leg_ended_at, leg_cleared_at; /* of that leg; ended: wrap-up began */
    int64_t leg_hold_ms;
    uint32_t pause_count;
    int64_t paused_at, resumed_at, paused_ms; /* the last times; all pauses that are over */
};
/* total: of what matched; more: there are others behind the last one told. */
typedef void book_records_fn(void *ctx, const struct book_contact_record *records, uint32_t count, uint32_t total, bool more, bool failed);

/* Which contacts a search wants. All zero: all. */
enum book_outcome {
    BOOK_OUTCOME_ANY,
    BOOK_OUTCOME_LIVE,      /* not over yet */
    BOOK_OUTCOME_HANDLED,   /* over, and an agent was connected (connect.md 6.4) */
    BOOK_OUTCOME_ABANDONED, /* over, was queued, nobody was connected and no contact goes on in its place; callbacks do not count (connect.md 6.4) */
    BOOK_OUTCOME_OTHER,     /* over and neither */
};
struct book_filter {
    const char *text; /* NULL: any. In name, customer's name, description, address, note, or an attribute's value; letters A to Z in either case. The book copies it */
    enum book_outcome outcome;
    uint32_t agent;        /* 0: any; who was connected last */
    const struct uuid *queue; /* NULL: any; copied too */
    uint8_t channels;      /* bit set of 1 << enum acd_channel; 0: all */
};

enum { BOOK_RECORDS_MAX = 100, BOOK_RECORDS_SCANNED_MAX = 200000, BOOK_SEARCH_TEXT_BYTES_MAX = 256 };
struct book_search {
    int64_t from, to; /* when the contact began, both included */
    struct book_filter filter;
    /* Called on the follower's thread for each that the filter lets through; must look at nothing but ctx and the
     * record. True: it matches, and *key orders it. NULL: all match, in the order in which they began. */
    bool (*matches)(void *ctx, const struct book_contact_record *record, int64_t *key);
    void *ctx; /* also what the answer is called with; the asker keeps it until then */
    bool descending;
    uint64_t after; /* the row of the last one told before; 0: from the first */
    uint32_t max;   /* <= BOOK_RECORDS_MAX */
};
/* The contact with this uuid: one record or none. */
void book_ask_record(struct book *book, uint64_t min_seq, const struct uuid *contact, book_records_fn *answer, void *ctx);
/* Contacts in order of their keys, equal ones as they began. Looks at the newest BOOK_RECORDS_SCANNED_MAX of the range
 * at most. */
void book_ask_records(struct book *book, uint64_t min_seq, const struct book_search *search, book_records_fn *answer);

/* ---- the life of a contact and of its whole chain ---- */
enum { BOOK_STEPS_MAX = 1000, BOOK_OFFERS_MAX = 500, BOOK_WHISPERS_MAX = 500 };

/* One thing that happened to a contact. Texts are lent for the call. Who and what it names is as it is called now. */
struct book_step {
    uint64_t seq;
    int64_t at;
    struct uuid contact; /* of the chain; zeros: erased or never known */
    uint16_t kind;       /* enum acd_event_kind */
    uint16_t record;     /* enum book_record, of RECORDED */
    uint8_t channel, leg_state, cause;
    uint8_t actor;       /* enum acd_actor_kind */
    uint32_t actor_id;
    uint32_t agent, other_agent, queue, reason;
    int64_t value, deadline; /* as the event has them */
    const char *why;     /* "" none */
    const char *text;    /* "Sam requeued the contact." */
};
typedef void book_life_fn(void *ctx, const struct book_step *steps, uint32_t count, bool more, bool failed);
/* The steps of the chain that contact uuid belongs to, in order, the first BOOK_STEPS_MAX. None: no such contact. */
void book_ask_life(struct book *book, uint64_t min_seq, const struct uuid *contact, book_life_fn *answer, void *ctx);

enum book_offer_outcome { BOOK_OFFER_RINGS, BOOK_OFFER_ACCEPTED, BOOK_OFFER_MISSED, BOOK_OFFER_REJECTED, BOOK_OFFER_WITHDRAWN, BOOK_OFFER_FAILED };
struct book_offer {
    uint64_t seq;
    struct uuid contact;
    uint32_t agent, queue, code; /* code: the status code given with a rejection */
    uint8_t reason;              /* enum acd_cause: why it was made */
    uint8_t cause;               /* enum acd_cause: why it ended; of an accepted one why its leg ended */
    bool exempt;
    enum book_offer_outcome outcome;
    int64_t made_at, connected_at, ended_at, cleared_at; /* 0: never */
};
typedef void book_offers_fn(void *ctx, const struct book_offer *offers, uint32_t count, bool failed);
/* Every offer of the chain, in order, the first BOOK_OFFERS_MAX. */
void book_ask_offers(struct book *book, uint64_t min_seq, const struct uuid *contact, book_offers_fn *answer, void *ctx);
/* The last max (<= BOOK_OFFERS_MAX) offers made to an agent, the newest first. */
void book_ask_agent_offers(struct book *book, uint64_t min_seq, uint32_t agent, uint32_t max, book_offers_fn *answer, void *ctx);

/* What a supervisor and the agent said to each other about a chat, behind the customer's back. In no transcript. */
struct book_whisper {
    uint32_t number;      /* in the chain from 1 */
    uint32_t agent;       /* who said it */
    uint32_t other_agent; /* to whom */
    uint8_t actor;        /* enum acd_actor_kind: AGENT is the one with the customer */
    const char *author_name;
    const char *text;
    struct uuid uuid;
    int64_t at;
};
typedef void book_whispers_fn(void *ctx, const struct book_whisper *whispers, uint32_t count, bool failed);
/* Whispers of the chain that contact uuid belongs to, with number > after, at most max (<= BOOK_WHISPERS_MAX). */
void book_ask_whispers(struct book *book, uint64_t min_seq, const struct uuid *contact, uint32_t after, uint32_t max, book_whispers_fn *answer, void *ctx);

/* ---- the audit: what people did, one row a command (docs/decisions/0009-audit.md says what is joined) ---- */
enum { BOOK_AUDIT_MAX = 200, BOOK_AUDIT_SCANNED_MAX = 20000 };
struct book_audit_row { /* texts are lent for the call; "" where there is none or it was erased */
    uint64_t seq;             /* of its first event */
    int64_t at;
    uint8_t actor;            /* enum acd_actor_kind */
    uint32_t actor_id;        /* the user's number, or 0 */
    struct uuid actor_uuid;   /* zeros: no user */
    const char *actor_name;   /* as it was */
    uint8_t subject_kind;     /* enum acd_subject */
    uint64_t subject;         /* its number, the core's number of a contact, 0 of the centre */
    struct uuid subject_uuid; /* zeros: unknown */
    const char *subject_name; /* as it was */
    uint16_t kind;            /* enum acd_event_kind, of the first event */
    uint16_t record;          /* enum book_record, of RECORDED */
    const char *text;         /* "Sam set Lunch as the next status of Alice." */
    const char *detail;       /* a JSON object: {"events":[{"event":"NEXT_STATUS_SET", what changed, "from" where it was known}]} */
    const char *why;
};
struct book_audit_search { /* all zero: the newest of all */
    int64_t from, to;     /* both included; to 0: no end */
    uint32_t actor_id;    /* 0: anybody */
    uint8_t actors;       /* bit set of 1 << enum acd_actor_kind; 0: all */
    bool has_subject;
    uint8_t subject_kind;
    uint64_t subject;
    const char *text;     /* NULL: any. In text, why, detail or a name; letters A to Z in either case. The book copies it */
    uint64_t before;      /* rows with a smaller seq: the last answer's next; 0: from the newest */
    uint32_t max;         /* <= BOOK_AUDIT_MAX */
};
typedef void book_audit_fn(void *ctx, const struct book_audit_row *rows, uint32_t count, uint64_t next, bool failed);
/* Newest first. Looks at BOOK_AUDIT_SCANNED_MAX rows at most, so a page may be short, even empty, and not the last:
 * next is the `before` to go on from; 0: there are no older rows. */
void book_ask_audit(struct book *book, uint64_t min_seq, const struct book_audit_search *search, book_audit_fn *answer, void *ctx);

/* ---- erasure ---- */
struct book_chain_contact {
    uint64_t contact; /* the core's number, also of one that is long forgotten */
    struct uuid uuid;
};
struct book_chain {
    bool found;
    struct uuid initial;
    bool live;       /* some contact of it is not forgotten yet */
    bool erased;
    int64_t over_at; /* when the last one was forgotten; 0: live */
    uint32_t count;  /* <= BOOK_CHAIN_MAX */
    const struct book_chain_contact *contacts; /* lent for the call */
};
typedef void book_chain_fn(void *ctx, const struct book_chain *chain, bool failed);
/* The chain that contact uuid belongs to. */
void book_ask_chain(struct book *book, uint64_t min_seq, const struct uuid *contact, book_chain_fn *answer, void *ctx);
typedef void book_chains_fn(void *ctx, const struct uuid *initials, uint32_t count, bool more, bool failed);
/* Chains that were over before `before` and are not erased yet, the oldest first, at most max (<= BOOK_RECORDS_MAX). */
void book_ask_contacts_to_erase(struct book *book, uint64_t min_seq, int64_t before, uint32_t max, book_chains_fn *answer, void *ctx);

uint64_t book_history_seq(const struct book *book); /* how far the follower is */
/* True with a sentence while the follower cannot write or read (it tries again each second); asks are then answered
 * with failed. */
bool book_history_failed(const struct book *book, struct book_error *error);

#endif
