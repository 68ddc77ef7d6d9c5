/* Questions of a story ("show alice", "why alice chat", "menu alice") are answered from the core's views.
 * It changes nothing. */
#include "scenarios/numbers.h"

#include <inttypes.h>
#include <string.h>

static const char *const activities[] = {"OFFLINE",    "AVAILABLE", "CUSTOM", "INCOMING", "WRAPUP",
                                         "ON_CONTACT", "REJECTED",  "MISSED", "ERROR",    "MONITORING"};
static const char *const places[] = {"NONE", "SCHEDULED", "WAITING", "OFFERED", "HANDLED", "PARKED", "OVER"};
static const char *const meanings[] = {"refused", "now", "next", "cancels", "no change"};

static void print_leg_times(const struct acd_leg_view *leg, struct buf *out)
{
    buf_append_text(out, " since ");
    time_print(leg->state_since, out);
    if (leg->hold_since != 0) {
        buf_append_text(out, ", on hold since ");
        time_print(leg->hold_since, out);
    }
    if (leg->deadline != ACD_NEVER && leg->deadline != 0) {
        buf_append_text(out, ", until ");
        time_print(leg->deadline, out);
    }
}

/* alice: Available since 10:00:00, next Lunch since 10:01:00 by agent; ON_CONTACT
 *   C1: CHAT CONNECTED since 10:00:05 */
static void show_agent(struct story *story, uint32_t agent)
{
    struct acd_agent_view view;
    struct acd_leg_view legs[ACD_AGENT_LEGS_MAX];
    struct buf *out = &story->output;
    if (!acd_agent_view(story->core, agent, &view)) {
        buf_append_text(out, "no such agent\n");
        return;
    }
    name_print(story, NAME_AGENT, agent, out);
    buf_append_text(out, ": ");
    name_print(story, NAME_STATUS, view.status, out);
    buf_append_text(out, " since ");
    time_print(view.status_since, out);
    if (view.status_reason != 0) {
        buf_append_text(out, " reason ");
        reason_print(story, view.status_reason, out);
    }
    if (view.next.status != 0) {
        buf_append_text(out, ", next ");
        name_print(story, NAME_STATUS, view.next.status, out);
        buf_append_text(out, " since ");
        time_print(view.next.set_at, out);
        buf_append_format(out, " by %s", actor_kind_name(view.next.set_by));
    }
    if (view.page != ACD_PAGE_NONE)
        buf_append_format(out, ", page %s", acd_page_name((enum acd_page)view.page));
    if (view.session_ends_at != ACD_NEVER) {
        buf_append_text(out, " until ");
        time_print(view.session_ends_at, out);
    }
    if (view.waiting_count != 0)
        buf_append_format(out, ", %" PRIu32 " waiting in the own queue", view.waiting_count);
    buf_append_format(out, "; %s\n", activities[acd_agent_activity(story->core, agent)]);
    uint32_t count = acd_agent_legs(story->core, agent, legs, ACD_AGENT_LEGS_MAX);
    for (uint32_t i = 0; i < count; i++) {
        buf_append_text(out, "  ");
        name_print(story, NAME_CONTACT, legs[i].contact, out);
        buf_append_format(out, ": %s %s", acd_channel_name((enum acd_channel)legs[i].channel),
                          acd_leg_state_name((enum acd_leg_state)legs[i].state));
        if (legs[i].monitored != 0) {
            buf_append_text(out, legs[i].barged ? ", barging in at " : ", listening to ");
            name_print(story, NAME_AGENT, legs[i].monitored, out);
        }
        print_leg_times(&legs[i], out);
        buf_append_char(out, '\n');
    }
}

/* alice: VOICE 0 active, 1 free of 1; CHAT 1 active, 2 free of 3; TASK 0 active, 2 free of 2 */
static void show_slots(struct story *story, uint32_t agent)
{
    struct acd_agent_view view;
    struct buf *out = &story->output;
    if (!acd_agent_view(story->core, agent, &view))
        return;
    name_print(story, NAME_AGENT, agent, out);
    for (unsigned i = 0; i < ACD_CHANNELS; i++)
        buf_append_format(out, "%s %s %" PRIu32 " active, %" PRIu32 " free of %" PRIu32, i == 0 ? ":" : ";",
                          acd_channel_name((enum acd_channel)i), view.slots_active[i],
                          view.slots_available[i], view.slots_max[i]);
    buf_append_char(out, '\n');
}

static void show_place(struct story *story, const struct acd_contact_view *view)
{
    struct buf *out = &story->output;
    buf_append_format(out, " %s", view->place < sizeof places / sizeof places[0] ? places[view->place] : "?");
    if (view->place == ACD_PLACE_WAITING) {
        buf_append_text(out, view->queue != 0 ? " in " : " for ");
        name_print(story, view->queue != 0 ? NAME_QUEUE : NAME_AGENT,
                   view->queue != 0 ? view->queue : view->agent, out);
        buf_append_text(out, " since ");
        time_print(view->queued_at, out);
        buf_append_format(out, ", place %" PRIu32, acd_contact_place_in_queue(story->core, view->contact));
    } else if (view->place == ACD_PLACE_OVER) {
        buf_append_format(out, " %s", acd_cause_name((enum acd_cause)view->cause));
    } else if (view->place == ACD_PLACE_SCHEDULED) {
        buf_append_text(out, " for ");
        time_print(view->scheduled_at, out);
    }
}

/* C1: CHAT WAITING in Support since 10:00:00, place 1, 2 offers so far */
static void show_contact(struct story *story, uint64_t contact)
{
    struct acd_contact_view view;
    struct acd_leg_view legs[ACD_AGENT_LEGS_MAX];
    struct buf *out = &story->output;
    name_print(story, NAME_CONTACT, contact, out);
    if (!acd_contact_view(story->core, contact, &view)) {
        buf_append_text(out, ": forgotten\n");
        return;
    }
    buf_append_format(out, ": %s", acd_channel_name((enum acd_channel)view.channel));
    show_place(story, &view);
    if (view.attempts != 0)
        buf_append_format(out, ", %" PRIu32 " offer%s so far", view.attempts, view.attempts == 1 ? "" : "s");
    uint32_t count = acd_contact_legs(story->core, contact, legs, ACD_AGENT_LEGS_MAX);
    for (uint32_t i = 0; i < count; i++) {
        buf_append_text(out, "; ");
        name_print(story, NAME_AGENT, legs[i].agent, out);
        buf_append_format(out, " %s",
                          legs[i].monitored != 0 ? "listens"
                                                 : acd_leg_state_name((enum acd_leg_state)legs[i].state));
    }
    buf_append_char(out, '\n');
}

/* Support: 0 calls, 2 chats, 0 tasks waiting; open; staffed for CHAT */
static void show_queue(struct story *story, uint32_t queue)
{
    struct buf *out = &story->output;
    name_print(story, NAME_QUEUE, queue, out);
    for (unsigned i = 0; i < ACD_CHANNELS; i++)
        buf_append_format(out, "%s %s %" PRIu32, i == 0 ? ":" : ",", acd_channel_name((enum acd_channel)i),
                          acd_queue_waiting(story->core, queue, (enum acd_channel)i));
    buf_append_text(out, " waiting; ");
    if (acd_queue_open(story->core, queue, story->now)) {
        buf_append_text(out, "open; staffed for");
    } else {
        buf_append_text(out, "closed, opens ");
        time_print(acd_queue_opens_at(story->core, queue, story->now), out);
        buf_append_text(out, "; staffed for");
    }
    bool any = false;
    for (unsigned i = 0; i < ACD_CHANNELS; i++)
        if (acd_queue_staffed(story->core, queue, (enum acd_channel)i)) {
            buf_append_format(out, " %s", acd_channel_name((enum acd_channel)i));
            any = true;
        }
    buf_append_text(out, any ? "\n" : " nothing\n");
}

/* BUSY: STOP_NEW */
static void show_moves(struct story *story, uint32_t agent, struct acd_actor actor)
{
    uint32_t moves = acd_agent_moves(story->core, agent, actor);
    buf_append_format(&story->output, "%s:", acd_shown_name(acd_agent_shown(story->core, agent)));
    for (unsigned i = 0; i < ACD_MOVES; i++)
        if (moves >> i & 1)
            buf_append_format(&story->output, " %s", acd_move_name((enum acd_move)i));
    buf_append_text(&story->output, moves == 0 ? " none\n" : "\n");
}

/* for supervisor [sue] */
static void parse_actor(struct story *story, struct words *words, struct acd_actor *actor)
{
    if (!words_take_if(words, "for"))
        return;
    parse_actor_kind(words_take(words), &actor->kind);
    actor->id = 0;
    if (!words_at_end(words))
        parse_name32(story, NAME_AGENT, words_take(words), &actor->id);
}

/* show moves of alice [for supervisor sue] */
static void answer_moves(struct story *story, struct words *words)
{
    uint32_t agent = 0;
    if (!parse_name32(story, NAME_AGENT, words_take(words), &agent))
        return;
    struct acd_actor actor = {ACD_ACTOR_AGENT, agent};
    parse_actor(story, words, &actor);
    show_moves(story, agent, actor);
}

/* show reasons of alice BREAK: Coffee, Lunch; one must be given */
static void answer_reasons(struct story *story, struct words *words)
{
    uint32_t agent = 0;
    uint32_t reasons[ACD_REASONS_MAX];
    unsigned action = 0;
    bool mandatory = false;
    if (!parse_name32(story, NAME_AGENT, words_take(words), &agent))
        return;
    const char *word = words_take(words);
    while (action < ACD_REASON_ACTIONS &&
           strcmp(word, acd_reason_action_name((enum acd_reason_action)action)) != 0)
        action++;
    uint32_t count = acd_agent_reasons(story->core, agent, (enum acd_reason_action)action, reasons,
                                       ACD_REASONS_MAX, &mandatory);
    for (uint32_t i = 0; i < count; i++) {
        buf_append_text(&story->output, i == 0 ? "" : ", ");
        name_print(story, NAME_REASON, reasons[i], &story->output);
    }
    buf_append_text(&story->output, count == 0 ? "none" : "");
    buf_append_text(&story->output, mandatory ? "; one must be given\n" : "\n");
}

/* show alice | show moves of alice | show slots of alice | show queue Support | show C1 | show rule ROW_33 */
static void answer_show(struct story *story, struct words *words)
{
    uint32_t number = 0;
    uint64_t contact = 0;
    uint16_t rule = 0;
    if (show_numbers(story, words))
        return;
    if (words_take_if(words, "moves") && words_take_if(words, "of")) {
        answer_moves(story, words);
    } else if (words_take_if(words, "reasons") && words_take_if(words, "of")) {
        answer_reasons(story, words);
    } else if (words_take_if(words, "slots") && words_take_if(words, "of")) {
        if (parse_name32(story, NAME_AGENT, words_take(words), &number))
            show_slots(story, number);
    } else if (words_take_if(words, "queue")) {
        if (parse_name32(story, NAME_QUEUE, words_take(words), &number))
            show_queue(story, number);
    } else if (words_take_if(words, "rule")) {
        if (parse_rule(story, words_take(words), &rule))
            buf_append_format(&story->output, "%s = %" PRId64 "\n", acd_rule_name((enum acd_rule)rule),
                              acd_rule(story->core, (enum acd_rule)rule));
    } else {
        const char *name = words_take(words);
        if (name_find(story, NAME_AGENT, name) != NULL && parse_name32(story, NAME_AGENT, name, &number))
            show_agent(story, number);
        else if (parse_name(story, NAME_CONTACT, name, &contact))
            show_contact(story, contact);
    }
}

/* why alice chat | why C1 */
static void answer_why(struct story *story, struct words *words)
{
    const char *name = words_take(words);
    uint32_t agent = 0;
    uint64_t contact = 0;
    uint8_t channel = 0;
    struct buf *out = &story->output;
    if (name_find(story, NAME_AGENT, name) != NULL) {
        if (parse_name32(story, NAME_AGENT, name, &agent) &&
            parse_channel(story, words_take(words), &channel))
            buf_append_format(out, "%s\n",
                              acd_why_name(acd_why_no_work(story->core, agent, (enum acd_channel)channel)));
    } else if (parse_name(story, NAME_CONTACT, name, &contact)) {
        buf_append_format(out, "%s\n", acd_why_name(acd_why_waiting(story->core, contact)));
    }
}

/* menu alice [for supervisor]: what each status would mean if chosen now */
static void answer_menu(struct story *story, struct words *words)
{
    uint32_t agent = 0;
    if (!parse_name32(story, NAME_AGENT, words_take(words), &agent))
        return;
    struct acd_actor actor = {ACD_ACTOR_AGENT, agent};
    parse_actor(story, words, &actor);
    for (uint32_t status = 1; status <= acd_status_count(story->core); status++) {
        enum acd_refusal why = ACD_OK;
        enum acd_meaning meaning = acd_status_meaning(story->core, agent, status, actor, &why);
        name_print(story, NAME_STATUS, status, &story->output);
        buf_append_format(&story->output, ": %s", meanings[meaning]);
        if (meaning == ACD_MEANS_REFUSED)
            buf_append_format(&story->output, " %s", acd_refusal_name(why));
        buf_append_char(&story->output, '\n');
    }
}

bool show(struct story *story, struct words *words)
{
    if (words_take_if(words, "show"))
        answer_show(story, words);
    else if (words_take_if(words, "why"))
        answer_why(story, words);
    else if (words_take_if(words, "menu"))
        answer_menu(story, words);
    else
        return false;
    return true;
}
