/* Where a chat is, in the customer's words (render.h). It must not send anything. */
#include "edge/participant/render.h"

#include "edge/common/names.h"
#include "edge/common/words.h"

enum { RENDER_LEGS_MAX = 16 };

static uint32_t connected_agent(const struct acd *acd, uint64_t contact)
{
    struct acd_leg_view legs[RENDER_LEGS_MAX];
    uint32_t count = acd_contact_legs(acd, contact, legs, RENDER_LEGS_MAX);
    for (uint32_t i = 0; i < count; i++) {
        if (legs[i].monitored == 0 &&
            (legs[i].state == ACD_LEG_CONNECTED || legs[i].state == ACD_LEG_ON_HOLD))
            return legs[i].agent;
    }
    return 0;
}

static enum chat_place place_of(const struct acd_contact_view *contact)
{
    switch ((enum acd_contact_place)contact->place) {
    case ACD_PLACE_OFFERED:
        return CHAT_PLACE_OFFERED;
    case ACD_PLACE_HANDLED:
        return CHAT_PLACE_CONNECTED;
    case ACD_PLACE_OVER:
        return CHAT_PLACE_OVER;
    case ACD_PLACE_NONE:
    case ACD_PLACE_SCHEDULED:
    case ACD_PLACE_WAITING:
    case ACD_PLACE_PARKED:
        break;
    }
    return CHAT_PLACE_WAITING;
}

struct chat_now render_now(const struct pump *pump, const struct book_customer *customer)
{
    const struct acd *acd = pump_core(pump);
    struct acd_contact_view contact;
    bool live = customer->contact != 0 && acd_contact_view(acd, customer->contact, &contact);
    if (customer->ended_at != 0 || !live)
        return (struct chat_now){.place = CHAT_PLACE_OVER, .agent = customer->agent};
    struct chat_now now = {.place = place_of(&contact)};
    now.staffed = contact.queue == 0 || acd_queue_staffed(acd, contact.queue, ACD_CHAT);
    if (now.place == CHAT_PLACE_WAITING)
        now.position = acd_contact_place_in_queue(acd, customer->contact);
    else if (now.place == CHAT_PLACE_OFFERED)
        now.position = 1; /* shown as waiting: nobody is before them */
    else if (now.place == CHAT_PLACE_CONNECTED)
        now.agent = connected_agent(acd, customer->contact);
    return now;
}

static const char *ended_by(enum acd_cause cause)
{
    switch (cause) {
    case ACD_CAUSE_CUSTOMER_LEFT:
        return "customer";
    case ACD_CAUSE_AGENT_ENDED:
        return "agent";
    default:
        return "system";
    }
}

static void render_place(struct json_writer *writer, const struct chat_now *now)
{
    static const char *const PLACES[] = {[CHAT_PLACE_WAITING] = "waiting",
                                         [CHAT_PLACE_OFFERED] = "offered",
                                         [CHAT_PLACE_CONNECTED] = "connected",
                                         [CHAT_PLACE_OVER] = "over"};
    json_member_text(writer, "place", PLACES[now->place]);
    if (now->position == 0)
        json_member_null(writer, "position");
    else
        json_member_i64(writer, "position", now->position);
    json_member_bool(writer, "staffed", now->staffed);
}

void render_chat_state(struct json_writer *writer, const struct pump *pump,
                       const struct book_customer *customer)
{
    struct chat_now now = render_now(pump, customer);
    const struct book_user *agent = now.agent != 0 ? book_find_user(pump_book(pump), now.agent) : NULL;
    json_member_object_begin(writer, "state");
    words_uuid(writer, "contactId", &customer->uuid);
    render_place(writer, &now);
    json_member_text(writer, "name", customer->name);
    json_member_text(writer, "agentName", agent != NULL ? name_for_customers(agent) : NULL);
    json_member_i64(writer, "startedAt", customer->started_at);
    words_time(writer, "endedAt", customer->ended_at);
    json_member_text(writer, "endedBy", customer->ended_at != 0 ? ended_by(customer->end_cause) : NULL);
    json_object_end(writer);
}
