/* For fuzzers, and where memory fails: every edge of browsers over one centre in memory, asked without a socket. It
 * must not hide a mistake: what is not allowed ends the process.
 *
 *     METHOD PATH[?QUERY]       "@word" anywhere stands for an id or a secret of the centre (doors.c: name_all)
 *     Name: value               headers; Host, Origin and Content-Type are ours unless they are given
 *                               an empty line
 *     BODY                      if the request opened a line: a message on each line of it, beside these:
 *     +MS                       time passes, as many milliseconds (at most a day)
 *     !                         a chat comes in
 *     ?                         a task comes in
 *
 * The executable is linked with DOORS_WRAP (meson.build), which puts answers and WebSockets into our hands. A centre
 * serves many inputs, then another one begins.
 */
#ifndef NEXTUP_EDGE_TESTING_DOORS_H
#define NEXTUP_EDGE_TESTING_DOORS_H

#include <stddef.h>
#include <stdint.h>

/* Asks, and asserts: a request of ours is answered once, below 500 or with 503, the core's state is whole, a closed
 * line is told so once. */
void doors_ask(const uint8_t *bytes, size_t len);

enum doors_line { DOORS_PANEL, DOORS_BOARD, DOORS_CHAT };

/* Opens a line as its page does, and says what the bytes are; both as above. */
void doors_say(enum doors_line line, const uint8_t *bytes, size_t len);

/* Ends the centre. */
void doors_stop(void);

/* The status of the last answer; 101: a line was opened. */
int doors_status(void);

#endif
