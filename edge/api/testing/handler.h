/* For tests: the whole handler of the API over one centre in memory, asked without a socket. It must not hide a
 * mistake: what is not allowed ends the process.
 *
 *     METHOD PATH[?QUERY]         "@name" anywhere is an id of the centre: @instance @alice @bob @profile @queue @flow
 *                                 @available @lunch @offline @task @hours @group @quick @security
 *     Name: value                 more headers, as many as there are
 *                                 an empty line
 *     BODY
 *
 * A request without a header Authorization counts as well signed by an administrator: the harness stands in for the
 * signer (the executable is linked with --wrap=sigv4_check), so that mutations reach what lies behind the signature.
 * One with that header is checked as it is.
 */
#ifndef NEXTUP_EDGE_API_TESTING_HANDLER_H
#define NEXTUP_EDGE_API_TESTING_HANDLER_H

#include <stddef.h>
#include <stdint.h>

/* Asks it and asserts: it is answered once, with JSON, below 500, and a refusal has left journal and state as they
 * were. Returns the status. */
int handler_ask(const uint8_t *bytes, size_t len);

/* The last answer's body, until the next question. */
const char *handler_answer(void);

/* Moves the clock of the requests; no timer of the core runs. */
void handler_wait(int64_t ms);

/* Frees the centre; the next question makes a new one. */
void handler_stop(void);

#endif
