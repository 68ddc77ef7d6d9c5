/* Fuzzes what a board may say over its line: any bytes, as JSON or not, end in an answer, and leave the core and the book whole. */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "edge/board/state.h"
#include "edge/testing/rig.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

enum { INPUTS_OF_ONE_CENTRE = 2000 };

static struct rig *rig;
static struct board_line *line;
static int inputs;

static void release(struct wire *wire)
{
    free(wire);
}

/* A line without a socket: what it is told goes nowhere. */
static void begin(void)
{
    rig = rig_start(NULL);
    rig_set_status(rig, &rig->alice, rig->available);
    rig_start_contact(rig, ACD_CHAT, "Carol", NULL);
    line = calloc(1, sizeof *line);
    assert(line != NULL);
    line->centre = board_get_centre(rig->board, rig->pump);
    line->session = (struct session){.pump = rig->pump, .agent = rig->sam.agent, .expires_at = INT64_MAX};
    line->state = LINE_LIVE;
    wire_init(&line->wire, SIZE_MAX, &line->centre->board->counters.lines_cut_slow, release);
    budget_init(&line->budget, rig->now);
    inputs = 0;
}

static void end(void)
{
    rig_settle(rig);
    wire_unref(&line->wire);
    rig_stop(rig);
    rig = NULL;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    if (rig == NULL)
        begin();
    json_t *object = json_parse((const char *)bytes, len, NULL, NULL);
    const char *name = json_is_object(object) ? json_string_value(json_object_get(object, "do")) : NULL;
    rig->now += 1000;
    if (name != NULL)
        board_request_take(line, name, object);
    json_decref(object);
    if (inputs++ % 64 == 0)
        rig_settle(rig);
    assert(inputs % 256 != 0 || acd_check(pump_core(rig->pump)) == NULL);
    if (inputs == INPUTS_OF_ONE_CENTRE)
        end();
    return 0;
}
