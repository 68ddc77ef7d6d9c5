/* The data directory: its layout, its format version, its lock. It must not know what a centre holds.
 *
 *     DIR/format               "nextup data 1"
 *     DIR/nextup.lock          held (flock) by whoever may change anything; holds the process number, for people
 *     DIR/admin.sock           a running server's ear for the commands (mode 0600)
 *     DIR/demo.json            only of a demo (mode 0600)
 *     DIR/centres/ALIAS/       one centre: journal/, snapshots/, book.db (journal.h, book.h)
 *     DIR/centres/.making      a centre being made; becomes centres/ALIAS by rename, or is swept away
 *     DIR/.restoring/ALIAS/    the centres of a restore under way; all become DIR/centres by one rename, or are swept
 *                              away
 */
#ifndef NEXTUP_SERVER_DIR_H
#define NEXTUP_SERVER_DIR_H

#include <stdbool.h>
#include <stddef.h>

#include "server/fault.h"

enum {
    DIR_PATH_BYTES = 4096,
    DIR_ALIAS_BYTES = 64,
    DIR_CENTRES_MAX = 64, /* as PUMP_CENTRES_MAX */
};

struct dir {
    char path[DIR_PATH_BYTES];
    int lock; /* descriptor; -1: not held */
};

struct dir_aliases {
    char alias[DIR_CENTRES_MAX][DIR_ALIAS_BYTES];
    int count;
};

/* Takes the directory for this process. create: makes it if it is not there. Returns 0; or -1 and a sentence: not
 * there, not ours to write, full, of a newer version, or held by another (*busy is then true; busy may be NULL). */
int dir_open(struct dir *dir, const char *path, bool create, bool *busy, struct fault *fault);
void dir_close(struct dir *dir);

/* The centres' aliases, sorted. A directory without any gives 0 of them. Needs no lock. */
int dir_list(const char *path, struct dir_aliases *aliases, struct fault *fault);
bool dir_has_centre(const char *path, const char *alias);

/* The sentence for a directory that holds no centre: it names the command to run. Returns -1. */
int dir_no_centre(const char *path, struct fault *fault);

/* Paths. They return text. */
const char *dir_path(const char *path, const char *name, char text[DIR_PATH_BYTES]);
const char *dir_centre(const char *path, const char *alias, char text[DIR_PATH_BYTES]);

/* A centre is made aside and then renamed, so that there is never half of one. begin sweeps away what a crash left. */
int dir_making_begin(const struct dir *dir, char text[DIR_PATH_BYTES], struct fault *fault);
int dir_making_commit(const struct dir *dir, const char *alias, struct fault *fault);

/* A restore lays all its centres out aside and makes them visible at once, so that there is never a part of a backup.
 * begin sweeps away what a crash left; commit needs a directory that holds no centre. path: of what is aside; name ""
 * for all of it. */
int dir_restoring_begin(const struct dir *dir, struct fault *fault);
int dir_restoring_commit(const struct dir *dir, struct fault *fault);
const char *dir_restoring(const char *path, const char *name, char text[DIR_PATH_BYTES]);

/* Removes a directory and all that is in it. Errors are not told: what is left shows at the next use. */
void dir_remove(const char *path);

/* Writes a file whole or not at all: aside, fsync, rename, fsync of the directory. mode as of open(2). */
int dir_write_file(const char *path, const void *bytes, size_t len, unsigned mode, struct fault *fault);

/* a-z 0-9 and "-", beginning with a letter or digit, at most 62: what AWS allows an instance alias. */
bool dir_alias_valid(const char *alias);

#endif
