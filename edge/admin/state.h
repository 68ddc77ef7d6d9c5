/* What the files of edge/admin share. Private to this folder. */
#ifndef NEXTUP_EDGE_ADMIN_STATE_H
#define NEXTUP_EDGE_ADMIN_STATE_H

#include "edge/admin/admin.h"
#include "edge/common/answer.h"
#include "edge/common/limiter.h"
#include "edge/common/origin.h"
#include "edge/common/session.h"

struct admin {
    struct admin_options options;
    struct origin_trust trust;
    struct limiter *users;
};

static inline int64_t admin_now(const struct admin *admin)
{
    return admin->options.now(admin->options.now_ctx);
}

/* The user behind a session; NULL: it is over, or the user is disabled. */
const struct book_user *admin_user_of(const struct admin *admin, const struct session *session);

/* ---- do.c ---- */
void do_handle(struct admin *admin, struct http_request *request, const struct session *session);

#endif
