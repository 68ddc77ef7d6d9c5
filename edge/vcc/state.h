/* What the files of edge/vcc share: the edge itself. Private to this folder. */
#ifndef NEXTUP_EDGE_VCC_STATE_H
#define NEXTUP_EDGE_VCC_STATE_H

#include "edge/common/limiter.h"
#include "edge/common/origin.h"
#include "edge/vcc/vcc.h"

struct vcc {
    struct vcc_options options;
    struct origin_trust trust;
    struct limiter *keys;      /* requests of a key */
    struct limiter *addresses; /* failures of an address */
    struct vcc_counters counters;
};

#endif
