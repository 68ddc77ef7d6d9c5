/* The list of files that were moved out (archived.h). It must not move anything. */
#include "journal/archived.h"
#include "journal/engine.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { ARCHIVED_MAX = 1 << 20, HEX_BASE = 16 };

static const char first_line[] = "nextup archived 1\n";

static struct journal_path list_path(const char *dir)
{
    return journal_path_join(dir, "journal/archived");
}

static bool take_file(struct journal_archived *archived, const char *line)
{
    unsigned number = 0;
    struct journal_archived_file file;
    if (sscanf(line, "%6u %" SCNu64 " %" SCNx64, &number, &file.last_seq, &file.checksum) != 3 ||
        number != archived->count + 1 || number > ARCHIVED_MAX)
        return false;
    struct journal_archived_file *files = realloc(archived->files, number * sizeof *files);
    if (!files)
        return false;
    archived->files = files;
    archived->files[archived->count++] = file;
    return true;
}

static bool take_list(struct journal_archived *archived, FILE *stream)
{
    char line[DIRECTORY_LEN_MAX + 64];
    bool good = fgets(line, sizeof line, stream) && strcmp(line, first_line) == 0 &&
                fgets(line, sizeof line, stream) && strncmp(line, "folder ", 7) == 0;
    if (!good)
        return false;
    line[strcspn(line, "\n")] = '\0';
    snprintf(archived->folder, sizeof archived->folder, "%.*s", DIRECTORY_LEN_MAX, line + 7);
    while (good && fgets(line, sizeof line, stream))
        good = take_file(archived, line);
    return good;
}

int journal_archived_read(const char *dir, struct journal_archived *archived, struct journal_error *error)
{
    struct journal_path path = list_path(dir);
    *archived = (struct journal_archived){.count = 0};
    FILE *stream = fopen(path.text, "re");
    if (!stream)
        return errno == ENOENT ? 0 : journal_fault_errno(error, errno, path.text, "Opening");
    bool good = take_list(archived, stream);
    fclose(stream);
    if (good)
        return 0;
    journal_archived_free(archived);
    return journal_fault(error, "%s is damaged: restore a backup.", path.text);
}

void journal_archived_free(struct journal_archived *archived)
{
    free(archived->files);
    *archived = (struct journal_archived){.count = 0};
}

int journal_archived_write(const char *dir, const struct journal_archived *archived,
                           struct journal_error *error)
{
    struct journal_path path = list_path(dir);
    struct journal_path aside = journal_path_aside(path.text);
    FILE *stream = fopen(aside.text, "we");
    if (!stream)
        return journal_fault_errno(error, errno, aside.text, "Making");
    fprintf(stream, "%sfolder %s\n", first_line, archived->folder);
    for (uint32_t i = 0; i < archived->count; i++)
        fprintf(stream, "%06u %" PRIu64 " %016" PRIx64 "\n", (unsigned)i + 1, archived->files[i].last_seq,
                archived->files[i].checksum);
    bool written = fflush(stream) == 0 && fsync(fileno(stream)) == 0;
    int number = errno;
    if (fclose(stream) != 0 || !written)
        return journal_fault_errno(error, number, aside.text, "Writing");
    return journal_directory_rename(aside.text, path.text, error);
}

int journal_archived_find(const char *dir, uint32_t number, struct journal_path *path,
                          struct journal_error *error)
{
    struct journal_archived archived;
    struct journal_path here = journal_path_file(dir, number);
    *path = here;
    if (access(here.text, F_OK) == 0)
        return 0;
    if (journal_archived_read(dir, &archived, error) != 0)
        return -1;
    int result = 0;
    if (number <= archived.count) {
        snprintf(path->text, sizeof path->text, "%s/%06u.db", archived.folder, (unsigned)number);
        if (access(path->text, F_OK) != 0)
            result = journal_fault(
                error,
                "The archived file %s is needed and is not there: put it back there or into %s/journal, or "
                "name its folder with nextup archive.",
                path->text, dir);
    }
    journal_archived_free(&archived);
    return result;
}
