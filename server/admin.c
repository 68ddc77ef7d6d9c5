/* One request from its name to its function and back to an answer; see admin.h. It must not know what a request does
 * (the files of admin_requests.h). */
#include "server/admin.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "lib/json.h"
#include "server/admin_requests.h"
#include "server/version.h"

/* ---- the table ---- */

static bool ping(struct admin_asking *asking)
{
    json_member_text(&asking->writer, "version", NEXTUP_VERSION);
    return true;
}

static const struct admin_request own_list[] = {{"ping", ping, true}};
static const struct admin_requests own = {own_list, 1};

static const struct admin_requests *const parts[] = {
    &own,
    &admin_users_requests,
    &admin_work_requests,
    &admin_groups_requests,
    &admin_hours_requests,
    &admin_entries_requests,
    &admin_reasons_requests,
    &admin_keys_requests,
    &erase_requests,
    &policy_requests,
    &quotas_requests,
};

static const struct admin_request *find_request(const char *name)
{
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++)
        for (size_t j = 0; j < parts[i]->count; j++)
            if (strcmp(parts[i]->list[j].name, name) == 0)
                return &parts[i]->list[j];
    return NULL;
}

/* ---- carrying out ---- */

static enum admin_result run(struct admin_asking *asking)
{
    bool by_operator = asking->actor.kind == ACD_ACTOR_OPERATOR;
    const char *name = admin_text(asking, "do", 32);
    asking->why = json_optional_text(&asking->reader, "why", 1, BOOK_WHY_BYTES_MAX);
    const struct admin_request *request = asking->reader.failed ? NULL : find_request(name);
    if (asking->reader.failed)
        return ADMIN_ILL_FORMED;
    if (!request || (request->operators_only && !by_operator)) {
        fault_set(&asking->fault, "There is no request \"%s\".", name);
        return ADMIN_ILL_FORMED;
    }
    bool done = request->run(asking);
    if (asking->reader.failed)
        return ADMIN_ILL_FORMED;
    if (asking->put_off)
        return ADMIN_PUT_OFF;
    return done ? ADMIN_CARRIED_OUT : ADMIN_NOT_DONE;
}

/* Into answer: the whole object of what was carried out, else nothing and its sentence in fault. */
static enum admin_result carry_out(struct admin_asking *asking, const json_t *request, struct buf *answer)
{
    assert(answer->len == 0);
    json_reader_init(&asking->reader, request);
    json_writer_init(&asking->writer, answer);
    json_object_begin(&asking->writer);
    json_member_bool(&asking->writer, "ok", true);
    enum admin_result result = asking->reader.failed ? ADMIN_ILL_FORMED : run(asking);
    if (result == ADMIN_CARRIED_OUT) {
        json_object_end(&asking->writer);
        if (!buf_failed(answer))
            return result;
        fault_set(&asking->fault, "It was carried out, but the answer is too large or memory is out.");
        result = ADMIN_NOT_DONE;
    }
    buf_clear(answer);
    if (result == ADMIN_PUT_OFF)
        return result;
    if (asking->reader.failed)
        fault_set(&asking->fault, "%s %s.", asking->reader.member ? asking->reader.member : "the request",
                  asking->reader.what);
    else if (asking->fault.sentence[0] == '\0')
        fault_set(&asking->fault, "It could not be done.");
    return result;
}

void admin_append_line(struct buf *answer, bool done, const struct buf *text)
{
    struct json_writer writer;
    if (done) {
        buf_append(answer, text->bytes, text->len);
    } else {
        json_writer_init(&writer, answer);
        json_object_begin(&writer);
        json_member_bool(&writer, "ok", false);
        json_member_text(&writer, "error", buf_text(text));
        json_object_end(&writer);
    }
    buf_append_char(answer, '\n');
}

bool admin_execute(struct centres *centres, const char *request, size_t len, int64_t now,
                   const struct erase_later *later, struct buf *answer)
{
    static const struct json_limits limits = {.bytes_max = ADMIN_REQUEST_BYTES_MAX};
    struct admin_asking asking = {.centres = centres,
                                  .all = centres,
                                  .actor = {.kind = ACD_ACTOR_OPERATOR},
                                  .now = now,
                                  .later = later};
    struct buf sentence;
    json_t *root = json_parse(request, len, &limits, NULL);
    enum admin_result result = carry_out(&asking, root, answer);
    buf_init(&sentence, sizeof asking.fault);
    if (result == ADMIN_CARRIED_OUT) {
        buf_append_char(answer, '\n');
    } else if (result != ADMIN_PUT_OFF) {
        buf_append_text(&sentence, asking.fault.sentence);
        admin_append_line(answer, false, &sentence);
    }
    buf_free(&sentence);
    json_decref(root);
    return result != ADMIN_PUT_OFF;
}

enum admin_result admin_carry_out(const struct centres *centres, struct pump *pump, uint32_t agent,
                                  const json_t *request, int64_t now, const struct erase_later *later,
                                  struct buf *text)
{
    struct centres their = {.list = {.pumps = {pump}, .count = 1}};
    struct admin_asking asking = {.centres = &their,
                                  .all = centres,
                                  .actor = {.kind = ACD_ACTOR_ADMIN, .id = agent},
                                  .by = book_find_user(pump_book(pump), agent)->username,
                                  .now = now,
                                  .later = later};
    snprintf(their.aliases[0], sizeof their.aliases[0], "%s", centres_alias(centres, pump));
    enum admin_result result = carry_out(&asking, request, text);
    if (result != ADMIN_CARRIED_OUT && result != ADMIN_PUT_OFF)
        buf_append_text(text, asking.fault.sentence);
    return result;
}
