/* The same client against the bare server (bare.c): what the library, the loopback and one sync cost when nothing is decided. It must not be given an easier life than the
 * panels have: as many sockets, as many bytes, the same rate, the same clock.
 */
#include <stdlib.h>
#include <string.h>

#include "bench/crowd.h"

/* As long as a panel's set_status. */
#define ASK     "{\"do\":\"echo______\",\"id\":1,\"statusId\":\"00000000-0000-0000-0000-000000000000\"}"
#define ASK_ALL "{\"do\":\"all_______\",\"id\":1,\"statusId\":\"00000000-0000-0000-0000-000000000000\"}"

struct bare {
    size_t waiting;
    bool all;
};

static void hear_bare(struct panel_socket *socket, const char *text, size_t len)
{
    struct panel *panel = (struct panel *)socket;
    struct crowd *crowd = panel->crowd;
    struct bare *bare = crowd->own;
    (void)text;
    (void)len;
    if (panel->due_ns == 0) {
        crowd_fail(crowd, "socket %zu heard what was not meant for it", panel->number);
        return;
    }
    crowd_took(crowd, panel->due_ns);
    panel->due_ns = 0;
    bare->waiting--;
}

static void lose_bare(struct panel_socket *socket)
{
    crowd_fail(((struct panel *)socket)->crowd, "the bare server closed a socket");
}

static void fire_bare(struct crowd *crowd, uint64_t k, uint64_t due_ns)
{
    struct bare *bare = crowd->own;
    struct panel *asker = &crowd->panels[k * 7919 % crowd->panels_count];
    size_t end = bare->all ? crowd->panels_count : 1;
    for (size_t i = 0; i < end; i++) {
        struct panel *panel = bare->all ? &crowd->panels[i] : asker;
        if (panel->due_ns != 0) {
            crowd_fail(crowd, "socket %zu still waits for its last answer", panel->number);
            return;
        }
        panel->due_ns = due_ns;
    }
    bare->waiting += end;
    if (!panel_socket_send(&asker->socket, bare->all ? ASK_ALL : ASK, strlen(ASK)))
        crowd_fail(crowd, "cannot send");
}

void crowd_bare(struct crowd *crowd, bool all)
{
    struct bare bare = {.all = all};
    crowd->own = &bare;
    crowd->panels = calloc(crowd->options->panels, sizeof crowd->panels[0]);
    for (size_t i = 0; crowd->panels != NULL && i < crowd->options->panels && crowd->failures == 0; i++) {
        struct panel *panel = &crowd->panels[crowd->panels_count++];
        *panel = (struct panel){.socket = {.source.socket = -1, .message = hear_bare, .lost = lose_bare},
                                .crowd = crowd,
                                .number = i};
        if (!panel_socket_open(&panel->socket, crowd->plan.address, crowd->plan.port, "/", "") ||
            !crowd_loop_add(&crowd->loop, &panel->socket.source))
            crowd_fail(crowd, "cannot open socket %zu", i);
    }
    if (crowd->failures == 0)
        crowd_pace(crowd, fire_bare, &bare.waiting);
}
