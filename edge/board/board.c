/* The board's edge: its life, its addresses and its time. It must not know what stands behind an address (line.c, ask.c
 * ...). */
#include "edge/board/board.h"

#include <stdlib.h>
#include <string.h>

#include "edge/board/state.h"
#include "edge/common/answer.h"
#include "edge/common/page.h"

struct board_limits board_limits_default(void)
{
    return (struct board_limits){.lines_max = 2000,
                                 .user_lines_max = 32,
                                 .line_unsent_bytes_max = 256 * 1024,
                                 .behind_ms_max = 30 * 1000,
                                 .tick_ms = 100,
                                 .refresh_ms = 10 * 1000,
                                 .requests_per_s_max = 50};
}

static void fill_limits(struct board_limits *limits)
{
    const struct board_limits defaults = board_limits_default();
#define FILL(member) limits->member = limits->member != 0 ? limits->member : defaults.member
    FILL(lines_max);
    FILL(user_lines_max);
    FILL(line_unsent_bytes_max);
    FILL(behind_ms_max);
    FILL(tick_ms);
    FILL(refresh_ms);
    FILL(requests_per_s_max);
#undef FILL
    if (limits->requests_per_s_max > 1000)
        limits->requests_per_s_max = 1000;
}

struct tally_now *board_tally(const struct board_centre *centre)
{
    const struct tallies *tallies = centre->board->options.tallies;
    return tallies != NULL ? tallies_find(tallies, centre->pump) : NULL;
}

/* ---- life ---- */

static void open_centre(struct board *board, struct pump *pump)
{
    struct board_centre *centre = &board->centres[board->centre_count++];
    centre->board = board;
    centre->pump = pump;
    rows_init(centre);
    pump_tap(pump, rows_tap, centre);
}

struct board *board_new(const struct board_options *options)
{
    struct board *board = calloc(1, sizeof *board);
    if (board == NULL)
        return NULL;
    board->options = *options;
    board->limits = options->limits;
    fill_limits(&board->limits);
    board->trust = (struct origin_trust){.trusted_proxy = options->trusted_proxy, .https = options->https};
    for (uint32_t i = 0; i < options->centres->count; i++)
        open_centre(board, options->centres->pumps[i]);
    return board;
}

struct board_centre *board_get_centre(struct board *board, const struct pump *pump)
{
    uint32_t i = 0;
    while (board->centres[i].pump != pump)
        i++; /* sessions name only pumps of ours */
    return &board->centres[i];
}

void board_drain(struct board *board)
{
    board->draining = true;
    for (uint32_t i = 0; i < board->centre_count; i++) {
        for (struct board_line *line = board->centres[i].lines; line != NULL; line = line->next)
            line_post_goodbye(line, "draining");
    }
}

void board_free(struct board *board)
{
    if (board == NULL)
        return;
    for (uint32_t i = 0; i < board->centre_count; i++)
        rows_free(&board->centres[i]);
    free(board);
}

const struct board_counters *board_counters(const struct board *board)
{
    return &board->counters;
}

struct acd_actor board_actor(const struct session *session)
{
    const struct book_user *user = book_find_user(pump_book(session->pump), session->agent);
    bool admin = user != NULL && user->role == BOOK_ROLE_ADMIN;
    return (struct acd_actor){.kind = admin ? ACD_ACTOR_ADMIN : ACD_ACTOR_SUPERVISOR, .id = session->agent};
}

/* ---- time ---- */

int64_t board_deadline(const struct board *board, int64_t now)
{
    int64_t least = ACD_NEVER;
    for (uint32_t i = 0; i < board->centre_count; i++) {
        int64_t deadline = tick_deadline(&board->centres[i], now);
        least = deadline < least ? deadline : least;
    }
    return least;
}

void board_tick(struct board *board, int64_t now)
{
    for (uint32_t i = 0; i < board->centre_count; i++) {
        if (tick_deadline(&board->centres[i], now) <= now)
            tick_run(&board->centres[i], now);
    }
}

/* ---- addresses ---- */

bool board_handle(struct board *board, struct http_request *request)
{
    if (strcmp(request->path, "/supervisor/line") == 0) {
        if (strcmp(request->method, "GET") == 0)
            board_line_upgrade(board, request);
        else
            answer_not_allowed_now(request, "GET");
        return true;
    }
    if (board_ask_handle(board, request))
        return true;
    return page_handle_below(request, board->options.assets, board->options.assets_count, "/supervisor/");
}
