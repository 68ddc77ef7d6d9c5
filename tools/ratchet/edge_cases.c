/* What one durable PutUserStatus costs the loop's thread from the socket's bytes to the answer's, with the edges of
 * browsers behind the same pump; the journal is in memory and becomes durable once for all of a round, as a disk's
 * would. It must not count what the clients do. */
#include "tools/ratchet/ratchet.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "edge/api/api.h"
#include "edge/testing/rig.h"
#include "lib/crypto.h"

enum { CLIENTS = 32, ROUNDS = 30, REQUEST_BYTES_MAX = 2048, PER_S = 1000000000 };

#define SIGNED_HEADERS "content-type;host;x-amz-date"
#define MOMENT         "20231114T221320Z" /* the rig's time */
#define SCOPE          "20231114/us-east-1/connect/aws4_request"

struct line {
    int socket;
    struct rig_user user;
};

struct door {
    struct rig *rig;
    struct api *api;
    struct line lines[CLIENTS];
    struct hmac_key *key;
};

static int64_t door_now(void *ctx)
{
    return ((struct rig *)ctx)->now;
}

static bool door_handle(void *ctx, struct http_request *request)
{
    return api_handle(((struct door *)ctx)->api, request);
}

static uint32_t make_user(struct rig *rig, const char *name, enum book_role role, struct uuid *uuid)
{
    struct buf body = rig_body();
    *uuid = uuid_random();
    struct body_agent agent = {
        .uuid = *uuid, .username = name, .first_name = name, .last_name = "A", .role = role};
    if (!body_render_agent_created(&body, &agent))
        ratchet_give_up("a user could not be made");
    rig_decide(rig, (struct acd_command){.kind = ACD_CREATE_AGENT, .profile = rig->profile}, &body);
    return rig->first_event.agent;
}

static void give_key(struct rig *rig)
{
    struct uuid uuid;
    uint32_t agent = make_user(rig, "ada", BOOK_ROLE_ADMIN, &uuid);
    struct buf body = rig_body();
    if (!body_render_key_created(&body, &(struct body_key){.access_key_id = "KEY", .secret = "S"}))
        ratchet_give_up("a key could not be made");
    rig_record(rig, ACD_SUBJECT_AGENT, agent, BOOK_KEY_CREATED, &body);
}

static struct hmac_key *signing_key(void)
{
    uint8_t key[SHA256_BYTES];
    hmac_sha256("AWS4S", 5, "20231114", 8, key);
    hmac_sha256(key, sizeof key, "us-east-1", 9, key);
    hmac_sha256(key, sizeof key, "connect", 7, key);
    hmac_sha256(key, sizeof key, "aws4_request", 12, key);
    return hmac_key_new(key, sizeof key);
}

static void connect_line(struct door *door, struct line *line, uint32_t number)
{
    char name[32];
    struct peer peer;
    snprintf(name, sizeof name, "agent%u", number);
    line->user.agent = make_user(door->rig, name, BOOK_ROLE_AGENT, &line->user.uuid);
    if (!peer_connect(&peer, &door->rig->serving.loop, door->rig->serving.port))
        ratchet_give_up("a client could not connect");
    line->socket = peer.socket;
    buf_free(&peer.received);
}

static void *open_door(void)
{
    struct door *door = calloc(1, sizeof *door);
    if (door == NULL)
        ratchet_give_up("no memory");
    door->rig = rig_start(&(struct rig){.handle = door_handle, .handle_ctx = door});
    give_key(door->rig);
    door->api = api_new(&(struct api_options){
        .centres = &door->rig->centres,
        .passwords = door->rig->passwords,
        .now = door_now,
        .now_ctx = door->rig,
        .region = "us-east-1",
        .account = "000000000000",
        .url = "http://127.0.0.1:8080",
        .limits = {.requests_per_s_max = PER_S, .requests_burst_max = PER_S},
    });
    if (door->api == NULL)
        ratchet_give_up("no memory");
    door->key = signing_key();
    for (uint32_t i = 0; i < CLIENTS; i++)
        connect_line(door, &door->lines[i], i);
    rig_settle(door->rig);
    return door;
}

/* The request as an SDK sends it, signed. */
static size_t render(const struct door *door, const struct line *line, bool lunch,
                     char request[REQUEST_BYTES_MAX])
{
    char instance[UUID_TEXT_BYTES], user[UUID_TEXT_BYTES], status[UUID_TEXT_BYTES];
    char body[128], canonical[1024], hash[SHA256_HEX_BYTES], text[512], signature[SHA256_HEX_BYTES],
        path[256];
    uint8_t digest[SHA256_BYTES];
    const struct rig *rig = door->rig;
    uuid_render(&book_centre(pump_book(rig->pump))->uuid, instance);
    uuid_render(&line->user.uuid, user);
    uuid_render(lunch ? &rig->lunch_uuid : &rig->available_uuid, status);
    snprintf(path, sizeof path, "/users/%s/%s/status", instance, user);
    int body_len = snprintf(body, sizeof body, "{\"AgentStatusId\": \"%s\"}", status);
    sha256_hex(body, (size_t)body_len, hash);
    int len = snprintf(canonical, sizeof canonical,
                       "PUT\n%s\n\ncontent-type:application/json\nhost:%s\nx-amz-date:" MOMENT
                       "\n\n" SIGNED_HEADERS "\n%s",
                       path, rig->host, hash);
    sha256_hex(canonical, (size_t)len, hash);
    len = snprintf(text, sizeof text, "AWS4-HMAC-SHA256\n" MOMENT "\n" SCOPE "\n%s", hash);
    hmac_key_sign(door->key, text, (size_t)len, digest);
    hex_encode(digest, sizeof digest, signature);
    len = snprintf(request, REQUEST_BYTES_MAX,
                   "PUT %s HTTP/1.1\r\nHost: %s\r\nAccept-Encoding: identity\r\n"
                   "User-Agent: Boto3/1.26.27 Python/3.11.2 Linux/6.1.0 Botocore/1.29.27\r\n"
                   "Content-Type: application/json\r\nX-Amz-Date: " MOMENT "\r\n"
                   "Authorization: AWS4-HMAC-SHA256 Credential=KEY/" SCOPE ", SignedHeaders=" SIGNED_HEADERS
                   ", Signature=%s\r\nContent-Length: %d\r\n\r\n%s",
                   path, rig->host, signature, body_len, body);
    return (size_t)len;
}

static void ask_all(void *state, uint32_t round)
{
    struct door *door = state;
    char request[REQUEST_BYTES_MAX];
    journal_memory_hold(door->rig->journal, true);
    for (uint32_t i = 0; i < CLIENTS; i++) {
        size_t len = render(door, &door->lines[i], round % 2 == 1, request);
        if (send(door->lines[i].socket, request, len, 0) != (ssize_t)len)
            ratchet_give_up("a request could not be sent");
    }
}

static void count_all(void *state, uint32_t round)
{
    struct door *door = state;
    uint64_t wanted = (uint64_t)CLIENTS * (round + 1);
    while (api_counters(door->api)->requests < wanted)
        uv_run(&door->rig->serving.loop, UV_RUN_NOWAIT);
    journal_memory_hold(door->rig->journal, false);
    while (http_server_counters(door->rig->serving.server)->answers[2] < wanted)
        uv_run(&door->rig->serving.loop, UV_RUN_NOWAIT);
}

static void hear_all(void *state, uint32_t round)
{
    struct door *door = state;
    char answer[REQUEST_BYTES_MAX];
    (void)round;
    for (uint32_t i = 0; i < CLIENTS; i++) {
        ssize_t len = recv(door->lines[i].socket, answer, sizeof answer, 0);
        if (len < 12 || strncmp(answer, "HTTP/1.1 200", 12) != 0)
            ratchet_give_up("a change was not answered with 200");
    }
}

static void close_door(void *state)
{
    struct door *door = state;
    for (uint32_t i = 0; i < CLIENTS; i++)
        shutdown(door->lines[i].socket, SHUT_RDWR);
    rig_stop(door->rig);
    api_free(door->api);
    hmac_key_free(door->key);
    free(door);
}

const struct ratchet_case RATCHET_EDGE[] = {
    {"edge/status_change_x32", ROUNDS, open_door, ask_all, count_all, hear_all, close_door},
    {0},
};
