/* The follower: a thread that reads the journal's durable events into the history and answers what is asked of it.
 * Never touches the directory.
 *
 * Until follower_start() nothing is read and asks wait. All functions are called on the pump's thread.
 */
#ifndef NEXTUP_BOOK_FOLLOWER_H
#define NEXTUP_BOOK_FOLLOWER_H

#include "book/ask.h"
#include "journal/journal.h"

struct follower;

/* history is lent: nobody else may use it between follower_start() and follower_free(). */
struct follower *follower_new(struct history *history, void (*wake)(void *ctx), void *ctx);
int follower_start(struct follower *follower, struct journal *journal, struct book_error *error);
/* Stops the thread; asks that wait are told that they failed. */
void follower_free(struct follower *follower);

void follower_durable(struct follower *follower, uint64_t seq);
void follower_ask(struct follower *follower, struct ask *ask); /* takes it over */
void follower_poll(struct follower *follower);
uint64_t follower_seq(const struct follower *follower);
bool follower_failed(struct follower *follower, struct book_error *error);

#endif
