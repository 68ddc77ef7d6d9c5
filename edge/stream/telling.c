/* Telling (telling.h): hands each event to the agents' half and the contacts' half. It must not render anything
 * itself. */
#include "edge/stream/render.h"

#include <stdlib.h>
#include <string.h>

enum { STORIES_MAX = 1 << 23 };

void telling_init(struct telling *telling, const struct telling_options *options, const struct acd *acd,
                  const struct book *book)
{
    *telling = (struct telling){.options = *options, .acd = acd, .book = book, .next_beat_at = ACD_NEVER};
    table_init(&telling->stories, STORIES_MAX);
    buf_init(&telling->json, TELLING_BYTES_MAX);
    buf_init(&telling->instance.json, TELLING_BYTES_MAX);
    telling->parts = parts_new();
    render_centre(telling);
}

void telling_free(struct telling *telling)
{
    agent_events_free(telling);
    contact_events_free(telling);
    buf_free(&telling->json);
    buf_free(&telling->instance.json);
    parts_free(telling->parts);
}

void telling_before(struct telling *telling, const struct acd_event *event)
{
    agent_events_before(telling, event);
    contact_events_before(telling, event);
}

void telling_after(struct telling *telling, const struct acd_event *event)
{
    if (event->kind == ACD_CENTRE_CREATED)
        render_centre(telling);
    parts_after(telling->parts, event);
    contact_events_after(telling, event);
    agent_events_after(telling, event);
}
