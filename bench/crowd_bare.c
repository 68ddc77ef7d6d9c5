/* The bare server's half of a measurement: in the same seconds, by the same client and on the same clock, what the
 * library, the loopback and one sync cost when nothing is decided (bare.c). It must not be given an easier life than
 * the panels have: as many sockets, as many bytes, as many a second.
 *
 *     panels   |    |    |    |        each action of the crowd, and halfway to the next one
 *     bare       |    |    |    |      one of the bare server: both meet the same machine, whatever else it does
 */
#include <stdio.h>
#include <stdlib.h>

#include "bench/crowd.h"

enum { FIRST_BYTES = 1000 }; /* asked for before the crowd has heard anything */

static void hear_bare(struct panel_socket *socket, const char *text, size_t len)
{
    struct panel *panel = (struct panel *)socket;
    struct crowd *crowd = panel->crowd;
    struct crowd_bare *bare = &crowd->bare;
    (void)text;
    (void)len;
    uint64_t due_ns = panel_heard(panel);
    if (due_ns >= crowd->count_from_ns)
        times_add(&bare->times, now_ns() - due_ns);
    bare->waiting--;
}

static void lose_bare(struct panel_socket *socket)
{
    crowd_fail(((struct panel *)socket)->crowd, "the bare server closed a socket");
}

bool crowd_bare_open(struct crowd *crowd, const char *plan_file, size_t count)
{
    struct plan plan;
    struct crowd_bare *bare = &crowd->bare;
    bare->sockets = calloc(count, sizeof bare->sockets[0]);
    if (bare->sockets == NULL || plan_read(&plan, plan_file) != 0)
        return false;
    bool good = true;
    for (size_t i = 0; good && i < count; i++) {
        struct panel *panel = &bare->sockets[bare->count++];
        *panel = (struct panel){.socket = {.source.socket = -1, .message = hear_bare, .lost = lose_bare},
                                .crowd = crowd,
                                .number = i};
        good = panel_socket_open(&panel->socket, plan.address, plan.port, "/", "") &&
               crowd_loop_add(&crowd->loop, &panel->socket.source);
    }
    plan_free(&plan);
    return good;
}

void crowd_bare_fire(struct crowd *crowd, uint64_t k, uint64_t due_ns)
{
    char text[CROWD_TEXT_BYTES];
    struct crowd_bare *bare = &crowd->bare;
    struct panel *asker = &bare->sockets[crowd_pick(k, bare->count)];
    struct panel *first = bare->all ? bare->sockets : asker;
    size_t count = bare->all ? bare->count : 1;
    for (size_t i = 0; i < count; i++)
        panel_expect(&first[i], due_ns);
    bare->waiting += count;
    int len = snprintf(text, sizeof text,
                       "{\"do\":\"%s\",\"bytes\":%zu,\"statusId\":\"00000000-0000-0000-0000-000000000000\"}",
                       bare->all ? "all" : "echo", crowd->heard_len != 0 ? crowd->heard_len : FIRST_BYTES);
    if (!panel_socket_send(&asker->socket, text, (size_t)len))
        crowd_fail(crowd, "cannot ask the bare server");
}

void crowd_bare_close(struct crowd *crowd)
{
    crowd_close_sockets(crowd->bare.sockets, crowd->bare.count);
    times_free(&crowd->bare.times);
}
