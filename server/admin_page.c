/* What administrators' pages ask for, carried out; see admin_page.h. It must not know a request but by its name. */
#include "server/admin_page.h"

#include "lib/clock.h"
#include "server/admin.h"

void admin_page_carry_out(void *ctx, const struct admin_question *question, admin_answered *answered,
                          void *answered_ctx)
{
    static const enum admin_outcome OUTCOMES[] = {[ADMIN_CARRIED_OUT] = ADMIN_DONE,
                                                  [ADMIN_ILL_FORMED] = ADMIN_WRONG,
                                                  [ADMIN_NOT_DONE] = ADMIN_REFUSED};
    struct admin_page *page = ctx;
    struct buf text;
    buf_init(&text, ADMIN_ANSWER_BYTES_MAX);
    enum admin_result result = admin_carry_out(page->centres, question->pump, question->agent,
                                               question->request, clock_wall_ms(), &text);
    answered(answered_ctx, OUTCOMES[result], &text);
    buf_free(&text);
}

void admin_page_stop(struct admin_page *page)
{
    (void)page;
}
