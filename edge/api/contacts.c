/* What is told of one contact, live or over (connect.md 3, 5.4). It must not change one: contact_changes.c does. */
#include <string.h>

#include "edge/api/operations.h"
#include "edge/api/paging.h"
#include "edge/api/records.h"

/* ---- DescribeContact, GetContactAttributes ---- */

void describe_contact(struct call *call)
{
    record_ask(call, call_path(call, "ContactId"), record_write);
}

static void write_attributes(struct call *call, const struct book_contact_record *record)
{
    const char *attributes = record->attributes[0] != '\0' ? record->attributes : "{}";
    json_member_raw(&call->writer, "Attributes", attributes, strlen(attributes));
}

void get_contact_attributes(struct call *call)
{
    record_ask(call, call_path(call, "InitialContactId"), write_attributes);
}

/* ---- ListContactReferences ---- */

/* Those behind the first five are kept by nobody here, but may be asked for. */
static const char *const REFERENCE_TYPES[] = {"URL",
                                              "NUMBER",
                                              "STRING",
                                              "DATE",
                                              "EMAIL",
                                              "ATTACHMENT",
                                              "CONTACT_ANALYSIS",
                                              "EMAIL_MESSAGE",
                                              "EMAIL_MESSAGE_PLAIN_TEXT",
                                              "EMAIL_MESSAGE_PLAIN_TEXT_REDACTED",
                                              "EMAIL_MESSAGE_REDACTED",
                                              NULL};
static const char *const REFERENCE_MEMBERS[] = {"Url", "Number", "String", "Date", "Email"};

static unsigned wanted_types(struct call *call)
{
    bool any = false;
    unsigned wanted = call_query_words(call, "referenceTypes", REFERENCE_TYPES, &any);
    if (!any)
        call_fail(call, API_INVALID_PARAMETER, "referenceTypes is required.");
    return wanted;
}

static void write_reference(struct call *call, const char *name, const json_t *reference, unsigned type)
{
    json_object_begin(&call->writer);
    json_member_object_begin(&call->writer, REFERENCE_MEMBERS[type]);
    json_member_text(&call->writer, "Name", name);
    call_write_json(call, "Value", json_object_get(reference, "Value"));
    json_object_end(&call->writer);
    json_object_end(&call->writer);
}

static bool is_type(const json_t *reference, unsigned wanted, unsigned *type)
{
    const char *text = json_string_value(json_object_get(reference, "Type"));
    for (*type = 0; *type < sizeof REFERENCE_MEMBERS / sizeof REFERENCE_MEMBERS[0]; (*type)++)
        if (text != NULL && strcmp(REFERENCE_TYPES[*type], text) == 0)
            return (wanted & 1u << *type) != 0;
    return false;
}

static void write_references(struct call *call, const struct book_contact_record *record)
{
    struct page_walk walk;
    unsigned wanted = wanted_types(call);
    unsigned type = 0;
    const char *name;
    json_t *reference;
    uint64_t number = 0;
    if (!call_good(call) || !page_begin_query(call, &walk, 100))
        return;
    json_t *references = json_loads(record->references, 0, NULL);
    json_member_array_begin(&call->writer, "ReferenceSummaryList");
    json_object_foreach(references, name, reference)
    {
        if (is_type(reference, wanted, &type) && page_take(&walk, ++number))
            write_reference(call, name, reference, type);
    }
    json_array_end(&call->writer);
    page_end(call, &walk);
    json_decref(references);
}

void list_contact_references(struct call *call)
{
    wanted_types(call);
    record_ask(call, call_path(call, "ContactId"), write_references);
}
