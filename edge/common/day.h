/* DAY of docs/reference/board-line.md: one agent's time and contacts between two midnights, asked of the history. It
 * must not judge who may ask. */
#ifndef NEXTUP_EDGE_COMMON_DAY_H
#define NEXTUP_EDGE_COMMON_DAY_H

#include "edge/common/question.h"

/* Members date and zone are read; takes the question, which is not refused yet. agent exists. */
void day_ask(struct question *question, uint32_t agent, question_day_fn *day_of);

#endif
