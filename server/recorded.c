/* Finding what is recorded (recorded.h). */
#include "server/recorded.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "lib/date.h"

static bool is_directory(const char *path)
{
    struct stat info;
    return stat(path, &info) == 0 && S_ISDIR(info.st_mode);
}

int recorded_find(const char *path, const char *wanted, struct recorded_centre *centre, struct fault *fault)
{
    struct dir_aliases aliases;
    char inside[DIR_PATH_BYTES];

    if (is_directory(dir_path(path, "journal", inside))) {
        snprintf(centre->path, sizeof centre->path, "%s", path);
        snprintf(centre->alias, sizeof centre->alias, "%s", path);
        return 0;
    }
    if (dir_list(path, &aliases, fault) != 0)
        return -1;
    if (aliases.count == 0)
        return fault_set(fault, "%s holds no centre, and is none.", path);
    if (!wanted && aliases.count > 1)
        return fault_set(fault, "There is more than one centre: name it with --centre.");
    if (!wanted)
        wanted = aliases.alias[0];
    if (!dir_has_centre(path, wanted))
        return fault_set(fault, "There is no centre \"%s\".", wanted);
    snprintf(centre->alias, sizeof centre->alias, "%s", wanted);
    dir_centre(path, wanted, centre->path);
    return 0;
}

static bool parse_format(const char *text, const char *format, int64_t *at)
{
    struct tm parts = {0};
    const char *end = strptime(text, format, &parts);

    if (!end || *end != '\0')
        return false;
    *at = (int64_t)timegm(&parts) * 1000;
    return true;
}

int recorded_parse_time(const char *text, int64_t *at, bool *is_day, struct fault *fault)
{
    bool day = parse_format(text, "%Y-%m-%d", at);

    if (!is_day)
        return day ? 0 : fault_set(fault, "\"%s\" is no day; write it as 2026-11-20.", text);
    *is_day = day;
    if (day || parse_format(text, "%Y-%m-%dT%H:%M", at) || date_parse_rfc3339(text, strlen(text), at))
        return 0;
    return fault_set(fault,
                     "\"%s\" is no time; write it as 2026-11-20 or 2026-11-20T08:00 (UTC), or as "
                     "2026-11-20T08:00:00+01:00.",
                     text);
}
