/* libFuzzer target of the document: any bytes are refused with a place, or are a policy that lints, compares, plans and
 * renders, and reads back as the same. */
#include "policy/policy.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

_Noreturn void acd_panic(const char *sentence)
{
    fprintf(stderr, "%s\n", sentence);
    abort();
}

static void heard(void *ctx, const char *pointer, const char *sentence)
{
    *(size_t *)ctx += strlen(pointer) + strlen(sentence);
}

/* One centre of each model, made once; plans only read it. */
static const struct acd *centre(enum acd_model model)
{
    static struct acd *centres[ACD_MODEL_VCC + 1];
    static struct acd_batch batch;
    struct acd_limits limits = acd_limits_default();

    if (centres[model] == NULL) {
        limits.agents = limits.contacts = limits.legs = limits.queues = limits.profiles = 4;
        centres[model] = acd_init(aligned_alloc(64, (acd_size(&limits) + 63) / 64 * 64), &limits);
        acd_step(centres[model],
                 &(struct acd_command){.kind = ACD_CREATE_CENTRE, .model = (uint8_t)model, .at = 1}, &batch);
    }
    return centres[model];
}

static void check_again(const struct policy_document *document, struct policy_problems *problems)
{
    struct policy_document again;
    struct buf text;
    size_t said = 0;

    buf_init(&text, POLICY_BYTES_MAX * 2);
    policy_render(&text, document);
    problems->count = problems->errors = problems->warnings = problems->notes = 0;
    /* A document near the limit may be too large once every member is said. */
    if (text.len <= POLICY_KEPT_BYTES_MAX / 2) {
        if (!policy_parse(&again, buf_text(&text), text.len, problems) ||
            policy_diff(document, &again, heard, &said) != 0 ||
            policy_diff(&again, document, heard, &said) != 0)
            abort();
        policy_free(&again);
    }
    buf_free(&text);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    static struct policy_problems problems;
    struct policy_document document;
    struct policy_document preset;
    struct policy_names names = {0};
    struct policy_plan plan;
    size_t said = 0;

    problems.count = problems.errors = problems.warnings = problems.notes = 0;
    if (!policy_parse(&document, (const char *)bytes, len, &problems)) {
        if (problems.errors == 0 || problems.count == 0)
            abort();
        return 0;
    }
    policy_lint(&document, &problems);
    policy_preset(&preset, document.model);
    policy_diff(&preset, &document, heard, &said);
    policy_plan(&plan, &document, centre(document.model), &names, &problems);
    policy_plan_fits(&document, centre(document.model), &names, &problems);
    policy_plan_free(&plan);
    check_again(&document, &problems);
    policy_free(&preset);
    policy_free(&document);
    return 0;
}
