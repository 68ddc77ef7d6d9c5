/* Keeps what the tally tells in the tables of spans_statements.h, in the history's own transactions. Private to this
 * folder. It must not answer questions.
 *
 *   history_begin() -> spans_begin(): takes the tally up from its pieces unless it stands where the history does
 *   history_apply() -> spans_apply()
 *   history_commit() -> spans_commit(): what changed is put away with the events it came from
 */
#ifndef NEXTUP_BOOK_SPANS_TABLE_H
#define NEXTUP_BOOK_SPANS_TABLE_H

#include "book/history.h"
#include "tally/tally.h"

void spans_begin(struct history *history);
void spans_apply(struct history *history, const struct acd_event *event);
void spans_commit(struct history *history);
void spans_free(struct history *history);

/* Walks an agent's spans (agent 0: of all, in order of agents) within [from, to), cut to it, the open ones too: in
 * order of time for each agent. */
typedef void spans_walk_fn(void *ctx, const struct tally_span *span);
void spans_walk(struct sql *sql, uint32_t agent, int64_t from, int64_t to, spans_walk_fn *each, void *ctx);

#endif
