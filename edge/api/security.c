/* Security profiles: the three roles of this server under the vendor's names. They cannot be changed; a user's profiles
 * decide its role.
 *
 *     Admin = admin    CallCenterManager = supervisor    Agent = agent
 */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "edge/api/operations.h"
#include "edge/api/search.h"
#include "edge/api/users.h"
#include "lib/crypto.h"

static const struct {
    const char *name, *description;
} PROFILES[] = {
    [BOOK_ROLE_AGENT] = {"Agent", "Works on contacts"},
    [BOOK_ROLE_SUPERVISOR] = {"CallCenterManager",
                              "Watches agents and queues, changes statuses, ends contacts"},
    [BOOK_ROLE_ADMIN] = {"Admin", "May do everything"},
};

struct uuid security_profile_of(const struct call *call, enum book_role role)
{
    uint8_t all[UUID_BYTES + 1];
    uint8_t digest[SHA256_BYTES];
    struct uuid uuid;
    memcpy(all, book_centre(call->book)->uuid.bytes, UUID_BYTES);
    all[UUID_BYTES] = (uint8_t)role;
    sha256(all, sizeof all, digest);
    memcpy(uuid.bytes, digest, UUID_BYTES);
    uuid.bytes[6] = (uint8_t)((uuid.bytes[6] & 0x0F) | 0x80); /* RFC 9562, version 8: of our own making */
    uuid.bytes[8] = (uint8_t)((uuid.bytes[8] & 0x3F) | 0x80);
    return uuid;
}

enum book_role security_profile_role(const struct call *call, const struct uuid *uuid)
{
    for (unsigned role = BOOK_ROLE_AGENT; role <= BOOK_ROLE_ADMIN; role++) {
        struct uuid own = security_profile_of(call, (enum book_role)role);
        if (uuid_equal(&own, uuid))
            return (enum book_role)role;
    }
    return BOOK_ROLE_NONE;
}

/* Their numbers are the roles. */
static uint64_t next_profile(const struct call *call, uint64_t number)
{
    (void)call;
    return number == 0 ? BOOK_ROLE_AGENT : number < BOOK_ROLE_ADMIN ? number + 1 : 0;
}

static const json_t *no_tags(const struct call *call, uint64_t number)
{
    (void)call;
    (void)number;
    return NULL;
}

/* They came with the centre. */
static void write_modified(struct call *call)
{
    call_write_modified(call, book_changed_at(call->book, ACD_SUBJECT_CENTRE, 0));
}

static void write_summary(struct call *call, uint64_t role)
{
    struct uuid uuid = security_profile_of(call, (enum book_role)role);
    call_write_id(call, "Id", &uuid);
    call_write_arn(call, "Arn", "security-profile", &uuid);
    json_member_text(&call->writer, "Name", PROFILES[role].name);
    write_modified(call);
}

void list_security_profiles(struct call *call)
{
    static const struct list_rules RULES = {.walked = {.next = next_profile},
                                            .member = "SecurityProfileSummaryList",
                                            .write = write_summary,
                                            .whole = true};
    list_run(call, &RULES, 1000);
}

static void write_profile(struct call *call, uint64_t role)
{
    struct uuid uuid = security_profile_of(call, (enum book_role)role);
    call_write_id(call, "Id", &uuid);
    call_write_id(call, "OrganizationResourceId", &book_centre(call->book)->uuid);
    call_write_arn(call, "Arn", "security-profile", &uuid);
    json_member_text(&call->writer, "SecurityProfileName", PROFILES[role].name);
    json_member_text(&call->writer, "Description", PROFILES[role].description);
}

static enum book_role find_profile(struct call *call)
{
    struct uuid uuid;
    const char *id = call_path(call, "SecurityProfileId");
    enum book_role role = call_parse_id(id, &uuid) ? security_profile_role(call, &uuid) : BOOK_ROLE_NONE;
    if (role == BOOK_ROLE_NONE)
        call_fail(call, API_NOT_FOUND, "There is no security profile %.100s.", id);
    return role;
}

void describe_security_profile(struct call *call)
{
    enum book_role role = find_profile(call);
    if (role == BOOK_ROLE_NONE)
        return;
    json_member_object_begin(&call->writer, "SecurityProfile");
    write_profile(call, role);
    write_modified(call);
    json_object_end(&call->writer);
}

/* What the roles may, in the vendor's words for it. */
void list_security_profile_permissions(struct call *call)
{
    static const char *const PERMISSIONS[] = {"BasicAgentAccess", "AccessMetrics", "Users.View",
                                              "Users.Edit"};
    static const uint32_t COUNTS[] = {0, 1, 3, 4};
    struct page_walk walk;
    enum book_role role = find_profile(call);
    if (role == BOOK_ROLE_NONE || !page_begin_query(call, &walk, 1000))
        return;
    json_member_array_begin(&call->writer, "Permissions");
    for (uint32_t i = 0; i < COUNTS[role]; i++)
        if (page_take(&walk, i + 1))
            json_text_of(&call->writer, PERMISSIONS[i]);
    json_array_end(&call->writer);
    page_end(call, &walk);
    write_modified(call);
}

static bool field_of(struct call *call, uint64_t role, const char *field, char text[SEARCH_FIELD_BYTES])
{
    struct uuid uuid = security_profile_of(call, (enum book_role)role);
    if (strcasecmp(field, "name") == 0)
        snprintf(text, SEARCH_FIELD_BYTES, "%s", PROFILES[role].name);
    else if (strcasecmp(field, "description") == 0)
        snprintf(text, SEARCH_FIELD_BYTES, "%s", PROFILES[role].description);
    else
        uuid_render(&uuid, text);
    return true;
}

void search_security_profiles(struct call *call)
{
    static const char *const FIELDS[] = {SEARCH_OBJECT_FIELDS, NULL};
    static const struct search_rules RULES = {.walked = {.next = next_profile, .tags = no_tags},
                                              .member = "SecurityProfiles",
                                              .fields = FIELDS,
                                              .field = field_of,
                                              .write = write_profile};
    search_run(call, &RULES, 100);
}
