/* What the files of make.h share: deciding one command of whoever asks, with its body. It must not know what is
 * made. */
#ifndef NEXTUP_SERVER_MAKE_DECIDE_H
#define NEXTUP_SERVER_MAKE_DECIDE_H

#include "server/make.h"

/* Decides a command, whose time and actor are filled in. body may be NULL and is freed. NULL: refused or failed, with
 * its sentence; what: "The group". */
const struct acd_batch *make_decide(struct making *making, struct acd_command *command, struct buf *body, const char *what);
/* ok: what body_render_x() said. False, the body freed, with a sentence. */
bool make_rendered(struct making *making, bool ok, struct buf *body, const char *what);
bool make_record(struct making *making, enum acd_subject subject_kind, uint32_t subject, enum book_record kind, struct buf *body, const char *what);
/* An event that the batch must have. */
const struct acd_event *make_get_event(const struct acd_batch *batch, enum acd_event_kind kind);

#endif
