/* What an administrator's page asks for (edge/admin), carried out by admin.h: at once, or, what takes long, on a thread
 * of its own. It must not know a request but by its name.
 *
 *     policy_try   the document is read here --> [thread: policy_replay()] --> answered; one at a time on a server
 *     erase        admin_carry_out() --> answered when the history has found the contact (erase.h)
 *     the rest     admin_carry_out() --> answered, before the question's call returns
 */
#ifndef NEXTUP_SERVER_ADMIN_PAGE_H
#define NEXTUP_SERVER_ADMIN_PAGE_H

#include <stdatomic.h>
#include <uv.h>

#include "edge/admin/admin.h"
#include "server/centres.h"
#include "server/config.h"
#include "server/erase.h"

struct admin_page {
    const struct centres *centres;
    uv_loop_t *loop;
    const struct config *config;
    const char *dir;
    struct erase_waiting *waiting;
    bool trying; /* a policy is being tried */
    atomic_bool stop;
};

/* carry_out of struct admin_options; ctx is a struct admin_page. */
void admin_page_carry_out(void *ctx, const struct admin_question *question, admin_answered *answered, void *answered_ctx);

/* The server stops: a trial that runs ends soon, and none begins. */
void admin_page_stop(struct admin_page *page);

#endif
