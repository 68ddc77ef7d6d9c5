/* One request of an operator as the commands make it: begun, its members written, sent wherever it has to be carried
 * out (admin_client.h), answered. */
#ifndef NEXTUP_SERVER_REQUEST_H
#define NEXTUP_SERVER_REQUEST_H

#include <stdbool.h>

#include "lib/buf.h"
#include "lib/json.h"
#include "server/arguments.h"

struct request {
    struct buf text;
    struct json_writer writer; /* inside the request's object */
    const struct arguments *arguments;
};

/* Begins {"do":name, "centre": the one that was named}. False: no --data was given, and that was said; the command ends
 * with EXIT_USAGE. */
bool request_begin(struct request *request, const struct arguments *arguments, const char *name);
/* Sends it. The answer is given back with json_decref(); NULL: said why already, the command ends with EXIT_FAULT. What
 * was sent is erased. */
json_t *request_send(struct request *request);
/* Instead of sending it. */
void request_drop(struct request *request);

/* A whole command: the operand as the member named, and when it is done the sentence, which takes the operand and the
 * centre's alias. Returns the exit code. */
int request_change(const struct arguments *arguments, const char *name, const char *member,
                   const char *sentence);

/* A text of an answer; "" where there is none. */
const char *answer_text(const json_t *answer, const char *name);

#endif
