/* Makes a centre's journal as long as one wants, by a real core, book and pump: agents, and contacts that arrive, are
 * offered, accepted, written in, ended and cleared. For measuring (bench/rows_restart.py); it must not be part of the
 * server.
 *
 *   pump_fill DIR EVENTS [AGENTS]     DIR: of a centre that has a queue and a profile (DATA/centres/ALIAS), with no
 *                                     server on it
 *
 * Each command takes one ms of the centre's time. Every tenth contact an agent goes to lunch and comes back. Ends when
 * the history (book.db) has all of it.
 */
#include "book/body.h"
#include "pump/pump.h"

#include <semaphore.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    AGENTS_DEFAULT = 1000,
    AGENTS_MAX = 10000,
    SUPPORT = 1,
    BLENDED = 1,
    LUNCH_EVERY = 10,
    POLL_EVERY = 64,
};

struct talk {
    uint64_t contact;
    uint32_t agent;
};

struct fill {
    struct pump *pump;
    int64_t at;
    uint32_t available, lunch; /* numbers of statuses */
    uint32_t agents[AGENTS_MAX];
    uint32_t agent_count;
    struct talk talks[AGENTS_MAX]; /* a ring: the oldest ends first */
    uint32_t talk_first, talk_count;
    uint64_t commands, contacts;
    struct buf body;
    bool told;
    sem_t woken; /* there is something to poll for */
};

_Noreturn static void give_up(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vfprintf(stderr, format, arguments);
    va_end(arguments);
    fputc('\n', stderr);
    exit(1);
}

_Noreturn void acd_panic(const char *sentence)
{
    give_up("core panic: %s", sentence);
}

static void learn(struct fill *fill, const struct acd_batch *batch)
{
    for (uint32_t i = 0; i < batch->count; i++) {
        const struct acd_event *event = &batch->events[i];
        if (event->kind == ACD_AGENT_CREATED && fill->agent_count < AGENTS_MAX)
            fill->agents[fill->agent_count++] = event->agent;
        if (event->kind == ACD_OFFER_MADE && fill->talk_count < AGENTS_MAX)
            fill->talks[(fill->talk_first + fill->talk_count++) % AGENTS_MAX] =
                (struct talk){.contact = event->contact, .agent = event->agent};
    }
}

/* Decides with what is in fill->body; where the disk is behind it is waited for. */
static const struct acd_batch *decide(struct fill *fill, struct acd_command command)
{
    const struct acd_batch *batch = NULL;
    enum acd_refusal refusal = ACD_OK;
    enum pump_refusal own;
    command.at = ++fill->at;
    while ((own = pump_decide(fill->pump, &command, fill->body.bytes, fill->body.len, &batch, &refusal)) ==
           PUMP_OVERLOADED) {
        sem_wait(&fill->woken);
        pump_poll(fill->pump);
    }
    buf_clear(&fill->body);
    if (own != PUMP_OK)
        give_up("%s: %s", acd_command_name((enum acd_command_kind)command.kind), acd_refusal_name(refusal));
    learn(fill, batch);
    if (++fill->commands % POLL_EVERY == 0)
        pump_poll(fill->pump);
    return batch;
}

static void find_statuses(struct fill *fill)
{
    struct acd_status view;
    for (uint32_t status = 1; acd_status_view(pump_core(fill->pump), status, &view); status++) {
        if (view.type == ACD_STATUS_ROUTABLE && !fill->available)
            fill->available = status;
        if (view.type == ACD_STATUS_CUSTOM && !fill->lunch)
            fill->lunch = status;
    }
    if (!fill->available || !fill->lunch)
        give_up("the centre has no statuses to choose");
}

static void choose(struct fill *fill, uint32_t agent, uint32_t status)
{
    decide(fill,
           (struct acd_command){
               .kind = ACD_SET_STATUS, .agent = agent, .status = status, .actor = {ACD_ACTOR_AGENT, agent}});
}

static void make_agents(struct fill *fill, uint32_t count)
{
    char username[32];
    for (uint32_t i = 0; i < count; i++) {
        snprintf(username, sizeof username, "filled-%u", (unsigned)i);
        body_render_agent_created(&fill->body, &(struct body_agent){.uuid = uuid_random(),
                                                                    .username = username,
                                                                    .first_name = "Agent",
                                                                    .last_name = username,
                                                                    .role = BOOK_ROLE_AGENT});
        decide(fill, (struct acd_command){.kind = ACD_CREATE_AGENT, .profile = BLENDED});
        choose(fill, fill->agents[i], fill->available);
    }
}

static void write_message(struct fill *fill, const struct talk *talk)
{
    body_render_message_sent(
        &fill->body,
        &(struct body_message){.uuid = uuid_random(),
                               .name = "Agent",
                               .text = "Thank you for waiting. I have looked it up: it left us on Tuesday."});
    decide(fill, (struct acd_command){.kind = ACD_SEND_MESSAGE,
                                      .contact = talk->contact,
                                      .actor = {ACD_ACTOR_AGENT, talk->agent}});
}

static void start_contact(struct fill *fill)
{
    char name[48];
    snprintf(name, sizeof name, "Customer %llu", (unsigned long long)++fill->contacts);
    body_render_contact_started(&fill->body, &(struct body_contact){.uuid = uuid_random(),
                                                                    .name = "Support chat",
                                                                    .customer_name = name,
                                                                    .attributes = "{\"order\":\"4711\"}"});
    decide(fill, (struct acd_command){.kind = ACD_START_CONTACT,
                                      .channel = ACD_CHAT,
                                      .queue = SUPPORT,
                                      .actor = {ACD_ACTOR_CUSTOMER, 0}});
}

static void on_leg(struct fill *fill, enum acd_command_kind kind, const struct talk *talk)
{
    decide(fill, (struct acd_command){.kind = (uint16_t)kind,
                                      .agent = talk->agent,
                                      .contact = talk->contact,
                                      .actor = {ACD_ACTOR_AGENT, talk->agent}});
}

/* The oldest talk ends, and a new one begins: half of the agents are busy at any time. */
static void cycle(struct fill *fill)
{
    struct talk oldest = fill->talks[fill->talk_first];
    if (fill->talk_count > fill->agent_count / 2) {
        fill->talk_first = (fill->talk_first + 1) % AGENTS_MAX;
        fill->talk_count--;
        write_message(fill, &oldest);
        on_leg(fill, ACD_END_LEG, &oldest);
        on_leg(fill, ACD_CLEAR_LEG, &oldest);
        if (fill->contacts % LUNCH_EVERY == 0) {
            choose(fill, oldest.agent, fill->lunch);
            choose(fill, oldest.agent, fill->available);
        }
    }
    uint32_t before = fill->talk_count;
    start_contact(fill);
    for (; before < fill->talk_count; before++) {
        struct talk talk = fill->talks[(fill->talk_first + before) % AGENTS_MAX];
        on_leg(fill, ACD_ACCEPT_OFFER, &talk);
        write_message(fill, &talk);
    }
}

static void on_offers(void *ctx, const struct book_offer *offers, uint32_t count, bool failed)
{
    (void)offers;
    (void)count;
    if (failed)
        give_up("the history could not be written");
    *(bool *)ctx = true;
}

/* Until the history has all that was decided. */
static void await_history(struct fill *fill)
{
    book_ask_agent_offers(pump_book_ask(fill->pump), pump_seq(fill->pump), fill->agents[0], 1, on_offers,
                          &fill->told);
    while (!fill->told) {
        sem_wait(&fill->woken);
        pump_poll(fill->pump);
    }
}

static void wake(void *ctx)
{
    sem_post(ctx);
}

int main(int argc, char **argv)
{
    static struct fill fill;
    struct pump_error error;
    uint64_t events = argc > 2 ? strtoull(argv[2], NULL, 10) : 0;
    uint32_t agents = argc > 3 ? (uint32_t)strtoul(argv[3], NULL, 10) : AGENTS_DEFAULT;
    if (events == 0 || agents < 2 || agents > AGENTS_MAX)
        give_up("usage: pump_fill DIR EVENTS [AGENTS: 2 to %d]", AGENTS_MAX);
    buf_init(&fill.body, ACD_BODY_BYTES_MAX);
    const struct pump_options options = {.wake = wake, .ctx = &fill.woken};
    sem_init(&fill.woken, 0, 0);
    if (pump_open(&fill.pump, argv[1], &options, &error) != 0)
        give_up("%s", error.sentence);
    fill.at = acd_now(pump_core(fill.pump));
    find_statuses(&fill);
    make_agents(&fill, agents);
    while (pump_seq(fill.pump) < events)
        cycle(&fill);
    await_history(&fill);
    printf("{\"events\":%llu,\"contacts\":%llu}\n", (unsigned long long)pump_seq(fill.pump),
           (unsigned long long)fill.contacts);
    buf_free(&fill.body);
    pump_close(fill.pump);
    return 0;
}
