/* The control of an agent in a centre whose status model has a table of moves: what is shown, which moves are open, why
 * the others are not (render.h). It must not decide whether a move is allowed: it repeats what the core says of this
 * moment, and puts the core's answer in words.
 *
 *     acd_agent_shown   what is shown                    acd_agent_moves   the moves open to the agent now
 *     acd_moves         the table's own entry: a move that is in it but not open lacks something else, such as a chat
 */
#include <string.h>

#include "edge/common/members.h"
#include "edge/common/refusal.h"
#include "edge/common/words.h"
#include "edge/panel/render.h"

enum { RENDER_WORD_BYTES = 48 };

static void render_element(struct json_writer *writer, const char *name)
{
    char word[RENDER_WORD_BYTES];
    lower_case(name, word, sizeof word);
    json_text(writer, word, strlen(word));
}

static struct acd_actor agent_actor(const struct render *render)
{
    return (struct acd_actor){.kind = ACD_ACTOR_AGENT, .id = render->agent};
}

/* ---- why a move is not open ---- */

/* By what is shown; NULL: nothing general to say. */
static const char *why_not_from(enum acd_shown shown)
{
    static const char *const WHY[ACD_SHOWN_STATES] = {
        [ACD_SHOWN_SIGNED_OUT] = "You are logged out. Sign in again first.",
        [ACD_SHOWN_OFFERING] = "A contact is offered to you. Answer it first.",
        [ACD_SHOWN_BUSY] = "You are busy. This is possible again when your contacts are finished.",
        [ACD_SHOWN_BUSY_STOP_NEW] =
            "You are busy with Stop New. Choose Resume, or finish your contacts first.",
        [ACD_SHOWN_POST_PROCESSING] = "This is possible again when post processing is over.",
    };
    return WHY[shown];
}

static bool leads_to(enum acd_move move, enum acd_shown shown)
{
    return (move == ACD_MOVE_AVAILABLE && shown == ACD_SHOWN_AVAILABLE) ||
           (move == ACD_MOVE_WORK_OFFLINE && shown == ACD_SHOWN_WORKING_OFFLINE) ||
           (move == ACD_MOVE_BREAK && shown == ACD_SHOWN_ON_BREAK);
}

static const char *why_closed(enum acd_move move, enum acd_shown shown)
{
    const char *why = why_not_from(shown);
    switch (move) {
    case ACD_MOVE_STOP_NEW:
        return shown == ACD_SHOWN_BUSY_STOP_NEW ? "Stop New is on already."
                                                : "Stop New is possible while you handle a chat.";
    case ACD_MOVE_RESUME:
        return "There is no Stop New to take back.";
    case ACD_MOVE_END_WRAPUP:
    case ACD_MOVE_EXTEND_WRAPUP:
        return shown == ACD_SHOWN_POST_PROCESSING ? "Your centre lets post processing run its full time."
                                                  : "You have no post processing.";
    default:
        break;
    }
    if (leads_to(move, shown))
        return "This is your status already.";
    if (why != NULL)
        return why;
    return move == ACD_MOVE_LOG_OUT ? "Choose Work Offline or Take Break first. From there you can log out."
                                    : "Your centre does not allow this from your present status.";
}

/* ---- reasons ---- */

void render_reason(struct json_writer *writer, const char *member, const struct render *render,
                   uint32_t reason)
{
    members_object_of(writer, member, render->book, ACD_SUBJECT_REASON, reason);
}

/* The members "reasons" and "reasonRequired": what may, or must, be given with the action. */
static void render_reasons(struct json_writer *writer, const struct render *render,
                           enum acd_reason_action action)
{
    uint32_t reasons[RENDER_REASONS_MAX];
    bool mandatory = false;
    uint32_t count =
        acd_agent_reasons(render->acd, render->agent, action, reasons, RENDER_REASONS_MAX, &mandatory);
    json_member_array_begin(writer, "reasons");
    for (uint32_t i = 0; i < count; i++) {
        const struct book_object *object = book_find_object(render->book, ACD_SUBJECT_REASON, reasons[i]);
        if (object == NULL)
            continue;
        json_object_begin(writer);
        words_uuid(writer, "id", &object->uuid);
        json_member_text(writer, "name", object->name);
        json_object_end(writer);
    }
    json_array_end(writer);
    json_member_bool(writer, "reasonRequired", mandatory);
}

static void render_no_reasons(struct json_writer *writer)
{
    json_member_array_begin(writer, "reasons");
    json_array_end(writer);
    json_member_bool(writer, "reasonRequired", false);
}

static void render_reject(struct json_writer *writer, const struct render *render)
{
    static const enum acd_reason_action ACTIONS[ACD_CHANNELS] = {[ACD_VOICE] = ACD_REASON_REJECT_VOICE,
                                                                 [ACD_CHAT] = ACD_REASON_REJECT_CHAT,
                                                                 [ACD_TASK] = ACD_REASON_REJECT_TASK};
    json_member_object_begin(writer, "reject");
    for (int channel = 0; channel < ACD_CHANNELS; channel++) {
        json_member_object_begin(writer, acd_channel_name((enum acd_channel)channel));
        render_reasons(writer, render, ACTIONS[channel]);
        json_object_end(writer);
    }
    json_object_end(writer);
}

/* ---- moves ---- */

/* The status a move leads to; 0: it is none that chooses a status, or the centre has none for it. */
static uint32_t status_of(const struct render *render, enum acd_move move)
{
    enum acd_status_type wanted = move == ACD_MOVE_AVAILABLE ? ACD_STATUS_ROUTABLE
                                  : move == ACD_MOVE_LOG_OUT ? ACD_STATUS_OFFLINE
                                                             : ACD_STATUS_NONE;
    if (move == ACD_MOVE_BREAK)
        return (uint32_t)acd_rule(render->acd, ACD_RULE_STATUS_BREAK);
    if (move == ACD_MOVE_WORK_OFFLINE)
        return (uint32_t)acd_rule(render->acd, ACD_RULE_STATUS_WORK_OFFLINE);
    for (uint32_t status = 1; wanted != ACD_STATUS_NONE && status <= acd_status_count(render->acd);
         status++) {
        struct acd_status view;
        if (acd_status_view(render->acd, status, &view) && view.type == wanted)
            return status;
    }
    return 0;
}

static void render_move_reasons(struct json_writer *writer, const struct render *render, enum acd_move move)
{
    if (move == ACD_MOVE_BREAK)
        render_reasons(writer, render, ACD_REASON_BREAK);
    else if (move == ACD_MOVE_WORK_OFFLINE)
        render_reasons(writer, render, ACD_REASON_WORK_OFFLINE);
    else if (move == ACD_MOVE_LOG_OUT)
        render_reasons(writer, render, ACD_REASON_LOG_OUT);
    else
        render_no_reasons(writer);
}

static void render_moves(struct json_writer *writer, const struct render *render, enum acd_shown shown)
{
    uint32_t open = acd_agent_moves(render->acd, render->agent, agent_actor(render));
    json_member_array_begin(writer, "moves");
    for (int number = 0; number < ACD_MOVES; number++) {
        enum acd_move move = (enum acd_move)number;
        bool is_open = open >> number & 1;
        const struct book_object *status =
            book_find_object(render->book, ACD_SUBJECT_STATUS, status_of(render, move));
        json_object_begin(writer);
        members_word(writer, "move", acd_move_name(move));
        json_member_bool(writer, "open", is_open);
        json_member_text(writer, "why", is_open ? NULL : why_closed(move, shown));
        words_uuid(writer, "statusId", status != NULL ? &status->uuid : NULL);
        render_move_reasons(writer, render, move);
        json_object_end(writer);
    }
    json_array_end(writer);
}

void render_allowed(struct json_writer *writer, const struct render *render)
{
    uint32_t open = acd_agent_moves(render->acd, render->agent, agent_actor(render));
    json_member_array_begin(writer, "allowed");
    for (int move = 0; move < ACD_MOVES; move++) {
        if (open >> move & 1)
            render_element(writer, acd_move_name((enum acd_move)move));
    }
    json_array_end(writer);
}

/* When the last wrap-up will be over; 0: there is none. */
static int64_t wrapup_until(const struct render *render)
{
    struct acd_leg_view legs[ACD_AGENT_LEGS_MAX];
    uint32_t count = acd_agent_legs(render->acd, render->agent, legs, ACD_AGENT_LEGS_MAX);
    int64_t until = 0;
    for (uint32_t i = 0; i < count; i++) {
        if (legs[i].state == ACD_LEG_ENDED && legs[i].deadline > until)
            until = legs[i].deadline;
    }
    return until;
}

void render_control(struct json_writer *writer, const struct render *render)
{
    struct acd_agent_view agent = {0};
    enum acd_shown shown = acd_agent_shown(render->acd, render->agent);
    if (acd_model(render->acd) != ACD_MODEL_VCC) {
        json_member_null(writer, "control");
        return;
    }
    acd_agent_view(render->acd, render->agent, &agent);
    json_member_object_begin(writer, "control");
    json_member_text(writer, "shown", acd_shown_name(shown));
    json_member_bool(writer, "stopNew", agent.stop_new);
    json_member_bool(writer, "off",
                     acd_rule(render->acd, ACD_RULE_BREAK_DISABLES) != 0 &&
                         (shown == ACD_SHOWN_ON_BREAK || shown == ACD_SHOWN_SIGNED_OUT));
    words_time(writer, "wrapupUntil", wrapup_until(render));
    render_moves(writer, render, shown);
    render_reject(writer, render);
    json_object_end(writer);
}

void render_moves_and_menu(struct json_writer *writer, const struct render *render)
{
    render_menu(writer, render);
    render_control(writer, render);
}
