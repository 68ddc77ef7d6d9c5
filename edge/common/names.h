/* How a user's name is shown. It must not know where. */
#ifndef NEXTUP_EDGE_COMMON_NAMES_H
#define NEXTUP_EDGE_COMMON_NAMES_H

#include "book/book.h"

enum { SHOWN_NAME_BYTES = 544 };

/* To colleagues: "Alice Adams", one of both, or the username. Returns text. user NULL: "". */
const char *name_for_colleagues(const struct book_user *user, char text[SHOWN_NAME_BYTES]);
/* To customers: the first name, or the username. Lent as long as the user. user NULL: "". */
const char *name_for_customers(const struct book_user *user);

#endif
