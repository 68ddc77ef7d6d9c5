/* What it costs the follower to write events into the history: status changes of agents who are Available and at Lunch
 * in turn, set by a program, or the lives of tasks, eight events each (they start, wait, are offered, accepted, ended,
 * wrapped up, cleared, forgotten). It must not claim more than it measures: no journal is read, no question is asked.
 *
 *     book_history_bench [EVENTS [IN_ONE_TRANSACTION [DIR or "" [contacts]]]]
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "book/history.h"

enum { AGENTS = 256, ADMIN = 1, AVAILABLE = 1, LUNCH = 2, SUPPORT = 1, BLENDED = 1 };

struct bench {
    struct history history;
    struct buf body;
    struct acd_event event;
    uint64_t seq;
    int64_t at;
};

static void apply(struct bench *bench, struct acd_event event)
{
    event.seq = ++bench->seq;
    event.at = bench->at;
    history_apply(&bench->history, &event, bench->body.len > 0 ? buf_text(&bench->body) : NULL,
                  bench->body.len);
    buf_clear(&bench->body);
}

static struct uuid uuid_of(uint64_t kind, uint64_t number)
{
    struct uuid uuid = {.bytes = {(uint8_t)kind, (uint8_t)(number >> 8), (uint8_t)number}};
    return uuid;
}

static void make_status(struct bench *bench, uint32_t status, const char *name, uint8_t type)
{
    body_render_status_created(&bench->body, &(struct body_object){.uuid = uuid_of(1, status), .name = name});
    apply(bench, (struct acd_event){.kind = ACD_STATUS_CREATED,
                                    .status = status,
                                    .status_type = type,
                                    .actor = ACD_ACTOR_OPERATOR});
}

static void make_agent(struct bench *bench, uint32_t agent)
{
    char username[32];
    snprintf(username, sizeof username, "agent-%u", (unsigned)agent);
    body_render_agent_created(&bench->body, &(struct body_agent){.uuid = uuid_of(2, agent),
                                                                 .username = username,
                                                                 .first_name = "Agent",
                                                                 .last_name = username,
                                                                 .role = BOOK_ROLE_AGENT,
                                                                 .password_hash = "$hash"});
    apply(bench, (struct acd_event){.kind = ACD_AGENT_CREATED,
                                    .agent = agent,
                                    .profile = BLENDED,
                                    .status = AVAILABLE,
                                    .actor = ACD_ACTOR_API,
                                    .actor_id = ADMIN});
}

static void make_centre(struct bench *bench)
{
    make_status(bench, AVAILABLE, "Available", ACD_STATUS_ROUTABLE);
    make_status(bench, LUNCH, "Lunch", ACD_STATUS_CUSTOM);
    body_render_profile_created(&bench->body,
                                &(struct body_object){.uuid = uuid_of(3, 1), .name = "Blended"});
    apply(bench,
          (struct acd_event){.kind = ACD_PROFILE_CREATED, .profile = BLENDED, .actor = ACD_ACTOR_OPERATOR});
    for (uint32_t agent = 1; agent <= AGENTS; agent++)
        make_agent(bench, agent);
}

static void change_status(struct bench *bench, uint64_t number)
{
    bool to_lunch = number / AGENTS % 2 == 0;
    bench->at += number % 16 == 0; /* sixteen changes a millisecond */
    apply(bench, (struct acd_event){.kind = ACD_STATUS_SET,
                                    .agent = 1 + (uint32_t)(number * 97 % AGENTS),
                                    .status = to_lunch ? LUNCH : AVAILABLE,
                                    .previous_status = to_lunch ? AVAILABLE : LUNCH,
                                    .cause = ACD_CAUSE_STATUS_CHOSEN,
                                    .actor = ACD_ACTOR_API,
                                    .actor_id = ADMIN});
}

/* ---- contacts ---- */

static const struct acd_event LIFE[] = {
    {.kind = ACD_CONTACT_STARTED, .channel = ACD_TASK, .actor = ACD_ACTOR_API, .actor_id = ADMIN, .value = 5},
    {.kind = ACD_CONTACT_QUEUED, .channel = ACD_TASK, .queue = SUPPORT},
    {.kind = ACD_OFFER_MADE, .leg_state = ACD_LEG_CONNECTING, .queue = SUPPORT, .channel = ACD_TASK},
    {.kind = ACD_OFFER_ACCEPTED, .leg_state = ACD_LEG_CONNECTED, .queue = SUPPORT, .actor = ACD_ACTOR_AGENT},
    {.kind = ACD_CONTACT_ENDED, .cause = ACD_CAUSE_AGENT_ENDED, .actor = ACD_ACTOR_AGENT},
    {.kind = ACD_WRAPUP_BEGUN, .leg_state = ACD_LEG_ENDED, .cause = ACD_CAUSE_AGENT_ENDED},
    {.kind = ACD_LEG_CLEARED, .leg_state = ACD_LEG_ENDED, .actor = ACD_ACTOR_AGENT},
    {.kind = ACD_CONTACT_FORGOTTEN},
};
enum { LIFE_EVENTS = sizeof LIFE / sizeof *LIFE };

/* Every agent has one contact at a time; all are at the same point of their lives, one after the other. */
static void live_on(struct bench *bench, uint64_t number)
{
    uint32_t agent = 1 + (uint32_t)(number % AGENTS);
    uint64_t life = number / AGENTS / LIFE_EVENTS;
    struct acd_event event = LIFE[number / AGENTS % LIFE_EVENTS];
    bool is_met = event.kind != ACD_CONTACT_STARTED && event.kind != ACD_CONTACT_QUEUED;
    struct uuid uuid = {.bytes = {5, (uint8_t)(agent >> 8), (uint8_t)agent}};
    event.contact = (life + 1) << 32 | agent;
    event.agent = is_met ? agent : 0;
    if (event.actor == ACD_ACTOR_AGENT)
        event.actor_id = agent;
    memcpy(uuid.bytes + 8, &life, sizeof life);
    bench->at += number % 16 == 0;
    if (event.kind == ACD_CONTACT_STARTED)
        body_render_contact_started(&bench->body,
                                    &(struct body_contact){.uuid = uuid, .name = "Call Mrs Moore back"});
    apply(bench, event);
}

static bool commit(struct bench *bench)
{
    struct book_error error;
    if (history_commit(&bench->history, &error) == 0)
        return true;
    fprintf(stderr, "%s\n", error.sentence);
    return false;
}

int main(int argc, char **argv)
{
    struct bench bench = {.at = 1700000000000};
    struct book_error error;
    uint64_t changes = argc > 1 ? strtoull(argv[1], NULL, 10) : 100000;
    uint64_t in_one = argc > 2 ? strtoull(argv[2], NULL, 10) : 2000;
    buf_init(&bench.body, ACD_BODY_BYTES_MAX);
    if (history_open(&bench.history, argc > 3 && *argv[3] ? argv[3] : NULL, &error) != 0) {
        fprintf(stderr, "%s\n", error.sentence);
        return 1;
    }
    static const atomic_bool nobody_waits;
    bench.history.paced.hurry = &nobody_waits;
    bool is_of_contacts = argc > 4 && strcmp(argv[4], "contacts") == 0;
    history_begin(&bench.history);
    make_centre(&bench);
    bool good = commit(&bench);
    clock_t begun = clock();
    for (uint64_t i = 0; good && i < changes;) {
        history_begin(&bench.history);
        for (uint64_t end = i + in_one; i < end && i < changes; i++)
            (is_of_contacts ? live_on : change_status)(&bench, i);
        good = commit(&bench);
    }
    double took_us = (double)(clock() - begun) * 1e6 / CLOCKS_PER_SEC;
    printf("%llu %s: %.2f us of processor time each, %llu in one transaction\n", (unsigned long long)changes,
           is_of_contacts ? "events of contacts" : "status changes", took_us / (double)changes,
           (unsigned long long)in_one);
    history_close(&bench.history);
    buf_free(&bench.body);
    return good ? 0 : 1;
}
