/* What an administrator's page asks for (edge/admin), carried out by admin.h: at once, or, what takes long, on a thread of its own. It must not know a request but by its name. */
#ifndef NEXTUP_SERVER_ADMIN_PAGE_H
#define NEXTUP_SERVER_ADMIN_PAGE_H

#include <uv.h>

#include "edge/admin/admin.h"
#include "server/centres.h"
#include "server/config.h"

struct admin_trial;

struct admin_page {
    const struct centres *centres;
    uv_loop_t *loop;
    const struct config *config;
    const char *dir;
    struct admin_trial *trial; /* a policy that is being tried; NULL: none */
};

/* carry_out of struct admin_options; ctx is a struct admin_page. */
void admin_page_carry_out(void *ctx, const struct admin_question *question, admin_answered *answered, void *answered_ctx);

/* The server stops: a trial that runs is told to end soon. */
void admin_page_stop(struct admin_page *page);

#endif
