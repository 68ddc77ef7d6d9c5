/* A busy centre, to be measured (busy.h). It must not measure anything itself. */
#include "core/testing/busy.h"

#include <stdlib.h>

void busy_step(struct busy *busy, struct acd_command *command)
{
    command->at = busy->at++;
    if (acd_step(busy->acd, command, &busy->batch) != ACD_OK)
        acd_panic("a command of the busy centre was refused");
}

static void set_up(struct busy *busy, struct acd_command command)
{
    busy_step(busy, &command);
}

void busy_start(struct busy *busy, uint32_t queue)
{
    struct acd_command command = {.kind = ACD_START_CONTACT, .channel = ACD_VOICE, .queue = queue};

    busy_step(busy, &command);
}

void busy_leg(struct busy *busy, enum acd_command_kind kind, uint32_t agent, uint64_t contact)
{
    struct acd_command command = {.kind = (uint16_t)kind, .agent = agent, .contact = contact};

    busy_step(busy, &command);
}

void busy_choose(struct busy *busy, uint32_t agent, uint32_t status)
{
    struct acd_command command = {.kind = ACD_SET_STATUS, .agent = agent, .status = status};

    busy_step(busy, &command);
}

const struct acd_event *busy_offer(const struct busy *busy)
{
    for (uint32_t index = 0; index < busy->batch.count; index++) {
        if (busy->batch.events[index].kind == ACD_OFFER_MADE)
            return &busy->batch.events[index];
    }
    acd_panic("the busy centre offered nothing");
}

static void create_statuses(struct busy *busy)
{
    static const enum acd_status_type types[] = {ACD_STATUS_ROUTABLE, ACD_STATUS_OFFLINE, ACD_STATUS_CUSTOM};

    for (int one = 0; one < 3; one++)
        set_up(busy, (struct acd_command){.kind = ACD_CREATE_STATUS, .status_type = (uint8_t)types[one]});
}

static void create_queues(struct busy *busy, uint32_t queues)
{
    struct acd_profile_queue served[ACD_PROFILE_QUEUES_MAX];

    for (uint32_t queue = 0; queue < queues; queue++) {
        set_up(busy, (struct acd_command){.kind = ACD_CREATE_QUEUE});
        served[queue] = (struct acd_profile_queue){queue + 1, ACD_VOICE, 1, 0};
    }
    set_up(busy, (struct acd_command){.kind = ACD_CREATE_PROFILE,
                                      .capacities = {{1, 1}, {3, 1}, {2, 1}},
                                      .profile_queues = served,
                                      .profile_queue_count = queues});
}

struct busy *busy_new(uint32_t agents, uint32_t contacts_max, uint32_t queues)
{
    struct acd_limits limits = acd_limits_default();
    struct busy *busy = malloc(sizeof *busy);
    void *memory;

    limits.agents = agents;
    limits.contacts = contacts_max;
    limits.legs = agents * BUSY_LEGS_AN_AGENT;
    memory = aligned_alloc(64, acd_size(&limits));
    if (busy == NULL || memory == NULL)
        acd_panic("no memory for the busy centre");
    busy->at = 1000000;
    busy->acd = acd_init(memory, &limits);
    set_up(busy, (struct acd_command){.kind = ACD_CREATE_CENTRE, .model = ACD_MODEL_CONNECT});
    create_statuses(busy);
    create_queues(busy, queues);
    for (uint32_t agent = 1; agent <= agents; agent++) {
        set_up(busy, (struct acd_command){.kind = ACD_CREATE_AGENT, .profile = 1});
        busy_choose(busy, agent, BUSY_AVAILABLE);
    }
    return busy;
}

void busy_free(struct busy *busy)
{
    free(busy->acd);
    free(busy);
}
