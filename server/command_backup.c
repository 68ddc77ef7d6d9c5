/* nextup backup and nextup restore: all centres of a directory in one tar file, each consistent at one
 * sequence number. It must not stop a server.
 *
 *     nextup-backup.json      {"format":1,"version":"...","at":MS,"centres":[{"alias":"...","seq":N}]}
 *     centres/ALIAS.journal   one for each (journal.h makes and reads them)
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "journal/journal.h"
#include "lib/buf.h"
#include "lib/clock.h"
#include "lib/json.h"
#include "server/archive.h"
#include "server/commands.h"
#include "server/dir.h"
#include "server/version.h"

enum { BACKUP_FORMAT = 1, MANIFEST_BYTES_MAX = 64 * 1024 };
static const char manifest_name[] = "nextup-backup.json";

struct backup {
    const char *path; /* the data directory */
    char partial[DIR_PATH_BYTES + 16];
    char piece[DIR_PATH_BYTES + 16];
    struct archive archive;
    struct dir_aliases aliases;
    uint64_t seq[DIR_CENTRES_MAX];
    int64_t at;
};

/* Copies one centre's journal aside, then into the archive. */
static int add_centre(struct backup *backup, int index, struct fault *fault)
{
    char centre[DIR_PATH_BYTES];
    char name[ARCHIVE_NAME_BYTES];
    struct journal_error error;
    dir_centre(backup->path, backup->aliases.alias[index], centre);
    unlink(backup->piece);
    if (journal_backup(centre, backup->piece, &backup->seq[index], &error) != 0)
        return fault_set(fault, "%s", error.sentence);
    snprintf(name, sizeof name, "centres/%.63s.journal", backup->aliases.alias[index]);
    int result = archive_add_file(&backup->archive, name, backup->piece, backup->at / 1000, fault);
    unlink(backup->piece);
    return result;
}

static int add_manifest(struct backup *backup, struct fault *fault)
{
    struct buf text;
    struct json_writer writer;
    buf_init(&text, MANIFEST_BYTES_MAX);
    json_writer_init(&writer, &text);
    json_object_begin(&writer);
    json_member_i64(&writer, "format", BACKUP_FORMAT);
    json_member_text(&writer, "version", NEXTUP_VERSION);
    json_member_i64(&writer, "at", backup->at);
    json_member_array_begin(&writer, "centres");
    for (int i = 0; i < backup->aliases.count; i++) {
        json_object_begin(&writer);
        json_member_text(&writer, "alias", backup->aliases.alias[i]);
        json_member_u64(&writer, "seq", backup->seq[i]);
        json_object_end(&writer);
    }
    json_array_end(&writer);
    json_object_end(&writer);
    int result =
        archive_add_bytes(&backup->archive, manifest_name, text.bytes, text.len, backup->at / 1000, fault);
    buf_free(&text);
    return result;
}

static int write_backup(struct backup *backup, const char *file, struct fault *fault)
{
    struct stat info;
    if (dir_list(backup->path, &backup->aliases, fault) != 0)
        return -1;
    if (backup->aliases.count == 0)
        return fault_set(fault, "%s holds no centre: there is nothing to back up.", backup->path);
    if (stat(file, &info) == 0)
        return fault_set(fault, "%s is there already: name a new file.", file);
    unlink(backup->partial);
    if (archive_create(&backup->archive, backup->partial, fault) != 0)
        return -1;
    int result = 0;
    for (int i = 0; i < backup->aliases.count && result == 0; i++)
        result = add_centre(backup, i, fault);
    if (result == 0)
        result = add_manifest(backup, fault);
    if (result == 0)
        result = archive_finish(&backup->archive, fault);
    archive_close(&backup->archive);
    if (result == 0 && rename(backup->partial, file) != 0)
        result = fault_set(fault, "Cannot write %s: %s.", file, strerror(errno));
    if (result != 0)
        unlink(backup->partial);
    return result;
}

int command_backup(const struct arguments *arguments)
{
    struct fault fault;
    struct backup *backup = calloc(1, sizeof *backup);
    if (!backup)
        return command_fault("There is no memory left.");
    const char *file = arguments->operands[1];
    backup->path = arguments->operands[0];
    backup->at = clock_wall_ms();
    snprintf(backup->partial, sizeof backup->partial, "%s.partial", file);
    snprintf(backup->piece, sizeof backup->piece, "%s.piece", file);
    int code = write_backup(backup, file, &fault) == 0 ? EXIT_DONE : command_fault(fault.sentence);
    for (int i = 0; code == EXIT_DONE && i < backup->aliases.count; i++)
        printf("%s: everything up to %llu\n", backup->aliases.alias[i], (unsigned long long)backup->seq[i]);
    free(backup);
    return code;
}

/* ---- restore ---- */
struct restoring {
    struct dir dir;
    struct archive archive;
    struct dir_aliases aliases; /* those laid out */
    uint64_t seq[DIR_CENTRES_MAX];
    bool manifest_seen;
};

/* "centres/ALIAS.journal" -> ALIAS; false: something else. */
static bool alias_of(const char *name, char alias[DIR_ALIAS_BYTES])
{
    static const char before[] = "centres/";
    static const char after[] = ".journal";
    size_t len = strlen(name);
    if (len < sizeof before + sizeof after - 1 || strncmp(name, before, sizeof before - 1) != 0 ||
        strcmp(name + len - (sizeof after - 1), after) != 0)
        return false;
    size_t alias_len = len - (sizeof before - 1) - (sizeof after - 1);
    if (alias_len >= DIR_ALIAS_BYTES)
        return false;
    memcpy(alias, name + sizeof before - 1, alias_len);
    alias[alias_len] = '\0';
    return dir_alias_valid(alias);
}

static int restore_centre(struct restoring *restoring, const char *alias, struct fault *fault)
{
    char aside[DIR_PATH_BYTES];
    char piece[DIR_PATH_BYTES];
    struct journal_error error;
    int index = restoring->aliases.count;
    if (index == DIR_CENTRES_MAX)
        return fault_set(fault, "%s names too many centres.", restoring->archive.file);
    if (mkdir(dir_restoring(restoring->dir.path, alias, aside), 0700) != 0)
        return errno == EEXIST ? fault_set(fault, "%s names a centre twice.", restoring->archive.file)
                               : fault_set(fault, "Cannot create %s: %s.", aside, strerror(errno));
    dir_restoring(restoring->dir.path, ".journal", piece);
    int result = archive_extract(&restoring->archive, piece, fault);
    if (result == 0 && journal_restore(piece, aside, &restoring->seq[index], &error) != 0)
        result = fault_set(fault, "%s", error.sentence);
    unlink(piece);
    if (result == 0)
        snprintf(restoring->aliases.alias[restoring->aliases.count++], DIR_ALIAS_BYTES, "%s", alias);
    return result;
}

/* The manifest comes last: it says which centres, and up to where, must have come before. */
static int check_manifest(struct restoring *restoring, uint64_t len, struct fault *fault)
{
    char text[MANIFEST_BYTES_MAX];
    size_t index = 0;
    json_t *centre = NULL;
    int matching = 0;
    if (len > sizeof text || archive_read(&restoring->archive, text, (size_t)len, fault) != 0)
        return fault_set(fault, "%s has a manifest that cannot be read.", restoring->archive.file);
    json_t *root = json_parse(text, (size_t)len, NULL, NULL);
    long long format = root ? json_integer_value(json_object_get(root, "format")) : 0;
    json_array_foreach(json_object_get(root, "centres"), index, centre)
    {
        const char *alias = json_string_value(json_object_get(centre, "alias"));
        for (int i = 0; alias && i < restoring->aliases.count; i++)
            if (strcmp(alias, restoring->aliases.alias[i]) == 0 &&
                (uint64_t)json_integer_value(json_object_get(centre, "seq")) == restoring->seq[i])
                matching++;
    }
    json_decref(root);
    restoring->manifest_seen = true;
    if (format > BACKUP_FORMAT)
        return fault_set(fault, "%s was written by a newer Nextup. Use that version.",
                         restoring->archive.file);
    if (format < 1 || matching != restoring->aliases.count)
        return fault_set(fault, "%s does not hold what its manifest says: it is damaged.",
                         restoring->archive.file);
    return 0;
}

static int restore_all(struct restoring *restoring, struct fault *fault)
{
    char name[ARCHIVE_NAME_BYTES];
    char alias[DIR_ALIAS_BYTES];
    uint64_t len = 0;
    int more = 0;
    while ((more = archive_next(&restoring->archive, name, &len, fault)) == 1) {
        int result = 0;
        if (strcmp(name, manifest_name) == 0)
            result = check_manifest(restoring, len, fault);
        else if (alias_of(name, alias))
            result = restore_centre(restoring, alias, fault);
        if (result != 0)
            return -1;
    }
    if (more == 0 && !restoring->manifest_seen)
        return fault_set(fault, "%s is not a whole backup of Nextup.", restoring->archive.file);
    return more;
}

/* Nothing of it is seen before all of it is there and agrees with the manifest. */
static int lay_out(struct restoring *restoring, struct fault *fault)
{
    if (dir_restoring_begin(&restoring->dir, fault) != 0 || restore_all(restoring, fault) != 0)
        return -1;
    return dir_restoring_commit(&restoring->dir, fault);
}

static void take_back(struct restoring *restoring)
{
    char aside[DIR_PATH_BYTES];
    dir_remove(dir_restoring(restoring->dir.path, "", aside));
}

static int restore(struct restoring *restoring, const char *file, const char *path, struct fault *fault)
{
    struct dir_aliases present;
    if (archive_open(&restoring->archive, file, fault) != 0)
        return -1;
    int result = dir_open(&restoring->dir, path, true, NULL, fault);
    if (result == 0) {
        result = dir_list(path, &present, fault);
        if (result == 0 && present.count > 0)
            result = fault_set(fault, "%s holds a centre already: restore into an empty or a new directory.",
                               path);
        else if (result == 0 && (result = lay_out(restoring, fault)) != 0)
            take_back(restoring);
        dir_close(&restoring->dir);
    }
    archive_close(&restoring->archive);
    return result;
}

int command_restore(const struct arguments *arguments)
{
    struct fault fault;
    struct restoring *restoring = calloc(1, sizeof *restoring);
    if (!restoring)
        return command_fault("There is no memory left.");
    int code = restore(restoring, arguments->operands[0], arguments->operands[1], &fault) == 0
                   ? EXIT_DONE
                   : command_fault(fault.sentence);
    for (int i = 0; code == EXIT_DONE && i < restoring->aliases.count; i++)
        printf("%s: everything up to %llu\n", restoring->aliases.alias[i],
               (unsigned long long)restoring->seq[i]);
    free(restoring);
    return code;
}
