/* Contacts of the history in words (found.h). It must not search. */
#include "edge/common/found.h"

#include "edge/common/members.h"
#include "edge/common/names.h"
#include "edge/common/words.h"

static const char *outcome_of(const struct book_contact_record *record)
{
    if (record->ended_at == 0)
        return "open";
    if (record->leg_connected_at != 0 || record->connected_at != 0)
        return "handled";
    return record->queued_at != 0 ? "abandoned" : "other";
}

static const char *state_of(const struct book_contact_record *record)
{
    return record->ended_at == 0 ? "live" : "over";
}

static uint32_t queue_of(const struct book *book, const struct book_contact_record *record)
{
    return book_find_number(book, ACD_SUBJECT_QUEUE, &record->queue);
}

void found_write(struct json_writer *writer, const struct book *book,
                 const struct book_contact_record *record, bool of_leg)
{
    words_uuid(writer, "id", &record->uuid);
    json_member_text(writer, "channel", acd_channel_name((enum acd_channel)record->channel));
    json_member_text(writer, "state", state_of(record));
    json_member_text(writer, "customerName",
                     record->customer_name[0] != '\0' ? record->customer_name : record->name);
    members_object_of(writer, "queue", book, ACD_SUBJECT_QUEUE, queue_of(book, record));
    members_agent(writer, "agent", book, record->agent_number);
    json_member_i64(writer, "startedAt", record->started_at);
    words_time(writer, "connectedAt", of_leg ? record->leg_connected_at : record->connected_at);
    words_time(writer, "endedAt", of_leg ? record->leg_ended_at : record->ended_at);
    words_time(writer, "completedAt", of_leg ? record->leg_cleared_at : record->forgotten_at);
    if (record->ended_at != 0)
        members_cause(writer, "endCause", (enum acd_cause)record->end_cause);
    else
        json_member_null(writer, "endCause");
    json_member_text(writer, "outcome", outcome_of(record));
}

void found_csv_head(struct csv *csv)
{
    static const char *const NAMES[] = {"id",      "channel",     "state",     "customer",
                                        "queue",   "agent",       "startedAt", "connectedAt",
                                        "endedAt", "completedAt", "endCause",  "outcome"};
    for (size_t i = 0; i < sizeof NAMES / sizeof NAMES[0]; i++)
        csv_text(csv, NAMES[i]);
    csv_row_end(csv);
}

void found_csv(struct csv *csv, const struct book *book, const struct book_contact_record *record)
{
    char uuid[UUID_TEXT_BYTES];
    char name[SHOWN_NAME_BYTES];
    const struct book_object *queue = book_find_object(book, ACD_SUBJECT_QUEUE, queue_of(book, record));
    csv_text(csv, uuid_render(&record->uuid, uuid));
    csv_text(csv, acd_channel_name((enum acd_channel)record->channel));
    csv_text(csv, state_of(record));
    csv_text(csv, record->customer_name[0] != '\0' ? record->customer_name : record->name);
    csv_text(csv, queue != NULL ? queue->name : "");
    csv_text(csv, name_for_colleagues(
                      record->agent_number != 0 ? book_find_user(book, record->agent_number) : NULL, name));
    csv_time(csv, record->started_at);
    csv_time(csv, record->connected_at);
    csv_time(csv, record->ended_at);
    csv_time(csv, record->forgotten_at);
    csv_text(csv, record->ended_at != 0 ? acd_cause_name((enum acd_cause)record->end_cause) : "");
    csv_text(csv, outcome_of(record));
    csv_row_end(csv);
}
