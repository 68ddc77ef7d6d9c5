/* Rendering and signing; see load_request.h. It must not be cheaper than a client: each request gets its own two
 * digests.
 *
 *     canonical request = METHOD \n path \n \n headers \n \n signed headers \n hex(sha256(body))
 *     string to sign    = AWS4-HMAC-SHA256 \n time \n scope \n hex(sha256(canonical request))
 */
#include "bench/load_request.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/date.h"

#define SIGNED_HEADERS "content-type;host;x-amz-date"

/* ---- the plan ---- */

static bool add_user(struct plan *plan, const char *value)
{
    if (plan->users == NULL)
        plan->users = calloc(PLAN_USERS_MAX, sizeof plan->users[0]);
    if (plan->users == NULL || plan->users_count == PLAN_USERS_MAX)
        return false;
    snprintf(plan->users[plan->users_count++], PLAN_TEXT_BYTES, "%s", value);
    return true;
}

static bool take_line(struct plan *plan, const char *name, const char *value)
{
    const struct {
        const char *name;
        char *text;
    } texts[] = {{"address", plan->address},     {"port", plan->port},
                 {"region", plan->region},       {"access_key_id", plan->access_key_id},
                 {"secret", plan->secret},       {"instance", plan->instance},
                 {"available", plan->available}, {"lunch", plan->lunch}};
    if (strcmp(name, "user") == 0)
        return add_user(plan, value);
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        if (strcmp(name, texts[i].name) == 0) {
            snprintf(texts[i].text, PLAN_TEXT_BYTES, "%s", value);
            return true;
        }
    }
    return false;
}

int plan_read(struct plan *plan, const char *file)
{
    char line[PLAN_TEXT_BYTES * 2];
    char name[32];
    char value[PLAN_TEXT_BYTES];
    FILE *stream = fopen(file, "re");
    bool good = stream != NULL;
    *plan = (struct plan){.users_count = 0};
    while (good && fgets(line, sizeof line, stream) != NULL)
        good = sscanf(line, "%31s %159s", name, value) == 2 && take_line(plan, name, value);
    if (stream != NULL)
        fclose(stream);
    if (good && plan->users_count > 0)
        return 0;
    fprintf(stderr, "bench_load: %s is no plan\n", file);
    return -1;
}

void plan_free(struct plan *plan)
{
    secret_erase(plan->secret, sizeof plan->secret);
    free(plan->users);
    plan->users = NULL;
}

/* ---- the signing key ---- */

static bool derive(struct signer *signer)
{
    uint8_t key[SHA256_BYTES];
    char first[PLAN_TEXT_BYTES + 8];
    const char *region = signer->plan->region;
    int len = snprintf(first, sizeof first, "AWS4%s", signer->plan->secret);
    memcpy(signer->day, signer->moment, 8);
    signer->day[8] = '\0';
    hmac_sha256(first, (size_t)len, signer->day, 8, key);
    hmac_sha256(key, sizeof key, region, strlen(region), key);
    hmac_sha256(key, sizeof key, "connect", 7, key);
    hmac_sha256(key, sizeof key, "aws4_request", 12, key);
    hmac_key_free(signer->key);
    signer->key = hmac_key_new(key, sizeof key);
    secret_erase(key, sizeof key);
    secret_erase(first, sizeof first);
    snprintf(signer->scope, sizeof signer->scope, "%s/%s/connect/aws4_request", signer->day, region);
    return signer->key != NULL;
}

/* The time in words is made once a second, the key once a day. */
static bool follow_time(struct signer *signer, int64_t wall_ms)
{
    if (signer->moment_s == wall_ms / 1000)
        return true;
    signer->moment_s = wall_ms / 1000;
    date_render_basic(wall_ms, signer->moment);
    return strncmp(signer->day, signer->moment, 8) == 0 || derive(signer);
}

void signer_init(struct signer *signer, const struct plan *plan, const char *bare)
{
    *signer = (struct signer){.plan = plan, .bare = bare};
    for (unsigned status = 0; status < REQUEST_STATUSES; status++) {
        char *body = signer->bodies[status];
        snprintf(body, sizeof signer->bodies[0], "{\"AgentStatusId\":\"%s\"}",
                 status == 0 ? plan->available : plan->lunch);
        sha256_hex(body, strlen(body), signer->body_digests[status]);
    }
}

void signer_free(struct signer *signer)
{
    hmac_key_free(signer->key);
    signer->key = NULL;
}

/* ---- requests ---- */

static void sign(struct signer *signer, const char *method, const char *path, const char *body_digest,
                 char signature[SHA256_HEX_BYTES])
{
    char canonical[REQUEST_BYTES_MAX];
    char to_sign[REQUEST_BYTES_MAX];
    char digest[SHA256_HEX_BYTES];
    uint8_t signed_bytes[SHA256_BYTES];
    const struct plan *plan = signer->plan;
    int len = snprintf(canonical, sizeof canonical,
                       "%s\n%s\n\ncontent-type:application/json\nhost:%s:%s\nx-amz-date:%s\n\n" SIGNED_HEADERS
                       "\n%s",
                       method, path, plan->address, plan->port, signer->moment, body_digest);
    sha256_hex(canonical, (size_t)len, digest);
    len = snprintf(to_sign, sizeof to_sign, "AWS4-HMAC-SHA256\n%s\n%s\n%s", signer->moment, signer->scope,
                   digest);
    hmac_key_sign(signer->key, to_sign, (size_t)len, signed_bytes);
    hex_encode(signed_bytes, sizeof signed_bytes, signature);
}

static size_t render(struct signer *signer, const char *method, const char *path, const char *body,
                     const char *body_digest, char *text, size_t text_bytes)
{
    char signature[SHA256_HEX_BYTES];
    const struct plan *plan = signer->plan;
    sign(signer, method, path, body_digest, signature);
    int len = snprintf(text, text_bytes,
                       "%s %s HTTP/1.1\r\nHost: %s:%s\r\nContent-Type: application/json\r\nX-Amz-Date: %s\r\n"
                       "Authorization: AWS4-HMAC-SHA256 Credential=%s/%s, SignedHeaders=" SIGNED_HEADERS
                       ", Signature=%s\r\nContent-Length: %zu\r\n\r\n%s",
                       method, path, plan->address, plan->port, signer->moment, plan->access_key_id,
                       signer->scope, signature, strlen(body), body);
    return len > 0 && (size_t)len < text_bytes ? (size_t)len : 0;
}

size_t request_sign(struct signer *signer, const char *method, const char *path, const char *body,
                    int64_t wall_ms, char *text, size_t text_bytes)
{
    char digest[SHA256_HEX_BYTES];
    if (strlen(path) > REQUEST_PATH_BYTES_MAX || !follow_time(signer, wall_ms))
        return 0;
    sha256_hex(body, strlen(body), digest);
    return render(signer, method, path, body, digest, text, text_bytes);
}

size_t request_render(struct signer *signer, size_t user, unsigned status, int64_t wall_ms,
                      char text[REQUEST_BYTES_MAX])
{
    char path[PLAN_TEXT_BYTES * 3];
    const struct plan *plan = signer->plan;
    const char *method = signer->bare != NULL ? "GET" : "PUT";
    if (!follow_time(signer, wall_ms))
        return 0;
    if (signer->bare != NULL)
        snprintf(path, sizeof path, "%s", signer->bare);
    else
        snprintf(path, sizeof path, "/users/%s/%s/status", plan->instance, plan->users[user]);
    return render(signer, method, path, signer->bodies[status], signer->body_digests[status], text,
                  REQUEST_BYTES_MAX);
}
