/* Users' names as shown (names.h). It must not know where. */
#include "edge/common/names.h"

#include <stdio.h>

const char *name_for_colleagues(const struct book_user *user, char text[SHOWN_NAME_BYTES])
{
    text[0] = '\0';
    if (user == NULL)
        return text;
    bool first = user->first_name[0] != '\0';
    bool last = user->last_name[0] != '\0';
    if (!first && !last)
        snprintf(text, SHOWN_NAME_BYTES, "%s", user->username);
    else
        snprintf(text, SHOWN_NAME_BYTES, "%s%s%s", user->first_name, first && last ? " " : "",
                 user->last_name);
    return text;
}

const char *name_for_customers(const struct book_user *user)
{
    if (user == NULL)
        return "";
    return user->first_name[0] != '\0' ? user->first_name : user->username;
}
