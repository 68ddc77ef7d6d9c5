/* One request of the API while it is carried out: what its operation's function is given, and what it may use. It must
 * not know any operation.
 *
 *     an operation's function reads:   call_text(), the reader, call_query(), call_find()
 *              ... asks the core by:   call_decide(), call_record(), call_keep_document()
 *              ... and writes into:    call->writer, inside the answer's root object
 *     The first failure sticks (call_fail, a failed reader); call_good() says whether to go on. Nothing may be decided
 *     after a failure.
 */
#ifndef NEXTUP_EDGE_API_CALL_H
#define NEXTUP_EDGE_API_CALL_H

#include "book/body.h"
#include "edge/api/api.h"
#include "edge/api/errors.h"
#include "lib/json.h"

enum {
    CALL_VALUES_MAX = 4, /* placeholders of one path */
    CALL_ANSWER_BYTES_MAX = 8 * 1024 * 1024,
    CALL_MESSAGE_BYTES = 480,
    CALL_ROOM_BYTES = 80, /* two ids as texts */
    CALL_BYTES_MAX = 1032, /* what malloc serves from its lists of each thread */
    CALL_ARN_BYTES = 256,
    CALL_ID_BYTES_MAX = 500,
    CALL_WORDS_MAX = 32, /* of one repeated query member */
};

struct call;
struct book_contact_record;
typedef void call_fn(struct call *call);

/* A row of the table. */
struct operation {
    const char *method;
    const char *path;    /* "/users/{InstanceId}/{UserId}/status" */
    const char *name;    /* "PutUserStatus" */
    enum book_role role; /* at least this one may */
    call_fn *run;        /* NULL: of the model, but not served */
    unsigned flags;
};
enum { /* which errors the model has for the operation, and what takes the place of others */
       NO_INVALID_PARAMETER = 1 << 0, /* InvalidRequestException */
       NO_INVALID_REQUEST = 1 << 1,   /* InvalidParameterException */
       QUOTA_402 = 1 << 2,            /* ServiceQuotaExceededException for LimitExceededException */
       NO_INSTANCE = 1 << 3,          /* neither its path nor its body names an instance */
       HAS_CONFLICT = 1 << 4,         /* ConflictException, elsewhere InvalidRequestException */
};

struct call_value {
    const char *name; /* in the path's template, not NUL-ended */
    size_t name_len;
    const char *text; /* decoded */
    char *owned;      /* text, unless it is in the call's room */
};

struct call {
    struct api *api;
    struct http_request *request;
    const struct operation *operation;
    struct pump *pump; /* the centre */
    uint32_t centre;   /* its place among all */
    const struct acd *acd;
    const struct book *book;
    uint32_t caller; /* the key's or the session's user */
    enum book_role role;
    enum acd_actor_kind actor; /* API, or by the role of a session's user */
    char *why; /* the reason a session's user gave: header x-nextup-why, percent-encoded; NULL: none */
    int64_t now;
    struct call_value values[CALL_VALUES_MAX];
    uint32_t value_count;
    size_t room_used;
    char room[CALL_ROOM_BYTES]; /* for values of the path */
    json_t *document;          /* the body as call_json() gives it; NULL: nobody has asked, and it was read flat */
    struct json_flat flat;     /* the body, or an empty object without one, if document is NULL */
    struct json_reader reader; /* of the body */
    struct buf json;
    struct json_writer writer;
    enum api_error error;
    char *message; /* why it failed; owned. NULL with an error: no memory */
    void (*then)(struct call *call, const struct book_contact_record *record); /* of record_ask() */
    struct uuid contact; /* that the operation is about, where it says so */
    bool waits;   /* the function has not finished: call_finish() will be called later */
    bool decided; /* the core has taken a command of it already */
    char id[UUID_TEXT_BYTES];
};
_Static_assert(sizeof(struct call) <= CALL_BYTES_MAX, "a call is allocated for each request");

/* ---- failing ---- */
void call_fail(struct call *call, enum api_error error, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
bool call_good(struct call *call); /* turns a failed reader into InvalidParameterException */
/* The caller is the user itself, an administrator, or a supervisor of the user's group. */
bool call_may_for(struct call *call, uint32_t agent);

/* ---- reading ---- */
const char *call_path(const struct call *call,
                      const char *name); /* a placeholder's value; "" if it is none */
/* A query member's value into text (born with its maximum); false: absent. A broken one fails the call. */
bool call_query(struct call *call, const char *name, struct buf *text);
int64_t call_query_number(struct call *call, const char *name, int64_t min, int64_t max, int64_t absent);
/* The nth of a repeated query member. */
bool call_query_nth(struct call *call, const char *name, uint32_t n, struct buf *text);
/* An object by id or ARN. 0 with ResourceNotFoundException. */
uint32_t call_find(struct call *call, enum acd_subject kind, const char *id);
uint32_t call_find_path(struct call *call, enum acd_subject kind, const char *name); /* by a placeholder */
uint32_t call_find_member(struct call *call, enum acd_subject kind,
                          const char *name); /* by a required member of the body */
/* A live contact by id or ARN; 0 with ResourceNotFoundException. */
uint64_t call_find_contact(struct call *call, const char *id);
/* The id in "arn:aws:connect:...:instance/I/kind/ID", or the text itself. False: it is no UUID. */
bool call_parse_id(const char *text, struct uuid *uuid);
/* NULL and "" are no number; else E.164 or InvalidParameterException. */
void call_check_phone(struct call *call, const char *member, const char *number);
bool call_parse_channel(struct call *call, const char *text, const char *member, enum acd_channel *channel);
/* A word of the list (NULL-ended); its place, or -1 with InvalidParameterException. */
int call_word(struct call *call, const char *member, const char *text, const char *const *words);
/* Repeated words of the query, or an array of words (NULL: none), as a bit set of their places. any (may be NULL):
 * there was one. */
unsigned call_query_words(struct call *call, const char *member, const char *const *words, bool *any);
unsigned call_array_words(struct call *call, const json_t *array, const char *member, const char *const *words);
/* An array's nth item as a reader; false at its end. */
bool call_item(struct call *call, const json_t *array, size_t n, struct json_reader *reader);
void call_take_failure(struct call *call, const struct json_reader *reader); /* of a reader of one's own */
const char *call_array_text(struct call *call, const json_t *array, size_t n,
                            const char *member); /* NULL at its end */

/* The whole body, lent as long as the call. NULL, with the call failed: no memory. The reader is cheaper where it will
 * do. */
json_t *call_json(struct call *call);

size_t call_characters(const char *text); /* of UTF-8 */
/* Texts bounded in characters, as the model counts them. Optional: NULL if absent. */
const char *call_required_text(struct call *call, const char *member, size_t min, size_t max);
const char *call_optional_text(struct call *call, const char *member, size_t min, size_t max);
/* The required Name of a new or renamed object that no other of its kind has (but number itself);
 * DuplicateResourceException otherwise. */
bool call_check_name(struct call *call, enum acd_subject kind, uint32_t number, const char *name);
/* Renames: what is NULL stays. */
bool call_rename(struct call *call, enum acd_subject kind, uint32_t number, const char *name,
                 const char *description, int64_t display_order);

/* ---- asking the core ---- */
struct acd_command call_command(const struct call *call, enum acd_command_kind kind);
/* Decides. body may be NULL and is freed. NULL, with the call failed: refused. The batch is lent until the pump's next
 * call. */
const struct acd_batch *call_decide(struct call *call, const struct acd_command *command, struct buf *body);
const struct acd_event *call_event(const struct acd_batch *batch,
                                   enum acd_event_kind kind); /* NULL: not in it */
/* rendered: what body_render_x() said; false fails the call as a text that cannot be kept. */
bool call_record(struct call *call, enum acd_subject kind, uint64_t subject, enum book_record record,
                 bool rendered, struct buf *body);
struct buf call_body(void); /* empty, born with a body's maximum */

/* ---- documents: what the core and the book do not need to understand ---- */
const json_t *call_document(const struct call *call, enum acd_subject kind, uint64_t subject,
                            const char *name); /* NULL: none */
/* Takes the reference of value; NULL removes it. */
bool call_keep_document(struct call *call, enum acd_subject kind, uint64_t subject, const char *name,
                        json_t *value);
/* One member of the document "settings" of a subject, with all others as they are. Takes the reference of value; NULL
 * removes it. */
bool call_keep_setting(struct call *call, enum acd_subject kind, uint64_t subject, const char *member,
                       json_t *value);
const json_t *call_setting(const struct call *call, enum acd_subject kind, uint64_t subject,
                           const char *member);

/* ---- writing ---- */
const char *call_arn(const struct call *call, const char *kind, const struct uuid *uuid,
                     char text[CALL_ARN_BYTES]); /* kind "": the instance's */
const char *call_arn_kind(enum acd_subject kind);
const char *call_kind_name(enum acd_subject kind); /* "routing profile": for sentences */
void call_write_id(struct call *call, const char *member, const struct uuid *uuid);
void call_write_arn(struct call *call, const char *member, const char *kind, const struct uuid *uuid);
/* "Id" and "Arn" of a subject as an object called member (NULL: an array's element); nothing if it is unknown. */
void call_write_reference(struct call *call, const char *member, enum acd_subject kind, uint32_t number);
const struct uuid *call_uuid(const struct call *call, enum acd_subject kind,
                             uint32_t number); /* NULL: unknown */
void call_write_seconds(struct call *call, const char *member,
                        int64_t at_ms); /* epoch seconds with a fraction; 0 and ACD_NEVER write nothing */
/* LastModifiedTime and LastModifiedRegion: of a part of the configuration, or of a time known otherwise (0:
 * unknown). */
void call_write_changed(struct call *call, enum acd_subject kind, uint64_t number);
void call_write_modified(struct call *call, int64_t at_ms);
void call_write_text(struct call *call, const char *member, const char *text);    /* nothing if "" or NULL */
void call_write_json(struct call *call, const char *member, const json_t *value); /* nothing if NULL */

/* ---- ending ---- */
/* Renders what became of it and posts it; frees the call. For functions that set call->waits. */
void call_finish(struct call *call);

#endif
