/* Measures ticks and snapshots of 1,000 agents and 20 boards on one core, over real sockets: the time from a command to
 * its tick on the wire, CPU and bytes of a tick. It asserts nothing; run it by hand (an optimised build). */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "edge/testing/rig.h"

enum { AGENTS = 1000, BOARDS = 20, TICKS = 100, CHANGES = 100 };

static double now_ms(clockid_t which)
{
    struct timespec at;
    clock_gettime(which, &at);
    return (double)at.tv_sec * 1e3 + (double)at.tv_nsec / 1e6;
}

static void create_agents(struct rig *rig, uint32_t *agents)
{
    char hash[PASSWORD_HASH_BYTES];
    snprintf(hash, sizeof hash, "%s", book_find_user(pump_book(rig->pump), rig->sam.agent)->password_hash);
    for (int i = 0; i < AGENTS; i++) {
        char name[32];
        struct buf body = rig_body();
        snprintf(name, sizeof name, "agent%04d", i);
        struct body_agent agent = {.uuid = uuid_random(),
                                   .username = name,
                                   .first_name = name,
                                   .last_name = "Adams",
                                   .role = BOOK_ROLE_AGENT,
                                   .password_hash = hash};
        assert_true(body_render_agent_created(&body, &agent));
        rig_decide(rig, (struct acd_command){.kind = ACD_CREATE_AGENT, .profile = rig->profile}, &body);
        agents[i] = rig->first_event.agent;
    }
    rig_settle(rig);
}

static void change_some(struct rig *rig, const uint32_t *agents, int round, int count)
{
    static bool at_lunch[AGENTS];
    for (int i = 0; i < count; i++) {
        int at = (round * count + i) % AGENTS;
        at_lunch[at] = !at_lunch[at];
        rig_set_status(rig, &(struct rig_user){.agent = agents[at]}, at_lunch[at] ? rig->lunch : rig->pause);
    }
}

static void measure_ticks(struct rig *rig, struct rig_line *lines, const uint32_t *agents, int changes)
{
    double cpu = 0;
    double wall = 0;
    uint64_t bytes = board_counters(rig->board)->tick_bytes;
    for (int round = 0; round < TICKS; round++) {
        double begun = now_ms(CLOCK_MONOTONIC);
        change_some(rig, agents, round, changes);
        rig->now += 1000;
        double cpu_begun = now_ms(CLOCK_THREAD_CPUTIME_ID);
        board_tick(rig->board, rig->now);
        cpu += now_ms(CLOCK_THREAD_CPUTIME_ID) - cpu_begun;
        json_decref(rig_await(&lines[0], "tick", NULL));
        wall += now_ms(CLOCK_MONOTONIC) - begun;
        for (int i = 1; i < BOARDS; i++)
            json_decref(rig_await(&lines[i], "tick", NULL));
    }
    printf("%4d of %d agents changed, %d boards: %.2f ms from the first command to the tick read, %.3f ms of "
           "CPU a tick, %llu bytes a tick\n",
           changes, AGENTS, BOARDS, wall / TICKS, cpu / TICKS,
           (unsigned long long)((board_counters(rig->board)->tick_bytes - bytes) / TICKS));
}

int main(void)
{
    struct rig *rig =
        rig_start(&(struct rig){.agents_max = AGENTS + 64, .board_limits = {.user_lines_max = BOARDS}});
    struct rig_line *lines = calloc(BOARDS, sizeof *lines);
    uint32_t *agents = calloc(AGENTS, sizeof *agents);
    char cookie[RIG_COOKIE_BYTES];
    create_agents(rig, agents);
    rig_sign_in(rig, "sam", cookie);
    double begun = now_ms(CLOCK_THREAD_CPUTIME_ID);
    for (int i = 0; i < BOARDS; i++) {
        json_t *snapshot;
        rig_open_board(rig, &lines[i], cookie, &snapshot);
        if (i == 0) {
            char *text = json_dumps(snapshot, JSON_COMPACT);
            printf("snapshot: %zu bytes\n", strlen(text));
            free(text);
        }
        json_decref(snapshot);
    }
    printf("%d snapshots made, sent and parsed: %.1f ms of CPU each\n", BOARDS,
           (now_ms(CLOCK_THREAD_CPUTIME_ID) - begun) / BOARDS);
    rig->now += 1000;
    rig_board_tick(rig);
    measure_ticks(rig, lines, agents, 1);
    measure_ticks(rig, lines, agents, CHANGES);
    for (int i = 0; i < BOARDS; i++)
        rig_close(&lines[i]);
    free(lines);
    free(agents);
    rig_stop(rig);
    return 0;
}
