/* Instances: a key sees the one centre it belongs to. It must not show another. */
#include <stdio.h>

#include "edge/api/operations.h"
#include "edge/api/paging.h"
#include "edge/api/state.h"
#include "edge/api/tags.h"

static void write_instance(struct call *call)
{
    const struct book_centre *centre = book_centre(call->book);
    char url[512];
    snprintf(url, sizeof url, "%s/ccp-v2/", call->api->options.url);
    call_write_id(call, "Id", &centre->uuid);
    call_write_arn(call, "Arn", "", &centre->uuid);
    json_member_text(&call->writer, "IdentityManagementType", "CONNECT_MANAGED");
    json_member_text(&call->writer, "InstanceAlias", centre->alias);
    call_write_seconds(call, "CreatedTime", book_changed_at(call->book, ACD_SUBJECT_CENTRE, 0));
    json_member_text(&call->writer, "InstanceStatus", "ACTIVE");
    json_member_bool(&call->writer, "InboundCallsEnabled", true);
    json_member_bool(&call->writer, "OutboundCallsEnabled", true);
    json_member_text(&call->writer, "InstanceAccessUrl", url);
}

void list_instances(struct call *call)
{
    struct page_walk walk;
    if (!page_begin_query(call, &walk, 10))
        return;
    json_member_array_begin(&call->writer, "InstanceSummaryList");
    if (page_take(&walk, 1)) {
        json_object_begin(&call->writer);
        write_instance(call);
        json_object_end(&call->writer);
    }
    json_array_end(&call->writer);
    page_end(call, &walk);
}

void describe_instance(struct call *call)
{
    json_member_object_begin(&call->writer, "Instance");
    write_instance(call);
    tags_write(call, tags_of(call, ACD_SUBJECT_CENTRE, 0));
    json_object_end(&call->writer);
}
