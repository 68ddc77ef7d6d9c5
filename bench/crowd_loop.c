/* Waiting for many sockets; see crowd_loop.h. It must not sleep past the moment it was given. */
#include "bench/crowd_loop.h"

#include <stddef.h>
#include <sys/epoll.h>
#include <time.h>
#include <unistd.h>

#include "bench/load_times.h"

enum { EVENTS_MAX = 512 };

bool crowd_loop_open(struct crowd_loop *loop)
{
    loop->poll = epoll_create1(EPOLL_CLOEXEC);
    return loop->poll >= 0;
}

void crowd_loop_close(struct crowd_loop *loop)
{
    if (loop->poll >= 0)
        close(loop->poll);
}

bool crowd_loop_add(struct crowd_loop *loop, struct crowd_source *source)
{
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = source};
    return epoll_ctl(loop->poll, EPOLL_CTL_ADD, source->socket, &event) == 0;
}

bool crowd_loop_turn(struct crowd_loop *loop, uint64_t until_ns)
{
    struct epoll_event events[EVENTS_MAX];
    uint64_t now = now_ns();
    uint64_t left = until_ns > now ? until_ns - now : 0;
    struct timespec wait = {.tv_sec = (time_t)(left / 1000000000u), .tv_nsec = (long)(left % 1000000000u)};
    int count = epoll_pwait2(loop->poll, events, EVENTS_MAX, &wait, NULL);
    for (int i = 0; i < count; i++) {
        struct crowd_source *source = events[i].data.ptr;
        source->ready(source);
    }
    return count > 0;
}
