/* Getting a password for a command: from the terminal, from standard input, or made up; and hashing it before it goes
 * anywhere. It must not log. */
#ifndef NEXTUP_SERVER_PASSWORD_H
#define NEXTUP_SERVER_PASSWORD_H

#include <stdbool.h>

#include "lib/password.h"
#include "server/fault.h"

enum { PASSWORD_TEXT_BYTES = PASSWORD_BYTES_MAX + 1, PASSWORD_BYTES_MIN = 10 };

/* Asks on the terminal, twice and without echo; with from_stdin reads the first line of standard input; without a
 * terminal makes one up (*generated: the caller prints it, once). */
int password_obtain(const char *username, bool from_stdin, char text[PASSWORD_TEXT_BYTES], bool *generated, struct fault *fault);

void password_generate(char text[PASSWORD_TEXT_BYTES]);

/* Hashes now, waiting for it. */
int password_hash_now(const char *text, char hash[PASSWORD_HASH_BYTES], struct fault *fault);

#endif
