/* What a signed request costs before the core hears of it: its bytes parsed, its signature checked (AWS's way, a vector
 * of connect.md 7.5), its JSON read; and an answer's JSON written. It must not open a socket. */
#include "tools/ratchet/ratchet.h"

#include <stdlib.h>
#include <string.h>

#include "edge/api/sigv4.h"
#include "lib/date.h"
#include "lib/http_parse.h"
#include "lib/json.h"

enum { ROUNDS = 1000, ANSWER_BYTES_MAX = 64 * 1024, USERS_SHOWN = 20 };

#define BODY "{\"AgentStatusId\": \"99999999-8888-7777-6666-555555555555\"}"
#define PATH "/users/11111111-2222-3333-4444-555555555555/aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee/status"
#define SECRET                                                                                               \
    "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY" /* AWS's published example, no secret of anybody's */
#define MOMENT "20260102T030405Z"

static const struct sigv4_secret KEPT = {.kept = SECRET};

static const char REQUEST[] =
    "PUT " PATH " HTTP/1.1\r\nHost: 127.0.0.1:8080\r\nAccept-Encoding: identity\r\n"
    "User-Agent: Boto3/1.26.27 Python/3.11.2 Linux/6.1.0 Botocore/1.29.27\r\n"
    "Content-Type: application/json\r\nX-Amz-Date: " MOMENT "\r\n"
    "Authorization: AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20260102/us-east-1/connect/aws4_request, "
    "SignedHeaders=content-type;host;x-amz-date, "
    "Signature=6a12297177baf109d8a58c617cda21f50d1fead27c711300549482683e09bef0\r\n"
    "Content-Length: 57\r\n\r\n" BODY;

struct desk {
    struct http_limits limits;
    struct http_parser parser;
    struct http_request *request;
    struct sigv4_cache *cache;
    int64_t now;
};

static struct http_request *parse(struct desk *desk)
{
    const char *bytes = REQUEST;
    size_t left = sizeof REQUEST - 1;
    enum http_parse_result result = HTTP_PARSE_MORE;

    while (left > 0 && result != HTTP_PARSE_DONE) {
        size_t used = 0;
        result = http_parser_feed(&desk->parser, bytes, left, &used);
        if (result == HTTP_PARSE_REFUSED)
            ratchet_give_up("the signed request was refused");
        bytes += used;
        left -= used;
    }
    return http_parser_take(&desk->parser);
}

static void *open_desk(void)
{
    struct desk *desk = calloc(1, sizeof *desk);

    if (desk == NULL)
        ratchet_give_up("no memory");
    desk->limits = http_limits_default();
    http_parser_init(&desk->parser, &desk->limits);
    desk->request = parse(desk);
    desk->cache = sigv4_cache_new();
    if (desk->request == NULL || desk->cache == NULL || !date_parse_basic(MOMENT, strlen(MOMENT), &desk->now))
        ratchet_give_up("the signed request could not be made");
    http_parser_reset(&desk->parser);
    return desk;
}

static void close_desk(void *state)
{
    struct desk *desk = state;

    http_request_free(desk->request);
    sigv4_cache_free(desk->cache);
    http_parser_free(&desk->parser);
    free(desk);
}

static void count_parse(void *state, uint32_t round)
{
    struct desk *desk = state;

    (void)round;
    http_request_free(parse(desk));
    http_parser_reset(&desk->parser);
}

static void count_signature(void *state, uint32_t round)
{
    struct desk *desk = state;
    struct sigv4_claim claim;

    (void)round;
    if (sigv4_parse(desk->request, &claim) != SIGV4_GOOD ||
        sigv4_check(desk->cache, desk->request, &claim, &KEPT, desk->now) != SIGV4_GOOD)
        ratchet_give_up("a good signature was refused");
}

static void count_json_read(void *state, uint32_t round)
{
    struct json_reader reader;
    json_t *root = json_parse(BODY, sizeof BODY - 1, NULL, NULL);

    (void)state;
    (void)round;
    json_reader_init(&reader, root);
    json_required_text(&reader, "AgentStatusId", 1, 256);
    if (reader.failed)
        ratchet_give_up("a body could not be read");
    json_decref(root);
}

static void write_user(struct json_writer *writer, uint32_t number)
{
    json_object_begin(writer);
    json_member_text(writer, "Id", "aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee");
    json_member_text(writer, "Arn",
                     "arn:aws:connect:us-east-1:000000000000:instance/11111111-2222-3333-4444-"
                     "555555555555/agent/aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee");
    json_member_text(writer, "Username", "alice.o'neill");
    json_member_i64(writer, "LastModifiedTime", 1767323045000 + number);
    json_member_bool(writer, "MustChange", number % 2 == 0);
    json_object_end(writer);
}

static void count_json_write(void *state, uint32_t round)
{
    struct buf buf;
    struct json_writer writer;

    (void)state;
    buf_init(&buf, ANSWER_BYTES_MAX);
    json_writer_init(&writer, &buf);
    json_object_begin(&writer);
    json_member_array_begin(&writer, "UserSummaryList");
    for (uint32_t number = 0; number < USERS_SHOWN; number++)
        write_user(&writer, round + number);
    json_array_end(&writer);
    json_object_end(&writer);
    if (buf_failed(&buf))
        ratchet_give_up("an answer did not fit");
    buf_free(&buf);
}

const struct ratchet_case RATCHET_LIB[] = {
    {"lib/http_parse", ROUNDS, open_desk, NULL, count_parse, NULL, close_desk},
    {"edge/sigv4", ROUNDS, open_desk, NULL, count_signature, NULL, close_desk},
    {"lib/json_read", ROUNDS, open_desk, NULL, count_json_read, NULL, close_desk},
    {"lib/json_write", ROUNDS / 5, open_desk, NULL, count_json_write, NULL, close_desk},
    {0},
};
