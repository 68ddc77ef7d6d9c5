/* Takes the texts of an erased contact or user out of what was told and is kept on this machine. It must not change a
 * length: what is behind stays where it is, and so does every reader.
 *
 *     "ContactName":"Zoe"   ->   "ContactName":""           still JSON: a shorter value is followed by blanks
 *
 * An entry is looked at if it names the contact or the user by id. In it, of a contact: ContactName,
 * ContactDescription, Attributes, CustomerEndpoint; of a user: FirstName, LastName, Username. All else stays: ids,
 * times, numbers.
 */
#ifndef NEXTUP_EDGE_STREAM_SCRUB_H
#define NEXTUP_EDGE_STREAM_SCRUB_H

#include <stdbool.h>
#include <stddef.h>

#include "book/body.h"
#include "edge/stream/spool.h"

struct scrub {
    bool of_user;
    uint32_t count;
    char (*ids)[UUID_TEXT_BYTES];
};

/* What a body of BOOK_ERASED names. False: it is none, or there is no memory. */
bool scrub_init(struct scrub *scrub, const void *body, size_t len);
void scrub_free(struct scrub *scrub);

/* Edits one JSON text in place; true if it changed. Done again it changes nothing more. */
bool scrub_json(const struct scrub *scrub, char *json, size_t len);

/* Every entry of a spool, and every dead letter that lies beside it, as `erased` at seq wants it; on the disk when it
 * returns 0. It is remembered beside them up to which seq that was done. By the spool's writer; readers may read
 * meanwhile. -1 and a sentence: it is to be done again. */
int scrub_spool(struct spool *spool, const struct scrub *scrub, uint64_t seq, struct spool_error *error);
uint64_t scrub_done(struct spool *spool); /* up to this seq; 0: none */

#endif
