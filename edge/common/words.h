/* JSON members that the panel and the customer's chat write alike: ids, times, clocks, chat messages. It must not look
 * anything up. */
#ifndef NEXTUP_EDGE_COMMON_WORDS_H
#define NEXTUP_EDGE_COMMON_WORDS_H

#include "book/book.h"
#include "lib/json.h"

/* member NULL: an element of the array being written. */
void words_uuid(struct json_writer *writer, const char *member,
                const struct uuid *uuid);                                    /* NULL writes null */
void words_time(struct json_writer *writer, const char *member, int64_t at); /* 0 and ACD_NEVER write null */
void words_clock(struct json_writer *writer, int64_t page, int64_t server);  /* "clock":{"page","server"} */
void words_message(struct json_writer *writer, const char *member, const struct book_message *message);
void words_begin_object(struct json_writer *writer, const char *member);
/* By "agent", who has the customer and whispers to nobody in particular, or by "supervisor", who listens to
 * somebody. */
void words_whisper(struct json_writer *writer, const char *member, const struct book_whisper *whisper);

/* The message that a MESSAGE_SENT event is about: number, author and time from the event, the rest from the batch's
 * body. Texts are lent by *document, which the caller gives back with json_decref(). False: the body has no message. */
bool words_message_of(const struct acd_event *event, const void *body, size_t body_len, json_t **document,
                      struct book_message *message);
/* The whisper that a WHISPERED event is about; message: what words_message_of() found, which lends its texts. */
struct book_whisper words_whisper_of(const struct acd_event *event, const struct book_message *message);

#endif
