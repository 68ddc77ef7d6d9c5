/* A made-up run of events with bodies, as a core and its edges could have made them, with some bodies that are wrong.
 * Not part of the program. */
#include "book/testing/log.h"

#include <stdio.h>
#include <string.h>

enum { NUMBERS = 12, LIVE_MAX = 24 };

struct script {
    struct testing_log *log;
    uint64_t random;
    uint64_t serial;         /* what must be new each time */
    uint64_t live[LIVE_MAX]; /* contacts; 0: a free place */
    struct buf body;
};

static uint32_t below(struct script *script, uint32_t limit)
{
    script->random = script->random * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)(script->random >> 33) % limit;
}

static uint32_t number(struct script *script)
{
    return 1 + below(script, NUMBERS);
}

/* Mostly a new one, sometimes one that was given before. */
static struct uuid some_uuid(struct script *script)
{
    return testing_uuid(below(script, 8) == 0 ? below(script, 40) : 1000 + script->serial++);
}

static const char *word(struct script *script)
{
    static const char *const words[] = {
        "Lunch", "Break", "", "Zo\xc3\xab \"Z\"", "a longer name of something", "x", "</script>", "Training"};
    return words[below(script, 8)];
}

static const char *name(struct script *script)
{
    const char *text = word(script);
    return *text ? text : "name";
}

static void emit(struct script *script, struct acd_event event)
{
    testing_log_add(script->log, event, script->body.len ? &script->body : NULL);
}

static void add_object(struct script *script)
{
    const struct body_object object = {.uuid = some_uuid(script),
                                       .name = name(script),
                                       .description = word(script),
                                       .display_order = below(script, 3)};
    uint32_t at = number(script);
    switch (below(script, 5)) {
    case 0:
        body_render_status_created(&script->body, &object);
        emit(script, (struct acd_event){.kind = ACD_STATUS_CREATED, .status = at});
        break;
    case 1:
        body_render_queue_created(&script->body, &object);
        emit(script, (struct acd_event){.kind = ACD_QUEUE_CREATED, .queue = at});
        break;
    case 2:
        emit(script, (struct acd_event){.kind = ACD_QUEUE_DELETED, .queue = at});
        break;
    case 3:
        emit(script, (struct acd_event){.kind = ACD_HOURS_DELETED, .hours = at});
        break;
    default:
        body_render_name_set(&script->body,
                             &(struct body_object){.name = below(script, 2) ? object.name : NULL,
                                                   .description = object.description});
        emit(script, (struct acd_event){.kind = ACD_RECORDED,
                                        .record = BOOK_NAME_SET,
                                        .subject = at,
                                        .subject_kind = (uint8_t)below(script, ACD_SUBJECT_KINDS)});
        break;
    }
}

static void add_hours_or_entry_point(struct script *script)
{
    uint32_t at = number(script);
    const struct body_hours hours = {.uuid = some_uuid(script),
                                     .name = name(script),
                                     .time_zone = "Europe/Berlin",
                                     .week_count = below(script, 3),
                                     .week = {{1, 0, 10}, {2, 20, 1440}}};
    const struct body_entry_point point = {.uuid = some_uuid(script),
                                           .name = name(script),
                                           .welcome = word(script),
                                           .origin_count = below(script, 3),
                                           .origins = {"https://a.example", "http://localhost:*"},
                                           .channel = below(script, ACD_CHANNELS)};
    switch (below(script, 5)) {
    case 0:
        body_render_hours_created(&script->body, &hours);
        emit(script, (struct acd_event){.kind = ACD_HOURS_CREATED, .hours = at});
        break;
    case 1:
        body_render_hours_changed(&script->body, &hours);
        emit(script, (struct acd_event){.kind = ACD_RECORDED,
                                        .record = BOOK_HOURS_CHANGED,
                                        .subject_kind = ACD_SUBJECT_HOURS,
                                        .subject = at});
        break;
    case 2:
        body_render_entry_point_created(&script->body, &point);
        emit(script, (struct acd_event){.kind = ACD_ENTRY_POINT_CREATED, .entry_point = at});
        break;
    case 3:
        body_render_entry_point_changed(&script->body, &point);
        emit(script, (struct acd_event){.kind = ACD_RECORDED,
                                        .record = BOOK_ENTRY_POINT_CHANGED,
                                        .subject_kind = ACD_SUBJECT_ENTRY_POINT,
                                        .subject = at});
        break;
    default:
        body_render_origins_set(&script->body, &(struct body_origins){.origins = {"https://b.example"},
                                                                      .origin_count = below(script, 2)});
        emit(script, (struct acd_event){.kind = ACD_RECORDED,
                                        .record = BOOK_ORIGINS_SET,
                                        .subject_kind = ACD_SUBJECT_CENTRE});
        break;
    }
}

static void add_group_or_reason(struct script *script)
{
    uint32_t at = number(script);
    const struct body_object group = {
        .uuid = some_uuid(script), .name = name(script), .description = word(script)};
    const struct body_reason reason = {.uuid = some_uuid(script),
                                       .name = name(script),
                                       .display_order = below(script, 3),
                                       .short_code = below(script, 2) ? "Short" : NULL,
                                       .category = below(script, 2) ? word(script) : NULL};
    struct acd_event record = {.kind = ACD_RECORDED, .subject = at};
    switch (below(script, 6)) {
    case 0:
        body_render_group_created(&script->body, &group);
        emit(script, (struct acd_event){.kind = ACD_GROUP_CREATED, .group = at});
        break;
    case 1:
        body_render_reason_list_created(&script->body, &reason);
        emit(script, (struct acd_event){.kind = ACD_REASON_LIST_CREATED, .reason_list = at});
        break;
    case 2:
        record.record = BOOK_GROUP_REMOVED;
        record.subject_kind = ACD_SUBJECT_GROUP;
        body_render_group_removed(&script->body);
        emit(script, record);
        break;
    case 3:
        record.record = BOOK_REASON_CHANGED;
        record.subject_kind = below(script, 2) ? ACD_SUBJECT_REASON : ACD_SUBJECT_REASON_LIST;
        body_render_reason_changed(&script->body, &reason);
        emit(script, record);
        break;
    default:
        body_render_reason_created(&script->body, &reason);
        emit(script,
             (struct acd_event){.kind = ACD_REASON_CREATED, .reason = at, .reason_list = number(script)});
        break;
    }
}

static void add_user(struct script *script)
{
    char username[16];
    snprintf(username, sizeof username, "%ser%u", below(script, 2) ? "us" : "US", below(script, NUMBERS));
    const struct body_agent agent = {.uuid = some_uuid(script),
                                     .username = username,
                                     .first_name = word(script),
                                     .last_name = word(script),
                                     .password_hash = below(script, 2) ? "$h" : NULL,
                                     .role = BOOK_ROLE_AGENT};
    uint32_t at = number(script);
    struct acd_event record = {.kind = ACD_RECORDED, .subject_kind = ACD_SUBJECT_AGENT, .subject = at};
    switch (below(script, 6)) {
    case 0:
    case 1:
        body_render_agent_created(&script->body, &agent);
        emit(script, (struct acd_event){.kind = ACD_AGENT_CREATED, .agent = at});
        break;
    case 2:
        emit(script, (struct acd_event){.kind = below(script, 3) ? ACD_AGENT_DISABLED : ACD_AGENT_DELETED,
                                        .agent = at});
        break;
    case 3:
        record.record = BOOK_USER_CHANGED;
        body_render_user_changed(&script->body,
                                 &(struct body_user){.username = below(script, 2) ? username : NULL,
                                                     .last_name = agent.last_name});
        emit(script, record);
        break;
    case 4:
        record.record = BOOK_ROLE_SET;
        body_render_role_set(&script->body, BOOK_ROLE_ADMIN);
        emit(script, record);
        break;
    default:
        emit(script, (struct acd_event){.kind = ACD_AGENT_ENABLED, .agent = at});
        break;
    }
}

static void add_key(struct script *script)
{
    char id[16];
    snprintf(id, sizeof id, "KEY%u", below(script, NUMBERS));
    struct acd_event record = {
        .kind = ACD_RECORDED, .subject_kind = ACD_SUBJECT_AGENT, .subject = number(script)};
    record.record = below(script, 3) ? BOOK_KEY_CREATED : BOOK_KEY_REVOKED;
    if (record.record == BOOK_KEY_CREATED)
        body_render_key_created(&script->body,
                                &(struct body_key){.access_key_id = id, .secret = name(script)});
    else
        body_render_key_revoked(&script->body, &(struct body_key){.access_key_id = id});
    emit(script, record);
}

static void add_document(struct script *script)
{
    char name[16];
    json_t *value = below(script, 3) ? json_pack("{s:i}", "value", (int)below(script, 100)) : NULL;
    snprintf(name, sizeof name, "document%u", below(script, 3));
    body_render_document_set(&script->body, &(struct body_document){.name = name, .value = value});
    json_decref(value);
    emit(script, (struct acd_event){.kind = ACD_RECORDED,
                                    .record = BOOK_DOCUMENT_SET,
                                    .subject_kind = (uint8_t)below(script, ACD_SUBJECT_KINDS + 2),
                                    .subject = number(script)});
}

static void add_session(struct script *script)
{
    uint32_t agent = number(script);
    uint8_t earlier[BODY_HASH_BYTES];
    testing_hash(script->serial - below(script, 40), earlier);
    struct body_session session = {.expires_at = script->log->at + (below(script, 5) ? 12 : 2) * 3600000,
                                   .address = "127.0.0.1"};
    struct acd_event record = {.kind = ACD_RECORDED, .subject_kind = ACD_SUBJECT_AGENT, .subject = agent};
    switch (below(script, 8)) {
    case 0:
        body_render_signed_out(&script->body, below(script, 3) ? earlier : NULL);
        emit(script, (struct acd_event){.kind = ACD_SIGNED_OUT, .agent = agent});
        break;
    case 1:
        record.record = BOOK_SESSIONS_CLOSED;
        body_render_sessions_closed(&script->body, below(script, 2) ? earlier : NULL);
        emit(script, record);
        break;
    case 2:
        record.record = BOOK_PASSWORD_SET;
        body_render_password_set(&script->body, &(struct body_password){.password_hash = "$new"});
        emit(script, record);
        break;
    default:
        testing_hash(++script->serial, session.session);
        body_render_signed_in(&script->body, &session);
        emit(script, (struct acd_event){.kind = ACD_SIGNED_IN, .agent = agent});
        break;
    }
}

static void start_contact(struct script *script, uint32_t at)
{
    struct body_contact contact = {.uuid = some_uuid(script),
                                   .name = name(script),
                                   .description = word(script),
                                   .customer_name = word(script),
                                   .attributes = "{\"a\":\"1\",\"b\":\"2\"}",
                                   .has_customer_token = below(script, 4) > 0};
    script->live[at] = ++script->serial * 4 + 1;
    testing_hash(script->serial, contact.customer_token);
    if (below(script, 6) > 0)
        body_render_contact_started(&script->body, &contact);
    emit(script, (struct acd_event){.kind = ACD_CONTACT_STARTED,
                                    .contact = script->live[at],
                                    .channel = ACD_CHAT,
                                    .entry_point = 3});
    if (below(script, 8) == 0) {
        body_render_call_placed(
            &script->body,
            &(struct body_call){.uuid = some_uuid(script), .name = "Call", .address = "+4930"});
        emit(script,
             (struct acd_event){
                 .kind = ACD_CALL_PLACED, .contact = script->live[at], .agent = number(script), .queue = 1});
    }
}

static void transfer(struct script *script, uint32_t from, uint32_t to)
{
    struct uuid uuid = some_uuid(script);
    script->live[to] = ++script->serial * 4 + 1;
    body_render_contact_transferred(&script->body, &uuid);
    if (below(script, 2)) /* the body rides beside another event of the batch */
        emit(script, (struct acd_event){.kind = ACD_WRAPUP_BEGUN,
                                        .contact = script->live[from],
                                        .agent = 1,
                                        .leg_state = ACD_LEG_ENDED});
    if (below(script, 2))
        emit(script, (struct acd_event){.kind = ACD_CONTACT_ENDED,
                                        .contact = script->live[from],
                                        .cause = ACD_CAUSE_TRANSFERRED});
    emit(script, (struct acd_event){.kind = ACD_CONTACT_TRANSFERRED,
                                    .contact = script->live[to],
                                    .previous = script->live[from],
                                    .queue = 2});
}

static void record_contact(struct script *script, uint64_t contact)
{
    struct acd_event record = {.kind = ACD_RECORDED, .subject_kind = ACD_SUBJECT_CONTACT, .subject = contact};
    record.record = below(script, 2) ? BOOK_NOTE_WRITTEN : BOOK_ATTRIBUTES_SET;
    if (record.record == BOOK_NOTE_WRITTEN)
        body_render_note_written(&script->body, &(struct body_note){.text = word(script), .by = "Alice"});
    else
        body_render_attributes_set(&script->body,
                                   below(script, 2) ? "{\"b\":\"3\",\"c\":\"4\"}" : "{\"a\":\"\"}");
    emit(script, record);
}

static void add_contact(struct script *script)
{
    uint32_t at = below(script, LIVE_MAX);
    uint32_t other = below(script, LIVE_MAX);
    uint64_t contact = script->live[at];
    if (contact == 0) {
        start_contact(script, at);
        return;
    }
    switch (below(script, 8)) {
    case 0:
        emit(script, (struct acd_event){
                         .kind = ACD_CONTACT_ENDED, .contact = contact, .cause = ACD_CAUSE_CUSTOMER_LEFT});
        break;
    case 1:
        emit(script, (struct acd_event){.kind = ACD_CONTACT_FORGOTTEN, .contact = contact});
        script->live[at] = 0;
        break;
    case 2:
        if (script->live[other] == 0)
            transfer(script, at, other);
        break;
    case 3:
        emit(script, (struct acd_event){.kind = ACD_OFFER_MADE,
                                        .contact = contact,
                                        .agent = 2,
                                        .leg_state = ACD_LEG_CONNECTING,
                                        .cause = ACD_CAUSE_NEXT_IN_QUEUE});
        emit(script,
             (struct acd_event){
                 .kind = ACD_OFFER_ACCEPTED, .contact = contact, .agent = 2, .leg_state = ACD_LEG_CONNECTED});
        break;
    case 4:
        body_render_message_sent(
            &script->body,
            &(struct body_message){.uuid = some_uuid(script), .name = "Maria", .text = name(script)});
        emit(script, (struct acd_event){.kind = ACD_MESSAGE_SENT,
                                        .contact = contact,
                                        .actor = ACD_ACTOR_CUSTOMER,
                                        .value = (int64_t)script->log->count});
        break;
    default:
        record_contact(script, contact);
        break;
    }
}

/* Statuses chosen by people who say why, or not, some of them beside what the system did before. */
static void add_choice(struct script *script)
{
    static const uint8_t actors[] = {ACD_ACTOR_AGENT, ACD_ACTOR_SUPERVISOR, ACD_ACTOR_SYSTEM};
    static const uint16_t kinds[] = {ACD_STATUS_SET, ACD_NEXT_STATUS_SET, ACD_NEXT_STATUS_CLEARED};
    static const uint8_t causes[] = {ACD_CAUSE_ASKED, ACD_CAUSE_NEXT_APPLIED, ACD_CAUSE_TIMEOUT};
    struct acd_event event = {.kind = kinds[below(script, 3)],
                              .agent = number(script),
                              .status = number(script),
                              .cause = causes[below(script, 3)],
                              .actor = actors[below(script, 3)]};
    event.actor_id = event.actor == ACD_ACTOR_SYSTEM ? 0 : number(script);
    if (below(script, 2))
        body_render_why(&script->body, name(script));
    if (below(script, 4) == 0)
        emit(script, (struct acd_event){.kind = ACD_WORK_LEFT});
    emit(script, event);
    if (below(script, 4) == 0) { /* one more event of the same command */
        event.kind = ACD_NEXT_STATUS_SET;
        emit(script, event);
    }
}

static void add_whisper(struct script *script)
{
    uint64_t contact = script->live[below(script, LIVE_MAX)];
    body_render_whispered(&script->body, &(struct body_message){
                                             .uuid = some_uuid(script), .name = "Sam", .text = name(script)});
    if (below(script, 2))
        body_render_why(&script->body, name(script));
    emit(script, (struct acd_event){.kind = ACD_WHISPERED,
                                    .contact = contact,
                                    .actor = ACD_ACTOR_SUPERVISOR,
                                    .actor_id = 3,
                                    .agent = 3,
                                    .value = (int64_t)script->log->count});
}

static void erase(struct script *script)
{
    struct book_chain_contact contacts[2] = {{script->live[below(script, LIVE_MAX)], some_uuid(script)},
                                             {script->live[below(script, LIVE_MAX)], some_uuid(script)}};
    struct body_erased erased = {.what = below(script, 2) ? BODY_ERASED_USER : BODY_ERASED_CONTACT,
                                 .uuid = some_uuid(script),
                                 .contacts = contacts,
                                 .count = 2};
    bool is_user = erased.what == BODY_ERASED_USER;
    if (below(script, 10) == 0 && body_render_erased(&script->body, &erased))
        emit(script, (struct acd_event){.kind = ACD_RECORDED,
                                        .record = BOOK_ERASED,
                                        .subject_kind = is_user ? ACD_SUBJECT_AGENT : ACD_SUBJECT_CENTRE,
                                        .subject = is_user ? number(script) : 0});
}

/* A body that is not what its event should carry. */
static void add_wrong_body(struct script *script)
{
    static const char *const bodies[] = {"",
                                         "{",
                                         "[]",
                                         "{\"for\":37,\"uuid\":7}",
                                         "{\"for\":3}",
                                         "{\"for\":99999999}",
                                         "{\"for\":\"x\"}",
                                         "{\"for\":62}"};
    static const uint16_t kinds[] = {ACD_STATUS_CREATED, ACD_AGENT_CREATED, ACD_RECORDED,
                                     ACD_SIGNED_IN,      ACD_SIGNED_OUT,    ACD_STATUS_SET};
    struct acd_event event = {.kind = kinds[below(script, 6)],
                              .record = (uint16_t)below(script, 16),
                              .subject_kind = (uint8_t)below(script, ACD_SUBJECT_KINDS + 1)};
    event.subject = event.agent = event.status = number(script);
    testing_log_add_text(script->log, event, bodies[below(script, 8)]);
}

void testing_script(struct testing_log *log, uint64_t seed, uint32_t count)
{
    static void (*const steps[])(struct script *) = {add_object,
                                                     add_hours_or_entry_point,
                                                     add_group_or_reason,
                                                     add_user,
                                                     add_user,
                                                     add_key,
                                                     add_document,
                                                     add_session,
                                                     add_session,
                                                     add_contact,
                                                     add_contact,
                                                     add_contact,
                                                     add_contact,
                                                     add_wrong_body,
                                                     add_choice,
                                                     add_whisper,
                                                     erase};
    struct script script = {.log = log, .random = seed * 7919 + 1, .serial = 100};
    buf_init(&script.body, ACD_BODY_BYTES_MAX);
    body_render_centre_created(&script.body,
                               &(struct body_centre){.uuid = testing_uuid(1), .alias = "kiosk"});
    emit(&script, (struct acd_event){.kind = ACD_CENTRE_CREATED});
    while (log->count < count) {
        steps[below(&script, sizeof steps / sizeof *steps)](&script);
        log->at += below(&script, 10) == 0 ? below(&script, 3600000) : below(&script, 1000);
    }
    buf_free(&script.body);
}
