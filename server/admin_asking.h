/* One request of an operator or of an administrator while it is carried out: what its function is given, and what every
 * such function needs. It must not know any request.
 *
 * A request's function reads asking->reader, changes a centre by make.h (admin_making), and writes members into
 * asking->writer. It returns false when it could not be done: the reader has failed, or asking->fault has a sentence.
 * What is written is told only if it returns true.
 */
#ifndef NEXTUP_SERVER_ADMIN_ASKING_H
#define NEXTUP_SERVER_ADMIN_ASKING_H

#include "lib/json.h"
#include "server/centres.h"
#include "server/erase.h"
#include "server/make.h"

struct admin_asking {
    struct centres *centres;   /* those it may be about: all of the directory, or an administrator's own */
    const struct centres *all; /* of the directory: user names and tokens are unique in it */
    struct json_reader reader;
    struct json_writer writer; /* inside the answer's object */
    struct acd_actor actor;    /* OPERATOR, or ADMIN with the user's number */
    const char *by;            /* of an administrator: the user name; NULL: the request says it */
    const char *why;           /* NULL: not said */
    int64_t now;
    struct fault fault;
    const struct erase_later *later; /* who is told later, if need be; NULL: it waits here */
    bool put_off;                    /* they will be told; nothing is answered now */
};

struct admin_request {
    const char *name;
    bool (*run)(struct admin_asking *asking);
    bool operators_only; /* not for administrators by their page */
};
/* A part of the table: the requests of one file. */
struct admin_requests {
    const struct admin_request *list;
    size_t count;
};

/* Always false, with a sentence; format takes what. */
bool admin_refuse(struct admin_asking *asking, const char *format, const char *what);
/* A required text of 1 to max bytes; "" after a failure. */
const char *admin_text(struct admin_asking *asking, const char *name, size_t max);

/* For make.h, in this centre. */
struct making admin_making(struct admin_asking *asking, struct pump *pump);
/* The centre the request names, or the only one. False, also if the reader has failed. */
bool admin_find_centre(struct admin_asking *asking, struct making *making);
/* The same, and its alias is a member of the answer. */
bool admin_begin_centre(struct admin_asking *asking, struct making *making);
/* The user the request names, in whatever centre it may be about. False, also if the reader has failed. */
bool admin_find_user(struct admin_asking *asking, struct making *making, uint32_t *agent);
/* The object of this name; 0 with a sentence: "There is no queue "Sales"." */
uint32_t admin_find_name(struct admin_asking *asking, const struct pump *pump, enum acd_subject kind, const char *name);
/* Is it the one who asks? With a sentence then. */
bool admin_is_self(struct admin_asking *asking, uint32_t agent, const char *what);

const char *admin_alias(const struct admin_asking *asking, const struct pump *pump);
/* The name of a part of the configuration; "" if it has none. */
const char *admin_name_of(const struct pump *pump, enum acd_subject kind, uint32_t number);
void admin_write_id(struct json_writer *writer, const struct uuid *uuid); /* member "id" */
/* A member with the texts of an array, bounded: writes into texts, returns the count; -1 and the reader has failed.
 * absent: 0. */
int admin_texts(struct admin_asking *asking, const char *name, const char **texts, size_t max, size_t bytes_max);

#endif
