/* Reading a policy document from disk; see policy_file.h. */
#include "server/policy_file.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int read_whole(const char *name, struct buf *text, struct fault *fault)
{
    char piece[16384];
    size_t len = 0;
    FILE *file = fopen(name, "rb");

    if (!file)
        return fault_set(fault, "Cannot read %s: %s. A document is a file, or connect or vcc for a preset.",
                         name, strerror(errno));
    while ((len = fread(piece, 1, sizeof piece, file)) > 0)
        buf_append(text, piece, len);
    bool failed = ferror(file) != 0;
    int reason = errno;
    fclose(file);
    if (failed)
        return fault_set(fault, "Cannot read %s: %s.", name, strerror(reason));
    if (buf_failed(text))
        return fault_set(fault, "%s is larger than %d bytes: it is no policy.", name, POLICY_BYTES_MAX);
    return 0;
}

int policy_file_read(struct policy_document *document, const char *name, struct policy_problems *problems,
                     struct fault *fault)
{
    enum acd_model model = policy_model_find(name);
    struct buf text;

    if (model != ACD_MODEL_NONE) {
        policy_preset(document, model);
        return 0;
    }
    buf_init(&text, POLICY_BYTES_MAX);
    int result = read_whole(name, &text, fault) == 0 ? 0 : POLICY_FILE_UNREADABLE;
    if (result == 0 && !policy_parse(document, buf_text(&text), text.len, problems)) {
        fault_set(fault, "%s is no policy: %u errors.", name, problems->errors);
        result = POLICY_FILE_WRONG;
    }
    buf_free(&text);
    return result;
}

int policy_file_get(struct policy_document *document, const char *name, struct fault *fault)
{
    struct policy_problems *problems = calloc(1, sizeof *problems);

    if (!problems)
        return fault_set(fault, "There is no memory left.");
    int result = policy_file_read(document, name, problems, fault);
    if (result == POLICY_FILE_WRONG)
        fault_set(fault, "%s is no policy: %s: %.300s; nextup policy check tells all.", name,
                  problems->list[0].pointer, problems->list[0].sentence);
    free(problems);
    return result == 0 ? 0 : -1;
}
