/* When each part of a centre's configuration was last changed; see changes.h. It never knows what changed. */
#include "book/changes.h"

#include <stdlib.h>
#include <string.h>

#include "book/book.h"
#include "book/owned.h"

enum { CHANGES_MAX = 1 << 21, KEY_BYTES = 2 * sizeof(uint64_t) };

struct change {
    uint64_t key[2]; /* kind, number */
    int64_t at;
};

void changes_init(struct changes *changes)
{
    table_init(&changes->by_subject, CHANGES_MAX);
}

void changes_free(struct changes *changes)
{
    size_t at = 0;
    for (struct change *change; (change = table_next(&changes->by_subject, &at)) != NULL;)
        free(change);
    table_free(&changes->by_subject);
}

static struct change *find(const struct changes *changes, unsigned kind, uint64_t number)
{
    const uint64_t key[2] = {kind, number};
    return table_find(&changes->by_subject, key, KEY_BYTES);
}

void changes_note(struct changes *changes, unsigned kind, uint64_t number, int64_t at)
{
    struct change *change = find(changes, kind, number);
    if (change) {
        change->at = at;
        return;
    }
    change = owned_memory(sizeof *change);
    *change = (struct change){.key = {kind, number}, .at = at};
    if (!owned_put(&changes->by_subject, change->key, KEY_BYTES, change))
        free(change);
}

int64_t changes_find(const struct changes *changes, unsigned kind, uint64_t number)
{
    const struct change *change = find(changes, kind, number);
    return change ? change->at : 0;
}

static bool is_configuration(const struct acd_event *event)
{
    switch (event->record) {
    case BOOK_USER_CHANGED:
    case BOOK_ROLE_SET:
    case BOOK_NAME_SET:
    case BOOK_HOURS_CHANGED:
    case BOOK_ENTRY_POINT_CHANGED:
    case BOOK_DOCUMENT_SET:
        return event->subject_kind != ACD_SUBJECT_CENTRE && event->subject_kind != ACD_SUBJECT_CONTACT;
    default:
        return false;
    }
}

static unsigned kind_of(const struct acd_event *event)
{
    switch (event->kind) {
    case ACD_STATUS_CREATED:
    case ACD_STATUS_ENABLED:
    case ACD_STATUS_DISABLED:
        return ACD_SUBJECT_STATUS;
    case ACD_QUEUE_CREATED:
    case ACD_QUEUE_CHANGED:
    case ACD_QUEUE_OFFER_TIME_SET:
    case ACD_QUEUE_WRAPUP_SET:
    case ACD_QUEUE_ENABLED:
    case ACD_QUEUE_DISABLED:
        return ACD_SUBJECT_QUEUE;
    case ACD_PROFILE_CREATED:
    case ACD_PROFILE_CHANGED:
    case ACD_PROFILE_CHANNEL_SET:
    case ACD_PROFILE_QUEUE_SET:
    case ACD_PROFILE_QUEUE_UNSET:
        return ACD_SUBJECT_PROFILE;
    case ACD_HOURS_CREATED:
        return ACD_SUBJECT_HOURS;
    case ACD_ENTRY_POINT_CREATED:
    case ACD_ENTRY_POINT_CHANGED:
        return ACD_SUBJECT_ENTRY_POINT;
    case ACD_AGENT_CREATED:
    case ACD_AGENT_PROFILE_SET:
    case ACD_AGENT_WRAPUP_SET:
    case ACD_AGENT_AUTO_ACCEPT_SET:
    case ACD_AGENT_OFFER_TIME_SET:
    case ACD_AGENT_ENABLED:
    case ACD_AGENT_DISABLED:
        return ACD_SUBJECT_AGENT;
    default:
        return ACD_SUBJECT_CENTRE;
    }
}

bool changes_subject(const struct acd_event *event, unsigned *kind, uint64_t *number)
{
    if (event->kind == ACD_RECORDED) {
        *kind = event->subject_kind;
        *number = event->subject;
        return is_configuration(event);
    }
    *kind = kind_of(event);
    switch (*kind) {
    case ACD_SUBJECT_STATUS:
        *number = event->status;
        return true;
    case ACD_SUBJECT_QUEUE:
        *number = event->queue;
        return true;
    case ACD_SUBJECT_PROFILE:
        *number = event->profile;
        return true;
    case ACD_SUBJECT_HOURS:
        *number = event->hours;
        return true;
    case ACD_SUBJECT_ENTRY_POINT:
        *number = event->entry_point;
        return true;
    case ACD_SUBJECT_AGENT:
        *number = event->agent;
        return true;
    default:
        *number = 0;
        return event->kind == ACD_CENTRE_CREATED;
    }
}
