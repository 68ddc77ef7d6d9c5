/* Editing what was told (scrub.h). It must not parse more of JSON than where a value ends, for what it edits was
 * rendered here. */
#include "edge/stream/scrub.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "edge/stream/spool_files.h"

static const char done_name[] = "erased";

/* ---- one text ---- */

bool scrub_init(struct scrub *scrub, const void *body, size_t len)
{
    struct body_erased erased;
    json_t *object = body_open(body, len);
    struct book_chain_contact *contacts = calloc(BOOK_CHAIN_MAX, sizeof *contacts);
    *scrub = (struct scrub){0};
    if (object && contacts && body_parse_erased(object, &erased, contacts)) {
        scrub->of_user = erased.what == BODY_ERASED_USER;
        scrub->ids = calloc((size_t)erased.count + 1, sizeof *scrub->ids);
    }
    if (scrub->ids) {
        uuid_render(&erased.uuid, scrub->ids[scrub->count++]);
        for (uint32_t i = 0; !scrub->of_user && i < erased.count; i++)
            uuid_render(&contacts[i].uuid, scrub->ids[scrub->count++]);
    }
    free(contacts);
    json_decref(object);
    return scrub->ids != NULL;
}

void scrub_free(struct scrub *scrub)
{
    free(scrub->ids);
    scrub->ids = NULL;
}

static bool names_one(const struct scrub *scrub, const char *json, size_t len)
{
    for (uint32_t i = 0; i < scrub->count; i++)
        if (memmem(json, len, scrub->ids[i], UUID_TEXT_LEN) != NULL)
            return true;
    return false;
}

/* The length of the string, object or other value at the beginning of text. */
static size_t value_len(const char *text, size_t len)
{
    bool quoted = false;
    int depth = 0;
    for (size_t at = 0; at < len; at++) {
        if (quoted && text[at] == '\\')
            at++;
        else if (text[at] == '"')
            quoted = !quoted;
        else if (!quoted && (text[at] == '{' || text[at] == '['))
            depth++;
        else if (!quoted && (text[at] == '}' || text[at] == ']') && --depth < 0)
            return at;
        else if (!quoted && text[at] == ',' && depth == 0)
            return at;
        if (!quoted && depth == 0 && (text[at] == '"' || text[at] == '}' || text[at] == ']'))
            return at + 1;
    }
    return len;
}

/* Puts instead, and blanks, where the member has a longer value. */
static bool blank(char *json, size_t len, const char *member, const char *instead)
{
    char name[64];
    bool changed = false;
    size_t instead_len = strlen(instead);
    size_t name_len = (size_t)snprintf(name, sizeof name, "\"%s\":", member);
    char *end = json + len;
    for (char *at = json; (at = memmem(at, (size_t)(end - at), name, name_len)) != NULL;) {
        at += name_len;
        size_t value = value_len(at, (size_t)(end - at));
        if (value <= instead_len || memcmp(at, "null", 4) == 0)
            continue;
        memcpy(at, instead, instead_len);
        memset(at + instead_len, ' ', value - instead_len);
        changed = true;
    }
    return changed;
}

bool scrub_json(const struct scrub *scrub, char *json, size_t len)
{
    static const struct {
        bool of_user;
        const char *member;
        const char *instead;
    } rows[] = {
        {false, "ContactName", "\"\""}, {false, "ContactDescription", "\"\""},
        {false, "Attributes", "{}"},    {false, "CustomerEndpoint", "null"},
        {true, "FirstName", "\"\""},    {true, "LastName", "\"\""},
        {true, "Username", "\"\""},
    };
    bool changed = false;
    if (!names_one(scrub, json, len))
        return false;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if (rows[i].of_user == scrub->of_user)
            changed = blank(json, len, rows[i].member, rows[i].instead) || changed;
    return changed;
}

/* ---- files ---- */

/* All of a file, to be changed in place; NULL: it is empty, or cannot be read (errno; 0 for empty). */
static char *map_file(const char *path, size_t *len)
{
    struct stat info;
    char *bytes = MAP_FAILED;
    int fd = open(path, O_RDWR | O_CLOEXEC);
    errno = fd < 0 ? errno : 0;
    if (fd >= 0 && fstat(fd, &info) == 0 && info.st_size > 0) {
        *len = (size_t)info.st_size;
        bytes = mmap(NULL, *len, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    }
    if (fd >= 0)
        close(fd);
    return bytes == MAP_FAILED ? NULL : bytes;
}

/* Entry by entry; a checksum is not looked at, for a crash may have come in the middle of the same edit. */
static void scrub_entries(struct spool *spool, const struct scrub *scrub, char *bytes, size_t len)
{
    for (size_t at = 0; at + SPOOL_HEAD_BYTES < len;) {
        uint8_t *head = (uint8_t *)bytes + at;
        size_t rest = spool_entry_len(head);
        if (rest == 0 || at + SPOOL_HEAD_BYTES + rest > len)
            return; /* the torn end */
        char *text = bytes + at + SPOOL_HEAD_BYTES + SPOOL_FIXED_BYTES;
        uv_mutex_lock(&spool->mutex); /* a reader that met half an edit looks again with it */
        if (scrub_json(scrub, text, rest - SPOOL_FIXED_BYTES))
            spool_entry_sign(head, rest);
        uv_mutex_unlock(&spool->mutex);
        at += SPOOL_HEAD_BYTES + rest;
    }
}

static void scrub_lines(const struct scrub *scrub, char *bytes, size_t len)
{
    for (size_t at = 0; at < len;) {
        const char *newline = memchr(bytes + at, '\n', len - at);
        size_t line = newline ? (size_t)(newline - (bytes + at)) : len - at;
        scrub_json(scrub, bytes + at, line);
        at += line + 1;
    }
}

static int scrub_file(struct spool *spool, const struct scrub *scrub, const char *path, bool lines,
                      struct spool_error *error)
{
    size_t len = 0;
    char *bytes = map_file(path, &len);
    if (!bytes)
        return errno == 0 || errno == ENOENT
                   ? 0
                   : spool_fault(error, "Cannot edit %s: %s.", path, strerror(errno));
    if (lines)
        scrub_lines(scrub, bytes, len);
    else
        scrub_entries(spool, scrub, bytes, len);
    int result = msync(bytes, len, MS_SYNC) == 0
                     ? 0
                     : spool_fault(error, "Cannot edit %s: %s.", path, strerror(errno));
    munmap(bytes, len);
    return result;
}

static bool ends_with(const char *name, const char *ending)
{
    size_t len = strlen(name), ending_len = strlen(ending);
    return len > ending_len && strcmp(name + len - ending_len, ending) == 0;
}

static int remember(struct spool *spool, uint64_t seq, struct spool_error *error)
{
    char path[SPOOL_PATH_BYTES + 64], aside[SPOOL_PATH_BYTES + 64];
    snprintf(path, sizeof path, "%s/%s", spool->dir, done_name);
    snprintf(aside, sizeof aside, "%s/%s.aside", spool->dir, done_name);
    FILE *file = fopen(aside, "we");
    bool written = file && fprintf(file, "%llu\n", (unsigned long long)seq) > 0;
    if (file)
        written = fclose(file) == 0 && written;
    if (written && rename(aside, path) == 0)
        return 0;
    return spool_fault(error, "Cannot write %s: %s.", path, strerror(errno));
}

int scrub_spool(struct spool *spool, const struct scrub *scrub, uint64_t seq, struct spool_error *error)
{
    char path[SPOOL_PATH_BYTES + 256];
    int result = 0;
    DIR *directory = opendir(spool->dir);
    if (!directory)
        return spool_fault(error, "Cannot read %s: %s.", spool->dir, strerror(errno));
    spool_forget_tail(spool);
    for (struct dirent *item; result == 0 && (item = readdir(directory)) != NULL;) {
        bool lines = ends_with(item->d_name, ".dead");
        snprintf(path, sizeof path, "%s/%s", spool->dir, item->d_name);
        if (lines || ends_with(item->d_name, ".spool"))
            result = scrub_file(spool, scrub, path, lines, error);
    }
    closedir(directory);
    return result == 0 ? remember(spool, seq, error) : -1;
}

uint64_t scrub_done(struct spool *spool)
{
    char path[SPOOL_PATH_BYTES + 64];
    unsigned long long seq = 0;
    snprintf(path, sizeof path, "%s/%s", spool->dir, done_name);
    FILE *file = fopen(path, "re");
    if (!file || fscanf(file, "%llu", &seq) != 1)
        seq = 0;
    if (file)
        fclose(file);
    return seq;
}
