/* Opening and closing all centres of a directory; see centres.h. */
#include "server/centres.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

int centres_open(struct centres *centres, const char *path, const struct pump_options *options,
                 struct fault *fault)
{
    struct dir_aliases aliases;
    struct pump_error error;
    char directory[DIR_PATH_BYTES];
    *centres = (struct centres){.list.count = 0};
    if (dir_list(path, &aliases, fault) != 0)
        return -1;
    for (int i = 0; i < aliases.count; i++) {
        struct pump *pump = NULL;
        dir_centre(path, aliases.alias[i], directory);
        if (pump_open(&pump, directory, options, &error) != 0) {
            struct fault ignored;
            centres_close(centres, &ignored);
            return fault_set(fault, "%s", error.sentence);
        }
        snprintf(centres->aliases[centres->list.count], DIR_ALIAS_BYTES, "%s", aliases.alias[i]);
        centres->list.pumps[centres->list.count++] = pump;
    }
    return 0;
}

static void on_durable(void *ctx, enum pump_outcome outcome)
{
    *(enum pump_outcome *)ctx = outcome;
}

int centres_finish(struct pump *pump, struct fault *fault)
{
    /* pump_close runs every post, so this one tells whether all that was decided is on disk. */
    enum pump_outcome outcome = PUMP_LOST;
    struct pump_error error = {"the journal has failed."};
    pump_post(pump, on_durable, &outcome);
    bool failed = pump_failed(pump, &error);
    pump_close(pump);
    return outcome == PUMP_DURABLE ? 0
                                   : fault_set(fault, "Nothing was changed: %s",
                                               failed ? error.sentence : "the disk did not take it.");
}

int centres_close(struct centres *centres, struct fault *fault)
{
    int result = 0;
    struct fault own;
    for (uint32_t i = 0; i < centres->list.count; i++)
        if (centres_finish(centres->list.pumps[i], &own) != 0 && result == 0)
            result = fault_set(fault, "%s", own.sentence);
    centres->list.count = 0;
    return result;
}

struct pump *centres_find(const struct centres *centres, const char *alias)
{
    for (uint32_t i = 0; i < centres->list.count; i++)
        if (strcmp(centres->aliases[i], alias) == 0)
            return centres->list.pumps[i];
    return NULL;
}

const char *centres_alias(const struct centres *centres, const struct pump *pump)
{
    for (uint32_t i = 0; i < centres->list.count; i++)
        if (centres->list.pumps[i] == pump)
            return centres->aliases[i];
    assert(!"a pump of no centre");
    return "";
}
