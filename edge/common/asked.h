/* One request that came over a line, {"do":NAME,"id":N,...}, and its answer: done or refused. It must not know what any
 * request means.
 *
 *     asked --members parsed, asked_decide()--> asked_done()            posted after what the request has made
 *           '--asked_refuse*()                                          exactly one of the two, once, at any time later
 */
#ifndef NEXTUP_EDGE_COMMON_ASKED_H
#define NEXTUP_EDGE_COMMON_ASKED_H

#include "edge/common/wire.h"
#include "lib/json.h"
#include "lib/uuid.h"

enum { ASKED_TEXT_BYTES_MAX = 4096 };

struct asked {
    struct wire *wire; /* of the line it came over; an answer that comes later holds a reference */
    struct pump *pump;
    struct acd_actor actor; /* who asks */
    int64_t id;             /* 0: it had none that could be read */
    int64_t now;
    size_t bytes_max;    /* of a done */
    uint64_t *refusals;  /* counts them */
    bool of_others;      /* what is asked is about another agent: refusals are worded so */
    struct json_reader reader;
    void (*refused)(const struct asked *asked, struct json_writer *writer); /* adds members to a refusal; NULL none */
};

/* ---- answering ---- */
void asked_refuse(const struct asked *asked, const char *code, const char *message);
void asked_refuse_members(const struct asked *asked); /* what the reader found wrong, as one sentence */
void asked_refuse_words(const struct asked *asked, enum pump_refusal outcome, enum acd_refusal refusal);
/* {"is":"done","id","seq", and what is written between begin and end }. seq: what the answer has seen. */
void asked_begin_done(const struct asked *asked, uint64_t seq, struct buf *json, struct json_writer *writer);
void asked_end_done(const struct asked *asked, struct buf *json, struct json_writer *writer);
void asked_done(const struct asked *asked);

/* {"is":"pong","clock"}: it has seen no state, so it leaves at once. False: the request was none. */
bool asked_pong(struct wire *wire, const json_t *object, int64_t now);

/* ---- asking the core ---- */
struct acd_command asked_command(const struct asked *asked, enum acd_command_kind kind);
/* Decides; refuses the request if the core does. body may be NULL, and is freed. */
bool asked_decide(const struct asked *asked, const struct acd_command *command, struct buf *body);

/* ---- members; each refuses the request where it returns false ---- */
bool asked_uuid(struct asked *asked, const char *name, struct uuid *uuid); /* only marks the reader as failed */
bool asked_contact(struct asked *asked, uint64_t *contact);                /* the live contact of member contactId */
bool asked_reason(struct asked *asked, uint32_t *reason); /* optional member reasonId. Whether it may be given here is the core's */
/* Required member text of 1 to ASKED_TEXT_BYTES_MAX bytes without the blanks around it, copied. */
bool asked_text(struct asked *asked, char text[ASKED_TEXT_BYTES_MAX + 1]);

/* Answers with the chain's messages after member `after` and not later than `until` (milliseconds since 1970;
 * INT64_MAX: all), once the book has them; the caller has judged that they may be read. */
void asked_transcript(struct asked *asked, const struct uuid *transcript, uint32_t after, int64_t until);
/* Answers with what was whispered about the live contact after number `after`, at most max of it, once the book has
 * them; with_transcript: also where its transcript is. */
void asked_whispers(struct asked *asked, uint64_t contact, uint32_t after, uint32_t max, bool with_transcript);

#endif
