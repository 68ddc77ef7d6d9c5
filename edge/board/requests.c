/* What a board may ask for: a table of names, and one function for each. It must not decide anything: it makes a command of the core, or a refusal.
 *
 *     request_take --> REQUESTS[name] --> parse members --> pump_decide --> "done" or "refused"
 */
#include <string.h>

#include "edge/board/state.h"
#include "edge/common/asked.h"

enum { REQUEST_DONE_BYTES_MAX = 1024 * 1024 };

void board_request_take(struct board_line *line, const char *name, const json_t *object)
{
    struct board *board = line->centre->board;
    struct asked asked = {.wire = &line->wire,
                          .pump = line->session.pump,
                          .actor = board_actor(&line->session),
                          .now = board_now(board),
                          .bytes_max = REQUEST_DONE_BYTES_MAX,
                          .refusals = &board->counters.requests_refused};
    (void)name;
    board->counters.requests++;
    json_reader_init(&asked.reader, object);
    int64_t id = json_required_i64(&asked.reader, "id", 1, INT32_MAX);
    if (asked.reader.failed) {
        asked_refuse_members(&asked);
        return;
    }
    asked.id = id;
    asked_refuse(&asked, "bad_request", "do names no request of this line");
}
