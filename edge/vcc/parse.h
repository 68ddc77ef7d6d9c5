/* What a client sends, taken apart and refused where it is not the shape: address, Authorization, bodies. It must not
 * look at any state.
 *
 * Nothing here keeps what it was given; texts point into the request or its document unless said otherwise.
 */
#ifndef NEXTUP_EDGE_VCC_PARSE_H
#define NEXTUP_EDGE_VCC_PARSE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/buf.h"
#include "lib/json.h"

enum {
    PARSE_ALIAS_BYTES_MAX = 64,
    PARSE_ID_BYTES_MAX = 128,
    PARSE_KEY_BYTES_MAX = 128,
    PARSE_SECRET_BYTES_MAX = 127,
    PARSE_SHORT_CODE_BYTES_MAX = 32,
    PARSE_BULK_MAX = 100,             /* agents of one request (peers.md 1.11) */
    PARSE_ONE_BYTES_MAX = 8 * 1024,   /* of a body for one agent */
    PARSE_BULK_BYTES_MAX = 48 * 1024, /* of a bulk's */
    PARSE_WHAT_BYTES = 192,
};

/* ---- the address ---- */
enum parse_place {
    PARSE_NOT_OURS, /* does not begin with /vcc/v1/ */
    PARSE_NOWHERE,  /* it does, but is none of the three below */
    PARSE_AGENTS,
    PARSE_BULK,
    PARSE_AGENT,
};
struct parse_address {
    char alias[PARSE_ALIAS_BYTES_MAX + 1]; /* decoded */
    char id[PARSE_ID_BYTES_MAX + 1];       /* decoded; of an AGENT */
};
/* path is raw: no slash is folded, segments are decoded one by one. *address is written only for the last three. */
enum parse_place parse_address(const char *path, struct parse_address *address);

/* ---- Authorization: Basic base64(access key ":" secret) ---- */
struct parse_basic {
    char key[PARSE_KEY_BYTES_MAX + 1];
    char secret[PARSE_SECRET_BYTES_MAX + 1]; /* the caller erases it */
};
/* False, nothing written: another scheme, not base64, no colon, an empty or too long part, a NUL. */
bool parse_basic(const char *header, struct parse_basic *basic);

/* ---- bodies ---- */
enum parse_status { PARSE_LOGGED_OUT = 1, PARSE_ON_BREAK = 3, PARSE_AVAILABLE = 4, PARSE_WORK_OFFLINE = 5 };

/* A status that is asked for, with its code. */
struct parse_wish {
    enum parse_status status;
    uint32_t list;          /* status-code-list-id; 0: absent */
    uint32_t item;          /* status-code-item-id; 0: absent */
    const char *short_code; /* status-code-item-short-code; NULL: absent */
};

/* The document of a body that must be an object of at most bytes_max bytes. NULL with a sentence for what is not. The
 * caller gives it back with json_decref(). */
json_t *parse_document(const char *bytes, size_t len, size_t bytes_max, char what[PARSE_WHAT_BYTES]);

/* False with a sentence, *wish unwritten. object may be any value, also NULL. */
bool parse_wish(const json_t *object, struct parse_wish *wish, char what[PARSE_WHAT_BYTES]);

/* The array "agents" of a bulk: 1 .. PARSE_BULK_MAX items of any kind. NULL with a sentence. */
const json_t *parse_agents(const json_t *document, char what[PARSE_WHAT_BYTES]);

/* "agent-id" of a bulk's item; NULL with a sentence. */
const char *parse_agent_id(const json_t *item, char what[PARSE_WHAT_BYTES]);

/* A query's groupId into text. True: there is one. False: there is none, or *bad was set (twice, badly encoded, too
 * long). */
bool parse_group(const char *query, char text[PARSE_ID_BYTES_MAX + 1], bool *bad);

/* A number from 1 as the book and the core give them; 0: it is none. */
uint32_t parse_number(const char *text);

#endif
