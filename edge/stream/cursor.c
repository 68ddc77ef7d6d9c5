/* Cursors on disk (cursor.h). It must not know the receiver. */
#include "edge/stream/cursor.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static int fault(struct spool_error *error, const char *what, const char *path)
{
    snprintf(error->sentence, sizeof error->sentence, "Cannot %s the cursor %.300s: %s.", what, path,
             strerror(errno));
    return -1;
}

int cursor_load(const char *dir, const char *name, struct place *place, struct spool_error *error)
{
    char path[SPOOL_PATH_BYTES + 64];
    char text[PLACE_TEXT_BYTES + 1] = "";
    snprintf(path, sizeof path, "%s/%s.cursor", dir, name);
    FILE *file = fopen(path, "re");
    if (file == NULL)
        return errno == ENOENT ? 0 : fault(error, "read", path);
    size_t len = fread(text, 1, PLACE_TEXT_BYTES, file);
    fclose(file);
    if (len > 0 && text[len - 1] == '\n')
        text[len - 1] = '\0';
    if (place_parse(text, place))
        return 1;
    errno = EINVAL;
    return fault(error, "understand", path);
}

int cursor_save(const char *dir, const char *name, struct place place, struct spool_error *error)
{
    char path[SPOOL_PATH_BYTES + 64];
    char aside[SPOOL_PATH_BYTES + 72];
    char text[PLACE_TEXT_BYTES];
    snprintf(path, sizeof path, "%s/%s.cursor", dir, name);
    snprintf(aside, sizeof aside, "%s.new", path);
    int descriptor = open(aside, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (descriptor < 0)
        return fault(error, "write", aside);
    place_render(place, text);
    text[strlen(text) + 1] = '\0';
    text[strlen(text)] = '\n';
    ssize_t len = (ssize_t)strlen(text);
    bool written = write(descriptor, text, (size_t)len) == len && fsync(descriptor) == 0;
    if (close(descriptor) != 0 || !written || rename(aside, path) != 0)
        return fault(error, "write", path);
    return 0;
}
