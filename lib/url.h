/* Percent-encoding and query strings (RFC 3986). It must not fold slashes or dots: signatures need the raw path. */
#ifndef NEXTUP_LIB_URL_H
#define NEXTUP_LIB_URL_H

#include <stdbool.h>
#include <stddef.h>

#include "lib/buf.h"

enum url_plus {
    URL_PLUS_IS_PLUS,  /* paths, and queries as AWS signs them */
    URL_PLUS_IS_SPACE, /* HTML forms */
};

/* Appends the decoded text to out. False, with out as it was, if an escape is broken, there is a NUL, the result is not
 * UTF-8, or out has no room (a buffer that failed stays failed). */
bool url_decode(const char *text, size_t len, enum url_plus plus, struct buf *out);

/* Appends text with everything but A-Z a-z 0-9 - . _ ~ escaped in upper-case hex; keep_slash keeps "/" too. */
void url_encode(const char *text, size_t len, bool keep_slash, struct buf *out);

/* One "name=value" of a raw query, both lent and still encoded. value is "" (len 0) where "=" is missing. */
struct url_member {
    const char *name;
    size_t name_len;
    const char *value;
    size_t value_len;
};

/* Walks a raw query. Start with *at = 0; false at the end. Empty pieces ("a=1&&b=2") are skipped. */
bool url_query_next(const char *query, size_t *at, struct url_member *member);

/* Appends the decoded value of the first member whose decoded name is name. False, out unchanged, if there is none or
 * it is broken. An empty value is found. */
bool url_query_find(const char *query, const char *name, enum url_plus plus, struct buf *out);

#endif
