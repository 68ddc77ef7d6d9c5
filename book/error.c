/* Writes the one clear sentence of a fault; see error.h. */
#include "book/error.h"

#include <stdarg.h>
#include <stdio.h>

int error_say(struct book_error *error, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(error->sentence, sizeof error->sentence, format, arguments);
    va_end(arguments);
    return -1;
}
