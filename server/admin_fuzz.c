/* Fuzzes the requests of administrators and of the operator: each line of the input is one, "o" before it makes it the
 * operator's. Each is answered by an object or a sentence, and leaves core and book whole. A centre serves many inputs,
 * then another one begins. */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "edge/testing/named.h"
#include "edge/testing/rig.h"
#include "server/admin.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

enum { INPUTS_OF_ONE_CENTRE = 500, REQUESTS_MAX = 16 };

static struct {
    struct rig *rig;
    struct centres centres;
    struct named named;
    uint32_t administrator;
    uint32_t inputs;
    bool waiting; /* somebody is told later */
} world;

static void begin(void)
{
    struct buf body = rig_body();
    struct body_agent ada = {.uuid = uuid_random(),
                             .username = "ada",
                             .first_name = "Ada",
                             .last_name = "",
                             .role = BOOK_ROLE_ADMIN};
    struct uuid contact;
    memset(&world, 0, sizeof world);
    world.rig = rig_start(NULL);
    world.centres = (struct centres){.list = world.rig->centres, .aliases = {"rig"}};
    assert_true(body_render_agent_created(&body, &ada));
    rig_decide(world.rig, (struct acd_command){.kind = ACD_CREATE_AGENT, .profile = world.rig->profile},
               &body);
    world.administrator = world.rig->first_event.agent;
    rig_start_contact(world.rig, ACD_CHAT, "Carol", &contact);
    named_add_id(&world.named, "@contact", &contact);
    named_add_id(&world.named, "@queue", &world.rig->queue_uuid);
    named_add_id(&world.named, "@alice", &world.rig->alice.uuid);
}

static void end(void)
{
    rig_settle(world.rig);
    rig_stop(world.rig);
    world.rig = NULL;
}

static void was_told(void *ctx, bool done, const struct buf *text)
{
    (void)ctx;
    (void)done;
    assert(world.waiting && text->len > 0);
    world.waiting = false;
}

static void check_answer(const char *text, size_t len, bool object)
{
    json_t *json = json_parse(
        text, len, &(struct json_limits){.bytes_max = ADMIN_ANSWER_BYTES_MAX, .depth_max = 64}, NULL);
    assert(len > 0 && (!object || json_is_object(json)));
    json_decref(json);
}

static void ask_operator(const char *line, const struct erase_later *later)
{
    struct buf answer;
    buf_init(&answer, ADMIN_ANSWER_BYTES_MAX);
    world.waiting = true;
    if (admin_execute(&world.centres, line, strlen(line), world.rig->now, later, &answer)) {
        world.waiting = false;
        assert(buf_text(&answer)[answer.len - 1] == '\n');
        check_answer(buf_text(&answer), answer.len - 1, true);
    }
    buf_free(&answer);
}

static void ask_administrator(const char *line, const struct erase_later *later)
{
    json_t *request = json_parse(line, strlen(line), NULL, NULL);
    const struct book_user *user = book_find_user(pump_book(world.rig->pump), world.administrator);
    struct buf text;
    if (json_is_object(request) && user != NULL) {
        buf_init(&text, ADMIN_ANSWER_BYTES_MAX);
        world.waiting = true;
        enum admin_result result = admin_carry_out(&world.centres, world.rig->pump, world.administrator,
                                                   request, world.rig->now, later, &text);
        if (result != ADMIN_PUT_OFF) {
            world.waiting = false;
            check_answer(buf_text(&text), text.len, result == ADMIN_CARRIED_OUT);
        }
        buf_free(&text);
    }
    json_decref(request);
}

static void ask(char *line)
{
    const struct erase_later later = {.told = was_told};
    world.rig->now += 1000;
    if (line[0] == 'o')
        ask_operator(line + 1, &later);
    else
        ask_administrator(line, &later);
    rig_settle(world.rig);
    while (world.waiting)
        uv_run(&world.rig->serving.loop, UV_RUN_ONCE);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    if (world.rig == NULL)
        begin();
    char *text = named_put(&world.named, bytes, len);
    char *at = text;
    for (int asked = 0; *at != '\0' && asked < REQUESTS_MAX; asked++)
        ask(named_take(&at, '\n'));
    free(text);
    assert(acd_check(pump_core(world.rig->pump)) == NULL);
    if (++world.inputs == INPUTS_OF_ONE_CENTRE)
        end();
    return 0;
}
