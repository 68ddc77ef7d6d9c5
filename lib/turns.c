/* Turns of threads; see turns.h. It must not know what a thread does. */
#include "lib/turns.h"

#include "lib/clock.h"

#include <sched.h>
#include <stdbool.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

/* The kernel's struct sched_attr in its first version; the C library has no name for it, and the kernel's header does
 * not go together with <pthread.h>. */
struct attributes {
    uint32_t size, policy;
    uint64_t flags;
    int32_t nice;
    uint32_t priority;
    uint64_t turn_ns; /* sched_runtime */
    uint64_t deadline_ns, period_ns;
};

_Static_assert(sizeof(struct attributes) == 48, "SCHED_ATTR_SIZE_VER0");

static bool get_attributes(struct attributes *attributes)
{
    *attributes = (struct attributes){0};
    return syscall(SYS_sched_getattr, 0, attributes, sizeof *attributes, 0) == 0;
}

uint64_t turns_present_ns(void)
{
    struct attributes attributes;
    return get_attributes(&attributes) ? attributes.turn_ns : 0;
}

void turns_short(void)
{
    struct attributes attributes;
    if (!get_attributes(&attributes))
        return;
    attributes.size = sizeof attributes;
    attributes.turn_ns = TURN_SHORT_NS;
    syscall(SYS_sched_setattr, 0, &attributes, 0);
}

void turns_offer(void)
{
    static _Thread_local int64_t over_us;
    int64_t now_us = clock_monotonic_us();
    if (now_us < over_us)
        return;
    over_us = now_us + TURN_SHORT_NS / 1000;
    sched_yield();
}

void turns_give_way(int nice)
{
    turns_short();
    setpriority(PRIO_PROCESS, 0, nice); /* of this thread only, on Linux */
}
